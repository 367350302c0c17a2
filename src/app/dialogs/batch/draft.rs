//! A batch as it is being typed.
use chrono::NaiveDate;

use crate::app::facts::FarmData;
use crate::app::widgets::field::Typed;
use crate::domain::accepted;
use crate::domain::batch::{Batch, BatchDocument, BatchStatus};
use crate::domain::ids::{BatchId, ScenarioId};
use crate::domain::pen::{self, Pen};

/// A pen as it is being typed.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PenDraft {
    /// Tells it from others, wherever it moves.
    pub key: u64,
    /// What the farm calls it.
    pub name: String,
    /// Fish that came into it.
    pub count: Typed<i64>,
    /// Their mean weight.
    pub weight_g: Typed<f64>,
}

/// A batch as it is being typed.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// The batch that is written anew; none makes a new one.
    pub id: Option<BatchId>,
    /// What the farm calls it.
    pub number: String,
    /// Where it stands.
    pub site: String,
    /// What fish they are.
    pub species: String,
    /// The day its fish came in.
    pub start_date: Typed<NaiveDate>,
    /// Fish at its start.
    pub count: Typed<i64>,
    /// Their mean weight.
    pub weight_g: Typed<f64>,
    /// The stage they came in.
    pub stage: String,
    /// The scenario it was planned with.
    pub scenario: Option<ScenarioId>,
    /// Whether its fish are still in the water.
    pub status: BatchStatus,
    /// What else there is to say.
    pub notes: String,
    /// Its pens.
    pub pens: Vec<PenDraft>,
    next_key: u64,
}

impl Draft {
    /// A new batch: what the last one of the farm is suggests where and as what fish come in.
    pub fn new(farm: &FarmData) -> Self {
        let last = farm.batches.iter().max_by_key(|batch| (batch.start_date, batch.batch_id.0));
        let stage = last.map(|batch| batch.stage.clone());
        Self {
            id: None,
            number: String::new(),
            site: last.map(|batch| batch.site.clone()).unwrap_or_default(),
            species: last.map(|batch| batch.species.clone()).unwrap_or_default(),
            start_date: Typed::default(),
            count: Typed::default(),
            weight_g: Typed::default(),
            stage: stage.or_else(|| Some(farm.stages.first()?.name.clone())).unwrap_or_default(),
            scenario: None,
            status: BatchStatus::Active,
            notes: String::new(),
            pens: Vec::new(),
            next_key: 0,
        }
    }

    /// A batch as it is.
    pub fn of(batch: &Batch) -> Self {
        let fish = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
        let mut draft = Self {
            id: Some(batch.batch_id),
            number: batch.batch_number.clone(),
            site: batch.site.clone(),
            species: batch.species.clone(),
            start_date: Typed::of(batch.start_date),
            count: Typed::of(fish(batch.initial_count)),
            weight_g: Typed::of(batch.initial_weight_g),
            stage: batch.stage.clone(),
            scenario: batch.scenario,
            status: batch.status,
            notes: batch.notes.clone(),
            pens: Vec::new(),
            next_key: 0,
        };
        for pen in &batch.pens {
            let added = draft.add_pen();
            added.name.clone_from(&pen.name);
            added.count = Typed::of_optional(pen.initial_count.map(fish));
            added.weight_g = Typed::of_optional(pen.initial_weight_g);
        }
        draft
    }

    /// One pen more, without a name yet.
    pub fn add_pen(&mut self) -> &mut PenDraft {
        self.next_key += 1;
        self.pens.push(PenDraft { key: self.next_key, ..PenDraft::default() });
        let last = self.pens.len() - 1;
        &mut self.pens[last]
    }

    /// Why the number cannot be had.
    pub fn number_trouble(&self, farm: &FarmData) -> Option<String> {
        let number = self.number.trim();
        let mut others = farm.batches.iter().filter(|batch| Some(batch.batch_id) != self.id);
        others
            .any(|batch| batch.batch_number == number)
            .then(|| format!("A batch is called {number} already"))
    }

    /// Why the pens cannot be so: what a file of batches is told too.
    pub fn pens_trouble(&self) -> Option<String> {
        let fish = u64::try_from(self.count.value()?).ok()?;
        let fault = pen::check("pens", &self.pens()?, fish).err()?;
        let pen =
            fault.place.strip_prefix("pens[").and_then(|rest| rest.split_once(']')?.0.parse::<usize>().ok());
        let name = pen.and_then(|at| self.pens.get(at)).map(|pen| pen.name.trim());
        let which = match (pen, name) {
            (Some(at), None | Some("")) => format!("Pen {}: ", at + 1),
            (_, Some(name)) => format!("{name}: "),
            _ => String::new(),
        };
        Some(format!("{which}{} · {}", fault.message, fault.hint))
    }

    fn pens(&self) -> Option<Vec<Pen>> {
        let pen = |pen: &PenDraft| {
            let is_typed = |text: &str| !text.trim().is_empty();
            let count = pen.count.value().map(u64::try_from).transpose().ok()?;
            let is_wrong = (count.is_none() && is_typed(pen.count.text()))
                || (pen.weight_g.value().is_none() && is_typed(pen.weight_g.text()));
            (!is_wrong).then(|| Pen {
                name: pen.name.trim().to_owned(),
                initial_count: count,
                initial_weight_g: pen.weight_g.value(),
            })
        };
        self.pens.iter().map(pen).collect()
    }

    /// The batch that was typed; none while anything in it is not accepted.
    pub fn document(&self, farm: &FarmData) -> Option<BatchDocument> {
        let document = BatchDocument {
            batch_number: self.number.trim().to_owned(),
            start_date: self.start_date.value()?,
            initial_count: u64::try_from(self.count.value()?).ok()?,
            initial_weight_g: self
                .weight_g
                .value()
                .filter(|weight| accepted::INITIAL_WEIGHT_G.holds(*weight))?,
            stage: self.stage.trim().to_owned(),
            site: self.site.trim().to_owned(),
            pens: self.pens()?,
            scenario: self.scenario,
            species: self.species.trim().to_owned(),
            status: self.status,
            notes: self.notes.trim().to_owned(),
        };
        let is_accepted = self.number_trouble(farm).is_none() && document.check("").is_ok();
        is_accepted.then_some(document)
    }
}
