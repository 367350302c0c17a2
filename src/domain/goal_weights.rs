//! The weights that a farm grows its fish towards: the one at which they go to sea and the one at which they are harvested.
use serde::{Deserialize, Serialize};
use std::hash::{Hash, Hasher};

use super::accepted;
use super::fault::Outcome;

/// What a weight is waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Goal {
    /// Fish are moved from fresh water to sea.
    Transfer,
    /// Fish are slaughtered.
    Harvest,
}

impl Goal {
    /// What its weight is called.
    pub fn weight_name(self) -> &'static str {
        match self {
            Self::Transfer => "Transfer weight",
            Self::Harvest => "Harvest weight",
        }
    }
}

/// The weights, as a farm has set them.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct GoalWeights {
    /// Mean weight in g at which fish are moved to sea.
    pub transfer_g: f64,
    /// Mean weight in g at which fish are harvested.
    pub harvest_g: f64,
}

impl Default for GoalWeights {
    /// The heaviest smolt of the standard lifecycle, and what most salmon are harvested at.
    fn default() -> Self {
        Self { transfer_g: 250.0, harvest_g: 5000.0 }
    }
}

/// What was set has passed [`GoalWeights::check`], so none of it is NaN.
impl Eq for GoalWeights {}

impl Hash for GoalWeights {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.each().map(|(_, weight_g)| weight_g.to_bits()).hash(state);
    }
}

impl GoalWeights {
    /// The weights with what they are waited for, the lighter usually first.
    pub fn each(self) -> [(Goal, f64); 2] {
        [(Goal::Transfer, self.transfer_g), (Goal::Harvest, self.harvest_g)]
    }

    /// The weight of a goal.
    pub fn of(self, goal: Goal) -> f64 {
        match goal {
            Goal::Transfer => self.transfer_g,
            Goal::Harvest => self.harvest_g,
        }
    }

    /// The same with another weight for a goal.
    #[must_use]
    pub fn with(mut self, goal: Goal, weight_g: f64) -> Self {
        match goal {
            Goal::Transfer => self.transfer_g = weight_g,
            Goal::Harvest => self.harvest_g = weight_g,
        }
        self
    }

    /// Refuses weights that no fish has.
    pub fn check(self) -> Outcome<()> {
        self.each()
            .into_iter()
            .try_for_each(|(goal, weight_g)| accepted::GOAL_WEIGHT_G.check(goal.weight_name(), weight_g))
    }
}
