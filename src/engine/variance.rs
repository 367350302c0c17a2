//! How far a batch lies from the run that it is pinned to (`assimilation.md`, "Variance").
use chrono::NaiveDate;
use serde::Serialize;

use crate::domain::actual::ActualDay;
use crate::domain::run::{Projection, ProjectionDay};

/// Beyond this many percent, either way, a variance needs a person.
pub const SIGNIFICANT_PERCENT: f64 = 5.0;

/// What was and what was planned, on one day.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Deviation {
    /// The day.
    pub date: NaiveDate,
    /// What was.
    pub actual: f64,
    /// What the run says.
    pub planned: f64,
}

impl Deviation {
    /// By how much it is more than planned, in the unit of the figure.
    pub fn difference(&self) -> f64 {
        self.actual - self.planned
    }

    /// By how many percent it is more than planned; none of nothing.
    pub fn percent(&self) -> Option<f64> {
        (self.planned != 0.0).then(|| 100.0 * self.difference() / self.planned)
    }
}

/// The variance of one figure over the days that batch and run share.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct FigureVariance {
    /// On the last of them.
    pub current: Deviation,
    /// Mean of the differences.
    pub mean_difference: f64,
    /// Mean of the differences in percent, of the days on which something was planned.
    pub mean_percent: Option<f64>,
    /// The day with the largest difference in size.
    pub largest: Deviation,
}

impl FigureVariance {
    /// Whether it lies more than [`SIGNIFICANT_PERCENT`] off now.
    pub fn is_significant(&self) -> bool {
        self.current.percent().is_some_and(|percent| percent.abs() > SIGNIFICANT_PERCENT)
    }

    fn over(deviations: impl Iterator<Item = Deviation>) -> Option<Self> {
        let deviations: Vec<Deviation> = deviations.collect();
        let current = *deviations.last()?;
        let larger = |a: &Deviation, b: &Deviation| a.difference().abs().total_cmp(&b.difference().abs());
        let percents: Vec<f64> = deviations.iter().filter_map(Deviation::percent).collect();
        Some(Self {
            current,
            mean_difference: deviations.iter().map(Deviation::difference).sum::<f64>()
                / deviations.len() as f64,
            mean_percent: (!percents.is_empty())
                .then(|| percents.iter().sum::<f64>() / percents.len() as f64),
            // The first of several that are equally large.
            largest: deviations.iter().rev().copied().max_by(larger)?,
        })
    }
}

/// Days by which a batch is before its run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Ahead {
    /// So many days from now the run weighs what the batch does; fewer than none if it did before.
    Days(i64),
    /// The run never weighs so much.
    BeyondTheRun,
    /// The run weighed more on its first day.
    BeforeTheRun,
}

/// How far a batch lies from its pinned run, by date.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Variance {
    /// Days that batch and run share.
    pub days: usize,
    /// Mean weight in g.
    pub weight_g: FigureVariance,
    /// Fish alive.
    pub population: FigureVariance,
    /// Biomass in kg.
    pub biomass_kg: FigureVariance,
    /// Feed in kg, summed over the days that both have.
    pub cumulative_feed_kg: FigureVariance,
    /// Days ahead of the run, by weight.
    pub ahead: Ahead,
}

/// Holds a batch's days against those of its pinned run, date by date. None where they share no day.
pub fn variance(actual: &[ActualDay], run: &Projection) -> Option<Variance> {
    let first = run.days.first()?.projection_date;
    let shared: Vec<(&ActualDay, &ProjectionDay)> = actual
        .iter()
        .filter_map(|day| {
            let offset = usize::try_from((day.date - first).num_days()).ok()?;
            Some((day, run.days.get(offset)?))
        })
        .collect();
    let of = |was: fn(&ActualDay) -> f64, is: fn(&ProjectionDay) -> f64| {
        let deviation = |(a, p): &(&ActualDay, &ProjectionDay)| Deviation {
            date: a.date,
            actual: was(a),
            planned: is(p),
        };
        FigureVariance::over(shared.iter().map(deviation))
    };
    let fed = shared.iter().scan((0.0, 0.0), |(was, is), (a, p)| {
        *was += a.feed_kg;
        *is += p.daily_feed_kg;
        Some(Deviation { date: a.date, actual: *was, planned: *is })
    });
    let now = shared.last()?.0;
    Some(Variance {
        days: shared.len(),
        weight_g: of(|a| a.avg_weight_g, |p| p.average_weight_g)?,
        population: of(|a| a.population, |p| p.population)?,
        biomass_kg: of(|a| a.biomass_kg, |p| p.biomass_kg)?,
        cumulative_feed_kg: FigureVariance::over(fed)?,
        ahead: ahead(now, run),
    })
}

/// The date on which the run has the batch's weight of a day, less that day.
pub fn ahead(now: &ActualDay, run: &Projection) -> Ahead {
    match run.days.iter().find(|day| day.average_weight_g >= now.avg_weight_g) {
        None => Ahead::BeyondTheRun,
        Some(day) if day.day_number == 1 && day.average_weight_g > now.avg_weight_g => Ahead::BeforeTheRun,
        Some(day) => Ahead::Days((day.projection_date - now.date).num_days()),
    }
}
