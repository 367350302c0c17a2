//! Nothing is offered that the service refuses to who acts: every place is walked, every command is tried.
use egui::{Key, Modifiers, Role};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use std::path::Path;
use std::time::{Duration, Instant};

use crate::app::command::batches::BatchCommand;
use crate::app::command::learning::LearnCommand;
use crate::app::command::models::ModelCommand;
use crate::app::command::observing::ObservingCommand;
use crate::app::command::people::PeopleCommand;
use crate::app::command::templates::{TemplateCommand, TemplateOf};
use crate::app::command::{Command, Place, Section};
use crate::app::deeds::{self, Desk};
use crate::app::testing::Window;
use crate::domain::fault::{FaultKind, Outcome};
use crate::domain::ids::{BatchId, RunId, ScenarioId, TemplateId};
use crate::domain::recipe::{PartKey, PartKind};
use crate::domain::retention::Retention;
use crate::domain::run::RunFilter;
use crate::domain::template::TemplateKey;
use crate::jobs::{Event, Lane};
use crate::service::{Farm, Learn, LearnRequest, ReplanRequest, RunRequest};

const AUTUMN: ScenarioId = ScenarioId(1);
const BATCH: BatchId = BatchId(1);

/// How buttons begin that only read, compare, export or change what is shown. All others must be disabled for a viewer.
const FOR_READERS: &[&str] = &[
    // The frame.
    "farm  ⌄",
    "?",
    "Dark theme",
    "Find a scenario, run or batch",
    "Scenarios",
    "Runs",
    "Compare",
    "Batches",
    "Growth",
    "Models",
    "Settings",
    "New farm file…",
    "Open farm file…",
    "Open the sample farm",
    "Close farm file",
    "Export everything as a bundle…",
    // What is shown, and in which order.
    "More actions",
    "Show run",
    "Show its growth",
    "Deselect",
    "Go to Runs",
    "Add run…",
    "Remove ",
    "Make baseline ",
    "Side by side",
    "Stacked",
    "Reset zoom",
    "Preview run",
    "Look",
    "Check",
    "People",
    "Old runs",
    "All",
    "Pinned",
    "Not pinned",
    "Newer run available",
    "Plan and actual",
    "Observations",
    "Corrections",
    "Open 6",
    "Need attention 6",
    "Plots",
    "Variance",
    "Forecast",
    "Calibration",
    "To look at twice",
    "By date",
    "By day",
    "Info",
    "Back",
    "Open…",
    "Cancel",
    "Close",
    // Reading, comparing and exporting.
    "Verify",
    "Export",
    "Copy",
    "Save an empty template…",
    // How the window looks.
    "As the system",
    "Light",
    "Dark",
    "80 %",
    "90 %",
    "1",
    "200 %",
];

/// The buttons on show that may be pressed, and those that are disabled, with what they say of it.
fn buttons(window: &Window) -> (Vec<String>, Vec<(String, String)>) {
    let (mut enabled, mut disabled) = (Vec::new(), Vec::new());
    for found in window.harness.query_all_by_role(Role::Button) {
        let node = found.accesskit_node();
        let name = node.label().unwrap_or_default();
        if node.is_disabled() {
            disabled.push((name, node.description().unwrap_or_default()));
        } else {
            enabled.push(name);
        }
    }
    (enabled, disabled)
}

/// What a viewer finds on a walk through the window that they should not.
#[derive(Default)]
struct Walk {
    wrong: Vec<String>,
}

impl Walk {
    /// Every button on show either only reads or is disabled; gives those that are, with what they say of it.
    fn nothing_to_write(&mut self, window: &Window, place: &str) -> Vec<(String, String)> {
        let (enabled, disabled) = buttons(window);
        // Links of a model to what uses it are called as that is.
        let links = ["TGC model ", "Autumn smolt 2024", "Spring smolt 2025", "Egg to harvest 2024"];
        let reads = |name: &String| FOR_READERS.iter().chain(&links).any(|known| name.starts_with(known));
        let writes = enabled.iter().filter(|name| !reads(name));
        self.wrong.extend(writes.map(|name| format!("{place}: \"{name}\" may be pressed")));
        disabled.into_iter().filter(|(name, _)| !reads(name)).collect()
    }

    /// As above, and each says why; so many of them are disabled for want of a role.
    fn each_says_why(&mut self, window: &Window, place: &str, refused: usize) {
        let disabled = self.nothing_to_write(window, place);
        let without = disabled.iter().filter(|(_, why)| why.is_empty());
        self.wrong.extend(without.map(|(name, _)| format!("{place}: \"{name}\" does not say why")));
        let names_whom = |why: &String| why.contains("cy is a viewer of this farm file. Ask anna");
        let found: Vec<_> =
            disabled.iter().filter(|(_, why)| names_whom(why)).map(|(name, _)| name).collect();
        if found.len() != refused {
            self.wrong.push(format!("{place}: {} of {refused} are refused: {found:?}", found.len()));
        }
    }

    /// In an editor all that is within is disabled, and saving says why.
    fn saving_says_why(&mut self, window: &Window, save: &str) {
        let disabled = self.nothing_to_write(window, save);
        let why = disabled.iter().find(|(name, _)| name == save).map(|(_, why)| why.as_str());
        let told = "Only planners and managers may change anything, and cy is a viewer of this farm file. Ask anna to \
                    make you a planner";
        if why != Some(told) {
            self.wrong.push(format!("\"{save}\" says {why:?}"));
        }
    }
}

#[test]
fn a_viewer_is_offered_nothing_in_any_place_that_changes_the_file() {
    let mut window = Window::on_crew_as("cy");
    let mut walk = Walk::default();
    assert!(window.shows("cy · viewer"));
    assert!(window.shows("You are a viewer: nothing can be changed"));
    walk.each_says_why(&window, "scenarios", 4);
    window.click(Role::Button, "More actions");
    walk.each_says_why(&window, "the menu of scenarios", 8);
    window.key(Key::Escape);
    window.command(Command::EditScenario(AUTUMN));
    assert!(window.shows("What a run would give"));
    walk.saving_says_why(&window, "Save scenario");

    window.command(Command::Show(Place::Runs));
    window.key(Key::ArrowDown);
    window.key(Key::Space);
    walk.each_says_why(&window, "runs", 3);
    window.click(Role::Button, "More actions");
    walk.each_says_why(&window, "the menu of a run", 6);
    window.key(Key::Escape);

    let compared: Vec<RunId> =
        window.stored().runs(RunFilter::default()).unwrap()[..2].iter().map(|run| run.run_id).collect();
    window.command(Command::CompareRuns(compared));
    walk.each_says_why(&window, "compare", 0);

    window.command(Command::ShowBatch(BATCH));
    walk.each_says_why(&window, "batches", 10);
    window.command(Command::ShowGrowth(BATCH));
    walk.each_says_why(&window, "growth", 4);
    window.command(Command::Observing(ObservingCommand::ShowObserved(BATCH)));
    walk.each_says_why(&window, "observations", 4);

    for kind in PartKind::ALL {
        window.command(Command::Models(ModelCommand::ShowKind(kind)));
        walk.each_says_why(&window, kind.title(), 6);
        window.command(Command::Models(ModelCommand::Edit(PartKey::new(kind, 1))));
        walk.saving_says_why(&window, &format!("Save {}", kind.noun()));
    }
    for section in Section::ALL {
        window.command(Command::ShowSettings(section));
        walk.nothing_to_write(&window, section.name());
    }
    window.click(Role::Button, "farm  ⌄");
    // The five that import, and the old runs behind it.
    walk.each_says_why(&window, "the menu of the file", 6);
    assert!(walk.wrong.is_empty(), "{:#?}", walk.wrong);
}

#[test]
fn a_viewer_who_presses_keys_drops_files_or_runs_a_command_by_name_is_told_whom_to_ask() {
    let mut window = Window::on_crew_as("cy");
    let told = "Only planners and managers may change anything, and cy is a viewer of this farm file";
    for (place, key) in [(Place::Batches, Key::P), (Place::Runs, Key::Delete)] {
        window.command(Command::Show(place));
        window.key(Key::ArrowDown);
        assert!(!window.shows(told));
        window.key(key);
        assert!(window.shows(told), "{place:?}");
        assert!(window.harness.state().dialog().is_none());
        window.harness.get_all_by_role_and_label(Role::Button, "Dismiss").next().unwrap().click();
        window.settle();
    }
    window.keys(Modifiers::COMMAND, Key::K);
    window.type_text("import batches");
    let hit = window.harness.get_by_role_and_label(Role::ListBoxOption, "Import batches…");
    assert!(hit.accesskit_node().is_disabled());
    window.key(Key::Enter);
    assert!(window.shows(told));
    assert!(window.harness.state().dialog().is_none());
}

#[test]
fn a_planner_edits_and_runs_what_is_theirs_and_is_told_who_deletes() {
    let mut window = Window::on_crew_as("bo");
    assert!(window.shows("bo · planner"));
    let why = |window: &Window, button: &str| {
        let (_, disabled) = buttons(window);
        disabled.into_iter().find(|(name, _)| name == button).map(|(_, why)| why)
    };
    let others = "Only managers may run what others made, here anna, and bo is a planner of this farm file. \
                  Duplicate it and run the copy, or ask anna";
    assert_eq!(why(&window, "Run projections…").as_deref(), Some(others));
    window.click(Role::Button, "More actions");
    let delete = "Only managers may delete, and bo is a planner of this farm file. Ask anna";
    assert_eq!(why(&window, "Delete…").as_deref(), Some(delete));
    window.key(Key::Escape);

    // A copy is theirs: the way out that the reason names.
    window.click(Role::Button, "Duplicate");
    assert_eq!(why(&window, "Run projections…"), None);
    window.click(Role::Button, "Run projections…");
    window.click(Role::Button, "Run projections");
    let newest = window.stored().runs(RunFilter::default()).unwrap().remove(0);
    assert_eq!(newest.scenario_name, "Autumn smolt 2024 (copy)");
    // Saving what another made offers no run of it.
    let mut plan = window.stored().scenario_plan(AUTUMN).unwrap();
    plan.initial_count += 1;
    let (plan, other) = (Box::new(plan), None);
    window.command(Command::SaveScenario {
        id: Some(AUTUMN),
        plan,
        other_tgc: other,
        other_mortality_percent: other,
    });
    assert!(window.shows("Autumn smolt 2024 is saved"));
    let offered = window.harness.query_all_by_label("Run projections…").count();
    assert_eq!(offered, 1, "in the title line of the runs, and not in the toast");
    // Who runs all of them runs their own.
    window.command(Command::AskRun(Vec::new()));
    assert!(window.shows("Run Autumn smolt 2024 (copy)"));
    assert!(window.shows("3 scenarios that others made are left out: only a manager runs those"));
    window.key(Key::Escape);

    window.command(Command::ShowRun(newest.run_id));
    window.click(Role::Button, "More actions");
    assert_eq!(why(&window, "Delete…").as_deref(), Some(delete));
    assert_eq!(why(&window, "Archive"), None);
}

#[test]
fn a_manager_may_do_everything() {
    let mut window = Window::on_crew_as("anna");
    assert!(window.shows("anna · manager"));
    for place in Place::ALL {
        window.command(Command::Show(place));
        let (_, disabled) = buttons(&window);
        let refused = disabled.iter().find(|(_, why)| why.contains("may"));
        assert!(refused.is_none(), "{place:?}: {refused:?}");
    }
}

#[test]
fn a_file_without_a_manager_names_no_roles() {
    let window = Window::on_sample();
    assert!(window.shows("anna") && !window.shows_part("anna ·"));
}

/// What becomes of a command that is carried out although the window would not offer it.
fn carried_out(path: &Path, user: &str, command: Command) -> Outcome<()> {
    let mut lane = Lane::start("tries", Desk::of(user), || ()).unwrap();
    let path = path.to_owned();
    lane.add("", move |desk, handle| {
        desk.open(&path)?;
        deeds::carry_out(desk, handle, command).map(drop)
    });
    let patience = Instant::now() + Duration::from_secs(60);
    loop {
        if let Some(event) = lane.events().next() {
            let Event::Done(_, outcome) = event else { panic!("broken") };
            return outcome;
        }
        assert!(Instant::now() < patience);
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// Commands that change something, each as it would be given; those whose outcome goes to an editor or dialog are seen there.
fn changing(farm: &Farm) -> Vec<Command> {
    let run = farm.runs(RunFilter::default()).unwrap()[0].run_id;
    let part = PartKey::new(PartKind::Mortality, 1);
    let learn =
        LearnRequest { learn: Learn { mortality: true, ..Learn::default() }, ..LearnRequest::default() };
    let request = RunRequest { scenario: AUTUMN, label: String::new(), notes: String::new() };
    let (name, description) = ("Ours".to_owned(), String::new());
    vec![
        Command::DuplicateScenario(AUTUMN),
        Command::DeleteScenario(AUTUMN),
        Command::RunScenarios(vec![request]),
        Command::LabelRun(run, "Mine".to_owned()),
        Command::NoteRun(run, "Mine".to_owned()),
        Command::ArchiveRuns(vec![run]),
        Command::RestoreRuns(vec![run]),
        Command::DeleteRun { id: run, unpin: true },
        Command::CleanRuns(Retention::default()),
        Command::PinBatches { batches: vec![BATCH], run, reason: String::new() },
        Command::UnpinBatches { batches: vec![BATCH], reason: String::new() },
        Command::Batches(BatchCommand::Delete(BATCH)),
        Command::Models(ModelCommand::Rename(part, "Other".to_owned())),
        Command::Models(ModelCommand::Duplicate(part)),
        Command::Models(ModelCommand::Delete(part)),
        Command::Templates(TemplateCommand::Save { of: TemplateOf::Scenario(AUTUMN), name, description }),
        Command::Templates(TemplateCommand::Delete(vec![TemplateId(1)])),
        Command::Templates(TemplateCommand::Start(TemplateKey::Own(TemplateId(1)))),
        Command::Learn(LearnCommand::Save(BATCH, learn.clone())),
        Command::Learn(LearnCommand::Replan(BATCH, learn, ReplanRequest::default())),
        Command::Learn(LearnCommand::ScenarioFrom(BATCH, None)),
        Command::People(PeopleCommand::Set("dia".to_owned(), crate::domain::person::Role::Viewer)),
        Command::People(PeopleCommand::Remove("cy".to_owned())),
        Command::People(PeopleCommand::Open),
        Command::VerifyRuns(vec![run]),
    ]
}

#[test]
fn what_the_window_says_a_command_takes_is_what_the_service_asks_for() {
    for user in ["anna", "bo", "cy", "somebody else"] {
        let probe = Window::on_crew_as(user);
        probe.stored().acting_as("anna").save_scenario_as_template(AUTUMN, "Ours", "").unwrap();
        let commands = changing(&probe.stored());
        for command in commands {
            // A file of its own, for the one before has changed it.
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("farm.salmonrun");
            std::fs::copy(probe.folder.path().join("farm.salmonrun"), &path).unwrap();
            let crate::app::FarmState::Open(data) = probe.harness.state().farm() else { panic!() };
            let offered = data.check_command(&command);
            let outcome = carried_out(&path, user, command.clone());
            let is_refused = outcome.as_ref().is_err_and(|fault| fault.kind == FaultKind::NotAllowed);
            assert_eq!(
                offered.is_err(),
                is_refused,
                "{user}: {command:?}: offered {offered:?}, came {outcome:?}"
            );
        }
    }
}
