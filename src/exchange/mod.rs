//! Readers and writers of other formats. Text in, typed data out; nothing here opens a farm file.
pub mod actual_days;
pub mod batches;
pub mod dates;
pub mod days;
pub mod heads;
pub mod models;
pub mod observations;
pub mod scenarios;
pub mod table;
pub mod temperatures;
#[cfg(test)]
mod testing;
pub mod text;

/// What a document holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DocumentKind {
    /// Scenario documents.
    Scenarios,
    /// Batches.
    Batches,
}

/// Tells what a text holds without reading all of it. A text that is neither counts as scenarios, whose reader says
/// what is wrong with it.
#[must_use]
pub fn kind_of(text: &str) -> DocumentKind {
    let is_json = text.trim_start().starts_with(['{', '[']);
    // A scenario has no such key, and within a name the closing quote would have a backslash before it.
    if !is_json || text.contains("\"batch_number\"") {
        DocumentKind::Batches
    } else {
        DocumentKind::Scenarios
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_told_by_what_it_holds() {
        let scenario = include_str!("../../assets/sample/autumn-smolt-2024.json");
        let batches = include_str!("../../assets/sample/batches.json");
        assert_eq!(kind_of(scenario), DocumentKind::Scenarios);
        assert_eq!(kind_of(&format!("\n[{scenario}]")), DocumentKind::Scenarios);
        assert_eq!(kind_of(batches), DocumentKind::Batches);
        assert_eq!(kind_of("batch_number;start_date\n"), DocumentKind::Batches);
        assert_eq!(kind_of(r#"{"name": "the \"batch_number\" plan"}"#), DocumentKind::Scenarios);
    }
}
