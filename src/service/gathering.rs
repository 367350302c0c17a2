//! Gathering what a report is drawn from: the runs with their days, verified on the way, and who is pinned to them.
use std::ops::ControlFlow;

use super::Farm;
use super::verification::verdict;
use crate::domain::fault::{Fault, Outcome};
use crate::domain::ids::{BatchId, RunId};
use crate::engine::comparison::{RunComparison, RunInFull};
use crate::engine::gathered::{About, BatchHistory, Gathered};

/// More runs could not be told apart in a report.
const MOST_RUNS: usize = 12;

impl Farm {
    /// Gathers a report of runs side by side, the baseline first, or of one run alone. Each is recomputed from its inputs.
    ///
    /// `on_progress` gets runs done and runs to do; breaking stops it.
    pub fn gather_runs(
        &self,
        ids: &[RunId],
        on_progress: impl FnMut(u32, u32) -> ControlFlow<()>,
    ) -> Outcome<Gathered> {
        if ids.is_empty() || ids.len() > MOST_RUNS {
            return Err(Fault::invalid(
                format!("a report of {} runs cannot be made", ids.len()),
                "",
                format!("Choose 1 to {MOST_RUNS} runs"),
            ));
        }
        self.gather(ids, None, on_progress)
    }

    /// Gathers a report of a batch: what it was pinned to, and the run it is measured against.
    pub fn gather_batch(
        &self,
        id: BatchId,
        on_progress: impl FnMut(u32, u32) -> ControlFlow<()>,
    ) -> Outcome<Gathered> {
        let batch = self.batch(id)?;
        let growth = self.growth(id, None).ok().filter(|growth| !growth.observations.is_empty());
        let pinned = batch.pinned_projection_run.as_ref().map(|run| run.run_id);
        // Without a pin it is held against another run, which the report then says.
        let run = pinned.or(growth.as_ref().map(|growth| growth.plan.run.run_id));
        let run: Vec<RunId> = run.into_iter().collect();
        let growth = growth.map(|growth| Box::new(growth.in_full()));
        let history = BatchHistory { batch, events: self.pin_history(id)? };
        let gathered = self.gather(&run, Some(history), on_progress)?;
        Ok(Gathered { growth, ..gathered })
    }

    fn gather(
        &self,
        ids: &[RunId],
        batch: Option<BatchHistory>,
        mut on_progress: impl FnMut(u32, u32) -> ControlFlow<()>,
    ) -> Outcome<Gathered> {
        let stopped = || Fault::cancelled("the report was cancelled");
        let all = ids.len() as u32;
        let mut runs: Vec<RunInFull> = Vec::with_capacity(ids.len());
        let (mut verdicts, mut pinned) = (Vec::new(), Vec::new());
        for (done, id) in (0..).zip(ids) {
            if on_progress(done, all).is_break() {
                return Err(stopped());
            }
            let run = self.run_in_full(*id)?;
            let verify = |_: u32, _: u32| on_progress(done, all);
            verdicts.push(verdict(&run.detail, &run.projection, verify)?);
            pinned.push(self.batches_pinned_to(*id)?);
            runs.push(run);
        }
        if on_progress(all, all).is_break() {
            return Err(stopped());
        }
        let name = self.path().file_name().unwrap_or(self.path().as_os_str());
        let about = About {
            farm_file: name.to_string_lossy().into_owned(),
            by: self.user.clone(),
            at: (self.clock)(),
            program: concat!("Salmon Run ", env!("CARGO_PKG_VERSION")).to_owned(),
        };
        Ok(Gathered { about, compared: RunComparison::of(runs), verdicts, pinned, batch, growth: None })
    }
}
