//! `demo`: the main job on the sample farm, from scenario to pins.
use clap::Args;
use serde::Serialize;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use super::documents::ComparisonDocument;
use super::session::{Session, has_screen, remember};
use super::stop::Done;
use super::{batch, compare, figures};
use crate::domain::batch::Batch;
use crate::domain::fault::Outcome;
use crate::domain::run::{ProjectionRun, RunFilter};
use crate::report::{Contents, Format, Wishes, reserve};
use crate::service::{RunComparison, free_sample_path, make_sample_at};

/// Make a sample farm, run and re-run its scenarios, compare two runs, pin batches, and show it all
#[derive(Debug, Args)]
#[command(after_help = "Example:
  salmon-run demo
  salmon-run demo --out /tmp/demo --no-window")]
pub struct Demo {
    /// The folder for the sample farm; a sample that is there already is left alone
    #[arg(long, value_name = "DIR", default_value = "salmon-run-demo")]
    out: PathBuf,
    /// Do not open the window
    #[arg(long)]
    no_window: bool,
}

/// `{"success":true,"file":…,"runs":[…],"comparison":{…},"batches":[…],"reports":[…]}`: the parts as `run list`,
/// `run compare` and `batch list` give them, and the files of the reports.
#[derive(Serialize)]
struct DemoDocument<'a> {
    success: bool,
    file: &'a Path,
    runs: &'a [ProjectionRun],
    comparison: ComparisonDocument<'a>,
    batches: &'a [Batch],
    reports: &'a [PathBuf],
}

/// What was made.
struct Made {
    file: PathBuf,
    runs: Vec<ProjectionRun>,
    compared: RunComparison,
    batches: Vec<Batch>,
    reports: Vec<PathBuf>,
}

impl Demo {
    /// Makes a new sample farm each time, under the first name that is free.
    pub fn carry_out(self, session: &mut Session<'_>) -> Done {
        let made = make(&self.out, &session.user)?;
        if session.out.is_json() {
            session.out.json(&DemoDocument {
                success: true,
                file: &made.file,
                runs: &made.runs,
                comparison: ComparisonDocument::of(&made.compared),
                batches: &made.batches,
                reports: &made.reports,
            })?;
        } else {
            show(session, &made)?;
        }
        if self.no_window || !has_screen() {
            return Ok(());
        }
        session.show_window(Some(&made.file))
    }
}

fn make(folder: &Path, user: &str) -> Outcome<Made> {
    let file = free_sample_path(folder)?;
    let sample = make_sample_at(&file, user)?;
    remember(&sample.farm);
    let compared = sample.farm.compare_runs(&sample.compared)?;
    let gathered = sample.farm.gather_runs(&sample.compared, |_, _| ControlFlow::Continue(()))?;
    let wishes = Wishes::default();
    let contents = Contents::of(&gathered, &wishes);
    let reports = reserve(&free_report_paths(&file), false)?.write(&contents)?;
    Ok(Made {
        file,
        runs: sample.farm.runs(RunFilter::default())?,
        compared,
        batches: sample.farm.batches()?,
        reports,
    })
}

/// A file of each format beside the sample, under the first name that is free for all of them.
fn free_report_paths(sample: &Path) -> Vec<PathBuf> {
    let stem = sample.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let of_name = |name: &str| -> Vec<PathBuf> {
        let path = |(_, ending)| sample.with_file_name(format!("{name}.{ending}"));
        Format::ALL.into_iter().map(path).collect()
    };
    let names = std::iter::once(format!("{stem} comparison"))
        .chain((2..1000).map(|number| format!("{stem} comparison {number}")));
    let mut paths = names.map(|name| of_name(&name));
    paths.find(|paths| paths.iter().all(|path| !path.exists())).unwrap_or_else(|| of_name(&stem))
}

fn show(session: &mut Session<'_>, made: &Made) -> Done {
    let file = made.file.display();
    let program = as_started();
    let out = &mut session.out;
    out.line(format!("The sample farm is {file}"))?;
    out.heading("Runs")?;
    out.table(&figures::runs(&made.runs))?;
    out.heading("Two runs of one scenario: the second has another TGC")?;
    compare::show(out, &made.compared)?;
    out.heading("Batches, and the runs they are pinned to")?;
    out.table(&batch::table(&made.batches))?;
    out.heading("Reports of the comparison, to hand to anyone")?;
    compare::list(out, &made.reports)?;
    out.heading("Next")?;
    out.line("To open the window on it:")?;
    out.line(format!("  {program} --file \"{file}\""))?;
    out.line("To list its runs (it is remembered as the last file, so --file may be left out):")?;
    out.line(format!("  {program} run list"))?;
    if !has_screen() {
        out.line("There is no screen here, so no window was opened")?;
    }
    Ok(())
}

/// The program as it was started: what is not on the path must be named with its folder.
fn as_started() -> String {
    let started = std::env::args().next().unwrap_or_default();
    if started.contains(['/', '\\']) && !started.contains(' ') { started } else { "salmon-run".to_owned() }
}
