//! Coming from AquaMind: everything of its file is brought along or left with a reason, counted on both sides.
//!
//! The files under `tests/fixtures/aquamind` are databases of AquaMind itself, cut down to a few days. The whole ones lie outside
//! of the repository: where they are not, a test says that it was skipped.
#![expect(
    clippy::print_stdout,
    reason = "the counts of both sides, and what was skipped, for whoever reads on"
)]

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use rusqlite::Connection;
use salmon_run::domain::import_report::{ImportReport, TableReport};
use salmon_run::domain::observation::Observation;
use salmon_run::domain::run::{RunFilter, RunOrigin};
use salmon_run::service::{Farm, Verdict};
use tempfile::TempDir;

use super::support::{everything, file_hash, files_of, rows};

const LEGACY: &str = include_str!("../fixtures/aquamind/legacy.sql");
const CURRENT: &str = include_str!("../fixtures/aquamind/current.sql");
const DUMPDATA: &str = include_str!("../fixtures/aquamind/dumpdata.json");

/// A folder with an empty farm file and the files of an AquaMind installation.
struct Arrival {
    folder: TempDir,
    farm: Farm,
}

impl Arrival {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let farm = Farm::create(&folder.path().join("farm.salmonrun")).unwrap().acting_as("anna");
        Self { folder, farm }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A database out of its SQL.
    fn database(&self, name: &str, sql: &str) -> PathBuf {
        let path = self.path(name);
        Connection::open(&path).unwrap().execute_batch(sql).unwrap();
        path
    }

    fn import(&mut self, path: &Path) -> ImportReport {
        self.farm.import_aquamind(path, false, |_, _| ControlFlow::Continue(())).unwrap()
    }

    fn refusal(&mut self, path: &Path) -> String {
        let before = everything(&self.stored());
        let told = self.farm.import_aquamind(path, false, |_, _| ControlFlow::Continue(())).unwrap_err();
        assert_eq!(everything(&self.stored()), before, "nothing is half-written");
        told.to_string()
    }

    /// The farm file as another program sees it.
    fn stored(&self) -> Connection {
        Connection::open(self.path("farm.salmonrun")).unwrap()
    }
}

fn number(connection: &Connection, sql: &str) -> u64 {
    connection.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap().try_into().unwrap()
}

/// Each table of the source is in the report with the rows that SQL counts there, and each row has one fate.
fn every_row_is_accounted_for(source: &Connection, report: &ImportReport) {
    let tables = rows(source, "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name");
    let mut counted = 0;
    for table in &tables {
        let there = number(source, &format!("SELECT count(*) FROM \"{table}\""));
        let told = report.tables.iter().find(|told| told.table == *table);
        assert_eq!(told.map_or(0, |told| told.rows), there, "{table}");
        counted += there;
    }
    assert_eq!(report.rows(), counted);
    for table in &report.tables {
        assert_eq!(table.settled(), table.rows, "{table:?}");
        assert!(table.left.iter().all(|left| !left.reason.contains("not accounted for")), "{table:?}");
    }
}

/// What SQL counts and sums in the source, it counts and sums in the farm file.
fn both_sides_are_equal(source: &Connection, farm: &Connection, has_runs: bool) {
    // Each day of each run, to the bit.
    let theirs = if has_runs {
        "SELECT s.name, r.run_number, p.day_number, p.projection_date, p.average_weight, p.population, p.biomass,
            p.daily_feed, p.cumulative_feed, p.temperature, l.name
         FROM scenario_scenarioprojection AS p JOIN scenario_projection_run AS r ON r.run_id = p.projection_run_id
         JOIN scenario AS s USING (scenario_id) JOIN batch_lifecyclestage AS l ON l.id = p.current_stage_id"
    } else {
        "SELECT s.name, 1, p.day_number, p.projection_date, p.average_weight, p.population, p.biomass,
            p.daily_feed, p.cumulative_feed, p.temperature, l.name
         FROM scenario_scenarioprojection AS p JOIN scenario AS s USING (scenario_id)
         JOIN batch_lifecyclestage AS l ON l.id = p.current_stage_id"
    };
    let ours = "SELECT s.name, r.run_number, p.day_number, p.projection_date, p.average_weight_g, p.population, p.biomass_kg,
            p.daily_feed_kg, p.cumulative_feed_kg, p.temperature_c, p.current_stage
         FROM scenario_projection AS p JOIN projection_run AS r USING (run_id) JOIN scenario AS s USING (scenario_id)";
    let in_order = |sql: &str| format!("{sql} ORDER BY 1, 2, 3");
    assert_eq!(rows(source, &in_order(theirs)), rows(farm, &in_order(ours)));
    for (theirs, ours) in [
        ("scenario", "scenario"),
        ("batch_batch", "batch"),
        ("scenario_temperatureprofile", "temperature_profile"),
        ("scenario_temperaturereading", "temperature_reading"),
        ("scenario_tgcmodel", "tgc_model"),
        ("scenario_tgc_model_stage", "tgc_model_stage"),
        ("scenario_fcrmodel", "fcr_model"),
        ("scenario_fcrmodelstage", "fcr_model_stage"),
        ("scenario_fcr_model_stage_override", "fcr_model_stage_override"),
        ("scenario_mortalitymodel", "mortality_model"),
        ("scenario_mortality_model_stage", "mortality_model_stage"),
        ("scenario_scenariomodelchange", "scenario_model_change"),
    ] {
        let count = |table: &str| format!("SELECT count(*) FROM {table}");
        assert_eq!(number(source, &count(theirs)), number(farm, &count(ours)), "{theirs}");
    }
    if !has_runs {
        return;
    }
    assert_eq!(
        number(source, "SELECT count(*) FROM scenario_projection_run"),
        number(farm, "SELECT count(*) FROM projection_run")
    );
    for (theirs, ours) in [
        (
            "SELECT count(*), sum(avg_weight_g), sum(sample_size) FROM batch_growthsample",
            "growth_sample', 'avg_weight_g",
        ),
        ("SELECT count(*), 1.0 * sum(count), sum(count) FROM batch_mortalityevent", "mortality', 'fish"),
        (
            "SELECT count(*), 1.0 * sum(transferred_count), sum(transferred_count) FROM batch_transferaction",
            "transfer_out', 'fish",
        ),
    ] {
        let (kind, sum) = ours.split_once("', '").unwrap();
        let ours =
            format!("SELECT count(*), 1.0 * sum({sum}), sum(fish) FROM observation WHERE kind = '{kind}'");
        assert_eq!(rows(source, theirs), rows(farm, &ours), "{kind}");
    }
    // By batch and pen, with every figure.
    for (theirs, ours) in [
        (
            "SELECT b.batch_number, c.name, f.feeding_date, 1.0 * f.amount_kg FROM inventory_feedingevent AS f
             JOIN batch_batch AS b ON b.id = f.batch_id JOIN infrastructure_container AS c ON c.id = f.container_id",
            "SELECT b.batch_number, o.pen, o.date, o.amount_kg FROM observation AS o JOIN batch AS b USING (batch_id)
             WHERE o.kind = 'feeding'",
        ),
        (
            "SELECT b.batch_number, c.name, date(e.reading_time), 1.0 * e.value FROM environmental_environmentalreading AS e
             JOIN batch_batch AS b ON b.id = e.batch_id JOIN infrastructure_container AS c ON c.id = e.container_id",
            "SELECT b.batch_number, o.pen, o.date, o.temperature_c FROM observation AS o JOIN batch AS b USING (batch_id)
             WHERE o.kind = 'temperature'",
        ),
        (
            "SELECT b.batch_number, c.name, a.population_count, 1.0 * a.avg_weight_g FROM batch_batchcontainerassignment AS a
             JOIN batch_batch AS b ON b.id = a.batch_id JOIN infrastructure_container AS c ON c.id = a.container_id",
            "SELECT b.batch_number, p.name, p.initial_count, p.initial_weight_g FROM batch_pen AS p
             JOIN batch AS b USING (batch_id)",
        ),
        (
            "SELECT b.batch_number, s.name, r.run_number FROM batch_batch AS b
             JOIN scenario_projection_run AS r ON r.run_id = b.pinned_projection_run_id JOIN scenario AS s USING (scenario_id)",
            "SELECT b.batch_number, s.name, r.run_number FROM batch AS b
             JOIN projection_run AS r ON r.run_id = b.pinned_projection_run_id JOIN scenario AS s USING (scenario_id)",
        ),
    ] {
        let in_order = |sql: &str| format!("{sql} ORDER BY 1, 2, 3");
        assert_eq!(rows(source, &in_order(theirs)), rows(farm, &in_order(ours)));
    }
}

fn sums(report: &ImportReport) -> [u64; 6] {
    [
        report.rows(),
        report.sum(|table| table.came),
        report.sum(|table| table.adapted),
        report.sum(|table| table.known_already),
        report.sum(|table| table.updated + table.kept),
        report.sum(TableReport::left_rows),
    ]
}

fn says<'a>(list: &'a [salmon_run::domain::import_report::Remark], about: &str) -> &'a str {
    let found = list.iter().find(|remark| remark.about == about);
    found.map_or_else(|| panic!("nothing about {about} in {list:?}"), |remark| remark.says.as_str())
}

/// A file of AquaMind comes along whole, a second time nothing of it, and the file itself stays as it was.
fn comes_along_whole(source: &Path, has_runs: bool) -> ImportReport {
    let mut arrival = Arrival::new();
    let (before, beside) = (file_hash(source), files_of(source.parent().unwrap()));
    let report = arrival.import(source);
    assert_eq!((file_hash(source), files_of(source.parent().unwrap())), (before, beside), "it is only read");
    let there = Connection::open_with_flags(source, rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    every_row_is_accounted_for(&there, &report);
    both_sides_are_equal(&there, &arrival.stored(), has_runs);
    let stored = everything(&arrival.stored());
    let again = arrival.import(source);
    every_row_is_accounted_for(&there, &again);
    assert!(!again.changes_anything(), "{again:?}");
    assert_eq!(everything(&arrival.stored()), stored, "importing twice brings nothing twice");
    println!(
        "{}: rows, came, adapted, known, changed, left: {:?}, again {:?}",
        source.display(),
        sums(&report),
        sums(&again)
    );
    for brought in &report.brought {
        println!("  {} {}", brought.new, brought.what);
    }
    report
}

#[test]
fn a_database_from_before_runs_comes_along_whole_and_its_projections_become_runs() {
    let arrival = Arrival::new();
    let report = comes_along_whole(&arrival.database("legacy.sqlite3", LEGACY), false);
    assert_eq!(report.source, "AquaMind database before ProjectionRun");
    assert_eq!(
        says(&report.lost_pins, "Batch FI-2024-005"),
        "it was pinned to the scenario \"FCR weight bands\", which never ran: there is no run to pin it to"
    );
    assert_eq!(report.lost_pins.len(), 1);
    let adapted: Vec<&str> = report
        .adapted
        .iter()
        .filter(|it| it.about == "TGC model \"TGC 0\"")
        .map(|it| it.says.as_str())
        .collect();
    assert_eq!(
        adapted,
        [
            "TGC 0.0029 was stored divided by 1000 and is 2.9",
            "the exponents 0.33 and 0.66 are set to 1 and 1/3, with which AquaMind's engine computed whatever stood there"
        ]
    );
}

#[test]
fn a_database_with_runs_comes_along_whole_with_pens_samples_feed_and_temperatures() {
    let arrival = Arrival::new();
    let report = comes_along_whole(&arrival.database("current.sqlite3", CURRENT), true);
    assert_eq!(report.source, "AquaMind database since ProjectionRun");
    let slow: Vec<&String> =
        report.notes.iter().filter(|note| note.contains("divided it by 100 twice")).collect();
    assert_eq!(slow.len(), 2, "{:?}", report.notes);
    assert!(
        slow[1].contains("in 2 runs (#2 of \"Ordinary farm numbers\", #3 of \"Ordinary farm numbers\")"),
        "{slow:?}"
    );
}

#[test]
fn the_whole_files_come_along_too() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/aquamind");
    if !folder.is_dir() {
        println!("skipped: {} is not there", folder.display());
        return;
    }
    comes_along_whole(&folder.join("legacy.sqlite"), false);
    comes_along_whole(&folder.join("current.sqlite"), true);
    after_the_upgrade(&folder.join("legacy.sqlite"), &folder.join("current.sqlite"));
}

/// The same installation before and after its own upgrade: what came with the first is known in the second.
fn after_the_upgrade(legacy: &Path, current: &Path) {
    let mut arrival = Arrival::new();
    arrival.import(legacy);
    let there = Connection::open_with_flags(current, rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    let report = arrival.import(current);
    every_row_is_accounted_for(&there, &report);
    let of =
        |what: &str| report.brought.iter().find(|it| it.what == what).map(|it| (it.new, it.known_already));
    assert_eq!(of("scenarios"), Some((0, number(&there, "SELECT count(*) FROM scenario"))));
    assert_eq!(of("batches"), Some((0, number(&there, "SELECT count(*) FROM batch_batch"))));
    let first = number(&there, "SELECT count(*) FROM scenario_projection_run WHERE run_number = 1");
    let later = number(&there, "SELECT count(*) FROM scenario_projection_run WHERE run_number > 1");
    assert_eq!(
        of("runs"),
        Some((later, first)),
        "its upgrade made runs #1 of the projections that are here already"
    );
    assert_eq!(
        says(&report.changed, "TGC model \"TGC 5\""),
        "changed in AquaMind, here it stays as it is: tgc_model.tgc_value here 2.9, there 3.05"
    );
    assert!(says(&report.changed, "Batch FI-2024-001").contains("its fish and pens"), "{:?}", report.changed);
    assert_eq!(
        says(&report.changed, "Batch SC-2024-001"),
        "follows what was changed in AquaMind: its fish and pens"
    );
    let pin = "in AquaMind it is pinned to run #2 of \"Ordinary farm numbers\" now; here it stays pinned to run #1 of \"Ordinary \
               farm numbers\"";
    assert!(
        report.changed.iter().any(|it| it.about == "Batch SC-2024-001" && it.says == pin),
        "{:?}",
        report.changed
    );
    // What came in pieces is what comes at once, but for the changed model and the moved pin.
    let mut at_once = Arrival::new();
    at_once.import(current);
    for sql in [
        "SELECT kind, count(*), sum(fish), sum(amount_kg), sum(temperature_c) FROM observation GROUP BY kind ORDER BY kind",
        "SELECT b.batch_number, p.name, p.initial_count, p.initial_weight_g FROM batch_pen AS p JOIN batch AS b USING (batch_id)
         ORDER BY 1, 2",
        "SELECT s.name, r.run_number, r.label, r.total_projections, r.final_weight_g FROM projection_run AS r
         JOIN scenario AS s USING (scenario_id) ORDER BY 1, 2",
    ] {
        assert_eq!(rows(&arrival.stored(), sql), rows(&at_once.stored(), sql));
    }
    let stored = everything(&arrival.stored());
    let again = arrival.import(current);
    assert!(!again.changes_anything());
    assert_eq!(
        again.changed,
        report.changed.iter().filter(|it| !it.says.starts_with("follows")).cloned().collect::<Vec<_>>()
    );
    assert_eq!(everything(&arrival.stored()), stored);
    // And back: the older file brings nothing anew.
    assert!(!arrival.import(legacy).changes_anything());
    assert_eq!(everything(&arrival.stored()), stored);
}

#[test]
fn an_installation_is_known_again_after_its_own_upgrade_and_what_changed_meanwhile_is_said() {
    let arrival = Arrival::new();
    after_the_upgrade(
        &arrival.database("legacy.sqlite3", LEGACY),
        &arrival.database("current.sqlite3", CURRENT),
    );
}

#[test]
fn a_dumpdata_says_the_same_as_the_database() {
    let mut arrival = Arrival::new();
    let dump = arrival.path("dump.json");
    std::fs::write(&dump, DUMPDATA).unwrap();
    let report = arrival.import(&dump);
    assert_eq!(report.source, "dumpdata JSON of AquaMind since ProjectionRun");
    assert_eq!(report.rows(), DUMPDATA.matches("{\"model\":").count() as u64);
    for table in &report.tables {
        assert_eq!(table.settled(), table.rows, "{table:?}");
    }
    let current = arrival.database("current.sqlite3", CURRENT);
    let there = Connection::open(&current).unwrap();
    both_sides_are_equal(&there, &arrival.stored(), true);
    let stored = everything(&arrival.stored());
    let again = arrival.import(&current);
    assert!(!again.changes_anything() && again.changed.is_empty(), "{again:?}");
    assert_eq!(everything(&arrival.stored()), stored);
}

#[test]
fn a_dry_run_tells_the_same_and_writes_nothing() {
    let mut arrival = Arrival::new();
    let current = arrival.database("current.sqlite3", CURRENT);
    let before = everything(&arrival.stored());
    let tried = arrival.farm.import_aquamind(&current, true, |_, _| ControlFlow::Continue(())).unwrap();
    assert_eq!(everything(&arrival.stored()), before);
    let done = arrival.import(&current);
    assert_eq!(tried, ImportReport { dry_run: true, ..done });
}

#[test]
fn a_cancelled_import_leaves_the_farm_file_as_it_was() {
    let mut arrival = Arrival::new();
    let current = arrival.database("current.sqlite3", CURRENT);
    let before = everything(&arrival.stored());
    for patience in [0, 5, 40] {
        let mut steps = 0;
        let stopped = arrival.farm.import_aquamind(&current, false, |done, total| {
            assert!(done <= total, "{done} of {total}");
            steps += 1;
            if steps > patience { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        assert_eq!(stopped.unwrap_err().message, "the import was cancelled");
        assert_eq!(everything(&arrival.stored()), before);
    }
}

#[test]
fn an_imported_run_cannot_be_recomputed_and_says_so_everywhere() {
    let mut arrival = Arrival::new();
    let current = arrival.database("current.sqlite3", CURRENT);
    arrival.import(&current);
    for run in arrival.farm.runs(RunFilter { scenario: None, archived: true }).unwrap() {
        let detail = arrival.farm.run_detail(run.run_id).unwrap();
        assert_eq!((detail.origin, detail.created_by_name.as_str()), (RunOrigin::Imported, "sunniva"));
        assert!(detail.warnings[0].starts_with("imported from AquaMind"), "{:?}", detail.warnings);
        let found = arrival.farm.verify_run(run.run_id, |_, _| ControlFlow::Continue(())).unwrap();
        let Verdict::CannotRecompute { why } = found.verdict else { panic!("{found:?}") };
        assert_eq!(why, "imported, cannot be recomputed: AquaMind did not keep its inputs");
    }
    let batch = arrival.farm.find_batch("FI-2024-001").unwrap();
    let told = arrival.farm.growth(batch, None).unwrap_err();
    assert!(told.message.contains("imported, cannot be recomputed"), "{told}");
    assert_eq!(told.hint, "Run its scenario again and pin the batch to the new run");
    let history = arrival.farm.pin_history(batch).unwrap();
    assert_eq!((history.len(), history[0].reason.as_str()), (1, "As it was pinned in AquaMind"));
}

#[test]
fn an_imported_scenario_runs_and_its_batch_grows_against_the_new_run() {
    let mut arrival = Arrival::new();
    let current = arrival.database("current.sqlite3", CURRENT);
    arrival.import(&current);
    let scenario =
        arrival.farm.scenarios().unwrap().into_iter().find(|it| it.name == "Ordinary farm numbers").unwrap();
    let request = salmon_run::service::RunRequest {
        scenario: scenario.scenario_id,
        label: "Anew".to_owned(),
        notes: String::new(),
    };
    let report = arrival.farm.run_scenario(&request, |_, _| ControlFlow::Continue(())).unwrap();
    assert_eq!(report.run.run_number, 4, "the numbers go on behind those of AquaMind");
    let batch = arrival.farm.find_batch("SC-2024-001").unwrap();
    arrival.farm.pin_batches(&[batch], report.run.run_id, "New plan").unwrap();
    let growth = arrival.farm.growth(batch, None).unwrap();
    assert_eq!(growth.observations.growth_samples.len(), 4);
}

#[test]
fn what_was_corrected_there_follows_what_was_corrected_here_stays() {
    let mut arrival = Arrival::new();
    let current = arrival.database("current.sqlite3", CURRENT);
    arrival.import(&current);
    let batch = arrival.farm.find_batch("FI-2024-001").unwrap();
    let samples: Vec<_> = arrival
        .farm
        .recorded(batch)
        .unwrap()
        .into_iter()
        .filter(|it| matches!(it.observation, Observation::GrowthSample(_)))
        .collect();
    // The second is corrected here, the third removed here; there the first and the second are corrected.
    let Observation::GrowthSample(mut second) = samples[1].observation.clone() else { panic!("no sample") };
    second.avg_weight_g = 151.0;
    let after = Observation::GrowthSample(second);
    arrival.farm.correct_observation(samples[1].observation_id, Some(&after), "Misread").unwrap();
    arrival.farm.correct_observation(samples[2].observation_id, None, "Another pen").unwrap();
    let there = Connection::open(&current).unwrap();
    there
        .execute_batch("UPDATE batch_growthsample SET avg_weight_g = avg_weight_g + 5 WHERE id IN (1, 2)")
        .unwrap();
    drop(there);
    let report = arrival.import(&current);
    let of_samples = report.tables.iter().find(|table| table.table == "batch_growthsample").unwrap();
    assert_eq!((of_samples.updated, of_samples.kept, of_samples.known_already), (1, 1, of_samples.rows - 2));
    let weights: Vec<f64> = arrival
        .farm
        .recorded(batch)
        .unwrap()
        .into_iter()
        .filter_map(|it| match it.observation {
            Observation::GrowthSample(sample) => Some(sample.avg_weight_g),
            _ => None,
        })
        .collect();
    assert_eq!(&weights[..2], [117.0, 151.0]);
    assert_eq!(weights.len(), samples.len() - 1, "what was removed here stays away");
}

#[test]
fn projections_that_were_replaced_there_come_as_another_run() {
    let mut arrival = Arrival::new();
    let legacy = arrival.database("legacy.sqlite3", LEGACY);
    arrival.import(&legacy);
    let there = Connection::open(&legacy).unwrap();
    there.execute_batch("UPDATE scenario_scenarioprojection SET average_weight = average_weight * 1.01 WHERE scenario_id = 5").unwrap();
    drop(there);
    let report = arrival.import(&legacy);
    assert_eq!(
        says(&report.changed, "Run #1 of \"Ordinary farm numbers\""),
        "came as run #2, since its days there are others than those that came before"
    );
    let runs = number(&arrival.stored(), "SELECT count(*) FROM projection_run");
    assert_eq!(runs, 5, "the run that came first is still there, with its days");
}

#[test]
fn a_batch_number_that_is_taken_here_is_left_with_all_that_was_observed_of_it() {
    let mut arrival = Arrival::new();
    arrival.farm.import_batches(&[super::support::batch("FI-2024-001")]).unwrap();
    let current = arrival.database("current.sqlite3", CURRENT);
    let report = arrival.import(&current);
    every_row_is_accounted_for(&Connection::open(&current).unwrap(), &report);
    assert_eq!(
        says(&report.left, "Batch FI-2024-001"),
        "there is a batch of this number here already, which did not come from there"
    );
    let batch = arrival.farm.find_batch("FI-2024-001").unwrap();
    assert!(arrival.farm.recorded(batch).unwrap().is_empty());
}

#[test]
fn only_who_may_edit_imports() {
    let mut arrival = Arrival::new();
    let current = arrival.database("current.sqlite3", CURRENT);
    arrival
        .stored()
        .execute_batch("INSERT INTO person VALUES ('anna', 'viewer'), ('maria', 'manager')")
        .unwrap();
    let told = arrival.refusal(&current);
    assert!(told.contains("anna"), "{told}");
}

#[test]
fn files_of_others_and_broken_ones_are_told_plainly() {
    let mut arrival = Arrival::new();
    let current = arrival.database("current.sqlite3", CURRENT);
    let whole = std::fs::read(&current).unwrap();
    let told = arrival.refusal(&arrival.path("nothing.sqlite3"));
    assert!(told.contains("nothing.sqlite3"), "{told}");
    let write = |name: &str, bytes: &[u8]| {
        let path = arrival.folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    };
    let truncated = write("truncated.sqlite3", &whole[..whole.len() / 2]);
    let head = write("head.sqlite3", &whole[..60]);
    let empty = write("empty.sqlite3", b"");
    let text = write("text.json", b"Dear Sir");
    let half = write("half.json", &DUMPDATA.as_bytes()[..DUMPDATA.len() / 2]);
    let other = arrival.database("other.sqlite3", "CREATE TABLE notes (id INTEGER PRIMARY KEY, words TEXT);");
    // A view in the place of a table would run what its maker wrote.
    let views = arrival.database(
        "views.sqlite3",
        "CREATE TABLE scenario_tgcmodel (model_id INTEGER); CREATE TABLE batch_batch (id INTEGER);
         CREATE VIEW scenario AS WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n;",
    );
    for (path, words) in [
        (&truncated, "the file is damaged or incomplete"),
        (&head, "the file is damaged or incomplete"),
        (&empty, "the file is empty"),
        (&text, "this is not valid JSON"),
        (&half, "the dumpdata breaks off"),
        (&other, "this is not a database of AquaMind: it has no table scenario"),
        (&views, "this is not a database of AquaMind: it has no table scenario"),
        (&arrival.path("farm.salmonrun"), "this is a farm file of Salmon Run"),
        (&arrival.folder.path().to_owned(), "this is a folder"),
    ] {
        let told = arrival.refusal(path);
        assert!(told.starts_with(words), "{}: {told}", path.display());
    }
    std::fs::write(arrival.path("current.sqlite3-wal"), b"what AquaMind has not finished").unwrap();
    let told = arrival.refusal(&current);
    assert!(told.starts_with("its own program has not finished writing it"), "{told}");
}

#[test]
fn no_bytes_turned_over_in_a_database_or_a_dumpdata_do_harm() {
    let mut arrival = Arrival::new();
    let whole = std::fs::read(arrival.database("current.sqlite3", CURRENT)).unwrap();
    let path = arrival.path("turned.file");
    let (mut dice, mut refused) = (7_u64, 0);
    let mut throw = |below: usize| {
        // Knuth's MMIX constants: the same numbers each time.
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (dice >> 33) as usize % below
    };
    for round in 0..60 {
        let mut bytes = if round % 2 == 0 { whole.clone() } else { DUMPDATA.as_bytes().to_vec() };
        for _ in 0..1 + throw(40) {
            let place = throw(bytes.len());
            bytes[place] = throw(256) as u8;
        }
        std::fs::write(&path, &bytes).unwrap();
        let before = everything(&arrival.stored());
        // As a trial, so that one does not make the next one known.
        match arrival.farm.import_aquamind(&path, true, |_, _| ControlFlow::Continue(())) {
            Err(fault) => {
                refused += 1;
                assert!(!fault.message.is_empty());
            }
            Ok(report) => {
                for table in &report.tables {
                    assert_eq!(table.settled(), table.rows, "{table:?}");
                }
            }
        }
        assert_eq!(everything(&arrival.stored()), before);
    }
    assert!(refused > 0, "something was broken enough to be refused");
}
