//! Choosing a model out of those of the farm file.
use egui::{Button, ComboBox, RichText, Role, Ui, WidgetInfo};

use super::combo::ShowList as _;
use super::table;
use crate::app::theme::{palette, size};
use crate::domain::display;
use crate::domain::plan::ModelRow;

/// How wide the list of models is: a name, and what tells it from others of that name.
const LIST_WIDTH: f32 = 560.0;

/// A list of models to choose from.
#[derive(Debug, Clone, Copy)]
#[must_use = "a picker is drawn with `show`"]
pub struct ModelPicker<'a> {
    /// What it is called; unique in its view.
    pub label: &'a str,
    /// The models.
    pub models: &'a [ModelRow],
    /// What none is called, where none can be chosen.
    pub none: Option<&'a str>,
    /// How wide it is.
    pub width: f32,
}

impl ModelPicker<'_> {
    /// Draws the picker without its label; gives what was chosen in this frame.
    pub fn show(self, ui: &mut Ui, chosen: Option<i64>) -> Option<Option<i64>> {
        let current = self.models.iter().find(|row| Some(row.id) == chosen);
        let text = current.map_or(self.none.unwrap_or("Choose a model"), |row| row.name.as_str());
        let combo = ComboBox::from_id_salt(self.label)
            .width(self.width)
            .truncate()
            .selected_text(text)
            .show_list(ui, |ui| {
                ui.set_min_width(LIST_WIDTH);
                let mut picked = None;
                if let Some(none) = self.none
                    && ui.selectable_label(chosen.is_none(), none).clicked()
                {
                    picked = Some(None);
                }
                for row in self.models {
                    if model(ui, row, Some(row.id) == chosen) {
                        picked = Some(Some(row.id));
                    }
                }
                if picked.is_some() {
                    ui.close();
                }
                picked
            });
        let response = combo.response;
        response.widget_info(|| WidgetInfo::labeled(Role::ComboBox, ui.is_enabled(), self.label));
        ui.ctx().accesskit_node_builder(response.id, |node| node.set_value(text));
        let about = current.map_or(String::new(), |row| format!("{}\n{}", row.name, row.gist));
        if !about.is_empty() {
            response.on_hover_text(about);
        }
        combo.inner.flatten()
    }

    /// Draws the picker under its label.
    pub fn labelled(self, ui: &mut Ui, chosen: Option<i64>) -> Option<Option<i64>> {
        ui.vertical(|ui| {
            ui.set_width(self.width);
            let muted = palette(ui.visuals()).text_muted;
            ui.horizontal(|ui| {
                ui.spacing_mut().interact_size.y = size::CLICK;
                ui.label(RichText::new(self.label).color(muted));
            });
            let picked = self.show(ui, chosen);
            if let Some(row) = self.models.iter().find(|row| Some(row.id) == chosen) {
                table::muted(ui, row.gist.as_str());
            }
            picked
        })
        .inner
    }
}

/// One model of the list: its name, what tells it from others, and how many scenarios share it.
fn model(ui: &mut Ui, row: &ModelRow, is_chosen: bool) -> bool {
    ui.horizontal(|ui| {
        let button = ui.add(Button::selectable(is_chosen, row.name.as_str()));
        let used = match row.used_by {
            0 => "not used".to_owned(),
            n => format!("used by {}", display::plural(n as usize, "scenario", "scenarios")),
        };
        table::muted(ui, format!("{} · {used}", row.gist));
        button.clicked()
    })
    .inner
}
