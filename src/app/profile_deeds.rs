//! What is read in the background for the editor of temperature profiles. Nothing is stored by it.
use super::command::Command;
use super::command::profiles::ProfileCommand;
use super::deeds::News;
use crate::domain::fault::Outcome;
use crate::service::profiles::read_logger;

/// Carries out what touches files.
pub fn carry_out(command: ProfileCommand) -> Outcome<News> {
    let ProfileCommand::ReadLoggers(paths) = command else { return Ok(News::default()) };
    let loggers = paths.iter().map(|path| read_logger(path)).collect::<Outcome<Vec<_>>>()?;
    let then = vec![Command::Profiles(ProfileCommand::TakeLoggers(Ok(loggers)))];
    Ok(News { then, ..News::default() })
}
