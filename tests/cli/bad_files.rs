//! Farm files that cannot be worked with: each is told in one line, and nothing changes.
use super::support::{Desk, SHORT, rows};
use rusqlite::Connection;
use salmon_run::store::schema;
use std::fs;
use std::path::Path;
use std::process::Command;

fn told(desk: &Desk, words: &[&str], code: &str, says: &str) {
    let said = desk.run(words).refused();
    assert!(said.starts_with(says), "{said}");
    assert!(said.contains("farm.salmonrun"), "{said}");
    let mut json = vec!["--json"];
    json.extend(words);
    let ran = desk.run(&json);
    assert_eq!((ran.status, &ran.json_error()["code"]), (1, &code.into()));
}

#[test]
fn a_farm_file_that_is_missing() {
    let desk = Desk::empty();
    told(&desk, &["run", "list"], "file_missing", "there is no such farm file (");
    told(&desk, &["schema"], "file_missing", "there is no such farm file (");
    assert!(!desk.farm().exists(), "it is not made on the way");
}

#[test]
fn a_farm_file_that_is_none() {
    let desk = Desk::empty();
    let other = desk.path("other.sqlite");
    Connection::open(&other).unwrap().execute_batch("CREATE TABLE t (x)").unwrap();
    let foreign = ("not_a_farm_file", "this is not a farm file of Salmon Run (");
    let empty = ("file_empty", "this file is empty: making it was cut off (");
    for (content, (code, words)) in [
        (b"not a database".to_vec(), foreign),
        (Vec::new(), empty),
        (vec![0; 100_000], foreign),
        (fs::read(other).unwrap(), foreign),
    ] {
        fs::write(desk.farm(), &content).unwrap();
        told(&desk, &["run", "list"], code, words);
        told(&desk, &["upgrade"], code, words);
        assert_eq!(fs::read(desk.farm()).unwrap(), content);
    }
    fs::remove_file(desk.farm()).unwrap();
    fs::create_dir(desk.farm()).unwrap();
    told(&desk, &["run", "list"], "not_a_farm_file", "this is a folder (");
}

#[test]
fn a_farm_file_that_is_there_already_is_never_made_anew() {
    let desk = Desk::with_sample();
    let before = desk.rows();
    told(&desk, &["new"], "file_exists", "there is a file of that name already (");
    assert_eq!(desk.rows(), before);
    let ran = desk.plain(&["--file", "no/such/folder.salmonrun", "new"]);
    assert!(ran.refused().starts_with("there is no such folder (no/such/folder.salmonrun)"));
}

#[test]
fn a_farm_file_of_a_newer_version() {
    let desk = Desk::with_sample();
    Connection::open(desk.farm()).unwrap().pragma_update(None, "user_version", 99).unwrap();
    let before = desk.rows();
    for words in [vec!["run", "list"], vec!["scenario", "run", "1"], vec!["upgrade"]] {
        told(
            &desk,
            &words,
            "file_newer",
            "the farm file has schema 99, and this program knows schemas up to 12 (",
        );
    }
    assert_eq!(desk.rows(), before);
    assert_eq!(desk.json(&["schema"])["schema_version"], 99);
    assert!(desk.run(&["schema"]).ok().contains("a newer one made the file"));
}

#[test]
fn a_farm_file_of_an_earlier_version_is_upgraded_when_asked() {
    let desk = Desk::empty();
    schema::create_earlier(&desk.farm(), 1).unwrap();
    let before = desk.rows();
    told(&desk, &["run", "list"], "file_older", "the farm file has schema 1 of an earlier version");
    assert_eq!(desk.rows(), before);
    assert!(desk.run(&["schema"]).ok().contains("`salmon-run upgrade` brings it there"));
    let upgraded = desk.json(&["upgrade"]);
    assert_eq!((&upgraded["from"], &upgraded["to"]), (&1.into(), &12.into()));
    assert_eq!(upgraded["lost_pins"], serde_json::json!([]));
    assert_eq!(rows(Path::new(upgraded["backup"].as_str().unwrap())), before);
    assert_eq!(desk.json(&["run", "list"]), serde_json::json!([]));
    assert!(desk.run(&["upgrade"]).ok().contains("has schema 12 already"));
    assert!(desk.json(&["upgrade"])["backup"].is_null());
}

#[test]
fn an_upgrade_names_the_pins_that_could_not_be_carried_over() {
    let make = |desk: &Desk| {
        schema::create_earlier(&desk.farm(), 1).unwrap();
        let sql = "
            INSERT INTO lifecycle VALUES (1, 'Standard');
            INSERT INTO temperature_profile VALUES (1, 'Shelf');
            INSERT INTO tgc_model VALUES (1, 'T', '', '', 2.8, 1, 0.333, 1);
            INSERT INTO fcr_model VALUES (1, 'F');
            INSERT INTO mortality_model VALUES (1, 'M', 'daily', 0.03);
            INSERT INTO scenario VALUES (1, 'Never ran', '2024-09-01', 2, 10, 100, '', '', 1, 1, 1, 1, NULL, 'anna',
                '2024-01-01T00:00:00.000Z', NULL);
            INSERT INTO batch VALUES (1, 'B-1', '2024-09-01', 10, 100, 'Adult', '', NULL, 1);";
        Connection::open(desk.farm()).unwrap().execute_batch(sql).unwrap();
    };
    let desk = Desk::empty();
    make(&desk);
    let upgraded = desk.json(&["upgrade"]);
    assert_eq!(
        upgraded["lost_pins"],
        serde_json::json!([{"batch_number": "B-1", "scenario_name": "Never ran"}])
    );
    let desk = Desk::empty();
    make(&desk);
    let human = desk.run(&["upgrade"]).ok();
    assert!(
        human.contains("1 pin could not be carried over:\n  batch B-1: its scenario \"Never ran\" never ran"),
        "{human}"
    );
}

#[test]
fn a_run_from_before_inputs_were_kept_is_shown_and_compared_but_not_recomputed() {
    let desk = Desk::empty();
    schema::create_earlier(&desk.farm(), 1).unwrap();
    let sql = "
        INSERT INTO lifecycle VALUES (1, 'Standard');
        INSERT INTO temperature_profile VALUES (1, 'Shelf');
        INSERT INTO tgc_model VALUES (1, 'T', '', '', 2.8, 1, 0.333, 1);
        INSERT INTO fcr_model VALUES (1, 'F');
        INSERT INTO mortality_model VALUES (1, 'M', 'daily', 0.03);
        INSERT INTO scenario VALUES (1, 'Old', '2024-09-01', 2, 10, 100, '', '', 1, 1, 1, 1, NULL, 'anna',
            '2024-01-01T00:00:00.000Z', NULL);
        INSERT INTO scenario_projection VALUES (1, 1, '2024-09-01', 101, 10, 1.01, 0.01, 0.01, 9, 'Adult'),
            (1, 2, '2024-09-02', 102, 10, 1.02, 0.01, 0.02, 9, 'Adult');
        INSERT INTO batch VALUES (1, 'B-1', '2024-09-01', 10, 100, 'Adult', '', NULL, 1);";
    Connection::open(desk.farm()).unwrap().execute_batch(sql).unwrap();
    assert_eq!(desk.json(&["upgrade"])["lost_pins"], serde_json::json!([]));
    assert_eq!(desk.json(&["batch", "show", "B-1"])["pinned_projection_run"]["run_label"], "Initial Run");
    let run = desk.json(&["run", "show", "1#1"]);
    assert!(run["parameters_snapshot"].is_null());
    assert_eq!((&run["origin"], &run["final_weight_g"]), (&"migrated".into(), &102.0.into()));
    assert!(desk.run(&["run", "show", "1"]).ok().contains("made before runs kept their inputs"));
    let verified = desk.json(&["run", "verify", "--all"]);
    assert_eq!(verified[0]["verdict"], "cannot_recompute");
    assert!(desk.run(&["run", "verify", "1"]).ok().contains("cannot be recomputed"));
    assert_eq!(desk.json(&["run", "compare", "1", "1"])["days"].as_array().unwrap().len(), 2);
}

#[test]
fn an_upgrade_of_a_file_that_can_only_be_read_leaves_nothing_behind() {
    let desk = Desk::empty();
    schema::create_earlier(&desk.farm(), 1).unwrap();
    let mut permissions = fs::metadata(desk.farm()).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(desk.farm(), permissions).unwrap();
    let files = || fs::read_dir(desk.folder.path()).unwrap().count();
    let before = files();
    told(&desk, &["upgrade"], "read_only", "the farm file can only be read (");
    assert_eq!(files(), before);
}

#[test]
fn a_farm_file_that_can_only_be_read() {
    let desk = Desk::with_sample();
    desk.write("short.json", SHORT);
    let before = desk.rows();
    let mut permissions = fs::metadata(desk.farm()).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(desk.farm(), permissions.clone()).unwrap();
    assert_eq!(desk.json(&["run", "list"]).as_array().unwrap().len(), 4, "it can be looked at");
    for words in [
        vec!["scenario", "run", "1"],
        vec!["scenario", "import", "short.json"],
        vec!["run", "label", "1", "x"],
        vec!["batch", "unpin", "VES-24-01"],
    ] {
        told(&desk, &words, "read_only", "the farm file can only be read (");
    }
    #[expect(
        clippy::permissions_set_readonly_false,
        reason = "the file is in a folder of our own and goes with it"
    )]
    permissions.set_readonly(false);
    fs::set_permissions(desk.farm(), permissions).unwrap();
    assert_eq!(desk.rows(), before);
}

#[test]
fn a_farm_file_that_another_program_holds() {
    let desk = Desk::with_sample();
    let before = desk.rows();
    let other = Connection::open(desk.farm()).unwrap();
    other.execute_batch("BEGIN EXCLUSIVE").unwrap();
    let ran = desk.run(&["--json", "scenario", "run", "1"]);
    assert_eq!((ran.status, ran.json_error()["code"].as_str()), (1, Some("file_locked")));
    let said = desk.run(&["batch", "unpin", "VES-24-01"]).refused();
    assert!(said.starts_with("the farm file is in use by another program ("), "{said}");
    assert_eq!(desk.json(&["run", "list"]).as_array().unwrap().len(), 4, "readers are not kept out");
    other.execute_batch("ROLLBACK").unwrap();
    assert_eq!(desk.rows(), before);
    desk.run(&["batch", "unpin", "VES-24-01"]).ok();
}

/// A small file system of its own, if we may have one.
struct SmallDisk<'a>(&'a Path);

impl<'a> SmallDisk<'a> {
    fn mount(at: &'a Path) -> Option<Self> {
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", "size=1m", "tmpfs"]).arg(at).output();
        mounted.is_ok_and(|done| done.status.success()).then_some(Self(at))
    }
}

impl Drop for SmallDisk<'_> {
    fn drop(&mut self) {
        Command::new("umount").arg("-l").arg(self.0).output().ok();
    }
}

#[test]
fn a_disk_that_is_full() {
    let desk = Desk::empty();
    let disk = desk.path("disk");
    fs::create_dir(&disk).unwrap();
    let Some(_mounted) = SmallDisk::mount(&disk) else {
        // Written past the test harness, which would keep it to itself.
        let said = b"SKIPPED: no small disk could be mounted, so a full one was not tried\n";
        std::io::Write::write_all(&mut std::io::stderr(), said).unwrap();
        return;
    };
    desk.plain(&["--file", "disk/farm.salmonrun", "new"]).ok();
    desk.write("short.json", SHORT.replace("\"duration_days\": 40", "\"duration_days\": 7305"));
    desk.plain(&["scenario", "import", "short.json"]).ok();
    let full = (0..20)
        .map(|_| desk.plain(&["scenario", "run", "1"]))
        .find(|ran| ran.status != 0)
        .expect("a disk of 1 MB cannot hold twenty runs of 20 years");
    let said = full.refused();
    assert!(said.starts_with("the disk is full ("), "{said}");
    let runs = desk.plain(&["--json", "run", "list"]).json().as_array().unwrap().len();
    let verified = desk.plain(&["--json", "run", "verify", "--all"]);
    if runs > 0 {
        assert_eq!(verified.json().as_array().unwrap().len(), runs, "no run is half there");
    }
    let left = fs::read_dir(&disk).unwrap().count();
    let said = desk.plain(&["--file", "disk/other.salmonrun", "new"]).refused();
    assert!(said.starts_with("the disk is full (") || said.starts_with("the disk could not be"), "{said}");
    assert_eq!(fs::read_dir(&disk).unwrap().count(), left, "nothing half-made stays");
}

#[cfg(target_os = "linux")]
#[test]
fn an_output_that_is_full() {
    let desk = Desk::with_sample();
    let full = || fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let farm = desk.farm();
    let file = farm.to_str().unwrap();
    for words in [vec!["run", "list"], vec!["run", "days", "1", "--csv"], vec!["--json", "run", "days", "1"]]
    {
        let mut all = vec!["--file", file];
        all.extend(&words);
        let output = desk.command(&all).stdout(full()).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.contains("the output could not be written, for the disk is full"), "{said}");
        assert_eq!(said.lines().count(), 1);
    }
}
