//! Documents from files.
use std::path::PathBuf;

use super::Farm;
use crate::domain::fault::{Fault, FaultKind, Outcome};
use crate::domain::ids::{BatchId, ScenarioId};

impl Farm {
    /// placeholder
    pub fn import_scenario_files(&mut self, _paths: &[PathBuf], _by: &str) -> Outcome<Vec<ScenarioId>> {
        Err(Fault::new(FaultKind::NotYet, "x", ""))
    }
    /// placeholder
    pub fn import_batch_files(&mut self, _paths: &[PathBuf]) -> Outcome<Vec<BatchId>> {
        Err(Fault::new(FaultKind::NotYet, "x", ""))
    }
}
/// placeholder
pub fn make_sample_farm(_dir: &std::path::Path) -> Outcome<PathBuf> {
    Err(Fault::new(FaultKind::NotYet, "x", ""))
}
/// placeholder
pub fn sample_folder() -> PathBuf {
    PathBuf::new()
}
