//! The curves of a run.
use egui::Ui;
use std::sync::Arc;

use crate::app::theme::palette;
use crate::app::views::run_plots::{self, Measure, RunNames};
use crate::app::widgets::plots::{Axis, LinkedPlots, PlotSpec, PlotsLook};
use crate::domain::run::ProjectionDay;
use crate::service::{RunInFull, USUAL_TARGET_WEIGHTS_G};

/// The curves, and what was made of the run that they show.
pub struct PlotsPage {
    axis: Axis,
    linked: LinkedPlots,
    made_of: Option<(Arc<RunInFull>, Axis, bool)>,
    specs: Vec<PlotSpec>,
}

impl Default for PlotsPage {
    fn default() -> Self {
        Self {
            axis: Axis::default(),
            linked: LinkedPlots::new("run detail"),
            made_of: None,
            specs: Vec::new(),
        }
    }
}

impl std::fmt::Debug for PlotsPage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PlotsPage").field("axis", &self.axis).finish_non_exhaustive()
    }
}

impl PlotsPage {
    /// By day of the run, or by date. Stands in a line from the right, so the last is drawn first.
    pub fn axis_switch(&mut self, ui: &mut Ui) {
        for (axis, name) in [(Axis::Dates, "By date"), (Axis::Days, "By day")] {
            if ui.selectable_label(self.axis == axis, name).clicked() && self.axis != axis {
                self.axis = axis;
                // Days and dates are other numbers.
                self.linked.set_view(None);
            }
        }
    }

    /// Draws the curves, with the cursor on `held` while nobody points at another day.
    pub fn ui(&mut self, ui: &mut Ui, full: &Arc<RunInFull>, held: Option<&ProjectionDay>) {
        self.make(full, ui);
        self.linked.hold_cursor(held.map(|day| run_plots::x_of(day, self.axis)));
        let look = PlotsLook { axis: self.axis, ..PlotsLook::new(ui) };
        self.linked.show(ui, &self.specs, &look);
    }

    /// Makes the curves anew if the run, the axis or the theme is another one.
    fn make(&mut self, full: &Arc<RunInFull>, ui: &Ui) {
        let is_dark = ui.visuals().dark_mode;
        let is_same = |(run, axis, dark): &(Arc<RunInFull>, Axis, bool)| {
            Arc::ptr_eq(run, full) && *axis == self.axis && *dark == is_dark
        };
        if self.made_of.as_ref().is_some_and(is_same) {
            return;
        }
        let other_run =
            self.made_of.as_ref().is_none_or(|(run, ..)| run.detail.run.run_id != full.detail.run.run_id);
        if other_run {
            self.linked.set_view(None);
        }
        let runs = std::slice::from_ref(&**full);
        let names = RunNames::of(runs);
        let colors = palette(ui.visuals());
        let last_g = full.summary.final_weight_g;
        // A target that is never reached would only flatten the curve.
        let targets_g: Vec<f64> =
            USUAL_TARGET_WEIGHTS_G.into_iter().filter(|g| *g >= 1000.0 && *g <= last_g).collect();
        self.specs = Measure::ALL
            .into_iter()
            .map(|measure| run_plots::plot(measure, runs, &names, self.axis, &targets_g, colors))
            .collect();
        self.made_of = Some((Arc::clone(full), self.axis, is_dark));
    }
}
