//! A table with a column for each run: the baseline's first, its rows worked with the keyboard and read out whole.
use egui::text::LayoutJob;
use egui::{
    Align, Align2, EventFilter, FontId, Key, Layout, Modifiers, Rect, Role, ScrollArea, Sense, Stroke,
    StrokeKind, TextStyle, Ui, WidgetInfo, pos2, vec2,
};
use egui_extras::{Column as Width, TableBuilder};

use super::chosen_runs::SWATCH;
use crate::app::theme::{Palette, palette, semibold_family, size, space};
use crate::app::views::run_plots::{self, RunNames};
use crate::app::widgets::plots::paint_swatch;

/// The least that a run's column may be.
const LEAST_COLUMN: f32 = 136.0;
/// The baseline's column where the others show differences beside their values.
const BASELINE_COLUMN: f32 = 176.0;
/// From here on a value and its difference stand beside each other.
const BESIDE: f32 = 312.0;
/// The most that a run's column takes: numbers that are far from their names cannot be followed.
const MOST_COLUMN: f32 = 330.0;
/// Height of a second line in a row.
pub(super) const SECOND_LINE: f32 = 16.0;

/// What one cell says.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct CellText {
    /// The value.
    pub value: String,
    /// What it has more or less than the baseline's; empty where there is nothing to say.
    pub difference: String,
    /// Whether that is better, where good and bad are known.
    pub is_better: Option<bool>,
    /// It is not the baseline's value, and that matters here.
    pub is_strong: bool,
    /// A sentence below both, which may need several lines.
    pub below: String,
}

impl CellText {
    /// The difference with the word for what it means.
    fn difference_in_words(&self) -> String {
        match self.is_better {
            Some(true) => format!("{} better", self.difference),
            Some(false) => format!("{} worse", self.difference),
            None => self.difference.clone(),
        }
    }

    /// Value and difference, to be read out.
    pub fn spoken(&self) -> String {
        let difference = self.difference_in_words();
        let parts = [self.value.as_str(), &difference, &self.below];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
    }
}

/// One row of a table.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct TableRow {
    /// What it is about.
    pub name: String,
    /// The same for those who know the documents, muted below the name; may be empty.
    pub path: String,
    /// What each run has, the baseline first.
    pub cells: Vec<CellText>,
    /// It can be opened as a plot.
    pub has_plot: bool,
    /// All of it in one sentence.
    pub words: String,
}

impl TableRow {
    /// A row of this name.
    pub fn new(name: String, names: &RunNames, cells: Vec<CellText>) -> Self {
        let spoken = |(run, cell): (usize, &CellText)| format!("{} {}", names.name(run), cell.spoken());
        let spoken: Vec<String> = cells.iter().enumerate().map(spoken).collect();
        let words = format!("{name}; {}", spoken.join("; "));
        Self { name, cells, words, ..Self::default() }
    }
}

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
}

/// How the columns share the width.
#[derive(Clone, Copy)]
struct Columns {
    /// The baseline has no differences, so it needs less.
    baseline: f32,
    run: f32,
    /// Value and difference beside each other.
    is_beside: bool,
}

impl Columns {
    /// Room for differences in the column of a run.
    fn difference(self, run: usize) -> f32 {
        if self.is_beside && run > 0 { DIFFERENCE } else { 0.0 }
    }
}

impl RunsTable<'_> {
    fn columns(&self, room: f32) -> Columns {
        let rest = room - self.first_width - space::M;
        let share = |room: f32, columns: usize| {
            (room / columns.max(1) as f32 - space::S).clamp(LEAST_COLUMN, MOST_COLUMN).floor()
        };
        let run = share(rest - BASELINE_COLUMN - space::S, self.runs.saturating_sub(1));
        if self.has_differences && run >= BESIDE {
            return Columns { baseline: BASELINE_COLUMN, run, is_beside: true };
        }
        let run = share(rest, self.runs);
        Columns { baseline: run, run, is_beside: false }
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
        let two_lines = if self.has_differences && !columns.is_beside { SECOND_LINE } else { 0.0 };
        let writing = Writing::new(ui);
        let heights: Vec<f32> = rows
            .iter()
            .map(|row| (self.row_height + two_lines).max(writing.row_height(ui, row, columns.run)))
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
                            row.col(|ui| head(ui, self.names, run));
                        }
                    })
                    .body(|body| {
                        body.heterogeneous_rows(heights.into_iter(), |mut row| {
                            let i = row.index();
                            let Some(shown) = rows.get(i) else { return };
                            row.set_selected(cursor.row == Some(i));
                            row.col(|ui| {
                                writing.name(ui, &shown.name, &shown.path);
                                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                                    beside(ui, i, shown);
                                });
                            });
                            for (run, cell) in shown.cells.iter().enumerate() {
                                row.col(|ui| writing.cell(ui, cell, columns.difference(run)));
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

/// A run's head: its line as in the plots, its name, and that it is the baseline.
fn head(ui: &mut Ui, names: &RunNames, run: usize) {
    let writing = Writing::new(ui);
    let rect = ui.max_rect().shrink2(vec2(space::XS, 0.0));
    let name = if run == 0 { format!("{} (baseline)", names.name(0)) } else { names.name(run).to_owned() };
    let color = writing.colors.text_muted;
    // A long name goes on in a second line; what does not fit there is told by the tooltip.
    let mut job =
        LayoutJob::simple(name.clone(), writing.strong.clone(), color, rect.width() - SWATCH - space::S);
    job.halign = Align::RIGHT;
    job.wrap.max_rows = 2;
    let galley = ui.painter().layout_job(job);
    let left = rect.right() - galley.size().x;
    let swatch = Rect::from_min_size(pos2(left - SWATCH - space::S, rect.top()), vec2(SWATCH, rect.height()));
    paint_swatch(ui.painter(), swatch, &run_plots::series(names, run, writing.colors), writing.colors.text);
    ui.painter().galley(pos2(rect.right(), rect.center().y - galley.size().y / 2.0), galley, color);
    let response = ui.allocate_rect(rect, Sense::hover()).on_hover_text(&name);
    response.widget_info(|| WidgetInfo::labeled(Role::ColumnHeader, true, &name));
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

    /// A name, with what explains it muted below.
    fn name(&self, ui: &Ui, name: &str, below: &str) {
        let rect = ui.max_rect().shrink2(vec2(space::XS, 0.0));
        let shift = if below.is_empty() { 0.0 } else { SECOND_LINE / 2.0 };
        let painter = ui.painter();
        let at = pos2(rect.left(), rect.center().y - shift);
        painter.text(at, Align2::LEFT_CENTER, name, self.font.clone(), self.colors.text);
        let at = pos2(rect.left(), rect.center().y + shift);
        painter.text(at, Align2::LEFT_CENTER, below, self.font.clone(), self.colors.text_muted);
    }

    /// A sentence laid out in a column, aligned right.
    fn below(&self, ui: &Ui, text: &str, width: f32) -> std::sync::Arc<egui::Galley> {
        let mut job = LayoutJob::simple(text.to_owned(), self.font.clone(), self.colors.text_muted, width);
        job.halign = Align::RIGHT;
        ui.painter().layout_job(job)
    }

    /// How high a row must be for the sentences below its values.
    fn row_height(&self, ui: &Ui, row: &TableRow, column: f32) -> f32 {
        let sentences = row.cells.iter().filter(|cell| !cell.below.is_empty());
        sentences
            .map(|cell| {
                size::CLICK + self.below(ui, &cell.below, column - 2.0 * space::XS).size().y + space::XS
            })
            .fold(0.0, f32::max)
    }

    /// `beside` is the room for a difference beside the value; without it the difference stands below.
    fn cell(&self, ui: &mut Ui, cell: &CellText, beside: f32) {
        let rect = ui.max_rect().shrink2(vec2(space::XS, 0.0));
        let difference = cell.difference_in_words();
        let color = match cell.is_better {
            Some(true) => self.colors.success,
            Some(false) => self.colors.warning,
            None => self.colors.text_muted,
        };
        let value = self.value(ui, cell, rect.width() - beside);
        let (middle, right) = (rect.center().y, rect.right());
        let centred = |y: f32| y - value.size().y / 2.0;
        let value_top = if !cell.below.is_empty() {
            let galley = self.below(ui, &cell.below, rect.width());
            ui.painter().galley(pos2(right, rect.top() + size::CLICK), galley, self.colors.text_muted);
            rect.top() + space::XS
        } else if beside > 0.0 || difference.is_empty() {
            centred(middle)
        } else {
            centred(middle - SECOND_LINE / 2.0)
        };
        let y = if beside > 0.0 { middle } else { middle + SECOND_LINE / 2.0 };
        ui.painter().galley(pos2(right - beside, value_top), value, self.colors.text);
        if !difference.is_empty() {
            ui.painter().text(pos2(right, y), Align2::RIGHT_CENTER, difference, self.font.clone(), color);
        }
    }

    /// The value, aligned right; what is too long for a line goes on in a second one.
    fn value(&self, ui: &Ui, cell: &CellText, width: f32) -> std::sync::Arc<egui::Galley> {
        let font = if cell.is_strong { &self.strong } else { &self.font };
        let mut job = LayoutJob::simple(cell.value.clone(), font.clone(), self.colors.text, width);
        job.halign = Align::RIGHT;
        job.wrap.max_rows = if cell.below.is_empty() && cell.difference.is_empty() { 2 } else { 1 };
        ui.painter().layout_job(job)
    }
}

/// Room for a difference beside its value.
const DIFFERENCE: f32 = 196.0;
