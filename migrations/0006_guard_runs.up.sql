-- Runs are immutable in the database itself, whoever opens it: only label, notes and archiving may change.

CREATE TRIGGER run_numbers_are_never_reused BEFORE INSERT ON projection_run
WHEN NEW.run_number <= (SELECT last_run_number FROM scenario WHERE scenario_id = NEW.scenario_id)
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
BEGIN
    SELECT RAISE(ABORT, 'the number of a run is never given twice');
END;

CREATE TRIGGER runs_do_not_change BEFORE UPDATE OF
    run_id, scenario_id, run_number, run_date, created_by, origin, engine_version, inputs_hash, tgc_model_id,
    fcr_model_id, mortality_model_id, warnings, total_projections, final_weight_g, final_biomass_kg
ON projection_run
BEGIN
    SELECT RAISE(ABORT, 'a projection run does not change: only its label, its notes and its archiving may');
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

CREATE TRIGGER inputs_do_not_change BEFORE UPDATE ON run_inputs
BEGIN
    SELECT RAISE(ABORT, 'the inputs of a projection run do not change');
END;

CREATE TRIGGER pin_history_is_only_written BEFORE UPDATE ON pin_event
BEGIN
    SELECT RAISE(ABORT, 'the history of pins does not change');
END;
