//! What was typed, row by row: every cell as it stands there, and why one is not accepted.
use chrono::{Days, NaiveDate};

use crate::domain::batch::Batch;
use crate::domain::fault::Fault;
use crate::domain::observation::{Observation, ObservationKind};
use crate::service::entry::{self, EntryColumn, Holds, Refusal};
use crate::service::{Block, BlockNotPasted, BlockPlace, DateOrder, MOST_PASTED_ROWS, OpenDate, read_block};

/// The place of the day among the columns of every kind, and of the pen.
const DATE: usize = 0;
const PEN: usize = 1;

/// What a new row begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// The day and the pen of the row above.
    Same,
    /// The next pen on the same day, and after the last pen the first on the next day.
    NextPen,
    /// The next day in the same pen.
    NextDay,
}

impl Step {
    /// All of them, with what each is called.
    pub const ALL: [(Self, &'static str); 3] = [
        (Self::NextPen, "Next pen, then next day"),
        (Self::NextDay, "Next day, same pen"),
        (Self::Same, "Same day, same pen"),
    ];
}

/// A row.
#[derive(Debug, Clone, PartialEq)]
struct Row {
    cells: Vec<String>,
    refusals: Vec<Refusal>,
    observation: Option<Observation>,
    /// Its day and pen follow from the row above until somebody changes them.
    follows: bool,
}

/// The entries of one kind.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    kind: ObservationKind,
    pens: Vec<String>,
    /// The columns on show, by their places among those of the kind.
    shown: Vec<usize>,
    rows: Vec<Row>,
    /// What a new row begins with.
    pub step: Step,
    /// Whether a row appears below the last once something stands in it.
    grows: bool,
    filled: usize,
    wrong: usize,
}

/// What a paste came to.
#[derive(Debug, Clone, PartialEq)]
pub enum Paste {
    /// So many rows, with columns that have no place here.
    Done { rows: usize, passed_over: Vec<String> },
    /// Which number of the dates is the day must be known first.
    AskDateOrder(OpenDate),
    /// Nothing was pasted.
    Refused(Fault),
}

impl Sheet {
    /// Empty, beginning on this day.
    pub fn new(kind: ObservationKind, batch: &Batch, day: NaiveDate) -> Self {
        let pens: Vec<String> = batch.pens.iter().map(|pen| pen.name.clone()).collect();
        // Water is measured for the site more often than in each pen.
        let by_pen = kind != ObservationKind::Temperature && pens.len() > 1;
        let mut sheet = Self {
            kind,
            shown: shown(kind, &pens),
            rows: Vec::new(),
            step: if by_pen { Step::NextPen } else { Step::NextDay },
            pens,
            grows: true,
            filled: 0,
            wrong: 0,
        };
        let mut first = sheet.blank();
        first.cells[DATE] = day.to_string();
        if by_pen {
            first.cells[PEN].clone_from(&sheet.pens[0]);
        }
        sheet.rows.push(first);
        sheet
    }

    /// With one observation alone, to be corrected.
    pub fn of(observation: &Observation, batch: &Batch) -> Self {
        let mut sheet = Self::new(observation.kind(), batch, observation.date());
        let names_pens = observation.pen().is_some() || observation.to_pen().is_some();
        if names_pens && sheet.pens.is_empty() {
            // A pen that the batch has no more stays in sight.
            sheet.shown = (0..entry::columns(sheet.kind).len()).collect();
        }
        sheet.grows = false;
        sheet.rows[0].cells = entry::written(observation);
        sheet.reread(0);
        sheet.count();
        sheet
    }

    /// What kind of thing is entered.
    pub fn kind(&self) -> ObservationKind {
        self.kind
    }

    /// The names of the batch's pens.
    pub fn pen_names(&self) -> Vec<&str> {
        self.pens.iter().map(String::as_str).collect()
    }

    /// The columns on show.
    pub fn columns(&self) -> impl ExactSizeIterator<Item = &'static EntryColumn> + '_ {
        self.shown.iter().map(|place| &entry::columns(self.kind)[*place])
    }

    /// The column at this place among those on show.
    pub fn column(&self, shown: usize) -> &'static EntryColumn {
        &entry::columns(self.kind)[self.shown[shown.min(self.shown.len() - 1)]]
    }

    /// The first column, among those on show, in which something is observed rather than where and when.
    pub fn first_value(&self) -> usize {
        self.shown.iter().position(|place| *place > PEN).unwrap_or(0)
    }

    /// How many rows there are, with the one that waits.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether a row waits below this one, or will once it is left.
    pub fn grows_below(&self, row: usize) -> bool {
        let is_blank = self.rows.get(row).is_none_or(|row| entry::is_blank(self.kind, &row.cells));
        row + 1 < self.rows.len() || (self.grows && !is_blank)
    }

    /// How many observations there are, accepted or not.
    pub fn filled(&self) -> usize {
        self.filled
    }

    /// How many rows are not accepted.
    pub fn wrong(&self) -> usize {
        self.wrong
    }

    /// The text of a cell.
    pub fn text(&self, row: usize, shown: usize) -> &str {
        let cell = self.rows.get(row).and_then(|row| row.cells.get(*self.shown.get(shown)?));
        cell.map_or("", String::as_str)
    }

    /// The text of a cell, to be typed in; [`Self::typed`] tells that it was.
    pub fn text_mut(&mut self, row: usize, shown: usize) -> &mut String {
        let place = self.shown[shown.min(self.shown.len() - 1)];
        let row = row.min(self.rows.len() - 1);
        &mut self.rows[row].cells[place]
    }

    /// Why a cell is not accepted.
    pub fn refusal(&self, row: usize, shown: usize) -> Option<&str> {
        let place = *self.shown.get(shown)?;
        let refusals = &self.rows.get(row)?.refusals;
        refusals.iter().find(|refusal| refusal.column == place).map(|refusal| refusal.reason.as_str())
    }

    /// The first cell from this row on that is not accepted, else the first of all.
    pub fn next_wrong(&self, from: usize) -> Option<(usize, usize)> {
        let wrong = |row: &usize| !self.rows[*row].refusals.is_empty();
        let row =
            (from..self.rows.len()).find(wrong).or_else(|| (0..from.min(self.rows.len())).find(wrong))?;
        let place = self.rows[row].refusals.first()?.column;
        Some((row, self.shown.iter().position(|shown| *shown == place).unwrap_or(0)))
    }

    /// A cell was typed in.
    pub fn typed(&mut self, row: usize, shown: usize) {
        if self.shown.get(shown).is_some_and(|place| *place <= PEN)
            && let Some(row) = self.rows.get_mut(row)
        {
            row.follows = false;
        }
        self.changed(row);
    }

    /// A cell is left: what was understood of it is written as everywhere.
    pub fn leave(&mut self, row: usize, shown: usize) {
        let column = self.column(shown);
        let pens = self.pen_names();
        let Ok(tidied) = entry::tidy(column, self.text(row, shown), &pens) else { return };
        if tidied != self.text(row, shown) {
            *self.text_mut(row, shown) = tidied;
            self.changed(row);
        }
    }

    /// Takes a row out.
    pub fn remove(&mut self, row: usize) {
        if self.rows.len() > 1 && row < self.rows.len() {
            self.rows.remove(row);
        } else if let Some(only) = self.rows.get_mut(row) {
            only.cells.iter_mut().skip(PEN + 1).for_each(String::clear);
            self.reread(row);
        }
        self.follow();
        self.count();
    }

    /// All observations, if every row is accepted.
    pub fn observations(&self) -> impl Iterator<Item = &Observation> + '_ {
        self.rows.iter().filter_map(|row| row.observation.as_ref())
    }

    /// Pastes a block at a cell. Days and pens that it does not have go on from the row above.
    pub fn paste(&mut self, text: &str, row: usize, shown: usize, order: Option<DateOrder>) -> Paste {
        let first = self.shown[shown.min(self.shown.len() - 1)];
        let pens = self.pen_names();
        let at = BlockPlace { kind: self.kind, shown: &self.shown, first, pens: &pens };
        let block = match read_block(text, at, order) {
            Ok(block) => block,
            Err(BlockNotPasted::AskDateOrder(open)) => return Paste::AskDateOrder(open),
            Err(BlockNotPasted::Fault(fault)) => return Paste::Refused(fault),
        };
        if row + block.rows.len() > MOST_PASTED_ROWS {
            return Paste::Refused(Fault::invalid(
                format!("{} rows are more than are entered at once", row + block.rows.len()),
                "",
                format!("Accepted are up to {MOST_PASTED_ROWS}; import them from a file instead"),
            ));
        }
        if !self.grows && block.rows.len() > 1 {
            return Paste::Refused(Fault::invalid(
                format!("{} rows were pasted", block.rows.len()),
                "",
                "One observation is corrected here: paste one row",
            ));
        }
        let rows = block.rows.len();
        let passed_over = block.passed_over.clone();
        self.fill(row, block);
        Paste::Done { rows, passed_over }
    }

    fn fill(&mut self, first: usize, block: Block) {
        let has = |place: usize| block.columns.contains(&place);
        let (has_date, has_pen) = (has(DATE), has(PEN));
        for (at, texts) in (first..).zip(block.rows) {
            if at == self.rows.len() {
                let next = self.next_of(at.checked_sub(1).and_then(|above| self.rows.get(above)));
                self.rows.push(next);
            } else if self.rows[at].follows && at > 0 {
                let next = self.next_of(self.rows.get(at - 1));
                self.rows[at].cells[DATE].clone_from(&next.cells[DATE]);
                self.rows[at].cells[PEN].clone_from(&next.cells[PEN]);
            }
            for (place, text) in block.columns.iter().zip(texts) {
                let pens = self.pen_names();
                let tidied = entry::tidy(&entry::columns(self.kind)[*place], &text, &pens);
                self.rows[at].cells[*place] = tidied.unwrap_or(text);
            }
            // A block with days and without pens is of no pen, rather than of whichever would have been next.
            if has_date && !has_pen && self.rows[at].follows {
                self.rows[at].cells[PEN].clear();
            }
            self.rows[at].follows = false;
            self.reread(at);
        }
        self.follow();
        self.count();
    }

    fn changed(&mut self, row: usize) {
        self.reread(row);
        self.follow();
        self.count();
    }

    fn reread(&mut self, row: usize) {
        let pens: Vec<&str> = self.pens.iter().map(String::as_str).collect();
        let Some(row) = self.rows.get_mut(row) else { return };
        (row.observation, row.refusals) = match entry::read(self.kind, &row.cells, &pens) {
            Ok(observation) => (observation, Vec::new()),
            Err(refusals) => (None, refusals),
        };
    }

    fn count(&mut self) {
        self.filled = self.rows.iter().filter(|row| !entry::is_blank(self.kind, &row.cells)).count();
        self.wrong = self.rows.iter().filter(|row| !row.refusals.is_empty()).count();
    }

    /// A row waits below the last one that holds something, and begins where that one leads.
    pub fn follow(&mut self) {
        if !self.grows {
            return;
        }
        let last = self.rows.len() - 1;
        if !entry::is_blank(self.kind, &self.rows[last].cells) {
            let next = self.next_of(self.rows.last());
            self.rows.push(next);
        } else if self.rows[last].follows && last > 0 {
            self.rows[last] = self.next_of(self.rows.get(last - 1));
        }
    }

    fn blank(&self) -> Row {
        Row {
            cells: vec![String::new(); entry::columns(self.kind).len()],
            refusals: Vec::new(),
            observation: None,
            follows: true,
        }
    }

    /// The row that follows another.
    fn next_of(&self, above: Option<&Row>) -> Row {
        let mut next = self.blank();
        let Some(above) = above else { return next };
        let (date, pen) = (&above.cells[DATE], &above.cells[PEN]);
        let place = self.pens.iter().position(|name| name == pen);
        let (pen, days) = match (self.step, place) {
            (Step::Same, _) => (pen.clone(), 0),
            (Step::NextPen, Some(place)) if place + 1 < self.pens.len() => (self.pens[place + 1].clone(), 0),
            (Step::NextPen, Some(_)) => (self.pens[0].clone(), 1),
            (Step::NextPen, None) | (Step::NextDay, _) => (pen.clone(), 1),
        };
        // A day that is not understood yet is not carried on.
        let columns = entry::columns(self.kind);
        let date =
            entry::tidy(&columns[DATE], date, &[]).ok().and_then(|date| date.parse::<NaiveDate>().ok());
        next.cells[DATE] = date.map_or(String::new(), |date| (date + Days::new(days)).to_string());
        next.cells[PEN] = pen;
        next
    }
}

/// The columns that are of use: pens only where the batch has any.
fn shown(kind: ObservationKind, pens: &[String]) -> Vec<usize> {
    let columns = entry::columns(kind).iter().enumerate();
    columns
        .filter(|(_, column)| column.holds != Holds::Pen || !pens.is_empty())
        .map(|(place, _)| place)
        .collect()
}
