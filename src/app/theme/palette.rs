//! The colours by name, and the proof that what is written in them can be read.

use egui::{Color32, Visuals};

use crate::domain::series_look;

pub use crate::domain::series_look::COUNT as SERIES_COUNT;

/// The colours of one theme.
///
/// Neutral greys and one accent, a deep sea blue-green. Red and amber are only for what needs a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Palette {
    /// The accent: what can be done next, what is selected, what has the keyboard.
    pub accent: Color32,
    /// The accent under the pointer.
    pub accent_hover: Color32,
    /// Text on the accent.
    pub on_accent: Color32,
    /// Text that is read.
    pub text: Color32,
    /// Text that explains what is read: units, labels, notes.
    pub text_muted: Color32,
    /// The ground of the window.
    pub surface: Color32,
    /// What lies above the ground: dialogs, menus, cards, buttons.
    pub surface_raised: Color32,
    /// What lies below the ground: the rail, table heads, wells.
    pub surface_sunken: Color32,
    /// The ground of a field that is typed in.
    pub field: Color32,
    /// Every other row.
    pub stripe: Color32,
    /// What is under the pointer.
    pub hover: Color32,
    /// Lines that part things.
    pub border: Color32,
    /// Lines around what can be used, seen at three to one.
    pub border_strong: Color32,
    /// What went wrong, what is lost by going on.
    pub danger: Color32,
    /// A button that loses something, under the pointer.
    pub danger_hover: Color32,
    /// Text on danger.
    pub on_danger: Color32,
    /// What a person should look at.
    pub warning: Color32,
    /// What is better, or was done.
    pub success: Color32,
    /// The ground of what is selected.
    pub selection: Color32,
    /// Below what floats.
    pub shadow: Color32,
    /// Over all that waits for a decision.
    pub backdrop: Color32,
    series: [Color32; SERIES_COUNT],
}

/// The colours of the theme that `visuals` belong to.
#[must_use]
pub fn palette(visuals: &Visuals) -> &'static Palette {
    Palette::of(visuals.dark_mode)
}

impl Palette {
    /// The colours of the dark or the light theme.
    #[must_use]
    pub const fn of(dark_mode: bool) -> &'static Self {
        if dark_mode { &DARK } else { &LIGHT }
    }

    /// The colour of a run by its place among the runs that are compared with the baseline.
    ///
    /// From the eighth run on the line style tells them apart.
    #[must_use]
    pub const fn series(&self, index: usize) -> Color32 {
        self.series[index % SERIES_COUNT]
    }

    /// The colour of the baseline: that of text, so that it belongs to no run.
    #[must_use]
    pub const fn baseline(&self) -> Color32 {
        self.text
    }
}

const fn rgb(hex: u32) -> Color32 {
    Color32::from_rgb((hex >> 16) as u8, (hex >> 8) as u8, hex as u8)
}

const fn colors(hex: &[u32; SERIES_COUNT]) -> [Color32; SERIES_COUNT] {
    let mut colors = [Color32::BLACK; SERIES_COUNT];
    let mut place = 0;
    while place < SERIES_COUNT {
        colors[place] = rgb(hex[place]);
        place += 1;
    }
    colors
}

static LIGHT: Palette = Palette {
    accent: rgb(0x006670),
    accent_hover: rgb(0x00525A),
    on_accent: rgb(0xFFFFFF),
    text: rgb(0x171C1E),
    text_muted: rgb(0x555F63),
    surface: rgb(0xF7F8F8),
    surface_raised: rgb(0xFFFFFF),
    surface_sunken: rgb(0xEDEFF0),
    field: rgb(0xFFFFFF),
    stripe: rgb(0xF1F3F3),
    hover: rgb(0xE8ECED),
    border: rgb(0xD5DADC),
    border_strong: rgb(0x858F93),
    danger: rgb(0xB3261E),
    danger_hover: rgb(0x931C15),
    on_danger: rgb(0xFFFFFF),
    warning: rgb(0x855200),
    success: rgb(0x1F6B3F),
    selection: rgb(0xD8EBEC),
    shadow: Color32::from_black_alpha(28),
    backdrop: Color32::from_black_alpha(72),
    series: colors(&series_look::LIGHT),
};

static DARK: Palette = Palette {
    accent: rgb(0x5AC4CA),
    accent_hover: rgb(0x7BD3D8),
    on_accent: rgb(0x04262A),
    text: rgb(0xE6EAEB),
    text_muted: rgb(0xA0AAAE),
    surface: rgb(0x171B1D),
    surface_raised: rgb(0x202528),
    surface_sunken: rgb(0x101315),
    field: rgb(0x101315),
    stripe: rgb(0x1B1F22),
    hover: rgb(0x2C3236),
    border: rgb(0x343B3F),
    border_strong: rgb(0x6C777C),
    danger: rgb(0xFF8F85),
    danger_hover: rgb(0xFFABA3),
    on_danger: rgb(0x3A0905),
    warning: rgb(0xF2B84B),
    success: rgb(0x7FCF99),
    selection: rgb(0x143D42),
    shadow: Color32::from_black_alpha(120),
    backdrop: Color32::from_black_alpha(140),
    series: colors(&series_look::DARK),
};

#[cfg(test)]
mod tests {
    use super::*;

    /// Relative luminance after WCAG 2.2.
    fn luminance(color: Color32) -> f64 {
        let linear = |channel: u8| {
            let value = f64::from(channel) / 255.0;
            if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(color.r()) + 0.7152 * linear(color.g()) + 0.0722 * linear(color.b())
    }

    fn contrast(a: Color32, b: Color32) -> f64 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    fn assert_contrast(least: f64, what: &str, front: Color32, back: Color32) {
        let found = contrast(front, back);
        assert!(found >= least, "{what}: {found:.2} to one, needs {least}");
    }

    #[test]
    fn contrast_is_measured_as_the_guideline_does() {
        assert!((contrast(Color32::BLACK, Color32::WHITE) - 21.0).abs() < 1e-9);
        // A pair that is known to be the lightest grey to pass on white.
        assert!((contrast(rgb(0x767676), Color32::WHITE) - 4.54).abs() < 0.01);
    }

    #[test]
    fn every_text_can_be_read_on_every_ground_it_stands_on() {
        for theme in [&LIGHT, &DARK] {
            let grounds = [
                ("surface", theme.surface),
                ("raised", theme.surface_raised),
                ("sunken", theme.surface_sunken),
                ("field", theme.field),
                ("stripe", theme.stripe),
                ("hover", theme.hover),
                ("selection", theme.selection),
            ];
            let texts = [
                ("text", theme.text),
                ("muted", theme.text_muted),
                ("accent", theme.accent),
                ("danger", theme.danger),
                ("warning", theme.warning),
                ("success", theme.success),
            ];
            for (ground_name, ground) in grounds {
                for (text_name, text) in texts {
                    assert_contrast(4.5, &format!("{text_name} on {ground_name}"), text, ground);
                }
            }
            for (name, text, ground) in [
                ("on accent", theme.on_accent, theme.accent),
                ("on hovered accent", theme.on_accent, theme.accent_hover),
                ("on danger", theme.on_danger, theme.danger),
                ("on hovered danger", theme.on_danger, theme.danger_hover),
            ] {
                assert_contrast(4.5, name, text, ground);
            }
        }
    }

    #[test]
    fn lines_of_plots_and_edges_of_controls_can_be_seen() {
        for theme in [&LIGHT, &DARK] {
            for ground in [theme.surface, theme.surface_raised] {
                for index in 0..SERIES_COUNT {
                    assert_contrast(3.0, &format!("series {index}"), theme.series(index), ground);
                }
                assert_contrast(3.0, "baseline", theme.baseline(), ground);
                assert_contrast(3.0, "edge of a control", theme.border_strong, ground);
                assert_contrast(3.0, "focus", theme.accent, ground);
            }
        }
    }

    #[test]
    fn seven_runs_have_seven_colours_and_the_eighth_starts_again() {
        for theme in [&LIGHT, &DARK] {
            let colors: std::collections::HashSet<_> = (0..SERIES_COUNT).map(|i| theme.series(i)).collect();
            assert_eq!(colors.len(), SERIES_COUNT);
            assert_eq!(theme.series(SERIES_COUNT), theme.series(0));
        }
    }
}
