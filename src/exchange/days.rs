//! The days of a projection as CSV: every digit of every number, columns named as in JSON.
use std::io::{self, Write};

use crate::domain::run::{DayDocument, Projection, ProjectionDay};

/// Writes days as CSV with a line of heads.
///
/// # Errors
/// If `out` cannot be written.
pub fn write_csv<'a>(
    projection: &Projection,
    days: impl Iterator<Item = &'a ProjectionDay>,
    out: impl Write,
) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    for day in days {
        writer.serialize(DayDocument::of(projection, day)).map_err(of_csv)?;
    }
    writer.flush()
}

/// The error of the output itself: its kind says whether a reader has left or a disk is full.
pub(super) fn of_csv(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}
