//! Another program's SQLite file, opened to be read once: never written to, never locked, and trusted in nothing.
//!
//! Only ordinary tables are read, column by column and by name: views, virtual tables and computed columns could run what
//! their maker wished. What a row means is not known here.
use rusqlite::types::ValueRef;
use rusqlite::{Connection, ErrorCode, OpenFlags, config::DbConfig};
use std::fs::Metadata;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use super::opening::{beside, flags, uri};
use super::{APPLICATION_ID, fault};
use crate::domain::fault::{Fault, FaultKind, Outcome};
use crate::domain::foreign::{ForeignTable, ForeignValue};

/// No program keeps more tables; a file with more is not read on.
const MOST_TABLES: usize = 5_000;
/// A longer text is none that a planner wrote.
const MOST_TEXT: usize = 1_000_000;

/// What every SQLite file begins with.
const SQLITE_MARK: &[u8; 16] = b"SQLite format 3\0";
/// Where the application's id stands in a SQLite file (its file format, section 1.3).
const APPLICATION_ID_AT: usize = 68;

/// Whether a file bears the mark of a farm file, by its first bytes: it may be damaged behind them.
fn has_our_mark(path: &Path) -> Outcome<bool> {
    let mut head = [0; APPLICATION_ID_AT + 4];
    match std::fs::File::open(path).and_then(|mut file| file.read_exact(&mut head)) {
        Ok(()) => Ok(head.starts_with(SQLITE_MARK) && head.ends_with(&APPLICATION_ID.to_be_bytes())),
        Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => Ok(false),
        Err(error) => Err(fault::of_missing(&error)),
    }
}

/// Whether a file begins as every SQLite file does.
pub fn is_sqlite(head: &[u8]) -> bool {
    head.starts_with(SQLITE_MARK)
}

/// Another program's SQLite file.
#[derive(Debug)]
pub struct ForeignFile {
    connection: Connection,
    path: PathBuf,
    /// What was said of it when it was opened.
    seen: Option<Metadata>,
}

impl ForeignFile {
    /// Opens it for reading. A file that its own program has not finished writing is refused.
    pub fn open(path: &Path) -> Outcome<Self> {
        Self::open_at(path).map_err(|fault: Fault| fault.within(&path.display().to_string()))
    }

    fn open_at(path: &Path) -> Outcome<Self> {
        if has_our_mark(path)? {
            return Err(Fault::new(
                FaultKind::InvalidInput,
                "this is a farm file of Salmon Run",
                "Open it, or name the file of the other program",
            ));
        }
        for end in ["-wal", "-journal"] {
            if std::fs::metadata(beside(path, end)).is_ok_and(|side| side.len() > 0) {
                return Err(Fault::new(
                    FaultKind::FileLocked,
                    format!(
                        "its own program has not finished writing it: a file that ends in {end} lies beside it"
                    ),
                    "Stop that program, or make a copy with `sqlite3 FILE \".backup COPY\"`, and import that",
                ));
            }
        }
        // Without locks and side files, since the file is not ours: what lies in it is what is read.
        let uri = format!("{}&immutable=1", uri(path));
        let open = || -> rusqlite::Result<Connection> {
            let connection = Connection::open_with_flags(uri, flags(OpenFlags::SQLITE_OPEN_READ_ONLY))?;
            connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
            connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
            connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false)?;
            connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW, false)?;
            connection.pragma_update(None, "cell_size_check", true)?;
            connection.pragma_update(None, "mmap_size", 0)?;
            connection.pragma_update(None, "query_only", true)?;
            connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
            Ok(connection)
        };
        let connection = open().map_err(|error| of(&error))?;
        Ok(Self { connection, path: path.to_owned(), seen: std::fs::metadata(path).ok() })
    }

    /// Its ordinary tables and how many rows each has, by name.
    pub fn tables(&self) -> Outcome<Vec<ForeignTable>> {
        self.tell(|| {
            let names: Vec<String> = self
                .connection
                .prepare(
                    "SELECT name FROM pragma_table_list
                     WHERE schema = 'main' AND type = 'table' AND name NOT IN ('sqlite_schema', 'sqlite_master')
                     ORDER BY name LIMIT ?1",
                )?
                .query_map([MOST_TABLES + 1], |row| row.get(0))?
                .collect::<Result<_, _>>()?;
            names
                .into_iter()
                .map(|name| {
                    let sql = format!("SELECT count(*) FROM {} NOT INDEXED", quoted(&name));
                    let rows: i64 = self.connection.query_row(&sql, [], |row| row.get(0))?;
                    Ok(ForeignTable { name, rows: u64::try_from(rows).unwrap_or(0) })
                })
                .collect()
        })
        .and_then(|tables: Vec<ForeignTable>| {
            if tables.len() > MOST_TABLES {
                let fault = Fault::invalid(format!("the file has more than {MOST_TABLES} tables"), "", "");
                return Err(fault.at(self.path.display().to_string()));
            }
            Ok(tables)
        })
    }

    /// Every row of a table: its values in these columns. A column that the table does not have holds nothing.
    pub fn each_row(
        &self,
        table: &str,
        columns: &[&str],
        mut each: impl FnMut(&[ForeignValue]) -> Outcome<()>,
    ) -> Outcome<()> {
        let there: Vec<String> = self.tell(|| {
            self.connection
                .prepare("SELECT name FROM pragma_table_info(?1)")?
                .query_map([table], |row| row.get(0))?
                .collect()
        })?;
        let selected: Vec<String> = columns
            .iter()
            .map(|column| {
                let is_there = there.iter().any(|name| name.eq_ignore_ascii_case(column));
                if is_there { quoted(column) } else { "NULL".to_owned() }
            })
            .collect();
        let sql = format!("SELECT {} FROM {} NOT INDEXED", selected.join(", "), quoted(table));
        let here = |fault: Fault| fault.within(&format!("{}, {table}", self.path.display()));
        let mut statement = self.connection.prepare(&sql).map_err(|error| here(of(&error)))?;
        let mut rows = statement.query([]).map_err(|error| here(of(&error)))?;
        let mut values = Vec::with_capacity(columns.len());
        while let Some(row) = rows.next().map_err(|error| here(of(&error)))? {
            values.clear();
            for place in 0..columns.len() {
                values.push(value(row.get_ref(place).map_err(|error| here(of(&error)))?));
            }
            each(&values)?;
        }
        Ok(())
    }

    /// Refuses what was read if the file was written meanwhile: half of it may be old and half of it new.
    pub fn check_unchanged(&self) -> Outcome<()> {
        let now = std::fs::metadata(&self.path).ok();
        let is_same =
            |a: &Metadata, b: &Metadata| a.len() == b.len() && a.modified().ok() == b.modified().ok();
        if self.seen.as_ref().zip(now.as_ref()).is_some_and(|(seen, now)| is_same(seen, now)) {
            return Ok(());
        }
        Err(Fault::new(
            FaultKind::FileLocked,
            "the file was written while it was read",
            "Stop the program that writes it and try again; nothing was changed here",
        )
        .at(self.path.display().to_string()))
    }

    fn tell<T>(&self, read: impl FnOnce() -> rusqlite::Result<T>) -> Outcome<T> {
        read().map_err(|error| of(&error).at(self.path.display().to_string()))
    }
}

fn value(found: ValueRef<'_>) -> ForeignValue {
    match found {
        ValueRef::Null => ForeignValue::Nothing,
        ValueRef::Integer(number) => ForeignValue::Whole(number),
        ValueRef::Real(number) => ForeignValue::Real(number),
        ValueRef::Text(bytes) if bytes.len() <= MOST_TEXT => match std::str::from_utf8(bytes) {
            Ok(text) => ForeignValue::Text(text.to_owned()),
            Err(_) => ForeignValue::Bytes,
        },
        ValueRef::Text(_) | ValueRef::Blob(_) => ForeignValue::Bytes,
    }
}

/// A name as SQL writes it, whatever stands in it.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// What SQLite says of a file that is not ours.
fn of(error: &rusqlite::Error) -> Fault {
    match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => Fault::invalid(
            "this is not a SQLite file, or it is encrypted",
            "",
            "Choose the database file, or a dumpdata JSON",
        ),
        Some(ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => Fault::new(
            FaultKind::Io,
            "the file cannot be opened",
            "Look whether it is there and whether you may read it",
        ),
        Some(ErrorCode::SystemIoFailure) => Fault::new(
            FaultKind::Io,
            "the disk could not be read",
            "Look at the disk or its cable and try again",
        ),
        Some(ErrorCode::OutOfMemory | ErrorCode::TooBig) => {
            Fault::new(FaultKind::Damaged, "the file holds a value that is too large to be read", "")
        }
        _ => Fault::new(
            FaultKind::Damaged,
            "the file is damaged or incomplete",
            "Copy it again, or check it with `sqlite3 FILE \"PRAGMA integrity_check\"`; nothing was changed here",
        ),
    }
}
