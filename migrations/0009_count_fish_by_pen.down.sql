-- Only the backup has how many fish came into each pen: they are shared evenly again.
ALTER TABLE batch_pen DROP COLUMN initial_weight_g;
ALTER TABLE batch_pen DROP COLUMN initial_count;
