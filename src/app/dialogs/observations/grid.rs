//! The grid: one cell has the keyboard, Tab and Enter and the arrows move it, and what is typed goes into it at once.
use egui::text::{CCursor, CCursorRange};
use egui::{
    Align, Align2, Event, EventFilter, FocusDirection, Id, Key, Layout, RichText, Role, Sense, Stroke,
    StrokeKind, TextEdit, Ui, WidgetInfo,
};
use egui_extras::{Column as Width, TableBuilder};

use super::sheet::Sheet;
use crate::app::theme::{palette, semibold, size, space};
use crate::app::widgets::table;
use crate::service::entry::{EntryColumn, Holds};

/// The cell that has the keyboard.
#[derive(Debug, Default)]
pub struct Cursor {
    /// Its row.
    pub row: usize,
    /// Its column, among those on show.
    pub column: usize,
    /// Whether something was typed since it came there: then the arrows move within the text.
    is_editing: bool,
    /// It has just come there: it gets the keyboard, with all of its text selected.
    is_new: bool,
    /// Where Enter goes back to: the column in which a run of Tabs began.
    origin: Option<usize>,
    /// What stood there before.
    before: String,
    /// What was typed behind the last key that was heard.
    waiting: Vec<Event>,
}

impl Cursor {
    /// On a cell, with the keyboard.
    pub fn at(row: usize, column: usize) -> Self {
        Self { row, column, is_new: true, ..Self::default() }
    }

    /// Asks for the keyboard again.
    pub fn take_keyboard(&mut self) {
        self.is_new = true;
    }
}

/// The one field that is typed in, wherever it stands.
fn field() -> Id {
    Id::unique("observation cell")
}

/// How wide a column is.
fn width(column: &EntryColumn) -> f32 {
    match column.holds {
        Holds::Date => 104.0,
        Holds::Pen => 120.0,
        Holds::Words => 240.0,
        Holds::Number(_) | Holds::Fish(_) | Holds::Selection => 148.0,
    }
}

/// What was done in a frame beyond typing.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Done {
    /// A block of several cells was pasted.
    pub pasted: Option<String>,
    /// Esc was pressed while nothing was typed.
    pub is_left: bool,
}

/// What a key of the grid does.
#[derive(Debug, Clone, PartialEq)]
enum Step {
    /// Goes to the cell so many rows and columns away.
    Go(isize, isize),
    /// Goes on to the next cell.
    Next,
    /// Goes back to the cell before.
    Back,
    /// Goes on to the next row.
    NextRow,
    First,
    Last,
    RemoveRow,
    Edit,
    Escape,
    Paste(String),
}

/// What this event does, if the grid uses it itself.
fn step_of(event: &Event, is_editing: bool, page: isize) -> Option<Step> {
    let (key, modifiers) = match event {
        Event::Paste(text) if text.trim_end().contains(['\t', '\n']) => {
            return Some(Step::Paste(text.clone()));
        }
        Event::Key { key, pressed: true, modifiers, .. } => (*key, *modifiers),
        _ => return None,
    };
    if modifiers.command {
        return match key {
            Key::Home => Some(Step::First),
            Key::End => Some(Step::Last),
            Key::Delete => Some(Step::RemoveRow),
            _ => None,
        };
    }
    Some(match (key, modifiers.shift) {
        (Key::Tab, false) => Step::Next,
        (Key::Tab, true) => Step::Back,
        (Key::Enter, false) => Step::NextRow,
        (Key::Enter, true) | (Key::ArrowUp, false) => Step::Go(-1, 0),
        (Key::ArrowDown, false) => Step::Go(1, 0),
        (Key::PageUp, false) => Step::Go(-page, 0),
        (Key::PageDown, false) => Step::Go(page, 0),
        (Key::ArrowLeft, false) if !is_editing => Step::Go(0, -1),
        (Key::ArrowRight, false) if !is_editing => Step::Go(0, 1),
        (Key::F2, false) => Step::Edit,
        (Key::Escape, false) => Step::Escape,
        _ => return None,
    })
}

/// Hears the keys of the grid and draws it within this height.
///
/// What is typed before a key goes into the cell that it leaves, and what is typed behind it into the one that it goes to,
/// however much of it comes within one frame: what is behind it waits for the next.
pub fn show(ui: &mut Ui, sheet: &mut Sheet, cursor: &mut Cursor, height: f32) -> Done {
    let mut done = Done::default();
    if ui.is_sizing_pass() {
        ui.allocate_space(egui::vec2(ui.available_width(), height));
        return done;
    }
    cursor.row = cursor.row.min(sheet.len() - 1);
    cursor.column = cursor.column.min(sheet.columns().len() - 1);
    if cursor.is_new {
        cursor.before = sheet.text(cursor.row, cursor.column).to_owned();
    }
    let step = if ui.memory(|memory| memory.has_focus(field())) { hear(ui, cursor, height) } else { None };
    let direction = step.as_ref().and_then(|step| leaves(step, sheet, cursor));
    if let Some(direction) = direction {
        ui.memory_mut(|memory| memory.move_focus(direction));
    }
    draw(ui, sheet, cursor, height);
    if let (Some(step), None) = (step, direction) {
        take(step, sheet, cursor, &mut done);
        ui.ctx().request_repaint();
    }
    done
}

/// The first event that the grid uses itself; those behind it wait.
fn hear(ui: &Ui, cursor: &mut Cursor, height: f32) -> Option<Step> {
    let page = ((height / size::ROW) as isize - 2).max(1);
    ui.input_mut(|input| {
        if !cursor.waiting.is_empty() {
            let events = std::mem::take(&mut input.events);
            input.events = std::mem::take(&mut cursor.waiting);
            input.events.extend(events);
        }
        let mut is_editing = cursor.is_editing;
        let mut found = None;
        for (place, event) in input.events.iter().enumerate() {
            is_editing |= matches!(event, Event::Text(_));
            if let Some(step) = step_of(event, is_editing, page) {
                found = Some((place, step));
                break;
            }
        }
        let (place, step) = found?;
        cursor.waiting = input.events.split_off(place + 1);
        input.events.truncate(place);
        Some(step)
    })
}

/// Where the keyboard goes if the step leads out of the grid: before its first cell, or behind a row in which nothing stands.
fn leaves(step: &Step, sheet: &Sheet, cursor: &Cursor) -> Option<FocusDirection> {
    let is_last = cursor.column + 1 == sheet.columns().len() && cursor.row + 1 == sheet.len();
    match step {
        Step::Back if (cursor.row, cursor.column) == (0, 0) => Some(FocusDirection::Previous),
        Step::Next if is_last && !sheet.grows_below(cursor.row) => Some(FocusDirection::Next),
        _ => None,
    }
}

fn take(step: Step, sheet: &mut Sheet, cursor: &mut Cursor, done: &mut Done) {
    let (row, column) = (cursor.row, cursor.column);
    let columns = sheet.columns().len();
    let to = match step {
        Step::Go(rows, by) => {
            let row = row.saturating_add_signed(rows);
            (row, column.saturating_add_signed(by).min(columns - 1))
        }
        Step::Next => {
            cursor.origin = cursor.origin.or(Some(column));
            if column + 1 == columns { (row + 1, 0) } else { (row, column + 1) }
        }
        Step::Back if column == 0 => (row.saturating_sub(1), columns - 1),
        Step::Back => (row, column - 1),
        Step::NextRow => {
            // After Tabs it goes back to where they began; day and pen of the next row come by themselves.
            let back = cursor.origin.take().map(|origin| origin.max(sheet.first_value()));
            (row + 1, back.unwrap_or(column))
        }
        Step::First => (0, column),
        Step::Last => (sheet.len() - 1, column),
        Step::RemoveRow => {
            sheet.remove(row);
            (row, column)
        }
        Step::Edit => {
            cursor.is_editing = true;
            return;
        }
        Step::Escape if cursor.is_editing => {
            sheet.text_mut(row, column).clone_from(&cursor.before);
            sheet.typed(row, column);
            (row, column)
        }
        Step::Escape => {
            done.is_left = true;
            return;
        }
        Step::Paste(text) => {
            done.pasted = Some(text);
            return;
        }
    };
    go(sheet, cursor, to);
}

/// Leaves a cell for another.
pub fn go(sheet: &mut Sheet, cursor: &mut Cursor, (row, column): (usize, usize)) {
    sheet.leave(cursor.row, cursor.column);
    let origin = cursor.origin;
    let waiting = std::mem::take(&mut cursor.waiting);
    *cursor = Cursor { origin, waiting, ..Cursor::at(row.min(sheet.len() - 1), column) };
}

fn draw(ui: &mut Ui, sheet: &mut Sheet, cursor: &mut Cursor, height: f32) {
    let columns: Vec<&'static EntryColumn> = sheet.columns().collect();
    let mut clicked = None;
    let rows = sheet.len();
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        let mut builder = TableBuilder::new(ui)
            // Each kind has columns of its own, and so widths of its own.
            .id_salt(("entries", sheet.kind()))
            .striped(true)
            .sense(Sense::CLICK)
            .cell_layout(Layout::left_to_right(Align::Center))
            .min_scrolled_height(height - size::ROW)
            .max_scroll_height(height - size::ROW)
            .auto_shrink(false)
            .column(Width::exact(44.0));
        for (place, column) in columns.iter().enumerate() {
            // They are not made wider: Tab goes from cell to cell, and out of the grid to the buttons.
            let is_last = place + 1 == columns.len();
            let wide = width(column);
            builder = builder.column(if is_last {
                Width::remainder().at_least(wide).clip(true)
            } else {
                Width::exact(wide).clip(true)
            });
        }
        if cursor.is_new {
            builder = builder.scroll_to_row(cursor.row, None);
        }
        builder
            .header(size::ROW, |mut row| {
                row.col(|_| ());
                for column in &columns {
                    row.col(|ui| head(ui, column));
                }
            })
            .body(|body| {
                body.rows(size::ROW, rows, |mut row| {
                    let at = row.index();
                    row.col(|ui| {
                        table::muted(ui, (at + 1).to_string());
                    });
                    for (place, column) in columns.iter().enumerate() {
                        let is_cursor = (at, place) == (cursor.row, cursor.column);
                        let (rect, response) = row.col(|ui| {
                            if is_cursor {
                                edit(ui, sheet, cursor, column);
                            } else {
                                text(ui, sheet.text(at, place), column.is_number());
                            }
                        });
                        // What is still being typed is not wrong yet.
                        let is_under_way = at == cursor.row && sheet.text(at, place).is_empty();
                        let refusal = sheet
                            .refusal(at, place)
                            .filter(|_| !(is_under_way || is_cursor && cursor.is_editing));
                        if let Some(reason) = refusal {
                            let danger = palette(&response.ctx.global_style().visuals).danger;
                            let painter = response.ctx.layer_painter(response.layer_id);
                            let painter = painter.with_clip_rect(response.interact_rect);
                            let line = Stroke::new(size::BORDER_LINE * 1.5, danger);
                            painter.rect_stroke(rect.shrink(1.0), 0, line, StrokeKind::Inside);
                            response.clone().on_hover_text(reason);
                        }
                        if !is_cursor {
                            let name = name_of(column, at, sheet.text(at, place), refusal);
                            response.widget_info(|| WidgetInfo::labeled(Role::Cell, true, &name));
                        }
                        if response.clicked() {
                            clicked = Some((at, place));
                        }
                    }
                });
            });
    });
    if let Some(to) = clicked {
        cursor.origin = None;
        go(sheet, cursor, to);
        ui.ctx().request_repaint();
    }
}

/// What screen readers call a cell.
fn name_of(column: &EntryColumn, row: usize, text: &str, refusal: Option<&str>) -> String {
    let name = format!("{}, row {}", column.name, row + 1);
    let name = if text.is_empty() { name } else { format!("{name}, {text}") };
    refusal.map_or(name.clone(), |reason| format!("{name}: {reason}"))
}

fn head(ui: &mut Ui, column: &EntryColumn) {
    let muted = palette(ui.visuals()).text_muted;
    let unit = column.unit();
    let words = if unit.is_empty() { column.name.to_owned() } else { format!("{}, {unit}", column.name) };
    let layout = if column.is_number() {
        Layout::right_to_left(Align::Center)
    } else {
        Layout::left_to_right(Align::Center)
    };
    ui.with_layout(layout, |ui| {
        ui.add_space(space::XS);
        ui.add(egui::Label::new(semibold(words).color(muted)).truncate());
    });
}

fn text(ui: &mut Ui, text: &str, is_number: bool) {
    let layout =
        if is_number { Layout::right_to_left(Align::Center) } else { Layout::left_to_right(Align::Center) };
    ui.with_layout(layout, |ui| {
        ui.add_space(space::S);
        ui.add(egui::Label::new(RichText::new(text)).truncate().selectable(false));
    });
}

/// The cell that is typed in.
fn edit(ui: &mut Ui, sheet: &mut Sheet, cursor: &mut Cursor, column: &EntryColumn) {
    let (row, place) = (cursor.row, cursor.column);
    let name = format!("{}, row {}", column.name, row + 1);
    let accepts = column.accepts(&sheet.pen_names());
    let align = if column.is_number() { Align2::RIGHT_CENTER } else { Align2::LEFT_CENTER };
    let mine = EventFilter { tab: true, horizontal_arrows: true, vertical_arrows: true, escape: true };
    let width = ui.available_width();
    if std::mem::take(&mut cursor.is_new) {
        // Before it is drawn, so that what is typed in this frame takes the place of what is there.
        ui.memory_mut(|memory| memory.request_focus(field()));
        let mut state = TextEdit::load_state(ui.ctx(), field()).unwrap_or_default();
        let end = CCursor::new(sheet.text(row, place).chars().count());
        state.cursor.set_char_range(Some(CCursorRange::two(CCursor::new(0), end)));
        TextEdit::store_state(ui.ctx(), field(), state);
        // The ring is drawn once the keyboard has come.
        ui.ctx().request_repaint();
    }
    let response = TextEdit::singleline(sheet.text_mut(row, place))
        .id(field())
        .align(align)
        .desired_width(width)
        .event_filter(mine)
        .show(ui)
        .response
        .response;
    response.widget_info(|| WidgetInfo::labeled(Role::TextInput, true, &name));
    let said = sheet.refusal(row, place).map_or_else(|| format!("Accepted is {accepts}"), str::to_owned);
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_description(said));
    if response.changed() {
        cursor.is_editing = true;
        sheet.typed(row, place);
    }
    if response.clicked() {
        cursor.is_editing = true;
    }
}
