//! What a report holds: one description as plain data, gathered once, that every format draws.
use chrono::NaiveDate;
use std::fmt::Display;

use super::steps::{Step, steps};
use super::wishes::{PlotOf, Wishes};
use crate::domain::batch::Batch;
use crate::domain::display;
use crate::domain::measure::Measure;
use crate::domain::run_names::RunNames;
use crate::domain::verdict::Verdict;
use crate::engine::comparison::{KeyFigure, RunComparison, RunInFull};
use crate::engine::figure_words::FigureWords;
use crate::engine::gathered::{About, BatchHistory, Gathered, GrowthInFull};
use crate::engine::headline::headlines;
use crate::engine::parameter_words::{ParameterRow, parameter_rows, without_inputs};
use crate::engine::profile_curve::{profile_at, profile_curve};
use crate::engine::summary::USUAL_TARGET_WEIGHTS_G;
use crate::engine::target_words::{Reached, TargetRow};

/// All that a report says. Words of the program are in the chosen language of numbers already.
#[derive(Debug)]
pub struct Contents<'a> {
    /// What the report is called.
    pub title: String,
    /// Who made it, when, of what.
    pub about: &'a About,
    /// What was wished of it.
    pub wishes: &'a Wishes,
    /// The runs with all their days, and what differs between them: one alone, and none, are reported too.
    pub compared: &'a RunComparison,
    /// How the runs are called, the baseline first, as all lists below.
    pub names: RunNames,
    /// What stands out of each run.
    pub runs: Vec<RunHead<'a>>,
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
    /// The batches that are pinned to each run.
    pub pinned: &'a [Vec<Batch>],
    /// The batch that the report is about, if it is about one.
    pub batch: Option<&'a BatchHistory>,
    /// What became of that batch, where anything was observed of it.
    pub growth: Option<&'a GrowthInFull>,
}

/// A run in a few words.
#[derive(Clone, Debug, PartialEq)]
pub struct RunHead<'a> {
    /// Its first day.
    pub start: Option<NaiveDate>,
    /// What it comes to, for the baseline; what sets it apart from the baseline, for the others.
    pub sentence: String,
    /// What recomputing it found.
    pub verdict: Option<&'a Verdict>,
    /// Its weeks, days or months.
    pub steps: Vec<Step>,
}

impl<'a> Contents<'a> {
    /// Puts in words what a report says of what was gathered.
    pub fn of(gathered: &'a Gathered, wishes: &'a Wishes) -> Self {
        let compared = &gathered.compared;
        let names = RunNames::of(&compared.runs);
        let style = wishes.numbers;
        let runs = compared.runs.iter().zip(headlines(&compared.runs)).enumerate();
        let figure_words = |words: FigureWords| FigureWords {
            value: style.words(&words.value),
            difference: style.words(&words.difference),
            share: style.words(&words.share),
            is_better: words.is_better,
        };
        let figures = compared.comparison.key_figures.iter();
        Self {
            title: title(gathered),
            about: &gathered.about,
            wishes,
            runs: runs
                .map(|(place, (run, sentence))| RunHead {
                    start: run.projection.days.first().map(|day| day.projection_date),
                    sentence: style.words(&sentence),
                    verdict: gathered.verdicts.get(place),
                    steps: steps(&run.projection, wishes.every),
                })
                .collect(),
            figures: figures
                .map(|figure: &KeyFigure| figure.words().into_iter().map(figure_words).collect())
                .collect(),
            stages: stages(compared),
            targets: targets(&compared.runs),
            parameters: parameter_rows(compared).into_iter().map(|row| in_style(row, wishes)).collect(),
            without_inputs: without_inputs(compared)
                .into_iter()
                .map(|run| names.name(run).to_owned())
                .collect(),
            pinned: &gathered.pinned,
            batch: gathered.batch.as_ref(),
            growth: gathered.growth.as_deref(),
            names,
            compared,
        }
    }

    /// What the program writes for people, in the chosen language of numbers.
    pub fn say(&self, english: impl Display) -> String {
        self.wishes.numbers.words(&english.to_string())
    }

    /// The places of the runs, the baseline's first.
    pub fn places(&self) -> std::ops::Range<usize> {
        0..self.compared.runs.len()
    }

    /// Whether there is anything to hold against a baseline.
    pub fn has_several(&self) -> bool {
        self.compared.runs.len() > 1
    }

    /// "baseline" for the first of several runs, else nothing.
    pub fn role(&self, place: usize) -> &'static str {
        if place == 0 && self.has_several() { "baseline" } else { "" }
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

    /// The plots of the measures, and of what the runs have more of each than the baseline.
    pub fn plots(&self) -> Vec<PlotOf> {
        if self.compared.runs.is_empty() {
            return Vec::new();
        }
        let measures = Measure::ALL.into_iter().map(PlotOf::Measure);
        let differences = Measure::ALL.into_iter().filter(|_| self.has_several()).map(PlotOf::Difference);
        measures.chain(differences).collect()
    }

    /// The plots of the temperature profiles that differ.
    pub fn profile_plots(&self) -> Vec<PlotOf> {
        let rows = self.parameters.iter().filter(|row| row.is_profile);
        rows.map(|row| PlotOf::Profile(row.path.clone())).collect()
    }

    /// The temperature profile of each run at the path of a parameter, day by °C; none where a run has none.
    pub fn profiles(&self, path: &str) -> Vec<Option<Vec<(f64, f64)>>> {
        let curve = |run: &RunInFull| {
            let inputs = run.detail.snapshot.as_ref()?.inputs();
            Some(profile_curve(profile_at(inputs, path)?, inputs.duration_days))
        };
        self.compared.runs.iter().map(curve).collect()
    }
}

/// What somebody has typed stays as it is; what the program has written is in the chosen language of numbers.
fn in_style(mut row: ParameterRow, wishes: &Wishes) -> ParameterRow {
    for cell in &mut row.cells {
        if !cell.value.is_string() {
            cell.words = wishes.numbers.words(&cell.words);
        }
        cell.profile = wishes.numbers.words(&cell.profile);
    }
    row
}

/// "Comparison of runs #1 and #2 of Autumn smolt 2024", or without names where there are several scenarios.
fn title(gathered: &Gathered) -> String {
    if let Some(history) = &gathered.batch {
        return format!("Batch {}", history.batch.batch_number);
    }
    let rows: Vec<_> = gathered.compared.runs.iter().map(|run| &run.detail.run).collect();
    if let [run] = rows.as_slice() {
        return format!("Projection run {} of {}", run.short_name(), run.scenario_name);
    }
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
    let is_reached = |row: &TargetRow| row.runs.iter().any(|run| matches!(run, Reached::On { .. }));
    USUAL_TARGET_WEIGHTS_G
        .into_iter()
        .map(|weight_g| TargetRow::of(weight_g, runs))
        .filter(is_reached)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::run::RunOrigin;
    use crate::engine::target_words::Later;
    use crate::report::numbers::NumberStyle;
    use crate::report::testing::{compared, gathered};

    #[test]
    fn a_report_says_what_differs_and_when_weights_are_reached() {
        let gathered = gathered(compared(&[("Plan", |_| {}), ("Faster", |s| s.tgc_model.tgc_value = 2.95)]));
        let wishes = Wishes::default();
        let contents = Contents::of(&gathered, &wishes);
        assert_eq!(contents.title, "Comparison of runs #1 and #2 of Autumn smolt 2024");
        assert!(contents.runs[1].sentence.contains("heavier (+"), "{}", contents.runs[1].sentence);
        let tgc = &contents.parameters[0];
        assert_eq!((tgc.name.as_str(), tgc.cells[1].words.as_str()), ("TGC model › TGC", "2.95"));
        assert!(tgc.cells[1].is_other && !tgc.cells[0].is_other);
        let first = &contents.targets[0];
        assert_eq!(first.weight_g, 250.0, "the fish start with 110 g");
        let Reached::On { day_number, later: Some(later), .. } = first.runs[1] else { panic!() };
        let Reached::On { day_number: base, later: None, .. } = first.runs[0] else { panic!() };
        assert!(later.days < 0);
        let days = i64::from(day_number) - i64::from(base);
        assert_eq!(later, Later { days, dates: days });
        assert_eq!(contents.stages.len(), 2);
        assert_eq!(contents.plots().len(), 12);
    }

    #[test]
    fn numbers_read_in_the_chosen_language_and_names_stay_as_they_were_typed() {
        let gathered = gathered(compared(&[
            ("Plan 1.5", |s| s.supplier = "Smolt 1,000 v2.5".to_owned()),
            ("Faster", |s| s.tgc_model.tgc_value = 2.95),
        ]));
        let wishes = Wishes { numbers: NumberStyle::Faroese, ..Wishes::default() };
        let contents = Contents::of(&gathered, &wishes);
        let row = |name: &str| contents.parameters.iter().find(|row| row.name == name).unwrap();
        assert_eq!(row("TGC model › TGC").cells[1].words, "2,95");
        assert_eq!(row("Supplier").cells[0].words, "Smolt 1,000 v2.5");
        assert_eq!(contents.names.name(0), "#1 Plan 1.5");
        assert!(
            !contents.runs[0].sentence.contains(','.to_string().as_str())
                || contents.runs[0].sentence.contains('.')
        );
        assert_eq!(contents.say("1,234.5 t"), "1.234,5 t");
    }

    #[test]
    fn runs_without_inputs_are_named_and_say_nothing_of_parameters() {
        let mut compared = compared(&[("Plan", |_| {}), ("Old", |_| {})]);
        compared.runs[1].detail.snapshot = None;
        compared.runs[1].detail.origin = RunOrigin::Migrated;
        let gathered = gathered(compared);
        let wishes = Wishes::default();
        let contents = Contents::of(&gathered, &wishes);
        assert_eq!(contents.without_inputs, ["#2 Old"]);
        assert!(contents.parameters.is_empty());
    }

    #[test]
    fn one_run_alone_is_reported_without_a_baseline() {
        let gathered = gathered(compared(&[("Plan", |_| {})]));
        let wishes = Wishes::default();
        let contents = Contents::of(&gathered, &wishes);
        assert_eq!(contents.title, "Projection run #1 Plan of Autumn smolt 2024");
        assert_eq!((contents.role(0), contents.plots().len()), ("", 6));
        assert!(contents.parameters.is_empty() && contents.without_inputs.is_empty());
    }
}
