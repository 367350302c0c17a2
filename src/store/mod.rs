//! Where things are kept: one SQLite file. The only code that knows SQL.
//!
//! [`FarmFile`] opens the file; [`FarmFile::read`] and [`FarmFile::write`] give a [`Tx`], whose methods each answer
//! one question or make one change. A write is one transaction: all of it or nothing.
mod arrivals;
pub mod backup;
mod batches;
mod changes;
mod fault;
mod identities;
mod model_use;
mod models;
mod observations;
mod part_writing;
mod people;
mod pins;
mod removed;
mod runs;
mod scenarios;
pub mod schema;
mod templates;
mod touched;

pub use arrivals::ArrivingRun;
pub use changes::{Changes, TakingBack};
pub use identities::{RecordKind, SharedFields};
pub use pins::PinChange;
pub use removed::BelongsToBatch;
pub use runs::NewRun;

use chrono::{DateTime, SecondsFormat, Utc};
use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior, config::DbConfig};
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::domain::fault::{Fault, FaultKind, Outcome};
use changes::Notebook;

/// The extension of farm files.
pub const EXTENSION: &str = "salmonrun";
/// Marks a SQLite file as a farm file: "SALM".
pub const APPLICATION_ID: i32 = 0x5341_4C4D;
/// How long another program may hold the file before we say so.
const BUSY_TIMEOUT: Duration = Duration::from_secs(3);

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
}

impl FarmFile {
    /// Makes a new farm file with the current schema and nothing in it. An existing file is never touched.
    pub fn create(path: &Path) -> Outcome<Self> {
        let here = |fault: Fault| fault.within(&path.display().to_string());
        // Claims the name: whoever else wants it at this very moment finds it taken.
        std::fs::File::create_new(path).map_err(|error| here(fault::of_new_file(&error)))?;
        let made = Self::create_at(path);
        if made.is_err() {
            // Nothing was there before, so nothing half-made stays; that it cannot be removed changes nothing.
            for end in ["", "-wal", "-shm", "-journal"] {
                std::fs::remove_file(beside(path, end)).ok();
            }
        }
        made.map_err(here)
    }

    fn create_at(path: &Path) -> Outcome<Self> {
        let mut connection = Connection::open_with_flags(path, flags(OpenFlags::SQLITE_OPEN_READ_WRITE))?;
        prepare(&connection)?;
        // Before the write-ahead log, so that the mark stands in the file itself whatever happens to the log.
        connection.pragma_update(None, "application_id", APPLICATION_ID)?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        schema::build(&mut connection)?;
        touched::watch(&connection)?;
        Ok(Self { connection, path: path.to_owned(), read_only: false, notebook: None })
    }

    /// Opens a farm file of the current schema. A file that cannot be written is opened for reading.
    pub fn open(path: &Path) -> Outcome<Self> {
        let open = || {
            let (connection, read_only) = connect(path)?;
            schema::check_current(&connection)?;
            touched::watch(&connection)?;
            Ok(Self { connection, path: path.to_owned(), read_only, notebook: None })
        };
        open().map_err(|fault: Fault| fault.within(&path.display().to_string()))
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
        let answer = f(&Tx { connection: &transaction }).map_err(here)?;
        let noted =
            self.notebook.as_ref().map(|notebook| notebook.read(&transaction)).transpose().map_err(here)?;
        transaction.commit().map_err(Fault::from).map_err(here)?;
        if let (Some(notebook), Some(noted)) = (&mut self.notebook, noted) {
            notebook.keep(noted);
        }
        Ok(answer)
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

fn flags(mode: OpenFlags) -> OpenFlags {
    mode | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_URI
}

/// Opens an existing farm file of any schema; says whether it can only be read.
fn connect(path: &Path) -> Outcome<(Connection, bool)> {
    let about = std::fs::metadata(path).map_err(|e| fault::of_missing(&e))?;
    if about.is_dir() {
        return Err(Fault::new(
            FaultKind::NotAFarmFile,
            "this is a folder",
            "Choose a file that ends in .salmonrun",
        ));
    }
    if !about.is_file() || !has_our_mark(path)? {
        return Err(fault::not_a_farm_file());
    }
    if about.permissions().readonly() {
        return Ok((connect_for_reading(path)?, true));
    }
    match connect_for_writing(path) {
        Ok(Some(connection)) => Ok((connection, false)),
        Ok(None) => Ok((connect_for_reading(path)?, true)),
        Err(error) if is_about_writing(&error) => Ok((connect_for_reading(path)?, true)),
        Err(error) => Err(error.into()),
    }
}

/// What every SQLite file begins with.
const SQLITE_MARK: &[u8; 16] = b"SQLite format 3\0";
/// Where the application's id stands in a SQLite file (its file format, section 1.3).
const APPLICATION_ID_AT: usize = 68;

/// Looks at the first bytes, before SQLite does: opening another program's database could finish that program's
/// unfinished business in it.
fn has_our_mark(path: &Path) -> Outcome<bool> {
    let mut head = [0; APPLICATION_ID_AT + 4];
    match std::fs::File::open(path).and_then(|mut file| file.read_exact(&mut head)) {
        Ok(()) => Ok(head.starts_with(SQLITE_MARK) && head.ends_with(&APPLICATION_ID.to_be_bytes())),
        Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => Ok(false),
        Err(error) => Err(fault::of_missing(&error)),
    }
}

/// None if the file may be read but not written.
fn connect_for_writing(path: &Path) -> rusqlite::Result<Option<Connection>> {
    let connection = Connection::open_with_flags(path, flags(OpenFlags::SQLITE_OPEN_READ_WRITE))?;
    if connection.is_readonly(rusqlite::MAIN_DB)? {
        return Ok(None);
    }
    prepare(&connection)?;
    first_look(&connection)?;
    Ok(Some(connection))
}

fn connect_for_reading(path: &Path) -> Outcome<Connection> {
    let open = |uri: String| -> rusqlite::Result<Connection> {
        let connection = Connection::open_with_flags(uri, flags(OpenFlags::SQLITE_OPEN_READ_ONLY))?;
        prepare(&connection)?;
        first_look(&connection)?;
        Ok(connection)
    };
    // Without a log that holds part of it, the file is all there is to read: no lock and no side file is wanted.
    let log_holds_something = std::fs::metadata(beside(path, "-wal")).is_ok_and(|log| log.len() > 0);
    let uri = uri(path);
    if log_holds_something { Ok(open(uri)?) } else { Ok(open(format!("{uri}&immutable=1"))?) }
}

/// The first read of a connection: only now does SQLite look at the file and its log.
fn first_look(connection: &Connection) -> rusqlite::Result<()> {
    connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))
}

/// Whether a file failed to open because it, or the log beside it, cannot be written.
fn is_about_writing(error: &rusqlite::Error) -> bool {
    use rusqlite::ErrorCode::{CannotOpen, PermissionDenied, ReadOnly};
    matches!(error.sqlite_error_code(), Some(CannotOpen | PermissionDenied | ReadOnly))
}

/// A side file of a SQLite file.
fn beside(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    name.into()
}

fn uri(path: &Path) -> String {
    let escaped =
        path.to_string_lossy().replace('%', "%25").replace('?', "%3f").replace('#', "%23").replace('\\', "/");
    // A path that begins with two slashes (a network share) would be taken for the name of a host.
    let no_host = if escaped.starts_with("//") { "//" } else { "" };
    format!("file:{no_host}{escaped}?mode=ro")
}

/// What every connection is set to: a foreign file cannot run code of its own, and a commit is on the disk.
fn prepare(connection: &Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(())
}
