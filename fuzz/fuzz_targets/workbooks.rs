//! What is within a workbook: a sheet, and after a byte of 0 its strings.
#![no_main]
salmon_run_fuzz::target!(salmon_run_fuzz::sheet);
