//! Health and damage of the RoboCup Rescue simulation (roborescue/rcrs-server at
//! 0680463: `modules/misc`, `maps/*/config/misc.cfg`), one step at a time.
//!
//! A person has health points; damage by collapse, burial and fire takes them and
//! grows by d + k·d² + l + noise, each kind by itself; a kind that is zero stays zero. A step
//! is a minute of story time by convention. Here in real numbers: the server rounds
//! the sum of the damages to a whole number before it takes it.

/// Health of somebody unhurt, points.
pub const FULL_HEALTH: f64 = 10_000.0;

/// Mean of the noise of a step. Its standard deviation is 0.01.
pub const NOISE_MEAN: f64 = 0.1;

/// How a kind of damage grows in a step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Growth {
    /// Quadratic part, 1/points.
    pub k: f64,
    /// Constant part, points.
    pub l: f64,
}

impl Growth {
    /// Damage by a collapse.
    pub const COLLAPSE: Self = Self { k: 2.5e-4, l: 0.01 };
    /// Damage by lying buried.
    pub const BURIED: Self = Self { k: 3.5e-5, l: 0.01 };
    /// Damage by fire.
    pub const FIRE: Self = Self { k: 2.5e-4, l: 0.03 };

    /// Damage after a step.
    #[must_use]
    pub fn worsen(&self, damage: f64, noise: f64) -> f64 {
        if damage > 0.0 { damage + self.k * damage * damage + self.l + noise } else { damage }
    }

    /// Damage after a step in a bed: d − k·d² − l − 2·noise, not below zero.
    #[must_use]
    pub fn heal(&self, damage: f64, noise: f64) -> f64 {
        (damage - self.k * damage * damage - self.l - 2.0 * noise).max(0.0)
    }
}

/// A person of the simulation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Casualty {
    /// Health, points; dead at zero.
    pub health: f64,
    /// Damage by collapse, points a step.
    pub collapse: f64,
    /// Damage by lying buried, points a step.
    pub buried: f64,
    /// Damage by fire, points a step.
    pub fire: f64,
}

/// Noise of a step, one number a kind of damage: collapse, buried, fire.
pub type Noise = [f64; 3];

impl Casualty {
    /// Somebody of full health with damage by lying buried.
    pub fn buried(damage: f64) -> Self {
        Self { health: FULL_HEALTH, collapse: 0.0, buried: damage, fire: 0.0 }
    }

    /// Whether the person is dead.
    pub fn is_dead(&self) -> bool {
        self.health <= 0.0
    }

    /// A step outside a hospital: health falls by the damage, then the damage grows.
    pub fn wait(&mut self, noise: Noise) {
        self.health = (self.health - (self.collapse + self.buried + self.fire)).max(0.0);
        self.collapse = Growth::COLLAPSE.worsen(self.collapse, noise[0]);
        self.buried = Growth::BURIED.worsen(self.buried, noise[1]);
        self.fire = Growth::FIRE.worsen(self.fire, noise[2]);
    }

    /// A step in a bed: health stays, damage shrinks.
    pub fn rest(&mut self, noise: Noise) {
        self.collapse = Growth::COLLAPSE.heal(self.collapse, noise[0]);
        self.buried = Growth::BURIED.heal(self.buried, noise[1]);
        self.fire = Growth::FIRE.heal(self.fire, noise[2]);
    }
}

/// Steps until somebody buried so deep is out: each rescuer takes one a step. None
/// without rescuers, unless nothing lies on the person.
pub fn dig_steps(buriedness: u32, rescuers: u32) -> Option<u32> {
    match (buriedness, rescuers) {
        (0, _) => Some(0),
        (_, 0) => None,
        _ => Some(buriedness.div_ceil(rescuers)),
    }
}

/// Score of the rescue simulation league, 2021 (RSL21): living times
/// exp(−5·(1 − Σhealth/Σfull health)). Zero without civilians.
pub fn score(civilians: &[Casualty]) -> f64 {
    if civilians.is_empty() {
        return 0.0;
    }
    let alive = civilians.iter().filter(|civilian| !civilian.is_dead()).count() as f64;
    let health: f64 = civilians.iter().map(|civilian| civilian.health).sum();
    let full = FULL_HEALTH * civilians.len() as f64;
    alive * libm::exp(-5.0 * (1.0 - health / full))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_unhurt_stay_so_and_the_score_is_then_their_number() {
        let mut fine = Casualty { health: FULL_HEALTH, collapse: 0.0, buried: 0.0, fire: 0.0 };
        for _ in 0..300 {
            fine.wait([NOISE_MEAN; 3]);
        }
        assert_eq!(fine.health, FULL_HEALTH);
        assert!((score(&[fine; 7]) - 7.0).abs() < 1e-12);
        assert_eq!(score(&[]), 0.0);
    }

    #[test]
    fn a_bed_keeps_health_and_heals() {
        // By hand from d = 10: 10 − 2.5e-4·100 − 0.01 − 0.2 = 9.765.
        let mut hurt = Casualty { health: 5_000.0, collapse: 10.0, buried: 0.0, fire: 0.0 };
        hurt.rest([NOISE_MEAN; 3]);
        assert!((hurt.collapse - 9.765).abs() < 1e-12 && hurt.health == 5_000.0);
        for _ in 0..100 {
            hurt.rest([NOISE_MEAN; 3]);
        }
        assert_eq!((hurt.collapse, hurt.health), (0.0, 5_000.0));
        // Outside it takes its damage first: 5000 − 10, then 10 + 0.025 + 0.01 + 0.1.
        let mut out = Casualty { collapse: 10.0, ..hurt };
        out.wait([NOISE_MEAN; 3]);
        assert!((out.health - 4_990.0).abs() < 1e-12 && (out.collapse - 10.135).abs() < 1e-12);
    }

    #[test]
    fn digging_needs_somebody() {
        assert_eq!(dig_steps(60, 0), None);
        assert_eq!(dig_steps(0, 0), Some(0));
        assert_eq!(dig_steps(61, 6), Some(11));
    }

    #[test]
    fn worse_is_never_better() {
        let mut light = Casualty { fire: 5.0, ..Casualty::buried(3.0) };
        let mut grave = Casualty { fire: 20.0, ..Casualty::buried(100.0) };
        for _ in 0..100 {
            light.wait([NOISE_MEAN; 3]);
            grave.wait([NOISE_MEAN; 3]);
            assert!(grave.health < light.health);
        }
        assert!(grave.is_dead() && !light.is_dead());
    }
}
