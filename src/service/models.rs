//! What a user does with reusable models: import from files, look at, export, delete.
use serde::Serialize;
use std::path::Path;

use super::Farm;
use crate::domain::accepted;
use crate::domain::fault::{Fault, Outcome};
use crate::domain::ids::{FcrModelId, MortalityModelId, ProfileId, TgcModelId};
use crate::domain::plan::{ModelKind, ModelRow};
use crate::domain::recipe::PartKey;
use crate::exchange::models::{ModelDocument, read_fcr, read_mortality, read_tgc};
use crate::exchange::temperatures::{self, Wishes};
use crate::exchange::{table, text};
use crate::store::Tx;

/// What is asked for with a file of a model.
#[derive(Debug, Clone, Default)]
pub struct ModelImport {
    /// What it shall be called. A JSON document has a name of its own; a table needs one.
    pub name: Option<String>,
    /// How temperatures shall be read; its name does not count.
    pub wishes: Wishes,
    /// The stored temperature profile of a TGC model, by name or number.
    pub profile: Option<String>,
}

/// What was understood of a file.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum UnderstoodModel {
    /// Of a table of temperatures.
    Temperatures(temperatures::Understood),
    /// Of all else.
    Other {
        /// "json" or "table".
        format: &'static str,
        /// Stages that have figures of their own.
        stages: usize,
        /// Weight bands of all stages.
        weight_bands: usize,
        /// Readings of the temperature profile.
        readings: usize,
    },
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
}

impl Farm {
    /// Stores the model of a file. One that is there already, to the last bit, is not stored again.
    pub fn import_model(
        &mut self,
        kind: ModelKind,
        path: &Path,
        asked: &ModelImport,
    ) -> Outcome<ImportedModel> {
        let file = path.display().to_string();
        let bytes = text::read_bytes(path)?;
        self.file.write(|tx| {
            let stages = tx.known_stages()?;
            let (document, understood) =
                read(tx, kind, bytes, asked).map_err(|fault| in_file(fault, &file))?;
            document.check(&stages).map_err(|fault| in_file(fault, &file))?;
            let mut warnings = match &understood {
                UnderstoodModel::Temperatures(understood) => understood.warnings(),
                UnderstoodModel::Other { .. } => Vec::new(),
            };
            let dated = matches!(&understood, UnderstoodModel::Temperatures(it) if it.start_date.is_some());
            if asked.wishes.start_date.is_some() && !dated {
                warnings.push("the start date was not needed, for the file has day numbers".to_owned());
            }
            warnings.extend(document.oddities(&stages));
            let before = tx.models(kind)?;
            let id = store(tx, &document)?;
            if before.iter().any(|row| row.id == id) {
                warnings.push(format!("the farm file has this very {} already, as {id}", kind.noun()));
            } else if before.iter().any(|row| row.name == document.name()) {
                warnings.push(format!("another {} has this name already", kind.noun()));
            }
            Ok(ImportedModel { id, name: document.name().to_owned(), understood, warnings })
        })
    }

    /// The number of a model that is named by it or by its name.
    pub fn find_model(&self, kind: ModelKind, named: &str) -> Outcome<i64> {
        self.file.read(|tx| find(tx, kind, named))
    }

    /// A model as a scenario document has it.
    pub fn model_document(&self, kind: ModelKind, id: i64) -> Outcome<ModelDocument> {
        self.file.read(|tx| document(tx, kind, id))
    }

    /// Who uses a model, in words.
    pub fn users_of_model(&self, kind: ModelKind, id: i64) -> Outcome<Vec<String>> {
        self.file.read(|tx| users_in_words(tx, kind, id))
    }

    /// Deletes a model that nothing uses, and gives its name. Runs hold what they were made from, so they do not count.
    pub fn delete_model(&mut self, kind: ModelKind, id: i64) -> Outcome<String> {
        self.file.write(|tx| {
            let name = document(tx, kind, id)?.name().to_owned();
            let users = users_in_words(tx, kind, id)?;
            if !users.is_empty() {
                return Err(Fault::refused(
                    format!("the {} \"{name}\" is used", kind.noun()),
                    "Let them use another one first",
                )
                .at(users.join(", ")));
            }
            tx.delete_part(PartKey::new(kind.into(), id))?;
            Ok(name)
        })
    }
}

/// Only what is wrong with the file itself happened in it.
fn in_file(fault: Fault, file: &str) -> Fault {
    use crate::domain::fault::FaultKind::InvalidInput;
    let is_of_an_option = fault.place.starts_with("--");
    if fault.kind == InvalidInput && !is_of_an_option { fault.within(file) } else { fault }
}

fn read(
    tx: &Tx<'_>,
    kind: ModelKind,
    bytes: Vec<u8>,
    asked: &ModelImport,
) -> Outcome<(ModelDocument, UnderstoodModel)> {
    let profile = || -> Outcome<_> {
        let Some(named) = &asked.profile else { return Ok(None) };
        let id = find(tx, ModelKind::Temperature, named).map_err(|fault| fault.at("--profile"))?;
        Ok(Some(tx.temperature_profile(ProfileId(id))?))
    };
    if let Some(name) = &asked.name {
        accepted::check_name("--name", name)?;
    }
    if is_json(&bytes) {
        let mut document = ModelDocument::read(kind, &text::decode(bytes)?)?;
        if let ModelDocument::Temperature(profile) = &mut document {
            profile.sort();
        }
        if let (ModelDocument::Tgc(model), Some(profile)) = (&mut document, profile()?) {
            model.temperature_profile = profile;
        }
        if let Some(name) = &asked.name {
            document = document.named(name);
        }
        let understood = understood("json", &document);
        return Ok((document, understood));
    }
    let name = asked.name.as_deref().ok_or_else(|| {
        Fault::invalid("the model needs a name", "--name", "Give it one: --name \"Faroe shelf\"")
    })?;
    let table = table::read(bytes)?;
    let stages = tx.known_stages()?;
    let document = match kind {
        ModelKind::Temperature => {
            let wishes = Wishes { name: name.to_owned(), ..asked.wishes.clone() };
            let (profile, understood) = temperatures::read(&table, &wishes)?;
            return Ok((ModelDocument::Temperature(profile), UnderstoodModel::Temperatures(understood)));
        }
        ModelKind::Tgc => {
            let profile = profile()?.ok_or_else(|| {
                Fault::invalid(
                    "a TGC model needs a temperature profile",
                    "--profile",
                    "Name a stored one: --profile \"Faroe shelf\"; `salmon-run model list temperature` shows them",
                )
            })?;
            ModelDocument::Tgc(read_tgc(&table, name, &stages, profile)?)
        }
        ModelKind::Fcr => ModelDocument::Fcr(read_fcr(&table, name, &stages)?),
        ModelKind::Mortality => ModelDocument::Mortality(read_mortality(&table, name, &stages)?),
    };
    let understood = understood("table", &document);
    Ok((document, understood))
}

fn is_json(bytes: &[u8]) -> bool {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    text.trim_ascii_start().first().is_some_and(|first| matches!(first, b'{' | b'['))
}

fn understood(format: &'static str, document: &ModelDocument) -> UnderstoodModel {
    let (stages, weight_bands, readings) = match document {
        ModelDocument::Temperature(model) => (0, 0, model.readings.len()),
        ModelDocument::Tgc(model) => {
            (model.stage_overrides.len(), 0, model.temperature_profile.readings.len())
        }
        ModelDocument::Fcr(model) => {
            (model.stages.len(), model.stages.iter().map(|stage| stage.overrides.len()).sum(), 0)
        }
        ModelDocument::Mortality(model) => (model.stage_overrides.len(), 0, 0),
    };
    UnderstoodModel::Other { format, stages, weight_bands, readings }
}

fn store(tx: &Tx<'_>, document: &ModelDocument) -> Outcome<i64> {
    Ok(match document {
        ModelDocument::Temperature(model) => tx.store_temperature_profile(model)?.0,
        ModelDocument::Tgc(model) => tx.store_tgc_model(model)?.0,
        ModelDocument::Fcr(model) => tx.store_fcr_model(model)?.0,
        ModelDocument::Mortality(model) => tx.store_mortality_model(model)?.0,
    })
}

fn document(tx: &Tx<'_>, kind: ModelKind, id: i64) -> Outcome<ModelDocument> {
    Ok(match kind {
        ModelKind::Temperature => ModelDocument::Temperature(tx.temperature_profile(ProfileId(id))?),
        ModelKind::Tgc => ModelDocument::Tgc(tx.tgc_model(TgcModelId(id))?),
        ModelKind::Fcr => ModelDocument::Fcr(tx.fcr_model(FcrModelId(id))?),
        ModelKind::Mortality => ModelDocument::Mortality(tx.mortality_model(MortalityModelId(id))?),
    })
}

/// The scenarios that use a model, after the TGC models that read a profile.
fn users_in_words(tx: &Tx<'_>, kind: ModelKind, id: i64) -> Outcome<Vec<String>> {
    let users = tx.part_users(PartKey::new(kind.into(), id))?;
    let models = users.tgc_models.iter().map(|(id, name)| format!("TGC model {id} \"{name}\""));
    let scenarios = users.scenarios.iter().map(|(id, name)| format!("scenario {id} \"{name}\""));
    Ok(models.chain(scenarios).collect())
}

/// A name goes before a number, so that a model called "2" can be meant too.
fn find(tx: &Tx<'_>, kind: ModelKind, named: &str) -> Outcome<i64> {
    let rows = tx.models(kind)?;
    let called: Vec<&ModelRow> = rows.iter().filter(|row| row.name == named).collect();
    let by_number = || named.parse().ok().filter(|id| rows.iter().any(|row| row.id == *id));
    match called.as_slice() {
        [only] => Ok(only.id),
        [] => by_number().ok_or_else(|| {
            Fault::not_found(
                format!("there is no {} \"{named}\"", kind.noun()),
                format!("`salmon-run model list {}` shows those there are", kind.as_str()),
            )
        }),
        several => {
            let ids: Vec<String> = several.iter().map(|row| row.id.to_string()).collect();
            Err(Fault::refused(
                format!("{} of the kind are called \"{named}\"", several.len()),
                format!("Say which by its number: {}", ids.join(", ")),
            ))
        }
    }
}
