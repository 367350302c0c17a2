//! One run in detail: what it is called, its key figures, and the pages below them.
use egui::{Align, Layout, Popup, Role, ScrollArea, Ui, WidgetInfo, vec2};
use std::sync::Arc;

use super::days::DaysPage;
use super::list::states;
use super::notes::Notes;
use super::plots::PlotsPage;
use super::rename::{Rename, Spot};
use super::snapshot::SnapshotPage;
use super::summary;
use crate::app::command::bundles::BundleOf;
use crate::app::command::reports::{CopiedTable, ReportCommand, ReportSubject};
use crate::app::command::{Command, Commands, FilePurpose};
use crate::app::facts::{Facts, Loaded};
use crate::app::keys;
use crate::app::offer;
use crate::app::theme::{palette, semibold, size, space};
use crate::app::views::copy_plot;
use crate::app::widgets::icon::Icon;
use crate::app::widgets::key_figure::{self, KeyFigure};
use crate::app::widgets::run_picker::{ABOUT_BATCHES_USING, ABOUT_RUN_NUMBER, batches_using};
use crate::app::widgets::{badge, empty_state};
use crate::domain::display::{
    NO_VALUE, Reading, ago, biomass, days, exact_time, feed, percent, plural, ratio, tgc, weight,
};
use crate::domain::ids::RunId;
use crate::domain::run::ProjectionRun;
use crate::service::{RunInFull, Summary};

/// A page of the detail.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Page {
    /// The curves.
    #[default]
    Plots,
    /// All figures.
    Summary,
    /// What it was made from.
    Parameters,
    /// What was noted while it ran.
    Warnings,
    /// Day by day.
    Days,
    /// What people wrote.
    Notes,
}

impl Page {
    const ALL: [Self; 6] =
        [Self::Plots, Self::Summary, Self::Parameters, Self::Warnings, Self::Days, Self::Notes];
}

/// The detail of the run with the cursor.
#[derive(Debug, Default)]
pub struct Detail {
    page: Page,
    plots: PlotsPage,
    snapshot: SnapshotPage,
    days: DaysPage,
    notes: Notes,
    /// The page's name is to have the keyboard.
    focus: bool,
}

/// No run has the cursor.
pub fn nothing_selected(ui: &mut Ui) {
    let muted = palette(ui.visuals()).text_muted;
    ui.centered_and_justified(|ui| ui.colored_label(muted, "Select a run to see it in detail"));
}

impl Detail {
    /// Gives the keyboard to the detail when it is drawn next.
    pub fn focus(&mut self) {
        self.focus = true;
    }

    /// Draws it.
    pub fn ui(
        &mut self,
        ui: &mut Ui,
        run: &ProjectionRun,
        rename: &mut Option<Rename>,
        facts: &Facts<'_>,
        commands: &mut Commands,
    ) {
        let loaded = facts.library.runs.get(&run.run_id);
        head(ui, run, &loaded, rename, facts, commands);
        ui.add_space(space::S);
        let full = match loaded {
            Loaded::Ready(full) => full,
            Loaded::Loading => {
                let muted = palette(ui.visuals()).text_muted;
                let text = format!("Reading run #{} of {}", run.run_number, run.scenario_name);
                ui.centered_and_justified(|ui| ui.colored_label(muted, text));
                return;
            }
            Loaded::Failed(fault) => {
                if empty_state::fault(ui, "The run cannot be read", &fault, "Read the farm file again") {
                    commands.push(Command::Refresh);
                }
                return;
            }
        };
        key_figures(ui, &full.summary);
        ui.add_space(space::S);
        self.pages(ui, &full);
        ui.add_space(space::S);
        self.page(ui, &full, facts, commands);
    }

    /// The names of the pages.
    fn pages(&mut self, ui: &mut Ui, full: &RunInFull) {
        ui.horizontal(|ui| {
            for page in Page::ALL {
                let name = page_name(page, full, self.notes.is_changed(full));
                let is_open = self.page == page;
                let text = if is_open { semibold(&name) } else { egui::RichText::new(&name) };
                let response = ui.selectable_label(is_open, text);
                response.widget_info(|| WidgetInfo::selected(Role::Tab, true, is_open, &name));
                if response.clicked() {
                    self.page = page;
                }
                if is_open && std::mem::take(&mut self.focus) {
                    response.request_focus();
                    ui.ctx().request_repaint();
                }
            }
            if self.page == Page::Plots {
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| self.plots.axis_switch(ui));
            } else if self.page == Page::Days {
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| self.days.every_switch(ui));
            }
        });
    }

    fn page(&mut self, ui: &mut Ui, full: &Arc<RunInFull>, facts: &Facts<'_>, commands: &mut Commands) {
        if self.page == Page::Days {
            self.days.ui(ui, full);
            return;
        }
        let salt = (self.page as usize, full.detail.run.run_id);
        ScrollArea::vertical().id_salt(salt).auto_shrink(false).show(ui, |ui| match self.page {
            Page::Plots => self.plots.ui(ui, full, self.days.held()),
            Page::Summary => summary::ui(ui, full),
            Page::Parameters => self.snapshot.ui(ui, full),
            Page::Warnings => warnings(ui, &full.detail.warnings),
            Page::Notes => self.notes.ui(ui, full, facts, commands),
            Page::Days => {}
        });
    }
}

/// The name of a page, with what is in it where that is worth knowing before it is opened.
fn page_name(page: Page, full: &RunInFull, notes_changed: bool) -> String {
    match page {
        Page::Plots => "Plots".to_owned(),
        Page::Summary => "Summary".to_owned(),
        Page::Parameters => "Parameters".to_owned(),
        Page::Warnings if full.detail.warnings.is_empty() => "Warnings".to_owned(),
        Page::Warnings => plural(full.detail.warnings.len(), "warning", "warnings"),
        Page::Days => "Days".to_owned(),
        Page::Notes if notes_changed => "Notes (not saved)".to_owned(),
        Page::Notes => "Notes".to_owned(),
    }
}

/// What the run is called, of what, when and by whom it was made, who relies on it.
fn head(
    ui: &mut Ui,
    run: &ProjectionRun,
    loaded: &Loaded<RunInFull>,
    rename: &mut Option<Rename>,
    facts: &Facts<'_>,
    commands: &mut Commands,
) {
    let room = vec2(ui.available_width(), size::ROW);
    ui.allocate_ui_with_layout(room, Layout::left_to_right(Align::Center), |ui| {
        badge::run(ui, run.run_number, ABOUT_RUN_NUMBER);
        name(ui, run, rename, facts, commands);
        let muted = palette(ui.visuals()).text_muted;
        ui.colored_label(muted, format!("of {}", run.scenario_name));
        let by = match loaded {
            Loaded::Ready(full) if !full.detail.created_by_name.is_empty() => {
                format!(" by {}", full.detail.created_by_name)
            }
            _ => String::new(),
        };
        ui.colored_label(muted, format!("{}{by}", ago(run.run_date, facts.now)))
            .on_hover_text(exact_time(run.run_date));
        states(ui, run, facts);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            menu(ui, run, facts, commands);
            let export = ui.button("Export report…").on_hover_text("A report of this run, to hand to anyone");
            if export.clicked() || keys::export_pressed(ui.ctx()) {
                commands.push(Command::Reports(ReportCommand::Ask(ReportSubject::Runs(vec![run.run_id]))));
            }
            if run.pinned_batch_count > 0 {
                ui.label(batches_using(run.pinned_batch_count)).on_hover_text(ABOUT_BATCHES_USING);
                Icon::Pin.show(ui, muted);
            }
        });
    });
}

/// The label, or the field in which it is edited.
fn name(
    ui: &mut Ui,
    run: &ProjectionRun,
    rename: &mut Option<Rename>,
    facts: &Facts<'_>,
    commands: &mut Commands,
) {
    if let Some(open) = rename.as_mut().filter(|open| open.is_at(run.run_id, Spot::Detail)) {
        if !open.ui(ui, size::FIELD_WIDE, facts, commands) {
            *rename = None;
        }
        return;
    }
    if !run.label.is_empty() {
        badge::label(ui, &run.label);
    }
    if facts.can_write() {
        let says = if run.label.is_empty() { "Give a label" } else { "Rename the label" };
        if Icon::Edit.button(ui, says).clicked() {
            *rename = Some(Rename::of(run, Spot::Detail));
        }
    }
}

/// What can be done with this run.
fn menu(ui: &mut Ui, run: &ProjectionRun, facts: &Facts<'_>, commands: &mut Commands) {
    let response = Icon::More.button(ui, "More actions");
    Popup::menu(&response).show(|ui| {
        let id = run.run_id;
        let pin = Command::AskPin { batches: Vec::new(), run: Some(id) };
        offer::item(ui, facts, "Pin batches…", None, pin, commands);
        let before = previous(run, facts);
        let (text, why_not) = match before {
            Some(before) => (format!("Compare with previous, #{}", before.run_number), None),
            None => ("Compare with previous".to_owned(), Some("This is the first run of its scenario")),
        };
        let compare = before.map(|before| before.run_id).into_iter().chain([id]).collect();
        offer::item(ui, facts, text, why_not, Command::CompareRuns(compare), commands);
        offer::item(ui, facts, "Verify", None, Command::VerifyRuns(vec![id]), commands);
        let bundle = Command::AskFile(FilePurpose::ExportBundle(BundleOf::Run(id)));
        offer::item(ui, facts, "Export bundle…", None, bundle, commands);
        ui.separator();
        copying(ui, run.run_id, commands);
        ui.separator();
        if run.archived {
            offer::item(ui, facts, "Restore", None, Command::RestoreRuns(vec![id]), commands);
        } else {
            offer::item(ui, facts, "Archive", None, Command::ArchiveRuns(vec![id]), commands);
        }
        offer::item(ui, facts, "Delete…", None, Command::AskDeleteRun(id), commands);
    });
}

/// Tables go to the clipboard as lines for a spreadsheet, plots as pictures.
fn copying(ui: &mut Ui, id: RunId, commands: &mut Commands) {
    let subject = || ReportSubject::Runs(vec![id]);
    ui.menu_button("Copy table", |ui| {
        use CopiedTable::{Days, Figures, Parameters, Stages, Targets, Weeks};
        for table in [Figures, Targets, Stages, Weeks, Days, Parameters] {
            if ui.button(table.name()).clicked() {
                commands.push(Command::Reports(ReportCommand::CopyTable(subject(), table)));
                ui.close();
            }
        }
    });
    copy_plot::menu(ui, false, |of| commands.push(Command::Reports(ReportCommand::CopyPlot(subject(), of))));
}

/// The run that its scenario had before this one.
fn previous<'a>(run: &ProjectionRun, facts: &Facts<'a>) -> Option<&'a ProjectionRun> {
    let of_scenario = facts.farm.runs.iter().filter(|other| other.scenario == run.scenario);
    of_scenario.filter(|other| other.run_number < run.run_number).max_by_key(|other| other.run_number)
}

fn key_figures(ui: &mut Ui, summary: &Summary) {
    let or_none = |text: Option<String>| Reading::from(text.unwrap_or_else(|| NO_VALUE.to_owned()));
    key_figure::row(
        ui,
        [
            KeyFigure::new("Final weight", weight(summary.final_weight_g)),
            KeyFigure::new("Final biomass", biomass(summary.final_biomass_kg)),
            KeyFigure::new("Survival", percent(summary.survival_percent, 1)),
            KeyFigure::new("Total feed", feed(summary.total_feed_kg)),
            KeyFigure::new("Economic FCR", or_none(summary.economic_fcr.map(ratio))),
            KeyFigure::new("TGC realised", or_none(summary.tgc_realised.map(tgc))),
            KeyFigure::new("Duration", days(i64::from(summary.duration_days))),
        ],
    );
}

fn warnings(ui: &mut Ui, warnings: &[String]) {
    let colors = palette(ui.visuals());
    if warnings.is_empty() {
        ui.colored_label(colors.text_muted, "No warnings");
    }
    for warning in warnings {
        ui.horizontal_wrapped(|ui| {
            Icon::Warning.show(ui, colors.warning);
            ui.add(egui::Label::new(warning).wrap().selectable(true));
        });
    }
}
