//! Heads of columns, in the languages and spellings that spreadsheets and loggers have them.
use super::table::{FIRST_LINES, Row, Table};
use crate::domain::fault::{Fault, Outcome};

/// A head as it is compared: lower case, letters and digits only, without what stands in brackets.
pub fn bare(head: &str) -> String {
    let outside = head.split(['(', '[']).next().unwrap_or_default();
    let kept = |text: &str| -> String {
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let name = kept(outside);
    if name.is_empty() { kept(head) } else { name }
}

/// A column that a table may have: its name of ours, and the heads that mean it.
pub struct Column {
    /// The name in our documents.
    pub name: &'static str,
    /// Other heads that mean it, as [`bare`] gives them.
    pub also: &'static [&'static str],
    /// Whether there is no table without it.
    pub needed: bool,
}

impl Column {
    fn is_meant_by(&self, head: &str) -> bool {
        let head = bare(head);
        bare(self.name) == head || self.also.contains(&head.as_str())
    }
}

/// Where each of these columns stands, and the rows below the heads.
#[derive(Debug)]
pub struct Found<'a> {
    /// The place of each column asked for, in the same order.
    pub places: Vec<Option<usize>>,
    /// The rows below the heads.
    pub rows: &'a [Row],
}

impl Found<'_> {
    /// The text of a column in a row; empty where the table has no such column.
    pub fn text<'r>(&self, row: &'r Row, column: usize) -> &'r str {
        self.places.get(column).copied().flatten().map_or("", |place| row.cell(place))
    }
}

/// Finds the line of heads among the first lines: the first that has every column that is needed.
///
/// # Errors
/// If there is none, or if it has a column that is not known or is there twice.
pub fn find<'a>(table: &'a Table, columns: &[Column]) -> Outcome<Found<'a>> {
    let places = |row: &Row| -> Vec<Option<usize>> {
        columns.iter().map(|column| row.cells().iter().position(|head| column.is_meant_by(head))).collect()
    };
    let known = || {
        let names: Vec<&str> = columns.iter().map(|column| column.name).collect();
        format!("Accepted are the columns {}", names.join(", "))
    };
    for (i, row) in table.rows.iter().take(FIRST_LINES).enumerate() {
        let places = places(row);
        if columns.iter().zip(&places).any(|(column, place)| column.needed && place.is_none()) {
            continue;
        }
        let here = format!("line {}", row.line);
        for (place, head) in row.cells().iter().enumerate().filter(|(_, head)| !head.is_empty()) {
            match columns.iter().position(|column| column.is_meant_by(head)) {
                None => {
                    return Err(Fault::invalid(format!("the column \"{head}\" is not known"), here, known()));
                }
                Some(column) if places[column] != Some(place) => {
                    return Err(Fault::invalid(
                        format!("the column {} is there twice", columns[column].name),
                        here,
                        "Accepted is each column once",
                    ));
                }
                Some(_) => (),
            }
        }
        return Ok(Found { places, rows: table.rows.get(i + 1..).unwrap_or_default() });
    }
    let first = table.rows.first();
    let missing: Vec<&str> = first
        .map(places)
        .unwrap_or_default()
        .iter()
        .zip(columns)
        .filter(|(place, column)| column.needed && place.is_none())
        .map(|(_, column)| column.name)
        .collect();
    Err(Fault::invalid(
        format!("no line has the heads that are needed: {} is missing", missing.join(" and ")),
        first.map_or(String::new(), |row| format!("line {}", row.line)),
        known(),
    ))
}
