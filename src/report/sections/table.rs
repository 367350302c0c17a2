//! The runs by week, day or month.
use crate::domain::display;
use crate::domain::quantity::Quantity;
use crate::domain::run::Projection;
use crate::report::blocks::{Block, Cell, Column, ColumnKind, Table};
use crate::report::contents::Contents;
use crate::report::steps::Step;
use crate::report::wishes::Every;

/// A column of figures: its head, where it takes them from, and what kind they are.
type Figure = (&'static str, fn(&Step) -> f64, Quantity);

/// The figures of a step that is longer than a day.
const FIGURES: [Figure; 6] = [
    ("Weight", |step| step.last.average_weight_g, Quantity::WeightG),
    ("Fish", |step| step.last.population, Quantity::Count),
    ("Biomass", |step| step.last.biomass_kg, Quantity::BiomassKg),
    ("Feed", |step| step.feed_kg, Quantity::FeedKg),
    ("Feed so far", |step| step.last.cumulative_feed_kg, Quantity::FeedKg),
    ("Temperature", |step| step.mean_temperature_c, Quantity::TemperatureC),
];

impl Contents<'_> {
    /// A table a run: each step as it ends, with what was fed in it.
    pub(in crate::report) fn table_blocks(&self) -> Vec<Block> {
        let mut blocks = Vec::new();
        for (place, head) in self.runs.iter().enumerate() {
            let Some(run) = self.compared.runs.get(place) else { continue };
            if self.has_several() {
                blocks.push(Block::Heading(self.names.name(place).to_owned()));
            }
            blocks.push(Block::Table(self.steps_of(self.names.name(place), &head.steps, &run.projection)));
        }
        blocks
    }

    /// A column has one unit, so that its numbers can be held against each other; it stands in the head.
    fn steps_of(&self, name: &str, steps: &[Step], projection: &Projection) -> Table {
        let every = self.wishes.every;
        let is_day = every == Every::Day;
        let figures = FIGURES.map(|(head, get, quantity)| {
            let values: Vec<Option<f64>> = steps.iter().map(|step| Some(get(step))).collect();
            (head, get, quantity, display::quantities(&values, quantity))
        });
        let first = match every {
            Every::Day => "Date",
            Every::Week => "Week",
            Every::Month => "Month",
        };
        let mut columns = vec![Column::new(first, ColumnKind::Short)];
        if !is_day {
            columns.push(Column::new("Last day", ColumnKind::Number));
        }
        columns.push(Column::new("Day", ColumnKind::Number));
        columns.push(Column::new("Stage", ColumnKind::Short));
        for (head, _, _, readings) in &figures {
            let unit = readings.first().map_or("", |reading| reading.unit);
            let head = if unit.is_empty() { (*head).to_owned() } else { format!("{head}, {unit}") };
            columns.push(Column::new(head, ColumnKind::Number));
        }
        let row = |(place, step): (usize, &Step)| {
            let day = f64::from(step.last.day_number);
            let mut row =
                vec![if is_day { Cell::date(step.last.projection_date) } else { Cell::text(&step.name) }];
            if !is_day {
                row.push(Cell::date(step.last.projection_date));
            }
            row.push(Cell::number(day, None, self.say(display::count(day))));
            row.push(Cell::text(projection.stage_name(&step.last)));
            for (_, get, quantity, readings) in &figures {
                let words = readings.get(place).map_or("", |reading| reading.number.as_str());
                row.push(Cell::number(get(step), Some(*quantity), self.say(words)));
            }
            row
        };
        let caption = match every {
            Every::Day => format!("{name}, each day as it ends"),
            Every::Week => format!("{name}, each ISO week as it ends, with its feed and mean temperature"),
            Every::Month => format!("{name}, each month as it ends, with its feed and mean temperature"),
        };
        Table {
            name: format!("{}: {name}", every.title()),
            caption,
            columns,
            rows: steps.iter().enumerate().map(row).collect(),
        }
    }
}
