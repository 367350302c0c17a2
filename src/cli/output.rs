//! What is written to stdout: JSON for scripts, tables for people, plain ones where the output goes into a pipe.
use comfy_table::presets::NOTHING;
use comfy_table::{Cell, CellAlignment, ContentArrangement, LineStyle, Table};
use serde::Serialize;
use std::io::{self, BufWriter, IsTerminal as _, Write};

use super::stop::{Done, one_line};

/// Where the answer of a command goes.
pub struct Out {
    json: bool,
    on_terminal: bool,
    to: BufWriter<io::Stdout>,
}

impl Out {
    /// Writes to stdout.
    pub fn to_stdout(json: bool) -> Self {
        let stdout = io::stdout();
        Self { json, on_terminal: stdout.is_terminal(), to: BufWriter::new(stdout) }
    }

    /// Whether JSON was asked for.
    pub fn is_json(&self) -> bool {
        self.json
    }

    /// Whether somebody watches: only then a progress bar is of use.
    pub fn is_watched(&self) -> bool {
        !self.json && self.on_terminal && io::stderr().is_terminal()
    }

    /// Writes one JSON document on one line.
    pub fn json(&mut self, document: &impl Serialize) -> Done {
        serde_json::to_writer(&mut self.to, document).map_err(io::Error::from)?;
        Ok(self.to.write_all(b"\n")?)
    }

    /// Writes one JSON document over many lines, to be read by people too.
    pub fn pretty_json(&mut self, document: &impl Serialize) -> Done {
        serde_json::to_writer_pretty(&mut self.to, document).map_err(io::Error::from)?;
        Ok(self.to.write_all(b"\n")?)
    }

    /// Writes a line for people.
    pub fn line(&mut self, text: impl AsRef<str>) -> Done {
        Ok(writeln!(self.to, "{}", text.as_ref())?)
    }

    /// Writes a heading over what follows, after a blank line.
    pub fn heading(&mut self, text: &str) -> Done {
        Ok(writeln!(self.to, "\n{text}")?)
    }

    /// Writes a table for people.
    pub fn table(&mut self, table: &Columns) -> Done {
        for line in table.lines(self.on_terminal) {
            writeln!(self.to, "{line}")?;
        }
        Ok(())
    }

    /// Where bytes are written that are made elsewhere.
    pub fn raw(&mut self) -> &mut impl Write {
        &mut self.to
    }

    /// Sees to it that all is written.
    pub fn flush(&mut self) -> Done {
        Ok(self.to.flush()?)
    }
}

/// A table: texts to the left, numbers to the right.
#[derive(Debug)]
pub struct Columns {
    heads: Vec<String>,
    is_number: Vec<bool>,
    rows: Vec<Vec<String>>,
}

impl Columns {
    /// A table with these heads; those that begin with `>` are of numbers.
    pub fn new<'a>(heads: impl IntoIterator<Item = &'a str>) -> Self {
        let mut table = Self { heads: Vec::new(), is_number: Vec::new(), rows: Vec::new() };
        for head in heads {
            let text = head.strip_prefix('>');
            table.is_number.push(text.is_some());
            table.heads.push(text.unwrap_or(head).to_owned());
        }
        table
    }

    /// Names and values without heads.
    pub fn pairs() -> Self {
        Self { heads: Vec::new(), is_number: vec![false, false], rows: Vec::new() }
    }

    /// Adds a row.
    pub fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().collect());
    }

    /// Adds a name with its value.
    #[expect(clippy::needless_pass_by_value, reason = "a text, a reading or a number, whatever is at hand")]
    pub fn pair(&mut self, name: &str, value: impl ToString) {
        self.row([name.to_owned(), value.to_string()]);
    }

    fn lines(&self, on_terminal: bool) -> Vec<String> {
        let mut table = Table::new();
        table.load_style(NOTHING).set_content_arrangement(ContentArrangement::Disabled);
        let cell = |(place, text): (usize, &String)| {
            let number = self.is_number.get(place).copied().unwrap_or_default();
            let side = if number { CellAlignment::Right } else { CellAlignment::Left };
            Cell::new(one_line(text)).set_alignment(side)
        };
        if !self.heads.is_empty() {
            table.set_header(self.heads.iter().enumerate().map(cell));
            if on_terminal {
                let line = LineStyle::none().fill('─').junction('─');
                table.load_style(NOTHING.header_separator(line));
            }
        }
        for row in &self.rows {
            table.add_row(row.iter().enumerate().map(cell));
        }
        for column in table.column_iter_mut() {
            column.set_padding((0, 2));
        }
        table.lines().map(|line| line.trim_end().to_owned()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stand_to_the_right_and_pipes_get_no_lines() {
        let mut table = Columns::new(["Name", ">Weight", "Label"]);
        table.row(["A".to_owned(), "5,123 g".to_owned(), "two\nlines".to_owned()]);
        table.row(["Longer".to_owned(), "9 g".to_owned(), String::new()]);
        let plain = ["Name     Weight  Label", "A       5,123 g  two lines", "Longer      9 g"];
        assert_eq!(table.lines(false), plain);
        assert_eq!(table.lines(true).len(), 4);
        assert!(table.lines(true)[1].starts_with('─'));
    }
}
