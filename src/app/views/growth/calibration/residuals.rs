//! How far each measured weight lies from the fit, and the TGC from one weight to the next.
use egui::Ui;
use std::sync::Arc;

use crate::app::theme::{palette, semibold, space};
use crate::app::widgets::plots::{
    Axis, LineLook, LinkedPlots, PlotSeries, PlotSpec, PlotsLook, Target, ticks,
};
use crate::app::widgets::table::{self, Column, Table, TableState};
use crate::domain::display::{self, NO_VALUE, tgc};
use crate::service::{Calibration, Growth, Residual};

/// Height of the two plots, and of the table below them.
const PLOTS_HEIGHT: f32 = 240.0;
const TABLE_HEIGHT: f32 = 260.0;

const COLUMNS: [Column; 5] = [
    Column::text("Date", 104.0).unsorted(),
    Column::text("Pen", 120.0).unsorted(),
    Column::number("Measured", 96.0).unsorted(),
    Column::number("Fitted", 96.0).unsorted(),
    Column::number("Off by", 96.0).unsorted().tooltip("How much heavier than the fit says"),
];

/// The plots and the table, made once for a state of the batch.
pub struct Residuals {
    linked: LinkedPlots,
    made_of: Option<(Arc<Growth>, bool)>,
    specs: Vec<PlotSpec>,
    table: TableState<usize>,
    rows: Vec<usize>,
}

impl Default for Residuals {
    fn default() -> Self {
        Self {
            linked: LinkedPlots::new("residuals"),
            made_of: None,
            specs: Vec::new(),
            table: TableState::default(),
            rows: Vec::new(),
        }
    }
}

impl std::fmt::Debug for Residuals {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Residuals").finish_non_exhaustive()
    }
}

impl Residuals {
    /// Draws them; nothing where no weight was fitted.
    pub fn ui(&mut self, ui: &mut Ui, growth: &Arc<Growth>, calibration: &Calibration) {
        let residuals = &calibration.residuals;
        if residuals.is_empty() {
            return;
        }
        self.make(ui, growth, calibration);
        ui.label(semibold("Each measured weight against the fitted TGC"));
        ui.allocate_ui(egui::vec2(ui.available_width(), PLOTS_HEIGHT), |ui| {
            let look = PlotsLook { axis: Axis::Dates, ..PlotsLook::new(ui) };
            self.linked.show(ui, &self.specs, &look);
        });
        ui.add_space(space::M);
        let name = |row: usize| residuals.get(row).map_or(String::new(), |at| display::date(at.date));
        Table::new("Measured weights", &COLUMNS).height(TABLE_HEIGHT).show(
            ui,
            &mut self.table,
            &self.rows,
            name,
            |ui, row, column| {
                if let Some(at) = residuals.get(row) {
                    cell(ui, at, column);
                }
            },
        );
    }

    fn make(&mut self, ui: &Ui, growth: &Arc<Growth>, calibration: &Calibration) {
        let is_dark = ui.visuals().dark_mode;
        if self.made_of.as_ref().is_some_and(|(of, dark)| Arc::ptr_eq(of, growth) && *dark == is_dark) {
            return;
        }
        let colors = palette(ui.visuals());
        let mut pens: Vec<&str> = calibration.residuals.iter().map(|at| at.pen.as_str()).collect();
        pens.sort_unstable();
        pens.dedup();
        let look = |pen: &str| pens.binary_search(&pen).unwrap_or(0);
        let series = |pen: &str, mut points: Vec<(f64, f64)>| {
            points.sort_by(|a, b| a.0.total_cmp(&b.0));
            let (x, y): (Vec<f64>, Vec<f64>) = points.into_iter().unzip();
            let name = if pen.is_empty() { "Whole batch".to_owned() } else { format!("Pen {pen}") };
            PlotSeries {
                short: name.clone(),
                name,
                color: colors.series(look(pen)),
                baseline: false,
                line: LineLook::Points,
                x: x.into(),
                y: y.into(),
            }
        };
        let mut off = PlotSpec::new("residuals", "Measured weight off the fit", "%");
        off.from_zero = false;
        off.targets = vec![Target { y: 0.0, label: "The fit".to_owned() }];
        let mut between = PlotSpec::new("intervals", "TGC from one weight to the next", "");
        between.from_zero = false;
        between.format = ticks::hundredths;
        if let Some(fit) = calibration.tgc {
            between.targets = vec![
                Target { y: fit.value, label: format!("Fitted {}", tgc(fit.value)) },
                Target { y: fit.planned, label: format!("Planned {}", tgc(fit.planned)) },
            ];
        }
        for pen in &pens {
            let of_pen = calibration.residuals.iter().filter(|at| at.pen == *pen);
            off.series
                .push(series(pen, of_pen.map(|at| (ticks::day_of(at.date), off_percent(at))).collect()));
            let of_pen = calibration.intervals.iter().filter(|at| at.pen == *pen);
            between.series.push(series(pen, of_pen.map(|at| (ticks::day_of(at.to), at.tgc_value)).collect()));
        }
        self.specs = vec![off, between];
        self.rows = (0..calibration.residuals.len()).collect();
        self.linked.set_view(None);
        self.made_of = Some((Arc::clone(growth), is_dark));
    }
}

fn off_percent(at: &Residual) -> f64 {
    100.0 * (at.measured_g - at.fitted_g) / at.fitted_g
}

fn cell(ui: &mut Ui, at: &Residual, column: usize) {
    table::text(
        ui,
        match column {
            0 => display::date(at.date),
            1 if at.pen.is_empty() => NO_VALUE.to_owned(),
            1 => at.pen.clone(),
            2 => display::weight(at.measured_g).to_string(),
            3 => display::weight(at.fitted_g).to_string(),
            _ => display::percent_difference(off_percent(at), 1).to_string(),
        },
    );
}
