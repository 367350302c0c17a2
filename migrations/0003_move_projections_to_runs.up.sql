-- Each scenario with projections gets a run number 1, and its projections move to it.
INSERT INTO projection_run (
    scenario_id, run_number, label, notes, run_date, created_by, origin, engine_version,
    tgc_model_id, fcr_model_id, mortality_model_id, warnings,
    total_projections, final_weight_g, final_biomass_kg
)
SELECT
    s.scenario_id, 1, 'Initial Run', '', coalesce(s.projected_at, s.created_at),
    s.created_by, 'migrated', '',
    s.tgc_model_id, s.fcr_model_id, s.mortality_model_id, '[]',
    (SELECT count(*) FROM scenario_projection AS p WHERE p.scenario_id = s.scenario_id),
    last.average_weight_g, last.biomass_kg
FROM scenario AS s
JOIN scenario_projection AS last ON last.scenario_id = s.scenario_id
WHERE last.day_number = (SELECT max(day_number) FROM scenario_projection AS p WHERE p.scenario_id = s.scenario_id)
ORDER BY s.scenario_id;

UPDATE scenario SET last_run_number = 1
WHERE scenario_id IN (SELECT scenario_id FROM projection_run);

-- Days are written before their run: once the run is there, it is closed over them.
CREATE TABLE projection_of_run (
    run_id             INTEGER NOT NULL
        REFERENCES projection_run ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    day_number         INTEGER NOT NULL,
    projection_date    TEXT NOT NULL,
    average_weight_g   REAL NOT NULL,
    population         REAL NOT NULL,
    biomass_kg         REAL NOT NULL,
    daily_feed_kg      REAL NOT NULL,
    cumulative_feed_kg REAL NOT NULL,
    temperature_c      REAL NOT NULL,
    current_stage      TEXT NOT NULL,
    PRIMARY KEY (run_id, day_number)
) STRICT, WITHOUT ROWID;

INSERT INTO projection_of_run
SELECT
    r.run_id, p.day_number, p.projection_date, p.average_weight_g, p.population, p.biomass_kg,
    p.daily_feed_kg, p.cumulative_feed_kg, p.temperature_c, p.current_stage
FROM scenario_projection AS p
JOIN projection_run AS r ON r.scenario_id = p.scenario_id AND r.run_number = 1
ORDER BY r.run_id, p.day_number;

DROP TABLE scenario_projection;
ALTER TABLE projection_of_run RENAME TO scenario_projection;
ALTER TABLE scenario DROP COLUMN projected_at;
