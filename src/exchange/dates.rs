//! Dates as spreadsheets and loggers write them.
use chrono::NaiveDate;
use serde::Serialize;

use crate::domain::fault::{Fault, Outcome};

/// Which of the first two numbers of `03/04/2024` is the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DateOrder {
    /// The first one.
    DayFirst,
    /// The second one.
    MonthFirst,
}

/// What a cell says of when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// A day number.
    Day(u32),
    /// A date, if it exists.
    Date(Option<NaiveDate>),
    /// Two numbers and a year, of which the order is not known from these alone.
    Either(u16, u16, i16),
}

impl When {
    /// Reads a cell: `2024-09-01`, `1.9.2024`, `01/09/2024`, each with or without a time behind it, or a day number.
    pub fn read(cell: &str) -> Option<Self> {
        let cell = cell.trim();
        if !cell.is_empty() && cell.len() <= 9 && cell.bytes().all(|b| b.is_ascii_digit()) {
            return cell.parse().ok().map(Self::Day);
        }
        let end = cell.find(['T', 't', ' ']).unwrap_or(cell.len());
        let (date, time) = cell.split_at(end);
        if !is_time(time) {
            return None;
        }
        let mark = date.chars().find(|c| !c.is_ascii_digit())?;
        let parts: Vec<&str> = date.trim_end_matches('.').split(mark).collect();
        let [first, second, third] = parts.as_slice() else { return None };
        let number = |text: &str| -> Option<u16> {
            let is_short = !text.is_empty() && text.len() <= 4 && text.bytes().all(|b| b.is_ascii_digit());
            is_short.then(|| text.parse().ok()).flatten()
        };
        let (a, b, c) = (number(first)?, number(second)?, number(third)?);
        match (mark, first.len(), third.len()) {
            ('-' | '/' | '.', 4, 1..=2) => {
                Some(Self::Date(NaiveDate::from_ymd_opt(a.into(), b.into(), c.into())))
            }
            ('.', 1..=2, 2 | 4) => {
                Some(Self::Date(NaiveDate::from_ymd_opt(year(c, third).into(), b.into(), a.into())))
            }
            ('-' | '/', 1..=2, 2 | 4) => Some(Self::Either(a, b, year(c, third))),
            _ => None,
        }
    }

    /// The date, in this order.
    pub fn date(self, order: DateOrder) -> Option<NaiveDate> {
        match self {
            Self::Day(_) => None,
            Self::Date(date) => date,
            Self::Either(a, b, year) => match order {
                DateOrder::DayFirst => NaiveDate::from_ymd_opt(year.into(), b.into(), a.into()),
                DateOrder::MonthFirst => NaiveDate::from_ymd_opt(year.into(), a.into(), b.into()),
            },
        }
    }
}

/// A year of two digits lies within 1970 to 2069.
fn year(number: u16, text: &str) -> i16 {
    let century = match (text.len(), number) {
        (2, 0..=69) => 2000,
        (2, _) => 1900,
        _ => 0,
    };
    century + number as i16
}

/// Whether what stands behind a date is nothing, or a time: digits first, and no other letters than those of times.
fn is_time(text: &str) -> bool {
    let text = text.trim_start_matches(['T', 't', ' ']);
    text.is_empty()
        || (text.starts_with(|c: char| c.is_ascii_digit())
            && text.chars().all(|c| c.is_ascii_digit() || ":.,+- ZzAaPpMmUTCutc".contains(c)))
}

/// A date that may have the day or the month first, and nothing tells which.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OpenDate {
    /// Its line.
    pub line: usize,
    /// How it is written.
    pub text: String,
    /// What it is with the day first.
    pub day_first: Option<NaiveDate>,
    /// What it is with the month first.
    pub month_first: Option<NaiveDate>,
}

impl OpenDate {
    /// What is told where nobody can be asked.
    pub fn fault(&self) -> Fault {
        Fault::invalid(
            format!("\"{}\" may have the day or the month first, and no other date tells", self.text),
            format!("line {}", self.line),
            "Say which: --date-order dmy or --date-order mdy",
        )
    }
}

/// The order of all dates of a column: what was said, or what any of them tells. Where nothing was said and none tells,
/// the first that may be read in two ways; until that is answered they are read with the day first.
///
/// # Errors
/// If one date has the day first and another the month.
pub fn order<'a>(
    dates: impl Iterator<Item = (usize, &'a str, When)>,
    said: Option<DateOrder>,
) -> Outcome<(DateOrder, Option<OpenDate>)> {
    if let Some(said) = said {
        return Ok((said, None));
    }
    let mut open = None;
    let (mut day_first, mut month_first) = (None, None);
    for (line, text, when) in dates {
        if let When::Either(a, b, _) = when {
            match (a, b) {
                (13..=31, 1..=12) => day_first = day_first.or(Some((line, text))),
                (1..=12, 13..=31) => month_first = month_first.or(Some((line, text))),
                (a, b) if a == b => (),
                _ => open = open.or(Some((line, text, when))),
            }
        }
    }
    match (day_first, month_first, open) {
        (Some((line, text)), Some((other, contrary)), _) => Err(Fault::invalid(
            format!("\"{text}\" in line {line} has the day first, \"{contrary}\" the month"),
            format!("line {other}"),
            "Write all dates as 2024-09-01",
        )),
        (None, Some(_), _) => Ok((DateOrder::MonthFirst, None)),
        (Some(_), ..) | (.., None) => Ok((DateOrder::DayFirst, None)),
        (None, None, Some((line, text, when))) => {
            let open = OpenDate {
                line,
                text: text.to_owned(),
                day_first: when.date(DateOrder::DayFirst),
                month_first: when.date(DateOrder::MonthFirst),
            };
            Ok((DateOrder::DayFirst, Some(open)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> Option<String> {
        Some(When::read(text)?.date(DateOrder::DayFirst)?.to_string())
    }

    #[test]
    fn dates_are_read_in_every_usual_spelling() {
        for text in [
            "2024-09-01",
            "2024/9/1",
            "2024-09-01T13:30:00Z",
            "2024-09-01 13:30:00.5 +02:00",
            "1.9.2024",
            "01.09.24",
            "01.09.2024 kl",
            "01/09/2024 1:30 PM",
            "1-9-2024",
        ] {
            let wanted = if text.ends_with("kl") { None } else { Some("2024-09-01".to_owned()) };
            assert_eq!(day(text), wanted, "{text}");
        }
        assert_eq!(When::read("17"), Some(When::Day(17)));
        assert_eq!(When::read("2024-02-30"), Some(When::Date(None)));
        for text in ["", "spring", "3.4", "2024-09", "1/2/3/4", "1/2/345", "-5", "12345678901"] {
            assert_eq!(When::read(text), None, "{text}");
        }
    }

    #[test]
    fn one_date_tells_the_order_of_all_and_none_is_guessed() {
        let of = |texts: &[&'static str]| {
            let dates: Vec<_> =
                texts.iter().enumerate().map(|(i, t)| (i + 2, *t, When::read(t).unwrap())).collect();
            order(dates.into_iter(), None)
        };
        assert_eq!(of(&["03/04/2024", "13/04/2024"]).unwrap(), (DateOrder::DayFirst, None));
        assert_eq!(of(&["03/04/2024", "04/13/2024"]).unwrap(), (DateOrder::MonthFirst, None));
        assert_eq!(of(&["04/04/2024", "2024-05-06"]).unwrap(), (DateOrder::DayFirst, None));
        let open = of(&["03/04/2024", "04/04/2024"]).unwrap().1.unwrap();
        assert_eq!(
            (open.day_first, open.month_first),
            (NaiveDate::from_ymd_opt(2024, 4, 3), NaiveDate::from_ymd_opt(2024, 3, 4))
        );
        assert_eq!(
            open.fault().to_string(),
            "\"03/04/2024\" may have the day or the month first, and no other date tells (line 2). \
             Say which: --date-order dmy or --date-order mdy"
        );
        assert!(of(&["13/04/2024", "04/13/2024"]).unwrap_err().message.contains("has the day first"));
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,20}|[0-9./T: -]{0,20}") {
            if let Some(when) = When::read(&text) {
                let _ = (when.date(DateOrder::DayFirst), when.date(DateOrder::MonthFirst));
            }
        }
    }
}
