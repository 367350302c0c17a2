//! The house keeps its floors, and the map of its data is true (`ARCHITECTURE.md`).
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use rusqlite::Connection;
use salmon_run::service::Farm;

use super::support::{columns, tables};

/// Which rooms a room may look into.
const ARROWS: [(&str, &[&str]); 10] = [
    ("main", &["app", "cli"]),
    ("app", &["service", "report", "jobs", "domain"]),
    ("cli", &["service", "report", "jobs", "domain"]),
    ("service", &["store", "exchange", "engine", "domain"]),
    // A report draws what the engine compared.
    ("report", &["engine", "domain"]),
    ("store", &["domain"]),
    ("exchange", &["domain"]),
    ("engine", &["domain"]),
    ("domain", &[]),
    ("jobs", &[]),
];

/// Crates of others that a room may use, where that is limited.
const CRATES: [(&str, &[&str]); 6] = [
    ("domain", &["std", "serde", "serde_json", "serde_path_to_error", "chrono", "sha2", "thiserror"]),
    ("engine", &["std", "serde", "serde_json", "chrono", "libm", "statrs", "thiserror"]),
    ("store", &["std", "rusqlite", "chrono", "serde_json"]),
    (
        "exchange",
        &["std", "serde", "serde_json", "csv", "csv_core", "chrono", "rust_xlsxwriter", "calamine", "zip"],
    ),
    (
        "report",
        &[
            "std",
            "serde",
            "serde_json",
            "chrono",
            "csv",
            "resvg",
            "rust_xlsxwriter",
            "typst",
            "typst_layout",
            "typst_pdf",
        ],
    ),
    ("jobs", &["std"]),
];

/// Crates that one room alone may use.
const ONLY_THERE: [(&str, &[&str]); 11] = [
    ("rusqlite", &["store"]),
    ("egui", &["app"]),
    ("eframe", &["app"]),
    ("egui_extras", &["app"]),
    ("egui_plot", &["app"]),
    ("rfd", &["app"]),
    ("clap", &["cli", "main"]),
    ("indicatif", &["cli"]),
    ("rust_xlsxwriter", &["report", "exchange"]),
    ("resvg", &["report"]),
    ("typst", &["report"]),
];

/// What the rooms below the service may not know, and which of them.
const OUTSIDE_WORLD: [(&str, &[&str]); 11] = [
    ("std::fs", &["domain", "engine", "jobs"]),
    ("std::io", &["domain", "engine"]),
    ("std::net", &["domain", "engine", "store", "exchange", "report", "jobs"]),
    ("std::process", &["domain", "engine", "store", "exchange", "report", "jobs"]),
    ("std::time", &["domain", "engine", "exchange", "report"]),
    ("std::env", &["domain", "engine", "store", "exchange", "report", "jobs"]),
    ("env::var", &["domain", "engine", "store", "exchange", "report", "jobs"]),
    ("SystemTime", &["domain", "engine", "store", "exchange", "report"]),
    ("Instant::now", &["domain", "engine", "store", "exchange", "report"]),
    ("Utc::now", &["domain", "engine", "store", "exchange", "report"]),
    ("Local::now", &["domain", "engine", "store", "exchange", "report"]),
];

struct Source {
    room: String,
    path: String,
    /// The code without comments and without its tests.
    code: String,
}

fn sources() -> Vec<Source> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    collect(&src, &mut found);
    assert!(found.len() > 40, "the sources were not found");
    found
        .into_iter()
        .map(|path| {
            let inner = path.strip_prefix(&src).unwrap().to_string_lossy().replace('\\', "/");
            let room = inner.split(['/', '.']).next().unwrap().to_owned();
            let text = std::fs::read_to_string(&path).unwrap();
            let code: Vec<&str> = text
                .lines()
                .take_while(|line| !line.starts_with("#[cfg(test)]") || !tests_follow(&text, line))
                .map(|line| line.split("//").next().unwrap())
                .collect();
            Source { room, path: inner, code: code.join("\n") }
        })
        // Tests in files of their own may use what tests need, as those within a file may.
        .filter(|source| source.room != "lib" && !source.path.ends_with("tests.rs"))
        .collect()
}

/// Tests stand at the end of a file, in a module of their own.
fn tests_follow(text: &str, line: &str) -> bool {
    text.split_once(line).is_some_and(|(_, rest)| rest.trim_start().starts_with("mod tests {"))
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, found);
        } else if path.extension().is_some_and(|end| end == "rs") {
            found.push(path);
        }
    }
}

/// The names that stand right after a prefix: after `crate::` in `crate::domain::run`, that is `domain`.
fn names_after<'a>(code: &'a str, prefix: &str) -> BTreeSet<&'a str> {
    let mut names = BTreeSet::new();
    for (at, _) in code.match_indices(prefix) {
        let before = code[..at].chars().next_back();
        if before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':' || c == '$') {
            continue;
        }
        let rest = &code[at + prefix.len()..];
        if let Some(list) = rest.strip_prefix('{') {
            // `use crate::{app, cli};`: only the outermost names of the braces.
            let mut depth = 0;
            let mut start = true;
            for (i, c) in list.char_indices() {
                match c {
                    '{' => depth += 1,
                    '}' if depth == 0 => break,
                    '}' => depth -= 1,
                    ',' if depth == 0 => start = true,
                    c if start && (c.is_alphabetic() || c == '_') => {
                        names.insert(word(&list[i..]));
                        start = false;
                    }
                    _ => {}
                }
            }
        } else {
            names.insert(word(rest));
        }
    }
    names.remove("");
    names
}

fn word(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
    &text[..end]
}

fn may(table: &[(&'static str, &'static [&'static str])], key: &str) -> Option<&'static [&'static str]> {
    table.iter().find(|(name, _)| *name == key).map(|(_, list)| *list)
}

#[test]
fn arrows_between_rooms_only_point_down() {
    let mut wrong = Vec::new();
    for source in sources() {
        let allowed = may(&ARROWS, &source.room).unwrap_or_else(|| panic!("a new room: {}", source.path));
        let prefix = if source.room == "main" { "salmon_run::" } else { "crate::" };
        for name in names_after(&source.code, prefix) {
            let is_room = ARROWS.iter().any(|(room, _)| *room == name);
            if is_room && name != source.room && !allowed.contains(&name) {
                wrong.push(format!("{}: {} -> {name}", source.path, source.room));
            }
        }
        // A file that is a child of its room's root may not climb out of it either.
        let depth = source.path.matches('/').count();
        let out = "super::".repeat(depth + usize::from(!source.path.ends_with("mod.rs")));
        for (room, _) in ARROWS.iter().filter(|(room, _)| *room != source.room) {
            if source.code.contains(&format!("{out}{room}::")) && !allowed.contains(room) && depth > 0 {
                wrong.push(format!("{}: climbs out to {room}", source.path));
            }
        }
    }
    assert!(wrong.is_empty(), "arrows that point up or sideways:\n{}", wrong.join("\n"));
}

#[test]
fn each_crate_of_others_is_known_only_where_it_belongs() {
    let mut wrong = Vec::new();
    for source in sources() {
        let mut used: BTreeSet<&str> = source.code.lines().filter_map(crate_of_use).collect();
        for (name, _) in ONLY_THERE {
            if source.code.contains(&format!("{name}::")) {
                used.insert(name);
            }
        }
        for name in used {
            if ["crate", "super", "self", "salmon_run"].contains(&name)
                || name.starts_with(char::is_uppercase)
            {
                continue;
            }
            let here =
                may(&CRATES, &source.room).is_none_or(|list| list.contains(&name) || is_own(&source, name));
            let alone = may(&ONLY_THERE, name).is_none_or(|rooms| rooms.contains(&source.room.as_str()));
            if !here || !alone {
                wrong.push(format!("{}: {name}", source.path));
            }
        }
    }
    assert!(wrong.is_empty(), "crates where they do not belong:\n{}", wrong.join("\n"));
}

/// The crate that a line `use name::…` begins with.
fn crate_of_use(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let rest = ["use ", "pub use ", "pub(crate) use ", "pub(super) use "]
        .iter()
        .find_map(|v| line.strip_prefix(v))?;
    Some(word(rest.trim_start_matches("::")))
}

/// Whether a `use` stays in the house or begins with something of the file itself: `pub use pins::PinChange;`.
fn is_own(source: &Source, name: &str) -> bool {
    ["crate", "super", "self", "salmon_run"].contains(&name)
        || name.starts_with(char::is_uppercase)
        || source.code.contains(&format!("mod {name};"))
        || source.code.contains(&format!("macro_rules! {name} "))
}

#[test]
fn below_the_service_there_is_no_clock_no_environment_and_in_domain_and_engine_no_file() {
    let mut wrong = Vec::new();
    for source in sources() {
        for (name, rooms) in OUTSIDE_WORLD {
            if rooms.contains(&source.room.as_str()) && source.code.contains(name) {
                wrong.push(format!("{}: {name}", source.path));
            }
        }
    }
    assert!(wrong.is_empty(), "rooms that look out of the house:\n{}", wrong.join("\n"));
}

#[test]
fn the_test_of_arrows_sees_them() {
    let code = "use crate::domain::run;\nuse crate::{app, cli::{x, y}, service};\nlet a = crate::store::b();";
    let seen: Vec<&str> = names_after(code, "crate::").into_iter().collect();
    assert_eq!(seen, ["app", "cli", "domain", "service", "store"]);
}

/// The lines "- `table` (columns): …" of ARCHITECTURE.md's section on the data model.
fn documented() -> BTreeMap<String, Vec<String>> {
    let text =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("ARCHITECTURE.md")).unwrap();
    let (_, rest) =
        text.split_once("\n## Data model\n").or_else(|| text.split_once("## Data model\n")).unwrap();
    let section = rest.split("\n## ").next().unwrap();
    // A table's line may be wrapped; it goes on until the next one begins.
    let flat = section.replace("\n  ", " ");
    flat.lines()
        .filter_map(|line| line.strip_prefix("- `"))
        .map(|line| {
            let (table, rest) = line.split_once("` (").unwrap();
            let (names, what) = rest.split_once("): ").unwrap();
            assert!(!what.trim().is_empty(), "{table} has no words");
            (table.to_owned(), names.split(", ").map(str::to_owned).collect())
        })
        .collect()
}

#[test]
fn the_data_model_in_the_architecture_is_the_one_that_a_new_farm_file_has() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("new.salmonrun");
    drop(Farm::create(&path).unwrap());
    let connection = Connection::open(&path).unwrap();
    let real: BTreeMap<String, Vec<String>> =
        tables(&connection).into_iter().map(|table| (table.clone(), columns(&connection, &table))).collect();
    assert_eq!(documented(), real);
}
