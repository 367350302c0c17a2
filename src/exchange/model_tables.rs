//! Models out of tables: TGC, FCR and mortality, by stage and by day or month in sea.
use std::collections::HashSet;

use super::heads::{self, Column, Found, MOST_HEADS, Use};
use super::models::ModelDocument;
use super::periods;
use super::rejected::Rejections;
use super::table::{Row, Table};
use crate::domain::accepted::{self, Range};
use crate::domain::fault::{Fault, Outcome};
use crate::domain::feed::{FcrModel, FcrStage, WeightBandFcr};
use crate::domain::growth::{STANDARD_EXPONENT_M, STANDARD_EXPONENT_N, StageTgc, TgcFrom, TgcModel};
use crate::domain::lifecycle::{LifecycleStage, check_known};
use crate::domain::mortality::{Frequency, MortalityFrom, MortalityModel, StageMortality};
use crate::domain::plan::ModelKind;
use crate::domain::temperature::TemperatureProfile;

/// What the reader of a model has to know beside its table.
#[derive(Debug, Clone, Copy)]
pub struct Ask<'a> {
    /// What the model shall be called.
    pub name: &'a str,
    /// The stages there are.
    pub stages: &'a [LifecycleStage],
    /// Per what the rates of a mortality model are, where the table does not say.
    pub rates_are: Option<Frequency>,
    /// The share, 0 to 1, that dies in a day at a rate in percent: the engine's, lent by the service.
    pub daily_share: fn(Frequency, f64) -> f64,
}

/// A table of a model, looked at: what the model would be, and what stands in the way.
#[derive(Debug, Clone)]
pub struct Look {
    /// The model, unless something stands in the way.
    pub document: Outcome<ModelDocument>,
    /// Lines below the heads.
    pub rows: usize,
    /// Which column means what.
    pub columns: Vec<Use>,
    /// The lines that could not be read.
    pub rejections: Rejections,
    /// What was assumed, in words.
    pub notes: Vec<String>,
    /// Of a TGC model the profile that the table names.
    pub profile: Option<String>,
    /// Per what the rates of a mortality model were taken to be, where lines do not say.
    pub rates_are: Option<Frequency>,
}

const fn needed(
    name: &'static str,
    also: &'static [&'static str],
    within: &'static [&'static str],
) -> Column {
    Column { name, also, within, needed: true }
}

const fn optional(name: &'static str, also: &'static [&'static str]) -> Column {
    Column { name, also, within: &[], needed: false }
}

const STAGE_HEADS: &[&str] = &["stadium", "fase", "livsstadium", "stig", "lifecyclestage"];
const DAY_HEADS: &[&str] = &[
    "day",
    "dag",
    "dagur",
    "daynumber",
    "dagnr",
    "dagnummer",
    "fradag",
    "fradegi",
    "dayinsea",
    "dagisjø",
    "dageisjø",
    "dageriasjø",
    "startday",
];
const MONTH_HEADS: &[&str] = &[
    "month",
    "monthatsea",
    "seamonth",
    "måned",
    "maaned",
    "månad",
    "mnd",
    "månedisjø",
    "månedisjøen",
    "mndisjø",
    "månedihavet",
    "mánaður",
    "mánað",
    "mánaðurísjónum",
];
/// The columns of an FCR model.
pub const FCR: [Column; 5] = [
    needed("stage", STAGE_HEADS, &[]),
    needed("fcr_value", &["fcr", "bfcr", "fôrfaktor", "forfaktor", "foderkvotient"], &[]),
    needed("duration_days", &["duration", "days", "dager", "dage", "dagar", "varighet"], &[]),
    optional("min_weight_g", &["minweight", "minvekt", "fromweightg", "fravekt"]),
    optional("max_weight_g", &["maxweight", "maxvekt", "maksvekt", "toweightg", "tilvekt"]),
];
/// The columns of a mortality model.
pub const MORTALITY: [Column; 5] = [
    optional("stage", STAGE_HEADS),
    optional("from_day", DAY_HEADS),
    optional("month_in_sea", MONTH_HEADS),
    needed(
        "daily_rate_percent",
        &["rate", "ratepercent", "dailyrate", "svinn", "felli"],
        &["mortality", "dødelig", "dodelig", "deyð", "ratepercent"],
    ),
    optional("frequency", &["frekvens", "hyppighet", "hyppighed", "per", "pr"]),
];
/// The columns of a TGC model.
pub const TGC: [Column; 9] = [
    optional("stage", STAGE_HEADS),
    optional("from_day", DAY_HEADS),
    optional("month_in_sea", MONTH_HEADS),
    needed("tgc_value", &["vf3"], &["tgc", "vf3"]),
    optional("exponent_n", &[]),
    optional("exponent_m", &[]),
    optional("location", &["sted", "lokalitet", "stað"]),
    optional("release_period", &["utsett", "utsettsperiode"]),
    optional("temperature_profile", &["profile", "temperaturprofil", "temperatures"]),
];

/// The columns of a kind of model that is read here; temperatures are read elsewhere.
pub fn columns(kind: ModelKind) -> &'static [Column] {
    match kind {
        ModelKind::Temperature => &[],
        ModelKind::Tgc => &TGC,
        ModelKind::Fcr => &FCR,
        ModelKind::Mortality => &MORTALITY,
    }
}

/// A table with its columns found, and what its cells have to be.
struct Reader<'a> {
    table: &'a Table,
    columns: &'a [Column],
    found: Found<'a>,
    stages: &'a [LifecycleStage],
    width: usize,
}

impl<'a> Reader<'a> {
    fn of(table: &'a Table, columns: &'a [Column], stages: &'a [LifecycleStage]) -> Outcome<Self> {
        let found = heads::find(table, columns)?;
        let width = found.places.iter().flatten().max().map_or(0, |last| last + 1);
        Ok(Self { table, columns, found, stages, width })
    }

    fn rows(&self) -> impl ExactSizeIterator<Item = Row<'a>> + Clone + use<'a> {
        self.table.rows_from(self.found.first_row)
    }

    fn uses(&self) -> Vec<Use> {
        let means = |place: usize| self.found.places.iter().position(|found| *found == Some(place));
        let name = |place: usize| means(place).map_or("", |column| self.columns[column].name);
        self.found.heads.cells().take(MOST_HEADS).map(|(place, head)| Use::of(head, name(place))).collect()
    }

    fn place(&self, row: Row<'_>, column: usize) -> String {
        format!("line {}, {}", row.line, self.columns.get(column).map_or("", |column| column.name))
    }

    fn check_width(&self, row: Row<'_>) -> Outcome<()> {
        if row.width() <= self.width {
            return Ok(());
        }
        Err(Fault::invalid(
            format!("the line has {} values for {} columns", row.width(), self.width),
            format!("line {}", row.line),
            "Accepted are decimal commas only where columns stand apart by semicolons or tabs",
        ))
    }

    fn text<'r>(&self, row: Row<'r>, column: usize) -> &'r str {
        self.found.text(row, column)
    }

    fn not_accepted(&self, row: Row<'_>, column: usize, accepted: &str) -> Fault {
        let text = self.text(row, column);
        let found = if text.is_empty() {
            "the value is missing".to_owned()
        } else {
            format!("\"{}\" is not accepted", text.chars().take(MOST_SHOWN).collect::<String>())
        };
        Fault::invalid(found, self.place(row, column), format!("Accepted is {accepted}"))
    }

    fn number(&self, row: Row<'_>, column: usize, range: &Range) -> Outcome<f64> {
        let number = self
            .table
            .number(self.text(row, column))
            .ok_or_else(|| self.not_accepted(row, column, &range.words()))?;
        range.check(&self.place(row, column), number)?;
        Ok(number)
    }

    fn whole(&self, row: Row<'_>, column: usize, range: &Range) -> Outcome<u32> {
        let number = self.number(row, column, range)?;
        if number.fract() != 0.0 {
            let hint = format!("Accepted is a whole number, {}", range.words());
            return Err(Fault::invalid(format!("{number} is not accepted"), self.place(row, column), hint));
        }
        Ok(number as u32)
    }

    fn keep_empty(&self, row: Row<'_>, columns: &[usize], why: &str) -> Outcome<()> {
        match columns.iter().find(|column| !self.text(row, **column).is_empty()) {
            None => Ok(()),
            Some(column) => Err(self.not_accepted(row, *column, &format!("nothing here: {why}"))),
        }
    }
}

/// As many characters of a wrong value are quoted.
const MOST_SHOWN: usize = 40;

/// What a line of a TGC or mortality model is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum About<'a> {
    /// All stages that have no line of their own, on all days.
    All,
    /// A stage.
    Stage(&'a str),
    /// The days from this one on.
    From(u32),
}

/// The column of stages, of days and of months, which both kinds begin with.
const STAGE: usize = 0;
const FROM_DAY: usize = 1;
const MONTH: usize = 2;
const VALUE: usize = 3;

impl<'a> Reader<'a> {
    /// What a line is about, once each.
    fn about(&self, row: Row<'a>, seen: &HashSet<About<'a>>) -> Outcome<About<'a>> {
        let (stage, day, month) = (self.text(row, STAGE), self.text(row, FROM_DAY), self.text(row, MONTH));
        let about = if !stage.is_empty() {
            self.keep_empty(row, &[FROM_DAY, MONTH], "a stage's own value holds on all its days")?;
            check_known(&self.place(row, STAGE), stage, self.stages)?;
            About::Stage(stage)
        } else if !day.is_empty() {
            self.keep_empty(row, &[MONTH], "from_day says it already")?;
            About::From(self.whole(row, FROM_DAY, &accepted::CHANGE_DAY)?)
        } else if !month.is_empty() {
            About::From(first_day_of(self.whole(row, MONTH, &MONTHS)?))
        } else if self.found.has(STAGE) {
            About::All
        } else {
            let column = if self.found.has(FROM_DAY) { FROM_DAY } else { MONTH };
            return Err(self.not_accepted(row, column, &accepted::CHANGE_DAY.words()));
        };
        if seen.contains(&about) {
            let (column, found) = match &about {
                About::All => (STAGE, "a second line has no stage".to_owned()),
                About::Stage(stage) => (STAGE, format!("the stage \"{stage}\" is given twice")),
                About::From(day) => (
                    if month.is_empty() { FROM_DAY } else { MONTH },
                    format!("day {day} has a value already"),
                ),
            };
            let accepted = match about {
                About::From(_) => "Accepted is one value a day",
                _ => "Accepted is each stage once, and one line without a stage",
            };
            return Err(Fault::invalid(found, self.place(row, column), accepted));
        }
        Ok(about)
    }
}

/// Months in sea, of the days that a scenario may have.
const MONTHS: Range = Range { min: 1.0, max: 240.0, unit: "", sensible: None };

/// The first day of a month in sea: a month is a twelfth of a year of 365.25 days.
fn first_day_of(month: u32) -> u32 {
    1 + (f64::from(month.saturating_sub(1)) * (365.25 / 12.0)).round() as u32
}

/// The lines of a TGC or mortality model: each with what it is about, its value, and the row.
struct Lines<'a> {
    base: Option<(Row<'a>, f64)>,
    stages: Vec<(&'a str, f64)>,
    /// By day.
    days: Vec<(u32, f64)>,
    rejections: Rejections,
    /// Whether days are given as months.
    by_month: bool,
}

impl<'a> Reader<'a> {
    /// Reads all lines; `value` reads the value of one.
    fn lines(&self, value: impl Fn(&About<'a>, Row<'a>) -> Outcome<f64>) -> Outcome<Lines<'a>> {
        if ![STAGE, FROM_DAY, MONTH].iter().any(|column| self.found.has(*column)) {
            return Err(Fault::invalid(
                format!("it is not said what each {} holds for", self.columns[VALUE].name),
                format!("line {}", self.found.heads.line),
                "Accepted is a column stage, from_day or month_in_sea beside it",
            ));
        }
        let mut lines = Lines {
            base: None,
            stages: Vec::new(),
            days: Vec::new(),
            rejections: Rejections::default(),
            by_month: self.found.has(MONTH) && !self.found.has(FROM_DAY),
        };
        let mut seen = HashSet::new();
        for row in self.rows() {
            let read = self.check_width(row).and_then(|()| {
                let about = self.about(row, &seen)?;
                let value = value(&about, row)?;
                Ok((about, value))
            });
            match read {
                Ok((about, value)) => {
                    match about {
                        About::All => lines.base = Some((row, value)),
                        About::Stage(stage) => lines.stages.push((stage, value)),
                        About::From(day) => lines.days.push((day, value)),
                    }
                    seen.insert(about);
                }
                Err(fault) => lines.rejections.add(row, fault),
            }
        }
        lines.days.sort_by_key(|(day, _)| *day);
        Ok(lines)
    }

    /// The value of the days and stages that have none of their own: the line without either, else the first of the
    /// schedule.
    fn base(lines: &Lines<'a>, notes: &mut Vec<String>, what: &str) -> Outcome<f64> {
        match (lines.base, lines.days.first()) {
            (Some((_, value)), _) => Ok(value),
            (None, Some((day, value))) => {
                if *day > 1 {
                    notes.push(format!("the days before day {day} have {what} of day {day} as well"));
                }
                Ok(*value)
            }
            (None, None) => Err(no_base()),
        }
    }
}

/// Reads an FCR model: a line for each stage, and below it, with weights, lines for its weight bands.
pub fn look_at_fcr(table: &Table, ask: Ask<'_>) -> Outcome<Look> {
    let reader = Reader::of(table, &FCR, ask.stages)?;
    let mut rejections = Rejections::default();
    let mut model = FcrModel { name: ask.name.to_owned(), stages: Vec::new() };
    let is_band = |row: &Row<'_>| !reader.text(*row, 3).is_empty() || !reader.text(*row, 4).is_empty();
    for row in reader.rows().filter(|row| !is_band(row)) {
        match fcr_stage(&reader, row, &model.stages) {
            Ok(stage) => model.stages.push(stage),
            Err(fault) => rejections.add(row, fault),
        }
    }
    for row in reader.rows().filter(is_band) {
        let band = weight_band(&reader, row).and_then(|band| {
            let name = reader.text(row, 0);
            let stage = model.stages.iter_mut().find(|item| item.stage == name).ok_or_else(|| {
                Fault::invalid(
                    format!("the stage \"{name}\" has a weight band but no line of its own"),
                    reader.place(row, 0),
                    "Add a line with its fcr_value and duration_days, without weights",
                )
            })?;
            stage.overrides.push(band);
            Ok(())
        });
        if let Err(fault) = band {
            rejections.add(row, fault);
        }
    }
    rejections.sort();
    let document = if model.stages.is_empty() {
        Err(Fault::invalid(
            "no line holds a stage",
            "",
            "Add a line with stage, fcr_value and duration_days, without weights",
        ))
    } else {
        Ok(ModelDocument::Fcr(model))
    };
    Ok(Look {
        document,
        rows: reader.rows().len(),
        columns: reader.uses(),
        rejections,
        notes: Vec::new(),
        profile: None,
        rates_are: None,
    })
}

fn fcr_stage(reader: &Reader<'_>, row: Row<'_>, before: &[FcrStage]) -> Outcome<FcrStage> {
    reader.check_width(row)?;
    let stage = reader.text(row, 0);
    check_known(&reader.place(row, 0), stage, reader.stages)?;
    if before.iter().any(|item| item.stage == stage) {
        return Err(Fault::invalid(
            format!("the stage \"{stage}\" is given twice"),
            reader.place(row, 0),
            "Accepted is each stage once; lines with weights are its bands",
        ));
    }
    Ok(FcrStage {
        stage: stage.to_owned(),
        fcr_value: reader.number(row, 1, &accepted::FCR)?,
        duration_days: reader.whole(row, 2, &accepted::STAGE_DURATION_DAYS)?,
        overrides: Vec::new(),
    })
}

fn weight_band(reader: &Reader<'_>, row: Row<'_>) -> Outcome<WeightBandFcr> {
    reader.check_width(row)?;
    check_known(&reader.place(row, 0), reader.text(row, 0), reader.stages)?;
    let band = WeightBandFcr {
        min_weight_g: reader.number(row, 3, &accepted::BOUND_WEIGHT_G)?,
        max_weight_g: reader.number(row, 4, &accepted::BOUND_WEIGHT_G)?,
        fcr_value: reader.number(row, 1, &accepted::FCR)?,
    };
    if band.min_weight_g > band.max_weight_g {
        return Err(Fault::invalid(
            format!("the band starts at {} g and ends at {} g", band.min_weight_g, band.max_weight_g),
            reader.place(row, 4),
            format!("Accepted is {} g or more", band.min_weight_g),
        ));
    }
    Ok(band)
}

/// Reads a mortality model: the line without a stage holds for all that have none of their own; lines with a day or a
/// month in sea say from when on another rate holds.
pub fn look_at_mortality(table: &Table, ask: Ask<'_>) -> Outcome<Look> {
    if let Some(pairs) = Pairs::of(table, ask.stages) {
        return Ok(pairs.look(table, ask));
    }
    let reader = Reader::of(table, &MORTALITY, ask.stages)?;
    let by_month = reader.found.has(MONTH) && !reader.found.has(FROM_DAY);
    let rates_are = ask
        .rates_are
        .or_else(|| periods::of_head(reader.found.head(VALUE)))
        .unwrap_or(if by_month { Frequency::Monthly } else { Frequency::Daily });
    let frequency = |row: Row<'_>| {
        let word = reader.text(row, 4);
        if word.is_empty() {
            return Ok(rates_are);
        }
        periods::of_word(word).ok_or_else(|| reader.not_accepted(row, 4, "daily, weekly or monthly"))
    };
    let lines = reader.lines(|about, row| {
        let rate = reader.number(row, VALUE, &accepted::MORTALITY_PERCENT)?;
        let frequency = frequency(row)?;
        Ok(if *about == About::All { rate } else { daily(ask, frequency, rate) })
    })?;
    let mut notes = Vec::new();
    let says_itself = periods::of_head(reader.found.head(VALUE)).is_some() || reader.found.has(4);
    if by_month && ask.rates_are.is_none() && !says_itself {
        notes.push("the rates are taken as percent a month, since the table goes by months".to_owned());
    }
    let document = Reader::base(&lines, &mut notes, "the rate").and_then(|rate_percent| {
        let frequency = match lines.base {
            Some((row, _)) => frequency(row)?,
            None => Frequency::Daily,
        };
        let stage = |(stage, rate): &(&str, f64)| StageMortality {
            stage: (*stage).to_owned(),
            daily_rate_percent: *rate,
        };
        let from = |(day, rate): &(u32, f64)| MortalityFrom { from_day: *day, daily_rate_percent: *rate };
        Ok(ModelDocument::Mortality(MortalityModel {
            name: ask.name.to_owned(),
            frequency,
            rate_percent,
            stage_overrides: lines.stages.iter().map(stage).collect(),
            schedule: lines.days.iter().map(from).collect(),
        }))
    });
    let columns = reader.uses();
    let rows = reader.rows().len();
    Ok(Look {
        document,
        rows,
        columns,
        rejections: lines.rejections,
        notes,
        profile: None,
        rates_are: Some(rates_are),
    })
}

/// Percent a day; a daily rate keeps its bits.
fn daily(ask: Ask<'_>, frequency: Frequency, rate_percent: f64) -> f64 {
    match frequency {
        Frequency::Daily => rate_percent,
        other => (100.0 * (ask.daily_share)(other, rate_percent)).clamp(0.0, 100.0),
    }
}

/// A mortality model as pairs of a key and its value: `rate` and `frequency`, and a stage with its daily rate.
struct Pairs {
    rate: Option<f64>,
    frequency: Option<Frequency>,
    stage_overrides: Vec<StageMortality>,
    rejections: Rejections,
}

impl Pairs {
    /// Such a table: two columns, of which the first row has `rate` or `frequency` with what they hold.
    fn of(table: &Table, stages: &[LifecycleStage]) -> Option<Self> {
        let is_rate =
            |key: &str| ["rate", "ratepercent", "mortality", "dødelighet", "dødelighed"].contains(&key);
        let is_frequency = |key: &str| ["frequency", "frekvens", "hyppighet"].contains(&key);
        let first = table.rows().next()?;
        let (key, value) = (heads::bare(first.cell(0)), first.cell(1));
        let begins = (is_rate(&key) && table.number(value).is_some())
            || (is_frequency(&key) && periods::of_word(value).is_some());
        if !begins {
            return None;
        }
        let mut pairs = Self {
            rate: None,
            frequency: None,
            stage_overrides: Vec::new(),
            rejections: Rejections::default(),
        };
        for row in table.rows() {
            if let Err(fault) = pairs.add(table, row, stages, &is_rate, &is_frequency) {
                pairs.rejections.add(row, fault);
            }
        }
        Some(pairs)
    }

    fn add(
        &mut self,
        table: &Table,
        row: Row<'_>,
        stages: &[LifecycleStage],
        is_rate: &dyn Fn(&str) -> bool,
        is_frequency: &dyn Fn(&str) -> bool,
    ) -> Outcome<()> {
        let (name, value) = (row.cell(0), row.cell(1));
        let key = heads::bare(name);
        let place = format!("line {}", row.line);
        let twice =
            || Fault::invalid(format!("\"{name}\" is given twice"), &place, "Accepted is each of them once");
        let rate = || {
            let range = accepted::MORTALITY_PERCENT;
            let number = table.number(value).ok_or_else(|| {
                let value: String = value.chars().take(MOST_SHOWN).collect();
                let hint = format!("Accepted is {}", range.words());
                Fault::invalid(format!("\"{value}\" is not accepted"), &place, hint)
            })?;
            range.check(&place, number)?;
            Ok::<f64, Fault>(number)
        };
        if is_rate(&key) {
            let rate = rate()?;
            if self.rate.replace(rate).is_some() {
                return Err(twice());
            }
        } else if is_frequency(&key) {
            let frequency = periods::of_word(value).ok_or_else(|| {
                let value: String = value.chars().take(MOST_SHOWN).collect();
                Fault::invalid(
                    format!("\"{value}\" is not accepted"),
                    &place,
                    "Accepted is daily, weekly or monthly",
                )
            })?;
            if self.frequency.replace(frequency).is_some() {
                return Err(twice());
            }
        } else {
            check_known(&place, name, stages)?;
            if self.stage_overrides.iter().any(|item| item.stage == name) {
                return Err(twice());
            }
            let rate = rate()?;
            self.stage_overrides.push(StageMortality { stage: name.to_owned(), daily_rate_percent: rate });
        }
        Ok(())
    }

    fn look(self, table: &Table, ask: Ask<'_>) -> Look {
        let frequency = self.frequency.or(ask.rates_are).unwrap_or(Frequency::Daily);
        let document = self.rate.ok_or_else(no_base).map(|rate_percent| {
            ModelDocument::Mortality(MortalityModel {
                name: ask.name.to_owned(),
                frequency,
                rate_percent,
                stage_overrides: self.stage_overrides,
                schedule: Vec::new(),
            })
        });
        Look {
            document,
            rows: table.rows().len(),
            columns: vec![Use::of("first column", "key"), Use::of("second column", "value")],
            rejections: self.rejections,
            notes: Vec::new(),
            profile: None,
            rates_are: Some(frequency),
        }
    }
}

/// Whether a table is a mortality model as pairs of a key and its value.
pub fn are_pairs(table: &Table) -> bool {
    Pairs::of(table, &[]).is_some()
}

/// Reads a TGC model: the line without a stage holds for all that have none of their own; lines with a day or a month
/// in sea say from when on another TGC holds. Its profile is put in by whoever knows it.
pub fn look_at_tgc(table: &Table, ask: Ask<'_>) -> Outcome<Look> {
    let reader = Reader::of(table, &TGC, ask.stages)?;
    let lines = reader.lines(|about, row| {
        let range = if *about == About::All { &accepted::TGC } else { &accepted::STAGE_TGC };
        if *about != About::All {
            reader.keep_empty(row, &[4, 5, 6, 7, 8], "it belongs to the line without a stage")?;
        } else {
            for (column, range) in [(4, &accepted::EXPONENT_N), (5, &accepted::EXPONENT_M)] {
                if !reader.text(row, column).is_empty() {
                    reader.number(row, column, range)?;
                }
            }
        }
        reader.number(row, VALUE, range)
    })?;
    let mut notes = Vec::new();
    let base = lines.base.map(|(row, _)| row);
    let text = |column: usize| base.map_or("", |row| reader.text(row, column)).to_owned();
    let exponent = |column: usize, range: &Range, standard: f64| match base {
        Some(row) if !reader.text(row, column).is_empty() => reader.number(row, column, range),
        _ => Ok(standard),
    };
    let document = Reader::base(&lines, &mut notes, "the TGC").and_then(|tgc_value| {
        let stage = |(stage, value): &(&str, f64)| StageTgc { stage: (*stage).to_owned(), tgc_value: *value };
        let from = |(day, value): &(u32, f64)| TgcFrom { from_day: *day, tgc_value: *value };
        Ok(ModelDocument::Tgc(TgcModel {
            name: ask.name.to_owned(),
            location: text(6),
            release_period: text(7),
            tgc_value,
            exponent_n: exponent(4, &accepted::EXPONENT_N, STANDARD_EXPONENT_N)?,
            exponent_m: exponent(5, &accepted::EXPONENT_M, STANDARD_EXPONENT_M)?,
            stage_overrides: lines.stages.iter().map(stage).collect(),
            schedule: lines.days.iter().map(from).collect(),
            temperature_profile: TemperatureProfile { name: String::new(), readings: Vec::new() },
        }))
    });
    let profile = Some(text(8)).filter(|name| !name.is_empty());
    if lines.by_month {
        notes.push("a month in sea was taken as 365.25 / 12 days".to_owned());
    }
    Ok(Look {
        document,
        rows: reader.rows().len(),
        columns: reader.uses(),
        rejections: lines.rejections,
        notes,
        profile,
        rates_are: None,
    })
}

fn no_base() -> Fault {
    Fault::invalid(
        "no line holds for the stages that have none of their own",
        "",
        "Add a line with an empty stage",
    )
}

#[cfg(test)]
mod tests {
    use super::super::table::read_text;
    use super::*;
    use crate::domain::lifecycle::standard;
    use crate::domain::plan::ModelKind;
    use proptest::prelude::*;

    fn look(kind: ModelKind, text: &str) -> Outcome<Look> {
        let stages = standard();
        // A month of thirty days and no compound loss, to be checked in the head.
        let daily_share = |frequency, rate: f64| match frequency {
            Frequency::Monthly => rate / 3000.0,
            Frequency::Weekly => rate / 700.0,
            Frequency::Daily => rate / 100.0,
        };
        let ask = Ask { name: "N", stages: &stages, rates_are: None, daily_share };
        let table = read_text(text)?;
        match kind {
            ModelKind::Tgc => look_at_tgc(&table, ask),
            ModelKind::Fcr => look_at_fcr(&table, ask),
            _ => look_at_mortality(&table, ask),
        }
    }

    fn mortality(text: &str) -> MortalityModel {
        let look = look(ModelKind::Mortality, text).unwrap();
        look.rejections.refuse().unwrap();
        match look.document.unwrap() {
            ModelDocument::Mortality(model) => model,
            other => panic!("{other:?}"),
        }
    }

    fn tgc(text: &str) -> TgcModel {
        let look = look(ModelKind::Tgc, text).unwrap();
        look.rejections.refuse().unwrap();
        match look.document.unwrap() {
            ModelDocument::Tgc(model) => model,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn tgc_by_month_or_day_in_sea_is_read_in_its_simplest_form() {
        let wanted = [(1, 2.92), (31, 3.12), (62, 4.39)];
        for text in [
            "Month in sea,TGC\n1,2.92\n2,3.12\n3,4.39\n",
            "Måned i sjø;TGC x1000\n1;2,92\n2;3,12\n3;4,39\n",
            "from_day,tgc_value\n62,4.39\n1,2.92\n31,3.12\n",
            "Dagur\tVF3\n1\t2,92\n31\t3,12\n62\t4,39\n",
        ] {
            let model = tgc(text);
            let found: Vec<(u32, f64)> =
                model.schedule.iter().map(|item| (item.from_day, item.tgc_value)).collect();
            assert_eq!(found, wanted, "{text}");
            assert_eq!(model.tgc_value, 2.92, "the first holds before as well");
        }
    }

    #[test]
    fn a_schedule_stands_beside_the_value_of_all_and_of_stages() {
        let model = tgc("stage,from_day,tgc_value,location\n,,2.9,Faroes\nAdult,,3.1,\n,100,2.7,\n");
        assert_eq!((model.tgc_value, model.location.as_str()), (2.9, "Faroes"));
        assert_eq!(model.stage_overrides, [StageTgc { stage: "Adult".to_owned(), tgc_value: 3.1 }]);
        assert_eq!(model.schedule, [TgcFrom { from_day: 100, tgc_value: 2.7 }]);
    }

    #[test]
    fn mortality_by_month_is_percent_a_month_unless_it_is_said_otherwise() {
        let first = |text: &str| mortality(text).schedule[0].daily_rate_percent;
        assert!((first("Month in sea;Mortality (%)\n1;0,9\n") - 0.03).abs() < 1e-12);
        assert!((first("Måned;Dødelighet\n1;0,9\n") - 0.03).abs() < 1e-12);
        assert_eq!(first("Month in sea;Daily mortality (%)\n1;0,9\n"), 0.9);
        assert_eq!(first("from_day;rate\n1;0,9\n"), 0.9);
        assert!((first("from_day;rate;frequency\n1;0,7;ukentlig\n") - 0.1).abs() < 1e-12);
        let notes = look(ModelKind::Mortality, "Month in sea;Mortality\n1;0,9\n").unwrap().notes;
        assert_eq!(notes, ["the rates are taken as percent a month, since the table goes by months"]);
    }

    #[test]
    fn the_rate_of_all_keeps_its_frequency_in_any_of_the_languages() {
        for (word, wanted) in [
            ("Månedlig", Frequency::Monthly),
            ("ugentlig", Frequency::Weekly),
            ("dagliga", Frequency::Daily),
            ("mánaðarliga", Frequency::Monthly),
        ] {
            let model = mortality(&format!("stage,rate,frequency\n,0.77,{word}\n"));
            assert_eq!((model.frequency, model.rate_percent), (wanted, 0.77), "{word}");
        }
    }

    #[test]
    fn keys_with_their_values_are_a_mortality_model() {
        let model = mortality("rate;0,77\nfrequency;monthly\nAdult;0,02\n");
        assert_eq!((model.frequency, model.rate_percent), (Frequency::Monthly, 0.77));
        assert_eq!(model.stage_overrides[0].daily_rate_percent, 0.02);
        let look = look(ModelKind::Mortality, "rate;0,77\nKelt;1\nrate;2\n").unwrap();
        let lines: Vec<usize> = look.rejections.lines().iter().map(|bad| bad.line).collect();
        assert_eq!(lines, [2, 3]);
    }

    #[test]
    fn a_line_that_cannot_be_read_is_left_out_with_its_reason() {
        let look = look(
            ModelKind::Tgc,
            "stage,from_day,tgc_value\n,,2.9\nKelt,,3\nAdult,100,3\n,100,3\n,100,2\n,0,2\n,9,many\n,8,3,4\n",
        )
        .unwrap();
        let said: Vec<(usize, &str, &str)> = look
            .rejections
            .lines()
            .iter()
            .map(|bad| (bad.line, bad.text.as_str(), bad.reason.as_str()))
            .collect();
        assert_eq!(said.len(), 6);
        assert!(said[0].2.starts_with("stage: the lifecycle has no stage \"Kelt\"; accepted is one of"));
        assert_eq!(
            said[1],
            (
                4,
                "Adult | 100 | 3",
                "from_day: \"100\" is not accepted; accepted is nothing here: a stage's own value holds on all its days"
            )
        );
        assert_eq!(said[2].2, "from_day: day 100 has a value already; accepted is one value a day");
        assert_eq!(said[3].2, "from_day: 0 is not accepted; accepted is 1 to 7305");
        assert_eq!(said[4].2, "tgc_value: \"many\" is not accepted; accepted is 0 to 20");
        assert!(said[5].2.starts_with("the line has 4 values for 3 columns"));
        assert!(matches!(look.document, Ok(ModelDocument::Tgc(model)) if model.schedule.len() == 1));
    }

    #[test]
    fn values_alone_do_not_say_what_they_hold_for() {
        let fault = look(ModelKind::Tgc, "tgc,location\n2.9,North\n").unwrap_err();
        assert_eq!(fault.message, "it is not said what each tgc_value holds for");
        assert!(look(ModelKind::Tgc, "1;2,92\n2;3,12\n").is_err(), "nothing is guessed without heads");
    }

    proptest! {
        #[test]
        fn no_text_makes_a_reader_panic(
            head in prop::sample::select(vec![
                "", "stage,fcr,days\n", "stage;rate;frequency\n", "stage,tgc\n", "month;tgc\n", "from_day,rate\n", "rate;1\n",
            ]),
            text in "([A-Za-z&-]{0,8}[,;][-0-9.,e]{0,6}[,;]?[0-9a-z]{0,6}\n){0,8}|\\PC{0,200}",
        ) {
            for kind in ModelKind::ALL {
                let _ = look(kind, &format!("{head}{text}"));
                let _ = ModelDocument::read(kind, &text);
            }
        }
    }
}
