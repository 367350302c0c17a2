//! What was understood of a file: how it is written, what it comes to, what is known already, what is rejected, what is doubtful.
use egui::{Grid, Label, RichText, Role, ScrollArea, Ui, WidgetInfo, vec2};

use crate::app::theme::{palette, semibold, size, space};
use crate::app::widgets::doubts;
use crate::app::widgets::icon::Icon;
use crate::app::widgets::table::{Column, Table, TableState};
use crate::domain::display::{self, plural, sentence};
use crate::service::{DateOrder, ObservationPreview, PenChoice};

/// More rejected lines scroll…
const MOST_ROWS: f32 = 8.0;
/// …and beyond so many they are only counted.
const MOST_LINES: usize = 100;

const REJECTED: [Column; 3] = [
    Column::number("Line", 64.0).unsorted(),
    Column::text("What stands there", 240.0).unsorted(),
    Column::text("Why it is rejected", 320.0).unsorted().takes_rest(),
];

/// What is drawn of a preview.
#[derive(Debug, Default)]
pub struct Seen {
    rejected: TableState<usize>,
}

impl Seen {
    /// Draws it within this height.
    pub fn ui(&mut self, ui: &mut Ui, preview: &ObservationPreview, height: f32) {
        let area = ScrollArea::vertical().id_salt("understood").auto_shrink(false).max_height(height);
        area.show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = space::S;
            self.rejected_lines(ui, preview);
            understood(ui, preview);
            if !preview.doubts.is_empty() {
                ui.label(semibold(doubts::heading(&preview.doubts)));
                doubts::list(ui, &preview.doubts);
            }
        });
    }

    /// Every rejected line with its number, its text and its reason.
    fn rejected_lines(&mut self, ui: &mut Ui, preview: &ObservationPreview) {
        if preview.rejected == 0 {
            return;
        }
        let warning = palette(ui.visuals()).warning;
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = space::XS;
            Icon::Warning.show(ui, warning);
            let said = plural(preview.rejected, "line cannot be read", "lines cannot be read");
            ui.label(semibold(said).color(warning));
        });
        let lines = &preview.rejected_lines;
        let rows: Vec<usize> = (0..lines.len().min(MOST_LINES)).collect();
        let shown = (rows.len() as f32).min(MOST_ROWS) + 1.0;
        Table::new("Rejected lines", &REJECTED).height(shown * size::ROW).show(
            ui,
            &mut self.rejected,
            &rows,
            |row| format!("Line {}: {}", lines[row].line, lines[row].reason),
            |ui, row, column| {
                let line = &lines[row];
                let text = match column {
                    0 => display::count(line.line as f64),
                    1 => line.text.clone(),
                    _ => sentence(&line.reason),
                };
                ui.add(Label::new(&text).truncate()).on_hover_text(&text);
            },
        );
        if rows.len() < preview.rejected {
            muted(ui, &format!("and {} more", display::count((preview.rejected - rows.len()) as f64)));
        }
    }
}

/// How the file is written, and what it comes to.
fn understood(ui: &mut Ui, preview: &ObservationPreview) {
    ui.label(semibold("What was understood"));
    let grid = Grid::new("what was understood").num_columns(2).min_row_height(0.0);
    let response = grid.spacing(vec2(space::L, space::XS)).show(ui, |ui| {
        let mut line = |what: &str, is: String| {
            if !is.is_empty() {
                muted(ui, what);
                ui.add(Label::new(is).wrap());
                ui.end_row();
            }
        };
        let count = |number: usize| display::count(number as f64);
        line("File", file(preview));
        let used = preview.columns.iter().filter(|column| !column.means.is_empty());
        let used: Vec<String> =
            used.map(|column| format!("{} as {}", column.head, column.means.replace('_', " "))).collect();
        line("Columns used", used.join(", "));
        let passed = preview.columns.iter().filter(|column| column.means.is_empty());
        let passed: Vec<&str> = passed.map(|column| column.head.as_str()).collect();
        line("Passed over", passed.join(", "));
        line("Lines read", count(preview.rows));
        if let Some(order) = preview.date_order.filter(|_| preview.open_date.is_none()) {
            line("Dates", if order == DateOrder::DayFirst { "Day first" } else { "Month first" }.to_owned());
        }
        if let Some((first, last)) = preview.days {
            line("First and last day", format!("{} to {}", display::date(first), display::date(last)));
        }
        for (kind, number) in &preview.kinds {
            line(kind.name(), count(*number));
        }
        line("Pens", pens(preview));
        line("New", count(preview.new));
        line("Known already", count(preview.known_already));
        line("Left out", if preview.left_out == 0 { String::new() } else { count(preview.left_out) });
    });
    response.response.widget_info(|| WidgetInfo::labeled(Role::Group, true, "What was understood"));
}

/// "Merd 1 is Pen 1, 2 is Pen 2".
fn pens(preview: &ObservationPreview) -> String {
    let words = preview.pens.iter().map(|pen| match &pen.taken_for {
        Some(PenChoice::Pen(name)) if *name == pen.written => name.clone(),
        Some(PenChoice::Pen(name)) => format!("{} is {name}", pen.written),
        Some(PenChoice::NoPen) => format!("{} is no pen of its own", pen.written),
        Some(PenChoice::LeaveOut) => format!("{} is left out", pen.written),
        None => format!("{} is not known", pen.written),
    });
    words.collect::<Vec<_>>().join(", ")
}

/// "CSV, semicolon between columns, decimal comma".
fn file(preview: &ObservationPreview) -> String {
    let mark = |mark: char| match mark {
        ',' => "comma",
        ';' => "semicolon",
        '\t' => "tab",
        _ => "point",
    };
    let mut said = Vec::new();
    match &preview.writing {
        None => said.push("JSON".to_owned()),
        Some(writing) => {
            said.push(writing.format.to_uppercase());
            if let Some(separator) = writing.separator {
                said.push(format!("{} between columns", mark(separator)));
            }
            if let Some(decimal) = writing.decimal_mark.filter(|_| writing.format == "csv") {
                said.push(format!("decimal {}", mark(decimal)));
            }
            if let Some(sheet) = &writing.sheet {
                said.push(format!("sheet {sheet}"));
            }
        }
    }
    said.push(format!("{} kB", display::count(preview.bytes.div_ceil(1000) as f64)));
    said.join(", ")
}

fn muted(ui: &mut Ui, text: &str) {
    let color = palette(ui.visuals()).text_muted;
    ui.label(RichText::new(text).color(color));
}
