//! What a command does in the background: it calls the verb of the service and says what happened.
//!
//! A deed runs on a lane of `jobs`, at a [`Desk`] that holds the farm file. It never draws and never asks.
mod templates;

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::aquamind_deeds;
use super::batch_deeds;
use super::bundle_deeds;
use super::care_deeds;
use super::command::aquamind::AquamindCommand;
use super::command::care::CareCommand;
use super::command::exchange::ExchangeCommand;
use super::command::reports::ReportCommand;
use super::command::{Command, Place, Section};
use super::exchange_deeds;
use super::facts::FarmData;
use super::learn_deeds;
use super::model_deeds;
use super::observing_deeds;
use super::people_deeds;
use super::profile_deeds;
use super::reporting;
use crate::domain::display::plural;
use crate::domain::fault::{Fault, FaultKind, Outcome};
use crate::domain::holder::Holder;
use crate::domain::ids::{BatchId, RunId, ScenarioId};
use crate::domain::plan::ScenarioPlan;
use crate::domain::recipe::PartKind;
use crate::domain::retention::Retention;
use crate::domain::run::RunFilter;
use crate::jobs::Handle;
use crate::service::{
    Changes, Claim, DocumentKind, Farm, Hold, ObservationWishes, OtherValues, RunRequest, Verdict,
    kind_of_file,
};

/// What a lane has in hand: the farm file, and who acts.
#[derive(Debug, Default)]
pub struct Desk {
    farm: Option<Farm>,
    /// Tells other windows that this one has the farm file.
    hold: Option<Hold>,
    /// Who else has it, where it was opened to be read only for that.
    held_by: Option<Holder>,
    /// What the file's own count of changes by others was when the lists were last read.
    seen: Option<i64>,
    user: String,
}

/// A farm file that was just opened.
#[derive(Debug)]
pub struct Opened {
    /// Its lists.
    pub data: FarmData,
    /// Tells whether anything is changed in it.
    pub mark: Arc<AtomicBool>,
    /// Whether there was time to look over all of it.
    pub is_seen_whole: bool,
}

impl Desk {
    /// A desk without a farm file.
    pub fn of(user: &str) -> Self {
        Self { user: user.to_owned(), ..Self::default() }
    }

    /// The open farm file.
    pub fn farm(&mut self) -> Outcome<&mut Farm> {
        self.farm.as_mut().ok_or_else(|| Fault::refused("no farm file is open", "Open one first"))
    }

    /// Opens a farm file in place of the one that was open. One that another window has is not opened; this says whose.
    pub fn open(&mut self, path: &Path) -> Outcome<Option<Holder>> {
        let is_held = self.hold.as_ref().is_some_and(|hold| hold.is_of(path));
        let claim = if is_held { Claim::Unknown } else { Farm::claim(path, &self.user) };
        let claimed = match claim {
            Claim::Held(hold) => Some(hold),
            Claim::Unknown => None,
            Claim::Elsewhere(holder) => return Ok(Some(holder)),
        };
        // If it cannot be opened, the one before stays.
        let opened = Farm::open(path)?;
        // Who can only read is in nobody's way.
        let claimed = claimed.filter(|_| !opened.is_read_only());
        self.work_on(opened);
        if !is_held {
            self.hold = claimed;
        }
        Ok(None)
    }

    /// Opens a farm file to be read only, because somebody else has it.
    pub fn open_to_read(&mut self, path: &Path, held_by: Holder) -> Outcome<()> {
        let opened = Farm::open_to_read(path)?;
        self.work_on(opened);
        self.hold = None;
        self.held_by = Some(held_by);
        Ok(())
    }

    /// Opens the farm file that the other lane has opened.
    pub fn follow(&mut self, path: &Path, to_read: bool) -> Outcome<Arc<AtomicBool>> {
        let opened = if to_read { Farm::open_to_read(path)? } else { Farm::open_beside(path)? };
        let mark = opened.change_mark();
        self.work_on(opened);
        Ok(mark)
    }

    /// The farm file as it was just opened.
    pub fn opened(&mut self) -> Outcome<Opened> {
        let farm = self.farm()?;
        let (mark, is_seen_whole) = (farm.change_mark(), farm.is_seen_whole());
        Ok(Opened { data: self.lists()?, mark, is_seen_whole })
    }

    /// Makes a farm file and opens it.
    pub fn create(&mut self, path: &Path) -> Outcome<Option<Holder>> {
        drop(Farm::create(path)?);
        self.open(path)
    }

    fn work_on(&mut self, farm: Farm) {
        self.farm = Some(farm.acting_as(&self.user).remembering());
        self.held_by = None;
    }

    /// What was changed at this desk since it was last asked.
    pub fn take_changes(&mut self) -> Option<Changes> {
        self.farm.as_mut().and_then(Farm::take_changes)
    }

    /// Closes the farm file, yet keeps others from it: it is opened again.
    pub fn let_go(&mut self) {
        self.farm = None;
    }

    /// Lets go of the farm file.
    pub fn close(&mut self) {
        self.farm = None;
        self.hold = None;
        self.held_by = None;
    }

    /// Reads the lists of the farm file.
    pub fn lists(&mut self) -> Outcome<FarmData> {
        // Taken first: a change that comes in between is seen the next time.
        self.seen = Some(self.farm()?.data_version()?);
        let held_by = self.held_by.clone();
        let farm = self.farm()?;
        Ok(FarmData {
            path: farm.path().to_owned(),
            read_only: farm.is_read_only(),
            held_by,
            access: farm.access()?,
            scenarios: farm.scenarios()?,
            runs: farm.runs(RunFilter { scenario: None, archived: true })?,
            batches: farm.batches()?,
            tgc_models: farm.models(PartKind::Tgc)?,
            fcr_models: farm.models(PartKind::Fcr)?,
            mortality_models: farm.models(PartKind::Mortality)?,
            temperature_profiles: farm.models(PartKind::Temperature)?,
            lifecycles: farm.models(PartKind::Lifecycle)?,
            constraints: farm.models(PartKind::Constraints)?,
            stages: farm.known_stages()?,
            templates: farm.templates()?,
        })
    }

    /// Reads the lists if somebody else has changed the file since they were last read.
    pub fn lists_if_changed(&mut self) -> Outcome<Option<FarmData>> {
        let now = self.farm()?.data_version()?;
        if self.seen == Some(now) { Ok(None) } else { self.lists().map(Some) }
    }
}

/// What a deed has to tell when it is done.
#[derive(Debug, Default)]
pub struct News {
    /// What was done, in one short sentence; nothing is said if it is empty.
    pub text: String,
    /// A second line.
    pub detail: String,
    /// Whether a person should look at it.
    pub needs_attention: bool,
    /// What one may want to do next.
    pub next: Vec<(String, Command)>,
    /// What undoing it is called, if it has changed something: "pin of 3 batches".
    pub change: String,
    /// What follows at once.
    pub then: Vec<Command>,
    /// What verifying found.
    pub verdicts: Vec<(RunId, Verdict)>,
}

impl News {
    /// News of one sentence.
    pub fn saying(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }
}

/// Carries out the part of a command that touches the farm file.
pub fn carry_out(desk: &mut Desk, handle: &Handle<'_>, command: Command) -> Outcome<News> {
    match command {
        Command::SaveScenario { id, plan, other_tgc, other_mortality_percent } => {
            let other = OtherValues { tgc: other_tgc, mortality_percent: other_mortality_percent };
            save_scenario(desk, id, &plan, other)
        }
        Command::Templates(command) => templates::carry_out(desk, command),
        Command::DuplicateScenario(id) => duplicate_scenario(desk, id),
        Command::DeleteScenario(id) => delete_scenario(desk, id),
        Command::RunScenarios(requests) => run_scenarios(desk, &requests, handle),
        Command::LabelRun(id, label) => label_run(desk, id, &label),
        Command::NoteRun(id, notes) => note_run(desk, id, &notes),
        Command::ArchiveRuns(ids) => archive_runs(desk, &ids),
        Command::RestoreRuns(ids) => restore_runs(desk, &ids),
        Command::DeleteRun { id, unpin } => delete_run(desk, id, unpin),
        Command::VerifyRuns(ids) => verify_runs(desk, &ids, handle),
        Command::PinBatches { batches, run, reason } => pin_batches(desk, &batches, run, &reason),
        Command::UnpinBatches { batches, reason } => unpin_batches(desk, &batches, &reason),
        Command::ImportScenarios(paths) => import(desk, DocumentKind::Scenarios, &paths, handle),
        Command::ImportBatches(paths) => import(desk, DocumentKind::Batches, &paths, handle),
        Command::ImportDocuments(paths) => import_documents(desk, &paths, handle),
        Command::RecordObservations(batch, paths) => record_observations(desk, batch, &paths),
        Command::Batches(command) => batch_deeds::carry_out(desk, command),
        Command::Observing(command) => observing_deeds::carry_out(desk, command),
        Command::Profiles(command) => profile_deeds::carry_out(command),
        Command::Models(command) => model_deeds::carry_out(desk, command),
        Command::Exchange(command) => exchange_deeds::carry_out(desk, command),
        Command::Learn(command) => learn_deeds::carry_out(desk, handle, command),
        Command::Bundles(command) => bundle_deeds::carry_out(desk, command),
        Command::Aquamind(command) => aquamind_deeds::carry_out(desk, handle, command),
        Command::People(command) => people_deeds::carry_out(desk, command),
        Command::CleanRuns(rule) => clean_runs(desk, rule),
        Command::Reports(ReportCommand::Write(order)) => reporting::write(desk, &order, handle),
        Command::Care(CareCommand::BackUpTo(to)) => care_deeds::back_up_to(desk, &to, handle),
        // All others are carried out by the window itself.
        _ => Ok(News::default()),
    }
}

/// Whether a command is a matter of seconds or more, which nothing small shall wait for.
pub fn is_long(command: &Command) -> bool {
    if let Command::Learn(command) = command {
        return learn_deeds::is_long(command);
    }
    if let Command::Observing(command) = command {
        return observing_deeds::is_long(command);
    }
    matches!(
        command,
        Command::RunScenarios(_)
            | Command::VerifyRuns(_)
            | Command::ImportScenarios(_)
            | Command::ImportBatches(_)
            | Command::ImportDocuments(_)
            | Command::RecordObservations(..)
            | Command::Profiles(_)
            | Command::Exchange(ExchangeCommand::Import { .. })
            | Command::Bundles(_)
            | Command::Aquamind(AquamindCommand::TryOut(_) | AquamindCommand::Import(_))
            | Command::Reports(ReportCommand::Write(_))
            | Command::Care(_)
    )
}

/// What the status line says while a command is carried out.
pub fn name_of(command: &Command) -> String {
    match command {
        Command::RunScenarios(requests) => {
            format!("Running {}", plural(requests.len(), "scenario", "scenarios"))
        }
        Command::VerifyRuns(ids) if ids.is_empty() => "Verifying all runs".to_owned(),
        Command::VerifyRuns(ids) => format!("Verifying {}", plural(ids.len(), "run", "runs")),
        Command::ImportScenarios(_) => "Importing scenarios".to_owned(),
        Command::ImportBatches(_) => "Importing batches".to_owned(),
        Command::RecordObservations(..) => "Recording observations".to_owned(),
        Command::Observing(command) => observing_deeds::name_of(command),
        Command::Exchange(command) => exchange_deeds::name_of(command),
        Command::Learn(command) => learn_deeds::name_of(command),
        Command::Bundles(command) => bundle_deeds::name_of(command).to_owned(),
        Command::Aquamind(command) => aquamind_deeds::name_of(command),
        Command::Reports(ReportCommand::Write(order)) => {
            format!("Writing {}", plural(order.files.len(), "report", "reports"))
        }
        Command::ImportDocuments(paths) => format!("Importing {}", plural(paths.len(), "file", "files")),
        Command::Profiles(_) => "Reading logger files".to_owned(),
        Command::Care(command) => care_deeds::name_of(command).to_owned(),
        _ => String::new(),
    }
}

/// Runs scenarios one after the other; each is kept as soon as it is done.
fn run_scenarios(desk: &mut Desk, requests: &[RunRequest], handle: &Handle<'_>) -> Outcome<News> {
    let farm = desk.farm()?;
    let total = requests.len() as u64;
    let mut reports = Vec::new();
    let mut failed = Vec::new();
    for (i, request) in requests.iter().enumerate() {
        // Each scenario is worth 1,000 steps, so that a single one moves the bar as well.
        let progress = |day: u32, days: u32| {
            let part = u64::from(day) * 1000 / u64::from(days.max(1));
            handle.report(i as u64 * 1000 + part, total * 1000)
        };
        match farm.run_scenario(request, progress) {
            Ok(report) => reports.push(report),
            Err(fault) if fault.kind == FaultKind::Cancelled => {
                let kept = plural(reports.len(), "run", "runs");
                return Ok(News {
                    change: format!("making of {kept}"),
                    needs_attention: true,
                    detail: format!("{kept} finished before that and stay"),
                    ..News::saying("Running was cancelled")
                });
            }
            Err(fault) => failed.push((request.scenario, fault)),
        }
    }
    if let (Some((_, fault)), true) = (failed.first(), reports.is_empty()) {
        return Err(fault.clone());
    }
    let mut news = match &reports[..] {
        [one] => {
            let run = &one.run;
            let mut news = News::saying(format!("Run #{} of {} is ready", run.run_number, run.scenario_name));
            if let Some(same) = &one.same_inputs_as {
                news.detail =
                    format!("Its inputs are those of run #{}, and so are its numbers", same.run_number);
            }
            let before = farm.runs(RunFilter { scenario: Some(run.scenario), archived: false })?;
            if let Some(before) = before.iter().find(|other| other.run_number < run.run_number) {
                let ids = vec![before.run_id, run.run_id];
                news.next.push((format!("Compare with #{}", before.run_number), Command::CompareRuns(ids)));
            }
            let pin = Command::AskPin { batches: Vec::new(), run: Some(run.run_id) };
            news.next.push(("Pin batches…".to_owned(), pin));
            news.then.push(Command::ShowRun(run.run_id));
            news
        }
        many => News::saying(format!("{} are ready", plural(many.len(), "run", "runs"))),
    };
    news.change = match &reports[..] {
        [one] => format!("making of {}", one.run.full_name()),
        many => format!("making of {}", plural(many.len(), "run", "runs")),
    };
    if let Some((scenario, fault)) = failed.first() {
        news.needs_attention = true;
        let count = plural(failed.len(), "scenario was", "scenarios were");
        news.detail = format!("{count} not run; scenario {scenario}: {fault}");
    }
    Ok(news)
}

/// Recomputes runs and compares every number; all runs of the farm file if none are named.
fn verify_runs(desk: &mut Desk, ids: &[RunId], handle: &Handle<'_>) -> Outcome<News> {
    let farm = desk.farm()?;
    let all = || farm.runs(RunFilter { scenario: None, archived: true });
    let ids = if ids.is_empty() { all()?.into_iter().map(|run| run.run_id).collect() } else { ids.to_vec() };
    let mut news = News::default();
    let mut names = Vec::new();
    let total = ids.len() as u64;
    for (i, id) in ids.iter().enumerate() {
        if handle.report(i as u64, total).is_break() {
            news.needs_attention = true;
            news.text = format!("Verifying was cancelled after {}", plural(i, "run", "runs"));
            return Ok(news);
        }
        let verification = farm.verify_run(*id, |_, _| handle.checkpoint())?;
        names.push(verification.run.full_name());
        news.verdicts.push((*id, verification.verdict));
    }
    let equal = news.verdicts.iter().filter(|(_, verdict)| matches!(verdict, Verdict::Equal { .. })).count();
    let differing = names.iter().zip(&news.verdicts).find_map(|(name, (_, verdict))| match verdict {
        Verdict::Differs { first, .. } => Some((name, first.clone())),
        _ => None,
    });
    let unknown = news.verdicts.iter().find_map(|(_, verdict)| match verdict {
        Verdict::CannotRecompute { why } => Some(why.clone()),
        _ => None,
    });
    news.text = if equal == news.verdicts.len() {
        format!("{} verified, every number is equal", plural(equal, "run", "runs"))
    } else {
        format!("{equal} of {} verified", plural(news.verdicts.len(), "run", "runs"))
    };
    if let Some((name, first)) = differing {
        news.needs_attention = true;
        news.detail = format!("{name} differs from its snapshot: {first}");
    } else if let Some(why) = unknown {
        news.detail = format!("The others cannot be recomputed: {why}");
    }
    Ok(news)
}

/// Saves a scenario, with models of its own where the editor changed a value. What is refused for a value goes to the
/// editor, which says so beside the field.
fn save_scenario(
    desk: &mut Desk,
    id: Option<ScenarioId>,
    plan: &ScenarioPlan,
    other: OtherValues,
) -> Outcome<News> {
    let farm = desk.farm()?;
    let outcome = farm.save_plan(id, plan, other);
    let mut news = match &outcome {
        Ok(saved) => News {
            change: format!("saving of {}", plan.name),
            next: vec![("Run projections…".to_owned(), Command::AskRun(vec![*saved]))],
            ..News::saying(format!("{} is saved", plan.name))
        },
        Err(fault) => News {
            needs_attention: true,
            detail: fault.message.clone(),
            ..News::saying(format!("{} is not saved", plan.name))
        },
    };
    news.then.push(Command::TakeSaved { draft: id, outcome });
    Ok(news)
}

/// Makes a scenario like another and opens it in the editor.
fn duplicate_scenario(desk: &mut Desk, id: ScenarioId) -> Outcome<News> {
    let farm = desk.farm()?;
    let copy = farm.duplicate_scenario(id)?;
    Ok(News {
        change: "duplicating of a scenario".to_owned(),
        then: vec![Command::EditScenario(copy)],
        ..News::saying("The scenario is duplicated")
    })
}

/// Deletes a scenario with its runs.
fn delete_scenario(desk: &mut Desk, id: ScenarioId) -> Outcome<News> {
    let farm = desk.farm()?;
    let name = farm.scenario_plan(id)?.name;
    farm.delete_scenario(id)?;
    Ok(News {
        change: format!("deleting of {name}"),
        next: vec![("Undo".to_owned(), Command::Undo)],
        ..News::saying("The scenario and its runs are deleted")
    })
}

/// Writes down what files say of a batch.
fn record_observations(desk: &mut Desk, batch: BatchId, paths: &[PathBuf]) -> Outcome<News> {
    let farm = desk.farm()?;
    let (mut recorded, mut known, mut warnings) = (0, 0, Vec::new());
    for path in paths {
        let of_file = farm.record_file(batch, path, ObservationWishes::default())?;
        recorded += of_file.recorded;
        known += of_file.known_already;
        warnings.extend(of_file.warnings);
    }
    let what = plural(recorded, "observation", "observations");
    let mut news =
        News { change: format!("recording of {what}"), ..News::saying(format!("{what} recorded")) };
    if known > 0 {
        news.detail = format!("{known} were there already");
    }
    if let Some(first) = warnings.first() {
        news.needs_attention = true;
        news.detail = format!("To look at twice: {first}");
    }
    news.then.push(Command::ShowGrowth(batch));
    Ok(news)
}

/// Gives a run another label.
fn label_run(desk: &mut Desk, id: RunId, label: &str) -> Outcome<News> {
    let farm = desk.farm()?;
    let before = farm.run_detail(id)?.run;
    farm.label_run(id, label)?;
    Ok(News { change: format!("label of run #{}", before.run_number), ..News::default() })
}

/// Gives a run other notes.
fn note_run(desk: &mut Desk, id: RunId, notes: &str) -> Outcome<News> {
    let farm = desk.farm()?;
    let before = farm.run_detail(id)?;
    farm.note_run(id, notes)?;
    Ok(News { change: format!("notes of run #{}", before.run.run_number), ..News::default() })
}

/// Archives runs.
fn archive_runs(desk: &mut Desk, ids: &[RunId]) -> Outcome<News> {
    desk.farm()?.archive_runs(ids)?;
    let what = plural(ids.len(), "run", "runs");
    Ok(News { change: format!("archiving of {what}"), ..News::saying(format!("{what} archived")) })
}

/// Brings archived runs back.
fn restore_runs(desk: &mut Desk, ids: &[RunId]) -> Outcome<News> {
    desk.farm()?.restore_runs(ids)?;
    let what = plural(ids.len(), "run", "runs");
    Ok(News { change: format!("restoring of {what}"), ..News::saying(format!("{what} restored")) })
}

/// Deletes a run.
fn delete_run(desk: &mut Desk, id: RunId, unpin: bool) -> Outcome<News> {
    let farm = desk.farm()?;
    let name = farm.run_detail(id)?.run.full_name();
    let unpinned = farm.delete_run(id, unpin)?;
    let mut news = News {
        change: format!("deleting of {name}"),
        next: vec![("Undo".to_owned(), Command::Undo)],
        ..News::saying("The run is deleted")
    };
    if !unpinned.is_empty() {
        news.detail = format!("{} unpinned", plural(unpinned.len(), "batch", "batches"));
    }
    Ok(news)
}

/// Deletes the old runs that a rule takes.
fn clean_runs(desk: &mut Desk, rule: Retention) -> Outcome<News> {
    let gone = desk.farm()?.clean_runs(rule)?.go.len();
    let what = plural(gone, "old run", "old runs");
    let said = plural(gone, "old run is", "old runs are");
    Ok(News {
        change: format!("deleting of {what}"),
        next: vec![("Undo".to_owned(), Command::Undo)],
        ..News::saying(format!("{said} deleted"))
    })
}

/// Pins batches to a run.
fn pin_batches(desk: &mut Desk, batches: &[BatchId], run: RunId, reason: &str) -> Outcome<News> {
    let farm = desk.farm()?;
    let pinned = farm.pin_batches(batches, run, reason)?;
    let to = pinned.run.as_ref().map_or(String::new(), |run| format!(" to {}", run.full_name()));
    let what = plural(batches.len(), "batch", "batches");
    Ok(News { change: format!("pin of {what}"), ..News::saying(format!("{what} pinned{to}")) })
}

/// Unpins batches.
fn unpin_batches(desk: &mut Desk, batches: &[BatchId], reason: &str) -> Outcome<News> {
    let farm = desk.farm()?;
    farm.unpin_batches(batches, reason)?;
    let what = plural(batches.len(), "batch", "batches");
    Ok(News { change: format!("unpin of {what}"), ..News::saying(format!("{what} unpinned")) })
}

/// Reads scenario documents or batches from files, all or none.
fn import(desk: &mut Desk, kind: DocumentKind, paths: &[PathBuf], handle: &Handle<'_>) -> Outcome<News> {
    if handle.checkpoint() == ControlFlow::Break(()) {
        return Err(Fault::cancelled("the import was cancelled"));
    }
    let farm = desk.farm()?;
    if kind == DocumentKind::Batches {
        let ids = farm.import_batch_files(paths)?;
        let then = match ids[..] {
            [one] => vec![Command::ShowBatch(one)],
            _ => vec![Command::Show(Place::Batches)],
        };
        let next = vec![("Pin batches…".to_owned(), Command::AskPin { batches: ids.clone(), run: None })];
        let what = plural(ids.len(), "batch", "batches");
        let change = format!("import of {what}");
        return Ok(News { change, next, then, ..News::saying(format!("{what} imported")) });
    }
    let ids = farm.import_scenario_files(paths)?;
    let what = plural(ids.len(), "scenario", "scenarios");
    Ok(News {
        change: format!("import of {what}"),
        next: vec![("Run projections…".to_owned(), Command::AskRun(ids))],
        ..News::saying(format!("{what} imported"))
    })
}

/// Reads documents, each as what it is: the scenarios first, then the batches.
fn import_documents(desk: &mut Desk, paths: &[PathBuf], handle: &Handle<'_>) -> Outcome<News> {
    let mut scenarios = Vec::new();
    let mut batches = Vec::new();
    let mut models = Vec::new();
    for path in paths {
        match kind_of_file(path)? {
            DocumentKind::Scenarios => scenarios.push(path.clone()),
            DocumentKind::Batches => batches.push(path.clone()),
            DocumentKind::Model(_) => models.push(path.clone()),
        }
    }
    let look_at_models = (!models.is_empty()).then(|| exchange_deeds::look_at(models));
    if scenarios.is_empty() && batches.is_empty() {
        return Ok(News { then: look_at_models.into_iter().collect(), ..News::default() });
    }
    let mut news = import_scenarios_and_batches(desk, &scenarios, &batches, handle)?;
    news.then.extend(look_at_models);
    Ok(news)
}

fn import_scenarios_and_batches(
    desk: &mut Desk,
    scenarios: &[PathBuf],
    batches: &[PathBuf],
    handle: &Handle<'_>,
) -> Outcome<News> {
    if batches.is_empty() {
        return import(desk, DocumentKind::Scenarios, scenarios, handle);
    }
    if scenarios.is_empty() {
        return import(desk, DocumentKind::Batches, batches, handle);
    }
    let mut news = import(desk, DocumentKind::Scenarios, scenarios, handle)?;
    match import(desk, DocumentKind::Batches, batches, handle) {
        Ok(more) => {
            news.text = format!("{}, {}", news.text, more.text);
            news.change = format!("{} and {}", news.change, more.change.trim_start_matches("import of "));
            news.next.extend(more.next);
        }
        // The scenarios are stored all the same, so this is news and not a failure.
        Err(fault) => {
            news.needs_attention = true;
            news.detail = format!("The batches were not: {fault}");
        }
    }
    Ok(news)
}

/// Makes the sample farm where the user's documents are, beside earlier ones, and says where.
pub fn make_sample(user: &str) -> Outcome<PathBuf> {
    crate::service::make_sample_farm(&crate::service::sample_folder(), user)
}

/// What an upgrade is told with, and the file opened after it.
pub fn news_of_upgrade(path: PathBuf, moved: &crate::service::Moved) -> News {
    let mut news =
        News::saying(format!("The farm file is upgraded from schema {} to {}", moved.from, moved.to));
    news.detail = format!("The file as it was is kept as {}", moved.backup.display());
    if !moved.lost_pins.is_empty() {
        news.needs_attention = true;
        let lost: Vec<String> = moved
            .lost_pins
            .iter()
            .map(|pin| format!("{} (scenario \"{}\" never ran)", pin.batch_number, pin.scenario_name))
            .collect();
        let count = plural(lost.len(), "pin", "pins");
        news.detail = format!("{count} could not be carried over: {}. {}", lost.join(", "), news.detail);
    }
    news.next.push(("Show the backups".to_owned(), Command::ShowSettings(Section::Backups)));
    news.then.push(Command::OpenFarm(path));
    news
}
