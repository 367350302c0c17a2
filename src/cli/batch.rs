//! `batch …`: fish in the water, and the runs they are measured against.
use clap::Subcommand;
use serde::Serialize;
use std::path::PathBuf;

use super::batch_edit::{self, Edits};
use super::documents::scenario_id;
use super::figures;
use super::learning::Calibrate;
use super::model_import::Order;
use super::observations::{self, KindOfObservation};
use super::output::Columns;
use super::report::{self, Choices};
use super::session::Session;
use super::stop::Done;
use super::{forecast, growth, growth_rows};
use crate::domain::batch::{Batch as BatchRow, BatchStatus, PinnedRun};
use crate::domain::display::{self, NO_VALUE, plural};
use crate::domain::fault::Outcome;
use crate::domain::ids::{BatchId, ObservationId, RunId, ScenarioId};
use crate::service::{Farm, ObservationWishes, Pinned};

/// Batches, and the runs they are pinned to
///
/// A BATCH is its number or its id; a RUN is its id, or SCENARIO#NUMBER.
#[derive(Debug, Subcommand)]
#[command(after_help = "Example:
  salmon-run batch import batches.csv
  salmon-run batch pin VES-24-01 VES-24-02 3#2")]
pub enum Batch {
    /// Read batches from JSON or CSV: all of them or none
    #[command(after_help = "Example:
  salmon-run batch import batches.csv")]
    Import {
        /// One batch, a list of them, or CSV with the same names
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// All batches, by number, with the run each is pinned to
    #[command(after_help = "Example:
  salmon-run batch list")]
    List,
    /// One batch
    #[command(after_help = "Example:
  salmon-run batch show VES-24-01")]
    Show {
        /// Its number or its id
        batch: String,
    },
    /// Change what a batch is: what is not named stays as it is, and so does its pin
    #[command(after_help = "Example:
  salmon-run batch edit VES-24-01 --status closed
  salmon-run batch edit VES-24-01 --initial-count 200000 --pens \"1: 120000; 2: 80000 at 98 g\"")]
    Edit {
        /// Its number or its id
        batch: String,
        #[command(flatten)]
        edits: Box<Edits>,
    },
    /// Delete a batch; refused while observations or changes of its pin would go with it
    #[command(after_help = "Example:
  salmon-run batch delete VES-24-01")]
    Delete {
        /// Its number or its id
        batch: String,
        /// What was observed of it and the history of its pin go with it
        #[arg(long)]
        with_observations: bool,
    },
    /// Pin batches to a run, all in one transaction
    #[command(after_help = "Example:
  salmon-run batch pin VES-24-01 VES-24-02 3#2 --reason \"Grows faster than planned\"")]
    Pin {
        /// Their numbers or ids
        #[arg(required = true, value_name = "BATCH")]
        batches: Vec<String>,
        /// The run: its id, or SCENARIO#NUMBER
        #[arg(required = true)]
        run: String,
        /// Why, for the pin history
        #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
        reason: String,
    },
    /// Unpin batches, all in one transaction
    #[command(after_help = "Example:
  salmon-run batch unpin VES-24-01 --reason \"Plan is withdrawn\"")]
    Unpin {
        /// Their numbers or ids
        #[arg(required = true, value_name = "BATCH")]
        batches: Vec<String>,
        /// Why, for the pin history
        #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
        reason: String,
    },
    /// Deprecated: pin a batch to the latest run of a scenario
    #[command(after_help = "Example:
  salmon-run batch pin-scenario VES-24-01 3")]
    PinScenario {
        /// Its number or its id
        batch: String,
        /// The scenario's number in `scenario list`
        #[arg(value_parser = scenario_id)]
        scenario: ScenarioId,
    },
    /// Who pinned what and when, from which run to which, newest first
    #[command(after_help = "Example:
  salmon-run batch history VES-24-01")]
    History {
        /// Its number or its id
        batch: String,
    },
    /// A report of a batch, to hand to anyone: the batch, every change of its pin, and its pinned run
    #[command(after_help = "Example:
  salmon-run batch report VES-24-01 ves-24-01.pdf ves-24-01.xlsx")]
    Report {
        /// Its number or its id
        batch: String,
        /// Files; the ending of each says the format: .pdf, .html, .xlsx, .csv, .json, .png or .svg
        #[arg(required = true, num_args = 1.., value_name = "FILE")]
        files: Vec<PathBuf>,
        #[command(flatten)]
        choices: Box<Choices>,
    },
    /// What the fish did, day by day, against the run they are pinned to; without a batch, how all of them stand
    #[command(after_help = "Example:
  salmon-run batch growth --needs-attention
  salmon-run batch growth VES-24-01
  salmon-run batch growth VES-24-01 --csv > days.csv")]
    Growth {
        /// Its number or its id
        batch: Option<String>,
        /// Write the actual days as CSV
        #[arg(long, conflicts_with = "json", requires = "batch")]
        csv: bool,
        /// With --csv: a line a day and pen instead of the whole batch
        #[arg(long, requires = "csv")]
        pens: bool,
        /// Look at another run than the pinned one; pins nothing
        #[arg(long, value_name = "RUN", requires = "batch")]
        against: Option<String>,
        /// Without a batch: only those that need a person
        #[arg(long, conflicts_with = "batch")]
        needs_attention: bool,
        /// Without a batch: those that are closed
        #[arg(long, conflicts_with = "batch")]
        closed: bool,
        /// Write a report, once or several times: the ending of each says the format, as for `batch report`
        #[arg(long, value_name = "FILE", num_args = 1.., requires = "batch", conflicts_with_all = ["csv", "against"])]
        report: Vec<PathBuf>,
        #[command(flatten)]
        choices: Box<Choices>,
    },
    /// Write down what was observed of a batch: all of a file or nothing
    ///
    /// A table has a line a day and pen, with the columns date, pen, avg_weight_g, sample_size, std_deviation_g, deaths,
    /// cause, feed_kg, temperature, moved_out, moved_in, harvested and others; all but the date may be missing. What is
    /// there already is not written down again.
    #[command(after_help = "Example:
  salmon-run batch record VES-24-01 journal.xlsx --preview
  salmon-run batch record VES-24-01 journal.xlsx")]
    Record {
        /// Its number or its id
        batch: String,
        /// CSV, XLSX or JSON
        file: PathBuf,
        /// Which number of 03/04/2024 is the day, where no date of the file tells
        #[arg(long, value_enum, value_name = "ORDER")]
        date_order: Option<Order>,
        /// Leave out lines that cannot be read, and name them
        #[arg(long)]
        skip_bad_lines: bool,
        /// Say what was understood, what is known already, what is rejected and what is doubtful; write nothing
        #[arg(long)]
        preview: bool,
    },
    /// What was observed of a batch, one by one, with who recorded it and when
    #[command(after_help = "Example:
  salmon-run batch observations VES-24-01 --kind growth_sample
  salmon-run batch observations VES-24-01 --csv > observations.csv")]
    Observations {
        /// Its number or its id
        batch: String,
        /// Only those of this kind
        #[arg(long, value_enum)]
        kind: Option<KindOfObservation>,
        /// Write them as CSV, which `batch record` reads
        #[arg(long, conflicts_with = "json")]
        csv: bool,
    },
    /// Correct one observation, or remove it; what it was is kept with who did it, when and why
    #[command(after_help = "Example:
  salmon-run batch correct VES-24-01 17 corrected.json --reason \"Two digits swapped\"
  salmon-run batch correct VES-24-01 17 --remove --reason \"Counted twice\"")]
    Correct {
        /// The batch's number or its id
        batch: String,
        /// The observation's number in `batch observations`
        observation: i64,
        /// What it shall be: a file of one observation, as `batch record` reads it
        #[arg(required_unless_present = "remove", conflicts_with = "remove")]
        file: Option<PathBuf>,
        /// Remove it
        #[arg(long)]
        remove: bool,
        /// Why
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    /// What observations of a batch were before they were corrected, newest first
    #[command(after_help = "Example:
  salmon-run batch corrections VES-24-01")]
    Corrections {
        /// Its number or its id
        batch: String,
    },
    /// Where the fish will be, from their last actual day to the end of the run
    #[command(after_help = "Example:
  salmon-run batch forecast VES-24-01 --weight 4000 --weight 5000")]
    Forecast {
        /// Its number or its id
        batch: String,
        /// Say when this weight in g is reached [default: 1000, 3000, 5000 and the weights set in the window]
        #[arg(long, value_name = "G", allow_negative_numbers = true)]
        weight: Vec<f64>,
        /// Look at another run than the pinned one; pins nothing
        #[arg(long, value_name = "RUN")]
        against: Option<String>,
    },
    Calibrate(Box<Calibrate>),
}

impl Batch {
    /// Does what was asked for.
    pub fn carry_out(self, session: &mut Session<'_>) -> Done {
        match self {
            Self::Import { file } => import(session, file),
            Self::List => list(session),
            Self::Show { batch } => show(session, &batch),
            Self::Edit { batch, edits } => batch_edit::edit(session, &batch, *edits),
            Self::Delete { batch, with_observations } => {
                batch_edit::delete(session, &batch, with_observations)
            }
            Self::Pin { batches, run, reason } => {
                let mut farm = session.farm()?;
                let ids = find(&farm, &batches)?;
                let run = farm.find_run(&run)?;
                let pinned = farm.pin_batches(&ids, run, &reason)?;
                show_pinned(session, &pinned, None)
            }
            Self::Unpin { batches, reason } => {
                let mut farm = session.farm()?;
                let ids = find(&farm, &batches)?;
                let pinned = farm.unpin_batches(&ids, &reason)?;
                show_pinned(session, &pinned, None)
            }
            Self::PinScenario { batch, scenario } => {
                let mut farm = session.farm()?;
                let id = farm.find_batch(&batch)?;
                let pinned = farm.pin_batch_to_latest(id, scenario)?;
                show_pinned(session, &pinned, Some(DEPRECATED))
            }
            Self::History { batch } => history(session, &batch),
            Self::Report { batch, files, choices } => report::of_batch(session, &batch, &files, &choices),
            Self::Growth { batch: Some(batch), report, choices, .. } if !report.is_empty() => {
                report::of_batch(session, &batch, &report, &choices)
            }
            Self::Growth { batch: Some(batch), csv, pens, against, .. } => {
                growth::growth(session, &batch, csv, pens, against.as_ref())
            }
            Self::Growth { needs_attention, closed, .. } => {
                growth_rows::all(session, needs_attention, closed)
            }
            Self::Record { batch, file, date_order, skip_bad_lines, preview } => {
                let date_order = date_order.map(Order::of);
                if preview {
                    return observations::preview(session, &batch, &file, date_order);
                }
                growth::record(session, &batch, &file, ObservationWishes { date_order, skip_bad_lines })
            }
            Self::Observations { batch, kind, csv } => observations::list(session, &batch, kind, csv),
            Self::Correct { batch, observation, file, reason, .. } => {
                observations::correct(session, &batch, ObservationId(observation), file.as_deref(), &reason)
            }
            Self::Corrections { batch } => observations::corrections(session, &batch),
            Self::Forecast { batch, weight, against } => {
                forecast::forecast(session, &batch, &weight, against.as_ref())
            }
            Self::Calibrate(command) => command.carry_out(session),
        }
    }
}

/// The seed's notice, with our command in the place of its endpoint.
const DEPRECATED: &str = "DEPRECATED: Use `batch pin`. Pinned to latest run.";

fn find(farm: &Farm, names: &[String]) -> Outcome<Vec<BatchId>> {
    names.iter().map(|name| farm.find_batch(name)).collect()
}

/// `{"success":true,"batches":[…]}`, each as lists show it.
#[derive(Serialize)]
struct Imported<'a> {
    success: bool,
    batches: &'a [BatchRow],
}

fn import(session: &mut Session<'_>, file: PathBuf) -> Done {
    let mut farm = session.farm()?;
    let ids = farm.import_batch_files(&[file])?;
    let batches: Vec<BatchRow> = ids.iter().map(|id| farm.batch(*id)).collect::<Outcome<_>>()?;
    if session.out.is_json() {
        return session.out.json(&Imported { success: true, batches: &batches });
    }
    session.out.line(format!("{} imported", plural(batches.len(), "batch", "batches")))?;
    session.out.table(&table(&batches))
}

fn list(session: &mut Session<'_>) -> Done {
    let batches = session.farm()?.batches()?;
    if session.out.is_json() {
        return session.out.json(&batches);
    }
    if batches.is_empty() {
        return session.out.line("No batches yet; `salmon-run batch import FILE` reads some");
    }
    let (active, closed): (Vec<BatchRow>, Vec<BatchRow>) =
        batches.into_iter().partition(|batch| batch.status == BatchStatus::Active);
    if !active.is_empty() {
        session.out.table(&table(&active))?;
    }
    if !closed.is_empty() {
        session.out.heading("Closed: their fish are no longer in the water")?;
        session.out.table(&table(&closed))?;
    }
    Ok(())
}

/// Batches as a list.
pub fn table(batches: &[BatchRow]) -> Columns {
    let mut table =
        Columns::new([">ID", "Batch", "Start", ">Fish", ">Weight", "Stage", "Site", "Pinned run", ""]);
    for batch in batches {
        table.row([
            batch.batch_id.to_string(),
            batch.batch_number.clone(),
            display::date(batch.start_date),
            display::count(batch.initial_count as f64),
            display::weight(batch.initial_weight_g).to_string(),
            batch.stage.clone(),
            batch.site.clone(),
            pinned_name(batch.pinned_projection_run.as_ref()),
            newer(batch),
        ]);
    }
    table
}

fn newer(batch: &BatchRow) -> String {
    batch.newer_run_number.map(|number| format!("run #{number} is newer")).unwrap_or_default()
}

fn pinned_name(run: Option<&PinnedRun>) -> String {
    run.map_or_else(
        || NO_VALUE.to_owned(),
        |run| {
            let label =
                if run.run_label.is_empty() { String::new() } else { format!(" ({})", run.run_label) };
            format!("{} - Run #{}{label}", run.scenario_name, run.run_number)
        },
    )
}

fn show(session: &mut Session<'_>, name: &str) -> Done {
    let farm = session.farm()?;
    let batch = farm.batch(farm.find_batch(name)?)?;
    if session.out.is_json() {
        return session.out.json(&batch);
    }
    show_one(session, &batch)
}

/// What a batch is.
pub fn show_one(session: &mut Session<'_>, batch: &BatchRow) -> Done {
    let mut table = Columns::pairs();
    table.pair("Batch", format!("{} (id {})", batch.batch_number, batch.batch_id));
    table.pair("Start", display::date(batch.start_date));
    table.pair("Fish", display::count(batch.initial_count as f64));
    table.pair("Weight", display::weight(batch.initial_weight_g));
    table.pair("Stage", &batch.stage);
    if !batch.site.is_empty() {
        table.pair("Site", &batch.site);
    }
    if !batch.pens.is_empty() {
        table.pair("Pens", display::pens(&batch.pens));
    }
    if !batch.species.is_empty() {
        table.pair("Species", &batch.species);
    }
    if batch.status == BatchStatus::Closed {
        table.pair("Status", "closed: its fish are no longer in the water");
    }
    if !batch.notes.is_empty() {
        table.pair("Notes", &batch.notes);
    }
    if let Some(scenario) = batch.scenario {
        table.pair("Planned with", format!("scenario {scenario}"));
    }
    table.pair("Pinned run", pinned_name(batch.pinned_projection_run.as_ref()));
    if batch.newer_run_number.is_some() {
        table.pair("", newer(batch));
    }
    session.out.table(&table)
}

/// What pin, unpin and pin-scenario answer; after unpinning there is no run, so those fields are null.
#[derive(Serialize)]
struct PinnedDocument<'a> {
    success: bool,
    pinned_projection_run_id: Option<RunId>,
    scenario_name: Option<&'a str>,
    run_number: Option<u32>,
    run_label: Option<&'a str>,
    batches: &'a [BatchRow],
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<&'a str>,
}

fn show_pinned(session: &mut Session<'_>, pinned: &Pinned, notice: Option<&str>) -> Done {
    let run = pinned.run.as_ref();
    if session.out.is_json() {
        return session.out.json(&PinnedDocument {
            success: true,
            pinned_projection_run_id: run.map(|run| run.run_id),
            scenario_name: run.map(|run| run.scenario_name.as_str()),
            run_number: run.map(|run| run.run_number),
            run_label: run.map(|run| run.label.as_str()),
            batches: &pinned.batches,
            message: notice,
        });
    }
    if let Some(notice) = notice {
        session.out.line(notice)?;
    }
    let count = plural(pinned.batches.len(), "batch", "batches");
    session.out.line(match run {
        Some(run) => format!("{count} pinned to {}", run.full_name()),
        None => format!("{count} unpinned"),
    })?;
    for (batch, prior) in pinned.batches.iter().zip(&pinned.before) {
        let unchanged = prior.run == run.map(|run| run.run_id);
        let note = if unchanged { " (as before)" } else { "" };
        session.out.line(format!("  {}{note}", batch.batch_number))?;
    }
    Ok(())
}

fn history(session: &mut Session<'_>, name: &str) -> Done {
    let farm = session.farm()?;
    let events = farm.pin_history(farm.find_batch(name)?)?;
    if session.out.is_json() {
        return session.out.json(&events);
    }
    if events.is_empty() {
        return session.out.line(format!("Batch {name} was never pinned"));
    }
    let mut table = Columns::new(["When (UTC)", "Who", "From", "To", "Why"]);
    for event in events {
        table.row([
            figures::moment(event.changed_at),
            event.changed_by,
            pinned_name(event.from.as_ref()),
            pinned_name(event.to.as_ref()),
            event.reason,
        ]);
    }
    session.out.table(&table)
}
