//! What whoever makes a report may choose of it.
use super::numbers::{CsvStyle, NumberStyle};
use crate::domain::measure::Measure;

/// The options of a report. As they come, a report holds everything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wishes {
    /// The paper that it is laid out for.
    pub paper: Paper,
    /// What stands in it.
    pub parts: Parts,
    /// How numbers are written for people.
    pub numbers: NumberStyle,
    /// How CSV is written; none follows the numbers.
    pub csv: Option<CsvStyle>,
    /// How long a step of the table of days is.
    pub every: Every,
    /// The one plot of a picture; none means all of them on one sheet.
    pub plot: Option<PlotOf>,
}

impl Wishes {
    /// How CSV is written.
    pub fn csv(&self) -> CsvStyle {
        self.csv.unwrap_or_else(|| self.numbers.csv())
    }
}

/// A size of paper.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Paper {
    /// 210 × 297 mm.
    #[default]
    A4,
    /// 8.5 × 11 in.
    Letter,
}

impl Paper {
    /// Every size.
    pub const ALL: [Self; 2] = [Self::A4, Self::Letter];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::A4 => "A4",
            Self::Letter => "Letter",
        }
    }

    /// Width and height, in mm.
    pub fn size_mm(self) -> (f64, f64) {
        match self {
            Self::A4 => (210.0, 297.0),
            Self::Letter => (215.9, 279.4),
        }
    }
}

/// One of the things that a report holds. Title, makers and runs stand in every report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Part {
    /// What became of a batch, beside its plan.
    Growth,
    /// A sentence a run.
    Look,
    /// The figures of all runs.
    Figures,
    /// The measures as plots.
    Plots,
    /// What differs in the recipe.
    Recipe,
    /// When weights are reached, changes of stage, what was noted.
    Events,
    /// Who is pinned to the runs.
    Batches,
    /// The runs by week, day or month.
    Table,
    /// The parameter snapshots.
    Appendix,
}

impl Part {
    /// Every part, in the order of a report.
    pub const ALL: [Self; 9] = [
        Self::Growth,
        Self::Look,
        Self::Figures,
        Self::Plots,
        Self::Recipe,
        Self::Events,
        Self::Batches,
        Self::Table,
        Self::Appendix,
    ];

    /// The word by which a command line names it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Growth => "growth",
            Self::Look => "look",
            Self::Figures => "figures",
            Self::Plots => "plots",
            Self::Recipe => "recipe",
            Self::Events => "events",
            Self::Batches => "batches",
            Self::Table => "table",
            Self::Appendix => "appendix",
        }
    }

    /// What people choose it by.
    pub fn name(self) -> &'static str {
        match self {
            Self::Growth => "What became of the batch",
            Self::Look => "In one look",
            Self::Figures => "Key figures",
            Self::Plots => "Plots",
            Self::Recipe => "What differs in the recipe",
            Self::Events => "Weights, stages and warnings",
            Self::Batches => "Pinned batches",
            Self::Table => "Table of weeks, days or months",
            Self::Appendix => "Parameter snapshots",
        }
    }
}

/// Which parts a report has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parts {
    has: [bool; Part::ALL.len()],
}

impl Default for Parts {
    fn default() -> Self {
        Self { has: [true; Part::ALL.len()] }
    }
}

impl Parts {
    /// These, and no others.
    pub fn only(parts: &[Part]) -> Self {
        Self { has: Part::ALL.map(|part| parts.contains(&part)) }
    }

    /// Whether this one is wanted.
    pub fn has(&self, part: Part) -> bool {
        Part::ALL.iter().zip(self.has).any(|(one, has)| has && *one == part)
    }

    /// Wants it, or does not.
    pub fn set(&mut self, part: Part, has: bool) {
        for (one, slot) in Part::ALL.iter().zip(&mut self.has) {
            if *one == part {
                *slot = has;
            }
        }
    }

    /// The wanted ones, in the order of a report.
    pub fn iter(self) -> impl Iterator<Item = Part> {
        Part::ALL.into_iter().zip(self.has).filter(|(_, has)| *has).map(|(part, _)| part)
    }
}

/// How long a step of the table of days is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Every {
    /// Each day.
    Day,
    /// Each ISO week.
    #[default]
    Week,
    /// Each month of the calendar.
    Month,
}

impl Every {
    /// Every step.
    pub const ALL: [Self; 3] = [Self::Week, Self::Day, Self::Month];

    /// "Week by week".
    pub fn title(self) -> &'static str {
        match self {
            Self::Day => "Day by day",
            Self::Week => "Week by week",
            Self::Month => "Month by month",
        }
    }

    /// "week".
    pub fn word(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
        }
    }
}

/// What a plot shows.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum PlotOf {
    /// A measure of all runs.
    Measure(Measure),
    /// How much more of a measure each run has than the baseline.
    Difference(Measure),
    /// The temperature profiles that runs read, by the path of the parameter.
    Profile(String),
    /// A measure of a batch: what was planned, what was, and what is forecast.
    Growth(Measure),
}
