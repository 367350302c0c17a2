//! What a user can do with files of AquaMind.
use std::path::PathBuf;

use crate::domain::fault::Fault;
use crate::service::ImportReport;

/// One thing a user can do with a file of AquaMind.
#[derive(Debug, Clone, PartialEq)]
pub enum AquamindCommand {
    /// Look at this file: what would come of it is shown before anything is stored.
    LookAt(PathBuf),
    /// Find out what would come of it.
    TryOut(PathBuf),
    /// Bring it along.
    Import(PathBuf),
    /// Tell the dialog what came, or would come.
    TakeReport(Result<Box<ImportReport>, Fault>),
}
