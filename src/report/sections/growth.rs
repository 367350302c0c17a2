//! What became of a batch: how far it lies from its plan, where it will be, what was observed, and how far each figure can be
//! relied on.
use chrono::NaiveDate;

use crate::domain::actual::{ActualDay, FeedSource, MortalitySource, TemperatureSource, WeightSource};
use crate::domain::display::{self, NO_VALUE};
use crate::domain::measure::Measure;
use crate::domain::observation::Observation;
use crate::domain::quantity::Quantity;
use crate::engine::fit_words::fit_words;
use crate::engine::gathered::GrowthInFull;
use crate::engine::variance::{Ahead, FigureVariance};
use crate::report::blocks::{Block, Cell, Column, ColumnKind, Table};
use crate::report::contents::Contents;
use crate::report::wishes::PlotOf;

/// The measures that a growth report draws.
pub(in crate::report) const MEASURES: [Measure; 5] =
    [Measure::Weight, Measure::Population, Measure::Biomass, Measure::CumulativeFeed, Measure::Temperature];

impl Contents<'_> {
    /// The batch beside its plan; nothing where nothing was observed of it.
    pub(in crate::report) fn growth_blocks(&self) -> Vec<Block> {
        let Some(growth) = self.growth else { return Vec::new() };
        let mut blocks = vec![Block::Says(self.say(headline(growth)))];
        if let Some(why) = &growth.instead {
            blocks.push(Block::Note(display::sentence(why)));
        }
        blocks.push(Block::Plots(MEASURES.map(PlotOf::Growth).into()));
        blocks.push(Block::Note(
            "The plan is the thick line, what was the line with dots, what is forecast the line with squares; single dots are \
             fish that were weighed. Bands show the stages of the plan"
                .to_owned(),
        ));
        blocks.extend(self.growth_tables());
        blocks
    }

    /// The same without its plots.
    pub(in crate::report) fn growth_tables(&self) -> Vec<Block> {
        let Some(growth) = self.growth else { return Vec::new() };
        let mut blocks = vec![self.variance_block(growth), self.forecast_block(growth)];
        blocks.push(Block::Note(self.say(water_ahead(growth))));
        blocks.extend(self.samples_block(growth));
        blocks.push(self.calibration_block(growth));
        blocks.push(self.observed_block(growth));
        blocks.push(self.provenance_block(growth));
        if !growth.actual.doubts.is_empty() {
            blocks.push(Block::Heading("To look at twice".to_owned()));
            let doubt = |doubt: &crate::domain::actual::Doubt| {
                format!("{}: {}", display::date(doubt.date), doubt.what)
            };
            blocks.push(Block::Items(growth.actual.doubts.iter().map(doubt).collect()));
        }
        blocks
    }

    /// Every actual day, for a sheet of its own.
    pub(in crate::report) fn actual_days_block(&self) -> Option<Block> {
        let growth = self.growth?;
        let row = |day: &ActualDay| {
            vec![
                Cell::date(day.date),
                self.amount(f64::from(day.day_number), None),
                Cell::text(growth.actual.stage_name(day)),
                self.amount(day.avg_weight_g, Some(Quantity::WeightG)),
                Cell::text(day.weight.source.as_str()),
                self.share(day.weight.confidence),
                self.amount(day.population, Some(Quantity::Count)),
                self.amount(day.biomass_kg, Some(Quantity::BiomassKg)),
                self.amount(day.temperature_c, Some(Quantity::TemperatureC)),
                Cell::text(day.temperature.source.as_str()),
                self.amount(day.deaths, Some(Quantity::Count)),
                Cell::text(day.mortality.source.as_str()),
                self.amount(day.feed_kg, Some(Quantity::FeedKg)),
                Cell::text(day.feed.source.as_str()),
            ]
        };
        use ColumnKind::{Number, Short};
        Some(Block::Table(Table {
            name: "Actual days".to_owned(),
            caption: "Each day of the batch, with where its figures come from".to_owned(),
            columns: [
                ("Date", Number),
                ("Day", Number),
                ("Stage", Short),
                ("Weight", Number),
                ("Weight from", Short),
                ("Confidence", Number),
                ("Fish", Number),
                ("Biomass", Number),
                ("Water", Number),
                ("Water from", Short),
                ("Dead", Number),
                ("Dead from", Short),
                ("Feed", Number),
                ("Feed from", Short),
            ]
            .map(|(head, kind)| Column::new(head, kind))
            .into(),
            rows: growth.actual.batch.iter().map(row).collect(),
        }))
    }

    fn amount(&self, value: f64, quantity: Option<Quantity>) -> Cell {
        let words = match quantity {
            Some(quantity) => display::quantity(value, quantity).to_string(),
            None => display::count(value),
        };
        Cell::number(value, quantity, self.say(words))
    }

    fn share(&self, share: f64) -> Cell {
        Cell::number(share, None, self.say(display::percent(100.0 * share, 0)))
    }

    fn percent(&self, percent: Option<f64>) -> Cell {
        match percent {
            Some(percent) => Cell::number(percent, None, self.say(display::percent_difference(percent, 1))),
            None => Cell::text(NO_VALUE),
        }
    }

    fn variance_block(&self, growth: &GrowthInFull) -> Block {
        let Some(variance) = &growth.variance else {
            return Block::Says(
                "The batch and the run share no day, so nothing can be held against it".to_owned(),
            );
        };
        let row = |(name, figure, quantity): (&str, &FigureVariance, Quantity)| {
            let current = &figure.current;
            let more = self.say(display::quantity_difference(current.difference(), quantity));
            let mut percent = self.percent(current.percent());
            percent.is_strong = figure.is_significant();
            vec![
                Cell::text(name),
                self.amount(current.actual, Some(quantity)),
                self.amount(current.planned, Some(quantity)),
                Cell::number(current.difference(), Some(quantity), more),
                percent,
                self.percent(figure.mean_percent),
                self.percent(figure.largest.percent()).note(display::date(figure.largest.date)),
            ]
        };
        let rows = [
            ("Mean weight", &variance.weight_g, Quantity::WeightG),
            ("Fish", &variance.population, Quantity::Count),
            ("Biomass", &variance.biomass_kg, Quantity::BiomassKg),
            ("Feed so far", &variance.cumulative_feed_kg, Quantity::FeedKg),
        ];
        use ColumnKind::{Number, Text};
        Block::Table(Table {
            name: "Against the plan".to_owned(),
            caption: self.say(format!(
                "The last actual day beside the same date of the plan, and the mean and the largest difference over {}",
                display::days(variance.days as i64)
            )),
            columns: [
                ("Figure", Text),
                ("Actual", Number),
                ("Planned", Number),
                ("Difference", Number),
                ("In percent", Number),
                ("Mean", Number),
                ("Largest", Number),
            ]
            .map(|(head, kind)| Column::new(head, kind))
            .into(),
            rows: rows.map(row).into(),
        })
    }

    fn forecast_block(&self, growth: &GrowthInFull) -> Block {
        let date =
            |date: Option<NaiveDate>| date.map_or_else(|| Cell::text("not within the run"), Cell::date);
        let row = |reached: &crate::engine::forecast::ForecastDate| {
            let later = reached.later_days();
            vec![
                self.amount(reached.weight_g, Some(Quantity::WeightG)),
                date(reached.date),
                date(reached.planned),
                later.map_or_else(
                    || Cell::text(NO_VALUE),
                    |days| Cell::number(days as f64, None, self.say(display::days_difference(days))),
                ),
            ]
        };
        use ColumnKind::Number;
        Block::Table(Table {
            name: "Forecast".to_owned(),
            caption: "The first day on which the batch has a weight, was or will be, beside the plan's"
                .to_owned(),
            columns: ["Weight", "Reached on", "Planned on", "Later"]
                .map(|head| Column::new(head, Number))
                .into(),
            rows: growth.dates.iter().map(row).collect(),
        })
    }

    fn samples_block(&self, growth: &GrowthInFull) -> Option<Block> {
        let samples = &growth.observations.growth_samples;
        let row = |sample: &crate::domain::observation::GrowthSample| {
            let none = || Cell::text(NO_VALUE);
            vec![
                Cell::date(sample.date),
                Cell::text(sample.pen.as_deref().unwrap_or(NO_VALUE)),
                self.amount(sample.avg_weight_g, Some(Quantity::WeightG)),
                sample.sample_size.map_or_else(none, |fish| self.amount(fish as f64, Some(Quantity::Count))),
                sample.std_deviation_g.map_or_else(none, |sd| self.amount(sd, Some(Quantity::WeightG))),
            ]
        };
        let mut rows: Vec<_> = samples.iter().collect();
        rows.sort_by(|a, b| (a.date, &a.pen).cmp(&(b.date, &b.pen)));
        use ColumnKind::{Number, Text};
        (!rows.is_empty()).then(|| {
            Block::Table(Table {
                name: "Samples".to_owned(),
                caption: "Fish that were weighed".to_owned(),
                columns: [
                    ("Date", Number),
                    ("Pen", Text),
                    ("Mean weight", Number),
                    ("Fish", Number),
                    ("Standard deviation", Number),
                ]
                .map(|(head, kind)| Column::new(head, kind))
                .into(),
                rows: rows.into_iter().map(row).collect(),
            })
        })
    }

    fn calibration_block(&self, growth: &GrowthInFull) -> Block {
        let row = |fit: crate::engine::fit_words::FitWords| {
            let from = if fit.period.is_empty() { fit.of } else { format!("{}, {}", fit.of, fit.period) };
            vec![
                Cell::text(fit.name),
                Cell::text(self.say(fit.observed)),
                Cell::text(self.say(fit.error)),
                Cell::text(self.say(fit.planned)),
                Cell::text(self.say(fit.difference)),
                Cell::text(self.say(from)).note(self.say(fit.quality)).note(fit.verdict),
            ]
        };
        use ColumnKind::{Number, Text};
        Block::Table(Table {
            name: "Calibration".to_owned(),
            caption: "What the observations say of growth, feed, deaths and water, each with the half of its 95 % interval, beside \
                      the plan over the same days"
                .to_owned(),
            columns: [
                ("Figure", Text),
                ("Observed", Number),
                ("Error", Number),
                ("Planned", Number),
                ("Difference", Number),
                ("From", Text),
            ]
            .map(|(head, kind)| Column::new(head, kind))
            .into(),
            rows: fit_words(&growth.calibration).map(row).into(),
        })
    }

    fn observed_block(&self, growth: &GrowthInFull) -> Block {
        let rows = observed(growth).into_iter().map(|seen| {
            vec![
                Cell::text(seen.name),
                self.amount(seen.count as f64, Some(Quantity::Count)),
                Cell::date(seen.first),
                Cell::date(seen.last),
            ]
        });
        use ColumnKind::{Number, Text};
        Block::Table(Table {
            name: "Observations".to_owned(),
            caption: "What was written down of the batch".to_owned(),
            columns: [("Kind", Text), ("Records", Number), ("First", Number), ("Last", Number)]
                .map(|(head, kind)| Column::new(head, kind))
                .into(),
            rows: rows.collect(),
        })
    }

    fn provenance_block(&self, growth: &GrowthInFull) -> Block {
        let rows = provenance(growth).into_iter().map(|row| {
            vec![
                Cell::text(row.name),
                self.amount(row.observed as f64, None),
                self.amount(row.taken as f64, None),
                Cell::text(row.otherwise),
                self.share(row.confidence),
            ]
        });
        use ColumnKind::{Number, Text};
        Block::Table(Table {
            name: "Where the figures come from".to_owned(),
            caption: "On how many days each was observed, what stands in on the others, and how far it can be relied on over all \
                      days"
                .to_owned(),
            columns: [
                ("Figure", Text),
                ("Days observed", Number),
                ("Other days", Number),
                ("On these", Text),
                ("Mean confidence", Number),
            ]
            .map(|(head, kind)| Column::new(head, kind))
            .into(),
            rows: rows.collect(),
        })
    }
}

/// "On 2025-02-27 the fish weigh 726 g, 14.7 % more than the plan says; they are 42 days ahead of it".
fn headline(growth: &GrowthInFull) -> String {
    let Some(last) = growth.actual.batch.last() else { return "No day of the batch is known".to_owned() };
    let weight = display::weight(last.avg_weight_g);
    let mut words = format!("On {} the fish weigh {weight}", display::date(last.date));
    let Some(variance) = &growth.variance else { return words };
    if let Some(percent) = variance.weight_g.current.percent() {
        let more = if percent < 0.0 { "less" } else { "more" };
        words += &format!(", {} {more} than the plan says", display::percent(percent.abs(), 1));
    }
    words
        + &match variance.ahead {
            Ahead::Days(0) => "; they are on its day".to_owned(),
            Ahead::Days(days) if days > 0 => format!("; they are {} ahead of it", display::days(days)),
            Ahead::Days(days) => format!("; they are {} behind it", display::days(-days)),
            Ahead::BeyondTheRun => "; they are heavier than it ever gets".to_owned(),
            Ahead::BeforeTheRun => "; they are lighter than it began".to_owned(),
        }
}

fn water_ahead(growth: &GrowthInFull) -> String {
    let bias = growth.forecast.bias;
    if bias.days == 0 {
        return "No temperatures were measured lately: the water is forecast as planned".to_owned();
    }
    format!(
        "The water is forecast {} off the plan, as over the last {} measured days",
        display::temperature_difference(bias.bias_c),
        bias.days
    )
}

/// What was written down of one kind.
pub(in crate::report) struct Observed {
    pub name: &'static str,
    pub count: usize,
    pub first: NaiveDate,
    pub last: NaiveDate,
}

/// The kinds of observations that there are.
pub(in crate::report) fn observed(growth: &GrowthInFull) -> Vec<Observed> {
    let mut kinds: Vec<Observed> = Vec::new();
    for one in growth.observations.each() {
        let (name, date) = (kind_of(&one), one.date());
        match kinds.iter_mut().find(|kind| kind.name == name) {
            Some(kind) => {
                kind.count += 1;
                (kind.first, kind.last) = (kind.first.min(date), kind.last.max(date));
            }
            None => kinds.push(Observed { name, count: 1, first: date, last: date }),
        }
    }
    kinds
}

fn kind_of(observation: &Observation) -> &'static str {
    match observation {
        Observation::GrowthSample(_) => "Samples",
        Observation::Mortality(_) => "Deaths",
        Observation::Feeding(_) => "Feed",
        Observation::Temperature(_) => "Temperatures",
        Observation::TransferOut(_) => "Fish moved out",
        Observation::TransferIn(_) => "Fish moved in",
        Observation::Treatment(_) => "Treatments",
        Observation::Harvest(_) => "Harvests",
    }
}

/// Where a figure comes from, day by day.
pub(in crate::report) struct Provenance {
    pub name: &'static str,
    pub observed: usize,
    pub taken: usize,
    pub otherwise: &'static str,
    pub confidence: f64,
}

/// Where the four figures of the days come from.
pub(in crate::report) fn provenance(growth: &GrowthInFull) -> Vec<Provenance> {
    let days = &growth.actual.batch;
    let row = |name, otherwise, is_observed: fn(&ActualDay) -> bool, confidence: fn(&ActualDay) -> f64| {
        let observed = days.iter().filter(|day| is_observed(day)).count();
        let confidence = days.iter().map(confidence).sum::<f64>() / days.len().max(1) as f64;
        Provenance { name, observed, taken: days.len() - observed, otherwise, confidence }
    };
    vec![
        row(
            "Weight",
            "grown by the TGC from the day before",
            |day| day.weight.source == WeightSource::Measured,
            |day| day.weight.confidence,
        ),
        row(
            "Water temperature",
            "between readings, the nearest, or as planned",
            |day| day.temperature.source == TemperatureSource::Measured,
            |day| day.temperature.confidence,
        ),
        row(
            "Deaths",
            "by the mortality model",
            |day| day.mortality.source == MortalitySource::Actual,
            |day| day.mortality.confidence,
        ),
        row("Feed", "none is known", |day| day.feed.source == FeedSource::Actual, |day| day.feed.confidence),
    ]
}
