//! Writing down what a bundle takes along.
use chrono::{DateTime, Utc};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use super::BundleWishes;
use super::identity::{self, shared};
use super::observed;
use crate::domain::batch::Batch;
use crate::domain::bundle::{
    Bundle, PackedDays, PackedRecipe, Shared, SharedBatch, SharedPens, SharedRun, SharedScenario, Uid,
    days_hash, value_hash,
};
use crate::domain::fault::{Fault, Outcome};
use crate::domain::ids::{BatchId, RunId, ScenarioId};
use crate::domain::run::{ParametersSnapshot, Projection, RunDetail, RunFilter};
use crate::engine::ENGINE_VERSION;
use crate::service::runs::project;
use crate::store::{RecordKind, Tx};

/// What goes into a bundle, record by record, each once.
pub struct Gathering<'a> {
    tx: &'a Tx<'a>,
    /// Whether the farm file notes what was shared.
    remember: bool,
    bundle: Bundle,
    scenarios: BTreeMap<ScenarioId, Uid>,
    runs: BTreeMap<RunId, Uid>,
    batches: BTreeSet<BatchId>,
}

impl<'a> Gathering<'a> {
    /// Nothing yet.
    pub fn new(tx: &'a Tx<'a>, remember: bool, now: DateTime<Utc>, by: &str) -> Self {
        Self {
            tx,
            remember,
            bundle: Bundle::empty(now, by),
            scenarios: BTreeMap::new(),
            runs: BTreeMap::new(),
            batches: BTreeSet::new(),
        }
    }

    /// Takes all that is wished for.
    pub fn take(&mut self, wishes: &BundleWishes) -> Outcome<()> {
        let all = RunFilter { scenario: None, archived: true };
        let scenarios: Vec<ScenarioId> = if wishes.all {
            self.tx.scenarios()?.iter().map(|row| row.scenario_id).collect()
        } else {
            wishes.scenarios.clone()
        };
        for id in scenarios {
            self.scenario(id)?;
            let mut runs = self.tx.runs(RunFilter { scenario: Some(id), ..all })?;
            runs.sort_by_key(|run| run.run_number);
            runs.iter().try_for_each(|run| self.run(run.run_id).map(drop))?;
        }
        wishes.runs.iter().try_for_each(|run| self.run(*run).map(drop))?;
        let batches = if wishes.all {
            self.tx.batches()?.iter().map(|batch| batch.batch_id).collect()
        } else {
            wishes.batches.clone()
        };
        batches.into_iter().try_for_each(|batch| self.batch(batch))?;
        if wishes.all {
            self.bundle.models = super::models::all(self.tx, &mut self.bundle.profiles)?;
        }
        Ok(())
    }

    /// The bundle, its runs in the order of their numbers.
    pub fn into_bundle(mut self) -> Bundle {
        self.bundle.runs.sort_by(|a, b| (&a.scenario, a.run_number).cmp(&(&b.scenario, b.run_number)));
        self.bundle
    }

    fn scenario(&mut self, id: ScenarioId) -> Outcome<Uid> {
        if let Some(uid) = self.scenarios.get(&id) {
            return Ok(uid.clone());
        }
        let uids = identity::of_scenario(self.tx, id)?;
        let (created_by, created_at) = self.tx.scenario_made(id)?;
        let recipe = recipe_of(self.tx, id, &mut self.bundle.profiles)?;
        let recipe = shared(&self.tx.shared_fields(RecordKind::Scenario, id.0)?, "recipe", recipe);
        self.note_uids(RecordKind::Scenario, id.0, &uids)?;
        self.note(RecordKind::Scenario, id.0, "recipe", &recipe)?;
        let uid = first(&uids);
        self.scenarios.insert(id, uid.clone());
        self.bundle.scenarios.push(SharedScenario { uids, created_by, created_at, recipe });
        Ok(uid)
    }

    fn run(&mut self, id: RunId) -> Outcome<Uid> {
        if let Some(uid) = self.runs.get(&id) {
            return Ok(uid.clone());
        }
        let detail = self.tx.run_detail(id)?;
        let scenario = self.scenario(detail.run.scenario)?;
        let days = self.tx.run_days(id)?;
        let days_hash = days_hash(&days);
        let can_be_computed = can_be_computed(&detail, &days_hash)?;
        if let (Some(snapshot), Some(hash)) = (&detail.snapshot, &detail.inputs_hash)
            && !self.bundle.inputs.contains_key(hash)
        {
            let packed = PackedRecipe::pack(snapshot.inputs().clone(), &mut self.bundle.profiles);
            self.bundle.inputs.insert(hash.clone(), packed);
        }
        let uids = identity::of_run(self.tx, &detail)?;
        let uid = first(&uids);
        let remains = self.tx.run_remains(id)?;
        let fields = self.tx.shared_fields(RecordKind::Run, id.0)?;
        let run = SharedRun {
            uids,
            scenario,
            run_number: detail.run.run_number,
            run_date: detail.run.run_date,
            created_by: detail.created_by_name,
            origin: remains.origin,
            engine_version: detail.engine_version,
            inputs_hash: detail.inputs_hash,
            warnings: detail.warnings,
            days_hash,
            days: (!can_be_computed).then(|| PackedDays::pack(&days)),
            label: shared(&fields, "label", detail.run.label),
            notes: shared(&fields, "notes", detail.notes),
            archived_at: shared(&fields, "archived_at", remains.archived_at),
        };
        self.note_uids(RecordKind::Run, id.0, &run.uids)?;
        self.note(RecordKind::Run, id.0, "label", &run.label)?;
        self.note(RecordKind::Run, id.0, "notes", &run.notes)?;
        self.note(RecordKind::Run, id.0, "archived_at", &run.archived_at)?;
        self.runs.insert(id, uid.clone());
        self.bundle.runs.push(run);
        Ok(uid)
    }

    fn batch(&mut self, id: BatchId) -> Outcome<()> {
        if !self.batches.insert(id) {
            return Ok(());
        }
        let batch = self.tx.batch(id)?;
        let uids = identity::of_batch(self.tx, id, &batch.batch_number)?;
        let scenario = batch.scenario.map(|scenario| self.scenario(scenario)).transpose()?;
        let pin = batch.pinned_projection_run.as_ref().map(|run| self.run(run.run_id)).transpose()?;
        let mut shared = shared_batch(self.tx, &batch, uids, scenario, pin)?;
        let observed = observed::of_batch(self.tx, id)?;
        self.note_uids(RecordKind::Batch, id.0, &shared.uids)?;
        self.note(RecordKind::Batch, id.0, "batch_number", &shared.batch_number)?;
        self.note(RecordKind::Batch, id.0, "start_date", &shared.start_date)?;
        self.note(RecordKind::Batch, id.0, "initial_count", &shared.initial_count)?;
        self.note(RecordKind::Batch, id.0, "initial_weight", &shared.initial_weight)?;
        self.note(RecordKind::Batch, id.0, "stage", &shared.stage)?;
        self.note(RecordKind::Batch, id.0, "site", &shared.site)?;
        self.note(RecordKind::Batch, id.0, "pens", &shared.pens)?;
        self.note(RecordKind::Batch, id.0, "species", &shared.species)?;
        self.note(RecordKind::Batch, id.0, "status", &shared.status)?;
        self.note(RecordKind::Batch, id.0, "notes", &shared.notes)?;
        self.note(RecordKind::Batch, id.0, "scenario", &shared.scenario)?;
        self.note(RecordKind::Batch, id.0, "pin", &shared.pin)?;
        for one in observed {
            if let Some(now) = &one.shared.now {
                self.note(RecordKind::Observation, one.id.0, "content", now)?;
            }
            shared.observations.push(one.shared);
        }
        self.bundle.batches.push(shared);
        Ok(())
    }

    fn note_uids(&self, kind: RecordKind, id: i64, uids: &BTreeSet<Uid>) -> Outcome<()> {
        if self.remember {
            uids.iter().try_for_each(|uid| self.tx.remember_uid(kind, id, uid))
        } else {
            Ok(())
        }
    }

    fn note<T: Serialize>(&self, kind: RecordKind, id: i64, field: &str, shared: &Shared<T>) -> Outcome<()> {
        if !self.remember {
            return Ok(());
        }
        self.tx.remember_shared(kind, id, field, shared, &value_hash(&shared.value))
    }
}

/// The name of a record that others are told.
pub fn first(uids: &BTreeSet<Uid>) -> Uid {
    uids.first().cloned().unwrap_or_default()
}

/// A scenario's recipe in the one order in which equal recipes are written alike.
pub fn recipe_of(
    tx: &Tx<'_>,
    id: ScenarioId,
    profiles: &mut crate::domain::bundle::Profiles,
) -> Outcome<PackedRecipe> {
    let scenario = tx.scenario(id)?;
    let name = scenario.name.clone();
    let snapshot = ParametersSnapshot::freeze(scenario)
        .map_err(|fault| fault.within(&format!("scenario \"{name}\"")))?;
    Ok(PackedRecipe::pack(snapshot.inputs().clone(), profiles))
}

/// A batch as others know it, without its observations.
pub fn shared_batch(
    tx: &Tx<'_>,
    batch: &Batch,
    uids: BTreeSet<Uid>,
    scenario: Option<Uid>,
    pin: Option<Uid>,
) -> Outcome<SharedBatch> {
    let fields = tx.shared_fields(RecordKind::Batch, batch.batch_id.0)?;
    let text = |field: &str, value: &str| shared(&fields, field, value.to_owned());
    Ok(SharedBatch {
        uids,
        batch_number: text("batch_number", &batch.batch_number),
        start_date: shared(&fields, "start_date", batch.start_date),
        initial_count: shared(&fields, "initial_count", batch.initial_count),
        initial_weight: shared(&fields, "initial_weight", batch.initial_weight_g),
        stage: text("stage", &batch.stage),
        site: text("site", &batch.site),
        pens: shared(&fields, "pens", SharedPens(batch.pens.clone())),
        species: text("species", &batch.species),
        status: shared(&fields, "status", batch.status),
        notes: text("notes", &batch.notes),
        scenario: shared(&fields, "scenario", scenario),
        pin: shared(&fields, "pin", pin),
        pin_history: tx.pin_history_in_words(batch.batch_id)?,
        observations: Vec::new(),
    })
}

/// Whether whoever reads the bundle can compute the days of a run, to the last bit.
fn can_be_computed(detail: &RunDetail, stored: &str) -> Outcome<bool> {
    let Some(snapshot) = detail.snapshot.as_ref().filter(|_| detail.engine_version == ENGINE_VERSION) else {
        return Ok(false);
    };
    let computed: Projection = project(snapshot, |_, _| ControlFlow::Continue(()))?.0;
    Ok(days_hash(&computed) == stored && computed.warnings == detail.warnings)
}

/// What a bundle says that it does not hold.
pub fn missing(what: &str, uid: &str) -> Fault {
    Fault::invalid(
        format!("the bundle names a {what} that it does not hold"),
        uid,
        "Nothing was taken over; ask for the bundle anew",
    )
}
