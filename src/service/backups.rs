//! Backups: made beside the farm file while it is in use, kept by rules, listed with what they hold, brought back.
use chrono::Utc;
use std::path::{Path, PathBuf};

use super::Farm;
use crate::domain::backup::{BackupReason, FarmContents};
use crate::domain::fault::Outcome;
use crate::store::backup;

pub use crate::store::backup::{BackupFile, OnProgress, Restored};

/// A backup, and what it holds.
#[derive(Debug, Clone, PartialEq)]
pub struct BackupRow {
    /// The backup.
    pub file: BackupFile,
    /// What it holds, or why that cannot be said.
    pub contents: Outcome<FarmContents>,
}

/// The backups of a farm file, and where they are.
#[derive(Debug, Clone, PartialEq)]
pub struct BackupList {
    /// The folder.
    pub folder: PathBuf,
    /// The backups, newest first, with what each holds.
    pub rows: Vec<BackupRow>,
}

impl Farm {
    /// Makes a backup in the folder beside the file, then removes those that need not be kept any more.
    pub fn back_up(&self, reason: BackupReason, on_progress: OnProgress<'_>) -> Outcome<BackupFile> {
        let now = (self.clock)();
        let made = self.file.back_up(reason, now, on_progress)?;
        backup::sift(self.path(), now)?;
        Ok(made)
    }

    /// Copies the file to a new place, and says what the copy holds.
    pub fn back_up_to(&self, to: &Path, on_progress: OnProgress<'_>) -> Outcome<FarmContents> {
        self.file.copy_to(to, on_progress)
    }

    /// Copies a farm file of any schema to a new place, and says what the copy holds.
    pub fn copy_file(path: &Path, to: &Path, on_progress: OnProgress<'_>) -> Outcome<FarmContents> {
        backup::copy_file(path, to, on_progress)
    }

    /// The backups in the folder beside a farm file, newest first, without what they hold.
    pub fn backup_files(path: &Path) -> Outcome<Vec<BackupFile>> {
        backup::list(path)
    }

    /// The backups in the folder beside a farm file, newest first, with what each holds.
    pub fn backups(path: &Path) -> Outcome<Vec<BackupRow>> {
        let files = backup::list(path)?;
        Ok(files.into_iter().map(|file| BackupRow { contents: backup::contents(&file.path), file }).collect())
    }

    /// The same with the folder that they are in.
    pub fn backup_list(path: &Path) -> Outcome<BackupList> {
        Ok(BackupList { folder: backup::folder_of(path), rows: Self::backups(path)? })
    }

    /// What a farm file of any schema holds.
    pub fn contents(path: &Path) -> Outcome<FarmContents> {
        backup::contents(path)
    }

    /// Where the backups of a farm file are.
    pub fn backup_folder(path: &Path) -> PathBuf {
        backup::folder_of(path)
    }

    /// Makes a farm file what a backup is, after a backup of what it was. That one takes it back.
    pub fn restore(path: &Path, from: &Path, user: &str, on_progress: OnProgress<'_>) -> Outcome<Restored> {
        Self::may_whole_file(path, user)?;
        let now = Utc::now();
        let restored = backup::restore(path, from, now, on_progress)?;
        backup::sift(path, now)?;
        Ok(restored)
    }
}
