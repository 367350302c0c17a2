//! Lines of a table that could not be read: each with its number, its text and its reason.
use serde::Serialize;

use super::table::Row;
use crate::domain::fault::{Fault, Outcome};

/// How many rejected lines are kept with their text and reason; the others are counted. A file of nothing but such
/// lines must not take many times its size.
const MOST_KEPT: usize = 1000;
/// How many of them a refusal names.
const MOST_NAMED: usize = 20;

/// A line that was not accepted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RejectedLine {
    /// Its line in the file, or its row in the sheet.
    pub line: usize,
    /// What stands in it: the begin of a long one.
    pub text: String,
    /// Why, with the value and what is accepted.
    pub reason: String,
}

/// The lines of a table that were not accepted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rejections {
    count: usize,
    lines: Vec<RejectedLine>,
    /// The first of them in the file, as it is told alone.
    first: Option<(usize, Fault)>,
}

impl Rejections {
    /// Notes a line that was not accepted; the fault's place is found within it.
    pub fn add(&mut self, row: Row<'_>, fault: Fault) {
        self.count += 1;
        if self.lines.len() < MOST_KEPT {
            let reason = match (fault.place.split_once(", "), fault.hint.is_empty()) {
                (Some((_, column)), false) => format!("{column}: {}; {}", fault.message, lower(&fault.hint)),
                (Some((_, column)), true) => format!("{column}: {}", fault.message),
                (None, false) => format!("{}; {}", fault.message, lower(&fault.hint)),
                (None, true) => fault.message.clone(),
            };
            self.lines.push(RejectedLine { line: row.line, text: row.quoted(), reason });
        }
        if self.first.as_ref().is_none_or(|(line, _)| row.line < *line) {
            self.first = Some((row.line, fault));
        }
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.count
    }

    /// The first of them, by their lines.
    pub fn lines(&self) -> &[RejectedLine] {
        &self.lines
    }

    /// Puts them in the order of their lines, whatever was looked at first.
    pub fn sort(&mut self) {
        self.lines.sort_by_key(|bad| bad.line);
    }

    /// Refuses the table if there are any.
    ///
    /// # Errors
    /// Names the first of them with its reason, and how to leave them out.
    pub fn refuse(&self) -> Outcome<()> {
        let Some((line, fault)) = &self.first else { return Ok(()) };
        let mut fault = fault.clone();
        if fault.place.is_empty() {
            fault.place = format!("line {line}");
        }
        for bad in self.lines.iter().filter(|bad| bad.line != *line).take(MOST_NAMED - 1) {
            fault.message.push_str(&format!("; line {}: {}", bad.line, bad.reason));
        }
        if self.count > MOST_NAMED {
            fault.message.push_str(&format!("; and {} more lines", self.count - MOST_NAMED));
        }
        let way_out = "orrect the file, or leave such lines out with --skip-bad-lines";
        fault.hint =
            if fault.hint.is_empty() { format!("C{way_out}") } else { format!("{}; c{way_out}", fault.hint) };
        Err(fault)
    }
}

/// A sentence as it goes on behind a semicolon.
fn lower(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}
