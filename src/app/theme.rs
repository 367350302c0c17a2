//! The look: typeface, colours, spacing and sizes, for a light and a dark theme.
//!
//! The only place where a colour or a size is written down. What is drawn with them lives in `widgets` and `views`.

mod palette;

use std::{collections::BTreeMap, sync::Arc};

use egui::{
    Context, CornerRadius, FontData, FontDefinitions, FontFamily, FontId, Margin, RichText, Shadow, Stroke,
    Style, TextStyle, Theme, Visuals,
    style::{ScrollStyle, Selection, Spacing, TextCursorStyle, WidgetVisuals, Widgets},
    vec2,
};

pub use self::palette::{Palette, SERIES_COUNT, palette};

const REGULAR: &str = "Inter";
const SEMIBOLD: &str = "Inter SemiBold";
const SEMIBOLD_FAMILY: &str = "semibold";
const KEY_FIGURE: &str = "key figure";

/// The three sizes of text, in points.
pub mod text_size {
    /// All that is read: labels, tables, buttons, notes.
    pub const BODY: f32 = 12.5;
    /// The head of a view, a panel or a dialog.
    pub const HEADING: f32 = 15.0;
    /// The few numbers that a view is about.
    pub const KEY_FIGURE: f32 = 24.0;
}

/// Distances, all multiples of four.
pub mod space {
    /// Between things that belong together.
    pub const XS: f32 = 4.0;
    /// Between neighbours.
    pub const S: f32 = 8.0;
    /// Between a group and the next.
    pub const M: f32 = 12.0;
    /// Inside panels and dialogs.
    pub const L: f32 = 16.0;
    /// Between sections.
    pub const XL: f32 = 24.0;
    /// Around what stands alone.
    pub const XXL: f32 = 32.0;
}

/// Sizes of things that several views share.
pub mod size {
    /// A row of a table or list, a button, a field.
    pub const ROW: f32 = 28.0;
    /// The least that can be clicked without aiming.
    pub const CLICK: f32 = 24.0;
    /// An icon within a line of text.
    pub const ICON: f32 = 16.0;
    /// An icon within a badge.
    pub const ICON_SMALL: f32 = 12.0;
    /// A badge within a row.
    pub const BADGE: f32 = 20.0;
    /// A dot or small mark.
    pub const MARK: f32 = 8.0;
    /// The bar at the top of the window.
    pub const TOP_BAR: f32 = 44.0;
    /// The rail at the left of the window.
    pub const RAIL: f32 = 132.0;
    /// The status line at the bottom of the window.
    pub const STATUS_LINE: f32 = 26.0;
    /// A field that holds a number or a date.
    pub const FIELD: f32 = 140.0;
    /// A field that holds a name.
    pub const FIELD_WIDE: f32 = 280.0;
    /// A dialog for one decision.
    pub const DIALOG: f32 = 440.0;
    /// The most that a list within a dialog takes up before it scrolls.
    pub const DIALOG_LIST: f32 = 168.0;
    /// A toast, and the measure of a line of running text.
    pub const TOAST: f32 = 360.0;
    /// The least width of a key figure, so that a row of them lines up.
    pub const KEY_FIGURE: f32 = 120.0;
    /// The line around what has the keyboard.
    pub const FOCUS_LINE: f32 = 2.0;
    /// The line of a border.
    pub const BORDER_LINE: f32 = 1.0;
    /// The line of a run in a plot.
    pub const SERIES_LINE: f32 = 1.75;
    /// The line of the baseline in a plot.
    pub const BASELINE_LINE: f32 = 2.5;
    /// How round corners are.
    pub const CORNER: u8 = 4;
}

/// Installs the typeface and both themes. Call once, before the first frame.
pub fn install(ctx: &Context) {
    ctx.set_fonts(fonts());
    for theme in [Theme::Light, Theme::Dark] {
        ctx.set_style_of(theme, style(theme));
    }
}

/// The family for heads, key figures and emphasis.
#[must_use]
pub fn semibold_family() -> FontFamily {
    FontFamily::Name(SEMIBOLD_FAMILY.into())
}

/// The text style of the few numbers that a view is about.
#[must_use]
pub fn key_figure() -> TextStyle {
    TextStyle::Name(KEY_FIGURE.into())
}

/// Text of body size in the heavier of the two weights.
#[must_use]
pub fn semibold(text: impl Into<String>) -> RichText {
    RichText::new(text).family(semibold_family())
}

fn fonts() -> FontDefinitions {
    let mut fonts = FontDefinitions::default();
    let mut embed = |name: &str, bytes: &'static [u8]| {
        fonts.font_data.insert(name.to_owned(), Arc::new(FontData::from_static(bytes)));
    };
    embed(REGULAR, include_bytes!("../../assets/fonts/Inter-Regular.ttf"));
    embed(SEMIBOLD, include_bytes!("../../assets/fonts/Inter-SemiBold.ttf"));

    // egui's own fonts stay behind ours for its icons; other scripts come from the system after them.
    let fallback = fonts.families.get(&FontFamily::Proportional).cloned().unwrap_or_default();
    let mut family = |family: FontFamily, first: &[&str]| {
        let names = first.iter().map(|&name| name.to_owned()).chain(fallback.iter().cloned()).collect();
        fonts.families.insert(family, names);
    };
    family(FontFamily::Proportional, &[REGULAR]);
    family(semibold_family(), &[SEMIBOLD, REGULAR]);
    // The digits are tabular already, so a second design would only be noise: hashes and codes line up in Hack, all
    // that Hack lacks comes from Inter.
    family(FontFamily::Monospace, &["Hack", REGULAR]);
    fonts
}

fn text_styles() -> BTreeMap<TextStyle, FontId> {
    let body = FontId::new(text_size::BODY, FontFamily::Proportional);
    BTreeMap::from([
        (TextStyle::Body, body.clone()),
        (TextStyle::Button, body.clone()),
        // Nothing is smaller than the body: what is worth reading is worth a readable size.
        (TextStyle::Small, body),
        (TextStyle::Monospace, FontId::new(text_size::BODY, FontFamily::Monospace)),
        (TextStyle::Heading, FontId::new(text_size::HEADING, semibold_family())),
        (key_figure(), FontId::new(text_size::KEY_FIGURE, semibold_family())),
    ])
}

fn style(theme: Theme) -> Style {
    let mut style = Style {
        text_styles: text_styles(),
        spacing: spacing(),
        visuals: visuals(theme),
        // No motion that is not feedback: what opens is there at once.
        animation_time: 0.0,
        scroll_animation: egui::style::ScrollAnimation::none(),
        ..Style::default()
    };
    // Labels sit in rows that are clicked and dragged; what is to be copied asks for it with `Label::selectable`.
    style.interaction.selectable_labels = false;
    style.interaction.tooltip_delay = 0.4;
    style
}

fn spacing() -> Spacing {
    Spacing {
        item_spacing: vec2(space::S, space::XS),
        window_margin: Margin::same(16),
        menu_margin: Margin::same(4),
        button_padding: vec2(space::M, space::XS),
        indent: space::L + space::S,
        interact_size: vec2(size::ROW, size::ROW),
        combo_width: size::FIELD,
        combo_height: size::ROW * 12.0,
        text_edit_width: size::FIELD_WIDE,
        icon_width: size::ICON,
        icon_width_inner: size::MARK,
        icon_spacing: space::S,
        tooltip_width: size::TOAST,
        menu_width: size::TOAST,
        menu_spacing: 0.0,
        scroll: ScrollStyle {
            // A bar that is always there says how long a list is without being hovered. Room is kept for it, so it
            // covers nothing; egui applies the opacities only to bars that it calls floating.
            floating: true,
            foreground_color: true,
            bar_width: size::MARK,
            floating_width: size::MARK,
            floating_allocated_width: space::M,
            handle_min_length: size::CLICK,
            dormant_handle_opacity: 0.3,
            active_handle_opacity: 0.3,
            interact_handle_opacity: 0.5,
            dormant_background_opacity: 0.0,
            active_background_opacity: 0.0,
            interact_background_opacity: 0.0,
            ..ScrollStyle::solid()
        },
        ..Spacing::default()
    }
}

fn visuals(theme: Theme) -> Visuals {
    let dark_mode = theme == Theme::Dark;
    let colors = Palette::of(dark_mode);
    let shadow = Shadow { offset: [0, 4], blur: 16, spread: 0, color: colors.shadow };
    Visuals {
        weak_text_color: Some(colors.text_muted),
        widgets: widgets(colors),
        selection: Selection {
            bg_fill: colors.selection,
            // egui draws the text of what is selected and the edge of a focused field with this.
            stroke: Stroke::new(size::FOCUS_LINE, colors.accent),
        },
        hyperlink_color: colors.accent,
        faint_bg_color: colors.stripe,
        extreme_bg_color: colors.surface_sunken,
        text_edit_bg_color: Some(colors.field),
        code_bg_color: colors.surface_sunken,
        warn_fg_color: colors.warning,
        error_fg_color: colors.danger,
        window_corner_radius: CornerRadius::same(size::CORNER * 2),
        window_shadow: shadow,
        window_fill: colors.surface_raised,
        window_stroke: Stroke::new(size::BORDER_LINE, colors.border),
        window_highlight_topmost: false,
        menu_corner_radius: CornerRadius::same(size::CORNER),
        panel_fill: colors.surface,
        popup_shadow: shadow,
        text_cursor: TextCursorStyle {
            stroke: Stroke::new(size::FOCUS_LINE, colors.accent),
            // Nothing blinks, and an idle window draws nothing.
            blink: false,
            ..TextCursorStyle::default()
        },
        indent_has_left_vline: false,
        slider_trailing_fill: true,
        ..if dark_mode { Visuals::dark() } else { Visuals::light() }
    }
}

fn widgets(colors: &Palette) -> Widgets {
    let border = Stroke::new(size::BORDER_LINE, colors.border);
    let strong_border = Stroke::new(size::BORDER_LINE, colors.border_strong);
    let text = Stroke::new(1.0, colors.text);
    let rest = WidgetVisuals {
        bg_fill: colors.surface_raised,
        weak_bg_fill: colors.surface_raised,
        bg_stroke: strong_border,
        corner_radius: CornerRadius::same(size::CORNER),
        fg_stroke: text,
        expansion: 0.0,
    };
    Widgets {
        noninteractive: WidgetVisuals {
            bg_fill: colors.surface,
            weak_bg_fill: colors.surface,
            bg_stroke: border,
            ..rest
        },
        inactive: rest,
        hovered: WidgetVisuals { bg_fill: colors.hover, weak_bg_fill: colors.hover, ..rest },
        // egui draws a widget that has the keyboard as it draws one that is pressed: this line is the focus ring.
        active: WidgetVisuals {
            bg_fill: colors.hover,
            weak_bg_fill: colors.hover,
            bg_stroke: Stroke::new(size::FOCUS_LINE, colors.accent),
            ..rest
        },
        open: WidgetVisuals { bg_fill: colors.hover, weak_bg_fill: colors.hover, ..rest },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn width_of(ctx: &Context, text: &str, family: FontFamily) -> f32 {
        let font = FontId::new(text_size::KEY_FIGURE, family);
        ctx.fonts_mut(|fonts| fonts.layout_no_wrap(text.to_owned(), font, egui::Color32::WHITE).size().x)
    }

    fn with_installed(check: impl Fn(&Context)) {
        let ctx = Context::default();
        install(&ctx);
        let output = ctx.run_ui(egui::RawInput::default(), |ui| check(ui.ctx()));
        output.drop_without_applying_deltas();
    }

    #[test]
    fn all_digits_and_the_signs_are_equally_wide() {
        with_installed(|ctx| {
            for family in [FontFamily::Proportional, semibold_family()] {
                let zero = width_of(ctx, "0000000000", family.clone());
                for digit in '1'..='9' {
                    let row = digit.to_string().repeat(10);
                    assert!((width_of(ctx, &row, family.clone()) - zero).abs() < 0.01, "{digit} in {family}");
                }
                let plus = width_of(ctx, "+123", family.clone());
                assert!((width_of(ctx, "−999", family.clone()) - plus).abs() < 0.01, "signs in {family}");
            }
        });
    }

    #[test]
    fn there_are_three_sizes_of_text_and_two_families_beside_code() {
        let styles = text_styles();
        let mut sizes: Vec<f32> = styles.values().map(|font| font.size).collect();
        sizes.sort_by(f32::total_cmp);
        sizes.dedup();
        assert_eq!(sizes, [text_size::BODY, text_size::HEADING, text_size::KEY_FIGURE]);
    }

    #[test]
    fn the_names_of_our_fish_and_people_can_be_drawn() {
        with_installed(|ctx| {
            let font = FontId::new(text_size::BODY, FontFamily::Proportional);
            for letter in "ÁÐÍÓÚÝÆØáðíóúýæøåÅÞþöŋšžŧΔαβЖя−–…·→≤≥°²№".chars()
            {
                assert!(ctx.fonts_mut(|fonts| fonts.has_glyph(&font, letter)), "{letter}");
            }
        });
    }

    #[test]
    fn what_has_the_keyboard_is_ringed_in_the_accent_in_both_themes() {
        for theme in [Theme::Light, Theme::Dark] {
            let style = style(theme);
            let accent = palette(&style.visuals).accent;
            for ring in [style.visuals.widgets.active.bg_stroke, style.visuals.selection.stroke] {
                assert_eq!(ring, Stroke::new(size::FOCUS_LINE, accent));
            }
            assert!(style.spacing.interact_size.min_elem() >= size::CLICK);
        }
    }
}
