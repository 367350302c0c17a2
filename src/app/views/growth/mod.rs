//! Batches against the runs they are pinned to: all of them in a list, and one of them day by day beside its plan.
mod beside;
mod calibration;
mod day;
mod doubts;
mod observed;
mod outlook;
mod overview;
mod plots;
mod series;
#[cfg(test)]
mod tests;
mod variance;

use egui::{Align, Layout, Panel, Ui};

use self::beside::Beside;
use self::observed::ObservedView;
use self::overview::Overview;
use crate::app::command::learning::LearnCommand;
use crate::app::command::observing::ObservingCommand;
use crate::app::command::reports::{ReportCommand, ReportSubject};
use crate::app::command::{Command, Commands, FilePurpose};
use crate::app::facts::Facts;
use crate::app::keys;
use crate::app::offer;
use crate::app::theme::{palette, size, space};
use crate::app::widgets::empty_state;
use crate::domain::ids::BatchId;
use crate::domain::observation::ObservationKind;

/// What a scenario from a batch is.
pub(super) const FROM_TODAY: &str = "A new scenario that goes on where the fish are: their weight, number and stage on the last day \
                                     on which anything was observed, and the models of the run they are held against";

/// Room for a batch, how far it is ahead, and what of it needs a person.
const LIST_WIDTH: f32 = 352.0;

/// Batches against the runs they are pinned to.
#[derive(Debug, Default)]
pub struct GrowthView {
    overview: Overview,
    beside: Beside,
    observed: ObservedView,
    /// Whether the observations are on show, in the place of what follows from them.
    shows_observed: bool,
}

impl GrowthView {
    /// Draws it.
    pub fn ui(&mut self, ui: &mut Ui, facts: &Facts<'_>, commands: &mut Commands) {
        self.title_line(ui, facts, commands);
        if facts.farm.batches.is_empty() {
            let about = "Batches are held against the run they are pinned to. There are none yet";
            let import = Command::AskFile(FilePurpose::ImportBatches);
            let why_not = facts.why_not(&import);
            if empty_state::empty_unless(ui, "No batches yet", about, "Import batches…", why_not) {
                commands.push(import);
            }
            return;
        }
        if self.overview.is_alone() {
            self.overview.ui(ui, facts);
            return;
        }
        Panel::left("growth list")
            .frame(egui::Frame::new().inner_margin(egui::Margin { right: 12, ..egui::Margin::ZERO }))
            .resizable(true)
            .default_size(LIST_WIDTH)
            .show(ui, |ui| {
                ui.set_min_width(ui.available_width());
                self.overview.ui(ui, facts);
            });
        let beside = egui::Frame::new().inner_margin(egui::Margin { left: 12, ..egui::Margin::ZERO });
        beside.show(ui, |ui| match self.overview.batch().and_then(|id| facts.farm.batch(id)) {
            Some(batch) if self.shows_observed => self.observed.ui(ui, batch, facts, commands),
            Some(batch) => self.beside.ui(ui, batch, facts, commands),
            None => {
                let muted = palette(ui.visuals()).text_muted;
                ui.centered_and_justified(|ui| ui.colored_label(muted, "Select a batch to see how it grows"));
            }
        });
    }

    /// The list has the keyboard.
    pub fn take_keyboard(&mut self) {
        self.overview.request_focus();
    }

    /// Shows a batch.
    pub fn show_batch(&mut self, id: BatchId) {
        self.shows_observed = false;
        self.overview.show(id);
        self.beside.forget_other_run();
    }

    /// Shows what was observed of a batch.
    pub fn show_observed(&mut self, id: BatchId) {
        self.show_batch(id);
        self.shows_observed = true;
        self.observed.take_keyboard();
    }

    fn title_line(&mut self, ui: &mut Ui, facts: &Facts<'_>, commands: &mut Commands) {
        ui.horizontal(|ui| {
            ui.set_min_height(size::CLICK);
            ui.heading("Growth");
            let Some(batch) = self.overview.batch().and_then(|id| facts.farm.batch(id)) else { return };
            for (shows_observed, name) in [(false, "Plan and actual"), (true, "Observations")] {
                if ui.selectable_label(self.shows_observed == shows_observed, name).clicked() {
                    self.shows_observed = shows_observed;
                }
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let id = batch.batch_id;
                let enter = ObservingCommand::AskEnter(id, ObservationKind::GrowthSample);
                let about = "In a grid, by keyboard: type, or paste a block from a spreadsheet";
                let enter = Command::Observing(enter);
                offer::primary_unless(ui, facts, "Enter observations…", None, enter, commands)
                    .on_hover_text(about);
                let about = "Samples, deaths, feed, temperatures and moves from a site's journal: CSV, XLSX or JSON. \
                             What is there already is not recorded twice";
                let import = Command::AskFile(FilePurpose::RecordObservations(id));
                offer::plain(ui, facts, "Import observations…", import, commands).on_hover_text(about);
                let export = ui.button("Export report…").on_hover_text("A report of this batch, to hand to anyone");
                if export.clicked() || keys::export_pressed(ui.ctx()) {
                    commands.push(Command::Reports(ReportCommand::Ask(ReportSubject::Batch(id))));
                }
                let from = Command::Learn(LearnCommand::ScenarioFrom(id, self.beside.looked_at(id)));
                offer::plain(ui, facts, "New scenario from today", from, commands).on_hover_text(FROM_TODAY);
            });
        });
        ui.add_space(space::XS);
    }
}
