//! What is kept of batches from one look to the next, so that one more observation costs no more than it changes.
//!
//! Nothing has to say that it changed something. Each look asks the file: for the days that this connection has written since
//! the last look, and whether another connection has written anything, after which all is read again and held against what is
//! kept. The pens of the batch and the recipe of its run are held against those that the days were computed with.
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use chrono::NaiveDate;

use crate::domain::actual::Actual;
use crate::domain::batch::Batch;
use crate::domain::fault::{Fault, Outcome};
use crate::domain::ids::{BatchId, ObservationId, RunId};
use crate::domain::observation::{Observation, Observations};
use crate::domain::run::{ParametersSnapshot, Projection, ProjectionRun};
use crate::engine::assimilation::{Kept, PenStart};
use crate::store::Tx;

/// More changed days than this, and a batch is computed anew as a whole.
const MOST_DAYS: usize = 64;
/// Runs that a batch is kept beside: the pinned one, and those that it was looked at beside lately.
const MOST_RUNS: usize = 3;
/// Observations beyond which the batches that were not looked at for longest are let go: some 200 MB.
const MOST_OBSERVATIONS: usize = 1_000_000;
/// Runs whose days are kept.
const MOST_PLANS: usize = 64;

/// A run as batches are held against it.
#[derive(Debug, Clone)]
pub(super) struct KeptPlan {
    pub run: ProjectionRun,
    pub projection: Arc<Projection>,
    pub recipe: Arc<ParametersSnapshot>,
}

/// What is kept of the batches of a farm file.
#[derive(Debug, Default)]
pub(super) struct KeptBatches {
    /// The count of changes by other connections when the file was last looked at.
    version: Option<i64>,
    batches: HashMap<BatchId, KeptBatch>,
    plans: HashMap<RunId, (KeptPlan, Option<String>)>,
    looks: u64,
}

#[derive(Debug)]
struct KeptBatch {
    observations: Arc<Observations>,
    /// The last change of this connection that they hold.
    touch: i64,
    /// Whether another connection may have changed them since.
    is_unsure: bool,
    /// The actual days beside runs; the one that was looked at last stands last.
    beside: Vec<(Arc<ParametersSnapshot>, Kept)>,
    looked_at: u64,
}

impl KeptBatches {
    /// Asks the file whether another connection has changed it. The first thing in a transaction that looks at batches.
    pub fn look(&mut self, tx: &Tx<'_>) -> Outcome<()> {
        self.looks += 1;
        let version = tx.data_version()?;
        if self.version.replace(version) != Some(version) {
            self.batches.values_mut().for_each(|kept| kept.is_unsure = true);
        }
        Ok(())
    }

    /// A run with its days and its recipe, which never change: only what may is read again.
    pub fn plan(&mut self, tx: &Tx<'_>, id: RunId) -> Outcome<KeptPlan> {
        let known_as = tx.inputs_hash(id)?;
        if let Some((plan, inputs_hash)) = self.plans.get_mut(&id)
            && *inputs_hash == known_as
        {
            plan.run = tx.run(id)?;
            return Ok(plan.clone());
        }
        let detail = tx.run_detail(id)?;
        let recipe = detail.snapshot.clone().ok_or_else(|| {
            Fault::refused(
                format!("the models of {} are not known: {}", detail.run.full_name(), detail.why_no_inputs()),
                "Run its scenario again and pin the batch to the new run",
            )
        })?;
        let plan =
            KeptPlan { run: detail.run, projection: Arc::new(tx.run_days(id)?), recipe: Arc::new(recipe) };
        if self.plans.len() >= MOST_PLANS {
            self.plans.clear();
        }
        self.plans.insert(id, (plan.clone(), known_as));
        Ok(plan)
    }

    /// What was observed of a batch, and its actual days beside a run with this recipe.
    pub fn actual(
        &mut self,
        tx: &Tx<'_>,
        batch: &Batch,
        recipe: &Arc<ParametersSnapshot>,
    ) -> Outcome<(Arc<Observations>, Arc<Actual>)> {
        let looks = self.looks;
        let kept = self.observed(tx, batch.batch_id)?;
        kept.looked_at = looks;
        let starts = PenStart::of(batch);
        kept.beside.retain(|(_, days)| days.starts() == starts);
        let known = kept.beside.iter().position(|(of, _)| Arc::ptr_eq(of, recipe));
        let (of, days) = match known {
            Some(at) => kept.beside.remove(at),
            None => (Arc::clone(recipe), Kept::of(&starts, &kept.observations, Arc::clone(recipe))),
        };
        let answer = (Arc::clone(&kept.observations), days.actual());
        kept.beside.push((of, days));
        if kept.beside.len() > MOST_RUNS {
            kept.beside.remove(0);
        }
        self.let_go(batch.batch_id);
        Ok(answer)
    }

    /// The actual days of a batch without some of its observations, and with others in their place; neither is kept.
    pub fn tried(
        &mut self,
        tx: &Tx<'_>,
        batch: &Batch,
        recipe: &Arc<ParametersSnapshot>,
        gone: &HashSet<ObservationId>,
        new: &[Observation],
    ) -> Outcome<(Arc<Actual>, Arc<Actual>)> {
        let (there, actual) = self.actual(tx, batch, recipe)?;
        let kept = self.batches.get(&batch.batch_id).and_then(|kept| kept.beside.last());
        let Some((_, kept)) = kept else { return Ok((Arc::clone(&actual), actual)) };
        let mut tried = kept.clone();
        let mut days: BTreeSet<NaiveDate> = new.iter().map(Observation::date).collect();
        let mut last = there.last_day();
        let mut of_days = Observations::default();
        if gone.is_empty() {
            of_days = there.of_days(&days);
        } else {
            let (gone, stays): (Vec<_>, Vec<_>) =
                tx.recorded(batch.batch_id)?.into_iter().partition(|it| gone.contains(&it.observation_id));
            days.extend(gone.iter().map(|it| it.observation.date()));
            last = stays.iter().map(|it| it.observation.date()).max();
            let of_those = stays.into_iter().filter(|it| days.contains(&it.observation.date()));
            of_those.for_each(|it| of_days.add(it.observation));
            tried.replace(&days, &of_days, last);
        }
        let before = tried.actual();
        new.iter().cloned().for_each(|it| of_days.add(it));
        tried.replace(&days, &of_days, last.max(of_days.last_day()));
        Ok((before, tried.actual()))
    }

    /// A batch with its observations as they are now, and the days that are kept brought up to them.
    fn observed(&mut self, tx: &Tx<'_>, id: BatchId) -> Outcome<&mut KeptBatch> {
        let touch = tx.last_touch()?;
        let anew = |observations| KeptBatch {
            observations: Arc::new(observations),
            touch,
            is_unsure: false,
            beside: Vec::new(),
            looked_at: 0,
        };
        // Taken out meanwhile: what fails half-way is not kept.
        let kept = match self.batches.remove(&id) {
            None => anew(tx.observations(id)?),
            Some(kept) if kept.is_unsure => {
                let now = tx.observations(id)?;
                let days = kept.observations.days_that_differ(&now);
                if days.len() > MOST_DAYS {
                    anew(now)
                } else {
                    let of_days = now.of_days(&days);
                    kept.brought_up_to(Arc::new(now), &days, &of_days, touch)
                }
            }
            Some(mut kept) => {
                let days = tx.days_touched_since(kept.touch, id)?;
                if days.len() > MOST_DAYS {
                    anew(tx.observations(id)?)
                } else {
                    let of_days = tx.observations_of_days(id, &days)?;
                    if !days.is_empty() {
                        Arc::make_mut(&mut kept.observations).replace_days(&days, &of_days);
                    }
                    let now = Arc::clone(&kept.observations);
                    kept.brought_up_to(now, &days, &of_days, touch)
                }
            }
        };
        Ok(self.batches.entry(id).or_insert(kept))
    }

    /// Lets go of batches, those first that were not looked at for longest, until not too much is kept.
    fn let_go(&mut self, but: BatchId) {
        let mut held: usize = self.batches.values().map(|kept| kept.observations.len()).sum();
        while held > MOST_OBSERVATIONS {
            let others = self.batches.iter().filter(|(id, _)| **id != but);
            let Some(oldest) = others.min_by_key(|(_, kept)| kept.looked_at).map(|(id, _)| *id) else {
                return;
            };
            held -= self.batches.remove(&oldest).map_or(0, |gone| gone.observations.len());
        }
    }
}

impl KeptBatch {
    fn brought_up_to(
        mut self,
        now: Arc<Observations>,
        days: &BTreeSet<NaiveDate>,
        of_days: &Observations,
        touch: i64,
    ) -> Self {
        if !days.is_empty() {
            let last = now.last_day();
            for (_, kept) in &mut self.beside {
                kept.replace(days, of_days, last);
            }
            self.observations = now;
        }
        self.touch = touch;
        self.is_unsure = false;
        self
    }
}
