//! `aquamind import`: what an AquaMind installation holds, brought into the farm file, with an account of every row.
use clap::Subcommand;
use serde::Serialize;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use super::output::{Columns, Out};
use super::session::Session;
use super::stop::{Done, one_line};
use crate::domain::display::{count, plural};
use crate::domain::import_report::Remark;
use crate::service::ImportReport;

/// So many remarks of a kind are shown to people; `--json` has all of them.
const MOST_SHOWN: usize = 20;

/// Data of an AquaMind installation
#[derive(Debug, Subcommand)]
#[command(after_help = "Example:
  salmon-run aquamind import db.sqlite3 --dry-run")]
pub enum Aquamind {
    /// Take over models, scenarios, runs, batches and what was observed of them
    ///
    /// FILE is the SQLite database of its server, from before or after ProjectionRun, or what `manage.py dumpdata` wrote of
    /// its apps scenario and batch (with inventory, environmental and infrastructure: feed, temperatures and the names of
    /// pens). The file is only read. Runs keep their days exactly as they are and are marked as imported. What came with an
    /// earlier import is known again and does not come twice. The report says of every row what became of it.
    #[command(after_help = "Example:
  salmon-run aquamind import db.sqlite3 --dry-run
  salmon-run --file north.salmonrun aquamind import db.sqlite3
  salmon-run --json aquamind import dump.json")]
    Import {
        /// An AquaMind SQLite file or a dumpdata JSON
        file: PathBuf,
        /// Only report what would come, and write nothing
        #[arg(long)]
        dry_run: bool,
    },
}

/// What the command answers.
#[derive(Serialize)]
struct Imported<'a> {
    success: bool,
    #[serde(flatten)]
    report: &'a ImportReport,
}

impl Aquamind {
    /// Does what was asked for.
    pub fn carry_out(self, session: &mut Session<'_>) -> Done {
        let Self::Import { file, dry_run } = self;
        import(session, &file, dry_run)
    }
}

fn import(session: &mut Session<'_>, file: &Path, dry_run: bool) -> Done {
    let mut farm = session.farm()?;
    let bar = session.out.is_watched().then(|| {
        let style = indicatif::ProgressStyle::with_template("{msg} {wide_bar} {percent} %");
        let bar = indicatif::ProgressBar::new(1);
        bar.set_style(style.unwrap_or_else(|_| indicatif::ProgressStyle::default_bar()));
        bar.set_message("Reading");
        bar
    });
    let report = farm.import_aquamind(file, dry_run, |done, total| {
        if let Some(bar) = &bar {
            bar.set_length(total.max(1));
            bar.set_position(done);
        }
        ControlFlow::Continue(())
    });
    if let Some(bar) = bar {
        bar.finish_and_clear();
    }
    let report = report?;
    if session.out.is_json() {
        return session.out.json(&Imported { success: true, report: &report });
    }
    show(&mut session.out, &report)
}

fn show(out: &mut Out, report: &ImportReport) -> Done {
    let verb = if report.dry_run { "Would bring" } else { "Brought" };
    out.line(one_line(&format!("{verb} along from {} ({})", report.file, report.source)))?;
    if report.dry_run {
        out.line("Nothing was written")?;
    }
    out.line("")?;
    let mut table = Columns::new(["", ">New", ">Known already"]);
    for item in &report.brought {
        let number = |n: u64| if n == 0 { "–".to_owned() } else { count(n as f64) };
        table.row([item.what.clone(), number(item.new), number(item.known_already)]);
    }
    out.table(&table)?;
    remarks(out, "Adapted", &report.adapted)?;
    remarks(out, "Changed since an earlier import", &report.changed)?;
    remarks(out, "Pins that could not be kept", &report.lost_pins)?;
    remarks(out, "Left", &report.left)?;
    if !report.notes.is_empty() {
        out.heading("To know")?;
        for note in &report.notes {
            out.line(one_line(&format!("  {note}")))?;
        }
    }
    out.heading(&format!("Every row of the file ({})", rows(report.rows())))?;
    let mut table = Columns::new([
        "Table", ">Rows", ">Came", ">Adapted", ">Known", ">Updated", ">Kept", ">Left", "Why left",
    ]);
    for item in &report.tables {
        let number = |n: u64| if n == 0 { "–".to_owned() } else { count(n as f64) };
        let reasons: Vec<String> = match &item.left[..] {
            [one] => vec![one.reason.clone()],
            many => many.iter().map(|left| format!("{}: {}", count(left.rows as f64), left.reason)).collect(),
        };
        table.row([
            item.table.clone(),
            number(item.rows),
            number(item.came),
            number(item.adapted),
            number(item.known_already),
            number(item.updated),
            number(item.kept),
            number(item.left_rows()),
            reasons.join("; "),
        ]);
    }
    out.table(&table)?;
    let came = report.sum(|table| table.came + table.adapted + table.updated);
    let known = report.sum(|table| table.known_already + table.kept);
    let left = report.sum(crate::domain::import_report::TableReport::left_rows);
    out.line("")?;
    out.line(format!(
        "{} came, {} were known already, {} were left",
        rows(came),
        count(known as f64),
        count(left as f64)
    ))
}

fn rows(n: u64) -> String {
    plural(usize::try_from(n).unwrap_or(usize::MAX), "row", "rows")
}

fn remarks(out: &mut Out, heading: &str, list: &[Remark]) -> Done {
    if list.is_empty() {
        return Ok(());
    }
    out.heading(heading)?;
    for remark in list.iter().take(MOST_SHOWN) {
        out.line(format!("  {}", one_line(&format!("{}: {}", remark.about, remark.says))))?;
    }
    if list.len() > MOST_SHOWN {
        out.line(format!("  and {} more: --json has them all", list.len() - MOST_SHOWN))?;
    }
    Ok(())
}
