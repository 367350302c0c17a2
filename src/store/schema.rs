//! The schema and its history: every step up and down, in the files of `migrations/`.
//!
//! `user_version` says how many steps a file has gone. A move is one transaction over all of its steps.
use rusqlite::backup::Backup;
use rusqlite::{Connection, Transaction, TransactionBehavior};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::{APPLICATION_ID, connect, fault};
use crate::domain::fault::{Fault, FaultKind, Outcome};

/// One step of the schema's history.
struct Step {
    name: &'static str,
    up: &'static str,
    down: &'static str,
}

macro_rules! step {
    ($name:literal) => {
        Step {
            name: $name,
            up: include_str!(concat!("../../migrations/", $name, ".up.sql")),
            down: include_str!(concat!("../../migrations/", $name, ".down.sql")),
        }
    };
}

const STEPS: [Step; 6] = [
    step!("0001_the_world_before"),
    step!("0002_add_projection_run"),
    step!("0003_move_projections_to_runs"),
    step!("0004_pin_batches_to_runs"),
    step!("0005_remove_pinned_scenario"),
    step!("0006_guard_runs"),
];

/// The schema that this program works with.
pub const CURRENT: u32 = STEPS.len() as u32;

/// The schema that the seed calls legacy: projections hang off scenarios.
pub const BEFORE_RUNS: u32 = 1;

/// The names of the steps, the first one first.
pub fn step_names() -> impl Iterator<Item = &'static str> {
    STEPS.iter().map(|step| step.name)
}

/// A pin that had no run to go to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LostPin {
    /// The batch that was pinned.
    pub batch_number: String,
    /// The scenario it was pinned to, which never ran.
    pub scenario_name: String,
}

/// What a move of the schema did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// Schema before.
    pub from: u32,
    /// Schema after.
    pub to: u32,
    /// The copy that was made first.
    pub backup: PathBuf,
    /// Pins that could not be carried over.
    pub lost_pins: Vec<LostPin>,
}

/// Builds the schema in a file that has none yet, by all steps of its history.
pub(super) fn build(connection: &mut Connection) -> Outcome<()> {
    build_to(connection, CURRENT)
}

fn build_to(connection: &mut Connection, version: u32) -> Outcome<()> {
    let transaction = Transaction::new(connection, TransactionBehavior::Immediate)?;
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    walk(&transaction, 0, version)?;
    transaction.commit()?;
    Ok(())
}

/// Makes a file of an earlier schema: what an earlier version of the program would have made.
pub fn create_earlier(path: &Path, version: u32) -> Outcome<()> {
    let mut connection = Connection::open(path)?;
    build_to(&mut connection, version)
}

/// The schema of a file: 0 to [`CURRENT`], or larger if a newer program made it.
pub fn version_of(path: &Path) -> Outcome<u32> {
    let (connection, _) = connect(path)?;
    read_version(&connection)
}

fn read_version(connection: &Connection) -> Outcome<u32> {
    let application_id: i32 = connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
    if application_id != APPLICATION_ID {
        return Err(fault::not_a_farm_file());
    }
    Ok(connection.pragma_query_value(None, "user_version", |row| row.get(0))?)
}

/// Refuses a file that this program does not work with as it is.
pub(super) fn check_current(connection: &Connection) -> Outcome<()> {
    let version = read_version(connection)?;
    if version > CURRENT {
        return Err(Fault::new(
            FaultKind::FileNewer,
            format!("the farm file has schema {version}, and this program knows schemas up to {CURRENT}"),
            "Install the newer version of Salmon Run that made it",
        ));
    }
    if version < CURRENT {
        return Err(Fault::new(
            FaultKind::FileOlder,
            format!(
                "the farm file has schema {version} of an earlier version, and this program works with {CURRENT}"
            ),
            "Bring it up with `salmon-run upgrade`, or open it in the window; both make a backup first",
        ));
    }
    Ok(())
}

/// Brings a file up to the current schema, after a backup beside it.
pub fn upgrade(path: &Path, stamp: &str) -> Outcome<Moved> {
    migrate(path, CURRENT, stamp)
}

/// Brings a file to any schema, up or down, after a backup beside it. `stamp` makes the backup's name unique.
pub fn migrate(path: &Path, to: u32, stamp: &str) -> Outcome<Moved> {
    let go = || {
        let (mut connection, _) = connect(path)?;
        let from = read_version(&connection)?;
        if from > CURRENT || !(BEFORE_RUNS..=CURRENT).contains(&to) {
            return Err(Fault::invalid(
                format!("schema {} is not known", from.max(to)),
                "",
                format!("Accepted is {BEFORE_RUNS} to {CURRENT}"),
            ));
        }
        let backup = path.with_extension(format!("schema-{from}.{stamp}.{}", super::EXTENSION));
        back_up(&connection, &backup)?;
        // Tables are rebuilt under the same name, which foreign keys would forbid halfway; they are checked at the end.
        connection.pragma_update(None, "foreign_keys", false)?;
        let transaction = Transaction::new(&mut connection, TransactionBehavior::Immediate)?;
        walk(&transaction, from, to)?;
        check_foreign_keys(&transaction)?;
        let lost_pins = if to >= 4 { lost_pins(&transaction)? } else { Vec::new() };
        transaction.commit()?;
        Ok(Moved { from, to, backup, lost_pins })
    };
    go().map_err(|fault: Fault| fault.within(&path.display().to_string()))
}

fn walk(transaction: &Transaction<'_>, from: u32, to: u32) -> Outcome<()> {
    let (from, to) = (from as usize, to as usize);
    if from <= to {
        for step in &STEPS[from..to] {
            transaction.execute_batch(step.up)?;
        }
    } else {
        for step in STEPS[to..from].iter().rev() {
            transaction.execute_batch(step.down)?;
        }
    }
    transaction.pragma_update(None, "user_version", to as u32)?;
    Ok(())
}

fn check_foreign_keys(transaction: &Transaction<'_>) -> Outcome<()> {
    let broken = transaction.prepare("PRAGMA foreign_key_check")?.exists([])?;
    if broken {
        return Err(Fault::new(
            FaultKind::Damaged,
            "some rows of the farm file point to rows that are not there",
            "Nothing was changed; open a backup",
        ));
    }
    Ok(())
}

fn lost_pins(transaction: &Transaction<'_>) -> Outcome<Vec<LostPin>> {
    let mut statement = transaction.prepare(
        "SELECT b.batch_number, e.lost_scenario_name
         FROM pin_event AS e JOIN batch AS b USING (batch_id)
         WHERE e.lost_scenario_name IS NOT NULL ORDER BY b.batch_number",
    )?;
    let rows = statement
        .query_map([], |row| Ok(LostPin { batch_number: row.get(0)?, scenario_name: row.get(1)? }))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn back_up(from: &Connection, to: &Path) -> Outcome<()> {
    let mut copy = Connection::open(to)?;
    let backup = Backup::new(from, &mut copy)?;
    backup.run_to_completion(1024, Duration::ZERO, None)?;
    Ok(())
}
