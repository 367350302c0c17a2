//! Which models there are, who uses them, and deleting those that nobody does.
use std::collections::HashSet;

use super::Tx;
use super::models::no_model;
use crate::domain::fault::Outcome;
use crate::domain::lifecycle::LifecycleStage;
use crate::domain::plan::{ModelKind, ModelRow};

impl Tx<'_> {
    /// The models of a kind, by name.
    pub fn models(&self, kind: ModelKind) -> Outcome<Vec<ModelRow>> {
        let sql = match kind {
            ModelKind::Temperature => {
                "SELECT p.profile_id, p.name,
                    (SELECT count(*) || ' readings, days ' || min(day_number) || ' to ' || max(day_number)
                        FROM temperature_reading AS r WHERE r.profile_id = p.profile_id),
                    (SELECT count(*) FROM scenario AS s WHERE EXISTS (SELECT 1 FROM tgc_model AS m
                        WHERE m.profile_id = p.profile_id AND (m.tgc_model_id = s.tgc_model_id
                            OR EXISTS (SELECT 1 FROM scenario_model_change AS c
                                WHERE c.scenario_id = s.scenario_id AND c.new_tgc_model_id = m.tgc_model_id)))),
                    (SELECT count(*) FROM tgc_model AS m WHERE m.profile_id = p.profile_id)
                 FROM temperature_profile AS p ORDER BY p.name COLLATE NOCASE, p.profile_id"
            }
            ModelKind::Tgc => {
                "SELECT m.tgc_model_id, m.name, m.tgc_value || ' · ' || p.name,
                    (SELECT count(*) FROM scenario AS s WHERE s.tgc_model_id = m.tgc_model_id
                        OR EXISTS (SELECT 1 FROM scenario_model_change AS c
                            WHERE c.scenario_id = s.scenario_id AND c.new_tgc_model_id = m.tgc_model_id)),
                    0
                 FROM tgc_model AS m JOIN temperature_profile AS p USING (profile_id)
                 ORDER BY m.name COLLATE NOCASE, m.tgc_model_id"
            }
            ModelKind::Fcr => {
                "SELECT m.fcr_model_id, m.name,
                    coalesce((SELECT group_concat(stage || ' ' || fcr_value, ', ') FROM fcr_model_stage AS t
                        WHERE t.fcr_model_id = m.fcr_model_id), ''),
                    (SELECT count(*) FROM scenario AS s WHERE s.fcr_model_id = m.fcr_model_id
                        OR EXISTS (SELECT 1 FROM scenario_model_change AS c
                            WHERE c.scenario_id = s.scenario_id AND c.new_fcr_model_id = m.fcr_model_id)),
                    0
                 FROM fcr_model AS m ORDER BY m.name COLLATE NOCASE, m.fcr_model_id"
            }
            ModelKind::Mortality => {
                "SELECT m.mortality_model_id, m.name, m.rate_percent || ' % ' || m.frequency,
                    (SELECT count(*) FROM scenario AS s WHERE s.mortality_model_id = m.mortality_model_id
                        OR EXISTS (SELECT 1 FROM scenario_model_change AS c
                            WHERE c.scenario_id = s.scenario_id
                                AND c.new_mortality_model_id = m.mortality_model_id)),
                    0
                 FROM mortality_model AS m ORDER BY m.name COLLATE NOCASE, m.mortality_model_id"
            }
        };
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map([], |row| {
            Ok(ModelRow {
                id: row.get(0)?,
                name: row.get(1)?,
                gist: row.get::<_, Option<String>>(2)?.unwrap_or_default(),
                used_by: row.get(3)?,
                used_by_tgc_models: row.get(4)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Who uses a model, in words: the scenarios by their names, and the TGC models that read a profile.
    pub fn users_of_model(&self, kind: ModelKind, id: i64) -> Outcome<Vec<String>> {
        let sql = match kind {
            ModelKind::Temperature => {
                "SELECT 'TGC model ' || tgc_model_id || ' \"' || name || '\"' FROM tgc_model
                 WHERE profile_id = ?1 ORDER BY tgc_model_id"
            }
            ModelKind::Tgc => {
                "SELECT 'scenario ' || scenario_id || ' \"' || name || '\"' FROM scenario AS s
                 WHERE tgc_model_id = ?1 OR EXISTS (SELECT 1 FROM scenario_model_change AS c
                    WHERE c.scenario_id = s.scenario_id AND c.new_tgc_model_id = ?1) ORDER BY scenario_id"
            }
            ModelKind::Fcr => {
                "SELECT 'scenario ' || scenario_id || ' \"' || name || '\"' FROM scenario AS s
                 WHERE fcr_model_id = ?1 OR EXISTS (SELECT 1 FROM scenario_model_change AS c
                    WHERE c.scenario_id = s.scenario_id AND c.new_fcr_model_id = ?1) ORDER BY scenario_id"
            }
            ModelKind::Mortality => {
                "SELECT 'scenario ' || scenario_id || ' \"' || name || '\"' FROM scenario AS s
                 WHERE mortality_model_id = ?1 OR EXISTS (SELECT 1 FROM scenario_model_change AS c
                    WHERE c.scenario_id = s.scenario_id AND c.new_mortality_model_id = ?1) ORDER BY scenario_id"
            }
        };
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut users: Vec<String> =
            statement.query_map([id], |row| row.get(0))?.collect::<Result<_, _>>()?;
        if kind == ModelKind::Temperature {
            // What a TGC model reads is what its scenarios read.
            for model in
                self.ids("SELECT tgc_model_id FROM tgc_model WHERE profile_id = ?1 ORDER BY 1", id)?
            {
                users.extend(self.users_of_model(ModelKind::Tgc, model)?);
            }
            let mut seen = HashSet::new();
            users.retain(|user| seen.insert(user.clone()));
        }
        Ok(users)
    }

    /// Deletes a model. One that is used makes the file refuse it.
    pub fn delete_model(&self, kind: ModelKind, id: i64) -> Outcome<()> {
        let sql = match kind {
            ModelKind::Temperature => "DELETE FROM temperature_profile WHERE profile_id = ?1",
            ModelKind::Tgc => "DELETE FROM tgc_model WHERE tgc_model_id = ?1",
            ModelKind::Fcr => "DELETE FROM fcr_model WHERE fcr_model_id = ?1",
            ModelKind::Mortality => "DELETE FROM mortality_model WHERE mortality_model_id = ?1",
        };
        let gone = self.connection.prepare_cached(sql)?.execute([id])?;
        if gone == 0 { Err(no_model(kind, id)) } else { Ok(()) }
    }

    /// The stages of every lifecycle in the file, each name once.
    pub fn known_stages(&self) -> Outcome<Vec<LifecycleStage>> {
        let mut known: Vec<LifecycleStage> = Vec::new();
        for id in self.ids("SELECT lifecycle_id FROM lifecycle WHERE ?1 = ?1 ORDER BY 1", 0)? {
            for stage in self.lifecycle(id)? {
                if known.iter().all(|other| other.name != stage.name) {
                    known.push(stage);
                }
            }
        }
        Ok(known)
    }
}
