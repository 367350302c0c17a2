//! The golden cases, and what must agree with them: used by the tests of the engine and of the command line.
use std::io::Write as _;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;

/// One day, as `days.csv` and the program's JSON both write it.
#[derive(serde::Deserialize)]
pub struct Day {
    day_number: u32,
    projection_date: NaiveDate,
    average_weight: f64,
    population: f64,
    biomass: f64,
    daily_feed: f64,
    cumulative_feed: f64,
    temperature: f64,
    current_stage: String,
}

/// A scenario and the days that the other engine made of it.
pub struct Case {
    pub name: String,
    pub scenario: serde_json::Value,
    days: Vec<Day>,
}

/// The cases that live in this folder, by name.
pub fn that_live_here() -> Vec<Case> {
    let cases = of(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden"));
    assert!(cases.len() >= 14, "only {} cases were found", cases.len());
    cases
}

/// All 32, where they lie beside this repository; else says that they were skipped.
pub fn all_32() -> Option<Vec<Case>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/golden/projection");
    if !folder.exists() {
        // Written past the test harness, which would keep it to itself.
        let said = b"SKIPPED: the 32 cases of ../shared/golden/projection are not beside this repository\n";
        std::io::stderr().write_all(said).unwrap();
        return None;
    }
    let cases = of(&folder);
    assert_eq!(cases.len(), 32);
    Some(cases)
}

fn of(folder: &Path) -> Vec<Case> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut paths: Vec<PathBuf> = entries.map(|e| e.unwrap().path()).filter(|path| path.is_dir()).collect();
    paths.sort();
    paths
        .iter()
        .map(|path| Case {
            name: path.file_name().unwrap().to_string_lossy().into_owned(),
            scenario: serde_json::from_str(&std::fs::read_to_string(path.join("scenario.json")).unwrap())
                .unwrap(),
            days: csv::Reader::from_path(path.join("days.csv"))
                .unwrap()
                .deserialize()
                .collect::<Result<_, _>>()
                .unwrap(),
        })
        .collect()
}

/// Holds the days that we made against those of the other engine.
pub fn hold(case: &Case, ours: &[Day]) {
    let name = &case.name;
    // Whole fish are rounded by the other engine each day: the fewer fish, the more that shows.
    let share = if case.scenario["initial_count"] == 2_000_000_000 { 2e-8 } else { 1e-4 };
    assert_eq!(ours.len(), case.days.len(), "{name}: number of days");
    for (our, their) in ours.iter().zip(&case.days) {
        let day = their.day_number;
        let near = |what: &str, our: f64, their: f64, share: f64, rounding: f64| {
            let allowed = share * their.abs() + rounding;
            assert!(
                (our - their).abs() <= allowed,
                "{name}, day {day}: {what} {our}, there {their}, allowed {allowed}"
            );
        };
        let elapsed = f64::from(day);
        assert_eq!(our.day_number, day, "{name}");
        assert_eq!(our.projection_date, their.projection_date, "{name}, day {day}");
        assert_eq!(our.current_stage, their.current_stage, "{name}, day {day}");
        near("weight", our.average_weight, their.average_weight, 1e-12, 0.0);
        near("temperature", our.temperature, their.temperature, 1e-12, 0.0);
        near("population", our.population, their.population, 0.0, 0.5 * elapsed);
        near("biomass", our.biomass, their.biomass, share, 0.005);
        near("daily feed", our.daily_feed, their.daily_feed, share, 0.0005);
        near("cumulative feed", our.cumulative_feed, their.cumulative_feed, share, 0.0005 * elapsed);
    }
}
