//! Small marks that name a run, its label or its state within a line of text.

use egui::{
    Color32, FontId, Rect, Response, Role, Sense, Stroke, StrokeKind, TextStyle, Ui, Vec2, Widget,
    WidgetInfo,
    text::{LayoutJob, TextWrapping},
    vec2,
};

use super::icon::Icon;
use crate::app::theme::{Palette, palette, semibold_family, size, space};

/// How much a badge asks to be seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// One fact among others.
    #[default]
    Neutral,
    /// What one identifies by.
    Accent,
    /// All is well.
    Success,
    /// A person should look at this.
    Warning,
    /// Something is wrong.
    Danger,
}

/// A badge; most are made by [`run`], [`label`] and [`status`].
#[must_use = "a badge is drawn with `ui.add`"]
pub struct Badge<'a> {
    text: &'a str,
    tone: Tone,
    icon: Option<Icon>,
    is_outlined: bool,
    is_strong: bool,
}

impl<'a> Badge<'a> {
    /// A neutral badge.
    pub fn new(text: &'a str) -> Self {
        Self { text, tone: Tone::Neutral, icon: None, is_outlined: false, is_strong: false }
    }

    /// How much it asks to be seen.
    pub fn tone(mut self, tone: Tone) -> Self {
        self.tone = tone;
        self
    }

    /// A sign before the text, so that colour is never the only one.
    pub fn icon(mut self, icon: Icon) -> Self {
        self.icon = Some(icon);
        self
    }

    /// A border instead of a ground.
    pub fn outlined(mut self) -> Self {
        self.is_outlined = true;
        self
    }

    /// The heavier of the two weights.
    pub fn strong(mut self) -> Self {
        self.is_strong = true;
        self
    }

    fn colors(&self, colors: &Palette) -> (Color32, Color32) {
        match self.tone {
            Tone::Neutral => (colors.text_muted, colors.surface_sunken),
            Tone::Accent => (colors.accent, colors.selection),
            Tone::Success => (colors.success, colors.surface_sunken),
            Tone::Warning => (colors.warning, colors.surface_sunken),
            Tone::Danger => (colors.danger, colors.surface_sunken),
        }
    }
}

impl Widget for Badge<'_> {
    fn ui(self, ui: &mut Ui) -> Response {
        let palette = palette(ui.visuals());
        let (mut text_color, ground) = self.colors(palette);
        if self.is_outlined {
            text_color = palette.text;
        }
        let mut font = TextStyle::Body.resolve(ui.style());
        if self.is_strong {
            font = FontId::new(font.size, semibold_family());
        }
        let icon_width = if self.icon.is_some() { size::ICON_SMALL + space::XS } else { 0.0 };
        let mut job = LayoutJob::simple_singleline(self.text.to_owned(), font, text_color);
        if !ui.layout().main_wrap() {
            // Cut with an ellipsis where a cell is too narrow.
            let room = ui.available_width() - icon_width - 2.0 * space::S;
            job.wrap = TextWrapping::truncate_at_width(room.max(size::CLICK));
        }
        let text = ui.painter().layout_job(job);
        let full = vec2(text.size().x + icon_width + 2.0 * space::S, size::BADGE);
        let (rect, response) = ui.allocate_exact_size(full, Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::Label, ui.is_enabled(), self.text));
        if ui.is_rect_visible(rect) {
            let painter = ui.painter();
            if self.is_outlined {
                let edge = Stroke::new(size::BORDER_LINE, palette.border);
                painter.rect_stroke(rect, size::CORNER, edge, StrokeKind::Inside);
            } else {
                painter.rect_filled(rect, size::CORNER, ground);
            }
            let left = rect.left() + space::S;
            if let Some(icon) = self.icon {
                let center = egui::pos2(left + size::ICON_SMALL / 2.0, rect.center().y);
                icon.paint(
                    painter,
                    Rect::from_center_size(center, Vec2::splat(size::ICON_SMALL)),
                    text_color,
                );
            }
            let corner = egui::pos2(left + icon_width, rect.center().y - text.size().y / 2.0);
            painter.galley(corner, text, text_color);
        }
        response
    }
}

/// The number of a run, with what is worth knowing about it as its tooltip.
pub fn run(ui: &mut Ui, run_number: u32, tooltip: &str) -> Response {
    let response = ui.add(Badge::new(&format!("Run #{run_number}")).tone(Tone::Accent).strong());
    if tooltip.is_empty() { response } else { response.on_hover_text(tooltip) }
}

/// The label that somebody gave to a run.
pub fn label(ui: &mut Ui, label: &str) -> Response {
    ui.add(Badge::new(label).outlined())
}

/// What state a run is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Out of the way, but kept.
    Archived,
    /// Its contents are as they were written.
    Verified,
    /// The scenario was run again since.
    NewerRunAvailable,
}

/// The state of a run, with what it means as its tooltip.
pub fn status(ui: &mut Ui, status: Status) -> Response {
    let (text, icon, tone, meaning) = match status {
        Status::Archived => {
            ("archived", Icon::Archive, Tone::Neutral, "Hidden from lists until archived runs are shown")
        }
        Status::Verified => {
            ("verified", Icon::Done, Tone::Success, "The projection is exactly as it was when it was run")
        }
        Status::NewerRunAvailable => (
            "newer run available",
            Icon::Warning,
            Tone::Warning,
            "The scenario was run again since; nothing changes until you pin the newer run",
        ),
    };
    ui.add(Badge::new(text).tone(tone).icon(icon)).on_hover_text(meaning)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::widgets::testing::stage;
    use egui_kittest::kittest::Queryable as _;

    #[test]
    fn badges_are_found_by_what_they_say() {
        let stage = stage([600.0, 60.0], |ui| {
            ui.horizontal(|ui| {
                run(ui, 3, "Run 3 days ago by Anna");
                label(ui, "Updated TGC");
                for state in [Status::Archived, Status::Verified, Status::NewerRunAvailable] {
                    status(ui, state);
                }
            });
        });
        for text in ["Run #3", "Updated TGC", "archived", "verified", "newer run available"] {
            stage.get_by_label(text);
        }
    }

    #[test]
    fn the_tooltip_of_a_run_opens_on_hover() {
        let mut stage = stage([400.0, 120.0], |ui| {
            run(ui, 3, "Run 3 days ago by Anna");
        });
        stage.get_by_label("Run #3").hover();
        stage.run_steps(6);
        stage.get_by_label("Run 3 days ago by Anna");
    }
}
