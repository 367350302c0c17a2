//! What a command about bundles does in the background.
use std::path::Path;

use super::command::bundles::{BundleCommand, BundleOf};
use super::deeds::{Desk, News};
use super::exchange_deeds::written;
use crate::domain::display::plural;
use crate::domain::fault::Outcome;
use crate::service::{BundleReport, Settling};

/// Carries out the part of a command that touches files.
pub fn carry_out(desk: &mut Desk, command: BundleCommand) -> Outcome<News> {
    match command {
        BundleCommand::Export { of, path, overwrite } => export(desk, of, &path, overwrite),
        BundleCommand::Import { path, settling } => import(desk, &path, &settling),
        // Carried out by the window itself.
        BundleCommand::LookAt(_) => Ok(News::default()),
    }
}

/// What a command is called in the status line.
pub fn name_of(command: &BundleCommand) -> &'static str {
    match command {
        BundleCommand::Export { .. } => "Making a bundle",
        BundleCommand::Import { .. } => "Importing a bundle",
        BundleCommand::LookAt(_) => "",
    }
}

fn export(desk: &mut Desk, of: BundleOf, path: &Path, overwrite: bool) -> Outcome<News> {
    let made = desk.farm()?.export_bundle(&of.wishes())?;
    written(path, &made.bytes, overwrite)
}

fn import(desk: &mut Desk, path: &Path, settling: &Settling) -> Outcome<News> {
    let report = desk.farm()?.import_bundle(path, settling)?;
    let open = report.unsettled().count();
    let text = if report.is_nothing_new() {
        "Nothing of the bundle was new".to_owned()
    } else {
        format!("The bundle of {} is imported", report.made_by)
    };
    let detail = match open {
        0 => arrived(&report),
        open => plural(
            open,
            "value stays as it is here until you choose",
            "values stay as they are here until you choose",
        ),
    };
    let change = "import of a bundle".to_owned();
    Ok(News { needs_attention: open > 0, detail, change, ..News::saying(text) })
}

/// "2 runs and 1 batch arrived, 3 values changed".
fn arrived(report: &BundleReport) -> String {
    let mut parts = Vec::new();
    for (n, one, many) in [
        (report.arrived.scenarios, "scenario", "scenarios"),
        (report.arrived.runs, "run", "runs"),
        (report.arrived.batches, "batch", "batches"),
        (report.arrived.observations, "observation", "observations"),
    ] {
        if n > 0 {
            parts.push(plural(n, one, many));
        }
    }
    let arrived = if parts.is_empty() { String::new() } else { format!("{} arrived", parts.join(", ")) };
    match (arrived.is_empty(), report.changed.len()) {
        (_, 0) => arrived,
        (true, n) => plural(n, "value changed", "values changed"),
        (false, n) => format!("{arrived}, {}", plural(n, "value changed", "values changed")),
    }
}
