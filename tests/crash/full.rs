//! The disk is full, may hold no more of this file, or may not be written at all: a plain word, and the last whole state.
#![cfg(unix)]
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::desk::{Desk, Ran, SHORT};
use super::small_farm::{content, is_whole, make, timeless};

/// What may be said of a disk that does not take what is written.
const PLAIN: [&str; 4] = [
    "the disk is full",
    "the disk could not be read or written",
    "the farm file or its folder cannot be written",
    "the farm file cannot be opened",
];

const DEEDS: [&[&str]; 8] = [
    &["scenario", "run", "1"],
    &["batch", "pin", "B-1", "B-2", "B-3", "2"],
    &["scenario", "import", "one.json"],
    &["batch", "record", "B-1", "season.csv"],
    &["run", "delete", "1", "--unpin"],
    &["backup", "copy.salmonrun"],
    &["downgrade", "--to", "3"],
    &["restore", "other.salmonrun"],
];

fn lay_out(desk: &Desk) {
    desk.write("one.json", SHORT);
    desk.write("season.csv", include_str!("../fixtures/season.csv"));
    make(&desk.path("other.salmonrun"));
}

/// The farm is whole, and it is as before if the deed was refused, as after if it was done.
fn is_one_of_two(ran: &Ran, farm: &Path, before: &[String], after: &[String], told: &str) -> bool {
    is_whole(farm).unwrap_or_else(|said| panic!("{told}: {said}"));
    let now = timeless(&content(farm));
    if ran.status == 0 {
        assert_eq!(now, after, "{told}: it said that it was done");
        return false;
    }
    assert_eq!(ran.status, 1, "{told}: {}", ran.err);
    let said = ran.error_line();
    assert!(PLAIN.iter().any(|plain| said.contains(plain)), "{told}: {said}");
    assert_eq!(now, before, "{told}: {said}");
    true
}

/// A deed whose files may grow to so many blocks of 512 bytes and no further. The signal that comes with it is not for us: what
/// is written is refused.
fn within_blocks(desk: &Desk, blocks: usize, words: &[&str]) -> Ran {
    let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$@\"");
    let farm = desk.farm();
    let mut all = vec!["--file", farm.to_str().unwrap(), "--user", "anna"];
    all.extend(words);
    let plain = desk.command(&all);
    let mut command = Command::new("sh");
    command.arg("-c").arg(script).arg("sh").arg(plain.get_program()).args(plain.get_args());
    command.current_dir(desk.folder.path()).env("HOME", desk.folder.path());
    command
        .env("SALMON_RUN_CONFIG_DIR", desk.path("config"))
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY");
    let output = command.output().unwrap();
    Ran {
        status: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

#[test]
fn a_disk_that_takes_only_so_much_of_a_file_loses_nothing() {
    let desk = Desk::empty();
    lay_out(&desk);
    make(&desk.farm());
    let bytes = fs::read(desk.farm()).unwrap();
    let before = timeless(&content(&desk.farm()));
    let (mut refused, mut done, mut skipped) = (0, 0, 0);
    for words in DEEDS {
        let set = || {
            for end in ["-wal", "-shm", "-journal"] {
                fs::remove_file(desk.path(&format!("farm.salmonrun{end}"))).ok();
            }
            fs::remove_file(desk.path("copy.salmonrun")).ok();
            fs::remove_dir_all(desk.path("farm.backups")).ok();
            fs::write(desk.farm(), &bytes).unwrap();
        };
        set();
        let free = desk.run(words);
        if free.err.contains("later version") {
            skipped += 1;
            continue;
        }
        assert_eq!(free.status, 0, "{words:?}: {}", free.err);
        let after = timeless(&content(&desk.farm()));
        // From nothing at all to more than enough.
        for blocks in [0, 1, 8, 20, 33, 64, 65, 100, 140, 200, 300, 420, 600, 2000] {
            set();
            let ran = within_blocks(&desk, blocks, words);
            let told = format!("{words:?} with {blocks} blocks");
            if is_one_of_two(&ran, &desk.farm(), &before, &after, &told) {
                refused += 1;
            } else {
                done += 1;
            }
        }
    }
    println!(
        "a disk that takes so much of a file: {refused} refused plainly, {done} done; {skipped} deeds not known yet"
    );
    assert!(refused > 10 && done > 10);
}

/// A file system of our own, if we may have one.
struct Disk {
    at: PathBuf,
}

impl Disk {
    fn mount(at: &Path, options: &str) -> Option<Self> {
        fs::create_dir_all(at).unwrap();
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", options, "tmpfs"]).arg(at).output();
        if mounted.is_ok_and(|done| done.status.success()) {
            return Some(Self { at: at.to_owned() });
        }
        // Written past the test harness, which would keep it to itself.
        let said = b"SKIPPED: no disk of our own could be mounted, so a full one and one that cannot be written were not tried\n";
        std::io::Write::write_all(&mut std::io::stderr(), said).unwrap();
        None
    }

    fn may_not_be_written(&self) -> bool {
        let again = Command::new("mount").args(["-o", "remount,ro"]).arg(&self.at).output();
        again.is_ok_and(|done| done.status.success())
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        Command::new("umount").arg("-l").arg(&self.at).output().ok();
    }
}

#[test]
fn a_full_disk_loses_nothing() {
    let desk = Desk::empty();
    lay_out(&desk);
    let disk = desk.path("disk");
    let Some(_mounted) = Disk::mount(&disk, "size=2m") else { return };
    let farm = disk.join("farm.salmonrun");
    make(&farm);
    let bytes = fs::read(&farm).unwrap();
    let before = timeless(&content(&farm));
    let (mut refused, mut done, mut skipped) = (0, 0, 0);
    for words in DEEDS {
        let words: Vec<String> = words
            .iter()
            .map(|word| {
                if *word == "copy.salmonrun" { "disk/copy.salmonrun".to_owned() } else { (*word).to_owned() }
            })
            .collect();
        let mut all = vec!["--file", "disk/farm.salmonrun", "--user", "anna"];
        all.extend(words.iter().map(String::as_str));
        let set = || {
            for entry in fs::read_dir(&disk).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() { fs::remove_dir_all(path).unwrap() } else { fs::remove_file(path).unwrap() }
            }
            fs::write(&farm, &bytes).unwrap();
        };
        set();
        let free = desk.plain(&all);
        if free.err.contains("later version") {
            skipped += 1;
            continue;
        }
        assert_eq!(free.status, 0, "{words:?}: {}", free.err);
        let after = timeless(&content(&farm));
        for room in [0, 4096, 20_000, 40_000, 60_000, 100_000, 160_000, 240_000, 400_000, 800_000] {
            set();
            // All of the disk but this much is taken by somebody else.
            fill_up(&disk.join("others"), room);
            let ran = desk.plain(&all);
            let told = format!("{words:?} with {room} bytes of room");
            // Somebody makes room, and the farm is looked at.
            fs::remove_file(disk.join("others")).unwrap();
            if is_one_of_two(&ran, &farm, &before, &after, &told) { refused += 1 } else { done += 1 }
        }
    }
    println!("a full disk: {refused} refused plainly, {done} done; {skipped} deeds not known yet");
    assert!(refused > 5 && done > 5);
}

fn fill_up(at: &Path, room: u64) {
    use std::io::Write as _;
    let mut file = fs::File::create(at).unwrap();
    while file.write_all(&[1; 4096]).is_ok() {}
    let taken = file.metadata().unwrap().len();
    file.set_len(taken.saturating_sub(room)).unwrap();
}

#[test]
fn a_disk_that_may_not_be_written_is_read_and_says_so() {
    let desk = Desk::empty();
    lay_out(&desk);
    let disk = desk.path("disk");
    let Some(mounted) = Disk::mount(&disk, "size=4m") else { return };
    let farm = disk.join("farm.salmonrun");
    make(&farm);
    let before = content(&farm);
    assert!(mounted.may_not_be_written());
    let files = || super::story::files_of(&disk);
    let there = files();
    let with = |words: &[&str]| {
        let mut all = vec!["--file", "disk/farm.salmonrun", "--user", "anna"];
        all.extend(words);
        desk.plain(&all)
    };
    for words in [
        &["run", "list"][..],
        &["batch", "list"],
        &["run", "verify", "--all"],
        &["batch", "growth", "B-1"],
        &["schema"],
    ] {
        with(words).ok();
    }
    let mut told = 0;
    for words in [
        &["scenario", "run", "1"][..],
        &["batch", "pin", "B-1", "2"],
        &["scenario", "import", "one.json"],
        &["batch", "record", "B-1", "season.csv"],
        &["run", "label", "1", "x"],
        &["run", "delete", "3"],
    ] {
        let said = with(words).refused();
        assert!(said.starts_with("the farm file can only be read"), "{words:?}: {said}");
        told += 1;
    }
    let said = desk.plain(&["--file", "disk/new.salmonrun", "new"]).refused();
    assert!(said.starts_with("the folder cannot be written"), "{said}");
    assert_eq!(files(), there);
    assert_eq!(content_of_what_cannot_be_written(&farm, &desk), before);
    println!("a disk that may not be written: {told} changes refused plainly");
}

fn content_of_what_cannot_be_written(farm: &Path, desk: &Desk) -> Vec<String> {
    let copy = desk.path("looked-at.salmonrun");
    fs::copy(farm, &copy).unwrap();
    content(&copy)
}
