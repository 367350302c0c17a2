//! The frame of every dialog: it lies over all else, keeps the keyboard within, and gives it back where it was.

use egui::{Context, Frame, Id, Modal, Plugin, Role, ScrollArea, Ui};

use crate::app::theme::{palette, size, space};

/// How a dialog is announced and how wide it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Kind {
    /// What screen readers take it for.
    pub role: Role,
    /// Its width, unless the window is narrower.
    pub width: f32,
    /// Whether a click beside it closes it. Not where something may have been typed: a slip would lose it.
    pub is_left_by_click: bool,
}

impl Default for Kind {
    fn default() -> Self {
        Self { role: Role::Dialog, width: size::DIALOG, is_left_by_click: false }
    }
}

/// What became of a dialog in this frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown<T> {
    /// It is still open.
    Stays,
    /// Its contents gave an answer.
    Answered(T),
    /// Esc closed it, or a click beside it where that may.
    Dismissed,
}

/// Draws a dialog named `name`; its contents are told whether they are drawn for the first time, so that they can
/// ask for the keyboard, and close it by giving an answer.
pub fn modal<T>(
    ctx: &Context,
    id: Id,
    name: &str,
    kind: Kind,
    contents: impl FnOnce(&mut Ui, bool) -> Option<T>,
) -> Shown<T> {
    let is_new = opened(ctx, id);
    let margin = 2.0 * (space::L + space::XL);
    let width = kind.width.min(ctx.content_rect().width() - margin);
    let modal = Modal::new(id)
        .area(Modal::default_area(id).role(kind.role).accessible_name(name))
        .backdrop_color(palette(&ctx.global_style().visuals).backdrop)
        .frame(Frame::popup(&ctx.global_style()).inner_margin(space::L))
        .show(ctx, |ui| {
            ui.set_width(width);
            contents(ui, is_new)
        });
    // It is centred by the size that it had when it was last drawn: once that changes it is drawn again, in its place.
    let drawn = id.with("size");
    let size = modal.response.rect.size();
    if ctx.data(|data| data.get_temp::<egui::Vec2>(drawn)) != Some(size) {
        ctx.data_mut(|data| data.insert_temp(drawn, size));
        ctx.request_repaint();
    }
    let is_slip = modal.backdrop_response.clicked() && !kind.is_left_by_click;
    let is_dismissed = modal.should_close() && !is_slip;
    let shown = match modal.inner {
        Some(answer) => Shown::Answered(answer),
        None if is_dismissed => Shown::Dismissed,
        None => return Shown::Stays,
    };
    give_back_keyboard(ctx, id);
    shown
}

/// A list within a dialog: as high as it needs to be, up to `most`.
///
/// It has that height at once. Left to itself it would grow by a few points a frame when more comes into it, for a dialog offers it no
/// more room than it had in the frame before.
pub fn scrolled(most: f32) -> ScrollArea {
    ScrollArea::vertical().max_height(most).min_scrolled_height(most).auto_shrink([false, true])
}

/// What had the keyboard before the dialog, and when the dialog was last drawn.
type Memory = (u64, Option<Id>);

/// Was the dialog opened with this pass? Remembers what had the keyboard before.
pub fn opened(ctx: &Context, id: Id) -> bool {
    let now = ctx.cumulative_pass_nr();
    let before = ctx.data(|data| data.get_temp::<Memory>(id));
    let is_open = before.is_some_and(|(last_pass, _)| last_pass + 1 >= now);
    let had_keyboard = match before {
        Some((_, had_keyboard)) if is_open => had_keyboard,
        _ => ctx.memory(egui::Memory::focused),
    };
    ctx.data_mut(|data| data.insert_temp::<Memory>(id, (now, had_keyboard)));
    !is_open
}

/// Gives the keyboard back to what had it before the dialog, which is closed now.
pub fn give_back_keyboard(ctx: &Context, id: Id) {
    let before = ctx.data_mut(|data| data.remove_temp::<Memory>(id));
    if let Some((_, Some(had_keyboard))) = before {
        ctx.plugin_or_default::<KeyboardReturn>().lock().waiting = Some((had_keyboard, PASSES_UNTIL_FREE));
        ctx.request_repaint();
    }
}

/// What lies under a dialog may take the keyboard again only in the second pass after the dialog was last drawn;
/// egui takes it away from what gets it earlier.
const PASSES_UNTIL_FREE: u8 = 1;

/// Gives the keyboard back once that is allowed.
#[derive(Debug, Default)]
struct KeyboardReturn {
    waiting: Option<(Id, u8)>,
}

impl Plugin for KeyboardReturn {
    fn debug_name(&self) -> &'static str {
        "keyboard return"
    }

    fn on_end_pass(&mut self, ui: &mut Ui) {
        match self.waiting {
            Some((id, 0)) => {
                self.waiting = None;
                // Unless somebody has gone on to something else since.
                if ui.memory(|memory| memory.focused().is_none()) {
                    ui.memory_mut(|memory| memory.request_focus(id));
                }
                ui.ctx().request_repaint();
            }
            Some((id, passes)) => {
                self.waiting = Some((id, passes - 1));
                ui.ctx().request_repaint();
            }
            None => {}
        }
    }
}
