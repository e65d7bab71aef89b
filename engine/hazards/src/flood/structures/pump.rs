//! Pumps: flow against head, switched by levels, operators and power.

use serde::{Deserialize, Serialize};

use super::super::site::{PumpControl, table::interpolate};

/// State of a pump.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PumpState {
    /// Whether its own level switch is on.
    pub level_switch: bool,
    /// What an operator ordered last: run or stand still.
    pub order: Option<bool>,
    /// Power or none.
    pub powered: bool,
}

impl Default for PumpState {
    fn default() -> Self {
        Self { level_switch: false, order: None, powered: true }
    }
}

impl PumpState {
    /// Moves the level switch: on from `start_m`, off below `stop_m`.
    pub fn see_level(&mut self, level_m: f64, start_m: f64, stop_m: f64) {
        if level_m >= start_m {
            self.level_switch = true;
        } else if level_m < stop_m {
            self.level_switch = false;
        }
    }

    /// Whether it runs. Stopped by order it stands; a station of an operator needs his
    /// order; both need power and water above the stop level.
    pub fn runs(&self, control: PumpControl, level_m: f64, stop_m: f64) -> bool {
        let switched = match (control, self.order) {
            (_, Some(false)) | (PumpControl::Operator, None) => false,
            (_, Some(true)) => level_m >= stop_m,
            (PumpControl::Automatic, None) => self.level_switch,
        };
        switched && self.powered
    }
}

/// Flow of a pump against a head, m³/s: linear between the rows of its curve, nothing
/// beyond the last head, the same at any head if there is one row.
pub fn pump_flow_m3_s(curve: &[(f64, f64)], head_m: f64) -> f64 {
    match curve {
        [] => 0.0,
        [only] => only.1,
        [.., last] if head_m > last.0 => 0.0,
        rows => interpolate(rows, head_m),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_starts_and_stops_at_different_levels() {
        let mut pump = PumpState::default();
        let mut runs = |level| {
            pump.see_level(level, 2.0, 1.0);
            pump.runs(PumpControl::Automatic, level, 1.0)
        };
        assert_eq!([1.5, 2.0, 1.5, 0.9, 1.5].map(&mut runs), [false, true, true, false, false]);
    }

    #[test]
    fn orders_and_power_overrule_the_switch() {
        let mut pump = PumpState { level_switch: true, order: Some(false), powered: true };
        assert!(!pump.runs(PumpControl::Automatic, 3.0, 1.0));
        pump.order = None;
        assert!(!pump.runs(PumpControl::Operator, 3.0, 1.0), "nobody is there");
        pump.order = Some(true);
        assert!(pump.runs(PumpControl::Operator, 3.0, 1.0));
        assert!(!pump.runs(PumpControl::Operator, 0.5, 1.0), "no water");
        pump.powered = false;
        assert!(!pump.runs(PumpControl::Automatic, 3.0, 1.0));
    }

    #[test]
    fn a_higher_head_gives_less() {
        let curve = [(0.0, 12.0), (4.0, 8.0), (6.0, 2.0)];
        assert_eq!(pump_flow_m3_s(&curve, 2.0), 10.0);
        assert_eq!(pump_flow_m3_s(&curve, -1.0), 12.0);
        assert_eq!(pump_flow_m3_s(&curve, 6.1), 0.0);
        assert_eq!(pump_flow_m3_s(&[(0.0, 5.0)], 99.0), 5.0);
    }
}
