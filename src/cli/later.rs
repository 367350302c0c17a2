//! Commands that later versions bring: their names are a contract already, so they are understood and say so.
use clap::{Args, Subcommand, ValueEnum};
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

/// Temperatures, TGC, FCR and mortality models that scenarios share (comes with a later version)
#[derive(Debug, Subcommand)]
#[command(after_help = "Example:
  salmon-run model list")]
pub enum Model {
    /// Store a model from a file (comes with a later version)
    #[command(after_help = "Example:
  salmon-run model import temperature shelf.csv --name \"Faroe shelf\" --start-date 2024-09-01")]
    Import {
        /// What the file holds
        kind: ModelKind,
        /// The file
        file: PathBuf,
        /// What the model shall be called
        #[arg(long)]
        name: String,
        /// The day of the file's first reading
        #[arg(long, value_name = "DATE")]
        start_date: Option<chrono::NaiveDate>,
    },
    /// All models (comes with a later version)
    #[command(after_help = "Example:
  salmon-run model list")]
    List,
    /// One model (comes with a later version)
    #[command(after_help = "Example:
  salmon-run model show \"Faroe shelf\"")]
    Show {
        /// Its name or number
        model: String,
    },
    /// One model as a document (comes with a later version)
    #[command(after_help = "Example:
  salmon-run model export \"Faroe shelf\" > shelf.json")]
    Export {
        /// Its name or number
        model: String,
    },
    /// Delete a model that nothing uses (comes with a later version)
    #[command(after_help = "Example:
  salmon-run model delete \"Faroe shelf\"")]
    Delete {
        /// Its name or number
        model: String,
    },
}

impl Model {
    /// The command as it is typed.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Import { .. } => "model import",
            Self::List => "model list",
            Self::Show { .. } => "model show",
            Self::Export { .. } => "model export",
            Self::Delete { .. } => "model delete",
        }
    }
}

/// A kind of model.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum ModelKind {
    /// A temperature profile
    Temperature,
    /// A TGC model
    Tgc,
    /// An FCR model
    Fcr,
    /// A mortality model
    Mortality,
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

/// Copy the farm file while it may be in use (comes with a later version)
#[derive(Debug, Args)]
#[command(after_help = "Example:
  salmon-run backup north-2024-09-01.salmonrun")]
pub struct Backup {
    /// Where the copy shall be
    pub to: PathBuf,
}

/// Bring a backup back (comes with a later version)
#[derive(Debug, Args)]
#[command(after_help = "Example:
  salmon-run restore north-2024-09-01.salmonrun")]
pub struct Restore {
    /// The backup
    pub from: PathBuf,
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

/// Bring the farm file to an earlier schema (comes with a later version)
#[derive(Debug, Args)]
#[command(after_help = "Example:
  salmon-run downgrade --to 1")]
pub struct Downgrade {
    /// The schema
    #[arg(long, value_name = "N")]
    pub to: u32,
}
