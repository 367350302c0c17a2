//! What the fields hold, what of it is not accepted, and the plan that follows from it.
use chrono::NaiveDate;

use crate::app::facts::PlanQuestion;
use crate::app::widgets::field::Typed;
use crate::domain::accepted::{self, Range};
use crate::domain::ids::{FcrModelId, MortalityModelId, TgcModelId};
use crate::domain::plan::{PlannedChange, ScenarioPlan};
use crate::service::OtherValues;

/// A value in place of that of the chosen model.
#[derive(Debug, Clone, PartialEq)]
pub struct Other {
    /// What was typed.
    pub typed: Typed<f64>,
    /// The model's own value.
    pub model: f64,
}

impl Other {
    /// The value, if it is another than the model's.
    fn value(&self) -> Option<f64> {
        self.typed.value().filter(|value| *value != self.model)
    }
}

/// A model change as it is typed.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ChangeForm {
    /// From which day on.
    pub day: Typed<i64>,
    /// The TGC model that takes over.
    pub tgc: Option<i64>,
    /// The FCR model that takes over.
    pub fcr: Option<i64>,
    /// The mortality model that takes over.
    pub mortality: Option<i64>,
}

impl ChangeForm {
    /// The models that take over, by what planners call their kind.
    fn models(&self) -> [(&'static str, Option<i64>); 3] {
        [("TGC", self.tgc), ("FCR", self.fcr), ("mortality", self.mortality)]
    }
}

/// All that the fields hold.
#[derive(Debug, Clone, PartialEq)]
pub struct Form {
    /// What planners call it.
    pub name: String,
    /// The first day.
    pub start_date: Typed<NaiveDate>,
    /// How many days are projected.
    pub duration_days: Typed<i64>,
    /// Fish at the start.
    pub initial_count: Typed<i64>,
    /// Mean weight at the start.
    pub initial_weight_g: Typed<f64>,
    /// The strain of the fish.
    pub genotype: String,
    /// Who delivers the fish.
    pub supplier: String,
    /// The TGC model.
    pub tgc_model: TgcModelId,
    /// A TGC in place of the model's.
    pub tgc: Option<Other>,
    /// The FCR model.
    pub fcr_model: FcrModelId,
    /// The mortality model.
    pub mortality_model: MortalityModelId,
    /// A rate in place of the model's.
    pub mortality_percent: Option<Other>,
    /// Models that take over later.
    pub changes: Vec<ChangeForm>,
    lifecycle: i64,
    constraints: Option<i64>,
    warn_outside_constraints: bool,
}

impl Form {
    /// The fields of a stored plan.
    pub fn of(plan: &ScenarioPlan) -> Self {
        let changes = plan.model_changes.iter().map(|change| ChangeForm {
            day: Typed::of(i64::from(change.change_day)),
            tgc: change.new_tgc_model.map(|id| id.0),
            fcr: change.new_fcr_model.map(|id| id.0),
            mortality: change.new_mortality_model.map(|id| id.0),
        });
        Self {
            name: plan.name.clone(),
            start_date: Typed::of(plan.start_date),
            duration_days: Typed::of(i64::from(plan.duration_days)),
            initial_count: Typed::of(i64::try_from(plan.initial_count).unwrap_or(i64::MAX)),
            initial_weight_g: Typed::of(plan.initial_weight_g),
            genotype: plan.genotype.clone(),
            supplier: plan.supplier.clone(),
            tgc_model: plan.tgc_model,
            tgc: None,
            fcr_model: plan.fcr_model,
            mortality_model: plan.mortality_model,
            mortality_percent: None,
            changes: changes.collect(),
            lifecycle: plan.lifecycle,
            constraints: plan.constraints,
            warn_outside_constraints: plan.warn_outside_constraints,
        }
    }

    /// The fields that hold something that is not accepted, by their labels.
    pub fn wrong(&self) -> Vec<String> {
        let mut wrong = Vec::new();
        let mut check = |is_accepted: bool, label: &str| {
            if !is_accepted {
                wrong.push(label.to_owned());
            }
        };
        check(accepted::check_name("", &self.name).is_ok(), "Name");
        check(self.start().is_some(), "Start date");
        check(whole(&self.duration_days, &accepted::DURATION_DAYS).is_some(), "Duration");
        check(whole(&self.initial_count, &accepted::INITIAL_COUNT).is_some(), "Initial count");
        check(self.weight_g().is_some(), "Initial weight");
        let is_short = |text: &str| accepted::check_length("", text, accepted::NAME_CHARS).is_ok();
        check(is_short(&self.genotype), "Genotype");
        check(is_short(&self.supplier), "Supplier");
        let is_number = |other: &Option<Other>, range: &Range| {
            other.as_ref().is_none_or(|o| o.typed.value().is_some_and(|value| range.holds(value)))
        };
        check(is_number(&self.tgc, &accepted::TGC), "TGC");
        check(is_number(&self.mortality_percent, &accepted::MORTALITY_PERCENT), "Mortality rate");
        for (i, change) in self.changes.iter().enumerate() {
            let day = whole(&change.day, &accepted::CHANGE_DAY).is_some();
            check(day && self.change_trouble(i).is_none(), &format!("Change {}", i + 1));
        }
        wrong
    }

    /// What is wrong with a model change beside its day, in words.
    pub fn change_trouble(&self, place: usize) -> Option<String> {
        let change = self.changes.get(place)?;
        if change.models().iter().all(|(_, model)| model.is_none()) {
            return Some("Choose at least one model that takes over".to_owned());
        }
        let day = change.day.value()?;
        let same_day = |other: &&ChangeForm| other.day.value() == Some(day);
        let kind = change.models().into_iter().enumerate().find_map(|(kind, (name, model))| {
            let mut earlier = self.changes.iter().take(place).filter(same_day);
            let is_doubled = model.is_some() && earlier.any(|other| other.models()[kind].1.is_some());
            is_doubled.then_some(name)
        })?;
        Some(format!("Day {day} has a change of the {kind} model already"))
    }

    /// Whether a model change would have no effect.
    pub fn is_after_end(&self, place: usize) -> bool {
        let day = self.changes.get(place).and_then(|change| change.day.value());
        matches!((day, self.duration_days.value()), (Some(day), Some(duration)) if day > duration)
    }

    /// The plan that the fields mean, with its other values; none while anything is not accepted.
    pub fn question(&self) -> Option<PlanQuestion> {
        self.wrong().is_empty().then(|| self.meant()).flatten()
    }

    /// The same for a preview, for which names do not count.
    pub fn preview_question(&self) -> Option<PlanQuestion> {
        let mut nameless = self.clone();
        nameless.name = "Preview".to_owned();
        (nameless.genotype, nameless.supplier) = (String::new(), String::new());
        nameless.question()
    }

    fn meant(&self) -> Option<PlanQuestion> {
        let changes = self.changes.iter().map(|change| {
            Some(PlannedChange {
                change_day: u32::try_from(change.day.value()?).ok()?,
                new_tgc_model: change.tgc.map(TgcModelId),
                new_fcr_model: change.fcr.map(FcrModelId),
                new_mortality_model: change.mortality.map(MortalityModelId),
            })
        });
        let plan = ScenarioPlan {
            name: self.name.trim().to_owned(),
            start_date: self.start()?,
            duration_days: u32::try_from(self.duration_days.value()?).ok()?,
            initial_count: u64::try_from(self.initial_count.value()?).ok()?,
            initial_weight_g: self.weight_g()?,
            genotype: self.genotype.trim().to_owned(),
            supplier: self.supplier.trim().to_owned(),
            lifecycle: self.lifecycle,
            tgc_model: self.tgc_model,
            fcr_model: self.fcr_model,
            mortality_model: self.mortality_model,
            constraints: self.constraints,
            warn_outside_constraints: self.warn_outside_constraints,
            model_changes: changes.collect::<Option<_>>()?,
        };
        let other = OtherValues {
            tgc: self.tgc.as_ref().and_then(Other::value),
            mortality_percent: self.mortality_percent.as_ref().and_then(Other::value),
        };
        Some(PlanQuestion { plan, other })
    }

    fn start(&self) -> Option<NaiveDate> {
        self.start_date.value().filter(|date| accepted::check_start_date("", *date).is_ok())
    }

    fn weight_g(&self) -> Option<f64> {
        self.initial_weight_g.value().filter(|weight| accepted::INITIAL_WEIGHT_G.holds(*weight))
    }
}

fn whole(typed: &Typed<i64>, range: &Range) -> Option<i64> {
    typed.value().filter(|value| range.holds(*value as f64))
}
