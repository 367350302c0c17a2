//! The window closes once the farm file is backed up: said where that takes longer than a moment.
use egui::{Align, Context, Id, Layout, ProgressBar, Role, Ui, vec2};
use std::time::Duration;

use crate::app::care::Care;
use crate::app::command::{Command, Commands};
use crate::app::theme::{palette, size, space};
use crate::app::widgets::modal::{Kind, Shown, modal};

/// So long nothing is said, in seconds: most files are backed up by then.
const MOMENT: f64 = 0.4;

/// What was decided meanwhile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answer {
    Close,
    Stay,
}

/// Says how far the backup is.
#[derive(Debug, Default)]
pub struct LeavingDialog {
    /// When it began, in the time of the window.
    since: Option<f64>,
}

impl LeavingDialog {
    /// Draws the dialog, after a moment; it stays until the backup is made or somebody decides.
    pub fn show(&mut self, ctx: &Context, care: &Care, commands: &mut Commands) -> bool {
        let now = ctx.input(|input| input.time);
        let waited = now - *self.since.get_or_insert(now);
        if waited < MOMENT {
            ctx.request_repaint_after(Duration::from_secs_f64(MOMENT - waited));
            return true;
        }
        let kind = Kind { role: Role::AlertDialog, ..Kind::default() };
        let title = "Backing up before closing";
        match modal(ctx, Id::unique("leaving"), title, kind, |ui, is_new| contents(ui, title, care, is_new)) {
            Shown::Stays => {}
            Shown::Answered(Answer::Close) => commands.push(Command::CloseWindow),
            Shown::Answered(Answer::Stay) | Shown::Dismissed => commands.push(Command::StopJobs),
        }
        true
    }
}

fn contents(ui: &mut Ui, title: &str, care: &Care, is_new: bool) -> Option<Answer> {
    ui.spacing_mut().item_spacing.y = space::S;
    ui.heading(title);
    ui.label("The farm file was changed, so a copy of it is put beside it. Then the window closes");
    let share = care.doing.as_ref().and_then(|doing| doing.share).unwrap_or(0.0);
    let accent = palette(ui.visuals()).accent;
    ui.add(ProgressBar::new(share).desired_height(space::XS).fill(accent));
    ui.add_space(space::S);
    let row = vec2(ui.available_width(), size::ROW);
    ui.allocate_ui_with_layout(row, Layout::right_to_left(Align::Center), |ui| {
        let close = ui.button("Close without a backup");
        let stay = ui.button("Do not close");
        if is_new {
            stay.request_focus();
        }
        if close.clicked() { Some(Answer::Close) } else { stay.clicked().then_some(Answer::Stay) }
    })
    .inner
}
