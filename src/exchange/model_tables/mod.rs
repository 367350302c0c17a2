//! Models out of tables: TGC, FCR and mortality, by stage and by day or month in sea.
mod fcr;
mod mortality;
mod pairs;
#[cfg(test)]
mod tests;
mod tgc;

use std::collections::HashSet;

use crate::domain::accepted::{self, Range};
use crate::domain::fault::{Fault, Outcome};
use crate::domain::lifecycle::{LifecycleStage, check_known};
use crate::domain::mortality::Frequency;
use crate::domain::plan::ModelKind;
use crate::exchange::heads::{self, Column, Found, MOST_HEADS, Use};
use crate::exchange::models::ModelDocument;
use crate::exchange::rejected::Rejections;
use crate::exchange::table::{Row, Table};

pub use fcr::look_at_fcr;
pub use mortality::look_at_mortality;
pub use pairs::are_pairs;
pub use tgc::look_at_tgc;

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

fn no_base() -> Fault {
    Fault::invalid(
        "no line holds for the stages that have none of their own",
        "",
        "Add a line with an empty stage",
    )
}
