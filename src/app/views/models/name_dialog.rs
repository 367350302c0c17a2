//! Asking for a name: of a model that is renamed, or saved as a new one.
use egui::{Align, Context, Id, Key, Layout, Ui, vec2};

use crate::app::facts::Facts;
use crate::app::theme::{palette, size, space};
use crate::app::widgets::button;
use crate::app::widgets::field::TextField;
use crate::app::widgets::modal::{Kind, Shown, modal};
use crate::domain::accepted;
use crate::domain::recipe::PartKind;

/// The dialog that asks for the name of a model.
#[derive(Debug)]
pub struct NameDialog {
    title: String,
    verb: &'static str,
    /// What follows from it.
    note: &'static str,
    name: String,
    /// The names that others of this kind have.
    taken: Vec<String>,
    noun: &'static str,
}

/// What was decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// Nothing yet.
    Stays,
    /// Leave it.
    Cancelled,
    /// This name.
    Named(String),
}

impl NameDialog {
    /// Asks under which name a model is saved as a new one; proposes one that no other has.
    pub fn save_as_new(kind: PartKind, typed: &str, facts: &Facts<'_>) -> Self {
        let taken: Vec<String> = facts.farm.parts(kind).iter().map(|row| row.name.clone()).collect();
        let typed = typed.trim();
        let is_free = |name: &String| !taken.contains(name);
        let numbered = (2..).map(|number| format!("{typed} ({number})"));
        let name = std::iter::once(typed.to_owned()).chain(numbered).find(is_free).unwrap_or_default();
        Self {
            title: format!("Save as a new {}", kind.noun()),
            verb: "Save as new",
            note: "Scenarios keep the one they use until another is chosen in them",
            name,
            taken,
            noun: kind.noun(),
        }
    }

    /// Asks for another name of a model.
    pub fn rename(kind: PartKind, name: &str, facts: &Facts<'_>) -> Self {
        let names = facts.farm.parts(kind).iter().map(|row| row.name.clone());
        Self {
            title: format!("Rename {name}"),
            verb: "Rename",
            note: "Runs keep the name that it had when they were made",
            name: name.to_owned(),
            taken: names.filter(|other| other != name).collect(),
            noun: kind.noun(),
        }
    }

    /// Draws it.
    pub fn show(&mut self, ctx: &Context) -> Answer {
        let title = self.title.clone();
        let shown = modal(ctx, Id::unique("name of model"), &title, Kind::default(), |ui, is_new| {
            ui.spacing_mut().item_spacing.y = space::S;
            ui.heading(&title);
            self.contents(ui, is_new)
        });
        match shown {
            Shown::Stays => Answer::Stays,
            Shown::Answered(Some(name)) => Answer::Named(name),
            Shown::Answered(None) | Shown::Dismissed => Answer::Cancelled,
        }
    }

    /// The name if it was decided on, none inside if it was cancelled.
    fn contents(&mut self, ui: &mut Ui, is_new: bool) -> Option<Option<String>> {
        let field = TextField::new("New name", &mut self.name, accepted::NAME_CHARS).required();
        let is_accepted = field.is_accepted();
        let field = field.show(ui);
        if is_new {
            field.request_focus();
        }
        let colors = palette(ui.visuals());
        if self.taken.iter().any(|name| name == self.name.trim()) {
            ui.colored_label(colors.warning, format!("Another {} has this name", self.noun));
        }
        ui.colored_label(colors.text_muted, self.note);
        let named = || Some(Some(self.name.trim().to_owned()));
        let entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        let mut answer = if entered && is_accepted { named() } else { None };
        let line = vec2(ui.available_width(), size::ROW);
        ui.allocate_ui_with_layout(line, Layout::right_to_left(Align::Center), |ui| {
            let go_on = ui.add_enabled_ui(is_accepted, |ui| button::primary(ui, self.verb)).inner;
            if go_on.clicked() {
                answer = named();
            }
            if ui.button("Cancel").clicked() {
                answer = Some(None);
            }
        });
        answer
    }
}
