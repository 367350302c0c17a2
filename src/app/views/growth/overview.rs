//! All batches: who is ahead, who is behind, and what of them needs a person.
use egui::Ui;
use std::cmp::Ordering;

use crate::app::facts::{Facts, Loaded};
use crate::app::search::fold;
use crate::app::theme::palette;
use crate::app::widgets::empty_state;
use crate::app::widgets::table::{self, Column, Table, TableState};
use crate::domain::batch::{Batch, BatchStatus};
use crate::domain::display::{self, NO_VALUE, days, percent_difference, plural, weight, weight_difference};
use crate::domain::goal_weights::Goal;
use crate::domain::ids::BatchId;
use crate::service::{Ahead, Attention, GoalDate, GrowthRow, OLD_SAMPLE_DAYS, SIGNIFICANT_PERCENT};

/// What a column shows of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shows {
    Number,
    Site,
    Run,
    Weight,
    Grams,
    Percent,
    Ahead,
    Transfer,
    Harvest,
    Sample,
    Attention,
}

/// Beside a batch there is room for what matters most…
const FEW: [(Shows, Column); 4] = [
    (Shows::Number, NUMBER),
    (Shows::Percent, PERCENT),
    (Shows::Ahead, AHEAD),
    (Shows::Attention, Column::text("Needs attention", 92.0).takes_rest()),
];

/// …and alone for all of it.
const ALL: [(Shows, Column); 11] = [
    (Shows::Number, NUMBER),
    (Shows::Site, Column::text("Site", 104.0)),
    (Shows::Run, Column::text("Run", 104.0).tooltip("The run that it is held against")),
    (
        Shows::Weight,
        Column::number("Weight", 60.0).tooltip("Mean weight on the last day on which anything was observed"),
    ),
    (
        Shows::Grams,
        Column::number("To run, g", 64.0).tooltip("How much heavier than the run says, by date, in g"),
    ),
    (Shows::Percent, PERCENT),
    (Shows::Ahead, AHEAD),
    (
        Shows::Transfer,
        Column::text("Transfer", 80.0)
            .tooltip("When the fish are heavy enough to go to sea, by the forecast"),
    ),
    (
        Shows::Harvest,
        Column::text("Harvest", 80.0).tooltip("When the fish are heavy enough, by the forecast"),
    ),
    (Shows::Sample, Column::text("Last sample", 84.0).tooltip("When fish were last weighed")),
    (Shows::Attention, Column::text("Needs attention", 132.0).takes_rest()),
];

const NUMBER: Column = Column::text("Batch", 80.0);
const PERCENT: Column =
    Column::number("To run", 60.0).tooltip("How much heavier than the run says, by date, in percent");
const AHEAD: Column = Column::text("Ahead", 76.0).tooltip("Days until the run has this weight");

/// Which batches are listed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Which {
    #[default]
    Open,
    NeedsAttention,
    Closed,
}

impl Which {
    fn holds(self, row: &GrowthRow, batch: &Batch) -> bool {
        match self {
            Self::Open => batch.status == BatchStatus::Active,
            Self::NeedsAttention => !row.attention.is_empty(),
            Self::Closed => batch.status == BatchStatus::Closed,
        }
    }
}

/// The list.
#[derive(Debug)]
pub struct Overview {
    table: TableState<BatchId>,
    which: Which,
    /// All columns, in all the room there is.
    is_alone: bool,
    /// A batch that must be among those listed.
    reveal: Option<BatchId>,
    /// What it is sorted by, whichever columns there are.
    sorted_by: Shows,
    is_descending: bool,
}

impl Default for Overview {
    fn default() -> Self {
        Self {
            table: TableState::sorted(0, false),
            which: Which::default(),
            is_alone: false,
            reveal: None,
            sorted_by: Shows::Number,
            is_descending: false,
        }
    }
}

impl Overview {
    /// The batch with the cursor.
    pub fn batch(&self) -> Option<BatchId> {
        self.table.cursor()
    }

    /// Whether it has all the room.
    pub fn is_alone(&self) -> bool {
        self.is_alone
    }

    /// Puts the cursor on a batch.
    pub fn show(&mut self, id: BatchId) {
        self.table.set_cursor(Some(id));
        self.table.request_focus();
        self.reveal = Some(id);
        self.is_alone = false;
    }

    /// Gives it the keyboard.
    pub fn request_focus(&mut self) {
        self.table.request_focus();
    }

    /// Draws it.
    pub fn ui(&mut self, ui: &mut Ui, facts: &Facts<'_>) {
        let rows = match facts.library.growth_overview.get(&(facts.goals, facts.today)) {
            Loaded::Ready(rows) => rows,
            Loaded::Loading => {
                table::muted(ui, "Holding all batches against their runs…");
                return;
            }
            Loaded::Failed(fault) => {
                empty_state::fault(ui, "The batches cannot be read", &fault, "Try again");
                return;
            }
        };
        let all: Vec<(&GrowthRow, &Batch)> =
            rows.iter().filter_map(|row| Some((row, facts.farm.batch(row.batch_id)?))).collect();
        if let Some(id) = self.reveal.take()
            && let Some((row, batch)) = all.iter().find(|(row, _)| row.batch_id == id)
            && !self.which.holds(row, batch)
        {
            let is_closed = batch.status == BatchStatus::Closed;
            self.which = if is_closed { Which::Closed } else { Which::Open };
        }
        self.filters(ui, &all);
        let columns: &[(Shows, Column)] = if self.is_alone { &ALL } else { &FEW };
        let mut sorted: Vec<(&GrowthRow, &Batch)> =
            all.iter().copied().filter(|(row, batch)| self.which.holds(row, batch)).collect();
        self.sort(&mut sorted, columns);
        let keys: Vec<BatchId> = sorted.iter().map(|(row, _)| row.batch_id).collect();
        if self.table.cursor().is_none_or(|id| !keys.contains(&id)) {
            self.table.set_cursor(keys.first().copied());
        }
        if keys.is_empty() {
            table::muted(
                ui,
                match self.which {
                    Which::Open => "No batch is open",
                    Which::NeedsAttention => "No batch needs attention today",
                    Which::Closed => "No batch is closed",
                },
            );
            return;
        }
        let heads: Vec<Column> = columns.iter().map(|(_, column)| *column).collect();
        let name = if self.is_alone { "Batches and their runs, in full" } else { "Batches and their runs" };
        let output = Table::new(name, &heads).show(
            ui,
            &mut self.table,
            &keys,
            |row| spoken(sorted[row]),
            |ui, row, column| cell(ui, sorted[row], columns[column].0, facts),
        );
        if let Some(sort) = self.table.sort()
            && let Some((shows, _)) = columns.get(sort.column)
        {
            (self.sorted_by, self.is_descending) = (*shows, sort.is_descending);
        }
        if output.opened.is_some() {
            self.set_alone(false);
        }
    }

    /// Which batches are listed, and how much of each.
    fn filters(&mut self, ui: &mut Ui, all: &[(&GrowthRow, &Batch)]) {
        let count = |which: Which| all.iter().filter(|(row, batch)| which.holds(row, batch)).count();
        let closed = count(Which::Closed);
        ui.horizontal_wrapped(|ui| {
            for (which, name) in
                [(Which::Open, "Open"), (Which::NeedsAttention, "Need attention"), (Which::Closed, "Closed")]
            {
                if which == Which::Closed && closed == 0 && self.which != Which::Closed {
                    continue;
                }
                let text = format!("{name} {}", count(which));
                if ui.selectable_label(self.which == which, text).clicked() {
                    self.which = which;
                }
            }
            let (text, about) = if self.is_alone {
                ("Fewer columns", "Shows the list beside the selected batch")
            } else {
                ("All columns", "Shows the list alone, with all that is known of each batch")
            };
            if ui.button(text).on_hover_text(about).clicked() {
                self.set_alone(!self.is_alone);
            }
        });
    }

    /// The columns differ, what it is sorted by stays.
    fn set_alone(&mut self, is_alone: bool) {
        self.is_alone = is_alone;
        let columns: &[(Shows, Column)] = if is_alone { &ALL } else { &FEW };
        let column = columns.iter().position(|(shows, _)| *shows == self.sorted_by);
        let is_descending = self.is_descending && column.is_some();
        self.table.set_sort(Some(table::Sort { column: column.unwrap_or(0), is_descending }));
        self.table.request_focus();
    }

    fn sort(&self, rows: &mut [(&GrowthRow, &Batch)], columns: &[(Shows, Column)]) {
        let Some(sort) = self.table.sort() else { return };
        let Some((shows, _)) = columns.get(sort.column) else { return };
        rows.sort_by(|(a, of_a), (b, of_b)| {
            let name = |batch: &Batch| fold(&batch.batch_number);
            let ordering = match shows {
                Shows::Number => name(of_a).cmp(&name(of_b)),
                Shows::Site => fold(&of_a.site).cmp(&fold(&of_b.site)),
                Shows::Run => run_of(of_a).cmp(&run_of(of_b)),
                Shows::Weight => number(a.avg_weight_g, b.avg_weight_g),
                Shows::Grams => number(a.weight_difference_g, b.weight_difference_g),
                Shows::Percent => number(a.weight_percent, b.weight_percent),
                Shows::Ahead => days_of(a).cmp(&days_of(b)),
                Shows::Transfer => reached(a, Goal::Transfer).cmp(&reached(b, Goal::Transfer)),
                Shows::Harvest => reached(a, Goal::Harvest).cmp(&reached(b, Goal::Harvest)),
                Shows::Sample => a.last_sample.cmp(&b.last_sample),
                Shows::Attention => a.attention.len().cmp(&b.attention.len()),
            };
            sort.apply(ordering)
        });
    }
}

fn number(a: Option<f64>, b: Option<f64>) -> Ordering {
    a.partial_cmp(&b).unwrap_or(Ordering::Equal)
}

/// Those that never get there are behind all others, those beyond the run ahead of them.
fn days_of(row: &GrowthRow) -> Option<i64> {
    row.ahead.map(|ahead| match ahead {
        Ahead::Days(days) => days,
        Ahead::BeyondTheRun => i64::MAX,
        Ahead::BeforeTheRun => i64::MIN,
    })
}

fn goal(row: &GrowthRow, goal: Goal) -> Option<&GoalDate> {
    row.goals.as_ref()?.iter().find(|it| it.goal == goal)
}

/// A weight that is not reached comes after all that are.
fn reached(row: &GrowthRow, of: Goal) -> Option<(bool, Option<chrono::NaiveDate>)> {
    goal(row, of).map(|it| (it.date.date.is_none(), it.date.date))
}

fn run_of(batch: &Batch) -> Option<String> {
    let run = batch.pinned_projection_run.as_ref()?;
    Some(format!("#{} {}", run.run_number, run.scenario_name))
}

/// How far ahead, in words.
pub fn ahead_in_words(ahead: Ahead) -> String {
    match ahead {
        Ahead::Days(0) => "on its day".to_owned(),
        Ahead::Days(n) if n > 0 => format!("{} ahead", days(n)),
        Ahead::Days(n) => format!("{} behind", days(-n)),
        Ahead::BeyondTheRun => "beyond the run".to_owned(),
        Ahead::BeforeTheRun => "before the run".to_owned(),
    }
}

/// The same where room is scarce: "+42 days".
fn ahead_in_short(ahead: Ahead) -> String {
    match ahead {
        Ahead::Days(n) if n != 0 => display::days_difference(n).to_string(),
        other => ahead_in_words(other),
    }
}

/// What needs a person, in one line; empty if nothing does.
fn attention_in_short(row: &GrowthRow) -> String {
    row.attention.iter().map(Attention::short).collect::<Vec<_>>().join(" · ")
}

/// What a screen reader says of a row.
fn spoken((row, batch): (&GrowthRow, &Batch)) -> String {
    match &row.attention[..] {
        [] => batch.batch_number.clone(),
        _ => format!("{}, needs attention: {}", batch.batch_number, attention_in_short(row)),
    }
}

fn cell(ui: &mut Ui, (row, batch): (&GrowthRow, &Batch), shows: Shows, facts: &Facts<'_>) {
    let colors = palette(ui.visuals());
    let or_none = |text: Option<String>| text.unwrap_or_else(|| NO_VALUE.to_owned());
    match shows {
        Shows::Number => {
            let text = table::text(ui, batch.batch_number.as_str());
            if let Some(fault) = &row.fault {
                text.on_hover_text(fault.to_string());
            }
        }
        Shows::Site => {
            table::text(ui, batch.site.as_str()).on_hover_text(&batch.site);
        }
        Shows::Run => match run_of(batch) {
            Some(run) => {
                table::text(ui, run.as_str()).on_hover_text(run);
            }
            None if row.is_instead => {
                let about = "Against the latest run of the scenario it was planned with";
                table::muted(ui, "not pinned").on_hover_text(about);
            }
            None => {
                table::muted(ui, "no run");
            }
        },
        Shows::Weight => {
            table::text(ui, or_none(row.avg_weight_g.map(|g| weight(g).to_string())));
        }
        Shows::Grams => {
            table::text(ui, or_none(row.weight_difference_g.map(|g| weight_difference(g).to_string())));
        }
        Shows::Percent => match row.weight_percent {
            None => {
                table::muted(ui, NO_VALUE);
            }
            Some(percent) => {
                let text = egui::RichText::new(percent_difference(percent, 1).to_string());
                let is_far = percent.abs() > SIGNIFICANT_PERCENT;
                table::text(ui, if is_far { text.color(colors.warning).strong() } else { text });
            }
        },
        Shows::Ahead => match (&row.fault, row.ahead) {
            (Some(_), _) => {
                table::muted(ui, "no run");
            }
            (None, None) => {
                table::muted(ui, "not observed");
            }
            (None, Some(ahead)) => {
                table::text(ui, ahead_in_short(ahead)).on_hover_text(ahead_in_words(ahead));
            }
        },
        Shows::Transfer => goal_cell(ui, goal(row, Goal::Transfer), facts),
        Shows::Harvest => goal_cell(ui, goal(row, Goal::Harvest), facts),
        Shows::Sample => match row.last_sample {
            None => {
                table::muted(ui, NO_VALUE);
            }
            Some(date) => {
                let age = (facts.today - date).num_days();
                let text = egui::RichText::new(display::date(date));
                let is_old = age > OLD_SAMPLE_DAYS;
                let shown = table::text(ui, if is_old { text.color(colors.warning) } else { text });
                shown.on_hover_text(format!("{} ago", days(age.max(0))));
            }
        },
        Shows::Attention => {
            let text = attention_in_short(row);
            if text.is_empty() {
                table::muted(ui, "");
                return;
            }
            let all: Vec<String> = row.attention.iter().map(Attention::sentence).collect();
            let count = plural(all.len(), "thing needs", "things need");
            let about = format!("{count} attention\n{}", all.join("\n"));
            table::text(ui, text).on_hover_text(about);
        }
    }
}

fn goal_cell(ui: &mut Ui, goal: Option<&GoalDate>, facts: &Facts<'_>) {
    let Some(goal) = goal else {
        table::muted(ui, NO_VALUE);
        return;
    };
    let date = goal.date.date.map_or_else(|| "not reached".to_owned(), display::date);
    let about = match goal.date.later_days() {
        Some(0) => "On the day that the run says".to_owned(),
        Some(later @ 1..) => format!("{} later than the run says", days(later)),
        Some(later) => format!("{} sooner than the run says", days(-later)),
        None => "Batch or run never weigh so much".to_owned(),
    };
    let shown = if goal.is_reached {
        table::muted(ui, "reached")
    } else if goal.is_due(facts.today) {
        table::text(ui, egui::RichText::new(date).color(palette(ui.visuals()).warning).strong())
    } else {
        table::text(ui, date)
    };
    shown.on_hover_text(about);
}
