//! Lists that open under what is chosen, by keyboard as by mouse.
use egui::{ComboBox, InnerResponse, Key, Ui};

/// What egui's own list lacks.
pub trait ShowList {
    /// Draws it. What is chosen by Enter or Space closes the list, as a click does, and the keyboard goes back to where it was
    /// opened.
    fn show_list<R>(self, ui: &mut Ui, contents: impl FnOnce(&mut Ui) -> R) -> InnerResponse<Option<R>>;
}

impl ShowList for ComboBox<'_> {
    fn show_list<R>(self, ui: &mut Ui, contents: impl FnOnce(&mut Ui) -> R) -> InnerResponse<Option<R>> {
        let InnerResponse { inner, response } = self.show_ui(ui, |ui| {
            let inner = contents(ui);
            let is_chosen = is_chosen_by_key(ui);
            if is_chosen {
                ui.close();
            }
            (inner, is_chosen)
        });
        if let Some((_, true)) = inner {
            response.request_focus();
        }
        InnerResponse::new(inner.map(|(inner, _)| inner), response)
    }
}

/// Whether a line of the list was pressed. The key that opens it finds the keyboard outside.
fn is_chosen_by_key(ui: &Ui) -> bool {
    let is_pressed = ui.input(|input| input.key_pressed(Key::Enter) || input.key_pressed(Key::Space));
    let focused = ui.memory(egui::Memory::focused).and_then(|id| ui.ctx().read_response(id));
    is_pressed && focused.is_some_and(|focused| focused.layer_id == ui.layer_id())
}
