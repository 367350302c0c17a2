//! The plots of a comparison, with what is seen of them and how.
use egui::{Button, ComboBox, ScrollArea, Ui, vec2};

use super::shown::Shown;
use super::values;
use crate::app::theme::{palette, size, space};
use crate::app::views::run_plots::{self, Measure};
use crate::app::widgets::combo::ShowList as _;
use crate::app::widgets::info_tip::info_tip;
use crate::app::widgets::plots::{
    Arrangement, Axis, LEAST_HEIGHT, LinkedPlots, MIN_HEIGHT, PlotSpec, PlotsLook, group_height,
};

/// What can be done with the plots, for whoever asks.
const ABOUT_PLOTS: &str = "Point at a day to see it in all plots. Drag to move through the days, hold Ctrl and turn the \
    wheel to zoom, drag with the other button to zoom into days, double-click to see all days. With the keyboard: Tab to \
    a plot, ← and → by a day, with Shift by a week, with Ctrl by 30 days, + and − to zoom, 0 to see all days.";

/// What the curves depend on besides the comparison.
#[derive(Clone, Debug, PartialEq)]
struct Key {
    axis: Axis,
    is_difference: bool,
    is_dark: bool,
    targets_g: Vec<f64>,
}

/// The curves of all measures, ready to be drawn.
#[derive(Debug)]
pub(super) struct DrawnPlots {
    key: Key,
    /// All six, in their order.
    all: Vec<PlotSpec>,
    /// Each alone.
    single: Vec<[PlotSpec; 1]>,
}

/// The tab with the plots.
pub(super) struct PlotsTab {
    group: LinkedPlots,
    axis: Axis,
    arrangement: Arrangement,
    /// The one that is seen; all if none.
    measure: Option<Measure>,
    is_difference: bool,
    /// The day at which the cursor was last.
    day: Option<f64>,
}

impl Default for PlotsTab {
    fn default() -> Self {
        Self {
            group: LinkedPlots::new("compare"),
            axis: Axis::Days,
            arrangement: Arrangement::SideBySide,
            measure: None,
            is_difference: false,
            day: None,
        }
    }
}

impl std::fmt::Debug for PlotsTab {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PlotsTab")
            .field("axis", &self.axis)
            .field("measure", &self.measure)
            .finish_non_exhaustive()
    }
}

impl PlotsTab {
    /// Shows all days, for runs that were not seen before.
    pub fn show_all(&mut self) {
        self.group.set_view(None);
        self.forget_day();
    }

    fn forget_day(&mut self) {
        self.day = None;
        self.group.hold_cursor(None);
    }

    /// Draws the tab.
    pub fn ui(&mut self, ui: &mut Ui, shown: &mut Shown, targets_g: &[f64]) {
        self.toolbar(ui);
        ui.add_space(space::S);
        self.follow(ui, shown, targets_g);
        let Some(drawn) = shown.plots.take() else { return };
        let place = self.measure.and_then(|measure| Measure::ALL.iter().position(|other| *other == measure));
        let plots = place
            .and_then(|place| drawn.single.get(place))
            .map_or(drawn.all.as_slice(), |one| one.as_slice());
        self.plots_and_values(ui, shown, plots);
        shown.plots = Some(drawn);
    }

    /// Makes the curves anew if what they depend on has changed.
    fn follow(&self, ui: &Ui, shown: &mut Shown, targets_g: &[f64]) {
        let key = Key {
            axis: self.axis,
            is_difference: self.is_difference,
            is_dark: ui.visuals().dark_mode,
            targets_g: targets_g.to_vec(),
        };
        if shown.plots.as_ref().is_some_and(|drawn| drawn.key == key) {
            return;
        }
        let (runs, names, colors) = (shown.runs(), &shown.names, palette(ui.visuals()));
        let make = |measure| {
            if key.is_difference {
                run_plots::difference(measure, runs, names, key.axis, colors)
            } else {
                run_plots::plot(measure, runs, names, key.axis, targets_g, colors)
            }
        };
        let all: Vec<PlotSpec> = Measure::ALL.into_iter().map(make).collect();
        let single = all.iter().map(|spec| [spec.clone()]).collect();
        shown.plots = Some(DrawnPlots { key, all, single });
    }

    fn toolbar(&mut self, ui: &mut Ui) {
        ui.horizontal_wrapped(|ui| {
            let all = "All six measures";
            let combo = ComboBox::from_id_salt("measure")
                .width(size::FIELD)
                .selected_text(self.measure.map_or(all, Measure::name))
                .show_list(ui, |ui| {
                    ui.selectable_value(&mut self.measure, None, all);
                    for measure in Measure::ALL {
                        ui.selectable_value(&mut self.measure, Some(measure), measure.name());
                    }
                });
            ui.ctx().accesskit_node_builder(combo.response.id, |node| node.set_label("Measures"));
            ui.add_space(space::S);
            ui.add_enabled_ui(self.measure.is_none(), |ui| {
                ui.selectable_value(&mut self.arrangement, Arrangement::SideBySide, "Side by side");
                ui.selectable_value(&mut self.arrangement, Arrangement::Stacked, "Stacked");
            });
            ui.add_space(space::S);
            for (axis, name, about) in [
                (Axis::Days, "By day", "Days count from each run's own start"),
                (Axis::Dates, "By date", "Runs stand where they are in the calendar"),
            ] {
                if ui.selectable_label(self.axis == axis, name).on_hover_text(about).clicked()
                    && self.axis != axis
                {
                    self.axis = axis;
                    // A day number is no date: zoom and cursor start anew.
                    self.show_all();
                }
            }
            ui.add_space(space::S);
            ui.checkbox(&mut self.is_difference, "Difference to baseline");
            ui.add_space(space::S);
            if ui.add_enabled(self.group.view().is_some(), Button::new("Reset zoom")).clicked() {
                self.group.set_view(None);
            }
            info_tip(ui, "plots", ABOUT_PLOTS);
        });
    }

    /// The values stay in sight below the plots where there is room for both; else they follow the plots.
    fn plots_and_values(&mut self, ui: &mut Ui, shown: &mut Shown, plots: &[PlotSpec]) {
        let room = ui.available_height();
        let width = ui.available_width();
        let values = values::height(width, shown.runs().len());
        let above = room - values - space::S;
        let least = group_height(self.arrangement, plots.len(), width, LEAST_HEIGHT);
        if least <= above {
            self.plots(ui, plots, above);
            ui.add_space(space::S);
            self.values(ui, shown);
        } else if self.arrangement == Arrangement::Stacked && above >= MIN_HEIGHT {
            let height = group_height(self.arrangement, plots.len(), width, MIN_HEIGHT);
            ScrollArea::vertical()
                .id_salt("plots")
                .max_height(above)
                .show(ui, |ui| self.plots(ui, plots, height));
            ui.add_space(space::S);
            self.values(ui, shown);
        } else {
            let height = group_height(self.arrangement, plots.len(), width, LEAST_HEIGHT).max(room);
            ScrollArea::vertical().id_salt("plots").show(ui, |ui| {
                self.plots(ui, plots, height);
                ui.add_space(space::S);
                self.values(ui, shown);
            });
        }
    }

    fn plots(&mut self, ui: &mut Ui, plots: &[PlotSpec], height: f32) {
        let mut look = PlotsLook::new(ui);
        look.axis = self.axis;
        look.arrangement = self.arrangement;
        look.min_height = LEAST_HEIGHT;
        // The runs stand above with their lines.
        look.legend = false;
        let room = vec2(ui.available_width(), height);
        let output = ui
            .allocate_ui(room, |ui| {
                ui.set_max_height(height);
                self.group.show(ui, plots, &look)
            })
            .inner;
        if output.cursor.is_some() && output.cursor != self.day {
            // It stays where it was left, so that its values can be read.
            self.day = output.cursor;
            self.group.hold_cursor(output.cursor);
        }
    }

    fn values(&self, ui: &mut Ui, shown: &mut Shown) {
        let last = shown.runs().first().and_then(|run| run.projection.days.last());
        let Some(day) = self.day.or_else(|| last.map(|day| run_plots::x_of(day, self.axis))) else { return };
        values::show(ui, shown, self.axis, day);
    }
}
