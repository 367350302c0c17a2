//! What the editor of temperature profiles asks for beyond itself.
use std::path::PathBuf;

use crate::domain::fault::Fault;
use crate::service::profiles::LoggerSeries;

/// One thing that the editor of temperature profiles asks for.
#[derive(Debug, Clone, PartialEq)]
pub enum ProfileCommand {
    /// Read the files of loggers, for the coming year.
    ReadLoggers(Vec<PathBuf>),
    /// Tell the editor what they hold.
    TakeLoggers(Result<Vec<LoggerSeries>, Fault>),
}
