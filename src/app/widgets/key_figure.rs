//! A number that a view is about: large, with its unit muted behind it and what it is above it.

use egui::{
    Align, Color32, FontId, Galley, Layout, Response, Role, Sense, TextStyle, Ui, Vec2, Widget, WidgetInfo,
    vec2,
};

use crate::{
    app::theme::{Palette, key_figure, palette, size, space},
    domain::display::Reading,
};

/// Whether a difference is to be welcomed. For most quantities neither is true: more feed is not bad in itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Judgement {
    /// Neither good nor bad.
    #[default]
    Neutral,
    /// What one hopes for.
    Better,
    /// What a person should look at.
    Worse,
}

impl Judgement {
    /// Judges a difference of which more is better, such as a weight at harvest. What reads as nothing is neutral,
    /// so pass what is left after rounding if that matters.
    #[must_use]
    pub fn more_is_better(difference: f64) -> Self {
        match difference.partial_cmp(&0.0) {
            Some(std::cmp::Ordering::Greater) => Self::Better,
            Some(std::cmp::Ordering::Less) => Self::Worse,
            _ => Self::Neutral,
        }
    }

    /// Judges a difference of which less is better, such as a feed conversion ratio.
    #[must_use]
    pub fn less_is_better(difference: f64) -> Self {
        Self::more_is_better(-difference)
    }

    fn color(self, colors: &Palette) -> Color32 {
        match self {
            Self::Neutral => colors.text_muted,
            Self::Better => colors.success,
            Self::Worse => colors.warning,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Neutral => "",
            Self::Better => ", better",
            Self::Worse => ", worse",
        }
    }
}

/// A large number with its label, unit and, if it is compared with something, the difference.
#[must_use = "a key figure is drawn with `ui.add`"]
pub struct KeyFigure<'a> {
    label: &'a str,
    reading: Reading,
    difference: Option<(String, Judgement)>,
}

impl<'a> KeyFigure<'a> {
    /// The figure `reading` of what `label` says.
    pub fn new(label: &'a str, reading: impl Into<Reading>) -> Self {
        Self { label, reading: reading.into(), difference: None }
    }

    /// The difference from what it is compared with, as `display` writes it: "+4.1 %".
    pub fn difference(mut self, difference: impl Into<Reading>, judgement: Judgement) -> Self {
        self.difference = Some((difference.into().to_string(), judgement));
        self
    }

    /// How wide it is drawn.
    fn width(&self, ui: &Ui) -> f32 {
        let body = TextStyle::Body.resolve(ui.style());
        let width = |text: &str, font: &FontId| {
            ui.painter().layout_no_wrap(text.to_owned(), font.clone(), Color32::PLACEHOLDER).size().x
        };
        let number = width(&self.reading.number, &key_figure().resolve(ui.style()));
        let number = number + space::XS + width(self.reading.unit, &body);
        let difference = self.difference.as_ref().map_or(0.0, |(text, _)| width(text, &body));
        number.max(width(self.label, &body)).max(difference).max(size::KEY_FIGURE)
    }

    /// What a screen reader says, and a test looks for.
    fn spoken(&self) -> String {
        let difference = self
            .difference
            .as_ref()
            .map_or_else(String::new, |(text, judgement)| format!(", {text}{}", judgement.word()));
        format!("{} {}{difference}", self.label, self.reading)
    }
}

impl Widget for KeyFigure<'_> {
    fn ui(self, ui: &mut Ui) -> Response {
        let colors = palette(ui.visuals());
        let body = TextStyle::Body.resolve(ui.style());
        let lay_out = |text: &str, font: &FontId, color: Color32| {
            ui.painter().layout_no_wrap(text.to_owned(), font.clone(), color)
        };
        let label = lay_out(self.label, &body, colors.text_muted);
        let number = lay_out(&self.reading.number, &key_figure().resolve(ui.style()), colors.text);
        let unit = lay_out(self.reading.unit, &body, colors.text_muted);
        let difference =
            self.difference.as_ref().map(|(text, judgement)| lay_out(text, &body, judgement.color(colors)));

        let width = self.width(ui);
        let difference_size =
            difference.as_ref().map_or(Vec2::ZERO, |line| line.size() + vec2(0.0, space::XS));
        let height = label.size().y + space::XS + number.size().y + difference_size.y;
        let (rect, response) = ui.allocate_exact_size(vec2(width, height), Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::Label, ui.is_enabled(), self.spoken()));
        if ui.is_rect_visible(rect) {
            let number_corner = rect.left_top() + vec2(0.0, label.size().y + space::XS);
            // The unit stands on the line that the number stands on.
            let unit_corner =
                number_corner + vec2(number.size().x + space::XS, baseline(&number) - baseline(&unit));
            let painter = ui.painter();
            painter.galley(rect.left_top(), label, colors.text);
            if let Some(difference) = difference {
                let corner = number_corner + vec2(0.0, number.size().y + space::XS);
                painter.galley(corner, difference, colors.text);
            }
            painter.galley(number_corner, number, colors.text);
            painter.galley(unit_corner, unit, colors.text);
        }
        response
    }
}

fn baseline(line: &Galley) -> f32 {
    line.rows.first().and_then(|row| row.glyphs.first()).map_or(0.0, |glyph| glyph.pos.y)
}

/// Draws key figures side by side, all on one line whether they have a difference or not; where room is scarce they move closer
/// together before the last of them goes to a line of its own.
pub fn row<'a>(ui: &mut Ui, figures: impl IntoIterator<Item = KeyFigure<'a>>) {
    let figures: Vec<KeyFigure<'a>> = figures.into_iter().collect();
    let widths: f32 = figures.iter().map(|figure| figure.width(ui)).sum();
    let gaps = figures.len().saturating_sub(1).max(1) as f32;
    let gap = ((ui.available_width() - widths) / gaps).floor().clamp(space::S, space::XL);
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing = vec2(gap, space::M);
        let top = Layout::left_to_right(Align::Min).with_main_wrap(true);
        ui.with_layout(top, |ui| {
            for figure in figures {
                ui.add(figure);
            }
        });
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{app::widgets::testing::stage, domain::display};
    use egui_kittest::kittest::Queryable as _;

    #[test]
    fn a_key_figure_is_spoken_as_one_sentence() {
        let stage = stage([300.0, 120.0], |ui| {
            let difference = display::percent_difference(4.1, 1);
            let figure = KeyFigure::new("Final weight", display::weight(6462.0));
            ui.add(figure.difference(difference, Judgement::more_is_better(4.1)));
        });
        stage.get_by_label("Final weight 6,462 g, +4.1 %, better");
    }

    #[test]
    fn figures_move_closer_together_before_one_wraps() {
        let tops = |width: f32| {
            let stage = stage([width, 200.0], |ui| {
                row(ui, ["One", "Two", "Three"].map(|label| KeyFigure::new(label, display::weight(6462.0))));
            });
            ["One 6,462 g", "Two 6,462 g", "Three 6,462 g"]
                .map(|label| stage.get_by_label(label).rect().top())
        };
        let is_one_line = |tops: [f32; 3]| tops.iter().all(|top| *top == tops[0]);
        assert!(is_one_line(tops(460.0)) && is_one_line(tops(410.0)));
        assert!(!is_one_line(tops(300.0)));
    }

    #[test]
    fn a_difference_is_judged_only_where_good_and_bad_are_known() {
        assert_eq!(Judgement::more_is_better(0.1), Judgement::Better);
        assert_eq!(Judgement::less_is_better(0.1), Judgement::Worse);
        assert_eq!(Judgement::more_is_better(0.0), Judgement::Neutral);
        assert_eq!(Judgement::less_is_better(f64::NAN), Judgement::Neutral);
        assert_eq!(Judgement::default(), Judgement::Neutral);
    }
}
