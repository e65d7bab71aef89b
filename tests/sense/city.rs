//! The built-in city, to be varied before it is assembled.

use sandtable_command::Plan;
use sandtable_kernel::{Calendar, SimSpan, Text};
use sandtable_results::comparison::Interval;
use sandtable_scenarios::city::CityModel;
use sandtable_scenarios::file::{Limits, read_ron_text};
use sandtable_scenarios::open::PLANS;
use sandtable_scenarios::place::{Assembly, Communication, Packets, Place, assemble, of_city};
use sandtable_simulation::{Case, Finished, Keep, PlanCase, replicate};
use sandtable_study::bootstrap::ResampleCache;
use sandtable_study::paired::{Paired, paired};

const COMMAND: &str = include_str!("../../scenarios/library/yunjiang/command.ron");

/// The city before it is assembled.
pub struct City {
    model: CityModel,
    talk: Communication,
}

impl City {
    pub fn new(cell_m: f64) -> Self {
        let model = CityModel::yunjiang(cell_m).expect("the built-in city is sound");
        let talk = read_ron_text("command.ron", COMMAND, &Limits::default()).expect("a sound file").value;
        Self { model, talk }
    }

    pub fn model(&self) -> &CityModel {
        &self.model
    }

    pub fn place(&self) -> Place {
        of_city(&self.model, &self.talk)
    }

    /// The case of a varied place.
    pub fn case(&self, place: Place, packets: Packets) -> Case {
        let flood = &self.model.flood;
        let assembly = Assembly {
            key: "yunjiang".into(),
            name: flood.name.clone(),
            note: Text::default(),
            calendar: Calendar::new(&flood.start, &flood.zone).expect("a date"),
            tick: SimSpan::from_secs(60),
            length: SimSpan::from_secs_f64(flood.hours * 3600.0),
            forcing: flood.forcing.clone(),
            packets,
            unconfirmed: vec![],
            hash: 1,
        };
        assemble(place, assembly).expect("a sound case")
    }
}

/// A built-in plan, to be varied.
pub fn plan(key: &str) -> Plan {
    let (_, text) = PLANS.iter().find(|(own, _)| *own == key).expect("a built-in plan");
    read_ron_text(key, text, &Limits::default()).expect("a sound plan").value
}

/// A plan of a case; none is `no-plan`.
pub fn of_case(case: &Case, key: &str, plan: Option<&Plan>) -> PlanCase {
    PlanCase::new(key, Text::same(key), plan, &case.response).expect("a sound plan")
}

/// Replicates 0 to n − 1 of some plans, in parallel, in order.
pub fn replicates(case: &Case, plans: &[PlanCase], n: u64) -> Vec<Vec<Finished>> {
    use rayon::prelude::*;
    let keep = Keep { layers: true, log: false };
    (0..n)
        .into_par_iter()
        .map(|r| {
            let done = replicate(case, plans, 1, r, keep, &|| false).expect("not cancelled");
            for run in &done {
                assert!(run.outcome.status.is_complete(), "{r}: {:?}", run.outcome.status);
            }
            done
        })
        .collect()
}

/// A metric of one plan over the replicates.
pub fn column(case: &Case, rows: &[Vec<Finished>], plan: usize, metric: &str) -> Vec<f64> {
    let index = case.registry.index(metric).unwrap_or_else(|| panic!("{metric}"));
    rows.iter().map(|row| row[plan].outcome.values[index]).collect()
}

/// Mean of a − b with its 95 % interval.
pub fn difference(a: &[f64], b: &[f64]) -> Paired {
    paired(a.iter().copied().zip(b.iter().copied()), 0.95, &mut ResampleCache::default())
}

/// One line: mean difference and interval.
pub fn line(name: &str, paired: &Paired) -> String {
    let Some(mean) = &paired.mean else { return format!("{name:<44} no pair with numbers") };
    let interval = mean.interval.map_or_else(
        || if paired.equal { "equal in every pair".to_owned() } else { "-".to_owned() },
        |Interval { low, high, .. }| format!("{low:.3} to {high:.3}"),
    );
    format!("{name:<44} {:>12.3}   {interval}", mean.value)
}
