//! What one run of one plan leaves behind.

use sandtable_kernel::Text;
use sandtable_space::Point;
use serde::{Deserialize, Serialize};

use crate::numbers;

/// How a run ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Status {
    /// To its end.
    Complete,
    /// Not to its end; counted and reported, never dropped.
    Failed {
        /// Why.
        reason: String,
    },
}

impl Status {
    /// Whether the run came to its end.
    pub fn is_complete(&self) -> bool {
        *self == Self::Complete
    }
}

/// A term of a ledger.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LedgerLine {
    /// Key, such as `rain`.
    pub key: String,
    /// Name.
    pub title: Text,
    /// Amount since the start, in the ledger's unit: positive for what came in,
    /// negative for what went out or is held at the end more than at the start.
    pub amount: f64,
}

/// A conserved amount: its lines sum to zero.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ledger {
    /// Key, such as `water`.
    pub key: String,
    /// Name.
    pub title: Text,
    /// Unit of all amounts.
    pub unit: String,
    /// The terms.
    pub lines: Vec<LedgerLine>,
    /// Largest share of the turnover that may be missing.
    pub tolerance: f64,
}

impl Ledger {
    /// What is missing: the sum of the lines, in their order.
    pub fn residual(&self) -> f64 {
        self.lines.iter().fold(0.0, |sum, line| sum + line.amount)
    }

    /// Half the sum of absolute amounts: what went through.
    pub fn turnover(&self) -> f64 {
        0.5 * self.lines.iter().fold(0.0, |sum, line| sum + line.amount.abs())
    }

    /// Residual as a share of the turnover; zero if nothing went through.
    pub fn relative_error(&self) -> f64 {
        let turnover = self.turnover();
        if turnover == 0.0 { 0.0 } else { self.residual().abs() / turnover }
    }

    /// Whether it closes within its tolerance; not if any amount is no number.
    pub fn closes(&self) -> bool {
        self.relative_error() <= self.tolerance
    }
}

/// Something a reader of the results has to know: a model left its validity, a
/// ledger did not close, an unconfirmed figure was used.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunWarning {
    /// Key, such as `flood.froude`.
    pub key: String,
    /// What.
    pub text: Text,
    /// How often.
    pub count: u64,
}

/// A curve over time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Series {
    /// Key, such as `evacuation.completion` or `supplies.water`.
    pub key: String,
    /// Name.
    pub title: Text,
    /// Unit of the values; `1` for a share.
    pub unit: String,
    /// Hours since the start. The same grid in every run of a study.
    pub time_h: Vec<f64>,
    /// A value a time.
    #[serde(with = "numbers::many")]
    pub values: Vec<f64>,
}

/// What somebody did for a while: a bar of the resource chart.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Activity {
    /// Key of the team or depot.
    pub who: String,
    /// Its name.
    pub title: Text,
    /// Key of what it did: `travel`, `rescue`, `sandbag`, `pump`, `deliver`, …
    pub kind: String,
    /// What it did.
    pub text: Text,
    /// Start, hours since the start.
    pub from_h: f64,
    /// End, hours since the start.
    pub to_h: f64,
}

/// A call that no team had reached at the end.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct UnservedCall {
    /// Where.
    pub place: Point,
    /// When it was made, hours since the start.
    pub time_h: f64,
    /// How many people.
    pub persons: f64,
}

/// A road on which evacuation traffic lost time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bottleneck {
    /// Key of the road.
    pub road: String,
    /// What and where it is, in words.
    pub title: Text,
    /// Its middle.
    pub place: Point,
    /// Time lost on it, vehicle-hours.
    pub lost_veh_h: f64,
    /// Vehicles that drove on it.
    pub vehicles: u64,
}

/// One replicate of one plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// Key of the plan.
    pub plan: String,
    /// Number of the replicate; plans share hazards and people of a number.
    pub replicate: u64,
    /// How it ended.
    pub status: Status,
    /// A value a metric of the registry, in its order: NaN if not applicable,
    /// infinite if not reached. All NaN for a failed run.
    #[serde(with = "numbers::many")]
    pub values: Vec<f64>,
    /// Hash of the state at the end.
    #[serde(with = "numbers::hex")]
    pub state_hash: u64,
    /// Conserved amounts.
    pub ledgers: Vec<Ledger>,
    /// What a reader has to know.
    pub warnings: Vec<RunWarning>,
    /// Curves over time.
    pub curves: Vec<Series>,
    /// What teams did.
    pub activities: Vec<Activity>,
    /// Calls that no team had reached.
    pub unserved_calls: Vec<UnservedCall>,
    /// Roads on which most time was lost, the worst first.
    pub bottlenecks: Vec<Bottleneck>,
}

impl Outcome {
    /// A run that did not come to its end; `metrics` is the length of a row.
    pub fn failed(
        plan: impl Into<String>,
        replicate: u64,
        metrics: usize,
        reason: impl Into<String>,
    ) -> Self {
        Self {
            status: Status::Failed { reason: reason.into() },
            ..Self::complete(plan, replicate, vec![f64::NAN; metrics], 0)
        }
    }

    /// A run that came to its end, with values only; the rest is filled in after.
    pub fn complete(plan: impl Into<String>, replicate: u64, values: Vec<f64>, state_hash: u64) -> Self {
        Self {
            plan: plan.into(),
            replicate,
            status: Status::Complete,
            values,
            state_hash,
            ledgers: Vec::new(),
            warnings: Vec::new(),
            curves: Vec::new(),
            activities: Vec::new(),
            unserved_calls: Vec::new(),
            bottlenecks: Vec::new(),
        }
    }

    /// A curve by its key.
    pub fn curve(&self, key: &str) -> Option<&Series> {
        self.curves.iter().find(|series| series.key == key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ledger(amounts: &[f64]) -> Ledger {
        let lines = amounts
            .iter()
            .map(|&amount| LedgerLine { key: "x".into(), title: Text::same("x"), amount })
            .collect();
        Ledger { key: "water".into(), title: Text::same("water"), unit: "m³".into(), lines, tolerance: 1e-6 }
    }

    #[test]
    fn a_ledger_says_when_it_does_not_close() {
        assert!(ledger(&[1000.0, 500.0, -900.0, -600.0]).closes());
        assert!(!ledger(&[1000.0, -999.0]).closes());
        assert!(ledger(&[]).closes());
        assert!(!ledger(&[f64::NAN, 1.0]).closes());
        assert_eq!(ledger(&[1000.0, -999.0]).residual(), 1.0);
    }

    #[test]
    fn a_failed_run_keeps_its_row() {
        let outcome = Outcome::failed("as-written", 7, 3, "work limit");
        assert_eq!(outcome.values.len(), 3);
        assert!(outcome.values.iter().all(|value| value.is_nan()) && !outcome.status.is_complete());
        let json = serde_json::to_string(&outcome).unwrap();
        assert_eq!(serde_json::from_str::<Outcome>(&json).unwrap().status, outcome.status);
    }
}
