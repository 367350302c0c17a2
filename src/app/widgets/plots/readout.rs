//! The one box at the cursor: the day, and every run's value with its difference to the baseline.
use std::fmt::Write as _;
use std::sync::Arc;

use egui::{Context, CornerRadius, Galley, Id, LayerId, Order, Rect, Shape, Stroke, StrokeKind, pos2, vec2};

use super::geometry::Window;
use super::observed::{Band, Marks};
use super::palette::{self, PlotPalette};
use super::spec::{Axis, PlotSeries, PlotSpec};
use super::{lines, overlay, ticks};

/// A row of the box, laid out.
struct Line<'a> {
    sign: Sign<'a>,
    name: Arc<Galley>,
    value: Arc<Galley>,
    difference: Arc<Galley>,
}

/// What is drawn before a row's name.
#[derive(Clone, Copy)]
enum Sign<'a> {
    Curve(&'a PlotSeries),
    Marks(&'a Marks),
    Band(&'a Band),
}

/// What the box says, as text.
struct Row<'a> {
    sign: Sign<'a>,
    name: &'a str,
    value: String,
    difference: String,
}

fn rows(spec: &PlotSpec, day: f64) -> Vec<Row<'_>> {
    let curves = spec.series.iter().map(|series| {
        let (value, difference) = match spec.shown_at(series, day) {
            Some(shown) => (spec.text(shown), spec.difference_text(series, shown, day).unwrap_or_default()),
            None => ("–".to_owned(), String::new()),
        };
        Row { sign: Sign::Curve(series), name: &series.name, value, difference }
    });
    let mut rows: Vec<Row<'_>> = curves.collect();
    let Some(observed) = &spec.observed else { return rows };
    let text = |value: f64| spec.text(value / spec.divisor());
    rows.extend(observed.bands.iter().filter_map(|band| {
        let (low, high) = band.on(day)?;
        let value = format!("{} to {}", text(low), text(high));
        Some(Row { sign: Sign::Band(band), name: &band.name, value, difference: String::new() })
    }));
    rows.extend(observed.marks.iter().filter_map(|marks| {
        let all: Vec<(f64, Option<f64>)> = marks.on(day).collect();
        let value = match all[..] {
            [] => return None,
            [(value, None)] => text(value),
            [(value, Some(spread))] => format!("{} ± {}", text(value), text(spread)),
            _ => {
                let low = all.iter().map(|mark| mark.0).fold(f64::INFINITY, f64::min);
                let high = all.iter().map(|mark| mark.0).fold(f64::NEG_INFINITY, f64::max);
                format!("{} of {} to {}", all.len(), text(low), text(high))
            }
        };
        Some(Row { sign: Sign::Marks(marks), name: &marks.name, value, difference: String::new() })
    }));
    rows
}

/// What is said under the rows: what the value is made of, and why the day is to be looked at twice.
fn remarks(spec: &PlotSpec, day: f64) -> (Option<&str>, Vec<&str>) {
    let Some(observed) = &spec.observed else { return (None, Vec::new()) };
    (observed.note(day), observed.flags_on(day).collect())
}

/// The box in one sentence, for screen readers: "Day 120, Smolt; #1 Baseline 1,200 g; #2 Updated TGC 1,260 g, +60 g".
pub(super) fn sentence(spec: &PlotSpec, axis: Axis, day: f64) -> String {
    let mut text = ticks::day_text(axis, day);
    if let Some(stage) = spec.stage_at(day) {
        let _ = write!(text, ", {stage}");
    }
    let unit = &spec.unit;
    for row in rows(spec, day) {
        // Writing to a string cannot fail.
        let _ = write!(text, "; {} {} {unit}", row.name, row.value);
        if !row.difference.is_empty() {
            let _ = write!(text, ", {} {unit}", row.difference);
        }
    }
    let (note, flags) = remarks(spec, day);
    for remark in note.into_iter().chain(flags) {
        let _ = write!(text, "; {remark}");
    }
    text
}

/// Longest line of what is said under the rows.
const REMARK: f32 = 300.0;

/// Paints the box beside the cursor, on the side where there is more room, above everything else in the window.
pub(super) fn paint(
    ctx: &Context,
    id: Id,
    spec: &PlotSpec,
    axis: Axis,
    day: f64,
    window: &Window,
    palette: &PlotPalette,
) {
    const PAD: f32 = 10.0;
    const SWATCH: f32 = 22.0;
    const GAP: f32 = 12.0;

    let painter = ctx.layer_painter(LayerId::new(Order::Tooltip, id));
    let style = ctx.global_style();
    let font = egui::TextStyle::Body.resolve(&style);
    let layout = |text: String, color| -> Arc<Galley> { painter.layout_no_wrap(text, font.clone(), color) };

    let head = layout(ticks::day_text(axis, day), palette.text);
    let stage = spec.stage_at(day).map(|stage| format!(" · {stage}")).unwrap_or_default();
    let stage = layout(stage, palette.muted);
    let unit = layout(spec.unit.clone(), palette.muted);
    let rows: Vec<Line<'_>> = rows(spec, day)
        .into_iter()
        .map(|row| Line {
            sign: row.sign,
            name: layout(row.name.to_owned(), palette.muted),
            value: layout(row.value, palette.text),
            difference: layout(row.difference, palette.muted),
        })
        .collect();
    let wrapped = |text: &str, color| painter.layout(text.to_owned(), font.clone(), color, REMARK);
    let (note, flags) = remarks(spec, day);
    let flag_color = spec.observed.as_ref().map_or(palette.text, |observed| observed.flag_color);
    let remarks: Vec<(Arc<Galley>, egui::Color32)> = note
        .map(|note| (wrapped(note, palette.muted), palette.muted))
        .into_iter()
        .chain(flags.into_iter().map(|flag| {
            let color = palette::legible(flag_color, palette.text, palette.box_fill);
            (wrapped(flag, color), color)
        }))
        .collect();

    let widest = |width: fn(&Line<'_>) -> f32| rows.iter().map(width).fold(0.0, f32::max);
    let name_width = widest(|r| r.name.size().x);
    let value_width = widest(|r| r.value.size().x);
    let difference_width = widest(|r| r.difference.size().x);
    let difference_room = if difference_width > 0.0 { GAP + difference_width } else { 0.0 };
    let inner = (SWATCH + 8.0 + name_width + GAP + value_width + difference_room)
        .max(head.size().x + stage.size().x + GAP + unit.size().x)
        .max(remarks.iter().map(|remark| remark.0.size().x).fold(0.0, f32::max));
    let line = (head.size().y + 4.0).round();
    let remarks_height: f32 = remarks.iter().map(|remark| remark.0.size().y + 4.0).sum();
    let size =
        vec2(inner + 2.0 * PAD, 2.0 * PAD - 4.0 + line * (rows.len() + 1) as f32 + 4.0 + remarks_height);

    let room = ctx.content_rect().shrink(4.0);
    let cursor = window.x_at(day);
    let right = cursor + 14.0;
    let left = cursor - 14.0 - size.x;
    // In the empty upper left of a growing curve rather than over its end, where there is a choice.
    let x = if left >= window.frame.left() + 4.0 || right + size.x > room.right() { left } else { right };
    let beside = room.left() <= x && x + size.x <= room.right();
    let x = x.min(room.right() - size.x).max(room.left());
    let y = if beside {
        window.frame.top() + 8.0
    } else if window.frame.top() - size.y - 4.0 >= room.top() {
        // Too narrow for either side: off the frame, so that the cursor stays in sight.
        window.frame.top() - size.y - 4.0
    } else {
        window.frame.bottom() + 4.0
    };
    let y = y.min(room.bottom() - size.y).max(room.top());
    let outer = Rect::from_min_size(pos2(x, y).round(), size.round());

    let shadow = style.visuals.popup_shadow.as_shape(outer, CornerRadius::same(6));
    painter.add(Shape::from(shadow));
    painter.rect(outer, 6, palette.box_fill, Stroke::new(1.0, palette.box_edge), StrokeKind::Inside);
    let inside = outer.shrink(PAD);
    let mut top = inside.top() - 2.0;
    painter.galley(pos2(inside.right() - unit.size().x, top), unit, palette.muted);
    painter.galley(pos2(inside.left() + head.size().x, top), stage, palette.muted);
    painter.galley(pos2(inside.left(), top), head, palette.text);
    top += line + 4.0;
    for Line { sign, name, value, difference } in rows {
        let swatch = Rect::from_min_size(pos2(inside.left(), top), vec2(SWATCH, line - 4.0));
        match sign {
            Sign::Curve(series) => lines::paint_swatch(&painter, swatch, series, palette.text),
            Sign::Marks(marks) => overlay::paint_mark(&painter, swatch.center(), marks.shape, marks.color),
            Sign::Band(band) => {
                painter.rect_filled(swatch.shrink2(vec2(0.0, 3.0)), 2, overlay::fill(band.color));
            }
        }
        let numbers = inside.right() - difference_room;
        painter.galley(pos2(numbers - value.size().x, top), value, palette.text);
        painter.galley(pos2(inside.right() - difference.size().x, top), difference, palette.muted);
        painter.galley(pos2(swatch.right() + 8.0, top), name, palette.muted);
        top += line;
    }
    for (remark, color) in remarks {
        let height = remark.size().y;
        painter.galley(pos2(inside.left(), top), remark, color);
        top += height + 4.0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::widgets::plots::{LineLook, PlotSeries, StageMark};

    #[test]
    fn the_sentence_says_day_stage_values_and_differences() {
        let mut spec = PlotSpec::new("w", "Weight", "g");
        spec.format = ticks::whole;
        spec.stages.push(StageMark { x: 0.0, name: "Smolt".into() });
        for (name, baseline, y) in [("#1 Baseline", true, 1200.0), ("#2 Updated TGC", false, 1260.0)] {
            spec.series.push(PlotSeries {
                name: name.into(),
                short: String::new(),
                color: egui::Color32::RED,
                baseline,
                line: LineLook::Solid,
                x: [120.0].into(),
                y: [y].into(),
            });
        }
        assert_eq!(
            sentence(&spec, Axis::Days, 120.0),
            "Day 120, Smolt; #1 Baseline 1,200 g; #2 Updated TGC 1,260 g, +60 g"
        );
        assert!(sentence(&spec, Axis::Days, 121.0).contains("#2 Updated TGC – g"));
    }
}
