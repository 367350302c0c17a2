//! One batch day by day beside the run that it is held against.
use chrono::NaiveDate;
use egui::{Frame, Margin, Stroke, Ui};
use std::sync::Arc;

use super::calibration::CalibrationPage;
use super::doubts::Doubts;
use super::outlook::{self, Outlook};
use super::overview::ahead_in_words;
use super::plots::GrowthPlots;
use super::variance;
use crate::app::command::{Command, Commands, FilePurpose, Place};
use crate::app::facts::{Facts, Loaded};
use crate::app::offer;
use crate::app::theme::{palette, semibold, size, space};
use crate::app::widgets::icon::Icon;
use crate::app::widgets::key_figure::{self, Judgement, KeyFigure};
use crate::app::widgets::run_picker::RunPicker;
use crate::app::widgets::{button, empty_state, table};
use crate::domain::batch::Batch;
use crate::domain::display::{
    self, NO_VALUE, Reading, biomass, date, days_difference, feed, percent_difference, plural, sentence,
    weight,
};
use crate::domain::fault::Fault;
use crate::domain::goal_weights::{Goal, GoalWeights};
use crate::domain::ids::{BatchId, RunId};
use crate::domain::run::ProjectionRun;
use crate::service::{Ahead, Attention, Calibration, FigureVariance, Forecast, GoalDate, Growth, Variance};

/// From this width on there is room for one more key figure.
const WIDE: f32 = 900.0;

/// A page below the key figures.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Page {
    #[default]
    Plots,
    Variance,
    Forecast,
    Calibration,
    Doubts,
}

/// What follows from a growth, computed once for it.
#[derive(Debug, Clone)]
struct Follows {
    growth: Arc<Growth>,
    forecast: Arc<Forecast>,
    calibration: Arc<Calibration>,
    /// What the rest was asked of.
    asked: (GoalWeights, NaiveDate),
    goals: [GoalDate; 2],
    attention: Arc<[Attention]>,
}

/// One batch beside its run.
#[derive(Debug, Default)]
pub struct Beside {
    /// Another run than the pinned one that is looked at.
    against: Option<(BatchId, RunId)>,
    page: Page,
    pub(super) plots: GrowthPlots,
    outlook: Outlook,
    doubts: Doubts,
    calibration: CalibrationPage,
    follows: Option<Follows>,
}

impl Beside {
    /// Looks at the pinned run again.
    pub fn forget_other_run(&mut self) {
        self.against = None;
    }

    /// The run that is looked at in place of the pinned one.
    pub fn looked_at(&self, batch: BatchId) -> Option<RunId> {
        self.against.filter(|(of, _)| *of == batch).map(|(_, run)| run)
    }

    /// Draws it.
    pub fn ui(&mut self, ui: &mut Ui, batch: &Batch, facts: &Facts<'_>, commands: &mut Commands) {
        let pinned = batch.pinned_projection_run.as_ref().map(|run| run.run_id);
        // Pinned to it meanwhile, a run is no other one any more.
        self.against = self.against.filter(|(_, run)| Some(*run) != pinned);
        let against = self.looked_at(batch.batch_id);
        let growth = facts.library.growths.get(&(batch.batch_id, against));
        let follows = match &growth {
            Loaded::Ready(growth) => Some(self.follow(growth, facts)),
            _ => None,
        };
        ui.horizontal_top(|ui| {
            self.run_picker(ui, batch, against, facts);
            ui.add_space(space::M);
            ui.vertical(|ui| {
                // Lines of text with an occasional button: no higher than they must be.
                ui.spacing_mut().interact_size.y = size::BADGE;
                if let Some(run) = against.and_then(|id| facts.farm.run(id)) {
                    self.preview_banner(ui, batch, run, facts, commands);
                }
                if let Some(follows) = &follows {
                    self.notes(ui, follows, against.is_some(), facts, commands);
                }
            });
        });
        ui.add_space(space::S);
        let (growth, follows) = match (growth, follows) {
            (Loaded::Ready(growth), Some(follows)) => (growth, follows),
            (Loaded::Failed(fault), _) => {
                without_growth(ui, batch, against, &fault, facts, commands);
                return;
            }
            _ => {
                let muted = palette(ui.visuals()).text_muted;
                let text = format!("Following batch {} day by day…", batch.batch_number);
                ui.centered_and_justified(|ui| ui.colored_label(muted, text));
                return;
            }
        };
        if growth.observations.is_empty() {
            let about = "Enter samples, deaths, feed and temperatures, or import the site's journal: plots, variance, \
                         forecast and calibration begin with the first of them";
            let record = Command::AskFile(FilePurpose::RecordObservations(batch.batch_id));
            let (step, why_not) = ("Import observations…", facts.why_not(&record));
            if empty_state::empty_unless(ui, "Nothing was observed yet", about, step, why_not) {
                commands.push(record);
            }
            return;
        }
        figures(ui, &growth, &follows, facts.today);
        ui.add_space(space::S);
        self.pages(ui, &growth);
        ui.add_space(space::XS);
        match self.page {
            Page::Plots => self.plots.ui(ui, &growth, &follows.forecast, facts.goals),
            Page::Variance => variance::ui(ui, &growth),
            Page::Forecast => {
                self.outlook.ui(ui, &growth, &follows.forecast, &follows.goals, facts, commands);
            }
            Page::Calibration => {
                self.calibration.ui(ui, &growth, &follows.calibration, against, facts, commands);
            }
            Page::Doubts => {
                if let Some(date) = self.doubts.ui(ui, &growth) {
                    self.plots.hold(&growth, date);
                    self.page = Page::Plots;
                }
            }
        }
    }

    /// What follows from a growth is worked out once, not in every frame.
    fn follow(&mut self, growth: &Arc<Growth>, facts: &Facts<'_>) -> Follows {
        let asked = (facts.goals, facts.today);
        let is_known = |it: &&Follows| Arc::ptr_eq(&it.growth, growth) && it.asked == asked;
        if let Some(follows) = self.follows.as_ref().filter(is_known) {
            return follows.clone();
        }
        let (forecast, calibration) = (Arc::clone(growth.outlook()), Arc::clone(growth.learnt()));
        let goals = growth.goal_dates(&forecast, facts.goals);
        let attention = growth.attention(&goals, facts.today).into();
        let follows = Follows { growth: Arc::clone(growth), forecast, calibration, asked, goals, attention };
        self.follows = Some(follows.clone());
        follows
    }

    /// The run that it is held against, and the way to look at another.
    fn run_picker(&mut self, ui: &mut Ui, batch: &Batch, against: Option<RunId>, facts: &Facts<'_>) {
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
        let mut picker = RunPicker::new(&runs, against.or(pinned), facts.now);
        if scenario.is_none() {
            picker = picker.with_scenario();
        }
        if let Some(run) = picker.show(ui) {
            self.against = (Some(run) != pinned).then_some((batch.batch_id, run));
        }
    }

    /// That another run is only looked at, and the ways to stay with it or to go back.
    fn preview_banner(
        &mut self,
        ui: &mut Ui,
        batch: &Batch,
        run: &ProjectionRun,
        facts: &Facts<'_>,
        commands: &mut Commands,
    ) {
        let colors = palette(ui.visuals());
        let stays = match &batch.pinned_projection_run {
            Some(pinned) => format!("stays pinned to run #{}", pinned.run_number),
            None => "is not pinned to any run".to_owned(),
        };
        let text = format!("Preview against run #{}: batch {} {stays}", run.run_number, batch.batch_number);
        let frame = Frame::new()
            .fill(colors.selection)
            .stroke(Stroke::new(size::BORDER_LINE, colors.accent))
            .corner_radius(size::CORNER)
            .inner_margin(Margin::symmetric(8, 4));
        frame.show(ui, |ui| {
            ui.label(semibold(text));
            ui.horizontal_wrapped(|ui| {
                let pin = Command::AskPin { batches: vec![batch.batch_id], run: Some(run.run_id) };
                offer::plain(ui, facts, "Pin to this run…", pin, commands);
                let back = match batch.pinned_projection_run {
                    Some(_) => "Back to the pinned run",
                    None => "End the preview",
                };
                if ui.button(back).clicked() {
                    self.against = None;
                }
            });
        });
        ui.add_space(space::XS);
    }

    /// What a planner must know first: which run it is if not the pinned one, and what needs a person.
    fn notes(
        &mut self,
        ui: &mut Ui,
        follows: &Follows,
        is_preview: bool,
        facts: &Facts<'_>,
        commands: &mut Commands,
    ) {
        let colors = palette(ui.visuals());
        let growth = &follows.growth;
        let batch = &growth.batch;
        if let Some(why) = growth.plan.instead.as_ref().filter(|_| !is_preview) {
            note(ui, colors.warning, &sentence(why), |ui| {
                let pin =
                    Command::AskPin { batches: vec![batch.batch_id], run: Some(growth.plan.run.run_id) };
                let why_not = facts.why_not(&pin);
                if button::unless(ui, why_not, |ui| ui.small_button("Pin to this run…")).clicked() {
                    commands.push(pin);
                }
            });
        }
        if growth.variance.is_none() && !growth.observations.is_empty() {
            let text = "Batch and run share no day, so nothing can be held against it";
            note(ui, colors.warning, text, |_| ());
        }
        for attention in &*follows.attention {
            match attention {
                // Said above, with why.
                Attention::NoPlan | Attention::NotPinned => {}
                Attention::NewerRun { run_number } => {
                    note(ui, colors.text_muted, &attention.sentence(), |ui| {
                        let newer = facts.farm.runs.iter().find(|run| {
                            Some(run.scenario) == batch.pinned_scenario && run.run_number == *run_number
                        });
                        if let Some(newer) = newer.filter(|_| !is_preview)
                            && ui.small_button(format!("Preview run #{run_number}")).clicked()
                        {
                            self.against = Some((batch.batch_id, newer.run_id));
                        }
                    });
                }
                Attention::Doubts { .. } => {
                    note(ui, colors.text_muted, &attention.sentence(), |ui| {
                        if ui.small_button("List them").clicked() {
                            self.page = Page::Doubts;
                        }
                    });
                }
                Attention::FarOff { .. } | Attention::GoalDue { .. } => {
                    note(ui, colors.warning, &attention.sentence(), |_| ());
                }
                Attention::OldSample { .. } => {
                    note(ui, colors.text_muted, &attention.sentence(), |_| ());
                }
            }
        }
    }

    fn pages(&mut self, ui: &mut Ui, growth: &Growth) {
        let doubts = match growth.actual.doubts.len() {
            0 => "To look at twice".to_owned(),
            count => format!("To look at twice ({count})"),
        };
        ui.horizontal_wrapped(|ui| {
            for (page, name) in [
                (Page::Plots, "Plots"),
                (Page::Variance, "Variance"),
                (Page::Forecast, "Forecast"),
                (Page::Calibration, "Calibration"),
                (Page::Doubts, doubts.as_str()),
            ] {
                if ui.selectable_label(self.page == page, name).clicked() {
                    self.page = page;
                }
            }
        });
    }
}

/// A line with a warning sign, and what can be done about it.
fn note(ui: &mut Ui, color: egui::Color32, text: &str, action: impl FnOnce(&mut Ui)) {
    ui.horizontal_wrapped(|ui| {
        Icon::Warning.show(ui, color);
        ui.label(semibold(text).color(color));
        action(ui);
    });
}

/// Why nothing can be shown, and the first step out of it.
fn without_growth(
    ui: &mut Ui,
    batch: &Batch,
    against: Option<RunId>,
    fault: &Fault,
    facts: &Facts<'_>,
    commands: &mut Commands,
) {
    let is_planless = against.is_none() && batch.pinned_projection_run.is_none();
    if !is_planless {
        if empty_state::fault(ui, "The growth of this batch cannot be shown", fault, "Try again") {
            commands.push(Command::Refresh);
        }
        return;
    }
    let (step, command) = match batch.scenario {
        Some(scenario) if !facts.farm.runs.iter().any(|run| run.scenario == scenario) => {
            ("Run projections…", Command::AskRun(vec![scenario]))
        }
        _ if facts.farm.runs.is_empty() => ("Go to the scenarios", Command::Show(Place::Scenarios)),
        _ => ("Pin to a run…", Command::AskPin { batches: vec![batch.batch_id], run: None }),
    };
    let why_not = facts.why_not(&command);
    if empty_state::fault_unless(ui, "There is nothing to hold this batch against", fault, step, why_not) {
        commands.push(command);
    }
}

fn figures(ui: &mut Ui, growth: &Growth, follows: &Follows, today: NaiveDate) {
    let Some(last) = growth.actual.batch.last() else { return };
    let variance = growth.variance.as_ref();
    let figure = |label: &'static str, reading: Reading, of: fn(&Variance) -> &FigureVariance| {
        let figure = KeyFigure::new(label, reading);
        match variance.and_then(|variance| of(variance).current.percent()) {
            Some(percent) => {
                figure.difference(percent_difference(percent, 1), Judgement::more_is_better(percent))
            }
            None => figure,
        }
    };
    let mut all = vec![figure("Weight", weight(last.avg_weight_g), |v| &v.weight_g)];
    if let Some(variance) = variance {
        let grams = display::weight_difference(variance.weight_g.current.difference()).to_string();
        let (reading, judgement) = match variance.ahead {
            Ahead::Days(days) => (days_difference(days), Judgement::more_is_better(days as f64)),
            Ahead::BeyondTheRun => (Reading::from("beyond".to_owned()), Judgement::Better),
            Ahead::BeforeTheRun => (Reading::from("before".to_owned()), Judgement::Worse),
        };
        all.push(KeyFigure::new("Ahead of the run", reading).difference(Reading::from(grams), judgement));
    }
    all.push(figure("Biomass", biomass(last.biomass_kg), |v| &v.biomass_kg));
    let fish = Reading { number: display::count(last.population), unit: "" };
    all.push(figure("Fish", fish, |v| &v.population));
    if ui.available_width() > WIDE {
        let fed = growth.actual.batch.iter().map(|day| day.feed_kg).sum::<f64>();
        let figure = KeyFigure::new("Feed so far", feed(fed));
        all.push(match variance.and_then(|variance| variance.cumulative_feed_kg.current.percent()) {
            Some(percent) => figure.difference(percent_difference(percent, 1), Judgement::Neutral),
            None => figure,
        });
    }
    let harvest = follows.goals.iter().find(|goal| goal.goal == Goal::Harvest);
    let label = harvest.map_or(String::new(), |goal| format!("Harvest at {}", weight(goal.date.weight_g)));
    if let Some(goal) = harvest {
        let on = Reading { number: goal.date.date.map_or(NO_VALUE.to_owned(), date), unit: "" };
        let figure = KeyFigure::new(&label, on);
        all.push(match goal.date.later_days() {
            Some(days) => figure.difference(days_difference(days), Judgement::less_is_better(days as f64)),
            None => figure,
        });
    }
    key_figure::row(ui, all);
    let ahead = variance.map(|variance| ahead_in_words(variance.ahead));
    let samples = plural(growth.observations.growth_samples.len(), "sample", "samples");
    let parts = [Some(format!("As of {}", date(last.date))), ahead, Some(samples)];
    let goals = follows.goals.iter().filter(|goal| !goal.is_reached).map(|goal| {
        let planned = goal
            .date
            .planned
            .map_or("never by the run".to_owned(), |day| format!("by the run on {}", date(day)));
        let when = outlook::when(goal, today);
        match (when.is_empty(), goal.date.planned) {
            (false, _) => format!("{} {when}, {planned}", goal.goal.weight_name()),
            (true, Some(_)) => format!("{} not within the run, {planned}", goal.goal.weight_name()),
            (true, None) => format!("{} beyond the end of the run", goal.goal.weight_name()),
        }
    });
    let line = parts.into_iter().flatten().chain(goals).collect::<Vec<_>>().join(" · ");
    table::muted(ui, line.as_str()).on_hover_text(line);
}
