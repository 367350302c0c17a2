//! Mortality models: a rate for all, rates of stages, and rates by day or month in sea.
use super::pairs::Pairs;
use super::{About, Ask, FROM_DAY, Look, MONTH, MORTALITY, Reader, VALUE};
use crate::domain::accepted;
use crate::domain::fault::Outcome;
use crate::domain::mortality::{Frequency, MortalityFrom, MortalityModel, StageMortality};
use crate::exchange::models::ModelDocument;
use crate::exchange::periods;
use crate::exchange::table::{Row, Table};

/// Reads a mortality model: the line without a stage holds for all that have none of their own; lines with a day or a
/// month in sea say from when on another rate holds.
pub fn look_at_mortality(table: &Table, ask: Ask<'_>) -> Outcome<Look> {
    if let Some(pairs) = Pairs::of(table, ask.stages) {
        return Ok(pairs.look(table, ask));
    }
    let reader = Reader::of(table, &MORTALITY, ask.stages)?;
    let by_month = reader.found.has(MONTH) && !reader.found.has(FROM_DAY);
    let rates_are = ask
        .rates_are
        .or_else(|| periods::of_head(reader.found.head(VALUE)))
        .unwrap_or(if by_month { Frequency::Monthly } else { Frequency::Daily });
    let frequency = |row: Row<'_>| {
        let word = reader.text(row, 4);
        if word.is_empty() {
            return Ok(rates_are);
        }
        periods::of_word(word).ok_or_else(|| reader.not_accepted(row, 4, "daily, weekly or monthly"))
    };
    let lines = reader.lines(|about, row| {
        let rate = reader.number(row, VALUE, &accepted::MORTALITY_PERCENT)?;
        let frequency = frequency(row)?;
        Ok(if *about == About::All { rate } else { daily(ask, frequency, rate) })
    })?;
    let mut notes = Vec::new();
    let says_itself = periods::of_head(reader.found.head(VALUE)).is_some() || reader.found.has(4);
    if by_month && ask.rates_are.is_none() && !says_itself {
        notes.push("the rates are taken as percent a month, since the table goes by months".to_owned());
    }
    let document = Reader::base(&lines, &mut notes, "the rate").and_then(|rate_percent| {
        let frequency = match lines.base {
            Some((row, _)) => frequency(row)?,
            None => Frequency::Daily,
        };
        let stage = |(stage, rate): &(&str, f64)| StageMortality {
            stage: (*stage).to_owned(),
            daily_rate_percent: *rate,
        };
        let from = |(day, rate): &(u32, f64)| MortalityFrom { from_day: *day, daily_rate_percent: *rate };
        Ok(ModelDocument::Mortality(MortalityModel {
            name: ask.name.to_owned(),
            frequency,
            rate_percent,
            stage_overrides: lines.stages.iter().map(stage).collect(),
            schedule: lines.days.iter().map(from).collect(),
        }))
    });
    let columns = reader.uses();
    let rows = reader.rows().len();
    Ok(Look {
        document,
        rows,
        columns,
        rejections: lines.rejections,
        notes,
        profile: None,
        rates_are: Some(rates_are),
    })
}

/// Percent a day; a daily rate keeps its bits.
fn daily(ask: Ask<'_>, frequency: Frequency, rate_percent: f64) -> f64 {
    match frequency {
        Frequency::Daily => rate_percent,
        other => (100.0 * (ask.daily_share)(other, rate_percent)).clamp(0.0, 100.0),
    }
}
