-- The scenario of the pinned run is pinned again; a pin that an upgrade could not carry over comes back as it was.
ALTER TABLE batch ADD COLUMN pinned_scenario INTEGER REFERENCES scenario ON DELETE SET NULL;

UPDATE batch SET pinned_scenario = (
    SELECT r.scenario_id FROM projection_run AS r WHERE r.run_id = batch.pinned_projection_run_id
);

UPDATE batch SET pinned_scenario = (
    SELECT e.lost_scenario_id FROM pin_event AS e
    JOIN scenario AS s ON s.scenario_id = e.lost_scenario_id
    WHERE e.batch_id = batch.batch_id ORDER BY e.pin_event_id DESC LIMIT 1
)
WHERE pinned_projection_run_id IS NULL
  AND (SELECT e.lost_scenario_id FROM pin_event AS e
       WHERE e.batch_id = batch.batch_id ORDER BY e.pin_event_id DESC LIMIT 1) IS NOT NULL;
