//! The one error of the product: what went wrong, where, and the way out, in words a planner understands.
use serde::Serialize;
use std::fmt;

/// What kind of trouble a [`Fault`] is: the part that code decides on. Its name is the `code` of the command line's JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FaultKind {
    /// A value, document or argument that is not accepted.
    InvalidInput,
    /// Something that was asked for does not exist.
    NotFound,
    /// The request is understood but a rule forbids it, such as deleting a run that batches are pinned to.
    Refused,
    /// Who acts may not do it: their role in the farm file does not let them.
    NotAllowed,
    /// The user stopped it.
    Cancelled,
    /// The farm file does not exist.
    FileMissing,
    /// A file is already where one should be made.
    FileExists,
    /// The file is empty: making it was cut off.
    FileEmpty,
    /// The file is not a farm file.
    NotAFarmFile,
    /// The farm file was written by a newer version of the program.
    FileNewer,
    /// The farm file is from an earlier version and must be upgraded first.
    FileOlder,
    /// The file holds tables, views or triggers that this program did not make.
    ForeignSchema,
    /// Somebody else has the file open in a window.
    OpenElsewhere,
    /// The file or its folder cannot be written.
    ReadOnly,
    /// Another program holds the file.
    FileLocked,
    /// No room is left on the disk.
    DiskFull,
    /// The file's content is damaged.
    Damaged,
    /// Any other trouble with reading or writing.
    Io,
}

impl FaultKind {
    /// The stable code of this kind, as scripts see it.
    pub fn code(self) -> &'static str {
        match self {
            Self::InvalidInput => "invalid_input",
            Self::NotFound => "not_found",
            Self::Refused => "refused",
            Self::NotAllowed => "not_allowed",
            Self::Cancelled => "cancelled",
            Self::FileMissing => "file_missing",
            Self::FileExists => "file_exists",
            Self::FileEmpty => "file_empty",
            Self::NotAFarmFile => "not_a_farm_file",
            Self::FileNewer => "file_newer",
            Self::FileOlder => "file_older",
            Self::ForeignSchema => "foreign_schema",
            Self::OpenElsewhere => "open_elsewhere",
            Self::ReadOnly => "read_only",
            Self::FileLocked => "file_locked",
            Self::DiskFull => "disk_full",
            Self::Damaged => "damaged",
            Self::Io => "io",
        }
    }
}

/// What went wrong (`message`), where (`place`), and what to do now (`hint`).
///
/// Sentences without their closing full stop: whoever shows them sets it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct Fault {
    /// What a caller may decide on.
    pub kind: FaultKind,
    /// What went wrong, with the value found and the range accepted where there is one.
    pub message: String,
    /// The JSON path, file, line or row where it went wrong; empty where there is none.
    pub place: String,
    /// The way out.
    pub hint: String,
}

/// What every verb that can fail gives back.
pub type Outcome<T> = Result<T, Fault>;

impl Fault {
    /// A fault of the given kind without a place.
    pub fn new(kind: FaultKind, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { kind, message: message.into(), place: String::new(), hint: hint.into() }
    }

    /// Bad input at a place.
    pub fn invalid(message: impl Into<String>, place: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::new(FaultKind::InvalidInput, message, hint).at(place)
    }

    /// Something asked for that is not there.
    pub fn not_found(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::new(FaultKind::NotFound, message, hint)
    }

    /// A rule forbids it.
    pub fn refused(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::new(FaultKind::Refused, message, hint)
    }

    /// The user stopped it and nothing was kept.
    pub fn cancelled(message: impl Into<String>) -> Self {
        Self::new(FaultKind::Cancelled, message, "Nothing was changed")
    }

    /// The same fault, said to have happened at this place.
    #[must_use]
    pub fn at(mut self, place: impl Into<String>) -> Self {
        self.place = place.into();
        self
    }

    /// The same fault, its place found inside a larger one (`file.json, tgc_model.tgc_value`).
    #[must_use]
    pub fn within(mut self, outer: &str) -> Self {
        self.place =
            if self.place.is_empty() { outer.to_owned() } else { format!("{outer}, {}", self.place) };
        self
    }
}

/// A fault as scripts read it.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct FaultDocument<'a> {
    /// The code of its kind.
    pub code: &'static str,
    /// What went wrong.
    pub message: &'a str,
    /// Where.
    #[serde(rename = "where")]
    pub place: &'a str,
    /// The way out.
    pub hint: &'a str,
}

impl<'a> From<&'a Fault> for FaultDocument<'a> {
    fn from(fault: &'a Fault) -> Self {
        Self { code: fault.kind.code(), message: &fault.message, place: &fault.place, hint: &fault.hint }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        if !self.place.is_empty() {
            write!(f, " ({})", self.place)?;
        }
        if !self.hint.is_empty() {
            write!(f, ". {}", self.hint)?;
        }
        Ok(())
    }
}
