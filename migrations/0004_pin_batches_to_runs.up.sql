-- A batch is pinned to a run. Each pin of a scenario becomes a pin of that scenario's latest run.
ALTER TABLE batch ADD COLUMN pinned_projection_run_id INTEGER REFERENCES projection_run ON DELETE RESTRICT;

CREATE INDEX batch_by_pinned_run ON batch (pinned_projection_run_id);

UPDATE batch SET pinned_projection_run_id = (
    SELECT r.run_id FROM projection_run AS r
    WHERE r.scenario_id = batch.pinned_scenario ORDER BY r.run_number DESC LIMIT 1
)
WHERE pinned_scenario IS NOT NULL;

-- Who pinned what, when, from where to where, and why. Runs are remembered in words: they may be deleted later.
CREATE TABLE pin_event (
    pin_event_id       INTEGER PRIMARY KEY AUTOINCREMENT,
    batch_id           INTEGER NOT NULL REFERENCES batch ON DELETE CASCADE,
    changed_at         TEXT NOT NULL,
    changed_by         TEXT NOT NULL,
    reason             TEXT NOT NULL,
    from_run_id        INTEGER,
    from_scenario_name TEXT,
    from_run_number    INTEGER,
    from_run_label     TEXT,
    to_run_id          INTEGER,
    to_scenario_name   TEXT,
    to_run_number      INTEGER,
    to_run_label       TEXT,
    -- A pin of a scenario that never ran has no run to go to: kept by name, so that nothing is dropped silently.
    lost_scenario_id   INTEGER,
    lost_scenario_name TEXT
) STRICT;

CREATE INDEX pin_event_by_batch ON pin_event (batch_id, pin_event_id);

INSERT INTO pin_event (
    batch_id, changed_at, changed_by, reason, to_run_id, to_scenario_name, to_run_number, to_run_label,
    lost_scenario_id, lost_scenario_name
)
SELECT
    b.batch_id, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), 'upgrade',
    CASE WHEN r.run_id IS NULL
        THEN 'The pin could not be carried over: the scenario "' || s.name || '" never ran'
        ELSE 'Carried over from the pinned scenario'
    END,
    r.run_id, iif(r.run_id IS NULL, NULL, s.name), r.run_number, r.label,
    iif(r.run_id IS NULL, s.scenario_id, NULL), iif(r.run_id IS NULL, s.name, NULL)
FROM batch AS b
JOIN scenario AS s ON s.scenario_id = b.pinned_scenario
LEFT JOIN projection_run AS r ON r.run_id = b.pinned_projection_run_id
ORDER BY b.batch_id;
