//! What will stand in a report, with its real sentences.
use chrono::{DateTime, Utc};

use crate::app::command::reports::ReportSubject;
use crate::app::facts::{FarmData, Library, Loaded};
use crate::domain::display::plural;
use crate::domain::ids::RunId;
use crate::report::blocks::{Block, Table};
use crate::report::{Contents, PlotOf, Wishes};
use crate::service::{About, BatchHistory, Gathered, RunComparison};

/// Sentences of a section that are shown.
const MOST_LINES: usize = 6;

/// A section in a few lines.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// It is a heading.
    pub is_head: bool,
    /// It is of less weight.
    pub is_muted: bool,
    /// The words.
    pub text: String,
}

/// What was loaded of a subject already: enough to say what will stand in its report, but nothing was verified yet. None
/// while it is on its way.
pub fn gathered(
    subject: &ReportSubject,
    farm: &FarmData,
    library: &Library,
    now: DateTime<Utc>,
) -> Option<Gathered> {
    let (ids, batch, growth): (Vec<RunId>, _, _) = match subject {
        ReportSubject::Runs(ids) => (ids.clone(), None, None),
        ReportSubject::Batch(id) => {
            let batch = farm.batch(*id)?.clone();
            let Loaded::Ready(events) = library.pin_histories.get(id) else { return None };
            let growth = match library.growths.get(&(*id, None)) {
                Loaded::Ready(growth) => Some(growth).filter(|growth| !growth.observations.is_empty()),
                Loaded::Loading => return None,
                Loaded::Failed(_) => None,
            };
            let pinned = batch.pinned_projection_run.as_ref().map(|run| run.run_id);
            let run = pinned.or(growth.as_ref().map(|growth| growth.plan.run.run_id));
            let growth = growth.map(|growth| Box::new(growth.in_full()));
            (run.into_iter().collect(), Some(BatchHistory { batch, events: (*events).clone() }), growth)
        }
    };
    let compared = match ids.as_slice() {
        [] => RunComparison::of(Vec::new()),
        [one] => match library.runs.get(one) {
            Loaded::Ready(run) => RunComparison::of(vec![(*run).clone()]),
            _ => return None,
        },
        _ => match library.comparisons.get(&ids) {
            Loaded::Ready(compared) => (*compared).clone(),
            _ => return None,
        },
    };
    let is_pinned_to = |batch: &&crate::domain::batch::Batch, id: RunId| {
        batch.pinned_projection_run.as_ref().is_some_and(|run| run.run_id == id)
    };
    let pinned = ids
        .iter()
        .map(|id| farm.batches.iter().filter(|batch| is_pinned_to(batch, *id)).cloned().collect())
        .collect();
    let about = About { farm_file: farm.name(), by: String::new(), at: now, program: String::new() };
    Some(Gathered { about, compared, verdicts: Vec::new(), pinned, batch, growth })
}

/// Title and sections of the report.
pub fn lines(gathered: &Gathered, wishes: &Wishes) -> (String, Vec<Line>) {
    let contents = Contents::of(gathered, wishes);
    let mut lines = Vec::new();
    for section in contents.sections() {
        lines.push(Line { is_head: true, is_muted: false, text: section.title.to_owned() });
        let mut of_section = Vec::new();
        section.blocks.iter().for_each(|block| say(block, &mut of_section));
        let more = of_section.len().saturating_sub(MOST_LINES);
        of_section.truncate(MOST_LINES);
        if more > 0 {
            of_section.push(muted(format!("and {more} more")));
        }
        lines.extend(of_section);
    }
    (contents.title, lines)
}

fn muted(text: String) -> Line {
    Line { is_head: false, is_muted: true, text }
}

fn say(block: &Block, lines: &mut Vec<Line>) {
    let plain = |text: String| Line { is_head: false, is_muted: false, text };
    match block {
        Block::Runs(runs) => {
            lines.extend(runs.iter().map(|run| plain(format!("{}: {}", run.name, run.sentence))));
        }
        Block::Says(text) => lines.push(plain(text.clone())),
        Block::Items(items) => lines.extend(items.iter().cloned().map(plain)),
        Block::Plots(plots) => {
            let names: Vec<&str> = plots
                .iter()
                .map(|plot| match plot {
                    PlotOf::Measure(measure) | PlotOf::Difference(measure) | PlotOf::Growth(measure) => {
                        measure.name()
                    }
                    PlotOf::Profile(_) => "Temperature profiles",
                })
                .collect();
            let what =
                if matches!(plots.first(), Some(PlotOf::Difference(_))) { "of differences " } else { "" };
            let plots = plural(names.len(), "plot", "plots");
            lines.push(muted(format!("{plots} {what}: {}", names.join(", ")).replace(" :", ":")));
        }
        Block::Table(table) => lines.push(muted(table_in_words(table))),
        Block::Heading(_) | Block::Note(_) | Block::Legend => {}
    }
}

fn table_in_words(table: &Table) -> String {
    format!("{} ({})", table.caption, plural(table.rows.len(), "row", "rows"))
}
