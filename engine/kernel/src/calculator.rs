//! Calculators: pure functions of the physics that the command line offers alone
//! (`sandtable calc`). Each crate lists its own.

use std::collections::BTreeMap;

use crate::Text;

/// What an input may be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum InputKind {
    /// A number within bounds, both included.
    Number {
        /// Least value allowed.
        least: f64,
        /// Greatest value allowed.
        most: f64,
    },
    /// A whole number within bounds, both included.
    Whole {
        /// Least value allowed.
        least: u32,
        /// Greatest value allowed.
        most: u32,
    },
    /// One of these words; the first is the default if none is given.
    Choice(&'static [&'static str]),
}

/// An input of a calculator.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Input {
    /// Name on the command line.
    pub name: &'static str,
    /// Unit; empty for none.
    pub unit: &'static str,
    /// Default; none if the input has to be given. Numbers only.
    pub default: Option<f64>,
    /// What it may be.
    pub kind: InputKind,
    /// Meaning, Chinese and English.
    pub meaning: (&'static str, &'static str),
}

/// An output of a calculator.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Output {
    /// Name.
    pub name: &'static str,
    /// Unit; empty for none.
    pub unit: &'static str,
    /// Meaning, Chinese and English.
    pub meaning: (&'static str, &'static str),
}

/// The values given to a calculator, checked against its inputs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Values {
    numbers: BTreeMap<&'static str, f64>,
    words: BTreeMap<&'static str, &'static str>,
}

impl Values {
    /// A number that was given or has a default. Zero for a name that the
    /// calculator does not list, which its own test would show.
    pub fn number(&self, name: &str) -> f64 {
        self.numbers.get(name).copied().unwrap_or(0.0)
    }

    /// A word that was given or is the default.
    pub fn word(&self, name: &str) -> &'static str {
        self.words.get(name).copied().unwrap_or("")
    }
}

/// What is wrong with the values given to a calculator.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum CalculatorError {
    /// An input that the calculator does not have.
    #[error("{model} has no input '{name}'; it takes {known}")]
    Unknown {
        /// The calculator.
        model: &'static str,
        /// What was given.
        name: String,
        /// What it takes.
        known: String,
    },
    /// An input without default was not given.
    #[error("{model} needs {name} ({unit})")]
    Missing {
        /// The calculator.
        model: &'static str,
        /// The input.
        name: &'static str,
        /// Its unit.
        unit: &'static str,
    },
    /// An input that was given more than once.
    #[error("{name} is given {count} times; give it once")]
    Repeated {
        /// The input.
        name: &'static str,
        /// How often it was given.
        count: usize,
    },
    /// A value that is no number or no word of the list.
    #[error("{name} = '{found}': expected {expected}")]
    Unreadable {
        /// The input.
        name: &'static str,
        /// What was given.
        found: String,
        /// What it may be.
        expected: String,
    },
    /// A value that the other values put outside the model's validity.
    #[error("outside the validity of {model}: {name} = {value}; it has to be {range}", range = .range.en)]
    Validity {
        /// The calculator.
        model: &'static str,
        /// The input that is outside.
        name: &'static str,
        /// Its value.
        value: f64,
        /// What it has to be, with these other values.
        range: Text,
    },
}

/// A calculator.
pub struct Calculator {
    /// Name, such as `flood.weir`.
    pub name: &'static str,
    /// One line, Chinese and English.
    pub title: (&'static str, &'static str),
    /// Inputs.
    pub inputs: &'static [Input],
    /// Outputs, in the order in which `run` returns them.
    pub outputs: &'static [Output],
    /// Where it holds, Chinese and English.
    pub validity: (&'static str, &'static str),
    /// Source of the equations.
    pub source: &'static str,
    /// Values that the model takes, as on the command line: `name=value name=value`.
    pub example: &'static str,
    /// The function: one number an output.
    pub run: fn(&Values) -> Result<Vec<f64>, CalculatorError>,
}

impl Calculator {
    /// The title in both languages.
    pub fn title(&self) -> Text {
        Text::new(self.title.0, self.title.1)
    }

    /// Reads `key=value` pairs against the inputs; all faults at once.
    ///
    /// # Errors
    /// Every unknown, missing or unreadable input.
    pub fn read(&self, given: &[(String, String)]) -> Result<Values, Vec<CalculatorError>> {
        let mut values = Values::default();
        let mut faults = Vec::new();
        for (name, _) in given {
            if !self.inputs.iter().any(|input| input.name == name) {
                let known: Vec<_> = self.inputs.iter().map(|input| input.name).collect();
                faults.push(CalculatorError::Unknown {
                    model: self.name,
                    name: name.clone(),
                    known: known.join(", "),
                });
            }
        }
        for input in self.inputs {
            let mut texts =
                given.iter().filter(|(name, _)| name == input.name).map(|(_, text)| text.as_str());
            let text = texts.next();
            let more = texts.count();
            if more > 0 {
                faults.push(CalculatorError::Repeated { name: input.name, count: more + 1 });
                continue;
            }
            match (input.kind, text) {
                (InputKind::Whole { least, most }, Some(text)) => match text.trim().parse::<u32>() {
                    Ok(count) if (least..=most).contains(&count) => {
                        values.numbers.insert(input.name, f64::from(count));
                    }
                    _ => faults.push(CalculatorError::Unreadable {
                        name: input.name,
                        found: text.to_owned(),
                        expected: format!("a whole number from {least} to {most}"),
                    }),
                },
                (InputKind::Number { least, most }, Some(text)) => match text.trim().parse::<f64>() {
                    Ok(number) if number.is_finite() && (least..=most).contains(&number) => {
                        values.numbers.insert(input.name, number);
                    }
                    _ => faults.push(CalculatorError::Unreadable {
                        name: input.name,
                        found: text.to_owned(),
                        expected: format!("a number from {least} to {most} {}", input.unit)
                            .trim_end()
                            .to_owned(),
                    }),
                },
                (InputKind::Number { .. } | InputKind::Whole { .. }, None) => match input.default {
                    Some(default) => {
                        values.numbers.insert(input.name, default);
                    }
                    None => faults.push(CalculatorError::Missing {
                        model: self.name,
                        name: input.name,
                        unit: input.unit,
                    }),
                },
                (InputKind::Choice(words), text) => {
                    let word = text.map_or(words.first(), |text| words.iter().find(|word| **word == text));
                    match word {
                        Some(word) => {
                            values.words.insert(input.name, word);
                        }
                        None => faults.push(CalculatorError::Unreadable {
                            name: input.name,
                            found: text.unwrap_or_default().to_owned(),
                            expected: format!("one of {}", words.join(", ")),
                        }),
                    }
                }
            }
        }
        if faults.is_empty() { Ok(values) } else { Err(faults) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MODEL: Calculator = Calculator {
        name: "test.sum",
        title: ("和", "sum"),
        inputs: &[
            Input {
                name: "a",
                unit: "m",
                default: None,
                kind: InputKind::Number { least: 0.0, most: 9.0 },
                meaning: ("甲", "a"),
            },
            Input {
                name: "count",
                unit: "",
                default: Some(1.0),
                kind: InputKind::Whole { least: 1, most: 4 },
                meaning: ("丙", "c"),
            },
            Input {
                name: "kind",
                unit: "",
                default: None,
                kind: InputKind::Choice(&["one", "two"]),
                meaning: ("乙", "b"),
            },
        ],
        outputs: &[Output { name: "sum", unit: "m", meaning: ("和", "sum") }],
        validity: ("", ""),
        source: "arithmetic",
        example: "a=3",
        run: |values| Ok(vec![values.number("a") + if values.word("kind") == "two" { 2.0 } else { 1.0 }]),
    };

    fn given(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect()
    }

    #[test]
    fn values_are_read_and_run() {
        let values = MODEL.read(&given(&[("a", "3"), ("kind", "two")])).unwrap();
        assert_eq!((MODEL.run)(&values).unwrap(), [5.0]);
    }

    #[test]
    fn all_faults_come_at_once() {
        let faults = MODEL.read(&given(&[("b", "1"), ("kind", "three")])).unwrap_err();
        assert_eq!(faults.len(), 3, "{faults:?}");
        assert_eq!(MODEL.read(&given(&[("a", "10")])).unwrap_err().len(), 1);
    }

    #[test]
    fn a_count_is_whole_and_a_name_is_given_once() {
        let whole = |text| MODEL.read(&given(&[("a", "3"), ("count", text)]));
        assert_eq!(whole("4").unwrap().number("count"), 4.0);
        for text in ["2.5", "0", "5", "-1"] {
            let faults = whole(text).unwrap_err();
            assert!(faults[0].to_string().contains("a whole number from 1 to 4"), "{faults:?}");
        }
        let faults = MODEL.read(&given(&[("a", "1"), ("a", "2")])).unwrap_err();
        assert_eq!(faults, [CalculatorError::Repeated { name: "a", count: 2 }]);
    }
}
