//! Nothing is lost: farm files that are killed, cut off, filled up, taken away, scribbled on and made to do harm.
//!
//! Each test counts what it did and prints the count. A few numbers can be raised for a longer look, in the environment:
//! `SALMON_RUN_KILLS`, `SALMON_RUN_CUTS`, `SALMON_RUN_FLIPS`.
#![allow(clippy::unwrap_used, clippy::panic, reason = "in a test, that is how something says that it failed")]
#![allow(clippy::print_stdout, reason = "what was counted is told")]

#[path = "../cli/support.rs"]
#[allow(dead_code, reason = "shared with the tests of the command line")]
mod desk;
#[path = "../../fuzz/src/farm_files.rs"]
mod farm_files;
mod full;
mod hostile;
mod kills;
mod noise;
mod power;
mod small_farm;
#[path = "../story/support.rs"]
#[allow(dead_code, reason = "shared with the stories")]
mod story;
mod taken_away;
