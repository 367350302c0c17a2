//! Models out of files: looked at first, with all that was understood, then stored. Both go the same way.
use serde::Serialize;
use std::path::Path;

use super::Farm;
use super::models::{find, store};
use crate::domain::accepted;
use crate::domain::fault::{Fault, FaultKind, Outcome};
use crate::domain::ids::ProfileId;
use crate::domain::lifecycle::LifecycleStage;
use crate::domain::mortality::Frequency;
use crate::domain::person::Right;
use crate::domain::plan::ModelKind;
use crate::domain::temperature::{TemperatureProfile, TemperatureReading};
use crate::engine::projection::{daily_share, temperature_on};
use crate::exchange::dates::OpenDate;
use crate::exchange::guess::{self, DocumentKind};
use crate::exchange::heads::Use;
use crate::exchange::model_tables::{self, Ask};
use crate::exchange::models::ModelDocument;
use crate::exchange::rejected::{RejectedLine, Rejections};
use crate::exchange::table::{self, Table, Writing};
use crate::exchange::temperatures::{self, Understood, Wishes};
use crate::exchange::text;
use crate::store::Tx;

/// As many rejected lines are named among the warnings.
const MOST_WARNED: usize = 20;

/// What is asked for with a file of a model.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct ModelImport {
    /// What it shall be called. A JSON document has a name of its own; a table needs one.
    pub name: Option<String>,
    /// How temperatures shall be read; its name does not count.
    pub wishes: Wishes,
    /// The stored temperature profile of a TGC model, by name or number.
    pub profile: Option<String>,
    /// Per what the rates of a mortality model are, where the table does not say.
    pub rates_are: Option<Frequency>,
    /// Whether lines that cannot be read are left out; else they refuse the whole file.
    pub skip_bad_lines: bool,
}

/// What was understood of a file.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct UnderstoodModel {
    /// How the table is written; none of a JSON document.
    #[serde(flatten)]
    pub writing: Option<Writing>,
    /// Which column means what.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<Use>,
    /// Of a table of temperatures.
    #[serde(flatten)]
    pub temperatures: Option<Understood>,
    /// Of all else.
    #[serde(flatten)]
    pub figures: Option<Figures>,
}

/// How much a model holds.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Figures {
    /// Lines of the table below its heads.
    pub rows: usize,
    /// Stages that have figures of their own.
    pub stages: usize,
    /// Weight bands of all stages.
    pub weight_bands: usize,
    /// Days from which on another value holds.
    pub schedule: usize,
    /// Readings of the temperature profile.
    pub readings: usize,
    /// Per what the rates of a mortality model were taken to be, where lines do not say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rates_are: Option<Frequency>,
    /// Lines that could not be read.
    pub rejected: usize,
    /// The first of them.
    pub rejected_lines: Vec<RejectedLine>,
}

impl UnderstoodModel {
    /// How many lines could not be read.
    pub fn rejected(&self) -> usize {
        let temperatures = self.temperatures.as_ref().map_or(0, |it| it.rejected);
        temperatures + self.figures.as_ref().map_or(0, |it| it.rejected)
    }

    /// The first of the lines that could not be read.
    pub fn rejected_lines(&self) -> &[RejectedLine] {
        match (&self.temperatures, &self.figures) {
            (Some(it), _) => &it.rejected_lines,
            (_, Some(it)) => &it.rejected_lines,
            _ => &[],
        }
    }
}

/// A model that was imported.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportedModel {
    /// Its number among those of its kind.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// What was understood of the file.
    pub understood: UnderstoodModel,
    /// What to look at twice.
    pub warnings: Vec<String>,
    /// What was not there before: the model, and the profile that came with it.
    pub made: Vec<(ModelKind, i64)>,
}

/// A file of a model, looked at before anything is stored.
#[derive(Debug, Clone, PartialEq)]
pub struct ModelPreview {
    /// What it holds.
    pub kind: ModelKind,
    /// The model as it would be stored without the lines that were rejected; without its profile where that is open.
    pub document: Option<ModelDocument>,
    /// What was understood.
    pub understood: UnderstoodModel,
    /// A date that may be read in two ways: nothing is stored before somebody says which.
    pub open_date: Option<OpenDate>,
    /// Of a TGC model whether its temperature profile has to be chosen.
    pub needs_profile: bool,
    /// Why it cannot be stored, whatever else is answered.
    pub blocked: Option<Fault>,
    /// What to look at twice.
    pub warnings: Vec<String>,
    /// The size of the file.
    pub bytes: usize,
}

/// A file as it was understood.
struct Understanding {
    document: Outcome<ModelDocument>,
    understood: UnderstoodModel,
    rejections: Rejections,
    open_date: Option<OpenDate>,
    notes: Vec<String>,
    /// Whether a TGC model still lacks its profile.
    lacks_profile: bool,
    /// The profile that the file names.
    profile: Option<String>,
}

impl Farm {
    /// Looks at a file of a model and stores nothing. Without a kind it is told by its heads or keys.
    pub fn preview_model_import(
        &self,
        kind: Option<ModelKind>,
        path: &Path,
        asked: &ModelImport,
    ) -> Outcome<ModelPreview> {
        let file = path.display().to_string();
        let bytes = text::read_bytes(path)?;
        let size = bytes.len();
        let opened = Opened::of(bytes).map_err(|fault| fault.within(&file))?;
        let kind = kind.map_or_else(|| opened.kind(), Ok)?;
        self.file.read(|tx| {
            let stages = tx.known_stages()?;
            let mut seen =
                understand(kind, &opened, asked, &stages).map_err(|fault| in_file(fault, &file))?;
            let (mut blocked, mut warnings) = (None, seen.warnings(asked));
            if let Err(fault) = add_profile(tx, &mut seen, asked) {
                // That no profile is said yet is asked for, not told.
                blocked = Some(fault).filter(|_| asked.profile.is_some());
            }
            let (lacks_profile, is_named) = (seen.lacks_profile, asked.name.is_some());
            let document = match seen.document {
                Ok(document) => {
                    let named = if is_named { document } else { document.named("Preview") };
                    if !lacks_profile && blocked.is_none() {
                        blocked = named.check(&stages).err().map(|fault| in_file(fault, &file));
                    }
                    warnings.extend(named.oddities(&stages));
                    Some(named)
                }
                Err(fault) => {
                    blocked = Some(fault);
                    None
                }
            };
            Ok(ModelPreview {
                kind,
                document,
                understood: seen.understood,
                open_date: seen.open_date,
                needs_profile: lacks_profile,
                blocked,
                warnings,
                bytes: size,
            })
        })
    }

    /// Stores the model of a file. One that is there already, to the last bit, is not stored again.
    pub fn import_model(
        &mut self,
        kind: ModelKind,
        path: &Path,
        asked: &ModelImport,
    ) -> Outcome<ImportedModel> {
        let file = path.display().to_string();
        let bytes = text::read_bytes(path)?;
        self.change(Right::Edit, |tx, _| {
            let stages = tx.known_stages()?;
            let opened = Opened::of(bytes).map_err(|fault| in_file(fault, &file))?;
            check_asked(kind, &opened, asked)?;
            if let Some(named) = &asked.profile {
                find(tx, ModelKind::Temperature, named).map_err(|fault| fault.at("--profile"))?;
            }
            let mut seen =
                understand(kind, &opened, asked, &stages).map_err(|fault| in_file(fault, &file))?;
            seen.refuse(asked.skip_bad_lines).map_err(|fault| in_file(fault, &file))?;
            add_profile(tx, &mut seen, asked)?;
            let mut warnings = seen.warnings(asked);
            let document = seen.document.map_err(|fault| in_file(fault, &file))?;
            document.check(&stages).map_err(|fault| in_file(fault, &file))?;
            warnings.extend(document.oddities(&stages));
            let Stored { id, made, said } = store_anew(tx, &document)?;
            warnings.extend(said);
            let name = document.name().to_owned();
            Ok(ImportedModel { id, name, understood: seen.understood, warnings, made })
        })
    }
}

/// A model that was stored.
struct Stored {
    id: i64,
    /// What was not there before.
    made: Vec<(ModelKind, i64)>,
    /// What to know about one that was, or about another of its name.
    said: Option<String>,
}

fn store_anew(tx: &Tx<'_>, document: &ModelDocument) -> Outcome<Stored> {
    let kind = document.kind();
    let ids = |kind| Ok::<Vec<i64>, Fault>(tx.models(kind)?.iter().map(|row| row.id).collect());
    let (before, profiles) = (tx.models(kind)?, ids(ModelKind::Temperature)?);
    let id = store(tx, document)?;
    let mut stored = Stored { id, made: Vec::new(), said: None };
    if before.iter().any(|row| row.id == id) {
        stored.said = Some(format!("the farm file has this very {} already, as {id}", kind.noun()));
    } else {
        stored.made.push((kind, id));
        if before.iter().any(|row| row.name == document.name()) {
            stored.said = Some(format!("another {} has this name already", kind.noun()));
        }
    }
    if kind != ModelKind::Temperature {
        let new = ids(ModelKind::Temperature)?.into_iter().filter(|id| !profiles.contains(id));
        stored.made.extend(new.map(|id| (ModelKind::Temperature, id)));
    }
    Ok(stored)
}

/// Only what is wrong with the file itself happened in it.
fn in_file(fault: Fault, file: &str) -> Fault {
    let is_of_an_option = fault.place.starts_with("--");
    if fault.kind == FaultKind::InvalidInput && !is_of_an_option { fault.within(file) } else { fault }
}

/// A file as it was opened.
enum Opened {
    Json(String),
    Table(Box<Table>),
}

impl Opened {
    fn of(bytes: Vec<u8>) -> Outcome<Self> {
        if guess::is_json(&bytes) {
            return Ok(Self::Json(text::decode(bytes)?));
        }
        Ok(Self::Table(Box::new(table::read(bytes)?)))
    }

    /// The kind of model it holds, as far as that can be told.
    fn kind(&self) -> Outcome<ModelKind> {
        let kind = match self {
            Self::Json(text) => guess::model_of_json(text),
            Self::Table(table) => guess::model_of_table(table),
        };
        kind.ok_or_else(guess::unknown)
    }
}

/// A table needs what a JSON object says itself.
fn check_asked(kind: ModelKind, opened: &Opened, asked: &ModelImport) -> Outcome<()> {
    if let Some(name) = &asked.name {
        return accepted::check_name("--name", name);
    }
    match opened {
        Opened::Json(_) => Ok(()),
        Opened::Table(_) => Err(Fault::invalid(
            format!(
                "the {} needs a name",
                if kind == ModelKind::Temperature { "model" } else { kind.noun() }
            ),
            "--name",
            "Give it one: --name \"Faroe shelf\"",
        )),
    }
}

fn understand(
    kind: ModelKind,
    opened: &Opened,
    asked: &ModelImport,
    stages: &[LifecycleStage],
) -> Outcome<Understanding> {
    let table = match opened {
        Opened::Table(table) => table,
        Opened::Json(text) => {
            let mut document = ModelDocument::read(kind, text)?;
            if let Some(name) = &asked.name {
                document = document.named(name);
            }
            let writing = Writing { format: "json", ..Writing::default() };
            let figures = figures(&document);
            return Ok(Understanding {
                document: Ok(document),
                understood: UnderstoodModel {
                    writing: Some(writing),
                    columns: Vec::new(),
                    temperatures: None,
                    figures: Some(figures),
                },
                rejections: Rejections::default(),
                open_date: None,
                notes: Vec::new(),
                lacks_profile: false,
                profile: None,
            });
        }
    };
    let name = asked.name.as_deref().unwrap_or_default();
    if kind == ModelKind::Temperature {
        let wishes = Wishes { name: name.to_owned(), ..asked.wishes.clone() };
        let mut look = temperatures::look(table, &wishes)?;
        if wishes.fill_gaps {
            look.understood.filled_days = fill_gaps(&mut look.profile);
            look.understood.days += look.understood.filled_days;
        }
        return Ok(Understanding {
            document: look.blocked.map_or(Ok(ModelDocument::Temperature(look.profile)), Err),
            understood: UnderstoodModel {
                writing: Some(table.writing().clone()),
                columns: look.columns,
                temperatures: Some(look.understood),
                figures: None,
            },
            rejections: look.rejections,
            open_date: look.open_date,
            notes: Vec::new(),
            lacks_profile: false,
            profile: None,
        });
    }
    let ask = Ask { name, stages, rates_are: asked.rates_are, daily_share };
    let look = match kind {
        ModelKind::Tgc => model_tables::look_at_tgc(table, ask)?,
        ModelKind::Fcr => model_tables::look_at_fcr(table, ask)?,
        _ => model_tables::look_at_mortality(table, ask)?,
    };
    let figures = Figures {
        rows: look.rows,
        rates_are: look.rates_are,
        rejected: look.rejections.count(),
        rejected_lines: look.rejections.lines().to_vec(),
        ..look.document.as_ref().map(figures).unwrap_or_default()
    };
    Ok(Understanding {
        document: look.document,
        understood: UnderstoodModel {
            writing: Some(table.writing().clone()),
            columns: look.columns,
            temperatures: None,
            figures: Some(figures),
        },
        rejections: look.rejections,
        open_date: None,
        notes: look.notes,
        lacks_profile: kind == ModelKind::Tgc,
        profile: look.profile,
    })
}

impl Understanding {
    /// Refuses what somebody has to answer first, and lines that could not be read.
    fn refuse(&self, skip_bad_lines: bool) -> Outcome<()> {
        if let Some(open) = &self.open_date {
            return Err(open.fault());
        }
        if skip_bad_lines { Ok(()) } else { self.rejections.refuse() }
    }

    fn warnings(&self, asked: &ModelImport) -> Vec<String> {
        let mut said = Vec::new();
        if let Some(understood) = &self.understood.temperatures {
            said.extend(understood.warnings(&asked.wishes));
        }
        let is_dated = self.understood.temperatures.as_ref().is_some_and(|it| it.start_date.is_some());
        if asked.wishes.start_date.is_some() && !is_dated {
            said.push("the start date was not needed, for the file has day numbers".to_owned());
        }
        said.extend(self.notes.iter().cloned());
        let rejected = self.rejections.count();
        if rejected > 0 {
            said.push(format!("lines that could not be read, left out: {rejected}"));
        }
        for bad in self.rejections.lines().iter().take(MOST_WARNED) {
            said.push(format!("line {}: {}", bad.line, bad.reason));
        }
        said
    }
}

/// Puts the profile into a TGC model: the one that was asked for, else of a table the one that it names.
fn add_profile(tx: &Tx<'_>, seen: &mut Understanding, asked: &ModelImport) -> Outcome<()> {
    let Ok(ModelDocument::Tgc(model)) = &mut seen.document else { return Ok(()) };
    let id = match (&asked.profile, &seen.profile) {
        (Some(named), _) => find(tx, ModelKind::Temperature, named).map_err(|fault| fault.at("--profile"))?,
        (None, Some(named)) => find(tx, ModelKind::Temperature, named).map_err(|fault| Fault {
            message: format!("{}, which the file names", fault.message),
            hint: "Import it first, or name another one: --profile \"Faroe shelf\"".to_owned(),
            ..fault
        })?,
        (None, None) if seen.lacks_profile => {
            return Err(Fault::invalid(
                "a TGC model needs a temperature profile",
                "--profile",
                "Name a stored one: --profile \"Faroe shelf\"; `salmon-run model list temperature` shows them",
            ));
        }
        (None, None) => return Ok(()),
    };
    model.temperature_profile = tx.temperature_profile(ProfileId(id))?;
    seen.lacks_profile = false;
    if let Some(figures) = &mut seen.understood.figures {
        figures.readings = model.temperature_profile.readings.len();
    }
    Ok(())
}

/// Gives the days between two readings what the engine takes them to have. Says how many there are.
fn fill_gaps(profile: &mut TemperatureProfile) -> usize {
    let measured = std::mem::take(&mut profile.readings);
    let (Some(first), Some(last)) = (measured.first(), measured.last()) else { return 0 };
    profile.readings = (first.day_number..=last.day_number)
        .map(|day_number| TemperatureReading {
            day_number,
            temperature_c: temperature_on(&measured, day_number),
        })
        .collect();
    profile.readings.len() - measured.len()
}

fn figures(document: &ModelDocument) -> Figures {
    let figures = Figures::default();
    match document {
        ModelDocument::Temperature(model) => Figures { readings: model.readings.len(), ..figures },
        ModelDocument::Tgc(model) => Figures {
            stages: model.stage_overrides.len(),
            schedule: model.schedule.len(),
            readings: model.temperature_profile.readings.len(),
            ..figures
        },
        ModelDocument::Fcr(model) => Figures {
            stages: model.stages.len(),
            weight_bands: model.stages.iter().map(|stage| stage.overrides.len()).sum(),
            ..figures
        },
        ModelDocument::Mortality(model) => {
            Figures { stages: model.stage_overrides.len(), schedule: model.schedule.len(), ..figures }
        }
    }
}

/// Tells what a file holds.
pub fn kind_of_file(path: &Path) -> Outcome<DocumentKind> {
    let bytes = text::read_bytes(path)?;
    guess::kind_of(bytes).map_err(|fault| fault.at(path.display().to_string()))
}
