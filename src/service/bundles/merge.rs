//! Bringing a bundle into a farm file.
use chrono::{DateTime, SecondsFormat, Utc};
use serde::Serialize;
use std::collections::{BTreeSet, HashMap};
use std::ops::ControlFlow;

use super::gather::{first, missing, recipe_of};
use super::identity::{self, shared};
use super::settling::{Settling, Side};
use super::{ArrivedRun, BundleCounts, BundleReport, ChangedValue, Disagreement, words};
use crate::domain::accepted;
use crate::domain::bundle::{
    Bundle, PackedRecipe, Profiles, Shared, SharedRun, SharedScenario, Standing, Uid, days_hash, value_hash,
};
use crate::domain::display;
use crate::domain::fault::{Fault, FaultKind, Outcome};
use crate::domain::ids::{BatchId, RunId, ScenarioId};
use crate::domain::run::{ParametersSnapshot, Projection, RunFilter, hash};
use crate::engine::ENGINE_VERSION;
use crate::service::farm::Act;
use crate::service::runs::project;
use crate::store::{ArrivingRun, RecordKind, Tx};

/// One merge of a bundle.
pub struct Merge<'a> {
    pub(super) tx: &'a Tx<'a>,
    pub(super) bundle: &'a Bundle,
    settling: &'a Settling,
    pub(super) by: &'a str,
    pub(super) now: DateTime<Utc>,
    pub(super) report: BundleReport,
    /// Where records of the bundle are here, by all of their names.
    scenarios: HashMap<Uid, ScenarioId>,
    runs: HashMap<Uid, RunId>,
}

impl<'a> Merge<'a> {
    /// Nothing done yet.
    pub fn new(tx: &'a Tx<'a>, bundle: &'a Bundle, settling: &'a Settling, act: Act<'a>) -> Self {
        let report = BundleReport {
            made_by: bundle.made_by.clone(),
            made_at: bundle.made_at.to_rfc3339_opts(SecondsFormat::Millis, true),
            holds: BundleCounts::of(bundle),
            ..BundleReport::default()
        };
        let (scenarios, runs) = (HashMap::new(), HashMap::new());
        Self { tx, bundle, settling, by: act.by, now: act.at, report, scenarios, runs }
    }

    /// Merges all of it.
    pub fn carry_out(mut self) -> Outcome<BundleReport> {
        accepted::check_name("made_by", &self.bundle.made_by)?;
        self.report.arrived.models = super::models::store(self.tx, self.bundle, self.by, self.now)?;
        self.all_scenarios()?;
        self.all_runs()?;
        self.all_batches()?;
        let all: BTreeSet<&str> = self.report.disagreements.iter().map(|one| one.key.as_str()).collect();
        let named = self.settling.mine.iter().chain(&self.settling.theirs);
        if let Some(unknown) = named.into_iter().find(|key| !all.contains(key.as_str())) {
            return Err(Fault::invalid(
                format!("nothing that is called \"{unknown}\" disagrees"),
                "",
                "Look at the bundle without importing it: it lists by name what disagrees",
            ));
        }
        Ok(self.report)
    }

    /// Why something is written that two laptops disagreed about.
    pub(super) fn reason(&self) -> String {
        let day = display::date(self.bundle.made_at.date_naive());
        format!("Taken over from the bundle that {} made {day}", self.bundle.made_by)
    }

    /// Brings two values of one record together. Gives what it is from now on, or nothing where they disagree and nobody
    /// decided.
    pub(super) fn settle<T: Serialize + PartialEq + Clone>(
        &mut self,
        key: &str,
        of: &str,
        value: &str,
        mine: &Shared<T>,
        theirs: &Shared<T>,
        words: impl Fn(&T) -> String,
    ) -> Outcome<Option<Shared<T>>> {
        let (of, value) = (of.to_owned(), value.to_owned());
        match mine.beside(theirs) {
            Standing::Equal | Standing::OursIsLater => Ok(Some(mine.merged(theirs, false))),
            Standing::TheirsIsLater => {
                let (before, after) = (words(&mine.value), words(&theirs.value));
                self.report.changed.push(ChangedValue { of, value, before, after });
                Ok(Some(mine.merged(theirs, true)))
            }
            Standing::Disagree => {
                let taken = self.settling.of(key);
                let (mine_words, theirs_words) = (words(&mine.value), words(&theirs.value));
                self.report.disagreements.push(Disagreement {
                    key: key.to_owned(),
                    of,
                    value,
                    mine: mine_words,
                    theirs: theirs_words,
                    taken,
                });
                Ok(taken.map(|side| mine.merged(theirs, side == Side::Theirs)))
            }
        }
    }

    /// The same, and writes down what others know of the value from now on. Gives the value if it is another one now.
    pub(super) fn settle_field<T: Serialize + PartialEq + Clone>(
        &mut self,
        record: &Record<'_>,
        field: &str,
        mine: &Shared<T>,
        theirs: &Shared<T>,
        words: impl Fn(&T) -> String,
    ) -> Outcome<Option<T>> {
        let key = format!("{}/{field}", record.key);
        let merged = self.settle(&key, record.name, &field.replace('_', " "), mine, theirs, words)?;
        let Some(merged) = merged else { return Ok(None) };
        self.tx.remember_shared(record.kind, record.id, field, &merged, &value_hash(&merged.value))?;
        Ok((merged.value != mine.value).then_some(merged.value))
    }

    fn all_scenarios(&mut self) -> Outcome<()> {
        let mut first_names = HashMap::new();
        for row in self.tx.scenarios()? {
            let uids = identity::of_scenario(self.tx, row.scenario_id)?;
            first_names.extend(uids.into_iter().map(|uid| (uid, row.scenario_id.0)));
        }
        for (i, theirs) in self.bundle.scenarios.iter().enumerate() {
            let place = format!("scenarios[{i}]");
            let of = |uid: &str| first_names.get(uid).copied();
            let found = identity::find(self.tx, RecordKind::Scenario, &theirs.uids, of)?;
            let id = match found {
                Some(id) => self.known_scenario(ScenarioId(id), theirs),
                None => self.new_scenario(theirs),
            };
            let id = id.map_err(|fault| fault.within(&place))?;
            self.remember(RecordKind::Scenario, id.0, &theirs.uids)?;
            self.scenarios.extend(theirs.uids.iter().map(|uid| (uid.clone(), id)));
        }
        Ok(())
    }

    fn new_scenario(&mut self, theirs: &SharedScenario) -> Outcome<ScenarioId> {
        accepted::check_name("created_by", &theirs.created_by)?;
        let recipe = unpack(&theirs.recipe.value, &self.bundle.profiles)?;
        recipe.inputs().check()?;
        let plan = self.tx.store_models_of(recipe.inputs())?;
        let id = self.tx.insert_scenario(&plan, &theirs.created_by, theirs.created_at)?;
        let hash = value_hash(&theirs.recipe.value);
        self.tx.remember_shared(RecordKind::Scenario, id.0, "recipe", &theirs.recipe, &hash)?;
        self.report.arrived.scenarios += 1;
        self.report.scenarios.push(plan.name);
        Ok(id)
    }

    fn known_scenario(&mut self, id: ScenarioId, theirs: &SharedScenario) -> Outcome<ScenarioId> {
        // Before any other name joins those that are known, so that it stays the same.
        let own = identity::of_scenario(self.tx, id)?;
        self.remember(RecordKind::Scenario, id.0, &own)?;
        let mut profiles = self.bundle.profiles.clone();
        let recipe = recipe_of(self.tx, id, &mut profiles)?;
        let mine = shared(&self.tx.shared_fields(RecordKind::Scenario, id.0)?, "recipe", recipe);
        let (here, there) = (mine.value.unpack(&profiles), theirs.recipe.value.unpack(&profiles));
        let name = here.as_ref().map_or_else(String::new, |recipe| format!("scenario \"{}\"", recipe.name));
        let key = format!("scenario/{id}");
        let record = Record { kind: RecordKind::Scenario, id: id.0, key: &key, name: &name };
        let changed = self.settle_field(&record, "recipe", &mine, &theirs.recipe, |value| {
            let is_mine = *value == mine.value;
            let (of, beside) = if is_mine { (&here, &there) } else { (&there, &here) };
            words::recipe(of.as_ref(), beside.as_ref())
        })?;
        if let Some(recipe) = changed {
            let recipe = unpack(&recipe, &self.bundle.profiles)?;
            let plan = self.tx.store_models_of(recipe.inputs())?;
            self.tx.update_scenario(id, &plan)?;
        }
        Ok(id)
    }

    fn all_runs(&mut self) -> Outcome<()> {
        let mut first_names = HashMap::new();
        for run in self.tx.runs(RunFilter { scenario: None, archived: true })? {
            let detail = self.tx.run_detail(run.run_id)?;
            let uids = identity::of_run(self.tx, &detail)?;
            first_names.extend(uids.into_iter().map(|uid| (uid, run.run_id.0)));
        }
        for (i, theirs) in self.bundle.runs.iter().enumerate() {
            let place = format!("runs[{i}]");
            let of = |uid: &str| first_names.get(uid).copied();
            let found = identity::find(self.tx, RecordKind::Run, &theirs.uids, of)?;
            let id = match found {
                Some(id) => self.known_run(RunId(id), theirs),
                None => self.new_run(theirs),
            };
            let id = id.map_err(|fault| fault.within(&place))?;
            self.remember(RecordKind::Run, id.0, &theirs.uids)?;
            self.runs.extend(theirs.uids.iter().map(|uid| (uid.clone(), id)));
        }
        Ok(())
    }

    fn new_run(&mut self, theirs: &SharedRun) -> Outcome<RunId> {
        accepted::check_name("created_by", &theirs.created_by)?;
        accepted::check_length("label", &theirs.label.value, accepted::LABEL_CHARS)?;
        accepted::check_length("notes", &theirs.notes.value, accepted::NOTES_CHARS)?;
        let scenario =
            *self.scenarios.get(&theirs.scenario).ok_or_else(|| missing("scenario", &theirs.scenario))?;
        let snapshot = self.inputs_of(theirs)?;
        let projection = projection_of(theirs, snapshot.as_ref())?;
        let last = self.tx.last_run_number(scenario)?;
        let run_number = if theirs.run_number > last { theirs.run_number } else { last + 1 };
        let id = self.tx.insert_arriving_run(&ArrivingRun {
            scenario,
            run_number,
            label: &theirs.label.value,
            notes: &theirs.notes.value,
            archived_at: theirs.archived_at.value,
            run_date: theirs.run_date,
            created_by: &theirs.created_by,
            origin: &theirs.origin,
            engine_version: &theirs.engine_version,
            snapshot: snapshot.as_ref(),
            projection: &projection,
        })?;
        let note = |field: &str, hash: String, version: &Shared<()>| {
            self.tx.remember_shared(RecordKind::Run, id.0, field, version, &hash)
        };
        note("label", value_hash(&theirs.label.value), &bare(&theirs.label))?;
        note("notes", value_hash(&theirs.notes.value), &bare(&theirs.notes))?;
        note("archived_at", value_hash(&theirs.archived_at.value), &bare(&theirs.archived_at))?;
        let run = self.tx.run(id)?;
        self.report.arrived.runs += 1;
        self.report.runs.push(ArrivedRun {
            name: run.full_name(),
            run_id: id,
            run_number,
            run_number_there: theirs.run_number,
        });
        Ok(id)
    }

    fn known_run(&mut self, id: RunId, theirs: &SharedRun) -> Outcome<RunId> {
        accepted::check_length("label", &theirs.label.value, accepted::LABEL_CHARS)?;
        accepted::check_length("notes", &theirs.notes.value, accepted::NOTES_CHARS)?;
        let detail = self.tx.run_detail(id)?;
        let own = identity::of_run(self.tx, &detail)?;
        self.remember(RecordKind::Run, id.0, &own)?;
        if days_hash(&self.tx.run_days(id)?) != theirs.days_hash {
            return Err(Fault::refused(
                format!(
                    "the days of {} are others than those of the same run in the bundle",
                    detail.run.full_name()
                ),
                "Verify the run: one of the two files is damaged",
            ));
        }
        let fields = self.tx.shared_fields(RecordKind::Run, id.0)?;
        let archived_at = self.tx.run_remains(id)?.archived_at;
        let key = format!("run/{}#{}", detail.run.scenario, detail.run.run_number);
        let name = detail.run.full_name();
        let record = Record { kind: RecordKind::Run, id: id.0, key: &key, name: &name };
        let text = |text: &String| words::text(text);
        let label = shared(&fields, "label", detail.run.label);
        if let Some(label) = self.settle_field(&record, "label", &label, &theirs.label, text)? {
            self.tx.set_label(id, &label)?;
        }
        let notes = shared(&fields, "notes", detail.notes);
        if let Some(notes) = self.settle_field(&record, "notes", &notes, &theirs.notes, text)? {
            self.tx.set_notes(id, &notes)?;
        }
        let archived = shared(&fields, "archived_at", archived_at);
        let archived = self.settle_field(&record, "archived_at", &archived, &theirs.archived_at, |at| {
            words::archived(*at)
        })?;
        if let Some(archived_at) = archived {
            self.tx.set_archived(id, archived_at)?;
        }
        Ok(id)
    }

    /// What determined a run, if that was kept.
    fn inputs_of(&self, theirs: &SharedRun) -> Outcome<Option<ParametersSnapshot>> {
        let Some(wanted) = &theirs.inputs_hash else { return Ok(None) };
        let packed = self.bundle.inputs.get(wanted).ok_or_else(|| missing("recipe", wanted))?;
        let snapshot = unpack(packed, &self.bundle.profiles)?;
        if hash(&snapshot.canonical()) != *wanted {
            return Err(damaged("the inputs of a run do not have the hash that it names"));
        }
        Ok(Some(snapshot))
    }

    /// The scenario of the bundle that has this name, here.
    pub(super) fn scenario_here(&self, uid: &str) -> Outcome<ScenarioId> {
        self.scenarios.get(uid).copied().ok_or_else(|| missing("scenario", uid))
    }

    /// The run of the bundle that has this name, here.
    pub(super) fn run_here(&self, uid: &str) -> Outcome<RunId> {
        self.runs.get(uid).copied().ok_or_else(|| missing("run", uid))
    }

    /// The name that others are told of a scenario here.
    pub(super) fn scenario_name(&self, id: ScenarioId) -> Outcome<Uid> {
        Ok(first(&identity::of_scenario(self.tx, id)?))
    }

    /// The name that others are told of a run here.
    pub(super) fn run_name(&self, id: RunId) -> Outcome<Uid> {
        Ok(first(&identity::of_run(self.tx, &self.tx.run_detail(id)?)?))
    }

    pub(super) fn remember(&self, kind: RecordKind, id: i64, uids: &BTreeSet<Uid>) -> Outcome<()> {
        for uid in uids {
            accepted::check_name("uids", uid)?;
            self.tx.remember_uid(kind, id, uid)?;
        }
        Ok(())
    }

    fn all_batches(&mut self) -> Outcome<()> {
        let mut first_names = HashMap::new();
        for batch in self.tx.batches()? {
            let uids = identity::of_batch(self.tx, batch.batch_id, &batch.batch_number)?;
            first_names.extend(uids.into_iter().map(|uid| (uid, batch.batch_id.0)));
        }
        for (i, theirs) in self.bundle.batches.iter().enumerate() {
            let place = format!("batches[{i}]");
            super::observed::check(&theirs.observations).map_err(|fault| fault.within(&place))?;
            let of = |uid: &str| first_names.get(uid).copied();
            let found = identity::find(self.tx, RecordKind::Batch, &theirs.uids, of)?;
            let id = match found {
                Some(id) => self.known_batch(BatchId(id), theirs),
                None => self.new_batch(theirs),
            };
            let id = id.map_err(|fault| fault.within(&place))?;
            self.remember(RecordKind::Batch, id.0, &theirs.uids)?;
            let number = self.tx.batch(id)?.batch_number;
            self.observations(id, &number, &theirs.observations).map_err(|fault| fault.within(&place))?;
        }
        Ok(())
    }
}

/// A record whose values are brought together.
pub struct Record<'a> {
    /// Its kind.
    pub kind: RecordKind,
    /// Its number here.
    pub id: i64,
    /// What the keys of its disagreements begin with.
    pub key: &'a str,
    /// How people call it.
    pub name: &'a str,
}

/// The versions of a value without the value.
pub fn bare<T>(shared: &Shared<T>) -> Shared<()> {
    Shared { value: (), version: shared.version.clone(), earlier: shared.earlier.clone() }
}

fn unpack(packed: &PackedRecipe, profiles: &Profiles) -> Outcome<ParametersSnapshot> {
    let scenario = packed
        .unpack(profiles)
        .ok_or_else(|| missing("temperature profile", packed.profiles.first().map_or("", String::as_str)))?;
    ParametersSnapshot::freeze(scenario)
}

/// The days of a run: those that the bundle holds, or computed anew.
fn projection_of(theirs: &SharedRun, snapshot: Option<&ParametersSnapshot>) -> Outcome<Projection> {
    let mut projection = match (&theirs.days, snapshot) {
        (Some(days), _) => days.unpack().ok_or_else(|| damaged("the days of a run are not whole"))?,
        (None, Some(snapshot)) if theirs.engine_version == ENGINE_VERSION => {
            project(snapshot, |_, _| ControlFlow::Continue(()))?.0
        }
        (None, Some(_)) => {
            return Err(Fault::new(
                FaultKind::FileNewer,
                format!(
                    "the bundle leaves it to engine {} to compute the days of a run, and this program has engine \
                     {ENGINE_VERSION}",
                    theirs.engine_version
                ),
                "Use the same version of Salmon Run on both laptops",
            ));
        }
        (None, None) => return Err(damaged("a run has neither days nor inputs")),
    };
    if days_hash(&projection) != theirs.days_hash {
        return Err(damaged("the days of a run do not have the hash that was written with them"));
    }
    projection.warnings.clone_from(&theirs.warnings);
    Ok(projection)
}

fn damaged(why: &str) -> Fault {
    Fault::new(
        FaultKind::Damaged,
        format!("the bundle is damaged: {why}"),
        "Nothing was taken over; ask for the bundle anew",
    )
}
