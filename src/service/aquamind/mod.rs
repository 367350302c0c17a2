//! Bringing along what an AquaMind installation holds: its database or a dumpdata, read, understood and merged into the farm
//! file in one transaction, with an account of every row.
mod merge;
mod merge_batches;

use std::io::Read as _;
use std::ops::ControlFlow;
use std::path::Path;

use super::Farm;
use super::farm::Act;
use crate::domain::fault::{Fault, Outcome};
use crate::domain::import_report::ImportReport;
use crate::domain::person::Right;
use crate::exchange::aquamind::{self, Parcel, Source, dumpdata, tables};
use crate::exchange::text;
use crate::store::Tx;
use crate::store::foreign::{self, ForeignFile};

/// A dumpdata of a large farm's years; beyond that the database itself is the shorter way.
const MOST_OF_DUMPDATA: u64 = 1_000_000_000;
/// Without these a database is not AquaMind's.
const TABLES_OF_AQUAMIND: [&str; 3] = ["scenario", "scenario_tgcmodel", "batch_batch"];
/// Progress is told every so many rows.
const ROWS_A_STEP: u64 = 512;

impl Farm {
    /// Brings along what an AquaMind file holds: a SQLite database, from before or after ProjectionRun, or a dumpdata JSON. What
    /// came with an earlier import is known again. With `dry_run` all of it is done and undone: the report says what would come.
    pub fn import_aquamind(
        &mut self,
        path: &Path,
        dry_run: bool,
        mut on_progress: impl FnMut(u64, u64) -> ControlFlow<()>,
    ) -> Outcome<ImportReport> {
        let parcel = read(path, &mut on_progress)?;
        let file = path.display().to_string();
        let merge = |tx: &Tx<'_>, act: Act<'_>| {
            merge::Merger::new(tx, act)?.merge(parcel, file, dry_run, &mut on_progress)
        };
        if !dry_run {
            return self.change(Right::Edit, merge);
        }
        let act = Act { by: &self.user, at: (self.clock)() };
        self.file.rehearse(|tx| merge(tx, act))
    }
}

/// What an AquaMind file means, whichever kind it is.
fn read(path: &Path, on_progress: &mut dyn FnMut(u64, u64) -> ControlFlow<()>) -> Outcome<Parcel> {
    let mut head = Vec::new();
    let mut file = text::open(path)?;
    file.by_ref().take(16).read_to_end(&mut head).map_err(|error| {
        Fault::invalid(format!("the file cannot be read: {error}"), path.display().to_string(), "")
    })?;
    drop(file);
    if foreign::is_sqlite(&head) {
        return Ok(aquamind::understand(read_database(path, on_progress)?, false));
    }
    let bytes = text::read_bytes_up_to(path, MOST_OF_DUMPDATA)?;
    let source = dumpdata::read(&bytes).map_err(|fault| fault.within(&path.display().to_string()))?;
    drop(bytes);
    Ok(aquamind::understand(source, true))
}

fn read_database(path: &Path, on_progress: &mut dyn FnMut(u64, u64) -> ControlFlow<()>) -> Outcome<Source> {
    let file = ForeignFile::open(path)?;
    let found = file.tables()?;
    let has = |name: &str| found.iter().any(|table| table.name == name);
    if let Some(missing) = TABLES_OF_AQUAMIND.iter().find(|name| !has(name)) {
        return Err(Fault::invalid(
            format!("this is not a database of AquaMind: it has no table {missing}"),
            path.display().to_string(),
            "Choose the db.sqlite3 of its server, or a dumpdata JSON",
        ));
    }
    let total: u64 =
        found.iter().filter(|table| tables::named(&table.name).is_some()).map(|it| it.rows).sum();
    let mut source = Source::default();
    if has(tables::RUN.name) {
        source.has_tables_of_runs();
    }
    let mut done = 0;
    for there in &found {
        let Some(table) = tables::named(&there.name) else {
            source.leave(&there.name, there.rows);
            continue;
        };
        file.each_row(table.name, table.columns, |values| {
            source.take(table, values);
            done += 1;
            // Reading is the first half.
            if done % ROWS_A_STEP == 0 && on_progress(done, total * 2).is_break() {
                return Err(cancelled());
            }
            Ok(())
        })?;
    }
    file.check_unchanged()?;
    Ok(source)
}

/// What is told of an import that the user stopped.
fn cancelled() -> Fault {
    Fault::cancelled("the import was cancelled")
}
