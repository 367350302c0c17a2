//! Ctrl+K: finds any scenario, run or batch, and runs any command by its name.
use egui::{Area, Context, Frame, Id, Key, Modal, Role, ScrollArea, TextEdit, Ui};

use super::command::{Command, Commands, FilePurpose, Place};
use super::facts::FarmData;
use super::theme::{palette, size, space};
use crate::service::ThemeChoice;

/// More than this is not read; one more letter finds it.
const MOST_HITS: usize = 50;

/// One line of the finder.
#[derive(Debug, Clone, PartialEq)]
struct Hit {
    text: String,
    kind: &'static str,
    command: Command,
}

/// The finder, open or not.
#[derive(Debug, Default)]
pub struct Finder {
    is_open: bool,
    just_opened: bool,
    text: String,
    chosen: usize,
}

impl Finder {
    /// Opens it with an empty line.
    pub fn open(&mut self) {
        *self = Self { is_open: true, just_opened: true, ..Self::default() };
    }

    /// Draws it, if it is open.
    pub fn show(&mut self, ctx: &Context, farm: &FarmData, commands: &mut Commands) {
        if !self.is_open {
            return;
        }
        let hits = hits(farm, &self.text);
        self.chosen = self.chosen.min(hits.len().saturating_sub(1));
        let (down, up, enter) = ctx.input_mut(|input| {
            let mut pressed = |key| input.consume_key(egui::Modifiers::NONE, key);
            (pressed(Key::ArrowDown), pressed(Key::ArrowUp), pressed(Key::Enter))
        });
        if down && self.chosen + 1 < hits.len() {
            self.chosen += 1;
        }
        if up {
            self.chosen = self.chosen.saturating_sub(1);
        }
        let id = Id::unique("finder");
        let area: Area = Modal::default_area(id).role(Role::Dialog).accessible_name("Find");
        let modal = Modal::new(id)
            .area(area)
            .backdrop_color(palette(&ctx.global_style().visuals).backdrop)
            .frame(Frame::popup(&ctx.global_style()).inner_margin(space::M))
            .show(ctx, |ui| self.contents(ui, &hits, down || up));
        let closed = modal.should_close();
        let mut taken = modal.inner;
        if enter {
            taken = taken.or_else(|| hits.get(self.chosen).cloned());
        }
        if closed || taken.is_some() {
            self.is_open = false;
        }
        commands.extend(taken.map(|hit| hit.command));
    }

    fn contents(&mut self, ui: &mut Ui, hits: &[Hit], moved: bool) -> Option<Hit> {
        ui.set_width(size::DIALOG + size::FIELD);
        let field = TextEdit::singleline(&mut self.text)
            .hint_text("Find a scenario, run, batch or command")
            .desired_width(f32::INFINITY);
        let response = ui.add(field);
        response.widget_info(|| egui::WidgetInfo::labeled(Role::TextInput, true, "Find"));
        if std::mem::take(&mut self.just_opened) {
            response.request_focus();
        }
        if response.changed() {
            self.chosen = 0;
        }
        ui.add_space(space::XS);
        let muted = palette(ui.visuals()).text_muted;
        if hits.is_empty() {
            ui.colored_label(muted, "Nothing of that name");
        }
        let mut taken = None;
        ScrollArea::vertical().max_height(size::ROW * 12.0).show(ui, |ui| {
            for (i, hit) in hits.iter().enumerate() {
                let row = ui.horizontal(|ui| {
                    ui.set_min_width(ui.available_width());
                    let row = ui.selectable_label(i == self.chosen, &hit.text);
                    ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                        ui.colored_label(muted, hit.kind)
                    });
                    row
                });
                if i == self.chosen && moved {
                    row.inner.scroll_to_me(None);
                }
                if row.inner.clicked() {
                    taken = Some(hit.clone());
                }
            }
        });
        taken
    }
}

/// Everything that holds all the words, what starts with the text first.
fn hits(farm: &FarmData, text: &str) -> Vec<Hit> {
    let text = text.trim().to_lowercase();
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut first = Vec::new();
    let mut others = Vec::new();
    for hit in everything(farm) {
        let name = hit.text.to_lowercase();
        if !words.iter().all(|word| name.contains(word)) {
            continue;
        }
        if name.starts_with(&text) {
            first.push(hit)
        } else {
            others.push(hit)
        }
        if first.len() >= MOST_HITS {
            break;
        }
    }
    first.extend(others);
    first.truncate(MOST_HITS);
    first
}

fn everything(farm: &FarmData) -> impl Iterator<Item = Hit> + '_ {
    let hit = |text: String, kind, command| Hit { text, kind, command };
    let commands =
        commands().into_iter().map(move |(text, command)| hit(text.to_owned(), "Command", command));
    let scenarios = farm
        .scenarios
        .iter()
        .map(move |row| hit(row.name.clone(), "Scenario", Command::ShowRunsOf(Some(row.scenario_id))));
    let batches = farm
        .batches
        .iter()
        .map(move |batch| hit(batch.batch_number.clone(), "Batch", Command::ShowBatch(batch.batch_id)));
    let runs = farm.runs.iter().map(move |run| hit(run.full_name(), "Run", Command::ShowRun(run.run_id)));
    commands.chain(scenarios).chain(batches).chain(runs)
}

/// Every command that needs nothing chosen first, by the name that buttons and menus have for it.
fn commands() -> Vec<(&'static str, Command)> {
    vec![
        ("New scenario…", Command::NewScenario),
        ("Import scenarios…", Command::AskFile(FilePurpose::ImportScenarios)),
        ("Import batches…", Command::AskFile(FilePurpose::ImportBatches)),
        ("Run all scenarios…", Command::AskRun(Vec::new())),
        ("Verify all runs", Command::VerifyRuns(Vec::new())),
        ("Show the runs of all scenarios", Command::ShowRunsOf(None)),
        ("Go to Scenarios", Command::Show(Place::Scenarios)),
        ("Go to Runs", Command::Show(Place::Runs)),
        ("Go to Compare", Command::Show(Place::Compare)),
        ("Go to Batches", Command::Show(Place::Batches)),
        ("Go to Settings", Command::Show(Place::Settings)),
        ("New farm file…", Command::AskFile(FilePurpose::NewFarm)),
        ("Open farm file…", Command::AskFile(FilePurpose::OpenFarm)),
        ("Open the sample farm", Command::OpenSample),
        ("Close farm file", Command::CloseFarm),
        ("Undo", Command::Undo),
        ("Redo", Command::Redo),
        ("Light theme", Command::SetTheme(ThemeChoice::Light)),
        ("Dark theme", Command::SetTheme(ThemeChoice::Dark)),
        ("List the shortcuts", Command::ShowKeys),
    ]
}
