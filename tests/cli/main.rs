//! The command line from the outside: the real binary, its output, its exit status, and what it leaves in the file.
#![allow(clippy::unwrap_used, clippy::panic)] // A test that cannot go on says so by panicking.
mod aquamind;
mod backups;
mod bad_files;
mod bad_input;
mod batch_edit;
mod batches;
mod bundles;
mod demo;
mod growth;
mod models;
mod observations;
mod people;
mod project;
mod reports;
mod runs;
mod scenarios;
mod support;
mod usage;
