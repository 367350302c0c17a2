//! `model …`: reusable models from spreadsheets, logger files and documents, and back.
use clap::{Args, Subcommand, ValueEnum};
use serde::Serialize;
use std::path::PathBuf;

use super::output::Columns;
use super::session::Session;
use super::stop::{Done, Stop, one_line};
use crate::domain::accepted;
use crate::domain::display::{self, NO_VALUE, plural};
use crate::domain::plan::{ModelKind, ModelRow};
use crate::service::{
    DateOrder, ImportedModel, ModelDocument, ModelImport, TemperatureWishes, UnderstoodModel,
    UnderstoodTemperatures,
};

/// Temperatures, TGC, FCR and mortality models that scenarios share
///
/// A MODEL is its name or its number among the models of its kind.
#[derive(Debug, Subcommand)]
#[command(after_help = "Example:
  salmon-run model import temperature logger.csv --name \"North 5 m\" --start-date 2024-09-01
  salmon-run model list")]
pub enum Model {
    Import(Import),
    /// All models, or those of a kind, by name
    #[command(after_help = "Example:
  salmon-run model list
  salmon-run model list temperature")]
    List {
        /// Only this kind
        kind: Option<Kind>,
    },
    /// A model as a table, or with --json as the object of a scenario document
    #[command(after_help = "Example:
  salmon-run model show fcr 2
  salmon-run model show temperature \"Faroe shelf\"")]
    Show {
        /// The kind of model
        kind: Kind,
        /// Its name or number
        model: String,
    },
    /// A model as a file that import reads back to the same bits
    #[command(after_help = "Example:
  salmon-run model export tgc 1 > tgc.json
  salmon-run model export temperature \"Faroe shelf\" --csv > shelf.csv")]
    Export {
        /// The kind of model
        kind: Kind,
        /// Its name or number
        model: String,
        /// Write CSV instead of JSON; of a TGC model without its temperature profile
        #[arg(long, conflicts_with = "json")]
        csv: bool,
    },
    /// Delete a model that no scenario uses; runs hold copies of theirs
    #[command(after_help = "Example:
  salmon-run model delete temperature \"Faroe shelf\"")]
    Delete {
        /// The kind of model
        kind: Kind,
        /// Its name or number
        model: String,
    },
}

/// Store a model from CSV, XLSX, or the JSON object of a scenario document
///
/// Temperatures: a column of dates or day numbers, and one of °C. Several readings a day are averaged.
/// FCR: columns stage, fcr_value, duration_days; lines with min_weight_g and max_weight_g are weight bands of their stage.
/// Mortality: columns stage, daily_rate_percent, and frequency (daily or weekly) on the line with an empty stage.
/// TGC: columns stage, tgc_value, with a line whose stage is empty; --profile names its temperatures.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  salmon-run model import temperature logger.csv --name \"North 5 m\" --start-date 2024-09-01
  salmon-run model import fcr fcr.xlsx --name \"Sea phase\"
  salmon-run model import mortality mortality.csv --name Low
  salmon-run model import tgc tgc.csv --name \"Autumn 2.9\" --profile \"North 5 m\"")]
pub struct Import {
    /// What the file holds
    kind: Kind,
    /// The file: CSV, XLSX or JSON
    file: PathBuf,
    /// What the model shall be called; needed unless a JSON object has a name
    #[arg(long)]
    name: Option<String>,
    /// The date that is day 1 [default: the first date of the file]
    #[arg(long, value_name = "DATE")]
    start_date: Option<chrono::NaiveDate>,
    /// Whether 03/04/2024 has the day or the month first
    #[arg(long, value_enum)]
    date_order: Option<Order>,
    /// Leave out temperature lines that cannot be read, instead of refusing the file
    #[arg(long)]
    skip_bad_lines: bool,
    /// The stored temperature profile that a TGC model reads, by name or number
    #[arg(long)]
    profile: Option<String>,
}

/// A kind of model.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Kind {
    /// A temperature profile
    Temperature,
    /// A TGC model
    Tgc,
    /// An FCR model
    Fcr,
    /// A mortality model
    Mortality,
}

impl From<Kind> for ModelKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Temperature => Self::Temperature,
            Kind::Tgc => Self::Tgc,
            Kind::Fcr => Self::Fcr,
            Kind::Mortality => Self::Mortality,
        }
    }
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

impl Model {
    /// Does what was asked for.
    pub fn carry_out(self, session: &mut Session<'_>) -> Done {
        match self {
            Self::Import(command) => command.carry_out(session),
            Self::List { kind } => list(session, kind.map(ModelKind::from)),
            Self::Show { kind, model } => show(session, kind.into(), &model),
            Self::Export { kind, model, csv } => export(session, kind.into(), &model, csv),
            Self::Delete { kind, model } => delete(session, kind.into(), &model),
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
    fn carry_out(self, session: &mut Session<'_>) -> Done {
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
                skip_bad_lines: self.skip_bad_lines,
            },
            profile: self.profile,
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
}

impl Import {
    /// An option that does nothing is a misunderstanding that is better cleared up at once.
    fn refuse_idle_options(&self, kind: ModelKind) -> Done {
        let is_of_temperatures =
            self.start_date.is_some() || self.date_order.is_some() || self.skip_bad_lines;
        if is_of_temperatures && kind != ModelKind::Temperature {
            return Err(Stop::misused(
                "--start-date, --date-order and --skip-bad-lines are for temperatures",
                "Leave them out, or import the file as `temperature`",
            ));
        }
        if self.profile.is_some() && kind != ModelKind::Tgc {
            return Err(Stop::misused(
                "--profile is for TGC models",
                "Leave it out, or import the file as `tgc`",
            ));
        }
        Ok(())
    }
}

fn show_imported(session: &mut Session<'_>, kind: ModelKind, imported: &ImportedModel) -> Done {
    let (name, id) = (&imported.name, imported.id);
    session.out.line(one_line(&format!("\"{name}\" is kept as {} {id}", kind.noun())))?;
    session.out.line("")?;
    session.out.table(&match &imported.understood {
        UnderstoodModel::Temperatures(understood) => of_temperatures(understood),
        UnderstoodModel::Other { format, stages, weight_bands, readings } => {
            let mut table = Columns::pairs();
            table.pair("Read as", if *format == "json" { "JSON" } else { "table" });
            let mut count = |what: &str, number: usize| {
                if number > 0 {
                    table.pair(what, display::count(number as f64));
                }
            };
            count("Stages with figures of their own", *stages);
            count("Weight bands", *weight_bands);
            count("Temperature readings", *readings);
            table
        }
    })?;
    if !imported.warnings.is_empty() {
        session.out.heading("Worth knowing")?;
    }
    for warning in &imported.warnings {
        session.out.line(format!("  {}", one_line(warning)))?;
    }
    Ok(())
}

fn of_temperatures(understood: &UnderstoodTemperatures) -> Columns {
    let mut table = Columns::pairs();
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
    let longest = plural(understood.longest_gap_days as usize, "day", "days");
    let gaps = match understood.gaps {
        0 => "none".to_owned(),
        gaps => format!("{}, the longest of {longest}", count(gaps)),
    };
    table.pair("Gaps", gaps);
    table.pair("Averaged days", count(understood.averaged_days));
    table.pair("Lines without a value", count(understood.missing_values));
    table.pair("Rejected lines", count(understood.rejected));
    table
}

/// A line of `model list`.
#[derive(Serialize)]
struct Listed<'a> {
    kind: &'static str,
    id: i64,
    name: &'a str,
    gist: &'a str,
    used_by: UsedBy,
}

/// By how many.
#[derive(Serialize)]
struct UsedBy {
    scenarios: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    tgc_models: Option<u32>,
}

fn list(session: &mut Session<'_>, kind: Option<ModelKind>) -> Done {
    let farm = session.farm()?;
    let mut rows: Vec<(ModelKind, ModelRow)> = Vec::new();
    for one in ModelKind::ALL.into_iter().filter(|one| kind.is_none_or(|kind| kind == *one)) {
        rows.extend(farm.models(one)?.into_iter().map(|row| (one, row)));
    }
    if session.out.is_json() {
        let list: Vec<Listed<'_>> = rows
            .iter()
            .map(|(kind, row)| Listed {
                kind: kind.as_str(),
                id: row.id,
                name: &row.name,
                gist: &row.gist,
                used_by: UsedBy {
                    scenarios: row.used_by,
                    tgc_models: (*kind == ModelKind::Temperature).then_some(row.used_by_tgc_models),
                },
            })
            .collect();
        return session.out.json(&list);
    }
    if rows.is_empty() {
        return session.out.line("No models; `salmon-run model import KIND FILE --name NAME` reads one");
    }
    let mut table = Columns::new(["Kind", ">ID", "Name", "Holds", ">Scenarios", ">TGC models"]);
    for (kind, row) in rows {
        let by_models = (kind == ModelKind::Temperature).then(|| row.used_by_tgc_models.to_string());
        table.row([
            kind.as_str().to_owned(),
            row.id.to_string(),
            row.name,
            row.gist,
            row.used_by.to_string(),
            by_models.unwrap_or_else(|| NO_VALUE.to_owned()),
        ]);
    }
    session.out.table(&table)
}

fn show(session: &mut Session<'_>, kind: ModelKind, named: &str) -> Done {
    let farm = session.farm()?;
    let id = farm.find_model(kind, named)?;
    let document = farm.model_document(kind, id)?;
    if session.out.is_json() {
        return session.out.json(&document);
    }
    let mut about = Columns::pairs();
    about.pair("Name", document.name());
    about.pair("Kind", kind.noun());
    about.pair("ID", id);
    let users = farm.users_of_model(kind, id)?;
    about.pair("Used by", if users.is_empty() { "nothing".to_owned() } else { users.join(", ") });
    let rows = match &document {
        ModelDocument::Temperature(profile) => {
            let mut rows = Columns::new([">Day", ">°C"]);
            for reading in &profile.readings {
                rows.row([reading.day_number.to_string(), number(reading.temperature_c)]);
            }
            rows
        }
        ModelDocument::Tgc(model) => {
            about.pair("Temperatures", &model.temperature_profile.name);
            about.pair("Location", &model.location);
            about.pair("Release period", &model.release_period);
            about.pair("Exponent n of the temperature", number(model.exponent_n));
            about.pair("Exponent m of the weight", number(model.exponent_m));
            let mut rows = Columns::new(["Stage", ">TGC"]);
            rows.row(["All others".to_owned(), number(model.tgc_value)]);
            for item in &model.stage_overrides {
                rows.row([item.stage.clone(), number(item.tgc_value)]);
            }
            rows
        }
        ModelDocument::Fcr(model) => {
            let mut rows = Columns::new(["Stage", ">FCR", ">Days", "Weights"]);
            for item in &model.stages {
                let (fcr, days) = (number(item.fcr_value), item.duration_days.to_string());
                rows.row([item.stage.clone(), fcr, days, "all others".to_owned()]);
                for band in &item.overrides {
                    let (min, max) = (number(band.min_weight_g), number(band.max_weight_g));
                    let weights = format!("{min} to {max} g");
                    rows.row([item.stage.clone(), number(band.fcr_value), String::new(), weights]);
                }
            }
            rows
        }
        ModelDocument::Mortality(model) => {
            let mut rows = Columns::new(["Stage", ">Rate (%)", "Per"]);
            let per = if model.frequency.as_str() == "weekly" { "week" } else { "day" };
            rows.row(["All others".to_owned(), number(model.rate_percent), per.to_owned()]);
            for item in &model.stage_overrides {
                rows.row([item.stage.clone(), number(item.daily_rate_percent), "day".to_owned()]);
            }
            rows
        }
    };
    session.out.table(&about)?;
    session.out.line("")?;
    session.out.table(&rows)
}

/// A figure that somebody typed or measured, with all its digits.
fn number(value: f64) -> String {
    value.to_string().replace('-', "\u{2212}")
}

fn export(session: &mut Session<'_>, kind: ModelKind, named: &str, csv: bool) -> Done {
    let farm = session.farm()?;
    let document = farm.model_document(kind, farm.find_model(kind, named)?)?;
    if csv { Ok(document.write_csv(session.out.raw())?) } else { session.out.pretty_json(&document) }
}

fn delete(session: &mut Session<'_>, kind: ModelKind, named: &str) -> Done {
    let mut farm = session.farm()?;
    let id = farm.find_model(kind, named)?;
    let name = farm.delete_model(kind, id)?;
    if session.out.is_json() {
        return session.out.json(&serde_json::json!({
            "success": true, "kind": kind.as_str(), "id": id, "name": name,
        }));
    }
    session.out.line(one_line(&format!("The {} \"{name}\" is deleted", kind.noun())))
}
