//! What a report holds: one description as plain data, gathered once, that every format draws.
use chrono::{DateTime, NaiveDate, Utc};
use serde_json::Value;

use super::weeks::{Week, weeks};
use crate::domain::display;
use crate::domain::parameter;
use crate::domain::run_names::RunNames;
use crate::engine::comparison::{KeyFigure, RunComparison, RunInFull};
use crate::engine::figure_words::FigureWords;
use crate::engine::headline::headlines;
use crate::engine::parameter_diff::{ParameterDifference, ProfileDifference};
use crate::engine::summary::{USUAL_TARGET_WEIGHTS_G, when_reached};

/// What stands where the inputs of a run were not kept.
pub const NOT_KEPT: &str = "not kept";

/// Who made a report, when, of which farm file.
#[derive(Clone, Debug, PartialEq)]
pub struct About {
    /// Name of the farm file.
    pub farm_file: String,
    /// Who made it.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
    /// With which program: "Salmon Run 0.1.0".
    pub program: String,
}

/// All that a report says.
#[derive(Debug)]
pub struct Contents<'a> {
    /// What the report is called.
    pub title: String,
    /// Who made it, when, of what.
    pub about: About,
    /// The runs with all their days, and what differs between them.
    pub compared: &'a RunComparison,
    /// How the runs are called, the baseline first, as all lists below.
    pub names: RunNames,
    /// What stands out of each run.
    pub runs: Vec<RunHead>,
    /// The key figures of the comparison in words, each with every run's.
    pub figures: Vec<Vec<FigureWords>>,
    /// The baseline's stages, each with the day on which it begins.
    pub stages: Vec<(u32, String)>,
    /// When weights are reached.
    pub targets: Vec<TargetRow>,
    /// What was put in differently.
    pub parameters: Vec<ParameterRow>,
    /// The names of the runs whose inputs were not kept.
    pub without_inputs: Vec<String>,
}

/// A run in a few words.
#[derive(Clone, Debug, PartialEq)]
pub struct RunHead {
    /// Its first day.
    pub start: Option<NaiveDate>,
    /// What it comes to, for the baseline; what sets it apart from the baseline, for the others.
    pub sentence: String,
    /// The numbers of the batches pinned to it.
    pub batches: Vec<String>,
    /// Its weeks.
    pub weeks: Vec<Week>,
}

/// When every run reaches a weight.
#[derive(Clone, Debug, PartialEq)]
pub struct TargetRow {
    /// The weight, in g.
    pub weight_g: f64,
    /// What each run does.
    pub runs: Vec<Reached>,
}

/// Whether and when a run reaches a weight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reached {
    /// Its fish weigh so much before the first day.
    FromTheStart,
    /// Its fish never weigh so much.
    Never,
    /// They do from this day on.
    On {
        /// The day of the run.
        day_number: u32,
        /// Its date.
        date: NaiveDate,
        /// So many days of its own later than the baseline, where both reach it.
        later_days: Option<i64>,
    },
}

/// A parameter in which the runs differ.
#[derive(Clone, Debug, PartialEq)]
pub struct ParameterRow {
    /// Its name in plain words.
    pub name: String,
    /// Its path in the scenario document.
    pub path: String,
    /// What each run has.
    pub cells: Vec<ParameterCell>,
}

/// What a run has of a parameter.
#[derive(Clone, Debug, PartialEq)]
pub struct ParameterCell {
    /// The value in words.
    pub words: String,
    /// The value as it stands in the document.
    pub value: Value,
    /// Whether it is another than the baseline's.
    pub is_other: bool,
    /// How far a temperature profile lies from the baseline's; empty else.
    pub profile: String,
}

impl<'a> Contents<'a> {
    /// Gathers what a report says of runs; `batches` are the numbers of the batches pinned to each of them.
    pub fn of(compared: &'a RunComparison, batches: &[Vec<String>], about: About) -> Self {
        let runs = compared.runs.iter().zip(headlines(&compared.runs)).enumerate();
        let is_kept: Vec<bool> = compared.runs.iter().map(|run| run.detail.snapshot.is_some()).collect();
        let names = RunNames::of(&compared.runs);
        Self {
            title: title(compared),
            about,
            runs: runs
                .map(|(place, (run, sentence))| RunHead {
                    start: run.projection.days.first().map(|day| day.projection_date),
                    sentence,
                    batches: batches.get(place).cloned().unwrap_or_default(),
                    weeks: weeks(&run.projection),
                })
                .collect(),
            figures: compared.comparison.key_figures.iter().map(KeyFigure::words).collect(),
            stages: stages(compared),
            targets: targets(&compared.runs),
            parameters: compared
                .comparison
                .parameter_diff
                .iter()
                .filter_map(|difference| parameter_row(difference, &is_kept))
                .collect(),
            without_inputs: (0..is_kept.len())
                .filter(|run| is_kept.get(*run) == Some(&false))
                .map(|run| names.name(run).to_owned())
                .collect(),
            names,
            compared,
        }
    }

    /// The places of the runs, the baseline's first.
    pub fn places(&self) -> std::ops::Range<usize> {
        0..self.compared.runs.len()
    }

    /// Whether all runs start on the same date, so that a day number is one date for all of them.
    pub fn common_start(&self) -> Option<NaiveDate> {
        let start = self.runs.first()?.start?;
        self.runs.iter().all(|run| run.start == Some(start)).then_some(start)
    }

    /// Days of the longest run.
    pub fn longest(&self) -> u32 {
        let days = self.compared.runs.iter().map(|run| run.projection.days.len()).max();
        days.unwrap_or(0).try_into().unwrap_or(u32::MAX)
    }
}

/// "Comparison of runs #1 and #2 of Autumn smolt 2024", or without names where there are several scenarios.
fn title(compared: &RunComparison) -> String {
    let rows: Vec<_> = compared.runs.iter().map(|run| &run.detail.run).collect();
    let scenario = rows.first().map(|run| run.scenario);
    if rows.iter().any(|run| Some(run.scenario) != scenario) {
        return format!("Comparison of {}", display::plural(rows.len(), "projection run", "projection runs"));
    }
    let numbers: Vec<String> = rows.iter().map(|run| format!("#{}", run.run_number)).collect();
    let name = rows.first().map_or("", |run| run.scenario_name.as_str());
    let (last, before) = numbers
        .split_last()
        .map_or((String::new(), Vec::new()), |(last, before)| (last.clone(), before.to_vec()));
    format!("Comparison of runs {} and {last} of {name}", before.join(", "))
}

fn stages(compared: &RunComparison) -> Vec<(u32, String)> {
    let Some(baseline) = compared.runs.first() else { return Vec::new() };
    let projection = &baseline.projection;
    let firsts = projection.days.chunk_by(|a, b| a.stage == b.stage).filter_map(|days| days.first());
    firsts.map(|day| (day.day_number, projection.stage_name(day).to_owned())).collect()
}

/// The usual weights that at least one run grows to.
fn targets(runs: &[RunInFull]) -> Vec<TargetRow> {
    let row = |weight_g: f64| TargetRow {
        weight_g,
        runs: runs.iter().map(|run| reached(weight_g, run, runs.first())).collect(),
    };
    let is_reached = |row: &TargetRow| row.runs.iter().any(|run| matches!(run, Reached::On { .. }));
    USUAL_TARGET_WEIGHTS_G.into_iter().map(row).filter(is_reached).collect()
}

fn reached(weight_g: f64, run: &RunInFull, baseline: Option<&RunInFull>) -> Reached {
    let day_of = |run: &RunInFull| {
        let reached = when_reached(&run.projection.days, weight_g);
        Some((reached.day_number?, reached.date?)).filter(|_| weight_g > run.summary.initial_weight_g)
    };
    if weight_g <= run.summary.initial_weight_g {
        return Reached::FromTheStart;
    }
    let Some((day_number, date)) = day_of(run) else { return Reached::Never };
    let base = baseline.filter(|baseline| !std::ptr::eq(*baseline, run)).and_then(day_of);
    let later_days = base.map(|(base, _)| i64::from(day_number) - i64::from(base));
    Reached::On { day_number, date, later_days }
}

/// None where those runs whose inputs were kept do not differ in it.
fn parameter_row(difference: &ParameterDifference, is_kept: &[bool]) -> Option<ParameterRow> {
    let path = &difference.path;
    let kept = || difference.values.iter().zip(is_kept).filter(|(_, kept)| **kept).map(|(value, _)| value);
    let base = kept().next()?;
    if kept().count() < 2 || (difference.profile.is_none() && kept().all(|value| value == base)) {
        return None;
    }
    let profiles = difference.profile.as_deref().unwrap_or_default();
    let cell = |(run, (value, is_kept)): (usize, (&Value, &bool))| {
        let profile = profiles.get(run).and_then(Option::as_ref);
        ParameterCell {
            words: if *is_kept { parameter::value(path, value) } else { NOT_KEPT.to_owned() },
            value: value.clone(),
            is_other: *is_kept && (value != base || profile.is_some()),
            profile: profile.map(ProfileDifference::words).unwrap_or_default(),
        }
    };
    let cells = difference.values.iter().zip(is_kept).enumerate().map(cell).collect();
    Some(ParameterRow { name: parameter::name(path), path: path.clone(), cells })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::testing::{compared, contents};

    #[test]
    fn a_report_says_what_differs_and_when_weights_are_reached() {
        let compared = compared(&[("Plan", |_| {}), ("Faster", |s| s.tgc_model.tgc_value = 2.95)]);
        let contents = contents(&compared);
        assert_eq!(contents.title, "Comparison of runs #1 and #2 of Autumn smolt 2024");
        assert!(contents.runs[1].sentence.contains("heavier (+"), "{}", contents.runs[1].sentence);
        let tgc = &contents.parameters[0];
        assert_eq!((tgc.name.as_str(), tgc.cells[1].words.as_str()), ("TGC model › TGC", "2.95"));
        assert!(tgc.cells[1].is_other && !tgc.cells[0].is_other);
        let first = &contents.targets[0];
        assert_eq!(first.weight_g, 250.0, "the fish start with 110 g");
        let Reached::On { day_number, later_days: Some(later), .. } = first.runs[1] else { panic!() };
        let Reached::On { day_number: base, later_days: None, .. } = first.runs[0] else { panic!() };
        assert!(later < 0);
        assert_eq!(i64::from(day_number) - i64::from(base), later);
        assert_eq!(contents.stages.len(), 2);
    }

    #[test]
    fn runs_without_inputs_are_named_and_say_nothing_of_parameters() {
        let mut compared = compared(&[("Plan", |_| {}), ("Old", |_| {})]);
        compared.runs[1].detail.snapshot = None;
        let contents = contents(&compared);
        assert_eq!(contents.without_inputs, ["#2 Old"]);
        assert!(contents.parameters.is_empty());
    }
}
