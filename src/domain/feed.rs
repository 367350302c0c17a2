//! Feed: the stages with their durations, and how much feed a kilogram of growth takes.
use serde::{Deserialize, Serialize};

use super::accepted;
use super::display;
use super::fault::Fault;
use super::growth::note;
use super::lifecycle::{self, LifecycleStage};

/// An FCR that holds for fish between two weights, both included.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WeightBandFcr {
    /// Lightest fish it holds for.
    pub min_weight_g: f64,
    /// Heaviest fish it holds for.
    pub max_weight_g: f64,
    /// Feed conversion ratio in this band.
    pub fcr_value: f64,
}

/// One stage of an FCR model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FcrStage {
    /// The stage's name.
    pub stage: String,
    /// Feed conversion ratio: kilograms of feed for a kilogram of growth.
    pub fcr_value: f64,
    /// How long the stage lasts.
    #[serde(deserialize_with = "super::document::whole")]
    pub duration_days: u32,
    /// Bands of weight with an FCR of their own; the first that holds a weight counts.
    #[serde(default)]
    pub overrides: Vec<WeightBandFcr>,
}

/// Which stages a scenario goes through, for how long, and what they eat.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FcrModel {
    /// What planners call it.
    pub name: String,
    /// The stages that take part.
    pub stages: Vec<FcrStage>,
}

impl FcrModel {
    /// Refuses impossible values and stages that the lifecycle does not know.
    pub fn check(&self, path: &str, stages: &[LifecycleStage]) -> Result<(), Fault> {
        accepted::check_name(&format!("{path}.name"), &self.name)?;
        if self.stages.is_empty() {
            return Err(Fault::invalid(
                "the FCR model has no stages",
                format!("{path}.stages"),
                "Accepted is at least one stage: its durations say which stage a day belongs to",
            ));
        }
        for (i, item) in self.stages.iter().enumerate() {
            let path = format!("{path}.stages[{i}]");
            lifecycle::check_known(&format!("{path}.stage"), &item.stage, stages)?;
            let earlier = self.stages[..i].iter().map(|o| o.stage.as_str());
            lifecycle::check_once(&format!("{path}.stage"), &item.stage, earlier)?;
            accepted::FCR.check(&format!("{path}.fcr_value"), item.fcr_value)?;
            accepted::STAGE_DURATION_DAYS
                .check(&format!("{path}.duration_days"), f64::from(item.duration_days))?;
            for (j, band) in item.overrides.iter().enumerate() {
                band.check(&format!("{path}.overrides[{j}]"))?;
            }
        }
        Ok(())
    }

    /// Values that are accepted but out of sense, in words.
    pub fn oddities(&self, path: &str, stages: &[LifecycleStage]) -> Vec<String> {
        let mut odd = Vec::new();
        for (i, item) in self.stages.iter().enumerate() {
            for (earlier, later) in overlaps(&item.overrides) {
                odd.push(format!(
                    "{path}.stages[{i}].overrides[{later}]: the band {} overlaps {}; the first that holds a weight counts",
                    item.overrides[later].words(),
                    item.overrides[earlier].words()
                ));
            }
            let feeds = stages.iter().any(|stage| stage.name == item.stage && stage.feeds);
            if feeds {
                let path = format_args!("{path}.stages[{i}].fcr_value");
                note(&mut odd, &accepted::FCR, path, "an FCR", item.fcr_value);
            }
        }
        odd
    }
}

/// The pairs of bands, by place, that hold weights in common, the earlier first. Bands that meet do not overlap: 300 to
/// 700 and 700 to 1000.
pub fn overlaps(bands: &[WeightBandFcr]) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    for (later, band) in bands.iter().enumerate() {
        for (earlier, other) in bands[..later].iter().enumerate() {
            if band.overlaps(other) {
                found.push((earlier, later));
            }
        }
    }
    found
}

/// The weights between bands that no band holds, from lighter to heavier: there the stage's own FCR counts.
pub fn gaps(bands: &[WeightBandFcr]) -> Vec<(f64, f64)> {
    let mut sorted: Vec<&WeightBandFcr> = bands.iter().collect();
    sorted.sort_by(|a, b| a.min_weight_g.total_cmp(&b.min_weight_g));
    let mut gaps = Vec::new();
    let mut held_to_g: Option<f64> = None;
    for band in sorted {
        if let Some(held_to_g) = held_to_g
            && band.min_weight_g > held_to_g
        {
            gaps.push((held_to_g, band.min_weight_g));
        }
        held_to_g = Some(held_to_g.map_or(band.max_weight_g, |held| held.max(band.max_weight_g)));
    }
    gaps
}

impl WeightBandFcr {
    /// The weights that it holds, in words: "300–700 g".
    pub fn words(&self) -> String {
        format!("{}–{} g", display::exact(self.min_weight_g), display::exact(self.max_weight_g))
    }

    fn overlaps(&self, other: &Self) -> bool {
        let is_same = self.min_weight_g == other.min_weight_g && self.max_weight_g == other.max_weight_g;
        is_same || (self.min_weight_g < other.max_weight_g && other.min_weight_g < self.max_weight_g)
    }

    fn check(&self, path: &str) -> Result<(), Fault> {
        accepted::BOUND_WEIGHT_G.check(&format!("{path}.min_weight_g"), self.min_weight_g)?;
        accepted::BOUND_WEIGHT_G.check(&format!("{path}.max_weight_g"), self.max_weight_g)?;
        accepted::FCR.check(&format!("{path}.fcr_value"), self.fcr_value)?;
        if self.min_weight_g > self.max_weight_g {
            return Err(Fault::invalid(
                format!("the band starts at {} g and ends at {} g", self.min_weight_g, self.max_weight_g),
                format!("{path}.max_weight_g"),
                format!("Accepted is {} g or more", self.min_weight_g),
            ));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bands(of: &[(f64, f64)]) -> Vec<WeightBandFcr> {
        of.iter()
            .map(|&(min_weight_g, max_weight_g)| WeightBandFcr { min_weight_g, max_weight_g, fcr_value: 1.1 })
            .collect()
    }

    fn model(of: &[(f64, f64)]) -> FcrModel {
        let stage =
            FcrStage { stage: "Adult".to_owned(), fcr_value: 1.2, duration_days: 400, overrides: bands(of) };
        FcrModel { name: "Trial".to_owned(), stages: vec![stage] }
    }

    #[test]
    fn bands_that_meet_do_not_overlap_and_those_that_share_weights_do() {
        assert!(overlaps(&bands(&[(300.0, 700.0), (700.0, 1000.0)])).is_empty());
        assert_eq!(overlaps(&bands(&[(300.0, 700.0), (650.0, 1000.0)])), [(0, 1)]);
        assert_eq!(overlaps(&bands(&[(300.0, 700.0), (400.0, 500.0)])), [(0, 1)], "one within the other");
        assert_eq!(overlaps(&bands(&[(500.0, 500.0), (500.0, 500.0)])), [(0, 1)], "the same twice");
        assert_eq!(overlaps(&bands(&[(700.0, 1000.0), (0.0, 50.0), (300.0, 701.0)])), [(0, 2)]);
    }

    #[test]
    fn gaps_are_what_no_band_holds_between_two() {
        assert_eq!(gaps(&bands(&[(500.0, 900.0), (300.0, 450.0)])), [(450.0, 500.0)]);
        assert!(gaps(&bands(&[(300.0, 700.0), (700.0, 1000.0)])).is_empty());
        assert!(gaps(&bands(&[(0.0, 1000.0), (100.0, 200.0)])).is_empty());
        assert!(gaps(&[]).is_empty());
    }

    #[test]
    fn an_overlap_is_accepted_and_said() {
        let stages = lifecycle::standard();
        let overlapping = model(&[(300.0, 700.0), (500.0, 1000.0)]);
        overlapping.check("fcr_model", &stages).unwrap();
        assert_eq!(
            overlapping.oddities("fcr_model", &stages),
            [
                "fcr_model.stages[0].overrides[1]: the band 500–1,000 g overlaps 300–700 g; the first that holds a weight counts"
            ]
        );
        assert!(model(&[(300.0, 700.0), (700.0, 1000.0)]).oddities("fcr_model", &stages).is_empty());
    }
}
