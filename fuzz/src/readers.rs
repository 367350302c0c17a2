//! What is done with what somebody brings, once its bytes are read: as the product does it, and held to what it promises.
//!
//! Shared by the fuzz targets and `tests/readers.rs`. Each function takes any bytes; it panics where a promise is broken.
use std::ops::ControlFlow;

use salmon_run::domain::bundle::Bundle;
use salmon_run::domain::document::read_json;
use salmon_run::domain::lifecycle::standard;
use salmon_run::domain::mortality::Frequency;
use salmon_run::domain::observation::{Observation, ObservationKind, Observations};
use salmon_run::domain::plan::ModelKind;
use salmon_run::domain::run::ParametersSnapshot;
use salmon_run::domain::scenario::Scenario;
use salmon_run::domain::temperature::{TemperatureProfile, TemperatureReading};
use salmon_run::domain::template::Template;
use salmon_run::engine::projection;
use salmon_run::exchange::dates::DateOrder;
use salmon_run::exchange::guess::{kind_of, model_of_table};
use salmon_run::exchange::model_tables::{Ask, Look, look_at_fcr, look_at_mortality, look_at_tgc};
use salmon_run::exchange::models::ModelDocument;
use salmon_run::exchange::table::Table;
use salmon_run::exchange::temperatures::{self, Several, Wishes};
use salmon_run::exchange::{
    aquamind, batches, block, bundles, entry, observations, pasted, scenarios, table, text,
};

/// After so many days of a projection nothing new comes.
const DAYS: u32 = 1024;
/// Entries are tried for so many rows of a paste.
const ROWS: usize = 64;

/// Some number that is always the same of the same bytes: what is asked along with them.
fn wish_of(bytes: &[u8]) -> u64 {
    // FNV-1a.
    bytes
        .iter()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

/// JSON documents: scenarios, models, batches, templates, observations, the snapshot of a run.
pub fn documents(bytes: &[u8]) {
    let _ = kind_of(bytes.to_vec());
    let Ok(text) = text::decode(bytes.to_vec()) else { return };
    let _ = scenarios::texts(&text);
    let _ = batches::read(&text);
    let stages = standard();
    for kind in ModelKind::ALL {
        if let Ok(model) = ModelDocument::read(kind, &text) {
            let _ = model.check(&stages);
        }
    }
    let _ = Template::read(&text, &stages);
    let _ = read_json::<Observation>(&text);
    let _ = read_json::<Observations>(&text).and_then(|read| read.check());
    for scenario in scenarios::read(&text).unwrap_or_default() {
        runs(scenario);
    }
}

/// What passes the door can be run, and be read again as it was.
fn runs(scenario: Scenario) {
    let Ok(snapshot) = ParametersSnapshot::freeze(scenario) else { return };
    let again = ParametersSnapshot::read(&snapshot.canonical()).expect("a snapshot is read again");
    assert_eq!(again.canonical(), snapshot.canonical());
    let until = |done, _| if done > DAYS { ControlFlow::Break(()) } else { ControlFlow::Continue(()) };
    if let Ok(projection) = projection::project(&snapshot, until) {
        assert_eq!(projection.days.len(), snapshot.inputs().duration_days as usize);
        for day in &projection.days {
            assert!(day.average_weight_g.is_finite() && day.population >= 0.0, "{day:?}");
        }
    }
}

/// Tables of temperatures, models, observations and batches, as CSV, pasted text or XLSX.
pub fn tables(bytes: &[u8]) {
    read_table(bytes.to_vec(), wish_of(bytes));
}

/// The same, with what is asked along.
pub fn read_table(bytes: Vec<u8>, wish: u64) {
    let size = bytes.len();
    let Ok(table) = table::read(bytes) else { return };
    if size < 10_000 {
        let date_order = [None, Some(DateOrder::DayFirst), Some(DateOrder::MonthFirst)][wish as usize % 3];
        let wishes = observations::Wishes { date_order, skip_bad_lines: true };
        if let Ok(read) = observations::read(&table, wishes) {
            let _ = read.observations.check();
        }
        let _ = observations::look(&table, date_order);
    }
    // What the table is taken for, and one other kind that somebody may say it is.
    let said = ModelKind::ALL[(wish >> 8) as usize % ModelKind::ALL.len()];
    for kind in model_of_table(&table).filter(|kind| *kind != said).into_iter().chain([said]) {
        read_model(&table, kind, wish);
    }
}

fn read_model(table: &Table, kind: ModelKind, wish: u64) {
    let stages = standard();
    let rates_are = Frequency::ALL.get(wish as usize % 4).copied();
    let ask = Ask { name: "N", stages: &stages, rates_are, daily_share: |_, rate| rate / 3000.0 };
    let look = match kind {
        ModelKind::Temperature => {
            let several = [Several::Mean, Several::First, Several::Last, Several::Refuse][wish as usize % 4];
            let start_date = wish.is_multiple_of(5).then(|| "2024-09-01".parse().expect("a date"));
            let wishes =
                Wishes { name: "N".to_owned(), start_date, several, doubled: several, ..Wishes::default() };
            let Ok(look) = temperatures::look(table, &wishes) else { return };
            if look.blocked.is_none() {
                look.profile.check("profile").expect("what is read passes the door");
            }
            return;
        }
        ModelKind::Tgc => look_at_tgc(table, ask),
        ModelKind::Fcr => look_at_fcr(table, ask),
        ModelKind::Mortality => look_at_mortality(table, ask),
    };
    let Ok(Look { document: Ok(mut document), .. }) = look else { return };
    if let ModelDocument::Tgc(model) = &mut document {
        let reading = TemperatureReading { day_number: 1, temperature_c: 8.0 };
        model.temperature_profile = TemperatureProfile { name: "P".to_owned(), readings: vec![reading] };
    }
    document.check(&stages).expect("what is read passes the door");
}

/// Tables of batches.
pub fn batch_tables(bytes: &[u8]) {
    if let Ok(text) = text::decode(bytes.to_vec()) {
        for batch in batches::read(&text).unwrap_or_default() {
            let _ = batch.check("");
        }
    }
}

/// Text that is pasted into a profile, a row of figures or the grid of observations.
pub fn pasted_text(bytes: &[u8]) {
    // The clipboard holds text.
    let text = String::from_utf8_lossy(bytes);
    let wish = wish_of(bytes);
    let date_order = [None, Some(DateOrder::DayFirst), Some(DateOrder::MonthFirst)][wish as usize % 3];
    let start_date = wish.is_multiple_of(2).then(|| "2024-09-01".parse().expect("a date"));
    let place = pasted::Place { start_date, first_day: 1 + (wish >> 8) as u32 % 400, date_order };
    if let Ok(pasted) = pasted::read(&text, place) {
        assert!(
            pasted.readings.is_sorted_by(|a, b| a.day_number < b.day_number),
            "one reading a day, in order"
        );
    }
    let _ = pasted::read_figures(&text, 12);
    let _ = pasted::read_temperature(&text);
    let pens = ["North", "2"];
    for kind in ObservationKind::ALL {
        let shown: Vec<usize> = (0..entry::columns(kind).len()).collect();
        let first = (wish >> 16) as usize % shown.len();
        let Ok(block) =
            block::read(&text, block::Place { kind, shown: &shown, first, pens: &pens }, date_order)
        else {
            continue;
        };
        for row in block.rows.iter().take(ROWS) {
            let mut cells = vec![String::new(); shown.len()];
            for (column, cell) in block.columns.iter().zip(row) {
                cells[*column].clone_from(cell);
            }
            if let Ok(Some(observation)) = entry::read(kind, &cells, &pens) {
                let written = entry::written(&observation);
                let again = entry::read(kind, &written, &pens).expect("what is written is read again");
                assert_eq!(again.as_ref(), Some(&observation), "{written:?}");
            }
        }
    }
}

/// Files of bundles, or the document that is in one; gives what was read.
pub fn bundle(bytes: &[u8]) -> Option<Bundle> {
    let read =
        bundles::read(bytes).or_else(|_| text::decode(bytes.to_vec()).and_then(|text| Bundle::read(&text)));
    let bundle = read.ok()?;
    let written = bundles::write(&bundle).expect("what was read is written");
    assert_eq!(bundles::read(&written).as_ref(), Ok(&bundle));
    Some(bundle)
}

/// A dumpdata of AquaMind.
pub fn dumpdata(bytes: &[u8]) {
    if let Ok(source) = aquamind::dumpdata::read(bytes) {
        drop(aquamind::understand(source, true));
    }
}
