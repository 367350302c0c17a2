//! The title line with what can be done, and the line that filters.
use egui::{Align, ComboBox, Key, Layout, Modifiers, ScrollArea, TextEdit, Ui, vec2};

use super::RunsView;
use crate::app::command::{Command, Commands};
use crate::app::facts::Facts;
use crate::app::offer;
use crate::app::theme::{palette, size};
use crate::app::widgets::combo::ShowList as _;
use crate::app::widgets::run_picker::ABOUT_RUN_PROJECTIONS;
use crate::domain::display::plural;
use crate::domain::ids::{RunId, ScenarioId};

/// As many runs can be told apart side by side.
const MOST_COMPARED: usize = 6;

impl RunsView {
    /// "Runs of …" and, at the right, what can be done with them.
    pub(super) fn title_line(&mut self, ui: &mut Ui, facts: &Facts<'_>, commands: &mut Commands) {
        line(ui, |ui| {
            ui.heading("Runs of");
            if let Some(scenario) = pick_scenario(ui, self.list.scenario(), facts) {
                self.list.show_runs_of(scenario);
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                self.run_projections(ui, facts, commands);
                self.pin_batches(ui, facts, commands);
                self.compare(ui, facts, commands);
            });
        });
    }

    fn run_projections(&self, ui: &mut Ui, facts: &Facts<'_>, commands: &mut Commands) {
        let is_there = !facts.farm.scenarios.is_empty();
        let why_not = (!is_there).then_some("There is no scenario to run yet");
        let ask = Command::AskRun(self.list.scenario().into_iter().collect());
        let response = offer::primary_unless(ui, facts, "Run projections…", why_not, ask.clone(), commands);
        if !facts.farm.runs.is_empty() {
            response.on_hover_text(ABOUT_RUN_PROJECTIONS);
        }
        let typing = ui.ctx().text_edit_focused();
        if is_there && !typing && ui.input_mut(|i| i.consume_key(Modifiers::COMMAND, Key::R)) {
            commands.push(ask);
        }
    }

    fn pin_batches(&self, ui: &mut Ui, facts: &Facts<'_>, commands: &mut Commands) {
        let chosen = self.list.chosen();
        let (one, why_not) = match chosen[..] {
            [one] => (Some(one), None),
            [] => (None, Some("Select the run to pin batches to")),
            _ => (None, Some("A batch is pinned to one run: select only one")),
        };
        let ask = Command::AskPin { batches: Vec::new(), run: one };
        offer::plain_unless(ui, facts, "Pin batches…", why_not, ask, commands);
    }

    fn compare(&self, ui: &mut Ui, facts: &Facts<'_>, commands: &mut Commands) {
        let checked = self.list.checked();
        let text =
            if checked.len() < 2 { "Compare runs".to_owned() } else { format!("Compare {}", checked.len()) };
        let why_not = match checked.len() {
            0 | 1 => Some("Select 2 to 6 runs to compare them"),
            2..=MOST_COMPARED => None,
            _ => Some("At most 6 runs can be compared at once"),
        };
        let compare = Command::CompareRuns(oldest_first(checked, facts));
        offer::plain_unless(ui, facts, text, why_not, compare, commands);
    }

    /// What to look for, and how much of it there is.
    pub(super) fn filter_row(&mut self, ui: &mut Ui, facts: &Facts<'_>, commands: &mut Commands) {
        line(ui, |ui| {
            let muted = palette(ui.visuals()).text_muted;
            let find = TextEdit::singleline(self.list.text_mut())
                .hint_text(egui::RichText::new("Find a label, scenario or number").color(muted))
                .align(egui::Align2::LEFT_CENTER)
                .desired_width(size::FIELD_WIDE);
            let find = ui.add(find);
            ui.ctx().accesskit_node_builder(find.id, |node| node.set_label("Find runs"));
            // From the field down into what was found.
            if find.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter)) {
                self.list.focus();
            }
            ui.checkbox(self.list.archived_mut(), "Show archived");
            ui.colored_label(muted, self.list.count_in_words());
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                self.selection_actions(ui, facts, commands);
            });
        });
    }

    /// What can be done with many runs at once.
    fn selection_actions(&mut self, ui: &mut Ui, facts: &Facts<'_>, commands: &mut Commands) {
        let checked = self.list.checked().to_vec();
        let shown = self.list.shown();
        let (verb, ids) = if checked.is_empty() {
            let all = if shown.len() > 1 { "all " } else { "" };
            (format!("Verify {all}{}", plural(shown.len(), "run", "runs")), shown)
        } else {
            (format!("Verify {}", plural(checked.len(), "run", "runs")), &checked[..])
        };
        let about = "Computes again from each run's snapshot and compares every number";
        let why_not = ids.is_empty().then_some("There is no run to verify");
        let verify = Command::VerifyRuns(ids.to_vec());
        offer::plain_unless(ui, facts, verb, why_not, verify, commands).on_hover_text(about);
        if checked.is_empty() {
            return;
        }
        let put_away = not_archived(&checked, facts);
        let (verb, command) = if put_away.is_empty() {
            let verb = format!("Restore {}", plural(checked.len(), "run", "runs"));
            (verb, Command::RestoreRuns(checked.clone()))
        } else {
            let verb = format!("Archive {}", plural(put_away.len(), "run", "runs"));
            (verb, Command::ArchiveRuns(put_away))
        };
        if offer::plain(ui, facts, verb, command, commands).clicked() {
            self.list.uncheck_all();
        }
        if ui.button("Deselect").clicked() {
            self.list.uncheck_all();
        }
        let hidden = self.list.checked_but_hidden();
        let hidden = if hidden == 0 { String::new() } else { format!(", {hidden} not shown") };
        ui.label(format!("{} selected{hidden}", checked.len()));
    }
}

/// One line of controls.
fn line(ui: &mut Ui, contents: impl FnOnce(&mut Ui)) {
    let room = vec2(ui.available_width(), size::ROW);
    ui.allocate_ui_with_layout(room, Layout::left_to_right(Align::Center), contents);
}

/// Picks all scenarios (`Some(None)`) or one of them.
fn pick_scenario(ui: &mut Ui, current: Option<ScenarioId>, facts: &Facts<'_>) -> Option<Option<ScenarioId>> {
    const ALL: &str = "All scenarios";
    let name = current.and_then(|id| facts.farm.scenario(id)).map_or(ALL, |row| row.name.as_str());
    let combo = ComboBox::from_id_salt("runs of")
        .width(size::FIELD_WIDE)
        .truncate()
        .selected_text(crate::app::theme::semibold(name))
        .show_list(ui, |ui| {
            let mut picked = None;
            // Only the rows in sight are drawn: a farm may have thousands of scenarios.
            let rows = facts.farm.scenarios.len() + 1;
            ScrollArea::vertical().max_height(size::ROW * 10.0).show_rows(
                ui,
                size::ROW,
                rows,
                |ui, range| {
                    for i in range {
                        let row = i.checked_sub(1).and_then(|i| facts.farm.scenarios.get(i));
                        let (id, name) =
                            row.map_or((None, ALL), |row| (Some(row.scenario_id), row.name.as_str()));
                        if ui.selectable_label(id == current, name).clicked() {
                            picked = Some(id);
                            ui.close();
                        }
                    }
                },
            );
            picked
        });
    ui.ctx().accesskit_node_builder(combo.response.id, |node| node.set_label("Scenario"));
    combo.inner.flatten()
}

/// Those of the runs that are still in the lists.
pub(super) fn not_archived(ids: &[RunId], facts: &Facts<'_>) -> Vec<RunId> {
    let is_listed = |id: &RunId| facts.farm.run(*id).is_some_and(|run| !run.archived);
    ids.iter().copied().filter(is_listed).collect()
}

/// The oldest run is what later ones are held against, in whatever order they were selected.
pub(super) fn oldest_first(ids: &[RunId], facts: &Facts<'_>) -> Vec<RunId> {
    let mut ids = ids.to_vec();
    ids.sort_by_key(|id| (facts.farm.run(*id).map(|run| run.run_date), *id));
    ids
}
