//! F1: the list of shortcuts.
use egui::{Context, Frame, Grid, Id, Modal, Role, ScrollArea};

use crate::app::keys;
use crate::app::theme::{self, palette, size, space};

/// Draws the list; says whether it stays.
pub fn show(ctx: &Context) -> bool {
    let id = Id::unique("shortcuts");
    let area = Modal::default_area(id).role(Role::Dialog).accessible_name("Shortcuts");
    let modal = Modal::new(id)
        .area(area)
        .backdrop_color(palette(&ctx.global_style().visuals).backdrop)
        .frame(Frame::popup(&ctx.global_style()).inner_margin(space::L))
        .show(ctx, |ui| {
            ui.set_width(size::DIALOG);
            ui.heading("Shortcuts");
            ui.add_space(space::S);
            ScrollArea::vertical().max_height(size::DIALOG).show(ui, |ui| {
                Grid::new("shortcuts").num_columns(2).spacing([space::XL, space::S]).show(ui, |ui| {
                    for (keys, says) in keys::list(ui.ctx()) {
                        ui.label(theme::semibold(keys));
                        ui.label(says);
                        ui.end_row();
                    }
                });
            });
            ui.add_space(space::S);
            ui.button("Close").clicked()
        });
    !(modal.inner || modal.should_close())
}
