//! What a batch's observations say of growth, feed, deaths and water, beside what the plan says; and the way on from there.
mod residuals;
#[cfg(test)]
mod tests;

use egui::{Checkbox, Grid, Label, RichText, ScrollArea, Ui};
use std::sync::Arc;

use self::residuals::Residuals;
use crate::app::command::learning::LearnCommand;
use crate::app::command::{Command, Commands};
use crate::app::facts::Facts;
use crate::app::offer;
use crate::app::theme::{palette, semibold, space};
use crate::app::widgets::icon::Icon;
use crate::domain::ids::RunId;
use crate::service::{Calibration, FitWords, Growth, Learn, LearnRequest, fit_words};

/// The page.
#[derive(Debug, Default)]
pub struct CalibrationPage {
    /// Which figures are taken over, and of which state of the batch.
    chosen: Option<(Arc<Growth>, Learn)>,
    residuals: Residuals,
}

impl CalibrationPage {
    /// Draws it. `against` is the run that is looked at in place of the pinned one.
    pub fn ui(
        &mut self,
        ui: &mut Ui,
        growth: &Arc<Growth>,
        calibration: &Calibration,
        against: Option<RunId>,
        facts: &Facts<'_>,
        commands: &mut Commands,
    ) {
        let mut learn = self.learn(growth, calibration);
        ScrollArea::vertical().id_salt("calibration").auto_shrink(false).show(ui, |ui| {
            figures(ui, &fit_words(calibration), &mut learn);
            said_of_choice(ui, calibration, learn);
            ui.add_space(space::S);
            self.way_on(ui, growth, LearnRequest { against, learn, name: String::new() }, facts, commands);
            ui.add_space(space::L);
            self.residuals.ui(ui, growth, calibration);
        });
        if let Some((_, chosen)) = &mut self.chosen {
            *chosen = learn;
        }
    }

    /// What was chosen for this state of the batch; at first what is worth it.
    fn learn(&mut self, growth: &Arc<Growth>, calibration: &Calibration) -> Learn {
        match &self.chosen {
            Some((of, learn)) if Arc::ptr_eq(of, growth) => *learn,
            _ => {
                let learn = Growth::worth_learning(calibration);
                self.chosen = Some((Arc::clone(growth), learn));
                learn
            }
        }
    }

    fn way_on(
        &self,
        ui: &mut Ui,
        growth: &Growth,
        request: LearnRequest,
        facts: &Facts<'_>,
        commands: &mut Commands,
    ) {
        let batch = growth.batch.batch_id;
        ui.horizontal(|ui| {
            let is_chosen = !request.learn.is_nothing();
            let why_not = (!is_chosen).then_some("No figure is chosen");
            let about = "Makes a new scenario of the recipe of this run with the chosen figures, runs it, and compares \
                         the two runs";
            let replan = Command::Learn(LearnCommand::AskReplan(batch, request.clone()));
            offer::primary_unless(ui, facts, "Run the scenario with it…", why_not, replan, commands)
                .on_hover_text(about);
            let save = Command::Learn(LearnCommand::AskSave(batch, request));
            offer::plain_unless(ui, facts, "Save as new model…", why_not, save, commands)
                .on_hover_text("The models of the plan stay as they are");
        });
    }
}

/// A row a figure, with a box to choose it.
fn figures(ui: &mut Ui, rows: &[FitWords; 4], learn: &mut Learn) {
    let colors = palette(ui.visuals());
    Grid::new("fitted models").num_columns(4).spacing([space::L, space::S]).show(ui, |ui| {
        for head in ["Learn", "Observed ± error (95 %)", "In the plan", "What it says"] {
            ui.colored_label(colors.text_muted, head);
        }
        ui.end_row();
        let chosen = [&mut learn.tgc, &mut learn.fcr, &mut learn.mortality, &mut learn.water];
        for (row, chosen) in rows.iter().zip(chosen) {
            ui.add_enabled(row.is_known, Checkbox::new(chosen, semibold(row.name)));
            ui.horizontal(|ui| {
                ui.label(semibold(&row.observed));
                ui.colored_label(colors.text_muted, &row.error);
            });
            ui.horizontal(|ui| {
                ui.label(&row.planned);
                if row.is_known {
                    ui.colored_label(colors.text_muted, &row.difference);
                }
            });
            ui.vertical(|ui| says(ui, row));
            ui.end_row();
        }
    });
}

/// Whether the figure speaks against the plan, and from how much that is known.
fn says(ui: &mut Ui, row: &FitWords) {
    let colors = palette(ui.visuals());
    ui.spacing_mut().item_spacing.y = 0.0;
    ui.spacing_mut().interact_size.y = 0.0;
    if row.is_known {
        let color = if row.is_other { colors.warning } else { colors.text };
        ui.colored_label(color, &row.verdict);
    }
    ui.horizontal_wrapped(|ui| {
        let of = if row.is_known { format!("from {}", row.of) } else { row.of.clone() };
        let of = ui.colored_label(colors.text_muted, of);
        if !row.period.is_empty() {
            of.on_hover_text(&row.period);
        }
        // Whole, on a line of its own where there is no room for it beside the other.
        ui.add(Label::new(RichText::new(&row.quality).color(colors.text_muted)).extend());
    });
}

/// What a planner should think of before going on.
fn said_of_choice(ui: &mut Ui, calibration: &Calibration, learn: Learn) {
    let colors = palette(ui.visuals());
    let Some(water) = &calibration.water else { return };
    let words = if learn.tgc && !learn.water && !water.is_as_planned() {
        "The TGC is fitted to the water that the fish were in: with the planned water a run misses them"
    } else if learn.water && water.bias_c.abs() >= 0.1 {
        let more = crate::domain::display::temperature_difference(water.bias_c);
        let words = format!(
            "The water is taken as measured to {}, and {more} off the plan from then on, as in the forecast",
            crate::domain::display::date(water.to)
        );
        ui.add_space(space::XS);
        ui.colored_label(colors.text_muted, words);
        return;
    } else {
        return;
    };
    ui.add_space(space::XS);
    ui.horizontal(|ui| {
        Icon::Warning.show(ui, colors.warning);
        ui.colored_label(colors.warning, words);
    });
}
