//! What stands in a row of a table of runs, as words.
use crate::app::views::run_plots::RunNames;

/// What one cell says.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct CellText {
    /// The value.
    pub value: String,
    /// What it has more or less than the baseline's; empty where there is nothing to say.
    pub difference: String,
    /// The same in another measure, in percent say; may be empty.
    pub share: String,
    /// Whether that is better, where good and bad are known.
    pub is_better: Option<bool>,
    /// It is not the baseline's value, and that matters here.
    pub is_strong: bool,
    /// A sentence below both, which may need several lines.
    pub below: String,
}

impl CellText {
    /// "+410 g (+6.7 %) better".
    pub fn in_one_line(&self) -> String {
        let share = if self.share.is_empty() { String::new() } else { format!("({})", self.share) };
        joined(&[&self.difference, &share, self.word()])
    }

    /// "+410 g", and below it "+6.7 % better".
    pub fn in_two_lines(&self) -> [String; 2] {
        [self.difference.clone(), joined(&[&self.share, self.word()])]
    }

    fn word(&self) -> &'static str {
        match self.is_better {
            Some(true) => "better",
            Some(false) => "worse",
            None => "",
        }
    }

    /// Value and difference, to be read out.
    pub fn spoken(&self) -> String {
        let difference = self.in_one_line();
        let parts = [self.value.as_str(), &difference, &self.below];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
    }
}

fn joined(parts: &[&str]) -> String {
    parts.iter().copied().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// One row of a table.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct TableRow {
    /// What it is about.
    pub name: String,
    /// The same for those who know the documents, muted below the name; may be empty.
    pub path: String,
    /// What each run has, the baseline first.
    pub cells: Vec<CellText>,
    /// It can be opened as a plot.
    pub has_plot: bool,
    /// All of it in one sentence.
    pub words: String,
}

impl TableRow {
    /// A row of this name.
    pub fn new(name: String, names: &RunNames, cells: Vec<CellText>) -> Self {
        let spoken = |(run, cell): (usize, &CellText)| format!("{} {}", names.name(run), cell.spoken());
        let spoken: Vec<String> = cells.iter().enumerate().map(spoken).collect();
        let words = format!("{name}; {}", spoken.join("; "));
        Self { name, cells, words, ..Self::default() }
    }
}
