//! Key figures as they are read: values, differences and what those mean, the same in the window and in reports.
use super::comparison::KeyFigure;
use crate::domain::display::{self, Reading};
use crate::domain::quantity::Quantity;

/// What a run has of a figure, in words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FigureWords {
    /// The value with its unit.
    pub value: String,
    /// What it has more or less than the baseline's; empty for the baseline, "same" where that reads as nothing.
    pub difference: String,
    /// The same in percent, where a percentage makes sense.
    pub share: String,
    /// Whether that is better, where good and bad are known.
    pub is_better: Option<bool>,
}

impl KeyFigure {
    /// The figure of every run in words, the baseline's first.
    pub fn words(&self) -> Vec<FigureWords> {
        let values = display::quantities(&self.values, self.quantity);
        let differences = display::quantity_differences(&self.differences, &self.values, self.quantity);
        let words = |(run, (value, difference)): (usize, (&Reading, &Reading))| {
            let mut words = FigureWords { value: self.value_words(value), ..FigureWords::default() };
            if run > 0 && !difference.is_absent() {
                // What reads as nothing is neither better nor worse.
                let reads = difference.number.starts_with(['+', '−']);
                (words.difference, words.share) = if reads {
                    self.difference_words(run, difference)
                } else {
                    ("same".to_owned(), String::new())
                };
                words.is_better = self.is_better(run).filter(|_| reads);
            }
            words
        };
        values.iter().zip(&differences).enumerate().map(words).collect()
    }

    /// A day is a place in the run, not a length of time.
    fn value_words(&self, value: &Reading) -> String {
        match self.key {
            "peak_biomass_day" if !value.is_absent() => format!("day {}", value.number),
            _ => value.to_string(),
        }
    }

    /// Whether a difference in percent makes sense: percent that differ by percent are points, and a temperature has no
    /// zero to take a share of.
    pub fn has_share(&self) -> bool {
        use Quantity::{Days, Percent, PercentPerDay, TemperatureC};
        !matches!(self.quantity, Percent | PercentPerDay | TemperatureC | Days)
    }

    /// "+410 g" and "+6.7 %".
    fn difference_words(&self, run: usize, difference: &Reading) -> (String, String) {
        if self.quantity == Quantity::Percent {
            return (format!("{} points", difference.number), String::new());
        }
        let percent = self.differences_percent.get(run).copied().flatten().filter(|_| self.has_share());
        let share = percent.map(|percent| display::percent_difference(percent, 1).to_string());
        (difference.to_string(), share.unwrap_or_default())
    }
}
