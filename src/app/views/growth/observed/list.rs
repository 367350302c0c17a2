//! The list: as many as there are, by kind and pen, in any order.
use egui::{Key, Modifiers, Ui};
use std::sync::Arc;

use crate::app::facts::Facts;
use crate::app::widgets::table::{self, Column, Sort, Table, TableState};
use crate::domain::display::{self, NO_VALUE};
use crate::domain::ids::ObservationId;
use crate::domain::observation::{ObservationKind, Recorded};
use crate::domain::observation_words::words;
use crate::domain::pen::called;

const DATE: usize = 0;
const PEN: usize = 1;
const KIND: usize = 2;
const OBSERVED: usize = 3;
const BY: usize = 4;

const COLUMNS: [Column; 6] = [
    Column::text("Date", 84.0),
    Column::text("Pen", 64.0).tooltip("A dash stands for the whole batch"),
    Column::text("Kind", 100.0),
    Column::text("Observed", 176.0).takes_rest().unsorted(),
    Column::text("Recorded by", 84.0),
    Column::text("When", 92.0).tooltip("When it was recorded"),
];

/// What is on show of which list.
#[derive(Debug, Clone, PartialEq)]
struct Shown {
    /// Which list, by where it lies.
    of: usize,
    kind: Option<ObservationKind>,
    pen: Option<String>,
    sort: Option<Sort>,
}

/// The list.
#[derive(Debug)]
pub struct List {
    /// Only those of this kind.
    pub kind: Option<ObservationKind>,
    /// Only those of this pen; an empty name is the whole batch.
    pub pen: Option<String>,
    table: TableState<ObservationId>,
    /// What the rows were made for: they are not sorted anew in every frame.
    shown: Option<Shown>,
    /// The list that they are of, kept so that another cannot lie where it lay.
    of: Option<Arc<Vec<Recorded>>>,
    rows: Vec<usize>,
    keys: Vec<ObservationId>,
}

impl Default for List {
    fn default() -> Self {
        Self {
            kind: None,
            pen: None,
            table: TableState::sorted(DATE, true),
            shown: None,
            of: None,
            rows: Vec::new(),
            keys: Vec::new(),
        }
    }
}

/// What was done in a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Done {
    /// The row with the cursor was opened.
    pub opened: bool,
    /// Delete was pressed on it.
    pub deleted: bool,
}

impl List {
    /// How many are on show.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// The one with the cursor.
    pub fn chosen<'a>(&self, all: &'a [Recorded]) -> Option<&'a Recorded> {
        let place = self.keys.iter().position(|key| Some(*key) == self.table.cursor())?;
        all.get(*self.rows.get(place)?)
    }

    /// Gives it the keyboard.
    pub fn take_keyboard(&mut self) {
        self.table.request_focus();
    }

    /// Makes the rows anew if another list, filter or order is asked for.
    pub fn follow(&mut self, all: &Arc<Vec<Recorded>>) {
        let wanted = Shown {
            of: Arc::as_ptr(all) as usize,
            kind: self.kind,
            pen: self.pen.clone(),
            sort: self.table.sort(),
        };
        if self.shown.as_ref() == Some(&wanted) {
            return;
        }
        let is_shown = |one: &Recorded| {
            self.kind.is_none_or(|kind| one.observation.kind() == kind)
                && self.pen.as_deref().is_none_or(|pen| one.observation.pen().unwrap_or_default() == pen)
        };
        self.rows = (0..all.len()).filter(|row| is_shown(&all[*row])).collect();
        if let Some(sort) = wanted.sort {
            // What is equal stays in the order in which it was recorded, whichever way round.
            self.rows.sort_by(|a, b| {
                let (a, b) = (&all[*a], &all[*b]);
                sort.apply(match sort.column {
                    DATE => a.observation.date().cmp(&b.observation.date()),
                    PEN => a.observation.pen().cmp(&b.observation.pen()),
                    KIND => a.observation.kind().cmp(&b.observation.kind()),
                    BY => a.recorded_by.cmp(&b.recorded_by),
                    _ => a.recorded_at.cmp(&b.recorded_at),
                })
            });
        }
        self.keys = self.rows.iter().map(|row| all[*row].observation_id).collect();
        if self.chosen(all).is_none() {
            self.table.set_cursor(self.keys.first().copied());
        }
        self.of = Some(Arc::clone(all));
        self.shown = Some(wanted);
    }

    /// Draws it.
    pub fn ui(&mut self, ui: &mut Ui, all: &[Recorded], facts: &Facts<'_>) -> Done {
        let (rows, keys) = (&self.rows, &self.keys);
        let one = |row: usize| &all[rows[row]];
        let name = |row: usize| {
            let one = one(row);
            let pen = one.observation.pen().map_or(String::new(), |pen| format!(", {}", called(pen)));
            let date = display::date(one.observation.date());
            format!("{date}{pen}, {}: {}", one.observation.kind().name(), words(&one.observation))
        };
        let output =
            Table::new("Observations", &COLUMNS).show(ui, &mut self.table, keys, name, |ui, row, column| {
                cell(ui, one(row), column, facts);
            });
        let deleted = output.has_focus
            && !ui.ctx().text_edit_focused()
            && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Delete));
        Done { opened: output.opened.is_some(), deleted }
    }
}

fn cell(ui: &mut Ui, one: &Recorded, column: usize, facts: &Facts<'_>) {
    match column {
        DATE => {
            table::text(ui, display::date(one.observation.date()));
        }
        PEN => match one.observation.pen() {
            Some(pen) => {
                table::text(ui, pen);
            }
            None => {
                table::muted(ui, NO_VALUE);
            }
        },
        KIND => {
            table::text(ui, one.observation.kind().name());
        }
        OBSERVED => {
            table::text(ui, words(&one.observation));
        }
        BY => {
            table::muted(ui, one.recorded_by.clone());
        }
        _ => {
            table::muted(ui, display::ago(one.recorded_at, facts.now))
                .on_hover_text(display::exact_time(one.recorded_at));
        }
    }
}
