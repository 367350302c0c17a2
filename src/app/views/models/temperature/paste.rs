//! What is pasted out of a spreadsheet, and what is said of it.
use super::draft::Draft;
use super::words;
use crate::domain::display::{self, plural};
use crate::domain::fault::Fault;
use crate::domain::temperature::TemperatureReading;
use crate::service::DateOrder;
use crate::service::profiles::{NotPasted, PastePlace, Pasted, PastedColumns, read_pasted};

/// What is said after an edit that is not seen at a glance.
#[derive(Debug, Clone, PartialEq)]
pub enum Notice {
    /// What was understood of a paste.
    Pasted {
        /// In one line.
        said: String,
        /// What to look at twice, each rejected line with its reason.
        details: Vec<String>,
        /// What was pasted, where other readings stayed beside it.
        only: Option<Vec<TemperatureReading>>,
    },
    /// Which number of the dates is the day must be known first.
    AskDateOrder {
        /// One such date.
        example: String,
        /// What was pasted.
        text: String,
    },
    /// Nothing was pasted.
    Refused(Fault),
    /// Anything else.
    Said(String),
}

/// Pastes into a profile; what it has on other days stays.
pub fn paste(draft: &mut Draft, text: &str, selected: Option<u32>, order: Option<DateOrder>) -> Notice {
    let place = PastePlace { start_date: draft.start(), first_day: selected.unwrap_or(1), date_order: order };
    let pasted = match read_pasted(text, place) {
        Ok(pasted) => pasted,
        Err(NotPasted::AskDateOrder(example)) => {
            return Notice::AskDateOrder { example, text: text.to_owned() };
        }
        Err(NotPasted::Fault(fault)) => return Notice::Refused(fault),
    };
    let (said, details) = (said(&pasted), details(draft, &pasted));
    let merged = merged(draft.readings(), &pasted.readings);
    let stay = merged.len() - pasted.readings.len();
    let name = format!("paste of {}", words::readings(pasted.readings.len()));
    draft.replace(name, merged, pasted.start_date);
    let said =
        if stay == 0 { said } else { format!("{said}; {} on other days stayed", words::readings(stay)) };
    Notice::Pasted { said, details, only: (stay > 0).then_some(pasted.readings) }
}

/// The pasted readings in place of those of their days.
fn merged(old: &[TemperatureReading], new: &[TemperatureReading]) -> Vec<TemperatureReading> {
    let is_new = |day: u32| new.binary_search_by_key(&day, |reading| reading.day_number).is_ok();
    let mut all: Vec<TemperatureReading> =
        old.iter().filter(|reading| !is_new(reading.day_number)).copied().collect();
    all.extend_from_slice(new);
    all.sort_by_key(|reading| reading.day_number);
    all
}

fn said(pasted: &Pasted) -> String {
    let (Some(first), Some(last)) = (pasted.readings.first(), pasted.readings.last()) else {
        return String::new();
    };
    let days = |day: u32| display::count(f64::from(day));
    let which = if first.day_number == last.day_number {
        format!("on day {}", days(first.day_number))
    } else {
        format!("on days {} to {}", days(first.day_number), days(last.day_number))
    };
    let taken_for = match pasted.columns {
        PastedColumns::Values => "one column, a value a day",
        PastedColumns::DayNumbers => "day numbers and temperatures",
        PastedColumns::Dates => "dates and temperatures",
    };
    let comma = if pasted.has_decimal_comma { ", with decimal comma" } else { "" };
    format!("{} pasted {which}, read as {taken_for}{comma}", words::readings(pasted.readings.len()))
}

fn details(draft: &Draft, pasted: &Pasted) -> Vec<String> {
    let mut details = Vec::new();
    let mut say = |is_so: bool, words: String| {
        if is_so {
            details.push(words);
        }
    };
    if let Some(start) = pasted.start_date.filter(|_| draft.start().is_none()) {
        say(true, format!("Day 1 is {}, the first date that was pasted", display::date(start)));
    }
    let averaged = pasted.averaged_days;
    say(
        averaged > 0,
        format!("{} had several readings, of which the mean was taken", plural(averaged, "day", "days")),
    );
    let missing = pasted.missing_values;
    say(missing > 0, format!("{} without a value", plural(missing, "line", "lines")));
    let columns = pasted.columns_left_out;
    say(columns > 0, format!("{} beyond the second left out", plural(columns, "column", "columns")));
    let rejected = pasted.rejected;
    say(rejected > 0, format!("{} left out", plural(rejected, "line", "lines")));
    details.extend(
        pasted
            .rejected_lines
            .iter()
            .map(|bad| format!("Line {}: {}", bad.line, bad.reason.replace(" -", " −"))),
    );
    let unnamed = rejected - pasted.rejected_lines.len();
    if unnamed > 0 {
        details.push(format!("and {} more", display::count(unnamed as f64)));
    }
    details
}
