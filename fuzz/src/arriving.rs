//! What others send and what is carried over from another program, merged into a farm file on trial: all of it is done, and undone.
use std::cell::RefCell;
use std::ops::ControlFlow;
use std::path::PathBuf;

use rusqlite::Connection;
use salmon_run::domain::run::RunFilter;
use salmon_run::exchange::bundles;
use salmon_run::service::{Farm, Settling, Side};
use tempfile::TempDir;

use crate::farm_files::folder;
use crate::{edits, readers};

/// A farm file that has something of what arrives.
struct Desk {
    folder: TempDir,
    farm: Farm,
}

thread_local! {
    static DATABASES: [Vec<u8>; 2] =
        [include_str!("../../tests/fixtures/aquamind/legacy.sql"), include_str!("../../tests/fixtures/aquamind/current.sql")]
            .map(database_of);
    static DESK: RefCell<Desk> = RefCell::new(Desk::new());
}

/// The bytes of a database, with small pages, so that few of them mean nothing.
fn database_of(sql: &str) -> Vec<u8> {
    let folder = folder();
    let path = folder.path().join("db.sqlite3");
    let connection = Connection::open(&path).expect("a database");
    connection.execute_batch(&format!("PRAGMA page_size = 512; {sql}")).expect("its tables");
    drop(connection);
    std::fs::read(&path).expect("its bytes")
}

impl Desk {
    fn new() -> Self {
        let folder = folder();
        let mut farm = Farm::create(&folder.path().join("farm.salmonrun")).expect("a farm").acting_as("anna");
        let arrived = folder.path().join("small.salmonbundle");
        let bundle = readers::bundle(include_bytes!("../corpus/bundles/small.json")).expect("a bundle");
        std::fs::write(&arrived, bundles::write(&bundle).expect("its bytes")).expect("its file");
        farm.import_bundle(&arrived, &Settling::default()).expect("it is imported");
        // What arrives again was changed here meanwhile.
        for run in farm.runs(RunFilter::default()).expect("its runs") {
            farm.label_run(run.run_id, "Changed here").expect("a label");
        }
        Self { folder, farm }
    }

    fn file(&self, bytes: &[u8]) -> PathBuf {
        let path = self.folder.path().join("arriving");
        std::fs::write(&path, bytes).expect("a file");
        path
    }
}

/// A bundle arrives.
pub fn bundle(bytes: &[u8]) {
    let Some(bundle) = readers::bundle(bytes) else { return };
    DESK.with_borrow_mut(|desk| {
        let path = desk.file(&bundles::write(&bundle).expect("its bytes"));
        for otherwise in [None, Some(Side::Theirs)] {
            let _ = desk.farm.preview_bundle(&path, &Settling { otherwise, ..Settling::default() });
        }
    });
}

/// Changes of a database of AquaMind arrive: of the one from before its runs, or after an odd byte of that with them.
pub fn database(bytes: &[u8]) {
    let Some((which, edits)) = bytes.split_first() else { return };
    DATABASES.with(|databases| aquamind(&edits::applied(&databases[usize::from(which % 2)], edits)));
}

/// A file of AquaMind arrives: its database, or a dumpdata. Every row of it is accounted for.
pub fn aquamind(bytes: &[u8]) {
    DESK.with_borrow_mut(|desk| {
        let path = desk.file(bytes);
        if let Ok(report) = desk.farm.import_aquamind(&path, true, |_, _| ControlFlow::Continue(())) {
            for table in &report.tables {
                assert_eq!(table.settled(), table.rows, "{table:?}");
            }
        }
    });
}
