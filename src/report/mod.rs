//! Reports of a comparison, to hand to anyone: HTML, XLSX, CSV and JSON from one description of their contents.
//!
//! [`contents`] gathers what a report holds, once and as plain data; each format draws it; [`files`] puts reports in
//! their place so that nobody ever sees half of one. Nothing is computed here that the engine has not computed.
pub mod contents;
mod csv;
pub mod document;
pub mod files;
mod html;
mod json;
mod style;
mod svg;
#[cfg(test)]
mod testing;
mod weeks;
mod xlsx;

pub use contents::{About, Contents};
pub use files::{Format, Reserved, formats_of, put, reserve};
