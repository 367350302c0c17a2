//! (to be written)
pub mod widgets;
