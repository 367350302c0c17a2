//! Merging a parcel from AquaMind: what is new is stored, what came before is known again, and every row gets its fate.
use std::collections::{BTreeMap, HashMap};
use std::ops::ControlFlow;

use super::super::farm::Act;
use crate::domain::display::plural;
use crate::domain::fault::Outcome;
use crate::domain::ids::{FcrModelId, MortalityModelId, ProfileId, RunId, ScenarioId, TgcModelId};
use crate::domain::import_report::{Brought, Fate, ImportReport, Ledger, Remark};
use crate::domain::plan::{PlannedChange, ScenarioPlan};
use crate::domain::recipe::{PartKey, PartKind, RecipePart, StoredTgc};
use crate::engine::parameter_diff::part_diff;
use crate::exchange::aquamind::Parcel;
use crate::exchange::aquamind::parcel::{BroughtRun, BroughtScenario, Item, RowsOf, UID_PREFIX};
use crate::store::{ArrivingRun, RecordKind, Tx, kind_of_part};

/// The program that imported runs name as their engine.
const PROGRAM: &str = "AquaMind";
/// Under this kind stands what a record said when it came, by which it is known that it was changed since.
const AS_IT_CAME: &str = "aquamind";
/// So many remarks of a kind are told one by one.
const MOST_REMARKS: usize = 200;
/// So many differences of one thing are told.
const MOST_DIFFERENCES: usize = 4;

/// How something stands to what is here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// It never came.
    New,
    /// It came, and says what it said then.
    Known(i64),
    /// It came, and says something else since.
    Changed(i64),
    /// It came, and was deleted here since.
    Gone,
}

/// Merges into one transaction.
pub(super) struct Merger<'a> {
    pub tx: &'a Tx<'a>,
    pub act: Act<'a>,
    /// Records by kind and uid.
    known: HashMap<(String, String), i64>,
    /// What a record said when it came, by its uid.
    came_as: HashMap<String, String>,
    pub ledger: Ledger,
    counts: BTreeMap<usize, Brought>,
    pub adapted: Vec<Remark>,
    pub left: Vec<Remark>,
    pub changed: Vec<Remark>,
    pub lost_pins: Vec<Remark>,
    pub notes: Vec<String>,
    /// Our numbers of parts by their keys there.
    parts: HashMap<(PartKind, i64), i64>,
    pub scenarios: HashMap<i64, ScenarioId>,
    pub runs: HashMap<i64, RunId>,
    done: u64,
    total: u64,
}

impl<'a> Merger<'a> {
    pub fn new(tx: &'a Tx<'a>, act: Act<'a>) -> Outcome<Self> {
        let mut known = HashMap::new();
        let mut came_as = HashMap::new();
        for identity in tx.identities(UID_PREFIX)? {
            match identity.uid.rsplit_once('=') {
                Some((uid, print)) if identity.kind == AS_IT_CAME => {
                    came_as.insert(uid.to_owned(), print.to_owned());
                }
                _ => {
                    known.insert((identity.kind, identity.uid), identity.record);
                }
            }
        }
        Ok(Self {
            tx,
            act,
            known,
            came_as,
            ledger: Ledger::default(),
            counts: BTreeMap::new(),
            adapted: Vec::new(),
            left: Vec::new(),
            changed: Vec::new(),
            lost_pins: Vec::new(),
            notes: Vec::new(),
            parts: HashMap::new(),
            scenarios: HashMap::new(),
            runs: HashMap::new(),
            done: 0,
            total: 0,
        })
    }

    /// Merges all of it and closes the accounts.
    pub fn merge(
        mut self,
        parcel: Parcel,
        file: String,
        dry_run: bool,
        on_progress: &mut dyn FnMut(u64, u64) -> ControlFlow<()>,
    ) -> Outcome<ImportReport> {
        let Parcel {
            source,
            ledger,
            lifecycle,
            lifecycle_adapted,
            parts,
            scenarios,
            runs,
            batches,
            asides,
            left,
            notes,
        } = parcel;
        self.ledger = ledger;
        self.left = left;
        self.notes = notes;
        let observations: usize = batches.iter().map(|batch| batch.what.observations.len()).sum();
        self.total = (parts.len() + scenarios.len() + runs.len() * 10 + batches.len() + observations) as u64;
        let lifecycle = self.lifecycle(&lifecycle, lifecycle_adapted, &source)?;
        for part in parts {
            self.step(1, on_progress)?;
            self.part(&part)?;
        }
        for scenario in scenarios {
            self.step(1, on_progress)?;
            self.scenario(scenario, lifecycle)?;
        }
        for run in runs {
            self.step(10, on_progress)?;
            self.run(&run)?;
        }
        for batch in batches {
            self.step(1, on_progress)?;
            let observations = batch.what.observations.len() as u64;
            self.batch(batch)?;
            self.step(observations, on_progress)?;
        }
        // What came along as words came with the things that name it.
        let anything_new = self.counts.values().any(|count| count.new > 0);
        for aside in asides {
            let fate = if anything_new { Fate::Came } else { Fate::Known };
            let open = self.ledger.open(aside.table);
            let used = aside.used.min(open);
            self.ledger.settle(aside.table, fate, used);
            self.ledger.leave(aside.table, open - used, aside.why_left);
        }
        for table in self.ledger.tables() {
            let open = self.ledger.open(&table);
            self.ledger.leave(&table, open, "not accounted for: please report this");
        }
        for list in [&mut self.adapted, &mut self.left, &mut self.changed, &mut self.lost_pins] {
            shorten(list);
        }
        Ok(ImportReport {
            file,
            source,
            dry_run,
            brought: self.counts.into_values().collect(),
            adapted: self.adapted,
            left: self.left,
            changed: self.changed,
            lost_pins: self.lost_pins,
            notes: self.notes,
            tables: self.ledger.close(),
        })
    }

    fn step(&mut self, steps: u64, on_progress: &mut dyn FnMut(u64, u64) -> ControlFlow<()>) -> Outcome<()> {
        self.done += steps;
        // Reading was the first half.
        if on_progress(self.total + self.done, self.total * 2).is_break() {
            return Err(super::cancelled());
        }
        Ok(())
    }

    /// How something stands to what is here.
    pub fn standing<T>(&self, kind: &str, item: &Item<T>) -> Outcome<Standing> {
        let Some(&id) = self.known.get(&(kind.to_owned(), item.uid.clone())) else {
            return Ok(Standing::New);
        };
        if !self.tx.has_record(kind, id)? {
            return Ok(Standing::Gone);
        }
        let same = self.came_as.get(&item.uid).is_some_and(|print| *print == item.fingerprint);
        Ok(if same { Standing::Known(id) } else { Standing::Changed(id) })
    }

    /// What something said when it came.
    pub fn came_as(&self, uid: &str) -> &str {
        self.came_as.get(uid).map_or("", String::as_str)
    }

    /// Keeps by what a record is known again, and what it said.
    pub fn remember(&mut self, kind: &str, id: i64, uid: &str, fingerprint: &str) -> Outcome<()> {
        self.tx.note_identity(kind, id, uid)?;
        if let Some(before) = self.came_as.insert(uid.to_owned(), fingerprint.to_owned()) {
            self.tx.forget_uid(AS_IT_CAME, &format!("{uid}={before}"))?;
        }
        self.tx.note_identity(AS_IT_CAME, id, &format!("{uid}={fingerprint}"))?;
        self.known.insert((kind.to_owned(), uid.to_owned()), id);
        Ok(())
    }

    /// Settles the rows of something: those that came keep what was adapted of them.
    pub fn settle(&mut self, rows: &[RowsOf], fate: &Fate) {
        for of in rows {
            match fate {
                Fate::Came => {
                    self.ledger.settle(of.table, Fate::Came, of.plain);
                    self.ledger.settle(of.table, Fate::Adapted, of.adapted);
                }
                fate => self.ledger.settle(of.table, fate.clone(), of.plain + of.adapted),
            }
        }
    }

    /// Counts something that came, and says what was adapted of it.
    pub fn count_new<T>(&mut self, place: usize, what: &str, item: &Item<T>) {
        self.count(place, what).new += 1;
        for says in &item.adapted {
            self.adapted.push(Remark { about: item.name.clone(), says: says.clone() });
        }
    }

    /// The count of a kind of thing, by its place among the kinds.
    pub fn count(&mut self, place: usize, what: &str) -> &mut Brought {
        self.counts.entry(place).or_insert_with(|| Brought {
            what: what.to_owned(),
            new: 0,
            known_already: 0,
        })
    }

    /// Says what was changed there, and stays as it is here.
    pub fn say_kept(&mut self, name: &str, differences: &[String]) {
        let says = format!("changed in AquaMind, here it stays as it is: {}", differences.join(", "));
        self.changed.push(Remark { about: name.to_owned(), says });
    }

    fn lifecycle(
        &mut self,
        stages: &[crate::domain::lifecycle::LifecycleStage],
        adapted: Vec<Remark>,
        source: &str,
    ) -> Outcome<i64> {
        self.adapted.extend(adapted);
        let standard = stages == crate::domain::lifecycle::standard();
        let name = if standard { "Standard".to_owned() } else { format!("Stages of the {source}") };
        self.tx.store_lifecycle(&name, stages)
    }

    fn part(&mut self, item: &Item<RecipePart>) -> Outcome<()> {
        let kind = item.what.kind();
        let (place, nouns) = (place_of(kind), kind.nouns());
        let record = kind_of_part(kind);
        let ours = self.with_our_profile(&item.what)?;
        let id = match self.standing(record, item)? {
            Standing::New | Standing::Gone => {
                let id = self.store(&ours)?;
                self.remember(record, id, &item.uid, &item.fingerprint)?;
                self.count_new(place, nouns, item);
                self.settle(&item.rows, &Fate::Came);
                id
            }
            Standing::Known(id) => {
                self.count(place, nouns).known_already += 1;
                self.settle(&item.rows, &Fate::Known);
                id
            }
            Standing::Changed(id) => {
                self.count(place, nouns).known_already += 1;
                let here = self.tx.part(PartKey::new(kind, id))?;
                let differences = differences(&here, &ours);
                if differences.is_empty() {
                    self.remember(record, id, &item.uid, &item.fingerprint)?;
                    self.settle(&item.rows, &Fate::Known);
                } else {
                    self.say_kept(&item.name, &differences);
                    self.settle(&item.rows, &Fate::Kept);
                }
                id
            }
        };
        self.parts.insert((kind, item.key), id);
        Ok(())
    }

    /// A TGC model reads the profile as it is here.
    fn with_our_profile(&self, part: &RecipePart) -> Outcome<RecipePart> {
        let RecipePart::Tgc(stored) = part else { return Ok(part.clone()) };
        let profile = ProfileId(self.part_here(PartKind::Temperature, stored.profile.0)?);
        let mut model = stored.model.clone();
        model.temperature_profile = self.tx.temperature_profile(profile)?;
        Ok(RecipePart::Tgc(StoredTgc { model, profile }))
    }

    fn part_here(&self, kind: PartKind, key: i64) -> Outcome<i64> {
        self.parts.get(&(kind, key)).copied().ok_or_else(|| {
            crate::domain::fault::Fault::refused(format!("the {} {key} did not come", kind.noun()), "")
        })
    }

    /// Stores a part, or finds the one that equals it.
    fn store(&self, part: &RecipePart) -> Outcome<i64> {
        Ok(match part {
            RecipePart::Temperature(profile) => self.tx.store_temperature_profile(profile)?.0,
            RecipePart::Tgc(stored) => self.tx.store_tgc_model(&stored.model)?.0,
            RecipePart::Fcr(model) => self.tx.store_fcr_model(model)?.0,
            RecipePart::Mortality(model) => self.tx.store_mortality_model(model)?.0,
            RecipePart::Constraints(constraints) => self.tx.store_constraints(constraints)?,
            RecipePart::Lifecycle(lifecycle) => {
                self.tx.store_lifecycle(&lifecycle.name, &lifecycle.stages)?
            }
        })
    }

    fn scenario(&mut self, item: Item<BroughtScenario>, lifecycle: i64) -> Outcome<()> {
        let plan = self.plan_here(&item.what.plan, lifecycle)?;
        match self.standing(RecordKind::Scenario.as_str(), &item)? {
            Standing::New | Standing::Gone => {
                if let Err(fault) = self.tx.assemble(&plan)?.check() {
                    let reason = format!("it could not be run: {} ({})", fault.message, fault.place);
                    self.settle(&item.rows, &Fate::Left(reason.clone()));
                    self.left.push(Remark { about: item.name, says: reason });
                    return Ok(());
                }
                let by = item.what.created_by.as_deref().unwrap_or(self.act.by);
                let at = item.what.created_at.unwrap_or(self.act.at);
                let id = self.tx.insert_scenario(&plan, by, at)?;
                self.remember(RecordKind::Scenario.as_str(), id.0, &item.uid, &item.fingerprint)?;
                self.count_new(PLACE_OF_SCENARIOS, "scenarios", &item);
                self.settle(&item.rows, &Fate::Came);
                self.scenarios.insert(item.key, id);
            }
            Standing::Known(id) => {
                self.count(PLACE_OF_SCENARIOS, "scenarios").known_already += 1;
                self.settle(&item.rows, &Fate::Known);
                self.scenarios.insert(item.key, ScenarioId(id));
            }
            Standing::Changed(id) => {
                self.count(PLACE_OF_SCENARIOS, "scenarios").known_already += 1;
                let here = self.tx.scenario_plan(ScenarioId(id))?;
                let differences = differences_of_plans(&here, &plan);
                if differences.is_empty() {
                    self.remember(RecordKind::Scenario.as_str(), id, &item.uid, &item.fingerprint)?;
                    self.settle(&item.rows, &Fate::Known);
                } else {
                    self.say_kept(&item.name, &differences);
                    self.settle(&item.rows, &Fate::Kept);
                }
                self.scenarios.insert(item.key, ScenarioId(id));
            }
        }
        Ok(())
    }

    /// A plan that names the parts by their numbers here.
    fn plan_here(&self, theirs: &ScenarioPlan, lifecycle: i64) -> Outcome<ScenarioPlan> {
        let tgc = |key: TgcModelId| self.part_here(PartKind::Tgc, key.0).map(TgcModelId);
        let fcr = |key: FcrModelId| self.part_here(PartKind::Fcr, key.0).map(FcrModelId);
        let mortality =
            |key: MortalityModelId| self.part_here(PartKind::Mortality, key.0).map(MortalityModelId);
        let changes = theirs.model_changes.iter().map(|change| {
            Ok(PlannedChange {
                change_day: change.change_day,
                new_tgc_model: change.new_tgc_model.map(tgc).transpose()?,
                new_fcr_model: change.new_fcr_model.map(fcr).transpose()?,
                new_mortality_model: change.new_mortality_model.map(mortality).transpose()?,
            })
        });
        Ok(ScenarioPlan {
            lifecycle,
            tgc_model: tgc(theirs.tgc_model)?,
            fcr_model: fcr(theirs.fcr_model)?,
            mortality_model: mortality(theirs.mortality_model)?,
            constraints: theirs
                .constraints
                .map(|key| self.part_here(PartKind::Constraints, key))
                .transpose()?,
            model_changes: changes.collect::<Outcome<_>>()?,
            ..theirs.clone()
        })
    }

    fn run(&mut self, item: &Item<BroughtRun>) -> Outcome<()> {
        let Some(&scenario) = self.scenarios.get(&item.what.scenario) else {
            self.settle(&item.rows, &Fate::Left("its scenario did not come".to_owned()));
            return Ok(());
        };
        match self.standing(RecordKind::Run.as_str(), item)? {
            Standing::New | Standing::Gone => {
                let run = &item.what;
                // "…#1:" is what all runs of this scenario and number begin with, whatever their days are.
                let alike = item.uid.rsplit_once(':').map_or(item.uid.as_str(), |(begin, _)| begin);
                let begin = format!("{alike}:");
                let was_replaced = self
                    .known
                    .keys()
                    .any(|(kind, uid)| kind == RecordKind::Run.as_str() && uid.starts_with(&begin));
                let number = run.number.max(self.tx.last_run_number(scenario)? + 1);
                let id = self.tx.insert_arriving_run(&ArrivingRun {
                    scenario,
                    run_number: number,
                    label: &run.label,
                    notes: &run.notes,
                    run_date: run.date.unwrap_or(self.act.at),
                    created_by: run.created_by.as_deref().unwrap_or(self.act.by),
                    archived_at: None,
                    origin: "migrated",
                    engine_version: PROGRAM,
                    snapshot: None,
                    projection: &run.projection,
                })?;
                if number != run.number {
                    let why = if was_replaced {
                        "its days there are others than those that came before"
                    } else {
                        "its number is given here"
                    };
                    self.changed.push(Remark {
                        about: item.name.clone(),
                        says: format!("came as run #{number}, since {why}"),
                    });
                }
                self.remember(RecordKind::Run.as_str(), id.0, &item.uid, &item.fingerprint)?;
                self.count_new(PLACE_OF_RUNS, "runs", item);
                self.settle(&item.rows, &Fate::Came);
                self.runs.insert(item.key, id);
            }
            Standing::Known(id) => {
                self.count(PLACE_OF_RUNS, "runs").known_already += 1;
                self.settle(&item.rows, &Fate::Known);
                self.runs.insert(item.key, RunId(id));
            }
            Standing::Changed(id) => {
                self.count(PLACE_OF_RUNS, "runs").known_already += 1;
                let here = self.tx.run_detail(RunId(id))?;
                let mut differences = Vec::new();
                if here.run.label != item.what.label {
                    differences
                        .push(format!("label here \"{}\", there \"{}\"", here.run.label, item.what.label));
                }
                if here.notes != item.what.notes {
                    differences.push("other notes".to_owned());
                }
                if differences.is_empty() {
                    self.remember(RecordKind::Run.as_str(), id, &item.uid, &item.fingerprint)?;
                    self.settle(&item.rows, &Fate::Known);
                } else {
                    self.say_kept(&item.name, &differences);
                    self.settle(&item.rows, &Fate::Kept);
                }
                self.runs.insert(item.key, RunId(id));
            }
        }
        Ok(())
    }
}

const PLACE_OF_SCENARIOS: usize = 10;
const PLACE_OF_RUNS: usize = 11;

fn place_of(kind: PartKind) -> usize {
    PartKind::ALL.iter().position(|other| *other == kind).unwrap_or_default()
}

/// In which parameters two parts differ: "tgc_value here 2.9, there 3.05".
fn differences(here: &RecipePart, there: &RecipePart) -> Vec<String> {
    if here.is_same(there) {
        return Vec::new();
    }
    let all = part_diff(&[here, there]);
    let mut words: Vec<String> = all
        .iter()
        .take(MOST_DIFFERENCES)
        .map(|difference| match &difference.profile {
            Some(_) => "other temperatures".to_owned(),
            None => match &difference.values[..] {
                [here, there] => format!("{} here {here}, there {there}", difference.path),
                _ => difference.path.clone(),
            },
        })
        .collect();
    if all.len() > MOST_DIFFERENCES {
        words.push(format!("and {} more", all.len() - MOST_DIFFERENCES));
    }
    if words.is_empty() {
        words.push("another temperature profile".to_owned());
    }
    words
}

fn differences_of_plans(here: &ScenarioPlan, there: &ScenarioPlan) -> Vec<String> {
    let mut words = Vec::new();
    let mut hold = |what: &str, here: String, there: String| {
        if here != there {
            words.push(format!("{what} here {here}, there {there}"));
        }
    };
    hold("name", here.name.clone(), there.name.clone());
    hold("first day", here.start_date.to_string(), there.start_date.to_string());
    hold("days", here.duration_days.to_string(), there.duration_days.to_string());
    hold("fish", here.initial_count.to_string(), there.initial_count.to_string());
    hold("start weight", here.initial_weight_g.to_string(), there.initial_weight_g.to_string());
    hold("genotype", here.genotype.clone(), there.genotype.clone());
    hold("supplier", here.supplier.clone(), there.supplier.clone());
    let others = [
        ("TGC model", here.tgc_model != there.tgc_model),
        ("FCR model", here.fcr_model != there.fcr_model),
        ("mortality model", here.mortality_model != there.mortality_model),
        ("constraints", here.constraints != there.constraints),
        ("model changes", here.model_changes != there.model_changes),
    ];
    words.extend(others.iter().filter(|(_, differs)| *differs).map(|(what, _)| format!("other {what}")));
    words
}

/// Equal remarks become one, and of very many the first are told.
fn shorten(list: &mut Vec<Remark>) {
    if list.len() > MOST_REMARKS {
        let more = plural(list.len() - MOST_REMARKS, "other thing", "other things");
        list.truncate(MOST_REMARKS);
        list.push(Remark { about: more, says: "the counts by table have them all".to_owned() });
    }
}
