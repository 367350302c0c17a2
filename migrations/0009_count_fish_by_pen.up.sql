-- Pens that fish came into in different numbers, or at different weights. Where nothing stands, the fish of the batch that no
-- pen counts are shared evenly among the pens that do not say, at the weight of the batch.
ALTER TABLE batch_pen ADD COLUMN initial_count INTEGER CHECK (initial_count >= 0);
ALTER TABLE batch_pen ADD COLUMN initial_weight_g REAL CHECK (initial_weight_g > 0);
