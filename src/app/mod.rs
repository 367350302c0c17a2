//! The window: what is drawn, and what follows from a click.
//!
//! One way in, one way through: a view or dialog gives back a [`command::Command`]; [`App`] carries it out, most
//! often as a deed on a background lane; the answer comes back as an event; the lists are read again; views draw
//! them. No view touches a file, and no frame waits for one.
mod aquamind_deeds;
mod banner;
mod batch_deeds;
mod bundle_deeds;
mod care;
mod care_deeds;
#[cfg(test)]
mod care_tests;
pub mod command;
mod deeds;
mod dialogs;
mod doing;
#[cfg(test)]
mod elsewhere_tests;
mod exchange_deeds;
pub mod facts;
mod finder;
mod hearing;
#[cfg(test)]
mod journey_tests;
mod keys;
mod learn_deeds;
mod model_deeds;
mod observing_deeds;
mod offer;
mod people_deeds;
mod profile_deeds;
mod reporting;
mod rights;
mod search;
mod shell;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
pub mod theme;
mod undo;
pub mod views;
pub mod widgets;
mod window;

use chrono::Utc;
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::mpsc;

use care::{Care, Marks};
use command::{Command, Commands, FilePurpose, Place};
use deeds::Desk;
use dialogs::Dialog;
use dialogs::file::FileDialog;
use dialogs::report::ReportDialog;
use facts::{FarmData, Library};
use hearing::Answer;
use undo::History;
use widgets::toast::Toasts;

use crate::domain::fault::Fault;
use crate::domain::ids::RunId;
use crate::jobs::Lane;
use crate::service::{Clock, Preferences, ThemeChoice, Verdict};

pub use window::open_window;

/// The farm file as the window has it.
#[derive(Debug)]
pub enum FarmState {
    /// None is open.
    None,
    /// It is being opened.
    Opening(PathBuf),
    /// It could not be opened, and why.
    Failed(PathBuf, Fault),
    /// It was let go of while all of it is changed: what is done.
    Working(PathBuf, &'static str),
    /// It is open.
    Open(Box<FarmData>),
}

/// The whole window.
pub struct App {
    /// Reads and small changes, so that they never wait for a long run.
    quick: Lane<Desk, Answer>,
    /// Runs, verifying, imports.
    long: Lane<Desk, Answer>,
    /// Looks over the pages of a large farm file, which is in nobody's way.
    watch: Lane<(), Answer>,
    farm: FarmState,
    library: Library,
    verdicts: HashMap<RunId, Verdict>,
    /// What is known of the farm file as a whole.
    care: Care,
    /// Whether it was changed since it was last backed up.
    marks: Marks,
    place: Place,
    views: views::Views,
    dialog: Option<Dialog>,
    /// The file dialog that was confirmed in this frame: it goes with its command, and comes back if that fails.
    asked_file: Option<Box<FileDialog>>,
    /// The dialog of a report that was confirmed in this frame: it comes back if the report cannot be written so.
    asked_report: Option<Box<ReportDialog>>,
    /// What the system's file dialog will answer with, while it is open.
    browsing: Option<(FilePurpose, mpsc::Receiver<Vec<PathBuf>>)>,
    finder: finder::Finder,
    toasts: Toasts<Command>,
    history: History,
    preferences: Preferences,
    /// Where the preferences are kept; none keeps them for this session only.
    folder: Option<PathBuf>,
    /// Counts up whenever the lists were read again, so that a view knows when what it made of them is old.
    revision: u64,
    user: String,
    clock: Clock,
    /// The user has answered that the window may close although something runs.
    may_close: bool,
}

impl std::fmt::Debug for App {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("App").field("farm", &self.farm).field("place", &self.place).finish_non_exhaustive()
    }
}

impl App {
    /// A window for this user that keeps its preferences in `folder`; `open` is the farm file to start with.
    ///
    /// # Errors
    /// If the operating system gives no thread for the background.
    pub fn new(
        ctx: &egui::Context,
        user: &str,
        folder: Option<PathBuf>,
        open: Option<PathBuf>,
    ) -> std::io::Result<Self> {
        theme::install(ctx);
        let wake = |ctx: &egui::Context| {
            let ctx = ctx.clone();
            move || ctx.request_repaint()
        };
        let mut app = Self {
            quick: Lane::start("quick", Desk::of(user), wake(ctx))?,
            long: Lane::start("long", Desk::of(user), wake(ctx))?,
            watch: Lane::start("watch", (), wake(ctx))?,
            farm: FarmState::None,
            library: Library::default(),
            verdicts: HashMap::new(),
            care: Care::default(),
            marks: Marks::default(),
            place: Place::Scenarios,
            views: views::Views::default(),
            dialog: None,
            asked_file: None,
            asked_report: None,
            browsing: None,
            finder: finder::Finder::default(),
            toasts: Toasts::default(),
            history: History::default(),
            preferences: folder.as_deref().map(Preferences::load).unwrap_or_default(),
            folder,
            revision: 0,
            user: user.to_owned(),
            clock: Utc::now,
            may_close: false,
        };
        app.apply_look(ctx);
        if let Some(path) = open {
            app.open(path);
        }
        Ok(app)
    }

    /// The same window, with "3 days ago" counted from another clock.
    #[must_use]
    pub fn with_clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// Lets nothing be loaded until what is given back is dropped: to see what is shown meanwhile.
    pub fn hold_background(&mut self) -> mpsc::Sender<()> {
        hold(&mut self.quick)
    }

    /// As [`App::hold_background`], for runs and imports.
    pub fn hold_long_work(&mut self) -> mpsc::Sender<()> {
        hold(&mut self.long)
    }

    /// Whether anything runs in the background.
    pub fn is_busy(&self) -> bool {
        self.quick.is_busy() || self.long.is_busy() || self.watch.is_busy()
    }

    /// The farm file as the window has it.
    pub fn farm(&self) -> &FarmState {
        &self.farm
    }

    /// What the window would remember if it closed now.
    pub fn preferences(&self) -> &Preferences {
        &self.preferences
    }

    fn apply_look(&self, ctx: &egui::Context) {
        ctx.set_theme(match self.preferences.theme {
            ThemeChoice::System => egui::ThemePreference::System,
            ThemeChoice::Light => egui::ThemePreference::Light,
            ThemeChoice::Dark => egui::ThemePreference::Dark,
        });
        ctx.set_zoom_factor(self.preferences.zoom.unwrap_or(1.0));
    }

    /// Draws one frame.
    pub fn ui(&mut self, ui: &mut egui::Ui) {
        self.hear_lanes(ui.ctx());
        self.see_what_is_done();
        self.hear_browsing();
        let mut commands = Commands::new();
        self.hear_window(ui.ctx(), &mut commands);
        // A dialog waits for its answer before anything else is done.
        if self.dialog.is_none() && !self.finder.is_open() {
            keys::hear(ui.ctx(), &mut commands);
        }
        self.draw(ui, &mut commands);
        let ctx = ui.ctx().clone();
        for command in commands {
            self.carry_out(&ctx, command);
        }
        self.fetch_wanted();
    }
}

/// A lane waits until the sender is dropped.
fn hold(lane: &mut Lane<Desk, Answer>) -> mpsc::Sender<()> {
    let (sender, receiver) = mpsc::channel::<()>();
    lane.add("", move |_, _| Answer::Followed(receiver.recv().or(Ok(()))));
    sender
}

impl eframe::App for App {
    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        self.ui(ui);
    }
}
