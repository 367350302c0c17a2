//! What is pasted into a profile, a row of figures or the grid of observations.
#![no_main]
salmon_run_fuzz::target!(salmon_run_fuzz::readers::pasted_text);
