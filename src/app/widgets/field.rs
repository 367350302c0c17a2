//! Labelled fields: text, whole numbers, decimals with their unit, dates.
//!
//! A field parses as it is typed in and keeps what was typed when that is wrong, saying under it in plain words
//! what is accepted. What the values mean together is checked where they go, not here.

mod calendar;
mod date;
mod parse;

use std::ops::RangeInclusive;

use egui::{Align2, Color32, Id, Response, RichText, Sense, TextEdit, Ui, accesskit::Invalid};

pub use self::date::DateField;
use super::{icon::Icon, info_tip::info_tip};
use crate::{
    app::theme::{palette, size, space},
    domain::{accepted::Range, display},
};

/// What was typed into a field, and what it means.
#[derive(Clone, Debug, PartialEq)]
pub struct Typed<T> {
    text: String,
    value: Option<T>,
    is_wrong: bool,
}

impl<T> Default for Typed<T> {
    fn default() -> Self {
        Self { text: String::new(), value: None, is_wrong: false }
    }
}

impl<T: Value> Typed<T> {
    /// A field that holds this value.
    #[must_use]
    pub fn of(value: T) -> Self {
        Self { text: value.written(), value: Some(value), is_wrong: false }
    }

    /// A field that holds this value, or nothing.
    #[must_use]
    pub fn of_optional(value: Option<T>) -> Self {
        value.map(Self::of).unwrap_or_default()
    }

    /// A field into which this was typed. It is held against what is accepted when it is drawn.
    #[must_use]
    pub fn typed(text: &str) -> Self {
        match T::parsed(text) {
            Some(value) => Self::of(value),
            None => Self { text: text.trim().to_owned(), value: None, is_wrong: true },
        }
    }

    /// What it means, unless it is empty or wrong.
    #[must_use]
    pub fn value(&self) -> Option<T> {
        self.value
    }

    /// What was typed.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Is there something in it that is not accepted, or nothing where something is needed? Known from the first
    /// time on that the field was drawn.
    #[must_use]
    pub fn is_wrong(&self) -> bool {
        self.is_wrong
    }

    /// Puts another value in, as if it had been typed.
    pub fn set(&mut self, value: T) {
        *self = Self::of(value);
    }

    /// Reads what was typed, and holds it against what is accepted.
    fn read(&mut self, accepted: &RangeInclusive<T>, is_optional: bool) {
        let is_empty = self.text.trim().is_empty();
        self.value = T::parsed(&self.text).filter(|value| accepted.contains(value));
        self.is_wrong = self.value.is_none() && !(is_empty && is_optional);
    }

    /// Writes the value the way we write it everywhere, once nobody is typing.
    fn tidy(&mut self) {
        if let Some(value) = self.value {
            self.text = value.written();
        }
    }
}

/// What can be typed into a field.
pub trait Value: Copy + PartialOrd {
    /// Reads it the way people in the North write it: with either decimal sign, with or without separators.
    fn parsed(text: &str) -> Option<Self>;
    /// Writes it so that it can be read again.
    fn written(&self) -> String;
}

impl Value for i64 {
    fn parsed(text: &str) -> Option<Self> {
        parse::integer(text)
    }

    fn written(&self) -> String {
        parse::write_integer(*self)
    }
}

impl Value for f64 {
    fn parsed(text: &str) -> Option<Self> {
        parse::decimal(text)
    }

    fn written(&self) -> String {
        display::exact(*self)
    }
}

/// A field for a number, whole (`i64`) or not (`f64`), within a range and with a unit.
#[must_use = "a field is drawn with `show`"]
pub struct NumberField<'a, T> {
    label: &'a str,
    typed: &'a mut Typed<T>,
    accepted: RangeInclusive<T>,
    sensible: Option<Range>,
    unit: &'a str,
    info: &'a str,
    is_optional: bool,
}

/// A field for a whole number.
pub type IntegerField<'a> = NumberField<'a, i64>;

/// A field for a number with decimals.
pub type DecimalField<'a> = NumberField<'a, f64>;

impl<'a, T: Value + Numeric> NumberField<'a, T> {
    /// A field that accepts the numbers in `accepted`.
    pub fn new(label: &'a str, typed: &'a mut Typed<T>, accepted: RangeInclusive<T>) -> Self {
        Self { label, typed, accepted, sensible: None, unit: "", info: "", is_optional: false }
    }

    /// A field that accepts what `range` holds, in its unit, and asks to look twice at what is outside of its
    /// sensible part.
    pub fn within(label: &'a str, typed: &'a mut Typed<T>, range: Range) -> Self {
        let accepted = T::from_f64(range.min)..=T::from_f64(range.max);
        Self { unit: range.unit, sensible: Some(range), ..Self::new(label, typed, accepted) }
    }

    /// The unit, shown muted behind what is typed.
    pub fn unit(mut self, unit: &'a str) -> Self {
        self.unit = unit;
        self
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

    /// What to say about a value that is accepted and yet unlikely.
    fn odd(&self) -> Option<String> {
        let range = self.sensible?;
        let value = self.typed.value()?.to_f64();
        let words = range.sensible_words().filter(|_| range.is_odd(value))?;
        Some(format!("Unusual, mostly {words}"))
    }

    /// Draws what is typed in alone, this wide, for a cell of a table whose head says what it is. What is accepted is said
    /// when it is pointed at, and to screen readers. `id` tells the cell from others, wherever it moves.
    pub fn cell(self, ui: &mut Ui, id: Id, width: f32) -> Response {
        self.typed.read(&self.accepted, self.is_optional);
        let expectation = T::expectation(&self.accepted, self.unit);
        let odd = self.odd();
        let Self { label, typed, accepted, unit, is_optional, .. } = self;
        let is_empty = typed.text.trim().is_empty();
        let is_mistake = typed.is_wrong && !is_empty;
        let colors = palette(ui.visuals());
        let response = ui
            .scope(|ui| {
                if is_mistake {
                    outline(ui, colors.danger);
                } else if odd.is_some() {
                    outline(ui, colors.warning);
                }
                let mut edit = TextEdit::singleline(&mut typed.text)
                    .id(id)
                    .desired_width(width)
                    .align(Align2::RIGHT_CENTER);
                if !unit.is_empty() {
                    edit = edit.suffix(RichText::new(unit).color(colors.text_muted));
                }
                ui.add(edit)
            })
            .inner;
        if response.changed() {
            typed.read(&accepted, is_optional);
        }
        if response.lost_focus() {
            typed.tidy();
        }
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, label));
        let said = if typed.is_wrong { Some(expectation) } else { odd };
        let Some(said) = said else { return response };
        ui.ctx().accesskit_node_builder(response.id, |node| {
            node.set_description(said.as_str());
            if is_mistake {
                node.set_invalid(Invalid::True);
            }
        });
        response.on_hover_text(said)
    }

    /// Draws the field. The response is that of what is typed in; `changed()` says that something was typed.
    pub fn show(self, ui: &mut Ui) -> Response {
        self.typed.read(&self.accepted, self.is_optional);
        let expectation = T::expectation(&self.accepted, self.unit);
        let odd = self.odd();
        let Self { label, typed, accepted, unit, info, is_optional, .. } = self;
        let is_wrong = typed.is_wrong;
        let is_empty = typed.text.trim().is_empty();
        let frame = Labelled { label, info, expectation, is_wrong, is_empty, odd, width: size::FIELD };
        frame.show(ui, |ui| {
            let muted = palette(ui.visuals()).text_muted;
            let mut edit =
                TextEdit::singleline(&mut typed.text).desired_width(size::FIELD).align(Align2::RIGHT_CENTER);
            if !unit.is_empty() {
                edit = edit.suffix(RichText::new(unit).color(muted));
            }
            let response = ui.add(edit);
            if response.changed() {
                typed.read(&accepted, is_optional);
            }
            if response.lost_focus() {
                typed.tidy();
            }
            response
        })
    }
}

/// How a kind of number says in plain words which of it are accepted.
pub trait Numeric: Sized {
    /// "A whole number from 1 to 10,000,000".
    fn expectation(accepted: &RangeInclusive<Self>, unit: &str) -> String;
    /// The bound of a range that the domain holds as a plain number.
    fn from_f64(bound: f64) -> Self;
    /// The number as the domain compares it.
    fn to_f64(self) -> f64;
}

impl Numeric for i64 {
    fn from_f64(bound: f64) -> Self {
        // `as` stays within what an i64 holds, which for a bound is what is wanted.
        bound as Self
    }

    fn to_f64(self) -> f64 {
        self as f64
    }

    fn expectation(accepted: &RangeInclusive<Self>, unit: &str) -> String {
        let (least, most) = (parse::write_integer(*accepted.start()), parse::write_integer(*accepted.end()));
        join_unit(&format!("A whole number from {least} to {most}"), unit)
    }
}

impl Numeric for f64 {
    fn from_f64(bound: f64) -> Self {
        bound
    }

    fn to_f64(self) -> f64 {
        self
    }

    fn expectation(accepted: &RangeInclusive<Self>, unit: &str) -> String {
        let (least, most) = (display::exact(*accepted.start()), display::exact(*accepted.end()));
        join_unit(&format!("A number from {least} to {most}"), unit)
    }
}

fn join_unit(text: &str, unit: &str) -> String {
    if unit.is_empty() { text.to_owned() } else { format!("{text} {unit}") }
}

/// A field for a line of text, such as a name or a label.
#[must_use = "a field is drawn with `show`"]
pub struct TextField<'a> {
    label: &'a str,
    text: &'a mut String,
    hint: &'a str,
    info: &'a str,
    is_required: bool,
    max_chars: usize,
}

impl<'a> TextField<'a> {
    /// A field that accepts any line of at most `max_chars` characters.
    pub fn new(label: &'a str, text: &'a mut String, max_chars: usize) -> Self {
        Self { label, text, hint: "", info: "", is_required: false, max_chars }
    }

    /// Must not be left empty.
    pub fn required(mut self) -> Self {
        self.is_required = true;
        self
    }

    /// An example, shown while the field is empty.
    pub fn hint(mut self, hint: &'a str) -> Self {
        self.hint = hint;
        self
    }

    /// An explanation behind an ⓘ.
    pub fn info(mut self, info: &'a str) -> Self {
        self.info = info;
        self
    }

    /// Is this text accepted?
    #[must_use]
    pub fn is_accepted(&self) -> bool {
        let is_blank = self.text.trim().is_empty();
        !(is_blank && self.is_required) && self.text.chars().count() <= self.max_chars
    }

    /// Draws the field. The response is that of what is typed in; `changed()` says that something was typed.
    pub fn show(self, ui: &mut Ui) -> Response {
        let is_wrong = !self.is_accepted();
        let Self { label, text, hint, info, is_required, max_chars } = self;
        let least = if is_required { "1" } else { "0" };
        let expectation = format!("From {least} to {} characters", display::count(max_chars as f64));
        let is_empty = text.trim().is_empty();
        let frame =
            Labelled { label, info, expectation, is_wrong, is_empty, odd: None, width: size::FIELD_WIDE };
        frame.show(ui, |ui| {
            let muted = palette(ui.visuals()).text_muted;
            let hint = RichText::new(hint).color(muted);
            let edit = TextEdit::singleline(text).desired_width(size::FIELD_WIDE);
            ui.add(edit.align(Align2::LEFT_CENTER).hint_text(hint))
        })
    }
}

/// What all fields share: the label over them, the explanation beside it, what is accepted under them.
struct Labelled<'a> {
    label: &'a str,
    info: &'a str,
    expectation: String,
    is_wrong: bool,
    is_empty: bool,
    odd: Option<String>,
    width: f32,
}

impl Labelled<'_> {
    fn show(self, ui: &mut Ui, edit: impl FnOnce(&mut Ui) -> Response) -> Response {
        let colors = palette(ui.visuals());
        // An empty field is not a mistake yet: red is for what was typed.
        let is_mistake = self.is_wrong && !self.is_empty;
        ui.vertical(|ui| {
            // What is said under a field wraps within its width, so that its neighbours stay where they are.
            ui.set_width(self.width);
            let label = ui
                .horizontal(|ui| {
                    ui.spacing_mut().interact_size.y = size::CLICK;
                    let text = RichText::new(self.label).color(colors.text_muted);
                    // A click on the label goes to the field; Tab passes it over.
                    let label = ui.add(egui::Label::new(text).sense(Sense::CLICK));
                    if !self.info.is_empty() {
                        info_tip(ui, self.label, self.info);
                    }
                    label
                })
                .inner;
            let response = ui
                .scope(|ui| {
                    if is_mistake {
                        outline(ui, colors.danger);
                    }
                    edit(ui)
                })
                .inner
                .labelled_by(label.id);
            if label.clicked() {
                response.request_focus();
            }
            let (said, color) = if is_mistake {
                (Some(&self.expectation), colors.danger)
            } else if self.is_wrong {
                (Some(&self.expectation), colors.text_muted)
            } else {
                (self.odd.as_ref(), colors.warning)
            };
            if let Some(said) = said {
                let has_sign = color != colors.text_muted;
                say(ui, said, color, has_sign);
                ui.ctx().accesskit_node_builder(response.id, |node| {
                    node.set_description(said.as_str());
                    if is_mistake {
                        node.set_invalid(Invalid::True);
                    }
                });
            }
            response
        })
        .inner
    }
}

fn say(ui: &mut Ui, text: &str, color: Color32, has_sign: bool) {
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = space::XS;
        if has_sign {
            Icon::Warning.show(ui, color);
        }
        ui.add(egui::Label::new(RichText::new(text).color(color)).wrap());
    });
}

fn outline(ui: &mut Ui, color: Color32) {
    let visuals = ui.visuals_mut();
    visuals.widgets.inactive.bg_stroke.color = color;
    visuals.widgets.hovered.bg_stroke.color = color;
    visuals.selection.stroke.color = color;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::widgets::testing::stage_with;
    use egui_kittest::kittest::{NodeT as _, Queryable as _};

    #[test]
    fn a_decimal_is_parsed_as_typed_and_written_as_everywhere_when_left() {
        let mut stage = stage_with([400.0, 160.0], Typed::of(45.5), |ui, typed| {
            DecimalField::new("Initial weight", typed, 0.05..=10_000.0).unit("g").show(ui);
        });
        let field = stage.get_by_role_and_label(egui::Role::TextInput, "Initial weight");
        assert_eq!(field.value().as_deref(), Some("45.5"));
        field.focus();
        stage.run();
        stage.key_combination_modifiers(egui::Modifiers::COMMAND, &[egui::Key::A]);
        stage.event(egui::Event::Text("1234,5".to_owned()));
        stage.run();
        assert_eq!(stage.state().value(), Some(1234.5));
        assert_eq!(stage.state().text(), "1234,5");
        stage.key_press(egui::Key::Tab);
        stage.run();
        assert_eq!(stage.state().text(), "1,234.5");
    }

    #[test]
    fn what_is_wrong_is_kept_and_what_is_accepted_is_said() {
        let mut stage = stage_with([400.0, 160.0], Typed::of(200_000), |ui, typed| {
            IntegerField::new("Initial count", typed, 1..=10_000_000).unit("fish").show(ui);
        });
        assert!(stage.query_by_label_contains("whole number").is_none());
        stage.get_by_role_and_label(egui::Role::TextInput, "Initial count").focus();
        stage.run();
        stage.event(egui::Event::Text("about ".to_owned()));
        stage.key_press(egui::Key::Tab);
        stage.run();
        assert_eq!(stage.state().value(), None);
        assert!(stage.state().is_wrong());
        assert!(stage.state().text().contains("about "));
        stage.get_by_label("A whole number from 1 to 10,000,000 fish");
        let field = stage.get_by_role_and_label(egui::Role::TextInput, "Initial count");
        assert_eq!(field.accesskit_node().data().invalid(), Some(Invalid::True));
    }

    #[test]
    fn an_unlikely_value_is_accepted_with_a_word() {
        let mut stage = stage_with([400.0, 160.0], Typed::of(9.5), |ui, typed| {
            DecimalField::within("TGC", typed, crate::domain::accepted::TGC).show(ui);
        });
        stage.run();
        assert_eq!(stage.state().value(), Some(9.5));
        assert!(!stage.state().is_wrong());
        stage.get_by_label("Unusual, mostly 0.5 to 6");
    }

    #[test]
    fn an_optional_field_may_be_empty_and_another_may_not() {
        let mut stage = stage_with([400.0, 240.0], (Typed::default(), Typed::default()), |ui, (a, b)| {
            DecimalField::new("Target weight", a, 1.0..=20_000.0).unit("g").optional().show(ui);
            DecimalField::new("Price", b, 0.0..=500.0).show(ui);
        });
        stage.run();
        assert!(!stage.state().0.is_wrong());
        assert!(stage.state().1.is_wrong());
        assert!(stage.query_by_label("A number from 1 to 20,000 g").is_none());
        stage.get_by_label("A number from 0 to 500");
    }

    #[test]
    fn a_click_on_the_label_goes_to_the_field() {
        let mut stage = stage_with([400.0, 160.0], String::new(), |ui, text| {
            TextField::new("Label", text, 100).required().hint("Updated TGC").show(ui);
        });
        stage.get_by_role_and_label(egui::Role::Label, "Label").click();
        stage.run();
        stage.event(egui::Event::Text("Baseline".to_owned()));
        stage.run();
        assert_eq!(stage.state(), "Baseline");
        assert!(stage.get_by_role_and_label(egui::Role::TextInput, "Label").is_focused());
    }

    #[test]
    fn too_long_a_text_is_kept_and_refused() {
        let mut text = "Baseline".to_owned();
        assert!(TextField::new("Label", &mut text, 8).is_accepted());
        assert!(!TextField::new("Label", &mut text, 7).is_accepted());
        let mut blank = "  ".to_owned();
        assert!(!TextField::new("Label", &mut blank, 8).required().is_accepted());
    }
}
