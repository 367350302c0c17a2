//! A calibration as it is read: the same words in the window, on the command line and in reports.
use super::calibration::{Calibration, FitVerdict, Fitted};
use super::measured_water::MeasuredWater;
use crate::domain::display::{self, NO_VALUE, number, plural, ratio, tgc};

/// What was observed of a batch, in words, one figure a row.
#[derive(Debug, Clone, PartialEq)]
pub struct FitWords {
    /// "TGC".
    pub name: &'static str,
    /// What was observed.
    pub observed: String,
    /// "± 0.021"; none where too little was observed to say.
    pub error: String,
    /// What the plan has over the same days; none without a fit.
    pub planned: String,
    /// "−6.2 %"; none without a fit.
    pub difference: String,
    /// "12 measured weights".
    pub of: String,
    /// "2024-09-12 to 2025-02-28"; empty without a fit.
    pub period: String,
    /// "scatter 1.8 %, R² 0.999"; empty where there is too little to say.
    pub quality: String,
    /// Whether it speaks against the plan.
    pub verdict: String,
    /// Whether there is such a figure.
    pub is_known: bool,
    /// Whether it speaks against the plan.
    pub is_other: bool,
}

/// The figures of a calibration: growth, feed, deaths and water.
pub fn fit_words(calibration: &Calibration) -> [FitWords; 4] {
    let rate: fn(f64) -> String = |percent| format!("{} %", number(percent, 4));
    [
        words("TGC", calibration.tgc, tgc, "measured weight", "measured weights"),
        words("FCR", calibration.fcr, ratio, "interval with all its feed", "intervals with all their feed"),
        words("Mortality a day", calibration.daily_mortality_percent, rate, "day counted", "days counted"),
        water(calibration.water.as_ref()),
    ]
}

fn words(
    name: &'static str,
    fitted: Option<Fitted>,
    write: fn(f64) -> String,
    one: &str,
    many: &str,
) -> FitWords {
    let none = || NO_VALUE.to_owned();
    let Some(fit) = fitted else { return unknown(name) };
    let percent = 100.0 * (fit.value - fit.planned) / fit.planned;
    let scatter = fit.scatter_percent.map(|scatter| format!("scatter {}", display::percent(scatter, 1)));
    let explained = fit.explained.map(|share| format!("R² {}", number(share, 3)));
    FitWords {
        name,
        observed: write(fit.value),
        error: fit.error.map_or_else(none, |error| format!("± {}", write(error))),
        planned: write(fit.planned),
        difference: if percent.is_finite() {
            display::percent_difference(percent, 1).to_string()
        } else {
            none()
        },
        of: plural(fit.observations, one, many),
        period: format!("{} to {}", display::date(fit.from), display::date(fit.to)),
        quality: scatter.into_iter().chain(explained).collect::<Vec<_>>().join(", "),
        verdict: match fit.verdict() {
            FitVerdict::TooFew => "Too few to say how wrong it may be",
            FitVerdict::Agrees => "The plan lies within the error",
            FitVerdict::Differs => "The plan lies outside of the error",
        }
        .to_owned(),
        is_known: true,
        is_other: fit.verdict() == FitVerdict::Differs,
    }
}

fn unknown(name: &'static str) -> FitWords {
    let none = || NO_VALUE.to_owned();
    FitWords {
        name,
        observed: none(),
        error: none(),
        planned: none(),
        difference: none(),
        of: "not enough was observed".to_owned(),
        period: String::new(),
        quality: String::new(),
        verdict: String::new(),
        is_known: false,
        is_other: false,
    }
}

fn water(water: Option<&MeasuredWater>) -> FitWords {
    const NAME: &str = "Water";
    let Some(water) = water else { return unknown(NAME) };
    FitWords {
        name: NAME,
        observed: display::temperature(water.measured_c).to_string(),
        error: NO_VALUE.to_owned(),
        planned: display::temperature(water.planned_c).to_string(),
        difference: display::temperature_difference(water.difference_c()).to_string(),
        of: plural(water.days, "day known", "days known"),
        period: format!("{} to {}", display::date(water.from), display::date(water.to)),
        quality: String::new(),
        verdict: match (water.is_as_planned(), water.difference_c() < 0.0) {
            (true, _) => "As planned",
            (false, true) => "Colder than planned",
            (false, false) => "Warmer than planned",
        }
        .to_owned(),
        is_known: true,
        is_other: !water.is_as_planned(),
    }
}
