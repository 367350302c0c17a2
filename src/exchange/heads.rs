//! Heads of columns, in the languages and spellings that spreadsheets and loggers have them.
use serde::Serialize;

use super::table::{FIRST_LINES, Row, Table};
use crate::domain::fault::{Fault, Outcome};

/// A head as it is compared: lower case, letters and digits only, without what stands in brackets.
pub fn bare(head: &str) -> String {
    let outside = head.split(['(', '[']).next().unwrap_or_default();
    let kept = |text: &str| -> String {
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).take(MOST_LETTERS).collect()
    };
    let name = kept(outside);
    if name.is_empty() { kept(head) } else { name }
}

/// No head that means something is longer.
const MOST_LETTERS: usize = 100;

/// No table that means anything has more columns; those beyond are not looked at.
pub const MOST_HEADS: usize = 1000;

/// What a column of a file was taken for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Use {
    /// Its head in the file.
    pub head: String,
    /// What it was taken for; empty if it was passed over.
    pub means: &'static str,
}

impl Use {
    /// A column with this head, of which the begin of a long one is kept.
    pub fn of(head: &str, means: &'static str) -> Self {
        Self { head: head.chars().take(MOST_LETTERS).collect(), means }
    }
}

/// A column that a table may have: its name of ours, and the heads that mean it.
pub struct Column {
    /// The name in our documents.
    pub name: &'static str,
    /// Other heads that mean it, as [`bare`] gives them.
    pub also: &'static [&'static str],
    /// What a head may have within to mean it, if no other column has that very head.
    pub within: &'static [&'static str],
    /// Whether there is no table without it.
    pub needed: bool,
}

/// The column that a head means, by its place among those asked for.
pub fn meaning(columns: &[Column], head: &str) -> Option<usize> {
    let head = bare(head);
    let is = |column: &Column| bare(column.name) == head || column.also.contains(&head.as_str());
    let has = |column: &Column| column.within.iter().any(|part| head.contains(part));
    columns.iter().position(is).or_else(|| columns.iter().position(has))
}

/// Where each of these columns stands, and the rows below the heads.
#[derive(Debug)]
pub struct Found<'a> {
    /// The place of each column asked for, in the same order.
    pub places: Vec<Option<usize>>,
    /// The heads.
    pub heads: Row<'a>,
    /// The first row below the heads.
    pub first_row: usize,
}

impl Found<'_> {
    /// Which column of the file means what.
    pub fn uses(&self, columns: &[Column]) -> Vec<Use> {
        let means = |place: usize| self.places.iter().position(|of| *of == Some(place));
        let of = |(place, head): (usize, &str)| Use::of(head, means(place).map_or("", |i| columns[i].name));
        self.heads.cells().take(MOST_HEADS).map(of).collect()
    }

    /// The text of a column in a row; empty where the table has no such column.
    pub fn text<'r>(&self, row: Row<'r>, column: usize) -> &'r str {
        self.places.get(column).copied().flatten().map_or("", |place| row.cell(place))
    }

    /// Whether the table has this column.
    pub fn has(&self, column: usize) -> bool {
        self.places.get(column).copied().flatten().is_some()
    }

    /// The head of this column as the file has it.
    pub fn head(&self, column: usize) -> &str {
        self.places.get(column).copied().flatten().map_or("", |place| self.heads.cell(place))
    }
}

/// Where each of these columns stands in a row of heads.
fn places(row: Row<'_>, columns: &[Column]) -> Vec<Option<usize>> {
    let mut places = vec![None; columns.len()];
    for (place, head) in row.cells().take(MOST_HEADS) {
        if let Some(column) = meaning(columns, head) {
            places[column] = places[column].or(Some(place));
        }
    }
    places
}

/// Whether one of the first lines has every column that is needed.
pub fn are_there(table: &Table, columns: &[Column]) -> bool {
    table.rows().take(FIRST_LINES).any(|row| has_needed(&places(row, columns), columns))
}

fn has_needed(places: &[Option<usize>], columns: &[Column]) -> bool {
    columns.iter().zip(places).all(|(column, place)| !column.needed || place.is_some())
}

/// Finds the line of heads among the first lines: the first that has every column that is needed.
///
/// # Errors
/// If there is none, or if it has a column that is not known or is there twice.
pub fn find<'a>(table: &'a Table, columns: &[Column]) -> Outcome<Found<'a>> {
    let found = find_among(table, columns)?;
    let unknown = found.heads.cells().find(|(_, head)| meaning(columns, head).is_none());
    let Some((_, head)) = unknown else { return Ok(found) };
    let head: String = head.chars().take(MOST_LETTERS).collect();
    let here = format!("line {}", found.heads.line);
    Err(Fault::invalid(format!("the column \"{head}\" is not known"), here, known(columns)))
}

fn known(columns: &[Column]) -> String {
    let names: Vec<&str> = columns.iter().map(|column| column.name).collect();
    format!("Accepted are the columns {}", names.join(", "))
}

/// The same among other columns, which are passed over.
///
/// # Errors
/// If there is no such line, or if it has a column twice.
pub fn find_among<'a>(table: &'a Table, columns: &[Column]) -> Outcome<Found<'a>> {
    for (i, row) in table.rows().take(FIRST_LINES).enumerate() {
        let places = places(row, columns);
        if !has_needed(&places, columns) {
            continue;
        }
        let here = format!("line {}", row.line);
        for (place, head) in row.cells() {
            match meaning(columns, head) {
                Some(column) if places[column] != Some(place) => {
                    return Err(Fault::invalid(
                        format!("the column {} is there twice", columns[column].name),
                        here,
                        "Accepted is each column once",
                    ));
                }
                _ => (),
            }
        }
        return Ok(Found { places, heads: row, first_row: i + 1 });
    }
    let first = table.rows().next();
    let missing: Vec<&str> = first
        .map(|row| places(row, columns))
        .unwrap_or_default()
        .iter()
        .zip(columns)
        .filter(|(place, column)| column.needed && place.is_none())
        .map(|(_, column)| column.name)
        .collect();
    Err(Fault::invalid(
        format!("no line has the heads that are needed: {} is missing", missing.join(" and ")),
        first.map_or(String::new(), |row| format!("line {}", row.line)),
        known(columns),
    ))
}
