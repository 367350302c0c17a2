//! Which template to start from: those of the farm file and those that come with the program, with what each is for.
use egui::{
    Align, Button, Context, Frame, Id, Key, Label, Layout, RichText, ScrollArea, TextEdit, Ui, UiBuilder,
    vec2,
};

use crate::app::command::templates::TemplateCommand;
use crate::app::command::{Command, Commands, FilePurpose};
use crate::app::facts::Facts;
use crate::app::offer;
use crate::app::search::{Words, fold};
use crate::app::theme::{palette, semibold, size, space};
use crate::app::widgets::button;
use crate::app::widgets::modal::{Kind, Shown, modal};
use crate::domain::template::{TemplateKey, TemplateRow};

/// How wide the dialog is: a list, and what the chosen template is for beside it.
const WIDTH: f32 = 760.0;
/// How wide the list is.
const LIST_WIDTH: f32 = 300.0;
/// How high both are.
const HEIGHT: f32 = 340.0;

/// Asks which template to start from.
#[derive(Debug, Default)]
pub struct StartDialog {
    search: String,
    chosen: Option<TemplateKey>,
}

/// What was asked for.
enum Asked {
    Cancel,
    Do(Command),
}

impl StartDialog {
    /// Draws the dialog; says whether it stays.
    pub fn show(&mut self, ctx: &Context, facts: &Facts<'_>, commands: &mut Commands) -> bool {
        let kind = Kind { width: WIDTH, ..Kind::default() };
        let title = "New from template";
        match modal(ctx, Id::unique("new from template"), title, kind, |ui, is_new| {
            self.contents(ui, facts, is_new)
        }) {
            Shown::Stays => true,
            Shown::Answered(Asked::Do(command)) => {
                commands.push(command);
                false
            }
            Shown::Answered(Asked::Cancel) | Shown::Dismissed => false,
        }
    }

    fn contents(&mut self, ui: &mut Ui, facts: &Facts<'_>, is_new: bool) -> Option<Asked> {
        ui.spacing_mut().item_spacing.y = space::S;
        ui.heading("New from template");
        let field = TextEdit::singleline(&mut self.search)
            .hint_text("Search the templates")
            .desired_width(f32::INFINITY)
            .align(egui::Align2::LEFT_CENTER);
        let search = ui.add(field);
        search.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, "Search the templates"));
        if is_new {
            search.request_focus();
        }
        let entered = search.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        let words = Words::of(self.search.trim());
        let mut found: Vec<&TemplateRow> =
            facts.farm.templates.iter().filter(|row| holds(row, &words)).collect();
        // In the order in which they are listed: what a farm saved is nearest.
        found.sort_by_key(|row| matches!(row.key, TemplateKey::Shipped(_)));
        let is_found = self.chosen.is_some_and(|chosen| found.iter().any(|row| row.key == chosen));
        if !is_found {
            self.chosen = found.first().map(|row| row.key);
        }
        self.step(ui, search.id, &found);
        let chosen = found.iter().find(|row| Some(row.key) == self.chosen).copied();
        let mut asked = None;
        let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), HEIGHT), egui::Sense::hover());
        let list = egui::Rect::from_min_size(rect.min, vec2(LIST_WIDTH, HEIGHT));
        let about = egui::Rect::from_min_max(rect.min + vec2(LIST_WIDTH + space::L, 0.0), rect.max);
        ui.scope_builder(UiBuilder::new().max_rect(list), |ui| self.list(ui, &found));
        ui.scope_builder(UiBuilder::new().max_rect(about), |ui| match chosen {
            Some(row) => asked = about_one(ui, row, facts),
            None => {
                let muted = palette(ui.visuals()).text_muted;
                ui.label(RichText::new("No template matches").color(muted));
            }
        });
        asked.or(self.buttons(ui, chosen, facts, entered))
    }

    /// The arrows walk through the list while the keyboard is in the search.
    fn step(&mut self, ui: &Ui, search: Id, found: &[&TemplateRow]) {
        if !ui.memory(|memory| memory.has_focus(search)) {
            return;
        }
        let (down, up) =
            ui.input(|input| (input.num_presses(Key::ArrowDown), input.num_presses(Key::ArrowUp)));
        let at = found.iter().position(|row| Some(row.key) == self.chosen).unwrap_or(0);
        let to = (at + down).saturating_sub(up).min(found.len().saturating_sub(1));
        if to != at {
            self.chosen = found.get(to).map(|row| row.key);
        }
    }

    fn list(&mut self, ui: &mut Ui, found: &[&TemplateRow]) {
        let ground = palette(ui.visuals()).surface_sunken;
        let well = Frame::new().fill(ground).corner_radius(size::CORNER).inner_margin(space::XS);
        well.show(ui, |ui| {
            ScrollArea::vertical().id_salt("templates").auto_shrink(false).show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = 0.0;
                let is_own = |row: &&&TemplateRow| matches!(row.key, TemplateKey::Own(_));
                let (own, shipped): (Vec<&TemplateRow>, Vec<&TemplateRow>) =
                    found.iter().partition(|row| is_own(row));
                for (head, rows) in [("Of this farm file", own), ("Come with the program", shipped)] {
                    if rows.is_empty() {
                        continue;
                    }
                    ui.add_space(space::XS);
                    let muted = palette(ui.visuals()).text_muted;
                    ui.horizontal(|ui| {
                        ui.add_space(space::S);
                        ui.label(RichText::new(head).color(muted));
                    });
                    for row in rows {
                        self.row(ui, row);
                    }
                }
            });
        });
    }

    fn row(&mut self, ui: &mut Ui, row: &TemplateRow) {
        let is_chosen = self.chosen == Some(row.key);
        let width = ui.available_width();
        let entry =
            Button::selectable(is_chosen, row.name.as_str()).truncate().min_size(vec2(width, size::ROW));
        let layout = Layout::left_to_right(Align::Center).with_main_justify(true).with_main_align(Align::Min);
        let response = ui.allocate_ui_with_layout(vec2(width, size::ROW), layout, |ui| ui.add(entry)).inner;
        if response.clicked() {
            self.chosen = Some(row.key);
        }
        if response.gained_focus() {
            self.chosen = Some(row.key);
            response.scroll_to_me(None);
        }
    }

    fn buttons(
        &self,
        ui: &mut Ui,
        chosen: Option<&TemplateRow>,
        facts: &Facts<'_>,
        entered: bool,
    ) -> Option<Asked> {
        let row = vec2(ui.available_width(), size::ROW);
        let mut asked = None;
        ui.allocate_ui_with_layout(row, Layout::right_to_left(Align::Center), |ui| {
            let verb = match chosen {
                Some(row) if !row.is_scenario => "Take over its models",
                _ => "Make scenario",
            };
            let none = chosen.is_none().then(|| "No template is chosen".to_owned());
            let why_not = facts.why_not_write().or(none);
            let can = why_not.is_none();
            let clicked = button::unless(ui, why_not, |ui| button::primary(ui, verb)).clicked();
            if let Some(row) = chosen.filter(|_| can && (clicked || entered)) {
                asked = Some(Asked::Do(Command::Templates(TemplateCommand::Start(row.key))));
            }
            if ui.button("Cancel").clicked() {
                asked = Some(Asked::Cancel);
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let mut commands = Commands::new();
                let import = Command::AskFile(FilePurpose::ImportTemplates);
                offer::plain(ui, facts, "Import templates…", import, &mut commands);
                let models = Command::Templates(TemplateCommand::AskSaveModels);
                offer::plain(ui, facts, "Save models as template…", models, &mut commands);
                asked = asked.take().or(commands.pop().map(Asked::Do));
            });
        });
        asked
    }
}

fn holds(row: &TemplateRow, words: &Words) -> bool {
    words.is_empty() || words.are_in(&fold(&format!("{} {} {}", row.name, row.gist, row.description)))
}

/// What a template is for, and what else can be done with it.
fn about_one(ui: &mut Ui, row: &TemplateRow, facts: &Facts<'_>) -> Option<Asked> {
    let mut commands = Commands::new();
    let muted = palette(ui.visuals()).text_muted;
    ui.spacing_mut().item_spacing.y = space::S;
    ui.add(Label::new(semibold(row.name.as_str())).wrap());
    let kind = if row.is_scenario { "Scenario with its models" } else { "Models" };
    ui.add(Label::new(RichText::new(format!("{kind} · {}", row.gist)).color(muted)).wrap());
    ui.horizontal_wrapped(|ui| {
        let export = Command::AskFile(FilePurpose::ExportTemplate(row.key));
        offer::plain(ui, facts, "Export…", export, &mut commands);
        let TemplateKey::Own(id) = row.key else { return };
        let rename = Command::Templates(TemplateCommand::AskDescribe(id));
        offer::plain(ui, facts, "Rename…", rename, &mut commands);
        let delete = Command::Templates(TemplateCommand::Delete(vec![id]));
        offer::plain(ui, facts, "Delete template", delete, &mut commands);
    });
    let area = ScrollArea::vertical().id_salt(("about", row.name.as_str())).auto_shrink(false);
    area.show(ui, |ui| {
        let said = if row.description.is_empty() { "No description" } else { row.description.as_str() };
        for paragraph in sentences(said) {
            ui.add(Label::new(paragraph).wrap());
        }
    });
    commands.pop().map(Asked::Do)
}

/// A long description as paragraphs of one sentence each: "Temperatures: …" begins a line of its own.
fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive(". ").map(|sentence| sentence.trim().trim_end_matches('.'))
}
