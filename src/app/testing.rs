//! The whole window on a real farm file, for tests that drive it as a user does.
use egui::{Role, Theme, Vec2, ViewportCommand, ViewportEvent, ViewportId};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use std::fs;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};
use tempfile::TempDir;

use super::command::Command;
use super::{App, FarmState};
use crate::domain::person::Role::{Manager, Planner, Viewer};
use crate::service::{Farm, make_sample_at};

/// The sample farm as a file, made once for all tests.
fn sample_file() -> &'static [u8] {
    static FILE: OnceLock<Vec<u8>> = OnceLock::new();
    FILE.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("farm.salmonrun");
        drop(make_sample_at(&path, "anna").unwrap());
        fs::read(path).unwrap()
    })
}

impl App {
    /// How many jobs were ever put on its lanes.
    fn jobs_added(&self) -> u64 {
        self.quick.added() + self.long.added() + self.watch.added()
    }
}

/// The window on the sample farm (see `service::sample`): scenarios "Autumn smolt 2024" (runs #1 Baseline, #2 Updated
/// TGC), "Egg to harvest 2024" and "Spring smolt 2025" (a run #1 each), batches VES-24-01 to 03, SEN-25-01 and 02 pinned,
/// HAT-24-01 not. Nothing was observed of VES-24-01, SEN-25-02 and HAT-24-01.
pub(crate) struct Window {
    pub harness: Harness<'static, App>,
    pub folder: Arc<TempDir>,
}

impl Window {
    /// At the size of a small laptop, in the light theme.
    pub fn on_sample() -> Self {
        Self::of([1280.0, 800.0], Theme::Light, |path| fs::write(path, sample_file()).unwrap())
    }

    /// On a new farm file with nothing in it.
    pub fn on_empty_farm() -> Self {
        Self::of([1280.0, 800.0], Theme::Light, |path| {
            Farm::create(path).unwrap();
        })
    }

    /// On the sample farm that anna made and manages, as somebody else: bo is a planner of it, cy a viewer.
    pub fn on_crew_as(user: &'static str) -> Self {
        Self::acting_as(user, [1280.0, 800.0], Theme::Light, |path| {
            let mut farm = make_sample_at(path, "anna").unwrap().farm;
            for (name, role) in [("anna", Manager), ("bo", Planner), ("cy", Viewer)] {
                farm.set_role(name, role).unwrap();
            }
        })
    }

    /// On the farm file that `make` makes at the path it is given.
    pub fn of(size: impl Into<Vec2>, theme: Theme, make: impl FnOnce(&std::path::Path)) -> Self {
        Self::acting_as("anna", size, theme, make)
    }

    /// The same, as this user.
    pub fn acting_as(
        user: &'static str,
        size: impl Into<Vec2>,
        theme: Theme,
        make: impl FnOnce(&std::path::Path),
    ) -> Self {
        let folder = Arc::new(tempfile::tempdir().unwrap());
        make(&folder.path().join("farm.salmonrun"));
        let window = Self::in_folder(folder, size.into(), theme, user);
        assert!(matches!(window.harness.state().farm, FarmState::Open(_)), "{:?}", window.harness.state());
        window
    }

    /// Another window, of somebody else, on the same farm file.
    pub fn second(&self, user: &'static str) -> Self {
        Self::in_folder(Arc::clone(&self.folder), Vec2::new(1280.0, 800.0), Theme::Light, user)
    }

    fn in_folder(folder: Arc<TempDir>, size: Vec2, theme: Theme, user: &'static str) -> Self {
        let path = folder.path().join("farm.salmonrun");
        let config = folder.path().join("config");
        let mut harness =
            Harness::builder().with_size(size).with_theme(theme).build_eframe(move |creation| {
                App::new(&creation.egui_ctx, user, Some(config), Some(path)).unwrap()
            });
        harness.state_mut().preferences.theme = if theme == Theme::Dark {
            crate::service::ThemeChoice::Dark
        } else {
            crate::service::ThemeChoice::Light
        };
        let ctx = harness.ctx.clone();
        harness.state().apply_look(&ctx);
        let mut window = Self { harness, folder };
        window.settle();
        window
    }

    /// Draws frames until nothing runs in the background and nothing more is asked for.
    pub fn settle(&mut self) {
        let patience = Instant::now() + Duration::from_secs(60);
        loop {
            self.harness.run_steps(2);
            let app = self.harness.state();
            let (is_busy, added) = (app.is_busy(), app.jobs_added());
            self.harness.run_steps(2);
            let app = self.harness.state();
            // An answer may come between two frames and be asked on from: rest is when nothing was asked either.
            if !is_busy && !app.is_busy() && app.jobs_added() == added {
                return;
            }
            assert!(Instant::now() < patience, "the background does not come to rest");
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    /// Carries out a command as if a view had given it back.
    pub fn command(&mut self, command: Command) {
        let ctx = self.harness.ctx.clone();
        self.harness.state_mut().carry_out(&ctx, command);
        self.settle();
    }

    /// Clicks what has this role and this label.
    pub fn click(&mut self, role: Role, label: &str) {
        self.harness.get_by_role_and_label(role, label).click();
        self.settle();
    }

    /// Presses a key.
    pub fn key(&mut self, key: egui::Key) {
        self.harness.key_press(key);
        self.settle();
    }

    /// Presses a key with modifiers.
    pub fn keys(&mut self, modifiers: egui::Modifiers, key: egui::Key) {
        self.harness.key_press_modifiers(modifiers, key);
        self.settle();
    }

    /// Types text into what has the keyboard.
    pub fn type_text(&mut self, text: &str) {
        self.harness.event(egui::Event::Text(text.to_owned()));
        self.settle();
    }

    /// Closes the window as the system's own button does, and draws one frame.
    pub fn close(&mut self) {
        let viewports = &mut self.harness.input_mut().viewports;
        viewports.entry(ViewportId::ROOT).or_default().events.push(ViewportEvent::Close);
        self.harness.step();
        self.harness.input_mut().viewports.entry(ViewportId::ROOT).or_default().events.clear();
    }

    /// Whether the system was asked for this in the last frame.
    pub fn asked_of_the_system(&self, command: &ViewportCommand) -> bool {
        let output = self.harness.output().viewport_output.get(&ViewportId::ROOT);
        output.is_some_and(|viewport| viewport.commands.contains(command))
    }

    /// Whether the window has itself closed before the background is at rest.
    pub fn closes_itself(&mut self) -> bool {
        let patience = Instant::now() + Duration::from_secs(60);
        loop {
            let was_busy = self.harness.state().is_busy();
            self.harness.step();
            if self.asked_of_the_system(&ViewportCommand::Close) {
                return true;
            }
            if !was_busy {
                return false;
            }
            assert!(Instant::now() < patience, "the background does not come to rest");
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    /// Whether anything on show is called this.
    pub fn shows(&self, label: &str) -> bool {
        self.harness.query_all_by_label(label).next().is_some()
    }

    /// Whether anything on show is called something that contains this.
    pub fn shows_part(&self, part: &str) -> bool {
        self.harness.query_all_by_label_contains(part).next().is_some()
    }

    /// The farm file, opened beside the window, to look at what was really stored.
    pub fn stored(&self) -> Farm {
        Farm::open(&self.folder.path().join("farm.salmonrun")).unwrap()
    }
}
