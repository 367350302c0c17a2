//! How cells look: each kind of figure with its unit.
use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};

use crate::domain::quantity::Quantity;

/// The formats of a workbook.
pub(super) struct Formats {
    /// The title of the report.
    pub title: Format,
    /// The title of a table.
    pub section: Format,
    /// A head over texts.
    pub head: Format,
    /// A head over numbers.
    pub head_of_numbers: Format,
    /// A head over texts beside numbers.
    pub head_of_texts: Format,
    /// Texts that may need several lines.
    pub wrapped: Format,
    /// The same in a column of numbers.
    pub wrapped_to_the_right: Format,
    /// A text beside numbers.
    pub text: Format,
    /// Texts that explain.
    pub muted: Format,
    /// A date.
    pub date: Format,
    /// A moment in UTC.
    pub moment: Format,
    /// The same under texts.
    pub moment_to_the_left: Format,
    /// A day of a run.
    pub day: Format,
    /// A share, stored as a fraction as Excel does it.
    pub share: Format,
    /// A whole number.
    pub whole: Format,
    /// A number that may have decimals.
    pub whole_or_not: Format,
    /// A number with all its digits.
    pub exact: Format,
    /// What is better.
    pub better: Format,
    /// What is worse.
    pub worse: Format,
}

impl Formats {
    /// Makes them.
    pub fn new() -> Self {
        let head = || {
            Format::new()
                .set_bold()
                .set_text_wrap()
                .set_align(FormatAlign::Top)
                .set_background_color(Color::RGB(0xED_EF_F0))
                .set_border_bottom(FormatBorder::Thin)
        };
        Self {
            title: Format::new().set_bold().set_font_size(16),
            section: Format::new().set_bold().set_font_size(13),
            head: head(),
            head_of_numbers: head().set_align(FormatAlign::Right),
            head_of_texts: head().set_indent(1),
            wrapped: Format::new().set_text_wrap().set_align(FormatAlign::Top),
            wrapped_to_the_right: number("General").set_text_wrap(),
            text: Format::new().set_indent(1),
            muted: Format::new().set_font_color(Color::RGB(0x55_5F_63)),
            date: number("yyyy-mm-dd"),
            moment: number("yyyy-mm-dd hh:mm:ss"),
            moment_to_the_left: number("yyyy-mm-dd hh:mm:ss").set_align(FormatAlign::Left),
            day: number("\"day \"#,##0"),
            share: number("+0.0%;\"−\"0.0%;0.0%"),
            whole: number("#,##0"),
            whole_or_not: number("General"),
            exact: number("General").set_align(FormatAlign::Left),
            better: Format::new().set_indent(1).set_font_color(Color::RGB(0x1F_6B_3F)),
            worse: Format::new().set_indent(1).set_font_color(Color::RGB(0x85_52_00)),
        }
    }

    /// Figures of a kind.
    pub fn quantity(&self, kind: Quantity) -> Format {
        number(pattern(kind))
    }

    /// Differences of figures of a kind.
    pub fn difference(&self, kind: Quantity) -> Format {
        let pattern = match kind {
            // Percent that differ by percent are points.
            Quantity::Percent => "0.0\" points\"",
            kind => pattern(kind),
        };
        // The real minus is not one of the signs that Excel takes without quotes.
        number(&format!("+{pattern};\"−\"{pattern};{pattern}"))
    }
}

/// How high a row must be for the longest of these texts, in a column of this width: no reader does this by itself.
pub(super) fn head_height<'a>(texts: impl Iterator<Item = &'a str>, width: f64) -> f64 {
    const LINE: f64 = 15.0;
    // Words break before the end of a line, so that a little is lost in each.
    let lines = |text: &str| (text.chars().count() as f64 / (width * 0.85)).ceil();
    texts.map(lines).fold(1.0, f64::max).min(25.0) * LINE
}

fn number(pattern: &str) -> Format {
    Format::new().set_num_format(pattern).set_align(FormatAlign::Right).set_align(FormatAlign::Top)
}

/// A sign of percent in quotes is a unit: the number is of a hundred already, and is not multiplied.
fn pattern(kind: Quantity) -> &'static str {
    match kind {
        Quantity::WeightG => "#,##0.0\" g\"",
        Quantity::BiomassKg | Quantity::FeedKg => "#,##0.0\" kg\"",
        Quantity::Count => "#,##0",
        Quantity::Percent => "0.0\" %\"",
        Quantity::PercentPerDay => "0.000\" %/day\"",
        Quantity::GramsPerDay => "0.00\" g/day\"",
        Quantity::KgPerDay => "#,##0.0\" kg/day\"",
        Quantity::Ratio => "0.00",
        Quantity::Tgc => "0.000",
        Quantity::TemperatureC => "0.0\" °C\"",
        Quantity::DegreeDays => "#,##0\" degree-days\"",
        Quantity::Days => "#,##0\" days\"",
    }
}
