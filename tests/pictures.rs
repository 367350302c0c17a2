//! What the window looks like in each of its states, held against pictures in `tests/pictures/`.
//!
//! `UPDATE_SNAPSHOTS=1 cargo test --test pictures` draws them anew: look at every one that changed. Without a graphics
//! driver (Debian has one in software: mesa-vulkan-drivers) these tests are reported as ignored, never as passed.
#![expect(clippy::print_stderr, reason = "a harness of our own speaks to the terminal")]

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::mpsc::Sender;
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeZone as _, Utc};
use egui::{Key, Modifiers, Theme};
use egui_kittest::kittest::Queryable as _;
use egui_kittest::{Harness, SnapshotOptions};
use libtest_mimic::{Arguments, Failed, Trial};
use salmon_run::app::App;
use salmon_run::app::command::{Command, Place};
use salmon_run::domain::ids::{BatchId, RunId, ScenarioId};
use salmon_run::service::{Farm, ThemeChoice, fill_with_sample};

/// The sample's runs are made then…
fn when_it_was_run() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 3, 2, 9, 30, 0).single().unwrap_or_default()
}

/// …and looked at three days later.
fn now() -> DateTime<Utc> {
    when_it_was_run() + chrono::TimeDelta::days(3)
}

type Make = fn(&Path);
type Act = fn(&mut Window);

/// Name, farm file, and what is done before the picture is taken.
const STATES: [(&str, Make, Act); 24] = [
    ("welcome", none, |_| ()),
    ("file-failing", broken, |_| ()),
    ("scenarios-empty", empty, |_| ()),
    ("scenarios-full", sample, |_| ()),
    ("scenario-editor", sample, |window| window.command(Command::EditScenario(ScenarioId(1)))),
    ("run-dialog", sample, |window| window.command(Command::AskRun(vec![ScenarioId(1)]))),
    ("runs-empty", empty, |window| window.command(Command::Show(Place::Runs))),
    ("runs-full", sample, |window| window.command(Command::ShowRun(RunId(4)))),
    ("runs-loading", sample, |window| window.command_meanwhile(Command::ShowRun(RunId(4)))),
    ("runs-failing", damaged, |window| window.command(Command::ShowRun(RunId(4)))),
    ("compare-empty", sample, |window| window.command(Command::Show(Place::Compare))),
    ("compare-full", sample, |window| window.command(Command::CompareRuns(vec![RunId(1), RunId(4)]))),
    ("compare-four", sample, |window| {
        window.command(Command::CompareRuns([1, 2, 3, 4].map(RunId).to_vec()));
        window.click("By date");
    }),
    ("compare-loading", sample, |window| {
        window.command_meanwhile(Command::CompareRuns(vec![RunId(1), RunId(4)]));
    }),
    ("compare-failing", damaged, |window| window.command(Command::CompareRuns(vec![RunId(1), RunId(4)]))),
    ("report-dialog", sample, |window| {
        window.command(Command::CompareRuns(vec![RunId(1), RunId(4)]));
        window.keys(Modifiers::COMMAND, Key::E);
    }),
    ("report-failing", sample, |window| {
        window.command(Command::ShowRun(RunId(4)));
        window.keys(Modifiers::COMMAND, Key::E);
        window.harness.get_by_role_and_label(egui::Role::TextInput, "Folder").focus();
        window.settle();
        window.keys(Modifiers::COMMAND, Key::A);
        window.type_text("/nowhere/at/all");
        window.keys(Modifiers::NONE, Key::Enter);
    }),
    ("batches-empty", empty, |window| window.command(Command::Show(Place::Batches))),
    ("batches-full", sample, |window| {
        window.command(Command::ShowBatch(BatchId(2)));
    }),
    ("pin-dialog", sample, |window| {
        window.command(Command::Show(Place::Batches));
        let batches = [1, 2, 3].map(BatchId).to_vec();
        window.command(Command::AskPin { batches, run: Some(RunId(4)) });
    }),
    ("delete-dialog", sample, |window| window.command(Command::AskDeleteRun(RunId(1)))),
    ("finder", sample, |window| {
        window.command(Command::Find);
        window.type_text("ves");
    }),
    ("shortcuts", sample, |window| window.keys(Modifiers::NONE, Key::F1)),
    ("settings", sample, |window| window.command(Command::Show(Place::Settings))),
];

/// These are also drawn in a large window and at twice the sharpness.
const LARGE: [&str; 4] = ["scenarios-full", "runs-full", "compare-full", "batches-full"];

fn none(_: &Path) {}

fn empty(path: &Path) {
    Farm::create(path).expect("an empty farm");
}

fn sample(path: &Path) {
    let farm = Farm::create(path).expect("a new farm").with_clock(when_it_was_run);
    fill_with_sample(farm, "anna").expect("the sample");
}

/// The sample, its inputs of every run damaged: a run cannot be read.
fn damaged(path: &Path) {
    sample(path);
    let file = rusqlite::Connection::open(path).expect("SQLite");
    file.execute_batch("DROP TRIGGER inputs_do_not_change; UPDATE run_inputs SET canonical = '{}'")
        .expect("damage");
}

fn broken(path: &Path) {
    std::fs::write(path, "no farm file at all, but long enough to be read as one").expect("a file");
}

/// The whole window on a farm file in a folder of its own.
struct Window {
    /// Let go before the window is dropped, which waits for what runs in the background.
    _held: Option<Sender<()>>,
    harness: Harness<'static, App>,
    folder: PathBuf,
}

impl Window {
    fn open(name: &str, theme: Theme, size: [f32; 2], pixels_per_point: f32, make: Make) -> Self {
        // Always the same place, since a path may be in the picture.
        let folder = std::env::temp_dir().join("salmon-run-pictures").join(name);
        std::fs::remove_dir_all(&folder).ok();
        std::fs::create_dir_all(&folder).expect("a folder");
        let farm = folder.join("Havsbrúgv 2024.salmonrun");
        make(&farm);
        let open = farm.exists().then_some(farm);
        let mut harness = Harness::builder()
            .with_size(size)
            .with_theme(theme)
            .with_pixels_per_point(pixels_per_point)
            .wgpu()
            .build_eframe(move |creation| {
                App::new(&creation.egui_ctx, "anna", None, open).expect("a window").with_clock(now)
            });
        let choice = if theme == Theme::Dark { ThemeChoice::Dark } else { ThemeChoice::Light };
        let ctx = harness.ctx.clone();
        harness.state_mut().carry_out(&ctx, Command::SetTheme(choice));
        let mut window = Self { _held: None, harness, folder };
        window.settle();
        window
    }

    fn settle(&mut self) {
        let patience = Instant::now() + Duration::from_secs(60);
        let mut quiet = 0;
        while quiet < 3 {
            self.harness.run_steps(2);
            quiet = if self.harness.state().is_busy() { 0 } else { quiet + 1 };
            assert!(Instant::now() < patience, "the background does not come to rest");
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    fn command(&mut self, command: Command) {
        let ctx = self.harness.ctx.clone();
        self.harness.state_mut().carry_out(&ctx, command);
        self.settle();
    }

    /// Carries a command out while nothing can be loaded.
    fn command_meanwhile(&mut self, command: Command) {
        let held = self.harness.state_mut().hold_background();
        let ctx = self.harness.ctx.clone();
        self.harness.state_mut().carry_out(&ctx, command);
        self.harness.run_steps(4);
        self._held = Some(held);
    }

    fn keys(&mut self, modifiers: Modifiers, key: Key) {
        self.harness.key_press_modifiers(modifiers, key);
        self.settle();
    }

    fn click(&mut self, label: &str) {
        self.harness.get_by_label(label).click();
        self.settle();
    }

    fn type_text(&mut self, text: &str) {
        self.harness.event(egui::Event::Text(text.to_owned()));
        self.settle();
    }
}

fn picture(name: &str, theme: Theme, size: [f32; 2], scale: f32, make: Make, act: Act) -> Result<(), Failed> {
    let mut window = Window::open(name, theme, size, scale, make);
    act(&mut window);
    // Another driver may smooth an edge differently; a changed digit is beyond this.
    let options = SnapshotOptions::new().threshold(1.0).max_failed_pixels(12);
    let outcome = window.harness.try_snapshot_options(name, &options.output_path("tests/pictures"));
    let _ = window.harness.take_snapshot_results();
    let folder = window.folder.clone();
    drop(window);
    std::fs::remove_dir_all(folder).ok();
    outcome.map_err(|error| Failed::from(error.to_string()))
}

/// Whether pictures can be drawn here at all.
fn has_driver() -> bool {
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| ()));
    let drawn = std::panic::catch_unwind(|| {
        Harness::builder().with_size([8.0, 8.0]).wgpu().build_ui(|_| ()).render().is_ok()
    });
    std::panic::set_hook(hook);
    drawn.unwrap_or(false)
}

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let has_driver = has_driver();
    if !has_driver {
        eprintln!("SKIPPED: no graphics driver, so no picture can be drawn (Debian: mesa-vulkan-drivers)");
    }
    let mut trials = Vec::new();
    let mut add = |name: String, theme, size, scale, make, act| {
        let trial = Trial::test(name.clone(), move || picture(&name, theme, size, scale, make, act));
        trials.push(trial.with_ignored_flag(!has_driver));
    };
    for (name, make, act) in STATES {
        add(format!("{name}-light"), Theme::Light, [1280.0, 800.0], 1.0, make, act);
        add(format!("{name}-dark"), Theme::Dark, [1280.0, 800.0], 1.0, make, act);
        if LARGE.contains(&name) {
            add(format!("{name}-large"), Theme::Light, [1920.0, 1080.0], 1.0, make, act);
            add(format!("{name}-sharp"), Theme::Dark, [1280.0, 800.0], 2.0, make, act);
        }
    }
    libtest_mimic::run(&arguments, trials).exit_code()
}
