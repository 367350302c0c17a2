//! FCR models: a line for each stage, and below it lines for its weight bands.
use super::{Ask, FCR, Look, Reader};
use crate::domain::accepted;
use crate::domain::fault::{Fault, Outcome};
use crate::domain::feed::{FcrModel, FcrStage, WeightBandFcr};
use crate::domain::lifecycle::check_known;
use crate::exchange::models::ModelDocument;
use crate::exchange::rejected::Rejections;
use crate::exchange::table::{Row, Table};

/// Reads an FCR model: a line for each stage, and below it, with weights, lines for its weight bands.
pub fn look_at_fcr(table: &Table, ask: Ask<'_>) -> Outcome<Look> {
    let reader = Reader::of(table, &FCR, ask.stages)?;
    let mut rejections = Rejections::default();
    let mut model = FcrModel { name: ask.name.to_owned(), stages: Vec::new() };
    let is_band = |row: &Row<'_>| !reader.text(*row, 3).is_empty() || !reader.text(*row, 4).is_empty();
    for row in reader.rows().filter(|row| !is_band(row)) {
        match fcr_stage(&reader, row, &model.stages) {
            Ok(stage) => model.stages.push(stage),
            Err(fault) => rejections.add(row, fault),
        }
    }
    for row in reader.rows().filter(is_band) {
        let band = weight_band(&reader, row).and_then(|band| {
            let name = reader.text(row, 0);
            let stage = model.stages.iter_mut().find(|item| item.stage == name).ok_or_else(|| {
                Fault::invalid(
                    format!("the stage \"{name}\" has a weight band but no line of its own"),
                    reader.place(row, 0),
                    "Add a line with its fcr_value and duration_days, without weights",
                )
            })?;
            stage.overrides.push(band);
            Ok(())
        });
        if let Err(fault) = band {
            rejections.add(row, fault);
        }
    }
    rejections.sort();
    let document = if model.stages.is_empty() {
        Err(Fault::invalid(
            "no line holds a stage",
            "",
            "Add a line with stage, fcr_value and duration_days, without weights",
        ))
    } else {
        Ok(ModelDocument::Fcr(model))
    };
    Ok(Look {
        document,
        rows: reader.rows().len(),
        columns: reader.uses(),
        rejections,
        notes: Vec::new(),
        profile: None,
        rates_are: None,
    })
}

fn fcr_stage(reader: &Reader<'_>, row: Row<'_>, before: &[FcrStage]) -> Outcome<FcrStage> {
    reader.check_width(row)?;
    let stage = reader.text(row, 0);
    check_known(&reader.place(row, 0), stage, reader.stages)?;
    if before.iter().any(|item| item.stage == stage) {
        return Err(Fault::invalid(
            format!("the stage \"{stage}\" is given twice"),
            reader.place(row, 0),
            "Accepted is each stage once; lines with weights are its bands",
        ));
    }
    Ok(FcrStage {
        stage: stage.to_owned(),
        fcr_value: reader.number(row, 1, &accepted::FCR)?,
        duration_days: reader.whole(row, 2, &accepted::STAGE_DURATION_DAYS)?,
        overrides: Vec::new(),
    })
}

fn weight_band(reader: &Reader<'_>, row: Row<'_>) -> Outcome<WeightBandFcr> {
    reader.check_width(row)?;
    check_known(&reader.place(row, 0), reader.text(row, 0), reader.stages)?;
    let band = WeightBandFcr {
        min_weight_g: reader.number(row, 3, &accepted::BOUND_WEIGHT_G)?,
        max_weight_g: reader.number(row, 4, &accepted::BOUND_WEIGHT_G)?,
        fcr_value: reader.number(row, 1, &accepted::FCR)?,
    };
    if band.min_weight_g > band.max_weight_g {
        return Err(Fault::invalid(
            format!("the band starts at {} g and ends at {} g", band.min_weight_g, band.max_weight_g),
            reader.place(row, 4),
            format!("Accepted is {} g or more", band.min_weight_g),
        ));
    }
    Ok(band)
}
