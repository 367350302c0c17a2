//! What was observed of the sample's batches: made up from the runs that they are pinned to, the same each time.
//!
//! The fish of a pen grow as those of the run do, but by the batch's own vigour and water; what is seen of them scatters as
//! samples, counts and sensors do at sites. Nothing here is typed in but what sets the batches apart ([`SEASONS`]).
use chrono::{Days, NaiveDate};

use crate::domain::batch::Batch;
use crate::domain::observation::{
    FeedingEvent, GrowthSample, MortalityEvent, Observations, SelectionMethod, TransferOut, Treatment,
    WaterReading,
};
use crate::domain::run::{Projection, ProjectionDay};

/// What sets a batch apart from its run. Days are counted from the batch's first, which is 1.
struct Season {
    batch: &'static str,
    /// Where the scatter begins: another seed, another season.
    seed: u64,
    /// How fast the fish grow in the same water: their TGC divided by the run's.
    vigour: f64,
    /// How much warmer the water is than the run has it.
    warmer_c: f64,
    /// How many fish die where one dies in the run.
    deaths: f64,
    /// How much they eat for a kg of growth where they eat a kg in the run.
    appetite: f64,
    /// The last day on which anything was observed.
    last_day: u64,
    /// The last day on which fish may have been weighed.
    last_weighing: u64,
    /// When fish were moved from the first pen to the second, and how many.
    moved: Option<(u64, u64)>,
    /// When the fish were bathed against lice and weighed.
    bath: Option<u64>,
}

/// All of them end on 2025-07-31.
const SEASONS: [Season; 3] = [
    Season {
        batch: "VES-24-02",
        seed: 20240904,
        vigour: 1.025,
        warmer_c: 0.1,
        deaths: 0.9,
        appetite: 1.02,
        last_day: 331,
        last_weighing: 331,
        moved: Some((168, 6000)),
        bath: None,
    },
    Season {
        batch: "VES-24-03",
        seed: 20240910,
        vigour: 0.975,
        warmer_c: 0.0,
        deaths: 1.8,
        appetite: 1.07,
        last_day: 325,
        last_weighing: 325,
        moved: None,
        bath: Some(286),
    },
    Season {
        batch: "SEN-25-01",
        seed: 20250415,
        vigour: 1.0,
        warmer_c: 0.2,
        deaths: 1.0,
        appetite: 1.0,
        last_day: 108,
        last_weighing: 60,
        moved: None,
        bath: None,
    },
];

/// Fish of each pen are weighed every three weeks, the first time in the second week; pen after pen, on days that follow each
/// other.
const WEIGHED_EVERY: u64 = 21;
const FIRST_WEIGHING: u64 = 12;
/// Fish in a sample.
const SAMPLED: u32 = 60;
/// How far single fish lie from the pen's mean, as a share of it.
const FISH_SCATTER: f64 = 0.19;
/// Every seventh week the sensor is cleaned and says nothing for some days; once it was broken for three weeks.
const SENSOR_CLEANED: (u64, u64) = (49, 4);
const SENSOR_BROKEN: (u64, u64) = (138, 159);
/// Below this, wounds heal badly and winter ulcers kill.
const COLD_C: f64 = 5.5;

/// A pen as its fish really are, which is known to nobody but through what is observed.
struct Pen {
    name: String,
    /// Cube root of the mean weight in g, in which fish grow evenly with the warmth of the water.
    root: f64,
    fish: f64,
    /// By how much its fish differ from those of the batch.
    vigour: f64,
    /// Dead fish that nobody has counted yet.
    uncounted: f64,
}

/// What the run says of one day.
struct Planned {
    growth_root: f64,
    deaths_share: f64,
    feed_per_kg: f64,
    temperature_c: f64,
}

/// All that was observed of a batch beside the run that it is pinned to; nothing of a batch that has no season.
pub(super) fn season(batch: &Batch, run: &Projection) -> Observations {
    let of = SEASONS.iter().find(|season| season.batch == batch.batch_number);
    of.map_or_else(Observations::default, |season| season.observed(batch, run))
}

fn pens_of(batch: &Batch) -> Vec<Pen> {
    let share = batch.initial_count as f64 / batch.pens.len() as f64;
    let pen = |(place, pen): (usize, &crate::domain::pen::Pen)| Pen {
        name: pen.name.clone(),
        root: libm::cbrt(batch.initial_weight_g),
        fish: share,
        vigour: if place % 2 == 0 { 1.008 } else { 0.992 },
        uncounted: 0.0,
    };
    batch.pens.iter().enumerate().map(pen).collect()
}

impl Season {
    fn observed(&self, batch: &Batch, run: &Projection) -> Observations {
        let mut seen = Observations::default();
        let mut chance = Chance(self.seed);
        let mut pens = pens_of(batch);
        for day in 1..=self.last_day {
            let date = batch.start_date + Days::new(day - 1);
            let Some(planned) = Planned::on(run, date) else { continue };
            let water_c = planned.temperature_c + self.warmer_c + 0.4 * libm::sin(day as f64 / 8.0);
            if self.is_sensor_up(day) {
                let temperature_c = rounded(water_c + 0.1 * chance.scatter(), 1);
                seen.temperature_readings.push(WaterReading { date, pen: None, temperature_c });
            }
            let today = Today { season: self, day, date, planned: &planned, water_c };
            for (place, pen) in (0..).zip(&mut pens) {
                pen.live(&today, &mut chance, &mut seen);
                if self.is_weighed(day, place) {
                    seen.growth_samples.push(pen.sample(date, &mut chance));
                }
            }
            if self.bath == Some(day) {
                seen.treatments.extend(pens.iter().map(|pen| pen.bath(date, &mut chance)));
            }
            if let (Some((on, count)), [first, second, ..]) = (self.moved, &mut pens[..])
                && on == day
            {
                seen.transfers_out.push(first.move_to(second, count, date, &mut chance));
            }
        }
        seen
    }

    fn is_sensor_up(&self, day: u64) -> bool {
        let (every, for_days) = SENSOR_CLEANED;
        let (broken, mended) = SENSOR_BROKEN;
        day % every >= for_days && !(broken..mended).contains(&day)
    }

    fn is_weighed(&self, day: u64, pen: u64) -> bool {
        let first = FIRST_WEIGHING + pen;
        day >= first && (day - first).is_multiple_of(WEIGHED_EVERY) && day <= self.last_weighing
    }

    /// Whether the fish are handled on this day, or were within the days before.
    fn is_handled(&self, day: u64, within: u64) -> bool {
        let moved = self.moved.map(|(on, _)| on);
        [moved, self.bath].into_iter().flatten().any(|on| (on..=on + within).contains(&day))
    }
}

impl Planned {
    /// None on the run's first day and outside of it.
    fn on(run: &Projection, date: NaiveDate) -> Option<Self> {
        let first = run.days.first()?.projection_date;
        let place = usize::try_from((date - first).num_days()).ok()?;
        let (before, today): (&ProjectionDay, &ProjectionDay) =
            (run.days.get(place.checked_sub(1)?)?, run.days.get(place)?);
        let gain_kg = (today.average_weight_g - before.average_weight_g) * before.population / 1000.0;
        Some(Self {
            growth_root: libm::cbrt(today.average_weight_g) - libm::cbrt(before.average_weight_g),
            deaths_share: 1.0 - today.population / before.population,
            feed_per_kg: if gain_kg > 0.0 { today.daily_feed_kg / gain_kg } else { 0.0 },
            temperature_c: today.temperature_c,
        })
    }
}

/// A day in the water.
struct Today<'a> {
    season: &'a Season,
    day: u64,
    date: NaiveDate,
    planned: &'a Planned,
    water_c: f64,
}

impl Pen {
    fn weight_g(&self) -> f64 {
        self.root * self.root * self.root
    }

    /// Grows, loses fish and eats; what people write down of it goes to `seen`.
    fn live(&mut self, today: &Today<'_>, chance: &mut Chance, seen: &mut Observations) {
        let Today { season, day, date, planned, water_c } = *today;
        let before_g = self.weight_g();
        self.root += planned.growth_root * (water_c / planned.temperature_c) * season.vigour * self.vigour;
        let gain_kg = (self.weight_g() - before_g) * self.fish / 1000.0;
        let dead = self.fish
            * planned.deaths_share
            * season.deaths
            * today.harder()
            * (1.0 + 0.3 * chance.scatter());
        let dead = dead.max(0.0);
        self.fish -= dead;
        self.uncounted += dead;
        // In bad weather nobody gets to the pens: the next count has them all.
        if chance.share() > 0.04 || day == season.last_day {
            let count = self.uncounted as u64;
            self.uncounted -= count as f64;
            let cause = today.cause(chance.share()).to_owned();
            seen.mortality_events.push(MortalityEvent { date, pen: Some(self.name.clone()), count, cause });
        }
        // Fish are not fed before they are handled.
        let is_fasting = season.is_handled(day + 1, 1);
        let eaten_kg = gain_kg * planned.feed_per_kg * season.appetite * (1.0 + 0.06 * chance.scatter());
        let amount_kg = if is_fasting { 0.0 } else { rounded(eaten_kg, 0) };
        seen.feeding_events.push(FeedingEvent { date, pen: Some(self.name.clone()), amount_kg });
    }

    /// Fish taken out, weighed and measured.
    fn sample(&self, date: NaiveDate, chance: &mut Chance) -> GrowthSample {
        let of_mean = FISH_SCATTER / f64::from(SAMPLED).sqrt();
        let weight_g = rounded(self.weight_g() * (1.0 + of_mean * chance.scatter()), 1);
        let scatter = FISH_SCATTER * (1.0 + 0.08 * chance.scatter());
        // Slim as smolts, fuller the heavier they are.
        let fulness = 0.97 + 0.022 * self.root + 0.015 * chance.scatter();
        let length_cm = rounded(libm::cbrt(100.0 * weight_g / fulness), 1);
        GrowthSample {
            date,
            pen: Some(self.name.clone()),
            avg_weight_g: weight_g,
            sample_size: Some(SAMPLED),
            std_deviation_g: Some(rounded(weight_g * scatter, 1)),
            avg_length_cm: Some(length_cm),
            condition_factor: Some(rounded(100.0 * weight_g / (length_cm * length_cm * length_cm), 2)),
        }
    }

    fn bath(&self, date: NaiveDate, chance: &mut Chance) -> Treatment {
        let weight_g = rounded(self.weight_g() * (1.0 + 0.01 * chance.scatter()), 0);
        Treatment {
            date,
            pen: Some(self.name.clone()),
            kind: "Bath against sea lice".to_owned(),
            measured_avg_weight_g: Some(weight_g),
        }
    }

    /// Moves fish as they come, weighed by the well boat.
    fn move_to(&mut self, other: &mut Self, count: u64, date: NaiveDate, chance: &mut Chance) -> TransferOut {
        let moved = count as f64;
        let mixed_g = (other.weight_g() * other.fish + self.weight_g() * moved) / (other.fish + moved);
        self.fish -= moved;
        other.fish += moved;
        other.root = libm::cbrt(mixed_g);
        TransferOut {
            date,
            pen: Some(self.name.clone()),
            to_pen: Some(other.name.clone()),
            transferred_count: count,
            measured_avg_weight_g: Some(rounded(self.weight_g() * (1.0 + 0.01 * chance.scatter()), 0)),
            selection_method: SelectionMethod::Average,
        }
    }
}

impl Today<'_> {
    /// How many times more fish die than on an ordinary day.
    fn harder(&self) -> f64 {
        if self.day <= 14 {
            3.0
        } else if self.season.is_handled(self.day, 9) {
            2.5
        } else if self.water_c < COLD_C {
            1.4
        } else {
            1.0
        }
    }

    /// What most of the dead were put down to.
    fn cause(&self, chance: f64) -> &'static str {
        if self.day <= 14 {
            "Smolt quality"
        } else if self.season.is_handled(self.day, 9) {
            "Handling"
        } else if self.water_c < COLD_C && chance < 0.6 {
            "Winter ulcer"
        } else if chance < 0.2 {
            "Gill disease"
        } else {
            "Unknown"
        }
    }
}

fn rounded(value: f64, decimals: usize) -> f64 {
    let scale = [1.0, 10.0, 100.0][decimals];
    (value * scale).round() / scale
}

/// Numbers that look like chance and are the same each time: SplitMix64 (Steele, Lea and Flood 2014, "Fast splittable
/// pseudorandom number generators").
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Evenly from 0 to 1.
    fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Around 0 with a standard deviation of 1, nearly normal: the sum of twelve even shares.
    fn scatter(&mut self) -> f64 {
        (0..12).map(|_| self.share()).sum::<f64>() - 6.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::observation::ObservationKind;
    use crate::service::{Growth, SIGNIFICANT_PERCENT, Sample, make_sample_at};

    fn sample() -> (tempfile::TempDir, Sample) {
        let folder = tempfile::tempdir().unwrap();
        let sample = make_sample_at(&folder.path().join("farm.salmonrun"), "anna").unwrap();
        (folder, sample)
    }

    fn growth(sample: &Sample, number: &str) -> Growth {
        sample.farm.growth(sample.farm.find_batch(number).unwrap(), None).unwrap()
    }

    #[test]
    fn one_batch_is_ahead_one_far_behind_one_was_not_weighed_lately_and_two_nobody_looked_at() {
        let (_folder, sample) = sample();
        let percent = |number| growth(&sample, number).variance.unwrap().weight_g.current.percent().unwrap();
        let (ahead, behind) = (percent("VES-24-02"), percent("VES-24-03"));
        assert!(ahead > 1.0 && ahead < SIGNIFICANT_PERCENT, "{ahead}");
        assert!(behind < -SIGNIFICANT_PERCENT, "{behind}");
        let senja = growth(&sample, "SEN-25-01");
        let last = senja.actual.batch.last().unwrap().date;
        assert!((last - senja.last_sample().unwrap()).num_days() > 50);
        for number in ["VES-24-02", "VES-24-03", "SEN-25-01"] {
            let growth = growth(&sample, number);
            assert_eq!(growth.actual.batch.last().unwrap().date.to_string(), "2025-07-31");
            assert_eq!(growth.actual.doubts, [], "{number}: nothing that cannot well be");
        }
        for number in ["VES-24-01", "SEN-25-02"] {
            assert!(growth(&sample, number).observations.is_empty(), "{number}");
        }
    }

    #[test]
    fn what_the_fish_were_made_to_be_is_what_is_learnt_of_them() {
        let (_folder, sample) = sample();
        for season in &SEASONS {
            let growth = growth(&sample, season.batch);
            let learnt = growth.calibration();
            let tgc = learnt.tgc.unwrap();
            let made = growth.plan.recipe.inputs().tgc_model.tgc_value * season.vigour;
            assert!((tgc.value - made).abs() < tgc.error.unwrap(), "{}: {tgc:?} {made}", season.batch);
            let fcr = learnt.fcr.unwrap();
            let made = fcr.planned * season.appetite;
            assert!((fcr.value - made).abs() < fcr.error.unwrap(), "{}: {fcr:?} {made}", season.batch);
            let deaths = learnt.daily_mortality_percent.unwrap();
            assert!(deaths.value > 0.8 * season.deaths * deaths.planned, "{}: {deaths:?}", season.batch);
        }
    }

    #[test]
    fn every_sample_farm_has_the_same_season() {
        let ((_a, one), (_b, other)) = (sample(), sample());
        for season in &SEASONS {
            let all = |sample: &Sample| {
                let all = sample.farm.recorded(sample.farm.find_batch(season.batch).unwrap()).unwrap();
                all.into_iter().map(|one| one.observation).collect::<Vec<_>>()
            };
            let seen = all(&one);
            assert_eq!(seen, all(&other));
            let has = |kind| seen.iter().any(|one| one.kind() == kind);
            assert!(has(ObservationKind::GrowthSample) && has(ObservationKind::Feeding), "{}", season.batch);
        }
    }
}
