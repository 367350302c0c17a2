//! The seed's ProjectionRunSelector: wherever a run is picked, it is picked here.
use chrono::{DateTime, Utc};
use egui::{ComboBox, Key, Ui};

use super::info_tip::info_tip;
use super::{badge, table};
use crate::app::theme::{palette, size, space};
use crate::domain::display::{ago, exact_time};
use crate::domain::ids::RunId;
use crate::domain::run::ProjectionRun;

/// What a projection run is, word for word as the seed has it.
pub const ABOUT_PROJECTION_RUN: &str = "Each time projections are calculated, a new 'run' is created. Switch between runs to compare how projections have changed, or use an older baseline for variance analysis.";
/// What the number of a run is, word for word as the seed has it.
pub const ABOUT_RUN_NUMBER: &str = "Sequential number of this projection calculation for this scenario.";
/// What a batch is pinned for, word for word as the seed has it.
pub const ABOUT_PINNED_RUN: &str = "The projection run currently used for this batch's Growth Analysis. Changing models and re-running creates a new run without affecting your current analysis.";
/// What the button does where runs exist, word for word as the seed has it.
pub const ABOUT_RUN_PROJECTIONS: &str =
    "Creates a new projection run. Existing runs and batches pinned to them are not affected.";
/// What the snapshot of a run is, word for word as the seed has it.
pub const ABOUT_PARAMETER_SNAPSHOT: &str =
    "The exact TGC, FCR, and mortality model values that were used when this projection run was calculated.";
/// What the count of batches of a run is, word for word as the seed has it.
pub const ABOUT_BATCHES_USING: &str =
    "Number of batches currently pinned to this projection run for their Growth Analysis.";

/// "3 batches using this run".
#[must_use]
pub fn batches_using(count: u32) -> String {
    match count {
        1 => "1 batch using this run".to_owned(),
        n => format!("{n} batches using this run"),
    }
}

/// Picks a run out of several.
#[derive(Clone, Copy, Debug)]
#[must_use = "a picker is drawn with `show`"]
pub struct RunPicker<'a> {
    label: &'a str,
    runs: &'a [&'a ProjectionRun],
    current: Option<RunId>,
    now: DateTime<Utc>,
    with_scenario: bool,
}

impl<'a> RunPicker<'a> {
    /// Picks one of `runs`, which are listed in this order; `current` is the one that is picked now.
    pub fn new(runs: &'a [&'a ProjectionRun], current: Option<RunId>, now: DateTime<Utc>) -> Self {
        Self { label: "Projection Run", runs, current, now, with_scenario: false }
    }

    /// Another label than "Projection Run"; must be unique in its view.
    pub fn label(mut self, label: &'a str) -> Self {
        self.label = label;
        self
    }

    /// The runs are of several scenarios, so each says of which.
    pub fn with_scenario(mut self) -> Self {
        self.with_scenario = true;
        self
    }

    /// Draws the picker; gives the run that was picked in this frame.
    pub fn show(self, ui: &mut Ui) -> Option<RunId> {
        let current = self.runs.iter().find(|run| Some(run.run_id) == self.current);
        let text = current.map_or("Select projection run".to_owned(), |run| self.text(run));
        let muted = palette(ui.visuals()).text_muted;
        ui.vertical(|ui| {
            ui.set_max_width(size::FIELD_WIDE);
            let label = ui
                .horizontal(|ui| {
                    let label = ui.colored_label(muted, self.label);
                    info_tip(ui, self.label, ABOUT_PROJECTION_RUN);
                    label
                })
                .inner;
            let combo = ComboBox::from_id_salt(self.label)
                .width(size::FIELD_WIDE)
                .truncate()
                .selected_text(text)
                .show_ui(ui, |ui| self.rows(ui));
            combo.response.labelled_by(label.id);
            if let Some(run) = current {
                ui.colored_label(muted, batches_using(run.pinned_batch_count))
                    .on_hover_text(ABOUT_BATCHES_USING);
            }
            combo.inner.flatten()
        })
        .inner
    }

    fn rows(&self, ui: &mut Ui) -> Option<RunId> {
        // Room for the scenario's name and for when a run was made.
        ui.set_min_width(size::FIELD_WIDE + if self.with_scenario { size::FIELD } else { 0.0 });
        if self.runs.is_empty() {
            table::muted(ui, "No runs yet");
        }
        let mut picked = None;
        for run in self.runs {
            let row = ui.horizontal(|ui| {
                let is_current = Some(run.run_id) == self.current;
                let response = ui.selectable_label(is_current, self.text(run));
                if run.archived {
                    badge::status(ui, badge::Status::Archived);
                }
                ui.add_space(space::L);
                ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                    table::muted(ui, ago(run.run_date, self.now));
                });
                response.on_hover_text(exact_time(run.run_date))
            });
            let entered = row.inner.has_focus() && ui.input(|input| input.key_pressed(Key::Enter));
            if row.inner.clicked() || entered {
                picked = Some(run.run_id);
                ui.close();
            }
        }
        picked
    }

    /// "Run #2 · Updated TGC", with the scenario's name where that is needed.
    fn text(&self, run: &ProjectionRun) -> String {
        let mut text = format!("Run #{}", run.run_number);
        if self.with_scenario {
            text = format!("{} - {text}", run.scenario_name);
        }
        if !run.label.is_empty() {
            text = format!("{text} · {}", run.label);
        }
        text
    }
}

/// The run that a batch is pinned to, as a badge with the seed's explanation.
pub fn pinned_run(ui: &mut Ui, run_number: u32) {
    badge::run(ui, run_number, ABOUT_PINNED_RUN);
}
