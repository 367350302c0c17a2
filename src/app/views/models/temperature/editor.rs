//! The editor as it is drawn: figures, buttons, table and curve.
use chrono::NaiveDate;
use std::sync::Arc;

use egui::{Button, Event, Frame, Label, Rect, RichText, ScrollArea, Ui, UiBuilder, vec2};

use super::curve::{Curve, Edit};
use super::dialogs::{FarmProfile, Made, PatternDialog, ShiftDialog, YearDialog};
use super::draft::Draft;
use super::paste::{self, Notice};
use super::readings::Readings;
use super::words;
use crate::app::command::Commands;
use crate::app::theme::{palette, size, space};
use crate::app::widgets::field::DateField;
use crate::app::widgets::icon::Icon;
use crate::app::widgets::info_tip::info_tip;
use crate::app::widgets::key_figure::{self, KeyFigure};
use crate::app::widgets::modal::Shown;
use crate::domain::accepted;
use crate::domain::display::{self, plural, sentence};
use crate::domain::fault::Fault;
use crate::domain::temperature::TemperatureReading;
use crate::service::DateOrder;
use crate::service::profiles::{LoggerSeries, fill_gaps};

/// What can be done with the curve, for whoever asks.
const ABOUT_CURVE: &str = "Drag a reading up or down to change it; double-click where there is none to add one. Drag \
    beside the readings to move through the days, hold Ctrl and turn the wheel to zoom. With the keyboard: ← and → to \
    the reading before and after, with Shift by 7, with Ctrl by 30; ↑ and ↓ by 0.1 °C, with Shift by 1 °C; Delete to \
    take it out; + and − to zoom, 0 to see all days.";
/// The table takes this much of the width, the curve the rest.
const TABLE_WIDTH: f32 = 376.0;
/// Lower than this neither table nor curve is of use; then the editor scrolls.
const LEAST_HEIGHT: f32 = 264.0;

/// What the editor is told of the farm file, and of the day.
#[derive(Debug, Clone, Copy)]
pub struct Surroundings<'a> {
    /// Whether anything may be changed.
    pub can_edit: bool,
    /// Today, for new dates.
    pub today: NaiveDate,
    /// The profiles of the farm file, for the coming year.
    pub profiles: &'a [FarmProfile],
}

/// The dialog that is open.
#[derive(Debug)]
enum Dialog {
    Pattern(Box<PatternDialog>),
    Shift(Box<ShiftDialog>),
    Year(Box<YearDialog>),
}

/// The editor of one profile.
#[derive(Debug)]
pub struct ProfileEditor {
    pub(super) draft: Draft,
    pub(super) readings: Readings,
    pub(super) curve: Curve,
    dialog: Option<Dialog>,
    notice: Option<Notice>,
}

impl ProfileEditor {
    /// An editor of these readings. `start_date` is the date of day 1 where it is known.
    pub fn new(readings: Arc<Vec<TemperatureReading>>, start_date: Option<NaiveDate>) -> Self {
        // The first reading is selected, so that the table begins where the profile does, wherever one was before.
        let mut table = Readings::default();
        if let Some(first) = readings.first() {
            table.select(first.day_number);
        }
        Self {
            draft: Draft::of(readings, start_date),
            readings: table,
            curve: Curve::default(),
            dialog: None,
            notice: None,
        }
    }

    /// The readings as they are edited.
    pub fn readings(&self) -> &Arc<Vec<TemperatureReading>> {
        self.draft.shared()
    }

    /// The date of day 1, where it is named.
    pub fn start_date(&self) -> Option<NaiveDate> {
        self.draft.start()
    }

    /// Goes to other readings: changes that were discarded, or what the farm file holds now. It can be taken back.
    pub fn go_to(&mut self, readings: &[TemperatureReading]) {
        if readings == self.draft.readings() {
            return;
        }
        self.draft.replace("going back to what is saved".to_owned(), readings.to_vec(), None);
        self.notice = None;
    }

    /// The name of the edit that Ctrl+Z would take back.
    pub fn next_undo(&self) -> Option<&str> {
        self.draft.next_undo()
    }

    /// The name of the edit that Ctrl+Shift+Z would make again.
    pub fn next_redo(&self) -> Option<&str> {
        self.draft.next_redo()
    }

    /// Takes the last edit back; says whether there was one.
    pub fn undo(&mut self) -> bool {
        let undone = self.draft.undo();
        self.say(undone.map(|name| format!("Undone: {name}")))
    }

    /// Makes the edit again that was taken back last; says whether there was one.
    pub fn redo(&mut self) -> bool {
        let redone = self.draft.redo();
        self.say(redone.map(|name| format!("Done again: {name}")))
    }

    fn say(&mut self, said: Option<String>) -> bool {
        let is_done = said.is_some();
        if let Some(said) = said {
            self.notice = Some(Notice::Said(said));
        }
        is_done
    }

    /// Hears what logger files hold that were asked for in a dialog.
    pub fn take_loggers(&mut self, loggers: &Result<Vec<LoggerSeries>, Fault>) {
        if let Some(Dialog::Year(dialog)) = &mut self.dialog {
            dialog.take(loggers);
        }
    }

    /// The profiles of the farm file that a dialog waits for; none if no dialog offers any.
    pub fn wanted_profiles(&self) -> Option<Vec<i64>> {
        match &self.dialog {
            Some(Dialog::Year(dialog)) => Some(dialog.wanted().collect()),
            _ => None,
        }
    }

    /// Draws the editor.
    pub fn ui(&mut self, ui: &mut Ui, around: Surroundings<'_>, commands: &mut Commands) {
        // Before a button can open one: what it offers is gathered when it is drawn first.
        self.show_dialog(ui, around, commands);
        self.readings.follow(&self.draft);
        self.hear_paste(ui, around);
        let room = ui.available_height();
        let area = ScrollArea::vertical().id_salt("profile").auto_shrink(false);
        area.show(ui, |ui| {
            self.head(ui, around);
            ui.add_space(space::XS);
            self.toolbar(ui, around);
            self.say_notice(ui, around);
            ui.add_space(space::S);
            let used = ui.min_rect().height();
            self.table_and_curve(ui, around, (room - used - space::S).max(LEAST_HEIGHT));
        });
    }

    /// The date of day 1, and the figures that the profile is known by.
    fn head(&mut self, ui: &mut Ui, around: Surroundings<'_>) {
        ui.horizontal_top(|ui| {
            ui.add_enabled_ui(around.can_edit, |ui| {
                let (first, last) = accepted::start_dates();
                DateField::new("Date of day 1", &mut self.draft.start_date, first..=last, around.today)
                    .optional()
                    .info(
                        "A profile counts days, so that scenarios of any year can use it. With a date for day 1 its \
                         days are shown as dates, and pasted dates find their days. The date is not stored with the \
                         profile.",
                    )
                    .show(ui);
            });
            ui.add_space(space::XL);
            ui.vertical(|ui| self.figures(ui));
        });
        self.say_gaps(ui);
    }

    fn figures(&self, ui: &mut Ui) {
        let Some(figures) = self.draft.figures() else { return };
        ui.add_space(space::XS);
        let days = i64::from(figures.last_day - figures.first_day + 1);
        key_figure::row(
            ui,
            [
                KeyFigure::new("Mean", display::temperature(figures.mean_c)),
                KeyFigure::new("Lowest", display::temperature(figures.lowest_c)),
                KeyFigure::new("Highest", display::temperature(figures.highest_c)),
                KeyFigure::new("Warmth", display::degree_days(figures.degree_days)),
                KeyFigure::new("Length", display::days(days)),
            ],
        );
    }

    fn say_gaps(&self, ui: &mut Ui) {
        let Some(figures) = self.draft.figures() else { return };
        let mut notes = Vec::new();
        if figures.gaps > 0 {
            notes.push(format!(
                "{} without a reading in {}: projections interpolate there",
                plural(figures.days_in_gaps as usize, "day", "days"),
                plural(figures.gaps, "gap", "gaps"),
            ));
        }
        if figures.first_day > 1 {
            let first = display::count(f64::from(figures.first_day));
            notes.push(format!("The first reading is of day {first}; it holds for the days before"));
        }
        if !notes.is_empty() {
            let color = palette(ui.visuals()).text_muted;
            ui.label(RichText::new(notes.join(". ")).color(color));
        }
    }

    fn toolbar(&mut self, ui: &mut Ui, around: Surroundings<'_>) {
        ui.horizontal_wrapped(|ui| {
            let has_readings = !self.draft.readings().is_empty();
            ui.add_enabled_ui(around.can_edit, |ui| {
                if ui.button("Make from a pattern…").clicked() {
                    self.dialog = Some(Dialog::Pattern(Box::new(self.pattern_dialog(around))));
                }
                if ui.button("Coming year from measurements…").clicked() {
                    self.dialog = Some(Dialog::Year(Box::new(self.year_dialog(around))));
                }
                if ui.add_enabled(has_readings, Button::new("Shift…")).clicked() {
                    let dialog = ShiftDialog::new(self.draft.readings(), self.draft.start());
                    self.dialog = Some(Dialog::Shift(Box::new(dialog)));
                }
                if ui.button("Paste").on_hover_text("Ctrl+V: a column from a spreadsheet, or two").clicked() {
                    ui.ctx().send_viewport_cmd(egui::ViewportCommand::RequestPaste);
                }
                let gaps = self.draft.gaps().len();
                if gaps > 0 {
                    let fill = ui.button(format!("Fill {}", plural(gaps, "gap", "gaps")));
                    let about = "Writes down what projections interpolate there: no run changes by it";
                    if fill.on_hover_text(about).clicked() {
                        let filled = fill_gaps(self.draft.readings());
                        let name = format!("filling of {}", plural(gaps, "gap", "gaps"));
                        self.draft.replace(name, filled, None);
                    }
                }
                let chosen = self.readings.chosen().len();
                let verb = if chosen > 0 {
                    format!("Delete {}", words::readings(chosen))
                } else {
                    "Delete reading".to_owned()
                };
                if ui.add_enabled(chosen > 0, Button::new(verb)).on_hover_text("Delete").clicked() {
                    self.readings.remove(&mut self.draft);
                }
                self.undo_buttons(ui);
            });
        });
    }

    fn undo_buttons(&mut self, ui: &mut Ui) {
        let about = |name: Option<&str>| name.map_or(String::new(), sentence);
        let (undo, redo) = (about(self.next_undo()), about(self.next_redo()));
        let button = |ui: &mut Ui, text: &str, about: &str| {
            ui.add_enabled(!about.is_empty(), Button::new(text)).on_hover_text(about).clicked()
        };
        if button(ui, "Undo", &undo) {
            self.undo();
        }
        if button(ui, "Redo", &redo) {
            self.redo();
        }
    }

    /// Days that a dialog proposes: those that there are, else a year from the first of January.
    fn proposed(&self, around: Surroundings<'_>) -> (NaiveDate, u32) {
        use chrono::Datelike as _;
        let first = NaiveDate::from_ymd_opt(around.today.year(), 1, 1).unwrap_or(around.today);
        let days = self.draft.days().last().copied().unwrap_or(365);
        (self.draft.start().unwrap_or(first), days.max(365))
    }

    fn pattern_dialog(&self, around: Surroundings<'_>) -> PatternDialog {
        let (start, days) = self.proposed(around);
        PatternDialog::new(start, days, self.draft.readings().len())
    }

    fn year_dialog(&self, around: Surroundings<'_>) -> YearDialog {
        use chrono::Datelike as _;
        // What was measured is past: the year that comes is proposed.
        let next = NaiveDate::from_ymd_opt(around.today.year() + 1, 1, 1).unwrap_or(around.today);
        YearDialog::new(self.draft.readings(), self.draft.start(), next)
    }

    fn show_dialog(&mut self, ui: &Ui, around: Surroundings<'_>, commands: &mut Commands) {
        let ctx = ui.ctx();
        let shown = match &mut self.dialog {
            None => return,
            Some(Dialog::Pattern(dialog)) => dialog.show(ctx, around.today),
            Some(Dialog::Shift(dialog)) => dialog.show(ctx, around.today),
            Some(Dialog::Year(dialog)) => dialog.show(ctx, around.today, around.profiles, commands),
        };
        match shown {
            Shown::Stays => return,
            Shown::Answered(Some(Made { name, said, readings, start })) => {
                self.notice = Some(Notice::Said(said));
                self.draft.replace(name, readings, start);
                self.curve.show_all();
            }
            Shown::Answered(None) | Shown::Dismissed => {}
        }
        self.dialog = None;
        ctx.request_repaint();
    }

    /// A paste that no field takes is for the readings.
    fn hear_paste(&mut self, ui: &Ui, around: Surroundings<'_>) {
        if !around.can_edit || self.dialog.is_some() || ui.ctx().text_edit_focused() {
            return;
        }
        if ui.memory(|memory| memory.top_modal_layer().is_some()) {
            return;
        }
        let text = ui.input_mut(|input| {
            let place = input.events.iter().position(|event| matches!(event, Event::Paste(_)))?;
            match input.events.remove(place) {
                Event::Paste(text) => Some(text),
                _ => None,
            }
        });
        if let Some(text) = text {
            self.paste(&text, None);
        }
    }

    fn paste(&mut self, text: &str, order: Option<DateOrder>) {
        let notice = paste::paste(&mut self.draft, text, self.readings.selected(), order);
        if matches!(notice, Notice::Pasted { .. }) {
            self.curve.show_all();
        }
        self.notice = Some(notice);
    }

    fn say_notice(&mut self, ui: &mut Ui, around: Surroundings<'_>) {
        let Some(notice) = self.notice.clone() else { return };
        let colors = palette(ui.visuals());
        let mut is_closed = false;
        let frame =
            Frame::new().fill(colors.surface_sunken).corner_radius(size::CORNER).inner_margin(space::S);
        frame.show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.horizontal_top(|ui| {
                is_closed = Icon::Close.button(ui, "Close the message").clicked();
                ui.vertical(|ui| {
                    // On the line of the button.
                    ui.add_space(space::XS);
                    self.notice_text(ui, &notice, around);
                });
            });
        });
        if is_closed {
            self.notice = None;
        }
    }

    fn notice_text(&mut self, ui: &mut Ui, notice: &Notice, around: Surroundings<'_>) {
        let colors = palette(ui.visuals());
        match notice {
            Notice::Said(said) => {
                ui.label(said);
            }
            Notice::Refused(fault) => {
                ui.add(Label::new(RichText::new(sentence(&fault.message)).color(colors.danger)).wrap());
                ui.add(Label::new(RichText::new(&fault.hint).color(colors.text_muted)).wrap());
            }
            Notice::AskDateOrder { example, text } => {
                ui.label(format!("Is the day or the month first in {example}? No other date tells"));
                ui.horizontal(|ui| {
                    for (order, name) in [
                        (DateOrder::DayFirst, "The day is first"),
                        (DateOrder::MonthFirst, "The month is first"),
                    ] {
                        if ui.add_enabled(around.can_edit, Button::new(name)).clicked() {
                            self.paste(text, Some(order));
                        }
                    }
                });
            }
            Notice::Pasted { said, details, only } => {
                ui.label(said);
                let area = ScrollArea::vertical().id_salt("paste").max_height(size::ROW * 3.0);
                area.auto_shrink([false, true]).show(ui, |ui| {
                    ui.spacing_mut().item_spacing.y = space::XS / 2.0;
                    for line in details {
                        ui.add(Label::new(RichText::new(line).color(colors.text_muted)).wrap());
                    }
                });
                if let Some(only) = only
                    && ui.button("Keep only what was pasted").clicked()
                {
                    let name = format!("keeping of {}", words::readings(only.len()));
                    self.draft.replace(name, only.clone(), None);
                    self.notice = Some(Notice::Said(format!("Kept {}", words::readings(only.len()))));
                }
            }
        }
    }

    fn table_and_curve(&mut self, ui: &mut Ui, around: Surroundings<'_>, height: f32) {
        let width = ui.available_width();
        let (room, _) = ui.allocate_exact_size(vec2(width, height), egui::Sense::hover());
        let table = Rect::from_min_size(room.min, vec2(TABLE_WIDTH.min(0.5 * width), height));
        let mut curve = room;
        curve.min.x = table.right() + space::L;
        let draft = &mut self.draft;
        let before = self.readings.selected();
        ui.scope_builder(UiBuilder::new().id_salt("table").max_rect(table), |ui| {
            self.readings.ui(ui, draft, around.can_edit);
        });
        let selected = self.readings.selected();
        if let (true, Some(day)) = (selected != before, selected) {
            self.curve.reveal(day, draft);
        }
        self.curve_ui(ui, curve, around);
    }

    fn curve_ui(&mut self, ui: &mut Ui, room: Rect, around: Surroundings<'_>) {
        let corner = Rect::from_min_max(
            egui::pos2(room.right() - 180.0, room.top()),
            egui::pos2(room.right(), room.top() + size::ROW),
        );
        let selected = self.readings.selected();
        let edits = self.curve.ui(ui, room, &self.draft, selected, around.can_edit);
        ui.scope_builder(UiBuilder::new().id_salt("curve head").max_rect(corner), |ui| {
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                info_tip(ui, "curve", ABOUT_CURVE);
                if self.curve.is_zoomed() && ui.button("Show all days").clicked() {
                    self.curve.show_all();
                }
            });
        });
        for edit in edits {
            match edit {
                Edit::Select(day) => {
                    self.readings.select(day);
                    self.curve.reveal(day, &self.draft);
                }
                Edit::Set { day, temperature_c, gesture } => self.draft.set(day, temperature_c, gesture),
                Edit::Remove(day) => {
                    let place = self.draft.place(day);
                    self.draft.remove(&[day]);
                    let days = self.draft.days();
                    let beside = place.and_then(|place| days.get(place).or_else(|| days.last()));
                    if let Some(day) = beside {
                        self.readings.select(*day);
                    }
                }
            }
            ui.ctx().request_repaint();
        }
    }
}
