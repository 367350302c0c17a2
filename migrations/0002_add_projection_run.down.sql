ALTER TABLE scenario DROP COLUMN last_run_number;
DROP TABLE projection_run;
DROP TABLE run_inputs;
