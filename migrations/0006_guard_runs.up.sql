-- Runs are immutable in the database itself, whoever opens it: only label, notes and archiving may change.
--
-- The guards do not lean on foreign keys, which another program may have switched off, and they also stand in the way
-- of REPLACE, which deletes rows without a word to any DELETE trigger. A trigger on the columns of a key does not see
-- the key changed under the name rowid, so keys are watched by their values.

-- Numbers: counted by the runs themselves, upwards, and never given twice.

CREATE TRIGGER run_numbers_are_never_reused BEFORE INSERT ON projection_run
WHEN NEW.run_number <= (SELECT last_run_number FROM scenario WHERE scenario_id = NEW.scenario_id)
    OR NEW.run_id BETWEEN 1 AND (SELECT seq FROM sqlite_sequence WHERE name = 'projection_run')
    OR EXISTS (SELECT 1 FROM projection_run WHERE run_id = NEW.run_id)
BEGIN
    SELECT RAISE(ABORT, 'the number of a run is never given twice');
END;

CREATE TRIGGER run_numbers_are_counted AFTER INSERT ON projection_run
BEGIN
    UPDATE scenario SET last_run_number = NEW.run_number WHERE scenario_id = NEW.scenario_id;
END;

CREATE TRIGGER run_numbers_count_up_only BEFORE UPDATE OF last_run_number ON scenario
WHEN NEW.last_run_number < OLD.last_run_number
    OR NEW.last_run_number IS NOT
        (SELECT max(run_number) FROM projection_run WHERE scenario_id = NEW.scenario_id)
BEGIN
    SELECT RAISE(ABORT, 'the number of a run is never given twice');
END;

-- A run, from the moment that it is there.

CREATE TRIGGER runs_have_all_their_days AFTER INSERT ON projection_run
WHEN NEW.total_projections IS NOT (SELECT count(*) FROM scenario_projection WHERE run_id = NEW.run_id)
BEGIN
    SELECT RAISE(ABORT, 'a projection run is stored with all of its days or not at all');
END;

CREATE TRIGGER runs_do_not_change BEFORE UPDATE OF
    run_id, scenario_id, run_number, run_date, created_by, origin, engine_version, inputs_hash, tgc_model_id,
    fcr_model_id, mortality_model_id, warnings, total_projections, final_weight_g, final_biomass_kg
ON projection_run
BEGIN
    SELECT RAISE(ABORT, 'a projection run does not change: only its label, its notes and its archiving may');
END;

CREATE TRIGGER runs_keep_their_key BEFORE UPDATE ON projection_run
WHEN NEW.run_id IS NOT OLD.run_id
BEGIN
    SELECT RAISE(ABORT, 'a projection run does not change: only its label, its notes and its archiving may');
END;

CREATE TRIGGER pinned_runs_stay BEFORE DELETE ON projection_run
WHEN EXISTS (SELECT 1 FROM batch WHERE pinned_projection_run_id = OLD.run_id)
BEGIN
    SELECT RAISE(ABORT, 'batches are pinned to this projection run');
END;

CREATE TRIGGER runs_take_days_and_inputs_along AFTER DELETE ON projection_run
BEGIN
    DELETE FROM scenario_projection WHERE run_id = OLD.run_id;
    DELETE FROM run_inputs WHERE inputs_hash = OLD.inputs_hash
        AND NOT EXISTS (SELECT 1 FROM projection_run WHERE inputs_hash = OLD.inputs_hash);
END;

CREATE TRIGGER no_day_joins_a_run BEFORE INSERT ON scenario_projection
WHEN EXISTS (SELECT 1 FROM projection_run WHERE run_id = NEW.run_id)
BEGIN
    SELECT RAISE(ABORT, 'a projection run does not change: no day can be added to it');
END;

CREATE TRIGGER no_day_changes BEFORE UPDATE ON scenario_projection
BEGIN
    SELECT RAISE(ABORT, 'a projection run does not change: its days stay as they are');
END;

-- When a run is deleted its row goes first and takes its days along.
CREATE TRIGGER no_day_leaves_a_run BEFORE DELETE ON scenario_projection
WHEN EXISTS (SELECT 1 FROM projection_run WHERE run_id = OLD.run_id)
BEGIN
    SELECT RAISE(ABORT, 'a projection run does not change: no day can be taken from it');
END;

-- The inputs of runs.

CREATE TRIGGER inputs_do_not_change BEFORE UPDATE ON run_inputs
BEGIN
    SELECT RAISE(ABORT, 'the inputs of a projection run do not change');
END;

CREATE TRIGGER inputs_are_not_replaced BEFORE INSERT ON run_inputs
WHEN EXISTS (
    SELECT 1 FROM run_inputs WHERE inputs_hash = NEW.inputs_hash AND canonical IS NOT NEW.canonical
)
BEGIN
    SELECT RAISE(ABORT, 'the inputs of a projection run do not change');
END;

CREATE TRIGGER inputs_stay_with_their_runs BEFORE DELETE ON run_inputs
WHEN EXISTS (SELECT 1 FROM projection_run WHERE inputs_hash = OLD.inputs_hash)
BEGIN
    SELECT RAISE(ABORT, 'the inputs of a projection run do not change');
END;

-- The scenario that runs hang off.

CREATE TRIGGER scenarios_are_not_replaced BEFORE INSERT ON scenario
WHEN NEW.scenario_id BETWEEN 1 AND (SELECT seq FROM sqlite_sequence WHERE name = 'scenario')
    OR EXISTS (SELECT 1 FROM scenario WHERE scenario_id = NEW.scenario_id)
BEGIN
    SELECT RAISE(ABORT, 'the number of a scenario is never given twice');
END;

CREATE TRIGGER scenarios_keep_their_key BEFORE UPDATE ON scenario
WHEN NEW.scenario_id IS NOT OLD.scenario_id
BEGIN
    SELECT RAISE(ABORT, 'a scenario keeps its number: runs hang off it');
END;

CREATE TRIGGER scenarios_with_pinned_runs_stay BEFORE DELETE ON scenario
WHEN EXISTS (
    SELECT 1 FROM projection_run AS r JOIN batch AS b ON b.pinned_projection_run_id = r.run_id
    WHERE r.scenario_id = OLD.scenario_id
)
BEGIN
    SELECT RAISE(ABORT, 'batches are pinned to projection runs of this scenario');
END;

CREATE TRIGGER scenarios_take_their_runs_along AFTER DELETE ON scenario
BEGIN
    DELETE FROM projection_run WHERE scenario_id = OLD.scenario_id;
END;

-- The history of pins, which is only written. It goes when its batch goes.

CREATE TRIGGER pin_history_is_only_written BEFORE UPDATE ON pin_event
BEGIN
    SELECT RAISE(ABORT, 'the history of pins does not change');
END;

CREATE TRIGGER pin_history_is_not_replaced BEFORE INSERT ON pin_event
WHEN EXISTS (SELECT 1 FROM pin_event WHERE pin_event_id = NEW.pin_event_id)
BEGIN
    SELECT RAISE(ABORT, 'the history of pins does not change');
END;

CREATE TRIGGER pin_history_stays_with_its_batch BEFORE DELETE ON pin_event
WHEN EXISTS (SELECT 1 FROM batch WHERE batch_id = OLD.batch_id)
BEGIN
    SELECT RAISE(ABORT, 'the history of pins does not change');
END;

CREATE TRIGGER batches_are_not_replaced BEFORE INSERT ON batch
WHEN EXISTS (SELECT 1 FROM batch WHERE batch_id = NEW.batch_id OR batch_number = NEW.batch_number)
BEGIN
    SELECT RAISE(ABORT, 'there is a batch of this number already');
END;

CREATE TRIGGER batches_keep_their_key BEFORE UPDATE ON batch
WHEN NEW.batch_id IS NOT OLD.batch_id
BEGIN
    SELECT RAISE(ABORT, 'a batch keeps its number: its history of pins hangs off it');
END;

CREATE TRIGGER batches_do_not_push_others_out BEFORE UPDATE OF batch_number ON batch
WHEN EXISTS (SELECT 1 FROM batch WHERE batch_number = NEW.batch_number AND batch_id <> OLD.batch_id)
BEGIN
    SELECT RAISE(ABORT, 'there is a batch of this number already');
END;

-- A run that does not exist cannot be pinned, whether foreign keys are watched or not.

CREATE TRIGGER pins_hold_a_run BEFORE UPDATE OF pinned_projection_run_id ON batch
WHEN NEW.pinned_projection_run_id IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM projection_run WHERE run_id = NEW.pinned_projection_run_id)
BEGIN
    SELECT RAISE(ABORT, 'there is no such projection run to pin to');
END;
