//! What was understood of a file: how it is written, the curve or table of the model, what to look at twice, and the lines
//! that were rejected.
use egui::{Grid, RichText, Role, ScrollArea, Ui, vec2};
use std::sync::Arc;

use super::named;
use crate::app::theme::{palette, semibold, size, space};
use crate::app::widgets::icon::Icon;
use crate::app::widgets::plots::{Axis, LineLook, LinkedPlots, PlotSeries, PlotSpec, PlotsLook};
use crate::app::widgets::table::{Column, Table, TableState};
use crate::domain::display::{self, NO_VALUE, plural, sentence};
use crate::domain::mortality::Frequency;
use crate::service::{ModelDocument, ModelPreview, RejectedLine, UnderstoodModel, UnderstoodTemperatures};

/// The height of the curve.
const PLOT_HEIGHT: f32 = 190.0;
/// The width of a table of values.
const VALUES_WIDTH: f32 = 420.0;
/// More rows of a table scroll.
const MOST_ROWS: f32 = 8.0;
/// As many gaps are named.
const MOST_GAPS: usize = 4;

const REJECTED: [Column; 3] = [
    Column::number("Line", 64.0).unsorted(),
    Column::text("What stands there", 210.0).unsorted(),
    Column::text("Why it is rejected", 320.0).unsorted().takes_rest(),
];
const BY_DAY: [Column; 2] =
    [Column::text("Holds for", 240.0).unsorted(), Column::number("Value", 120.0).unsorted()];

/// What is drawn of a preview.
pub struct Seen {
    plots: LinkedPlots,
    /// Of which preview the curve and the rows are.
    of: Option<Arc<ModelPreview>>,
    curve: Option<PlotSpec>,
    rows: Vec<(String, String)>,
    table: TableState<usize>,
    rejected: TableState<usize>,
}

impl std::fmt::Debug for Seen {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Seen").field("rows", &self.rows.len()).finish_non_exhaustive()
    }
}

impl Default for Seen {
    fn default() -> Self {
        Self {
            plots: LinkedPlots::new("import preview"),
            of: None,
            curve: None,
            rows: Vec::new(),
            table: TableState::default(),
            rejected: TableState::default(),
        }
    }
}

impl Seen {
    fn follow(&mut self, preview: &Arc<ModelPreview>) {
        if self.of.as_ref().is_some_and(|of| Arc::ptr_eq(of, preview)) {
            return;
        }
        self.of = Some(Arc::clone(preview));
        self.curve = curve(preview);
        self.rows = preview.document.as_ref().map(rows).unwrap_or_default();
    }

    /// Draws it within this height.
    pub fn ui(&mut self, ui: &mut Ui, preview: &Arc<ModelPreview>, height: f32) {
        self.follow(preview);
        let area = ScrollArea::vertical().id_salt("understood").auto_shrink(false).max_height(height);
        area.show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = space::S;
            self.rejected_lines(ui, &preview.understood);
            self.model(ui);
            understood(ui, preview);
            look_twice(ui, preview);
        });
    }

    fn model(&mut self, ui: &mut Ui) {
        if let Some(curve) = &mut self.curve {
            let color = palette(ui.visuals()).series(0);
            curve.series.iter_mut().for_each(|series| series.color = color);
            let is_dated = self.of.as_ref().is_some_and(|of| start_of(of).is_some());
            let look = PlotsLook {
                axis: if is_dated { Axis::Dates } else { Axis::Days },
                legend: false,
                ..PlotsLook::new(ui)
            };
            ui.allocate_ui(vec2(ui.available_width(), PLOT_HEIGHT), |ui| {
                ui.set_max_height(PLOT_HEIGHT);
                self.plots.show(ui, std::slice::from_ref(curve), &look);
            });
        }
        if self.rows.is_empty() {
            return;
        }
        let rows: Vec<usize> = (0..self.rows.len()).collect();
        let shown = (rows.len() as f32).min(MOST_ROWS) + 1.0;
        let (texts, table) = (&self.rows, &mut self.table);
        let height = shown * size::ROW;
        ui.allocate_ui(vec2(VALUES_WIDTH, height), |ui| {
            Table::new("Values to import", &BY_DAY).height(height).show(
                ui,
                table,
                &rows,
                |row| texts[row].0.clone(),
                |ui, row, column| {
                    ui.label(if column == 0 { &texts[row].0 } else { &texts[row].1 });
                },
            );
        });
    }

    /// Every rejected line with its number, its text and its reason.
    fn rejected_lines(&mut self, ui: &mut Ui, understood: &UnderstoodModel) {
        let lines: &[RejectedLine] = understood.rejected_lines();
        if lines.is_empty() {
            return;
        }
        let count = understood.rejected();
        let warning = palette(ui.visuals()).warning;
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = space::XS;
            Icon::Warning.show(ui, warning);
            let said = plural(count, "line cannot be read", "lines cannot be read");
            ui.label(semibold(said).color(warning));
        });
        let rows: Vec<usize> = (0..lines.len()).collect();
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
                ui.add(egui::Label::new(&text).truncate()).on_hover_text(&text);
            },
        );
        if lines.len() < count {
            muted(ui, &format!("The first {} of them are listed", display::count(lines.len() as f64)));
        }
    }
}

/// How the file is written, and what it comes to.
fn understood(ui: &mut Ui, preview: &ModelPreview) {
    ui.label(semibold("What was understood"));
    let grid = Grid::new("what was understood").num_columns(2).min_row_height(0.0);
    let response = grid.spacing(vec2(space::L, space::XS)).show(ui, |ui| {
        let mut line = |what: &str, is: String| {
            if !is.is_empty() {
                muted(ui, what);
                ui.add(egui::Label::new(is).wrap());
                ui.end_row();
            }
        };
        line("File", file(preview));
        let used = preview.understood.columns.iter().filter(|column| !column.means.is_empty());
        let used: Vec<String> =
            used.map(|column| format!("{} as {}", column.head, meaning(column.means))).collect();
        line("Columns used", used.join(", "));
        let unused = preview.understood.columns.iter().filter(|column| column.means.is_empty());
        let unused: Vec<&str> = unused.map(|column| column.head.as_str()).collect();
        line("Passed over", unused.join(", "));
        if let Some(it) = &preview.understood.temperatures {
            of_temperatures(it, &mut line);
        }
        if let Some(figures) = &preview.understood.figures {
            let mut count = |what: &str, number: usize| {
                line(what, if number == 0 { String::new() } else { display::count(number as f64) });
            };
            count("Lines read", figures.rows);
            count("Stages with own values", figures.stages);
            count("Weight bands", figures.weight_bands);
            count("Values by day", figures.schedule);
            count("Temperature readings", figures.readings);
        }
    });
    named(&response.response, Role::Group, "What was understood");
}

/// What a column was taken for, in the words of the window.
fn meaning(name: &str) -> String {
    match name {
        "when" => "day".to_owned(),
        "tgc_value" => "TGC".to_owned(),
        "fcr_value" => "FCR".to_owned(),
        "daily_rate_percent" => "rate".to_owned(),
        other => other.replace('_', " "),
    }
}

fn of_temperatures(it: &UnderstoodTemperatures, line: &mut impl FnMut(&str, String)) {
    let count = |number: usize| display::count(number as f64);
    let or_none = |number: usize| if number == 0 { "none".to_owned() } else { count(number) };
    line("Lines read", count(it.rows));
    if let Some(order) = it.date_order {
        let first = if order == crate::service::DateOrder::DayFirst { "Day" } else { "Month" };
        line("Dates", format!("{first} first"));
    }
    let days = format!("{}, from day {} to day {}", count(it.days), it.first_day, it.last_day);
    line("Days", days);
    if let (Some(first), Some(last)) = (it.first_date, it.last_date) {
        line("First and last", format!("{} to {}", display::date(first), display::date(last)));
    }
    if let (Some(min), Some(mean), Some(max)) = (it.min_c, it.mean_c, it.max_c) {
        let [min, mean, max] = [min, mean, max].map(|value| display::temperature(value).to_string());
        line("Coldest, mean, warmest", format!("{min}, {mean}, {max}"));
    }
    line("Gaps", gaps(it));
    line("Averaged days", or_none(it.averaged_days));
    line("Doubled days", or_none(it.doubled_days));
    line("Without a value", or_none(it.missing_values));
    line("Before day 1", if it.before_start == 0 { String::new() } else { count(it.before_start) });
}

/// "3, 14 days in all: 2019-01-03 to 2019-01-05, …".
fn gaps(it: &UnderstoodTemperatures) -> String {
    if it.gaps == 0 {
        return "none".to_owned();
    }
    let day = |day: u32| match it.start_date {
        Some(start) => display::date(start + chrono::Days::new(u64::from(day.saturating_sub(1)))),
        None => format!("day {day}"),
    };
    let spans = it.gap_days.iter().take(MOST_GAPS).map(|gap| match gap.from_day == gap.to_day {
        true => day(gap.from_day),
        false => format!("{} to {}", day(gap.from_day), day(gap.to_day)),
    });
    let mut said = format!("{}: {}", display::count(it.gaps as f64), spans.collect::<Vec<_>>().join(", "));
    if it.gaps > MOST_GAPS {
        said.push_str(&format!(" and {} more", it.gaps - MOST_GAPS));
    }
    if it.filled_days > 0 {
        said.push_str(&format!("; {} filled", plural(it.filled_days, "day", "days")));
    }
    said
}

/// "CSV, semicolon between columns, decimal comma".
fn file(preview: &ModelPreview) -> String {
    let Some(writing) = &preview.understood.writing else { return String::new() };
    let mark = |mark: char| match mark {
        ',' => "comma",
        ';' => "semicolon",
        '\t' => "tab",
        _ => "point",
    };
    let mut said = vec![writing.format.to_uppercase()];
    if let Some(separator) = writing.separator {
        said.push(format!("{} between columns", mark(separator)));
    }
    if let Some(decimal) = writing.decimal_mark.filter(|_| writing.format == "csv") {
        said.push(format!("decimal {}", mark(decimal)));
    }
    if let Some(sheet) = &writing.sheet {
        said.push(format!("sheet {sheet}"));
    }
    let kilobytes = preview.bytes.div_ceil(1000);
    said.push(format!("{} kB", display::count(kilobytes as f64)));
    said.join(", ")
}

/// What is accepted and worth a second look. Rejected lines have a list of their own.
fn look_twice(ui: &mut Ui, preview: &ModelPreview) {
    let is_of_lines =
        |text: &&String| !(text.starts_with("line ") || text.starts_with("lines that could not"));
    let said: Vec<&String> = preview.warnings.iter().filter(is_of_lines).collect();
    if said.is_empty() {
        return;
    }
    ui.label(semibold("Worth knowing"));
    let color = palette(ui.visuals()).text_muted;
    for text in said {
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = space::XS;
            Icon::Info.show(ui, color);
            ui.add(egui::Label::new(sentence(text)).wrap());
        });
    }
}

fn start_of(preview: &ModelPreview) -> Option<chrono::NaiveDate> {
    preview.understood.temperatures.as_ref()?.start_date
}

/// The temperatures by date, or by day where there are none.
fn curve(preview: &ModelPreview) -> Option<PlotSpec> {
    let Some(ModelDocument::Temperature(profile)) = &preview.document else { return None };
    let first = start_of(preview).map(|start| {
        let epoch = chrono::NaiveDate::default();
        (start - epoch).num_days() as f64 - 1.0
    });
    let mut spec = PlotSpec::new("temperature", "Temperature", "°C");
    spec.from_zero = false;
    spec.series = vec![PlotSeries {
        name: "Temperature".to_owned(),
        short: String::new(),
        color: egui::Color32::PLACEHOLDER,
        baseline: false,
        line: LineLook::Solid,
        x: profile.readings.iter().map(|it| first.unwrap_or(0.0) + f64::from(it.day_number)).collect(),
        y: profile.readings.iter().map(|it| it.temperature_c).collect(),
    }];
    Some(spec)
}

/// The values of all other models: what each holds for, and what it is.
fn rows(document: &ModelDocument) -> Vec<(String, String)> {
    let from = |day: u32| format!("From day {}", display::count(f64::from(day)));
    match document {
        ModelDocument::Temperature(_) => Vec::new(),
        ModelDocument::Tgc(model) => {
            let mut rows = vec![("All others".to_owned(), display::exact(model.tgc_value))];
            let stages = model.stage_overrides.iter();
            rows.extend(stages.map(|it| (it.stage.clone(), display::exact(it.tgc_value))));
            rows.extend(model.schedule.iter().map(|it| (from(it.from_day), display::exact(it.tgc_value))));
            rows
        }
        ModelDocument::Fcr(model) => {
            let mut rows = Vec::new();
            for it in &model.stages {
                let days = plural(it.duration_days as usize, "day", "days");
                rows.push((format!("{}, {days}", it.stage), display::exact(it.fcr_value)));
                for band in &it.overrides {
                    let (min, max) = (display::exact(band.min_weight_g), display::exact(band.max_weight_g));
                    rows.push((format!("{}, {min} to {max} g", it.stage), display::exact(band.fcr_value)));
                }
            }
            rows
        }
        ModelDocument::Mortality(model) => {
            let period = match model.frequency {
                Frequency::Daily => "day",
                Frequency::Weekly => "week",
                Frequency::Monthly => "month",
            };
            let daily = |rate: f64| format!("{} % a day", rounded(rate));
            let all = format!("{} % a {period}", rounded(model.rate_percent));
            let mut rows = vec![("All others".to_owned(), all)];
            let stages = model.stage_overrides.iter();
            rows.extend(stages.map(|it| (it.stage.clone(), daily(it.daily_rate_percent))));
            let days = model.schedule.iter();
            rows.extend(days.map(|it| (from(it.from_day), daily(it.daily_rate_percent))));
            rows
        }
    }
}

/// A rate with the digits that matter: what was converted has sixteen.
fn rounded(rate: f64) -> String {
    if rate.is_finite() { display::exact((rate * 1e5).round() / 1e5) } else { NO_VALUE.to_owned() }
}

fn muted(ui: &mut Ui, text: &str) {
    let color = palette(ui.visuals()).text_muted;
    ui.label(RichText::new(text).color(color));
}
