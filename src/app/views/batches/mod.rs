//! Batches, the run each is pinned to, and the history of its pins.
mod detail;
mod history;
mod list;
#[cfg(test)]
mod tests;

use egui::{Align, Align2, Key, Layout, Modifiers, Panel, Role, TextEdit, Ui, WidgetInfo};
use std::collections::HashSet;

use self::list::{Filter, List};
use crate::app::command::batches::BatchCommand;
use crate::app::command::{Command, Commands, FilePurpose};
use crate::app::facts::{Facts, FarmData};
use crate::app::offer;
use crate::app::theme::{palette, size, space};
use crate::app::widgets::empty_state;
use crate::app::widgets::table::TableState;
use crate::domain::batch::Batch;
use crate::domain::display::plural;
use crate::domain::ids::{BatchId, RunId};
use crate::domain::run::ProjectionRun;

/// Room for the facts of a batch, its run and a few lines of its history.
const DETAIL_HEIGHT: f32 = 268.0;
/// Less than this and the list would have no rows in sight.
const LEAST_LIST_HEIGHT: f32 = size::ROW * 5.0;

/// Batches, the run each is pinned to, and the history of its pins.
#[derive(Debug)]
pub struct BatchesView {
    find: String,
    filter: Filter,
    table: TableState<BatchId>,
    list: List,
    detail: detail::Detail,
    /// The lists for which what is checked was last looked through.
    seen_revision: u64,
    /// A batch that was asked for from outside and must be brought into sight.
    asked: Option<BatchId>,
}

impl Default for BatchesView {
    fn default() -> Self {
        Self {
            find: String::new(),
            filter: Filter::All,
            table: TableState::sorted(list::NUMBER, false),
            list: List::default(),
            detail: detail::Detail::default(),
            seen_revision: 0,
            asked: None,
        }
    }
}

impl BatchesView {
    /// Draws it.
    pub fn ui(&mut self, ui: &mut Ui, facts: &Facts<'_>, commands: &mut Commands) {
        self.follow(facts);
        self.title_line(ui, facts, commands);
        if facts.farm.batches.is_empty() {
            let about = "A batch is fish in the water. Pinned to a projection run, it is measured against a plan \
                         that stays as it is";
            let import = Command::AskFile(FilePurpose::ImportBatches);
            let why_not = facts.why_not(&import);
            if empty_state::empty_unless(ui, "No batches yet", about, "Import batches…", why_not) {
                commands.push(import);
            }
            return;
        }
        self.filter_line(ui, facts);
        ui.add_space(space::XS);
        let most = (ui.available_height() - LEAST_LIST_HEIGHT).max(size::ROW);
        Panel::bottom("batch detail")
            .frame(egui::Frame::new())
            .resizable(true)
            .default_size(DETAIL_HEIGHT.min(most))
            .size_range(size::ROW..=most)
            .show(ui, |ui| {
                // What is in it does not decide how high it is: the list would jump from batch to batch.
                ui.set_min_height(ui.available_height());
                let batch = self.table.cursor().and_then(|id| facts.farm.batch(id));
                self.detail.ui(ui, batch, facts, commands);
            });
        self.rows(ui, facts, commands);
    }

    /// The list has the keyboard.
    pub fn take_keyboard(&mut self) {
        self.table.request_focus();
    }

    /// Shows a batch.
    pub fn show_batch(&mut self, id: BatchId) {
        self.asked = Some(id);
    }

    /// Lets go of what is no longer there, and goes to the batch that was asked for.
    fn follow(&mut self, facts: &Facts<'_>) {
        if self.seen_revision != facts.revision {
            self.seen_revision = facts.revision;
            let there: HashSet<BatchId> = facts.farm.batches.iter().map(|batch| batch.batch_id).collect();
            self.table.retain(|id| there.contains(&id));
        }
        if let Some(id) = self.asked.take() {
            // Whatever hides it is taken away.
            let is_hidden = !self.list.rows(facts, &self.find, self.filter, self.table.sort()).contains(&id);
            if is_hidden {
                self.find.clear();
                self.filter = Filter::All;
            }
            self.table.set_cursor(Some(id));
            self.table.request_focus();
        }
    }

    /// What is acted on: the checked rows, or the one with the cursor. What a filter hides is left alone.
    fn chosen(&mut self, facts: &Facts<'_>) -> Vec<BatchId> {
        let rows = self.list.rows(facts, &self.find, self.filter, self.table.sort());
        let in_sight: HashSet<BatchId> = rows.iter().copied().collect();
        let checked = self.table.checked().iter().copied();
        let mut chosen: Vec<BatchId> = checked.filter(|id| in_sight.contains(id)).collect();
        if chosen.is_empty() {
            chosen.extend(self.table.cursor().filter(|id| in_sight.contains(id)));
        }
        chosen
    }

    fn title_line(&mut self, ui: &mut Ui, facts: &Facts<'_>, commands: &mut Commands) {
        let chosen = self.chosen(facts);
        let pinned = pinned_of(facts.farm, &chosen);
        ui.horizontal(|ui| {
            ui.heading("Batches");
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let pin = match chosen.len() {
                    0 => "Pin batches…".to_owned(),
                    n => format!("Pin {}…", plural(n, "batch", "batches")),
                };
                let why_not = chosen.is_empty().then_some("Select batches in the list first");
                offer::primary_unless(ui, facts, pin, why_not, ask_pin(facts.farm, &chosen), commands);
                let unpin = match pinned.len() {
                    0 => "Unpin…".to_owned(),
                    n => format!("Unpin {}…", plural(n, "batch", "batches")),
                };
                let why_not = pinned.is_empty().then_some("None of the selected batches is pinned");
                offer::plain_unless(ui, facts, unpin, why_not, Command::AskUnpin(pinned), commands);
                let import = Command::AskFile(FilePurpose::ImportBatches);
                let about = "Batches from JSON or CSV";
                offer::plain(ui, facts, "Import…", import, commands).on_hover_text(about);
                offer::plain(ui, facts, "New batch…", Command::Batches(BatchCommand::AskNew), commands);
            });
        });
    }

    fn filter_line(&mut self, ui: &mut Ui, facts: &Facts<'_>) {
        ui.horizontal(|ui| {
            let hint = "Number, site, stage or scenario";
            let find = TextEdit::singleline(&mut self.find)
                .align(Align2::LEFT_CENTER)
                .hint_text(hint)
                .desired_width(size::FIELD_WIDE);
            let find = ui.add(find);
            find.widget_info(|| WidgetInfo::labeled(Role::TextInput, true, "Find batches"));
            if find.has_focus() && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::ArrowDown)) {
                self.table.request_focus();
            }
            for filter in Filter::ALL {
                if ui.selectable_label(self.filter == filter, filter.name()).clicked() {
                    self.filter = filter;
                }
            }
            let shown = self.list.rows(facts, &self.find, self.filter, self.table.sort()).len();
            let all = facts.farm.batches.len();
            let count = if shown == all {
                plural(all, "batch", "batches")
            } else {
                format!("{shown} of {}", plural(all, "batch", "batches"))
            };
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                ui.colored_label(palette(ui.visuals()).text_muted, count);
            });
        });
    }

    fn rows(&mut self, ui: &mut Ui, facts: &Facts<'_>, commands: &mut Commands) {
        let rows = self.list.rows(facts, &self.find, self.filter, self.table.sort());
        if rows.is_empty() {
            if empty_state::empty(
                ui,
                "No batch matches",
                "The text or the filter hides all of them",
                "Show all",
            ) {
                self.find.clear();
                self.filter = Filter::All;
            }
            return;
        }
        let output = list::table(ui, &mut self.table, rows, facts, commands);
        if output.opened.is_some() {
            self.detail.request_focus();
        }
        if output.has_focus {
            self.hear_keys(ui, facts, commands);
        }
    }

    /// P pins what is chosen, Delete unpins it.
    fn hear_keys(&mut self, ui: &Ui, facts: &Facts<'_>, commands: &mut Commands) {
        let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
        let chosen = self.chosen(facts);
        let farm = facts.farm;
        if pressed(Key::P) && !chosen.is_empty() {
            commands.push(ask_pin(farm, &chosen));
        }
        if pressed(Key::Delete) {
            let pinned = pinned_of(farm, &chosen);
            if !pinned.is_empty() {
                commands.push(Command::AskUnpin(pinned));
            }
        }
    }
}

/// Those of the batches that are pinned, by number.
fn pinned_of(farm: &FarmData, chosen: &[BatchId]) -> Vec<BatchId> {
    let chosen: HashSet<BatchId> = chosen.iter().copied().collect();
    let pinned = farm.batches.iter().filter(|batch| batch.pinned_projection_run.is_some());
    pinned.map(|batch| batch.batch_id).filter(|id| chosen.contains(id)).collect()
}

/// Asks for a pin of these batches. If one newer run is there for all of them, it is proposed.
fn ask_pin(farm: &FarmData, batches: &[BatchId]) -> Command {
    let mut newer = batches.iter().map(|id| farm.batch(*id).and_then(|batch| newer_run(farm, batch)));
    let first = newer.next().flatten();
    let is_one = newer.all(|other| other.map(|run| run.run_id) == first.map(|run| run.run_id));
    let run: Option<RunId> = first.filter(|_| is_one).map(|run| run.run_id);
    Command::AskPin { batches: batches.to_vec(), run }
}

/// The newest run of the scenario whose run a batch is pinned to, if that is a later one.
fn newer_run<'f>(farm: &'f FarmData, batch: &Batch) -> Option<&'f ProjectionRun> {
    let (number, scenario) = (batch.newer_run_number?, batch.pinned_scenario?);
    farm.runs.iter().find(|run| run.scenario == scenario && run.run_number == number)
}
