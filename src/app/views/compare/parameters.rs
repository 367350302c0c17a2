//! The parameters in which the runs differ, all levels of them, in plain words beside their technical path.
use egui::{Ui, vec2};
use std::sync::Arc;

use super::runs_table::{Cursor, NUMBER, RunsTable, SECOND_LINE};
use super::shown::Shown;
use super::table_row::{CellText, TableRow};
use crate::app::theme::{palette, size, space};
use crate::app::views::run_plots;
use crate::app::views::run_plots::RunNames;
use crate::app::widgets::icon::Icon;
use crate::app::widgets::plots::{LinkedPlots, PlotSeries, PlotSpec, PlotsLook};
use crate::domain::parameter;
use crate::service::{ParameterCell, ParameterRow, RunComparison, parameter_rows, profile_at, profile_curve};

/// Width of the parameters' names; less where many runs need the room.
const NAMES: f32 = 340.0;
const NAMES_BESIDE_MANY: f32 = 240.0;
/// Height of the plot of profiles.
const PROFILES: f32 = 240.0;

/// All parameters, as they are read, in which those runs differ whose inputs were kept.
pub(super) fn rows(comparison: &RunComparison, names: &RunNames) -> Vec<TableRow> {
    parameter_rows(comparison).into_iter().map(|row| table_row(row, names)).collect()
}

fn table_row(row: ParameterRow, names: &RunNames) -> TableRow {
    let cell = |cell: ParameterCell| CellText {
        value: cell.words,
        is_strong: cell.is_other,
        below: cell.profile,
        ..CellText::default()
    };
    let cells = row.cells.into_iter().map(cell).collect();
    TableRow { path: row.path, has_plot: row.is_profile, ..TableRow::new(row.name, names, cells) }
}

/// The tab with the parameters.
#[derive(Default)]
pub(super) struct ParametersTab {
    cursor: Cursor,
    /// The profile whose plot is open, by its path.
    open: Option<String>,
    plots: Option<LinkedPlots>,
    drawn: Option<Drawn>,
}

/// The curves of profiles, and for what they were made.
struct Drawn {
    comparison: Arc<RunComparison>,
    path: String,
    is_dark: bool,
    spec: [PlotSpec; 1],
}

impl std::fmt::Debug for ParametersTab {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ParametersTab").field("open", &self.open).finish_non_exhaustive()
    }
}

impl ParametersTab {
    /// Draws the tab.
    pub fn ui(&mut self, ui: &mut Ui, shown: &Shown) {
        without_inputs(ui, shown);
        let rows = &shown.parameters;
        if rows.is_empty() {
            if shown.without_inputs.len() + 1 < shown.runs().len() {
                ui.add_space(space::S);
                ui.label("Nothing differs: the runs have the same inputs");
            }
            return;
        }
        let open = self.open.clone().filter(|open| rows.iter().any(|row| row.path == *open));
        if let Some(path) = &open {
            self.profiles(ui, shown, path);
        }
        let table = RunsTable {
            name: "What differs",
            first: "Parameter",
            first_width: if shown.runs().len() > 4 { NAMES_BESIDE_MANY } else { NAMES },
            names: &shown.names,
            runs: shown.runs().len(),
            row_height: size::CLICK + SECOND_LINE,
            has_differences: false,
            value_width: NUMBER,
        };
        let mut toggled = None;
        let entered = table.show(ui, &mut self.cursor, rows, |ui, _, row| {
            if row.has_plot && profile_button(ui, open.as_deref() == Some(&row.path)) {
                toggled = Some(row.path.clone());
            }
        });
        let entered = entered.and_then(|row| rows.get(row)).filter(|row| row.has_plot);
        let entered = entered.map(|row| row.path.clone());
        if let Some(path) = toggled.or(entered) {
            self.open = if open.as_ref() == Some(&path) { None } else { Some(path) };
        }
    }

    /// The profiles of all runs in one small plot.
    fn profiles(&mut self, ui: &mut Ui, shown: &Shown, path: &str) {
        ui.horizontal(|ui| {
            ui.label(crate::app::theme::semibold(parameter::name(path)));
            if Icon::Close.button(ui, "Close the plot").clicked() {
                self.open = None;
            }
        });
        let is_dark = ui.visuals().dark_mode;
        let is_current = self.drawn.as_ref().is_some_and(|drawn| {
            Arc::ptr_eq(&drawn.comparison, &shown.comparison)
                && drawn.path == path
                && drawn.is_dark == is_dark
        });
        if !is_current {
            let spec = [profiles(ui, shown, path)];
            let comparison = Arc::clone(&shown.comparison);
            self.drawn = Some(Drawn { comparison, path: path.to_owned(), is_dark, spec });
        }
        let Some(drawn) = &self.drawn else { return };
        let plots = self.plots.get_or_insert_with(|| LinkedPlots::new("compared profiles"));
        let look = PlotsLook::new(ui);
        ui.allocate_ui(vec2(ui.available_width(), PROFILES), |ui| {
            ui.set_max_height(PROFILES);
            plots.show(ui, &drawn.spec, &look);
        });
        ui.add_space(space::S);
    }
}

/// Opens and closes the plot of a profile.
fn profile_button(ui: &mut Ui, is_open: bool) -> bool {
    ui.button(if is_open { "Hide plot" } else { "Show plot" }).clicked()
}

/// Names the runs that cannot be compared by their inputs.
fn without_inputs(ui: &mut Ui, shown: &Shown) {
    if shown.without_inputs.is_empty() {
        return;
    }
    let names: Vec<&str> = shown.without_inputs.iter().map(|run| shown.names.name(*run)).collect();
    let text = format!(
        "The inputs of {} were not kept, as the run is from before runs existed: only its results can be compared",
        names.join(", ")
    );
    ui.horizontal(|ui| {
        let muted = palette(ui.visuals()).text_muted;
        Icon::Info.show(ui, muted);
        ui.add(egui::Label::new(egui::RichText::new(text).color(muted)).wrap());
    });
}

fn profiles(ui: &Ui, shown: &Shown, path: &str) -> PlotSpec {
    let colors = palette(ui.visuals());
    let mut spec = PlotSpec::new("profiles", "Temperature", "°C");
    spec.from_zero = false;
    spec.series = shown
        .runs()
        .iter()
        .enumerate()
        .filter_map(|(i, run)| {
            let inputs = run.detail.snapshot.as_ref()?.inputs();
            let curve = profile_curve(profile_at(inputs, path)?, inputs.duration_days);
            let (x, y): (Vec<f64>, Vec<f64>) = curve.into_iter().unzip();
            Some(PlotSeries { x: x.into(), y: y.into(), ..run_plots::series(&shown.names, i, colors) })
        })
        .collect();
    spec
}
