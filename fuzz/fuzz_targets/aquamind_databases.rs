//! Changes of AquaMind's databases, which are merged into a farm on trial.
#![no_main]
salmon_run_fuzz::target!(salmon_run_fuzz::arriving::database);
