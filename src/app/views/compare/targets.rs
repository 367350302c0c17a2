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
use crate::service::{RunInFull, TargetReached, USUAL_TARGET_WEIGHTS_G, when_reached};

/// Width of the weights.
const NAMES: f32 = 160.0;
/// Room for "2026-06-08 · day 1,881".
const DATE_AND_DAY: f32 = 144.0;
/// More weights than this are no choice any more.
const MOST_TARGETS: usize = 20;

/// When all runs reach a weight, as it is read.
fn row(target_g: f64, runs: &[RunInFull], names: &RunNames) -> TableRow {
    let baseline = runs.first();
    let cells =
        runs.iter().enumerate().map(|(i, run)| cell(target_g, run, baseline.filter(|_| i > 0))).collect();
    TableRow::new(display::weight(target_g).to_string(), names, cells)
}

fn cell(target_g: f64, run: &RunInFull, baseline: Option<&RunInFull>) -> CellText {
    if target_g <= run.summary.initial_weight_g {
        return CellText { value: "from the start".to_owned(), ..CellText::default() };
    }
    let reached = when_reached(&run.projection.days, target_g);
    let (Some(day), Some(date)) = (reached.day_number, reached.date) else {
        return CellText { value: "not reached".to_owned(), ..CellText::default() };
    };
    let value = format!("{} · day {}", display::date(date), display::count(f64::from(day)));
    let base = baseline
        .filter(|baseline| target_g > baseline.summary.initial_weight_g)
        .map(|baseline| when_reached(&baseline.projection.days, target_g));
    let (days, dates) = base.and_then(|base| later(&reached, &base)).unzip();
    CellText {
        value,
        difference: days.map(|days| display::days_difference(days).to_string()).unwrap_or_default(),
        // Where the runs start on other dates, a day of theirs is another one in the calendar.
        share: dates
            .filter(|dates| days != Some(*dates))
            .map(|dates| format!("{} by date", display::days_difference(dates).number))
            .unwrap_or_default(),
        ..CellText::default()
    }
}

/// How much later a run reaches a weight: in days of its own, and in the calendar.
fn later(run: &TargetReached, baseline: &TargetReached) -> Option<(i64, i64)> {
    let days = i64::from(run.day_number?) - i64::from(baseline.day_number?);
    Some((days, (run.date? - baseline.date?).num_days()))
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
