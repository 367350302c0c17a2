//! Buttons that give a command back. Where who acts may not give it, they are disabled and say why.
use egui::{Response, Ui, WidgetText};

use super::command::{Command, Commands};
use super::facts::Facts;
use super::widgets::button;

/// A plain button.
pub fn plain(
    ui: &mut Ui,
    facts: &Facts<'_>,
    text: impl Into<WidgetText>,
    command: Command,
    commands: &mut Commands,
) -> Response {
    plain_unless(ui, facts, text, None, command, commands)
}

/// A plain button, for which there may be another reason too.
pub fn plain_unless(
    ui: &mut Ui,
    facts: &Facts<'_>,
    text: impl Into<WidgetText>,
    why_not: Option<&str>,
    command: Command,
    commands: &mut Commands,
) -> Response {
    given(ui, facts, why_not, |ui| ui.button(text), command, commands)
}

/// The one primary action of a view, for which there may be another reason too.
pub fn primary_unless(
    ui: &mut Ui,
    facts: &Facts<'_>,
    text: impl Into<WidgetText>,
    why_not: Option<&str>,
    command: Command,
    commands: &mut Commands,
) -> Response {
    given(ui, facts, why_not, |ui| button::primary(ui, text), command, commands)
}

/// A line of a menu, which is left by it.
pub fn item(
    ui: &mut Ui,
    facts: &Facts<'_>,
    text: impl Into<WidgetText>,
    why_not: Option<&str>,
    command: Command,
    commands: &mut Commands,
) {
    if plain_unless(ui, facts, text, why_not, command, commands).clicked() {
        ui.close();
    }
}

/// The role is asked first: whoever may not do it at all is not told what else is missing.
fn given(
    ui: &mut Ui,
    facts: &Facts<'_>,
    why_not: Option<&str>,
    add: impl FnOnce(&mut Ui) -> Response,
    command: Command,
    commands: &mut Commands,
) -> Response {
    let why_not = facts.why_not(&command).or_else(|| why_not.map(str::to_owned));
    let response = button::unless(ui, why_not, add);
    if response.clicked() {
        commands.push(command);
    }
    response
}
