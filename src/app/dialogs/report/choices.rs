//! What is chosen in the dialog of a report, and how it is remembered.
use crate::report::{Every, Format, NumberStyle, Paper, Part, Parts, Wishes};
use crate::service::ReportPreferences;

/// The choices of a report.
#[derive(Clone, Debug, PartialEq)]
pub struct Choices {
    /// The formats with their endings, and whether each is wanted.
    pub formats: Vec<(Format, &'static str, bool)>,
    /// What stands in it.
    pub parts: Parts,
    /// The paper.
    pub paper: Paper,
    /// How long a step of the table is.
    pub every: Every,
    /// How numbers are written.
    pub numbers: NumberStyle,
}

impl Choices {
    /// What was chosen the last time; the first format where nothing was.
    pub fn of(remembered: &ReportPreferences) -> Self {
        let is_known = |ending: &&str| remembered.formats.iter().any(|known| known == ending);
        let any = Format::ALL.iter().any(|(_, ending)| is_known(ending));
        let mut parts = Parts::default();
        for part in Part::ALL {
            parts.set(part, !remembered.left_out.iter().any(|word| word == part.word()));
        }
        let first = |place: usize| !any && place == 0;
        Self {
            formats: Format::ALL
                .iter()
                .enumerate()
                .map(|(place, (format, ending))| (*format, *ending, is_known(ending) || first(place)))
                .collect(),
            parts,
            paper: Paper::ALL.into_iter().find(|paper| paper.name() == remembered.paper).unwrap_or_default(),
            every: Every::ALL.into_iter().find(|every| every.word() == remembered.every).unwrap_or_default(),
            numbers: NumberStyle::ALL
                .into_iter()
                .find(|numbers| numbers.word() == remembered.numbers)
                .unwrap_or_default(),
        }
    }

    /// As they are remembered.
    pub fn remembered(&self) -> ReportPreferences {
        ReportPreferences {
            formats: self.endings().map(str::to_owned).collect(),
            left_out: Part::ALL
                .into_iter()
                .filter(|part| !self.parts.has(*part))
                .map(|part| part.word().to_owned())
                .collect(),
            paper: self.paper.name().to_owned(),
            every: self.every.word().to_owned(),
            numbers: self.numbers.word().to_owned(),
            folder: None,
        }
    }

    /// The endings of the chosen formats.
    pub fn endings(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.formats.iter().filter(|(_, _, wanted)| *wanted).map(|(_, ending, _)| *ending)
    }

    /// What is wished of the report.
    pub fn wishes(&self) -> Wishes {
        Wishes {
            paper: self.paper,
            parts: self.parts,
            numbers: self.numbers,
            csv: None,
            every: self.every,
            plot: None,
        }
    }
}

/// What a format is for, by its ending.
pub fn about(ending: &str) -> &'static str {
    match ending {
        "pdf" => "To print and to send: pages with vector plots",
        "html" => "One page for any browser, on a screen and on paper",
        "xlsx" => "A workbook to go on working in",
        "csv" => "All numbers in one long table",
        "json" => "All of it as data, for other programs",
        "png" => "The plots as a picture",
        "svg" => "The plots as a drawing",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_chosen_is_proposed_the_next_time() {
        let mut choices = Choices::of(&ReportPreferences::default());
        assert_eq!(choices.endings().count(), 1);
        for (_, ending, wanted) in &mut choices.formats {
            *wanted = *ending == "xlsx" || *ending == "csv";
        }
        choices.parts.set(Part::Appendix, false);
        choices.paper = Paper::Letter;
        choices.every = Every::Month;
        choices.numbers = NumberStyle::Faroese;
        assert_eq!(Choices::of(&choices.remembered()), choices);
        let unknown = ReportPreferences {
            formats: vec!["docx".to_owned()],
            paper: "A0".to_owned(),
            ..ReportPreferences::default()
        };
        assert_eq!(Choices::of(&unknown), Choices::of(&ReportPreferences::default()));
    }
}
