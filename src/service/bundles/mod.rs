//! Exchange between laptops: what a bundle takes along, and how one is merged into a farm file.
//!
//! Every record is known by names that are the same in all farm files ([`identity`]); [`gather`] writes down what there is,
//! [`merge`] and its neighbours bring it in: what is new arrives, what was changed later takes the place of what was there,
//! and where both changed the same the planner decides. The file itself is the matter of `exchange::bundles`.
mod batches;
mod gather;
mod identity;
mod merge;
mod models;
mod observed;
mod settling;
mod words;

use serde::Serialize;
use std::path::Path;

use super::Farm;
use super::farm::Act;
use crate::domain::bundle::Bundle;
use crate::domain::fault::{Fault, Outcome};
use crate::domain::ids::{BatchId, RunId, ScenarioId};
use crate::domain::person::Right;
use crate::exchange::{bundles, text};
use crate::store::Tx;
use gather::Gathering;
use merge::Merge;
pub use settling::{Settling, Side};

/// What a bundle takes along. What it refers to comes with it: a run's scenario, a batch's run.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BundleWishes {
    /// These runs.
    pub runs: Vec<RunId>,
    /// These scenarios with all their runs.
    pub scenarios: Vec<ScenarioId>,
    /// These batches with the runs they are pinned to and all that was observed of them.
    pub batches: Vec<BatchId>,
    /// Everything: models and templates too.
    pub all: bool,
}

/// How much of each there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct BundleCounts {
    /// Scenarios.
    pub scenarios: usize,
    /// Runs.
    pub runs: usize,
    /// Batches.
    pub batches: usize,
    /// Changes of pins.
    pub pin_events: usize,
    /// Observations.
    pub observations: usize,
    /// Corrections of observations.
    pub corrections: usize,
    /// Models and templates.
    pub models: usize,
}

impl BundleCounts {
    fn of(bundle: &Bundle) -> Self {
        let observations = || bundle.batches.iter().flat_map(|batch| &batch.observations);
        let models = &bundle.models;
        Self {
            scenarios: bundle.scenarios.len(),
            runs: bundle.runs.len(),
            batches: bundle.batches.len(),
            pin_events: bundle.batches.iter().map(|batch| batch.pin_history.len()).sum(),
            observations: observations().count(),
            corrections: observations().map(|observation| observation.corrections.len()).sum(),
            models: models.temperature.len()
                + models.tgc.len()
                + models.fcr.len()
                + models.mortality.len()
                + models.lifecycles.len()
                + models.constraints.len()
                + models.templates.len(),
        }
    }
}

/// A bundle that was made, to be put into a file.
#[derive(Debug, Clone, PartialEq)]
pub struct ExportedBundle {
    /// The file's bytes.
    pub bytes: Vec<u8>,
    /// What is in it.
    pub counts: BundleCounts,
}

/// A run that arrived.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ArrivedRun {
    /// The run's name here.
    pub name: String,
    /// The run.
    pub run_id: RunId,
    /// Its number here.
    pub run_number: u32,
    /// Its number where it comes from.
    pub run_number_there: u32,
}

/// A value that was changed, for it was changed elsewhere after all that is known here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChangedValue {
    /// What it is a value of.
    pub of: String,
    /// Which value.
    pub value: String,
    /// What it was.
    pub before: String,
    /// What it is now.
    pub after: String,
}

/// A value that was changed here and there, neither knowing of the other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Disagreement {
    /// By what it is named in a choice.
    pub key: String,
    /// What it is a value of.
    pub of: String,
    /// Which value.
    pub value: String,
    /// What it is here.
    pub mine: String,
    /// What it is in the bundle.
    pub theirs: String,
    /// What was chosen; nothing if it stays as it is here and is asked again.
    pub taken: Option<Side>,
}

/// What came of a bundle.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct BundleReport {
    /// Who made the bundle.
    pub made_by: String,
    /// When.
    pub made_at: String,
    /// What it holds.
    pub holds: BundleCounts,
    /// What of it was new here.
    pub arrived: BundleCounts,
    /// The scenarios that arrived, by name.
    pub scenarios: Vec<String>,
    /// The runs that arrived.
    pub runs: Vec<ArrivedRun>,
    /// The batches that arrived, by number.
    pub batches: Vec<String>,
    /// What was changed here.
    pub changed: Vec<ChangedValue>,
    /// What disagrees.
    pub disagreements: Vec<Disagreement>,
}

impl BundleReport {
    /// Whether nothing was new and nothing changed.
    pub fn is_nothing_new(&self) -> bool {
        self.arrived == BundleCounts::default()
            && self.changed.is_empty()
            && self.disagreements.iter().all(|one| one.taken != Some(Side::Theirs))
    }

    /// The runs that have another number here than where they come from.
    pub fn renumbered(&self) -> impl Iterator<Item = &ArrivedRun> {
        self.runs.iter().filter(|run| run.run_number != run.run_number_there)
    }

    /// The disagreements that nobody decided.
    pub fn unsettled(&self) -> impl Iterator<Item = &Disagreement> {
        self.disagreements.iter().filter(|one| one.taken.is_none())
    }
}

impl Farm {
    /// Makes a bundle. That it was shared is remembered, so that it is known later who changed a value last; a file that can
    /// only be read makes one too. Everybody may: nothing of the season is changed.
    pub fn export_bundle(&mut self, wishes: &BundleWishes) -> Outcome<ExportedBundle> {
        let (now, by) = ((self.clock)(), self.user.clone());
        let gather = |tx: &Tx<'_>, remember: bool| -> Outcome<Bundle> {
            let mut gathering = Gathering::new(tx, remember, now, &by);
            gathering.take(wishes)?;
            let bundle = gathering.into_bundle();
            if bundle.scenarios.is_empty() && bundle.batches.is_empty() && !wishes.all {
                return Err(Fault::invalid(
                    "nothing is named that a bundle could hold",
                    "",
                    "Name runs, scenarios or batches, or take everything",
                ));
            }
            Ok(bundle)
        };
        let bundle = if self.file.is_read_only() {
            self.file.read(|tx| gather(tx, false))?
        } else {
            self.file.write(|tx| gather(tx, true))?
        };
        Ok(ExportedBundle { counts: BundleCounts::of(&bundle), bytes: bundles::write(&bundle)? })
    }

    /// What would come of a bundle; nothing is changed.
    pub fn preview_bundle(&mut self, path: &Path, settling: &Settling) -> Outcome<BundleReport> {
        let bundle = read(path)?;
        let act = Act { by: &self.user, at: (self.clock)() };
        self.file.rehearse(|tx| Merge::new(tx, &bundle, settling, act).carry_out())
    }

    /// Merges a bundle into the farm file, in one transaction. What disagrees and was not decided stays as it is here.
    pub fn import_bundle(&mut self, path: &Path, settling: &Settling) -> Outcome<BundleReport> {
        let bundle = read(path)?;
        self.change(Right::Edit, |tx, act| Merge::new(tx, &bundle, settling, act).carry_out())
    }
}

fn read(path: &Path) -> Outcome<Bundle> {
    let bytes = text::read_bytes(path)?;
    bundles::read(&bytes).map_err(|fault| fault.within(&path.display().to_string()))
}
