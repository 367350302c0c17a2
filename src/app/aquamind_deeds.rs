//! What a command about a file of AquaMind does in the background.
use super::command::Command;
use super::command::aquamind::AquamindCommand;
use super::deeds::{Desk, News};
use crate::domain::display::plural;
use crate::domain::fault::{FaultKind, Outcome};
use crate::jobs::Handle;
use crate::service::ImportReport;

/// Carries out the part of a command that touches files.
pub fn carry_out(desk: &mut Desk, handle: &Handle<'_>, command: AquamindCommand) -> Outcome<News> {
    let (path, dry_run) = match command {
        AquamindCommand::TryOut(path) => (path, true),
        AquamindCommand::Import(path) => (path, false),
        // All others are carried out by the window itself.
        AquamindCommand::LookAt(_) | AquamindCommand::TakeReport(_) => return Ok(News::default()),
    };
    let imported = desk
        .farm()
        .and_then(|farm| farm.import_aquamind(&path, dry_run, |done, total| handle.report(done, total)));
    let mut news = match &imported {
        Ok(report) if !dry_run => {
            News { change: "import from AquaMind".to_owned(), ..News::saying(what_came(report)) }
        }
        Err(fault) if fault.kind == FaultKind::Cancelled => {
            News { needs_attention: true, ..News::saying("Nothing was imported") }
        }
        _ => News::default(),
    };
    let told = Command::Aquamind(AquamindCommand::TakeReport(imported.map(Box::new)));
    news.then.push(told);
    Ok(news)
}

/// What a command is called in the status line.
pub fn name_of(command: &AquamindCommand) -> String {
    match command {
        AquamindCommand::TryOut(_) => "Reading the AquaMind file".to_owned(),
        AquamindCommand::Import(_) => "Importing from AquaMind".to_owned(),
        AquamindCommand::LookAt(_) | AquamindCommand::TakeReport(_) => String::new(),
    }
}

/// "5 scenarios, 7 runs and 7 batches imported".
fn what_came(report: &ImportReport) -> String {
    let of = |what: &str| report.brought.iter().find(|it| it.what == what).map_or(0, |it| it.new);
    let counted = |n: u64, one: &str, many: &str| plural(usize::try_from(n).unwrap_or(usize::MAX), one, many);
    format!(
        "{}, {} and {} imported",
        counted(of("scenarios"), "scenario", "scenarios"),
        counted(of("runs"), "run", "runs"),
        counted(of("batches"), "batch", "batches")
    )
}
