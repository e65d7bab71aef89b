//! Published checks as data: each crate lists its own beside its physics,
//! `sandtable validate` prints them and the tests assert the same list.

use std::path::PathBuf;

use crate::Text;

/// How close is close enough.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Tolerance {
    /// |obtained − expected| ≤ this.
    Absolute(f64),
    /// |obtained − expected| ≤ this × |expected|.
    Relative(f64),
    /// obtained ≤ expected (an error norm against its bound).
    AtMost,
    /// |obtained − expected| > this: shown not to match.
    Differs(f64),
}

/// What came out of a check.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// Within tolerance.
    Pass,
    /// Outside tolerance.
    Fail,
    /// The model does not claim this case; its error is printed, not judged.
    OutsideValidity,
    /// Not run, and why.
    Skipped(Text),
}

/// One compared number.
#[derive(Clone, Debug, PartialEq)]
pub struct CheckRow {
    /// The case, by name.
    pub case: Text,
    /// What is compared, with its unit.
    pub quantity: Text,
    /// The published or closed-form number.
    pub expected: f64,
    /// Ours.
    pub obtained: f64,
    /// How close it has to be.
    pub tolerance: Tolerance,
    /// Where the number comes from.
    pub source: String,
    /// What came out.
    pub verdict: Verdict,
}

impl CheckRow {
    /// A judged row. Case and quantity are named in Chinese and English, in this
    /// order; the source is told as it is cited.
    pub fn judged(
        case: impl Into<Text>,
        quantity: impl Into<Text>,
        expected: f64,
        obtained: f64,
        tolerance: Tolerance,
        source: impl Into<String>,
    ) -> Self {
        let error = (obtained - expected).abs();
        let within = match tolerance {
            Tolerance::Absolute(bound) => error <= bound,
            Tolerance::Relative(bound) => error <= bound * expected.abs(),
            Tolerance::AtMost => obtained <= expected,
            Tolerance::Differs(bound) => error > bound,
        };
        Self {
            case: case.into(),
            quantity: quantity.into(),
            expected,
            obtained,
            tolerance,
            source: source.into(),
            verdict: if within && obtained.is_finite() { Verdict::Pass } else { Verdict::Fail },
        }
    }

    /// The same row, printed but not judged.
    #[must_use]
    pub fn outside_validity(mut self) -> Self {
        self.verdict = Verdict::OutsideValidity;
        self
    }

    /// A row that could not be run.
    pub fn skipped(case: impl Into<Text>, source: impl Into<String>, why: impl Into<Text>) -> Self {
        Self {
            case: case.into(),
            quantity: Text::default(),
            expected: f64::NAN,
            obtained: f64::NAN,
            tolerance: Tolerance::Absolute(0.0),
            source: source.into(),
            verdict: Verdict::Skipped(why.into()),
        }
    }
}

/// What a check may use.
#[derive(Clone, Debug, Default)]
pub struct CheckContext {
    /// Folder of real data, if there is one.
    pub data: Option<PathBuf>,
}

/// A published check: some rows from one run.
#[derive(Clone, Copy)]
pub struct Check {
    /// Name, such as `flood.ea4`.
    pub name: &'static str,
    /// Over 20 s in a release build.
    pub slow: bool,
    /// Runs it.
    pub run: fn(&CheckContext) -> Vec<CheckRow>,
}
