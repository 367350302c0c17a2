//! Batches of AquaMind: what came into which pen, what they are pinned to, and what was observed of them.
use chrono::{DateTime, NaiveDate, Utc};
use std::collections::{BTreeMap, BTreeSet};

use super::parcel::{
    BroughtBatch, BroughtPen, BroughtPin, BroughtRun, BroughtScenario, Item, RowsOf, fingerprint,
    fish_of_batch, uid, words_of_batch,
};
use super::parts::Stages;
use super::rows::{Assignment, Batch, Seen, Source, Transfer};
use super::tables::{self, Table};
use crate::domain::accepted;
use crate::domain::batch::{BatchDocument, BatchStatus};
use crate::domain::display::exact;
use crate::domain::import_report::Remark;
use crate::domain::observation::{
    FeedingEvent, GrowthSample, MortalityEvent, Observation, Observations, SelectionMethod, TransferIn,
    TransferOut, WaterReading,
};
use crate::domain::pen::Pen;

/// What a transfer is called that was carried out.
const CARRIED_OUT: &str = "COMPLETED";

/// Makes batches and observations, and settles the rows of those that cannot be made.
pub(super) struct BatchMaker<'a> {
    source: &'a mut Source,
    stages: &'a Stages,
    scenarios: &'a [Item<BroughtScenario>],
    runs: &'a [Item<BroughtRun>],
    pub batches: Vec<Item<BroughtBatch>>,
    pub left: Vec<Remark>,
    /// Rows that came along as words, by table.
    pub used: BTreeMap<&'static str, BTreeSet<i64>>,
    /// The names of pens by assignment.
    pens: BTreeMap<i64, String>,
}

/// Where something was observed.
struct Place {
    batch: i64,
    pen: Option<String>,
}

impl<'a> BatchMaker<'a> {
    pub fn new(
        source: &'a mut Source,
        stages: &'a Stages,
        scenarios: &'a [Item<BroughtScenario>],
        runs: &'a [Item<BroughtRun>],
    ) -> Self {
        Self {
            source,
            stages,
            scenarios,
            runs,
            batches: Vec::new(),
            left: Vec::new(),
            used: BTreeMap::new(),
            pens: BTreeMap::new(),
        }
    }

    pub fn make_all(&mut self) {
        self.make_batches();
        self.samples();
        self.deaths();
        self.feedings();
        self.water();
        self.transfers();
    }

    fn use_row(&mut self, table: &Table, key: i64) {
        self.used.entry(table.name).or_default().insert(key);
    }

    fn make_batches(&mut self) {
        let mut by_batch: BTreeMap<i64, Vec<(i64, Assignment)>> = BTreeMap::new();
        for (key, assignment) in &self.source.assignments {
            by_batch.entry(assignment.batch).or_default().push((*key, assignment.clone()));
        }
        let firsts = self.first_of_assignments();
        let into = self.fish_moved_into();
        for (key, batch) in self.source.batches.clone() {
            let mut own = by_batch.remove(&key).unwrap_or_default();
            own.sort_by_key(|(key, assignment)| (assignment.date, *key));
            let item = self.batch(key, &batch, &own, &firsts, &into);
            let mut checked = item.what.document.clone();
            checked.scenario = None;
            match checked.check("") {
                Ok(()) => self.batches.push(item),
                Err(fault) => {
                    let reason = format!("{} ({})", fault.message, fault.place);
                    for rows in &item.rows {
                        self.source.ledger.leave(rows.table, rows.plain + rows.adapted, reason.clone());
                    }
                    self.left.push(Remark { about: item.name, says: reason });
                }
            }
        }
        let orphans: usize = by_batch.values().map(Vec::len).sum();
        self.source.ledger.leave(tables::ASSIGNMENT.name, orphans as u64, "its batch is not in the file");
    }

    /// What an assignment was when it was made: AquaMind counts it down since.
    fn first_of_assignments(&mut self) -> BTreeMap<i64, (u64, Option<f64>)> {
        let mut earliest: BTreeMap<i64, (Option<DateTime<Utc>>, i64)> = BTreeMap::new();
        for (key, then) in self.source.assignment_history.iter().filter(|(_, then)| then.is_first) {
            let found = (then.when, *key);
            earliest.entry(then.assignment).and_modify(|known| *known = found.min(*known)).or_insert(found);
        }
        let mut firsts = BTreeMap::new();
        for (assignment, (_, key)) in earliest {
            let then = &self.source.assignment_history[&key];
            firsts.insert(assignment, (then.fish, then.weight_g));
            self.use_row(&tables::ASSIGNMENT_HISTORY, key);
        }
        firsts
    }

    /// Fish that transfers moved into each assignment.
    fn fish_moved_into(&self) -> BTreeMap<i64, u64> {
        let mut into: BTreeMap<i64, u64> = BTreeMap::new();
        for transfer in self.source.transfers.values().filter(|transfer| transfer.status == CARRIED_OUT) {
            if let Some(to) = transfer.to {
                *into.entry(to).or_default() += transfer.fish;
            }
        }
        into
    }

    fn batch(
        &mut self,
        key: i64,
        batch: &Batch,
        own: &[(i64, Assignment)],
        firsts: &BTreeMap<i64, (u64, Option<f64>)>,
        into: &BTreeMap<i64, u64>,
    ) -> Item<BroughtBatch> {
        let name = format!("Batch {}", batch.number);
        let uid_of_batch = uid(tables::BATCH.name, key, batch.created);
        let mut adapted = Vec::new();
        let mut pens: Vec<(Pen, u64)> = Vec::new();
        let mut placed_later = Vec::new();
        let begins = own.iter().map(|(_, assignment)| assignment.date).min();
        for (place, assignment) in own {
            let (fish, weight_g) = firsts.get(place).copied().unwrap_or_else(|| {
                let moved = into.get(place).copied().unwrap_or(0);
                (assignment.fish.saturating_sub(moved), assignment.weight_g)
            });
            let weight_g = weight_g.or(assignment.weight_g).filter(|weight_g| *weight_g > 0.0);
            let pen = self.pen_name(assignment.container, &pens);
            self.pens.insert(*place, pen.clone());
            let is_first = begins == Some(assignment.date);
            if !is_first && fish > 0 && !into.contains_key(place) {
                placed_later.push((*place, assignment.date, pen.clone(), fish, weight_g));
            }
            let fish = if is_first { fish } else { 0 };
            match pens.iter_mut().find(|(other, _)| other.name == pen) {
                Some((known, assignments)) => {
                    *assignments += 1;
                    known.initial_count = known.initial_count.map(|count| count + fish);
                }
                None => {
                    let initial_weight_g = weight_g.filter(|_| is_first);
                    pens.push((Pen { name: pen, initial_count: Some(fish), initial_weight_g }, 1));
                }
            }
        }
        let (count, weight_g) = self.fish_of(key, batch, &pens, &mut adapted);
        let counted: u64 = pens.iter().filter_map(|(pen, _)| pen.initial_count).sum();
        if counted == 0 {
            // Pens that no fish were counted into share those of the batch.
            for (pen, _) in &mut pens {
                pen.initial_count = None;
            }
        }
        let status = match batch.status.as_str() {
            "COMPLETED" | "TERMINATED" | "CANCELLED" => BatchStatus::Closed,
            _ if batch.ended => BatchStatus::Closed,
            _ => BatchStatus::Active,
        };
        self.use_row(&tables::STAGE, batch.stage);
        if let Some(species) = batch.species {
            self.use_row(&tables::SPECIES, species);
        }
        let species = batch.species.and_then(|key| self.source.species.get(&key)).map(|it| it.name.clone());
        let site =
            own.iter().find_map(|(_, assignment)| self.site_of(assignment.container)).unwrap_or_default();
        let document = BatchDocument {
            batch_number: batch.number.clone(),
            start_date: batch.start,
            initial_count: count,
            initial_weight_g: weight_g,
            stage: self
                .stages
                .by_key(batch.stage)
                .map_or_else(|| format!("Stage {}", batch.stage), str::to_owned),
            site,
            pens: pens.iter().map(|(pen, _)| pen.clone()).collect(),
            scenario: None,
            species: species.unwrap_or_default(),
            status,
            notes: batch.notes.chars().take(accepted::NOTES_CHARS).collect(),
        };
        let observations = placed_later
            .into_iter()
            .map(|(place, date, pen, fish, weight_g)| Item {
                key: place,
                uid: format!("{}:placed", uid(tables::ASSIGNMENT.name, place, None)),
                fingerprint: fingerprint(&(fish, date)),
                name: format!("Fish placed on {date}"),
                rows: Vec::new(),
                adapted: Vec::new(),
                what: Observation::TransferIn(TransferIn {
                    date,
                    pen: Some(pen),
                    transferred_count: fish,
                    measured_avg_weight_g: weight_g,
                }),
            })
            .collect();
        let pin = self.pin_of(batch);
        let planned_with = self.planned_with(key, batch, &pin);
        Item {
            key,
            uid: uid_of_batch,
            fingerprint: format!("{}.{}", words_of_batch(&document), fish_of_batch(&document)),
            name,
            rows: vec![
                RowsOf::one(tables::BATCH.name, !adapted.is_empty()),
                RowsOf::plain(tables::ASSIGNMENT.name, own.len() as u64),
            ],
            adapted,
            what: BroughtBatch {
                says_its_fish: counted > 0,
                pens: pens
                    .into_iter()
                    .map(|(pen, assignments)| BroughtPen { name: pen.name, assignments })
                    .collect(),
                document,
                scenario: planned_with,
                pin,
                observations,
            },
        }
    }

    /// How many fish a batch began with and how heavy: from its pens, else from the scenario that it was planned with.
    fn fish_of(&self, key: i64, batch: &Batch, pens: &[(Pen, u64)], adapted: &mut Vec<String>) -> (u64, f64) {
        let count: u64 = pens.iter().filter_map(|(pen, _)| pen.initial_count).sum();
        let mut heavy = (0.0, 0.0);
        for (pen, _) in pens {
            if let (Some(fish), Some(weight_g)) = (pen.initial_count, pen.initial_weight_g) {
                heavy = (heavy.0 + fish as f64 * weight_g, heavy.1 + fish as f64);
            }
        }
        let of_pens = (count > 0).then_some(count);
        let weight_of_pens = (heavy.1 > 0.0).then(|| heavy.0 / heavy.1);
        let planned = self.planned_with(key, batch, &self.pin_of(batch));
        let plan = planned
            .and_then(|key| self.scenarios.iter().find(|item| item.key == key))
            .map(|item| &item.what.plan);
        if let (Some(count), Some(weight_g)) = (of_pens, weight_of_pens) {
            return (count, weight_g);
        }
        if let Some(plan) = plan {
            let count = of_pens.unwrap_or(plan.initial_count);
            let weight_g = weight_of_pens.unwrap_or(plan.initial_weight_g);
            adapted.push(format!(
                "no pen says what came into it: {} fish of {} g are taken from the scenario \"{}\"",
                exact(count as f64),
                exact(weight_g),
                plan.name
            ));
            return (count, weight_g);
        }
        let stage = self.source.stages.get(&batch.stage);
        let middle = stage.and_then(|stage| Some((stage.min_g? + stage.max_g?) / 2.0));
        let weight_g = weight_of_pens.or(middle.filter(|weight_g| *weight_g > 0.0)).unwrap_or(1.0);
        let count = of_pens.unwrap_or(1);
        adapted.push(format!(
            "neither a pen nor a scenario says how many fish it has: {} of {} g stands for them, correct it",
            exact(count as f64),
            exact(weight_g)
        ));
        (count, weight_g)
    }

    fn pin_of(&self, batch: &Batch) -> BroughtPin {
        if let Some(run) = batch.pinned_run {
            let is_there = self.runs.iter().any(|item| item.key == run);
            return if is_there { BroughtPin::Run(run) } else { BroughtPin::Gone(run) };
        }
        let Some(scenario) = batch.pinned_scenario else { return BroughtPin::None };
        // The pin of a scenario holds what its projections are, which is its latest run.
        let latest = self
            .runs
            .iter()
            .filter(|item| item.what.scenario == scenario)
            .max_by_key(|item| item.what.number);
        match latest {
            Some(run) => BroughtPin::Run(run.key),
            None => {
                let named = self.source.scenarios.get(&scenario).map(|it| it.name.clone());
                BroughtPin::NeverRan(scenario, named.unwrap_or_else(|| scenario.to_string()))
            }
        }
    }

    /// The scenario that names the batch, else the one that it is pinned to.
    fn planned_with(&self, key: i64, batch: &Batch, pin: &BroughtPin) -> Option<i64> {
        let named = self.source.scenarios.iter().rev().find(|(_, scenario)| scenario.batch == Some(key));
        let pinned = match pin {
            BroughtPin::Run(run) => {
                self.runs.iter().find(|item| item.key == *run).map(|item| item.what.scenario)
            }
            _ => batch.pinned_scenario,
        };
        let wanted = named.map(|(key, _)| *key).or(pinned)?;
        self.scenarios.iter().any(|item| item.key == wanted).then_some(wanted)
    }

    /// The name of a container, told from others of the same name in one batch.
    fn pen_name(&mut self, container: i64, pens: &[(Pen, u64)]) -> String {
        let named = self.source.containers.get(&container).map(|it| it.name.trim().to_owned());
        if named.is_some() {
            self.use_row(&tables::CONTAINER, container);
        }
        let name = named.filter(|name| !name.is_empty()).unwrap_or_else(|| format!("Container {container}"));
        // The same container again is the same pen; another one of this name needs its key.
        let is_other = pens.iter().any(|(pen, _)| pen.name == name) && self.has_other(container, &name);
        if is_other { format!("{name} ({container})") } else { name }
    }

    fn has_other(&self, container: i64, name: &str) -> bool {
        self.source.containers.iter().any(|(key, it)| *key < container && it.name.trim() == name)
    }

    /// The station or area that a container stands in.
    fn site_of(&mut self, container: i64) -> Option<String> {
        let place = self.source.containers.get(&container)?.clone();
        if let Some(area) = place.or_within {
            self.use_row(&tables::AREA, area);
            return self.source.areas.get(&area).map(|it| it.name.clone());
        }
        let hall = place.within?;
        self.use_row(&tables::HALL, hall);
        let hall = self.source.halls.get(&hall)?.clone();
        let station = hall.within.filter(|key| self.source.stations.contains_key(key));
        match station {
            Some(station) => {
                self.use_row(&tables::STATION, station);
                self.source.stations.get(&station).map(|it| it.name.clone())
            }
            None => Some(hall.name),
        }
    }

    /// The batch and pen that something was observed of: as it says itself, else the batch that stood in the container.
    fn place<T>(&self, seen: &Seen<T>) -> Result<Place, String> {
        let assignment = seen.assignment.and_then(|key| Some((key, self.source.assignments.get(&key)?)));
        let in_container = |container: i64, batch: Option<i64>| {
            let fits = |assignment: &Assignment| {
                assignment.container == container
                    && batch.is_none_or(|batch| assignment.batch == batch)
                    && assignment.date <= seen.date
            };
            let all = self.source.assignments.iter().filter(|(_, assignment)| fits(assignment));
            all.max_by_key(|(key, assignment)| (assignment.date, **key)).map(|(key, it)| (*key, it))
        };
        let found = assignment.or_else(|| in_container(seen.container?, seen.batch));
        let batch = seen.batch.or(found.map(|(_, assignment)| assignment.batch));
        let batch = batch.ok_or("it belongs to no batch")?;
        if !self.batches.iter().any(|item| item.key == batch) {
            return Err("its batch did not come".to_owned());
        }
        let pen = found.filter(|(_, it)| it.batch == batch).and_then(|(key, _)| self.pens.get(&key).cloned());
        Ok(Place { batch, pen })
    }

    fn add(&mut self, table: &'static Table, row: Row, made: Result<(i64, Observation), String>) {
        let checked = made.and_then(|(batch, what)| {
            let mut one = Observations::default();
            one.add(what.clone());
            one.check().map(|()| (batch, what)).map_err(|fault| {
                let place = fault.place.split_once('.').map_or(fault.place.as_str(), |(_, column)| column);
                format!("{} ({place})", fault.message)
            })
        });
        let (batch, what) = match checked {
            Ok(made) => made,
            Err(reason) => {
                if row.has_rows {
                    self.source.ledger.leave(table.name, 1, reason);
                }
                return;
            }
        };
        let Some(batch) = self.batches.iter_mut().find(|item| item.key == batch) else { return };
        let is_adapted = !row.adapted.is_empty();
        batch.what.observations.push(Item {
            key: row.key,
            uid: format!("{}{}", uid(table.name, row.key, row.created), row.part),
            fingerprint: fingerprint(&what),
            name: format!("{} of {} on {}", row.noun, batch.name, what.date()),
            rows: if row.has_rows { vec![RowsOf::one(table.name, is_adapted)] } else { Vec::new() },
            adapted: row.adapted,
            what,
        });
    }

    fn samples(&mut self) {
        for (key, seen) in std::mem::take(&mut self.source.samples) {
            let mut row = Row::of(key, seen.created, "Growth sample");
            let it = &seen.what;
            if it.fish == Some(0) {
                row.adapted.push("0 fish are no sample: how many were weighed is not known".to_owned());
            }
            let made = self.place(&seen).map(|Place { batch, pen }| {
                let sample = GrowthSample {
                    date: seen.date,
                    pen,
                    avg_weight_g: it.weight_g,
                    sample_size: it.fish.filter(|fish| *fish > 0),
                    std_deviation_g: it.deviation_g,
                    avg_length_cm: it.length_cm,
                    condition_factor: it.condition,
                };
                (batch, Observation::GrowthSample(sample))
            });
            self.add(&tables::SAMPLE, row, made);
        }
    }

    fn deaths(&mut self) {
        for (key, seen) in std::mem::take(&mut self.source.deaths) {
            let made = self.place(&seen).map(|Place { batch, pen }| {
                let cause: String = seen.what.cause.chars().take(accepted::NAME_CHARS).collect();
                let event = MortalityEvent { date: seen.date, pen, count: seen.what.fish, cause };
                (batch, Observation::Mortality(event))
            });
            self.add(&tables::DEATHS, Row::of(key, seen.created, "Dead fish"), made);
        }
    }

    fn feedings(&mut self) {
        for (key, seen) in std::mem::take(&mut self.source.feedings) {
            let made = self.place(&seen).map(|Place { batch, pen }| {
                (batch, Observation::Feeding(FeedingEvent { date: seen.date, pen, amount_kg: seen.what }))
            });
            self.add(&tables::FEEDING, Row::of(key, seen.created, "Feed"), made);
        }
    }

    fn water(&mut self) {
        let is_temperature = |name: &str| {
            let name = name.to_lowercase();
            name.contains("temperature") || name == "temp" || name == "water temp"
        };
        for (key, seen) in std::mem::take(&mut self.source.water) {
            let parameter = seen.what.parameter;
            let named = self.source.parameters.get(&parameter).map(|it| it.name.clone());
            // A dumpdata without the list of parameters cannot say what was measured.
            let made = match &named {
                Some(name) if is_temperature(name) => self.place(&seen).map(|Place { batch, pen }| {
                    let reading = WaterReading { date: seen.date, pen, temperature_c: seen.what.value };
                    (batch, Observation::Temperature(reading))
                }),
                Some(name) => Err(format!("{name} is not kept here: only temperatures are")),
                None => Err("what was measured is not in the file".to_owned()),
            };
            if made.is_ok() {
                self.use_row(&tables::PARAMETER, parameter);
            }
            self.add(&tables::WATER, Row::of(key, seen.created, "Temperature"), made);
        }
    }

    fn transfers(&mut self) {
        for (key, transfer) in std::mem::take(&mut self.source.transfers) {
            self.transfer(key, &transfer);
        }
    }

    fn transfer(&mut self, key: i64, transfer: &Transfer) {
        let mut row = Row::of(key, transfer.created, "Transfer");
        let from = self.source.assignments.get(&transfer.from).cloned();
        let to = transfer.to.and_then(|to| Some((to, self.source.assignments.get(&to)?.clone())));
        let date = transfer.date;
        let (from, date) = match (&from, date) {
            _ if transfer.status != CARRIED_OUT => {
                return self.add(&tables::TRANSFER, row, Err("it was not carried out".to_owned()));
            }
            (None, _) => {
                return self.add(
                    &tables::TRANSFER,
                    row,
                    Err("the pen that it began in is not in the file".to_owned()),
                );
            }
            (_, None) => {
                return self.add(
                    &tables::TRANSFER,
                    row,
                    Err("the day on which it was carried out is missing".to_owned()),
                );
            }
            (Some(from), Some(date)) => (from, date),
        };
        let pen = self.pens.get(&transfer.from).cloned();
        let weight_g = transfer.weight_g.filter(|weight_g| *weight_g > 0.0);
        let method = SelectionMethod::ALL.into_iter().find(|known| known.as_str() == transfer.selection);
        if method.is_none() && !transfer.selection.is_empty() {
            row.adapted.push(format!("\"{}\" is not known: picked as they came", transfer.selection));
        }
        let stays = to.as_ref().filter(|(_, to)| to.batch == from.batch);
        let out = TransferOut {
            date,
            pen: pen.clone(),
            to_pen: stays.and_then(|(key, _)| self.pens.get(key).cloned()),
            transferred_count: transfer.fish,
            measured_avg_weight_g: weight_g,
            selection_method: method.unwrap_or_default(),
        };
        let came = self.batches.iter().any(|item| item.key == from.batch);
        let made = if came {
            Ok((from.batch, Observation::TransferOut(out)))
        } else {
            Err("its batch did not come".to_owned())
        };
        self.add(&tables::TRANSFER, row, made);
        if !came {
            return;
        }
        if transfer.died > 0 {
            let cause = "transfer".to_owned();
            let event = MortalityEvent { date, pen, count: transfer.died, cause };
            let row = Row::of(key, transfer.created, "Dead fish").part(":died");
            self.add(&tables::TRANSFER, row, Ok((from.batch, Observation::Mortality(event))));
        }
        if let Some((place, to)) = to.filter(|(_, to)| to.batch != from.batch) {
            let came_in = TransferIn {
                date,
                pen: self.pens.get(&place).cloned(),
                transferred_count: transfer.fish,
                measured_avg_weight_g: weight_g,
            };
            let row = Row::of(key, transfer.created, "Transfer").part(":in");
            self.add(&tables::TRANSFER, row, Ok((to.batch, Observation::TransferIn(came_in))));
        }
    }
}

/// A row that becomes an observation.
struct Row {
    key: i64,
    created: Option<DateTime<Utc>>,
    noun: &'static str,
    part: &'static str,
    /// Whether the row is counted with this observation, or with another one that it gave.
    has_rows: bool,
    adapted: Vec<String>,
}

impl Row {
    fn of(key: i64, created: Option<DateTime<Utc>>, noun: &'static str) -> Self {
        Self { key, created, noun, part: "", has_rows: true, adapted: Vec::new() }
    }

    /// A further observation out of the same row.
    fn part(self, part: &'static str) -> Self {
        Self { part, has_rows: false, ..self }
    }
}

/// The day of an observation, for whoever sorts them.
pub(super) fn by_day(items: &mut [Item<Observation>]) {
    items.sort_by_key(|item| -> NaiveDate { item.what.date() });
}
