//! A stage for tests of what is drawn: our typeface and themes, no window.

use egui::{Theme, Ui, Vec2};
use egui_kittest::{Harness, HarnessBuilder};

use crate::app::theme;

/// A stage of the given size on which `draw` is drawn with our look.
pub(crate) fn stage<'a>(size: impl Into<Vec2>, draw: impl FnMut(&mut Ui) + 'a) -> Harness<'a> {
    builder(size).build_ui(draw)
}

/// A stage with a state that the test can look at afterwards.
pub(crate) fn stage_with<'a, S>(
    size: impl Into<Vec2>,
    state: S,
    draw: impl FnMut(&mut Ui, &mut S) + 'a,
) -> Harness<'a, S> {
    builder(size).build_ui_state(draw, state)
}

fn builder<S>(size: impl Into<Vec2>) -> HarnessBuilder<S> {
    Harness::<S>::builder().with_size(size).with_theme(Theme::Light).with_context_setup(theme::install)
}
