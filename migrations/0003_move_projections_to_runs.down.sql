-- Back under the scenario: a scenario holds one set of projections, so its latest run's are the ones that stay.
ALTER TABLE scenario ADD COLUMN projected_at TEXT;

UPDATE scenario SET projected_at = (
    SELECT r.run_date FROM projection_run AS r
    WHERE r.scenario_id = scenario.scenario_id ORDER BY r.run_number DESC LIMIT 1
);

CREATE TABLE projection_of_scenario (
    scenario_id        INTEGER NOT NULL REFERENCES scenario ON DELETE CASCADE,
    day_number         INTEGER NOT NULL,
    projection_date    TEXT NOT NULL,
    average_weight_g   REAL NOT NULL,
    population         REAL NOT NULL,
    biomass_kg         REAL NOT NULL,
    daily_feed_kg      REAL NOT NULL,
    cumulative_feed_kg REAL NOT NULL,
    temperature_c      REAL NOT NULL,
    current_stage      TEXT NOT NULL,
    PRIMARY KEY (scenario_id, day_number)
) STRICT, WITHOUT ROWID;

INSERT INTO projection_of_scenario
SELECT
    r.scenario_id, p.day_number, p.projection_date, p.average_weight_g, p.population, p.biomass_kg,
    p.daily_feed_kg, p.cumulative_feed_kg, p.temperature_c, p.current_stage
FROM scenario_projection AS p
JOIN projection_run AS r ON r.run_id = p.run_id
WHERE r.run_number = (SELECT max(run_number) FROM projection_run AS o WHERE o.scenario_id = r.scenario_id)
ORDER BY r.scenario_id, p.day_number;

DROP TABLE scenario_projection;
ALTER TABLE projection_of_scenario RENAME TO scenario_projection;

UPDATE scenario SET last_run_number = 0;
DELETE FROM projection_run;
DELETE FROM run_inputs;
DELETE FROM sqlite_sequence WHERE name = 'projection_run';
