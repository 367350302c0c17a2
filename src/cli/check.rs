//! `check`: a look over the whole farm file, and mending it.
use clap::Args;
use serde::Serialize;
use std::path::Path;

use super::backups::watched;
use super::session::Session;
use super::stop::{Done, Stop, tell};
use crate::domain::check::{Aspect, Finding};
use crate::domain::display::plural;
use crate::domain::fault::{Fault, FaultKind};
use crate::service::{CheckReport, Farm, Mended};

/// Look over the whole farm file: its pages, what points to what, and every number of every run
///
/// Exit status 1 if anything is wrong. With `--repair` indexes are built anew, and where more is damaged all that can be read is
/// copied into a clean file; a backup is made first, and no number of a run is ever touched.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  salmon-run check
  salmon-run check --repair")]
pub struct Check {
    /// Mend what can be mended, after a backup
    #[arg(long)]
    pub repair: bool,
}

/// `{"success":false,"file":…,"schema_version":11,"looked_at":["pages",…],"findings":[{"aspect","message","where","mendable"}…],
/// "runs_equal":4,"runs_not_recomputable":0,"repair":null}`; with `--repair`, `repair` is `{"before":…,"done":[…],"lost":[…]}` and the
/// rest is what was found after it.
#[derive(Serialize)]
struct CheckDocument<'a> {
    success: bool,
    file: &'a Path,
    schema_version: Option<u32>,
    looked_at: &'a [Aspect],
    findings: &'a [Finding],
    runs_equal: usize,
    runs_not_recomputable: usize,
    repair: Option<RepairDocument<'a>>,
}

#[derive(Serialize)]
struct RepairDocument<'a> {
    before: Option<&'a Path>,
    done: &'a [String],
    lost: &'a [String],
}

impl Check {
    /// Works on farm files of any schema, damaged ones too.
    pub fn carry_out(&self, session: &mut Session<'_>) -> Done {
        let path = session.farm_file()?;
        let user = &session.user;
        let mended = if self.repair {
            let _hold = Farm::claim_whole(&path, user)?;
            Some(watched(&session.out, "Mending", |on| Farm::repair(&path, user, on))?)
        } else {
            None
        };
        let report = watched(&session.out, "Checking", |on| Farm::check(&path, on, None))?;
        if session.out.is_json() {
            session.out.json(&CheckDocument {
                success: report.is_sound(),
                file: &path,
                schema_version: report.schema_version,
                looked_at: &report.looked_at,
                findings: &report.findings,
                runs_equal: report.runs_equal,
                runs_not_recomputable: report.runs_not_recomputable,
                repair: mended.as_ref().map(|mended| RepairDocument {
                    before: mended.before.as_deref(),
                    done: &mended.done,
                    lost: &mended.lost,
                }),
            })?;
        } else {
            if let Some(mended) = &mended {
                show_mended(session, mended)?;
            }
            show_report(session, &report)?;
        }
        session.out.flush()?;
        if report.is_sound() {
            return Ok(());
        }
        let count = plural(report.findings.len(), "thing is", "things are");
        let can_mend = report.findings.iter().any(|finding| finding.mendable);
        let hint = if can_mend && !self.repair {
            "`salmon-run check --repair` mends what can be mended; `salmon-run restore` lists the backups"
        } else {
            "Keep this file, and restore a backup from before: `salmon-run restore` lists them"
        };
        let fault = Fault::new(FaultKind::Damaged, format!("{count} not as they should be"), hint);
        tell(&fault.at(path.display().to_string()), session.out.is_json());
        Err(Stop::Told)
    }
}

fn show_mended(session: &mut Session<'_>, mended: &Mended) -> Done {
    let Some(before) = &mended.before else {
        return session.out.line("Nothing was to be mended\n");
    };
    for done in &mended.done {
        session.out.line(format!("Mended: {done}"))?;
    }
    for lost in &mended.lost {
        session.out.line(format!("Not carried over: {lost}"))?;
    }
    session.out.line(format!("As it was, it is kept as {}\n", before.display()))
}

fn show_report(session: &mut Session<'_>, report: &CheckReport) -> Done {
    for aspect in &report.looked_at {
        let of_it: Vec<&Finding> =
            report.findings.iter().filter(|finding| finding.aspect == *aspect).collect();
        let said = if of_it.is_empty() { "as it should be" } else { "not as it should be" };
        session.out.line(format!("{}: {said}", aspect.words()))?;
        for finding in of_it {
            let place =
                if finding.place.is_empty() { String::new() } else { format!(" ({})", finding.place) };
            session.out.line(format!("  {}{place}", finding.message))?;
        }
    }
    if report.looked_at.contains(&Aspect::Runs) {
        let runs = plural(report.runs_equal, "run", "runs");
        session.out.line(format!("{runs} computed again, every number equal"))?;
        if report.runs_not_recomputable > 0 {
            let runs = plural(report.runs_not_recomputable, "run", "runs");
            session.out.line(format!("{runs} cannot be computed again; their numbers stand as they are"))?;
        }
    } else if report.schema_version.is_some() {
        session.out.line("It is of an earlier version; its runs are looked at once it is upgraded")?;
    }
    Ok(())
}
