//! What stands in the way: its sign, what it is, and the way out.
//!
//! Where it may come and go while somebody types it belongs in a scope of its own ([`in_its_place`]): what appears there must not
//! take the keyboard from the fields around it.
use egui::{Label, RichText, Ui};

use super::icon::Icon;
use crate::app::theme::{palette, space};
use crate::domain::display::sentence;
use crate::domain::fault::Fault;

/// One trouble, in words that wrap.
pub fn line(ui: &mut Ui, text: impl Into<String>) {
    let danger = palette(ui.visuals()).danger;
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = space::XS;
        Icon::Warning.show(ui, danger);
        ui.add(Label::new(RichText::new(text).color(danger)).wrap());
    });
}

/// A fault in one line: what, where and the way out.
pub fn fault_line(ui: &mut Ui, fault: &Fault) {
    let message = sentence(&fault.message);
    let told = [message.as_str(), fault.place.as_str(), fault.hint.as_str()];
    let told: Vec<&str> = told.into_iter().filter(|part| !part.is_empty()).collect();
    line(ui, told.join(" · "));
}

/// What is refused at a field, which says the place by where it stands.
pub fn refusal(ui: &mut Ui, fault: &Fault) {
    let mut text = sentence(&fault.message);
    if !fault.hint.is_empty() {
        text = format!("{text}. {}", fault.hint);
    }
    line(ui, text);
}

/// A fault with room: what, and below it where and the way out, a line each.
pub fn fault(ui: &mut Ui, fault: &Fault) {
    let colors = palette(ui.visuals());
    ui.horizontal_top(|ui| {
        Icon::Warning.show(ui, colors.danger);
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = space::XS;
            ui.add(Label::new(RichText::new(sentence(&fault.message)).color(colors.danger)).wrap());
            for more in [&fault.place, &fault.hint].into_iter().filter(|more| !more.is_empty()) {
                ui.add(Label::new(RichText::new(more).color(colors.text_muted)).wrap());
            }
        });
    });
}

/// Draws what there may be in a place of its own, there or not.
pub fn in_its_place<T>(ui: &mut Ui, what: Option<T>, draw: impl FnOnce(&mut Ui, T)) {
    ui.scope(|ui| {
        if let Some(what) = what {
            draw(ui, what);
        }
    });
}
