//! Scenarios of AquaMind with their model changes, and their runs with all their days.
use chrono::{DateTime, Utc};
use std::collections::{BTreeMap, HashSet};
use std::fmt::Write as _;

use super::parcel::{BroughtRun, BroughtScenario, Item, RowsOf, UID_PREFIX, fingerprint, short, uid};
use super::parts::Stages;
use super::rows::{Day, Scenario, Source};
use super::tables;
use crate::domain::accepted;
use crate::domain::display::{exact, plural};
use crate::domain::ids::{FcrModelId, MortalityModelId, TgcModelId};
use crate::domain::import_report::Remark;
use crate::domain::mortality::{Frequency, MortalityModel};
use crate::domain::plan::{PlannedChange, ScenarioPlan};
use crate::domain::recipe::{PartKind, RecipePart};
use crate::domain::run::{Projection, ProjectionDay};

/// What AquaMind itself called the runs that it made of the projections before ProjectionRun.
const FIRST_LABEL: &str = "Initial Run";
/// A run that loses less than this share of the fish that its rates say loses them 100 times too slowly.
const TOO_SLOW: f64 = 0.03;
/// A daily rate beyond this was most likely entered 100 times too large, to make up for it.
const SUSPICIOUS_PERCENT: f64 = 1.0;

/// Makes scenarios and runs, and settles the rows of those that cannot be made.
pub(super) struct PlanMaker<'a> {
    source: &'a mut Source,
    stages: &'a Stages,
    parts: &'a [Item<RecipePart>],
    pub scenarios: Vec<Item<BroughtScenario>>,
    pub runs: Vec<Item<BroughtRun>>,
    pub left: Vec<Remark>,
    pub notes: Vec<String>,
}

impl<'a> PlanMaker<'a> {
    pub fn new(source: &'a mut Source, stages: &'a Stages, parts: &'a [Item<RecipePart>]) -> Self {
        Self {
            source,
            stages,
            parts,
            scenarios: Vec::new(),
            runs: Vec::new(),
            left: Vec::new(),
            notes: Vec::new(),
        }
    }

    pub fn make_all(&mut self) {
        self.make_scenarios();
        self.make_runs();
        self.say_who_dies_too_slowly();
    }

    fn make_scenarios(&mut self) {
        let there: HashSet<(PartKind, i64)> =
            self.parts.iter().map(|part| (part.what.kind(), part.key)).collect();
        let mut changes: BTreeMap<i64, Vec<PlannedChange>> = BTreeMap::new();
        let (mut lost, mut orphans) = (0, 0);
        for change in self.source.changes.values() {
            let models = [
                change.tgc.map(|key| (PartKind::Tgc, key)),
                change.fcr.map(|key| (PartKind::Fcr, key)),
                change.mortality.map(|key| (PartKind::Mortality, key)),
            ];
            if models.iter().flatten().any(|model| !there.contains(model)) {
                lost += 1;
                continue;
            }
            if !self.source.scenarios.contains_key(&change.scenario) {
                orphans += 1;
                continue;
            }
            changes.entry(change.scenario).or_default().push(PlannedChange {
                change_day: change.day,
                new_tgc_model: change.tgc.map(TgcModelId),
                new_fcr_model: change.fcr.map(FcrModelId),
                new_mortality_model: change.mortality.map(MortalityModelId),
            });
        }
        self.source.ledger.leave(tables::CHANGE.name, lost, "a model that it changes to did not come");
        self.source.ledger.leave(tables::CHANGE.name, orphans, "its scenario is not in the file");
        let scenarios = self.source.scenarios.clone();
        for (key, scenario) in scenarios {
            let own = changes.remove(&key).unwrap_or_default();
            let needed = [
                (PartKind::Tgc, scenario.tgc),
                (PartKind::Fcr, scenario.fcr),
                (PartKind::Mortality, scenario.mortality),
            ];
            let name = format!("Scenario \"{}\"", scenario.name);
            if let Some((kind, _)) = needed.iter().find(|part| !there.contains(part)) {
                let reason = format!("its {} did not come", kind.noun());
                let ledger = &mut self.source.ledger;
                ledger.leave(tables::SCENARIO.name, 1, reason.clone());
                ledger.leave(tables::CHANGE.name, own.len() as u64, "its scenario did not come");
                self.left.push(Remark { about: name, says: reason });
                continue;
            }
            let item = self.scenario(key, scenario, own, name, &there);
            self.scenarios.push(item);
        }
    }

    fn scenario(
        &self,
        key: i64,
        of: Scenario,
        mut changes: Vec<PlannedChange>,
        name: String,
        there: &HashSet<(PartKind, i64)>,
    ) -> Item<BroughtScenario> {
        let mut adapted = Vec::new();
        let initial_weight_g = of.weight_g.filter(|weight_g| *weight_g > 0.0).unwrap_or_else(|| {
            let lightest_g = self.lightest(of.fcr);
            adapted.push(format!(
                "no start weight stands in it: {} g, the least of its first stage, is taken",
                exact(lightest_g)
            ));
            lightest_g
        });
        let constraints = of.constraints.filter(|set| there.contains(&(PartKind::Constraints, *set)));
        if constraints.is_none() && of.constraints.is_some() {
            adapted.push("its constraints did not come".to_owned());
        }
        changes.sort_by_key(|change| change.change_day);
        let rows = vec![
            RowsOf::one(tables::SCENARIO.name, !adapted.is_empty()),
            RowsOf::plain(tables::CHANGE.name, changes.len() as u64),
        ];
        let plan = ScenarioPlan {
            name: of.name,
            start_date: of.start,
            duration_days: of.duration_days,
            initial_count: of.count,
            initial_weight_g,
            genotype: of.genotype,
            supplier: of.supplier,
            lifecycle: 0,
            tgc_model: TgcModelId(of.tgc),
            fcr_model: FcrModelId(of.fcr),
            mortality_model: MortalityModelId(of.mortality),
            constraints,
            warn_outside_constraints: false,
            model_changes: changes,
        };
        Item {
            key,
            uid: uid(tables::SCENARIO.name, key, of.created),
            fingerprint: short(&format!("{plan:?}")),
            name,
            rows,
            adapted,
            what: BroughtScenario {
                plan,
                created_by: self.source.user(&of.created_by),
                created_at: of.created,
            },
        }
    }

    /// The least weight of the first stage that an FCR model names.
    fn lightest(&self, fcr: i64) -> f64 {
        let model = self.parts.iter().find_map(|part| match &part.what {
            RecipePart::Fcr(model) if part.key == fcr => Some(model),
            _ => None,
        });
        let first = model.and_then(|model| model.stages.first()).map(|stage| stage.stage.as_str());
        self.source
            .stages
            .iter()
            .find(|(key, _)| self.stages.by_key(**key) == first)
            .and_then(|(_, stage)| stage.min_g)
            .filter(|weight_g| *weight_g > 0.0)
            .unwrap_or(1.0)
    }

    fn make_runs(&mut self) {
        let mut by_owner: BTreeMap<i64, Vec<Day>> = BTreeMap::new();
        for day in std::mem::take(&mut self.source.days) {
            by_owner.entry(day.owner).or_default().push(day);
        }
        if self.source.has_runs {
            let runs = self.source.runs.clone();
            for (key, run) in runs {
                let days = by_owner.remove(&key).unwrap_or_default();
                let total = run.total;
                let about = About {
                    key,
                    scenario: run.scenario,
                    number: run.number,
                    label: run.label,
                    notes: run.notes,
                    date: run.date,
                    created_by: self.source.user(&run.created_by),
                    snapshot: run.snapshot,
                    rows: vec![RowsOf::plain(tables::RUN.name, 1)],
                };
                if days.len() as u64 != total && !days.is_empty() {
                    self.notes.push(format!(
                        "Run #{} of scenario {} says that it has {total} days, and has {}: those came",
                        about.number,
                        about.scenario,
                        days.len()
                    ));
                }
                self.run(about, days);
            }
        } else {
            let scenarios: Vec<(i64, String)> =
                self.source.scenarios.iter().map(|(key, it)| (*key, it.created_by.clone())).collect();
            for (key, created_by) in scenarios {
                let Some(days) = by_owner.remove(&key) else { continue };
                let about = About {
                    key,
                    scenario: key,
                    number: 1,
                    label: FIRST_LABEL.to_owned(),
                    notes: String::new(),
                    date: days.iter().filter_map(|day| day.created).max(),
                    created_by: self.source.user(&created_by),
                    snapshot: String::new(),
                    rows: Vec::new(),
                };
                self.run(about, days);
            }
        }
        let orphans: usize = by_owner.values().map(Vec::len).sum();
        self.source.ledger.leave(tables::DAY.name, orphans as u64, "its run or scenario is not in the file");
        self.runs.sort_by_key(|run| (run.what.scenario, run.what.number, run.key));
    }

    fn run(&mut self, about: About, mut days: Vec<Day>) {
        let Some(scenario) = self.scenarios.iter().find(|item| item.key == about.scenario) else {
            return self.leave_run(&about, days.len(), "its scenario did not come");
        };
        if days.is_empty() {
            return self.leave_run(&about, 0, "it has no days");
        }
        let scenario_name = scenario.what.plan.name.clone();
        let scenario_uid = scenario.uid.trim_start_matches(UID_PREFIX).to_owned();
        days.sort_by_key(|day| day.day);
        let before = days.len();
        days.dedup_by_key(|day| day.day);
        let doubled = (before - days.len()) as u64;
        self.source.ledger.leave(tables::DAY.name, doubled, "its run has this day already");
        let projection = self.projection(&days, &about);
        let rows = [about.rows, vec![RowsOf::plain(tables::DAY.name, projection.days.len() as u64)]].concat();
        let days_are = short(&days_in_bits(&projection));
        self.runs.push(Item {
            key: about.key,
            // What a run computed is part of what it is: before ProjectionRun, projections were replaced in place.
            uid: format!("{UID_PREFIX}run:{scenario_uid}#{}:{days_are}", about.number),
            fingerprint: fingerprint(&(&about.label, &about.notes)),
            name: format!("Run #{} of \"{scenario_name}\"", about.number),
            rows,
            adapted: Vec::new(),
            what: BroughtRun {
                scenario: about.scenario,
                number: about.number,
                label: about.label.chars().take(accepted::LABEL_CHARS).collect(),
                notes: about.notes.chars().take(accepted::NOTES_CHARS).collect(),
                date: about.date,
                created_by: about.created_by,
                projection,
            },
        });
    }

    fn leave_run(&mut self, about: &About, days: usize, reason: &str) {
        for rows in &about.rows {
            self.source.ledger.leave(rows.table, rows.plain, reason);
        }
        self.source.ledger.leave(tables::DAY.name, days as u64, format!("its run did not come: {reason}"));
        self.left.push(Remark {
            about: format!("Run #{} of scenario {}", about.number, about.scenario),
            says: reason.to_owned(),
        });
    }

    fn projection(&self, days: &[Day], about: &About) -> Projection {
        let mut projection = Projection::default();
        for day in days {
            let unknown = || format!("Stage {}", day.stage);
            let stage = self.stages.by_key(day.stage).map_or_else(unknown, str::to_owned);
            let place = projection.stages.iter().position(|known| *known == stage).unwrap_or_else(|| {
                projection.stages.push(stage);
                projection.stages.len() - 1
            });
            projection.days.push(ProjectionDay {
                projection_date: day.date,
                day_number: day.day,
                stage: u8::try_from(place).unwrap_or(u8::MAX),
                average_weight_g: day.weight_g,
                population: day.population,
                biomass_kg: day.biomass_kg,
                daily_feed_kg: day.feed_kg,
                cumulative_feed_kg: day.cumulative_feed_kg,
                temperature_c: day.temperature_c,
            });
        }
        projection.warnings.push(
            "imported from AquaMind, which did not keep its inputs: its days are as they were there"
                .to_owned(),
        );
        if let Some(kept) = kept_inputs(&about.snapshot) {
            projection.warnings.push(format!("of its inputs AquaMind kept: {kept}"));
        }
        projection
    }

    /// AquaMind's newer engine divides a mortality rate by 100 twice. Whether it made a run is seen in the run's days.
    fn say_who_dies_too_slowly(&mut self) {
        let mut by_model: BTreeMap<i64, (f64, Vec<String>)> = BTreeMap::new();
        for run in &mut self.runs {
            let Some(scenario) = self.scenarios.iter().find(|item| item.key == run.what.scenario) else {
                continue;
            };
            let key = scenario.what.plan.mortality_model.0;
            let model = self.parts.iter().find_map(|part| match &part.what {
                RecipePart::Mortality(model) if part.key == key => Some(model),
                _ => None,
            });
            let Some(model) = model else { continue };
            if lost_share(&run.what.projection, model).is_some_and(|share| share < TOO_SLOW) {
                run.what.projection.warnings.push(
                    "its fish die 100 times too slowly: AquaMind divided the rate by 100 twice".to_owned(),
                );
                let entry = by_model.entry(key).or_insert((model.rate_percent, Vec::new()));
                entry.1.push(format!("#{} of \"{}\"", run.what.number, scenario.what.plan.name));
            }
        }
        for (key, (rate_percent, runs)) in by_model {
            let about = self
                .parts
                .iter()
                .find(|part| part.what.kind() == PartKind::Mortality && part.key == key)
                .map_or_else(String::new, |part| part.name.clone());
            let look_twice = if rate_percent >= SUSPICIOUS_PERCENT {
                "; so large a rate may have been entered to make up for that: look at it before you run with it"
            } else {
                ""
            };
            self.notes.push(format!(
                "{about}: its {} % came as it is written. AquaMind divided it by 100 twice in {} ({}), whose days stay as they \
                 are; a new run loses 100 times as many fish{look_twice}",
                exact(rate_percent),
                plural(runs.len(), "run", "runs"),
                runs.join(", ")
            ));
        }
    }
}

/// What is known of a run beside its days.
struct About {
    key: i64,
    scenario: i64,
    number: u32,
    label: String,
    notes: String,
    date: Option<DateTime<Utc>>,
    created_by: Option<String>,
    snapshot: String,
    rows: Vec<RowsOf>,
}

/// Every number of a run's days to the bit, so that equal days are known as equal and others as others.
fn days_in_bits(projection: &Projection) -> String {
    let mut text = String::new();
    for day in &projection.days {
        let numbers = [
            day.average_weight_g,
            day.population,
            day.biomass_kg,
            day.daily_feed_kg,
            day.cumulative_feed_kg,
            day.temperature_c,
        ];
        // Writing to a text does not fail.
        write!(text, "{} {} {}", day.day_number, day.projection_date, projection.stage_name(day)).ok();
        for number in numbers {
            write!(text, " {:x}", number.to_bits()).ok();
        }
        text.push('\n');
    }
    text
}

/// Which share of the deaths that a model says a run has, by the logarithms of its survival; none where it says none.
fn lost_share(projection: &Projection, model: &MortalityModel) -> Option<f64> {
    let (first, last) = (projection.days.first()?, projection.days.last()?);
    let seen = (last.population / first.population).ln();
    let said: f64 = projection.days[1..]
        .iter()
        .map(|day| {
            let stage = projection.stage_name(day);
            let own = model.stage_overrides.iter().find(|item| item.stage == stage);
            let daily = own.map_or_else(
                || match model.frequency {
                    Frequency::Daily => model.rate_percent,
                    Frequency::Weekly => model.rate_percent / 7.0,
                    Frequency::Monthly => model.rate_percent / 30.0,
                },
                |item| item.daily_rate_percent,
            );
            (1.0 - daily / 100.0).ln()
        })
        .sum();
    (said < 0.0 && said.is_finite() && seen.is_finite()).then(|| seen / said)
}

/// The few values of a snapshot in words: "TGC model TGC 5, tgc_value 3.05; …".
fn kept_inputs(snapshot: &str) -> Option<String> {
    let read: serde_json::Map<String, serde_json::Value> = serde_json::from_str(snapshot).ok()?;
    let mut words: Vec<String> = Vec::new();
    for (part, value) in &read {
        let serde_json::Value::Object(values) = value else { continue };
        let pairs: Vec<String> = values
            .iter()
            .filter(|(_, value)| value.is_number() || value.is_string())
            .map(|(name, value)| {
                format!("{name} {}", value.as_str().map_or_else(|| value.to_string(), str::to_owned))
            })
            .collect();
        if !pairs.is_empty() {
            words.push(format!("{part}: {}", pairs.join(", ")));
        }
    }
    (!words.is_empty()).then(|| words.join("; "))
}
