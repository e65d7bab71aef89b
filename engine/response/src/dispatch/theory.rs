//! Closed forms of queueing and of distances to the nearest unit.

/// What is outside the validity of a formula.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum TheoryError {
    /// A number is negative or no number.
    #[error("{name} is {value}; it must be a number not below zero")]
    Negative {
        /// The number.
        name: &'static str,
        /// What was found.
        value: f64,
    },
    /// More work comes than can be done.
    #[error("a load of {load} erlang on {servers} servers: the queue grows for ever; take more servers")]
    Overload {
        /// Offered load, erlang.
        load: f64,
        /// Servers.
        servers: u32,
    },
}

fn check(name: &'static str, value: f64) -> Result<(), TheoryError> {
    if value.is_finite() && value >= 0.0 { Ok(()) } else { Err(TheoryError::Negative { name, value }) }
}

/// Share of calls lost when all servers are busy (M/M/c/c; Erlang 1917), for an
/// offered load in erlang. By the recursion B_k = a·B_{k−1}/(k + a·B_{k−1}).
///
/// # Errors
/// If the load is negative or no number.
pub fn erlang_b(servers: u32, load: f64) -> Result<f64, TheoryError> {
    check("load", load)?;
    Ok((1..=servers).fold(1.0, |b, k| load * b / (f64::from(k) + load * b)))
}

/// Share of calls that wait (M/M/c; Erlang 1917).
///
/// # Errors
/// If the load is not below the number of servers.
pub fn erlang_c(servers: u32, load: f64) -> Result<f64, TheoryError> {
    let b = erlang_b(servers, load)?;
    if load >= f64::from(servers) {
        return Err(TheoryError::Overload { load, servers });
    }
    let busy = load / f64::from(servers);
    Ok(b / (1.0 - busy * (1.0 - b)))
}

/// The M/M/c queue; times in units of the mean service time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Waiting {
    /// Share of calls that wait.
    pub share: f64,
    /// Mean number of calls that wait.
    pub length: f64,
    /// Mean wait of all calls.
    pub mean: f64,
    /// Rate at which the wait of those who wait ends: c − a.
    rate: f64,
}

impl Waiting {
    /// The queue of a load (erlang) on so many servers.
    ///
    /// # Errors
    /// If the load is not below the number of servers.
    pub fn new(servers: u32, load: f64) -> Result<Self, TheoryError> {
        let share = erlang_c(servers, load)?;
        let rate = f64::from(servers) - load;
        Ok(Self { share, length: share * load / rate, mean: share / rate, rate })
    }

    /// Share of calls that wait longer than this.
    pub fn longer_than(&self, wait: f64) -> f64 {
        self.share * libm::exp(-self.rate * wait.max(0.0))
    }
}

/// Mean wait by priority class, the most urgent first, without pre-emption and with
/// the same service time for all (Cobham 1954, Operations Research 2(1) 70–76):
/// W_k = W0/((1 − σ_{k−1})(1 − σ_k)), W0 = C(c, a)/c, σ_k = Σ_{j ≤ k} a_j/c. In units
/// of the mean service time, with loads in erlang.
///
/// # Errors
/// If a load is negative or their sum is not below the number of servers.
pub fn cobham(servers: u32, loads: &[f64]) -> Result<Vec<f64>, TheoryError> {
    for &load in loads {
        check("load", load)?;
    }
    let total: f64 = loads.iter().sum();
    let c = f64::from(servers);
    let first = erlang_c(servers, total)? / c;
    let mut sigma = 0.0;
    Ok(loads
        .iter()
        .map(|load| {
            let before = sigma;
            sigma += load / c;
            first / ((1.0 - before) * (1.0 - sigma))
        })
        .collect())
}

/// Larson's hypercube for two units that lose calls when both are busy (Larson 1974,
/// Computers & Operations Research 1(1) 67–95). Each district's calls go to its own
/// unit first.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hypercube2 {
    /// Share of time with nobody busy.
    pub none: f64,
    /// Share of time with unit 1 alone busy.
    pub first: f64,
    /// Share of time with unit 2 alone busy.
    pub second: f64,
    /// Share of time with both busy.
    pub both: f64,
    /// Share of the calls served that are served outside the unit's own district.
    pub away: f64,
}

impl Hypercube2 {
    /// Loads (erlang) of the two districts.
    ///
    /// Balance of the states, with L = a1 + a2, x = P(1 busy), y = P(2 busy) per P(none):
    /// x·(1 + L) = a1 + b, y·(1 + L) = a2 + b, 2·b = L·(x + y), where b = P(both).
    ///
    /// # Errors
    /// If a load is negative or no number.
    pub fn new(a1: f64, a2: f64) -> Result<Self, TheoryError> {
        check("load of district 1", a1)?;
        check("load of district 2", a2)?;
        let load = a1 + a2;
        // Adding the first two and putting b in gives x + y = L and b = L²/2.
        let b = 0.5 * load * load;
        let (x, y) = ((a1 + b) / (1.0 + load), (a2 + b) / (1.0 + load));
        let none = 1.0 / (1.0 + x + y + b);
        let (first, second) = (x * none, y * none);
        // District 1 is served by unit 2 while unit 1 alone is busy, and vice versa.
        let served = load * (1.0 - b * none);
        let away = if served > 0.0 { (a1 * first + a2 * second) / served } else { 0.0 };
        Ok(Self { none, first, second, both: b * none, away })
    }
}

/// Mean straight distance to the k-th nearest unit (1 is the nearest) of a Poisson
/// field: (2k)!/((k!)²·4^k)·k/√γ, that is 1/2 and 3/4 for k = 1, 2 at one unit per km².
///
/// # Errors
/// If the density is not positive.
pub fn nearest_straight_km(density_km2: f64, k: u32) -> Result<f64, TheoryError> {
    check("density", density_km2)?;
    // Γ(k + 1/2)/Γ(k)/√(π·γ) by Γ(x + 1) = x·Γ(x).
    let factor = (1..k.max(1)).fold(0.5, |f, j| f * (f64::from(j) + 0.5) / f64::from(j));
    Ok(factor / density_km2.sqrt())
}

/// Mean rectangular distance to the nearest unit of a Poisson field: √(π/8)/√γ, the
/// square-root law of Kolesar & Blum 1973 (Management Science 19(12) 1368–1378).
///
/// # Errors
/// If the density is not positive.
pub fn nearest_rectangular_km(density_km2: f64) -> Result<f64, TheoryError> {
    check("density", density_km2)?;
    Ok((std::f64::consts::PI / 8.0).sqrt() / density_km2.sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overload_is_said_and_not_computed() {
        assert!(erlang_c(2, 2.0).unwrap_err().to_string().contains("take more servers"));
        assert!(matches!(erlang_b(2, f64::NAN), Err(TheoryError::Negative { .. })));
        assert!(cobham(1, &[0.4, 0.7]).is_err());
        assert!((erlang_b(2, 50.0).unwrap() - 0.9608).abs() < 1e-3, "loss needs no stability");
    }

    #[test]
    fn one_server_fewer_never_shortens_the_expected_wait() {
        for servers in 2..40 {
            for tenth in 1..(10 * (servers - 1)) {
                let load = f64::from(tenth) / 10.0;
                let more = Waiting::new(servers, load).unwrap();
                let fewer = Waiting::new(servers - 1, load).unwrap();
                assert!(fewer.mean > more.mean && fewer.share > more.share, "{servers} {load}");
                assert!(erlang_b(servers - 1, load).unwrap() > erlang_b(servers, load).unwrap());
            }
        }
    }

    #[test]
    fn one_server_is_the_textbook_queue() {
        // M/M/1: P(wait) = ρ, Wq = ρ/(1 − ρ) service times.
        let queue = Waiting::new(1, 0.8).unwrap();
        assert!((queue.share - 0.8).abs() < 1e-12 && (queue.mean - 4.0).abs() < 1e-12);
        // Kleinrock's conservation: the mean over classes is the wait without classes.
        let classes = cobham(3, &[0.5, 1.5]).unwrap();
        let mean = (0.5 * classes[0] + 1.5 * classes[1]) / 2.0;
        assert!((mean - Waiting::new(3, 2.0).unwrap().mean).abs() < 1e-12);
    }

    #[test]
    fn symmetric_hypercube_is_the_loss_queue() {
        let cube = Hypercube2::new(0.7, 0.7).unwrap();
        assert!((cube.both - erlang_b(2, 1.4).unwrap()).abs() < 1e-12);
        assert!((cube.first - cube.second).abs() < 1e-15);
        assert!((cube.none + cube.first + cube.second + cube.both - 1.0).abs() < 1e-15);
    }
}
