//! The weights of the stages as bands on one axis, on which ten times as heavy is always equally far.
use egui::{Align2, CornerRadius, Pos2, Rect, Role, Sense, Stroke, TextStyle, Ui, WidgetInfo, pos2, vec2};

use crate::app::theme::{palette, size, space};
use crate::domain::constraints::StageConstraint;
use crate::domain::display;

/// How high the band of one stage is.
const BAND: f32 = 16.0;
/// From one stage to the next.
const STEP: f32 = size::CLICK;
/// What the names take at the left.
const NAMES: f32 = 130.0;
/// No wider than this, even in a large window.
const WIDEST: f32 = 900.0;
/// The axis begins here, or where the lightest fish needs it to.
const LEAST_DECADE: i32 = -1;

/// Draws the bands.
pub fn show(ui: &mut Ui, stages: &[StageConstraint]) {
    let (first, last) = decades(stages);
    let width = ui.available_width().min(WIDEST);
    let height = STEP * (stages.len() as f32 + 1.0) + space::XS;
    let (rect, _) = ui.allocate_exact_size(vec2(width, height), Sense::hover());
    let plot = Rect::from_min_max(
        rect.min + vec2(NAMES, 0.0),
        pos2(rect.right() - space::XXL, rect.bottom() - STEP),
    );
    let x_at = |weight_g: f64| {
        let share = ((weight_g.log10() - f64::from(first)) / f64::from(last - first)).clamp(0.0, 1.0);
        plot.left() + share as f32 * plot.width()
    };
    let colors = palette(ui.visuals());
    let font = TextStyle::Body.resolve(ui.style());
    for decade in first..=last {
        let weight_g = 10_f64.powi(decade);
        let x = x_at(weight_g);
        let line = Stroke::new(size::BORDER_LINE, colors.border);
        ui.painter().line_segment([pos2(x, plot.top()), pos2(x, plot.bottom())], line);
        let place = pos2(x, plot.bottom() + space::XS);
        ui.painter().text(place, Align2::CENTER_TOP, tick(weight_g), font.clone(), colors.text_muted);
    }
    for (place, stage) in stages.iter().enumerate() {
        let middle = plot.top() + STEP * (place as f32 + 0.5);
        let name = ui.painter().layout(
            stage.stage.clone(),
            font.clone(),
            colors.text,
            // Cut where it would reach into the plot.
            NAMES - space::S,
        );
        let corner = pos2(rect.left(), middle - font.size * 0.6);
        ui.painter()
            .with_clip_rect(Rect::from_min_size(
                pos2(rect.left(), middle - STEP / 2.0),
                vec2(NAMES - space::S, STEP),
            ))
            .galley(corner, name, colors.text);
        // A lightest weight of nothing lies at the axis' beginning.
        let left = if stage.min_weight_g > 0.0 { x_at(stage.min_weight_g) } else { plot.left() };
        let right = x_at(stage.max_weight_g.max(f64::MIN_POSITIVE)).max(left + size::FOCUS_LINE);
        let band = Rect::from_min_max(pos2(left, middle - BAND / 2.0), pos2(right, middle + BAND / 2.0));
        let color = colors.series(place);
        ui.painter().rect_filled(band, CornerRadius::same(size::CORNER), color);
        if let Some(fresh_g) = stage.max_freshwater_weight_g {
            let x = x_at(fresh_g.max(f64::MIN_POSITIVE));
            let ends: [Pos2; 2] = [pos2(x, band.top() - 3.0), pos2(x, band.bottom() + 3.0)];
            ui.painter().line_segment(ends, Stroke::new(size::FOCUS_LINE, colors.text));
        }
        let row = Rect::from_min_max(pos2(rect.left(), band.top()), pos2(plot.right(), band.bottom()));
        let response = ui.interact(row, ui.scope_id().with(("band", place)), Sense::hover());
        let words = in_words(stage);
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, words.as_str()));
        response.on_hover_text(words.as_str());
    }
    let muted = colors.text_muted;
    ui.colored_label(
        muted,
        "A mark shows how heavy fish in fresh water may be. Ten times as heavy is always equally far",
    );
}

/// The powers of ten that the axis goes between.
fn decades(stages: &[StageConstraint]) -> (i32, i32) {
    let weights = || stages.iter().flat_map(|stage| [stage.min_weight_g, stage.max_weight_g]);
    // A band from nothing on is seen as well: it gets a decade.
    let from_nothing = stages.iter().filter(|stage| stage.min_weight_g <= 0.0);
    let lightest_g = weights()
        .chain(from_nothing.map(|stage| stage.max_weight_g / 10.0))
        .filter(|weight_g| *weight_g > 0.0)
        .fold(f64::INFINITY, f64::min);
    let heaviest_g = weights().fold(1.0, f64::max);
    let last = heaviest_g.log10().ceil() as i32;
    let first = if lightest_g.is_finite() { lightest_g.log10().floor() as i32 } else { LEAST_DECADE };
    let first = first.min(last - 1).max(-4);
    (first, last.max(first + 1))
}

/// "10 g", and from a kilogram on "1 kg": on an axis the short form is the clear one.
fn tick(weight_g: f64) -> String {
    if weight_g >= 1000.0 {
        format!("{} kg", display::exact(weight_g / 1000.0))
    } else {
        // A power of ten is not always its shortest decimal.
        format!("{} g", display::exact((weight_g * 1e6).round() / 1e6))
    }
}

/// "Parr: 10 g to 100 g, in fresh water up to 100 g".
fn in_words(stage: &StageConstraint) -> String {
    let (from, to) = (display::exact(stage.min_weight_g), display::exact(stage.max_weight_g));
    let fresh = stage
        .max_freshwater_weight_g
        .map_or(String::new(), |weight_g| format!(", in fresh water up to {} g", display::exact(weight_g)));
    format!("{}: {from} g to {to} g{fresh}", stage.stage)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stage(min_weight_g: f64, max_weight_g: f64) -> StageConstraint {
        StageConstraint {
            stage: "Parr".to_owned(),
            min_weight_g,
            max_weight_g,
            min_temperature_c: None,
            max_temperature_c: None,
            max_freshwater_weight_g: Some(max_weight_g),
            typical_duration_days: None,
        }
    }

    #[test]
    fn the_axis_goes_from_the_power_of_ten_below_the_lightest_to_the_one_above_the_heaviest() {
        assert_eq!(decades(&[stage(0.05, 1.0), stage(700.0, 8000.0)]), (-2, 4));
        assert_eq!(decades(&[stage(0.0, 1.0), stage(1.0, 10.0)]), (-1, 1));
        assert_eq!(decades(&[stage(0.0, 0.0)]), (-1, 0));
        assert_eq!(decades(&[stage(10.0, 10.0)]), (0, 1));
        assert_eq!(decades(&[stage(1e-9, 1e5)]), (-4, 5));
    }

    #[test]
    fn a_band_is_told_in_words_to_who_cannot_see_it() {
        assert_eq!(in_words(&stage(10.0, 100.0)), "Parr: 10 g to 100 g, in fresh water up to 100 g");
        assert_eq!(
            (tick(0.01), tick(100.0), tick(10_000.0)),
            ("0.01 g".into(), "100 g".into(), "10 kg".into())
        );
    }
}
