//! What a template is called and what it is for: when it is saved, and when it gets another name.
use egui::{Align, Context, Id, Key, Layout, TextEdit, Ui, vec2};

use crate::app::command::templates::{TemplateCommand, TemplateOf};
use crate::app::command::{Command, Commands};
use crate::app::facts::{Facts, FarmData};
use crate::app::theme::{palette, size, space};
use crate::app::widgets::button;
use crate::app::widgets::field::TextField;
use crate::app::widgets::modal::{Kind, Shown, modal};
use crate::app::widgets::model_picker::ModelPicker;
use crate::app::widgets::trouble;
use crate::domain::accepted;
use crate::domain::ids::{FcrModelId, MortalityModelId, ProfileId, ScenarioId, TemplateId, TgcModelId};
use crate::domain::plan::ModelRow;
use crate::domain::template::TemplateKey;
use crate::service::ModelChoice;

/// What gets a name.
#[derive(Debug, Clone, Copy)]
enum What {
    New(TemplateOf),
    Known(TemplateId),
}

/// Asks for name and description of a template.
#[derive(Debug)]
pub struct SaveDialog {
    what: What,
    title: String,
    verb: &'static str,
    name: String,
    description: String,
}

impl SaveDialog {
    /// Asks for those of a new template of a scenario; none if the scenario is gone.
    pub fn of_scenario(id: ScenarioId, farm: &FarmData) -> Option<Self> {
        let row = farm.scenario(id)?;
        Some(Self {
            what: What::New(TemplateOf::Scenario(id)),
            title: format!("Save {} as template", row.name),
            verb: "Save template",
            name: row.name.clone(),
            description: String::new(),
        })
    }

    /// Asks for models and what the template of them is called.
    pub fn of_models() -> Self {
        Self {
            what: What::New(TemplateOf::Models(ModelChoice::default())),
            title: "Save models as template".to_owned(),
            verb: "Save template",
            name: String::new(),
            description: String::new(),
        }
    }

    /// Asks for other words for a template; none if it is gone.
    pub fn of_template(id: TemplateId, farm: &FarmData) -> Option<Self> {
        let row = farm.templates.iter().find(|row| row.key == TemplateKey::Own(id))?;
        Some(Self {
            what: What::Known(id),
            title: format!("Rename the template {}", row.name),
            verb: "Rename template",
            name: row.name.clone(),
            description: row.description.clone(),
        })
    }

    /// Draws the dialog; says whether it stays.
    pub fn show(&mut self, ctx: &Context, facts: &Facts<'_>, commands: &mut Commands) -> bool {
        let title = self.title.clone();
        match modal(ctx, Id::unique("save template"), &title, Kind::default(), |ui, is_new| {
            self.contents(ui, facts, is_new)
        }) {
            Shown::Stays => true,
            Shown::Answered(true) => {
                commands.push(Command::Templates(self.command()));
                false
            }
            Shown::Answered(false) | Shown::Dismissed => false,
        }
    }

    fn contents(&mut self, ui: &mut Ui, facts: &Facts<'_>, is_new: bool) -> Option<bool> {
        ui.spacing_mut().item_spacing.y = space::S;
        ui.heading(&self.title);
        match &mut self.what {
            What::New(TemplateOf::Scenario(_)) => {
                ui.label("The template keeps the scenario as it is now, with its models");
            }
            What::New(TemplateOf::Models(choice)) => pick(ui, choice, facts.farm),
            What::Known(_) => {}
        }
        let trouble = self.trouble(facts.farm);
        let name = TextField::new("Template name", &mut self.name, accepted::NAME_CHARS)
            .required()
            .hint("Autumn smolt of our farm")
            .show(ui);
        if is_new {
            name.request_focus();
        }
        trouble::in_its_place(ui, trouble.as_deref(), trouble::line);
        let muted = palette(ui.visuals()).text_muted;
        let label = ui.colored_label(muted, "Description");
        let description = TextEdit::multiline(&mut self.description)
            .hint_text("What it is for, and where its figures are from")
            .desired_rows(4)
            .char_limit(accepted::NOTES_CHARS)
            .desired_width(f32::INFINITY);
        ui.add(description).labelled_by(label.id);
        ui.add_space(space::S);
        let entered = name.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        let why_not = facts.why_not_write();
        let can = why_not.is_none() && trouble.is_none() && self.is_whole();
        let row = vec2(ui.available_width(), size::ROW);
        let answer = ui
            .allocate_ui_with_layout(row, Layout::right_to_left(Align::Center), |ui| {
                let saved = button::unless(ui, why_not, |ui| {
                    ui.add_enabled_ui(can, |ui| button::primary(ui, self.verb)).inner
                });
                let saved = saved.clicked();
                let cancelled = ui.button("Cancel").clicked();
                if saved { Some(true) } else { cancelled.then_some(false) }
            })
            .inner;
        if entered && can { Some(true) } else { answer }
    }

    /// Why the name cannot be had.
    fn trouble(&self, farm: &FarmData) -> Option<String> {
        let name = self.name.trim();
        let is_self = |key: TemplateKey| matches!(self.what, What::Known(id) if key == TemplateKey::Own(id));
        let is_taken = farm.templates.iter().any(|row| row.name == name && !is_self(row.key));
        is_taken.then(|| format!("A template is called {name} already"))
    }

    fn is_whole(&self) -> bool {
        let has_name = !self.name.trim().is_empty() && self.name.chars().count() <= accepted::NAME_CHARS;
        has_name
            && !matches!(self.what, What::New(TemplateOf::Models(choice)) if choice == ModelChoice::default())
    }

    fn command(&self) -> TemplateCommand {
        let (name, description) = (self.name.trim().to_owned(), self.description.trim().to_owned());
        match self.what {
            What::New(of) => TemplateCommand::Save { of, name, description },
            What::Known(id) => TemplateCommand::Describe { id, name, description },
        }
    }
}

/// One of each kind, or none.
fn pick(ui: &mut Ui, choice: &mut ModelChoice, farm: &FarmData) {
    ui.label("Choose one model of each kind that belongs to the template");
    let mut one = |label: &str, models: &[ModelRow], chosen: Option<i64>| -> Option<i64> {
        let width = ui.available_width() - size::FIELD - ui.spacing().item_spacing.x;
        let picked = ui.horizontal(|ui| {
            let muted = palette(ui.visuals()).text_muted;
            ui.allocate_ui(vec2(size::FIELD, size::ROW), |ui| {
                ui.set_width(size::FIELD);
                ui.colored_label(muted, label);
            });
            ModelPicker { label, models, none: Some("None"), width }.show(ui, chosen)
        });
        picked.inner.unwrap_or(chosen)
    };
    choice.lifecycle = one("Lifecycle", &farm.lifecycles, choice.lifecycle);
    choice.profile =
        one("Temperature profile", &farm.temperature_profiles, choice.profile.map(|id| id.0)).map(ProfileId);
    choice.tgc = one("TGC model", &farm.tgc_models, choice.tgc.map(|id| id.0)).map(TgcModelId);
    choice.fcr = one("FCR model", &farm.fcr_models, choice.fcr.map(|id| id.0)).map(FcrModelId);
    choice.mortality =
        one("Mortality model", &farm.mortality_models, choice.mortality.map(|id| id.0)).map(MortalityModelId);
    choice.constraints = one("Constraints", &farm.constraints, choice.constraints);
}
