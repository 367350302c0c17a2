//! Where things are kept: one SQLite file. The only code that knows SQL.
//!
//! [`FarmFile`] opens the file; [`FarmFile::read`] and [`FarmFile::write`] give a [`Tx`], whose methods each answer
//! one question or make one change. A write is one transaction: all of it or nothing.
mod arrivals;
pub mod backup;
mod batches;
mod changes;
pub mod check;
mod fault;
pub mod foreign;
pub mod holding;
mod identities;
mod known_again;
pub mod mend;
mod model_use;
mod models;
mod observations;
mod opening;
mod part_writing;
mod people;
mod pins;
mod place;
mod removed;
mod runs;
mod scenarios;
pub mod schema;
mod templates;
mod touched;

pub use arrivals::ArrivingRun;
pub use changes::{Changes, TakingBack};
pub use identities::{RecordKind, SharedFields};
pub use known_again::{Identity, kind_of_part};
pub use pins::{LostPinNote, PinChange};
pub use removed::BelongsToBatch;
pub use runs::NewRun;

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use rusqlite::types::Type;
use rusqlite::{Connection, OpenFlags, Row, Transaction, TransactionBehavior};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::domain::accepted;
use crate::domain::fault::{Fault, FaultKind, Outcome};
use changes::Notebook;
use opening::{beside, connect, flags, prepare};
use place::SameFile;

/// The extension of farm files.
pub const EXTENSION: &str = "salmonrun";
/// Marks a SQLite file as a farm file: "SALM".
pub const APPLICATION_ID: i32 = 0x5341_4C4D;

/// Version of the SQLite library that is compiled in.
pub fn sqlite_version() -> &'static str {
    rusqlite::version()
}

/// An open farm file.
#[derive(Debug)]
pub struct FarmFile {
    connection: Connection,
    path: PathBuf,
    read_only: bool,
    /// Where changes are noted, if they are remembered.
    notebook: Option<Notebook>,
    /// The file that was opened, whatever its name stands for since.
    identity: SameFile,
    /// Whether anything was written through this connection.
    changed: Arc<AtomicBool>,
}

impl FarmFile {
    /// Makes a new farm file with the current schema and what `fill` puts into it. It gets its name when it is whole; an existing
    /// file is never touched.
    pub fn create(path: &Path, fill: impl Fn(&Tx<'_>) -> Outcome<()>) -> Outcome<Self> {
        backup::put_new(path, |unfinished| {
            // First with a log; where the file system cannot bear one, with a rollback journal.
            Self::make_at(unfinished, true, &fill).or_else(|first| match first.kind {
                FaultKind::Io | FaultKind::ReadOnly => {
                    // What the first try wrote may ask for a log.
                    backup::remove_with_side_files(unfinished);
                    Self::make_at(unfinished, false, &fill)
                }
                _ => Err(first),
            })
        })?;
        Self::open(path)
    }

    fn make_at(path: &Path, try_log: bool, fill: &impl Fn(&Tx<'_>) -> Outcome<()>) -> Outcome<()> {
        let mode = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
        let mut connection = Connection::open_with_flags(path, flags(mode))?;
        prepare(&connection)?;
        // Before the write-ahead log, so that the mark stands in the file itself whatever happens to the log.
        connection.pragma_update(None, "application_id", APPLICATION_ID)?;
        opening::journal_of_new(&connection, path, try_log)?;
        schema::build(&mut connection)?;
        let transaction = Transaction::new(&mut connection, TransactionBehavior::Immediate)?;
        fill(&Tx { connection: &transaction })?;
        transaction.commit()?;
        // Carries the log over, so that there is one file to give its name.
        connection.close().map_err(|(_, error)| error.into())
    }

    fn of(connection: Connection, path: &Path, read_only: bool) -> Self {
        let identity = SameFile::of(path);
        let changed = Arc::default();
        Self { connection, path: path.to_owned(), read_only, notebook: None, identity, changed }
    }

    /// Opens a farm file of the current schema. A file that cannot be written is opened for reading.
    pub fn open(path: &Path) -> Outcome<Self> {
        let open = || {
            let (connection, read_only) = connect(path)?;
            let version = schema::check_current(&connection)?;
            schema::refuse_foreign(&connection, version)?;
            let connection = if read_only { connection } else { opening::settle_journal(connection, path)? };
            touched::watch(&connection)?;
            Ok(Self::of(connection, path, read_only))
        };
        open().map_err(|fault: Fault| fault.within(&path.display().to_string()))
    }

    /// Opens a farm file to be read while somebody else may write in it.
    pub fn open_to_read(path: &Path) -> Outcome<Self> {
        let mut file = Self::open(path)?;
        file.connection.pragma_update(None, "query_only", true)?;
        file.read_only = true;
        Ok(file)
    }

    /// Tells, also when the file is closed again, whether anything was written through it.
    pub fn change_mark(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.changed)
    }

    /// Where the file is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether the file can only be read.
    pub fn is_read_only(&self) -> bool {
        self.read_only
    }

    /// A number that changes whenever another connection has changed the file.
    pub fn data_version(&self) -> Outcome<i64> {
        place::check(self.identity, &self.path)?;
        Ok(self.connection.pragma_query_value(None, "data_version", |row| row.get(0))?)
    }

    /// Notes what is changed from now on, so that it can be taken back.
    pub fn remember(&mut self) {
        self.notebook.get_or_insert_default();
    }

    /// What was changed since this was last asked, or since changes are remembered; none if nothing was.
    pub fn take_changes(&mut self) -> Option<Changes> {
        self.notebook.as_mut()?.take()
    }

    /// Reads: every answer within `f` is of the same moment.
    pub fn read<T>(&self, f: impl FnOnce(&Tx<'_>) -> Outcome<T>) -> Outcome<T> {
        let transaction = self.connection.unchecked_transaction().map_err(Fault::from);
        let here = |fault: Fault| name_place(&self.path, fault);
        let transaction = transaction.map_err(here)?;
        f(&Tx { connection: &transaction }).map_err(here)
    }

    /// Does what [`Self::write`] would, to see what comes of it, and takes all of it back.
    pub fn rehearse<T>(&mut self, f: impl FnOnce(&Tx<'_>) -> Outcome<T>) -> Outcome<T> {
        let here = |fault: Fault| name_place(&self.path, fault);
        let transaction = self.connection.unchecked_transaction().map_err(Fault::from).map_err(here)?;
        f(&Tx { connection: &transaction }).map_err(here)
    }

    /// Writes: one transaction, durable when this returns, undone whole if `f` fails.
    pub fn write<T>(&mut self, f: impl FnOnce(&Tx<'_>) -> Outcome<T>) -> Outcome<T> {
        if self.read_only {
            return Err(name_place(&self.path, fault::read_only()));
        }
        let path = self.path.clone();
        if let Some(notebook) = &mut self.notebook {
            notebook.open(&self.connection).map_err(|fault| name_place(&path, fault))?;
        }
        let here = |fault: Fault| name_place(&path, fault);
        let transaction = Transaction::new(&mut self.connection, TransactionBehavior::Immediate)
            .map_err(Fault::from)
            .map_err(here)?;
        place::check(self.identity, &path)?;
        let answer = f(&Tx { connection: &transaction }).map_err(here)?;
        let noted =
            self.notebook.as_ref().map(|notebook| notebook.read(&transaction)).transpose().map_err(here)?;
        transaction.commit().map_err(Fault::from).map_err(here)?;
        if let (Some(notebook), Some(noted)) = (&mut self.notebook, noted) {
            notebook.keep(noted);
        }
        self.changed.store(true, Ordering::Relaxed);
        Ok(answer)
    }

    /// Carries the log over into the file, if nobody is in the way: a file that is copied, moved or replaced while it is open is
    /// then whole by itself, and no log stays behind that a file put in its place would take for its own. If it cannot be done
    /// now, nothing is lost: the log has it.
    pub fn settle(&self) {
        self.connection.busy_timeout(Duration::ZERO).ok();
        self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).ok();
        self.connection.busy_timeout(opening::BUSY_TIMEOUT).ok();
    }
}

/// Faults of the file itself say which file; faults of what was asked for have their own place.
fn name_place(path: &Path, fault: Fault) -> Fault {
    let of_the_file = !matches!(
        fault.kind,
        FaultKind::InvalidInput
            | FaultKind::NotFound
            | FaultKind::Refused
            | FaultKind::NotAllowed
            | FaultKind::Cancelled
    );
    if of_the_file && fault.place.is_empty() { fault.within(&path.display().to_string()) } else { fault }
}

/// One transaction on a farm file.
#[derive(Debug)]
pub struct Tx<'a> {
    connection: &'a Connection,
}

/// A moment as the file keeps it: text that sorts as time does.
fn stamp(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// A day as the file keeps it, within those that there can be: counting from one to another ends.
fn day(row: &Row<'_>, column: usize) -> rusqlite::Result<NaiveDate> {
    let date: NaiveDate = row.get(column)?;
    accepted::check_start_date("", date)
        .map_err(|fault| rusqlite::Error::FromSqlConversionFailure(column, Type::Text, Box::new(fault)))?;
    Ok(date)
}
