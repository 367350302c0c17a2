//! What a user can do with reports: ask for one, have it written, open it, copy a table or plot of it.
use std::path::PathBuf;

use crate::domain::ids::{BatchId, RunId};
use crate::report::{PlotOf, Wishes};

/// What a report is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReportSubject {
    /// Runs side by side, the baseline first, or one run alone.
    Runs(Vec<RunId>),
    /// A batch with its pins and its pinned run.
    Batch(BatchId),
}

/// A report that shall be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportOrder {
    /// What it is of.
    pub subject: ReportSubject,
    /// Its files; the ending of each says the format.
    pub files: Vec<PathBuf>,
    /// What is wished of it.
    pub wishes: Wishes,
    /// What becomes of files that are there already.
    pub existing: Existing,
}

/// What becomes of files that are there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Existing {
    /// The user is asked.
    Ask,
    /// They are replaced.
    Replace,
    /// They stay, and the new ones get other names.
    KeepBoth,
}

/// A table that can be copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CopiedTable {
    /// The key figures.
    Figures,
    /// What differs in the recipe.
    Recipe,
    /// When weights are reached.
    Targets,
    /// Changes of stage.
    Stages,
    /// Week by week.
    Weeks,
    /// Day by day.
    Days,
    /// The parameter snapshot.
    Parameters,
}

impl CopiedTable {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Figures => "Key figures",
            Self::Recipe => "What differs",
            Self::Targets => "When weights are reached",
            Self::Stages => "Changes of stage",
            Self::Weeks => "Weeks",
            Self::Days => "Days",
            Self::Parameters => "Parameters",
        }
    }
}

/// One thing a user can do with reports.
#[derive(Debug, Clone, PartialEq)]
pub enum ReportCommand {
    /// Ask what shall stand in a report, and where it shall be written.
    Ask(ReportSubject),
    /// Look whether it can be written, and write it.
    Export(Box<ReportOrder>),
    /// Write it: its places are known to be good.
    Write(Box<ReportOrder>),
    /// Open a file or folder with whatever the system has for it.
    OpenOutside(PathBuf),
    /// Copy a table to the clipboard.
    CopyTable(ReportSubject, CopiedTable),
    /// Copy what a view has put in lines, under this name.
    CopyText(&'static str, String),
    /// Copy a plot to the clipboard, as a picture.
    CopyPlot(ReportSubject, PlotOf),
}
