//! Commands that later versions bring: their names are a contract already, so they are understood and say so.
use clap::Subcommand;
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
