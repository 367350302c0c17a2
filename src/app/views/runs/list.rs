//! The table of runs: which of them are shown, in which order, and what a row says.
use egui::Ui;
use std::cmp::Ordering;
use std::collections::HashSet;

use super::rename::{Rename, Spot};
use crate::app::command::Commands;
use crate::app::facts::Facts;
use crate::app::theme::{palette, size};
use crate::app::widgets::badge::{self, Badge, Tone};
use crate::app::widgets::icon::Icon;
use crate::app::widgets::run_picker::{ABOUT_BATCHES_USING, ABOUT_RUN_NUMBER, batches_using};
use crate::app::widgets::table::{self, Column, Sort, Table, TableOutput, TableState};
use crate::domain::display::{ago, biomass, count, exact_time, plural, weight};
use crate::domain::ids::{RunId, ScenarioId};
use crate::domain::run::ProjectionRun;
use crate::service::Verdict;

/// What a column shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shows {
    Number,
    Scenario,
    Label,
    Date,
    Days,
    Weight,
    Biomass,
    Batches,
    State,
}

const ALL: [Shows; 9] = [
    Shows::Number,
    Shows::Scenario,
    Shows::Label,
    Shows::Date,
    Shows::Days,
    Shows::Weight,
    Shows::Biomass,
    Shows::Batches,
    Shows::State,
];
/// All runs in sight are of one scenario, whose name is in the title.
const OF_ONE: [Shows; 8] = [
    Shows::Number,
    Shows::Label,
    Shows::Date,
    Shows::Days,
    Shows::Weight,
    Shows::Biomass,
    Shows::Batches,
    Shows::State,
];

const NUMBER: Column = Column::text("Run", 92.0).tooltip(ABOUT_RUN_NUMBER);
const SCENARIO: Column = Column::text("Scenario", 156.0);
const LABEL: Column = Column::text("Label", 160.0);
const DATE: Column = Column::text("Date", 108.0);
const DAYS: Column = Column::number("Days", 56.0);
const WEIGHT: Column = Column::number("Final weight", 100.0);
const BIOMASS: Column = Column::number("Final biomass", 108.0);
const BATCHES: Column = Column::number("Batches", 72.0).tooltip(ABOUT_BATCHES_USING);
const STATE: Column = Column::text("State", 120.0).takes_rest();
const COLUMNS_OF_ALL: [Column; 9] = [NUMBER, SCENARIO, LABEL, DATE, DAYS, WEIGHT, BIOMASS, BATCHES, STATE];
const COLUMNS_OF_ONE: [Column; 8] = [NUMBER, LABEL, DATE, DAYS, WEIGHT, BIOMASS, BATCHES, STATE];

/// Which runs are looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Filter {
    scenario: Option<ScenarioId>,
    text: String,
    archived: bool,
}

/// The rows that follow from lists, filter and order. They are kept: sorting 10,000 runs is not done each frame.
#[derive(Debug, Default)]
struct Rows {
    made_of: Option<(u64, Filter, Option<Sort>)>,
    ids: Vec<RunId>,
    /// Place of each row among the runs of the facts.
    places: Vec<usize>,
    /// How many runs the scenario has, whatever the filter hides.
    of: usize,
}

/// The table of runs.
#[derive(Debug)]
pub struct List {
    filter: Filter,
    table: TableState<RunId>,
    rows: Rows,
    /// Where the cursor was, to put it on a neighbour when its row goes.
    cursor_place: usize,
    revision: Option<u64>,
}

impl Default for List {
    fn default() -> Self {
        Self {
            filter: Filter::default(),
            // The newest first.
            table: TableState::sorted(place_of(Shows::Date, None), true),
            rows: Rows::default(),
            cursor_place: 0,
            revision: None,
        }
    }
}

fn shown_columns(scenario: Option<ScenarioId>) -> &'static [Shows] {
    if scenario.is_some() { &OF_ONE } else { &ALL }
}

fn place_of(shows: Shows, scenario: Option<ScenarioId>) -> usize {
    shown_columns(scenario).iter().position(|other| *other == shows).unwrap_or(0)
}

impl List {
    /// The scenario whose runs are shown; none for all.
    pub fn scenario(&self) -> Option<ScenarioId> {
        self.filter.scenario
    }

    /// What is looked for.
    pub fn text_mut(&mut self) -> &mut String {
        &mut self.filter.text
    }

    /// Whether archived runs are shown.
    pub fn archived_mut(&mut self) -> &mut bool {
        &mut self.filter.archived
    }

    /// Shows the runs of one scenario, or of all, from the first row on.
    pub fn show_runs_of(&mut self, scenario: Option<ScenarioId>) {
        self.set_scenario(scenario);
        self.filter.text.clear();
        self.table.set_checked(Vec::new());
        self.table.set_cursor(None);
        self.cursor_place = 0;
    }

    /// The order stays that of the same column, which has another place where scenarios have a column.
    fn set_scenario(&mut self, scenario: Option<ScenarioId>) {
        let sort = self.table.sort().map(|sort| {
            let shows = shown_columns(self.filter.scenario).get(sort.column).copied();
            let shows = shows.filter(|shows| *shows != Shows::Scenario).unwrap_or(Shows::Date);
            Sort { column: place_of(shows, scenario), ..sort }
        });
        self.table.set_sort(sort);
        self.filter.scenario = scenario;
    }

    /// Brings a run into sight, whatever was filtered.
    pub fn reveal(&mut self, run: &ProjectionRun, facts: &Facts<'_>) {
        if self.filter.scenario.is_some_and(|scenario| scenario != run.scenario) {
            self.set_scenario(Some(run.scenario));
        }
        self.filter.archived |= run.archived;
        self.make_rows(facts);
        if !self.rows.ids.contains(&run.run_id) {
            self.filter.text.clear();
        }
        self.table.set_cursor(Some(run.run_id));
    }

    /// Takes every filter away.
    pub fn show_everything(&mut self) {
        self.set_scenario(None);
        self.filter = Filter { archived: true, ..Filter::default() };
    }

    /// Brings rows, cursor and selection in line with the lists.
    pub fn follow(&mut self, facts: &Facts<'_>) {
        if self.filter.scenario.is_some_and(|id| facts.farm.scenario(id).is_none()) {
            self.show_runs_of(None);
        }
        if self.revision.replace(facts.revision) != Some(facts.revision) {
            let there: HashSet<RunId> = facts.farm.runs.iter().map(|run| run.run_id).collect();
            self.table.retain(|id| there.contains(&id));
        }
        if !self.make_rows(facts) && self.table.cursor().is_some() {
            return;
        }
        let at = self.table.cursor().and_then(|id| self.rows.ids.iter().position(|row| *row == id));
        match at {
            Some(at) => self.cursor_place = at,
            None => {
                let place = self.cursor_place.min(self.rows.ids.len().saturating_sub(1));
                self.table.set_cursor(self.rows.ids.get(place).copied());
            }
        }
    }

    /// Makes the rows anew if anything they follow from has changed; says whether it has.
    fn make_rows(&mut self, facts: &Facts<'_>) -> bool {
        let made_of = (facts.revision, self.filter.clone(), self.table.sort());
        if self.rows.made_of.as_ref() == Some(&made_of) {
            return false;
        }
        self.rows = Rows::make(&self.filter, self.table.sort(), facts);
        self.rows.made_of = Some(made_of);
        true
    }

    /// The run with the cursor.
    pub fn cursor(&self) -> Option<RunId> {
        self.table.cursor()
    }

    /// The selected runs; the one with the cursor if none is selected.
    pub fn chosen(&self) -> Vec<RunId> {
        self.table.chosen()
    }

    /// The selected runs.
    pub fn checked(&self) -> &[RunId] {
        self.table.checked()
    }

    /// Selects none.
    pub fn uncheck_all(&mut self) {
        self.table.set_checked(Vec::new());
    }

    /// How many selected runs a filter hides.
    pub fn checked_but_hidden(&self) -> usize {
        let shown: HashSet<RunId> = self.rows.ids.iter().copied().collect();
        self.checked().iter().filter(|id| !shown.contains(id)).count()
    }

    /// The runs that are shown, in their order.
    pub fn shown(&self) -> &[RunId] {
        &self.rows.ids
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.rows.ids.is_empty()
    }

    /// Gives the table the keyboard.
    pub fn focus(&mut self) {
        self.table.request_focus();
    }

    /// "12 of 40 runs".
    pub fn count_in_words(&self) -> String {
        let (shown, of) = (self.rows.ids.len(), self.rows.of);
        if shown == of {
            plural(of, "run", "runs")
        } else {
            format!("{} of {}", count(shown as f64), plural(of, "run", "runs"))
        }
    }

    /// Why there is no row.
    pub fn why_empty(&self, facts: &Facts<'_>) -> String {
        let scenario = self.filter.scenario.and_then(|id| facts.farm.scenario(id));
        let name = scenario.map_or("this farm", |row| row.name.as_str());
        if !self.filter.text.trim().is_empty() {
            format!("No run of {name} has \"{}\" in its label, scenario or number", self.filter.text.trim())
        } else if self.rows.of == 0 {
            format!("{name} was not run yet")
        } else {
            format!("All runs of {name} are archived")
        }
    }

    /// Draws the table.
    pub fn ui(
        &mut self,
        ui: &mut Ui,
        rename: &mut Option<Rename>,
        facts: &Facts<'_>,
        commands: &mut Commands,
    ) -> TableOutput<RunId> {
        let scenario = self.filter.scenario;
        let (name, columns): (_, &[Column]) = if scenario.is_some() {
            ("Runs", &COLUMNS_OF_ONE)
        } else {
            ("Runs of all scenarios", &COLUMNS_OF_ALL)
        };
        let shows = shown_columns(scenario);
        let places = &self.rows.places;
        let run_at = |i: usize| places.get(i).and_then(|place| facts.farm.runs.get(*place));
        let output = Table::new(name, columns).checkable().show(
            ui,
            &mut self.table,
            &self.rows.ids,
            |i| run_at(i).map_or(String::new(), ProjectionRun::full_name),
            |ui, i, j| {
                let (Some(run), Some(shows)) = (run_at(i), shows.get(j)) else { return };
                if *shows == Shows::Label {
                    label_cell(ui, run, rename, facts, commands);
                } else {
                    cell(ui, run, *shows, facts);
                }
            },
        );
        if let Some(at) = self.table.cursor().and_then(|id| self.rows.ids.iter().position(|row| *row == id)) {
            self.cursor_place = at;
        }
        output
    }
}

fn label_cell(
    ui: &mut Ui,
    run: &ProjectionRun,
    rename: &mut Option<Rename>,
    facts: &Facts<'_>,
    commands: &mut Commands,
) {
    if let Some(open) = rename.as_mut().filter(|open| open.is_at(run.run_id, Spot::List)) {
        let width = ui.available_width() - size::MARK;
        if !open.ui(ui, width, facts, commands) {
            *rename = None;
        }
    } else if !run.label.is_empty() {
        badge::label(ui, &run.label).on_hover_text(&run.label);
    }
}

fn cell(ui: &mut Ui, run: &ProjectionRun, shows: Shows, facts: &Facts<'_>) {
    match shows {
        Shows::Number => {
            badge::run(ui, run.run_number, ABOUT_RUN_NUMBER);
        }
        Shows::Scenario => {
            table::text(ui, &run.scenario_name).on_hover_text(&run.scenario_name);
        }
        Shows::Label => {}
        Shows::Date => {
            table::text(ui, ago(run.run_date, facts.now)).on_hover_text(exact_time(run.run_date));
        }
        Shows::Days => {
            table::text(ui, count(f64::from(run.total_projections)));
        }
        Shows::Weight => {
            table::text(ui, weight(run.final_weight_g).to_string());
        }
        Shows::Biomass => {
            table::text(ui, biomass(run.final_biomass_kg).to_string());
        }
        Shows::Batches => batches_cell(ui, run.pinned_batch_count),
        Shows::State => states(ui, run, facts),
    }
}

fn batches_cell(ui: &mut Ui, batches: u32) {
    if batches == 0 {
        table::muted(ui, crate::domain::display::NO_VALUE);
        return;
    }
    let response = table::text(ui, count(f64::from(batches)));
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_description(batches_using(batches)));
    response.on_hover_text(ABOUT_BATCHES_USING);
    let muted = palette(ui.visuals()).text_muted;
    Icon::Pin.show(ui, muted);
}

/// What state a run is in: what verifying found, and whether it is put away.
pub fn states(ui: &mut Ui, run: &ProjectionRun, facts: &Facts<'_>) {
    match facts.verdicts.get(&run.run_id) {
        Some(Verdict::Equal { .. }) => {
            badge::status(ui, badge::Status::Verified);
        }
        Some(Verdict::Differs { numbers, first }) => {
            let badge = Badge::new("differs").tone(Tone::Danger).icon(Icon::Warning);
            let numbers = plural(*numbers, "number is not", "numbers are not");
            ui.add(badge).on_hover_text(format!("{numbers} what the snapshot gives. The first: {first}"));
        }
        Some(Verdict::CannotRecompute { why }) => {
            let badge = Badge::new("not verifiable").icon(Icon::Info);
            ui.add(badge).on_hover_text(format!("It cannot be computed again: {why}"));
        }
        None => {}
    }
    if run.archived {
        badge::status(ui, badge::Status::Archived);
    }
}

impl Rows {
    fn make(filter: &Filter, sort: Option<Sort>, facts: &Facts<'_>) -> Self {
        let runs = &facts.farm.runs;
        let of_scenario = |run: &ProjectionRun| filter.scenario.is_none_or(|id| id == run.scenario);
        let text = filter.text.to_lowercase();
        let words: Vec<&str> = text.split_whitespace().collect();
        let (mut of, mut places) = (0, Vec::new());
        for (place, run) in runs.iter().enumerate().filter(|(_, run)| of_scenario(run)) {
            of += 1;
            if (filter.archived || !run.archived) && (words.is_empty() || has_all(run, &words)) {
                places.push(place);
            }
        }
        if let Some(sort) = sort
            && let Some(shows) = shown_columns(filter.scenario).get(sort.column)
        {
            order(&mut places, *shows, sort, facts);
        }
        let ids = places.iter().map(|place| runs[*place].run_id).collect();
        Self { made_of: None, ids, places, of }
    }
}

fn has_all(run: &ProjectionRun, words: &[&str]) -> bool {
    let name = format!("{} run #{} {}", run.scenario_name, run.run_number, run.label).to_lowercase();
    words.iter().all(|word| name.contains(word))
}

/// Sorts the places of runs. Equals stay as the lists have them: the newest first.
fn order(places: &mut [usize], shows: Shows, sort: Sort, facts: &Facts<'_>) {
    let runs = &facts.farm.runs;
    let mut by = |ordering: &dyn Fn(&ProjectionRun, &ProjectionRun) -> Ordering| {
        places.sort_by(|a, b| sort.apply(ordering(&runs[*a], &runs[*b])));
    };
    match shows {
        Shows::Number => by(&|a, b| a.run_number.cmp(&b.run_number)),
        Shows::Date => by(&|a, b| (a.run_date, a.run_id).cmp(&(b.run_date, b.run_id))),
        Shows::Days => by(&|a, b| a.total_projections.cmp(&b.total_projections)),
        Shows::Weight => by(&|a, b| a.final_weight_g.total_cmp(&b.final_weight_g)),
        Shows::Biomass => by(&|a, b| a.final_biomass_kg.total_cmp(&b.final_biomass_kg)),
        Shows::Batches => by(&|a, b| a.pinned_batch_count.cmp(&b.pinned_batch_count)),
        Shows::State => by(&|a, b| rank(a, facts).cmp(&rank(b, facts))),
        Shows::Scenario | Shows::Label => {
            let lower = |run: &ProjectionRun| {
                let text = if shows == Shows::Label { &run.label } else { &run.scenario_name };
                // What has no label stands last from A to Z.
                (text.is_empty(), text.to_lowercase())
            };
            let keys: Vec<(bool, String)> = runs.iter().map(lower).collect();
            places.sort_by(|a, b| sort.apply(keys[*a].cmp(&keys[*b])));
        }
    }
}

/// What a person should look at comes first.
fn rank(run: &ProjectionRun, facts: &Facts<'_>) -> u8 {
    let verdict = match facts.verdicts.get(&run.run_id) {
        Some(Verdict::Differs { .. }) => 0,
        Some(Verdict::CannotRecompute { .. }) => 1,
        None => 2,
        Some(Verdict::Equal { .. }) => 3,
    };
    if run.archived { verdict + 4 } else { verdict }
}
