//! Another window has the farm file: who, since when, and what can be done.
use chrono::{DateTime, Local, Utc};
use egui::{Align, Context, Id, Layout, Role, Ui, vec2};
use std::path::PathBuf;

use crate::app::command::{Command, Commands};
use crate::app::theme::{palette, size, space};
use crate::app::widgets::button;
use crate::app::widgets::modal::{Kind, Shown, modal};
use crate::domain::holder::Holder;

/// What was decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answer {
    Read,
    TryAgain,
    Cancel,
}

/// Asks what to do about a farm file that another window has.
#[derive(Debug)]
pub struct ElsewhereDialog {
    path: PathBuf,
    holder: Holder,
    /// Who has it since when, in words.
    says: String,
}

impl ElsewhereDialog {
    /// Asks about this file.
    pub fn new(path: PathBuf, holder: Holder, now: DateTime<Utc>) -> Self {
        Self { path, says: has_it(&holder, now), holder }
    }

    /// Draws the dialog; says whether it stays.
    pub fn show(&mut self, ctx: &Context, commands: &mut Commands) -> bool {
        let kind = Kind { role: Role::AlertDialog, ..Kind::default() };
        let title = "The farm file is open elsewhere";
        match modal(ctx, Id::unique("elsewhere"), title, kind, |ui, is_new| self.contents(ui, title, is_new))
        {
            Shown::Stays => return true,
            Shown::Answered(Answer::Read) => {
                commands.push(Command::OpenToRead(self.path.clone(), self.holder.clone()));
            }
            Shown::Answered(Answer::TryAgain) => commands.push(Command::OpenFarm(self.path.clone())),
            Shown::Answered(Answer::Cancel) | Shown::Dismissed => {}
        }
        false
    }

    fn contents(&self, ui: &mut Ui, title: &str, is_new: bool) -> Option<Answer> {
        ui.spacing_mut().item_spacing.y = space::S;
        ui.heading(title);
        ui.label(&self.says);
        let muted = palette(ui.visuals()).text_muted;
        ui.colored_label(muted, self.path.display().to_string());
        ui.label("It can be read meanwhile: what is changed there is seen here, and nothing can be changed from here");
        ui.add_space(space::S);
        let row = vec2(ui.available_width(), size::ROW);
        ui.allocate_ui_with_layout(row, Layout::right_to_left(Align::Center), |ui| {
            let read = button::primary(ui, "Open to read only");
            let again = ui.button("Try again");
            let cancel = ui.button("Cancel");
            if is_new {
                again.request_focus();
            }
            if read.clicked() {
                Some(Answer::Read)
            } else if again.clicked() {
                Some(Answer::TryAgain)
            } else {
                cancel.clicked().then_some(Answer::Cancel)
            }
        })
        .inner
    }
}

/// Who has a farm file open since when: "anna on kontoret has it open since 08:12".
pub fn has_it(holder: &Holder, now: DateTime<Utc>) -> String {
    let since = holder.since.map_or_else(String::new, |at| format!(" since {}", clock(at, now)));
    format!("{} has it open{since}", holder.words())
}

/// A moment on the clock of this computer, with its day if that is not today's.
fn clock(at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let (at, now) = (at.with_timezone(&Local), now.with_timezone(&Local));
    let form = if at.date_naive() == now.date_naive() { "%H:%M" } else { "%Y-%m-%d %H:%M" };
    at.format(form).to_string()
}
