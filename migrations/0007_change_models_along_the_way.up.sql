-- TGC and mortality may change along a scenario, as planners give them by month in sea; a mortality rate may hold for a
-- month; a scenario may warn where a run leaves its constraints; recipes are kept as templates.

CREATE TABLE tgc_model_schedule (
    tgc_model_id INTEGER NOT NULL REFERENCES tgc_model ON DELETE CASCADE,
    from_day     INTEGER NOT NULL,
    tgc_value    REAL NOT NULL,
    PRIMARY KEY (tgc_model_id, from_day)
) STRICT, WITHOUT ROWID;

CREATE TABLE mortality_model_schedule (
    mortality_model_id INTEGER NOT NULL REFERENCES mortality_model ON DELETE CASCADE,
    from_day           INTEGER NOT NULL,
    daily_rate_percent REAL NOT NULL,
    PRIMARY KEY (mortality_model_id, from_day)
) STRICT, WITHOUT ROWID;

-- A check cannot be widened in place.
CREATE TABLE wider_mortality_model (
    mortality_model_id INTEGER PRIMARY KEY,
    name               TEXT NOT NULL,
    frequency          TEXT NOT NULL CHECK (frequency IN ('daily', 'weekly', 'monthly')),
    rate_percent       REAL NOT NULL
) STRICT;
INSERT INTO wider_mortality_model SELECT mortality_model_id, name, frequency, rate_percent FROM mortality_model;
DROP TABLE mortality_model;
ALTER TABLE wider_mortality_model RENAME TO mortality_model;

ALTER TABLE scenario ADD COLUMN warn_outside_constraints INTEGER NOT NULL DEFAULT 0
    CHECK (warn_outside_constraints IN (0, 1));

CREATE TABLE recipe_template (
    template_id INTEGER PRIMARY KEY,
    name        TEXT NOT NULL UNIQUE,
    description TEXT NOT NULL,
    document    TEXT NOT NULL CHECK (json_valid(document)),
    created_by  TEXT NOT NULL,
    created_at  TEXT NOT NULL
) STRICT;
