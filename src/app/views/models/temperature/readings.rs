//! The table of readings: a day a row, the temperature typed in its cell.
use egui::{Align2, Id, Key, Modifiers, TextEdit, Ui};

use super::draft::{Draft, Gesture};
use super::words;
use crate::app::theme::{palette, size, space};
use crate::app::widgets::field::{IntegerField, Typed};
use crate::app::widgets::table::{self, Column, Table, TableState};
use crate::app::widgets::{field, icon::Icon};
use crate::domain::{accepted, display};
use crate::service::profiles::read_temperature;

const BY_DAY: [Column; 3] = [
    Column::number("Day", 64.0).unsorted(),
    Column::number("°C", 88.0).unsorted(),
    Column::text("Gap before", 88.0)
        .unsorted()
        .takes_rest()
        .tooltip("Days without a reading before this one"),
];
const BY_DATE: [Column; 4] = [
    Column::number("Day", 48.0).unsorted(),
    Column::text("Date", 88.0).unsorted(),
    Column::number("°C", 76.0).unsorted(),
    Column::text("Gap before", 84.0)
        .unsorted()
        .takes_rest()
        .tooltip("Days without a reading before this one"),
];

/// A cell that is typed in.
#[derive(Debug)]
struct Cell {
    day: u32,
    text: String,
    /// It gets the keyboard when it is drawn next.
    is_new: bool,
}

/// What became of a cell in this frame.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Typing {
    GoesOn,
    Taken { goes_down: bool },
    LeftAlone,
}

/// The table with what is typed into it.
#[derive(Debug, Default)]
pub struct Readings {
    table: TableState<u32>,
    cell: Option<Cell>,
    new_day: Typed<i64>,
    new_temperature: Typed<f64>,
    /// Why what was typed is not taken.
    trouble: String,
}

impl Readings {
    /// The selected day.
    pub fn selected(&self) -> Option<u32> {
        self.table.cursor()
    }

    /// Selects a day and brings it into sight.
    pub fn select(&mut self, day: u32) {
        self.table.set_cursor(Some(day));
    }

    /// Forgets days that have no reading any more.
    pub fn follow(&mut self, draft: &Draft) {
        self.table.retain(|day| draft.place(day).is_some());
        if self.cell.as_ref().is_some_and(|cell| draft.place(cell.day).is_none()) {
            self.cell = None;
        }
    }

    /// Draws the table and the row that adds to it.
    pub fn ui(&mut self, ui: &mut Ui, draft: &mut Draft, can_edit: bool) {
        let below = if can_edit { field_height() } else { 0.0 } + self.trouble_height();
        let height = (ui.available_height() - below).max(size::ROW * 4.0);
        self.rows(ui, draft, can_edit, height);
        if !self.trouble.is_empty() {
            ui.horizontal(|ui| {
                let danger = palette(ui.visuals()).danger;
                Icon::Warning.show(ui, danger);
                ui.add(egui::Label::new(egui::RichText::new(&self.trouble).color(danger)).wrap());
            });
        }
        if can_edit {
            self.adding(ui, draft);
        }
    }

    fn trouble_height(&self) -> f32 {
        if self.trouble.is_empty() { 0.0 } else { size::ROW + space::XS }
    }

    fn rows(&mut self, ui: &mut Ui, draft: &mut Draft, can_edit: bool, height: f32) {
        let has_dates = draft.start().is_some();
        let (name, columns): (&str, &[Column]) =
            if has_dates { ("Readings by date", &BY_DATE) } else { ("Readings", &BY_DAY) };
        let mut table = Table::new(name, columns).height(height);
        if can_edit {
            table = table.checkable();
        }
        // Read before the table uses the keys itself.
        let typed = if can_edit { typed_digit(ui) } else { None };
        let mut typing = Typing::GoesOn;
        let cell = &mut self.cell;
        let output = table.show(
            ui,
            &mut self.table,
            draft.days(),
            |row| draft.days().get(row).map_or(String::new(), |day| words::reading(draft, *day)),
            |ui, row, column| {
                let Some(reading) = draft.readings().get(row) else { return };
                let day = reading.day_number;
                match (column, has_dates) {
                    (0, _) => {
                        table::text(ui, display::count(f64::from(day)));
                    }
                    (1, true) => {
                        table::text(ui, draft.date(day).map_or(String::new(), display::date));
                    }
                    (1, false) | (2, true) => match cell.as_mut().filter(|cell| cell.day == day) {
                        Some(cell) => typing = edit(ui, cell),
                        None => {
                            table::text(ui, display::number(reading.temperature_c, 2));
                        }
                    },
                    _ => {
                        let gaps = draft.gaps();
                        let place = gaps.partition_point(|gap| gap.to_day + 1 < day);
                        if let Some(gap) = gaps.get(place).filter(|gap| gap.to_day + 1 == day) {
                            table::muted(ui, words::gap(*gap));
                        }
                    }
                }
            },
        );
        self.take(draft, typing);
        if !can_edit {
            return;
        }
        if let Some(day) = output.opened {
            self.open(draft, day, None);
        }
        if output.has_focus && self.cell.is_none() {
            if let (Some(text), Some(day)) = (typed, self.table.cursor()) {
                self.open(draft, day, Some(text));
            }
            if is_pressed(ui, Key::Delete) {
                self.remove(draft);
            }
        }
    }

    /// Begins to type in the cell of a day: what is there, or what was typed.
    fn open(&mut self, draft: &Draft, day: u32, text: Option<String>) {
        let now = || draft.temperature(day).map_or(String::new(), words::degrees);
        self.cell = Some(Cell { day, text: text.unwrap_or_else(now), is_new: true });
        self.table.set_cursor(Some(day));
        self.trouble.clear();
    }

    /// Takes what was typed: Enter goes on to the next day, as in a spreadsheet.
    fn take(&mut self, draft: &mut Draft, typing: Typing) {
        let goes_down = match typing {
            Typing::GoesOn => return,
            Typing::LeftAlone => {
                self.cell = None;
                self.trouble.clear();
                return self.table.request_focus();
            }
            Typing::Taken { goes_down } => goes_down,
        };
        let Some(cell) = self.cell.take() else { return };
        let range = accepted::TEMPERATURE_C;
        match read_temperature(&cell.text).filter(|value| range.holds(*value)) {
            Some(temperature_c) => {
                draft.set(cell.day, temperature_c, Gesture::Single);
                self.trouble.clear();
                if goes_down {
                    let next = draft.place(cell.day).and_then(|place| draft.days().get(place + 1));
                    self.table.set_cursor(Some(next.copied().unwrap_or(cell.day)));
                    self.table.request_focus();
                }
            }
            None => {
                self.trouble = format!(
                    "\"{}\" on day {} is not accepted; accepted is {}",
                    cell.text,
                    cell.day,
                    words_of(range)
                );
                self.table.request_focus();
            }
        }
    }

    /// The checked readings, else the selected one.
    pub fn chosen(&self) -> Vec<u32> {
        self.table.chosen()
    }

    /// Takes the checked readings out, else the selected one.
    pub fn remove(&mut self, draft: &mut Draft) {
        let gone = self.table.chosen();
        let at = gone.first().and_then(|day| draft.place(*day));
        draft.remove(&gone);
        self.table.set_checked(Vec::new());
        let beside = at.and_then(|at| draft.days().get(at).or_else(|| draft.days().last()));
        self.table.set_cursor(beside.copied());
    }

    /// Day and temperature of a reading that is not there yet.
    fn adding(&mut self, ui: &mut Ui, draft: &mut Draft) {
        ui.horizontal_top(|ui| {
            let day = ui
                .scope(|ui| {
                    IntegerField::within("New day", &mut self.new_day, accepted::READING_DAY)
                        .optional()
                        .show(ui)
                })
                .inner;
            let temperature = field::DecimalField::within(
                "Temperature",
                &mut self.new_temperature,
                accepted::TEMPERATURE_C,
            )
            .optional()
            .show(ui);
            let is_entered = (day.lost_focus() || temperature.lost_focus())
                && ui.input(|input| input.key_pressed(Key::Enter));
            ui.vertical(|ui| {
                // On the line of the fields, not of their labels.
                ui.add_space(size::CLICK + space::S);
                let both = self.new_day.value().zip(self.new_temperature.value());
                let add = ui.add_enabled(both.is_some(), egui::Button::new("Add"));
                let pressed = add.on_hover_text("Add a reading").clicked() || is_entered;
                if let (true, Some((new_day, temperature_c))) = (pressed, both) {
                    let Ok(new_day) = u32::try_from(new_day) else { return };
                    if draft.place(new_day).is_some() {
                        self.trouble = format!("Day {new_day} has a reading already; change it in the table");
                        return;
                    }
                    draft.set(new_day, temperature_c, Gesture::Single);
                    self.trouble.clear();
                    self.select(new_day);
                    self.new_day = Typed::of(i64::from(new_day) + 1);
                    self.new_temperature = Typed::default();
                    day.request_focus();
                }
            });
        });
    }
}

fn words_of(range: accepted::Range) -> String {
    range.words().replace('-', "−")
}

/// The height of a labelled field.
fn field_height() -> f32 {
    size::CLICK + size::ROW + 3.0 * space::XS + space::S
}

fn is_pressed(ui: &Ui, key: Key) -> bool {
    !ui.ctx().text_edit_focused() && ui.input_mut(|input| input.consume_key(Modifiers::NONE, key))
}

/// A digit or a minus that was typed while no field has the keyboard: it begins a temperature.
fn typed_digit(ui: &Ui) -> Option<String> {
    if ui.ctx().text_edit_focused() {
        return None;
    }
    ui.input(|input| {
        input.events.iter().find_map(|event| match event {
            egui::Event::Text(text) => text
                .starts_with(|c: char| c.is_ascii_digit() || "-\u{2212}.,".contains(c))
                .then(|| text.clone()),
            _ => None,
        })
    })
}

/// The cell that is typed in.
fn edit(ui: &mut Ui, cell: &mut Cell) -> Typing {
    let id = Id::unique("temperature cell").with(cell.day);
    let edit = TextEdit::singleline(&mut cell.text)
        .id(id)
        .align(Align2::RIGHT_CENTER)
        .desired_width(ui.available_width() - space::S);
    let output = edit.show(ui);
    let response = &output.response.response;
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_label(format!("Temperature on day {}", cell.day));
    });
    if std::mem::take(&mut cell.is_new) {
        response.request_focus();
        // What is typed goes on behind what is there.
        let mut state = output.state;
        let end = egui::text::CCursor::new(cell.text.chars().count());
        state.cursor.set_char_range(Some(egui::text::CCursorRange::one(end)));
        state.store(ui.ctx(), response.id);
        return Typing::GoesOn;
    }
    if !response.lost_focus() {
        return Typing::GoesOn;
    }
    let (enter, escape) = ui.input(|input| (input.key_pressed(Key::Enter), input.key_pressed(Key::Escape)));
    if escape { Typing::LeftAlone } else { Typing::Taken { goes_down: enter } }
}
