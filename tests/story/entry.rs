//! Entering what was observed: looked at first, asked about where it cannot well be, corrected without losing what was.
use chrono::NaiveDate;
use salmon_run::domain::observation::{
    FeedingEvent, GrowthSample, Harvest, MortalityEvent, Observation, ObservationChange, Observations,
    WaterReading,
};
use salmon_run::service::{ObservationImport, PenChoice};

use super::support::{TestFarm, rows};

fn day(month: u32, number: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2024, month, number).unwrap()
}

fn sample(date: NaiveDate, avg_weight_g: f64) -> GrowthSample {
    GrowthSample { date, avg_weight_g, pen: Some("1".to_owned()), ..GrowthSample::default() }
}

fn dead(date: NaiveDate, count: u64) -> MortalityEvent {
    MortalityEvent { date, count, pen: Some("1".to_owned()), ..MortalityEvent::default() }
}

fn water(date: NaiveDate, temperature_c: f64) -> WaterReading {
    WaterReading { date, temperature_c, pen: None }
}

/// A farm whose first batch (pens 1 and 2, from 2024-09-01) is pinned to a run.
fn pinned() -> TestFarm {
    let mut farm = TestFarm::new();
    let run = farm.run("Plan").run.run_id;
    farm.pin(&[0], run);
    farm
}

fn all_rows(farm: &TestFarm) -> Vec<String> {
    let raw = farm.raw();
    let mut all = rows(&raw, "SELECT * FROM observation");
    all.extend(rows(&raw, "SELECT * FROM observation_correction"));
    all
}

#[test]
fn what_cannot_well_be_is_asked_about_before_anything_is_written() {
    let farm = pinned();
    let fish = farm.farm.batch(farm.batches[0]).unwrap().initial_count;
    let strange = |seen: Observations| -> Vec<String> {
        let doubts = farm.farm.doubts_of(farm.batches[0], &seen).unwrap();
        doubts.iter().map(salmon_run::domain::actual::Doubt::words).collect()
    };
    for (seen, words) in [
        (
            Observations { growth_samples: vec![sample(day(8, 30), 110.0)], ..Observations::default() },
            "before the batch's start",
        ),
        (
            Observations { growth_samples: vec![sample(day(9, 10), 50.0)], ..Observations::default() },
            "more than a third below",
        ),
        (
            Observations { mortality_events: vec![dead(day(9, 3), fish + 1)], ..Observations::default() },
            "more than the",
        ),
        (
            Observations { temperature_readings: vec![water(day(9, 3), 40.0)], ..Observations::default() },
            "40 °C is unusual",
        ),
        (
            Observations {
                temperature_readings: vec![water(NaiveDate::from_ymd_opt(2199, 1, 1).unwrap(), 8.0)],
                ..Observations::default()
            },
            "yet to come",
        ),
        (
            Observations {
                harvests: ["1", "2"]
                    .map(|pen| Harvest {
                        date: day(9, 2),
                        pen: Some(pen.to_owned()),
                        harvested_count: fish / 2,
                        avg_weight_g: None,
                    })
                    .into(),
                feeding_events: vec![FeedingEvent {
                    date: day(9, 20),
                    pen: Some("2".to_owned()),
                    amount_kg: 100.0,
                }],
                ..Observations::default()
            },
            "none are left",
        ),
    ] {
        let told = strange(seen);
        assert!(told.iter().any(|told| told.contains(words)), "{words}: {told:?}");
    }
    let sound = Observations {
        growth_samples: vec![sample(day(9, 10), 125.0)],
        temperature_readings: vec![water(day(9, 10), 10.4)],
        ..Observations::default()
    };
    assert!(strange(sound).is_empty());
    assert!(all_rows(&farm).is_empty(), "asking writes nothing");
}

#[test]
fn an_old_doubt_is_not_asked_about_again() {
    let mut farm = pinned();
    let batch = farm.batches[0];
    let warm = Observations { temperature_readings: vec![water(day(9, 3), 40.0)], ..Observations::default() };
    assert_eq!(farm.farm.record(batch, &warm).unwrap().warnings.len(), 1);
    let more = Observations { mortality_events: vec![dead(day(9, 4), 3)], ..Observations::default() };
    assert!(farm.farm.doubts_of(batch, &more).unwrap().is_empty());
    assert!(farm.farm.doubts_of(batch, &warm).unwrap().is_empty(), "it is recorded already");
    let growth = farm.farm.growth(batch, None).unwrap();
    assert_eq!(growth.actual.doubts.len(), 1, "it stays marked");
}

#[test]
fn a_batch_without_a_run_is_asked_about_as_far_as_can_be_told() {
    let farm = TestFarm::new();
    let fish = farm.farm.batch(farm.batches[1]).unwrap().initial_count;
    let seen = Observations {
        mortality_events: vec![MortalityEvent { pen: None, ..dead(day(9, 3), fish + 1) }],
        temperature_readings: vec![water(day(1, 1), 40.0)],
        ..Observations::default()
    };
    let doubts = farm.farm.doubts_of(farm.batches[1], &seen).unwrap();
    let told: Vec<String> = doubts.iter().map(|doubt| doubt.what.clone()).collect();
    for words in ["ever came in", "before the batch's start", "40 °C is unusual"] {
        assert!(told.iter().any(|told| told.contains(words)), "{told:?}");
    }
}

#[test]
fn changes_are_taken_back_and_made_again_with_every_step_in_the_history() {
    let mut farm = pinned();
    let batch = farm.batches[0];
    let seen = Observations { mortality_events: vec![dead(day(9, 3), 12)], ..Observations::default() };
    farm.farm.record(batch, &seen).unwrap();
    let first = farm.farm.recorded(batch).unwrap().remove(0);
    let removal = ObservationChange::of(&first, None);
    farm.farm.change_observations(batch, std::slice::from_ref(&removal), "Counted twice").unwrap();
    assert!(farm.farm.recorded(batch).unwrap().is_empty());
    let back = ObservationChange { before: None, after: removal.before.clone(), ..removal.clone() };
    farm.farm.change_observations(batch, std::slice::from_ref(&back), "Undone").unwrap();
    let stored = farm.farm.recorded(batch).unwrap();
    assert_eq!(
        stored,
        std::slice::from_ref(&first),
        "under its number, by whoever recorded it, when they did"
    );
    let history = farm.farm.corrections(batch).unwrap();
    let reasons: Vec<&str> = history.iter().map(|one| one.reason.as_str()).collect();
    assert_eq!(reasons, ["Undone", "Counted twice"]);
    assert_eq!(history[0].after.as_ref(), Some(&history[0].before), "it is put back");
    let growth = farm.farm.growth(batch, None).unwrap();
    assert_eq!(*growth.observations, seen);
}

#[test]
fn a_change_that_counts_on_what_is_no_longer_there_changes_nothing() {
    let mut farm = pinned();
    let batch = farm.batches[0];
    let seen = Observations {
        mortality_events: vec![dead(day(9, 3), 12), dead(day(9, 4), 5)],
        ..Observations::default()
    };
    farm.farm.record(batch, &seen).unwrap();
    let made = farm.farm.recorded(batch).unwrap();
    let to = |count| Some(Observation::Mortality(dead(day(9, 4), count)));
    let late = [ObservationChange::of(&made[0], None), ObservationChange::of(&made[1], to(50))];
    let other = ObservationChange::of(&made[1], to(6));
    farm.farm.change_observations(batch, std::slice::from_ref(&other), "Miscounted").unwrap();
    let before = all_rows(&farm);
    let fault = farm.farm.change_observations(batch, &late, "Miscounted").unwrap_err();
    assert!(fault.message.ends_with("of 2024-09-04 was corrected since"), "{fault}");
    let fault = farm.farm.change_observations(batch, &late, "  ").unwrap_err();
    assert_eq!(fault.place, "reason");
    let elsewhere =
        Some(Observation::Mortality(MortalityEvent { pen: Some("9".to_owned()), ..dead(day(9, 3), 1) }));
    let fault = farm
        .farm
        .change_observations(batch, &[ObservationChange::of(&made[0], elsewhere)], "Moved")
        .unwrap_err();
    assert!(fault.message.contains("no pen \"9\""), "{fault}");
    assert_eq!(all_rows(&farm), before);
}

#[test]
fn a_file_is_looked_at_and_recorded_as_it_was_understood() {
    let mut farm = pinned();
    let batch = farm.batches[0];
    let path = farm.folder.path().join("journal.csv");
    std::fs::write(
        &path,
        "Dato;Merd;Vær;Døde;Temperatur\n03/09/2024;Merd 1;sol;3;10,4\n04/09/2024;M9;regn;2;40\n05/09/2024;2;sol;mange;10\n",
    )
    .unwrap();
    let asked = ObservationImport::default();
    let look = farm.farm.preview_observations(batch, &path, &asked).unwrap();
    assert_eq!(look.open_date.as_ref().map(|open| open.text.as_str()), Some("03/09/2024"));
    let pens: Vec<_> = look.pens.iter().map(|pen| (pen.written.as_str(), pen.taken_for.clone())).collect();
    assert_eq!(pens, [("Merd 1", Some(PenChoice::Pen("1".to_owned()))), ("M9", None)]);
    assert_eq!((look.rows, look.new, look.rejected), (3, 4, 1));
    assert!(look.columns.iter().any(|column| column.head == "Vær" && column.means.is_empty()));
    let fault = farm.farm.import_observations(batch, &path, &asked).unwrap_err();
    assert!(fault.message.contains("may have the day or the month first"), "{fault}");
    let asked = ObservationImport {
        date_order: Some(salmon_run::service::DateOrder::DayFirst),
        skip_bad_lines: true,
        pens: vec![("M9".to_owned(), PenChoice::NoPen)],
    };
    let look = farm.farm.preview_observations(batch, &path, &asked).unwrap();
    assert!(look.doubts[0].what.contains("40 °C is unusual"), "{look:?}");
    assert!(all_rows(&farm).is_empty(), "looking writes nothing");
    let recorded = farm.farm.import_observations(batch, &path, &asked).unwrap();
    assert_eq!((recorded.recorded, recorded.rejected_lines[0].line), (4, 4));
    let again = farm.farm.preview_observations(batch, &path, &asked).unwrap();
    assert_eq!((again.new, again.known_already), (0, 4));
    let stored = farm.farm.recorded(batch).unwrap();
    assert_eq!(stored[0].observation.pen(), Some("1"), "as the batch calls it");
    assert_eq!(stored[2].observation.pen(), None);
}
