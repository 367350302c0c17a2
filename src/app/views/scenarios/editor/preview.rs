//! What a run of the draft would give: computed from what the fields hold, never stored.
use egui::{Grid, RichText, Ui, vec2};
use std::sync::Arc;

use super::draft::Draft;
use crate::app::facts::{Facts, Loaded, PlanQuestion};
use crate::app::theme::{palette, semibold, space};
use crate::app::widgets::icon::Icon;
use crate::app::widgets::key_figure::{Judgement, KeyFigure};
use crate::app::widgets::plots::{LineLook, LinkedPlots, PlotSeries, PlotSpec, PlotsLook, StageMark, ticks};
use crate::domain::display;
use crate::domain::fault::Fault;
use crate::domain::run::{Projection, ProjectionRun};
use crate::service::PlanPreview;

/// The height of the plot.
const PLOT_HEIGHT: f32 = 240.0;

/// The preview beside the fields.
pub struct Preview {
    plots: LinkedPlots,
    /// What was asked last, and what came of it.
    question: Option<PlanQuestion>,
    /// The last one that could be computed: it stays in sight while something is typed.
    last: Option<(Arc<PlanPreview>, PlotSpec)>,
    fault: Option<Fault>,
}

impl std::fmt::Debug for Preview {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Preview").field("fault", &self.fault).finish_non_exhaustive()
    }
}

impl Default for Preview {
    fn default() -> Self {
        Self { plots: LinkedPlots::new("scenario preview"), question: None, last: None, fault: None }
    }
}

impl Preview {
    /// What the farm file refuses about the draft.
    pub fn fault(&self) -> Option<&Fault> {
        self.fault.as_ref()
    }

    /// Asks for what the draft would give, and takes what was answered.
    pub fn follow(&mut self, draft: &Draft, facts: &Facts<'_>) {
        self.question = draft.form.preview_question();
        let Some(question) = &self.question else {
            self.fault = None;
            return;
        };
        match facts.library.previews.get(question) {
            Loaded::Ready(preview) => {
                self.fault = None;
                let is_shown = self.last.as_ref().is_some_and(|(last, _)| Arc::ptr_eq(last, &preview));
                if !is_shown {
                    let spec = weights(&preview.projection);
                    self.last = Some((preview, spec));
                }
            }
            Loaded::Failed(fault) => self.fault = Some(fault),
            Loaded::Loading => {}
        }
    }

    /// Draws it.
    pub fn ui(&mut self, ui: &mut Ui, draft: &Draft, facts: &Facts<'_>) {
        ui.spacing_mut().item_spacing.y = space::S;
        ui.label(semibold("What a run would give"));
        let is_old = self.question.is_none() || self.fault.is_some();
        let Some((preview, spec)) = &mut self.last else {
            muted(ui, if is_old { "Correct the fields to see it" } else { "Computing" });
            return;
        };
        let latest = draft.key().and_then(|id| facts.farm.scenario(id)).and_then(|row| row.latest_run_id);
        let latest = latest.and_then(|id| facts.farm.run(id));
        let said = match (is_old, latest) {
            (true, _) => "As it was before: the fields hold something that is not accepted".to_owned(),
            (false, Some(run)) if is_same(preview, run) => {
                format!("The same as the latest run, {}", run.short_name())
            }
            (false, Some(run)) => format!("Compared with the latest run, {}", run.short_name()),
            (false, None) => "Nothing of it is stored before it is run".to_owned(),
        };
        muted(ui, &said);
        if is_old {
            ui.set_opacity(0.5);
        }
        figures(ui, preview, latest);
        let color = palette(ui.visuals()).series(0);
        spec.series.iter_mut().for_each(|series| series.color = color);
        ui.allocate_ui(vec2(ui.available_width(), PLOT_HEIGHT), |ui| {
            ui.set_max_height(PLOT_HEIGHT);
            self.plots.show(ui, std::slice::from_ref(spec), &PlotsLook::new(ui));
        });
        stages(ui, preview);
        odd(ui, preview);
    }
}

/// Whether weight and biomass come out as they did in this run.
fn is_same(preview: &PlanPreview, run: &ProjectionRun) -> bool {
    let summary = &preview.summary;
    summary.final_weight_g == run.final_weight_g && summary.final_biomass_kg == run.final_biomass_kg
}

fn figures(ui: &mut Ui, preview: &PlanPreview, latest: Option<&ProjectionRun>) {
    let summary = &preview.summary;
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = space::L;
        let mut weight = KeyFigure::new("Final weight", display::weight(summary.final_weight_g));
        let mut biomass = KeyFigure::new("Final biomass", display::biomass(summary.final_biomass_kg));
        if let Some(run) = latest.filter(|run| !is_same(preview, run)) {
            let more = summary.final_weight_g - run.final_weight_g;
            weight = weight.difference(display::weight_difference(more), Judgement::Neutral);
            let more = summary.final_biomass_kg - run.final_biomass_kg;
            biomass = biomass.difference(display::biomass_difference(more), Judgement::Neutral);
        }
        ui.add(weight);
        ui.add(biomass);
        ui.add(KeyFigure::new("Survival", display::percent(summary.survival_percent, 1)));
    });
    Grid::new("figures").num_columns(2).min_row_height(0.0).spacing(vec2(space::L, space::XS)).show(
        ui,
        |ui| {
            let mut line = |what: &str, is: String| {
                muted(ui, what);
                ui.label(is);
                ui.end_row();
            };
            line("Last day", display::date(summary.end_date));
            line("Feed", display::feed(summary.total_feed_kg).to_string());
            let fcr = summary.economic_fcr.map_or(display::NO_VALUE.to_owned(), display::ratio);
            line("Economic FCR", fcr);
        },
    );
}

/// The stages that the days go through, as the FCR model's durations have them.
fn stages(ui: &mut Ui, preview: &PlanPreview) {
    let Some(first) = preview.projection.days.first() else { return };
    ui.label(semibold("Stages"));
    Grid::new("stages").num_columns(3).min_row_height(0.0).spacing(vec2(space::L, space::XS)).show(
        ui,
        |ui| {
            let mut line = |name: &str, day: u32, weight_g: f64| {
                ui.label(name);
                muted(ui, &format!("from day {}", display::count(f64::from(day))));
                muted(ui, &display::weight(weight_g).to_string());
                ui.end_row();
            };
            line(preview.projection.stage_name(first), 1, preview.summary.initial_weight_g);
            for change in &preview.summary.stage_transitions {
                line(&change.to, change.day_number, change.weight_g);
            }
        },
    );
}

/// What is accepted and yet unlikely.
fn odd(ui: &mut Ui, preview: &PlanPreview) {
    if preview.oddities.is_empty() && preview.outside.is_empty() {
        return;
    }
    ui.label(semibold("Please look twice"));
    let warning = palette(ui.visuals()).warning;
    for line in preview.oddities.iter().chain(&preview.outside) {
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = space::XS;
            Icon::Warning.show(ui, warning);
            ui.add(egui::Label::new(RichText::new(in_words(line)).color(warning)).wrap());
        });
    }
}

/// "tgc_model.tgc_value: a TGC of 9 is unusual" without the path that a document has it under; days are no path.
fn in_words(line: &str) -> String {
    let is_path = |start: &str| !start.contains(' ');
    let said = line.split_once(": ").filter(|(start, _)| is_path(start)).map_or(line, |(_, said)| said);
    display::sentence(said)
}

/// Weight by the day, with the stages.
fn weights(projection: &Projection) -> PlotSpec {
    let days = &projection.days;
    let largest = days.last().map_or(0.0, |day| day.average_weight_g);
    let in_kg = display::weight(largest).unit == "kg";
    let mut spec = PlotSpec::new("weight", "Weight", if in_kg { "kg" } else { "g" });
    spec.scale = if in_kg { 1000.0 } else { 1.0 };
    spec.format = match (in_kg, largest < 100.0) {
        (true, _) | (false, true) => ticks::hundredths,
        _ => ticks::whole,
    };
    spec.series = vec![PlotSeries {
        name: "Preview".to_owned(),
        short: String::new(),
        color: egui::Color32::PLACEHOLDER,
        baseline: false,
        line: LineLook::Solid,
        x: days.iter().map(|day| f64::from(day.day_number)).collect(),
        y: days.iter().map(|day| day.average_weight_g).collect(),
    }];
    let mut before = None;
    for day in days {
        if before.replace(day.stage) != Some(day.stage) {
            let name = projection.stage_name(day).to_owned();
            spec.stages.push(StageMark { x: f64::from(day.day_number), name });
        }
    }
    spec
}

fn muted(ui: &mut Ui, text: &str) {
    let color = palette(ui.visuals()).text_muted;
    ui.label(RichText::new(text).color(color));
}
