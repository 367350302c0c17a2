//! What every run has at the cursor, all six measures at once, with the differences to the baseline.
use egui::{
    Align2, Color32, FontId, Painter, Pos2, Rect, Role, Sense, TextStyle, Ui, WidgetInfo, pos2, vec2,
};

use super::chosen_runs::SWATCH;
use super::shown::Shown;
use crate::app::theme::{palette, semibold_family, size, space};
use crate::app::views::run_plots::{self, Measure};
use crate::app::widgets::plots::{Axis, paint_swatch, ticks};
use crate::domain::display::{self, Reading};
use crate::domain::run::ProjectionDay;
use crate::service::RunInFull;

/// Height of a line.
const LINE: f32 = 20.0;
/// A column must be as wide as this for value and difference to stand beside each other.
const BESIDE: f32 = 146.0;

/// The values of one day.
#[derive(Debug)]
pub(super) struct ValuesAt {
    day: f64,
    axis: Axis,
    head: String,
    rows: Vec<Row>,
}

#[derive(Debug)]
struct Row {
    /// Value and difference of each measure.
    cells: Vec<(String, String)>,
    /// All of it in one sentence.
    words: String,
}

impl ValuesAt {
    fn of(shown: &Shown, axis: Axis, day: f64) -> Self {
        let runs = shown.runs();
        let days: Vec<Option<&ProjectionDay>> = runs.iter().map(|run| day_at(run, axis, day)).collect();
        let columns: Vec<Vec<(String, String)>> =
            Measure::ALL.iter().map(|measure| column(*measure, &days)).collect();
        let head = ticks::day_text(axis, day);
        let rows = (0..runs.len())
            .map(|run| {
                let cells: Vec<_> = columns.iter().filter_map(|column| column.get(run).cloned()).collect();
                let words = sentence(shown.names.name(run), &cells);
                Row { cells, words }
            })
            .collect();
        Self { day, axis, head, rows }
    }
}

/// The day of a run that stands at this place of the axis.
fn day_at(run: &RunInFull, axis: Axis, x: f64) -> Option<&ProjectionDay> {
    let days = &run.projection.days;
    let first = run_plots::x_of(days.first()?, axis);
    let place = (x - first).round();
    // `as` is exact here: a run has at most some thousand days.
    (place >= 0.0).then(|| days.get(place as usize)).flatten()
}

fn column(measure: Measure, days: &[Option<&ProjectionDay>]) -> Vec<(String, String)> {
    let values: Vec<Option<f64>> = days.iter().map(|day| day.map(|day| measure.of(day))).collect();
    let base = values.first().copied().flatten();
    let differences: Vec<Option<f64>> = values.iter().map(|value| Some((*value)? - base?)).collect();
    let kind = measure.quantity();
    let differences = display::quantity_differences(&differences, &values, kind);
    let values = display::quantities(&values, kind);
    let text = |(run, (value, difference)): (usize, (Reading, Reading))| {
        let has_none = run == 0 || difference.is_absent();
        (value.to_string(), if has_none { String::new() } else { difference.to_string() })
    };
    values.into_iter().zip(differences).enumerate().map(text).collect()
}

fn sentence(name: &str, cells: &[(String, String)]) -> String {
    let parts: Vec<String> = Measure::ALL
        .iter()
        .zip(cells)
        .map(|(measure, (value, difference))| {
            let difference = if difference.is_empty() { String::new() } else { format!(", {difference}") };
            format!("{} {value}{difference}", measure.name())
        })
        .collect();
    format!("{name}; {}", parts.join("; "))
}

/// How high the table is.
pub(super) fn height(width: f32, runs: usize) -> f32 {
    let lines = if is_beside(width) { 1.0 } else { 2.0 };
    LINE + space::XS + runs as f32 * LINE * lines
}

/// Room for the run's name.
fn name_room(width: f32) -> f32 {
    (0.2 * width).clamp(180.0, 340.0)
}

fn is_beside(width: f32) -> bool {
    (width - name_room(width)) / Measure::ALL.len() as f32 >= BESIDE
}

/// Draws the values at a day.
pub(super) fn show(ui: &mut Ui, shown: &mut Shown, axis: Axis, day: f64) {
    let is_current = shown.values.as_ref().is_some_and(|values| values.day == day && values.axis == axis);
    if !is_current {
        shown.values = Some(ValuesAt::of(shown, axis, day));
    }
    let Some(values) = &shown.values else { return };
    let width = ui.available_width();
    let (rect, table) = ui.allocate_exact_size(vec2(width, height(width, values.rows.len())), Sense::hover());
    table.widget_info(|| WidgetInfo::labeled(Role::Table, true, format!("Values, {}", values.head)));
    let lines = Lines::new(ui, rect);
    lines.head(&values.head);
    let colors = palette(ui.visuals());
    for (run, row) in values.rows.iter().enumerate() {
        let at = lines.row(run);
        let response = ui.interact(at, table.id.with(run), Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::Row, true, &row.words));
        if !ui.is_rect_visible(at) {
            continue;
        }
        let swatch = Rect::from_min_size(at.min, vec2(SWATCH, LINE));
        paint_swatch(ui.painter(), swatch, &run_plots::series(&shown.names, run, colors), colors.text);
        lines.name(at, shown.names.name(run), shown.names.short(run));
        for (place, (value, difference)) in row.cells.iter().enumerate() {
            lines.cell(at, place, value, difference);
        }
    }
}

/// Where the texts of the table stand.
struct Lines<'a> {
    painter: &'a Painter,
    rect: Rect,
    font: FontId,
    strong: FontId,
    text: Color32,
    muted: Color32,
}

impl<'a> Lines<'a> {
    fn new(ui: &'a Ui, rect: Rect) -> Self {
        let colors = palette(ui.visuals());
        let font = TextStyle::Body.resolve(ui.style());
        let strong = FontId::new(font.size, semibold_family());
        let painter = ui.painter();
        painter.hline(rect.x_range(), rect.top() + LINE + 1.0, (size::BORDER_LINE, colors.border));
        Self { painter, rect, font, strong, text: colors.text, muted: colors.text_muted }
    }

    fn right_of(&self, place: usize) -> f32 {
        let name = name_room(self.rect.width());
        let column = (self.rect.width() - name) / Measure::ALL.len() as f32;
        self.rect.left() + name + (place + 1) as f32 * column - space::XS
    }

    fn row(&self, run: usize) -> Rect {
        let height = if is_beside(self.rect.width()) { LINE } else { 2.0 * LINE };
        let top = self.rect.top() + LINE + space::XS + run as f32 * height;
        Rect::from_min_size(pos2(self.rect.left(), top), vec2(self.rect.width(), height))
    }

    fn head(&self, day: &str) {
        let y = self.rect.top() + LINE / 2.0;
        let at = pos2(self.rect.left(), y);
        self.painter.text(at, Align2::LEFT_CENTER, day, self.strong.clone(), self.text);
        for (place, measure) in Measure::ALL.iter().enumerate() {
            self.right(pos2(self.right_of(place), y), measure.name(), self.muted);
        }
    }

    /// The whole name where it fits, else the short one.
    fn name(&self, row: Rect, name: &str, short: &str) {
        let at = pos2(row.left() + SWATCH + space::S, row.top() + LINE / 2.0);
        let lay_out = |name: &str| self.painter.layout_no_wrap(name.to_owned(), self.font.clone(), self.text);
        let whole = lay_out(name);
        let galley = if whole.size().x > name_room(row.width()) - SWATCH - 2.0 * space::S {
            lay_out(short)
        } else {
            whole
        };
        self.painter.galley(at - vec2(0.0, galley.size().y / 2.0), galley, self.text);
    }

    fn cell(&self, row: Rect, place: usize, value: &str, difference: &str) {
        let right = self.right_of(place);
        let y = row.top() + LINE / 2.0;
        if !is_beside(self.rect.width()) {
            self.right(pos2(right, y), value, self.text);
            self.right(pos2(right, y + LINE - 4.0), difference, self.muted);
            return;
        }
        // Values stand under values and differences under differences.
        self.right(pos2(right - DIFFERENCE, y), value, self.text);
        self.right(pos2(right, y), difference, self.muted);
    }

    fn right(&self, at: Pos2, text: &str, color: Color32) {
        if !text.is_empty() {
            self.painter.text(at, Align2::RIGHT_CENTER, text, self.font.clone(), color);
        }
    }
}

/// Room for a difference beside its value.
const DIFFERENCE: f32 = 78.0;
