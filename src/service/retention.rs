//! Old runs by a rule: what would go, and letting it go.
use super::Farm;
use crate::domain::fault::Outcome;
use crate::domain::person::Right;
use crate::domain::retention::{Retention, Sifted};
use crate::domain::run::RunFilter;

/// All runs, archived ones too.
const ALL: RunFilter = RunFilter { scenario: None, archived: true };

impl Farm {
    /// What a rule would take; nothing is changed.
    pub fn preview_cleaning(&self, rule: Retention) -> Outcome<Sifted> {
        rule.check()?;
        let now = (self.clock)();
        self.file.read(|tx| Ok(rule.sift(&tx.runs(ALL)?, now)))
    }

    /// Deletes the runs that a rule takes, all or none, and gives them with those that stay because batches are pinned to
    /// them.
    pub fn clean_runs(&mut self, rule: Retention) -> Outcome<Sifted> {
        rule.check()?;
        self.change(Right::Delete, |tx, act| {
            let sifted = rule.sift(&tx.runs(ALL)?, act.at);
            sifted.go.iter().try_for_each(|run| tx.delete_run(run.run_id))?;
            Ok(sifted)
        })
    }
}
