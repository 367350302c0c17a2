//! What the observations of a batch say: the fitted models.
use egui::{Grid, ScrollArea, Ui};

use crate::app::theme::{palette, semibold, space};
use crate::domain::display::{self, NO_VALUE, number, plural, ratio, tgc};
use crate::service::{Calibration, Fitted, Growth};

/// TGC, FCR and mortality as they were observed.
pub fn calibration(ui: &mut Ui, growth: &Growth, calibration: &Calibration) {
    let muted = palette(ui.visuals()).text_muted;
    let inputs = growth.plan.recipe.inputs();
    let words = |fitted: Option<Fitted>, write: fn(f64) -> String| match fitted {
        None => (NO_VALUE.to_owned(), NO_VALUE.to_owned()),
        Some(fitted) => {
            let error =
                fitted.error.map_or_else(|| NO_VALUE.to_owned(), |error| format!("± {}", write(error)));
            (write(fitted.value), error)
        }
    };
    let rate: fn(f64) -> String = |percent| format!("{} %", number(percent, 4));
    let of = |fitted: Option<Fitted>, one: &str, many: &str| {
        fitted.map_or_else(
            || "not enough was observed".to_owned(),
            |f| format!("from {}", plural(f.observations, one, many)),
        )
    };
    let rows = [
        (
            "TGC",
            words(calibration.tgc, tgc),
            tgc(inputs.tgc_model.tgc_value),
            of(calibration.tgc, "measured weight", "measured weights"),
        ),
        (
            "FCR",
            words(calibration.fcr, ratio),
            NO_VALUE.to_owned(),
            of(calibration.fcr, "interval with all its feed", "intervals with all their feed"),
        ),
        (
            "Mortality a day",
            words(calibration.daily_mortality_percent, rate),
            NO_VALUE.to_owned(),
            of(calibration.daily_mortality_percent, "day counted", "days counted"),
        ),
    ];
    ScrollArea::vertical().id_salt("calibration").auto_shrink(false).show(ui, |ui| {
        Grid::new("fitted models").num_columns(5).spacing([space::L, space::S]).show(ui, |ui| {
            for head in ["", "Observed", "Error (95 %)", "In the plan", ""] {
                ui.colored_label(muted, head);
            }
            ui.end_row();
            for (name, (value, error), planned, from) in rows {
                ui.label(semibold(name));
                ui.label(value);
                ui.label(error);
                ui.label(planned);
                ui.colored_label(muted, from);
                ui.end_row();
            }
        });
        if calibration.residuals.is_empty() {
            return;
        }
        ui.add_space(space::M);
        ui.label(semibold("Each measured weight against the fitted TGC"));
        Grid::new("residuals").num_columns(5).spacing([space::L, space::XS]).striped(true).show(ui, |ui| {
            for head in ["Date", "Pen", "Measured", "Fitted", "Off by"] {
                ui.colored_label(muted, head);
            }
            ui.end_row();
            for at in &calibration.residuals {
                ui.label(display::date(at.date));
                ui.label(if at.pen.is_empty() { NO_VALUE } else { &at.pen });
                ui.label(display::weight(at.measured_g).to_string());
                ui.label(display::weight(at.fitted_g).to_string());
                let percent = 100.0 * (at.measured_g - at.fitted_g) / at.fitted_g;
                ui.label(display::percent_difference(percent, 1).to_string());
                ui.end_row();
            }
        });
    });
}
