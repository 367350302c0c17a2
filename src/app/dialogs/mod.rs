//! Dialogs: one decision each. They give back commands and change nothing themselves.
mod aquamind;
mod batch;
mod delete;
mod elsewhere;
pub mod file;
mod import_bundle;
mod import_model;
mod import_observations;
mod keys_list;
mod learn;
mod leaving;
mod observations;
mod pin;
pub mod report;
mod restore;
mod run;
mod template;

use chrono::{DateTime, Utc};
use egui::Context;
use std::path::{Path, PathBuf};

pub use elsewhere::has_it;

use super::batch_deeds;
use super::care::Care;
use super::command::batches::BatchCommand;
use super::command::care::CareCommand;
use super::command::learning::LearnCommand;
use super::command::models::ModelCommand;
use super::command::observing::ObservingCommand;
use super::command::templates::TemplateCommand;
use super::command::{Command, Commands, FilePurpose};
use super::facts::{Facts, FarmData, Library};
use super::model_deeds;
use super::people_deeds;
use super::widgets::confirm::{Answer, Confirm};
use crate::domain::display::{plural, sentence};
use crate::domain::fault::Fault;
use crate::domain::holder::Holder;
use crate::domain::ids::BatchId;
use crate::service::{Farm, MovePreview};

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
    /// What a batch is.
    Batch(Box<batch::BatchDialog>),
    /// Which template to start from.
    StartFromTemplate(template::StartDialog),
    /// What a template is called.
    SaveTemplate(template::SaveDialog),
    /// How a file of a model is imported.
    ImportModel(Box<import_model::ImportDialog>),
    /// What is kept of what a batch taught.
    Learn(Box<learn::LearnDialog>),
    /// What a bundle would bring.
    ImportBundle(Box<import_bundle::BundleDialog>),
    /// What comes of a file of AquaMind.
    Aquamind(Box<aquamind::AquamindDialog>),
    /// What was observed, as it is entered or corrected.
    Observations(Box<observations::ObservationsDialog>),
    /// How a file of observations is recorded.
    ImportObservations(Box<import_observations::ImportDialog>),
    /// What stands in a report, and where it goes.
    Report(Box<report::ReportDialog>),
    /// Whether a backup is brought back.
    Restore(restore::RestoreDialog),
    /// The window closes once the farm file is backed up.
    Leaving(leaving::LeavingDialog),
    /// What is done about a farm file that another window has.
    Elsewhere(elsewhere::ElsewhereDialog),
    /// The shortcuts.
    Keys,
}

impl Dialog {
    /// The dialog that an `Ask` command opens; none if what it asks about is gone.
    pub fn asking(command: &Command, farm: &FarmData) -> Option<Self> {
        match command {
            Command::AskRun(scenarios) => run::RunDialog::new(scenarios, farm).map(Self::Run),
            Command::AskPin { batches, run } => Some(Self::Pin(pin::PinDialog::pin(batches.clone(), *run))),
            Command::Batches(BatchCommand::AskNew) => {
                Some(Self::Batch(Box::new(batch::BatchDialog::new_batch(farm))))
            }
            Command::Batches(BatchCommand::AskEdit(id)) => {
                batch::BatchDialog::of(*id, farm).map(|dialog| Self::Batch(Box::new(dialog)))
            }
            Command::Batches(BatchCommand::ConfirmDelete { id, belongs }) => {
                let (confirm, command) = batch_deeds::ask_delete(*id, belongs.as_deref(), farm)?;
                Some(Self::Confirm(confirm, Box::new(command)))
            }
            Command::Templates(command) => Self::about_templates(command, farm),
            Command::Learn(LearnCommand::AskSave(batch, request)) => {
                Some(Self::Learn(Box::new(learn::LearnDialog::save(*batch, request.clone()))))
            }
            Command::Learn(LearnCommand::AskReplan(batch, request)) => {
                Some(Self::Learn(Box::new(learn::LearnDialog::replan(*batch, request.clone()))))
            }
            Command::Observing(command) => Self::about_observations(command, farm),
            Command::AskUnpin(batches) => Some(Self::Pin(pin::PinDialog::unpin(batches.clone()))),
            Command::AskDeleteScenario(id) => {
                let (confirm, command) = delete::scenario(farm.scenario(*id)?, farm);
                Some(Self::Confirm(confirm, Box::new(command)))
            }
            Command::Models(ModelCommand::AskDelete(key)) => {
                let (confirm, command) = model_deeds::ask_delete(*key, farm)?;
                Some(Self::Confirm(confirm, Box::new(command)))
            }
            Command::People(command) => {
                let (confirm, command) = people_deeds::ask(command, farm)?;
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

    fn about_templates(command: &TemplateCommand, farm: &FarmData) -> Option<Self> {
        match command {
            TemplateCommand::AskStart => Some(Self::StartFromTemplate(template::StartDialog::default())),
            TemplateCommand::AskSaveScenario(id) => {
                template::SaveDialog::of_scenario(*id, farm).map(Self::SaveTemplate)
            }
            TemplateCommand::AskSaveModels => Some(Self::SaveTemplate(template::SaveDialog::of_models())),
            TemplateCommand::AskDescribe(id) => {
                template::SaveDialog::of_template(*id, farm).map(Self::SaveTemplate)
            }
            _ => None,
        }
    }

    fn about_observations(command: &ObservingCommand, farm: &FarmData) -> Option<Self> {
        let dialog = match command {
            ObservingCommand::AskEnter(batch, kind) => {
                observations::ObservationsDialog::enter(farm.batch(*batch)?, *kind)
            }
            ObservingCommand::AskCorrect(batch, recorded) => {
                observations::ObservationsDialog::correct(farm.batch(*batch)?, recorded)
            }
            ObservingCommand::AskRemove(batch, recorded) => {
                observations::ObservationsDialog::remove(farm.batch(*batch)?, recorded)
            }
            _ => return None,
        };
        Some(Self::Observations(Box::new(dialog)))
    }

    /// Asks how files of observations are recorded, one after the other; none if there are none.
    pub fn import_observations(batch: BatchId, paths: Vec<PathBuf>) -> Option<Self> {
        let dialog = import_observations::ImportDialog::new(batch, paths);
        dialog.map(|dialog| Self::ImportObservations(Box::new(dialog)))
    }

    /// Asks for a file.
    pub fn file(purpose: FilePurpose) -> Self {
        Self::File(file::FileDialog::new(purpose))
    }

    /// Asks how files of models are imported, one after the other; none if there are none.
    pub fn import_models(paths: Vec<PathBuf>) -> Option<Self> {
        import_model::ImportDialog::new(paths).map(|dialog| Self::ImportModel(Box::new(dialog)))
    }

    /// Asks whether a bundle is imported.
    pub fn import_bundle(path: PathBuf) -> Self {
        Self::ImportBundle(Box::new(import_bundle::BundleDialog::new(path)))
    }

    /// Shows what comes of a file of AquaMind, once that is found out.
    pub fn aquamind(path: PathBuf) -> Self {
        Self::Aquamind(Box::new(aquamind::AquamindDialog::looking_at(path)))
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

    /// Asks whether a command may lose what the editors hold unsaved: "1 scenario and 2 models".
    pub fn unsaved(what: &str, command: Command) -> Self {
        let confirm = Confirm::new("Leave with unsaved changes?", "Lose the changes")
            .line(format!("Changes are not saved: {what}"))
            .danger();
        Self::Confirm(confirm, Box::new(Command::LoseDrafts(Box::new(command))))
    }

    /// Asks what to do about a farm file that another window has.
    pub fn elsewhere(path: PathBuf, holder: Holder, now: DateTime<Utc>) -> Self {
        Self::Elsewhere(elsewhere::ElsewhereDialog::new(path, holder, now))
    }

    /// Asks whether to upgrade a file of an earlier version, saying what comes and what cannot come along.
    pub fn upgrade(path: PathBuf, preview: &MovePreview) -> Self {
        let MovePreview { from, to, .. } = preview;
        let mut confirm = Confirm::new("Upgrade the farm file?", "Back up and upgrade")
            .line(format!("It has schema {from} of an earlier version; this program works with schema {to}"))
            .line(format!(
                "A copy of it as it is now is made first, in {}",
                Farm::backup_folder(&path).display()
            ));
        let steps = preview.steps.iter().map(|step| format!("{}. {}", step.schema_version, step.says));
        confirm = confirm.consequences("What comes", steps.collect());
        if preview.lost_pins.is_empty() {
            confirm = confirm.line("Nothing that the file holds is lost");
        } else {
            let pins = preview
                .lost_pins
                .iter()
                .map(|pin| format!("{}: its scenario \"{}\" never ran", pin.batch_number, pin.scenario_name));
            let count = plural(pins.len(), "pin", "pins");
            confirm = confirm.consequences(format!("{count} cannot be carried over"), pins.collect());
        }
        Self::Confirm(confirm, Box::new(Command::UpgradeFarm(path)))
    }

    /// Asks whether to make the farm anew whose making was cut off.
    pub fn make_anew(path: PathBuf, fault: &Fault) -> Self {
        let confirm = Confirm::new("Make the farm anew?", "Make farm file")
            .line(sentence(&fault.message))
            .line(path.display().to_string())
            .line("If it held a season before, open one of its backups instead");
        Self::Confirm(confirm, Box::new(Command::NewFarm(path)))
    }

    /// Asks whether a backup is brought back.
    pub fn restore(farm: PathBuf, from: PathBuf) -> Self {
        Self::Restore(restore::RestoreDialog::new(farm, from))
    }

    /// Asks whether to mend what can be mended, saying what that does.
    pub fn repair(farm: &Path) -> Self {
        let confirm = Confirm::new("Repair the farm file?", "Back up and repair")
            .line(format!(
                "A copy of it as it is now is made first, in {}",
                Farm::backup_folder(farm).display()
            ))
            .line("Indexes and guards are built anew. Where more is damaged, every row that can be read goes into a clean file")
            .line("No number of a run is changed: a run is carried over with all its days, or not at all. What cannot be carried over is named afterwards");
        Self::Confirm(confirm, Box::new(Command::Care(CareCommand::Repair)))
    }

    /// Says, where it takes longer than a moment, that the file is backed up before the window closes.
    pub fn leaving() -> Self {
        Self::Leaving(leaving::LeavingDialog::default())
    }

    /// Asks whether to leave although the file could not be backed up.
    pub fn leave_without_backup(fault: &Fault) -> Self {
        let said = [sentence(&fault.message), fault.place.clone(), fault.hint.clone()];
        let confirm = Confirm::new("Close without a backup?", "Close without a backup")
            .line("What was changed is saved in the farm file, but no backup of it could be made");
        let confirm = said.into_iter().filter(|line| !line.is_empty()).fold(confirm, Confirm::line);
        Self::Confirm(confirm, Box::new(Command::CloseWindow))
    }

    /// Draws the dialog; says whether it stays.
    pub fn show(
        &mut self,
        ctx: &Context,
        facts: Option<&Facts<'_>>,
        library: &Library,
        care: &Care,
        commands: &mut Commands,
    ) -> bool {
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
            (Self::Elsewhere(dialog), _) => dialog.show(ctx, commands),
            (Self::Restore(dialog), _) => dialog.show(ctx, library, commands),
            (Self::Leaving(dialog), _) => dialog.show(ctx, care, commands),
            (Self::Keys, _) => keys_list::show(ctx),
            (Self::Run(dialog), Some(facts)) => dialog.show(ctx, facts, commands),
            (Self::Pin(dialog), Some(facts)) => dialog.show(ctx, facts, commands),
            (Self::Batch(dialog), Some(facts)) => dialog.show(ctx, facts, commands),
            (Self::StartFromTemplate(dialog), Some(facts)) => dialog.show(ctx, facts, commands),
            (Self::SaveTemplate(dialog), Some(facts)) => dialog.show(ctx, facts, commands),
            (Self::ImportModel(dialog), Some(facts)) => dialog.show(ctx, facts, commands),
            (Self::ImportBundle(dialog), Some(facts)) => dialog.show(ctx, facts, commands),
            (Self::Aquamind(dialog), Some(facts)) => dialog.show(ctx, facts, commands),
            (Self::Observations(dialog), Some(facts)) => dialog.show(ctx, facts, commands),
            (Self::ImportObservations(dialog), Some(facts)) => dialog.show(ctx, facts, commands),
            (
                Self::Run(_)
                | Self::Pin(_)
                | Self::Batch(_)
                | Self::StartFromTemplate(_)
                | Self::SaveTemplate(_)
                | Self::ImportModel(_)
                | Self::Learn(_)
                | Self::ImportBundle(_)
                | Self::Aquamind(_)
                | Self::Observations(_)
                | Self::ImportObservations(_)
                | Self::Report(_),
                None,
            ) => false,
            (Self::Learn(dialog), Some(facts)) => dialog.show(ctx, facts, commands),
            (Self::Report(dialog), Some(facts)) => dialog.show(ctx, facts, commands),
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
