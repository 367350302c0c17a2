//! Charts of Excel's own, over the days in the runs' sheets.
use rust_xlsxwriter::{
    Chart, ChartLegendPosition, ChartLine, ChartLineDashType, ChartMarker, ChartMarkerType, ChartType, Color,
};

use super::days::{DAY, column};
use super::summary::{FIRST_RUN, NAMES};
use crate::domain::measure::Measure;
use crate::domain::series_look::{COUNT, LIGHT};
use crate::report::contents::Contents;

/// The same order of line styles as everywhere; the first is the baseline's.
const DASHES: [ChartLineDashType; 6] = [
    ChartLineDashType::Solid,
    ChartLineDashType::Dash,
    ChartLineDashType::RoundDot,
    ChartLineDashType::DashDot,
    ChartLineDashType::LongDash,
    ChartLineDashType::LongDashDotDot,
];
/// The colour of text.
const BASELINE: u32 = 0x17_1C_1E;

/// A measure of all runs by day; their names stand in the first sheet.
pub(super) fn chart(contents: &Contents<'_>, sheets: &[String], measure: Measure) -> Chart {
    let mut chart = Chart::new(ChartType::ScatterStraight);
    for ((place, run), sheet) in contents.compared.runs.iter().enumerate().zip(sheets) {
        let last = (run.projection.days.len() as u32).max(1);
        let color = place.checked_sub(1).map_or(BASELINE, |place| LIGHT[place % COUNT]);
        let mut line = ChartLine::new();
        line.set_color(Color::RGB(color))
            .set_width(if place == 0 { 2.25 } else { 1.75 })
            .set_dash_type(DASHES[place % DASHES.len()]);
        let mut marker = ChartMarker::new();
        if last > 1 {
            marker.set_none();
        } else {
            // A run of one day is a point.
            marker.set_type(ChartMarkerType::Circle);
        }
        chart
            .add_series()
            .set_name(("Summary", NAMES, FIRST_RUN + place as u16))
            .set_categories((sheet.as_str(), 1, DAY, last, DAY))
            .set_values((sheet.as_str(), 1, column(measure), last, column(measure)))
            .set_marker(&marker)
            .set_format(&mut line);
    }
    let unit = measure.quantity().unit();
    chart.title().set_name(&format!("{}, {unit}", measure.name()));
    chart.x_axis().set_name("Day of the run").set_min(0).set_max(contents.longest()).set_num_format("#,##0");
    chart.y_axis().set_name(unit).set_min(0).set_num_format("#,##0");
    chart.legend().set_position(ChartLegendPosition::Bottom);
    chart.set_alt_text(format!("{} of each run by day, in {unit}", measure.name()));
    chart.set_width(960).set_height(420);
    chart
}
