//! How far a batch lies from its run: now, on average and at most, in each of its figures.
use egui::{Align, Grid, Layout, ScrollArea, Ui};

use super::overview::ahead_in_words;
use crate::app::theme::{palette, semibold, space};
use crate::app::widgets::icon::Icon;
use crate::app::widgets::table;
use crate::domain::display::{
    self, NO_VALUE, percent_difference, plural, quantities, quantity_difference, quantity_differences,
};
use crate::domain::quantity::Quantity;
use crate::service::{FigureVariance, Growth, SIGNIFICANT_PERCENT, Variance};

/// Takes a figure out of the variance.
type Take = fn(&Variance) -> &FigureVariance;

/// The figures that are held against the run.
const FIGURES: [(&str, Quantity, Take); 4] = [
    ("Mean weight", Quantity::WeightG, |of| &of.weight_g),
    ("Fish", Quantity::Count, |of| &of.population),
    ("Biomass", Quantity::BiomassKg, |of| &of.biomass_kg),
    ("Feed so far", Quantity::FeedKg, |of| &of.cumulative_feed_kg),
];

/// Draws the table.
pub fn ui(ui: &mut Ui, growth: &Growth) {
    let Some(variance) = &growth.variance else {
        table::muted(ui, "Batch and run share no day, so nothing can be held against it");
        return;
    };
    let muted = palette(ui.visuals()).text_muted;
    ScrollArea::both().id_salt("variance").auto_shrink(false).show(ui, |ui| {
        let days = plural(variance.days, "day", "days");
        let on = display::date(variance.weight_g.current.date);
        ui.label(format!(
            "On {on}, {} · over the {days} that batch and run share",
            ahead_in_words(variance.ahead)
        ));
        ui.add_space(space::S);
        Grid::new("variance").num_columns(10).spacing([space::L, space::S]).striped(true).show(ui, |ui| {
            for (head, about) in [
                ("", ""),
                ("Actual", "What was on that day"),
                ("Run", "What the run says of that day"),
                ("Now", "By how much it is more than the run says, on that day"),
                ("%", "The same in percent"),
                ("Mean", "Mean of the differences over all days that batch and run share"),
                ("%", "Mean of the differences in percent"),
                ("Largest", "The largest difference on any day, either way"),
                ("%", "The same in percent"),
                ("on", "The day of the largest difference"),
            ] {
                let is_number = !matches!(head, "" | "on");
                let layout = if is_number {
                    Layout::right_to_left(Align::Center)
                } else {
                    Layout::left_to_right(Align::Center)
                };
                let label = ui.with_layout(layout, |ui| ui.colored_label(muted, head)).inner;
                if !about.is_empty() {
                    label.on_hover_text(about);
                }
            }
            ui.end_row();
            for (name, quantity, of) in FIGURES {
                row(ui, name, quantity, of(variance));
            }
        });
        ui.add_space(space::M);
        let note = format!(
            "More than {} either way stands out. A run that several batches are pinned to has another number of fish than \
             each of them, and so another biomass and feed",
            display::percent(SIGNIFICANT_PERCENT, 0)
        );
        ui.colored_label(muted, note);
    });
}

fn row(ui: &mut Ui, name: &str, quantity: Quantity, figure: &FigureVariance) {
    let values = [Some(figure.current.actual), Some(figure.current.planned)];
    let read = quantities(&values, quantity);
    let differences = quantity_differences(
        &[Some(figure.current.difference()), Some(figure.mean_difference)],
        &values,
        quantity,
    );
    ui.label(semibold(name));
    for value in [read[0].to_string(), read[1].to_string(), differences[0].to_string()] {
        number(ui, value);
    }
    percent_cell(ui, figure.current.percent(), true);
    number(ui, differences[1].to_string());
    percent_cell(ui, figure.mean_percent, false);
    number(ui, quantity_difference(figure.largest.difference(), quantity).to_string());
    percent_cell(ui, figure.largest.percent(), false);
    ui.label(display::date(figure.largest.date));
    ui.end_row();
}

/// A cell of numbers, which stand under each other from the right.
fn right(ui: &mut Ui, contents: impl FnOnce(&mut Ui)) {
    ui.with_layout(Layout::right_to_left(Align::Center), contents);
}

fn number(ui: &mut Ui, text: impl Into<egui::WidgetText>) {
    right(ui, |ui| {
        ui.label(text);
    });
}

/// A share in percent; one that needs a person with a sign beside its colour.
fn percent_cell(ui: &mut Ui, percent: Option<f64>, is_now: bool) {
    let Some(value) = percent else { return number(ui, NO_VALUE) };
    let text = percent_difference(value, 1).to_string();
    if !is_now || value.abs() <= SIGNIFICANT_PERCENT {
        return number(ui, text);
    }
    let color = palette(ui.visuals()).warning;
    right(ui, |ui| {
        ui.spacing_mut().item_spacing.x = space::XS;
        ui.label(semibold(text).color(color));
        Icon::Warning.show(ui, color);
    });
}
