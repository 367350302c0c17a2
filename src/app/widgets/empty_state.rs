//! What stands where content would be: nothing yet, still loading, or failed. Each says what to do next.

use egui::{Align, Layout, ProgressBar, RichText, Ui, vec2};

use super::{button, icon::Icon};
use crate::app::theme::{palette, size, space};
use crate::domain::display::sentence;
use crate::domain::fault::Fault;

/// Nothing is here yet: what this is for in one sentence, and the first step. Returns true when it is taken.
pub fn empty(ui: &mut Ui, heading: &str, sentence: &str, first_step: &str) -> bool {
    empty_unless(ui, heading, sentence, first_step, None)
}

/// As [`empty`], where there may be a reason why the first step cannot be taken.
pub fn empty_unless(
    ui: &mut Ui,
    heading: &str,
    sentence: &str,
    first_step: &str,
    why_not: Option<String>,
) -> bool {
    centred(ui, |ui| {
        ui.heading(heading);
        muted(ui, sentence);
        ui.add_space(space::S);
        button::unless(ui, why_not, |ui| button::primary(ui, first_step)).clicked()
    })
}

/// It could not be shown: what failed, why, and the way out. Returns true when it is taken.
pub fn failing(ui: &mut Ui, what: &str, why: &str, way_out: &str) -> bool {
    failing_unless(ui, what, why, way_out, None)
}

fn failing_unless(ui: &mut Ui, what: &str, why: &str, way_out: &str, why_not: Option<String>) -> bool {
    centred(ui, |ui| {
        let danger = palette(ui.visuals()).danger;
        Icon::Warning.show(ui, danger);
        ui.label(RichText::new(what).heading().color(danger));
        muted(ui, why);
        ui.add_space(space::S);
        button::unless(ui, why_not, |ui| ui.button(way_out)).clicked()
    })
}

/// As [`failing`], for what the product itself says of it: what, where, and the way out, a line each.
pub fn fault(ui: &mut Ui, what: &str, fault: &Fault, way_out: &str) -> bool {
    fault_unless(ui, what, fault, way_out, None)
}

/// As [`fault`], where there may be a reason why the way out cannot be taken.
pub fn fault_unless(ui: &mut Ui, what: &str, fault: &Fault, way_out: &str, why_not: Option<String>) -> bool {
    let lines = [sentence(&fault.message), fault.place.clone(), fault.hint.clone()];
    let lines: Vec<String> = lines.into_iter().filter(|line| !line.is_empty()).collect();
    failing_unless(ui, what, &lines.join("\n"), way_out, why_not)
}

/// It is being prepared: what, how far in words, and as a share from 0 to 1 where that is known. Returns true when
/// it is cancelled.
pub fn loading(ui: &mut Ui, what: &str, how_far: &str, share: Option<f32>) -> bool {
    centred(ui, |ui| {
        ui.heading(what);
        if let Some(share) = share {
            let accent = palette(ui.visuals()).accent;
            ui.add(
                ProgressBar::new(share)
                    .desired_width(size::FIELD_WIDE)
                    .desired_height(space::XS)
                    .fill(accent),
            );
        }
        muted(ui, how_far);
        ui.add_space(space::S);
        ui.button("Cancel").clicked()
    })
}

fn muted(ui: &mut Ui, text: &str) {
    let color = palette(ui.visuals()).text_muted;
    ui.label(RichText::new(text).color(color));
}

/// A little above the middle, where the eye looks for it.
fn centred<R>(ui: &mut Ui, contents: impl FnOnce(&mut Ui) -> R) -> R {
    let width = size::TOAST.min(ui.available_width());
    let height = ui.available_height();
    ui.vertical_centered(|ui| {
        if height.is_finite() {
            ui.add_space((height * 0.4 - size::ROW * 3.0).max(space::L));
        }
        ui.allocate_ui_with_layout(vec2(width, 0.0), Layout::top_down(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.y = space::S;
            contents(ui)
        })
        .inner
    })
    .inner
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::widgets::testing::stage_with;
    use egui_kittest::kittest::Queryable as _;

    #[test]
    fn each_state_says_what_is_and_offers_one_way_on() {
        type State = fn(&mut Ui) -> bool;
        let states: [(State, &str); 3] = [
            (
                |ui| empty(ui, "No runs yet", "A run keeps a projection as it was", "Run projection"),
                "Run projection",
            ),
            (
                |ui| failing(ui, "The file could not be opened", "It is open elsewhere", "Try again"),
                "Try again",
            ),
            (|ui| loading(ui, "Running projections", "12 of 40 scenarios", Some(0.3)), "Cancel"),
        ];
        for (state, way_on) in states {
            let mut stage = stage_with([480.0, 320.0], 0, |ui, taken| {
                if state(ui) {
                    *taken += 1;
                }
            });
            stage.key_press(egui::Key::Tab);
            stage.run();
            assert!(stage.get_by_label(way_on).is_focused());
            stage.key_press(egui::Key::Enter);
            stage.run();
            assert_eq!(*stage.state(), 1);
        }
    }
}
