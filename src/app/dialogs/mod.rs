//! Dialogs: one decision each. They give back commands and change nothing themselves.
mod delete;
pub mod file;
mod keys_list;
mod pin;
pub mod report;
mod run;

use egui::Context;
use std::path::PathBuf;

use super::command::{Command, Commands, FilePurpose};
use super::facts::{Facts, FarmData};
use super::widgets::confirm::{Answer, Confirm};
use crate::domain::display::{plural, sentence};
use crate::domain::fault::Fault;

/// The dialog on show.
#[derive(Debug)]
pub enum Dialog {
    /// A decision, and the command that follows if it is taken.
    Confirm(Confirm, Box<Command>),
    /// Which file.
    File(file::FileDialog),
    /// Label and notes of new runs.
    Run(run::RunDialog),
    /// Which batches to which run.
    Pin(pin::PinDialog),
    /// What stands in a report, and where it goes.
    Report(Box<report::ReportDialog>),
    /// The shortcuts.
    Keys,
}

impl Dialog {
    /// The dialog that an `Ask` command opens; none if what it asks about is gone.
    pub fn asking(command: &Command, farm: &FarmData) -> Option<Self> {
        match command {
            Command::AskRun(scenarios) => run::RunDialog::new(scenarios, farm).map(Self::Run),
            Command::AskPin { batches, run } => Some(Self::Pin(pin::PinDialog::pin(batches.clone(), *run))),
            Command::AskUnpin(batches) => Some(Self::Pin(pin::PinDialog::unpin(batches.clone()))),
            Command::AskDeleteScenario(id) => {
                let (confirm, command) = delete::scenario(farm.scenario(*id)?, farm);
                Some(Self::Confirm(confirm, Box::new(command)))
            }
            Command::AskDeleteRun(id) => {
                let run = farm.run(*id)?;
                let pinned: Vec<String> = farm
                    .batches
                    .iter()
                    .filter(|batch| batch.pinned_projection_run.as_ref().is_some_and(|p| p.run_id == *id))
                    .map(|batch| batch.batch_number.clone())
                    .collect();
                let unpin = !pinned.is_empty();
                let verb = if unpin {
                    format!("Unpin {} and delete", plural(pinned.len(), "batch", "batches"))
                } else {
                    "Delete run".to_owned()
                };
                let mut confirm = Confirm::new(format!("Delete {}?", run.full_name()), verb)
                    .line("The run and its days are deleted for good; its number is not given to another run")
                    .danger();
                if unpin {
                    confirm =
                        confirm.consequences("These batches lose the run they are measured against", pinned);
                }
                Some(Self::Confirm(confirm, Box::new(Command::DeleteRun { id: *id, unpin })))
            }
            _ => None,
        }
    }

    /// Asks for a file.
    pub fn file(purpose: FilePurpose) -> Self {
        Self::File(file::FileDialog::new(purpose))
    }

    /// Lists the shortcuts.
    pub fn keys() -> Self {
        Self::Keys
    }

    /// Asks whether to leave although something runs.
    pub fn quit() -> Self {
        let confirm = Confirm::new("Leave while something runs?", "Cancel it and leave")
            .line("What is not finished is cancelled; what is finished is saved");
        Self::Confirm(confirm, Box::new(Command::Quit))
    }

    /// Asks whether a command may lose what the editor holds unsaved.
    pub fn unsaved(command: Command) -> Self {
        let confirm = Confirm::new("Leave with unsaved changes?", "Lose the changes")
            .line("A scenario has changes that are not saved")
            .danger();
        Self::Confirm(confirm, Box::new(Command::LoseDrafts(Box::new(command))))
    }

    /// Asks whether to upgrade a file of an earlier version.
    pub fn upgrade(path: PathBuf, fault: &Fault) -> Self {
        let confirm = Confirm::new("Upgrade the farm file?", "Back up and upgrade")
            .line(sentence(&fault.message))
            .line("A copy of the file as it is now is written beside it first");
        Self::Confirm(confirm, Box::new(Command::UpgradeFarm(path)))
    }

    /// Draws the dialog; says whether it stays.
    pub fn show(&mut self, ctx: &Context, facts: Option<&Facts<'_>>, commands: &mut Commands) -> bool {
        match (self, facts) {
            (Self::Confirm(confirm, command), _) => match confirm.show(ctx) {
                None => true,
                Some(answer) => {
                    if answer == Answer::Confirmed {
                        commands.push((**command).clone());
                    }
                    false
                }
            },
            (Self::File(dialog), _) => dialog.show(ctx, commands),
            (Self::Keys, _) => keys_list::show(ctx),
            (Self::Run(dialog), Some(facts)) => dialog.show(ctx, facts, commands),
            (Self::Pin(dialog), Some(facts)) => dialog.show(ctx, facts, commands),
            (Self::Report(dialog), Some(facts)) => dialog.show(ctx, facts, commands),
            (Self::Run(_) | Self::Pin(_) | Self::Report(_), None) => false,
        }
    }

    /// The system's file dialog that was asked for this frame.
    pub fn wants_to_browse(&mut self) -> Option<FilePurpose> {
        match self {
            Self::File(dialog) => dialog.take_browse(),
            Self::Report(dialog) => dialog.take_browse().then_some(FilePurpose::ReportFolder),
            _ => None,
        }
    }

    /// Takes a file that was chosen in the system's dialog; says whether it was for this one.
    pub fn takes_file(&mut self, purpose: FilePurpose, paths: &[PathBuf]) -> bool {
        match self {
            Self::File(dialog) => dialog.take_paths(purpose, paths),
            Self::Report(dialog) if purpose == FilePurpose::ReportFolder => {
                dialog.take_folder(paths);
                true
            }
            _ => false,
        }
    }
}
