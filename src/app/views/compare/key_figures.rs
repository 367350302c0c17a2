//! The key figures of all runs, with their differences to the baseline and what those mean.
use egui::Ui;

use super::runs_table::{Cursor, NUMBER, RunsTable};
use super::shown::Shown;
use super::table_row::{CellText, TableRow};
use crate::app::theme::size;
use crate::app::views::run_plots::RunNames;
use crate::service::{FigureWords, KeyFigure, RunComparison};

/// Width of the figures' names.
const NAMES: f32 = 164.0;

/// The figures of a comparison as they are read.
pub(super) fn rows(comparison: &RunComparison, names: &RunNames) -> Vec<TableRow> {
    let figures = comparison.comparison.key_figures.iter();
    figures.map(|figure| TableRow::new(figure.label.to_owned(), names, cells(figure))).collect()
}

fn cells(figure: &KeyFigure) -> Vec<CellText> {
    let cell = |words: FigureWords| CellText {
        value: words.value,
        difference: words.difference,
        share: words.share,
        is_better: words.is_better,
        ..CellText::default()
    };
    figure.words().into_iter().map(cell).collect()
}

/// The tab with the key figures.
#[derive(Debug, Default)]
pub(super) struct KeyFiguresTab {
    cursor: Cursor,
}

impl KeyFiguresTab {
    /// Draws the tab.
    pub fn ui(&mut self, ui: &mut Ui, shown: &Shown) {
        let table = RunsTable {
            name: "Key figures",
            first: "Figure",
            first_width: NAMES,
            names: &shown.names,
            runs: shown.runs().len(),
            row_height: size::CLICK,
            has_differences: true,
            value_width: NUMBER,
        };
        table.show(ui, &mut self.cursor, &shown.figures, |_, _, _| {});
    }
}
