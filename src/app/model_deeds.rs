//! What a command about models does in the background, and the dialogs that it asks with.
use super::command::Command;
use super::command::models::{DraftKey, ModelCommand};
use super::deeds::{Desk, News};
use super::facts::FarmData;
use super::widgets::confirm::Confirm;
use crate::domain::display::{plural, sentence};
use crate::domain::fault::Outcome;
use crate::domain::recipe::{PartKey, RecipePart};
use crate::service::WrittenPart;

/// Carries out the part of a command that touches the farm file.
pub fn carry_out(desk: &mut Desk, command: ModelCommand) -> Outcome<News> {
    match command {
        ModelCommand::Save { draft, over, part } => save(desk, draft, over, &part),
        ModelCommand::Rename(key, name) => {
            let written = desk.farm()?.rename_part(key, &name)?;
            Ok(News { change: change("renaming", &written), ..News::default() })
        }
        ModelCommand::Duplicate(key) => {
            let written = desk.farm()?.duplicate_part(key)?;
            let name = name_of(&written).to_owned();
            Ok(News {
                change: change("duplicating", &written),
                then: vec![Command::Models(ModelCommand::Edit(written.key))],
                ..News::saying(format!("{name} is made"))
            })
        }
        ModelCommand::Delete(key) => {
            let written = desk.farm()?.delete_part(key)?;
            Ok(News {
                change: change("deleting", &written),
                ..News::saying(format!("{} is deleted", name_of(&written)))
            })
        }
        // All others are carried out by the window itself.
        _ => Ok(News::default()),
    }
}

/// Saves a model. What is refused for a value goes to the editor, which says so beside the field.
fn save(desk: &mut Desk, draft: DraftKey, over: Option<PartKey>, part: &RecipePart) -> Outcome<News> {
    let outcome = desk.farm()?.save_part(over, part);
    let mut news = match &outcome {
        Ok(written) => {
            let taken = match written.taken_by {
                0 => String::new(),
                n => format!("{} run with it from now on", plural(n, "scenario", "scenarios")),
            };
            let taken = if written.taken_by == 1 { taken.replacen(" run ", " runs ", 1) } else { taken };
            News {
                detail: taken,
                change: change("saving", written),
                ..News::saying(format!("{} is saved", part.name()))
            }
        }
        Err(fault) => News {
            needs_attention: true,
            detail: sentence(&fault.message),
            ..News::saying(format!("{} is not saved", part.name()))
        },
    };
    let outcome = outcome.map(|written| written.key);
    news.then.push(Command::Models(ModelCommand::TakeSaved { draft, outcome }));
    Ok(news)
}

fn name_of(written: &WrittenPart) -> &str {
    written.now.as_ref().or(written.before.as_ref()).map_or("", RecipePart::name)
}

/// The name that undoing a change has: "saving of Faroes Sept".
fn change(verb: &str, written: &WrittenPart) -> String {
    format!("{verb} of {}", name_of(written))
}

/// Asks whether to delete a model; where it is used, says by how many and leads there.
pub fn ask_delete(key: PartKey, farm: &FarmData) -> Option<(Confirm, Command)> {
    let row = farm.part(key)?;
    if row.used_by == 0 && row.used_by_tgc_models == 0 {
        let kept = match row.used_by_runs {
            0 => "Nothing uses it, and no run was made from it".to_owned(),
            n => format!(
                "No scenario uses it; {} made from it keep what it was",
                plural(n as usize, "run", "runs")
            ),
        };
        let confirm = Confirm::new(format!("Delete {}?", row.name), format!("Delete {}", key.kind.noun()));
        let confirm = confirm.line(kept).danger();
        return Some((confirm, Command::Models(ModelCommand::Delete(key))));
    }
    let models = plural(row.used_by_tgc_models as usize, "TGC model", "TGC models");
    let scenarios = plural(row.used_by as usize, "scenario", "scenarios");
    let by = match (row.used_by_tgc_models, row.used_by) {
        (0, _) => scenarios,
        (_, 0) => models,
        _ => format!("{models} and {scenarios}"),
    };
    let confirm = Confirm::new(format!("{} cannot be deleted", row.name), "Show who uses it")
        .line(format!("It is used by {by}. Let them use another one first"));
    Some((confirm, Command::Models(ModelCommand::Show(key))))
}
