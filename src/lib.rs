//! Salmon Run: plans of salmon farms on projection runs that never change behind anybody's back.
#[cfg(feature = "window")]
pub mod app;
pub mod cli;
pub mod domain;
pub mod engine;
pub mod exchange;
pub mod jobs;
pub mod report;
pub mod service;
pub mod store;
