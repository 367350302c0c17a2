//! What the window looks like in each of its states, held against pictures in `tests/pictures/`.
//!
//! `UPDATE_SNAPSHOTS=1 cargo test --test pictures` draws them anew: look at every one that changed. Without a graphics
//! driver (Debian has one in software: mesa-vulkan-drivers) these tests are reported as ignored, never as passed.
#![expect(clippy::print_stderr, reason = "a harness of our own speaks to the terminal")]

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::mpsc::Sender;
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeZone as _, Utc};
use egui::{Key, Modifiers, Role, Theme};
use egui_kittest::kittest::Queryable as _;
use egui_kittest::{Harness, SnapshotOptions};
use libtest_mimic::{Arguments, Failed, Trial};
use salmon_run::app::App;
use salmon_run::app::command::aquamind::AquamindCommand;
use salmon_run::app::command::batches::BatchCommand;
use salmon_run::app::command::bundles::{BundleCommand, BundleOf};
use salmon_run::app::command::care::CareCommand;
use salmon_run::app::command::exchange::ExchangeCommand;
use salmon_run::app::command::models::ModelCommand;
use salmon_run::app::command::observing::ObservingCommand;
use salmon_run::app::command::templates::TemplateCommand;
use salmon_run::app::command::{Command, Place, Section};
use salmon_run::domain::backup::BackupReason;
use salmon_run::domain::feed::WeightBandFcr;
use salmon_run::domain::growth::TgcFrom;
use salmon_run::domain::holder::Holder;
use salmon_run::domain::ids::{BatchId, RunId, ScenarioId};
use salmon_run::domain::mortality::MortalityFrom;
use salmon_run::domain::observation::{Observation, ObservationChange, ObservationKind};
use salmon_run::domain::person::Role as Rank;
use salmon_run::domain::recipe::{PartKey, PartKind, RecipePart};
use salmon_run::domain::run::RunFilter;
use salmon_run::service::{Farm, ObservationWishes, RunRequest, ThemeChoice, fill_with_sample};
use salmon_run::store::schema;

/// The sample's runs are made then…
fn when_it_was_run() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 3, 2, 9, 30, 0).single().unwrap_or_default()
}

/// …and looked at three days later.
fn now() -> DateTime<Utc> {
    when_it_was_run() + chrono::TimeDelta::days(3)
}

type Make = fn(&Path);
type Act = fn(&mut Window);

/// Name, farm file, and what is done before the picture is taken.
const STATES: &[(&str, Make, Act)] = &[
    ("welcome", none, |_| ()),
    ("file-failing", broken, |_| ()),
    ("scenarios-empty", empty, |_| ()),
    ("scenarios-full", sample, |_| ()),
    ("scenario-editor", sample, |window| window.command(Command::EditScenario(ScenarioId(1)))),
    ("run-dialog", sample, |window| window.command(Command::AskRun(vec![ScenarioId(1)]))),
    ("runs-empty", empty, |window| window.command(Command::Show(Place::Runs))),
    ("runs-full", sample, |window| window.command(Command::ShowRun(RunId(4)))),
    ("runs-loading", sample, |window| window.command_meanwhile(Command::ShowRun(RunId(4)))),
    ("runs-failing", damaged, |window| window.command(Command::ShowRun(RunId(4)))),
    ("compare-empty", sample, |window| window.command(Command::Show(Place::Compare))),
    ("compare-full", sample, |window| window.command(Command::CompareRuns(vec![RunId(1), RunId(4)]))),
    ("compare-four", sample, |window| {
        window.command(Command::CompareRuns([1, 2, 3, 4].map(RunId).to_vec()));
        window.click("By date");
    }),
    ("compare-loading", sample, |window| {
        window.command_meanwhile(Command::CompareRuns(vec![RunId(1), RunId(4)]));
    }),
    ("compare-failing", damaged, |window| window.command(Command::CompareRuns(vec![RunId(1), RunId(4)]))),
    ("report-dialog", sample, |window| {
        window.command(Command::CompareRuns(vec![RunId(1), RunId(4)]));
        window.keys(Modifiers::COMMAND, Key::E);
    }),
    ("report-failing", sample, |window| {
        window.command(Command::ShowRun(RunId(4)));
        window.keys(Modifiers::COMMAND, Key::E);
        window.harness.get_by_role_and_label(Role::TextInput, "Folder").focus();
        window.settle();
        window.keys(Modifiers::COMMAND, Key::A);
        window.type_text("/nowhere/at/all");
        window.keys(Modifiers::NONE, Key::Enter);
    }),
    ("batches-empty", empty, |window| window.command(Command::Show(Place::Batches))),
    ("growth-empty", sample, |window| window.command(Command::ShowGrowth(BatchId(1)))),
    ("growth-full", observed, |window| window.command(Command::ShowGrowth(BatchId(1)))),
    ("growth-season", sample, |window| window.command(Command::ShowGrowth(BatchId(2)))),
    ("growth-overview", sample, |window| {
        window.command(Command::ShowGrowth(BatchId(3)));
        window.click("All columns");
    }),
    ("growth-variance", sample, |window| growth_page(window, "Variance")),
    ("growth-forecast", sample, |window| growth_page(window, "Forecast")),
    ("growth-calibration", sample, |window| growth_page(window, "Calibration")),
    ("batch-dialog", sample, |window| window.command(Command::Batches(BatchCommand::AskEdit(BatchId(2))))),
    ("import-bundle", empty, |window| {
        let north = window.folder.join("north.salmonrun");
        sample(&north);
        let mut farm = Farm::open(&north).expect("the sample").with_clock(when_it_was_run);
        let bundle = farm.export_bundle(&BundleOf::All.wishes()).expect("a bundle");
        let path = window.folder.join("north.salmonbundle");
        std::fs::write(&path, bundle.bytes).expect("a file");
        window.command(Command::Bundles(BundleCommand::LookAt(path)));
    }),
    ("import-aquamind", empty, |window| {
        let path = window.folder.join("dumpdata.json");
        let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/aquamind/dumpdata.json");
        std::fs::copy(fixture, &path).expect("a file");
        window.command(Command::Aquamind(AquamindCommand::LookAt(path)));
    }),
    ("observations-enter", sample, |window| {
        enter(window, ObservationKind::GrowthSample);
        for (weight, fish) in [("149,5", "60"), ("152.25", "58")] {
            window.type_text(weight);
            window.keys(Modifiers::NONE, Key::Tab);
            window.type_text(fish);
            window.keys(Modifiers::NONE, Key::Enter);
        }
    }),
    ("observations-pasted", sample, |window| {
        enter(window, ObservationKind::Mortality);
        window.paste(
            "Dato\tMerd\tDøde\tÅrsak\tVær\n02.09.2024\tMerd 1\t12\tGjellesykdom\tsol\n02.09.2024\tMerd 2\tmange\t\tsol\n\
             03.09.2024\tMerd 7\t3\t\tregn\n03.09.2024\tMerd 2\t2,5\t\tregn\n",
        );
    }),
    ("observations-doubts", sample, |window| {
        enter(window, ObservationKind::Temperature);
        window.paste("2024-08-30\t10,4\n2024-09-14\t40\n");
        window.keys(Modifiers::COMMAND, Key::Enter);
    }),
    ("observations-list", observed, |window| {
        window.command(Command::Observing(ObservingCommand::ShowObserved(BatchId(1))));
    }),
    ("observations-correct", observed, |window| {
        window.command(Command::Observing(ObservingCommand::ShowObserved(BatchId(1))));
        window.click("Correct…");
    }),
    ("observations-corrections", corrected, |window| {
        window.command(Command::Observing(ObservingCommand::ShowObserved(BatchId(1))));
        window.click("Corrections (2)");
    }),
    ("observations-import", sample, |window| {
        let path = window.folder.join("journal.csv");
        let text = "Dato;Merd;Vær;Snittvekt (g);N;Døde;Temperatur\n02/09/2024;Merd 1;sol;118,5;60;12;10,4\n\
            03/09/2024;Nord;regn;;;3;40\n04/09/2024;2;sol;;;mange;10,1\n05/09/2024;2;sol;;;2;99\n";
        std::fs::write(&path, text).expect("a file");
        window.command(Command::Observing(ObservingCommand::LookAt(BatchId(1), vec![path])));
    }),
    ("batches-full", sample, |window| {
        window.command(Command::ShowBatch(BatchId(2)));
    }),
    ("models-empty", empty, |window| window.command(models(ModelCommand::ShowKind(PartKind::Tgc)))),
    ("models-full", sample, |window| {
        window.command(models(ModelCommand::Show(PartKey::new(PartKind::Tgc, 1))));
    }),
    ("models-failing", damaged_models, |window| {
        window.command(models(ModelCommand::Edit(PartKey::new(PartKind::Tgc, 1))));
    }),
    ("models-compare", sample, |window| {
        let [one, other] = [1, 2].map(|id| PartKey::new(PartKind::Tgc, id));
        window.command(models(ModelCommand::Compare(one, other)));
    }),
    ("tgc-editor", by_month, |window| {
        window.command(models(ModelCommand::Edit(PartKey::new(PartKind::Tgc, 1))));
    }),
    ("tgc-by-month", sample, |window| {
        window.command(models(ModelCommand::Edit(PartKey::new(PartKind::Tgc, 1))));
        window.click("By month…");
        window.type_text("2.92 3.12 4.39 4.46 4.32 2.84 2.53");
    }),
    ("fcr-editor", with_bands, |window| {
        window.command(models(ModelCommand::Edit(PartKey::new(PartKind::Fcr, 1))));
    }),
    ("mortality-editor", by_month, |window| {
        window.command(models(ModelCommand::Edit(PartKey::new(PartKind::Mortality, 1))));
    }),
    ("pin-dialog", sample, |window| {
        window.command(Command::Show(Place::Batches));
        let batches = [1, 2, 3].map(BatchId).to_vec();
        window.command(Command::AskPin { batches, run: Some(RunId(4)) });
    }),
    ("delete-dialog", sample, |window| window.command(Command::AskDeleteRun(RunId(1)))),
    ("finder", sample, |window| {
        window.command(Command::Find);
        window.type_text("ves");
    }),
    ("shortcuts", sample, |window| window.keys(Modifiers::NONE, Key::F1)),
    ("template-chooser", own_template, |window| {
        window.command(Command::Templates(TemplateCommand::AskStart));
    }),
    ("template-nothing-found", sample, |window| {
        window.command(Command::Templates(TemplateCommand::AskStart));
        window.type_text("tilapia");
    }),
    ("template-of-models", sample, |window| {
        window.command(Command::Templates(TemplateCommand::AskSaveModels));
    }),
    ("lifecycle-editor", sample, |window| {
        window.command(Command::Models(ModelCommand::Edit(PartKey::new(PartKind::Lifecycle, 1))));
    }),
    ("constraints-editor", sample, |window| {
        window.command(Command::Models(ModelCommand::Edit(PartKey::new(PartKind::Constraints, 1))));
    }),
    ("lifecycle-failing", sample, |window| {
        window.command(Command::Models(ModelCommand::Edit(PartKey::new(PartKind::Lifecycle, 1))));
        window.click("Remove Parr");
        window.click("Save lifecycle");
    }),
    ("profile-empty", empty, |window| {
        window.command(Command::Models(ModelCommand::New(PartKind::Temperature)));
    }),
    ("profile-full", sample, |window| {
        edit_profile(window);
        let curve = window.harness.get_by_role_and_label(Role::Slider, "Temperature curve");
        curve.focus();
        window.settle();
        window.keys(Modifiers::SHIFT, Key::ArrowRight);
        window.keys(Modifiers::NONE, Key::ArrowUp);
    }),
    ("profile-pasted", sample, |window| {
        edit_profile(window);
        window.paste("dato\ttemp\n03.09.2024\t8,5\n04.09.2024\tvarmt\n05.09.2024\t99\n");
    }),
    ("profile-pattern", sample, |window| {
        window.command(Command::Models(ModelCommand::New(PartKind::Temperature)));
        window.click("Make from a pattern…");
        window.click("Monthly means");
        window.paste("7,633 5,977 4,769 3,843 3,303 4,063 5,665 7,767 9,46 11,71 11,97 9,813");
        window.click_on(Role::ComboBox, "The first figure is of");
        window.click_on(Role::Button, "December");
    }),
    ("profile-shift", sample, |window| {
        edit_profile(window);
        window.click("Shift…");
        window.type_into("Later by", "-60");
    }),
    ("profile-coming-year", sample, |window| {
        edit_profile(window);
        window.click("Coming year from measurements…");
    }),
    ("import-understood", sample, |window| {
        window.look_at("north_pen.csv", &logger());
    }),
    ("import-schedule", sample, |window| {
        window.look_at(
            "regular.csv",
            "Month in sea;Mortality (%)\n1;0,771\n2;0,474\n3;0,322\n4;0,333\n5;0,369\n6;0,373\n7;0,399\n",
        );
    }),
    ("import-ambiguous", sample, |window| {
        window.look_at("surface.csv", "date,temp\n03/04/2024,4.1\n05/04/2024,5.2\n06/04/2024,5.6\n");
    }),
    ("import-rejected", sample, |window| {
        let bad = "2024-13-01;5,2\nspring;5,1\n2025-01-04;sixty\n2025-01-05;60\n";
        window.look_at("north_pen.csv", &format!("{}{bad}", logger()));
    }),
    ("import-failing", sample, |window| {
        window.look_at("letter.csv", "Dear Anna,\nthe temperatures follow tomorrow\n");
    }),
    ("settings", sample, |window| window.command(Command::Show(Place::Settings))),
    ("backups-empty", sample, |window| window.command(Command::ShowSettings(Section::Backups))),
    ("backups-full", backed_up, |window| window.command(Command::ShowSettings(Section::Backups))),
    ("restore-dialog", backed_up, |window| {
        window.command(Command::ShowSettings(Section::Backups));
        window.keys(Modifiers::NONE, Key::ArrowDown);
        window.keys(Modifiers::NONE, Key::Enter);
    }),
    ("check-sound", sample, |window| window.command(Command::Care(CareCommand::Check))),
    ("check-findings", damaged, |window| window.command(Command::Care(CareCommand::Check))),
    ("file-damaged", scribbled_on, |_| ()),
    ("upgrade-dialog", earlier, |_| ()),
    ("open-elsewhere", sample, |window| {
        let since = Some(now() - chrono::TimeDelta::hours(2));
        let holder = Holder { user: "anna".to_owned(), computer: "kontoret".to_owned(), since };
        let path = window.folder.join("Havsbrúgv 2024.salmonrun");
        window.command(Command::OpenToRead(path, holder));
    }),
    ("people-open", sample, |window| window.command(Command::ShowSettings(Section::People))),
    ("people", crew, |window| window.command(Command::ShowSettings(Section::People))),
    ("old-runs", archived_runs, |window| window.command(Command::ShowSettings(Section::OldRuns))),
];

/// These are also drawn in a large window and at twice the sharpness.
const LARGE: &[&str] =
    &["scenarios-full", "runs-full", "compare-full", "batches-full", "growth-season", "tgc-editor"];

/// A page of the batch that lies far behind its run.
fn growth_page(window: &mut Window, page: &str) {
    window.command(Command::ShowGrowth(BatchId(3)));
    window.click_on(Role::Button, page);
}

fn enter(window: &mut Window, kind: ObservationKind) {
    window.command(Command::Observing(ObservingCommand::AskEnter(BatchId(1), kind)));
}

/// Opens the first profile of the sample, with a date for its day 1.
fn edit_profile(window: &mut Window) {
    let first = PartKey::new(PartKind::Temperature, 1);
    window.command(Command::Models(ModelCommand::Edit(first)));
    window.type_into("Date of day 1", "2024-09-01");
}

/// A season of a logger with a gap, several readings a day and a value that is missing.
fn logger() -> String {
    let mut text = "Dato;Temperatur (°C);Dybde\n".to_owned();
    for day in (0_u32..120).filter(|day| !(40..47).contains(day)) {
        let date = chrono::NaiveDate::from_ymd_opt(2024, 9, 1).unwrap_or_default()
            + chrono::Days::new(u64::from(day));
        for (hour, more) in [(0, 0.0), (12, 0.6)] {
            let warm = 10.4 - 0.05 * f64::from(day) + (f64::from(day) / 7.0).sin() * 0.4 + more;
            let value = if day == 60 { "NA".to_owned() } else { format!("{warm:.2}").replace('.', ",") };
            text.push_str(&format!("{} {hour:02}:00;{value};5\n", date.format("%d.%m.%Y")));
        }
    }
    text
}

fn none(_: &Path) {}

fn empty(path: &Path) {
    Farm::create(path).expect("an empty farm");
}

fn sample(path: &Path) {
    let farm = Farm::create(path).expect("a new farm").with_clock(when_it_was_run);
    fill_with_sample(farm).expect("the sample");
}

/// The sample with a template of its own.
fn own_template(path: &Path) {
    sample(path);
    let mut farm = Farm::open(path).expect("the sample");
    let words = "Autumn smolts as this farm puts them out. Temperatures are those of the last five years";
    farm.save_scenario_as_template(ScenarioId(1), "Our autumn smolt", words).expect("a template");
}

/// The sample with half a year of a made-up journal of its first batch.
fn observed(path: &Path) {
    sample(path);
    let mut farm = Farm::open(path).expect("the sample").with_clock(when_it_was_run).acting_as("anna");
    let journal = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/season.csv");
    farm.record_file(BatchId(1), &journal, ObservationWishes::default()).expect("the journal");
}

/// The same with two corrections.
fn corrected(path: &Path) {
    observed(path);
    let mut farm = Farm::open(path).expect("the sample").with_clock(when_it_was_run).acting_as("anna");
    let all = farm.recorded(BatchId(1)).expect("the journal");
    let sample = all.iter().find(|one| one.observation.kind() == ObservationKind::GrowthSample);
    let sample = sample.expect("a sample");
    let Observation::GrowthSample(mut after) = sample.observation.clone() else { return };
    after.avg_weight_g = 121.5;
    let change = ObservationChange::of(sample, Some(Observation::GrowthSample(after)));
    farm.change_observations(BatchId(1), &[change], "Two digits swapped").expect("corrected");
    let dead = all.iter().find(|one| one.observation.kind() == ObservationKind::Mortality).expect("a count");
    farm.change_observations(BatchId(1), &[ObservationChange::of(dead, None)], "Counted twice")
        .expect("removed");
}

/// The sample with a crew.
fn crew(path: &Path) {
    sample(path);
    let mut farm = Farm::open(path).expect("the sample").acting_as("anna");
    for (name, role) in [("anna", Rank::Manager), ("bo", Rank::Planner), ("cy", Rank::Viewer)] {
        farm.set_role(name, role).expect("a role");
    }
}

/// The sample of years ago, with some runs more, of which all but the last three are archived.
fn archived_runs(path: &Path) {
    let years_ago = || Utc.with_ymd_and_hms(2020, 3, 2, 9, 30, 0).single().unwrap_or_default();
    let farm = Farm::create(path).expect("a new farm").with_clock(years_ago);
    let mut farm = fill_with_sample(farm).expect("the sample").farm;
    for label in ["Warm winter", "Cold winter", "Smaller smolt", "Later transfer", "Two stages", "Budget"] {
        let (label, notes) = (label.to_owned(), String::new());
        let request = RunRequest { scenario: ScenarioId(1), label, notes };
        farm.run_scenario(&request, |_, _| ControlFlow::Continue(())).expect("a run");
    }
    let runs = farm.runs(RunFilter { scenario: Some(ScenarioId(1)), archived: false }).expect("runs");
    let old: Vec<RunId> = runs.iter().filter(|run| run.run_number < 6).map(|run| run.run_id).collect();
    farm.archive_runs(&old).expect("archived");
}

/// The sample, its inputs of every run damaged: a run cannot be read.
fn damaged(path: &Path) {
    sample(path);
    let file = rusqlite::Connection::open(path).expect("SQLite");
    file.execute_batch("DROP TRIGGER inputs_do_not_change; UPDATE run_inputs SET canonical = '{}'")
        .expect("damage");
}

fn models(command: ModelCommand) -> Command {
    Command::Models(command)
}

/// The sample, the profile of its TGC models gone.
fn damaged_models(path: &Path) {
    sample(path);
    let file = rusqlite::Connection::open(path).expect("SQLite");
    file.execute_batch("PRAGMA foreign_keys = OFF; DELETE FROM temperature_profile").expect("damage");
}

/// The sample, with TGC and mortality by month in sea.
fn by_month(path: &Path) {
    sample(path);
    let mut farm = Farm::open(path).expect("the sample");
    let (tgc, mortality) = (PartKey::new(PartKind::Tgc, 1), PartKey::new(PartKind::Mortality, 1));
    let RecipePart::Tgc(mut stored) = farm.part_in_full(tgc).expect("a TGC model").part else { return };
    let values = [2.92, 3.12, 4.39, 4.46, 4.32, 2.84, 2.53, 2.73, 2.44, 3.15, 2.71, 2.69];
    stored.model.schedule =
        (0..).zip(values).map(|(month, tgc_value)| TgcFrom { from_day: 1 + 30 * month, tgc_value }).collect();
    farm.save_part(Some(tgc), &RecipePart::Tgc(stored)).expect("saved");
    let RecipePart::Mortality(mut model) = farm.part_in_full(mortality).expect("a model").part else {
        return;
    };
    model.schedule = (0..)
        .zip([0.0254, 0.0156, 0.0106, 0.011, 0.0121])
        .map(|(month, daily_rate_percent)| MortalityFrom { from_day: 1 + 30 * month, daily_rate_percent })
        .collect();
    farm.save_part(Some(mortality), &RecipePart::Mortality(model)).expect("saved");
}

/// The sample, with bands of weight that leave a gap.
fn with_bands(path: &Path) {
    sample(path);
    let mut farm = Farm::open(path).expect("the sample");
    let key = PartKey::new(PartKind::Fcr, 1);
    let RecipePart::Fcr(mut model) = farm.part_in_full(key).expect("an FCR model").part else { return };
    if let Some(stage) = model.stages.last_mut() {
        stage.overrides = [(700.0, 1500.0, 1.08), (1500.0, 2500.0, 1.12), (3000.0, 6000.0, 1.21)]
            .map(|(min_weight_g, max_weight_g, fcr_value)| WeightBandFcr {
                min_weight_g,
                max_weight_g,
                fcr_value,
            })
            .into();
    }
    farm.save_part(Some(key), &RecipePart::Fcr(model)).expect("saved");
}

/// The sample with the backups of a few days.
fn backed_up(path: &Path) {
    let back_up = |reason, clock| {
        let farm = Farm::open(path).expect("the sample").with_clock(clock);
        farm.back_up(reason, &mut |_, _| ControlFlow::Continue(())).expect("a backup");
    };
    Farm::create(path).expect("a new farm");
    back_up(BackupReason::Asked, || when_it_was_run() - chrono::TimeDelta::days(40));
    fill_with_sample(Farm::open(path).expect("the farm").with_clock(when_it_was_run)).expect("the sample");
    back_up(BackupReason::Closing, || when_it_was_run() + chrono::TimeDelta::minutes(20));
    let mut farm = Farm::open(path).expect("the sample").with_clock(when_it_was_run).acting_as("anna");
    farm.duplicate_scenario(ScenarioId(1)).expect("another");
    back_up(BackupReason::BeforeRestore, || when_it_was_run() + chrono::TimeDelta::hours(30));
    let earlier =
        path.with_extension("backups").join("Havsbrúgv 2024-00004-20260304T160000Z-before-upgrade.salmonrun");
    schema::create_earlier(&earlier, schema::BEFORE_RUNS).expect("an earlier file");
    let broken =
        path.with_extension("backups").join("Havsbrúgv 2024-00005-20260305T070000Z-closing.salmonrun");
    std::fs::write(broken, "cut off").expect("a file");
}

/// The same, the file itself scribbled on so that it does not open.
fn scribbled_on(path: &Path) {
    backed_up(path);
    let mut bytes = std::fs::read(path).expect("the farm");
    let (from, to) = (bytes.len() / 3, bytes.len() * 2 / 3);
    bytes[from..to].fill(0xA5);
    std::fs::write(path, bytes).expect("damage");
}

/// A file of the first schema.
fn earlier(path: &Path) {
    schema::create_earlier(path, schema::BEFORE_RUNS).expect("an earlier file");
}

fn broken(path: &Path) {
    std::fs::write(path, "no farm file at all, but long enough to be read as one").expect("a file");
}

/// The whole window on a farm file in a folder of its own.
struct Window {
    /// Let go before the window is dropped, which waits for what runs in the background.
    _held: Option<Sender<()>>,
    harness: Harness<'static, App>,
    folder: PathBuf,
}

impl Window {
    fn open(name: &str, theme: Theme, size: [f32; 2], pixels_per_point: f32, make: Make) -> Self {
        // Always the same place, since a path may be in the picture.
        let folder = std::env::temp_dir().join("salmon-run-pictures").join(name);
        std::fs::remove_dir_all(&folder).ok();
        std::fs::create_dir_all(&folder).expect("a folder");
        let farm = folder.join("Havsbrúgv 2024.salmonrun");
        make(&farm);
        let open = farm.exists().then_some(farm);
        let mut harness = Harness::builder()
            .with_size(size)
            .with_theme(theme)
            .with_pixels_per_point(pixels_per_point)
            .wgpu()
            .build_eframe(move |creation| {
                App::new(&creation.egui_ctx, "anna", None, open).expect("a window").with_clock(now)
            });
        let choice = if theme == Theme::Dark { ThemeChoice::Dark } else { ThemeChoice::Light };
        let ctx = harness.ctx.clone();
        harness.state_mut().carry_out(&ctx, Command::SetTheme(choice));
        let mut window = Self { _held: None, harness, folder };
        window.settle();
        window
    }

    fn settle(&mut self) {
        let patience = Instant::now() + Duration::from_secs(60);
        let mut quiet = 0;
        while quiet < 3 {
            self.harness.run_steps(2);
            quiet = if self.harness.state().is_busy() { 0 } else { quiet + 1 };
            assert!(Instant::now() < patience, "the background does not come to rest");
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    fn command(&mut self, command: Command) {
        let ctx = self.harness.ctx.clone();
        self.harness.state_mut().carry_out(&ctx, command);
        self.settle();
    }

    /// Carries a command out while nothing can be loaded.
    fn command_meanwhile(&mut self, command: Command) {
        let held = self.harness.state_mut().hold_background();
        let ctx = self.harness.ctx.clone();
        self.harness.state_mut().carry_out(&ctx, command);
        self.harness.run_steps(4);
        self._held = Some(held);
    }

    /// Looks at a file of a model, which lies beside the farm file.
    fn look_at(&mut self, name: &str, contents: &str) {
        let path = self.folder.join(name);
        std::fs::write(&path, contents).expect("a file");
        self.command(Command::Exchange(ExchangeCommand::LookAt(vec![path])));
    }

    fn keys(&mut self, modifiers: Modifiers, key: Key) {
        self.harness.key_press_modifiers(modifiers, key);
        self.settle();
    }

    fn click(&mut self, label: &str) {
        self.harness.get_by_label(label).click();
        self.settle();
    }

    fn click_on(&mut self, role: Role, label: &str) {
        self.harness.get_by_role_and_label(role, label).click();
        self.settle();
    }

    fn type_into(&mut self, label: &str, text: &str) {
        self.harness.get_by_role_and_label(Role::TextInput, label).focus();
        self.settle();
        self.keys(Modifiers::COMMAND, Key::A);
        self.type_text(text);
        self.keys(Modifiers::NONE, Key::Tab);
    }

    fn paste(&mut self, text: &str) {
        self.harness.event(egui::Event::Paste(text.to_owned()));
        self.settle();
    }

    fn type_text(&mut self, text: &str) {
        self.harness.event(egui::Event::Text(text.to_owned()));
        self.settle();
    }
}

fn picture(name: &str, theme: Theme, size: [f32; 2], scale: f32, make: Make, act: Act) -> Result<(), Failed> {
    let mut window = Window::open(name, theme, size, scale, make);
    act(&mut window);
    // Another driver may smooth an edge differently; a changed digit is beyond this.
    let options = SnapshotOptions::new().threshold(1.0).max_failed_pixels(12);
    let outcome = window.harness.try_snapshot_options(name, &options.output_path("tests/pictures"));
    let _ = window.harness.take_snapshot_results();
    let folder = window.folder.clone();
    drop(window);
    std::fs::remove_dir_all(folder).ok();
    outcome.map_err(|error| Failed::from(error.to_string()))
}

/// Whether pictures can be drawn here at all.
fn has_driver() -> bool {
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| ()));
    let drawn = std::panic::catch_unwind(|| {
        Harness::builder().with_size([8.0, 8.0]).wgpu().build_ui(|_| ()).render().is_ok()
    });
    std::panic::set_hook(hook);
    drawn.unwrap_or(false)
}

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let has_driver = has_driver();
    if !has_driver {
        eprintln!("SKIPPED: no graphics driver, so no picture can be drawn (Debian: mesa-vulkan-drivers)");
    }
    let mut trials = Vec::new();
    let mut add = |name: String, theme, size, scale, make, act| {
        let trial = Trial::test(name.clone(), move || picture(&name, theme, size, scale, make, act));
        trials.push(trial.with_ignored_flag(!has_driver));
    };
    for &(name, make, act) in STATES {
        add(format!("{name}-light"), Theme::Light, [1280.0, 800.0], 1.0, make, act);
        add(format!("{name}-dark"), Theme::Dark, [1280.0, 800.0], 1.0, make, act);
        if LARGE.contains(&name) {
            add(format!("{name}-large"), Theme::Light, [1920.0, 1080.0], 1.0, make, act);
            add(format!("{name}-sharp"), Theme::Dark, [1280.0, 800.0], 2.0, make, act);
        }
    }
    libtest_mimic::run(&arguments, trials).exit_code()
}
