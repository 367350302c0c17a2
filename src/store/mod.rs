//! Where things are kept: one SQLite file. The only code that knows SQL.
//!
//! [`FarmFile`] opens the file; [`FarmFile::read`] and [`FarmFile::write`] give a [`Tx`], whose methods each answer
//! one question or make one change. A write is one transaction: all of it or nothing.
mod batches;
mod fault;
mod models;
mod pins;
mod runs;
mod scenarios;
pub mod schema;

pub use pins::PinChange;
pub use runs::NewRun;

use chrono::{DateTime, SecondsFormat, Utc};
use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior, config::DbConfig};
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::domain::fault::{Fault, FaultKind, Outcome};

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
}

impl FarmFile {
    /// Makes a new farm file with the current schema and nothing in it. An existing file is never touched.
    pub fn create(path: &Path) -> Outcome<Self> {
        if path.exists() {
            return Err(Fault::new(
                FaultKind::FileExists,
                "there is a file of that name already",
                "Choose another name, or open that file",
            )
            .at(path.display().to_string()));
        }
        let made = Self::create_at(path);
        if made.is_err() {
            // Nothing was there before, so nothing half-made stays; that it cannot be removed changes nothing.
            std::fs::remove_file(path).ok();
        }
        made.map_err(|fault| fault.within(&path.display().to_string()))
    }

    fn create_at(path: &Path) -> Outcome<Self> {
        let mut connection = Connection::open_with_flags(
            path,
            flags(OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE),
        )?;
        prepare(&connection)?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        schema::build(&mut connection)?;
        Ok(Self { connection, path: path.to_owned(), read_only: false })
    }

    /// Opens a farm file of the current schema. A file that cannot be written is opened for reading.
    pub fn open(path: &Path) -> Outcome<Self> {
        let open = || {
            let (connection, read_only) = connect(path)?;
            schema::check_current(&connection)?;
            Ok(Self { connection, path: path.to_owned(), read_only })
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

    /// Reads: every answer within `f` is of the same moment.
    pub fn read<T>(&self, f: impl FnOnce(&Tx<'_>) -> Outcome<T>) -> Outcome<T> {
        let transaction = self.connection.unchecked_transaction().map_err(Fault::from);
        let here = |fault: Fault| self.name_place(fault);
        let transaction = transaction.map_err(here)?;
        f(&Tx { connection: &transaction }).map_err(here)
    }

    /// Writes: one transaction, durable when this returns, undone whole if `f` fails.
    pub fn write<T>(&mut self, f: impl FnOnce(&Tx<'_>) -> Outcome<T>) -> Outcome<T> {
        if self.read_only {
            return Err(self.name_place(Fault::new(
                FaultKind::ReadOnly,
                "the farm file can only be read",
                "Allow writing to it, or work on a copy of it",
            )));
        }
        let path = self.path.display().to_string();
        let here = |fault: Fault| {
            if fault.kind == FaultKind::InvalidInput || !fault.place.is_empty() {
                fault
            } else {
                fault.within(&path)
            }
        };
        let transaction = Transaction::new(&mut self.connection, TransactionBehavior::Immediate)
            .map_err(Fault::from)
            .map_err(here)?;
        let answer = f(&Tx { connection: &transaction }).map_err(here)?;
        transaction.commit().map_err(Fault::from).map_err(here)?;
        Ok(answer)
    }

    /// Faults of the file itself say which file; faults of what was asked for have their own place.
    fn name_place(&self, fault: Fault) -> Fault {
        let of_the_file = !matches!(
            fault.kind,
            FaultKind::InvalidInput | FaultKind::NotFound | FaultKind::Refused | FaultKind::Cancelled
        );
        if of_the_file && fault.place.is_empty() {
            fault.within(&self.path.display().to_string())
        } else {
            fault
        }
    }
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

/// Opens an existing file without looking at its schema; says whether it can only be read.
fn connect(path: &Path) -> Outcome<(Connection, bool)> {
    let about = std::fs::metadata(path).map_err(|e| fault::of_missing(&e))?;
    if about.is_dir() {
        return Err(Fault::new(
            FaultKind::NotAFarmFile,
            "this is a folder",
            "Choose a file that ends in .salmonrun",
        ));
    }
    let read_only = about.permissions().readonly();
    let connection = if read_only {
        // `immutable`: nothing can change it, so no lock and no side file is wanted.
        Connection::open_with_flags(uri(path), flags(OpenFlags::SQLITE_OPEN_READ_ONLY))?
    } else {
        Connection::open_with_flags(path, flags(OpenFlags::SQLITE_OPEN_READ_WRITE))?
    };
    prepare(&connection)?;
    Ok((connection, read_only))
}

fn uri(path: &Path) -> String {
    let escaped =
        path.to_string_lossy().replace('%', "%25").replace('?', "%3f").replace('#', "%23").replace('\\', "/");
    format!("file:{escaped}?mode=ro&immutable=1")
}

/// What every connection is set to: a foreign file cannot run code of its own, and a commit is on the disk.
fn prepare(connection: &Connection) -> Outcome<()> {
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(())
}
