//! Looking over a farm file, and mending it.
use chrono::Utc;
use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use super::{Farm, OnProgress};
use crate::domain::check::{Aspect, Finding};
use crate::domain::fault::{Fault, FaultKind, Outcome};
use crate::domain::run::RunFilter;
use crate::domain::verdict::Verdict;
use crate::store::check::{Patient, open_as_it_is};
use crate::store::{backup, mend, schema};

pub use crate::store::check::{Pages, Stopped};
pub use crate::store::mend::Mended;

/// What a look over a whole farm file found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckReport {
    /// The file.
    pub path: PathBuf,
    /// Its schema; none if it could not be opened.
    pub schema_version: Option<u32>,
    /// What was looked at.
    pub looked_at: Vec<Aspect>,
    /// What is not as it should be.
    pub findings: Vec<Finding>,
    /// How many runs were computed again and are equal.
    pub runs_equal: usize,
    /// How many runs cannot be computed again, for their inputs were not kept or another engine made them.
    pub runs_not_recomputable: usize,
    /// Whether all was looked at: somebody may have stopped it.
    pub is_whole: bool,
}

impl CheckReport {
    /// Whether nothing is wrong, as far as it was looked at.
    pub fn is_sound(&self) -> bool {
        self.findings.is_empty()
    }
}

impl Farm {
    /// Looks over all of a farm file, sound or not: its pages, its schema, what points to what, the numbers and days of its
    /// runs and their snapshots, and computes each run again. `stopped` is asked while nothing else can be.
    pub fn check(path: &Path, on_progress: OnProgress<'_>, stopped: Option<Stopped>) -> Outcome<CheckReport> {
        let mut report = CheckReport {
            path: path.to_owned(),
            schema_version: None,
            looked_at: vec![Aspect::Pages],
            findings: Vec::new(),
            runs_equal: 0,
            runs_not_recomputable: 0,
            is_whole: true,
        };
        let mut patient = match open_as_it_is(path) {
            Ok(patient) => patient,
            Err(fault) if fault.kind == FaultKind::Damaged => {
                report.findings.push(Finding::mendable(
                    Aspect::Pages,
                    "the file cannot be opened",
                    fault.message,
                ));
                return Ok(report);
            }
            Err(fault) => return Err(fault),
        };
        report.schema_version = Some(patient.schema_version);
        match patient.file.look_over_pages(true, stopped)? {
            Pages::Sound => {}
            Pages::NotAllSeen => report.is_whole = false,
            Pages::Damaged(findings) => report.findings.extend(findings),
        }
        if report.is_whole {
            report.is_whole = look_on(patient, &mut report, on_progress).is_continue();
        }
        Ok(report)
    }

    /// Mends what can be mended without touching a number of a run, after a backup: indexes are built anew; where more is
    /// damaged, every row that can be read is copied into a clean file, and what could not be read is named.
    pub fn repair(path: &Path, user: &str, on_progress: OnProgress<'_>) -> Outcome<Mended> {
        Self::may_whole_file(path, user)?;
        let now = Utc::now();
        let mended = mend::mend(path, now, on_progress)?;
        backup::sift(path, now)?;
        Ok(mended)
    }

    /// Looks over the pages of a farm file quickly, until told to stop.
    pub fn look_over_pages(path: &Path, stopped: Option<Stopped>) -> Outcome<Pages> {
        open_as_it_is(path)?.file.look_over_pages(false, stopped)
    }
}

/// All but the pages. Questions that the file cannot answer because its pages are damaged are findings of their own.
fn look_on(patient: Patient, report: &mut CheckReport, on_progress: OnProgress<'_>) -> ControlFlow<()> {
    let Patient { file, schema_version } = patient;
    let mut look = |aspect: Aspect, found: Vec<Finding>| {
        report.looked_at.push(aspect);
        report.findings.extend(found);
    };
    look(Aspect::Schema, file.look_over_schema(schema_version));
    look(Aspect::References, file.look_over_references());
    if schema_version < schema::CURRENT {
        return ControlFlow::Continue(());
    }
    on_progress(0, 0)?;
    look(Aspect::RunNumbers, file.look_over_run_numbers());
    look(Aspect::Days, file.look_over_days());
    on_progress(0, 0)?;
    look(Aspect::Inputs, file.look_over_inputs());
    report.looked_at.push(Aspect::Runs);
    let farm = Farm::of(file);
    let runs = match farm.runs(RunFilter { scenario: None, archived: true }) {
        Ok(runs) => runs,
        Err(fault) => {
            let message = format!("the runs cannot be listed: {}", fault.message);
            report.findings.push(Finding::mendable(Aspect::Runs, message, fault.place));
            return ControlFlow::Continue(());
        }
    };
    // Said already, and more plainly.
    let told: BTreeSet<String> = report
        .findings
        .iter()
        .filter(|finding| matches!(finding.aspect, Aspect::Days | Aspect::Inputs))
        .map(|finding| finding.place.clone())
        .collect();
    let is_told = |name: &str| told.iter().any(|place| place.contains(name));
    let total = runs.len() as u64;
    for (done, run) in (0..).zip(runs) {
        on_progress(done, total)?;
        let name = format!("{} - Run #{}", run.scenario_name, run.run_number);
        match farm.verify_run(run.run_id, |_, _| ControlFlow::Continue(())) {
            Ok(verification) => match verification.verdict {
                Verdict::Equal { .. } => report.runs_equal += 1,
                Verdict::CannotRecompute { .. } => report.runs_not_recomputable += 1,
                Verdict::Differs { .. } if is_told(&name) => {}
                Verdict::Differs { first, .. } => report.findings.push(Finding::lasting(
                    Aspect::Runs,
                    "a run does not hold what its snapshot gives",
                    format!("{name}: {first}"),
                )),
            },
            Err(_) if is_told(&name) => {}
            Err(fault) => report.findings.push(unreadable(&name, &fault)),
        }
    }
    on_progress(total, total)
}

/// What a file is told whose pages are damaged.
pub(super) fn damaged(findings: &[Finding]) -> Fault {
    let said =
        findings.first().map_or_else(String::new, |first| format!(": {} ({})", first.message, first.place));
    Fault::new(
        FaultKind::Damaged,
        format!("the farm file is damaged{said}"),
        "Restore a backup (`salmon-run restore` lists them), or mend what can be mended with `salmon-run check --repair`",
    )
}

fn unreadable(run: &str, fault: &Fault) -> Finding {
    Finding::lasting(Aspect::Runs, "a run cannot be read", format!("{run}: {}", fault.message))
}
