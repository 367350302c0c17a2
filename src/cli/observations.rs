//! `batch record --preview|observations|correct|corrections`: what was observed of a batch, one by one.
use clap::ValueEnum;
use serde::Serialize;
use std::path::Path;

use super::figures;
use super::output::Columns;
use super::session::Session;
use super::stop::{Done, one_line};
use crate::domain::actual::Doubt;
use crate::domain::display::{self, plural};
use crate::domain::fault::{Fault, Outcome};
use crate::domain::ids::{BatchId, ObservationId};
use crate::domain::observation::{ObservationChange, ObservationKind};
use crate::domain::observation_words::words as observation_words;
use crate::service::{
    ColumnUse, DateOrder, Farm, ObservationImport, ObservationPreview, OpenDate, PenChoice, RejectedLine,
    write_observations_csv,
};

/// A kind of observation, as it is named on the command line.
#[derive(Debug, Clone, Copy, ValueEnum)]
#[value(rename_all = "snake_case")]
pub enum KindOfObservation {
    /// Fish weighed
    GrowthSample,
    /// Fish found dead
    Mortality,
    /// Feed given
    Feeding,
    /// Water measured
    Temperature,
    /// Fish moved out, or to another pen
    TransferOut,
    /// Fish that came in
    TransferIn,
    /// Treatments
    Treatment,
    /// Fish slaughtered
    Harvest,
}

impl KindOfObservation {
    fn of(self) -> ObservationKind {
        match self {
            Self::GrowthSample => ObservationKind::GrowthSample,
            Self::Mortality => ObservationKind::Mortality,
            Self::Feeding => ObservationKind::Feeding,
            Self::Temperature => ObservationKind::Temperature,
            Self::TransferOut => ObservationKind::TransferOut,
            Self::TransferIn => ObservationKind::TransferIn,
            Self::Treatment => ObservationKind::Treatment,
            Self::Harvest => ObservationKind::Harvest,
        }
    }
}

fn open(session: &Session<'_>, batch: &str) -> Outcome<(Farm, BatchId)> {
    let farm = session.farm()?;
    let id = farm.find_batch(batch)?;
    Ok((farm, id))
}

/// What scripts read of a preview.
#[derive(Serialize)]
struct PreviewDocument<'a> {
    batch_number: &'a str,
    rows: usize,
    columns: &'a [ColumnUse],
    date_order: Option<DateOrder>,
    /// A date that may be read in two ways: `--date-order` says which.
    open_date: Option<&'a OpenDate>,
    kinds: serde_json::Map<String, serde_json::Value>,
    /// Pens that the batch does not have.
    unknown_pens: Vec<&'a str>,
    to_record: usize,
    known_already: usize,
    rejected: usize,
    rejected_lines: &'a [RejectedLine],
    doubts: &'a [Doubt],
}

/// Says what a file would come to, and writes nothing.
pub fn preview(session: &mut Session<'_>, batch: &str, file: &Path, date_order: Option<DateOrder>) -> Done {
    let (farm, id) = open(session, batch)?;
    let number = farm.batch(id)?.batch_number;
    let asked = ObservationImport { date_order, skip_bad_lines: true, ..ObservationImport::default() };
    let preview = farm.preview_observations(id, file, &asked)?;
    let unknown: Vec<&str> =
        preview.pens.iter().filter(|pen| pen.taken_for.is_none()).map(|pen| pen.written.as_str()).collect();
    if session.out.is_json() {
        let kinds = preview.kinds.iter().map(|(kind, count)| (kind.as_str().to_owned(), (*count).into()));
        return session.out.json(&PreviewDocument {
            batch_number: &number,
            rows: preview.rows,
            columns: &preview.columns,
            date_order: preview.date_order,
            open_date: preview.open_date.as_ref(),
            kinds: kinds.collect(),
            unknown_pens: unknown,
            to_record: preview.new,
            known_already: preview.known_already,
            rejected: preview.rejected,
            rejected_lines: &preview.rejected_lines,
            doubts: &preview.doubts,
        });
    }
    session.out.table(&understood(&number, &preview))?;
    if let Some(open) = &preview.open_date {
        session.out.line(format!("  to be said: {}", open.fault()))?;
    }
    for pen in unknown {
        let line = format!("  no such pen: \"{pen}\"; name it as the batch does, or add it to the batch");
        session.out.line(one_line(&line))?;
    }
    for bad in &preview.rejected_lines {
        session.out.line(one_line(&format!("  rejected: line {}, {}", bad.line, bad.reason)))?;
    }
    for doubt in &preview.doubts {
        session.out.line(one_line(&format!("  look twice: {}", doubt.words())))?;
    }
    session.out.line("Nothing was written")
}

fn understood(number: &str, preview: &ObservationPreview) -> Columns {
    let mut table = Columns::pairs();
    table.pair("Batch", number);
    table.pair("Lines read", display::count(preview.rows as f64));
    let used = preview.columns.iter().filter(|column| !column.means.is_empty());
    let used: Vec<String> = used.map(|column| format!("{} ({})", column.head, column.means)).collect();
    if !used.is_empty() {
        table.pair("Columns used", one_line(&used.join(", ")));
    }
    let passed: Vec<&str> =
        preview.columns.iter().filter(|it| it.means.is_empty()).map(|it| it.head.as_str()).collect();
    if !passed.is_empty() {
        table.pair("Passed over", one_line(&passed.join(", ")));
    }
    for (kind, count) in &preview.kinds {
        table.pair(kind.name(), display::count(*count as f64));
    }
    if let Some((first, last)) = preview.days {
        table.pair("Days", format!("{} to {}", display::date(first), display::date(last)));
    }
    let taken = preview.pens.iter().filter_map(|pen| match &pen.taken_for {
        Some(PenChoice::Pen(name)) if *name != pen.written => Some(format!("{} is {name}", pen.written)),
        _ => None,
    });
    let taken: Vec<String> = taken.collect();
    if !taken.is_empty() {
        table.pair("Pens", one_line(&taken.join(", ")));
    }
    table.pair("To be recorded", display::count(preview.new as f64));
    table.pair("Known already", display::count(preview.known_already as f64));
    table.pair("Rejected lines", display::count(preview.rejected as f64));
    table
}

/// Lists what was observed.
pub fn list(session: &mut Session<'_>, batch: &str, kind: Option<KindOfObservation>, csv: bool) -> Done {
    let (farm, id) = open(session, batch)?;
    let mut all = farm.recorded(id)?;
    if let Some(kind) = kind {
        all.retain(|one| one.observation.kind() == kind.of());
    }
    if session.out.is_json() {
        return session.out.json(&all);
    }
    if csv {
        return Ok(write_observations_csv(session.out.raw(), &all)?);
    }
    if all.is_empty() {
        let number = farm.batch(id)?.batch_number;
        return session.out.line(format!("Nothing of that was observed of batch {number} yet"));
    }
    let mut table = Columns::new([">ID", "Date", "Pen", "Kind", "Observed", "Recorded by", "When (UTC)"]);
    for one in &all {
        table.row([
            one.observation_id.to_string(),
            display::date(one.observation.date()),
            one.observation.pen().unwrap_or_default().to_owned(),
            one.observation.kind().name().to_owned(),
            observation_words(&one.observation),
            one.recorded_by.clone(),
            figures::moment(one.recorded_at),
        ]);
    }
    session.out.table(&table)
}

/// What a correction answers.
#[derive(Serialize)]
struct Corrected {
    success: bool,
    observation_id: ObservationId,
    warnings: Vec<String>,
}

/// Corrects an observation, or removes it.
pub fn correct(
    session: &mut Session<'_>,
    batch: &str,
    id: ObservationId,
    file: Option<&Path>,
    reason: &str,
) -> Done {
    let (mut farm, of) = open(session, batch)?;
    let (its_batch, recorded) = farm.observation(id)?;
    if its_batch != of {
        let number = farm.batch(its_batch)?.batch_number;
        return Err(Fault::refused(
            format!("observation {id} is of batch {number}"),
            format!("Look at `salmon-run batch observations {batch}`"),
        )
        .into());
    }
    let after = file.map(|file| farm.read_one_observation(of, file)).transpose()?;
    let change = ObservationChange::of(&recorded, after);
    let changes = std::slice::from_ref(&change);
    let doubts = farm.doubts_of_changes(of, changes)?;
    farm.change_observations(of, changes, reason)?;
    let warnings: Vec<String> = doubts.iter().map(Doubt::words).collect();
    if session.out.is_json() {
        return session.out.json(&Corrected { success: true, observation_id: id, warnings });
    }
    let was = observation_words(&recorded.observation);
    session.out.line(one_line(&match &change.after {
        Some(after) => {
            format!("Observation {id} is corrected: {} instead of {was}", observation_words(after))
        }
        None => format!("Observation {id} is removed: {was}"),
    }))?;
    warnings.iter().try_for_each(|warning| session.out.line(one_line(&format!("  look twice: {warning}"))))
}

/// Lists corrections.
pub fn corrections(session: &mut Session<'_>, batch: &str) -> Done {
    let (farm, id) = open(session, batch)?;
    let all = farm.corrections(id)?;
    if session.out.is_json() {
        return session.out.json(&all);
    }
    if all.is_empty() {
        let number = farm.batch(id)?.batch_number;
        return session.out.line(format!("No observation of batch {number} was ever corrected"));
    }
    let count = plural(all.len(), "correction", "corrections");
    let mut table =
        Columns::new(["When (UTC)", "Who", ">ID", "Date", "Pen", "Kind", "It was", "It is since", "Why"]);
    for one in all {
        table.row([
            figures::moment(one.corrected_at),
            one.corrected_by.clone(),
            one.observation_id.to_string(),
            display::date(one.before.date()),
            one.before.pen().unwrap_or_default().to_owned(),
            one.before.kind().name().to_owned(),
            observation_words(&one.before),
            match &one.after {
                None => "removed".to_owned(),
                Some(after) if *after == one.before => "put back".to_owned(),
                Some(after) => observation_words(after),
            },
            one.reason,
        ]);
    }
    session.out.line(count)?;
    session.out.table(&table)
}
