//! What a report is laid out from: sections of blocks, each format draws them in its own way. All words are as people
//! read them, in the chosen language of numbers; beside each number stands its value with all digits.
use chrono::NaiveDate;

use super::wishes::PlotOf;
use crate::domain::quantity::Quantity;

/// A part of a report under its own heading.
#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    /// By what it can be pointed at: "key-figures".
    pub id: &'static str,
    /// Its heading.
    pub title: &'static str,
    /// What stands in it, in order.
    pub blocks: Vec<Block>,
}

/// One thing that stands in a report.
#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    /// A heading within the section that somebody has named: a run.
    Heading(String),
    /// A sentence.
    Says(String),
    /// A sentence of less weight.
    Note(String),
    /// Sentences, one below the other.
    Items(Vec<String>),
    /// A sentence on each run, beside a sample of its line.
    Runs(Vec<RunLine>),
    /// How the lines of the runs look, by their names.
    Legend,
    /// Plots, side by side where there is room.
    Plots(Vec<PlotOf>),
    /// A table.
    Table(Table),
}

/// A run in one look.
#[derive(Clone, Debug, PartialEq)]
pub struct RunLine {
    /// Its place among the runs, the baseline's is 0.
    pub place: usize,
    /// Its name.
    pub name: String,
    /// "baseline", or empty.
    pub role: &'static str,
    /// What is said of it.
    pub sentence: String,
}

/// A table; the first cell of a row is the row's own head.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// What it is called where tables are listed: "Key figures".
    pub name: String,
    /// What it shows, in a sentence.
    pub caption: String,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows, each with a cell a column.
    pub rows: Vec<Vec<Cell>>,
}

/// A column of a table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Column {
    /// Its head.
    pub head: String,
    /// A second line of the head of less weight: "baseline"; may be empty.
    pub note: &'static str,
    /// How its cells stand.
    pub kind: ColumnKind,
}

impl Column {
    /// A column of this kind.
    pub fn new(head: impl Into<String>, kind: ColumnKind) -> Self {
        Self { head: head.into(), note: "", kind }
    }
}

/// How the cells of a column stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ColumnKind {
    /// Short text on the left, on one line.
    Short,
    /// Text on the left that may need several lines.
    #[default]
    Text,
    /// Numbers and dates on the right.
    Number,
    /// Digits and letters that nobody reads as words.
    Code,
}

/// A cell of a table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cell {
    /// As it is read.
    pub text: String,
    /// The same for programs.
    pub value: CellValue,
    /// It differs from the baseline's, where that matters.
    pub is_strong: bool,
    /// Smaller words below it; each stays on one line where it can.
    pub notes: Vec<Note>,
}

impl Cell {
    /// Words.
    pub fn text(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// A number with its words.
    pub fn number(value: f64, quantity: Option<Quantity>, text: impl Into<String>) -> Self {
        Self { text: text.into(), value: CellValue::Number(value, quantity), ..Self::default() }
    }

    /// A date.
    pub fn date(date: NaiveDate) -> Self {
        let text = crate::domain::display::date(date);
        Self { text, value: CellValue::Date(date), ..Self::default() }
    }

    /// The same cell with smaller words below it.
    #[must_use]
    pub fn note(mut self, text: impl Into<String>) -> Self {
        let text = text.into();
        if !text.is_empty() {
            self.notes.push(Note { text, ..Note::default() });
        }
        self
    }

    /// The whole of it on one line.
    pub fn in_one_line(&self) -> String {
        let notes = self.notes.iter().map(|note| note.text.as_str());
        std::iter::once(self.text.as_str()).chain(notes).collect::<Vec<_>>().join(", ")
    }
}

/// What a cell holds for programs.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum CellValue {
    /// Nothing but its words.
    #[default]
    None,
    /// A number, with its kind where it has a unit.
    Number(f64, Option<Quantity>),
    /// A date.
    Date(NaiveDate),
}

/// Smaller words below a cell's.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Note {
    /// The words.
    pub text: String,
    /// The number that they say, with all digits.
    pub value: Option<f64>,
    /// Whether it is good or bad.
    pub tone: Tone,
}

/// Whether something is good or bad; said by a word and a sign too, never by colour alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// Neither.
    #[default]
    Plain,
    /// Better than the baseline.
    Better,
    /// Worse than the baseline.
    Worse,
}
