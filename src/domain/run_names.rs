//! How runs that stand beside each other are called: the same in the window and in reports.
use super::run::ProjectionRun;

/// How the runs of a group of plots are called and coloured, the baseline first.
#[derive(Clone, Debug, PartialEq)]
pub struct RunNames {
    names: Vec<(String, String)>,
}

impl RunNames {
    /// Runs of one scenario go by number and label; runs of several by their scenario's name as well.
    pub fn of_rows(runs: &[&ProjectionRun]) -> Self {
        let first = runs.first().map(|run| run.scenario);
        let several = runs.iter().any(|run| Some(run.scenario) != first);
        let names = runs.iter().map(|run| {
            let number = format!("#{}", run.run_number);
            if several {
                (
                    format!("{} {}", run.scenario_name, run.short_name()),
                    format!("{} {number}", short_scenario(run, runs)),
                )
            } else {
                (run.short_name(), number)
            }
        });
        let mut names: Vec<(String, String)> = names.collect();
        tell_apart(&mut names, runs);
        Self { names }
    }

    /// The whole name of a run, by its place.
    pub fn name(&self, run: usize) -> &str {
        self.names.get(run).map_or("", |(name, _)| name)
    }

    /// The name of a run where room is scarce, by its place.
    pub fn short(&self, run: usize) -> &str {
        self.names.get(run).map_or("", |(_, short)| short)
    }
}

/// Scenarios may be called alike. Short names that are, become number and label; what even then is alike says the run's own
/// number in the farm file, which no other has.
fn tell_apart(names: &mut [(String, String)], runs: &[&ProjectionRun]) {
    let ways: [fn(&ProjectionRun) -> String; 2] =
        [ProjectionRun::short_name, |run| format!("{} (run {})", run.short_name(), run.run_id)];
    for way in ways {
        let before: Vec<String> = names.iter().map(|(_, short)| short.clone()).collect();
        for (place, run) in runs.iter().enumerate() {
            if before.iter().filter(|other| **other == before[place]).count() > 1 {
                names[place].1 = way(run);
            }
        }
    }
}

/// As many words of a scenario's name as tell it from the other scenarios: "Autumn" of "Autumn smolt 2024".
fn short_scenario<'a>(run: &'a ProjectionRun, among: &[&ProjectionRun]) -> &'a str {
    let name = run.scenario_name.as_str();
    let ends = name.match_indices(' ').map(|(end, _)| end);
    let is_told = |short: &str| {
        let others = among.iter().filter(|other| other.scenario != run.scenario);
        others.into_iter().all(|other| !other.scenario_name.starts_with(short))
    };
    ends.map(|end| &name[..end]).find(|short| is_told(short)).unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::{RunId, ScenarioId};
    use chrono::{DateTime, Utc};

    fn run(id: i64, scenario: i64, scenario_name: &str, label: &str) -> ProjectionRun {
        ProjectionRun {
            run_id: RunId(id),
            scenario: ScenarioId(scenario),
            scenario_name: scenario_name.to_owned(),
            run_number: 1,
            label: label.to_owned(),
            run_date: DateTime::<Utc>::UNIX_EPOCH,
            total_projections: 1,
            final_weight_g: 1.0,
            final_biomass_kg: 1.0,
            pinned_batch_count: 0,
            archived: false,
            is_latest: true,
        }
    }

    fn shorts(runs: &[ProjectionRun]) -> Vec<String> {
        let rows: Vec<&ProjectionRun> = runs.iter().collect();
        let names = RunNames::of_rows(&rows);
        (0..runs.len()).map(|place| names.short(place).to_owned()).collect()
    }

    #[test]
    fn runs_of_scenarios_that_are_called_alike_are_told_apart_by_label_or_number() {
        let autumn_and_spring = [run(1, 1, "Autumn smolt", ""), run(2, 2, "Spring smolt", "")];
        assert_eq!(shorts(&autumn_and_spring), ["Autumn #1", "Spring #1"]);
        let alike = [run(1, 1, "Autumn", "Plan"), run(2, 2, "Autumn", "Faster")];
        assert_eq!(shorts(&alike), ["#1 Plan", "#1 Faster"]);
        let even_so = [run(1, 1, "Autumn", ""), run(12, 2, "Autumn", "")];
        assert_eq!(shorts(&even_so), ["#1 (run 1)", "#1 (run 12)"]);
    }
}
