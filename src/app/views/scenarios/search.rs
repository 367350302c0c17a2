//! Which scenarios are listed, in which order. Worked out again only when the lists, the search or the order changed.
use std::cmp::Ordering;
use std::collections::HashSet;

use crate::app::facts::Facts;
use crate::app::search::{Words, fold};
use crate::app::widgets::table::{Column, Sort};
use crate::domain::ids::ScenarioId;
use crate::domain::plan::ScenarioRow;

/// The columns of the list.
pub const COLUMNS: [Column; 9] = [
    Column::text("Name", 170.0).takes_rest(),
    Column::text("Start date", 88.0),
    Column::number("Days", 60.0),
    Column::number("Initial count", 100.0),
    Column::number("Initial weight", 104.0),
    Column::text("TGC model", 170.0),
    Column::number("Runs", 56.0),
    Column::text("Latest run", 140.0),
    Column::number("Batches", 76.0).tooltip("Batches that are pinned to runs of the scenario"),
];

/// The scenarios that a search finds, in order.
#[derive(Debug, Default)]
pub struct Found {
    /// For which lists, search and order this was worked out.
    key: Option<(u64, String, Option<Sort>)>,
    /// The scenarios.
    pub ids: Vec<ScenarioId>,
    /// Where each stands in the lists of the farm file.
    pub places: Vec<usize>,
    /// The scenarios once more, to look one up among thousands.
    known: HashSet<ScenarioId>,
}

impl Found {
    /// Brings it up to date; says whether it had to be worked out.
    pub fn follow(&mut self, facts: &Facts<'_>, search: &str, sort: Option<Sort>) -> bool {
        let key = (facts.revision, search.to_owned(), sort);
        if self.key.as_ref() == Some(&key) {
            return false;
        }
        let rows = &facts.farm.scenarios;
        let words = Words::of(search);
        self.places = (0..rows.len()).filter(|&place| holds(&rows[place], &words)).collect();
        if let Some(sort) = sort {
            self.places.sort_by(|&a, &b| sort.apply(order(&rows[a], &rows[b], sort.column)));
        }
        self.ids = self.places.iter().map(|&place| rows[place].scenario_id).collect();
        self.known = self.ids.iter().copied().collect();
        self.key = Some(key);
        true
    }

    /// Whether a scenario is among those that were found.
    pub fn holds(&self, id: ScenarioId) -> bool {
        self.known.contains(&id)
    }
}

/// Whether every word stands somewhere in what a scenario is called by.
fn holds(row: &ScenarioRow, words: &Words) -> bool {
    let said =
        [&row.name, &row.genotype, &row.supplier, &row.tgc_model, &row.fcr_model, &row.mortality_model];
    words.is_empty() || words.are_in(&fold(&said.map(String::as_str).join(" ")))
}

/// How two scenarios stand to each other in a column. Equals keep the order of their names.
fn order(a: &ScenarioRow, b: &ScenarioRow, column: usize) -> Ordering {
    match column {
        0 => a.name.to_lowercase().cmp(&b.name.to_lowercase()),
        1 => a.start_date.cmp(&b.start_date),
        2 => a.duration_days.cmp(&b.duration_days),
        3 => a.initial_count.cmp(&b.initial_count),
        4 => a.initial_weight_g.total_cmp(&b.initial_weight_g),
        5 => a.tgc_model.to_lowercase().cmp(&b.tgc_model.to_lowercase()),
        6 => a.run_count.cmp(&b.run_count),
        7 => a.latest_run_date.cmp(&b.latest_run_date),
        _ => a.pinned_batch_count.cmp(&b.pinned_batch_count),
    }
}
