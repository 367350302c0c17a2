//! Dialogs of the profile editor: each makes readings, shows them as a curve first, and hands them over.
mod fields;
mod pattern;
mod ranges;
mod shift;
mod year;

use chrono::NaiveDate;
use egui::{Align, Layout, RichText, Ui, vec2};

pub use self::pattern::PatternDialog;
pub use self::shift::ShiftDialog;
pub use self::year::{FarmProfile, YearDialog};

use super::chart::Series;
use crate::app::theme::{palette, size, space};
use crate::app::widgets::button;
use crate::app::widgets::modal::scrolled;
use crate::app::widgets::trouble;
use crate::domain::display::sentence;
use crate::domain::fault::{Fault, Outcome};
use crate::domain::temperature::TemperatureReading;
use crate::service::profiles::{Gap, gaps};

/// The dialogs are this wide.
const WIDTH: f32 = 664.0;
/// The picture in them is this high.
const PREVIEW: f32 = 200.0;

/// What a dialog made.
#[derive(Debug, Clone, PartialEq)]
pub struct Made {
    /// What it is called when it is taken back: "365 readings from a pattern".
    pub name: String,
    /// What is said once it is made.
    pub said: String,
    /// The readings.
    pub readings: Vec<TemperatureReading>,
    /// The date of day 1, where there is one.
    pub start: Option<NaiveDate>,
}

/// Readings that a dialog would make, ready to be drawn.
#[derive(Debug, Default)]
struct Drawn {
    readings: Vec<TemperatureReading>,
    series: Series,
    gaps: Vec<Gap>,
    fault: Option<Fault>,
}

impl Drawn {
    fn of(outcome: Option<Outcome<Vec<TemperatureReading>>>) -> Self {
        match outcome {
            None => Self::default(),
            Some(Err(fault)) => Self { fault: Some(fault), ..Self::default() },
            Some(Ok(readings)) => {
                Self { series: Series::of(&readings), gaps: gaps(&readings), readings, fault: None }
            }
        }
    }
}

/// Fields that scroll where the window is too low for them.
fn scrolling(ui: &mut Ui, below: f32, contents: impl FnOnce(&mut Ui)) {
    let most = ui.ctx().content_rect().height() - below - 2.0 * (space::XL + space::L);
    let most = most.max(size::ROW * 4.0);
    scrolled(most).show(ui, contents);
}

/// Why nothing can be made yet.
fn say_fault(ui: &mut Ui, fault: Option<&Fault>) {
    let Some(fault) = fault else { return };
    let place = if fault.place.is_empty() { String::new() } else { format!(" ({})", fault.place) };
    trouble::line(ui, format!("{}{place}. {}", sentence(&fault.message), fault.hint));
}

fn muted(ui: &mut Ui, text: &str) {
    let color = palette(ui.visuals()).text_muted;
    ui.add(egui::Label::new(RichText::new(text).color(color)).wrap());
}

/// The verb and "Cancel": Some(true) for the verb.
fn buttons(ui: &mut Ui, verb: &str, why_not: &str) -> Option<bool> {
    ui.add_space(space::XS);
    ui.allocate_ui_with_layout(
        vec2(ui.available_width(), size::ROW),
        Layout::right_to_left(Align::Center),
        |ui| {
            let can = why_not.is_empty();
            let done = ui.add_enabled_ui(can, |ui| button::primary(ui, verb)).inner;
            let done = done.on_disabled_hover_text(why_not).clicked();
            let cancelled = ui.button("Cancel").clicked();
            if done { Some(true) } else { cancelled.then_some(false) }
        },
    )
    .inner
}
