//! "Shift…": the profile later or earlier, warmer or colder.
use chrono::NaiveDate;
use egui::{Context, Id, Ui};

use super::{Drawn, Made, PREVIEW, WIDTH, buttons, muted, say_fault, scrolling};
use crate::app::theme::{size, space};
use crate::app::views::models::temperature::chart::{Preview, Series};
use crate::app::views::models::temperature::words;
use crate::app::widgets::field::{DateField, DecimalField, IntegerField, Typed};
use crate::app::widgets::modal::{Kind, Shown, modal};
use crate::domain::accepted;
use crate::domain::display;
use crate::domain::fault::Outcome;
use crate::domain::temperature::TemperatureReading;
use crate::service::profiles::{by_days, by_degrees, days_moved};

/// The most days that a profile is moved by.
const MOST_DAYS: i64 = 7305;
/// The most degrees that a profile is moved by.
const MOST_DEGREES: f64 = 20.0;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Choice {
    Days,
    Degrees,
    StartDate,
}

impl Choice {
    const ALL: [(Self, &'static str, &'static str); 3] = [
        (Self::Days, "By days", "Later with a positive number, earlier with a negative one"),
        (Self::Degrees, "By degrees", "Warmer with a positive number, colder with a negative one"),
        (
            Self::StartDate,
            "To another start date",
            "Every reading keeps its date; its day number is counted from the new day 1",
        ),
    ];
}

#[derive(Debug, Clone, PartialEq)]
struct Form {
    choice: Choice,
    days: Typed<i64>,
    degrees: Typed<f64>,
    start: Typed<NaiveDate>,
}

/// Moves a profile.
#[derive(Debug)]
pub struct ShiftDialog {
    form: Form,
    readings: Vec<TemperatureReading>,
    start: Option<NaiveDate>,
    before: Series,
    drawn: Option<(Form, Drawn, usize)>,
}

impl ShiftDialog {
    /// Moves these readings.
    pub fn new(readings: &[TemperatureReading], start: Option<NaiveDate>) -> Self {
        Self {
            form: Form {
                choice: Choice::Days,
                days: Typed::default(),
                degrees: Typed::default(),
                start: Typed::of_optional(start),
            },
            readings: readings.to_vec(),
            start,
            before: Series::of(readings),
            drawn: None,
        }
    }

    /// Draws the dialog.
    pub fn show(&mut self, ctx: &Context, today: NaiveDate) -> Shown<Option<Made>> {
        let kind = Kind { width: WIDTH, ..Kind::default() };
        let title = "Shift the profile";
        modal(ctx, Id::unique("profile shift"), title, kind, |ui, is_new| {
            ui.heading(title);
            self.follow();
            scrolling(ui, 3.0 * size::ROW + space::XL, |ui| {
                self.choices(ui, is_new);
                self.fields(ui, today);
                self.preview(ui);
            });
            let verb = self.verb();
            let is_ready = self.drawn.as_ref().is_some_and(|(_, drawn, _)| !drawn.readings.is_empty());
            match buttons(ui, &verb, if is_ready { "" } else { "Say by how much first" }) {
                Some(true) => Some(self.made()),
                Some(false) => Some(None),
                None => None,
            }
        })
    }

    /// By how many days it is moved.
    fn days(&self) -> Option<i64> {
        match self.form.choice {
            Choice::Days => self.form.days.value(),
            Choice::StartDate => Some(days_moved(self.start?, self.form.start.value()?)),
            Choice::Degrees => None,
        }
    }

    fn follow(&mut self) {
        if self.drawn.as_ref().is_some_and(|(form, ..)| *form == self.form) {
            return;
        }
        let mut left_out = 0;
        let made: Option<Outcome<Vec<TemperatureReading>>> = match self.form.choice {
            Choice::Degrees => self.form.degrees.value().map(|degrees| by_degrees(&self.readings, degrees)),
            Choice::Days | Choice::StartDate => self.days().map(|days| {
                let moved = by_days(&self.readings, days)?;
                left_out = moved.left_out;
                Ok(moved.readings)
            }),
        };
        self.drawn = Some((self.form.clone(), Drawn::of(made), left_out));
    }

    fn choices(&mut self, ui: &mut Ui, is_new: bool) {
        ui.horizontal(|ui| {
            for (choice, name, about) in Choice::ALL {
                let is_possible = choice != Choice::StartDate || self.start.is_some();
                let button = egui::Button::selectable(self.form.choice == choice, name);
                let response = ui
                    .add_enabled(is_possible, button)
                    .on_hover_text(about)
                    .on_disabled_hover_text("Name the date of day 1 first, in the editor");
                if response.clicked() {
                    self.form.choice = choice;
                }
                if is_new && self.form.choice == choice {
                    response.request_focus();
                }
            }
        });
        let about = Choice::ALL.iter().find(|(choice, ..)| *choice == self.form.choice);
        ui.scope(|ui| muted(ui, about.map_or("", |(.., about)| about)));
    }

    fn fields(&mut self, ui: &mut Ui, today: NaiveDate) {
        let form = &mut self.form;
        match form.choice {
            Choice::Days => {
                IntegerField::new("Later by", &mut form.days, -MOST_DAYS..=MOST_DAYS).unit("days").show(ui);
            }
            Choice::Degrees => {
                DecimalField::new("Warmer by", &mut form.degrees, -MOST_DEGREES..=MOST_DEGREES)
                    .unit("°C")
                    .show(ui);
            }
            Choice::StartDate => {
                let (first, last) = accepted::start_dates();
                DateField::new("New start date", &mut form.start, first..=last, today).show(ui);
            }
        }
    }

    fn preview(&self, ui: &mut Ui) {
        let Some((_, drawn, left_out)) = &self.drawn else { return };
        let after = (!drawn.readings.is_empty()).then_some((&drawn.series, drawn.gaps.as_slice()));
        // With another day 1 the same dates are other days: what was before cannot stand beside it.
        let (before, start) = match self.form.choice {
            Choice::StartDate => (None, self.form.start.value()),
            _ => (Some(&self.before), self.start),
        };
        Preview { title: "Preview", start, before, after, band: &[], height: PREVIEW }.show(ui);
        if before.is_some() {
            muted(ui, "Dashed as it is now");
        }
        ui.scope(|ui| say_fault(ui, drawn.fault.as_ref()));
        if *left_out > 0 {
            let what = words::readings(*left_out);
            muted(ui, &format!("{what} fall before day 1 and are left out; day 1 keeps its temperature"));
        }
    }

    fn verb(&self) -> String {
        match (self.form.choice, self.days(), self.form.degrees.value()) {
            (Choice::Days, Some(days), _) if days != 0 => {
                let way = if days < 0 { "earlier" } else { "later" };
                let count = display::days(i64::try_from(days.unsigned_abs()).unwrap_or(i64::MAX));
                format!("Shift {count} {way}")
            }
            (Choice::Degrees, _, Some(degrees)) if degrees != 0.0 => {
                let way = if degrees < 0.0 { "colder" } else { "warmer" };
                format!("Make {} °C {way}", words::degrees(degrees.abs()))
            }
            (Choice::StartDate, ..) => "Count from the new start date".to_owned(),
            _ => "Shift profile".to_owned(),
        }
    }

    fn made(&mut self) -> Option<Made> {
        let verb = self.verb();
        let (form, drawn, left_out) = self.drawn.take()?;
        let start = if form.choice == Choice::StartDate { form.start.value() } else { None };
        let lost = match left_out {
            0 => String::new(),
            count => format!("; {} before day 1 left out", words::readings(count)),
        };
        let said = match form.choice {
            Choice::Days => verb.replacen("Shift", "Shifted", 1),
            Choice::Degrees => verb.replacen("Make", "Made", 1),
            Choice::StartDate => verb.replacen("Count", "Counted", 1),
        };
        let name = "shift of the profile".to_owned();
        Some(Made { name, said: format!("{said}{lost}"), readings: drawn.readings, start })
    }
}
