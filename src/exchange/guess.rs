//! What a file holds, told by how it begins and by its heads or keys.
use super::heads;
use super::table::{self, Table};
use super::temperatures;
use super::{model_tables, text};
use crate::domain::fault::{Fault, Outcome};
use crate::domain::plan::ModelKind;

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DocumentKind {
    /// Scenario documents.
    Scenarios,
    /// Batches.
    Batches,
    /// A reusable model of this kind.
    Model(ModelKind),
}

/// Tells what the bytes of a file hold. A text of which nothing is known counts as scenarios if it is JSON and else as
/// batches: their readers say what is wrong with it.
pub fn kind_of(bytes: Vec<u8>) -> Outcome<DocumentKind> {
    if is_json(&bytes) {
        let text = text::decode(bytes)?;
        // A scenario has no such key, and within a name the closing quote would have a backslash before it.
        if text.contains("\"batch_number\"") {
            return Ok(DocumentKind::Batches);
        }
        return Ok(model_of_json(&text).map_or(DocumentKind::Scenarios, DocumentKind::Model));
    }
    let is_workbook = table::is_workbook(&bytes);
    let table = table::read(bytes)?;
    if is_of_batches(&table) {
        return Ok(DocumentKind::Batches);
    }
    match model_of_table(&table) {
        Some(kind) => Ok(DocumentKind::Model(kind)),
        None if is_workbook => Err(unknown()),
        None => Ok(DocumentKind::Batches),
    }
}

/// Whether a file is JSON rather than a table.
pub fn is_json(bytes: &[u8]) -> bool {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    text.trim_ascii_start().first().is_some_and(|first| matches!(first, b'{' | b'['))
}

/// The kind of model that a JSON object is, by the keys that only it has. A scenario document has all of them further in,
/// and names its format.
pub fn model_of_json(text: &str) -> Option<ModelKind> {
    let has = |key: &str| text.contains(&format!("\"{key}\""));
    if has("format") || has("initial_count") || text.trim_start().starts_with('[') {
        return None;
    }
    if has("tgc_value") {
        Some(ModelKind::Tgc)
    } else if has("readings") {
        Some(ModelKind::Temperature)
    } else if has("stages") {
        Some(ModelKind::Fcr)
    } else {
        has("rate").then_some(ModelKind::Mortality)
    }
}

/// The kind of model that a table holds, by its heads.
pub fn model_of_table(table: &Table) -> Option<ModelKind> {
    let with_heads = [ModelKind::Fcr, ModelKind::Tgc, ModelKind::Mortality];
    let by_heads = with_heads.into_iter().find(|kind| heads::are_there(table, model_tables::columns(*kind)));
    by_heads
        .or_else(|| model_tables::are_pairs(table).then_some(ModelKind::Mortality))
        .or_else(|| temperatures::is_one(table).then_some(ModelKind::Temperature))
}

fn is_of_batches(table: &Table) -> bool {
    table.rows().next().is_some_and(|heads| heads.cells().any(|(_, head)| head == "batch_number"))
}

/// What is told of a file that nothing is known of.
pub fn unknown() -> Fault {
    Fault::invalid(
        "it cannot be told what this file holds",
        "",
        "Say whether it is temperatures, a TGC, an FCR or a mortality model",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(text: &str) -> DocumentKind {
        kind_of(text.as_bytes().to_vec()).unwrap()
    }

    #[test]
    fn a_document_is_told_by_what_it_holds() {
        let scenario = include_str!("../../assets/sample/autumn-smolt-2024.json");
        let batches = include_str!("../../assets/sample/batches.json");
        assert_eq!(kind(scenario), DocumentKind::Scenarios);
        assert_eq!(kind(&format!("\n[{scenario}]")), DocumentKind::Scenarios);
        assert_eq!(kind(batches), DocumentKind::Batches);
        assert_eq!(kind("batch_number;start_date\n"), DocumentKind::Batches);
        assert_eq!(kind(r#"{"name": "the \"batch_number\" plan"}"#), DocumentKind::Scenarios);
    }

    #[test]
    fn a_model_is_told_by_its_heads_or_keys() {
        for (text, wanted) in [
            ("Dato;Temp\n1.9.2024;4,5\n", ModelKind::Temperature),
            ("2024-09-01,4.5\n2024-09-02,4.5\n", ModelKind::Temperature),
            ("month in sea,TGC\n1,2.92\n", ModelKind::Tgc),
            ("Måned;Dødelighet (%)\n1;0,77\n", ModelKind::Mortality),
            ("rate;0,03\n", ModelKind::Mortality),
            ("stage,fcr,days\nAdult,1.1,90\n", ModelKind::Fcr),
            (r#"{"name": "N", "readings": []}"#, ModelKind::Temperature),
            (r#"{"name": "N", "tgc_value": 2, "temperature_profile": {"readings": []}}"#, ModelKind::Tgc),
            (r#"{"name": "N", "stages": []}"#, ModelKind::Fcr),
            (r#"{"name": "N", "frequency": "daily", "rate": 1}"#, ModelKind::Mortality),
        ] {
            assert_eq!(kind(text), DocumentKind::Model(wanted), "{text}");
        }
    }
}
