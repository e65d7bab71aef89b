//! Why an import cannot be done.

use sandtable_kernel::{Lang, Text};

use crate::data::{DataError, t};
use crate::project::ProjectError;

/// Why a step of an import failed.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ImportError {
    /// A file is at fault.
    #[error(transparent)]
    Data(#[from] DataError),
    /// Coordinates cannot be carried over.
    #[error(transparent)]
    Project(#[from] ProjectError),
    /// An option is missing or makes no sense.
    #[error("{}", .0.en)]
    Option(Text),
    /// An earlier step has to be done first.
    #[error("{}", needs(.0).en)]
    Needs(&'static str),
    /// Nothing of the file is left.
    #[error("{}", nothing(.0).en)]
    Nothing(String),
}

fn needs(step: &str) -> Text {
    t(format!("请先导入 {step}"), format!("import {step} first"))
}

fn nothing(why: &str) -> Text {
    t(
        format!("没有可用的内容（{why}）；请检查坐标系、裁剪范围与选项"),
        format!("nothing of it is left ({why}); look at the coordinate system, the clip and the options"),
    )
}

impl ImportError {
    /// The message in a language.
    pub fn message(&self, lang: Lang) -> String {
        match self {
            Self::Data(error) => error.message(lang),
            Self::Project(error) => error.message(lang),
            Self::Option(text) => text.get(lang).to_owned(),
            Self::Needs(step) => needs(step).get(lang).to_owned(),
            Self::Nothing(why) => nothing(why).get(lang).to_owned(),
        }
    }
}
