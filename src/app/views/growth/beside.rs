//! One batch day by day beside the run that it is held against.
use egui::{ComboBox, ScrollArea, Ui};
use std::sync::Arc;

use super::fitted;
use super::overview::ahead_in_words;
use super::plots::{GrowthPlots, Shown};
use crate::app::command::{Command, Commands, FilePurpose};
use crate::app::facts::{Facts, Loaded};
use crate::app::theme::{palette, semibold, space};
use crate::app::widgets::icon::Icon;
use crate::app::widgets::key_figure::{self, Judgement, KeyFigure};
use crate::app::widgets::plots::Axis;
use crate::app::widgets::run_picker::RunPicker;
use crate::app::widgets::{empty_state, table};
use crate::domain::batch::Batch;
use crate::domain::display::{
    self, Reading, biomass, date, feed, percent_difference, plural, sentence, weight,
};
use crate::domain::ids::{BatchId, RunId};
use crate::domain::run::ProjectionRun;
use crate::service::{Calibration, FigureVariance, ForecastDate, Growth, GrowthForecast, Variance};

/// The weight of which the forecast says the date: what most salmon are harvested at.
const HARVEST_WEIGHT_G: f64 = 5000.0;

/// A page below the key figures.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Page {
    #[default]
    Plots,
    Calibration,
    Doubts,
}

/// What follows from a growth, computed once for it.
#[derive(Debug, Clone)]
struct Follows {
    growth: Arc<Growth>,
    forecast: Arc<GrowthForecast>,
    calibration: Arc<Calibration>,
}

/// One batch beside its run.
#[derive(Debug, Default)]
pub struct Beside {
    /// Another run than the pinned one that is looked at.
    against: Option<(BatchId, RunId)>,
    page: Page,
    shown: Shown,
    pen: Option<usize>,
    by_date: bool,
    plots: GrowthPlots,
    follows: Option<Follows>,
}

impl Beside {
    /// Looks at the pinned run again.
    pub fn forget_other_run(&mut self) {
        self.against = None;
    }

    /// Draws it.
    pub fn ui(&mut self, ui: &mut Ui, batch: &Batch, facts: &Facts<'_>, commands: &mut Commands) {
        let against = self.against.filter(|(of, _)| *of == batch.batch_id).map(|(_, run)| run);
        self.run_line(ui, batch, against, facts, commands);
        ui.add_space(space::S);
        let growth = match facts.library.growths.get(&(batch.batch_id, against)) {
            Loaded::Ready(growth) => growth,
            Loaded::Loading => {
                let muted = palette(ui.visuals()).text_muted;
                let text = format!("Following batch {} day by day…", batch.batch_number);
                ui.centered_and_justified(|ui| ui.colored_label(muted, text));
                return;
            }
            Loaded::Failed(fault) => {
                if empty_state::fault(
                    ui,
                    "There is nothing to hold this batch against",
                    &fault,
                    "Pin to a run…",
                ) {
                    commands.push(Command::AskPin { batches: vec![batch.batch_id], run: None });
                }
                return;
            }
        };
        let follows = self.follow(&growth);
        if growth.observations.is_empty() {
            let about = "Record samples, deaths, feed and temperatures, and the batch is held against its run day by day";
            if empty_state::empty(ui, "Nothing was observed yet", about, "Record observations…") {
                commands.push(Command::AskFile(FilePurpose::RecordObservations(batch.batch_id)));
            }
            return;
        }
        notes(ui, &growth);
        figures(ui, &growth, &follows.forecast);
        ui.add_space(space::S);
        self.pages(ui, &growth);
        ui.add_space(space::S);
        match self.page {
            Page::Plots => {
                let axis = if self.by_date { Axis::Dates } else { Axis::Days };
                let pen = self.pen.filter(|pen| *pen < growth.actual.pens.len());
                ScrollArea::vertical().id_salt("growth plots").auto_shrink(false).show(ui, |ui| {
                    self.plots.ui(ui, &growth, &follows.forecast, self.shown, pen, axis);
                });
            }
            Page::Calibration => fitted::calibration(ui, &growth, &follows.calibration),
            Page::Doubts => fitted::doubts(ui, &growth),
        }
    }

    /// What follows from a growth is worked out once, not in every frame.
    fn follow(&mut self, growth: &Arc<Growth>) -> Follows {
        if let Some(follows) = self.follows.as_ref().filter(|follows| Arc::ptr_eq(&follows.growth, growth)) {
            return follows.clone();
        }
        let follows = Follows {
            growth: Arc::clone(growth),
            forecast: Arc::new(growth.forecast(&[HARVEST_WEIGHT_G])),
            calibration: Arc::new(growth.calibration()),
        };
        self.follows = Some(follows.clone());
        follows
    }

    /// The run that it is held against, and the way to look at another.
    fn run_line(
        &mut self,
        ui: &mut Ui,
        batch: &Batch,
        against: Option<RunId>,
        facts: &Facts<'_>,
        commands: &mut Commands,
    ) {
        let pinned = batch.pinned_projection_run.as_ref().map(|run| run.run_id);
        let scenario = batch.pinned_scenario.or(batch.scenario);
        let mut runs: Vec<&ProjectionRun> = facts
            .farm
            .runs
            .iter()
            .filter(|run| scenario.is_none_or(|scenario| run.scenario == scenario))
            .collect();
        if scenario.is_some() {
            runs.sort_by_key(|run| (run.archived, std::cmp::Reverse(run.run_number)));
        }
        ui.horizontal(|ui| {
            let mut picker = RunPicker::new(&runs, against.or(pinned), facts.now);
            if scenario.is_none() {
                picker = picker.with_scenario();
            }
            if let Some(run) = picker.show(ui) {
                self.against = (Some(run) != pinned).then_some((batch.batch_id, run));
            }
            if let Some(other) = against {
                ui.vertical(|ui| {
                    table::muted(ui, "Only looked at: the batch is not pinned to this run");
                    ui.horizontal(|ui| {
                        let pin = egui::Button::new("Pin to this run…");
                        if ui.add_enabled(facts.can_write(), pin).clicked() {
                            commands
                                .push(Command::AskPin { batches: vec![batch.batch_id], run: Some(other) });
                        }
                        if ui.button("Back to the pinned run").clicked() {
                            self.against = None;
                        }
                    });
                });
            }
        });
    }

    fn pages(&mut self, ui: &mut Ui, growth: &Growth) {
        ui.horizontal_wrapped(|ui| {
            let doubts = growth.actual.doubts.len();
            let doubts = if doubts == 0 {
                "To look at twice".to_owned()
            } else {
                format!("To look at twice ({doubts})")
            };
            for (page, name) in [
                (Page::Plots, "Plots".to_owned()),
                (Page::Calibration, "Calibration".to_owned()),
                (Page::Doubts, doubts),
            ] {
                if ui.selectable_label(self.page == page, name).clicked() {
                    self.page = page;
                }
            }
            if self.page != Page::Plots {
                return;
            }
            ui.separator();
            for (shown, name) in [
                (&mut self.shown.plan, "Plan"),
                (&mut self.shown.actual, "Actual"),
                (&mut self.shown.samples, "Samples"),
                (&mut self.shown.forecast, "Forecast"),
            ] {
                ui.checkbox(shown, name);
            }
            if growth.actual.pens.len() > 1 {
                pen_picker(ui, growth, &mut self.pen);
            }
            for (by_date, name) in [(false, "By day"), (true, "By date")] {
                if ui.selectable_label(self.by_date == by_date, name).clicked() {
                    self.by_date = by_date;
                }
            }
        });
    }
}

fn pen_picker(ui: &mut Ui, growth: &Growth, pen: &mut Option<usize>) {
    let name = |pen: Option<usize>| {
        let pen = pen.and_then(|pen| growth.actual.pens.get(pen));
        pen.map_or("Whole batch".to_owned(), |pen| format!("Pen {}", pen.name))
    };
    let combo = ComboBox::from_id_salt("pen").selected_text(name(*pen)).show_ui(ui, |ui| {
        for choice in std::iter::once(None).chain((0..growth.actual.pens.len()).map(Some)) {
            ui.selectable_value(pen, choice, name(choice));
        }
    });
    combo.response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, "Pen"));
}

/// What a planner must know first: which run it is if not the pinned one, and whether the batch is far off.
fn notes(ui: &mut Ui, growth: &Growth) {
    let colors = palette(ui.visuals());
    if let Some(why) = &growth.plan.instead {
        ui.horizontal(|ui| {
            Icon::Warning.show(ui, colors.text_muted);
            ui.colored_label(colors.text_muted, sentence(why));
        });
    }
    let Some(variance) = &growth.variance else {
        ui.horizontal(|ui| {
            Icon::Warning.show(ui, colors.warning);
            ui.label("Batch and run share no day, so nothing can be held against it");
        });
        return;
    };
    if variance.weight_g.is_significant() {
        let percent = variance.weight_g.current.percent().unwrap_or_default();
        let word = if percent < 0.0 { "lighter" } else { "heavier" };
        let percent = display::percent(percent.abs(), 1);
        ui.horizontal(|ui| {
            Icon::Warning.show(ui, colors.warning);
            ui.label(
                semibold(format!("The fish are {percent} {word} than the run says")).color(colors.warning),
            );
        });
    }
}

fn figures(ui: &mut Ui, growth: &Growth, forecast: &GrowthForecast) {
    let Some(last) = growth.actual.batch.last() else { return };
    let variance = growth.variance.as_ref();
    let figure = |label: &'static str,
                  reading: Reading,
                  of: fn(&Variance) -> &FigureVariance,
                  judge: fn(f64) -> Judgement| {
        let figure = KeyFigure::new(label, reading);
        match variance.and_then(|variance| of(variance).current.percent()) {
            Some(percent) => figure.difference(percent_difference(percent, 1), judge(percent)),
            None => figure,
        }
    };
    let neutral: fn(f64) -> Judgement = |_| Judgement::Neutral;
    let fed = growth.actual.batch.iter().map(|day| day.feed_kg).sum::<f64>();
    let mut all = vec![
        figure("Weight", weight(last.avg_weight_g), |v| &v.weight_g, Judgement::more_is_better),
        figure("Biomass", biomass(last.biomass_kg), |v| &v.biomass_kg, Judgement::more_is_better),
        figure(
            "Fish",
            Reading { number: display::count(last.population), unit: "" },
            |v| &v.population,
            Judgement::more_is_better,
        ),
        figure("Feed so far", feed(fed), |v| &v.cumulative_feed_kg, neutral),
    ];
    let harvest = forecast.dates.first();
    if let Some(reached) = harvest {
        let figure = KeyFigure::new(
            "5 kg on",
            Reading { number: reached.date.map_or("–".to_owned(), date), unit: "" },
        );
        all.push(match reached.later_days() {
            Some(days) => {
                figure.difference(display::days_difference(days), Judgement::less_is_better(days as f64))
            }
            None => figure,
        });
    }
    key_figure::row(ui, all);
    let muted = palette(ui.visuals()).text_muted;
    let ahead = variance.map(|variance| ahead_in_words(variance.ahead)).unwrap_or_default();
    let upto = format!("As of {}", date(last.date));
    let planned = harvest.and_then(|reached: &ForecastDate| reached.planned);
    let planned = planned.map_or(String::new(), |day| format!(" · 5 kg planned on {}", date(day)));
    let samples = plural(growth.observations.growth_samples.len(), "sample", "samples");
    ui.colored_label(muted, format!("{upto} · {ahead} · {samples}{planned}"));
}
