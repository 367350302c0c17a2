//! What was observed, day by day: which days differ, and putting what is known of some days now in the place of what was.
//!
//! All of it relies on lists in the order of their days, as the farm file gives them.
use chrono::NaiveDate;
use std::collections::BTreeSet;

use super::observation::{
    FeedingEvent, GrowthSample, Harvest, MortalityEvent, Observations, TransferIn, TransferOut, Treatment,
    WaterReading,
};

/// Something that was observed on a day.
trait OnADay: Clone + PartialEq {
    fn day(&self) -> NaiveDate;
}

macro_rules! on_a_day {
    ($($kind:ty),+) => {
        $(impl OnADay for $kind {
            fn day(&self) -> NaiveDate {
                self.date
            }
        })+
    };
}
on_a_day!(
    FeedingEvent,
    GrowthSample,
    Harvest,
    MortalityEvent,
    TransferIn,
    TransferOut,
    Treatment,
    WaterReading
);

impl Observations {
    /// The days on which anything was observed.
    pub fn days(&self) -> BTreeSet<NaiveDate> {
        self.dates().collect()
    }

    /// What was observed on some days.
    #[must_use]
    pub fn of_days(&self, days: &BTreeSet<NaiveDate>) -> Self {
        Self {
            growth_samples: of_days(&self.growth_samples, days),
            mortality_events: of_days(&self.mortality_events, days),
            feeding_events: of_days(&self.feeding_events, days),
            temperature_readings: of_days(&self.temperature_readings, days),
            transfers_out: of_days(&self.transfers_out, days),
            transfers_in: of_days(&self.transfers_in, days),
            treatments: of_days(&self.treatments, days),
            harvests: of_days(&self.harvests, days),
        }
    }

    /// Puts what was observed on some days in the place of what was there of them.
    pub fn replace_days(&mut self, days: &BTreeSet<NaiveDate>, now: &Self) {
        for day in days {
            put(&mut self.growth_samples, *day, &now.growth_samples);
            put(&mut self.mortality_events, *day, &now.mortality_events);
            put(&mut self.feeding_events, *day, &now.feeding_events);
            put(&mut self.temperature_readings, *day, &now.temperature_readings);
            put(&mut self.transfers_out, *day, &now.transfers_out);
            put(&mut self.transfers_in, *day, &now.transfers_in);
            put(&mut self.treatments, *day, &now.treatments);
            put(&mut self.harvests, *day, &now.harvests);
        }
    }

    /// The days of which something else is known in another.
    pub fn days_that_differ(&self, other: &Self) -> BTreeSet<NaiveDate> {
        let mut days = BTreeSet::new();
        differ(&self.growth_samples, &other.growth_samples, &mut days);
        differ(&self.mortality_events, &other.mortality_events, &mut days);
        differ(&self.feeding_events, &other.feeding_events, &mut days);
        differ(&self.temperature_readings, &other.temperature_readings, &mut days);
        differ(&self.transfers_out, &other.transfers_out, &mut days);
        differ(&self.transfers_in, &other.transfers_in, &mut days);
        differ(&self.treatments, &other.treatments, &mut days);
        differ(&self.harvests, &other.harvests, &mut days);
        days
    }
}

/// What of a list is of a day.
fn of_day<T: OnADay>(list: &[T], day: NaiveDate) -> std::ops::Range<usize> {
    list.partition_point(|it| it.day() < day)..list.partition_point(|it| it.day() <= day)
}

fn of_days<T: OnADay>(list: &[T], days: &BTreeSet<NaiveDate>) -> Vec<T> {
    days.iter().flat_map(|day| list[of_day(list, *day)].iter().cloned()).collect()
}

fn put<T: OnADay>(list: &mut Vec<T>, day: NaiveDate, now: &[T]) {
    let before = of_day(list, day);
    list.splice(before, now[of_day(now, day)].iter().cloned());
}

fn differ<T: OnADay>(mut one: &[T], mut other: &[T], days: &mut BTreeSet<NaiveDate>) {
    while let Some(day) = one.first().into_iter().chain(other.first()).map(OnADay::day).min() {
        let [of_one, of_other] =
            [one, other].map(|list| list.iter().take_while(|it| it.day() == day).count());
        if one[..of_one] != other[..of_other] {
            days.insert(day);
        }
        (one, other) = (&one[of_one..], &other[of_other..]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(number: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2024, 9, number).unwrap()
    }

    fn seen(dead: &[(u32, u64)]) -> Observations {
        let event = |(on, count): &(u32, u64)| MortalityEvent {
            date: day(*on),
            count: *count,
            ..MortalityEvent::default()
        };
        Observations { mortality_events: dead.iter().map(event).collect(), ..Observations::default() }
    }

    #[test]
    fn days_differ_where_something_came_went_or_is_another() {
        let before = seen(&[(1, 5), (2, 5), (2, 6), (4, 1), (7, 7)]);
        let after = seen(&[(1, 5), (2, 6), (2, 5), (3, 1), (7, 7)]);
        let days = before.days_that_differ(&after);
        assert_eq!(days, [2, 3, 4].map(day).into());
        assert_eq!(after.days_that_differ(&before), days);
        assert!(after.days_that_differ(&after).is_empty());
    }

    #[test]
    fn what_is_put_in_place_of_the_days_that_differ_makes_one_the_other() {
        let mut one = seen(&[(1, 5), (2, 5), (2, 6), (4, 1), (7, 7)]);
        let other = seen(&[(1, 5), (2, 6), (2, 5), (3, 1), (9, 2)]);
        let days = one.days_that_differ(&other);
        one.replace_days(&days, &other.of_days(&days));
        assert_eq!(one, other);
    }
}
