//! The bands of a stage as a strip: which weights have which FCR, and where the stage's own counts.
use egui::{Align2, Color32, Rect, Role, Sense, Stroke, StrokeKind, TextStyle, Ui, WidgetInfo, pos2, vec2};

use crate::app::theme::{palette, size};
use crate::domain::display::exact;
use crate::domain::feed::WeightBandFcr;

/// How high the strip is, and what is written under it.
const HEIGHT: f32 = size::ROW;
/// A part narrower than this has no room for its FCR.
const LEAST_WIDTH_FOR_TEXT: f32 = 36.0;

/// A stage with its bands.
#[derive(Debug, Clone, Copy)]
pub struct Strip<'a> {
    /// The stage's name.
    pub stage: &'a str,
    /// Its own FCR.
    pub fcr: f64,
    /// Its bands, in any order.
    pub bands: &'a [WeightBandFcr],
}

/// Draws the strip, from the lightest to the heaviest weight of its bands.
pub fn show(ui: &mut Ui, strip: &Strip<'_>) {
    let colors = palette(ui.visuals());
    if strip.bands.is_empty() {
        ui.label(format!("{}: FCR {} at all weights", strip.stage, exact(strip.fcr)));
        return;
    }
    ui.label(format!("{}: FCR {}, and by weight", strip.stage, exact(strip.fcr)));
    let lightest = strip.bands.iter().map(|band| band.min_weight_g).fold(f64::INFINITY, f64::min);
    let heaviest = strip.bands.iter().map(|band| band.max_weight_g).fold(0.0, f64::max);
    let font = TextStyle::Body.resolve(ui.style());
    let (rect, response) =
        ui.allocate_exact_size(vec2(ui.available_width(), HEIGHT + size::ROW), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, words(strip)));
    let bar = Rect::from_min_size(rect.min, vec2(rect.width(), HEIGHT));
    let span = (heaviest - lightest).max(f64::MIN_POSITIVE);
    let x = |weight_g: f64| bar.left() + ((weight_g - lightest) / span) as f32 * bar.width();
    let painter = ui.painter_at(rect);
    painter.rect_filled(bar, size::CORNER, colors.surface_sunken);
    let mut right_of_last = f32::NEG_INFINITY;
    let mut sorted: Vec<&WeightBandFcr> = strip.bands.iter().collect();
    sorted.sort_by(|a, b| a.min_weight_g.total_cmp(&b.min_weight_g));
    for (i, band) in sorted.iter().enumerate() {
        let part = Rect::from_x_y_ranges(x(band.min_weight_g)..=x(band.max_weight_g), bar.y_range());
        let fill = if i % 2 == 0 { colors.accent } else { colors.accent_hover };
        painter.rect_filled(part, size::CORNER, fill);
        painter.rect_stroke(part, size::CORNER, Stroke::new(1.0, colors.surface), StrokeKind::Inside);
        if part.width() >= LEAST_WIDTH_FOR_TEXT {
            let text = exact(band.fcr_value);
            painter.text(part.center(), Align2::CENTER_CENTER, text, font.clone(), colors.on_accent);
        }
        for weight_g in [band.min_weight_g, band.max_weight_g] {
            right_of_last =
                mark(&painter, bar, x(weight_g), weight_g, right_of_last, &font, colors.text_muted);
        }
    }
}

/// Writes a weight under the strip if there is room beside the last; gives where the text ends.
fn mark(
    painter: &egui::Painter,
    bar: Rect,
    x: f32,
    weight_g: f64,
    right_of_last: f32,
    font: &egui::FontId,
    color: Color32,
) -> f32 {
    let galley = painter.layout_no_wrap(format!("{} g", exact(weight_g)), font.clone(), color);
    let width = galley.size().x;
    let left = (x - width / 2.0).clamp(bar.left(), (bar.right() - width).max(bar.left()));
    if left < right_of_last + 6.0 {
        return right_of_last;
    }
    painter.galley(pos2(left, bar.bottom() + 4.0), galley, color);
    left + width
}

fn words(strip: &Strip<'_>) -> String {
    let bands: Vec<String> =
        strip.bands.iter().map(|band| format!("{} FCR {}", band.words(), exact(band.fcr_value))).collect();
    format!("{} by weight: {}", strip.stage, bands.join(", "))
}
