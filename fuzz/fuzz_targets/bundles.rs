//! Bundles, or the document that is in one, merged into a farm on trial.
#![no_main]
salmon_run_fuzz::target!(salmon_run_fuzz::arriving::bundle);
