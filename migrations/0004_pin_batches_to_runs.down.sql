DROP TABLE pin_event;
DROP INDEX batch_by_pinned_run;
ALTER TABLE batch DROP COLUMN pinned_projection_run_id;
