//! The fields that several dialogs have: which days are made.
use chrono::NaiveDate;
use egui::{Response, Ui};

use crate::app::theme::space;
use crate::app::widgets::field::{DateField, IntegerField, Typed};
use crate::domain::accepted;
use crate::domain::fault::Outcome;
use crate::service::profiles::ProfileSpan;

/// From which date on, and how many days.
#[derive(Debug, Clone, PartialEq)]
pub struct SpanFields {
    start: Typed<NaiveDate>,
    days: Typed<i64>,
}

impl SpanFields {
    /// Fields that hold this.
    pub fn of(start: NaiveDate, days: u32) -> Self {
        Self { start: Typed::of(start), days: Typed::of(i64::from(days)) }
    }

    /// What they mean; none while something in them is not accepted.
    pub fn span(&self) -> Option<Outcome<ProfileSpan>> {
        let days = u32::try_from(self.days.value()?).ok()?;
        Some(ProfileSpan::new(self.start.value()?, days))
    }

    /// Draws them; gives the first.
    pub fn show(&mut self, ui: &mut Ui, today: NaiveDate) -> Response {
        ui.horizontal_top(|ui| {
            let (first, last) = accepted::start_dates();
            let start = DateField::new("Start date", &mut self.start, first..=last, today)
                .info("The date of day 1. Profiles count days, so that scenarios of any year can use them.")
                .show(ui);
            ui.add_space(space::S);
            let range = accepted::READING_DAY;
            IntegerField::new("Days", &mut self.days, range.min as i64..=range.max as i64)
                .unit("days")
                .show(ui);
            start
        })
        .inner
    }
}
