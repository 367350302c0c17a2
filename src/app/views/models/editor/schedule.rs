//! Values that hold from a day on: typed row by row, pasted from a spreadsheet, or made by month.
use egui::{Event, Id, ScrollArea, Ui, vec2};

use crate::app::theme::{palette, size, space};
use crate::app::widgets::field::{DecimalField, IntegerField, Typed};
use crate::app::widgets::icon::Icon;
use crate::domain::accepted::{self, Range};

/// How wide the cells are.
const CELL: f32 = 96.0;
/// More rows than this scroll by themselves.
const MOST_ROWS_IN_SIGHT: usize = 26;

/// One entry, as it was typed.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ScheduleRow {
    day: Typed<i64>,
    value: Typed<f64>,
}

/// The entries, as they were typed.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ScheduleForm {
    rows: Vec<ScheduleRow>,
}

/// What the values of a schedule are.
#[derive(Debug, Clone, Copy)]
pub struct ScheduleOf<'a> {
    /// What the column of values is called: "TGC".
    pub value: &'a str,
    /// Which values are accepted.
    pub range: Range,
    /// What stands beside a value: what it comes to.
    pub beside: fn(f64) -> String,
}

impl ScheduleForm {
    /// The rows of these entries: the day from which each holds, and its value.
    pub fn of(items: impl Iterator<Item = (u32, f64)>) -> Self {
        let row = |(day, value): (u32, f64)| ScheduleRow {
            day: Typed::of(i64::from(day)),
            value: Typed::of(value),
        };
        Self { rows: items.map(row).collect() }
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.rows.len()
    }

    /// The rows that are not accepted, in words.
    pub fn wrong(&self, of: &ScheduleOf<'_>) -> Vec<String> {
        (0..self.rows.len())
            .filter(|place| self.trouble(*place, of).is_some())
            .map(|place| format!("row {} of the schedule", place + 1))
            .collect()
    }

    /// The entries in the order of their days; what is not accepted is left out.
    pub fn items(&self, range: Range) -> Vec<(u32, f64)> {
        let mut items: Vec<(u32, f64)> =
            self.rows.iter().filter_map(|row| Some((day_of(row)?, value_of(row, range)?))).collect();
        items.sort_by_key(|(day, _)| *day);
        items.dedup_by_key(|(day, _)| *day);
        items
    }

    /// Why a row is not accepted.
    fn trouble(&self, place: usize, of: &ScheduleOf<'_>) -> Option<String> {
        let row = self.rows.get(place)?;
        let Some(day) = day_of(row) else {
            return Some(format!("From day is a whole number, {}", accepted::CHANGE_DAY.words()));
        };
        if value_of(row, of.range).is_none() {
            return Some(format!("{} is a number, {}", of.value, of.range.words()));
        }
        let is_doubled = self.rows[..place].iter().any(|other| day_of(other) == Some(day));
        is_doubled.then(|| format!("Day {day} has a value already"))
    }

    /// Draws the rows; says whether "By month…" was asked for.
    pub fn ui(&mut self, ui: &mut Ui, of: &ScheduleOf<'_>) -> bool {
        let id = ui.scope_id().with("schedule");
        self.take_pasted(ui, id, of.range);
        if !self.rows.is_empty() {
            heads(ui, of);
            self.rows_ui(ui, id, of);
        }
        let mut by_month = false;
        ui.horizontal(|ui| {
            if ui.button("Add a day").clicked() {
                self.rows.push(ScheduleRow::default());
                let cell = id.with((self.rows.len() - 1, 0));
                ui.memory_mut(|memory| memory.request_focus(cell));
            }
            by_month = ui.button("By month…").clicked();
            if self.rows.len() > 1 && ui.button("Remove all days").clicked() {
                self.rows.clear();
            }
        });
        let muted = palette(ui.visuals()).text_muted;
        ui.colored_label(muted, "Columns copied from a spreadsheet can be pasted into a cell");
        by_month
    }

    fn rows_ui(&mut self, ui: &mut Ui, id: Id, of: &ScheduleOf<'_>) {
        let count = self.rows.len();
        let mut gone = None;
        if count <= MOST_ROWS_IN_SIGHT {
            for place in 0..count {
                if self.row(ui, place, id, of) {
                    gone = Some(place);
                }
            }
        } else {
            let height = MOST_ROWS_IN_SIGHT as f32 * size::ROW;
            let area = ScrollArea::vertical().id_salt(id).max_height(height).auto_shrink([false, true]);
            area.show_rows(ui, size::ROW, count, |ui, shown| {
                for place in shown {
                    if self.row(ui, place, id, of) {
                        gone = Some(place);
                    }
                }
            });
        }
        if let Some(place) = gone {
            self.rows.remove(place);
        }
    }

    /// Draws a row; says whether it is to be removed.
    fn row(&mut self, ui: &mut Ui, place: usize, id: Id, of: &ScheduleOf<'_>) -> bool {
        let trouble = self.trouble(place, of);
        let Some(row) = self.rows.get_mut(place) else { return false };
        let number = place + 1;
        let mut gone = false;
        ui.allocate_ui(vec2(ui.available_width(), size::ROW), |ui| {
            ui.horizontal_centered(|ui| {
                let label = format!("From day, row {number}");
                IntegerField::within(&label, &mut row.day, accepted::CHANGE_DAY).cell(
                    ui,
                    id.with((place, 0)),
                    CELL,
                );
                let label = format!("{}, row {number}", of.value);
                DecimalField::within(&label, &mut row.value, of.range).cell(ui, id.with((place, 1)), CELL);
                gone = Icon::Close.button(ui, &format!("Remove row {number}")).clicked();
                let colors = palette(ui.visuals());
                let is_untouched = row.day.text().is_empty() && row.value.text().is_empty();
                match (trouble, row.value.value()) {
                    (Some(trouble), _) if is_untouched => {
                        ui.add(
                            egui::Label::new(egui::RichText::new(trouble).color(colors.text_muted))
                                .truncate(),
                        );
                    }
                    (Some(trouble), _) => {
                        Icon::Warning.show(ui, colors.danger);
                        ui.add(
                            egui::Label::new(egui::RichText::new(trouble).color(colors.danger)).truncate(),
                        );
                    }
                    (None, Some(value)) => {
                        ui.colored_label(colors.text_muted, (of.beside)(value));
                    }
                    (None, None) => {}
                }
            });
        });
        gone
    }

    /// Takes several cells that are pasted into one: they fill it and those below and beside it.
    fn take_pasted(&mut self, ui: &Ui, id: Id, range: Range) {
        let Some(focused) = ui.memory(egui::Memory::focused) else { return };
        let cells = (0..self.rows.len()).flat_map(|place| [(place, 0), (place, 1)]);
        let Some((place, column)) = cells.into_iter().find(|cell| id.with(*cell) == focused) else { return };
        let pasted = ui.input_mut(|input| {
            let is_table = |event: &Event| matches!(event, Event::Paste(text) if is_of_several_cells(text));
            let at = input.events.iter().position(is_table)?;
            match input.events.remove(at) {
                Event::Paste(text) => Some(text),
                _ => None,
            }
        });
        if let Some(text) = pasted {
            self.fill(place, column, &text, range);
        }
    }

    /// Fills the cells from this one on with what was copied from a spreadsheet.
    fn fill(&mut self, place: usize, column: usize, text: &str, range: Range) {
        for (i, line) in lines_of(text).into_iter().enumerate() {
            let at = place + i;
            if at >= self.rows.len() {
                self.rows.resize_with(at + 1, ScheduleRow::default);
            }
            let row = &mut self.rows[at];
            for (cell, to) in line.into_iter().zip(column..2) {
                match to {
                    0 => row.day = Typed::typed(&cell),
                    _ => row.value = decimal(&cell, range),
                }
            }
        }
    }
}

fn heads(ui: &mut Ui, of: &ScheduleOf<'_>) {
    let muted = palette(ui.visuals()).text_muted;
    ui.horizontal(|ui| {
        ui.spacing_mut().interact_size.y = size::CLICK;
        for head in ["From day", of.value] {
            ui.allocate_ui_with_layout(
                vec2(CELL, size::CLICK),
                egui::Layout::right_to_left(egui::Align::Center),
                |ui| {
                    ui.add_space(space::S);
                    ui.colored_label(muted, head);
                },
            );
        }
    });
}

fn day_of(row: &ScheduleRow) -> Option<u32> {
    let day = row.day.value().filter(|day| accepted::CHANGE_DAY.holds(*day as f64))?;
    u32::try_from(day).ok()
}

fn value_of(row: &ScheduleRow, range: Range) -> Option<f64> {
    row.value.value().filter(|value| range.holds(*value))
}

fn is_of_several_cells(text: &str) -> bool {
    text.trim_end().contains(['\n', '\r', '\t'])
}

/// The lines of what was copied, each as its cells; a name over a column is passed over.
fn lines_of(text: &str) -> Vec<Vec<String>> {
    let has_digit = |line: &&str| line.contains(|c: char| c.is_ascii_digit());
    let lines = text.lines().flat_map(|line| line.split('\r')).map(str::trim).filter(has_digit);
    lines.map(|line| line.split(['\t', ';']).map(|cell| cell.trim().to_owned()).collect()).collect()
}

/// A number of a spreadsheet. "2,925" is two thousand in some countries and nearly three in others: what is accepted
/// decides.
pub fn decimal(text: &str, range: Range) -> Typed<f64> {
    let typed = Typed::<f64>::typed(text);
    if typed.value().is_some_and(|value| range.holds(value)) {
        return typed;
    }
    let with_point = Typed::<f64>::typed(&text.replace(',', "."));
    if with_point.value().is_some_and(|value| range.holds(value)) { with_point } else { typed }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of() -> ScheduleOf<'static> {
        ScheduleOf { value: "TGC", range: accepted::STAGE_TGC, beside: |_| String::new() }
    }

    #[test]
    fn a_column_of_a_spreadsheet_fills_the_cells_below() {
        let mut form = ScheduleForm::of([(1, 2.0), (31, 2.1)].into_iter());
        form.fill(0, 1, "TGC\r\n2,92\r\n3,12\r\n4,39\r\n", of().range);
        assert_eq!(form.count(), 3);
        assert_eq!(form.rows[2].value.value(), Some(4.39));
        assert_eq!(form.wrong(&of()), ["row 3 of the schedule"], "the third has no day yet");
        form.fill(2, 0, "62", of().range);
        assert_eq!(form.items(of().range), [(1, 2.92), (31, 3.12), (62, 4.39)]);
    }

    #[test]
    fn days_and_values_are_pasted_together() {
        let mut form = ScheduleForm::default();
        form.fill(0, 0, "1\t2.92\n31\t3.12\n", of().range);
        assert_eq!(form.items(of().range), [(1, 2.92), (31, 3.12)]);
    }

    #[test]
    fn what_a_comma_means_is_decided_by_what_is_accepted() {
        assert_eq!(decimal("2,925", accepted::STAGE_TGC).value(), Some(2.925));
        assert_eq!(decimal("2,925", accepted::BOUND_WEIGHT_G).value(), Some(2925.0));
        assert_eq!(decimal("about 3", accepted::STAGE_TGC).value(), None);
    }

    #[test]
    fn a_day_that_has_a_value_already_is_refused() {
        let form = ScheduleForm::of([(1, 2.0), (1, 2.1)].into_iter());
        assert_eq!(form.trouble(1, &of()).as_deref(), Some("Day 1 has a value already"));
    }

    #[test]
    fn rows_in_any_order_are_kept_in_the_order_of_their_days() {
        let form = ScheduleForm::of([(62, 3.0), (1, 2.0)].into_iter());
        assert_eq!(form.items(of().range), [(1, 2.0), (62, 3.0)]);
    }
}
