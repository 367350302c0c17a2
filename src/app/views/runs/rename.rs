//! The label of a run, edited where it stands.
use egui::{Id, Key, TextEdit, Tooltip, Ui};

use crate::app::command::{Command, Commands};
use crate::app::facts::Facts;
use crate::app::theme::palette;
use crate::domain::accepted::LABEL_CHARS;
use crate::domain::display::count;
use crate::domain::ids::RunId;
use crate::domain::run::ProjectionRun;

/// Where the label is edited: it is on show twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spot {
    /// In its row.
    List,
    /// In the head of the detail.
    Detail,
}

/// A label that is being edited. What was typed stays until it is stored.
#[derive(Debug)]
pub struct Rename {
    run: RunId,
    spot: Spot,
    text: String,
    just_opened: bool,
    /// The revision of the lists when it was sent to be stored.
    sent_at: Option<u64>,
    /// It was sent, and nothing was typed since.
    was_sent: bool,
}

impl Rename {
    /// Starts with the label as it is.
    pub fn of(run: &ProjectionRun, spot: Spot) -> Self {
        let text = run.label.clone();
        Self { run: run.run_id, spot, text, just_opened: true, sent_at: None, was_sent: false }
    }

    /// Whether the label of this run is edited here.
    pub fn is_at(&self, run: RunId, spot: Spot) -> bool {
        self.run == run && self.spot == spot
    }

    /// Whether it is on its way into the file.
    pub fn is_saving(&self) -> bool {
        self.sent_at.is_some()
    }

    /// Says whether it still goes on: it ends when the lists have the label, and is open again when they were read
    /// anew without it.
    pub fn follow(&mut self, facts: &Facts<'_>) -> bool {
        let Some(run) = facts.farm.run(self.run) else { return false };
        if self.was_sent && run.label == self.text.trim() {
            return false;
        }
        if self.sent_at.is_some_and(|revision| facts.revision > revision) {
            self.sent_at = None;
            self.just_opened = true;
        }
        true
    }

    /// Draws the field; says whether it goes on.
    pub fn ui(&mut self, ui: &mut Ui, width: f32, facts: &Facts<'_>, commands: &mut Commands) -> bool {
        if self.is_saving() {
            ui.label(self.text.trim());
            return true;
        }
        let length = self.text.chars().count();
        let is_too_long = length > LABEL_CHARS;
        let edit = TextEdit::singleline(&mut self.text)
            .id(Id::unique("label of a run").with(self.run))
            .cursor_at_end(true)
            .align(egui::Align2::LEFT_CENTER)
            .desired_width(width);
        let response = ui
            .scope(|ui| {
                if is_too_long {
                    let danger = palette(ui.visuals()).danger;
                    ui.visuals_mut().selection.stroke.color = danger;
                }
                ui.add(edit)
            })
            .inner;
        ui.ctx().accesskit_node_builder(response.id, |node| node.set_label("Label"));
        if std::mem::take(&mut self.just_opened) {
            response.request_focus();
        }
        if response.changed() {
            self.was_sent = false;
        }
        if is_too_long {
            let says = format!(
                "At most {} characters; these are {}",
                count(LABEL_CHARS as f64),
                count(length as f64)
            );
            Tooltip::always_open(ui.ctx().clone(), ui.layer_id(), response.id, &response).show(|ui| {
                let danger = palette(ui.visuals()).danger;
                ui.colored_label(danger, says);
            });
        }
        if !response.lost_focus() {
            return true;
        }
        if ui.input(|input| input.key_pressed(Key::Escape)) {
            return false;
        }
        if is_too_long {
            response.request_focus();
            return true;
        }
        self.send(facts, commands)
    }

    /// Gives the label to be stored, if it is another one.
    fn send(&mut self, facts: &Facts<'_>, commands: &mut Commands) -> bool {
        let label = self.text.trim().to_owned();
        if facts.farm.run(self.run).is_some_and(|run| run.label == label) {
            return false;
        }
        commands.push(Command::LabelRun(self.run, label));
        (self.sent_at, self.was_sent) = (Some(facts.revision), true);
        true
    }
}
