//! What a user can do with templates.
use std::path::PathBuf;

use crate::domain::ids::{ScenarioId, TemplateId};
use crate::domain::template::TemplateKey;
use crate::service::ModelChoice;

/// What a template is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TemplateOf {
    /// A scenario with its models.
    Scenario(ScenarioId),
    /// Models of the farm file.
    Models(ModelChoice),
}

/// One thing a user can do with templates. A command whose name starts with `Ask` opens a dialog and changes nothing.
#[derive(Debug, Clone, PartialEq)]
pub enum TemplateCommand {
    /// Ask which template to start from.
    AskStart,
    /// Ask for name and description, to save a scenario as a template.
    AskSaveScenario(ScenarioId),
    /// Ask for models, name and description, to save them as a template.
    AskSaveModels,
    /// Ask for another name and description.
    AskDescribe(TemplateId),
    /// Make a scenario of a template, or store its models.
    Start(TemplateKey),
    /// Save a template.
    Save {
        /// What it is made of.
        of: TemplateOf,
        /// Its name.
        name: String,
        /// What it is for.
        description: String,
    },
    /// Give a template another name and description.
    Describe {
        /// The template.
        id: TemplateId,
        /// Its name from now on.
        name: String,
        /// What it is for.
        description: String,
    },
    /// Delete templates.
    Delete(Vec<TemplateId>),
    /// Write a template into a new file.
    Export(TemplateKey, PathBuf),
    /// Read templates from files.
    Import(Vec<PathBuf>),
}
