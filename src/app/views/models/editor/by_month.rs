//! "By month…": one value for each month in sea becomes days from which values hold.
use chrono::NaiveDate;
use egui::{Align, Context, Id, Layout, ScrollArea, TextEdit, Ui, vec2};

use super::schedule::decimal;
use crate::app::theme::{palette, size, space};
use crate::app::widgets::button;
use crate::app::widgets::field::{DateField, IntegerField, Typed};
use crate::app::widgets::modal::{Kind, Shown, modal};
use crate::domain::accepted::{self, Range};
use crate::domain::display::{self, plural};
use crate::domain::mortality::Frequency;
use crate::domain::schedule::{Months, first_days_of_months};
use crate::service::equivalent_loss;

/// No plan is longer than ten years by month.
const MOST_MONTHS: usize = 120;

/// What is given for each month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Monthly {
    /// A TGC.
    Tgc,
    /// The percent of the fish that die in the month, which becomes the daily rate that makes the month's loss.
    MortalityPercent,
}

impl Monthly {
    fn range(self) -> Range {
        match self {
            Self::Tgc => accepted::STAGE_TGC,
            Self::MortalityPercent => accepted::MORTALITY_PERCENT,
        }
    }

    fn what(self) -> &'static str {
        match self {
            Self::Tgc => "TGC of each month, one a line",
            Self::MortalityPercent => "Percent that die in each month, one a line",
        }
    }

    /// What the schedule holds for a month of this value.
    fn in_schedule(self, value: f64) -> f64 {
        match self {
            Self::Tgc => value,
            // As many digits as a person can read; what is cut off is less than one fish in ten million a day.
            Self::MortalityPercent => {
                (equivalent_loss(Frequency::Monthly, value).daily_percent * 1e8).round() / 1e8
            }
        }
    }

    fn words(self, value: f64) -> String {
        match self {
            Self::Tgc => display::exact(value),
            Self::MortalityPercent => {
                let daily = self.in_schedule(value);
                format!("{} % a month, {} % a day", display::exact(value), display::number(daily, 5))
            }
        }
    }
}

/// The dialog.
#[derive(Debug)]
pub struct ByMonth {
    monthly: Monthly,
    is_calendar: bool,
    start: Typed<NaiveDate>,
    first_day: Typed<i64>,
    text: String,
    /// How many entries there are that it would replace.
    replaces: usize,
}

/// What was understood of the text.
#[derive(Debug, Default, PartialEq)]
struct Understood {
    values: Vec<f64>,
    /// The first that is no value.
    wrong: Option<String>,
}

impl ByMonth {
    /// Asks for values by month, from today on until another date is named.
    pub fn new(monthly: Monthly, today: NaiveDate, replaces: usize) -> Self {
        Self {
            monthly,
            is_calendar: true,
            start: Typed::of(today),
            first_day: Typed::of(1),
            text: String::new(),
            replaces,
        }
    }

    /// Draws it, if it is open. Gives days and values once they are decided, and closes.
    pub fn show(open: &mut Option<Self>, ctx: &Context, today: NaiveDate) -> Option<Vec<(u32, f64)>> {
        let dialog = open.as_mut()?;
        let kind = Kind { width: size::DIALOG + size::FIELD, ..Kind::default() };
        let shown = modal(ctx, Id::unique("by month"), "Values by month", kind, |ui, is_new| {
            ui.spacing_mut().item_spacing.y = space::S;
            ui.heading("Values by month in sea");
            dialog.contents(ui, is_new, today)
        });
        let decided = match shown {
            Shown::Stays => return None,
            Shown::Answered(decided) => decided,
            Shown::Dismissed => None,
        };
        *open = None;
        decided
    }

    fn contents(&mut self, ui: &mut Ui, is_new: bool, today: NaiveDate) -> Option<Option<Vec<(u32, f64)>>> {
        self.months(ui, today);
        if self.monthly == Monthly::MortalityPercent {
            let text =
                "A percentage r a month becomes the daily rate that makes it: 1 − (1 − r/100)^(12/365.25)";
            ui.add(
                egui::Label::new(egui::RichText::new(text).color(palette(ui.visuals()).text_muted)).wrap(),
            );
        }
        let understood = self.understood();
        let items = self.items(&understood);
        ui.horizontal_top(|ui| {
            let (rows, width) = (12, size::FIELD);
            ui.vertical(|ui| {
                ui.set_width(size::FIELD_WIDE - space::XXL);
                let muted = palette(ui.visuals()).text_muted;
                let label = ui.colored_label(muted, self.monthly.what());
                ScrollArea::vertical().id_salt("typed").max_height(size::ROW * 8.0).show(ui, |ui| {
                    let edit = TextEdit::multiline(&mut self.text).desired_rows(rows).desired_width(width);
                    let response = ui.add(edit).labelled_by(label.id);
                    if is_new {
                        response.request_focus();
                    }
                });
            });
            ui.vertical(|ui| self.say_what_follows(ui, &understood, items.as_deref().unwrap_or_default()));
        });
        let mut answer = None;
        let line = vec2(ui.available_width(), size::ROW);
        ui.allocate_ui_with_layout(line, Layout::right_to_left(Align::Center), |ui| {
            let verb = format!("Use {}", plural(understood.values.len(), "month", "months"));
            let can_take = items.as_ref().is_some_and(|items| !items.is_empty());
            let take = ui.add_enabled_ui(can_take, |ui| button::primary(ui, verb)).inner;
            if take.clicked() {
                answer = items.map(Some);
            }
            if ui.button("Cancel").clicked() {
                answer = Some(None);
            }
            if self.replaces > 0 {
                let text = format!("Replaces the {} of now", plural(self.replaces, "day", "days"));
                ui.colored_label(palette(ui.visuals()).warning, text);
            }
        });
        answer
    }

    /// How months are counted.
    fn months(&mut self, ui: &mut Ui, today: NaiveDate) {
        ui.horizontal(|ui| {
            ui.radio_value(&mut self.is_calendar, true, "Calendar months");
            ui.radio_value(&mut self.is_calendar, false, "Months of 30 days");
        });
        ui.horizontal_top(|ui| {
            if self.is_calendar {
                let (first, last) = accepted::start_dates();
                DateField::new("First month begins on", &mut self.start, first..=last, today).show(ui);
            }
            IntegerField::within("On scenario day", &mut self.first_day, accepted::CHANGE_DAY)
                .info("Days are counted from the scenario's first day. Fish that go to sea later have a later one")
                .show(ui);
        });
    }

    fn understood(&self) -> Understood {
        let mut understood = Understood::default();
        let words = self.text.split([' ', '\t', '\n', '\r', ';', '\u{a0}']);
        for word in words.map(|word| word.trim_end_matches([',', '%'])).filter(|word| !word.is_empty()) {
            let value = decimal(word, self.monthly.range()).value();
            match value.filter(|value| self.monthly.range().holds(*value)) {
                Some(value) => understood.values.push(value),
                None => {
                    understood.wrong.get_or_insert_with(|| word.to_owned());
                }
            }
        }
        understood
    }

    /// The days and values that follow; none while anything is not accepted.
    fn items(&self, understood: &Understood) -> Option<Vec<(u32, f64)>> {
        if understood.wrong.is_some() || understood.values.len() > MOST_MONTHS {
            return None;
        }
        let months =
            if self.is_calendar { Months::Calendar(self.start.value()?) } else { Months::OfThirtyDays };
        let first_day = u32::try_from(self.first_day.value()?).ok()?;
        let count = u32::try_from(understood.values.len()).ok()?;
        let days = first_days_of_months(months, first_day, count);
        let is_within = days.iter().all(|day| accepted::CHANGE_DAY.holds(f64::from(*day)));
        let values = understood.values.iter().map(|value| self.monthly.in_schedule(*value));
        (is_within && days.len() == understood.values.len()).then(|| days.into_iter().zip(values).collect())
    }

    fn say_what_follows(&self, ui: &mut Ui, understood: &Understood, items: &[(u32, f64)]) {
        let colors = palette(ui.visuals());
        if let Some(wrong) = &understood.wrong {
            let text = format!("\"{wrong}\" is no value. Accepted is {}", self.monthly.range().words());
            ui.add(egui::Label::new(egui::RichText::new(text).color(colors.danger)).wrap());
            return;
        }
        if understood.values.is_empty() {
            let text = "Type the values, or paste a column from a spreadsheet";
            ui.add(egui::Label::new(egui::RichText::new(text).color(colors.text_muted)).wrap());
            return;
        }
        if items.is_empty() {
            let text = format!("The months go beyond day {}", display::exact(accepted::CHANGE_DAY.max));
            ui.add(egui::Label::new(egui::RichText::new(text).color(colors.danger)).wrap());
            return;
        }
        ScrollArea::vertical()
            .id_salt("follows")
            .max_height(size::ROW * 8.5)
            .auto_shrink([false, true])
            .show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = space::XS;
                for (i, ((day, _), value)) in items.iter().zip(&understood.values).enumerate() {
                    let day = display::count(f64::from(*day));
                    ui.label(format!("Month {} from day {day}: {}", i + 1, self.monthly.words(*value)));
                }
            });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The TGC by month in sea of Norwegian regular fish (olav-bjorlykke/tpppsf, `data/tgc_aasen.txt`).
    const NORWEGIAN: &str = "2.92\n3.12\n4.39\n4.46\n4.32\n2.84\n2.53\n2.73\n2.44\n3.15\n2.71\n2.69\n2.81\n2.92\n2.81\n\
                             2.81\n2.81\n2.81\n2.81\n2.81\n2.81\n2.81\n2.81\n2.81\n";

    fn asked(monthly: Monthly, text: &str) -> ByMonth {
        let start = NaiveDate::from_ymd_opt(2024, 9, 1).unwrap();
        ByMonth { text: text.to_owned(), ..ByMonth::new(monthly, start, 0) }
    }

    fn items(dialog: &ByMonth) -> Option<Vec<(u32, f64)>> {
        dialog.items(&dialog.understood())
    }

    #[test]
    fn a_norwegian_tgc_of_24_months_becomes_24_days() {
        let items = items(&asked(Monthly::Tgc, NORWEGIAN)).unwrap();
        assert_eq!(items.len(), 24);
        assert_eq!(items[..3], [(1, 2.92), (31, 3.12), (62, 4.39)]);
        // 1 August 2026 is day 700: 699 days after 1 September 2024.
        assert_eq!(items[23], (700, 2.81));
    }

    #[test]
    fn a_column_with_decimal_commas_is_the_same() {
        let with_commas = NORWEGIAN.replace('.', ",").replace('\n', "\r\n");
        assert_eq!(items(&asked(Monthly::Tgc, &with_commas)), items(&asked(Monthly::Tgc, NORWEGIAN)));
        assert_eq!(items(&asked(Monthly::Tgc, "2.92, 3.12; 4.39")).unwrap().len(), 3);
    }

    #[test]
    fn a_monthly_loss_becomes_the_daily_rate_that_makes_it() {
        let items = items(&asked(Monthly::MortalityPercent, "0.771282936 0.473927937")).unwrap();
        // 1 - (1 - 0.00771282936)^(12/365.25)
        let expected = (1.0 - (1.0_f64 - 0.007_712_829_36).powf(12.0 / 365.25)) * 100.0;
        assert!((items[0].1 - expected).abs() < 1e-8, "{items:?}");
    }

    #[test]
    fn what_is_no_value_is_named_and_nothing_is_taken() {
        let dialog = asked(Monthly::Tgc, "2.92 spring 3.12");
        assert_eq!(dialog.understood().wrong.as_deref(), Some("spring"));
        assert_eq!(items(&dialog), None);
    }
}
