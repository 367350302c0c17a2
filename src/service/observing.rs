//! What a user does with observations before and after they are recorded: looking at a file of them, being asked about what
//! cannot well be, correcting them, and taking all of that back.
use chrono::{DateTime, Days, NaiveDate, Utc};
use std::collections::{HashMap, HashSet};
use std::path::Path;

use super::Farm;
use super::farm::Act;
use super::growth::{RecordedFile, check_pens, key, plan};
use super::kept::KeptBatches;
use crate::domain::accepted;
use crate::domain::actual::Doubt;
use crate::domain::batch::{Batch, BatchStatus};
use crate::domain::document::read_json;
use crate::domain::fault::{Fault, Outcome};
use crate::domain::ids::{BatchId, ObservationId};
use crate::domain::observation::{Observation, ObservationChange, ObservationKind, Observations, Recorded};
use crate::domain::pen;
use crate::domain::person::Right;
use crate::exchange::dates::{DateOrder, OpenDate};
use crate::exchange::guess::is_json;
use crate::exchange::heads::Use;
use crate::exchange::observations::{self, Look};
use crate::exchange::rejected::RejectedLine;
use crate::exchange::table::{self, Writing};
use crate::exchange::text;
use crate::store::Tx;

/// What is done with a pen that a file names and the batch does not have.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum PenChoice {
    /// It is this pen.
    Pen(String),
    /// It is no pen of its own: what was observed there counts for the whole batch, and fish that were moved there left it.
    NoPen,
    /// What was observed there is left out.
    LeaveOut,
}

/// How a file of observations shall be read.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct ObservationImport {
    /// Which number of `03/04/2024` is the day, where no date tells.
    pub date_order: Option<DateOrder>,
    /// Whether lines that cannot be read are left out; else they refuse the whole file.
    pub skip_bad_lines: bool,
    /// What pens are that the batch does not have, by how they are written.
    pub pens: Vec<(String, PenChoice)>,
}

/// A pen that a file names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedPen {
    /// As it is written there.
    pub written: String,
    /// How often.
    pub times: usize,
    /// What it was taken for; none if that has to be chosen.
    pub taken_for: Option<PenChoice>,
}

/// A file of observations, looked at before anything is recorded.
#[derive(Debug, Clone, PartialEq)]
pub struct ObservationPreview {
    /// How the table is written; none of a JSON document.
    pub writing: Option<Writing>,
    /// Which column means what; those that mean nothing were passed over.
    pub columns: Vec<Use>,
    /// Lines below the heads.
    pub rows: usize,
    /// The size of the file.
    pub bytes: usize,
    /// Which number of its dates was taken for the day.
    pub date_order: Option<DateOrder>,
    /// A date that may be read in two ways: nothing is recorded before somebody says which.
    pub open_date: Option<OpenDate>,
    /// How many observations there are of each kind.
    pub kinds: Vec<(ObservationKind, usize)>,
    /// Their first and last day.
    pub days: Option<(NaiveDate, NaiveDate)>,
    /// The pens that it names, in the order of their first mention.
    pub pens: Vec<NamedPen>,
    /// Observations that would be recorded.
    pub new: usize,
    /// Observations that are recorded already.
    pub known_already: usize,
    /// Observations in pens that were chosen to be left out.
    pub left_out: usize,
    /// Lines that cannot be read.
    pub rejected: usize,
    /// The first of them.
    pub rejected_lines: Vec<RejectedLine>,
    /// What cannot well be.
    pub doubts: Vec<Doubt>,
}

/// A file as it was understood, its pens called as the batch calls them.
struct Understood {
    observations: Observations,
    pens: Vec<NamedPen>,
    left_out: usize,
    look: Look,
    writing: Option<Writing>,
    bytes: usize,
}

impl Farm {
    /// What of these observations cannot well be, if they were recorded: to be asked about before. Nothing is written.
    pub fn doubts_of(&self, batch: BatchId, seen: &Observations) -> Outcome<Vec<Doubt>> {
        seen.check()?;
        let now = (self.clock)();
        self.look(|tx, kept| {
            let of = tx.batch(batch)?;
            check_pens(&of, seen)?;
            let there = tx.observations_of_days(batch, &seen.days())?;
            let (new, _) = new_among(&there, seen);
            doubts_about(tx, kept, &of, &HashSet::new(), &new, now)
        })
    }

    /// What cannot well be once these changes are made. Nothing is written.
    pub fn doubts_of_changes(&self, batch: BatchId, changes: &[ObservationChange]) -> Outcome<Vec<Doubt>> {
        let now = (self.clock)();
        self.look(|tx, kept| {
            let of = tx.batch(batch)?;
            let gone: HashSet<ObservationId> = changes.iter().map(|change| change.observation_id).collect();
            let new: Vec<Observation> = changes.iter().filter_map(|change| change.after.clone()).collect();
            doubts_about(tx, kept, &of, &gone, &new, now)
        })
    }

    /// Looks at a file of observations: what was understood, what is known already, what is rejected and what is doubtful.
    /// Nothing is written.
    pub fn preview_observations(
        &self,
        batch: BatchId,
        path: &Path,
        asked: &ObservationImport,
    ) -> Outcome<ObservationPreview> {
        let bytes = text::read_bytes(path)?;
        let now = (self.clock)();
        self.look(|tx, kept| {
            let of = tx.batch(batch)?;
            let it =
                understand(bytes, &of, asked).map_err(|fault| fault.within(&path.display().to_string()))?;
            let is_open = it.look.open_date.is_some() || it.pens.iter().any(|pen| pen.taken_for.is_none());
            let there = tx.observations_of_days(batch, &it.observations.days())?;
            let (new, known_already) = new_among(&there, &it.observations);
            // With its dates or pens still open, what it comes to is not known yet.
            let doubts =
                if is_open { Vec::new() } else { doubts_about(tx, kept, &of, &HashSet::new(), &new, now)? };
            Ok(it.preview(new.len(), known_already, doubts))
        })
    }

    /// Records a file of observations, as it was understood when it was looked at: all of it or nothing.
    pub fn import_observations(
        &mut self,
        batch: BatchId,
        path: &Path,
        asked: &ObservationImport,
    ) -> Outcome<RecordedFile> {
        let file = path.display().to_string();
        let bytes = text::read_bytes(path)?;
        let of = self.batch(batch)?;
        let it = understand(bytes, &of, asked).map_err(|fault| fault.within(&file))?;
        if let Some(open) = &it.look.open_date {
            return Err(open.fault().within(&file));
        }
        if !asked.skip_bad_lines {
            it.look.read.rejections.refuse().map_err(|fault| fault.within(&file))?;
        }
        if let Some(unknown) = it.pens.iter().find(|pen| pen.taken_for.is_none()) {
            return Err(no_such_pen(&of, &unknown.written).within(&file));
        }
        let mut answer = self.record(batch, &it.observations)?;
        answer.rejected_lines = it.look.read.rejected_lines();
        Ok(answer)
    }

    /// The one observation that a file holds, to be put in the place of another.
    pub fn read_one_observation(&self, batch: BatchId, path: &Path) -> Outcome<Observation> {
        let file = path.display().to_string();
        let bytes = text::read_bytes(path)?;
        let of = self.batch(batch)?;
        let asked = ObservationImport::default();
        let it = match one_of_json(&bytes) {
            Some(one) => {
                let mut only = Observations::default();
                only.add(one.map_err(|fault| fault.within(&file))?);
                only
            }
            None => {
                let it = understand(bytes, &of, &asked).map_err(|fault| fault.within(&file))?;
                it.look.read.rejections.refuse().map_err(|fault| fault.within(&file))?;
                if let Some(open) = &it.look.open_date {
                    return Err(open.fault().within(&file));
                }
                it.observations
            }
        };
        it.check().map_err(|fault| fault.within(&file))?;
        check_pens(&of, &it).map_err(|fault| fault.within(&file))?;
        let count = it.len();
        let one = it.each().next().filter(|_| count == 1);
        one.ok_or_else(|| {
            Fault::invalid(
                format!("the file holds {count} observations"),
                file,
                "Accepted is one, as `batch record` reads it or as `batch observations --json` shows it",
            )
        })
    }

    /// An observation with the batch that it is of.
    pub fn observation(&self, id: ObservationId) -> Outcome<(BatchId, Recorded)> {
        self.file.read(|tx| tx.recorded_one(id)?.ok_or_else(|| gone(id)))
    }

    /// Makes changes of observations, all of them or none. Each keeps what was there before, with who did it, when and why;
    /// one that is no longer what the change counts on refuses them all.
    pub fn change_observations(
        &mut self,
        batch: BatchId,
        changes: &[ObservationChange],
        reason: &str,
    ) -> Outcome<()> {
        let reason = reason.trim();
        if reason.is_empty() {
            return Err(Fault::invalid("no reason is given", "reason", "Say in a few words why"));
        }
        accepted::check_length("reason", reason, accepted::NOTES_CHARS)?;
        let mut after = Observations::default();
        changes.iter().filter_map(|change| change.after.clone()).for_each(|it| after.add(it));
        after.check()?;
        self.change(Right::Edit, |tx, act| {
            let of = tx.batch(batch)?;
            check_pens(&of, &after)?;
            changes.iter().try_for_each(|change| make(tx, batch, change, reason, act))
        })
    }
}

fn make(
    tx: &Tx<'_>,
    batch: BatchId,
    change: &ObservationChange,
    reason: &str,
    Act { by, at: now }: Act<'_>,
) -> Outcome<()> {
    let id = change.observation_id;
    let there = tx.recorded_one(id)?;
    if there.as_ref().is_some_and(|(of, _)| *of != batch) {
        return Err(Fault::refused(format!("observation {id} is of another batch"), "Look at that batch"));
    }
    let there = there.map(|(_, recorded)| recorded.observation);
    if there != change.before {
        let what = match (&there, &change.before) {
            (None, _) => return Err(gone(id)),
            (Some(_), None) => "is there again",
            (Some(_), Some(_)) => "was corrected since",
        };
        return Err(Fault::refused(
            format!(
                "observation {id} of {} {what}",
                there.map_or_else(String::new, |it| it.date().to_string())
            ),
            "Look at the batch's observations again",
        ));
    }
    match (&change.before, &change.after) {
        (None, None) => Ok(()),
        (Some(_), after) => tx.correct_observation(id, after.as_ref(), by, now, reason).map(|_| ()),
        (None, Some(after)) => {
            let back = Recorded {
                observation_id: id,
                observation: after.clone(),
                recorded_by: change.recorded_by.clone(),
                recorded_at: change.recorded_at,
            };
            tx.put_observation_back(batch, &back, by, now, reason)
        }
    }
}

fn gone(id: ObservationId) -> Fault {
    Fault::not_found(format!("there is no observation {id}"), "Look at the batch's observations again")
}

fn no_such_pen(of: &Batch, written: &str) -> Fault {
    let mut one = Observations::default();
    one.add(Observation::Temperature(crate::domain::observation::WaterReading {
        pen: Some(written.to_owned()),
        ..Default::default()
    }));
    match check_pens(of, &one) {
        Err(fault) => fault,
        Ok(()) => Fault::invalid(format!("there is no pen \"{written}\""), "pen", ""),
    }
}

/// Which of these observations are not recorded yet, and how many are. Two equal feedings of one file are two; those of the
/// file as it was last week are known.
pub(super) fn new_among(there: &Observations, seen: &Observations) -> (Vec<Observation>, usize) {
    let mut known: HashMap<String, usize> = HashMap::new();
    for there in there.each() {
        *known.entry(key(&there)).or_default() += 1;
    }
    let days = there.days();
    let mut new = Vec::new();
    for observation in seen.each() {
        // A long file is mostly of days that nothing is known of: those need no second look.
        let is_among = days.contains(&observation.date());
        match is_among.then(|| known.get_mut(&key(&observation))).flatten() {
            Some(left) if *left > 0 => *left -= 1,
            _ => new.push(observation),
        }
    }
    let known_already = seen.len() - new.len();
    (new, known_already)
}

/// What of `new` cannot well be, where it comes to what is there without what is `gone`: what the assimilation doubts with it and
/// did not without it, and what only a calendar or the batch itself can tell.
pub(super) fn doubts_about(
    tx: &Tx<'_>,
    kept: &mut KeptBatches,
    batch: &Batch,
    gone: &HashSet<ObservationId>,
    new: &[Observation],
    now: DateTime<Utc>,
) -> Outcome<Vec<Doubt>> {
    if new.is_empty() {
        return Ok(Vec::new());
    }
    let mut doubts = match plan(tx, kept, batch, None) {
        Err(_) => {
            let mut all = there(tx, batch.batch_id, gone)?;
            new.iter().cloned().for_each(|it| all.add(it));
            without_a_plan(batch, new, &all)
        }
        Ok(plan) => {
            let (before, after) = kept.tried(tx, batch, &plan.recipe, gone, new)?;
            let days: HashSet<NaiveDate> = new.iter().map(Observation::date).collect();
            let is_known: HashSet<&Doubt> = before.doubts.iter().collect();
            let was_doubted: HashSet<(NaiveDate, &str)> =
                before.doubts.iter().map(|doubt| (doubt.date, doubt.pen.as_str())).collect();
            // On a day that is not touched an old doubt may only be worded otherwise.
            let is_new = |doubt: &Doubt| {
                !is_known.contains(doubt)
                    && (days.contains(&doubt.date)
                        || !was_doubted.contains(&(doubt.date, doubt.pen.as_str())))
            };
            after.doubts.iter().filter(|doubt| is_new(doubt)).cloned().collect()
        }
    };
    let last = match batch.status {
        BatchStatus::Closed => there(tx, batch.batch_id, gone)?.last_day(),
        BatchStatus::Active => None,
    };
    doubts.extend(of_the_calendar(batch, last, new, now));
    doubts.sort_by(|a, b| (a.date, &a.what, &a.pen).cmp(&(b.date, &b.what, &b.pen)));
    doubts.dedup();
    Ok(of_the_whole(batch, &doubts))
}

/// What is said of every pen of a batch alike is said once, of the whole of it. The doubts stand by day and wording.
fn of_the_whole(batch: &Batch, doubts: &[Doubt]) -> Vec<Doubt> {
    let alike = doubts.chunk_by(|a, b| (a.date, &a.what) == (b.date, &b.what));
    let mut told: Vec<Doubt> = Vec::new();
    for group in alike {
        let is_of_all = batch.pens.len() > 1 && group.len() >= batch.pens.len();
        match group.first() {
            Some(first) if is_of_all => told.push(Doubt { pen: String::new(), ..first.clone() }),
            _ => told.extend_from_slice(group),
        }
    }
    told.sort_by(|a, b| (a.date, &a.pen, &a.what).cmp(&(b.date, &b.pen, &b.what)));
    told
}

/// All that was observed of a batch but what is gone.
fn there(tx: &Tx<'_>, batch: BatchId, gone: &HashSet<ObservationId>) -> Outcome<Observations> {
    if gone.is_empty() {
        return tx.observations(batch);
    }
    let mut there = Observations::default();
    let stays = tx.recorded(batch)?.into_iter().filter(|one| !gone.contains(&one.observation_id));
    stays.for_each(|one| there.add(one.observation));
    Ok(there)
}

/// Without a run to hold it against, what can be told all the same.
fn without_a_plan(batch: &Batch, new: &[Observation], all: &Observations) -> Vec<Doubt> {
    let doubt = |it: &Observation, what: String| Doubt {
        date: it.date(),
        pen: it.pen().unwrap_or_default().to_owned(),
        what,
    };
    let start = batch.start_date;
    let mut doubts = Vec::new();
    for it in new {
        if it.date() < start {
            doubts.push(doubt(
                it,
                format!("this is from before the batch's start on {start}; it does not count"),
            ));
        }
        if let Observation::Temperature(reading) = it
            && accepted::TEMPERATURE_C.is_odd(reading.temperature_c)
        {
            let what = format!("{} °C is unusual for salmon; it counts as measured", reading.temperature_c);
            doubts.push(doubt(it, what));
        }
    }
    let left: u64 = all.mortality_events.iter().map(|it| it.count).sum::<u64>()
        + all.harvests.iter().map(|it| it.harvested_count).sum::<u64>()
        + all
            .transfers_out
            .iter()
            .filter(|it| it.to_pen.is_none())
            .map(|it| it.transferred_count)
            .sum::<u64>();
    let came = batch.initial_count + all.transfers_in.iter().map(|it| it.transferred_count).sum::<u64>();
    let takes_fish = |it: &&Observation| {
        matches!(it, Observation::Mortality(_) | Observation::Harvest(_) | Observation::TransferOut(_))
    };
    if left > came
        && let Some(last) = new.iter().filter(takes_fish).max_by_key(|it| it.date())
    {
        doubts.push(doubt(
            last,
            format!("{left} dead, harvested or moved are more than the {came} fish that ever came in"),
        ));
    }
    doubts
}

/// What is yet to come, and what is said of a batch that is closed, after the `last` day of all that was observed of it.
fn of_the_calendar(
    batch: &Batch,
    last: Option<NaiveDate>,
    new: &[Observation],
    now: DateTime<Utc>,
) -> Vec<Doubt> {
    // Where the user is it may be tomorrow already.
    let tomorrow = now.date_naive() + Days::new(1);
    let of = |it: &Observation| {
        let closed = batch.status == BatchStatus::Closed && last.is_some_and(|last| it.date() > last);
        let what = if it.date() > tomorrow {
            "this day is yet to come".to_owned()
        } else if closed {
            format!("batch {} is closed; this is after all that was observed of it", batch.batch_number)
        } else {
            return None;
        };
        Some(Doubt { date: it.date(), pen: it.pen().unwrap_or_default().to_owned(), what })
    };
    new.iter().filter_map(of).collect()
}

/// The observation of a JSON document that is one alone, as lists show it: `{"growth_sample": {…}}`.
fn one_of_json(bytes: &[u8]) -> Option<Outcome<Observation>> {
    let text = is_json(bytes).then(|| text::decode(bytes.to_vec()).ok()).flatten()?;
    let is_one = ObservationKind::ALL.iter().any(|kind| text.contains(&format!("\"{}\"", kind.as_str())));
    is_one.then(|| read_json(&text))
}

fn understand(bytes: Vec<u8>, of: &Batch, asked: &ObservationImport) -> Outcome<Understood> {
    let size = bytes.len();
    let (look, writing) = if is_json(&bytes) {
        let observations: Observations = read_json(&text::decode(bytes)?)?;
        let read = observations::Read { rows: observations.len(), observations, ..Default::default() };
        let look = Look { read, columns: Vec::new(), date_order: DateOrder::DayFirst, open_date: None };
        (look, None)
    } else {
        let table = table::read(bytes)?;
        (observations::look(&table, asked.date_order)?, Some(table.writing().clone()))
    };
    look.read.observations.check()?;
    let mut it = Understood {
        observations: Observations::default(),
        pens: Vec::new(),
        left_out: 0,
        look,
        writing,
        bytes: size,
    };
    it.call_pens_as(of, asked);
    Ok(it)
}

impl Understood {
    /// Calls the pens as the batch does; those that it does not have, and that nobody chose for, stay as they are written.
    fn call_pens_as(&mut self, of: &Batch, asked: &ObservationImport) {
        let names = of.pen_names();
        let mut places: HashMap<String, usize> = HashMap::new();
        for mut observation in std::mem::take(&mut self.look.read.observations).each() {
            let mut is_left_out = false;
            for named in observation.pens_mut() {
                let Some(written) = named.as_ref() else { continue };
                let place = *places.entry(written.clone()).or_insert_with(|| {
                    let chosen =
                        asked.pens.iter().find(|(of, _)| of == written).map(|(_, choice)| choice.clone());
                    let meant = || pen::meant(&names, written).map(|name| PenChoice::Pen(name.to_owned()));
                    let taken_for = chosen.or_else(meant);
                    self.pens.push(NamedPen { written: written.clone(), times: 0, taken_for });
                    self.pens.len() - 1
                });
                let pen = &mut self.pens[place];
                pen.times += 1;
                match &pen.taken_for {
                    Some(PenChoice::Pen(name)) => *named = Some(name.clone()),
                    Some(PenChoice::NoPen) => *named = None,
                    Some(PenChoice::LeaveOut) => is_left_out = true,
                    None => {}
                }
            }
            if is_left_out {
                self.left_out += 1;
            } else {
                self.observations.add(observation);
            }
        }
    }

    fn preview(self, new: usize, known_already: usize, doubts: Vec<Doubt>) -> ObservationPreview {
        let mut kinds: HashMap<ObservationKind, usize> = HashMap::new();
        let mut days: Option<(NaiveDate, NaiveDate)> = None;
        for observation in self.observations.each() {
            *kinds.entry(observation.kind()).or_default() += 1;
            let date = observation.date();
            days = Some(days.map_or((date, date), |(first, last)| (first.min(date), last.max(date))));
        }
        let kinds =
            ObservationKind::ALL.into_iter().filter_map(|kind| Some((kind, *kinds.get(&kind)?))).collect();
        ObservationPreview {
            date_order: self.writing.is_some().then_some(self.look.date_order),
            writing: self.writing,
            columns: self.look.columns,
            rows: self.look.read.rows,
            bytes: self.bytes,
            open_date: self.look.open_date,
            kinds,
            days,
            pens: self.pens,
            new,
            known_already,
            left_out: self.left_out,
            rejected: self.look.read.rejections.count(),
            rejected_lines: self.look.read.rejections.lines().to_vec(),
            doubts,
        }
    }
}
