//! Temperatures that were copied out of a spreadsheet: one column, or two with dates or day numbers before them.
//!
//! What spreadsheets put on the clipboard has tabs between its columns. So without a tab or a semicolon a comma is a
//! decimal comma, unless what stands around it cannot be one number.
use chrono::NaiveDate;
use std::collections::BTreeMap;

use super::dates::{self, DateOrder, When};
use super::rejected::RejectedLine;
use super::table::MOST_ROWS;
use super::temperatures::{MISSING, MISSING_NUMBERS, short};
use crate::domain::accepted;
use crate::domain::fault::{Fault, Outcome};
use crate::domain::temperature::TemperatureReading;

/// How many rejected lines are kept with their reasons; the others are counted.
const MOST_NAMED: usize = 200;

/// What is known where something is pasted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The date of day 1, where it is named.
    pub start_date: Option<NaiveDate>,
    /// The day that the first value of a single column belongs to.
    pub first_day: u32,
    /// Which number of `03/04/2024` is the day, where that was asked.
    pub date_order: Option<DateOrder>,
}

/// What the columns were taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Columns {
    /// A single column of temperatures, one a day.
    Values,
    /// Day numbers and temperatures.
    DayNumbers,
    /// Dates and temperatures.
    Dates,
}

/// What was understood of a paste.
#[derive(Debug, Clone, PartialEq)]
pub struct Pasted {
    /// One reading a day, in order.
    pub readings: Vec<TemperatureReading>,
    /// What the columns were taken for.
    pub columns: Columns,
    /// The date of day 1: as it was named, else the first date that was pasted.
    pub start_date: Option<NaiveDate>,
    /// Whether numbers were written with a decimal comma.
    pub has_decimal_comma: bool,
    /// Columns beyond the second, which were passed over.
    pub columns_left_out: usize,
    /// Days of which several readings were averaged.
    pub averaged_days: usize,
    /// Lines without a value.
    pub missing_values: usize,
    /// How many lines were not accepted.
    pub rejected: usize,
    /// The first of them, with their reasons.
    pub rejected_lines: Vec<RejectedLine>,
}

/// Why nothing was pasted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotPasted {
    /// This date may have the day or the month first, and no other tells: to be asked.
    AskDateOrder(String),
    /// Nothing in it could be read.
    Fault(Fault),
}

/// Reads what was pasted.
///
/// # Errors
/// If the order of its dates must be asked, if it is too long, or if no line holds a temperature.
pub fn read(text: &str, place: Place) -> Result<Pasted, NotPasted> {
    let lines = split(text).map_err(NotPasted::Fault)?;
    let is_single = lines.iter().all(|line| line.cells.len() < 2);
    let mut pasted = Pasted {
        readings: Vec::new(),
        columns: Columns::Values,
        start_date: place.start_date,
        has_decimal_comma: false,
        columns_left_out: lines.iter().map(|line| line.cells.len()).max().unwrap_or(0).saturating_sub(2),
        averaged_days: 0,
        missing_values: 0,
        rejected: 0,
        rejected_lines: Vec::new(),
    };
    let values = if is_single {
        pasted.columns_left_out = 0;
        single_column(&lines, place.first_day, &mut pasted)
    } else {
        two_columns(&lines, place, &mut pasted)?
    };
    let mut days: BTreeMap<u32, (f64, u32)> = BTreeMap::new();
    for (day, value) in values {
        let (sum, count) = days.entry(day).or_insert((0.0, 0));
        // The first is set, not added: so −0 stays what it is.
        *sum = if *count == 0 { value } else { *sum + value };
        *count += 1;
    }
    pasted.averaged_days = days.values().filter(|(_, count)| *count > 1).count();
    let reading = |(day_number, (sum, count)): (u32, (f64, u32))| TemperatureReading {
        day_number,
        temperature_c: sum / f64::from(count),
    };
    pasted.readings = days.into_iter().map(reading).collect();
    pasted.rejected_lines.sort_by_key(|bad| bad.line);
    if pasted.readings.is_empty() {
        return Err(NotPasted::Fault(nothing(&pasted)));
    }
    Ok(pasted)
}

/// Reads numbers that stand in a row, a column or a list: twelve monthly figures.
///
/// # Errors
/// If anything is no number, or there are more or fewer than `wanted`.
pub fn read_figures(text: &str, wanted: usize) -> Outcome<Vec<f64>> {
    let is_list = text.contains('.') && text.contains(',');
    let is_gap = |c: char| c.is_whitespace() || c == ';' || (is_list && c == ',') || "[]".contains(c);
    let parts = text.split(is_gap).map(|part| part.trim_end_matches(',')).filter(|part| !part.is_empty());
    let mut figures = Vec::new();
    for part in parts.take(MOST_ROWS) {
        let number = number(part).ok_or_else(|| {
            Fault::invalid(
                format!("\"{}\" is no number", short(part)),
                "",
                format!("Accepted are {wanted} numbers in a row or a column"),
            )
        })?;
        figures.push(number.value);
    }
    if figures.len() == wanted {
        return Ok(figures);
    }
    Err(Fault::invalid(
        format!("{} numbers were pasted", figures.len()),
        "",
        format!("Accepted are {wanted}, in a row or a column"),
    ))
}

/// Reads one temperature as people type it, with decimal point or comma; none if it is no number.
pub fn read_temperature(text: &str) -> Option<f64> {
    number(text.trim()).map(|number| number.value)
}

/// A line with its number and its cells; a blank one has none.
struct Line<'a> {
    number: usize,
    cells: Vec<&'a str>,
}

fn split(text: &str) -> Outcome<Vec<Line<'_>>> {
    let text = text.trim_end();
    let count = text.lines().count();
    if count > MOST_ROWS {
        return Err(Fault::invalid(
            format!("{count} lines were pasted"),
            "",
            format!("Accepted are up to {MOST_ROWS}; import them from a file instead"),
        ));
    }
    let separator = ['\t', ';'].into_iter().find(|mark| text.contains(*mark));
    let separator = separator.or_else(|| text.lines().any(is_parted_by_comma).then_some(','));
    let lines = text.lines().zip(1..).map(|(line, number)| {
        let mut cells: Vec<&str> = match separator {
            Some(mark) => line.split(mark).map(trimmed).collect(),
            None => vec![trimmed(line)],
        };
        while cells.last().is_some_and(|last| last.is_empty()) {
            cells.pop();
        }
        Line { number, cells }
    });
    Ok(lines.collect())
}

fn trimmed(cell: &str) -> &str {
    cell.trim().trim_matches('"').trim()
}

/// Whether the commas of a line stand between columns: before the first a date, or with another or a point behind it.
fn is_parted_by_comma(line: &str) -> bool {
    let Some((before, after)) = line.split_once(',') else { return false };
    matches!(When::read(before), Some(When::Date(_) | When::Either(..))) || after.contains(['.', ','])
}

/// A number, and whether it has a decimal comma.
struct Number {
    value: f64,
    has_comma: bool,
}

fn number(text: &str) -> Option<Number> {
    let bare = text.strip_suffix("°C").or_else(|| text.strip_suffix("ºC")).unwrap_or(text);
    let bare = bare.trim().replace('\u{2212}', "-");
    let has_comma = bare.contains(',');
    if (has_comma && bare.contains('.')) || !bare.chars().all(|c| c.is_ascii_digit() || "+-.,".contains(c)) {
        return None;
    }
    let value: f64 = bare.replacen(',', ".", 1).parse().ok()?;
    value.is_finite().then_some(Number { value, has_comma })
}

impl Pasted {
    fn reject(&mut self, line: usize, reason: String) {
        self.rejected += 1;
        if self.rejected_lines.len() < MOST_NAMED {
            // The reason quotes what stands in it.
            self.rejected_lines.push(RejectedLine { line, text: String::new(), reason });
        }
    }

    /// The temperature of a cell; none, counted or named, where there is none.
    fn temperature(&mut self, line: usize, cell: &str) -> Option<f64> {
        let number = number(cell);
        let is_mark = number.as_ref().is_some_and(|number| MISSING_NUMBERS.contains(&number.value));
        if is_mark || MISSING.contains(&cell.to_lowercase().as_str()) {
            self.missing_values += 1;
            return None;
        }
        let range = accepted::TEMPERATURE_C;
        let Some(Number { value, has_comma }) = number else {
            self.reject(
                line,
                format!("\"{}\" is no temperature; accepted is {}", short(cell), range.words()),
            );
            return None;
        };
        if !range.holds(value) {
            self.reject(line, format!("{value} is not accepted; accepted is {}", range.words()));
            return None;
        }
        self.has_decimal_comma |= has_comma;
        Some(value)
    }
}

/// Whether the first line is heads: no number where numbers are to be, and letters.
fn is_head(line: &Line<'_>, cell: usize) -> bool {
    let text = line.cells.get(cell).copied().unwrap_or_default();
    let is_value = number(text).is_some() || MISSING.contains(&text.to_lowercase().as_str());
    line.number == 1 && !is_value && text.chars().any(char::is_alphabetic)
}

/// One value a day from `first_day` on. A blank line is a day without one.
fn single_column(lines: &[Line<'_>], first_day: u32, pasted: &mut Pasted) -> Vec<(u32, f64)> {
    let heads = usize::from(lines.first().is_some_and(|line| is_head(line, 0)));
    let mut values = Vec::new();
    for (line, day) in lines.iter().skip(heads).zip(first_day..) {
        let cell = line.cells.first().copied().unwrap_or_default();
        let Some(value) = pasted.temperature(line.number, cell) else { continue };
        if accepted::READING_DAY.holds(f64::from(day)) {
            values.push((day, value));
        } else {
            pasted.reject(line.number, no_day(&day.to_string()));
        }
    }
    values
}

fn no_day(day: &str) -> String {
    format!("day {day} is not accepted; accepted is {}", accepted::READING_DAY.words())
}

fn two_columns(lines: &[Line<'_>], place: Place, pasted: &mut Pasted) -> Result<Vec<(u32, f64)>, NotPasted> {
    let heads = usize::from(lines.first().is_some_and(|line| is_head(line, 1)));
    let mut dated: Vec<(usize, &str, When, f64)> = Vec::new();
    for line in lines.iter().skip(heads) {
        let Some(text) = line.cells.first().copied() else { continue };
        let cell = line.cells.get(1).copied().unwrap_or_default();
        let Some(value) = pasted.temperature(line.number, cell) else { continue };
        match When::read(text) {
            Some(when) => dated.push((line.number, text, when, value)),
            None => pasted.reject(
                line.number,
                format!("\"{}\" is no date; accepted is 2024-09-01, 1.9.2024, or a day number", short(text)),
            ),
        }
    }
    let numbers = dated.iter().filter(|(_, _, when, _)| matches!(when, When::Day(_))).count();
    let by_number = numbers * 2 > dated.len();
    pasted.columns = if by_number { Columns::DayNumbers } else { Columns::Dates };
    let whens = dated.iter().map(|(line, text, when, _)| (*line, *text, *when));
    let order = match dates::order(whens, place.date_order) {
        Ok((_, Some(open))) if !by_number => return Err(NotPasted::AskDateOrder(open.text)),
        Ok((order, _)) => order,
        Err(_) if by_number => DateOrder::DayFirst,
        Err(fault) => return Err(NotPasted::Fault(fault)),
    };
    if !by_number && place.start_date.is_none() {
        let (first, last) = accepted::start_dates();
        let dates = dated.iter().filter_map(|(_, _, when, _)| when.date(order));
        pasted.start_date = dates.filter(|date| *date >= first && *date <= last).min();
    }
    let mut values = Vec::new();
    for (line, text, when, value) in dated {
        match day_of(when, text, by_number, order, pasted.start_date) {
            Ok(day) => values.push((day, value)),
            Err(reason) => pasted.reject(line, reason),
        }
    }
    Ok(values)
}

fn day_of(
    when: When,
    text: &str,
    by_number: bool,
    order: DateOrder,
    start: Option<NaiveDate>,
) -> Result<u32, String> {
    let text = short(text);
    let number = match (by_number, when) {
        (true, When::Day(day)) => i64::from(day),
        (true, _) => return Err(format!("\"{text}\" is a date among day numbers")),
        (false, When::Day(_)) => return Err(format!("\"{text}\" is a day number among dates")),
        (false, when) => {
            let date = when.date(order).ok_or_else(|| format!("\"{text}\" is no date that exists"))?;
            let start = start.unwrap_or(date);
            if date < start {
                return Err(format!("{date} is before the start date {start}"));
            }
            (date - start).num_days() + 1
        }
    };
    let day = u32::try_from(number).ok().filter(|day| accepted::READING_DAY.holds(f64::from(*day)));
    day.ok_or_else(|| no_day(&number.to_string()))
}

fn nothing(pasted: &Pasted) -> Fault {
    let why = pasted
        .rejected_lines
        .first()
        .map_or_else(|| "no line has a value".to_owned(), |bad| format!("line {}: {}", bad.line, bad.reason));
    Fault::invalid(
        format!("nothing could be read of what was pasted; {why}"),
        "",
        "Copy one column of temperatures, or two with dates or day numbers before them",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    fn at(start_date: Option<NaiveDate>, first_day: u32) -> Place {
        Place { start_date, first_day, date_order: None }
    }

    fn pasted(text: &str) -> Pasted {
        read(text, at(None, 1)).unwrap()
    }

    fn days(pasted: &Pasted) -> Vec<(u32, f64)> {
        pasted.readings.iter().map(|reading| (reading.day_number, reading.temperature_c)).collect()
    }

    #[test]
    fn a_column_is_one_value_a_day_from_the_day_it_is_pasted_on() {
        let column = read("Temp (°C)\r\n8,5\r\n\r\n8,7 °C\r\n\u{2212}0,5\r\n", at(None, 10)).unwrap();
        assert_eq!(days(&column), [(10, 8.5), (12, 8.7), (13, -0.5)]);
        assert_eq!((column.columns, column.has_decimal_comma), (Columns::Values, true));
        assert_eq!((column.missing_values, column.rejected), (1, 0));
    }

    #[test]
    fn two_columns_have_dates_or_day_numbers() {
        let dates = pasted("dato\ttemp\n02.09.2024\t8,5\n01.09.2024\t8,25\n");
        assert_eq!(days(&dates), [(1, 8.25), (2, 8.5)]);
        assert_eq!((dates.columns, dates.start_date), (Columns::Dates, Some(day(2024, 9, 1))));
        let numbers = pasted("3;7.5\n1;8\n3;8.5\n");
        assert_eq!(days(&numbers), [(1, 8.0), (3, 8.0)]);
        assert_eq!((numbers.columns, numbers.averaged_days), (Columns::DayNumbers, 1));
        assert_eq!(days(&pasted("2024-09-01,8.5\n2024-09-02,8\n")), [(1, 8.5), (2, 8.0)]);
        assert_eq!(days(&pasted("1,8.5\n2,8.25\n")), [(1, 8.5), (2, 8.25)]);
        let three = pasted("2024-09-01\t8,5\t29\n");
        assert_eq!((days(&three), three.columns_left_out), (vec![(1, 8.5)], 1));
    }

    #[test]
    fn lines_that_are_not_accepted_are_named_and_the_others_are_taken() {
        let text = "2024-08-31\t9\n2024-09-01\t8\nspring\t8\n2024-09-02\t80\n2024-02-30\t8\n17\t8\n2024-09-03\twarm\n";
        let pasted = read(text, at(Some(day(2024, 9, 1)), 1)).unwrap();
        assert_eq!(days(&pasted), [(1, 8.0)]);
        let named: Vec<String> =
            pasted.rejected_lines.iter().map(|bad| format!("{}: {}", bad.line, bad.reason)).collect();
        assert_eq!(
            named,
            [
                "1: 2024-08-31 is before the start date 2024-09-01",
                "3: \"spring\" is no date; accepted is 2024-09-01, 1.9.2024, or a day number",
                "4: 80 is not accepted; accepted is -5 to 45 °C",
                "5: \"2024-02-30\" is no date that exists",
                "6: \"17\" is a day number among dates",
                "7: \"warm\" is no temperature; accepted is -5 to 45 °C",
            ]
        );
    }

    #[test]
    fn dates_that_do_not_tell_their_order_are_asked_about() {
        let text = "03/04/2024\t8\n04/04/2024\t9\n";
        assert_eq!(read(text, at(None, 1)), Err(NotPasted::AskDateOrder("03/04/2024".to_owned())));
        let place = Place { date_order: Some(DateOrder::MonthFirst), ..at(None, 1) };
        assert_eq!(read(text, place).unwrap().start_date, Some(day(2024, 3, 4)));
        assert_eq!(pasted("03/04/2024\t8\n13/04/2024\t9\n").start_date, Some(day(2024, 4, 3)));
    }

    #[test]
    fn what_holds_no_temperature_is_refused_with_the_way_out() {
        let NotPasted::Fault(fault) = read("spring\nsummer\n", at(None, 1)).unwrap_err() else { panic!() };
        assert_eq!(
            fault.to_string(),
            "nothing could be read of what was pasted; line 2: \"summer\" is no temperature; accepted is -5 to 45 °C. \
             Copy one column of temperatures, or two with dates or day numbers before them"
        );
    }

    #[test]
    fn twelve_figures_are_read_from_a_row_a_column_or_a_list() {
        let wanted = [7.633, 5.977, 4.5];
        for text in [
            "7.633\t5.977\t4.5",
            "7,633\n5,977\n4,5\n",
            "[\n 7.633,\n 5.977,\n 4.5\n]",
            "7.633, 5.977, 4.5",
            "7,633; 5,977; 4,5",
        ] {
            assert_eq!(read_figures(text, 3).unwrap(), wanted, "{text}");
        }
        assert_eq!(read_figures("1 2", 3).unwrap_err().message, "2 numbers were pasted");
        assert_eq!(read_figures("1 2 x", 3).unwrap_err().message, "\"x\" is no number");
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(
            text in "\\PC{0,200}|([0-9./, \t;-]{0,12}\n){0,12}",
            first_day in 1_u32..36_600,
        ) {
            if let Ok(pasted) = read(&text, at(None, first_day)) {
                prop_assert!(pasted.readings.windows(2).all(|pair| pair[0].day_number < pair[1].day_number));
                prop_assert!(pasted.readings.iter().all(|r| accepted::TEMPERATURE_C.holds(r.temperature_c)));
            }
            let _ = read_figures(&text, 12);
        }

        #[test]
        fn what_a_spreadsheet_copies_is_read_to_the_bit(
            values in prop::collection::vec(-5.0_f64..45.0, 1..40),
            comma in any::<bool>(),
        ) {
            let written: Vec<String> = values.iter().map(f64::to_string).collect();
            let text = written.join("\r\n");
            let text = if comma { text.replace('.', ",") } else { text };
            let read: Vec<u64> = pasted(&text).readings.iter().map(|r| r.temperature_c.to_bits()).collect();
            prop_assert_eq!(read, values.iter().map(|value| value.to_bits()).collect::<Vec<_>>());
        }
    }
}
