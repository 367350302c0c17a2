//! The report of an import: what came, what was adapted, what was left and why, and every row by table.
use egui::{Align, CollapsingHeader, Grid, Layout, RichText, ScrollArea, Ui, vec2};

use crate::app::theme::{palette, semibold, space};
use crate::app::widgets::icon::Icon;
use crate::domain::display::{count, plural, sentence};
use crate::domain::import_report::{Remark, TableReport};
use crate::service::ImportReport;

/// So many remarks of a kind are shown; the command line with `--json` has all of them.
const MOST_SHOWN: usize = 50;
/// A column of numbers.
const NUMBER_WIDTH: f32 = 88.0;

/// Draws the report within a height.
pub fn ui(ui: &mut Ui, report: &ImportReport, height: f32) {
    let muted = palette(ui.visuals()).text_muted;
    ScrollArea::vertical().id_salt("report of the import").auto_shrink(false).max_height(height).show(
        ui,
        |ui| {
            ui.spacing_mut().item_spacing.y = space::XS;
            let verb = if report.dry_run { "This would come" } else { "This came" };
            ui.label(semibold(verb));
            ui.colored_label(muted, sentence(&report.source));
            brought(ui, report);
            // What a person has to know first.
            remarks(ui, "Pins that cannot be kept", &report.lost_pins, true);
            remarks(ui, "Changed in AquaMind since an earlier import", &report.changed, true);
            remarks(ui, "Left", &report.left, true);
            remarks(ui, "Adapted", &report.adapted, false);
            if !report.notes.is_empty() {
                ui.add_space(space::S);
                ui.label(semibold("To know"));
                for note in &report.notes {
                    ui.add(egui::Label::new(note).wrap());
                }
            }
            ui.add_space(space::S);
            let rows = plural(usize::try_from(report.rows()).unwrap_or(usize::MAX), "row", "rows");
            CollapsingHeader::new(format!("Every row of the file ({rows})")).id_salt("every row").show(
                ui,
                |ui| {
                    every_row(ui, &report.tables);
                },
            );
        },
    );
}

fn brought(ui: &mut Ui, report: &ImportReport) {
    Grid::new("what comes").striped(true).spacing(vec2(space::L, space::XS)).show(ui, |ui| {
        head(ui, &["", "New", "Known already"]);
        for item in &report.brought {
            ui.label(sentence(&item.what));
            number(ui, item.new);
            number(ui, item.known_already);
            ui.end_row();
        }
    });
}

fn remarks(ui: &mut Ui, heading: &str, list: &[Remark], is_warning: bool) {
    if list.is_empty() {
        return;
    }
    let colors = palette(ui.visuals());
    ui.add_space(space::S);
    ui.label(semibold(format!("{heading} ({})", list.len())));
    for remark in list.iter().take(MOST_SHOWN) {
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = space::XS;
            if is_warning {
                Icon::Warning.show(ui, colors.warning);
            }
            ui.add(egui::Label::new(format!("{}: {}", remark.about, remark.says)).wrap());
        });
    }
    if list.len() > MOST_SHOWN {
        ui.colored_label(colors.text_muted, format!("and {} more", list.len() - MOST_SHOWN));
    }
}

fn every_row(ui: &mut Ui, tables: &[TableReport]) {
    let muted = palette(ui.visuals()).text_muted;
    Grid::new("every row of the file").striped(true).spacing(vec2(space::M, space::XS)).show(ui, |ui| {
        head(ui, &["Table", "Rows", "Came", "Adapted", "Known", "Updated", "Kept", "Left"]);
        for table in tables {
            let name = ui.label(&table.table);
            for rows in [
                table.rows,
                table.came,
                table.adapted,
                table.known_already,
                table.updated,
                table.kept,
                table.left_rows(),
            ] {
                number(ui, rows);
            }
            let reasons: Vec<&str> = table.left.iter().map(|left| left.reason.as_str()).collect();
            if !reasons.is_empty() {
                name.on_hover_text(format!("Left: {}", reasons.join("; ")));
            }
            ui.end_row();
            for left in &table.left {
                ui.add(egui::Label::new(RichText::new(&left.reason).color(muted)).truncate());
                ui.end_row();
            }
        }
    });
}

fn head(ui: &mut Ui, heads: &[&str]) {
    let muted = palette(ui.visuals()).text_muted;
    for (i, head) in heads.iter().enumerate() {
        let text = RichText::new(*head).color(muted);
        if i == 0 {
            ui.label(text);
        } else {
            right(ui, text);
        }
    }
    ui.end_row();
}

fn number(ui: &mut Ui, rows: u64) {
    let text = if rows == 0 { "–".to_owned() } else { count(rows as f64) };
    right(ui, RichText::new(text));
}

/// Numbers stand to the right of their column.
fn right(ui: &mut Ui, text: RichText) {
    let layout = Layout::right_to_left(Align::Center);
    ui.allocate_ui_with_layout(vec2(NUMBER_WIDTH, ui.spacing().interact_size.y), layout, |ui| {
        ui.set_min_width(NUMBER_WIDTH);
        ui.label(text);
    });
}
