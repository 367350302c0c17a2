//! Values that single stages have instead of the model's: a line for each stage, empty where the model's counts.
use egui::{Ui, vec2};

use crate::app::theme::{palette, size};
use crate::app::widgets::field::{DecimalField, Typed};
use crate::domain::accepted::Range;
use crate::domain::lifecycle::LifecycleStage;

/// How wide the cells are.
const CELL: f32 = 96.0;

/// The values of stages that have one, as they were typed.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct StageValues {
    values: Vec<(String, Typed<f64>)>,
}

impl StageValues {
    /// The values of these stages.
    pub fn of(items: impl Iterator<Item = (String, f64)>) -> Self {
        Self { values: items.map(|(stage, value)| (stage, Typed::of(value))).collect() }
    }

    /// The stages whose value is not accepted.
    pub fn wrong(&self, what: &str, range: Range) -> Vec<String> {
        let is_wrong = |typed: &Typed<f64>| typed.value().is_none_or(|value| !range.holds(value));
        let wrong = self.values.iter().filter(|(_, typed)| is_wrong(typed));
        wrong.map(|(stage, _)| format!("{what} of {stage}")).collect()
    }

    /// The stages with their values, in the order of the lifecycle; what is not accepted is left out.
    pub fn items(&self, range: Range, stages: &[LifecycleStage]) -> Vec<(String, f64)> {
        let accepted = |(stage, typed): &(String, Typed<f64>)| {
            let value = typed.value().filter(|value| range.holds(*value))?;
            Some((stage.clone(), value))
        };
        let mut items: Vec<(String, f64)> = self.values.iter().filter_map(accepted).collect();
        items.sort_by_key(|(name, _)| stages.iter().position(|stage| stage.name == *name));
        items
    }

    /// Draws a line for each stage; `beside` says what a value comes to.
    pub fn ui(
        &mut self,
        ui: &mut Ui,
        what: &str,
        range: Range,
        stages: &[LifecycleStage],
        beside: fn(f64) -> String,
    ) {
        let id = ui.scope_id().with(("stage values", what));
        let unknown = self.values.iter().map(|(name, _)| name.clone());
        let mut names: Vec<String> = stages.iter().map(|stage| stage.name.clone()).collect();
        let unknown: Vec<String> = unknown.filter(|name| !names.contains(name)).collect();
        names.extend(unknown);
        for name in names {
            ui.horizontal(|ui| {
                ui.spacing_mut().interact_size.y = size::ROW;
                ui.allocate_ui(vec2(size::FIELD, size::ROW), |ui| {
                    ui.set_width(size::FIELD);
                    ui.add(egui::Label::new(&name).truncate());
                });
                let place = self.values.iter().position(|(stage, _)| *stage == name);
                let mut typed = place.map(|place| self.values[place].1.clone()).unwrap_or_default();
                let label = format!("{what} of {name}");
                DecimalField::within(&label, &mut typed, range).optional().cell(ui, id.with(&name), CELL);
                let muted = palette(ui.visuals()).text_muted;
                ui.colored_label(muted, typed.value().map_or("as the model".to_owned(), beside));
                match (place, typed.text().trim().is_empty()) {
                    (Some(place), true) => {
                        self.values.remove(place);
                    }
                    (Some(place), false) => self.values[place].1 = typed,
                    (None, true) => {}
                    (None, false) => self.values.push((name, typed)),
                }
            });
        }
    }
}
