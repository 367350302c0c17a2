//! Runs side by side: key figures with their differences, and days aligned by day number. The first run is the baseline.
use serde::Serialize;

use super::parameter_diff::{ParameterDifference, parameter_diff};
use super::summary::Summary;
use crate::domain::quantity::Quantity;
use crate::domain::run::{ParametersSnapshot, Projection, ProjectionDay, RunDetail};
use crate::domain::run_names::RunNames;

/// Which of two values a planner would rather have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Better {
    /// The larger one.
    Higher,
    /// The smaller one.
    Lower,
}

/// One figure of every run.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct KeyFigure {
    /// The figure's name in [`Summary`].
    pub key: &'static str,
    /// Its name for people.
    pub label: &'static str,
    /// What kind of figure it is.
    pub quantity: Quantity,
    /// Which direction is better, where there is one.
    pub better: Option<Better>,
    /// The value of each run, the baseline's first.
    pub values: Vec<Option<f64>>,
    /// Each run's value less the baseline's.
    pub differences: Vec<Option<f64>>,
    /// The same in percent of the baseline's value.
    pub differences_percent: Vec<Option<f64>>,
}

impl KeyFigure {
    /// Whether a run does better than the baseline; none where that is not defined or there is no difference.
    pub fn is_better(&self, run: usize) -> Option<bool> {
        let difference = self.differences.get(run).copied().flatten().filter(|d| *d != 0.0)?;
        Some((difference > 0.0) == (self.better? == Better::Higher))
    }
}

/// A day number, and what each run has on it.
#[derive(Debug, Clone, PartialEq)]
pub struct AlignedDay<'a> {
    /// The day number.
    pub day_number: u32,
    /// The day of each run, the baseline's first; none where a run is shorter.
    pub days: Vec<Option<&'a ProjectionDay>>,
}

impl AlignedDay<'_> {
    /// A run's day less the baseline's, field by field; none where one of them has no such day.
    pub fn delta(&self, run: usize) -> Option<DayDelta> {
        let base = (*self.days.first()?)?;
        let day = (*self.days.get(run)?)?;
        Some(DayDelta {
            average_weight: day.average_weight_g - base.average_weight_g,
            population: day.population - base.population,
            biomass: day.biomass_kg - base.biomass_kg,
            daily_feed: day.daily_feed_kg - base.daily_feed_kg,
            cumulative_feed: day.cumulative_feed_kg - base.cumulative_feed_kg,
            temperature: day.temperature_c - base.temperature_c,
        })
    }
}

/// What a day has more (or less) than the baseline's: g, fish, kg, kg, kg, °C.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct DayDelta {
    /// Mean weight, in g.
    pub average_weight: f64,
    /// Fish.
    pub population: f64,
    /// Biomass, in kg.
    pub biomass: f64,
    /// Feed of the day, in kg.
    pub daily_feed: f64,
    /// Feed so far, in kg.
    pub cumulative_feed: f64,
    /// Temperature, in °C.
    pub temperature: f64,
}

/// What a comparison is made of.
#[derive(Debug, Clone, Copy)]
pub struct Compared<'a> {
    /// The run's inputs, where they were kept.
    pub snapshot: Option<&'a ParametersSnapshot>,
    /// Its days.
    pub projection: &'a Projection,
    /// Its figures.
    pub summary: &'a Summary,
}

/// All that differs between runs.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// The parameters that differ.
    pub parameter_diff: Vec<ParameterDifference>,
    /// The figures of all runs.
    pub key_figures: Vec<KeyFigure>,
}

/// A run with everything that is known of it.
#[derive(Debug, Clone, PartialEq)]
pub struct RunInFull {
    /// The run, its snapshot and its warnings.
    pub detail: RunDetail,
    /// Its days.
    pub projection: Projection,
    /// Its figures.
    pub summary: Summary,
}

/// Runs side by side; the first is the baseline.
#[derive(Debug, Clone, PartialEq)]
pub struct RunComparison {
    /// The runs, the baseline first.
    pub runs: Vec<RunInFull>,
    /// What differs between them.
    pub comparison: Comparison,
}

impl RunComparison {
    /// Compares runs; the first is the baseline.
    pub fn of(runs: Vec<RunInFull>) -> Self {
        let compared: Vec<Compared<'_>> = runs
            .iter()
            .map(|run| Compared {
                snapshot: run.detail.snapshot.as_ref(),
                projection: &run.projection,
                summary: &run.summary,
            })
            .collect();
        let comparison = compare(&compared);
        Self { runs, comparison }
    }
}

/// Compares runs; the first is the baseline.
pub fn compare(runs: &[Compared<'_>]) -> Comparison {
    let snapshots: Vec<_> = runs.iter().map(|run| run.snapshot).collect();
    let summaries: Vec<_> = runs.iter().map(|run| run.summary).collect();
    Comparison { parameter_diff: parameter_diff(&snapshots), key_figures: key_figures(&summaries) }
}

impl RunNames {
    /// How these runs are called.
    pub fn of(runs: &[RunInFull]) -> Self {
        Self::of_rows(&runs.iter().map(|run| &run.detail.run).collect::<Vec<_>>())
    }
}

/// The figures of all runs, the baseline's first.
pub fn key_figures(summaries: &[&Summary]) -> Vec<KeyFigure> {
    use Better::{Higher, Lower};
    use Quantity as Q;
    type Get = fn(&Summary) -> Option<f64>;
    let table: [(&'static str, &'static str, Quantity, Option<Better>, Get); 23] = [
        ("final_weight_g", "Final weight", Q::WeightG, Some(Higher), |s| Some(s.final_weight_g)),
        ("final_count", "Final count", Q::Count, Some(Higher), |s| Some(s.final_count)),
        ("final_biomass_kg", "Final biomass", Q::BiomassKg, Some(Higher), |s| Some(s.final_biomass_kg)),
        ("total_gain_g", "Weight gain", Q::WeightG, Some(Higher), |s| Some(s.total_gain_g)),
        ("total_gain_percent", "Weight gain in percent", Q::Percent, Some(Higher), |s| {
            Some(s.total_gain_percent)
        }),
        ("mean_daily_gain_g", "Mean daily gain", Q::GramsPerDay, Some(Higher), |s| Some(s.mean_daily_gain_g)),
        ("deaths", "Deaths", Q::Count, Some(Lower), |s| Some(s.deaths)),
        ("mortality_percent", "Mortality", Q::Percent, Some(Lower), |s| Some(s.mortality_percent)),
        ("survival_percent", "Survival", Q::Percent, Some(Higher), |s| Some(s.survival_percent)),
        ("total_feed_kg", "Total feed", Q::FeedKg, None, |s| Some(s.total_feed_kg)),
        ("mean_daily_feed_kg", "Mean daily feed", Q::KgPerDay, None, |s| Some(s.mean_daily_feed_kg)),
        ("economic_fcr", "Economic FCR", Q::Ratio, Some(Lower), |s| s.economic_fcr),
        ("biological_fcr", "Biological FCR", Q::Ratio, Some(Lower), |s| s.biological_fcr),
        ("tgc_realised", "TGC realised", Q::Tgc, Some(Higher), |s| s.tgc_realised),
        ("sgr_percent_per_day", "SGR", Q::PercentPerDay, Some(Higher), |s| Some(s.sgr_percent_per_day)),
        ("degree_days", "Degree-days", Q::DegreeDays, None, |s| Some(s.degree_days)),
        ("temperature_min_c", "Lowest temperature", Q::TemperatureC, None, |s| Some(s.temperature_min_c)),
        ("temperature_mean_c", "Mean temperature", Q::TemperatureC, None, |s| Some(s.temperature_mean_c)),
        ("temperature_max_c", "Highest temperature", Q::TemperatureC, None, |s| Some(s.temperature_max_c)),
        ("peak_biomass_kg", "Peak biomass", Q::BiomassKg, None, |s| Some(s.peak_biomass_kg)),
        ("peak_biomass_day", "Day of peak biomass", Q::Days, None, |s| Some(f64::from(s.peak_biomass_day))),
        ("initial_biomass_kg", "Initial biomass", Q::BiomassKg, None, |s| Some(s.initial_biomass_kg)),
        ("duration_days", "Duration", Q::Days, None, |s| Some(f64::from(s.duration_days))),
    ];
    table
        .into_iter()
        .map(|(key, label, quantity, better, get)| {
            let values: Vec<Option<f64>> = summaries.iter().map(|summary| get(summary)).collect();
            let base = values.first().copied().flatten();
            let differences: Vec<_> = values.iter().map(|value| Some((*value)? - base?)).collect();
            let in_percent = |difference: &Option<f64>| {
                let base = base.filter(|base| *base != 0.0)?;
                Some(100.0 * (*difference)? / base.abs())
            };
            let differences_percent = differences.iter().map(in_percent).collect();
            KeyFigure { key, label, quantity, better, values, differences, differences_percent }
        })
        .collect()
}

/// The days of all runs by day number, up to the end of the longest.
pub fn aligned_days<'a>(projections: &[&'a Projection]) -> Vec<AlignedDay<'a>> {
    let longest = projections.iter().map(|projection| projection.days.len()).max().unwrap_or(0);
    (0..longest)
        .map(|i| AlignedDay {
            day_number: i as u32 + 1,
            days: projections.iter().map(|projection| projection.days.get(i)).collect(),
        })
        .collect()
}
