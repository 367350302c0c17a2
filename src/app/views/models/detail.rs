//! The model with the cursor: what can be done with it, what it holds, and who uses it.
use egui::{Button, RichText, ScrollArea, Ui, vec2};

use super::READ_ONLY;
use crate::app::command::models::ModelCommand;
use crate::app::command::{Command, Commands, FilePurpose};
use crate::app::facts::{Facts, Loaded};
use crate::app::theme::{palette, semibold, size, space};
use crate::domain::display::{self, plural};
use crate::domain::plan::{ModelKind, ModelRow};
use crate::domain::recipe::{PartKey, PartKind, PartUsers};

/// Who uses it takes this much of the width.
const USERS_WIDTH: f32 = 320.0;
/// So many runs are offered to be shown; the rest is counted.
const MOST_RUNS: usize = 8;

/// The summary of the model with the cursor.
#[derive(Debug, Default)]
pub struct ModelDetail {}

impl ModelDetail {
    /// Draws it; says whether it is to be renamed.
    pub fn ui(
        &mut self,
        ui: &mut Ui,
        key: PartKey,
        row: &ModelRow,
        facts: &Facts<'_>,
        commands: &mut Commands,
    ) -> bool {
        ui.separator();
        let renames = title(ui, key, row, facts, commands);
        ui.add_space(space::S);
        match facts.library.parts.get(&key) {
            Loaded::Loading => muted(ui, "Loading"),
            Loaded::Failed(fault) => {
                ui.colored_label(palette(ui.visuals()).danger, fault.to_string());
            }
            Loaded::Ready(full) => {
                let room = ui.available_size();
                ui.horizontal_top(|ui| {
                    ui.spacing_mut().item_spacing.x = space::XL;
                    ui.allocate_ui(vec2(USERS_WIDTH, room.y), |ui| {
                        ui.set_width(USERS_WIDTH);
                        ui.vertical(|ui| users(ui, &full.users, commands));
                    });
                });
            }
        }
        renames
    }
}

fn title(ui: &mut Ui, key: PartKey, row: &ModelRow, facts: &Facts<'_>, commands: &mut Commands) -> bool {
    let mut renames = false;
    let can_write = facts.can_write();
    ui.horizontal(|ui| {
        ui.add(egui::Label::new(RichText::new(&row.name).heading()).truncate());
        ui.add_space(space::S);
        if ui.button(if can_write { "Edit…" } else { "Open…" }).clicked() {
            commands.push(Command::Models(ModelCommand::Edit(key)));
        }
        let item = |ui: &mut Ui, text: &str, about: &str| {
            let button = ui.add_enabled(can_write, Button::new(text));
            let button = if about.is_empty() { button } else { button.on_hover_text(about) };
            button.on_disabled_hover_text(READ_ONLY).clicked()
        };
        if item(ui, "Duplicate", "") {
            commands.push(Command::Models(ModelCommand::Duplicate(key)));
        }
        renames = item(ui, "Rename…", "F2");
        if let Some(kind) = ModelKind::ALL.into_iter().find(|one| PartKind::from(*one) == key.kind)
            && ui.button("Export…").on_hover_text("As CSV, XLSX or JSON").clicked()
        {
            commands.push(Command::AskFile(FilePurpose::ExportModel(kind, key.id)));
        }
        if item(ui, "Delete…", "Delete") {
            commands.push(Command::Models(ModelCommand::AskDelete(key)));
        }
    });
    renames
}

fn users(ui: &mut Ui, users: &PartUsers, commands: &mut Commands) {
    ui.spacing_mut().item_spacing.y = space::XS;
    ScrollArea::vertical().id_salt("users").auto_shrink(false).show(ui, |ui| {
        ui.label(semibold("Used by"));
        if !users.is_used() {
            muted(ui, "Nothing: it can be deleted");
        }
        for (_, name) in &users.tgc_models {
            muted(ui, &format!("TGC model {name}"));
        }
        for (id, name) in &users.scenarios {
            if link(ui, name, "Open the scenario") {
                commands.push(Command::EditScenario(*id));
            }
        }
        if users.runs.is_empty() {
            return;
        }
        ui.add_space(space::S);
        ui.label(semibold(plural(users.runs.len(), "run was made from it", "runs were made from it")));
        for run in users.runs.iter().take(MOST_RUNS) {
            let name = format!("{} #{}", run.scenario_name, run.run_number);
            if link(ui, &name, "Show the run") {
                commands.push(Command::ShowRun(run.run_id));
            }
        }
        let more = users.runs.len().saturating_sub(MOST_RUNS);
        if more > 0 {
            muted(ui, &format!("and {} more", display::count(more as f64)));
        }
        muted(ui, "Each keeps what the model was then");
    });
}

fn link(ui: &mut Ui, text: &str, about: &str) -> bool {
    let link = Button::new(RichText::new(text).color(palette(ui.visuals()).accent)).frame(false);
    ui.add(link.truncate().min_size(vec2(0.0, size::CLICK))).on_hover_text(about).clicked()
}

fn muted(ui: &mut Ui, text: &str) {
    let color = palette(ui.visuals()).text_muted;
    ui.label(RichText::new(text).color(color));
}
