//! The parameters in which the runs differ, all levels of them, in plain words beside their technical path.
use egui::{Ui, vec2};
use std::sync::Arc;

use super::runs_table::{CellText, Cursor, RunsTable, SECOND_LINE, Writing};
use super::shown::Shown;
use crate::app::theme::{palette, size, space};
use crate::app::views::run_plots;
use crate::app::widgets::icon::Icon;
use crate::app::widgets::plots::{LinkedPlots, PlotSeries, PlotSpec, PlotsLook};
use crate::domain::growth::TgcModel;
use crate::domain::parameter;
use crate::domain::scenario::Scenario;
use crate::domain::temperature::TemperatureReading;
use crate::service::{ParameterDifference, RunComparison};

/// Width of the parameters' names.
const NAMES: f32 = 340.0;
/// Height of the plot of profiles.
const PROFILES: f32 = 240.0;
/// What the runs' columns say where the inputs were not kept.
const NOT_KEPT: &str = "not kept";

/// One parameter as it is read.
#[derive(Debug)]
pub(super) struct ParameterRow {
    name: String,
    path: String,
    cells: Vec<CellText>,
    is_profile: bool,
    words: String,
}

impl ParameterRow {
    /// All parameters in which those runs differ whose inputs were kept.
    pub fn all(comparison: &RunComparison) -> Vec<Self> {
        let is_kept: Vec<bool> = comparison.runs.iter().map(|run| run.detail.snapshot.is_some()).collect();
        let differences = &comparison.comparison.parameter_diff;
        differences.iter().filter_map(|difference| Self::of(difference, &is_kept)).collect()
    }

    fn of(difference: &ParameterDifference, is_kept: &[bool]) -> Option<Self> {
        let path = &difference.path;
        let kept =
            || difference.values.iter().zip(is_kept).filter(|(_, is_kept)| **is_kept).map(|(value, _)| value);
        let base = kept().next()?;
        // A run without inputs has no values at all: it says nothing of what differs between the others.
        if difference.profile.is_none() && kept().all(|value| value == base) || kept().count() < 2 {
            return None;
        }
        let profiles = difference.profile.as_deref().unwrap_or_default();
        let cells: Vec<CellText> = difference
            .values
            .iter()
            .zip(is_kept)
            .enumerate()
            .map(|(run, (value, is_kept))| {
                let profile = profiles.get(run).and_then(Option::as_ref);
                CellText {
                    value: if *is_kept { parameter::value(path, value) } else { NOT_KEPT.to_owned() },
                    is_strong: *is_kept && (value != base || profile.is_some()),
                    below: profile.map(crate::service::ProfileDifference::words).unwrap_or_default(),
                    ..CellText::default()
                }
            })
            .collect();
        let name = parameter::name(path);
        let spoken: Vec<String> = cells.iter().map(CellText::spoken).collect();
        let words = format!("{name}; {}", spoken.join("; "));
        Some(Self { name, path: path.clone(), cells, is_profile: difference.profile.is_some(), words })
    }
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
            first_width: NAMES,
            names: &shown.names,
            runs: shown.runs().len(),
            row_height: size::CLICK + SECOND_LINE,
            has_differences: false,
        };
        let column = table.column_width(ui.available_width());
        let writing = Writing::new(ui);
        let extra: Vec<f32> = rows
            .iter()
            .map(|row| {
                row.cells.iter().map(|cell| writing.room_below(ui, &cell.below, column)).fold(0.0, f32::max)
            })
            .map(|below| (below - SECOND_LINE).max(0.0))
            .collect();
        let mut toggled = None;
        let entered = table.show(
            ui,
            &mut self.cursor,
            rows.len(),
            |row| rows.get(row).map_or_else(String::new, |row| row.words.clone()),
            |row| extra.get(row).copied().unwrap_or(0.0),
            |ui, row| {
                let Some(row) = rows.get(row) else { return };
                Writing::new(ui).name(ui, &row.name, &row.path);
                if row.is_profile && profile_button(ui, open.as_deref() == Some(&row.path)) {
                    toggled = Some(row.path.clone());
                }
            },
            |row, run| rows.get(row).and_then(|row| row.cells.get(run)).cloned().unwrap_or_default(),
        );
        let entered =
            entered.and_then(|row| rows.get(row)).filter(|row| row.is_profile).map(|row| row.path.clone());
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

/// Opens and closes the plot of a profile. At the right of the name's cell.
fn profile_button(ui: &mut Ui, is_open: bool) -> bool {
    let text = if is_open { "Hide plot" } else { "Show plot" };
    let layout = egui::Layout::right_to_left(egui::Align::Center);
    ui.with_layout(layout, |ui| ui.add(egui::Button::new(text).small())).inner.clicked()
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
