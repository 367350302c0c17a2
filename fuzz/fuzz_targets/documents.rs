//! JSON documents: scenarios, models, batches, templates, observations, snapshots.
#![no_main]
salmon_run_fuzz::target!(salmon_run_fuzz::readers::documents);
