-- From here on a batch knows no pinned scenario.
ALTER TABLE batch DROP COLUMN pinned_scenario;
