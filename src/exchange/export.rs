//! Models as files to take elsewhere: CSV, XLSX and JSON that read back to the same bits, and empty templates.
use rust_xlsxwriter::{Format, FormatBorder, Workbook, Worksheet, XlsxError};
use serde::Serialize as _;
use std::io::{self, Write};

use super::model_tables::{FCR, MORTALITY, TGC};
use super::models::ModelDocument;
use crate::domain::plan::ModelKind;

/// What a model is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ModelFormat {
    /// A table of text.
    Csv,
    /// A workbook.
    Xlsx,
    /// The object as a scenario document has it.
    Json,
}

impl ModelFormat {
    /// Every format, with the ending of its files.
    pub const ALL: [(Self, &str); 3] = [(Self::Csv, "csv"), (Self::Xlsx, "xlsx"), (Self::Json, "json")];
}

/// A cell as it is written.
#[derive(Debug, Clone, PartialEq)]
enum Cell {
    Empty,
    Text(String),
    Number(f64),
}

impl Cell {
    fn whole(number: u32) -> Self {
        Self::Number(f64::from(number))
    }

    fn text(text: &str) -> Self {
        if text.is_empty() { Self::Empty } else { Self::Text(text.to_owned()) }
    }

    fn written(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) => text.clone(),
            Self::Number(number) => number.to_string(),
        }
    }
}

/// The columns that are written of a kind of model.
fn heads(kind: ModelKind) -> &'static [&'static str] {
    match kind {
        ModelKind::Temperature => &["day_number", "temperature_c"],
        ModelKind::Tgc => &TGC_HEADS,
        ModelKind::Fcr => &FCR_HEADS,
        ModelKind::Mortality => &MORTALITY_HEADS,
    }
}

const TGC_HEADS: [&str; 8] =
    [TGC[0].name, TGC[1].name, TGC[3].name, TGC[4].name, TGC[5].name, TGC[6].name, TGC[7].name, TGC[8].name];
const FCR_HEADS: [&str; 5] = [FCR[0].name, FCR[1].name, FCR[2].name, FCR[3].name, FCR[4].name];
const MORTALITY_HEADS: [&str; 4] =
    [MORTALITY[0].name, MORTALITY[1].name, MORTALITY[3].name, MORTALITY[4].name];

/// The rows of a model below its heads.
fn rows(document: &ModelDocument) -> Vec<Vec<Cell>> {
    use Cell::{Empty, Number};
    match document {
        ModelDocument::Temperature(model) => {
            let readings = model.readings.iter();
            readings.map(|item| vec![Cell::whole(item.day_number), Number(item.temperature_c)]).collect()
        }
        ModelDocument::Tgc(model) => {
            let (n, m) = (Number(model.exponent_n), Number(model.exponent_m));
            let words = [&model.location, &model.release_period, &model.temperature_profile.name];
            let mut base = vec![Empty, Empty, Number(model.tgc_value), n, m];
            base.extend(words.map(|word| Cell::text(word)));
            let stages = model.stage_overrides.iter();
            let stages = stages.map(|item| vec![Cell::text(&item.stage), Empty, Number(item.tgc_value)]);
            let days = model.schedule.iter();
            let days = days.map(|item| vec![Empty, Cell::whole(item.from_day), Number(item.tgc_value)]);
            std::iter::once(base).chain(stages).chain(days).collect()
        }
        ModelDocument::Fcr(model) => {
            let mut rows = Vec::new();
            for item in &model.stages {
                let days = Cell::whole(item.duration_days);
                rows.push(vec![Cell::text(&item.stage), Number(item.fcr_value), days]);
                for band in &item.overrides {
                    let (min, max) = (Number(band.min_weight_g), Number(band.max_weight_g));
                    rows.push(vec![Cell::text(&item.stage), Number(band.fcr_value), Empty, min, max]);
                }
            }
            rows
        }
        ModelDocument::Mortality(model) => {
            let frequency = Cell::text(model.frequency.as_str());
            let base = vec![Empty, Empty, Number(model.rate_percent), frequency];
            let daily = || Cell::text("daily");
            let stages = model.stage_overrides.iter();
            let stages = stages
                .map(|item| vec![Cell::text(&item.stage), Empty, Number(item.daily_rate_percent), daily()]);
            let days = model.schedule.iter();
            let days = days.map(|item| {
                vec![Empty, Cell::whole(item.from_day), Number(item.daily_rate_percent), daily()]
            });
            std::iter::once(base).chain(stages).chain(days).collect()
        }
    }
}

/// A model as a file of this format. A table is read back with its name said anew; of a TGC model it names the profile
/// and does not hold it.
///
/// # Errors
/// If it is too large for a workbook.
pub fn render(document: &ModelDocument, format: ModelFormat) -> io::Result<Vec<u8>> {
    match format {
        ModelFormat::Csv => {
            let mut out = Vec::new();
            write_csv(document, &mut out)?;
            Ok(out)
        }
        ModelFormat::Xlsx => workbook(document).map_err(io::Error::other),
        ModelFormat::Json => {
            let mut out = Vec::new();
            let mut writer = serde_json::Serializer::pretty(&mut out);
            document.serialize(&mut writer).map_err(io::Error::other)?;
            out.push(b'\n');
            Ok(out)
        }
    }
}

/// Writes a model as CSV.
///
/// # Errors
/// If `out` cannot be written.
pub fn write_csv(document: &ModelDocument, out: impl Write) -> io::Result<()> {
    let kind = document.kind();
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(heads(kind)).map_err(of_csv)?;
    for mut row in rows(document) {
        row.resize(heads(kind).len(), Cell::Empty);
        writer.write_record(row.iter().map(Cell::written)).map_err(of_csv)?;
    }
    writer.flush()
}

/// The error of the output itself: its kind says whether a reader has left or a disk is full.
fn of_csv(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

/// The width of a column of a workbook, in characters.
const COLUMN_WIDTH: f64 = 18.0;

fn workbook(document: &ModelDocument) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name(sheet_name(document.kind()))?;
    write_heads(sheet, heads(document.kind()))?;
    for (line, row) in (1..).zip(rows(document)) {
        for (column, cell) in (0..).zip(row) {
            match cell {
                Cell::Empty => {}
                Cell::Text(text) => {
                    sheet.write_string(line, column, text)?;
                }
                Cell::Number(number) => {
                    sheet.write_number(line, column, number)?;
                }
            }
        }
    }
    workbook.save_to_buffer()
}

fn sheet_name(kind: ModelKind) -> &'static str {
    match kind {
        ModelKind::Temperature => "Temperatures",
        ModelKind::Tgc => "TGC",
        ModelKind::Fcr => "FCR",
        ModelKind::Mortality => "Mortality",
    }
}

fn write_heads(sheet: &mut Worksheet, heads: &[&str]) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold().set_border_bottom(FormatBorder::Thin);
    for (column, head) in (0..).zip(heads) {
        sheet.write_string_with_format(0, column, *head, &bold)?;
        sheet.set_column_width(column, COLUMN_WIDTH)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    Ok(())
}

/// A column of a template: its head, what an example has there, and what it means.
struct TemplateColumn {
    head: &'static str,
    example: &'static str,
    says: &'static str,
}

const fn column(head: &'static str, example: &'static str, says: &'static str) -> TemplateColumn {
    TemplateColumn { head, example, says }
}

const TEMPERATURE_TEMPLATE: [TemplateColumn; 2] = [
    column(
        "date",
        "2024-09-01",
        "The day: 2024-09-01, 1.9.2024, or a day number counted from a scenario's first day",
    ),
    column(
        "temperature_c",
        "10.4",
        "Sea temperature, -5 to 45 °C. Several readings a day become one; days may be missing",
    ),
];
const TGC_TEMPLATE: [TemplateColumn; 9] = [
    column("stage", "all stages", "A stage that has a TGC of its own; empty for all others"),
    column(
        "from_day",
        "1",
        "The day from which on the TGC holds, counted from the scenario's first; empty for all days",
    ),
    column("month_in_sea", "", "Instead of from_day: the month from which on it holds, 1 for the first"),
    column("tgc_value", "2.92", "TGC, 0 to 20, written as 2.92 and not as 0.00292"),
    column(
        "exponent_n",
        "1",
        "Exponent of the temperature; 1 if it is empty. Only on the line without stage and day",
    ),
    column(
        "exponent_m",
        "0.3333333333333333",
        "Exponent of the weight; 1/3 if it is empty. Only on that line",
    ),
    column("location", "Faroe Islands", "Where it was fitted. Only on that line"),
    column("release_period", "September", "When its fish go to sea. Only on that line"),
    column(
        "temperature_profile",
        "Faroe shelf",
        "The name of a stored temperature profile. Only on that line",
    ),
];
const FCR_TEMPLATE: [TemplateColumn; 5] = [
    column("stage", "Post-Smolt", "The stage, as the lifecycle names it"),
    column("fcr_value", "1.1", "Feed conversion ratio, 0 to 20; 0 where a stage takes no feed"),
    column("duration_days", "90", "How long the stage lasts; empty on the line of a weight band"),
    column("min_weight_g", "", "On a line of its own: the lightest fish that this FCR holds for"),
    column("max_weight_g", "", "On a line of its own: the heaviest fish that this FCR holds for"),
];
const MORTALITY_TEMPLATE: [TemplateColumn; 5] = [
    column("stage", "all stages", "A stage that has a rate of its own; empty for all others"),
    column(
        "from_day",
        "1",
        "The day from which on the rate holds, counted from the scenario's first; empty for all days",
    ),
    column("month_in_sea", "", "Instead of from_day: the month from which on it holds, 1 for the first"),
    column("rate_percent", "0.77", "Percent of the living fish that die in the period, 0 to 100"),
    column("frequency", "monthly", "The period: daily, weekly or monthly"),
];

fn template_of(kind: ModelKind) -> &'static [TemplateColumn] {
    match kind {
        ModelKind::Temperature => &TEMPERATURE_TEMPLATE,
        ModelKind::Tgc => &TGC_TEMPLATE,
        ModelKind::Fcr => &FCR_TEMPLATE,
        ModelKind::Mortality => &MORTALITY_TEMPLATE,
    }
}

/// What marks the line of an example, which readers pass over.
const EXAMPLE: &str = "# Example: ";

/// An empty table of this kind to be filled in: heads, and one example line that is marked as such and passed over when
/// it is read. A workbook has a second sheet that explains the columns.
///
/// # Errors
/// If it cannot be written; there is none as JSON.
pub fn template(kind: ModelKind, format: ModelFormat) -> io::Result<Vec<u8>> {
    let columns = template_of(kind);
    let heads: Vec<&str> = columns.iter().map(|column| column.head).collect();
    let example = columns.iter().enumerate().map(|(place, column)| match place {
        0 => format!("{EXAMPLE}{}", column.example),
        _ => column.example.to_owned(),
    });
    match format {
        ModelFormat::Csv => {
            let mut writer = csv::Writer::from_writer(Vec::new());
            writer.write_record(&heads).map_err(of_csv)?;
            writer.write_record(example).map_err(of_csv)?;
            writer.into_inner().map_err(csv::IntoInnerError::into_error)
        }
        ModelFormat::Xlsx => template_workbook(kind, &heads, example.collect()).map_err(io::Error::other),
        ModelFormat::Json => Err(io::Error::other("there is no template as JSON")),
    }
}

fn template_workbook(kind: ModelKind, heads: &[&str], example: Vec<String>) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name(sheet_name(kind))?;
    write_heads(sheet, heads)?;
    let faint = Format::new().set_italic().set_font_color("#6B7478");
    for (column, text) in (0..).zip(example) {
        sheet.write_string_with_format(1, column, text, &faint)?;
    }
    sheet.set_column_width(0, 2.0 * COLUMN_WIDTH)?;
    if kind == ModelKind::Temperature {
        // Dates that are typed below are dates, whatever the spreadsheet's language writes.
        sheet.set_column_format(0, &Format::new().set_num_format("yyyy-mm-dd"))?;
    }
    let about = workbook.add_worksheet();
    about.set_name("Explanations")?;
    write_heads(about, &["Column", "What it holds"])?;
    about.set_column_width(1, 6.0 * COLUMN_WIDTH)?;
    for (line, column) in (1..).zip(template_of(kind)) {
        about.write_string(line, 0, column.head)?;
        about.write_string(line, 1, column.says)?;
    }
    let below = template_of(kind).len() as u32 + 2;
    about.write_string(below, 0, "Example")?;
    about.write_string(
        below,
        1,
        "A line that begins with # is passed over: write yours below it, or over it",
    )?;
    workbook.save_to_buffer()
}

#[cfg(test)]
mod tests {
    use super::super::model_tables::{Ask, Look, look_at_fcr, look_at_mortality, look_at_tgc};
    use super::super::table::{self, Table};
    use super::super::temperatures;
    use super::*;
    use crate::domain::fault::Outcome;
    use crate::domain::feed::{FcrModel, FcrStage, WeightBandFcr};
    use crate::domain::growth::{StageTgc, TgcFrom, TgcModel};
    use crate::domain::lifecycle::standard;
    use crate::domain::mortality::{Frequency, MortalityFrom, MortalityModel, StageMortality};
    use crate::domain::temperature::{TemperatureProfile, TemperatureReading};
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    /// What a file of a model is read as; of a TGC model without its profile, which the file only names.
    fn read_back(document: &ModelDocument, format: ModelFormat) -> ModelDocument {
        let bytes = render(document, format).unwrap();
        if format == ModelFormat::Json {
            return ModelDocument::read(document.kind(), std::str::from_utf8(&bytes).unwrap()).unwrap();
        }
        let mut back = read_table(document.kind(), &table::read(bytes).unwrap(), document.name()).unwrap();
        if let (ModelDocument::Tgc(back), ModelDocument::Tgc(model)) = (&mut back, document) {
            back.temperature_profile = model.temperature_profile.clone();
        }
        back
    }

    fn read_table(kind: ModelKind, table: &Table, name: &str) -> Outcome<ModelDocument> {
        let stages = standard();
        let ask = Ask { name, stages: &stages, rates_are: None, daily_share: |_, _| f64::NAN };
        let look = match kind {
            ModelKind::Temperature => {
                let wishes = temperatures::Wishes { name: name.to_owned(), ..Default::default() };
                let look = temperatures::look(table, &wishes)?;
                look.rejections.refuse()?;
                return look.blocked.map_or(Ok(ModelDocument::Temperature(look.profile)), Err);
            }
            ModelKind::Tgc => look_at_tgc(table, ask)?,
            ModelKind::Fcr => look_at_fcr(table, ask)?,
            ModelKind::Mortality => look_at_mortality(table, ask)?,
        };
        let Look { document, rejections, .. } = look;
        rejections.refuse()?;
        document
    }

    fn profile() -> TemperatureProfile {
        let readings = vec![TemperatureReading { day_number: 1, temperature_c: 8.0 }];
        TemperatureProfile { name: "Shelf".to_owned(), readings }
    }

    /// Some of the standard stages, each once.
    fn some_stages() -> impl Strategy<Value = Vec<String>> {
        let names: Vec<String> = standard().into_iter().map(|stage| stage.name).collect();
        prop::sample::subsequence(names, 0..=6).prop_shuffle()
    }

    fn bands() -> impl Strategy<Value = Vec<WeightBandFcr>> {
        let band = (0.0..1000.0_f64, 0.0..9000.0_f64, 0.0..20.0_f64).prop_map(|(min, more, fcr_value)| {
            WeightBandFcr { min_weight_g: min, max_weight_g: min + more, fcr_value }
        });
        prop::collection::vec(band, 0..4)
    }

    fn by_day() -> impl Strategy<Value = BTreeMap<u32, f64>> {
        prop::collection::btree_map(1_u32..7305, 0.0..20.0_f64, 0..30)
    }

    fn format() -> impl Strategy<Value = ModelFormat> {
        prop::sample::select(ModelFormat::ALL.map(|(format, _)| format).to_vec())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(96))]

        #[test]
        fn a_profile_reads_back_to_the_same_bits(
            values in prop::collection::btree_map(1_u32..36_600, -5.0_f64..45.0, 1..60),
            format in format(),
        ) {
            let readings = values
                .into_iter()
                .map(|(day_number, temperature_c)| TemperatureReading { day_number, temperature_c })
                .collect();
            let model = ModelDocument::Temperature(TemperatureProfile { name: "T".to_owned(), readings });
            prop_assert_eq!(read_back(&model, format), model);
        }

        #[test]
        fn an_fcr_model_reads_back_to_the_same_bits(
            stages in some_stages(),
            rest in prop::collection::vec((0.0..20.0_f64, 1_u32..36_600, bands()), 6),
            format in format(),
        ) {
            prop_assume!(!stages.is_empty());
            let stages = stages
                .into_iter()
                .zip(rest)
                .map(|(stage, (fcr_value, duration_days, overrides))| FcrStage { stage, fcr_value, duration_days, overrides })
                .collect();
            let model = ModelDocument::Fcr(FcrModel { name: "F".to_owned(), stages });
            prop_assert_eq!(read_back(&model, format), model);
        }

        #[test]
        fn a_mortality_model_with_its_schedule_reads_back_to_the_same_bits(
            stages in some_stages(),
            values in prop::collection::vec(0.0..100.0_f64, 7),
            days in by_day(),
            frequency in prop::sample::select(Frequency::ALL.to_vec()),
            format in format(),
        ) {
            let stage_overrides = stages
                .iter()
                .zip(&values)
                .map(|(stage, rate)| StageMortality { stage: stage.clone(), daily_rate_percent: *rate })
                .collect();
            let schedule = days
                .into_iter()
                .map(|(from_day, daily_rate_percent)| MortalityFrom { from_day, daily_rate_percent })
                .collect();
            let rate_percent = values[6];
            let name = "M".to_owned();
            let model = ModelDocument::Mortality(MortalityModel { name, frequency, rate_percent, stage_overrides, schedule });
            prop_assert_eq!(read_back(&model, format), model);
        }

        #[test]
        fn a_tgc_model_with_its_schedule_reads_back_to_the_same_bits(
            stages in some_stages(),
            values in prop::collection::vec(0.0..20.0_f64, 7),
            days in by_day(),
            exponents in (0.0..3.0_f64, 0.1..1.0_f64),
            words in "[A-Za-zæøåð ,;\"]{0,12}",
            format in format(),
        ) {
            let stage_overrides = stages
                .iter()
                .zip(&values)
                .map(|(stage, tgc)| StageTgc { stage: stage.clone(), tgc_value: *tgc })
                .collect();
            let schedule =
                days.into_iter().map(|(from_day, tgc_value)| TgcFrom { from_day, tgc_value }).collect();
            let model = ModelDocument::Tgc(TgcModel {
                name: "T".to_owned(),
                location: words.trim().to_owned(),
                release_period: String::new(),
                tgc_value: values[6],
                exponent_n: exponents.0,
                exponent_m: exponents.1,
                stage_overrides,
                schedule,
                temperature_profile: profile(),
            });
            prop_assert_eq!(read_back(&model, format), model);
        }
    }

    #[test]
    fn a_template_explains_itself_and_holds_nothing_when_it_is_read() {
        for kind in ModelKind::ALL {
            for format in [ModelFormat::Csv, ModelFormat::Xlsx] {
                let bytes = template(kind, format).unwrap();
                let table = table::read(bytes).unwrap();
                assert_eq!(table.rows().len(), 1, "the heads alone are read, not the example");
                let seen = super::super::guess::model_of_table(&table);
                assert_eq!(seen, Some(kind));
                read_table(kind, &table, "N").unwrap_err();
            }
        }
        let csv = String::from_utf8(template(ModelKind::Temperature, ModelFormat::Csv).unwrap()).unwrap();
        assert_eq!(csv, "date,temperature_c\n# Example: 2024-09-01,10.4\n");
    }

    #[test]
    fn a_template_that_was_filled_in_is_read() {
        let fill = |kind, line: &str| {
            let csv = String::from_utf8(template(kind, ModelFormat::Csv).unwrap()).unwrap();
            read_table(kind, &table::read_text(&format!("{csv}{line}\n")).unwrap(), "N").unwrap()
        };
        fill(ModelKind::Temperature, "2024-09-01,10.4");
        fill(ModelKind::Tgc, ",,,2.9,,,,,");
        fill(ModelKind::Fcr, "Adult,1.2,450,,");
        fill(ModelKind::Mortality, ",,,0.02,daily");
    }
}
