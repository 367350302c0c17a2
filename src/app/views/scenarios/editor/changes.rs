//! Models that take over on a later day.
use egui::{Id, Response, RichText, Ui};

use super::fields::{refused, section};
use super::form::{ChangeForm, Form};
use crate::app::facts::Facts;
use crate::app::theme::{palette, size, space};
use crate::app::widgets::field::IntegerField;
use crate::app::widgets::icon::Icon;
use crate::app::widgets::model_picker::ModelPicker;
use crate::domain::accepted;
use crate::domain::fault::Fault;
use crate::domain::plan::ModelRow;

/// Draws the scheduled model changes.
pub fn ui(ui: &mut Ui, form: &mut Form, fault: Option<&Fault>, facts: &Facts<'_>) {
    section(ui, "Model changes");
    ui.scope(|ui| {
        if form.changes.is_empty() {
            let muted = palette(ui.visuals()).text_muted;
            ui.label(RichText::new("The three models hold from the first day to the last").color(muted));
        }
    });
    let mut gone = None;
    let added = Id::unique("added model change");
    let is_added = ui.data_mut(|data| data.remove_temp::<bool>(added)).is_some();
    let count = form.changes.len();
    for place in 0..count {
        let trouble = form.change_trouble(place);
        let is_after_end = form.is_after_end(place);
        let Some(change) = form.changes.get_mut(place) else { continue };
        let is_untouched = change.day.text().is_empty();
        let (day, remove) = row(ui, place, change, facts);
        if is_added && place + 1 == count {
            day.request_focus();
        }
        if remove {
            gone = Some(place);
        }
        let colors = palette(ui.visuals());
        ui.scope(|ui| {
            if let Some(trouble) = trouble {
                // A change that nobody has typed into is not a mistake yet.
                if is_untouched {
                    ui.colored_label(colors.text_muted, trouble);
                } else {
                    line(ui, &trouble, colors.danger);
                }
            } else if is_after_end {
                line(ui, "After the end of the scenario, so it has no effect", colors.warning);
            }
        });
        refused(ui, fault, &[&format!("model_changes[{place}]")]);
        ui.add_space(space::XS);
    }
    if let Some(place) = gone {
        form.changes.remove(place);
    }
    let add = ui.button("Add a model change");
    if add.clicked() {
        form.changes.push(ChangeForm::default());
        ui.data_mut(|data| data.insert_temp(added, true));
    }
    if is_added {
        add.scroll_to_me(None);
    }
}

/// One change: gives the field of its day, and whether it is to be removed.
fn row(ui: &mut Ui, place: usize, change: &mut ChangeForm, facts: &Facts<'_>) -> (Response, bool) {
    let number = place + 1;
    let mut remove = false;
    let row = ui.horizontal_top(|ui| {
        let label = format!("Change {number} from day");
        let day = IntegerField::within(&label, &mut change.day, accepted::CHANGE_DAY).show(ui);
        let mut pick = |kind: &str, models: &[ModelRow], chosen: &mut Option<i64>| {
            ui.vertical(|ui| {
                ui.set_width(size::FIELD);
                let muted = palette(ui.visuals()).text_muted;
                ui.horizontal(|ui| {
                    ui.spacing_mut().interact_size.y = size::CLICK;
                    ui.label(RichText::new(format!("New {kind} model")).color(muted));
                });
                let label = format!("Change {number} new {kind} model");
                let picker =
                    ModelPicker { label: &label, models, none: Some("No change"), width: size::FIELD };
                if let Some(picked) = picker.show(ui, *chosen) {
                    *chosen = picked;
                }
            });
        };
        pick("TGC", &facts.farm.tgc_models, &mut change.tgc);
        pick("FCR", &facts.farm.fcr_models, &mut change.fcr);
        pick("mortality", &facts.farm.mortality_models, &mut change.mortality);
        ui.vertical(|ui| {
            // On the line of the fields, not of their labels.
            ui.add_space(size::CLICK + space::S);
            remove = Icon::Close.button(ui, &format!("Remove change {number}")).clicked();
        });
        day
    });
    (row.inner, remove)
}

fn line(ui: &mut Ui, text: &str, color: egui::Color32) {
    ui.horizontal(|ui| {
        Icon::Warning.show(ui, color);
        ui.colored_label(color, text);
    });
}
