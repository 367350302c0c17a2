//! The history of a batch's pins: who changed what, when, and why.
use egui::Ui;

use crate::app::command::{Command, Commands};
use crate::app::facts::{Facts, Loaded};
use crate::app::theme::palette;
use crate::app::widgets::table::{self, Column, Table, TableState};
use crate::domain::batch::{PinEvent, PinnedRun};
use crate::domain::display::{NO_VALUE, ago, exact_time};
use crate::domain::ids::BatchId;

const COLUMNS: [Column; 5] = [
    Column::text("When", 96.0).unsorted(),
    Column::text("Who", 56.0).unsorted(),
    Column::text("From", 136.0).unsorted(),
    Column::text("To", 136.0).unsorted(),
    Column::text("Why", 84.0).unsorted().takes_rest(),
];

/// The history of the selected batch.
#[derive(Debug, Default)]
pub(super) struct History {
    table: TableState<i64>,
}

impl History {
    /// Draws it, newest first.
    pub fn ui(&mut self, ui: &mut Ui, batch: BatchId, facts: &Facts<'_>, commands: &mut Commands) {
        let colors = palette(ui.visuals());
        match facts.library.pin_histories.get(&batch) {
            Loaded::Failed(fault) => {
                ui.colored_label(colors.danger, format!("The history cannot be shown: {fault}"));
                if ui.button("Try again").clicked() {
                    commands.push(Command::Refresh);
                }
            }
            Loaded::Loading => {
                ui.colored_label(colors.text_muted, "Looking up the history…");
            }
            Loaded::Ready(events) if events.is_empty() => {
                ui.colored_label(colors.text_muted, "Never pinned yet");
            }
            Loaded::Ready(events) => {
                let keys: Vec<i64> = events.iter().map(|event| event.pin_event_id).collect();
                let name = |i: usize| in_words(&events[i], facts);
                Table::new("Pin history", &COLUMNS).show(ui, &mut self.table, &keys, name, |ui, i, j| {
                    cell(ui, &events[i], j, facts);
                });
            }
        }
    }
}

fn cell(ui: &mut Ui, event: &PinEvent, column: usize, facts: &Facts<'_>) {
    let run = |ui: &mut Ui, run: Option<&PinnedRun>| match run {
        None => table::muted(ui, "Not pinned"),
        Some(run) => {
            table::text(ui, short(run)).on_hover_text(format!("{}, {}", run.scenario_name, short(run)))
        }
    };
    match column {
        0 => table::text(ui, ago(event.changed_at, facts.now)).on_hover_text(exact_time(event.changed_at)),
        1 => table::text(ui, event.changed_by.as_str()).on_hover_text(&event.changed_by),
        2 => run(ui, event.from.as_ref()),
        3 => run(ui, event.to.as_ref()),
        _ if event.reason.is_empty() => table::muted(ui, NO_VALUE),
        _ => table::text(ui, event.reason.as_str()).on_hover_text(&event.reason),
    };
}

fn short(run: &PinnedRun) -> String {
    format!("Run #{} {}", run.run_number, run.run_label).trim_end().to_owned()
}

/// An event as a screen reader says it.
fn in_words(event: &PinEvent, facts: &Facts<'_>) -> String {
    let name = |run: Option<&PinnedRun>| run.map_or("not pinned".to_owned(), short);
    let why = if event.reason.is_empty() { String::new() } else { format!(", {}", event.reason) };
    let (from, to) = (name(event.from.as_ref()), name(event.to.as_ref()));
    format!("{} by {}, from {from} to {to}{why}", ago(event.changed_at, facts.now), event.changed_by)
}
