//! F1: the list of shortcuts.
use egui::{Context, Grid, Id, Layout, vec2};

use crate::app::keys;
use crate::app::theme::{self, size, space};
use crate::app::widgets::modal::{Kind, Shown, modal};

/// Both groups side by side, so that none of it has to be scrolled to.
const WIDTH: f32 = 2.0 * size::DIALOG;
/// Room for the keys, so that what they do lines up in both groups.
const KEYS_WIDTH: f32 = 104.0;

/// Draws the list; says whether it stays.
pub fn show(ctx: &Context) -> bool {
    let kind = Kind { width: WIDTH, is_left_by_click: true, ..Kind::default() };
    let shown = modal(ctx, Id::unique("shortcuts"), "Shortcuts", kind, |ui, is_new| {
        ui.spacing_mut().item_spacing.y = space::S;
        ui.heading("Shortcuts");
        ui.columns(2, |columns| {
            for (ui, (name, shortcuts)) in columns.iter_mut().zip(keys::list(ctx)) {
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
