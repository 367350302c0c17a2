//! The actual state of a batch, kept: what changes is computed anew, and what follows from it, and nothing else.
//!
//! A day of a pen follows from the pen's evening before, from what was observed that day of it and of the whole batch, and from
//! temperatures of the week around it; and from the other pens where fish came from there or the whole batch was measured. So
//! a change is followed from day to day and from pen to pen, and no further than it makes a difference.
use chrono::{Days, NaiveDate};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::day::{Day, Evening};
use super::records::{Records, Work};
use super::{Batch, PenStart, place, total};
use crate::domain::actual::{Actual, Doubt, PenDays};
use crate::domain::observation::Observations;
use crate::domain::run::ParametersSnapshot;
use crate::domain::scenario::Scenario;

/// The actual state of a batch beside one run, kept up to date.
#[derive(Debug, Clone)]
pub struct Kept {
    recipe: Arc<ParametersSnapshot>,
    pens: Pens,
}

impl Kept {
    /// Computes all days of a batch, to the last on which anything was observed.
    pub fn of(pens: &[PenStart], observations: &Observations, recipe: Arc<ParametersSnapshot>) -> Self {
        let pens = Pens::of(&Batch { pens, observations, recipe: &recipe, through: None });
        Self { recipe, pens }
    }

    /// The pens as their fish came in: with others nothing of this holds any more.
    pub fn starts(&self) -> &[PenStart] {
        &self.pens.starts
    }

    /// The days as they are now.
    pub fn actual(&self) -> Arc<Actual> {
        Arc::clone(&self.pens.actual)
    }

    /// Computes anew what follows from a change: on these days, `now` is all that was observed, and `last` is the last day of
    /// all on which anything was. Gives how many days of pens that were.
    pub fn replace(
        &mut self,
        days: &BTreeSet<NaiveDate>,
        now: &Observations,
        last: Option<NaiveDate>,
    ) -> usize {
        let Some(records) = &mut self.pens.records else { return 0 };
        let work = records.replace(days, now, last);
        self.pens.compute(self.recipe.inputs(), &work)
    }
}

/// The pens of a batch and their days.
#[derive(Debug, Clone)]
pub(super) struct Pens {
    starts: Vec<PenStart>,
    /// What was observed; none where no fish came in.
    records: Option<Records>,
    actual: Arc<Actual>,
    /// What of a day of a pen cannot well be, by day and pen.
    strange: BTreeMap<(usize, usize), Vec<Doubt>>,
}

impl Pens {
    /// All days of a batch.
    pub fn of(batch: &Batch<'_>) -> Self {
        let inputs = batch.recipe.inputs();
        let mut pens = Self {
            starts: batch.pens.to_vec(),
            records: None,
            actual: Arc::default(),
            strange: BTreeMap::new(),
        };
        let Some(first) = pens.starts.iter().map(|pen| pen.date).min() else { return pens };
        let records = Records::of(batch, first);
        let work = Work::all(pens.starts.len(), records.days);
        let days =
            |pen: &PenStart| PenDays { name: pen.name.clone(), days: Vec::with_capacity(records.days) };
        pens.actual = Arc::new(Actual {
            stages: inputs.lifecycle.iter().map(|stage| stage.name.clone()).collect(),
            pens: pens.starts.iter().map(days).collect(),
            batch: Vec::with_capacity(records.days),
            doubts: Vec::new(),
        });
        pens.records = Some(records);
        pens.compute(inputs, &work);
        pens
    }

    pub fn into_actual(self) -> Arc<Actual> {
        self.actual
    }

    /// Computes the days that are to be computed, and whatever follows from them.
    fn compute(&mut self, inputs: &Scenario, work: &Work) -> usize {
        let Some(records) = &self.records else { return 0 };
        let first = records.first;
        let actual = Arc::make_mut(&mut self.actual);
        let begins: Vec<usize> = self
            .starts
            .iter()
            .map(|pen| usize::try_from((pen.date - first).num_days()).unwrap_or(0))
            .collect();
        for (pen, begins) in actual.pens.iter_mut().zip(&begins) {
            pen.days.truncate(records.days.saturating_sub(*begins));
        }
        actual.batch.truncate(records.days);
        self.strange.retain(|(day, _), _| *day < records.days);
        let morning: Vec<Evening> = self
            .starts
            .iter()
            .map(|pen| Evening {
                weight_g: pen.weight_g,
                population: pen.population,
                stage: place(inputs, &pen.stage),
            })
            .collect();
        // Whether a pen's evening is another than it was, and the day after it must follow.
        let mut differs = vec![false; begins.len()];
        let mut is_new = vec![false; records.days + 1];
        let mut computed = 0;
        for day in work.first_day()..records.days {
            let is_there: Vec<bool> = begins.iter().map(|begins| *begins <= day).collect();
            let wanted = wanted(records, work, day, &is_there, &differs);
            if !wanted.contains(&true) {
                continue;
            }
            let evening = |pen: usize| {
                let before = day.checked_sub(begins[pen] + 1).and_then(|at| actual.pens[pen].days.get(at));
                before.map_or(morning[pen], Evening::of)
            };
            let yesterday: Vec<Evening> = (0..begins.len()).map(evening).collect();
            let date = first + Days::new(day as u64);
            let lived = Day {
                inputs,
                records,
                pens: &self.starts,
                day,
                date,
                yesterday: &yesterday,
                is_there: &is_there,
            }
            .live(&wanted);
            for (pen, lived) in lived.into_iter().enumerate() {
                differs[pen] = false;
                let Some(lived) = lived else { continue };
                computed += 1;
                let days = &mut actual.pens[pen].days;
                match days.get_mut(day - begins[pen]) {
                    Some(known) => {
                        differs[pen] = !Evening::of(known).is_same(Evening::of(&lived.row));
                        *known = lived.row;
                    }
                    None => days.push(lived.row),
                }
                self.strange.remove(&(day, pen));
                if !lived.doubts.is_empty() {
                    self.strange.insert((day, pen), lived.doubts);
                }
            }
            is_new[day] = true;
            // What the whole batch gained on the next day is counted from this one.
            is_new[day + 1] = true;
        }
        for day in (0..records.days).filter(|day| is_new[*day]) {
            total::write(day, first, actual);
        }
        actual.doubts = records.doubts().chain(self.strange.values().flatten()).cloned().collect();
        actual.doubts.sort_by(|a, b| (a.date, &a.pen, &a.what).cmp(&(b.date, &b.pen, &b.what)));
        computed
    }
}

/// The pens of which a day is to be computed: where something was observed, whose evening before is another, and those that it
/// reaches.
fn wanted(records: &Records, work: &Work, day: usize, is_there: &[bool], differs: &[bool]) -> Vec<bool> {
    let whole = records.whole(day);
    let any_differs = differs.contains(&true);
    let is_shared = whole.deaths.is_some() || whole.feed_kg.is_some() || whole.left > 0.0;
    let is_reached = |pen: usize| {
        let comes_from_other =
            || records.pen(pen, day).arrivals.iter().any(|it| it.from.is_some_and(|from| differs[from]));
        any_differs && (differs[pen] || is_shared || comes_from_other())
    };
    let mut wanted: Vec<bool> =
        (0..is_there.len()).map(|pen| is_there[pen] && (work.has(pen, day) || is_reached(pen))).collect();
    if whole.anchor.is_some() && wanted.contains(&true) {
        wanted.copy_from_slice(is_there);
    }
    wanted
}
