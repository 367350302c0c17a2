//! Which days of which batches this connection has written observations of.
//!
//! SQLite tells a connection that another one has changed the file, and nothing of its own changes. These are noted by the
//! connection itself, in memory, whatever statement makes them: no writer has to think of it, and what is rolled back is not noted.
use chrono::NaiveDate;
use rusqlite::Connection;
use std::collections::BTreeSet;

use super::Tx;
use crate::domain::fault::Outcome;
use crate::domain::ids::BatchId;

const WATCH: &str = "
    PRAGMA temp_store = MEMORY;
    CREATE TEMP TABLE touched_day (
        touch    INTEGER PRIMARY KEY,
        batch_id INTEGER NOT NULL,
        date     TEXT NOT NULL,
        UNIQUE (batch_id, date)
    );
    CREATE TEMP TRIGGER observation_is_recorded AFTER INSERT ON main.observation BEGIN
        REPLACE INTO touched_day (batch_id, date) VALUES (NEW.batch_id, NEW.date);
    END;
    CREATE TEMP TRIGGER observation_is_corrected AFTER UPDATE ON main.observation BEGIN
        REPLACE INTO touched_day (batch_id, date) VALUES (OLD.batch_id, OLD.date);
        REPLACE INTO touched_day (batch_id, date) VALUES (NEW.batch_id, NEW.date);
    END;
    CREATE TEMP TRIGGER observation_is_removed AFTER DELETE ON main.observation BEGIN
        REPLACE INTO touched_day (batch_id, date) VALUES (OLD.batch_id, OLD.date);
    END;";

/// From now on notes what this connection changes.
pub(super) fn watch(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch(WATCH)
}

impl Tx<'_> {
    /// A number that changes whenever another connection has changed the file.
    pub fn data_version(&self) -> Outcome<i64> {
        Ok(self.connection.pragma_query_value(None, "data_version", |row| row.get(0))?)
    }

    /// The last touch of all; those that come later have larger numbers.
    pub fn last_touch(&self) -> Outcome<i64> {
        let sql = "SELECT coalesce(max(touch), 0) FROM temp.touched_day";
        Ok(self.connection.prepare_cached(sql)?.query_row([], |row| row.get(0))?)
    }

    /// The days of a batch that this connection has written observations of since a touch.
    pub fn days_touched_since(&self, touch: i64, batch: BatchId) -> Outcome<BTreeSet<NaiveDate>> {
        let sql = "SELECT date FROM temp.touched_day WHERE batch_id = ?1 AND touch > ?2";
        let mut statement = self.connection.prepare_cached(sql)?;
        let days = statement.query_map([batch.0, touch], |row| row.get(0))?;
        Ok(days.collect::<Result<_, _>>()?)
    }
}
