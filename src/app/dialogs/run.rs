//! Label and notes, before scenarios are run.
use egui::{Context, Frame, Id, Key, Layout, Modal, Modifiers, Role, TextEdit, Ui, vec2};

use crate::app::command::{Command, Commands};
use crate::app::facts::{Facts, FarmData, Loaded};
use crate::app::theme::{palette, size, space};
use crate::app::widgets::button;
use crate::app::widgets::field::TextField;
use crate::app::widgets::icon::Icon;
use crate::app::widgets::modal::{give_back_keyboard, opened, scrolled};
use crate::app::widgets::run_picker::ABOUT_RUN_PROJECTIONS;
use crate::domain::accepted;
use crate::domain::display::{ago, plural};
use crate::domain::ids::ScenarioId;
use crate::domain::run::ProjectionRun;
use crate::service::RunRequest;

/// For more scenarios than this it is not looked up whether their inputs have changed: each has to be read for it.
const MOST_LOOKED_UP: usize = 24;

/// Asks for label and notes of new runs.
#[derive(Debug)]
pub struct RunDialog {
    scenarios: Vec<ScenarioId>,
    /// How many were left out, for they are not for who acts to run.
    left_out: usize,
    label: String,
    notes: String,
}

impl RunDialog {
    /// Asks for these scenarios; if none are named, for all of the farm file that who acts may run. None if there are none.
    pub fn new(scenarios: &[ScenarioId], farm: &FarmData) -> Option<Self> {
        let may_run = |id: &ScenarioId| farm.check_command(&Command::AskRun(vec![*id])).is_ok();
        let all = || farm.scenarios.iter().map(|row| row.scenario_id);
        let (scenarios, left_out) = match scenarios {
            [] => all().partition(may_run),
            named => (named.to_vec(), Vec::new()),
        };
        let left_out = left_out.len();
        let new = Self { scenarios, left_out, label: String::new(), notes: String::new() };
        (!new.scenarios.is_empty()).then_some(new)
    }

    /// Draws the dialog; says whether it stays.
    pub fn show(&mut self, ctx: &Context, facts: &Facts<'_>, commands: &mut Commands) -> bool {
        let title = match self.names(facts).as_slice() {
            [one] => format!("Run {one}"),
            many => format!("Run {}", plural(many.len(), "scenario", "scenarios")),
        };
        let id = Id::unique("run projections");
        let is_new = opened(ctx, id);
        let area = Modal::default_area(id).role(Role::Dialog).accessible_name(title.as_str());
        let modal = Modal::new(id)
            .area(area)
            .backdrop_color(palette(&ctx.global_style().visuals).backdrop)
            .frame(Frame::popup(&ctx.global_style()).inner_margin(space::L))
            .show(ctx, |ui| {
                ui.set_width(size::DIALOG);
                ui.spacing_mut().item_spacing.y = space::S;
                ui.heading(&title);
                ui.label(ABOUT_RUN_PROJECTIONS);
                if self.left_out > 0 {
                    let others = plural(
                        self.left_out,
                        "scenario that others made is",
                        "scenarios that others made are",
                    );
                    ui.label(format!("{others} left out: only a manager runs those"));
                }
                // In a place of its own: what appears there later must not take the keyboard from the fields below.
                ui.scope(|ui| {
                    self.say_which(ui, facts);
                    self.say_what_is_unchanged(ui, facts);
                });
                let entered = self.fields(ui, is_new);
                ui.add_space(space::S);
                self.buttons(ui, facts, entered)
            });
        let (confirmed, cancelled) = modal.inner;
        if confirmed {
            commands.push(Command::RunScenarios(self.requests()));
        }
        let stays = !(confirmed || cancelled || modal.should_close());
        if !stays {
            give_back_keyboard(ctx, id);
        }
        stays
    }

    fn names<'a>(&self, facts: &Facts<'a>) -> Vec<&'a str> {
        let name = |id: &ScenarioId| facts.farm.scenario(*id).map(|row| row.name.as_str());
        self.scenarios.iter().filter_map(name).collect()
    }

    /// Which scenarios are run, where there are several.
    fn say_which(&self, ui: &mut Ui, facts: &Facts<'_>) {
        let names = self.names(facts);
        if names.len() < 2 {
            return;
        }
        let colors = palette(ui.visuals());
        let well = Frame::new().fill(colors.surface_sunken).corner_radius(size::CORNER);
        well.inner_margin(space::S).show(ui, |ui| {
            ui.set_width(ui.available_width());
            let height = size::DIALOG_LIST / 2.0;
            let area = scrolled(height);
            area.show_rows(ui, ui.text_style_height(&egui::TextStyle::Body), names.len(), |ui, shown| {
                for name in names.get(shown).unwrap_or_default() {
                    ui.add(egui::Label::new(*name).truncate());
                }
            });
        });
    }

    /// Running again with nothing changed would give the same numbers: said, not forbidden.
    fn say_what_is_unchanged(&self, ui: &mut Ui, facts: &Facts<'_>) {
        if self.scenarios.len() > MOST_LOOKED_UP {
            return;
        }
        let unchanged = |id: &ScenarioId| match facts.library.unchanged.get(id) {
            Loaded::Ready(same) => (*same).clone(),
            _ => None,
        };
        let unchanged: Vec<ProjectionRun> = self.scenarios.iter().filter_map(unchanged).collect();
        let text = match (unchanged.as_slice(), self.scenarios.len()) {
            ([], _) => return,
            ([run], 1) => {
                let when = ago(run.run_date, facts.now);
                format!(
                    "Nothing has changed since run {} ({when}), which holds these very inputs",
                    run.short_name()
                )
            }
            (some, _) => {
                let names: Vec<String> =
                    some.iter().map(|run| format!("{} #{}", run.scenario_name, run.run_number)).collect();
                format!(
                    "Nothing has changed since these runs, which hold the very inputs: {}",
                    names.join(", ")
                )
            }
        };
        let warning = palette(ui.visuals()).warning;
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = space::XS;
            Icon::Warning.show(ui, warning);
            ui.add(egui::Label::new(egui::RichText::new(text).color(warning)).wrap());
        });
    }

    /// Label and notes; says whether Enter was pressed in the label, or Ctrl+Enter in the notes.
    fn fields(&mut self, ui: &mut Ui, is_new: bool) -> bool {
        ui.spacing_mut().item_spacing.y = space::XS;
        let several = self.scenarios.len() > 1;
        let name = if several { "Label of all these runs" } else { "Label" };
        let label = TextField::new(name, &mut self.label, accepted::LABEL_CHARS)
            .hint("Baseline, Updated TGC…")
            .show(ui);
        if is_new {
            label.request_focus();
        }
        let muted = palette(ui.visuals()).text_muted;
        let notes_label = ui.colored_label(muted, "Notes");
        let notes = TextEdit::multiline(&mut self.notes)
            .desired_rows(3)
            .char_limit(accepted::NOTES_CHARS)
            .desired_width(f32::INFINITY);
        let notes_id = Id::unique("run notes");
        // Read before the notes take it for a new line.
        let ctrl_enter = ui.memory(|memory| memory.has_focus(notes_id))
            && ui.input_mut(|input| input.consume_key(Modifiers::COMMAND, Key::Enter));
        ui.add(notes.id(notes_id)).labelled_by(notes_label.id);
        let entered = label.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        entered || ctrl_enter
    }

    fn buttons(&self, ui: &mut Ui, facts: &Facts<'_>, entered: bool) -> (bool, bool) {
        let is_accepted = self.label.chars().count() <= accepted::LABEL_CHARS;
        let too_long = (!is_accepted).then(|| "The label is too long".to_owned());
        let why_not = facts.why_not(&Command::AskRun(self.scenarios.clone())).or(too_long);
        let can_run = why_not.is_none();
        let verb = match self.scenarios.len() {
            1 => "Run projections".to_owned(),
            n => format!("Run {n} scenarios"),
        };
        let mut answer = (entered && can_run, false);
        ui.allocate_ui_with_layout(
            vec2(ui.available_width(), size::ROW),
            Layout::right_to_left(egui::Align::Center),
            |ui| {
                answer.0 |= button::unless(ui, why_not, |ui| button::primary(ui, verb)).clicked();
                answer.1 = ui.button("Cancel").clicked();
            },
        );
        answer
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
