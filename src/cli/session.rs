//! What commands share: who acts, on which farm file, and where the answer goes.
use std::path::{Path, PathBuf};

use super::output::Out;
use super::stop::{Done, Stop};
use super::{Global, OpenWindow};
use crate::domain::accepted;
use crate::domain::fault::{Fault, FaultKind, Outcome};
use crate::domain::goal_weights::GoalWeights;
use crate::service::{Farm, Preferences, preferences_folder};

/// One call of the program.
pub struct Session<'a> {
    /// Where the answer goes.
    pub out: Out,
    /// Who acts.
    pub user: String,
    file: Option<PathBuf>,
    window: &'a OpenWindow,
}

impl<'a> Session<'a> {
    /// A call with these global options.
    pub(super) fn new(global: Global, window: &'a OpenWindow) -> Outcome<Self> {
        let user = global.user.or_else(|| whoami::username().ok()).unwrap_or_else(|| "unknown".to_owned());
        accepted::check_name("--user", &user)?;
        Ok(Self { out: Out::to_stdout(global.json), user, file: global.file, window })
    }

    /// The farm file that was named with `--file`.
    pub fn named_file(&self) -> Option<&PathBuf> {
        self.file.as_ref()
    }

    /// The farm file that is meant: the one named, else the one that was open last.
    pub fn farm_file(&self) -> Outcome<PathBuf> {
        let last = || Some(preferences()?.1.last_file()?.to_owned());
        self.file.clone().or_else(last).ok_or_else(|| {
            Fault::new(
                FaultKind::FileMissing,
                "no farm file is named, and none was open before",
                "Name one with `--file FILE`, or make one with `salmon-run --file farm.salmonrun new`",
            )
        })
    }

    /// Opens the farm file that is meant, and remembers it.
    pub fn farm(&self) -> Outcome<Farm> {
        let farm = Farm::open(&self.farm_file()?)?.acting_as(&self.user);
        remember(&farm);
        Ok(farm)
    }

    /// The weights that the farm grows its fish towards, as they were set in the window.
    pub fn goals(&self) -> GoalWeights {
        preferences().map_or_else(GoalWeights::default, |(_, preferences)| preferences.goals)
    }

    /// The file that a window opens with: the one named, else the last one if it is still there.
    pub fn window_file(&self) -> Option<PathBuf> {
        self.file.clone().or_else(|| self.farm_file().ok().filter(|file| file.exists()))
    }

    /// Opens the window and returns when it is closed.
    pub fn show_window(&mut self, file: Option<&Path>) -> Done {
        self.out.flush()?;
        if !has_screen() {
            return Err(Stop::Fault(Fault::new(
                FaultKind::Io,
                "there is no screen to open the window on",
                "Work on the command line (`salmon-run --help`), or set DISPLAY or WAYLAND_DISPLAY",
            )));
        }
        (self.window)(file, &self.user).map_err(|error| {
            Stop::Fault(Fault::new(
                FaultKind::Io,
                error.to_string(),
                "Install or update the graphics driver, or work on the command line: `salmon-run --help`",
            ))
        })
    }
}

/// Whether a window could be seen. Windows and macOS always have a screen; elsewhere the environment says where it is.
pub fn has_screen() -> bool {
    let is_set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    cfg!(any(windows, target_os = "macos")) || is_set("DISPLAY") || is_set("WAYLAND_DISPLAY")
}

fn preferences() -> Option<(PathBuf, Preferences)> {
    let folder = preferences_folder()?;
    let preferences = Preferences::load(&folder);
    Some((folder, preferences))
}

/// Remembers the farm file as the last one. That it cannot be remembered is no reason to fail what was asked for.
pub fn remember(farm: &Farm) {
    if let Some((folder, mut preferences)) = preferences() {
        let before = preferences.clone();
        preferences.remember(farm.path());
        if preferences != before
            && let Err(fault) = preferences.save(&folder)
        {
            log::warn!("{fault}");
        }
    }
}
