//! What was observed, sorted by pen and day, and what of it cannot well be.
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;

use super::{Batch, temperature};
use crate::domain::accepted;
use crate::domain::actual::{Anchor, Doubt, Known, TemperatureSource};
use crate::domain::observation::{GrowthSample, Observations};

/// How far a weight can be relied on that was measured at a transfer, and at a treatment.
const OF_TRANSFER: f64 = 0.95;
const OF_TREATMENT: f64 = 0.90;
/// Half the width of an interval that holds the mean 95 times in 100, in standard errors.
const WIDTH_95: f64 = 1.96;
/// However wide a sample scatters, it says more than a model does.
const LEAST_OF_SAMPLE: f64 = 0.5;

/// A mean weight that was measured.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Measured {
    pub weight_g: f64,
    pub kind: Anchor,
    pub confidence: f64,
}

/// A mean that is being made.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Mean {
    sum: f64,
    weight: f64,
}

impl Mean {
    fn add(&mut self, value: f64, weight: f64) {
        self.sum += value * weight;
        self.weight += weight;
    }

    pub fn mean(self) -> Option<f64> {
        (self.weight > 0.0).then(|| self.sum / self.weight)
    }
}

/// Fish that came into a pen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Arrival {
    pub count: f64,
    pub weight_g: Option<f64>,
    /// The pen that they came from, if it is one of the batch.
    pub from: Option<usize>,
}

/// All that was observed on a day, of a pen or of the whole batch.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Record {
    pub anchor: Option<Measured>,
    pub temperature_c: Mean,
    pub deaths: Option<f64>,
    pub feed_kg: Option<f64>,
    /// Fish moved out or harvested.
    pub left: f64,
    pub arrivals: Vec<Arrival>,
}

impl Record {
    /// Whether the day follows from it as from another, to the last bit; temperatures aside, which reach further than their day.
    fn is_same(&self, other: &Self) -> bool {
        let bits = |it: &Self| {
            let number = |value: Option<f64>| value.map(f64::to_bits);
            let anchor = it.anchor.map(|it| (it.weight_g.to_bits(), it.kind, it.confidence.to_bits()));
            (anchor, number(it.deaths), number(it.feed_kg), it.left.to_bits())
        };
        let arrival = |it: &Arrival| (it.count.to_bits(), it.weight_g.map(f64::to_bits), it.from);
        bits(self) == bits(other) && self.arrivals.iter().map(arrival).eq(other.arrivals.iter().map(arrival))
    }
}

/// Which days of which pens are to be computed.
#[derive(Debug)]
pub(super) struct Work {
    pens: Vec<Vec<bool>>,
}

impl Work {
    /// All of them.
    pub fn all(pens: usize, days: usize) -> Self {
        Self { pens: vec![vec![true; days]; pens] }
    }

    /// Whether it is this one.
    pub fn has(&self, pen: usize, day: usize) -> bool {
        self.pens[pen][day]
    }

    /// The first day of all; one beyond the last where there is nothing to do.
    pub fn first_day(&self) -> usize {
        let first = |pen: &Vec<bool>| pen.iter().position(|it| *it).unwrap_or(pen.len());
        self.pens.iter().map(first).min().unwrap_or(0)
    }

    fn add(&mut self, pen: usize, days: Range<usize>) {
        let end = days.end.min(self.pens[pen].len());
        let start = days.start.min(end);
        self.pens[pen][start..end].fill(true);
    }
}

/// Everything that was observed: a record a pen and day, and one a day for what names no pen.
#[derive(Debug, Clone)]
pub(super) struct Records {
    pub first: NaiveDate,
    pub days: usize,
    /// The last day that is wanted, where it is another than the last on which anything was observed.
    through: Option<NaiveDate>,
    /// The pens by name.
    places: HashMap<String, usize>,
    /// What of the observations cannot well be, by the day they name.
    doubts: BTreeMap<NaiveDate, Vec<Doubt>>,
    /// The pens, and behind them the whole batch.
    table: Vec<Vec<Record>>,
    /// What was measured of each day, for every pen.
    measured_c: Vec<Vec<Option<f64>>>,
}

/// The samples of a day, pooled by the fish in them.
#[derive(Default)]
struct Pool {
    weight: Mean,
    /// Sum of n² · standard error², where each sample has one.
    variance: Option<f64>,
    samples: usize,
}

impl Records {
    pub fn of(batch: &Batch<'_>, first: NaiveDate) -> Self {
        let pens = batch.pens.len();
        let mut records = Self {
            first,
            days: 0,
            through: batch.through,
            places: batch.pens.iter().enumerate().map(|(place, pen)| (pen.name.clone(), place)).collect(),
            doubts: BTreeMap::new(),
            table: vec![Vec::new(); pens + 1],
            measured_c: vec![Vec::new(); pens],
        };
        records.reach(batch.observations.last_day());
        records.sort_in(batch.observations);
        records.read_thermometers(0..records.days);
        records
    }

    /// Takes in that `now` is all that was observed on these days, and `last` the last day of all on which anything was. Gives
    /// which days of which pens are others for it.
    pub fn replace(
        &mut self,
        dates: &BTreeSet<NaiveDate>,
        now: &Observations,
        last: Option<NaiveDate>,
    ) -> Work {
        let days_before = self.days;
        let pens = self.pens();
        let days: Vec<usize> = dates.iter().filter_map(|date| self.day_of(*date)).collect();
        let mut before: Vec<(usize, Vec<Record>, Vec<Option<f64>>)> = Vec::with_capacity(days.len());
        for day in days {
            let records = self.table.iter_mut().map(|of_pen| of_pen.get_mut(day).map(std::mem::take));
            let records = records.map(Option::unwrap_or_default).collect();
            let measured_c =
                self.measured_c.iter().map(|of_pen| of_pen.get(day).copied().flatten()).collect();
            before.push((day, records, measured_c));
        }
        self.doubts.retain(|date, _| !dates.contains(date));
        self.reach(last);
        self.sort_in(now);
        let mut work = Work { pens: vec![vec![false; self.days]; pens] };
        for (day, records, measured_c) in before {
            if day < self.days {
                self.read_thermometers(day..day + 1);
                let whole_is_same = self.whole(day).is_same(&records[pens]);
                for pen in
                    (0..pens).filter(|pen| !whole_is_same || !self.pen(*pen, day).is_same(&records[*pen]))
                {
                    work.add(pen, day..day + 1);
                }
            }
            for (pen, before_c) in measured_c.into_iter().enumerate() {
                let now_c = self.measured_c[pen].get(day).copied().flatten();
                if now_c.map(f64::to_bits) != before_c.map(f64::to_bits) {
                    work.add(pen, day.saturating_sub(temperature::REACH)..day + temperature::REACH + 1);
                }
            }
        }
        for pen in 0..pens {
            work.add(pen, days_before..self.days);
        }
        work
    }

    /// Makes room for the days up to the last that is wanted.
    fn reach(&mut self, last: Option<NaiveDate>) {
        let last = self.through.unwrap_or_else(|| last.map_or(self.first, |last| last.max(self.first)));
        self.days = usize::try_from((last - self.first).num_days() + 1).unwrap_or(0);
        for of_pen in &mut self.table {
            of_pen.resize(self.days, Record::default());
        }
        for of_pen in &mut self.measured_c {
            of_pen.resize(self.days, None);
        }
    }

    fn read_thermometers(&mut self, days: Range<usize>) {
        for day in days {
            let of_all = self.whole(day).temperature_c.mean();
            for pen in 0..self.pens() {
                self.measured_c[pen][day] = self.pen(pen, day).temperature_c.mean().or(of_all);
            }
        }
    }

    /// Sorts observations into days of which nothing is known yet.
    fn sort_in(&mut self, observed: &Observations) {
        let pens = self.pens();
        let mut sorter = Sorter { records: self };
        let mut pools: HashMap<(usize, usize), Pool> = HashMap::new();
        for sample in &observed.growth_samples {
            if let Some(place) = sorter.place(sample.date, sample.pen.as_deref(), "growth sample") {
                pools.entry(place).or_default().add(sample);
            }
        }
        for event in &observed.mortality_events {
            if let Some(record) = sorter.record(event.date, event.pen.as_deref(), "count of dead fish") {
                *record.deaths.get_or_insert(0.0) += event.count as f64;
            }
        }
        for event in &observed.feeding_events {
            if let Some(record) = sorter.record(event.date, event.pen.as_deref(), "amount of feed") {
                *record.feed_kg.get_or_insert(0.0) += event.amount_kg;
            }
        }
        for reading in &observed.temperature_readings {
            if accepted::TEMPERATURE_C.is_odd(reading.temperature_c) {
                let what =
                    format!("{} °C is unusual for salmon; it counts as measured", reading.temperature_c);
                sorter.doubt(reading.date, reading.pen.as_deref(), what);
            }
            if let Some(record) = sorter.record(reading.date, reading.pen.as_deref(), "temperature") {
                record.temperature_c.add(reading.temperature_c, 1.0);
            }
        }
        for harvest in &observed.harvests {
            if let Some(record) = sorter.record(harvest.date, harvest.pen.as_deref(), "harvest") {
                record.left += harvest.harvested_count as f64;
            }
        }
        for arrival in &observed.transfers_in {
            if let Some((pen, day)) = sorter.place(arrival.date, arrival.pen.as_deref(), "transfer") {
                sorter.arrive(
                    pen,
                    day,
                    arrival.transferred_count as f64,
                    arrival.measured_avg_weight_g,
                    None,
                );
            }
        }
        let mut transfers: HashMap<(usize, usize), Mean> = HashMap::new();
        for transfer in &observed.transfers_out {
            let Some((pen, day)) = sorter.place(transfer.date, transfer.pen.as_deref(), "transfer") else {
                continue;
            };
            let count = transfer.transferred_count as f64;
            sorter.records.table[pen][day].left += count;
            if let Some(weight_g) = transfer.measured_avg_weight_g {
                let of_pen_g = weight_g * transfer.selection_method.correction();
                transfers.entry((pen, day)).or_default().add(of_pen_g, count.max(1.0));
            }
            if let Some(to) = &transfer.to_pen
                && let Some((to, day)) = sorter.place(transfer.date, Some(to), "transfer")
            {
                let from = (pen < pens).then_some(pen);
                sorter.arrive(to, day, count, transfer.measured_avg_weight_g, from);
            }
        }
        let mut treatments: HashMap<(usize, usize), Mean> = HashMap::new();
        for treatment in &observed.treatments {
            if let Some(weight_g) = treatment.measured_avg_weight_g
                && let Some(place) = sorter.place(treatment.date, treatment.pen.as_deref(), "treatment")
            {
                treatments.entry(place).or_default().add(weight_g, 1.0);
            }
        }
        // The weakest first: what is written later takes its place.
        let weak =
            [(treatments, Anchor::Treatment, OF_TREATMENT), (transfers, Anchor::Transfer, OF_TRANSFER)];
        for (means, kind, confidence) in weak {
            for ((pen, day), mean) in means {
                let measured = mean.mean().map(|weight_g| Measured { weight_g, kind, confidence });
                self.table[pen][day].anchor = measured;
            }
        }
        for ((pen, day), pool) in pools {
            self.table[pen][day].anchor = pool.measured();
        }
    }

    /// The place of a day among those from the batch's first on, whether or not it is one of its days yet.
    fn day_of(&self, date: NaiveDate) -> Option<usize> {
        usize::try_from((date - self.first).num_days()).ok()
    }

    /// What of the observations cannot well be.
    pub fn doubts(&self) -> impl Iterator<Item = &Doubt> {
        self.doubts.values().flatten()
    }

    /// The temperature of a day in a pen, with its source; `planned_c` is what the pinned run's recipe has for it.
    pub fn temperature_on(&self, pen: usize, day: usize, planned_c: f64) -> (f64, Known<TemperatureSource>) {
        temperature::on(&self.measured_c[pen], day, planned_c)
    }

    /// How many pens there are.
    pub fn pens(&self) -> usize {
        self.table.len() - 1
    }

    /// What was observed of a pen on a day, from 0.
    pub fn pen(&self, place: usize, day: usize) -> &Record {
        &self.table[place][day]
    }

    /// What was observed on a day without naming a pen.
    pub fn whole(&self, day: usize) -> &Record {
        &self.table[self.table.len() - 1][day]
    }
}

impl Pool {
    fn add(&mut self, sample: &GrowthSample) {
        let fish = f64::from(sample.sample_size.unwrap_or(1));
        self.weight.add(sample.avg_weight_g, fish);
        let squared = match (sample.std_deviation_g, sample.sample_size) {
            // n² · (s² / n)
            (Some(deviation_g), Some(_)) => Some(fish * deviation_g * deviation_g),
            _ => None,
        };
        let so_far = if self.samples == 0 { Some(0.0) } else { self.variance };
        self.variance = so_far.zip(squared).map(|(so_far, squared)| so_far + squared);
        self.samples += 1;
    }

    /// The pooled mean. Its confidence is 1 less half the relative width of its 95 % interval, where the scatter is known.
    fn measured(&self) -> Option<Measured> {
        let weight_g = self.weight.mean()?;
        let relative = self.variance.map_or(0.0, |variance| variance.sqrt() / self.weight.weight / weight_g);
        let confidence = (1.0 - WIDTH_95 * relative).max(LEAST_OF_SAMPLE);
        Some(Measured { weight_g, kind: Anchor::GrowthSample, confidence })
    }
}

struct Sorter<'a> {
    records: &'a mut Records,
}

impl Sorter<'_> {
    fn doubt(&mut self, date: NaiveDate, pen: Option<&str>, what: String) {
        let doubt = Doubt { date, pen: pen.unwrap_or_default().to_owned(), what };
        self.records.doubts.entry(date).or_default().push(doubt);
    }

    /// Pen and day that an observation belongs to; what belongs nowhere is doubted.
    fn place(&mut self, date: NaiveDate, pen: Option<&str>, what: &str) -> Option<(usize, usize)> {
        if date < self.records.first {
            let start = self.records.first;
            self.doubt(
                date,
                pen,
                format!("this {what} is from before the batch's start on {start}; it does not count"),
            );
            return None;
        }
        let day = self.records.day_of(date)?;
        if day >= self.records.days {
            let last = self.records.through.unwrap_or(date);
            self.doubt(
                date,
                pen,
                format!("this {what} is from after the batch's last day, {last}; it does not count"),
            );
            return None;
        }
        let pens = self.records.pens();
        let place = match pen {
            // With one pen, it is the one that is meant.
            None if pens == 1 => 0,
            None => pens,
            Some(name) => match self.records.places.get(name) {
                Some(place) => *place,
                None => {
                    self.doubt(date, pen, format!("the batch has no such pen; this {what} does not count"));
                    return None;
                }
            },
        };
        Some((place, day))
    }

    fn record(&mut self, date: NaiveDate, pen: Option<&str>, what: &str) -> Option<&mut Record> {
        let (place, day) = self.place(date, pen, what)?;
        self.records.table.get_mut(place)?.get_mut(day)
    }

    /// Fish that came without a pen being named are shared evenly.
    fn arrive(&mut self, pen: usize, day: usize, count: f64, weight_g: Option<f64>, from: Option<usize>) {
        let pens = self.records.pens();
        let to = if pen == pens { 0..pens } else { pen..pen + 1 };
        let count = count / to.len() as f64;
        for pen in to {
            self.records.table[pen][day].arrivals.push(Arrival { count, weight_g, from });
        }
    }
}
