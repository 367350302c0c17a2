//! The program is killed at any moment: the farm file opens, it is whole, and it holds what it held before or what it was to hold
//! after, never anything between. What lies beside it then is whole or bears a name that says that it is not.
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use rusqlite::Connection;
use salmon_run::domain::fault::FaultKind;
use salmon_run::service::Farm;
use salmon_run::store::schema;

use super::desk::{Desk, SHORT};
use super::small_farm::{Dice, content, is_whole, make, timeless, tries};
use super::story::rows;

/// Something a user does on the command line, and how to get there.
struct Deed {
    words: &'static [&'static str],
    /// Where it is several changes, each of them whole: what brings the farm from one whole state to the next.
    steps: &'static [&'static [&'static str]],
    before: Before,
}

enum Before {
    /// The small farm.
    Small,
    /// The file kept of a schema.
    Kept(u32),
}

const DEEDS: [Deed; 18] = [
    deed(&["scenario", "run", "1", "--label", "Killed"]),
    Deed {
        words: &["scenario", "run", "1", "2"],
        steps: &[&["scenario", "run", "1"], &["scenario", "run", "2"]],
        before: Before::Small,
    },
    deed(&["batch", "pin", "B-1", "B-2", "B-3", "2"]),
    deed(&["batch", "unpin", "B-1", "B-2"]),
    deed(&["scenario", "import", "one.json", "two.json"]),
    deed(&["batch", "import", "batches.csv"]),
    deed(&["batch", "record", "B-1", "season.csv"]),
    deed(&[
        "model",
        "import",
        "temperature",
        "logger.xlsx",
        "--name",
        "Logger",
        "--start-date",
        "2024-01-01",
    ]),
    deed(&["run", "label", "1", "Killed"]),
    deed(&["run", "archive", "2"]),
    deed(&["run", "delete", "1", "--unpin"]),
    deed(&["backup", "copy.salmonrun"]),
    deed(&["restore", "other.salmonrun"]),
    Deed { words: &["upgrade"], steps: &[], before: Before::Kept(1) },
    Deed { words: &["upgrade"], steps: &[], before: Before::Kept(schema::CURRENT - 1) },
    Deed { words: &["downgrade", "--to", "1"], steps: &[], before: Before::Kept(schema::CURRENT) },
    Deed { words: &["downgrade", "--to", "6"], steps: &[], before: Before::Kept(schema::CURRENT) },
    deed(&["check", "--repair"]),
];

const fn deed(words: &'static [&'static str]) -> Deed {
    Deed { words, steps: &[], before: Before::Small }
}

/// The files that deeds read.
fn lay_out(desk: &Desk) {
    desk.write("one.json", SHORT);
    desk.write("two.json", SHORT.replace("Short autumn", "Another"));
    desk.write("batches.csv", include_str!("../fixtures/batches.csv"));
    desk.write("season.csv", include_str!("../fixtures/season.csv"));
    desk.write("logger.xlsx", include_bytes!("../fixtures/logger.xlsx"));
    make(&desk.path("other.salmonrun"));
    Farm::open(&desk.path("other.salmonrun"))
        .unwrap()
        .label_run(salmon_run::domain::ids::RunId(1), "The other farm")
        .unwrap();
}

fn kept(version: u32) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join(format!("tests/fixtures/schemas/schema-{version:02}.salmonrun"))
}

/// A desk from which a deed is done again and again, and the whole states that it may leave.
struct Scene {
    desk: Desk,
    before: Vec<u8>,
    states: Vec<Vec<String>>,
    takes: Duration,
}

impl Scene {
    /// None if this version of the program does not know the deed yet.
    fn of(deed: &Deed) -> Option<Self> {
        let desk = Desk::empty();
        lay_out(&desk);
        match deed.before {
            Before::Small => make(&desk.farm()),
            Before::Kept(version) => drop(fs::copy(kept(version), desk.farm()).unwrap()),
        }
        let before = fs::read(desk.farm()).unwrap();
        let mut states = vec![timeless(&content(&desk.farm()))];
        let steps = if deed.steps.is_empty() { &[deed.words] } else { deed.steps };
        for step in steps {
            let ran = desk.run(step);
            if ran.err.contains("later version") {
                return None;
            }
            assert_eq!(ran.status, 0, "{step:?}: {}", ran.err);
            states.push(timeless(&content(&desk.farm())));
        }
        let mut scene = Self { desk, before, states, takes: Duration::ZERO };
        scene.set();
        let start = Instant::now();
        assert_eq!(scene.desk.run(deed.words).status, 0, "{:?}", deed.words);
        scene.takes = start.elapsed();
        Some(scene)
    }

    /// Puts the farm back as it was before the deed, and nothing else beside it.
    fn set(&self) {
        for path in self.others() {
            fs::remove_file(path).unwrap();
        }
        for end in ["-wal", "-shm", "-journal"] {
            fs::remove_file(self.desk.path(&format!("farm.salmonrun{end}"))).ok();
        }
        fs::write(self.desk.farm(), &self.before).unwrap();
    }

    /// All files that the program made beside the farm.
    fn others(&self) -> Vec<PathBuf> {
        let mut found = Vec::new();
        files_below(self.desk.folder.path(), &mut found);
        let laid_out =
            ["one.json", "two.json", "batches.csv", "season.csv", "logger.xlsx", "other.salmonrun"];
        found.retain(|path| {
            let name = path.file_name().unwrap().to_string_lossy();
            let of_the_farm =
                name.starts_with("farm.salmonrun") && path.parent() == Some(self.desk.folder.path());
            let config = path.starts_with(self.desk.path("config"));
            !of_the_farm && !config && !laid_out.contains(&name.as_ref())
        });
        found
    }
}

fn files_below(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files_below(&path, found) } else { found.push(path) }
    }
}

/// How a kill went.
#[derive(Default, Clone, Copy)]
struct Tally {
    kills: u32,
    before: u32,
    between: u32,
    after: u32,
    done_already: u32,
    copies_whole: u32,
    copies_unfinished: u32,
}

/// Starts a deed and kills it, each time at another moment: at any, soon after it opened the farm, or soon after it began to write.
/// True if it was done by then.
fn start_and_kill(desk: &Desk, words: &[&str], takes: Duration, dice: &mut Dice) -> bool {
    let farm = desk.farm();
    let mut all = vec!["--file", farm.to_str().unwrap(), "--user", "anna"];
    all.extend(words);
    let mut command = desk.command(&all);
    let seen = traces(desk.folder.path());
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let part = |dice: &mut Dice, whole: Duration| whole * (dice.below(1000) as u32) / 1000;
    let kind = dice.below(4);
    if kind == 0 {
        std::thread::sleep(part(dice, takes * 5 / 4));
    } else {
        let give_up = Instant::now() + takes * 4;
        let writes = |traces: &[(PathBuf, u64)]| {
            let ends = ["-wal", "-journal", ".unfinished"];
            traces
                .iter()
                .any(|(path, size)| *size > 0 && ends.iter().any(|end| path.to_string_lossy().ends_with(end)))
        };
        let waits = |now: &[(PathBuf, u64)]| if kind == 1 { now == seen } else { !writes(now) };
        while waits(&traces(desk.folder.path()))
            && Instant::now() < give_up
            && child.try_wait().unwrap().is_none()
        {
            std::thread::yield_now();
        }
        let longest = [takes / 2, takes / 10, takes / 100][kind - 1];
        std::thread::sleep(part(dice, longest));
    }
    let done = child.try_wait().unwrap().is_some_and(|status| status.success());
    // It may have come to its end by itself just now.
    child.kill().ok();
    let status = child.wait().unwrap();
    done || status.success()
}

/// What a folder shows from outside: names and sizes.
fn traces(folder: &Path) -> Vec<(PathBuf, u64)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok) {
        match entry.metadata() {
            Ok(about) if about.is_dir() && entry.file_name() != "config" => {
                found.extend(traces(&entry.path()));
            }
            Ok(about) => found.push((entry.path(), about.len())),
            Err(_) => {}
        }
    }
    found.sort();
    found
}

/// The farm opens, is whole, and is in one of its whole states: which.
fn state_of(scene: &Scene, told: &str) -> usize {
    let farm = scene.desk.farm();
    // The program's own opening comes first: it is what a user does next.
    match Farm::schema_of(&farm) {
        Ok(schema::CURRENT) => drop(Farm::open(&farm).unwrap_or_else(|fault| panic!("{told}: {fault}"))),
        Ok(_) => {}
        Err(fault) => panic!("{told}: {fault}"),
    }
    is_whole(&farm).unwrap_or_else(|said| panic!("{told}: {said}"));
    let now = timeless(&content(&farm));
    let at = scene.states.iter().position(|state| *state == now);
    at.unwrap_or_else(|| panic!("{told}: it is in none of its whole states:\n{}", now.join("\n")))
}

/// Copies that were being made are whole farm files of a whole state, or their name or emptiness says that they are none.
fn look_at_copies(scene: &Scene, told: &str, tally: &mut Tally) {
    for path in scene.others() {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let empty = fs::metadata(&path).unwrap().len() == 0;
        if name.contains(".unfinished") || empty {
            tally.copies_unfinished += 1;
        } else if name.ends_with(".salmonrun") {
            is_whole(&path).unwrap_or_else(|said| panic!("{told}: {name}: {said}"));
            let held = timeless(&content(&path));
            assert!(scene.states.contains(&held), "{told}: {name} holds no whole state");
            tally.copies_whole += 1;
        } else {
            let side_file = ["-wal", "-shm", "-journal"].iter().any(|end| name.ends_with(end));
            assert!(side_file, "{told}: {name} was left and says nothing");
        }
    }
}

#[test]
fn a_deed_that_is_killed_is_done_or_not_done() {
    let scenes: Vec<(&Deed, Scene)> =
        DEEDS.iter().filter_map(|deed| Some((deed, Scene::of(deed)?))).collect();
    let skipped = DEEDS.len() - scenes.len();
    let kills = tries("SALMON_RUN_KILLS", 40);
    let mut dice = Dice(u64::from(std::process::id()));
    let mut tallies = vec![Tally::default(); scenes.len()];
    for number in 0..kills as usize {
        let at = number % scenes.len();
        let (deed, scene) = &scenes[at];
        let tally = &mut tallies[at];
        scene.set();
        let done = start_and_kill(&scene.desk, deed.words, scene.takes, &mut dice);
        let told = format!("{:?}, kill {number}", deed.words);
        let state = state_of(scene, &told);
        let last = scene.states.len() - 1;
        assert!(
            !done || state == last || scene.states[state] == scene.states[last],
            "{told}: it said that it was done"
        );
        tally.kills += 1;
        tally.done_already += u32::from(done);
        match state {
            0 => tally.before += 1,
            state if state == last => tally.after += 1,
            _ => tally.between += 1,
        }
        look_at_copies(scene, &told, tally);
    }
    println!("{kills} kills; {skipped} deeds that this version does not know yet");
    for ((deed, _), tally) in scenes.iter().zip(tallies) {
        let Tally { kills, before, between, after, done_already, copies_whole, copies_unfinished } = tally;
        println!(
            "  {:40} {kills} kills: {before} as before, {between} in part of several, {after} done ({done_already} had said so); \
             copies: {copies_whole} whole, {copies_unfinished} that say that they are not",
            deed.words.join(" ")
        );
    }
}

/// Whatever was ever seen under a number, by the number.
#[derive(Default)]
struct EverSeen {
    ids: BTreeMap<String, String>,
    numbers: BTreeMap<String, String>,
}

impl EverSeen {
    /// Looks at all runs; gives how many there are.
    fn look(&mut self, farm: &Path, told: &str) -> usize {
        let connection = Connection::open(farm).unwrap();
        let sql = "SELECT run_id, scenario_id || '#' || run_number, run_date || ' ' || created_by || ' ' || coalesce(inputs_hash, '')
            || ' ' || total_projections FROM projection_run";
        let runs = rows(&connection, sql);
        for run in &runs {
            let mut cells = run.split('|');
            let (id, number, what) = (cells.next().unwrap(), cells.next().unwrap(), cells.next().unwrap());
            let by_id = self.ids.entry(id.to_owned()).or_insert_with(|| run.clone());
            assert_eq!(by_id, run, "{told}: run {id} is another by now");
            let by_number = self.numbers.entry(number.to_owned()).or_insert_with(|| what.to_owned());
            assert_eq!(by_number, what, "{told}: the number {number} was given twice");
        }
        runs.len()
    }
}

#[test]
fn a_season_of_kills_on_one_farm_gives_no_number_twice_and_loses_no_run() {
    let desk = Desk::empty();
    lay_out(&desk);
    make(&desk.farm());
    let start = Instant::now();
    desk.run(&["scenario", "run", "1"]).ok();
    let takes = start.elapsed();
    let mut dice = Dice(u64::from(std::process::id()) << 16);
    let mut ever = EverSeen::default();
    let mut runs = ever.look(&desk.farm(), "at first");
    let kills = tries("SALMON_RUN_KILLS", 40) / 2;
    let mut done_count = 0;
    for number in 0..kills {
        let latest: i64 = Connection::open(desk.farm())
            .unwrap()
            .query_row("SELECT coalesce(max(run_id), 0) FROM projection_run", [], |row| row.get(0))
            .unwrap();
        let latest = latest.to_string();
        let (words, makes): (Vec<&str>, bool) = match dice.below(6) {
            0..=2 => (vec!["scenario", "run", if dice.below(2) == 0 { "1" } else { "2" }], true),
            3 => (vec!["run", "delete", &latest, "--unpin"], false),
            4 => (vec!["batch", "pin", "B-1", "B-2", "B-3", &latest], false),
            _ => (vec!["run", "label", &latest, "Another"], false),
        };
        let done = start_and_kill(&desk, &words, takes, &mut dice);
        let told = format!("{words:?}, kill {number}");
        drop(Farm::open(&desk.farm()).unwrap_or_else(|fault| panic!("{told}: {fault}")));
        is_whole(&desk.farm()).unwrap_or_else(|said| panic!("{told}: {said}"));
        let now = ever.look(&desk.farm(), &told);
        match (makes, words[1]) {
            (true, _) => assert!(now == runs + 1 || now == runs && !done, "{told}: {runs} runs, then {now}"),
            (_, "delete") => {
                assert!(now + 1 == runs || now == runs && !done, "{told}: {runs} runs, then {now}");
            }
            _ => assert_eq!(now, runs, "{told}"),
        }
        runs = now;
        done_count += u32::from(done);
    }
    let verified = desk.json(&["run", "verify", "--all"]);
    let verified = verified.as_array().unwrap();
    assert!(verified.iter().all(|run| run["verdict"] == "equal"), "{verified:?}");
    println!(
        "{kills} kills of one farm, {done_count} of them after the deed; {} runs ever seen, {runs} at the end, every one recomputed equal",
        ever.ids.len()
    );
}

#[test]
fn a_farm_that_is_killed_while_it_is_made_is_whole_or_not_there() {
    let desk = Desk::empty();
    let start = Instant::now();
    desk.run(&["new"]).ok();
    let takes = start.elapsed();
    let whole_one = timeless(&content(&desk.farm()));
    let mut dice = Dice(u64::from(std::process::id()) << 32);
    let (mut none, mut unfinished, mut whole) = (0, 0, 0);
    for number in 0..tries("SALMON_RUN_KILLS", 40) / 4 {
        for end in ["", "-wal", "-shm", "-journal", ".unfinished", ".unfinished-wal", ".unfinished-shm"] {
            fs::remove_file(desk.path(&format!("farm.salmonrun{end}"))).ok();
        }
        let done = start_and_kill(&desk, &["new"], takes, &mut dice);
        let farm = desk.farm();
        if !farm.exists() {
            assert!(!done);
            none += 1;
        } else if let Err(fault) = Farm::open(&farm) {
            assert!(!done, "kill {number}: {fault}");
            assert_eq!(fault.kind, FaultKind::FileEmpty, "kill {number}: {fault}");
            // Whoever tries again gets a farm.
            desk.run(&["new"]).ok();
            assert!(timeless(&content(&farm)) == whole_one, "kill {number}: it was not made anew");
            unfinished += 1;
        } else {
            assert!(timeless(&content(&farm)) == whole_one, "kill {number}: it is there in part");
            whole += 1;
        }
    }
    println!(
        "farms killed while they were made: {none} not there, {unfinished} of which only the name is, {whole} whole"
    );
}
