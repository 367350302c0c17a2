//! TGC models: a TGC for all, TGCs of stages, and TGCs by day or month in sea.
use super::{About, Ask, Look, Reader, TGC, VALUE};
use crate::domain::accepted::{self, Range};
use crate::domain::fault::Outcome;
use crate::domain::growth::{STANDARD_EXPONENT_M, STANDARD_EXPONENT_N, StageTgc, TgcFrom, TgcModel};
use crate::domain::temperature::TemperatureProfile;
use crate::exchange::models::ModelDocument;
use crate::exchange::table::Table;

/// Reads a TGC model: the line without a stage holds for all that have none of their own; lines with a day or a month
/// in sea say from when on another TGC holds. Its profile is put in by whoever knows it.
pub fn look_at_tgc(table: &Table, ask: Ask<'_>) -> Outcome<Look> {
    let reader = Reader::of(table, &TGC, ask.stages)?;
    let lines = reader.lines(|about, row| {
        let range = if *about == About::All { &accepted::TGC } else { &accepted::STAGE_TGC };
        if *about != About::All {
            reader.keep_empty(row, &[4, 5, 6, 7, 8], "it belongs to the line without a stage")?;
        } else {
            for (column, range) in [(4, &accepted::EXPONENT_N), (5, &accepted::EXPONENT_M)] {
                if !reader.text(row, column).is_empty() {
                    reader.number(row, column, range)?;
                }
            }
        }
        reader.number(row, VALUE, range)
    })?;
    let mut notes = Vec::new();
    let base = lines.base.map(|(row, _)| row);
    let text = |column: usize| base.map_or("", |row| reader.text(row, column)).to_owned();
    let exponent = |column: usize, range: &Range, standard: f64| match base {
        Some(row) if !reader.text(row, column).is_empty() => reader.number(row, column, range),
        _ => Ok(standard),
    };
    let document = Reader::base(&lines, &mut notes, "the TGC").and_then(|tgc_value| {
        let stage = |(stage, value): &(&str, f64)| StageTgc { stage: (*stage).to_owned(), tgc_value: *value };
        let from = |(day, value): &(u32, f64)| TgcFrom { from_day: *day, tgc_value: *value };
        Ok(ModelDocument::Tgc(TgcModel {
            name: ask.name.to_owned(),
            location: text(6),
            release_period: text(7),
            tgc_value,
            exponent_n: exponent(4, &accepted::EXPONENT_N, STANDARD_EXPONENT_N)?,
            exponent_m: exponent(5, &accepted::EXPONENT_M, STANDARD_EXPONENT_M)?,
            stage_overrides: lines.stages.iter().map(stage).collect(),
            schedule: lines.days.iter().map(from).collect(),
            temperature_profile: TemperatureProfile { name: String::new(), readings: Vec::new() },
        }))
    });
    let profile = Some(text(8)).filter(|name| !name.is_empty());
    if lines.by_month {
        notes.push("a month in sea was taken as 365.25 / 12 days".to_owned());
    }
    Ok(Look {
        document,
        rows: reader.rows().len(),
        columns: reader.uses(),
        rejections: lines.rejections,
        notes,
        profile,
        rates_are: None,
    })
}
