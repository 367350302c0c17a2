//! The words by which a plot is chosen: PNG and SVG show all plots on one sheet, or the one that is wished for.
use super::contents::Contents;
use super::sections::growth::MEASURES;
use super::wishes::PlotOf;
use crate::domain::measure::Measure;

/// The path of the profile that a recipe's own TGC model reads.
const PROFILE: &str = "tgc_model.temperature_profile.readings";
/// What it is chosen by.
const PROFILE_WORD: &str = "profile";
/// The end of the words of differences.
const DIFFERENCE: &str = "-difference";
/// The begin of the words of growth.
const GROWTH: &str = "growth-";

impl PlotOf {
    /// Every word, in the order of a report: "weight", …, "weight-difference", …, "profile".
    pub fn words() -> Vec<String> {
        let measures = Measure::ALL.into_iter().map(word);
        let differences = Measure::ALL.into_iter().map(|measure| format!("{}{DIFFERENCE}", word(measure)));
        let growth = MEASURES.into_iter().map(|measure| format!("{GROWTH}{}", word(measure)));
        measures.chain(differences).chain(std::iter::once(PROFILE_WORD.to_owned())).chain(growth).collect()
    }

    /// The plot that a word means.
    pub fn of_word(wanted: &str) -> Option<Self> {
        let measure = |wanted: &str| Measure::ALL.into_iter().find(|measure| word(*measure) == wanted);
        if wanted == PROFILE_WORD {
            return Some(Self::Profile(PROFILE.to_owned()));
        }
        if let Some(wanted) = wanted.strip_prefix(GROWTH) {
            return MEASURES.into_iter().find(|measure| word(*measure) == wanted).map(Self::Growth);
        }
        match wanted.strip_suffix(DIFFERENCE) {
            Some(wanted) => measure(wanted).map(Self::Difference),
            None => measure(wanted).map(Self::Measure),
        }
    }

    /// Whether these runs have this plot: one run alone differs from nothing.
    pub(super) fn is_of(&self, contents: &Contents<'_>) -> bool {
        match self {
            Self::Measure(_) => !contents.compared.runs.is_empty(),
            Self::Difference(_) => contents.has_several(),
            Self::Growth(_) => contents.growth.is_some(),
            Self::Profile(path) => contents.profiles(path).iter().any(Option::is_some),
        }
    }
}

/// "daily-feed".
fn word(measure: Measure) -> String {
    measure.name().to_lowercase().replace(' ', "-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_means_a_plot_of_its_own() {
        let words = PlotOf::words();
        assert_eq!(words.len(), 18);
        assert_eq!((words[0].as_str(), words[9].as_str()), ("weight", "daily-feed-difference"));
        let mut plots: Vec<PlotOf> = words.iter().map(|word| PlotOf::of_word(word).unwrap()).collect();
        plots.dedup();
        assert_eq!(plots.len(), 18);
        assert_eq!(PlotOf::of_word("length"), None);
    }
}
