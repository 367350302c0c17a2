//! Which batches to which run, with what changes for whom.
mod rows;
#[cfg(test)]
mod tests;

use egui::{Align2, Context, Id, Key, Layout, Role, TextEdit, Ui, UiBuilder, WidgetInfo, vec2};
use std::collections::HashSet;
use std::sync::Arc;

use self::rows::{Row, doubt};
use crate::app::command::{Command, Commands};
use crate::app::facts::{Facts, Loaded, PinQuestion};
use crate::app::search::{Words, fold};
use crate::app::theme::{palette, size, space};
use crate::app::widgets::button;
use crate::app::widgets::confirm::Answer;
use crate::app::widgets::field::TextField;
use crate::app::widgets::icon::Icon;
use crate::app::widgets::modal::{Kind, Shown, modal};
use crate::app::widgets::run_picker::RunPicker;
use crate::app::widgets::table::{Table, TableState};
use crate::domain::accepted;
use crate::domain::batch::Batch;
use crate::domain::display::plural;
use crate::domain::ids::{BatchId, RunId};
use crate::domain::run::ProjectionRun;
use crate::service::PinPreview;

/// Room for what is followed now and then, side by side.
const WIDTH: f32 = 1040.0;
/// With more batches than this there is a field to find one.
const MOST_WITHOUT_FIND: usize = 8;
/// More rows than this scroll.
const MOST_ROWS: usize = 9;
/// What stands above and below the list at most.
const AROUND_LIST: f32 = 17.0 * size::ROW;
/// More doubts than this are only counted.
const MOST_DOUBTS: usize = 3;

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Question {
    /// To which run these batches are pinned.
    Pin,
    /// Which batches are pinned to a run.
    Choose,
    /// Whether these batches are unpinned.
    Unpin,
}

/// Asks which batches to pin to which run, or which to unpin, after a preview.
#[derive(Debug)]
pub struct PinDialog {
    question: Question,
    batches: Vec<BatchId>,
    run: Option<RunId>,
    table: TableState<BatchId>,
    find: String,
    reason: String,
    /// The order of the runs in the picker, and for which lists it holds.
    runs: Option<(u64, Vec<usize>)>,
}

impl PinDialog {
    /// Asks for a pin. Without batches it asks which; without a run it asks which.
    pub fn pin(batches: Vec<BatchId>, run: Option<RunId>) -> Self {
        let question = if batches.is_empty() { Question::Choose } else { Question::Pin };
        Self::asking(question, batches, run)
    }

    /// Asks whether to unpin.
    pub fn unpin(batches: Vec<BatchId>) -> Self {
        Self::asking(Question::Unpin, batches, None)
    }

    fn asking(question: Question, batches: Vec<BatchId>, run: Option<RunId>) -> Self {
        let mut table = TableState::default();
        table.set_checked(batches.clone());
        Self { question, batches, run, table, find: String::new(), reason: String::new(), runs: None }
    }

    /// Draws the dialog; says whether it stays.
    pub fn show(&mut self, ctx: &Context, facts: &Facts<'_>, commands: &mut Commands) -> bool {
        self.run = self.run.filter(|id| facts.farm.run(*id).is_some());
        let title = self.title();
        let kind = Kind { width: WIDTH, ..Kind::default() };
        let contents = |ui: &mut Ui, is_new| self.contents(ui, facts, commands, is_new);
        match modal(ctx, Id::unique("pin"), &title, kind, contents) {
            Shown::Stays => true,
            Shown::Answered(Answer::Confirmed) => {
                commands.push(self.command(self.changing(facts)));
                false
            }
            Shown::Answered(Answer::Cancelled) | Shown::Dismissed => false,
        }
    }

    fn title(&self) -> String {
        let verb = if self.question == Question::Unpin { "Unpin" } else { "Pin" };
        match self.batches.len() {
            0 => format!("{verb} batches"),
            n => format!("{verb} {}", plural(n, "batch", "batches")),
        }
    }

    fn command(&self, batches: Vec<BatchId>) -> Command {
        let reason = self.reason.trim().to_owned();
        match self.run {
            Some(run) => Command::PinBatches { batches, run, reason },
            None => Command::UnpinBatches { batches, reason },
        }
    }

    /// The batches that are checked and would change (all of them while no run is picked), by number.
    fn changing(&self, facts: &Facts<'_>) -> Vec<BatchId> {
        let checked: HashSet<BatchId> = self.table.checked().iter().copied().collect();
        let changes = |batch: &&Batch| {
            let pinned = batch.pinned_projection_run.as_ref().map(|run| run.run_id);
            let is_asked = self.run.is_none() && self.question != Question::Unpin;
            checked.contains(&batch.batch_id) && (is_asked || pinned != self.run)
        };
        facts.farm.batches.iter().filter(changes).map(|batch| batch.batch_id).collect()
    }

    fn contents(
        &mut self,
        ui: &mut Ui,
        facts: &Facts<'_>,
        commands: &mut Commands,
        is_new: bool,
    ) -> Option<Answer> {
        ui.spacing_mut().item_spacing.y = space::S;
        ui.heading(self.title());
        self.say_what_it_means(ui);
        if self.question != Question::Unpin {
            self.pick_run(ui, facts, is_new);
        }
        let batches = self.batches_on_offer(facts);
        let preview = self.preview(facts, &batches);
        let wants_find = self.question == Question::Choose && batches.len() > MOST_WITHOUT_FIND;
        if wants_find {
            let hint = "Find by number, site or stage";
            let find =
                ui.add(TextEdit::singleline(&mut self.find).hint_text(hint).align(Align2::LEFT_CENTER));
            find.widget_info(|| WidgetInfo::labeled(Role::TextInput, true, "Find batches to pin"));
        }
        let entered_in_table = self.list(ui, &batches, preview.as_ref().ok().and_then(Option::as_ref));
        self.say_what_to_know(ui, facts, commands, &preview);
        // An id of its own: what comes and goes above it must not take the keyboard from it.
        let why = UiBuilder::new().scope_id(Id::unique("why these pins"));
        let reason = ui.scope_builder(why, |ui| {
            let field = TextField::new("Why", &mut self.reason, accepted::NOTES_CHARS);
            field.hint("Kept with the pin history").show(ui)
        });
        let reason = reason.inner;
        if is_new {
            match self.question {
                Question::Choose if self.run.is_some() => self.table.request_focus(),
                Question::Pin if self.run.is_some() => reason.request_focus(),
                Question::Unpin => reason.request_focus(),
                // The picker has it.
                _ => {}
            }
        }
        let entered_in_reason = reason.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        let changing = self.changing(facts);
        let is_known = matches!(preview, Ok(Some(_)));
        let has_run = self.run.is_some() || self.question == Question::Unpin;
        let is_short = self.reason.chars().count() <= accepted::NOTES_CHARS;
        let why_not = facts.why_not_write();
        let can = why_not.is_none() && has_run && is_known && is_short && !changing.is_empty();
        let answer = self.buttons(ui, changing.len(), why_not, can);
        if can && (entered_in_table || entered_in_reason) { Some(Answer::Confirmed) } else { answer }
    }

    fn say_what_it_means(&self, ui: &mut Ui) {
        let text = match self.question {
            Question::Unpin => "These batches are measured against no run until they are pinned again",
            _ => {
                "Each batch is measured against this run from then on. Runs and all other batches stay as they are"
            }
        };
        ui.colored_label(palette(ui.visuals()).text_muted, text);
    }

    fn pick_run(&mut self, ui: &mut Ui, facts: &Facts<'_>, is_new: bool) {
        let farm = &facts.farm;
        if self.runs.as_ref().is_none_or(|(revision, _)| *revision != facts.revision) {
            self.runs = Some((facts.revision, grouped(&farm.runs)));
        }
        let order = self.runs.as_ref().map(|(_, order)| order.as_slice()).unwrap_or_default();
        let runs: Vec<&ProjectionRun> = order.iter().filter_map(|place| farm.runs.get(*place)).collect();
        let picked = RunPicker::new(&runs, self.run, facts.now)
            .label("Projection run to pin")
            .with_scenario()
            .width(size::DIALOG)
            .focused(is_new && self.run.is_none())
            .show(ui);
        self.run = picked.or(self.run);
    }

    /// The batches in the list. Where all are on offer, those of the run's scenario come first.
    fn batches_on_offer<'f>(&self, facts: &Facts<'f>) -> Vec<&'f Batch> {
        let all = facts.farm.batches.iter();
        if self.question != Question::Choose {
            let asked: HashSet<BatchId> = self.batches.iter().copied().collect();
            return all.filter(|batch| asked.contains(&batch.batch_id)).collect();
        }
        let scenario = self.run.and_then(|id| facts.farm.run(id)).map(|run| run.scenario);
        let mut batches: Vec<&Batch> = all.collect();
        batches
            .sort_by_key(|batch| scenario.is_none() || batch.pinned_scenario.or(batch.scenario) != scenario);
        batches
    }

    /// What would change: nothing yet while no run is picked or it is looked up, or why it cannot be known.
    fn preview(&self, facts: &Facts<'_>, batches: &[&Batch]) -> Result<Option<Arc<Vec<PinPreview>>>, String> {
        if self.run.is_none() && self.question != Question::Unpin {
            return Ok(None);
        }
        let asked: PinQuestion = (batches.iter().map(|batch| batch.batch_id).collect(), self.run);
        match facts.library.pin_previews.get(&asked) {
            Loaded::Ready(preview) => Ok(Some(preview)),
            Loaded::Loading => Ok(None),
            Loaded::Failed(fault) => Err(fault.to_string()),
        }
    }

    /// The list of batches; says whether Enter was pressed in it.
    fn list(&mut self, ui: &mut Ui, batches: &[&Batch], preview: Option<&Arc<Vec<PinPreview>>>) -> bool {
        let words = Words::of(&self.find);
        let rows: Vec<Row<'_>> = batches
            .iter()
            .enumerate()
            .filter(|(_, batch)| {
                let text = || fold(&format!("{} {} {}", batch.batch_number, batch.site, batch.stage));
                words.is_empty() || words.are_in(&text())
            })
            .map(|(place, batch)| Row { batch, preview: preview.and_then(|preview| preview.get(place)) })
            .collect();
        if rows.is_empty() {
            let text = if batches.is_empty() { "There are no batches yet" } else { "No batch of that name" };
            ui.colored_label(palette(ui.visuals()).text_muted, text);
            return false;
        }
        let keys: Vec<BatchId> = rows.iter().map(|row| row.batch.batch_id).collect();
        // On a low window the list gives way: what is said about it and the buttons must stay in sight.
        let in_window = (ui.ctx().content_rect().height() - AROUND_LIST) / size::ROW;
        let most = (in_window as usize).clamp(2, MOST_ROWS);
        let height = (rows.len().min(most) + 1) as f32 * size::ROW + space::M;
        let unpins = self.question == Question::Unpin;
        let output =
            Table::new("Batches and what changes", rows::columns(unpins)).checkable().height(height).show(
                ui,
                &mut self.table,
                &keys,
                |i| rows[i].batch.batch_number.clone(),
                |ui, i, j| rows[i].cell(ui, j, unpins),
            );
        let by_pointer = ui.input(|input| input.pointer.any_click());
        output.opened.is_some() && !by_pointer
    }

    fn say_what_to_know(
        &self,
        ui: &mut Ui,
        facts: &Facts<'_>,
        commands: &mut Commands,
        preview: &Result<Option<Arc<Vec<PinPreview>>>, String>,
    ) {
        let colors = palette(ui.visuals());
        match preview {
            Err(why) => {
                ui.horizontal(|ui| {
                    Icon::Warning.show(ui, colors.danger);
                    ui.colored_label(colors.danger, format!("What changes cannot be shown: {why}"));
                    if ui.button("Try again").clicked() {
                        commands.push(Command::Refresh);
                    }
                });
            }
            Ok(None) if self.run.is_some() || self.question == Question::Unpin => {
                ui.colored_label(colors.text_muted, "Looking up what changes…");
            }
            Ok(None) => {
                ui.colored_label(colors.text_muted, "Select a projection run to see what changes");
            }
            Ok(Some(preview)) => {
                let checked: HashSet<BatchId> = self.table.checked().iter().copied().collect();
                let doubts: Vec<String> = preview
                    .iter()
                    .filter(|preview| preview.changes && checked.contains(&preview.batch.batch_id))
                    .filter_map(doubt)
                    .collect();
                for doubt in doubts.iter().take(MOST_DOUBTS) {
                    ui.horizontal(|ui| {
                        Icon::Warning.show(ui, colors.warning);
                        ui.colored_label(colors.warning, doubt);
                    });
                }
                if doubts.len() > MOST_DOUBTS {
                    let more = plural(doubts.len() - MOST_DOUBTS, "more batch", "more batches");
                    ui.colored_label(colors.warning, format!("So it is with {more}"));
                }
                let chosen = preview.iter().filter(|p| checked.contains(&p.batch.batch_id)).count();
                if chosen > 0 && self.changing(facts).is_empty() {
                    ui.colored_label(
                        colors.text_muted,
                        "Nothing would change for the batches that are selected",
                    );
                }
            }
        }
    }

    fn buttons(&self, ui: &mut Ui, changing: usize, why_not: Option<String>, can: bool) -> Option<Answer> {
        let verb = if self.question == Question::Unpin { "Unpin" } else { "Pin" };
        let text = match changing {
            0 => format!("{verb} batches"),
            n => format!("{verb} {}", plural(n, "batch", "batches")),
        };
        ui.add_space(space::XS);
        let row = vec2(ui.available_width(), size::ROW);
        let place = egui::Rect::from_min_size(ui.cursor().min, row);
        let buttons = UiBuilder::new()
            .scope_id(Id::unique("pin or cancel"))
            .max_rect(place)
            .layout(Layout::right_to_left(egui::Align::Center));
        ui.scope_builder(buttons, |ui| {
            let confirmed = button::unless(ui, why_not, |ui| {
                ui.add_enabled_ui(can, |ui| button::primary(ui, text)).inner
            });
            let confirmed = confirmed.clicked();
            let cancelled = ui.button("Cancel").clicked();
            if confirmed { Some(Answer::Confirmed) } else { cancelled.then_some(Answer::Cancelled) }
        })
        .inner
    }
}

/// The places of the runs as a picker lists them: by scenario, the newest first, archived ones behind the others.
fn grouped(runs: &[ProjectionRun]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..runs.len()).collect();
    order.sort_by_cached_key(|place| {
        let run = &runs[*place];
        (fold(&run.scenario_name), run.scenario, run.archived, std::cmp::Reverse(run.run_number))
    });
    order
}
