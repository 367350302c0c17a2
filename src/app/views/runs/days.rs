//! A run day by day, week by week or month by month.
use egui::Ui;
use std::sync::Arc;

use crate::app::widgets::table::{self, Column, Table, TableState};
use crate::domain::display::{biomass, count, date, feed, temperature, weight};
use crate::domain::run::ProjectionDay;
use crate::service::RunInFull;

const COLUMNS: [Column; 9] = [
    Column::number("Day", 64.0).unsorted(),
    Column::text("Date", 104.0).unsorted(),
    Column::text("Stage", 108.0).unsorted(),
    Column::number("Weight", 96.0).unsorted(),
    Column::number("Population", 108.0).unsorted(),
    Column::number("Biomass", 104.0).unsorted(),
    Column::number("Daily feed", 104.0).unsorted(),
    Column::number("Cumulative feed", 124.0).unsorted(),
    Column::number("Temperature", 104.0).unsorted(),
];

/// Which days are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Every {
    #[default]
    Day,
    Week,
    Month,
}

impl Every {
    /// As the seed has it: the days whose number can be divided by this.
    fn days(self) -> u32 {
        match self {
            Self::Day => 1,
            Self::Week => 7,
            Self::Month => 30,
        }
    }
}

/// The table of days.
#[derive(Debug, Default)]
pub struct DaysPage {
    every: Every,
    table: TableState<u32>,
    made_of: Option<(Arc<RunInFull>, Every)>,
    /// Numbers of the days that are listed, and their places in the run.
    numbers: Vec<u32>,
    places: Vec<usize>,
}

impl DaysPage {
    /// Daily, weekly or monthly. Stands in a line from the right, so the last is drawn first.
    pub fn every_switch(&mut self, ui: &mut Ui) {
        for (every, name) in [(Every::Month, "Monthly"), (Every::Week, "Weekly"), (Every::Day, "Daily")] {
            if ui.selectable_label(self.every == every, name).clicked() {
                self.every = every;
            }
        }
    }

    /// The day with the cursor, to be shown in the plots too.
    pub fn held(&self) -> Option<&ProjectionDay> {
        let (full, _) = self.made_of.as_ref()?;
        let number = self.table.cursor()?;
        full.projection.days.iter().find(|day| day.day_number == number)
    }

    /// Draws the table.
    pub fn ui(&mut self, ui: &mut Ui, full: &Arc<RunInFull>) {
        self.make(full);
        let projection = &full.projection;
        let day_at = |i: usize| self.places.get(i).and_then(|place| projection.days.get(*place));
        Table::new("Days", &COLUMNS).show(
            ui,
            &mut self.table,
            &self.numbers,
            |i| day_at(i).map_or(String::new(), |day| format!("Day {}", day.day_number)),
            |ui, i, j| {
                if let Some(day) = day_at(i) {
                    table::text(ui, text(day, projection.stage_name(day), j));
                }
            },
        );
    }

    fn make(&mut self, full: &Arc<RunInFull>) {
        let is_same = |(run, every): &(Arc<RunInFull>, Every)| Arc::ptr_eq(run, full) && *every == self.every;
        if self.made_of.as_ref().is_some_and(is_same) {
            return;
        }
        let listed = full.projection.days.iter().enumerate();
        let listed = listed.filter(|(_, day)| day.day_number % self.every.days() == 0);
        (self.places, self.numbers) = listed.map(|(place, day)| (place, day.day_number)).unzip();
        self.made_of = Some((Arc::clone(full), self.every));
        let numbers = &self.numbers;
        self.table.retain(|number| numbers.binary_search(&number).is_ok());
    }
}

/// What the cell of a day says.
fn text(day: &ProjectionDay, stage: &str, column: usize) -> String {
    match column {
        0 => count(f64::from(day.day_number)),
        1 => date(day.projection_date),
        2 => stage.to_owned(),
        3 => weight(day.average_weight_g).to_string(),
        4 => count(day.population),
        5 => biomass(day.biomass_kg).to_string(),
        6 => feed(day.daily_feed_kg).to_string(),
        7 => feed(day.cumulative_feed_kg).to_string(),
        _ => temperature(day.temperature_c).to_string(),
    }
}
