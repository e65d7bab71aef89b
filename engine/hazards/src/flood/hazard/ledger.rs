//! The ledger of all water: on the map, in reservoirs, come and gone.

use sandtable_exchange::{HazardLedger, LedgerTerm};
use sandtable_kernel::Text;

use super::FloodHazard;
use crate::flood::solver::Term;

/// Relative error up to which the ledger counts as closed.
pub const CLOSED_TO: f64 = 1e-6;

/// All water since the start, m³.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct WaterLedger {
    /// On the map and in reservoirs at the start.
    pub initial: f64,
    /// Rain on simulated cells.
    pub rain: f64,
    /// Rivers: through edges, into cells and into reservoirs.
    pub inflow: f64,
    /// Come in from the sea and other stages, by the shore and by gates.
    pub sea_in: f64,
    /// Gone out to them.
    pub sea_out: f64,
    /// Infiltrated.
    pub infiltrated: f64,
    /// Drained out of the map by sewers.
    pub drained: f64,
    /// Pumped out of the map.
    pub pumped: f64,
    /// Gone out over free edges.
    pub edge_out: f64,
    /// Released by reservoirs out of the model.
    pub released: f64,
    /// On the map now.
    pub stored: f64,
    /// Held back in hollows and fields now.
    pub held: f64,
    /// In reservoirs now.
    pub reservoirs: f64,
    /// Stored and held less what the other terms say.
    pub error: f64,
}

impl WaterLedger {
    /// Error against all water that was ever in.
    pub fn relative_error(&self) -> f64 {
        let all = self.initial + self.rain + self.inflow + self.sea_in;
        if all > 0.0 { self.error.abs() / all } else { self.error.abs() }
    }

    /// The terms, what left the water or is held now with a minus.
    pub fn told(&self) -> HazardLedger {
        let terms = [
            ("initial", "初始水量", "at the start", self.initial),
            ("rain", "降雨", "rain", self.rain),
            ("inflow", "河道来水", "rivers", self.inflow),
            ("sea_in", "外海流入", "from the sea", self.sea_in),
            ("sea_out", "流入外海", "to the sea", -self.sea_out),
            ("infiltrated", "下渗", "infiltrated", -self.infiltrated),
            ("drained", "管网排出", "drained", -self.drained),
            ("pumped_out", "泵站排出", "pumped out", -self.pumped),
            ("edge_out", "边界流出", "out over the edges", -self.edge_out),
            ("released", "水库下泄（出模型）", "released out of the model", -self.released),
            ("stored", "期末地表水量", "on the map now", -self.stored),
            ("held", "期末洼地和田间滞蓄", "held in hollows and fields now", -self.held),
            ("reservoirs", "期末水库蓄量", "in reservoirs now", -self.reservoirs),
        ]
        .map(|(key, zh, en, amount)| LedgerTerm { key, title: Text::new(zh, en), amount });
        HazardLedger {
            key: "water",
            title: Text::new("水量", "Water"),
            unit: "m³",
            terms: terms.into(),
            tolerance: CLOSED_TO,
        }
    }
}

impl FloodHazard {
    /// The ledger so far.
    #[must_use]
    pub fn water_ledger(&self) -> WaterLedger {
        let solver = self.solver.ledger();
        let books = &self.state.books;
        let net = |term| solver.added(term) - solver.taken(term);
        let gates = net(Term::Gate);
        let mut ledger = WaterLedger {
            initial: solver.initial_m3 + books.reservoir_initial,
            rain: books.rain,
            // Released into cells is water that came into reservoirs before.
            inflow: solver.added(Term::Inflow) + solver.edge_in_m3 + books.reservoir_in,
            sea_in: solver.stage_in_m3 + gates.max(0.0),
            sea_out: solver.stage_out_m3 + (-gates).max(0.0),
            // What the solver's cells were given may differ from what was handed over in
            // the last bit of each cell only; the solver's own error holds that.
            infiltrated: books.rain_infiltrated + solver.taken(Term::Infiltration),
            drained: books.rain_drained - net(Term::Drainage),
            pumped: -net(Term::Pump),
            edge_out: solver.edge_out_m3,
            released: books.reservoir_out,
            stored: solver.stored_m3,
            held: books.rain_held,
            reservoirs: self.state.reservoirs.iter().map(|state| state.stored_m3).sum(),
            error: 0.0,
        };
        let come = ledger.initial + ledger.rain + ledger.inflow + ledger.sea_in;
        let gone = ledger.sea_out
            + ledger.infiltrated
            + ledger.drained
            + ledger.pumped
            + ledger.edge_out
            + ledger.released;
        ledger.error = ledger.stored + ledger.held + ledger.reservoirs - (come - gone);
        ledger
    }
}
