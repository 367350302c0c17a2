//! What has to be said about a file before it is recorded: which number of its dates is the day, and what pens are that the
//! batch does not have.
use egui::{ComboBox, RichText, Role, Ui, WidgetInfo};

use crate::app::theme::{palette, semibold, size, space};
use crate::app::widgets::combo::ShowList as _;
use crate::app::widgets::table;
use crate::domain::batch::Batch;
use crate::domain::display;
use crate::domain::observation_words::observations;
use crate::service::{DateOrder, ObservationImport, ObservationPreview, OpenDate, PenChoice};

/// A pen that has to be chosen for.
#[derive(Debug)]
struct UnknownPen {
    written: String,
    times: usize,
    choice: Option<PenChoice>,
}

/// What was said.
#[derive(Debug, Default)]
pub struct Fields {
    order: Option<DateOrder>,
    /// The date that was asked about: it stays in sight with its answer.
    open: Option<OpenDate>,
    /// The pens that were asked about, likewise.
    pens: Vec<UnknownPen>,
}

impl Fields {
    /// How the file is to be read.
    pub fn asked(&self) -> ObservationImport {
        let chosen = |pen: &UnknownPen| Some((pen.written.clone(), pen.choice.clone()?));
        ObservationImport {
            date_order: self.order,
            skip_bad_lines: true,
            pens: self.pens.iter().filter_map(chosen).collect(),
        }
    }

    /// Takes over what has to be asked.
    pub fn take(&mut self, preview: &ObservationPreview) {
        if let Some(open) = &preview.open_date {
            self.open = Some(open.clone());
        }
        for pen in preview.pens.iter().filter(|pen| pen.taken_for.is_none()) {
            if !self.pens.iter().any(|known| known.written == pen.written) {
                self.pens.push(UnknownPen { written: pen.written.clone(), times: pen.times, choice: None });
            }
        }
    }

    /// Whether there is anything to say.
    pub fn asks_anything(&self) -> bool {
        self.open.is_some() || !self.pens.is_empty()
    }

    /// Draws the questions.
    pub fn ui(&mut self, ui: &mut Ui, batch: &Batch) {
        ui.spacing_mut().item_spacing.y = space::XS;
        self.ask_order(ui);
        if self.pens.is_empty() {
            return;
        }
        ui.label(semibold(format!("Pens that {} does not have", batch.batch_number)));
        for pen in &mut self.pens {
            ask_pen(ui, batch, pen);
            ui.add_space(space::S);
        }
    }

    /// Asks whether the day or the month comes first, with both readings of a date.
    fn ask_order(&mut self, ui: &mut Ui) {
        let Some(open) = &self.open else { return };
        let colors = palette(ui.visuals());
        let color = if self.order.is_none() { colors.warning } else { colors.text_muted };
        let text: String = open.text.chars().take(24).collect();
        ui.label(RichText::new(format!("Which day is {text} in line {}?", open.line)).color(color));
        let date = |date: Option<chrono::NaiveDate>| date.map_or("no date".to_owned(), display::date);
        for (order, date, says) in [
            (DateOrder::DayFirst, date(open.day_first), "the day comes first"),
            (DateOrder::MonthFirst, date(open.month_first), "the month comes first"),
        ] {
            if ui.radio(self.order == Some(order), format!("{date}: {says}")).clicked() {
                self.order = Some(order);
            }
        }
        ui.add_space(space::S);
    }
}

fn ask_pen(ui: &mut Ui, batch: &Batch, pen: &mut UnknownPen) {
    let colors = palette(ui.visuals());
    let color = if pen.choice.is_none() { colors.warning } else { colors.text_muted };
    let written: String = pen.written.chars().take(32).collect();
    ui.horizontal(|ui| {
        ui.label(RichText::new(&written).color(color));
        table::muted(ui, observations(pen.times));
    });
    let words = |choice: Option<&PenChoice>| match choice {
        None => "Choose what it is".to_owned(),
        Some(PenChoice::Pen(name)) => name.clone(),
        Some(PenChoice::NoPen) => "No pen of its own: the whole batch".to_owned(),
        Some(PenChoice::LeaveOut) => "Leave it out".to_owned(),
    };
    let combo = ComboBox::from_id_salt(("pen", &pen.written))
        .width(size::FIELD_WIDE)
        .truncate()
        .selected_text(words(pen.choice.as_ref()))
        .show_list(ui, |ui| {
            let pens = batch.pens.iter().map(|pen| PenChoice::Pen(pen.name.clone()));
            for choice in pens.chain([PenChoice::NoPen, PenChoice::LeaveOut]) {
                let name = words(Some(&choice));
                if ui.selectable_label(pen.choice.as_ref() == Some(&choice), name).clicked() {
                    pen.choice = Some(choice);
                }
            }
        });
    let name = format!("What is {written}");
    combo.response.widget_info(|| WidgetInfo::labeled(Role::ComboBox, true, &name));
    if pen.choice == Some(PenChoice::NoPen) {
        table::muted(ui, "Fish that were moved there left the batch");
    }
}
