//! Plots as SVG, drawn once for the page, the PDF and pictures: only where their colours come from differs.
//!
//! - `curves`: what is drawn, as data
//! - `frame`: axes, stages, targets, curves and names, where they stand
//! - `marks`: arithmetic of ticks, names and points
//! - `sheet`: plots as a file of its own, with title and legend
mod curves;
mod frame;
mod marks;
mod sheet;

use std::fmt::Write as _;

use super::contents::Contents;
use super::html::escaped;
use super::style::{class, dashes};
use super::wishes::PlotOf;
use curves::Curves;
use frame::{Frame, marker};

pub(super) use sheet::sheet;

/// Width of every plot, in its own units; letters are 11 of them high.
pub(super) const WIDTH: f64 = 560.0;
/// Height of a plot on a page that is scrolled.
pub(super) const HEIGHT: f64 = 264.0;

/// A plot to stand in a page, which gives it its colours; every day can be pointed at.
pub(super) fn plot(contents: &Contents<'_>, of: &PlotOf) -> String {
    let curves = Curves::of(contents, of);
    let frame = Frame::of(contents, &curves, HEIGHT);
    let mut svg = begin(&curves.alternative(contents), HEIGHT, "");
    frame.draw(&mut svg);
    frame.pointed_at(&mut svg);
    svg.push_str("</svg>");
    svg
}

/// A plot that brings its colours, to stand on white paper.
pub(super) fn on_paper(contents: &Contents<'_>, of: &PlotOf, height: f64) -> String {
    let curves = Curves::of(contents, of);
    let mut svg = begin(&curves.alternative(contents), height, &sheet::size(WIDTH, height));
    sheet::style(&mut svg);
    Frame::of(contents, &curves, height).draw(&mut svg);
    svg.push_str("</svg>");
    svg
}

/// What a plot is called and the unit that it is drawn in.
pub(super) fn caption(contents: &Contents<'_>, of: &PlotOf) -> (String, &'static str) {
    let curves = Curves::of(contents, of);
    (curves.title, curves.unit)
}

/// What a plot shows, for those who do not see it.
pub(super) fn alternative(contents: &Contents<'_>, of: &PlotOf) -> String {
    Curves::of(contents, of).alternative(contents)
}

/// A short line as a run's are drawn, for a page that gives it its colour.
pub(super) fn swatch(run: usize) -> String {
    format!(
        "<svg width=\"44\" height=\"12\" viewBox=\"0 0 44 12\" aria-hidden=\"true\">{}</svg>",
        sample(run)
    )
}

/// A short line as a run's are drawn, with its colour.
pub(super) fn swatch_on_paper(run: usize) -> String {
    let mut svg = format!("<svg viewBox=\"0 0 44 12\" {}>", sheet::size(44.0, 12.0));
    sheet::style(&mut svg);
    svg.push_str(&sample(run));
    svg.push_str("</svg>");
    svg
}

fn sample(run: usize) -> String {
    let mut svg =
        format!("<path class=\"{}\" stroke-dasharray=\"{}\" d=\"M1 6H43\"/>", class(run), dashes(run));
    marker(&mut svg, run, (22.0, 6.0));
    svg
}

fn begin(alternative: &str, height: f64, more: &str) -> String {
    let mut svg = String::with_capacity(1 << 15);
    let _ = write!(
        svg,
        "<svg viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" aria-label=\"{}\"{more}>",
        escaped(alternative)
    );
    svg
}

#[cfg(test)]
mod tests;
