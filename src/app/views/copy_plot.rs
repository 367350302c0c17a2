//! Copying a plot as a picture: which one.
use egui::Ui;

use crate::domain::measure::Measure;
use crate::report::PlotOf;

/// A button that opens the list of plots; `copy` gets the chosen one. Differences are there where runs are compared.
pub fn menu(ui: &mut Ui, has_differences: bool, mut copy: impl FnMut(PlotOf)) {
    ui.menu_button("Copy plot", |ui| {
        let differences = Measure::ALL.into_iter().filter(|_| has_differences);
        let all = Measure::ALL
            .into_iter()
            .map(|measure| (measure.name().to_owned(), PlotOf::Measure(measure)))
            .chain(
                differences
                    .map(|measure| (format!("{}, difference", measure.name()), PlotOf::Difference(measure))),
            );
        for (name, of) in all {
            if ui.button(name).clicked() {
                copy(of);
                ui.close();
            }
        }
    });
}
