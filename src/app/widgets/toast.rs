//! Short news at the bottom right: what was done, with up to two things to do next.
//!
//! A plain success leaves by itself. What offers an action, and what went wrong, stays until it is answered or
//! dismissed, so that nobody has to be quick.

use std::time::Duration;

use egui::{
    Align2, Area, Color32, Context, Frame, Id, Layout, Order, RichText, Role, Stroke, Ui, accesskit::Live,
    vec2,
};

use super::icon::Icon;
use crate::app::theme::{Palette, palette, size, space};

/// Long enough to read two lines twice.
const STAYS: Duration = Duration::from_secs(8);
const MOST_ACTIONS: usize = 2;
/// More than this would cover what one works on.
const MOST_TOASTS: usize = 4;

/// What a toast is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// It was done.
    Success,
    /// Worth a look.
    Warning,
    /// It was not done.
    Error,
}

/// One piece of news. `A` is what the caller gets back when an action is pressed.
#[derive(Clone, Debug)]
#[must_use = "a toast is shown with `Toasts::add`"]
pub struct Toast<A> {
    kind: Kind,
    text: String,
    detail: String,
    actions: Vec<(String, A)>,
}

impl<A> Toast<A> {
    /// It was done.
    pub fn success(text: impl Into<String>) -> Self {
        Self::new(Kind::Success, text)
    }

    /// It was done, but a person should look at something.
    pub fn warning(text: impl Into<String>) -> Self {
        Self::new(Kind::Warning, text)
    }

    /// It was not done.
    pub fn error(text: impl Into<String>) -> Self {
        Self::new(Kind::Error, text)
    }

    fn new(kind: Kind, text: impl Into<String>) -> Self {
        Self { kind, text: text.into(), detail: String::new(), actions: Vec::new() }
    }

    /// A second, muted line: why, or what follows.
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = detail.into();
        self
    }

    /// Something to do next. Only the first two are shown.
    pub fn action(mut self, verb: impl Into<String>, action: A) -> Self {
        if self.actions.len() < MOST_ACTIONS {
            self.actions.push((verb.into(), action));
        }
        self
    }

    fn leaves_by_itself(&self) -> bool {
        self.kind == Kind::Success && self.actions.is_empty()
    }
}

/// The toasts on show.
#[derive(Debug)]
pub struct Toasts<A> {
    shown: Vec<Shown<A>>,
    next_id: u64,
}

#[derive(Debug)]
struct Shown<A> {
    id: u64,
    toast: Toast<A>,
    /// When it leaves, in the time of the window; unknown until it was first drawn.
    leaves_at: Option<f64>,
}

impl<A> Default for Toasts<A> {
    fn default() -> Self {
        Self { shown: Vec::new(), next_id: 0 }
    }
}

enum Answer<A> {
    Dismissed,
    Taken(A),
}

impl<A> Toasts<A> {
    /// Puts a toast on top of the others, in place of one that says the same. What an earlier success offered to do next is past when the next one comes;
    /// when there are too many, the oldest that is not an error leaves.
    pub fn add(&mut self, toast: Toast<A>) {
        if toast.kind == Kind::Success {
            self.shown.retain(|shown| shown.toast.kind != Kind::Success || shown.toast.leaves_by_itself());
        }
        let says_the_same = |other: &Toast<A>| {
            (other.kind, &other.text, &other.detail) == (toast.kind, &toast.text, &toast.detail)
        };
        self.shown.retain(|shown| !says_the_same(&shown.toast));
        self.shown.push(Shown { id: self.next_id, toast, leaves_at: None });
        self.next_id += 1;
        while self.shown.len() > MOST_TOASTS {
            let oldest = self.shown.iter().position(|shown| shown.toast.kind != Kind::Error).unwrap_or(0);
            self.shown.remove(oldest);
        }
    }

    /// Is there nothing on show?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.shown.is_empty()
    }

    /// Takes all toasts away.
    pub fn dismiss_all(&mut self) {
        self.shown.clear();
    }

    /// Draws the toasts, the newest at the bottom. Returns the action that was pressed.
    pub fn show(&mut self, ctx: &Context) -> Option<A> {
        if self.shown.is_empty() {
            return None;
        }
        let mut answered = None;
        // Above the status line, which says what goes on.
        let offset = vec2(-space::L, -(size::STATUS_LINE + space::L));
        let area = Area::new(Id::unique("toasts"))
            .order(Order::Foreground)
            .anchor(Align2::RIGHT_BOTTOM, offset)
            .role(Role::Group)
            .accessible_name("Messages")
            .show(ctx, |ui| {
                ui.set_width(size::TOAST);
                ui.spacing_mut().item_spacing.y = space::S;
                for (index, shown) in self.shown.iter_mut().enumerate() {
                    let answer = ui.push_id(shown.id, |ui| draw(ui, &mut shown.toast)).inner;
                    if let Some(answer) = answer {
                        answered = Some((index, answer));
                    }
                }
            })
            .response;
        let is_held = area.contains_pointer() || has_focus_within(ctx, &area);
        self.leave_in_time(ctx, is_held);
        let (index, answer) = answered?;
        if index < self.shown.len() {
            self.shown.remove(index);
        }
        match answer {
            Answer::Dismissed => None,
            Answer::Taken(action) => Some(action),
        }
    }

    /// Nothing leaves while somebody is at it.
    fn leave_in_time(&mut self, ctx: &Context, is_held: bool) {
        let now = ctx.input(|input| input.time);
        for shown in self.shown.iter_mut().filter(|shown| shown.toast.leaves_by_itself()) {
            if shown.leaves_at.is_none() || is_held {
                shown.leaves_at = Some(now + STAYS.as_secs_f64());
            }
        }
        self.shown.retain(|shown| shown.leaves_at.is_none_or(|leaves_at| now < leaves_at));
        let next = self.shown.iter().filter_map(|shown| shown.leaves_at).min_by(f64::total_cmp);
        if let Some(next) = next {
            ctx.request_repaint_after(Duration::from_secs_f64((next - now).max(0.0)));
        }
    }
}

fn has_focus_within(ctx: &Context, area: &egui::Response) -> bool {
    ctx.memory(egui::Memory::focused)
        .and_then(|id| ctx.read_response(id))
        .is_some_and(|focused| focused.layer_id == area.layer_id)
}

fn look(kind: Kind, colors: &Palette) -> (Icon, Color32) {
    match kind {
        Kind::Success => (Icon::Done, colors.success),
        Kind::Warning => (Icon::Warning, colors.warning),
        Kind::Error => (Icon::Warning, colors.danger),
    }
}

fn draw<A>(ui: &mut Ui, toast: &mut Toast<A>) -> Option<Answer<A>> {
    let colors = palette(ui.visuals());
    let (icon, color) = look(toast.kind, colors);
    // The edge says that it lies above all else; its colour is kept for what needs a person.
    let edge = if toast.kind == Kind::Success { colors.border } else { color };
    let frame = Frame::popup(ui.style()).stroke(Stroke::new(size::BORDER_LINE, edge)).inner_margin(space::S);
    frame
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            let mut answer = None;
            ui.horizontal_top(|ui| {
                ui.add_space(space::XS);
                ui.allocate_ui(vec2(size::ICON, size::CLICK), |ui| {
                    ui.centered_and_justified(|ui| icon.show(ui, color));
                });
                let text_width = ui.available_width() - size::CLICK - ui.spacing().item_spacing.x;
                ui.allocate_ui_with_layout(
                    vec2(text_width, size::CLICK),
                    Layout::top_down(egui::Align::Min),
                    |ui| {
                        ui.set_width(text_width);
                        ui.add_space(space::XS);
                        say(ui, toast, colors);
                        answer = actions(ui, toast);
                    },
                );
                if Icon::Close.button(ui, "Dismiss").clicked() {
                    answer = Some(Answer::Dismissed);
                }
            });
            answer
        })
        .inner
}

fn say<A>(ui: &mut Ui, toast: &Toast<A>, colors: &Palette) {
    let text = ui.label(&toast.text);
    // A screen reader reads it out without being asked; at once if something was not done.
    let (role, live) = match toast.kind {
        Kind::Error => (Role::Alert, Live::Assertive),
        Kind::Success | Kind::Warning => (Role::Status, Live::Polite),
    };
    ui.ctx().accesskit_node_builder(text.id, |node| {
        node.set_role(role);
        node.set_label(toast.text.as_str());
        node.set_live(live);
    });
    if !toast.detail.is_empty() {
        ui.label(RichText::new(&toast.detail).color(colors.text_muted));
    }
}

fn actions<A>(ui: &mut Ui, toast: &mut Toast<A>) -> Option<Answer<A>> {
    if toast.actions.is_empty() {
        return None;
    }
    ui.add_space(space::XS);
    let pressed = ui
        .horizontal_wrapped(|ui| toast.actions.iter().position(|(verb, _)| ui.button(verb).clicked()))
        .inner?;
    let (_, action) = toast.actions.swap_remove(pressed);
    Some(Answer::Taken(action))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::widgets::testing::stage_with;
    use egui_kittest::{Harness, kittest::Queryable as _};

    struct State {
        toasts: Toasts<&'static str>,
        taken: Vec<&'static str>,
    }

    fn stage(toasts: Vec<Toast<&'static str>>) -> Harness<'static, State> {
        let mut state = State { toasts: Toasts::default(), taken: Vec::new() };
        for toast in toasts {
            state.toasts.add(toast);
        }
        stage_with([600.0, 500.0], state, |ui, state| {
            let taken = state.toasts.show(ui.ctx());
            state.taken.extend(taken);
        })
    }

    fn let_pass(stage: &mut Harness<'_, State>, seconds: usize) {
        // A step of the stage is a quarter of a second.
        stage.run_steps(4 * seconds);
    }

    #[test]
    fn what_is_said_twice_stands_once() {
        let gone = || Toast::error("The file is gone").detail("north.salmonrun");
        let stage = stage(vec![gone(), Toast::error("Not saved"), gone()]);
        assert_eq!(stage.query_all_by_label("The file is gone").count(), 1);
        stage.get_by_label("Not saved");
    }

    #[test]
    fn a_plain_success_leaves_and_an_error_stays() {
        let mut stage =
            stage(vec![Toast::success("Saved"), Toast::error("Not saved").detail("The disk is full")]);
        let_pass(&mut stage, 6);
        stage.get_by_label("Saved");
        let_pass(&mut stage, 4);
        assert!(stage.query_by_label("Saved").is_none());
        stage.get_by_role_and_label(Role::Alert, "Not saved");
        stage.get_by_label("Dismiss").click();
        stage.run();
        assert!(stage.state().toasts.is_empty());
    }

    #[test]
    fn what_an_earlier_success_offered_is_past_when_the_next_one_comes() {
        let stage = stage(vec![
            Toast::warning("One scenario was not run").action("Show it", "show"),
            Toast::success("The scenario is made").action("Run projections…", "run"),
            Toast::success("Run #1 is ready").action("Pin batches…", "pin"),
        ]);
        assert!(stage.query_by_label("Run projections…").is_none());
        stage.get_by_label("Pin batches…");
        stage.get_by_label("Show it");
    }

    #[test]
    fn a_success_that_offers_something_waits_for_an_answer() {
        let mut stage = stage(vec![
            Toast::success("Run #4 of Autumn smolt 2024")
                .action("Compare with #3", "compare")
                .action("Pin batches…", "pin"),
        ]);
        let_pass(&mut stage, 20);
        stage.get_by_label("Pin batches…").focus();
        stage.run();
        stage.key_press(egui::Key::Enter);
        stage.run();
        assert_eq!(stage.state().taken, ["pin"]);
        assert!(stage.state().toasts.is_empty());
    }

    #[test]
    fn a_toast_that_is_read_does_not_leave() {
        let mut stage = stage(vec![Toast::success("Saved")]);
        stage.get_by_label("Saved").hover();
        let_pass(&mut stage, 20);
        stage.get_by_label("Saved");
    }

    #[test]
    fn there_are_never_too_many_and_errors_leave_last() {
        let mut toasts = Toasts::<()>::default();
        toasts.add(Toast::error("first"));
        for number in 0..10 {
            toasts.add(Toast::success(number.to_string()));
        }
        let texts: Vec<&str> = toasts.shown.iter().map(|shown| shown.toast.text.as_str()).collect();
        assert_eq!(texts, ["first", "7", "8", "9"]);
    }
}
