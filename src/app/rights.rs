//! What each command takes of who gives it, and why they may not where they may not. The service refuses all the same; this
//! is so that nothing is offered that it would refuse.
#[cfg(test)]
mod tests;

use std::collections::HashSet;

use super::command::aquamind::AquamindCommand;
use super::command::batches::BatchCommand;
use super::command::bundles::BundleCommand;
use super::command::care::CareCommand;
use super::command::exchange::ExchangeCommand;
use super::command::learning::LearnCommand;
use super::command::models::ModelCommand;
use super::command::observing::ObservingCommand;
use super::command::templates::TemplateCommand;
use super::command::{Command, FilePurpose};
use super::facts::{Facts, FarmData};
use crate::domain::display::sentence;
use crate::domain::fault::{Fault, FaultKind, Outcome};
use crate::domain::ids::ScenarioId;
use crate::domain::person::Right;
use crate::domain::plan::ScenarioRow;

/// What a command takes of who gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Takes {
    /// Nothing: it reads, compares, exports, or only changes what is shown.
    Nothing,
    /// To change what is planned and observed, or to be asked about that.
    Edit,
    /// To run these scenarios; without any, whatever there is to be run.
    Run(Vec<ScenarioId>),
    /// To delete.
    Delete,
    /// To say who may do what.
    NamePeople,
    /// To change all of the file at once.
    WholeFile,
}

impl Command {
    /// What it takes of who gives it. Who adds a command says it here.
    pub fn takes(&self) -> Takes {
        match self {
            Self::ImportScenarios(_)
            | Self::ImportBatches(_)
            | Self::ImportDocuments(_)
            | Self::NewScenario
            | Self::SaveScenario { .. }
            | Self::DuplicateScenario(_)
            | Self::LabelRun(..)
            | Self::NoteRun(..)
            | Self::ArchiveRuns(_)
            | Self::RestoreRuns(_)
            | Self::AskPin { .. }
            | Self::PinBatches { .. }
            | Self::AskUnpin(_)
            | Self::UnpinBatches { .. }
            | Self::RecordObservations(..) => Takes::Edit,
            Self::AskDeleteScenario(_)
            | Self::DeleteScenario(_)
            | Self::AskDeleteRun(_)
            | Self::DeleteRun { .. }
            | Self::CleanRuns(_) => Takes::Delete,
            Self::People(_) => Takes::NamePeople,
            Self::AskRun(scenarios) => Takes::Run(scenarios.clone()),
            Self::RunScenarios(requests) => Takes::Run(requests.iter().map(|run| run.scenario).collect()),
            Self::AskFile(purpose) => of_file(*purpose),
            Self::Templates(command) => of_templates(command),
            Self::Batches(command) => of_batches(command),
            Self::Observing(command) => of_observing(command),
            Self::Models(command) => of_models(command),
            Self::Exchange(command) => of_exchange(command),
            Self::Learn(command) => of_learning(command),
            Self::Bundles(BundleCommand::Import { .. }) | Self::Aquamind(AquamindCommand::Import(_)) => {
                Takes::Edit
            }
            Self::LoseDrafts(command) => command.takes(),
            Self::Care(command) => of_care(command),
            // What undoing takes goes by what is undone.
            Self::Undo
            | Self::Redo
            | Self::Show(_)
            | Self::ShowSettings(_)
            | Self::Find
            | Self::ShowKeys
            | Self::NewFarm(_)
            | Self::OpenFarm(_)
            | Self::OpenToRead(..)
            | Self::OpenSample
            | Self::UpgradeFarm(_)
            | Self::CloseFarm
            | Self::Refresh
            | Self::EditScenario(_)
            | Self::TakeSaved { .. }
            | Self::ShowRunsOf(_)
            | Self::ShowRun(_)
            | Self::VerifyRuns(_)
            | Self::CompareRuns(_)
            | Self::ShowBatch(_)
            | Self::ShowGrowth(_)
            | Self::Profiles(_)
            | Self::Bundles(BundleCommand::Export { .. } | BundleCommand::LookAt(_))
            | Self::Aquamind(
                AquamindCommand::LookAt(_) | AquamindCommand::TryOut(_) | AquamindCommand::TakeReport(_),
            )
            | Self::Reports(_)
            | Self::SetTheme(_)
            | Self::SetGoalWeights(_)
            | Self::SetZoom(_)
            | Self::StopJobs
            | Self::Quit
            | Self::CloseWindow => Takes::Nothing,
        }
    }
}

fn of_file(purpose: FilePurpose) -> Takes {
    match purpose {
        FilePurpose::ImportScenarios
        | FilePurpose::ImportBatches
        | FilePurpose::ImportTemplates
        | FilePurpose::RecordObservations(_)
        | FilePurpose::LoggerFiles
        | FilePurpose::ImportModel
        | FilePurpose::ImportBundle
        | FilePurpose::ImportAquamind => Takes::Edit,
        FilePurpose::RestoreFrom => Takes::WholeFile,
        FilePurpose::NewFarm
        | FilePurpose::OpenFarm
        | FilePurpose::ExportTemplate(_)
        | FilePurpose::ExportBundle(_)
        | FilePurpose::ExportModel(..)
        | FilePurpose::SaveTemplate(_)
        | FilePurpose::BackUpTo
        | FilePurpose::ReportFolder => Takes::Nothing,
    }
}

fn of_care(command: &CareCommand) -> Takes {
    match command {
        CareCommand::BackUpNow | CareCommand::BackUpTo(_) | CareCommand::Check => Takes::Nothing,
        CareCommand::AskRestore(_)
        | CareCommand::Restore(_)
        | CareCommand::AskRepair
        | CareCommand::Repair => Takes::WholeFile,
    }
}

fn of_templates(command: &TemplateCommand) -> Takes {
    match command {
        TemplateCommand::Export(..) => Takes::Nothing,
        TemplateCommand::AskStart
        | TemplateCommand::AskSaveScenario(_)
        | TemplateCommand::AskSaveModels
        | TemplateCommand::AskDescribe(_)
        | TemplateCommand::Start(_)
        | TemplateCommand::Save { .. }
        | TemplateCommand::Describe { .. }
        | TemplateCommand::Import(_) => Takes::Edit,
        TemplateCommand::Delete(_) => Takes::Delete,
    }
}

fn of_batches(command: &BatchCommand) -> Takes {
    match command {
        BatchCommand::AskNew | BatchCommand::AskEdit(_) | BatchCommand::Save { .. } => Takes::Edit,
        BatchCommand::AskDelete(_) | BatchCommand::ConfirmDelete { .. } | BatchCommand::Delete(_) => {
            Takes::Delete
        }
        BatchCommand::TakeSaved(_) => Takes::Nothing,
    }
}

fn of_observing(command: &ObservingCommand) -> Takes {
    match command {
        ObservingCommand::AskEnter(..)
        | ObservingCommand::AskCorrect(..)
        | ObservingCommand::AskRemove(..)
        | ObservingCommand::LookAt(..)
        | ObservingCommand::Record { .. }
        | ObservingCommand::Import { .. }
        | ObservingCommand::Change { .. } => Takes::Edit,
        ObservingCommand::ShowObserved(_)
        | ObservingCommand::TakeDoubts(_)
        | ObservingCommand::TakeSaved(_) => Takes::Nothing,
    }
}

fn of_models(command: &ModelCommand) -> Takes {
    match command {
        ModelCommand::New(_)
        | ModelCommand::Save { .. }
        | ModelCommand::Rename(..)
        | ModelCommand::Duplicate(_) => Takes::Edit,
        ModelCommand::AskDelete(_) | ModelCommand::Delete(_) => Takes::Delete,
        ModelCommand::ShowKind(_)
        | ModelCommand::Show(_)
        | ModelCommand::Edit(_)
        | ModelCommand::Compare(..)
        | ModelCommand::TakeSaved { .. } => Takes::Nothing,
    }
}

fn of_exchange(command: &ExchangeCommand) -> Takes {
    match command {
        ExchangeCommand::LookAt(_) | ExchangeCommand::Import { .. } => Takes::Edit,
        ExchangeCommand::TakeImported(_)
        | ExchangeCommand::Export { .. }
        | ExchangeCommand::SaveTemplate { .. } => Takes::Nothing,
    }
}

fn of_learning(command: &LearnCommand) -> Takes {
    match command {
        LearnCommand::AskSave(..)
        | LearnCommand::AskReplan(..)
        | LearnCommand::Save(..)
        | LearnCommand::Replan(..)
        | LearnCommand::ScenarioFrom(..) => Takes::Edit,
        LearnCommand::Compare { .. } => Takes::Nothing,
    }
}

impl FarmData {
    /// Refuses what who acts may not do, as the service will.
    pub fn check(&self, right: Right<'_>) -> Outcome<()> {
        if self.read_only {
            return Err(Fault::new(FaultKind::ReadOnly, "the farm file can only be read", ""));
        }
        self.access.check(right)
    }

    /// Refuses a command that who acts may not give.
    pub fn check_command(&self, command: &Command) -> Outcome<()> {
        match command.takes() {
            Takes::Nothing => Ok(()),
            Takes::Edit => self.check(Right::Edit),
            Takes::Delete => self.check(Right::Delete),
            Takes::NamePeople => self.check(Right::NamePeople),
            Takes::WholeFile => self.check(Right::WholeFile),
            Takes::Run(scenarios) => self.check_run(&scenarios),
        }
    }

    /// Refuses a run of scenarios of which one is not for who acts; without any, if there is none that they may run.
    fn check_run(&self, scenarios: &[ScenarioId]) -> Outcome<()> {
        self.check(Right::Run { made_by: self.access.user() })?;
        let check = |row: &ScenarioRow| self.check(Right::Run { made_by: &row.created_by });
        if scenarios.is_empty() {
            let mut checks = self.scenarios.iter().map(check);
            let first = checks.next().unwrap_or(Ok(()));
            return first.or_else(|fault| checks.find(Result::is_ok).unwrap_or(Err(fault)));
        }
        let asked: HashSet<ScenarioId> = scenarios.iter().copied().collect();
        self.scenarios.iter().filter(|row| asked.contains(&row.scenario_id)).try_for_each(check)
    }

    /// Why who acts may not do this; none if they may.
    pub fn why_not_right(&self, right: Right<'_>) -> Option<String> {
        self.check(right).err().as_ref().map(in_words)
    }

    /// Why who acts may not give this command; none if they may.
    pub fn why_not(&self, command: &Command) -> Option<String> {
        self.check_command(command).err().as_ref().map(in_words)
    }
}

impl Facts<'_> {
    /// Why who acts may not give this command; none if they may.
    pub fn why_not(&self, command: &Command) -> Option<String> {
        self.farm.why_not(command)
    }

    /// Whether who acts may change what is planned and observed.
    pub fn can_write(&self) -> bool {
        self.farm.check(Right::Edit).is_ok()
    }

    /// Why who acts may not; none if they may.
    pub fn why_not_write(&self) -> Option<String> {
        self.farm.why_not_right(Right::Edit)
    }
}

/// What a disabled button says: "Only managers may delete, and bo is a planner of this farm file. Ask anna".
fn in_words(fault: &Fault) -> String {
    let said = sentence(&fault.message);
    if fault.hint.is_empty() { said } else { format!("{said}. {}", fault.hint) }
}
