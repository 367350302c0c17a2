//! Taking changes back, from the last to the first: each row must be as they left it, and nobody may rely on it since.
use chrono::{DateTime, Utc};
use rusqlite::ffi::SQLITE_CONSTRAINT_TRIGGER;
use rusqlite::types::Value;
use rusqlite::{ErrorCode, OptionalExtension, params_from_iter};

use super::noting::{WAS, WENT_ALONG};
use super::{
    Attic, BATCHES, Changes, DAYS, Deed, INPUTS, OBSERVATIONS, PEOPLE, RUNS, Row, SCENARIOS, Step, Table,
};
use crate::domain::fault::{Fault, Outcome};
use crate::domain::ids::{BatchId, ObservationId, RunId};
use crate::store::{PinChange, Tx};

/// The guards against a number given twice, which a run or scenario that comes back under its own would set off. They are
/// lifted within the transaction that brings it back, and stand again before it ends.
const NUMBER_GUARDS: [(&str, &str); 3] = [
    (RUNS, "run_numbers_are_never_reused"),
    (RUNS, "run_numbers_are_counted"),
    (SCENARIOS, "scenarios_are_not_replaced"),
];

/// Who takes changes back, when and with which word for the histories.
#[derive(Debug, Clone, Copy)]
pub struct TakingBack<'a> {
    /// Who.
    pub by: &'a str,
    /// When.
    pub at: DateTime<Utc>,
    /// Why: "Undone".
    pub reason: &'a str,
}

impl Tx<'_> {
    /// Takes changes back, all of them or none. Refused where somebody has changed the same rows since, or relies on them.
    pub fn take_back(&self, changes: &Changes, act: TakingBack<'_>) -> Outcome<()> {
        let guards = self.lift_guards(changes)?;
        for step in changes.steps.iter().rev() {
            self.invert(step, &changes.attic, act)?;
        }
        for guard in guards {
            self.connection.execute_batch(&guard)?;
        }
        self.check_nothing_else_went(changes)
    }

    /// Lifts the guards that stand in the way; gives what puts them up again.
    fn lift_guards(&self, changes: &Changes) -> Outcome<Vec<String>> {
        let mut guards = Vec::new();
        for (table, guard) in NUMBER_GUARDS {
            let comes_back = |step: &Step| step.table.name == table && matches!(step.deed, Deed::Went(_));
            if !changes.steps.iter().any(comes_back) {
                continue;
            }
            let sql: Option<String> = self
                .connection
                .query_row(
                    "SELECT sql FROM main.sqlite_schema WHERE type = 'trigger' AND name = ?1",
                    [guard],
                    |row| row.get(0),
                )
                .optional()?;
            if let Some(sql) = sql {
                self.connection.execute_batch(&format!("DROP TRIGGER main.\"{guard}\""))?;
                guards.push(sql);
            }
        }
        Ok(guards)
    }

    fn invert(&self, step: &Step, attic: &Attic, act: TakingBack<'_>) -> Outcome<()> {
        let table = &*step.table;
        match &step.deed {
            Deed::Came(row) => {
                if table.name == OBSERVATIONS {
                    self.correct_again(table, row, act)?;
                }
                self.remove(table, row)
            }
            Deed::Went(row) => {
                if table.name == RUNS {
                    self.bring_back_what_hangs_off(table, row, attic)?;
                }
                self.bring_back(table, row)?;
                if table.name == OBSERVATIONS { self.correct_again(table, row, act) } else { Ok(()) }
            }
            Deed::Changed { from, to } => match table.name.as_str() {
                BATCHES => self.put_batch_back(table, from, to, act),
                OBSERVATIONS => self.correct_back(table, from, to, act),
                _ => self.put_back(table, from, to),
            },
        }
    }

    fn remove(&self, table: &Table, row: &Row) -> Outcome<()> {
        let sql = format!("DELETE FROM main.\"{}\" WHERE {}", table.name, is_as(table, 0));
        self.one_row(table, &sql, table.kept.iter().map(|i| &row[*i]))
    }

    fn bring_back(&self, table: &Table, row: &Row) -> Outcome<()> {
        let sql = insert(table);
        self.one_row(table, &sql, row.iter())
    }

    /// Sets what has changed and nothing else: a guard on a column hears of it even where it stays the same.
    fn put_back(&self, table: &Table, from: &Row, to: &Row) -> Outcome<()> {
        let changed: Vec<usize> = table.kept.iter().copied().filter(|i| from[*i] != to[*i]).collect();
        let set: Vec<String> =
            (1..).zip(&changed).map(|(number, i)| format!("\"{}\" = ?{number}", table.columns[*i])).collect();
        let sql = format!(
            "UPDATE main.\"{}\" SET {} WHERE {}",
            table.name,
            set.join(", "),
            is_as(table, changed.len())
        );
        let values = changed.iter().map(|i| &from[*i]).chain(table.kept.iter().map(|i| &to[*i]));
        self.one_row(table, &sql, values)
    }

    /// Carries out what must change one row, no more and no less: it is as it was left only then.
    fn one_row<'v>(&self, table: &Table, sql: &str, values: impl Iterator<Item = &'v Value>) -> Outcome<()> {
        match self.connection.prepare_cached(sql)?.execute(params_from_iter(values)) {
            Ok(1) => Ok(()),
            Ok(_) => Err(changed_since(table)),
            Err(error) => Err(of_constraint(table, error)),
        }
    }

    /// The days and inputs of a run go in before its row, which closes over them.
    fn bring_back_what_hangs_off(&self, runs: &Table, run: &Row, attic: &Attic) -> Outcome<()> {
        let value = |column: &str| runs.place(column).and_then(|place| run.get(place));
        if let Some(Value::Text(hash)) = value("inputs_hash")
            && let Some(canonical) = attic.inputs.get(hash)
        {
            let sql = format!(
                "INSERT INTO {INPUTS} (inputs_hash, canonical) VALUES (?1, ?2) ON CONFLICT DO NOTHING"
            );
            self.connection.prepare_cached(&sql)?.execute([hash, canonical])?;
        }
        if let Some(Value::Integer(id)) = value("run_id")
            && let Some(days) = attic.days.get(id)
        {
            let columns = self.columns_of(DAYS)?;
            let days_table = Table::new(DAYS.to_owned(), columns);
            let mut statement = self.connection.prepare_cached(&insert(&days_table))?;
            for day in days.rows(days_table.columns.len()) {
                statement.execute(params_from_iter(day.iter()))?;
            }
        }
        Ok(())
    }

    fn columns_of(&self, table: &str) -> Outcome<Vec<String>> {
        let mut statement =
            self.connection.prepare_cached("SELECT name FROM pragma_table_info(?1) ORDER BY cid")?;
        let columns = statement.query_map([table], |row| row.get(0))?.collect::<Result<_, _>>()?;
        Ok(columns)
    }

    /// A pin that is taken back is a change of a pin, and its history says so.
    fn put_batch_back(&self, table: &Table, from: &Row, to: &Row, act: TakingBack<'_>) -> Outcome<()> {
        let pin =
            |row: &Row| table.place("pinned_projection_run_id").and_then(|place| row.get(place).cloned());
        let (id, now, then) = (id_of(table, "batch_id", to), pin(to), pin(from));
        if now == then {
            return self.put_back(table, from, to);
        }
        let batch = BatchId(id);
        let was = self.batch(batch).map_err(|_| changed_since(table))?.pinned_projection_run;
        self.put_back(table, from, to)?;
        let run = match then {
            Some(Value::Integer(run)) => Some(RunId(run)),
            _ => None,
        };
        let TakingBack { by, at, reason } = act;
        self.note_pin(&PinChange { batch, to: run, by, at, reason }, was.as_ref())
    }

    fn correct_back(&self, table: &Table, from: &Row, to: &Row, act: TakingBack<'_>) -> Outcome<()> {
        let id = ObservationId(id_of(table, "observation_id", to));
        let before = self.observation(id).map_err(|_| changed_since(table))?.1;
        self.put_back(table, from, to)?;
        let (batch, after) = self.observation(id)?;
        self.note_correction(batch, id, (&before, Some(&after)), act.by, act.at, act.reason)
    }

    /// An observation that has a history of corrections comes and goes with an entry in it.
    fn correct_again(&self, table: &Table, row: &Row, act: TakingBack<'_>) -> Outcome<()> {
        let id = ObservationId(id_of(table, "observation_id", row));
        let Some(removed) = self.last_correction_removed(id)? else { return Ok(()) };
        let (batch, observation) = self.observation(id).map_err(|_| changed_since(table))?;
        let after = removed.then_some(&observation);
        self.note_correction(batch, id, (&observation, after), act.by, act.at, act.reason)
    }

    /// What was removed may have taken along what others hung off it since, and that must not be.
    fn check_nothing_else_went(&self, changes: &Changes) -> Outcome<()> {
        let own = changes.steps.iter().filter(|step| !step.table.is_history()).count();
        let sql = format!("SELECT count(*) FROM temp.noted WHERE deed NOT IN ({WAS}, {WENT_ALONG})");
        let noted: usize = self.connection.prepare_cached(&sql)?.query_row([], |row| row.get(0))?;
        if noted == own {
            return Ok(());
        }
        Err(Fault::refused(
            "others have added to it or rely on it since",
            "Look at it as it is now, and change it by hand",
        ))
    }
}

/// `"a" IS ?1 AND "b" IS ?2`, after so many parameters.
fn is_as(table: &Table, after: usize) -> String {
    let all: Vec<String> = (after + 1..)
        .zip(&table.kept)
        .map(|(number, i)| format!("\"{}\" IS ?{number}", table.columns[*i]))
        .collect();
    all.join(" AND ")
}

fn insert(table: &Table) -> String {
    let columns: Vec<String> = table.columns.iter().map(|column| format!("\"{column}\"")).collect();
    let values: Vec<String> = (1..=columns.len()).map(|number| format!("?{number}")).collect();
    format!("INSERT INTO main.\"{}\" ({}) VALUES ({})", table.name, columns.join(", "), values.join(", "))
}

fn id_of(table: &Table, column: &str, row: &Row) -> i64 {
    match table.place(column).and_then(|place| row.get(place)) {
        Some(Value::Integer(id)) => *id,
        _ => 0,
    }
}

/// A trigger says in words what it forbids; any other constraint is about rows that are not as they were left.
fn of_constraint(table: &Table, error: rusqlite::Error) -> Fault {
    let is_in_words = error.sqlite_error().is_some_and(|it| it.extended_code == SQLITE_CONSTRAINT_TRIGGER);
    match error.sqlite_error_code() {
        Some(ErrorCode::ConstraintViolation) if !is_in_words => changed_since(table),
        _ => error.into(),
    }
}

fn changed_since(table: &Table) -> Fault {
    let what = match table.name.as_str() {
        SCENARIOS | "scenario_model_change" => "the scenario",
        RUNS => "the run",
        BATCHES | "batch_pen" => "the batch",
        OBSERVATIONS => "an observation",
        "recipe_template" => "the template",
        PEOPLE => "who may do what",
        "identity" | "shared_version" => "what was exchanged with others",
        _ => "the model",
    };
    Fault::refused(format!("{what} was changed since, or others rely on it"), "Look at it as it is now")
}
