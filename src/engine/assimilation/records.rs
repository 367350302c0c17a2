//! What was observed, sorted by pen and day, and what of it cannot well be.
use chrono::NaiveDate;
use std::collections::HashMap;

use super::Batch;
use crate::domain::accepted;
use crate::domain::actual::{Anchor, Doubt};
use crate::domain::observation::GrowthSample;

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

/// Everything that was observed: a record a pen and day, and one a day for what names no pen.
pub(super) struct Records {
    pub days: usize,
    pub doubts: Vec<Doubt>,
    /// The pens, and behind them the whole batch.
    table: Vec<Vec<Record>>,
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
        let observed = batch.observations;
        let last = batch.through.or_else(|| last_day(batch)).unwrap_or(first);
        let days = usize::try_from((last - first).num_days() + 1).unwrap_or(0);
        let pens = batch.pens.len();
        let mut sorter = Sorter {
            first,
            last,
            names: batch.pens.iter().enumerate().map(|(place, pen)| (pen.name.as_str(), place)).collect(),
            records: Self { days, doubts: Vec::new(), table: vec![vec![Record::default(); days]; pens + 1] },
        };
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
        let mut records = sorter.records;
        // The weakest first: what is written later takes its place.
        let weak =
            [(treatments, Anchor::Treatment, OF_TREATMENT), (transfers, Anchor::Transfer, OF_TRANSFER)];
        for (means, kind, confidence) in weak {
            for ((pen, day), mean) in means {
                let measured = mean.mean().map(|weight_g| Measured { weight_g, kind, confidence });
                records.table[pen][day].anchor = measured;
            }
        }
        for ((pen, day), pool) in pools {
            records.table[pen][day].anchor = pool.measured();
        }
        records
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
    first: NaiveDate,
    last: NaiveDate,
    names: HashMap<&'a str, usize>,
    records: Records,
}

impl Sorter<'_> {
    fn doubt(&mut self, date: NaiveDate, pen: Option<&str>, what: String) {
        self.records.doubts.push(Doubt { date, pen: pen.unwrap_or_default().to_owned(), what });
    }

    /// Pen and day that an observation belongs to; what belongs nowhere is doubted.
    fn place(&mut self, date: NaiveDate, pen: Option<&str>, what: &str) -> Option<(usize, usize)> {
        if date < self.first {
            let start = self.first;
            self.doubt(
                date,
                pen,
                format!("this {what} is from before the batch's start on {start}; it does not count"),
            );
            return None;
        }
        if date > self.last {
            let last = self.last;
            self.doubt(
                date,
                pen,
                format!("this {what} is from after the batch's last day, {last}; it does not count"),
            );
            return None;
        }
        let day = usize::try_from((date - self.first).num_days()).ok()?;
        let pens = self.records.table.len() - 1;
        let place = match pen {
            // With one pen, it is the one that is meant.
            None if pens == 1 => 0,
            None => pens,
            Some(name) => match self.names.get(name) {
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
        let pens = self.records.table.len() - 1;
        let to = if pen == pens { 0..pens } else { pen..pen + 1 };
        let count = count / to.len() as f64;
        for pen in to {
            self.records.table[pen][day].arrivals.push(Arrival { count, weight_g, from });
        }
    }
}

/// The last day on which anything was observed.
fn last_day(batch: &Batch<'_>) -> Option<NaiveDate> {
    let seen = batch.observations;
    let samples = seen.growth_samples.iter().map(|it| it.date);
    samples
        .chain(seen.mortality_events.iter().map(|it| it.date))
        .chain(seen.feeding_events.iter().map(|it| it.date))
        .chain(seen.temperature_readings.iter().map(|it| it.date))
        .chain(seen.transfers_out.iter().map(|it| it.date))
        .chain(seen.transfers_in.iter().map(|it| it.date))
        .chain(seen.treatments.iter().map(|it| it.date))
        .chain(seen.harvests.iter().map(|it| it.date))
        .max()
}
