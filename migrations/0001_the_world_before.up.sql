-- The world before projection runs: projections hang off the scenario and are replaced at each run,
-- and a batch is pinned to a scenario, so that what it relies on changes behind its back.

CREATE TABLE lifecycle (
    lifecycle_id INTEGER PRIMARY KEY,
    name         TEXT NOT NULL
) STRICT;

CREATE TABLE lifecycle_stage (
    lifecycle_id        INTEGER NOT NULL REFERENCES lifecycle ON DELETE CASCADE,
    stage_order         INTEGER NOT NULL,
    name                TEXT NOT NULL,
    feeds               INTEGER NOT NULL CHECK (feeds IN (0, 1)),
    water               TEXT NOT NULL CHECK (water IN ('fresh', 'sea')),
    fixed_temperature_c REAL,
    weight_cap_g        REAL,
    PRIMARY KEY (lifecycle_id, stage_order),
    UNIQUE (lifecycle_id, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE temperature_profile (
    profile_id INTEGER PRIMARY KEY,
    name       TEXT NOT NULL
) STRICT;

CREATE TABLE temperature_reading (
    profile_id    INTEGER NOT NULL REFERENCES temperature_profile ON DELETE CASCADE,
    day_number    INTEGER NOT NULL,
    temperature_c REAL NOT NULL,
    PRIMARY KEY (profile_id, day_number)
) STRICT, WITHOUT ROWID;

CREATE TABLE tgc_model (
    tgc_model_id   INTEGER PRIMARY KEY,
    name           TEXT NOT NULL,
    location       TEXT NOT NULL,
    release_period TEXT NOT NULL,
    tgc_value      REAL NOT NULL,
    exponent_n     REAL NOT NULL,
    exponent_m     REAL NOT NULL,
    profile_id     INTEGER NOT NULL REFERENCES temperature_profile
) STRICT;

CREATE TABLE tgc_model_stage (
    tgc_model_id INTEGER NOT NULL REFERENCES tgc_model ON DELETE CASCADE,
    stage        TEXT NOT NULL,
    tgc_value    REAL NOT NULL,
    PRIMARY KEY (tgc_model_id, stage)
) STRICT, WITHOUT ROWID;

CREATE TABLE fcr_model (
    fcr_model_id INTEGER PRIMARY KEY,
    name         TEXT NOT NULL
) STRICT;

CREATE TABLE fcr_model_stage (
    fcr_model_id  INTEGER NOT NULL REFERENCES fcr_model ON DELETE CASCADE,
    position      INTEGER NOT NULL,
    stage         TEXT NOT NULL,
    fcr_value     REAL NOT NULL,
    duration_days INTEGER NOT NULL,
    PRIMARY KEY (fcr_model_id, position),
    UNIQUE (fcr_model_id, stage)
) STRICT, WITHOUT ROWID;

-- The first band that holds a weight counts, so the bands keep their order.
CREATE TABLE fcr_model_stage_override (
    fcr_model_id INTEGER NOT NULL,
    stage        TEXT NOT NULL,
    position     INTEGER NOT NULL,
    min_weight_g REAL NOT NULL,
    max_weight_g REAL NOT NULL,
    fcr_value    REAL NOT NULL,
    PRIMARY KEY (fcr_model_id, stage, position),
    FOREIGN KEY (fcr_model_id, stage) REFERENCES fcr_model_stage (fcr_model_id, stage) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE mortality_model (
    mortality_model_id INTEGER PRIMARY KEY,
    name               TEXT NOT NULL,
    frequency          TEXT NOT NULL CHECK (frequency IN ('daily', 'weekly')),
    rate_percent       REAL NOT NULL
) STRICT;

CREATE TABLE mortality_model_stage (
    mortality_model_id INTEGER NOT NULL REFERENCES mortality_model ON DELETE CASCADE,
    stage              TEXT NOT NULL,
    daily_rate_percent REAL NOT NULL,
    PRIMARY KEY (mortality_model_id, stage)
) STRICT, WITHOUT ROWID;

CREATE TABLE biological_constraints (
    constraints_id INTEGER PRIMARY KEY,
    name           TEXT NOT NULL
) STRICT;

CREATE TABLE stage_constraint (
    constraints_id          INTEGER NOT NULL REFERENCES biological_constraints ON DELETE CASCADE,
    position                INTEGER NOT NULL,
    stage                   TEXT NOT NULL,
    min_weight_g            REAL NOT NULL,
    max_weight_g            REAL NOT NULL,
    min_temperature_c       REAL,
    max_temperature_c       REAL,
    max_freshwater_weight_g REAL,
    typical_duration_days   INTEGER,
    PRIMARY KEY (constraints_id, position),
    UNIQUE (constraints_id, stage)
) STRICT, WITHOUT ROWID;

CREATE TABLE scenario (
    scenario_id        INTEGER PRIMARY KEY AUTOINCREMENT,
    name               TEXT NOT NULL,
    start_date         TEXT NOT NULL,
    duration_days      INTEGER NOT NULL,
    initial_count      INTEGER NOT NULL,
    initial_weight_g   REAL NOT NULL,
    genotype           TEXT NOT NULL,
    supplier           TEXT NOT NULL,
    lifecycle_id       INTEGER NOT NULL REFERENCES lifecycle,
    tgc_model_id       INTEGER NOT NULL REFERENCES tgc_model,
    fcr_model_id       INTEGER NOT NULL REFERENCES fcr_model,
    mortality_model_id INTEGER NOT NULL REFERENCES mortality_model,
    constraints_id     INTEGER REFERENCES biological_constraints,
    created_by         TEXT NOT NULL,
    created_at         TEXT NOT NULL,
    projected_at       TEXT
) STRICT;

CREATE TABLE scenario_model_change (
    scenario_id            INTEGER NOT NULL REFERENCES scenario ON DELETE CASCADE,
    position               INTEGER NOT NULL,
    change_day             INTEGER NOT NULL,
    new_tgc_model_id       INTEGER REFERENCES tgc_model,
    new_fcr_model_id       INTEGER REFERENCES fcr_model,
    new_mortality_model_id INTEGER REFERENCES mortality_model,
    PRIMARY KEY (scenario_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE scenario_projection (
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

CREATE TABLE batch (
    batch_id         INTEGER PRIMARY KEY AUTOINCREMENT,
    batch_number     TEXT NOT NULL UNIQUE,
    start_date       TEXT NOT NULL,
    initial_count    INTEGER NOT NULL,
    initial_weight_g REAL NOT NULL,
    stage            TEXT NOT NULL,
    site             TEXT NOT NULL,
    scenario_id      INTEGER REFERENCES scenario ON DELETE SET NULL,
    pinned_scenario  INTEGER REFERENCES scenario ON DELETE SET NULL
) STRICT;

CREATE TABLE batch_pen (
    batch_id INTEGER NOT NULL REFERENCES batch ON DELETE CASCADE,
    position INTEGER NOT NULL,
    name     TEXT NOT NULL,
    PRIMARY KEY (batch_id, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX scenario_by_tgc_model ON scenario (tgc_model_id);
CREATE INDEX batch_by_scenario ON batch (scenario_id);
