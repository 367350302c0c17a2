//! A farm file kept from each schema (`tests/fixtures/schemas`): it comes up to this program, goes back down step by step and comes
//! up again, and every number that both sides have is the same.
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use chrono::Utc;
use rusqlite::{Connection, params};
use salmon_run::domain::run::{ParametersSnapshot, RunFilter};
use salmon_run::domain::scenario::Scenario;
use salmon_run::service::{ENGINE_VERSION, Farm, SCHEMA_VERSION, Verdict, project};
use salmon_run::store::schema::{self, BEFORE_RUNS};
use tempfile::TempDir;

use super::support::{columns, everything, rows, tables};

/// From this schema on days belong to runs, of which a scenario has several.
const RUNS_HOLD_DAYS: u32 = 3;
/// From this schema on a mortality rate may hold for a month, and bear a name that says so here.
const MONTHLY_RATES: u32 = 7;

fn kept(version: u32) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/schemas");
    folder.join(format!("schema-{version:02}.salmonrun"))
}

/// A copy of a kept file, to work on.
struct Copy {
    _folder: TempDir,
    path: PathBuf,
}

impl Copy {
    fn of(version: u32) -> Self {
        // In memory where there is such a place: some hundred moves, each written down to the disk twice, take their time.
        let folder = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap();
        let path = folder.path().join("farm.salmonrun");
        std::fs::copy(kept(version), &path).unwrap();
        Self { _folder: folder, path }
    }

    fn goes_to(&self, version: u32) -> Content {
        schema::migrate(&self.path, version, Utc::now()).unwrap();
        assert_eq!(schema::version_of(&self.path).unwrap(), version);
        Content::of(&self.path)
    }
}

/// What a file holds, so that it can be held against another schema's.
struct Content {
    version: u32,
    /// Everything, with the shape of the tables.
    all: Vec<String>,
    /// Each table's columns, and its rows as text by column.
    tables: BTreeMap<String, BTreeMap<String, Vec<String>>>,
    /// What all schemas know, each in its own way: the days of each scenario's latest run, and the scenario of each pin.
    always: BTreeMap<&'static str, Vec<String>>,
}

impl Content {
    fn of(path: &Path) -> Self {
        let connection = Connection::open(path).unwrap();
        let version = schema::version_of(path).unwrap();
        let mut by_column = BTreeMap::new();
        for table in tables(&connection) {
            let key = rows(
                &connection,
                &format!("SELECT name FROM pragma_table_info('{table}') WHERE pk > 0 ORDER BY pk"),
            );
            let order = if key.is_empty() { "1".to_owned() } else { key.join(", ") };
            let values = columns(&connection, &table).into_iter().map(|column| {
                let sql = format!("SELECT {column} FROM {table} ORDER BY {order}");
                let values = rows(&connection, &sql);
                (column, values)
            });
            by_column.insert(table.clone(), values.collect());
        }
        let days = "p.day_number, p.projection_date, p.average_weight_g, p.population, p.biomass_kg, p.daily_feed_kg,
            p.cumulative_feed_kg, p.temperature_c, p.current_stage";
        let days = if version < RUNS_HOLD_DAYS {
            format!("SELECT p.scenario_id, {days} FROM scenario_projection AS p ORDER BY 1, 2")
        } else {
            format!(
                "SELECT r.scenario_id, {days} FROM scenario_projection AS p JOIN projection_run AS r USING (run_id)
                 WHERE r.run_number = (SELECT max(run_number) FROM projection_run AS o WHERE o.scenario_id = r.scenario_id)
                 ORDER BY 1, 2"
            )
        };
        let pins = if version < 5 {
            "SELECT batch_number, pinned_scenario FROM batch ORDER BY 1"
        } else {
            "SELECT batch_number, coalesce(
                (SELECT scenario_id FROM projection_run WHERE run_id = pinned_projection_run_id),
                (SELECT lost_scenario_id FROM pin_event AS e WHERE e.batch_id = b.batch_id ORDER BY pin_event_id DESC LIMIT 1))
             FROM batch AS b ORDER BY 1"
        };
        let always = [("days of latest runs", rows(&connection, &days)), ("pins", rows(&connection, pins))];
        Self { version, all: everything(&connection), tables: by_column, always: BTreeMap::from(always) }
    }

    /// Holds every column that exists in both schemas, and in all that the file passed in between, against another's. `lowest`
    /// is the lowest schema that it passed. Gives how many values were held.
    fn equals(&self, other: &Self, lowest: u32, told: &str) -> usize {
        let mut held = 0;
        let passed = shape_of(lowest);
        for (table, mine) in &self.tables {
            let Some(theirs) = other.tables.get(table) else { continue };
            // Below this schema a scenario has one set of days and no run: what stays of runs is held by `always`.
            let of_runs = ["projection_run", "run_inputs", "scenario_projection"].contains(&table.as_str());
            if of_runs && lowest < RUNS_HOLD_DAYS && self.version.max(other.version) >= RUNS_HOLD_DAYS {
                continue;
            }
            for (column, values) in mine {
                let Some(values_there) = theirs.get(column) else { continue };
                let a_run_number = column == "last_run_number" && lowest < RUNS_HOLD_DAYS;
                let passed_a_schema_without_it =
                    !passed.get(table).is_some_and(|columns| columns.contains(column));
                if a_run_number || passed_a_schema_without_it {
                    continue;
                }
                if table == "mortality_model" && lowest < MONTHLY_RATES {
                    let (mine, theirs) =
                        (without_monthly(mine, values), without_monthly(theirs, values_there));
                    assert_eq!(mine, theirs, "{told}: {table}.{column}");
                } else {
                    assert_eq!(values, values_there, "{told}: {table}.{column}");
                }
                held += values.len();
            }
        }
        for (what, values) in &self.always {
            assert_eq!(values, &other.always[what], "{told}: {what}");
            held += values.len();
        }
        held
    }
}

/// The rate of a month becomes that of a week in schemas that know no other: all other rows stay.
fn without_monthly<'a>(table: &BTreeMap<String, Vec<String>>, values: &'a [String]) -> Vec<&'a String> {
    let names = &table["name"];
    values.iter().zip(names).filter(|(_, name)| !name.contains("(monthly)")).map(|(value, _)| value).collect()
}

/// The columns of each table of a schema.
fn shape_of(version: u32) -> BTreeMap<String, Vec<String>> {
    let connection = Connection::open(kept(version)).unwrap();
    tables(&connection).into_iter().map(|table| (table.clone(), columns(&connection, &table))).collect()
}

#[test]
fn a_file_of_each_schema_is_kept_with_data_in_every_table() {
    for version in BEFORE_RUNS..=SCHEMA_VERSION {
        assert!(
            kept(version).exists(),
            "tests/fixtures/schemas/README.md says how the file of schema {version} is made"
        );
        assert_eq!(schema::version_of(&kept(version)).unwrap(), version);
        let connection = Connection::open(kept(version)).unwrap();
        for table in tables(&connection) {
            let count: i64 =
                connection.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap();
            let before_there_were_runs =
                version == 2 && ["projection_run", "run_inputs"].contains(&table.as_str());
            assert_eq!(count == 0, before_there_were_runs, "schema {version}: {table} has {count} rows");
        }
    }
}

#[test]
fn each_comes_up_goes_down_step_by_step_and_comes_up_again_with_every_number_equal() {
    let mut held = 0;
    for version in BEFORE_RUNS..=SCHEMA_VERSION {
        let file = Copy::of(version);
        let mut on_the_way_up = BTreeMap::from([(version, Content::of(&file.path))]);
        for to in version + 1..=SCHEMA_VERSION {
            let content = file.goes_to(to);
            held +=
                content.equals(&on_the_way_up[&version], version, &format!("schema {version} up to {to}"));
            on_the_way_up.insert(to, content);
        }
        let original = &on_the_way_up[&version];
        for to in (BEFORE_RUNS..SCHEMA_VERSION).rev() {
            let content = file.goes_to(to);
            let told = format!("schema {version} up and down to {to}");
            match on_the_way_up.get(&to) {
                // Nothing was added up there, so nothing may be gone: the shape of the tables included.
                Some(then) => assert_eq!(content.all, then.all, "{told}"),
                None => held += content.equals(original, to, &told),
            }
        }
        for to in BEFORE_RUNS + 1..=SCHEMA_VERSION {
            let content = file.goes_to(to);
            let then = on_the_way_up.get(&to).unwrap_or(original);
            held += content.equals(
                then,
                BEFORE_RUNS,
                &format!("schema {version} down to 1 and up again to {to}"),
            );
        }
    }
    println!("{held} values held against each other");
    assert!(held > 20_000, "{held}");
}

#[test]
fn each_step_up_and_down_again_leaves_nothing_changed_and_each_step_down_and_up_again_nothing_that_both_know()
{
    for version in BEFORE_RUNS..=SCHEMA_VERSION {
        if version < SCHEMA_VERSION {
            let file = Copy::of(version);
            let before = Content::of(&file.path);
            file.goes_to(version + 1);
            assert_eq!(file.goes_to(version).all, before.all, "{version}: one step up and down");
        }
        if version > BEFORE_RUNS {
            let file = Copy::of(version);
            let before = Content::of(&file.path);
            let below = file.goes_to(version - 1);
            below.equals(&before, version - 1, &format!("{version}: one step down"));
            file.goes_to(version).equals(&before, version - 1, &format!("{version}: one step down and up"));
        }
    }
}

#[test]
fn each_is_worked_with_once_it_is_up_and_its_computed_runs_can_be_recomputed() {
    for version in BEFORE_RUNS..=SCHEMA_VERSION {
        let file = Copy::of(version);
        if version < SCHEMA_VERSION {
            Farm::upgrade(&file.path).unwrap();
        }
        let farm = Farm::open(&file.path).unwrap();
        let runs = farm.runs(RunFilter { archived: true, ..RunFilter::default() }).unwrap();
        assert_eq!(runs.len(), if version < RUNS_HOLD_DAYS { 2 } else { 3 }, "schema {version}");
        for run in &runs {
            let detail = farm.run_detail(run.run_id).unwrap();
            let verdict = farm.verify_run(run.run_id, |_, _| ControlFlow::Continue(())).unwrap().verdict;
            match verdict {
                Verdict::Equal { numbers } => assert_eq!(numbers, 1 + 12 * 9 + 2, "schema {version}"),
                Verdict::CannotRecompute { .. } => {
                    assert!(detail.engine_version != ENGINE_VERSION || detail.snapshot.is_none());
                }
                Verdict::Differs { first, .. } => panic!("schema {version}: {first}"),
            }
        }
        for scenario in farm.scenarios().unwrap() {
            farm.scenario_document(scenario.scenario_id).unwrap();
        }
        let mut recorded = 0;
        for batch in farm.batches().unwrap() {
            recorded += farm.recorded(batch.batch_id).unwrap().len()
                + farm.corrections(batch.batch_id).unwrap().len();
            farm.pin_history(batch.batch_id).unwrap();
        }
        assert_eq!(recorded, if version < 8 { 0 } else { 9 }, "schema {version}");
        farm.templates().unwrap();
        let today = chrono::NaiveDate::from_ymd_opt(2025, 6, 1).unwrap();
        farm.growth_overview(salmon_run::domain::goal_weights::GoalWeights::default(), today).unwrap();
    }
}

/// What `data.sql` holds for a schema.
fn data_of(version: u32) -> String {
    let text = include_str!("../fixtures/schemas/data.sql");
    let marked = format!("-- schema {version}\n");
    text.split_once(&marked).map_or("", |(_, rest)| rest.split("-- schema ").next().unwrap()).to_owned()
}

/// A run as the program stores it, in the words of schema 3, which all later ones understand.
fn put_in_a_computed_run(connection: &Connection) {
    let mut inputs = Scenario::read(include_str!("../fixtures/short-autumn.json")).unwrap();
    inputs.duration_days = 12;
    let snapshot = ParametersSnapshot::freeze(inputs).unwrap();
    let (projection, _) = project(&snapshot, |_, _| ControlFlow::Continue(())).unwrap();
    let run_id: i64 =
        connection.query_row("SELECT max(run_id) + 1 FROM projection_run", [], |row| row.get(0)).unwrap();
    connection.execute_batch("BEGIN").unwrap();
    for day in &projection.days {
        connection
            .execute(
                "INSERT INTO scenario_projection VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
                params![
                    run_id,
                    day.day_number,
                    day.projection_date,
                    day.average_weight_g,
                    day.population,
                    day.biomass_kg,
                    day.daily_feed_kg,
                    day.cumulative_feed_kg,
                    day.temperature_c,
                    projection.stage_name(day)
                ],
            )
            .unwrap();
    }
    let last = projection.days.last().unwrap();
    connection
        .execute("INSERT INTO run_inputs VALUES (?1, ?2)", [snapshot.inputs_hash(), snapshot.canonical()])
        .unwrap();
    connection
        .execute(
            "INSERT INTO projection_run VALUES (?1, 3, 2, 'Computed', '', NULL, '2024-08-20T09:00:00.000Z', 'anna', 'computed',
                ?2, ?3, 1, 1, 1, '[]', 12, ?4, ?5)",
            params![run_id, ENGINE_VERSION, snapshot.inputs_hash(), last.average_weight_g, last.biomass_kg],
        )
        .unwrap();
    connection.execute("UPDATE scenario SET last_run_number = 2 WHERE scenario_id = 3", []).unwrap();
    connection.execute_batch("COMMIT").unwrap();
}

#[test]
#[ignore = "makes tests/fixtures/schemas/schema-NN.salmonrun where they are missing"]
fn make_the_file_of_the_newest_schema() {
    for version in BEFORE_RUNS..=SCHEMA_VERSION {
        let made = kept(version);
        if made.exists() {
            continue;
        }
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("farm.salmonrun");
        if version == BEFORE_RUNS {
            schema::create_earlier(&path, version).unwrap();
        } else {
            std::fs::copy(kept(version - 1), &path).unwrap();
            schema::migrate(&path, version, Utc::now()).unwrap();
        }
        let connection = Connection::open(&path).unwrap();
        connection.execute_batch(&data_of(version)).unwrap();
        if version == RUNS_HOLD_DAYS {
            put_in_a_computed_run(&connection);
        }
        // Small pages, for small files.
        connection.execute_batch("PRAGMA page_size = 1024; VACUUM").unwrap();
        drop(connection);
        std::fs::copy(&path, &made).unwrap();
    }
}
