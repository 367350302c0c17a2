//! Tables as people keep them: CSV of any of the usual dialects, or XLSX, read into rows of text.
//!
//! What a cell means is left to whoever asks: here only separators, quotes, marks and sizes are known. A table takes a
//! small multiple of its file's size whatever is in it: all cells lie in one text, and empty ones take no room.
use calamine::{DataRef, Reader as _, Xlsx};
use csv_core::ReadFieldResult;
use serde::Serialize;
use std::io::{Cursor, Read as _};

use super::text;
use crate::domain::fault::{Fault, Outcome};

/// Most rows of a table: an hourly logger fills them in 22 years.
pub const MOST_ROWS: usize = 200_000;
/// Most cells of a table.
const MOST_CELLS: usize = 4_000_000;
/// Most bytes that an XLSX may unpack to.
const MOST_UNPACKED_BYTES: u64 = 128_000_000;
/// A small XLSX may unpack to this much…
const UNPACKED_BYTES_AT_LEAST: u64 = 8_000_000;
/// …and a larger one to this many times its size: real sheets lie near 10.
const MOST_UNPACKED_TIMES: u64 = 100;
/// How many lines are looked at to find the separator, or the line of heads.
pub const FIRST_LINES: usize = 20;
/// What a line begins with that is a remark: it is passed over.
const REMARK: &str = "# ";
/// More characters of a line are not quoted.
const MOST_QUOTED: usize = 80;

/// Units that may stand behind a number, for they are those that all values are in.
const UNITS: [&str; 6] = ["°C", "ºC", "° C", "C", "%", "g"];

/// How a table is written.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Writing {
    /// "csv" or "xlsx".
    pub format: &'static str,
    /// What parts the columns of a CSV.
    pub separator: Option<char>,
    /// The decimal mark that its numbers have; none where no number has any.
    pub decimal_mark: Option<char>,
    /// The sheet of a workbook that was read.
    pub sheet: Option<String>,
}

/// A table of text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Table {
    /// The text of all cells that are not empty, one behind the other.
    text: String,
    cells: Vec<Cell>,
    rows: Vec<Place>,
    writing: Writing,
    /// Whether a comma is a decimal mark whatever stands behind it.
    decimal_comma: bool,
}

/// A cell that is not empty: its column, and where its text ends. It begins where the one before it ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Cell {
    column: u32,
    end: u32,
}

/// A row: its line, and where its cells end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Place {
    line: u32,
    end: u32,
}

/// A row of a table that is not blank.
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    /// Its line in the file, or its row in the sheet, counted from 1.
    pub line: usize,
    text: &'a str,
    /// Where the text of its first cell begins.
    begin: u32,
    cells: &'a [Cell],
}

impl<'a> Row<'a> {
    /// The text of a cell, empty where the row has none.
    pub fn cell(&self, column: usize) -> &'a str {
        let place = self.cells.binary_search_by(|cell| (cell.column as usize).cmp(&column));
        place.map_or("", |place| self.text_of(place))
    }

    /// The cells that are not empty, with their columns.
    pub fn cells(self) -> impl Iterator<Item = (usize, &'a str)> {
        (0..self.cells.len()).map(move |place| (self.cells[place].column as usize, self.text_of(place)))
    }

    /// How many cells it has up to the last one that holds something.
    pub fn width(&self) -> usize {
        self.cells.last().map_or(0, |last| last.column as usize + 1)
    }

    /// The row as it is quoted to people: its cells, and the begin of a long one.
    pub fn quoted(&self) -> String {
        let mut quoted = String::new();
        for (place, (_, text)) in self.cells().enumerate() {
            if place > 0 {
                quoted.push_str(" | ");
            }
            quoted.extend(text.chars().take(MOST_QUOTED));
            if quoted.chars().count() > MOST_QUOTED {
                return quoted.chars().take(MOST_QUOTED).chain(['…']).collect();
            }
        }
        quoted
    }

    fn text_of(&self, place: usize) -> &'a str {
        let begin = place.checked_sub(1).map_or(self.begin, |before| self.cells[before].end);
        self.text.get(begin as usize..self.cells[place].end as usize).unwrap_or_default()
    }
}

impl Table {
    /// The rows, in order.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = Row<'_>> + Clone {
        self.rows_from(0)
    }

    /// The rows from this one on.
    pub fn rows_from(&self, first: usize) -> impl ExactSizeIterator<Item = Row<'_>> + Clone {
        (first.min(self.rows.len())..self.rows.len()).map(|place| self.row(place))
    }

    /// The row at this place.
    ///
    /// # Panics
    /// If there is none.
    pub fn row(&self, place: usize) -> Row<'_> {
        let begin = place.checked_sub(1).map_or(0, |before| self.rows[before].end as usize);
        let text_begin = begin.checked_sub(1).map_or(0, |before| self.cells[before].end);
        Row {
            line: self.rows[place].line as usize,
            text: &self.text,
            begin: text_begin,
            cells: &self.cells[begin..self.rows[place].end as usize],
        }
    }

    /// How it is written.
    pub fn writing(&self) -> &Writing {
        &self.writing
    }

    /// The number that a cell holds: with decimal point or comma, a real minus, and a unit behind it that is passed over.
    /// A number of which it cannot be told whether its comma parts thousands is none.
    pub fn number(&self, cell: &str) -> Option<f64> {
        number(cell, self.decimal_comma)
    }

    /// Finds out what the commas of its numbers are.
    fn finished(mut self) -> Outcome<Self> {
        if self.rows.is_empty() {
            return Err(Fault::invalid("the table is empty", "", "Choose the file that holds the values"));
        }
        let has_point = |text: &str| text.contains('.') && text.parse::<f64>().is_ok();
        let has_comma = |text: &str| text.contains(',') && number(text, true).is_some();
        let is_there = |table: &Self, is: &dyn Fn(&str) -> bool| {
            table.rows().any(|row| row.cells().any(|(_, text)| is(text)))
        };
        let is_pointed = is_there(&self, &has_point);
        self.decimal_comma = !matches!(self.writing.separator, None | Some(',')) && !is_pointed;
        self.writing.decimal_mark =
            if is_pointed { Some('.') } else { is_there(&self, &has_comma).then_some(',') };
        Ok(self)
    }

    /// Adds a cell to the row that is being read.
    fn add(&mut self, column: usize, text: &str, line: usize) -> Outcome<()> {
        if text.is_empty() {
            return Ok(());
        }
        self.text.push_str(text);
        if self.cells.len() >= MOST_CELLS {
            return Err(too_large("values", MOST_CELLS, line));
        }
        self.cells.push(Cell { column: column as u32, end: self.text.len() as u32 });
        Ok(())
    }

    /// Ends the row that is being read. A blank one, or one that is a remark, leaves no trace.
    fn end_row(&mut self, line: usize) -> Outcome<()> {
        let begin = self.rows.last().map_or(0, |last| last.end as usize);
        if self.cells.len() == begin {
            return Ok(());
        }
        let text_begin = begin.checked_sub(1).map_or(0, |before| self.cells[before].end as usize);
        let is_remark = self.cells[begin].column == 0
            && self
                .text
                .get(text_begin..self.cells[begin].end as usize)
                .is_some_and(|text| text.starts_with(REMARK));
        if is_remark {
            self.cells.truncate(begin);
            self.text.truncate(text_begin);
            return Ok(());
        }
        if self.rows.len() >= MOST_ROWS {
            return Err(too_large("rows", MOST_ROWS, line));
        }
        self.rows.push(Place { line: line as u32, end: self.cells.len() as u32 });
        Ok(())
    }
}

fn number(cell: &str, decimal_comma: bool) -> Option<f64> {
    let cell = cell.trim();
    let bare = UNITS.iter().find_map(|unit| cell.strip_suffix(unit)).unwrap_or(cell).trim();
    // No number is longer, and a long text is not copied to find that out.
    if bare.len() > MOST_DIGITS {
        return None;
    }
    let text: String = bare.replace('\u{2212}', "-");
    if !text.chars().all(|c| c.is_ascii_digit() || "+-.,eE".contains(c)) {
        return None;
    }
    let value = match text.split_once(',') {
        None => text.parse::<f64>(),
        Some((_, after)) if after.contains([',', '.']) => return None,
        Some((before, after)) => {
            let parts_thousands = after.len() == 3 && !before.trim_start_matches(['+', '-', '0']).is_empty();
            if before.contains('.') || (parts_thousands && !decimal_comma) {
                return None;
            }
            format!("{before}.{after}").parse::<f64>()
        }
    };
    value.ok().filter(|value| value.is_finite())
}

/// The longest number: the smallest `f64` has 326 digits behind its point, and a few in front of them.
const MOST_DIGITS: usize = 1100;

/// Reads a table out of the bytes of a file: XLSX if they are one, else text.
///
/// # Errors
/// If it is too large, empty, or neither of the two.
pub fn read(bytes: Vec<u8>) -> Outcome<Table> {
    if is_workbook(&bytes) {
        return read_xlsx(bytes);
    }
    if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return Err(Fault::invalid(
            "this is a spreadsheet of an old kind",
            "",
            "Save it as XLSX or CSV and try again",
        ));
    }
    read_text(&decode(bytes)?)
}

/// Whether a file begins as workbooks do.
pub fn is_workbook(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK")
}

/// Text in any of the encodings that spreadsheets save: UTF-8, UTF-16 with its mark ("Unicode text"), and else
/// Latin-1, unless a byte stands there that no such text holds.
fn decode(bytes: Vec<u8>) -> Outcome<String> {
    let units = |of: fn([u8; 2]) -> u16| -> Outcome<String> {
        let pairs = bytes[2..].as_chunks::<2>().0.iter().map(|pair| of(*pair));
        let letters = char::decode_utf16(pairs).map(|letter| letter.unwrap_or(char::REPLACEMENT_CHARACTER));
        text::decode(letters.collect::<String>().into_bytes())
    };
    match bytes.as_slice() {
        [0xff, 0xfe, ..] => units(u16::from_le_bytes),
        [0xfe, 0xff, ..] => units(u16::from_be_bytes),
        other if std::str::from_utf8(other).is_ok() => text::decode(bytes),
        other if other.iter().any(|byte| matches!(byte, 0..=8 | 0x80..=0x9f)) => text::decode(bytes),
        other => {
            let latin: String = other.iter().copied().map(char::from).collect();
            text::decode(latin.into_bytes())
        }
    }
}

/// Reads a table out of text.
///
/// # Errors
/// If it is too large or has nothing in it.
pub fn read_text(text: &str) -> Outcome<Table> {
    read_parted(text, separator(text))
}

/// The same, of which it is known what parts its columns.
///
/// # Errors
/// As [`read_text`].
pub fn read_parted(text: &str, separator: u8) -> Outcome<Table> {
    let writing = Writing { format: "csv", separator: Some(char::from(separator)), ..Writing::default() };
    let mut table = Table { writing, ..Table::default() };
    let mut reader = csv_core::ReaderBuilder::new().delimiter(separator).build();
    let mut lines = Lines::of(text.as_bytes());
    let mut input = text.as_bytes();
    // Field by field: the rows of a hostile file may be as wide as the file is long.
    let (mut field, mut piece) = (Vec::new(), [0; 256]);
    let (mut line, mut column) = (lines.of_byte(0), 0);
    loop {
        let (found, taken, written) = reader.read_field(input, &mut piece);
        input = &input[taken..];
        field.extend_from_slice(&piece[..written]);
        match found {
            ReadFieldResult::InputEmpty | ReadFieldResult::OutputFull => {}
            ReadFieldResult::End => break,
            ReadFieldResult::Field { record_end } => {
                table.add(column, String::from_utf8_lossy(&field).trim(), line)?;
                field.clear();
                column += 1;
                if record_end {
                    table.end_row(line)?;
                    column = 0;
                    line = lines.of_byte(text.len() - input.len());
                }
            }
        }
    }
    table.end_row(line)?;
    table.finished()
}

/// Finds lines by their first byte: the reader counts the blank lines before a record as part of it.
struct Lines<'a> {
    bytes: &'a [u8],
    at: usize,
    line: usize,
}

impl<'a> Lines<'a> {
    fn of(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0, line: 1 }
    }

    /// The line of the first record at or behind this byte. Bytes are asked for in rising order.
    fn of_byte(&mut self, byte: usize) -> usize {
        while let Some(here) = self.bytes.get(self.at) {
            let is_end = matches!(here, b'\n' | b'\r');
            if self.at >= byte && !is_end {
                break;
            }
            let is_half_of_an_end = *here == b'\r' && self.bytes.get(self.at + 1) == Some(&b'\n');
            self.line += usize::from(is_end && !is_half_of_an_end);
            self.at += 1;
        }
        self.line
    }
}

/// The separator that most of the first lines hold. A tab or a semicolon goes before a comma, which may be a decimal
/// mark.
fn separator(text: &str) -> u8 {
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).take(FIRST_LINES).collect();
    let holding = |separator: char| {
        let holds = |line: &&&str| line.split('"').step_by(2).any(|outside| outside.contains(separator));
        lines.iter().filter(holds).count()
    };
    let mut best = (b',', holding(','));
    for other in [';', '\t'] {
        let count = holding(other);
        if count > 0 && count >= best.1 {
            best = (other as u8, count);
        }
    }
    best.0
}

fn too_large(what: &str, most: usize, line: usize) -> Fault {
    Fault::invalid(
        format!("the table has more than {most} {what}"),
        format!("line {line}"),
        format!("Accepted are up to {most} {what}; give it in several files"),
    )
}

/// Reads a workbook. Its reader is not ours and counts on references that make sense: where it breaks off over one that
/// does not, the file counts as damaged.
fn read_xlsx(bytes: Vec<u8>) -> Outcome<Table> {
    std::panic::catch_unwind(|| read_sheets(bytes))
        .unwrap_or_else(|_| Err(no_workbook(&"what it says of its cells makes no sense")))
}

/// Reads the first sheet that holds anything. Cell by cell, for a sheet of two cells far apart would fill the memory.
fn read_sheets(bytes: Vec<u8>) -> Outcome<Table> {
    let unpacked = check_unpacked_size(&bytes)?;
    // A text that cells share is written once in the file, and as often as they are in the table.
    let most_text = 1_000_000 + 4 * unpacked as usize;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|error| no_workbook(&error))?;
    for sheet in book.sheet_names() {
        // A chart is a sheet too, and has no cells.
        let Ok(mut cells) = book.worksheet_cells_reader(&sheet) else { continue };
        let mut row = Vec::new();
        let mut line = 1;
        let writing = Writing { format: "xlsx", sheet: Some(sheet.clone()), ..Writing::default() };
        let mut table = Table { writing, ..Table::default() };
        while let Some(cell) = cells.next_cell().map_err(|error| no_workbook(&error))? {
            let text = cell_text(cell.get_value());
            let (at, column) = cell.get_position();
            let at = at as usize + 1;
            if text.is_empty() {
                continue;
            }
            if at != line {
                add_row(&mut table, &mut row, line)?;
                line = at;
            }
            if table.text.len() + text.len() > most_text {
                return Err(too_large("characters", most_text, line));
            }
            row.push((column as usize, text));
        }
        add_row(&mut table, &mut row, line)?;
        if !table.rows.is_empty() {
            return table.finished();
        }
    }
    Table::default().finished()
}

/// Adds the cells of a row of a sheet, of which the last counts where a file names one twice.
fn add_row(table: &mut Table, row: &mut Vec<(usize, String)>, line: usize) -> Outcome<()> {
    row.sort_by_key(|(column, _)| *column);
    for (place, (column, text)) in row.iter().enumerate() {
        if row.get(place + 1).is_none_or(|(next, _)| next != column) {
            table.add(*column, text, line)?;
        }
    }
    row.clear();
    table.end_row(line)
}

/// A cell as text that reads back to its very value.
fn cell_text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            text.trim().to_owned()
        }
        DataRef::SharedString(text) => text.trim().to_owned(),
        DataRef::Bool(truth) => truth.to_string(),
        DataRef::DateTime(moment) if moment.is_datetime() => {
            let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
        }
        DataRef::DateTime(span) => span.as_f64().to_string(),
        DataRef::Error(_) => "#N/A".to_owned(),
        DataRef::Empty => String::new(),
    }
}

/// Unpacks every part once without keeping it: what the file says of its own size may be a lie.
fn check_unpacked_size(bytes: &[u8]) -> Outcome<u64> {
    let times = (bytes.len() as u64).saturating_mul(MOST_UNPACKED_TIMES);
    let most = times.clamp(UNPACKED_BYTES_AT_LEAST, MOST_UNPACKED_BYTES);
    let mut packed = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|error| no_workbook(&error))?;
    let mut unpacked = 0;
    for place in 0..packed.len() {
        let part = packed.by_index(place).map_err(|error| no_workbook(&error))?;
        let left = most.saturating_sub(unpacked) + 1;
        unpacked +=
            std::io::copy(&mut part.take(left), &mut std::io::sink()).map_err(|error| no_workbook(&error))?;
        if unpacked > most {
            let most = most / 1_000_000;
            return Err(Fault::invalid(
                format!("the spreadsheet unpacks to more than {most} MB"),
                "",
                "Save the sheet alone, as CSV, and try again",
            ));
        }
    }
    Ok(unpacked)
}

fn no_workbook(error: &impl std::fmt::Display) -> Fault {
    Fault::invalid(
        format!("this spreadsheet cannot be read: {error}"),
        "",
        "Save it anew as XLSX, without a password, or as CSV, and try again",
    )
}

#[cfg(test)]
mod tests {
    use super::super::testing::xlsx_of;
    use super::*;
    use proptest::prelude::*;

    /// The texts of each row, with the empty ones between them.
    fn rows_of(table: &Table) -> Vec<Vec<String>> {
        table.rows().map(|row| (0..row.width()).map(|column| row.cell(column).to_owned()).collect()).collect()
    }

    fn cells(text: &str) -> Vec<Vec<String>> {
        rows_of(&read_text(text).unwrap())
    }

    #[test]
    fn separators_are_found_and_decimal_commas_do_not_mislead() {
        let wanted = [["dato", "temp"], ["2024-01-01", "3,4"]];
        for text in [
            "dato;temp\n2024-01-01;3,4\n",
            "dato\ttemp\n2024-01-01\t3,4\n",
            "dato,temp\r\n2024-01-01,\"3,4\"\r\n",
            "\n dato ; temp \n\n;;\n\"2024-01-01\";\"3,4\"",
        ] {
            assert_eq!(cells(text), wanted, "{text:?}");
        }
    }

    #[test]
    fn rows_know_their_lines_through_blank_lines_and_breaks_within_quotes() {
        let lines =
            |text: &str| -> Vec<usize> { read_text(text).unwrap().rows().map(|row| row.line).collect() };
        assert_eq!(lines("a,b\n\n\n1,2\n"), [1, 4]);
        assert_eq!(lines("\r\n\r\na,b\r\n,\r\n1,2"), [3, 5]);
        assert_eq!(lines("a,\"b\nc\"\n1,2\n"), [1, 3]);
    }

    #[test]
    fn numbers_are_read_as_they_are_written_and_never_guessed() {
        let point = read_text("a,b\n1.5,2").unwrap();
        let comma = read_text("a;b\n1,5;2").unwrap();
        for (text, value) in [
            ("3.4", 3.4),
            ("-0,5", -0.5),
            ("\u{2212}1.5 °C", -1.5),
            ("1e-3", 0.001),
            ("+2", 2.0),
            ("5%", 5.0),
        ] {
            assert_eq!((point.number(text), comma.number(text)), (Some(value), Some(value)), "{text}");
        }
        assert_eq!((point.number("10,125"), comma.number("10,125")), (None, Some(10.125)));
        assert_eq!(point.number("0,125"), Some(0.125));
        for text in
            ["", "abc", "1 kg", "50 °F", "1.234,5", "1,2,3", "inf", "NaN", "1e999", "2024-01-01", "--1"]
        {
            assert_eq!((point.number(text), comma.number(text)), (None, None), "{text}");
        }
    }

    #[test]
    fn a_sheet_is_read_with_its_dates_and_gaps() {
        let table = read(xlsx_of(
            r#"<row r="2"><c r="A2" t="inlineStr"><is><t>Date</t></is></c><c r="C2" t="inlineStr"><is><t>Temp</t></is></c></row>
               <row r="4"><c r="A4" s="1"><v>45292.25</v></c><c r="C4"><v>-1.25</v></c></row>"#,
        ))
        .unwrap();
        assert_eq!(table.rows().map(|row| row.line).collect::<Vec<_>>(), [2, 4]);
        assert_eq!(rows_of(&table)[1], ["2024-01-01 06:00:00", "", "-1.25"]);
    }

    #[test]
    fn two_cells_far_apart_and_too_many_rows_are_no_trouble() {
        let far =
            r#"<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>"#;
        assert_eq!(read(xlsx_of(far)).unwrap().rows().last().unwrap().line, 1_048_576);
        let fault = read_text(&"1,2\n".repeat(MOST_ROWS + 1)).unwrap_err();
        assert_eq!(
            fault.to_string().split('.').next(),
            Some("the table has more than 200000 rows (line 200001)")
        );
        let fault = read("x,".repeat(MOST_CELLS + 1).into_bytes()).unwrap_err();
        assert!(fault.message.contains("more than 4000000 values"), "{fault}");
        let bomb = xlsx_of(&" ".repeat(MOST_UNPACKED_BYTES as usize));
        assert!(bomb.len() < 200_000);
        let told = read(bomb).unwrap_err().message;
        assert!(
            told.starts_with("the spreadsheet unpacks to more than 1") && told.ends_with(" MB"),
            "{told}"
        );
    }

    #[test]
    fn text_is_read_in_the_encodings_that_spreadsheets_save() {
        let text = "Dato;Temp °C\n2024-01-01;3,4\n";
        let wanted = read_text(text).unwrap();
        let utf16 = |of: fn(u16) -> [u8; 2]| -> Vec<u8> {
            std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(of).collect()
        };
        let latin: Vec<u8> = text.chars().map(|c| c as u8).collect();
        let marked = [b"\xef\xbb\xbf", text.as_bytes()].concat();
        for bytes in [utf16(u16::to_le_bytes), utf16(u16::to_be_bytes), latin, marked] {
            assert_eq!(read(bytes).unwrap(), wanted);
        }
        let binary = read(vec![b'a', 0xff, 0, b'b']).unwrap_err();
        assert!(binary.message.contains("not UTF-8"), "{binary}");
    }

    #[test]
    fn a_place_that_no_sheet_has_is_refused_and_breaks_nothing() {
        for place in ["ZZZZZZZZZZZZZZZZ1", "A99999999999999999999"] {
            let sheet = format!("<row r=\"1\"><c r=\"{place}\"><v>1</v></c></row>");
            // Where sums are not checked, as in what is handed out, it is some place and no fault.
            if let Err(fault) = read(xlsx_of(&sheet)) {
                assert!(fault.message.contains("makes no sense"), "{fault}");
            }
        }
    }

    #[test]
    fn what_is_no_table_is_refused() {
        assert!(read(b"PK\x03\x04nonsense".to_vec()).unwrap_err().message.contains("cannot be read"));
        assert!(read(vec![0xd0, 0xcf, 0x11, 0xe0, 1]).unwrap_err().message.contains("old kind"));
        assert_eq!(read_text(",\n,,\n").unwrap_err().message, "the table is empty");
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..400), zip in any::<bool>()) {
            let head: &[u8] = if zip { b"PK\x03\x04" } else { b"" };
            let _ = read([head, bytes.as_slice()].concat());
        }

        #[test]
        fn no_damage_to_a_sheet_makes_it_panic(place in 0_usize..3000, byte in any::<u8>()) {
            let mut bytes = xlsx_of(r#"<row r="1"><c r="A1" s="1"><v>45292</v></c><c r="B1"><v>4</v></c></row>"#);
            let place = place % bytes.len();
            bytes[place] = byte;
            let _ = read(bytes);
        }

        #[test]
        fn no_sheet_makes_it_panic(sheet in "(<row r=\"[0-9]{0,8}\">|<c r=\"[A-Z]{0,4}[0-9]{0,8}\"( s=\"[0-9]\")?>|<v>-?[0-9e.]{0,6}</v>|</c>|</row>){0,12}") {
            let _ = read(xlsx_of(&sheet));
        }

        #[test]
        fn generated_tables_read_back(
            rows in prop::collection::vec(prop::collection::vec("[a-z0-9,;.\"\n-]{1,6}", 3), 1..20),
            separator in prop::sample::select(vec![b',', b';', b'\t']),
        ) {
            let mut writer =
                csv::WriterBuilder::new().delimiter(separator).quote_style(csv::QuoteStyle::Always).from_writer(Vec::new());
            for row in &rows {
                writer.write_record(row).unwrap();
            }
            let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
            // Lines are cut at breaks within quotes to find the separator, so a lone quote may hide it.
            prop_assume!(super::separator(&text) == separator);
            let wanted: Vec<Vec<String>> =
                rows.iter().map(|row| row.iter().map(|cell| cell.trim().to_owned()).collect()).collect();
            let read: Vec<Vec<String>> = read_text(&text).map_or_else(|_| Vec::new(), |table| rows_of(&table));
            let mut wanted: Vec<Vec<String>> =
                wanted.into_iter().filter(|row| row.iter().any(|cell| !cell.is_empty())).collect();
            for row in &mut wanted {
                // What is empty at the end of a row is not there.
                row.truncate(row.iter().rposition(|cell| !cell.is_empty()).map_or(0, |last| last + 1));
            }
            prop_assert_eq!(read, wanted);
        }
    }
}
