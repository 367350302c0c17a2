//! `backup` and `restore`: copies of the farm file, and the way back to one.
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use super::figures;
use super::output::{Columns, Out};
use super::session::Session;
use super::stop::Done;
use crate::domain::backup::{BackupReason, FarmContents};
use crate::domain::display;
use crate::domain::fault::{Fault, Outcome};
use crate::service::{BackupRow, Farm, SCHEMA_VERSION};

/// Copy the farm file, while it may be in use
///
/// The copy is opened and looked over before it counts. It is a farm file like any other, in one file.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  salmon-run backup north-2024-09-01.salmonrun")]
pub struct Backup {
    /// Where the copy shall be; nothing may be there yet
    pub to: PathBuf,
}

/// Bring a backup back, after a backup of what is there now; without one, list the backups
///
/// Taking a restore back is restoring the backup that was made before it.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  salmon-run restore
  salmon-run restore 12
  salmon-run restore north-2024-09-01.salmonrun")]
pub struct Restore {
    /// A backup: its number in the list, or a file
    pub from: Option<PathBuf>,
    /// List the backups with what each holds
    #[arg(long, conflicts_with = "from")]
    pub list: bool,
}

/// `{"success":true,"backup":…,"schema_version":11,"scenarios":3,"runs":4,"batches":6,"observations":12}`
#[derive(Serialize)]
struct BackedUp<'a> {
    success: bool,
    backup: &'a Path,
    #[serde(flatten)]
    contents: FarmContents,
}

impl Backup {
    /// Works on farm files of any schema.
    pub fn carry_out(&self, session: &mut Session<'_>) -> Done {
        let path = session.farm_file()?;
        let contents = watched(&session.out, "Copying", |on| Farm::copy_file(&path, &self.to, on))?;
        if session.out.is_json() {
            return session.out.json(&BackedUp { success: true, backup: &self.to, contents });
        }
        session.out.line(format!("{} is a copy of {}", self.to.display(), path.display()))?;
        session.out.line(format!("It holds {}", holds(&contents)))
    }
}

/// `{"number":12,"file":…,"made_at":…,"reason":"closing","bytes":81920,"schema_version":11,"scenarios":3,"runs":4,"batches":6,
/// "observations":12}`; one that cannot be read has `"error"` in place of what it holds.
#[derive(Serialize)]
struct BackupDocument<'a> {
    number: u32,
    file: &'a Path,
    made_at: String,
    reason: BackupReason,
    bytes: u64,
    #[serde(flatten)]
    contents: Option<FarmContents>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

impl<'a> BackupDocument<'a> {
    fn of(row: &'a BackupRow) -> Self {
        Self {
            number: row.file.name.number,
            file: &row.file.path,
            made_at: row.file.name.made_at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
            reason: row.file.name.reason,
            bytes: row.file.bytes,
            contents: row.contents.as_ref().ok().copied(),
            error: row.contents.as_ref().err().map(|fault| fault.message.clone()),
        }
    }
}

/// `{"success":true,"restored":…,"before":…,"schema_version":11,"scenarios":3,"runs":4,"batches":6,"observations":12}`: `before`
/// is the backup of what was there; null if there was nothing.
#[derive(Serialize)]
struct RestoredDocument<'a> {
    success: bool,
    restored: &'a Path,
    before: Option<&'a Path>,
    #[serde(flatten)]
    contents: FarmContents,
}

impl Restore {
    /// Works on farm files of any schema, damaged and missing ones too.
    pub fn carry_out(&self, session: &mut Session<'_>) -> Done {
        let path = session.farm_file()?;
        let Some(from) = &self.from else { return list(session, &path) };
        let from = backup_named(&path, from)?;
        let _hold = Farm::claim_whole(&path, &session.user)?;
        let user = &session.user;
        let restored = watched(&session.out, "Restoring", |on| Farm::restore(&path, &from, user, on))?;
        let contents = restored.contents;
        if session.out.is_json() {
            let before = restored.before.as_deref();
            return session.out.json(&RestoredDocument { success: true, restored: &from, before, contents });
        }
        session.out.line(format!("{} is again what {} is", path.display(), from.display()))?;
        session.out.line(format!("It holds {}", holds(&contents)))?;
        if let Some(before) = restored.before {
            session.out.line(format!("As it was, it is kept as {}", before.display()))?;
        }
        if contents.schema_version < SCHEMA_VERSION {
            session.out.line("It is of an earlier version; `salmon-run upgrade` brings it up")?;
        }
        Ok(())
    }
}

/// A number of the list, unless there is a file of that name.
fn backup_named(farm: &Path, from: &Path) -> Outcome<PathBuf> {
    let number = from.to_str().and_then(|text| text.trim_start_matches('#').parse::<u32>().ok());
    let Some(number) = number.filter(|_| !from.exists()) else { return Ok(from.to_owned()) };
    let found = Farm::backup_files(farm)?.into_iter().find(|backup| backup.name.number == number);
    found.map(|backup| backup.path).ok_or_else(|| {
        Fault::not_found(
            format!("there is no backup {number}"),
            "`salmon-run restore` lists those there are; a file can be named as well",
        )
        .at(Farm::backup_folder(farm).display().to_string())
    })
}

fn list(session: &mut Session<'_>, farm: &Path) -> Done {
    let rows = Farm::backups(farm)?;
    if session.out.is_json() {
        return session.out.json(&rows.iter().map(BackupDocument::of).collect::<Vec<_>>());
    }
    if rows.is_empty() {
        let folder = Farm::backup_folder(farm);
        return session
            .out
            .line(format!("No backups in {}; `salmon-run backup FILE` makes one", folder.display()));
    }
    let mut table = Columns::new([
        ">No.",
        "Made (UTC)",
        "Why",
        ">Size",
        ">Schema",
        ">Scenarios",
        ">Runs",
        ">Batches",
        ">Observations",
        "",
    ]);
    for row in &rows {
        let name = &row.file.name;
        let mut cells = vec![
            name.number.to_string(),
            figures::moment(name.made_at),
            name.reason.words().to_owned(),
            display::file_size(row.file.bytes),
        ];
        match &row.contents {
            Ok(contents) => {
                cells.push(contents.schema_version.to_string());
                let counts = [contents.scenarios, contents.runs, contents.batches, contents.observations];
                cells.extend(counts.map(|count| display::count(count as f64)));
                cells.push(String::new());
            }
            Err(fault) => {
                cells.extend(std::iter::repeat_n(display::NO_VALUE.to_owned(), 5));
                cells.push(fault.message.clone());
            }
        }
        table.row(cells);
    }
    session.out.table(&table)?;
    session.out.heading(&format!("They are in {}", Farm::backup_folder(farm).display()))
}

/// "schema 11: 3 scenarios, 4 runs, 6 batches and 12 observations".
fn holds(contents: &FarmContents) -> String {
    format!("schema {}: {}", contents.schema_version, contents.words())
}

/// Does something that tells how far it is, with a bar where somebody watches.
pub(super) fn watched<T>(
    out: &Out,
    what: &str,
    act: impl FnOnce(&mut dyn FnMut(u64, u64) -> ControlFlow<()>) -> Outcome<T>,
) -> Outcome<T> {
    let bar = out.is_watched().then(|| {
        let bar = ProgressBar::new(1).with_message(what.to_owned());
        match ProgressStyle::with_template("{msg}  {bar:40}  {percent} %") {
            Ok(style) => bar.with_style(style),
            Err(_) => bar,
        }
    });
    let done = act(&mut |done, total| {
        if let Some(bar) = &bar {
            bar.set_length(total);
            bar.set_position(done);
        }
        ControlFlow::Continue(())
    });
    if let Some(bar) = bar {
        bar.finish_and_clear();
    }
    done
}
