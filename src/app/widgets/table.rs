//! A table of many rows: only those in sight are drawn, the heads sort, and all of it is worked with the keyboard.
//!
//! The table as a whole has the keyboard, its cursor moves within. A view gives it the keys of its rows in the order
//! in which they are to stand, and draws the cells; what the rows are is not known here.
use egui::{
    Align, Button, EventFilter, Key, Label, Layout, Modifiers, Response, RichText, Role, ScrollArea, Sense,
    Stroke, StrokeKind, Ui, WidgetInfo,
};
use egui_extras::{Column as Width, TableBuilder};

use crate::app::theme::{palette, semibold, size, space};

/// A column: its head and how wide it is at first. Users may make it wider or narrower, which is remembered.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    title: &'static str,
    tooltip: &'static str,
    width: f32,
    is_number: bool,
    is_sortable: bool,
    takes_rest: bool,
}

impl Column {
    /// A column of text, aligned left.
    #[must_use]
    pub const fn text(title: &'static str, width: f32) -> Self {
        Self { title, tooltip: "", width, is_number: false, is_sortable: true, takes_rest: false }
    }

    /// A column of numbers, aligned right.
    #[must_use]
    pub const fn number(title: &'static str, width: f32) -> Self {
        Self { is_number: true, ..Self::text(title, width) }
    }

    /// What the head explains when it is pointed at.
    #[must_use]
    pub const fn tooltip(mut self, tooltip: &'static str) -> Self {
        self.tooltip = tooltip;
        self
    }

    /// Its head does not sort.
    #[must_use]
    pub const fn unsorted(mut self) -> Self {
        self.is_sortable = false;
        self
    }

    /// Takes the room that the others leave.
    #[must_use]
    pub const fn takes_rest(mut self) -> Self {
        self.takes_rest = true;
        self
    }
}

/// By which column the rows stand, and which way round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sort {
    /// The column, by its place.
    pub column: usize,
    /// The largest first.
    pub is_descending: bool,
}

impl Sort {
    /// `ordering` the way round that was asked for.
    #[must_use]
    pub fn apply(self, ordering: std::cmp::Ordering) -> std::cmp::Ordering {
        if self.is_descending { ordering.reverse() } else { ordering }
    }
}

/// What a user has done to a table: where its cursor is, what is checked, how it is sorted. `K` names a row.
#[derive(Clone, Debug, PartialEq)]
pub struct TableState<K> {
    cursor: Option<K>,
    checked: Vec<K>,
    sort: Option<Sort>,
    /// The cursor was moved from outside and must come into sight.
    reveal: bool,
    /// The table is to have the keyboard.
    focus: bool,
}

impl<K> Default for TableState<K> {
    fn default() -> Self {
        Self { cursor: None, checked: Vec::new(), sort: None, reveal: false, focus: false }
    }
}

impl<K: Copy + PartialEq> TableState<K> {
    /// Sorted by this column from the start.
    #[must_use]
    pub fn sorted(column: usize, is_descending: bool) -> Self {
        Self { sort: Some(Sort { column, is_descending }), ..Self::default() }
    }

    /// The row that the cursor is on.
    #[must_use]
    pub fn cursor(&self) -> Option<K> {
        self.cursor
    }

    /// Puts the cursor on a row and brings it into sight.
    pub fn set_cursor(&mut self, key: Option<K>) {
        self.reveal = key.is_some() && key != self.cursor;
        self.cursor = key;
    }

    /// The checked rows, in the order in which they were checked.
    #[must_use]
    pub fn checked(&self) -> &[K] {
        &self.checked
    }

    /// Checks these rows and no others.
    pub fn set_checked(&mut self, keys: Vec<K>) {
        self.checked = keys;
    }

    /// The checked rows; the one with the cursor if none is checked.
    #[must_use]
    pub fn chosen(&self) -> Vec<K> {
        if self.checked.is_empty() { self.cursor.into_iter().collect() } else { self.checked.clone() }
    }

    /// How the rows are to be sorted.
    #[must_use]
    pub fn sort(&self) -> Option<Sort> {
        self.sort
    }

    /// Gives the table the keyboard when it is drawn next.
    pub fn request_focus(&mut self) {
        self.focus = true;
    }

    /// Forgets rows that are no longer there.
    pub fn retain(&mut self, is_there: impl Fn(K) -> bool) {
        self.checked.retain(|key| is_there(*key));
        self.cursor = self.cursor.filter(|key| is_there(*key));
    }

    fn toggle(&mut self, key: K) {
        match self.checked.iter().position(|checked| *checked == key) {
            Some(place) => {
                self.checked.remove(place);
            }
            None => self.checked.push(key),
        }
    }
}

/// What was done to a table in this frame.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TableOutput<K> {
    /// A row was opened: by Enter or a double click.
    pub opened: Option<K>,
    /// The table has the keyboard, so keys that it does not use itself are the view's.
    pub has_focus: bool,
}

/// A table to be drawn.
#[derive(Clone, Copy, Debug)]
#[must_use = "a table is drawn with `show`"]
pub struct Table<'a> {
    name: &'a str,
    columns: &'a [Column],
    is_checkable: bool,
    height: Option<f32>,
}

impl<'a> Table<'a> {
    /// A table with this name, unique in its view, for screen readers and for what is remembered of it.
    pub fn new(name: &'a str, columns: &'a [Column]) -> Self {
        Self { name, columns, is_checkable: false, height: None }
    }

    /// Rows can be checked, several at once.
    pub fn checkable(mut self) -> Self {
        self.is_checkable = true;
        self
    }

    /// No higher than this; else all the height there is.
    pub fn height(mut self, height: f32) -> Self {
        self.height = Some(height);
        self
    }

    /// Draws the table. `row_name` is what a screen reader calls a row; `cell` draws the cell of a row (by its place in
    /// `rows`) and a column (by its place in the columns).
    pub fn show<K: Copy + PartialEq>(
        self,
        ui: &mut Ui,
        state: &mut TableState<K>,
        rows: &[K],
        row_name: impl Fn(usize) -> String,
        mut cell: impl FnMut(&mut Ui, usize, usize),
    ) -> TableOutput<K> {
        let id = ui.make_persistent_id(("table", self.name));
        let place = |key: K| rows.iter().position(|row| *row == key);
        let height = self.height.unwrap_or(f32::INFINITY).min(ui.available_height());
        let room = egui::Rect::from_min_size(ui.cursor().min, egui::vec2(ui.available_width(), height));
        let all = ui.interact(room, id, Sense::focusable_noninteractive());
        let mut output = TableOutput { opened: None, has_focus: all.has_focus() };
        if std::mem::take(&mut state.focus) {
            all.request_focus();
        }
        let mut at = state.cursor.and_then(place);
        let mut reveal = std::mem::take(&mut state.reveal);
        if output.has_focus {
            let page = ((height / size::ROW) as usize).saturating_sub(2).max(1);
            let pressed = Pressed::read(ui, id);
            if let Some(to) = pressed.cursor(at, rows.len(), page) {
                at = Some(to);
                state.cursor = rows.get(to).copied();
                reveal = true;
            }
            if let Some(key) = state.cursor.filter(|_| at.is_some()) {
                if pressed.toggles && self.is_checkable {
                    state.toggle(key);
                }
                output.opened = pressed.opens.then_some(key);
            }
            if pressed.all && self.is_checkable {
                state.checked = rows.to_vec();
            }
        }
        self.name_it(&all, rows.len(), at.map(&row_name));
        let drawn = ui.scope_builder(egui::UiBuilder::new().id_salt(id).max_rect(room), |ui| {
            ScrollArea::horizontal().id_salt(id).auto_shrink([false, true]).show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = 0.0;
                let mut builder = TableBuilder::new(ui)
                    .id_salt(self.name)
                    .striped(true)
                    .sense(Sense::CLICK)
                    .cell_layout(Layout::left_to_right(Align::Center))
                    .max_scroll_height(height)
                    .min_scrolled_height(size::ROW * 3.0)
                    .auto_shrink([false, self.height.is_some()]);
                if self.is_checkable {
                    builder = builder.column(Width::exact(size::ROW));
                }
                for column in self.columns {
                    builder = builder.column(if column.takes_rest {
                        Width::remainder().at_least(column.width).clip(true)
                    } else {
                        Width::initial(column.width).at_least(size::ROW * 1.5).clip(true).resizable(true)
                    });
                }
                if let (true, Some(at)) = (reveal, at) {
                    builder = builder.scroll_to_row(at, None);
                }
                builder
                    .header(size::ROW, |mut row| {
                        if self.is_checkable {
                            row.col(|ui| check_all(ui, state, rows));
                        }
                        for (i, column) in self.columns.iter().enumerate() {
                            row.col(|ui| head(ui, column, i, &mut state.sort));
                        }
                    })
                    .body(|body| {
                        body.rows(size::ROW, rows.len(), |mut row| {
                            let (i, key) = (row.index(), rows[row.index()]);
                            row.set_selected(at == Some(i));
                            if self.is_checkable {
                                let name = || format!("Select {}", row_name(i));
                                row.col(|ui| check(ui, state, key, name));
                            }
                            for (j, column) in self.columns.iter().enumerate() {
                                row.col(|ui| aligned(ui, column.is_number, |ui| cell(ui, i, j)));
                            }
                            let response = row.response();
                            let is_current = at == Some(i);
                            response.widget_info(|| {
                                WidgetInfo::selected(Role::Row, true, is_current, row_name(i))
                            });
                            if response.clicked() {
                                all.request_focus();
                                state.cursor = Some(key);
                                if self.is_checkable && response.ctx.input(|input| input.modifiers.command) {
                                    state.toggle(key);
                                }
                            }
                            if response.double_clicked() {
                                output.opened = Some(key);
                            }
                        });
                    });
            })
        });
        if output.has_focus {
            let ring = Stroke::new(size::FOCUS_LINE, palette(ui.visuals()).accent);
            let rect = drawn.response.rect.intersect(room);
            ui.painter().rect_stroke(rect, size::CORNER, ring, StrokeKind::Inside);
        }
        output
    }

    /// What a screen reader says of the table: its name, its length and the row with the cursor.
    fn name_it(&self, all: &Response, rows: usize, current: Option<String>) {
        all.widget_info(|| WidgetInfo::labeled(Role::Table, true, self.name));
        all.ctx.accesskit_node_builder(all.id, |node| {
            node.set_row_count(rows);
            node.set_value(current.unwrap_or_default());
        });
    }
}

/// The keys that a table uses itself.
struct Pressed {
    down: usize,
    up: usize,
    page_down: usize,
    page_up: usize,
    first: bool,
    last: bool,
    toggles: bool,
    opens: bool,
    all: bool,
}

impl Pressed {
    fn read(ui: &Ui, id: egui::Id) -> Self {
        let filter = EventFilter { vertical_arrows: true, ..EventFilter::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(id, filter));
        ui.input_mut(|input| Self {
            down: input.count_and_consume_key(Modifiers::NONE, Key::ArrowDown),
            up: input.count_and_consume_key(Modifiers::NONE, Key::ArrowUp),
            page_down: input.count_and_consume_key(Modifiers::NONE, Key::PageDown),
            page_up: input.count_and_consume_key(Modifiers::NONE, Key::PageUp),
            first: input.consume_key(Modifiers::NONE, Key::Home),
            last: input.consume_key(Modifiers::NONE, Key::End),
            toggles: input.consume_key(Modifiers::NONE, Key::Space),
            opens: input.consume_key(Modifiers::NONE, Key::Enter),
            all: input.consume_key(Modifiers::COMMAND, Key::A),
        })
    }

    /// Where the cursor goes; none if it stays.
    fn cursor(&self, at: Option<usize>, rows: usize, page: usize) -> Option<usize> {
        let last = rows.checked_sub(1)?;
        if self.first {
            return Some(0);
        }
        if self.last {
            return Some(last);
        }
        let down = self.down + self.page_down * page;
        let up = self.up + self.page_up * page;
        if down == up {
            return None;
        }
        // The first arrow of all goes to the first row.
        Some(at.map_or(0, |at| (at + down).saturating_sub(up).min(last)))
    }
}

fn head(ui: &mut Ui, column: &Column, place: usize, sort: &mut Option<Sort>) {
    let sorted = sort.filter(|sort| sort.column == place);
    let arrow = sorted.map_or("", |sort| if sort.is_descending { " ▼" } else { " ▲" });
    let text = semibold(format!("{}{arrow}", column.title)).color(palette(ui.visuals()).text_muted);
    let response = aligned(ui, column.is_number, |ui| {
        if !column.is_sortable {
            return ui.add(Label::new(text).truncate().sense(Sense::hover()));
        }
        let response = ui.add(Button::new(text).frame(false).truncate());
        response.widget_info(|| WidgetInfo::labeled(Role::ColumnHeader, true, column.title));
        if response.clicked() {
            // Numbers are asked for with the largest first, names from A.
            let is_descending = sorted.map_or(column.is_number, |sort| !sort.is_descending);
            *sort = Some(Sort { column: place, is_descending });
        }
        response
    });
    if !column.tooltip.is_empty() {
        response.on_hover_text(column.tooltip);
    }
}

fn check_all<K: Copy + PartialEq>(ui: &mut Ui, state: &mut TableState<K>, rows: &[K]) {
    let mut all = !rows.is_empty() && state.checked.len() == rows.len();
    let some = !state.checked.is_empty() && !all;
    let response =
        ui.add_enabled(!rows.is_empty(), egui::Checkbox::without_text(&mut all).indeterminate(some));
    response.widget_info(|| WidgetInfo::selected(Role::CheckBox, true, all, "Select all"));
    if response.clicked() {
        state.checked = if all { rows.to_vec() } else { Vec::new() };
    }
}

/// Tab passes the boxes of rows over: Space does the same for the row with the cursor.
fn check<K: Copy + PartialEq>(ui: &mut Ui, state: &mut TableState<K>, key: K, name: impl Fn() -> String) {
    let is_checked = state.checked.contains(&key);
    let (rect, response) = ui.allocate_exact_size(egui::Vec2::splat(size::CLICK), Sense::CLICK);
    response.widget_info(|| WidgetInfo::selected(Role::CheckBox, true, is_checked, name()));
    if response.clicked() {
        state.toggle(key);
    }
    let colors = palette(ui.visuals());
    let square = egui::Rect::from_center_size(rect.center(), egui::Vec2::splat(size::ICON - 2.0));
    if is_checked {
        ui.painter().rect_filled(square, size::CORNER / 2, colors.accent);
        super::icon::Icon::Done.paint(ui.painter(), square, colors.on_accent);
    } else {
        let edge = Stroke::new(size::BORDER_LINE, colors.border_strong);
        ui.painter().rect(square, size::CORNER / 2, colors.field, edge, StrokeKind::Inside);
    }
}

fn aligned<R>(ui: &mut Ui, is_number: bool, contents: impl FnOnce(&mut Ui) -> R) -> R {
    let layout =
        if is_number { Layout::right_to_left(Align::Center) } else { Layout::left_to_right(Align::Center) };
    ui.with_layout(layout, |ui| {
        ui.add_space(space::XS);
        contents(ui)
    })
    .inner
}

/// The text of a cell, cut with an ellipsis where the column is too narrow.
pub fn text(ui: &mut Ui, text: impl Into<RichText>) -> Response {
    ui.add(Label::new(text.into()).truncate().sense(Sense::hover()))
}

/// The text of a cell that explains rather than says.
pub fn muted(ui: &mut Ui, text: impl Into<String>) -> Response {
    let color = palette(ui.visuals()).text_muted;
    self::text(ui, RichText::new(text).color(color))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::widgets::testing::stage_with;
    use egui_kittest::Harness;
    use egui_kittest::kittest::Queryable as _;

    const COLUMNS: [Column; 2] = [Column::text("Name", 120.0).takes_rest(), Column::number("Days", 80.0)];

    #[derive(Default)]
    struct World {
        table: TableState<u32>,
        opened: Vec<u32>,
    }

    fn table(rows: u32) -> Harness<'static, World> {
        let rows: Vec<u32> = (0..rows).collect();
        stage_with([480.0, 320.0], World::default(), move |ui, world: &mut World| {
            let output = Table::new("Runs", &COLUMNS).checkable().show(
                ui,
                &mut world.table,
                &rows,
                |i| format!("Row {i}"),
                |ui, i, j| {
                    text(ui, format!("cell {i} {j}"));
                },
            );
            world.opened.extend(output.opened);
        })
    }

    #[test]
    fn the_keyboard_moves_the_cursor_checks_and_opens() {
        let mut stage = table(10_000);
        stage.state_mut().table.request_focus();
        stage.run();
        for key in [Key::ArrowDown, Key::ArrowDown, Key::ArrowDown, Key::ArrowUp, Key::Space, Key::Enter] {
            stage.key_press(key);
            stage.run();
        }
        assert_eq!(stage.state().table.cursor(), Some(1));
        assert_eq!(stage.state().table.checked(), [1]);
        assert_eq!(stage.state().opened, [1]);
        stage.key_press(Key::End);
        stage.run();
        assert_eq!(stage.state().table.cursor(), Some(9_999));
        stage.get_by_role_and_label(Role::Row, "Row 9999");
        assert!(
            stage.query_by_role_and_label(Role::Row, "Row 1").is_none(),
            "rows out of sight are not drawn"
        );
    }

    #[test]
    fn the_pointer_chooses_a_row_and_checks_several() {
        let mut stage = table(5);
        stage.get_by_role_and_label(Role::Row, "Row 3").click();
        stage.run();
        assert_eq!(stage.state().table.cursor(), Some(3));
        for row in [4, 0] {
            stage.get_by_label(&format!("Select Row {row}")).click();
            stage.run();
        }
        assert_eq!(stage.state().table.checked(), [4, 0], "in the order in which they were chosen");
        stage.get_by_label("Select all").click();
        stage.run();
        assert_eq!(stage.state().table.checked().len(), 5);
    }

    #[test]
    fn a_head_sorts_and_sorts_the_other_way_when_it_is_pressed_again() {
        let mut stage = table(5);
        stage.get_by_role_and_label(Role::ColumnHeader, "Days").click();
        stage.run();
        assert_eq!(stage.state().table.sort(), Some(Sort { column: 1, is_descending: true }));
        stage.get_by_role_and_label(Role::ColumnHeader, "Days").click();
        stage.run();
        assert_eq!(stage.state().table.sort(), Some(Sort { column: 1, is_descending: false }));
    }
}
