//! The grid: one cell has the keyboard, Tab and Enter and the arrows move it, and what is typed goes into it at once.
use egui::text::{CCursor, CCursorRange};
use egui::{
    Align, Align2, Context, EventFilter, FocusDirection, Id, Layout, RichText, Role, Sense, Stroke,
    StrokeKind, TextEdit, Ui, WidgetInfo,
};
use egui_extras::{Column as Width, TableBuilder};

use super::keys::{Keys, Step};
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
    keys: Keys,
    /// What the key does that was heard in this frame, once what was typed before it stands in the cell.
    step: Option<Step>,
}

impl Cursor {
    /// On a cell, with the keyboard.
    pub fn at(row: usize, column: usize) -> Self {
        Self { row, column, is_new: true, ..Self::default() }
    }

    /// Goes to another cell, with the keyboard; what is typed ahead goes with it.
    pub fn move_to(&mut self, row: usize, column: usize) {
        let keys = std::mem::take(&mut self.keys);
        *self = Self { keys, ..Self::at(row, column) };
    }

    /// Asks for the keyboard again.
    pub fn take_keyboard(&mut self) {
        self.is_new = true;
    }

    /// Hears the keys of the grid before anything else of the dialog does, in the order in which they came.
    pub fn hear(&mut self, ctx: &Context) {
        if self.step.is_some() {
            // The frame before was not drawn: what that key does comes first.
            self.keys.wait(ctx);
        } else if ctx.memory(|memory| memory.has_focus(field())) {
            self.step = self.keys.hear(ctx, self.is_editing && !self.is_new);
        } else if self.is_new {
            self.keys.wait(ctx);
        } else {
            self.keys.let_go(ctx);
        }
    }

    /// Something else is asked first: what was typed behind it is not for the grid.
    pub fn forget_keys(&mut self) {
        self.keys.forget();
        self.step = None;
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
    /// So many kinds of observation it goes on by.
    pub turned: isize,
    /// All of it is to be saved.
    pub is_saved: bool,
}

/// Draws the grid within this height, and then does what the key does that was heard.
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
    let step = cursor.step.take();
    let direction = step.as_ref().and_then(|step| leaves(step, sheet, cursor));
    if let Some(direction) = direction {
        ui.memory_mut(|memory| memory.move_focus(direction));
    }
    draw(ui, sheet, cursor, height);
    if let (Some(step), None) = (step, direction) {
        let page = ((height / size::ROW) as isize - 2).max(1);
        take(step, page, sheet, cursor, &mut done);
        ui.ctx().request_repaint();
    }
    done
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

fn take(step: Step, page: isize, sheet: &mut Sheet, cursor: &mut Cursor, done: &mut Done) {
    let (row, column) = (cursor.row, cursor.column);
    let columns = sheet.columns().len();
    let to = match step {
        Step::Go(rows, by) => {
            let row = row.saturating_add_signed(rows);
            (row, column.saturating_add_signed(by).min(columns - 1))
        }
        Step::Pages(pages) => (row.saturating_add_signed(pages * page), column),
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
        Step::Turn(by) => {
            done.turned = by;
            return;
        }
        Step::Save => {
            done.is_saved = true;
            return;
        }
    };
    go(sheet, cursor, to);
}

/// Leaves a cell for another.
pub fn go(sheet: &mut Sheet, cursor: &mut Cursor, (row, column): (usize, usize)) {
    sheet.leave(cursor.row, cursor.column);
    let origin = cursor.origin;
    cursor.move_to(row.min(sheet.len() - 1), column);
    cursor.origin = origin;
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
        // Nobody can tell any more where what was typed around a click belongs.
        cursor.keys.forget();
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
        // What stood in the cell before is not brought back into this one.
        state.clear_undoer();
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
