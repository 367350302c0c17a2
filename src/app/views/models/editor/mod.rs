//! The editors of models. What is typed is kept as a draft until it is saved or discarded, wherever one goes meanwhile.
//!
//! The frame is the same for all kinds: name, saving, who takes the change. What lies within is the kind's own, one arm of
//! [`forms::Form`] each.
mod by_month;
mod draft;
mod fcr;
mod fcr_strip;
mod forms;
mod mortality;
mod schedule;
mod stage_values;
mod tgc;
mod users;

use egui::{Align, Id, Key, Label, Layout, Modifiers, RichText, ScrollArea, Ui};
use std::collections::HashMap;

use self::draft::{Draft, Drafts};
use self::forms::Looks;
use super::name_dialog::{Answer, NameDialog};
use super::temperature::TemperatureLook;
use crate::app::command::Commands;
use crate::app::command::models::DraftKey;
use crate::app::facts::{Facts, Loaded};
use crate::app::keys;
use crate::app::theme::{palette, semibold, space};
use crate::app::widgets::badge::{Badge, Tone};
use crate::app::widgets::field::TextField;
use crate::app::widgets::icon::Icon;
use crate::app::widgets::trouble;
use crate::app::widgets::{button, empty_state};
use crate::domain::accepted;
use crate::domain::fault::Fault;
use crate::domain::recipe::{PartKey, PartKind};

/// What an editor is told beside its fields.
#[derive(Debug, Clone, Copy)]
pub struct Around<'a> {
    /// Which draft it is.
    pub key: DraftKey,
    /// What may be known of the farm.
    pub facts: &'a Facts<'a>,
}

/// The editors with all their drafts.
#[derive(Debug, Default)]
pub struct Editor {
    open: Option<DraftKey>,
    drafts: Drafts,
    /// What the editors of the drafts remember beside the fields: plots, open dialogs.
    looks: HashMap<DraftKey, Looks>,
    save_as: Option<NameDialog>,
    /// The name gets the keyboard when the editor is drawn next.
    just_opened: bool,
    /// Something was being typed into in the frame before: Esc leaves that first.
    was_typing: bool,
}

impl Editor {
    /// Whether a model is being edited.
    pub fn is_open(&self) -> bool {
        self.open.is_some()
    }

    /// Opens a model, or a new one.
    pub fn open(&mut self, key: DraftKey) {
        self.open = Some(key);
        self.just_opened = true;
        self.save_as = None;
        self.looks.clear();
    }

    /// Closes the editor and says which model it held; unsaved changes stay.
    pub fn close(&mut self) -> Option<PartKey> {
        self.save_as = None;
        self.open.take().and_then(DraftKey::stored)
    }

    /// How many models have changes that are not saved.
    pub fn unsaved_count(&self) -> usize {
        self.drafts.unsaved().count()
    }

    /// Whether this model has changes that are not saved.
    pub fn is_unsaved(&self, key: DraftKey) -> bool {
        self.drafts.unsaved().any(|unsaved| unsaved == key)
    }

    /// Hears how saving went.
    pub fn take_saved(&mut self, draft: DraftKey, outcome: &Result<PartKey, Fault>) {
        let was_heard = self.drafts.take_saved(draft, outcome);
        if let (Ok(saved), true) = (outcome, was_heard && self.open == Some(draft)) {
            let now = DraftKey::from(*saved);
            if let Some(looks) = self.looks.remove(&draft) {
                self.looks.insert(now, looks);
            }
            self.open = Some(now);
        }
    }

    /// What the editor of a temperature profile remembers, if one is open.
    pub fn temperature(&mut self) -> Option<&mut TemperatureLook> {
        let key = self.open.filter(|key| key.kind == PartKind::Temperature)?;
        self.looks.get_mut(&key).map(|looks| &mut looks.temperature)
    }

    /// As [`Editor::temperature`], to look at.
    pub fn temperature_seen(&self) -> Option<&TemperatureLook> {
        let key = self.open.filter(|key| key.kind == PartKind::Temperature)?;
        self.looks.get(&key).map(|looks| &looks.temperature)
    }

    /// Brings the drafts in line with what the farm file holds now.
    pub fn follow(&mut self, facts: &Facts<'_>) {
        self.drafts.follow(facts, self.open);
    }

    /// Draws the editor; says whether it is to be closed.
    pub fn ui(&mut self, ui: &mut Ui, facts: &Facts<'_>, commands: &mut Commands) -> bool {
        let Some(key) = self.open else { return true };
        if let Some(part) = self.drafts.wanted(key, facts) {
            match part {
                Loaded::Ready(full) => self.drafts.read(key, &full.part, facts.revision),
                Loaded::Loading => {
                    let what = format!("Opening the {}", key.kind.noun());
                    return empty_state::loading(ui, &what, "Reading it from the farm file", None);
                }
                Loaded::Failed(fault) => {
                    let what = format!("The {} could not be opened", key.kind.noun());
                    return empty_state::fault(ui, &what, &fault, "Back");
                }
            }
        }
        let Some(draft) = self.drafts.get(key) else { return true };
        give_keyboard(ui);
        let before = (draft.name.clone(), draft.form.clone());
        let mut back = title(ui, draft, &mut self.save_as, facts, commands);
        users::say(ui, draft, facts);
        ui.add_space(space::S);
        let fault = draft.fault();
        let looks = self.looks.entry(key).or_default();
        let just_opened = std::mem::take(&mut self.just_opened);
        ui.scope(|ui| {
            if !facts.can_write() {
                ui.disable();
            }
            say_what_is_refused(ui, fault.as_ref());
            name_field(ui, &mut draft.name, just_opened);
            ui.add_space(space::S);
            looks.ui(ui, &mut draft.form, &Around { key, facts });
            commands.append(&mut looks.temperature.commands);
        });
        if let Some(save_as) = &mut self.save_as {
            match save_as.show(ui.ctx()) {
                Answer::Stays => {}
                Answer::Cancelled => self.save_as = None,
                Answer::Named(name) => {
                    self.save_as = None;
                    commands.extend(draft.save_as_new(&name, facts));
                }
            }
        }
        if (&draft.name, &draft.form) != (&before.0, &before.1) {
            // What is wrong is said above the fields, so it is drawn once more with what was typed now.
            ui.ctx().request_repaint();
        }
        back |= self.escaped(ui);
        back
    }

    /// Esc leaves, unless it is needed for what is being typed into or lies above.
    fn escaped(&mut self, ui: &Ui) -> bool {
        let was_typing = std::mem::replace(&mut self.was_typing, ui.ctx().text_edit_focused());
        let is_above =
            ui.memory(|memory| memory.top_modal_layer().is_some()) || egui::Popup::is_any_open(ui.ctx());
        !was_typing && !is_above && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape))
    }
}

/// Fields at the left, what follows from them at the right, where there is room; else one under the other.
pub fn two_columns<T>(
    ui: &mut Ui,
    state: &mut T,
    fields_width: f32,
    left: impl FnOnce(&mut Ui, &mut T),
    right: impl FnOnce(&mut Ui, &mut T),
) {
    const LEAST_RIGHT: f32 = 360.0;
    let room = ui.available_rect_before_wrap();
    if room.width() < fields_width + LEAST_RIGHT {
        ScrollArea::vertical().id_salt("model").auto_shrink(false).show(ui, |ui| {
            left(ui, state);
            ui.add_space(space::XL);
            right(ui, state);
        });
        return;
    }
    let first = egui::Rect::from_min_size(room.min, egui::vec2(fields_width, room.height()));
    let gap = egui::vec2(fields_width + space::XL, 0.0);
    let second = egui::Rect::from_min_max(room.min + gap, room.max);
    ui.scope_builder(egui::UiBuilder::new().max_rect(first), |ui| {
        ScrollArea::vertical().id_salt("fields").auto_shrink(false).show(ui, |ui| left(ui, state));
    });
    ui.scope_builder(egui::UiBuilder::new().max_rect(second), |ui| {
        ScrollArea::vertical().id_salt("preview").auto_shrink(false).show(ui, |ui| right(ui, state));
    });
}

/// Gives a field the keyboard with the next frame: in this one the click that made it would take it away again.
pub fn focus_next(ui: &Ui, field: Id) {
    ui.data_mut(|data| data.insert_temp(Id::unique("field that gets the keyboard"), Some(field)));
    ui.ctx().request_repaint();
}

fn give_keyboard(ui: &Ui) {
    let field =
        ui.data_mut(|data| data.remove_temp::<Option<Id>>(Id::unique("field that gets the keyboard")));
    if let Some(field) = field.flatten() {
        ui.memory_mut(|memory| memory.request_focus(field));
    }
}

/// The head of a group of fields.
pub fn section(ui: &mut Ui, name: &str) {
    ui.add_space(space::S);
    ui.label(semibold(name));
}

fn name_field(ui: &mut Ui, name: &mut String, just_opened: bool) {
    let field = TextField::new("Name", name, accepted::NAME_CHARS).required().show(ui);
    if just_opened {
        field.request_focus();
    }
}

/// The title line with its actions; says whether to go back.
fn title(
    ui: &mut Ui,
    draft: &mut Draft,
    save_as: &mut Option<NameDialog>,
    facts: &Facts<'_>,
    commands: &mut Commands,
) -> bool {
    let mut back = false;
    ui.horizontal(|ui| {
        back = ui.button("Back").on_hover_text("To the list (Esc); unsaved changes are kept").clicked();
        ui.add(Label::new(RichText::new(draft.title()).heading()).truncate());
        if draft.is_unsaved() {
            ui.add(Badge::new("Unsaved changes").tone(Tone::Warning).icon(Icon::Warning));
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            actions(ui, draft, save_as, facts, commands);
            // Within the title line, so that no field moves while it is typed into.
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                say_what_is_wrong(ui, &draft.wrong(facts));
            });
        });
    });
    back
}

fn actions(
    ui: &mut Ui,
    draft: &mut Draft,
    save_as: &mut Option<NameDialog>,
    facts: &Facts<'_>,
    commands: &mut Commands,
) {
    let wrong = draft.wrong(facts);
    let not_accepted = facts
        .why_not_write()
        .or_else(|| (!wrong.is_empty()).then(|| format!("Not accepted yet: {}", wrong.join(", "))));
    let why_not =
        not_accepted.clone().or_else(|| (!draft.is_unsaved()).then(|| "Nothing has changed".to_owned()));
    let can_save = why_not.is_none();
    let verb = format!("Save {}", draft.key().kind.noun());
    let save = button::unless(ui, why_not, |ui| button::primary(ui, verb));
    let wants_to_save = save.on_hover_text("Ctrl+S").clicked();
    let pressed = keys::save_pressed(ui.ctx());
    if (wants_to_save || pressed) && can_save {
        commands.extend(draft.save(facts));
    }
    if draft.key().id.is_some() {
        let save_new = button::unless(ui, not_accepted, |ui| ui.button("Save as new…"));
        if save_new.on_hover_text("Leave this one, and those who use it, as they are").clicked() {
            *save_as = Some(NameDialog::save_as_new(draft.key().kind, &draft.name, facts));
        }
    }
    if draft.is_unsaved() && ui.button("Discard changes").clicked() {
        draft.discard();
    }
}

fn say_what_is_wrong(ui: &mut Ui, wrong: &[String]) {
    if wrong.is_empty() {
        return;
    }
    let danger = palette(ui.visuals()).danger;
    let text = format!("Not accepted yet: {}", wrong.join(", "));
    ui.spacing_mut().item_spacing.x = space::XS;
    Icon::Warning.show(ui, danger);
    ui.add(Label::new(RichText::new(text.as_str()).color(danger)).truncate()).on_hover_text(text);
}

/// What the farm file refused.
fn say_what_is_refused(ui: &mut Ui, fault: Option<&Fault>) {
    trouble::in_its_place(ui, fault, trouble::refusal);
}
