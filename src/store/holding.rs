//! Which window has a farm file open: beside the file lies another that the window locks, and one that says who it is.
//!
//! The lock is the operating system's and ends with the process, however it ends; what is left lying then is taken over by the
//! next. It is a courtesy between people: SQLite keeps programs apart by itself, and where nothing can be locked nobody is told
//! anything. The farm file itself is never opened here: closing it would end SQLite's own locks.
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::beside;
use super::place::SameFile;
use crate::domain::holder::Holder;

/// What is locked. It stays empty: on Windows nobody else can read what is locked.
const LOCK: &str = "-lock";
/// What says who has locked it.
const NOTE: &str = "-open";
/// More than this is not read of a note.
const LONGEST_NOTE: u64 = 4096;
/// So often a lock is tried: somebody may be just letting go of it.
const TRIES: u32 = 5;
/// Between two tries.
const PAUSE: Duration = Duration::from_millis(20);

/// That a window has a farm file open, until this is dropped.
#[derive(Debug)]
pub struct Hold {
    farm: PathBuf,
    /// Locked as long as it is open.
    _lock: File,
}

/// What came of asking for a farm file.
#[derive(Debug)]
pub enum Claim {
    /// It is held from now on.
    Held(Hold),
    /// Somebody else holds it.
    Elsewhere(Holder),
    /// Nothing can be locked here, so nobody knows.
    Unknown,
}

/// Claims a farm file for `who`.
pub fn claim(farm: &Path, who: &Holder) -> Claim {
    // The same file by another name is the same file.
    let Ok(farm) = farm.canonicalize() else { return Claim::Unknown };
    for _ in 0..TRIES {
        match try_claim(&farm) {
            Ok(lock) => {
                let note = serde_json::to_string(who).unwrap_or_default();
                // Without a note it is somebody who has the file.
                fs::write(beside(&farm, NOTE), note).ok();
                return Claim::Held(Hold { farm, _lock: lock });
            }
            Err(TryLockError::Error(_)) => return Claim::Unknown,
            Err(TryLockError::WouldBlock) => std::thread::sleep(PAUSE),
        }
    }
    Claim::Elsewhere(note_of(&farm))
}

fn try_claim(farm: &Path) -> Result<File, TryLockError> {
    let path = beside(farm, LOCK);
    let open = OpenOptions::new().write(true).create(true).truncate(false).open(&path);
    let lock = open.map_err(TryLockError::Error)?;
    lock.try_lock()?;
    // Whoever held it may have removed it since it was opened: then it locks nothing that anybody else would find.
    if SameFile::of_open(&lock) == SameFile::of(&path) { Ok(lock) } else { Err(TryLockError::WouldBlock) }
}

fn note_of(farm: &Path) -> Holder {
    let mut text = String::new();
    if let Ok(note) = File::open(beside(farm, NOTE)) {
        // What cannot be read is somebody.
        note.take(LONGEST_NOTE).read_to_string(&mut text).ok();
    }
    Holder::read(&text)
}

impl Hold {
    /// Whether this is the farm file that is held.
    pub fn is_of(&self, farm: &Path) -> bool {
        farm.canonicalize().is_ok_and(|farm| farm == self.farm)
    }
}

impl Drop for Hold {
    /// Both files go while the lock is still held: nobody can have taken them over.
    fn drop(&mut self) {
        fs::remove_file(beside(&self.farm, NOTE)).ok();
        fs::remove_file(beside(&self.farm, LOCK)).ok();
    }
}
