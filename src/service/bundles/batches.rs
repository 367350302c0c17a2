//! Batches of a bundle: what they are, what they are pinned to, and who pinned them.
use chrono::DurationRound as _;

use super::gather::shared_batch;
use super::identity;
use super::merge::{Merge, Record, bare};
use super::words;
use crate::domain::batch::BatchDocument;
use crate::domain::bundle::{RememberedRun, Shared, SharedBatch, SharedPinEvent, Standing, Uid, value_hash};
use crate::domain::display;
use crate::domain::fault::Outcome;
use crate::domain::ids::{BatchId, RunId, ScenarioId};
use crate::domain::pen::Pen;
use crate::store::RecordKind;

impl Merge<'_> {
    /// A batch that is not known here.
    pub(super) fn new_batch(&mut self, theirs: &SharedBatch) -> Outcome<BatchId> {
        let scenario = theirs.scenario.value.as_deref().map(|uid| self.scenario_here(uid)).transpose()?;
        let pin = theirs.pin.value.as_deref().map(|uid| self.run_here(uid)).transpose()?;
        let mut document = document(theirs, scenario);
        document.check("")?;
        document.batch_number = self.free_number(&document.batch_number)?;
        let id = self.tx.insert_batch(&document)?;
        self.tx.set_pin(id, pin)?;
        for event in &theirs.pin_history {
            self.pin_event(id, event)?;
        }
        self.note_all(id, theirs)?;
        self.report.arrived.batches += 1;
        self.report.batches.push(document.batch_number);
        Ok(id)
    }

    /// The number, or where another batch has it the first that none has.
    fn free_number(&self, wanted: &str) -> Outcome<String> {
        let taken: Vec<String> = self.tx.batches()?.into_iter().map(|batch| batch.batch_number).collect();
        let mut number = wanted.to_owned();
        let mut more = 2;
        while taken.contains(&number) {
            number = format!("{wanted} ({more})");
            more += 1;
        }
        Ok(number)
    }

    /// A batch that is known here.
    pub(super) fn known_batch(&mut self, id: BatchId, theirs: &SharedBatch) -> Outcome<BatchId> {
        let batch = self.tx.batch(id)?;
        let own = identity::of_batch(self.tx, id, &batch.batch_number)?;
        self.remember(RecordKind::Batch, id.0, &own)?;
        let scenario = batch.scenario.map(|scenario| self.scenario_name(scenario)).transpose()?;
        let pinned = batch.pinned_projection_run.as_ref().map(|run| run.run_id);
        let pin = pinned.map(|run| self.run_name(run)).transpose()?;
        let mine = shared_batch(self.tx, &batch, own, scenario, pin)?;
        let number = batch.batch_number.clone();
        let (key, name) = (format!("batch/{number}"), format!("batch {number}"));
        let record = Record { kind: RecordKind::Batch, id: id.0, key: &key, name: &name };

        let before = batch.document();
        let mut after = before.clone();
        let text = |text: &String| words::text(text);
        for (field, mine, theirs, to) in [
            ("batch_number", &mine.batch_number, &theirs.batch_number, &mut after.batch_number),
            ("stage", &mine.stage, &theirs.stage, &mut after.stage),
            ("site", &mine.site, &theirs.site, &mut after.site),
            ("species", &mine.species, &theirs.species, &mut after.species),
            ("notes", &mine.notes, &theirs.notes, &mut after.notes),
        ] {
            if let Some(value) = self.settle_field(&record, field, mine, theirs, text)? {
                *to = value;
            }
        }
        let date = |date: &chrono::NaiveDate| display::date(*date);
        if let Some(date) =
            self.settle_field(&record, "start_date", &mine.start_date, &theirs.start_date, date)?
        {
            after.start_date = date;
        }
        let fish = |count: &u64| display::count(*count as f64);
        let counts = (&mine.initial_count, &theirs.initial_count);
        if let Some(count) = self.settle_field(&record, "initial_count", counts.0, counts.1, fish)? {
            after.initial_count = count;
        }
        let weight = |weight_g: &f64| display::weight(*weight_g).to_string();
        let weights = (&mine.initial_weight, &theirs.initial_weight);
        if let Some(weight_g) = self.settle_field(&record, "initial_weight", weights.0, weights.1, weight)? {
            after.initial_weight_g = weight_g;
        }
        let status = |status: &crate::domain::batch::BatchStatus| status.as_str().to_owned();
        if let Some(status) = self.settle_field(&record, "status", &mine.status, &theirs.status, status)? {
            after.status = status;
        }
        let pens = |pens: &crate::domain::bundle::SharedPens| words::text(&Pen::write_list(&pens.0));
        if let Some(pens) = self.settle_field(&record, "pens", &mine.pens, &theirs.pens, pens)? {
            after.pens = pens.0;
        }
        let there = self
            .named_as_here(&theirs.scenario, |merge, uid| merge.scenario_name(merge.scenario_here(uid)?))?;
        let scenario_words = self.words_of_scenarios(batch.scenario, theirs.scenario.value.as_deref())?;
        let words = |uid: &Option<Uid>| words_of(uid, &mine.scenario.value, &scenario_words);
        let scenario = self.settle_field(&record, "scenario", &mine.scenario, &there, words)?;
        if scenario.is_some() {
            after.scenario =
                theirs.scenario.value.as_deref().map(|uid| self.scenario_here(uid)).transpose()?;
        }
        if after != before {
            after.check("")?;
            self.tx.rewrite_batch(id, &after)?;
        }
        self.pins(&record, id, pinned, &mine, theirs)?;
        Ok(id)
    }

    fn pins(
        &mut self,
        record: &Record<'_>,
        id: BatchId,
        pinned: Option<RunId>,
        mine: &SharedBatch,
        theirs: &SharedBatch,
    ) -> Outcome<()> {
        for event in theirs.pin_history.difference(&mine.pin_history) {
            self.pin_event(id, event)?;
        }
        let there = self.named_as_here(&theirs.pin, |merge, uid| merge.run_name(merge.run_here(uid)?))?;
        let to = theirs.pin.value.as_deref().map(|uid| self.run_here(uid)).transpose()?;
        let (from_run, to_run) = (self.remembered(pinned)?, self.remembered(to)?);
        let run_words = (pin_words(from_run.as_ref()), pin_words(to_run.as_ref()));
        let words = |uid: &Option<Uid>| words_of(uid, &mine.pin.value, &run_words);
        let is_choice = mine.pin.beside(&there) == Standing::Disagree;
        if self.settle_field(record, "pin", &mine.pin, &there, words)?.is_none() {
            return Ok(());
        }
        self.tx.set_pin(id, to)?;
        if is_choice {
            // Where one of the two was chosen, that is a change of its own, with its history.
            let milliseconds = chrono::Duration::milliseconds(1);
            let event = SharedPinEvent {
                changed_at: self.now.duration_trunc(milliseconds).unwrap_or(self.now),
                changed_by: self.by.to_owned(),
                reason: self.reason(),
                from: from_run,
                to: to_run,
                lost_scenario_name: None,
            };
            self.tx.insert_pin_event(id, &event)?;
        }
        Ok(())
    }

    fn pin_event(&mut self, id: BatchId, event: &SharedPinEvent) -> Outcome<()> {
        self.tx.insert_pin_event(id, event)?;
        self.report.arrived.pin_events += 1;
        Ok(())
    }

    /// A reference under the name that its record has here.
    fn named_as_here(
        &self,
        theirs: &Shared<Option<Uid>>,
        name: impl Fn(&Self, &str) -> Outcome<Uid>,
    ) -> Outcome<Shared<Option<Uid>>> {
        let value = theirs.value.as_deref().map(|uid| name(self, uid)).transpose()?;
        Ok(Shared { value, version: theirs.version.clone(), earlier: theirs.earlier.clone() })
    }

    fn words_of_scenarios(
        &self,
        mine: Option<ScenarioId>,
        theirs: Option<&str>,
    ) -> Outcome<(String, String)> {
        let name = |id: ScenarioId| Ok(words::text(&self.tx.scenario_plan(id)?.name));
        let theirs = theirs.map(|uid| self.scenario_here(uid)).transpose()?;
        let words = |id: Option<ScenarioId>| -> Outcome<String> {
            id.map(name).transpose().map(|name| name.unwrap_or_else(|| "no scenario".to_owned()))
        };
        Ok((words(mine)?, words(theirs)?))
    }

    fn remembered(&self, run: Option<RunId>) -> Outcome<Option<RememberedRun>> {
        let Some(id) = run else { return Ok(None) };
        let run = self.tx.run(id)?;
        let (scenario_name, run_number, run_label) = (run.scenario_name, run.run_number, run.label);
        Ok(Some(RememberedRun { scenario_name, run_number, run_label }))
    }

    /// Writes down what others know of a batch that arrived. What refers to another record is known by its name here.
    fn note_all(&mut self, id: BatchId, theirs: &SharedBatch) -> Outcome<()> {
        let scenario = self
            .named_as_here(&theirs.scenario, |merge, uid| merge.scenario_name(merge.scenario_here(uid)?))?;
        let pin = self.named_as_here(&theirs.pin, |merge, uid| merge.run_name(merge.run_here(uid)?))?;
        for (field, hash, version) in [
            ("batch_number", value_hash(&theirs.batch_number.value), bare(&theirs.batch_number)),
            ("start_date", value_hash(&theirs.start_date.value), bare(&theirs.start_date)),
            ("initial_count", value_hash(&theirs.initial_count.value), bare(&theirs.initial_count)),
            ("initial_weight", value_hash(&theirs.initial_weight.value), bare(&theirs.initial_weight)),
            ("stage", value_hash(&theirs.stage.value), bare(&theirs.stage)),
            ("site", value_hash(&theirs.site.value), bare(&theirs.site)),
            ("pens", value_hash(&theirs.pens.value), bare(&theirs.pens)),
            ("species", value_hash(&theirs.species.value), bare(&theirs.species)),
            ("status", value_hash(&theirs.status.value), bare(&theirs.status)),
            ("notes", value_hash(&theirs.notes.value), bare(&theirs.notes)),
            ("scenario", value_hash(&scenario.value), bare(&scenario)),
            ("pin", value_hash(&pin.value), bare(&pin)),
        ] {
            self.tx.remember_shared(RecordKind::Batch, id.0, field, &version, &hash)?;
        }
        Ok(())
    }
}

fn words_of(uid: &Option<Uid>, mine: &Option<Uid>, words: &(String, String)) -> String {
    if uid == mine { words.0.clone() } else { words.1.clone() }
}

fn pin_words(run: Option<&RememberedRun>) -> String {
    run.map_or_else(
        || "no run".to_owned(),
        |run| {
            let label =
                if run.run_label.is_empty() { String::new() } else { format!(" ({})", run.run_label) };
            format!("{} - Run #{}{label}", run.scenario_name, run.run_number)
        },
    )
}

fn document(theirs: &SharedBatch, scenario: Option<ScenarioId>) -> BatchDocument {
    BatchDocument {
        batch_number: theirs.batch_number.value.clone(),
        start_date: theirs.start_date.value,
        initial_count: theirs.initial_count.value,
        initial_weight_g: theirs.initial_weight.value,
        stage: theirs.stage.value.clone(),
        site: theirs.site.value.clone(),
        pens: theirs.pens.value.0.clone(),
        scenario,
        species: theirs.species.value.clone(),
        status: theirs.status.value,
        notes: theirs.notes.value.clone(),
    }
}
