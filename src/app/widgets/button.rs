//! The button of a view's one primary action, and the button of what cannot be taken back. All others are plain
//! `ui.button`.

use egui::{Color32, Response, Stroke, Ui, WidgetText};

use crate::app::theme::{palette, size};

/// The one primary action of a view or dialog.
pub fn primary(ui: &mut Ui, text: impl Into<WidgetText>) -> Response {
    let colors = palette(ui.visuals());
    filled(ui, text.into(), colors.accent, colors.accent_hover, colors.on_accent)
}

/// An action that loses something.
pub fn danger(ui: &mut Ui, text: impl Into<WidgetText>) -> Response {
    let colors = palette(ui.visuals());
    filled(ui, text.into(), colors.danger, colors.danger_hover, colors.on_danger)
}

/// What is drawn is disabled where there is a reason, which it says on hover and to screen readers.
pub fn unless(ui: &mut Ui, why_not: Option<String>, add: impl FnOnce(&mut Ui) -> Response) -> Response {
    let response = ui.add_enabled_ui(why_not.is_none(), add).inner;
    let Some(why) = why_not else { return response };
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_description(why.as_str()));
    response.on_disabled_hover_text(why)
}

fn filled(ui: &mut Ui, text: WidgetText, fill: Color32, hover: Color32, on_fill: Color32) -> Response {
    let ring = Stroke::new(size::FOCUS_LINE, palette(ui.visuals()).text);
    ui.scope(|ui| {
        let widgets = &mut ui.visuals_mut().widgets;
        for (widget, ground, edge) in [
            (&mut widgets.inactive, fill, Stroke::NONE),
            (&mut widgets.hovered, hover, Stroke::NONE),
            // On the accent a ring in the accent would not be seen.
            (&mut widgets.active, hover, ring),
        ] {
            widget.weak_bg_fill = ground;
            widget.bg_stroke = edge;
            widget.fg_stroke.color = on_fill;
        }
        ui.button(text)
    })
    .inner
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::widgets::testing::stage_with;
    use egui_kittest::kittest::Queryable as _;

    #[test]
    fn both_are_buttons_with_their_verb_as_name() {
        let mut stage = stage_with([320.0, 60.0], Vec::new(), |ui, pressed| {
            ui.horizontal(|ui| {
                if primary(ui, "Run projection").clicked() {
                    pressed.push("run");
                }
                if danger(ui, "Delete 3 runs").clicked() {
                    pressed.push("delete");
                }
            });
        });
        stage.get_by_label("Run projection").click();
        stage.run();
        stage.get_by_label("Delete 3 runs").focus();
        stage.run();
        stage.key_press(egui::Key::Space);
        stage.run();
        assert_eq!(*stage.state(), ["run", "delete"]);
    }
}
