//! What a user does with templates: start from one, save one, name, delete, hand on.
use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::Farm;
use super::planning::usual_plan;
use super::scenarios::copy_name;
use crate::domain::fault::{Fault, FaultKind, Outcome};
use crate::domain::ids::{FcrModelId, MortalityModelId, ProfileId, ScenarioId, TemplateId, TgcModelId};
use crate::domain::person::Right;
use crate::domain::plan::ScenarioPlan;
use crate::domain::recipe::NamedLifecycle;
use crate::domain::scenario::Scenario;
use crate::domain::template::{ModelSet, Recipe, Template, TemplateKey, TemplateRow, check_words};
use crate::exchange::text;
use crate::store::Tx;

/// The templates that come with the program; their sources are named in `assets/templates/README.md`.
const SHIPPED: [&str; 8] = [
    include_str!("../../assets/templates/faroes-sea-phase.json"),
    include_str!("../../assets/templates/faroes-egg-to-harvest.json"),
    include_str!("../../assets/templates/norway-mid-sea-phase.json"),
    include_str!("../../assets/templates/norway-mid-egg-to-harvest.json"),
    include_str!("../../assets/templates/norway-north-sea-phase.json"),
    include_str!("../../assets/templates/norway-north-egg-to-harvest.json"),
    include_str!("../../assets/templates/scotland-sea-phase.json"),
    include_str!("../../assets/templates/scotland-egg-to-harvest.json"),
];

/// What starting from a template gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Started {
    /// A new scenario, with its models.
    Scenario(ScenarioId),
    /// So many models, for scenarios to choose.
    Models(usize),
}

/// Which of the farm file's models a template is made of: at most one of each kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ModelChoice {
    /// The lifecycle, by its number.
    pub lifecycle: Option<i64>,
    /// A temperature profile.
    pub profile: Option<ProfileId>,
    /// The TGC model, which brings its own profile along.
    pub tgc: Option<TgcModelId>,
    /// The FCR model.
    pub fcr: Option<FcrModelId>,
    /// The mortality model.
    pub mortality: Option<MortalityModelId>,
    /// The constraints, by their number.
    pub constraints: Option<i64>,
}

/// The templates that come with the program.
pub fn shipped_templates() -> Outcome<Vec<Template>> {
    SHIPPED.into_iter().map(|json| Template::read(json, &[])).collect()
}

impl Farm {
    /// All templates: those that come with the program, then the farm file's own, by name.
    #[expect(
        clippy::redundant_closure_for_method_calls,
        reason = "the method itself is of one lifetime only"
    )]
    pub fn templates(&self) -> Outcome<Vec<TemplateRow>> {
        let shipped = shipped_templates()?.into_iter().enumerate().map(|(place, template)| TemplateRow {
            key: TemplateKey::Shipped(place),
            gist: template.gist(),
            is_scenario: template.scenario.is_some(),
            name: template.name,
            description: template.description,
        });
        let own = self.file.read(|tx| tx.templates())?;
        Ok(shipped.chain(own).collect())
    }

    /// A template as the document that import reads.
    pub fn template(&self, key: TemplateKey) -> Outcome<Template> {
        match key {
            TemplateKey::Own(id) => self.file.read(|tx| tx.template(id)),
            TemplateKey::Shipped(place) => {
                let json = SHIPPED.get(place).ok_or_else(|| {
                    Fault::not_found("there is no such template", "Choose one of those in the list")
                })?;
                Template::read(json, &[])
            }
        }
    }

    /// Starts from a template: makes a scenario of it, or stores its models. Models with which a scenario can be run make
    /// one too, with the figures that every new scenario has.
    pub fn start_from_template(&mut self, key: TemplateKey) -> Outcome<Started> {
        let template = self.template(key)?;
        let name = template.name.clone();
        let recipe = template.recipe().ok_or_else(|| Fault::refused("the template is empty", ""))?;
        let free = self.free_scenario_name(&name)?;
        match recipe {
            Recipe::Scenario(scenario) => self.start_from_scenario(*scenario).map(Started::Scenario),
            Recipe::Models(models) => self.change(Right::Edit, |tx, act| {
                let stored = store(tx, &models)?;
                let ModelChoice { tgc: Some(tgc), fcr: Some(fcr), mortality: Some(mortality), .. } = stored
                else {
                    return Ok(Started::Models(models.kinds().len()));
                };
                let lifecycle = stored.lifecycle.map_or_else(|| tx.first_lifecycle(), Ok)?;
                let plan = ScenarioPlan {
                    constraints: stored.constraints,
                    name: free.clone(),
                    ..usual_plan(act.at.date_naive(), lifecycle, tgc, fcr, mortality)
                };
                tx.assemble(&plan)?.check()?;
                tx.insert_scenario(&plan, act.by, act.at).map(Started::Scenario)
            }),
        }
    }

    /// Makes a scenario from what is called this: a template, or a scenario of the sample farm.
    pub fn new_from_template(&mut self, name: &str) -> Outcome<ScenarioId> {
        if let Some(sample) = super::sample_scenarios()?.into_iter().find(|sample| sample.name == name) {
            return self.start_from_scenario(sample);
        }
        let row = self.templates()?.into_iter().find(|row| row.name == name && row.is_scenario);
        let row = row.ok_or_else(|| {
            Fault::not_found(format!("there is no template \"{name}\""), "Choose one of those in the list")
        })?;
        match self.start_from_template(row.key)? {
            Started::Scenario(id) => Ok(id),
            Started::Models(_) => Err(Fault::refused("the template has no scenario", "Choose another one")),
        }
    }

    fn start_from_scenario(&mut self, mut scenario: Scenario) -> Outcome<ScenarioId> {
        scenario.name = self.free_scenario_name(&scenario.name)?;
        scenario.check()?;
        self.change(Right::Edit, |tx, act| {
            let plan = tx.store_models_of(&scenario)?;
            tx.insert_scenario(&plan, act.by, act.at)
        })
    }

    fn free_scenario_name(&self, name: &str) -> Outcome<String> {
        let taken: Vec<String> = self.scenarios()?.into_iter().map(|row| row.name).collect();
        let is_taken = taken.iter().any(|other| other == name);
        Ok(if is_taken { copy_name(name, &taken) } else { name.to_owned() })
    }

    /// Saves a scenario, with its models, as a template. Its name must be free.
    pub fn save_scenario_as_template(
        &mut self,
        scenario: ScenarioId,
        name: &str,
        description: &str,
    ) -> Outcome<TemplateId> {
        self.save_template(name, description, |tx| Ok(Recipe::Scenario(Box::new(tx.scenario(scenario)?))))
    }

    /// Saves a set of models as a template. Its name must be free.
    pub fn save_models_as_template(
        &mut self,
        choice: &ModelChoice,
        name: &str,
        description: &str,
    ) -> Outcome<TemplateId> {
        self.save_template(name, description, |tx| Ok(Recipe::Models(Box::new(gather(tx, choice)?))))
    }

    fn save_template(
        &mut self,
        name: &str,
        description: &str,
        recipe: impl FnOnce(&Tx<'_>) -> Outcome<Recipe>,
    ) -> Outcome<TemplateId> {
        let (name, description) = (name.trim(), description.trim());
        check_words(name, description)?;
        self.change(Right::Edit, |tx, act| {
            check_free(tx, name, None)?;
            let template = Template::new(name, description, recipe(tx)?);
            template.check(&tx.known_stages()?)?;
            tx.insert_template(&template, act.by, act.at)
        })
    }

    /// Gives a template of the farm file another name and description; gives those that it had.
    pub fn describe_template(
        &mut self,
        id: TemplateId,
        name: &str,
        description: &str,
    ) -> Outcome<(String, String)> {
        let (name, description) = (name.trim(), description.trim());
        check_words(name, description)?;
        self.change(Right::Edit, |tx, _| {
            let before = tx.template(id)?;
            check_free(tx, name, Some(id))?;
            tx.describe_template(id, name, description)?;
            Ok((before.name, before.description))
        })
    }

    /// Deletes templates of the farm file, all or none. Scenarios that were made from them stay.
    pub fn delete_templates(&mut self, ids: &[TemplateId]) -> Outcome<()> {
        self.change(Right::Delete, |tx, _| ids.iter().try_for_each(|id| tx.delete_template(*id)))
    }

    /// Reads templates from files, all or none: template documents, or scenario documents. One whose name is taken gets
    /// another.
    pub fn import_templates(&mut self, paths: &[PathBuf]) -> Outcome<Vec<TemplateId>> {
        let texts: Vec<(String, String)> = paths
            .iter()
            .map(|path| Ok((path.display().to_string(), text::read(path)?)))
            .collect::<Outcome<_>>()?;
        self.change(Right::Edit, |tx, act| {
            let known = tx.known_stages()?;
            let mut ids = Vec::new();
            for (file, json) in &texts {
                let mut template = Template::read(json, &known).map_err(|fault| fault.within(file))?;
                let taken = names(tx)?;
                if taken.contains(&template.name) {
                    template.name = copy_name(&template.name, &taken);
                }
                ids.push(tx.insert_template(&template, act.by, act.at)?);
            }
            Ok(ids)
        })
    }

    /// Writes a template as a document into a new file; one that is there is never overwritten.
    pub fn export_template(&self, key: TemplateKey, path: &Path) -> Outcome<()> {
        let template = self.template(key)?;
        let json = serde_json::to_string_pretty(&template).unwrap_or_default() + "\n";
        let of_io = |error: std::io::Error| {
            let place = path.display().to_string();
            match error.kind() {
                std::io::ErrorKind::AlreadyExists => {
                    Fault::new(FaultKind::FileExists, "a file is there already", "Choose another name")
                }
                _ => Fault::new(
                    FaultKind::Io,
                    format!("it cannot be written: {error}"),
                    "Choose another place",
                ),
            }
            .at(place)
        };
        let mut file = std::fs::File::create_new(path).map_err(of_io)?;
        let written = file.write_all(json.as_bytes()).and_then(|()| file.sync_all());
        written.map_err(|error| {
            // Nothing was there before, so nothing half-written stays.
            std::fs::remove_file(path).ok();
            of_io(error)
        })
    }
}

/// The names that templates have, be they the program's or the farm file's.
fn names(tx: &Tx<'_>) -> Outcome<Vec<String>> {
    let shipped = shipped_templates()?.into_iter().map(|template| template.name);
    Ok(shipped.chain(tx.templates()?.into_iter().map(|row| row.name)).collect())
}

/// Refuses a name that another template has.
fn check_free(tx: &Tx<'_>, name: &str, but: Option<TemplateId>) -> Outcome<()> {
    let own = tx.templates()?;
    let is_own = own.iter().any(|row| row.name == name && but.map(TemplateKey::Own) != Some(row.key));
    if is_own || shipped_templates()?.iter().any(|template| template.name == name) {
        return Err(Fault::refused(
            format!("a template is called \"{name}\" already"),
            "Give it another name",
        )
        .at("name"));
    }
    Ok(())
}

fn gather(tx: &Tx<'_>, choice: &ModelChoice) -> Outcome<ModelSet> {
    let lifecycle = match choice.lifecycle {
        Some(id) => Some(NamedLifecycle { name: tx.lifecycle_name(id)?, stages: tx.lifecycle(id)? }),
        None => None,
    };
    Ok(ModelSet {
        lifecycle,
        temperature_profile: choice.profile.map(|id| tx.temperature_profile(id)).transpose()?,
        tgc_model: choice.tgc.map(|id| tx.tgc_model(id)).transpose()?,
        fcr_model: choice.fcr.map(|id| tx.fcr_model(id)).transpose()?,
        mortality_model: choice.mortality.map(|id| tx.mortality_model(id)).transpose()?,
        biological_constraints: choice.constraints.map(|id| tx.constraints(id)).transpose()?,
    })
}

fn store(tx: &Tx<'_>, models: &ModelSet) -> Outcome<ModelChoice> {
    let lifecycle = models.lifecycle.as_ref();
    let profile = models.temperature_profile.as_ref();
    Ok(ModelChoice {
        lifecycle: lifecycle.map(|it| tx.store_lifecycle(&it.name, &it.stages)).transpose()?,
        profile: profile.map(|it| tx.store_temperature_profile(it)).transpose()?,
        tgc: models.tgc_model.as_ref().map(|it| tx.store_tgc_model(it)).transpose()?,
        fcr: models.fcr_model.as_ref().map(|it| tx.store_fcr_model(it)).transpose()?,
        mortality: models.mortality_model.as_ref().map(|it| tx.store_mortality_model(it)).transpose()?,
        constraints: models.biological_constraints.as_ref().map(|it| tx.store_constraints(it)).transpose()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::constraints;
    use crate::domain::plan::ModelKind;
    use crate::domain::run::ParametersSnapshot;
    use crate::engine::limits;
    use std::ops::ControlFlow;

    fn farm() -> (tempfile::TempDir, Farm) {
        let folder = tempfile::tempdir().unwrap();
        let farm = Farm::create(&folder.path().join("farm.salmonrun")).unwrap();
        (folder, farm)
    }

    fn key_of(farm: &Farm, name: &str) -> TemplateKey {
        farm.templates().unwrap().into_iter().find(|row| row.name == name).unwrap().key
    }

    fn started(farm: &mut Farm, name: &str) -> ScenarioId {
        let key = key_of(farm, name);
        match farm.start_from_template(key).unwrap() {
            Started::Scenario(id) => id,
            Started::Models(count) => panic!("{count} models"),
        }
    }

    #[test]
    fn every_shipped_template_runs_to_a_harvest_of_four_to_six_kilograms_and_nothing_of_it_is_odd() {
        let shipped = shipped_templates().unwrap();
        assert_eq!(shipped.len(), 8);
        for template in shipped {
            let name = template.name.clone();
            assert!(template.description.contains("assumption"), "{name} says what is assumed");
            let Some(Recipe::Scenario(scenario)) = template.recipe() else { panic!("{name}") };
            assert_eq!(scenario.oddities(), [""; 0], "{name}");
            let snapshot = ParametersSnapshot::freeze(*scenario).unwrap();
            let (projection, summary) =
                crate::service::project(&snapshot, |_, _| ControlFlow::Continue(())).unwrap();
            let harvest_g = summary.final_weight_g;
            assert!((4000.0..=6000.0).contains(&harvest_g), "{name}: {harvest_g} g");
            let in_sea = projection
                .days
                .iter()
                .filter(|day| ["Post-Smolt", "Adult"].contains(&projection.stage_name(day)))
                .count();
            // Ten months of the FAO's profile of the species to eighteen.
            assert!((300..=550).contains(&in_sea), "{name}: {in_sea} days in sea");
            assert!(snapshot.inputs().warn_outside_constraints, "{name}");
            for lines in [limits::outside, limits::out_of_place] {
                assert_eq!(lines(snapshot.inputs(), &projection), [""; 0], "{name}");
            }
            let is_stage_change = |line: &&String| line.contains(": stage ");
            let other = projection.warnings.iter().find(|line| !is_stage_change(line));
            assert_eq!(other, None, "{name}");
        }
    }

    #[test]
    fn the_smolts_of_a_template_from_egg_are_those_of_the_one_in_sea() {
        let (_folder, mut farm) = farm();
        for place in ["Faroes", "Norway mid", "Norway north", "Scotland"] {
            let sea = started(&mut farm, &format!("{place}, sea phase"));
            let sea_g = farm.scenario_document(sea).unwrap().initial_weight_g;
            let egg = started(&mut farm, &format!("{place}, egg to harvest"));
            let plan = farm.scenario_plan(egg).unwrap();
            let summary = farm.preview_plan(&plan, crate::service::OtherValues::default()).unwrap().summary;
            let to_sea = summary.stage_transitions.iter().find(|change| change.to == "Post-Smolt").unwrap();
            assert!((to_sea.weight_g - sea_g).abs() < 1.0, "{place}: {} g, {sea_g} g", to_sea.weight_g);
        }
    }

    #[test]
    fn a_scenario_saved_as_a_template_starts_another_one_that_runs_alike() {
        let (_folder, mut farm) = farm();
        let first = started(&mut farm, "Scotland, sea phase");
        farm.save_scenario_as_template(first, " Our Scotland ", "As we farm it").unwrap();
        farm.delete_scenario(first).unwrap();
        let row = farm.templates().unwrap().pop().unwrap();
        assert_eq!((row.name.as_str(), row.gist.as_str()), ("Our Scotland", "426 days from 120 g"));
        let second = started(&mut farm, "Our Scotland");
        let third = started(&mut farm, "Our Scotland");
        let [second, third] = [second, third].map(|id| farm.scenario_document(id).unwrap());
        assert_eq!(second.name, "Scotland, sea phase");
        assert_eq!(third.name, "Scotland, sea phase (copy)");
        assert_eq!(Scenario { name: second.name.clone(), ..third }, second);
    }

    #[test]
    fn no_two_templates_have_one_name() {
        let (_folder, mut farm) = farm();
        let scenario = started(&mut farm, "Faroes, sea phase");
        let mut save = |name: &str| farm.save_scenario_as_template(scenario, name, "");
        assert_eq!(save("Faroes, sea phase").unwrap_err().place, "name");
        let id = save("Ours").unwrap();
        assert!(save("Ours").unwrap_err().message.contains("already"));
        assert_eq!(save("  ").unwrap_err().message, "the name is blank");
        let other = save("Others").unwrap();
        assert!(farm.describe_template(other, "Ours", "").is_err());
        let before = farm.describe_template(id, "Ours", "With words").unwrap();
        assert_eq!(before, ("Ours".to_owned(), String::new()));
        assert_eq!(farm.template(TemplateKey::Own(id)).unwrap().description, "With words");
    }

    #[test]
    fn a_deleted_template_is_put_back_as_it_was() {
        let (_folder, farm) = farm();
        let mut farm = farm.remembering();
        let scenario = started(&mut farm, "Faroes, sea phase");
        let id = farm.save_scenario_as_template(scenario, "Ours", "Words").unwrap();
        let before = (farm.templates().unwrap(), farm.template(TemplateKey::Own(id)).unwrap());
        farm.take_changes();
        farm.delete_templates(&[id]).unwrap();
        assert_eq!(farm.templates().unwrap().len(), 8);
        assert!(farm.template(TemplateKey::Own(id)).is_err());
        let deleted = farm.take_changes().unwrap();
        farm.take_back(&deleted, "Undone").unwrap();
        assert_eq!((farm.templates().unwrap(), farm.template(TemplateKey::Own(id)).unwrap()), before);
        assert!(farm.take_back(&deleted, "Undone").is_err());
    }

    #[test]
    fn models_of_a_template_come_into_another_farm_and_make_a_scenario_if_they_are_enough() {
        let (folder, mut farm) = farm();
        let plan = {
            let id = started(&mut farm, "Norway north, sea phase");
            farm.scenario_plan(id).unwrap()
        };
        let few = ModelChoice { mortality: Some(plan.mortality_model), ..ModelChoice::default() };
        farm.save_models_as_template(&few, "Deaths", "").unwrap();
        let all = ModelChoice {
            lifecycle: Some(plan.lifecycle),
            tgc: Some(plan.tgc_model),
            fcr: Some(plan.fcr_model),
            constraints: plan.constraints,
            ..few
        };
        farm.save_models_as_template(&all, "North", "All that is needed").unwrap();
        let none = farm.save_models_as_template(&ModelChoice::default(), "None", "").unwrap_err();
        assert_eq!(none.message, "there is no model");
        let gists: Vec<String> = farm.templates().unwrap().into_iter().skip(8).map(|row| row.gist).collect();
        let everything = "lifecycle, TGC model, FCR model, mortality model, constraints";
        assert_eq!(gists, ["mortality model", everything]);

        let files = ["deaths.json", "north.json"].map(|name| folder.path().join(name));
        for (name, file) in ["Deaths", "North"].iter().zip(&files) {
            farm.export_template(key_of(&farm, name), file).unwrap();
            let again = farm.export_template(key_of(&farm, name), file).unwrap_err();
            assert_eq!(again.kind, FaultKind::FileExists);
        }
        let mut other = Farm::create(&folder.path().join("other.salmonrun")).unwrap();
        other.import_templates(&files).unwrap();
        for name in ["Deaths", "North"] {
            let (here, there) = (key_of(&farm, name), key_of(&other, name));
            assert_eq!(farm.template(here).unwrap(), other.template(there).unwrap());
        }
        let deaths = key_of(&other, "Deaths");
        assert_eq!(other.start_from_template(deaths).unwrap(), Started::Models(1));
        assert_eq!(other.models(ModelKind::Mortality).unwrap().len(), 1);
        let made = started(&mut other, "North");
        let made = other.scenario_document(made).unwrap();
        assert_eq!(made.name, "North");
        assert_eq!(made.tgc_model, farm.tgc_model(plan.tgc_model).unwrap());
        assert!(made.biological_constraints.is_some());
    }

    #[test]
    fn imported_documents_are_all_taken_or_none_and_a_taken_name_makes_way() {
        let (folder, mut farm) = farm();
        let write = |name: &str, text: &str| {
            let path = folder.path().join(name);
            std::fs::write(&path, text).unwrap();
            path
        };
        let scenario = write("s.json", include_str!("../../assets/sample/autumn-smolt-2024.json"));
        let shipped = write("t.json", SHIPPED[0]);
        let wrong = write("w.json", &SHIPPED[0].replacen("\"tgc_value\": 2.81", "\"tgc_value\": -1", 1));
        let fault = farm.import_templates(&[scenario.clone(), wrong.clone()]).unwrap_err();
        assert_eq!(fault.place, format!("{}, scenario.tgc_model.tgc_value", wrong.display()));
        assert_eq!(farm.templates().unwrap().len(), 8);
        farm.import_templates(&[scenario, shipped]).unwrap();
        let names: Vec<String> = farm.templates().unwrap().into_iter().skip(8).map(|row| row.name).collect();
        assert_eq!(names, ["Autumn smolt 2024", "Faroes, sea phase (copy)"]);
    }

    #[test]
    fn the_standard_constraints_and_a_template_of_a_farm_go_together() {
        // What a template brings along stands beside what every farm file has.
        let (_folder, mut farm) = farm();
        let id = started(&mut farm, "Norway mid, egg to harvest");
        let document = farm.scenario_document(id).unwrap();
        assert_ne!(document.biological_constraints, Some(constraints::standard()));
        assert_eq!(farm.scenario_plan(id).unwrap().lifecycle, 1, "the standard lifecycle is found again");
    }
}
