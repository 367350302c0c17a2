//! Where the axis of a plot puts its marks. Pure arithmetic, the same in the window and in reports.
use super::display;

/// A vertical axis in shown units that ends on round numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ValueAxis {
    /// The lowest value shown.
    pub min: f64,
    /// The highest value shown.
    pub max: f64,
    /// The distance between marks.
    pub step: f64,
}

impl ValueAxis {
    /// An axis that contains `low..=high` (and zero, if `from_zero`) with at most about `marks` marks.
    ///
    /// A range of nothing (a constant, one day) gets room around it, so that its line is seen in the middle or, from zero,
    /// near the top.
    #[must_use]
    pub fn around(low: f64, high: f64, from_zero: bool, marks: usize) -> Self {
        let (mut low, mut high) = if low.is_finite() && high.is_finite() { (low, high) } else { (0.0, 1.0) };
        if from_zero {
            (low, high) = (low.min(0.0), high.max(0.0));
        }
        // Values that differ by less than rounding noise are constant.
        if high - low <= 1e-9 * low.abs().max(high.abs()) {
            if low == 0.0 {
                high = 1.0;
            } else {
                let pad = 0.1 * low.abs();
                (low, high) = (low - pad, high + pad);
            }
        }
        let step = nice_step((high - low) / marks.max(1) as f64);
        // Half steps: the axis stays calm while days are panned, and at most a half step is empty.
        let half = 0.5 * step;
        let margin = 0.02 * (high - low);
        let max = if from_zero && high == 0.0 { 0.0 } else { ((high + margin) / half).ceil() * half };
        let min = if from_zero && low == 0.0 { 0.0 } else { ((low - margin) / half).floor() * half };
        Self { min, max, step }
    }

    /// The marks within the axis, lowest first.
    #[must_use]
    pub fn marks(&self) -> Vec<f64> {
        let first = (self.min / self.step - 1e-6).ceil() as i64;
        let last = (self.max / self.step + 1e-6).floor() as i64;
        // Multiples of the step rather than sums of it, so that the mark at zero is zero.
        (first..=last).map(|k| k as f64 * self.step).collect()
    }

    /// How a mark is written: as many decimals as the step needs.
    #[must_use]
    pub fn text(&self, value: f64) -> String {
        let mut decimals = 0;
        let mut step = self.step;
        while decimals < 6 && (step - step.round()).abs() > 1e-6 * step {
            step *= 10.0;
            decimals += 1;
        }
        display::number(value, decimals)
    }
}

/// The smallest of 1, 2, 2.5 or 5 times a power of ten that is at least `raw`.
#[must_use]
pub fn nice_step(raw: f64) -> f64 {
    if !(raw.is_finite() && raw > 0.0) {
        return 1.0;
    }
    let power = 10f64.powf(raw.log10().floor());
    let factor = raw / power;
    // A hair of slack, so that 2.0000001 stays 2.
    let nice = [1.0, 2.0, 2.5, 5.0].into_iter().find(|&n| factor <= n * (1.0 + 1e-9)).unwrap_or(10.0);
    nice * power
}
