//! What looking after the whole farm file does in the background.
use std::path::Path;

use super::command::Command;
use super::command::care::CareCommand;
use super::deeds::{Desk, News};
use crate::domain::backup::BackupReason;
use crate::domain::display::{plural, sentence};
use crate::domain::fault::Outcome;
use crate::jobs::Handle;
use crate::service::{BackupFile, CheckReport, Farm, Mended};

/// What the status line says while the file is backed up before the window closes.
pub const BACKING_UP_TO_LEAVE: &str = "Backing up before closing";

/// What was done for the whole file.
#[derive(Debug, Default)]
pub struct Cared {
    /// What there is to tell.
    pub news: News,
    /// What a look over all of it found.
    pub checked: Option<CheckReport>,
    /// What a repair did.
    pub mended: Option<Mended>,
}

/// What the status line says while it is done.
pub fn name_of(command: &CareCommand) -> &'static str {
    match command {
        CareCommand::BackUpNow => "Backing up",
        CareCommand::BackUpTo(_) => "Copying the farm file",
        CareCommand::Restore(_) => "Bringing the backup back",
        CareCommand::Check => "Checking the farm file",
        CareCommand::Repair => "Repairing the farm file",
        CareCommand::AskRestore(_) | CareCommand::AskRepair => "",
    }
}

/// Whether a job of the long lane is one of these.
pub fn is_name(name: &str) -> bool {
    let all = [
        CareCommand::BackUpNow,
        CareCommand::BackUpTo(std::path::PathBuf::new()),
        CareCommand::Restore(std::path::PathBuf::new()),
        CareCommand::Check,
        CareCommand::Repair,
    ];
    name == BACKING_UP_TO_LEAVE || all.iter().any(|command| name_of(command) == name)
}

/// Makes a backup in the folder beside the file.
pub fn back_up(farm: &Farm, reason: BackupReason, handle: &Handle<'_>) -> Outcome<BackupFile> {
    farm.back_up(reason, &mut |done, total| handle.report(done, total))
}

/// Makes a backup of a farm file that may have been let go of.
pub fn back_up_left(desk: &mut Desk, path: &Path, handle: &Handle<'_>) -> Outcome<BackupFile> {
    match desk.farm() {
        Ok(farm) => back_up(farm, BackupReason::Closing, handle),
        Err(_) => back_up(&Farm::open_beside(path)?, BackupReason::Closing, handle),
    }
}

/// What is told of a backup that was asked for.
pub fn news_of_backup(made: &BackupFile) -> News {
    News { detail: made.path.display().to_string(), ..News::saying("The farm file is backed up") }
}

/// Copies the farm file to a new place.
pub fn back_up_to(desk: &mut Desk, to: &Path, handle: &Handle<'_>) -> Outcome<News> {
    let contents = desk.farm()?.back_up_to(to, &mut |done, total| handle.report(done, total))?;
    let detail = format!("{} · It holds {}", to.display(), contents.words());
    Ok(News { detail, ..News::saying("The farm file is copied") })
}

/// Looks over the whole file.
pub fn check(path: &Path, handle: &Handle<'_>) -> Outcome<Cared> {
    let stopped = handle.stopper();
    let report = Farm::check(path, &mut |done, total| handle.report(done, total), Some(Box::new(stopped)))?;
    Ok(Cared { checked: Some(report), ..Cared::default() })
}

/// Changes the whole file, which nobody has open here.
pub fn whole(path: &Path, command: &CareCommand, user: &str, handle: &Handle<'_>) -> Outcome<Cared> {
    match command {
        CareCommand::Restore(from) => restore(path, from, user, handle),
        CareCommand::Repair => repair(path, user, handle),
        _ => Ok(Cared::default()),
    }
}

fn restore(path: &Path, from: &Path, user: &str, handle: &Handle<'_>) -> Outcome<Cared> {
    let restored = Farm::restore(path, from, user, &mut |done, total| handle.report(done, total))?;
    let mut news = News::saying("The backup is brought back");
    news.detail = format!("The farm file holds {} again", restored.contents.words());
    if let Some(before) = restored.before {
        news.detail = format!("{}. As it was, it is kept as {}", news.detail, before.display());
        let back = Command::Care(CareCommand::AskRestore(before));
        news.next.push(("Take it back…".to_owned(), back));
    }
    Ok(Cared { news, ..Cared::default() })
}

fn repair(path: &Path, user: &str, handle: &Handle<'_>) -> Outcome<Cared> {
    let mended = Farm::repair(path, user, &mut |done, total| handle.report(done, total))?;
    let mut news = match &mended.before {
        None => News::saying("Nothing was to be mended"),
        Some(before) => News {
            detail: format!("As it was, it is kept as {}", before.display()),
            ..News::saying(sentence(&mended.done.join(", ")))
        },
    };
    if !mended.lost.is_empty() {
        news.needs_attention = true;
        let lost = plural(mended.lost.len(), "thing", "things");
        news.detail = format!("{lost} could not be carried over. {}", news.detail);
    }
    // What is left to be said is found out anew.
    let Cared { checked, .. } = check(path, handle)?;
    Ok(Cared { news, checked, mended: Some(mended) })
}
