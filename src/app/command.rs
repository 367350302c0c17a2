//! Everything a user can do. Views and dialogs give back commands; [`super::App`] carries them out.
pub mod aquamind;
pub mod batches;
pub mod bundles;
pub mod care;
pub mod exchange;
pub mod learning;
pub mod models;
pub mod observing;
pub mod people;
pub mod profiles;
pub mod reports;
pub mod templates;

use std::path::PathBuf;

use self::aquamind::AquamindCommand;
use self::batches::BatchCommand;
use self::bundles::{BundleCommand, BundleOf};
use self::care::CareCommand;
use self::exchange::ExchangeCommand;
use self::learning::LearnCommand;
use self::models::ModelCommand;
use self::observing::ObservingCommand;
use self::people::PeopleCommand;
use self::profiles::ProfileCommand;
use self::reports::ReportCommand;
use crate::domain::fault::Fault;
use crate::domain::goal_weights::GoalWeights;
use crate::domain::holder::Holder;
use crate::domain::ids::{BatchId, RunId, ScenarioId};
use crate::domain::plan::{ModelKind, ScenarioPlan};
use crate::domain::retention::Retention;
use crate::domain::template::TemplateKey;
use crate::service::{RunRequest, ThemeChoice};

/// A room of the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Place {
    /// The recipes.
    Scenarios,
    /// The history of runs.
    Runs,
    /// Runs side by side.
    Compare,
    /// Batches and their pins.
    Batches,
    /// Batches against the runs they are pinned to.
    Growth,
    /// The models that recipes are made of.
    Models,
    /// How the window looks, and what belongs to the whole farm file.
    Settings,
}

impl Place {
    /// The places in the order of the rail; Ctrl+1 is the first.
    pub const ALL: [Self; 7] = [
        Self::Scenarios,
        Self::Runs,
        Self::Compare,
        Self::Batches,
        Self::Growth,
        Self::Models,
        Self::Settings,
    ];

    /// Its name on the rail.
    pub fn name(self) -> &'static str {
        match self {
            Self::Scenarios => "Scenarios",
            Self::Runs => "Runs",
            Self::Compare => "Compare",
            Self::Batches => "Batches",
            Self::Growth => "Growth",
            Self::Models => "Models",
            Self::Settings => "Settings",
        }
    }
}

/// A part of the settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Section {
    /// Theme and size.
    #[default]
    Look,
    /// Backups of the farm file, made and brought back.
    Backups,
    /// A look over the whole farm file, and mending it.
    Check,
    /// Who may do what in the farm file.
    People,
    /// Old runs, and letting them go.
    OldRuns,
}

impl Section {
    /// The sections in the order of their list.
    pub const ALL: [Self; 5] = [Self::Look, Self::Backups, Self::Check, Self::People, Self::OldRuns];

    /// Its name in the list.
    pub fn name(self) -> &'static str {
        match self {
            Self::Look => "Look",
            Self::Backups => "Backups",
            Self::Check => "Check",
            Self::People => "People",
            Self::OldRuns => "Old runs",
        }
    }
}

/// What a file is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FilePurpose {
    /// Make a new farm file.
    NewFarm,
    /// Open a farm file.
    OpenFarm,
    /// Read scenario documents.
    ImportScenarios,
    /// Read batches.
    ImportBatches,
    /// Read templates.
    ImportTemplates,
    /// Write a template.
    ExportTemplate(TemplateKey),
    /// Read what was observed of a batch.
    RecordObservations(BatchId),
    /// Read what loggers measured, for the coming year.
    LoggerFiles,
    /// Read a model.
    ImportModel,
    /// Read a bundle.
    ImportBundle,
    /// Write a bundle.
    ExportBundle(BundleOf),
    /// Bring along what AquaMind holds.
    ImportAquamind,
    /// Write a model: its kind and number.
    ExportModel(ModelKind, i64),
    /// Write an empty table of a kind of model.
    SaveTemplate(ModelKind),
    /// Copy the farm file.
    BackUpTo,
    /// Bring back a copy of the farm file.
    RestoreFrom,
    /// The folder that a report goes to.
    ReportFolder,
}

/// One thing a user can do. A command whose name starts with `Ask` opens a dialog and changes nothing.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// Go to a place.
    Show(Place),
    /// Go to a section of the settings.
    ShowSettings(Section),
    /// Open the finder.
    Find,
    /// List the keyboard's shortcuts.
    ShowKeys,
    /// Ask for a file.
    AskFile(FilePurpose),
    /// Make a new farm file here and open it.
    NewFarm(PathBuf),
    /// Open this farm file.
    OpenFarm(PathBuf),
    /// Open this farm file to be read only, while somebody else has it.
    OpenToRead(PathBuf, Holder),
    /// Make the sample farm and open it.
    OpenSample,
    /// Upgrade this farm file after a backup, and open it.
    UpgradeFarm(PathBuf),
    /// Close the farm file.
    CloseFarm,
    /// Read the farm file again.
    Refresh,
    /// Read these scenario documents.
    ImportScenarios(Vec<PathBuf>),
    /// Read these batches.
    ImportBatches(Vec<PathBuf>),
    /// Read these documents, each as what it is.
    ImportDocuments(Vec<PathBuf>),

    /// Start a new scenario in the editor.
    NewScenario,
    /// Open a scenario in the editor.
    EditScenario(ScenarioId),
    /// Save what the editor holds: a new scenario without a number, else the one that has it.
    SaveScenario {
        /// The scenario to write anew.
        id: Option<ScenarioId>,
        /// What it shall be.
        plan: Box<ScenarioPlan>,
        /// A TGC that differs from the chosen model's: a model like it is made, with this value.
        other_tgc: Option<f64>,
        /// A mortality rate in percent that differs from the chosen model's: a model like it is made, with this rate.
        other_mortality_percent: Option<f64>,
    },
    /// Tell the editor how saving went.
    TakeSaved {
        /// What was saved: a new scenario without a number.
        draft: Option<ScenarioId>,
        /// The scenario that it is now, or why it is none.
        outcome: Result<ScenarioId, Fault>,
    },
    /// Start from a template, save one, or look after them.
    Templates(templates::TemplateCommand),
    /// Make a scenario like this one.
    DuplicateScenario(ScenarioId),
    /// Ask whether to delete a scenario.
    AskDeleteScenario(ScenarioId),
    /// Delete a scenario with its runs.
    DeleteScenario(ScenarioId),
    /// Ask for label and notes, to run these scenarios.
    AskRun(Vec<ScenarioId>),
    /// Run scenarios, each a new run.
    RunScenarios(Vec<RunRequest>),
    /// Show the runs of one scenario, or of all.
    ShowRunsOf(Option<ScenarioId>),

    /// Show a run.
    ShowRun(RunId),
    /// Give a run another label.
    LabelRun(RunId, String),
    /// Give a run other notes.
    NoteRun(RunId, String),
    /// Put runs away.
    ArchiveRuns(Vec<RunId>),
    /// Bring archived runs back.
    RestoreRuns(Vec<RunId>),
    /// Ask whether to delete a run.
    AskDeleteRun(RunId),
    /// Delete a run; with `unpin`, unpin its batches first.
    DeleteRun {
        /// The run.
        id: RunId,
        /// Whether batches pinned to it are unpinned.
        unpin: bool,
    },
    /// Recompute runs from their snapshots and compare every number.
    VerifyRuns(Vec<RunId>),
    /// Compare these runs; the first is the baseline.
    CompareRuns(Vec<RunId>),

    /// Ask which run to pin these batches to (or show what pinning to this one would change). With a run and without
    /// batches, asks which batches.
    AskPin {
        /// The batches.
        batches: Vec<BatchId>,
        /// The run that is proposed.
        run: Option<RunId>,
    },
    /// Pin batches to a run.
    PinBatches {
        /// The batches.
        batches: Vec<BatchId>,
        /// The run.
        run: RunId,
        /// Why.
        reason: String,
    },
    /// Ask whether to unpin batches.
    AskUnpin(Vec<BatchId>),
    /// Unpin batches.
    UnpinBatches {
        /// The batches.
        batches: Vec<BatchId>,
        /// Why.
        reason: String,
    },
    /// Show a batch with the history of its pins.
    ShowBatch(BatchId),

    /// Make, change or delete batches.
    Batches(BatchCommand),

    /// Show how a batch grows against the run it is pinned to.
    ShowGrowth(BatchId),
    /// Write down what files say of a batch.
    RecordObservations(BatchId, Vec<PathBuf>),
    /// Something with what was observed.
    Observing(ObservingCommand),
    /// What the editor of temperature profiles asks for.
    Profiles(ProfileCommand),
    /// What is done with the models of recipes.
    Models(ModelCommand),
    /// Do something with files of models.
    Exchange(ExchangeCommand),
    /// Something with what a batch taught.
    Learn(LearnCommand),
    /// Exchange with other laptops.
    Bundles(BundleCommand),
    /// Something with a file of AquaMind.
    Aquamind(AquamindCommand),
    /// Something with reports.
    Reports(ReportCommand),
    /// Look after the whole farm file.
    Care(CareCommand),

    /// Say who may do what.
    People(PeopleCommand),
    /// Delete the old runs that a rule takes.
    CleanRuns(Retention),

    /// Take the last change back.
    Undo,
    /// Make the change again that was taken back.
    Redo,
    /// Set the theme.
    SetTheme(ThemeChoice),
    /// Set the weights that the farm grows its fish towards.
    SetGoalWeights(GoalWeights),
    /// Set the zoom of the window; 1 is normal.
    SetZoom(f32),
    /// Carry out a command although what the editor holds unsaved is lost by it.
    LoseDrafts(Box<Command>),
    /// Stop whatever runs in the background.
    StopJobs,
    /// Leave the program: what still runs is cancelled, and what was changed is backed up.
    Quit,
    /// Leave the program at once.
    CloseWindow,
}

/// Where views put the commands they give back.
pub type Commands = Vec<Command>;
