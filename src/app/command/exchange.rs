//! What a user can do with files of models.
use std::path::PathBuf;

use crate::domain::fault::Fault;
use crate::domain::plan::ModelKind;
use crate::service::ModelImport;

/// One thing a user can do with files of models.
#[derive(Debug, Clone, PartialEq)]
pub enum ExchangeCommand {
    /// Look at these files one after the other, and ask how each shall be imported.
    LookAt(Vec<PathBuf>),
    /// Store the model of a file.
    Import {
        /// The file.
        path: PathBuf,
        /// What it holds.
        kind: ModelKind,
        /// How it shall be read.
        asked: Box<ModelImport>,
    },
    /// Tell the dialog how importing went.
    TakeImported(Result<(), Fault>),
    /// Write a model into a file.
    Export {
        /// The kind of model.
        kind: ModelKind,
        /// Its number.
        id: i64,
        /// The file, whose ending says the format.
        path: PathBuf,
        /// Whether a file that is there is overwritten.
        overwrite: bool,
    },
    /// Write an empty table into a file.
    SaveTemplate {
        /// The kind of model.
        kind: ModelKind,
        /// The file, whose ending says the format.
        path: PathBuf,
        /// Whether a file that is there is overwritten.
        overwrite: bool,
    },
}
