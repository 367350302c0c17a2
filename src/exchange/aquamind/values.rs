//! One row of AquaMind by the names of its columns, each value taken as what it should be.
use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};

use super::tables::Table;
use crate::domain::document::parse_date;
use crate::domain::foreign::ForeignValue;

/// A row, or why it is none.
pub type Taken<T> = Result<T, String>;

/// A row that is being taken.
#[derive(Debug, Clone, Copy)]
pub struct Fields<'a> {
    table: &'static Table,
    values: &'a [ForeignValue],
}

impl<'a> Fields<'a> {
    /// A row of a table, its values in the order of the table's columns.
    pub fn of(table: &'static Table, values: &'a [ForeignValue]) -> Self {
        Self { table, values }
    }

    fn value(&self, column: &str) -> &'a ForeignValue {
        let place = self.table.columns.iter().position(|name| *name == column);
        place.and_then(|place| self.values.get(place)).unwrap_or(&ForeignValue::Nothing)
    }

    /// The primary key.
    pub fn key(&self) -> Taken<i64> {
        self.whole(self.table.columns[0])
    }

    /// A whole number that has to be there.
    pub fn whole(&self, column: &str) -> Taken<i64> {
        self.whole_or_none(column)?.ok_or_else(|| missing(column))
    }

    /// A whole number.
    pub fn whole_or_none(&self, column: &str) -> Taken<Option<i64>> {
        match self.value(column) {
            ForeignValue::Nothing => Ok(None),
            ForeignValue::Whole(number) => Ok(Some(*number)),
            ForeignValue::Real(number) if number.fract() == 0.0 && number.abs() < 9e15 => {
                Ok(Some(*number as i64))
            }
            ForeignValue::Text(text) => {
                text.trim().parse().map(Some).map_err(|_| wrong(column, self.value(column), "a whole number"))
            }
            other => Err(wrong(column, other, "a whole number")),
        }
    }

    /// A whole number that is not negative.
    pub fn count(&self, column: &str) -> Taken<u64> {
        u64::try_from(self.whole(column)?)
            .map_err(|_| wrong(column, self.value(column), "a whole number that is not negative"))
    }

    /// The number of a day.
    pub fn day(&self, column: &str) -> Taken<u32> {
        u32::try_from(self.whole(column)?)
            .map_err(|_| wrong(column, self.value(column), "a whole number that is not negative"))
    }

    /// A number that has to be there.
    pub fn real(&self, column: &str) -> Taken<f64> {
        self.real_or_none(column)?.ok_or_else(|| missing(column))
    }

    /// A finite number. Decimals are texts in a dumpdata.
    pub fn real_or_none(&self, column: &str) -> Taken<Option<f64>> {
        let wrong = || wrong(column, self.value(column), "a finite number");
        let number = match self.value(column) {
            ForeignValue::Nothing => return Ok(None),
            ForeignValue::Whole(number) => *number as f64,
            ForeignValue::Real(number) => *number,
            ForeignValue::Text(text) => text.trim().parse().map_err(|_| wrong())?,
            ForeignValue::Bytes => return Err(wrong()),
        };
        if number.is_finite() { Ok(Some(number)) } else { Err(wrong()) }
    }

    /// A text; nothing is an empty one.
    pub fn text(&self, column: &str) -> Taken<String> {
        match self.value(column) {
            ForeignValue::Nothing => Ok(String::new()),
            ForeignValue::Text(text) => Ok(text.clone()),
            ForeignValue::Whole(number) => Ok(number.to_string()),
            ForeignValue::Real(number) => Ok(number.to_string()),
            ForeignValue::Bytes => Err(wrong(column, &ForeignValue::Bytes, "a text")),
        }
    }

    /// A day.
    pub fn date(&self, column: &str) -> Taken<NaiveDate> {
        self.date_or_none(column)?.ok_or_else(|| missing(column))
    }

    /// A day, or the day of a moment.
    pub fn date_or_none(&self, column: &str) -> Taken<Option<NaiveDate>> {
        match self.value(column) {
            ForeignValue::Nothing => Ok(None),
            ForeignValue::Text(text) => text
                .get(..10)
                .and_then(parse_date)
                .map(Some)
                .ok_or_else(|| wrong(column, self.value(column), "a date, written YYYY-MM-DD")),
            other => Err(wrong(column, other, "a date, written YYYY-MM-DD")),
        }
    }

    /// A moment, to the millisecond: a dumpdata holds no more of it.
    pub fn moment_or_none(&self, column: &str) -> Taken<Option<DateTime<Utc>>> {
        match self.value(column) {
            ForeignValue::Nothing => Ok(None),
            ForeignValue::Text(text) => {
                moment(text).map(Some).ok_or_else(|| wrong(column, self.value(column), "a date with a time"))
            }
            other => Err(wrong(column, other, "a date with a time")),
        }
    }
}

/// A moment as SQLite keeps it for Django ("2026-11-24 11:38:33.455880", in UTC) or as Django writes it into JSON
/// ("2026-11-24T11:38:33.455Z").
fn moment(text: &str) -> Option<DateTime<Utc>> {
    let text = text.trim();
    let found = DateTime::parse_from_rfc3339(text).map(|moment| moment.to_utc()).ok().or_else(|| {
        ["%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M:%S%.f"]
            .iter()
            .find_map(|form| NaiveDateTime::parse_from_str(text, form).ok())
            .map(|moment| moment.and_utc())
    })?;
    DateTime::from_timestamp_millis(found.timestamp_millis())
}

fn missing(column: &str) -> String {
    format!("{column} is missing")
}

fn wrong(column: &str, value: &ForeignValue, accepted: &str) -> String {
    let found = match value {
        ForeignValue::Nothing => "nothing".to_owned(),
        ForeignValue::Whole(number) => number.to_string(),
        ForeignValue::Real(number) => number.to_string(),
        ForeignValue::Text(text) => format!("\"{}\"", text.chars().take(40).collect::<String>()),
        ForeignValue::Bytes => "what is no text".to_owned(),
    };
    format!("{column}: {found} is not {accepted}")
}

#[cfg(test)]
mod tests {
    use super::super::tables;
    use super::*;

    #[test]
    fn a_moment_is_the_same_out_of_a_database_and_out_of_a_dumpdata() {
        let [database, dump, zoned] =
            ["2026-11-24 11:38:33.455880", "2026-11-24T11:38:33.455Z", "2026-11-24T12:38:33.4558+01:00"]
                .map(moment);
        assert!(database.is_some());
        assert_eq!(database, dump);
        assert_eq!(database, zoned);
        assert!(moment("2025-11-20 08:00:00").is_some());
        assert!(moment("yesterday").is_none());
    }

    #[test]
    fn a_decimal_is_a_number_whether_it_is_written_as_one_or_as_a_text() {
        let row = |value: ForeignValue| [ForeignValue::Whole(7), value];
        let read = |value: ForeignValue| Fields::of(&tables::READING, &row(value)).real("temperature");
        assert_eq!(read(ForeignValue::Text("10.90".to_owned())), Ok(10.9));
        assert_eq!(read(ForeignValue::Whole(11)), Ok(11.0));
        assert_eq!(
            read(ForeignValue::Text("warm".to_owned())),
            Err("temperature: \"warm\" is not a finite number".to_owned())
        );
        assert_eq!(
            read(ForeignValue::Real(f64::NAN)),
            Err("temperature: NaN is not a finite number".to_owned())
        );
        assert_eq!(read(ForeignValue::Nothing), Err("temperature is missing".to_owned()));
    }
}
