//! What was observed of a batch, as other farm files know it, and what comes of theirs.
//!
//! An observation is known by what was written down first; equal ones are told apart by their order. So a morning's deaths
//! that two people wrote down each on their own laptop are the same ones, and two equal feedings of one day are two.
use std::collections::{BTreeMap, HashMap};

use super::merge::Merge;
use super::words;
use crate::domain::bundle::{Shared, SharedCorrection, SharedObservation, Standing, value_hash};
use crate::domain::fault::Outcome;
use crate::domain::ids::{BatchId, ObservationId};
use crate::domain::observation::{Correction, Observation, Observations};
use crate::store::{RecordKind, Tx};

/// An observation with the number that it has here.
pub struct Observed {
    /// Its number; of one that was removed too.
    pub id: ObservationId,
    /// As others know it.
    pub shared: SharedObservation,
}

/// All that was observed of a batch, in an order that is the same in every farm file.
pub fn of_batch(tx: &Tx<'_>, batch: BatchId) -> Outcome<Vec<Observed>> {
    let mut corrections: BTreeMap<i64, Vec<SharedCorrection>> = BTreeMap::new();
    let mut all_corrections = tx.corrections(batch)?;
    all_corrections.sort_by_key(|correction| correction.corrected_at);
    for correction in all_corrections {
        let Correction { observation_id, corrected_at, corrected_by, reason, before, after } = correction;
        let one = SharedCorrection { corrected_at, corrected_by, reason, before, after };
        corrections.entry(observation_id.0).or_default().push(one);
    }
    let mut all = Vec::new();
    for recorded in tx.recorded(batch)? {
        let corrections = corrections.remove(&recorded.observation_id.0).unwrap_or_default();
        let now = Some(recorded.observation.clone());
        let first = corrections.first().map_or(recorded.observation, |first| first.before.clone());
        let shared = SharedObservation {
            now: now_of(tx, recorded.observation_id, &first, now, !corrections.is_empty())?,
            first,
            recorded_by: recorded.recorded_by,
            recorded_at: recorded.recorded_at,
            corrections,
        };
        all.push(Observed { id: recorded.observation_id, shared });
    }
    // What is left was removed.
    for (id, corrections) in corrections {
        let Some(earliest) = corrections.first() else { continue };
        let (first, id) = (earliest.before.clone(), ObservationId(id));
        let shared = SharedObservation {
            now: now_of(tx, id, &first, None, true)?,
            first,
            recorded_by: String::new(),
            recorded_at: earliest.corrected_at,
            corrections,
        };
        all.push(Observed { id, shared });
    }
    all.sort_by_cached_key(|one| (one.shared.first.date(), key(&one.shared.first), one.id));
    Ok(all)
}

fn key(observation: &Observation) -> String {
    serde_json::to_string(observation).unwrap_or_default()
}

fn first_version(first: &Observation) -> Shared<Option<Observation>> {
    Shared::first(Some(first.clone()))
}

/// What an observation is now, with its versions; nothing where it is what was written down first and always was.
fn now_of(
    tx: &Tx<'_>,
    id: ObservationId,
    first: &Observation,
    now: Option<Observation>,
    was_corrected: bool,
) -> Outcome<Option<Shared<Option<Observation>>>> {
    if !was_corrected {
        return Ok(None);
    }
    let fields = tx.shared_fields(RecordKind::Observation, id.0)?;
    if fields.contains_key("content") {
        return Ok(Some(super::identity::shared(&fields, "content", now)));
    }
    let first = first_version(first);
    Ok(Some(if now == first.value { first } else { Shared::after(now, &[&first.version], first.earlier) }))
}

impl Merge<'_> {
    /// Brings what was observed of a batch elsewhere together with what was observed here.
    pub(super) fn observations(
        &mut self,
        batch: BatchId,
        number: &str,
        theirs: &[SharedObservation],
    ) -> Outcome<()> {
        let mut here: HashMap<(String, usize), Observed> = HashMap::new();
        let mut counted: HashMap<String, usize> = HashMap::new();
        let mut place_of = |first: &Observation| {
            let key = key(first);
            let place = counted.entry(key.clone()).or_default();
            *place += 1;
            (key, *place)
        };
        for one in of_batch(self.tx, batch)? {
            here.insert(place_of(&one.shared.first), one);
        }
        counted.clear();
        for theirs in theirs {
            let key = key(&theirs.first);
            let place = counted.entry(key.clone()).or_default();
            *place += 1;
            match here.remove(&(key, *place)) {
                None => self.new_observation(batch, theirs)?,
                Some(ours) => self.known_observation(batch, number, &ours, theirs)?,
            }
        }
        Ok(())
    }

    fn new_observation(&mut self, batch: BatchId, theirs: &SharedObservation) -> Outcome<()> {
        let (by, at) = (&theirs.recorded_by, theirs.recorded_at);
        let now = theirs.now.as_ref().map_or(Some(&theirs.first), |now| now.value.as_ref());
        // One that was removed gets a number too: its corrections name it.
        let id = self.tx.insert_observation(batch, now.unwrap_or(&theirs.first), by, at)?;
        if now.is_none() {
            self.tx.set_observation(id, None)?;
        }
        if let Some(now) = &theirs.now {
            self.tx.remember_shared(
                RecordKind::Observation,
                id.0,
                "content",
                now,
                &value_hash(&now.value),
            )?;
        }
        self.report.arrived.observations += 1;
        self.corrections(batch, id, &[], &theirs.corrections)
    }

    fn known_observation(
        &mut self,
        batch: BatchId,
        number: &str,
        ours: &Observed,
        theirs: &SharedObservation,
    ) -> Outcome<()> {
        let (id, mine) = (ours.id, &ours.shared);
        if (theirs.recorded_at, &theirs.recorded_by) < (mine.recorded_at, &mine.recorded_by) {
            self.tx.set_recorded(id, &theirs.recorded_by, theirs.recorded_at)?;
        }
        self.corrections(batch, id, &mine.corrections, &theirs.corrections)?;
        if mine.now.is_none() && theirs.now.is_none() {
            return Ok(());
        }
        let first = first_version(&mine.first);
        let (mine_now, theirs_now) =
            (mine.now.as_ref().unwrap_or(&first), theirs.now.as_ref().unwrap_or(&first));
        let key = format!("observation/{number}/{id}");
        let of = format!("batch {number}, {}", words::observation(&mine.first));
        let standing = mine_now.beside(theirs_now);
        let merged =
            self.settle(&key, &of, "observation", mine_now, theirs_now, |now| words::now(now.as_ref()))?;
        let Some(merged) = merged else { return Ok(()) };
        if merged.value != mine_now.value {
            match (&mine_now.value, &merged.value) {
                (None, Some(now)) => {
                    let (by, at) = (&theirs.recorded_by, theirs.recorded_at);
                    self.tx.insert_observation_again(batch, id, now, by, at)?;
                }
                (_, now) => self.tx.set_observation(id, now.as_ref())?,
            }
            if standing == Standing::Disagree {
                let correction = Correction {
                    observation_id: id,
                    corrected_at: self.now,
                    corrected_by: self.by.to_owned(),
                    reason: self.reason(),
                    before: mine_now.value.clone().unwrap_or_else(|| mine.first.clone()),
                    after: merged.value.clone(),
                };
                self.tx.insert_correction(batch, &correction)?;
            }
        }
        self.tx.remember_shared(RecordKind::Observation, id.0, "content", &merged, &value_hash(&merged.value))
    }

    /// Writes down the corrections that are not known here.
    fn corrections(
        &mut self,
        batch: BatchId,
        id: ObservationId,
        mine: &[SharedCorrection],
        theirs: &[SharedCorrection],
    ) -> Outcome<()> {
        for theirs in theirs.iter().filter(|theirs| !mine.contains(theirs)) {
            let SharedCorrection { corrected_at, corrected_by, reason, before, after } = theirs.clone();
            let one = Correction { observation_id: id, corrected_at, corrected_by, reason, before, after };
            self.tx.insert_correction(batch, &one)?;
            self.report.arrived.corrections += 1;
        }
        Ok(())
    }
}

/// Refuses observations that could not be written down.
pub fn check(theirs: &[SharedObservation]) -> Outcome<()> {
    let mut all = Observations::default();
    for one in theirs {
        all.add(one.first.clone());
        all.check()?;
        all = Observations::default();
        for now in one.now.iter().filter_map(|now| now.value.as_ref()) {
            all.add(now.clone());
        }
        all.check()?;
        all = Observations::default();
    }
    Ok(())
}
