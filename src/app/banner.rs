//! What stands above every place for as long as it holds: the farm file is damaged, or open elsewhere. One line, one way out.
use egui::{Align, Frame, Label, Layout, Margin, Panel, Ui};

use super::command::care::CareCommand;
use super::command::{Command, Commands};
use super::dialogs::has_it;
use super::theme::{palette, size, space};
use super::widgets::icon::Icon;
use super::{App, FarmState};

/// A line that stays, and what can be done about it.
#[derive(Debug, Clone, PartialEq)]
struct Banner {
    text: String,
    verb: &'static str,
    command: Command,
}

impl App {
    /// Draws what there is to say above every place.
    pub(super) fn banner(&self, ui: &mut Ui, commands: &mut Commands) {
        let Some(banner) = self.what_holds() else { return };
        let colours = palette(ui.visuals());
        let frame = Frame::new().fill(colours.surface_sunken).inner_margin(Margin::symmetric(12, 0));
        Panel::top("banner").exact_size(size::ROW + space::S).frame(frame).show(ui, |ui| {
            ui.horizontal_centered(|ui| {
                Icon::Warning.show(ui, colours.warning);
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    if ui.button(banner.verb).clicked() {
                        commands.push(banner.command);
                    }
                    let all = ui.available_width();
                    ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                        ui.set_width(all);
                        ui.add(Label::new(banner.text).truncate());
                    });
                });
            });
        });
    }

    fn what_holds(&self) -> Option<Banner> {
        let FarmState::Open(data) = &self.farm else { return None };
        if let Some(first) = self.care.damage.first() {
            let text = format!("The farm file is damaged: {}. What it holds may be wrong", first.message);
            let command = Command::Care(CareCommand::Check);
            return Some(Banner { text, verb: "Check this file", command });
        }
        let holder = data.held_by.as_ref()?;
        Some(Banner {
            text: format!("Read-only: {}", has_it(holder, (self.clock)())),
            verb: "Try again",
            command: Command::OpenFarm(data.path.clone()),
        })
    }
}
