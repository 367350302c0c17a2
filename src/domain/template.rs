//! Templates: a scenario with its models, or a set of models, to start from.
use serde::{Deserialize, Serialize};

use super::accepted;
use super::constraints::BiologicalConstraints;
use super::document::{self, constant};
use super::fault::{Fault, Outcome};
use super::feed::FcrModel;
use super::growth::TgcModel;
use super::ids::TemplateId;
use super::lifecycle::{self, LifecycleStage};
use super::mortality::MortalityModel;
use super::recipe::NamedLifecycle;
use super::scenario::Scenario;
use super::temperature::TemperatureProfile;

constant!(
    /// The `format` of a template document.
    TemplateFormat, &'static str, "salmon-run/template", String
);
constant!(
    /// The `version` of a template document.
    TemplateVersion, u32, 1, u32
);

/// A template as a document: its name, what it is, and what one starts from with it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Template {
    /// Says what document this is.
    pub format: TemplateFormat,
    /// Says which version of the document this is.
    pub version: TemplateVersion,
    /// What planners call it.
    pub name: String,
    /// What it is for and where its figures are from.
    #[serde(default)]
    pub description: String,
    /// The scenario with its models, if it is a template of a scenario.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scenario: Option<Box<Scenario>>,
    /// The models, if it is a template of those.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub models: Option<Box<ModelSet>>,
}

/// Models that belong together, at most one of each kind.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ModelSet {
    /// The stages that fish go through.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lifecycle: Option<NamedLifecycle>,
    /// A temperature profile of its own, beside that of the TGC model.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub temperature_profile: Option<TemperatureProfile>,
    /// How fish grow.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tgc_model: Option<TgcModel>,
    /// What fish eat.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fcr_model: Option<FcrModel>,
    /// How many fish die.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mortality_model: Option<MortalityModel>,
    /// What fish of each stage may weigh and live in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub biological_constraints: Option<BiologicalConstraints>,
}

/// What one starts from with a template.
#[derive(Debug, Clone, PartialEq)]
pub enum Recipe {
    /// A scenario with its models.
    Scenario(Box<Scenario>),
    /// Models.
    Models(Box<ModelSet>),
}

impl Template {
    /// A template of this recipe.
    pub fn new(name: &str, description: &str, recipe: Recipe) -> Self {
        let (scenario, models) = match recipe {
            Recipe::Scenario(scenario) => (Some(scenario), None),
            Recipe::Models(models) => (None, Some(models)),
        };
        Self {
            format: TemplateFormat,
            version: TemplateVersion,
            name: name.to_owned(),
            description: description.to_owned(),
            scenario,
            models,
        }
    }

    /// Reads a template document, or a scenario document, which makes a template of the scenario's name; refuses whatever
    /// could not be run. `known` are the stages that models may name whose set has no lifecycle.
    pub fn read(json: &str, known: &[LifecycleStage]) -> Outcome<Self> {
        #[derive(Deserialize)]
        struct Head {
            #[serde(default)]
            format: String,
        }
        let is_scenario =
            serde_json::from_str(json).is_ok_and(|head: Head| head.format == "salmon-run/scenario");
        if is_scenario {
            let scenario = Scenario::read(json)?;
            return Ok(Self::new(&scenario.name.clone(), "", Recipe::Scenario(Box::new(scenario))));
        }
        let template: Self = document::read_json(json)?;
        template.check(known)?;
        Ok(template)
    }

    /// Refuses the first value that could not be run, by its path in the document.
    pub fn check(&self, known: &[LifecycleStage]) -> Outcome<()> {
        check_words(&self.name, &self.description)?;
        match (&self.scenario, &self.models) {
            (Some(scenario), None) => scenario.check().map_err(|mut fault| {
                fault.place = format!("scenario.{}", fault.place);
                fault
            }),
            (None, Some(models)) => models.check("models", known),
            (found, _) => Err(Fault::invalid(
                format!("the template has {}", if found.is_some() { "both" } else { "neither" }),
                "scenario, models",
                "Accepted is a scenario or a set of models",
            )),
        }
    }

    /// What one starts from with it; none in a template that did not pass [`Self::check`].
    pub fn recipe(self) -> Option<Recipe> {
        let models = self.models.map(Recipe::Models);
        self.scenario.map(Recipe::Scenario).or(models)
    }

    /// What it holds, in a few words: "480 days from 110 g", "TGC model, FCR model".
    pub fn gist(&self) -> String {
        match (&self.scenario, &self.models) {
            (Some(scenario), _) => gist_of_scenario(scenario.duration_days, scenario.initial_weight_g),
            (None, Some(models)) => models.kinds().join(", "),
            (None, None) => String::new(),
        }
    }
}

/// What a template of a scenario holds, in a few words.
pub fn gist_of_scenario(duration_days: u32, initial_weight_g: f64) -> String {
    let days = super::display::days(i64::from(duration_days));
    format!("{days} from {} g", super::display::exact(initial_weight_g))
}

/// Refuses a name that is blank, and a name or description that is too long.
pub fn check_words(name: &str, description: &str) -> Outcome<()> {
    accepted::check_name("name", name)?;
    accepted::check_length("description", description, accepted::NOTES_CHARS)
}

impl ModelSet {
    /// What the kinds of models are called, in the order in which a recipe is read, by their keys in the document.
    pub const KINDS: [(&'static str, &'static str); 6] = [
        ("lifecycle", "lifecycle"),
        ("temperature_profile", "temperature profile"),
        ("tgc_model", "TGC model"),
        ("fcr_model", "FCR model"),
        ("mortality_model", "mortality model"),
        ("biological_constraints", "constraints"),
    ];

    /// The kinds that it has a model of, in words.
    pub fn kinds(&self) -> Vec<&'static str> {
        let there = [
            self.lifecycle.is_some(),
            self.temperature_profile.is_some(),
            self.tgc_model.is_some(),
            self.fcr_model.is_some(),
            self.mortality_model.is_some(),
            self.biological_constraints.is_some(),
        ];
        Self::KINDS.iter().zip(there).filter(|(_, there)| *there).map(|((_, words), _)| *words).collect()
    }

    fn check(&self, path: &str, known: &[LifecycleStage]) -> Outcome<()> {
        if self.kinds().is_empty() {
            return Err(Fault::invalid("there is no model", path, "Accepted is at least one model"));
        }
        let at = |key: &str| format!("{path}.{key}");
        let stages = match &self.lifecycle {
            Some(lifecycle) => {
                accepted::check_name(&at("lifecycle.name"), &lifecycle.name)?;
                lifecycle::check(&at("lifecycle.stages"), &lifecycle.stages)?;
                &lifecycle.stages
            }
            None => known,
        };
        if let Some(model) = &self.temperature_profile {
            model.check(&at("temperature_profile"))?;
        }
        if let Some(model) = &self.tgc_model {
            model.check(&at("tgc_model"), stages)?;
        }
        if let Some(model) = &self.fcr_model {
            model.check(&at("fcr_model"), stages)?;
        }
        if let Some(model) = &self.mortality_model {
            model.check(&at("mortality_model"), stages)?;
        }
        match &self.biological_constraints {
            Some(model) => model.check(&at("biological_constraints"), stages),
            None => Ok(()),
        }
    }
}

/// Which template is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TemplateKey {
    /// One that comes with the program, by its place among those.
    Shipped(usize),
    /// One of the farm file's own.
    Own(TemplateId),
}

/// A template as lists show it.
#[derive(Debug, Clone, PartialEq)]
pub struct TemplateRow {
    /// Which it is.
    pub key: TemplateKey,
    /// Its name; none has it twice.
    pub name: String,
    /// What it is for and where its figures are from.
    pub description: String,
    /// What it holds, in a few words: "480 days from 110 g", "TGC model, FCR model".
    pub gist: String,
    /// Whether it holds a scenario, else models.
    pub is_scenario: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    const AUTUMN: &str = include_str!("../../assets/sample/autumn-smolt-2024.json");

    fn told(json: &str) -> String {
        Template::read(json, &lifecycle::standard()).unwrap_err().to_string()
    }

    #[test]
    fn a_scenario_document_makes_a_template_of_its_name() {
        let template = Template::read(AUTUMN, &[]).unwrap();
        assert_eq!(
            (template.name.as_str(), template.gist().as_str()),
            ("Autumn smolt 2024", "480 days from 110 g")
        );
        let written = serde_json::to_string(&template).unwrap();
        assert_eq!(Template::read(&written, &[]).unwrap(), template);
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place_within_the_template() {
        let head = "{\"format\":\"salmon-run/template\",\"version\":1,\"name\":\"T\"";
        let wrong = AUTUMN.replace("2.81", "-2");
        assert!(told(&format!("{head},\"scenario\":{wrong}}}")).contains("(scenario.tgc_model.tgc_value)"));
        assert!(told(&format!("{head}}}")).starts_with("the template has neither"));
        assert!(told(&format!("{head},\"models\":{{}}}}")).starts_with("there is no model (models)"));
        let fcr = "{\"name\":\"F\",\"stages\":[{\"stage\":\"Kelt\",\"fcr_value\":1,\"duration_days\":3}]}";
        let told = told(&format!("{head},\"models\":{{\"fcr_model\":{fcr}}}}}"));
        assert!(told.contains("no stage \"Kelt\" (models.fcr_model.stages[0].stage)"), "{told}");
    }
}
