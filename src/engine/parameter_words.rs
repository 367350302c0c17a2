//! Parameters that differ as they are read: names, values and how far profiles lie apart, the same in the window and in
//! reports.
use serde_json::Value;

use super::comparison::RunComparison;
use super::parameter_diff::{ParameterDifference, ProfileDifference};
use crate::domain::parameter;

/// What stands where the inputs of a run were not kept.
pub const NOT_KEPT: &str = "not kept";

/// A parameter in which the runs differ.
#[derive(Clone, Debug, PartialEq)]
pub struct ParameterRow {
    /// Its name in plain words.
    pub name: String,
    /// Its path in the scenario document.
    pub path: String,
    /// It is a temperature profile, which can be drawn.
    pub is_profile: bool,
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

/// All parameters in which those runs differ whose inputs were kept.
pub fn parameter_rows(compared: &RunComparison) -> Vec<ParameterRow> {
    let is_kept: Vec<bool> = compared.runs.iter().map(|run| run.detail.snapshot.is_some()).collect();
    compared.comparison.parameter_diff.iter().filter_map(|difference| row(difference, &is_kept)).collect()
}

/// The runs whose inputs were not kept, by place.
pub fn without_inputs(compared: &RunComparison) -> Vec<usize> {
    let runs = compared.runs.iter().enumerate();
    runs.filter(|(_, run)| run.detail.snapshot.is_none()).map(|(place, _)| place).collect()
}

/// None where those runs whose inputs were kept do not differ in it. A run without inputs has no values at all: it says
/// nothing of what differs between the others.
fn row(difference: &ParameterDifference, is_kept: &[bool]) -> Option<ParameterRow> {
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
    Some(ParameterRow {
        name: parameter::name(path),
        path: path.clone(),
        is_profile: difference.profile.is_some(),
        cells,
    })
}
