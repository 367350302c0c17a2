//! The pens that a batch stands in, and what came into each where somebody counted.
use serde::de::value::MapAccessDeserializer;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

use super::accepted::{self, Range};
use super::fault::{Fault, Outcome};

/// A pen of a batch. Fish of the batch that no pen counts are shared evenly among the pens that say nothing.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Pen {
    /// What the farm calls it; each name once in a batch.
    pub name: String,
    /// Fish that came into it, where they were counted by pen.
    pub initial_count: Option<u64>,
    /// Their mean weight, where it is another than the batch's.
    pub initial_weight_g: Option<f64>,
}

/// A pen as it is named within a sentence: "Pen 1", and "pen 1" where its name is a number alone.
pub fn called(name: &str) -> String {
    let is_number = !name.is_empty() && name.chars().all(|c| c.is_ascii_digit());
    if is_number { format!("pen {name}") } else { name.to_owned() }
}

/// What sites call a pen beside its name, in the languages of those who write their journals.
const WORDS_FOR_PEN: [&str; 9] = ["pen", "merd", "cage", "ring", "ringur", "kar", "tank", "enhet", "unit"];

/// The pen that is meant by what somebody wrote: its very name, or else the only one that differs from it in nothing but
/// capitals, spaces, leading zeros or a word like "pen" before it.
pub fn meant<'a>(names: &[&'a str], written: &str) -> Option<&'a str> {
    if let Some(name) = names.iter().find(|name| **name == written.trim()) {
        return Some(name);
    }
    let bare = bare(written);
    let mut alike = names.iter().filter(|name| !bare.is_empty() && self::bare(name) == bare);
    let first = alike.next()?;
    alike.next().is_none().then_some(first)
}

fn bare(name: &str) -> String {
    let letters = |c: &char| c.is_alphanumeric();
    let all: String = name.chars().filter(letters).flat_map(char::to_lowercase).collect();
    let word = WORDS_FOR_PEN.iter().filter(|word| all.starts_with(*word)).max_by_key(|word| word.len());
    let rest = word.map_or(all.as_str(), |word| &all[word.len()..]);
    let rest = if rest.is_empty() { all.as_str() } else { rest };
    let number = rest.trim_start_matches('0');
    if number.is_empty() { rest.to_owned() } else { number.to_owned() }
}

/// A pen as an object of a document.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct InFull {
    name: String,
    #[serde(
        default,
        deserialize_with = "super::document::whole_or_none",
        skip_serializing_if = "Option::is_none"
    )]
    initial_count: Option<u64>,
    #[serde(default, rename = "initial_weight", skip_serializing_if = "Option::is_none")]
    initial_weight_g: Option<f64>,
}

impl Serialize for Pen {
    /// A plain text where nothing but the name is known.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if !self.says_what_came() {
            return serializer.serialize_str(&self.name);
        }
        let Self { name, initial_count, initial_weight_g } = self.clone();
        InFull { name, initial_count, initial_weight_g }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Pen {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct NameOrObject;
        impl<'de> Visitor<'de> for NameOrObject {
            type Value = Pen;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a pen's name or an object")
            }
            fn visit_str<E>(self, name: &str) -> Result<Pen, E> {
                Ok(Pen::named(name))
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Pen, A::Error> {
                let InFull { name, initial_count, initial_weight_g } =
                    InFull::deserialize(MapAccessDeserializer::new(map))?;
                Ok(Pen { name, initial_count, initial_weight_g })
            }
        }
        deserializer.deserialize_any(NameOrObject)
    }
}

impl Pen {
    /// A pen of which only the name is known.
    pub fn named(name: &str) -> Self {
        Self { name: name.to_owned(), ..Self::default() }
    }

    /// Whether anything is known of the fish that came into it.
    pub fn says_what_came(&self) -> bool {
        self.initial_count.is_some() || self.initial_weight_g.is_some()
    }

    /// Reads pens as they are written in one cell: "Pen 1: 50000 at 112 g; Pen 2". Count and weight may be missing, and `|` or a
    /// line's end stand for the semicolon.
    pub fn read_list(text: &str) -> Outcome<Vec<Self>> {
        let parts = text.split(['|', ';', '\n']).map(str::trim).filter(|part| !part.is_empty());
        // One more than are accepted, so that the check finds them too many.
        parts.take(accepted::MOST_PENS + 1).map(Self::read).collect()
    }

    /// Writes pens as [`Self::read_list`] reads them.
    pub fn write_list(pens: &[Self]) -> String {
        pens.iter().map(Self::written).collect::<Vec<_>>().join("; ")
    }

    fn read(text: &str) -> Outcome<Self> {
        // What stands behind a colon is a count only if it begins like a number: a name may have a colon too.
        let counted = text.rsplit_once(':').map(|(name, count)| (name.trim(), count.trim()));
        let is_number = |text: &str| text.trim_start_matches('-').starts_with(|c: char| c.is_ascii_digit());
        let is_said = |what: &str| is_number(what.strip_prefix("at ").unwrap_or(what));
        let Some((name, what)) = counted.filter(|(_, what)| is_said(what)) else {
            return Ok(Self::named(text));
        };
        let wrong = || {
            Fault::invalid(
                format!("\"{text}\" is not accepted"),
                "",
                "Accepted is a name, and behind a colon a whole number of fish: \"Pen 1: 50000\" or \"Pen 1: 50000 at 112 g\"",
            )
        };
        let (count, weight) = match what.split_once("at ") {
            Some((count, weight)) => (count, Some(weight)),
            None => (what, None),
        };
        let count: String = count.chars().filter(|c| !is_spacing(*c)).collect();
        let weight = weight.map(|weight| weight.trim().trim_end_matches('g').trim().replace(',', "."));
        Ok(Self {
            name: name.to_owned(),
            initial_count: (!count.is_empty()).then(|| count.parse().map_err(|_| wrong())).transpose()?,
            initial_weight_g: weight.map(|weight| weight.parse().map_err(|_| wrong())).transpose()?,
        })
    }

    fn written(&self) -> String {
        match (self.initial_count, self.initial_weight_g) {
            (Some(count), Some(weight_g)) => format!("{}: {count} at {weight_g} g", self.name),
            (Some(count), None) => format!("{}: {count}", self.name),
            (None, Some(weight_g)) => format!("{}: at {weight_g} g", self.name),
            (None, None) => self.name.clone(),
        }
    }
}

/// What stands between the thousands of a number.
fn is_spacing(c: char) -> bool {
    c.is_whitespace() || c == ','
}

/// Refuses pens that no batch of so many fish can stand in; `path` is their place in the document.
pub fn check(path: &str, pens: &[Pen], fish: u64) -> Outcome<()> {
    if pens.len() > accepted::MOST_PENS {
        let most = accepted::MOST_PENS;
        return Err(Fault::invalid(
            format!("{} pens are not accepted", pens.len()),
            path,
            format!("Accepted are {most} at most"),
        ));
    }
    let mut counted: u64 = 0;
    for (i, pen) in pens.iter().enumerate() {
        let at = format!("{path}[{i}]");
        accepted::check_name(&at, &pen.name)?;
        if let Some(first) = pens[..i].iter().position(|other| other.name == pen.name) {
            return Err(Fault::invalid(
                format!("\"{}\" is the name of {path}[{first}] already", pen.name),
                at,
                "Accepted is each pen once",
            ));
        }
        if let Some(count) = pen.initial_count {
            let left = fish.saturating_sub(counted);
            if count > left {
                return Err(Fault::invalid(
                    format!("{count} is not accepted"),
                    format!("{at}.initial_count"),
                    format!(
                        "Accepted is 0 to {left} fish: the batch has {fish}, and the pens before hold {counted}"
                    ),
                ));
            }
            counted += count;
        }
        if let Some(weight_g) = pen.initial_weight_g {
            WEIGHT_G.check(&format!("{at}.initial_weight"), weight_g)?;
        }
    }
    let all_are_counted = !pens.is_empty() && pens.iter().all(|pen| pen.initial_count.is_some());
    if all_are_counted && counted < fish {
        return Err(Fault::invalid(
            format!("the pens hold {counted} of the batch's {fish} fish"),
            path,
            format!("Accepted is {fish} fish in all pens, or a pen without a count for the others"),
        ));
    }
    Ok(())
}

/// The mean weight of fish that came into a pen.
const WEIGHT_G: Range = accepted::INITIAL_WEIGHT_G;

/// Fish that came into each pen: as they were counted, and the others shared evenly among the pens that say nothing.
pub fn shares(pens: &[Pen], fish: f64) -> Vec<f64> {
    let counted: f64 =
        pens.iter().filter_map(|pen| pen.initial_count).fold(0.0, |sum, count| sum + count as f64);
    let silent = pens.iter().filter(|pen| pen.initial_count.is_none()).count();
    let share = (fish - counted).max(0.0) / silent.max(1) as f64;
    pens.iter().map(|pen| pen.initial_count.map_or(share, |count| count as f64)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::batch::BatchDocument;
    use crate::domain::document::read_json;

    fn pen(name: &str, initial_count: Option<u64>, initial_weight_g: Option<f64>) -> Pen {
        Pen { name: name.to_owned(), initial_count, initial_weight_g }
    }

    #[test]
    fn a_pen_is_known_however_it_is_written_and_never_guessed() {
        let names = ["Pen 1", "Pen 2", "Nursery"];
        for (written, wanted) in [
            ("Pen 1", Some("Pen 1")),
            (" pen 01 ", Some("Pen 1")),
            ("Merd 2", Some("Pen 2")),
            ("2", Some("Pen 2")),
            ("nursery", Some("Nursery")),
            ("Pen 12", None),
            ("", None),
            ("pen", None),
        ] {
            assert_eq!(meant(&names, written), wanted, "{written}");
        }
        assert_eq!(meant(&["Pen 1", "Cage 1"], "1"), None, "two could be meant");
        assert_eq!(meant(&["Pen 1", "Cage 1"], "Cage 1"), Some("Cage 1"));
    }

    #[test]
    fn a_pen_is_a_name_or_an_object_and_written_as_short_as_it_is() {
        let read: Vec<Pen> = read_json(
            r#"["1", {"name": "2", "initial_count": 500}, {"name": "3", "initial_weight": 98.5}, {"name": "4"}]"#,
        )
        .unwrap();
        let wanted = [
            pen("1", None, None),
            pen("2", Some(500), None),
            pen("3", None, Some(98.5)),
            pen("4", None, None),
        ];
        assert_eq!(read, wanted);
        let written = serde_json::to_string(&read).unwrap();
        let short = r#"["1",{"name":"2","initial_count":500},{"name":"3","initial_weight":98.5},"4"]"#;
        assert_eq!(written, short);
    }

    #[test]
    fn what_is_no_pen_is_named_by_its_place() {
        for (json, words) in [
            ("[7]", "7 is not accepted ([0]). Accepted is a pen's name or an object"),
            (r#"[{"nme": "1"}]"#, "the key \"nme\" is not known ([0].nme). Accepted are the keys name,"),
            (r#"[{"name": "1", "initial_count": 0.5}]"#, "0.5 is not accepted ([0].initial_count)"),
        ] {
            let told = read_json::<Vec<Pen>>(json).unwrap_err().to_string();
            assert!(told.starts_with(words), "{told}");
        }
    }

    #[test]
    fn more_pens_than_a_batch_may_have_are_refused_before_they_are_kept() {
        let names = vec![r#""1""#; accepted::MOST_PENS + 1].join(",");
        let batch = format!(
            r#"{{"batch_number":"B","start_date":"2024-09-01","initial_count":1,"initial_weight":1,"stage":"Adult","pens":[{names}]}}"#
        );
        let told = read_json::<BatchDocument>(&batch).unwrap_err().to_string();
        assert_eq!(told, "the list is too long (pens). Accepted is 1000 at most");
        let in_a_cell = Pen::read_list(&"1|".repeat(accepted::MOST_PENS * 9)).unwrap();
        let told = check("pens", &in_a_cell, 1).unwrap_err().to_string();
        assert_eq!(told, "1001 pens are not accepted (pens). Accepted are 1000 at most");
    }

    #[test]
    fn a_cell_of_a_table_holds_pens_with_and_without_their_fish() {
        let read = |text: &str| Pen::read_list(text).unwrap();
        assert_eq!(read("1|2"), [pen("1", None, None), pen("2", None, None)]);
        assert_eq!(read("Pen 1: 50000; Pen 2"), [pen("Pen 1", Some(50_000), None), pen("Pen 2", None, None)]);
        assert_eq!(read("Pen 1: 50,000 at 112,5 g"), [pen("Pen 1", Some(50_000), Some(112.5))]);
        assert_eq!(read("Row: north"), [pen("Row: north", None, None)]);
        let all = [
            pen("a", Some(3), Some(0.25)),
            pen("b", Some(4), None),
            pen("c", None, None),
            pen("d", None, Some(5.0)),
        ];
        assert_eq!(read(&Pen::write_list(&all)), all);
        for wrong in ["1: -5", "1: 5 or 6", "1: 5 at heavy"] {
            assert!(Pen::read_list(wrong).unwrap_err().message.contains(wrong));
        }
    }

    #[test]
    fn fish_that_no_pen_counts_are_shared_by_those_that_say_nothing() {
        let pens = [pen("1", Some(60), None), pen("2", None, None), pen("3", None, None)];
        check("pens", &pens, 100).unwrap();
        assert_eq!(shares(&pens, 100.0), [60.0, 20.0, 20.0]);
        assert_eq!(shares(&pens[1..], 100.0), [50.0, 50.0]);
    }

    #[test]
    fn pens_that_do_not_add_up_are_refused_with_what_is_accepted() {
        let told = |pens: &[Pen]| check("pens", pens, 100).unwrap_err().to_string();
        let many = told(&[pen("1", Some(70), None), pen("2", Some(31), None)]);
        assert!(
            many.starts_with("31 is not accepted (pens[1].initial_count). Accepted is 0 to 30 fish"),
            "{many}"
        );
        let few = told(&[pen("1", Some(70), None), pen("2", Some(29), None)]);
        assert!(few.starts_with("the pens hold 99 of the batch's 100 fish (pens)"), "{few}");
        let twice = told(&[pen("1", None, None), pen("1", None, None)]);
        assert!(twice.starts_with("\"1\" is the name of pens[0] already (pens[1])"), "{twice}");
        let light = told(&[pen("1", None, Some(0.0))]);
        assert!(
            light.starts_with("0 is not accepted (pens[0].initial_weight). Accepted is 0.001 to"),
            "{light}"
        );
    }
}
