//! Backups: made while the file is in use, whole or not at all, and the way back is itself undoable.
use std::fs;
use std::ops::ControlFlow;
use std::path::Path;

use rusqlite::Connection;
use salmon_run::domain::backup::BackupReason;
use salmon_run::domain::fault::FaultKind;
use salmon_run::domain::run::RunFilter;
use salmon_run::service::{BackupFile, Farm};

use super::support::{TestFarm, everything, files_of, rows};
use super::upgrade::world_before;

fn content(path: &Path) -> Vec<String> {
    everything(&Connection::open(path).unwrap())
}

fn go_on(_: u64, _: u64) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

fn back_up(farm: &Farm) -> BackupFile {
    farm.back_up(BackupReason::Asked, &mut go_on).unwrap()
}

#[test]
fn a_backup_holds_what_was_there_while_others_go_on_writing() {
    let mut farm = TestFarm::new();
    farm.run("Baseline");
    let before = content(&farm.path);
    let mut other = Farm::open(&farm.path).unwrap();
    let mut steps = 0;
    let made = farm
        .farm
        .back_up(BackupReason::Asked, &mut |_, _| {
            steps += 1;
            let run = other.runs(RunFilter::default()).unwrap()[0].run_id;
            other.label_run(run, "Changed meanwhile").unwrap();
            ControlFlow::Continue(())
        })
        .unwrap();
    assert!(steps > 0);
    assert_eq!(content(&made.path), before, "of one moment: that at which it began");
    assert_eq!(farm.farm.runs(RunFilter::default()).unwrap()[0].label, "Changed meanwhile");
    let folder = farm.folder.path().join("farm.backups");
    let mode = rows(&Connection::open(&made.path).unwrap(), "SELECT * FROM pragma_journal_mode");
    assert_eq!(mode, ["delete"], "it needs no log beside it");
    assert_eq!(files_of(&folder).len(), 1, "one file is all of it: {:?}", files_of(&folder));
}

#[test]
fn the_list_says_when_why_and_what_each_holds() {
    let mut farm = TestFarm::new();
    back_up(&farm.farm);
    farm.run("Baseline");
    farm.farm.back_up(BackupReason::Closing, &mut go_on).unwrap();
    let rows = Farm::backups(&farm.path).unwrap();
    let told: Vec<_> = rows
        .iter()
        .map(|row| {
            let holds = row.contents.clone().unwrap();
            (row.file.name.number, row.file.name.reason, holds.scenarios, holds.runs, holds.batches)
        })
        .collect();
    assert_eq!(told, [(2, BackupReason::Closing, 1, 1, 3), (1, BackupReason::Asked, 1, 0, 3)]);
    fs::write(&rows[1].file.path, "not a farm any more").unwrap();
    let rows = Farm::backups(&farm.path).unwrap();
    assert_eq!(rows[1].contents.as_ref().unwrap_err().kind, FaultKind::NotAFarmFile);
    assert!(rows[0].contents.is_ok(), "one that cannot be read hides no other");
}

#[test]
fn a_restore_is_seen_by_whoever_has_the_file_open_and_can_be_taken_back() {
    let mut farm = TestFarm::new();
    let early = back_up(&farm.farm);
    farm.run("Baseline");
    farm.pin(&[0], farm.farm.runs(RunFilter::default()).unwrap()[0].run_id);
    let late = content(&farm.path);
    let seen = farm.farm.data_version().unwrap();
    let restored = Farm::restore(&farm.path, &early.path, "anna", &mut go_on).unwrap();
    assert_eq!((restored.contents.runs, restored.contents.batches), (0, 3));
    assert_ne!(farm.farm.data_version().unwrap(), seen);
    assert!(
        farm.farm.runs(RunFilter::default()).unwrap().is_empty(),
        "by the connection that was open before"
    );
    farm.run("Another");
    let before = restored.before.unwrap();
    assert_eq!(content(&before), late);
    Farm::restore(&farm.path, &before, "anna", &mut go_on).unwrap();
    assert_eq!(content(&farm.path), late, "the restore is taken back");
    assert_eq!(Farm::backup_files(&farm.path).unwrap().len(), 3, "and that can be taken back, too");
}

#[test]
fn a_damaged_file_and_one_that_is_gone_come_back_from_a_backup() {
    let mut farm = TestFarm::new();
    farm.run("Baseline");
    let whole = content(&farm.path);
    let backup = back_up(&farm.farm);
    let TestFarm { folder, path, farm, .. } = farm;
    drop(farm);
    for damage in ["truncated", "noise", "gone"] {
        let bytes = fs::read(&path).unwrap();
        let damaged = match damage {
            "truncated" => bytes[..bytes.len() / 2].to_vec(),
            _ => vec![7; 50_000],
        };
        if damage == "gone" {
            fs::remove_file(&path).unwrap();
        } else {
            fs::write(&path, &damaged).unwrap();
            assert!(Farm::open(&path).is_err());
        }
        let restored = Farm::restore(&path, &backup.path, "anna", &mut go_on).unwrap();
        assert_eq!(content(&path), whole, "{damage}");
        match restored.before {
            None => assert_eq!(damage, "gone"),
            Some(before) => assert_eq!(fs::read(before).unwrap(), damaged, "not a byte of it is lost"),
        }
    }
    drop(folder);
}

#[test]
fn what_is_no_sound_backup_is_refused_and_the_file_stays_as_it_is() {
    let mut farm = TestFarm::new();
    farm.run("Baseline");
    let backup = back_up(&farm.farm);
    let (folder, path) = (farm.folder.path().to_owned(), farm.path.clone());
    let whole = content(&path);
    let bytes = fs::read(&backup.path).unwrap();
    let cut = folder.join("cut.salmonrun");
    fs::write(&cut, &bytes[..bytes.len() - 8192]).unwrap();
    let noise = folder.join("noise.salmonrun");
    fs::write(&noise, [bytes[..9000].to_vec(), vec![0xA5; bytes.len() - 9000]].concat()).unwrap();
    let newer = folder.join("newer.salmonrun");
    fs::write(&newer, &bytes).unwrap();
    Connection::open(&newer).unwrap().pragma_update(None, "user_version", 99).unwrap();
    for (from, kind) in [
        (cut, FaultKind::Damaged),
        (noise, FaultKind::Damaged),
        (newer, FaultKind::FileNewer),
        (folder.join("nothing.salmonrun"), FaultKind::FileMissing),
        (path.clone(), FaultKind::Refused),
    ] {
        let fault = Farm::restore(&path, &from, "anna", &mut go_on).unwrap_err();
        assert_eq!(fault.kind, kind, "{fault}");
        assert!(fault.place.contains(from.file_name().unwrap().to_str().unwrap()), "{fault}");
        assert_eq!(content(&path), whole);
    }
    assert_eq!(Farm::backup_files(&path).unwrap().len(), 1, "nothing was backed up for nothing");
}

#[test]
fn a_copy_that_is_stopped_or_cannot_be_made_leaves_nothing() {
    let farm = TestFarm::new();
    let to = farm.folder.path().join("copy.salmonrun");
    let files = files_of(farm.folder.path());
    let fault = farm.farm.back_up_to(&to, &mut |_, _| ControlFlow::Break(())).unwrap_err();
    assert_eq!(fault.kind, FaultKind::Cancelled);
    assert_eq!(files_of(farm.folder.path()), files);
    fs::write(&to, "somebody's").unwrap();
    let fault = farm.farm.back_up_to(&to, &mut go_on).unwrap_err();
    assert_eq!(fault.kind, FaultKind::FileExists, "{fault}");
    assert_eq!(fs::read(&to).unwrap(), b"somebody's");
    let fault = farm.farm.back_up_to(Path::new("no/such/folder/copy.salmonrun"), &mut go_on).unwrap_err();
    assert!(fault.message.contains("no such folder"), "{fault}");
}

#[test]
fn backups_are_sifted_and_nothing_else_in_their_folder_is_touched() {
    let farm = TestFarm::new();
    for _ in 0..14 {
        back_up(&farm.farm);
    }
    let folder = Farm::backup_folder(&farm.path);
    fs::write(folder.join("my own notes.txt"), "keep").unwrap();
    fs::copy(&farm.path, folder.join("kept by hand.salmonrun")).unwrap();
    back_up(&farm.farm);
    let rows = Farm::backup_files(&farm.path).unwrap();
    let numbers: Vec<u32> = rows.iter().map(|row| row.name.number).collect();
    assert_eq!(numbers, (6..=15).rev().collect::<Vec<_>>(), "ten of one day");
    assert_eq!(files_of(&folder).len(), 12);
}

#[test]
fn a_clock_that_was_set_back_neither_hides_the_newest_backup_nor_costs_one() {
    let mut farm = TestFarm::new();
    back_up(&farm.farm);
    farm.farm = farm.farm.with_clock(|| "2001-01-01T00:00:00Z".parse().unwrap());
    let second = back_up(&farm.farm);
    let rows = Farm::backup_files(&farm.path).unwrap();
    assert_eq!(
        (rows.len(), rows[0].path.clone()),
        (2, second.path),
        "the newest is the one that was made last"
    );
    assert_eq!(rows[0].name.number, 2);
}

#[test]
fn a_backup_from_before_an_upgrade_brings_the_time_before_back() {
    let before = world_before();
    let original = content(&before.path);
    let moved = Farm::upgrade(&before.path).unwrap();
    let rows = Farm::backups(&before.path).unwrap();
    assert_eq!((rows.len(), rows[0].file.name.reason), (1, BackupReason::BeforeUpgrade));
    assert_eq!(rows[0].contents.as_ref().unwrap().runs, 2, "scenarios with projections");
    let restored = Farm::restore(&before.path, &moved.backup, "anna", &mut go_on).unwrap();
    assert_eq!(restored.contents.schema_version, 1);
    assert_eq!(content(&before.path), original);
}

#[test]
fn a_file_that_was_deleted_while_it_was_open_can_still_be_copied() {
    if cfg!(windows) {
        return; // There, a file that is open cannot be deleted.
    }
    let mut farm = TestFarm::new();
    farm.run("Baseline");
    let whole = content(&farm.path);
    fs::remove_file(&farm.path).unwrap();
    let to = farm.folder.path().join("rescued.salmonrun");
    farm.farm.back_up_to(&to, &mut go_on).unwrap();
    assert_eq!(content(&to), whole);
    assert_eq!(Farm::open(&to).unwrap().runs(RunFilter::default()).unwrap().len(), 1);
}
