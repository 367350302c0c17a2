//! What follows from a recipe: pure functions without I/O. The same input gives the same bits on every machine.
//!
//! Plain IEEE f64 in a fixed order of operations; roots, powers and logarithms come from the `libm` crate, because
//! those of the operating systems differ in their last bits.
pub mod assimilation;
pub mod attention;
pub mod calibration;
pub mod comparison;
pub mod continued;
pub mod figure_words;
pub mod fit_words;
pub mod forecast;
pub mod gathered;
pub mod headline;
pub mod limits;
pub mod loss;
pub mod measured_water;
pub mod parameter_diff;
pub mod parameter_words;
pub mod profile;
pub mod profile_curve;
pub mod projection;
pub mod recalibrated;
pub mod summary;
pub mod target_words;
pub mod variance;

/// Version of the arithmetic. A run keeps the version that computed it; it changes when any bit of any result would.
pub const ENGINE_VERSION: &str = "1";
