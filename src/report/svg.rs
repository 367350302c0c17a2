//! Plots as SVG, to stand in a page: they take their colours from its style sheet.
use chrono::{Datelike as _, Days, Months, NaiveDate};
use std::fmt::Write as _;

use super::contents::Contents;
use super::html::escaped;
use super::style::{class, dashes};
use crate::domain::display;
use crate::domain::measure::Measure;
use crate::domain::quantity::Quantity;
use crate::domain::run::ProjectionDay;
use crate::domain::scale::{ValueAxis, nice_step};

const WIDTH: f64 = 560.0;
const HEIGHT: f64 = 264.0;
const LEFT: f64 = 52.0;
const RIGHT: f64 = WIDTH - 78.0;
const TOP: f64 = 22.0;
const BOTTOM: f64 = HEIGHT - 40.0;
/// Height of a line of text.
const LINE: f64 = 13.0;
/// About what a letter takes of a line.
const LETTER: f64 = 6.2;
/// Names of curves that end nearer than this could stand over each other.
const BESIDE: f64 = 70.0;
/// A curve of more days is drawn by the lowest and highest day of so many stretches: more could not be seen.
const STRETCHES: usize = 400;
/// So many days at most can be pointed at.
const POINTS: u32 = 120;

/// One measure of all runs by day, with the baseline's stages and, for weights, the weights that are aimed at.
pub(super) fn plot(contents: &Contents<'_>, measure: Measure) -> String {
    let frame = Frame::of(contents, measure);
    let mut svg = format!(
        "<svg viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" aria-label=\"{}\">",
        escaped(&alternative(contents, measure))
    );
    frame.values(&mut svg);
    frame.days(&mut svg, contents.common_start());
    frame.stages(&mut svg, &contents.stages);
    if measure == Measure::Weight {
        frame.targets(&mut svg, contents);
    }
    // The baseline comes last, over the others.
    for run in contents.places().rev() {
        frame.curve(&mut svg, contents, run);
    }
    frame.names(&mut svg, contents);
    frame.pointed_at(&mut svg, contents);
    svg.push_str("</svg>");
    svg
}

/// A short line as a run's are drawn.
pub(super) fn swatch(run: usize) -> String {
    format!(
        "<svg width=\"44\" height=\"12\" viewBox=\"0 0 44 12\" aria-hidden=\"true\"><path class=\"{}\" stroke-dasharray=\"{}\" \
         d=\"M1 6H43\"/></svg>",
        class(run),
        dashes(run)
    )
}

/// The unit that a measure is drawn in, and what its values are divided by.
pub(super) fn unit(contents: &Contents<'_>, measure: Measure) -> (&'static str, f64) {
    let days = contents.compared.runs.iter().flat_map(|run| &run.projection.days);
    let largest = days.map(|day| measure.of(day).abs()).fold(0.0, f64::max);
    let unit = match measure {
        Measure::Population => "fish",
        _ => display::quantity(largest, measure.quantity()).unit,
    };
    let is_turned = matches!((measure.quantity(), unit), (Quantity::WeightG, "kg") | (_, "t"));
    (unit, if is_turned { 1000.0 } else { 1.0 })
}

/// What the plot shows, for those who do not see it.
fn alternative(contents: &Contents<'_>, measure: Measure) -> String {
    let mut words = format!("{} by day of the run.", measure.name());
    for (place, run) in contents.compared.runs.iter().enumerate() {
        let days = &run.projection.days;
        if let (Some(first), Some(last)) = (days.first(), days.last()) {
            let value = |day: &ProjectionDay| display::quantity(measure.of(day), measure.quantity());
            let name = contents.names.name(place);
            let _ = write!(
                words,
                " {name} goes from {} on day {} to {} on day {}.",
                value(first),
                first.day_number,
                value(last),
                last.day_number
            );
        }
    }
    words
}

/// Where days and values stand.
struct Frame {
    measure: Measure,
    values: ValueAxis,
    scale: f64,
    /// Days of the longest run.
    days: u32,
}

impl Frame {
    fn of(contents: &Contents<'_>, measure: Measure) -> Self {
        let (_, scale) = unit(contents, measure);
        let days = contents.compared.runs.iter().flat_map(|run| &run.projection.days);
        let (low, high) = days.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), day| {
            let value = measure.of(day) / scale;
            (low.min(value), high.max(value))
        });
        let from_zero = measure != Measure::Temperature;
        Self {
            measure,
            values: ValueAxis::around(low, high, from_zero, 5),
            scale,
            days: contents.longest().max(1),
        }
    }

    fn x(&self, day: f64) -> f64 {
        // One day alone stands in the middle.
        let share = if self.days == 1 { 0.5 } else { (day - 1.0) / f64::from(self.days - 1) };
        LEFT + share * (RIGHT - LEFT)
    }

    fn y(&self, value: f64) -> f64 {
        let share = (value / self.scale - self.values.min) / (self.values.max - self.values.min);
        BOTTOM - share * (BOTTOM - TOP)
    }

    fn values(&self, svg: &mut String) {
        for mark in self.values.marks() {
            let y = self.y(mark * self.scale);
            let text = self.values.text(mark);
            line(svg, "grid", (LEFT, y), (RIGHT, y));
            text_at(svg, "end", (LEFT - 6.0, y + 4.0), &text);
        }
    }

    /// Day numbers, and below them the months where all runs have the same.
    fn days(&self, svg: &mut String, start: Option<NaiveDate>) {
        line(svg, "axis", (LEFT, BOTTOM), (RIGHT, BOTTOM));
        text_at(svg, "end", (LEFT - 6.0, BOTTOM + 15.0), "day");
        let step = match nice_step((f64::from(self.days) / 7.0).max(1.0)) {
            // There is no day 2.5.
            2.5 => 5.0,
            step => step,
        };
        let mut day = step;
        while day <= f64::from(self.days) {
            let x = self.x(day);
            line(svg, "axis", (x, BOTTOM), (x, BOTTOM + 4.0));
            text_at(svg, "middle", (x, BOTTOM + 15.0), &display::count(day));
            day += step;
        }
        if let Some(start) = start {
            self.dates(svg, start);
        }
    }

    fn dates(&self, svg: &mut String, start: NaiveDate) {
        let y = BOTTOM + 15.0 + LINE + 2.0;
        let months = month_marks(start, self.days);
        if months.len() < 2 {
            let end = start.checked_add_days(Days::new(u64::from(self.days - 1)));
            text_at(svg, "start", (LEFT, y), &display::date(start));
            if let Some(end) = end.filter(|end| *end != start) {
                text_at(svg, "end", (RIGHT, y), &display::date(end));
            }
        }
        for (day, text) in months {
            let x = self.x(day);
            line(svg, "grid", (x, BOTTOM + LINE + 6.0), (x, BOTTOM + LINE + 10.0));
            text_at(svg, "start", (x + 2.0, y), &text);
        }
    }

    /// A thin line where a stage begins, with its name where there is room for it.
    fn stages(&self, svg: &mut String, stages: &[(u32, String)]) {
        for (place, (day, name)) in stages.iter().enumerate() {
            let x = if place == 0 { LEFT } else { self.x(f64::from(*day)) };
            let end = stages.get(place + 1).map_or(RIGHT, |(next, _)| self.x(f64::from(*next)));
            if place > 0 {
                line(svg, "stage", (x, TOP - 12.0), (x, BOTTOM));
            }
            if name.chars().count() as f64 * LETTER + 6.0 < end - x {
                text_at(svg, "start", (x + 4.0, TOP - 6.0), name);
            }
        }
    }

    /// Weights that are aimed at, dashed: the heaviest first, and of those below it the ones that have room.
    fn targets(&self, svg: &mut String, contents: &Contents<'_>) {
        let mut above = f64::NEG_INFINITY;
        for target in contents.targets.iter().rev() {
            let y = self.y(target.weight_g);
            if y < TOP || y - above < LINE {
                continue;
            }
            above = y;
            line(svg, "target", (LEFT, y), (RIGHT, y));
            let words = escaped(&display::weight(target.weight_g).to_string());
            let _ = write!(
                svg,
                "<text class=\"aim\" x=\"{:.1}\" y=\"{:.1}\">{words}</text>",
                LEFT + 4.0,
                y - 3.0
            );
        }
    }

    fn curve(&self, svg: &mut String, contents: &Contents<'_>, run: usize) {
        let Some(of) = contents.compared.runs.get(run) else { return };
        let points = thinned(&of.projection.days, self.measure);
        let at = |(day, value): (u32, f64)| (self.x(f64::from(day)), self.y(value));
        if let [only] = points.as_slice() {
            let (x, y) = at(*only);
            // One around the other, should several runs have one day.
            let radius = 3.0 + 1.2 * run as f64;
            let _ =
                write!(svg, "<circle class=\"{}\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{radius}\"/>", class(run));
            return;
        }
        let _ = write!(svg, "<path class=\"{}\" stroke-dasharray=\"{}\" d=\"", class(run), dashes(run));
        for (place, point) in points.into_iter().enumerate() {
            let (x, y) = at(point);
            let _ = write!(svg, "{}{x:.1} {y:.1}", if place == 0 { 'M' } else { 'L' });
        }
        svg.push_str("\"/>");
    }

    /// The runs' short names beside the ends of their curves, apart where they would stand over each other.
    fn names(&self, svg: &mut String, contents: &Contents<'_>) {
        let end = |run: usize| {
            let day = contents.compared.runs.get(run)?.projection.days.last()?;
            Some((run, self.x(f64::from(day.day_number)), self.y(self.measure.of(day))))
        };
        let mut ends: Vec<(usize, f64, f64)> = contents.places().filter_map(end).collect();
        ends.sort_by(|a, b| a.1.total_cmp(&b.1));
        // Only what ends side by side can stand over each other.
        for ends in ends.chunk_by_mut(|a, b| b.1 - a.1 < BESIDE) {
            ends.sort_by(|a, b| a.2.total_cmp(&b.2));
            let heights = apart(&ends.iter().map(|(_, _, y)| *y).collect::<Vec<_>>());
            for ((run, x, y), height) in ends.iter().zip(heights) {
                let (class, name) = (class(*run), shortened(contents.names.short(*run), 11));
                let _ = write!(
                    svg,
                    "<path class=\"{class} lead\" d=\"M{x:.1} {y:.1}L{:.1} {height:.1}\"/>\
                     <text class=\"name\" x=\"{:.1}\" y=\"{:.1}\">{}</text>",
                    x + 8.0,
                    x + 11.0,
                    height + 4.0,
                    escaped(&name)
                );
            }
        }
    }

    /// What every run has on a day, told where the pointer is: without a script, by the browser itself.
    fn pointed_at(&self, svg: &mut String, contents: &Contents<'_>) {
        let step = self.days.div_ceil(POINTS);
        let width = (RIGHT - LEFT) / f64::from(self.days.div_ceil(step));
        let start = contents.common_start();
        for day in (1..=self.days).step_by(step as usize) {
            let date = start.and_then(|start| start.checked_add_days(Days::new(u64::from(day - 1))));
            let mut words = format!("Day {}", display::count(f64::from(day)));
            if let Some(date) = date {
                let _ = write!(words, ", {}", display::date_with_week(date));
            }
            for (place, run) in contents.compared.runs.iter().enumerate() {
                if let Some(day) = run.projection.days.get(day as usize - 1) {
                    let value = display::quantity(self.measure.of(day), self.measure.quantity());
                    let _ = write!(words, "\n{}  {value}", contents.names.name(place));
                }
            }
            let _ = write!(
                svg,
                "<g class=\"at\"><title>{}</title><rect x=\"{:.1}\" y=\"{TOP}\" width=\"{width:.1}\" height=\"{}\"/></g>",
                escaped(&words),
                self.x(f64::from(day)) - width / 2.0,
                BOTTOM - TOP
            );
        }
    }
}

/// Heights that keep a line between them, as near as can be to the given ones, which ascend.
fn apart(heights: &[f64]) -> Vec<f64> {
    let mut apart = heights.to_vec();
    for place in 1..apart.len() {
        apart[place] = apart[place].max(apart[place - 1] + LINE);
    }
    // What was pushed out below goes up again.
    let mut lowest = BOTTOM;
    for y in apart.iter_mut().rev() {
        *y = y.min(lowest);
        lowest = *y - LINE;
    }
    apart
}

/// The first days of months, as many apart as leaves room for their names.
fn month_marks(start: NaiveDate, days: u32) -> Vec<(f64, String)> {
    let step =
        [1, 2, 3, 6, 12, 24, 60, 120].into_iter().find(|step| days / 30 / step <= 7_u32).unwrap_or(240);
    let end = start.checked_add_days(Days::new(u64::from(days)));
    let mut month = start.with_day(1);
    let mut marks = Vec::new();
    while let Some(first) = month.filter(|first| Some(*first) < end) {
        let count = first.year() * 12 + first.month0() as i32;
        if first >= start && count.rem_euclid(step as i32) == 0 {
            let text = first.format(if step >= 12 { "%Y" } else { "%b %Y" }).to_string();
            marks.push(((first - start).num_days() as f64 + 1.0, text));
        }
        month = first.checked_add_months(Months::new(1));
    }
    marks
}

/// The days that are drawn: all of them, or the lowest and highest of each stretch where there are more than can be seen.
fn thinned(days: &[ProjectionDay], measure: Measure) -> Vec<(u32, f64)> {
    let point = |day: &ProjectionDay| (day.day_number, measure.of(day));
    if days.len() <= 2 * STRETCHES {
        return days.iter().map(point).collect();
    }
    let by_value = |a: &&ProjectionDay, b: &&ProjectionDay| measure.of(a).total_cmp(&measure.of(b));
    let mut points: Vec<(u32, f64)> = days.first().map(point).into_iter().collect();
    for stretch in days.chunks(days.len().div_ceil(STRETCHES)) {
        let mut two: Vec<_> = stretch
            .iter()
            .min_by(by_value)
            .into_iter()
            .chain(stretch.iter().max_by(by_value))
            .map(point)
            .collect();
        two.sort_by_key(|(day, _)| *day);
        points.extend(two);
    }
    points.extend(days.last().map(point));
    points.dedup_by_key(|(day, _)| *day);
    points
}

fn shortened(name: &str, most: usize) -> String {
    if name.chars().count() <= most {
        return name.to_owned();
    }
    // The number at the end tells runs apart.
    let number = name.rsplit(' ').next().unwrap_or_default();
    let room = most.saturating_sub(number.chars().count() + 2);
    let begin: String = name.chars().take(room).collect();
    format!("{}… {number}", begin.trim_end())
}

fn line(svg: &mut String, class: &str, (x1, y1): (f64, f64), (x2, y2): (f64, f64)) {
    let _ = write!(svg, "<path class=\"{class}\" d=\"M{x1:.1} {y1:.1}L{x2:.1} {y2:.1}\"/>");
}

fn text_at(svg: &mut String, anchor: &str, (x, y): (f64, f64), text: &str) {
    let _ = write!(svg, "<text text-anchor=\"{anchor}\" x=\"{x:.1}\" y=\"{y:.1}\">{}</text>", escaped(text));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::testing::{compared, gathered};
    use crate::report::wishes::Wishes;

    #[test]
    fn a_long_run_is_drawn_by_its_highs_and_lows_in_order() {
        let compared = compared(&[("a", |s| s.duration_days = 7300), ("b", |s| s.duration_days = 1)]);
        let days = &compared.runs[0].projection.days;
        let points = thinned(days, Measure::DailyFeed);
        assert!(points.len() <= 2 * STRETCHES + 2, "{}", points.len());
        assert!(points.windows(2).all(|pair| pair[0].0 < pair[1].0));
        let most = days.iter().map(|day| day.daily_feed_kg).fold(0.0, f64::max);
        assert!(points.iter().any(|(_, value)| *value == most), "the peak is kept");
        assert_eq!((points[0].0, points[points.len() - 1].0), (1, 7300));
        for measure in Measure::ALL {
            let svg = plot(&Contents::of(&gathered(compared.clone()), &Wishes::default()), measure);
            assert!(!svg.contains("NaN") && !svg.contains("inf"), "{}", measure.name());
            assert_eq!(svg.matches("<circle").count(), 1, "one day is a point");
        }
    }

    #[test]
    fn months_stand_below_the_days_only_where_all_runs_have_the_same() {
        let same = compared(&[("a", |_| {}), ("b", |_| {})]);
        assert!(
            plot(&Contents::of(&gathered(same), &Wishes::default()), Measure::Weight)
                .contains(">Jan 2025</text>")
        );
        let later = compared(&[("a", |_| {}), ("b", |s| s.start_date += chrono::TimeDelta::days(9))]);
        assert!(!plot(&Contents::of(&gathered(later), &Wishes::default()), Measure::Weight).contains("2025"));
        let start = NaiveDate::from_ymd_opt(2024, 9, 1).unwrap();
        let years: Vec<_> = month_marks(start, 7300).into_iter().map(|mark| mark.1).collect();
        assert!(years.len() < 9 && years.contains(&"2030".to_owned()), "{years:?}");
    }

    #[test]
    fn names_keep_a_line_between_them_and_stay_inside() {
        let heights = apart(&[100.0, 101.0, 180.0, BOTTOM, BOTTOM]);
        assert!(heights.windows(2).all(|pair| pair[1] - pair[0] >= LINE), "{heights:?}");
        assert!(heights.iter().all(|y| *y <= BOTTOM), "{heights:?}");
        assert_eq!((heights[0], heights[2]), (100.0, 180.0), "what has room stays");
    }

    #[test]
    fn a_run_has_its_colour_and_its_dashes_everywhere() {
        let compared = compared(&[("a", |_| {}), ("b", |_| {}), ("c", |_| {})]);
        let svg = plot(&Contents::of(&gathered(compared.clone()), &Wishes::default()), Measure::Biomass);
        for run in 0..3 {
            let line = format!("<path class=\"{}\" stroke-dasharray=\"{}\"", class(run), dashes(run));
            assert!(svg.contains(&line) && swatch(run).contains(&line), "{line}");
        }
        assert_eq!(shortened("Spring smolt #12", 11), "Spring… #12");
    }
}
