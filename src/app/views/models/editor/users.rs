//! Who takes a change of a model, and who keeps what it was.
use egui::{Label, RichText, Ui};

use super::draft::Draft;
use crate::app::facts::{Facts, Loaded};
use crate::app::theme::palette;
use crate::domain::display::plural;
use crate::domain::recipe::{PartKind, PartUsers};

/// So many scenarios are named; the rest is counted.
const MOST_NAMED: usize = 3;

/// One line under the title: who takes the change, by name, and how many runs keep what they were made from.
pub fn say(ui: &mut Ui, draft: &Draft, facts: &Facts<'_>) {
    let key = draft.key();
    let text = match key.stored().map(|stored| facts.library.parts.get(&stored)) {
        None => format!("A new {} is used by nothing until a scenario chooses it", key.kind.noun()),
        Some(Loaded::Ready(full)) => words(key.kind, &full.users),
        Some(Loaded::Loading) => "Looking who uses it".to_owned(),
        Some(Loaded::Failed(fault)) => fault.to_string(),
    };
    let colors = palette(ui.visuals());
    let is_in_use = facts_used(draft, facts);
    let color = if draft.is_unsaved() && is_in_use { colors.warning } else { colors.text_muted };
    ui.add(Label::new(RichText::new(text).color(color)).wrap());
}

fn facts_used(draft: &Draft, facts: &Facts<'_>) -> bool {
    draft.key().stored().and_then(|key| facts.farm.part(key)).is_some_and(|row| row.used_by > 0)
}

/// "3 scenarios use this model and will run with the change: A, B, C · 5 runs keep their snapshot".
pub fn words(kind: PartKind, users: &PartUsers) -> String {
    let this = if kind == PartKind::Temperature { "profile" } else { short(kind) };
    let count = users.scenarios.len();
    let scenarios = match count {
        0 => format!("No scenario uses this {this}"),
        1 => format!("1 scenario uses this {this} and will run with the change: {}", names(users)),
        _ => format!(
            "{} use this {this} and will run with the change: {}",
            plural(count, "scenario", "scenarios"),
            names(users)
        ),
    };
    let through = match users.tgc_models.len() {
        0 => String::new(),
        n => format!(", through {}", plural(n, "TGC model", "TGC models")),
    };
    let runs = match (users.runs.len(), kind) {
        (0, PartKind::Lifecycle | PartKind::Constraints) => " · Runs keep their snapshot".to_owned(),
        (0, _) => String::new(),
        (1, _) => " · 1 run keeps its snapshot".to_owned(),
        (n, _) => format!(" · {} keep their snapshot", plural(n, "run", "runs")),
    };
    format!("{scenarios}{through}{runs}")
}

fn short(kind: PartKind) -> &'static str {
    match kind {
        PartKind::Lifecycle => "lifecycle",
        PartKind::Constraints => "set",
        _ => "model",
    }
}

fn names(users: &PartUsers) -> String {
    let mut names: Vec<&str> =
        users.scenarios.iter().take(MOST_NAMED).map(|(_, name)| name.as_str()).collect();
    let more = users.scenarios.len().saturating_sub(MOST_NAMED);
    let more = format!("{more} more");
    if users.scenarios.len() > MOST_NAMED {
        names.push(&more);
    }
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::{RunId, ScenarioId};
    use crate::domain::recipe::RunMadeFrom;

    fn used_by(scenarios: usize, runs: usize) -> PartUsers {
        PartUsers {
            scenarios: (1..=scenarios).map(|n| (ScenarioId(n as i64), format!("S{n}"))).collect(),
            tgc_models: Vec::new(),
            runs: (0..runs)
                .map(|n| RunMadeFrom {
                    run_id: RunId(n as i64),
                    run_number: 1,
                    scenario_name: "S1".to_owned(),
                })
                .collect(),
        }
    }

    #[test]
    fn who_takes_a_change_is_named_and_who_keeps_its_snapshot_counted() {
        assert_eq!(
            words(PartKind::Tgc, &used_by(5, 5)),
            "5 scenarios use this model and will run with the change: S1, S2, S3, 2 more · 5 runs keep their snapshot"
        );
        assert_eq!(
            words(PartKind::Fcr, &used_by(1, 1)),
            "1 scenario uses this model and will run with the change: S1 · 1 run keeps its snapshot"
        );
        assert_eq!(words(PartKind::Mortality, &used_by(0, 0)), "No scenario uses this model");
        assert!(words(PartKind::Lifecycle, &used_by(1, 0)).ends_with("Runs keep their snapshot"));
    }
}
