//! Changes of a farm file, which is opened, looked at everywhere and changed.
#![no_main]
salmon_run_fuzz::target!(salmon_run_fuzz::farm_file);
