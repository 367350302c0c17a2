//! `model …`: reusable models from spreadsheets, logger files and documents, and back.
use clap::{Subcommand, ValueEnum};
use serde::Serialize;
use std::path::{Path, PathBuf};

use super::model_import::Import;
use super::output::Columns;
use super::session::Session;
use super::stop::{Done, one_line};
use crate::domain::display::NO_VALUE;
use crate::domain::mortality::Frequency;
use crate::domain::plan::{ModelKind, ModelRow};
use crate::report::put;
use crate::service::{ModelDocument, ModelFormat, model_format_of, model_template, write_model_csv};

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
  salmon-run model export temperature \"Faroe shelf\" shelf.xlsx
  salmon-run model export temperature \"Faroe shelf\" --csv > shelf.csv")]
    Export {
        /// The kind of model
        kind: Kind,
        /// Its name or number
        model: String,
        /// Write this file instead of the output; its ending (.csv, .xlsx or .json) says the format
        file: Option<PathBuf>,
        /// Write CSV instead of JSON; of a TGC model with the name of its temperature profile only
        #[arg(long, conflicts_with_all = ["json", "file"])]
        csv: bool,
        /// Overwrite the file if it is there
        #[arg(long, requires = "file")]
        force: bool,
    },
    /// An empty table to be filled in and imported: CSV, or XLSX with a sheet of explanations
    ///
    /// Its example line begins with # and is passed over when the table is read.
    #[command(after_help = "Example:
  salmon-run model template temperature temperatures.xlsx
  salmon-run model template mortality mortality.csv")]
    Template {
        /// The kind of model
        kind: Kind,
        /// The file; its ending (.csv or .xlsx) says the format
        file: PathBuf,
        /// Overwrite the file if it is there
        #[arg(long)]
        force: bool,
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

impl Model {
    /// Does what was asked for.
    pub fn carry_out(self, session: &mut Session<'_>) -> Done {
        match self {
            Self::Import(command) => command.carry_out(session),
            Self::List { kind } => list(session, kind.map(ModelKind::from)),
            Self::Show { kind, model } => show(session, kind.into(), &model),
            Self::Export { kind, model, file: Some(file), force, .. } => {
                export_to(session, kind.into(), &model, &file, force)
            }
            Self::Export { kind, model, csv, .. } => export(session, kind.into(), &model, csv),
            Self::Template { kind, file, force } => template(session, kind.into(), &file, force),
            Self::Delete { kind, model } => delete(session, kind.into(), &model),
        }
    }
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
            for item in &model.schedule {
                rows.row([from_day(item.from_day), number(item.tgc_value)]);
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
            let per = match model.frequency {
                Frequency::Daily => "day",
                Frequency::Weekly => "week",
                Frequency::Monthly => "month",
            };
            rows.row(["All others".to_owned(), number(model.rate_percent), per.to_owned()]);
            for item in &model.stage_overrides {
                rows.row([item.stage.clone(), number(item.daily_rate_percent), "day".to_owned()]);
            }
            for item in &model.schedule {
                let rate = number(item.daily_rate_percent);
                rows.row([from_day(item.from_day), rate, "day".to_owned()]);
            }
            rows
        }
    };
    session.out.table(&about)?;
    session.out.line("")?;
    session.out.table(&rows)
}

fn from_day(day: u32) -> String {
    format!("From day {day}")
}

/// A figure that somebody typed or measured, with all its digits.
fn number(value: f64) -> String {
    value.to_string().replace('-', "\u{2212}")
}

fn export(session: &mut Session<'_>, kind: ModelKind, named: &str, csv: bool) -> Done {
    let farm = session.farm()?;
    let document = farm.model_document(kind, farm.find_model(kind, named)?)?;
    if csv { Ok(write_model_csv(&document, session.out.raw())?) } else { session.out.pretty_json(&document) }
}

fn export_to(session: &mut Session<'_>, kind: ModelKind, named: &str, file: &Path, force: bool) -> Done {
    let format = model_format_of(file, &ModelFormat::ALL.map(|(format, _)| format))?;
    let farm = session.farm()?;
    let bytes = farm.model_file(kind, farm.find_model(kind, named)?, format)?;
    put(file, &bytes, force)?;
    written(session, kind, file)
}

fn template(session: &mut Session<'_>, kind: ModelKind, file: &Path, force: bool) -> Done {
    let format = model_format_of(file, &[ModelFormat::Csv, ModelFormat::Xlsx])?;
    put(file, &model_template(kind, format)?, force)?;
    written(session, kind, file)
}

fn written(session: &mut Session<'_>, kind: ModelKind, file: &Path) -> Done {
    let file = file.display().to_string();
    if session.out.is_json() {
        let answer = serde_json::json!({ "success": true, "kind": kind.as_str(), "file": file });
        return session.out.json(&answer);
    }
    session.out.line(format!("Written: {}", one_line(&file)))
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
