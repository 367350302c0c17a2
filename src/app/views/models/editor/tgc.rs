//! The fields of a TGC model, and how fish would grow by it.
use egui::{RichText, Ui, vec2};
use std::sync::Arc;

use super::by_month::{ByMonth, Monthly};
use super::schedule::{ScheduleForm, ScheduleOf};
use super::stage_values::StageValues;
use super::{Around, section, two_columns};
use crate::app::facts::{Facts, Loaded};
use crate::app::theme::{palette, size, space};
use crate::app::widgets::field::{DecimalField, IntegerField, TextField, Typed};
use crate::app::widgets::model_picker::ModelPicker;
use crate::app::widgets::plots::{
    Arrangement, LEAST_HEIGHT, LineLook, LinkedPlots, PlotSeries, PlotSpec, PlotsLook, StageMark,
    group_height, ticks,
};
use crate::domain::accepted;
use crate::domain::display;
use crate::domain::growth::{STANDARD_EXPONENT_M, STANDARD_EXPONENT_N, StageTgc, TgcFrom, TgcModel};
use crate::domain::ids::ProfileId;
use crate::domain::recipe::{PartKey, PartKind, RecipePart, StoredTgc};
use crate::domain::temperature::TemperatureProfile;
use crate::service::{GrowthPreview, PartInFull, growth_preview};

/// The fields take this much of the width, the curves the rest.
const FIELDS_WIDTH: f32 = 580.0;
/// A TGC that a new model starts with.
const USUAL_TGC: f64 = 2.7;
/// What the curves start with: an autumn smolt, followed over two years in sea.
const USUAL_START_WEIGHT_G: f64 = 110.0;
const USUAL_DAYS: i64 = 730;

const SCHEDULE: ScheduleOf<'static> =
    ScheduleOf { value: "TGC", range: accepted::STAGE_TGC, beside: |_| String::new() };

/// What the fields of a TGC model hold.
#[derive(Debug, Clone, PartialEq)]
pub struct TgcForm {
    tgc: Typed<f64>,
    exponent_n: Typed<f64>,
    exponent_m: Typed<f64>,
    location: String,
    release_period: String,
    profile: Option<i64>,
    stages: StageValues,
    schedule: ScheduleForm,
}

impl TgcForm {
    /// A new model, with the first profile there is.
    pub fn blank(facts: &Facts<'_>) -> Self {
        Self {
            tgc: Typed::of(USUAL_TGC),
            exponent_n: Typed::of(STANDARD_EXPONENT_N),
            exponent_m: Typed::of(STANDARD_EXPONENT_M),
            location: String::new(),
            release_period: String::new(),
            profile: facts.farm.temperature_profiles.first().map(|row| row.id),
            stages: StageValues::default(),
            schedule: ScheduleForm::default(),
        }
    }

    /// The fields of a stored model.
    pub fn of(stored: &StoredTgc) -> Self {
        let model = &stored.model;
        let stages = model.stage_overrides.iter().map(|item| (item.stage.clone(), item.tgc_value));
        let schedule = model.schedule.iter().map(|item| (item.from_day, item.tgc_value));
        Self {
            tgc: Typed::of(model.tgc_value),
            exponent_n: Typed::of(model.exponent_n),
            exponent_m: Typed::of(model.exponent_m),
            location: model.location.clone(),
            release_period: model.release_period.clone(),
            profile: Some(stored.profile.0),
            stages: StageValues::of(stages),
            schedule: ScheduleForm::of(schedule),
        }
    }

    /// The fields that hold something that is not accepted, by their labels.
    pub fn wrong(&self, facts: &Facts<'_>) -> Vec<String> {
        let mut wrong = Vec::new();
        for (typed, range, label) in [
            (&self.tgc, accepted::TGC, "TGC"),
            (&self.exponent_n, accepted::EXPONENT_N, "Exponent n"),
            (&self.exponent_m, accepted::EXPONENT_M, "Exponent m"),
        ] {
            if typed.value().is_none_or(|value| !range.holds(value)) {
                wrong.push(label.to_owned());
            }
        }
        let is_short = |text: &str| accepted::check_length("", text, accepted::NAME_CHARS).is_ok();
        for (text, label) in [(&self.location, "Location"), (&self.release_period, "Release period")] {
            if !is_short(text) {
                wrong.push(label.to_owned());
            }
        }
        let profile = self.profile.map(|id| PartKey::new(PartKind::Temperature, id));
        if profile.is_none_or(|key| facts.farm.part(key).is_none()) {
            wrong.push("Temperature profile".to_owned());
        }
        wrong.extend(self.stages.wrong("TGC", accepted::STAGE_TGC));
        wrong.extend(self.schedule.wrong(&SCHEDULE));
        wrong
    }

    /// The model that the fields mean; the profile that is stored under its number is what it reads.
    pub fn part(&self, name: &str, facts: &Facts<'_>) -> Option<RecipePart> {
        let empty = TemperatureProfile { name: String::new(), readings: Vec::new() };
        let model = self.model(name, facts, empty)?;
        Some(RecipePart::Tgc(StoredTgc { model, profile: ProfileId(self.profile?) }))
    }

    fn model(&self, name: &str, facts: &Facts<'_>, profile: TemperatureProfile) -> Option<TgcModel> {
        let stages = self.stages.items(accepted::STAGE_TGC, &facts.farm.stages).into_iter();
        let schedule = self.schedule.items(accepted::STAGE_TGC).into_iter();
        Some(TgcModel {
            name: name.to_owned(),
            location: self.location.trim().to_owned(),
            release_period: self.release_period.trim().to_owned(),
            tgc_value: self.tgc.value().filter(|value| accepted::TGC.holds(*value))?,
            exponent_n: self.exponent_n.value().filter(|value| accepted::EXPONENT_N.holds(*value))?,
            exponent_m: self.exponent_m.value().filter(|value| accepted::EXPONENT_M.holds(*value))?,
            stage_overrides: stages.map(|(stage, tgc_value)| StageTgc { stage, tgc_value }).collect(),
            schedule: schedule.map(|(from_day, tgc_value)| TgcFrom { from_day, tgc_value }).collect(),
            temperature_profile: profile,
        })
    }
}

/// What the editor remembers beside the fields.
pub struct TgcLook {
    by_month: Option<ByMonth>,
    start_weight_g: Typed<f64>,
    days: Typed<i64>,
    plots: LinkedPlots,
    /// What the curves were made of, and the curves.
    made: Option<(MadeOf, Curves)>,
}

/// Form, start weight, days and the very profile: what the curves follow from.
type MadeOf = (TgcForm, f64, i64, Arc<PartInFull>);

struct Curves {
    specs: Vec<PlotSpec>,
    last_weight_g: f64,
}

impl Default for TgcLook {
    fn default() -> Self {
        Self {
            by_month: None,
            start_weight_g: Typed::of(USUAL_START_WEIGHT_G),
            days: Typed::of(USUAL_DAYS),
            plots: LinkedPlots::new("TGC preview"),
            made: None,
        }
    }
}

impl std::fmt::Debug for TgcLook {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TgcLook").finish_non_exhaustive()
    }
}

impl TgcLook {
    /// Draws the fields, and the curves beside them.
    pub fn ui(&mut self, ui: &mut Ui, form: &mut TgcForm, around: &Around<'_>) {
        let mut both = (self, form);
        two_columns(
            ui,
            &mut both,
            FIELDS_WIDTH,
            |ui, (look, form)| look.fields(ui, form, around.facts),
            |ui, (look, form)| look.preview(ui, form, around.facts),
        );
        let (look, form) = both;
        if let Some(items) = ByMonth::show(&mut look.by_month, ui.ctx(), around.facts.today) {
            form.schedule = ScheduleForm::of(items.into_iter());
        }
    }

    fn fields(&mut self, ui: &mut Ui, form: &mut TgcForm, facts: &Facts<'_>) {
        ui.spacing_mut().item_spacing.y = space::XS;
        ui.horizontal_top(|ui| {
            DecimalField::within("TGC", &mut form.tgc, accepted::TGC)
                .info("In the ×1000 convention: 2.7, not 0.0027. Stages and days below may have another")
                .show(ui);
            DecimalField::within("Exponent n", &mut form.exponent_n, accepted::EXPONENT_N)
                .info("Of the temperature; 1 in the standard formula")
                .show(ui);
            DecimalField::within("Exponent m", &mut form.exponent_m, accepted::EXPONENT_M)
                .info("Of the weight; one third in the standard formula")
                .show(ui);
        });
        let profiles = &facts.farm.temperature_profiles;
        let picker = ModelPicker {
            label: "Temperature profile",
            models: profiles,
            none: None,
            width: size::FIELD_WIDE,
        };
        if profiles.is_empty() {
            let warning = palette(ui.visuals()).warning;
            ui.colored_label(warning, "A TGC model reads a temperature profile: make or import one first");
        } else if let Some(picked) = picker.labelled(ui, form.profile) {
            form.profile = picked;
        }
        ui.horizontal_top(|ui| {
            TextField::new("Location", &mut form.location, accepted::NAME_CHARS).hint("Faroe shelf").show(ui);
            TextField::new("Release period", &mut form.release_period, accepted::NAME_CHARS)
                .hint("September")
                .show(ui);
        });
        section(ui, "TGC by day or month in sea");
        muted(ui, "From a day of the scenario on, until the next; a stage's own TGC goes before it");
        if form.schedule.ui(ui, &SCHEDULE) {
            self.by_month = Some(ByMonth::new(Monthly::Tgc, facts.today, form.schedule.count()));
        }
        section(ui, "TGC of single stages");
        let beside = |_: f64| String::new();
        form.stages.ui(ui, "TGC", accepted::STAGE_TGC, &facts.farm.stages, beside);
        ui.add_space(space::M);
    }

    fn preview(&mut self, ui: &mut Ui, form: &TgcForm, facts: &Facts<'_>) {
        ui.spacing_mut().item_spacing.y = space::XS;
        ui.horizontal_top(|ui| {
            DecimalField::within("Preview from", &mut self.start_weight_g, accepted::INITIAL_WEIGHT_G)
                .show(ui);
            IntegerField::within("Preview over", &mut self.days, accepted::DURATION_DAYS).show(ui);
        });
        let Some(profile) = form.profile.map(|id| PartKey::new(PartKind::Temperature, id)) else { return };
        let full = match facts.library.parts.get(&profile) {
            Loaded::Ready(full) => Some(full),
            Loaded::Loading => None,
            Loaded::Failed(fault) => {
                ui.colored_label(palette(ui.visuals()).danger, fault.to_string());
                return;
            }
        };
        let is_old = !self.follow(form, full, facts);
        let Some((_, curves)) = &mut self.made else {
            muted(ui, if is_old { "Correct the fields to see how fish would grow" } else { "Computing" });
            return;
        };
        let (days, weight) = (self.days.value().unwrap_or(0), display::weight(curves.last_weight_g));
        muted(
            ui,
            &if is_old {
                "As it was before: the fields hold something that is not accepted".to_owned()
            } else {
                format!("{weight} after {}. Stages follow by weight here", display::days(days))
            },
        );
        if is_old {
            ui.set_opacity(0.5);
        }
        for (i, spec) in curves.specs.iter_mut().enumerate() {
            let color = palette(ui.visuals()).series(i);
            spec.series.iter_mut().for_each(|series| series.color = color);
        }
        let mut look = PlotsLook::new(ui);
        (look.arrangement, look.min_height, look.legend) = (Arrangement::Stacked, LEAST_HEIGHT, false);
        let height = group_height(look.arrangement, curves.specs.len(), ui.available_width(), LEAST_HEIGHT);
        let height = height.max(ui.available_height().min(height * 1.5));
        ui.allocate_ui(vec2(ui.available_width(), height), |ui| {
            ui.set_max_height(height);
            self.plots.show(ui, &curves.specs, &look);
        });
    }

    /// Makes the curves anew if anything they follow from has changed; says whether they are of what the fields hold now.
    fn follow(&mut self, form: &TgcForm, full: Option<Arc<PartInFull>>, facts: &Facts<'_>) -> bool {
        let (Some(weight_g), Some(days)) = (self.start_weight_g.value(), self.days.value()) else {
            return false;
        };
        // What is shown stays until the profile is there.
        let Some(full) = full else { return true };
        let is_made = self.made.as_ref().is_some_and(|((of, from_g, over, profile), _)| {
            of == form && *from_g == weight_g && *over == days && Arc::ptr_eq(profile, &full)
        });
        if is_made {
            return true;
        }
        let RecipePart::Temperature(profile) = &full.part else { return false };
        if !form.wrong(facts).is_empty() {
            return false;
        }
        let Some(model) = form.model("", facts, profile.clone()) else { return false };
        let duration = u32::try_from(days).unwrap_or(0);
        let preview = growth_preview(&model, &facts.farm.stages, weight_g, duration);
        let curves = curves(&preview, &profile.name, weight_g);
        self.made = Some(((form.clone(), weight_g, days, full), curves));
        true
    }
}

fn curves(preview: &GrowthPreview, profile: &str, start_weight_g: f64) -> Curves {
    let last_weight_g = preview.days.last().map_or(start_weight_g, |day| day.average_weight_g);
    let in_kg = display::weight(last_weight_g).unit == "kg";
    let mut weight = PlotSpec::new("weight", "Weight", if in_kg { "kg" } else { "g" });
    weight.scale = if in_kg { 1000.0 } else { 1.0 };
    weight.format = if in_kg { ticks::hundredths } else { ticks::whole };
    weight.series = vec![series(preview, "Weight", |place| preview.days[place].average_weight_g)];
    let mut before = None;
    for day in &preview.days {
        if before.replace(day.stage) != Some(day.stage) {
            let name = preview.stages.get(usize::from(day.stage)).cloned().unwrap_or_default();
            weight.stages.push(StageMark { x: f64::from(day.day_number), name });
        }
    }
    let mut tgc = PlotSpec::new("tgc", "TGC in force", "");
    tgc.format = ticks::hundredths;
    tgc.series = vec![series(preview, "TGC", |place| preview.tgc_values[place])];
    let mut temperature = PlotSpec::new("temperature", format!("Temperature · {profile}"), "°C");
    (temperature.from_zero, temperature.format) = (false, ticks::tenths);
    temperature.series = vec![series(preview, "Temperature", |place| preview.days[place].temperature_c)];
    Curves { specs: vec![weight, tgc, temperature], last_weight_g }
}

fn series(preview: &GrowthPreview, name: &str, value: impl Fn(usize) -> f64) -> PlotSeries {
    PlotSeries {
        name: name.to_owned(),
        short: String::new(),
        color: egui::Color32::PLACEHOLDER,
        baseline: false,
        line: LineLook::Solid,
        x: preview.days.iter().map(|day| f64::from(day.day_number)).collect(),
        y: (0..preview.days.len()).map(value).collect(),
    }
}

fn muted(ui: &mut Ui, text: &str) {
    let color = palette(ui.visuals()).text_muted;
    ui.add(egui::Label::new(RichText::new(text).color(color)).wrap());
}
