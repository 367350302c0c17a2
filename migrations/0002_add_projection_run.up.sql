-- The projection run: one execution of a scenario, with the inputs that produced it.

-- Runs of the same inputs share one row: the hash of the canonical form is its address.
CREATE TABLE run_inputs (
    inputs_hash TEXT NOT NULL UNIQUE,
    canonical   TEXT NOT NULL
) STRICT;

CREATE TABLE projection_run (
    run_id             INTEGER PRIMARY KEY AUTOINCREMENT,
    scenario_id        INTEGER NOT NULL REFERENCES scenario ON DELETE CASCADE,
    run_number         INTEGER NOT NULL CHECK (run_number >= 1),
    label              TEXT NOT NULL,
    notes              TEXT NOT NULL,
    archived_at        TEXT,
    run_date           TEXT NOT NULL,
    created_by         TEXT NOT NULL,
    origin             TEXT NOT NULL CHECK (origin IN ('computed', 'migrated')),
    engine_version     TEXT NOT NULL,
    -- A run whose inputs were kept says which they were; a migrated one cannot.
    inputs_hash        TEXT REFERENCES run_inputs (inputs_hash) CHECK (inputs_hash IS NOT NULL OR origin <> 'computed'),
    -- What the models were called by number when it was run; they may be gone since.
    tgc_model_id       INTEGER,
    fcr_model_id       INTEGER,
    mortality_model_id INTEGER,
    warnings           TEXT NOT NULL CHECK (json_valid(warnings)),
    total_projections  INTEGER NOT NULL,
    final_weight_g     REAL NOT NULL,
    final_biomass_kg   REAL NOT NULL,
    UNIQUE (scenario_id, run_number)
) STRICT;

CREATE INDEX projection_run_by_date ON projection_run (scenario_id, run_date);
CREATE INDEX projection_run_by_inputs ON projection_run (inputs_hash);

-- Counts up only, so that the number of a deleted run is not given to another.
ALTER TABLE scenario ADD COLUMN last_run_number INTEGER NOT NULL DEFAULT 0;
