//! What a batch taught becomes new models and a new run, and nothing that was there changes by it.
use std::ops::ControlFlow;
use std::path::Path;

use salmon_run::domain::fault::FaultKind;
use salmon_run::domain::ids::{BatchId, RunId};
use salmon_run::domain::recipe::PartKind;
use salmon_run::domain::run::RunFilter;
use salmon_run::service::{Learn, LearnRequest, ObservationWishes, ReplanRequest, Replanned, Verdict};

use super::support::{TestFarm, everything, rows};

const TGC: Learn = Learn { tgc: true, fcr: false, mortality: false, water: false };
const ALL: Learn = Learn { tgc: true, fcr: true, mortality: true, water: true };

/// A farm whose first batch is pinned to a run and has half a year of a journal.
fn season() -> (TestFarm, BatchId, RunId) {
    let mut farm = TestFarm::new();
    let run = farm.run("Baseline").run.run_id;
    farm.pin(&[0], run);
    let batch = farm.batches[0];
    let journal = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/season.csv");
    farm.farm.record_file(batch, &journal, ObservationWishes::default()).unwrap();
    (farm, batch, run)
}

fn learning(learn: Learn) -> LearnRequest {
    LearnRequest { learn, ..LearnRequest::default() }
}

fn replan(farm: &mut TestFarm, batch: BatchId, learn: Learn) -> Replanned {
    let on_progress = |_, _| ControlFlow::Continue(());
    farm.farm.replan(batch, &learning(learn), &ReplanRequest::default(), on_progress).unwrap()
}

/// All that is there, and nothing that was there is another now.
fn lost(before: &[String], after: &[String]) -> Vec<String> {
    before.iter().filter(|row| !after.contains(row)).cloned().collect()
}

#[test]
fn a_plan_is_run_again_with_what_was_learnt_and_nothing_that_was_there_changes() {
    let (mut farm, batch, baseline) = season();
    let before = everything(&farm.raw());
    let again = replan(&mut farm, batch, ALL);
    assert_eq!(lost(&before, &everything(&farm.raw())), [""; 0], "every row is still there, to the bit");
    assert_eq!(again.baseline, baseline);
    assert_ne!(again.scenario, farm.scenario, "the scenario of the run stays what it was");
    assert_eq!(again.report.run.full_name(), "Autumn smolt 2024, calibrated on B-1 - Run #1");
    let pinned = farm.farm.batch(batch).unwrap().pinned_projection_run.unwrap().run_id;
    assert_eq!(pinned, baseline, "no pin changes by itself");
    let verified = farm.farm.verify_run(again.report.run.run_id, |_, _| ControlFlow::Continue(())).unwrap();
    assert!(matches!(verified.verdict, Verdict::Equal { .. }), "{verified:?}");
}

#[test]
fn the_comparison_with_the_pinned_run_shows_what_was_learnt_and_nothing_else() {
    let (mut farm, batch, baseline) = season();
    // Whoever edits the scenario meanwhile does not come into it.
    farm.set_tgc(4.0);
    let calibration = farm.farm.growth(batch, None).unwrap().calibration();
    let again = replan(&mut farm, batch, TGC);
    let compared = farm.farm.compare_runs(&[baseline, again.report.run.run_id]).unwrap();
    let difference = &compared.comparison.parameter_diff;
    let paths: Vec<&str> = difference.iter().map(|it| it.path.as_str()).collect();
    assert_eq!(paths, ["name", "tgc_model.name", "tgc_model.tgc_value"], "the growth alone was chosen");
    let fitted = calibration.tgc.unwrap();
    let share = difference[2].values[1].as_f64().unwrap() / difference[2].values[0].as_f64().unwrap();
    assert!((share - fitted.value / fitted.planned).abs() < 1e-3, "{share} {fitted:?}");
}

#[test]
fn a_run_with_what_was_learnt_lies_nearer_to_the_fish_than_the_plan() {
    let (mut farm, batch, _) = season();
    let before = farm.farm.growth(batch, None).unwrap().variance.unwrap();
    let water = farm.farm.growth(batch, None).unwrap().calibration().water.unwrap();
    assert!(water.difference_c() > 1.0, "a warm winter, which the plan knows nothing of: {water:?}");
    let again = replan(&mut farm, batch, ALL);
    let after = farm.farm.growth(batch, Some(again.report.run.run_id)).unwrap().variance.unwrap();
    let off = |percent: Option<f64>| percent.unwrap().abs();
    assert!(off(before.weight_g.current.percent()) > 5.0, "{before:?}");
    assert!(
        off(after.weight_g.current.percent()) < off(before.weight_g.current.percent()) / 3.0,
        "{after:?}"
    );
    assert!(off(after.population.current.percent()) < off(before.population.current.percent()), "{after:?}");
}

#[test]
fn models_are_kept_under_a_name_of_their_own_and_the_same_twice_is_kept_once() {
    let (mut farm, batch, _) = season();
    let request = LearnRequest { learn: ALL, name: "North, winter".to_owned(), ..LearnRequest::default() };
    let parts = |farm: &TestFarm| PartKind::ALL.map(|kind| farm.farm.models(kind).unwrap().len());
    let before = parts(&farm);
    let learnt = farm.farm.save_learnt(batch, &request).unwrap();
    assert!(learnt.is_new);
    let names: Vec<&str> = learnt.models.iter().map(|(_, name)| name.as_str()).collect();
    assert_eq!(names, ["North, winter"; 3]);
    let after = parts(&farm);
    let came: usize = after.iter().sum::<usize>() - before.iter().sum::<usize>();
    let of_water = |counts: &[usize]| {
        counts[PartKind::ALL.iter().position(|kind| *kind == PartKind::Temperature).unwrap()]
    };
    assert_eq!((came, of_water(&after) - of_water(&before)), (4, 1), "and the profile that the growth reads");
    let again = farm.farm.save_learnt(batch, &request).unwrap();
    assert_eq!((again.models, again.is_new), (learnt.models, false));
    assert_eq!(parts(&farm), after);
    assert_eq!(farm.farm.runs(RunFilter::default()).unwrap().len(), 1, "nothing ran");
}

#[test]
fn a_name_that_holds_other_figures_is_refused_and_one_of_ours_is_counted_on() {
    let (mut farm, batch, _) = season();
    let taken = farm.farm.models(PartKind::Tgc).unwrap()[0].name.clone();
    let request = LearnRequest { learn: TGC, name: taken.clone(), ..LearnRequest::default() };
    let before = everything(&farm.raw());
    let fault = farm.farm.save_learnt(batch, &request).unwrap_err();
    assert_eq!(fault.message, format!("there is a TGC model \"{taken}\" already, with other figures"));
    assert_eq!(everything(&farm.raw()), before, "nothing of it is kept");
    let first = farm.farm.save_learnt(batch, &learning(TGC)).unwrap();
    farm.farm.rename_part(first.models[0].0, "Another").unwrap();
    let mut other = farm.farm.part_in_full(first.models[0].0).unwrap().part.named(&first.models[0].1);
    if let salmon_run::domain::recipe::RecipePart::Tgc(stored) = &mut other {
        stored.model.tgc_value += 1.0;
    }
    farm.farm.save_part(None, &other).unwrap();
    let second = farm.farm.save_learnt(batch, &learning(TGC)).unwrap();
    assert_eq!(second.models[0].1, format!("{} (2)", first.models[0].1));
}

#[test]
fn what_was_made_is_taken_back_as_if_it_had_never_been() {
    let (mut farm, batch, _) = season();
    let parts = |farm: &TestFarm| {
        let all = PartKind::ALL.map(|kind| farm.farm.models(kind).unwrap());
        (all, farm.farm.scenarios().unwrap(), farm.farm.runs(RunFilter::default()).unwrap())
    };
    let before = parts(&farm);
    farm.farm = farm.open_again().remembering();
    replan(&mut farm, batch, ALL);
    let made = farm.farm.take_changes().unwrap();
    farm.farm.take_back(&made, "Undone").unwrap();
    assert_eq!(parts(&farm), before);
}

#[test]
fn what_others_rely_on_by_now_is_not_taken_back() {
    let (mut farm, batch, _) = season();
    farm.farm = farm.open_again().remembering();
    let again = replan(&mut farm, batch, TGC);
    let made = farm.farm.take_changes().unwrap();
    farm.pin(&[0], again.report.run.run_id);
    let fault = farm.farm.take_back(&made, "Undone").unwrap_err();
    assert_eq!(fault.kind, FaultKind::Refused, "{fault}");
    farm.farm.unpin_batches(&[batch], "").unwrap();
    farm.run_of(again.scenario, "Once more");
    let fault = farm.farm.take_back(&made, "Undone").unwrap_err();
    assert_eq!(fault.kind, FaultKind::Refused, "{fault}");
    assert_eq!(rows(&farm.raw(), "SELECT count(*) FROM projection_run"), ["3"]);
}

#[test]
fn without_enough_observations_there_is_nothing_to_learn_and_it_is_said_what_is_needed() {
    let mut farm = TestFarm::new();
    let run = farm.run("Baseline").run.run_id;
    farm.pin(&[1], run);
    let fault = farm.farm.save_learnt(farm.batches[1], &learning(TGC)).unwrap_err();
    assert_eq!(fault.message, "too little was observed of batch B-2 to learn from");
    assert!(fault.hint.contains("two weights"), "{fault}");
    let (mut farm, batch, _) = season();
    let fault = farm.farm.save_learnt(batch, &learning(Learn::default())).unwrap_err();
    assert_eq!(fault.kind, FaultKind::InvalidInput);
}

#[test]
fn a_scenario_goes_on_where_the_fish_are_with_the_models_of_the_pinned_run() {
    let (mut farm, batch, run) = season();
    let growth = farm.farm.growth(batch, None).unwrap();
    let last = growth.actual.batch.last().unwrap();
    let from = farm.farm.scenario_from_batch(batch, None, "").unwrap();
    let document = farm.farm.scenario_document(from.scenario).unwrap();
    assert_eq!(document.name, "B-1 from 2025-02-28");
    assert_eq!(Some(document.start_date), last.date.succ_opt());
    assert_eq!(document.initial_count as f64, last.population.round());
    assert_eq!(document.initial_weight_g, last.avg_weight_g);
    assert_eq!(document.fcr_model.stages[0].stage, growth.actual.stage_name(last));
    // The same water on the same dates, to the end of the plan.
    let planned = farm.farm.run_days(run).unwrap();
    let again = farm.run_of(from.scenario, "").run;
    let rest = farm.farm.run_days(again.run_id).unwrap();
    let days = planned.days.iter().filter(|day| day.projection_date >= document.start_date);
    for (is, was) in rest.days.iter().zip(days) {
        assert_eq!(is.projection_date, was.projection_date);
        assert!((is.temperature_c - was.temperature_c).abs() < 1e-9, "{is:?} {was:?}");
    }
    assert_eq!(rest.days.last().unwrap().projection_date, planned.days.last().unwrap().projection_date);
}

#[test]
fn a_batch_that_nobody_has_looked_at_starts_as_it_came_in_and_an_empty_one_not_at_all() {
    let mut farm = TestFarm::new();
    let run = farm.run("Baseline").run.run_id;
    farm.pin(&[0], run);
    farm.farm = farm.open_again().remembering();
    let before = everything(&farm.raw());
    let from = farm.farm.scenario_from_batch(farm.batches[0], None, "As it came").unwrap();
    assert_eq!(
        (from.document.start_date, from.document.initial_count),
        (super::support::autumn().start_date, 200_000)
    );
    let made = farm.farm.take_changes().unwrap();
    farm.farm.take_back(&made, "Undone").unwrap();
    let after: Vec<String> = everything(&farm.raw());
    assert_eq!(lost(&before, &after), [""; 0]);
    let harvest = r#"{"harvests": [{"date": "2024-12-01", "harvested_count": 200000}]}"#;
    let path = farm.folder.path().join("harvest.json");
    std::fs::write(&path, harvest).unwrap();
    farm.farm.record_file(farm.batches[0], &path, ObservationWishes::default()).unwrap();
    let fault = farm.farm.scenario_from_batch(farm.batches[0], None, "").unwrap_err();
    assert_eq!(fault.message, "no fish are left of batch B-1");
}
