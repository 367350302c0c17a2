//! How a file of observations is recorded: what was understood of it is shown before anything is.
mod fields;
mod seen;
#[cfg(test)]
mod tests;

use egui::{Context, Id, Layout, RichText, ScrollArea, Ui, UiBuilder, vec2};
use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::Arc;

use self::fields::Fields;
use self::seen::Seen;
use crate::app::command::observing::ObservingCommand;
use crate::app::command::{Command, Commands, FilePurpose};
use crate::app::facts::{Facts, Loaded, ObservationFileQuestion};
use crate::app::theme::{palette, size, space};
use crate::app::widgets::doubts::{self, Answer as DoubtAnswer};
use crate::app::widgets::modal::{Kind, Shown, modal};
use crate::app::widgets::trouble;
use crate::app::widgets::{button, empty_state};
use crate::domain::batch::Batch;
use crate::domain::display::plural;
use crate::domain::fault::Fault;
use crate::domain::ids::BatchId;
use crate::domain::observation_words::observations;
use crate::service::ObservationPreview;

/// Room for what is asked, and beside it what was understood.
const WIDTH: f32 = 1040.0;
/// The column of questions.
const FIELDS_WIDTH: f32 = size::FIELD_WIDE + space::L;
/// What stands above and below the two columns.
const AROUND: f32 = 11.0 * size::ROW;
/// The least and the most height of the columns.
const LEAST_HEIGHT: f32 = 300.0;
const MOST_HEIGHT: f32 = 620.0;

/// What was answered in a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answer {
    Record,
    RecordAllTheSame,
    GoBack,
    OtherFile,
    Cancel,
}

/// Asks how a file is recorded.
#[derive(Debug)]
pub struct ImportDialog {
    batch: BatchId,
    /// The files that wait behind this one.
    waiting: VecDeque<PathBuf>,
    total: usize,
    path: PathBuf,
    fields: Fields,
    /// Counts up when the file is read again.
    look: u32,
    /// The last that was understood: it stays in sight while another reading is under way.
    last: Option<Arc<ObservationPreview>>,
    fault: Option<Fault>,
    is_reading: bool,
    seen: Seen,
    /// Whether it is asked about what cannot well be.
    asks_about_doubts: bool,
    is_storing: bool,
    /// Why it could not be recorded.
    trouble: Option<Fault>,
}

impl ImportDialog {
    /// Asks about these files one after the other; none if there are none.
    pub fn new(batch: BatchId, paths: Vec<PathBuf>) -> Option<Self> {
        let total = paths.len();
        let mut waiting = VecDeque::from(paths);
        let path = waiting.pop_front()?;
        Some(Self::on(batch, path, waiting, total))
    }

    fn on(batch: BatchId, path: PathBuf, waiting: VecDeque<PathBuf>, total: usize) -> Self {
        Self {
            batch,
            waiting,
            total,
            path,
            fields: Fields::default(),
            look: 0,
            last: None,
            fault: None,
            is_reading: true,
            seen: Seen::default(),
            asks_about_doubts: false,
            is_storing: false,
            trouble: None,
        }
    }

    /// Hears how recording went; says whether the dialog stays, for another file or because it failed.
    pub fn take_imported(&mut self, outcome: Result<(), Fault>) -> bool {
        self.is_storing = false;
        match outcome {
            Ok(()) => match self.waiting.pop_front() {
                Some(next) => {
                    *self = Self::on(self.batch, next, std::mem::take(&mut self.waiting), self.total);
                    true
                }
                None => false,
            },
            Err(fault) => {
                self.trouble = Some(fault);
                true
            }
        }
    }

    /// Draws the dialog; says whether it stays.
    pub fn show(&mut self, ctx: &Context, facts: &Facts<'_>, commands: &mut Commands) -> bool {
        let Some(batch) = facts.farm.batch(self.batch) else { return false };
        self.follow(facts);
        let kind = Kind { width: WIDTH, ..Kind::default() };
        let title = self.title(batch);
        let contents = |ui: &mut Ui, is_new| self.contents(ui, batch, facts, is_new);
        match modal(ctx, Id::unique("import observations"), &title, kind, contents) {
            Shown::Stays => true,
            Shown::Answered(Answer::Record) if self.last.as_ref().is_some_and(|it| !it.doubts.is_empty()) => {
                self.asks_about_doubts = true;
                true
            }
            Shown::Answered(Answer::Record | Answer::RecordAllTheSame) => {
                self.asks_about_doubts = false;
                self.trouble = None;
                self.is_storing = true;
                commands.push(Command::Observing(ObservingCommand::Import {
                    batch: self.batch,
                    path: self.path.clone(),
                    asked: Box::new(self.fields.asked()),
                }));
                true
            }
            Shown::Answered(Answer::GoBack) => {
                self.asks_about_doubts = false;
                true
            }
            Shown::Answered(Answer::OtherFile) => {
                commands.push(Command::AskFile(FilePurpose::RecordObservations(self.batch)));
                false
            }
            Shown::Dismissed if self.asks_about_doubts => {
                self.asks_about_doubts = false;
                true
            }
            Shown::Answered(Answer::Cancel) | Shown::Dismissed => false,
        }
    }

    fn title(&self, batch: &Batch) -> String {
        let number = &batch.batch_number;
        match self.total {
            1 => format!("Import observations of {number}"),
            total => {
                format!("Import observations of {number}, file {} of {total}", total - self.waiting.len())
            }
        }
    }

    /// Asks for what the file is understood as, and takes what was answered.
    fn follow(&mut self, facts: &Facts<'_>) {
        let question = ObservationFileQuestion {
            batch: self.batch,
            path: self.path.clone(),
            asked: self.fields.asked(),
            look: self.look,
        };
        match facts.library.observation_files.get(&question) {
            Loaded::Loading => self.is_reading = true,
            Loaded::Ready(preview) => {
                self.is_reading = false;
                self.fault = None;
                self.fields.take(&preview);
                self.last = Some(preview);
            }
            Loaded::Failed(fault) => {
                self.is_reading = false;
                self.fault = Some(fault);
                self.last = None;
            }
        }
    }

    fn contents(&mut self, ui: &mut Ui, batch: &Batch, facts: &Facts<'_>, is_new: bool) -> Option<Answer> {
        ui.spacing_mut().item_spacing.y = space::S;
        if self.asks_about_doubts
            && let Some(preview) = &self.last
        {
            ui.heading(self.title(batch));
            return doubts::question(ui, &preview.doubts).map(|answer| match answer {
                DoubtAnswer::SaveAllTheSame => Answer::RecordAllTheSame,
                DoubtAnswer::GoBack => Answer::GoBack,
            });
        }
        let mut answer = None;
        ui.horizontal(|ui| {
            ui.heading(self.title(batch));
            ui.with_layout(Layout::right_to_left(egui::Align::Center), |ui| {
                if ui.button("Another file…").clicked() {
                    answer = Some(Answer::OtherFile);
                }
            });
        });
        let muted = palette(ui.visuals()).text_muted;
        let path = self.path.display().to_string();
        ui.add(egui::Label::new(RichText::new(path).color(muted)).truncate());
        let height = (ui.ctx().content_rect().height() - AROUND).clamp(LEAST_HEIGHT, MOST_HEIGHT);
        let columns = Layout::left_to_right(egui::Align::Min);
        ui.allocate_ui_with_layout(vec2(ui.available_width(), height), columns, |ui| {
            ui.spacing_mut().item_spacing.x = space::L;
            if self.fields.asks_anything() {
                let column = Layout::top_down(egui::Align::Min);
                ui.allocate_ui_with_layout(vec2(FIELDS_WIDTH, height), column, |ui| {
                    ui.set_width(FIELDS_WIDTH);
                    let area =
                        ScrollArea::vertical().id_salt("questions").auto_shrink(false).max_height(height);
                    area.show(ui, |ui| self.fields.ui(ui, batch));
                });
            }
            self.right(ui, height);
        });
        self.say_trouble(ui);
        let pressed = self.buttons(ui, facts, is_new);
        answer.or(pressed)
    }

    fn right(&mut self, ui: &mut Ui, height: f32) {
        let width = ui.available_width();
        ui.allocate_ui_with_layout(vec2(width, height), Layout::top_down(egui::Align::Min), |ui| {
            ui.set_min_height(height);
            if let Some(fault) = &self.fault {
                if empty_state::fault(ui, "The file cannot be read", fault, "Read it again") {
                    self.look += 1;
                }
                return;
            }
            match &self.last {
                None => {
                    let muted = palette(ui.visuals()).text_muted;
                    ui.vertical_centered(|ui| {
                        ui.add_space(height * 0.35);
                        ui.heading("Reading the file");
                        ui.colored_label(muted, "Nothing of it is recorded yet");
                    });
                }
                Some(preview) => {
                    if self.is_reading {
                        ui.set_opacity(0.5);
                    }
                    self.seen.ui(ui, preview, height);
                }
            }
        });
    }

    /// What stands in the way, in a place of its own: it must not take the keyboard from what is around it.
    fn say_trouble(&self, ui: &mut Ui) {
        trouble::in_its_place(ui, self.trouble.as_ref(), trouble::fault_line);
    }

    /// Why it cannot be recorded yet; nothing if it can.
    fn what_is_missing(&self, facts: &Facts<'_>) -> Option<String> {
        let Some(preview) = &self.last else { return Some("The file is not read yet".to_owned()) };
        let unknown = preview.pens.iter().filter(|pen| pen.taken_for.is_none()).count();
        if let Some(why) = facts.why_not_write() {
            Some(why)
        } else if self.is_reading || self.is_storing {
            Some("It is being read".to_owned())
        } else if preview.open_date.is_some() {
            Some("Say first whether the day or the month comes first".to_owned())
        } else if unknown > 0 {
            Some(format!(
                "Say first what {}",
                if unknown == 1 { "the unknown pen is" } else { "the unknown pens are" }
            ))
        } else if preview.new == 0 {
            Some("Nothing in it is new".to_owned())
        } else {
            None
        }
    }

    fn buttons(&self, ui: &mut Ui, facts: &Facts<'_>, is_new: bool) -> Option<Answer> {
        let (new, rejected) = self.last.as_ref().map_or((0, 0), |preview| (preview.new, preview.rejected));
        let verb = match rejected {
            0 => format!("Record {}", observations(new)),
            n => format!(
                "Record {} without the {}",
                observations(new),
                plural(n, "rejected line", "rejected lines")
            ),
        };
        let missing = self.what_is_missing(facts);
        let place = UiBuilder::new().scope_id(Id::unique("record or cancel"));
        ui.scope_builder(place, |ui| {
            let row = vec2(ui.available_width(), size::ROW);
            let answer = ui.allocate_ui_with_layout(row, Layout::right_to_left(egui::Align::Center), |ui| {
                let record = button::unless(ui, missing.clone(), |ui| button::primary(ui, verb));
                let cancel = ui.button("Cancel");
                if is_new {
                    cancel.request_focus();
                }
                if let Some(why) = missing.filter(|_| self.last.is_some() && !self.is_reading) {
                    let why = RichText::new(why).color(palette(ui.visuals()).text_muted);
                    ui.add(egui::Label::new(why).truncate());
                }
                if record.clicked() {
                    return Some(Answer::Record);
                }
                cancel.clicked().then_some(Answer::Cancel)
            });
            answer.inner
        })
        .inner
    }
}
