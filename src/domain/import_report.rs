//! What became of everything that another program's file holds: each row of each table is in exactly one of the counts.
use serde::Serialize;
use std::collections::BTreeMap;

/// What became of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// It came as it is.
    Came,
    /// It came, and a value was adapted, which is said.
    Adapted,
    /// It came with an earlier import.
    Known,
    /// It came with an earlier import and was changed at its source since: the change came too.
    Updated,
    /// It came with an earlier import and was changed at its source since: here it stays as it is, which is said.
    Kept,
    /// It did not come, for this reason.
    Left(String),
}

/// Rows that did not come for one reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LeftRows {
    /// Why.
    pub reason: String,
    /// How many.
    pub rows: u64,
}

/// What became of the rows of one table.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct TableReport {
    /// The table, as the other program calls it.
    pub table: String,
    /// Its rows.
    pub rows: u64,
    /// Rows that came as they are.
    pub came: u64,
    /// Rows that came with a value adapted.
    pub adapted: u64,
    /// Rows that came with an earlier import.
    pub known_already: u64,
    /// Rows that were changed at their source since an earlier import, and here with them.
    pub updated: u64,
    /// Rows that were changed at their source since an earlier import, but not here.
    pub kept: u64,
    /// Rows that did not come.
    pub left: Vec<LeftRows>,
}

impl TableReport {
    /// How many rows did not come.
    pub fn left_rows(&self) -> u64 {
        self.left.iter().map(|left| left.rows).sum()
    }

    /// How many rows have a fate.
    pub fn settled(&self) -> u64 {
        self.came + self.adapted + self.known_already + self.updated + self.kept + self.left_rows()
    }

    fn settle(&mut self, fate: Fate, rows: u64) {
        match fate {
            Fate::Came => self.came += rows,
            Fate::Adapted => self.adapted += rows,
            Fate::Known => self.known_already += rows,
            Fate::Updated => self.updated += rows,
            Fate::Kept => self.kept += rows,
            Fate::Left(reason) => match self.left.iter_mut().find(|left| left.reason == reason) {
                Some(left) => left.rows += rows,
                None if rows > 0 => self.left.push(LeftRows { reason, rows }),
                None => {}
            },
        }
    }
}

/// The accounts of an import while it is under way.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ledger {
    tables: BTreeMap<String, TableReport>,
}

impl Ledger {
    /// Enters rows that are there, before anything became of them.
    pub fn enter(&mut self, table: &str, rows: u64) {
        self.of(table).rows += rows;
    }

    /// Says what became of rows.
    pub fn settle(&mut self, table: &str, fate: Fate, rows: u64) {
        self.of(table).settle(fate, rows);
    }

    /// Says that rows did not come.
    pub fn leave(&mut self, table: &str, rows: u64, reason: impl Into<String>) {
        self.settle(table, Fate::Left(reason.into()), rows);
    }

    /// How many rows of a table nothing was said of yet.
    pub fn open(&self, table: &str) -> u64 {
        self.tables.get(table).map_or(0, |it| it.rows.saturating_sub(it.settled()))
    }

    /// The tables that are entered.
    pub fn tables(&self) -> Vec<String> {
        self.tables.keys().cloned().collect()
    }

    /// Closes the accounts, by table. Empty tables say nothing.
    pub fn close(self) -> Vec<TableReport> {
        self.tables.into_values().filter(|table| table.rows > 0).collect()
    }

    fn of(&mut self, table: &str) -> &mut TableReport {
        self.tables
            .entry(table.to_owned())
            .or_insert_with(|| TableReport { table: table.to_owned(), ..TableReport::default() })
    }
}

/// Something to say of one thing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Remark {
    /// The thing: "TGC model \"Faroes\"".
    pub about: String,
    /// What there is to say.
    pub says: String,
}

/// How many things of a kind came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Brought {
    /// The things: "scenarios".
    pub what: String,
    /// How many came with this import.
    pub new: u64,
    /// How many came with an earlier one.
    pub known_already: u64,
}

/// What an import did, or would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ImportReport {
    /// The file.
    pub file: String,
    /// What it is: "AquaMind database before ProjectionRun".
    pub source: String,
    /// Whether nothing was written.
    pub dry_run: bool,
    /// What came, by kind of thing.
    pub brought: Vec<Brought>,
    /// What came otherwise than it was there.
    pub adapted: Vec<Remark>,
    /// What did not come.
    pub left: Vec<Remark>,
    /// What was changed at its source since an earlier import.
    pub changed: Vec<Remark>,
    /// Pins that could not be kept, by batch.
    pub lost_pins: Vec<Remark>,
    /// What else a planner should know.
    pub notes: Vec<String>,
    /// Every row of every table.
    pub tables: Vec<TableReport>,
}

impl ImportReport {
    /// How many rows the file has.
    pub fn rows(&self) -> u64 {
        self.tables.iter().map(|table| table.rows).sum()
    }

    /// How many rows have a fate that this picks out.
    pub fn sum(&self, of: impl Fn(&TableReport) -> u64) -> u64 {
        self.tables.iter().map(of).sum()
    }

    /// Whether anything came or was changed.
    pub fn changes_anything(&self) -> bool {
        self.sum(|table| table.came + table.adapted + table.updated) > 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_row_is_in_one_count_and_reasons_are_gathered() {
        let mut ledger = Ledger::default();
        ledger.enter("feed", 7);
        ledger.enter("empty", 0);
        ledger.settle("feed", Fate::Came, 3);
        ledger.leave("feed", 1, "no date");
        ledger.leave("feed", 2, "no date");
        assert_eq!(ledger.open("feed"), 1);
        ledger.settle("feed", Fate::Kept, 1);
        let tables = ledger.close();
        assert_eq!(tables.len(), 1, "an empty table says nothing");
        let feed = &tables[0];
        assert_eq!((feed.settled(), feed.left_rows(), feed.left.len()), (7, 3, 1));
    }
}
