//! Two laptops that exchange bundles.
use chrono::NaiveDate;
use proptest::prelude::*;
use salmon_run::domain::bundle::{Bundle, SharedObservation};
use salmon_run::domain::fault::FaultKind;
use salmon_run::domain::ids::{BatchId, RunId, ScenarioId};
use salmon_run::domain::observation::{GrowthSample, MortalityEvent, Observation, Observations};
use salmon_run::domain::run::RunFilter;
use salmon_run::domain::verdict::Verdict;
use salmon_run::exchange::bundles;
use salmon_run::service::{BundleReport, BundleWishes, Farm, RunRequest, Settling, Side, make_sample_at};
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::PathBuf;
use tempfile::TempDir;

use super::support::{autumn, batch, everything};

/// A laptop with a farm file.
struct Laptop {
    folder: TempDir,
    farm: Farm,
}

impl Laptop {
    fn empty() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let farm = Farm::create(&folder.path().join("farm.salmonrun")).unwrap().acting_as("bo");
        Self { folder, farm }
    }

    fn with_sample() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let farm = make_sample_at(&folder.path().join("farm.salmonrun"), "anna").unwrap().farm;
        Self { folder, farm }
    }

    fn bundle(&mut self, wishes: &BundleWishes) -> PathBuf {
        let path = self.folder.path().join("out.salmonbundle");
        std::fs::write(&path, self.farm.export_bundle(wishes).unwrap().bytes).unwrap();
        path
    }

    fn bundle_of_all(&mut self) -> PathBuf {
        self.bundle(&BundleWishes { all: true, ..BundleWishes::default() })
    }

    /// Takes over all that another laptop has.
    fn take_from(&mut self, other: &mut Self, settling: &Settling) -> BundleReport {
        self.farm.import_bundle(&other.bundle_of_all(), settling).unwrap()
    }

    fn run(&mut self, scenario: ScenarioId, label: &str) -> RunId {
        let request = RunRequest { scenario, label: label.to_owned(), notes: String::new() };
        self.farm.run_scenario(&request, |_, _| ControlFlow::Continue(())).unwrap().run.run_id
    }

    fn first_scenario(&self) -> ScenarioId {
        self.farm.scenarios().unwrap()[0].scenario_id
    }

    fn runs(&self) -> Vec<RunId> {
        let all = RunFilter { scenario: None, archived: true };
        let mut runs = self.farm.runs(all).unwrap();
        // The same order on every laptop, whatever arrived first.
        runs.sort_by(|a, b| (&a.scenario_name, a.run_number).cmp(&(&b.scenario_name, b.run_number)));
        runs.iter().map(|run| run.run_id).collect()
    }

    fn batches(&self) -> Vec<BatchId> {
        self.farm.batches().unwrap().iter().map(|batch| batch.batch_id).collect()
    }

    fn set_tgc(&mut self, scenario: ScenarioId, tgc_value: f64) {
        let mut plan = self.farm.scenario_plan(scenario).unwrap();
        let mut model = self.farm.tgc_model(plan.tgc_model).unwrap();
        model.tgc_value = tgc_value;
        plan.tgc_model = self.farm.store_tgc_model(&model).unwrap();
        self.farm.save_scenario(Some(scenario), &plan).unwrap();
    }

    /// Everything in the file, raw.
    fn everything(&self) -> Vec<String> {
        everything(&rusqlite::Connection::open(self.farm.path()).unwrap())
    }

    /// All that is shared, without the numbers that each file gives by itself and without versions.
    fn shared(&mut self) -> BTreeMap<String, String> {
        let bytes = std::fs::read(self.bundle_of_all()).unwrap();
        let bundle = bundles::read(&bytes).unwrap();
        let mut all = BTreeMap::new();
        let Bundle { scenarios, runs, batches, inputs, models, .. } = bundle;
        for scenario in scenarios {
            let words = format!("{:?}", (scenario.created_by, scenario.created_at, scenario.recipe.value));
            all.insert(format!("{:?}", scenario.uids), words);
        }
        for run in runs {
            let words = format!(
                "{:?}",
                (
                    (
                        run.scenario,
                        run.run_date,
                        run.created_by,
                        run.origin,
                        run.engine_version,
                        run.inputs_hash
                    ),
                    (run.warnings, run.days_hash, run.days),
                    (run.label.value, run.notes.value, run.archived_at.value),
                )
            );
            all.insert(format!("{:?}", run.uids), words);
        }
        for batch in batches {
            let observations: Vec<SharedObservation> = batch.observations;
            let mut observed: Vec<String> = observations
                .into_iter()
                .map(|one| {
                    let mut corrections: Vec<String> =
                        one.corrections.iter().map(|correction| format!("{correction:?}")).collect();
                    corrections.sort();
                    let now = one.now.map_or(Some(one.first.clone()), |now| now.value);
                    format!("{:?}", (one.first, one.recorded_by, one.recorded_at, now, corrections))
                })
                .collect();
            observed.sort();
            let words = format!(
                "{:?}",
                (
                    (batch.batch_number.value, batch.start_date.value, batch.initial_count.value),
                    (batch.initial_weight.value, batch.stage.value, batch.site.value, batch.pens.value),
                    (batch.species.value, batch.status.value, batch.notes.value, batch.scenario.value),
                    (batch.pin.value, batch.pin_history, observed),
                )
            );
            all.insert(format!("{:?}", batch.uids), words);
        }
        all.insert("inputs".to_owned(), format!("{inputs:?}"));
        let mut models: Vec<String> = [
            models.temperature.iter().map(|it| format!("{it:?}")).collect::<Vec<_>>(),
            models.tgc.iter().map(|it| format!("{it:?}")).collect(),
            models.fcr.iter().map(|it| format!("{it:?}")).collect(),
            models.mortality.iter().map(|it| format!("{it:?}")).collect(),
            models.constraints.iter().map(|it| format!("{it:?}")).collect(),
        ]
        .concat();
        models.sort();
        all.insert("models".to_owned(), models.join("\n"));
        all
    }
}

fn day(number: u32) -> NaiveDate {
    autumn().start_date + chrono::Days::new(number.into())
}

fn sample(number: u32, avg_weight_g: f64) -> Observation {
    Observation::GrowthSample(GrowthSample { date: day(number), avg_weight_g, ..GrowthSample::default() })
}

fn deaths(number: u32, count: u64) -> Observation {
    Observation::Mortality(MortalityEvent { date: day(number), count, ..MortalityEvent::default() })
}

fn observed(all: impl IntoIterator<Item = Observation>) -> Observations {
    let mut observations = Observations::default();
    all.into_iter().for_each(|one| observations.add(one));
    observations
}

fn take(side: Side) -> Settling {
    Settling { otherwise: Some(side), ..Settling::default() }
}

#[test]
fn everything_arrives_on_an_empty_laptop_as_it_was_and_can_be_verified_there() {
    let (mut north, mut south) = (Laptop::with_sample(), Laptop::empty());
    let batch = north.batches()[0];
    north.farm.record(batch, &observed([sample(30, 150.0), deaths(3, 40), deaths(3, 40)])).unwrap();
    let report = south.take_from(&mut north, &Settling::default());
    assert_eq!(report.arrived.runs, north.runs().len());
    assert_eq!(report.arrived.batches, north.batches().len());
    assert_eq!(report.renumbered().count(), 0);
    assert!(report.disagreements.is_empty() && report.changed.is_empty());
    assert_eq!(south.shared(), north.shared());
    for (here, there) in south.runs().into_iter().zip(north.runs()) {
        let (here_run, there_run) =
            (south.farm.run_detail(here).unwrap(), north.farm.run_detail(there).unwrap());
        assert_eq!(here_run.inputs_hash, there_run.inputs_hash);
        let verdict = south.farm.verify_run(here, |_, _| ControlFlow::Continue(())).unwrap().verdict;
        assert!(matches!(verdict, Verdict::Equal { .. }), "{verdict:?}");
    }
}

#[test]
fn importing_twice_brings_nothing_twice() {
    let (mut north, mut south) = (Laptop::with_sample(), Laptop::empty());
    let file = north.bundle_of_all();
    south.farm.import_bundle(&file, &Settling::default()).unwrap();
    let before = south.everything();
    let again = south.farm.import_bundle(&file, &Settling::default()).unwrap();
    assert!(again.is_nothing_new(), "{again:?}");
    assert_eq!(south.everything(), before);
    // Nor does one's own bundle bring anything home.
    let home = north.farm.import_bundle(&file, &Settling::default()).unwrap();
    assert!(home.is_nothing_new(), "{home:?}");
}

#[test]
fn a_run_alone_brings_its_scenario_and_nothing_else() {
    let (mut north, mut south) = (Laptop::with_sample(), Laptop::empty());
    let run = north.runs()[0];
    let file = north.bundle(&BundleWishes { runs: vec![run], ..BundleWishes::default() });
    let report = south.farm.import_bundle(&file, &Settling::default()).unwrap();
    assert_eq!((report.arrived.scenarios, report.arrived.runs, report.arrived.batches), (1, 1, 0));
    assert_eq!(south.farm.run_days(south.runs()[0]).unwrap().days, north.farm.run_days(run).unwrap().days);
    let nothing = north.farm.export_bundle(&BundleWishes::default()).unwrap_err();
    assert!(nothing.to_string().starts_with("nothing is named that a bundle could hold"), "{nothing}");
}

#[test]
fn another_run_of_the_same_number_gets_the_next_free_one_and_says_so() {
    let (mut north, mut south) = (Laptop::with_sample(), Laptop::empty());
    south.take_from(&mut north, &Settling::default());
    let (here, there) = (south.first_scenario(), north.first_scenario());
    north.run(there, "North's");
    let mine = south.run(here, "South's");
    let mine = south.farm.run_detail(mine).unwrap().run;
    let report = south.take_from(&mut north, &Settling::default());
    let arrived: Vec<_> = report.renumbered().collect();
    assert_eq!(arrived.len(), 1, "{report:?}");
    assert_eq!(arrived[0].run_number_there, mine.run_number);
    assert_eq!(arrived[0].run_number, mine.run_number + 1);
    assert!(arrived[0].name.contains("North's"), "{arrived:?}");
    assert_eq!(south.farm.run_detail(mine.run_id).unwrap().run, mine_but_not_latest(mine));
    north.take_from(&mut south, &Settling::default());
    assert_eq!(north.shared(), south.shared());
}

fn mine_but_not_latest(
    run: salmon_run::domain::run::ProjectionRun,
) -> salmon_run::domain::run::ProjectionRun {
    salmon_run::domain::run::ProjectionRun { is_latest: false, ..run }
}

#[test]
fn what_was_changed_later_comes_and_what_both_changed_is_shown_side_by_side() {
    let (mut north, mut south) = (Laptop::with_sample(), Laptop::empty());
    south.take_from(&mut north, &Settling::default());
    let (there, here) = (north.runs()[0], south.runs()[0]);
    north.farm.label_run(there, "Plan of the bank").unwrap();
    let report = south.take_from(&mut north, &Settling::default());
    assert_eq!(report.changed.len(), 1, "{report:?}");
    assert_eq!(report.changed[0].after, "\"Plan of the bank\"");
    assert_eq!(south.farm.run_detail(here).unwrap().run.label, "Plan of the bank");

    north.farm.label_run(there, "North's plan").unwrap();
    south.farm.label_run(here, "South's plan").unwrap();
    let [pinned, other] = [north.runs()[0], north.runs()[1]];
    let (batch_there, batch_here) = (north.batches()[0], south.batches()[0]);
    north.farm.pin_batches(&[batch_there], pinned, "North's choice").unwrap();
    let number = north.farm.batch(batch_there).unwrap().batch_number;
    let other_here = south.runs()[1];
    assert_ne!(other, pinned);
    south.farm.pin_batches(&[batch_here], other_here, "South's choice").unwrap();

    let before = south.everything();
    let file = north.bundle_of_all();
    let preview = south.farm.preview_bundle(&file, &Settling::default()).unwrap();
    assert_eq!(south.everything(), before, "a preview changes nothing");
    let run_key = format!("run/{}#1/label", south.farm.run_detail(here).unwrap().run.scenario);
    let pin_key = format!("batch/{number}/pin");
    let keys: Vec<&str> = preview.disagreements.iter().map(|one| one.key.as_str()).collect();
    assert_eq!(keys, [run_key.as_str(), pin_key.as_str()]);
    let label = &preview.disagreements[0];
    assert_eq!((label.mine.as_str(), label.theirs.as_str()), ("\"South's plan\"", "\"North's plan\""));

    // Undecided it stays, and is asked again.
    let report = south.farm.import_bundle(&file, &Settling::default()).unwrap();
    assert_eq!(report.unsettled().count(), 2);
    assert_eq!(south.farm.run_detail(here).unwrap().run.label, "South's plan");
    let settling = Settling { mine: [pin_key.clone()].into(), theirs: [run_key].into(), otherwise: None };
    let report = south.farm.import_bundle(&file, &settling).unwrap();
    assert_eq!(report.unsettled().count(), 0, "{report:?}");
    assert_eq!(south.farm.run_detail(here).unwrap().run.label, "North's plan");
    let pin = south.farm.batch(batch_here).unwrap().pinned_projection_run.unwrap();
    assert_eq!(pin.run_id, other_here);
    // Both histories stand in both files, and what was decided is not asked again.
    let back = north.take_from(&mut south, &Settling::default());
    assert!(back.disagreements.is_empty(), "{back:?}");
    assert_eq!(north.shared(), south.shared());
    let reasons: Vec<String> =
        north.farm.pin_history(batch_there).unwrap().into_iter().map(|event| event.reason).collect();
    assert!(reasons.contains(&"North's choice".to_owned()) && reasons.contains(&"South's choice".to_owned()));
    let wrong = Settling { theirs: ["run/9#9/label".to_owned()].into(), ..Settling::default() };
    let told = south.farm.import_bundle(&file, &wrong).unwrap_err().to_string();
    assert!(told.starts_with("nothing that is called \"run/9#9/label\" disagrees"), "{told}");
}

#[test]
fn a_pin_that_was_taken_over_from_a_bundle_stands_in_the_history() {
    let (mut north, mut south) = (Laptop::with_sample(), Laptop::empty());
    south.take_from(&mut north, &Settling::default());
    let (batch, runs) = (south.batches()[0], south.runs());
    north.farm.pin_batches(&[north.batches()[0]], north.runs()[0], "").unwrap();
    south.farm.pin_batches(&[batch], runs[1], "").unwrap();
    south.take_from(&mut north, &take(Side::Theirs));
    let history = south.farm.pin_history(batch).unwrap();
    assert_eq!(history[0].changed_by, "bo");
    assert!(history[0].reason.starts_with("Taken over from the bundle that anna made"), "{history:?}");
    assert_eq!(history[0].to.as_ref().unwrap().run_id, runs[0]);
}

#[test]
fn a_bundle_that_is_damaged_or_lies_changes_nothing() {
    let (mut north, mut south) = (Laptop::with_sample(), Laptop::empty());
    let file = north.bundle_of_all();
    let whole = std::fs::read(&file).unwrap();
    let before = south.everything();
    for end in (0..whole.len()).step_by(whole.len() / 40) {
        std::fs::write(&file, &whole[..end]).unwrap();
        south.farm.import_bundle(&file, &Settling::default()).unwrap_err();
    }
    // Written whole, but its days are others than its inputs give.
    let mut bundle = bundles::read(&whole).unwrap();
    let packed = bundle.inputs.values_mut().next().unwrap();
    packed.document.initial_weight_g += 1.0;
    std::fs::write(&file, bundles::write(&bundle).unwrap()).unwrap();
    let fault = south.farm.import_bundle(&file, &Settling::default()).unwrap_err();
    assert_eq!(fault.kind, FaultKind::Damaged, "{fault}");
    let mut bundle = bundles::read(&whole).unwrap();
    bundle.batches[0].initial_count.value = 0;
    std::fs::write(&file, bundles::write(&bundle).unwrap()).unwrap();
    let told = south.farm.import_bundle(&file, &Settling::default()).unwrap_err().to_string();
    assert!(told.starts_with("0 is not accepted (batches[0], initial_count). Accepted is 1"), "{told}");
    let mut bundle = bundles::read(&whole).unwrap();
    bundle.scenarios.clear();
    std::fs::write(&file, bundles::write(&bundle).unwrap()).unwrap();
    let told = south.farm.import_bundle(&file, &Settling::default()).unwrap_err().to_string();
    assert!(told.starts_with("the bundle names a scenario that it does not hold"), "{told}");
    assert_eq!(south.everything(), before);
}

/// What somebody does on a laptop.
#[derive(Debug, Clone)]
enum Deed {
    Run(usize, String),
    Label(usize, String),
    Note(usize, String),
    Archive(usize, bool),
    Pin(usize, usize),
    Unpin(usize),
    Tgc(usize, u32),
    NewScenario,
    NewBatch(u8),
    Record(usize, u32, u64),
    Correct(usize, usize, u64),
    Remove(usize, usize),
    Exchange(Option<bool>),
}

fn deed() -> impl Strategy<Value = Deed> {
    let word = prop::sample::select(vec!["", "Plan A", "Plan B", "Bank"]).prop_map(str::to_owned);
    let place = 0..8_usize;
    prop_oneof![
        (place.clone(), word.clone()).prop_map(|(at, word)| Deed::Run(at, word)),
        (place.clone(), word.clone()).prop_map(|(at, word)| Deed::Label(at, word)),
        (place.clone(), word).prop_map(|(at, word)| Deed::Note(at, word)),
        (place.clone(), any::<bool>()).prop_map(|(at, archived)| Deed::Archive(at, archived)),
        (place.clone(), place.clone()).prop_map(|(batch, run)| Deed::Pin(batch, run)),
        place.clone().prop_map(Deed::Unpin),
        (place.clone(), 0..4_u32).prop_map(|(at, tgc)| Deed::Tgc(at, tgc)),
        Just(Deed::NewScenario),
        (0..4_u8).prop_map(Deed::NewBatch),
        (place.clone(), 0..3_u32, 1..3_u64).prop_map(|(at, day, count)| Deed::Record(at, day, count)),
        (place.clone(), place.clone(), 1..4_u64)
            .prop_map(|(at, which, count)| Deed::Correct(at, which, count)),
        (place.clone(), place).prop_map(|(at, which)| Deed::Remove(at, which)),
        prop::option::of(any::<bool>()).prop_map(Deed::Exchange),
    ]
}

fn pick<T: Copy>(from: &[T], at: usize) -> Option<T> {
    (!from.is_empty()).then(|| from[at % from.len()])
}

impl Laptop {
    fn do_it(&mut self, deed: &Deed) {
        let scenarios: Vec<ScenarioId> =
            self.farm.scenarios().unwrap().iter().map(|row| row.scenario_id).collect();
        let (runs, batches) = (self.runs(), self.batches());
        let observation = |farm: &Farm, at: usize, which: usize| {
            let recorded = farm.recorded(pick(&batches, at)?).unwrap();
            pick(&recorded.iter().map(|one| one.observation_id).collect::<Vec<_>>(), which)
        };
        match deed {
            Deed::Run(at, label) => {
                if let Some(scenario) = pick(&scenarios, *at) {
                    self.run(scenario, label);
                }
            }
            Deed::Label(at, label) => {
                if let Some(run) = pick(&runs, *at) {
                    self.farm.label_run(run, label).unwrap();
                }
            }
            Deed::Note(at, notes) => {
                if let Some(run) = pick(&runs, *at) {
                    self.farm.note_run(run, notes).unwrap();
                }
            }
            Deed::Archive(at, archive) => {
                if let Some(run) = pick(&runs, *at) {
                    let done = if *archive {
                        self.farm.archive_runs(&[run])
                    } else {
                        self.farm.restore_runs(&[run])
                    };
                    done.unwrap();
                }
            }
            Deed::Pin(at, run) => {
                if let (Some(batch), Some(run)) = (pick(&batches, *at), pick(&runs, *run)) {
                    self.farm.pin_batches(&[batch], run, "").unwrap();
                }
            }
            Deed::Unpin(at) => {
                if let Some(batch) = pick(&batches, *at) {
                    self.farm.unpin_batches(&[batch], "").unwrap();
                }
            }
            Deed::Tgc(at, tgc) => {
                if let Some(scenario) = pick(&scenarios, *at) {
                    self.set_tgc(scenario, 2.0 + f64::from(*tgc) / 10.0);
                }
            }
            Deed::NewScenario => {
                let mut document = autumn();
                document.duration_days = 5;
                self.farm.import_scenarios(&[document]).unwrap();
            }
            Deed::NewBatch(number) => {
                // It may be there already.
                self.farm.import_batches(&[batch(&format!("B-{number}"))]).ok();
            }
            Deed::Record(at, day, count) => {
                if let Some(batch) = pick(&batches, *at) {
                    self.farm.record(batch, &observed([deaths(*day, *count)])).unwrap();
                }
            }
            Deed::Correct(at, which, count) => {
                if let Some(id) = observation(&self.farm, *at, *which) {
                    self.farm.correct_observation(id, Some(&deaths(1, *count)), "counted anew").unwrap();
                }
            }
            Deed::Remove(at, which) => {
                if let Some(id) = observation(&self.farm, *at, *which) {
                    self.farm.correct_observation(id, None, "of another pen").unwrap();
                }
            }
            Deed::Exchange(_) => {}
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 25, ..ProptestConfig::default() })]

    /// Whatever is done on two laptops, and however often they exchange bundles one way or the other meanwhile: once each has
    /// had the other's bundle, they are equal but for their own numbers, and nothing is asked.
    #[test]
    fn two_laptops_that_exchange_bundles_both_ways_end_up_equal(
        deeds in prop::collection::vec((any::<bool>(), deed()), 1..40),
        theirs in any::<bool>(),
    ) {
        let mut laptops = [Laptop::empty(), Laptop::empty()];
        for (on_second, deed) in &deeds {
            let [first, second] = &mut laptops;
            let (doer, other) = if *on_second { (second, first) } else { (first, second) };
            match deed {
                Deed::Exchange(choice) => {
                    let side = choice.map(|theirs| if theirs { Side::Theirs } else { Side::Mine });
                    let settling = Settling { otherwise: side, ..Settling::default() };
                    doer.take_from(other, &settling);
                }
                deed => doer.do_it(deed),
            }
        }
        let [first, second] = &mut laptops;
        first.take_from(second, &take(if theirs { Side::Theirs } else { Side::Mine }));
        let report = second.take_from(first, &Settling::default());
        prop_assert!(report.disagreements.is_empty(), "{:?}", report.disagreements);
        prop_assert_eq!(first.shared(), second.shared());
        let again = first.take_from(second, &Settling::default());
        prop_assert!(again.is_nothing_new(), "{:?}", again);
    }
}
