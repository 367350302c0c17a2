//! The comparison as data: the very document that `run compare --json` answers.
use super::contents::Contents;
use super::document::ComparisonDocument;

/// The report as JSON on one line.
pub(super) fn render(contents: &Contents<'_>) -> Result<Vec<u8>, serde_json::Error> {
    let mut json = serde_json::to_vec(&ComparisonDocument::of(contents.compared))?;
    json.push(b'\n');
    Ok(json)
}
