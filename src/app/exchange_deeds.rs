//! What a command about files of models does in the background.
use std::path::{Path, PathBuf};

use super::command::Command;
use super::command::exchange::ExchangeCommand;
use super::command::models::ModelCommand;
use super::deeds::{Desk, News};
use crate::domain::display::{plural, sentence};
use crate::domain::fault::{Fault, FaultKind, Outcome};
use crate::domain::plan::ModelKind;
use crate::domain::recipe::PartKey;
use crate::report::put;
use crate::service::{ModelFormat, ModelImport, model_format_of, model_template};

/// Carries out the part of a command that touches files.
pub fn carry_out(desk: &mut Desk, command: ExchangeCommand) -> Outcome<News> {
    match command {
        ExchangeCommand::Import { path, kind, asked } => Ok(import(desk, &path, kind, &asked)),
        ExchangeCommand::Export { kind, id, path, overwrite } => {
            let farm = desk.farm()?;
            let format = model_format_of(&path, &ModelFormat::ALL.map(|(format, _)| format))?;
            let bytes = farm.model_file(kind, id, format)?;
            written(&path, &bytes, overwrite)
        }
        ExchangeCommand::SaveTemplate { kind, path, overwrite } => {
            let format = model_format_of(&path, &[ModelFormat::Csv, ModelFormat::Xlsx])?;
            written(&path, &model_template(kind, format)?, overwrite)
        }
        // All others are carried out by the window itself.
        ExchangeCommand::LookAt(_) | ExchangeCommand::TakeImported(_) => Ok(News::default()),
    }
}

/// What a command is called in the status line; nothing for those that take no time.
pub fn name_of(command: &ExchangeCommand) -> String {
    match command {
        ExchangeCommand::Import { .. } => "Importing a model".to_owned(),
        _ => String::new(),
    }
}

/// Stores the model of a file; the dialog hears how it went.
fn import(desk: &mut Desk, path: &Path, kind: ModelKind, asked: &ModelImport) -> News {
    let imported = desk.farm().and_then(|farm| farm.import_model(kind, path, asked));
    match imported {
        Ok(imported) => {
            let key = PartKey::new(kind.into(), imported.id);
            let is_new = !imported.made.is_empty();
            let said = if is_new { "is imported" } else { "is there already" };
            News {
                detail: match imported.warnings.len() {
                    0 => String::new(),
                    1 => sentence(&imported.warnings[0]),
                    n => plural(
                        n,
                        "thing to look at twice was said before",
                        "things to look at twice were said before",
                    ),
                },
                change: "import of a model".to_owned(),
                then: vec![
                    Command::Models(ModelCommand::Show(key)),
                    Command::Exchange(ExchangeCommand::TakeImported(Ok(()))),
                ],
                ..News::saying(format!("{} {said}", imported.name))
            }
        }
        Err(fault) => News {
            then: vec![Command::Exchange(ExchangeCommand::TakeImported(Err(fault)))],
            ..News::default()
        },
    }
}

/// Puts a file in its place and says so.
pub fn written(path: &Path, bytes: &[u8], overwrite: bool) -> Outcome<News> {
    put(path, bytes, overwrite).map_err(|fault| {
        // In the window another button says it.
        let is_there = fault.kind == FaultKind::FileExists && fault.hint.contains("--force");
        if is_there { Fault { hint: "Name another, or overwrite it".to_owned(), ..fault } } else { fault }
    })?;
    Ok(News { detail: path.display().to_string(), ..News::saying(format!("{} is written", name(path))) })
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

/// What is done with files that were dropped and hold models.
pub fn look_at(paths: Vec<PathBuf>) -> Command {
    Command::Exchange(ExchangeCommand::LookAt(paths))
}
