-- What was observed of batches, with every correction of it; and what a batch is beyond its numbers.
ALTER TABLE batch ADD COLUMN species TEXT NOT NULL DEFAULT '';
ALTER TABLE batch ADD COLUMN status TEXT NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'closed'));
ALTER TABLE batch ADD COLUMN notes TEXT NOT NULL DEFAULT '';

-- One row an observation of any kind; which columns a kind has stands in the program's domain, and the checks below hold it
-- to those without which it says nothing.
CREATE TABLE observation (
    observation_id   INTEGER PRIMARY KEY AUTOINCREMENT,
    batch_id         INTEGER NOT NULL REFERENCES batch ON DELETE CASCADE,
    kind             TEXT NOT NULL CHECK (kind IN ('growth_sample', 'mortality', 'feeding', 'temperature', 'transfer_out',
        'transfer_in', 'treatment', 'harvest')),
    date             TEXT NOT NULL,
    pen              TEXT,
    -- Fish: weighed, dead, moved or harvested.
    fish             INTEGER,
    avg_weight_g     REAL,
    std_deviation_g  REAL,
    avg_length_cm    REAL,
    condition_factor REAL,
    amount_kg        REAL,
    temperature_c    REAL,
    to_pen           TEXT,
    selection_method TEXT CHECK (selection_method IN ('AVERAGE', 'LARGEST', 'SMALLEST')),
    -- The cause of deaths, or what a treatment was.
    words            TEXT NOT NULL,
    recorded_by      TEXT NOT NULL,
    recorded_at      TEXT NOT NULL,
    CHECK (kind <> 'growth_sample' OR avg_weight_g IS NOT NULL),
    CHECK (kind NOT IN ('mortality', 'transfer_out', 'transfer_in', 'harvest') OR fish IS NOT NULL),
    CHECK (kind <> 'feeding' OR amount_kg IS NOT NULL),
    CHECK (kind <> 'temperature' OR temperature_c IS NOT NULL)
) STRICT;

CREATE INDEX observation_by_batch ON observation (batch_id, date);

-- What an observation was before somebody corrected or removed it.
CREATE TABLE observation_correction (
    correction_id  INTEGER PRIMARY KEY AUTOINCREMENT,
    batch_id       INTEGER NOT NULL REFERENCES batch ON DELETE CASCADE,
    observation_id INTEGER NOT NULL,
    corrected_at   TEXT NOT NULL,
    corrected_by   TEXT NOT NULL,
    reason         TEXT NOT NULL,
    before         TEXT NOT NULL CHECK (json_valid(before)),
    -- None if it was removed.
    after          TEXT CHECK (json_valid(after))
) STRICT;

CREATE INDEX observation_correction_by_batch ON observation_correction (batch_id, observation_id);

CREATE TRIGGER corrections_are_only_written BEFORE UPDATE ON observation_correction
BEGIN
    SELECT RAISE(ABORT, 'the history of corrections is only written');
END;

CREATE TRIGGER corrections_are_not_replaced BEFORE INSERT ON observation_correction
WHEN EXISTS (SELECT 1 FROM observation_correction WHERE correction_id = NEW.correction_id)
BEGIN
    SELECT RAISE(ABORT, 'the history of corrections is only written');
END;

CREATE TRIGGER corrections_stay_with_their_batch BEFORE DELETE ON observation_correction
WHEN EXISTS (SELECT 1 FROM batch WHERE batch_id = OLD.batch_id)
BEGIN
    SELECT RAISE(ABORT, 'the history of corrections stays with its batch');
END;
