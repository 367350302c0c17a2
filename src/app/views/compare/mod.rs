//! Two to six runs side by side, of one scenario or of several; the first is the baseline.
//!
//! - `chosen_runs`: which runs, and one sentence on each; `first_steps` while they are fewer than two
//! - `shown`: what is made of a loaded comparison once, so that a frame only draws
//! - `plots` with `values` at the cursor, `parameters`, `key_figures`, `targets`: one tab each
//! - `offer`: to pin the batch that a run follows from
//! - `runs_table`: the table that the last three share, a column for each run, its rows being `table_row`s
mod chosen_runs;
mod first_steps;
mod key_figures;
mod offer;
mod parameters;
mod plots;
mod runs_table;
mod shown;
mod table_row;
mod targets;
mod values;

#[cfg(test)]
mod tests;

use egui::{Align, Layout, Role, Ui, WidgetInfo};

use self::chosen_runs::{Chips, ChosenRuns};
use self::offer::Offer;
use self::shown::Shown;
use crate::app::command::reports::{CopiedTable, ReportCommand, ReportSubject};
use crate::app::command::{Command, Commands};
use crate::app::facts::{Facts, Loaded};
use crate::app::theme::{semibold, space};
use crate::app::views::copy_plot;
use crate::app::widgets::empty_state;
use crate::domain::fault::Fault;
use crate::domain::ids::{BatchId, RunId};

/// What a comparison is looked at through.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tab {
    /// The six measures, and what every run has at the cursor.
    #[default]
    Plots,
    /// What differs between their inputs.
    Parameters,
    /// Their figures with differences.
    KeyFigures,
    /// When they reach chosen weights.
    Targets,
}

/// Runs side by side.
#[derive(Debug, Default)]
pub struct CompareView {
    chosen: ChosenRuns,
    tab: Tab,
    plots: plots::PlotsTab,
    parameters: parameters::ParametersTab,
    key_figures: key_figures::KeyFiguresTab,
    targets: targets::TargetsTab,
    shown: Option<Shown>,
    offer: Option<Offer>,
    /// Runs that were just made: they are compared once the lists have them.
    awaited: Option<Vec<RunId>>,
}

impl CompareView {
    /// Shows these runs; the first is the baseline.
    pub fn show(&mut self, ids: Vec<RunId>) {
        self.chosen.choose(ids);
        self.plots.show_all();
        self.offer = None;
        self.awaited = None;
    }

    /// Offers to pin a batch to one of the runs on show, which follows from what the batch taught.
    pub fn offer_pin(&mut self, batch: BatchId, run: RunId) {
        self.awaited = Some(self.chosen.ids().to_vec());
        self.offer = Some(Offer { batch, run });
    }

    /// Looks at the comparison through this.
    pub fn open(&mut self, tab: Tab) {
        self.tab = tab;
    }

    /// Draws it.
    pub fn ui(&mut self, ui: &mut Ui, facts: &Facts<'_>, commands: &mut Commands) {
        if !self.has_come(facts) {
            ui.heading("Compare");
            if empty_state::loading(ui, "Loading the runs", "", None) {
                self.show(Vec::new());
            }
            return;
        }
        self.chosen.follow(facts);
        self.chosen.title(ui, commands);
        self.chosen.notice(ui);
        if let [] | [_] = self.chosen.ids() {
            self.shown = None;
        }
        match self.chosen.ids() {
            [] => first_steps::choose_first(ui, facts, &mut self.chosen, commands),
            [_] => {
                let chips = Chips { headlines: &[] };
                self.chosen.chips(ui, &chips, commands);
                first_steps::choose_second(ui, facts, &mut self.chosen);
            }
            _ => self.comparison(ui, facts, commands),
        }
    }

    /// Whether the lists have the runs that were just made.
    fn has_come(&mut self, facts: &Facts<'_>) -> bool {
        self.awaited.take_if(|ids| ids.iter().all(|id| facts.farm.run(*id).is_some()));
        self.awaited.is_none()
    }

    fn comparison(&mut self, ui: &mut Ui, facts: &Facts<'_>, commands: &mut Commands) {
        let failed = self.load(facts);
        let headlines = match &self.shown {
            Some(shown) if shown.is_of(self.chosen.ids()) => shown.headlines.as_slice(),
            _ => &[],
        };
        self.chosen.chips(ui, &Chips { headlines }, commands);
        self.chosen.picker(ui, facts);
        let ids = self.chosen.ids();
        self.offer = self.offer.filter(|offer| offer.ui(ui, ids, facts, commands));
        if let Some(fault) = failed {
            if empty_state::fault(ui, "These runs could not be compared", &fault, "Read the farm file again")
            {
                commands.push(Command::Refresh);
            }
            return;
        }
        let Some(mut shown) = self.shown.take() else {
            if empty_state::loading(ui, "Loading the runs", &self.chosen.names_in_words(), None) {
                self.chosen.choose(Vec::new());
            }
            return;
        };
        ui.add_space(space::S);
        self.tabs(ui, &shown, commands);
        ui.add_space(space::XS);
        match self.tab {
            Tab::Plots => self.plots.ui(ui, &mut shown, self.targets.weights_g()),
            Tab::Parameters => self.parameters.ui(ui, &shown),
            Tab::KeyFigures => self.key_figures.ui(ui, &shown),
            Tab::Targets => self.targets.ui(ui, &mut shown),
        }
        self.shown = Some(shown);
    }

    /// Takes what was loaded. While others of the same runs are on their way, the old comparison stays in sight, so that
    /// nothing blinks when the baseline changes. Gives what went wrong, if it did.
    fn load(&mut self, facts: &Facts<'_>) -> Option<Fault> {
        let ids = self.chosen.ids_to_load();
        match facts.library.comparisons.get(ids) {
            Loaded::Ready(comparison) => {
                if !self.shown.as_ref().is_some_and(|shown| shown.is_made_of(&comparison)) {
                    self.shown = Some(Shown::of(comparison));
                }
            }
            Loaded::Loading => {
                self.shown.take_if(|shown| !shown.shares_runs_with(ids));
            }
            Loaded::Failed(fault) => {
                self.shown = None;
                return Some(fault);
            }
        }
        None
    }

    fn tabs(&mut self, ui: &mut Ui, shown: &Shown, commands: &mut Commands) {
        let differs = match shown.parameters.len() {
            0 => "What differs".to_owned(),
            n => format!("What differs ({n})"),
        };
        ui.horizontal(|ui| {
            for (tab, name) in [
                (Tab::Plots, "Plots"),
                (Tab::Parameters, differs.as_str()),
                (Tab::KeyFigures, "Key figures"),
                (Tab::Targets, "Target weights"),
            ] {
                let is_chosen = self.tab == tab;
                let text = if is_chosen { semibold(name) } else { name.into() };
                let response = ui.selectable_label(is_chosen, text);
                response.widget_info(|| WidgetInfo::selected(Role::Tab, true, is_chosen, name));
                if response.clicked() {
                    self.tab = tab;
                    // The tabs were drawn before this was known.
                    ui.ctx().request_repaint();
                }
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| self.copying(ui, shown, commands));
        });
        ui.separator();
    }

    /// What is on show goes to the clipboard: a table as lines for a spreadsheet, a plot as a picture.
    fn copying(&self, ui: &mut Ui, shown: &Shown, commands: &mut Commands) {
        let subject = || ReportSubject::Runs(self.chosen.ids().to_vec());
        if self.tab == Tab::Plots {
            copy_plot::menu(ui, true, |of| {
                commands.push(Command::Reports(ReportCommand::CopyPlot(subject(), of)));
            });
            return;
        }
        if !ui.button("Copy table").on_hover_text("Copies it for a spreadsheet").clicked() {
            return;
        }
        commands.push(Command::Reports(match self.tab {
            Tab::Parameters => ReportCommand::CopyTable(subject(), CopiedTable::Recipe),
            Tab::KeyFigures => ReportCommand::CopyTable(subject(), CopiedTable::Figures),
            // The weights are the user's own.
            Tab::Plots | Tab::Targets => ReportCommand::CopyText(
                CopiedTable::Targets.name(),
                targets::in_tabs(shown, self.targets.weights_g()),
            ),
        }));
    }
}
