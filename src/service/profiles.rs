//! What a user does with temperatures before they are stored: make them, move them, read them out of loggers and
//! spreadsheets.
use chrono::NaiveDate;
use std::path::{Path, PathBuf};

pub use crate::engine::profile::Span as ProfileSpan;
pub use crate::engine::profile::coming_year::{
    ComingYear, DatedSeries, Expected, MOST_SMOOTHED_DAYS, coming_year,
};
pub use crate::engine::profile::dates::{date_of, day_number, days_moved};
pub use crate::engine::profile::figures::{Figures as ProfileFigures, figures as profile_figures};
pub use crate::engine::profile::gaps::{Gap, fill as fill_gaps, gaps};
pub use crate::engine::profile::pattern::{DatedValue, Pattern, from_january, make as make_pattern};
pub use crate::engine::profile::shift::{Moved as MovedProfile, by_days, by_degrees};
pub use crate::engine::projection::temperature_on;
pub use crate::exchange::pasted::{
    Columns as PastedColumns, NotPasted, Pasted, Place as PastePlace, read as read_pasted, read_figures,
    read_temperature,
};

use crate::domain::fault::{Fault, Outcome};
use crate::domain::temperature::TemperatureReading;
use crate::exchange::temperatures::{self, Wishes};
use crate::exchange::{table, text};

/// What a logger measured.
#[derive(Debug, Clone, PartialEq)]
pub struct LoggerSeries {
    /// The file it came from.
    pub path: PathBuf,
    /// The date of day 1; none where the file has day numbers, which no year can be made of before it is named.
    pub start_date: Option<NaiveDate>,
    /// One reading a day, in order.
    pub readings: Vec<TemperatureReading>,
    /// What to look at twice: gaps, lines left out.
    pub warnings: Vec<String>,
}

impl LoggerSeries {
    /// The name of the file without its end.
    pub fn name(&self) -> String {
        self.path.file_stem().unwrap_or(self.path.as_os_str()).to_string_lossy().into_owned()
    }
}

/// Reads the file of a temperature logger. Lines that cannot be read are left out and named.
///
/// # Errors
/// If the file cannot be read, or it cannot be told what its columns and dates mean.
pub fn read_logger(path: &Path) -> Outcome<LoggerSeries> {
    let inside = |fault: Fault| fault.within(&path.display().to_string());
    let table = table::read(text::read_bytes(path)?).map_err(inside)?;
    let wishes = Wishes { name: "Logger".to_owned(), ..Wishes::default() };
    let look = temperatures::look(&table, &wishes).map_err(inside)?;
    if let Some(fault) = look.open_date.map(|open| open.fault()).or(look.blocked) {
        return Err(inside(fault));
    }
    Ok(LoggerSeries {
        path: path.to_owned(),
        start_date: look.understood.start_date,
        warnings: look.understood.warnings(&wishes),
        readings: look.profile.readings,
    })
}
