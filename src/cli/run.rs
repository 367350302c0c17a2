//! `run …`: the history of runs.
use clap::{Args, Subcommand, ValueEnum};
use serde::Serialize;
use std::ops::ControlFlow;
use std::path::PathBuf;

use super::compare::Compare;
use super::documents::{RunDocument, scenario_id};
use super::figures;
use super::output::Columns;
use super::report::{self, Choices};
use super::session::Session;
use super::stop::{Done, Stop, one_line, tell};
use crate::domain::batch::Batch;
use crate::domain::display::{self, plural};
use crate::domain::fault::{Fault, FaultKind, Outcome};
use crate::domain::ids::{RunId, ScenarioId};
use crate::domain::retention::{self, Retention};
use crate::domain::run::{DayDocument, ProjectionDay, ProjectionRun, RunFilter, RunOrigin};
use crate::service::{Farm, RunInFull, Verdict, Verification, write_days_csv};

/// Runs: what became of scenarios, kept for good
///
/// A RUN is a run's id, or SCENARIO#NUMBER: 3#2 is run number 2 of scenario 3.
#[derive(Debug, Subcommand)]
#[command(after_help = "Example:
  salmon-run run list --scenario 3
  salmon-run run compare 3#1 3#2")]
pub enum Run {
    /// The runs, newest first
    #[command(after_help = "Example:
  salmon-run run list --scenario 3 --archived")]
    List {
        /// Only those of this scenario
        #[arg(long, value_name = "ID", value_parser = scenario_id)]
        scenario: Option<ScenarioId>,
        /// Archived ones too
        #[arg(long)]
        archived: bool,
    },
    /// A run with its figures, its parameters and its warnings
    #[command(after_help = "Example:
  salmon-run run show 3#2")]
    Show {
        /// The run: its id, or SCENARIO#NUMBER
        run: String,
    },
    Days(Days),
    /// Runs side by side; the first is the baseline
    #[command(after_help = "Example:
  salmon-run run compare 3#1 3#2
  salmon-run run compare 3#1 3#2 --report autumn.pdf autumn.html autumn.xlsx
  salmon-run run compare 3#1 3#2 --report autumn.csv --numbers norwegian
  salmon-run run compare 3#1 3#2 --report board.pdf --sections look,figures,plots --paper letter
  salmon-run --json run compare 3#1 3#2 4#1")]
    Compare {
        /// Two or more runs, the baseline first
        #[arg(num_args = 2.., required = true, value_name = "RUN")]
        runs: Vec<String>,
        /// Write reports; a file's ending says the format: .pdf, .html, .xlsx, .csv, .json, .png or .svg
        #[arg(long, num_args = 1.., value_name = "FILE")]
        report: Vec<PathBuf>,
        #[command(flatten)]
        choices: Box<Choices>,
    },
    /// A report of one run, to hand to anyone
    #[command(after_help = "Example:
  salmon-run run report 3#2 plan.pdf plan.xlsx
  salmon-run run report 3#2 plan.html --numbers faroese --every monthly")]
    Report {
        /// The run: its id, or SCENARIO#NUMBER
        run: String,
        /// Files; the ending of each says the format: .pdf, .html, .xlsx, .csv, .json, .png or .svg
        #[arg(required = true, num_args = 1.., value_name = "FILE")]
        files: Vec<PathBuf>,
        #[command(flatten)]
        choices: Box<Choices>,
    },
    /// Give a run another label
    #[command(after_help = "Example:
  salmon-run run label 3#2 \"Updated TGC\"")]
    Label {
        /// The run: its id, or SCENARIO#NUMBER
        run: String,
        /// The label; \"\" takes it away
        text: String,
    },
    /// Give a run other notes
    #[command(after_help = "Example:
  salmon-run run note 3#2 \"Fish grew faster than planned\"")]
    Note {
        /// The run: its id, or SCENARIO#NUMBER
        run: String,
        /// The notes; \"\" takes them away
        text: String,
    },
    /// Put a run away: out of the lists, still there for the batches pinned to it
    #[command(after_help = "Example:
  salmon-run run archive 3#1")]
    Archive {
        /// The run: its id, or SCENARIO#NUMBER
        run: String,
    },
    /// Bring an archived run back into the lists
    #[command(after_help = "Example:
  salmon-run run restore 3#1")]
    Restore {
        /// The run: its id, or SCENARIO#NUMBER
        run: String,
    },
    /// Delete a run for good; refused while batches are pinned to it
    #[command(after_help = "Example:
  salmon-run run delete 3#1 --unpin")]
    Delete {
        /// The run: its id, or SCENARIO#NUMBER
        run: String,
        /// Unpin the batches that are pinned to it, in the same transaction
        #[arg(long)]
        unpin: bool,
    },
    Clean(Clean),
    Verify(Verify),
}

/// Delete old runs by a rule; those that batches are pinned to always stay
///
/// Of each scenario the newest runs stay, and of the older ones those that were never archived, unless said otherwise.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  salmon-run run clean --dry-run
  salmon-run run clean --older-than 730 --keep-last 5")]
pub struct Clean {
    /// Runs of the last so many days stay
    #[arg(long, value_name = "DAYS", default_value_t = retention::USUAL_DAYS)]
    older_than: u32,
    /// So many runs of each scenario stay, the newest ones
    #[arg(long, value_name = "RUNS", default_value_t = retention::USUAL_KEPT)]
    keep_last: u32,
    /// Delete runs that were never archived, too
    #[arg(long)]
    not_archived_too: bool,
    /// Only say what would be deleted
    #[arg(long)]
    dry_run: bool,
}

/// The days of a run
#[derive(Debug, Args)]
#[command(after_help = "Example:
  salmon-run run days 3#2 --every weekly
  salmon-run run days 3#2 --csv > days.csv")]
pub struct Days {
    /// The run: its id, or SCENARIO#NUMBER
    run: String,
    /// Every day, or those whose number is divisible by 7 or 30
    #[arg(long, value_enum, default_value_t = Every::Daily)]
    every: Every,
    /// Write CSV with every digit instead of a table
    #[arg(long, conflicts_with = "json")]
    csv: bool,
}

/// Which days are shown: the seed's aggregation.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Every {
    /// Every day
    Daily,
    /// Days divisible by 7
    Weekly,
    /// Days divisible by 30
    Monthly,
}

impl Every {
    fn shows(self, day: &ProjectionDay) -> bool {
        day.day_number.is_multiple_of(match self {
            Self::Daily => 1,
            Self::Weekly => 7,
            Self::Monthly => 30,
        })
    }
}

/// Recompute runs from their own inputs and compare every stored number
#[derive(Debug, Args)]
#[command(after_help = "Example:
  salmon-run run verify 3#1 3#2
  salmon-run run verify --all")]
pub struct Verify {
    /// The runs: their ids, or SCENARIO#NUMBER
    #[arg(required_unless_present = "all", conflicts_with = "all", value_name = "RUN")]
    runs: Vec<String>,
    /// Every run of the farm file, archived ones too
    #[arg(long)]
    all: bool,
}

impl Run {
    /// Does what was asked for.
    pub fn carry_out(self, session: &mut Session<'_>) -> Done {
        match self {
            Self::List { scenario, archived } => list(session, scenario, archived),
            Self::Show { run } => show(session, &run),
            Self::Days(command) => command.carry_out(session),
            Self::Compare { runs, report, choices } => {
                Compare { runs, report, choices: *choices }.carry_out(session)
            }
            Self::Report { run, files, choices } => report::of_run(session, &run, &files, &choices),
            Self::Label { run, text } => change(session, &run, "labelled", |f, id| f.label_run(id, &text)),
            Self::Note { run, text } => change(session, &run, "noted", |f, id| f.note_run(id, &text)),
            Self::Archive { run } => change(session, &run, "archived", |f, id| f.archive_runs(&[id])),
            Self::Restore { run } => change(session, &run, "restored", |f, id| f.restore_runs(&[id])),
            Self::Delete { run, unpin } => delete(session, &run, unpin),
            Self::Clean(command) => command.carry_out(session),
            Self::Verify(command) => command.carry_out(session),
        }
    }
}

fn list(session: &mut Session<'_>, scenario: Option<ScenarioId>, archived: bool) -> Done {
    let farm = session.farm()?;
    if let Some(scenario) = scenario {
        // A scenario that is not there is not one that never ran.
        farm.scenario_plan(scenario)?;
    }
    let runs = farm.runs(RunFilter { scenario, archived })?;
    if session.out.is_json() {
        return session.out.json(&runs);
    }
    if runs.is_empty() {
        return session.out.line("No runs; `salmon-run scenario run ID` makes one");
    }
    session.out.table(&figures::runs(&runs))
}

fn show(session: &mut Session<'_>, name: &str) -> Done {
    let farm = session.farm()?;
    let run = farm.run_in_full(farm.find_run(name)?)?;
    if session.out.is_json() {
        return session.out.json(&RunDocument::of(&run.detail, &run.summary));
    }
    let batches = farm.batches_pinned_to(run.detail.run.run_id)?;
    session.out.table(&identity(&run, &batches))?;
    session.out.heading("Figures")?;
    session.out.table(&figures::summary(&run.summary))?;
    if let Some(snapshot) = &run.detail.snapshot {
        let inputs = snapshot.inputs();
        let mut table = Columns::pairs();
        let tgc = &inputs.tgc_model;
        let readings = plural(tgc.temperature_profile.readings.len(), "reading", "readings");
        table.pair("Start", display::date(inputs.start_date));
        table.pair("TGC model", format!("{} ({})", tgc.name, display::tgc(tgc.tgc_value)));
        table.pair("Temperatures", format!("{} ({readings})", tgc.temperature_profile.name));
        table.pair("FCR model", &inputs.fcr_model.name);
        let mortality = &inputs.mortality_model;
        let rate = display::exact(mortality.rate_percent);
        table.pair(
            "Mortality model",
            format!("{} ({rate} % {})", mortality.name, mortality.frequency.as_str()),
        );
        session.out.heading("Parameters (all of them with --json)")?;
        session.out.table(&table)?;
    }
    if !run.detail.warnings.is_empty() {
        session.out.heading("Worth knowing")?;
    }
    for warning in &run.detail.warnings {
        session.out.line(format!("  {}", one_line(warning)))?;
    }
    Ok(())
}

fn identity(run: &RunInFull, batches: &[Batch]) -> Columns {
    let (detail, list) = (&run.detail, &run.detail.run);
    let mut table = Columns::pairs();
    table.pair("Run", format!("{} ({})", list.run_id, list.full_name()));
    table.pair("Made", format!("{} by {}", display::exact_time(list.run_date), detail.created_by_name));
    if !detail.notes.is_empty() {
        table.pair("Notes", &detail.notes);
    }
    if list.archived {
        table.pair("State", "archived");
    }
    let numbers: Vec<&str> = batches.iter().map(|batch| batch.batch_number.as_str()).collect();
    table.pair("Pinned by", if numbers.is_empty() { "no batch".to_owned() } else { numbers.join(", ") });
    match detail.origin {
        RunOrigin::Computed => table.pair("Engine", &detail.engine_version),
        RunOrigin::Migrated => table.pair("Engine", format!("not known: {}", detail.why_no_inputs())),
        RunOrigin::Imported => {
            table.pair("Engine", format!("{} ({})", detail.engine_version, detail.why_no_inputs()));
        }
    }
    if let Some(hash) = &detail.inputs_hash {
        table.pair("Inputs", hash);
    }
    table
}

impl Days {
    fn carry_out(self, session: &mut Session<'_>) -> Done {
        let farm = session.farm()?;
        let projection = farm.run_days(farm.find_run(&self.run)?)?;
        let days = || projection.days.iter().filter(|day| self.every.shows(day));
        if self.csv {
            return Ok(write_days_csv(&projection, days(), session.out.raw())?);
        }
        if session.out.is_json() {
            let list: Vec<_> = days().map(|day| DayDocument::of(&projection, day)).collect();
            return session.out.json(&list);
        }
        session.out.table(&figures::days(&projection, days()))
    }
}

/// What label, note, archive and restore answer: `{"success":true,"run":{…}}`, the run as lists show it.
#[derive(Serialize)]
struct Changed<'a> {
    success: bool,
    run: &'a ProjectionRun,
}

fn change(
    session: &mut Session<'_>,
    name: &str,
    done: &str,
    act: impl FnOnce(&mut Farm, RunId) -> Outcome<()>,
) -> Done {
    let mut farm = session.farm()?;
    let id = farm.find_run(name)?;
    act(&mut farm, id)?;
    let run = farm.run_detail(id)?.run;
    if session.out.is_json() {
        return session.out.json(&Changed { success: true, run: &run });
    }
    session.out.line(format!("{} is {done}", run.full_name()))
}

/// `{"success":true,"deleted_run_id":12,"unpinned_batches":["B-1"]}`
#[derive(Serialize)]
struct Deleted<'a> {
    success: bool,
    deleted_run_id: RunId,
    unpinned_batches: Vec<&'a str>,
}

fn delete(session: &mut Session<'_>, name: &str, unpin: bool) -> Done {
    let mut farm = session.farm()?;
    let id = farm.find_run(name)?;
    let run = farm.run_detail(id)?.run;
    let unpinned = farm.delete_run(id, unpin)?;
    let unpinned_batches: Vec<&str> = unpinned.iter().map(|batch| batch.batch_number.as_str()).collect();
    if session.out.is_json() {
        return session.out.json(&Deleted { success: true, deleted_run_id: id, unpinned_batches });
    }
    session.out.line(format!("{} is deleted", run.full_name()))?;
    if !unpinned_batches.is_empty() {
        let count = plural(unpinned_batches.len(), "batch", "batches");
        session.out.line(format!("{count} unpinned: {}", unpinned_batches.join(", ")))?;
    }
    Ok(())
}

/// `{"success":true,"dry_run":false,"deleted":[run…],"kept_for_their_batches":[run…]}`; with `dry_run` what would be.
#[derive(Serialize)]
struct Cleaned<'a> {
    success: bool,
    dry_run: bool,
    deleted: &'a [ProjectionRun],
    kept_for_their_batches: &'a [ProjectionRun],
}

impl Clean {
    fn carry_out(&self, session: &mut Session<'_>) -> Done {
        let Self { older_than: older_than_days, keep_last, not_archived_too, dry_run } = *self;
        let rule = Retention { older_than_days, keep_last, not_archived_too };
        let mut farm = session.farm()?;
        let sifted = if dry_run { farm.preview_cleaning(rule)? } else { farm.clean_runs(rule)? };
        if session.out.is_json() {
            let (deleted, kept_for_their_batches) = (&sifted.go, &sifted.pinned);
            return session.out.json(&Cleaned { success: true, dry_run, deleted, kept_for_their_batches });
        }
        if !sifted.go.is_empty() {
            session.out.table(&figures::runs(&sifted.go))?;
        }
        let count = plural(sifted.go.len(), "run", "runs");
        session.out.line(if dry_run {
            format!("{count} would be deleted")
        } else {
            format!("{count} deleted")
        })?;
        match sifted.pinned.len() {
            0 => Ok(()),
            n => {
                session.out.line(format!("{} kept, for batches are pinned to them", plural(n, "run", "runs")))
            }
        }
    }
}

/// `{"run_id":1,"scenario":1,"scenario_name":"…","run_number":1,"verdict":"equal","numbers":4321,"detail":null}`:
/// `numbers` held against each other, or, with "differs", how many of them differ; `detail` says the first that does,
/// or, with "cannot_recompute", why not.
#[derive(Serialize)]
struct VerifiedDocument<'a> {
    run_id: RunId,
    scenario: ScenarioId,
    scenario_name: &'a str,
    run_number: u32,
    verdict: &'static str,
    numbers: usize,
    detail: Option<&'a str>,
}

impl<'a> VerifiedDocument<'a> {
    fn of(found: &'a Verification) -> Self {
        let (verdict, numbers, detail) = match &found.verdict {
            Verdict::Equal { numbers } => ("equal", *numbers, None),
            Verdict::Differs { numbers, first } => ("differs", *numbers, Some(first.as_str())),
            Verdict::CannotRecompute { why } => ("cannot_recompute", 0, Some(why.as_str())),
        };
        Self {
            run_id: found.run.run_id,
            scenario: found.run.scenario,
            scenario_name: &found.run.scenario_name,
            run_number: found.run.run_number,
            verdict,
            numbers,
            detail,
        }
    }
}

impl Verify {
    /// A run that cannot be recomputed is said to be one, and is no failure; one that differs is.
    fn carry_out(self, session: &mut Session<'_>) -> Done {
        let farm = session.farm()?;
        let runs: Vec<RunId> = if self.all {
            let every = RunFilter { scenario: None, archived: true };
            farm.runs(every)?.into_iter().map(|run| run.run_id).collect()
        } else {
            self.runs.iter().map(|name| farm.find_run(name)).collect::<Outcome<_>>()?
        };
        let found: Vec<Verification> = runs.iter().map(|id| verify(&farm, *id)).collect::<Outcome<_>>()?;
        let documents: Vec<_> = found.iter().map(VerifiedDocument::of).collect();
        if session.out.is_json() {
            session.out.json(&documents)?;
        } else {
            let mut table = Columns::new([">Run", "Scenario", ">#", "Result", ""]);
            for one in &documents {
                let result = match one.verdict {
                    "equal" => format!("equal, all {} numbers", display::count(one.numbers as f64)),
                    "differs" => format!("differs in {}", plural(one.numbers, "number", "numbers")),
                    _ => "cannot be recomputed".to_owned(),
                };
                table.row([
                    one.run_id.to_string(),
                    one.scenario_name.to_owned(),
                    one.run_number.to_string(),
                    result,
                    one.detail.unwrap_or_default().to_owned(),
                ]);
            }
            session.out.table(&table)?;
        }
        session.out.flush()?;
        let differing: Vec<String> = documents
            .iter()
            .filter(|one| one.verdict == "differs")
            .map(|one| format!("run {}", one.run_id))
            .collect();
        if differing.is_empty() {
            return Ok(());
        }
        let count = plural(differing.len(), "run does", "runs do");
        let fault = Fault::new(
            FaultKind::Damaged,
            format!("{count} not hold the numbers that their inputs give"),
            "Keep this file, and open a backup from before the change",
        );
        tell(&fault.at(differing.join(", ")), session.out.is_json());
        Err(Stop::Told)
    }
}

/// A run whose stored inputs cannot be read any more differs from what was stored, too.
fn verify(farm: &Farm, id: RunId) -> Outcome<Verification> {
    match farm.verify_run(id, |_, _| ControlFlow::Continue(())) {
        Err(fault) if fault.kind == FaultKind::Damaged => {
            let every = RunFilter { scenario: None, archived: true };
            let run =
                farm.runs(every)?.into_iter().find(|run| run.run_id == id).ok_or_else(|| fault.clone())?;
            Ok(Verification { run, verdict: Verdict::Differs { numbers: 1, first: fault.message } })
        }
        found => found,
    }
}
