//! What an observation says, in one line for people: "149.5 g, 60 fish weighed".
use super::display::{self, plural};
use super::observation::{Observation, SelectionMethod};
use super::pen::called;

/// Fish with their number: "1,000 fish".
fn fish(count: u64) -> String {
    format!("{} fish", display::count(count as f64))
}

fn of_weight(weight_g: Option<f64>) -> Option<String> {
    weight_g.map(|weight_g| format!("{} g", display::exact(weight_g)))
}

/// What was observed, without its day and pen. Numbers have all their digits, so that a correction of the last one shows.
pub fn words(observation: &Observation) -> String {
    let parts: Vec<Option<String>> = match observation {
        Observation::GrowthSample(it) => vec![
            of_weight(Some(it.avg_weight_g)),
            it.sample_size.map(|size| format!("{} weighed", fish(u64::from(size)))),
            it.std_deviation_g.map(|deviation| format!("± {} g", display::exact(deviation))),
            it.avg_length_cm.map(|length| format!("{} cm", display::exact(length))),
            it.condition_factor.map(|factor| format!("condition {}", display::exact(factor))),
        ],
        Observation::Mortality(it) => {
            vec![Some(format!("{} dead", display::count(it.count as f64))), some(&it.cause)]
        }
        Observation::Feeding(it) => vec![Some(format!("{} kg", display::exact(it.amount_kg)))],
        Observation::Temperature(it) => vec![Some(format!("{} °C", display::exact(it.temperature_c)))],
        Observation::TransferOut(it) => {
            let to =
                it.to_pen.as_ref().map_or("out of the batch".to_owned(), |to| format!("to {}", called(to)));
            let picked = match it.selection_method {
                SelectionMethod::Average => None,
                SelectionMethod::Largest => Some("the largest".to_owned()),
                SelectionMethod::Smallest => Some("the smallest".to_owned()),
            };
            vec![
                Some(format!("{} {to}", fish(it.transferred_count))),
                of_weight(it.measured_avg_weight_g),
                picked,
            ]
        }
        Observation::TransferIn(it) => {
            vec![Some(format!("{} came", fish(it.transferred_count))), of_weight(it.measured_avg_weight_g)]
        }
        Observation::Treatment(it) => vec![some(&it.kind), of_weight(it.measured_avg_weight_g)],
        Observation::Harvest(it) => {
            vec![Some(format!("{} harvested", fish(it.harvested_count))), of_weight(it.avg_weight_g)]
        }
    };
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    if parts.is_empty() { "nothing was said of it".to_owned() } else { parts.join(", ") }
}

fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

/// How many observations: "1 observation".
pub fn observations(count: usize) -> String {
    plural(count, "observation", "observations")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::observation::{GrowthSample, TransferOut, Treatment};

    #[test]
    fn an_observation_is_told_in_one_line() {
        let sample = GrowthSample {
            avg_weight_g: 1149.25,
            sample_size: Some(60),
            std_deviation_g: Some(22.0),
            ..GrowthSample::default()
        };
        assert_eq!(words(&Observation::GrowthSample(sample)), "1,149.25 g, 60 fish weighed, ± 22 g");
        let moved = TransferOut {
            to_pen: Some("Pen 2".to_owned()),
            transferred_count: 1000,
            selection_method: SelectionMethod::Largest,
            ..TransferOut::default()
        };
        assert_eq!(words(&Observation::TransferOut(moved)), "1,000 fish to Pen 2, the largest");
        assert_eq!(words(&Observation::Treatment(Treatment::default())), "nothing was said of it");
    }
}
