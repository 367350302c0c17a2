//! What was observed of a batch and cannot well be, with what was made of it.
use chrono::NaiveDate;
use egui::Ui;

use crate::app::theme::palette;
use crate::app::widgets::table::{self, Column, Table, TableState};
use crate::domain::display::{self, NO_VALUE, sentence};
use crate::service::Growth;

const COLUMNS: [Column; 3] = [
    Column::text("Date", 96.0).unsorted(),
    Column::text("Pen", 72.0).unsorted(),
    Column::text("What to look at twice", 240.0).unsorted().takes_rest(),
];

/// The list of them.
#[derive(Debug, Default)]
pub struct Doubts {
    table: TableState<usize>,
}

impl Doubts {
    /// Draws it; gives the day of one that was opened.
    pub fn ui(&mut self, ui: &mut Ui, growth: &Growth) -> Option<NaiveDate> {
        let doubts = &growth.actual.doubts;
        if doubts.is_empty() {
            table::muted(ui, "Nothing that was observed is out of sense");
            return None;
        }
        let keys: Vec<usize> = (0..doubts.len()).collect();
        self.table.retain(|key| key < doubts.len());
        let words = |at: usize| sentence(&doubts[at].what);
        let name = |at: usize| format!("{}: {}", display::date(doubts[at].date), words(at));
        table::muted(ui, "Enter or a double click shows the day in the plots");
        let table = Table::new("To look at twice", &COLUMNS);
        let output = table.show(ui, &mut self.table, &keys, name, |ui, row, column| {
            let doubt = &doubts[row];
            match column {
                0 => {
                    table::text(ui, display::date(doubt.date));
                }
                1 => {
                    table::text(ui, if doubt.pen.is_empty() { NO_VALUE } else { &doubt.pen });
                }
                _ => {
                    let color = palette(ui.visuals()).text;
                    table::text(ui, egui::RichText::new(words(row)).color(color)).on_hover_text(words(row));
                }
            }
        });
        output.opened.and_then(|at| doubts.get(at)).map(|doubt| doubt.date)
    }
}
