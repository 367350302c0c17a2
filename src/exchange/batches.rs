//! Batches as documents: one JSON object, a list of them, or CSV with the same names.
use super::table::{self, Row};
use super::text;
use crate::domain::batch::{BatchDocument, BatchStatus};
use crate::domain::document::{parse_date, read_json};
use crate::domain::fault::{Fault, Outcome};
use crate::domain::ids::ScenarioId;
use crate::domain::pen::Pen;

/// The columns of a CSV. `pens` holds the pens of a batch as [`Pen::read_list`] reads them: "1|2", or "1: 50000; 2".
pub const COLUMNS: [&str; 11] = [
    "batch_number",
    "start_date",
    "initial_count",
    "initial_weight",
    "stage",
    "site",
    "pens",
    "scenario",
    "species",
    "status",
    "notes",
];
/// Without these columns there is no batch.
const NEEDED: usize = 5;

/// Reads every batch of a text. What begins with `{` or `[` is JSON, all else CSV. Values are checked where they are
/// stored.
pub fn read(text: &str) -> Outcome<Vec<BatchDocument>> {
    match text.trim_start().as_bytes().first() {
        Some(b'[') => read_json(text),
        Some(b'{') => Ok(vec![read_json(text)?]),
        _ => read_csv(text),
    }
}

fn read_csv(text: &str) -> Outcome<Vec<BatchDocument>> {
    let table = table::read_text(text)?;
    let mut rows = table.rows();
    let columns = rows.next().map(Columns::find).transpose()?;
    rows.map(|row| columns.as_ref().map_or_else(|| Err(text::empty()), |columns| columns.batch(row)))
        .collect()
}

/// Where each column stands.
struct Columns {
    places: [Option<usize>; COLUMNS.len()],
    width: usize,
}

impl Columns {
    fn find(heads: Row<'_>) -> Outcome<Self> {
        let known = || format!("Accepted are the columns {}", COLUMNS.join(", "));
        let here = || format!("line {}", heads.line);
        if let Some((_, head)) = heads.cells().find(|(_, head)| !COLUMNS.contains(head)) {
            let head: String = head.chars().take(MOST_SHOWN).collect();
            return Err(Fault::invalid(format!("the column \"{head}\" is not known"), here(), known()));
        }
        let places =
            COLUMNS.map(|name| heads.cells().find(|(_, head)| *head == name).map(|(place, _)| place));
        if let Some(missing) = COLUMNS.iter().zip(places).take(NEEDED).find(|(_, place)| place.is_none()) {
            return Err(Fault::invalid(format!("the column {} is missing", missing.0), here(), known()));
        }
        Ok(Self { places, width: heads.width() })
    }

    fn batch(&self, row: Row<'_>) -> Outcome<BatchDocument> {
        let line = row.line;
        let least = self.places.iter().take(NEEDED).flatten().max().map_or(0, |last| last + 1);
        if row.width() > self.width || row.width() < least {
            return Err(Fault::invalid(
                format!("the line has {} values for {} columns", row.width(), self.width),
                format!("line {line}"),
                "Every line needs as many values as there are columns",
            ));
        }
        let value = |column: usize| self.places[column].map_or("", |place| row.cell(place));
        let wrong = |column: usize, accepted: &str| {
            let found: String = value(column).chars().take(MOST_SHOWN).collect();
            Fault::invalid(
                format!("\"{found}\" is not accepted"),
                format!("line {line}, {}", COLUMNS[column]),
                format!("Accepted is {accepted}"),
            )
        };
        let pens = Pen::read_list(value(6)).map_err(|fault| fault.at(format!("line {line}, pens")))?;
        Ok(BatchDocument {
            batch_number: value(0).to_owned(),
            start_date: parse_date(value(1))
                .ok_or_else(|| wrong(1, "a date that exists, written YYYY-MM-DD"))?,
            initial_count: value(2).parse().map_err(|_| wrong(2, "a whole number of fish"))?,
            initial_weight_g: value(3).replace(',', ".").parse().map_err(|_| wrong(3, "a weight in g"))?,
            stage: value(4).to_owned(),
            site: value(5).to_owned(),
            pens,
            scenario: match value(7) {
                "" => None,
                id => Some(ScenarioId(
                    id.parse().map_err(|_| wrong(7, "the number of a scenario, or nothing"))?,
                )),
            },
            species: value(8).to_owned(),
            status: match value(9) {
                "" | "active" => BatchStatus::Active,
                "closed" => BatchStatus::Closed,
                _ => return Err(wrong(9, "active, closed or nothing")),
            },
            notes: value(10).to_owned(),
        })
    }
}

/// As many characters of a wrong value are quoted.
const MOST_SHOWN: usize = 100;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const HEAD: &str = "batch_number,start_date,initial_count,initial_weight,stage,site,pens,scenario";

    #[test]
    fn json_and_csv_read_the_same() {
        let json = r#"{"batch_number":"B-1","start_date":"2024-09-01","initial_count":1000,"initial_weight":110.5,
            "stage":"Post-Smolt","site":"North","pens":["1","2"],"scenario":3}"#;
        let one = read(json).unwrap();
        assert_eq!(read(&format!("[{json}]")).unwrap(), one);
        let csv = format!("{HEAD}\nB-1,2024-09-01,1000,110.5,Post-Smolt,North,1|2,3\n");
        assert_eq!(read(&csv).unwrap(), one);
        let semicolons = csv.replace(',', ";").replace("110.5", "110,5");
        assert_eq!(read(&semicolons).unwrap(), one);
    }

    #[test]
    fn a_wrong_value_is_named_by_line_and_column() {
        let place = |rows: &str| read(&format!("{HEAD}\n{rows}")).unwrap_err().place;
        assert_eq!(place("B-1,2024-02-30,1000,110.5,Post-Smolt,,,"), "line 2, start_date");
        assert_eq!(
            place("B-1,2024-02-01,1000,110.5,Post-Smolt,,,\nB-2,2024-02-01,many,1,Adult,,,"),
            "line 3, initial_count"
        );
        assert_eq!(place("B-1,2024-02-01,1000"), "line 2");
        let fault = read("batch_number,count\n").unwrap_err();
        assert_eq!(fault.message, "the column \"count\" is not known");
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in ".{0,400}") {
            let _ = read(&text);
        }
    }
}
