//! The sample farm: real documents, real runs and pins, and a season that was observed, to look at the program with.
use chrono::Local;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use super::sample_season::season;
use super::{Farm, RunRequest};
use crate::domain::fault::{Fault, FaultKind, Outcome};
use crate::domain::ids::{BatchId, RunId, ScenarioId};
use crate::domain::scenario::Scenario;
use crate::exchange::{batches, scenarios};
use crate::store::EXTENSION;

const SCENARIOS: [&str; 3] = [
    include_str!("../../assets/sample/autumn-smolt-2024.json"),
    include_str!("../../assets/sample/spring-smolt-2025.json"),
    include_str!("../../assets/sample/egg-to-harvest-2024.json"),
];
const BATCHES: &str = include_str!("../../assets/sample/batches.json");
/// The TGC that the re-run is made with: what the autumn fish of the sample's source showed in their first winter.
const UPDATED_TGC: f64 = 2.95;

/// What the sample farm holds.
#[derive(Debug)]
pub struct Sample {
    /// The open farm file.
    pub farm: Farm,
    /// The two runs of the first scenario: its baseline, and the one with the updated TGC.
    pub compared: [RunId; 2],
    /// Its batches.
    pub batches: Vec<BatchId>,
}

/// The scenario documents of the sample.
pub fn sample_scenarios() -> Outcome<Vec<Scenario>> {
    SCENARIOS.into_iter().map(|document| scenarios::read(document).map(|mut list| list.remove(0))).collect()
}

/// Makes the sample farm file at `path`, where none must be.
pub fn make_sample_at(path: &Path, by: &str) -> Outcome<Sample> {
    fill_with_sample(Farm::create(path)?.acting_as(by))
}

/// Puts the sample into a new farm file: three scenarios are run, the first is run again with another TGC, batches are
/// pinned, and what was observed of some of them is recorded.
pub fn fill_with_sample(mut farm: Farm) -> Outcome<Sample> {
    let ids = farm.import_scenarios(&sample_scenarios()?)?;
    let batches = farm.import_batches(&batches::read(BATCHES)?)?;
    let run = |farm: &mut Farm, scenario: ScenarioId, label: &str, notes: &str| {
        let request = RunRequest { scenario, label: label.to_owned(), notes: notes.to_owned() };
        farm.run_scenario(&request, |_, _| ControlFlow::Continue(())).map(|report| report.run.run_id)
    };
    let mut baselines = Vec::new();
    for id in &ids {
        baselines.push(run(&mut farm, *id, "Baseline", "Plan of the season")?);
    }
    let (autumn, baseline) = (ids[0], baselines[0]);
    let mut plan = farm.scenario_plan(autumn)?;
    let mut model = farm.tgc_model(plan.tgc_model)?;
    model.name = format!("{} (TGC {UPDATED_TGC})", model.name);
    model.tgc_value = UPDATED_TGC;
    plan.tgc_model = farm.store_tgc_model(&model)?;
    farm.save_scenario(Some(autumn), &plan)?;
    let updated = run(&mut farm, autumn, "Updated TGC", "The fish grew faster than planned in autumn")?;
    farm.pin_batches(&batches[0..3], baseline, "Plan of the season")?;
    farm.pin_batches(&batches[3..5], baselines[1], "Plan of the season")?;
    farm.pin_batches(&batches[1..2], updated, "Grows faster than planned")?;
    for id in &batches {
        let batch = farm.batch(*id)?;
        let Some(pinned) = &batch.pinned_projection_run else { continue };
        let seen = season(&batch, &farm.run_days(pinned.run_id)?);
        if !seen.is_empty() {
            farm.record(*id, &seen)?;
        }
    }
    Ok(Sample { farm, compared: [baseline, updated], batches })
}

/// Makes the sample farm in a folder, under the first name that is free, and says where.
pub fn make_sample_farm(folder: &Path, by: &str) -> Outcome<PathBuf> {
    let path = free_sample_path(folder)?;
    make_sample_at(&path, by)?;
    Ok(path)
}

/// Makes the folder if there is none, and gives the first name for a sample farm that is free in it: an earlier
/// sample, with whatever was done to it since, is never overwritten.
pub fn free_sample_path(folder: &Path) -> Outcome<PathBuf> {
    std::fs::create_dir_all(folder).map_err(|error| {
        Fault::new(FaultKind::Io, format!("the folder cannot be made: {error}"), "Choose another folder")
            .at(folder.display().to_string())
    })?;
    let names = std::iter::once("Sample farm".to_owned()).chain((2..).map(|n| format!("Sample farm {n}")));
    let path = names.map(|name| folder.join(format!("{name}.{EXTENSION}"))).find(|path| !path.exists());
    Ok(path.unwrap_or_else(|| folder.join(format!("{}.{EXTENSION}", Local::now().timestamp()))))
}

/// Where a user keeps documents, for a sample that was not given a folder.
#[must_use]
pub fn sample_folder() -> PathBuf {
    let documents = directories::UserDirs::new().and_then(|dirs| dirs.document_dir().map(Path::to_owned));
    documents.unwrap_or_else(std::env::temp_dir).join("Salmon Run")
}
