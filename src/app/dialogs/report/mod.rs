//! What shall stand in a report, in which formats, and where it shall be written; beside it what that comes to.
mod choices;
mod preview;
#[cfg(test)]
mod tests;

use egui::{
    Align, Align2, ComboBox, Context, Frame, Id, Key, Label, Layout, Response, RichText, ScrollArea,
    TextEdit, Ui, vec2,
};
use std::path::{Path, PathBuf};

use self::choices::{Choices, about};
use self::preview::Line;
use crate::app::command::reports::{Existing, ReportCommand, ReportOrder, ReportSubject};
use crate::app::command::{Command, Commands};
use crate::app::dialogs::file::{BROWSE, button_width};
use crate::app::facts::{Facts, FarmData};
use crate::app::theme::{palette, semibold, size, space};
use crate::app::widgets::button;
use crate::app::widgets::combo::ShowList as _;
use crate::app::widgets::icon::Icon;
use crate::app::widgets::modal::{Kind, Shown, modal};
use crate::app::widgets::trouble;
use crate::domain::display::plural;
use crate::domain::fault::Fault;
use crate::domain::run::ProjectionRun;
use crate::report::{Every, NumberStyle, Paper, Part, Wishes};
use crate::service::ReportPreferences;

pub use self::preview::gathered;

/// Width of the dialog: choices on the left, what they come to on the right.
const WIDTH: f32 = 2.0 * size::DIALOG;
/// Height of both.
const HEIGHT: f32 = 3.0 * size::DIALOG_LIST;

/// The options that were chosen the last time.
pub fn wishes_of(remembered: &ReportPreferences) -> Wishes {
    Choices::of(remembered).wishes()
}

/// Asks for a report.
#[derive(Debug)]
pub struct ReportDialog {
    subject: ReportSubject,
    choices: Choices,
    folder: String,
    name: String,
    browse: bool,
    is_confirmed: bool,
    /// Files that are there already: what shall become of them is asked.
    taken: Vec<PathBuf>,
    /// Why it could not be written.
    trouble: Option<Fault>,
    preview: Option<Preview>,
}

/// What a report will say, for the wishes it was made for.
#[derive(Debug)]
struct Preview {
    wishes: Wishes,
    revision: u64,
    title: String,
    lines: Vec<Line>,
}

/// What was pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Answer {
    Export(Existing),
    Cancelled,
}

impl ReportDialog {
    /// Asks for a report of this; none if it is gone.
    pub fn new(subject: ReportSubject, farm: &FarmData, remembered: &ReportPreferences) -> Option<Self> {
        let name = name_of(&subject, farm)?;
        let beside = farm.path.parent().map(Path::to_owned).unwrap_or_default();
        let folder = remembered.folder.clone().unwrap_or(beside);
        Some(Self {
            subject,
            choices: Choices::of(remembered),
            folder: folder.display().to_string(),
            name,
            browse: false,
            is_confirmed: false,
            taken: Vec::new(),
            trouble: None,
            preview: None,
        })
    }

    /// Whether it was left by its verb.
    pub fn is_confirmed(&self) -> bool {
        self.is_confirmed
    }

    /// The same dialog, open again to ask what becomes of files that are there already.
    #[must_use]
    pub fn asking(self, taken: Vec<PathBuf>) -> Self {
        Self { is_confirmed: false, taken, trouble: None, ..self }
    }

    /// The same dialog, open again with why the report cannot be written.
    #[must_use]
    pub fn refused(self, why: Fault) -> Self {
        Self { is_confirmed: false, taken: Vec::new(), trouble: Some(why), ..self }
    }

    /// What is remembered of it.
    pub fn preferences(&self) -> ReportPreferences {
        ReportPreferences { folder: Some(PathBuf::from(self.folder.trim())), ..self.choices.remembered() }
    }

    /// Whether the system's dialog was asked for this frame.
    pub fn take_browse(&mut self) -> bool {
        std::mem::take(&mut self.browse)
    }

    /// Takes the folder that was chosen in the system's dialog.
    pub fn take_folder(&mut self, paths: &[PathBuf]) {
        if let Some(folder) = paths.first() {
            self.folder = folder.display().to_string();
            self.was_changed();
        }
    }

    /// What was asked or told does not hold any more.
    fn was_changed(&mut self) {
        self.taken.clear();
        self.trouble = None;
    }

    /// Draws the dialog; says whether it stays.
    pub fn show(&mut self, ctx: &Context, facts: &Facts<'_>, commands: &mut Commands) -> bool {
        let kind = Kind { width: WIDTH, ..Kind::default() };
        let shown = modal(ctx, Id::unique("report"), "Export report", kind, |ui, is_new| {
            self.contents(ui, facts, is_new)
        });
        match shown {
            Shown::Stays => true,
            Shown::Answered(Answer::Export(existing)) => {
                self.is_confirmed = true;
                let order = Box::new(self.order(existing));
                commands.push(Command::Reports(ReportCommand::Export(order)));
                false
            }
            Shown::Answered(Answer::Cancelled) | Shown::Dismissed => false,
        }
    }

    fn contents(&mut self, ui: &mut Ui, facts: &Facts<'_>, is_new: bool) -> Option<Answer> {
        ui.spacing_mut().item_spacing.y = space::S;
        ui.heading("Export report");
        let width = ui.available_width();
        let room = (ui.ctx().content_rect().height() - 6.0 * size::ROW).clamp(size::DIALOG_LIST, HEIGHT);
        let column = vec2((width - space::L) / 2.0, room);
        let mut entered = false;
        ui.allocate_ui_with_layout(vec2(width, room), Layout::left_to_right(Align::Min), |ui| {
            ui.spacing_mut().item_spacing.x = space::L;
            ui.allocate_ui_with_layout(column, Layout::top_down(Align::Min), |ui| {
                ui.set_width(column.x);
                ui.spacing_mut().item_spacing.x = space::S;
                ScrollArea::vertical().id_salt("choices").auto_shrink(false).show(ui, |ui| {
                    let before = self.choices.clone();
                    entered |= self.formats(ui, is_new);
                    entered |= self.sections(ui);
                    self.options(ui);
                    if self.choices != before {
                        self.was_changed();
                    }
                    entered |= self.place(ui);
                });
            });
            ui.allocate_ui_with_layout(column, Layout::top_down(Align::Min), |ui| {
                ui.set_width(column.x);
                self.preview(ui, facts);
            });
        });
        if let Some(fault) = &self.trouble {
            trouble::fault(ui, fault);
        }
        if self.taken.is_empty() { self.buttons(ui, entered) } else { self.question(ui) }
    }

    /// The formats; says whether Enter was pressed in one of them.
    fn formats(&mut self, ui: &mut Ui, is_new: bool) -> bool {
        let mut entered = false;
        ui.label(semibold("Formats"));
        ui.horizontal_wrapped(|ui| {
            // So that it is seen which box a name belongs to.
            ui.spacing_mut().item_spacing.x = space::L;
            for (place, (_, ending, wanted)) in self.choices.formats.iter_mut().enumerate() {
                let response = tick(ui, wanted, &ending.to_uppercase(), &mut entered);
                if is_new && place == 0 {
                    response.request_focus();
                }
                response.on_hover_text(about(ending));
            }
        });
        entered
    }

    /// What stands in it; says whether Enter was pressed in one of them.
    fn sections(&mut self, ui: &mut Ui) -> bool {
        let mut entered = false;
        ui.label(semibold("Sections"));
        let is_several = matches!(&self.subject, ReportSubject::Runs(ids) if ids.len() > 1);
        ui.spacing_mut().item_spacing.y = 0.0;
        for part in Part::ALL {
            // One run alone differs from nothing.
            if part == Part::Recipe && !is_several {
                continue;
            }
            if part == Part::Growth && !matches!(self.subject, ReportSubject::Batch(_)) {
                continue;
            }
            let mut has = self.choices.parts.has(part);
            tick(ui, &mut has, part.name(), &mut entered);
            self.choices.parts.set(part, has);
        }
        ui.spacing_mut().item_spacing.y = space::S;
        entered
    }

    fn options(&mut self, ui: &mut Ui) {
        let choices = &mut self.choices;
        ui.horizontal(|ui| {
            choice(ui, "Table", &mut choices.every, Every::ALL, Every::title);
            choice(ui, "Numbers", &mut choices.numbers, NumberStyle::ALL, NumberStyle::example);
            choice(ui, "Paper", &mut choices.paper, Paper::ALL, Paper::name);
        });
        let csv = choices.numbers.csv();
        if choices.endings().any(|ending| ending == "csv") {
            let muted = palette(ui.visuals()).text_muted;
            let says =
                format!("CSV has {} between its fields and {} before decimals", csv.separator, csv.decimal);
            ui.colored_label(muted, says);
        }
    }

    /// Folder and name; says whether Enter was pressed in one of them.
    fn place(&mut self, ui: &mut Ui) -> bool {
        let mut changed = false;
        let mut entered = false;
        let label = ui.label(semibold("Folder"));
        ui.horizontal(|ui| {
            let width = ui.available_width() - ui.spacing().item_spacing.x - button_width(ui, BROWSE);
            let field =
                TextEdit::singleline(&mut self.folder).align(Align2::LEFT_CENTER).desired_width(width);
            let response = ui.add(field).labelled_by(label.id);
            changed |= response.changed();
            entered |= response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
            self.browse = ui.button(BROWSE).clicked();
        });
        let label = ui.label(semibold("Name, without its ending"));
        let field = TextEdit::singleline(&mut self.name)
            .align(Align2::LEFT_CENTER)
            .desired_width(ui.available_width());
        let response = ui.add(field).labelled_by(label.id);
        changed |= response.changed();
        entered |= response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        if changed {
            self.was_changed();
        }
        entered
    }

    /// What the report will say: its sections, with the sentences as they will stand there.
    fn preview(&mut self, ui: &mut Ui, facts: &Facts<'_>) {
        ui.label(semibold("What will stand in it"));
        let wishes = self.choices.wishes();
        let is_made = |made: &Preview| made.wishes == wishes && made.revision == facts.revision;
        if !self.preview.as_ref().is_some_and(is_made)
            && let Some(gathered) = gathered(&self.subject, facts.farm, facts.library, facts.now)
        {
            let (title, lines) = preview::lines(&gathered, &wishes);
            self.preview = Some(Preview { wishes, revision: facts.revision, title, lines });
        }
        let colors = palette(ui.visuals());
        let well =
            Frame::new().fill(colors.surface_sunken).corner_radius(size::CORNER).inner_margin(space::M);
        well.show(ui, |ui| {
            ScrollArea::vertical().id_salt("preview").auto_shrink(false).show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = space::XS;
                let Some(preview) = &self.preview else {
                    ui.colored_label(colors.text_muted, "Reading what it is about");
                    return;
                };
                ui.add(Label::new(RichText::new(&preview.title).heading()).wrap());
                for line in &preview.lines {
                    if line.is_head {
                        ui.add_space(space::XS);
                    }
                    let text = if line.is_head { semibold(&line.text) } else { RichText::new(&line.text) };
                    let text = if line.is_muted { text.color(colors.text_muted) } else { text };
                    ui.add(Label::new(text).wrap());
                }
            });
        });
    }

    fn buttons(&self, ui: &mut Ui, entered: bool) -> Option<Answer> {
        let count = self.choices.endings().count();
        let verb = if count == 1 { "Export report".to_owned() } else { format!("Export {count} reports") };
        let is_named = !self.name.trim().is_empty() && !self.folder.trim().is_empty();
        let why_not = if count == 0 { "Choose at least one format" } else { "Name a folder and a file" };
        let can = count > 0 && is_named;
        let answer = row(ui, |ui| {
            let verb = ui.add_enabled_ui(can, |ui| button::primary(ui, verb)).inner;
            let confirmed = verb.on_disabled_hover_text(why_not).clicked();
            let cancelled = ui.button("Cancel").clicked();
            if confirmed {
                Some(Answer::Export(Existing::Ask))
            } else {
                cancelled.then_some(Answer::Cancelled)
            }
        });
        if entered && can { Some(Answer::Export(Existing::Ask)) } else { answer }
    }

    /// What becomes of files that are there already.
    fn question(&mut self, ui: &mut Ui) -> Option<Answer> {
        let names: Vec<String> = self
            .taken
            .iter()
            .map(|path| path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned())
            .collect();
        let colors = palette(ui.visuals());
        ui.horizontal_top(|ui| {
            Icon::Warning.show(ui, colors.warning);
            let is = if names.len() == 1 { "is" } else { "are" };
            let text = format!("{} {is} there already", names.join(", "));
            ui.add(Label::new(RichText::new(text).color(colors.warning)).wrap());
        });
        let replace = format!("Replace {}", plural(names.len(), "file", "files"));
        let mut back = false;
        let answer = row(ui, |ui| {
            let both =
                button::primary(ui, "Keep both").on_hover_text("The new ones get a number in their names");
            let replaced = button::danger(ui, &replace).clicked();
            back = ui.button("Back").clicked();
            if both.clicked() {
                Some(Answer::Export(Existing::KeepBoth))
            } else {
                replaced.then_some(Answer::Export(Existing::Replace))
            }
        });
        if back {
            self.was_changed();
        }
        answer
    }

    fn order(&self, existing: Existing) -> ReportOrder {
        let folder = PathBuf::from(self.folder.trim().trim_matches('"'));
        let name = self.name.trim();
        ReportOrder {
            subject: self.subject.clone(),
            files: self.choices.endings().map(|ending| folder.join(format!("{name}.{ending}"))).collect(),
            wishes: self.choices.wishes(),
            existing,
        }
    }
}

/// A box that a click or Space ticks. Enter is the dialog's, as it is in a field.
fn tick(ui: &mut Ui, wanted: &mut bool, name: &str, entered: &mut bool) -> Response {
    let before = *wanted;
    let response = ui.checkbox(wanted, name);
    if response.clicked() && ui.input(|input| input.key_pressed(Key::Enter)) {
        *wanted = before;
        *entered = true;
    }
    response
}

/// The buttons at the foot of the dialog, the first at the right.
fn row(ui: &mut Ui, buttons: impl FnOnce(&mut Ui) -> Option<Answer>) -> Option<Answer> {
    let room = vec2(ui.available_width(), size::ROW);
    ui.allocate_ui_with_layout(room, Layout::right_to_left(Align::Center), buttons).inner
}

/// One of a few, under its label.
fn choice<T: Copy + PartialEq, const N: usize>(
    ui: &mut Ui,
    label: &str,
    chosen: &mut T,
    all: [T; N],
    name: fn(T) -> &'static str,
) {
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = space::XS;
        ui.label(semibold(label));
        let combo =
            ComboBox::from_id_salt(label).width(size::FIELD - 2.0 * space::M).selected_text(name(*chosen));
        let combo = combo.show_list(ui, |ui| {
            for one in all {
                ui.selectable_value(chosen, one, name(one));
            }
        });
        ui.ctx().accesskit_node_builder(combo.response.id, |node| node.set_label(label));
    });
}

/// What the file is called unless somebody calls it otherwise; none if there is nothing to report.
fn name_of(subject: &ReportSubject, farm: &FarmData) -> Option<String> {
    let name = match subject {
        ReportSubject::Batch(id) => format!("Batch {}", farm.batch(*id)?.batch_number),
        ReportSubject::Runs(ids) => {
            let runs: Vec<&ProjectionRun> = ids.iter().filter_map(|id| farm.run(*id)).collect();
            let first = runs.first()?;
            let numbers: Vec<String> = runs.iter().map(|run| run.run_number.to_string()).collect();
            if let [_] = runs.as_slice() {
                format!("{} run {}", first.scenario_name, first.run_number)
            } else if runs.iter().all(|run| run.scenario == first.scenario) {
                format!("{} runs {} compared", first.scenario_name, numbers.join(" and "))
            } else {
                format!("{} compared", plural(runs.len(), "run", "runs"))
            }
        }
    };
    let is_refused = |letter: char| letter.is_control() || "/\\:*?\"<>|".contains(letter);
    let name: String = name.chars().map(|letter| if is_refused(letter) { '-' } else { letter }).collect();
    // A name may have 255 bytes, with its ending and the mark of an unfinished file.
    let mut end = name.len().min(180);
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    Some(name[..end].trim_end_matches([' ', '.']).to_owned())
}
