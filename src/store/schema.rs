//! The schema and its history: every step up and down, in the files of `migrations/`.
//!
//! `user_version` says how many steps a file has gone. A move is one transaction over all of its steps.
use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, Transaction, TransactionBehavior};
use std::path::{Path, PathBuf};

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

const STEPS: [Step; 11] = [
    step!("0001_the_world_before"),
    step!("0002_add_projection_run"),
    step!("0003_move_projections_to_runs"),
    step!("0004_pin_batches_to_runs"),
    step!("0005_remove_pinned_scenario"),
    step!("0006_guard_runs"),
    step!("0007_change_models_along_the_way"),
    step!("0008_observe_batches"),
    step!("0009_count_fish_by_pen"),
    step!("0010_name_who_may_do_what"),
    step!("0011_know_records_again"),
];

/// The schema that this program works with.
pub const CURRENT: u32 = STEPS.len() as u32;

/// The schema that the seed calls legacy: projections hang off scenarios.
pub const BEFORE_RUNS: u32 = 1;

/// From this schema on, days belong to runs.
const RUNS_HOLD_DAYS: u32 = 3;
/// From this schema on, batches are pinned to runs.
const RUNS_ARE_PINNED: u32 = 4;

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
    /// Runs that only the backup has now: before there were runs, a scenario held one set of projections, so its
    /// latest run's stay and a pin of an earlier run becomes a pin of the scenario.
    pub lost_runs: Vec<String>,
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
    std::fs::File::create_new(path).map_err(|error| fault::of_new_file(&error))?;
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
///
/// # Errors
/// The file is as it was before; the backup that is no longer wanted is gone.
pub fn migrate(path: &Path, to: u32, stamp: &str) -> Outcome<Moved> {
    let go = || {
        let (mut connection, read_only) = connect(path)?;
        if read_only {
            return Err(Fault::new(
                FaultKind::ReadOnly,
                "the farm file can only be read",
                "Allow writing to it, or work on a copy of it",
            ));
        }
        // Tables are rebuilt under the same name, which foreign keys would forbid halfway; they are checked at the end.
        connection.pragma_update(None, "foreign_keys", false)?;
        // From here on nobody else changes the file: the backup is what the steps start from.
        let transaction = Transaction::new(&mut connection, TransactionBehavior::Immediate)?;
        let from = read_version(&transaction)?;
        if from > CURRENT || to > CURRENT || from < BEFORE_RUNS || to < BEFORE_RUNS {
            let unknown = if (BEFORE_RUNS..=CURRENT).contains(&from) { to } else { from };
            return Err(Fault::invalid(
                format!("schema {unknown} is not known"),
                "",
                format!("Accepted is {BEFORE_RUNS} to {CURRENT}"),
            ));
        }
        let backup = back_up(path, from, stamp)?;
        let moved = take_steps(&transaction, from, to);
        if moved.is_err() {
            std::fs::remove_file(&backup).ok();
        }
        let (lost_pins, lost_runs) = moved?;
        transaction.commit()?;
        Ok(Moved { from, to, backup, lost_pins, lost_runs })
    };
    go().map_err(|fault: Fault| fault.within(&path.display().to_string()))
}

fn take_steps(transaction: &Transaction<'_>, from: u32, to: u32) -> Outcome<(Vec<LostPin>, Vec<String>)> {
    let lost_runs =
        if from >= RUNS_HOLD_DAYS && to < RUNS_HOLD_DAYS { lost_runs(transaction)? } else { Vec::new() };
    walk(transaction, from, to)?;
    check_foreign_keys(transaction)?;
    let lost_pins =
        if from < RUNS_ARE_PINNED && to >= RUNS_ARE_PINNED { lost_pins(transaction)? } else { Vec::new() };
    Ok((lost_pins, lost_runs))
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

/// The runs of a scenario that has a later one.
fn lost_runs(transaction: &Transaction<'_>) -> Outcome<Vec<String>> {
    let mut statement = transaction.prepare(
        "SELECT s.name || ' - Run #' || r.run_number || iif(r.label = '', '', ' (' || r.label || ')')
         FROM projection_run AS r JOIN scenario AS s USING (scenario_id)
         WHERE r.run_number < (SELECT max(run_number) FROM projection_run AS o WHERE o.scenario_id = r.scenario_id)
         ORDER BY s.name COLLATE NOCASE, s.scenario_id, r.run_number",
    )?;
    let rows = statement.query_map([], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Copies the file beside itself, under a name that nothing has yet. It is read by a connection of its own: one that
/// is about to write cannot be copied from.
fn back_up(path: &Path, version: u32, stamp: &str) -> Outcome<PathBuf> {
    let name = |stamp: &str| path.with_extension(format!("schema-{version}.{stamp}.{}", super::EXTENSION));
    let mut backup = name(stamp);
    let mut more = 2;
    while backup.exists() {
        backup = name(&format!("{stamp}-{more}"));
        more += 1;
    }
    let copied = copy(path, &backup);
    if copied.is_err() {
        std::fs::remove_file(&backup).ok();
    }
    copied.map_err(|fault| fault.within(&backup.display().to_string()))?;
    Ok(backup)
}

fn copy(from: &Path, to: &Path) -> Outcome<()> {
    let (from, _) = connect(from)?;
    let mut to = Connection::open(to)?;
    match Backup::new(&from, &mut to)?.step(-1)? {
        StepResult::Done => Ok(()),
        _ => Err(fault::in_use()),
    }
}
