//! What a report is drawn from: runs that were compared, what verifying them found, and who relies on them.
use chrono::{DateTime, Utc};

use super::calibration::Calibration;
use super::comparison::RunComparison;
use super::forecast::{Forecast, ForecastDate};
use super::variance::Variance;
use crate::domain::actual::Actual;
use crate::domain::batch::{Batch, PinEvent};
use crate::domain::observation::Observations;
use crate::domain::verdict::Verdict;

/// Who made a report, when, of which farm file.
#[derive(Clone, Debug, PartialEq)]
pub struct About {
    /// Name of the farm file.
    pub farm_file: String,
    /// Who made it.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
    /// With which program: "Salmon Run 0.1.0".
    pub program: String,
}

/// Everything that a report holds, as it was read and recomputed; nothing of it is in words yet.
#[derive(Clone, Debug)]
pub struct Gathered {
    /// Who made the report, when, of what.
    pub about: About,
    /// The runs with all their days, the baseline first: one for a run's own report, none for a batch without a pin.
    pub compared: RunComparison,
    /// What verifying each of them found.
    pub verdicts: Vec<Verdict>,
    /// The batches that are pinned to each of them.
    pub pinned: Vec<Vec<Batch>>,
    /// The batch that the report is about, if it is about one.
    pub batch: Option<BatchHistory>,
    /// What became of that batch, where anything was observed of it.
    pub growth: Option<Box<GrowthInFull>>,
}

/// A batch day by day beside its plan, and what follows from it.
#[derive(Clone, Debug, PartialEq)]
pub struct GrowthInFull {
    /// Why it is held against this run, where it is not pinned to it.
    pub instead: Option<String>,
    /// What was observed.
    pub observations: Observations,
    /// Its actual days.
    pub actual: Actual,
    /// How far it lies from the plan; none where they share no day.
    pub variance: Option<Variance>,
    /// The days to come.
    pub forecast: Forecast,
    /// When it reaches weights.
    pub dates: Vec<ForecastDate>,
    /// What the observations say of the models.
    pub calibration: Calibration,
}

/// A batch, and every change of its pin.
#[derive(Clone, Debug, PartialEq)]
pub struct BatchHistory {
    /// The batch as it is now.
    pub batch: Batch,
    /// What it was pinned to, the newest change first.
    pub events: Vec<PinEvent>,
}
