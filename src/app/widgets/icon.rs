//! The few signs that no typeface of ours holds, drawn as lines so that they are sharp at any scale.

use std::f32::consts::TAU;

use egui::{
    Color32, Painter, Pos2, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo, vec2,
};

use crate::app::theme::{palette, size};

/// A sign with one meaning wherever it is seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    /// There is an explanation.
    Info,
    /// Close or dismiss.
    Close,
    /// Choose a date.
    Calendar,
    /// Back by one.
    Previous,
    /// On by one.
    Next,
    /// A person should look at this.
    Warning,
    /// Done, or checked.
    Done,
    /// Find.
    Search,
    /// A batch follows this run.
    Pin,
    /// Change between the light and the dark theme.
    Theme,
    /// More actions.
    More,
    /// Kept, but out of the way.
    Archive,
    /// Write something else in its place.
    Edit,
    /// Take a copy along.
    Copy,
}

impl Icon {
    /// Draws the icon as large as fits into `rect`.
    pub fn paint(self, painter: &Painter, rect: Rect, color: Color32) {
        // All shapes are drawn on a grid of sixteen by sixteen.
        let unit = rect.width().min(rect.height()) / 16.0;
        let at = |x: f32, y: f32| rect.center() + vec2(x - 8.0, y - 8.0) * unit;
        let stroke = Stroke::new(1.5 * unit, color);
        let line = |points: &[(f32, f32)]| {
            let points: Vec<Pos2> = points.iter().map(|&(x, y)| at(x, y)).collect();
            painter.line(points, stroke);
        };
        let dot = |x: f32, y: f32, radius: f32| {
            painter.circle_filled(at(x, y), radius * unit, color);
        };
        match self {
            Self::Info => {
                painter.circle_stroke(at(8.0, 8.0), 6.0 * unit, stroke);
                line(&[(8.0, 7.5), (8.0, 11.2)]);
                dot(8.0, 5.0, 1.0);
            }
            Self::Close => {
                line(&[(4.5, 4.5), (11.5, 11.5)]);
                line(&[(11.5, 4.5), (4.5, 11.5)]);
            }
            Self::Calendar => {
                let frame = Rect::from_two_pos(at(2.5, 3.5), at(13.5, 13.5));
                painter.rect_stroke(frame, 1.5 * unit, stroke, StrokeKind::Middle);
                line(&[(2.5, 6.8), (13.5, 6.8)]);
                line(&[(5.5, 2.0), (5.5, 4.5)]);
                line(&[(10.5, 2.0), (10.5, 4.5)]);
            }
            Self::Previous => line(&[(9.5, 4.0), (5.5, 8.0), (9.5, 12.0)]),
            Self::Next => line(&[(6.5, 4.0), (10.5, 8.0), (6.5, 12.0)]),
            Self::Warning => {
                let corners = vec![at(8.0, 2.2), at(14.2, 13.2), at(1.8, 13.2)];
                painter.add(egui::Shape::closed_line(corners, stroke));
                line(&[(8.0, 6.4), (8.0, 9.6)]);
                dot(8.0, 11.3, 0.9);
            }
            Self::Done => line(&[(3.2, 8.6), (6.6, 12.0), (12.8, 4.6)]),
            Self::Search => {
                painter.circle_stroke(at(7.0, 7.0), 4.3 * unit, stroke);
                line(&[(10.2, 10.2), (13.6, 13.6)]);
            }
            Self::Pin => {
                painter.circle_stroke(at(8.0, 5.4), 3.2 * unit, stroke);
                line(&[(8.0, 8.6), (8.0, 14.0)]);
            }
            Self::Theme => {
                painter.circle_stroke(at(8.0, 8.0), 5.6 * unit, stroke);
                let half = (0..=24)
                    .map(|step| {
                        let angle = TAU * (step as f32 / 48.0 - 0.25);
                        at(8.0 + 5.6 * angle.cos(), 8.0 + 5.6 * angle.sin())
                    })
                    .collect();
                painter.add(egui::Shape::convex_polygon(half, color, Stroke::NONE));
            }
            Self::More => [4.0, 8.0, 12.0].into_iter().for_each(|x| dot(x, 8.0, 1.2)),
            Self::Edit => {
                line(&[(3.0, 13.0), (3.8, 9.8), (10.6, 3.0), (13.0, 5.4), (6.2, 12.2), (3.0, 13.0)]);
                line(&[(9.0, 4.6), (11.4, 7.0)]);
            }
            Self::Copy => {
                let back = Rect::from_two_pos(at(3.0, 3.0), at(10.5, 10.5));
                let front = Rect::from_two_pos(at(5.5, 5.5), at(13.0, 13.0));
                painter.rect_stroke(back, 1.2 * unit, stroke, StrokeKind::Middle);
                painter.rect_stroke(front, 1.2 * unit, stroke, StrokeKind::Middle);
            }
            Self::Archive => {
                let lid = Rect::from_two_pos(at(2.5, 3.0), at(13.5, 6.2));
                painter.rect_stroke(lid, 0.8 * unit, stroke, StrokeKind::Middle);
                line(&[(3.6, 6.4), (3.6, 13.0), (12.4, 13.0), (12.4, 6.4)]);
                line(&[(6.4, 9.0), (9.6, 9.0)]);
            }
        }
    }

    /// Takes the place of an icon in a line of text and draws it there. It has no name of its own: what it means
    /// must be said by the text beside it.
    pub fn show(self, ui: &mut Ui, color: Color32) {
        let (rect, _) = ui.allocate_exact_size(Vec2::splat(size::ICON), Sense::hover());
        self.paint(ui.painter(), rect, color);
    }

    /// A button that shows only the icon. `name` says what it does, to screen readers and in its tooltip.
    pub fn button(self, ui: &mut Ui, name: &str) -> Response {
        self.bare_button(ui, name).on_hover_text(name)
    }

    /// As [`Icon::button`], for a button that shows a tooltip of its own.
    pub(super) fn bare_button(self, ui: &mut Ui, name: &str) -> Response {
        let (rect, response) = ui.allocate_exact_size(Vec2::splat(size::CLICK), Sense::click());
        response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), name));
        if ui.is_rect_visible(rect) {
            let visuals = ui.style().interact(&response);
            let colors = palette(ui.visuals());
            if response.hovered() || response.has_focus() {
                ui.painter().rect_filled(rect, visuals.corner_radius, visuals.weak_bg_fill);
            }
            if response.has_focus() {
                ui.painter().rect_stroke(rect, visuals.corner_radius, visuals.bg_stroke, StrokeKind::Inside);
            }
            let color =
                if response.hovered() || response.has_focus() { colors.text } else { colors.text_muted };
            self.paint(ui.painter(), Rect::from_center_size(rect.center(), Vec2::splat(size::ICON)), color);
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::widgets::testing::stage_with;
    use egui_kittest::kittest::Queryable as _;

    #[test]
    fn an_icon_button_is_found_by_name_and_worked_with_the_keyboard() {
        let mut stage = stage_with([120.0, 60.0], 0, |ui, pressed| {
            if Icon::Close.button(ui, "Close the dialog").clicked() {
                *pressed += 1;
            }
        });
        let rect = stage.get_by_label("Close the dialog").rect();
        assert!(rect.width() >= size::CLICK && rect.height() >= size::CLICK);
        stage.key_press(egui::Key::Tab);
        stage.run();
        assert!(stage.get_by_label("Close the dialog").is_focused());
        stage.key_press(egui::Key::Enter);
        stage.run();
        assert_eq!(*stage.state(), 1);
    }
}
