//! A rule by which old runs go: what it takes, and what stays whatever it says.
use chrono::{DateTime, Duration, Utc};
use std::collections::HashMap;

use super::fault::{Fault, Outcome};
use super::ids::ScenarioId;
use super::run::ProjectionRun;

/// Days of a usual rule: runs of the last year are looked at again.
pub const USUAL_DAYS: u32 = 365;
/// Runs of each scenario that a usual rule keeps.
pub const USUAL_KEPT: u32 = 3;
/// Ages that a rule may name, in days: up to twenty years.
pub const MOST_DAYS: u32 = 7305;

/// Which runs go: those that are older, of each scenario but the newest few, and of these only what was archived unless
/// said otherwise. A run that a batch is pinned to never goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Retention {
    /// Runs of the last so many days stay.
    pub older_than_days: u32,
    /// So many runs of each scenario stay, the newest ones.
    pub keep_last: u32,
    /// Whether runs go that were never archived.
    pub not_archived_too: bool,
}

impl Default for Retention {
    fn default() -> Self {
        Self { older_than_days: USUAL_DAYS, keep_last: USUAL_KEPT, not_archived_too: false }
    }
}

/// What a rule comes to.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sifted {
    /// The runs that go.
    pub go: Vec<ProjectionRun>,
    /// The runs that would go, were no batch pinned to them.
    pub pinned: Vec<ProjectionRun>,
}

impl Retention {
    /// Refuses a rule that names an age out of reason.
    pub fn check(&self) -> Outcome<()> {
        if (1..=MOST_DAYS).contains(&self.older_than_days) {
            return Ok(());
        }
        Err(Fault::invalid(
            format!("{} days are not accepted", self.older_than_days),
            "older-than",
            format!("Accepted is 1 to {MOST_DAYS} days"),
        ))
    }

    /// What it takes of all runs of a farm file at a moment, in the order in which they are given.
    pub fn sift(&self, runs: &[ProjectionRun], now: DateTime<Utc>) -> Sifted {
        let before = now - Duration::days(i64::from(self.older_than_days));
        let mut numbers: HashMap<ScenarioId, Vec<u32>> = HashMap::new();
        for run in runs {
            numbers.entry(run.scenario).or_default().push(run.run_number);
        }
        numbers.values_mut().for_each(|numbers| numbers.sort_unstable_by(|a, b| b.cmp(a)));
        let is_among_the_last = |run: &ProjectionRun| {
            let last = numbers.get(&run.scenario).into_iter().flatten().take(self.keep_last as usize);
            last.copied().any(|number| number == run.run_number)
        };
        let goes = |run: &&ProjectionRun| {
            run.run_date < before && (run.archived || self.not_archived_too) && !is_among_the_last(run)
        };
        let (pinned, go) = runs.iter().filter(goes).cloned().partition(|run| run.pinned_batch_count > 0);
        Sifted { go, pinned }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::RunId;

    const NOW: &str = "2026-06-01T00:00:00Z";

    fn run(scenario: i64, number: u32, made: &str, archived: bool, pinned: u32) -> ProjectionRun {
        ProjectionRun {
            run_id: RunId(scenario * 100 + i64::from(number)),
            scenario: ScenarioId(scenario),
            scenario_name: "Autumn".to_owned(),
            run_number: number,
            label: String::new(),
            run_date: format!("{made}T00:00:00Z").parse().unwrap(),
            total_projections: 480,
            final_weight_g: 5000.0,
            final_biomass_kg: 1e6,
            pinned_batch_count: pinned,
            archived,
            is_latest: false,
        }
    }

    fn ids(runs: &[ProjectionRun]) -> Vec<i64> {
        runs.iter().map(|run| run.run_id.0).collect()
    }

    #[test]
    fn old_archived_runs_go_but_for_the_newest_few_and_those_that_batches_are_pinned_to() {
        let runs = [
            run(1, 5, "2026-05-20", true, 0),
            run(1, 4, "2025-01-04", true, 0),
            run(1, 3, "2025-01-03", true, 0),
            run(1, 2, "2025-01-02", true, 2),
            run(1, 1, "2025-01-01", false, 0),
            // All that this scenario has.
            run(2, 1, "2025-01-01", true, 0),
        ];
        let sift = |rule: Retention| rule.sift(&runs, NOW.parse().unwrap());
        let rule = Retention { older_than_days: 365, keep_last: 1, not_archived_too: false };
        let sifted = sift(rule);
        assert_eq!((ids(&sifted.go), ids(&sifted.pinned)), (vec![104, 103], vec![102]));
        assert_eq!(ids(&sift(Retention { keep_last: 3, ..rule }).go), Vec::<i64>::new());
        assert_eq!(ids(&sift(Retention { not_archived_too: true, ..rule }).go), [104, 103, 101]);
        assert_eq!(ids(&sift(Retention { keep_last: 0, ..rule }).go), [104, 103, 201]);
        assert_eq!(
            ids(&sift(Retention { keep_last: 0, older_than_days: 1, ..rule }).go),
            [105, 104, 103, 201]
        );
        assert!(sift(Retention { older_than_days: 600, ..rule }).go.is_empty());
    }

    #[test]
    fn an_age_out_of_reason_is_refused_with_the_range() {
        let told = Retention { older_than_days: 0, ..Retention::default() }.check().unwrap_err();
        assert_eq!(told.to_string(), "0 days are not accepted (older-than). Accepted is 1 to 7305 days");
    }
}
