//! `bundle`: two desks that exchange files.
use std::io::Read as _;

use super::support::Desk;

/// Carries a file from one desk to another.
fn carry(from: &Desk, to: &Desk, name: &str) {
    std::fs::copy(from.path(name), to.path(name)).unwrap();
}

#[test]
fn a_bundle_of_everything_brings_it_once_and_says_so() {
    let (north, south) = (Desk::with_sample(), Desk::with_new_farm());
    let told = north.run(&["bundle", "export", "season.salmonbundle", "--all"]).ok();
    assert!(told.starts_with("season.salmonbundle holds 3 scenarios, 4 runs, 6 batches"), "{told}");
    carry(&north, &south, "season.salmonbundle");
    let preview = south.json(&["bundle", "import", "season.salmonbundle", "--dry-run"]);
    assert_eq!((&preview["dry_run"], &preview["arrived"]["runs"]), (&true.into(), &4.into()));
    assert_eq!(south.json(&["run", "list"]), serde_json::json!([]), "a dry run changes nothing");
    let report = south.json(&["bundle", "import", "season.salmonbundle"]);
    assert_eq!(report["success"], true);
    assert_eq!(report["runs"].as_array().unwrap().len(), 4);
    let days = ["run", "days", "1#2", "--csv"];
    let of_autumn = |desk: &Desk| {
        let runs = desk.json(&["run", "list"]);
        let run = runs.as_array().unwrap().iter().find(|run| run["run_number"] == 2).unwrap();
        desk.run(&["run", "days", &run["run_id"].to_string(), "--csv"]).ok()
    };
    assert_eq!(of_autumn(&south), north.run(&days).ok());
    let verified = south.run(&["run", "verify", "--all"]).ok();
    assert!(!verified.contains("differ"), "{verified}");
    let again = south.run(&["bundle", "import", "season.salmonbundle"]).ok();
    assert!(again.contains("All of it is here already"), "{again}");
}

#[test]
fn what_disagrees_is_listed_side_by_side_and_chosen_by_name() {
    let (north, south) = (Desk::with_sample(), Desk::with_new_farm());
    north.run(&["bundle", "export", "a.salmonbundle"]).ok();
    carry(&north, &south, "a.salmonbundle");
    south.run(&["bundle", "import", "a.salmonbundle"]).ok();
    north.run(&["batch", "unpin", "VES-24-02"]).ok();
    north.run(&["batch", "pin", "VES-24-02", "1#1"]).ok();
    south.run(&["batch", "unpin", "VES-24-02"]).ok();
    north.run(&["bundle", "export", "b.salmonbundle", "--batch", "VES-24-02"]).ok();
    carry(&north, &south, "b.salmonbundle");
    let told = south.run(&["bundle", "import", "b.salmonbundle", "--dry-run"]).ok();
    for words in [
        "Changed on both sides",
        "batch/VES-24-02/pin",
        "no run",
        "Run #1",
        "undecided",
        "Nothing was changed",
    ] {
        assert!(told.contains(words), "{words}: {told}");
    }
    let import = ["bundle", "import", "b.salmonbundle"];
    assert!(south.run(&import).ok().contains("1 value stays as it is here; choose with `--take mine`"));
    let pin = || south.json(&["batch", "show", "VES-24-02"])["pinned_projection_run"].clone();
    assert!(pin().is_null());
    south.run(&[&import[..], &["--theirs", "batch/VES-24-02/pin"]].concat()).ok();
    assert_eq!(pin()["run_number"], 1);
    let wrong = south.run(&[&import[..], &["--theirs", "batch/X/pin"]].concat()).refused();
    assert!(wrong.starts_with("nothing that is called \"batch/X/pin\" disagrees"), "{wrong}");
}

#[test]
fn a_file_that_is_no_bundle_or_stands_in_the_way_is_named() {
    let desk = Desk::with_sample();
    desk.write("notes.txt", "not a bundle");
    let told = desk.run(&["bundle", "import", "notes.txt"]).refused();
    assert!(told.starts_with("this is not a bundle of Salmon Run (notes.txt)"), "{told}");
    let told = desk.run(&["bundle", "export", "notes.txt"]).refused();
    assert!(told.starts_with("there is such a file already (notes.txt)"), "{told}");
    let told = desk.run(&["bundle", "export", "farm.salmonrun", "--force"]).refused();
    assert!(told.starts_with("this is a farm file or another database"), "{told}");
    let told = desk.run(&["bundle", "export", "x.salmonbundle", "--run", "99"]).refused();
    assert!(told.starts_with("there is no run 99"), "{told}");
    let viewer = Desk::with_sample();
    viewer.run(&["bundle", "export", "x.salmonbundle"]).ok();
    viewer.run(&["people", "set", "anna", "manager"]).ok();
    viewer.run(&["people", "set", "vera", "viewer"]).ok();
    let farm = viewer.farm();
    let as_vera = ["--file", farm.to_str().unwrap(), "--user", "vera", "bundle", "import", "x.salmonbundle"];
    let told = viewer.plain(&as_vera).refused();
    assert!(told.contains("vera"), "{told}");
}

#[test]
fn a_bundle_is_what_its_schema_says() {
    let desk = Desk::with_sample();
    let journal = "date,avg_weight_g,sample_size,deaths\n2024-10-01,150,60,12\n";
    let file = desk.write("journal.csv", journal);
    desk.run(&["batch", "record", "VES-24-01", &file]).ok();
    desk.run(&["bundle", "export", "season.salmonbundle"]).ok();
    let file = std::fs::File::open(desk.path("season.salmonbundle")).unwrap();
    let mut zip = zip::ZipArchive::new(file).unwrap();
    let mut part = |name: &str| -> serde_json::Value {
        let mut text = String::new();
        zip.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        serde_json::from_str(&text).unwrap()
    };
    let (manifest, contents) = (part("manifest.json"), part("bundle.json"));
    let schema: serde_json::Value =
        serde_json::from_str(include_str!("../../assets/schema/bundle.schema.json")).unwrap();
    let of_manifest = serde_json::json!({ "$ref": "#/$defs/manifest", "$defs": schema["$defs"] });
    for (schema, document) in [(&schema, &contents), (&of_manifest, &manifest)] {
        let validator = jsonschema::draft202012::new(schema).unwrap();
        let errors: Vec<String> = validator.iter_errors(document).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{errors:#?}");
    }
}
