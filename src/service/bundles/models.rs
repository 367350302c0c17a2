//! Models and templates of a bundle. Each is known by what it holds: what is there already is not stored again.
use chrono::{DateTime, Utc};

use super::gather::missing;
use crate::domain::bundle::{Bundle, PackedModel, Profiles, SharedModels};
use crate::domain::fault::Outcome;
use crate::domain::growth::TgcModel;
use crate::domain::plan::ModelRow;
use crate::domain::recipe::{PartKey, PartKind, RecipePart};
use crate::domain::temperature::TemperatureProfile;
use crate::domain::template::TemplateKey;
use crate::store::Tx;

/// All models and templates of a farm file.
pub fn all(tx: &Tx<'_>, profiles: &mut Profiles) -> Outcome<SharedModels> {
    let mut models = SharedModels::default();
    for kind in PartKind::ALL {
        for ModelRow { id, .. } in tx.models(kind)? {
            match tx.part(PartKey::new(kind, id))? {
                RecipePart::Temperature(profile) => {
                    models.temperature.push(PackedModel::<TemperatureProfile>::pack(profile, profiles));
                }
                RecipePart::Tgc(stored) => {
                    models.tgc.push(PackedModel::<TgcModel>::pack(stored.model, profiles));
                }
                RecipePart::Fcr(model) => models.fcr.push(model),
                RecipePart::Mortality(model) => models.mortality.push(model),
                RecipePart::Lifecycle(lifecycle) => models.lifecycles.push(lifecycle),
                RecipePart::Constraints(constraints) => models.constraints.push(constraints),
            }
        }
    }
    for row in tx.templates()? {
        if let TemplateKey::Own(id) = row.key {
            models.templates.push(tx.template(id)?);
        }
    }
    Ok(models)
}

/// Stores those that are not there; gives how many there are of them.
pub fn store(tx: &Tx<'_>, bundle: &Bundle, by: &str, now: DateTime<Utc>) -> Outcome<usize> {
    let (models, profiles) = (&bundle.models, &bundle.profiles);
    let count = || -> Outcome<usize> {
        PartKind::ALL.into_iter().map(|kind| Ok(tx.models(kind)?.len())).sum::<Outcome<usize>>()
    };
    let before = count()?;
    let mut templates = 0;
    let place = |key: &str, i: usize| format!("models.{key}[{i}]");
    for (i, lifecycle) in models.lifecycles.iter().enumerate() {
        let part = RecipePart::Lifecycle(lifecycle.clone());
        part.check(&[]).map_err(|fault| fault.within(&place("lifecycles", i)))?;
        tx.store_lifecycle(&lifecycle.name, &lifecycle.stages)?;
    }
    let stages = tx.known_stages()?;
    for (i, packed) in models.temperature.iter().enumerate() {
        let profile =
            &packed.unpack(profiles).ok_or_else(|| missing("temperature profile", &packed.readings))?;
        profile.check("readings").map_err(|fault| fault.within(&place("temperature", i)))?;
        tx.store_temperature_profile(profile)?;
    }
    for (i, packed) in models.tgc.iter().enumerate() {
        let model =
            &packed.unpack(profiles).ok_or_else(|| missing("temperature profile", &packed.readings))?;
        model.check("tgc_model", &stages).map_err(|fault| fault.within(&place("tgc", i)))?;
        tx.store_tgc_model(model)?;
    }
    for (i, model) in models.fcr.iter().enumerate() {
        model.check("fcr_model", &stages).map_err(|fault| fault.within(&place("fcr", i)))?;
        tx.store_fcr_model(model)?;
    }
    for (i, model) in models.mortality.iter().enumerate() {
        model.check("mortality_model", &stages).map_err(|fault| fault.within(&place("mortality", i)))?;
        tx.store_mortality_model(model)?;
    }
    for (i, constraints) in models.constraints.iter().enumerate() {
        let check = constraints.check("biological_constraints", &stages);
        check.map_err(|fault| fault.within(&place("constraints", i)))?;
        tx.store_constraints(constraints)?;
    }
    let known = all(tx, &mut Profiles::new())?.templates;
    for (i, template) in models.templates.iter().enumerate() {
        template.check(&stages).map_err(|fault| fault.within(&place("templates", i)))?;
        if !known.contains(template) {
            tx.insert_template(template, by, now)?;
            templates += 1;
        }
    }
    Ok(count()? - before + templates)
}
