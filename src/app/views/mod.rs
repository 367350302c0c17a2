//! The places of the window. Each view is its state and one `ui`; what it shows it is given as [`super::facts::Facts`],
//! what a user does it gives back as commands. A view reads no file and knows no SQL.
mod batches;
pub mod compare;
mod copy_plot;
pub mod growth;
mod models;
pub mod run_plots;
pub mod runs;
mod scenarios;
mod settings;
mod welcome;

use super::command::learning::LearnCommand;
use super::command::models::ModelCommand;
use super::command::observing::ObservingCommand;
use super::command::profiles::ProfileCommand;
use super::command::{Command, Place};
use crate::domain::display::plural;

/// The state of all views.
#[derive(Debug, Default)]
pub struct Views {
    /// What is shown before a farm file is open.
    pub welcome: welcome::WelcomeView,
    /// The recipes.
    pub scenarios: scenarios::ScenariosView,
    /// The history of runs.
    pub runs: runs::RunsView,
    /// Runs side by side.
    pub compare: compare::CompareView,
    /// Batches and their pins.
    pub batches: batches::BatchesView,
    /// Batches against their runs.
    pub growth: growth::GrowthView,
    /// The models that recipes are made of.
    pub models: models::ModelsView,
    /// How the window looks, and what belongs to the whole farm file.
    pub settings: settings::SettingsView,
}

impl Views {
    /// Goes where commands lead: each view is told what it shall show.
    pub fn after(&mut self, commands: &[Command], place: &mut Place) {
        for command in commands {
            match command {
                Command::NewScenario => {
                    self.scenarios.edit(None);
                    *place = Place::Scenarios;
                }
                Command::EditScenario(id) => {
                    self.scenarios.edit(Some(*id));
                    *place = Place::Scenarios;
                }
                Command::TakeSaved { draft, outcome } => self.scenarios.take_saved(*draft, outcome),
                Command::ShowRunsOf(scenario) => {
                    self.runs.show_runs_of(*scenario);
                    *place = Place::Runs;
                }
                Command::ShowRun(id) => {
                    self.runs.show_run(*id);
                    *place = Place::Runs;
                }
                Command::CompareRuns(ids) => {
                    self.compare.show(ids.clone());
                    *place = Place::Compare;
                }
                Command::Learn(LearnCommand::Compare { batch, baseline, run }) => {
                    self.compare.show(vec![*baseline, *run]);
                    self.compare.offer_pin(*batch, *run);
                    *place = Place::Compare;
                }
                Command::ShowBatch(id) => {
                    self.batches.show_batch(*id);
                    *place = Place::Batches;
                }
                Command::ShowGrowth(id) => {
                    self.growth.show_batch(*id);
                    *place = Place::Growth;
                }
                Command::Observing(ObservingCommand::ShowObserved(id)) => {
                    self.growth.show_observed(*id);
                    *place = Place::Growth;
                }
                Command::Models(about) => {
                    self.models.hear(about);
                    if !matches!(about, ModelCommand::TakeSaved { .. }) {
                        *place = Place::Models;
                    }
                }
                Command::Profiles(ProfileCommand::TakeLoggers(loggers)) => self.models.take_loggers(loggers),
                Command::ShowSettings(section) => {
                    self.settings.show_section(*section);
                    *place = Place::Settings;
                }
                Command::Show(to) => *place = *to,
                _ => {}
            }
        }
        if commands
            .iter()
            .any(|command| matches!(command, Command::Show(_) | Command::ShowRunsOf(_) | Command::ShowRun(_)))
        {
            self.give_keyboard(*place);
        }
    }

    /// Whether an editor holds anything that is not saved.
    pub fn has_unsaved(&self) -> bool {
        self.scenarios.has_unsaved() || self.models.has_unsaved()
    }

    /// What is not saved, in words: "1 scenario and 2 models".
    pub fn unsaved(&self) -> String {
        let scenarios = (self.scenarios.unsaved_count(), "scenario", "scenarios");
        let models = (self.models.unsaved_count(), "model", "models");
        let parts = [scenarios, models].into_iter().filter(|(count, ..)| *count > 0);
        let parts: Vec<String> = parts.map(|(count, one, many)| plural(count, one, many)).collect();
        parts.join(" and ")
    }

    /// Forgets what is not saved.
    pub fn forget_drafts(&mut self) {
        self.scenarios.forget_drafts();
        self.models.forget_drafts();
    }

    /// The list of a place has the keyboard when one comes there, so that arrows and Enter work at once.
    fn give_keyboard(&mut self, place: Place) {
        match place {
            Place::Scenarios => self.scenarios.take_keyboard(),
            Place::Runs => self.runs.take_keyboard(),
            Place::Batches => self.batches.take_keyboard(),
            Place::Growth => self.growth.take_keyboard(),
            Place::Models => self.models.take_keyboard(),
            Place::Compare | Place::Settings => {}
        }
    }
}
