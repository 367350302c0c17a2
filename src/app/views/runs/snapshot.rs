//! What a run was made from: its parameter snapshot, all levels of it.
use egui::{RichText, Ui, vec2};
use std::sync::Arc;

use super::summary::{group, line, wrapped};
use crate::app::theme::{palette, semibold, size, space};
use crate::app::widgets::icon::Icon;
use crate::app::widgets::info_tip::info_tip;
use crate::app::widgets::plots::{LineLook, LinkedPlots, PlotSeries, PlotSpec, PlotsLook};
use crate::app::widgets::run_picker::ABOUT_PARAMETER_SNAPSHOT;
use crate::domain::constraints::StageConstraint;
use crate::domain::display::{count, date, days, exact, number, plural, ratio, temperature, tgc, weight};
use crate::domain::feed::FcrModel;
use crate::domain::growth::TgcModel;
use crate::domain::lifecycle::{LifecycleStage, Water};
use crate::domain::mortality::{Frequency, MortalityModel};
use crate::domain::run::{RunDetail, RunOrigin};
use crate::domain::scenario::{ModelChange, Scenario};
use crate::domain::temperature::TemperatureProfile;
use crate::service::RunInFull;

/// The page, with the plot of the temperature profile.
pub struct SnapshotPage {
    linked: LinkedPlots,
    made_of: Option<(Arc<RunInFull>, bool)>,
    specs: Vec<PlotSpec>,
}

impl Default for SnapshotPage {
    fn default() -> Self {
        Self { linked: LinkedPlots::new("temperature profile"), made_of: None, specs: Vec::new() }
    }
}

impl std::fmt::Debug for SnapshotPage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SnapshotPage").finish_non_exhaustive()
    }
}

impl SnapshotPage {
    /// Draws it.
    pub fn ui(&mut self, ui: &mut Ui, full: &Arc<RunInFull>) {
        let detail = &full.detail;
        ui.horizontal(|ui| {
            ui.label(semibold("Parameter snapshot"));
            info_tip(ui, "Parameter snapshot", ABOUT_PARAMETER_SNAPSHOT);
        });
        let Some(snapshot) = &detail.snapshot else {
            let muted = palette(ui.visuals()).text_muted;
            let says = match detail.origin {
                RunOrigin::Imported => format!(
                    "This run was imported from {}, which did not keep its inputs, so its parameters are not known and \
                     it cannot be recomputed. Its days are as they were there",
                    detail.engine_version
                ),
                RunOrigin::Computed | RunOrigin::Migrated => {
                    "This run was made before runs kept their inputs, so its parameters are not known and it cannot be \
                     verified. Its days are as they were"
                        .to_owned()
                }
            };
            ui.add(egui::Label::new(RichText::new(says).color(muted)).wrap());
            return;
        };
        identity(ui, detail);
        ui.add_space(space::S);
        let inputs = snapshot.inputs();
        wrapped(ui, |ui| {
            group(ui, "Scenario", |ui| scenario(ui, inputs));
            group(ui, "TGC model", |ui| tgc_model(ui, &inputs.tgc_model));
            group(ui, "FCR model", |ui| fcr_model(ui, &inputs.fcr_model));
            group(ui, "Mortality model", |ui| mortality_model(ui, &inputs.mortality_model));
            for change in &inputs.model_changes {
                group(ui, &format!("Change on day {}", count(f64::from(change.change_day))), |ui| {
                    model_change(ui, change);
                });
            }
            group(ui, "Lifecycle", |ui| inputs.lifecycle.iter().for_each(|stage| lifecycle_stage(ui, stage)));
            if let Some(constraints) = &inputs.biological_constraints {
                group(ui, "Biological constraints", |ui| {
                    line(ui, "Name", &constraints.name);
                    constraints.stages.iter().for_each(|stage| constraint(ui, stage));
                });
            }
        });
        self.profile(ui, full, &inputs.tgc_model.temperature_profile);
    }

    /// The temperatures that the run began with.
    fn profile(&mut self, ui: &mut Ui, full: &Arc<RunInFull>, profile: &TemperatureProfile) {
        let is_dark = ui.visuals().dark_mode;
        let is_same = |(run, dark): &(Arc<RunInFull>, bool)| Arc::ptr_eq(run, full) && *dark == is_dark;
        if !self.made_of.as_ref().is_some_and(is_same) {
            self.specs = vec![profile_plot(profile, ui)];
            self.made_of = Some((Arc::clone(full), is_dark));
        }
        let width = ui.available_width().min(size::FIELD_WIDE * 2.0 + space::XL);
        ui.allocate_ui(vec2(width, 0.0), |ui| {
            ui.set_width(width);
            self.linked.show(ui, &self.specs, &PlotsLook::new(ui));
        });
    }
}

fn profile_plot(profile: &TemperatureProfile, ui: &Ui) -> PlotSpec {
    let title = format!("Temperature profile {}", profile.name);
    let mut spec = PlotSpec::new("profile", title, "°C");
    spec.from_zero = false;
    spec.series = vec![PlotSeries {
        name: profile.name.clone(),
        short: profile.name.clone(),
        color: palette(ui.visuals()).baseline(),
        baseline: true,
        // A single reading is no line.
        line: if profile.readings.len() == 1 { LineLook::Points } else { LineLook::Solid },
        x: profile.readings.iter().map(|reading| f64::from(reading.day_number)).collect(),
        y: profile.readings.iter().map(|reading| reading.temperature_c).collect(),
    }];
    spec
}

/// What the snapshot is known by, and which engine read it.
fn identity(ui: &mut Ui, detail: &RunDetail) {
    ui.horizontal(|ui| {
        let muted = palette(ui.visuals()).text_muted;
        ui.colored_label(muted, "Inputs hash");
        if let Some(hash) = &detail.inputs_hash {
            ui.add(egui::Label::new(RichText::new(hash).monospace()).truncate().selectable(true));
            if Icon::Copy.button(ui, "Copy the inputs hash").clicked() {
                ui.ctx().copy_text(hash.clone());
            }
        }
        if !detail.engine_version.is_empty() {
            ui.colored_label(muted, "Engine");
            ui.label(&detail.engine_version);
        }
    });
}

fn scenario(ui: &mut Ui, inputs: &Scenario) {
    line(ui, "Name", &inputs.name);
    line(ui, "First day", &date(inputs.start_date));
    line(ui, "Duration", &days(i64::from(inputs.duration_days)).to_string());
    line(ui, "Initial count", &count(inputs.initial_count as f64));
    line(ui, "Initial weight", &weight(inputs.initial_weight_g).to_string());
    for (name, text) in [("Genotype", &inputs.genotype), ("Supplier", &inputs.supplier)] {
        if !text.is_empty() {
            line(ui, name, text);
        }
    }
}

fn tgc_model(ui: &mut Ui, model: &TgcModel) {
    line(ui, "Name", &model.name);
    for (name, text) in [("Location", &model.location), ("Release", &model.release_period)] {
        if !text.is_empty() {
            line(ui, name, text);
        }
    }
    line(ui, "TGC", &tgc(model.tgc_value));
    line(ui, "Exponent n of temperature", &number(model.exponent_n, 3));
    line(ui, "Exponent m of weight", &number(model.exponent_m, 3));
    for stage in &model.stage_overrides {
        line(ui, &format!("TGC of {}", stage.stage), &tgc(stage.tgc_value));
    }
    for item in &model.schedule {
        line(ui, &format!("TGC from day {}", count(f64::from(item.from_day))), &tgc(item.tgc_value));
    }
    profile_in_words(ui, &model.temperature_profile);
}

fn profile_in_words(ui: &mut Ui, profile: &TemperatureProfile) {
    line(ui, "Temperature profile", &profile.name);
    let readings = &profile.readings;
    let mean =
        readings.iter().map(|reading| reading.temperature_c).sum::<f64>() / readings.len().max(1) as f64;
    let bounds = readings.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(least, most), reading| {
        (least.min(reading.temperature_c), most.max(reading.temperature_c))
    });
    line(ui, "Readings", &plural(readings.len(), "day", "days"));
    line(ui, "Mean", &temperature(mean).to_string());
    line(ui, "Range", &format!("{} to {}", temperature(bounds.0).number, temperature(bounds.1)));
}

fn fcr_model(ui: &mut Ui, model: &FcrModel) {
    line(ui, "Name", &model.name);
    for stage in &model.stages {
        let text = format!("{} · {}", ratio(stage.fcr_value), days(i64::from(stage.duration_days)));
        line(ui, &stage.stage, &text);
        for band in &stage.overrides {
            let from_to = format!("{} to {}", weight(band.min_weight_g), weight(band.max_weight_g));
            line(ui, &format!("    {from_to}"), &ratio(band.fcr_value));
        }
    }
}

fn mortality_model(ui: &mut Ui, model: &MortalityModel) {
    let period = match model.frequency {
        Frequency::Daily => "%/day",
        Frequency::Weekly => "%/week",
        Frequency::Monthly => "%/month",
    };
    line(ui, "Name", &model.name);
    line(ui, "Rate", &format!("{} {period}", exact(model.rate_percent)));
    for stage in &model.stage_overrides {
        line(ui, &format!("Rate of {}", stage.stage), &format!("{} %/day", exact(stage.daily_rate_percent)));
    }
    for item in &model.schedule {
        let from = format!("Rate from day {}", count(f64::from(item.from_day)));
        line(ui, &from, &format!("{} %/day", exact(item.daily_rate_percent)));
    }
}

fn model_change(ui: &mut Ui, change: &ModelChange) {
    if let Some(model) = &change.new_tgc_model {
        ui.label("TGC model");
        tgc_model(ui, model);
    }
    if let Some(model) = &change.new_fcr_model {
        ui.label("FCR model");
        fcr_model(ui, model);
    }
    if let Some(model) = &change.new_mortality_model {
        ui.label("Mortality model");
        mortality_model(ui, model);
    }
}

fn lifecycle_stage(ui: &mut Ui, stage: &LifecycleStage) {
    let water = match stage.water {
        Water::Fresh => "fresh water",
        Water::Sea => "sea",
    };
    let mut facts = vec![water.to_owned()];
    facts.extend(stage.fixed_temperature_c.map(|c| temperature(c).to_string()));
    facts.extend(stage.weight_cap_g.map(|g| format!("to {}", weight(g))));
    if !stage.feeds {
        facts.push("no feed".to_owned());
    }
    line(ui, &stage.name, &facts.join(" · "));
}

fn constraint(ui: &mut Ui, stage: &StageConstraint) {
    let mut facts = vec![format!("{} to {}", weight(stage.min_weight_g), weight(stage.max_weight_g))];
    facts.extend(stage.min_temperature_c.map(|c| format!("from {}", temperature(c))));
    facts.extend(stage.max_temperature_c.map(|c| format!("to {}", temperature(c))));
    facts.extend(stage.max_freshwater_weight_g.map(|g| format!("fresh water to {}", weight(g))));
    facts.extend(stage.typical_duration_days.map(|d| format!("about {}", days(i64::from(d)))));
    line(ui, &stage.stage, &facts.join(" · "));
}
