//! Scenario documents (`"format": "salmon-run/scenario"`): one, a list of them, or one a line.
use serde_json::error::Category;
use serde_json::value::RawValue;

use crate::domain::document::read_json;
use crate::domain::fault::Outcome;
use crate::domain::scenario::Scenario;

/// Reads every scenario document of a text and refuses whatever could not be run, by its JSON path.
///
/// A text that begins with `[` is a list, whose places read `[2].tgc_model…`; otherwise it is one document, or one a
/// line, whose places read `line 3, tgc_model…`.
pub fn read(text: &str) -> Outcome<Vec<Scenario>> {
    let text = text.trim();
    if text.starts_with('[') {
        let list: Vec<Scenario> = read_json(text)?;
        for (i, scenario) in list.iter().enumerate() {
            scenario.check().map_err(|mut fault| {
                fault.place = format!("[{i}].{}", fault.place);
                fault
            })?;
        }
        return Ok(list);
    }
    if !is_one_a_line(text) {
        return Ok(vec![Scenario::read(text)?]);
    }
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(i, line)| Scenario::read(line).map_err(|fault| fault.within(&format!("line {}", i + 1))))
        .collect()
}

/// Whether a text that begins with these two lines that are not blank is one document spread over its lines, or a
/// list of documents, rather than a document a line.
pub fn is_spread(first: &str, second: Option<&str>) -> bool {
    let first = first.trim();
    let end = serde_json::from_str::<serde::de::IgnoredAny>(first).map_err(|error| error.classify());
    match (first.starts_with('['), end) {
        (true, Ok(_)) => second.is_none(),
        (true, Err(why)) => why == Category::Eof,
        // A document that is broken off is followed by the next one, a spread one by its first key.
        (false, Err(Category::Eof)) => second.is_some_and(|line| !line.trim_start().starts_with('{')),
        (false, _) => false,
    }
}

/// The texts of the documents in a list, or the text itself if it is none.
pub fn texts(text: &str) -> Outcome<Vec<String>> {
    if !text.trim_start().starts_with('[') {
        return Ok(vec![text.to_owned()]);
    }
    let list: Vec<Box<RawValue>> = read_json(text)?;
    Ok(list.iter().map(|document| document.get().to_owned()).collect())
}

/// Several lines of which the first is a whole object by itself.
fn is_one_a_line(text: &str) -> bool {
    text.split_once('\n')
        .is_some_and(|(first, _)| serde_json::from_str::<serde::de::IgnoredAny>(first).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = include_str!("../../assets/sample/autumn-smolt-2024.json");

    fn on_one_line(document: &str) -> String {
        document.lines().map(str::trim).collect()
    }

    #[test]
    fn one_a_list_and_one_a_line_read_the_same() {
        let one = read(ONE).unwrap();
        assert_eq!(one.len(), 1);
        let twice = [one[0].clone(), one[0].clone()];
        assert_eq!(read(&format!("[{ONE},{ONE}]")).unwrap(), twice);
        let line = on_one_line(ONE);
        assert_eq!(read(&format!("{line}\n\n{line}\n")).unwrap(), twice);
    }

    #[test]
    fn a_spread_document_is_told_from_one_a_line() {
        assert!(is_spread("{", Some("  \"format\": \"salmon-run/scenario\",")));
        assert!(is_spread("[", Some("{\"a\": 1},")));
        assert!(is_spread("[{\"a\": 1}]", None));
        assert!(!is_spread("{\"a\": 1}", Some("{\"a\": 2}")));
        assert!(!is_spread("{\"a\": ", Some("{\"a\": 2}")));
        assert!(!is_spread("{\"a\": NaN}", Some("{\"a\": 2}")));
        assert!(!is_spread("[{\"a\": 1}]", Some("{\"a\": 2}")));
        assert_eq!(texts(" [{\"a\": 1},\n {}]").unwrap(), ["{\"a\": 1}", "{}"]);
        assert_eq!(texts("{}").unwrap(), ["{}"]);
    }

    #[test]
    fn a_refusal_says_which_document() {
        let wrong = ONE.replace("\"tgc_value\": 2.81", "\"tgc_value\": -3");
        assert_ne!(wrong, ONE);
        let place = |text: &str| read(text).unwrap_err().place;
        assert_eq!(place(&wrong), "tgc_model.tgc_value");
        assert_eq!(place(&format!("[{ONE},{wrong}]")), "[1].tgc_model.tgc_value");
        let lines = format!("{}\n{}", on_one_line(ONE), on_one_line(&wrong));
        assert_eq!(place(&lines), "line 2, tgc_model.tgc_value");
    }
}
