//! Faults of meaning as faults of files: with the line where the thing stands,
//! where the reader knows it.

use std::path::Path;

use sandtable_command::plan::{PlanFault, PlanPart};
use sandtable_kernel::Text;

use crate::file::{Fault, SpanIndex};
use crate::place::PlaceFault;

fn expected() -> Text {
    Text::new("互相吻合的内容", "contents that fit together")
}

fn remedy() -> Text {
    Text::new("按上面说明改正后再试", "mend it as said and try again")
}

/// A fault of a whole file.
pub fn whole(path: &Path, code: &'static str, found: Text) -> Fault {
    Fault::of_file(path, code, found, expected(), remedy())
}

/// A fault of a place, at the line of the thing if `index` knows it.
pub fn of_place(fault: &PlaceFault, path: &Path, index: Option<(&SpanIndex, &str)>) -> Fault {
    let found = Text::same(fault.to_string());
    match index {
        Some((index, at)) => index.fault(at, "place", found, expected(), remedy()),
        None => whole(path, "place", found),
    }
}

/// A fault of a plan, at the place of the element.
pub fn of_plan(fault: &PlanFault, index: &SpanIndex) -> Fault {
    let part = match fault.at.part {
        PlanPart::Roles => "roles",
        PlanPart::Tracks => "tracks",
        PlanPart::Resources => "resources",
        PlanPart::PrePosition => "preposition",
        PlanPart::Rules => "rules",
    };
    let at = match fault.at.part {
        PlanPart::Resources => format!("{part}.{}[{}]", fault.at.field, fault.at.index),
        _ if fault.at.field.is_empty() => format!("{part}[{}]", fault.at.index),
        _ => format!("{part}[{}].{}", fault.at.index, fault.at.field),
    };
    index.fault(&at, "plan", Text::same(fault.fault.to_string()), expected(), remedy())
}
