//! The window: what is drawn, and what follows from a click.
//!
//! One way in, one way through: a view or dialog gives back a [`command::Command`]; [`App`] carries it out, most
//! often as a deed on a background lane; the answer comes back as an event; the lists are read again; views draw
//! them. No view touches a file, and no frame waits for one.
pub mod command;
mod deeds;
mod dialogs;
pub mod facts;
mod finder;
mod keys;
mod shell;
#[cfg(test)]
mod testing;
pub mod theme;
mod undo;
pub mod views;
pub mod widgets;
mod window;

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use command::{Command, Commands, FilePurpose, Place};
use deeds::{Desk, News};
use dialogs::Dialog;
use facts::{FarmData, Library};
use undo::{History, Origin};
use widgets::toast::{Toast, Toasts};

use crate::domain::fault::{Fault, FaultKind, Outcome};
use crate::domain::ids::RunId;
use crate::jobs::{Event, Handle, Lane};
use crate::service::{Preferences, ThemeChoice, Verdict};

pub use window::open_window;

/// What a lane answers with.
enum Answer {
    /// The farm file was opened (or could not be), and these are its lists.
    Opened(PathBuf, Outcome<FarmData>),
    /// The other lane holds the farm file too.
    Followed(Outcome<()>),
    /// The lists, read again.
    Lists(Outcome<FarmData>),
    /// Something that was asked for, with how to put it on its shelf.
    Loaded(Box<dyn FnOnce(&mut Library) + Send>),
    /// A deed is done.
    Done(Origin, Outcome<News>),
    /// A file was chosen, or none.
    Chosen(FilePurpose, Vec<PathBuf>),
}

/// The farm file as the window has it.
#[derive(Debug)]
pub enum FarmState {
    /// None is open.
    None,
    /// It is being opened.
    Opening(PathBuf),
    /// It could not be opened.
    Failed(PathBuf, Fault),
    /// It is open.
    Open(Box<FarmData>),
}

/// The whole window.
pub struct App {
    /// Reads and small changes, so that they never wait for a long run.
    quick: Lane<Desk, Answer>,
    /// Runs, verifying, imports.
    long: Lane<Desk, Answer>,
    farm: FarmState,
    library: Library,
    verdicts: HashMap<RunId, Verdict>,
    place: Place,
    views: views::Views,
    dialog: Option<Dialog>,
    finder: finder::Finder,
    toasts: Toasts<Command>,
    history: History,
    preferences: Preferences,
    /// Where the preferences are kept; none keeps them for this session only.
    folder: Option<PathBuf>,
    /// Counts up whenever the lists were read again, so that a view knows when what it made of them is old.
    revision: u64,
    user: String,
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
            farm: FarmState::None,
            library: Library::default(),
            verdicts: HashMap::new(),
            place: Place::Scenarios,
            views: views::Views::default(),
            dialog: None,
            finder: finder::Finder::default(),
            toasts: Toasts::default(),
            history: History::default(),
            preferences: folder.as_deref().map(Preferences::load).unwrap_or_default(),
            folder,
            revision: 0,
            user: user.to_owned(),
            may_close: false,
        };
        app.apply_look(ctx);
        if let Some(path) = open {
            app.open(path);
        }
        Ok(app)
    }

    /// Whether anything runs in the background.
    pub fn is_busy(&self) -> bool {
        self.quick.is_busy() || self.long.is_busy()
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
        self.hear_lanes();
        let mut commands = Commands::new();
        self.hear_window(ui.ctx(), &mut commands);
        keys::hear(ui.ctx(), &mut commands);
        self.draw(ui, &mut commands);
        let ctx = ui.ctx().clone();
        for command in commands {
            self.carry_out(&ctx, command);
        }
        self.fetch_wanted();
    }

    /// What the operating system tells: files that were dropped, the window that closes or comes back to the front.
    fn hear_window(&mut self, ctx: &egui::Context, commands: &mut Commands) {
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
        }
    }

    fn hear_lanes(&mut self) {
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
            Answer::Opened(path, Ok(data)) => {
                self.remember(|preferences| preferences.remember(&path));
                self.take(data);
            }
            Answer::Opened(path, Err(fault)) if fault.kind == FaultKind::FileOlder => {
                self.farm = FarmState::None;
                self.dialog = Some(Dialog::upgrade(path, &fault));
            }
            Answer::Opened(path, Err(fault)) => self.farm = FarmState::Failed(path, fault),
            Answer::Followed(Err(fault)) | Answer::Lists(Err(fault)) => self.tell(&fault),
            Answer::Followed(Ok(())) => {}
            Answer::Lists(Ok(data)) => self.take(data),
            Answer::Loaded(put) => put(&mut self.library),
            Answer::Done(origin, Ok(news)) => self.hear_news(origin, news),
            Answer::Done(_, Err(fault)) => {
                self.tell(&fault);
                self.refresh();
            }
            Answer::Chosen(purpose, paths) => self.dialog_takes(purpose, paths),
        }
    }

    /// New lists: what was loaded for the old ones is loaded again when it is asked for.
    fn take(&mut self, data: FarmData) {
        self.library.clear();
        self.revision += 1;
        self.farm = FarmState::Open(Box::new(data));
    }

    fn hear_news(&mut self, origin: Origin, news: News) {
        self.verdicts.extend(news.verdicts);
        let mut text = news.text;
        if let Some((name, inverse)) = news.inverse {
            if text.is_empty() {
                text = origin.says(&name);
            }
            self.history.note(origin, name, inverse);
        }
        if !text.is_empty() {
            let toast = if news.needs_attention { Toast::warning(text) } else { Toast::success(text) };
            let toast = news
                .next
                .into_iter()
                .fold(toast.detail(news.detail), |toast, (verb, next)| toast.action(verb, next));
            self.toasts.add(toast);
        }
        self.refresh();
        self.views.after(&news.then, &mut self.place);
    }

    fn tell(&mut self, fault: &Fault) {
        let mut message = fault.message.clone();
        if let Some(first) = message.get(..1) {
            message.replace_range(..1, &first.to_uppercase());
        }
        let detail = [fault.place.as_str(), fault.hint.as_str()];
        let detail: Vec<&str> = detail.into_iter().filter(|part| !part.is_empty()).collect();
        self.toasts.add(Toast::error(message).detail(detail.join(" · ")));
    }

    /// What is remembered outlives a crash, so it is written when it changes.
    fn remember(&mut self, change: impl FnOnce(&mut Preferences)) {
        change(&mut self.preferences);
        if let Some(Err(fault)) = self.folder.as_deref().map(|folder| self.preferences.save(folder)) {
            log::warn!("{fault}");
        }
    }

    /// Carries out one command.
    fn carry_out(&mut self, ctx: &egui::Context, command: Command) {
        match command {
            Command::Show(place) => self.place = place,
            Command::Find => self.finder.open(),
            Command::ShowKeys => self.dialog = Some(Dialog::keys()),
            Command::AskFile(purpose) => self.dialog = Some(Dialog::file(purpose)),
            Command::NewFarm(path) => self.create(path),
            Command::OpenFarm(path) => self.open(path),
            Command::OpenSample => self.open_sample(),
            Command::UpgradeFarm(path) => self.upgrade(path),
            Command::CloseFarm => self.close(),
            Command::Refresh => self.refresh(),
            Command::SetTheme(theme) => {
                self.remember(|preferences| preferences.theme = theme);
                self.apply_look(ctx);
            }
            Command::SetZoom(zoom) => {
                self.remember(|preferences| preferences.zoom = Some(zoom.clamp(0.5, 3.0)));
                self.apply_look(ctx);
            }
            Command::StopJobs => self.long.jobs().iter().for_each(|job| self.long.stop(job.id)),
            Command::Quit => {
                self.may_close = true;
                ctx.send_viewport_cmd(egui::ViewportCommand::Close);
            }
            Command::Undo => {
                if let Some((command, origin)) = self.history.undo() {
                    self.start(command, origin);
                }
            }
            Command::Redo => {
                if let Some((command, origin)) = self.history.redo() {
                    self.start(command, origin);
                }
            }
            Command::NewScenario
            | Command::EditScenario(_)
            | Command::ShowRunsOf(_)
            | Command::ShowRun(_)
            | Command::CompareRuns(_)
            | Command::ShowBatch(_) => self.views.after(&[command], &mut self.place),
            Command::AskDeleteScenario(_)
            | Command::AskRun(_)
            | Command::AskDeleteRun(_)
            | Command::AskPin { .. }
            | Command::AskUnpin(_) => {
                if let FarmState::Open(data) = &self.farm {
                    self.dialog = Dialog::asking(&command, data);
                }
            }
            deed => self.start(deed, Origin::User),
        }
    }

    /// Starts what a command does in the background.
    fn start(&mut self, command: Command, origin: Origin) {
        let lane = if is_long(&command) { &mut self.long } else { &mut self.quick };
        lane.add(name_of(&command), move |desk, handle| Answer::Done(origin, deed(desk, handle, command)));
    }

    fn open(&mut self, path: PathBuf) {
        self.forget_farm();
        self.farm = FarmState::Opening(path.clone());
        let other = path.clone();
        self.quick.add("Opening the farm file", move |desk, _| {
            let lists = desk.open(&path).and_then(|()| desk.lists());
            Answer::Opened(path, lists)
        });
        self.long.add("", move |desk, _| {
            // What is wrong with the file is told by the other lane, once.
            desk.open(&other).ok();
            Answer::Followed(Ok(()))
        });
    }

    fn create(&mut self, path: PathBuf) {
        self.forget_farm();
        self.farm = FarmState::Opening(path.clone());
        // Made on the lane that is asked first; the other follows when it is there.
        let outcome = Desk::of(&self.user).create(&path);
        match outcome {
            Ok(()) => self.open(path),
            Err(fault) => self.farm = FarmState::Failed(path, fault),
        }
    }

    fn open_sample(&mut self) {
        let user = self.user.clone();
        self.long.add("Making the sample farm", move |_, _| match deeds::make_sample(&user) {
            Ok(path) => Answer::Chosen(FilePurpose::OpenFarm, vec![path]),
            Err(fault) => Answer::Done(Origin::User, Err(fault)),
        });
    }

    fn upgrade(&mut self, path: PathBuf) {
        self.long.add("Upgrading the farm file", move |_, _| {
            let moved = crate::service::Farm::upgrade(&path);
            Answer::Done(Origin::User, moved.map(|moved| deeds::news_of_upgrade(path, &moved)))
        });
    }

    fn close(&mut self) {
        self.forget_farm();
        self.farm = FarmState::None;
        let close = |desk: &mut Desk, _: &Handle<'_>| {
            desk.close();
            Answer::Followed(Ok(()))
        };
        self.quick.add("", close);
        self.long.add("", close);
    }

    fn forget_farm(&mut self) {
        self.library.clear();
        self.verdicts.clear();
        self.history = History::default();
        self.views = views::Views::default();
        self.dialog = None;
    }

    fn refresh(&mut self) {
        if matches!(self.farm, FarmState::Open(_)) {
            self.quick.add("", |desk, _| Answer::Lists(desk.lists()));
        }
    }

    /// A file that was chosen goes into the dialog that asked for it, or is opened at once where none did.
    fn dialog_takes(&mut self, purpose: FilePurpose, mut paths: Vec<PathBuf>) {
        if let Some(dialog) = &mut self.dialog
            && dialog.takes_file(purpose, &paths)
        {
            return;
        }
        if purpose == FilePurpose::OpenFarm
            && let Some(path) = paths.pop()
        {
            self.open(path);
        }
    }

    /// Loads what views asked for while they drew.
    fn fetch_wanted(&mut self) {
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
        fetch!(unchanged, key, farm => farm.unchanged_since(key));
        fetch!(tgc_models, key, farm => farm.tgc_model(key));
        fetch!(fcr_models, key, farm => farm.fcr_model(key));
        fetch!(mortality_models, key, farm => farm.mortality_model(key));
    }

    /// Opens the operating system's file dialog beside the window's loop, so that no frame waits for it.
    fn browse(&mut self, purpose: FilePurpose) {
        let dialog = dialogs::file::system_dialog(purpose);
        let pick = dialogs::file::pick(purpose, dialog);
        // A lane of its own would live on for as long as the dialog is open; a plain thread ends with it.
        let (sender, receiver) = std::sync::mpsc::channel();
        std::thread::spawn(move || sender.send(pollster::block_on(pick)));
        self.quick.add("", move |_, _| Answer::Chosen(purpose, receiver.recv().unwrap_or_default()));
    }
}

/// Carries out the part of a command that touches the farm file.
fn deed(desk: &mut Desk, handle: &Handle<'_>, command: Command) -> Outcome<News> {
    match command {
        Command::SaveScenario { id, plan, other_tgc, other_mortality_percent } => {
            deeds::save_scenario(desk, id, *plan, other_tgc, other_mortality_percent)
        }
        Command::DuplicateScenario(id) => deeds::duplicate_scenario(desk, id),
        Command::DeleteScenario(id) => deeds::delete_scenario(desk, id),
        Command::RunScenarios(requests) => deeds::run_scenarios(desk, &requests, handle),
        Command::LabelRun(id, label) => deeds::label_run(desk, id, &label),
        Command::NoteRun(id, notes) => deeds::note_run(desk, id, &notes),
        Command::ArchiveRuns(ids) => deeds::archive_runs(desk, &ids),
        Command::RestoreRuns(ids) => deeds::restore_runs(desk, &ids),
        Command::DeleteRun { id, unpin } => deeds::delete_run(desk, id, unpin),
        Command::VerifyRuns(ids) => deeds::verify_runs(desk, &ids, handle),
        Command::PinBatches { batches, run, reason } => deeds::pin_batches(desk, &batches, run, &reason),
        Command::UnpinBatches { batches, reason } => deeds::unpin_batches(desk, &batches, &reason),
        Command::RestorePins(before) => deeds::restore_pins(desk, &before),
        Command::ImportScenarios(paths) => deeds::import(desk, FilePurpose::ImportScenarios, &paths, handle),
        Command::ImportBatches(paths) => deeds::import(desk, FilePurpose::ImportBatches, &paths, handle),
        // All others are carried out by the window itself.
        _ => Ok(News::default()),
    }
}

fn is_long(command: &Command) -> bool {
    matches!(
        command,
        Command::RunScenarios(_)
            | Command::VerifyRuns(_)
            | Command::ImportScenarios(_)
            | Command::ImportBatches(_)
    )
}

/// What the status line says while a command is carried out.
fn name_of(command: &Command) -> String {
    use crate::domain::display::plural;
    match command {
        Command::RunScenarios(requests) => {
            format!("Running {}", plural(requests.len(), "scenario", "scenarios"))
        }
        Command::VerifyRuns(ids) => format!("Verifying {}", plural(ids.len(), "run", "runs")),
        Command::ImportScenarios(_) => "Importing scenarios".to_owned(),
        Command::ImportBatches(_) => "Importing batches".to_owned(),
        _ => String::new(),
    }
}

/// Farm files are opened, documents are read.
fn what_dropping_means(dropped: Vec<PathBuf>) -> Commands {
    let ends_in =
        |path: &Path, ending: &str| path.extension().is_some_and(|e| e.eq_ignore_ascii_case(ending));
    let (farms, others): (Vec<_>, Vec<_>) =
        dropped.into_iter().partition(|path| ends_in(path, crate::service::FARM_FILE_EXTENSION));
    let (tables, documents): (Vec<_>, Vec<_>) = others.into_iter().partition(|path| ends_in(path, "csv"));
    let mut commands: Commands = farms.into_iter().take(1).map(Command::OpenFarm).collect();
    if !documents.is_empty() {
        commands.push(Command::ImportScenarios(documents));
    }
    if !tables.is_empty() {
        commands.push(Command::ImportBatches(tables));
    }
    commands
}

impl eframe::App for App {
    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        self.ui(ui);
    }
}
