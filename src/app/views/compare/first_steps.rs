//! What is shown while fewer than two runs are chosen: what comparing is for, and the next step.
use egui::{Align, Layout, RichText, Ui, vec2};

use super::chosen_runs::{ChosenRuns, when};
use crate::app::command::{Command, Commands, Place};
use crate::app::facts::Facts;
use crate::app::theme::{palette, size, space};
use crate::app::widgets::run_picker::RunPicker;
use crate::app::widgets::{button, empty_state};
use crate::domain::run::ProjectionRun;

const WHAT_FOR: &str = "Put two to six projection runs side by side to see how they grow, what they eat, when they reach \
                        a weight, and which of their inputs make the difference";

/// No run is chosen.
pub(super) fn choose_first(ui: &mut Ui, facts: &Facts<'_>, chosen: &mut ChosenRuns, commands: &mut Commands) {
    let runs = chosen.others(facts);
    if runs.is_empty() {
        if empty_state::empty(ui, "Nothing to compare yet", WHAT_FOR, "Go to Scenarios") {
            commands.push(Command::Show(Place::Scenarios));
        }
        return;
    }
    let pair = runs.iter().find_map(|run| Some((*run, earlier(&runs, run)?)));
    centred(ui, |ui| {
        ui.heading("Compare runs");
        muted(ui, WHAT_FOR);
        ui.add_space(space::S);
        if let Some((newer, older)) = pair {
            let verb = format!("Compare {} with {}", newer.short_name(), older.short_name());
            if button::primary(ui, verb).clicked() {
                chosen.choose(vec![older.run_id, newer.run_id]);
            }
            muted(ui, &format!("The newest runs of {}, {}", newer.scenario_name, when(newer, facts)));
            ui.add_space(space::M);
        }
        if let Some(id) = pick(ui, "Baseline", &runs, facts) {
            chosen.add(id);
        }
        ui.add_space(space::S);
        if ui.button("Go to Runs").clicked() {
            commands.push(Command::Show(Place::Runs));
        }
    });
}

/// One run is chosen: the one before it is proposed.
pub(super) fn choose_second(ui: &mut Ui, facts: &Facts<'_>, chosen: &mut ChosenRuns) {
    let Some(first) = chosen.single().cloned() else { return };
    let runs = chosen.others(facts);
    let proposed =
        earlier(&runs, &first).or_else(|| runs.iter().copied().find(|run| run.scenario == first.scenario));
    centred(ui, |ui| {
        ui.heading("Choose a second run");
        muted(ui, &format!("{} is the baseline: choose what it is compared with", first.short_name()));
        ui.add_space(space::S);
        if let Some(run) = proposed {
            if button::primary(ui, format!("Compare with {}", run.short_name())).clicked() {
                chosen.add(run.run_id);
            }
            muted(ui, &format!("{}, {}", run.scenario_name, when(run, facts)));
            ui.add_space(space::M);
        }
        if let Some(id) = pick(ui, "Second run", &runs, facts) {
            chosen.add(id);
        }
    });
}

/// The run of the same scenario that came before this one.
fn earlier<'a>(runs: &[&'a ProjectionRun], run: &ProjectionRun) -> Option<&'a ProjectionRun> {
    runs.iter()
        .copied()
        .filter(|other| other.scenario == run.scenario && other.run_number < run.run_number)
        .max_by_key(|other| other.run_number)
}

fn pick(
    ui: &mut Ui,
    label: &str,
    runs: &[&ProjectionRun],
    facts: &Facts<'_>,
) -> Option<crate::domain::ids::RunId> {
    let room = vec2(size::FIELD_WIDE, 0.0);
    ui.allocate_ui_with_layout(room, Layout::top_down(Align::Min), |ui| {
        RunPicker::new(runs, None, facts.now).label(label).with_scenario().show(ui)
    })
    .inner
}

fn muted(ui: &mut Ui, text: &str) {
    let color = palette(ui.visuals()).text_muted;
    ui.label(RichText::new(text).color(color));
}

/// A little above the middle, where the eye looks for it.
fn centred(ui: &mut Ui, contents: impl FnOnce(&mut Ui)) {
    let above = (ui.available_height() * 0.3 - size::ROW * 3.0).max(space::L);
    ui.vertical_centered(|ui| {
        ui.add_space(above);
        let room = vec2(size::DIALOG.min(ui.available_width()), 0.0);
        ui.allocate_ui_with_layout(room, Layout::top_down(Align::Center), contents);
    });
}
