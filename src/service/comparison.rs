//! Runs side by side.
use super::Farm;
use super::runs::summary_of;
use crate::domain::fault::{Fault, Outcome};
use crate::domain::ids::RunId;
use crate::engine::comparison::{RunComparison, RunInFull};

impl Farm {
    /// Compares two or more runs, of one scenario or several. The first is the baseline.
    pub fn compare_runs(&self, ids: &[RunId]) -> Outcome<RunComparison> {
        if ids.len() < 2 {
            return Err(Fault::invalid(
                format!("{} runs cannot be compared", ids.len()),
                "",
                "Choose at least two",
            ));
        }
        let runs: Vec<RunInFull> = self.file.read(|tx| {
            ids.iter()
                .map(|id| {
                    let detail = tx.run_detail(*id)?;
                    let projection = tx.run_days(*id)?;
                    let summary = summary_of(&detail, &projection)?;
                    Ok(RunInFull { detail, projection, summary })
                })
                .collect::<Outcome<_>>()
        })?;
        Ok(RunComparison::of(runs))
    }
}
