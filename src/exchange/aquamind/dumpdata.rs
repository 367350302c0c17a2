//! What `manage.py dumpdata` of AquaMind's server writes: a list of objects, each a row, or one such object a line.
use serde::de::{DeserializeSeed, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::error::Category;
use std::fmt;

use super::rows::Source;
use super::tables::{self, Table};
use crate::domain::fault::{Fault, Outcome};
use crate::domain::foreign::ForeignValue;

/// Reads every object of a dumpdata.
///
/// # Errors
/// If it is not JSON, breaks off, or is no dumpdata of AquaMind. The fault's place is the line.
pub fn read(bytes: &[u8]) -> Outcome<Source> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii();
    let mut source = Source::default();
    match bytes.first() {
        None => return Err(super::super::text::empty()),
        Some(b'{') => {
            for entry in serde_json::Deserializer::from_slice(bytes).into_iter() {
                take(&mut source, &entry.map_err(|error| of(&error))?);
            }
        }
        Some(_) => {
            let mut reader = serde_json::Deserializer::from_slice(bytes);
            Entries(&mut source).deserialize(&mut reader).map_err(|error| of(&error))?;
            reader.end().map_err(|error| of(&error))?;
        }
    }
    if source.is_of_aquamind() {
        return Ok(source);
    }
    Err(Fault::invalid(
        "no object of it is a row of AquaMind's apps scenario and batch",
        "",
        "Write one with `manage.py dumpdata scenario batch inventory environmental infrastructure > FILE.json`",
    ))
}

/// A row as dumpdata writes it. Its fields stand in the order of the table's columns.
struct Entry {
    /// The model's name where its table is not read.
    model: String,
    table: Option<&'static Table>,
    values: Vec<ForeignValue>,
}

fn take(source: &mut Source, entry: &Entry) {
    match entry.table {
        Some(table) => source.take(table, &entry.values),
        None => source.leave(&tables::name_of_model(&entry.model), 1),
    }
}

/// Reads a list of entries without keeping them.
struct Entries<'s>(&'s mut Source);

impl<'de> DeserializeSeed<'de> for Entries<'_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Entries<'_> {
    type Value = ();
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of objects")
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while let Some(entry) = list.next_element()? {
            take(self.0, &entry);
        }
        Ok(())
    }
}

impl<'de> Deserialize<'de> for Entry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(EntryOfMap)
    }
}

struct EntryOfMap;

impl<'de> Visitor<'de> for EntryOfMap {
    type Value = Entry;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with model, pk and fields")
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Entry, A::Error> {
        let mut model: Option<String> = None;
        let mut key = ForeignValue::Nothing;
        // Django writes the model first, so the fields of models that are not read need not be kept.
        let mut fields: Option<serde_json::Map<String, serde_json::Value>> = None;
        while let Some(name) = map.next_key::<String>()? {
            match name.as_str() {
                "model" => model = Some(map.next_value()?),
                "pk" => key = plain(map.next_value()?),
                "fields" if model.as_deref().is_some_and(|it| tables::of_model(it).is_none()) => {
                    map.next_value::<IgnoredAny>()?;
                }
                "fields" => fields = Some(map.next_value()?),
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        let model = model.ok_or_else(|| A::Error::missing_field("model"))?;
        let Some(table) = tables::of_model(&model) else {
            return Ok(Entry { model, table: None, values: Vec::new() });
        };
        let mut fields = fields.ok_or_else(|| A::Error::missing_field("fields"))?;
        let mut of_column = |column: &&str| {
            let named = fields.remove(*column);
            let referred = || column.strip_suffix("_id").and_then(|name| fields.remove(name));
            named.or_else(referred).map_or(ForeignValue::Nothing, plain)
        };
        let mut values = vec![key];
        values.extend(table.columns[1..].iter().map(&mut of_column));
        Ok(Entry { model, table: Some(table), values })
    }
}

/// A value of a field. A natural key of one part is that part; what else is a list or an object stays JSON.
fn plain(value: serde_json::Value) -> ForeignValue {
    use serde_json::Value;
    match value {
        Value::Null => ForeignValue::Nothing,
        Value::Bool(is) => ForeignValue::Whole(i64::from(is)),
        Value::Number(number) => match number.as_i64() {
            Some(whole) => ForeignValue::Whole(whole),
            None => number.as_f64().map_or(ForeignValue::Bytes, ForeignValue::Real),
        },
        Value::String(text) => ForeignValue::Text(text),
        Value::Array(mut parts) if parts.len() == 1 => plain(parts.remove(0)),
        other => ForeignValue::Text(other.to_string()),
    }
}

fn of(error: &serde_json::Error) -> Fault {
    let place = match error.line() {
        0 | 1 => format!("column {}", error.column()),
        line => format!("line {line}, column {}", error.column()),
    };
    let said = error.to_string();
    let said = said.rsplit_once(" at line ").map_or(said.as_str(), |(said, _)| said);
    match error.classify() {
        Category::Eof => Fault::invalid(
            "the dumpdata breaks off",
            place,
            "Look whether the file is complete; nothing was changed",
        ),
        Category::Data => Fault::invalid(
            format!("this is no dumpdata: {said}"),
            place,
            "Accepted is a list of objects, each with model, pk and fields",
        ),
        _ => Fault::invalid(format!("this is not valid JSON: {said}"), place, "Accepted is a dumpdata JSON"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TWO: &str = r#"[
        {"model": "scenario.temperatureprofile", "pk": 1, "fields": {"name": "Shelf", "created_at": "2025-11-20T08:00:00Z"}},
        {"model": "finance.dimsite", "pk": 3, "fields": {"name": "North"}}]"#;

    #[test]
    fn a_list_and_lines_of_objects_are_read_alike_and_what_is_not_understood_is_counted() {
        let of_list = read(TWO.as_bytes()).unwrap();
        let lines = TWO.trim_start_matches('[').trim_end_matches(']').replace("}},", "}}\n");
        let of_lines = read(lines.as_bytes()).unwrap();
        for source in [of_list, of_lines] {
            assert_eq!(source.profiles[&1].name, "Shelf");
            let tables = source.ledger.close();
            assert_eq!(tables.iter().map(|table| table.rows).sum::<u64>(), 2);
            assert_eq!(tables[0].table, "finance_dimsite");
            assert_eq!(tables[0].left_rows(), 1);
        }
    }

    #[test]
    fn what_is_no_dumpdata_is_told_so_with_its_place() {
        for (text, words) in [
            ("", "the file is empty"),
            ("[", "the dumpdata breaks off (column 1)"),
            (&TWO[..200], "the dumpdata breaks off (line 3, column"),
            (
                "[1]",
                "this is no dumpdata: invalid type: integer `1`, expected an object with model, pk and fields",
            ),
            ("[{\"pk\": 1}]", "this is no dumpdata: missing field `model`"),
            ("\"text\"", "this is no dumpdata: invalid type: string \"text\", expected a list of objects"),
            ("[]", "no object of it is a row of AquaMind's apps"),
            ("{\"model\": \"auth.group\", \"pk\": 1, \"fields\": {}}", "no object of it is a row"),
            ("hello", "this is not valid JSON"),
        ] {
            let told = read(text.as_bytes()).unwrap_err().to_string();
            assert!(told.starts_with(words), "{text}: {told}");
        }
    }
}
