//! The picture of temperatures by the day: axes, lines, the band of a spread. Drawn by the curve that is edited and by the
//! previews of dialogs alike.
use chrono::NaiveDate;
use egui::epaint::{Mesh, Vertex, WHITE_UV};
use egui::text::LayoutJob;
use egui::{Align, Align2, Color32, FontId, Painter, Pos2, Rect, Shape, Stroke, TextStyle, Ui, pos2, vec2};

use crate::app::theme::{palette, size, space};
use crate::app::widgets::plots::navigate::{Range, whole_view};
use crate::app::widgets::plots::ticks::{DayMarks, ValueAxis, day_marks, day_of};
use crate::app::widgets::plots::{Axis, PlotPalette, decimate};
use crate::domain::display;
use crate::domain::temperature::TemperatureReading;
use crate::service::profiles::{Expected, Gap};

/// Room for the days under the frame.
const DAYS: f32 = 20.0;
/// Room for the title over the frame.
const TITLE: f32 = 32.0;
/// Room for the temperatures left of the frame.
const VALUES: f32 = 36.0;
/// The least distance of two dates or day numbers.
const BETWEEN_DAYS: f32 = 72.0;
/// With more gaps in sight than this none is drawn apart: a line of dashes says no more than a line.
const MOST_GAPS: usize = 200;
/// With more readings in sight than this none gets a mark of its own.
const MOST_MARKS: usize = 150;
/// How large a mark is.
const MARK: f32 = 2.5;

/// Days and temperatures as the arithmetic of plots takes them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Series {
    x: Vec<f64>,
    y: Vec<f64>,
}

impl Series {
    /// The series of readings.
    pub fn of(readings: &[TemperatureReading]) -> Self {
        Self {
            x: readings.iter().map(|reading| f64::from(reading.day_number)).collect(),
            y: readings.iter().map(|reading| reading.temperature_c).collect(),
        }
    }

    /// The days from the first to the last.
    pub fn days(&self) -> Option<Range> {
        Some((*self.x.first()?, *self.x.last()?))
    }

    /// The readings within a view, by their places, with one more on either side.
    fn within(&self, view: Range) -> std::ops::Range<usize> {
        let from = self.x.partition_point(|day| *day < view.0).saturating_sub(1);
        let to = (self.x.partition_point(|day| *day <= view.1) + 1).min(self.x.len());
        from..to.max(from)
    }

    /// The coldest and the warmest within a view.
    pub fn range(&self, view: Range) -> Option<Range> {
        let inside = self.y.get(self.within(view))?;
        let low = inside.iter().copied().fold(f64::INFINITY, f64::min);
        let high = inside.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        (low <= high).then_some((low, high))
    }
}

/// Where days and temperatures are on the screen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scale {
    /// The frame between the axes.
    pub frame: Rect,
    /// The days seen.
    pub view: Range,
    /// The temperatures seen.
    pub values: ValueAxis,
}

impl Scale {
    /// The scale of a picture in `rect`.
    pub fn new(rect: Rect, view: Range, range: Option<Range>) -> Self {
        let frame = Rect::from_min_max(rect.min + vec2(VALUES, TITLE), rect.max - vec2(space::M, DAYS));
        let marks = ((frame.height() / 38.0) as usize).clamp(2, 8);
        let (low, high) = range.unwrap_or((0.0, 15.0));
        // A profile that hardly changes is not drawn as if it did: two degrees are the least that is seen.
        let room = (1.0 - 0.5 * (high - low)).max(0.0);
        Self { frame, view, values: ValueAxis::around(low - room, high + room, false, marks) }
    }

    /// Where a day is.
    pub fn x_at(&self, day: f64) -> f32 {
        let share = (day - self.view.0) / (self.view.1 - self.view.0);
        self.frame.left() + self.frame.width() * share as f32
    }

    /// Where a temperature is.
    pub fn y_at(&self, temperature_c: f64) -> f32 {
        let share = (temperature_c - self.values.min) / (self.values.max - self.values.min);
        self.frame.bottom() - self.frame.height() * share as f32
    }

    /// Where both are.
    pub fn at(&self, day: f64, temperature_c: f64) -> Pos2 {
        pos2(self.x_at(day), self.y_at(temperature_c))
    }

    /// The day at a place on the screen.
    pub fn day_at(&self, x: f32) -> f64 {
        let share = (x - self.frame.left()) / self.frame.width().max(1.0);
        self.view.0 + f64::from(share) * (self.view.1 - self.view.0)
    }

    /// The temperature at a place on the screen.
    pub fn temperature_at(&self, y: f32) -> f64 {
        let share = (self.frame.bottom() - y) / self.frame.height().max(1.0);
        self.values.min + f64::from(share) * (self.values.max - self.values.min)
    }
}

/// Title, grid, temperatures and days; dates under the days where day 1 has one.
pub fn axes(ui: &Ui, rect: Rect, scale: &Scale, title: &str, start: Option<NaiveDate>) {
    let colors = PlotPalette::from(ui.visuals());
    let font = TextStyle::Body.resolve(ui.style());
    let painter = ui.painter();
    let drawn =
        painter.text(rect.min + vec2(0.0, space::XS), Align2::LEFT_TOP, title, font.clone(), colors.text);
    let unit = drawn.right_top() + vec2(space::S, 0.0);
    painter.text(unit, Align2::LEFT_TOP, "°C", font.clone(), colors.muted);
    let frame = scale.frame;
    for value in scale.values.marks() {
        let y = painter.round_to_pixel_center(scale.y_at(value));
        let is_zero = value == 0.0;
        let color = if is_zero { colors.axis } else { colors.grid };
        painter.hline(frame.x_range(), y, Stroke::new(1.0, color));
        let at = pos2(frame.left() - space::XS, y);
        painter.text(at, Align2::RIGHT_CENTER, scale.values.text(value), font.clone(), colors.muted);
    }
    for (day, text) in marks(scale, start).marks {
        let x = painter.round_to_pixel_center(scale.x_at(day));
        painter.vline(x, frame.y_range(), Stroke::new(1.0, colors.grid));
        day_text(painter, pos2(x, frame.bottom() + 3.0), frame, &text, &font, colors.muted);
    }
}

/// A day's text under its mark, moved inwards where it would leave the picture.
fn day_text(painter: &Painter, at: Pos2, frame: Rect, text: &str, font: &FontId, color: Color32) {
    let galley = painter.layout_no_wrap(text.to_owned(), font.clone(), color);
    let half = 0.5 * galley.size().x;
    let x = at.x.clamp(frame.left() + half - VALUES, (frame.right() + space::M - half).max(frame.left()));
    painter.galley(pos2(x - half, at.y), galley, color);
}

fn marks(scale: &Scale, start: Option<NaiveDate>) -> DayMarks {
    let days_a_point = (scale.view.1 - scale.view.0) / f64::from(scale.frame.width().max(1.0));
    let between = days_a_point * f64::from(BETWEEN_DAYS);
    let Some(start) = start else {
        let mut marks = day_marks(Axis::Days, scale.view, between);
        // There is no day 0.
        marks.marks.retain(|mark| mark.0 >= 1.0);
        return marks;
    };
    // Day 1 is the start date itself.
    let epoch = day_of(start) - 1.0;
    let mut marks = day_marks(Axis::Dates, (scale.view.0 + epoch, scale.view.1 + epoch), between);
    marks.marks.iter_mut().for_each(|mark| mark.0 -= epoch);
    marks
}

/// How a line is drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Look {
    /// Colour and width.
    pub stroke: Stroke,
    /// The second sign beside the colour.
    pub is_dashed: bool,
}

impl Look {
    /// The line that is meant.
    pub fn main(ui: &Ui) -> Self {
        Self { stroke: Stroke::new(size::SERIES_LINE, palette(ui.visuals()).series(0)), is_dashed: false }
    }

    /// What was before it.
    pub fn before(ui: &Ui) -> Self {
        Self { stroke: Stroke::new(size::SERIES_LINE, palette(ui.visuals()).text_muted), is_dashed: true }
    }
}

/// A line through readings: thousands of them become as many points as the screen can show. Across gaps it is dashed, and
/// few readings have a mark each.
pub fn line(ui: &Ui, scale: &Scale, series: &Series, gaps: &[Gap], look: Look) {
    paint(ui, scale, line_shapes(scale, series, gaps, look));
}

/// Paints shapes within the frame.
pub fn paint(ui: &Ui, scale: &Scale, shapes: Vec<Shape>) {
    let painter = ui.painter().with_clip_rect(ui.clip_rect().intersect(scale.frame.expand(MARK + 1.0)));
    painter.extend(shapes);
}

/// The shapes of [`line`], for who draws the same again.
pub fn line_shapes(scale: &Scale, series: &Series, gaps: &[Gap], look: Look) -> Vec<Shape> {
    let view = scale.view;
    let from = gaps.partition_point(|gap| f64::from(gap.to_day) + 1.0 < view.0);
    let to = gaps.partition_point(|gap| f64::from(gap.from_day) - 1.0 <= view.1);
    let seen = gaps.get(from..to).unwrap_or_default();
    let inside = series.within(view);
    let mut shapes = Vec::new();
    let mut stretch = |places: std::ops::Range<usize>| {
        let (Some(x), Some(y)) = (series.x.get(places.clone()), series.y.get(places)) else { return };
        // Two points a pixel are all that can be seen.
        let columns = scale.frame.width().max(1.0) as usize;
        let points: Vec<Pos2> = decimate::keep_extremes(x, y, view, columns)
            .into_iter()
            .map(|place| scale.at(x[place], y[place]))
            .collect();
        if look.is_dashed {
            shapes.extend(Shape::dashed_line(&points, look.stroke, 5.0, 4.0));
        } else if points.len() > 1 {
            shapes.push(Shape::line(points, look.stroke));
        }
    };
    if look.is_dashed || seen.len() > MOST_GAPS {
        stretch(inside.clone());
    } else {
        let mut begin = inside.start;
        for gap in seen {
            let end = series.x.partition_point(|day| *day < f64::from(gap.from_day));
            stretch(begin..end.min(inside.end));
            begin = end.max(begin);
        }
        stretch(begin..inside.end);
        let faint = Stroke::new(look.stroke.width * 0.75, look.stroke.color);
        for gap in seen {
            let end = series.x.partition_point(|day| *day < f64::from(gap.from_day));
            let ends = [end.wrapping_sub(1), end]
                .map(|place| Some(scale.at(*series.x.get(place)?, *series.y.get(place)?)));
            if let [Some(a), Some(b)] = ends {
                shapes.extend(Shape::dashed_line(&[a, b], faint, 2.0, 4.0));
            }
        }
    }
    if !look.is_dashed && inside.len() <= MOST_MARKS {
        for place in inside {
            let at = scale.at(series.x[place], series.y[place]);
            shapes.push(Shape::circle_filled(at, MARK, look.stroke.color));
        }
    }
    shapes
}

/// The spread of a year: lowest to highest, and within it a standard deviation to either side of the mean.
pub fn band(ui: &Ui, scale: &Scale, days: &[(u32, Expected)]) {
    let color = palette(ui.visuals()).series(0);
    let widest = |day: &Expected| Some((day.lowest_c, day.highest_c));
    let usual = |day: &Expected| {
        // Of two years it says no more than the two do.
        let deviation = day.deviation_c.filter(|_| day.years > 2)?;
        Some((day.mean_c - deviation, day.mean_c + deviation))
    };
    let painter = ui.painter().with_clip_rect(ui.clip_rect().intersect(scale.frame));
    painter.add(Shape::mesh(fill(scale, days, widest, color.gamma_multiply(0.16))));
    painter.add(Shape::mesh(fill(scale, days, usual, color.gamma_multiply(0.22))));
}

fn fill(
    scale: &Scale,
    days: &[(u32, Expected)],
    between: impl Fn(&Expected) -> Option<Range>,
    color: Color32,
) -> Mesh {
    let mut mesh = Mesh::default();
    // No more than one edge a pixel.
    let step = (days.len() / scale.frame.width().max(1.0) as usize).max(1);
    let mut before = false;
    for (day, expected) in days.iter().step_by(step) {
        let Some((low, high)) = between(expected) else {
            before = false;
            continue;
        };
        let next = mesh.vertices.len() as u32;
        for temperature_c in [low, high] {
            let pos = scale.at(f64::from(*day), temperature_c);
            mesh.vertices.push(Vertex { pos, uv: WHITE_UV, color });
        }
        if before {
            mesh.add_triangle(next - 2, next - 1, next);
            mesh.add_triangle(next - 1, next, next + 1);
        }
        before = true;
    }
    mesh
}

/// What is said where there is no line.
pub fn say_in_the_middle(ui: &Ui, scale: &Scale, text: &str, ground: Color32) {
    let font = TextStyle::Body.resolve(ui.style());
    let muted = palette(ui.visuals()).text_muted;
    let width = scale.frame.width() - 2.0 * space::L;
    let mut job = LayoutJob::simple(text.to_owned(), font, muted, width.max(0.0));
    job.halign = Align::Center;
    let said = ui.painter().layout_job(job);
    // Centred text lies to both sides of the place that it is drawn at.
    let at = scale.frame.center() - vec2(0.0, 0.5 * said.size().y);
    let behind = said.rect.translate(at.to_vec2()).expand(space::S);
    ui.painter().rect_filled(behind, size::CORNER, ground);
    ui.painter().galley(at, said, muted);
}

/// A picture that is only looked at, with a name for screen readers.
pub struct Preview<'a> {
    /// What stands over it.
    pub title: &'a str,
    /// The date of day 1.
    pub start: Option<NaiveDate>,
    /// What was before, dashed.
    pub before: Option<&'a Series>,
    /// What is meant.
    pub after: Option<(&'a Series, &'a [Gap])>,
    /// The spread of a year.
    pub band: &'a [(u32, Expected)],
    /// How high it is.
    pub height: f32,
}

impl Preview<'_> {
    /// Draws it.
    pub fn show(&self, ui: &mut Ui) {
        let size = vec2(ui.available_width(), self.height);
        let (rect, response) = ui.allocate_exact_size(size, egui::Sense::hover());
        let all: Vec<&Series> = self.before.into_iter().chain(self.after.map(|after| after.0)).collect();
        let join = |a: Range, b: Range| (a.0.min(b.0), a.1.max(b.1));
        let days = all.iter().filter_map(|series| series.days()).reduce(join);
        let view = whole_view(days.unwrap_or((1.0, 365.0)));
        let spread = self.band.iter().map(|(_, day)| (day.lowest_c, day.highest_c));
        let range = all.iter().filter_map(|series| series.range(view)).chain(spread).reduce(join);
        let spoken = match (self.after, range) {
            (Some(_), Some((low, high))) => {
                let (low, high) = (display::temperature(low), display::temperature(high));
                format!("{}, {low} to {high}", self.title)
            }
            _ => format!("{}, nothing to show", self.title),
        };
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, spoken.as_str()));
        if !ui.is_rect_visible(rect) {
            return;
        }
        let scale = Scale::new(rect, view, range);
        axes(ui, rect, &scale, self.title, self.start);
        if self.after.is_none() {
            say_in_the_middle(ui, &scale, "Nothing to show yet", ui.visuals().window_fill);
        }
        if !self.band.is_empty() {
            band(ui, &scale, self.band);
        }
        if let Some(before) = self.before {
            line(ui, &scale, before, &[], Look::before(ui));
        }
        if let Some((after, gaps)) = self.after {
            line(ui, &scale, after, gaps, Look::main(ui));
        }
    }
}
