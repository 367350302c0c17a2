//! The model with the cursor: what can be done with it, what it holds, and who uses it.
use std::sync::Arc;

use egui::{Button, RichText, ScrollArea, Ui, vec2};

use super::curves::curves;
use crate::app::command::models::ModelCommand;
use crate::app::command::{Command, Commands, FilePurpose};
use crate::app::facts::{Facts, Loaded};
use crate::app::offer;
use crate::app::theme::{palette, semibold, size, space};
use crate::app::widgets::button;
use crate::app::widgets::plots::{LinkedPlots, PlotSpec, PlotsLook};
use crate::domain::display::{self, plural};
use crate::domain::parameter;
use crate::domain::plan::{ModelKind, ModelRow};
use crate::domain::recipe::{PartKey, PartKind, PartUsers};
use crate::service::{PartInFull, part_parameters};

/// Who uses it takes this much of the width.
const USERS_WIDTH: f32 = 320.0;
/// So many runs are offered to be shown; the rest is counted.
const MOST_RUNS: usize = 8;
/// What a line of the contents is about.
const NAME_WIDTH: f32 = 220.0;
/// The contents take this much of the width where there is a curve beside them.
const PARAMETERS_WIDTH: f32 = 420.0;
/// With less than this left for it there is no curve.
const LEAST_CURVE: f32 = 300.0;
const CURVE_HEIGHT: f32 = 260.0;

/// The summary of the model with the cursor.
pub struct ModelDetail {
    made: Option<Made>,
    plots: LinkedPlots,
}

/// What is shown of a model, and what it was made from.
struct Made {
    key: PartKey,
    from: Arc<PartInFull>,
    /// The parameters in words.
    lines: Vec<(String, String)>,
    curves: Vec<PlotSpec>,
}

impl Default for ModelDetail {
    fn default() -> Self {
        Self { made: None, plots: LinkedPlots::new("model with the cursor") }
    }
}

impl std::fmt::Debug for ModelDetail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ModelDetail").finish_non_exhaustive()
    }
}

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
                    self.follow(key, &full);
                    let rest = room.x - USERS_WIDTH - space::XL;
                    let has_curve = self.made.as_ref().is_some_and(|made| !made.curves.is_empty());
                    let curve = rest - PARAMETERS_WIDTH - space::XL;
                    let draws_curve = has_curve && curve >= LEAST_CURVE;
                    let width = if draws_curve { PARAMETERS_WIDTH } else { rest };
                    ui.allocate_ui(vec2(width, room.y), |ui| {
                        ui.set_width(width);
                        ui.vertical(|ui| self.parameters(ui));
                    });
                    if draws_curve {
                        ui.allocate_ui(vec2(curve, room.y), |ui| {
                            ui.set_width(curve);
                            ui.set_max_height(room.y.min(CURVE_HEIGHT));
                            self.curve(ui);
                        });
                    }
                });
            }
        }
        renames
    }

    /// Makes what is shown anew if it is of another model, or of the same as it was before.
    fn follow(&mut self, key: PartKey, full: &Arc<PartInFull>) {
        let is_made = self.made.as_ref().is_some_and(|made| made.key == key && Arc::ptr_eq(&made.from, full));
        if !is_made {
            let parameters = part_parameters(&full.part);
            // What all names begin with is said above them already.
            let of_all = parameters.first().map(|(path, _)| parameter::name(path)).unwrap_or_default();
            let of_all = of_all.strip_suffix("Name").unwrap_or_default().to_owned();
            let words = parameters.into_iter().map(|(path, value)| {
                let name = parameter::name(&path);
                let name = name.strip_prefix(&of_all).unwrap_or(&name).to_owned();
                (name, parameter::value(&path, &value))
            });
            let lines = words.collect();
            let mut curves = curves(&[&full.part]);
            // One is enough to tell models apart; the editor has them all.
            curves.truncate(1);
            self.made = Some(Made { key, from: Arc::clone(full), lines, curves });
            self.plots.set_view(None);
        }
    }

    fn curve(&mut self, ui: &mut Ui) {
        let Some(made) = &mut self.made else { return };
        let color = palette(ui.visuals()).series(0);
        made.curves.iter_mut().flat_map(|spec| &mut spec.series).for_each(|series| series.color = color);
        let look = PlotsLook { legend: false, ..PlotsLook::new(ui) };
        self.plots.show(ui, &made.curves, &look);
    }

    /// All that it holds, in plain words.
    fn parameters(&self, ui: &mut Ui) {
        let Some(Made { lines, .. }) = &self.made else { return };
        ui.label(semibold("What it holds"));
        ui.spacing_mut().item_spacing.y = 0.0;
        let height = ui.text_style_height(&egui::TextStyle::Body) + space::XS;
        let area = ScrollArea::vertical().id_salt("parameters").auto_shrink(false);
        area.show_rows(ui, height, lines.len(), |ui, shown| {
            for (name, value) in lines.get(shown).unwrap_or_default() {
                ui.horizontal(|ui| {
                    ui.spacing_mut().interact_size.y = height;
                    ui.allocate_ui(vec2(NAME_WIDTH, height), |ui| {
                        ui.set_width(NAME_WIDTH);
                        let color = palette(ui.visuals()).text_muted;
                        ui.add(egui::Label::new(RichText::new(name).color(color)).truncate());
                    });
                    ui.add(egui::Label::new(value).truncate());
                });
            }
        });
    }
}

fn title(ui: &mut Ui, key: PartKey, row: &ModelRow, facts: &Facts<'_>, commands: &mut Commands) -> bool {
    let mut renames = false;
    ui.horizontal(|ui| {
        ui.add(egui::Label::new(RichText::new(&row.name).heading()).truncate());
        ui.add_space(space::S);
        if ui.button(if facts.can_write() { "Edit…" } else { "Open…" }).clicked() {
            commands.push(Command::Models(ModelCommand::Edit(key)));
        }
        offer::plain(ui, facts, "Duplicate", Command::Models(ModelCommand::Duplicate(key)), commands);
        let rename = button::unless(ui, facts.why_not_write(), |ui| ui.button("Rename…"));
        renames = rename.on_hover_text("F2").clicked();
        if let Some(kind) = ModelKind::ALL.into_iter().find(|one| PartKind::from(*one) == key.kind)
            && ui.button("Export…").on_hover_text("As CSV, XLSX or JSON").clicked()
        {
            commands.push(Command::AskFile(FilePurpose::ExportModel(kind, key.id)));
        }
        let delete = Command::Models(ModelCommand::AskDelete(key));
        offer::plain(ui, facts, "Delete…", delete, commands).on_hover_text("Delete");
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
        for (id, name) in &users.tgc_models {
            if link(ui, &format!("TGC model {name}"), "Show the model") {
                let key = PartKey::new(PartKind::Tgc, id.0);
                commands.push(Command::Models(ModelCommand::Show(key)));
            }
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
