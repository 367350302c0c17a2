//! Noting what writes do: temporary triggers, and reading what they noted before the write is committed.
use rusqlite::Connection;
use rusqlite::types::{Type, Value};
use std::sync::Arc;

use super::{Changes, DAYS, Deed, INPUTS, Step, Table};
use crate::domain::fault::Outcome;

const CAME: i64 = 0;
/// What a row was that has become another: half of one deed.
pub(super) const WAS: i64 = 1;
const BECAME: i64 = 2;
const WENT: i64 = 3;
/// Days, inputs and histories go along with their run or batch.
pub(super) const WENT_ALONG: i64 = 4;

/// The tables of a file whose changes are noted, and what was noted and not fetched yet.
#[derive(Debug, Default)]
pub struct Notebook {
    tables: Vec<Arc<Table>>,
    noted: Changes,
}

impl Notebook {
    /// Puts triggers on all tables, if they are not there yet. They are this connection's own and go with it.
    pub fn open(&mut self, connection: &Connection) -> Outcome<()> {
        if !self.tables.is_empty() {
            return Ok(());
        }
        let mut names = connection.prepare(
            "SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
             ORDER BY name",
        )?;
        let mut columns = connection.prepare("SELECT name FROM pragma_table_info(?1) ORDER BY cid")?;
        let mut tables = Vec::new();
        for name in names.query_map([], |row| row.get::<_, String>(0))? {
            let name = name?;
            let columns =
                columns.query_map([&name], |row| row.get(0))?.collect::<Result<Vec<String>, _>>()?;
            tables.push(Table::new(name, columns));
        }
        let most = tables.iter().map(|table| table.columns.len()).max().unwrap_or_default();
        let cells: Vec<String> = (0..most).map(|i| format!("c{i}")).collect();
        let mut sql = format!(
            "CREATE TEMP TABLE noted (number INTEGER PRIMARY KEY, place INTEGER, deed INTEGER, {});",
            cells.join(", ")
        );
        for (place, table) in tables.iter().enumerate() {
            sql.push_str(&triggers(place, table, &cells));
        }
        connection.execute_batch(&format!("SAVEPOINT notebook; {sql} RELEASE notebook;"))?;
        self.tables = tables.into_iter().map(Arc::new).collect();
        Ok(())
    }

    /// Reads what was noted within a write, and clears the page.
    pub fn read(&self, connection: &Connection) -> Outcome<Changes> {
        let mut changes = Changes::default();
        let mut statement = connection.prepare_cached("SELECT * FROM temp.noted ORDER BY number")?;
        let mut rows = statement.query([])?;
        let mut was = None;
        while let Some(row) = rows.next()? {
            let place: usize = row.get(1)?;
            let Some(table) = self.tables.get(place) else { continue };
            let values = (0..table.columns.len())
                .map(|i| row.get::<_, Value>(i + 3))
                .collect::<Result<Vec<Value>, _>>()?;
            let deed = match row.get::<_, i64>(2)? {
                CAME => Deed::Came(values),
                WAS => {
                    was = Some(values);
                    continue;
                }
                BECAME => Deed::Changed { from: was.take().unwrap_or_default(), to: values },
                WENT | WENT_ALONG => Deed::Went(values),
                other => return Err(rusqlite::Error::IntegralValueOutOfRange(2, other).into()),
            };
            match (table.name.as_str(), deed) {
                (DAYS, Deed::Went(values)) => {
                    let run = table.place("run_id").and_then(|place| values.get(place));
                    let Some(Value::Integer(run)) = run else {
                        return Err(rusqlite::Error::InvalidColumnType(
                            3,
                            "run_id".to_owned(),
                            Type::Integer,
                        )
                        .into());
                    };
                    changes.attic.days.entry(*run).or_default().push(&values);
                }
                (INPUTS, Deed::Went(values)) => {
                    if let [Value::Text(hash), Value::Text(canonical)] = values.as_slice() {
                        changes.attic.inputs.insert(hash.clone(), canonical.clone());
                    }
                }
                (_, deed) => changes.steps.push(Step { table: Arc::clone(table), deed }),
            }
        }
        drop(rows);
        connection.prepare_cached("DELETE FROM temp.noted")?.execute([])?;
        Ok(changes)
    }

    /// Keeps what was noted, for the write is committed.
    pub fn keep(&mut self, changes: Changes) {
        self.noted.extend(changes);
    }

    /// What was noted since this was last asked; none if nothing has changed.
    pub fn take(&mut self) -> Option<Changes> {
        let noted = std::mem::take(&mut self.noted);
        (!noted.is_empty()).then_some(noted)
    }
}

/// The days and inputs of a run, and histories, are noted only when they go.
fn triggers(place: usize, table: &Table, cells: &[String]) -> String {
    let name = &table.name;
    let into = |deed: i64, row: &str| {
        let cells = cells[..table.columns.len()].join(", ");
        let values: Vec<String> = table.columns.iter().map(|column| format!("{row}.\"{column}\"")).collect();
        format!("INSERT INTO noted (place, deed, {cells}) VALUES ({place}, {deed}, {});", values.join(", "))
    };
    let goes_along = table.is_history() || table.hangs_off_runs();
    let went = format!(
        "CREATE TEMP TRIGGER \"noted {name} went\" AFTER DELETE ON main.\"{name}\" BEGIN {} END;",
        into(if goes_along { WENT_ALONG } else { WENT }, "OLD")
    );
    if goes_along {
        return went;
    }
    let differs: Vec<String> =
        table.kept.iter().map(|i| format!("OLD.\"{0}\" IS NOT NEW.\"{0}\"", table.columns[*i])).collect();
    format!(
        "{went} CREATE TEMP TRIGGER \"noted {name} came\" AFTER INSERT ON main.\"{name}\" BEGIN {} END;
         CREATE TEMP TRIGGER \"noted {name} changed\" AFTER UPDATE ON main.\"{name}\" WHEN {} BEGIN {} {} END;",
        into(CAME, "NEW"),
        differs.join(" OR "),
        into(WAS, "OLD"),
        into(BECAME, "NEW"),
    )
}
