//! Reading documents: JSON text into typed data, every refusal naming the JSON path, the value and what is accepted.
use chrono::NaiveDate;
use serde::de::{DeserializeOwned, Error as _, Visitor};
use serde::{Deserialize, Deserializer};
use std::fmt;

use super::fault::{Fault, Outcome};

/// What separates the refusal from the accepted values in a message that passes through serde.
const ACCEPTED: &str = "; accepted is ";

/// Reads one JSON document. Unknown keys, wrong types and trailing text are refused by name and path.
pub fn read_json<T: DeserializeOwned>(text: &str) -> Outcome<T> {
    let mut reader = serde_json::Deserializer::from_str(text);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|e| refusal(&e))?;
    reader
        .end()
        .map_err(|e| Fault::invalid("text follows the end of the document", line_of(&e), ONE_DOCUMENT))?;
    Ok(value)
}

const ONE_DOCUMENT: &str = "Accepted is one JSON document";

fn line_of(error: &serde_json::Error) -> String {
    format!("line {}, column {}", error.line(), error.column())
}

fn refusal(error: &serde_path_to_error::Error<serde_json::Error>) -> Fault {
    let inner = error.inner();
    let path = error.path().to_string();
    let path = if path == "." { String::new() } else { path };
    let place = |path: String| if path.is_empty() { line_of(inner) } else { path };
    let full = inner.to_string();
    let text = full.split(" at line ").next().unwrap_or(&full);
    match inner.classify() {
        serde_json::error::Category::Data => {
            if let Some((found, accepted)) = text.split_once(ACCEPTED) {
                return Fault::invalid(found, place(path), format!("Accepted is {accepted}"));
            }
            if let Some(found) = text.strip_prefix("unknown field ") {
                let (key, known) = found.split_once(", expected ").unwrap_or((found, ""));
                return Fault::invalid(
                    format!("the key {key} is not known"),
                    place(path),
                    format!("Accepted is {}", known.replace("one of ", "one of the keys ")),
                );
            }
            let (found, accepted) = text.split_once(", expected ").unwrap_or((text, ""));
            let hint =
                if accepted.is_empty() { String::new() } else { format!("Accepted is {}", plain(accepted)) };
            Fault::invalid(plain(found), place(path), hint)
        }
        _ if text == "number out of range" => {
            Fault::invalid("the number is infinite", place(path), "Accepted are finite numbers")
        }
        _ => {
            let where_ = if path.is_empty() { line_of(inner) } else { format!("{path}, {}", line_of(inner)) };
            Fault::invalid(
                format!("this is not valid JSON: {text}"),
                where_,
                "JSON knows no NaN and no infinity, and wants a comma between two values",
            )
        }
    }
}

/// Turns serde's words for types into a planner's.
fn plain(text: &str) -> String {
    text.replace("floating point ", "")
        .replace("invalid type: ", "this is not accepted: ")
        .replace("invalid value: ", "this is not accepted: ")
        .replace("f64", "a number")
        .replace("u32", "a whole number")
        .replace("u64", "a whole number")
        .replace("a sequence", "a list")
        .replace("sequence", "list")
        .replace("a map", "an object")
        .replace("map", "object")
        .replace("struct ", "an object, a ")
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
            Err(E::custom(format!("{v} is not accepted{ACCEPTED}a whole number that is not negative")))
        }
    }
    let value = deserializer.deserialize_any(Whole)?;
    T::try_from(value)
        .map_err(|_| D::Error::custom(format!("{value} is not accepted{ACCEPTED}a smaller whole number")))
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
