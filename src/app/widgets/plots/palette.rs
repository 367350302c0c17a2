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
