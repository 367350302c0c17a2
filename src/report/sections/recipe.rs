//! What differs between the recipes, and the recipes themselves.
use serde_json::Value;
use std::collections::HashMap;

use crate::domain::display::{self, NO_VALUE};
use crate::domain::parameter;
use crate::domain::temperature::TemperatureProfile;
use crate::engine::parameter_diff::parameters;
use crate::engine::parameter_words::{NOT_KEPT, ParameterCell};
use crate::report::blocks::{Block, Cell, CellValue, Column, ColumnKind, Table};
use crate::report::contents::Contents;

/// So many readings of a profile stand beside each other.
const READINGS: usize = 10;

impl Contents<'_> {
    /// Every parameter in which the runs do not agree, with the plot of profiles.
    pub(in crate::report) fn recipe_blocks(&self) -> Vec<Block> {
        if !self.has_several() {
            return Vec::new();
        }
        let mut blocks = Vec::new();
        if !self.without_inputs.is_empty() {
            blocks.push(Block::Says(format!(
                "The inputs of {} were not kept, as the run is from before runs existed: only its results can be compared",
                self.without_inputs.join(", ")
            )));
        }
        if self.parameters.is_empty() {
            if self.without_inputs.len() + 1 < self.runs.len() {
                blocks.push(Block::Says("Nothing differs: the runs have the same inputs".to_owned()));
            }
            return blocks;
        }
        let row = |row: &crate::engine::parameter_words::ParameterRow| {
            let name = Cell::text(&row.name).note(&row.path);
            std::iter::once(name).chain(row.cells.iter().map(difference_cell)).collect()
        };
        blocks.push(Block::Table(Table {
            name: "What differs".to_owned(),
            caption: "Every parameter in which the runs do not agree".to_owned(),
            columns: self.columns_of_runs("Parameter", ColumnKind::Text),
            rows: self.parameters.iter().map(row).collect(),
        }));
        let profiles = self.profile_plots();
        if !profiles.is_empty() {
            blocks.push(Block::Heading("Temperature profiles".to_owned()));
            blocks.push(Block::Plots(profiles));
        }
        blocks
    }

    /// All parameters of all runs, and the readings of every profile that they use.
    pub(in crate::report) fn appendix_blocks(&self) -> Vec<Block> {
        let recipes: Vec<Option<Vec<(String, Value)>>> =
            self.compared.runs.iter().map(|run| run.detail.snapshot.as_ref().map(parameters)).collect();
        let mut order: Vec<&str> = Vec::new();
        for (path, _) in recipes.iter().flatten().flatten() {
            if !order.contains(&path.as_str()) {
                order.push(path);
            }
        }
        if order.is_empty() {
            return vec![Block::Says("The inputs of these runs were not kept".to_owned())];
        }
        let recipes: Vec<Option<HashMap<&str, &Value>>> = recipes
            .iter()
            .map(|recipe| {
                recipe
                    .as_ref()
                    .map(|recipe| recipe.iter().map(|(path, value)| (path.as_str(), value)).collect())
            })
            .collect();
        let cell = |path: &str, recipe: &Option<HashMap<&str, &Value>>| match recipe {
            None => Cell::text(NOT_KEPT),
            Some(recipe) => self.value_cell(path, recipe.get(path).copied().unwrap_or(&Value::Null)),
        };
        let row = |path: &&str| {
            let mut cells: Vec<Cell> = recipes.iter().map(|recipe| cell(path, recipe)).collect();
            let base = cells.first().map(|cell| cell.text.clone());
            for cell in &mut cells {
                cell.is_strong = Some(&cell.text) != base.as_ref() && cell.text != NOT_KEPT;
            }
            std::iter::once(Cell::text(parameter::name(path)).note(*path)).chain(cells).collect()
        };
        let mut blocks = vec![Block::Table(Table {
            name: "Parameters".to_owned(),
            caption: "Everything that each run was made from".to_owned(),
            columns: self.columns_of_runs("Parameter", ColumnKind::Text),
            rows: order.iter().map(row).collect(),
        })];
        for (profile, runs) in self.distinct_profiles() {
            let whose: Vec<&str> = runs.iter().map(|run| self.names.short(*run)).collect();
            blocks.push(Block::Table(self.readings(profile, &whose.join(", "))));
        }
        blocks
    }

    fn value_cell(&self, path: &str, value: &Value) -> Cell {
        let words = parameter::value(path, value);
        let text = if value.is_string() { words } else { self.say(words) };
        let value = value.as_f64().map_or(CellValue::None, |number| CellValue::Number(number, None));
        Cell { text, value, ..Cell::default() }
    }

    /// Every temperature profile of the runs once, with the places of the runs that read it.
    pub fn distinct_profiles(&self) -> Vec<(&TemperatureProfile, Vec<usize>)> {
        let mut found: Vec<(&TemperatureProfile, Vec<usize>)> = Vec::new();
        for (place, run) in self.compared.runs.iter().enumerate() {
            let Some(snapshot) = &run.detail.snapshot else { continue };
            let inputs = snapshot.inputs();
            let later = inputs.model_changes.iter().filter_map(|change| change.new_tgc_model.as_ref());
            for profile in
                std::iter::once(&inputs.tgc_model).chain(later).map(|model| &model.temperature_profile)
            {
                match found.iter_mut().find(|(known, _)| *known == profile) {
                    Some((_, runs)) if runs.last() == Some(&place) => {}
                    Some((_, runs)) => runs.push(place),
                    None => found.push((profile, vec![place])),
                }
            }
        }
        found
    }

    /// The readings of a profile, ten in a row where its days follow each other.
    fn readings(&self, profile: &TemperatureProfile, whose: &str) -> Table {
        let mut rows: Vec<Vec<Cell>> = Vec::new();
        let mut previous = None;
        for reading in &profile.readings {
            let starts = rows.last().is_none_or(|row| row.len() > READINGS)
                || previous.is_none_or(|day: u32| day + 1 != reading.day_number);
            if starts {
                let day = f64::from(reading.day_number);
                rows.push(vec![Cell::number(day, None, self.say(display::count(day)))]);
            }
            previous = Some(reading.day_number);
            let number = self.say(display::exact(reading.temperature_c));
            if let Some(row) = rows.last_mut() {
                row.push(Cell::number(reading.temperature_c, None, number));
            }
        }
        for row in &mut rows {
            row.resize(READINGS + 1, Cell::default());
        }
        let head = |place: usize| match place {
            0 => Column::new("From day", ColumnKind::Number),
            1 => Column::new("°C", ColumnKind::Number),
            place => Column::new(format!("+{}", place - 1), ColumnKind::Number),
        };
        Table {
            name: format!("Temperature profile {}", profile.name),
            caption: format!(
                "Temperature profile {} of {whose}: its readings in °C, ten days in a row",
                profile.name
            ),
            columns: (0..=READINGS).map(head).collect(),
            rows,
        }
    }
}

fn difference_cell(cell: &ParameterCell) -> Cell {
    let text = if cell.words.is_empty() { NO_VALUE.to_owned() } else { cell.words.clone() };
    let value = cell.value.as_f64().map_or(CellValue::None, |number| CellValue::Number(number, None));
    Cell { text, value, is_strong: cell.is_other, notes: Vec::new() }.note(&cell.profile)
}
