//! F1: the list of shortcuts.
use egui::{Context, Grid, Id, Layout, ScrollArea, vec2};

use crate::app::keys;
use crate::app::theme::{self, size, space};
use crate::app::widgets::modal::{Kind, Shown, modal};

/// Room for the keys, so that what they do lines up in both groups.
const KEYS_WIDTH: f32 = 104.0;

/// Draws the list; says whether it stays.
pub fn show(ctx: &Context) -> bool {
    let most = (ctx.content_rect().height() - 6.0 * size::ROW).max(size::ROW);
    let shown = modal(ctx, Id::unique("shortcuts"), "Shortcuts", Kind::default(), |ui, is_new| {
        ui.spacing_mut().item_spacing.y = space::S;
        ui.heading("Shortcuts");
        ScrollArea::vertical().max_height(most).show(ui, |ui| {
            for (name, shortcuts) in keys::list(ui.ctx()) {
                ui.add_space(space::XS);
                ui.label(theme::semibold(name));
                let grid = Grid::new(name).num_columns(2).min_col_width(KEYS_WIDTH).min_row_height(0.0);
                grid.spacing([space::M, space::XS]).show(ui, |ui| {
                    for (keys, says) in shortcuts {
                        ui.label(keys);
                        ui.label(says);
                        ui.end_row();
                    }
                });
            }
        });
        let row = vec2(ui.available_width(), size::ROW);
        let button = Layout::right_to_left(egui::Align::Center);
        let close = ui.allocate_ui_with_layout(row, button, |ui| ui.button("Close")).inner;
        if is_new {
            close.request_focus();
        }
        close.clicked().then_some(())
    });
    shown == Shown::Stays
}

#[cfg(test)]
mod tests {
    use crate::app::testing::Window;
    use egui::{Key, Role};
    use egui_kittest::kittest::Queryable as _;

    #[test]
    fn f1_lists_the_shortcuts_and_enter_closes_the_list() {
        let mut window = Window::on_sample();
        window.key(Key::F1);
        for says in ["Undo", "Batches", "In Batches, pin the selected batches"] {
            assert!(window.shows(says));
        }
        assert!(window.harness.get_by_role_and_label(Role::Button, "Close").is_focused());
        window.key(Key::Enter);
        assert!(window.harness.state().dialog().is_none());
    }
}
