//! What is made of a loaded comparison, once: a frame only draws it.
use std::sync::Arc;

use super::plots::DrawnPlots;
use super::table_row::TableRow;
use super::values::ValuesAt;
use super::{key_figures, parameters};
use crate::app::views::run_plots::RunNames;
use crate::domain::ids::RunId;
use crate::service::{RunComparison, RunInFull, headlines, without_inputs};

/// A comparison with everything that is drawn of it.
#[derive(Debug)]
pub(super) struct Shown {
    /// What was loaded.
    pub comparison: Arc<RunComparison>,
    /// How its runs are called.
    pub names: RunNames,
    /// A sentence on each run.
    pub headlines: Vec<String>,
    /// The parameters that differ.
    pub parameters: Vec<TableRow>,
    /// The runs whose inputs were not kept, by place.
    pub without_inputs: Vec<usize>,
    /// The key figures.
    pub figures: Vec<TableRow>,
    /// The curves, for the axis, theme and targets they were made for.
    pub plots: Option<DrawnPlots>,
    /// When target weights are reached, for the weights it was made for.
    pub targets: Option<(Vec<f64>, Vec<TableRow>)>,
    /// What every run has at the cursor, for the day it was made for.
    pub values: Option<ValuesAt>,
}

impl Shown {
    /// Makes it, but for what depends on how it is looked at.
    pub fn of(comparison: Arc<RunComparison>) -> Self {
        let names = RunNames::of(&comparison.runs);
        Self {
            headlines: headlines(&comparison.runs),
            parameters: parameters::rows(&comparison, &names),
            figures: key_figures::rows(&comparison, &names),
            without_inputs: without_inputs(&comparison),
            names,
            comparison,
            plots: None,
            targets: None,
            values: None,
        }
    }

    /// Whether it is made of this very comparison.
    pub fn is_made_of(&self, comparison: &Arc<RunComparison>) -> bool {
        Arc::ptr_eq(&self.comparison, comparison)
    }

    /// Whether it compares these runs in this order.
    pub fn is_of(&self, ids: &[RunId]) -> bool {
        self.ids().eq(ids.iter().copied())
    }

    /// Whether it has a run in common with these.
    pub fn shares_runs_with(&self, ids: &[RunId]) -> bool {
        self.ids().any(|id| ids.contains(&id))
    }

    /// Its runs, the baseline first.
    pub fn runs(&self) -> &[RunInFull] {
        &self.comparison.runs
    }

    fn ids(&self) -> impl Iterator<Item = RunId> + '_ {
        self.runs().iter().map(|run| run.detail.run.run_id)
    }
}
