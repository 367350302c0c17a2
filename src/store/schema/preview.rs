//! What a move of the schema would bring and take away, counted before it is made.
use rusqlite::Connection;
use std::path::Path;

use super::{RUNS_ARE_PINNED, RUNS_HOLD_DAYS, STEPS, check_known, read_version, refuse_foreign};
use crate::domain::fault::{Fault, Outcome};
use crate::store::connect;

/// One step of the history, for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StepInfo {
    /// The schema that it leads to.
    pub schema_version: u32,
    /// The name of its files in `migrations/`.
    pub name: &'static str,
    /// What it brings.
    pub says: &'static str,
}

/// The whole history, the first step first.
pub fn history() -> Vec<StepInfo> {
    (1..)
        .zip(&STEPS)
        .map(|(schema_version, step)| StepInfo { schema_version, name: step.name, says: step.says })
        .collect()
}

/// Something that a move takes away, or turns into something else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WhatGoes {
    /// How many.
    pub count: u64,
    /// Of what: "observations".
    pub what: &'static str,
}

/// A pin that has no run to go to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LostPin {
    /// The batch that was pinned.
    pub batch_number: String,
    /// The scenario it was pinned to, which never ran.
    pub scenario_name: String,
}

/// What a move of the schema would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MovePreview {
    /// Schema now.
    pub from: u32,
    /// Schema after.
    pub to: u32,
    /// The steps that would be taken (or taken back), in order.
    pub steps: Vec<StepInfo>,
    /// What only the backup would have; nothing of which there is none.
    pub goes: Vec<WhatGoes>,
    /// Pins that could not be carried over.
    pub lost_pins: Vec<LostPin>,
    /// Runs that only the backup would have.
    pub lost_runs: Vec<String>,
}

/// Something that the way down through a step takes away, and how it is counted while it is there.
pub(super) struct Loses {
    one: &'static str,
    many: &'static str,
    sql: &'static str,
}

const fn loses(one: &'static str, many: &'static str, sql: &'static str) -> Loses {
    Loses { one, many, sql }
}

pub(super) const RUNS: [Loses; 3] = [
    loses(
        "run that has a later one",
        "runs that have later ones",
        "SELECT count(*) FROM projection_run AS r WHERE r.run_number <
            (SELECT max(run_number) FROM projection_run AS o WHERE o.scenario_id = r.scenario_id)",
    ),
    loses(
        "label or note of a run",
        "labels and notes of runs",
        "SELECT count(*) FROM projection_run WHERE label <> '' OR notes <> ''",
    ),
    loses(
        "snapshot of what runs were made from",
        "snapshots of what runs were made from",
        "SELECT count(*) FROM run_inputs",
    ),
];
pub(super) const PINS: [Loses; 2] = [
    loses("entry in the history of pins", "entries in the history of pins", "SELECT count(*) FROM pin_event"),
    loses(
        "pin of a run, which becomes a pin of its scenario",
        "pins of runs, which become pins of their scenarios",
        "SELECT count(*) FROM batch WHERE pinned_projection_run_id IS NOT NULL",
    ),
];
pub(super) const SCHEDULES: [Loses; 5] = [
    loses("template", "templates", "SELECT count(*) FROM recipe_template"),
    loses(
        "TGC by day of the scenario",
        "TGCs by day of the scenario",
        "SELECT count(*) FROM tgc_model_schedule",
    ),
    loses(
        "mortality rate by day of the scenario",
        "mortality rates by day of the scenario",
        "SELECT count(*) FROM mortality_model_schedule",
    ),
    loses(
        "monthly mortality rate, which becomes a weekly one that takes as many fish",
        "monthly mortality rates, which become weekly ones that take as many fish",
        "SELECT count(*) FROM mortality_model WHERE frequency = 'monthly'",
    ),
    loses(
        "scenario's switch to warn outside of constraints",
        "scenarios' switches to warn outside of constraints",
        "SELECT count(*) FROM scenario WHERE warn_outside_constraints",
    ),
];
pub(super) const OBSERVATIONS: [Loses; 3] = [
    loses("observation", "observations", "SELECT count(*) FROM observation"),
    loses(
        "correction of an observation",
        "corrections of observations",
        "SELECT count(*) FROM observation_correction",
    ),
    loses(
        "batch's species, closing or notes",
        "batches' species, closings or notes",
        "SELECT count(*) FROM batch WHERE species <> '' OR status <> 'active' OR notes <> ''",
    ),
];
pub(super) const PENS: [Loses; 1] = [loses(
    "pen's own count or weight of fish",
    "pens' own counts or weights of fish",
    "SELECT count(*) FROM batch_pen WHERE initial_count IS NOT NULL OR initial_weight_g IS NOT NULL",
)];
pub(super) const PEOPLE: [Loses; 1] =
    [loses("person with a role", "people with their roles", "SELECT count(*) FROM person")];
pub(super) const IDENTITIES: [Loses; 1] = [loses(
    "mark by which a record is known again",
    "marks by which records are known again",
    "SELECT count(*) FROM identity",
)];
pub(super) const SHARED: [Loses; 1] = [loses(
    "value of which it is known who else has it",
    "values of which it is known who else has them",
    "SELECT count(*) FROM shared_version WHERE value_hash IS NOT NULL",
)];

/// Says what a move to another schema would do. Nothing is changed.
pub fn preview(path: &Path, to: u32) -> Outcome<MovePreview> {
    let look = || {
        let (connection, _) = connect(path)?;
        // All counts are of the same moment.
        let moment = connection.unchecked_transaction()?;
        let from = read_version(&moment)?;
        check_known(from, to)?;
        refuse_foreign(&moment, from)?;
        let mut steps: Vec<StepInfo> = history();
        steps.retain(|step| step.schema_version > from.min(to) && step.schema_version <= from.max(to));
        let mut goes = Vec::new();
        if to < from {
            steps.reverse();
            for loses in STEPS[to as usize..from as usize].iter().rev().flat_map(|step| step.loses) {
                let count: u64 = moment.query_row(loses.sql, [], |row| row.get(0))?;
                if count > 0 {
                    goes.push(WhatGoes { count, what: if count == 1 { loses.one } else { loses.many } });
                }
            }
        }
        let loses_pins = from < RUNS_ARE_PINNED && to >= RUNS_ARE_PINNED;
        let lost_pins = if loses_pins { pins_without_run(&moment, from)? } else { Vec::new() };
        let loses_runs = from >= RUNS_HOLD_DAYS && to < RUNS_HOLD_DAYS;
        let lost_runs = if loses_runs { lost_runs(&moment)? } else { Vec::new() };
        Ok(MovePreview { from, to, steps, goes, lost_pins, lost_runs })
    };
    look().map_err(|fault: Fault| fault.within(&path.display().to_string()))
}

/// The batches whose pinned scenario never ran, before the pins go over to runs.
fn pins_without_run(connection: &Connection, version: u32) -> Outcome<Vec<LostPin>> {
    let ran = if version < RUNS_HOLD_DAYS { "scenario_projection" } else { "projection_run" };
    pins(
        connection,
        &format!(
            "SELECT b.batch_number, s.name FROM batch AS b JOIN scenario AS s ON s.scenario_id = b.pinned_scenario
             WHERE NOT EXISTS (SELECT 1 FROM {ran} AS r WHERE r.scenario_id = s.scenario_id) ORDER BY b.batch_number"
        ),
    )
}

/// The batches whose pin could not go over to a run, after that.
pub(super) fn lost_pins(connection: &Connection) -> Outcome<Vec<LostPin>> {
    pins(
        connection,
        "SELECT b.batch_number, e.lost_scenario_name
         FROM pin_event AS e JOIN batch AS b USING (batch_id)
         WHERE e.lost_scenario_name IS NOT NULL ORDER BY b.batch_number",
    )
}

fn pins(connection: &Connection, sql: &str) -> Outcome<Vec<LostPin>> {
    let mut statement = connection.prepare(sql)?;
    let rows = statement
        .query_map([], |row| Ok(LostPin { batch_number: row.get(0)?, scenario_name: row.get(1)? }))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The runs of a scenario that has a later one.
pub(super) fn lost_runs(connection: &Connection) -> Outcome<Vec<String>> {
    let mut statement = connection.prepare(
        "SELECT s.name || ' - Run #' || r.run_number || iif(r.label = '', '', ' (' || r.label || ')')
         FROM projection_run AS r JOIN scenario AS s USING (scenario_id)
         WHERE r.run_number < (SELECT max(run_number) FROM projection_run AS o WHERE o.scenario_id = r.scenario_id)
         ORDER BY s.name COLLATE NOCASE, s.scenario_id, r.run_number",
    )?;
    let rows = statement.query_map([], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
