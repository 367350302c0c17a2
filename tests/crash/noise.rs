//! Farm files that a bad disk, a bad cable or a bad program scribbled on: whatever they hold by now, it is shown or told plainly.
use std::fs;

use salmon_run::domain::fault::FaultKind;
use salmon_run::service::Farm;

use super::small_farm::{Dice, dense_bytes, do_everything, folder, in_time, is_plain, tries, within};

/// What became of the files of a test.
#[derive(Default)]
struct Met {
    files: u32,
    refused: u32,
    partly: u32,
    read: u32,
}

impl Met {
    /// Has the program meet a file: it is opened, looked at everywhere, and changed.
    fn meet(&mut self, told: &str, file: Vec<u8>, log: Option<Vec<u8>>) {
        let folder = folder();
        let path = within(&folder, "farm.salmonrun");
        fs::write(&path, file).unwrap();
        if let Some(log) = log {
            fs::write(within(&folder, "farm.salmonrun-wal"), log).unwrap();
        }
        let (faults, opens) = in_time(told, move || (do_everything(&path), Farm::open(&path).is_ok()));
        assert!(faults.iter().all(is_plain), "{told}: {faults:?}");
        self.files += 1;
        match (faults.is_empty(), opens) {
            (true, _) => self.read += 1,
            (false, true) => self.partly += 1,
            (false, false) => self.refused += 1,
        }
    }

    fn tell(&self, what: &str) {
        let Self { files, refused, partly, read } = self;
        println!(
            "{files} {what}: {read} read as if nothing was, {partly} in part, {refused} refused; none broke off or went on for ever"
        );
    }
}

/// Changes some bytes, as many ways as a disk has.
fn scribble(dice: &mut Dice, file: &mut [u8], from: usize) {
    for _ in 0..1 + dice.below(8) {
        if file.len() <= from {
            return;
        }
        let at = from + dice.below(file.len() - from);
        let page = at / 512 * 512;
        match dice.below(8) {
            0..=2 => file[at] ^= 1 << dice.below(8),
            3..=4 => file[at] = dice.throw() as u8,
            5 => {
                let end = (at + 1 + dice.below(64)).min(file.len());
                let with = [0, 0xff, dice.throw() as u8][dice.below(3)];
                file[at..end].fill(with);
            }
            6 if page >= from && page + 512 <= file.len() => {
                // A page where another belongs.
                let other = dice.below(file.len() / 512) * 512;
                file.copy_within(other..other + 512, page);
            }
            _ if page >= from => {
                let end = (page + 512).min(file.len());
                file[page..end].fill(0);
            }
            _ => {}
        }
    }
}

#[test]
fn bytes_that_flipped_are_shown_or_told_and_never_bring_the_program_down() {
    let bytes = dense_bytes();
    let mut met = Met::default();
    for seed in 0..tries("SALMON_RUN_FLIPS", 600) {
        let mut dice = Dice(u64::from(seed));
        let mut file = bytes.clone();
        // Half of them keep the head of the file, so that they get past the door.
        scribble(&mut dice, &mut file, if seed % 2 == 0 { 100 } else { 0 });
        met.meet(&format!("flipped, seed {seed}"), file, None);
    }
    met.tell("farm files with bytes flipped");
    assert!(met.read > 0 && met.partly + met.refused > 0);
}

#[test]
fn files_that_were_cut_off_are_told() {
    let bytes = dense_bytes();
    let mut dice = Dice(77);
    let mut met = Met::default();
    let count = tries("SALMON_RUN_FLIPS", 600) / 4;
    for number in 0..count {
        let mut length = dice.below(bytes.len());
        if number % 2 == 0 {
            length = length / 512 * 512;
        }
        let mut file = bytes[..length].to_vec();
        if number % 5 == 0 {
            // As long as before, but with nothing in it: what some disks leave of what was not written.
            file.resize(bytes.len(), 0);
        }
        met.meet(&format!("cut to {length}, number {number}"), file, None);
    }
    met.tell("farm files that were cut off");
}

#[test]
fn noise_that_bears_our_mark_is_told() {
    let bytes = dense_bytes();
    let mut met = Met::default();
    for seed in 0..tries("SALMON_RUN_FLIPS", 600) / 2 {
        let mut dice = Dice(u64::from(seed) << 20);
        let mut file: Vec<u8> = (0..dice.below(20_000) + 72).map(|_| dice.throw() as u8).collect();
        // From the bare mark up to a whole head and schema of ours before the noise.
        let kept = [16, 100, 512, 4096][seed as usize % 4].min(file.len());
        file[..kept].copy_from_slice(&bytes[..kept]);
        file[68..72].copy_from_slice(&bytes[68..72]);
        met.meet(&format!("noise, seed {seed}"), file, None);
    }
    met.tell("files of noise with our mark");
}

#[test]
fn a_log_that_is_noise_changes_nothing() {
    let bytes = dense_bytes();
    let mut met = Met::default();
    for seed in 0..tries("SALMON_RUN_FLIPS", 600) / 6 {
        let mut dice = Dice(u64::from(seed) << 40);
        let mut log: Vec<u8> = (0..dice.below(9000)).map(|_| dice.throw() as u8).collect();
        if seed % 2 == 0 && log.len() > 8 {
            // The mark of a log, with the version that SQLite writes.
            log[..8].copy_from_slice(&[0x37, 0x7f, 0x06, 0x82, 0, 0x2d, 0xe2, 0x18]);
        }
        met.meet(&format!("log, seed {seed}"), bytes.clone(), Some(log));
    }
    met.tell("whole farm files beside a log of noise");
    assert_eq!(met.read, met.files);
}

#[test]
fn the_door_names_what_is_behind_it() {
    let folder = folder();
    let path = within(&folder, "farm.salmonrun");
    let mut file = dense_bytes();
    file.truncate(1024);
    fs::write(&path, &file).unwrap();
    let fault = Farm::open(&path).unwrap_err();
    assert_eq!(fault.kind, FaultKind::Damaged, "{fault}");
    assert!(fault.place.contains("farm.salmonrun") && fault.hint.contains("backup"), "{fault}");
}
