//! The story of a farm file from the outside: what runs, pins and files promise, and what they refuse.
//!
//! One crate with a module for each promise, because every test binary links the whole product.
#![allow(clippy::unwrap_used, clippy::panic, reason = "in a test, that is how something says that it failed")]

mod aquamind;
mod assimilation;
mod backups;
mod bad_files;
mod bundles;
mod check;
mod earlier_files;
mod entry;
mod golden;
mod growth;
mod history;
mod house;
mod immutability;
mod kept;
mod learning;
mod observations;
mod opening;
mod pins;
mod properties;
mod roles;
mod schedules;
mod supply;
mod support;
mod undo;
mod upgrade;
mod verify;
mod window;
