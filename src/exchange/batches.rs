//! Batches as documents: one JSON object, a list of them, or CSV with the same names.
use csv::{ReaderBuilder, StringRecord};

use crate::domain::batch::BatchDocument;
use crate::domain::document::{parse_date, read_json};
use crate::domain::fault::{Fault, Outcome};
use crate::domain::ids::ScenarioId;

/// The columns of a CSV. `pens` holds the pens of a batch apart by `|`.
pub const COLUMNS: [&str; 10] = [
    "batch_number",
    "start_date",
    "initial_count",
    "initial_weight",
    "stage",
    "site",
    "pens",
    "scenario",
    "species",
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
    let head = text.lines().next().unwrap_or_default();
    let separator = [b';', b'\t', b','].into_iter().max_by_key(|s| head.bytes().filter(|b| b == s).count());
    let mut reader = ReaderBuilder::new()
        .delimiter(separator.unwrap_or(b','))
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let heads = reader.headers().map_err(|error| of_csv(&error))?.clone();
    let columns = Columns::find(&heads)?;
    let mut batches = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| of_csv(&error))?;
        batches.push(columns.batch(&record)?);
    }
    Ok(batches)
}

/// Where each column stands.
struct Columns([Option<usize>; COLUMNS.len()]);

impl Columns {
    fn find(heads: &StringRecord) -> Outcome<Self> {
        let known = || format!("Accepted are the columns {}", COLUMNS.join(", "));
        if let Some(head) = heads.iter().find(|head| !COLUMNS.contains(head)) {
            return Err(Fault::invalid(format!("the column \"{head}\" is not known"), "line 1", known()));
        }
        let found = COLUMNS.map(|name| heads.iter().position(|head| head == name));
        if let Some(missing) = COLUMNS.iter().zip(found).take(NEEDED).find(|(_, place)| place.is_none()) {
            return Err(Fault::invalid(format!("the column {} is missing", missing.0), "line 1", known()));
        }
        Ok(Self(found))
    }

    fn batch(&self, record: &StringRecord) -> Outcome<BatchDocument> {
        let line = record.position().map_or(0, csv::Position::line);
        let value = |column: usize| self.0[column].and_then(|place| record.get(place)).unwrap_or_default();
        let wrong = |column: usize, accepted: &str| {
            Fault::invalid(
                format!("\"{}\" is not accepted", value(column)),
                format!("line {line}, {}", COLUMNS[column]),
                format!("Accepted is {accepted}"),
            )
        };
        let pens = value(6).split('|').map(str::trim).filter(|pen| !pen.is_empty());
        Ok(BatchDocument {
            batch_number: value(0).to_owned(),
            start_date: parse_date(value(1))
                .ok_or_else(|| wrong(1, "a date that exists, written YYYY-MM-DD"))?,
            initial_count: value(2).parse().map_err(|_| wrong(2, "a whole number of fish"))?,
            initial_weight_g: value(3).replace(',', ".").parse().map_err(|_| wrong(3, "a weight in g"))?,
            stage: value(4).to_owned(),
            site: value(5).to_owned(),
            pens: pens.map(str::to_owned).collect(),
            scenario: match value(7) {
                "" => None,
                id => Some(ScenarioId(
                    id.parse().map_err(|_| wrong(7, "the number of a scenario, or nothing"))?,
                )),
            },
            species: value(8).to_owned(),
            notes: value(9).to_owned(),
        })
    }
}

fn of_csv(error: &csv::Error) -> Fault {
    let place = error.position().map_or(String::new(), |position| format!("line {}", position.line()));
    Fault::invalid(
        format!("this is not a table as expected: {error}"),
        place,
        "Every line needs as many values as there are columns",
    )
}

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
