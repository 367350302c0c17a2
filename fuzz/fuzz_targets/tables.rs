//! Tables of temperatures, models, observations and batches: CSV, or a workbook with its checksums.
#![no_main]
salmon_run_fuzz::target!(salmon_run_fuzz::readers::tables);
