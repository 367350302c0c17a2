//! The parameters in which the runs differ, all levels of them, in plain words beside their technical path.
use egui::{Ui, vec2};
use serde_json::Value;
use std::sync::Arc;

use super::runs_table::{Cursor, NUMBER, RunsTable, SECOND_LINE};
use super::shown::Shown;
use super::table_row::{CellText, TableRow};
use crate::app::theme::{palette, size, space};
use crate::app::views::run_plots;
use crate::app::views::run_plots::RunNames;
use crate::app::widgets::icon::Icon;
use crate::app::widgets::plots::{LinkedPlots, PlotSeries, PlotSpec, PlotsLook};
use crate::domain::growth::TgcModel;
use crate::domain::parameter;
use crate::domain::scenario::Scenario;
use crate::domain::temperature::TemperatureReading;
use crate::service::{ParameterDifference, ProfileDifference, RunComparison};

/// Width of the parameters' names; less where many runs need the room.
const NAMES: f32 = 340.0;
const NAMES_BESIDE_MANY: f32 = 240.0;
/// Height of the plot of profiles.
const PROFILES: f32 = 240.0;
/// What the runs' columns say where the inputs were not kept.
const NOT_KEPT: &str = "not kept";

/// All parameters, as they are read, in which those runs differ whose inputs were kept.
pub(super) fn rows(comparison: &RunComparison, names: &RunNames) -> Vec<TableRow> {
    let is_kept: Vec<bool> = comparison.runs.iter().map(|run| run.detail.snapshot.is_some()).collect();
    let differences = &comparison.comparison.parameter_diff;
    differences.iter().filter_map(|difference| row(difference, &is_kept, names)).collect()
}

fn row(difference: &ParameterDifference, is_kept: &[bool], names: &RunNames) -> Option<TableRow> {
    let path = &difference.path;
    let kept =
        || difference.values.iter().zip(is_kept).filter(|(_, is_kept)| **is_kept).map(|(value, _)| value);
    let base = kept().next()?;
    // A run without inputs has no values at all: it says nothing of what differs between the others.
    if kept().count() < 2 || (difference.profile.is_none() && kept().all(|value| value == base)) {
        return None;
    }
    let profiles = difference.profile.as_deref().unwrap_or_default();
    let cell = |(run, (value, is_kept)): (usize, (&Value, &bool))| {
        let profile = profiles.get(run).and_then(Option::as_ref);
        CellText {
            value: if *is_kept { parameter::value(path, value) } else { NOT_KEPT.to_owned() },
            is_strong: *is_kept && (value != base || profile.is_some()),
            below: profile.map(ProfileDifference::words).unwrap_or_default(),
            ..CellText::default()
        }
    };
    let cells = difference.values.iter().zip(is_kept).enumerate().map(cell).collect();
    Some(TableRow {
        path: path.clone(),
        has_plot: difference.profile.is_some(),
        ..TableRow::new(parameter::name(path), names, cells)
    })
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
            let (x, y): (Vec<f64>, Vec<f64>) =
                curve(readings(inputs, path)?, inputs.duration_days).into_iter().unzip();
            Some(PlotSeries { x: x.into(), y: y.into(), ..run_plots::series(&shown.names, i, colors) })
        })
        .collect();
    spec
}

/// The readings that a path of a difference means.
fn readings<'a>(inputs: &'a Scenario, path: &str) -> Option<&'a [TemperatureReading]> {
    let of = |model: &'a TgcModel| model.temperature_profile.readings.as_slice();
    match path.strip_prefix("model_changes[day ") {
        None => Some(of(&inputs.tgc_model)),
        Some(rest) => {
            let day: u32 = rest.split_once(']')?.0.parse().ok()?;
            let change = inputs.model_changes.iter().find(|change| change.change_day == day)?;
            change.new_tgc_model.as_ref().map(of)
        }
    }
}

/// A profile over the days of its run: straight between readings, level before the first and after the last.
fn curve(readings: &[TemperatureReading], days: u32) -> Vec<(f64, f64)> {
    let (Some(first), Some(last)) = (readings.first(), readings.last()) else { return Vec::new() };
    let mut points = Vec::with_capacity(readings.len() + 2);
    if first.day_number > 1 {
        points.push((1.0, first.temperature_c));
    }
    points.extend(
        readings
            .iter()
            .filter(|reading| reading.day_number <= days)
            .map(|reading| (f64::from(reading.day_number), reading.temperature_c)),
    );
    if last.day_number < days {
        points.push((f64::from(days), last.temperature_c));
    }
    points
}
