//! The table of a study: a row a run, in the order (replicate, plan), whatever
//! order the runs came in.

use std::collections::BTreeMap;

use sandtable_kernel::Text;
use serde::{Deserialize, Serialize};

use crate::numbers::{csv_number, csv_text};
use crate::{MetricRegistry, Outcome, Status};

/// A compared plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanTitle {
    /// Key, such as `as-written`.
    pub key: String,
    /// Name.
    pub title: Text,
}

/// Why an outcome does not fit a table.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TableError {
    /// A plan that the table does not have.
    #[error("the table has no plan '{0}'")]
    UnknownPlan(String),
    /// A run that is there already.
    #[error("replicate {replicate} of plan '{plan}' is there already")]
    Duplicate {
        /// The plan.
        plan: String,
        /// The replicate.
        replicate: u64,
    },
    /// A row of a wrong length.
    #[error("replicate {replicate} of plan '{plan}' has {found} values, the registry {expected} metrics")]
    Width {
        /// The plan.
        plan: String,
        /// The replicate.
        replicate: u64,
        /// Its values.
        found: usize,
        /// Metrics of the registry.
        expected: usize,
    },
}

/// All runs of a study.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StudyTable {
    /// The plans in the order of tables.
    pub plans: Vec<PlanTitle>,
    /// The metrics, a column each.
    pub registry: MetricRegistry,
    outcomes: Vec<Outcome>,
}

impl StudyTable {
    /// An empty table. Titles that several plans bear are followed by their keys, so
    /// that every table and chart tells the plans apart.
    pub fn new(plans: Vec<PlanTitle>, registry: MetricRegistry) -> Self {
        Self { plans: told_apart(plans), registry, outcomes: Vec::new() }
    }

    /// Place of a plan in the order of tables.
    pub fn plan_index(&self, key: &str) -> Option<usize> {
        self.plans.iter().position(|plan| plan.key == key)
    }

    fn place(&self, replicate: u64, plan: usize) -> Result<usize, usize> {
        self.outcomes.binary_search_by_key(&(replicate, plan), |outcome| {
            (outcome.replicate, self.plan_index(&outcome.plan).unwrap_or(usize::MAX))
        })
    }

    /// Puts a run into its place.
    ///
    /// # Errors
    /// An unknown plan, a run that is there already, or a row of a wrong length.
    pub fn insert(&mut self, outcome: Outcome) -> Result<(), TableError> {
        let Some(plan) = self.plan_index(&outcome.plan) else {
            return Err(TableError::UnknownPlan(outcome.plan));
        };
        if outcome.values.len() != self.registry.len() {
            return Err(TableError::Width {
                plan: outcome.plan,
                replicate: outcome.replicate,
                found: outcome.values.len(),
                expected: self.registry.len(),
            });
        }
        match self.place(outcome.replicate, plan) {
            Ok(_) => Err(TableError::Duplicate { plan: outcome.plan, replicate: outcome.replicate }),
            Err(place) => {
                self.outcomes.insert(place, outcome);
                Ok(())
            }
        }
    }

    /// The runs in the order (replicate, plan).
    pub fn outcomes(&self) -> &[Outcome] {
        &self.outcomes
    }

    /// One run.
    pub fn outcome(&self, plan: &str, replicate: u64) -> Option<&Outcome> {
        let plan = self.plan_index(plan)?;
        self.place(replicate, plan).ok().map(|place| &self.outcomes[place])
    }

    /// How many replicates, counted from number 0 on without a gap, have a row for
    /// every plan. A failed run is a row; a run not made is a gap.
    pub fn complete_prefix(&self) -> u64 {
        let mut complete = 0;
        for rows in self.outcomes.chunk_by(|a, b| a.replicate == b.replicate) {
            if rows[0].replicate != complete || rows.len() != self.plans.len() {
                break;
            }
            complete += 1;
        }
        complete
    }

    /// The table cut to its first `replicates` replicates.
    #[must_use]
    pub fn prefix(&self, replicates: u64) -> Self {
        let outcomes = self.outcomes.iter().filter(|outcome| outcome.replicate < replicates).cloned();
        Self { plans: self.plans.clone(), registry: self.registry.clone(), outcomes: outcomes.collect() }
    }

    /// A metric of a plan over its complete runs: (replicate, value) in the order
    /// of replicates. Empty for an unknown plan or metric.
    pub fn column(&self, plan: &str, metric: &str) -> Vec<(u64, f64)> {
        let Some(column) = self.registry.index(metric) else { return Vec::new() };
        let rows = self.outcomes.iter().filter(|row| row.plan == plan && row.status.is_complete());
        rows.map(|row| (row.replicate, row.values[column])).collect()
    }

    /// The same for all plans at once, in the order of the plans: for each
    /// replicate whose runs are all complete, a value a plan.
    pub fn paired(&self, metric: &str) -> Vec<(u64, Vec<f64>)> {
        let Some(column) = self.registry.index(metric) else { return Vec::new() };
        let mut rows: BTreeMap<u64, Vec<f64>> = BTreeMap::new();
        for row in self.outcomes.iter().filter(|row| row.status.is_complete()) {
            rows.entry(row.replicate).or_default().push(row.values[column]);
        }
        rows.into_iter().filter(|(_, values)| values.len() == self.plans.len()).collect()
    }

    /// The table as CSV (RFC 4180, UTF-8, `\n`): replicate, plan, status, reason,
    /// state hash, a column a metric. Same table, same bytes.
    pub fn to_csv(&self) -> String {
        let mut csv = String::from("replicate,plan,status,reason,state_hash");
        for metric in self.registry.all() {
            csv.push(',');
            csv.push_str(&csv_text(&metric.key));
        }
        csv.push('\n');
        for row in &self.outcomes {
            let (status, reason) = match &row.status {
                Status::Complete => ("complete", String::new()),
                Status::Failed { reason } => ("failed", csv_text(reason)),
            };
            csv.push_str(&format!(
                "{},{},{status},{reason},{:016x}",
                row.replicate,
                csv_text(&row.plan),
                row.state_hash
            ));
            for &value in &row.values {
                csv.push(',');
                csv.push_str(&csv_number(value));
            }
            csv.push('\n');
        }
        csv
    }
}

fn told_apart(plans: Vec<PlanTitle>) -> Vec<PlanTitle> {
    let several = |title: fn(&Text) -> &str, own: &Text| {
        plans.iter().filter(|plan| title(&plan.title) == title(own)).count() > 1
    };
    let apart = |plan: &PlanTitle| {
        let mut title = plan.title.clone();
        if several(|text| &text.zh, &plan.title) {
            title.zh = format!("{}（{}）", title.zh, plan.key);
        }
        if several(|text| &text.en, &plan.title) {
            title.en = format!("{} ({})", title.en, plan.key);
        }
        PlanTitle { key: plan.key.clone(), title }
    };
    plans.iter().map(apart).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::standard::standard;

    fn table() -> StudyTable {
        let plan = |key: &str| PlanTitle { key: key.into(), title: Text::same(key) };
        let metrics = standard().all()[..2].to_vec();
        StudyTable::new(vec![plan("b"), plan("a")], MetricRegistry::new(metrics).unwrap())
    }

    fn row(plan: &str, replicate: u64) -> Outcome {
        Outcome::complete(plan, replicate, vec![replicate as f64 / 3.0, f64::NAN], 255)
    }

    #[test]
    fn rows_are_in_order_and_bytes_do_not_depend_on_arrival() {
        let mut rows: Vec<Outcome> =
            (0..4).flat_map(|replicate| ["a", "b"].map(|plan| row(plan, replicate))).collect();
        rows[3] = Outcome::failed("b", 1, 2, "limit, \"steps\"");
        let mut first = table();
        rows.iter().cloned().for_each(|outcome| first.insert(outcome).unwrap());
        rows.reverse();
        let mut second = table();
        rows.iter().cloned().for_each(|outcome| second.insert(outcome).unwrap());
        assert_eq!(first.to_csv(), second.to_csv());
        let csv = first.to_csv();
        let lines: Vec<&str> = csv.lines().collect();
        assert_eq!(lines[0], "replicate,plan,status,reason,state_hash,deaths.total,deaths.drowned_indoors");
        assert_eq!(lines[1], "0,b,complete,,00000000000000ff,0,");
        assert_eq!(lines[3], "1,b,failed,\"limit, \"\"steps\"\"\",0000000000000000,,");
        assert_eq!(lines[4], "1,a,complete,,00000000000000ff,0.3333333333333333,");
        assert_eq!(first.column("b", "deaths.total").len(), 3);
        assert_eq!(first.paired("deaths.total").len(), 3);
        assert_eq!(first.complete_prefix(), 4);
    }

    #[test]
    fn a_gap_ends_the_complete_prefix() {
        let mut table = table();
        for replicate in [0, 1, 3, 4] {
            table.insert(row("a", replicate)).unwrap();
            table.insert(row("b", replicate)).unwrap();
        }
        table.insert(row("b", 2)).unwrap();
        assert_eq!(table.complete_prefix(), 2);
        assert_eq!(table.prefix(2).outcomes().len(), 4);
        table.insert(row("a", 2)).unwrap();
        assert_eq!(table.complete_prefix(), 5);
        assert!(matches!(table.insert(row("a", 2)), Err(TableError::Duplicate { .. })));
        assert!(matches!(table.insert(row("c", 2)), Err(TableError::UnknownPlan(_))));
        let short = Outcome::complete("a", 9, vec![], 0);
        assert!(matches!(table.insert(short), Err(TableError::Width { found: 0, expected: 2, .. })));
    }

    #[test]
    fn plans_of_one_title_are_told_apart_by_their_keys() {
        let plan = |key: &str, zh: &str, en: &str| PlanTitle { key: key.into(), title: Text::new(zh, en) };
        let plans = vec![plan("a", "甲", "Early"), plan("b", "乙", "Early"), plan("c", "丙", "Late")];
        let table = StudyTable::new(plans, MetricRegistry::default());
        let titles: Vec<_> =
            table.plans.iter().map(|plan| (&plan.title.zh[..], &plan.title.en[..])).collect();
        assert_eq!(titles, [("甲", "Early (a)"), ("乙", "Early (b)"), ("丙", "Late")]);
        assert_eq!(StudyTable::new(table.plans.clone(), MetricRegistry::default()).plans, table.plans);
    }
}
