//! What a command about observations does in the background.
use std::path::Path;

use super::command::Command;
use super::command::observing::ObservingCommand;
use super::deeds::{Desk, News};
use crate::domain::actual::Doubt;
use crate::domain::display::plural;
use crate::domain::fault::{Fault, Outcome};
use crate::domain::ids::BatchId;
use crate::domain::observation::{ObservationChange, Observations};
use crate::domain::observation_words::observations;
use crate::service::{ObservationImport, RecordedFile};

/// More than this is a matter of seconds, which nothing small shall wait for.
const MOST_QUICK: usize = 2000;

/// Carries out the part of a command that touches the farm file.
pub fn carry_out(desk: &mut Desk, command: ObservingCommand) -> Outcome<News> {
    match command {
        ObservingCommand::Record { batch, seen, despite_doubts } => {
            Ok(told(record(desk, batch, &seen, despite_doubts)))
        }
        ObservingCommand::Import { batch, path, asked } => Ok(told(import(desk, batch, &path, &asked))),
        ObservingCommand::Change { batch, changes, reason, name, despite_doubts } => {
            Ok(told(change(desk, batch, &changes, &reason, name, despite_doubts)))
        }
        // All others are carried out by the window itself.
        _ => Ok(News::default()),
    }
}

/// Whether a command is a matter of seconds.
pub fn is_long(command: &ObservingCommand) -> bool {
    match command {
        ObservingCommand::Record { seen, .. } => seen.len() > MOST_QUICK,
        ObservingCommand::Change { changes, .. } => changes.len() > MOST_QUICK,
        ObservingCommand::Import { .. } => true,
        _ => false,
    }
}

/// What a command is called in the status line; nothing for those that take no time.
pub fn name_of(command: &ObservingCommand) -> String {
    match command {
        _ if !is_long(command) => String::new(),
        ObservingCommand::Change { name, .. } => format!("Making the {name}"),
        _ => "Recording observations".to_owned(),
    }
}

/// What goes wrong is told where it was entered.
fn told(outcome: Outcome<News>) -> News {
    outcome.unwrap_or_else(|fault| News { then: vec![saved(Err(fault))], ..News::default() })
}

fn saved(outcome: Result<(), Fault>) -> Command {
    Command::Observing(ObservingCommand::TakeSaved(outcome))
}

fn asking(doubts: Vec<Doubt>) -> News {
    News { then: vec![Command::Observing(ObservingCommand::TakeDoubts(doubts))], ..News::default() }
}

fn record(desk: &mut Desk, batch: BatchId, seen: &Observations, despite_doubts: bool) -> Outcome<News> {
    let farm = desk.farm()?;
    if !despite_doubts {
        let doubts = farm.doubts_of(batch, seen)?;
        if !doubts.is_empty() {
            return Ok(asking(doubts));
        }
    }
    let recorded = farm.record(batch, seen)?;
    Ok(news_of(&recorded))
}

fn import(desk: &mut Desk, batch: BatchId, path: &Path, asked: &ObservationImport) -> Outcome<News> {
    let farm = desk.farm()?;
    let recorded = farm.import_observations(batch, path, asked)?;
    Ok(news_of(&recorded))
}

fn news_of(recorded: &RecordedFile) -> News {
    let what = observations(recorded.recorded);
    News {
        detail: match recorded.known_already {
            0 => String::new(),
            known => format!("{} there already", plural(known, "was", "were")),
        },
        change: if recorded.recorded == 0 { String::new() } else { format!("recording of {what}") },
        then: vec![saved(Ok(()))],
        ..News::saying(format!("{what} recorded"))
    }
}

fn change(
    desk: &mut Desk,
    batch: BatchId,
    changes: &[ObservationChange],
    reason: &str,
    name: String,
    despite_doubts: bool,
) -> Outcome<News> {
    let farm = desk.farm()?;
    if !despite_doubts {
        let doubts = farm.doubts_of_changes(batch, changes)?;
        if !doubts.is_empty() {
            return Ok(asking(doubts));
        }
    }
    farm.change_observations(batch, changes, reason)?;
    let is_removal = changes.iter().all(|change| change.after.is_none());
    let what = observations(changes.len());
    Ok(News {
        change: name,
        then: vec![saved(Ok(()))],
        ..News::saying(if is_removal { format!("{what} removed") } else { format!("{what} corrected") })
    })
}
