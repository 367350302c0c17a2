//! A dialog for one decision: what will happen, to whom, and the verb on the button.

use egui::{
    Context, EventFilter, Frame, Id, Key, Layout, Response, Role, Sense, Stroke, StrokeKind, Ui, vec2,
};

use super::button;
use super::modal::{Kind, Shown, modal, scrolled};
use crate::app::theme::{palette, size, space};

/// What was decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Do it.
    Confirmed,
    /// Leave all as it is.
    Cancelled,
}

/// A decision that is asked for. Draw it every frame until it is answered.
#[derive(Clone, Debug, Default)]
#[must_use = "a decision is asked for with `show`"]
pub struct Confirm {
    title: String,
    verb: String,
    lines: Vec<String>,
    lists: Vec<(String, Vec<String>)>,
    is_danger: bool,
}

impl Confirm {
    /// Asks what `title` says; `verb` is on the button: "Pin 3 batches".
    pub fn new(title: impl Into<String>, verb: impl Into<String>) -> Self {
        Self { title: title.into(), verb: verb.into(), ..Self::default() }
    }

    /// A line that says what will happen.
    pub fn line(mut self, line: impl Into<String>) -> Self {
        self.lines.push(line.into());
        self
    }

    /// All that is touched, however many.
    pub fn consequences(mut self, title: impl Into<String>, list: Vec<String>) -> Self {
        if !list.is_empty() {
            self.lists.push((title.into(), list));
        }
        self
    }

    /// Something is lost by going on.
    pub fn danger(mut self) -> Self {
        self.is_danger = true;
        self
    }

    /// Draws the dialog. Esc and a click beside it cancel; Enter confirms only when the button has the keyboard,
    /// which "Cancel" has at first.
    pub fn show(&self, ctx: &Context) -> Option<Answer> {
        let kind = Kind { role: Role::AlertDialog, ..Kind::default() };
        let id = Id::unique("confirm").with(&self.title);
        match modal(ctx, id, &self.title, kind, |ui, is_new| self.contents(ui, is_new)) {
            Shown::Stays => None,
            Shown::Answered(answer) => Some(answer),
            Shown::Dismissed => Some(Answer::Cancelled),
        }
    }

    fn contents(&self, ui: &mut Ui, is_new: bool) -> Option<Answer> {
        ui.spacing_mut().item_spacing.y = space::S;
        ui.heading(&self.title);
        for line in &self.lines {
            ui.label(line);
        }
        for (title, list) in &self.lists {
            ui.label(title);
            scrollable(ui, title, list);
        }
        ui.add_space(space::S);
        ui.allocate_ui_with_layout(
            vec2(ui.available_width(), size::ROW),
            Layout::right_to_left(egui::Align::Center),
            |ui| {
                let go_on = if self.is_danger {
                    button::danger(ui, self.verb.as_str())
                } else {
                    button::primary(ui, self.verb.as_str())
                };
                let cancel = ui.button("Cancel");
                if is_new {
                    cancel.request_focus();
                }
                if go_on.clicked() {
                    Some(Answer::Confirmed)
                } else {
                    cancel.clicked().then_some(Answer::Cancelled)
                }
            },
        )
        .inner
    }
}

/// A list in a well that scrolls with the wheel and, when it has the keyboard, with the arrows.
fn scrollable(ui: &mut Ui, name: &str, lines: &[String]) -> Response {
    let colors = palette(ui.visuals());
    let frame = Frame::new().fill(colors.surface_sunken).corner_radius(size::CORNER).inner_margin(space::S);
    let id = ui.scope_id().with(("list", name));
    let moved = if ui.memory(|memory| memory.has_focus(id)) { arrows(ui, id) } else { 0.0 };
    let response = frame
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.spacing_mut().item_spacing.y = space::XS;
            scrolled(size::DIALOG_LIST).id_salt(name).show(ui, |ui| {
                if moved != 0.0 {
                    ui.scroll_with_delta(vec2(0.0, -moved));
                }
                for line in lines {
                    ui.label(line);
                }
            });
        })
        .response;
    let response = ui.interact(response.rect, id, Sense::focusable_noninteractive());
    response.widget_info(|| egui::WidgetInfo::labeled(Role::List, true, name));
    if response.has_focus() {
        let ring = Stroke::new(size::FOCUS_LINE, colors.accent);
        ui.painter().rect_stroke(response.rect, size::CORNER, ring, StrokeKind::Inside);
    }
    response
}

fn arrows(ui: &Ui, id: Id) -> f32 {
    let arrows = EventFilter { vertical_arrows: true, ..EventFilter::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(id, arrows));
    let steps = [
        (Key::ArrowDown, size::CLICK),
        (Key::ArrowUp, -size::CLICK),
        (Key::PageDown, size::DIALOG_LIST),
        (Key::PageUp, -size::DIALOG_LIST),
    ];
    ui.input(|input| steps.iter().map(|&(key, step)| step * input.num_presses(key) as f32).sum())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::widgets::testing::stage_with;
    use egui_kittest::{Harness, kittest::Queryable as _};

    fn stage(confirm: Confirm) -> Harness<'static, Vec<Answer>> {
        stage_with([640.0, 480.0], Vec::new(), move |ui, answers| {
            let _ = ui.button("Below");
            if answers.is_empty() {
                answers.extend(confirm.show(ui.ctx()));
            }
        })
    }

    fn pin() -> Confirm {
        let batches = (1..=40).map(|number| format!("Batch {number} moves from run #3 to run #4")).collect();
        Confirm::new("Pin 40 batches to run #4?", "Pin 40 batches")
            .line("Each batch follows run #4 from now on")
            .consequences("Batches that move", batches)
    }

    #[test]
    fn escape_cancels() {
        let mut stage = stage(pin());
        stage.run();
        stage.key_press(Key::Escape);
        stage.run();
        assert_eq!(*stage.state(), [Answer::Cancelled]);
    }

    #[test]
    fn enter_does_nothing_by_accident_as_cancel_has_the_keyboard_first() {
        let mut stage = stage(pin().danger());
        stage.run();
        assert!(stage.get_by_label("Cancel").is_focused());
        stage.key_press(Key::Enter);
        stage.run();
        assert_eq!(*stage.state(), [Answer::Cancelled]);
    }

    #[test]
    fn enter_confirms_when_the_button_has_the_keyboard() {
        let mut stage = stage(pin());
        stage.run();
        stage.get_by_label("Pin 40 batches").focus();
        stage.run();
        stage.key_press(Key::Enter);
        stage.run();
        assert_eq!(*stage.state(), [Answer::Confirmed]);
    }

    #[test]
    fn the_list_is_reached_and_scrolled_with_the_keyboard() {
        let mut stage = stage(pin());
        stage.run();
        let top = stage.get_by_label("Batch 1 moves from run #3 to run #4").rect().top();
        stage.get_by_role_and_label(Role::List, "Batches that move").focus();
        stage.run();
        stage.key_press(Key::PageDown);
        stage.run();
        let scrolled = stage.get_by_label("Batch 1 moves from run #3 to run #4").rect().top();
        assert!(scrolled < top - size::CLICK, "{top} to {scrolled}");
    }

    #[test]
    fn the_keyboard_goes_back_to_where_it_was() {
        let mut stage = stage_with([640.0, 480.0], false, |ui, is_open| {
            if ui.button("Delete…").clicked() {
                *is_open = true;
            }
            if *is_open && Confirm::new("Delete run #1?", "Delete run").danger().show(ui.ctx()).is_some() {
                *is_open = false;
            }
        });
        stage.get_by_label("Delete…").focus();
        stage.run();
        stage.key_press(Key::Enter);
        stage.run();
        assert!(stage.get_by_label("Cancel").is_focused());
        stage.key_press(Key::Escape);
        stage.run();
        assert!(stage.query_by_label("Cancel").is_none());
        assert!(stage.get_by_label("Delete…").is_focused());
    }
}
