//! The field for a date: typed in its ISO form, or chosen from a month.

use std::ops::RangeInclusive;

use chrono::NaiveDate;
use egui::{Align2, Popup, PopupCloseBehavior, Response, TextEdit, Ui};

use super::{Labelled, Typed, Value, calendar};
use crate::{
    app::{
        theme::{size, space},
        widgets::icon::Icon,
    },
    domain::display,
};

impl Value for NaiveDate {
    fn parsed(text: &str) -> Option<Self> {
        NaiveDate::parse_from_str(text.trim(), "%Y-%m-%d").ok()
    }

    fn written(&self) -> String {
        display::date(*self)
    }
}

/// A field for a date.
#[must_use = "a field is drawn with `show`"]
pub struct DateField<'a> {
    label: &'a str,
    typed: &'a mut Typed<NaiveDate>,
    accepted: RangeInclusive<NaiveDate>,
    today: NaiveDate,
    info: &'a str,
    is_optional: bool,
}

impl<'a> DateField<'a> {
    /// A field that accepts the dates in `accepted`. `today` is marked in the month, and where it starts from when
    /// the field is empty.
    pub fn new(
        label: &'a str,
        typed: &'a mut Typed<NaiveDate>,
        accepted: RangeInclusive<NaiveDate>,
        today: NaiveDate,
    ) -> Self {
        Self { label, typed, accepted, today, info: "", is_optional: false }
    }

    /// An explanation behind an ⓘ.
    pub fn info(mut self, info: &'a str) -> Self {
        self.info = info;
        self
    }

    /// May be left empty.
    pub fn optional(mut self) -> Self {
        self.is_optional = true;
        self
    }

    /// Draws the field. The response is that of what is typed in; `changed()` says that a date was typed or chosen.
    pub fn show(self, ui: &mut Ui) -> Response {
        let Self { label, typed, accepted, today, info, is_optional } = self;
        typed.read(&accepted, is_optional);
        let (first, last) = (display::date(*accepted.start()), display::date(*accepted.end()));
        let expectation = format!("A date from {first} to {last}, year first");
        let width = size::FIELD + space::S + size::CLICK;
        let is_empty = typed.text.trim().is_empty();
        let frame =
            Labelled { label, info, expectation, is_wrong: typed.is_wrong, is_empty, odd: None, width };
        frame.show(ui, |ui| {
            ui.horizontal(|ui| {
                let edit = TextEdit::singleline(&mut typed.text)
                    .desired_width(size::FIELD)
                    .align(Align2::LEFT_CENTER)
                    .hint_text("2024-09-01");
                let mut response = ui.add(edit);
                let button =
                    Icon::Calendar.button(ui, &format!("Choose {} from a month", label.to_lowercase()));
                let start = typed.value.unwrap_or(today).clamp(*accepted.start(), *accepted.end());
                let chosen = Popup::from_toggle_button_response(&button)
                    .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
                    .accessible_name(format!("Month for {}", label.to_lowercase()))
                    .show(|ui| calendar::month(ui, typed.value, start, today, &accepted))
                    .and_then(|popup| popup.inner);
                if let Some(date) = chosen {
                    typed.set(date);
                    Popup::close_id(ui.ctx(), Popup::default_response_id(&button));
                    response.mark_changed();
                    response.request_focus();
                }
                if response.changed() {
                    typed.read(&accepted, is_optional);
                }
                if response.lost_focus() {
                    typed.tidy();
                }
                response
            })
            .inner
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::widgets::testing::stage_with;
    use egui_kittest::{Harness, kittest::Queryable as _};

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    fn stage(typed: Typed<NaiveDate>) -> Harness<'static, Typed<NaiveDate>> {
        stage_with([420.0, 420.0], typed, |ui, typed| {
            DateField::new("Start date", typed, day(2020, 1, 1)..=day(2030, 12, 31), day(2024, 8, 15))
                .show(ui);
        })
    }

    #[test]
    fn a_date_is_typed_and_a_wrong_one_is_kept() {
        let mut stage = stage(Typed::default());
        stage.get_by_role_and_label(egui::Role::TextInput, "Start date").focus();
        stage.run();
        stage.event(egui::Event::Text("2024-09-0".to_owned()));
        stage.run();
        assert_eq!(stage.state().value(), None);
        assert_eq!(stage.state().text(), "2024-09-0");
        stage.get_by_label("A date from 2020-01-01 to 2030-12-31, year first");
        stage.event(egui::Event::Text("1".to_owned()));
        stage.run();
        assert_eq!(stage.state().value(), Some(day(2024, 9, 1)));
        assert!(!stage.state().is_wrong());
    }

    #[test]
    fn a_date_is_chosen_from_a_month_with_the_keyboard_alone() {
        let mut stage = stage(Typed::of(day(2024, 9, 1)));
        stage.get_by_label("Choose start date from a month").focus();
        stage.run();
        stage.key_press(egui::Key::Enter);
        stage.run();
        stage.get_by_label("September 2024");
        stage.get_by_label("Next month").focus();
        stage.run();
        stage.key_press(egui::Key::Enter);
        stage.run();
        stage.get_by_label("October 2024");
        stage.get_by_label("2024-10-14").focus();
        stage.run();
        stage.key_press(egui::Key::Enter);
        stage.run();
        assert_eq!(stage.state().value(), Some(day(2024, 10, 14)));
        assert_eq!(stage.state().text(), "2024-10-14");
        assert!(stage.query_by_label("October 2024").is_none(), "the month closes");
    }
}
