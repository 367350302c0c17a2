//! The list of batches: which stand in it, in which order, and how a row looks.
use egui::{Button, Rect, Role, Sense, Ui, Vec2, WidgetInfo};
use std::cmp::Ordering;

use super::newer_run;
use crate::app::command::{Command, Commands};
use crate::app::facts::Facts;
use crate::app::search::{Words, fold};
use crate::app::theme::{palette, size};
use crate::app::widgets::icon::Icon;
use crate::app::widgets::table::{self, Column, Sort, Table, TableOutput, TableState};
use crate::app::widgets::{badge, button, run_picker};
use crate::domain::batch::{Batch, BatchStatus};
use crate::domain::display;
use crate::domain::ids::BatchId;

/// The column of the batch number, by which the list is sorted at first.
pub(super) const NUMBER: usize = 0;
const SITE: usize = 1;
const PENS: usize = 2;
const START: usize = 3;
const COUNT: usize = 4;
const WEIGHT: usize = 5;
const STAGE: usize = 6;
const PINNED: usize = 7;
const NEWER: usize = 8;

const COLUMNS: [Column; 9] = [
    Column::text("Batch", 132.0),
    Column::text("Site", 116.0),
    Column::text("Pens", 52.0),
    Column::text("Start", 84.0),
    Column::number("Fish", 64.0).tooltip("Number of fish at the start"),
    Column::number("Weight", 60.0).tooltip("Mean weight at the start"),
    Column::text("Stage", 84.0).tooltip("The stage its fish came in"),
    Column::text("Pinned run", 240.0).takes_rest().tooltip(run_picker::ABOUT_PINNED_RUN),
    Column::text("Newer run", 188.0),
];

/// What is said of a batch whose fish are no longer in the water.
pub(super) const CLOSED: &str = "Closed";

/// Which batches are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Filter {
    All,
    Pinned,
    NotPinned,
    NewerRun,
}

impl Filter {
    pub const ALL: [Self; 4] = [Self::All, Self::Pinned, Self::NotPinned, Self::NewerRun];

    pub fn name(self) -> &'static str {
        match self {
            Self::All => "All",
            Self::Pinned => "Pinned",
            Self::NotPinned => "Not pinned",
            Self::NewerRun => "Newer run available",
        }
    }

    fn holds(self, batch: &Batch) -> bool {
        match self {
            Self::All => true,
            Self::Pinned => batch.pinned_projection_run.is_some(),
            Self::NotPinned => batch.pinned_projection_run.is_none(),
            Self::NewerRun => batch.newer_run_number.is_some(),
        }
    }
}

/// What the rows depend on.
#[derive(Debug, Clone, PartialEq)]
struct Question {
    revision: u64,
    find: String,
    filter: Filter,
    sort: Option<Sort>,
}

/// The batches in the order of their rows, kept until something that decides on it changes.
#[derive(Debug, Default)]
pub(super) struct List {
    question: Option<Question>,
    rows: Vec<BatchId>,
}

impl List {
    /// The batches that match, in their order.
    pub fn rows(&mut self, facts: &Facts<'_>, find: &str, filter: Filter, sort: Option<Sort>) -> &[BatchId] {
        let is_current = self.question.as_ref().is_some_and(|question| {
            question.revision == facts.revision
                && question.find == find
                && question.filter == filter
                && question.sort == sort
        });
        if !is_current {
            self.rows = matching(facts, find, filter, sort);
            self.question = Some(Question { revision: facts.revision, find: find.to_owned(), filter, sort });
        }
        &self.rows
    }
}

fn matching(facts: &Facts<'_>, find: &str, filter: Filter, sort: Option<Sort>) -> Vec<BatchId> {
    let words = Words::of(find);
    let mut rows: Vec<&Batch> = facts
        .farm
        .batches
        .iter()
        .filter(|batch| filter.holds(batch) && (words.is_empty() || words.are_in(&searched(facts, batch))))
        .collect();
    if let Some(sort) = sort {
        // Stable, so that batches that are equal stay in the order of their numbers.
        rows.sort_by(|a, b| sort.apply(compare(a, b, sort.column)));
    }
    // Whatever they are sorted by, those whose fish are gone come last.
    rows.sort_by_key(|batch| batch.status == BatchStatus::Closed);
    rows.into_iter().map(|batch| batch.batch_id).collect()
}

/// All that a batch is found by.
fn searched(facts: &Facts<'_>, batch: &Batch) -> String {
    let planned = batch.scenario.and_then(|id| facts.farm.scenario(id)).map(|row| row.name.as_str());
    let run = batch.pinned_projection_run.as_ref();
    let pinned = run
        .map_or(String::new(), |run| format!("{} #{} {}", run.scenario_name, run.run_number, run.run_label));
    let planned = planned.unwrap_or_default();
    let closed = if batch.status == BatchStatus::Closed { CLOSED } else { "" };
    fold(&format!("{} {} {} {closed} {pinned} {planned}", batch.batch_number, batch.site, batch.stage))
}

fn compare(a: &Batch, b: &Batch, column: usize) -> Ordering {
    let pinned = |batch: &Batch| {
        let run = batch.pinned_projection_run.as_ref();
        run.map(|run| (fold(&run.scenario_name), run.run_number))
    };
    match column {
        NUMBER => fold(&a.batch_number).cmp(&fold(&b.batch_number)),
        SITE => fold(&a.site).cmp(&fold(&b.site)),
        PENS => a.pen_names().cmp(&b.pen_names()),
        START => a.start_date.cmp(&b.start_date),
        COUNT => a.initial_count.cmp(&b.initial_count),
        WEIGHT => a.initial_weight_g.total_cmp(&b.initial_weight_g),
        STAGE => fold(&a.stage).cmp(&fold(&b.stage)),
        PINNED => pinned(a).cmp(&pinned(b)),
        _ => a.newer_run_number.cmp(&b.newer_run_number),
    }
}

/// Draws the rows.
pub(super) fn table(
    ui: &mut Ui,
    state: &mut TableState<BatchId>,
    rows: &[BatchId],
    facts: &Facts<'_>,
    commands: &mut Commands,
) -> TableOutput<BatchId> {
    let name = |row: usize| facts.farm.batch(rows[row]).map_or(String::new(), |b| b.batch_number.clone());
    Table::new("Batches", &COLUMNS).checkable().show(ui, state, rows, name, |ui, row, column| {
        if let Some(batch) = facts.farm.batch(rows[row]) {
            cell(ui, batch, column, facts, commands);
        }
    })
}

fn cell(ui: &mut Ui, batch: &Batch, column: usize, facts: &Facts<'_>, commands: &mut Commands) {
    if column == PINNED {
        return pinned(ui, batch);
    }
    if column == NEWER {
        return newer(ui, batch, facts, commands);
    }
    match column {
        NUMBER => {
            let number = table::text(ui, batch.batch_number.as_str());
            if batch.status == BatchStatus::Closed {
                badge::label(ui, CLOSED);
            }
            number
        }
        SITE => table::text(ui, batch.site.as_str()),
        PENS => {
            let pens = batch.pen_names().join(", ");
            table::text(ui, pens.as_str()).on_hover_text(display::pens(&batch.pens))
        }
        START => table::text(ui, display::date(batch.start_date))
            .on_hover_text(display::date_with_week(batch.start_date)),
        COUNT => table::text(ui, display::count(batch.initial_count as f64)),
        WEIGHT => table::text(ui, display::weight(batch.initial_weight_g).to_string()),
        _ => table::text(ui, batch.stage.as_str()),
    };
}

fn pinned(ui: &mut Ui, batch: &Batch) {
    let Some(run) = &batch.pinned_projection_run else {
        table::muted(ui, "Not pinned");
        return;
    };
    run_picker::pinned_run(ui, run.run_number);
    if !run.run_label.is_empty() {
        badge::label(ui, &run.run_label);
    }
    table::muted(ui, run.scenario_name.as_str()).on_hover_text(&run.scenario_name);
}

/// The badge, and the way to the newer run: still by the preview.
fn newer(ui: &mut Ui, batch: &Batch, facts: &Facts<'_>, commands: &mut Commands) {
    let Some(run) = newer_run(facts.farm, batch) else { return };
    badge::status(ui, badge::Status::NewerRunAvailable);
    ui.spacing_mut().interact_size = Vec2::splat(size::CLICK);
    ui.spacing_mut().button_padding = Vec2::ZERO;
    // Not reached by Tab: P does the same for the row with the cursor, and Tab would halt at every row.
    let square = Button::new("").min_size(Vec2::splat(size::CLICK)).sense(Sense::CLICK);
    let pin = Command::AskPin { batches: vec![batch.batch_id], run: Some(run.run_id) };
    let why_not = facts.why_not(&pin);
    let is_enabled = why_not.is_none();
    let name = format!("Pin {} to run #{}…", batch.batch_number, run.run_number);
    let button = button::unless(ui, why_not, |ui| {
        let button = ui.add(square);
        button.widget_info(|| WidgetInfo::labeled(Role::Button, is_enabled, &name));
        button
    });
    let ink = if is_enabled { palette(ui.visuals()).text } else { palette(ui.visuals()).text_muted };
    Icon::Pin.paint(ui.painter(), Rect::from_center_size(button.rect.center(), Vec2::splat(size::ICON)), ink);
    if button.on_hover_text(&name).clicked() {
        commands.push(pin);
    }
}
