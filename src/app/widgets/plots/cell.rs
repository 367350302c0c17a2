//! One plot of a group: title, axes, curves, marks and what it tells a screen reader.
use egui::{
    Align2, CursorIcon, EventFilter, FontId, Id, Painter, Pos2, Rect, Response, Sense, Shape, Stroke,
    StrokeKind, Ui, UiBuilder, pos2, vec2,
};
use egui_plot::{AxisHints, GridMark, Plot};

use super::geometry::{Geometry, Window};
use super::navigate::Range;
use super::palette::{self, PlotPalette};
use super::spec::{Axis, LineLook, PlotSpec};
use super::ticks::{DayMarks, ValueAxis};
use super::{labels, lines, overlay, readout};

/// Height of the line with the title.
pub(super) const TITLE: f32 = 24.0;
/// Height of the line with the stages' names.
pub(super) const STAGES: f32 = 16.0;
/// Height of the days under the frame.
pub(super) const DAYS: f32 = 20.0;
/// Half of what a date takes up under its mark, in points.
const HALF_A_DATE: f64 = 24.0;
/// Room between the frame's right and the labels at the lines' ends, crossed by their leaders.
pub(super) const LEADER: f32 = 10.0;

/// What a plot remembers from frame to frame.
#[derive(Default)]
pub(super) struct Cell {
    pub geometry: Geometry,
    /// Where it was drawn last; gestures are read against it.
    pub window: Option<Window>,
    /// Whether it was drawn in this frame; what is not is forgotten.
    pub alive: bool,
}

/// How much of a run's name stands at its line's end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum EndLabels {
    None,
    Short,
    Names,
}

/// What all plots of a group share in one frame.
pub(super) struct Shared<'a> {
    pub axis: Axis,
    pub view: Range,
    pub cursor: Option<f64>,
    /// Days being selected to zoom into.
    pub selection: Option<Range>,
    pub palette: &'a PlotPalette,
    pub small: FontId,
    pub body: FontId,
    pub labels: EndLabels,
    /// Room right of the frame.
    pub gutter: f32,
    /// Room left of the frame, the same in all plots so that days stand under each other.
    pub value_width: f32,
    /// Room for stage names, the same in all plots.
    pub stage_height: f32,
    /// Room for the strip that says how sure a curve is, the same in all plots.
    pub strip_height: f32,
    pub days: &'a DayMarks,
}

/// Height of the frame in a cell so high.
pub(super) fn frame_height(cell: f32, stage_height: f32, strip_height: f32) -> f32 {
    (cell - TITLE - stage_height - DAYS - strip_height).max(40.0)
}

/// Draws a plot into `rect` and returns the response of its frame.
pub(super) fn show(
    ui: &mut Ui,
    rect: Rect,
    id: Id,
    spec: &PlotSpec,
    values: &ValueAxis,
    cell: &mut Cell,
    shared: &Shared<'_>,
) -> Response {
    let palette = shared.palette;
    title(ui.painter(), rect, spec, shared);

    let top = rect.top() + TITLE + shared.stage_height;
    let bottom = rect.bottom() - shared.strip_height;
    let plot_rect = Rect::from_min_max(pos2(rect.left(), top), pos2(rect.right() - shared.gutter, bottom));
    let frame = axes(ui, plot_rect, id, values, shared);
    let window = Window { frame, x: shared.view, y: (values.min, values.max) };
    cell.window = Some(window);

    let response = ui.interact(frame, id, Sense::click_and_drag());
    let painter = ui.painter().with_clip_rect(ui.clip_rect().intersect(frame));
    let empty = spec.days().0 > spec.days().1;
    if empty {
        painter.text(
            frame.center(),
            Align2::CENTER_CENTER,
            "No days to show",
            shared.body.clone(),
            palette.muted,
        );
    }
    // The axis an amount grows from, a step stronger than the grid.
    let ground = if values.min <= 0.0 && values.max >= 0.0 { window.y_at(0.0) } else { frame.bottom() };
    painter.hline(frame.x_range(), ground.min(frame.bottom() - 0.5), Stroke::new(1.0, palette.axis));
    for &day in &shared.days.minor {
        let x = window.x_at(day);
        // Upwards: right below stand the months' names.
        painter.vline(x, frame.bottom() - 4.0..=frame.bottom(), Stroke::new(1.0, palette.axis));
    }
    stages(ui.painter(), &painter, spec, &window, shared);
    targets(&painter, spec, &window, shared);
    curves(&painter, spec, cell, &window, palette, ui.pixels_per_point());
    if let Some(observed) = &spec.observed {
        overlay::flags(&painter, observed, &window);
    }
    certainty(ui, rect, spec, cell, &window, shared);
    if let Some((from, to)) = shared.selection {
        let band = Rect::from_x_y_ranges(window.x_at(from)..=window.x_at(to), frame.y_range());
        painter.rect_filled(band, 0, palette.focus.gamma_multiply(0.18));
    }
    if let Some(day) = shared.cursor
        && !empty
    {
        cursor(&painter, spec, &window, day, palette);
    }
    if shared.labels != EndLabels::None {
        end_labels(ui.painter(), spec, &window, rect, shared);
    }
    if response.has_focus() {
        // Around title and names as well: a ring at the frame would cross the ticks.
        ui.painter().rect_stroke(rect.expand(3.0), 4, Stroke::new(2.0, palette.focus), StrokeKind::Outside);
    }
    speak(ui, &response, spec, shared);
    response.on_hover_cursor(CursorIcon::Crosshair)
}

/// Keeps a plot that is scrolled out of sight reachable by keyboard and by screen readers.
pub(super) fn show_unseen(ui: &Ui, rect: Rect, id: Id, spec: &PlotSpec, shared: &Shared<'_>) -> Response {
    let response = ui.interact(rect, id, Sense::click_and_drag());
    speak(ui, &response, spec, shared);
    response
}

/// The title and, muted, its unit.
fn title(painter: &Painter, rect: Rect, spec: &PlotSpec, shared: &Shared<'_>) {
    let at = pos2(rect.left(), rect.top() + 2.0);
    let drawn = painter.text(at, Align2::LEFT_TOP, &spec.title, shared.body.clone(), shared.palette.text);
    let unit = pos2(drawn.right() + 6.0, drawn.bottom());
    painter.text(unit, Align2::LEFT_BOTTOM, &spec.unit, shared.body.clone(), shared.palette.muted);
}

/// Axes and grid, by `egui_plot`; returns the frame between them.
///
/// Its own pan, zoom and hover are off: they act after bounds are set, so limits and the refitted values would lag a frame and
/// the plots of a group would move one after the other.
fn axes(ui: &mut Ui, rect: Rect, id: Id, values: &ValueAxis, shared: &Shared<'_>) -> Rect {
    let palette = shared.palette;
    let hints = |hints: AxisHints<'static>| {
        // Marks are placed where their texts fit; none needs to fade in.
        hints
            .label_spacing(egui::Rangef::new(0.5, 1.0))
            .tick_label_color(palette.muted)
            .tick_label_font(shared.small.clone())
    };
    let value_axis = *values;
    let value_marks = move |_: egui_plot::GridInput| -> Vec<GridMark> {
        value_axis.marks().into_iter().map(|value| GridMark { value, step_size: value_axis.step }).collect()
    };
    let days = shared.days;
    let day_marks = move |_: egui_plot::GridInput| -> Vec<GridMark> {
        days.marks.iter().map(|m| GridMark { value: m.0, step_size: days.spacing }).collect()
    };
    let day_text = move |mark: GridMark, _: &std::ops::RangeInclusive<f64>| -> String {
        days.marks.iter().find(|m| m.0 == mark.value).map_or_else(String::new, |m| m.1.clone())
    };
    let (x, y) = (shared.view, (values.min, values.max));
    // A date at the very left would run into the lowest value.
    let days_a_point = (x.1 - x.0) / f64::from((rect.width() - shared.value_width - shared.gutter).max(1.0));
    let near_left = |mark: &(f64, String)| mark.0 - x.0 < HALF_A_DATE * days_a_point;
    let lowest =
        (shared.axis == Axis::Dates && days.marks.first().is_some_and(near_left)).then_some(values.min);
    let value_text = move |mark: GridMark, _: &std::ops::RangeInclusive<f64>| -> String {
        if lowest.is_some_and(|lowest| mark.value <= lowest) {
            String::new()
        } else {
            value_axis.text(mark.value)
        }
    };
    let mut ui = ui.new_child(UiBuilder::new().id_salt(id).max_rect(rect));
    let plot = Plot::new("axes")
        .id(id.with("axes"))
        .width(rect.width())
        .height(rect.height())
        .sense(Sense::empty())
        .allow_zoom(false)
        .allow_drag(false)
        .allow_scroll(false)
        .allow_boxed_zoom(false)
        .allow_axis_zoom_drag(false)
        .allow_double_click_reset(false)
        .show_x(false)
        .show_y(false)
        .show_background(false)
        .grid_color(palette.grid)
        .grid_spacing(egui::Rangef::new(0.5, 1.0))
        .custom_x_axes(vec![hints(AxisHints::new_x()).min_thickness(DAYS).formatter(day_text)])
        .custom_y_axes(vec![
            hints(AxisHints::new_y()).min_thickness(shared.value_width).formatter(value_text),
        ])
        .x_grid_spacer(day_marks)
        .y_grid_spacer(value_marks);
    let shown = plot.show(&mut ui, move |plot| {
        plot.set_plot_bounds_x(x.0..=x.1);
        plot.set_plot_bounds_y(y.0..=y.1);
    });
    let frame = *shown.transform.frame();
    // egui_plot lays out with the widths of the frame before. When they have just shrunk, one more frame sets it right.
    if (frame.left() - rect.left() - shared.value_width).abs() > 0.5 {
        ui.ctx().request_repaint();
    }
    frame
}

/// Thin marks where fish change stage, with those names above that have room.
fn stages(above: &Painter, painter: &Painter, spec: &PlotSpec, window: &Window, shared: &Shared<'_>) {
    let frame = window.frame;
    let mut marks: Vec<_> = spec.stages.iter().filter(|s| window.x.0 <= s.x && s.x <= window.x.1).collect();
    marks.sort_by(|a, b| a.x.total_cmp(&b.x));
    let placed: Vec<_> = marks
        .iter()
        .map(|s| {
            let galley = above.layout_no_wrap(s.name.clone(), shared.small.clone(), shared.palette.muted);
            (window.x_at(s.x), galley)
        })
        .collect();
    let spans: Vec<(f32, f32)> = placed.iter().map(|(x, g)| (*x, g.size().x)).collect();
    let shown = labels::fit_row(&spans, 8.0, frame.right() + shared.gutter);
    for ((x, galley), shown) in placed.into_iter().zip(shown) {
        painter.vline(x, frame.y_range(), Stroke::new(1.0, shared.palette.axis));
        if shown {
            let top = frame.top() - galley.size().y - 2.0;
            above.vline(x, top + 3.0..=frame.top(), Stroke::new(1.0, shared.palette.axis));
            above.galley(pos2(x + 4.0, top), galley, shared.palette.muted);
        }
    }
}

/// Dashed lines at what is aimed at. The names of those that lie too close to be read give way to the highest.
fn targets(painter: &Painter, spec: &PlotSpec, window: &Window, shared: &Shared<'_>) {
    let frame = window.frame;
    let mut written: Vec<Rect> = Vec::new();
    let mut targets: Vec<_> = spec.targets.iter().collect();
    targets.sort_by(|a, b| b.y.total_cmp(&a.y));
    for target in targets {
        let shown = target.y / spec.divisor();
        if !(window.y.0..=window.y.1).contains(&shown) {
            continue;
        }
        let y = painter.round_to_pixel_center(window.y_at(shown));
        let ends = [pos2(frame.left(), y), pos2(frame.right(), y)];
        painter.extend(Shape::dashed_line(&ends, Stroke::new(1.0, shared.palette.muted), 6.0, 4.0));
        let galley = painter.layout_no_wrap(target.label.clone(), shared.small.clone(), shared.palette.muted);
        let above = y - galley.size().y - 1.0;
        let top = if above >= frame.top() { above } else { y + 2.0 };
        let at = pos2(frame.left() + 6.0, top);
        let behind = Rect::from_min_size(at, galley.size()).expand2(vec2(2.0, 0.0));
        if written.iter().any(|other| other.intersects(behind)) {
            continue;
        }
        written.push(behind);
        painter.rect_filled(behind, 2, shared.palette.background.gamma_multiply(0.85));
        painter.galley(at, galley, shared.palette.muted);
    }
}

/// The curves, the baseline below the others: a run that equals it is seen as a thin line on the thick one.
fn curves(
    painter: &Painter,
    spec: &PlotSpec,
    cell: &mut Cell,
    window: &Window,
    palette: &PlotPalette,
    pixels_per_point: f32,
) {
    let (points, beside) = cell.geometry.placed(spec, window, pixels_per_point);
    let origin = window.frame.min;
    let mut shapes = Vec::new();
    if let Some(observed) = &spec.observed {
        for (band, ends) in observed.bands.iter().zip(&beside.bands) {
            overlay::band(painter, ends, origin, band.color);
        }
    }
    let judged = spec.certainty().map(|certainty| certainty.of.as_str());
    for below in [true, false] {
        for (series, points) in spec.series.iter().zip(points).filter(|(s, _)| s.baseline == below) {
            let stroke = lines::stroke(series, palette.text);
            if judged == Some(series.name.as_str()) {
                overlay::pieces(&beside.pieces, origin, series.line, stroke, &mut shapes);
            } else {
                lines::curve(points, origin, series.line, stroke, &mut shapes);
            }
        }
    }
    if let Some(observed) = &spec.observed {
        for (marks, placed) in observed.marks.iter().zip(&beside.marks) {
            overlay::marks(placed, origin, marks.shape, marks.color, palette, &mut shapes);
        }
    }
    painter.extend(shapes);
}

/// The strip below the days that says how sure a curve is, and what it is right of it.
fn certainty(ui: &Ui, rect: Rect, spec: &PlotSpec, cell: &mut Cell, window: &Window, shared: &Shared<'_>) {
    let Some(certainty) = spec.certainty() else { return };
    let (_, beside) = cell.geometry.placed(spec, window, ui.pixels_per_point());
    let frame = window.frame;
    let top = rect.bottom() - overlay::STRIP;
    let strip = Rect::from_x_y_ranges(frame.x_range(), top..=rect.bottom());
    overlay::strip(ui.painter(), strip, &beside.certainty, certainty.color, shared.palette);
    let muted = shared.palette.muted;
    let name = ui.painter().layout_no_wrap("Sure".to_owned(), shared.small.clone(), muted);
    let at = pos2(frame.left() - 6.0 - name.size().x, strip.center().y - 0.5 * name.size().y);
    ui.painter().galley(at, name, muted);
    if let Some(day) = shared.cursor {
        ui.painter().vline(window.x_at(day), strip.y_range(), Stroke::new(1.0, shared.palette.cursor));
    }
}

/// The line of the shared cursor and a dot on every curve.
fn cursor(painter: &Painter, spec: &PlotSpec, window: &Window, day: f64, palette: &PlotPalette) {
    painter.vline(window.x_at(day), window.frame.y_range(), Stroke::new(1.0, palette.cursor));
    for series in &spec.series {
        if let Some(shown) = spec.shown_at(series, day) {
            let color = lines::stroke(series, palette.text).color;
            let at = pos2(window.x_at(day), window.y_at(shown));
            painter.circle(at, 3.25, color, Stroke::new(1.5, palette.background));
        }
    }
}

/// The runs' names where their lines end, moved apart where they would overlap.
fn end_labels(painter: &Painter, spec: &PlotSpec, window: &Window, rect: Rect, shared: &Shared<'_>) {
    let frame = window.frame;
    let ends: Vec<_> = spec
        .series
        .iter()
        .filter_map(|series| {
            let last = series.len().checked_sub(1).map(|i| series.x[i])?;
            let day = last.min(window.x.1);
            if day < window.x.0 {
                return None;
            }
            let shown = spec.shown_at(series, day)?;
            let end = pos2(window.x_at(day), window.y_at(shown).clamp(frame.top(), frame.bottom()));
            let text = if shared.labels == EndLabels::Names { &series.name } else { &series.short };
            let color = lines::stroke(series, shared.palette.text).color;
            let written = palette::legible(color, shared.palette.text, shared.palette.background);
            let galley = painter.layout_no_wrap(text.clone(), shared.small.clone(), written);
            Some((series, end, galley, color))
        })
        .collect();
    let height = ends.iter().map(|e| e.2.size().y).fold(0.0, f32::max);
    let wishes: Vec<f32> = ends.iter().map(|e| e.1.y).collect();
    let bottom = rect.bottom() - shared.strip_height - 2.0;
    let Some(places) = labels::spread(&wishes, height, frame.top() - 4.0, bottom) else {
        return;
    };
    for ((series, end, galley, color), y) in ends.into_iter().zip(places) {
        let label = pos2(frame.right() + LEADER, y);
        let leader = Stroke::new(1.0, color.gamma_multiply(0.55));
        let border = pos2(frame.right(), end.y);
        if end.x + 8.0 < frame.right() && series.line != LineLook::Points {
            // The run ends earlier: a faint trace leads on to its name, too faint to pass for its line.
            let trace = Stroke::new(1.0, color.gamma_multiply(0.4));
            painter.extend(Shape::dashed_line(&[end, border], trace, 1.0, 5.0));
        }
        elbow(painter, border, label - vec2(2.0, 0.0), leader);
        painter.galley(pos2(label.x, y - 0.5 * galley.size().y), galley, color);
    }
}

/// A leader from a line's end to its label.
fn elbow(painter: &Painter, from: Pos2, to: Pos2, stroke: Stroke) {
    if (from.y - to.y).abs() > 1.5 {
        painter.line_segment([from + vec2(1.0, 0.0), to], stroke);
    }
}

/// Name, value and range for assistive technology; keeps left and right for the cursor while the plot has the keyboard.
fn speak(ui: &Ui, response: &Response, spec: &PlotSpec, shared: &Shared<'_>) {
    if response.has_focus() {
        let filter = EventFilter { horizontal_arrows: true, ..EventFilter::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
    }
    ui.ctx().accesskit_node_builder(response.id, |node| {
        use egui::accesskit::{Action, Role};
        // A slider is what assistive technology lets arrow keys through to and whose changing value it speaks.
        node.set_role(Role::Slider);
        node.set_label(format!("{}, {}", spec.title, spec.unit));
        let day = shared.cursor.unwrap_or(shared.view.1.floor());
        node.set_value(readout::sentence(spec, shared.axis, day));
        node.set_numeric_value(day);
        node.set_min_numeric_value(shared.view.0.ceil());
        node.set_max_numeric_value(shared.view.1.floor());
        node.set_numeric_value_step(1.0);
        node.add_action(Action::Increment);
        node.add_action(Action::Decrement);
    });
}
