//! How a file of a model is imported: what was understood of it is shown before anything is stored.
mod fields;
mod seen;
#[cfg(test)]
mod tests;

use egui::{Context, Id, Layout, Role, ScrollArea, Ui, UiBuilder, WidgetInfo, vec2};
use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use self::fields::Fields;
use self::seen::Seen;
use crate::app::command::exchange::ExchangeCommand;
use crate::app::command::{Command, Commands, FilePurpose};
use crate::app::facts::{Facts, Loaded, ModelFileQuestion};
use crate::app::theme::{palette, size, space};
use crate::app::widgets::modal::{Kind, Shown, modal};
use crate::app::widgets::trouble;
use crate::app::widgets::{button, empty_state};
use crate::domain::display::plural;
use crate::domain::fault::Fault;
use crate::domain::plan::ModelKind;
use crate::service::ModelPreview;

/// Room for the choices, and beside them what was understood.
const WIDTH: f32 = 1040.0;
/// The column of choices.
const FIELDS_WIDTH: f32 = size::FIELD_WIDE + space::L;
/// What stands above and below the two columns.
const AROUND: f32 = 11.0 * size::ROW;
/// The least and the most height of the columns.
const LEAST_HEIGHT: f32 = 300.0;
const MOST_HEIGHT: f32 = 620.0;

/// What was answered in a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answer {
    Import,
    OtherFile,
    Cancel,
}

/// Asks how a file is imported.
#[derive(Debug)]
pub struct ImportDialog {
    /// The files that wait behind this one.
    waiting: VecDeque<PathBuf>,
    total: usize,
    path: PathBuf,
    fields: Fields,
    /// Counts up when the file is read again.
    look: u32,
    /// The last that was understood: it stays in sight while another reading is under way.
    last: Option<Arc<ModelPreview>>,
    fault: Option<Fault>,
    is_reading: bool,
    seen: Seen,
    is_storing: bool,
    /// Why it could not be stored.
    trouble: Option<Fault>,
}

impl ImportDialog {
    /// Asks about these files one after the other; none if there are none.
    pub fn new(paths: Vec<PathBuf>) -> Option<Self> {
        let total = paths.len();
        let mut waiting = VecDeque::from(paths);
        let path = waiting.pop_front()?;
        Some(Self::on(path, waiting, total))
    }

    fn on(path: PathBuf, waiting: VecDeque<PathBuf>, total: usize) -> Self {
        let fields = Fields::named(&name_of(&path));
        Self {
            waiting,
            total,
            path,
            fields,
            look: 0,
            last: None,
            fault: None,
            is_reading: true,
            seen: Seen::default(),
            is_storing: false,
            trouble: None,
        }
    }

    /// Hears how storing went; says whether the dialog stays, for another file or because it failed.
    pub fn take_imported(&mut self, outcome: Result<(), Fault>) -> bool {
        self.is_storing = false;
        match outcome {
            Ok(()) => match self.waiting.pop_front() {
                Some(next) => {
                    *self = Self::on(next, std::mem::take(&mut self.waiting), self.total);
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
        self.follow(facts);
        let kind = Kind { width: WIDTH, ..Kind::default() };
        let title = self.title();
        let contents = |ui: &mut Ui, is_new| self.contents(ui, facts, is_new);
        match modal(ctx, Id::unique("import model"), &title, kind, contents) {
            Shown::Stays => true,
            Shown::Answered(Answer::Import) => {
                self.trouble = None;
                self.is_storing = true;
                commands.extend(self.command());
                true
            }
            Shown::Answered(Answer::OtherFile) => {
                commands.push(Command::AskFile(FilePurpose::ImportModel));
                false
            }
            Shown::Answered(Answer::Cancel) | Shown::Dismissed => false,
        }
    }

    fn title(&self) -> String {
        match self.total {
            1 => "Import model".to_owned(),
            total => format!("Import model {} of {total}", total - self.waiting.len()),
        }
    }

    /// Asks for what the file is understood as, and takes what was answered.
    fn follow(&mut self, facts: &Facts<'_>) {
        let question = ModelFileQuestion {
            path: self.path.clone(),
            kind: self.fields.kind,
            asked: self.fields.asked(true, None),
            look: self.look,
        };
        match facts.library.model_files.get(&question) {
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

    /// The kind that is meant: the one that was chosen, else the one that the file was told by.
    fn kind(&self) -> Option<ModelKind> {
        self.fields.kind.or_else(|| self.last.as_ref().map(|preview| preview.kind))
    }

    fn command(&self) -> Option<Command> {
        let asked = Box::new(self.fields.asked(true, Some(self.fields.name.trim().to_owned())));
        let command = ExchangeCommand::Import { path: self.path.clone(), kind: self.kind()?, asked };
        Some(Command::Exchange(command))
    }

    fn contents(&mut self, ui: &mut Ui, facts: &Facts<'_>, is_new: bool) -> Option<Answer> {
        ui.spacing_mut().item_spacing.y = space::S;
        let mut answer = None;
        ui.horizontal(|ui| {
            ui.heading(self.title());
            ui.with_layout(Layout::right_to_left(egui::Align::Center), |ui| {
                if ui.button("Another file…").clicked() {
                    answer = Some(Answer::OtherFile);
                }
            });
        });
        let muted = palette(ui.visuals()).text_muted;
        let path = self.path.display().to_string();
        ui.add(egui::Label::new(egui::RichText::new(path).color(muted)).truncate());
        let height = (ui.ctx().content_rect().height() - AROUND).clamp(LEAST_HEIGHT, MOST_HEIGHT);
        let kind = self.kind();
        ui.allocate_ui_with_layout(
            vec2(ui.available_width(), height),
            Layout::left_to_right(egui::Align::Min),
            |ui| {
                ui.spacing_mut().item_spacing.x = space::L;
                self.left(ui, height, kind, facts, is_new);
                self.right(ui, height);
            },
        );
        self.say_trouble(ui);
        let pressed = self.buttons(ui, facts);
        answer.or(pressed)
    }

    fn left(&mut self, ui: &mut Ui, height: f32, kind: Option<ModelKind>, facts: &Facts<'_>, is_new: bool) {
        let column = Layout::top_down(egui::Align::Min);
        ui.allocate_ui_with_layout(vec2(FIELDS_WIDTH, height), column, |ui| {
            ui.set_width(FIELDS_WIDTH);
            ScrollArea::vertical().id_salt("choices").auto_shrink(false).max_height(height).show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = space::XS;
                self.fields.ui(ui, kind, self.last.as_deref(), facts, is_new);
            });
        });
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
                    let colors = palette(ui.visuals());
                    ui.vertical_centered(|ui| {
                        ui.add_space(height * 0.35);
                        ui.heading("Reading the file");
                        ui.colored_label(colors.text_muted, "Nothing of it is stored yet");
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
        let blocked = self.last.as_ref().and_then(|preview| preview.blocked.as_ref());
        trouble::in_its_place(ui, self.trouble.as_ref().or(blocked), trouble::fault_line);
    }

    /// Why it cannot be imported yet; nothing if it can.
    fn what_is_missing(&self, facts: &Facts<'_>) -> Option<String> {
        facts.why_not_write().or_else(|| self.what_is_missing_here().map(str::to_owned))
    }

    fn what_is_missing_here(&self) -> Option<&'static str> {
        let Some(preview) = &self.last else { return Some("The file is not read yet") };
        if self.is_reading || self.is_storing {
            Some("It is being read")
        } else if preview.blocked.is_some() || preview.document.is_none() {
            Some("Something stands in the way: see above")
        } else if preview.open_date.is_some() {
            Some("Say first whether the day or the month comes first")
        } else if preview.needs_profile {
            Some("Choose a temperature profile first")
        } else {
            self.fields.what_is_wrong()
        }
    }

    fn buttons(&self, ui: &mut Ui, facts: &Facts<'_>) -> Option<Answer> {
        let rejected = self.last.as_ref().map_or(0, |preview| preview.understood.rejected());
        let verb = match rejected {
            0 => "Import model".to_owned(),
            n => format!("Import without the {}", plural(n, "rejected line", "rejected lines")),
        };
        let missing = self.what_is_missing(facts);
        let place = UiBuilder::new().scope_id(Id::unique("import or cancel"));
        ui.scope_builder(place, |ui| {
            let row = vec2(ui.available_width(), size::ROW);
            let answer = ui.allocate_ui_with_layout(row, Layout::right_to_left(egui::Align::Center), |ui| {
                let import = button::unless(ui, missing.clone(), |ui| button::primary(ui, verb));
                let cancelled = ui.button("Cancel").clicked();
                if let Some(why) = missing.filter(|_| self.last.is_some() && !self.is_reading) {
                    let why = egui::RichText::new(why).color(palette(ui.visuals()).text_muted);
                    ui.add(egui::Label::new(why).truncate());
                }
                if import.clicked() {
                    return Some(Answer::Import);
                }
                cancelled.then_some(Answer::Cancel)
            });
            answer.inner
        })
        .inner
    }
}

/// A name for the model out of the file's: "north_pen-5m.csv" is "north pen-5m".
fn name_of(path: &Path) -> String {
    let stem = path.file_stem().unwrap_or(path.as_os_str()).to_string_lossy();
    stem.replace('_', " ").trim().chars().take(crate::domain::accepted::NAME_CHARS).collect()
}

/// Names what is drawn as a list for screen readers.
fn named(response: &egui::Response, role: Role, name: &str) {
    response.widget_info(|| WidgetInfo::labeled(role, true, name));
}
