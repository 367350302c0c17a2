//! The selected batch: what it is, the run it follows with the way to another, and the history of its pins.
use egui::{Align, Grid, Layout, ScrollArea, Ui, UiBuilder, vec2};

use super::history::History;
use super::list::CLOSED;
use super::newer_run;
use crate::app::command::batches::BatchCommand;
use crate::app::command::bundles::BundleOf;
use crate::app::command::learning::LearnCommand;
use crate::app::command::reports::{ReportCommand, ReportSubject};
use crate::app::command::{Command, Commands, FilePurpose};
use crate::app::facts::{Facts, FarmData};
use crate::app::keys;
use crate::app::offer;
use crate::app::theme::{self, palette, size, space};
use crate::app::views::growth::FROM_TODAY;
use crate::app::widgets::run_picker::RunPicker;
use crate::app::widgets::{badge, run_picker, table};
use crate::domain::batch::{Batch, BatchStatus};
use crate::domain::display;
use crate::domain::run::ProjectionRun;

/// The detail of the selected batch.
#[derive(Debug, Default)]
pub(super) struct Detail {
    history: History,
    /// The picker is to have the keyboard.
    focus: bool,
}

impl Detail {
    /// Gives the keyboard to what can be done here.
    pub fn request_focus(&mut self) {
        self.focus = true;
    }

    /// Draws it.
    pub fn ui(&mut self, ui: &mut Ui, batch: Option<&Batch>, facts: &Facts<'_>, commands: &mut Commands) {
        ui.add_space(space::M);
        let Some(batch) = batch else {
            let text = "Select a batch to see what it is measured against, and who pinned it when and why";
            ui.colored_label(palette(ui.visuals()).text_muted, text);
            return;
        };
        ui.horizontal(|ui| {
            ui.heading(&batch.batch_number);
            badge::label(ui, &batch.stage);
            if batch.status == BatchStatus::Closed {
                badge::label(ui, CLOSED);
            }
            if newer_run(facts.farm, batch).is_some() {
                badge::status(ui, badge::Status::NewerRunAvailable);
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let export =
                    ui.button("Export report…").on_hover_text("A report of this batch, to hand to anyone");
                if export.clicked() || keys::export_pressed(ui.ctx()) {
                    let subject = ReportSubject::Batch(batch.batch_id);
                    commands.push(Command::Reports(ReportCommand::Ask(subject)));
                }
                let delete = Command::Batches(BatchCommand::AskDelete(batch.batch_id));
                offer::plain(ui, facts, "Delete…", delete, commands);
                let edit = Command::Batches(BatchCommand::AskEdit(batch.batch_id));
                let about = "What it is called, its pens, whether it is closed";
                offer::plain(ui, facts, "Edit…", edit, commands).on_hover_text(about);
                let has_plan = batch.pinned_projection_run.is_some() || batch.scenario.is_some();
                let why_not = "Pin the batch to a run first: the models of that are the recipe";
                let why_not = (!has_plan).then_some(why_not);
                let from = Command::Learn(LearnCommand::ScenarioFrom(batch.batch_id, None));
                offer::plain_unless(ui, facts, "New scenario from today", why_not, from, commands)
                    .on_hover_text(FROM_TODAY);
                let bundle = ui.button("Export bundle…");
                let about = "One file for another laptop: this batch, its run and all that was observed";
                if bundle.on_hover_text(about).clicked() {
                    let of = BundleOf::Batch(batch.batch_id);
                    commands.push(Command::AskFile(FilePurpose::ExportBundle(of)));
                }
            });
        });
        ui.add_space(space::XS);
        let room = ui.available_rect_before_wrap();
        let column = |from: f32, width: f32| {
            let size = vec2(width.max(0.0), room.height());
            egui::Rect::from_min_size(room.min + vec2(from, 0.0), size)
        };
        let facts_width = 2.0 * size::KEY_FIGURE;
        let run_from = facts_width + space::L;
        let run_width = size::FIELD_WIDE + space::M;
        let history_from = run_from + run_width + space::L;
        within(ui, "facts", column(0.0, facts_width), |ui| about(ui, batch, facts.farm));
        let takes_focus = std::mem::take(&mut self.focus);
        within(ui, "run", column(run_from, run_width), |ui| {
            followed(ui, batch, takes_focus, facts, commands);
        });
        let rest = column(history_from, room.width() - history_from);
        ui.scope_builder(UiBuilder::new().id_salt("history").max_rect(rest), |ui| {
            ui.label(theme::semibold("Pin history"));
            self.history.ui(ui, batch.batch_id, facts, commands);
        });
        ui.advance_cursor_after_rect(room);
    }
}

/// A column that scrolls where the window is low.
fn within(ui: &mut Ui, salt: &str, rect: egui::Rect, contents: impl FnOnce(&mut Ui)) {
    ui.scope_builder(UiBuilder::new().id_salt(salt).max_rect(rect), |ui| {
        ScrollArea::vertical().id_salt(salt).auto_shrink(false).show(ui, contents);
    });
}

/// What the batch is.
fn about(ui: &mut Ui, batch: &Batch, farm: &FarmData) {
    let planned = batch.scenario.and_then(|id| farm.scenario(id)).map(|row| row.name.clone());
    let or_none = |text: String| if text.is_empty() { display::NO_VALUE.to_owned() } else { text };
    let facts = [
        ("Site", or_none(batch.site.clone())),
        ("Pens", or_none(display::pens(&batch.pens))),
        ("Start", display::date_with_week(batch.start_date)),
        ("Fish at the start", display::count(batch.initial_count as f64)),
        ("Weight at the start", display::weight(batch.initial_weight_g).to_string()),
        ("Planned with", planned.unwrap_or_else(|| display::NO_VALUE.to_owned())),
    ];
    let more = [("Species", &batch.species), ("Notes", &batch.notes)];
    let more = more.into_iter().filter(|(_, text)| !text.is_empty()).map(|(name, text)| (name, text.clone()));
    let muted = palette(ui.visuals()).text_muted;
    Grid::new("batch facts").num_columns(2).spacing([space::M, space::XS]).min_row_height(0.0).show(
        ui,
        |ui| {
            for (name, value) in facts.into_iter().chain(more) {
                ui.colored_label(muted, name);
                table::text(ui, value.as_str()).on_hover_text(value);
                ui.end_row();
            }
        },
    );
}

/// The run that it follows, and the way to another.
fn followed(ui: &mut Ui, batch: &Batch, takes_focus: bool, facts: &Facts<'_>, commands: &mut Commands) {
    let farm = facts.farm;
    let muted = palette(ui.visuals()).text_muted;
    let pinned = batch.pinned_projection_run.as_ref();
    match pinned {
        Some(run) => {
            ui.horizontal(|ui| {
                run_picker::pinned_run(ui, run.run_number);
                table::text(ui, run.scenario_name.as_str()).on_hover_text(&run.scenario_name);
            });
        }
        None => {
            ui.colored_label(muted, "Not pinned: select the run that this batch is to be measured against");
        }
    }
    ui.add_space(space::XS);
    let scenario = batch.pinned_scenario.or(batch.scenario);
    let mut runs: Vec<&ProjectionRun> =
        farm.runs.iter().filter(|run| scenario.is_none_or(|scenario| run.scenario == scenario)).collect();
    // Without a scenario of its own any run may be meant: they stand newest first, as the list of runs has them.
    if scenario.is_some() {
        runs.sort_by_key(|run| (run.archived, std::cmp::Reverse(run.run_number)));
    }
    let current = pinned.map(|run| run.run_id);
    let mut picker = RunPicker::new(&runs, current, facts.now).focused(takes_focus);
    if scenario.is_none() {
        picker = picker.with_scenario();
    }
    let picker = ui.add_enabled_ui(facts.can_write(), |ui| picker.show(ui));
    let picked = picker.inner;
    if let Some(why) = facts.why_not_write() {
        picker.response.on_hover_text(why);
    }
    if let Some(run) = picked.filter(|run| Some(*run) != current) {
        commands.push(Command::AskPin { batches: vec![batch.batch_id], run: Some(run) });
    }
    ui.add_space(space::XS);
    ui.horizontal_wrapped(|ui| {
        if let Some(newer) = newer_run(farm, batch) {
            let pin = Command::AskPin { batches: vec![batch.batch_id], run: Some(newer.run_id) };
            offer::plain(ui, facts, format!("Pin run #{}…", newer.run_number), pin, commands)
                .on_hover_text(newer.full_name());
            if let Some(pinned) = current
                && ui.button(format!("Compare with #{}", newer.run_number)).clicked()
            {
                commands.push(Command::CompareRuns(vec![pinned, newer.run_id]));
            }
        }
        if let Some(run) = current
            && ui.button("Show run").clicked()
        {
            commands.push(Command::ShowRun(run));
        }
    });
}
