//! Which runs are compared, and what is said of each in one sentence.
use std::sync::Arc;

use egui::text::LayoutJob;
use egui::{Button, FontId, Galley, Key, Label, RichText, Sense, TextStyle, Ui, vec2};

use crate::app::command::reports::{ReportCommand, ReportSubject};
use crate::app::command::{Command, Commands};
use crate::app::facts::Facts;
use crate::app::keys;
use crate::app::theme::{palette, semibold, semibold_family, size, space};
use crate::app::views::run_plots::{self, RunNames};
use crate::app::widgets::badge::{self, Badge, Tone};
use crate::app::widgets::button;
use crate::app::widgets::icon::Icon;
use crate::app::widgets::plots::paint_swatch;
use crate::app::widgets::run_picker::RunPicker;
use crate::domain::display::{ago, exact_time, plural};
use crate::domain::ids::RunId;
use crate::domain::run::ProjectionRun;

/// So many lines can be told apart.
pub(super) const MOST_RUNS: usize = 6;
/// A name that is longer is cut.
const LONGEST_NAME: f32 = 340.0;
/// Room for the sample of a run's line.
pub(super) const SWATCH: f32 = 28.0;

/// The runs of a comparison, the baseline first.
#[derive(Debug, Default)]
pub(super) struct ChosenRuns {
    ids: Vec<RunId>,
    /// Their rows as the lists have them, and for which lists and ids that was looked up.
    rows: Vec<ProjectionRun>,
    followed: Option<(u64, Vec<RunId>)>,
    /// What a person should know about the choice.
    notice: String,
    /// Another run is being picked.
    is_adding: bool,
}

/// What is said beside each run.
pub(super) struct Chips<'a> {
    /// One sentence a run, the baseline's first; none while they are loading.
    pub headlines: &'a [String],
}

/// What was done to one of the runs.
enum Deed {
    MakeBaseline(usize),
    Remove(usize),
}

impl ChosenRuns {
    /// The chosen runs, the baseline first.
    pub fn ids(&self) -> &[RunId] {
        &self.ids
    }

    /// The same, as the key of what is loaded.
    pub fn ids_to_load(&self) -> &Vec<RunId> {
        &self.ids
    }

    /// Chooses these runs and no others.
    pub fn choose(&mut self, ids: Vec<RunId>) {
        *self = Self::default();
        for id in ids {
            self.add(id);
        }
    }

    /// Chooses one more run, unless there are six.
    pub fn add(&mut self, id: RunId) {
        self.is_adding = false;
        if self.ids.contains(&id) {
            return;
        }
        if self.ids.len() >= MOST_RUNS {
            self.notice = "At most six runs can be compared at once; the others were left out".to_owned();
            return;
        }
        self.ids.push(id);
    }

    /// Keeps up with the lists: a run that was deleted is no longer compared, and that is said.
    pub fn follow(&mut self, facts: &Facts<'_>) {
        let is_known = self
            .followed
            .as_ref()
            .is_some_and(|(revision, ids)| *revision == facts.revision && *ids == self.ids);
        if is_known {
            return;
        }
        let (rows, gone): (Vec<_>, Vec<_>) =
            self.ids.iter().map(|id| (*id, facts.farm.run(*id))).partition(|(_, run)| run.is_some());
        if !gone.is_empty() {
            let names: Vec<String> = gone
                .iter()
                .filter_map(|(id, _)| self.rows.iter().find(|row| row.run_id == *id))
                .map(ProjectionRun::full_name)
                .collect();
            self.notice = match &names[..] {
                [] => format!("{} left out: deleted meanwhile", plural(gone.len(), "run was", "runs were")),
                [one] => format!("{one} was deleted, so it is no longer compared"),
                several => format!("{} were deleted, so they are no longer compared", several.join(", ")),
            };
        }
        self.rows = rows.into_iter().filter_map(|(_, run)| run.cloned()).collect();
        self.ids = self.rows.iter().map(|row| row.run_id).collect();
        self.followed = Some((facts.revision, self.ids.clone()));
    }

    /// The runs that are not chosen yet, newest first, without those that were put away.
    pub fn others<'a>(&self, facts: &Facts<'a>) -> Vec<&'a ProjectionRun> {
        facts.farm.runs.iter().filter(|run| !run.archived && !self.ids.contains(&run.run_id)).collect()
    }

    /// The run that stands alone.
    pub fn single(&self) -> Option<&ProjectionRun> {
        self.rows.first()
    }

    /// "#1 Baseline and #2 Updated TGC".
    pub fn names_in_words(&self) -> String {
        let names = self.names();
        let names: Vec<&str> = (0..self.rows.len()).map(|i| names.name(i)).collect();
        match names.split_last() {
            Some((last, [])) => (*last).to_owned(),
            Some((last, others)) => format!("{} and {last}", others.join(", ")),
            None => String::new(),
        }
    }

    fn names(&self) -> RunNames {
        RunNames::of_rows(&self.rows.iter().collect::<Vec<_>>())
    }

    /// The title line with the one thing to do.
    pub fn title(&mut self, ui: &mut Ui, commands: &mut Commands) {
        ui.horizontal(|ui| {
            ui.heading("Compare");
            if self.ids.len() < 2 {
                return;
            }
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                let is_full = self.ids.len() >= MOST_RUNS;
                let export = button::primary(ui, "Export report…");
                if export.clicked() || keys::export_pressed(ui.ctx()) {
                    let subject = ReportSubject::Runs(self.ids.clone());
                    commands.push(Command::Reports(ReportCommand::Ask(subject)));
                }
                let add = ui.add_enabled(!is_full, Button::new("Add run…"));
                if add.clicked() {
                    self.is_adding = !self.is_adding;
                }
                if is_full {
                    let muted = palette(ui.visuals()).text_muted;
                    ui.colored_label(muted, "At most six runs can be compared: remove one to add another");
                }
            });
        });
    }

    /// What a person should know, until it is dismissed.
    pub fn notice(&mut self, ui: &mut Ui) {
        if self.notice.is_empty() {
            return;
        }
        ui.horizontal(|ui| {
            let warning = palette(ui.visuals()).warning;
            Icon::Warning.show(ui, warning);
            ui.colored_label(warning, &self.notice);
            if Icon::Close.button(ui, "Dismiss").clicked() {
                self.notice.clear();
            }
        });
    }

    /// Picks one more run, while that was asked for.
    pub fn picker(&mut self, ui: &mut Ui, facts: &Facts<'_>) {
        if !self.is_adding || self.ids.len() >= MOST_RUNS {
            return;
        }
        let others = self.others(facts);
        ui.add_space(space::S);
        ui.horizontal(|ui| {
            let picked =
                RunPicker::new(&others, None, facts.now).label("Run to add").with_scenario().show(ui);
            if let Some(id) = picked {
                self.add(id);
            }
            let cancelled = ui
                .vertical(|ui| {
                    // Beside the field, which has its label above it.
                    ui.add_space(size::ROW + space::XS);
                    ui.button("Cancel").clicked()
                })
                .inner;
            if cancelled || ui.input(|input| input.key_pressed(Key::Escape)) {
                self.is_adding = false;
            }
        });
    }

    /// One line a run: its line in the plots, its name, what can be done with it, and what it comes to.
    pub fn chips(&mut self, ui: &mut Ui, chips: &Chips<'_>, commands: &mut Commands) {
        let names = self.names();
        let font = TextStyle::Body.resolve(ui.style());
        // The baseline's name is written in the heavier weight, which is wider.
        let font = FontId::new(font.size, semibold_family());
        let measure = |ui: &Ui, text: &str| {
            ui.painter().layout_no_wrap(text.to_owned(), font.clone(), egui::Color32::PLACEHOLDER).size().x
        };
        let widest = (0..self.rows.len()).map(|i| measure(ui, names.name(i))).fold(0.0, f32::max);
        let name_width = widest.min(LONGEST_NAME).ceil() + 2.0 * space::S;
        let mark_width = measure(ui, MAKE_BASELINE).ceil() + 2.0 * space::M;
        let mut deed = None;
        ui.scope(|ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            for (i, run) in self.rows.iter().enumerate() {
                ui.horizontal(|ui| {
                    ui.set_min_height(size::ROW);
                    // Buttons of neighbours do not touch.
                    ui.spacing_mut().interact_size.y = size::CLICK;
                    ui.spacing_mut().button_padding.y = 0.0;
                    swatch(ui, &names, i);
                    if chip(ui, names.name(i), name_width, i, &mut deed) {
                        commands.push(Command::ShowRun(run.run_id));
                    }
                    mark(ui, names.name(i), mark_width, i, &mut deed);
                    if Icon::Close.button(ui, &format!("Remove {}", names.name(i))).clicked() {
                        deed = Some(Deed::Remove(i));
                    }
                    if run.archived {
                        badge::status(ui, badge::Status::Archived);
                    }
                    let when = || format!("Run {}", exact_time(run.run_date));
                    match chips.headlines.get(i) {
                        Some(headline) => {
                            let lines = two_lines(ui, headline);
                            ui.add(Label::new(lines).sense(Sense::hover())).on_hover_ui(|ui| {
                                ui.label(format!("{} {headline}", names.name(i)));
                                ui.label(when());
                            });
                        }
                        None if self.rows.len() == 1 => {
                            let muted = palette(ui.visuals()).text_muted;
                            let text = RichText::new(&run.scenario_name).color(muted);
                            ui.add(Label::new(text).truncate()).on_hover_text(when());
                        }
                        None => {}
                    }
                });
            }
        });
        if deed.is_some() {
            ui.ctx().request_repaint();
        }
        match deed {
            Some(Deed::MakeBaseline(i)) => self.ids.swap(0, i),
            Some(Deed::Remove(i)) => {
                self.ids.remove(i);
            }
            None => {}
        }
    }
}

/// A sentence in the room that is left, in two lines at most.
fn two_lines(ui: &Ui, text: &str) -> Arc<Galley> {
    let font = TextStyle::Body.resolve(ui.style());
    let width = (ui.available_width() - space::S).max(size::FIELD);
    let mut job = LayoutJob::simple(text.to_owned(), font, palette(ui.visuals()).text, width);
    job.wrap.max_rows = 2;
    ui.painter().layout_job(job)
}

const MAKE_BASELINE: &str = "Make baseline";

/// The sample of a run's line, the same as in the plots.
pub(super) fn swatch(ui: &mut Ui, names: &RunNames, run: usize) {
    let colors = palette(ui.visuals());
    let (rect, _) = ui.allocate_exact_size(vec2(SWATCH, size::CLICK), Sense::hover());
    paint_swatch(ui.painter(), rect, &run_plots::series(names, run, colors), colors.text);
}

/// The run's name. Says whether the run is to be shown; Delete takes it out of the comparison.
fn chip(ui: &mut Ui, name: &str, width: f32, run: usize, deed: &mut Option<Deed>) -> bool {
    let before = ui.cursor().left();
    let text = if run == 0 { semibold(name) } else { RichText::new(name) };
    let response = ui
        .scope(|ui| {
            ui.set_max_width(width);
            ui.spacing_mut().button_padding.x = space::S;
            ui.add(Button::new(text).frame_when_inactive(false).truncate())
        })
        .inner
        .on_hover_text("Show this run; Delete takes it out of the comparison");
    ui.add_space((before + width + space::S - ui.cursor().left()).max(0.0));
    if response.has_focus() && ui.input(|input| input.key_pressed(Key::Delete)) {
        *deed = Some(Deed::Remove(run));
    }
    response.clicked()
}

/// Says which run is the baseline, and makes another one so.
fn mark(ui: &mut Ui, name: &str, width: f32, run: usize, deed: &mut Option<Deed>) {
    let size = vec2(width, size::ROW);
    let layout = egui::Layout::left_to_right(egui::Align::Center);
    ui.allocate_ui_with_layout(size, layout, |ui| {
        ui.set_min_size(size);
        if run == 0 {
            ui.add(Badge::new("baseline").tone(Tone::Accent))
                .on_hover_text("The others are compared with it");
            return;
        }
        let response = ui.add(Button::new(MAKE_BASELINE).min_size(vec2(width, size::CLICK)));
        response.widget_info(|| {
            egui::WidgetInfo::labeled(egui::Role::Button, true, format!("{MAKE_BASELINE} {name}"))
        });
        if response.clicked() {
            *deed = Some(Deed::MakeBaseline(run));
        }
    });
}

/// "2 hours ago", for where a run is proposed.
pub(super) fn when(run: &ProjectionRun, facts: &Facts<'_>) -> String {
    ago(run.run_date, facts.now)
}
