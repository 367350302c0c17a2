//! Whether to delete a scenario, and why that cannot be while batches rely on its runs.
use crate::app::command::Command;
use crate::app::facts::FarmData;
use crate::app::widgets::confirm::Confirm;
use crate::domain::display::plural;
use crate::domain::plan::ScenarioRow;

/// Asks whether to delete a scenario; where batches are pinned to runs of it, says which and leads there.
pub fn scenario(row: &ScenarioRow, farm: &FarmData) -> (Confirm, Command) {
    let pinned: Vec<(String, String)> = farm
        .batches
        .iter()
        .filter_map(|batch| {
            let run = batch.pinned_projection_run.as_ref()?;
            let is_ours = batch.pinned_scenario == Some(row.scenario_id);
            is_ours.then(|| (batch.batch_number.clone(), format!("#{}", run.run_number)))
        })
        .collect();
    if pinned.is_empty() {
        let runs = match row.run_count {
            0 => "The scenario is deleted for good; it has no runs".to_owned(),
            n => format!("The scenario and its {} are deleted for good", plural(n as usize, "run", "runs")),
        };
        let confirm = Confirm::new(format!("Delete {}?", row.name), "Delete scenario").line(runs).danger();
        return (confirm, Command::DeleteScenario(row.scenario_id));
    }
    let list = pinned.into_iter().map(|(batch, run)| format!("{batch} is pinned to run {run}")).collect();
    let confirm = Confirm::new(format!("{} cannot be deleted", row.name), "Show batches")
        .line("Batches are measured against its runs. Pin them to other runs, or unpin them, first")
        .consequences("Batches that hold it", list);
    (confirm, Command::Show(crate::app::command::Place::Batches))
}
