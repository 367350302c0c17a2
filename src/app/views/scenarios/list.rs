//! The list of scenarios with its search and what can be done with those that are chosen.
use std::collections::HashSet;

use egui::{Align, Key, Layout, Modifiers, Popup, RichText, Role, TextEdit, Ui, WidgetInfo};

use super::detail::ScenarioDetail;
use super::editor::Editor;
use super::search::{COLUMNS, Found};
use super::start;
use crate::app::command::templates::TemplateCommand;
use crate::app::command::{Command, Commands, FilePurpose};
use crate::app::facts::Facts;
use crate::app::offer;
use crate::app::theme::{palette, size, space};
use crate::app::widgets::empty_state;
use crate::app::widgets::icon::Icon;
use crate::app::widgets::run_picker::ABOUT_RUN_PROJECTIONS;
use crate::app::widgets::table::{self, Table, TableState};
use crate::domain::display;
use crate::domain::ids::ScenarioId;
use crate::domain::plan::ScenarioRow;

/// What the summary under the list needs, so that the list leaves it that much.
const DETAIL_HEIGHT: f32 = 330.0;
/// The least height of the list: its head and a few rows.
const LEAST_LIST_HEIGHT: f32 = size::ROW * 6.0;

/// The list of scenarios.
#[derive(Debug)]
pub struct ScenarioList {
    search: String,
    table: TableState<ScenarioId>,
    found: Found,
    detail: ScenarioDetail,
    /// The scenario to put the cursor on when the list is drawn next.
    come_back: Option<ScenarioId>,
}

impl Default for ScenarioList {
    fn default() -> Self {
        let mut table = TableState::sorted(0, false);
        // Who opens a farm file can walk through its scenarios at once.
        table.request_focus();
        Self {
            search: String::new(),
            table,
            found: Found::default(),
            detail: ScenarioDetail::default(),
            come_back: None,
        }
    }
}

impl ScenarioList {
    /// The checked scenarios; the one with the cursor if none is checked.
    pub fn chosen(&self) -> Vec<ScenarioId> {
        self.table.chosen()
    }

    /// The list has the keyboard.
    pub fn take_keyboard(&mut self) {
        self.table.request_focus();
    }

    /// The list has the keyboard again, with the cursor on what was edited.
    pub fn come_back(&mut self, edited: Option<ScenarioId>) {
        self.come_back = edited;
        self.take_keyboard();
    }

    /// Draws the list.
    pub fn ui(&mut self, ui: &mut Ui, facts: &Facts<'_>, editor: &Editor, commands: &mut Commands) {
        self.follow(facts);
        self.title(ui, facts, editor, commands);
        ui.add_space(space::M);
        if facts.farm.scenarios.is_empty() {
            start::no_scenarios(ui, facts, commands);
            return;
        }
        self.search_line(ui, facts, editor);
        ui.add_space(space::S);
        if self.found.ids.is_empty() {
            let sentence = format!("None has \"{}\" in its name, origin or models", self.search.trim());
            if empty_state::empty(ui, "No scenario matches", &sentence, "Clear the search") {
                self.search.clear();
                self.table.request_focus();
            }
            return;
        }
        self.rows(ui, facts, editor, commands);
        ui.add_space(space::M);
        if let Some(row) = self.table.cursor().and_then(|id| facts.farm.scenario(id)) {
            self.detail.ui(ui, row, facts, commands);
        }
    }

    /// Brings rows, cursor and checks in line with what the farm file holds now.
    fn follow(&mut self, facts: &Facts<'_>) {
        let is_new = self.found.follow(facts, self.search.trim(), self.table.sort());
        if let Some(id) = self.come_back.take_if(|id| self.found.holds(*id)) {
            self.table.set_cursor(Some(id));
        }
        if !is_new {
            return;
        }
        let there: HashSet<ScenarioId> = facts.farm.scenarios.iter().map(|row| row.scenario_id).collect();
        self.table.retain(|id| there.contains(&id));
        // What is run or deleted is always in sight.
        let in_sight = self.table.cursor().is_some_and(|id| self.found.holds(id));
        if !in_sight {
            self.table.set_cursor(self.found.ids.first().copied());
        }
    }

    fn title(&mut self, ui: &mut Ui, facts: &Facts<'_>, editor: &Editor, commands: &mut Commands) {
        ui.horizontal(|ui| {
            ui.heading("Scenarios");
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let chosen = self.chosen();
                let verb = match chosen.len() {
                    0 | 1 => "Run projections…".to_owned(),
                    n => format!("Run {n} scenarios…"),
                };
                let why_not = chosen.is_empty().then_some("Choose a scenario first");
                let about = if facts.farm.runs.is_empty() { "Run (Ctrl+R)" } else { ABOUT_RUN_PROJECTIONS };
                let ask = Command::AskRun(chosen);
                offer::primary_unless(ui, facts, verb, why_not, ask, commands).on_hover_text(about);
                let new =
                    if editor.has_unsaved_new() { "Continue new scenario…" } else { "New scenario…" };
                offer::plain(ui, facts, new, Command::NewScenario, commands);
                let import = Command::AskFile(FilePurpose::ImportScenarios);
                offer::plain(ui, facts, "Import…", import, commands);
                let current = self.table.cursor().and_then(|id| facts.farm.scenario(id));
                let more = Icon::More.button(ui, "More actions");
                Popup::menu(&more).show(|ui| menu(ui, current, facts, commands));
            });
        });
    }

    fn search_line(&mut self, ui: &mut Ui, facts: &Facts<'_>, editor: &Editor) {
        ui.horizontal(|ui| {
            let edit = TextEdit::singleline(&mut self.search)
                .hint_text("Search name, genotype, supplier, models")
                .desired_width(size::FIELD_WIDE);
            let response = ui.add(edit.align(egui::Align2::LEFT_CENTER));
            response.widget_info(|| WidgetInfo::labeled(Role::TextInput, true, "Search scenarios"));
            // From the search straight into what it found.
            let goes_on = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
            let goes_down = response.has_focus() && ui.input(|input| input.key_pressed(Key::ArrowDown));
            if goes_on || goes_down {
                self.table.request_focus();
            }
            let muted = palette(ui.visuals()).text_muted;
            ui.label(RichText::new(self.count(facts)).color(muted));
            let unsaved = editor.unsaved_count();
            if unsaved > 0 {
                let warning = palette(ui.visuals()).warning;
                ui.colored_label(warning, format!("{unsaved} with unsaved changes"));
            }
        });
    }

    /// "3 scenarios", "1 of 3 scenarios · 2 selected, 1 of them not in sight".
    fn count(&self, facts: &Facts<'_>) -> String {
        let all = display::plural(facts.farm.scenarios.len(), "scenario", "scenarios");
        let found = self.found.ids.len();
        let mut text = match found == facts.farm.scenarios.len() {
            true => all,
            false => format!("{} of {all}", display::count(found as f64)),
        };
        let checked = self.table.checked();
        if !checked.is_empty() {
            text.push_str(&format!(" · {} selected", display::count(checked.len() as f64)));
            let hidden = checked.iter().filter(|id| !self.found.holds(**id)).count();
            if hidden > 0 {
                text.push_str(&format!(", {hidden} of them not in sight"));
            }
        }
        text
    }

    fn rows(&mut self, ui: &mut Ui, facts: &Facts<'_>, editor: &Editor, commands: &mut Commands) {
        let height = (ui.available_height() - DETAIL_HEIGHT).max(LEAST_LIST_HEIGHT);
        let (found, rows) = (&self.found, &facts.farm.scenarios);
        let output = Table::new("Scenarios", &COLUMNS).checkable().height(height).show(
            ui,
            &mut self.table,
            &found.ids,
            |i| rows[found.places[i]].name.clone(),
            |ui, i, column| {
                let row = &rows[found.places[i]];
                cell(ui, row, column, facts, editor.is_unsaved(row.scenario_id));
            },
        );
        if let Some(id) = output.opened {
            commands.push(Command::EditScenario(id));
        }
        let deletes =
            output.has_focus && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Delete));
        if let (true, Some(id)) = (deletes, self.table.cursor()) {
            commands.push(Command::AskDeleteScenario(id));
        }
    }
}

fn cell(ui: &mut Ui, row: &ScenarioRow, column: usize, facts: &Facts<'_>, is_unsaved: bool) {
    match column {
        0 => {
            if is_unsaved {
                let warning = palette(ui.visuals()).warning;
                let name = RichText::new(format!("{} · unsaved changes", row.name)).color(warning);
                table::text(ui, name);
            } else {
                table::text(ui, row.name.as_str()).on_hover_text(&row.name);
            }
        }
        1 => {
            table::text(ui, display::date(row.start_date));
        }
        2 => {
            table::text(ui, display::count(f64::from(row.duration_days)));
        }
        3 => {
            table::text(ui, display::count(row.initial_count as f64));
        }
        4 => {
            table::text(ui, display::weight(row.initial_weight_g).to_string());
        }
        5 => {
            table::text(ui, row.tgc_model.as_str()).on_hover_text(&row.tgc_model);
        }
        6 => {
            table::text(ui, display::count(f64::from(row.run_count)));
        }
        7 => latest_run(ui, row, facts),
        _ => match row.pinned_batch_count {
            0 => {
                table::muted(ui, display::NO_VALUE);
            }
            n => {
                table::text(ui, display::count(f64::from(n)));
            }
        },
    }
}

fn latest_run(ui: &mut Ui, row: &ScenarioRow, facts: &Facts<'_>) {
    match (row.latest_run_number, row.latest_run_date) {
        (Some(number), Some(when)) => {
            table::text(ui, format!("#{number}, {}", display::ago(when, facts.now)))
                .on_hover_text(display::exact_time(when));
        }
        _ => {
            table::muted(ui, "Never run");
        }
    }
}

fn menu(ui: &mut Ui, current: Option<&ScenarioRow>, facts: &Facts<'_>, commands: &mut Commands) {
    if let Some(row) = current {
        let id = row.scenario_id;
        let duplicate = format!("Duplicate {}", row.name);
        offer::item(ui, facts, duplicate, None, Command::DuplicateScenario(id), commands);
        offer::item(ui, facts, "Show runs", None, Command::ShowRunsOf(Some(id)), commands);
        let save = Command::Templates(TemplateCommand::AskSaveScenario(id));
        offer::item(ui, facts, "Save as template…", None, save, commands);
        offer::item(ui, facts, "Delete…", None, Command::AskDeleteScenario(id), commands);
        ui.separator();
    }
    let start = Command::Templates(TemplateCommand::AskStart);
    offer::item(ui, facts, "New from template…", None, start, commands);
}
