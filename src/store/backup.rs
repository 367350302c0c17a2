//! Copies of a farm file: made while it is in use, by SQLite's own means, and each opened and looked at before it counts.
//!
//! A copy is written under another name and gets its own when it is whole. Copies keep a rollback journal, so that one file
//! is all there is to carry and it opens from a folder that cannot be written.
use chrono::{DateTime, Utc};
use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags};
use std::fs;
use std::io;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use super::opening::first_look;
use super::{EXTENSION, FarmFile, beside, connect, fault, flags, schema};
use crate::domain::backup::{BackupName, BackupReason, FarmContents, which_to_keep};
use crate::domain::fault::{Fault, FaultKind, Outcome};

/// Told how far something is (so much done, of so much); answers whether to go on.
pub type OnProgress<'a> = &'a mut dyn FnMut(u64, u64) -> ControlFlow<()>;

/// So many pages are copied between two looks at whether to go on: some 4 MB.
const PAGES_A_STEP: i32 = 1024;
/// What a copy is called until it is whole.
const UNFINISHED: &str = ".unfinished";
/// A copy that was begun so long ago and is not whole never will be.
const GIVEN_UP_AFTER_HOURS: i64 = 24;

/// A backup in the folder beside its farm file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackupFile {
    /// Where it is.
    pub path: PathBuf,
    /// What its name says.
    pub name: BackupName,
    /// How large it is.
    pub bytes: u64,
}

/// The folder of a farm file's backups: `north.backups` beside `north.salmonrun`.
pub fn folder_of(farm: &Path) -> PathBuf {
    farm.with_extension("backups")
}

/// The backups of a farm file, newest first. No folder is no backups.
pub fn list(farm: &Path) -> Outcome<Vec<BackupFile>> {
    let folder = folder_of(farm);
    let entries = match fs::read_dir(&folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(fault::of_missing(&error).within(&folder.display().to_string())),
    };
    let mut found = Vec::new();
    for entry in entries.filter_map(Result::ok) {
        let path = entry.path();
        let is_ours = path.extension().is_some_and(|ending| ending == EXTENSION);
        let name = path.file_stem().and_then(|stem| BackupName::read(&stem.to_string_lossy()));
        // One that is removed at this very moment is no backup any more.
        if let (true, Some(name), Ok(about)) = (is_ours, name, entry.metadata()) {
            found.push(BackupFile { path, name, bytes: about.len() });
        }
    }
    found.sort_by_key(|backup| std::cmp::Reverse((backup.name.number, backup.name.made_at)));
    Ok(found)
}

/// Makes a backup in the folder of a farm file. What is there already stays as it is; see [`sift`].
pub fn make(
    farm: &Path,
    from: &Connection,
    reason: BackupReason,
    now: DateTime<Utc>,
    on_progress: OnProgress<'_>,
) -> Outcome<BackupFile> {
    in_folder(farm, reason, now, |path| copy(from, path, on_progress))
}

/// Gives the next name in the folder of a farm file to what `fill` puts there.
pub(super) fn in_folder(
    farm: &Path,
    reason: BackupReason,
    now: DateTime<Utc>,
    fill: impl FnOnce(&Path) -> Outcome<()>,
) -> Outcome<BackupFile> {
    let folder = folder_of(farm);
    let here = |fault: Fault| fault.within(&folder.display().to_string());
    let is_new = !folder.exists();
    fs::create_dir_all(&folder).map_err(|error| here(fault::of_new_file(&error)))?;
    let number = list(farm)?.first().map_or(1, |newest| newest.name.number.saturating_add(1));
    let name = BackupName { number, made_at: now, reason };
    let stem = farm.file_stem().unwrap_or(farm.as_os_str()).to_string_lossy();
    let path = folder.join(format!("{}.{EXTENSION}", name.file_stem(&stem)));
    let filled = fill(&path);
    if filled.is_err() && is_new {
        // Only if it is empty, as it was made for this backup.
        fs::remove_dir(&folder).ok();
    }
    filled?;
    let bytes = fs::metadata(&path).map_or(0, |about| about.len());
    Ok(BackupFile { path, name, bytes })
}

/// Removes the backups that need not be kept any more (see [`which_to_keep`]), and copies that never became whole.
/// What cannot be removed stays.
pub fn sift(farm: &Path, now: DateTime<Utc>) -> Outcome<Vec<PathBuf>> {
    let all = list(farm)?;
    let names: Vec<BackupName> = all.iter().map(|backup| backup.name.clone()).collect();
    let mut removed = Vec::new();
    for (backup, keep) in all.into_iter().zip(which_to_keep(&names)) {
        if !keep && fs::remove_file(&backup.path).is_ok() {
            removed.push(backup.path);
        }
    }
    for entry in fs::read_dir(folder_of(farm)).into_iter().flatten().filter_map(Result::ok) {
        let is_unfinished = entry.file_name().to_string_lossy().ends_with(UNFINISHED);
        let begun = entry.metadata().and_then(|about| about.modified()).map(DateTime::<Utc>::from);
        if is_unfinished && begun.is_ok_and(|begun| (now - begun).num_hours() >= GIVEN_UP_AFTER_HOURS) {
            remove_with_side_files(&entry.path());
        }
    }
    Ok(removed)
}

/// Copies a farm file as it is at this moment to a place where nothing is yet, and verifies the copy by opening it.
pub(super) fn copy(from: &Connection, to: &Path, on_progress: OnProgress<'_>) -> Outcome<()> {
    put_new(to, |unfinished| {
        copy_pages(from, unfinished, on_progress)?;
        verify(unfinished)
    })
}

/// Puts a new file in its place when `fill` has made the whole of it under another name.
pub(super) fn put_new(to: &Path, fill: impl FnOnce(&Path) -> Outcome<()>) -> Outcome<()> {
    let here = |fault: Fault| fault.within(&to.display().to_string());
    let claim = claim(to).map_err(|error| here(fault::of_new_file(&error)))?;
    let unfinished = beside(to, UNFINISHED);
    remove_with_side_files(&unfinished);
    let made = fill(&unfinished).and_then(|()| {
        // Windows does not put a file in the place of one that is open.
        let _held = (!cfg!(windows)).then_some(claim);
        if holds_something(to) {
            return Err(fault::of_new_file(&io::ErrorKind::AlreadyExists.into()));
        }
        fs::rename(&unfinished, to).map_err(|error| fault::of_new_file(&error))?;
        sync_folder_of(to);
        Ok(())
    });
    if made.is_err() {
        remove_with_side_files(&unfinished);
        if !holds_something(to) {
            fs::remove_file(to).ok();
        }
    }
    made.map_err(here)
}

/// Claims the name of a new file: whoever else wants it finds it taken. The name alone is what is left where making a file was
/// cut off, and it is taken over. Whoever is at it still holds a lock, which the system ends with its program.
fn claim(to: &Path) -> io::Result<fs::File> {
    let taken = || io::Error::from(io::ErrorKind::AlreadyExists);
    match fs::File::create_new(to) {
        Ok(claim) => match claim.try_lock() {
            Err(fs::TryLockError::WouldBlock) => Err(taken()),
            // Not every file system has locks: there a name that was left stays taken.
            Ok(()) | Err(fs::TryLockError::Error(_)) => Ok(claim),
        },
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && !holds_something(to) => {
            let claim = fs::OpenOptions::new().write(true).open(to)?;
            // Once more, for it may have become whole since.
            if claim.try_lock().is_ok() && !holds_something(to) { Ok(claim) } else { Err(taken()) }
        }
        Err(error) => Err(error),
    }
}

/// Whether there is more behind a name than an empty file.
fn holds_something(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|about| !about.is_file() || about.len() > 0)
}

/// That a new name is on the disk is for the folder to keep. Where a folder cannot be asked to (Windows), it does so itself.
pub(super) fn sync_folder_of(path: &Path) {
    if let Some(folder) = path.parent() {
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        fs::File::open(folder).and_then(|folder| folder.sync_all()).ok();
    }
}

pub(super) fn remove_with_side_files(path: &Path) {
    for end in ["", "-wal", "-shm", "-journal"] {
        // Most often they are not there, and what cannot be removed harms nobody.
        fs::remove_file(beside(path, end)).ok();
    }
}

fn copy_pages(from: &Connection, to: &Path, on_progress: OnProgress<'_>) -> Outcome<()> {
    let mut to = Connection::open_with_flags(
        to,
        flags(OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE),
    )?;
    // Nobody else knows of it yet, so it needs no shared memory, which some file systems cannot give.
    to.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
    to.pragma_update(None, "synchronous", "FULL")?;
    // Every step is of the same moment, whatever others write meanwhile.
    let moment = from.unchecked_transaction()?;
    moment.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
    copy_all(from, &mut to, on_progress, "the copy was not made")?;
    drop(moment);
    // Only who has read the file knows that it came with a log.
    first_look(&to)?;
    to.pragma_update(None, "journal_mode", "DELETE")?;
    to.close().map_err(|(_, error)| error)?;
    Ok(())
}

fn copy_all(
    from: &Connection,
    to: &mut Connection,
    on_progress: OnProgress<'_>,
    when_stopped: &str,
) -> Outcome<()> {
    let backup = Backup::new(from, to)?;
    loop {
        let progress = backup.progress();
        let total = u64::try_from(progress.pagecount).unwrap_or(0);
        let left = u64::try_from(progress.remaining).unwrap_or(0).min(total);
        if on_progress(total - left, total).is_break() {
            return Err(Fault::cancelled(when_stopped));
        }
        match backup.step(PAGES_A_STEP)? {
            StepResult::Done => return Ok(()),
            StepResult::More => {}
            _ => return Err(fault::in_use()),
        }
    }
}

/// Opens a copy and looks over all of it: its pages are sound, and it is a farm file of a schema that is known.
fn verify(copy: &Path) -> Outcome<()> {
    let connection = Connection::open_with_flags(copy, flags(OpenFlags::SQLITE_OPEN_READ_ONLY))?;
    super::prepare(&connection)?;
    schema::read_version(&connection)?;
    let found: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    if found != "ok" {
        return Err(Fault::new(
            FaultKind::Damaged,
            format!("the copy is not sound: {found}"),
            "The farm file itself may be damaged: `salmon-run check` looks",
        ));
    }
    Ok(())
}

/// What a farm file of any schema that is known holds.
pub fn contents(path: &Path) -> Outcome<FarmContents> {
    let read = || {
        let (connection, _) = connect(path)?;
        contents_of(&connection)
    };
    read().map_err(|fault: Fault| fault.within(&path.display().to_string()))
}

fn contents_of(connection: &Connection) -> Outcome<FarmContents> {
    let schema_version = schema::read_version(connection)?;
    // Before a row of it is read: it may be anybody's file.
    schema::refuse_foreign(connection, schema_version)?;
    let count = |sql: &str| -> Outcome<u64> { Ok(connection.query_row(sql, [], |row| row.get(0))?) };
    let count_if = |table: &str| -> Outcome<u64> {
        let is_there: bool = connection.query_row(
            "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = ?1",
            [table],
            |row| row.get(0),
        )?;
        if is_there { count(&format!("SELECT count(*) FROM {table}")) } else { Ok(0) }
    };
    let runs = if schema_version < schema::RUNS_HOLD_DAYS {
        count(
            "SELECT count(*) FROM scenario AS s WHERE EXISTS
            (SELECT 1 FROM scenario_projection AS p WHERE p.scenario_id = s.scenario_id)",
        )?
    } else {
        count("SELECT count(*) FROM projection_run")?
    };
    Ok(FarmContents {
        schema_version,
        scenarios: count("SELECT count(*) FROM scenario")?,
        runs,
        batches: count("SELECT count(*) FROM batch")?,
        observations: count_if("observation")?,
    })
}

/// Copies a farm file of any schema to a new place.
pub fn copy_file(from: &Path, to: &Path, on_progress: OnProgress<'_>) -> Outcome<FarmContents> {
    let (connection, _) = connect(from).map_err(|fault| fault.within(&from.display().to_string()))?;
    copy(&connection, to, on_progress)?;
    contents(to)
}

/// Makes a backup of a farm file that is not open here.
pub fn make_of(
    farm: &Path,
    reason: BackupReason,
    now: DateTime<Utc>,
    on_progress: OnProgress<'_>,
) -> Outcome<BackupFile> {
    let (connection, _) = connect(farm).map_err(|fault| fault.within(&farm.display().to_string()))?;
    make(farm, &connection, reason, now, on_progress)
}

/// What a restore did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// What the file holds now.
    pub contents: FarmContents,
    /// The file as it was; none if there was none.
    pub before: Option<PathBuf>,
}

/// Makes a farm file what a backup is, after a backup of what it was.
///
/// Into a file that opens the backup is copied in one transaction, so that whoever has it open sees a change like any
/// other. One that does not open, for it is damaged or no farm file at all, is put into the folder of backups as it is, bytes
/// and side files, and the backup takes its place.
pub fn restore(
    farm: &Path,
    from: &Path,
    now: DateTime<Utc>,
    on_progress: OnProgress<'_>,
) -> Outcome<Restored> {
    let there = |fault: Fault| fault.within(&from.display().to_string());
    let (source, _) = connect(from).map_err(there)?;
    let version = schema::read_version(&source).map_err(there)?;
    if version > schema::CURRENT {
        return Err(there(schema::newer(version)));
    }
    drop(source);
    verify(from).map_err(there)?;
    let contents = contents(from)?;
    if is_same_file(farm, from) {
        return Err(there(Fault::refused("this is the farm file itself", "Choose a backup of it")));
    }
    let here = |fault: Fault| fault.within(&farm.display().to_string());
    let before = replace(farm, from, BackupReason::BeforeRestore, now, on_progress).map_err(here)?;
    Ok(Restored { contents, before })
}

/// Puts a sound farm file in the place of another, of which a backup is made first.
pub(super) fn replace(
    farm: &Path,
    with: &Path,
    reason: BackupReason,
    now: DateTime<Utc>,
    on_progress: OnProgress<'_>,
) -> Outcome<Option<PathBuf>> {
    if !farm.exists() {
        put_copy(farm, with, on_progress)?;
        return Ok(None);
    }
    match connect(farm) {
        Ok((_, true)) => Err(fault::read_only()),
        Ok((connection, false)) => {
            let before = match make(farm, &connection, reason, now, &mut |_, _| ControlFlow::Continue(())) {
                Ok(before) => before,
                // What is too damaged to be verified is kept all the same, byte for byte.
                Err(fault) if fault.kind == FaultKind::Damaged => {
                    drop(connection);
                    return set_aside(farm, with, reason, now, on_progress).map(Some);
                }
                Err(fault) => return Err(fault),
            };
            drop(connection);
            copy_into(farm, with, on_progress)?;
            Ok(Some(before.path))
        }
        Err(fault) if fault.kind == FaultKind::FileEmpty => put_copy(farm, with, on_progress).map(|()| None),
        Err(fault) if matches!(fault.kind, FaultKind::Damaged | FaultKind::NotAFarmFile) => {
            set_aside(farm, with, reason, now, on_progress).map(Some)
        }
        Err(fault) => Err(fault),
    }
}

fn put_copy(farm: &Path, with: &Path, on_progress: OnProgress<'_>) -> Outcome<()> {
    let (source, _) = connect(with)?;
    copy(&source, farm, on_progress)
}

/// Copies a sound farm file over all pages of another, in one transaction.
fn copy_into(farm: &Path, with: &Path, on_progress: OnProgress<'_>) -> Outcome<()> {
    let (source, _) = connect(with)?;
    let (mut target, _) = connect(farm)?;
    // One transaction: what is not finished is undone whole.
    copy_all(&source, &mut target, on_progress, "nothing was brought back")?;
    target.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
    Ok(())
}

/// Puts a file that cannot be copied as a farm file into the folder of backups with its side files, and another in its
/// place.
fn set_aside(
    farm: &Path,
    with: &Path,
    reason: BackupReason,
    now: DateTime<Utc>,
    on_progress: OnProgress<'_>,
) -> Outcome<PathBuf> {
    let aside = in_folder(farm, reason, now, |path| {
        for end in ["", "-wal", "-journal"] {
            let from = beside(farm, end);
            if from.exists() {
                fs::copy(&from, beside(path, end)).map_err(|error| fault::of_new_file(&error))?;
            }
        }
        Ok(())
    })?;
    // From here on the damaged file is kept twice until the sound one has taken its place.
    let made = beside(farm, ".restored");
    remove_with_side_files(&made);
    put_copy(&made, with, on_progress)?;
    for end in ["-wal", "-shm", "-journal"] {
        fs::remove_file(beside(farm, end)).ok();
    }
    fs::rename(&made, farm).map_err(|error| fault::of_new_file(&error))?;
    sync_folder_of(farm);
    Ok(aside.path)
}

fn is_same_file(a: &Path, b: &Path) -> bool {
    matches!((a.canonicalize(), b.canonicalize()), (Ok(a), Ok(b)) if a == b)
}

impl FarmFile {
    /// Makes a backup in the folder beside the file.
    pub fn back_up(
        &self,
        reason: BackupReason,
        now: DateTime<Utc>,
        on_progress: OnProgress<'_>,
    ) -> Outcome<BackupFile> {
        make(&self.path, &self.connection, reason, now, on_progress)
    }

    /// Copies the file to a new place. A file that was deleted while it was open can still be copied.
    pub fn copy_to(&self, to: &Path, on_progress: OnProgress<'_>) -> Outcome<FarmContents> {
        copy(&self.connection, to, on_progress)?;
        contents(to)
    }
}
