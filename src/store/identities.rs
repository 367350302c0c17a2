//! By what records are known in every farm file, and which versions of their values other laptops have seen.
use rusqlite::{OptionalExtension, params};
use std::collections::{BTreeMap, BTreeSet};

use super::Tx;
use crate::domain::bundle::{Shared, Uid};
use crate::domain::fault::Outcome;

/// The kinds of records that have names of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RecordKind {
    /// A scenario.
    Scenario,
    /// A run.
    Run,
    /// A batch.
    Batch,
    /// An observation.
    Observation,
}

impl RecordKind {
    /// The word of the file.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Scenario => "scenario",
            Self::Run => "run",
            Self::Batch => "batch",
            Self::Observation => "observation",
        }
    }
}

/// What was shared of a value last, and before that.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SharedBefore {
    /// The latest version, with the hash of its value.
    pub latest: Option<(String, String)>,
    /// Those that it took the place of.
    pub earlier: BTreeSet<String>,
}

/// The same of all values of a record that were ever shared, by the value's name.
pub type SharedFields = BTreeMap<String, SharedBefore>;

impl Tx<'_> {
    /// The names of a record that are written down.
    pub fn uids(&self, kind: RecordKind, id: i64) -> Outcome<BTreeSet<Uid>> {
        let sql = "SELECT uid FROM identity WHERE kind = ?1 AND record_id = ?2";
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map(params![kind.as_str(), id], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The record of a name that is written down. Of records that were deleted the names stay, so it may be gone.
    pub fn id_of_uid(&self, kind: RecordKind, uid: &str) -> Outcome<Option<i64>> {
        let sql = "SELECT record_id FROM identity WHERE kind = ?1 AND uid = ?2";
        let mut statement = self.connection.prepare_cached(sql)?;
        Ok(statement.query_row(params![kind.as_str(), uid], |row| row.get(0)).optional()?)
    }

    /// Writes a name of a record down. A name that another record had, which is gone now, is this one's from here on.
    pub fn remember_uid(&self, kind: RecordKind, id: i64, uid: &str) -> Outcome<()> {
        self.connection
            .prepare_cached(
                "INSERT INTO identity (kind, record_id, uid) VALUES (?1, ?2, ?3)
                 ON CONFLICT (kind, uid) DO UPDATE SET record_id = excluded.record_id",
            )?
            .execute(params![kind.as_str(), id, uid])?;
        Ok(())
    }

    /// What was shared of a record's values.
    pub fn shared_fields(&self, kind: RecordKind, id: i64) -> Outcome<SharedFields> {
        let mut statement = self.connection.prepare_cached(
            "SELECT field, version, value_hash FROM shared_version WHERE kind = ?1 AND record_id = ?2",
        )?;
        let mut rows = statement.query(params![kind.as_str(), id])?;
        let mut fields = SharedFields::new();
        while let Some(row) = rows.next()? {
            let before = fields.entry(row.get(0)?).or_default();
            match row.get(2)? {
                Some(value_hash) => before.latest = Some((row.get(1)?, value_hash)),
                None => drop(before.earlier.insert(row.get(1)?)),
            }
        }
        Ok(fields)
    }

    /// Writes down that this is what others know of a value now.
    pub fn remember_shared<T>(
        &self,
        kind: RecordKind,
        id: i64,
        field: &str,
        shared: &Shared<T>,
        value_hash: &str,
    ) -> Outcome<()> {
        let mut put = self.connection.prepare_cached(
            "INSERT INTO shared_version (kind, record_id, field, version, value_hash) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT DO UPDATE SET value_hash = excluded.value_hash",
        )?;
        for earlier in &shared.earlier {
            put.execute(params![kind.as_str(), id, field, earlier, None::<&str>])?;
        }
        put.execute(params![kind.as_str(), id, field, shared.version, value_hash])?;
        Ok(())
    }
}
