//! Reading documents: JSON text into typed data, every refusal naming the JSON path, the value and what is accepted.
use chrono::NaiveDate;
use serde::de::{DeserializeOwned, Error as _, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::error::Category;
use std::fmt;
use std::marker::PhantomData;

use super::fault::{Fault, Outcome};

/// What separates the refusal from the accepted values in a message that passes through serde.
const ACCEPTED: &str = "; accepted is ";

/// Reads one JSON document. Unknown keys, wrong types and trailing text are refused by name and path.
pub fn read_json<T: DeserializeOwned>(text: &str) -> Outcome<T> {
    let mut reader = serde_json::Deserializer::from_str(text);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|e| refusal(text, &e))?;
    reader.end().map_err(|e| {
        Fault::invalid("text follows the end of the document", spot(&e), "Accepted is one JSON document")
    })?;
    Ok(value)
}

/// Where in the text; in a document on one line its line says nothing.
fn spot(error: &serde_json::Error) -> String {
    match error.line() {
        0 | 1 => format!("column {}", error.column()),
        line => format!("line {line}, column {}", error.column()),
    }
}

fn refusal(text: &str, error: &serde_path_to_error::Error<serde_json::Error>) -> Fault {
    let inner = error.inner();
    let path = error.path().to_string();
    let path = path.trim_end_matches(['?', '.']);
    let full = inner.to_string();
    let said = full.rsplit_once(" at line ").map_or(full.as_str(), |(said, _)| said);
    if inner.classify() == Category::Data {
        return of_content(said, path, inner);
    }
    let place = if path.is_empty() { spot(inner) } else { format!("{path}, {}", spot(inner)) };
    // Of a number that is none, its path says more than its column.
    let exact = || if path.is_empty() { spot(inner) } else { path.to_owned() };
    let token = token_at(text, inner.line(), inner.column());
    if said == "number out of range" {
        let found = if token.is_empty() { "the number" } else { token };
        return Fault::invalid(format!("{found} is infinite"), exact(), FINITE);
    }
    if ["nan", "inf", "infinity"].contains(&token.trim_start_matches(['+', '-']).to_lowercase().as_str()) {
        return Fault::invalid(format!("{token} is not accepted"), exact(), FINITE);
    }
    if inner.classify() == Category::Eof {
        return Fault::invalid("the document breaks off", place, "Look whether the file is complete");
    }
    let found = match said {
        "expected value" if token.is_empty() => "a value is missing or not written as JSON".to_owned(),
        "expected value" => format!("\"{token}\" is not a JSON value"),
        said => said.replace("expected ", "there should be "),
    };
    Fault::invalid(format!("this is not valid JSON: {found}"), place, "Accepted is a JSON document")
}

const FINITE: &str = "Accepted are finite numbers";

/// What serde says of a document that is JSON but not what is wanted.
fn of_content(said: &str, path: &str, error: &serde_json::Error) -> Fault {
    // A key of blanks names no place either, and it is the whole path where it stands at the top.
    let here = || if path.trim().is_empty() { spot(error) } else { path.to_owned() };
    let below = |key: &str| match path {
        // A key without a letter names no place.
        _ if key.trim().is_empty() => here(),
        "" => key.to_owned(),
        path if path == key || path.ends_with(&format!(".{key}")) => path.to_owned(),
        path => format!("{path}.{key}"),
    };
    if let Some((found, accepted)) = said.split_once(ACCEPTED) {
        return Fault::invalid(found, here(), format!("Accepted is {accepted}"));
    }
    if let Some((key, known)) =
        said.strip_prefix("unknown field ").and_then(|it| it.split_once(", expected "))
    {
        let known = known.trim_start_matches("one of ");
        let key = key.trim_matches('`');
        let accepted = format!("Accepted are the keys {}", known.replace('`', ""));
        return Fault::invalid(format!("the key \"{key}\" is not known"), below(key), accepted);
    }
    if let Some(key) = said.strip_prefix("missing field ") {
        let key = key.trim_matches('`');
        return Fault::invalid(format!("the key \"{key}\" is missing"), below(key), "Add it with its value");
    }
    if let Some(key) = said.strip_prefix("duplicate field ") {
        let key = key.trim_matches('`');
        return Fault::invalid(
            format!("the key \"{key}\" is given twice"),
            below(key),
            "Accepted is one of them",
        );
    }
    let (found, accepted) = said.rsplit_once(", expected ").unwrap_or((said, ""));
    let hint = if accepted.is_empty() { String::new() } else { format!("Accepted is {}", wanted(accepted)) };
    Fault::invalid(format!("{} is not accepted", value_found(found)), here(), hint)
}

/// Serde's words for a value, as the document has it.
fn value_found(said: &str) -> String {
    let said = said.trim_start_matches("invalid type: ").trim_start_matches("invalid value: ");
    match said {
        "map" => "an object".to_owned(),
        "sequence" => "a list".to_owned(),
        said => {
            let kinds = ["integer ", "floating point ", "boolean ", "string ", "unknown variant "];
            let bare = kinds.iter().find_map(|kind| said.strip_prefix(kind)).unwrap_or(said);
            bare.replace('`', if said.starts_with("unknown variant") { "\"" } else { "" })
        }
    }
}

/// Serde's words for a type, as a planner says it.
fn wanted(said: &str) -> String {
    match said {
        "f64" => "a number".to_owned(),
        "u8" | "u32" | "u64" | "i64" | "usize" => "a whole number".to_owned(),
        "a string" => "a text".to_owned(),
        "a sequence" => "a list".to_owned(),
        "a map" => "an object".to_owned(),
        "a boolean" => "true or false".to_owned(),
        said if said.starts_with("struct ") => "an object".to_owned(),
        said => said.replace('`', "\""),
    }
}

/// The word or number at a place of the text, where the reader stopped within it or behind it.
fn token_at(text: &str, line: usize, column: usize) -> &str {
    let belongs = |c: char| c.is_alphanumeric() || "+-._".contains(c);
    let Some(line) = line.checked_sub(1).and_then(|place| text.split('\n').nth(place)) else { return "" };
    let Some(place) = column.checked_sub(1).filter(|place| line.is_char_boundary(*place)) else { return "" };
    let (before, after) = line.split_at(place);
    let start = before
        .rfind(|c| !belongs(c))
        .map_or(0, |at| at + before[at..].chars().next().map_or(1, char::len_utf8));
    let end = after.find(|c| !belongs(c)).unwrap_or(after.len());
    let token = &line[start..place + end];
    // A long word is no value that is worth quoting.
    if token.len() <= 40 { token } else { "" }
}

/// Reads a whole number that is not negative, written as `12` or `12.0`.
pub(crate) fn whole<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: TryFrom<u64>,
{
    struct Whole;
    impl Visitor<'_> for Whole {
        type Value = u64;
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a whole number")
        }
        fn visit_u64<E>(self, v: u64) -> Result<u64, E> {
            Ok(v)
        }
        fn visit_i64<E: serde::de::Error>(self, v: i64) -> Result<u64, E> {
            u64::try_from(v).map_err(|_| {
                E::custom(format!("{v} is not accepted{ACCEPTED}a whole number that is not negative"))
            })
        }
        fn visit_f64<E: serde::de::Error>(self, v: f64) -> Result<u64, E> {
            // 2^53: up to here every whole number has its own f64.
            if v.fract() == 0.0 && (0.0..=9_007_199_254_740_992.0).contains(&v) {
                return Ok(v as u64);
            }
            let accepted = if v > 0.0 && v.fract() == 0.0 { "a smaller" } else { "a" };
            let not_negative = if v > 0.0 { "" } else { " that is not negative" };
            Err(E::custom(format!("{v} is not accepted{ACCEPTED}{accepted} whole number{not_negative}")))
        }
    }
    let value = deserializer.deserialize_any(Whole)?;
    T::try_from(value)
        .map_err(|_| D::Error::custom(format!("{value} is not accepted{ACCEPTED}a smaller whole number")))
}

/// Reads a whole number as [`whole`] does, or nothing.
pub(crate) fn whole_or_none<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: TryFrom<u64>,
{
    #[derive(serde::Deserialize)]
    #[serde(bound = "T: TryFrom<u64>")]
    struct Wrapped<T>(#[serde(deserialize_with = "whole")] T);
    Ok(Option::<Wrapped<T>>::deserialize(deserializer)?.map(|wrapped| wrapped.0))
}

/// Reads a list of at most so many. A longer one is refused where it becomes too long, before it takes more memory.
pub(crate) fn at_most<'de, const MOST: usize, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    struct AtMost<const MOST: usize, T>(PhantomData<T>);
    impl<'de, const MOST: usize, T: Deserialize<'de>> Visitor<'de> for AtMost<MOST, T> {
        type Value = Vec<T>;
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a list")
        }
        fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Vec<T>, A::Error> {
            let mut all = Vec::new();
            while let Some(next) = list.next_element()? {
                if all.len() == MOST {
                    return Err(A::Error::custom(format!("the list is too long{ACCEPTED}{MOST} at most")));
                }
                all.push(next);
            }
            Ok(all)
        }
    }
    deserializer.deserialize_seq(AtMost::<MOST, T>(PhantomData))
}

/// Reads a date that exists, written `2024-09-01`.
pub(crate) fn date<'de, D: Deserializer<'de>>(deserializer: D) -> Result<NaiveDate, D::Error> {
    let text = String::deserialize(deserializer)?;
    parse_date(&text).ok_or_else(|| {
        D::Error::custom(format!("\"{text}\" is not a date{ACCEPTED}a date that exists, written YYYY-MM-DD"))
    })
}

/// A date written `2024-09-01`, if it exists.
pub fn parse_date(text: &str) -> Option<NaiveDate> {
    let digits_as_wanted = text.len() == 10 && text.is_ascii();
    digits_as_wanted.then(|| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()).flatten()
}

/// Makes a zero-sized type that stands for a constant of a document and reads nothing else.
macro_rules! constant {
    ($(#[$doc:meta])* $name:ident, $kind:ty, $value:expr, $read:ty) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
        pub struct $name;

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let value: $kind = $value;
                value.serialize(serializer)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let wanted: $kind = $value;
                let found = <$read>::deserialize(deserializer)?;
                if found == wanted {
                    return Ok(Self);
                }
                Err(serde::de::Error::custom(format!("{found:?} is not accepted; accepted is {wanted:?}")))
            }
        }
    };
}
pub(crate) use constant;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::scenario::Scenario;

    const ONE: &str = include_str!("../../assets/sample/autumn-smolt-2024.json");

    fn told(from: &str, to: &str) -> String {
        let wrong = ONE.replacen(from, to, 1);
        assert_ne!(wrong, ONE);
        Scenario::read(&wrong).unwrap_err().to_string()
    }

    #[test]
    fn a_refusal_names_place_value_and_what_is_accepted() {
        for (from, to, words) in [
            (
                "\"tgc_value\"",
                "\"tgc\"",
                "the key \"tgc\" is not known (tgc_model.tgc). Accepted are the keys name, location,",
            ),
            ("\"genotype\"", "\" \"", "the key \" \" is not known (line "),
            ("\"duration_days\": 480,", "", "the key \"duration_days\" is missing (duration_days). Add it"),
            ("\"genotype\"", "\"name\"", "the key \"name\" is given twice (name)."),
            ("2.81", "NaN", "NaN is not accepted (tgc_model.tgc_value). Accepted are finite numbers"),
            ("2.81", "-Infinity", "-Infinity is not accepted (tgc_model.tgc_value)"),
            ("2.81", "1e999", "1e999 is infinite (tgc_model.tgc_value)"),
            ("2.81", "\"2.81\"", "\"2.81\" is not accepted (tgc_model.tgc_value). Accepted is a number"),
            ("2.81", "null", "null is not accepted (tgc_model.tgc_value). Accepted is a number"),
            ("2.81", "[]", "a list is not accepted (tgc_model.tgc_value). Accepted is a number"),
            (
                "\"daily\"",
                "\"hourly\"",
                "\"hourly\" is not accepted (mortality_model.frequency). Accepted is one of \"daily\", \"weekly\", \"monthly\"",
            ),
            (
                "200000",
                "1e30",
                "1000000000000000000000000000000 is not accepted (initial_count). Accepted is a smaller whole number",
            ),
            (
                "200000",
                "-3",
                "-3 is not accepted (initial_count). Accepted is a whole number that is not negative",
            ),
            ("\"2024-09-01\"", "20240901", "20240901 is not accepted (start_date). Accepted is a text"),
            ("2.81,", "2.81", "this is not valid JSON: there should be `,` or `}` (tgc_model,"),
        ] {
            let told = told(from, to);
            assert!(told.starts_with(words), "{told}");
        }
    }

    #[test]
    fn a_document_that_breaks_off_says_so() {
        for end in 2..ONE.trim_end().len() {
            let fault = Scenario::read(&ONE[..end]).unwrap_err();
            assert!(!fault.message.contains("EOF"), "{fault}");
        }
        assert_eq!(Scenario::read(&ONE[..40]).unwrap_err().message, "the document breaks off");
    }

    #[test]
    fn a_token_is_cut_out_wherever_the_reader_stopped() {
        for column in 4..=7 {
            assert_eq!(token_at("{é:-NaN}", 1, column + 1), "-NaN");
        }
        assert_eq!(token_at("", 1, 0), "");
        assert_eq!(token_at("abc", 3, 1), "");
        assert_eq!(token_at("é", 1, 2), "");
    }
}
