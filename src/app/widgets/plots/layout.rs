//! How much room each part of a group gets, measured in the fonts of this frame. No state and no gestures.
use egui::{Align2, FontId, Rect, Sense, Ui, pos2, vec2};

use super::cell::{self, EndLabels};
use super::lines;
use super::linked::{Arrangement, LEAST_HEIGHT, PlotsLook};
use super::navigate::Range;
use super::palette::PlotPalette;
use super::spec::{Axis, PlotSeries, PlotSpec};
use super::ticks::{self, ValueAxis};

/// The least width of a plot beside others.
const MIN_WIDTH: f32 = 340.0;
/// Space between plots.
pub(super) const GAP: f32 = 20.0;
/// Highest share of a cell that names at the lines' ends may take before they become short ones.
const NAMES_SHARE: f32 = 0.26;

/// How high a group of so many plots is in this width, if each is as high as `height`.
#[must_use]
pub fn group_height(arrangement: Arrangement, plots: usize, width: f32, height: f32) -> f32 {
    let rows = plots.div_ceil(columns(arrangement, plots, width)).max(1) as f32;
    rows * height + (rows - 1.0) * GAP
}

/// How many plots stand beside each other.
pub(super) fn columns(arrangement: Arrangement, plots: usize, width: f32) -> usize {
    match arrangement {
        Arrangement::Stacked => 1,
        Arrangement::SideBySide => {
            let fit = ((width + GAP) / (MIN_WIDTH + GAP)).floor() as usize;
            // Four stand better two by two than three and one.
            let wished = if plots == 4 { 2 } else { 3 };
            fit.min(wished).min(plots).max(1)
        }
    }
}

/// The height of one plot: what the room gives, else in proportion to its width.
pub(super) fn cell_height(ui: &Ui, rows: usize, width: f32, look: &PlotsLook) -> f32 {
    let least = look.min_height.max(LEAST_HEIGHT);
    let room = ui.available_height();
    let height = if room.is_finite() && room < 1e5 {
        (room - GAP * (rows - 1) as f32) / rows as f32
    } else {
        (0.6 * width).min(1.5 * least)
    };
    height.max(least).floor()
}

/// Each run once, in the order of the plots.
pub(super) fn runs(plots: &[PlotSpec]) -> Vec<&PlotSeries> {
    let mut runs: Vec<&PlotSeries> = Vec::new();
    for series in plots.iter().flat_map(|p| &p.series) {
        if !runs.iter().any(|r| r.name == series.name) {
            runs.push(series);
        }
    }
    runs
}

/// How much of the names fits at the lines' ends, and how wide that is. One run alone needs no name: its view says it.
pub(super) fn end_labels(ui: &Ui, plots: &[PlotSpec], width: f32, font: &FontId) -> (EndLabels, f32) {
    let runs = runs(plots);
    if runs.len() < 2 {
        return (EndLabels::None, 0.0);
    }
    let widest = |text: fn(&PlotSeries) -> &String| {
        let size = |s: &&PlotSeries| text_width(ui, text(s), font);
        runs.iter().map(size).fold(0.0, f32::max)
    };
    let room = NAMES_SHARE * width - cell::LEADER;
    for (labels, needed) in
        [(EndLabels::Names, widest(|s| &s.name)), (EndLabels::Short, widest(|s| &s.short))]
    {
        if needed > 0.0 && needed <= room {
            return (labels, needed.ceil());
        }
    }
    (EndLabels::None, 0.0)
}

/// A row that tells which line is which run.
pub(super) fn legend(ui: &mut Ui, plots: &[PlotSpec], palette: &PlotPalette, font: &FontId) {
    const SWATCH: f32 = 26.0;
    const LINE: f32 = 20.0;
    let widths: Vec<_> =
        runs(plots).into_iter().map(|s| (s, SWATCH + 8.0 + text_width(ui, &s.name, font) + 20.0)).collect();
    let room = ui.available_width();
    let (mut x, mut y) = (0.0, 0.0);
    let mut places = Vec::with_capacity(widths.len());
    for (series, width) in widths {
        if x > 0.0 && x + width - 20.0 > room {
            (x, y) = (0.0, y + LINE);
        }
        places.push((series, vec2(x, y)));
        x += width;
    }
    let (rect, _) = ui.allocate_exact_size(vec2(room, y + LINE), Sense::hover());
    for (series, at) in places {
        let swatch = Rect::from_min_size(rect.min + at, vec2(SWATCH, LINE));
        lines::paint_swatch(ui.painter(), swatch, series, palette.text);
        let text = pos2(swatch.right() + 8.0, swatch.center().y);
        ui.painter().text(text, Align2::LEFT_CENTER, &series.name, font.clone(), palette.text);
    }
}

/// The room that the widest mark of any plot needs, in steps of four so that it seldom changes.
pub(super) fn value_width(ui: &Ui, values: &[ValueAxis], font: &FontId) -> f32 {
    let widest = values
        .iter()
        // The longest text is one of the ends.
        .flat_map(|axis| [axis.text(axis.min), axis.text(axis.max), axis.text(axis.max - axis.step)])
        .map(|text| text_width(ui, &text, font))
        .fold(20.0, f32::max);
    // egui_plot keeps four points on both sides of a mark.
    ((widest + 8.0) / 4.0).ceil() * 4.0
}

/// Marks for the days, as close as their texts allow.
pub(super) fn day_marks(ui: &Ui, axis: Axis, view: Range, width: f32, font: &FontId) -> ticks::DayMarks {
    let widest = match axis {
        Axis::Days => text_width(ui, &ticks::whole(view.1), font).max(text_width(ui, "000", font)),
        Axis::Dates => text_width(ui, "Sep 2024", font),
    };
    let min_days = f64::from((widest + 20.0) / width) * (view.1 - view.0);
    ticks::day_marks(axis, view, min_days)
}

fn text_width(ui: &Ui, text: &str, font: &FontId) -> f32 {
    ui.painter().layout_no_wrap(text.to_owned(), font.clone(), egui::Color32::PLACEHOLDER).size().x
}
