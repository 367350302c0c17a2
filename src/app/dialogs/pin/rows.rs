//! A batch in the preview: what it follows now and then, and what that means for the plan.
use egui::{RichText, Ui};

use crate::app::theme::palette;
use crate::app::widgets::icon::Icon;
use crate::app::widgets::table::{self, Column};
use crate::domain::batch::{Batch, PinnedRun};
use crate::domain::display::{self, NO_VALUE, Reading, plural};
use crate::domain::run::ProjectionRun;
use crate::service::PinPreview;

const PIN: [Column; 6] = [
    Column::text("Batch", 104.0).unsorted(),
    Column::text("Now", 176.0).unsorted().takes_rest(),
    Column::text("Then", 152.0).unsorted(),
    Column::number("Final weight", 136.0)
        .unsorted()
        .tooltip("What the runs project for their last day, now and then"),
    Column::number("Final biomass", 152.0)
        .unsorted()
        .tooltip("What the runs project for their last day, for all fish of the scenario"),
    Column::text("Batch came in", 176.0)
        .unsorted()
        .tooltip("How far the batch's start is from the run's first day"),
];
const UNPIN: [Column; 4] = [
    Column::text("Batch", 104.0).unsorted(),
    Column::text("Now", 280.0).unsorted().takes_rest(),
    Column::text("Then", 152.0).unsorted(),
    Column::number("Final weight now", 136.0).unsorted(),
];

/// The columns of the preview.
pub(super) fn columns(unpins: bool) -> &'static [Column] {
    if unpins { &UNPIN } else { &PIN }
}

/// A batch, and what would change for it where that is known.
pub(super) struct Row<'a> {
    pub batch: &'a Batch,
    pub preview: Option<&'a PinPreview>,
}

impl Row<'_> {
    /// Draws one cell.
    pub fn cell(&self, ui: &mut Ui, column: usize, unpins: bool) {
        match (column, self.preview) {
            (0, _) => {
                let about = format!("{}, {}", self.batch.site, self.batch.stage);
                table::text(ui, self.batch.batch_number.as_str()).on_hover_text(about);
            }
            (1, _) => self.now(ui),
            (_, None) => {
                table::muted(ui, "…");
            }
            (2, Some(preview)) => then(ui, preview),
            (3, Some(preview)) if unpins => {
                let weight = preview
                    .from
                    .as_ref()
                    .map_or(NO_VALUE.to_owned(), |run| display::weight(run.final_weight_g).to_string());
                table::text(ui, weight);
            }
            (3, Some(preview)) => {
                let weight = |run: &ProjectionRun| run.final_weight_g;
                figure(ui, preview, weight, display::weight, display::weight_difference);
            }
            (4, Some(preview)) => {
                let biomass = |run: &ProjectionRun| run.final_biomass_kg;
                figure(ui, preview, biomass, display::biomass, display::biomass_difference);
            }
            (_, Some(preview)) => start(ui, preview),
        }
    }

    fn now(&self, ui: &mut Ui) {
        match &self.batch.pinned_projection_run {
            None => table::muted(ui, "Not pinned"),
            Some(run) => {
                let to = self.preview.and_then(|preview| preview.to.as_ref());
                let is_same_scenario = to.is_some_and(|to| to.scenario_name == run.scenario_name);
                let name = if is_same_scenario { short(run) } else { full(run) };
                table::text(ui, name).on_hover_text(full(run))
            }
        };
    }
}

/// "Run #1 Baseline".
fn short(run: &PinnedRun) -> String {
    format!("Run #{} {}", run.run_number, run.run_label).trim_end().to_owned()
}

/// "Autumn smolt 2024, run #1 Baseline".
fn full(run: &PinnedRun) -> String {
    let name = format!("{}, run #{} {}", run.scenario_name, run.run_number, run.run_label);
    name.trim_end().to_owned()
}

fn then(ui: &mut Ui, preview: &PinPreview) {
    match &preview.to {
        _ if !preview.changes => table::muted(ui, "No change"),
        None => table::text(ui, "Not pinned"),
        Some(run) => table::text(ui, format!("Run {}", run.short_name())).on_hover_text(run.full_name()),
    };
}

/// "6,120 g → 6,462 g", the difference when it is pointed at.
fn figure(
    ui: &mut Ui,
    preview: &PinPreview,
    of: impl Fn(&ProjectionRun) -> f64,
    read: impl Fn(f64) -> Reading,
    difference: impl Fn(f64) -> Reading,
) {
    let Some(to) = &preview.to else { return };
    match &preview.from {
        _ if !preview.changes => {
            table::muted(ui, read(of(to)).to_string());
        }
        Some(from) => {
            let differs = difference(of(to) - of(from));
            table::text(ui, format!("{} → {}", read(of(from)), read(of(to))))
                .on_hover_text(format!("{differs} against now"));
        }
        None => {
            table::text(ui, read(of(to)).to_string());
        }
    }
}

/// When the batch came in beside the run, in amber where a planner should look twice.
fn start(ui: &mut Ui, preview: &PinPreview) {
    let Some(days) = preview.days_after_run_starts else { return };
    let text = match days {
        0 => "with the run".to_owned(),
        days if days > 0 => format!("{} after the run", days_apart(days)),
        days => format!("{} before the run", days_apart(days)),
    };
    let Some(doubt) = doubt(preview) else {
        table::muted(ui, text);
        return;
    };
    let warning = palette(ui.visuals()).warning;
    Icon::Warning.show(ui, warning);
    let text = if preview.is_far_apart() { text } else { "in another stage".to_owned() };
    table::text(ui, RichText::new(text).color(warning)).on_hover_text(doubt);
}

fn days_apart(days: i64) -> String {
    plural(days.unsigned_abs() as usize, "day", "days")
}

/// What makes one doubt that a run was made for these fish, in a whole sentence.
pub(super) fn doubt(preview: &PinPreview) -> Option<String> {
    let apart = preview.days_after_run_starts.filter(|_| preview.is_far_apart()).map(|days| {
        let side = if days > 0 { "after" } else { "before" };
        format!("{} {side} this run starts", days_apart(days))
    });
    let stage = preview
        .run_stage
        .as_ref()
        .filter(|_| preview.is_other_stage())
        .map(|stage| format!("as {}, while the run has its fish in {stage}", preview.batch.stage));
    let reasons: Vec<String> = apart.into_iter().chain(stage).collect();
    (!reasons.is_empty())
        .then(|| format!("{} came in {}", preview.batch.batch_number, reasons.join(", and ")))
}
