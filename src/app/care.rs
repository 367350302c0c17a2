//! What the window does for the farm file as a whole: it backs up what was changed when it is left, lets go of it while all of
//! it is changed, and looks over a large one in the background.
use egui::ViewportCommand;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::care_deeds::{self, Cared};
use super::command::care::CareCommand;
use super::command::{Command, Section};
use super::dialogs::Dialog;
use super::facts::Shelf;
use super::hearing::Answer;
use super::widgets::toast::Toast;
use super::{App, FarmState};
use crate::domain::backup::BackupReason;
use crate::domain::check::Finding;
use crate::domain::display::sentence;
use crate::domain::fault::{Fault, FaultKind, Outcome};
use crate::jobs::Handle;
use crate::service::{CheckReport, Farm, Mended, Pages};

/// Tells whether anything was changed in a farm file since it was last backed up.
#[derive(Debug, Clone, Default)]
pub(super) struct Marks {
    /// The farm file.
    of: PathBuf,
    /// One of each time that it was opened on a lane.
    marks: Vec<Arc<AtomicBool>>,
}

impl Marks {
    /// Those of a farm file that is opened for the first time.
    pub fn of(path: &Path) -> Self {
        Self { of: path.to_owned(), marks: Vec::new() }
    }

    /// Whether they are of this farm file.
    pub fn are_of(&self, path: &Path) -> bool {
        self.of == path
    }

    /// One more.
    pub fn add(&mut self, mark: Arc<AtomicBool>) {
        self.marks.push(mark);
    }

    /// Whether anything was changed.
    pub fn any(&self) -> bool {
        self.marks.iter().any(|mark| mark.load(Ordering::Relaxed))
    }

    fn set(&self, changed: bool) {
        self.marks.iter().for_each(|mark| mark.store(changed, Ordering::Relaxed));
    }

    /// Makes a backup of which nothing that was changed before is missing. What is changed meanwhile counts as changed.
    pub fn back_up<T>(&self, back_up: impl FnOnce() -> Outcome<T>) -> Outcome<T> {
        let changed = self.any();
        self.set(false);
        let made = back_up();
        if made.is_err() && changed {
            self.set(true);
        }
        made
    }
}

/// What is known of the farm file as a whole.
#[derive(Debug, Default)]
pub struct Care {
    /// Of which farm file.
    of: PathBuf,
    /// What the last look over all of it found.
    pub checked: Option<Outcome<CheckReport>>,
    /// What looking over its pages in the background found.
    pub damage: Vec<Finding>,
    /// What a repair has done since the file was opened.
    pub mended: Option<Mended>,
    /// What is done for it now.
    pub doing: Option<Doing>,
}

impl Care {
    /// Of a farm file of which nothing is known yet.
    fn of(path: &Path) -> Self {
        Self { of: path.to_owned(), ..Self::default() }
    }
}

/// Something that is done for the whole file.
#[derive(Debug, Clone, PartialEq)]
pub struct Doing {
    /// What, as the status line says it.
    pub what: String,
    /// How far, from 0 to 1.
    pub share: Option<f32>,
    /// Whether it is being cancelled.
    pub is_stopping: bool,
}

impl App {
    /// The farm file that is worked with, open or not.
    fn farm_path(&self) -> Option<PathBuf> {
        match &self.farm {
            FarmState::Open(data) => Some(data.path.clone()),
            FarmState::Failed(path, _) => Some(path.clone()),
            FarmState::None | FarmState::Opening(_) | FarmState::Working(..) => None,
        }
    }

    /// What is known of another farm file is not known of this one.
    pub(super) fn care_for(&mut self, path: &Path) {
        if self.care.of != path {
            self.care = Care::of(path);
        }
    }

    /// Carries out what is asked for the whole file.
    pub(super) fn carry_out_care(&mut self, command: CareCommand) {
        let Some(path) = self.farm_path() else { return };
        match command {
            CareCommand::AskRestore(from) => {
                self.asked_file = None;
                // The file may be another one by now.
                self.library.contents = Shelf::default();
                self.dialog = Some(Dialog::restore(path, from));
            }
            CareCommand::AskRepair => self.dialog = Some(Dialog::repair(&path)),
            CareCommand::Restore(_) | CareCommand::Repair => self.work_on_whole_file(path, command),
            CareCommand::Check => {
                self.views.after(&[Command::ShowSettings(Section::Check)], &mut self.place);
                // One look at a time: the line above all places and the finder offer it still.
                if self.long.jobs().iter().any(|job| job.name == care_deeds::name_of(&command)) {
                    return;
                }
                self.care.checked = None;
                self.long.add(care_deeds::name_of(&command), move |_, handle| {
                    let checked = care_deeds::check(&path, handle);
                    Answer::Cared(path, checked)
                });
            }
            // Of a file that could not be opened nothing sound can be copied.
            CareCommand::BackUpNow | CareCommand::BackUpTo(_) if !matches!(self.farm, FarmState::Open(_)) => {
            }
            CareCommand::BackUpNow => {
                let marks = self.marks.clone();
                self.long.add(care_deeds::name_of(&command), move |desk, handle| {
                    let made =
                        marks.back_up(|| care_deeds::back_up(desk.farm()?, BackupReason::Asked, handle));
                    Answer::Done(made.map(|made| care_deeds::news_of_backup(&made)), None)
                });
            }
            CareCommand::BackUpTo(_) => self.start(Command::Care(command)),
        }
    }

    /// Lets go of the farm file on both lanes, changes all of it, and opens it again.
    fn work_on_whole_file(&mut self, path: PathBuf, command: CareCommand) {
        self.forget_farm();
        self.farm = FarmState::Working(path.clone(), care_deeds::name_of(&command));
        self.quick.add("", move |desk, _| {
            desk.let_go();
            Answer::LetGo(path, command)
        });
    }

    /// The quick lane has let go of the farm file, so the long one can change all of it.
    pub(super) fn hear_let_go(&mut self, path: PathBuf, command: CareCommand) {
        let user = self.user.clone();
        self.long.add(care_deeds::name_of(&command), move |desk, handle| {
            desk.let_go();
            let done = care_deeds::whole(&path, &command, &user, handle);
            Answer::Cared(path, done)
        });
    }

    /// What was done for the whole file is done; where it was let go of for that, it is opened again.
    pub(super) fn hear_cared(&mut self, path: PathBuf, done: Outcome<Cared>) {
        let is_let_go = matches!(self.farm, FarmState::Working(..));
        match done {
            Ok(Cared { news, checked, mended }) => {
                if is_let_go {
                    // What was changed before is in the backup that was made first.
                    self.marks = Marks::of(&path);
                }
                if let Some(report) = checked {
                    self.care = Care { checked: Some(Ok(report)), mended, ..Care::of(&path) };
                }
                self.hear_news(news);
            }
            Err(fault) if is_let_go || fault.kind == FaultKind::Cancelled => self.tell(&fault),
            Err(fault) => self.care.checked = Some(Err(fault)),
        }
        self.library.age();
        if is_let_go {
            self.open(path);
        }
    }

    /// Whether the farm file was changed since it was last backed up.
    pub(super) fn has_changed(&self) -> bool {
        self.marks.any()
    }

    /// Backs up the farm file that is being left, if anything was changed in it. The long lane still has it; what it does first
    /// may still change it.
    pub(super) fn back_up_left(&mut self) {
        let marks = std::mem::take(&mut self.marks);
        if !marks.any() && !self.is_working() {
            return;
        }
        self.long.add("Backing up what was changed", move |desk, handle| {
            if !marks.any() {
                return Answer::Followed(Ok(()));
            }
            Answer::BackedUpLeft(care_deeds::back_up_left(desk, &marks.of, handle).map(drop))
        });
    }

    /// Whether something runs on the long lane that a user would miss.
    pub(super) fn is_working(&self) -> bool {
        self.long.jobs().iter().any(|job| !job.name.is_empty())
    }

    /// Leaves the program: what was changed is backed up first, and what still runs is cancelled.
    pub(super) fn quit(&mut self, ctx: &egui::Context) {
        if !self.has_changed() {
            return self.close_window(ctx);
        }
        self.long.jobs().iter().for_each(|job| self.long.stop(job.id));
        let marks = self.marks.clone();
        self.dialog = Some(Dialog::leaving());
        self.long.add(care_deeds::BACKING_UP_TO_LEAVE, move |desk, handle: &Handle<'_>| {
            let made = marks.back_up(|| care_deeds::back_up_left(desk, &marks.of, handle));
            Answer::BackedUpToLeave(made.map(drop))
        });
    }

    /// Closes the window as it is.
    pub(super) fn close_window(&mut self, ctx: &egui::Context) {
        self.may_close = true;
        ctx.send_viewport_cmd(ViewportCommand::Close);
    }

    /// The backup before leaving is made; or not, which does not keep anybody.
    pub(super) fn hear_backed_up_to_leave(&mut self, ctx: &egui::Context, made: Outcome<()>) {
        self.dialog = None;
        match made {
            Ok(()) => self.close_window(ctx),
            Err(fault) if fault.kind == FaultKind::Cancelled => {}
            Err(fault) => self.dialog = Some(Dialog::leave_without_backup(&fault)),
        }
    }

    /// The farm file that was left could not be backed up.
    pub(super) fn tell_not_backed_up(&mut self, fault: &Fault) {
        let detail = format!("{} · {}", sentence(&fault.message), fault.hint);
        self.toasts.add(Toast::error("What was changed could not be backed up").detail(detail));
    }

    /// Looks over all pages of a farm file that was too large for a quick look, without being in anybody's way.
    pub(super) fn look_over(&mut self, path: PathBuf) {
        self.watch.add("", move |(), handle| {
            let looked = Farm::look_over_pages(&path, Some(Box::new(handle.stopper())));
            Answer::LookedOver(path, looked)
        });
    }

    /// What looking over the pages found: nothing is said where all is well, or where it could not be done.
    pub(super) fn hear_looked_over(&mut self, path: &Path, looked: Outcome<Pages>) {
        let is_open = matches!(&self.farm, FarmState::Open(data) if data.path == path);
        match looked {
            Ok(Pages::Damaged(findings)) if is_open => self.care.damage = findings,
            Ok(_) => {}
            Err(fault) => log::warn!("{fault}"),
        }
    }

    /// What is done for the whole file now, for views.
    pub(super) fn see_what_is_done(&mut self) {
        let job = self.long.jobs().into_iter().find(|job| care_deeds::is_name(&job.name));
        self.care.doing =
            job.map(|job| Doing { what: job.name, share: job.progress.share(), is_stopping: job.stopping });
    }
}
