//! The runs in one look, their key figures and their plots.
use crate::domain::display::{self, NO_VALUE};
use crate::engine::comparison::KeyFigure;
use crate::engine::figure_words::FigureWords;
use crate::report::blocks::{Block, Cell, Column, ColumnKind, Note, RunLine, Table, Tone};
use crate::report::contents::Contents;

impl Contents<'_> {
    /// What a planner would say of each run first.
    pub(in crate::report) fn look_blocks(&self) -> Vec<Block> {
        let line = |(place, head): (usize, &crate::report::contents::RunHead<'_>)| RunLine {
            place,
            name: self.names.name(place).to_owned(),
            role: self.role(place),
            sentence: display::sentence(&head.sentence),
        };
        vec![Block::Runs(self.runs.iter().enumerate().map(line).collect())]
    }

    /// All figures of all runs, each with its difference to the baseline.
    pub(in crate::report) fn figures_blocks(&self) -> Vec<Block> {
        let figures = &self.compared.comparison.key_figures;
        let row = |(figure, words): (&KeyFigure, &Vec<FigureWords>)| {
            let cells = words.iter().enumerate().map(|(place, words)| figure_cell(figure, place, words));
            std::iter::once(Cell::text(figure.label)).chain(cells).collect()
        };
        let caption = if self.has_several() {
            "Each run with its difference to the baseline, plain and in percent"
        } else {
            "What the run comes to"
        };
        vec![Block::Table(Table {
            name: "Key figures".to_owned(),
            caption: caption.to_owned(),
            columns: self.columns_of_runs("Figure", ColumnKind::Number),
            rows: figures.iter().zip(&self.figures).map(row).collect(),
        })]
    }

    /// A column for what a row is about, and one a run.
    pub(super) fn columns_of_runs(&self, first: &str, kind: ColumnKind) -> Vec<Column> {
        let column = |place| Column { head: self.names.name(place).to_owned(), note: self.role(place), kind };
        std::iter::once(Column::new(first, ColumnKind::Text)).chain(self.places().map(column)).collect()
    }

    /// The measures of all runs, and what each has more than the baseline.
    pub(in crate::report) fn plots_blocks(&self) -> Vec<Block> {
        let days =
            if self.common_start().is_some() { "" } else { ". Days count from each run’s own start" };
        let marks = format!(
            "Bands show the stages of {}. Dashed level lines are weights that are aimed at, with a dot where a run reaches one{days}",
            self.names.short(0)
        );
        let (measures, differences) = {
            let all = self.plots();
            let at = all.len().min(6);
            (all[..at].to_vec(), all[at..].to_vec())
        };
        let mut blocks = vec![Block::Legend, Block::Note(marks), Block::Plots(measures)];
        if !differences.is_empty() {
            blocks.push(Block::Heading(format!("How much more than {}", self.names.name(0))));
            blocks.push(Block::Plots(differences));
        }
        blocks
    }
}

fn figure_cell(figure: &KeyFigure, place: usize, words: &FigureWords) -> Cell {
    let Some(value) = figure.values.get(place).copied().flatten() else { return Cell::text(NO_VALUE) };
    let mut cell = Cell::number(value, Some(figure.quantity), &words.value);
    if words.difference.is_empty() {
        return cell;
    }
    let value = figure.differences.get(place).copied().flatten();
    cell.notes.push(Note { text: words.difference.clone(), value, tone: Tone::Plain });
    cell = cell.note(&words.share);
    match words.is_better {
        Some(true) => {
            cell.notes.push(Note { text: "▲ better".to_owned(), value: None, tone: Tone::Better });
        }
        Some(false) => cell.notes.push(Note { text: "▼ worse".to_owned(), value: None, tone: Tone::Worse }),
        None => {}
    }
    cell
}
