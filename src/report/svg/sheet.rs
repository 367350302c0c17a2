//! Plots as a picture of its own: with title, legend, and who made it. Its colours are those of paper.
use std::fmt::Write as _;

use super::curves::Curves;
use super::frame::Frame;
use super::marks::{shortened, text_width};
use super::{HEIGHT, WIDTH, sample};
use crate::domain::display;
use crate::report::contents::Contents;
use crate::report::html::escaped;
use crate::report::sections::growth::MEASURES;
use crate::report::style::plot_style_on_paper;
use crate::report::wishes::PlotOf;

/// Around everything.
const MARGIN: f64 = 24.0;
/// Between two plots.
const BETWEEN: f64 = 28.0;
/// A line of the legend.
const LEGEND_LINE: f64 = 20.0;
/// The line above a plot that says what it shows.
const CAPTION: f64 = 22.0;
/// How much higher letters are than the 11 that widths are measured for.
const TITLE: f64 = 17.0 / 11.0;
const BODY: f64 = 12.0 / 11.0;

/// The wished plot, or all plots on one sheet, each measure beside its difference to the baseline.
pub(in crate::report) fn sheet(contents: &Contents<'_>) -> String {
    let wished = contents.wishes.plot.iter().cloned().collect::<Vec<_>>();
    let rows = if wished.is_empty() { rows(contents) } else { vec![wished] };
    let columns = rows.iter().map(Vec::len).max().unwrap_or(1).max(1) as f64;
    let width = 2.0 * MARGIN + columns * WIDTH + (columns - 1.0) * BETWEEN;
    let mut body = String::with_capacity(1 << 16);
    let mut y = head(&mut body, contents, width);
    for row in &rows {
        for (place, of) in row.iter().enumerate() {
            let curves = Curves::of(contents, of);
            let x = MARGIN + place as f64 * (WIDTH + BETWEEN);
            let said = escaped(&curves.alternative(contents));
            let _ = write!(body, "<g transform=\"translate({x} {y})\" role=\"img\" aria-label=\"{said}\">");
            let unit = escaped(curves.unit);
            let title = escaped(&shortened(&curves.title, 0.85 * WIDTH / BODY));
            let _ = write!(
                body,
                "<text class=\"caption\" x=\"0\" y=\"13\">{title} <tspan class=\"unit\">{unit}</tspan></text>\
                 <g transform=\"translate(0 {CAPTION})\">"
            );
            Frame::of(contents, &curves, HEIGHT).draw(&mut body);
            body.push_str("</g></g>");
        }
        y += CAPTION + HEIGHT + BETWEEN / 2.0;
    }
    let foot = format!("{} · {}", contents.about.program, display::exact_time(contents.about.at));
    let _ = write!(body, "<text x=\"{MARGIN}\" y=\"{:.1}\">{}</text>", y + 4.0, escaped(&foot));
    whole(width, y + MARGIN, &body, &escaped(&contents.title))
}

/// The measures, each with its difference beside it, and below them the profiles.
fn rows(contents: &Contents<'_>) -> Vec<Vec<PlotOf>> {
    let plots = contents.plots();
    let difference = |of: &PlotOf| match of {
        PlotOf::Measure(measure) => Some(PlotOf::Difference(*measure)).filter(|it| plots.contains(it)),
        _ => None,
    };
    let measures = plots.iter().filter(|of| matches!(of, PlotOf::Measure(_)));
    let mut rows: Vec<Vec<PlotOf>> =
        measures.map(|of| std::iter::once(of.clone()).chain(difference(of)).collect()).collect();
    let columns = rows.iter().map(Vec::len).max().unwrap_or(1);
    if contents.growth.is_some() {
        let growth: Vec<PlotOf> = MEASURES.map(PlotOf::Growth).into();
        rows.splice(0..0, growth.chunks(columns).map(<[PlotOf]>::to_vec).collect::<Vec<_>>());
    }
    rows.extend(contents.profile_plots().chunks(columns).map(<[PlotOf]>::to_vec));
    rows
}

/// Title, where it comes from, and the legend; gives back where they end.
fn head(svg: &mut String, contents: &Contents<'_>, width: f64) -> f64 {
    let room = width - 2.0 * MARGIN;
    let about = &contents.about;
    let from = format!(
        "From the farm file {}, made by {} on {}",
        about.farm_file,
        about.by,
        display::date(about.at.date_naive())
    );
    let _ = write!(
        svg,
        "<text class=\"title\" x=\"{MARGIN}\" y=\"38\">{}</text><text class=\"body\" x=\"{MARGIN}\" y=\"58\">{}</text>",
        escaped(&shortened(&contents.title, room / TITLE)),
        escaped(&shortened(&from, room / BODY))
    );
    let (mut x, mut y) = (MARGIN, 82.0);
    for run in contents.places() {
        let name = shortened(contents.names.name(run), 0.9 * (room - 52.0) / BODY);
        let role = contents.role(run);
        let words = if role.is_empty() { name } else { format!("{name}, {role}") };
        let wide = 52.0 + BODY * text_width(&words);
        if x > MARGIN && x + wide > width - MARGIN {
            (x, y) = (MARGIN, y + LEGEND_LINE);
        }
        let _ = write!(
            svg,
            "<g transform=\"translate({x:.1} {:.1})\">{}</g><text class=\"body\" x=\"{:.1}\" y=\"{y:.1}\">{}</text>",
            y - 10.0,
            sample(run),
            x + 52.0,
            escaped(&words)
        );
        x += wide + 24.0;
    }
    y + BETWEEN
}

fn whole(width: f64, height: f64, body: &str, title: &str) -> String {
    let mut svg = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg viewBox=\"0 0 {width} {height}\"{}><title>{title}</title>",
        size(width, height)
    );
    style(&mut svg);
    let _ = writeln!(svg, "<rect class=\"paper\" width=\"{width}\" height=\"{height}\"/>{body}</svg>");
    svg
}

/// What an SVG needs that is a file of its own.
pub(super) fn size(width: f64, height: f64) -> String {
    format!(" xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\"")
}

/// The style sheet of paper.
pub(super) fn style(svg: &mut String) {
    let _ = write!(svg, "<style>{}</style>", plot_style_on_paper());
}
