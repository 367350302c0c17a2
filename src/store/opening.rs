//! Opening: what a file must be before SQLite touches it, how every connection is set, and which journal the file system
//! can bear.
use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::{Connection, ErrorCode, OpenFlags};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::{APPLICATION_ID, fault, place};
use crate::domain::fault::{Fault, FaultKind, Outcome};

/// How long another program may hold the file before we say so.
pub(super) const BUSY_TIMEOUT: Duration = Duration::from_secs(3);

/// What a file may make this program do at most. Nothing of ours comes near: the longest value is the snapshot of a run, some
/// hundred kilobytes, and the widest table has twenty columns.
const LIMITS: [(Limit, i32); 6] = [
    (Limit::SQLITE_LIMIT_LENGTH, 64_000_000),
    (Limit::SQLITE_LIMIT_COLUMN, 200),
    (Limit::SQLITE_LIMIT_EXPR_DEPTH, 200),
    (Limit::SQLITE_LIMIT_COMPOUND_SELECT, 50),
    // One, for VACUUM.
    (Limit::SQLITE_LIMIT_ATTACHED, 1),
    (Limit::SQLITE_LIMIT_TRIGGER_DEPTH, 50),
];

pub(super) fn flags(mode: OpenFlags) -> OpenFlags {
    mode | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_URI
}

/// What every connection is set to: a foreign file cannot run code of its own, and a commit is on the disk.
pub(super) fn prepare(connection: &Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    for (limit, most) in LIMITS {
        connection.set_limit(limit, most)?;
    }
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    // Damage is noticed where a page is read, not where it is relied on.
    connection.pragma_update(None, "cell_size_check", true)?;
    // A file that shrinks under a mapping ends the program; one that is read says so.
    connection.pragma_update(None, "mmap_size", 0)?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(())
}

/// Opens an existing farm file of any schema; says whether it can only be read.
pub(super) fn connect(path: &Path) -> Outcome<(Connection, bool)> {
    let about = std::fs::metadata(path).map_err(|e| fault::of_missing(&e))?;
    if about.is_dir() {
        return Err(Fault::new(
            FaultKind::NotAFarmFile,
            "this is a folder",
            "Choose a file that ends in .salmonrun",
        ));
    }
    if about.is_file() && about.len() == 0 {
        return Err(fault::empty());
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
        // A log is kept in memory that is shared, which not every file system can give.
        Err(error) if is_about_sharing(&error) => {
            if leave_log(path).is_ok()
                && let Ok(Some(connection)) = connect_for_writing(path)
            {
                return Ok((connection, false));
            }
            if is_about_writing(&error) {
                return Ok((connect_for_reading(path)?, true));
            }
            Err(error.into())
        }
        Err(error) if is_about_writing(&error) => Ok((connect_for_reading(path)?, true)),
        Err(error) => Err(error.into()),
    }
}

/// Looks at the mark in the file, before SQLite opens it for real: opening another program's database could finish that
/// program's unfinished business in it.
///
/// SQLite itself looks, without locks or side files. Were the file opened and closed beside it, the system would take that for
/// the end of every lock that this process holds on it, and another program could then remove the log under our feet.
fn has_our_mark(path: &Path) -> Outcome<bool> {
    let look = || -> rusqlite::Result<i32> {
        let uri = format!("{}&immutable=1", uri(path));
        let connection = Connection::open_with_flags(uri, flags(OpenFlags::SQLITE_OPEN_READ_ONLY))?;
        // A file that is shorter than it says may only wait for its journal to be rolled back.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_WRITABLE_SCHEMA, true)?;
        connection.pragma_query_value(None, "application_id", |row| row.get(0))
    };
    match look() {
        Ok(id) => Ok(id == APPLICATION_ID),
        Err(error) => match error.sqlite_error_code() {
            Some(ErrorCode::NotADatabase) => Ok(false),
            Some(ErrorCode::DatabaseCorrupt) => Ok(true),
            Some(ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
                Err(fault::of_missing(&std::io::ErrorKind::PermissionDenied.into()))
            }
            _ => Err(error.into()),
        },
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
    let uri = uri(path);
    let side_file = |end| std::fs::metadata(beside(path, end)).map(|about| about.len());
    // Without a journal nobody writes, and the file is all there is to read: no lock and no side file is wanted.
    let alone = || open(format!("{uri}&immutable=1"));
    match (side_file("-wal"), side_file("-journal")) {
        (Err(_), Err(_)) => Ok(alone()?),
        // An empty log that cannot be opened is one that somebody left behind.
        (Ok(0), Err(_)) => Ok(open(uri.clone()).or_else(|_| alone())?),
        _ => Ok(open(uri)?),
    }
}

/// The first read of a connection: only now does SQLite look at the file and its log.
pub(super) fn first_look(connection: &Connection) -> rusqlite::Result<()> {
    connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))
}

/// Whether a file failed to open because it, or the log beside it, cannot be written.
fn is_about_writing(error: &rusqlite::Error) -> bool {
    use ErrorCode::{CannotOpen, PermissionDenied, ReadOnly};
    matches!(error.sqlite_error_code(), Some(CannotOpen | PermissionDenied | ReadOnly))
}

/// Whether a file failed to open because memory could not be shared beside it.
fn is_about_sharing(error: &rusqlite::Error) -> bool {
    use ErrorCode::{CannotOpen, FileLockingProtocolFailed, ReadOnly, SystemIoFailure};
    let code = error.sqlite_error_code();
    matches!(code, Some(CannotOpen | FileLockingProtocolFailed | ReadOnly | SystemIoFailure))
}

/// A file that has just been made keeps a log if the file system can bear one, else a rollback journal.
pub(super) fn journal_of_new(connection: &Connection, path: &Path, try_log: bool) -> rusqlite::Result<()> {
    let mode = if try_log && !place::is_on_network(path) { "WAL" } else { "DELETE" };
    connection.query_row(&format!("PRAGMA journal_mode = {mode}"), [], |_| Ok(()))?;
    try_to_write(connection)
}

/// Gives a file the journal that its place can bear, if it has another: a log, which lets others read while somebody writes;
/// on a network share, where computers share no memory, a rollback journal. What cannot be changed now stays as it is.
pub(super) fn settle_journal(connection: Connection, path: &Path) -> Outcome<Connection> {
    let mode = |connection: &Connection| -> rusqlite::Result<String> {
        connection.query_row("PRAGMA journal_mode", [], |row| row.get(0))
    };
    // Whoever else has it open keeps the journal as it is, and nobody waits for that.
    connection.busy_timeout(Duration::ZERO)?;
    let has_log = mode(&connection)? == "wal";
    let wants_log = !place::is_on_network(path);
    let settled = if has_log == wants_log {
        try_to_write(&connection)
    } else {
        let wanted = if wants_log { "WAL" } else { "DELETE" };
        connection
            .query_row(&format!("PRAGMA journal_mode = {wanted}"), [], |_| Ok(()))
            .and_then(|()| try_to_write(&connection))
    };
    match settled {
        Err(error) if error.sqlite_error_code() != Some(ErrorCode::DatabaseBusy) => {
            // A log was tried, and there is none to be had here.
            drop(connection);
            leave_log(path).ok();
            Ok(connect(path)?.0)
        }
        _ => {
            connection.busy_timeout(BUSY_TIMEOUT)?;
            Ok(connection)
        }
    }
}

/// Whether the journal serves: where memory cannot be shared, a log may be read and not written.
fn try_to_write(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch("BEGIN IMMEDIATE; ROLLBACK")
}

/// Brings a file from its log back to a rollback journal, by somebody who shares it with nobody.
fn leave_log(path: &Path) -> rusqlite::Result<()> {
    let connection = Connection::open_with_flags(path, flags(OpenFlags::SQLITE_OPEN_READ_WRITE))?;
    connection.busy_timeout(Duration::ZERO)?;
    connection.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
    // Only who has read the file knows that it has a log.
    first_look(&connection)?;
    connection.query_row("PRAGMA journal_mode = DELETE", [], |_| Ok(()))?;
    connection.close().map_err(|(_, error)| error)
}

/// A side file of a SQLite file.
pub(super) fn beside(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    name.into()
}

pub(super) fn uri(path: &Path) -> String {
    let escaped =
        path.to_string_lossy().replace('%', "%25").replace('?', "%3f").replace('#', "%23").replace('\\', "/");
    // A path that begins with two slashes (a network share) would be taken for the name of a host.
    let no_host = if escaped.starts_with("//") { "//" } else { "" };
    format!("file:{no_host}{escaped}?mode=ro")
}
