//! Label and notes, before scenarios are run.
use egui::{Context, Frame, Id, Layout, Modal, Role, TextEdit, vec2};

use crate::app::command::{Command, Commands};
use crate::app::facts::{Facts, FarmData, Loaded};
use crate::app::theme::{palette, size, space};
use crate::app::widgets::button;
use crate::app::widgets::field::TextField;
use crate::domain::accepted;
use crate::domain::display::{ago, plural};
use crate::domain::ids::ScenarioId;
use crate::service::RunRequest;

/// Asks for label and notes of new runs.
#[derive(Debug)]
pub struct RunDialog {
    scenarios: Vec<ScenarioId>,
    label: String,
    notes: String,
    just_opened: bool,
}

impl RunDialog {
    /// Asks for these scenarios; for all of the farm file if none are named. None if there are none.
    pub fn new(scenarios: &[ScenarioId], farm: &FarmData) -> Option<Self> {
        let all = || farm.scenarios.iter().map(|row| row.scenario_id).collect();
        let scenarios: Vec<_> = if scenarios.is_empty() { all() } else { scenarios.to_vec() };
        let new = Self { scenarios, label: String::new(), notes: String::new(), just_opened: true };
        (!new.scenarios.is_empty()).then_some(new)
    }

    /// Draws the dialog; says whether it stays.
    pub fn show(&mut self, ctx: &Context, facts: &Facts<'_>, commands: &mut Commands) -> bool {
        let title = match &self.scenarios[..] {
            [one] => facts
                .farm
                .scenario(*one)
                .map_or("Run projections".to_owned(), |row| format!("Run {}", row.name)),
            many => format!("Run {}", plural(many.len(), "scenario", "scenarios")),
        };
        let id = Id::unique("run projections");
        let area = Modal::default_area(id).role(Role::Dialog).accessible_name(title.as_str());
        let modal = Modal::new(id)
            .area(area)
            .backdrop_color(palette(&ctx.global_style().visuals).backdrop)
            .frame(Frame::popup(&ctx.global_style()).inner_margin(space::L))
            .show(ctx, |ui| {
                ui.set_width(size::DIALOG);
                ui.spacing_mut().item_spacing.y = space::S;
                ui.heading(&title);
                ui.label("Creates a new projection run. Existing runs and batches pinned to them are not affected.");
                self.say_if_unchanged(ui, facts);
                let label = TextField::new("Label", &mut self.label, accepted::LABEL_CHARS)
                    .hint("Baseline, Updated TGC…")
                    .show(ui);
                if std::mem::take(&mut self.just_opened) {
                    label.request_focus();
                }
                let notes_label = ui.label("Notes");
                let notes = TextEdit::multiline(&mut self.notes)
                    .desired_rows(3)
                    .char_limit(accepted::NOTES_CHARS)
                    .desired_width(f32::INFINITY);
                ui.add(notes).labelled_by(notes_label.id);
                let entered = label.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
                let too_long = self.label.chars().count() > accepted::LABEL_CHARS;
                let mut answer = (entered && !too_long, false);
                ui.allocate_ui_with_layout(
                    vec2(ui.available_width(), size::ROW),
                    Layout::right_to_left(egui::Align::Center),
                    |ui| {
                        let run = ui.add_enabled_ui(!too_long, |ui| button::primary(ui, "Run projections"));
                        answer.0 |= run.inner.clicked();
                        answer.1 = ui.button("Cancel").clicked();
                    },
                );
                answer
            });
        let (confirmed, cancelled) = modal.inner;
        if confirmed {
            commands.push(Command::RunScenarios(self.requests()));
        }
        !(confirmed || cancelled || modal.should_close())
    }

    /// Running again with nothing changed would give the same numbers: said, not forbidden.
    fn say_if_unchanged(&self, ui: &mut egui::Ui, facts: &Facts<'_>) {
        let [one] = &self.scenarios[..] else { return };
        if let Loaded::Ready(same) = facts.library.unchanged.get(one)
            && let Some(run) = same.as_ref()
        {
            let warning = palette(ui.visuals()).warning;
            let when = ago(run.run_date, facts.now);
            let text = format!(
                "Nothing has changed since run {} ({when}), which holds these very inputs",
                run.short_name()
            );
            ui.colored_label(warning, text);
        }
    }

    fn requests(&self) -> Vec<RunRequest> {
        let request = |scenario: &ScenarioId| RunRequest {
            scenario: *scenario,
            label: self.label.trim().to_owned(),
            notes: self.notes.clone(),
        };
        self.scenarios.iter().map(request).collect()
    }
}
