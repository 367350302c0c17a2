//! All figures of a run, in groups.
use egui::{Align, Layout, RichText, Sense, Ui, vec2};

use crate::app::theme::{palette, size, space};
use crate::domain::display::{NO_VALUE, biomass, count, date_with_week, days, quantity, weight};
use crate::domain::quantity::Quantity;
use crate::service::{RunInFull, Summary};

/// A figure and what it is called.
type Figure = (&'static str, String);

/// The width of a group: four stand side by side in the smallest usual window.
const GROUP: f32 = 252.0;

/// Draws them.
pub fn ui(ui: &mut Ui, full: &RunInFull) {
    let summary = &full.summary;
    wrapped(ui, |ui| {
        for (title, figures) in groups(summary) {
            group(ui, title, |ui| {
                for (name, value) in figures {
                    line(ui, name, &value);
                }
            });
        }
        group(ui, "Weights reached", |ui| targets(ui, summary));
        group(ui, "Stages", |ui| stages(ui, full));
    });
}

/// Groups side by side, as many as there is room for.
pub(super) fn wrapped(ui: &mut Ui, contents: impl FnOnce(&mut Ui)) {
    ui.spacing_mut().item_spacing = vec2(space::XL, space::XS);
    ui.with_layout(Layout::left_to_right(Align::Min).with_main_wrap(true), contents);
}

/// A group with its head.
pub(super) fn group(ui: &mut Ui, title: &str, contents: impl FnOnce(&mut Ui)) {
    ui.allocate_ui_with_layout(vec2(GROUP, 0.0), Layout::top_down(Align::Min), |ui| {
        ui.set_width(GROUP);
        ui.spacing_mut().item_spacing = vec2(space::S, space::XS);
        ui.label(crate::app::theme::semibold(title));
        contents(ui);
        ui.add_space(space::M);
    });
}

/// What it is, and at the right how much.
pub(super) fn line(ui: &mut Ui, name: &str, value: &str) {
    let room = vec2(ui.available_width(), size::BADGE);
    ui.allocate_ui_with_layout(room, Layout::left_to_right(Align::Center), |ui| {
        let color = palette(ui.visuals()).text_muted;
        ui.add(egui::Label::new(RichText::new(name).color(color)).sense(Sense::hover()));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.add(egui::Label::new(value).truncate().selectable(true));
        });
    });
}

fn groups(summary: &Summary) -> [(&'static str, Vec<Figure>); 4] {
    let of = |value: f64, kind| quantity(value, kind).to_string();
    let maybe = |value: Option<f64>, kind| value.map_or(NO_VALUE.to_owned(), |value| of(value, kind));
    let peak =
        format!("{} on day {}", biomass(summary.peak_biomass_kg), count(f64::from(summary.peak_biomass_day)));
    let growth = vec![
        ("Initial weight", weight(summary.initial_weight_g).to_string()),
        ("Final weight", weight(summary.final_weight_g).to_string()),
        ("Gain", weight(summary.total_gain_g).to_string()),
        ("Gain of the initial weight", of(summary.total_gain_percent, Quantity::Percent)),
        ("Gain a day", of(summary.mean_daily_gain_g, Quantity::GramsPerDay)),
        ("Specific growth rate", of(summary.sgr_percent_per_day, Quantity::PercentPerDay)),
        ("TGC realised", maybe(summary.tgc_realised, Quantity::Tgc)),
    ];
    let stock = vec![
        ("Initial count", count(summary.initial_count)),
        ("Final count", count(summary.final_count)),
        ("Deaths", count(summary.deaths)),
        ("Mortality", of(summary.mortality_percent, Quantity::Percent)),
        ("Survival", of(summary.survival_percent, Quantity::Percent)),
        ("Initial biomass", biomass(summary.initial_biomass_kg).to_string()),
        ("Final biomass", biomass(summary.final_biomass_kg).to_string()),
        ("Peak biomass", peak),
        ("Peak on", date_with_week(summary.peak_biomass_date)),
    ];
    let feed = vec![
        ("Total feed", of(summary.total_feed_kg, Quantity::FeedKg)),
        ("Feed a day", of(summary.mean_daily_feed_kg, Quantity::KgPerDay)),
        ("Economic FCR", maybe(summary.economic_fcr, Quantity::Ratio)),
        ("Biological FCR", maybe(summary.biological_fcr, Quantity::Ratio)),
    ];
    let time = vec![
        ("Duration", days(i64::from(summary.duration_days)).to_string()),
        ("Last day", date_with_week(summary.end_date)),
        ("Coldest day", of(summary.temperature_min_c, Quantity::TemperatureC)),
        ("Mean temperature", of(summary.temperature_mean_c, Quantity::TemperatureC)),
        ("Warmest day", of(summary.temperature_max_c, Quantity::TemperatureC)),
        ("Sum of temperatures", of(summary.degree_days, Quantity::DegreeDays)),
    ];
    [("Growth", growth), ("Stock", stock), ("Feed", feed), ("Time and temperature", time)]
}

fn targets(ui: &mut Ui, summary: &Summary) {
    if summary.targets.is_empty() {
        muted(ui, "The fish were heavier than every usual target from the start");
    }
    for target in &summary.targets {
        let when = match (target.day_number, target.date) {
            (Some(day), Some(date)) => {
                format!("day {} · {}", count(f64::from(day)), date_with_week(date))
            }
            _ => "not reached".to_owned(),
        };
        line(ui, &weight(target.target_weight_g).to_string(), &when);
    }
}

fn stages(ui: &mut Ui, full: &RunInFull) {
    if let Some(first) = full.projection.days.first() {
        line(ui, full.projection.stage_name(first), "from the start");
    }
    for change in &full.summary.stage_transitions {
        let when = format!(
            "day {} · {} · {}",
            count(f64::from(change.day_number)),
            crate::domain::display::date(change.date),
            weight(change.weight_g)
        );
        line(ui, &change.to, &when);
    }
}

fn muted(ui: &mut Ui, text: &str) {
    let color = palette(ui.visuals()).text_muted;
    ui.colored_label(color, text);
}
