//! Plots for one run and for comparing two to six runs: several plots that share the visible days and one cursor.
//!
//! Plain data goes in ([`PlotSpec`]) and pictures come out ([`LinkedPlots::show`]). Nothing here knows a run, a batch, a file
//! or a theme: names, units, colours and formatters are handed in by the view.
//!
//! - [`spec`]: what to draw
//! - [`linked`]: the group of plots, its state and its gestures; `layout` shares out the room
//! - [`observed`]: what is shown beside the curves: marks, bands, certainty, days to look at twice; `overlay` draws it
//! - [`navigate`]: which days are seen and where the cursor stands
//! - `cell`: one plot; `geometry` remembers what was computed for it, `lines` draws curves, `readout` the box at the cursor
//! - [`palette`]: the colours of everything but the curves
//! - [`decimate`], [`labels`], [`ticks`]: the arithmetic behind them, without any window
mod cell;
pub mod decimate;
mod geometry;
pub mod labels;
mod layout;
mod lines;
pub mod linked;
pub mod navigate;
pub mod observed;
mod overlay;
pub mod palette;
mod readout;
pub mod spec;
pub mod ticks;

#[cfg(test)]
mod ui_tests;

pub use layout::group_height;
pub use lines::paint_swatch;
pub use linked::{Arrangement, LEAST_HEIGHT, LinkedPlots, MIN_HEIGHT, PlotsLook, PlotsOutput};
pub use observed::{Band, Certainty, Flag, MarkShape, Marks, Observed};
pub use overlay::paint_mark;
pub use palette::PlotPalette;
pub use spec::{Axis, LineLook, NumberFormat, PlotSeries, PlotSpec, StageMark, Target};
