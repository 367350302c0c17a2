//! What a plot shows beside its curves: what was measured, with its spread; how far a forecast may go wrong; how sure a curve
//! is; days to look at twice; and what a value is made of. Plain data, no drawing.
use std::sync::Arc;

use egui::Color32;

use super::navigate::Range;

/// The shape of a mark: the second sign beside its colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MarkShape {
    /// ●
    #[default]
    Circle,
    /// ◆
    Diamond,
    /// ▲
    Triangle,
}

/// Values that were measured on single days: a mark each and no line between them.
#[derive(Clone, Debug)]
pub struct Marks {
    /// What was measured, "Samples".
    pub name: String,
    /// How they are drawn.
    pub shape: MarkShape,
    /// Their colour.
    pub color: Color32,
    /// Days, ascending; several marks may share one.
    pub x: Arc<[f64]>,
    /// The values, before the plot's scale.
    pub y: Arc<[f64]>,
    /// How far single fish lie from the value either way, drawn as a whisker; NaN where that is not known. May be shorter
    /// than the others.
    pub spread: Arc<[f64]>,
}

/// Between what and what a curve may lie.
#[derive(Clone, Debug)]
pub struct Band {
    /// What it is, "Forecast range".
    pub name: String,
    /// Its colour, drawn pale.
    pub color: Color32,
    /// Days, ascending.
    pub x: Arc<[f64]>,
    /// The lower end, before the plot's scale.
    pub low: Arc<[f64]>,
    /// The upper end, before the plot's scale.
    pub high: Arc<[f64]>,
}

/// How sure a curve is: its days that are not are drawn in dashes, and a strip below the plot says how sure each is.
#[derive(Clone, Debug)]
pub struct Certainty {
    /// The name of the curve.
    pub of: String,
    /// Its colour.
    pub color: Color32,
    /// The curve's days.
    pub x: Arc<[f64]>,
    /// How far each can be relied on, 0 to 1.
    pub share: Arc<[f64]>,
    /// From here on a day is drawn as sure.
    pub sure_from: f64,
}

/// A day to look at twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flag {
    /// Why.
    pub text: String,
}

/// All of it for one plot. It is compared by address, so a changed one is a new one.
#[derive(Clone, Debug, Default)]
pub struct Observed {
    /// What was measured.
    pub marks: Vec<Marks>,
    /// Where curves may lie.
    pub bands: Vec<Band>,
    /// How sure one of the curves is.
    pub certainty: Option<Certainty>,
    /// Days to look at twice, ascending.
    pub flags: Vec<(f64, Flag)>,
    /// The colour of those.
    pub flag_color: Color32,
    /// What the value of a day is made of, by day, ascending.
    pub notes: Vec<(f64, Arc<str>)>,
}

impl Marks {
    /// The marks of a day: value and spread.
    pub(super) fn on(&self, day: f64) -> impl Iterator<Item = (f64, Option<f64>)> + '_ {
        let n = self.x.len().min(self.y.len());
        let x = &self.x[..n];
        (x.partition_point(|&x| x < day)..x.partition_point(|&x| x <= day))
            .map(|at| (self.y[at], self.spread.get(at).copied().filter(|spread| spread.is_finite())))
    }
}

impl Band {
    /// Its ends on a day.
    pub(super) fn on(&self, day: f64) -> Option<Range> {
        let at = self.x.partition_point(|&x| x < day);
        (*self.x.get(at)? == day).then_some((*self.low.get(at)?, *self.high.get(at)?))
    }
}

impl Observed {
    /// First and last day of anything in it; infinite the wrong way round if there is none.
    pub(super) fn days(&self) -> Range {
        let ends = self.marks.iter().map(|marks| &marks.x).chain(self.bands.iter().map(|band| &band.x));
        ends.fold((f64::INFINITY, f64::NEG_INFINITY), |(first, last), x| match (x.first(), x.last()) {
            (Some(a), Some(b)) => (first.min(*a), last.max(*b)),
            _ => (first, last),
        })
    }

    /// What the value of a day is made of.
    pub(super) fn note(&self, day: f64) -> Option<&str> {
        let at = self.notes.partition_point(|note| note.0 < day);
        self.notes.get(at).filter(|note| note.0 == day).map(|note| &*note.1)
    }

    /// Why a day is to be looked at twice: every reason.
    pub(super) fn flags_on(&self, day: f64) -> impl Iterator<Item = &str> + '_ {
        let first = self.flags.partition_point(|flag| flag.0 < day);
        self.flags[first..].iter().take_while(move |flag| flag.0 == day).map(|flag| flag.1.text.as_str())
    }

    /// Gives every value that is drawn in the view, so that the axis has room for it.
    pub(super) fn each_value_in(&self, view: Range, mut take: impl FnMut(f64)) {
        let within = |x: &[f64]| x.partition_point(|&d| d < view.0)..x.partition_point(|&d| d <= view.1);
        for marks in &self.marks {
            for at in within(&marks.x) {
                let Some(&value) = marks.y.get(at) else { continue };
                let spread = marks.spread.get(at).copied().filter(|spread| spread.is_finite()).unwrap_or(0.0);
                take(value - spread);
                take(value + spread);
            }
        }
        for band in &self.bands {
            for at in within(&band.x) {
                band.low.get(at).copied().into_iter().chain(band.high.get(at).copied()).for_each(&mut take);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_read_on_its_own_day_only_and_with_its_spread() {
        let marks = Marks {
            name: "Samples".into(),
            shape: MarkShape::Circle,
            color: Color32::RED,
            x: [3.0, 7.0, 7.0].into(),
            y: [100.0, 200.0, 210.0].into(),
            spread: [20.0, f64::NAN].into(),
        };
        assert_eq!(marks.on(3.0).collect::<Vec<_>>(), [(100.0, Some(20.0))]);
        assert_eq!(marks.on(7.0).collect::<Vec<_>>(), [(200.0, None), (210.0, None)]);
        assert_eq!(marks.on(5.0).count(), 0, "nothing was measured between two samples");
    }

    #[test]
    fn a_band_and_a_note_hold_for_their_days() {
        let observed = Observed {
            bands: vec![Band {
                name: "Range".into(),
                color: Color32::RED,
                x: [10.0, 11.0].into(),
                low: [1.0, 2.0].into(),
                high: [3.0, 5.0].into(),
            }],
            flags: [4.0, 4.0, 6.0].map(|x| (x, Flag { text: format!("on {x}") })).into(),
            notes: vec![(4.0, "measured".into())],
            ..Observed::default()
        };
        assert_eq!(observed.bands[0].on(11.0), Some((2.0, 5.0)));
        assert_eq!(observed.bands[0].on(12.0), None);
        assert_eq!((observed.note(4.0), observed.note(5.0)), (Some("measured"), None));
        assert_eq!(observed.flags_on(4.0).count(), 2);
        assert_eq!(observed.days(), (10.0, 11.0));
    }
}
