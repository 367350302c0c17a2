//! The editor of one scenario. What is typed is kept as a draft until it is saved or discarded, wherever one goes
//! meanwhile.
mod changes;
mod draft;
mod fields;
mod form;
mod preview;

use egui::{Align, Label, Layout, RichText, ScrollArea, Ui, UiBuilder, vec2};

use self::draft::{Draft, Drafts};
use super::start;
use crate::app::command::{Command, Commands};
use crate::app::facts::{Facts, Loaded};
use crate::app::keys;
use crate::app::offer;
use crate::app::theme::{palette, space};
use crate::app::widgets::badge::{Badge, Tone};
use crate::app::widgets::icon::Icon;
use crate::app::widgets::run_picker::ABOUT_RUN_PROJECTIONS;
use crate::app::widgets::{button, empty_state};
use crate::domain::fault::{Fault, FaultKind};
use crate::domain::ids::ScenarioId;

/// The fields take this much of the width, the preview the rest.
const FORM_WIDTH: f32 = 640.0;
/// With less than this the preview stands under the fields.
const LEAST_WIDTH_OF_TWO: f32 = FORM_WIDTH + 360.0;

/// Which scenario is meant: none is the new one.
type Key = Option<ScenarioId>;

/// The editor with all its drafts.
#[derive(Debug, Default)]
pub struct Editor {
    open: Option<Key>,
    drafts: Drafts,
    preview: preview::Preview,
    /// The name gets the keyboard when the editor is drawn next.
    just_opened: bool,
    /// What was asked for and cannot be done as it is.
    note: &'static str,
}

impl Editor {
    /// Whether a scenario is being edited.
    pub fn is_open(&self) -> bool {
        self.open.is_some()
    }

    /// Opens a scenario, or the new one.
    pub fn open(&mut self, key: Key) {
        self.open = Some(key);
        self.just_opened = true;
        self.note = "";
        self.preview = preview::Preview::default();
    }

    /// Closes the editor and says which scenario it held; unsaved changes stay.
    pub fn close(&mut self) -> Key {
        self.open.take().flatten()
    }

    /// Whether anything is not saved.
    pub fn has_unsaved(&self) -> bool {
        self.unsaved_count() > 0
    }

    /// How many scenarios have changes that are not saved.
    pub fn unsaved_count(&self) -> usize {
        self.drafts.unsaved().count()
    }

    /// Whether this scenario has changes that are not saved.
    pub fn is_unsaved(&self, id: ScenarioId) -> bool {
        self.drafts.unsaved().any(|key| key == Some(id))
    }

    /// Whether a new scenario was begun and not saved.
    pub fn has_unsaved_new(&self) -> bool {
        self.drafts.unsaved().any(|key| key.is_none())
    }

    /// Hears how saving went.
    pub fn take_saved(&mut self, key: Key, outcome: &Result<ScenarioId, Fault>) {
        let was = self.drafts.take_saved(key, outcome);
        if let Ok(saved) = outcome
            && was.is_some()
            && self.open == was
        {
            self.open = Some(Some(*saved));
        }
    }

    /// Brings the drafts in line with what the farm file holds now.
    pub fn follow(&mut self, facts: &Facts<'_>) {
        self.drafts.follow(facts, self.open.flatten());
    }

    /// Draws the editor; says whether it is to be closed.
    pub fn ui(&mut self, ui: &mut Ui, facts: &Facts<'_>, commands: &mut Commands) -> bool {
        let Some(key) = self.open else { return true };
        if let Some(plan) = self.drafts.wanted(key, facts) {
            match plan {
                Loaded::Ready(plan) => self.drafts.read(key, &plan, facts.revision),
                Loaded::Loading => {
                    return empty_state::loading(ui, "Opening the scenario", "Reading its recipe", None);
                }
                Loaded::Failed(fault) if key.is_none() && fault.kind == FaultKind::Refused => {
                    let back = ui.button("Back").clicked();
                    start::no_models(ui, facts, commands);
                    return back;
                }
                Loaded::Failed(fault) => {
                    return empty_state::fault(ui, "The scenario could not be opened", &fault, "Back");
                }
            }
        }
        let Some(draft) = self.drafts.get(key) else { return true };
        let before = draft.form.clone();
        let back = title(ui, draft, facts, &mut self.note, commands);
        ui.add_space(space::M);
        self.preview.follow(draft, facts);
        let just_opened = std::mem::take(&mut self.just_opened);
        let preview = &mut self.preview;
        let fault = draft.fault(preview.fault());
        two_columns(
            ui,
            draft,
            |ui, draft| {
                if !facts.can_write() {
                    ui.disable();
                }
                fields::ui(ui, &mut draft.form, fault.as_ref(), facts, just_opened);
            },
            |ui, draft| preview.ui(ui, draft, facts),
        );
        if draft.form != before {
            self.note = "";
            // What is wrong is said above the fields, so it is drawn once more with what was typed now.
            ui.ctx().request_repaint();
        }
        back
    }
}

/// Beside each other where there is room, else one under the other; each scrolls by itself.
fn two_columns(
    ui: &mut Ui,
    draft: &mut Draft,
    left: impl FnOnce(&mut Ui, &mut Draft),
    right: impl FnOnce(&mut Ui, &mut Draft),
) {
    let room = ui.available_rect_before_wrap();
    if room.width() < LEAST_WIDTH_OF_TWO {
        ScrollArea::vertical().id_salt("scenario").auto_shrink(false).show(ui, |ui| {
            left(ui, draft);
            ui.add_space(space::XL);
            right(ui, draft);
        });
        return;
    }
    let first = egui::Rect::from_min_size(room.min, vec2(FORM_WIDTH, room.height()));
    let gap = vec2(FORM_WIDTH + space::XL, 0.0);
    let second = egui::Rect::from_min_max(room.min + gap, room.max);
    ui.scope_builder(UiBuilder::new().max_rect(first), |ui| {
        let area = ScrollArea::vertical().id_salt("fields").auto_shrink(false);
        area.show(ui, |ui| left(ui, draft));
    });
    ui.scope_builder(UiBuilder::new().max_rect(second), |ui| {
        let area = ScrollArea::vertical().id_salt("preview").auto_shrink(false);
        area.show(ui, |ui| right(ui, draft));
    });
}

/// The title line with its actions; says whether to go back.
fn title(
    ui: &mut Ui,
    draft: &mut Draft,
    facts: &Facts<'_>,
    note: &mut &'static str,
    commands: &mut Commands,
) -> bool {
    let mut back = false;
    ui.horizontal(|ui| {
        back = ui.button("Back").on_hover_text("To the list; unsaved changes are kept").clicked();
        ui.heading(draft.title());
        if draft.is_unsaved() {
            ui.add(Badge::new("Unsaved changes").tone(Tone::Warning).icon(Icon::Warning));
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            actions(ui, draft, facts, note, commands);
            // Within the title line, so that no field moves while it is typed into.
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| say_what_is_wrong(ui, draft, note));
        });
    });
    back
}

fn actions(
    ui: &mut Ui,
    draft: &mut Draft,
    facts: &Facts<'_>,
    note: &mut &'static str,
    commands: &mut Commands,
) {
    let wrong = draft.form.wrong();
    let why_not = facts.why_not_write().or_else(|| match (wrong.is_empty(), draft.is_unsaved()) {
        (false, _) => Some(format!("Not accepted yet: {}", wrong.join(", "))),
        (_, false) => Some("Nothing has changed".to_owned()),
        _ => None,
    });
    let can_save = why_not.is_none();
    let save = button::unless(ui, why_not, |ui| button::primary(ui, "Save scenario"));
    let wants_to_save = save.on_hover_text("Ctrl+S").clicked();
    let pressed = keys::save_pressed(ui.ctx());
    if (wants_to_save || pressed) && can_save {
        commands.extend(draft.save(facts));
    }
    if draft.is_unsaved() && ui.button("Discard changes").clicked() {
        draft.discard();
    }
    let Some(id) = draft.key() else { return };
    let why_not = draft.is_unsaved().then_some(SAVE_FIRST);
    let ask = Command::AskRun(vec![id]);
    let run = offer::plain_unless(ui, facts, "Run projections…", why_not, ask.clone(), commands);
    run.on_hover_text(ABOUT_RUN_PROJECTIONS);
    if keys::run_pressed(ui.ctx()) {
        match why_not {
            Some(why) => *note = why,
            None => commands.push(ask),
        }
    }
}

const SAVE_FIRST: &str = "Save the scenario first: runs are made from what is saved";

fn say_what_is_wrong(ui: &mut Ui, draft: &Draft, note: &str) {
    let wrong = draft.form.wrong();
    let colors = palette(ui.visuals());
    let (text, color) = if !wrong.is_empty() {
        (format!("Not accepted yet: {}", wrong.join(", ")), colors.danger)
    } else if !note.is_empty() {
        (note.to_owned(), colors.warning)
    } else {
        return;
    };
    ui.spacing_mut().item_spacing.x = space::XS;
    Icon::Warning.show(ui, color);
    ui.add(Label::new(RichText::new(text.as_str()).color(color)).truncate()).on_hover_text(text);
}
