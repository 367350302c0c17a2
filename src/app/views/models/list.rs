//! The lists of models, one a kind, and what can be done with those that are chosen.
use egui::{Align, Button, Key, Layout, Modifiers, RichText, Role, TextEdit, Ui, WidgetInfo};
use std::collections::{HashMap, HashSet};

use super::detail::ModelDetail;
use super::editor::Editor;
use super::name_dialog::{Answer, NameDialog};
use crate::app::command::models::{DraftKey, ModelCommand};
use crate::app::command::templates::TemplateCommand;
use crate::app::command::{Command, Commands, FilePurpose};
use crate::app::facts::Facts;
use crate::app::offer;
use crate::app::search::{Words, fold};
use crate::app::theme::{palette, semibold, size, space};
use crate::app::widgets::table::{self, Column, Table, TableState};
use crate::app::widgets::{button, empty_state};
use crate::domain::display;
use crate::domain::plan::{ModelKind, ModelRow};
use crate::domain::recipe::{PartKey, PartKind};

/// What the summary under the list needs, so that the list leaves it that much.
const DETAIL_HEIGHT: f32 = 310.0;
/// The least height of the list: its head and a few rows.
const LEAST_LIST_HEIGHT: f32 = size::ROW * 6.0;

const COLUMNS: [Column; 4] = [
    Column::text("Name", 280.0),
    Column::text("What it holds", 300.0).unsorted().takes_rest(),
    Column::number("Scenarios", 104.0).tooltip("Scenarios that use it, be it from a change on"),
    Column::number("Runs", 104.0).tooltip("Runs that were made from it; they keep what it was then"),
];

/// The list of one kind, as it was left.
#[derive(Debug)]
struct OneList {
    table: TableState<i64>,
    search: String,
    /// Of which lists, search and sort the rows below are.
    made_of: Option<(u64, String, Option<table::Sort>)>,
    rows: Vec<i64>,
}

impl Default for OneList {
    fn default() -> Self {
        Self { table: TableState::sorted(0, false), search: String::new(), made_of: None, rows: Vec::new() }
    }
}

/// The lists of all kinds.
#[derive(Debug)]
pub struct ModelList {
    kind: PartKind,
    lists: HashMap<PartKind, OneList>,
    detail: ModelDetail,
    rename: Option<(PartKey, NameDialog)>,
    /// The model to put the cursor on when the list is drawn next.
    come_back: Option<PartKey>,
}

impl Default for ModelList {
    fn default() -> Self {
        Self {
            kind: PartKind::Temperature,
            lists: HashMap::new(),
            detail: ModelDetail::default(),
            rename: None,
            come_back: None,
        }
    }
}

impl ModelList {
    /// Shows the list of this kind.
    pub fn show_kind(&mut self, kind: PartKind) {
        self.kind = kind;
    }

    /// The list has the keyboard.
    pub fn take_keyboard(&mut self) {
        self.lists.entry(self.kind).or_default().table.request_focus();
    }

    /// The list has the keyboard again, with the cursor on what was edited.
    pub fn come_back(&mut self, edited: Option<PartKey>) {
        self.come_back = edited;
        self.take_keyboard();
    }

    /// Draws the list.
    pub fn ui(&mut self, ui: &mut Ui, facts: &Facts<'_>, editor: &Editor, commands: &mut Commands) {
        self.follow(facts);
        self.title(ui, facts, editor, commands);
        ui.add_space(space::S);
        self.kinds(ui, facts);
        ui.add_space(space::S);
        self.show_rename(ui, commands);
        let kind = self.kind;
        let list = self.lists.entry(kind).or_default();
        if facts.farm.parts(kind).is_empty() {
            if nothing_yet(ui, kind, facts) {
                commands.push(Command::Models(ModelCommand::New(kind)));
            }
            return;
        }
        list.search_line(ui, kind, facts);
        ui.add_space(space::S);
        if list.rows.is_empty() {
            let sentence = format!("None has \"{}\" in its name or in what it holds", list.search.trim());
            if empty_state::empty(ui, "No model matches", &sentence, "Clear the search") {
                list.search.clear();
                list.table.request_focus();
            }
            return;
        }
        list.rows(ui, kind, facts, editor, commands);
        ui.add_space(space::M);
        let cursor = list.table.cursor().map(|id| PartKey::new(kind, id));
        let Some((key, row)) = cursor.and_then(|key| Some((key, facts.farm.part(key)?))) else { return };
        if self.detail.ui(ui, key, row, facts, commands) {
            self.rename = Some((key, NameDialog::rename(kind, &row.name, facts)));
        }
        let wants_name = facts.can_write()
            && ui.memory(|memory| memory.top_modal_layer().is_none())
            && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::F2));
        if wants_name {
            self.rename = Some((key, NameDialog::rename(kind, &row.name, facts)));
        }
    }

    /// Brings rows, cursor and checks in line with what the farm file holds now.
    fn follow(&mut self, facts: &Facts<'_>) {
        let list = self.lists.entry(self.kind).or_default();
        list.follow(self.kind, facts);
        if let Some(key) = self.come_back.take_if(|key| list.rows.contains(&key.id)) {
            list.table.set_cursor(Some(key.id));
        }
    }

    fn title(&mut self, ui: &mut Ui, facts: &Facts<'_>, editor: &Editor, commands: &mut Commands) {
        let kind = self.kind;
        ui.horizontal(|ui| {
            ui.heading("Models");
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let verb = match editor.is_unsaved(DraftKey::new(kind)) {
                    true => format!("Continue new {}…", kind.noun()),
                    false => format!("New {}…", kind.noun()),
                };
                let new = Command::Models(ModelCommand::New(kind));
                offer::primary_unless(ui, facts, verb, None, new, commands);
                import_and_template(ui, kind, facts, commands);
                let checked = self.lists.entry(kind).or_default().table.checked();
                let two = <[i64; 2]>::try_from(checked).ok();
                let why_not = two.is_none().then(|| format!("Select two {} first", kind.nouns()));
                let compare = button::unless(ui, why_not, |ui| ui.button("Compare two"));
                if let (true, Some([one, other])) = (compare.clicked(), two) {
                    let (one, other) = (PartKey::new(kind, one), PartKey::new(kind, other));
                    commands.push(Command::Models(ModelCommand::Compare(one, other)));
                }
                let save = Command::Templates(TemplateCommand::AskSaveModels);
                offer::plain(ui, facts, "Save models as template…", save, commands);
            });
        });
    }

    fn kinds(&mut self, ui: &mut Ui, facts: &Facts<'_>) {
        ui.horizontal_wrapped(|ui| {
            for kind in PartKind::ALL {
                let is_chosen = self.kind == kind;
                let text = format!("{}  {}", kind.title(), facts.farm.parts(kind).len());
                let text = if is_chosen { semibold(text) } else { RichText::new(text) };
                let tab = ui.add(Button::selectable(is_chosen, text).min_size(egui::vec2(0.0, size::ROW)));
                tab.widget_info(|| WidgetInfo::selected(Role::Tab, true, is_chosen, kind.title()));
                if tab.clicked() {
                    self.kind = kind;
                    ui.ctx().request_repaint();
                }
            }
        });
    }

    fn show_rename(&mut self, ui: &Ui, commands: &mut Commands) {
        let Some((key, dialog)) = &mut self.rename else { return };
        match dialog.show(ui.ctx()) {
            Answer::Stays => return,
            Answer::Cancelled => {}
            Answer::Named(name) => commands.push(Command::Models(ModelCommand::Rename(*key, name))),
        }
        self.rename = None;
    }
}

/// Reading a model from a file, and the empty table to fill in for it, of the kinds that come as files.
fn import_and_template(ui: &mut Ui, kind: PartKind, facts: &Facts<'_>, commands: &mut Commands) {
    offer::plain(ui, facts, "Import model…", Command::AskFile(FilePurpose::ImportModel), commands);
    let Some(kind) = ModelKind::ALL.into_iter().find(|one| PartKind::from(*one) == kind) else { return };
    let template = ui.button("Save an empty template…");
    if template.on_hover_text("A table to fill in: its columns, and what they hold").clicked() {
        commands.push(Command::AskFile(FilePurpose::SaveTemplate(kind)));
    }
}

/// The first step where there is none of a kind; says whether it is taken.
fn nothing_yet(ui: &mut Ui, kind: PartKind, facts: &Facts<'_>) -> bool {
    let what_for = match kind {
        PartKind::Temperature => {
            "A temperature profile says how warm the water is, day by day. TGC models read it"
        }
        PartKind::Tgc => "A TGC model says how fish grow with temperature",
        PartKind::Fcr => "An FCR model says how long each stage lasts and how much feed growth takes",
        PartKind::Mortality => "A mortality model says what share of the fish dies",
        PartKind::Lifecycle => "A lifecycle names the stages that fish go through",
        PartKind::Constraints => "Constraints say which weights and temperatures fish of a stage may have",
    };
    let heading = format!("No {} yet", kind.nouns());
    let step = format!("New {}…", kind.noun());
    empty_state::empty_unless(ui, &heading, what_for, &step, facts.why_not_write())
}

impl OneList {
    fn follow(&mut self, kind: PartKind, facts: &Facts<'_>) {
        let made_of = (facts.revision, self.search.trim().to_owned(), self.table.sort());
        if self.made_of.as_ref() == Some(&made_of) {
            return;
        }
        let words = Words::of(&self.search);
        let all = facts.farm.parts(kind);
        let mut rows: Vec<&ModelRow> =
            all.iter().filter(|row| words.are_in(&fold(&format!("{} {}", row.name, row.gist)))).collect();
        // The farm file gives them by name.
        if let Some(sort) = self.table.sort() {
            rows.sort_by(|a, b| {
                sort.apply(match sort.column {
                    2 => a.used_by.cmp(&b.used_by),
                    3 => a.used_by_runs.cmp(&b.used_by_runs),
                    _ => std::cmp::Ordering::Equal,
                })
            });
            if sort.column == 0 && sort.is_descending {
                rows.reverse();
            }
        }
        self.rows = rows.iter().map(|row| row.id).collect();
        self.made_of = Some(made_of);
        let there: HashSet<i64> = all.iter().map(|row| row.id).collect();
        self.table.retain(|id| there.contains(&id));
        // What is edited or deleted is always in sight.
        let in_sight = self.table.cursor().is_some_and(|id| self.rows.contains(&id));
        if !in_sight {
            self.table.set_cursor(self.rows.first().copied());
        }
    }

    fn search_line(&mut self, ui: &mut Ui, kind: PartKind, facts: &Facts<'_>) {
        ui.horizontal(|ui| {
            let edit = TextEdit::singleline(&mut self.search)
                .hint_text("Search name and contents")
                .desired_width(size::FIELD_WIDE);
            let response = ui.add(edit.align(egui::Align2::LEFT_CENTER));
            response.widget_info(|| WidgetInfo::labeled(Role::TextInput, true, "Search models"));
            let goes_on = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
            let goes_down = response.has_focus() && ui.input(|input| input.key_pressed(Key::ArrowDown));
            if goes_on || goes_down {
                self.table.request_focus();
            }
            let all = display::plural(facts.farm.parts(kind).len(), kind.noun(), kind.nouns());
            let found = self.rows.len();
            let mut text = if found == facts.farm.parts(kind).len() {
                all
            } else {
                format!("{} of {all}", display::count(found as f64))
            };
            if !self.table.checked().is_empty() {
                text.push_str(&format!(" · {} selected", self.table.checked().len()));
            }
            ui.colored_label(palette(ui.visuals()).text_muted, text);
        });
    }

    fn rows(
        &mut self,
        ui: &mut Ui,
        kind: PartKind,
        facts: &Facts<'_>,
        editor: &Editor,
        commands: &mut Commands,
    ) {
        let height = (ui.available_height() - DETAIL_HEIGHT).max(LEAST_LIST_HEIGHT);
        let part = |id: i64| facts.farm.part(PartKey::new(kind, id));
        let rows = &self.rows;
        let output = Table::new(kind.title(), &COLUMNS).checkable().height(height).show(
            ui,
            &mut self.table,
            rows,
            |i| part(rows[i]).map(|row| row.name.clone()).unwrap_or_default(),
            |ui, i, column| {
                if let Some(row) = part(rows[i]) {
                    let is_unsaved = editor.is_unsaved(PartKey::new(kind, row.id).into());
                    cell(ui, row, column, kind, is_unsaved);
                }
            },
        );
        if let Some(id) = output.opened {
            commands.push(Command::Models(ModelCommand::Edit(PartKey::new(kind, id))));
        }
        let deletes =
            output.has_focus && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Delete));
        if let (true, Some(id)) = (deletes, self.table.cursor()) {
            commands.push(Command::Models(ModelCommand::AskDelete(PartKey::new(kind, id))));
        }
    }
}

fn cell(ui: &mut Ui, row: &ModelRow, column: usize, kind: PartKind, is_unsaved: bool) {
    let count = |ui: &mut Ui, count: u32| match count {
        0 => table::muted(ui, display::NO_VALUE),
        n => table::text(ui, display::count(f64::from(n))),
    };
    match column {
        0 if is_unsaved => {
            let warning = palette(ui.visuals()).warning;
            table::text(ui, RichText::new(format!("{} · unsaved changes", row.name)).color(warning));
        }
        0 => {
            table::text(ui, row.name.as_str()).on_hover_text(&row.name);
        }
        1 => {
            table::muted(ui, row.gist.as_str()).on_hover_text(&row.gist);
        }
        2 => {
            count(ui, row.used_by);
        }
        // Lifecycles and constraints are not remembered by runs.
        _ if matches!(kind, PartKind::Lifecycle | PartKind::Constraints) => {
            table::muted(ui, display::NO_VALUE)
                .on_hover_text("Runs hold it in their snapshot, not by number");
        }
        _ => {
            count(ui, row.used_by_runs);
        }
    }
}
