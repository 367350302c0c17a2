//! Rows of fields under common heads: each column as wide in every row.
use egui::{Align, Layout, RichText, Ui, vec2};

use crate::app::theme::{palette, size, space};

/// One row, its cells beside each other.
pub fn row<T>(ui: &mut Ui, add: impl FnOnce(&mut Ui) -> T) -> T {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = space::S;
        add(ui)
    })
    .inner
}

/// One cell of a row, this wide whatever is in it.
pub fn cell<T>(ui: &mut Ui, width: f32, add: impl FnOnce(&mut Ui) -> T) -> T {
    let layout = Layout::left_to_right(Align::Center);
    ui.allocate_ui_with_layout(vec2(width, size::ROW), layout, |ui| {
        ui.set_min_width(width);
        add(ui)
    })
    .inner
}

/// The heads, each over its column.
pub fn heads(ui: &mut Ui, columns: &[(&str, f32)]) {
    let muted = palette(ui.visuals()).text_muted;
    row(ui, |ui| {
        for (head, width) in columns {
            cell(ui, *width, |ui| ui.add(egui::Label::new(RichText::new(*head).color(muted)).truncate()));
        }
    });
}
