//! A new scenario that goes on where a batch is today: its fish as they are, the models of the run it is held against.
use super::Farm;
use super::growth::{Growth, growth_of};
use super::learning::scenario_name;
use crate::domain::display::date;
use crate::domain::fault::{Fault, Outcome};
use crate::domain::ids::{BatchId, RunId, ScenarioId};
use crate::domain::person::Right;
use crate::domain::scenario::Scenario;
use crate::engine::continued::{Standing, continued};

/// A scenario that was made from a batch.
#[derive(Debug, Clone, PartialEq)]
pub struct FromBatch {
    /// The scenario.
    pub scenario: ScenarioId,
    /// What it holds.
    pub document: Scenario,
    /// The batch.
    pub batch_number: String,
    /// The run whose recipe it goes on with, by its full name.
    pub recipe_of: String,
}

impl Growth {
    /// How the fish stand at the end of the batch's last actual day; as they came in where nobody has looked at them since.
    ///
    /// # Errors
    /// If no fish are left, or no day is known.
    pub fn standing(&self) -> Outcome<Standing> {
        let batch = &self.batch;
        if self.observations.is_empty() {
            return Ok(Standing {
                start_date: batch.start_date,
                days_lived: 0,
                count: batch.initial_count,
                weight_g: batch.initial_weight_g,
                stage: batch.stage.clone(),
                days_in_stage: 0,
            });
        }
        let days = &self.actual.batch;
        let last = days.last().filter(|day| day.population.round() >= 1.0);
        let (Some(last), Some(start_date)) = (last, last.and_then(|day| day.date.succ_opt())) else {
            return Err(Fault::refused(
                format!("no fish are left of batch {}", batch.batch_number),
                "Make the scenario from a batch that is still in the water",
            ));
        };
        let in_stage = days.iter().rev().take_while(|day| day.stage == last.stage).count();
        Ok(Standing {
            start_date,
            days_lived: last.day_number,
            count: last.population.round() as u64,
            weight_g: last.avg_weight_g,
            stage: self.actual.stage_name(last).to_owned(),
            days_in_stage: u32::try_from(in_stage).unwrap_or(u32::MAX),
        })
    }
}

impl Farm {
    /// Makes a scenario that goes on where a batch is: the day after its last actual one, its fish, weight and stage, and the
    /// recipe of the run that it is held against with its days counted from there. Dates keep the water that they have in the
    /// plan. `name` may be empty for one of our own.
    pub fn scenario_from_batch(
        &mut self,
        batch: BatchId,
        against: Option<RunId>,
        name: &str,
    ) -> Outcome<FromBatch> {
        self.change_with_kept(Right::Edit, |tx, act, kept| {
            let growth = growth_of(tx, kept, tx.batch(batch)?, against)?;
            let standing = growth.standing()?;
            let number = growth.batch.batch_number.clone();
            let called = format!("{number} from {}", date(standing.start_date));
            let mut document = continued(growth.plan.recipe.inputs(), &standing, &called)?;
            document.name = scenario_name(tx, name, || called)?;
            document.check()?;
            let plan = tx.store_models_of(&document)?;
            let scenario = tx.insert_scenario(&plan, act.by, act.at)?;
            let recipe_of = growth.plan.run.full_name();
            Ok(FromBatch { scenario, document, batch_number: number, recipe_of })
        })
    }
}
