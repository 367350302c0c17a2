//! Stages, temperature profiles, models and constraints of AquaMind as parts of a recipe.
use std::collections::BTreeMap;

use super::parcel::{Item, RowsOf, fingerprint, uid};
use super::rows::Source;
use super::tables;
use crate::domain::constraints::{BiologicalConstraints, StageConstraint};
use crate::domain::display::exact;
use crate::domain::feed::{FcrModel, FcrStage, WeightBandFcr};
use crate::domain::growth::{STANDARD_EXPONENT_M, STANDARD_EXPONENT_N, StageTgc, TgcModel};
use crate::domain::ids::ProfileId;
use crate::domain::import_report::Remark;
use crate::domain::lifecycle::{self, LifecycleStage, Water};
use crate::domain::mortality::{Frequency, MortalityModel, StageMortality};
use crate::domain::recipe::{PartKind, RecipePart, StoredTgc};
use crate::domain::temperature::{TemperatureProfile, TemperatureReading};

/// Below this a TGC was stored divided by 1000 (`engine.md`): salmon grow at 1 to 5.
const DIVIDED_BELOW: f64 = 0.01;

/// The stages of a file, and the name that a key or a word means.
pub(super) struct Stages {
    pub lifecycle: Vec<LifecycleStage>,
    pub adapted: Vec<Remark>,
    names: BTreeMap<i64, String>,
}

impl Stages {
    pub fn of(source: &Source) -> Self {
        let mut lifecycle = lifecycle::standard();
        let mut adapted = Vec::new();
        let mut names = BTreeMap::new();
        for (key, stage) in &source.stages {
            if let Some(known) = lifecycle.iter().find(|known| letters(&known.name) == letters(&stage.name)) {
                names.insert(*key, known.name.clone());
                continue;
            }
            // AquaMind's engine knows the six stages by name; any other one eats, in water as warm as the profile says.
            let mut order = stage.order;
            while lifecycle.iter().any(|other| other.order == order) {
                order += 1;
            }
            adapted.push(Remark {
                about: format!("Stage \"{}\"", stage.name),
                says: "it is none of the six of AquaMind's engine: its fish eat, grow without a limit and live in the sea"
                    .to_owned(),
            });
            lifecycle.push(LifecycleStage {
                name: stage.name.clone(),
                order,
                feeds: true,
                water: Water::Sea,
                fixed_temperature_c: None,
                weight_cap_g: None,
            });
            names.insert(*key, stage.name.clone());
        }
        lifecycle.sort_by_key(|stage| stage.order);
        Self { lifecycle, adapted, names }
    }

    /// The stage of this key.
    pub fn by_key(&self, key: i64) -> Option<&str> {
        self.names.get(&key).map(String::as_str)
    }

    /// The stage that one of AquaMind's words means: "post_smolt" is Post-Smolt, "harvest" Adult, and eggs and alevins are
    /// one stage here.
    pub fn by_word(&self, word: &str) -> Option<&str> {
        let wanted = match letters(word).as_str() {
            "egg" | "alevin" | "eggalevin" | "eggandalevin" => "eggalevin".to_owned(),
            "harvest" => "adult".to_owned(),
            other => other.to_owned(),
        };
        self.lifecycle.iter().map(|stage| stage.name.as_str()).find(|name| letters(name) == wanted)
    }
}

/// A name without what people write differently.
fn letters(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// What could not be made a part of a recipe.
struct Refused {
    rows: Vec<RowsOf>,
    name: String,
    reason: String,
}

/// Makes parts, and settles the rows of those that cannot be made.
pub(super) struct PartMaker<'a> {
    source: &'a mut Source,
    stages: &'a Stages,
    pub parts: Vec<Item<RecipePart>>,
    pub left: Vec<Remark>,
}

impl<'a> PartMaker<'a> {
    pub fn new(source: &'a mut Source, stages: &'a Stages) -> Self {
        Self { source, stages, parts: Vec::new(), left: Vec::new() }
    }

    pub fn make_all(&mut self) {
        self.profiles();
        self.tgc_models();
        self.fcr_models();
        self.mortality_models();
        self.constraints();
    }

    fn add(&mut self, made: Result<Item<RecipePart>, Refused>) {
        let checked = made.and_then(|item| match check(&item.what, &self.stages.lifecycle) {
            Ok(()) => Ok(item),
            Err(reason) => Err(Refused { rows: item.rows, name: item.name, reason }),
        });
        match checked {
            Ok(item) => self.parts.push(item),
            Err(refused) => {
                for rows in refused.rows {
                    let reason = format!("its {} cannot come: {}", noun_of(&refused.name), refused.reason);
                    self.source.ledger.leave(rows.table, rows.plain + rows.adapted, reason);
                }
                self.left.push(Remark { about: refused.name, says: refused.reason });
            }
        }
    }

    fn has(&self, kind: PartKind, key: i64) -> bool {
        self.parts.iter().any(|part| part.what.kind() == kind && part.key == key)
    }

    fn profiles(&mut self) {
        let mut by_profile: BTreeMap<i64, Vec<TemperatureReading>> = BTreeMap::new();
        for reading in self.source.readings.values() {
            by_profile
                .entry(reading.profile)
                .or_default()
                .push(TemperatureReading { day_number: reading.day, temperature_c: reading.temperature_c });
        }
        for (key, profile) in std::mem::take(&mut self.source.profiles) {
            let mut what = TemperatureProfile {
                name: profile.name,
                readings: by_profile.remove(&key).unwrap_or_default(),
            };
            what.sort();
            let rows = vec![
                RowsOf::plain(tables::PROFILE.name, 1),
                RowsOf::plain(tables::READING.name, what.readings.len() as u64),
            ];
            let item = Item {
                key,
                uid: uid(tables::PROFILE.name, key, profile.created),
                fingerprint: fingerprint(&what),
                name: format!("Temperature profile \"{}\"", what.name),
                rows,
                adapted: Vec::new(),
                what: RecipePart::Temperature(what),
            };
            self.add(Ok(item));
        }
        let orphans: u64 = by_profile.values().map(|readings| readings.len() as u64).sum();
        self.source.ledger.leave(tables::READING.name, orphans, NO_OWNER);
    }

    fn tgc_models(&mut self) {
        let mut by_model: BTreeMap<i64, Vec<(String, f64)>> = BTreeMap::new();
        for item in self.source.tgc_stages.values() {
            by_model.entry(item.model).or_default().push((item.stage.clone(), item.value));
        }
        for (key, model) in std::mem::take(&mut self.source.tgc) {
            let mut adapted = Vec::new();
            let tgc_value = undivided(model.tgc_value, "TGC", &mut adapted);
            let n = model.exponent_n.unwrap_or(STANDARD_EXPONENT_N);
            let m = model.exponent_m.unwrap_or(STANDARD_EXPONENT_M);
            if n != STANDARD_EXPONENT_N || m != STANDARD_EXPONENT_M {
                adapted.push(format!(
                    "the exponents {} and {} are set to 1 and 1/3, with which AquaMind's engine computed whatever stood there",
                    exact(n),
                    exact(m)
                ));
            }
            let is_adapted = !adapted.is_empty();
            let own = by_model.remove(&key).unwrap_or_default();
            let mut stage_rows = RowsOf { table: tables::TGC_STAGE.name, plain: 0, adapted: 0 };
            let mut overrides: Vec<StageTgc> = Vec::new();
            for (word, value) in own {
                let before = adapted.len();
                let tgc_value = undivided(value, &format!("TGC of {word}"), &mut adapted);
                match self.stages.by_word(&word) {
                    Some(stage) if overrides.iter().all(|other| other.stage != stage) => {
                        overrides.push(StageTgc { stage: stage.to_owned(), tgc_value });
                        if adapted.len() > before { stage_rows.adapted += 1 } else { stage_rows.plain += 1 }
                    }
                    _ => self.leave_stage(tables::TGC_STAGE.name, &model.name, &word),
                }
            }
            overrides.sort_by(|a, b| a.stage.cmp(&b.stage));
            let rows = vec![RowsOf::one(tables::TGC.name, is_adapted), stage_rows];
            let name = format!("TGC model \"{}\"", model.name);
            if !self.has(PartKind::Temperature, model.profile) {
                let reason = "its temperature profile did not come".to_owned();
                self.add(Err(Refused { rows, name, reason }));
                continue;
            }
            let what = TgcModel {
                name: model.name,
                location: model.location,
                release_period: model.release_period,
                tgc_value,
                exponent_n: STANDARD_EXPONENT_N,
                exponent_m: STANDARD_EXPONENT_M,
                stage_overrides: overrides,
                schedule: Vec::new(),
                temperature_profile: TemperatureProfile { name: String::new(), readings: Vec::new() },
            };
            let item = Item {
                key,
                uid: uid(tables::TGC.name, key, model.created),
                fingerprint: fingerprint(&(&what, model.profile)),
                name,
                rows,
                adapted,
                what: RecipePart::Tgc(StoredTgc { model: what, profile: ProfileId(model.profile) }),
            };
            self.add(Ok(item));
        }
        let orphans: u64 = by_model.values().map(|own| own.len() as u64).sum();
        self.source.ledger.leave(tables::TGC_STAGE.name, orphans, NO_OWNER);
    }

    fn fcr_models(&mut self) {
        let mut bands: BTreeMap<i64, Vec<WeightBandFcr>> = BTreeMap::new();
        for band in self.source.fcr_bands.values() {
            bands.entry(band.fcr_stage).or_default().push(WeightBandFcr {
                min_weight_g: band.min_g,
                max_weight_g: band.max_g,
                fcr_value: band.fcr,
            });
        }
        let mut by_model: BTreeMap<i64, Vec<FcrStage>> = BTreeMap::new();
        let (mut unknown, mut lost_bands) = (0, 0);
        for (key, stage) in &self.source.fcr_stages {
            let overrides = bands.remove(key).unwrap_or_default();
            let Some(name) = self.stages.by_key(stage.stage) else {
                unknown += 1;
                lost_bands += overrides.len() as u64;
                continue;
            };
            by_model.entry(stage.model).or_default().push(FcrStage {
                stage: name.to_owned(),
                fcr_value: stage.fcr,
                duration_days: stage.duration_days,
                overrides,
            });
        }
        let ledger = &mut self.source.ledger;
        ledger.leave(tables::FCR_STAGE.name, unknown, "its stage is not in the file");
        ledger.leave(tables::FCR_BAND.name, lost_bands, "its stage is not in the file");
        let orphans: u64 = bands.values().map(|own| own.len() as u64).sum();
        ledger.leave(tables::FCR_BAND.name, orphans, NO_OWNER);
        let rank = |name: &str| self.stages.lifecycle.iter().position(|stage| stage.name == name);
        let models = std::mem::take(&mut self.source.fcr);
        let mut made = Vec::new();
        for (key, model) in models {
            let mut stages = by_model.remove(&key).unwrap_or_default();
            // The stage of a day follows from their order, which is that of the lifecycle.
            stages.sort_by_key(|stage| rank(&stage.stage));
            let bands: usize = stages.iter().map(|stage| stage.overrides.len()).sum();
            let rows = vec![
                RowsOf::plain(tables::FCR.name, 1),
                RowsOf::plain(tables::FCR_STAGE.name, stages.len() as u64),
                RowsOf::plain(tables::FCR_BAND.name, bands as u64),
            ];
            let what = FcrModel { name: model.name, stages };
            made.push(Item {
                key,
                uid: uid(tables::FCR.name, key, model.created),
                fingerprint: fingerprint(&what),
                name: format!("FCR model \"{}\"", what.name),
                rows,
                adapted: Vec::new(),
                what: RecipePart::Fcr(what),
            });
        }
        for item in made {
            self.add(Ok(item));
        }
        for stages in by_model.values() {
            let bands: usize = stages.iter().map(|stage| stage.overrides.len()).sum();
            self.source.ledger.leave(tables::FCR_STAGE.name, stages.len() as u64, NO_OWNER);
            self.source.ledger.leave(tables::FCR_BAND.name, bands as u64, NO_OWNER);
        }
    }

    fn mortality_models(&mut self) {
        let mut by_model: BTreeMap<i64, Vec<(String, f64)>> = BTreeMap::new();
        for item in self.source.mortality_stages.values() {
            by_model.entry(item.model).or_default().push((item.stage.clone(), item.value));
        }
        for (key, model) in std::mem::take(&mut self.source.mortality) {
            let own = by_model.remove(&key).unwrap_or_default();
            let mut overrides: Vec<StageMortality> = Vec::new();
            for (word, daily_rate_percent) in own {
                match self.stages.by_word(&word) {
                    Some(stage) if overrides.iter().all(|other| other.stage != stage) => {
                        overrides.push(StageMortality { stage: stage.to_owned(), daily_rate_percent });
                    }
                    _ => self.leave_stage(tables::MORTALITY_STAGE.name, &model.name, &word),
                }
            }
            overrides.sort_by(|a, b| a.stage.cmp(&b.stage));
            let rows = vec![
                RowsOf::plain(tables::MORTALITY.name, 1),
                RowsOf::plain(tables::MORTALITY_STAGE.name, overrides.len() as u64),
            ];
            let name = format!("Mortality model \"{}\"", model.name);
            let Some(frequency) = Frequency::of(&model.frequency.to_lowercase()) else {
                let reason = format!("its rate is per \"{}\", which is not known", model.frequency);
                self.add(Err(Refused { rows, name, reason }));
                continue;
            };
            let what = MortalityModel {
                name: model.name,
                frequency,
                rate_percent: model.rate,
                stage_overrides: overrides,
                schedule: Vec::new(),
            };
            let item = Item {
                key,
                uid: uid(tables::MORTALITY.name, key, model.created),
                fingerprint: fingerprint(&what),
                name,
                rows,
                adapted: Vec::new(),
                what: RecipePart::Mortality(what),
            };
            self.add(Ok(item));
        }
        let orphans: u64 = by_model.values().map(|own| own.len() as u64).sum();
        self.source.ledger.leave(tables::MORTALITY_STAGE.name, orphans, NO_OWNER);
    }

    fn constraints(&mut self) {
        let mut by_set: BTreeMap<i64, Vec<super::rows::Constraint>> = BTreeMap::new();
        for item in self.source.constraints.values() {
            by_set.entry(item.set).or_default().push(item.clone());
        }
        for (key, set) in std::mem::take(&mut self.source.constraint_sets) {
            let mut adapted = Vec::new();
            let mut rows = RowsOf { table: tables::CONSTRAINT.name, plain: 0, adapted: 0 };
            let mut stages: Vec<StageConstraint> = Vec::new();
            for item in by_set.remove(&key).unwrap_or_default() {
                let Some(stage) = self.stages.by_word(&item.stage) else {
                    self.leave_stage(tables::CONSTRAINT.name, &set.name, &item.stage);
                    continue;
                };
                let one = StageConstraint {
                    stage: stage.to_owned(),
                    min_weight_g: item.min_weight_g,
                    max_weight_g: item.max_weight_g,
                    min_temperature_c: item.min_temperature_c,
                    max_temperature_c: item.max_temperature_c,
                    max_freshwater_weight_g: item.max_freshwater_weight_g,
                    typical_duration_days: item
                        .typical_duration_days
                        .and_then(|days| u32::try_from(days).ok()),
                };
                match stages.iter_mut().find(|other| other.stage == stage) {
                    None => {
                        rows.plain += 1;
                        stages.push(one);
                    }
                    Some(other) => {
                        rows.adapted += 1;
                        adapted.push(format!(
                            "\"{}\" is joined to {stage}, which is one stage here",
                            item.stage
                        ));
                        join(other, &one);
                    }
                }
            }
            let rank = |name: &str| self.stages.lifecycle.iter().position(|stage| stage.name == name);
            stages.sort_by_key(|stage| rank(&stage.stage));
            let what = BiologicalConstraints { name: set.name, stages };
            let item = Item {
                key,
                uid: uid(tables::CONSTRAINTS.name, key, set.created),
                fingerprint: fingerprint(&what),
                name: format!("Constraints \"{}\"", what.name),
                rows: vec![RowsOf::plain(tables::CONSTRAINTS.name, 1), rows],
                adapted,
                what: RecipePart::Constraints(what),
            };
            self.add(Ok(item));
        }
        let orphans: u64 = by_set.values().map(|own| own.len() as u64).sum();
        self.source.ledger.leave(tables::CONSTRAINT.name, orphans, NO_OWNER);
    }

    fn leave_stage(&mut self, table: &str, model: &str, word: &str) {
        let reason = "its stage is not known, or has a value already";
        self.source.ledger.leave(table, 1, reason);
        self.left.push(Remark {
            about: format!("Value of the stage \"{word}\" in \"{model}\""),
            says: reason.to_owned(),
        });
    }
}

const NO_OWNER: &str = "what it belongs to is not in the file";

/// "temperature profile" out of "Temperature profile \"Shelf\"".
fn noun_of(name: &str) -> String {
    name.split(" \"").next().unwrap_or(name).to_lowercase().replace("tgc", "TGC").replace("fcr", "FCR")
}

/// A TGC in the ×1000 convention, and that it was not in it.
fn undivided(value: f64, what: &str, adapted: &mut Vec<String>) -> f64 {
    if value <= 0.0 || value >= DIVIDED_BELOW {
        return value;
    }
    // Rounded, since 0.0029 · 1000 is 2.9000000000000004.
    let times_1000 = (value * 1e12).round() / 1e9;
    adapted.push(format!("{what} {} was stored divided by 1000 and is {}", exact(value), exact(times_1000)));
    times_1000
}

/// One range out of two that follow each other.
fn join(one: &mut StageConstraint, other: &StageConstraint) {
    let least = |a: Option<f64>, b: Option<f64>| Some(a?.min(b?));
    let most = |a: Option<f64>, b: Option<f64>| Some(a?.max(b?));
    one.min_weight_g = one.min_weight_g.min(other.min_weight_g);
    one.max_weight_g = one.max_weight_g.max(other.max_weight_g);
    one.min_temperature_c = least(one.min_temperature_c, other.min_temperature_c);
    one.max_temperature_c = most(one.max_temperature_c, other.max_temperature_c);
    one.max_freshwater_weight_g = most(one.max_freshwater_weight_g, other.max_freshwater_weight_g);
    one.typical_duration_days =
        one.typical_duration_days.zip(other.typical_duration_days).map(|(a, b)| a.saturating_add(b));
}

/// Why a part cannot be used, in words. A TGC model's profile is a part of its own and was looked at there.
fn check(part: &RecipePart, stages: &[LifecycleStage]) -> Result<(), String> {
    let checked = match part {
        RecipePart::Tgc(stored) => {
            let mut model = stored.model.clone();
            model.temperature_profile = TemperatureProfile {
                name: "its own".to_owned(),
                readings: vec![TemperatureReading { day_number: 1, temperature_c: 10.0 }],
            };
            model.check(PartKind::Tgc.path(), stages)
        }
        other => other.check(stages),
    };
    checked.map_err(|fault| {
        let hint =
            if fault.hint.is_empty() { String::new() } else { format!("; {}", fault.hint.to_lowercase()) };
        format!("{} ({}){hint}", fault.message, fault.place)
    })
}
