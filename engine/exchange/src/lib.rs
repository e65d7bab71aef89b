//! What hazards and the acting world tell each other: Fields, Works, Outlook and the true road overlay.
#![deny(missing_docs)]
