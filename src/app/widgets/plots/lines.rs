//! Draws a curve in its line style. The dash-dot styles are why this does not go through `egui_plot::Line`, which lacks them.
use egui::{Color32, Painter, Pos2, Rect, Shape, Stroke, Vec2, pos2};

use super::spec::{LineLook, PlotSeries};

/// Width of the baseline.
const BASELINE_WIDTH: f32 = 2.5;
/// Width of every other curve.
const WIDTH: f32 = 1.75;
/// Radius of a measured value and of a run that lasts one day.
const POINT_RADIUS: f32 = 2.75;

/// The stroke of a series: the baseline in the text colour and thicker.
pub(super) fn stroke(series: &PlotSeries, text: Color32) -> Stroke {
    if series.baseline { Stroke::new(BASELINE_WIDTH, text) } else { Stroke::new(WIDTH, series.color) }
}

/// Dash and gap lengths, in points.
fn dashes(look: LineLook) -> Option<(&'static [f32], &'static [f32])> {
    match look {
        LineLook::Solid | LineLook::Points => None,
        LineLook::Dashed => Some((&[7.0], &[4.0])),
        LineLook::Dotted => Some((&[2.0], &[3.0])),
        LineLook::DashDot => Some((&[9.0, 2.0], &[3.0, 3.0])),
        LineLook::LongDash => Some((&[14.0], &[5.0])),
        LineLook::DashDotDot => Some((&[10.0, 2.0, 2.0], &[3.0, 3.0, 3.0])),
    }
}

/// Adds a curve to `shapes`. `points` are relative to `origin`.
pub(super) fn curve(points: &[Pos2], origin: Pos2, look: LineLook, stroke: Stroke, shapes: &mut Vec<Shape>) {
    let offset = origin.to_vec2();
    match (points, dashes(look)) {
        ([], _) => {}
        (points, _) if look == LineLook::Points || points.len() == 1 => {
            let radius = POINT_RADIUS.max(stroke.width);
            shapes.extend(points.iter().map(|&p| Shape::circle_filled(p + offset, radius, stroke.color)));
        }
        (points, None) => shapes.push(Shape::line(points.iter().map(|&p| p + offset).collect(), stroke)),
        (points, Some((on, off))) => {
            let placed: Vec<Pos2> = points.iter().map(|&p| p + offset).collect();
            Shape::dashed_line_many_with_offset(&placed, stroke, on, off, 0.0, shapes);
        }
    }
}

/// Paints a short sample of a run's line, for legends, tables and pickers: the same sign as in the plots.
pub fn paint_swatch(painter: &Painter, rect: Rect, series: &PlotSeries, text: Color32) {
    let mut shapes = Vec::new();
    let y = 0.5 * rect.height();
    let points: &[Pos2] = match series.line {
        LineLook::Points => &[pos2(0.5 * rect.width(), y)],
        _ => &[pos2(0.0, y), pos2(rect.width(), y)],
    };
    curve(points, rect.min, series.line, stroke(series, text), &mut shapes);
    painter.with_clip_rect(rect.expand2(Vec2::new(0.0, 2.0))).extend(shapes);
}
