//! The sections of a report, made of blocks: what stands where, in which words. Every format draws these.
//!
//! - `runs`: which runs (or which batch) the report is of, who made them, whether they can be relied on
//! - `figures`: in one look, key figures, plots
//! - `growth`: what became of a batch, beside its plan
//! - `events`: when weights are reached, changes of stage, what was noted
//! - `recipe`: what differs, and the parameter snapshots
//! - `table`: the runs by week, day or month
mod events;
mod figures;
pub(super) mod growth;
mod recipe;
mod runs;
mod table;

use super::blocks::{Block, Section};
use super::contents::Contents;
use super::wishes::Part;

impl Contents<'_> {
    /// The sections that are wished for, in order; one that has nothing to say about these runs is left out.
    pub fn sections(&self) -> Vec<Section> {
        let mut sections = Vec::new();
        let mut add = |id, title, blocks: Vec<Block>| {
            if !blocks.is_empty() {
                sections.push(Section { id, title, blocks });
            }
        };
        add("batch", "The batch and what it was pinned to", self.batch_blocks());
        add("runs", if self.has_several() { "The runs" } else { "The run" }, self.runs_blocks());
        for part in self.wishes.parts.iter().filter(|_| !self.compared.runs.is_empty()) {
            match part {
                Part::Growth => add("growth", "What became of the batch", self.growth_blocks()),
                Part::Look => add("look", "In one look", self.look_blocks()),
                Part::Figures => add("figures", "Key figures", self.figures_blocks()),
                Part::Plots => add("plots", "Plots", self.plots_blocks()),
                Part::Recipe => add("recipe", "What differs in the recipe", self.recipe_blocks()),
                Part::Events => {
                    add("targets", "When weights are reached", self.targets_blocks());
                    add("stages", "Changes of stage", self.stages_blocks());
                    add("warnings", "Worth knowing", self.warnings_blocks());
                }
                Part::Batches => add("batches", self.batches_title(), self.batches_blocks()),
                Part::Table => add("table", self.wishes.every.title(), self.table_blocks()),
                Part::Appendix => add("appendix", "Parameter snapshots", self.appendix_blocks()),
            }
        }
        sections
    }
}
