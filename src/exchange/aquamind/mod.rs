//! Databases of AquaMind: rows in, what they mean for a farm file out. No file is opened here; the rows come from its SQLite
//! database by way of the store, or from a dumpdata JSON, and are the same from there on.
//!
//! Every row is accounted for: what cannot come is left with a reason, and all else belongs to something in the [`Parcel`].
mod batches;
pub mod dumpdata;
pub mod parcel;
mod parts;
mod plans;
mod rows;
pub mod tables;
mod values;

pub use parcel::Parcel;
pub use rows::Source;

use std::collections::BTreeSet;

use self::batches::BatchMaker;
use self::parcel::Aside;
use self::parts::{PartMaker, Stages};
use self::plans::PlanMaker;
use self::tables::Table;

/// What a file means for a farm.
pub fn understand(mut source: Source, is_dumpdata: bool) -> Parcel {
    let time = if source.has_runs { "since ProjectionRun" } else { "before ProjectionRun" };
    let kind = if is_dumpdata { "dumpdata JSON of AquaMind" } else { "AquaMind database" };
    let who = who_made(&source);
    let stages_in_use = stages_in_use(&source);
    let stages = Stages::of(&source);
    let mut parts = PartMaker::new(&mut source, &stages);
    parts.make_all();
    let PartMaker { parts, mut left, .. } = parts;
    let mut plans = PlanMaker::new(&mut source, &stages, &parts);
    plans.make_all();
    let PlanMaker { scenarios, runs, left: left_plans, notes, .. } = plans;
    let mut maker = BatchMaker::new(&mut source, &stages, &scenarios, &runs);
    maker.make_all();
    let BatchMaker { batches: mut made, left: left_batches, mut used, .. } = maker;
    for batch in &mut made {
        batches::by_day(&mut batch.what.observations);
    }
    left.extend(left_plans);
    left.extend(left_batches);
    used.entry(tables::STAGE.name).or_default().extend(stages_in_use);
    used.entry(tables::USER.name).or_default().extend(who);
    let aside = |table: &Table, why_left: &'static str| Aside {
        table: table.name,
        used: used.get(table.name).map_or(0, |keys| keys.len() as u64),
        why_left,
    };
    let unused = "nothing that came refers to it";
    let asides = vec![
        aside(&tables::STAGE, unused),
        aside(&tables::SPECIES, unused),
        aside(&tables::CONTAINER, unused),
        aside(&tables::HALL, unused),
        aside(&tables::STATION, unused),
        aside(&tables::AREA, unused),
        aside(&tables::PARAMETER, "what it measures is not kept here, or nothing came of it"),
        aside(&tables::USER, "an account that made nothing of what came"),
        aside(
            &tables::ASSIGNMENT_HISTORY,
            "what an assignment was later: the first of it says what came into the pen",
        ),
    ];
    Parcel {
        source: format!("{kind} {time}"),
        ledger: source.ledger,
        lifecycle: stages.lifecycle,
        lifecycle_adapted: stages.adapted,
        parts,
        scenarios,
        runs,
        batches: made,
        asides,
        left,
        notes,
    }
}

/// Users that made a scenario or a run.
fn who_made(source: &Source) -> BTreeSet<i64> {
    let scenarios = source.scenarios.values().map(|it| &it.created_by);
    let all = scenarios.chain(source.runs.values().map(|it| &it.created_by));
    all.filter_map(|reference| reference.parse().ok()).filter(|key| source.users.contains_key(key)).collect()
}

/// Stages that fish are in, be it on a projected day, in an FCR model or in a batch.
fn stages_in_use(source: &Source) -> BTreeSet<i64> {
    // All of them come: together they are the lifecycle.
    source.stages.keys().copied().collect()
}
