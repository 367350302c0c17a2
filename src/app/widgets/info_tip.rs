//! A sign that holds an explanation: seen on hover, on keyboard focus and by screen readers.

use egui::{Response, Tooltip, Ui};

use super::icon::Icon;

/// An ⓘ button that explains `about` in the words of `text`.
pub fn info_tip(ui: &mut Ui, about: &str, text: &str) -> Response {
    let response = Icon::Info.bare_button(ui, &format!("Info: {about}"));
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_description(text));
    // egui opens a tooltip for the pointer only; who works with the keyboard must read it too.
    let tooltip =
        if response.has_focus() { Tooltip::for_widget(&response) } else { Tooltip::for_enabled(&response) };
    tooltip.show(|ui| ui.label(text));
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::widgets::testing::stage;
    use egui_kittest::kittest::Queryable as _;

    const TEXT: &str = "Grams of growth for each degree day";

    #[test]
    fn the_explanation_opens_for_the_keyboard() {
        let mut stage = stage([400.0, 120.0], |ui| {
            info_tip(ui, "TGC", TEXT);
        });
        assert!(stage.query_by_label(TEXT).is_none());
        stage.key_press(egui::Key::Tab);
        stage.run();
        assert!(stage.get_by_label("Info: TGC").is_focused());
        assert!(stage.query_by_label(TEXT).is_some());
    }

    #[test]
    fn the_explanation_opens_for_the_pointer() {
        let mut stage = stage([400.0, 120.0], |ui| {
            info_tip(ui, "TGC", TEXT);
        });
        stage.get_by_label("Info: TGC").hover();
        stage.run_steps(6);
        assert!(stage.query_by_label(TEXT).is_some());
    }
}
