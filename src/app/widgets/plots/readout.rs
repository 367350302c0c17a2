//! The one box at the cursor: the day, and every run's value with its difference to the baseline.
use std::fmt::Write as _;
use std::sync::Arc;

use egui::{Context, CornerRadius, Galley, Id, LayerId, Order, Rect, Shape, Stroke, StrokeKind, pos2, vec2};

use super::geometry::Window;
use super::lines;
use super::palette::PlotPalette;
use super::spec::{Axis, PlotSeries, PlotSpec};
use super::ticks;

/// A row of the box, laid out.
struct Line<'a> {
    series: &'a PlotSeries,
    name: Arc<Galley>,
    value: Arc<Galley>,
    difference: Arc<Galley>,
}

/// What the box says, as text.
struct Row {
    series: usize,
    value: String,
    difference: String,
}

fn rows(spec: &PlotSpec, day: f64) -> Vec<Row> {
    spec.series
        .iter()
        .enumerate()
        .map(|(i, series)| match spec.shown_at(series, day) {
            Some(shown) => Row {
                series: i,
                value: spec.text(shown),
                difference: spec.difference_text(series, shown, day).unwrap_or_default(),
            },
            None => Row { series: i, value: "–".to_owned(), difference: String::new() },
        })
        .collect()
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
        let _ = write!(text, "; {} {} {unit}", spec.series[row.series].name, row.value);
        if !row.difference.is_empty() {
            let _ = write!(text, ", {} {unit}", row.difference);
        }
    }
    text
}

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
        .map(|row| {
            let series = &spec.series[row.series];
            Line {
                series,
                name: layout(series.name.clone(), palette.muted),
                value: layout(row.value, palette.text),
                difference: layout(row.difference, palette.muted),
            }
        })
        .collect();

    let widest = |width: fn(&Line<'_>) -> f32| rows.iter().map(width).fold(0.0, f32::max);
    let name_width = widest(|r| r.name.size().x);
    let value_width = widest(|r| r.value.size().x);
    let difference_width = widest(|r| r.difference.size().x);
    let difference_room = if difference_width > 0.0 { GAP + difference_width } else { 0.0 };
    let inner = (SWATCH + 8.0 + name_width + GAP + value_width + difference_room)
        .max(head.size().x + stage.size().x + GAP + unit.size().x);
    let line = (head.size().y + 4.0).round();
    let size = vec2(inner + 2.0 * PAD, 2.0 * PAD - 4.0 + line * (rows.len() + 1) as f32 + 4.0);

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
    for Line { series, name, value, difference } in rows {
        let swatch = Rect::from_min_size(pos2(inside.left(), top), vec2(SWATCH, line - 4.0));
        lines::paint_swatch(&painter, swatch, series, palette.text);
        let numbers = inside.right() - difference_room;
        painter.galley(pos2(numbers - value.size().x, top), value, palette.text);
        painter.galley(pos2(inside.right() - difference.size().x, top), difference, palette.muted);
        painter.galley(pos2(swatch.right() + 8.0, top), name, palette.muted);
        top += line;
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
