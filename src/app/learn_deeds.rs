//! What the commands about what a batch taught do in the background.
use super::command::Command;
use super::command::learning::LearnCommand;
use super::deeds::{Desk, News};
use crate::domain::display::{self, plural};
use crate::domain::fault::Outcome;
use crate::domain::ids::{BatchId, RunId};
use crate::domain::recipe::PartKey;
use crate::jobs::Handle;
use crate::service::{FromBatch, LearnRequest, ReplanRequest};

/// Carries out the part of a command that touches the farm file.
pub fn carry_out(desk: &mut Desk, handle: &Handle<'_>, command: LearnCommand) -> Outcome<News> {
    match command {
        LearnCommand::Save(batch, request) => save(desk, batch, &request),
        LearnCommand::Replan(batch, request, again) => replan(desk, handle, batch, &request, &again),
        LearnCommand::ScenarioFrom(batch, against) => scenario_from(desk, batch, against),
        // All others are carried out by the window itself.
        LearnCommand::AskSave(..) | LearnCommand::AskReplan(..) | LearnCommand::Compare { .. } => {
            Ok(News::default())
        }
    }
}

/// Whether a command is a matter of seconds, which nothing small shall wait for.
pub fn is_long(command: &LearnCommand) -> bool {
    matches!(command, LearnCommand::Replan(..))
}

/// What the status line says while a command is carried out.
pub fn name_of(command: &LearnCommand) -> String {
    match command {
        LearnCommand::Replan(..) => "Planning again".to_owned(),
        _ => String::new(),
    }
}

fn save(desk: &mut Desk, batch: BatchId, request: &LearnRequest) -> Outcome<News> {
    let farm = desk.farm()?;
    let number = farm.batch(batch)?.batch_number;
    let learnt = farm.save_learnt(batch, request)?;
    let names = names(&learnt.models);
    if !learnt.is_new {
        return Ok(News { detail: names, ..News::saying("These models were there already") });
    }
    let show = learnt.models.first().map(|(key, _)| {
        let show = super::command::models::ModelCommand::Show(*key);
        ("Show in Models".to_owned(), Command::Models(show))
    });
    Ok(News {
        detail: names,
        next: show.into_iter().collect(),
        change: format!("saving of models of {number}"),
        ..News::saying(format!("{} saved", plural(learnt.models.len(), "new model", "new models")))
    })
}

fn replan(
    desk: &mut Desk,
    handle: &Handle<'_>,
    batch: BatchId,
    request: &LearnRequest,
    again: &ReplanRequest,
) -> Outcome<News> {
    let farm = desk.farm()?;
    let number = farm.batch(batch)?.batch_number;
    let on_progress = |day: u32, days: u32| handle.report(u64::from(day), u64::from(days));
    let planned = farm.replan(batch, request, again, on_progress)?;
    let run = &planned.report.run;
    let compare = LearnCommand::Compare { batch, baseline: planned.baseline, run: run.run_id };
    Ok(News {
        detail: names(&planned.models),
        then: vec![Command::Learn(compare)],
        change: format!("plan made from {number}"),
        ..News::saying(format!("Run #{} of {} is ready", run.run_number, run.scenario_name))
    })
}

fn scenario_from(desk: &mut Desk, batch: BatchId, against: Option<RunId>) -> Outcome<News> {
    let from = desk.farm()?.scenario_from_batch(batch, against, "")?;
    let FromBatch { scenario, document, batch_number, recipe_of } = from;
    let fish = display::count(document.initial_count as f64);
    let weight = display::weight(document.initial_weight_g);
    Ok(News {
        detail: format!(
            "{fish} fish of {weight} on {}, by the recipe of {recipe_of}",
            display::date(document.start_date)
        ),
        next: vec![("Run projections…".to_owned(), Command::AskRun(vec![scenario]))],
        change: format!("scenario made from {batch_number}"),
        then: vec![Command::EditScenario(scenario)],
        ..News::saying(format!("{} is made", document.name))
    })
}

/// "TGC model North, winter · Mortality model North, winter".
fn names(models: &[(PartKey, String)]) -> String {
    let names: Vec<String> =
        models.iter().map(|(key, name)| format!("{} {name}", key.kind.short_noun())).collect();
    names.join(" · ")
}
