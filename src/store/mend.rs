//! Mending a damaged farm file, after a backup of it: indexes and guards are built anew where that is all that is wrong;
//! else every row that can be read goes into a clean file, which takes its place. No number of a run is ever written anew: a
//! run is carried over with all its days or not at all.
use chrono::{DateTime, Utc};
use rusqlite::types::ToSqlOutput;
use rusqlite::{Connection, OpenFlags, Statement, ToSql, Transaction, TransactionBehavior};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use super::backup::{OnProgress, make, put_new, remove_with_side_files, replace};
use super::schema::{self, expected};
use super::{APPLICATION_ID, beside, connect, fault, flags, stamp};
use crate::domain::backup::BackupReason;
use crate::domain::fault::{Fault, FaultKind, Outcome};

/// What a repair did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Mended {
    /// The file as it was; none if nothing was to be done.
    pub before: Option<PathBuf>,
    /// What was mended, in words.
    pub done: Vec<String>,
    /// What could not be read, or had nothing left to belong to, by name. The backup still holds what there is of it.
    pub lost: Vec<String>,
}

/// Mends a farm file of any schema that is known.
pub fn mend(path: &Path, now: DateTime<Utc>, on_progress: OnProgress<'_>) -> Outcome<Mended> {
    let mut go = || match rebuild(path, now)? {
        Some(mended) => Ok(mended),
        None => salvage(path, now, on_progress),
    };
    go().map_err(|fault: Fault| fault.within(&path.display().to_string()))
}

/// Builds indexes and guards anew, if that is all it takes; none if more is wrong.
fn rebuild(path: &Path, now: DateTime<Utc>) -> Outcome<Option<Mended>> {
    let (mut connection, read_only) = match connect(path) {
        Ok(opened) => opened,
        Err(fault) if fault.kind == FaultKind::Damaged => return Ok(None),
        Err(fault) => return Err(fault),
    };
    if read_only {
        return Err(fault::read_only());
    }
    let version = schema::read_version(&connection)?;
    let Ok(found) = expected::compare(&connection, version) else { return Ok(None) };
    let is_table = |(kind, _): &expected::Key| kind == "table";
    if !found.foreign.is_empty() || !found.changed.is_empty() || found.missing.iter().any(is_table) {
        return Ok(None);
    }
    // Without its indexes: those are built anew in any case.
    if !says_ok(&connection, "quick_check") || has_dangling(&connection) {
        return Ok(None);
    }
    if found.missing.is_empty() && says_ok(&connection, "integrity_check") {
        return Ok(Some(Mended::default()));
    }
    let before =
        match make(path, &connection, BackupReason::BeforeRepair, now, &mut |_, _| ControlFlow::Continue(()))
        {
            Ok(before) => before,
            // What is too damaged for a backup is salvaged, which keeps it byte for byte.
            Err(fault) if fault.kind == FaultKind::Damaged => return Ok(None),
            Err(fault) => return Err(fault),
        };
    let expected = expected::expected(version)?;
    let mut done = Vec::new();
    let transaction = Transaction::new(&mut connection, TransactionBehavior::Immediate)?;
    for key in &found.missing {
        if let Some(sql) = expected.get(key) {
            transaction.execute_batch(sql)?;
            done.push(format!("the {} {} is there again", key.0, key.1));
        }
    }
    if transaction.execute_batch("REINDEX").is_err() || !says_ok(&transaction, "integrity_check") {
        return Ok(None);
    }
    transaction.commit()?;
    done.push("all indexes are built anew".to_owned());
    Ok(Some(Mended { before: Some(before.path), done, lost: Vec::new() }))
}

fn says_ok(connection: &Connection, pragma: &str) -> bool {
    let said = connection.query_row(&format!("PRAGMA {pragma}(1)"), [], |row| row.get::<_, String>(0));
    said.is_ok_and(|said| said == "ok")
}

fn has_dangling(connection: &Connection) -> bool {
    connection
        .prepare("PRAGMA foreign_key_check")
        .and_then(|mut statement| statement.exists([]))
        .unwrap_or(true)
}

/// Copies what can be read into a clean file and puts that in the place of the damaged one.
fn salvage(path: &Path, now: DateTime<Utc>, on_progress: OnProgress<'_>) -> Outcome<Mended> {
    let clean = beside(path, ".mended");
    remove_with_side_files(&clean);
    std::fs::remove_file(beside(&clean, ".unfinished")).ok();
    let mut mended = Mended::default();
    put_new(&clean, |unfinished| {
        mended = fill(path, unfinished, now, on_progress)?;
        Ok(())
    })?;
    let put = replace(path, &clean, BackupReason::BeforeRepair, now, on_progress);
    remove_with_side_files(&clean);
    mended.before = put?;
    mended.done.push(
        "what could be read is in a clean file, which has taken the place of the damaged one".to_owned(),
    );
    Ok(mended)
}

fn fill(from: &Path, to: &Path, now: DateTime<Utc>, on_progress: OnProgress<'_>) -> Outcome<Mended> {
    let source = open_source(from)?;
    let version = schema::read_version(&source)?;
    if version == 0 {
        return Err(nothing_readable());
    }
    let expected = expected::expected(version)?;
    let mut target = Connection::open_with_flags(
        to,
        flags(OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE),
    )?;
    target.pragma_update(None, "foreign_keys", false)?;
    target.pragma_update(None, "application_id", APPLICATION_ID)?;
    let transaction = Transaction::new(&mut target, TransactionBehavior::Immediate)?;
    let tables = expected::tables(&expected);
    let of_kind = |wanted: &'static str| expected.iter().filter(move |((kind, _), _)| kind == wanted);
    for (_, sql) in of_kind("table") {
        transaction.execute_batch(sql)?;
    }
    let mut lost = Vec::new();
    let mut any = false;
    for (done, table) in (0..).zip(&tables) {
        if on_progress(done, tables.len() as u64).is_break() {
            return Err(Fault::cancelled("nothing was mended"));
        }
        let copied = copy_table(&source, &transaction, table)?;
        any |= copied.rows > 0;
        lost.extend(copied.lost);
    }
    if !any {
        return Err(nothing_readable());
    }
    keep_counters(&source, &transaction)?;
    for (_, sql) in of_kind("index") {
        transaction.execute_batch(sql)?;
    }
    if version >= schema::RUNS_HOLD_DAYS {
        leave_out_broken_runs(&transaction, &mut lost)?;
    }
    if version >= schema::RUNS_ARE_PINNED {
        unpin_lost(&transaction, now, &mut lost)?;
    }
    leave_out_dangling(&transaction, &tables, &mut lost)?;
    for (_, sql) in of_kind("trigger") {
        transaction.execute_batch(sql)?;
    }
    transaction.pragma_update(None, "user_version", version)?;
    transaction.commit()?;
    if !says_ok(&target, "integrity_check") {
        return Err(nothing_readable());
    }
    Ok(Mended { before: None, done: Vec::new(), lost })
}

fn nothing_readable() -> Fault {
    Fault::new(
        FaultKind::Damaged,
        "too little of the farm file can be read to mend it",
        "Restore a backup: `salmon-run restore` lists them. The file stays as it is",
    )
}

fn open_source(path: &Path) -> Outcome<Connection> {
    let (connection, _) = connect(path)?;
    // Nothing of a damaged or foreign file is run: it is only read.
    connection.pragma_update(None, "query_only", true)?;
    connection.pragma_update(None, "foreign_keys", false)?;
    Ok(connection)
}

struct Copied {
    rows: u64,
    lost: Vec<String>,
}

/// Copies the rows of a table that can be read: from its first on until one cannot be, then from its last one back.
fn copy_table(source: &Connection, target: &Connection, table: &str) -> Outcome<Copied> {
    let columns = shared_columns(source, target, table)?;
    let mut copied = Copied { rows: 0, lost: Vec::new() };
    if columns.is_empty() {
        copied.lost.push(format!("all of {table}: the table cannot be found"));
        return Ok(copied);
    }
    let key = key_of(target, table)?;
    let names = quoted(&columns).join(", ");
    let places = vec!["?"; columns.len()].join(", ");
    // What is met a second time on the way back is there already.
    let sql = format!("INSERT OR IGNORE INTO \"{table}\" ({names}) VALUES ({places})");
    let mut insert = target.prepare(&sql)?;
    let mut refused = 0_u64;
    // By the table itself and not by an index, which may be what is damaged.
    let of_table = format!("SELECT {names} FROM \"{table}\" NOT INDEXED");
    let forth = format!("{of_table} ORDER BY {}", quoted(&key).join(", "));
    let by_key: Vec<String> = quoted(&key).iter().map(|name| format!("{name} DESC")).collect();
    let back = format!("{of_table} ORDER BY {}", by_key.join(", "));
    let is_whole = copy_rows(source, &forth, &mut insert, &mut refused);
    if !is_whole {
        copy_rows(source, &back, &mut insert, &mut refused);
        copied.lost.push(format!("some of {table}: a part of it cannot be read"));
    }
    if refused > 0 {
        copied.lost.push(format!("{refused} of {table}, which hold what the table does not take"));
    }
    drop(insert);
    copied.rows = target.query_row(&format!("SELECT count(*) FROM \"{table}\""), [], |row| row.get(0))?;
    Ok(copied)
}

/// Copies rows until one cannot be read; says whether all could.
fn copy_rows(source: &Connection, sql: &str, insert: &mut Statement<'_>, refused: &mut u64) -> bool {
    let Ok(mut statement) = source.prepare(sql) else { return false };
    let columns = statement.column_count();
    let Ok(mut rows) = statement.query([]) else { return false };
    loop {
        let row = match rows.next() {
            Ok(Some(row)) => row,
            Ok(None) => return true,
            Err(_) => return false,
        };
        let values: Vec<ToSqlOutput<'_>> =
            (0..columns).filter_map(|i| Some(ToSqlOutput::Borrowed(row.get_ref(i).ok()?))).collect();
        let values: Vec<&dyn ToSql> = values.iter().map(|value| value as &dyn ToSql).collect();
        if insert.execute(values.as_slice()).is_err() {
            *refused += 1;
        }
    }
}

/// The columns that a table of both files has, in the order of the clean one.
fn shared_columns(source: &Connection, target: &Connection, table: &str) -> Outcome<Vec<String>> {
    let of = |connection: &Connection| -> rusqlite::Result<Vec<String>> {
        let mut statement = connection.prepare("SELECT name FROM pragma_table_info(?1) ORDER BY cid")?;
        statement.query_map([table], |row| row.get(0))?.collect()
    };
    let there = of(source).unwrap_or_default();
    Ok(of(target)?.into_iter().filter(|name| there.contains(name)).collect())
}

/// The columns of a table's key.
fn key_of(connection: &Connection, table: &str) -> Outcome<Vec<String>> {
    let mut statement =
        connection.prepare("SELECT name FROM pragma_table_info(?1) WHERE pk > 0 ORDER BY pk")?;
    let key: Vec<String> = statement.query_map([table], |row| row.get(0))?.collect::<Result<_, _>>()?;
    Ok(if key.is_empty() { vec!["rowid".to_owned()] } else { key })
}

fn quoted(names: &[String]) -> Vec<String> {
    names.iter().map(|name| format!("\"{name}\"")).collect()
}

/// Numbers that were given once are not given again, although their rows may be lost.
fn keep_counters(source: &Connection, target: &Connection) -> Outcome<()> {
    let counted = || -> rusqlite::Result<Vec<(String, i64)>> {
        let mut statement = source.prepare("SELECT name, seq FROM sqlite_sequence")?;
        statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
    };
    for (table, seq) in counted().unwrap_or_default() {
        let changed = target.execute(
            "UPDATE sqlite_sequence SET seq = max(seq, ?2) WHERE name = ?1",
            rusqlite::params![table, seq],
        )?;
        if changed == 0 {
            let is_ours = "INSERT INTO sqlite_sequence (name, seq) SELECT ?1, ?2 WHERE EXISTS
                (SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?1)";
            target.execute(is_ours, rusqlite::params![table, seq])?;
        }
    }
    Ok(())
}

/// A run without all of its days, its scenario or its inputs is none, and days without their run are nobody's.
fn leave_out_broken_runs(target: &Connection, lost: &mut Vec<String>) -> Outcome<()> {
    let broken = "FROM projection_run AS r LEFT JOIN scenario AS s USING (scenario_id)
        WHERE s.scenario_id IS NULL
            OR r.total_projections IS NOT (SELECT count(*) FROM scenario_projection AS p WHERE p.run_id = r.run_id)
            OR (r.inputs_hash IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM run_inputs AS i WHERE i.inputs_hash = r.inputs_hash))";
    let sql = format!(
        "SELECT coalesce(s.name, 'a scenario that is gone') || ' - Run #' || r.run_number {broken} ORDER BY r.run_id"
    );
    lost.extend(words(target, &sql)?.into_iter().map(|run| format!("{run}: not all of it can be read")));
    target.execute(&format!("DELETE FROM projection_run WHERE run_id IN (SELECT r.run_id {broken})"), [])?;
    let without_run = "FROM scenario_projection WHERE run_id NOT IN (SELECT run_id FROM projection_run)";
    let days: u64 = target.query_row(&format!("SELECT count(*) {without_run}"), [], |row| row.get(0))?;
    if days > 0 {
        lost.push(format!("{days} days of runs that are not whole"));
        target.execute(&format!("DELETE {without_run}"), [])?;
    }
    target.execute(
        "DELETE FROM run_inputs WHERE inputs_hash NOT IN
            (SELECT inputs_hash FROM projection_run WHERE inputs_hash IS NOT NULL)",
        [],
    )?;
    // The number of a run that is lost is not given to another.
    target.execute(
        "UPDATE scenario SET last_run_number = max(last_run_number,
            coalesce((SELECT max(run_number) FROM projection_run AS r WHERE r.scenario_id = scenario.scenario_id), 0))",
        [],
    )?;
    Ok(())
}

/// A batch whose run is lost is pinned to none, and its history says so.
fn unpin_lost(target: &Connection, now: DateTime<Utc>, lost: &mut Vec<String>) -> Outcome<()> {
    let unpinned = "FROM batch WHERE pinned_projection_run_id IS NOT NULL
        AND pinned_projection_run_id NOT IN (SELECT run_id FROM projection_run)";
    let batches = words(target, &format!("SELECT batch_number {unpinned} ORDER BY batch_number"))?;
    lost.extend(batches.into_iter().map(|batch| format!("the pin of batch {batch}: its run cannot be read")));
    target.execute(
        &format!(
            "INSERT INTO pin_event (batch_id, changed_at, changed_by, reason, from_run_id)
             SELECT batch_id, ?1, 'repair', 'The run could not be read when the file was mended', pinned_projection_run_id
             {unpinned}"
        ),
        [stamp(now)],
    )?;
    target.execute(
        &format!(
            "UPDATE batch SET pinned_projection_run_id = NULL WHERE batch_id IN (SELECT batch_id {unpinned})"
        ),
        [],
    )?;
    Ok(())
}

/// Rows that point to rows that are lost: what may be empty is emptied, what may not goes too.
fn leave_out_dangling(
    target: &Connection,
    tables: &std::collections::BTreeSet<String>,
    lost: &mut Vec<String>,
) -> Outcome<()> {
    // What goes may leave others dangling; each round takes at least one row, and there are as many rounds as tables at most
    // before nothing is left to point from.
    for _ in 0..=tables.len() {
        let mut changed = 0;
        for table in tables {
            for (parent, pairs) in foreign_keys(target, table)? {
                let of_parent =
                    pairs.iter().map(|(from, to)| format!("p.\"{to}\" = c.\"{from}\"")).collect::<Vec<_>>();
                let set =
                    pairs.iter().map(|(from, _)| format!("c.\"{from}\" IS NOT NULL")).collect::<Vec<_>>();
                let dangling = format!(
                    "FROM \"{table}\" AS c WHERE {} AND NOT EXISTS (SELECT 1 FROM \"{parent}\" AS p WHERE {})",
                    set.join(" AND "),
                    of_parent.join(" AND ")
                );
                let count: u64 =
                    target.query_row(&format!("SELECT count(*) {dangling}"), [], |row| row.get(0))?;
                if count == 0 {
                    continue;
                }
                changed += count;
                lost.push(format!("{count} of {table}, for what they belong to in {parent} cannot be read"));
                let key = quoted(&key_of(target, table)?).join(", ");
                target.execute(
                    &format!("DELETE FROM \"{table}\" WHERE ({key}) IN (SELECT {key} {dangling})"),
                    [],
                )?;
            }
        }
        if changed == 0 {
            break;
        }
    }
    Ok(())
}

/// Columns, each with the one that it points to.
type Pairs = Vec<(String, String)>;

/// The tables that a table points to, each with the pairs of columns.
type ForeignKeys = Vec<(String, Pairs)>;

fn foreign_keys(connection: &Connection, table: &str) -> Outcome<ForeignKeys> {
    let mut statement = connection.prepare(
        "SELECT id, \"table\", \"from\", \"to\" FROM pragma_foreign_key_list(?1) ORDER BY id, seq",
    )?;
    let mut rows = statement.query([table])?;
    let mut keys: Vec<(i64, String, Pairs)> = Vec::new();
    while let Some(row) = rows.next()? {
        let (id, parent, from, to): (i64, String, String, Option<String>) =
            (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
        // Where only the table is named, its key is meant.
        let to = match to {
            Some(to) => to,
            None => key_of(connection, &parent)?.remove(0),
        };
        match keys.last_mut() {
            Some((last, _, pairs)) if *last == id => pairs.push((from, to)),
            _ => keys.push((id, parent, vec![(from, to)])),
        }
    }
    Ok(keys.into_iter().map(|(_, parent, pairs)| (parent, pairs)).collect())
}

fn words(connection: &Connection, sql: &str) -> Outcome<Vec<String>> {
    let mut statement = connection.prepare(sql)?;
    let rows = statement.query_map([], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
