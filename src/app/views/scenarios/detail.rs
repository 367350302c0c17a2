//! The recipe of one scenario in one look: its figures and models, its temperatures, and what its latest run gave.
use egui::{RichText, Ui, vec2};
use std::sync::Arc;

use crate::app::command::bundles::BundleOf;
use crate::app::command::{Command, Commands, FilePurpose};
use crate::app::facts::{Facts, FarmData, Loaded};
use crate::app::offer;
use crate::app::theme::{palette, semibold, space};
use crate::app::widgets::badge;
use crate::app::widgets::key_figure::KeyFigure;
use crate::app::widgets::plots::{LineLook, LinkedPlots, PlotSeries, PlotSpec, PlotsLook, ticks};
use crate::app::widgets::run_picker::batches_using;
use crate::app::widgets::table;
use crate::domain::display;
use crate::domain::growth::TgcModel;
use crate::domain::ids::ScenarioId;
use crate::domain::plan::{ModelRow, ScenarioPlan, ScenarioRow};

/// The recipe takes this much of the width, the latest run as much again, the plot the rest.
const COLUMN_WIDTH: f32 = 356.0;
/// What a line of the recipe is about.
const LABEL_WIDTH: f32 = 104.0;
/// The most height that the plot takes.
const PLOT_HEIGHT: f32 = 280.0;
/// With less than this left for it there is no plot.
const LEAST_PLOT_WIDTH: f32 = 260.0;

/// The summary of the scenario with the cursor.
pub struct ScenarioDetail {
    plots: LinkedPlots,
    /// The curve that was made last, and of what.
    curve: Option<(ScenarioId, u64, PlotSpec)>,
}

impl std::fmt::Debug for ScenarioDetail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ScenarioDetail").finish_non_exhaustive()
    }
}

impl Default for ScenarioDetail {
    fn default() -> Self {
        Self { plots: LinkedPlots::new("scenario profile"), curve: None }
    }
}

impl ScenarioDetail {
    /// Draws it.
    pub fn ui(&mut self, ui: &mut Ui, row: &ScenarioRow, facts: &Facts<'_>, commands: &mut Commands) {
        ui.separator();
        title(ui, row, facts, commands);
        ui.add_space(space::S);
        let plan = match facts.library.plans.get(&row.scenario_id) {
            Loaded::Ready(plan) => plan,
            Loaded::Loading => {
                muted(ui, "Loading the recipe");
                return;
            }
            Loaded::Failed(fault) => {
                ui.colored_label(palette(ui.visuals()).danger, fault.to_string());
                return;
            }
        };
        let room = ui.available_size();
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = space::XL;
            ui.allocate_ui(vec2(COLUMN_WIDTH, room.y), |ui| {
                ui.set_width(COLUMN_WIDTH);
                ui.vertical(|ui| recipe(ui, row, &plan, facts.farm));
            });
            let rest = room.x - 2.0 * (COLUMN_WIDTH + space::XL);
            if rest >= LEAST_PLOT_WIDTH {
                ui.allocate_ui(vec2(rest, room.y), |ui| {
                    ui.set_width(rest);
                    ui.set_max_height(PLOT_HEIGHT.min(room.y));
                    self.profile(ui, row, &plan, facts);
                });
            }
            ui.allocate_ui(vec2(COLUMN_WIDTH, room.y), |ui| {
                ui.spacing_mut().item_spacing.x = space::S;
                ui.vertical(|ui| latest(ui, row, facts, commands));
            });
        });
    }

    fn profile(&mut self, ui: &mut Ui, row: &ScenarioRow, plan: &ScenarioPlan, facts: &Facts<'_>) {
        let Loaded::Ready(model) = facts.library.tgc_models.get(&plan.tgc_model) else { return };
        let is_made = self
            .curve
            .as_ref()
            .is_some_and(|(id, revision, _)| *id == row.scenario_id && *revision == facts.revision);
        if !is_made {
            let spec = curve(&model, plan.duration_days);
            self.curve = Some((row.scenario_id, facts.revision, spec));
            self.plots.set_view(None);
        }
        if let Some((_, _, spec)) = &mut self.curve {
            let color = palette(ui.visuals()).series(0);
            spec.series.iter_mut().for_each(|series| series.color = color);
            self.plots.show(ui, std::slice::from_ref(spec), &PlotsLook::new(ui));
        }
    }
}

fn title(ui: &mut Ui, row: &ScenarioRow, facts: &Facts<'_>, commands: &mut Commands) {
    ui.horizontal(|ui| {
        ui.heading(&row.name);
        ui.add_space(space::S);
        let id = row.scenario_id;
        let edit = if facts.can_write() { "Edit…" } else { "Open…" };
        if ui.button(edit).clicked() {
            commands.push(Command::EditScenario(id));
        }
        offer::plain(ui, facts, "Duplicate", Command::DuplicateScenario(id), commands);
        let bundle = ui.button("Export bundle…");
        if bundle.on_hover_text("One file for another laptop: this scenario with all its runs").clicked() {
            commands.push(Command::AskFile(FilePurpose::ExportBundle(BundleOf::Scenario(id))));
        }
        if ui.button("Show runs").clicked() {
            commands.push(Command::ShowRunsOf(Some(id)));
        }
    });
}

fn recipe(ui: &mut Ui, row: &ScenarioRow, plan: &ScenarioPlan, farm: &FarmData) {
    let last = plan.start_date + chrono::Days::new(u64::from(plan.duration_days.saturating_sub(1)));
    let mut line = |what: &str, is: &str, gist: &str| {
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing = vec2(space::S, 0.0);
            ui.spacing_mut().interact_size.y = 0.0;
            ui.allocate_ui(vec2(LABEL_WIDTH, 0.0), |ui| {
                ui.set_width(LABEL_WIDTH);
                muted(ui, what);
            });
            ui.vertical(|ui| {
                ui.add(egui::Label::new(is).truncate()).on_hover_text(is);
                if !gist.is_empty() {
                    table::muted(ui, gist).on_hover_text(gist);
                }
            });
        });
    };
    let days = display::days(i64::from(plan.duration_days));
    let dates = format!("{days}, {} to {}", display::date(plan.start_date), display::date(last));
    line("Days", &dates, "");
    let start = display::weight(plan.initial_weight_g);
    line("Fish", &format!("{} of {start}", display::count(plan.initial_count as f64)), "");
    line("Origin", &origin(row), "");
    let mut model = |what: &str, models: &[ModelRow], id: i64| {
        if let Some(row) = models.iter().find(|row| row.id == id) {
            line(what, &row.name, &row.gist);
        }
    };
    model("TGC model", &farm.tgc_models, plan.tgc_model.0);
    model("FCR model", &farm.fcr_models, plan.fcr_model.0);
    model("Mortality model", &farm.mortality_models, plan.mortality_model.0);
    let days: Vec<String> = plan.model_changes.iter().map(|c| c.change_day.to_string()).collect();
    let changes = if days.is_empty() { "None".to_owned() } else { format!("Day {}", days.join(", ")) };
    line("Model changes", &changes, "");
}

/// "SalmoBreed from Benchmark", or as much of it as is known.
fn origin(row: &ScenarioRow) -> String {
    match (row.genotype.as_str(), row.supplier.as_str()) {
        ("", "") => display::NO_VALUE.to_owned(),
        ("", supplier) => format!("From {supplier}"),
        (genotype, "") => genotype.to_owned(),
        (genotype, supplier) => format!("{genotype} from {supplier}"),
    }
}

fn latest(ui: &mut Ui, row: &ScenarioRow, facts: &Facts<'_>, commands: &mut Commands) {
    let Some(run) = row.latest_run_id.and_then(|id| facts.farm.run(id)) else {
        ui.label(semibold("Never run"));
        muted(ui, "Run projections to see weight, biomass and feed by the day");
        return;
    };
    ui.horizontal(|ui| {
        ui.label(semibold("Latest run"));
        badge::run(ui, run.run_number, "");
        if !run.label.is_empty() {
            badge::label(ui, &run.label);
        }
    });
    ui.add_space(space::XS);
    ui.horizontal(|ui| {
        ui.add(KeyFigure::new("Final weight", display::weight(run.final_weight_g)));
        ui.add_space(space::L);
        ui.add(KeyFigure::new("Final biomass", display::biomass(run.final_biomass_kg)));
    });
    ui.add_space(space::XS);
    let when = display::ago(run.run_date, facts.now);
    let using = match run.pinned_batch_count {
        0 => String::new(),
        n => format!(" · {}", batches_using(n)),
    };
    muted(ui, &format!("Run {when}{using}")).on_hover_text(display::exact_time(run.run_date));
    ui.add_space(space::XS);
    if ui.button(format!("Show run #{}", run.run_number)).clicked() {
        commands.push(Command::ShowRun(run.run_id));
    }
}

/// The temperatures of the scenario's days: outside of the readings the nearest one holds.
fn curve(model: &TgcModel, duration_days: u32) -> PlotSpec {
    let profile = &model.temperature_profile;
    let mut points: Vec<(f64, f64)> =
        profile.readings.iter().map(|r| (f64::from(r.day_number), r.temperature_c)).collect();
    points.sort_by(|a, b| a.0.total_cmp(&b.0));
    let last_day = f64::from(duration_days);
    if let (Some(&(from, first)), Some(&(to, last))) = (points.first(), points.last()) {
        if from > 1.0 {
            points.insert(0, (1.0, first));
        }
        if to < last_day {
            points.push((last_day, last));
        }
    }
    let series = |points: &[(f64, f64)]| PlotSeries {
        name: profile.name.clone(),
        short: String::new(),
        color: egui::Color32::PLACEHOLDER,
        baseline: false,
        line: LineLook::Solid,
        x: points.iter().map(|point| point.0).collect::<Arc<[f64]>>(),
        y: points.iter().map(|point| point.1).collect::<Arc<[f64]>>(),
    };
    let whole = series(&points);
    points.retain(|point| point.0 < last_day);
    points.extend(whole.value_at(last_day).map(|value| (last_day, value)));
    let mut spec = PlotSpec::new("profile", format!("Temperature · {}", profile.name), "°C");
    (spec.from_zero, spec.format) = (false, ticks::tenths);
    spec.series = vec![series(&points)];
    spec
}

fn muted(ui: &mut Ui, text: &str) -> egui::Response {
    let color = palette(ui.visuals()).text_muted;
    ui.label(RichText::new(text).color(color))
}
