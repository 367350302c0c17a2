//! What a batch is: asked when one is made, and when one is to be another.
mod draft;
#[cfg(test)]
mod tests;

use egui::{Align, Context, Id, Key, Layout, RichText, TextEdit, Ui, vec2};

use self::draft::Draft;
use crate::app::command::batches::BatchCommand;
use crate::app::command::{Command, Commands};
use crate::app::facts::{Facts, FarmData};
use crate::app::theme::{palette, semibold, size, space};
use crate::app::widgets::button;
use crate::app::widgets::combo::ShowList as _;
use crate::app::widgets::field::{DateField, DecimalField, IntegerField, TextField, Typed};
use crate::app::widgets::icon::Icon;
use crate::app::widgets::modal::{Kind, Shown, modal, scrolled};
use crate::app::widgets::trouble;
use crate::domain::accepted;
use crate::domain::batch::{Batch, BatchStatus};
use crate::domain::fault::Fault;
use crate::domain::ids::BatchId;

/// Two wide fields and the room between them.
const WIDTH: f32 = 2.0 * size::FIELD_WIDE + space::XL;
/// More than this and the buttons would leave a small window.
const HEIGHT: f32 = 560.0;
/// How wide the cells of a pen are.
const PEN_CELL: f32 = 120.0;

/// Asks what a batch is.
#[derive(Debug)]
pub struct BatchDialog {
    title: String,
    verb: &'static str,
    draft: Draft,
    /// What it was when it was asked about.
    before: Draft,
    /// It is being written.
    is_saving: bool,
    /// Why it was not written.
    refused: Option<Fault>,
    /// The pen that was added in this frame gets the keyboard.
    added: bool,
}

impl BatchDialog {
    /// Asks what a new batch is.
    pub fn new_batch(farm: &FarmData) -> Self {
        Self::asking("New batch".to_owned(), "Make batch", Draft::new(farm))
    }

    /// Asks what a batch shall be; none if it is gone.
    pub fn of(id: BatchId, farm: &FarmData) -> Option<Self> {
        let batch: &Batch = farm.batch(id)?;
        Some(Self::asking(format!("Edit batch {}", batch.batch_number), "Save batch", Draft::of(batch)))
    }

    fn asking(title: String, verb: &'static str, draft: Draft) -> Self {
        Self { title, verb, before: draft.clone(), draft, is_saving: false, refused: None, added: false }
    }

    /// Hears how writing went; says whether the dialog stays.
    pub fn take_saved(&mut self, outcome: Result<(), Fault>) -> bool {
        self.is_saving = false;
        self.refused = outcome.err();
        self.refused.is_some()
    }

    /// Draws the dialog; says whether it stays.
    pub fn show(&mut self, ctx: &Context, facts: &Facts<'_>, commands: &mut Commands) -> bool {
        let title = self.title.clone();
        let kind = Kind { width: WIDTH, ..Kind::default() };
        let shown =
            modal(ctx, Id::unique("batch"), &title, kind, |ui, is_new| self.contents(ui, facts, is_new));
        match shown {
            Shown::Answered(true) => {
                if let Some(document) = self.draft.document(facts.farm) {
                    let document = Box::new(document);
                    commands.push(Command::Batches(BatchCommand::Save { id: self.draft.id, document }));
                    (self.is_saving, self.refused) = (true, None);
                }
                true
            }
            Shown::Stays => true,
            Shown::Answered(false) | Shown::Dismissed => false,
        }
    }

    fn contents(&mut self, ui: &mut Ui, facts: &Facts<'_>, is_new: bool) -> Option<bool> {
        ui.spacing_mut().item_spacing.y = space::S;
        ui.heading(&self.title);
        if is_new && self.draft == self.before && self.draft.id.is_none() {
            self.draft.start_date = Typed::of(facts.today);
            self.before = self.draft.clone();
        }
        let room = (ui.ctx().content_rect().height() - 4.0 * (space::XL + size::ROW)).clamp(160.0, HEIGHT);
        scrolled(room).id_salt("batch fields").show(ui, |ui| {
            self.fields(ui, facts, is_new);
            ui.add_space(space::S);
            self.pens(ui);
            ui.add_space(space::S);
            self.notes(ui);
        });
        if let Some(fault) = &self.refused {
            trouble::fault_line(ui, fault);
        }
        let why_not = facts.why_not_write();
        let can = why_not.is_none()
            && !self.is_saving
            && self.draft != self.before
            && self.draft.document(facts.farm).is_some();
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
        let entered = ui.input(|input| input.modifiers.command && input.key_pressed(Key::Enter));
        if entered && can { Some(true) } else { answer }
    }

    fn fields(&mut self, ui: &mut Ui, facts: &Facts<'_>, is_new: bool) {
        let number_trouble = self.draft.number_trouble(facts.farm);
        let draft = &mut self.draft;
        pair(ui, |ui| {
            ui.vertical(|ui| {
                let number = TextField::new("Batch number", &mut draft.number, accepted::NAME_CHARS)
                    .required()
                    .hint("VES-26-01")
                    .show(ui);
                if is_new {
                    number.request_focus();
                }
                if let Some(told) = &number_trouble {
                    trouble::line(ui, told);
                }
            });
            status(ui, &mut draft.status);
        });
        pair(ui, |ui| {
            TextField::new("Site", &mut draft.site, accepted::NAME_CHARS).show(ui);
            TextField::new("Species", &mut draft.species, accepted::NAME_CHARS)
                .hint("Atlantic salmon")
                .show(ui);
        });
        pair(ui, |ui| {
            let (first, last) = accepted::start_dates();
            DateField::new("Start date", &mut draft.start_date, first..=last, facts.today)
                .info("The day its fish came in")
                .show(ui);
            IntegerField::within("Initial count", &mut draft.count, accepted::INITIAL_COUNT).show(ui);
            DecimalField::within("Initial weight", &mut draft.weight_g, accepted::INITIAL_WEIGHT_G).show(ui);
        });
        pair(ui, |ui| {
            stage(ui, &mut draft.stage, facts.farm);
            scenario(ui, draft, facts.farm);
        });
    }

    /// A line for each pen: its name, and what came into it where that is known.
    fn pens(&mut self, ui: &mut Ui) {
        let muted = palette(ui.visuals()).text_muted;
        ui.label(semibold("Pens"));
        let about = "Leave count and weight empty where they are not known: fish that no pen counts are shared evenly among \
                     those pens, at the batch's weight";
        ui.add(egui::Label::new(RichText::new(about).color(muted)).wrap());
        let mut gone = None;
        let last = self.draft.pens.len();
        for (at, pen) in self.draft.pens.iter_mut().enumerate() {
            let name = if pen.name.trim().is_empty() { format!("pen {}", at + 1) } else { pen.name.clone() };
            ui.horizontal(|ui| {
                let id = ui.scope_id().with(("pen", pen.key));
                let edit = TextEdit::singleline(&mut pen.name)
                    .id(id.with("name"))
                    .hint_text(format!("Pen {}", at + 1))
                    .desired_width(PEN_CELL);
                let edit = ui.add(edit);
                let label = format!("Name of pen {}", at + 1);
                edit.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, &label));
                if self.added && at + 1 == last {
                    edit.request_focus();
                }
                let fish = accepted::Range { min: 0.0, ..accepted::INITIAL_COUNT };
                IntegerField::within(&format!("Fish in {name}"), &mut pen.count, fish).optional().cell(
                    ui,
                    id.with("count"),
                    PEN_CELL,
                );
                let weight = accepted::INITIAL_WEIGHT_G;
                DecimalField::within(&format!("Weight in {name}"), &mut pen.weight_g, weight)
                    .optional()
                    .cell(ui, id.with("weight"), PEN_CELL);
                if Icon::Close.button(ui, &format!("Remove {name}")).clicked() {
                    gone = Some(at);
                }
            });
        }
        self.added = false;
        if let Some(at) = gone {
            self.draft.pens.remove(at);
        }
        if ui.button("Add pen").clicked() {
            self.draft.add_pen();
            self.added = true;
        }
        trouble::in_its_place(ui, self.draft.pens_trouble(), trouble::line);
    }

    fn notes(&mut self, ui: &mut Ui) {
        let muted = palette(ui.visuals()).text_muted;
        let label = ui.colored_label(muted, "Notes");
        let notes = TextEdit::multiline(&mut self.draft.notes)
            .desired_rows(2)
            .char_limit(accepted::NOTES_CHARS)
            .desired_width(f32::INFINITY);
        ui.add(notes).labelled_by(label.id);
    }
}

/// Fields side by side.
fn pair(ui: &mut Ui, fields: impl FnOnce(&mut Ui)) {
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = space::XL;
        fields(ui);
    });
}

/// A label over a choice.
fn choice(ui: &mut Ui, label: &str, shown: &str, choices: impl FnOnce(&mut Ui)) {
    ui.vertical(|ui| {
        ui.set_width(size::FIELD_WIDE);
        let muted = palette(ui.visuals()).text_muted;
        ui.colored_label(muted, label);
        let response = egui::ComboBox::from_id_salt(label)
            .width(size::FIELD_WIDE)
            .selected_text(shown)
            .truncate()
            .show_list(ui, choices)
            .response;
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, label));
    });
}

fn status(ui: &mut Ui, status: &mut BatchStatus) {
    let words = |status: BatchStatus| match status {
        BatchStatus::Active => "Active: fish are in the water",
        BatchStatus::Closed => "Closed: they are not",
    };
    choice(ui, "Status", words(*status), |ui| {
        for each in [BatchStatus::Active, BatchStatus::Closed] {
            ui.selectable_value(status, each, words(each));
        }
    });
}

fn stage(ui: &mut Ui, stage: &mut String, farm: &FarmData) {
    let shown = stage.clone();
    choice(ui, "Stage at the start", &shown, |ui| {
        // A batch that was imported may have a stage that no lifecycle of the file has: it keeps it.
        let known = farm.stages.iter().map(|stage| stage.name.as_str());
        let own = (!farm.stages.iter().any(|known| known.name == shown)).then_some(shown.as_str());
        for name in own.into_iter().chain(known).filter(|name| !name.is_empty()) {
            ui.selectable_value(stage, name.to_owned(), name);
        }
    });
}

fn scenario(ui: &mut Ui, draft: &mut Draft, farm: &FarmData) {
    let name = |id| farm.scenario(id).map_or_else(|| "No scenario".to_owned(), |row| row.name.clone());
    let shown = draft.scenario.map_or_else(|| "No scenario".to_owned(), name);
    choice(ui, "Planned with", &shown, |ui| {
        ui.selectable_value(&mut draft.scenario, None, "No scenario");
        for row in &farm.scenarios {
            ui.selectable_value(&mut draft.scenario, Some(row.scenario_id), &row.name);
        }
    });
}
