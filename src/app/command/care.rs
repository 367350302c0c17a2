//! Looking after the whole farm file: backups, bringing one back, checking, mending.
use std::path::PathBuf;

/// One thing a user can do for the whole farm file.
#[derive(Debug, Clone, PartialEq)]
pub enum CareCommand {
    /// Make a backup in the folder beside the file.
    BackUpNow,
    /// Copy the file to a new place.
    BackUpTo(PathBuf),
    /// Ask whether a backup is brought back, showing what it holds.
    AskRestore(PathBuf),
    /// Bring a backup back.
    Restore(PathBuf),
    /// Look over the whole file.
    Check,
    /// Ask whether what can be mended is mended.
    AskRepair,
    /// Mend what can be mended.
    Repair,
}
