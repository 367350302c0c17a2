//! What the window hears: answers of the lanes, the operating system, a file that was chosen.
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, mpsc};

use super::care::Marks;
use super::care_deeds::Cared;
use super::command::aquamind::AquamindCommand;
use super::command::bundles::BundleCommand;
use super::command::care::CareCommand;
use super::command::exchange::ExchangeCommand;
use super::command::observing::ObservingCommand;
use super::command::reports::ReportOrder;
use super::command::{Command, Commands, FilePurpose};
use super::deeds::{Desk, News, Opened};
use super::dialogs::Dialog;
use super::dialogs::file::FileDialog;
use super::dialogs::report::ReportDialog;
use super::facts::{FarmData, Library};
use super::undo::Origin;
use super::widgets::toast::Toast;
use super::{App, FarmState};
use crate::domain::display::sentence;
use crate::domain::fault::{Fault, FaultKind, Outcome};
use crate::domain::holder::Holder;
use crate::jobs::Event;
use crate::service::{Changes, Farm, MovePreview, Pages, SCHEMA_VERSION};

/// What a lane answers with.
pub(super) enum Answer {
    /// The farm file was opened (or could not be), and these are its lists; it may have been asked for in a dialog.
    Opened(PathBuf, Box<Outcome<Opened>>, Option<Box<FileDialog>>),
    /// The farm file is of an earlier version; what an upgrade would do.
    Older(PathBuf, Box<MovePreview>),
    /// Another window has the farm file.
    Elsewhere(PathBuf, Holder),
    /// The other lane holds the farm file too, and this tells what it changes.
    Joined(Outcome<Arc<AtomicBool>>),
    /// Something small was done.
    Followed(Outcome<()>),
    /// The quick lane has let go of the farm file, for this to be done to all of it.
    LetGo(PathBuf, CareCommand),
    /// Something was done for the whole farm file.
    Cared(PathBuf, Outcome<Cared>),
    /// The farm file that was left is backed up.
    BackedUpLeft(Outcome<()>),
    /// The farm file is backed up, and the window can close.
    BackedUpToLeave(Outcome<()>),
    /// The pages of a large farm file were looked over.
    LookedOver(PathBuf, Outcome<Pages>),
    /// The lists, read again; none if nothing has changed.
    Lists(Outcome<Option<FarmData>>),
    /// Something that was asked for, with how to put it on its shelf, which says whether it replaces something.
    Loaded(Box<dyn FnOnce(&mut Library) -> bool + Send>),
    /// A deed is done, and this is what it changed.
    Done(Outcome<News>, Option<Changes>),
    /// Changes were taken back; what takes that back in turn.
    TakenBack(Origin, Outcome<Changes>),
    /// What was asked for in a file dialog could not be read; part of it may have been, and changed something.
    Refused(Box<FileDialog>, Fault, Option<Changes>),
    /// Whether a report can be written where it was asked for, and which files are there already.
    ReportPlaces(Box<ReportOrder>, Option<Box<ReportDialog>>, Outcome<Vec<PathBuf>>),
    /// The sample farm is made.
    SampleMade(Outcome<PathBuf>),
}

impl Answer {
    /// What came of opening a farm file: its lists, unless it was opened elsewhere or could not be.
    pub(super) fn of_opening(
        path: PathBuf,
        opened: Outcome<Option<Holder>>,
        desk: &mut Desk,
        asked: Option<Box<FileDialog>>,
    ) -> Self {
        match opened {
            Ok(Some(holder)) => Self::Elsewhere(path, holder),
            Ok(None) => Self::Opened(path, Box::new(desk.opened()), asked),
            Err(fault) if fault.kind == FaultKind::FileOlder => {
                match Farm::preview_move(&path, SCHEMA_VERSION) {
                    Ok(preview) => Self::Older(path, Box::new(preview)),
                    Err(fault) => Self::Opened(path, Box::new(Err(fault)), asked),
                }
            }
            Err(fault) => Self::Opened(path, Box::new(Err(fault)), asked),
        }
    }
}

impl App {
    /// What the operating system tells: files that were dropped, the window that closes or comes back to the front.
    pub(super) fn hear_window(&mut self, ctx: &egui::Context, commands: &mut Commands) {
        let (dropped, closing, came_back) = ctx.input(|input| {
            let dropped: Vec<PathBuf> =
                input.raw.dropped_files.iter().map(|file| file.path().to_owned()).collect();
            let came_back =
                input.raw.events.iter().any(|event| matches!(event, egui::Event::WindowFocused(true)));
            (dropped, input.viewport().close_requested(), came_back)
        });
        commands.extend(what_dropping_means(dropped));
        if came_back && matches!(self.farm, FarmState::Open(_)) {
            commands.push(Command::Refresh);
        }
        if closing && !self.may_close {
            self.hear_closing(ctx);
        }
    }

    /// The window is to close: not before what runs, what is not saved and what is not backed up is seen to.
    fn hear_closing(&mut self, ctx: &egui::Context) {
        // Already being backed up for that.
        if matches!(self.dialog, Some(Dialog::Leaving(_))) {
            return ctx.send_viewport_cmd(egui::ViewportCommand::CancelClose);
        }
        let asks = if self.is_working() {
            Some(Dialog::quit())
        } else if self.views.has_unsaved() {
            Some(Dialog::unsaved(&self.views.unsaved(), Command::Quit))
        } else {
            None
        };
        if asks.is_some() || self.has_changed() {
            ctx.send_viewport_cmd(egui::ViewportCommand::CancelClose);
        }
        match asks {
            Some(dialog) => self.dialog = Some(dialog),
            None if self.has_changed() => self.quit(ctx),
            None => {}
        }
    }

    pub(super) fn hear_lanes(&mut self, ctx: &egui::Context) {
        let events = self.quick.events().chain(self.long.events()).chain(self.watch.events());
        let events: Vec<Event<Answer>> = events.collect();
        for event in events {
            match event {
                Event::Done(_, answer) => self.hear(ctx, answer),
                Event::Broken(_, why) => self.toasts.add(
                    Toast::error("Something went wrong that should not have")
                        .detail(format!("{why}. The farm file is as it was; please report this")),
                ),
            }
        }
    }

    fn hear(&mut self, ctx: &egui::Context, answer: Answer) {
        match answer {
            Answer::Opened(path, opened, asked) => self.hear_opened(path, *opened, asked),
            Answer::Elsewhere(path, holder) => {
                if let FarmState::Opening(_) = self.farm {
                    self.farm = FarmState::None;
                }
                self.dialog = Some(Dialog::elsewhere(path, holder, (self.clock)()));
            }
            Answer::Older(path, preview) => {
                if let FarmState::Opening(_) = self.farm {
                    self.farm = FarmState::None;
                }
                self.dialog = Some(Dialog::upgrade(path, &preview));
            }
            Answer::Joined(Ok(mark)) => self.marks.add(mark),
            Answer::LetGo(path, command) => self.hear_let_go(path, command),
            Answer::Cared(path, done) => self.hear_cared(path, done),
            Answer::BackedUpLeft(Ok(())) => {}
            Answer::BackedUpLeft(Err(fault)) => self.tell_not_backed_up(&fault),
            Answer::BackedUpToLeave(made) => self.hear_backed_up_to_leave(ctx, made),
            Answer::LookedOver(path, looked) => self.hear_looked_over(&path, looked),
            Answer::Refused(asked, fault, changes) => {
                self.history.note("", changes);
                self.ask_again(*asked, fault);
            }
            Answer::Joined(Err(fault)) | Answer::Followed(Err(fault)) | Answer::Lists(Err(fault)) => {
                self.tell(&fault);
            }
            Answer::Followed(Ok(())) => {}
            Answer::Lists(Ok(data)) => {
                if let Some(data) = data {
                    self.take(data);
                }
            }
            Answer::Loaded(put) => {
                let replaced = put(&mut self.library);
                self.revision += u64::from(replaced);
            }
            Answer::Done(Ok(news), changes) => {
                self.history.note(&news.change, changes);
                self.hear_news(news);
            }
            Answer::Done(Err(fault), changes) => {
                self.history.note("", changes);
                self.tell(&fault);
                self.refresh();
            }
            Answer::TakenBack(origin, outcome) => {
                self.hear_taken_back(origin, outcome);
                self.refresh();
            }
            Answer::ReportPlaces(order, dialog, looked) => self.hear_report_places(*order, dialog, looked),
            Answer::SampleMade(Ok(path)) => self.open(path),
            Answer::SampleMade(Err(fault)) => self.tell(&fault),
        }
    }

    fn hear_opened(&mut self, path: PathBuf, opened: Outcome<Opened>, asked: Option<Box<FileDialog>>) {
        if opened.is_ok() || asked.is_none() {
            self.care_for(&path);
        }
        match (opened, asked) {
            (Ok(Opened { data, mark, is_seen_whole }), _) => {
                if !self.marks.are_of(&path) {
                    self.back_up_left();
                    self.marks = Marks::of(&path);
                }
                self.marks.add(mark);
                self.forget_farm();
                self.remember(|preferences| preferences.remember(&path));
                let to_read = data.held_by.is_some();
                self.take(data);
                if !is_seen_whole {
                    self.look_over(path.clone());
                }
                self.long.add("", move |desk, _| Answer::Joined(desk.follow(&path, to_read)));
            }
            (Err(fault), _) if fault.kind == FaultKind::FileEmpty => {
                if let FarmState::Opening(_) = self.farm {
                    self.farm = FarmState::None;
                }
                self.dialog = Some(Dialog::make_anew(path, &fault));
            }
            (Err(fault), Some(asked)) => self.ask_again(*asked, fault),
            (Err(fault), None) => self.farm = FarmState::Failed(path, fault),
        }
    }

    /// New lists: what was loaded for the old ones is loaded again when it is asked for.
    fn take(&mut self, data: FarmData) {
        self.library.age();
        self.revision += 1;
        self.farm = FarmState::Open(Box::new(data));
    }

    pub(super) fn hear_news(&mut self, news: News) {
        self.verdicts.extend(news.verdicts);
        let text = news.text;
        if !text.is_empty() {
            let toast = if news.needs_attention { Toast::warning(text) } else { Toast::success(text) };
            // What who acts may not do next is not offered: saving what another made does not lead to running it.
            let may = |command: &Command| match &self.farm {
                FarmState::Open(data) => data.check_command(command).is_ok(),
                _ => true,
            };
            let toast = news
                .next
                .into_iter()
                .filter(|(_, next)| may(next))
                .fold(toast.detail(news.detail), |toast, (verb, next)| toast.action(verb, next));
            self.toasts.add(toast);
        }
        self.refresh();
        for command in news.then {
            match command {
                Command::OpenFarm(path) => self.open(path),
                Command::Batches(about) if about.is_for_the_window() => self.carry_out_for_batches(about),
                Command::Aquamind(AquamindCommand::TakeReport(outcome)) => self.take_report(outcome),
                Command::Exchange(ExchangeCommand::LookAt(paths)) => self.look_at_models(paths),
                Command::Exchange(ExchangeCommand::TakeImported(outcome)) => self.take_imported(outcome),
                Command::Observing(ObservingCommand::TakeDoubts(doubts)) => self.take_doubts(doubts),
                Command::Observing(ObservingCommand::TakeSaved(outcome)) => self.take_recorded(outcome),
                shown => self.views.after(&[shown], &mut self.place),
            }
        }
    }

    /// An undo or redo says what it was about and, if it failed, whether it can be tried again.
    fn hear_taken_back(&mut self, origin: Origin, outcome: Outcome<Changes>) {
        let fault = match outcome {
            Ok(changes) => {
                if let Some(name) = self.history.succeeded(origin, changes) {
                    self.toasts.add(Toast::success(origin.says(&name)));
                }
                return;
            }
            Err(fault) => fault,
        };
        let Some((name, may_work_later)) = self.history.failed(origin, fault.kind) else {
            return self.tell(&fault);
        };
        let verb = if origin == Origin::Undo { "undone" } else { "done again" };
        let what_now =
            if may_work_later { fault.hint.as_str() } else { "Earlier changes can still be undone" };
        self.toasts.add(
            Toast::error(format!("The {name} cannot be {verb}"))
                .detail(format!("{} · {what_now}", sentence(&fault.message))),
        );
    }

    pub(super) fn tell(&mut self, fault: &Fault) {
        let detail = [fault.place.as_str(), fault.hint.as_str()];
        let detail: Vec<&str> = detail.into_iter().filter(|part| !part.is_empty()).collect();
        let mut toast = Toast::error(sentence(&fault.message)).detail(detail.join(" · "));
        // The open file is gone: what it held can still be saved.
        if let (FaultKind::FileMissing, FarmState::Open(data)) = (fault.kind, &self.farm)
            && fault.place.starts_with(&*data.path.to_string_lossy())
        {
            toast = toast.action("Back up to…", Command::AskFile(FilePurpose::BackUpTo));
        }
        self.toasts.add(toast);
    }

    /// What was chosen in the system's dialog goes into ours, if it is still there.
    pub(super) fn hear_browsing(&mut self) {
        let Some((purpose, receiver)) = &self.browsing else { return };
        let purpose = *purpose;
        match receiver.try_recv() {
            Err(mpsc::TryRecvError::Empty) => {}
            Err(mpsc::TryRecvError::Disconnected) => self.browsing = None,
            Ok(paths) => {
                self.browsing = None;
                if let Some(dialog) = &mut self.dialog {
                    dialog.takes_file(purpose, &paths);
                }
            }
        }
    }
}

/// A farm file is opened, documents are read; what each holds is seen where it is read.
fn what_dropping_means(dropped: Vec<PathBuf>) -> Commands {
    let ends_in =
        |path: &Path, ending: &str| path.extension().is_some_and(|e| e.eq_ignore_ascii_case(ending));
    let (farms, others): (Vec<_>, Vec<_>) =
        dropped.into_iter().partition(|path| ends_in(path, crate::service::FARM_FILE_EXTENSION));
    let (bundles, others): (Vec<_>, Vec<_>) =
        others.into_iter().partition(|path| ends_in(path, crate::service::BUNDLE_EXTENSION));
    let is_database = |path: &PathBuf| ["sqlite", "sqlite3", "db"].iter().any(|ending| ends_in(path, ending));
    let (databases, others): (Vec<_>, Vec<_>) = others.into_iter().partition(is_database);
    let mut commands: Commands = farms.into_iter().take(1).map(Command::OpenFarm).collect();
    // One at a time: each is looked at before it is imported.
    commands.extend(bundles.into_iter().take(1).map(|path| Command::Bundles(BundleCommand::LookAt(path))));
    let look_at = |path| Command::Aquamind(AquamindCommand::LookAt(path));
    commands.extend(databases.into_iter().take(1).map(look_at));
    if !others.is_empty() {
        commands.push(Command::ImportDocuments(others));
    }
    commands
}
