//! Merging batches from AquaMind with their pins and with what was observed of them.
use std::collections::HashMap;

use super::merge::{Merger, Standing};
use crate::domain::batch::{Batch, BatchDocument};
use crate::domain::fault::Outcome;
use crate::domain::ids::{BatchId, ObservationId, RunId};
use crate::domain::import_report::{Fate, Remark};
use crate::domain::observation::Observation;
use crate::exchange::aquamind::parcel::{
    BroughtBatch, BroughtPin, Item, fingerprint, fish_of_batch, words_of_batch,
};
use crate::exchange::aquamind::tables;
use crate::store::{LostPinNote, PinChange, RecordKind};

/// Why a pin that came is there.
const REASON: &str = "As it was pinned in AquaMind";
/// Why an observation was corrected.
const CORRECTED: &str = "Corrected in AquaMind";

const PLACE_OF_BATCHES: usize = 12;
/// The kinds of observations are told behind the batches, in this order.
const OBSERVATIONS: [&str; 6] =
    ["growth samples", "counts of dead fish", "feedings", "temperatures", "transfers", "other observations"];

impl Merger<'_> {
    pub(super) fn batch(&mut self, mut item: Item<BroughtBatch>) -> Outcome<()> {
        let observations = std::mem::take(&mut item.what.observations);
        let (id, is_new) = match self.standing(RecordKind::Batch.as_str(), &item)? {
            Standing::New | Standing::Gone => match self.new_batch(&item)? {
                Some(id) => (id, true),
                None => {
                    let reason = "its batch did not come";
                    for observation in &observations {
                        self.settle(&observation.rows, &Fate::Left(reason.to_owned()));
                    }
                    return Ok(());
                }
            },
            Standing::Known(id) => {
                self.count(PLACE_OF_BATCHES, "batches").known_already += 1;
                let fate = self.pin_again(BatchId(id), &item)?.unwrap_or(Fate::Known);
                self.settle(&item.rows[..1], &fate);
                self.settle(&item.rows[1..], &Fate::Known);
                (BatchId(id), false)
            }
            Standing::Changed(id) => {
                self.count(PLACE_OF_BATCHES, "batches").known_already += 1;
                self.changed_batch(BatchId(id), &item)?;
                (BatchId(id), false)
            }
        };
        let here = self.tx.batch(id)?;
        let mut recorded: HashMap<i64, Observation> = HashMap::new();
        if !is_new {
            let all = self.tx.recorded(id)?;
            recorded = all.into_iter().map(|it| (it.observation_id.0, it.observation)).collect();
        }
        for observation in observations {
            self.observation(&here, is_new, observation, &recorded)?;
        }
        Ok(())
    }

    fn new_batch(&mut self, item: &Item<BroughtBatch>) -> Outcome<Option<BatchId>> {
        let number = &item.what.document.batch_number;
        if self.is_number_taken(number, None)? {
            let reason =
                "there is a batch of this number here already, which did not come from there".to_owned();
            self.settle(&item.rows, &Fate::Left(reason.clone()));
            self.left.push(Remark { about: item.name.clone(), says: reason });
            return Ok(None);
        }
        let scenario = item.what.scenario.and_then(|key| self.scenarios.get(&key).copied());
        let id = self.tx.insert_batch(&BatchDocument { scenario, ..item.what.document.clone() })?;
        self.remember(RecordKind::Batch.as_str(), id.0, &item.uid, &item.fingerprint)?;
        self.count_new(PLACE_OF_BATCHES, "batches", item);
        self.settle(&item.rows, &Fate::Came);
        match &item.what.pin {
            BroughtPin::None => {}
            BroughtPin::Run(key) => match self.runs.get(key).copied() {
                Some(run) => self.pin(id, run)?,
                None => self.lose_pin(&item.name, "the run that it was pinned to did not come"),
            },
            BroughtPin::Gone(key) => {
                self.lose_pin(&item.name, &format!("the run {key} that it was pinned to is not in the file"));
            }
            BroughtPin::NeverRan(key, name) => {
                let scenario = self.scenarios.get(key).copied();
                let (by, at) = (self.act.by, self.act.at);
                self.tx.note_lost_pin(&LostPinNote { batch: id, scenario, scenario_name: name, by, at })?;
                let says = format!(
                    "it was pinned to the scenario \"{name}\", which never ran: there is no run to pin it to"
                );
                self.lose_pin(&item.name, &says);
            }
        }
        Ok(Some(id))
    }

    fn pin(&self, batch: BatchId, run: RunId) -> Outcome<()> {
        let (by, at) = (self.act.by, self.act.at);
        self.tx.change_pin(&PinChange { batch, to: Some(run), by, at, reason: REASON })
    }

    fn lose_pin(&mut self, name: &str, says: &str) {
        self.lost_pins.push(Remark { about: name.to_owned(), says: says.to_owned() });
    }

    fn is_number_taken(&self, number: &str, but: Option<BatchId>) -> Outcome<bool> {
        let batches = self.tx.batches()?;
        Ok(batches.iter().any(|batch| batch.batch_number == number && Some(batch.batch_id) != but))
    }

    /// Where a batch is pinned elsewhere there than here, it stays as it is here, unless nobody here ever pinned it.
    fn pin_again(&mut self, id: BatchId, item: &Item<BroughtBatch>) -> Outcome<Option<Fate>> {
        let BroughtPin::Run(key) = &item.what.pin else { return Ok(None) };
        let Some(&there) = self.runs.get(key) else { return Ok(None) };
        let here = self.tx.batch(id)?.pinned_projection_run;
        if here.as_ref().is_some_and(|run| run.run_id == there) {
            return Ok(None);
        }
        if self.tx.pin_history(id)?.is_empty() {
            self.pin(id, there)?;
            return Ok(Some(Fate::Updated));
        }
        let there = self.tx.run(there)?;
        let pinned_here = here.map_or_else(
            || "it is pinned to nothing".to_owned(),
            |run| format!("it stays pinned to run #{} of \"{}\"", run.run_number, run.scenario_name),
        );
        self.changed.push(Remark {
            about: item.name.clone(),
            says: format!(
                "in AquaMind it is pinned to run #{} of \"{}\" now; here {pinned_here}",
                there.run_number, there.scenario_name
            ),
        });
        Ok(Some(Fate::Kept))
    }

    /// A batch that was changed there: what nobody changed here follows, the rest stays and is said.
    fn changed_batch(&mut self, id: BatchId, item: &Item<BroughtBatch>) -> Outcome<()> {
        let there = &item.what.document;
        let before = self.tx.batch(id)?;
        let mut here = before.document();
        let came = self.came_as(&item.uid).to_owned();
        let (came_words, came_fish) = came.split_once('.').unwrap_or_default();
        let (mut words, mut fish) = (came_words.to_owned(), came_fish.to_owned());
        let mut kept = Vec::new();
        let mut updated = Vec::new();
        if words_of_batch(there) != came_words && words_of_batch(there) != words_of_batch(&here) {
            if words_of_batch(&here) == came_words && !self.is_number_taken(&there.batch_number, Some(id))? {
                here = BatchDocument {
                    start_date: here.start_date,
                    initial_count: here.initial_count,
                    initial_weight_g: here.initial_weight_g,
                    pens: here.pens,
                    site: here.site,
                    scenario: here.scenario,
                    ..there.clone()
                };
                words = words_of_batch(there);
                updated.push("what is said of it");
            } else {
                kept.push("what is said of it".to_owned());
            }
        }
        // A plan's fish do not take the place of counted ones.
        let says_others = item.what.says_its_fish && fish_of_batch(there) != came_fish;
        if says_others && fish_of_batch(there) != fish_of_batch(&here) {
            if fish_of_batch(&here) == came_fish {
                here.start_date = there.start_date;
                here.initial_count = there.initial_count;
                here.initial_weight_g = there.initial_weight_g;
                here.pens.clone_from(&there.pens);
                here.site.clone_from(&there.site);
                fish = fish_of_batch(there);
                updated.push("its fish and pens");
            } else {
                kept.push("its fish and pens".to_owned());
            }
        }
        if !updated.is_empty() {
            self.tx.rewrite_batch(id, &here)?;
            self.changed.push(Remark {
                about: item.name.clone(),
                says: format!("follows what was changed in AquaMind: {}", updated.join(" and ")),
            });
        }
        if !kept.is_empty() {
            self.say_kept(&item.name, &kept);
        }
        self.remember(RecordKind::Batch.as_str(), id.0, &item.uid, &format!("{words}.{fish}"))?;
        let pinned = self.pin_again(id, item)?;
        let fate = match (kept.is_empty(), updated.is_empty(), pinned) {
            (false, ..) | (_, _, Some(Fate::Kept)) => Fate::Kept,
            (true, false, _) | (_, _, Some(Fate::Updated)) => Fate::Updated,
            _ => Fate::Known,
        };
        self.settle(&item.rows[..1], &fate);
        for pen in &item.what.pens {
            let fate = match (before.has_pen(&pen.name), here.pens.iter().any(|it| it.name == pen.name)) {
                (false, true) => Fate::Came,
                (false, false) => Fate::Kept,
                (true, _) if updated.contains(&"its fish and pens") => Fate::Updated,
                (true, _) => Fate::Known,
            };
            self.ledger.settle(tables::ASSIGNMENT.name, fate, pen.assignments);
        }
        Ok(())
    }

    fn observation(
        &mut self,
        batch: &Batch,
        batch_is_new: bool,
        mut item: Item<Observation>,
        recorded: &HashMap<i64, Observation>,
    ) -> Outcome<()> {
        let (place, nouns) = noun_of(&item.what);
        keep_known_pens(&mut item.what, batch);
        match self.standing(RecordKind::Observation.as_str(), &item)? {
            // What was removed here stays away, unless its whole batch was.
            Standing::Gone if !batch_is_new => {
                self.count(place, nouns).known_already += 1;
                self.settle(&item.rows, &Fate::Known);
            }
            Standing::New | Standing::Gone => {
                let id = self.tx.insert_observation(batch.batch_id, &item.what, self.act.by, self.act.at)?;
                self.remember(RecordKind::Observation.as_str(), id.0, &item.uid, &item.fingerprint)?;
                self.count_new(place, nouns, &item);
                self.settle(&item.rows, &Fate::Came);
            }
            Standing::Known(_) => {
                self.count(place, nouns).known_already += 1;
                self.settle(&item.rows, &Fate::Known);
            }
            Standing::Changed(id) => {
                self.count(place, nouns).known_already += 1;
                let here = recorded.get(&id);
                let is_untouched = here.is_some_and(|here| fingerprint(here) == self.came_as(&item.uid));
                let fate = if here == Some(&item.what) {
                    Fate::Known
                } else if is_untouched {
                    let (by, at) = (self.act.by, self.act.at);
                    self.tx.correct_observation(ObservationId(id), Some(&item.what), by, at, CORRECTED)?;
                    let says = "follows what was corrected in AquaMind".to_owned();
                    self.changed.push(Remark { about: item.name.clone(), says });
                    Fate::Updated
                } else {
                    self.say_kept(&item.name, &["it was corrected here too".to_owned()]);
                    Fate::Kept
                };
                if fate != Fate::Kept {
                    self.remember(RecordKind::Observation.as_str(), id, &item.uid, &item.fingerprint)?;
                }
                self.settle(&item.rows, &fate);
            }
        }
        Ok(())
    }
}

fn noun_of(observation: &Observation) -> (usize, &'static str) {
    let kind = match observation {
        Observation::GrowthSample(_) => 0,
        Observation::Mortality(_) => 1,
        Observation::Feeding(_) => 2,
        Observation::Temperature(_) => 3,
        Observation::TransferOut(_) | Observation::TransferIn(_) => 4,
        Observation::Treatment(_) | Observation::Harvest(_) => 5,
    };
    (PLACE_OF_BATCHES + 1 + kind, OBSERVATIONS[kind])
}

/// A pen that the batch does not have here, since it was edited, is not named: the observation holds for the batch.
fn keep_known_pens(observation: &mut Observation, batch: &Batch) {
    let keep = |pen: &mut Option<String>| {
        if pen.as_ref().is_some_and(|name| !batch.has_pen(name)) {
            *pen = None;
        }
    };
    match observation {
        Observation::GrowthSample(it) => keep(&mut it.pen),
        Observation::Mortality(it) => keep(&mut it.pen),
        Observation::Feeding(it) => keep(&mut it.pen),
        Observation::Temperature(it) => keep(&mut it.pen),
        Observation::TransferOut(it) => {
            keep(&mut it.pen);
            keep(&mut it.to_pen);
        }
        Observation::TransferIn(it) => keep(&mut it.pen),
        Observation::Treatment(it) => keep(&mut it.pen),
        Observation::Harvest(it) => keep(&mut it.pen),
    }
}
