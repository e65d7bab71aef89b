//! How numbers that are no plain numbers are written: in JSON and RON `null` for
//! NaN and the words `"inf"`, `"-inf"`; in CSV an empty field, `inf`, `-inf`; in
//! binary formats the bits themselves. Finite numbers are written in the shortest
//! form that reads back to the same bits.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Written {
    Number(f64),
    Word(String),
    Nothing(Option<()>),
}

impl Written {
    fn of(value: f64) -> Self {
        if value.is_nan() {
            Self::Nothing(None)
        } else if value == f64::INFINITY {
            Self::Word("inf".into())
        } else if value == f64::NEG_INFINITY {
            Self::Word("-inf".into())
        } else {
            Self::Number(value)
        }
    }

    fn value<E: serde::de::Error>(self) -> Result<f64, E> {
        match self {
            Self::Number(value) => Ok(value),
            Self::Nothing(_) => Ok(f64::NAN),
            Self::Word(word) if word == "inf" => Ok(f64::INFINITY),
            Self::Word(word) if word == "-inf" => Ok(f64::NEG_INFINITY),
            Self::Word(word) => {
                Err(E::custom(format!("'{word}' is no value; write a number, null, \"inf\" or \"-inf\"")))
            }
        }
    }
}

/// For `#[serde(with = "numbers::one")]` on an `f64`.
pub mod one {
    use super::*;

    /// Writes a value.
    ///
    /// # Errors
    /// Those of the format.
    pub fn serialize<S: Serializer>(value: &f64, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            Written::of(*value).serialize(serializer)
        } else {
            value.serialize(serializer)
        }
    }

    /// Reads a value.
    ///
    /// # Errors
    /// Those of the format, and a word that is no value.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
        if deserializer.is_human_readable() {
            Written::deserialize(deserializer)?.value()
        } else {
            f64::deserialize(deserializer)
        }
    }
}

/// For `#[serde(with = "numbers::many")]` on a `Vec<f64>`.
pub mod many {
    use super::*;

    /// Writes the values.
    ///
    /// # Errors
    /// Those of the format.
    pub fn serialize<S: Serializer>(values: &[f64], serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_seq(values.iter().map(|&value| Written::of(value)))
        } else {
            values.serialize(serializer)
        }
    }

    /// Reads the values.
    ///
    /// # Errors
    /// Those of the format, and a word that is no value.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<f64>, D::Error> {
        if deserializer.is_human_readable() {
            Vec::<Written>::deserialize(deserializer)?.into_iter().map(Written::value).collect()
        } else {
            Vec::deserialize(deserializer)
        }
    }
}

/// For `#[serde(with = "numbers::hex")]` on a 64-bit hash: sixteen hexadecimal
/// digits, since readers of JSON keep only 53 bits of a number.
pub mod hex {
    use super::*;

    /// Writes a hash.
    ///
    /// # Errors
    /// Those of the format.
    pub fn serialize<S: Serializer>(value: &u64, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.serialize_str(&format!("{value:016x}"))
        } else {
            value.serialize(serializer)
        }
    }

    /// Reads a hash.
    ///
    /// # Errors
    /// Those of the format, and text that is no hexadecimal number.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
        if deserializer.is_human_readable() {
            let text = String::deserialize(deserializer)?;
            u64::from_str_radix(&text, 16).map_err(serde::de::Error::custom)
        } else {
            u64::deserialize(deserializer)
        }
    }
}

/// A value as a CSV field. Zero has no sign.
pub fn csv_number(value: f64) -> String {
    if value.is_nan() {
        String::new()
    } else if value.is_infinite() {
        String::from(if value > 0.0 { "inf" } else { "-inf" })
    } else if value == 0.0 {
        String::from("0")
    } else {
        format!("{value}")
    }
}

/// A text as a CSV field (RFC 4180), quoted where it has to be.
pub fn csv_text(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Serialize, Deserialize)]
    struct Row {
        #[serde(with = "many")]
        values: Vec<f64>,
        #[serde(with = "hex")]
        hash: u64,
        #[serde(with = "one")]
        amount: f64,
    }

    #[test]
    fn every_kind_of_value_survives_json() {
        let row = Row {
            values: vec![0.1, f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e300, 3.0],
            hash: u64::MAX - 1,
            amount: f64::NAN,
        };
        let text = serde_json::to_string(&row).unwrap();
        assert_eq!(
            text,
            r#"{"values":[0.1,null,"inf","-inf",1e+300,3.0],"hash":"fffffffffffffffe","amount":null}"#
        );
        let back: Row = serde_json::from_str(&text).unwrap();
        let bits = |values: &[f64]| values.iter().map(|v| v.to_bits()).collect::<Vec<_>>();
        assert_eq!(bits(&back.values), bits(&row.values));
        assert_eq!(back.hash, row.hash);
        assert!(back.amount.is_nan());
        assert!(serde_json::from_str::<Row>(r#"{"values":["big"],"hash":"0","amount":1}"#).is_err());
    }

    #[test]
    fn csv_numbers_read_back_to_the_same_bits() {
        for value in [0.1, 1.0 / 3.0, 1e21, -2.5e-7, f64::MIN_POSITIVE, 123_456_789.0] {
            assert_eq!(csv_number(value).parse::<f64>().unwrap().to_bits(), value.to_bits());
        }
        assert_eq!(csv_number(-0.0), "0");
        assert_eq!(csv_number(f64::NAN), "");
        assert_eq!(csv_text("a,\"b\""), "\"a,\"\"b\"\"\"");
    }
}
