//! Which parts of recipes there are, who uses them, and deleting those that nobody does.
use super::models::no_part;
use super::{Tx, kind_of_part};
use crate::domain::fault::Outcome;
use crate::domain::ids::{RunId, ScenarioId, TgcModelId};
use crate::domain::lifecycle::LifecycleStage;
use crate::domain::plan::ModelRow;
use crate::domain::recipe::{PartKey, PartKind, PartUsers, RunMadeFrom};

impl Tx<'_> {
    /// The parts of a kind, by name.
    pub fn models(&self, kind: impl Into<PartKind>) -> Outcome<Vec<ModelRow>> {
        let sql = match kind.into() {
            PartKind::Temperature => {
                "SELECT p.profile_id, p.name,
                    (SELECT count(*) || ' readings, days ' || min(day_number) || ' to ' || max(day_number)
                        FROM temperature_reading AS r WHERE r.profile_id = p.profile_id),
                    (SELECT count(*) FROM scenario AS s WHERE EXISTS (SELECT 1 FROM tgc_model AS m
                        WHERE m.profile_id = p.profile_id AND (m.tgc_model_id = s.tgc_model_id
                            OR EXISTS (SELECT 1 FROM scenario_model_change AS c
                                WHERE c.scenario_id = s.scenario_id AND c.new_tgc_model_id = m.tgc_model_id)))),
                    (SELECT count(*) FROM tgc_model AS m WHERE m.profile_id = p.profile_id),
                    coalesce((SELECT sum(runs) FROM tgc_model AS m
                        JOIN (SELECT tgc_model_id, count(*) AS runs FROM projection_run GROUP BY 1) USING (tgc_model_id)
                        WHERE m.profile_id = p.profile_id), 0)
                 FROM temperature_profile AS p ORDER BY p.name COLLATE NOCASE, p.profile_id"
            }
            PartKind::Tgc => {
                "SELECT m.tgc_model_id, m.name, m.tgc_value || coalesce((SELECT ', ' || count(*) || ' by day'
                        FROM tgc_model_schedule AS t WHERE t.tgc_model_id = m.tgc_model_id HAVING count(*) > 0), '')
                        || ' · ' || p.name,
                    (SELECT count(*) FROM scenario AS s WHERE s.tgc_model_id = m.tgc_model_id
                        OR EXISTS (SELECT 1 FROM scenario_model_change AS c
                            WHERE c.scenario_id = s.scenario_id AND c.new_tgc_model_id = m.tgc_model_id)),
                    0,
                    coalesce(used.runs, 0)
                 FROM tgc_model AS m JOIN temperature_profile AS p USING (profile_id)
                 LEFT JOIN (SELECT tgc_model_id, count(*) AS runs FROM projection_run GROUP BY 1) AS used
                    USING (tgc_model_id)
                 ORDER BY m.name COLLATE NOCASE, m.tgc_model_id"
            }
            PartKind::Fcr => {
                "SELECT m.fcr_model_id, m.name,
                    coalesce((SELECT group_concat(stage || ' ' || fcr_value, ', ') FROM fcr_model_stage AS t
                        WHERE t.fcr_model_id = m.fcr_model_id), ''),
                    (SELECT count(*) FROM scenario AS s WHERE s.fcr_model_id = m.fcr_model_id
                        OR EXISTS (SELECT 1 FROM scenario_model_change AS c
                            WHERE c.scenario_id = s.scenario_id AND c.new_fcr_model_id = m.fcr_model_id)),
                    0,
                    coalesce(used.runs, 0)
                 FROM fcr_model AS m
                 LEFT JOIN (SELECT fcr_model_id, count(*) AS runs FROM projection_run GROUP BY 1) AS used
                    USING (fcr_model_id)
                 ORDER BY m.name COLLATE NOCASE, m.fcr_model_id"
            }
            PartKind::Mortality => {
                "SELECT m.mortality_model_id, m.name, m.rate_percent || ' % ' || m.frequency
                        || coalesce((SELECT ', ' || count(*) || ' by day' FROM mortality_model_schedule AS t
                            WHERE t.mortality_model_id = m.mortality_model_id HAVING count(*) > 0), ''),
                    (SELECT count(*) FROM scenario AS s WHERE s.mortality_model_id = m.mortality_model_id
                        OR EXISTS (SELECT 1 FROM scenario_model_change AS c
                            WHERE c.scenario_id = s.scenario_id
                                AND c.new_mortality_model_id = m.mortality_model_id)),
                    0,
                    coalesce(used.runs, 0)
                 FROM mortality_model AS m
                 LEFT JOIN (SELECT mortality_model_id, count(*) AS runs FROM projection_run GROUP BY 1) AS used
                    USING (mortality_model_id)
                 ORDER BY m.name COLLATE NOCASE, m.mortality_model_id"
            }
            PartKind::Lifecycle => {
                "SELECT m.lifecycle_id, m.name,
                    (SELECT group_concat(name, ', ' ORDER BY stage_order) FROM lifecycle_stage AS t
                        WHERE t.lifecycle_id = m.lifecycle_id),
                    (SELECT count(*) FROM scenario AS s WHERE s.lifecycle_id = m.lifecycle_id), 0, 0
                 FROM lifecycle AS m ORDER BY m.name COLLATE NOCASE, m.lifecycle_id"
            }
            PartKind::Constraints => {
                "SELECT m.constraints_id, m.name,
                    (SELECT group_concat(stage, ', ' ORDER BY position) FROM stage_constraint AS t
                        WHERE t.constraints_id = m.constraints_id),
                    (SELECT count(*) FROM scenario AS s WHERE s.constraints_id = m.constraints_id), 0, 0
                 FROM biological_constraints AS m ORDER BY m.name COLLATE NOCASE, m.constraints_id"
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
                used_by_runs: row.get(5)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Who uses a part.
    pub fn part_users(&self, key: PartKey) -> Outcome<PartUsers> {
        let scenarios = match key.kind {
            PartKind::Temperature => {
                "SELECT scenario_id, name FROM scenario AS s WHERE EXISTS (SELECT 1 FROM tgc_model AS m
                    WHERE m.profile_id = ?1 AND (m.tgc_model_id = s.tgc_model_id
                        OR EXISTS (SELECT 1 FROM scenario_model_change AS c
                            WHERE c.scenario_id = s.scenario_id AND c.new_tgc_model_id = m.tgc_model_id)))
                 ORDER BY scenario_id"
            }
            PartKind::Tgc => {
                "SELECT scenario_id, name FROM scenario AS s
                 WHERE tgc_model_id = ?1 OR EXISTS (SELECT 1 FROM scenario_model_change AS c
                    WHERE c.scenario_id = s.scenario_id AND c.new_tgc_model_id = ?1) ORDER BY scenario_id"
            }
            PartKind::Fcr => {
                "SELECT scenario_id, name FROM scenario AS s
                 WHERE fcr_model_id = ?1 OR EXISTS (SELECT 1 FROM scenario_model_change AS c
                    WHERE c.scenario_id = s.scenario_id AND c.new_fcr_model_id = ?1) ORDER BY scenario_id"
            }
            PartKind::Mortality => {
                "SELECT scenario_id, name FROM scenario AS s
                 WHERE mortality_model_id = ?1 OR EXISTS (SELECT 1 FROM scenario_model_change AS c
                    WHERE c.scenario_id = s.scenario_id AND c.new_mortality_model_id = ?1) ORDER BY scenario_id"
            }
            PartKind::Lifecycle => {
                "SELECT scenario_id, name FROM scenario WHERE lifecycle_id = ?1 ORDER BY scenario_id"
            }
            PartKind::Constraints => {
                "SELECT scenario_id, name FROM scenario WHERE constraints_id = ?1 ORDER BY scenario_id"
            }
        };
        let scenarios = self
            .connection
            .prepare_cached(scenarios)?
            .query_map([key.id], |row| Ok((ScenarioId(row.get(0)?), row.get(1)?)))?
            .collect::<Result<_, _>>()?;
        let tgc_models = match key.kind {
            PartKind::Temperature => self
                .connection
                .prepare_cached("SELECT tgc_model_id, name FROM tgc_model WHERE profile_id = ?1 ORDER BY 1")?
                .query_map([key.id], |row| Ok((TgcModelId(row.get(0)?), row.get(1)?)))?
                .collect::<Result<_, _>>()?,
            _ => Vec::new(),
        };
        Ok(PartUsers { scenarios, tgc_models, runs: self.runs_made_from(key)? })
    }

    /// The runs that were made from a part, newest first.
    fn runs_made_from(&self, key: PartKey) -> Outcome<Vec<RunMadeFrom>> {
        let sql = match key.kind {
            PartKind::Temperature => {
                "SELECT run_id, run_number, s.name FROM projection_run AS r JOIN scenario AS s USING (scenario_id)
                 WHERE r.tgc_model_id IN (SELECT tgc_model_id FROM tgc_model WHERE profile_id = ?1)
                 ORDER BY run_id DESC"
            }
            PartKind::Tgc => {
                "SELECT run_id, run_number, s.name FROM projection_run AS r JOIN scenario AS s USING (scenario_id)
                 WHERE r.tgc_model_id = ?1 ORDER BY run_id DESC"
            }
            PartKind::Fcr => {
                "SELECT run_id, run_number, s.name FROM projection_run AS r JOIN scenario AS s USING (scenario_id)
                 WHERE r.fcr_model_id = ?1 ORDER BY run_id DESC"
            }
            PartKind::Mortality => {
                "SELECT run_id, run_number, s.name FROM projection_run AS r JOIN scenario AS s USING (scenario_id)
                 WHERE r.mortality_model_id = ?1 ORDER BY run_id DESC"
            }
            PartKind::Lifecycle | PartKind::Constraints => return Ok(Vec::new()),
        };
        let mut statement = self.connection.prepare_cached(sql)?;
        let runs = statement.query_map([key.id], |row| {
            Ok(RunMadeFrom {
                run_id: RunId(row.get(0)?),
                run_number: row.get(1)?,
                scenario_name: row.get(2)?,
            })
        })?;
        Ok(runs.collect::<Result<_, _>>()?)
    }

    /// Deletes a part. One that is used makes the file refuse it.
    pub fn delete_part(&self, key: PartKey) -> Outcome<()> {
        let sql = match key.kind {
            PartKind::Temperature => "DELETE FROM temperature_profile WHERE profile_id = ?1",
            PartKind::Tgc => "DELETE FROM tgc_model WHERE tgc_model_id = ?1",
            PartKind::Fcr => "DELETE FROM fcr_model WHERE fcr_model_id = ?1",
            PartKind::Mortality => "DELETE FROM mortality_model WHERE mortality_model_id = ?1",
            PartKind::Lifecycle => "DELETE FROM lifecycle WHERE lifecycle_id = ?1",
            PartKind::Constraints => "DELETE FROM biological_constraints WHERE constraints_id = ?1",
        };
        let gone = self.connection.prepare_cached(sql)?.execute([key.id])?;
        if gone == 0 {
            return Err(no_part(key));
        }
        self.forget_identities(kind_of_part(key.kind), key.id)
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
