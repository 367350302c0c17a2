//! `scenario …`: documents in and out, and new runs of them.
use clap::{Args, Subcommand};
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;
use std::ops::ControlFlow;
use std::path::PathBuf;

use super::documents::{NotRunDocument, RanDocument, ResultDocument, scenario_id, warnings};
use super::learning::FromBatch;
use super::output::Columns;
use super::session::Session;
use super::stop::{Done, Stop, tell};
use super::{figures, stop};
use crate::domain::display::{self, plural};
use crate::domain::fault::{Fault, FaultKind};
use crate::domain::ids::ScenarioId;
use crate::service::{Farm, RunReport, RunRequest};

/// Scenarios: the recipes that runs are made from
#[derive(Debug, Subcommand)]
#[command(after_help = "Example:
  salmon-run scenario import autumn.json
  salmon-run scenario run 1 --label Baseline")]
pub enum Scenario {
    /// Read scenario documents, with the models they carry: all of them or none
    #[command(after_help = "Example:
  salmon-run scenario import autumn.json spring.json")]
    Import {
        /// JSON documents: one, a list of them, or one a line
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },
    /// All scenarios, by name
    #[command(after_help = "Example:
  salmon-run scenario list")]
    List,
    /// A scenario as the document that import reads
    #[command(after_help = "Example:
  salmon-run scenario show 3")]
    Show {
        /// Its number in `scenario list`
        #[arg(value_name = "ID", value_parser = scenario_id)]
        scenario: ScenarioId,
    },
    /// The same, meant for a file
    #[command(after_help = "Example:
  salmon-run scenario export 3 > autumn.json")]
    Export {
        /// Its number in `scenario list`
        #[arg(value_name = "ID", value_parser = scenario_id)]
        scenario: ScenarioId,
    },
    Run(RunScenarios),
    FromBatch(FromBatch),
}

/// Make a new run of each scenario; earlier runs and all pins stay as they are
#[derive(Debug, Args)]
#[command(after_help = "Example:
  salmon-run scenario run 3 --label \"Updated TGC\" --notes \"Grew faster than planned\"
  salmon-run scenario run --all")]
pub struct RunScenarios {
    /// Their numbers in `scenario list`
    #[arg(required_unless_present = "all", conflicts_with = "all", value_name = "ID", value_parser = scenario_id)]
    scenarios: Vec<ScenarioId>,
    /// Every scenario of the farm file
    #[arg(long)]
    all: bool,
    /// What the runs shall be called
    #[arg(long, default_value = "", hide_default_value = true)]
    label: String,
    /// Free text for the runs
    #[arg(long, default_value = "", hide_default_value = true)]
    notes: String,
}

/// `{"success":true,"scenarios":[{"scenario":3,"name":"…","warnings":[…]}]}`; the warnings are values out of sense
/// and what does not go together with the constraints.
#[derive(Serialize)]
struct Imported {
    success: bool,
    scenarios: Vec<ImportedScenario>,
}

#[derive(Serialize)]
struct ImportedScenario {
    scenario: ScenarioId,
    name: String,
    warnings: Vec<String>,
}

impl Scenario {
    /// Does what was asked for.
    pub fn carry_out(self, session: &mut Session<'_>) -> Done {
        match self {
            Self::Import { files } => import(session, &files),
            Self::List => list(session),
            Self::Show { scenario } | Self::Export { scenario } => {
                let document = session.farm()?.scenario_document(scenario)?;
                session.out.pretty_json(&document)
            }
            Self::Run(command) => command.carry_out(session),
            Self::FromBatch(command) => command.carry_out(session),
        }
    }
}

fn import(session: &mut Session<'_>, files: &[PathBuf]) -> Done {
    let mut farm = session.farm()?;
    let mut scenarios = Vec::new();
    for scenario in farm.import_scenario_files(files)? {
        let document = farm.scenario_document(scenario)?;
        let warnings = farm.scenario_oddities(scenario)?;
        scenarios.push(ImportedScenario { scenario, name: document.name, warnings });
    }
    if session.out.is_json() {
        return session.out.json(&Imported { success: true, scenarios });
    }
    let mut table = Columns::new([">ID", "Scenario"]);
    for one in &scenarios {
        table.row([one.scenario.to_string(), one.name.clone()]);
    }
    session.out.line(format!("{} imported", plural(scenarios.len(), "scenario", "scenarios")))?;
    session.out.table(&table)?;
    for one in scenarios.iter().filter(|one| !one.warnings.is_empty()) {
        session.out.heading(&format!("Look twice at scenario {}", one.scenario))?;
        for warning in &one.warnings {
            session.out.line(format!("  {}", stop::one_line(warning)))?;
        }
    }
    Ok(())
}

fn list(session: &mut Session<'_>) -> Done {
    let rows = session.farm()?.scenarios()?;
    if session.out.is_json() {
        return session.out.json(&rows);
    }
    if rows.is_empty() {
        return session.out.line("No scenarios yet; `salmon-run scenario import FILE` reads one");
    }
    let mut table = Columns::new([
        ">ID",
        "Scenario",
        "Start",
        ">Days",
        ">Fish",
        ">Weight",
        "TGC model",
        "FCR model",
        "Mortality",
        ">Runs",
        "Latest run (UTC)",
        ">Batches",
    ]);
    for row in rows {
        table.row([
            row.scenario_id.to_string(),
            row.name,
            display::date(row.start_date),
            display::count(f64::from(row.duration_days)),
            display::count(row.initial_count as f64),
            display::weight(row.initial_weight_g).to_string(),
            row.tgc_model,
            row.fcr_model,
            row.mortality_model,
            row.run_count.to_string(),
            row.latest_run_date.map_or_else(|| display::NO_VALUE.to_owned(), figures::moment),
            row.pinned_batch_count.to_string(),
        ]);
    }
    session.out.table(&table)
}

impl RunScenarios {
    /// One that fails among several does not keep the others from being run.
    fn carry_out(self, session: &mut Session<'_>) -> Done {
        let mut farm = session.farm()?;
        let ids: Vec<ScenarioId> = if self.all {
            farm.scenarios()?.into_iter().map(|row| row.scenario_id).collect()
        } else {
            self.scenarios.clone()
        };
        if ids.is_empty() {
            let hint = "Read one first: `salmon-run scenario import FILE`";
            return Err(Fault::not_found("there are no scenarios to run", hint).into());
        }
        if let [only] = ids.as_slice() {
            let report = self.run_one(&mut farm, *only, session)?;
            return if session.out.is_json() {
                session.out.json(&RanDocument::of(&report))
            } else {
                show_one(session, &report)
            };
        }
        let mut results = Vec::new();
        for id in ids {
            let result = self.run_one(&mut farm, id, session);
            let of_the_file = result.as_ref().is_err_and(|fault| !is_of_the_scenario(fault));
            results.push((id, result));
            // What is wrong with the file itself would be wrong with the next scenario too.
            if of_the_file {
                break;
            }
        }
        show_several(session, &results)
    }

    fn run_one(
        &self,
        farm: &mut Farm,
        scenario: ScenarioId,
        session: &Session<'_>,
    ) -> Result<RunReport, Fault> {
        let request = RunRequest { scenario, label: self.label.clone(), notes: self.notes.clone() };
        let bar = session.out.is_watched().then(|| progress_bar(scenario));
        let report = farm.run_scenario(&request, |done, total| {
            if let Some(bar) = &bar {
                bar.set_length(u64::from(total));
                bar.set_position(u64::from(done));
            }
            ControlFlow::Continue(())
        });
        if let Some(bar) = bar {
            bar.finish_and_clear();
        }
        report
    }
}

fn progress_bar(scenario: ScenarioId) -> ProgressBar {
    let bar = ProgressBar::new(1).with_message(format!("Scenario {scenario}"));
    match ProgressStyle::with_template("{msg}  {bar:40}  day {human_pos} of {human_len}") {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

fn is_of_the_scenario(fault: &Fault) -> bool {
    matches!(fault.kind, FaultKind::InvalidInput | FaultKind::NotFound | FaultKind::Refused)
}

fn show_one(session: &mut Session<'_>, report: &RunReport) -> Done {
    let run = &report.run;
    session.out.line(format!("{} is kept as run {}", run.full_name(), run.run_id))?;
    session.out.line("")?;
    session.out.table(&figures::summary(&report.summary))?;
    show_warnings(session, report)?;
    if run.run_number > 1 {
        let (scenario, number, before) = (run.scenario, run.run_number, run.run_number - 1);
        let hint = format!("salmon-run run compare {scenario}#{before} {scenario}#{number}");
        session.out.heading(&format!("Compare it with an earlier run: {hint}"))?;
    }
    Ok(())
}

fn show_warnings(session: &mut Session<'_>, report: &RunReport) -> Done {
    let warnings = warnings(report);
    if !warnings.is_empty() {
        session.out.heading("Worth knowing")?;
    }
    for warning in warnings {
        session.out.line(format!("  {}", stop::one_line(&warning)))?;
    }
    Ok(())
}

fn show_several(session: &mut Session<'_>, results: &[(ScenarioId, Result<RunReport, Fault>)]) -> Done {
    let json = session.out.is_json();
    let reports: Vec<&RunReport> = results.iter().filter_map(|(_, result)| result.as_ref().ok()).collect();
    if json {
        let list: Vec<ResultDocument<'_>> = results
            .iter()
            .map(|(scenario, result)| match result {
                Ok(report) => ResultDocument::Ran(RanDocument::of(report)),
                Err(fault) => ResultDocument::NotRun(NotRunDocument {
                    success: false,
                    scenario: *scenario,
                    error: fault.into(),
                }),
            })
            .collect();
        session.out.json(&list)?;
    } else {
        session.out.line(format!("{} made", plural(reports.len(), "run", "runs")))?;
        let runs: Vec<_> = reports.iter().map(|report| report.run.clone()).collect();
        session.out.table(&figures::runs(&runs))?;
        for report in reports {
            if let Some(same) = &report.same_inputs_as {
                let (run, same) = (report.run.full_name(), same.short_name());
                session.out.line(format!("{run}: nothing has changed since {same}"))?;
            }
        }
    }
    session.out.flush()?;
    let mut all_done = true;
    for (scenario, result) in results {
        if let Err(fault) = result {
            all_done = false;
            let says_which = fault.kind == FaultKind::NotFound;
            let fault = fault.clone();
            tell(&if says_which { fault } else { fault.within(&format!("scenario {scenario}")) }, json);
        }
    }
    if all_done { Ok(()) } else { Err(Stop::Told) }
}
