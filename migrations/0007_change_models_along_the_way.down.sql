-- Schedules, templates and the switch of the constraints go; only the backup has them. Runs keep what they were made from.
DROP TABLE recipe_template;
ALTER TABLE scenario DROP COLUMN warn_outside_constraints;
DROP TABLE mortality_model_schedule;
DROP TABLE tgc_model_schedule;

CREATE TABLE narrower_mortality_model (
    mortality_model_id INTEGER PRIMARY KEY,
    name               TEXT NOT NULL,
    frequency          TEXT NOT NULL CHECK (frequency IN ('daily', 'weekly')),
    rate_percent       REAL NOT NULL
) STRICT;
INSERT INTO narrower_mortality_model
    SELECT mortality_model_id, name, frequency, rate_percent FROM mortality_model WHERE frequency <> 'monthly';

-- A monthly rate r becomes the weekly one that kills as many: 1 - (1 - r)^a with a = 7 days of a month of 365.25/12. SQLite
-- as it is compiled here knows no powers, so the binomial series of (1 - r)^a is summed until its terms are nothing.
WITH RECURSIVE series (mortality_model_id, rate, k, term, total) AS (
    SELECT mortality_model_id, rate_percent / 100.0, 0, 1.0, 1.0 FROM mortality_model WHERE frequency = 'monthly'
    UNION ALL
    SELECT mortality_model_id, rate, k + 1,
        term * rate * (k - 7.0 * 12.0 / 365.25) / (k + 1),
        total + term * rate * (k - 7.0 * 12.0 / 365.25) / (k + 1)
    FROM series WHERE abs(term) > 1e-17 AND k < 5000
)
INSERT INTO narrower_mortality_model
    SELECT m.mortality_model_id, m.name, 'weekly',
        CASE WHEN m.rate_percent >= 100.0 THEN 100.0 ELSE 100.0 * (1.0 - s.total) END
    FROM mortality_model AS m JOIN series AS s USING (mortality_model_id)
    WHERE s.k = (SELECT max(k) FROM series AS last WHERE last.mortality_model_id = m.mortality_model_id);
DROP TABLE mortality_model;
ALTER TABLE narrower_mortality_model RENAME TO mortality_model;
