//! Reports of a comparison, of one run or of a batch, to hand to anyone, in many formats from one description of their
//! contents.
//!
//! [`contents`] puts in words what was gathered, once and as plain data; [`blocks`] are what it is laid out from, and
//! `sections` say what stands where; each format draws them; [`files`] puts reports in their place so that nobody ever
//! sees half of one. Nothing is computed here that the engine has not computed. What may be chosen is in [`wishes`].
pub mod blocks;
pub mod contents;
mod csv;
pub mod document;
pub mod files;
mod fonts;
mod growth_data;
mod html;
mod json;
pub mod numbers;
mod pdf;
mod plots;
mod png;
mod sections;
mod steps;
mod style;
mod svg;
mod tabs;
#[cfg(test)]
mod testing;
pub mod wishes;
mod xlsx;

pub use contents::Contents;
pub use files::{Format, Reserved, formats_of, free, put, reserve, taken};
pub use numbers::{CsvStyle, NumberStyle};
pub use wishes::{Every, Paper, Part, Parts, PlotOf, Wishes};

pub use crate::engine::gathered::{About, BatchHistory, Gathered, GrowthInFull};
