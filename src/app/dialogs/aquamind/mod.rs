//! A file of AquaMind: what would come of it is shown first, then it is brought along, then what came.
mod seen;
#[cfg(test)]
mod tests;

use egui::{Context, Id, Layout, ProgressBar, RichText, Ui, vec2};
use std::path::PathBuf;

use crate::app::command::aquamind::AquamindCommand;
use crate::app::command::{Command, Commands, FilePurpose};
use crate::app::facts::Facts;
use crate::app::theme::{palette, size, space};
use crate::app::widgets::modal::{Kind, Shown, modal};
use crate::app::widgets::{button, empty_state};
use crate::domain::fault::{Fault, FaultKind};
use crate::service::ImportReport;

/// Room for the table of every row.
const WIDTH: f32 = 900.0;
/// What stands above and below the report.
const AROUND: f32 = 9.0 * size::ROW;
/// The least and the most height of the report.
const LEAST_HEIGHT: f32 = 260.0;
const MOST_HEIGHT: f32 = 620.0;

/// How far it has come.
#[derive(Debug)]
enum Phase {
    /// It is found out what would come.
    Looking,
    /// This would come.
    Seen(Box<ImportReport>),
    /// It is being brought along.
    Importing,
    /// This came.
    Done(Box<ImportReport>),
    /// It could not be.
    Failed(Fault),
}

/// What was answered in a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answer {
    Import,
    OtherFile,
    Stop,
    Close,
}

/// Shows what comes of a file of AquaMind.
#[derive(Debug)]
pub struct AquamindDialog {
    path: PathBuf,
    phase: Phase,
    /// How far the work in the background is.
    share: Option<f32>,
}

impl AquamindDialog {
    /// On a file of which it is being found out what would come.
    pub fn looking_at(path: PathBuf) -> Self {
        Self { path, phase: Phase::Looking, share: None }
    }

    /// How far the work in the background is, for the bar.
    pub fn set_share(&mut self, share: Option<f32>) {
        self.share = share;
    }

    /// Hears what came or would come; says whether the dialog stays.
    pub fn take_report(&mut self, outcome: Result<Box<ImportReport>, Fault>) -> bool {
        self.phase = match outcome {
            Ok(report) if report.dry_run => Phase::Seen(report),
            Ok(report) => Phase::Done(report),
            Err(fault) if fault.kind == FaultKind::Cancelled => return false,
            Err(fault) => Phase::Failed(fault),
        };
        true
    }

    /// Draws the dialog; says whether it stays.
    pub fn show(&mut self, ctx: &Context, facts: &Facts<'_>, commands: &mut Commands) -> bool {
        let kind = Kind { width: WIDTH, ..Kind::default() };
        let contents = |ui: &mut Ui, is_new| self.contents(ui, facts, is_new);
        let shown = modal(ctx, Id::unique("import from aquamind"), TITLE, kind, contents);
        let is_working = matches!(self.phase, Phase::Looking | Phase::Importing);
        match shown {
            Shown::Stays => true,
            Shown::Answered(Answer::Import) => {
                self.phase = Phase::Importing;
                self.share = None;
                commands.push(Command::Aquamind(AquamindCommand::Import(self.path.clone())));
                true
            }
            Shown::Answered(Answer::OtherFile) => {
                commands.push(Command::AskFile(FilePurpose::ImportAquamind));
                false
            }
            // What runs says itself that it was stopped, and closes the dialog.
            Shown::Answered(Answer::Stop) | Shown::Dismissed if is_working => {
                commands.push(Command::StopJobs);
                true
            }
            Shown::Answered(Answer::Stop | Answer::Close) | Shown::Dismissed => false,
        }
    }

    fn contents(&mut self, ui: &mut Ui, facts: &Facts<'_>, is_new: bool) -> Option<Answer> {
        ui.spacing_mut().item_spacing.y = space::S;
        ui.heading(TITLE);
        let muted = palette(ui.visuals()).text_muted;
        ui.add(egui::Label::new(RichText::new(self.path.display().to_string()).color(muted)).truncate());
        let mut wants_another = false;
        let height = (ui.ctx().content_rect().height() - AROUND).clamp(LEAST_HEIGHT, MOST_HEIGHT);
        ui.allocate_ui_with_layout(
            vec2(ui.available_width(), height),
            Layout::top_down(egui::Align::Min),
            |ui| {
                ui.set_min_height(height);
                match &self.phase {
                    Phase::Looking => {
                        self.working(ui, height, "Reading the file", "Nothing of it is stored yet");
                    }
                    Phase::Importing => {
                        self.working(ui, height, "Importing", "All of it comes, or nothing");
                    }
                    Phase::Seen(report) | Phase::Done(report) => seen::ui(ui, report, height),
                    Phase::Failed(fault) => {
                        wants_another =
                            empty_state::fault(ui, "The file cannot be imported", fault, "Another file…");
                    }
                }
            },
        );
        let pressed = self.buttons(ui, facts, is_new);
        if wants_another { Some(Answer::OtherFile) } else { pressed }
    }

    fn working(&self, ui: &mut Ui, height: f32, what: &str, how: &str) {
        let muted = palette(ui.visuals()).text_muted;
        ui.vertical_centered(|ui| {
            ui.add_space(height * 0.35);
            ui.heading(what);
            ui.colored_label(muted, how);
            let bar = ProgressBar::new(self.share.unwrap_or(0.0)).desired_width(size::FIELD_WIDE);
            ui.add(bar.desired_height(space::S));
        });
    }

    fn buttons(&self, ui: &mut Ui, facts: &Facts<'_>, is_new: bool) -> Option<Answer> {
        let row = vec2(ui.available_width(), size::ROW);
        let layout = Layout::right_to_left(egui::Align::Center);
        ui.allocate_ui_with_layout(row, layout, |ui| match &self.phase {
            Phase::Looking | Phase::Importing => {
                let stop = ui.button("Cancel");
                if is_new {
                    stop.request_focus();
                }
                stop.clicked().then_some(Answer::Stop)
            }
            Phase::Seen(report) => {
                let all_came = (!report.changes_anything()).then(|| "All of it came before".to_owned());
                let missing = facts.why_not_write().or(all_came);
                let import = button::unless(ui, missing.clone(), |ui| button::primary(ui, "Import"));
                let cancelled = ui.button("Cancel").clicked();
                if let Some(why) = missing {
                    let why = RichText::new(why).color(palette(ui.visuals()).text_muted);
                    ui.add(egui::Label::new(why).truncate());
                }
                if import.clicked() { Some(Answer::Import) } else { cancelled.then_some(Answer::Close) }
            }
            Phase::Done(_) => button::primary(ui, "Close").clicked().then_some(Answer::Close),
            Phase::Failed(_) => ui.button("Close").clicked().then_some(Answer::Close),
        })
        .inner
    }
}

const TITLE: &str = "Import from AquaMind";
