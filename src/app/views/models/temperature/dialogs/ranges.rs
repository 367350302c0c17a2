//! Date ranges with one temperature each.
use chrono::NaiveDate;
use egui::Ui;

use crate::app::theme::{size, space};
use crate::app::widgets::field::{DateField, DecimalField, Typed};
use crate::app::widgets::icon::Icon;
use crate::domain::accepted;
use crate::service::profiles::{DatedValue, Pattern};

#[derive(Debug, Clone, PartialEq, Default)]
struct RangeFields {
    from: Typed<NaiveDate>,
    to: Typed<NaiveDate>,
    temperature: Typed<f64>,
}

/// The ranges as they are typed.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranges {
    rows: Vec<RangeFields>,
    every_year: bool,
}

impl Default for Ranges {
    fn default() -> Self {
        Self { rows: vec![RangeFields::default()], every_year: false }
    }
}

impl Ranges {
    /// What they mean; none while something in them is not accepted.
    pub fn pattern(&self) -> Option<Pattern> {
        let range = |row: &RangeFields| {
            let (from, to) = (row.from.value()?, row.to.value()?);
            Some(DatedValue { from, to, temperature_c: row.temperature.value()? })
        };
        let ranges = self.rows.iter().map(range).collect::<Option<Vec<_>>>()?;
        Some(Pattern::Ranges { ranges, every_year: self.every_year })
    }

    /// Draws them.
    pub fn show(&mut self, ui: &mut Ui, today: NaiveDate) {
        let (first, last) = accepted::start_dates();
        let mut gone = None;
        let count = self.rows.len();
        for (place, row) in self.rows.iter_mut().enumerate() {
            let number = place + 1;
            ui.horizontal_top(|ui| {
                let label = format!("Range {number} from");
                DateField::new(&label, &mut row.from, first..=last, today).show(ui);
                let label = format!("Range {number} to");
                let from = row.from.value().unwrap_or(today);
                DateField::new(&label, &mut row.to, first..=last, from).show(ui);
                let label = format!("Range {number} temperature");
                DecimalField::within(&label, &mut row.temperature, accepted::TEMPERATURE_C).show(ui);
                ui.vertical(|ui| {
                    ui.add_space(size::CLICK + space::S + 2.0);
                    if count > 1 && Icon::Close.button(ui, &format!("Remove range {number}")).clicked() {
                        gone = Some(place);
                    }
                });
            });
        }
        if let Some(place) = gone {
            self.rows.remove(place);
        }
        ui.horizontal(|ui| {
            if ui.button("Add a range").clicked() {
                // Ranges most often follow each other.
                let after = self.rows.last().and_then(|row| row.to.value()?.succ_opt());
                self.rows.push(RangeFields { from: Typed::of_optional(after), ..RangeFields::default() });
            }
            ui.checkbox(&mut self.every_year, "Every year again");
        });
    }
}
