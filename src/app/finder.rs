//! Ctrl+K: finds any scenario, run or batch, and runs any command by its name.
use egui::text::LayoutJob;
use egui::{
    Align, Align2, Button, Context, FontId, Id, Key, Layout, Response, Role, ScrollArea, TextEdit,
    TextFormat, TextStyle, Ui, WidgetInfo,
};

use super::command::bundles::BundleOf;
use super::command::care::CareCommand;
use super::command::models::ModelCommand;
use super::command::templates::TemplateCommand;
use super::command::{Command, Commands, FilePurpose, Place, Section};
use super::facts::FarmData;
use super::keys;
use super::search::{Words, fold};
use super::theme::{palette, semibold_family, size, space};
use super::widgets::button;
use super::widgets::modal::{Kind, Shown, modal};
use crate::domain::plan::ModelKind;
use crate::domain::recipe::{PartKey, PartKind};
use crate::service::ThemeChoice;

/// More than this is not read; one more letter finds it.
const MOST_HITS: usize = 50;
/// What was found last in this session is offered first.
const MOST_RECENT: usize = 4;
/// So many of the newest runs are offered before anything is typed.
const NEWEST_RUNS: usize = 3;

/// Something that can be found.
#[derive(Debug, Clone, PartialEq)]
struct Entry {
    text: String,
    /// The text as it is searched.
    folded: String,
    kind: &'static str,
    command: Command,
}

/// The finder, open or not.
#[derive(Debug, Default)]
pub struct Finder {
    is_open: bool,
    text: String,
    chosen: usize,
    /// Commands that were taken here, the latest first.
    recent: Vec<Command>,
    /// All that can be found, and the lists that it was made from.
    entries: Vec<Entry>,
    revision: Option<u64>,
    /// What was found, by place, and the text that it was found by.
    hits: Vec<usize>,
    found_by: Option<String>,
}

impl Finder {
    /// Opens it with an empty line.
    pub fn open(&mut self) {
        self.is_open = true;
        self.text.clear();
        self.chosen = 0;
        self.found_by = None;
    }

    /// Whether it is open.
    pub fn is_open(&self) -> bool {
        self.is_open
    }

    /// Forgets all of a farm file.
    pub fn forget(&mut self) {
        *self = Self::default();
    }

    /// Draws it, if it is open. `revision` counts the times that the lists were read.
    pub fn show(&mut self, ctx: &Context, farm: &FarmData, revision: u64, commands: &mut Commands) {
        let why_not = |command: &Command| farm.why_not(command);
        if !self.is_open {
            return;
        }
        self.search(farm, revision);
        let (down, up, enter) = ctx.input_mut(|input| {
            let mut pressed = |key| input.consume_key(egui::Modifiers::NONE, key);
            (pressed(Key::ArrowDown), pressed(Key::ArrowUp), pressed(Key::Enter))
        });
        let last = self.hits.len().saturating_sub(1);
        self.chosen =
            if up { self.chosen.saturating_sub(1) } else { self.chosen + usize::from(down) }.min(last);
        let entered = if enter { self.hits.get(self.chosen).copied() } else { None };
        let kind = Kind { width: size::DIALOG + size::FIELD, is_left_by_click: true, ..Kind::default() };
        let shown = modal(ctx, Id::unique("finder"), "Find", kind, |ui, is_new| {
            entered.or(self.contents(ui, why_not, is_new, down || up))
        });
        match shown {
            Shown::Stays => {}
            Shown::Dismissed => self.is_open = false,
            Shown::Answered(place) => {
                self.is_open = false;
                let command = self.entries[place].command.clone();
                self.recent.retain(|other| *other != command);
                self.recent.insert(0, command.clone());
                self.recent.truncate(MOST_RECENT);
                commands.push(command);
            }
        }
    }

    /// Finds anew if the text or the lists have changed since; a frame in which nothing did costs nothing.
    fn search(&mut self, farm: &FarmData, revision: u64) {
        if self.revision != Some(revision) {
            self.entries = everything(farm);
            self.revision = Some(revision);
            self.found_by = None;
        }
        self.find();
    }

    fn find(&mut self) {
        if self.found_by.as_ref() != Some(&self.text) {
            self.hits = self.found();
            self.found_by = Some(self.text.clone());
        }
    }

    /// What holds all the words, what begins with the first of them first; without words what one may want next.
    fn found(&self) -> Vec<usize> {
        let words = Words::of(&self.text);
        if words.is_empty() {
            return self.on_offer();
        }
        let (mut first, mut others) = (Vec::new(), Vec::new());
        for (place, entry) in self.entries.iter().enumerate() {
            if !words.are_in(&entry.folded) {
                continue;
            }
            if words.begin(&entry.folded) {
                first.push(place);
            } else if others.len() < MOST_HITS {
                others.push(place);
            }
            if first.len() >= MOST_HITS {
                break;
            }
        }
        first.extend(others);
        first.truncate(MOST_HITS);
        first
    }

    fn on_offer(&self) -> Vec<usize> {
        let place_of = |command: &Command| self.entries.iter().position(|entry| entry.command == *command);
        let mut offer: Vec<usize> = self.recent.iter().filter_map(place_of).collect();
        let of_kind = |kind| {
            self.entries
                .iter()
                .enumerate()
                .filter(move |(_, entry)| entry.kind == kind)
                .map(|(place, _)| place)
        };
        for place in of_kind(RUN).take(NEWEST_RUNS).chain(of_kind(COMMAND)) {
            if !offer.contains(&place) {
                offer.push(place);
            }
        }
        offer.truncate(MOST_HITS);
        offer
    }

    fn contents(
        &mut self,
        ui: &mut Ui,
        why_not: impl Fn(&Command) -> Option<String>,
        is_new: bool,
        has_moved: bool,
    ) -> Option<usize> {
        ui.spacing_mut().item_spacing.y = 0.0;
        let field = TextEdit::singleline(&mut self.text)
            .align(Align2::LEFT_CENTER)
            .hint_text("Find a scenario, run, batch or command")
            .desired_width(f32::INFINITY);
        let response = ui.add(field);
        response.widget_info(|| WidgetInfo::labeled(Role::TextInput, true, "Find"));
        if is_new {
            response.request_focus();
        }
        if response.changed() {
            self.chosen = 0;
            self.find();
        }
        ui.add_space(space::S);
        let colors = palette(ui.visuals());
        if self.hits.is_empty() {
            ui.colored_label(colors.text_muted, "Nothing of that name");
        }
        let words = Words::of(&self.text);
        let mut taken = None;
        // As high whatever was found, so that the field stays where it is while one types.
        let height = size::ROW * 12.0;
        ScrollArea::vertical().max_height(height).min_scrolled_height(height).auto_shrink(false).show(
            ui,
            |ui| {
                for (place, hit) in self.hits.iter().enumerate() {
                    let entry = &self.entries[*hit];
                    let is_chosen = place == self.chosen;
                    let response =
                        button::unless(ui, why_not(&entry.command), |ui| row(ui, entry, &words, is_chosen));
                    if is_chosen && has_moved {
                        response.scroll_to_me(None);
                    }
                    if response.clicked() {
                        taken = Some(*hit);
                    }
                }
            },
        );
        taken
    }
}

/// A line of the list: what was found, and at the right what it is or which keys do the same.
fn row(ui: &mut Ui, entry: &Entry, words: &Words, is_chosen: bool) -> Response {
    let colors = palette(ui.visuals());
    let font = TextStyle::Body.resolve(ui.style());
    let mut text = LayoutJob::default();
    for (piece, is_found) in words.pieces(&entry.text) {
        let (family, color) =
            if is_found { (semibold_family(), colors.accent) } else { (font.family.clone(), colors.text) };
        text.append(piece, 0.0, TextFormat::simple(FontId::new(font.size, family), color));
    }
    let right = keys::of(ui.ctx(), &entry.command).unwrap_or_else(|| entry.kind.to_owned());
    let ground = Button::selectable(is_chosen, "").min_size(egui::vec2(ui.available_width(), size::ROW));
    let response = ui.add(ground);
    let enabled = ui.is_enabled();
    response.widget_info(|| WidgetInfo::selected(Role::ListBoxOption, enabled, is_chosen, &entry.text));
    let inside = response.rect.shrink2(egui::vec2(space::M, 0.0));
    let mut line =
        ui.new_child(egui::UiBuilder::new().max_rect(inside).layout(Layout::right_to_left(Align::Center)));
    line.add(egui::Label::new(egui::RichText::new(right).color(colors.text_muted)).selectable(false));
    line.with_layout(Layout::left_to_right(Align::Center), |ui| {
        ui.add(egui::Label::new(text).truncate().selectable(false));
    });
    response
}

const COMMAND: &str = "Command";
const RUN: &str = "Run";

fn everything(farm: &FarmData) -> Vec<Entry> {
    let entry = |text: String, kind, command| Entry { folded: fold(&text), text, kind, command };
    let commands = commands().into_iter().map(|(text, command)| entry(text.to_owned(), COMMAND, command));
    let scenarios = farm
        .scenarios
        .iter()
        .map(|row| entry(row.name.clone(), "Scenario", Command::ShowRunsOf(Some(row.scenario_id))));
    let batches = farm.batches.iter().map(|batch| {
        let text = format!("{} · {} · {}", batch.batch_number, batch.site, batch.stage);
        entry(text, "Batch", Command::ShowBatch(batch.batch_id))
    });
    let runs = farm.runs.iter().map(|run| entry(run.full_name(), RUN, Command::ShowRun(run.run_id)));
    let models = PartKind::ALL.into_iter().flat_map(|kind| {
        farm.parts(kind).iter().map(move |row| {
            let show = ModelCommand::Show(PartKey::new(kind, row.id));
            entry(row.name.clone(), kind.short_noun(), Command::Models(show))
        })
    });
    commands.chain(scenarios).chain(batches).chain(runs).chain(models).collect()
}

/// Every command that needs nothing chosen first, by the name that buttons and menus have for it.
fn commands() -> Vec<(&'static str, Command)> {
    vec![
        ("New scenario…", Command::NewScenario),
        ("New from template…", Command::Templates(TemplateCommand::AskStart)),
        ("Save models as template…", Command::Templates(TemplateCommand::AskSaveModels)),
        ("Import templates…", Command::AskFile(FilePurpose::ImportTemplates)),
        ("New temperature profile…", Command::Models(ModelCommand::New(PartKind::Temperature))),
        ("New TGC model…", Command::Models(ModelCommand::New(PartKind::Tgc))),
        ("New FCR model…", Command::Models(ModelCommand::New(PartKind::Fcr))),
        ("New mortality model…", Command::Models(ModelCommand::New(PartKind::Mortality))),
        ("New lifecycle…", Command::Models(ModelCommand::New(PartKind::Lifecycle))),
        ("New set of constraints…", Command::Models(ModelCommand::New(PartKind::Constraints))),
        ("Import scenarios…", Command::AskFile(FilePurpose::ImportScenarios)),
        ("Import batches…", Command::AskFile(FilePurpose::ImportBatches)),
        ("Import bundle…", Command::AskFile(FilePurpose::ImportBundle)),
        ("Export everything as a bundle…", Command::AskFile(FilePurpose::ExportBundle(BundleOf::All))),
        ("Import model…", Command::AskFile(FilePurpose::ImportModel)),
        ("Import from AquaMind…", Command::AskFile(FilePurpose::ImportAquamind)),
        (
            "Save an empty template of temperatures…",
            Command::AskFile(FilePurpose::SaveTemplate(ModelKind::Temperature)),
        ),
        (
            "Save an empty template of a TGC model…",
            Command::AskFile(FilePurpose::SaveTemplate(ModelKind::Tgc)),
        ),
        (
            "Save an empty template of an FCR model…",
            Command::AskFile(FilePurpose::SaveTemplate(ModelKind::Fcr)),
        ),
        (
            "Save an empty template of a mortality model…",
            Command::AskFile(FilePurpose::SaveTemplate(ModelKind::Mortality)),
        ),
        ("Run all scenarios…", Command::AskRun(Vec::new())),
        ("Verify all runs", Command::VerifyRuns(Vec::new())),
        ("Show the runs of all scenarios", Command::ShowRunsOf(None)),
        ("Pin batches…", Command::AskPin { batches: Vec::new(), run: None }),
        ("Go to Scenarios", Command::Show(Place::Scenarios)),
        ("Go to Runs", Command::Show(Place::Runs)),
        ("Go to Compare", Command::Show(Place::Compare)),
        ("Go to Batches", Command::Show(Place::Batches)),
        ("Go to Growth", Command::Show(Place::Growth)),
        ("Go to Models", Command::Show(Place::Models)),
        ("Go to Settings", Command::Show(Place::Settings)),
        ("Who may do what", Command::ShowSettings(Section::People)),
        ("Delete old runs…", Command::ShowSettings(Section::OldRuns)),
        ("New farm file…", Command::AskFile(FilePurpose::NewFarm)),
        ("Open farm file…", Command::AskFile(FilePurpose::OpenFarm)),
        ("Open the sample farm", Command::OpenSample),
        ("Close farm file", Command::CloseFarm),
        ("Back up now", Command::Care(CareCommand::BackUpNow)),
        ("Back up to…", Command::AskFile(FilePurpose::BackUpTo)),
        ("Go to Backups", Command::ShowSettings(Section::Backups)),
        ("Check the farm file", Command::Care(CareCommand::Check)),
        ("Undo", Command::Undo),
        ("Redo", Command::Redo),
        ("Light theme", Command::SetTheme(ThemeChoice::Light)),
        ("Dark theme", Command::SetTheme(ThemeChoice::Dark)),
        ("Theme as the system", Command::SetTheme(ThemeChoice::System)),
        ("List the shortcuts", Command::ShowKeys),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::testing::Window;
    use egui::Modifiers;
    use egui_kittest::kittest::{NodeT as _, Queryable as _};

    fn opened(window: &mut Window, typed: &str) -> Vec<String> {
        window.keys(Modifiers::COMMAND, Key::K);
        if !typed.is_empty() {
            window.type_text(typed);
        }
        let found = window.harness.query_all_by_role(Role::ListBoxOption);
        found.filter_map(|hit| hit.accesskit_node().label()).collect()
    }

    #[test]
    fn words_in_any_order_find_a_run_and_enter_shows_it() {
        let mut window = Window::on_sample();
        let found = opened(&mut window, "tgc AUTUMN");
        assert_eq!(found, ["Autumn smolt 2024 - Run #2 (Updated TGC)", "Vesteralen autumn (TGC 2.95)"]);
        window.key(Key::Enter);
        assert_eq!(window.harness.state().place, Place::Runs);
        assert!(!window.shows("Find"));
    }

    #[test]
    fn a_batch_that_is_found_is_shown_and_selected() {
        let mut window = Window::on_sample();
        assert_eq!(opened(&mut window, "ves-24-02"), ["VES-24-02 · Vesteralen South · Post-Smolt"]);
        window.key(Key::Enter);
        assert_eq!(window.harness.state().place, Place::Batches);
        assert!(window.shows_part("from Run #1 Baseline to Run #2 Updated TGC"), "its history is shown");
    }

    #[test]
    fn accents_need_not_be_typed() {
        let mut window = Window::on_sample();
        let scenario = crate::domain::ids::ScenarioId(1);
        let mut farm = window.stored();
        let mut plan = farm.scenario_plan(scenario).unwrap();
        plan.name = "Havsbrúgv Sørøya".to_owned();
        farm.save_scenario(Some(scenario), &plan).unwrap();
        window.command(Command::Refresh);
        assert_eq!(opened(&mut window, "soroya havsbrugv")[0], "Havsbrúgv Sørøya");
    }

    #[test]
    fn arrows_choose_and_escape_leaves_all_as_it_was() {
        let mut window = Window::on_sample();
        let found = opened(&mut window, "go to");
        let at = found.iter().position(|text| text == "Go to Compare").unwrap();
        for _ in 0..at {
            window.key(Key::ArrowDown);
        }
        window.key(Key::Enter);
        assert_eq!(window.harness.state().place, Place::Compare);
        opened(&mut window, "go to batches");
        window.key(Key::Escape);
        assert_eq!(window.harness.state().place, Place::Compare);
        assert!(!window.shows("Find"));
    }

    #[test]
    fn without_words_the_newest_runs_and_all_commands_are_offered_and_what_was_found_last_comes_first() {
        let mut window = Window::on_sample();
        let offered = opened(&mut window, "");
        assert!(offered.iter().any(|text| text == "Autumn smolt 2024 - Run #2 (Updated TGC)"));
        assert!(offered.iter().any(|text| text == "Verify all runs"));
        let open = egui::KeyboardShortcut::new(Modifiers::COMMAND, Key::O);
        assert!(window.shows(&window.harness.ctx.format_shortcut(&open)), "shortcuts stand at the right");
        window.key(Key::Escape);
        opened(&mut window, "hat-24");
        window.key(Key::Enter);
        assert!(opened(&mut window, "")[0].starts_with("HAT-24-01"));
    }

    #[test]
    fn nothing_of_that_name_is_said() {
        let mut window = Window::on_sample();
        assert!(opened(&mut window, "zzzz").is_empty());
        assert!(window.shows("Nothing of that name"));
        window.key(Key::Enter);
        assert!(window.shows("Nothing of that name"), "Enter does nothing");
    }
}
