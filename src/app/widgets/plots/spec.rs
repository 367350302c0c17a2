//! What a plot shows, as plain data. No drawing, no state and nothing of the domain.
use std::sync::Arc;

use egui::Color32;

use super::navigate::Range;
use super::observed::{Certainty, Observed};

/// Turns a number, already in the plot's unit, into text without the unit.
pub type NumberFormat = fn(f64) -> String;

/// How a curve is drawn: the second sign beside its colour, for those who cannot tell the colours apart and for print.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LineLook {
    /// An unbroken line.
    #[default]
    Solid,
    /// – – –
    Dashed,
    /// · · ·
    Dotted,
    /// – · – ·
    DashDot,
    /// —— ——
    LongDash,
    /// – · · –
    DashDotDot,
    /// A mark for every value and no line: for what was measured rather than projected.
    Points,
}

impl LineLook {
    /// Line styles in the order in which runs take them; starts again after the sixth.
    #[must_use]
    pub fn nth(index: usize) -> Self {
        const ORDER: [LineLook; 6] = [
            LineLook::Solid,
            LineLook::Dashed,
            LineLook::Dotted,
            LineLook::DashDot,
            LineLook::LongDash,
            LineLook::DashDotDot,
        ];
        ORDER[index % ORDER.len()]
    }
}

/// One curve: usually one quantity of one run.
#[derive(Clone, Debug)]
pub struct PlotSeries {
    /// The whole name, "#2 Updated TGC".
    pub name: String,
    /// The name where room is scarce, "#2".
    pub short: String,
    /// The curve's colour; the baseline takes the text colour instead.
    pub color: Color32,
    /// Whether the others are compared to this one. It is drawn thicker and in the text colour.
    pub baseline: bool,
    /// The curve's line style.
    pub line: LineLook,
    /// Days, ascending: numbers of the day or days since 1970-01-01, as [`Axis`] says.
    pub x: Arc<[f64]>,
    /// The values on those days, before [`PlotSpec::scale`]. A value that is not finite is left out.
    pub y: Arc<[f64]>,
}

impl PlotSeries {
    /// How many points there are; a length that differs between `x` and `y` counts the shorter.
    pub(crate) fn len(&self) -> usize {
        self.x.len().min(self.y.len())
    }

    /// The value on day `x`, interpolated between neighbours; `None` outside the series.
    #[must_use]
    pub fn value_at(&self, x: f64) -> Option<f64> {
        let n = self.len();
        let (xs, ys) = (&self.x[..n], &self.y[..n]);
        let right = xs.partition_point(|&v| v < x);
        let at_right = *xs.get(right)?;
        let value = if at_right <= x {
            ys[right]
        } else {
            let left = right.checked_sub(1)?;
            let t = (x - xs[left]) / (at_right - xs[left]);
            ys[left] + t * (ys[right] - ys[left])
        };
        value.is_finite().then_some(value)
    }
}

/// A day on which fish enter a stage of their life.
#[derive(Clone, Debug, PartialEq)]
pub struct StageMark {
    /// The day.
    pub x: f64,
    /// The stage's name, "Smolt".
    pub name: String,
}

/// A value that is aimed at or must not be passed.
#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    /// The value, before [`PlotSpec::scale`].
    pub y: f64,
    /// What it is, "Harvest weight 5.5 kg".
    pub label: String,
}

/// What the horizontal axis counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Axis {
    /// Days since the run's start.
    #[default]
    Days,
    /// Calendar days: `x` counts days since 1970-01-01.
    Dates,
}

/// One plot: a quantity of one or more runs.
#[derive(Clone, Debug)]
pub struct PlotSpec {
    /// Tells the plots of a group apart and must be unique in it.
    pub id: String,
    /// What is shown, "Weight".
    pub title: String,
    /// The unit in which numbers are shown, "t".
    pub unit: String,
    /// How many of the data's units make one shown unit: 1000 if data are in kg and shown in t.
    pub scale: f64,
    /// Whether the axis must contain zero: true for amounts, false for temperature.
    pub from_zero: bool,
    /// Writes a shown number at the cursor.
    pub format: NumberFormat,
    /// The curves, in the order in which they are listed.
    pub series: Vec<PlotSeries>,
    /// Stage changes.
    pub stages: Vec<StageMark>,
    /// Targets and limits.
    pub targets: Vec<Target>,
    /// What is shown beside the curves, if anything is.
    pub observed: Option<Arc<Observed>>,
}

impl PlotSpec {
    /// A plot of an amount: from zero, unscaled, numbers with one decimal, nothing in it yet.
    #[must_use]
    pub fn new(id: impl Into<String>, title: impl Into<String>, unit: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            title: title.into(),
            unit: unit.into(),
            scale: 1.0,
            from_zero: true,
            format: super::ticks::tenths,
            series: Vec::new(),
            stages: Vec::new(),
            targets: Vec::new(),
            observed: None,
        }
    }

    /// The divisor from data to shown numbers, guarded against a zero or a broken one.
    pub(crate) fn divisor(&self) -> f64 {
        if self.scale.is_finite() && self.scale != 0.0 { self.scale } else { 1.0 }
    }

    /// First and last day of all that is in it; infinite the wrong way round if nothing is.
    pub(crate) fn days(&self) -> Range {
        let beside = self.observed.as_ref().map_or((f64::INFINITY, f64::NEG_INFINITY), |it| it.days());
        self.series.iter().fold(beside, |(first, last), series| {
            match (series.x.first(), series.len().checked_sub(1).map(|i| series.x[i])) {
                (Some(a), Some(b)) => (first.min(*a), last.max(b)),
                _ => (first, last),
            }
        })
    }

    /// How sure one of the curves is, if that is known.
    pub(crate) fn certainty(&self) -> Option<&Certainty> {
        self.observed.as_ref()?.certainty.as_ref()
    }

    /// The baseline, if one is marked.
    pub(crate) fn baseline(&self) -> Option<&PlotSeries> {
        self.series.iter().find(|s| s.baseline)
    }

    /// The value of a curve at the cursor, in the shown unit.
    pub(crate) fn shown_at(&self, series: &PlotSeries, x: f64) -> Option<f64> {
        series.value_at(x).map(|v| v / self.divisor())
    }

    /// The number's text, with a real minus.
    pub(crate) fn text(&self, shown: f64) -> String {
        (self.format)(shown).replace('-', "−")
    }

    /// The difference of `shown` to the baseline with its sign, or `None` where there is nothing to compare.
    pub(crate) fn difference_text(&self, series: &PlotSeries, shown: f64, x: f64) -> Option<String> {
        if series.baseline {
            return None;
        }
        let base = self.shown_at(self.baseline()?, x)?;
        Some(super::ticks::signed(shown - base, self.format))
    }

    /// The stage that holds on day `x`.
    pub(crate) fn stage_at(&self, x: f64) -> Option<&str> {
        self.stages.iter().filter(|s| s.x <= x).max_by(|a, b| a.x.total_cmp(&b.x)).map(|s| s.name.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn series(points: &[(f64, f64)]) -> PlotSeries {
        PlotSeries {
            name: "#1 Run".into(),
            short: "#1".into(),
            color: Color32::RED,
            baseline: false,
            line: LineLook::Solid,
            x: points.iter().map(|p| p.0).collect(),
            y: points.iter().map(|p| p.1).collect(),
        }
    }

    #[test]
    fn a_value_is_exact_on_its_day_and_absent_outside_the_run() {
        let s = series(&[(0.0, 10.0), (1.0, 20.0), (3.0, 40.0)]);
        assert_eq!(s.value_at(1.0), Some(20.0));
        assert_eq!(s.value_at(2.0), Some(30.0));
        assert_eq!(s.value_at(-0.1), None);
        assert_eq!(s.value_at(3.1), None);
        assert_eq!(series(&[]).value_at(0.0), None);
        assert_eq!(series(&[(5.0, 7.0)]).value_at(5.0), Some(7.0));
    }

    #[test]
    fn six_runs_have_six_line_styles() {
        let looks: Vec<_> = (0..6).map(LineLook::nth).collect();
        for (i, look) in looks.iter().enumerate() {
            assert!(!looks[..i].contains(look), "{look:?} occurs twice");
        }
        assert_eq!(LineLook::nth(6), LineLook::nth(0));
    }

    #[test]
    fn differences_carry_their_sign_and_the_baseline_has_none() {
        let mut spec = PlotSpec::new("w", "Weight", "kg");
        spec.scale = 1000.0;
        let mut base = series(&[(0.0, 1000.0)]);
        base.baseline = true;
        spec.series = vec![base, series(&[(0.0, 900.0)])];
        let shown = |i: usize| spec.shown_at(&spec.series[i], 0.0).unwrap();
        assert_eq!(spec.difference_text(&spec.series[1], shown(1), 0.0).as_deref(), Some("−0.1"));
        assert_eq!(spec.difference_text(&spec.series[0], shown(0), 0.0), None);
    }
}
