//! A run against the baseline in one sentence: what a planner would say of it first.
use super::summary::Summary;
use crate::domain::display;

/// What sets a run apart from the baseline.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Headline {
    /// How many days later it starts.
    pub start_difference_days: i64,
    /// How many days longer it runs.
    pub duration_difference_days: i64,
    /// How much heavier its fish are in the end, in g.
    pub weight_difference_g: f64,
    /// The same in percent of the baseline's final weight.
    pub weight_difference_percent: f64,
    /// The heaviest target weight that any of the two reaches.
    pub target: Option<TargetOfTwo>,
    /// How much more feed it takes, in percent of the baseline's; none where the baseline takes none.
    pub feed_difference_percent: Option<f64>,
}

/// The heaviest target weight that any of two runs reaches.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TargetOfTwo {
    /// The weight, in g.
    pub target_weight_g: f64,
    /// Which of the two reach it, and when.
    pub reached: ReachedBy,
}

/// Which of two runs reach a weight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReachedBy {
    /// Both, the run so many days of its own later than the baseline.
    Both(i64),
    /// The baseline does not.
    RunOnly,
    /// The run does not.
    BaselineOnly,
}

/// Holds a run against the baseline.
pub fn headline(baseline: &Summary, run: &Summary) -> Headline {
    let start = |summary: &Summary| summary.end_date - chrono::Days::new(u64::from(summary.duration_days));
    let weight_difference_g = run.final_weight_g - baseline.final_weight_g;
    let feed_kg = baseline.total_feed_kg;
    Headline {
        start_difference_days: (start(run) - start(baseline)).num_days(),
        duration_difference_days: i64::from(run.duration_days) - i64::from(baseline.duration_days),
        weight_difference_g,
        weight_difference_percent: 100.0 * weight_difference_g / baseline.final_weight_g,
        target: heaviest_target(baseline, run),
        feed_difference_percent: (feed_kg > 0.0).then(|| 100.0 * (run.total_feed_kg - feed_kg) / feed_kg),
    }
}

/// A target that fish of one run outweigh from the start is no target of the two.
fn heaviest_target(baseline: &Summary, run: &Summary) -> Option<TargetOfTwo> {
    baseline.targets.iter().rev().find_map(|target| {
        let other = run.targets.iter().find(|other| other.target_weight_g == target.target_weight_g)?;
        let reached = match (target.day_number, other.day_number) {
            (Some(base), Some(day)) => ReachedBy::Both(i64::from(day) - i64::from(base)),
            (None, Some(_)) => ReachedBy::RunOnly,
            (Some(_), None) => ReachedBy::BaselineOnly,
            (None, None) => return None,
        };
        Some(TargetOfTwo { target_weight_g: target.target_weight_g, reached })
    })
}

impl Headline {
    /// "ends 410 g heavier (+6.7 %), reaches 5,000 g 23 days earlier, with 4.1 % more feed": to follow the run's name.
    pub fn words(&self) -> String {
        let mut parts = Vec::new();
        parts.extend(later(self.start_difference_days, "starts", "later", "earlier"));
        parts.extend(later(self.duration_difference_days, "runs", "longer", "shorter"));
        parts.push(self.weight_words());
        parts.extend(self.target.map(|target| self.target_words(target)));
        parts.extend(self.feed_difference_percent.map(feed_words));
        parts.join(", ")
    }

    fn weight_words(&self) -> String {
        let percent = display::percent_difference(self.weight_difference_percent, 1);
        let size = display::weight(self.weight_difference_g.abs());
        if is_nothing(&size.number) {
            return "ends at the same weight".to_owned();
        }
        let way = if self.weight_difference_g > 0.0 { "heavier" } else { "lighter" };
        format!("ends {size} {way} ({percent})")
    }

    fn target_words(&self, target: TargetOfTwo) -> String {
        let weight = display::weight(target.target_weight_g);
        // Where the starts differ, a day of the run is another date than the same day of the baseline.
        let from = if self.start_difference_days == 0 { "" } else { ", counted from its start" };
        match target.reached {
            ReachedBy::Both(0) if from.is_empty() => format!("reaches {weight} on the same day"),
            ReachedBy::Both(0) => format!("reaches {weight} after as many days"),
            ReachedBy::Both(days) => {
                let way = if days > 0 { "later" } else { "earlier" };
                format!("reaches {weight} {} {way}{from}", display::days(days.abs()))
            }
            ReachedBy::RunOnly => format!("reaches {weight}, as the baseline does not"),
            ReachedBy::BaselineOnly => format!("does not reach {weight}"),
        }
    }
}

fn later(days: i64, verb: &str, more: &str, less: &str) -> Option<String> {
    let way = if days > 0 { more } else { less };
    (days != 0).then(|| format!("{verb} {} {way}", display::days(days.abs())))
}

fn feed_words(difference_percent: f64) -> String {
    let size = display::percent(difference_percent.abs(), 1);
    if is_nothing(&size.number) {
        return "with as much feed".to_owned();
    }
    format!("with {size} {} feed", if difference_percent > 0.0 { "more" } else { "less" })
}

/// Whether a number reads as zero.
fn is_nothing(number: &str) -> bool {
    !number.bytes().any(|byte| (b'1'..=b'9').contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::document::read_json;
    use crate::domain::run::ParametersSnapshot;
    use crate::domain::scenario::Scenario;
    use crate::engine::projection::project;
    use crate::engine::summary::{Start, USUAL_TARGET_WEIGHTS_G, summarise};
    use std::ops::ControlFlow;

    const DOCUMENT: &str = include_str!("../../assets/sample/autumn-smolt-2024.json");

    fn summary(change: impl FnOnce(&mut Scenario)) -> Summary {
        let mut scenario: Scenario = read_json(DOCUMENT).unwrap();
        change(&mut scenario);
        let snapshot = ParametersSnapshot::freeze(scenario).unwrap();
        let projection = project(&snapshot, |_, _| ControlFlow::Continue(())).unwrap();
        let inputs = snapshot.inputs();
        let start = Start { weight_g: inputs.initial_weight_g, population: inputs.initial_count as f64 };
        summarise(&projection, start, &USUAL_TARGET_WEIGHTS_G).unwrap()
    }

    fn same() -> Headline {
        Headline {
            start_difference_days: 0,
            duration_difference_days: 0,
            weight_difference_g: 0.0,
            weight_difference_percent: 0.0,
            target: None,
            feed_difference_percent: Some(0.0),
        }
    }

    fn at(target_weight_g: f64, reached: ReachedBy) -> Option<TargetOfTwo> {
        Some(TargetOfTwo { target_weight_g, reached })
    }

    #[test]
    fn a_better_and_a_worse_run_are_said_with_the_right_signs() {
        let better = Headline {
            weight_difference_g: 410.2,
            weight_difference_percent: 6.7,
            target: at(5000.0, ReachedBy::Both(-23)),
            feed_difference_percent: Some(4.1),
            ..same()
        };
        assert_eq!(
            better.words(),
            "ends 410 g heavier (+6.7 %), reaches 5,000 g 23 days earlier, with 4.1 % more feed"
        );
        let worse = Headline {
            weight_difference_g: -410.2,
            weight_difference_percent: -6.3,
            target: at(5000.0, ReachedBy::Both(1)),
            feed_difference_percent: Some(-3.9),
            ..same()
        };
        assert_eq!(
            worse.words(),
            "ends 410 g lighter (−6.3 %), reaches 5,000 g 1 day later, with 3.9 % less feed"
        );
    }

    #[test]
    fn what_is_the_same_is_said_to_be_the_same() {
        let headline = Headline { target: at(5000.0, ReachedBy::Both(0)), ..same() };
        assert_eq!(
            headline.words(),
            "ends at the same weight, reaches 5,000 g on the same day, with as much feed"
        );
    }

    #[test]
    fn a_weight_that_only_one_reaches_is_said_to_be_so() {
        let with = |reached| Headline { target: at(4000.0, reached), ..same() }.words();
        assert!(with(ReachedBy::RunOnly).contains("reaches 4,000 g, as the baseline does not"));
        assert!(with(ReachedBy::BaselineOnly).contains("does not reach 4,000 g"));
    }

    #[test]
    fn another_start_and_another_length_come_first() {
        let base = summary(|_| {});
        let other = summary(|scenario| {
            scenario.start_date += chrono::TimeDelta::days(30);
            scenario.duration_days += 60;
        });
        let words = headline(&base, &other).words();
        assert!(words.starts_with("starts 30 days later, runs 60 days longer, ends "), "{words}");
        let back = headline(&other, &base).words();
        assert!(back.starts_with("starts 30 days earlier, runs 60 days shorter, ends "), "{back}");
    }

    #[test]
    fn a_higher_tgc_is_heavier_earlier_and_takes_more_feed() {
        let base = summary(|_| {});
        let faster = summary(|scenario| scenario.tgc_model.tgc_value *= 1.1);
        let there = headline(&base, &faster);
        let back = headline(&faster, &base);
        assert!(there.weight_difference_g > 0.0 && there.feed_difference_percent > Some(0.0));
        assert_eq!(there.weight_difference_g, -back.weight_difference_g);
        assert!(matches!(
            there.target,
            Some(TargetOfTwo { reached: ReachedBy::RunOnly | ReachedBy::Both(..0), .. })
        ));
        assert_eq!(headline(&base, &base).words().matches("same").count(), 2);
    }
}
