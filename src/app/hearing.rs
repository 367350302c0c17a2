//! What the window hears: answers of the lanes, the operating system, a file that was chosen.
use std::path::{Path, PathBuf};
use std::sync::mpsc;

use super::command::aquamind::AquamindCommand;
use super::command::bundles::BundleCommand;
use super::command::exchange::ExchangeCommand;
use super::command::observing::ObservingCommand;
use super::command::reports::ReportOrder;
use super::command::{Command, Commands};
use super::deeds::{Desk, News};
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
use crate::service::Changes;

/// What a lane answers with.
pub(super) enum Answer {
    /// The farm file was opened (or could not be), and these are its lists; it may have been asked for in a dialog.
    Opened(PathBuf, Outcome<FarmData>, Option<Box<FileDialog>>),
    /// Another window has the farm file.
    Elsewhere(PathBuf, Holder),
    /// The other lane holds the farm file too.
    Followed(Outcome<()>),
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
            Ok(None) => Self::Opened(path, desk.lists(), asked),
            Err(fault) => Self::Opened(path, Err(fault), asked),
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
        if closing && !self.may_close && self.long.is_busy() {
            ctx.send_viewport_cmd(egui::ViewportCommand::CancelClose);
            self.dialog = Some(Dialog::quit());
        } else if closing && !self.may_close && self.views.has_unsaved() {
            ctx.send_viewport_cmd(egui::ViewportCommand::CancelClose);
            self.dialog = Some(Dialog::unsaved(&self.views.unsaved(), Command::Quit));
        }
    }

    pub(super) fn hear_lanes(&mut self) {
        let events: Vec<Event<Answer>> = self.quick.events().chain(self.long.events()).collect();
        for event in events {
            match event {
                Event::Done(_, answer) => self.hear(answer),
                Event::Broken(_, why) => self.toasts.add(
                    Toast::error("Something went wrong that should not have")
                        .detail(format!("{why}. The farm file is as it was; please report this")),
                ),
            }
        }
    }

    fn hear(&mut self, answer: Answer) {
        match answer {
            Answer::Opened(path, Ok(data), _) => {
                self.forget_farm();
                self.remember(|preferences| preferences.remember(&path));
                let to_read = data.held_by.is_some();
                self.take(data);
                self.long.add("", move |desk, _| Answer::Followed(desk.follow(&path, to_read)));
            }
            Answer::Elsewhere(path, holder) => {
                if let FarmState::Opening(_) = self.farm {
                    self.farm = FarmState::None;
                }
                self.dialog = Some(Dialog::elsewhere(path, holder, (self.clock)()));
            }
            Answer::Opened(path, Err(fault), asked) if fault.kind == FaultKind::FileOlder => {
                if let (None, FarmState::Opening(_)) = (asked, &self.farm) {
                    self.farm = FarmState::None;
                }
                self.dialog = Some(Dialog::upgrade(path, &fault));
            }
            Answer::Opened(path, Err(fault), asked) if fault.kind == FaultKind::FileEmpty => {
                if asked.is_none() {
                    self.farm = FarmState::None;
                }
                self.dialog = Some(Dialog::make_anew(path, &fault));
            }
            Answer::Opened(_, Err(fault), Some(asked)) => self.ask_again(*asked, fault),
            Answer::Refused(asked, fault, changes) => {
                self.history.note("", changes);
                self.ask_again(*asked, fault);
            }
            Answer::Opened(_, Err(fault), None) => self.farm = FarmState::Failed(fault),
            Answer::Followed(Err(fault)) | Answer::Lists(Err(fault)) => self.tell(&fault),
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

    /// New lists: what was loaded for the old ones is loaded again when it is asked for.
    fn take(&mut self, data: FarmData) {
        self.library.age();
        self.revision += 1;
        self.farm = FarmState::Open(Box::new(data));
    }

    fn hear_news(&mut self, news: News) {
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
        self.toasts.add(Toast::error(sentence(&fault.message)).detail(detail.join(" · ")));
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
