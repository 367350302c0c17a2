//! The whole batch, made of its pens: sums, and means weighted by the fish of each.
use chrono::NaiveDate;

use super::observed_fcr;
use crate::domain::actual::{Actual, ActualDay, Known, PenDays};

/// Writes the row of a day, from 0, where those of the pens and of the day before are there.
pub(super) fn write(day: usize, first: NaiveDate, actual: &mut Actual) {
    let row = |pen: &'_ PenDays| -> Option<usize> {
        let begins = usize::try_from((pen.days.first()?.date - first).num_days()).ok()?;
        day.checked_sub(begins)
    };
    let there: Vec<&ActualDay> = actual.pens.iter().filter_map(|pen| pen.days.get(row(pen)?)).collect();
    let total = match there[..] {
        [only] if actual.pens.len() == 1 => Some(*only),
        _ => {
            let before = day.checked_sub(1).and_then(|before| actual.batch.get(before));
            sum(&there, before.map(|day| day.biomass_kg))
        }
    };
    let Some(total) = total else { return };
    match actual.batch.get_mut(day) {
        Some(known) => *known = total,
        None => actual.batch.push(total),
    }
}

fn sum(pens: &[&ActualDay], before_kg: Option<f64>) -> Option<ActualDay> {
    let mut total = **pens.first()?;
    // From 0, since the sum of none is −0.
    let add = |of: fn(&ActualDay) -> f64| pens.iter().fold(0.0, |sum, day| sum + of(day));
    let population = add(|day| day.population);
    // Where no fish is left, every pen counts alike.
    let share = |day: &ActualDay| if population > 0.0 { day.population } else { 1.0 };
    let shares: f64 = pens.iter().map(|day| share(day)).sum();
    // As a distance from the first, so that the mean of equal values is that value.
    let mean = |of: fn(&ActualDay) -> f64| {
        let first = pens.first().map_or(0.0, |day| of(day));
        first + pens.iter().map(|day| share(day) * (of(day) - first)).sum::<f64>() / shares
    };
    total.stage = pens.iter().max_by(|a, b| share(a).total_cmp(&share(b)))?.stage;
    total.avg_weight_g = mean(|day| day.avg_weight_g);
    total.population = population;
    total.biomass_kg = add(|day| day.biomass_kg);
    total.temperature_c = mean(|day| day.temperature_c);
    total.deaths = add(|day| day.deaths);
    total.fish_in = add(|day| day.fish_in);
    total.fish_out = add(|day| day.fish_out);
    total.feed_kg = add(|day| day.feed_kg);
    // A chain is as strong as its weakest link: the source of the whole is the weakest of its pens'.
    total.weight = Known {
        source: pens.iter().map(|day| day.weight.source).max()?,
        confidence: mean(|day| day.weight.confidence),
    };
    total.temperature = Known {
        source: pens.iter().map(|day| day.temperature.source).max()?,
        confidence: mean(|day| day.temperature.confidence),
    };
    total.mortality = Known {
        source: pens.iter().map(|day| day.mortality.source).max()?,
        confidence: mean(|day| day.mortality.confidence),
    };
    total.feed = Known {
        source: pens.iter().map(|day| day.feed.source).max()?,
        confidence: mean(|day| day.feed.confidence),
    };
    let all_measured = pens.iter().all(|day| day.anchor.is_some());
    total.is_of_whole_batch = pens.iter().any(|day| day.is_of_whole_batch);
    total.anchor = if all_measured { pens.iter().filter_map(|day| day.anchor).max() } else { None };
    total.unanchored_weight_g =
        all_measured.then(|| mean(|day| day.unanchored_weight_g.unwrap_or(day.avg_weight_g)));
    let moved_kg =
        pens.iter().map(|day| (day.fish_out - day.fish_in) * day.avg_weight_g / 1000.0).sum::<f64>();
    let gain_kg = before_kg.map_or(0.0, |before_kg| total.biomass_kg + moved_kg - before_kg);
    (total.observed_fcr, total.fcr_confidence) = observed_fcr(total.feed_kg, gain_kg, total.feed.confidence);
    Some(total)
}
