//! The power goes: what was written last is there in part only. What was written down before that is all there, and nothing is
//! half there.
//!
//! No disk is pulled here. A log is cut off or scribbled on from a random place on, and pages of the farm file are written in part,
//! as a disk without power leaves them; where the log's whole part ends says exactly which state the farm must have.
use std::fs;
use std::path::Path;

use rusqlite::Connection;
use salmon_run::domain::ids::{BatchId, RunId, ScenarioId};
use salmon_run::service::{Farm, RunRequest};

use super::small_farm::{Dice, content, folder, in_time, is_whole, make, scenario, tries, within};
use super::story::batch;

/// A sector: what a disk writes whole or not at all.
const SECTOR: usize = 512;

/// One change of each kind in turn, each of which is one transaction.
fn change(farm: &mut Farm, number: usize) {
    let pinned = [BatchId(1), BatchId(2)];
    match number % 6 {
        0 => {
            let request = RunRequest {
                scenario: ScenarioId(1),
                label: format!("Change {number}"),
                notes: String::new(),
            };
            farm.run_scenario(&request, |_, _| std::ops::ControlFlow::Continue(())).map(drop)
        }
        1 => farm.pin_batches(&pinned, RunId(2), &format!("Change {number}")).map(drop),
        2 => farm.label_run(RunId(1), &format!("Change {number}")),
        3 => farm.import_batches(&[batch(&format!("N-{number}"))]).map(drop),
        4 => farm.import_scenarios(&[scenario(&format!("Change {number}"), 20)]).map(drop),
        _ => farm.unpin_batches(&pinned, &format!("Change {number}")).map(drop),
    }
    .unwrap();
}

/// A farm file whose last changes stand in its log only.
struct Unfinished {
    file: Vec<u8>,
    log: Vec<u8>,
    page: usize,
    /// The end of each transaction in the log.
    ends: Vec<usize>,
    /// What the farm held before the first of them and after each.
    states: Vec<Vec<String>>,
}

impl Unfinished {
    fn with_changes(count: usize) -> Self {
        let folder = folder();
        let path = within(&folder, "farm.salmonrun");
        make(&path);
        let mut farm = Farm::open(&path).unwrap().acting_as("anna");
        let mut states = vec![content(&path)];
        // Somebody who reads keeps the log from being carried over.
        let reader = Connection::open(&path).unwrap();
        reader.execute_batch("BEGIN; SELECT count(*) FROM batch").unwrap();
        for number in 0..count {
            change(&mut farm, number);
            states.push(content(&path));
        }
        let file = fs::read(&path).unwrap();
        let log = fs::read(within(&folder, "farm.salmonrun-wal")).unwrap();
        drop(reader);
        let (page, ends) = transactions_of(&log);
        assert_eq!(ends.len(), count, "each change is one transaction, and all stand in the log");
        Self { file, log, page, ends, states }
    }

    /// What must be there when the log is whole up to here.
    fn state_at(&self, whole: usize) -> &[String] {
        &self.states[self.ends.iter().filter(|end| **end <= whole).count()]
    }

    /// Puts a file and a log into a folder and has the program open it: it must hold this, be whole, and go on.
    fn comes_up(&self, told: &str, file: &[u8], log: &[u8], expected: &[String]) {
        let folder = folder();
        let path = within(&folder, "farm.salmonrun");
        fs::write(&path, file).unwrap();
        fs::write(within(&folder, "farm.salmonrun-wal"), log).unwrap();
        let opened = path.clone();
        in_time(told, move || Farm::open(&opened).map(drop))
            .unwrap_or_else(|fault| panic!("{told}: {fault}"));
        assert_eq!(content(&path), expected, "{told}");
        is_whole(&path).unwrap_or_else(|said| panic!("{told}: {said}"));
        let mut farm = Farm::open(&path).unwrap().acting_as("anna");
        change(&mut farm, 0);
        drop(farm);
        is_whole(&path).unwrap_or_else(|said| panic!("{told}, and then: {said}"));
    }
}

/// The size of pages in a log, and the end of each transaction in it (SQLite's file format, section 4).
fn transactions_of(log: &[u8]) -> (usize, Vec<usize>) {
    let number = |at: usize| u32::from_be_bytes(log[at..at + 4].try_into().unwrap());
    let page = number(8) as usize;
    let mut ends = Vec::new();
    let mut at = 32;
    while at + 24 + page <= log.len() && log[at + 8..at + 16] == log[16..24] {
        let end = at + 24 + page;
        if number(at + 4) != 0 {
            ends.push(end);
        }
        at = end;
    }
    (page, ends)
}

/// Where two logs first differ.
fn first_difference(a: &[u8], b: &[u8]) -> usize {
    a.iter().zip(b).position(|(a, b)| a != b).unwrap_or(a.len().min(b.len()))
}

#[test]
fn a_log_that_stops_anywhere_loses_nothing_that_was_whole_in_it() {
    let farm = Unfinished::with_changes(18);
    let mut dice = Dice(9);
    let mut by_kind = [0; 6];
    for number in 0..tries("SALMON_RUN_CUTS", 240) {
        let at = dice.below(farm.log.len());
        let kind = number as usize % 6;
        let mut log = farm.log.clone();
        match kind {
            // The log ends: at any byte, at the end of a page, at the end of a sector.
            0 => log.truncate(at),
            1 => log.truncate(32 + (at.saturating_sub(32)) / (24 + farm.page) * (24 + farm.page)),
            2 => log.truncate(at / SECTOR * SECTOR),
            // It is as long as it was to be, but from here on there is nothing, or what was there before.
            3 => log[at..].fill(0),
            4 => log[at..].iter_mut().for_each(|byte| *byte = dice.throw() as u8),
            // Some sectors of what was last written came to the disk and some did not.
            _ => {
                for sector in log[at / SECTOR * SECTOR..].chunks_mut(SECTOR) {
                    if dice.below(2) == 0 {
                        sector.fill(0);
                    }
                }
            }
        }
        let whole = first_difference(&farm.log, &log);
        farm.comes_up(
            &format!("kind {kind} at {at}, number {number}"),
            &farm.file,
            &log,
            farm.state_at(whole),
        );
        by_kind[kind] += 1;
    }
    println!(
        "{} logs that stop somewhere, by kind {by_kind:?}: each the last whole state",
        by_kind.iter().sum::<u32>()
    );
}

#[test]
fn one_bit_of_a_log_that_is_wrong_ends_it_there() {
    let farm = Unfinished::with_changes(12);
    let mut dice = Dice(10);
    let count = tries("SALMON_RUN_CUTS", 240) / 2;
    for number in 0..count {
        let at = dice.below(farm.log.len());
        let mut log = farm.log.clone();
        log[at] ^= 1 << dice.below(8);
        farm.comes_up(&format!("bit at {at}, number {number}"), &farm.file, &log, farm.state_at(at));
    }
    println!("{count} logs with one wrong bit: each the last whole state before it");
}

/// What the log holds is being carried over into the farm file when the power goes: the log is whole, and some of the file is new.
#[test]
fn a_farm_file_that_was_written_in_part_is_made_whole_by_its_log() {
    let farm = Unfinished::with_changes(18);
    let carried_over = {
        let folder = folder();
        let path = within(&folder, "farm.salmonrun");
        fs::write(&path, &farm.file).unwrap();
        fs::write(within(&folder, "farm.salmonrun-wal"), &farm.log).unwrap();
        Connection::open(&path)
            .unwrap()
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
            .unwrap();
        fs::read(&path).unwrap()
    };
    assert!(carried_over.len() > farm.file.len());
    let mut dice = Dice(11);
    let count = tries("SALMON_RUN_CUTS", 240) / 2;
    for number in 0..count {
        let file = half_written(&mut dice, &farm.file, &carried_over);
        farm.comes_up(&format!("number {number}"), &file, &farm.log, farm.states.last().unwrap());
    }
    println!("{count} farm files written in part beside a whole log: each the last state");
}

/// Some sectors of the new file where the old one was.
fn half_written(dice: &mut Dice, old: &[u8], new: &[u8]) -> Vec<u8> {
    let grown = old.len() + dice.below(new.len().saturating_sub(old.len()) + 1);
    let mut file = old.to_vec();
    file.resize(grown, 0);
    let share = 1 + dice.below(9);
    for (at, sector) in new.chunks(SECTOR).enumerate().map(|(i, sector)| (i * SECTOR, sector)) {
        if dice.below(10) < share && at + sector.len() <= file.len() {
            file[at..at + sector.len()].copy_from_slice(sector);
        }
    }
    file
}

/// Where a write-ahead log cannot be, SQLite keeps the old pages in a journal beside the file until all new ones are written.
#[test]
fn a_farm_file_that_was_written_in_part_is_put_back_by_its_journal() {
    let folder = folder();
    let path = within(&folder, "farm.salmonrun");
    make(&path);
    let connection = Connection::open(&path).unwrap();
    connection.execute_batch("PRAGMA journal_mode = DELETE").unwrap();
    let before = (fs::read(&path).unwrap(), content(&path));
    // So few pages in memory that some are written before the transaction is done.
    connection.execute_batch("PRAGMA cache_size = 5; PRAGMA synchronous = FULL; BEGIN IMMEDIATE").unwrap();
    let mut moments = Vec::new();
    for number in 0..40 {
        connection
            .execute_batch(&format!(
                "UPDATE batch SET notes = notes || printf('%.*c', 300, 'n');
                 UPDATE projection_run SET notes = notes || printf('%.*c', 700, 'n');
                 INSERT INTO batch (batch_number, start_date, initial_count, initial_weight_g, stage, site, notes)
                 VALUES ('J-{number}', '2024-09-01', 1, 1, 'Adult', '', printf('%.*c', 2000, 'b'));
                 INSERT INTO observation (batch_id, kind, date, amount_kg, words, recorded_by, recorded_at)
                 VALUES (1, 'feeding', '2024-09-01', 1, printf('%.*c', 3000, 'w'), 'anna', '2024-09-01T00:00:00.000Z')"
            ))
            .unwrap();
        let journal = fs::read(within(&folder, "farm.salmonrun-journal")).unwrap_or_default();
        moments.push((fs::read(&path).unwrap(), journal));
    }
    connection.execute_batch("COMMIT").unwrap();
    let after = fs::read(&path).unwrap();
    assert!(moments.iter().any(|(file, _)| *file != before.0), "some of it was written before its end");
    let mut dice = Dice(12);
    let count = tries("SALMON_RUN_CUTS", 240) / 2;
    let mut written = 0;
    for number in 0..count {
        let (file, journal) = &moments[dice.below(moments.len())];
        let (file, mut journal) = (file.clone(), journal.clone());
        let file = if file == before.0 {
            // Nothing of the file is written before the journal is: what comes to the disk of a journal that nobody needs yet is all one.
            if !journal.is_empty() {
                journal.truncate(dice.below(journal.len()));
            }
            file
        } else {
            written += 1;
            half_written(&mut dice, &before.0, &file)
        };
        comes_back(&format!("number {number}"), &file, &journal, &before.1);
    }
    // At the very end: all that was to be written, in part, and the journal still there.
    let journal = &moments.last().unwrap().1;
    for number in 0..count / 4 {
        let reached = moments.last().unwrap().0.len();
        let file = half_written(&mut dice, &moments.last().unwrap().0, &after[..reached]);
        comes_back(&format!("last, number {number}"), &file, journal, &before.1);
    }
    println!(
        "{} farm files written in part beside their journal, {written} of them amid a change: each as before",
        count + count / 4
    );
    assert!(written > 0);
}

fn comes_back(told: &str, file: &[u8], journal: &[u8], expected: &[String]) {
    let folder = folder();
    let path = within(&folder, "farm.salmonrun");
    let side = within(&folder, "farm.salmonrun-journal");
    fs::write(&path, file).unwrap();
    fs::write(&side, journal).unwrap();
    shows_nothing_half_done(told, &path, expected);
    let opened = path.clone();
    in_time(told, move || Farm::open(&opened).map(drop)).unwrap_or_else(|fault| panic!("{told}: {fault}"));
    assert_eq!(content(&path), expected, "{told}");
    is_whole(&path).unwrap_or_else(|said| panic!("{told}: {said}"));
}

/// A file that may only be read cannot be put back as it was: it is not shown rather than shown half changed.
fn shows_nothing_half_done(told: &str, path: &Path, expected: &[String]) {
    let allow = |writing: bool| {
        let mut permissions = fs::metadata(path).unwrap().permissions();
        permissions.set_readonly(!writing);
        fs::set_permissions(path, permissions).unwrap();
    };
    allow(false);
    let opened = Farm::open(path);
    if let Ok(farm) = &opened {
        assert!(farm.is_read_only());
        // As many batches as there were tells the states apart: each step of the change adds one.
        let batches = expected.iter().filter(|row| row.starts_with("batch: ")).count();
        let shown = farm.batches().unwrap();
        assert!(
            shown.iter().all(|batch| !batch.batch_number.starts_with("J-")),
            "{told}: {batches} rows were there"
        );
    }
    drop(opened);
    allow(true);
}
