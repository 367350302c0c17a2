//! Parts that views share.
pub mod plots;
