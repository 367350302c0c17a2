//! The schema and its history: every step up and down, in the files of `migrations/`.
//!
//! `user_version` says how many steps a file has gone. A move is one transaction over all of its steps. What it would bring and
//! take is counted before, in `preview`.
pub(super) mod expected;
mod preview;

pub(super) use expected::refuse_foreign;
pub use preview::{LostPin, MovePreview, StepInfo, WhatGoes, history, preview};

use chrono::{DateTime, Utc};
use rusqlite::{Connection, Transaction, TransactionBehavior};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use super::{APPLICATION_ID, backup, connect, fault};
use crate::domain::backup::BackupReason;
use crate::domain::fault::{Fault, FaultKind, Outcome};

/// One step of the schema's history.
struct Step {
    name: &'static str,
    up: &'static str,
    down: &'static str,
    /// What it brings, for people.
    says: &'static str,
    /// What the way down takes away.
    loses: &'static [preview::Loses],
}

macro_rules! step {
    ($name:literal, $says:literal, $loses:expr) => {
        Step {
            name: $name,
            up: include_str!(concat!("../../migrations/", $name, ".up.sql")),
            down: include_str!(concat!("../../migrations/", $name, ".down.sql")),
            says: $says,
            loses: $loses,
        }
    };
}

const STEPS: [Step; 12] = [
    step!("0001_the_world_before", "Scenarios, models and batches, as they were before runs", &[]),
    step!("0002_add_projection_run", "Runs, each with its number and the inputs that it was made from", &[]),
    step!(
        "0003_move_projections_to_runs",
        "Days belong to runs: what a scenario last computed becomes its run #1",
        &preview::RUNS
    ),
    step!(
        "0004_pin_batches_to_runs",
        "Batches are pinned to runs, with a history of their pins",
        &preview::PINS
    ),
    step!("0005_remove_pinned_scenario", "Batches are no longer pinned to scenarios", &[]),
    step!("0006_guard_runs", "The file itself guards its runs: no number of a run can be changed", &[]),
    step!(
        "0007_change_models_along_the_way",
        "TGC and mortality by day or month, monthly rates, templates, warnings outside of constraints",
        &preview::SCHEDULES
    ),
    step!(
        "0008_observe_batches",
        "What is observed of batches, with every correction",
        &preview::OBSERVATIONS
    ),
    step!("0009_count_fish_by_pen", "Fish counted by pen", &preview::PENS),
    step!("0010_name_who_may_do_what", "Who may do what", &preview::PEOPLE),
    step!(
        "0011_know_records_again",
        "By what records from other files are known again",
        &preview::IDENTITIES
    ),
    step!(
        "0012_remember_what_was_shared",
        "Who changed a value last, here or on another laptop",
        &preview::SHARED
    ),
];

/// The schema that this program works with.
pub const CURRENT: u32 = STEPS.len() as u32;

/// The schema that the seed calls legacy: projections hang off scenarios.
pub const BEFORE_RUNS: u32 = 1;

/// From this schema on, days belong to runs.
pub(super) const RUNS_HOLD_DAYS: u32 = 3;
/// From this schema on, batches are pinned to runs.
pub(super) const RUNS_ARE_PINNED: u32 = 4;

/// The names of the steps, the first one first.
pub fn step_names() -> impl Iterator<Item = &'static str> {
    STEPS.iter().map(|step| step.name)
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

pub(super) fn read_version(connection: &Connection) -> Outcome<u32> {
    let application_id: i32 = connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
    if application_id != APPLICATION_ID {
        return Err(fault::not_a_farm_file());
    }
    Ok(connection.pragma_query_value(None, "user_version", |row| row.get(0))?)
}

/// Refuses a file that this program does not work with as it is; gives its schema.
pub(super) fn check_current(connection: &Connection) -> Outcome<u32> {
    let version = read_version(connection)?;
    if version > CURRENT {
        return Err(newer(version));
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
    Ok(version)
}

/// What a file of a newer version is told.
pub(super) fn newer(version: u32) -> Fault {
    Fault::new(
        FaultKind::FileNewer,
        format!("the farm file has schema {version}, and this program knows schemas up to {CURRENT}"),
        "Install the newer version of Salmon Run that made it",
    )
}

/// Brings a file up to the current schema, after a backup in its folder of backups.
pub fn upgrade(path: &Path, now: DateTime<Utc>) -> Outcome<Moved> {
    migrate(path, CURRENT, now)
}

/// Moves a file to another schema, after a backup in its folder of backups. All steps or none are taken.
pub fn migrate(path: &Path, to: u32, now: DateTime<Utc>) -> Outcome<Moved> {
    let go = || {
        let (mut connection, read_only) = connect(path)?;
        if read_only {
            return Err(fault::read_only());
        }
        // Tables are rebuilt under the same name, which foreign keys would forbid halfway; they are checked at the end.
        connection.pragma_update(None, "foreign_keys", false)?;
        // From here on nobody else changes the file: the backup is what the steps start from.
        let transaction = Transaction::new(&mut connection, TransactionBehavior::Immediate)?;
        let from = read_version(&transaction)?;
        check_known(from, to)?;
        // A trigger of somebody else would run in the steps.
        refuse_foreign(&transaction, from)?;
        let backup = back_up(path, from, to, now)?;
        let moved = take_steps(&transaction, from, to);
        if moved.is_err() {
            // The file is as it was, so it was made for nothing.
            std::fs::remove_file(&backup).ok();
            std::fs::remove_dir(backup::folder_of(path)).ok();
        }
        let (lost_pins, lost_runs) = moved?;
        transaction.commit()?;
        Ok(Moved { from, to, backup, lost_pins, lost_runs })
    };
    go().map_err(|fault: Fault| fault.within(&path.display().to_string()))
}

fn check_known(from: u32, to: u32) -> Outcome<()> {
    let known = BEFORE_RUNS..=CURRENT;
    if from > CURRENT {
        return Err(newer(from));
    }
    match [from, to].into_iter().find(|version| !known.contains(version)) {
        None => Ok(()),
        Some(unknown) => Err(Fault::invalid(
            format!("schema {unknown} is not known"),
            "",
            format!("Accepted is {BEFORE_RUNS} to {CURRENT}"),
        )),
    }
}

fn take_steps(transaction: &Transaction<'_>, from: u32, to: u32) -> Outcome<(Vec<LostPin>, Vec<String>)> {
    let lost_runs = if from >= RUNS_HOLD_DAYS && to < RUNS_HOLD_DAYS {
        preview::lost_runs(transaction)?
    } else {
        Vec::new()
    };
    walk(transaction, from, to)?;
    check_foreign_keys(transaction)?;
    let lost_pins = if from < RUNS_ARE_PINNED && to >= RUNS_ARE_PINNED {
        preview::lost_pins(transaction)?
    } else {
        Vec::new()
    };
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

/// The file is read by a connection of its own: one that is about to write cannot be copied from.
fn back_up(path: &Path, from: u32, to: u32, now: DateTime<Utc>) -> Outcome<PathBuf> {
    let reason = if to < from { BackupReason::BeforeDowngrade } else { BackupReason::BeforeUpgrade };
    let (connection, _) = connect(path)?;
    Ok(backup::make(path, &connection, reason, now, &mut |_, _| ControlFlow::Continue(()))?.path)
}
