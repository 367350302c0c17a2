//! What a user does with batches.
use chrono::NaiveDate;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::Farm;
use crate::domain::batch::{Batch, BatchDocument, PinEvent};
use crate::domain::display::plural;
use crate::domain::fault::{Fault, Outcome};
use crate::domain::ids::{BatchId, RunId};
use crate::domain::person::Right;
use crate::domain::run::{Projection, ProjectionRun};
use crate::store::BelongsToBatch;

/// A run that starts further away from its batch than this was most likely made for other fish.
const MOST_DAYS_APART: i64 = 30;

/// What pinning would change for one batch.
#[derive(Debug, Clone, PartialEq)]
pub struct PinPreview {
    /// The batch as it is now.
    pub batch: Batch,
    /// The run it is pinned to now.
    pub from: Option<ProjectionRun>,
    /// The run it would be pinned to; none if it would be unpinned.
    pub to: Option<ProjectionRun>,
    /// Whether anything would change for it.
    pub changes: bool,
    /// Days from the first day of `to` to the day the batch came in; negative if the batch came first.
    pub days_after_run_starts: Option<i64>,
    /// The stage that `to` has its fish in on the day the batch came in, or on its first day if that was earlier.
    pub run_stage: Option<String>,
}

impl PinPreview {
    /// Whether the run starts so far away from the batch that a planner should look twice.
    pub fn is_far_apart(&self) -> bool {
        self.days_after_run_starts.is_some_and(|days| days.abs() > MOST_DAYS_APART)
    }

    /// Whether the batch came in at another stage than the run has its fish in.
    pub fn is_other_stage(&self) -> bool {
        let letters = |name: &str| -> String {
            name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
        };
        self.run_stage.as_ref().is_some_and(|stage| letters(stage) != letters(&self.batch.stage))
    }
}

fn observed(count: u64) -> String {
    if count == 1 { "1 observation is".to_owned() } else { format!("{count} observations are") }
}

fn belongs_in_words(belongs: BelongsToBatch) -> Option<String> {
    let BelongsToBatch { observations, corrections, pin_events } = belongs;
    let parts = [
        (observations, "observation", "observations"),
        (corrections, "correction", "corrections"),
        (pin_events, "change of its pin", "changes of its pin"),
    ];
    let parts = parts.into_iter().filter(|(count, ..)| *count > 0);
    let parts: Vec<String> = parts
        .map(|(count, one, many)| plural(usize::try_from(count).unwrap_or(usize::MAX), one, many))
        .collect();
    let (last, before) = parts.split_last()?;
    Some(if before.is_empty() { last.clone() } else { format!("{} and {last}", before.join(", ")) })
}

impl Farm {
    /// All batches, by number.
    #[expect(
        clippy::redundant_closure_for_method_calls,
        reason = "the method itself is of one lifetime only"
    )]
    pub fn batches(&self) -> Outcome<Vec<Batch>> {
        self.file.read(|tx| tx.batches())
    }

    /// One batch.
    pub fn batch(&self, id: BatchId) -> Outcome<Batch> {
        self.file.read(|tx| tx.batch(id))
    }

    /// A batch by the name users give it: its number, or its id.
    pub fn find_batch(&self, name: &str) -> Outcome<BatchId> {
        self.file.read(|tx| tx.find_batch(name))
    }

    /// Stores batches, all or none; gives their ids in the same order.
    pub fn import_batches(&mut self, documents: &[BatchDocument]) -> Outcome<Vec<BatchId>> {
        let place = |i: usize| if documents.len() == 1 { String::new() } else { format!("[{i}]") };
        for (i, document) in documents.iter().enumerate() {
            document.check(&place(i))?;
        }
        self.change(Right::Edit, |tx, _| {
            documents
                .iter()
                .enumerate()
                .map(|(i, document)| {
                    if let Some(scenario) = document.scenario {
                        let here = format!("{}.scenario", place(i));
                        tx.scenario_plan(scenario)
                            .map_err(|fault| fault.within(here.trim_start_matches('.')))?;
                    }
                    tx.insert_batch(document)
                })
                .collect()
        })
    }

    /// Writes a batch anew: what it is called, where and how its fish came in, and whether they are still in the water. Its pin and
    /// what was observed of it stay, so a pen that observations name must stay too.
    pub fn update_batch(&mut self, id: BatchId, now: &BatchDocument) -> Outcome<Batch> {
        now.check("")?;
        self.change(Right::Edit, |tx, _| {
            tx.batch(id)?;
            if let Some(scenario) = now.scenario {
                tx.scenario_plan(scenario).map_err(|fault| fault.within("scenario"))?;
            }
            let gone = |(pen, _): &(String, u64)| now.pens.iter().all(|there| there.name != *pen);
            if let Some((pen, observations)) = tx.observed_pens(id)?.into_iter().find(gone) {
                return Err(Fault::refused(
                    format!("pen \"{pen}\" is gone, and {} of it", observed(observations)),
                    "Keep the pen, or correct what was observed of it first",
                )
                .at("pens"));
            }
            tx.rewrite_batch(id, now)?;
            tx.batch(id)
        })
    }

    /// Deletes a batch. Where observations, or changes of its pin, would go with it, that is refused unless `with_all` says that
    /// they shall. Gives its number.
    pub fn delete_batch(&mut self, id: BatchId, with_all: bool) -> Outcome<String> {
        self.change(Right::Delete, |tx, _| {
            let number = tx.batch(id)?.batch_number;
            let belongs = belongs_in_words(tx.belongs_to_batch(id)?);
            if let Some(belongs) = belongs.filter(|_| !with_all) {
                return Err(Fault::refused(
                    format!("{belongs} would go with batch {number}"),
                    "Close it instead, or say that they shall go: `salmon-run batch delete BATCH --with-observations`",
                ));
            }
            tx.delete_batch(id)?;
            Ok(number)
        })
    }

    /// What would go with a batch when it is deleted, in words; none where nothing was observed and nothing was ever pinned.
    pub fn belongs_to_batch(&self, id: BatchId) -> Outcome<Option<String>> {
        self.file.read(|tx| tx.belongs_to_batch(id).map(belongs_in_words))
    }

    /// Every change of a batch's pin, newest first.
    pub fn pin_history(&self, id: BatchId) -> Outcome<Vec<PinEvent>> {
        self.file.read(|tx| tx.pin_history(id))
    }

    /// What pinning these batches to a run (or unpinning them) would change, for each of them.
    pub fn preview_pins(&self, batches: &[BatchId], to: Option<RunId>) -> Outcome<Vec<PinPreview>> {
        self.file.read(|tx| {
            let run = to.map(|id| tx.run(id)).transpose()?;
            let projection = to.map(|id| tx.run_days(id)).transpose()?;
            // Many batches are pinned to few runs.
            let mut runs = HashMap::new();
            let mut run_of = |id: RunId| match runs.entry(id) {
                Entry::Occupied(known) => Ok(ProjectionRun::clone(known.get())),
                Entry::Vacant(new) => tx.run(id).map(|run| new.insert(run).clone()),
            };
            batches
                .iter()
                .map(|id| {
                    let batch = tx.batch(*id)?;
                    let pinned = batch.pinned_projection_run.as_ref().map(|pinned| pinned.run_id);
                    let start = projection.as_ref().and_then(|run| start_beside(run, batch.start_date));
                    Ok(PinPreview {
                        from: pinned.map(&mut run_of).transpose()?,
                        to: run.clone(),
                        changes: pinned != to,
                        days_after_run_starts: start.as_ref().map(|(days, _)| *days),
                        run_stage: start.map(|(_, stage)| stage),
                        batch,
                    })
                })
                .collect()
        })
    }
}

/// How many days after a run's first day this day is, and the stage the run has its fish in by then.
fn start_beside(run: &Projection, day: NaiveDate) -> Option<(i64, String)> {
    let first = run.days.first()?;
    let days = day.signed_duration_since(first.projection_date).num_days();
    let then = run.days.iter().take_while(|other| other.projection_date <= day).last().unwrap_or(first);
    Some((days, run.stage_name(then).to_owned()))
}

/// The numbers of batches as a fault lists them.
pub(super) fn names(batches: &[Batch]) -> String {
    let numbers: Vec<&str> = batches.iter().map(|batch| batch.batch_number.as_str()).collect();
    let word = if batches.len() == 1 { "batch" } else { "batches" };
    format!("{word} {}", numbers.join(", "))
}

#[cfg(test)]
mod tests {
    use crate::service::make_sample_at;

    #[test]
    fn a_preview_says_what_changes_and_whether_the_run_was_made_for_other_fish() {
        let folder = tempfile::tempdir().unwrap();
        let sample = make_sample_at(&folder.path().join("farm.salmonrun"), "anna").unwrap();
        let [baseline, updated] = sample.compared;
        let previews = sample.farm.preview_pins(&sample.batches, Some(updated)).unwrap();
        let of = |number: &str| previews.iter().find(|p| p.batch.batch_number == number).unwrap();
        let autumn = of("VES-24-01");
        assert!(autumn.changes && !autumn.is_far_apart() && !autumn.is_other_stage());
        assert_eq!(autumn.from.as_ref().map(|run| run.run_id), Some(baseline));
        assert_eq!(autumn.days_after_run_starts, Some(0));
        assert!(!of("VES-24-02").changes, "it is pinned to that run already");
        let spring = of("SEN-25-01");
        assert_eq!(spring.days_after_run_starts, Some(226));
        assert!(spring.is_far_apart());
        let hatchery = of("HAT-24-01");
        assert!(hatchery.from.is_none() && hatchery.is_far_apart() && hatchery.is_other_stage());
        assert_eq!(hatchery.run_stage.as_deref(), Some("Post-Smolt"));
    }
}
