//! Reports on the command line: what may be chosen of them, and writing them.
use clap::builder::{PossibleValuesParser, TypedValueParser as _};
use clap::{Args, ValueEnum};
use serde::Serialize;
use std::ops::ControlFlow;
use std::path::PathBuf;

use super::session::Session;
use super::stop::Done;
use crate::domain::fault::Outcome;
use crate::report::{
    self, Contents, CsvStyle, Gathered, NumberStyle, Part, Parts, PlotOf, Wishes, formats_of, reserve,
};

/// What may be chosen of a report.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Options of reports")]
pub struct Choices {
    /// Overwrite reports that are there already
    #[arg(long)]
    pub force: bool,
    /// The paper that PDF and HTML are laid out for
    #[arg(long, value_enum, value_name = "PAPER", default_value_t = Paper::A4)]
    pub paper: Paper,
    /// How long a step of the table is: each day, each ISO week or each month
    #[arg(long, value_enum, value_name = "STEP", default_value_t = Every::Weekly)]
    pub every: Every,
    /// How numbers are written: 1,234.5 or 1 234,5 or 1.234,5; CSV follows with `,` and `.` or `;` and `,`
    #[arg(long, value_enum, value_name = "LANGUAGE", default_value_t = Numbers::English)]
    pub numbers: Numbers,
    /// What stands between the fields of CSV, where that shall be another
    #[arg(long, value_enum, value_name = "SEPARATOR")]
    pub csv_separator: Option<Separator>,
    /// What stands before the decimals in CSV, where that shall be another
    #[arg(long, value_enum, value_name = "MARK")]
    pub csv_decimal: Option<Decimal>,
    /// Only these sections, separated by commas
    #[arg(long, value_name = "SECTIONS", value_delimiter = ',', value_parser = parts())]
    pub sections: Vec<Part>,
    /// The plot of a picture (PNG, SVG); without it all of them
    #[arg(long, value_name = "PLOT", value_parser = plot_of)]
    pub plot: Option<PlotOf>,
}

/// A size of paper.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub enum Paper {
    /// 210 × 297 mm
    #[default]
    A4,
    /// 8.5 × 11 in
    Letter,
}

/// How long a step of the table is.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub enum Every {
    /// Each day
    Daily,
    /// Each ISO week
    #[default]
    Weekly,
    /// Each month
    Monthly,
}

/// How numbers are written.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub enum Numbers {
    /// 1,234.5
    #[default]
    English,
    /// 1 234,5
    Norwegian,
    /// 1.234,5
    Faroese,
}

/// What stands between the fields of CSV.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Separator {
    /// ,
    Comma,
    /// ;
    Semicolon,
    /// A tab
    Tab,
}

/// What stands before decimals.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Decimal {
    /// .
    Point,
    /// ,
    Comma,
}

fn plot_of(given: &str) -> Result<PlotOf, String> {
    PlotOf::of_word(given).ok_or_else(|| format!("Accepted is one of {}", PlotOf::words().join(", ")))
}

fn parts() -> impl clap::builder::TypedValueParser<Value = Part> {
    let words = Part::ALL.map(Part::word);
    PossibleValuesParser::new(words)
        .map(|given| Part::ALL.into_iter().find(|part| part.word() == given).unwrap_or(Part::Look))
}

impl Choices {
    /// What is wished of a report by these choices.
    pub fn wishes(&self) -> Wishes {
        let numbers = match self.numbers {
            Numbers::English => NumberStyle::English,
            Numbers::Norwegian => NumberStyle::Norwegian,
            Numbers::Faroese => NumberStyle::Faroese,
        };
        let usual = numbers.csv();
        Wishes {
            paper: match self.paper {
                Paper::A4 => report::Paper::A4,
                Paper::Letter => report::Paper::Letter,
            },
            parts: if self.sections.is_empty() { Parts::default() } else { Parts::only(&self.sections) },
            numbers,
            csv: Some(CsvStyle {
                separator: match self.csv_separator {
                    Some(Separator::Comma) => ',',
                    Some(Separator::Semicolon) => ';',
                    Some(Separator::Tab) => '\t',
                    None => usual.separator,
                },
                decimal: match self.csv_decimal {
                    Some(Decimal::Point) => '.',
                    Some(Decimal::Comma) => ',',
                    None => usual.decimal,
                },
            }),
            every: match self.every {
                Every::Daily => report::Every::Day,
                Every::Weekly => report::Every::Week,
                Every::Monthly => report::Every::Month,
            },
            plot: self.plot.clone(),
        }
    }
}

/// `{"success":true,"reports":[…]}`, each a file that was written.
#[derive(Serialize)]
struct Written {
    success: bool,
    reports: Vec<PathBuf>,
}

/// The report of one run.
pub fn of_run(session: &mut Session<'_>, run: &str, files: &[PathBuf], choices: &Choices) -> Done {
    // Whatever is wrong with the files is told before anything is read.
    formats_of(files)?;
    let farm = session.farm()?;
    let id = farm.find_run(run)?;
    let gathered = farm.gather_runs(&[id], |_, _| ControlFlow::Continue(()))?;
    let reports = write(&gathered, files, choices)?;
    tell(session, reports)
}

/// The report of a batch.
pub fn of_batch(session: &mut Session<'_>, batch: &str, files: &[PathBuf], choices: &Choices) -> Done {
    formats_of(files)?;
    let farm = session.farm()?;
    let id = farm.find_batch(batch)?;
    let gathered = farm.gather_batch(id, |_, _| ControlFlow::Continue(()))?;
    let reports = write(&gathered, files, choices)?;
    tell(session, reports)
}

/// Writes the files of a report; nothing is there if one of them cannot be.
pub fn write(gathered: &Gathered, files: &[PathBuf], choices: &Choices) -> Outcome<Vec<PathBuf>> {
    let places = reserve(files, choices.force)?;
    let wishes = choices.wishes();
    places.write(&Contents::of(gathered, &wishes))
}

fn tell(session: &mut Session<'_>, reports: Vec<PathBuf>) -> Done {
    if session.out.is_json() {
        return session.out.json(&Written { success: true, reports });
    }
    session.out.heading("Reports")?;
    super::compare::list(&mut session.out, &reports)
}
