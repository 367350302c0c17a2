//! `run compare`: runs side by side, the first is the baseline, and reports of that.
use serde_json::Value;
use std::ops::ControlFlow;
use std::path::PathBuf;

use super::documents::ComparisonDocument;
use super::output::{Columns, Out};
use super::report::{self, Choices};
use super::session::Session;
use super::stop::{Done, Stop};
use crate::domain::display::{self, NO_VALUE};
use crate::domain::fault::{Fault, FaultKind, Outcome};
use crate::report::formats_of;
use crate::service::{
    KeyFigure, ParameterDifference, ProfileDifference, RunComparison, TargetReached, USUAL_TARGET_WEIGHTS_G,
    when_reached,
};

/// Which runs are compared.
pub struct Compare {
    /// Their names, the baseline first.
    pub runs: Vec<String>,
    /// Files for a report.
    pub report: Vec<PathBuf>,
    /// What is chosen of it.
    pub choices: Choices,
}

impl Compare {
    /// Shows the comparison.
    pub fn carry_out(self, session: &mut Session<'_>) -> Done {
        if self.report.is_empty() && self.choices.force {
            let hint = "Name the files with `--report FILE`";
            let fault = Fault::new(FaultKind::InvalidInput, "`--force` is of use for reports only", hint);
            return Err(Stop::Usage(fault));
        }
        // Whatever is wrong with the files is told before anything is read.
        formats_of(&self.report)?;
        let farm = session.farm()?;
        let ids: Vec<_> = self.runs.iter().map(|name| farm.find_run(name)).collect::<Outcome<_>>()?;
        let compared = farm.compare_runs(&ids)?;
        let mut reports = Vec::new();
        if !self.report.is_empty() {
            let gathered = farm.gather_runs(&ids, |_, _| ControlFlow::Continue(()))?;
            reports = report::write(&gathered, &self.report, &self.choices)?;
        }
        if session.out.is_json() {
            return session.out.json(&ComparisonDocument::of(&compared));
        }
        show(&mut session.out, &compared)?;
        if reports.is_empty() {
            return Ok(());
        }
        session.out.heading("Reports")?;
        list(&mut session.out, &reports)
    }
}

/// The files that were written.
pub fn list(out: &mut Out, reports: &[PathBuf]) -> Done {
    for report in reports {
        out.line(format!("  {}", report.display()))?;
    }
    Ok(())
}

/// Shows runs side by side: who they are, their figures, when weights are reached, and what was put in differently.
pub fn show(out: &mut Out, compared: &RunComparison) -> Done {
    let letters: Vec<String> = (0..compared.runs.len()).map(letter).collect();
    let mut table = Columns::new(["", ">Run", "Scenario", ">#", "Label", ""]);
    for (place, run) in compared.runs.iter().enumerate() {
        let run = &run.detail.run;
        table.row([
            letters[place].clone(),
            run.run_id.to_string(),
            run.scenario_name.clone(),
            run.run_number.to_string(),
            run.label.clone(),
            if place == 0 { "baseline".to_owned() } else { String::new() },
        ]);
    }
    out.table(&table)?;
    out.heading("Key figures")?;
    out.table(&key_figures(&compared.comparison.key_figures, &letters))?;
    out.heading("When weights are reached")?;
    out.table(&targets(compared, &letters))?;
    out.heading("Parameters that differ")?;
    if compared.comparison.parameter_diff.is_empty() {
        return out.line("None: all were made from the same inputs");
    }
    out.table(&parameters(&compared.comparison.parameter_diff, &letters))?;
    for difference in &compared.comparison.parameter_diff {
        for (letter, profile) in letters.iter().zip(difference.profile.iter().flatten()) {
            if let Some(profile) = profile {
                out.heading(&format!("{}, {letter} against {}:", difference.path, letters[0]))?;
                out.line(format!("  {}", in_words(profile)))?;
            }
        }
    }
    Ok(())
}

/// A, B, C… and, beyond Z, numbers.
fn letter(place: usize) -> String {
    let letter = u8::try_from(place).ok().filter(|place| *place < 26).map(|place| char::from(b'A' + place));
    letter.map_or_else(|| (place + 1).to_string(), |letter| letter.to_string())
}

fn heads(first: &str, letters: &[String], difference: impl Fn(&str, &str) -> Vec<String>) -> Vec<String> {
    let values = letters.iter().map(|letter| format!(">{letter}"));
    let others = letters.iter().skip(1).flat_map(|other| difference(other, &letters[0]));
    std::iter::once(first.to_owned()).chain(values).chain(others).collect()
}

fn key_figures(figures: &[KeyFigure], letters: &[String]) -> Columns {
    let heads = heads("", letters, |other, base| vec![format!(">{other} − {base}"), ">in %".to_owned()]);
    let mut table = Columns::new(heads.iter().map(String::as_str));
    let none = || NO_VALUE.to_owned();
    for figure in figures {
        let mut row = vec![figure.label.to_owned()];
        for value in &figure.values {
            row.push(value.map_or_else(none, |value| display::quantity(value, figure.quantity).to_string()));
        }
        for place in 1..letters.len() {
            let difference = figure.differences.get(place).copied().flatten();
            let percent = figure.differences_percent.get(place).copied().flatten();
            row.push(
                difference
                    .map_or_else(none, |d| display::quantity_difference(d, figure.quantity).to_string()),
            );
            row.push(percent.map_or_else(none, |p| display::percent_difference(p, 1).to_string()));
        }
        table.row(row);
    }
    table
}

fn targets(compared: &RunComparison, letters: &[String]) -> Columns {
    let heads = heads("", letters, |other, base| vec![format!(">{other} − {base}")]);
    let mut table = Columns::new(heads.iter().map(String::as_str));
    let starts = compared.runs.iter().map(|run| run.summary.initial_weight_g);
    let heaviest_start_g = starts.fold(0.0, f64::max);
    for target_g in USUAL_TARGET_WEIGHTS_G.into_iter().filter(|target_g| *target_g > heaviest_start_g) {
        let reached: Vec<TargetReached> =
            compared.runs.iter().map(|run| when_reached(&run.projection.days, target_g)).collect();
        if reached.iter().all(|one| one.date.is_none()) {
            continue;
        }
        let mut row = vec![display::weight(target_g).to_string()];
        row.extend(reached.iter().map(|one| match (one.date, one.day_number) {
            (Some(date), Some(day)) => format!("{} (day {day})", display::date(date)),
            _ => "not reached".to_owned(),
        }));
        row.extend(reached.iter().skip(1).map(|one| match (reached[0].day_number, one.day_number) {
            (Some(base), Some(day)) => display::days_difference(i64::from(day) - i64::from(base)).to_string(),
            _ => NO_VALUE.to_owned(),
        }));
        table.row(row);
    }
    table
}

fn parameters(differences: &[ParameterDifference], letters: &[String]) -> Columns {
    let heads: Vec<&str> = std::iter::once("").chain(letters.iter().map(String::as_str)).collect();
    let mut table = Columns::new(heads);
    for difference in differences {
        let mut row = vec![difference.path.clone()];
        row.extend(difference.values.iter().map(value));
        table.row(row);
    }
    table
}

fn value(value: &Value) -> String {
    match value {
        Value::Null => NO_VALUE.to_owned(),
        Value::String(text) => text.clone(),
        Value::Number(number) => number.as_f64().map_or_else(|| number.to_string(), display::exact),
        Value::Object(profile) => {
            let number = |key: &str| profile.get(key).and_then(Value::as_f64).unwrap_or_default();
            format!(
                "{} readings, mean {}",
                display::count(number("count")),
                display::temperature(number("mean_c"))
            )
        }
        other => other.to_string(),
    }
}

fn in_words(profile: &ProfileDifference) -> String {
    format!(
        "on {} from day {} to {}, by {} on average, most on day {} with {}",
        display::days(i64::from(profile.days_differing)),
        profile.first_day,
        profile.last_day,
        display::temperature_difference(profile.mean_difference_c),
        profile.largest_on_day,
        display::temperature_difference(profile.largest_difference_c)
    )
}
