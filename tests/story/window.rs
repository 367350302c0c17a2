//! The window and a farm file from before there were runs.
use egui::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use salmon_run::app::{App, FarmState};
use salmon_run::domain::backup::BackupReason;
use salmon_run::service::Farm;
use salmon_run::store::schema;
use std::path::Path;
use std::time::{Duration, Instant};

fn settle(harness: &mut Harness<'_, App>) {
    let patience = Instant::now() + Duration::from_secs(60);
    let mut quiet = 0;
    while quiet < 3 {
        harness.run_steps(2);
        quiet = if harness.state().is_busy() { 0 } else { quiet + 1 };
        assert!(Instant::now() < patience, "the background does not come to rest");
        std::thread::sleep(Duration::from_millis(1));
    }
}

#[test]
fn a_farm_file_of_an_earlier_version_is_upgraded_when_asked_and_opened() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("earlier.salmonrun");
    schema::create_earlier(&path, schema::BEFORE_RUNS).unwrap();
    let open = path.clone();
    let mut harness = Harness::builder()
        .with_size([1280.0, 800.0])
        .build_eframe(move |creation| App::new(&creation.egui_ctx, "anna", None, Some(open)).unwrap());
    settle(&mut harness);
    assert!(harness.query_all_by_label("Upgrade the farm file?").next().is_some());
    assert_eq!(
        schema::version_of(&path).unwrap(),
        schema::BEFORE_RUNS,
        "nothing is changed before it is asked for"
    );
    for line in [
        "What comes",
        "2. Runs, each with its number and the inputs that it was made from",
        "Nothing that the file holds is lost",
    ] {
        assert!(harness.query_all_by_label(line).next().is_some(), "{line}");
    }
    harness.get_by_role_and_label(Role::Button, "Back up and upgrade").click();
    settle(&mut harness);
    let FarmState::Open(farm) = harness.state().farm() else { panic!("not open: {:?}", harness.state()) };
    assert_eq!(farm.name(), "earlier");
    assert!(harness.query_all_by_label_contains("upgraded from schema 1").next().is_some());
    let backups = Farm::backup_files(&path).unwrap();
    let reasons: Vec<BackupReason> = backups.iter().map(|backup| backup.name.reason).collect();
    assert_eq!(reasons, [BackupReason::BeforeUpgrade]);
}

#[test]
fn what_an_upgrade_cannot_carry_over_is_said_before_it_is_made() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("earlier.salmonrun");
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/schemas/schema-01.salmonrun");
    std::fs::copy(kept, &path).unwrap();
    let open = path.clone();
    let mut harness = Harness::builder()
        .with_size([1280.0, 800.0])
        .build_eframe(move |creation| App::new(&creation.egui_ctx, "anna", None, Some(open)).unwrap());
    settle(&mut harness);
    assert!(harness.query_all_by_label("1 pin cannot be carried over").next().is_some());
    assert!(harness.query_all_by_label("B-3: its scenario \"Never run\" never ran").next().is_some());
    harness.get_by_role_and_label(Role::Button, "Cancel").click();
    settle(&mut harness);
    assert_eq!(schema::version_of(&path).unwrap(), schema::BEFORE_RUNS);
    assert!(Farm::backup_files(&path).unwrap().is_empty());
}
