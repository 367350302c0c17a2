//! Documents from files into the farm file.
use std::path::PathBuf;

use super::Farm;
use crate::domain::fault::Outcome;
use crate::domain::ids::{BatchId, ScenarioId};
use crate::exchange::{batches, scenarios, text};

impl Farm {
    /// Stores the scenario documents of these files with the models they carry, all or none.
    pub fn import_scenario_files(&mut self, paths: &[PathBuf]) -> Outcome<Vec<ScenarioId>> {
        let mut documents = Vec::new();
        for path in paths {
            let file = path.display().to_string();
            let read = text::read(path)?;
            documents.extend(scenarios::read(&read).map_err(|fault| fault.within(&file))?);
        }
        self.import_scenarios(&documents)
    }

    /// Stores the batches of these files, all or none.
    pub fn import_batch_files(&mut self, paths: &[PathBuf]) -> Outcome<Vec<BatchId>> {
        let mut documents = Vec::new();
        for path in paths {
            let file = path.display().to_string();
            let read = text::read(path)?;
            documents.extend(batches::read(&read).map_err(|fault| fault.within(&file))?);
        }
        self.import_batches(&documents)
    }
}
