//! What the program remembers from one day to the next: the farm files that were open, and how the window looks.
//!
//! A small JSON file in the platform's config folder. It is a convenience: where it cannot be read or written, the
//! program works without it.
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

use crate::domain::fault::{Fault, FaultKind, Outcome};
use crate::domain::goal_weights::GoalWeights;

/// The name of the file.
const FILE_NAME: &str = "preferences.json";
/// How many farm files are remembered.
const MOST_RECENT: usize = 10;

/// Light, dark, or as the system has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ThemeChoice {
    /// As the system has it.
    #[default]
    System,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

/// What is remembered.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Preferences {
    /// Light, dark or the system's.
    pub theme: ThemeChoice,
    /// Zoom of the window; none is normal.
    pub zoom: Option<f32>,
    /// Farm files that were open lately, the last one first.
    pub recent_files: Vec<PathBuf>,
    /// What was chosen for the last report.
    pub report: ReportPreferences,
    /// The weights that the farm grows its fish towards.
    pub goals: GoalWeights,
}

/// What was chosen for the last report, in the words of the command line; what is not known any more is as it comes.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ReportPreferences {
    /// The endings of the formats.
    pub formats: Vec<String>,
    /// The sections that were left out.
    pub left_out: Vec<String>,
    /// The paper.
    pub paper: String,
    /// How long a step of the table is.
    pub every: String,
    /// How numbers are written.
    pub numbers: String,
    /// Where reports go; none means beside the farm file.
    pub folder: Option<PathBuf>,
}

impl Preferences {
    /// Reads what was remembered in this folder. Nothing readable there is nothing remembered.
    #[must_use]
    pub fn load(folder: &Path) -> Self {
        let text = std::fs::read_to_string(folder.join(FILE_NAME)).unwrap_or_default();
        let mut loaded: Self = serde_json::from_str(&text).unwrap_or_default();
        if loaded.goals.check().is_err() {
            loaded.goals = GoalWeights::default();
        }
        loaded
    }

    /// Writes it down in this folder, whole or not at all.
    ///
    /// # Errors
    /// If the folder cannot be written.
    pub fn save(&self, folder: &Path) -> Outcome<()> {
        let write = || {
            std::fs::create_dir_all(folder)?;
            let half_made = folder.join(format!("{FILE_NAME}.{}", std::process::id()));
            std::fs::write(&half_made, serde_json::to_string_pretty(self)?)?;
            std::fs::rename(half_made, folder.join(FILE_NAME))
        };
        write().map_err(|error: std::io::Error| {
            Fault::new(
                FaultKind::Io,
                format!("what was open last cannot be remembered: {error}"),
                "Look whether the folder can be written",
            )
            .at(folder.display().to_string())
        })
    }

    /// Puts a farm file first among those that were open.
    pub fn remember(&mut self, farm_file: &Path) {
        let path = std::path::absolute(farm_file).unwrap_or_else(|_| farm_file.to_owned());
        self.recent_files.retain(|known| *known != path);
        self.recent_files.insert(0, path);
        self.recent_files.truncate(MOST_RECENT);
    }

    /// The farm file that was open last.
    #[must_use]
    pub fn last_file(&self) -> Option<&Path> {
        self.recent_files.first().map(PathBuf::as_path)
    }
}

/// The platform's folder for this program's preferences, if it has one. `SALMON_RUN_CONFIG_DIR` names another, for
/// a program that is carried on a stick.
#[must_use]
pub fn preferences_folder() -> Option<PathBuf> {
    if let Some(folder) = std::env::var_os("SALMON_RUN_CONFIG_DIR").filter(|folder| !folder.is_empty()) {
        return Some(folder.into());
    }
    directories::ProjectDirs::from("", "", "salmon-run").map(|dirs| dirs.config_dir().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_remembered_comes_back_and_the_last_file_is_first() {
        let folder = tempfile::tempdir().unwrap();
        let mut preferences =
            Preferences { theme: ThemeChoice::Dark, zoom: Some(1.25), ..Preferences::default() };
        for name in ["/a.salmonrun", "/b.salmonrun", "/a.salmonrun"] {
            preferences.remember(Path::new(name));
        }
        preferences.save(&folder.path().join("deep")).unwrap();
        let loaded = Preferences::load(&folder.path().join("deep"));
        assert_eq!(loaded, preferences);
        assert_eq!(loaded.recent_files.len(), 2);
        assert!(loaded.last_file().unwrap().ends_with("a.salmonrun"));
    }

    #[test]
    fn a_damaged_file_is_nothing_remembered() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(Preferences::load(folder.path()), Preferences::default());
        std::fs::write(folder.path().join(FILE_NAME), "{\"theme\":").unwrap();
        assert_eq!(Preferences::load(folder.path()), Preferences::default());
    }
}
