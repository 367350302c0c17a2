//! What the commands about templates do in the background.
use std::path::{Path, PathBuf};

use super::{Desk, News};
use crate::app::command::templates::{TemplateCommand, TemplateOf};
use crate::app::command::{Command, Place};
use crate::domain::display::plural;
use crate::domain::fault::Outcome;
use crate::domain::ids::TemplateId;
use crate::domain::template::TemplateKey;
use crate::service::Started;

/// Carries out the part of a command that touches the farm file or another one.
pub fn carry_out(desk: &mut Desk, command: TemplateCommand) -> Outcome<News> {
    match command {
        TemplateCommand::Start(key) => start(desk, key),
        TemplateCommand::Save { of, name, description } => save(desk, of, &name, &description),
        TemplateCommand::Describe { id, name, description } => describe(desk, id, &name, &description),
        TemplateCommand::Delete(ids) => delete(desk, &ids),
        TemplateCommand::Export(key, path) => export(desk, key, &path),
        TemplateCommand::Import(paths) => import(desk, &paths),
        TemplateCommand::AskStart
        | TemplateCommand::AskSaveScenario(_)
        | TemplateCommand::AskSaveModels
        | TemplateCommand::AskDescribe(_) => Ok(News::default()),
    }
}

/// Makes a scenario from a template and opens it in the editor, or stores the template's models.
fn start(desk: &mut Desk, key: TemplateKey) -> Outcome<News> {
    let farm = desk.farm()?;
    Ok(match farm.start_from_template(key)? {
        Started::Scenario(id) => News {
            change: "start from a template".to_owned(),
            then: vec![Command::EditScenario(id)],
            next: vec![("Run projections…".to_owned(), Command::AskRun(vec![id]))],
            ..News::saying("The scenario is made, with its models")
        },
        Started::Models(count) => News {
            change: "start from a template".to_owned(),
            detail: "Scenarios can choose them now".to_owned(),
            then: vec![Command::Show(Place::Scenarios)],
            ..News::saying(format!("{} stored", plural(count, "model is", "models are")))
        },
    })
}

fn save(desk: &mut Desk, of: TemplateOf, name: &str, description: &str) -> Outcome<News> {
    let farm = desk.farm()?;
    match of {
        TemplateOf::Scenario(scenario) => farm.save_scenario_as_template(scenario, name, description)?,
        TemplateOf::Models(choice) => farm.save_models_as_template(&choice, name, description)?,
    };
    Ok(News {
        change: format!("saving of the template {}", name.trim()),
        ..News::saying(format!("The template {} is saved", name.trim()))
    })
}

fn describe(desk: &mut Desk, id: TemplateId, name: &str, description: &str) -> Outcome<News> {
    let (before, _) = desk.farm()?.describe_template(id, name, description)?;
    Ok(News { change: format!("name of the template {before}"), ..News::default() })
}

fn delete(desk: &mut Desk, ids: &[TemplateId]) -> Outcome<News> {
    desk.farm()?.delete_templates(ids)?;
    let what = plural(ids.len(), "template", "templates");
    Ok(News {
        detail: "Scenarios that were made from it stay".to_owned(),
        next: vec![("Undo".to_owned(), Command::Undo)],
        change: format!("deleting of {what}"),
        ..News::saying(format!("{what} deleted"))
    })
}

fn export(desk: &mut Desk, key: TemplateKey, path: &Path) -> Outcome<News> {
    desk.farm()?.export_template(key, path)?;
    Ok(News { detail: path.display().to_string(), ..News::saying("The template is exported") })
}

fn import(desk: &mut Desk, paths: &[PathBuf]) -> Outcome<News> {
    let farm = desk.farm()?;
    let ids = farm.import_templates(paths)?;
    let what = plural(ids.len(), "template", "templates");
    let choose = Command::Templates(TemplateCommand::AskStart);
    Ok(News {
        next: vec![("New from template…".to_owned(), choose)],
        change: format!("import of {what}"),
        ..News::saying(format!("{what} imported"))
    })
}
