//! The history of corrections: who, when, what it was, what it is since, and why.
use egui::Ui;

use crate::app::facts::Facts;
use crate::app::widgets::table::{self, Column, Table, TableState};
use crate::domain::display;
use crate::domain::observation::{Correction, Observation};
use crate::domain::observation_words::words;
use crate::domain::pen::called;

const COLUMNS: [Column; 6] = [
    Column::text("When", 104.0).unsorted(),
    Column::text("Who", 80.0).unsorted(),
    Column::text("Of", 148.0).unsorted(),
    Column::text("It was", 180.0).unsorted(),
    Column::text("It is since", 180.0).unsorted(),
    Column::text("Why", 140.0).unsorted().takes_rest(),
];

/// The history of a batch.
#[derive(Debug, Default)]
pub struct History {
    table: TableState<usize>,
    rows: Vec<usize>,
}

impl History {
    /// Draws it, newest first.
    pub fn ui(&mut self, ui: &mut Ui, corrections: &[Correction], facts: &Facts<'_>) {
        if self.rows.len() != corrections.len() {
            self.rows = (0..corrections.len()).collect();
        }
        let name = |row: usize| {
            let one = &corrections[row];
            format!("{} {}: {} instead of {}", of(&one.before), one.reason, since(one), words(&one.before))
        };
        Table::new("Corrections", &COLUMNS).show(ui, &mut self.table, &self.rows, name, |ui, row, column| {
            let one = &corrections[row];
            let text = match column {
                0 => {
                    let when = table::muted(ui, display::ago(one.corrected_at, facts.now));
                    when.on_hover_text(display::exact_time(one.corrected_at));
                    return;
                }
                1 => one.corrected_by.clone(),
                2 => of(&one.before),
                3 => words(&one.before),
                4 => since(one),
                _ => one.reason.clone(),
            };
            table::text(ui, &text).on_hover_text(text);
        });
    }
}

/// Which observation it was: "2024-09-10, Pen 1".
fn of(before: &Observation) -> String {
    let date = display::date(before.date());
    before.pen().map_or(date.clone(), |pen| format!("{date}, {}", called(pen)))
}

/// What it is since. Day and pen are named where they changed.
fn since(one: &Correction) -> String {
    match &one.after {
        None => "removed".to_owned(),
        Some(after) if *after == one.before => "put back".to_owned(),
        Some(after) if of(after) != of(&one.before) => format!("{} · {}", words(after), of(after)),
        Some(after) => words(after),
    }
}
