//! Tables of runs, days and figures that several commands show.
use chrono::{DateTime, Utc};

use super::output::Columns;
use crate::domain::display::{self, NO_VALUE};
use crate::domain::run::{Projection, ProjectionDay, ProjectionRun};
use crate::service::Summary;

/// A moment in a list.
pub fn moment(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d %H:%M").to_string()
}

/// Runs as a list.
pub fn runs(runs: &[ProjectionRun]) -> Columns {
    let mut table = Columns::new([
        ">Run",
        "Scenario",
        ">#",
        "Label",
        "Made (UTC)",
        ">Days",
        ">Final weight",
        ">Final biomass",
        ">Batches",
        "",
    ]);
    for run in runs {
        let state = match (run.archived, run.is_latest) {
            (true, _) => "archived",
            (false, true) => "latest",
            (false, false) => "",
        };
        table.row([
            run.run_id.to_string(),
            run.scenario_name.clone(),
            run.run_number.to_string(),
            run.label.clone(),
            moment(run.run_date),
            display::count(f64::from(run.total_projections)),
            display::weight(run.final_weight_g).to_string(),
            display::biomass(run.final_biomass_kg).to_string(),
            run.pinned_batch_count.to_string(),
            state.to_owned(),
        ]);
    }
    table
}

/// The figures of one run.
pub fn summary(summary: &Summary) -> Columns {
    let ratio = |value: Option<f64>| value.map_or_else(|| NO_VALUE.to_owned(), display::ratio);
    let mut table = Columns::pairs();
    let change = |from: String, to: String| format!("{from} → {to}");
    table.pair(
        "Mean weight",
        change(
            display::weight(summary.initial_weight_g).to_string(),
            display::weight(summary.final_weight_g).to_string(),
        ),
    );
    table.pair("Fish", change(display::count(summary.initial_count), display::count(summary.final_count)));
    table.pair(
        "Biomass",
        change(
            display::biomass(summary.initial_biomass_kg).to_string(),
            display::biomass(summary.final_biomass_kg).to_string(),
        ),
    );
    table.pair("Mortality", display::percent(summary.mortality_percent, 1));
    table.pair("Feed", display::feed(summary.total_feed_kg));
    table.pair("Economic FCR", ratio(summary.economic_fcr));
    table.pair("Biological FCR", ratio(summary.biological_fcr));
    table.pair("TGC realised", summary.tgc_realised.map_or_else(|| NO_VALUE.to_owned(), display::tgc));
    table.pair("Degree-days", display::degree_days(summary.degree_days));
    table.pair(
        "Peak biomass",
        format!(
            "{} on {}",
            display::biomass(summary.peak_biomass_kg),
            display::date(summary.peak_biomass_date)
        ),
    );
    for target in &summary.targets {
        if let (Some(day), Some(date)) = (target.day_number, target.date) {
            let name = format!("{} reached", display::weight(target.target_weight_g));
            table.pair(&name, format!("{} (day {day})", display::date(date)));
        }
    }
    table.pair("Last day", display::date(summary.end_date));
    table
}

/// Days as a list.
pub fn days<'a>(projection: &Projection, days: impl Iterator<Item = &'a ProjectionDay>) -> Columns {
    let mut table = Columns::new([
        ">Day",
        "Date",
        ">Weight",
        ">Fish",
        ">Biomass",
        ">Feed",
        ">Feed so far",
        ">Temperature",
        "Stage",
    ]);
    for day in days {
        table.row([
            day.day_number.to_string(),
            display::date(day.projection_date),
            display::weight(day.average_weight_g).to_string(),
            display::count(day.population),
            display::biomass(day.biomass_kg).to_string(),
            display::feed(day.daily_feed_kg).to_string(),
            display::feed(day.cumulative_feed_kg).to_string(),
            display::temperature(day.temperature_c).to_string(),
            projection.stage_name(day).to_owned(),
        ]);
    }
    table
}
