//! SQLite's errors in a planner's words.
use rusqlite::ErrorCode;

use crate::domain::fault::{Fault, FaultKind};

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Self {
        let code = error.sqlite_error_code();
        let new = |kind, message: &str, hint: &str| Self::new(kind, message, hint);
        match code {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => in_use(),
            Some(ErrorCode::DiskFull) => {
                new(FaultKind::DiskFull, "the disk is full", "Make room and try again; nothing was changed")
            }
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => new(
                FaultKind::ReadOnly,
                "the farm file or its folder cannot be written",
                "Allow writing to it, or work on a copy of it",
            ),
            Some(ErrorCode::CannotOpen) => new(
                FaultKind::Io,
                "the farm file cannot be opened",
                "Look whether its folder exists and whether you may read and write in it",
            ),
            Some(ErrorCode::NotADatabase) => not_a_farm_file(),
            Some(ErrorCode::DatabaseCorrupt) => new(
                FaultKind::Damaged,
                "the farm file is damaged",
                "Open a backup; keep this file, for much of it can often be read still",
            ),
            Some(ErrorCode::TooBig) => new(
                FaultKind::Damaged,
                "the farm file holds a value that is larger than any that this program writes",
                "Open a backup; keep this file, for much of it can often be read still",
            ),
            Some(ErrorCode::ConstraintViolation) => of_constraint(&error),
            Some(ErrorCode::SystemIoFailure) => new(
                FaultKind::Io,
                "the disk could not be read or written",
                "Look at the disk or its cable and try again",
            ),
            _ => {
                new(FaultKind::Damaged, &format!("the farm file could not be read as expected: {error}"), "")
            }
        }
    }
}

/// A trigger says in words what it forbids; other constraints are named as SQLite names them.
fn of_constraint(error: &rusqlite::Error) -> Fault {
    let said = match error {
        rusqlite::Error::SqliteFailure(_, Some(text)) => text.clone(),
        other => other.to_string(),
    };
    Fault::refused(said, "Nothing was changed")
}

/// What a file is told that somebody else holds.
pub fn in_use() -> Fault {
    Fault::new(
        FaultKind::FileLocked,
        "the farm file is in use by another program",
        "Close it there, or wait until it is done, and try again",
    )
}

/// What a file is told that can only be read and is to be changed.
pub fn read_only() -> Fault {
    Fault::new(
        FaultKind::ReadOnly,
        "the farm file can only be read",
        "Allow writing to it, or work on a copy of it",
    )
}

/// What a file is told that is not one of ours.
pub fn not_a_farm_file() -> Fault {
    Fault::new(
        FaultKind::NotAFarmFile,
        "this is not a farm file of Salmon Run",
        "Choose a file that ends in .salmonrun",
    )
}

/// What a file is told that has a name and nothing else.
pub fn empty() -> Fault {
    Fault::new(
        FaultKind::FileEmpty,
        "this file is empty: making it was cut off",
        "Make the farm anew in its place with `salmon-run --file FILE new`, or bring back a backup if it had any",
    )
}

/// What a path is told behind which nothing can be read.
pub fn of_missing(error: &std::io::Error) -> Fault {
    match error.kind() {
        std::io::ErrorKind::NotFound => Fault::new(
            FaultKind::FileMissing,
            "there is no such farm file",
            "Make one with `salmon-run --file FILE new`, or choose another",
        ),
        std::io::ErrorKind::PermissionDenied => {
            Fault::new(FaultKind::ReadOnly, "you may not read this file", "Ask whoever owns it for access")
        }
        _ => Fault::new(
            FaultKind::Io,
            format!("the file cannot be read: {error}"),
            "Look at the disk and try again",
        ),
    }
}

/// What a path is told at which no new file can be made.
pub fn of_new_file(error: &std::io::Error) -> Fault {
    match error.kind() {
        std::io::ErrorKind::AlreadyExists => Fault::new(
            FaultKind::FileExists,
            "there is a file of that name already",
            "Choose another name, or open that file",
        ),
        std::io::ErrorKind::NotFound => {
            Fault::new(FaultKind::Io, "there is no such folder", "Make the folder first, or choose another")
        }
        std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::ReadOnlyFilesystem => Fault::new(
            FaultKind::ReadOnly,
            "the folder cannot be written",
            "Choose another folder, or allow writing to it",
        ),
        std::io::ErrorKind::StorageFull => Fault::new(
            FaultKind::DiskFull,
            "the disk is full",
            "Make room and try again; nothing was changed",
        ),
        _ => Fault::new(
            FaultKind::Io,
            format!("the file cannot be made: {error}"),
            "Look at the disk and try again",
        ),
    }
}
