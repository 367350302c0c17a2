//! The plots of a batch, what is shown in them, and the day under the cursor.
use chrono::NaiveDate;
use egui::{ComboBox, Role, ScrollArea, Ui, WidgetInfo, vec2};
use std::sync::Arc;

use super::day;
use super::series::{self, Part, Shown, Wanted};
use crate::app::theme::{Palette, palette, size, space};
use crate::app::views::run_plots::Measure;
use crate::app::widgets::combo::ShowList as _;
use crate::app::widgets::plots::{
    Axis, LineLook, LinkedPlots, PlotSeries, PlotSpec, PlotsLook, paint_mark, paint_swatch,
};
use crate::domain::actual::Anchor;
use crate::domain::goal_weights::GoalWeights;
use crate::service::{Forecast, Growth};

/// From this width on all that can be chosen stands in one row.
const WIDE: f32 = 1100.0;

/// What the plots were made of.
struct MadeOf {
    growth: Arc<Growth>,
    forecast: Arc<Forecast>,
    wanted: Wanted,
    only: Option<Measure>,
    is_dark: bool,
}

/// The plots with all that can be chosen of them.
pub struct GrowthPlots {
    linked: LinkedPlots,
    shown: Shown,
    pen: Option<usize>,
    by_date: bool,
    /// One measure alone, in all the room there is; else all of them.
    only: Option<Measure>,
    /// The day that the cursor is held on.
    held: Option<NaiveDate>,
    made_of: Option<MadeOf>,
    specs: Vec<PlotSpec>,
    /// How often the plots were made, for tests.
    #[cfg(test)]
    pub made: usize,
}

impl Default for GrowthPlots {
    fn default() -> Self {
        Self {
            linked: LinkedPlots::new("growth"),
            shown: Shown::default(),
            pen: None,
            by_date: false,
            only: None,
            held: None,
            made_of: None,
            specs: Vec::new(),
            #[cfg(test)]
            made: 0,
        }
    }
}

impl std::fmt::Debug for GrowthPlots {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("GrowthPlots").finish_non_exhaustive()
    }
}

impl GrowthPlots {
    /// Draws the switches, the day under the cursor and the plots.
    pub fn ui(&mut self, ui: &mut Ui, growth: &Arc<Growth>, forecast: &Arc<Forecast>, goals: GoalWeights) {
        self.pen = self.pen.filter(|pen| *pen < growth.actual.pens.len());
        self.switches(ui, growth);
        let axis = if self.by_date { Axis::Dates } else { Axis::Days };
        let wanted = Wanted { shown: self.shown, pen: self.pen, axis, goals };
        self.make(growth, forecast, wanted, ui.visuals().dark_mode);
        let before = self.linked.cursor();
        let date = before.and_then(|x| series::date_at(growth, axis, x));
        let last = series::days_of(growth, self.pen).last().map(|day| day.date);
        ui.add_space(space::XS);
        if let Some(date) = date.or(last) {
            day::card(ui, growth, forecast, self.pen, date);
        }
        ui.add_space(space::S);
        let look = PlotsLook { axis, legend: false, ..PlotsLook::new(ui) };
        let after = if self.only.is_some() {
            self.linked.show(ui, &self.specs, &look).cursor
        } else {
            let area = ScrollArea::vertical().id_salt("growth plots").auto_shrink(false);
            area.show(ui, |ui| self.linked.show(ui, &self.specs, &look).cursor).inner
        };
        if before != after {
            // The day above is that of the frame before.
            ui.ctx().request_repaint();
        }
    }

    /// The cursor, for tests.
    #[cfg(test)]
    pub fn cursor(&self) -> Option<f64> {
        self.linked.cursor()
    }

    /// Holds the cursor on a day until somebody points at another.
    pub fn hold(&mut self, growth: &Growth, date: NaiveDate) {
        let axis = if self.by_date { Axis::Dates } else { Axis::Days };
        self.linked.hold_cursor(Some(series::place(growth, axis, date)));
        self.held = Some(date);
    }

    /// Makes the plots anew if anything of them has changed, not in every frame.
    fn make(&mut self, growth: &Arc<Growth>, forecast: &Arc<Forecast>, wanted: Wanted, is_dark: bool) {
        let is_same = |of: &MadeOf| {
            Arc::ptr_eq(&of.growth, growth)
                && Arc::ptr_eq(&of.forecast, forecast)
                && (of.wanted, of.only, of.is_dark) == (wanted, self.only, is_dark)
        };
        if self.made_of.as_ref().is_some_and(is_same) {
            return;
        }
        let is_other =
            |of: &MadeOf| of.growth.batch.batch_id != growth.batch.batch_id || of.wanted.axis != wanted.axis;
        if self.made_of.as_ref().is_none_or(is_other) {
            self.linked.set_view(None);
            let is_other_batch =
                self.made_of.as_ref().is_none_or(|of| of.growth.batch.batch_id != growth.batch.batch_id);
            self.held = self.held.filter(|_| !is_other_batch || self.made_of.is_none());
            let place = |date| series::place(growth, wanted.axis, date);
            self.linked.hold_cursor(self.held.map(place));
        }
        let colors = Palette::of(is_dark);
        let measures =
            Measure::ALL.into_iter().filter(|measure| self.only.is_none_or(|only| only == *measure));
        self.specs =
            measures.map(|measure| series::plot(measure, growth, forecast, wanted, colors)).collect();
        #[cfg(test)]
        {
            self.made += 1;
        }
        self.made_of = Some(MadeOf {
            growth: Arc::clone(growth),
            forecast: Arc::clone(forecast),
            wanted,
            only: self.only,
            is_dark,
        });
    }

    fn switches(&mut self, ui: &mut Ui, growth: &Growth) {
        let is_wide = ui.available_width() > WIDE;
        ui.horizontal(|ui| {
            self.figures(ui);
            if growth.actual.pens.len() > 1 {
                pen_picker(ui, growth, &mut self.pen);
            }
            for (by_date, name) in [(false, "By day"), (true, "By date")] {
                if ui.selectable_label(self.by_date == by_date, name).clicked() {
                    self.by_date = by_date;
                }
            }
            if is_wide {
                ui.add_space(space::L);
                self.parts(ui, growth);
            }
        });
        if !is_wide {
            ui.horizontal(|ui| self.parts(ui, growth));
        }
    }

    /// What is shown in the plots.
    fn parts(&mut self, ui: &mut Ui, growth: &Growth) {
        for part in Part::ALL {
            if is_there(part, growth) {
                switch(ui, part, self.shown.of(part));
            }
        }
    }

    /// Which figures are plotted.
    fn figures(&mut self, ui: &mut Ui) {
        let name = |only: Option<Measure>| only.map_or("All figures", Measure::name);
        let combo = ComboBox::from_id_salt("figures").selected_text(name(self.only)).show_list(ui, |ui| {
            for choice in std::iter::once(None).chain(Measure::ALL.into_iter().map(Some)) {
                ui.selectable_value(&mut self.only, choice, name(choice));
            }
        });
        combo.response.widget_info(|| WidgetInfo::labeled(Role::ComboBox, true, "Figures"));
    }
}

/// What a batch has nothing of needs no switch.
fn is_there(part: Part, growth: &Growth) -> bool {
    match part.anchor() {
        None | Some(Anchor::GrowthSample) => true,
        Some(anchor) => {
            growth.actual.pens.iter().flat_map(|pen| &pen.days).any(|day| day.anchor == Some(anchor))
        }
    }
}

/// A switch with the sign that its part has in the plots, so that no legend is needed.
fn switch(ui: &mut Ui, part: Part, is_on: &mut bool) {
    ui.checkbox(is_on, part.name());
    let (rect, _) = ui.allocate_exact_size(vec2(size::CLICK, size::ICON), egui::Sense::hover());
    let colors = palette(ui.visuals());
    let color = part.color(colors);
    match part.sign() {
        Err(shape) => paint_mark(ui.painter(), rect.left_center() + vec2(size::MARK, 0.0), shape, color),
        Ok(line) => paint_swatch(ui.painter(), rect, &sample_of(line, part, color), colors.text),
    }
}

fn sample_of(line: LineLook, part: Part, color: egui::Color32) -> PlotSeries {
    let (name, none) = (String::new(), Arc::from([]));
    PlotSeries {
        short: name.clone(),
        name,
        color,
        baseline: part == Part::Plan,
        line,
        x: Arc::clone(&none),
        y: none,
    }
}

fn pen_picker(ui: &mut Ui, growth: &Growth, pen: &mut Option<usize>) {
    let name = |pen: Option<usize>| {
        let pen = pen.and_then(|pen| growth.actual.pens.get(pen));
        pen.map_or("Whole batch".to_owned(), |pen| format!("Pen {}", pen.name))
    };
    let combo = ComboBox::from_id_salt("pen").selected_text(name(*pen)).show_list(ui, |ui| {
        for choice in std::iter::once(None).chain((0..growth.actual.pens.len()).map(Some)) {
            ui.selectable_value(pen, choice, name(choice));
        }
    });
    combo.response.widget_info(|| WidgetInfo::labeled(Role::ComboBox, true, "Pen"));
}
