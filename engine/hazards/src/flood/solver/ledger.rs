//! The account of water.

use serde::{Deserialize, Serialize};

/// What water that is added or taken between steps belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Term {
    /// Rain on the grid.
    Rain,
    /// Rivers and other inflows at points.
    Inflow,
    /// Infiltration into the ground.
    Infiltration,
    /// Drains and sewers.
    Drainage,
    /// Pumps.
    Pump,
    /// Gates, sluices and culverts.
    Gate,
    /// Reservoirs.
    Reservoir,
    /// Anything else.
    Other,
}

impl Term {
    /// All terms, in the order of the accounts.
    pub const ALL: [Self; 8] = [
        Self::Rain,
        Self::Inflow,
        Self::Infiltration,
        Self::Drainage,
        Self::Pump,
        Self::Gate,
        Self::Reservoir,
        Self::Other,
    ];

    /// Key for tables, such as `rain`.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Rain => "rain",
            Self::Inflow => "inflow",
            Self::Infiltration => "infiltration",
            Self::Drainage => "drainage",
            Self::Pump => "pump",
            Self::Gate => "gate",
            Self::Reservoir => "reservoir",
            Self::Other => "other",
        }
    }

    pub(super) fn slot(self) -> usize {
        self as usize
    }
}

/// What was booked so far, without the water that is stored now.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Books {
    pub initial_m3: f64,
    pub added_m3: [f64; 8],
    pub taken_m3: [f64; 8],
    pub edge_in_m3: f64,
    pub edge_out_m3: f64,
    pub stage_in_m3: f64,
    pub stage_out_m3: f64,
    pub weir_m3: f64,
}

/// The account of water since the start, m³. Stage cells (the sea) are outside: what
/// passes their shore is an exchange.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ledger {
    /// Stored at the start, or set later by [`Solver::set_depth`](super::Solver::set_depth).
    pub initial_m3: f64,
    /// Stored now.
    pub stored_m3: f64,
    /// Added between steps, by term in the order of [`Term::ALL`].
    pub added_m3: [f64; 8],
    /// Taken between steps, by term in the order of [`Term::ALL`].
    pub taken_m3: [f64; 8],
    /// Come in through edge faces with a given flow.
    pub edge_in_m3: f64,
    /// Gone out through free edges.
    pub edge_out_m3: f64,
    /// Come in from stage cells (the sea), a sum of net flows over steps and cells.
    pub stage_in_m3: f64,
    /// Gone out to stage cells.
    pub stage_out_m3: f64,
    /// Passed over weir faces, in either direction; internal.
    pub weir_m3: f64,
    /// Stored less what the other terms say: rounding alone, if all is well.
    pub error_m3: f64,
}

impl Ledger {
    pub(super) fn close(books: &Books, stored_m3: f64) -> Self {
        let mut ledger = Self {
            initial_m3: books.initial_m3,
            stored_m3,
            added_m3: books.added_m3,
            taken_m3: books.taken_m3,
            edge_in_m3: books.edge_in_m3,
            edge_out_m3: books.edge_out_m3,
            stage_in_m3: books.stage_in_m3,
            stage_out_m3: books.stage_out_m3,
            weir_m3: books.weir_m3,
            error_m3: 0.0,
        };
        ledger.error_m3 = stored_m3 - (ledger.in_m3() - ledger.out_m3());
        ledger
    }

    /// All water that was ever in: at the start and come since.
    #[must_use]
    pub fn in_m3(&self) -> f64 {
        self.initial_m3 + self.added_m3.iter().sum::<f64>() + self.edge_in_m3 + self.stage_in_m3
    }

    /// All water that went out.
    #[must_use]
    pub fn out_m3(&self) -> f64 {
        self.taken_m3.iter().sum::<f64>() + self.edge_out_m3 + self.stage_out_m3
    }

    /// Added by a term.
    #[must_use]
    pub fn added(&self, term: Term) -> f64 {
        self.added_m3[term.slot()]
    }

    /// Taken by a term.
    #[must_use]
    pub fn taken(&self, term: Term) -> f64 {
        self.taken_m3[term.slot()]
    }

    /// The error against all water that was ever in; 0 if there never was any.
    #[must_use]
    pub fn relative_error(&self) -> f64 {
        let all = self.in_m3();
        if all > 0.0 { self.error_m3.abs() / all } else { self.error_m3.abs() }
    }
}
