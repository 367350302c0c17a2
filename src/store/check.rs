//! Looking over a farm file, whatever state it is in: each question is asked by itself, and what cannot be read is a finding
//! and not the end.
use rusqlite::Connection;
use std::path::Path;

use super::schema::{self, expected};
use super::{FarmFile, connect};
use crate::domain::check::{Aspect, Finding};
use crate::domain::fault::{Fault, FaultKind, Outcome};

/// Asked often while something long goes on: whether it is to stop.
pub type Stopped = Box<dyn FnMut() -> bool + Send>;

/// So many of SQLite's own findings are told.
const MOST_OF_PAGES: u32 = 20;
/// Between two looks at whether to stop, in steps of SQLite's machine: some milliseconds.
const STEPS_BETWEEN_LOOKS: i32 = 20_000;

/// Whether the pages of a file are sound, as far as that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pages {
    /// All of them are.
    Sound,
    /// The time was up before anything was found.
    NotAllSeen,
    /// Something is wrong.
    Damaged(Vec<Finding>),
}

/// A farm file opened as it is, to be looked over.
#[derive(Debug)]
pub struct Patient {
    /// The file, whose questions may fail.
    pub file: FarmFile,
    /// Its schema.
    pub schema_version: u32,
}

/// Opens a farm file of any schema that is known, sound or not.
pub fn open_as_it_is(path: &Path) -> Outcome<Patient> {
    let open = || {
        let (connection, read_only) = connect(path)?;
        let schema_version = schema::read_version(&connection)?;
        if schema_version > schema::CURRENT {
            return Err(schema::newer(schema_version));
        }
        let file = FarmFile::of(connection, path, read_only);
        Ok(Patient { file, schema_version })
    };
    open().map_err(|fault: Fault| fault.within(&path.display().to_string()))
}

impl FarmFile {
    /// Looks over the pages of the file, quickly (without holding indexes against their tables) or fully, until it is
    /// told to stop.
    pub fn look_over_pages(&mut self, fully: bool, stopped: Option<Stopped>) -> Outcome<Pages> {
        if let Some(stopped) = stopped {
            self.connection.progress_handler(STEPS_BETWEEN_LOOKS, Some(stopped))?;
        }
        let found = pages(&self.connection, fully);
        self.connection.progress_handler(0, None::<Stopped>)?;
        found
    }

    /// Holds the schema against what its steps build.
    pub fn look_over_schema(&self, version: u32) -> Vec<Finding> {
        or_unreadable(Aspect::Schema, of_schema(&self.connection, version))
    }

    /// Looks for rows that point to rows that are not there.
    pub fn look_over_references(&self) -> Vec<Finding> {
        or_unreadable(Aspect::References, references(&self.connection))
    }

    /// Looks at the numbers of runs: each once, none above what its scenario has counted.
    pub fn look_over_run_numbers(&self) -> Vec<Finding> {
        or_unreadable(Aspect::RunNumbers, run_numbers(&self.connection))
    }

    /// Holds the days of runs against what the runs say of them.
    pub fn look_over_days(&self) -> Vec<Finding> {
        or_unreadable(Aspect::Days, days(&self.connection))
    }

    /// Holds the snapshots of what runs were made from against their hashes.
    pub fn look_over_inputs(&self) -> Vec<Finding> {
        or_unreadable(Aspect::Inputs, inputs(&self.connection))
    }
}

/// What fails in being asked is found to be unreadable.
fn or_unreadable(aspect: Aspect, found: Outcome<Vec<Finding>>) -> Vec<Finding> {
    found.unwrap_or_else(|fault| {
        vec![Finding::mendable(
            aspect,
            format!("this could not be looked at: {}", fault.message),
            fault.place,
        )]
    })
}

fn pages(connection: &Connection, fully: bool) -> Outcome<Pages> {
    let pragma = if fully { "integrity_check" } else { "quick_check" };
    let ask = || -> rusqlite::Result<Vec<String>> {
        let mut statement = connection.prepare(&format!("PRAGMA {pragma}({MOST_OF_PAGES})"))?;
        let rows = statement.query_map([], |row| row.get::<_, String>(0))?;
        rows.collect()
    };
    let said = match ask() {
        Ok(said) => said,
        Err(error) if error.sqlite_error_code() == Some(rusqlite::ErrorCode::OperationInterrupted) => {
            return Ok(Pages::NotAllSeen);
        }
        Err(error) => match Fault::from(error) {
            fault if fault.kind == FaultKind::Damaged => vec![fault.message],
            fault => return Err(fault),
        },
    };
    let findings: Vec<Finding> =
        said.iter().flat_map(|text| text.lines()).filter_map(|line| of_page(line.trim())).collect();
    Ok(if findings.is_empty() { Pages::Sound } else { Pages::Damaged(findings) })
}

/// One line of what SQLite says of pages, in a planner's words; SQLite's own are kept, for whoever is asked for help.
fn of_page(said: &str) -> Option<Finding> {
    if said.is_empty() || said == "ok" || said.starts_with("***") {
        return None;
    }
    let is_of_index = ["missing from index", "wrong # of entries in index", "non-unique entry in index"];
    let words = if is_of_index.iter().any(|words| said.contains(words)) {
        "an index does not list what its table holds"
    } else if said.contains("value in") {
        "a row holds a value that its table does not take"
    } else {
        "a part of the file cannot be read"
    };
    Some(Finding::mendable(Aspect::Pages, words, said))
}

fn of_schema(connection: &Connection, version: u32) -> Outcome<Vec<Finding>> {
    let found = expected::compare(connection, version)?;
    let name = |(kind, name): &expected::Key| format!("{kind} {name}");
    let say = |keys: &[expected::Key], words: &str| -> Vec<Finding> {
        keys.iter().map(|key| Finding::mendable(Aspect::Schema, words, name(key))).collect()
    };
    let mut findings = say(&found.foreign, "something is in the file that Salmon Run did not make");
    findings.extend(say(&found.changed, "something was changed in the way that the file is built"));
    findings.extend(say(&found.missing, "something that belongs to the file is gone"));
    Ok(findings)
}

fn references(connection: &Connection) -> Outcome<Vec<Finding>> {
    let mut statement = connection.prepare(
        "SELECT \"table\", parent, count(*) FROM pragma_foreign_key_check GROUP BY 1, 2 ORDER BY 1, 2",
    )?;
    let rows = statement.query_map([], |row| {
        let (table, parent, count): (String, Option<String>, u64) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let of = if count == 1 { "row points" } else { "rows point" };
        let to = parent.unwrap_or_default();
        Ok(Finding::mendable(
            Aspect::References,
            format!("{count} {of} to what is not there"),
            format!("{table}, to {to}"),
        ))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// "Autumn smolt - Run #2" of a run `r` and its scenario `s`.
const RUN_NAME: &str = "coalesce(s.name, 'a scenario that is gone') || ' - Run #' || r.run_number";

fn run_numbers(connection: &Connection) -> Outcome<Vec<Finding>> {
    let twice = format!(
        "SELECT {RUN_NAME} FROM projection_run AS r LEFT JOIN scenario AS s USING (scenario_id)
         GROUP BY r.scenario_id, r.run_number HAVING count(*) > 1"
    );
    let uncounted = format!(
        "SELECT {RUN_NAME} FROM projection_run AS r LEFT JOIN scenario AS s USING (scenario_id)
         WHERE r.run_number > s.last_run_number OR r.run_number < 1"
    );
    let mut findings = lasting(connection, Aspect::RunNumbers, "a number was given twice", &twice)?;
    let words = "a run has a number that its scenario never counted";
    findings.extend(lasting(connection, Aspect::RunNumbers, words, &uncounted)?);
    Ok(findings)
}

fn days(connection: &Connection) -> Outcome<Vec<Finding>> {
    // The last day is held against the run by its bits: SQL's `=` on reals is just that, but for the two zeros.
    let sql = format!(
        "SELECT {RUN_NAME} || ': ' || CASE
            WHEN d.days IS NULL THEN 'none of ' || r.total_projections || ' days'
            WHEN d.days <> r.total_projections THEN d.days || ' of ' || r.total_projections || ' days'
            WHEN d.first <> 1 OR d.last <> d.days THEN 'days ' || d.first || ' to ' || d.last || ', ' || d.days || ' of them'
            WHEN l.average_weight_g <> r.final_weight_g THEN 'its last day does not have its final weight'
            ELSE 'its last day does not have its final biomass' END
         FROM projection_run AS r
         LEFT JOIN scenario AS s USING (scenario_id)
         LEFT JOIN (SELECT run_id, count(*) AS days, min(day_number) AS first, max(day_number) AS last
                    FROM scenario_projection GROUP BY run_id) AS d ON d.run_id = r.run_id
         LEFT JOIN scenario_projection AS l ON l.run_id = r.run_id AND l.day_number = d.last
         WHERE d.days IS NOT r.total_projections OR d.first <> 1 OR d.last <> d.days
            OR l.average_weight_g <> r.final_weight_g OR l.biomass_kg <> r.final_biomass_kg
         ORDER BY r.run_id"
    );
    lasting(connection, Aspect::Days, "a run does not have the days that it says it has", &sql)
}

fn inputs(connection: &Connection) -> Outcome<Vec<Finding>> {
    let mut findings = Vec::new();
    let mut statement = connection.prepare("SELECT inputs_hash, canonical FROM run_inputs")?;
    let mut rows = statement.query([])?;
    let mut wrong = Vec::new();
    while let Some(row) = rows.next()? {
        let (hash, canonical): (String, String) = (row.get(0)?, row.get(1)?);
        if crate::domain::run::hash(&canonical) != hash {
            wrong.push(hash);
        }
    }
    let of_hash = format!(
        "SELECT group_concat({RUN_NAME}, ', ') FROM projection_run AS r LEFT JOIN scenario AS s USING (scenario_id)
         WHERE r.inputs_hash = ?1"
    );
    for hash in wrong {
        let runs: Option<String> = connection.query_row(&of_hash, [&hash], |row| row.get(0))?;
        let message = "a snapshot is not what its hash says it was";
        findings.push(Finding::lasting(Aspect::Inputs, message, runs.unwrap_or(hash)));
    }
    Ok(findings)
}

fn lasting(connection: &Connection, aspect: Aspect, words: &str, sql: &str) -> Outcome<Vec<Finding>> {
    let mut statement = connection.prepare(sql)?;
    let rows =
        statement.query_map([], |row| Ok(Finding::lasting(aspect, words, row.get::<_, String>(0)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
