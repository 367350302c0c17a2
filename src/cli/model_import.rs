//! `model import`: a model out of a spreadsheet, a logger file or a document, and what was understood of it.
use clap::{Args, ValueEnum};
use serde::Serialize;
use std::path::PathBuf;

use super::model::Kind;
use super::output::Columns;
use super::session::Session;
use super::stop::{Done, Stop, one_line};
use crate::domain::accepted;
use crate::domain::display::{self, plural};
use crate::domain::mortality::Frequency;
use crate::domain::plan::ModelKind;
use crate::service::{
    DateOrder, ImportedModel, ModelImport, Several, TemperatureWishes, UnderstoodModel,
    UnderstoodTemperatures,
};

/// Store a model from CSV, XLSX, or the JSON object of a scenario document
///
/// Temperatures: a column of dates or day numbers, and one of °C.
/// FCR: columns stage, fcr_value, duration_days; lines with min_weight_g and max_weight_g are weight bands of their stage.
/// Mortality: columns stage, daily_rate_percent, and frequency (daily, weekly or monthly) on the line with an empty stage.
/// TGC: columns stage, tgc_value, with a line whose stage is empty; --profile names its temperatures.
/// TGC and mortality may go by day or month in sea: a column from_day or month_in_sea, with or without stages.
/// `model template` writes an empty table of each kind.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  salmon-run model import temperature logger.csv --name \"North 5 m\" --start-date 2024-09-01
  salmon-run model import fcr fcr.xlsx --name \"Sea phase\"
  salmon-run model import mortality mortality.csv --name Low --rates-per month
  salmon-run model import tgc tgc.csv --name \"Autumn 2.9\" --profile \"North 5 m\"")]
pub struct Import {
    /// What the file holds
    kind: Kind,
    /// The file: CSV, XLSX or JSON
    file: PathBuf,
    /// What the model shall be called; needed unless a JSON object has a name
    #[arg(long)]
    name: Option<String>,
    /// Leave out lines that cannot be read, instead of refusing the file
    #[arg(long)]
    skip_bad_lines: bool,
    /// The date that is day 1 [default: the first date of the file]
    #[arg(long, value_name = "DATE")]
    start_date: Option<chrono::NaiveDate>,
    /// Whether 03/04/2024 has the day or the month first
    #[arg(long, value_enum)]
    date_order: Option<Order>,
    /// What is taken of several readings a day, each with its time [default: mean]
    #[arg(long, value_enum)]
    several: Option<Taken>,
    /// What is taken of a day that is there twice without a time [default: mean]
    #[arg(long, value_enum)]
    doubled: Option<Taken>,
    /// Fill gaps with the temperatures between their ends, instead of leaving that to projections
    #[arg(long)]
    fill_gaps: bool,
    /// The stored temperature profile that a TGC model reads, by name or number [default: the one that the table names]
    #[arg(long)]
    profile: Option<String>,
    /// Per what the rates of a mortality model are, where the table does not say
    #[arg(long, value_enum)]
    rates_per: Option<Period>,
}

/// The order of a date's numbers.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Order {
    /// Day, month, year
    Dmy,
    /// Month, day, year
    Mdy,
}

impl Order {
    /// The order that is meant.
    pub fn of(self) -> DateOrder {
        match self {
            Self::Dmy => DateOrder::DayFirst,
            Self::Mdy => DateOrder::MonthFirst,
        }
    }
}

/// What is taken of several readings.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Taken {
    /// Their mean
    Mean,
    /// The first in the file
    First,
    /// The last in the file
    Last,
    /// None: lines after the first are rejected
    Refuse,
}

impl From<Taken> for Several {
    fn from(taken: Taken) -> Self {
        match taken {
            Taken::Mean => Self::Mean,
            Taken::First => Self::First,
            Taken::Last => Self::Last,
            Taken::Refuse => Self::Refuse,
        }
    }
}

/// What rates are per.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Period {
    /// Percent a day
    Day,
    /// Percent a week
    Week,
    /// Percent a month of 365.25 / 12 days
    Month,
}

impl From<Period> for Frequency {
    fn from(period: Period) -> Self {
        match period {
            Period::Day => Self::Daily,
            Period::Week => Self::Weekly,
            Period::Month => Self::Monthly,
        }
    }
}

/// What `model import` answers.
#[derive(Serialize)]
struct Imported<'a> {
    success: bool,
    kind: &'static str,
    id: i64,
    name: &'a str,
    understood: &'a UnderstoodModel,
    warnings: &'a [String],
}

impl Import {
    /// Imports the file and says what was understood of it.
    pub fn carry_out(self, session: &mut Session<'_>) -> Done {
        let kind = ModelKind::from(self.kind);
        self.refuse_idle_options(kind)?;
        if let Some(date) = self.start_date {
            accepted::check_start_date("--start-date", date)?;
        }
        let asked = ModelImport {
            name: self.name,
            wishes: TemperatureWishes {
                name: String::new(),
                start_date: self.start_date,
                date_order: self.date_order.map(Order::of),
                several: self.several.map(Several::from).unwrap_or_default(),
                doubled: self.doubled.map(Several::from).unwrap_or_default(),
                fill_gaps: self.fill_gaps,
            },
            profile: self.profile,
            rates_are: self.rates_per.map(Frequency::from),
            skip_bad_lines: self.skip_bad_lines,
        };
        let imported = session.farm()?.import_model(kind, &self.file, &asked)?;
        if session.out.is_json() {
            return session.out.json(&Imported {
                success: true,
                kind: kind.as_str(),
                id: imported.id,
                name: &imported.name,
                understood: &imported.understood,
                warnings: &imported.warnings,
            });
        }
        show_imported(session, kind, &imported)
    }

    /// An option that does nothing is a misunderstanding that is better cleared up at once.
    fn refuse_idle_options(&self, kind: ModelKind) -> Done {
        let is_of_temperatures = self.start_date.is_some()
            || self.date_order.is_some()
            || self.several.is_some()
            || self.doubled.is_some()
            || self.fill_gaps;
        if is_of_temperatures && kind != ModelKind::Temperature {
            return Err(Stop::misused(
                "--start-date, --date-order, --several, --doubled and --fill-gaps are for temperatures",
                "Leave them out, or import the file as `temperature`",
            ));
        }
        if self.profile.is_some() && kind != ModelKind::Tgc {
            return Err(Stop::misused(
                "--profile is for TGC models",
                "Leave it out, or import the file as `tgc`",
            ));
        }
        if self.rates_per.is_some() && kind != ModelKind::Mortality {
            return Err(Stop::misused(
                "--rates-per is for mortality models",
                "Leave it out, or import the file as `mortality`",
            ));
        }
        Ok(())
    }
}

fn show_imported(session: &mut Session<'_>, kind: ModelKind, imported: &ImportedModel) -> Done {
    let (name, id) = (&imported.name, imported.id);
    session.out.line(one_line(&format!("\"{name}\" is kept as {} {id}", kind.noun())))?;
    session.out.line("")?;
    let mut table = Columns::pairs();
    of_writing(&mut table, &imported.understood);
    if let Some(understood) = &imported.understood.temperatures {
        of_temperatures(&mut table, understood);
    }
    if let Some(figures) = &imported.understood.figures {
        let mut count = |what: &str, number: usize| {
            if number > 0 {
                table.pair(what, display::count(number as f64));
            }
        };
        count("Lines read", figures.rows);
        count("Stages with figures of their own", figures.stages);
        count("Weight bands", figures.weight_bands);
        count("Values by day", figures.schedule);
        count("Temperature readings", figures.readings);
        count("Rejected lines", figures.rejected);
    }
    session.out.table(&table)?;
    if !imported.warnings.is_empty() {
        session.out.heading("Worth knowing")?;
    }
    for warning in &imported.warnings {
        session.out.line(format!("  {}", one_line(warning)))?;
    }
    Ok(())
}

/// How the file is written.
fn of_writing(table: &mut Columns, understood: &UnderstoodModel) {
    let Some(writing) = &understood.writing else { return };
    let mut read_as = writing.format.to_uppercase();
    let mark = |mark: char| match mark {
        ',' => "comma",
        ';' => "semicolon",
        '\t' => "tab",
        _ => "point",
    };
    if let Some(separator) = writing.separator {
        read_as.push_str(&format!(", {} between columns", mark(separator)));
    }
    if let Some(decimal) = writing.decimal_mark.filter(|_| writing.format == "csv") {
        read_as.push_str(&format!(", decimal {}", mark(decimal)));
    }
    if let Some(sheet) = &writing.sheet {
        read_as.push_str(&format!(", sheet \"{sheet}\""));
    }
    table.pair("Read as", one_line(&read_as));
    let used = understood.columns.iter().filter(|column| !column.means.is_empty());
    let used: Vec<String> = used.map(|column| format!("{} ({})", column.head, column.means)).collect();
    if !used.is_empty() {
        table.pair("Columns used", one_line(&used.join(", ")));
    }
}

fn of_temperatures(table: &mut Columns, understood: &UnderstoodTemperatures) {
    let count = |number: usize| display::count(number as f64);
    table.pair("Lines read", count(understood.rows));
    table.pair("Days with a temperature", count(understood.days));
    table.pair("Day numbers", format!("{} to {}", understood.first_day, understood.last_day));
    if let (Some(start), Some(first), Some(last)) =
        (understood.start_date, understood.first_date, understood.last_date)
    {
        table.pair("Day 1 is", display::date(start));
        table.pair("Dates", format!("{} to {}", display::date(first), display::date(last)));
    }
    if let (Some(min), Some(mean), Some(max)) = (understood.min_c, understood.mean_c, understood.max_c) {
        let figures = [min, mean, max].map(display::temperature);
        table.pair("Coldest, mean, warmest", figures.map(|figure| figure.to_string()).join(", "));
    }
    let longest = plural(understood.longest_gap_days as usize, "day", "days");
    let gaps = match understood.gaps {
        0 => "none".to_owned(),
        gaps => format!("{}, the longest of {longest}", count(gaps)),
    };
    table.pair("Gaps", gaps);
    if understood.filled_days > 0 {
        table.pair("Filled days", count(understood.filled_days));
    }
    table.pair("Averaged days", count(understood.averaged_days));
    table.pair("Doubled days", count(understood.doubled_days));
    table.pair("Lines without a value", count(understood.missing_values));
    table.pair("Rejected lines", count(understood.rejected));
}
