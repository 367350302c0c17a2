//! A table with a column for each run: the baseline's first, its rows worked with the keyboard and read out whole.
use std::sync::Arc;

use egui::text::LayoutJob;
use egui::{
    Align, Align2, EventFilter, FontId, Galley, Key, Layout, Modifiers, Rect, Role, ScrollArea, Sense,
    Stroke, StrokeKind, TextStyle, Ui, WidgetInfo, pos2, vec2,
};
use egui_extras::{Column as Width, TableBuilder};

use super::chosen_runs::SWATCH;
use super::table_row::{CellText, TableRow};
use crate::app::theme::{Palette, palette, semibold_family, size, space};
use crate::app::views::run_plots::{self, RunNames};
use crate::app::widgets::plots::paint_swatch;

/// The least that a run's column may be.
const LEAST_COLUMN: f32 = 132.0;
/// The baseline's column where the others show differences beside their values.
const BASELINE_COLUMN: f32 = 176.0;
/// Room for a difference beside its value.
const DIFFERENCE: f32 = 196.0;
/// Room for a number with its unit.
pub(super) const NUMBER: f32 = 108.0;
/// From here on a difference fits into one line.
const BELOW: f32 = 186.0;
/// The most that a run's column takes: numbers that are far from their names cannot be followed.
const MOST_COLUMN: f32 = 330.0;
/// Room for the button that opens a plot, beside a row's name.
const PLOT_BUTTON: f32 = 92.0;
/// Height of a second line in a row.
pub(super) const SECOND_LINE: f32 = 16.0;

/// Where the cursor of a table is.
#[derive(Debug, Default)]
pub(super) struct Cursor {
    row: Option<usize>,
}

/// A table to be drawn.
pub(super) struct RunsTable<'a> {
    /// What a screen reader calls it; unique in the view.
    pub name: &'a str,
    /// Head of the first column.
    pub first: &'a str,
    /// Its width.
    pub first_width: f32,
    /// The runs.
    pub names: &'a RunNames,
    /// How many runs there are.
    pub runs: usize,
    /// The least height of the rows, more where they need two lines.
    pub row_height: f32,
    /// Its runs have differences to the baseline beside their values.
    pub has_differences: bool,
    /// Room for a value that has its difference beside it.
    pub value_width: f32,
}

/// How the columns share the width.
#[derive(Clone, Copy)]
struct Columns {
    /// The baseline has no differences, so it needs less.
    baseline: f32,
    run: f32,
    differences: Differences,
}

/// Where differences stand.
#[derive(Clone, Copy, PartialEq)]
enum Differences {
    /// There are none.
    None,
    /// Beside the value.
    Beside,
    /// In the line below it.
    Below,
    /// In the two lines below it.
    TwoBelow,
}

impl Differences {
    fn lines_below(self) -> f32 {
        match self {
            Self::None | Self::Beside => 0.0,
            Self::Below => SECOND_LINE,
            Self::TwoBelow => 2.0 * SECOND_LINE,
        }
    }
}

impl RunsTable<'_> {
    fn columns(&self, room: f32) -> Columns {
        let rest = room - self.first_width - space::M;
        // From here on a value and its difference stand beside each other.
        let beside = self.value_width + DIFFERENCE + 2.0 * space::XS;
        let most = MOST_COLUMN.max(beside);
        let share = |room: f32, columns: usize| {
            (room / columns.max(1) as f32 - space::S).clamp(LEAST_COLUMN, most).floor()
        };
        if !self.has_differences {
            let run = share(rest, self.runs);
            return Columns { baseline: run, run, differences: Differences::None };
        }
        let others = self.runs.saturating_sub(1);
        for (baseline, least, differences) in [
            (BASELINE_COLUMN, beside, Differences::Beside),
            (LEAST_COLUMN, BELOW, Differences::Below),
            (LEAST_COLUMN, 0.0, Differences::TwoBelow),
        ] {
            let run = share(rest - baseline - space::S, others);
            if run >= least {
                return Columns { baseline, run, differences };
            }
        }
        Columns { baseline: LEAST_COLUMN, run: LEAST_COLUMN, differences: Differences::TwoBelow }
    }

    /// Draws it. `beside` draws what stands at the right of a row's name. Gives the row that Enter was pressed on.
    pub fn show(
        self,
        ui: &mut Ui,
        cursor: &mut Cursor,
        rows: &[TableRow],
        mut beside: impl FnMut(&mut Ui, usize, &TableRow),
    ) -> Option<usize> {
        let columns = self.columns(ui.available_width());
        let id = ui.make_persistent_id(("runs table", self.name));
        let room = Rect::from_min_size(ui.cursor().min, ui.available_size());
        let all = ui.interact(room, id, Sense::focusable_noninteractive());
        let (moved, entered) =
            if all.has_focus() { keys(ui, id, cursor, rows.len()) } else { (false, false) };
        all.widget_info(|| WidgetInfo::labeled(Role::Table, true, self.name));
        ui.ctx().accesskit_node_builder(id, |node| {
            node.set_row_count(rows.len());
            let current = cursor.row.and_then(|row| rows.get(row));
            node.set_value(current.map(|row| row.words.clone()).unwrap_or_default());
        });
        let below = columns.differences.lines_below();
        let writing = Writing::new(ui);
        let is_whole = names_fit(ui, &writing, self.names, &columns, self.runs);
        let heights: Vec<f32> = rows
            .iter()
            .map(|row| (self.row_height + below).max(writing.row_height(ui, row, columns.run)))
            .collect();
        let drawn = ui.scope_builder(egui::UiBuilder::new().id_salt(id).max_rect(room), |ui| {
            ScrollArea::horizontal().id_salt(id).auto_shrink([false, true]).show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = 0.0;
                let mut builder = TableBuilder::new(ui)
                    .id_salt(self.name)
                    .striped(true)
                    .sense(Sense::CLICK)
                    .cell_layout(Layout::left_to_right(Align::Center))
                    .max_scroll_height(room.height())
                    .auto_shrink([false, true])
                    .column(Width::exact(self.first_width).clip(true))
                    .column(Width::exact(columns.baseline).clip(true))
                    .columns(Width::exact(columns.run).clip(true), self.runs.saturating_sub(1));
                if let (true, Some(row)) = (moved, cursor.row) {
                    builder = builder.scroll_to_row(row, None);
                }
                builder
                    .header(size::ROW + space::S, |mut row| {
                        row.col(|ui| writing.head(ui, self.first));
                        for run in 0..self.runs {
                            row.col(|ui| head(ui, &writing, self.names, run, is_whole));
                        }
                    })
                    .body(|body| {
                        body.heterogeneous_rows(heights.into_iter(), |mut row| {
                            let i = row.index();
                            let Some(shown) = rows.get(i) else { return };
                            row.set_selected(cursor.row == Some(i));
                            let (_, name) = row.col(|ui| {
                                writing.name(ui, shown);
                                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                                    beside(ui, i, shown);
                                });
                            });
                            if !shown.path.is_empty() {
                                name.on_hover_text(format!("{}\n{}", shown.name, shown.path));
                            }
                            for (run, cell) in shown.cells.iter().enumerate() {
                                let where_to = if run == 0 { Differences::None } else { columns.differences };
                                row.col(|ui| writing.cell(ui, cell, where_to));
                            }
                            let response = row.response();
                            response.widget_info(|| {
                                WidgetInfo::selected(Role::Row, true, cursor.row == Some(i), &shown.words)
                            });
                            if response.clicked() {
                                all.request_focus();
                                cursor.row = Some(i);
                            }
                        });
                    });
            });
        });
        if all.has_focus() {
            let ring = Stroke::new(size::FOCUS_LINE, palette(ui.visuals()).accent);
            let rect = drawn.response.rect.intersect(room);
            ui.painter().rect_stroke(rect, size::CORNER, ring, StrokeKind::Inside);
        }
        cursor.row.filter(|_| entered)
    }
}

/// Moves the cursor of a table that has the keyboard: whether it moved, and whether its row was entered.
fn keys(ui: &Ui, id: egui::Id, cursor: &mut Cursor, rows: usize) -> (bool, bool) {
    let filter = EventFilter { vertical_arrows: true, ..EventFilter::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(id, filter));
    let Some(last) = rows.checked_sub(1) else { return (false, false) };
    ui.input_mut(|input| {
        let mut count = |key| input.count_and_consume_key(Modifiers::NONE, key);
        let down = count(Key::ArrowDown) + 8 * count(Key::PageDown);
        let up = count(Key::ArrowUp) + 8 * count(Key::PageUp);
        let (home, end, enter) = (count(Key::Home) > 0, count(Key::End) > 0, count(Key::Enter) > 0);
        let before = cursor.row;
        if home {
            cursor.row = Some(0);
        } else if end {
            cursor.row = Some(last);
        } else if down != up {
            // The first arrow of all goes to the first row.
            cursor.row = Some(before.map_or(0, |row| (row + down).saturating_sub(up).min(last)));
        }
        (cursor.row != before, enter)
    })
}

/// Whether the whole names of all runs fit into their heads, in two lines each; else the short ones stand for them.
fn names_fit(ui: &Ui, writing: &Writing, names: &RunNames, columns: &Columns, runs: usize) -> bool {
    (0..runs).all(|run| {
        let width = if run == 0 { columns.baseline } else { columns.run };
        !writing.head_name(ui, &head_text(names, run, true), width - 2.0 * space::XS).elided
    })
}

fn head_text(names: &RunNames, run: usize, is_whole: bool) -> String {
    let name = if is_whole { names.name(run) } else { names.short(run) };
    if run == 0 { format!("{name} (baseline)") } else { name.to_owned() }
}

/// A run's head: its line as in the plots, its name, and that it is the baseline.
fn head(ui: &mut Ui, writing: &Writing, names: &RunNames, run: usize, is_whole: bool) {
    let rect = ui.max_rect().shrink2(vec2(space::XS, 0.0));
    let galley = writing.head_name(ui, &head_text(names, run, is_whole), rect.width());
    let left = rect.right() - galley.size().x;
    let swatch = Rect::from_min_size(pos2(left - SWATCH - space::S, rect.top()), vec2(SWATCH, rect.height()));
    paint_swatch(ui.painter(), swatch, &run_plots::series(names, run, writing.colors), writing.colors.text);
    let at = pos2(rect.right(), rect.center().y - galley.size().y / 2.0);
    ui.painter().galley(at, galley, writing.colors.text_muted);
    let whole = head_text(names, run, true);
    let response = ui.allocate_rect(rect, Sense::hover()).on_hover_text(&whole);
    response.widget_info(|| WidgetInfo::labeled(Role::ColumnHeader, true, &whole));
}

/// Fonts and colours of a table's texts, which are painted: the row as a whole is what is read out.
struct Writing {
    font: FontId,
    strong: FontId,
    colors: &'static Palette,
}

impl Writing {
    /// As the theme has them.
    fn new(ui: &Ui) -> Self {
        let font = TextStyle::Body.resolve(ui.style());
        let strong = FontId::new(font.size, semibold_family());
        Self { font, strong, colors: palette(ui.visuals()) }
    }

    fn head(&self, ui: &mut Ui, text: &str) {
        let rect = ui.max_rect().shrink2(vec2(space::XS, 0.0));
        let at = pos2(rect.left(), rect.center().y);
        ui.painter().text(at, Align2::LEFT_CENTER, text, self.strong.clone(), self.colors.text_muted);
    }

    /// The name of a run, aligned right in the room that its line leaves.
    fn head_name(&self, ui: &Ui, name: &str, width: f32) -> Arc<Galley> {
        let color = self.colors.text_muted;
        let mut job =
            LayoutJob::simple(name.to_owned(), self.strong.clone(), color, width - SWATCH - space::S);
        job.halign = Align::RIGHT;
        job.wrap.max_rows = 2;
        ui.painter().layout_job(job)
    }

    /// A name, with what explains it muted below.
    fn name(&self, ui: &Ui, row: &TableRow) {
        let mut rect = ui.max_rect().shrink2(vec2(space::XS, 0.0));
        if row.has_plot {
            rect.max.x -= PLOT_BUTTON;
        }
        let (name, below) = (row.name.as_str(), row.path.as_str());
        let shift = if below.is_empty() { 0.0 } else { SECOND_LINE / 2.0 };
        for (text, color, y) in [(name, self.colors.text, -shift), (below, self.colors.text_muted, shift)] {
            let mut job = LayoutJob::simple(text.to_owned(), self.font.clone(), color, rect.width());
            job.wrap.max_rows = 1;
            job.wrap.break_anywhere = true;
            let galley = ui.painter().layout_job(job);
            ui.painter().galley(
                pos2(rect.left(), rect.center().y + y - galley.size().y / 2.0),
                galley,
                color,
            );
        }
    }

    /// A sentence laid out in a column, aligned right.
    fn below(&self, ui: &Ui, text: &str, width: f32) -> Arc<Galley> {
        // A unit does not leave its number alone at a line's end.
        let text = text.replace(" °C", "\u{a0}°C");
        let mut job = LayoutJob::simple(text, self.font.clone(), self.colors.text_muted, width);
        job.halign = Align::RIGHT;
        ui.painter().layout_job(job)
    }

    /// How high a row must be for the sentences below its values.
    fn row_height(&self, ui: &Ui, row: &TableRow, column: f32) -> f32 {
        let width = column - 2.0 * space::XS;
        let sentences = row.cells.iter().filter(|cell| !cell.below.is_empty());
        sentences
            .map(|cell| self.value(ui, cell, width).size().y + self.below(ui, &cell.below, width).size().y)
            .fold(0.0, |highest, height| f32::max(highest, height + 3.0 * space::XS))
    }

    fn cell(&self, ui: &Ui, cell: &CellText, differences: Differences) {
        let rect = ui.max_rect().shrink2(vec2(space::XS, 0.0));
        let color = match cell.is_better {
            Some(true) => self.colors.success,
            Some(false) => self.colors.warning,
            None => self.colors.text_muted,
        };
        let beside = if differences == Differences::Beside { DIFFERENCE } else { 0.0 };
        let value = self.value(ui, cell, rect.width() - beside);
        let (middle, right) = (rect.center().y, rect.right());
        let write = |y: f32, text: String| {
            if !text.is_empty() {
                ui.painter().text(pos2(right, y), Align2::RIGHT_CENTER, text, self.font.clone(), color);
            }
        };
        let mut value_middle = middle;
        if !cell.below.is_empty() {
            let below = self.below(ui, &cell.below, rect.width());
            let height = value.size().y + space::XS + below.size().y;
            value_middle = middle - (height - value.size().y) / 2.0;
            let top = middle + height / 2.0 - below.size().y;
            ui.painter().galley(pos2(right, top), below, self.colors.text_muted);
        }
        match differences {
            _ if cell.difference.is_empty() => {}
            Differences::None => {}
            Differences::Beside => write(middle, cell.in_one_line()),
            Differences::Below => {
                value_middle -= SECOND_LINE / 2.0;
                write(middle + SECOND_LINE / 2.0, cell.in_one_line());
            }
            Differences::TwoBelow => {
                let [first, second] = cell.in_two_lines();
                let lines = if second.is_empty() { 1.0 } else { 2.0 };
                value_middle -= lines * SECOND_LINE / 2.0;
                write(value_middle + SECOND_LINE, first);
                write(value_middle + 2.0 * SECOND_LINE, second);
            }
        }
        let at = pos2(right - beside, value_middle - value.size().y / 2.0);
        ui.painter().galley(at, value, self.colors.text);
    }

    /// The value, aligned right; what is too long for a line goes on in a second one.
    fn value(&self, ui: &Ui, cell: &CellText, width: f32) -> Arc<Galley> {
        let font = if cell.is_strong { &self.strong } else { &self.font };
        let mut job = LayoutJob::simple(cell.value.clone(), font.clone(), self.colors.text, width);
        job.halign = Align::RIGHT;
        job.wrap.max_rows = if cell.difference.is_empty() { 2 } else { 1 };
        ui.painter().layout_job(job)
    }
}
