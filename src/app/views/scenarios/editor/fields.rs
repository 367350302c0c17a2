//! The fields of a scenario, each with its unit and what it accepts.
use egui::{RichText, Ui};

use super::changes;
use super::form::{Form, Other};
use crate::app::facts::{Facts, Loaded};
use crate::app::theme::{palette, semibold, size, space};
use crate::app::widgets::field::{DateField, DecimalField, IntegerField, TextField, Typed};
use crate::app::widgets::model_picker::ModelPicker;
use crate::app::widgets::trouble;
use crate::domain::accepted::{self, Range};
use crate::domain::fault::Fault;
use crate::domain::ids::{FcrModelId, MortalityModelId, TgcModelId};
use crate::domain::mortality::Frequency;

/// Draws all fields; `fault` is what the farm file refuses, said beside the field that it is about.
pub fn ui(ui: &mut Ui, form: &mut Form, fault: Option<&Fault>, facts: &Facts<'_>, just_opened: bool) {
    ui.spacing_mut().item_spacing.y = space::XS;
    say_what_has_no_field(ui, fault);
    fish(ui, form, fault, facts, just_opened);
    models(ui, form, fault, facts);
    changes::ui(ui, form, fault, facts);
    rules(ui, form, fault, facts);
}

/// The head of a group of fields.
pub fn section(ui: &mut Ui, name: &str) {
    ui.add_space(space::S);
    ui.label(semibold(name));
}

fn fish(ui: &mut Ui, form: &mut Form, fault: Option<&Fault>, facts: &Facts<'_>, just_opened: bool) {
    ui.horizontal_top(|ui| {
        let name = TextField::new("Name", &mut form.name, accepted::NAME_CHARS)
            .required()
            .hint("Autumn smolt 2026")
            .show(ui);
        if just_opened {
            name.request_focus();
        }
    });
    refused(ui, fault, &["name"]);
    ui.horizontal_top(|ui| {
        let (first, last) = accepted::start_dates();
        DateField::new("Start date", &mut form.start_date, first..=last, facts.today).show(ui);
        IntegerField::within("Duration", &mut form.duration_days, accepted::DURATION_DAYS).show(ui);
    });
    refused(ui, fault, &["start_date", "duration_days"]);
    ui.horizontal_top(|ui| {
        IntegerField::within("Initial count", &mut form.initial_count, accepted::INITIAL_COUNT).show(ui);
        ui.add_space(space::S + size::CLICK);
        DecimalField::within("Initial weight", &mut form.initial_weight_g, accepted::INITIAL_WEIGHT_G)
            .show(ui);
    });
    refused(ui, fault, &["initial_count", "initial_weight"]);
    ui.horizontal_top(|ui| {
        TextField::new("Genotype", &mut form.genotype, accepted::NAME_CHARS).hint("SalmoBreed").show(ui);
        ui.add_space(space::S);
        TextField::new("Supplier", &mut form.supplier, accepted::NAME_CHARS).hint("Benchmark").show(ui);
    });
    refused(ui, fault, &["genotype", "supplier"]);
}

fn models(ui: &mut Ui, form: &mut Form, fault: Option<&Fault>, facts: &Facts<'_>) {
    section(ui, "Models");
    let farm = facts.farm;
    let picker = |label, models| ModelPicker { label, models, none: None, width: size::FIELD_WIDE };
    ui.horizontal_top(|ui| {
        if let Some(Some(id)) = picker("TGC model", &farm.tgc_models).labelled(ui, Some(form.tgc_model.0)) {
            (form.tgc_model, form.tgc) = (TgcModelId(id), None);
        }
        ui.add_space(space::S);
        match facts.library.tgc_models.get(&form.tgc_model) {
            Loaded::Ready(model) => {
                value(ui, "TGC", accepted::TGC, None, model.tgc_value, &mut form.tgc);
            }
            Loaded::Loading => waiting(ui, "TGC"),
            Loaded::Failed(fault) => {
                ui.colored_label(palette(ui.visuals()).danger, fault.to_string());
            }
        }
    });
    refused(ui, fault, &["tgc_model"]);
    if let Some(Some(id)) = picker("FCR model", &farm.fcr_models).labelled(ui, Some(form.fcr_model.0)) {
        form.fcr_model = FcrModelId(id);
    }
    refused(ui, fault, &["fcr_model"]);
    ui.horizontal_top(|ui| {
        let models = &farm.mortality_models;
        if let Some(Some(id)) = picker("Mortality model", models).labelled(ui, Some(form.mortality_model.0)) {
            (form.mortality_model, form.mortality_percent) = (MortalityModelId(id), None);
        }
        ui.add_space(space::S);
        match facts.library.mortality_models.get(&form.mortality_model) {
            Loaded::Ready(model) => {
                let unit = match model.frequency {
                    Frequency::Daily => "% a day",
                    Frequency::Weekly => "% a week",
                    Frequency::Monthly => "% a month",
                };
                let range = accepted::MORTALITY_PERCENT;
                let other = &mut form.mortality_percent;
                value(ui, "Mortality rate", range, Some(unit), model.rate_percent, other);
            }
            Loaded::Loading => waiting(ui, "Mortality rate"),
            Loaded::Failed(fault) => {
                ui.colored_label(palette(ui.visuals()).danger, fault.to_string());
            }
        }
    });
    refused(ui, fault, &["mortality_model"]);
}

/// Which stages there are, and what fish of them may weigh and live in.
fn rules(ui: &mut Ui, form: &mut Form, fault: Option<&Fault>, facts: &Facts<'_>) {
    section(ui, "Stages and constraints");
    let width = size::FIELD_WIDE;
    ui.horizontal_top(|ui| {
        let lifecycles =
            ModelPicker { label: "Lifecycle", models: &facts.farm.lifecycles, none: None, width };
        if let Some(Some(id)) = lifecycles.labelled(ui, Some(form.lifecycle)) {
            form.lifecycle = id;
        }
        ui.add_space(space::S);
        let none = Some("No constraints");
        let constraints = ModelPicker { label: "Constraints", models: &facts.farm.constraints, none, width };
        if let Some(picked) = constraints.labelled(ui, form.constraints) {
            form.constraints = picked;
            // What there is not cannot be warned of.
            form.warn_outside_constraints &= picked.is_some();
        }
    });
    refused(ui, fault, &["lifecycle", "biological_constraints"]);
    ui.add_enabled_ui(form.constraints.is_some(), |ui| {
        let says = "Warn of the days of a run that leave the constraints";
        ui.checkbox(&mut form.warn_outside_constraints, says)
            .on_hover_text("Runs are not changed by it; their list of warnings is")
            .on_disabled_hover_text("Choose constraints first");
    });
}

/// A value of the chosen model, which can be typed over: then a model like it is made, as models are shared.
fn value(
    ui: &mut Ui,
    label: &str,
    range: Range,
    unit: Option<&'static str>,
    of_model: f64,
    other: &mut Option<Other>,
) {
    ui.vertical(|ui| {
        let mut typed = other.as_ref().map_or(Typed::of(of_model), |other| other.typed.clone());
        let field = DecimalField::within(label, &mut typed, range);
        let response = field.unit(unit.unwrap_or(range.unit)).show(ui);
        if response.changed() {
            *other = Some(Other { typed, model: of_model });
        } else if let Some(kept) = other {
            kept.typed = typed;
        }
        // Back at the model's value, and nobody typing: the model itself is meant.
        let is_same = other.as_ref().is_some_and(|other| other.typed.value() == Some(of_model));
        if is_same && !response.has_focus() {
            *other = None;
        }
        if other.is_some() && !is_same {
            let muted = palette(ui.visuals()).text_muted;
            ui.set_max_width(size::FIELD_WIDE);
            ui.label(RichText::new("Saving makes a model like the chosen one").color(muted));
        }
    });
}

fn waiting(ui: &mut Ui, label: &str) {
    ui.vertical(|ui| {
        let muted = palette(ui.visuals()).text_muted;
        ui.label(RichText::new(label).color(muted));
        ui.label(RichText::new("Loading").color(muted));
    });
}

/// The fields by the start of their path in a document.
const PLACES: [&str; 13] = [
    "name",
    "start_date",
    "duration_days",
    "initial_count",
    "initial_weight",
    "genotype",
    "supplier",
    "tgc_model",
    "fcr_model",
    "mortality_model",
    "lifecycle",
    "biological_constraints",
    "model_changes[",
];

/// Says what is refused about these fields.
pub fn refused(ui: &mut Ui, fault: Option<&Fault>, places: &[&str]) {
    let is_at = |fault: &&Fault, place: &str| {
        let rest = fault.place.strip_prefix(place);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
    };
    say(ui, fault.filter(|fault| places.iter().any(|place| is_at(fault, place))));
}

fn say_what_has_no_field(ui: &mut Ui, fault: Option<&Fault>) {
    let has_field = |fault: &&Fault| PLACES.iter().any(|place| fault.place.starts_with(place));
    say(ui, fault.filter(|fault| !has_field(fault)));
}

fn say(ui: &mut Ui, fault: Option<&Fault>) {
    trouble::in_its_place(ui, fault, trouble::refusal);
}
