//! From values to places on the screen, remembered until the data, the visible days or the size change.
use std::sync::Arc;

use egui::{Pos2, Rect, Vec2, pos2};

use super::decimate;
use super::navigate::Range;
use super::observed::{Certainty, Observed};
use super::spec::PlotSpec;

/// The plot's window: which days and values lie where on the screen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Window {
    /// Where on the screen.
    pub frame: Rect,
    /// The visible days.
    pub x: Range,
    /// The visible values in the shown unit.
    pub y: Range,
}

impl Window {
    pub fn x_at(&self, day: f64) -> f32 {
        self.frame.left() + share(day, self.x) * self.frame.width()
    }

    /// Where a value lies, relative to the frame's left top.
    fn inside(&self, day: f64, shown: f64) -> Pos2 {
        let size = self.frame.size();
        pos2(share(day, self.x) * size.x, size.y - share(shown, self.y) * size.y)
    }

    pub fn y_at(&self, shown: f64) -> f32 {
        self.frame.bottom() - share(shown, self.y) * self.frame.height()
    }
}

/// Marks closer together than this are one to the eye: of a column so wide the lowest and the highest are drawn.
const MARK_COLUMN: f32 = 4.0;

/// Where in `range` a value lies, 0 to 1.
fn share(value: f64, range: Range) -> f32 {
    ((value - range.0) / (range.1 - range.0)) as f32
}

/// What was computed for one plot and for which inputs.
#[derive(Default)]
pub(super) struct Geometry {
    /// The very slices the rest was computed from. They are kept alive here: an address alone could be taken over by others.
    data: Vec<[Arc<[f64]>; 2]>,
    fit: Option<(FitKey, Option<Range>)>,
    observed: Option<Arc<Observed>>,
    lines: Option<(LineKey, Vec<Vec<Pos2>>, Beside)>,
}

/// What is drawn beside the curves, relative to the frame's left top.
#[derive(Default)]
pub(super) struct Beside {
    /// Lower and upper ends, by band.
    pub bands: Vec<Vec<[Pos2; 2]>>,
    /// Marks, by kind.
    pub marks: Vec<Vec<PlacedMark>>,
    /// The curve that is judged, in pieces that are sure or not.
    pub pieces: Vec<(bool, Vec<Pos2>)>,
    /// How sure it is: x from the left, y from 0 to 1.
    pub certainty: Vec<Pos2>,
}

/// A measured value on the screen.
pub(super) struct PlacedMark {
    /// Where it lies.
    pub at: Pos2,
    /// Half the height of its whisker; 0 without one.
    pub spread: f32,
}

#[derive(PartialEq)]
struct FitKey {
    view: Range,
    divisor: f64,
    from_zero: bool,
    targets: Vec<f64>,
}

#[derive(PartialEq)]
struct LineKey {
    x: Range,
    y: Range,
    divisor: f64,
    size: Vec2,
    pixels_per_point: f32,
}

impl Geometry {
    /// Forgets what was computed if the plot's data are not the very same as before.
    pub fn follow(&mut self, spec: &PlotSpec) {
        let same = self.data.len() == spec.series.len()
            && self
                .data
                .iter()
                .zip(&spec.series)
                .all(|([x, y], series)| Arc::ptr_eq(x, &series.x) && Arc::ptr_eq(y, &series.y));
        let same_beside = match (&self.observed, &spec.observed) {
            (Some(known), Some(given)) => Arc::ptr_eq(known, given),
            (None, None) => true,
            _ => false,
        };
        if !(same && same_beside) {
            let data = spec.series.iter().map(|s| [Arc::clone(&s.x), Arc::clone(&s.y)]).collect();
            *self = Self { data, observed: spec.observed.clone(), ..Self::default() };
        }
    }

    /// The lowest and highest shown value among the visible days, or `None` if there are none.
    pub fn values_in(&mut self, spec: &PlotSpec, view: Range) -> Option<Range> {
        let key = FitKey {
            view,
            divisor: spec.divisor(),
            from_zero: spec.from_zero,
            targets: spec.targets.iter().map(|t| t.y).collect(),
        };
        if let Some((known, range)) = &self.fit
            && *known == key
        {
            return *range;
        }
        let range = visible_values(spec, view);
        self.fit = Some((key, range));
        range
    }

    /// The curves' points relative to the frame's left top, in the order of the series, and what is drawn beside them.
    pub fn placed(
        &mut self,
        spec: &PlotSpec,
        window: &Window,
        pixels_per_point: f32,
    ) -> (&[Vec<Pos2>], &Beside) {
        let key = LineKey {
            x: window.x,
            y: window.y,
            divisor: spec.divisor(),
            size: window.frame.size(),
            pixels_per_point,
        };
        if self.lines.as_ref().is_none_or(|(known, ..)| *known != key) {
            let lines =
                spec.series.iter().map(|s| points(s, spec.divisor(), window, pixels_per_point)).collect();
            self.lines = Some((key, lines, beside(spec, window, pixels_per_point)));
        }
        static NOTHING: Beside =
            Beside { bands: Vec::new(), marks: Vec::new(), pieces: Vec::new(), certainty: Vec::new() };
        self.lines.as_ref().map_or((&[], &NOTHING), |(_, lines, beside)| (lines, beside))
    }
}

/// One curve's points on the screen, relative to the frame's left top.
fn points(series: &super::PlotSeries, divisor: f64, window: &Window, pixels_per_point: f32) -> Vec<Pos2> {
    let (x, y) = (&series.x[..], &series.y[..]);
    if series.line == super::LineLook::Points {
        return kept(x, y, divisor, window, pixels_per_point);
    }
    line(x, y, divisor, window, pixels_per_point)
}

fn line(x: &[f64], y: &[f64], divisor: f64, window: &Window, pixels_per_point: f32) -> Vec<Pos2> {
    let mut points = kept(x, y, divisor, window, pixels_per_point);
    // A tenth of a pixel is less than antialiasing shows.
    decimate::drop_straight(&mut points, 0.1 / pixels_per_point);
    points
}

fn kept(x: &[f64], y: &[f64], divisor: f64, window: &Window, pixels_per_point: f32) -> Vec<Pos2> {
    let columns = (window.frame.width() * pixels_per_point).max(1.0) as usize;
    let kept = decimate::keep_extremes(x, y, window.x, columns);
    kept.into_iter().map(|i| window.inside(x[i], y[i] / divisor)).collect()
}

/// What is drawn beside the curves, with no more points than can be seen.
fn beside(spec: &PlotSpec, window: &Window, pixels_per_point: f32) -> Beside {
    let Some(observed) = &spec.observed else { return Beside::default() };
    let divisor = spec.divisor();
    let size = window.frame.size();
    let columns = (size.x * pixels_per_point).max(1.0) as usize;
    let bands = observed.bands.iter().map(|band| {
        let kept = decimate::keep_extremes(&band.x, &band.high, window.x, columns).into_iter();
        kept.filter_map(|i| {
            let low = band.low.get(i)?;
            Some([low, &band.high[i]].map(|y| window.inside(band.x[i], y / divisor)))
        })
        .collect()
    });
    let points_a_value = size.y / (window.y.1 - window.y.0) as f32;
    let marks = observed.marks.iter().map(|marks| {
        let kept = decimate::keep_extremes(&marks.x, &marks.y, window.x, (size.x / MARK_COLUMN) as usize);
        let placed = kept.into_iter().map(|i| PlacedMark {
            at: window.inside(marks.x[i], marks.y[i] / divisor),
            spread: marks.spread.get(i).map_or(0.0, |spread| (spread / divisor) as f32 * points_a_value),
        });
        placed.collect()
    });
    let (bands, marks) = (bands.collect(), marks.collect());
    let Some(certainty) = &observed.certainty else { return Beside { bands, marks, ..Beside::default() } };
    let shares = decimate::keep_extremes(&certainty.x, &certainty.share, window.x, columns);
    let shares =
        shares.into_iter().map(|i| pos2(share(certainty.x[i], window.x) * size.x, certainty.share[i] as f32));
    let judged = spec.series.iter().find(|series| series.name == certainty.of);
    let pieces = judged.map_or_else(Vec::new, |series| {
        let place = |range: std::ops::RangeInclusive<usize>| {
            let points = (&series.x[range.clone()], &series.y[range]);
            line(points.0, points.1, divisor, window, pixels_per_point)
        };
        let pieces = pieces(certainty, series.len()).into_iter();
        pieces.map(|(is_sure, range)| (is_sure, place(range))).collect()
    });
    Beside { bands, marks, pieces, certainty: shares.collect() }
}

/// Cuts a curve of `len` days where it turns sure or unsure. A piece begins on the last day of the one before: the way to a day
/// is as sure as the day itself.
fn pieces(certainty: &Certainty, len: usize) -> Vec<(bool, std::ops::RangeInclusive<usize>)> {
    let mut pieces: Vec<(bool, std::ops::RangeInclusive<usize>)> = Vec::new();
    for day in 0..len.min(certainty.share.len()) {
        let is_sure = certainty.share[day] >= certainty.sure_from;
        match pieces.last_mut() {
            Some((was_sure, range)) if *was_sure == is_sure => *range = *range.start()..=day,
            _ => pieces.push((is_sure, day.saturating_sub(1)..=day)),
        }
    }
    pieces
}

/// The range of all curves within the view, and of those targets that do not squeeze the curves.
fn visible_values(spec: &PlotSpec, view: Range) -> Option<Range> {
    let mut range: Option<Range> = None;
    let mut include = |v: f64| {
        if v.is_finite() {
            range = Some(range.map_or((v, v), |(low, high)| (low.min(v), high.max(v))));
        }
    };
    for series in &spec.series {
        let n = series.len();
        let x = &series.x[..n];
        let inside = x.partition_point(|&d| d < view.0)..x.partition_point(|&d| d <= view.1);
        for &v in series.y.get(inside).unwrap_or_default() {
            include(v);
        }
        // Where a curve enters and leaves the view between two days.
        series.value_at(view.0).into_iter().chain(series.value_at(view.1)).for_each(&mut include);
    }
    if let Some(observed) = &spec.observed {
        observed.each_value_in(view, &mut include);
    }
    let divisor = spec.divisor();
    let ordered = |(a, b): Range| (f64::min(a, b), f64::max(a, b));
    let mut range = range.map(|(low, high)| ordered((low / divisor, high / divisor)))?;
    let zero = if spec.from_zero { 0.0 } else { range.0 };
    let span = range.1.max(zero) - range.0.min(zero);
    for target in &spec.targets {
        let y = target.y / divisor;
        let with = (range.0.min(y), range.1.max(y));
        let wide = with.1.max(zero) - with.0.min(zero);
        // A target far away would press the curves flat; it comes into view when they approach it.
        if y.is_finite() && (wide <= 2.0 * span || span <= 0.0) {
            range = with;
        }
    }
    Some(range)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::widgets::plots::{LineLook, PlotSeries, Target};

    fn spec(y: &[f64]) -> PlotSpec {
        let mut spec = PlotSpec::new("w", "Weight", "g");
        spec.series.push(PlotSeries {
            name: "#1".into(),
            short: "#1".into(),
            color: egui::Color32::RED,
            baseline: false,
            line: LineLook::Solid,
            x: (0..y.len()).map(|d| d as f64).collect(),
            y: y.into(),
        });
        spec
    }

    #[test]
    fn the_range_follows_the_visible_days() {
        let spec = spec(&[1.0, 2.0, 30.0, 4.0]);
        let mut geometry = Geometry::default();
        geometry.follow(&spec);
        assert_eq!(geometry.values_in(&spec, (0.0, 3.0)), Some((1.0, 30.0)));
        assert_eq!(geometry.values_in(&spec, (0.0, 1.0)), Some((1.0, 2.0)));
        assert_eq!(geometry.values_in(&spec, (0.0, 1.5)), Some((1.0, 16.0)));
        assert_eq!(geometry.values_in(&spec, (10.0, 11.0)), None);
    }

    #[test]
    fn a_near_target_is_seen_and_a_far_one_does_not_press_the_curves_flat() {
        let mut near = spec(&[0.0, 100.0]);
        near.targets.push(Target { y: 150.0, label: "Harvest".into() });
        assert_eq!(visible_values(&near, (0.0, 1.0)), Some((0.0, 150.0)));
        near.targets[0].y = 5000.0;
        assert_eq!(visible_values(&near, (0.0, 1.0)), Some((0.0, 100.0)));
    }

    #[test]
    fn new_data_are_drawn_and_the_same_data_are_not_computed_again() {
        let first = spec(&[1.0, 2.0, 1.0]);
        let window = Window {
            frame: Rect::from_min_size(Pos2::ZERO, Vec2::splat(100.0)),
            x: (0.0, 2.0),
            y: (0.0, 2.0),
        };
        let mut geometry = Geometry::default();
        geometry.follow(&first);
        let before = geometry.placed(&first, &window, 1.0).0[0].as_ptr();
        geometry.follow(&first.clone());
        assert_eq!(
            geometry.placed(&first, &window, 1.0).0[0].as_ptr(),
            before,
            "cloned specs share their data"
        );
        let second = spec(&[2.0, 1.0, 2.0]);
        geometry.follow(&second);
        assert_eq!(geometry.placed(&second, &window, 1.0).0[0][1], pos2(50.0, 50.0));
    }

    #[test]
    fn the_way_to_a_day_is_as_sure_as_the_day() {
        let certainty = Certainty {
            of: "Actual".into(),
            color: egui::Color32::RED,
            x: [0.0, 1.0, 2.0, 3.0, 4.0].into(),
            share: [1.0, 0.8, 0.5, 0.5, 0.9].into(),
            sure_from: 0.7,
        };
        let cut: Vec<_> =
            pieces(&certainty, 5).into_iter().map(|(sure, r)| (sure, *r.start(), *r.end())).collect();
        assert_eq!(cut, [(true, 0, 1), (false, 1, 3), (true, 3, 4)]);
    }

    #[test]
    fn the_axis_has_room_for_whiskers_and_bands() {
        use crate::app::widgets::plots::{Band, Marks};
        let mut spec = spec(&[1.0, 2.0, 3.0]);
        spec.observed = Some(Arc::new(Observed {
            marks: vec![Marks {
                name: "Samples".into(),
                shape: crate::app::widgets::plots::MarkShape::Circle,
                color: egui::Color32::RED,
                x: [1.0].into(),
                y: [2.0].into(),
                spread: [5.0].into(),
            }],
            bands: vec![Band {
                name: "Range".into(),
                color: egui::Color32::RED,
                x: [2.0].into(),
                low: [1.0].into(),
                high: [9.0].into(),
            }],
            ..Observed::default()
        }));
        assert_eq!(visible_values(&spec, (0.0, 2.0)), Some((-3.0, 9.0)));
        assert_eq!(visible_values(&spec, (0.0, 1.0)), Some((-3.0, 7.0)));
    }
}
