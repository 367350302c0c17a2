//! "Make from a pattern…": constant, seasonal, twelve monthly means, date ranges.
use chrono::NaiveDate;
use egui::{ComboBox, Context, Event, Id, Ui};

use super::fields::SpanFields;
use super::ranges::Ranges;
use super::{Drawn, Made, PREVIEW, WIDTH, buttons, muted, say_fault, scrolling};
use crate::app::theme::{palette, size, space};
use crate::app::views::models::temperature::chart::Preview;
use crate::app::views::models::temperature::words;
use crate::app::widgets::combo::ShowList as _;
use crate::app::widgets::field::{DateField, DecimalField, Typed};
use crate::app::widgets::modal::{Kind, Shown, modal};
use crate::domain::accepted;
use crate::domain::display::sentence;
use crate::domain::fault::Fault;
use crate::service::profiles::{Pattern, from_january, make_pattern, read_figures};

/// The months by name, January first.
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
/// The most that a season may swing to either side.
const MOST_AMPLITUDE_C: f64 = 25.0;

/// Which pattern is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Choice {
    Constant,
    Seasonal,
    Monthly,
    Ranges,
}

impl Choice {
    const ALL: [(Self, &'static str, &'static str); 4] = [
        (Self::Constant, "Constant", "The same temperature every day"),
        (
            Self::Seasonal,
            "Seasonal",
            "A cosine over the calendar year, coldest on the day that is named and warmest half a year later",
        ),
        (
            Self::Monthly,
            "Monthly means",
            "The days of each month have exactly its mean, without steps between months",
        ),
        (
            Self::Ranges,
            "Date ranges",
            "One temperature for each range of dates; days between two have no reading",
        ),
    ];
}

/// What is typed.
#[derive(Debug, Clone, PartialEq)]
struct Form {
    choice: Choice,
    span: SpanFields,
    constant: Typed<f64>,
    mean: Typed<f64>,
    amplitude: Typed<f64>,
    coldest: Typed<NaiveDate>,
    /// The month of the first figure; 1 is January. Asked, never guessed.
    first_month: Option<u32>,
    means: [Typed<f64>; 12],
    ranges: Ranges,
}

impl Form {
    fn pattern(&self) -> Option<Pattern> {
        match self.choice {
            Choice::Constant => self.constant.value().map(Pattern::Constant),
            Choice::Seasonal => Some(Pattern::Seasonal {
                mean_c: self.mean.value()?,
                amplitude_c: self.amplitude.value()?,
                coldest: self.coldest.value()?,
            }),
            Choice::Monthly => {
                let first_month = self.first_month?;
                let mut figures = [0.0; 12];
                for (figure, typed) in figures.iter_mut().zip(&self.means) {
                    *figure = typed.value()?;
                }
                Some(Pattern::Monthly(from_january(figures, first_month)))
            }
            Choice::Ranges => self.ranges.pattern(),
        }
    }

    /// The month of the figure at a place.
    fn month_of(&self, place: usize) -> Option<&'static str> {
        let first = self.first_month? as usize - 1;
        MONTHS.get((first + place) % 12).copied()
    }
}

/// Makes readings from a pattern.
#[derive(Debug)]
pub struct PatternDialog {
    form: Form,
    /// What it would make, and of which form that is.
    drawn: Option<(Form, Drawn)>,
    /// Whether readings are replaced.
    replaces: usize,
    paste_fault: Option<Fault>,
}

impl PatternDialog {
    /// A dialog that proposes these days; so many readings would be replaced.
    pub fn new(start: NaiveDate, days: u32, replaces: usize) -> Self {
        Self {
            form: Form {
                choice: Choice::Seasonal,
                span: SpanFields::of(start, days),
                constant: Typed::default(),
                mean: Typed::default(),
                amplitude: Typed::default(),
                coldest: Typed::default(),
                first_month: None,
                means: std::array::from_fn(|_| Typed::default()),
                ranges: Ranges::default(),
            },
            drawn: None,
            replaces,
            paste_fault: None,
        }
    }

    /// Draws the dialog.
    pub fn show(&mut self, ctx: &Context, today: NaiveDate) -> Shown<Option<Made>> {
        let kind = Kind { width: WIDTH, ..Kind::default() };
        let title = "Make from a pattern";
        modal(ctx, Id::unique("profile pattern"), title, kind, |ui, is_new| {
            ui.heading(title);
            self.follow();
            let mut answer = None;
            scrolling(ui, 3.0 * size::ROW + space::XL, |ui| {
                self.choices(ui, is_new);
                self.form.span.show(ui, today);
                self.fields(ui, today);
                self.preview(ui);
            });
            ui.scope(|ui| {
                let (verb, why_not) = self.verb();
                answer = buttons(ui, &verb, &why_not);
            });
            match answer {
                Some(true) => Some(self.made()),
                Some(false) => Some(None),
                None => None,
            }
        })
    }

    fn follow(&mut self) {
        if self.drawn.as_ref().is_some_and(|(form, _)| *form == self.form) {
            return;
        }
        let made = self.form.span.span().zip(self.form.pattern());
        let made = made.map(|(span, pattern)| span.and_then(|span| make_pattern(&pattern, span)));
        self.drawn = Some((self.form.clone(), Drawn::of(made)));
    }

    fn choices(&mut self, ui: &mut Ui, is_new: bool) {
        ui.horizontal(|ui| {
            for (choice, name, about) in Choice::ALL {
                let response = ui.selectable_label(self.form.choice == choice, name).on_hover_text(about);
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
        let range = accepted::TEMPERATURE_C;
        match form.choice {
            Choice::Constant => {
                DecimalField::within("Temperature", &mut form.constant, range).show(ui);
            }
            Choice::Seasonal => {
                ui.horizontal_top(|ui| {
                    DecimalField::within("Mean of the year", &mut form.mean, range).show(ui);
                    DecimalField::new("Amplitude", &mut form.amplitude, 0.0..=MOST_AMPLITUDE_C)
                        .unit("°C")
                        .info("How much warmer than the mean the warmest day is, and how much colder the coldest")
                        .show(ui);
                    let (first, last) = accepted::start_dates();
                    DateField::new("Coldest day", &mut form.coldest, first..=last, today)
                        .info("Its day and month count; the year does not")
                        .show(ui);
                });
            }
            Choice::Monthly => self.monthly(ui),
            Choice::Ranges => form.ranges.show(ui, today),
        }
    }

    fn monthly(&mut self, ui: &mut Ui) {
        self.hear_paste(ui);
        let colors = palette(ui.visuals());
        ui.horizontal(|ui| {
            let label = ui.colored_label(colors.text_muted, "The first figure is of");
            let chosen = self.form.first_month.and_then(|month| MONTHS.get(month as usize - 1));
            let combo = ComboBox::from_id_salt("first month")
                // All twelve without scrolling.
                .height(size::ROW * 14.0)
                .selected_text(chosen.copied().unwrap_or("Choose a month"))
                .show_list(ui, |ui| {
                    for (name, month) in MONTHS.into_iter().zip(1..) {
                        ui.selectable_value(&mut self.form.first_month, Some(month), name);
                    }
                });
            let response = combo.response.labelled_by(label.id);
            ui.ctx().accesskit_node_builder(response.id, |node| node.set_label("The first figure is of"));
        });
        ui.scope(|ui| muted(ui, "Paste all twelve at once with Ctrl+V, from a row or a column"));
        for row in 0..3 {
            ui.horizontal_top(|ui| {
                for place in row * 4..row * 4 + 4 {
                    let label = self
                        .form
                        .month_of(place)
                        .map_or_else(|| format!("Figure {}", place + 1), str::to_owned);
                    if let Some(typed) = self.form.means.get_mut(place) {
                        DecimalField::within(&label, typed, accepted::TEMPERATURE_C).show(ui);
                    }
                }
            });
        }
        if let Some(fault) = &self.paste_fault {
            let said = format!("{}. {}", sentence(&fault.message), fault.hint);
            ui.colored_label(colors.danger, said);
        }
    }

    /// Twelve figures that are pasted fill all fields, whichever has the keyboard. A single one is the field's.
    fn hear_paste(&mut self, ui: &Ui) {
        let pasted = ui.input_mut(|input| {
            let is_many = |event: &Event| {
                matches!(event, Event::Paste(text) if text.split_whitespace().count() > 1 || text.contains(';'))
            };
            let place = input.events.iter().position(is_many)?;
            match input.events.remove(place) {
                Event::Paste(text) => Some(text),
                _ => None,
            }
        });
        let Some(text) = pasted else { return };
        match read_figures(&text, 12) {
            Ok(figures) => {
                self.paste_fault = None;
                for (typed, figure) in self.form.means.iter_mut().zip(figures) {
                    typed.set(figure);
                }
            }
            Err(fault) => self.paste_fault = Some(fault),
        }
    }

    fn preview(&mut self, ui: &mut Ui) {
        let start =
            self.form.span.span().and_then(Result::ok).map(crate::service::profiles::ProfileSpan::start);
        let Some((_, drawn)) = &self.drawn else { return };
        let after = (!drawn.readings.is_empty()).then_some((&drawn.series, drawn.gaps.as_slice()));
        let preview = Preview { title: "Preview", start, before: None, after, band: &[], height: PREVIEW };
        preview.show(ui);
        ui.scope(|ui| say_fault(ui, drawn.fault.as_ref()));
        if self.replaces > 0 {
            muted(ui, &format!("The profile's {} are replaced", words::readings(self.replaces)));
        }
    }

    fn verb(&self) -> (String, String) {
        let Some((_, drawn)) = &self.drawn else { return ("Make readings".to_owned(), String::new()) };
        let count = drawn.readings.len();
        let is_month_missing = self.form.choice == Choice::Monthly && self.form.first_month.is_none();
        let why_not = match (count, &drawn.fault) {
            (0, Some(fault)) => sentence(&fault.message),
            (0, None) if is_month_missing => "Choose the month of the first figure".to_owned(),
            (0, None) => "Fill in the fields first".to_owned(),
            _ => String::new(),
        };
        let verb =
            if count == 0 { "Make readings".to_owned() } else { format!("Make {}", words::readings(count)) };
        (verb, why_not)
    }

    fn made(&mut self) -> Option<Made> {
        let start = self.form.span.span()?.ok()?.start();
        let (_, drawn) = self.drawn.take()?;
        let count = words::readings(drawn.readings.len());
        let (name, said) = (format!("{count} from a pattern"), format!("{count} made from a pattern"));
        Some(Made { name, said, readings: drawn.readings, start: Some(start) })
    }
}
