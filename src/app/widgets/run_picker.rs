//! The seed's ProjectionRunSelector: wherever a run is picked, it is picked here.
use chrono::{DateTime, Utc};
use egui::{Align2, ComboBox, Key, PopupCloseBehavior, Response, Role, TextEdit, Ui, WidgetInfo};

use super::info_tip::info_tip;
use super::{badge, table};
use crate::app::search::{Words, fold};
use crate::app::theme::{palette, size, space};
use crate::domain::display::{ago, exact_time, plural};
use crate::domain::ids::RunId;
use crate::domain::run::ProjectionRun;

/// What a projection run is, word for word as the seed has it.
pub const ABOUT_PROJECTION_RUN: &str = "Each time projections are calculated, a new 'run' is created. Switch between runs to compare how projections have changed, or use an older baseline for variance analysis.";
/// What the number of a run is, word for word as the seed has it.
pub const ABOUT_RUN_NUMBER: &str = "Sequential number of this projection calculation for this scenario.";
/// What a batch is pinned for, word for word as the seed has it.
pub const ABOUT_PINNED_RUN: &str = "The projection run currently used for this batch's Growth Analysis. Changing models and re-running creates a new run without affecting your current analysis.";
/// What the button does where runs exist, word for word as the seed has it.
pub const ABOUT_RUN_PROJECTIONS: &str =
    "Creates a new projection run. Existing runs and batches pinned to them are not affected.";
/// What the snapshot of a run is, word for word as the seed has it.
pub const ABOUT_PARAMETER_SNAPSHOT: &str =
    "The exact TGC, FCR, and mortality model values that were used when this projection run was calculated.";
/// What the count of batches of a run is, word for word as the seed has it.
pub const ABOUT_BATCHES_USING: &str =
    "Number of batches currently pinned to this projection run for their Growth Analysis.";

/// "3 batches using this run".
#[must_use]
pub fn batches_using(count: u32) -> String {
    match count {
        1 => "1 batch using this run".to_owned(),
        n => format!("{n} batches using this run"),
    }
}

/// With more runs than this the list has a field to find one.
const MOST_WITHOUT_FIND: usize = 20;
/// More rows than this are not drawn: a few letters find every run, and no frame waits for ten thousand rows.
const MOST_ROWS: usize = 100;

/// Picks a run out of several.
#[derive(Clone, Copy, Debug)]
#[must_use = "a picker is drawn with `show`"]
pub struct RunPicker<'a> {
    label: &'a str,
    runs: &'a [&'a ProjectionRun],
    current: Option<RunId>,
    now: DateTime<Utc>,
    with_scenario: bool,
    width: f32,
    takes_focus: bool,
}

impl<'a> RunPicker<'a> {
    /// Picks one of `runs`, which are listed in this order; `current` is the one that is picked now.
    pub fn new(runs: &'a [&'a ProjectionRun], current: Option<RunId>, now: DateTime<Utc>) -> Self {
        Self {
            label: "Projection Run",
            runs,
            current,
            now,
            with_scenario: false,
            width: size::FIELD_WIDE,
            takes_focus: false,
        }
    }

    /// Another label than "Projection Run"; must be unique in its view.
    pub fn label(mut self, label: &'a str) -> Self {
        self.label = label;
        self
    }

    /// The runs are of several scenarios, so each says of which.
    pub fn with_scenario(mut self) -> Self {
        self.with_scenario = true;
        self
    }

    /// Another width than that of a field for a name.
    pub fn width(mut self, width: f32) -> Self {
        self.width = width;
        self
    }

    /// Takes the keyboard in this frame, if `takes_it`.
    pub fn focused(mut self, takes_it: bool) -> Self {
        self.takes_focus = takes_it;
        self
    }

    /// Draws the picker; gives the run that was picked in this frame.
    pub fn show(self, ui: &mut Ui) -> Option<RunId> {
        let current = self.runs.iter().find(|run| Some(run.run_id) == self.current);
        let text = current.map_or("Select projection run".to_owned(), |run| self.text(run));
        let muted = palette(ui.visuals()).text_muted;
        ui.vertical(|ui| {
            ui.set_max_width(self.width);
            let label = ui
                .horizontal(|ui| {
                    let label = ui.colored_label(muted, self.label);
                    info_tip(ui, self.label, ABOUT_PROJECTION_RUN);
                    label
                })
                .inner;
            let id = ui.make_persistent_id(("run picker", self.label));
            let combo = ComboBox::from_id_salt(self.label)
                .width(self.width)
                .truncate()
                // A click into the field that finds must not close the list.
                .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
                .selected_text(text)
                .show_ui(ui, |ui| self.list(ui, id));
            if combo.inner.is_none() {
                ui.data_mut(|data| data.remove_temp::<List>(id));
            }
            // Picked or given up with the keyboard, the keyboard is back where it was.
            let is_left = combo.inner.is_some() && ui.input(|input| input.key_pressed(Key::Escape));
            if self.takes_focus || is_left || combo.inner.flatten().is_some() {
                combo.response.request_focus();
            }
            combo.response.labelled_by(label.id);
            if let Some(run) = current {
                ui.colored_label(muted, batches_using(run.pinned_batch_count))
                    .on_hover_text(ABOUT_BATCHES_USING);
            }
            combo.inner.flatten()
        })
        .inner
    }

    /// What the open list holds: a field to find by where there are many, and the rows.
    fn list(&self, ui: &mut Ui, id: egui::Id) -> Option<RunId> {
        // Room for the scenario's name and for when a run was made.
        ui.set_min_width(size::FIELD_WIDE + if self.with_scenario { size::FIELD } else { 0.0 });
        if self.runs.is_empty() {
            table::muted(ui, "No runs yet");
        }
        let mut list = ui.data(|data| data.get_temp::<List>(id)).unwrap_or_default();
        let is_new = !std::mem::replace(&mut list.is_open, true);
        let has_field = self.runs.len() > MOST_WITHOUT_FIND;
        if has_field {
            let hint = "Find by scenario, number or label";
            let field = ui.add(
                TextEdit::singleline(&mut list.find)
                    .hint_text(hint)
                    .align(Align2::LEFT_CENTER)
                    .desired_width(ui.available_width()),
            );
            field.widget_info(|| WidgetInfo::labeled(Role::TextInput, true, "Find a run"));
            if is_new {
                field.request_focus();
            }
        }
        let words = Words::of(&list.find);
        ui.data_mut(|data| data.insert_temp(id, list));
        let mut found =
            self.runs.iter().filter(|run| words.is_empty() || words.are_in(&fold(&self.text(run))));
        let mut picked = None;
        for (place, run) in found.by_ref().take(MOST_ROWS).enumerate() {
            let is_current = Some(run.run_id) == self.current;
            let row = self.row(ui, run, is_current);
            let is_first = place == 0 && self.current.is_none();
            if is_new && !has_field && (is_current || is_first) {
                // Opened with the keyboard, the list goes on with the keyboard.
                row.request_focus();
            }
            if row.clicked() {
                picked = Some(run.run_id);
                ui.close();
            }
        }
        match found.count() {
            0 => {}
            more => {
                let more = plural(more, "more run", "more runs");
                table::muted(ui, format!("{more}: type to find one"));
            }
        }
        picked
    }

    fn row(&self, ui: &mut Ui, run: &ProjectionRun, is_current: bool) -> Response {
        ui.horizontal(|ui| {
            let response = ui.selectable_label(is_current, self.text(run));
            if run.archived {
                badge::status(ui, badge::Status::Archived);
            }
            ui.add_space(space::L);
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                table::muted(ui, ago(run.run_date, self.now));
            });
            response.on_hover_text(exact_time(run.run_date))
        })
        .inner
    }

    /// "Run #2 · Updated TGC", with the scenario's name where that is needed.
    fn text(&self, run: &ProjectionRun) -> String {
        let mut text = format!("Run #{}", run.run_number);
        if self.with_scenario {
            text = format!("{} - {text}", run.scenario_name);
        }
        if !run.label.is_empty() {
            text = format!("{text} · {}", run.label);
        }
        text
    }
}

/// What an open list remembers until it is closed.
#[derive(Clone, Default)]
struct List {
    is_open: bool,
    find: String,
}

/// The run that a batch is pinned to, as a badge with the seed's explanation.
pub fn pinned_run(ui: &mut Ui, run_number: u32) {
    badge::run(ui, run_number, ABOUT_PINNED_RUN);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::widgets::testing::stage_with;
    use crate::domain::ids::ScenarioId;
    use chrono::TimeZone as _;
    use egui_kittest::{Harness, kittest::Queryable as _};

    fn run(number: u32, label: &str, pinned_batch_count: u32) -> ProjectionRun {
        ProjectionRun {
            run_id: RunId(i64::from(number)),
            scenario: ScenarioId(1),
            scenario_name: "Autumn smolt 2024".to_owned(),
            run_number: number,
            label: label.to_owned(),
            run_date: Utc.with_ymd_and_hms(2024, 11, 15, 0, 0, 0).unwrap(),
            total_projections: 480,
            final_weight_g: 6120.0,
            final_biomass_kg: 1_091_000.0,
            pinned_batch_count,
            archived: false,
            is_latest: false,
        }
    }

    fn picker(runs: Vec<ProjectionRun>, current: Option<RunId>) -> Harness<'static, Vec<RunId>> {
        let now = Utc.with_ymd_and_hms(2024, 11, 28, 0, 0, 0).unwrap();
        stage_with([480.0, 480.0], Vec::new(), move |ui, picked: &mut Vec<RunId>| {
            let runs: Vec<&ProjectionRun> = runs.iter().collect();
            picked.extend(RunPicker::new(&runs, current, now).show(ui));
        })
    }

    fn two() -> Vec<ProjectionRun> {
        vec![run(1, "Baseline", 2), run(2, "Updated", 0)]
    }

    #[test]
    fn it_shows_the_available_runs_of_the_scenario() {
        let mut stage = picker(two(), Some(RunId(1)));
        let combo = stage.get_by_role_and_label(Role::ComboBox, "Projection Run");
        assert_eq!(combo.value().as_deref(), Some("Run #1 · Baseline"));
        combo.click();
        stage.run();
        stage.get_by_role_and_label(Role::Button, "Run #1 · Baseline");
        stage.get_by_role_and_label(Role::Button, "Run #2 · Updated");
        assert_eq!(stage.query_all_by_label("13 days ago").count(), 2);
        stage.get_by_label("2 batches using this run");
    }

    #[test]
    fn the_info_icon_explains_what_a_run_is_on_hover() {
        let mut stage = picker(two(), None);
        assert!(stage.query_by_label_contains("Each time projections are calculated").is_none());
        stage.get_by_role_and_label(Role::Button, "Info: Projection Run").hover();
        stage.run_steps(6);
        stage.get_by_label(ABOUT_PROJECTION_RUN);
    }

    #[test]
    fn picking_a_run_says_which() {
        let mut stage = picker(two(), Some(RunId(1)));
        stage.get_by_role(Role::ComboBox).click();
        stage.run();
        stage.get_by_label("Run #2 · Updated").click();
        stage.run();
        assert_eq!(*stage.state(), [RunId(2)]);
        assert!(stage.query_by_label("Run #2 · Updated").is_none(), "the list closes");
    }

    #[test]
    fn the_keyboard_alone_picks_a_run() {
        let mut stage = picker(two(), Some(RunId(1)));
        stage.get_by_role(Role::ComboBox).focus();
        stage.run();
        for key in [Key::Enter, Key::ArrowDown, Key::Enter] {
            stage.key_press(key);
            stage.run();
        }
        assert_eq!(*stage.state(), [RunId(2)]);
        assert!(stage.get_by_role(Role::ComboBox).is_focused());
    }

    #[test]
    fn among_thousands_of_runs_one_is_found_by_typing() {
        let mut stage = picker((1..=10_000).rev().map(|number| run(number, "", 0)).collect(), None);
        stage.get_by_role(Role::ComboBox).click();
        stage.run();
        stage.get_by_label("9,900 more runs: type to find one");
        assert!(stage.get_by_label("Find a run").is_focused());
        stage.get_by_label("Find a run").type_text("#4711");
        stage.run();
        assert!(stage.query_by_label_contains("more run").is_none());
        stage.get_by_label("Run #4711").click();
        stage.run();
        assert_eq!(*stage.state(), [RunId(4711)]);
    }
}
