//! All batches: who is ahead, who is behind, and whose last sample is old.
use egui::Ui;
use std::cmp::Ordering;

use crate::app::facts::{Facts, Loaded};
use crate::app::search::fold;
use crate::app::theme::palette;
use crate::app::widgets::empty_state;
use crate::app::widgets::table::{self, Column, Table, TableState};
use crate::domain::display::{self, NO_VALUE, days, percent_difference, weight};
use crate::domain::ids::BatchId;
use crate::service::{Ahead, GrowthRow, SIGNIFICANT_PERCENT};

const NUMBER: usize = 0;
const WEIGHT: usize = 1;
const AGAINST: usize = 2;
const AHEAD: usize = 3;
const SAMPLE: usize = 4;

/// A sample older than this says little of today.
const OLD_DAYS: i64 = 30;

const COLUMNS: [Column; 5] = [
    Column::text("Batch", 84.0),
    Column::number("Weight", 60.0).tooltip("Mean weight on the last day on which anything was observed"),
    Column::number("To plan", 60.0).tooltip("How much heavier than the run says, by date"),
    Column::text("Ahead", 92.0).takes_rest().tooltip("Days until the run has this weight"),
    Column::text("Sample", 84.0).tooltip("When fish were last weighed"),
];

/// The list.
#[derive(Debug)]
pub struct Overview {
    table: TableState<BatchId>,
}

impl Default for Overview {
    fn default() -> Self {
        Self { table: TableState::sorted(NUMBER, false) }
    }
}

impl Overview {
    /// The batch with the cursor.
    pub fn batch(&self) -> Option<BatchId> {
        self.table.cursor()
    }

    /// Puts the cursor on a batch.
    pub fn show(&mut self, id: BatchId) {
        self.table.set_cursor(Some(id));
        self.table.request_focus();
    }

    /// Gives it the keyboard.
    pub fn request_focus(&mut self) {
        self.table.request_focus();
    }

    /// Draws it.
    pub fn ui(&mut self, ui: &mut Ui, facts: &Facts<'_>) {
        let rows = match facts.library.growth_overview.get(&()) {
            Loaded::Ready(rows) => rows,
            Loaded::Loading => {
                table::muted(ui, "Holding all batches against their runs…");
                return;
            }
            Loaded::Failed(fault) => {
                empty_state::fault(ui, "The batches cannot be read", &fault, "Try again");
                return;
            }
        };
        let name = |row: &GrowthRow| {
            facts.farm.batch(row.batch_id).map_or(String::new(), |batch| batch.batch_number.clone())
        };
        let mut sorted: Vec<&GrowthRow> = rows.iter().collect();
        if let Some(sort) = self.table.sort() {
            sorted.sort_by(|a, b| {
                sort.apply(match sort.column {
                    NUMBER => fold(&name(a)).cmp(&fold(&name(b))),
                    WEIGHT => number(a.avg_weight_g, b.avg_weight_g),
                    AGAINST => number(a.weight_percent, b.weight_percent),
                    AHEAD => days_of(a).cmp(&days_of(b)),
                    _ => a.last_sample.cmp(&b.last_sample),
                })
            });
        }
        let keys: Vec<BatchId> = sorted.iter().map(|row| row.batch_id).collect();
        if self.table.cursor().is_none_or(|id| !keys.contains(&id)) {
            self.table.set_cursor(keys.first().copied());
        }
        let row_name = |row: usize| name(sorted[row]);
        Table::new("Batches and their runs", &COLUMNS).show(
            ui,
            &mut self.table,
            &keys,
            row_name,
            |ui, row, column| {
                cell(ui, sorted[row], column, &name(sorted[row]), facts);
            },
        );
    }
}

fn number(a: Option<f64>, b: Option<f64>) -> Ordering {
    a.partial_cmp(&b).unwrap_or(Ordering::Equal)
}

/// Those that never get there are behind all others, those beyond the run ahead of them.
fn days_of(row: &GrowthRow) -> Option<i64> {
    row.ahead.map(|ahead| match ahead {
        Ahead::Days(days) => days,
        Ahead::BeyondTheRun => i64::MAX,
        Ahead::BeforeTheRun => i64::MIN,
    })
}

/// How far ahead, in words.
pub fn ahead_in_words(ahead: Ahead) -> String {
    match ahead {
        Ahead::Days(0) => "on its day".to_owned(),
        Ahead::Days(n) if n > 0 => format!("{} ahead", days(n)),
        Ahead::Days(n) => format!("{} behind", days(-n)),
        Ahead::BeyondTheRun => "beyond the run".to_owned(),
        Ahead::BeforeTheRun => "before the run".to_owned(),
    }
}

/// The same where room is scarce: "+42 days".
fn ahead_in_short(ahead: Ahead) -> String {
    match ahead {
        Ahead::Days(n) if n != 0 => display::days_difference(n).to_string(),
        other => ahead_in_words(other),
    }
}

fn cell(ui: &mut Ui, row: &GrowthRow, column: usize, name: &str, facts: &Facts<'_>) {
    let colors = palette(ui.visuals());
    match column {
        NUMBER => {
            let text = table::text(ui, name);
            if let Some(fault) = &row.fault {
                text.on_hover_text(fault.to_string());
            }
        }
        WEIGHT => {
            table::text(ui, row.avg_weight_g.map_or_else(|| NO_VALUE.to_owned(), |g| weight(g).to_string()));
        }
        AGAINST => match row.weight_percent {
            None => {
                table::muted(ui, NO_VALUE);
            }
            Some(percent) => {
                let text = egui::RichText::new(percent_difference(percent, 1).to_string());
                let is_far = percent.abs() > SIGNIFICANT_PERCENT;
                table::text(ui, if is_far { text.color(colors.warning).strong() } else { text });
            }
        },
        AHEAD => match (&row.fault, row.ahead) {
            (Some(_), _) => {
                table::muted(ui, "no plan");
            }
            (None, None) => {
                table::muted(ui, "not observed");
            }
            (None, Some(ahead)) => {
                let tip =
                    row.is_instead.then_some("Against the latest run of the scenario it was planned with");
                let shown = table::text(ui, ahead_in_short(ahead));
                if let Some(tip) = tip {
                    shown.on_hover_text(tip);
                }
            }
        },
        SAMPLE => match row.last_sample {
            None => {
                table::muted(ui, NO_VALUE);
            }
            Some(date) => {
                let age = (facts.today - date).num_days();
                let text = egui::RichText::new(display::date(date));
                let is_old = age > OLD_DAYS;
                let shown = table::text(ui, if is_old { text.color(colors.text_muted) } else { text });
                shown.on_hover_text(format!("{} ago", days(age.max(0))));
            }
        },
        _ => {}
    }
}
