//! Where days, values, stages, targets, curves and names stand in a plot.
use chrono::{Days, NaiveDate};
use std::fmt::Write as _;

use super::WIDTH;
use super::curves::{Curve, Curves};
use super::marks::{LINE, apart, month_marks, shortened, text_width, thinned};
use crate::domain::display;
use crate::domain::scale::nice_step;
use crate::engine::target_words::Reached;
use crate::report::contents::Contents;
use crate::report::html::escaped;
use crate::report::style::{class, dashes};

const LEFT: f64 = 64.0;
const RIGHT: f64 = WIDTH - 78.0;
const TOP: f64 = 22.0;
/// What stands below the curves: days and months.
const BELOW: f64 = 40.0;
/// Names of curves that end nearer than this could stand over each other.
const BESIDE: f64 = 84.0;
/// So many days at most can be pointed at.
const POINTS: u32 = 120;
/// So many markers a curve carries.
const MARKERS: usize = 6;

/// A plot, ready to be drawn.
pub(super) struct Frame<'a> {
    contents: &'a Contents<'a>,
    of: &'a Curves,
    left: f64,
    bottom: f64,
}

impl<'a> Frame<'a> {
    pub fn of(contents: &'a Contents<'a>, of: &'a Curves, height: f64) -> Self {
        let frame = Self { contents, of, left: LEFT, bottom: height - BELOW };
        let marks = of.values.marks().into_iter();
        let widest = marks.map(|mark| text_width(&frame.mark_words(mark))).fold(0.0, f64::max);
        Self { left: LEFT.max(widest + 10.0), ..frame }
    }

    /// Everything but what answers the pointer.
    pub fn draw(&self, svg: &mut String) {
        self.stages(svg);
        self.values(svg);
        self.days(svg);
        if self.of.has_targets {
            self.targets(svg);
        }
        // The baseline comes last, over the others.
        for curve in self.of.curves.iter().rev() {
            self.curve(svg, curve);
        }
        if self.of.has_targets {
            self.reached(svg);
        }
        self.names(svg);
    }

    fn x(&self, day: f64) -> f64 {
        let days = self.of.days;
        // One day alone stands in the middle.
        let share = if days == 1 { 0.5 } else { (day - 1.0) / f64::from(days - 1) };
        self.left + share * (RIGHT - self.left)
    }

    fn y(&self, value: f64) -> f64 {
        let values = &self.of.values;
        let share = (value / self.of.scale - values.min) / (values.max - values.min);
        self.bottom - share * (self.bottom - TOP)
    }

    fn mark_words(&self, mark: f64) -> String {
        let text = self.contents.say(self.of.values.text(mark));
        if self.of.is_difference && mark > 0.0 { format!("+{text}") } else { text }
    }

    fn values(&self, svg: &mut String) {
        for mark in self.of.values.marks() {
            let y = self.y(mark * self.of.scale);
            let class = if self.of.is_difference && mark == 0.0 { "zero" } else { "grid" };
            line(svg, class, (self.left, y), (RIGHT, y));
            text_at(svg, "end", (self.left - 6.0, y + 4.0), &self.mark_words(mark));
        }
    }

    /// Day numbers, and below them the months where all runs have the same.
    fn days(&self, svg: &mut String) {
        let (bottom, days) = (self.bottom, f64::from(self.of.days));
        line(svg, "axis", (self.left, bottom), (RIGHT, bottom));
        text_at(svg, "end", (self.left - 6.0, bottom + 15.0), "day");
        let step = match nice_step((days / 7.0).max(1.0)) {
            // There is no day 2.5.
            2.5 => 5.0,
            step => step,
        };
        let mut day = step;
        while day <= days {
            let x = self.x(day);
            line(svg, "axis", (x, bottom), (x, bottom + 4.0));
            text_at(svg, "middle", (x, bottom + 15.0), &self.contents.say(display::count(day)));
            day += step;
        }
        if let Some(start) = self.contents.common_start() {
            self.dates(svg, start);
        }
    }

    fn dates(&self, svg: &mut String, start: NaiveDate) {
        let y = self.bottom + 15.0 + LINE + 2.0;
        let months = month_marks(start, self.of.days);
        if months.len() < 2 {
            let end = start.checked_add_days(Days::new(u64::from(self.of.days - 1)));
            let end = end.filter(|end| *end != start);
            let (anchor, x) = if end.is_some() { ("start", self.left) } else { ("middle", self.x(1.0)) };
            text_at(svg, anchor, (x, y), &display::date(start));
            if let Some(end) = end {
                text_at(svg, "end", (RIGHT, y), &display::date(end));
            }
            return;
        }
        for (day, text) in months {
            let x = self.x(day);
            line(svg, "grid", (x, self.bottom + LINE + 6.0), (x, self.bottom + LINE + 10.0));
            text_at(svg, "start", (x + 2.0, y), &text);
        }
    }

    /// Every other stage of the baseline as a band, with a thin line where it begins and its name where there is room.
    fn stages(&self, svg: &mut String) {
        let stages = &self.contents.stages;
        for (place, (day, name)) in stages.iter().enumerate() {
            let x = if place == 0 { self.left } else { self.x(f64::from(*day)) };
            let end = stages.get(place + 1).map_or(RIGHT, |(next, _)| self.x(f64::from(*next)));
            if place % 2 == 1 {
                let (width, height) = (end - x, self.bottom - TOP + 16.0);
                let _ = write!(
                    svg,
                    "<rect class=\"band\" x=\"{x:.1}\" y=\"{:.1}\" width=\"{width:.1}\" height=\"{height:.1}\"/>",
                    TOP - 16.0
                );
            }
            if place > 0 {
                line(svg, "stage", (x, TOP - 16.0), (x, self.bottom));
            }
            if text_width(name) + 6.0 < end - x {
                text_at(svg, "start", (x + 4.0, TOP - 6.0), name);
            }
        }
    }

    /// Weights that are aimed at, dashed: the heaviest first, and of those below it the ones that have room. What they are
    /// stands at the left, or at the right where a curve rises there.
    fn targets(&self, svg: &mut String) {
        for (y, target) in self.drawn_targets() {
            line(svg, "target", (self.left, y), (RIGHT, y));
            let words = self.contents.say(display::weight(self.contents.targets[target].weight_g));
            let reached = self.reached_at(target).into_iter().map(|(_, x)| x).fold(f64::INFINITY, f64::min);
            let is_free = reached > self.left + text_width(&words) + 12.0;
            let (anchor, x) = if is_free { ("start", self.left + 4.0) } else { ("end", RIGHT - 4.0) };
            let _ = write!(
                svg,
                "<text class=\"aim\" text-anchor=\"{anchor}\" x=\"{x:.1}\" y=\"{:.1}\">{}</text>",
                y - 3.0,
                escaped(&words)
            );
        }
    }

    /// A dot where each run reaches such a weight.
    fn reached(&self, svg: &mut String) {
        for (y, target) in self.drawn_targets() {
            for (run, x) in self.reached_at(target) {
                let class = class(run);
                let _ = write!(svg, "<circle class=\"hit {class}\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"1.1\"/>");
            }
        }
    }

    /// The runs that reach a target, and where.
    fn reached_at(&self, target: usize) -> Vec<(usize, f64)> {
        let runs = self.contents.targets[target].runs.iter().enumerate();
        let at = |(run, reached): (usize, &Reached)| match reached {
            Reached::On { day_number, .. } => Some((run, self.x(f64::from(*day_number)))),
            Reached::FromTheStart | Reached::Never => None,
        };
        runs.filter_map(at).collect()
    }

    /// The height and the place of each target that has room.
    fn drawn_targets(&self) -> Vec<(f64, usize)> {
        let mut above = f64::NEG_INFINITY;
        let mut drawn = Vec::new();
        for (place, target) in self.contents.targets.iter().enumerate().rev() {
            let y = self.y(target.weight_g);
            if y >= TOP && y - above >= LINE && y < self.bottom {
                above = y;
                drawn.push((y, place));
            }
        }
        drawn
    }

    fn curve(&self, svg: &mut String, curve: &Curve) {
        let run = curve.run;
        let at = |(day, value): (f64, f64)| (self.x(day), self.y(value));
        if curve.is_points {
            for (x, y) in curve.points.iter().map(|point| at(*point)) {
                let class = class(run);
                let _ = write!(svg, "<circle class=\"hit {class}\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"2\"/>");
            }
            return;
        }
        if let [only] = curve.points.as_slice() {
            let (x, y) = at(*only);
            // One around the other, should several runs have one day.
            let radius = 3.0 + 1.2 * run as f64;
            let _ =
                write!(svg, "<circle class=\"{}\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{radius}\"/>", class(run));
            return;
        }
        let _ = write!(svg, "<path class=\"{}\" stroke-dasharray=\"{}\" d=\"", class(run), dashes(run));
        for (place, point) in thinned(&curve.points).into_iter().enumerate() {
            let (x, y) = at(point);
            let _ = write!(svg, "{}{x:.1} {y:.1}", if place == 0 { 'M' } else { 'L' });
        }
        svg.push_str("\"/>");
        // Each run's stand at days of their own, so that runs that lie on each other are still told apart.
        let (Some(first), Some(last)) = (curve.points.first(), curve.points.last()) else { return };
        let runs = self.contents.compared.runs.len().max(self.of.curves.len()) as f64;
        let between = (last.0 - first.0) / MARKERS as f64;
        if between < 2.0 {
            return;
        }
        for place in 0..MARKERS {
            let day = (first.0 + (place as f64 + (run as f64 + 0.5) / runs) * between).round();
            if let Some(value) = curve.on(day as u32) {
                marker(svg, run, at((day, value)));
            }
        }
    }

    /// The runs' short names beside the ends of their curves, apart where they would stand over each other.
    fn names(&self, svg: &mut String) {
        let end = |curve: &'a Curve| {
            let (day, value) = curve.points.last().filter(|_| !curve.is_points)?;
            Some((curve, self.x(*day), self.y(*value)))
        };
        let mut ends: Vec<(&Curve, f64, f64)> = self.of.curves.iter().filter_map(end).collect();
        ends.sort_by(|a, b| a.1.total_cmp(&b.1));
        // Only what ends side by side can stand over each other.
        for ends in ends.chunk_by_mut(|a, b| b.1 - a.1 < BESIDE) {
            ends.sort_by(|a, b| a.2.total_cmp(&b.2));
            let heights = apart(&ends.iter().map(|(_, _, y)| *y).collect::<Vec<_>>(), self.bottom);
            for ((curve, x, y), height) in ends.iter().zip(heights) {
                let name = shortened(curve.short(self.contents), 64.0);
                let _ = write!(
                    svg,
                    "<path class=\"{} lead\" d=\"M{x:.1} {y:.1}L{:.1} {height:.1}\"/>\
                     <text class=\"name\" x=\"{:.1}\" y=\"{:.1}\">{}</text>",
                    class(curve.run),
                    x + 8.0,
                    x + 11.0,
                    height + 4.0,
                    escaped(&name)
                );
            }
        }
    }

    /// What every run has on a day, told where the pointer is: without a script, by the browser itself.
    pub fn pointed_at(&self, svg: &mut String) {
        let step = self.of.days.div_ceil(POINTS);
        let width = (RIGHT - self.left) / f64::from(self.of.days.div_ceil(step));
        let start = self.contents.common_start();
        for day in (1..=self.of.days).step_by(step as usize) {
            let date = start.and_then(|start| start.checked_add_days(Days::new(u64::from(day - 1))));
            let mut words = self.contents.say(format!("Day {}", display::count(f64::from(day))));
            if let Some(date) = date {
                let _ = write!(words, ", {}", display::date_with_week(date));
            }
            for curve in &self.of.curves {
                if let Some(value) = curve.on(day) {
                    let name = curve.name(self.contents);
                    let _ = write!(words, "\n{name}  {}", self.contents.say(self.of.words(value)));
                }
            }
            let _ = write!(
                svg,
                "<g class=\"at\"><title>{}</title><rect x=\"{:.1}\" y=\"{TOP}\" width=\"{width:.1}\" height=\"{}\"/></g>",
                escaped(&words),
                self.x(f64::from(day)) - width / 2.0,
                self.bottom - TOP
            );
        }
    }
}

/// The shape that a run's line carries, a second sign beside its colour. The baseline has none: it is the thick one.
pub(super) fn marker(svg: &mut String, run: usize, (x, y): (f64, f64)) {
    let Some(shape) = run.checked_sub(1) else { return };
    let path = match shape % 6 {
        0 => format!("M{:.1} {y:.1}a3 3 0 1 0 6 0a3 3 0 1 0 -6 0Z", x - 3.0),
        1 => format!("M{:.1} {:.1}h5.4v5.4h-5.4Z", x - 2.7, y - 2.7),
        2 => format!("M{x:.1} {:.1}l3.4 5.8h-6.8Z", y - 3.6),
        3 => format!("M{x:.1} {:.1}l3.8 3.8l-3.8 3.8l-3.8 -3.8Z", y - 3.8),
        4 => format!("M{x:.1} {:.1}l3.4 -5.8h-6.8Z", y + 3.6),
        _ => format!("M{:.1} {:.1}l5.6 5.6m0 -5.6l-5.6 5.6", x - 2.8, y - 2.8),
    };
    let _ = write!(svg, "<path class=\"mark {}\" d=\"{path}\"/>", class(run));
}

fn line(svg: &mut String, class: &str, (x1, y1): (f64, f64), (x2, y2): (f64, f64)) {
    let _ = write!(svg, "<path class=\"{class}\" d=\"M{x1:.1} {y1:.1}L{x2:.1} {y2:.1}\"/>");
}

fn text_at(svg: &mut String, anchor: &str, (x, y): (f64, f64), text: &str) {
    let _ = write!(svg, "<text text-anchor=\"{anchor}\" x=\"{x:.1}\" y=\"{y:.1}\">{}</text>", escaped(text));
}
