//! Observations of a batch out of a spreadsheet or a document: a line a day and pen, with whatever was observed.
use chrono::NaiveDate;

use super::dates::{self, DateOrder, OpenDate, When};
use super::heads::{self, Column, Found, Use};
use super::rejected::{RejectedLine, Rejections};
use super::table::{Row, Table};
use crate::domain::accepted;
use crate::domain::fault::{Fault, Outcome};
use crate::domain::observation::{
    FeedingEvent, GrowthSample, Harvest, MortalityEvent, Observation, Observations, SelectionMethod,
    TransferIn, TransferOut, Treatment, WaterReading,
};

const fn column(name: &'static str, also: &'static [&'static str]) -> Column {
    Column { name, also, within: &[], needed: false }
}

/// Places of the columns in [`COLUMNS`].
pub(super) mod at {
    pub const DATE: usize = 0;
    pub const PEN: usize = 1;
    pub const WEIGHT: usize = 2;
    pub const SAMPLE_SIZE: usize = 3;
    pub const DEVIATION: usize = 4;
    pub const LENGTH: usize = 5;
    pub const CONDITION: usize = 6;
    pub const DEATHS: usize = 7;
    pub const CAUSE: usize = 8;
    pub const FEED: usize = 9;
    pub const TEMPERATURE: usize = 10;
    pub const MOVED_OUT: usize = 11;
    pub const TO_PEN: usize = 12;
    pub const MOVED_OUT_WEIGHT: usize = 13;
    pub const SELECTION: usize = 14;
    pub const MOVED_IN: usize = 15;
    pub const MOVED_IN_WEIGHT: usize = 16;
    pub const TREATMENT: usize = 17;
    pub const TREATMENT_WEIGHT: usize = 18;
    pub const HARVESTED: usize = 19;
    pub const HARVEST_WEIGHT: usize = 20;
}

/// The columns of a table; all but the date may be missing.
pub const COLUMNS: [Column; 21] = [
    Column { name: "date", also: &["dato", "day", "dagfesting", "dagsetning"], within: &[], needed: true },
    column("pen", &["merd", "cage", "ring", "container", "enhet", "enhed", "ringur", "kar"]),
    column(
        "avg_weight_g",
        &[
            "weight",
            "weightg",
            "avgweight",
            "meanweight",
            "snittvekt",
            "vekt",
            "gjennomsnittsvekt",
            "miðalvekt",
        ],
    ),
    column("sample_size", &["n", "samplesize", "antallprøver", "prøveantall"]),
    column("std_deviation_g", &["sd", "stddev", "stdev", "standardavvik"]),
    column("avg_length_cm", &["length", "lengthcm", "lengde", "longd"]),
    column("condition_factor", &["k", "kfactor", "kfaktor", "kondisjonsfaktor"]),
    column("deaths", &["dead", "count", "mortality", "døde", "dødelighet", "deyð", "dødfisk"]),
    column("cause", &["årsak", "dødsårsak", "orsøk"]),
    column("feed_kg", &["feed", "amountkg", "fôr", "fôrkg", "for", "fôrmengde", "fóður"]),
    column("temperature", &["temp", "temperatur", "temperaturec", "hiti", "sjøtemperatur"]),
    column("moved_out", &["transferredcount", "transferout", "flyttetut"]),
    column("to_pen", &["tilmerd", "tocage"]),
    column("moved_out_weight_g", &["measuredavgweightg", "transferweight"]),
    column("selection_method", &["selection", "utvalg"]),
    column("moved_in", &["transferin", "flyttetinn", "utsett"]),
    column("moved_in_weight_g", &[]),
    column("treatment", &["behandling", "vaccination", "vaksinering"]),
    column("treatment_weight_g", &[]),
    column("harvested", &["harvestedcount", "harvest", "slaktet", "uttak"]),
    column("harvest_weight_g", &["slaktevekt"]),
];

/// How a table of observations shall be read.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wishes {
    /// Which number of `03/04/2024` is the day, where no date tells.
    pub date_order: Option<DateOrder>,
    /// Whether lines that cannot be read are left out; else they refuse the whole table.
    pub skip_bad_lines: bool,
}

/// What was read, and what was not.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Read {
    /// The observations.
    pub observations: Observations,
    /// Lines below the heads.
    pub rows: usize,
    /// Lines that were left out: how many, and the first of them.
    pub rejections: Rejections,
}

/// A table of observations, looked at before anything is recorded.
#[derive(Debug, Clone, PartialEq)]
pub struct Look {
    /// What was read, without the lines that cannot be.
    pub read: Read,
    /// Which column means what; those that mean nothing are passed over.
    pub columns: Vec<Use>,
    /// Which number of its dates was taken for the day.
    pub date_order: DateOrder,
    /// A date that may be read in two ways: to be asked before anything is recorded.
    pub open_date: Option<OpenDate>,
}

/// What a list of observations has beside what was observed (`batch observations --csv`): it may be read again.
const OF_LISTS: [&str; 3] = ["observation_id", "recorded_by", "recorded_at"];

/// Reads a table of observations.
///
/// # Errors
/// If it has no column of dates, or one that is not known; and, unless bad lines are to be left out, at the first of them, by
/// line and column.
pub fn read(table: &Table, wishes: Wishes) -> Outcome<Read> {
    let found = heads::find_among(table, &COLUMNS)?;
    let is_known = |head: &str| heads::meaning(&COLUMNS, head).is_some() || OF_LISTS.contains(&head);
    if found.heads.cells().any(|(_, head)| !is_known(head)) {
        // It names the first that is not known, and those that are.
        heads::find(table, &COLUMNS)?;
    }
    let (order, open) = order_of(table, &found, wishes.date_order)?;
    if let Some(open) = open {
        return Err(open.fault());
    }
    read_rows(table, &found, order, wishes.skip_bad_lines)
}

/// Looks at a table of observations among whose columns may be others, and goes on where something has to be asked.
///
/// # Errors
/// If it has no column of dates, or one twice, or dates that contradict each other.
pub fn look(table: &Table, date_order: Option<DateOrder>) -> Outcome<Look> {
    let found = heads::find_among(table, &COLUMNS)?;
    let (order, open_date) = order_of(table, &found, date_order)?;
    let read = read_rows(table, &found, order, true)?;
    Ok(Look { read, columns: found.uses(&COLUMNS), date_order: order, open_date })
}

fn order_of(
    table: &Table,
    found: &Found<'_>,
    said: Option<DateOrder>,
) -> Outcome<(DateOrder, Option<OpenDate>)> {
    let texts = table.rows_from(found.first_row).filter_map(|row| {
        let text = found.text(row, at::DATE);
        Some((row.line, text, When::read(text)?))
    });
    dates::order(texts, said)
}

fn read_rows(table: &Table, found: &Found<'_>, order: DateOrder, skip_bad_lines: bool) -> Outcome<Read> {
    let rows = table.rows_from(found.first_row);
    let reader = Reader { table, found, order };
    let mut read = Read { rows: rows.len(), ..Read::default() };
    for row in rows {
        match reader.row(row) {
            Ok(observations) => observations.into_iter().for_each(|it| read.observations.add(it)),
            Err(fault) if skip_bad_lines => read.rejections.add(row, fault),
            Err(fault) => return Err(fault),
        }
    }
    Ok(read)
}

impl Read {
    /// The first of the lines that were left out.
    pub fn rejected_lines(&self) -> Vec<RejectedLine> {
        self.rejections.lines().to_vec()
    }
}

/// What says nothing without another column beside it: they may not stand alone, for they would be lost.
const BESIDE: [(usize, &[usize]); 5] = [
    (at::WEIGHT, &[at::SAMPLE_SIZE, at::DEVIATION, at::LENGTH, at::CONDITION]),
    (at::DEATHS, &[at::CAUSE]),
    (at::MOVED_OUT, &[at::TO_PEN, at::MOVED_OUT_WEIGHT]),
    (at::MOVED_IN, &[at::MOVED_IN_WEIGHT]),
    (at::HARVESTED, &[at::HARVEST_WEIGHT]),
];

struct Reader<'a> {
    table: &'a Table,
    found: &'a Found<'a>,
    order: DateOrder,
}

impl Reader<'_> {
    fn text<'r>(&self, row: Row<'r>, column: usize) -> &'r str {
        self.found.text(row, column).trim()
    }

    fn wrong(&self, row: Row<'_>, column: usize, accepted: &str) -> Fault {
        Fault::invalid(
            format!("\"{}\" is not accepted", self.text(row, column)),
            place(row, column),
            format!("Accepted is {accepted}"),
        )
    }

    fn number(&self, row: Row<'_>, column: usize, range: &accepted::Range) -> Outcome<Option<f64>> {
        let text = self.text(row, column);
        if text.is_empty() || text == "-" {
            return Ok(None);
        }
        let value = self.table.number(text).ok_or_else(|| self.wrong(row, column, "a number, or nothing"))?;
        range.check("", value).map_err(|fault| fault.at(place(row, column)))?;
        Ok(Some(value))
    }

    fn fish(&self, row: Row<'_>, column: usize) -> Outcome<Option<u64>> {
        let range = accepted::Range { min: 0.0, ..accepted::INITIAL_COUNT };
        match self.number(row, column, &range)? {
            Some(value) if value.fract() != 0.0 => Err(self.wrong(row, column, "a whole number of fish")),
            value => Ok(value.map(|value| value as u64)),
        }
    }

    fn date(&self, row: Row<'_>) -> Outcome<NaiveDate> {
        let date = When::read(self.text(row, at::DATE)).and_then(|when| when.date(self.order));
        date.ok_or_else(|| self.wrong(row, at::DATE, "a date that exists, written YYYY-MM-DD or D.M.YYYY"))
    }

    fn nothing_stands_alone(&self, row: Row<'_>) -> Outcome<()> {
        let has = |column: usize| !matches!(self.text(row, column), "" | "-");
        for (main, others) in BESIDE.iter().filter(|(main, _)| !has(*main)) {
            if let Some(alone) = others.iter().find(|column| has(**column)) {
                let needed = COLUMNS[*main].name;
                return Err(Fault::invalid(
                    format!("\"{}\" stands there without {needed}", self.text(row, *alone)),
                    place(row, *alone),
                    format!("Accepted is a line with {needed} as well"),
                ));
            }
        }
        Ok(())
    }

    /// All that one line says.
    fn row(&self, row: Row<'_>) -> Outcome<Vec<Observation>> {
        let date = self.date(row)?;
        accepted::check_start_date("", date).map_err(|fault| fault.at(place(row, at::DATE)))?;
        self.nothing_stands_alone(row)?;
        let pen = Some(self.text(row, at::PEN)).filter(|pen| !pen.is_empty()).map(str::to_owned);
        let weight = accepted::INITIAL_WEIGHT_G;
        let words = |column: usize| self.text(row, column).to_owned();
        let mut all = Vec::new();
        if let Some(avg_weight_g) = self.number(row, at::WEIGHT, &weight)? {
            let size = self.fish(row, at::SAMPLE_SIZE)?.filter(|size| *size > 0);
            all.push(Observation::GrowthSample(GrowthSample {
                date,
                pen: pen.clone(),
                avg_weight_g,
                sample_size: size.map(|size| u32::try_from(size).unwrap_or(u32::MAX)),
                std_deviation_g: self.number(row, at::DEVIATION, &accepted::BOUND_WEIGHT_G)?,
                avg_length_cm: self.number(row, at::LENGTH, &accepted::LENGTH_CM)?,
                condition_factor: self.number(row, at::CONDITION, &accepted::CONDITION_FACTOR)?,
            }));
        }
        if let Some(count) = self.fish(row, at::DEATHS)? {
            all.push(Observation::Mortality(MortalityEvent {
                date,
                pen: pen.clone(),
                count,
                cause: words(at::CAUSE),
            }));
        }
        if let Some(amount_kg) = self.number(row, at::FEED, &accepted::FEED_KG)? {
            all.push(Observation::Feeding(FeedingEvent { date, pen: pen.clone(), amount_kg }));
        }
        if let Some(temperature_c) = self.number(row, at::TEMPERATURE, &accepted::TEMPERATURE_C)? {
            all.push(Observation::Temperature(WaterReading { date, pen: pen.clone(), temperature_c }));
        }
        if let Some(transferred_count) = self.fish(row, at::MOVED_OUT)? {
            all.push(Observation::TransferOut(TransferOut {
                date,
                pen: pen.clone(),
                to_pen: Some(words(at::TO_PEN)).filter(|pen| !pen.is_empty()),
                transferred_count,
                measured_avg_weight_g: self.number(row, at::MOVED_OUT_WEIGHT, &weight)?,
                selection_method: self.selection(row)?,
            }));
        }
        if let Some(transferred_count) = self.fish(row, at::MOVED_IN)? {
            all.push(Observation::TransferIn(TransferIn {
                date,
                pen: pen.clone(),
                transferred_count,
                measured_avg_weight_g: self.number(row, at::MOVED_IN_WEIGHT, &weight)?,
            }));
        }
        let treated_g = self.number(row, at::TREATMENT_WEIGHT, &weight)?;
        if treated_g.is_some() || !self.text(row, at::TREATMENT).is_empty() {
            let kind = words(at::TREATMENT);
            all.push(Observation::Treatment(Treatment {
                date,
                pen: pen.clone(),
                kind,
                measured_avg_weight_g: treated_g,
            }));
        }
        if let Some(harvested_count) = self.fish(row, at::HARVESTED)? {
            let avg_weight_g = self.number(row, at::HARVEST_WEIGHT, &weight)?;
            all.push(Observation::Harvest(Harvest { date, pen, harvested_count, avg_weight_g }));
        }
        Ok(all)
    }

    fn selection(&self, row: Row<'_>) -> Outcome<SelectionMethod> {
        let text = self.text(row, at::SELECTION).to_uppercase();
        if text.is_empty() {
            return Ok(SelectionMethod::default());
        }
        let method = SelectionMethod::ALL.into_iter().find(|known| known.as_str() == text);
        method.ok_or_else(|| self.wrong(row, at::SELECTION, "average, largest or smallest, or nothing"))
    }
}

fn place(row: Row<'_>, column: usize) -> String {
    format!("line {}, {}", row.line, COLUMNS[column].name)
}

#[cfg(test)]
mod tests {
    use super::super::table::read_text;
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> Outcome<Read> {
        super::read(&read_text(text)?, Wishes::default())
    }

    #[test]
    fn a_site_journal_in_norwegian_is_read() {
        let text = "Dato;Merd;Snittvekt (g);N;Døde;Fôr (kg);Temperatur\n\
                    01.10.2024;M1;149,5;60;12;219,28;10,9\n\
                    02.10.2024;M1;;;3;221;\n";
        let read = read(text).unwrap();
        let seen = &read.observations;
        assert_eq!((read.rows, seen.len()), (2, 6));
        assert_eq!(
            (seen.growth_samples[0].avg_weight_g, seen.growth_samples[0].sample_size),
            (149.5, Some(60))
        );
        assert_eq!(seen.mortality_events[1].count, 3);
        assert_eq!(seen.feeding_events[0].amount_kg, 219.28);
        assert_eq!(seen.temperature_readings[0].pen.as_deref(), Some("M1"));
        assert_eq!(seen.temperature_readings[0].date, NaiveDate::from_ymd_opt(2024, 10, 1).unwrap());
    }

    #[test]
    fn transfers_treatments_and_harvests_are_read() {
        let text = "date,pen,moved_out,to_pen,moved_out_weight_g,selection_method,treatment,treatment_weight_g,harvested\n\
                    2024-10-01,A,1000,B,150,largest,,,\n\
                    2024-10-02,B,,,,,Delousing,155.5,\n\
                    2024-10-03,B,,,,,,,500\n";
        let seen = read(text).unwrap().observations;
        let out = &seen.transfers_out[0];
        assert_eq!((out.to_pen.as_deref(), out.selection_method), (Some("B"), SelectionMethod::Largest));
        assert_eq!(seen.treatments[0].measured_avg_weight_g, Some(155.5));
        assert_eq!(seen.harvests[0].harvested_count, 500);
    }

    #[test]
    fn a_wrong_value_is_named_by_line_column_and_range_and_can_be_left_out() {
        let text = "date,deaths,temperature\n2024-10-01,3,8\n2024-10-02,2.5,8\n2024-10-03,1,80\n";
        let fault = read(text).unwrap_err();
        assert_eq!(
            fault.to_string(),
            "\"2.5\" is not accepted (line 3, deaths). Accepted is a whole number of fish"
        );
        let wishes = Wishes { skip_bad_lines: true, ..Wishes::default() };
        let read = super::read(&read_text(text).unwrap(), wishes).unwrap();
        assert_eq!((read.observations.len(), read.rejections.count()), (2, 2));
        let last = &read.rejected_lines()[1];
        assert_eq!((last.line, last.text.as_str()), (4, "2024-10-03 | 1 | 80"));
        assert_eq!(last.reason, "temperature: 80 is not accepted; accepted is -5 to 45 °C");
    }

    #[test]
    fn a_value_that_would_be_lost_without_its_column_is_named() {
        let fault = read("date,deaths,cause\n2024-10-01,,Gill disease\n").unwrap_err();
        assert_eq!(
            fault.to_string(),
            "\"Gill disease\" stands there without deaths (line 2, cause). Accepted is a line with deaths as well"
        );
        assert!(read("date,deaths,cause\n2024-10-01,-,-\n").unwrap().observations.is_empty());
    }

    #[test]
    fn columns_of_others_are_passed_over_when_it_is_only_looked_at() {
        let text = "Dato;Merd;Vær;Døde\n03/04/2024;A;sol;3\n04/04/2024;A;regn;mange\n";
        assert!(read(text).unwrap_err().message.contains("\"Vær\" is not known"));
        let look = look(&read_text(text).unwrap(), None).unwrap();
        let open = look.open_date.unwrap();
        assert_eq!((open.line, open.text.as_str()), (2, "03/04/2024"));
        assert_eq!((look.read.observations.len(), look.read.rejections.count()), (1, 1));
        let means: Vec<&str> = look.columns.iter().map(|column| column.means).collect();
        assert_eq!(means, ["date", "pen", "", "deaths"]);
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(
            head in prop::sample::select(vec!["date,pen,deaths,feed\n", "dato;vekt;n;sd\n", "date\tmoved_out\tselection\n", ""]),
            text in "([0-9./-]{0,10}[,;\t][A-Za-z0-9.,-]{0,6}[,;\t]?[0-9a-z.]{0,6}\n){0,8}|\\PC{0,200}",
        ) {
            if let Ok(table) = read_text(&format!("{head}{text}")) {
                let _ = super::read(&table, Wishes { skip_bad_lines: true, ..Wishes::default() });
                let _ = look(&table, None);
            }
        }
    }
}
