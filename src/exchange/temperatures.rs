//! Temperature profiles out of logger files and spreadsheets, with a report of what was understood.
use chrono::NaiveDate;
use serde::Serialize;
use std::collections::BTreeMap;

use super::dates::{self, DateOrder, When};
use super::heads::bare;
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
/// Heads of the column of temperatures that do not have "temp" within.
const WARMTH: [&str; 4] = ["hiti", "hitastig", "celsius", "degc"];
/// What stands where no value was measured.
pub(super) const MISSING: [&str; 15] =
    ["", "na", "n/a", "#n/a", "nan", "null", "none", "nil", "-", "--", "–", "—", ".", "?", "#value!"];
/// Numbers that loggers write where no value was measured.
pub(super) const MISSING_NUMBERS: [f64; 8] =
    [-99.0, -99.9, -99.99, -999.0, -999.9, -999.99, -9999.0, -9999.9];
/// How many rejected lines are named; the others are counted.
const MOST_NAMED: usize = 20;

/// How a table of temperatures shall be read.
#[derive(Debug, Clone, Default)]
pub struct Wishes {
    /// What the profile shall be called.
    pub name: String,
    /// The date that is day 1; the first date of the table without it.
    pub start_date: Option<NaiveDate>,
    /// Which number of `03/04/2024` is the day, where no date tells.
    pub date_order: Option<DateOrder>,
    /// Whether lines that cannot be read are left out; else they refuse the whole table.
    pub skip_bad_lines: bool,
}

/// A line that was not accepted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RejectedLine {
    /// Its line in the file.
    pub line: usize,
    /// Why, with the value and what is accepted.
    pub reason: String,
}

/// What was understood of a table of temperatures.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
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
    /// Spans of days without a temperature between two that have one.
    pub gaps: usize,
    /// Days of the longest of them.
    pub longest_gap_days: u32,
    /// Days of which several readings were averaged.
    pub averaged_days: usize,
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
    fn reject(&mut self, line: usize, reason: String) {
        self.rejected += 1;
        if self.rejected_lines.len() < MOST_NAMED {
            self.rejected_lines.push(RejectedLine { line, reason });
        }
    }

    /// What a planner should know of it, in words.
    pub fn warnings(&self) -> Vec<String> {
        let mut said = Vec::new();
        let mut say = |is_so: bool, words: String| {
            if is_so {
                said.push(words);
            }
        };
        let (gaps, longest, before) = (self.gaps, self.longest_gap_days, self.before_start);
        say(
            gaps > 0,
            format!(
                "gaps without temperatures: {gaps}, the longest of {longest} days; projections interpolate across them"
            ),
        );
        let averaged = self.averaged_days;
        say(averaged > 0, format!("days with several readings, of which the mean was taken: {averaged}"));
        say(self.missing_values > 0, format!("lines without a value: {}", self.missing_values));
        say(before > 0, format!("readings before the start date, left out: {before}"));
        let first = self.first_day;
        say(
            first > 1,
            format!("the first reading is of day {first}; projections hold it for the days before"),
        );
        let rejected = self.rejected;
        say(rejected > 0, format!("lines that could not be read, left out: {rejected}"));
        for bad in &self.rejected_lines {
            said.push(format!("line {}: {}", bad.line, bad.reason));
        }
        said
    }
}

/// Reads a temperature profile.
///
/// # Errors
/// If columns or dates cannot be told, if a line cannot be read and they are not to be skipped, or if no reading is
/// left.
pub fn read(table: &Table, wishes: &Wishes) -> Outcome<(TemperatureProfile, Understood)> {
    let columns = Columns::find(table)?;
    let mut understood = Understood { rows: columns.rows.len(), ..Understood::default() };
    let mut readings: Vec<(usize, &str, When, f64)> = Vec::new();
    for row in columns.rows {
        match columns.reading(table, row) {
            Ok(Some((when, text, value))) => readings.push((row.line, text, when, value)),
            Ok(None) => understood.missing_values += 1,
            Err(reason) => understood.reject(row.line, reason),
        }
    }
    let by_number = is_by_day_number(&readings);
    let whens: Vec<_> = readings.iter().map(|(line, text, when, _)| (*line, *text, *when)).collect();
    let order = dates::order(&whens, wishes.date_order)?;
    let start = if by_number { None } else { start(&readings, order, wishes) };
    let days_are = if by_number { DaysAre::Numbers } else { DaysAre::Dates { order, start } };
    let mut days: BTreeMap<u32, (f64, usize)> = BTreeMap::new();
    for (line, text, when, value) in readings {
        match day_of(when, text, days_are) {
            Ok(Some(day)) => {
                let (sum, count) = days.entry(day).or_insert((0.0, 0));
                // The first is set, not added: so -0 stays what it is.
                *sum = if *count == 0 { value } else { *sum + value };
                *count += 1;
            }
            Ok(None) => understood.before_start += 1,
            Err(reason) => understood.reject(line, reason),
        }
    }
    understood.rejected_lines.sort_by_key(|bad| bad.line);
    refuse_bad_lines(&understood, wishes.skip_bad_lines)?;
    describe(&mut understood, &days, start);
    let readings = days
        .into_iter()
        .map(|(day_number, (sum, count))| TemperatureReading {
            day_number,
            temperature_c: sum / count as f64,
        })
        .collect();
    let profile = TemperatureProfile { name: wishes.name.clone(), readings };
    if profile.readings.is_empty() {
        return Err(nothing_left(&understood, wishes));
    }
    profile.check("temperature_profile")?;
    Ok((profile, understood))
}

/// Where when and how warm stand.
struct Columns<'a> {
    when: usize,
    warmth: usize,
    width: usize,
    rows: &'a [Row],
}

impl<'a> Columns<'a> {
    fn find(table: &'a Table) -> Outcome<Self> {
        for (i, row) in table.rows.iter().take(FIRST_LINES).enumerate() {
            let heads: Vec<String> = row.cells().iter().map(|head| bare(head)).collect();
            let when = WHEN.iter().find_map(|name| heads.iter().position(|head| head == name));
            let is_warmth = |head: &String| {
                WARMTH.contains(&head.as_str())
                    || (head.contains("temp") && !head.chars().all(|c| c.is_ascii_digit()))
            };
            let warm: Vec<usize> = (0..heads.len()).filter(|place| is_warmth(&heads[*place])).collect();
            let (Some(when), [first, others @ ..]) = (when, warm.as_slice()) else { continue };
            if !others.is_empty() {
                let names: Vec<&str> = warm.iter().map(|place| row.cell(*place)).collect();
                return Err(Fault::invalid(
                    format!("{} columns hold temperatures: {}", warm.len(), names.join(", ")),
                    format!("line {}", row.line),
                    "Keep the one that is meant, and try again",
                ));
            }
            let rows = table.rows.get(i + 1..).unwrap_or_default();
            return Ok(Self { when, warmth: *first, width: row.width(), rows });
        }
        let two = |row: &&Row| {
            row.width() == 2 && When::read(row.cell(0)).is_some() && table.number(row.cell(1)).is_some()
        };
        let first = table.rows.first();
        if first.filter(two).is_some() {
            return Ok(Self { when: 0, warmth: 1, width: 2, rows: &table.rows });
        }
        Err(Fault::invalid(
            "it cannot be told which columns hold dates and temperatures",
            first.map_or(String::new(), |row| format!("line {}", row.line)),
            "Accepted is a line of heads with date (or day_number) and temperature, or two columns: dates and °C",
        ))
    }

    /// When and how warm, or nothing where no value was measured, or why the line cannot be read.
    fn reading(&self, table: &Table, row: &'a Row) -> Result<Option<(When, &'a str, f64)>, String> {
        if row.width() > self.width {
            let (found, wanted) = (row.width(), self.width);
            return Err(format!(
                "the line has {found} values for {wanted} columns; accepted are decimal commas only where columns stand apart by semicolons or tabs"
            ));
        }
        let (text, value) = (row.cell(self.when), row.cell(self.warmth));
        if is_missing(table, value) {
            return Ok(None);
        }
        let when = When::read(text).ok_or_else(|| {
            format!("\"{}\" is no date; accepted is 2024-09-01, 1.9.2024, or a day number", short(text))
        })?;
        let number = table.number(value).ok_or_else(|| {
            format!("\"{}\" is no temperature; accepted is {}", short(value), accepted::TEMPERATURE_C.words())
        })?;
        if !accepted::TEMPERATURE_C.holds(number) {
            return Err(format!(
                "temperature {number} is not accepted; accepted is {}",
                accepted::TEMPERATURE_C.words()
            ));
        }
        Ok(Some((when, text, number)))
    }
}

fn is_missing(table: &Table, value: &str) -> bool {
    MISSING.contains(&value.to_lowercase().as_str())
        || table.number(value).is_some_and(|number| MISSING_NUMBERS.contains(&number))
}

/// A value as it is quoted: the begin of a long one.
pub(super) fn short(text: &str) -> String {
    if text.chars().count() <= 40 { text.to_owned() } else { text.chars().take(40).chain(['…']).collect() }
}

/// Whether more lines have day numbers than dates.
fn is_by_day_number(readings: &[(usize, &str, When, f64)]) -> bool {
    let numbers = readings.iter().filter(|(_, _, when, _)| matches!(when, When::Day(_))).count();
    numbers * 2 > readings.len()
}

/// The date of day 1.
fn start(readings: &[(usize, &str, When, f64)], order: DateOrder, wishes: &Wishes) -> Option<NaiveDate> {
    wishes.start_date.or_else(|| {
        let (first, last) = accepted::start_dates();
        let dates = readings.iter().filter_map(|(_, _, when, _)| when.date(order));
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
fn day_of(when: When, text: &str, days_are: DaysAre) -> Result<Option<u32>, String> {
    let accepted_days = accepted::READING_DAY;
    let text = short(text);
    let number = match (days_are, when) {
        (DaysAre::Numbers, When::Day(day)) => day,
        (DaysAre::Numbers, _) => return Err(format!("\"{text}\" is a date among day numbers")),
        (DaysAre::Dates { .. }, When::Day(_)) => {
            return Err(format!("\"{text}\" is a day number among dates"));
        }
        (DaysAre::Dates { order, start }, when) => {
            let date = when.date(order).ok_or_else(|| format!("\"{text}\" is no date that exists"))?;
            let (first, last) = accepted::start_dates();
            if date < first || date > last {
                return Err(format!("{date} is not accepted; accepted is {first} to {last}"));
            }
            match u64::try_from((date - start.unwrap_or(date)).num_days()) {
                Ok(days) => days + 1,
                Err(_) => return Ok(None),
            }
        }
    };
    let day = u32::try_from(number).ok().filter(|day| accepted_days.holds(f64::from(*day)));
    day.map(Some)
        .ok_or_else(|| format!("day {number} is not accepted; accepted is {}", accepted_days.words()))
}

fn refuse_bad_lines(understood: &Understood, skip: bool) -> Outcome<()> {
    let (Some(first), false) = (understood.rejected_lines.first(), skip) else { return Ok(()) };
    let named: Vec<String> = understood
        .rejected_lines
        .iter()
        .skip(1)
        .map(|bad| format!("line {}: {}", bad.line, bad.reason))
        .collect();
    let unnamed = understood.rejected - understood.rejected_lines.len();
    let mut message = first.reason.clone();
    if !named.is_empty() {
        message = format!("{message}; {}", named.join("; "));
    }
    if unnamed > 0 {
        message = format!("{message}; and {unnamed} more lines");
    }
    Err(Fault::invalid(
        message,
        format!("line {}", first.line),
        "Correct the file, or leave such lines out with --skip-bad-lines",
    ))
}

fn describe(understood: &mut Understood, days: &BTreeMap<u32, (f64, usize)>, start: Option<NaiveDate>) {
    understood.days = days.len();
    understood.start_date = start;
    understood.averaged_days = days.values().filter(|(_, count)| *count > 1).count();
    understood.first_day = days.keys().next().copied().unwrap_or_default();
    understood.last_day = days.keys().next_back().copied().unwrap_or_default();
    let date = |day: u32| Some(start? + chrono::Days::new(u64::from(day.checked_sub(1)?)));
    understood.first_date = date(understood.first_day);
    understood.last_date = date(understood.last_day);
    for (day, next) in days.keys().zip(days.keys().skip(1)) {
        let without = next - day - 1;
        understood.gaps += usize::from(without > 0);
        understood.longest_gap_days = understood.longest_gap_days.max(without);
    }
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

    fn read_named(text: &str, wishes: &Wishes) -> Outcome<(TemperatureProfile, Understood)> {
        read(&read_text(text)?, &Wishes { name: "N".to_owned(), ..wishes.clone() })
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
        let (profile, understood) = read(&table, &wishes).unwrap();
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
        assert_eq!(understood.averaged_days, 1);
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
            let _ = read_named(&text, &Wishes { skip_bad_lines: skip, ..Wishes::default() });
        }

        #[test]
        fn no_table_of_dates_makes_it_panic(
            head in prop::sample::select(vec!["date,temp\n", "dato;temp\n", "day\ttemp\n", ""]),
            rows in "([0-9]{1,5}[-/.][0-9]{1,3}[-/.][0-9]{1,5}[ T0-9:]{0,9}[,;\t][-0-9.,]{0,7}\n){0,12}",
            start in prop::option::of(0_u64..100_000),
        ) {
            let start_date = start.map(|days| NaiveDate::from_ymd_opt(1950, 1, 1).unwrap() + chrono::Days::new(days));
            let wishes = Wishes { skip_bad_lines: true, start_date, ..Wishes::default() };
            if let Ok((profile, understood)) = read_named(&format!("{head}{rows}"), &wishes) {
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
