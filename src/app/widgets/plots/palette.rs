//! The colours of a plot apart from its curves. The view hands them in; a fallback follows egui's own colours.
use egui::{Color32, Visuals};

/// Colours of everything in a plot but the curves.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PlotPalette {
    /// Titles, numbers, the baseline.
    pub text: Color32,
    /// Units, ticks, stage names, targets: must still be legible (4.5:1).
    pub muted: Color32,
    /// The grid, barely seen.
    pub grid: Color32,
    /// The zero line and stage marks: a step stronger than the grid.
    pub axis: Color32,
    /// The vertical line at the cursor.
    pub cursor: Color32,
    /// The frame of the plot that has the keyboard, and what is being selected.
    pub focus: Color32,
    /// What is behind the plots; dots at the cursor are edged with it.
    pub background: Color32,
    /// The fill of the box at the cursor.
    pub box_fill: Color32,
    /// The edge of the box at the cursor.
    pub box_edge: Color32,
}

impl From<&Visuals> for PlotPalette {
    fn from(visuals: &Visuals) -> Self {
        let text = visuals.strong_text_color();
        let background = visuals.panel_fill;
        // Shares of text over background that give about 6:1, 1.15:1 and 1.6:1 in both of egui's themes.
        let mix = |share: f32| background.lerp_to_gamma(text, share);
        Self {
            text,
            muted: mix(0.62),
            grid: mix(0.09),
            axis: mix(0.24),
            cursor: mix(0.5),
            focus: visuals.selection.stroke.color,
            background,
            box_fill: visuals.window_fill,
            box_edge: visuals.window_stroke.color,
        }
    }
}

/// `color` moved towards `text` just so far that writing in it can be read on `background`: WCAG AA asks for 4.5 to 1.
pub(super) fn legible(color: Color32, text: Color32, background: Color32) -> Color32 {
    (0..=10)
        .map(|step| color.lerp_to_gamma(text, step as f32 / 10.0))
        .find(|&mixed| contrast(mixed, background) >= 4.5)
        .unwrap_or(text)
}

/// The contrast ratio of two opaque colours as WCAG 2 defines it.
fn contrast(a: Color32, b: Color32) -> f32 {
    let luminance = |color: Color32| {
        let [r, g, b, _] = egui::Rgba::from(color).to_array();
        0.2126 * r + 0.7152 * g + 0.0722 * b
    };
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_a_runs_colour_can_be_read_in_both_themes() {
        for visuals in [Visuals::dark(), Visuals::light()] {
            let palette = PlotPalette::from(&visuals);
            assert!(contrast(palette.muted, palette.background) >= 4.5, "muted text");
            for color in [Color32::from_rgb(240, 228, 66), Color32::from_rgb(0, 114, 178), Color32::GRAY] {
                let shown = legible(color, palette.text, palette.background);
                assert!(contrast(shown, palette.background) >= 4.5, "{color:?} became {shown:?}");
            }
        }
        assert!((contrast(Color32::BLACK, Color32::WHITE) - 21.0).abs() < 0.01);
    }
}
