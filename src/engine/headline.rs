//! A run against the baseline in one sentence: what a planner would say of it first.
use super::comparison::RunInFull;
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
    /// The heaviest target weight that both reach.
    pub reached_by_both: Option<TargetOfBoth>,
    /// The heaviest target weight beyond that, which only one of the two reaches.
    pub reached_by_one: Option<TargetOfOne>,
    /// How much more feed it takes, in percent of the baseline's; none where the baseline takes none.
    pub feed_difference_percent: Option<f64>,
}

/// A target weight that two runs reach.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TargetOfBoth {
    /// The weight, in g.
    pub target_weight_g: f64,
    /// So many days of its own later than the baseline the run reaches it.
    pub later_days: i64,
}

/// A target weight that one of two runs reaches.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TargetOfOne {
    /// The weight, in g.
    pub target_weight_g: f64,
    /// It is the run that reaches it; else the baseline.
    pub by_run: bool,
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
        reached_by_both: targets(baseline, run).find_map(|(target_weight_g, base, day)| {
            let later_days = i64::from(day?) - i64::from(base?);
            Some(TargetOfBoth { target_weight_g, later_days })
        }),
        reached_by_one: targets(baseline, run)
            .find(|(_, base, day)| base.is_some() || day.is_some())
            .filter(|(_, base, day)| base.is_none() || day.is_none())
            .map(|(target_weight_g, _, day)| TargetOfOne { target_weight_g, by_run: day.is_some() }),
        feed_difference_percent: (feed_kg > 0.0).then(|| 100.0 * (run.total_feed_kg - feed_kg) / feed_kg),
    }
}

/// What the baseline comes to, and what sets each of the others apart from it.
pub fn headlines(runs: &[RunInFull]) -> Vec<String> {
    let Some((baseline, others)) = runs.split_first() else { return Vec::new() };
    let summary = &baseline.summary;
    let start =
        baseline.projection.days.first().map(|day| display::date(day.projection_date)).unwrap_or_default();
    let first = format!(
        "ends at {} with {} after {} from {start}, on {} of feed",
        display::weight(summary.final_weight_g),
        display::biomass(summary.final_biomass_kg),
        display::days(i64::from(summary.duration_days)),
        display::feed(summary.total_feed_kg),
    );
    std::iter::once(first).chain(others.iter().map(|run| headline(summary, &run.summary).words())).collect()
}

/// The targets of two runs with the day each reaches it, the heaviest first. One that the fish of either outweigh from
/// the start is no target of both.
fn targets<'a>(
    baseline: &'a Summary,
    run: &'a Summary,
) -> impl Iterator<Item = (f64, Option<u32>, Option<u32>)> + 'a {
    baseline.targets.iter().rev().filter_map(|base| {
        let other = run.targets.iter().find(|other| other.target_weight_g == base.target_weight_g)?;
        Some((base.target_weight_g, base.day_number, other.day_number))
    })
}

impl Headline {
    /// "ends 410 g heavier (+6.7 %), reaches 5,000 g 23 days earlier, with 4.1 % more feed": to follow the run's name.
    pub fn words(&self) -> String {
        let mut parts = Vec::new();
        parts.extend(later(self.start_difference_days, "starts", "later", "earlier"));
        parts.extend(later(self.duration_difference_days, "runs", "longer", "shorter"));
        parts.push(self.weight_words());
        parts.extend(self.target_words());
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

    fn target_words(&self) -> Option<String> {
        let both = self.reached_by_both.map(|target| self.reaching_words(target));
        let one = self.reached_by_one.map(|target| (display::weight(target.target_weight_g), target.by_run));
        Some(match (both, one) {
            (None, None) => return None,
            (Some(both), None) => both,
            (None, Some((weight, true))) => format!("reaches {weight}, which the baseline does not"),
            (None, Some((weight, false))) => format!("does not reach {weight}"),
            (Some(both), Some((weight, true))) => format!("{both} and {weight}, which the baseline does not"),
            (Some(both), Some((weight, false))) => format!("{both} but not {weight}"),
        })
    }

    fn reaching_words(&self, target: TargetOfBoth) -> String {
        let weight = display::weight(target.target_weight_g);
        let size = display::days(target.later_days.abs());
        let way = if target.later_days > 0 { "later" } else { "earlier" };
        // Where the starts differ, a day of the run is another date than the same day of the baseline.
        match (target.later_days, self.start_difference_days) {
            (0, 0) => format!("reaches {weight} on the same day"),
            (0, _) => format!("reaches {weight} after as many days"),
            (_, 0) => format!("reaches {weight} {size} {way}"),
            (1.., _) => format!("reaches {weight} after {size} more"),
            _ => format!("reaches {weight} after {size} fewer"),
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
            reached_by_both: None,
            reached_by_one: None,
            feed_difference_percent: Some(0.0),
        }
    }

    fn both(target_weight_g: f64, later_days: i64) -> Option<TargetOfBoth> {
        Some(TargetOfBoth { target_weight_g, later_days })
    }

    fn one(target_weight_g: f64, by_run: bool) -> Option<TargetOfOne> {
        Some(TargetOfOne { target_weight_g, by_run })
    }

    #[test]
    fn a_better_and_a_worse_run_are_said_with_the_right_signs() {
        let better = Headline {
            weight_difference_g: 410.2,
            weight_difference_percent: 6.7,
            reached_by_both: both(5000.0, -23),
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
            reached_by_both: both(5000.0, 1),
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
        let headline = Headline { reached_by_both: both(5000.0, 0), ..same() };
        assert_eq!(
            headline.words(),
            "ends at the same weight, reaches 5,000 g on the same day, with as much feed"
        );
    }

    #[test]
    fn a_weight_that_only_one_reaches_is_said_to_be_so() {
        let words = |reached_by_both, reached_by_one| {
            Headline { reached_by_both, reached_by_one, feed_difference_percent: None, ..same() }.words()
        };
        let start = "ends at the same weight, ";
        for (both, one, said) in [
            (
                both(3000.0, -18),
                one(4000.0, true),
                "reaches 3,000 g 18 days earlier and 4,000 g, which the baseline does not",
            ),
            (both(3000.0, 18), one(4000.0, false), "reaches 3,000 g 18 days later but not 4,000 g"),
            (None, one(4000.0, true), "reaches 4,000 g, which the baseline does not"),
            (None, one(4000.0, false), "does not reach 4,000 g"),
        ] {
            assert_eq!(words(both, one), format!("{start}{said}"));
        }
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
        let (there, back) = (there.reached_by_both.unwrap(), back.reached_by_both.unwrap());
        assert!(there.later_days < 0);
        assert_eq!(there.later_days, -back.later_days);
        assert_eq!(headline(&base, &base).words().matches("same").count(), 2);
    }
}
