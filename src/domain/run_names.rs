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
        Self { names: names.collect() }
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
