//! Observations as people type them: a kind has its columns, an entry is a row of texts, and each text that is not accepted
//! has its reason.
use chrono::NaiveDate;

use super::dates::{DateOrder, When};
use super::heads::Column;
use super::observations::{COLUMNS, at};
use crate::domain::accepted::{self, Range};
use crate::domain::observation::{
    FeedingEvent, GrowthSample, Harvest, MortalityEvent, Observation, ObservationKind, SelectionMethod,
    TransferIn, TransferOut, Treatment, WaterReading,
};
use crate::domain::pen;

/// What stands in the cells of a column.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Holds {
    /// The day.
    Date,
    /// One of the batch's pens, or nothing.
    Pen,
    /// A number within these bounds.
    Number(Range),
    /// A whole number of fish, at least so many.
    Fish(u64),
    /// A few words.
    Words,
    /// How fish were picked.
    Selection,
}

/// A column of entries of a kind.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EntryColumn {
    /// Its head.
    pub name: &'static str,
    /// What stands in its cells.
    pub holds: Holds,
    /// Whether an entry says nothing without it.
    pub is_needed: bool,
    /// Its place in [`COLUMNS`], which knows its other names.
    place: usize,
}

impl EntryColumn {
    const fn of(name: &'static str, holds: Holds, place: usize) -> Self {
        Self { name, holds, is_needed: false, place }
    }

    const fn needed(mut self) -> Self {
        self.is_needed = true;
        self
    }

    /// The unit of its numbers; empty where there is none.
    pub fn unit(&self) -> &'static str {
        match self.holds {
            Holds::Number(range) => range.unit,
            Holds::Date | Holds::Pen | Holds::Fish(_) | Holds::Words | Holds::Selection => "",
        }
    }

    /// Whether its cells hold numbers.
    pub fn is_number(&self) -> bool {
        matches!(self.holds, Holds::Number(_) | Holds::Fish(_))
    }

    /// The column of tables that it is.
    pub(super) fn of_tables(&self) -> &'static Column {
        &COLUMNS[self.place]
    }

    /// What is accepted in a cell, in words.
    pub fn accepts(&self, pens: &[&str]) -> String {
        let words = match self.holds {
            Holds::Date => {
                let (first, last) = accepted::start_dates();
                format!("a date from {first} to {last}, such as 2024-09-01 or 1.9.2024")
            }
            Holds::Pen if pens.is_empty() => "nothing, for the batch has no named pens".to_owned(),
            Holds::Pen => format!("one of {}", pens.join(", ")),
            Holds::Number(range) => range.words(),
            Holds::Fish(least) => format!("a whole number of fish, {least} or more"),
            Holds::Words => format!("up to {} characters", accepted::NAME_CHARS),
            Holds::Selection => "average, largest or smallest".to_owned(),
        };
        let is_nothing_else = self.holds == Holds::Pen && pens.is_empty();
        if self.is_needed || is_nothing_else { words } else { format!("{words}, or nothing") }
    }
}

const DATE: EntryColumn = EntryColumn::of("Date", Holds::Date, at::DATE).needed();
const PEN: EntryColumn = EntryColumn::of("Pen", Holds::Pen, at::PEN);
const WEIGHT: Holds = Holds::Number(accepted::INITIAL_WEIGHT_G);

const SAMPLE: [EntryColumn; 7] = [
    DATE,
    PEN,
    EntryColumn::of("Mean weight", WEIGHT, at::WEIGHT).needed(),
    EntryColumn::of("Fish weighed", Holds::Fish(1), at::SAMPLE_SIZE),
    EntryColumn::of(
        "Standard deviation",
        Holds::Number(Range { min: 0.0, ..accepted::INITIAL_WEIGHT_G }),
        at::DEVIATION,
    ),
    EntryColumn::of("Length", Holds::Number(accepted::LENGTH_CM), at::LENGTH),
    EntryColumn::of("Condition factor", Holds::Number(accepted::CONDITION_FACTOR), at::CONDITION),
];
const MORTALITY: [EntryColumn; 4] = [
    DATE,
    PEN,
    EntryColumn::of("Dead fish", Holds::Fish(0), at::DEATHS).needed(),
    EntryColumn::of("Cause", Holds::Words, at::CAUSE),
];
const FEEDING: [EntryColumn; 3] =
    [DATE, PEN, EntryColumn::of("Feed", Holds::Number(accepted::FEED_KG), at::FEED).needed()];
const TEMPERATURE: [EntryColumn; 3] = [
    DATE,
    PEN,
    EntryColumn::of("Temperature", Holds::Number(accepted::TEMPERATURE_C), at::TEMPERATURE).needed(),
];
const TRANSFER_OUT: [EntryColumn; 6] = [
    DATE,
    PEN,
    EntryColumn::of("To pen", Holds::Pen, at::TO_PEN),
    EntryColumn::of("Fish moved", Holds::Fish(0), at::MOVED_OUT).needed(),
    EntryColumn::of("Mean weight", WEIGHT, at::MOVED_OUT_WEIGHT),
    EntryColumn::of("Picked", Holds::Selection, at::SELECTION),
];
const TRANSFER_IN: [EntryColumn; 4] = [
    DATE,
    PEN,
    EntryColumn::of("Fish that came", Holds::Fish(0), at::MOVED_IN).needed(),
    EntryColumn::of("Mean weight", WEIGHT, at::MOVED_IN_WEIGHT),
];
const TREATMENT: [EntryColumn; 4] = [
    DATE,
    PEN,
    EntryColumn::of("Treatment", Holds::Words, at::TREATMENT).needed(),
    EntryColumn::of("Mean weight", WEIGHT, at::TREATMENT_WEIGHT),
];
const HARVEST: [EntryColumn; 4] = [
    DATE,
    PEN,
    EntryColumn::of("Fish harvested", Holds::Fish(0), at::HARVESTED).needed(),
    EntryColumn::of("Mean weight", WEIGHT, at::HARVEST_WEIGHT),
];

/// The columns of entries of a kind: first the day, then the pen.
pub fn columns(kind: ObservationKind) -> &'static [EntryColumn] {
    match kind {
        ObservationKind::GrowthSample => &SAMPLE,
        ObservationKind::Mortality => &MORTALITY,
        ObservationKind::Feeding => &FEEDING,
        ObservationKind::Temperature => &TEMPERATURE,
        ObservationKind::TransferOut => &TRANSFER_OUT,
        ObservationKind::TransferIn => &TRANSFER_IN,
        ObservationKind::Treatment => &TREATMENT,
        ObservationKind::Harvest => &HARVEST,
    }
}

/// What a cell says.
#[derive(Debug, Clone, PartialEq)]
enum Says {
    Nothing,
    Date(NaiveDate),
    Words(String),
    Number(f64),
    Fish(u64),
    Selection(SelectionMethod),
}

impl Says {
    /// As it is written so that it is read as the same again.
    fn written(self) -> String {
        match self {
            Self::Nothing => String::new(),
            Self::Date(date) => date.to_string(),
            Self::Words(words) => words,
            Self::Number(number) => number.to_string(),
            Self::Fish(fish) => fish.to_string(),
            Self::Selection(method) => method.as_str().to_lowercase(),
        }
    }
}

/// A cell as it was understood, written so that it is read as the same again.
///
/// # Errors
/// Why it is not accepted, with what is.
pub fn tidy(column: &EntryColumn, text: &str, pens: &[&str]) -> Result<String, String> {
    read_cell(column, text, pens).map(Says::written)
}

fn read_cell(column: &EntryColumn, text: &str, pens: &[&str]) -> Result<Says, String> {
    let text = text.trim();
    let refused = || {
        let shown: String = text.chars().take(MOST_SHOWN).collect();
        Err(format!("\"{shown}\" is not accepted; accepted is {}", column.accepts(pens)))
    };
    if text.is_empty() {
        return Ok(Says::Nothing);
    }
    match column.holds {
        Holds::Date => {
            let Some(when) = When::read(text) else { return refused() };
            let (first, last) = accepted::start_dates();
            match (when.date(DateOrder::DayFirst), when.date(DateOrder::MonthFirst)) {
                (Some(day_first), Some(month_first)) if day_first != month_first => Err(format!(
                    "\"{text}\" may be {day_first} or {month_first}; accepted is a date such as {day_first}"
                )),
                (Some(date), _) | (None, Some(date)) if date >= first && date <= last => Ok(Says::Date(date)),
                _ => refused(),
            }
        }
        Holds::Pen => match pen::meant(pens, text) {
            Some(name) => Ok(Says::Words(name.to_owned())),
            None => refused(),
        },
        Holds::Words if text.chars().count() > accepted::NAME_CHARS => refused(),
        Holds::Words => Ok(Says::Words(text.to_owned())),
        Holds::Selection => {
            let word = text.to_uppercase();
            // A letter is enough: no two of them begin alike.
            let method = SelectionMethod::ALL.into_iter().find(|known| known.as_str().starts_with(&word));
            method.map_or_else(refused, |method| Ok(Says::Selection(method)))
        }
        Holds::Number(range) => match number(text, range.unit) {
            Some(Number::Clear(value)) if range.holds(value) => Ok(Says::Number(value)),
            Some(Number::Unclear(as_decimal, as_thousands)) => Err(format!(
                "\"{text}\" may be {as_decimal} or {as_thousands}; write {as_thousands} without the comma, or {as_decimal} with a \
                 point"
            )),
            _ => refused(),
        },
        Holds::Fish(least) => match fish(text) {
            Some(fish) if fish >= least && fish as f64 <= accepted::INITIAL_COUNT.max => Ok(Says::Fish(fish)),
            _ => refused(),
        },
    }
}

/// As many characters of a wrong text are quoted.
const MOST_SHOWN: usize = 40;

/// A number as somebody typed it.
enum Number {
    Clear(f64),
    /// A comma before three digits: a decimal comma, or one that parts thousands.
    Unclear(f64, f64),
}

fn number(text: &str, unit: &str) -> Option<Number> {
    let bare = text.strip_suffix(unit).unwrap_or(text);
    let bare: String =
        bare.replace('\u{2212}', "-").chars().filter(|c| !c.is_whitespace() && *c != '\'').collect();
    if !bare.chars().all(|c| c.is_ascii_digit() || "+-.,".contains(c)) {
        return None;
    }
    let value = |plain: &str| plain.parse::<f64>().ok().filter(|value| value.is_finite());
    let digits = bare.trim_start_matches(['+', '-']);
    match (digits.matches(',').count(), digits.matches('.').count()) {
        (0, 0 | 1) => value(&bare).map(Number::Clear),
        (1, 0) => {
            let decimal = value(&bare.replace(',', "."))?;
            let parts_thousands = is_grouped(digits, ',') && !digits.starts_with('0');
            let whole = value(&bare.replace(',', ""))?;
            Some(if parts_thousands { Number::Unclear(decimal, whole) } else { Number::Clear(decimal) })
        }
        (_, 0) if is_grouped(digits, ',') => value(&bare.replace(',', "")).map(Number::Clear),
        (0, _) if is_grouped(digits, '.') => value(&bare.replace('.', "")).map(Number::Clear),
        (1, _) if digits.rfind('.') < digits.find(',') => {
            let (whole, _) = digits.split_once(',')?;
            let plain = bare.replace('.', "").replace(',', ".");
            is_grouped(whole, '.').then(|| value(&plain)).flatten().map(Number::Clear)
        }
        (_, 1) if digits.rfind(',') < digits.find('.') => {
            let (whole, _) = digits.split_once('.')?;
            is_grouped(whole, ',').then(|| value(&bare.replace(',', ""))).flatten().map(Number::Clear)
        }
        _ => None,
    }
}

/// Whether all that the mark parts are groups of three digits.
fn is_grouped(digits: &str, mark: char) -> bool {
    let mut groups = digits.split(mark);
    let first = groups.next().unwrap_or_default();
    (1..=3).contains(&first.len()) && groups.all(|group| group.len() == 3)
}

/// A whole number: what stands before three digits parts thousands, for there are no halves of fish.
fn fish(text: &str) -> Option<u64> {
    let bare: String = text.chars().filter(|c| !c.is_whitespace() && *c != '\'').collect();
    if let Ok(fish) = bare.parse() {
        return Some(fish);
    }
    let mark = [',', '.'].into_iter().find(|mark| bare.contains(*mark))?;
    let whole =
        bare.split_once(mark).filter(|(_, after)| !after.is_empty() && after.bytes().all(|b| b == b'0'));
    match whole {
        // What spreadsheets make of a count: "12.0".
        Some((before, after)) if after.len() != 3 => before.parse().ok(),
        _ if is_grouped(&bare, mark) => bare.replace(mark, "").parse().ok(),
        _ => None,
    }
}

/// A cell of an entry that is not accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Its column, by its place among those of the kind.
    pub column: usize,
    /// Why, with what is accepted.
    pub reason: String,
}

/// Whether an entry says nothing yet: a day and a pen alone are where it would begin.
pub fn is_blank(kind: ObservationKind, cells: &[String]) -> bool {
    let columns = columns(kind).iter().zip(cells);
    columns.skip(2).all(|(_, text)| text.trim().is_empty())
}

/// Reads an entry; none if it is blank.
///
/// # Errors
/// Every cell that is not accepted.
pub fn read(
    kind: ObservationKind,
    cells: &[String],
    pens: &[&str],
) -> Result<Option<Observation>, Vec<Refusal>> {
    if is_blank(kind, cells) {
        return Ok(None);
    }
    let mut refusals = Vec::new();
    let mut said = Vec::with_capacity(cells.len());
    for (place, column) in columns(kind).iter().enumerate() {
        let text = cells.get(place).map_or("", String::as_str);
        match read_cell(column, text, pens) {
            Ok(Says::Nothing) if column.is_needed => {
                let reason = format!(
                    "{} is missing; accepted is {}",
                    column.name.to_lowercase(),
                    column.accepts(pens)
                );
                refusals.push(Refusal { column: place, reason });
                said.push(Says::Nothing);
            }
            Ok(says) => said.push(says),
            Err(reason) => {
                refusals.push(Refusal { column: place, reason });
                said.push(Says::Nothing);
            }
        }
    }
    if refusals.is_empty() { Ok(Some(observation(kind, &said))) } else { Err(refusals) }
}

/// The observation of cells that were all accepted.
fn observation(kind: ObservationKind, said: &[Says]) -> Observation {
    let date = match said.first() {
        Some(Says::Date(date)) => *date,
        _ => NaiveDate::default(),
    };
    let words = |place: usize| match said.get(place) {
        Some(Says::Words(words)) => Some(words.clone()),
        _ => None,
    };
    let number = |place: usize| match said.get(place) {
        Some(Says::Number(number)) => Some(*number),
        _ => None,
    };
    let fish = |place: usize| match said.get(place) {
        Some(Says::Fish(fish)) => Some(*fish),
        _ => None,
    };
    let pen = words(1);
    match kind {
        ObservationKind::GrowthSample => Observation::GrowthSample(GrowthSample {
            date,
            pen,
            avg_weight_g: number(2).unwrap_or_default(),
            sample_size: fish(3).map(|fish| u32::try_from(fish).unwrap_or(u32::MAX)),
            std_deviation_g: number(4),
            avg_length_cm: number(5),
            condition_factor: number(6),
        }),
        ObservationKind::Mortality => Observation::Mortality(MortalityEvent {
            date,
            pen,
            count: fish(2).unwrap_or_default(),
            cause: words(3).unwrap_or_default(),
        }),
        ObservationKind::Feeding => {
            Observation::Feeding(FeedingEvent { date, pen, amount_kg: number(2).unwrap_or_default() })
        }
        ObservationKind::Temperature => {
            Observation::Temperature(WaterReading { date, pen, temperature_c: number(2).unwrap_or_default() })
        }
        ObservationKind::TransferOut => Observation::TransferOut(TransferOut {
            date,
            pen,
            to_pen: words(2),
            transferred_count: fish(3).unwrap_or_default(),
            measured_avg_weight_g: number(4),
            selection_method: match said.get(5) {
                Some(Says::Selection(method)) => *method,
                _ => SelectionMethod::default(),
            },
        }),
        ObservationKind::TransferIn => Observation::TransferIn(TransferIn {
            date,
            pen,
            transferred_count: fish(2).unwrap_or_default(),
            measured_avg_weight_g: number(3),
        }),
        ObservationKind::Treatment => Observation::Treatment(Treatment {
            date,
            pen,
            kind: words(2).unwrap_or_default(),
            measured_avg_weight_g: number(3),
        }),
        ObservationKind::Harvest => Observation::Harvest(Harvest {
            date,
            pen,
            harvested_count: fish(2).unwrap_or_default(),
            avg_weight_g: number(3),
        }),
    }
}

/// An observation as an entry has it.
pub fn written(observation: &Observation) -> Vec<String> {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let number = |number: Option<f64>| number.map_or(String::new(), |number| number.to_string());
    let mut cells = vec![observation.date().to_string(), observation.pen().unwrap_or_default().to_owned()];
    cells.extend(match observation {
        Observation::GrowthSample(it) => vec![
            it.avg_weight_g.to_string(),
            it.sample_size.map_or(String::new(), |size| size.to_string()),
            number(it.std_deviation_g),
            number(it.avg_length_cm),
            number(it.condition_factor),
        ],
        Observation::Mortality(it) => vec![it.count.to_string(), it.cause.clone()],
        Observation::Feeding(it) => vec![it.amount_kg.to_string()],
        Observation::Temperature(it) => vec![it.temperature_c.to_string()],
        Observation::TransferOut(it) => vec![
            text(&it.to_pen),
            it.transferred_count.to_string(),
            number(it.measured_avg_weight_g),
            it.selection_method.as_str().to_lowercase(),
        ],
        Observation::TransferIn(it) => {
            vec![it.transferred_count.to_string(), number(it.measured_avg_weight_g)]
        }
        Observation::Treatment(it) => vec![it.kind.clone(), number(it.measured_avg_weight_g)],
        Observation::Harvest(it) => vec![it.harvested_count.to_string(), number(it.avg_weight_g)],
    });
    cells
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const PENS: [&str; 2] = ["Pen 1", "Pen 2"];

    fn row(cells: &[&str]) -> Vec<String> {
        cells.iter().map(|cell| (*cell).to_owned()).collect()
    }

    #[test]
    fn what_people_type_is_read_in_their_own_spelling() {
        let cells = row(&["1.10.2024", "merd 2", "149,5", "60", "", "24.1 cm", ""]);
        let Ok(Some(Observation::GrowthSample(sample))) = read(ObservationKind::GrowthSample, &cells, &PENS)
        else {
            panic!("{cells:?}")
        };
        assert_eq!(sample.date, NaiveDate::from_ymd_opt(2024, 10, 1).unwrap());
        assert_eq!((sample.pen.as_deref(), sample.avg_weight_g), (Some("Pen 2"), 149.5));
        assert_eq!((sample.sample_size, sample.avg_length_cm), (Some(60), Some(24.1)));
        for (text, wanted) in [
            ("12 500", Some(12_500)),
            ("10.000", Some(10_000)),
            ("12.0", Some(12)),
            ("2.5", None),
            ("1,5", None),
        ] {
            assert_eq!(fish(text), wanted, "{text}");
        }
    }

    #[test]
    fn each_cell_that_is_not_accepted_says_what_is() {
        let told = |kind, cells: &[&str]| read(kind, &row(cells), &PENS).unwrap_err();
        let wrong =
            told(ObservationKind::GrowthSample, &["03/04/2024", "Pen 7", "0", "2.5", "1,234", "", ""]);
        let reasons: Vec<(usize, &str)> = wrong.iter().map(|it| (it.column, it.reason.as_str())).collect();
        assert_eq!(
            reasons,
            [
                (0, "\"03/04/2024\" may be 2024-04-03 or 2024-03-04; accepted is a date such as 2024-04-03"),
                (1, "\"Pen 7\" is not accepted; accepted is one of Pen 1, Pen 2, or nothing"),
                (2, "\"0\" is not accepted; accepted is 0.001 to 50000 g"),
                (3, "\"2.5\" is not accepted; accepted is a whole number of fish, 1 or more, or nothing"),
                (4, "\"1,234\" may be 1.234 or 1234; write 1234 without the comma, or 1.234 with a point"),
            ]
        );
        let missing = told(ObservationKind::Mortality, &["", "", "", "Gill disease"]);
        assert_eq!(missing[1].reason, "dead fish is missing; accepted is a whole number of fish, 0 or more");
        assert_eq!(read(ObservationKind::Mortality, &row(&["2024-10-01", "1", "", ""]), &PENS), Ok(None));
    }

    #[test]
    fn what_is_recorded_is_written_and_read_as_the_same() {
        let date = NaiveDate::from_ymd_opt(2024, 10, 1).unwrap();
        let pen = Some("Pen 1".to_owned());
        let all = [
            Observation::GrowthSample(GrowthSample {
                date,
                pen: pen.clone(),
                avg_weight_g: 0.1 + 0.2,
                sample_size: Some(60),
                std_deviation_g: Some(21.7),
                avg_length_cm: None,
                condition_factor: Some(1.1),
            }),
            Observation::Mortality(MortalityEvent {
                date,
                pen: None,
                count: 12_345,
                cause: "Gill, acute".to_owned(),
            }),
            Observation::Feeding(FeedingEvent { date, pen: pen.clone(), amount_kg: 1234.5 }),
            Observation::Temperature(WaterReading { date, pen: None, temperature_c: -0.5 }),
            Observation::TransferOut(TransferOut {
                date,
                pen: pen.clone(),
                to_pen: Some("Pen 2".to_owned()),
                transferred_count: 1000,
                measured_avg_weight_g: Some(150.0),
                selection_method: SelectionMethod::Largest,
            }),
            Observation::TransferIn(TransferIn {
                date,
                pen: None,
                transferred_count: 7,
                measured_avg_weight_g: None,
            }),
            Observation::Treatment(Treatment {
                date,
                pen: None,
                kind: "Delousing".to_owned(),
                measured_avg_weight_g: Some(155.5),
            }),
            Observation::Harvest(Harvest { date, pen, harvested_count: 500, avg_weight_g: Some(5000.0) }),
        ];
        for observation in all {
            assert_eq!(read(observation.kind(), &written(&observation), &PENS), Ok(Some(observation)));
        }
    }

    proptest! {
        #[test]
        fn whatever_is_accepted_is_tidied_into_the_same(text in "\\PC{0,12}|[0-9.,'\u{2212}-]{0,9}|[0-9]{1,4}[./-][0-9]{1,2}[./-][0-9]{2,4}") {
            for kind in ObservationKind::ALL {
                for column in columns(kind) {
                    if let Ok(tidied) = tidy(column, &text, &PENS) {
                        prop_assert_eq!(tidy(column, &tidied, &PENS), Ok(tidied.clone()), "{} {}", column.name, text);
                    }
                }
            }
        }
    }
}
