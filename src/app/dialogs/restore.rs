//! Whether a backup is brought back: what it holds beside what the farm file holds now.
use egui::{Align, Context, Grid, Id, Label, Layout, RichText, Role, Ui, vec2};
use std::path::PathBuf;
use std::sync::Arc;

use crate::app::command::care::CareCommand;
use crate::app::command::{Command, Commands};
use crate::app::facts::{Library, Loaded};
use crate::app::theme::{palette, semibold, size, space};
use crate::app::widgets::button;
use crate::app::widgets::confirm::Answer;
use crate::app::widgets::icon::Icon;
use crate::app::widgets::modal::{Kind, Shown, modal};
use crate::domain::backup::FarmContents;
use crate::domain::display::{self, sentence};
use crate::domain::fault::Fault;
use crate::service::{Farm, SCHEMA_VERSION};

/// Room for a path and two columns of figures.
const WIDTH: f32 = 560.0;

/// Asks whether a backup is brought back.
#[derive(Debug)]
pub struct RestoreDialog {
    farm: PathBuf,
    from: PathBuf,
}

impl RestoreDialog {
    /// Asks about this backup of this farm file.
    pub fn new(farm: PathBuf, from: PathBuf) -> Self {
        Self { farm, from }
    }

    /// Draws the dialog; says whether it stays.
    pub fn show(&mut self, ctx: &Context, library: &Library, commands: &mut Commands) -> bool {
        let kind = Kind { role: Role::AlertDialog, width: WIDTH, ..Kind::default() };
        let title = "Restore this backup?";
        let contents = |ui: &mut Ui, is_new| self.contents(ui, title, library, is_new);
        match modal(ctx, Id::unique("restore"), title, kind, contents) {
            Shown::Stays => return true,
            Shown::Answered(Answer::Confirmed) => {
                commands.push(Command::Care(CareCommand::Restore(self.from.clone())));
            }
            Shown::Answered(Answer::Cancelled) | Shown::Dismissed => {}
        }
        false
    }

    fn contents(&self, ui: &mut Ui, title: &str, library: &Library, is_new: bool) -> Option<Answer> {
        let (now, then) = (library.contents.get(&self.farm), library.contents.get(&self.from));
        ui.spacing_mut().item_spacing.y = space::S;
        // By itself, so that the buttons keep the keyboard whatever comes to be said.
        ui.vertical(|ui| self.what_it_does(ui, title, &now, &then));
        ui.add_space(space::S);
        let row = vec2(ui.available_width(), size::ROW);
        ui.allocate_ui_with_layout(row, Layout::right_to_left(Align::Center), |ui| {
            let can = matches!(then, Loaded::Ready(_));
            let restore = ui.add_enabled_ui(can, |ui| button::danger(ui, "Back up and restore")).inner;
            let cancel = ui.button("Cancel");
            if is_new {
                cancel.request_focus();
            }
            if restore.clicked() {
                Some(Answer::Confirmed)
            } else {
                cancel.clicked().then_some(Answer::Cancelled)
            }
        })
        .inner
    }
}

impl RestoreDialog {
    fn what_it_does(
        &self,
        ui: &mut Ui,
        title: &str,
        now: &Loaded<FarmContents>,
        then: &Loaded<FarmContents>,
    ) {
        let muted = palette(ui.visuals()).text_muted;
        ui.heading(title);
        ui.add(Label::new(RichText::new(self.from.display().to_string()).color(muted)).truncate());
        if let Loaded::Failed(fault) = then {
            refused(ui, fault);
            return;
        }
        beside(ui, known(now).as_deref(), known(then).as_deref());
        if let Loaded::Failed(fault) = now {
            ui.label(format!("What the farm file holds now cannot be read: {}", fault.message));
        }
        if let Some(then) = known(then).filter(|then| then.schema_version < SCHEMA_VERSION) {
            ui.label(format!(
                "It has schema {} of an earlier version: when it is back, an upgrade is asked for",
                then.schema_version
            ));
        }
        ui.label(format!(
            "The farm file becomes what the backup is. A copy of it as it is now is made first, in {}: restoring that one takes this back",
            Farm::backup_folder(&self.farm).display()
        ));
    }
}

fn known(loaded: &Loaded<FarmContents>) -> Option<Arc<FarmContents>> {
    match loaded {
        Loaded::Ready(contents) => Some(Arc::clone(contents)),
        Loaded::Loading | Loaded::Failed(_) => None,
    }
}

/// What a file holds, in the order of the list.
fn figures(contents: &FarmContents) -> [u64; 4] {
    [contents.scenarios, contents.runs, contents.batches, contents.observations]
}

fn beside(ui: &mut Ui, now: Option<&FarmContents>, then: Option<&FarmContents>) {
    let right = Layout::right_to_left(Align::Center);
    let cell = |ui: &mut Ui, text: RichText| {
        ui.allocate_ui_with_layout(vec2(size::KEY_FIGURE, size::CLICK), right, |ui| ui.label(text));
    };
    Grid::new("held").num_columns(3).spacing(vec2(space::XL, 0.0)).show(ui, |ui| {
        ui.label("");
        cell(ui, semibold("The backup"));
        cell(ui, semibold("The file now"));
        ui.end_row();
        for (i, what) in ["Scenarios", "Runs", "Batches", "Observations"].into_iter().enumerate() {
            ui.label(what);
            let [then, now] = [then, now].map(|held| held.map(|held| figures(held)[i]));
            let text = |count: Option<u64>| {
                count.map_or_else(|| display::NO_VALUE.to_owned(), |count| display::count(count as f64))
            };
            // What differs is what it is about.
            let differs = then.is_some() && now.is_some() && then != now;
            cell(ui, if differs { semibold(text(then)) } else { RichText::new(text(then)) });
            cell(ui, RichText::new(text(now)));
            ui.end_row();
        }
    });
}

fn refused(ui: &mut Ui, fault: &Fault) {
    let colours = palette(ui.visuals());
    ui.horizontal_top(|ui| {
        Icon::Warning.show(ui, colours.danger);
        ui.vertical(|ui| {
            ui.colored_label(colours.danger, format!("It cannot be brought back: {}", fault.message));
            ui.colored_label(colours.text_muted, sentence(&fault.hint));
        });
    });
}
