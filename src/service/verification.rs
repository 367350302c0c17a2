//! Verifying a run: it is recomputed from its own snapshot, and every stored number must be the same, bit for bit.
use std::ops::ControlFlow;

use super::Farm;
use crate::domain::fault::Outcome;
use crate::domain::ids::RunId;
use crate::domain::run::{DayDocument, Projection, ProjectionRun, RunDetail};
use crate::domain::verdict::Verdict;
use crate::engine::ENGINE_VERSION;

/// A run and what its verification found.
#[derive(Debug, Clone, PartialEq)]
pub struct Verification {
    /// The run.
    pub run: ProjectionRun,
    /// What was found.
    pub verdict: Verdict,
}

impl Farm {
    /// Recomputes a run from its own snapshot and compares every stored number.
    pub fn verify_run(
        &self,
        id: RunId,
        on_progress: impl FnMut(u32, u32) -> ControlFlow<()>,
    ) -> Outcome<Verification> {
        let (detail, stored) = self.file.read(|tx| Ok((tx.run_detail(id)?, tx.run_days(id)?)))?;
        let verdict = verdict(&detail, &stored, on_progress)?;
        Ok(Verification { run: detail.run, verdict })
    }
}

pub(super) fn verdict(
    detail: &RunDetail,
    stored: &Projection,
    on_progress: impl FnMut(u32, u32) -> ControlFlow<()>,
) -> Outcome<Verdict> {
    let Some(snapshot) = &detail.snapshot else {
        return Ok(Verdict::CannotRecompute { why: detail.why_no_inputs() });
    };
    if detail.engine_version != ENGINE_VERSION {
        let why =
            format!("engine {} made it, and this program has engine {ENGINE_VERSION}", detail.engine_version);
        return Ok(Verdict::CannotRecompute { why });
    }
    let (fresh, _) = super::runs::project(snapshot, on_progress)?;
    let mut numbers = 0;
    let mut differing = Vec::new();
    let mut hold = |place: &str, stored: Field, fresh: Field| {
        numbers += 1;
        if stored != fresh {
            differing.push(format!("{place}: stored {stored}, recomputed {fresh}"));
        }
    };
    hold("days", Field::Text(stored.days.len().to_string()), Field::Text(fresh.days.len().to_string()));
    for (a, b) in stored.days.iter().zip(&fresh.days) {
        let (a, b) = (DayDocument::of(stored, a), DayDocument::of(&fresh, b));
        for ((name, stored), (_, fresh)) in fields(&a).into_iter().zip(fields(&b)) {
            hold(&format!("day {}, {name}", b.day_number), stored, fresh);
        }
    }
    if let Some(last) = fresh.days.last() {
        hold("final weight", Field::Number(detail.run.final_weight_g), Field::Number(last.average_weight_g));
        hold("final biomass", Field::Number(detail.run.final_biomass_kg), Field::Number(last.biomass_kg));
    }
    Ok(match differing.first() {
        None => Verdict::Equal { numbers },
        Some(first) => Verdict::Differs { numbers: differing.len(), first: first.clone() },
    })
}

/// A stored value; numbers are the same only if their bits are.
enum Field {
    Number(f64),
    Text(String),
}

impl PartialEq for Field {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Number(a), Self::Number(b)) => a.to_bits() == b.to_bits(),
            (Self::Text(a), Self::Text(b)) => a == b,
            _ => false,
        }
    }
}

impl std::fmt::Display for Field {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::Text(text) => text.fmt(f),
        }
    }
}

fn fields(day: &DayDocument<'_>) -> [(&'static str, Field); 9] {
    [
        ("day number", Field::Number(f64::from(day.day_number))),
        ("date", Field::Text(day.projection_date.to_string())),
        ("weight", Field::Number(day.average_weight)),
        ("population", Field::Number(day.population)),
        ("biomass", Field::Number(day.biomass)),
        ("daily feed", Field::Number(day.daily_feed)),
        ("cumulative feed", Field::Number(day.cumulative_feed)),
        ("temperature", Field::Number(day.temperature)),
        ("stage", Field::Text(day.current_stage.to_owned())),
    ]
}
