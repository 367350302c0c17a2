//! What writes did to a farm file, row by row, so that it can be taken back exactly, and made again.
//!
//! A file that remembers ([`super::FarmFile::remember`]) has temporary triggers on all of its tables, which note every row that
//! comes, changes or goes, whatever verb it was that did it. [`Changes`] are what was noted, out of the file and away from the
//! connection. Taking them back ([`Tx::take_back`]) goes through them from the last to the first, and is noted itself: what it
//! notes takes it back in turn.
mod noting;
mod row;
mod taking_back;

use std::collections::BTreeMap;
use std::sync::Arc;

pub(super) use noting::Notebook;
use row::{Packed, Row};
pub use taking_back::TakingBack;

/// What writes did to a farm file.
#[derive(Debug, Clone, Default)]
pub struct Changes {
    steps: Vec<Step>,
    attic: Attic,
}

impl Changes {
    /// Whether nothing was changed but what is remembered of exchanging with others.
    pub fn is_empty(&self) -> bool {
        self.steps.iter().all(|step| SHARED.contains(&step.table.name.as_str()))
    }

    /// Whether it was changed who may do what.
    pub fn name_people(&self) -> bool {
        self.steps.iter().any(|step| step.table.name == PEOPLE)
    }

    /// Adds what was done after.
    pub(super) fn extend(&mut self, later: Self) {
        self.steps.extend(later.steps);
        self.attic.inputs.extend(later.attic.inputs);
        self.attic.days.extend(later.attic.days);
    }
}

const RUNS: &str = "projection_run";
const DAYS: &str = "scenario_projection";
const INPUTS: &str = "run_inputs";
const SCENARIOS: &str = "scenario";
const BATCHES: &str = "batch";
const OBSERVATIONS: &str = "observation";
const PEOPLE: &str = "person";

/// What is remembered of exchanging with others: of itself it is nothing that a user would take back.
const SHARED: [&str; 2] = ["identity", "shared_version"];

/// Histories are only written: what is taken back gets a further entry. They go and come with their batch alone.
const HISTORIES: [&str; 2] = ["pin_event", "observation_correction"];

/// A counter goes up only, whatever is taken back.
const COUNTERS: [(&str, &str); 1] = [(SCENARIOS, "last_run_number")];

/// A table as it is when changes are noted.
#[derive(Debug)]
struct Table {
    name: String,
    columns: Vec<String>,
    /// The columns that are put back; counters are not.
    kept: Vec<usize>,
}

impl Table {
    fn new(name: String, columns: Vec<String>) -> Self {
        let is_kept = |column: &str| !COUNTERS.contains(&(name.as_str(), column));
        let kept = (0..columns.len()).filter(|i| is_kept(&columns[*i])).collect();
        Self { name, columns, kept }
    }

    fn place(&self, column: &str) -> Option<usize> {
        self.columns.iter().position(|name| name == column)
    }

    fn is_history(&self) -> bool {
        HISTORIES.contains(&self.name.as_str())
    }

    /// What is kept of a run beside its row, and comes and goes with it.
    fn hangs_off_runs(&self) -> bool {
        [DAYS, INPUTS].contains(&self.name.as_str())
    }
}

/// One row that came, changed or went.
#[derive(Debug, Clone)]
struct Step {
    table: Arc<Table>,
    deed: Deed,
}

#[derive(Debug, Clone)]
enum Deed {
    Came(Row),
    Changed { from: Row, to: Row },
    Went(Row),
}

/// The days and inputs of runs that went: too many to be steps, and never others for the same run.
#[derive(Debug, Clone, Default)]
struct Attic {
    inputs: BTreeMap<String, String>,
    days: BTreeMap<i64, Packed>,
}
