//! Commands that later versions bring: their names are a contract already, so they are understood and say so.
use clap::{Args, Subcommand};
use std::path::PathBuf;

use super::stop::Done;
use crate::domain::fault::{Fault, FaultKind};

/// The answer of a command that is not there yet.
pub fn not_yet(command: &str) -> Done {
    let fault = Fault::new(
        FaultKind::NotYet,
        "this command comes with a later version",
        "Nothing was done; `salmon-run --help` shows what this version can do",
    );
    Err(fault.at(command).into())
}

/// Data of an AquaMind installation (comes with a later version)
#[derive(Debug, Subcommand)]
#[command(after_help = "Example:
  salmon-run aquamind import aquamind.sqlite3 --dry-run")]
pub enum Aquamind {
    /// Take over scenarios, runs and batches (comes with a later version)
    #[command(after_help = "Example:
  salmon-run aquamind import aquamind.sqlite3 --dry-run")]
    Import {
        /// An AquaMind SQLite file or a dumpdata JSON
        file: PathBuf,
        /// Only report what would come
        #[arg(long)]
        dry_run: bool,
    },
}

/// Exchange between laptops (comes with a later version)
#[derive(Debug, Subcommand)]
#[command(after_help = "Example:
  salmon-run bundle export season.bundle --all")]
pub enum Bundle {
    /// Write runs, scenarios or batches into a bundle (comes with a later version)
    #[command(after_help = "Example:
  salmon-run bundle export season.bundle --run 3#2
  salmon-run bundle export season.bundle --all")]
    Export {
        /// The bundle to write
        file: PathBuf,
        /// These runs
        #[arg(long, num_args = 1..)]
        run: Vec<String>,
        /// These scenarios
        #[arg(long, num_args = 1..)]
        scenario: Vec<i64>,
        /// These batches
        #[arg(long, num_args = 1..)]
        batch: Vec<String>,
        /// Everything
        #[arg(long)]
        all: bool,
    },
    /// Take over what a bundle holds (comes with a later version)
    #[command(after_help = "Example:
  salmon-run bundle import season.bundle")]
    Import {
        /// The bundle
        file: PathBuf,
    },
}

impl Bundle {
    /// The command as it is typed.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Export { .. } => "bundle export",
            Self::Import { .. } => "bundle import",
        }
    }
}

/// Look for damage in the farm file (comes with a later version)
#[derive(Debug, Args)]
#[command(after_help = "Example:
  salmon-run check")]
pub struct Check {
    /// Mend what can be mended
    #[arg(long)]
    pub repair: bool,
}
