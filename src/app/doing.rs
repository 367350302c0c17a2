//! What the window does when it is given a command: at once, or on a lane.
use std::path::{Path, PathBuf};
use std::sync::mpsc;

use super::command::aquamind::AquamindCommand;
use super::command::batches::BatchCommand;
use super::command::bundles::BundleCommand;
use super::command::exchange::ExchangeCommand;
use super::command::learning::LearnCommand;
use super::command::models::ModelCommand;
use super::command::observing::ObservingCommand;
use super::command::people::PeopleCommand;
use super::command::profiles::ProfileCommand;
use super::command::templates::TemplateCommand;
use super::command::{Command, FilePurpose, Place};
use super::deeds::{self, Desk};
use super::dialogs::file::FileDialog;
use super::dialogs::{self, Dialog};
use super::facts::{Library, Shelf};
use super::hearing::Answer;
use super::undo::{History, Origin};
use super::{App, FarmState, views};
use crate::domain::actual::Doubt;
use crate::domain::fault::Fault;
use crate::domain::holder::Holder;
use crate::domain::ids::BatchId;
use crate::jobs::Handle;
use crate::service::{Farm, Growth, ImportReport, Preferences, Settling};

impl App {
    /// Carries out one command: what a click or a key asked for.
    pub fn carry_out(&mut self, ctx: &egui::Context, command: Command) {
        if leaves_farm(&command) && self.views.has_unsaved() {
            self.dialog = Some(Dialog::unsaved(&self.views.unsaved(), command));
            return;
        }
        // Keys, the finder and dropped files offer nothing that could be disabled: they are told.
        if let FarmState::Open(data) = &self.farm
            && let Err(fault) = data.check_command(&command)
        {
            return self.tell(&fault);
        }
        match command {
            Command::LoseDrafts(command) => {
                self.views.forget_drafts();
                self.carry_out(ctx, *command);
            }
            Command::Find => self.finder.open(),
            Command::ShowKeys => self.dialog = Some(Dialog::keys()),
            Command::AskFile(purpose) => self.dialog = Some(Dialog::file(purpose)),
            Command::NewFarm(path) => self.create(path),
            Command::OpenFarm(path) => self.open(path),
            Command::OpenToRead(path, held_by) => self.open_to_read(path, held_by),
            Command::OpenSample => self.open_sample(),
            Command::UpgradeFarm(path) => self.upgrade(path),
            Command::CloseFarm => self.close(),
            Command::Refresh => self.refresh_if_changed(),
            Command::SetTheme(theme) => {
                self.remember(|preferences| preferences.theme = theme);
                self.apply_look(ctx);
            }
            Command::SetZoom(zoom) => {
                self.remember(|preferences| preferences.zoom = Some(zoom.clamp(0.5, 3.0)));
                self.apply_look(ctx);
            }
            Command::SetGoalWeights(goals) => self.remember(|preferences| preferences.goals = goals),
            Command::StopJobs => self.long.jobs().iter().for_each(|job| self.long.stop(job.id)),
            Command::Quit => self.quit(ctx),
            Command::CloseWindow => self.close_window(ctx),
            Command::Care(command) => self.carry_out_care(command),
            Command::Undo if self.is_editing_model() && self.views.models.undo_edit() => {}
            Command::Redo if self.is_editing_model() && self.views.models.redo_edit() => {}
            Command::Undo => self.take_back(Origin::Undo),
            Command::Redo => self.take_back(Origin::Redo),
            Command::Show(_)
            | Command::ShowSettings(_)
            | Command::Profiles(ProfileCommand::TakeLoggers(_))
            | Command::NewScenario
            | Command::EditScenario(_)
            | Command::TakeSaved { .. }
            | Command::ShowRunsOf(_)
            | Command::ShowRun(_)
            | Command::CompareRuns(_)
            | Command::ShowBatch(_)
            | Command::ShowGrowth(_)
            | Command::Learn(LearnCommand::Compare { .. }) => self.views.after(&[command], &mut self.place),
            Command::Aquamind(AquamindCommand::LookAt(path)) => self.look_at_aquamind(path),
            Command::Aquamind(AquamindCommand::TakeReport(outcome)) => self.take_report(outcome),
            Command::Exchange(ExchangeCommand::LookAt(paths)) => self.look_at_models(paths),
            Command::Bundles(BundleCommand::LookAt(path)) => self.look_at_bundle(path),
            Command::Exchange(ExchangeCommand::TakeImported(outcome)) => self.take_imported(outcome),
            Command::Observing(ObservingCommand::LookAt(batch, paths)) => {
                self.asked_file = None;
                self.look_at_observations(batch, paths);
            }
            Command::Observing(ObservingCommand::TakeDoubts(doubts)) => self.take_doubts(doubts),
            Command::Observing(ObservingCommand::TakeSaved(outcome)) => self.take_recorded(outcome),
            Command::Observing(ObservingCommand::ShowObserved(_)) => {
                self.views.after(&[command], &mut self.place);
            }
            Command::Models(ref about) if about.is_for_the_view() => {
                self.views.after(&[command], &mut self.place);
            }
            Command::Batches(about) if about.is_for_the_window() => self.carry_out_for_batches(about),
            Command::Models(ModelCommand::AskDelete(_))
            | Command::People(PeopleCommand::AskToLose(_) | PeopleCommand::AskOpen)
            | Command::Learn(LearnCommand::AskSave(..) | LearnCommand::AskReplan(..))
            | Command::Observing(
                ObservingCommand::AskEnter(..)
                | ObservingCommand::AskCorrect(..)
                | ObservingCommand::AskRemove(..),
            )
            | Command::AskDeleteScenario(_)
            | Command::AskRun(_)
            | Command::AskDeleteRun(_)
            | Command::AskPin { .. }
            | Command::AskUnpin(_)
            | Command::Templates(
                TemplateCommand::AskStart
                | TemplateCommand::AskSaveScenario(_)
                | TemplateCommand::AskSaveModels
                | TemplateCommand::AskDescribe(_),
            ) => {
                if let FarmState::Open(data) = &self.farm {
                    self.dialog = Dialog::asking(&command, data);
                }
            }
            Command::Reports(command) => self.carry_out_report(ctx, command),
            deed => self.start(deed),
        }
    }

    /// Whether edits within an editor of models are what is taken back.
    pub(super) fn is_editing_model(&self) -> bool {
        self.place == Place::Models
    }

    /// Opens the dialogs about batches, and tells the one that is open how writing went; it may be gone.
    pub(super) fn carry_out_for_batches(&mut self, command: BatchCommand) {
        match (command, &mut self.dialog) {
            (BatchCommand::TakeSaved(outcome), Some(Dialog::Batch(dialog))) => {
                if !dialog.take_saved(outcome) {
                    self.dialog = None;
                }
            }
            (BatchCommand::TakeSaved(outcome), _) => {
                if let Err(fault) = outcome {
                    self.tell(&fault);
                }
            }
            (asking, None) => {
                if let FarmState::Open(data) = &self.farm {
                    self.dialog = Dialog::asking(&Command::Batches(asking), data);
                }
            }
            // Another dialog waits for its answer.
            (_, Some(_)) => {}
        }
    }

    /// Opens the import dialog on files of models; none while another dialog waits for its answer.
    pub(super) fn look_at_models(&mut self, paths: Vec<PathBuf>) {
        self.asked_file = None;
        if self.dialog.is_none() && matches!(self.farm, FarmState::Open(_)) {
            self.dialog = Dialog::import_models(paths);
        }
    }

    /// Opens the dialog on a bundle; none while another dialog waits for its answer.
    fn look_at_bundle(&mut self, path: PathBuf) {
        self.asked_file = None;
        if self.dialog.is_none() && matches!(self.farm, FarmState::Open(_)) {
            // The file may be another one by now.
            self.library.bundles = Shelf::default();
            self.dialog = Some(Dialog::import_bundle(path));
        }
    }

    /// Opens the dialog on a file of AquaMind, and finds out what would come of it.
    fn look_at_aquamind(&mut self, path: PathBuf) {
        self.asked_file = None;
        if self.dialog.is_none() && matches!(self.farm, FarmState::Open(_)) {
            self.dialog = Some(Dialog::aquamind(path.clone()));
            self.start(Command::Aquamind(AquamindCommand::TryOut(path)));
        }
    }

    /// Tells the dialog what came of a file of AquaMind, or would; it may be gone.
    pub(super) fn take_report(&mut self, outcome: Result<Box<ImportReport>, Fault>) {
        match (&mut self.dialog, outcome) {
            (Some(Dialog::Aquamind(dialog)), outcome) => {
                if !dialog.take_report(outcome) {
                    self.dialog = None;
                }
            }
            (_, Err(fault)) => self.tell(&fault),
            (_, Ok(_)) => {}
        }
    }

    /// Tells the import dialog how it went; it may be gone.
    pub(super) fn take_imported(&mut self, outcome: Result<(), Fault>) {
        match &mut self.dialog {
            Some(Dialog::ImportModel(dialog)) => {
                if !dialog.take_imported(outcome) {
                    self.dialog = None;
                }
            }
            _ => {
                if let Err(fault) = outcome {
                    self.tell(&fault);
                }
            }
        }
    }

    /// Opens the import dialog on files of observations; none while another dialog waits for its answer.
    fn look_at_observations(&mut self, batch: BatchId, paths: Vec<PathBuf>) {
        if self.dialog.is_none() && matches!(self.farm, FarmState::Open(_)) {
            self.dialog = Dialog::import_observations(batch, paths);
        }
    }

    /// Asks in the dialog that wants to save about what cannot well be.
    pub(super) fn take_doubts(&mut self, doubts: Vec<Doubt>) {
        if let Some(Dialog::Observations(dialog)) = &mut self.dialog {
            dialog.take_doubts(doubts);
        }
    }

    /// Tells the dialog of observations how saving went; it may be gone.
    pub(super) fn take_recorded(&mut self, outcome: Result<(), Fault>) {
        let stays = match (&mut self.dialog, outcome) {
            (Some(Dialog::Observations(dialog)), outcome) => dialog.take_saved(outcome),
            (Some(Dialog::ImportObservations(dialog)), outcome) => dialog.take_imported(outcome),
            (_, Err(fault)) => return self.tell(&fault),
            (_, Ok(())) => true,
        };
        if !stays {
            self.dialog = None;
        }
    }

    /// Starts what a command does in the background.
    pub(super) fn start(&mut self, command: Command) {
        let lane = if deeds::is_long(&command) { &mut self.long } else { &mut self.quick };
        let asked = self.asked_file.take();
        lane.add(deeds::name_of(&command), move |desk, handle| {
            match (deeds::carry_out(desk, handle, command), asked) {
                (Err(fault), Some(asked)) => Answer::Refused(asked, fault, desk.take_changes()),
                (outcome, _) => Answer::Done(outcome, desk.take_changes()),
            }
        });
    }

    /// Takes the last change back in the background, be it an undo or the redo of one.
    fn take_back(&mut self, origin: Origin) {
        let FarmState::Open(data) = &self.farm else { return };
        let Some(step) = self.history.next(origin) else { return };
        if let Err(fault) = data.check(step.takes()) {
            return self.tell(&fault);
        }
        let Some(changes) = self.history.take(origin) else { return };
        self.quick.add("", move |desk, _| {
            let taken = desk.farm().and_then(|farm| farm.take_back(&changes, origin.reason()));
            Answer::TakenBack(origin, taken.map(|()| desk.take_changes().unwrap_or_default()))
        });
    }

    pub(super) fn open(&mut self, path: PathBuf) {
        let asked = self.leave_for(&path);
        self.quick.add("Opening the farm file", move |desk, _| {
            let opened = desk.open(&path);
            Answer::of_opening(path, opened, desk, asked)
        });
    }

    fn open_to_read(&mut self, path: PathBuf, held_by: Holder) {
        let asked = self.leave_for(&path);
        self.quick.add("Opening the farm file", move |desk, _| {
            let opened = desk.open_to_read(&path, held_by).map(|()| None);
            Answer::of_opening(path, opened, desk, asked)
        });
    }

    fn create(&mut self, path: PathBuf) {
        let asked = self.leave_for(&path);
        self.quick.add("Making the farm file", move |desk, _| {
            let opened = desk.create(&path);
            Answer::of_opening(path, opened, desk, asked)
        });
    }

    /// Lets go of the open farm for another; where that was asked for in a dialog only once it is there, so that a
    /// mistyped name costs nothing. Nor is one let go of to be opened again: somebody else may still have it.
    fn leave_for(&mut self, path: &Path) -> Option<Box<FileDialog>> {
        let asked = self.asked_file.take();
        let is_open = matches!(&self.farm, FarmState::Open(data) if data.path == path);
        if asked.is_none() && !is_open {
            self.forget_farm();
            self.farm = FarmState::Opening(path.to_owned());
        }
        asked
    }

    /// Opens the file dialog again with what was typed and why it could not be read.
    pub(super) fn ask_again(&mut self, asked: FileDialog, fault: Fault) {
        if self.dialog.is_some() {
            return self.tell(&fault);
        }
        self.dialog = Some(Dialog::File(asked.refused(fault)));
    }

    fn open_sample(&mut self) {
        let user = self.user.clone();
        self.long.add("Making the sample farm", move |_, _| Answer::SampleMade(deeds::make_sample(&user)));
    }

    fn upgrade(&mut self, path: PathBuf) {
        let user = self.user.clone();
        self.long.add("Upgrading the farm file", move |_, _| {
            let moved = Farm::claim_whole(&path, &user).and_then(|_hold| Farm::upgrade(&path));
            Answer::Done(moved.map(|moved| deeds::news_of_upgrade(path, &moved)), None)
        });
    }

    fn close(&mut self) {
        self.back_up_left();
        self.forget_farm();
        self.farm = FarmState::None;
        let close = |desk: &mut Desk, _: &Handle<'_>| {
            desk.close();
            Answer::Followed(Ok(()))
        };
        self.quick.add("", close);
        self.long.add("", close);
    }

    pub(super) fn forget_farm(&mut self) {
        self.library = Library::default();
        self.verdicts.clear();
        self.watch.jobs().iter().for_each(|job| self.watch.stop(job.id));
        self.history = History::default();
        // The settings stay where they are: all of the file may be changed from there.
        let settings = std::mem::take(&mut self.views.settings);
        self.views = views::Views { settings, ..views::Views::default() };
        self.finder.forget();
        self.dialog = None;
    }

    pub(super) fn refresh(&mut self) {
        if matches!(self.farm, FarmState::Open(_)) {
            self.quick.add("", |desk, _| Answer::Lists(desk.lists().map(Some)));
        }
    }

    /// Another program, or another window, may have changed the file.
    fn refresh_if_changed(&mut self) {
        // What could not be had is tried once more.
        self.library.retry();
        if matches!(self.farm, FarmState::Open(_)) {
            self.quick.add("", |desk, _| Answer::Lists(desk.lists_if_changed()));
        }
    }

    /// Loads what views asked for while they drew.
    pub(super) fn fetch_wanted(&mut self) {
        macro_rules! fetch_of_file {
            ($shelf:ident, $load:expr) => {
                for path in self.library.$shelf.take_wanted() {
                    self.quick.add("", move |_, _| {
                        let loaded = $load(&path);
                        Answer::Loaded(Box::new(move |library| library.$shelf.put(path, loaded)))
                    });
                }
            };
        }
        fetch_of_file!(backups, Farm::backup_list);
        fetch_of_file!(contents, Farm::contents);
        let FarmState::Open(_) = self.farm else { return };
        macro_rules! fetch {
            ($shelf:ident, $key:ident, $farm:ident => $load:expr) => {
                for $key in self.library.$shelf.take_wanted() {
                    self.quick.add("", move |desk, _| {
                        let loaded = desk.farm().and_then(|$farm| $load);
                        Answer::Loaded(Box::new(move |library| library.$shelf.put($key, loaded)))
                    });
                }
            };
        }
        fetch!(runs, key, farm => farm.run_in_full(key));
        fetch!(comparisons, key, farm => farm.compare_runs(&key));
        fetch!(pin_histories, key, farm => farm.pin_history(key));
        fetch!(pin_previews, key, farm => farm.preview_pins(&key.0, key.1));
        fetch!(plans, key, farm => farm.scenario_plan(key));
        fetch!(starting_plans, key, farm => farm.starting_plan(key));
        fetch!(previews, key, farm => farm.preview_plan(&key.plan, key.other));
        fetch!(unchanged, key, farm => farm.unchanged_since(key));
        fetch!(tgc_models, key, farm => farm.tgc_model(key));
        fetch!(fcr_models, key, farm => farm.fcr_model(key));
        fetch!(mortality_models, key, farm => farm.mortality_model(key));
        // What is worked out of it must not hold up a frame.
        fetch!(growths, key, farm => farm.growth(key.0, key.1).inspect(Growth::work_out));
        fetch!(growth_overview, key, farm => farm.growth_overview(key.0, key.1));
        fetch!(observed, key, farm => farm.recorded(key));
        fetch!(corrections, key, farm => farm.corrections(key));
        fetch!(observation_files, key, farm => farm.preview_observations(key.batch, &key.path, &key.asked));
        fetch!(old_runs, key, farm => farm.preview_cleaning(key));
        fetch!(parts, key, farm => farm.part_in_full(key));
        fetch!(bundles, key, farm => farm.preview_bundle(&key.path, &Settling::default()));
        fetch!(model_files, key, farm => farm.preview_model_import(key.kind, &key.path, &key.asked));
    }

    /// Opens the operating system's file dialog beside the window's loop, so that neither a frame nor a lane waits for it.
    pub(super) fn browse(&mut self, ctx: &egui::Context, purpose: FilePurpose) {
        let pick = dialogs::file::pick(purpose, dialogs::file::system_dialog(purpose));
        let (sender, receiver) = mpsc::channel();
        let ctx = ctx.clone();
        std::thread::spawn(move || {
            // Nobody listens any more if the window has closed since.
            sender.send(pollster::block_on(pick)).ok();
            ctx.request_repaint();
        });
        self.browsing = Some((purpose, receiver));
    }

    /// What is remembered outlives a crash, so it is written when it changes.
    pub(super) fn remember(&mut self, change: impl FnOnce(&mut Preferences)) {
        change(&mut self.preferences);
        if let Some(Err(fault)) = self.folder.as_deref().map(|folder| self.preferences.save(folder)) {
            log::warn!("{fault}");
        }
    }
}

/// Whether another farm file, or none, is shown after a command.
fn leaves_farm(command: &Command) -> bool {
    matches!(
        command,
        Command::NewFarm(_)
            | Command::OpenFarm(_)
            | Command::OpenToRead(..)
            | Command::OpenSample
            | Command::CloseFarm
            | Command::Quit
    )
}
