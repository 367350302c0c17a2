//! Temperature profiles out of logger files and spreadsheets, with a report of what was understood.
use chrono::NaiveDate;
use serde::Serialize;
use std::collections::BTreeMap;

use super::dates::{self, DateOrder, OpenDate, When};
use super::heads::{MOST_HEADS, Use, bare};
use super::rejected::{RejectedLine, Rejections};
use super::table::{FIRST_LINES, Row, Table};
use crate::domain::accepted;
use crate::domain::fault::{Fault, Outcome};
use crate::domain::temperature::{TemperatureProfile, TemperatureReading};

/// Heads of the column that says when, the surest first.
const WHEN: [&str; 18] = [
    "date",
    "dato",
    "datotid",
    "datetime",
    "dateandtime",
    "timestamp",
    "dagfesting",
    "dagsetning",
    "daynumber",
    "dayno",
    "dagnummer",
    "dagnr",
    "day",
    "dag",
    "dagur",
    "time",
    "tid",
    "tidspunkt",
];
/// Heads of a column of times beside one of dates.
const CLOCK: [&str; 8] = ["time", "tid", "tidspunkt", "klokkeslett", "klokken", "tími", "hour", "kl"];
/// Heads of the column of temperatures that do not have "temp" within.
const WARMTH: [&str; 4] = ["hiti", "hitastig", "celsius", "degc"];
/// What stands where no value was measured.
pub(super) const MISSING: [&str; 15] =
    ["", "na", "n/a", "#n/a", "nan", "null", "none", "nil", "-", "--", "–", "—", ".", "?", "#value!"];
/// Numbers that loggers write where no value was measured.
pub(super) const MISSING_NUMBERS: [f64; 8] =
    [-99.0, -99.9, -99.99, -999.0, -999.9, -999.99, -9999.0, -9999.9];
/// How many gaps are named; the others are counted.
const MOST_GAPS: usize = 50;

/// What is taken where a day has several readings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Several {
    /// Their mean.
    #[default]
    Mean,
    /// The first of them in the file.
    First,
    /// The last of them in the file.
    Last,
    /// None: the later ones are rejected.
    Refuse,
}

/// How a table of temperatures shall be read.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Wishes {
    /// What the profile shall be called.
    pub name: String,
    /// The date that is day 1; the first date of the table without it.
    pub start_date: Option<NaiveDate>,
    /// Which number of `03/04/2024` is the day, where no date tells.
    pub date_order: Option<DateOrder>,
    /// What is taken of several readings a day, where each has its time.
    pub several: Several,
    /// What is taken of a day that is there twice, where readings have no times.
    pub doubled: Several,
    /// Whether days of a gap get the temperatures between its ends, instead of being left out.
    pub fill_gaps: bool,
}

/// A span of days without a temperature between two that have one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Gap {
    /// Its first day.
    pub from_day: u32,
    /// Its last day.
    pub to_day: u32,
}

/// What was understood of a table of temperatures.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Understood {
    /// Lines below the heads.
    pub rows: usize,
    /// Days that have a temperature now.
    pub days: usize,
    /// The date of day 1, where the table has dates.
    pub start_date: Option<NaiveDate>,
    /// The first date with a temperature that was taken.
    pub first_date: Option<NaiveDate>,
    /// The last such date.
    pub last_date: Option<NaiveDate>,
    /// The first day number.
    pub first_day: u32,
    /// The last day number.
    pub last_day: u32,
    /// The order of dates such as 03/04/2024, where the table has any.
    pub date_order: Option<DateOrder>,
    /// The coldest day.
    pub min_c: Option<f64>,
    /// The mean of the days.
    pub mean_c: Option<f64>,
    /// The warmest day.
    pub max_c: Option<f64>,
    /// Spans of days without a temperature between two that have one.
    pub gaps: usize,
    /// Days of the longest of them.
    pub longest_gap_days: u32,
    /// The first of them.
    pub gap_days: Vec<Gap>,
    /// Days of gaps that were filled.
    pub filled_days: usize,
    /// Days of which several readings, each with its time, became one.
    pub averaged_days: usize,
    /// Days that are there more than once without a time.
    pub doubled_days: usize,
    /// Lines without a value.
    pub missing_values: usize,
    /// Readings before the start date: they are left out.
    pub before_start: usize,
    /// Lines that could not be read.
    pub rejected: usize,
    /// The first of them.
    pub rejected_lines: Vec<RejectedLine>,
}

impl Understood {
    /// What a planner should know of it, in words.
    pub fn warnings(&self, wishes: &Wishes) -> Vec<String> {
        let mut said = Vec::new();
        let mut say = |is_so: bool, words: String| {
            if is_so {
                said.push(words);
            }
        };
        let (gaps, longest, before) = (self.gaps, self.longest_gap_days, self.before_start);
        say(
            gaps > 0 && self.filled_days == 0,
            format!(
                "gaps without temperatures: {gaps}, the longest of {longest} days; projections interpolate across them"
            ),
        );
        let filled = self.filled_days;
        say(filled > 0, format!("days of gaps that were filled with the temperatures between: {filled}"));
        let averaged = self.averaged_days;
        let taken = taken(wishes.several);
        say(averaged > 0, format!("days with several readings, of which {taken} was taken: {averaged}"));
        let (doubled, taken) = (self.doubled_days, self::taken(wishes.doubled));
        say(
            doubled > 0,
            format!("days that are there more than once, of which {taken} was taken: {doubled}"),
        );
        say(self.missing_values > 0, format!("lines without a value: {}", self.missing_values));
        say(before > 0, format!("readings before the start date, left out: {before}"));
        let first = self.first_day;
        say(
            first > 1,
            format!("the first reading is of day {first}; projections hold it for the days before"),
        );
        said
    }
}

fn taken(several: Several) -> &'static str {
    match several {
        Several::Mean => "the mean",
        Several::First | Several::Refuse => "the first",
        Several::Last => "the last",
    }
}

/// A table of temperatures, looked at: what a profile of it would be, and what stands in the way.
#[derive(Debug, Clone)]
pub struct Look {
    /// The profile; without readings if none is left.
    pub profile: TemperatureProfile,
    /// What was understood.
    pub understood: Understood,
    /// Which column means what.
    pub columns: Vec<Use>,
    /// The lines that could not be read.
    pub rejections: Rejections,
    /// A date that may be read in two ways: it is read with the day first until somebody says.
    pub open_date: Option<OpenDate>,
    /// Why there is no profile.
    pub blocked: Option<Fault>,
}

/// A reading as it stands in the table.
///
/// Of these there are as many as the table has rows, so they are kept small.
struct Found {
    /// The place of its row in the table.
    place: u32,
    when: When,
    value: f64,
}

/// Looks at a table of temperatures.
///
/// # Errors
/// If columns or dates cannot be told.
pub fn look(table: &Table, wishes: &Wishes) -> Outcome<Look> {
    let columns = Columns::find(table)?;
    let rows = table.rows_from(columns.first_row);
    let mut understood = Understood { rows: rows.len(), ..Understood::default() };
    let mut rejections = Rejections::default();
    let mut readings: Vec<Found> = Vec::with_capacity(rows.len());
    let mut has_times = columns.has_clock;
    for (place, row) in (columns.first_row as u32..).zip(rows) {
        match columns.reading(table, row) {
            Ok(Some((when, value))) => {
                has_times |= row.cell(columns.when).contains(':');
                readings.push(Found { place, when, value });
            }
            Ok(None) => understood.missing_values += 1,
            Err(fault) => rejections.add(row, fault),
        }
    }
    let by_number = is_by_day_number(&readings);
    let whens = readings.iter().map(|found| {
        let row = table.row(found.place as usize);
        (row.line, row.cell(columns.when), found.when)
    });
    let (order, open_date) = dates::order(whens, wishes.date_order)?;
    if readings.iter().any(|found| matches!(found.when, When::Either(..))) {
        understood.date_order = Some(order);
    }
    let start = if by_number { None } else { start(&readings, order, wishes) };
    let days_are = if by_number { DaysAre::Numbers } else { DaysAre::Dates { order, start } };
    let which = if has_times { wishes.several } else { wishes.doubled };
    let mut days: BTreeMap<u32, (f64, u32)> = BTreeMap::new();
    for Found { place, when, value } in readings {
        let row = table.row(place as usize);
        let taken = day_of(when, row.cell(columns.when), days_are).and_then(|day| {
            if let Some(day) = day {
                let before = days.get(&day).copied();
                days.insert(day, merged(before, value, which).ok_or_else(|| doubled(day))?);
            }
            Ok(day)
        });
        match taken {
            Ok(day) => understood.before_start += usize::from(day.is_none()),
            Err(fault) => rejections.add(row, fault),
        }
    }
    rejections.sort();
    let several = days.values().filter(|(_, count)| *count > 1).count();
    if has_times {
        understood.averaged_days = several;
    } else {
        understood.doubled_days = several;
    }
    let mean = |(sum, count): (f64, u32)| if which == Several::Mean { sum / f64::from(count) } else { sum };
    let readings: Vec<TemperatureReading> = days
        .into_iter()
        .map(|(day_number, found)| TemperatureReading { day_number, temperature_c: mean(found) })
        .collect();
    describe(&mut understood, &readings, start);
    understood.rejected = rejections.count();
    understood.rejected_lines = rejections.lines().to_vec();
    let profile = TemperatureProfile { name: wishes.name.clone(), readings };
    let blocked = profile.readings.is_empty().then(|| nothing_left(&understood, wishes));
    Ok(Look { profile, understood, columns: columns.uses, rejections, open_date, blocked })
}

/// What a day has after one more reading: with the mean their sum, else the one that is taken. None where another is
/// refused.
fn merged(before: Option<(f64, u32)>, value: f64, which: Several) -> Option<(f64, u32)> {
    // The first is set, not added: so -0 stays what it is.
    let Some((kept, count)) = before else { return Some((value, 1)) };
    match which {
        Several::Mean => Some((kept + value, count + 1)),
        Several::First => Some((kept, count + 1)),
        Several::Last => Some((value, count + 1)),
        Several::Refuse => None,
    }
}

fn doubled(day: u32) -> Fault {
    Fault::invalid(format!("day {day} has a temperature already"), "", "Accepted is one a day")
}

/// Where when and how warm stand.
struct Columns {
    when: usize,
    warmth: usize,
    width: usize,
    /// Whether another column has the times of day.
    has_clock: bool,
    first_row: usize,
    uses: Vec<Use>,
}

impl Columns {
    fn find(table: &Table) -> Outcome<Self> {
        for (i, row) in table.rows().take(FIRST_LINES).enumerate() {
            let heads: Vec<(usize, String)> =
                row.cells().take(MOST_HEADS).map(|(place, head)| (place, bare(head))).collect();
            let place_of = |name: &str| heads.iter().find(|(_, head)| head == name).map(|(place, _)| *place);
            let when = WHEN.iter().find_map(|name| place_of(name));
            let is_warmth = |head: &str| {
                WARMTH.contains(&head) || (head.contains("temp") && !head.chars().all(|c| c.is_ascii_digit()))
            };
            let warm: Vec<usize> =
                heads.iter().filter(|(_, head)| is_warmth(head)).map(|(place, _)| *place).collect();
            let (Some(when), [first, others @ ..]) = (when, warm.as_slice()) else { continue };
            if !others.is_empty() {
                let names: Vec<&str> = warm.iter().take(8).map(|place| row.cell(*place)).collect();
                return Err(Fault::invalid(
                    format!("{} columns hold temperatures: {}", warm.len(), names.join(", ")),
                    format!("line {}", row.line),
                    "Keep the one that is meant, and try again",
                ));
            }
            let is_clock = |(place, head): &(usize, String)| *place != when && CLOCK.contains(&head.as_str());
            let uses = row.cells().take(MOST_HEADS).map(|(place, head)| {
                let means = if place == when {
                    "when"
                } else if place == *first {
                    "temperature"
                } else {
                    ""
                };
                Use::of(head, means)
            });
            return Ok(Self {
                when,
                warmth: *first,
                width: row.width(),
                has_clock: heads.iter().any(is_clock),
                first_row: i + 1,
                uses: uses.collect(),
            });
        }
        let first = table.rows().next();
        let two = |row: &Row<'_>| {
            row.width() == 2 && When::read(row.cell(0)).is_some() && table.number(row.cell(1)).is_some()
        };
        if first.filter(two).is_some() {
            let uses = vec![Use::of("first column", "when"), Use::of("second column", "temperature")];
            return Ok(Self { when: 0, warmth: 1, width: 2, has_clock: false, first_row: 0, uses });
        }
        Err(Fault::invalid(
            "it cannot be told which columns hold dates and temperatures",
            first.map_or(String::new(), |row| format!("line {}", row.line)),
            "Accepted is a line of heads with date (or day_number) and temperature, or two columns: dates and °C",
        ))
    }

    /// When and how warm, or nothing where no value was measured, or why the line cannot be read.
    fn reading(&self, table: &Table, row: Row<'_>) -> Outcome<Option<(When, f64)>> {
        if row.width() > self.width {
            let (found, wanted) = (row.width(), self.width);
            return Err(bad(
                format!("the line has {found} values for {wanted} columns"),
                "accepted are decimal commas only where columns stand apart by semicolons or tabs",
            ));
        }
        let (text, value) = (row.cell(self.when), row.cell(self.warmth));
        if is_missing(table, value) {
            return Ok(None);
        }
        let when = When::read(text).ok_or_else(|| {
            bad(
                format!("\"{}\" is no date", short(text)),
                "accepted is 2024-09-01, 1.9.2024, or a day number",
            )
        })?;
        let accepted = || format!("accepted is {}", accepted::TEMPERATURE_C.words());
        let number = table
            .number(value)
            .ok_or_else(|| bad(format!("\"{}\" is no temperature", short(value)), accepted()))?;
        if !accepted::TEMPERATURE_C.holds(number) {
            return Err(bad(format!("temperature {number} is not accepted"), accepted()));
        }
        Ok(Some((when, number)))
    }
}

/// What is wrong with a line, and what is accepted there.
fn bad(found: impl std::fmt::Display, accepted: impl std::fmt::Display) -> Fault {
    Fault::invalid(format!("{found}; {accepted}"), "", "")
}

/// Whether a file of two columns, or one with heads, may be a table of temperatures.
pub fn is_one(table: &Table) -> bool {
    Columns::find(table).is_ok()
}

fn is_missing(table: &Table, value: &str) -> bool {
    let is_mark = value.len() <= 8 && MISSING.contains(&value.to_lowercase().as_str());
    is_mark || table.number(value).is_some_and(|number| MISSING_NUMBERS.contains(&number))
}

/// A value as it is quoted: the begin of a long one.
pub(super) fn short(text: &str) -> String {
    if text.chars().take(41).count() <= 40 {
        text.to_owned()
    } else {
        text.chars().take(40).chain(['…']).collect()
    }
}

/// Whether more lines have day numbers than dates.
fn is_by_day_number(readings: &[Found]) -> bool {
    let numbers = readings.iter().filter(|found| matches!(found.when, When::Day(_))).count();
    numbers * 2 > readings.len()
}

/// The date of day 1.
fn start(readings: &[Found], order: DateOrder, wishes: &Wishes) -> Option<NaiveDate> {
    wishes.start_date.or_else(|| {
        let (first, last) = accepted::start_dates();
        let dates = readings.iter().filter_map(|found| found.when.date(order));
        dates.filter(|date| *date >= first && *date <= last).min()
    })
}

/// What the column of days holds.
#[derive(Clone, Copy)]
enum DaysAre {
    /// Day numbers.
    Numbers,
    /// Dates; without a start there is none that could be accepted.
    Dates { order: DateOrder, start: Option<NaiveDate> },
}

/// The relative day, or nothing if it lies before the first, or why it is none.
fn day_of(when: When, text: &str, days_are: DaysAre) -> Outcome<Option<u32>> {
    let accepted_days = accepted::READING_DAY;
    let alone = |message: String| Fault::invalid(message, "", "");
    let number = match (days_are, when) {
        (DaysAre::Numbers, When::Day(day)) => u64::from(day),
        (DaysAre::Numbers, _) => {
            return Err(alone(format!("\"{}\" is a date among day numbers", short(text))));
        }
        (DaysAre::Dates { .. }, When::Day(_)) => {
            return Err(alone(format!("\"{}\" is a day number among dates", short(text))));
        }
        (DaysAre::Dates { order, start }, when) => {
            let date = when
                .date(order)
                .ok_or_else(|| alone(format!("\"{}\" is no date that exists", short(text))))?;
            let (first, last) = accepted::start_dates();
            if date < first || date > last {
                return Err(bad(format!("{date} is not accepted"), format!("accepted is {first} to {last}")));
            }
            match u64::try_from((date - start.unwrap_or(date)).num_days()) {
                Ok(days) => days + 1,
                Err(_) => return Ok(None),
            }
        }
    };
    let day = u32::try_from(number).ok().filter(|day| accepted_days.holds(f64::from(*day)));
    day.map(Some).ok_or_else(|| {
        bad(format!("day {number} is not accepted"), format!("accepted is {}", accepted_days.words()))
    })
}

fn describe(understood: &mut Understood, readings: &[TemperatureReading], start: Option<NaiveDate>) {
    let days = |place: Option<&TemperatureReading>| place.map_or(0, |reading| reading.day_number);
    understood.days = readings.len();
    understood.start_date = start;
    understood.first_day = days(readings.first());
    understood.last_day = days(readings.last());
    let date = |day: u32| Some(start? + chrono::Days::new(u64::from(day.checked_sub(1)?)));
    understood.first_date = date(understood.first_day);
    understood.last_date = date(understood.last_day);
    for (before, next) in readings.iter().zip(readings.iter().skip(1)) {
        let without = next.day_number - before.day_number - 1;
        if without > 0 {
            understood.gaps += 1;
            understood.longest_gap_days = understood.longest_gap_days.max(without);
            if understood.gap_days.len() < MOST_GAPS {
                let gap = Gap { from_day: before.day_number + 1, to_day: next.day_number - 1 };
                understood.gap_days.push(gap);
            }
        }
    }
    let values = || readings.iter().map(|reading| reading.temperature_c);
    understood.min_c = values().reduce(f64::min);
    understood.max_c = values().reduce(f64::max);
    understood.mean_c = (!readings.is_empty()).then(|| values().sum::<f64>() / readings.len() as f64);
}

fn nothing_left(understood: &Understood, wishes: &Wishes) -> Fault {
    let (before, missing, rejected) =
        (understood.before_start, understood.missing_values, understood.rejected);
    let start = wishes.start_date.map_or(String::new(), |date| format!(" {date}"));
    Fault::invalid(
        format!(
            "no reading is left: {before} lie before the start date{start}, {missing} lines have no value, {rejected} cannot be read"
        ),
        "",
        "Accepted is at least one reading",
    )
}

#[cfg(test)]
mod tests {
    use super::super::table::{self, read_text};
    use super::super::testing::xlsx_of;
    use super::*;
    use proptest::prelude::*;

    fn days(text: &str) -> Vec<(u32, f64)> {
        let (profile, _) = read_named(text, &Wishes::default()).unwrap();
        profile.readings.iter().map(|reading| (reading.day_number, reading.temperature_c)).collect()
    }

    /// Reads a table and refuses what cannot be read.
    fn read_named(text: &str, wishes: &Wishes) -> Outcome<(TemperatureProfile, Understood)> {
        let look = look(&read_text(text)?, &Wishes { name: "N".to_owned(), ..wishes.clone() })?;
        look.open_date.as_ref().map_or(Ok(()), |open| Err(open.fault()))?;
        look.rejections.refuse()?;
        look.blocked.map_or(Ok((look.profile, look.understood)), Err)
    }

    #[test]
    fn heads_of_many_languages_mean_the_same() {
        let wanted = [(1, 4.5), (2, -0.25)];
        for text in [
            "date,temperature_c,readings\n2024-09-01,4.5,29\n2024-09-02,-0.25,28\n",
            "Dato Tid;Temp (°C);Dybde\n01.09.2024 00:00;4,5;5\n02.09.2024 00:00;-0,25;5\n",
            "Timestamp\tSea temperature\n2024-09-01T00:00:00Z\t4,5\n2024-09-02T00:00:00Z\t-0,25\n",
            "Dagfesting;Hiti\n1.9.2024;4,5\n2.9.2024;-0,25\n",
            "day,temp\n1,4.5\n2,-0.25\n",
            "Logger 17, north pen\nSerial,991\n\nDate,Time,Temp\n2024/09/01,12:00,4.5\n2024/09/02,12:00,-0.25\n",
            "2024-09-01,4.5\n2024-09-02,-0.25\n",
            "\u{feff}1;4,5\n2;-0,25\n",
        ] {
            let text = text.trim_start_matches('\u{feff}');
            assert_eq!(days(text), wanted, "{text}");
        }
    }

    #[test]
    fn a_sheet_with_real_dates_is_read() {
        let sheet = r#"<row r="1"><c r="A1" t="inlineStr"><is><t>Dato</t></is></c><c r="B1" t="inlineStr"><is><t>Temp</t></is></c></row>
            <row r="2"><c r="A2" s="1"><v>45292</v></c><c r="B2"><v>4.5</v></c></row>
            <row r="3"><c r="A3" s="1"><v>45293.5</v></c><c r="B3" t="e"><v>#N/A</v></c></row>
            <row r="4"><c r="A4" s="1"><v>45294.5</v></c><c r="B4"><v>5</v></c></row>"#;
        let table = table::read(xlsx_of(sheet)).unwrap();
        let wishes = Wishes { name: "N".to_owned(), ..Wishes::default() };
        let Look { profile, understood, .. } = look(&table, &wishes).unwrap();
        assert_eq!(profile.readings.len(), 2);
        assert_eq!(understood.start_date, NaiveDate::from_ymd_opt(2024, 1, 1));
        assert_eq!((understood.last_day, understood.missing_values, understood.gaps), (3, 1, 1));
    }

    #[test]
    fn missing_marks_are_counted_and_zero_is_a_value() {
        let text = "date,temp\n2024-09-01,0\n2024-09-02,-999\n2024-09-03,NA\n2024-09-04,\n2024-09-05\n2024-09-06,-99.9\n";
        let (profile, understood) = read_named(text, &Wishes::default()).unwrap();
        assert_eq!(profile.readings.len(), 1);
        assert_eq!((understood.missing_values, understood.rows), (5, 6));
    }

    #[test]
    fn a_doubled_day_is_averaged_and_a_single_reading_keeps_its_bits() {
        let (profile, understood) =
            read_named("date,temp\n2024-09-02,5\n2024-09-01,0.1\n2024-09-02,6\n", &Wishes::default())
                .unwrap();
        assert_eq!(profile.readings[0].temperature_c.to_bits(), 0.1_f64.to_bits());
        assert_eq!(profile.readings[1].temperature_c, 5.5);
        assert_eq!((understood.doubled_days, understood.averaged_days), (1, 0));
    }

    #[test]
    fn of_several_readings_a_day_that_one_is_taken_that_was_asked_for() {
        let text = "date,temp\n2024-09-01,5\n2024-09-01,8\n2024-09-02,1\n";
        let timed = "date,time,temp\n2024-09-01,06:00,5\n2024-09-01,18:00,8\n2024-09-02,06:00,1\n";
        let first = |text: &str, wishes: Wishes| {
            let (profile, understood) = read_named(text, &wishes)?;
            Ok::<_, Fault>((
                profile.readings[0].temperature_c,
                understood.doubled_days,
                understood.averaged_days,
            ))
        };
        let doubled = |doubled| Wishes { doubled, ..Wishes::default() };
        assert_eq!(first(text, doubled(Several::Mean)).unwrap(), (6.5, 1, 0));
        assert_eq!(first(text, doubled(Several::First)).unwrap(), (5.0, 1, 0));
        assert_eq!(first(text, doubled(Several::Last)).unwrap(), (8.0, 1, 0));
        let told = first(text, doubled(Several::Refuse)).unwrap_err().to_string();
        assert!(told.starts_with("day 1 has a temperature already (line 3)"), "{told}");
        assert_eq!(first(timed, doubled(Several::Refuse)).unwrap(), (6.5, 0, 1), "times are no doubled days");
        assert_eq!(
            first(timed, Wishes { several: Several::Last, ..Wishes::default() }).unwrap(),
            (8.0, 0, 1)
        );
    }

    #[test]
    fn a_date_that_may_be_two_is_shown_with_both_and_read_as_said() {
        let table = read_text("date,temp\n03/04/2024,4\n05/04/2024,5\n").unwrap();
        let open = look(&table, &Wishes::default()).unwrap().open_date.unwrap();
        assert_eq!((open.line, open.text.as_str()), (2, "03/04/2024"));
        let said = Wishes { date_order: Some(DateOrder::MonthFirst), ..Wishes::default() };
        let look = look(&table, &said).unwrap();
        assert_eq!((look.open_date, look.understood.last_day), (None, 62));
        assert_eq!(look.understood.date_order, Some(DateOrder::MonthFirst));
    }

    #[test]
    fn gaps_coldest_and_warmest_are_named() {
        let text = "date;temp\n2024-09-01;4,5\n2024-09-04;-1\n2024-09-05;10\n";
        let (_, understood) = read_named(text, &Wishes::default()).unwrap();
        assert_eq!(understood.gap_days, [Gap { from_day: 2, to_day: 3 }]);
        assert_eq!(
            (understood.min_c, understood.mean_c, understood.max_c),
            (Some(-1.0), Some(4.5), Some(10.0))
        );
    }

    #[test]
    fn remarks_are_passed_over() {
        let text = "# Logger 17\ndate,temp\n# Example 2024-08-01,99\n2024-09-01,4.5\n";
        assert_eq!(days(text), [(1, 4.5)]);
    }

    #[test]
    fn a_stray_kind_of_day_is_rejected() {
        let told = |text: &str| read_named(text, &Wishes::default()).unwrap_err().message;
        assert_eq!(
            told("date,temp\n2024-09-01,4\n2024-09-02,4\n17,5\n"),
            "\"17\" is a day number among dates"
        );
        assert_eq!(told("day,temp\n1,4\n2,4\n2024-09-01,5\n"), "\"2024-09-01\" is a date among day numbers");
        assert_eq!(
            told("date,temp\n1066-10-14,4\n2024-09-01,4\n"),
            "1066-10-14 is not accepted; accepted is 1950-01-01 to 2200-12-31"
        );
    }

    #[test]
    fn an_hourly_logger_of_twenty_years_is_read() {
        let text: String = (0..175_000)
            .map(|hour| {
                let date = NaiveDate::from_ymd_opt(2000, 1, 1).unwrap() + chrono::Days::new(hour / 24);
                format!("{date} {:02}:00,{}\n", hour % 24, hour % 20)
            })
            .collect();
        let (profile, understood) = read_named(&format!("date,temp\n{text}"), &Wishes::default()).unwrap();
        assert_eq!(profile.readings.len(), 175_000_usize.div_ceil(24));
        assert_eq!((understood.gaps, understood.averaged_days), (0, 7292));
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,300}", skip in any::<bool>()) {
            let _ = read_named(&text, &Wishes { fill_gaps: skip, ..Wishes::default() });
        }

        #[test]
        fn no_table_of_dates_makes_it_panic(
            head in prop::sample::select(vec!["date,temp\n", "dato;temp\n", "day\ttemp\n", ""]),
            rows in "([0-9]{1,5}[-/.][0-9]{1,3}[-/.][0-9]{1,5}[ T0-9:]{0,9}[,;\t][-0-9.,]{0,7}\n){0,12}",
            start in prop::option::of(0_u64..100_000),
        ) {
            let start_date = start.map(|days| NaiveDate::from_ymd_opt(1950, 1, 1).unwrap() + chrono::Days::new(days));
            let wishes = Wishes { name: "N".to_owned(), start_date, ..Wishes::default() };
            let seen = read_text(&format!("{head}{rows}")).and_then(|table| look(&table, &wishes));
            if let Ok(Look { profile, understood, blocked: None, .. }) = seen {
                prop_assert_eq!(profile.readings.len(), understood.days);
                prop_assert!(profile.check("profile").is_ok());
            }
        }

        #[test]
        fn generated_profiles_read_back(
            values in prop::collection::btree_map(1_u32..36_600, -5.0_f64..45.0, 1..60),
            comma in any::<bool>(),
        ) {
            let mut text = "day_number;temperature_c\n".to_owned();
            for (day, value) in &values {
                let value = value.to_string();
                let value = if comma { value.replace('.', ",") } else { value };
                text.push_str(&format!("{day};{value}\n"));
            }
            let read: Vec<(u32, u64)> = days(&text).into_iter().map(|(day, value)| (day, value.to_bits())).collect();
            let wanted: Vec<(u32, u64)> = values.iter().map(|(day, value)| (*day, value.to_bits())).collect();
            prop_assert_eq!(read, wanted);
        }
    }
}
