//! A block of cells that was copied out of a spreadsheet, for entries of one kind of observation: with or without its heads,
//! numbers with a decimal comma, dates as people write them.
use super::dates::{self, DateOrder, OpenDate, When};
use super::entry::{self, EntryColumn, Holds};
use super::heads::{self, Column};
use super::table::{self, Row, Table};
use crate::domain::fault::Fault;
use crate::domain::observation::ObservationKind;
use crate::domain::pen;

/// More rows are not typed or pasted: they are imported from a file.
pub const MOST_ROWS: usize = 20_000;

/// A block as it was understood.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Block {
    /// Which columns of the kind it fills, by their places.
    pub columns: Vec<usize>,
    /// Its rows below the heads: a text for each of [`Self::columns`]. Dates and numbers that were understood are written in one
    /// way; what was not stays as it is, so that its cell says why.
    pub rows: Vec<Vec<String>>,
    /// Whether its first row was taken for heads.
    pub has_heads: bool,
    /// Columns that have no place, by their heads or as "column 7".
    pub passed_over: Vec<String>,
}

/// Why nothing was pasted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotPasted {
    /// This date may have the day or the month first, and no other tells: to be asked.
    AskDateOrder(OpenDate),
    /// Nothing in it could be read.
    Fault(Fault),
}

/// Where a block is pasted.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// What is entered there.
    pub kind: ObservationKind,
    /// The places of the columns that are on show, in their order.
    pub shown: &'a [usize],
    /// The column of the cell that it is pasted at. A block that has heads goes where they say, and one that begins with days to
    /// the column of days.
    pub first: usize,
    /// The pens of the batch.
    pub pens: &'a [&'a str],
}

/// Reads a block.
///
/// # Errors
/// If the order of its dates must be asked, if it is too long, or if nothing of it has a place.
pub fn read(text: &str, at: Place<'_>, said: Option<DateOrder>) -> Result<Block, NotPasted> {
    let Place { kind, shown, .. } = at;
    let table = table(text).map_err(NotPasted::Fault)?;
    let all = entry::columns(kind);
    let by_heads = table.rows().next().and_then(|row| of_heads(row, all, shown));
    let has_heads = by_heads.is_some();
    let width = table.rows().map(|row| row.width()).max().unwrap_or(0);
    let places: Vec<Option<usize>> = by_heads.unwrap_or_else(|| without_heads(&table, all, at, width));
    let head = |column: usize| match table.rows().next() {
        Some(row) if has_heads && !row.cell(column).is_empty() => row.cell(column).chars().take(40).collect(),
        _ => format!("column {}", column + 1),
    };
    let passed_over: Vec<String> = places
        .iter()
        .enumerate()
        .filter(|(_, place)| place.is_none())
        .map(|(column, _)| head(column))
        .collect();
    let columns: Vec<usize> = places.iter().flatten().copied().collect();
    let rows = table.rows_from(usize::from(has_heads));
    if columns.is_empty() || rows.len() == 0 {
        let what = if rows.len() == 0 {
            "heads without a row below them"
        } else {
            "no column that has a place here"
        };
        return Err(NotPasted::Fault(Fault::invalid(
            format!("nothing could be read of what was pasted: it has {what}"),
            "",
            format!(
                "Accepted are the columns {}",
                shown.iter().map(|place| all[*place].name).collect::<Vec<_>>().join(", ")
            ),
        )));
    }
    let taken: Vec<(usize, &EntryColumn)> =
        places.iter().enumerate().filter_map(|(column, place)| Some((column, &all[(*place)?]))).collect();
    let order = match date_order(rows.clone(), &taken, said)? {
        Some(order) => order,
        None => DateOrder::DayFirst,
    };
    let rows =
        rows.map(|row| taken.iter().map(|(at, column)| cell(&table, row.cell(*at), column, order)).collect());
    Ok(Block { columns, rows: rows.collect(), has_heads, passed_over })
}

/// The places of the columns of a block that has no heads.
fn without_heads(table: &Table, all: &[EntryColumn], at: Place<'_>, width: usize) -> Vec<Option<usize>> {
    let is_day = |text: &str| matches!(When::read(text), Some(When::Date(_) | When::Either(..)));
    let column = |place: usize| table.rows().map(move |row| row.cell(place)).filter(|text| !text.is_empty());
    let is_dated = column(0).next().is_some() && column(0).all(is_day);
    let begin = if is_dated { 0 } else { at.shown.iter().position(|place| *place == at.first).unwrap_or(0) };
    let mut targets = at.shown[begin..].to_vec();
    // Behind the days pens may stand, or what was observed at once.
    let has_pens = column(1).all(|text| pen::meant(at.pens, text).is_some());
    if is_dated && !has_pens && targets.get(1).is_some_and(|place| all[*place].holds == Holds::Pen) {
        targets.remove(1);
    }
    (0..width).map(|column| targets.get(column).copied()).collect()
}

/// What spreadsheets put on the clipboard has tabs between its columns; what comes out of a text may have semicolons. A comma is
/// a decimal comma.
fn table(text: &str) -> Result<Table, Fault> {
    let lines = text.trim_end().lines().count();
    if lines > MOST_ROWS {
        return Err(Fault::invalid(
            format!("{lines} rows were pasted"),
            "",
            format!("Accepted are up to {MOST_ROWS}; import them from a file instead"),
        ));
    }
    let has_semicolons = !text.contains('\t') && text.contains(';');
    table::read_parted(text, if has_semicolons { b';' } else { b'\t' })
}

/// The places of the columns by their heads, if the first row is one of heads: at least half of it means something here.
fn of_heads(row: Row<'_>, all: &[EntryColumn], shown: &[usize]) -> Option<Vec<Option<usize>>> {
    let mut places = vec![None; row.width()];
    let mut meant = 0;
    for (column, text) in row.cells().take(heads::MOST_HEADS) {
        let begins_a_value = |c: char| c.is_ascii_digit() || "+-\u{2212}.,".contains(c);
        if text.starts_with(begins_a_value) {
            return None;
        }
        let is = |place: &&usize| means(&all[**place], text);
        if let Some(place) = shown.iter().find(is).filter(|place| !places.contains(&Some(**place))) {
            places[column] = Some(*place);
            meant += 1;
        }
    }
    (meant > 0).then_some(places)
}

/// Whether a head means this column: our name for it, or what tables call it.
fn means(column: &EntryColumn, head: &str) -> bool {
    let bare = heads::bare(head);
    let Column { name, also, .. } = column.of_tables();
    // "Mean weight" is one column of each kind, whatever its tables call it.
    let weight =
        (column.name == "Mean weight").then(|| entry::columns(ObservationKind::GrowthSample)[2].of_tables());
    let is_weight = weight.is_some_and(|of| heads::bare(of.name) == bare || of.also.contains(&bare.as_str()));
    bare == heads::bare(column.name)
        || bare == heads::bare(name)
        || also.contains(&bare.as_str())
        || is_weight
}

fn date_order<'a>(
    rows: impl Iterator<Item = Row<'a>>,
    taken: &[(usize, &EntryColumn)],
    said: Option<DateOrder>,
) -> Result<Option<DateOrder>, NotPasted> {
    let Some((at, _)) = taken.iter().find(|(_, column)| column.holds == Holds::Date) else { return Ok(None) };
    let whens = rows.filter_map(|row| Some((row.line, row.cell(*at), When::read(row.cell(*at))?)));
    match dates::order(whens, said) {
        Ok((_, Some(open))) => Err(NotPasted::AskDateOrder(open)),
        Ok((order, None)) => Ok(Some(order)),
        Err(fault) => Err(NotPasted::Fault(fault)),
    }
}

fn cell(table: &Table, text: &str, column: &EntryColumn, order: DateOrder) -> String {
    let understood = match column.holds {
        Holds::Date => When::read(text).and_then(|when| when.date(order)).map(|date| date.to_string()),
        Holds::Number(_) => table.number(text).map(|number| number.to_string()),
        Holds::Pen | Holds::Fish(_) | Holds::Words | Holds::Selection => None,
    };
    understood.unwrap_or_else(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ALL: [usize; 7] = [0, 1, 2, 3, 4, 5, 6];

    fn at(kind: ObservationKind, shown: &[usize], first: usize) -> Place<'_> {
        Place { kind, shown, first, pens: &["1", "2"] }
    }

    fn samples(text: &str, first: usize) -> Block {
        read(text, at(ObservationKind::GrowthSample, &ALL, first), None).unwrap()
    }

    #[test]
    fn a_block_with_heads_goes_where_its_heads_say() {
        let block = samples("Dato\tMerd\tVær\tSnittvekt (g)\tN\r\n01.10.2024\tM1\tsol\t1149,5\t60\r\n", 4);
        assert!(block.has_heads);
        assert_eq!(block.columns, [0, 1, 2, 3]);
        assert_eq!(block.rows, [["2024-10-01", "M1", "1149.5", "60"]]);
        assert_eq!(block.passed_over, ["Vær"]);
    }

    #[test]
    fn a_block_without_heads_goes_from_the_cell_on_where_it_is_pasted() {
        let block = samples("149,5\t60\n\n151,25\tmange\t\t\t\t9", 2);
        assert_eq!((block.has_heads, block.columns.as_slice()), (false, [2, 3, 4, 5, 6].as_slice()));
        assert_eq!(block.rows[0][..2], ["149.5", "60"]);
        assert_eq!(
            block.rows[1][..2],
            ["151.25", "mange"],
            "what is no number stays, so that its cell says why"
        );
        assert_eq!(block.passed_over, ["column 6"]);
        let column = samples("8,5\n1,234\n", 2);
        assert_eq!(column.rows, [["8.5"], ["1.234"]], "a comma is a decimal comma in a column of them");
    }

    #[test]
    fn a_block_that_begins_with_days_goes_to_the_days_wherever_it_is_pasted() {
        let with_pens = samples("1.10.2024\t2\t149,5\n2.10.2024\t1\t150,5\n", 2);
        assert_eq!(with_pens.columns, [0, 1, 2]);
        let without = samples("1.10.2024\t149,5\t60\n2.10.2024\t150,5\t60\n", 2);
        assert_eq!(without.columns, [0, 2, 3]);
        assert_eq!(without.rows[1], ["2024-10-02", "150.5", "60"]);
    }

    #[test]
    fn dates_that_may_be_two_days_are_asked_about() {
        let text = "03/04/2024\t\t120\n05/04/2024\t\t125\n";
        let of = |said| read(text, at(ObservationKind::GrowthSample, &ALL, 0), said);
        let Err(NotPasted::AskDateOrder(open)) = of(None) else { panic!("{:?}", of(None)) };
        assert_eq!((open.line, open.text.as_str()), (1, "03/04/2024"));
        assert_eq!(of(Some(DateOrder::MonthFirst)).unwrap().rows[0][0], "2024-03-04");
    }

    #[test]
    fn what_has_no_place_is_refused_with_what_has() {
        let Err(NotPasted::Fault(fault)) =
            read("Date\tPen\n", at(ObservationKind::Feeding, &[0, 1, 2], 0), None)
        else {
            panic!("heads alone were pasted")
        };
        assert!(fault.hint.ends_with("Date, Pen, Feed"), "{fault}");
        let long = "1\n".repeat(MOST_ROWS + 1);
        let Err(NotPasted::Fault(fault)) = read(&long, at(ObservationKind::Feeding, &[0, 1, 2], 2), None)
        else {
            panic!("it is too long")
        };
        assert_eq!(fault.message, "20001 rows were pasted");
    }

    proptest! {
        #[test]
        fn a_block_never_loses_a_row_or_a_cell(
            weights in prop::collection::vec(1_u32..500_000, 1..40),
            is_norwegian in any::<bool>(),
            has_heads in any::<bool>(),
        ) {
            let mark = if is_norwegian { "," } else { "." };
            let mut text = if has_heads { "Date\tMean weight (g)\n".to_owned() } else { String::new() };
            for (day, weight) in weights.iter().enumerate() {
                let date = chrono::NaiveDate::from_ymd_opt(2024, 1, 1).unwrap() + chrono::Days::new(day as u64);
                let between = if has_heads { "\t" } else { "\t\t" };
                text.push_str(&format!("{}{between}{}{mark}{:02}\r\n", date.format("%d.%m.%Y"), weight / 100, weight % 100));
            }
            let block = samples(&text, 0);
            prop_assert_eq!(block.rows.len(), weights.len());
            for (row, weight) in block.rows.iter().zip(&weights) {
                prop_assert_eq!(row.last().unwrap().parse::<f64>().unwrap(), f64::from(*weight) / 100.0);
            }
        }

        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,200}|([0-9./,-]{0,10}[\t;\n\"][A-Za-z0-9.,-]{0,6}){0,20}", first in 0_usize..9) {
            for kind in ObservationKind::ALL {
                let shown: Vec<usize> = (0..entry::columns(kind).len()).collect();
                if let Ok(block) = read(&text, at(kind, &shown, first), Some(DateOrder::DayFirst)) {
                    prop_assert!(block.rows.iter().all(|row| row.len() == block.columns.len()));
                }
            }
        }
    }
}
