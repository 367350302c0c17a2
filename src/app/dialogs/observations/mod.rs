//! Entering what was observed, fast: a grid by keyboard, with paste; and correcting or removing one observation.
mod grid;
mod keys;
mod sheet;
#[cfg(test)]
mod tests;

use egui::{ComboBox, Context, Id, Key, Layout, Modifiers, RichText, Role, Ui, UiBuilder, WidgetInfo, vec2};
use std::sync::Arc;

use self::grid::Cursor;
use self::sheet::{Paste, Sheet, Step};
use crate::app::command::observing::ObservingCommand;
use crate::app::command::{Command, Commands};
use crate::app::facts::Facts;
use crate::app::theme::{palette, semibold, size, space};
use crate::app::widgets::combo::ShowList as _;
use crate::app::widgets::doubts::{self, Answer as DoubtAnswer};
use crate::app::widgets::field::TextField;
use crate::app::widgets::icon::Icon;
use crate::app::widgets::modal::{Kind, Shown, modal};
use crate::app::widgets::trouble;
use crate::app::widgets::{button, table};
use crate::domain::accepted;
use crate::domain::actual::Doubt;
use crate::domain::batch::Batch;
use crate::domain::display::{self, plural, sentence};
use crate::domain::fault::Fault;
use crate::domain::ids::BatchId;
use crate::domain::observation::{ObservationChange, ObservationKind, Observations, Recorded};
use crate::domain::observation_words::{observations, words};
use crate::domain::pen::called;
use crate::service::{DateOrder, OpenDate};

/// Room for a growth sample with all that may be measured of it.
const WIDTH: f32 = 1040.0;
/// What stands above and below the grid.
const AROUND: f32 = 13.0 * size::ROW;
const LEAST_HEIGHT: f32 = 7.0 * size::ROW;
const MOST_HEIGHT: f32 = 22.0 * size::ROW;

/// What the dialog is for.
#[derive(Debug)]
enum Purpose {
    /// Enter new observations.
    Enter,
    /// Put another in the place of this one.
    Correct(Box<Recorded>),
    /// Remove this one.
    Remove(Box<Recorded>),
}

/// What was answered in a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answer {
    Save,
    SaveAllTheSame,
    GoBack,
    Leave,
}

/// A question that is asked before anything else goes on.
#[derive(Debug)]
enum Question {
    /// What cannot well be: save it all the same?
    Doubts(Vec<Doubt>),
    /// Leave although something is typed?
    Leave,
}

/// A paste of which the order of the dates has to be known first.
#[derive(Debug)]
struct OpenPaste {
    text: String,
    open: OpenDate,
}

/// The dialog.
#[derive(Debug)]
pub struct ObservationsDialog {
    batch: BatchId,
    number: String,
    purpose: Purpose,
    /// The entries of each kind that was looked at; the first is on show.
    sheets: Vec<Sheet>,
    cursor: Cursor,
    reason: String,
    question: Option<Question>,
    open_paste: Option<OpenPaste>,
    /// What a paste came to.
    notice: String,
    is_saving: bool,
    /// Whether the keys that save were heard in the grid.
    saves: bool,
    /// Why it could not be saved.
    trouble: Option<Fault>,
}

impl ObservationsDialog {
    /// Enters observations of a batch, first of this kind.
    pub fn enter(batch: &Batch, kind: ObservationKind) -> Self {
        let mut dialog = Self::of(batch, Purpose::Enter);
        let sheet = Sheet::new(kind, batch, batch.start_date);
        dialog.cursor.move_to(0, sheet.first_value());
        dialog.sheets.push(sheet);
        dialog
    }

    /// Corrects an observation.
    pub fn correct(batch: &Batch, recorded: &Recorded) -> Self {
        let mut dialog = Self::of(batch, Purpose::Correct(Box::new(recorded.clone())));
        let sheet = Sheet::of(&recorded.observation, batch);
        dialog.cursor.move_to(0, sheet.first_value());
        dialog.sheets.push(sheet);
        dialog
    }

    /// Removes an observation.
    pub fn remove(batch: &Batch, recorded: &Recorded) -> Self {
        let mut dialog = Self::of(batch, Purpose::Remove(Box::new(recorded.clone())));
        dialog.sheets.push(Sheet::of(&recorded.observation, batch));
        dialog
    }

    fn of(batch: &Batch, purpose: Purpose) -> Self {
        Self {
            batch: batch.batch_id,
            number: batch.batch_number.clone(),
            purpose,
            sheets: Vec::new(),
            cursor: Cursor::default(),
            reason: String::new(),
            question: None,
            open_paste: None,
            notice: String::new(),
            is_saving: false,
            saves: false,
            trouble: None,
        }
    }

    /// Asks about what cannot well be.
    pub fn take_doubts(&mut self, doubts: Vec<Doubt>) {
        self.is_saving = false;
        self.question = Some(Question::Doubts(doubts));
    }

    /// Hears how saving went; says whether the dialog stays.
    pub fn take_saved(&mut self, outcome: Result<(), Fault>) -> bool {
        self.is_saving = false;
        let Err(fault) = outcome else { return false };
        self.trouble = Some(fault);
        true
    }

    /// Draws the dialog; says whether it stays.
    pub fn show(&mut self, ctx: &Context, facts: &Facts<'_>, commands: &mut Commands) -> bool {
        let Some(batch) = facts.farm.batch(self.batch) else { return false };
        let is_grid = !matches!(self.purpose, Purpose::Remove(_));
        let width = if is_grid { WIDTH } else { size::DIALOG };
        let kind = Kind { width, ..Kind::default() };
        let title = self.title();
        if self.question.is_some() {
            self.cursor.forget_keys();
        } else if is_grid {
            self.cursor.hear(ctx);
        }
        let saves = !self.is_saving
            && ctx.input_mut(|input| {
                input.consume_key(Modifiers::COMMAND, Key::Enter)
                    || input.consume_key(Modifiers::COMMAND, Key::S)
            });
        let contents = |ui: &mut Ui, is_new| self.contents(ui, batch, facts, is_new);
        let shown = modal(ctx, Id::unique("observations"), &title, kind, contents);
        let saves = saves || std::mem::take(&mut self.saves) && !self.is_saving;
        let answer = match shown {
            Shown::Answered(answer) => Some(answer),
            Shown::Dismissed => Some(if self.question.is_some() { Answer::GoBack } else { Answer::Leave }),
            Shown::Stays if saves && self.question.is_none() => {
                self.what_is_missing(facts).is_none().then_some(Answer::Save)
            }
            Shown::Stays => None,
        };
        self.take(answer, commands)
    }

    /// Follows an answer; says whether the dialog stays.
    fn take(&mut self, answer: Option<Answer>, commands: &mut Commands) -> bool {
        match answer {
            None => {}
            Some(Answer::GoBack) => {
                self.question = None;
                self.cursor.take_keyboard();
            }
            Some(Answer::Leave) => {
                let has_typed = matches!(self.purpose, Purpose::Enter) && self.filled() > 0;
                if !has_typed || matches!(self.question, Some(Question::Leave)) {
                    return false;
                }
                self.question = Some(Question::Leave);
            }
            Some(answer @ (Answer::Save | Answer::SaveAllTheSame)) => {
                self.question = None;
                self.trouble = None;
                if let Some(command) = self.command(answer == Answer::SaveAllTheSame) {
                    self.is_saving = true;
                    commands.push(Command::Observing(command));
                }
            }
        }
        true
    }

    fn title(&self) -> String {
        let number = &self.number;
        match &self.purpose {
            Purpose::Enter => format!("Enter observations of {number}"),
            Purpose::Correct(it) => format!("Correct {} of {number}", one_of(it.observation.kind())),
            Purpose::Remove(it) => format!("Remove {} of {number}", one_of(it.observation.kind())),
        }
    }

    fn filled(&self) -> usize {
        self.sheets.iter().map(Sheet::filled).sum()
    }

    fn command(&mut self, despite_doubts: bool) -> Option<ObservingCommand> {
        let batch = self.batch;
        let (cursor, sheet) = (&self.cursor, self.sheets.first_mut()?);
        sheet.leave(cursor.row, cursor.column);
        let change = |recorded: &Recorded, after, what: &str| ObservingCommand::Change {
            batch,
            changes: Arc::new(vec![ObservationChange::of(recorded, after)]),
            reason: self.reason.trim().to_owned(),
            name: format!("{what} of {}", one_of(recorded.observation.kind())),
            despite_doubts,
        };
        match &self.purpose {
            Purpose::Enter => {
                let mut seen = Observations::default();
                self.sheets.iter().flat_map(Sheet::observations).cloned().for_each(|it| seen.add(it));
                (!seen.is_empty()).then(|| ObservingCommand::Record {
                    batch,
                    seen: Arc::new(seen),
                    despite_doubts,
                })
            }
            Purpose::Correct(recorded) => {
                let after = sheet.observations().next().cloned()?;
                Some(change(recorded, Some(after), "correction"))
            }
            Purpose::Remove(recorded) => Some(change(recorded, None, "removal")),
        }
    }

    fn contents(&mut self, ui: &mut Ui, batch: &Batch, facts: &Facts<'_>, is_new: bool) -> Option<Answer> {
        ui.spacing_mut().item_spacing.y = space::S;
        ui.heading(self.title());
        match &self.question {
            Some(Question::Doubts(doubts)) => {
                return doubts::question(ui, doubts).map(|answer| match answer {
                    DoubtAnswer::SaveAllTheSame => Answer::SaveAllTheSame,
                    DoubtAnswer::GoBack => Answer::GoBack,
                });
            }
            Some(Question::Leave) => return self.leave_question(ui),
            None => {}
        }
        let mut left = None;
        match &self.purpose {
            Purpose::Remove(recorded) => {
                let was = was(recorded, facts);
                ui.label(semibold(was.0));
                table::muted(ui, was.1);
                table::muted(ui, "It is kept in the history of corrections, and removing it can be undone");
            }
            Purpose::Correct(recorded) => {
                let was = was(recorded, facts);
                table::muted(ui, format!("It was {}", was.0));
                table::muted(ui, was.1);
                left = self.grid(ui, 3.0 * size::ROW, batch, facts, is_new);
            }
            Purpose::Enter => {
                self.kinds(ui, batch, facts);
                let height = (ui.ctx().content_rect().height() - AROUND).clamp(LEAST_HEIGHT, MOST_HEIGHT);
                left = self.grid(ui, height, batch, facts, is_new);
            }
        }
        if !matches!(self.purpose, Purpose::Enter) {
            let reason = TextField::new("Why", &mut self.reason, accepted::NAME_CHARS).required();
            let reason = reason.hint("Two digits swapped").show(ui);
            if is_new && matches!(self.purpose, Purpose::Remove(_)) {
                reason.request_focus();
            }
        }
        self.say_trouble(ui);
        let pressed = self.buttons(ui, facts);
        pressed.or(left)
    }

    /// What is entered, and what a new row begins with.
    fn kinds(&mut self, ui: &mut Ui, batch: &Batch, facts: &Facts<'_>) {
        let now = self.sheets[0].kind();
        let mut chosen = None;
        // Where the grid has the keyboard it has heard them already.
        let turn = ui.input_mut(|input| {
            let next = input.consume_key(Modifiers::COMMAND, Key::PageDown);
            let back = input.consume_key(Modifiers::COMMAND, Key::PageUp);
            isize::from(next) - isize::from(back)
        });
        if turn != 0 {
            chosen = Some(kind_beside(now, turn));
        }
        ui.horizontal_wrapped(|ui| {
            for kind in ObservationKind::ALL {
                let filled = self.sheets.iter().find(|sheet| sheet.kind() == kind).map_or(0, Sheet::filled);
                let name =
                    if filled == 0 { kind.name().to_owned() } else { format!("{} ({filled})", kind.name()) };
                let label = ui.selectable_label(kind == now, name);
                if label
                    .on_hover_text("Ctrl+Page Down and Page Up go to the next and the one before")
                    .clicked()
                {
                    chosen = Some(kind);
                }
            }
        });
        if let Some(kind) = chosen.filter(|kind| *kind != now) {
            self.turn_to(kind, batch, facts);
        }
        ui.horizontal(|ui| {
            let muted = palette(ui.visuals()).text_muted;
            ui.colored_label(muted, "A new row begins with");
            let sheet = &mut self.sheets[0];
            let words =
                |step: Step| Step::ALL.iter().find(|(one, _)| *one == step).map_or("", |(_, words)| *words);
            let combo = ComboBox::from_id_salt("step")
                .selected_text(words(sheet.step))
                .width(200.0)
                .show_list(ui, |ui| {
                    for (step, words) in Step::ALL {
                        if ui.selectable_value(&mut sheet.step, step, words).clicked() {
                            sheet.follow();
                        }
                    }
                });
            let name = "A new row begins with";
            combo.response.widget_info(|| WidgetInfo::labeled(Role::ComboBox, true, name));
            if ui
                .button("Paste")
                .on_hover_text("Ctrl+V: a block from a spreadsheet, with or without heads")
                .clicked()
            {
                self.cursor.take_keyboard();
                ui.ctx().send_viewport_cmd(egui::ViewportCommand::RequestPaste);
            }
            if ui.button("Remove row").on_hover_text("Ctrl+Delete").clicked() {
                sheet.remove(self.cursor.row);
                self.cursor.take_keyboard();
            }
        });
    }

    /// Goes to the entries of another kind; those of this one stay.
    fn turn_to(&mut self, kind: ObservationKind, batch: &Batch, facts: &Facts<'_>) {
        self.sheets[0].leave(self.cursor.row, self.cursor.column);
        let place = self.sheets.iter().position(|sheet| sheet.kind() == kind);
        let sheet = match place {
            Some(place) => self.sheets.remove(place),
            None => Sheet::new(kind, batch, facts.today),
        };
        self.cursor.move_to(sheet.len() - 1, sheet.first_value());
        self.sheets.insert(0, sheet);
        self.notice.clear();
    }

    fn grid(
        &mut self,
        ui: &mut Ui,
        height: f32,
        batch: &Batch,
        facts: &Facts<'_>,
        is_new: bool,
    ) -> Option<Answer> {
        let sheet = &mut self.sheets[0];
        if is_new && matches!(self.purpose, Purpose::Enter) && sheet.filled() == 0 {
            *sheet.text_mut(0, 0) = facts.today.to_string();
        }
        if is_new {
            self.cursor.take_keyboard();
        }
        let done = ui.push_id("grid", |ui| grid::show(ui, sheet, &mut self.cursor, height)).inner;
        if let Some(text) = done.pasted {
            self.paste(text, None);
        }
        if done.turned != 0 && matches!(self.purpose, Purpose::Enter) {
            self.turn_to(kind_beside(self.sheets[0].kind(), done.turned), batch, facts);
        }
        self.saves |= done.is_saved;
        self.below(ui);
        done.is_left.then_some(Answer::Leave)
    }

    fn paste(&mut self, text: String, order: Option<DateOrder>) {
        let (row, column) = (self.cursor.row, self.cursor.column);
        let sheet = &mut self.sheets[0];
        self.open_paste = None;
        self.trouble = None;
        match sheet.paste(&text, row, column, order) {
            Paste::Done { rows, passed_over } => {
                self.notice = format!("{} pasted", plural(rows, "row", "rows"));
                if !passed_over.is_empty() {
                    self.notice.push_str(&format!("; passed over {}", passed_over.join(", ")));
                }
                if let Some(wrong) = sheet.next_wrong(row).filter(|_| sheet.wrong() > 0) {
                    self.cursor.move_to(wrong.0, wrong.1);
                } else {
                    self.cursor.take_keyboard();
                }
            }
            Paste::AskDateOrder(open) => self.open_paste = Some(OpenPaste { text, open }),
            Paste::Refused(fault) => self.trouble = Some(fault),
        }
    }

    /// What is accepted where the keyboard is, what a paste came to, and what is asked about it.
    fn below(&mut self, ui: &mut Ui) {
        let colors = palette(ui.visuals());
        let sheet = &self.sheets[0];
        let (row, column) = (self.cursor.row, self.cursor.column);
        let said = match sheet.refusal(row, column) {
            Some(reason) if !sheet.text(row, column).is_empty() => (sentence(reason), colors.danger),
            _ => {
                let column = sheet.column(column);
                (format!("{}: {}", column.name, column.accepts(&sheet.pen_names())), colors.text_muted)
            }
        };
        ui.add(egui::Label::new(RichText::new(said.0).color(said.1)).truncate());
        let mut answered = None;
        if let Some(OpenPaste { open, .. }) = &self.open_paste {
            ui.horizontal(|ui| {
                Icon::Warning.show(ui, colors.warning);
                ui.label(format!("Which day is {} in row {}?", open.text, open.line));
                for (order, date) in
                    [(DateOrder::DayFirst, open.day_first), (DateOrder::MonthFirst, open.month_first)]
                {
                    if let Some(date) = date
                        && ui.button(display::date(date)).clicked()
                    {
                        answered = Some(order);
                    }
                }
            });
        } else if !self.notice.is_empty() {
            table::muted(ui, self.notice.clone());
        }
        if let Some(order) = answered
            && let Some(open) = self.open_paste.take()
        {
            self.paste(open.text, Some(order));
        }
    }

    fn leave_question(&self, ui: &mut Ui) -> Option<Answer> {
        ui.label(format!("{} not saved yet", verb_of(self.filled())));
        let row = vec2(ui.available_width(), size::ROW);
        ui.allocate_ui_with_layout(row, Layout::right_to_left(egui::Align::Center), |ui| {
            let lost = button::danger(ui, "Leave without saving").clicked();
            let back = ui.button("Go back");
            if ui.memory(|memory| memory.focused().is_none()) {
                back.request_focus();
            }
            if lost { Some(Answer::Leave) } else { back.clicked().then_some(Answer::GoBack) }
        })
        .inner
    }

    fn say_trouble(&self, ui: &mut Ui) {
        trouble::in_its_place(ui, self.trouble.as_ref(), trouble::fault_line);
    }

    /// Why it cannot be saved yet; nothing if it can.
    fn what_is_missing(&self, facts: &Facts<'_>) -> Option<String> {
        let wrong: usize = self.sheets.iter().map(Sheet::wrong).sum();
        let is_entering = matches!(self.purpose, Purpose::Enter);
        if let Some(why) = facts.why_not_write() {
            Some(why)
        } else if self.is_saving {
            Some("It is being saved".to_owned())
        } else if wrong > 0 && !matches!(self.purpose, Purpose::Remove(_)) {
            Some(format!("{} not accepted", plural(wrong, "row is", "rows are")))
        } else if is_entering && self.filled() == 0 {
            Some("Nothing is entered yet".to_owned())
        } else if !is_entering && self.filled() == 0 {
            Some("Nothing stands in it; remove it instead".to_owned())
        } else if !is_entering && self.reason.trim().is_empty() {
            Some("Say in a few words why".to_owned())
        } else if !is_entering && self.reason.chars().count() > accepted::NAME_CHARS {
            Some("Say why in fewer words".to_owned())
        } else {
            None
        }
    }

    fn buttons(&mut self, ui: &mut Ui, facts: &Facts<'_>) -> Option<Answer> {
        let missing = self.what_is_missing(facts);
        let verb = match &self.purpose {
            Purpose::Enter => format!("Save {}", observations(self.filled())),
            Purpose::Correct(_) => "Save correction".to_owned(),
            Purpose::Remove(_) => "Remove observation".to_owned(),
        };
        let is_removal = matches!(self.purpose, Purpose::Remove(_));
        let place = UiBuilder::new().scope_id(Id::unique("save or cancel"));
        ui.scope_builder(place, |ui| {
            let row = vec2(ui.available_width(), size::ROW);
            ui.allocate_ui_with_layout(row, Layout::right_to_left(egui::Align::Center), |ui| {
                let save = button::unless(ui, missing.clone(), |ui| {
                    if is_removal { button::danger(ui, verb) } else { button::primary(ui, verb) }
                });
                let save = save.on_hover_text("Ctrl+Enter");
                let cancelled = ui.button("Cancel").clicked();
                let wrong = self.sheets.iter().position(|sheet| sheet.wrong() > 0).filter(|_| !is_removal);
                if let Some(place) = wrong
                    && ui.button("Go to it").on_hover_text("To the next cell that is not accepted").clicked()
                {
                    self.go_to_wrong(place);
                }
                if let Some(why) = &missing {
                    let why = RichText::new(why).color(palette(ui.visuals()).text_muted);
                    ui.add(egui::Label::new(why).truncate());
                }
                if save.clicked() { Some(Answer::Save) } else { cancelled.then_some(Answer::Leave) }
            })
            .inner
        })
        .inner
    }

    fn go_to_wrong(&mut self, place: usize) {
        let sheet = self.sheets.remove(place);
        let from = if place == 0 { self.cursor.row + 1 } else { 0 };
        if let Some((row, column)) = sheet.next_wrong(from) {
            self.cursor.move_to(row, column);
        }
        self.sheets.insert(0, sheet);
    }
}

/// The kind so many places on.
fn kind_beside(kind: ObservationKind, by: isize) -> ObservationKind {
    let all = ObservationKind::ALL;
    let place = all.iter().position(|one| *one == kind).unwrap_or(0);
    let count = all.len() as isize;
    all[(place as isize + by).rem_euclid(count) as usize]
}

/// "a growth sample".
fn one_of(kind: ObservationKind) -> String {
    let name = kind.name().to_lowercase();
    match kind {
        ObservationKind::Mortality => "a count of dead fish".to_owned(),
        ObservationKind::Feeding => "an amount of feed".to_owned(),
        _ => format!("a {name}"),
    }
}

/// "3 observations are".
fn verb_of(count: usize) -> String {
    let verb = if count == 1 { "is" } else { "are" };
    format!("{} {verb}", observations(count))
}

/// What is recorded, and by whom.
fn was(recorded: &Recorded, facts: &Facts<'_>) -> (String, String) {
    let observation = &recorded.observation;
    let pen = observation.pen().map_or(String::new(), |pen| format!(", {}", called(pen)));
    let what = format!("{}{pen}: {}", display::date(observation.date()), words(observation));
    let when = display::ago(recorded.recorded_at, facts.now);
    (what, format!("Recorded by {} {when}", recorded.recorded_by))
}
