//! What all stories need: a farm file, its raw rows, and short words for what a planner does.
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use rusqlite::Connection;
use rusqlite::types::ValueRef;
use salmon_run::domain::batch::{BatchDocument, BatchStatus};
use salmon_run::domain::ids::{BatchId, RunId, ScenarioId};
use salmon_run::domain::pen::Pen;
use salmon_run::domain::scenario::Scenario;
use salmon_run::service::{Farm, RunReport, RunRequest};
use sha2::{Digest, Sha256};
use tempfile::TempDir;

/// Who acts.
pub const ANNA: &str = "anna";

/// A farm file in a folder of its own, with one scenario and three batches that are pinned to nothing.
pub struct TestFarm {
    pub folder: TempDir,
    pub path: PathBuf,
    pub farm: Farm,
    pub scenario: ScenarioId,
    pub batches: Vec<BatchId>,
}

impl TestFarm {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("farm.salmonrun");
        let mut farm = Farm::create(&path).unwrap().acting_as(ANNA);
        let scenario = farm.import_scenarios(&[autumn()]).unwrap()[0];
        let batches = farm.import_batches(&["B-1", "B-2", "B-3"].map(batch)).unwrap();
        Self { folder, path, farm, scenario, batches }
    }

    pub fn run(&mut self, label: &str) -> RunReport {
        self.run_of(self.scenario, label)
    }

    pub fn run_of(&mut self, scenario: ScenarioId, label: &str) -> RunReport {
        let request = RunRequest { scenario, label: label.to_owned(), notes: String::new() };
        self.farm.run_scenario(&request, |_, _| ControlFlow::Continue(())).unwrap()
    }

    pub fn pin(&mut self, batches: &[usize], run: RunId) {
        let ids: Vec<BatchId> = batches.iter().map(|i| self.batches[*i]).collect();
        self.farm.pin_batches(&ids, run, "Plan of the season").unwrap();
    }

    /// Gives the scenario another TGC, as the editor does.
    pub fn set_tgc(&mut self, tgc_value: f64) {
        let mut plan = self.farm.scenario_plan(self.scenario).unwrap();
        let mut model = self.farm.tgc_model(plan.tgc_model).unwrap();
        model.tgc_value = tgc_value;
        plan.tgc_model = self.farm.store_tgc_model(&model).unwrap();
        self.farm.save_scenario(Some(self.scenario), &plan).unwrap();
    }

    /// The file once more, as another window has it.
    pub fn open_again(&self) -> Farm {
        Farm::open(&self.path).unwrap().acting_as(ANNA)
    }

    /// Somebody else sits down at the file.
    pub fn hand_over_to(&mut self, name: &str) {
        self.farm = self.open_again().acting_as(name);
    }

    /// Another program's connection to the file.
    pub fn raw(&self) -> Connection {
        Connection::open(&self.path).unwrap()
    }
}

/// The sample's scenario of autumn fish: 480 days in the sea.
pub fn autumn() -> Scenario {
    Scenario::read(include_str!("../../assets/sample/autumn-smolt-2024.json")).unwrap()
}

pub fn batch(number: &str) -> BatchDocument {
    BatchDocument {
        batch_number: number.to_owned(),
        start_date: autumn().start_date,
        initial_count: 200_000,
        initial_weight_g: 110.0,
        stage: "Post-Smolt".to_owned(),
        site: "North".to_owned(),
        pens: vec![Pen::named("1"), Pen::named("2")],
        scenario: None,
        species: String::new(),
        status: BatchStatus::Active,
        notes: String::new(),
    }
}

/// The rows that a query gives, every value to the bit.
pub fn rows(connection: &Connection, sql: &str) -> Vec<String> {
    let mut statement = connection.prepare(sql).unwrap();
    let columns = statement.column_count();
    let rows = statement.query_map([], |row| {
        Ok((0..columns).map(|i| cell(row.get_ref(i).unwrap())).collect::<Vec<_>>().join("|"))
    });
    rows.unwrap().map(Result::unwrap).collect()
}

fn cell(value: ValueRef<'_>) -> String {
    match value {
        ValueRef::Null => "null".to_owned(),
        ValueRef::Integer(number) => number.to_string(),
        ValueRef::Real(number) => format!("{:016x}", number.to_bits()),
        ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
        ValueRef::Blob(bytes) => format!("{bytes:?}"),
    }
}

/// The names of the tables of a file.
pub fn tables(connection: &Connection) -> Vec<String> {
    rows(
        connection,
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
    )
}

/// The names of a table's columns.
pub fn columns(connection: &Connection, table: &str) -> Vec<String> {
    rows(connection, &format!("SELECT name FROM pragma_table_info('{table}') ORDER BY cid"))
}

/// Everything that a file holds: each table's columns by name, what they point to, and its rows in one order.
pub fn everything(connection: &Connection) -> Vec<String> {
    let mut all = Vec::new();
    for table in tables(connection) {
        let mut names = columns(connection, &table);
        names.sort();
        let names = names.join(", ");
        for sql in [
            format!("SELECT name, type, \"notnull\", dflt_value, pk FROM pragma_table_info('{table}') ORDER BY name"),
            format!(
                "SELECT \"table\", \"from\", \"to\", on_update, on_delete FROM pragma_foreign_key_list('{table}')
                 ORDER BY \"from\""
            ),
            format!("SELECT name FROM pragma_index_list('{table}') WHERE origin = 'c' ORDER BY name"),
            format!("SELECT {names} FROM {table} ORDER BY {names}"),
        ] {
            all.extend(rows(connection, &sql).into_iter().map(|row| format!("{table}: {row}")));
        }
    }
    all
}

/// The hash of a file's bytes.
pub fn file_hash(path: &Path) -> Vec<u8> {
    Sha256::digest(std::fs::read(path).unwrap()).to_vec()
}

/// The names of all files of a folder.
pub fn files_of(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}
