//! "Coming year from measurements…": the mean of several years, smoothed, with its spread.
use chrono::NaiveDate;
use egui::{Context, Frame, Id, Ui};
use std::sync::Arc;

use super::fields::SpanFields;
use super::{Drawn, Made, PREVIEW, WIDTH, buttons, muted, say_fault, scrolling};
use crate::app::command::{Command, Commands, FilePurpose};
use crate::app::theme::{palette, size, space};
use crate::app::views::models::temperature::chart::Preview;
use crate::app::views::models::temperature::words;
use crate::app::widgets::field::{DateField, IntegerField, Typed};
use crate::app::widgets::icon::Icon;
use crate::app::widgets::modal::{Kind, Shown, modal, scrolled};
use crate::domain::accepted;
use crate::domain::display::{self, plural};
use crate::domain::fault::Fault;
use crate::domain::temperature::TemperatureReading;
use crate::service::profiles::{
    ComingYear, DatedSeries, Expected, LoggerSeries, MOST_SMOOTHED_DAYS, coming_year,
};

/// Days on either side that are smoothed over at first: two weeks and a day in all.
const USUAL_SMOOTHING: i64 = 7;

/// What the open profile is called among the measurements.
const THIS_PROFILE: &str = "This profile";

/// A profile of the farm file, to choose from.
#[derive(Debug, Clone)]
pub struct FarmProfile {
    /// Its number.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// What is in it, once it is read.
    pub readings: Option<Arc<Vec<TemperatureReading>>>,
}

/// Measurements that may be counted in.
#[derive(Debug, Clone)]
struct Source {
    /// Its number, if it is a profile of the farm file.
    id: Option<i64>,
    name: String,
    is_chosen: bool,
    start: Typed<NaiveDate>,
    readings: Option<Arc<Vec<TemperatureReading>>>,
    /// What its file made one look at twice.
    warnings: Vec<String>,
}

/// What the year depends on.
#[derive(Debug, Clone, PartialEq)]
struct Key {
    series: Vec<(String, NaiveDate, usize)>,
    smoothing: Option<u32>,
    span: SpanFields,
}

/// The year that would be made.
#[derive(Debug, Default)]
struct Year {
    drawn: Drawn,
    band: Vec<(u32, Expected)>,
    said: String,
}

/// Makes the coming year from measurements.
#[derive(Debug)]
pub struct YearDialog {
    sources: Vec<Source>,
    smoothing: Typed<i64>,
    span: SpanFields,
    year: Option<(Key, Year)>,
    replaces: usize,
    fault: Option<Fault>,
}

impl YearDialog {
    /// A dialog that offers these readings of the open profile, and proposes these days.
    pub fn new(readings: &[TemperatureReading], start: Option<NaiveDate>, from: NaiveDate) -> Self {
        let own = Source {
            id: None,
            name: THIS_PROFILE.to_owned(),
            is_chosen: start.is_some() && !readings.is_empty(),
            start: Typed::of_optional(start),
            readings: Some(Arc::new(readings.to_vec())),
            warnings: Vec::new(),
        };
        Self {
            sources: if readings.is_empty() { Vec::new() } else { vec![own] },
            smoothing: Typed::of(USUAL_SMOOTHING),
            span: SpanFields::of(from, 365),
            year: None,
            replaces: readings.len(),
            fault: None,
        }
    }

    /// Takes what loggers measured, or why their files cannot be read.
    pub fn take(&mut self, loggers: &Result<Vec<LoggerSeries>, Fault>) {
        match loggers {
            Ok(loggers) => {
                self.fault = None;
                for logger in loggers {
                    let source = Source {
                        id: None,
                        name: logger.name(),
                        is_chosen: true,
                        start: Typed::of_optional(logger.start_date),
                        readings: Some(Arc::new(logger.readings.clone())),
                        warnings: logger.warnings.clone(),
                    };
                    self.sources.retain(|other| other.id.is_some() || other.name != source.name);
                    // Above the profiles of the farm file, where it is seen.
                    let place = self.sources.iter().position(|other| other.id.is_some());
                    self.sources.insert(place.unwrap_or(self.sources.len()), source);
                }
            }
            Err(fault) => self.fault = Some(fault.clone()),
        }
    }

    /// The profiles of the farm file that are chosen and not read yet.
    pub fn wanted(&self) -> impl Iterator<Item = i64> {
        let waits = |source: &&Source| source.is_chosen && source.readings.is_none();
        self.sources.iter().filter(waits).filter_map(|source| source.id)
    }

    /// Draws the dialog. `profiles` are those of the farm file.
    pub fn show(
        &mut self,
        ctx: &Context,
        today: NaiveDate,
        profiles: &[FarmProfile],
        commands: &mut Commands,
    ) -> Shown<Option<Made>> {
        self.follow_profiles(profiles);
        self.follow();
        let kind = Kind { width: WIDTH, ..Kind::default() };
        let title = "Coming year from measurements";
        modal(ctx, Id::unique("coming year"), title, kind, |ui, is_new| {
            ui.heading(title);
            scrolling(ui, 3.0 * size::ROW + space::XL, |ui| {
                muted(ui, "The mean of each day over the years, smoothed. Choose what was measured");
                self.sources(ui, today);
                let add = ui.button("Add logger files…");
                if is_new {
                    add.request_focus();
                }
                if add.clicked() {
                    commands.push(Command::AskFile(FilePurpose::LoggerFiles));
                }
                ui.scope(|ui| say_fault(ui, self.fault.as_ref()));
                ui.horizontal_top(|ui| {
                    self.span.show(ui, today);
                    let most = i64::from(MOST_SMOOTHED_DAYS);
                    IntegerField::new("Smooth to either side", &mut self.smoothing, 0..=most)
                        .unit("days")
                        .info("Each day becomes the mean of itself and so many days before and after it")
                        .show(ui);
                });
                self.preview(ui);
            });
            let count = self.year.as_ref().map_or(0, |(_, year)| year.drawn.readings.len());
            let verb = if count == 0 {
                "Make readings".to_owned()
            } else {
                format!("Make {}", words::readings(count))
            };
            let why_not = if count == 0 { "Choose measurements with the date of their day 1" } else { "" };
            match buttons(ui, &verb, why_not) {
                Some(true) => Some(self.made()),
                Some(false) => Some(None),
                None => None,
            }
        })
    }

    fn follow_profiles(&mut self, profiles: &[FarmProfile]) {
        for profile in profiles {
            match self.sources.iter_mut().find(|source| source.id == Some(profile.id)) {
                Some(source) if source.readings.is_none() => source.readings.clone_from(&profile.readings),
                Some(_) => {}
                None => self.sources.push(Source {
                    id: Some(profile.id),
                    name: profile.name.clone(),
                    is_chosen: false,
                    start: Typed::default(),
                    readings: None,
                    warnings: Vec::new(),
                }),
            }
        }
    }

    fn follow(&mut self) {
        let chosen = |source: &Source| {
            let readings = source.readings.clone().filter(|_| source.is_chosen)?;
            Some((source.name.clone(), source.start.value()?, readings))
        };
        let chosen: Vec<(String, NaiveDate, Arc<Vec<TemperatureReading>>)> =
            self.sources.iter().filter_map(chosen).collect();
        let smoothing = self.smoothing.value().and_then(|days| u32::try_from(days).ok());
        let key = Key {
            series: chosen
                .iter()
                .map(|(name, start, readings)| (name.clone(), *start, readings.len()))
                .collect(),
            smoothing,
            span: self.span.clone(),
        };
        if self.year.as_ref().is_some_and(|(other, _)| *other == key) {
            return;
        }
        let year = match (smoothing, self.span.span()) {
            (Some(smoothing), Some(span)) if !chosen.is_empty() => {
                let series: Vec<DatedSeries<'_>> = chosen
                    .iter()
                    .map(|(_, start, readings)| DatedSeries { start: *start, readings: readings.as_slice() })
                    .collect();
                match span.and_then(|span| Ok((span, coming_year(&series, smoothing)?))) {
                    Ok((span, year)) => Year {
                        drawn: Drawn::of(Some(Ok(year.readings(span)))),
                        band: year.expected(span),
                        said: said(&year),
                    },
                    Err(fault) => Year { drawn: Drawn::of(Some(Err(fault))), ..Year::default() },
                }
            }
            _ => Year::default(),
        };
        self.year = Some((key, year));
    }

    fn sources(&mut self, ui: &mut Ui, today: NaiveDate) {
        let colors = palette(ui.visuals());
        let well =
            Frame::new().fill(colors.surface_sunken).corner_radius(size::CORNER).inner_margin(space::S);
        if self.sources.is_empty() {
            ui.scope(|ui| {
                muted(ui, "The farm file has no temperature profiles yet; add the files of a logger");
            });
            return;
        }
        well.show(ui, |ui| {
            ui.set_width(ui.available_width());
            scrolled(size::DIALOG_LIST).id_salt("sources").show(ui, |ui| {
                for source in &mut self.sources {
                    one_source(ui, source, today);
                }
            });
        });
    }

    fn preview(&self, ui: &mut Ui) {
        let Some((_, year)) = &self.year else { return };
        let start = self.span.span().and_then(Result::ok).map(crate::service::profiles::ProfileSpan::start);
        let after =
            (!year.drawn.readings.is_empty()).then_some((&year.drawn.series, year.drawn.gaps.as_slice()));
        let title = "Mean over the years";
        Preview { title, start, before: None, after, band: &year.band, height: PREVIEW }.show(ui);
        if !year.band.is_empty() {
            muted(
                ui,
                "The light band is the coldest to the warmest year, the darker one standard deviation to either side where three years or more were measured",
            );
            muted(ui, &year.said);
        }
        ui.scope(|ui| say_fault(ui, year.drawn.fault.as_ref()));
        if self.replaces > 0 {
            muted(ui, &format!("The profile's {} are replaced", words::readings(self.replaces)));
        }
    }

    fn made(&mut self) -> Option<Made> {
        let start = self.span.span()?.ok()?.start();
        let (_, year) = self.year.take()?;
        let count = words::readings(year.drawn.readings.len());
        let said = format!("{count} made, the mean of {}", lower_first(&year.said));
        let name = format!("coming year of {count}");
        Some(Made { name, said, readings: year.drawn.readings, start: Some(start) })
    }
}

/// A series with its check box, and the date of its day 1 where it is chosen.
fn one_source(ui: &mut Ui, source: &mut Source, today: NaiveDate) {
    ui.checkbox(&mut source.is_chosen, &source.name);
    if !source.is_chosen {
        return;
    }
    ui.indent(("source", &source.name), |ui| {
        let (first, last) = accepted::start_dates();
        let own = source.id.is_none() && source.name == THIS_PROFILE;
        let label = format!("Day 1 of {}", if own { lower_first(&source.name) } else { source.name.clone() });
        DateField::new(&label, &mut source.start, first..=last, today).show(ui);
        let said = match (&source.readings, source.start.value()) {
            (None, _) => "Reading it".to_owned(),
            (Some(readings), None) => {
                format!("{}; name the date of its day 1 to count it in", words::readings(readings.len()))
            }
            (Some(readings), Some(start)) => {
                let date = |reading: Option<&TemperatureReading>| {
                    let day = reading.map_or(1, |reading| reading.day_number);
                    crate::service::profiles::date_of(day, start).map_or(String::new(), display::date)
                };
                let count = words::readings(readings.len());
                format!("{count}, {} to {}", date(readings.first()), date(readings.last()))
            }
        };
        ui.scope(|ui| muted(ui, &said));
        for warning in &source.warnings {
            ui.horizontal_top(|ui| {
                ui.spacing_mut().item_spacing.x = space::XS;
                let color = palette(ui.visuals()).warning;
                Icon::Warning.show(ui, color);
                let text = egui::RichText::new(display::sentence(warning)).color(color);
                ui.add(egui::Label::new(text).wrap());
            });
        }
    });
}

/// A sentence as it goes on within another.
fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

fn said(year: &ComingYear) -> String {
    let years = match (year.years.first(), year.years.last()) {
        (Some(first), Some(last)) if first != last => {
            format!("{}, {first} to {last}", plural(year.years.len(), "calendar year", "calendar years"))
        }
        (Some(only), _) => format!("One year, {only}: it has no spread"),
        _ => String::new(),
    };
    match year.days_without {
        0 => years,
        days => format!("{years}; {} of the year never measured, interpolated", plural(days, "day", "days")),
    }
}
