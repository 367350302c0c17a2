//! A month to choose a day from, with ISO weeks, as sites plan in them.
//!
//! `egui_extras` has a date picker, but its days are smaller than can be clicked without aiming, its buttons have no
//! names for a screen reader, and it reads the clock by itself.

use std::ops::RangeInclusive;

use chrono::{Datelike as _, Days, Months, NaiveDate, Weekday};
use egui::{Align, Button, Id, Layout, RichText, Ui, Vec2, vec2};

use crate::{
    app::{
        theme::{palette, semibold, size, space},
        widgets::icon::Icon,
    },
    domain::display,
};

const WEEKDAYS: [&str; 7] = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];
const MOST_WEEKS_OF_A_MONTH: u64 = 6;

/// Draws the month that the user has turned to, at first that of `start`. Returns the day that was clicked.
pub(super) fn month(
    ui: &mut Ui,
    selected: Option<NaiveDate>,
    start: NaiveDate,
    today: NaiveDate,
    accepted: &RangeInclusive<NaiveDate>,
) -> Option<NaiveDate> {
    // Which month is looked at matters only while the popup is open, so it lives with the popup.
    let id = ui.scope_id().with("month");
    let now = ui.ctx().cumulative_pass_nr();
    let shown = ui.data(|data| data.get_temp::<(u64, NaiveDate)>(id));
    let mut first = match shown {
        Some((last_pass, month)) if last_pass + 1 >= now => month,
        _ => start.with_day(1).unwrap_or(start),
    };
    ui.spacing_mut().item_spacing = vec2(0.0, 0.0);
    first = head(ui, first, accepted);
    ui.add_space(space::XS);
    let chosen = days(ui, id, first, selected, today, accepted);
    ui.data_mut(|data| data.insert_temp(id, (now, first)));
    chosen
}

fn head(ui: &mut Ui, first: NaiveDate, accepted: &RangeInclusive<NaiveDate>) -> NaiveDate {
    let earlier = first.checked_sub_months(Months::new(1)).filter(|_| first > *accepted.start());
    let later = first.checked_add_months(Months::new(1)).filter(|later| later <= accepted.end());
    let mut shown = first;
    ui.allocate_ui_with_layout(
        vec2(size::ROW * 8.0 + space::S, size::ROW),
        Layout::right_to_left(Align::Center),
        |ui| {
            // Drawn from the right, so that the buttons stay where they are whatever the month is called.
            for (icon, name, month) in
                [(Icon::Next, "Next month", later), (Icon::Previous, "Previous month", earlier)]
            {
                let pressed = ui.add_enabled_ui(month.is_some(), |ui| icon.button(ui, name).clicked()).inner;
                if let Some(month) = month.filter(|_| pressed) {
                    shown = month;
                }
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                ui.add_space(space::S);
                ui.label(semibold(first.format("%B %Y").to_string()));
            });
        },
    );
    shown
}

fn days(
    ui: &mut Ui,
    id: Id,
    first: NaiveDate,
    selected: Option<NaiveDate>,
    today: NaiveDate,
    accepted: &RangeInclusive<NaiveDate>,
) -> Option<NaiveDate> {
    let colors = palette(ui.visuals());
    ui.spacing_mut().button_padding = vec2(space::XS, space::XS);
    let cell = vec2(size::ROW, size::ROW);
    let mut chosen = None;
    let monday = first.week(Weekday::Mon).checked_first_day()?;
    let week_cell = vec2(size::ROW + space::S, size::ROW);
    let muted = |ui: &mut Ui, cell: Vec2, text: &str| {
        ui.add_sized(cell, egui::Label::new(RichText::new(text).color(colors.text_muted)));
    };
    egui::Grid::new(id.with("days")).spacing(vec2(0.0, 0.0)).min_col_width(size::ROW).show(ui, |ui| {
        muted(ui, week_cell, "");
        for weekday in WEEKDAYS {
            muted(ui, cell, weekday);
        }
        ui.end_row();
        for week in 0..MOST_WEEKS_OF_A_MONTH {
            let Some(start) = monday.checked_add_days(Days::new(7 * week)) else { continue };
            muted(ui, week_cell, &format!("W{:02}", start.iso_week().week()));
            for offset in 0..7 {
                let Some(day) = start.checked_add_days(Days::new(offset)) else { continue };
                let is_of_month = day.month() == first.month();
                let color = if is_of_month { colors.text } else { colors.text_muted };
                let mut text = RichText::new(day.day().to_string());
                if selected != Some(day) {
                    text = text.color(color);
                }
                let is_marked = day == today || selected == Some(day);
                let button = Button::new(text)
                    .selected(selected == Some(day))
                    .min_size(cell)
                    .frame_when_inactive(is_marked);
                let response = ui.add_enabled(accepted.contains(&day), button);
                if response.accessible_name(display::date(day)).clicked() {
                    chosen = Some(day);
                }
            }
            ui.end_row();
        }
    });
    chosen
}
