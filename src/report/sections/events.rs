//! What happens in the runs: weights that are reached, changes of stage, and what was noted.
use crate::domain::display;
use crate::domain::quantity::Quantity;
use crate::engine::target_words::{Reached, TargetRow};
use crate::report::blocks::{Block, Cell, CellValue, Column, ColumnKind, Table};
use crate::report::contents::Contents;

impl Contents<'_> {
    /// When each weight is reached, per run.
    pub(in crate::report) fn targets_blocks(&self) -> Vec<Block> {
        if self.targets.is_empty() {
            return vec![Block::Says("No run grows to one of the usual weights".to_owned())];
        }
        let row = |row: &TargetRow| {
            let weight =
                Cell::number(row.weight_g, Some(Quantity::WeightG), self.say(display::weight(row.weight_g)));
            std::iter::once(weight)
                .chain(row.runs.iter().map(|reached| self.reached_cell(*reached)))
                .collect()
        };
        let later = if self.has_several() { ", and how much later that is than in the baseline" } else { "" };
        vec![Block::Table(Table {
            name: "When weights are reached".to_owned(),
            caption: format!("The first day on which the mean weight is at least this{later}"),
            columns: self.columns_of_runs("Weight", ColumnKind::Number),
            rows: self.targets.iter().map(row).collect(),
        })]
    }

    fn reached_cell(&self, reached: Reached) -> Cell {
        let words = reached.words();
        let value = match reached {
            Reached::On { date, .. } => CellValue::Date(date),
            Reached::FromTheStart | Reached::Never => CellValue::None,
        };
        Cell { text: words.value, value, ..Cell::default() }
            .note(self.say(words.day))
            .note(self.say(words.difference))
            .note(self.say(words.by_date))
    }

    /// When the fish of each run enter another stage.
    pub(in crate::report) fn stages_blocks(&self) -> Vec<Block> {
        let mut rows = Vec::new();
        for (place, run) in self.compared.runs.iter().enumerate() {
            for change in &run.summary.stage_transitions {
                let day = f64::from(change.day_number);
                rows.push(vec![
                    Cell::text(self.names.name(place)),
                    Cell::text(&change.from),
                    Cell::text(&change.to),
                    Cell::number(day, None, self.say(display::count(day))),
                    Cell::date(change.date),
                    Cell::number(
                        change.weight_g,
                        Some(Quantity::WeightG),
                        self.say(display::weight(change.weight_g)),
                    ),
                ]);
            }
        }
        if rows.is_empty() {
            return vec![Block::Says("The fish stay in the stage they start in".to_owned())];
        }
        use ColumnKind::{Number, Text};
        vec![Block::Table(Table {
            name: "Changes of stage".to_owned(),
            caption: "The days on which the fish enter another stage, with their mean weight at the start of the day"
                .to_owned(),
            columns: [
                ("Run", Text),
                ("From", Text),
                ("To", Text),
                ("Day", Number),
                ("Date", Number),
                ("Weight", Number),
            ]
            .map(|(head, kind)| Column::new(head, kind))
            .into(),
            rows,
        })]
    }

    /// What was noted while each run was computed, in the words in which it was kept.
    pub(in crate::report) fn warnings_blocks(&self) -> Vec<Block> {
        let mut blocks = Vec::new();
        for (place, run) in self.compared.runs.iter().enumerate() {
            blocks.push(Block::Heading(self.names.name(place).to_owned()));
            blocks.push(if run.detail.warnings.is_empty() {
                Block::Note("Nothing was noted while it ran".to_owned())
            } else {
                Block::Items(run.detail.warnings.clone())
            });
        }
        blocks
    }
}
