//! Files that cannot be opened: each says what it is, and stays as it is.
use std::fs;
use std::path::Path;

use rusqlite::Connection;
use salmon_run::domain::fault::{Fault, FaultKind};
use salmon_run::service::Farm;
use salmon_run::store::schema;
use tempfile::TempDir;

use super::support::{TestFarm, file_hash, files_of};

/// Opening is refused in this way, with words, and neither the file nor its folder has changed.
fn refused(folder: &TempDir, name: &str, kind: FaultKind) -> Fault {
    let path = folder.path().join(name);
    let before = (files_of(folder.path()), path.is_file().then(|| file_hash(&path)));
    let fault = Farm::open(&path).unwrap_err();
    assert_eq!(fault.kind, kind, "{name}: {fault}");
    assert!(!fault.message.is_empty() && !fault.hint.is_empty(), "{name}: {fault:?}");
    assert!(fault.place.contains(name), "{name}: {fault:?}");
    let after = (files_of(folder.path()), path.is_file().then(|| file_hash(&path)));
    assert_eq!(before, after, "{name}");
    // Upgrading such a file is refused as well, and leaves no backup of it.
    if kind != FaultKind::FileOlder {
        Farm::upgrade(&path).unwrap_err();
        assert_eq!(before, (files_of(folder.path()), path.is_file().then(|| file_hash(&path))), "{name}");
    }
    fault
}

fn folder_with(name: &str, bytes: &[u8]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(name), bytes).unwrap();
    folder
}

/// The bytes of a farm file that is closed.
fn farm_bytes() -> Vec<u8> {
    let mut farm = TestFarm::new();
    farm.run("Baseline");
    let TestFarm { folder, path, farm, .. } = farm;
    drop(farm);
    let bytes = fs::read(&path).unwrap();
    drop(folder);
    bytes
}

#[test]
fn a_file_that_is_not_there() {
    let folder = tempfile::tempdir().unwrap();
    let fault = refused(&folder, "gone.salmonrun", FaultKind::FileMissing);
    assert!(fault.hint.contains("new"), "{fault}");
}

#[test]
fn a_folder() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("folder.salmonrun")).unwrap();
    refused(&folder, "folder.salmonrun", FaultKind::NotAFarmFile);
}

#[test]
fn files_of_another_kind() {
    let noise: Vec<u8> = (0..40_000_u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    for bytes in [b"{\"format\":\"salmon-run/scenario\"}".as_slice(), b"SQLite format 3\0", &noise] {
        refused(&folder_with("other.salmonrun", bytes), "other.salmonrun", FaultKind::NotAFarmFile);
    }
}

#[test]
fn an_empty_file_says_what_it_is_and_a_farm_is_made_in_its_place() {
    let folder = folder_with("left.salmonrun", b"");
    let path = folder.path().join("left.salmonrun");
    let fault = refused(&folder, "left.salmonrun", FaultKind::FileEmpty);
    assert!(fault.message.contains("cut off") && fault.hint.contains("new"), "{fault}");
    // What making it had written before it was cut off.
    fs::write(folder.path().join("left.salmonrun.unfinished"), "half a farm").unwrap();
    drop(Farm::create(&path).unwrap());
    assert!(Farm::open(&path).unwrap().scenarios().unwrap().is_empty());
    assert_eq!(files_of(folder.path()), ["left.salmonrun"]);
    let again = Farm::create(&path).unwrap_err();
    assert_eq!(again.kind, FaultKind::FileExists);
}

#[test]
fn a_name_that_somebody_is_making_a_farm_for_is_taken() {
    let folder = folder_with("busy.salmonrun", b"");
    let path = folder.path().join("busy.salmonrun");
    let claim = fs::OpenOptions::new().write(true).open(&path).unwrap();
    claim.try_lock().unwrap();
    assert_eq!(Farm::create(&path).unwrap_err().kind, FaultKind::FileExists);
    assert_eq!(fs::metadata(&path).unwrap().len(), 0);
    // As the system does when a program ends, however it ends.
    drop(claim);
    drop(Farm::create(&path).unwrap());
}

#[test]
fn a_backup_is_brought_back_in_the_place_of_an_empty_file() {
    let farm = TestFarm::new();
    let backup = farm.folder.path().join("copy.salmonrun");
    farm.farm.back_up_to(&backup, &mut |_, _| std::ops::ControlFlow::Continue(())).unwrap();
    let TestFarm { folder, path, farm, .. } = farm;
    drop(farm);
    fs::write(&path, "").unwrap();
    let restored =
        Farm::restore(&path, &backup, "anna", &mut |_, _| std::ops::ControlFlow::Continue(())).unwrap();
    assert_eq!(restored.before, None, "an empty file is not kept");
    assert_eq!(Farm::open(&path).unwrap().scenarios().unwrap().len(), 1);
    drop(folder);
}

#[test]
fn a_database_of_another_program_even_one_with_unfinished_business() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("other.salmonrun");
    let connection = Connection::open(&path).unwrap();
    connection.pragma_update(None, "journal_mode", "WAL").unwrap();
    connection
        .execute_batch("CREATE TABLE cookies (a); PRAGMA wal_checkpoint; INSERT INTO cookies VALUES (1)")
        .unwrap();
    refused(&folder, "other.salmonrun", FaultKind::NotAFarmFile);
    let still_there: i64 = connection.query_row("SELECT a FROM cookies", [], |row| row.get(0)).unwrap();
    assert_eq!(still_there, 1);
    // As the other program would leave it if it crashed now.
    let crashed = tempfile::tempdir().unwrap();
    for name in ["other.salmonrun", "other.salmonrun-wal"] {
        fs::copy(folder.path().join(name), crashed.path().join(name)).unwrap();
    }
    refused(&crashed, "other.salmonrun", FaultKind::NotAFarmFile);
}

#[test]
fn a_file_of_a_newer_version() {
    let folder = folder_with("newer.salmonrun", &farm_bytes());
    Connection::open(folder.path().join("newer.salmonrun"))
        .unwrap()
        .pragma_update(None, "user_version", 99)
        .unwrap();
    let fault = refused(&folder, "newer.salmonrun", FaultKind::FileNewer);
    assert!(fault.message.contains("99"), "{fault}");
}

#[test]
fn a_file_of_an_earlier_version() {
    let folder = tempfile::tempdir().unwrap();
    for version in 1..schema::CURRENT {
        let name = format!("schema-{version}.salmonrun");
        schema::create_earlier(&folder.path().join(&name), version).unwrap();
        let fault = refused(&folder, &name, FaultKind::FileOlder);
        assert!(fault.message.contains(&format!("schema {version}")), "{fault}");
    }
}

#[test]
fn a_file_that_was_cut_off() {
    let bytes = farm_bytes();
    for length in [4096, bytes.len() / 2, bytes.len() - 4096] {
        refused(&folder_with("cut.salmonrun", &bytes[..length]), "cut.salmonrun", FaultKind::Damaged);
    }
    refused(&folder_with("cut.salmonrun", &bytes[..60]), "cut.salmonrun", FaultKind::NotAFarmFile);
}

#[test]
fn a_file_whose_pages_are_noise_is_refused_or_read_but_never_a_crash() {
    let bytes = farm_bytes();
    for seed in 0_u32..60 {
        let mut noisy = bytes.clone();
        for i in 0..200_u32 {
            let at = (seed.wrapping_mul(7919).wrapping_add(i).wrapping_mul(2_654_435_761)) as usize
                % (bytes.len() - 100);
            noisy[100 + at] = (i * 31 + seed) as u8;
        }
        let folder = folder_with("noisy.salmonrun", &noisy);
        let lists = Farm::open(&folder.path().join("noisy.salmonrun")).and_then(|farm| {
            let runs = farm.runs(salmon_run::domain::run::RunFilter::default())?;
            runs.iter().try_for_each(|run| farm.run_in_full(run.run_id).map(drop))?;
            farm.scenarios()?;
            farm.batches()
        });
        if let Err(fault) = lists {
            assert!(!fault.message.is_empty(), "{fault:?}");
        }
    }
}

#[test]
fn a_file_that_another_program_holds() {
    let farm = TestFarm::new();
    let TestFarm { folder, path, farm, .. } = farm;
    drop(farm);
    let other = Connection::open(&path).unwrap();
    other.pragma_update(None, "locking_mode", "EXCLUSIVE").unwrap();
    other.execute_batch("BEGIN EXCLUSIVE").unwrap();
    let hash = file_hash(&path);
    let fault = Farm::open(&path).unwrap_err();
    assert_eq!(fault.kind, FaultKind::FileLocked, "{fault}");
    assert!(fault.place.contains("farm.salmonrun"), "{fault}");
    assert_eq!(file_hash(&path), hash);
    other.execute_batch("ROLLBACK").unwrap();
    drop(other);
    Farm::open(&path).unwrap();
    drop(folder);
}

#[test]
fn a_change_that_another_program_is_in_the_middle_of_is_waited_for_and_then_told() {
    let mut farm = TestFarm::new();
    let run = farm.run("Baseline").run.run_id;
    let other = farm.raw();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    assert_eq!(farm.farm.scenarios().unwrap().len(), 1, "reading goes on meanwhile");
    let fault = farm.farm.label_run(run, "Mine").unwrap_err();
    assert_eq!(fault.kind, FaultKind::FileLocked, "{fault}");
    other.execute_batch("ROLLBACK").unwrap();
    farm.farm.label_run(run, "Mine").unwrap();
}

#[test]
fn a_read_only_file_is_read_and_refuses_changes() {
    let folder = folder_with("farm.salmonrun", &farm_bytes());
    let path = folder.path().join("farm.salmonrun");
    set_readonly(&path, true);
    let (hash, files) = (file_hash(&path), files_of(folder.path()));
    let mut farm = Farm::open(&path).unwrap();
    assert!(farm.is_read_only());
    let runs = farm.runs(salmon_run::domain::run::RunFilter::default()).unwrap();
    assert_eq!(runs.len(), 1);
    let fault = farm.label_run(runs[0].run_id, "Mine").unwrap_err();
    assert_eq!(fault.kind, FaultKind::ReadOnly, "{fault}");
    drop(farm);
    assert_eq!((file_hash(&path), files_of(folder.path())), (hash, files));
    assert_eq!(Farm::upgrade(&path).unwrap_err().kind, FaultKind::ReadOnly);
    assert_eq!(files_of(folder.path()), ["farm.salmonrun"], "no backup of what cannot be upgraded");
    set_readonly(&path, false);
}

#[test]
fn a_read_only_file_shows_what_a_crash_left_in_its_log() {
    let mut farm = TestFarm::new();
    // Somebody who reads keeps the log from being carried over.
    let reader = farm.raw();
    reader.execute_batch("BEGIN; SELECT count(*) FROM batch").unwrap();
    farm.run("Only in the log");
    let crashed = tempfile::tempdir().unwrap();
    for end in ["", "-wal"] {
        let name = format!("farm.salmonrun{end}");
        fs::copy(farm.folder.path().join(&name), crashed.path().join(&name)).unwrap();
    }
    let path = crashed.path().join("farm.salmonrun");
    assert!(fs::metadata(crashed.path().join("farm.salmonrun-wal")).unwrap().len() > 0);
    set_readonly(&path, true);
    let opened = Farm::open(&path).unwrap();
    assert_eq!(
        opened.runs(salmon_run::domain::run::RunFilter::default()).unwrap()[0].label,
        "Only in the log"
    );
    drop(opened);
    set_readonly(&path, false);
}

#[test]
fn making_a_farm_never_touches_what_is_there() {
    let folder = folder_with("there.salmonrun", b"somebody's figures");
    let path = folder.path().join("there.salmonrun");
    let hash = file_hash(&path);
    assert_eq!(Farm::create(&path).unwrap_err().kind, FaultKind::FileExists);
    assert_eq!(file_hash(&path), hash);
    let nowhere = folder.path().join("no such folder").join("new.salmonrun");
    let fault = Farm::create(&nowhere).unwrap_err();
    assert_eq!(fault.kind, FaultKind::Io);
    assert!(fault.message.contains("no such folder"), "{fault}");
    assert_eq!(files_of(folder.path()), ["there.salmonrun"]);
}

fn set_readonly(path: &Path, readonly: bool) {
    let mut permissions = fs::metadata(path).unwrap().permissions();
    #[allow(clippy::permissions_set_readonly_false, reason = "a temporary file that is about to be removed")]
    permissions.set_readonly(readonly);
    fs::set_permissions(path, permissions).unwrap();
}
