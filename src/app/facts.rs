//! What views draw: plain data, gathered before drawing starts.
//!
//! Nothing here reads a file. What a view needs beyond the lists it asks a [`Shelf`] for; the app fills it in the
//! background and the view draws that it is loading.
use chrono::{DateTime, NaiveDate, Utc};
use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use super::care::{Care, Doing};
use super::command::Command;
use crate::domain::backup::FarmContents;
use crate::domain::batch::{Batch, PinEvent};
use crate::domain::fault::{Fault, Outcome};
use crate::domain::feed::FcrModel;
use crate::domain::goal_weights::GoalWeights;
use crate::domain::growth::TgcModel;
use crate::domain::holder::Holder;
use crate::domain::ids::{BatchId, FcrModelId, MortalityModelId, RunId, ScenarioId, TgcModelId};
use crate::domain::lifecycle::LifecycleStage;
use crate::domain::mortality::MortalityModel;
use crate::domain::observation::{Correction, Recorded};
use crate::domain::person::Access;
use crate::domain::plan::{ModelKind, ModelRow, ScenarioPlan, ScenarioRow};
use crate::domain::recipe::{PartKey, PartKind};
use crate::domain::retention::{Retention, Sifted};
use crate::domain::run::ProjectionRun;
use crate::domain::template::TemplateRow;
use crate::service::{
    BackupList, BundleReport, Growth, GrowthRow, ModelImport, ModelPreview, ObservationImport,
    ObservationPreview, OtherValues, PartInFull, PinPreview, PlanPreview, RunComparison, RunInFull, Verdict,
};

/// The lists of an open farm file.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FarmData {
    /// Where it is.
    pub path: PathBuf,
    /// Whether it can only be read.
    pub read_only: bool,
    /// Who else has it open, where it was opened to be read only for that.
    pub held_by: Option<Holder>,
    /// Who acts on it, and who is named in it.
    pub access: Access,
    /// Its scenarios, by name.
    pub scenarios: Vec<ScenarioRow>,
    /// Its runs, archived ones too, newest first.
    pub runs: Vec<ProjectionRun>,
    /// Its batches, by number.
    pub batches: Vec<Batch>,
    /// Its TGC models, by name.
    pub tgc_models: Vec<ModelRow>,
    /// Its FCR models, by name.
    pub fcr_models: Vec<ModelRow>,
    /// Its mortality models, by name.
    pub mortality_models: Vec<ModelRow>,
    /// Its temperature profiles, by name.
    pub temperature_profiles: Vec<ModelRow>,
    /// Its lifecycles, by name.
    pub lifecycles: Vec<ModelRow>,
    /// Its sets of constraints, by name.
    pub constraints: Vec<ModelRow>,
    /// The templates to start from: those that come with the program, then its own, by name.
    pub templates: Vec<TemplateRow>,
    /// The stages of all its lifecycles, each name once, in order.
    pub stages: Vec<LifecycleStage>,
}

impl FarmData {
    /// The scenario of this number.
    pub fn scenario(&self, id: ScenarioId) -> Option<&ScenarioRow> {
        self.scenarios.iter().find(|row| row.scenario_id == id)
    }

    /// The run of this number.
    pub fn run(&self, id: RunId) -> Option<&ProjectionRun> {
        self.runs.iter().find(|run| run.run_id == id)
    }

    /// The batch of this number.
    pub fn batch(&self, id: BatchId) -> Option<&Batch> {
        self.batches.iter().find(|batch| batch.batch_id == id)
    }

    /// Its parts of a kind, by name.
    pub fn parts(&self, kind: PartKind) -> &[ModelRow] {
        match kind {
            PartKind::Temperature => &self.temperature_profiles,
            PartKind::Tgc => &self.tgc_models,
            PartKind::Fcr => &self.fcr_models,
            PartKind::Mortality => &self.mortality_models,
            PartKind::Lifecycle => &self.lifecycles,
            PartKind::Constraints => &self.constraints,
        }
    }

    /// The part of this kind and number.
    pub fn part(&self, key: PartKey) -> Option<&ModelRow> {
        self.parts(key.kind).iter().find(|row| row.id == key.id)
    }

    /// The name that people know the file by.
    pub fn name(&self) -> String {
        self.path.file_stem().unwrap_or(self.path.as_os_str()).to_string_lossy().into_owned()
    }
}

/// Something that is asked for by key and comes later.
#[derive(Debug)]
pub enum Loaded<T> {
    /// It is on its way.
    Loading,
    /// Here it is.
    Ready(Arc<T>),
    /// It cannot be had.
    Failed(Fault),
}

impl<T> Clone for Loaded<T> {
    fn clone(&self) -> Self {
        match self {
            Self::Loading => Self::Loading,
            Self::Ready(value) => Self::Ready(Arc::clone(value)),
            Self::Failed(fault) => Self::Failed(fault.clone()),
        }
    }
}

/// Things by key, each loaded once it is first asked for.
#[derive(Debug)]
pub struct Shelf<K, V> {
    items: HashMap<K, Loaded<V>>,
    wanted: RefCell<Vec<K>>,
    /// What may have changed since: shown until it is there anew, so that nothing flickers.
    aged: HashSet<K>,
}

impl<K, V> Default for Shelf<K, V> {
    fn default() -> Self {
        Self { items: HashMap::new(), wanted: RefCell::new(Vec::new()), aged: HashSet::new() }
    }
}

/// More than this and the shelf is cleared: a season of runs in full would fill the memory of a small laptop.
const SHELF_HOLDS: usize = 64;

impl<K: Clone + Eq + Hash, V> Shelf<K, V> {
    /// What is there by this key; asks for it if nothing is, or if it has aged.
    pub fn get(&self, key: &K) -> Loaded<V> {
        let item = self.items.get(key);
        if item.is_none() || self.aged.contains(key) {
            let mut wanted = self.wanted.borrow_mut();
            if !wanted.contains(key) {
                wanted.push(key.clone());
            }
        }
        item.cloned().unwrap_or(Loaded::Loading)
    }

    /// The keys that were asked for since, which are loading from now on.
    pub fn take_wanted(&mut self) -> Vec<K> {
        let wanted = std::mem::take(self.wanted.get_mut());
        if self.items.len() + wanted.len() > SHELF_HOLDS {
            self.items.retain(|_, item| matches!(item, Loaded::Loading));
        }
        for key in &wanted {
            self.aged.remove(key);
            self.items.entry(key.clone()).or_insert(Loaded::Loading);
        }
        wanted
    }

    /// Puts what was loaded onto the shelf; says whether something older was shown until now.
    pub fn put(&mut self, key: K, value: Outcome<V>) -> bool {
        let item = match value {
            Ok(value) => Loaded::Ready(Arc::new(value)),
            Err(fault) => Loaded::Failed(fault),
        };
        matches!(self.items.insert(key, item), Some(Loaded::Ready(_)))
    }

    /// What could not be had is asked for again.
    pub fn retry(&mut self) {
        self.items.retain(|_, item| !matches!(item, Loaded::Failed(_)));
    }

    /// All that is on the shelf may have changed: it is loaded again when it is next asked for, and shown until then.
    pub fn age(&mut self) {
        self.items.retain(|_, item| matches!(item, Loaded::Ready(_)));
        self.aged = self.items.keys().cloned().collect();
    }
}

/// Batches and the run they might be pinned to: the key of a preview.
pub type PinQuestion = (Vec<BatchId>, Option<RunId>);

/// What a run of a plan would give: the key of a preview.
#[derive(Debug, Clone, PartialEq)]
pub struct PlanQuestion {
    /// The plan.
    pub plan: ScenarioPlan,
    /// Values in place of those of its models.
    pub other: OtherValues,
}

/// A plan's numbers have passed their fields, so none of them is NaN.
impl Eq for PlanQuestion {}

impl Hash for PlanQuestion {
    /// The numbers with decimals are left out: plans that differ in them alone are told apart by `eq`.
    fn hash<H: Hasher>(&self, state: &mut H) {
        let plan = &self.plan;
        (plan.start_date, plan.duration_days, plan.initial_count).hash(state);
        (plan.tgc_model, plan.fcr_model, plan.mortality_model, plan.model_changes.len()).hash(state);
    }
}

/// Everything that is loaded when it is asked for.
#[derive(Debug, Default)]
pub struct Library {
    /// Runs with their days and figures.
    pub runs: Shelf<RunId, RunInFull>,
    /// Runs side by side, by their ids, the baseline first.
    pub comparisons: Shelf<Vec<RunId>, RunComparison>,
    /// The history of a batch's pins, newest first.
    pub pin_histories: Shelf<BatchId, Vec<PinEvent>>,
    /// What pinning would change.
    pub pin_previews: Shelf<PinQuestion, Vec<PinPreview>>,
    /// Scenarios by reference to their models.
    pub plans: Shelf<ScenarioId, ScenarioPlan>,
    /// What a new scenario starts from, by its first day.
    pub starting_plans: Shelf<NaiveDate, ScenarioPlan>,
    /// What runs of plans would give.
    pub previews: Shelf<PlanQuestion, PlanPreview>,
    /// A scenario's latest run, if nothing that determines a run has changed since.
    pub unchanged: Shelf<ScenarioId, Option<ProjectionRun>>,
    /// TGC models with their profiles.
    pub tgc_models: Shelf<TgcModelId, TgcModel>,
    /// FCR models.
    pub fcr_models: Shelf<FcrModelId, FcrModel>,
    /// Mortality models.
    pub mortality_models: Shelf<MortalityModelId, MortalityModel>,
    /// Batches day by day beside the run that they are pinned to, or beside another.
    pub growths: Shelf<(BatchId, Option<RunId>), Growth>,
    /// All that was observed of a batch, one by one.
    pub observed: Shelf<BatchId, Vec<Recorded>>,
    /// Every correction of it, newest first.
    pub corrections: Shelf<BatchId, Vec<Correction>>,
    /// Files of observations, as they would be recorded.
    pub observation_files: Shelf<ObservationFileQuestion, ObservationPreview>,
    /// How every batch stands on a day, and when it reaches the weights that the farm grows its fish towards.
    pub growth_overview: Shelf<(GoalWeights, NaiveDate), Vec<GrowthRow>>,
    /// Files of models, as they would be imported.
    pub model_files: Shelf<ModelFileQuestion, ModelPreview>,
    /// Bundles, as they would be imported.
    pub bundles: Shelf<BundleQuestion, BundleReport>,
    /// What rules about old runs would take.
    pub old_runs: Shelf<Retention, Sifted>,
    /// Parts of recipes, of any kind, with their users.
    pub parts: Shelf<PartKey, PartInFull>,
    /// The backups of a farm file.
    pub backups: Shelf<PathBuf, BackupList>,
    /// What farm files hold, be it the open one or copies of it.
    pub contents: Shelf<PathBuf, FarmContents>,
}

/// A bundle: the key of a preview of importing it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct BundleQuestion {
    /// The file.
    pub path: PathBuf,
}

/// A file of observations and how it is to be read: the key of a preview of recording it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ObservationFileQuestion {
    /// The batch.
    pub batch: BatchId,
    /// The file.
    pub path: PathBuf,
    /// How it is to be read.
    pub asked: ObservationImport,
    /// Counts up when the file is to be read again.
    pub look: u32,
}

/// A file of a model and how it is to be read: the key of a preview of importing it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ModelFileQuestion {
    /// The file.
    pub path: PathBuf,
    /// What it holds; none to be told by its heads.
    pub kind: Option<ModelKind>,
    /// How it is to be read.
    pub asked: ModelImport,
    /// Counts up when the file is to be read again.
    pub look: u32,
}

impl Library {
    /// Asks again for all that could not be had.
    pub fn retry(&mut self) {
        self.runs.retry();
        self.comparisons.retry();
        self.pin_histories.retry();
        self.pin_previews.retry();
        self.plans.retry();
        self.unchanged.retry();
        self.tgc_models.retry();
        self.fcr_models.retry();
        self.mortality_models.retry();
        self.growths.retry();
        self.observed.retry();
        self.corrections.retry();
        self.observation_files.retry();
        self.growth_overview.retry();
        self.parts.retry();
        self.model_files.retry();
        self.bundles.retry();
        self.old_runs.retry();
        self.backups.retry();
        self.contents.retry();
    }

    /// After a change everything is asked for again. What is only looked at stays in sight until then; what answers a
    /// question or is edited must not be of yesterday.
    pub fn age(&mut self) {
        self.runs.age();
        self.comparisons.age();
        self.pin_histories.age();
        self.growths.age();
        self.observed.age();
        self.corrections.age();
        self.growth_overview.age();
        self.backups.age();
        let Self {
            runs,
            comparisons,
            pin_histories,
            growths,
            observed,
            corrections,
            growth_overview,
            backups,
            ..
        } = std::mem::take(self);
        let growths = Self { growths, observed, corrections, growth_overview, ..Self::default() };
        *self = Self { runs, comparisons, pin_histories, backups, ..growths };
    }
}

/// All that a view may know.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// The lists of the farm file.
    pub farm: &'a FarmData,
    /// What is loaded when it is asked for.
    pub library: &'a Library,
    /// What verifying found, for the runs that were verified since the file was opened.
    pub verdicts: &'a HashMap<RunId, Verdict>,
    /// Counts up whenever the lists were read again.
    pub revision: u64,
    /// The moment of this frame, for "3 days ago".
    pub now: DateTime<Utc>,
    /// Today where the user is, for new dates.
    pub today: NaiveDate,
    /// The weights that the farm grows its fish towards.
    pub goals: GoalWeights,
    /// What is known of the farm file as a whole.
    pub care: &'a Care,
}

/// What may be known of a farm file as a whole, whether or not it could be opened.
#[derive(Debug, Clone, Copy)]
pub struct FileFacts<'a> {
    /// Where it is.
    pub path: &'a Path,
    /// What is loaded when it is asked for.
    pub library: &'a Library,
    /// What is known of it.
    pub care: &'a Care,
    /// The moment of this frame.
    pub now: DateTime<Utc>,
    /// Its lists, where it is open.
    pub farm: Option<&'a FarmData>,
}

impl FileFacts<'_> {
    /// Why this cannot be done for the whole file now; none if it can.
    pub fn why_not(&self, command: &Command) -> Option<String> {
        let is_busy = self.care.doing.is_some().then(|| "Something is being done for the file".to_owned());
        is_busy.or_else(|| self.farm.and_then(|farm| farm.why_not(command)))
    }
}

impl<'a> Facts<'a> {
    /// What may be known of the farm file as a whole.
    pub fn file(&self) -> FileFacts<'a> {
        let Self { farm, library, care, now, .. } = *self;
        FileFacts { path: &farm.path, library, care, now, farm: Some(farm) }
    }
}
