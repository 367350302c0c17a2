//! Draws what a plot shows beside its curves: bands, marks with their whiskers, days to look at twice, and the strip that says
//! how sure a curve is.
use egui::{Color32, Painter, Pos2, Rect, Shape, Stroke, epaint::Mesh, pos2, vec2};

use super::geometry::{PlacedMark, Window};
use super::lines;
use super::observed::{MarkShape, Observed};
use super::palette::PlotPalette;
use super::spec::LineLook;

/// Half the height of a mark.
const MARK: f32 = 3.5;
/// Half the width of a whisker's ends.
const WHISKER: f32 = 3.0;
/// More marks than this and whiskers would be a wall: they are seen when one looks closer.
const MOST_WHISKERS: usize = 200;
/// Height of the strip that says how sure a curve is.
pub(super) const STRIP: f32 = 12.0;
/// How strongly the ground of a band is coloured.
const BAND_ALPHA: f32 = 0.18;

/// The ground between the lower and the upper ends of a band, relative to `origin`.
pub(super) fn band(painter: &Painter, ends: &[[Pos2; 2]], origin: Pos2, color: Color32) {
    painter.add(between(ends.iter().map(|[low, high]| [*low, *high]), origin, fill(color)));
}

/// The pale colour of a band's ground.
pub(super) fn fill(color: Color32) -> Color32 {
    color.gamma_multiply(BAND_ALPHA)
}

fn between(ends: impl Iterator<Item = [Pos2; 2]>, origin: Pos2, color: Color32) -> Shape {
    let mut mesh = Mesh::default();
    for (column, [low, high]) in (0_u32..).zip(ends) {
        mesh.colored_vertex(low + origin.to_vec2(), color);
        mesh.colored_vertex(high + origin.to_vec2(), color);
        if let Some(before) = column.checked_sub(1) {
            let (a, b) = (2 * before, 2 * column);
            mesh.add_triangle(a, a + 1, b);
            mesh.add_triangle(a + 1, b, b + 1);
        }
    }
    Shape::mesh(mesh)
}

/// A curve of which some days are sure and others are not: those in thin dashes.
pub(super) fn pieces(
    pieces: &[(bool, Vec<Pos2>)],
    origin: Pos2,
    look: LineLook,
    stroke: Stroke,
    shapes: &mut Vec<Shape>,
) {
    for (is_sure, points) in pieces {
        if *is_sure {
            lines::curve(points, origin, look, stroke, shapes);
        } else {
            let thin = Stroke::new(0.75 * stroke.width, stroke.color);
            lines::curve(points, origin, LineLook::Dashed, thin, shapes);
        }
    }
}

/// Marks with their whiskers, edged with the ground so that they stand out from the curve they lie on.
pub(super) fn marks(
    marks: &[PlacedMark],
    origin: Pos2,
    shape: MarkShape,
    color: Color32,
    palette: &PlotPalette,
    shapes: &mut Vec<Shape>,
) {
    let offset = origin.to_vec2();
    if marks.len() <= MOST_WHISKERS {
        let stroke = Stroke::new(1.0, color);
        for mark in marks.iter().filter(|mark| mark.spread > 0.0) {
            let at = mark.at + offset;
            let [low, high] = [mark.spread, -mark.spread].map(|dy| at + vec2(0.0, dy));
            shapes.push(Shape::line_segment([low, high], stroke));
            for end in [low, high] {
                let ends = [end - vec2(WHISKER, 0.0), end + vec2(WHISKER, 0.0)];
                shapes.push(Shape::line_segment(ends, stroke));
            }
        }
    }
    let edge = Stroke::new(1.0, palette.background);
    shapes.extend(marks.iter().map(|mark| one(shape, mark.at + offset, color, edge)));
}

fn one(shape: MarkShape, at: Pos2, color: Color32, edge: Stroke) -> Shape {
    let corners = |corners: &[(f32, f32)]| {
        let points = corners.iter().map(|&(x, y)| at + vec2(x, y) * MARK).collect();
        Shape::convex_polygon(points, color, edge)
    };
    match shape {
        MarkShape::Circle => {
            Shape::Circle(egui::epaint::CircleShape { center: at, radius: MARK, fill: color, stroke: edge })
        }
        // Larger than the circle by as much as their corners take away.
        MarkShape::Diamond => corners(&[(0.0, -1.5), (1.5, 0.0), (0.0, 1.5), (-1.5, 0.0)]),
        MarkShape::Triangle => corners(&[(0.0, -1.5), (1.4, 1.1), (-1.4, 1.1)]),
    }
}

/// Paints the sign of marks for legends, tables and switches: the same as in the plots.
pub fn paint_mark(painter: &Painter, center: Pos2, shape: MarkShape, color: Color32) {
    painter.add(one(shape, center, color, Stroke::NONE));
}

/// A small warning sign at the top of the frame for each day to look at twice, and a line down to its value.
pub(super) fn flags(painter: &Painter, observed: &Observed, window: &Window) {
    let mut last = f32::NEG_INFINITY;
    for (day, _) in &observed.flags {
        if !(window.x.0..=window.x.1).contains(day) {
            continue;
        }
        let x = window.x_at(*day);
        // Signs that would lie upon each other are one.
        if x - last < 6.0 {
            continue;
        }
        last = x;
        let color = observed.flag_color;
        let top = window.frame.top();
        let sign = [pos2(x, top + 2.0), pos2(x + 5.5, top + 11.5), pos2(x - 5.5, top + 11.5)];
        painter.add(Shape::convex_polygon(sign.to_vec(), color, Stroke::NONE));
        let line = [pos2(x, top + 11.5), pos2(x, window.frame.bottom())];
        let stroke = Stroke::new(1.0, color.gamma_multiply(0.7));
        painter.extend(Shape::dashed_line(&line, stroke, 2.0, 3.0));
    }
}

/// How sure the curve is on each day: the higher the surer. `shares` are relative to the frame's left, from 0 to 1.
pub(super) fn strip(painter: &Painter, rect: Rect, shares: &[Pos2], color: Color32, palette: &PlotPalette) {
    painter.rect_filled(rect, 0, palette.grid);
    let painter = painter.with_clip_rect(painter.clip_rect().intersect(rect));
    let height = rect.height();
    let top = |at: &Pos2| pos2(at.x, (1.0 - at.y) * height);
    let ends = shares.iter().map(|at| [pos2(at.x, height), top(at)]);
    painter.add(between(ends, rect.min, color.gamma_multiply(0.55)));
    let line: Vec<Pos2> = shares.iter().map(|at| top(at) + rect.min.to_vec2()).collect();
    painter.add(Shape::line(line, Stroke::new(1.0, color)));
}
