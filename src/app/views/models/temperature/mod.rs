//! The editor of a temperature profile: table and curve side by side, edited in either.
//!
//! - `draft`: what is edited, and the edits that can be taken back
//! - `editor`: the whole as it is drawn; `readings`: the table; `curve`: the curve that is dragged; `chart`: how
//!   temperatures are drawn
//! - `paste`: what comes out of a spreadsheet; `dialogs`: patterns, shifting, the coming year
mod chart;
mod curve;
mod dialogs;
mod draft;
mod editor;
mod paste;
mod readings;
mod words;

#[cfg(test)]
mod tests;
#[cfg(test)]
mod window_tests;

use chrono::NaiveDate;
use egui::{Id, Ui};
use std::sync::Arc;

use self::dialogs::FarmProfile;
use self::editor::{ProfileEditor, Surroundings};
use super::editor::Around;
use crate::app::command::Commands;
use crate::app::facts::{Facts, Loaded};
use crate::domain::fault::Fault;
use crate::domain::recipe::{PartKey, PartKind, RecipePart};
use crate::domain::temperature::{TemperatureProfile, TemperatureReading};
use crate::service::profiles::LoggerSeries;

/// What the fields of a profile hold. The readings are shared with the editor, for there may be thousands.
#[derive(Debug, Clone)]
pub struct TemperatureForm {
    readings: Arc<Vec<TemperatureReading>>,
}

impl PartialEq for TemperatureForm {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.readings, &other.readings) || self.readings == other.readings
    }
}

impl TemperatureForm {
    /// A new profile.
    pub fn blank(_facts: &Facts<'_>) -> Self {
        Self { readings: Arc::default() }
    }

    /// The fields of a stored profile.
    pub fn of(profile: &TemperatureProfile) -> Self {
        Self { readings: Arc::new(profile.readings.clone()) }
    }

    /// The fields that hold something that is not accepted, by their labels.
    pub fn wrong(&self, _facts: &Facts<'_>) -> Vec<String> {
        if self.readings.is_empty() { vec!["Readings".to_owned()] } else { Vec::new() }
    }

    /// The profile that the fields mean, called `name`; none while anything is not accepted.
    pub fn part(&self, name: &str, _facts: &Facts<'_>) -> Option<RecipePart> {
        let profile = TemperatureProfile { name: name.to_owned(), readings: self.readings.to_vec() };
        Some(RecipePart::Temperature(profile))
    }
}

/// What the editor remembers beside the fields.
#[derive(Debug, Default)]
pub struct TemperatureLook {
    open: Option<Open>,
    /// What it asked for in this frame.
    pub commands: Commands,
}

/// The editor of the profile that is open.
#[derive(Debug)]
struct Open {
    editor: ProfileEditor,
    /// The readings that fields and editor had in common last: where the fields have others now, they were changed from
    /// outside.
    common: Arc<Vec<TemperatureReading>>,
}

impl TemperatureLook {
    /// Draws the fields.
    pub fn ui(&mut self, ui: &mut Ui, form: &mut TemperatureForm, around: &Around<'_>) {
        // A profile has no date of its own; the one that was named for it is remembered while the program runs.
        let farm = &around.facts.farm.path;
        let remembered = Id::unique("date of day 1").with((farm, around.key));
        let open = self.open.get_or_insert_with(|| {
            let start: Option<NaiveDate> = ui.data(|data| data.get_temp(remembered));
            let editor = ProfileEditor::new(form.readings.clone(), start);
            Open { editor, common: form.readings.clone() }
        });
        if !Arc::ptr_eq(&form.readings, &open.common) {
            open.editor.go_to(&form.readings);
        }
        let profiles = profiles(&open.editor, around);
        let surroundings = Surroundings {
            can_edit: around.facts.can_write(),
            today: around.facts.today,
            profiles: &profiles,
        };
        open.editor.ui(ui, surroundings, &mut self.commands);
        form.readings = open.editor.readings().clone();
        open.common = form.readings.clone();
        let start = open.editor.start_date();
        ui.data_mut(|data| match start {
            Some(start) => {
                data.insert_temp(remembered, start);
            }
            None => data.remove::<NaiveDate>(remembered),
        });
    }

    /// Hears what logger files hold that were asked for.
    pub fn take_loggers(&mut self, loggers: &Result<Vec<LoggerSeries>, Fault>) {
        if let Some(open) = &mut self.open {
            open.editor.take_loggers(loggers);
        }
    }

    /// The names of the edits that would be taken back, or made again.
    pub fn next_steps(&self) -> (Option<&str>, Option<&str>) {
        self.open.as_ref().map_or((None, None), |open| (open.editor.next_undo(), open.editor.next_redo()))
    }

    /// Takes the last edit back; says whether there was one.
    pub fn undo(&mut self) -> bool {
        self.open.as_mut().is_some_and(|open| open.editor.undo())
    }

    /// Makes the edit again that was taken back last; says whether there was one.
    pub fn redo(&mut self) -> bool {
        self.open.as_mut().is_some_and(|open| open.editor.redo())
    }
}

/// The other profiles of the farm file, while a dialog offers them; those that it waits for are asked for.
fn profiles(editor: &ProfileEditor, around: &Around<'_>) -> Vec<FarmProfile> {
    let Some(wanted) = editor.wanted_profiles() else { return Vec::new() };
    let rows = around.facts.farm.temperature_profiles.iter();
    rows.filter(|row| around.key.id != Some(row.id))
        .map(|row| {
            let key = PartKey::new(PartKind::Temperature, row.id);
            let loaded = wanted.contains(&row.id).then(|| around.facts.library.parts.get(&key));
            let readings = match loaded {
                Some(Loaded::Ready(full)) => match &full.part {
                    RecipePart::Temperature(profile) => Some(Arc::new(profile.readings.clone())),
                    _ => None,
                },
                _ => None,
            };
            FarmProfile { id: row.id, name: row.name.clone(), readings }
        })
        .collect()
}
