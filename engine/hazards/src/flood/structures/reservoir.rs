//! Reservoir routing: what comes in, what the rule curve or an order lets out, what
//! spills; level pool.

use serde::{Deserialize, Serialize};

use super::super::site::{
    ReservoirSpec,
    table::{interpolate, invert},
};
use super::super::solver::WEIR_COEFFICIENT;

/// State of a reservoir.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ReservoirState {
    /// Water in it, m³.
    pub stored_m3: f64,
    /// Opening of the outlet works by order; none: the rule curve.
    pub opening: Option<f64>,
    /// Release of the last step, m³/s.
    pub release_m3_s: f64,
    /// Spill of the last step, m³/s.
    pub spill_m3_s: f64,
    /// Flow that came in in the last step, m³/s.
    pub inflow_m3_s: f64,
}

impl ReservoirState {
    /// A reservoir at a level.
    pub fn at_level(spec: &ReservoirSpec, level_m: f64) -> Self {
        Self { stored_m3: interpolate(&spec.storage, level_m), ..Self::default() }
    }

    /// Its level, m.
    pub fn level_m(&self, spec: &ReservoirSpec) -> f64 {
        invert(&spec.storage, self.stored_m3)
    }

    /// Routes `inflow_m3_s` for `dt_s`; gives what left, m³. Sub-steps of the midpoint
    /// rule of at most a minute; never more leaves than there is.
    pub fn route(&mut self, spec: &ReservoirSpec, inflow_m3_s: f64, dt_s: f64) -> f64 {
        let parts = libm::ceil(dt_s / 60.0).max(1.0);
        let step = dt_s / parts;
        let (mut released, mut spilled) = (0.0, 0.0);
        for _ in 0..parts as usize {
            let (r, s) = self.outflow(spec, self.stored_m3);
            let middle = (self.stored_m3 + 0.5 * step * (inflow_m3_s - r - s)).max(0.0);
            let (r, s) = self.outflow(spec, middle);
            let there = self.stored_m3 + inflow_m3_s * step;
            let wanted = (r + s) * step;
            let share = if wanted > there { there.max(0.0) / wanted } else { 1.0 };
            released += r * step * share;
            spilled += s * step * share;
            self.stored_m3 = there - wanted * share;
        }
        self.inflow_m3_s = inflow_m3_s;
        self.release_m3_s = released / dt_s;
        self.spill_m3_s = spilled / dt_s;
        released + spilled
    }

    /// Release and spill at a storage, m³/s.
    fn outflow(&self, spec: &ReservoirSpec, stored_m3: f64) -> (f64, f64) {
        let level = invert(&spec.storage, stored_m3);
        let most = interpolate(&spec.outlet, level).max(0.0);
        let release = match self.opening {
            Some(opening) => opening.clamp(0.0, 1.0) * most,
            None => interpolate(&spec.rule, level).clamp(0.0, most),
        };
        let head = (level - spec.spillway.crest_m).max(0.0);
        (release, WEIR_COEFFICIENT * spec.spillway.width_m * head * head.sqrt())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::flood::site::{Outlet, Spillway};
    use sandtable_kernel::Dist;

    fn spec() -> ReservoirSpec {
        ReservoirSpec {
            key: "lake".into(),
            storage: vec![(80.0, 0.0), (100.0, 2e7), (110.0, 4e7)],
            initial_m: Dist::Fixed(98.0),
            spillway: Spillway { crest_m: 104.0, width_m: 50.0 },
            outlet: vec![(85.0, 0.0), (95.0, 200.0), (110.0, 300.0)],
            rule: vec![(98.0, 0.0), (100.0, 60.0), (104.0, 250.0)],
            catchments: Vec::new(),
            release_to: Outlet::Outside,
            limit_m: 98.0,
            design_m: 105.0,
            check_m: 108.0,
        }
    }

    #[test]
    fn water_is_neither_made_nor_lost_and_the_peak_is_shaved() {
        let spec = spec();
        let mut lake = ReservoirState::at_level(&spec, 98.0);
        let start = lake.stored_m3;
        let (mut came, mut left, mut peak) = (0.0, 0.0, 0.0f64);
        for minute in 0..48 * 60 {
            let hours = f64::from(minute) / 60.0;
            let inflow = 20.0 + 900.0 * libm::exp(-((hours - 10.0) / 3.0) * ((hours - 10.0) / 3.0));
            left += lake.route(&spec, inflow, 60.0);
            came += inflow * 60.0;
            peak = peak.max(lake.release_m3_s + lake.spill_m3_s);
        }
        assert!((start + came - left - lake.stored_m3).abs() < 1e-6 * came);
        assert!(peak < 0.6 * 920.0, "{peak}");
    }

    #[test]
    fn steady_inflow_leaves_by_the_rule() {
        let spec = spec();
        let mut lake = ReservoirState::at_level(&spec, 98.0);
        for _ in 0..60 * 24 * 40 {
            lake.route(&spec, 60.0, 60.0);
        }
        // The rule lets 60 m³/s out at 100 m.
        assert!((lake.level_m(&spec) - 100.0).abs() < 1e-3, "{}", lake.level_m(&spec));
    }

    #[test]
    fn a_closed_gate_fills_it_to_the_spillway_and_an_open_one_draws_it_down() {
        let spec = spec();
        let mut lake = ReservoirState::at_level(&spec, 98.0);
        lake.opening = Some(0.0);
        for _ in 0..60 * 24 * 20 {
            lake.route(&spec, 60.0, 60.0);
        }
        // 60 = 1.705 × 50 × head^1.5.
        let head = libm::pow(60.0 / (1.705 * 50.0), 2.0 / 3.0);
        assert!((lake.level_m(&spec) - 104.0 - head).abs() < 1e-3);
        lake.opening = Some(1.0);
        for _ in 0..60 * 24 * 10 {
            lake.route(&spec, 0.0, 60.0);
        }
        assert!(lake.level_m(&spec) < 86.0 && lake.stored_m3 >= 0.0);
    }
}
