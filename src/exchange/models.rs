//! Models as files: the JSON object as it stands in a scenario document, or a table. What is written reads back to the
//! same bits.
use serde::Serialize;
use std::io::{self, Write};

use super::heads::{self, Column, Found};
use super::table::{Row, Table};
use crate::domain::accepted::{self, Range};
use crate::domain::document::read_json;
use crate::domain::fault::{Fault, Outcome};
use crate::domain::feed::{FcrModel, FcrStage, WeightBandFcr};
use crate::domain::growth::{STANDARD_EXPONENT_M, STANDARD_EXPONENT_N, StageTgc, TgcModel};
use crate::domain::lifecycle::{LifecycleStage, check_known};
use crate::domain::mortality::{Frequency, MortalityModel, StageMortality};
use crate::domain::plan::ModelKind;
use crate::domain::temperature::TemperatureProfile;

/// A model of any kind, written as a scenario document has it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum ModelDocument {
    /// A temperature profile.
    Temperature(TemperatureProfile),
    /// A TGC model with its profile.
    Tgc(TgcModel),
    /// An FCR model.
    Fcr(FcrModel),
    /// A mortality model.
    Mortality(MortalityModel),
}

impl ModelDocument {
    /// Reads a JSON object of this kind.
    pub fn read(kind: ModelKind, text: &str) -> Outcome<Self> {
        Ok(match kind {
            ModelKind::Temperature => Self::Temperature(read_json(text)?),
            ModelKind::Tgc => Self::Tgc(read_json(text)?),
            ModelKind::Fcr => Self::Fcr(read_json(text)?),
            ModelKind::Mortality => Self::Mortality(read_json(text)?),
        })
    }

    /// Its name.
    pub fn name(&self) -> &str {
        match self {
            Self::Temperature(model) => &model.name,
            Self::Tgc(model) => &model.name,
            Self::Fcr(model) => &model.name,
            Self::Mortality(model) => &model.name,
        }
    }

    /// The same model, called otherwise.
    #[must_use]
    pub fn named(mut self, name: &str) -> Self {
        let own = match &mut self {
            Self::Temperature(model) => &mut model.name,
            Self::Tgc(model) => &mut model.name,
            Self::Fcr(model) => &mut model.name,
            Self::Mortality(model) => &mut model.name,
        };
        name.clone_into(own);
        self
    }

    /// Refuses what could not be used in a scenario of these stages.
    pub fn check(&self, stages: &[LifecycleStage]) -> Outcome<()> {
        match self {
            Self::Temperature(model) => model.check("temperature_profile"),
            Self::Tgc(model) => model.check("tgc_model", stages),
            Self::Fcr(model) => model.check("fcr_model", stages),
            Self::Mortality(model) => model.check("mortality_model", stages),
        }
    }

    /// Values that are accepted but out of sense, in words.
    pub fn oddities(&self, stages: &[LifecycleStage]) -> Vec<String> {
        match self {
            Self::Temperature(model) => {
                let odd = |value: f64| accepted::TEMPERATURE_C.is_odd(value);
                let count = model.readings.iter().filter(|reading| odd(reading.temperature_c)).count();
                let first = model.readings.iter().find(|reading| odd(reading.temperature_c));
                first
                    .map(|first| {
                        let (value, day) = (first.temperature_c, first.day_number);
                        format!("{value} °C on day {day} is unusual for salmon ({count} such readings)")
                    })
                    .into_iter()
                    .collect()
            }
            Self::Tgc(model) => model.oddities("tgc_model"),
            Self::Fcr(model) => model.oddities("fcr_model", stages),
            Self::Mortality(model) => model.oddities("mortality_model"),
        }
    }

    /// Writes it as CSV, which is read back with its name said anew, and of a TGC model its profile.
    ///
    /// # Errors
    /// If `out` cannot be written.
    pub fn write_csv(&self, out: impl Write) -> io::Result<()> {
        let mut writer = csv::Writer::from_writer(out);
        let mut row = |cells: &[String]| writer.write_record(cells).map_err(of_csv);
        match self {
            Self::Temperature(model) => {
                row(&["day_number", "temperature_c"].map(str::to_owned))?;
                for reading in &model.readings {
                    row(&[reading.day_number.to_string(), reading.temperature_c.to_string()])?;
                }
            }
            Self::Tgc(model) => {
                row(&names(&TGC))?;
                let (n, m) = (model.exponent_n.to_string(), model.exponent_m.to_string());
                let (location, period) = (model.location.clone(), model.release_period.clone());
                row(&[String::new(), model.tgc_value.to_string(), n, m, location, period])?;
                for item in &model.stage_overrides {
                    let mut cells = vec![item.stage.clone(), item.tgc_value.to_string()];
                    cells.resize(TGC.len(), String::new());
                    row(&cells)?;
                }
            }
            Self::Fcr(model) => {
                row(&names(&FCR))?;
                for item in &model.stages {
                    let (stage, days) = (item.stage.clone(), item.duration_days.to_string());
                    row(&[stage, item.fcr_value.to_string(), days, String::new(), String::new()])?;
                    for band in &item.overrides {
                        let (min, max) = (band.min_weight_g.to_string(), band.max_weight_g.to_string());
                        row(&[item.stage.clone(), band.fcr_value.to_string(), String::new(), min, max])?;
                    }
                }
            }
            Self::Mortality(model) => {
                row(&names(&MORTALITY))?;
                let frequency = model.frequency.as_str().to_owned();
                row(&[String::new(), model.rate_percent.to_string(), frequency])?;
                for item in &model.stage_overrides {
                    row(&[item.stage.clone(), item.daily_rate_percent.to_string(), String::new()])?;
                }
            }
        }
        writer.flush()
    }
}

/// The error of the output itself: its kind says whether a reader has left or a disk is full.
fn of_csv(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

const fn needed(name: &'static str, also: &'static [&'static str]) -> Column {
    Column { name, also, needed: true }
}

const fn optional(name: &'static str, also: &'static [&'static str]) -> Column {
    Column { name, also, needed: false }
}

const STAGE_HEADS: &[&str] = &["stadium", "fase", "lifecyclestage"];
const FCR: [Column; 5] = [
    needed("stage", STAGE_HEADS),
    needed("fcr_value", &["fcr", "bfcr", "fôrfaktor", "forfaktor"]),
    needed("duration_days", &["duration", "days", "dager"]),
    optional("min_weight_g", &["minweight", "minvekt", "fromweightg"]),
    optional("max_weight_g", &["maxweight", "maxvekt", "toweightg"]),
];
const MORTALITY: [Column; 3] = [
    needed("stage", STAGE_HEADS),
    needed("daily_rate_percent", &["rate", "ratepercent", "dailyrate", "mortality", "dødelighet"]),
    optional("frequency", &["frekvens"]),
];
const TGC: [Column; 6] = [
    needed("stage", STAGE_HEADS),
    needed("tgc_value", &["tgc", "vf3"]),
    optional("exponent_n", &[]),
    optional("exponent_m", &[]),
    optional("location", &[]),
    optional("release_period", &[]),
];

fn names(columns: &[Column]) -> Vec<String> {
    columns.iter().map(|column| column.name.to_owned()).collect()
}

/// A table with its columns found, and what its cells have to be.
struct Reader<'a> {
    table: &'a Table,
    columns: &'a [Column],
    found: Found<'a>,
    stages: &'a [LifecycleStage],
}

impl<'a> Reader<'a> {
    fn of(table: &'a Table, columns: &'a [Column], stages: &'a [LifecycleStage]) -> Outcome<Self> {
        let found = heads::find(table, columns)?;
        for row in found.rows {
            let heads = found.places.iter().flatten().max().map_or(0, |last| last + 1);
            if row.width() > heads {
                return Err(Fault::invalid(
                    format!("the line has {} values for {heads} columns", row.width()),
                    format!("line {}", row.line),
                    "Accepted are decimal commas only where columns stand apart by semicolons or tabs",
                ));
            }
        }
        Ok(Self { table, columns, found, stages })
    }

    fn place(&self, row: &Row, column: usize) -> String {
        format!("line {}, {}", row.line, self.columns.get(column).map_or("", |column| column.name))
    }

    fn text<'r>(&self, row: &'r Row, column: usize) -> &'r str {
        self.found.text(row, column)
    }

    fn number(&self, row: &Row, column: usize, range: &Range) -> Outcome<f64> {
        let (text, place) = (self.text(row, column), self.place(row, column));
        let number = self.table.number(text).ok_or_else(|| {
            let found = if text.is_empty() {
                "the value is missing".to_owned()
            } else {
                format!("\"{text}\" is not accepted")
            };
            Fault::invalid(found, &place, format!("Accepted is {}", range.words()))
        })?;
        range.check(&place, number)?;
        Ok(number)
    }

    /// The stage of a row, empty for the row of the whole model.
    fn stage<'r>(&self, row: &'r Row, seen: &[&str]) -> Outcome<&'r str> {
        let (stage, place) = (self.text(row, 0), self.place(row, 0));
        if !stage.is_empty() {
            check_known(&place, stage, self.stages)?;
        }
        if seen.contains(&stage) {
            let found = if stage.is_empty() {
                "a second line has no stage".to_owned()
            } else {
                format!("the stage \"{stage}\" is given twice")
            };
            return Err(Fault::invalid(
                found,
                place,
                "Accepted is each stage once, and one line without a stage",
            ));
        }
        Ok(stage)
    }

    fn keep_empty(&self, row: &Row, columns: &[usize], why: &str) -> Outcome<()> {
        match columns.iter().find(|column| !self.text(row, **column).is_empty()) {
            None => Ok(()),
            Some(column) => Err(Fault::invalid(
                format!("\"{}\" is not accepted", self.text(row, *column)),
                self.place(row, *column),
                format!("Accepted is nothing here: {why}"),
            )),
        }
    }
}

/// Reads an FCR model: a line for each stage, and below it, with weights, lines for its weight bands.
pub fn read_fcr(table: &Table, name: &str, stages: &[LifecycleStage]) -> Outcome<FcrModel> {
    let reader = Reader::of(table, &FCR, stages)?;
    let mut model = FcrModel { name: name.to_owned(), stages: Vec::new() };
    let is_band = |row: &Row| !reader.text(row, 3).is_empty() || !reader.text(row, 4).is_empty();
    for row in reader.found.rows.iter().filter(|row| !is_band(row)) {
        let seen: Vec<&str> = model.stages.iter().map(|item| item.stage.as_str()).collect();
        let stage = reader.stage(row, &seen)?;
        if stage.is_empty() {
            check_known(&reader.place(row, 0), stage, stages)?;
        }
        let fcr_value = reader.number(row, 1, &accepted::FCR)?;
        let days = reader.number(row, 2, &accepted::STAGE_DURATION_DAYS)?;
        if days.fract() != 0.0 {
            let hint = format!("Accepted is a whole number, {}", accepted::STAGE_DURATION_DAYS.words());
            return Err(Fault::invalid(format!("{days} is not accepted"), reader.place(row, 2), hint));
        }
        let item = FcrStage {
            stage: stage.to_owned(),
            fcr_value,
            duration_days: days as u32,
            overrides: Vec::new(),
        };
        model.stages.push(item);
    }
    for row in reader.found.rows.iter().filter(|row| is_band(row)) {
        let stage = reader.stage(row, &[])?;
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
        let item = model.stages.iter_mut().find(|item| item.stage == stage).ok_or_else(|| {
            Fault::invalid(
                format!("the stage \"{stage}\" has a weight band but no line of its own"),
                reader.place(row, 0),
                "Add a line with its fcr_value and duration_days, without weights",
            )
        })?;
        item.overrides.push(band);
    }
    Ok(model)
}

/// Reads a mortality model: the line without a stage holds for all that have none of their own.
pub fn read_mortality(table: &Table, name: &str, stages: &[LifecycleStage]) -> Outcome<MortalityModel> {
    let reader = Reader::of(table, &MORTALITY, stages)?;
    let mut base = None;
    let mut stage_overrides: Vec<StageMortality> = Vec::new();
    for row in reader.found.rows {
        let seen: Vec<&str> = stage_overrides
            .iter()
            .map(|item| item.stage.as_str())
            .chain(base.is_some().then_some(""))
            .collect();
        let stage = reader.stage(row, &seen)?;
        let rate = reader.number(row, 1, &accepted::MORTALITY_PERCENT)?;
        let frequency = reader.text(row, 2).to_lowercase();
        let frequency = match frequency.as_str() {
            "" | "daily" => Frequency::Daily,
            "weekly" if stage.is_empty() => Frequency::Weekly,
            "monthly" if stage.is_empty() => Frequency::Monthly,
            _ => {
                let accepted = if stage.is_empty() {
                    "daily, weekly or monthly"
                } else {
                    "daily: stages have daily rates"
                };
                let found = format!("\"{frequency}\" is not accepted");
                return Err(Fault::invalid(found, reader.place(row, 2), format!("Accepted is {accepted}")));
            }
        };
        if stage.is_empty() {
            base = Some((rate, frequency));
        } else {
            stage_overrides.push(StageMortality { stage: stage.to_owned(), daily_rate_percent: rate });
        }
    }
    let (rate_percent, frequency) = base.ok_or_else(no_base)?;
    Ok(MortalityModel {
        name: name.to_owned(),
        frequency,
        rate_percent,
        stage_overrides,
        schedule: Vec::new(),
    })
}

/// Reads a TGC model: the line without a stage holds for all that have none of their own.
pub fn read_tgc(
    table: &Table,
    name: &str,
    stages: &[LifecycleStage],
    temperature_profile: TemperatureProfile,
) -> Outcome<TgcModel> {
    let reader = Reader::of(table, &TGC, stages)?;
    let mut base = None;
    let mut stage_overrides: Vec<StageTgc> = Vec::new();
    for row in reader.found.rows {
        let seen: Vec<&str> = stage_overrides
            .iter()
            .map(|item| item.stage.as_str())
            .chain(base.is_some().then_some(""))
            .collect();
        let stage = reader.stage(row, &seen)?;
        if stage.is_empty() {
            base = Some((row, reader.number(row, 1, &accepted::TGC)?));
        } else {
            reader.keep_empty(row, &[2, 3, 4, 5], "it belongs to the line without a stage")?;
            let tgc_value = reader.number(row, 1, &accepted::STAGE_TGC)?;
            stage_overrides.push(StageTgc { stage: stage.to_owned(), tgc_value });
        }
    }
    let (row, tgc_value) = base.ok_or_else(no_base)?;
    let exponent = |column: usize, range: &Range, standard: f64| {
        if reader.text(row, column).is_empty() { Ok(standard) } else { reader.number(row, column, range) }
    };
    Ok(TgcModel {
        name: name.to_owned(),
        location: reader.text(row, 4).to_owned(),
        release_period: reader.text(row, 5).to_owned(),
        tgc_value,
        exponent_n: exponent(2, &accepted::EXPONENT_N, STANDARD_EXPONENT_N)?,
        exponent_m: exponent(3, &accepted::EXPONENT_M, STANDARD_EXPONENT_M)?,
        stage_overrides,
        schedule: Vec::new(),
        temperature_profile,
    })
}

fn no_base() -> Fault {
    Fault::invalid(
        "no line holds for the stages that have none of their own",
        "",
        "Add a line with an empty stage",
    )
}

#[cfg(test)]
mod tests {
    use super::super::table::read_text;
    use super::*;
    use crate::domain::lifecycle::standard;
    use crate::domain::temperature::TemperatureReading;
    use proptest::prelude::*;

    fn profile() -> TemperatureProfile {
        let readings = vec![TemperatureReading { day_number: 1, temperature_c: 8.0 }];
        TemperatureProfile { name: "Shelf".to_owned(), readings }
    }

    fn csv_of(document: &ModelDocument) -> Table {
        let mut out = Vec::new();
        document.write_csv(&mut out).unwrap();
        read_text(std::str::from_utf8(&out).unwrap()).unwrap()
    }

    /// Some of the standard stages, each once.
    fn some_stages() -> impl Strategy<Value = Vec<String>> {
        let names: Vec<String> = standard().into_iter().map(|stage| stage.name).collect();
        prop::sample::subsequence(names, 1..=6).prop_shuffle()
    }

    fn bands() -> impl Strategy<Value = Vec<WeightBandFcr>> {
        let band = (0.0..1000.0_f64, 0.0..9000.0_f64, 0.0..20.0_f64).prop_map(|(min, more, fcr_value)| {
            WeightBandFcr { min_weight_g: min, max_weight_g: min + more, fcr_value }
        });
        prop::collection::vec(band, 0..4)
    }

    proptest! {
        #[test]
        fn an_fcr_model_reads_back(
            stages in some_stages(),
            rest in prop::collection::vec((0.0..20.0_f64, 1_u32..36_600, bands()), 6),
        ) {
            let stages = stages
                .into_iter()
                .zip(rest)
                .map(|(stage, (fcr_value, duration_days, overrides))| FcrStage { stage, fcr_value, duration_days, overrides })
                .collect();
            let model = FcrModel { name: "F".to_owned(), stages };
            let table = csv_of(&ModelDocument::Fcr(model.clone()));
            prop_assert_eq!(read_fcr(&table, "F", &standard()).unwrap(), model);
        }

        #[test]
        fn mortality_and_tgc_models_read_back(
            stages in some_stages(),
            values in prop::collection::vec(0.0..20.0_f64, 7),
            weekly in any::<bool>(),
            exponents in (0.0..3.0_f64, 0.1..1.0_f64),
            words in "[A-Za-zæøåð ,;\"]{0,12}",
        ) {
            let frequency = if weekly { Frequency::Weekly } else { Frequency::Daily };
            let stage_overrides = stages
                .iter()
                .zip(&values)
                .map(|(stage, rate)| StageMortality { stage: stage.clone(), daily_rate_percent: *rate })
                .collect();
            let model = MortalityModel { name: "M".to_owned(), frequency, rate_percent: values[6], stage_overrides, schedule: Vec::new() };
            let table = csv_of(&ModelDocument::Mortality(model.clone()));
            prop_assert_eq!(read_mortality(&table, "M", &standard()).unwrap(), model);
            let stage_overrides = stages
                .iter()
                .zip(&values)
                .map(|(stage, tgc)| StageTgc { stage: stage.clone(), tgc_value: *tgc })
                .collect();
            let model = TgcModel {
                name: "T".to_owned(),
                location: words.trim().to_owned(),
                release_period: String::new(),
                tgc_value: values[6],
                exponent_n: exponents.0,
                exponent_m: exponents.1,
                stage_overrides,
                schedule: Vec::new(),
                temperature_profile: profile(),
            };
            let table = csv_of(&ModelDocument::Tgc(model.clone()));
            prop_assert_eq!(read_tgc(&table, "T", &standard(), profile()).unwrap(), model);
        }

        #[test]
        fn no_text_makes_a_reader_panic(
            head in prop::sample::select(vec!["", "stage,fcr,days\n", "stage;rate;frequency\n", "stage,tgc\n"]),
            text in "([A-Za-z&-]{0,8}[,;][-0-9.,e]{0,6}[,;]?[0-9a-z]{0,6}\n){0,8}|\\PC{0,200}",
        ) {
            if let Ok(table) = read_text(&format!("{head}{text}")) {
                let _ = read_fcr(&table, "N", &standard());
                let _ = read_mortality(&table, "N", &standard());
                let _ = read_tgc(&table, "N", &standard(), profile());
            }
            for kind in ModelKind::ALL {
                let _ = ModelDocument::read(kind, &text);
            }
        }
    }
}
