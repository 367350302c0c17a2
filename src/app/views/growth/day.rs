//! One day of a batch: what each of its values is made of, and how far it can be relied on.
use chrono::NaiveDate;
use egui::{Frame, Margin, Stroke, Ui};

use super::series::days_of;
use crate::app::theme::{palette, semibold, size, space};
use crate::app::widgets::icon::Icon;
use crate::app::widgets::table;
use crate::domain::actual::{ActualDay, WeightSource};
use crate::domain::actual_words::how_sure;
use crate::domain::display::{self, NO_VALUE, sentence};
use crate::domain::run::ProjectionDay;
use crate::service::{Forecast, ForecastDay, Growth};

/// A value with where it comes from.
struct Value {
    name: &'static str,
    value: String,
    from: String,
    /// All that is to say of where it comes from; empty where that is all.
    about: String,
}

impl Value {
    fn new(name: &'static str, value: String, from: &str) -> Self {
        Self { name, value, from: sentence(from), about: String::new() }
    }

    /// A value that is known so far.
    fn known(name: &'static str, value: String, from: &str, confidence: f64) -> Self {
        let short = format!("{from}, {}", display::percent(100.0 * confidence, 0));
        Self {
            about: sentence(&format!("{from}, {}", how_sure(confidence))),
            ..Self::new(name, value, &short)
        }
    }
}

/// What is said of a day.
struct Said {
    head: Vec<String>,
    values: [Value; 4],
}

/// Draws a day as a card of one height, so that nothing jumps while the cursor moves.
pub fn card(ui: &mut Ui, growth: &Growth, forecast: &Forecast, pen: Option<usize>, date: NaiveDate) {
    let colors = palette(ui.visuals());
    let frame = Frame::new()
        .fill(colors.surface_raised)
        .stroke(Stroke::new(size::BORDER_LINE, colors.border))
        .corner_radius(size::CORNER)
        .inner_margin(Margin::symmetric(8, 4));
    let said = of(growth, forecast, pen, date);
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = 0.0;
        ui.horizontal(|ui| {
            ui.set_min_height(size::BADGE);
            ui.label(semibold(display::date_with_week(date)));
            ui.colored_label(colors.text_muted, said.head.join(" · "));
            let whose = |pen: &str| if pen.is_empty() { String::new() } else { format!("Pen {pen}: ") };
            let mut doubts = growth.actual.doubts.iter().filter(|doubt| doubt.date == date);
            if let Some(doubt) = doubts.next() {
                Icon::Warning.show(ui, colors.warning);
                let text = sentence(&format!("{}{}", whose(&doubt.pen), doubt.what));
                let all: Vec<String> = std::iter::once(text.clone())
                    .chain(doubts.map(|doubt| sentence(&format!("{}{}", whose(&doubt.pen), doubt.what))))
                    .collect();
                table::text(ui, egui::RichText::new(text).color(colors.warning))
                    .on_hover_text(all.join("\n"));
            }
        });
        let width = (ui.available_width() - 3.0 * space::M) / 4.0;
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = space::M;
            for value in said.values {
                ui.vertical(|ui| {
                    ui.set_width(width);
                    ui.horizontal(|ui| {
                        ui.spacing_mut().item_spacing.x = space::XS;
                        ui.colored_label(colors.text_muted, value.name);
                        ui.label(semibold(value.value));
                    });
                    let about = if value.about.is_empty() { value.from.clone() } else { value.about };
                    table::muted(ui, value.from).on_hover_text(about);
                });
            }
        });
    });
}

/// What is known of a day: what was, else what will be, else what was planned.
fn of(growth: &Growth, forecast: &Forecast, pen: Option<usize>, date: NaiveDate) -> Said {
    let on =
        |first: Option<NaiveDate>| first.and_then(|first| usize::try_from((date - first).num_days()).ok());
    let days = days_of(growth, pen);
    if let Some(day) = on(days.first().map(|day| day.date)).and_then(|at| days.get(at)) {
        return was(growth, day);
    }
    let coming = &forecast.days;
    if let Some(day) = on(coming.first().map(|day| day.date)).and_then(|at| coming.get(at))
        && pen.is_none()
    {
        return will_be(growth, forecast, day);
    }
    let planned = &growth.plan.projection.days;
    match on(planned.first().map(|day| day.projection_date)).and_then(|at| planned.get(at)) {
        Some(day) => planned_for(growth, day),
        None => nothing(),
    }
}

fn was(growth: &Growth, day: &ActualDay) -> Said {
    let mut head = vec![
        format!("day {}", display::count(f64::from(day.day_number))),
        growth.actual.stage_name(day).to_owned(),
        format!("{} fish", display::count(day.population)),
        display::biomass(day.biomass_kg).to_string(),
    ];
    if let Some(fcr) = day.observed_fcr {
        head.push(format!("FCR {}", display::ratio(fcr)));
    }
    let (weight_g, water) = (display::weight(day.avg_weight_g), display::temperature(day.temperature_c));
    let mut weight = Value::known("Weight", weight_g.to_string(), day.weight_from(), day.weight.confidence);
    if day.weight.source == WeightSource::TgcComputed {
        // Beside three others there is no room to say from what; that is said on hover.
        weight.from = format!("Computed, {}", display::percent(100.0 * day.weight.confidence, 0));
    }
    if let Some(without) = day.unanchored_weight_g {
        weight.about = format!("{}; {} without it", weight.about, display::weight(without));
    }
    let (deaths, feed) = (display::count(day.deaths), display::feed(day.feed_kg).to_string());
    let values = [
        weight,
        Value::known("Temperature", water.to_string(), day.temperature_from(), day.temperature.confidence),
        Value::known("Deaths", deaths, day.deaths_from(), day.mortality.confidence),
        Value::known("Feed", feed, day.feed_from(), day.feed.confidence),
    ];
    Said { head, values }
}

fn will_be(growth: &Growth, forecast: &Forecast, day: &ForecastDay) -> Said {
    let before = day.date.pred_opt().and_then(|before| {
        let first = forecast.days.first()?.date;
        let at = usize::try_from((before - first).num_days()).ok()?;
        forecast.days.get(at).map(|day| day.population)
    });
    let before = before.or_else(|| growth.actual.batch.last().map(|day| day.population));
    let stage = growth.actual.stages.get(usize::from(day.stage)).cloned().unwrap_or_default();
    let range = if day.low_weight_g < day.high_weight_g {
        let (low, high) = (display::weight(day.low_weight_g), display::weight(day.high_weight_g));
        format!("Forecast, {low} to {high}")
    } else {
        "Forecast".to_owned()
    };
    let bias = forecast.bias;
    let water = if bias.days == 0 {
        "The run's profile".to_owned()
    } else {
        format!("The run's profile {}", display::temperature_difference(bias.bias_c))
    };
    Said {
        head: vec![
            format!("day {}", display::count(f64::from(day.day_number))),
            stage,
            "forecast".to_owned(),
            format!("{} fish", display::count(day.population)),
            display::biomass(day.biomass_kg).to_string(),
        ],
        values: [
            Value::new("Weight", display::weight(day.avg_weight_g).to_string(), &range),
            Value::new("Temperature", display::temperature(day.temperature_c).to_string(), &water),
            Value::new(
                "Deaths",
                before.map_or(NO_VALUE.to_owned(), |before| display::count(before - day.population)),
                "the run's model",
            ),
            Value::new("Feed", display::feed(day.feed_kg).to_string(), "the run's model"),
        ],
    }
}

fn planned_for(growth: &Growth, day: &ProjectionDay) -> Said {
    let value = |name, value| Value::new(name, value, "as the run says");
    Said {
        head: vec![
            "not observed".to_owned(),
            growth.plan.projection.stage_name(day).to_owned(),
            format!("{} fish", display::count(day.population)),
            display::biomass(day.biomass_kg).to_string(),
        ],
        values: [
            value("Weight", display::weight(day.average_weight_g).to_string()),
            value("Temperature", display::temperature(day.temperature_c).to_string()),
            Value::new("Deaths", NO_VALUE.to_owned(), ""),
            value("Feed", display::feed(day.daily_feed_kg).to_string()),
        ],
    }
}

fn nothing() -> Said {
    let value = |name| Value::new(name, NO_VALUE.to_owned(), "");
    Said { head: Vec::new(), values: ["Weight", "Temperature", "Deaths", "Feed"].map(value) }
}
