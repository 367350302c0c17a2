//! The names by which a record is known in every farm file, and its values with the versions that others know.
//!
//! A record's first name follows from what of it never changes, so that two copies of one farm file, made before anything was
//! exchanged, give it the same one. From the first exchange on its names are written down.
use serde::Serialize;
use std::collections::BTreeSet;

use crate::domain::bundle::{Shared, Uid, short_hash, value_hash};
use crate::domain::fault::Outcome;
use crate::domain::ids::{BatchId, RunId, ScenarioId};
use crate::domain::run::RunDetail;
use crate::store::{RecordKind, SharedFields, Tx};

/// The names of a record, the one that others are told first; `own` is its first one.
fn names(tx: &Tx<'_>, kind: RecordKind, id: i64, own: &str) -> Outcome<BTreeSet<Uid>> {
    let known = tx.uids(kind, id)?;
    if !known.is_empty() {
        return Ok(known);
    }
    // A batch may have got the number that another had before: then it needs another name.
    let mut name = own.to_owned();
    let mut more = 2;
    while tx.id_of_uid(kind, &name)?.is_some_and(|other| other != id && is_there(tx, kind, other)) {
        name = format!("{own}:{more}");
        more += 1;
    }
    Ok([name].into())
}

/// Whether a record is there still.
pub fn is_there(tx: &Tx<'_>, kind: RecordKind, id: i64) -> bool {
    match kind {
        RecordKind::Scenario => tx.scenario_plan(ScenarioId(id)).is_ok(),
        RecordKind::Run => tx.run(RunId(id)).is_ok(),
        RecordKind::Batch => tx.batch(BatchId(id)).is_ok(),
        RecordKind::Observation => false,
    }
}

/// The names of a scenario.
pub fn of_scenario(tx: &Tx<'_>, id: ScenarioId) -> Outcome<BTreeSet<Uid>> {
    names(tx, RecordKind::Scenario, id.0, &first_of_scenario(tx, id)?)
}

fn first_of_scenario(tx: &Tx<'_>, id: ScenarioId) -> Outcome<Uid> {
    let (by, at) = tx.scenario_made(id)?;
    Ok(format!("scenario:{}", short_hash(&format!("{}|{by}|{id}", at.to_rfc3339()))))
}

/// The names of a run.
pub fn of_run(tx: &Tx<'_>, detail: &RunDetail) -> Outcome<BTreeSet<Uid>> {
    let run = &detail.run;
    let facts = format!(
        "{}|{}|{}|{}|{}|{}|{}|{:016x}",
        first_of_scenario(tx, run.scenario)?,
        run.run_number,
        run.run_date.to_rfc3339(),
        detail.created_by_name,
        detail.engine_version,
        detail.inputs_hash.as_deref().unwrap_or_default(),
        run.total_projections,
        run.final_weight_g.to_bits(),
    );
    names(tx, RecordKind::Run, run.run_id.0, &format!("run:{}", short_hash(&facts)))
}

/// The names of a batch.
pub fn of_batch(tx: &Tx<'_>, id: BatchId, batch_number: &str) -> Outcome<BTreeSet<Uid>> {
    names(tx, RecordKind::Batch, id.0, &format!("batch:{batch_number}"))
}

/// Finds out which record of this farm file has one of these names: one that is written down, or its first one.
pub fn find(
    tx: &Tx<'_>,
    kind: RecordKind,
    uids: &BTreeSet<Uid>,
    first_names: impl Fn(&str) -> Option<i64>,
) -> Outcome<Option<i64>> {
    for uid in uids {
        if let Some(id) = tx.id_of_uid(kind, uid)?.filter(|id| is_there(tx, kind, *id)) {
            return Ok(Some(id));
        }
    }
    Ok(uids.iter().find_map(|uid| first_names(uid)))
}

/// A value of a record as others know it.
pub fn shared<T: Serialize + PartialEq + Clone>(fields: &SharedFields, field: &str, value: T) -> Shared<T> {
    let Some((before, (version, hash))) =
        fields.get(field).and_then(|before| Some((before, before.latest.as_ref()?)))
    else {
        return Shared::first(value);
    };
    if *hash == value_hash(&value) {
        Shared { value, version: version.clone(), earlier: before.earlier.clone() }
    } else {
        Shared::after(value, &[version], before.earlier.clone())
    }
}
