//! What is kept of what a batch taught, and what it is called: as new models alone, or with a new run as well.
use std::sync::Arc;

use egui::{Align, Context, Grid, Id, Key, Layout, Ui, vec2};

use crate::app::command::learning::LearnCommand;
use crate::app::command::{Command, Commands};
use crate::app::facts::{Facts, Loaded};
use crate::app::theme::{palette, semibold, size, space};
use crate::app::widgets::button;
use crate::app::widgets::field::TextField;
use crate::app::widgets::icon::Icon;
use crate::app::widgets::modal::{Kind, Shown, modal, scrolled};
use crate::domain::accepted;
use crate::domain::display::sentence;
use crate::domain::fault::Fault;
use crate::domain::ids::BatchId;
use crate::domain::parameter;
use crate::service::{Growth, LearnRequest, ParameterDifference, ReplanRequest};

/// Room for two names and a figure.
const WIDTH: f32 = 620.0;

/// Asks what is kept and what it is called.
#[derive(Debug)]
pub struct LearnDialog {
    batch: BatchId,
    request: LearnRequest,
    /// None where models alone are kept.
    again: Option<ReplanRequest>,
    /// What changes, worked out once for what is known of the batch.
    seen: Option<Seen>,
}

#[derive(Debug)]
struct Seen {
    growth: Arc<Growth>,
    changes: Result<Vec<ParameterDifference>, Fault>,
}

impl LearnDialog {
    /// Asks about new models.
    pub fn save(batch: BatchId, request: LearnRequest) -> Self {
        Self { batch, request, again: None, seen: None }
    }

    /// Asks about new models, a scenario with them and its run.
    pub fn replan(batch: BatchId, request: LearnRequest) -> Self {
        Self { batch, request, again: Some(ReplanRequest::default()), seen: None }
    }

    /// Draws the dialog; says whether it stays.
    pub fn show(&mut self, ctx: &Context, facts: &Facts<'_>, commands: &mut Commands) -> bool {
        self.look(facts);
        let title = self.title(facts);
        let kind = Kind { width: WIDTH, ..Kind::default() };
        match modal(ctx, Id::unique("learn"), &title, kind, |ui, is_new| {
            self.contents(ui, &title, facts, is_new)
        }) {
            Shown::Stays => true,
            Shown::Answered(true) => {
                commands.push(Command::Learn(self.command()));
                false
            }
            Shown::Answered(false) | Shown::Dismissed => false,
        }
    }

    fn title(&self, facts: &Facts<'_>) -> String {
        let number = facts.farm.batch(self.batch).map_or("", |batch| &batch.batch_number);
        match self.again {
            None => format!("Save what {number} taught as new models"),
            Some(_) => format!("Run the scenario with what {number} taught"),
        }
    }

    /// The batch as it is known now; the names are proposed once.
    fn look(&mut self, facts: &Facts<'_>) {
        let key = (self.batch, self.request.against);
        let Loaded::Ready(growth) = facts.library.growths.get(&key) else { return };
        if self.seen.as_ref().is_some_and(|seen| Arc::ptr_eq(&seen.growth, &growth)) {
            return;
        }
        if self.seen.is_none() {
            if self.request.name.is_empty() {
                self.request.name = growth.name_of_learnt();
            }
            if let Some(again) = self.again.as_mut().filter(|again| again.scenario_name.is_empty()) {
                again.scenario_name = growth.name_of_replan();
            }
        }
        let changes = growth.what_changes(&growth.calibration(), self.request.learn);
        self.seen = Some(Seen { growth, changes });
    }

    fn contents(&mut self, ui: &mut Ui, title: &str, facts: &Facts<'_>, is_new: bool) -> Option<bool> {
        ui.spacing_mut().item_spacing.y = space::S;
        ui.heading(title);
        let Some(seen) = &self.seen else {
            let muted = palette(ui.visuals()).text_muted;
            ui.colored_label(muted, "Reading what was observed…");
            return ui.button("Cancel").clicked().then_some(false);
        };
        let plan = seen.growth.plan.run.full_name();
        let about = match self.again {
            None => format!("They are made from the models of {plan}, which stay as they are"),
            Some(_) => format!(
                "A new scenario is made of the recipe of {plan} with these figures in place, and is run. That run and its \
                 scenario stay as they are, and no batch is pinned yet"
            ),
        };
        ui.label(about);
        let is_fine = changes(ui, &seen.changes);
        let mut entered = false;
        let mut is_accepted = true;
        let mut field =
            |ui: &mut Ui, label: &str, text: &mut String, most: usize, is_needed: bool, first: bool| {
                let mut field = TextField::new(label, text, most);
                if is_needed {
                    field = field.required();
                }
                is_accepted &= field.is_accepted();
                let response = field.show(ui);
                if first && is_new {
                    response.request_focus();
                }
                entered |= response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
            };
        if let Some(again) = &mut self.again {
            field(ui, "Label of the run", &mut again.label, accepted::LABEL_CHARS, false, true);
            field(
                ui,
                "Name of the new scenario",
                &mut again.scenario_name,
                accepted::NAME_CHARS,
                true,
                false,
            );
        }
        let is_alone = self.again.is_none();
        field(ui, "Name of the new models", &mut self.request.name, accepted::NAME_CHARS, true, is_alone);
        ui.add_space(space::S);
        let why_not = facts.why_not_write();
        let can = why_not.is_none() && is_fine && is_accepted;
        let verb = if is_alone { "Save new models" } else { "Run and compare" };
        let row = vec2(ui.available_width(), size::ROW);
        let answer = ui.allocate_ui_with_layout(row, Layout::right_to_left(Align::Center), |ui| {
            let done = button::unless(ui, why_not, |ui| {
                ui.add_enabled_ui(can, |ui| button::primary(ui, verb)).inner
            });
            let done = done.clicked();
            let cancelled = ui.button("Cancel").clicked();
            if done { Some(true) } else { cancelled.then_some(false) }
        });
        if entered && can { Some(true) } else { answer.inner }
    }

    fn command(&self) -> LearnCommand {
        let mut request = self.request.clone();
        // A name of ours is counted on where it is taken; one that was typed is refused then.
        if self.seen.as_ref().is_some_and(|seen| seen.growth.name_of_learnt() == request.name.trim()) {
            request.name.clear();
        }
        match &self.again {
            None => LearnCommand::Save(self.batch, request),
            Some(again) => {
                let mut again = again.clone();
                let ours = self.seen.as_ref().map(|seen| seen.growth.name_of_replan());
                if ours.as_deref() == Some(again.scenario_name.trim()) {
                    again.scenario_name.clear();
                }
                LearnCommand::Replan(self.batch, request, again)
            }
        }
    }
}

/// What the plan has and what it becomes; says whether it can be kept.
fn changes(ui: &mut Ui, changes: &Result<Vec<ParameterDifference>, Fault>) -> bool {
    let colors = palette(ui.visuals());
    let changes = match changes {
        Ok(changes) => changes,
        Err(fault) => {
            ui.horizontal_wrapped(|ui| {
                Icon::Warning.show(ui, colors.danger);
                let place = if fault.place.is_empty() {
                    String::new()
                } else {
                    format!("{}, ", parameter::name(&fault.place))
                };
                let words = format!("{place}{}. {}", fault.message, fault.hint);
                ui.colored_label(colors.danger, sentence(&words));
            });
            return false;
        }
    };
    if changes.is_empty() {
        ui.horizontal(|ui| {
            Icon::Warning.show(ui, colors.warning);
            ui.colored_label(colors.warning, "Nothing would change: the plan has these figures already");
        });
        return false;
    }
    let area = scrolled(size::DIALOG_LIST);
    area.show(ui, |ui| {
        // Lines to be read, not to be clicked.
        ui.spacing_mut().interact_size.y = size::BADGE;
        Grid::new("what changes").num_columns(3).spacing([space::L, space::XS]).show(ui, |ui| {
            for head in ["", "In the plan", "Learnt"] {
                ui.colored_label(colors.text_muted, head);
            }
            ui.end_row();
            for difference in changes {
                ui.label(parameter::name(&difference.path));
                let profile = difference.profile.as_ref().and_then(|of| of.iter().flatten().next());
                let words = |at: usize| {
                    let value = difference.values.get(at);
                    value.map_or(String::new(), |value| parameter::value(&difference.path, value))
                };
                match profile {
                    Some(profile) => {
                        ui.label("as planned");
                        ui.label(semibold(profile.words()));
                    }
                    None => {
                        ui.label(words(0));
                        ui.label(semibold(words(1)));
                    }
                }
                ui.end_row();
            }
        });
    });
    true
}
