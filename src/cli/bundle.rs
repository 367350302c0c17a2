//! `bundle`: exchange between laptops.
use clap::{Subcommand, ValueEnum};
use serde::Serialize;
use std::path::{Path, PathBuf};

use super::output::Columns;
use super::session::Session;
use super::stop::Done;
use crate::domain::display::{count, plural};
use crate::domain::ids::ScenarioId;
use crate::report::files;
use crate::service::{BundleCounts, BundleReport, BundleWishes, Settling, Side};

/// Exchange runs, scenarios and batches between laptops
#[derive(Debug, Subcommand)]
#[command(after_help = "Example:
  salmon-run bundle export season.salmonbundle --all
  salmon-run bundle import season.salmonbundle --dry-run")]
pub enum Bundle {
    /// Write runs, scenarios or batches into one file
    ///
    /// What they refer to comes with them: a run's scenario, a batch's run. Without any of the options everything is
    /// taken along, models and templates too.
    #[command(after_help = "Example:
  salmon-run bundle export plan.salmonbundle --run 3#2
  salmon-run bundle export north.salmonbundle --batch VES-24-01 VES-24-02
  salmon-run bundle export season.salmonbundle --all")]
    Export {
        /// The file to write
        file: PathBuf,
        /// These runs
        #[arg(long, num_args = 1.., value_name = "RUN")]
        run: Vec<String>,
        /// These scenarios with all their runs
        #[arg(long, num_args = 1.., value_name = "ID")]
        scenario: Vec<i64>,
        /// These batches with their runs and all that was observed
        #[arg(long, num_args = 1.., value_name = "BATCH")]
        batch: Vec<String>,
        /// Everything
        #[arg(long, conflicts_with_all = ["run", "scenario", "batch"])]
        all: bool,
        /// Overwrite a file that is there
        #[arg(long)]
        force: bool,
    },
    /// Take over what a bundle holds: what is known already comes once, what is later takes the place of what is earlier
    ///
    /// Where both laptops changed the same value, it stays as it is here until one of the two is chosen.
    #[command(after_help = "Example:
  salmon-run bundle import season.salmonbundle --dry-run
  salmon-run bundle import season.salmonbundle --take theirs
  salmon-run bundle import season.salmonbundle --take mine --theirs batch/VES-24-01/pin")]
    Import {
        /// The bundle
        file: PathBuf,
        /// Say what would come, and change nothing
        #[arg(long)]
        dry_run: bool,
        /// Whose value is taken where the two disagree
        #[arg(long, value_enum, value_name = "SIDE")]
        take: Option<Taken>,
        /// Take the bundle's value here, by the names that --dry-run lists
        #[arg(long, num_args = 1.., value_name = "NAME")]
        theirs: Vec<String>,
        /// Keep the value of this farm file here
        #[arg(long, num_args = 1.., value_name = "NAME")]
        mine: Vec<String>,
    },
}

/// Whose value is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Taken {
    /// That of this farm file
    Mine,
    /// That of the bundle
    Theirs,
}

/// `{"success":true,"file":…,"bytes":…,"holds":{…}}`
#[derive(Serialize)]
struct Exported<'a> {
    success: bool,
    file: &'a Path,
    bytes: usize,
    holds: BundleCounts,
}

/// `{"success":true,"dry_run":false,"file":…,…}`: the report of an import.
#[derive(Serialize)]
struct Imported<'a> {
    success: bool,
    dry_run: bool,
    file: &'a Path,
    #[serde(flatten)]
    report: &'a BundleReport,
}

impl Bundle {
    /// Does what was asked for.
    pub fn carry_out(self, session: &mut Session<'_>) -> Done {
        match self {
            Self::Export { file, run, scenario, batch, all, force } => {
                let mut farm = session.farm()?;
                let wishes = BundleWishes {
                    all: all || (run.is_empty() && scenario.is_empty() && batch.is_empty()),
                    runs: run.iter().map(|name| farm.find_run(name)).collect::<Result<_, _>>()?,
                    scenarios: scenario.into_iter().map(ScenarioId).collect(),
                    batches: batch.iter().map(|name| farm.find_batch(name)).collect::<Result<_, _>>()?,
                };
                let made = farm.export_bundle(&wishes)?;
                files::put(&file, &made.bytes, force)?;
                let bytes = made.bytes.len();
                if session.out.is_json() {
                    let holds = made.counts;
                    return session.out.json(&Exported { success: true, file: &file, bytes, holds });
                }
                let size = count(bytes.div_ceil(1000) as f64);
                session.out.line(format!("{} holds {}: {size} kB", file.display(), words(&made.counts)))
            }
            Self::Import { file, dry_run, take, theirs, mine } => {
                let settling = Settling {
                    otherwise: take.map(|taken| if taken == Taken::Mine { Side::Mine } else { Side::Theirs }),
                    mine: mine.into_iter().collect(),
                    theirs: theirs.into_iter().collect(),
                };
                let mut farm = session.farm()?;
                let report = if dry_run {
                    farm.preview_bundle(&file, &settling)?
                } else {
                    farm.import_bundle(&file, &settling)?
                };
                if session.out.is_json() {
                    return session.out.json(&Imported {
                        success: true,
                        dry_run,
                        file: &file,
                        report: &report,
                    });
                }
                tell(session, &report, dry_run)
            }
        }
    }
}

/// "2 scenarios, 5 runs and 1 batch".
fn words(counts: &BundleCounts) -> String {
    let parts = [
        (counts.scenarios, "scenario", "scenarios"),
        (counts.runs, "run", "runs"),
        (counts.batches, "batch", "batches"),
        (counts.observations, "observation", "observations"),
        (counts.corrections, "correction", "corrections"),
        (counts.pin_events, "change of a pin", "changes of pins"),
        (counts.models, "model or template", "models and templates"),
    ];
    let mut parts: Vec<String> =
        parts.iter().filter(|(n, ..)| *n > 0).map(|(n, one, many)| plural(*n, one, many)).collect();
    let Some(last) = parts.pop() else { return "nothing".to_owned() };
    if parts.is_empty() { last } else { format!("{} and {last}", parts.join(", ")) }
}

fn tell(session: &mut Session<'_>, report: &BundleReport, dry_run: bool) -> Done {
    let out = &mut session.out;
    out.line(format!("The bundle of {} holds {}", report.made_by, words(&report.holds)))?;
    if report.is_nothing_new() && report.disagreements.is_empty() {
        return out.line("All of it is here already");
    }
    let (comes, is) = if dry_run { ("Would arrive", "would be") } else { ("Arrived", "was") };
    out.line(format!("{comes}: {}", words(&report.arrived)))?;
    for run in report.renumbered() {
        let (there, here) = (run.run_number_there, run.run_number);
        out.line(format!("{}: it is #{there} there, and #{here} here", run.name))?;
    }
    if !report.changed.is_empty() {
        out.heading(&format!("Changed later there, so it {is} changed here"))?;
        let mut table = Columns::new(["what", "value", "before", "after"]);
        for one in &report.changed {
            table.row([&one.of, &one.value, &one.before, &one.after].map(Clone::clone));
        }
        out.table(&table)?;
    }
    if !report.disagreements.is_empty() {
        out.heading("Changed on both sides")?;
        let mut table = Columns::new(["name", "mine", "theirs", "taken"]);
        for one in &report.disagreements {
            let taken = match one.taken {
                Some(Side::Mine) => "mine",
                Some(Side::Theirs) => "theirs",
                None => "undecided",
            };
            table.row([one.key.clone(), one.mine.clone(), one.theirs.clone(), taken.to_owned()]);
        }
        out.table(&table)?;
    }
    let open = report.unsettled().count();
    if open > 0 {
        let values = plural(open, "value stays as it is here", "values stay as they are here");
        out.line(format!(
            "{values}; choose with `--take mine`, `--take theirs`, or by name with `--theirs NAME` and `--mine NAME`"
        ))?;
    }
    if dry_run { out.line("Nothing was changed") } else { Ok(()) }
}
