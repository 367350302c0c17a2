//! The figures of another engine, day by day (`tests/golden/README.md`).
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use salmon_run::domain::run::ParametersSnapshot;
use salmon_run::domain::scenario::Scenario;
use salmon_run::service::project;

/// One line of `days.csv`.
#[derive(serde::Deserialize)]
struct Day {
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

#[test]
fn the_cases_that_live_here_agree() {
    let checked = check_all(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden"));
    assert!(checked >= 14, "only {checked} cases were found");
}

#[test]
fn all_32_cases_agree_where_they_are_at_hand() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/golden/projection");
    if !folder.exists() {
        println!("SKIPPED: the 32 cases of ../shared/golden/projection are not beside this repository");
        return;
    }
    assert_eq!(check_all(&folder), 32);
}

fn check_all(folder: &Path) -> usize {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut cases: Vec<PathBuf> = entries.map(|e| e.unwrap().path()).filter(|path| path.is_dir()).collect();
    cases.sort();
    for case in &cases {
        check(case);
    }
    cases.len()
}

fn check(case: &Path) {
    let name = case.file_name().unwrap().to_string_lossy();
    let scenario = Scenario::read(&std::fs::read_to_string(case.join("scenario.json")).unwrap()).unwrap();
    // Whole fish are rounded by the other engine each day: the fewer fish, the more that shows.
    let share = if scenario.initial_count == 2_000_000_000 { 2e-8 } else { 1e-4 };
    let snapshot = ParametersSnapshot::freeze(scenario).unwrap();
    let (ours, _) = project(&snapshot, |_, _| ControlFlow::Continue(())).unwrap();
    let theirs: Vec<Day> = csv::Reader::from_path(case.join("days.csv"))
        .unwrap()
        .deserialize()
        .collect::<Result<_, _>>()
        .unwrap();
    assert_eq!(ours.days.len(), theirs.len(), "{name}: number of days");
    for (our, their) in ours.days.iter().zip(&theirs) {
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
        assert_eq!(ours.stage_name(our), their.current_stage, "{name}, day {day}");
        near("weight", our.average_weight_g, their.average_weight, 1e-12, 0.0);
        near("temperature", our.temperature_c, their.temperature, 1e-12, 0.0);
        near("population", our.population, their.population, 0.0, 0.5 * elapsed);
        near("biomass", our.biomass_kg, their.biomass, share, 0.005);
        near("daily feed", our.daily_feed_kg, their.daily_feed, share, 0.0005);
        near("cumulative feed", our.cumulative_feed_kg, their.cumulative_feed, share, 0.0005 * elapsed);
    }
}
