//! The calculators and published checks of all crates.

use sandtable_kernel::calculator::Calculator;
use sandtable_kernel::validation::Check;

/// Every calculator, by name.
pub fn calculators() -> Vec<&'static Calculator> {
    let lists: [&[Calculator]; 3] = [
        sandtable_impact::CALCULATORS,
        sandtable_hazards::flood::CALCULATORS,
        sandtable_response::calculators::CALCULATORS,
    ];
    let mut all: Vec<&Calculator> = lists.into_iter().flatten().collect();
    all.sort_by_key(|calculator| calculator.name);
    all
}

/// Every published check, by name.
pub fn checks() -> Vec<&'static Check> {
    let lists: [&[Check]; 5] = [
        sandtable_impact::CHECKS,
        sandtable_hazards::flood::checks::CHECKS,
        sandtable_hazards::flood::validation::CHECKS,
        sandtable_response::validation::CHECKS,
        sandtable_study::validation::CHECKS,
    ];
    let mut all: Vec<&Check> = lists.into_iter().flatten().collect();
    all.sort_by_key(|check| check.name);
    all
}

/// The topic of a check or model: its name up to the first dot.
pub fn topic(name: &str) -> &str {
    name.split_once('.').map_or(name, |(topic, _)| topic)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_a_topic_and_models_one_name_each() {
        let models: Vec<_> = calculators().iter().map(|model| model.name).collect();
        assert!(models.windows(2).all(|pair| pair[0] != pair[1]), "{models:?}");
        assert!(models.iter().all(|name| name.contains('.')), "{models:?}");
        // Two lists may hold checks of one model under its name.
        assert!(checks().iter().all(|check| check.name.contains('.')));
    }

    /// Every calculator calculates with its example.
    #[test]
    fn every_calculator_runs() {
        for model in calculators() {
            let given: Vec<(String, String)> = model
                .example
                .split(' ')
                .filter_map(|word| word.split_once('='))
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect();
            assert!(!given.is_empty(), "{}", model.name);
            let values = model.read(&given).unwrap_or_else(|faults| panic!("{}: {faults:?}", model.name));
            let numbers = (model.run)(&values).unwrap_or_else(|error| panic!("{error}"));
            assert_eq!(numbers.len(), model.outputs.len(), "{}", model.name);
            assert!(numbers.iter().all(|number| number.is_finite()), "{}: {numbers:?}", model.name);
        }
    }
}
