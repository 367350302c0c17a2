//! What was observed stays as it was written down, and what was corrected stays readable.
use chrono::NaiveDate;
use salmon_run::domain::observation::{GrowthSample, MortalityEvent, Observation, Observations};

use super::support::{ANNA, TestFarm, rows};

fn day(number: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2024, 9, number).unwrap()
}

fn seen() -> Observations {
    Observations {
        growth_samples: vec![GrowthSample {
            date: day(10),
            pen: Some("1".to_owned()),
            avg_weight_g: 130.1 + 0.2,
            sample_size: Some(60),
            std_deviation_g: Some(21.7),
            ..GrowthSample::default()
        }],
        mortality_events: vec![MortalityEvent {
            date: day(3),
            pen: None,
            count: 12,
            cause: "Gill disease".to_owned(),
        }],
        ..Observations::default()
    }
}

#[test]
fn what_goes_in_comes_out_to_the_last_bit() {
    let mut farm = TestFarm::new();
    farm.farm.record(farm.batches[0], &seen()).unwrap();
    let recorded = farm.farm.recorded(farm.batches[0]).unwrap();
    let mut back = Observations::default();
    recorded.iter().for_each(|one| back.add(one.observation.clone()));
    assert_eq!(back, seen());
    assert!(recorded.iter().all(|one| one.recorded_by == ANNA));
    assert!(farm.farm.recorded(farm.batches[1]).unwrap().is_empty(), "another batch is another batch");
}

#[test]
fn a_correction_keeps_what_was_there_before() {
    let mut farm = TestFarm::new();
    let batch = farm.batches[0];
    farm.farm.record(batch, &seen()).unwrap();
    let first = farm.farm.recorded(batch).unwrap().remove(0);
    let Observation::Mortality(mut event) = first.observation.clone() else { panic!("{first:?}") };
    event.count = 21;
    let after = Observation::Mortality(event);
    farm.hand_over_to("bo");
    farm.farm.correct_observation(first.observation_id, Some(&after), "Two digits swapped").unwrap();
    farm.farm.correct_observation(first.observation_id, None, "Counted twice").unwrap();
    let corrections = farm.farm.corrections(batch).unwrap();
    assert_eq!(corrections.len(), 2);
    assert_eq!((&corrections[0].before, &corrections[0].after), (&after, &None));
    assert_eq!((&corrections[1].before, &corrections[1].after), (&first.observation, &Some(after.clone())));
    assert_eq!(
        (corrections[1].corrected_by.as_str(), corrections[1].reason.as_str()),
        ("bo", "Two digits swapped")
    );
    assert_eq!(farm.farm.recorded(batch).unwrap().len(), 1);
    for sql in ["DELETE FROM observation_correction", "UPDATE observation_correction SET reason = ''"] {
        assert!(farm.raw().execute_batch(sql).is_err(), "{sql}");
    }
}

#[test]
fn what_nobody_can_have_observed_changes_nothing() {
    let mut farm = TestFarm::new();
    let all = |farm: &TestFarm| rows(&farm.raw(), "SELECT * FROM observation");
    let mut wrong = seen();
    wrong.growth_samples[0].avg_weight_g = f64::NAN;
    assert_eq!(
        farm.farm.record(farm.batches[0], &wrong).unwrap_err().place,
        "growth_samples[0].avg_weight_g"
    );
    let mut elsewhere = seen();
    elsewhere.growth_samples[0].pen = Some("9".to_owned());
    let fault = farm.farm.record(farm.batches[0], &elsewhere).unwrap_err();
    assert!(fault.hint.ends_with("of batch B-1: 1, 2"), "{fault}");
    assert!(all(&farm).is_empty());
}

#[test]
fn a_strange_observation_is_recorded_and_asked_about() {
    let mut farm = TestFarm::new();
    let run = farm.run("Plan").run.run_id;
    farm.pin(&[0], run);
    let mut strange = seen();
    strange.growth_samples[0].avg_weight_g = 50.0;
    let recorded = farm.farm.record(farm.batches[0], &strange).unwrap();
    assert_eq!(recorded.recorded, 2);
    assert!(
        recorded.warnings[0].contains("2024-09-10, pen 1: the measured 50 g lie more than a third below"),
        "{recorded:?}"
    );
}
