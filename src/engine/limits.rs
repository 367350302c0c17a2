//! Where the days of a projection leave the biological constraints that it is held against.
//!
//! A run does not obey its constraints; here it is checked against them, in a second pass over days that are there
//! already, so that the day loop pays nothing for it.
use crate::domain::constraints::{BiologicalConstraints, StageConstraint};
use crate::domain::display;
use crate::domain::lifecycle::{LifecycleStage, Water};
use crate::domain::run::{Projection, ProjectionDay};
use crate::domain::scenario::Scenario;

/// More stretches than this of one kind in one stage, and they are told in one line: water that rises and falls around
/// a limit would otherwise fill pages.
const MOST_STRETCHES: usize = 4;

/// Every stretch of days outside of the ranges of weight and temperature, or beyond the limit of fresh water: one line
/// each, in the order of their first days. Nothing where there are no constraints.
pub fn outside(inputs: &Scenario, projection: &Projection) -> Vec<String> {
    lines(inputs, projection, |_| true)
}

/// What of a recipe does not go together with its constraints, whichever days one looks at: a start weight outside of
/// what its stage may have, and fish that are too heavy for fresh water. Nothing where there are no constraints.
pub fn out_of_place(inputs: &Scenario, projection: &Projection) -> Vec<String> {
    let Some(constraints) = &inputs.biological_constraints else {
        let asks = inputs.warn_outside_constraints;
        let odd = "warn_outside_constraints: there are no constraints to warn about".to_owned();
        return asks.then_some(odd).into_iter().collect();
    };
    let first_stage = projection.days.first().map_or("", |day| projection.stage_name(day));
    let start = constraints.oddity_of_start(inputs.initial_weight_g, first_stage);
    start.into_iter().chain(lines(inputs, projection, |kind| kind == Kind::FreshWater)).collect()
}

/// What a day can be outside of, in the order in which one day's lines are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    TooLight,
    TooHeavy,
    FreshWater,
    TooCold,
    TooWarm,
}

impl Kind {
    const ALL: [Self; 5] = [Self::TooLight, Self::TooHeavy, Self::FreshWater, Self::TooCold, Self::TooWarm];

    fn is_below(self) -> bool {
        matches!(self, Self::TooLight | Self::TooCold)
    }

    fn is_temperature(self) -> bool {
        matches!(self, Self::TooCold | Self::TooWarm)
    }

    fn value(self, day: &ProjectionDay) -> f64 {
        if self.is_temperature() { day.temperature_c } else { day.average_weight_g }
    }

    /// The one of two values that is further outside.
    fn further(self, a: f64, b: f64) -> f64 {
        if self.is_below() { a.min(b) } else { a.max(b) }
    }
}

/// The limits of one stage, by their kind; infinite where there is none.
#[derive(Debug, Clone, Copy)]
struct Limits([f64; 5]);

impl Limits {
    const NONE: Self =
        Self([f64::NEG_INFINITY, f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::INFINITY]);

    fn of(stage: &LifecycleStage, constraints: &BiologicalConstraints) -> Self {
        let Some(its) = constraints.stages.iter().find(|its| its.stage == stage.name) else {
            return Self::NONE;
        };
        let &StageConstraint { min_weight_g, max_weight_g, min_temperature_c, max_temperature_c, .. } = its;
        let fresh_g = its.max_freshwater_weight_g.filter(|_| stage.water == Water::Fresh);
        // Where both are the same limit, the line about fresh water says all that the other would.
        let max_weight_g = if fresh_g == Some(max_weight_g) { f64::INFINITY } else { max_weight_g };
        Self([
            min_weight_g,
            max_weight_g,
            fresh_g.unwrap_or(f64::INFINITY),
            min_temperature_c.unwrap_or(f64::NEG_INFINITY),
            max_temperature_c.unwrap_or(f64::INFINITY),
        ])
    }

    fn of_kind(&self, kind: Kind) -> f64 {
        self.0[kind as usize]
    }

    /// Whether a day is within all of them; nearly all days are.
    #[inline(always)]
    fn hold(&self, day: &ProjectionDay) -> bool {
        let [light, heavy, fresh, cold, warm] = self.0;
        let (weight_g, temperature_c) = (day.average_weight_g, day.temperature_c);
        (weight_g >= light)
            & (weight_g <= heavy)
            & (weight_g <= fresh)
            & (temperature_c >= cold)
            & (temperature_c <= warm)
    }

    fn is_outside(&self, kind: Kind, day: &ProjectionDay) -> bool {
        let (value, limit) = (kind.value(day), self.of_kind(kind));
        if kind.is_below() { value < limit } else { value > limit }
    }
}

/// Days on end that are outside of the same limit.
#[derive(Debug, Clone, Copy)]
struct Stretch {
    kind: Kind,
    /// Which time it is that a stage began: a stage that comes twice is two.
    visit: usize,
    stage: u8,
    first_day: u32,
    last_day: u32,
    /// How many of them are outside; all, but for stretches that were put together.
    days: u32,
    /// What is furthest outside.
    furthest: f64,
}

fn lines(inputs: &Scenario, projection: &Projection, wanted: fn(Kind) -> bool) -> Vec<String> {
    let Some(constraints) = &inputs.biological_constraints else { return Vec::new() };
    let limits: Vec<Limits> = inputs.lifecycle.iter().map(|stage| Limits::of(stage, constraints)).collect();
    let mut found = together(&stretches(projection, &limits, wanted));
    found.sort_by_key(|stretch| (stretch.first_day, stretch.kind));
    found.iter().map(|stretch| in_words(stretch, projection, &limits)).collect()
}

fn limits_of(limits: &[Limits], stage: u8) -> Limits {
    limits.get(usize::from(stage)).copied().unwrap_or(Limits::NONE)
}

fn stretches(projection: &Projection, limits: &[Limits], wanted: fn(Kind) -> bool) -> Vec<Stretch> {
    let mut found: Vec<Stretch> = Vec::new();
    let visits = projection.days.chunk_by(|a, b| a.stage == b.stage);
    for (visit, days) in visits.enumerate() {
        let Some(first) = days.first() else { continue };
        let its = limits_of(limits, first.stage);
        // Where the stretch of each kind is that goes on, among those that were found.
        let mut open = [None; Kind::ALL.len()];
        for day in days.iter().filter(|day| !its.hold(day)) {
            for kind in Kind::ALL.into_iter().filter(|kind| wanted(*kind) && its.is_outside(*kind, day)) {
                let value = kind.value(day);
                let at = &mut open[kind as usize];
                let goes_on = at.and_then(|at: usize| found.get_mut(at));
                match goes_on.filter(|stretch| stretch.last_day + 1 == day.day_number) {
                    Some(stretch) => {
                        stretch.last_day = day.day_number;
                        stretch.days += 1;
                        stretch.furthest = kind.further(stretch.furthest, value);
                    }
                    None => {
                        *at = Some(found.len());
                        found.push(Stretch {
                            kind,
                            visit,
                            stage: day.stage,
                            first_day: day.day_number,
                            last_day: day.day_number,
                            days: 1,
                            furthest: value,
                        });
                    }
                }
            }
        }
    }
    found
}

/// Puts the stretches of one kind in one stage together where they are many.
fn together(found: &[Stretch]) -> Vec<Stretch> {
    let mut kept: Vec<Stretch> = Vec::new();
    let is_like = |a: &Stretch, b: &Stretch| (a.visit, a.kind) == (b.visit, b.kind);
    let mut by_kind = found.to_vec();
    by_kind.sort_by_key(|stretch| (stretch.visit, stretch.kind, stretch.first_day));
    for alike in by_kind.chunk_by(is_like) {
        match alike {
            [first, .., last] if alike.len() > MOST_STRETCHES => kept.push(Stretch {
                last_day: last.last_day,
                days: alike.iter().map(|stretch| stretch.days).sum(),
                furthest: alike
                    .iter()
                    .fold(first.furthest, |far, other| first.kind.further(far, other.furthest)),
                ..*first
            }),
            _ => kept.extend_from_slice(alike),
        }
    }
    kept
}

/// "days 112–140: 13.2 °C at most, above the 12 °C that Parr may have".
fn in_words(stretch: &Stretch, projection: &Projection, limits: &[Limits]) -> String {
    let &Stretch { kind, stage, first_day, last_day, days, furthest, .. } = stretch;
    let limit = limits_of(limits, stage).of_kind(kind);
    let (value, limit) = if kind.is_temperature() {
        display::temperature_beside(furthest, limit)
    } else {
        display::weight_beside(furthest, limit)
    };
    let stage = projection.stages.get(usize::from(stage)).map_or("", String::as_str);
    let when = if first_day == last_day {
        format!("day {}", display::count(f64::from(first_day)))
    } else {
        let (from, to) = (display::count(f64::from(first_day)), display::count(f64::from(last_day)));
        if days == last_day - first_day + 1 {
            format!("days {from}–{to}")
        } else {
            format!("{} of the days {from}–{to}", display::count(f64::from(days)))
        }
    };
    let (at, side) = if kind.is_below() { (" at least", "below") } else { (" at most", "above") };
    let at = if days == 1 { "" } else { at };
    let in_fresh = if kind == Kind::FreshWater { " in fresh water" } else { "" };
    format!("{when}: {value}{at}, {side} the {limit} that {stage} may have{in_fresh}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::constraints;
    use crate::domain::run::ParametersSnapshot;
    use crate::domain::temperature::TemperatureReading;
    use crate::engine::projection::project;
    use std::ops::ControlFlow;

    const EGG: &str = include_str!("../../assets/sample/egg-to-harvest-2024.json");
    const AUTUMN: &str = include_str!("../../assets/sample/autumn-smolt-2024.json");

    fn scenario(json: &str) -> Scenario {
        let mut scenario = Scenario::read(json).unwrap();
        scenario.biological_constraints = Some(constraints::standard());
        scenario
    }

    fn constraint<'a>(scenario: &'a mut Scenario, stage: &str) -> &'a mut StageConstraint {
        let constraints = scenario.biological_constraints.as_mut().unwrap();
        constraints.stages.iter_mut().find(|its| its.stage == stage).unwrap()
    }

    fn checked(scenario: Scenario, check: fn(&Scenario, &Projection) -> Vec<String>) -> Vec<String> {
        let snapshot = ParametersSnapshot::freeze(scenario).unwrap();
        let projection = project(&snapshot, |_, _| ControlFlow::Continue(())).unwrap();
        check(snapshot.inputs(), &projection)
    }

    #[test]
    fn a_smolt_that_starts_as_a_post_smolt_is_told_with_the_stage_that_it_suits() {
        let odd = checked(scenario(AUTUMN), out_of_place);
        assert_eq!(
            odd,
            [
                "initial_weight: 110 g is below the 250 g that Post-Smolt, the stage of the first day, may have; \
              Smolt may have it"
            ]
        );
        let days = checked(scenario(AUTUMN), outside);
        assert!(days[0].starts_with("days 1–"), "{days:?}");
        assert!(days[0].ends_with(" g at least, below the 250 g that Post-Smolt may have"), "{days:?}");
    }

    #[test]
    fn a_weight_outside_of_every_stage_says_what_they_may_have() {
        let mut heavy = scenario(AUTUMN);
        heavy.initial_weight_g = 9000.0;
        let odd = checked(heavy, out_of_place);
        assert_eq!(
            odd,
            ["initial_weight: 9,000 g is outside of what every stage of the constraints Standard may have, \
              which is 0 g to 8,000 g"]
        );
    }

    #[test]
    fn water_too_warm_is_one_line_a_stretch_with_the_warmest_day() {
        let mut warm = scenario(AUTUMN);
        warm.tgc_model.temperature_profile.readings = [(1, 8.0), (100, 8.0), (150, 13.0), (200, 8.0)]
            .map(|(day_number, temperature_c)| TemperatureReading { day_number, temperature_c })
            .to_vec();
        *constraint(&mut warm, "Adult") = StageConstraint {
            min_weight_g: 0.0,
            max_temperature_c: Some(12.0),
            ..constraint(&mut warm, "Adult").clone()
        };
        constraint(&mut warm, "Post-Smolt").min_weight_g = 0.0;
        // 8 °C and a tenth of a degree more each day: above 12 from day 141 to day 159.
        assert_eq!(
            checked(warm, outside),
            ["days 141–159: 13.0 °C at most, above the 12 °C that Adult may have"]
        );
    }

    #[test]
    fn water_that_crosses_a_limit_again_and_again_is_put_into_one_line() {
        let mut wavy = scenario(AUTUMN);
        wavy.tgc_model.temperature_profile.readings = (1..=480)
            .map(|day_number| TemperatureReading {
                day_number,
                temperature_c: if day_number % 10 == 0 { 3.5 } else { 6.0 },
            })
            .collect();
        for stage in ["Post-Smolt", "Adult"] {
            let its = constraint(&mut wavy, stage);
            (its.min_weight_g, its.min_temperature_c) = (0.0, Some(4.0));
        }
        assert_eq!(
            checked(wavy, outside),
            [
                "12 of the days 10–120: 3.5 °C at least, below the 4 °C that Post-Smolt may have",
                "36 of the days 130–480: 3.5 °C at least, below the 4 °C that Adult may have"
            ]
        );
    }

    #[test]
    fn fish_too_heavy_for_fresh_water_are_told_once_and_only_there() {
        let mut parr = scenario(EGG);
        for its in &mut parr.biological_constraints.as_mut().unwrap().stages {
            its.min_weight_g = 0.0;
        }
        let smolt = constraint(&mut parr, "Smolt");
        (smolt.max_weight_g, smolt.max_freshwater_weight_g) = (200.0, Some(200.0));
        // In sea water the same limit means nothing.
        constraint(&mut parr, "Adult").max_freshwater_weight_g = Some(1000.0);
        let odd = checked(parr.clone(), out_of_place);
        assert_eq!(odd.len(), 1, "{odd:?}");
        assert!(
            odd[0].ends_with("250 g at most, above the 200 g that Smolt may have in fresh water"),
            "{odd:?}"
        );
        assert_eq!(checked(parr, outside), odd);
    }

    #[test]
    fn a_value_that_rounds_to_its_limit_is_told_with_the_decimals_that_part_them() {
        let mut near = scenario(AUTUMN);
        for its in &mut near.biological_constraints.as_mut().unwrap().stages {
            its.min_weight_g = 0.0;
            its.max_temperature_c = Some(10.0);
        }
        near.duration_days = 1;
        near.tgc_model.temperature_profile.readings =
            vec![TemperatureReading { day_number: 1, temperature_c: 10.004 }];
        assert_eq!(checked(near, outside), ["day 1: 10.004 °C, above the 10 °C that Post-Smolt may have"]);
    }

    #[test]
    fn without_constraints_nothing_is_told_but_that_there_is_nothing_to_tell() {
        let mut none = Scenario::read(AUTUMN).unwrap();
        for check in [outside, out_of_place] {
            assert!(checked(none.clone(), check).is_empty());
        }
        none.warn_outside_constraints = true;
        assert!(checked(none.clone(), outside).is_empty());
        assert_eq!(
            checked(none, out_of_place),
            ["warn_outside_constraints: there are no constraints to warn about"]
        );
    }

    #[test]
    fn a_run_warns_only_where_its_scenario_asks_for_it() {
        let warnings = |scenario: &Scenario| {
            let snapshot = ParametersSnapshot::freeze(scenario.clone()).unwrap();
            project(&snapshot, |_, _| ControlFlow::Continue(())).unwrap()
        };
        let mut autumn = Scenario::read(AUTUMN).unwrap();
        let before = warnings(&autumn);
        autumn.biological_constraints = Some(constraints::standard());
        assert_eq!(warnings(&autumn), before, "constraints alone say nothing along a run");
        autumn.warn_outside_constraints = true;
        let after = warnings(&autumn);
        assert_eq!(after.days, before.days);
        let (kept, told) = after.warnings.split_at(before.warnings.len());
        assert_eq!(kept, before.warnings);
        assert_eq!(told, checked(autumn, outside));
        assert!(!told.is_empty());
    }
}
