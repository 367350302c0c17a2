//! The frame of the window: title bar, rail, status line, and the place in the middle.
use egui::{Align, CentralPanel, Frame, Layout, Margin, Panel, ProgressBar, RichText, Ui, vec2};

use chrono::{DateTime, Local, Utc};
use std::collections::HashMap;

use super::care::Care;
use super::command::bundles::BundleOf;
use super::command::{Command, Commands, FilePurpose, Place, Section};
use super::dialogs::Dialog;
use super::facts::{Facts, FarmData, FileFacts, Library};
use super::theme::{self, palette, size, space};
use super::undo::{Origin, Step};
use super::widgets::{button, empty_state, icon::Icon};
use super::{App, FarmState};
use crate::domain::fault::FaultKind;
use crate::domain::goal_weights::GoalWeights;
use crate::domain::ids::RunId;
use crate::domain::person::Role;
use crate::service::{ThemeChoice, Verdict};

impl App {
    /// Draws the whole window.
    pub(super) fn draw(&mut self, ui: &mut Ui, commands: &mut Commands) {
        let colours = palette(ui.visuals());
        let bar = Frame::new().fill(colours.surface_raised).inner_margin(Margin::symmetric(12, 0));
        Panel::top("title bar")
            .exact_size(size::TOP_BAR)
            .frame(bar)
            .show(ui, |ui| self.title_bar(ui, commands));
        self.banner(ui, commands);
        let line = Frame::new().fill(colours.surface_raised).inner_margin(Margin::symmetric(12, 0));
        Panel::bottom("status line")
            .exact_size(size::STATUS_LINE)
            .frame(line)
            .show(ui, |ui| self.status_line(ui, commands));
        if let FarmState::Open(_) = self.farm {
            let rail = Frame::new().fill(colours.surface_sunken).inner_margin(Margin::symmetric(8, 8));
            Panel::left("rail")
                .exact_size(size::RAIL)
                .resizable(false)
                .frame(rail)
                .show(ui, |ui| self.rail(ui, commands));
        }
        let middle = Frame::new().fill(colours.surface).inner_margin(Margin::same(16));
        CentralPanel::default().frame(middle).show(ui, |ui| self.middle(ui, commands));
        self.over_all(ui, commands);
    }

    fn title_bar(&mut self, ui: &mut Ui, commands: &mut Commands) {
        ui.horizontal_centered(|ui| {
            let name = match &self.farm {
                FarmState::Open(data) if data.read_only => format!("{} (read-only)", data.name()),
                FarmState::Open(data) => data.name(),
                _ => "Salmon Run".to_owned(),
            };
            ui.menu_button(theme::semibold(format!("{name}  ⌄")), |ui| self.file_menu(ui, commands))
                .response
                .on_hover_text("Farm file");
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let muted = palette(ui.visuals()).text_muted;
                let (who, about) = self.who_acts();
                ui.label(RichText::new(who).color(muted)).on_hover_text(about);
                if ui.button("?").on_hover_text("Shortcuts (F1)").clicked() {
                    commands.push(Command::ShowKeys);
                }
                let dark = ui.visuals().dark_mode;
                let other = if dark { ThemeChoice::Light } else { ThemeChoice::Dark };
                let says = if dark { "Light theme" } else { "Dark theme" };
                if Icon::Theme.button(ui, says).clicked() {
                    commands.push(Command::SetTheme(other));
                }
                if let FarmState::Open(_) = self.farm {
                    let keys = ui.ctx().format_shortcut(&egui::KeyboardShortcut::new(
                        egui::Modifiers::COMMAND,
                        egui::Key::K,
                    ));
                    let text = format!("Find a scenario, run or batch   {keys}");
                    let find = egui::Button::new(RichText::new(text).color(muted))
                        .min_size(vec2(size::FIELD_WIDE, size::ROW));
                    if ui.add(find).clicked() {
                        commands.push(Command::Find);
                    }
                }
            });
        });
    }

    /// "bo · planner", and what that means. Where everybody may do everything there are no roles to name.
    fn who_acts(&self) -> (String, String) {
        const ABOUT: &str = "Who acts: kept with runs and pins";
        match &self.farm {
            FarmState::Open(data) if !data.access.is_open() => {
                let role = data.access.role();
                let about = format!("{ABOUT}. A {role} {}", role.may());
                (format!("{} · {role}", self.user), about)
            }
            _ => (self.user.clone(), ABOUT.to_owned()),
        }
    }

    fn file_menu(&mut self, ui: &mut Ui, commands: &mut Commands) {
        let open = matches!(self.farm, FarmState::Open(_));
        let item = |ui: &mut Ui, enabled: bool, text: &str| {
            ui.add_enabled(enabled, egui::Button::new(text)).clicked()
        };
        if item(ui, true, "New farm file…") {
            commands.push(Command::AskFile(FilePurpose::NewFarm));
        }
        if item(ui, true, "Open farm file…") {
            commands.push(Command::AskFile(FilePurpose::OpenFarm));
        }
        if item(ui, true, "Open the sample farm") {
            commands.push(Command::OpenSample);
        }
        for path in self.preferences.recent_files.iter().skip(usize::from(open)).take(5) {
            let name = path.file_stem().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
            if ui.button(name).on_hover_text(path.display().to_string()).clicked() {
                commands.push(Command::OpenFarm(path.clone()));
            }
        }
        ui.separator();
        let mut ask = |ui: &mut Ui, text: &str, purpose: FilePurpose| {
            let command = Command::AskFile(purpose);
            let why_not = self.why_not_of(|data| data.why_not(&command));
            if button::unless(ui, why_not, |ui| ui.button(text)).clicked() {
                commands.push(command);
            }
        };
        ask(ui, "Import scenarios…", FilePurpose::ImportScenarios);
        ask(ui, "Import batches…", FilePurpose::ImportBatches);
        ask(ui, "Import model…", FilePurpose::ImportModel);
        ask(ui, "Import bundle…", FilePurpose::ImportBundle);
        ask(ui, "Export everything as a bundle…", FilePurpose::ExportBundle(BundleOf::All));
        ask(ui, "Import from AquaMind…", FilePurpose::ImportAquamind);
        ui.separator();
        let (edit, again) =
            if self.is_editing_model() { self.views.models.next_steps() } else { (None, None) };
        for (verb, edit, origin, command) in
            [("Undo", edit, Origin::Undo, Command::Undo), ("Redo", again, Origin::Redo, Command::Redo)]
        {
            let step = self.history.next(origin);
            let why_not = match (edit, step) {
                (Some(_), _) => None,
                (None, Some(step)) => self.why_not_of(|data| data.why_not_right(step.takes())),
                (None, None) => Some(format!("There is nothing to {}", verb.to_lowercase())),
            };
            let name = edit.or(step.map(Step::name));
            let text = name.map_or_else(|| verb.to_owned(), |name| format!("{verb} {name}"));
            if button::unless(ui, why_not, |ui| ui.button(text)).clicked() {
                commands.push(command);
            }
        }
        ui.separator();
        if item(ui, open, "Backups…") {
            commands.push(Command::ShowSettings(Section::Backups));
        }
        if item(ui, open, "Close farm file") {
            commands.push(Command::CloseFarm);
        }
    }

    /// Why something cannot be done with the farm file; where none is open, that.
    fn why_not_of(&self, why_not: impl FnOnce(&FarmData) -> Option<String>) -> Option<String> {
        match &self.farm {
            FarmState::Open(data) => why_not(data),
            _ => Some("No farm file is open".to_owned()),
        }
    }

    fn rail(&mut self, ui: &mut Ui, commands: &mut Commands) {
        ui.with_layout(Layout::top_down_justified(Align::Min), |ui| {
            for (i, place) in Place::ALL.into_iter().enumerate() {
                let chosen = self.place == place;
                let text = if chosen { theme::semibold(place.name()) } else { RichText::new(place.name()) };
                let says = format!("{} (Ctrl+{})", place.name(), i + 1);
                if ui.selectable_label(chosen, text).on_hover_text(says).clicked() {
                    commands.push(Command::Show(place));
                }
            }
        });
    }

    fn status_line(&mut self, ui: &mut Ui, commands: &mut Commands) {
        let muted = palette(ui.visuals()).text_muted;
        ui.horizontal_centered(|ui| {
            let jobs: Vec<_> = self.long.jobs().into_iter().filter(|job| !job.name.is_empty()).collect();
            if let Some(job) = jobs.first() {
                if let Some(share) = job.progress.share() {
                    let bar = ProgressBar::new(share).desired_width(size::FIELD).desired_height(space::S);
                    ui.add(bar);
                }
                let waiting =
                    if jobs.len() > 1 { format!(", {} waiting", jobs.len() - 1) } else { String::new() };
                ui.label(format!("{}{waiting}", job.name));
                let verb = if job.stopping { "Cancelling…" } else { "Cancel" };
                if ui.add_enabled(!job.stopping, egui::Button::new(verb).small()).clicked() {
                    commands.push(Command::StopJobs);
                }
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let text = match &self.farm {
                    FarmState::Open(data) if data.read_only => "Read-only: nothing can be changed",
                    FarmState::Open(data) if data.access.role() == Role::Viewer => {
                        "You are a viewer: nothing can be changed"
                    }
                    // Each change is durable before its answer comes, so there is nothing that is not saved.
                    FarmState::Open(_) if self.quick.is_busy() || self.long.is_busy() => "Working…",
                    FarmState::Open(_) => "All saved",
                    _ => "",
                };
                ui.label(RichText::new(text).color(muted));
            });
        });
    }

    fn middle(&mut self, ui: &mut Ui, commands: &mut Commands) {
        match &self.farm {
            FarmState::None => self.views.welcome.ui(ui, &self.preferences.recent_files, commands),
            FarmState::Opening(path) => {
                let name = path.display().to_string();
                if empty_state::loading(ui, "Opening the farm file", &name, None) {
                    commands.push(Command::CloseFarm);
                }
            }
            FarmState::Failed(path, fault) if fault.kind == FaultKind::Damaged => {
                let file = FileFacts {
                    path,
                    library: &self.library,
                    care: &self.care,
                    now: (self.clock)(),
                    farm: None,
                };
                self.views.settings.first_aid(ui, fault, &file, commands);
            }
            FarmState::Failed(_, fault) => {
                if empty_state::fault(ui, "The farm file could not be opened", fault, "Back") {
                    commands.push(Command::CloseFarm);
                }
            }
            FarmState::Working(path, what) => {
                let share = self.care.doing.as_ref().and_then(|doing| doing.share);
                if empty_state::loading(ui, what, &path.display().to_string(), share) {
                    commands.push(Command::StopJobs);
                }
            }
            FarmState::Open(data) => {
                let facts = facts(
                    data,
                    &self.library,
                    &self.verdicts,
                    self.revision,
                    (self.clock)(),
                    self.preferences.goals,
                    &self.care,
                );
                match self.place {
                    Place::Scenarios => self.views.scenarios.ui(ui, &facts, commands),
                    Place::Runs => self.views.runs.ui(ui, &facts, commands),
                    Place::Compare => self.views.compare.ui(ui, &facts, commands),
                    Place::Batches => self.views.batches.ui(ui, &facts, commands),
                    Place::Growth => self.views.growth.ui(ui, &facts, commands),
                    Place::Models => self.views.models.ui(ui, &facts, commands),
                    Place::Settings => self.views.settings.ui(ui, &facts, &self.preferences, commands),
                }
            }
        }
    }

    /// What lies over everything: finder, dialog, toasts.
    fn over_all(&mut self, ui: &Ui, commands: &mut Commands) {
        let ctx = ui.ctx().clone();
        if let FarmState::Open(data) = &self.farm {
            self.finder.show(&ctx, data, self.revision, commands);
        }
        if let Some(Dialog::Aquamind(dialog)) = &mut self.dialog {
            dialog.set_share(self.long.jobs().first().and_then(|job| job.progress.share()));
        }
        if let Some(mut dialog) = self.dialog.take() {
            let stays = match &self.farm {
                FarmState::Open(data) => {
                    let facts = facts(
                        data,
                        &self.library,
                        &self.verdicts,
                        self.revision,
                        (self.clock)(),
                        self.preferences.goals,
                        &self.care,
                    );
                    dialog.show(&ctx, Some(&facts), &self.library, &self.care, commands)
                }
                _ => dialog.show(&ctx, None, &self.library, &self.care, commands),
            };
            if let Some(purpose) = dialog.wants_to_browse() {
                self.browse(&ctx, purpose);
            }
            // A command that was given back this frame may open another dialog, which then takes this one's place.
            match dialog {
                dialog if stays => self.dialog = Some(dialog),
                Dialog::File(file) if file.is_confirmed() => self.asked_file = Some(Box::new(file)),
                Dialog::Report(report) if report.is_confirmed() => self.asked_report = Some(report),
                _ => {}
            }
        }
        if let Some(command) = self.toasts.show(&ctx) {
            commands.push(command);
        }
    }

    /// The dialog on show, for tests.
    #[cfg(test)]
    pub(super) fn dialog(&self) -> Option<&Dialog> {
        self.dialog.as_ref()
    }
}

/// What a view may know in this frame.
fn facts<'a>(
    farm: &'a FarmData,
    library: &'a Library,
    verdicts: &'a HashMap<RunId, Verdict>,
    revision: u64,
    now: DateTime<Utc>,
    goals: GoalWeights,
    care: &'a Care,
) -> Facts<'a> {
    let today = now.with_timezone(&Local).date_naive();
    Facts { farm, library, verdicts, revision, now, today, goals, care }
}
