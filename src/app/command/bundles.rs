//! What a user can do with bundles: exchange with other laptops.
use std::path::PathBuf;

use crate::domain::ids::{BatchId, RunId, ScenarioId};
use crate::service::{BundleWishes, Settling};

/// What a bundle is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BundleOf {
    /// Everything.
    All,
    /// A scenario with all its runs.
    Scenario(ScenarioId),
    /// A run with its scenario.
    Run(RunId),
    /// A batch with its run and all that was observed.
    Batch(BatchId),
}

impl BundleOf {
    /// The same as the farm is asked for it.
    pub fn wishes(self) -> BundleWishes {
        let mut wishes = BundleWishes::default();
        match self {
            Self::All => wishes.all = true,
            Self::Scenario(id) => wishes.scenarios.push(id),
            Self::Run(id) => wishes.runs.push(id),
            Self::Batch(id) => wishes.batches.push(id),
        }
        wishes
    }
}

/// One thing a user can do with bundles.
#[derive(Debug, Clone, PartialEq)]
pub enum BundleCommand {
    /// Write a bundle into a file.
    Export {
        /// What it is made of.
        of: BundleOf,
        /// The file.
        path: PathBuf,
        /// Whether a file that is there is overwritten.
        overwrite: bool,
    },
    /// Look at what a bundle would bring, and ask whether it shall.
    LookAt(PathBuf),
    /// Merge a bundle into the farm file.
    Import {
        /// The file.
        path: PathBuf,
        /// What was decided where the two disagree.
        settling: Settling,
    },
}
