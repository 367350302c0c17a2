//! Models and empty templates as the bytes of files.
use std::path::Path;

use super::Farm;
use crate::domain::fault::{Fault, FaultKind, Outcome};
use crate::domain::plan::ModelKind;
use crate::exchange::export::{self, ModelFormat};

/// The format that a file's ending asks for.
///
/// # Errors
/// If there is no such format.
pub fn model_format_of(path: &Path, accepted: &[ModelFormat]) -> Outcome<ModelFormat> {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
    let known = ModelFormat::ALL.into_iter().filter(|(format, _)| accepted.contains(format));
    let names: Vec<String> = known.clone().map(|(_, ending)| format!(".{ending}")).collect();
    let found = known.clone().find(|(_, known)| *known == ending);
    found.map(|(format, _)| format).ok_or_else(|| {
        let message = if ending.is_empty() {
            "the file's ending does not say which format".to_owned()
        } else {
            format!("there is no format that ends in .{ending} here")
        };
        let hint = format!("Name a file that ends in {}; nothing was written", names.join(" or "));
        Fault::invalid(message, path.display().to_string(), hint)
    })
}

impl Farm {
    /// A model as a file that reads back to the same bits.
    pub fn model_file(&self, kind: ModelKind, id: i64, format: ModelFormat) -> Outcome<Vec<u8>> {
        export::render(&self.model_document(kind, id)?, format).map_err(|error| cannot(&error))
    }
}

/// An empty table of this kind to be filled in.
pub fn model_template(kind: ModelKind, format: ModelFormat) -> Outcome<Vec<u8>> {
    export::template(kind, format).map_err(|error| cannot(&error))
}

fn cannot(error: &std::io::Error) -> Fault {
    Fault::new(FaultKind::Io, format!("the file could not be made: {error}"), "Nothing was written")
}
