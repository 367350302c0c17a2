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
    given(facts.why_not(&command), ui, |ui| ui.button(text), command, commands)
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
    let why_not = facts.why_not(&command).or_else(|| why_not.map(str::to_owned));
    given(why_not, ui, |ui| ui.button(text), command, commands)
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
    let why_not = facts.why_not(&command).or_else(|| why_not.map(str::to_owned));
    given(why_not, ui, |ui| button::primary(ui, text), command, commands)
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

fn given(
    why_not: Option<String>,
    ui: &mut Ui,
    add: impl FnOnce(&mut Ui) -> Response,
    command: Command,
    commands: &mut Commands,
) -> Response {
    let response = button::unless(ui, why_not, add);
    if response.clicked() {
        commands.push(command);
    }
    response
}
