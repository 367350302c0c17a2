-- Only the backup has what was observed.
DROP TRIGGER corrections_stay_with_their_batch;
DROP TRIGGER corrections_are_not_replaced;
DROP TRIGGER corrections_are_only_written;
DROP TABLE observation_correction;
DROP TABLE observation;
ALTER TABLE batch DROP COLUMN notes;
ALTER TABLE batch DROP COLUMN status;
ALTER TABLE batch DROP COLUMN species;
