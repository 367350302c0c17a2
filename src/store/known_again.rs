//! By what a record is known again that came from another file.
use rusqlite::params;

use super::Tx;
use crate::domain::fault::Outcome;
use crate::domain::recipe::PartKind;

/// A row of what records are known by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The kind of the record, one of those of [`super::RecordKind`] or a part's.
    pub kind: String,
    /// Its number in this file.
    pub record: i64,
    /// By what it is known.
    pub uid: String,
}

/// The kind under which a part of a recipe is known.
pub fn kind_of_part(kind: PartKind) -> &'static str {
    match kind {
        PartKind::Temperature => "temperature_profile",
        PartKind::Tgc => "tgc_model",
        PartKind::Fcr => "fcr_model",
        PartKind::Mortality => "mortality_model",
        PartKind::Lifecycle => "lifecycle",
        PartKind::Constraints => "constraints",
    }
}

impl Tx<'_> {
    /// Everything that is known by something that begins so.
    pub fn identities(&self, prefix: &str) -> Outcome<Vec<Identity>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT kind, record_id, uid FROM identity WHERE substr(uid, 1, length(?1)) = ?1 ORDER BY kind, uid",
        )?;
        let rows = statement.query_map([prefix], |row| {
            Ok(Identity { kind: row.get(0)?, record: row.get(1)?, uid: row.get(2)? })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Notes by what a record is known; what was known by it before is not any more.
    pub fn note_identity(&self, kind: &str, record: i64, uid: &str) -> Outcome<()> {
        self.connection
            .prepare_cached("INSERT OR REPLACE INTO identity (kind, record_id, uid) VALUES (?1, ?2, ?3)")?
            .execute(params![kind, record, uid])?;
        Ok(())
    }

    /// Forgets by what a record of a part was known, since its number may be given to another.
    pub(super) fn forget_identities(&self, kind: &str, record: i64) -> Outcome<()> {
        self.connection
            .prepare_cached("DELETE FROM identity WHERE kind = ?1 AND record_id = ?2")?
            .execute(params![kind, record])?;
        Ok(())
    }

    /// Forgets one uid.
    pub fn forget_uid(&self, kind: &str, uid: &str) -> Outcome<()> {
        self.connection
            .prepare_cached("DELETE FROM identity WHERE kind = ?1 AND uid = ?2")?
            .execute(params![kind, uid])?;
        Ok(())
    }

    /// Whether there is a record of this kind and number.
    pub fn has_record(&self, kind: &str, record: i64) -> Outcome<bool> {
        let sql = match kind {
            "scenario" => "SELECT 1 FROM scenario WHERE scenario_id = ?1",
            "run" => "SELECT 1 FROM projection_run WHERE run_id = ?1",
            "batch" => "SELECT 1 FROM batch WHERE batch_id = ?1",
            "observation" => "SELECT 1 FROM observation WHERE observation_id = ?1",
            "temperature_profile" => "SELECT 1 FROM temperature_profile WHERE profile_id = ?1",
            "tgc_model" => "SELECT 1 FROM tgc_model WHERE tgc_model_id = ?1",
            "fcr_model" => "SELECT 1 FROM fcr_model WHERE fcr_model_id = ?1",
            "mortality_model" => "SELECT 1 FROM mortality_model WHERE mortality_model_id = ?1",
            "lifecycle" => "SELECT 1 FROM lifecycle WHERE lifecycle_id = ?1",
            "constraints" => "SELECT 1 FROM biological_constraints WHERE constraints_id = ?1",
            _ => return Ok(false),
        };
        Ok(self.connection.prepare_cached(sql)?.exists([record])?)
    }
}
