//! What a user does with reusable models: look at, delete.
use super::Farm;
use crate::domain::fault::{Fault, Outcome};
use crate::domain::ids::{FcrModelId, MortalityModelId, ProfileId, TgcModelId};
use crate::domain::person::Right;
use crate::domain::plan::{ModelKind, ModelRow};
use crate::domain::recipe::PartKey;
use crate::exchange::models::ModelDocument;
use crate::store::Tx;

impl Farm {
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
        self.change(Right::Delete, |tx, _| {
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

pub(super) fn store(tx: &Tx<'_>, document: &ModelDocument) -> Outcome<i64> {
    Ok(match document {
        ModelDocument::Temperature(model) => tx.store_temperature_profile(model)?.0,
        ModelDocument::Tgc(model) => tx.store_tgc_model(model)?.0,
        ModelDocument::Fcr(model) => tx.store_fcr_model(model)?.0,
        ModelDocument::Mortality(model) => tx.store_mortality_model(model)?.0,
    })
}

pub(super) fn document(tx: &Tx<'_>, kind: ModelKind, id: i64) -> Outcome<ModelDocument> {
    Ok(match kind {
        ModelKind::Temperature => ModelDocument::Temperature(tx.temperature_profile(ProfileId(id))?),
        ModelKind::Tgc => ModelDocument::Tgc(tx.tgc_model(TgcModelId(id))?),
        ModelKind::Fcr => ModelDocument::Fcr(tx.fcr_model(FcrModelId(id))?),
        ModelKind::Mortality => ModelDocument::Mortality(tx.mortality_model(MortalityModelId(id))?),
    })
}

/// The scenarios that use a model, after the TGC models that read a profile.
pub(super) fn users_in_words(tx: &Tx<'_>, kind: ModelKind, id: i64) -> Outcome<Vec<String>> {
    let users = tx.part_users(PartKey::new(kind.into(), id))?;
    let models = users.tgc_models.iter().map(|(id, name)| format!("TGC model {id} \"{name}\""));
    let scenarios = users.scenarios.iter().map(|(id, name)| format!("scenario {id} \"{name}\""));
    Ok(models.chain(scenarios).collect())
}

/// A name goes before a number, so that a model called "2" can be meant too.
pub(super) fn find(tx: &Tx<'_>, kind: ModelKind, named: &str) -> Outcome<i64> {
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
