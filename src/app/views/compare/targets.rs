//! When chosen weights are reached: day and date of every run, and how much later that is than in the baseline.
use egui::{Key, Ui};

use super::runs_table::{Cursor, RunsTable};
use super::shown::Shown;
use super::table_row::{CellText, TableRow};
use crate::app::theme::{size, space};
use crate::app::views::run_plots::RunNames;
use crate::app::widgets::field::{DecimalField, Typed};
use crate::app::widgets::icon::Icon;
use crate::domain::accepted;
use crate::domain::display;
use crate::service::{Reached, ReachedWords, RunInFull, TargetRow, USUAL_TARGET_WEIGHTS_G};

/// Width of the weights.
const NAMES: f32 = 160.0;
/// Room for "2026-06-08 · day 1,881".
const DATE_AND_DAY: f32 = 144.0;
/// More weights than this are no choice any more.
const MOST_TARGETS: usize = 20;

/// When all runs reach a weight, as it is read.
fn row(target_g: f64, runs: &[RunInFull], names: &RunNames) -> TableRow {
    let target = TargetRow::of(target_g, runs);
    let cells = target.runs.iter().map(|reached| cell(reached.words())).collect();
    TableRow::new(display::weight(target_g).to_string(), names, cells)
}

/// Where the runs start on other dates, a day of theirs is another one in the calendar.
fn cell(words: ReachedWords) -> CellText {
    let value = if words.day.is_empty() { words.value } else { format!("{} · {}", words.value, words.day) };
    CellText { value, difference: words.difference, share: words.by_date, ..CellText::default() }
}

/// The table as lines for a spreadsheet: a date, a day and a difference a run.
pub(super) fn in_tabs(shown: &Shown, weights_g: &[f64]) -> String {
    let mut heads = vec!["Weight, g".to_owned()];
    for run in 0..shown.runs().len() {
        let name = shown.names.name(run).replace(['\t', '\n'], " ");
        heads.extend([format!("{name}, date"), format!("{name}, day")]);
        if run > 0 {
            heads.push(format!("{name}, days later"));
        }
    }
    let mut lines = vec![heads.join("\t")];
    for weight_g in weights_g {
        let mut fields = vec![weight_g.to_string()];
        for (run, reached) in TargetRow::of(*weight_g, shown.runs()).runs.into_iter().enumerate() {
            let (day, later) = match reached {
                Reached::On { day_number, later, .. } => {
                    (day_number.to_string(), later.map(|later| later.days.to_string()).unwrap_or_default())
                }
                Reached::Never | Reached::FromTheStart => (String::new(), String::new()),
            };
            fields.extend([reached.words().value, day]);
            if run > 0 {
                fields.push(later);
            }
        }
        lines.push(fields.join("\t"));
    }
    lines.push(String::new());
    lines.join("\n")
}

/// The tab with the target weights.
#[derive(Debug)]
pub(super) struct TargetsTab {
    weights_g: Vec<f64>,
    typed: Typed<f64>,
    cursor: Cursor,
}

impl Default for TargetsTab {
    fn default() -> Self {
        Self {
            weights_g: USUAL_TARGET_WEIGHTS_G.to_vec(),
            typed: Typed::default(),
            cursor: Cursor::default(),
        }
    }
}

impl TargetsTab {
    /// The weights, the lightest first.
    pub fn weights_g(&self) -> &[f64] {
        &self.weights_g
    }

    /// Draws the tab.
    pub fn ui(&mut self, ui: &mut Ui, shown: &mut Shown) {
        self.add_one(ui);
        ui.add_space(space::S);
        if shown.targets.as_ref().is_none_or(|(weights_g, _)| *weights_g != self.weights_g) {
            let row = |target_g: &f64| row(*target_g, shown.runs(), &shown.names);
            let rows = self.weights_g.iter().map(row).collect();
            shown.targets = Some((self.weights_g.clone(), rows));
        }
        let Some((_, rows)) = &shown.targets else { return };
        if rows.is_empty() {
            ui.label("No target weights: add one to see when each run reaches it");
            return;
        }
        let table = RunsTable {
            name: "Target weights",
            first: "Weight",
            first_width: NAMES,
            names: &shown.names,
            runs: shown.runs().len(),
            row_height: size::ROW,
            has_differences: true,
            value_width: DATE_AND_DAY,
        };
        let mut removed = None;
        table.show(ui, &mut self.cursor, rows, |ui, place, row| {
            if Icon::Close.button(ui, &format!("Remove {}", row.name)).clicked() {
                removed = Some(place);
            }
        });
        if let Some(row) = removed {
            self.weights_g.remove(row);
        }
    }

    /// The field for one more weight, and what brings the usual ones back.
    fn add_one(&mut self, ui: &mut Ui) {
        ui.horizontal_top(|ui| {
            let range = accepted::INITIAL_WEIGHT_G;
            let field = DecimalField::new("Another weight", &mut self.typed, range.min..=range.max)
                .unit(range.unit)
                .optional()
                .show(ui);
            let entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
            ui.vertical(|ui| {
                // Beside the field, which has its label above it.
                ui.add_space(size::CLICK + 2.0 * space::XS);
                ui.horizontal(|ui| {
                    let is_full = self.weights_g.len() >= MOST_TARGETS;
                    let can_add = self.typed.value().is_some() && !is_full;
                    let add = ui.add_enabled(can_add, egui::Button::new("Add weight"));
                    if add.clicked() || (entered && can_add) {
                        self.add();
                    }
                    let is_usual = self.weights_g == USUAL_TARGET_WEIGHTS_G;
                    if ui.add_enabled(!is_usual, egui::Button::new("Usual weights")).clicked() {
                        self.weights_g = USUAL_TARGET_WEIGHTS_G.to_vec();
                    }
                    if is_full {
                        let muted = crate::app::theme::palette(ui.visuals()).text_muted;
                        ui.colored_label(muted, "At most 20 weights");
                    }
                });
            });
        });
    }

    fn add(&mut self) {
        let Some(weight_g) = self.typed.value() else { return };
        if !self.weights_g.contains(&weight_g) {
            self.weights_g.push(weight_g);
            self.weights_g.sort_by(f64::total_cmp);
        }
        self.typed = Typed::default();
    }
}
