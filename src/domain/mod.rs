//! What things are: plain data with units in their names, what values are accepted, and how they read.
//!
//! No file, database, clock or window is known here. A [`scenario::Scenario`] is the recipe as it is written
//! down; a [`run::ParametersSnapshot`] is a recipe that has passed the door and can be computed.
pub mod accepted;
pub mod actual;
pub mod actual_words;
pub mod backup;
pub mod batch;
pub mod bundle;
pub mod check;
pub mod constraints;
pub mod display;
pub mod document;
pub mod fault;
pub mod feed;
pub mod foreign;
pub mod goal_weights;
pub mod growth;
pub mod holder;
pub mod ids;
pub mod import_report;
pub mod lifecycle;
pub mod measure;
pub mod mortality;
pub mod observation;
pub mod observation_words;
mod observed_days;
pub mod parameter;
pub mod pen;
pub mod person;
pub mod plan;
pub mod quantity;
pub mod recipe;
pub mod retention;
pub mod run;
pub mod run_names;
pub mod scale;
pub mod scenario;
pub mod schedule;
pub mod series_look;
pub mod temperature;
pub mod template;
pub mod verdict;

pub use fault::{Fault, FaultKind};
