//! Backups of a farm file: what each is called, what it holds, and which of them are kept.
use chrono::{DateTime, Datelike, NaiveDateTime, Utc};
use serde::Serialize;
use std::collections::BTreeSet;

use super::display::plural;

/// Why a backup was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum BackupReason {
    /// The file was closed after changes.
    Closing,
    /// Somebody asked for it.
    Asked,
    /// The schema was about to be brought up.
    BeforeUpgrade,
    /// The schema was about to be brought down.
    BeforeDowngrade,
    /// Another backup was about to be brought back.
    BeforeRestore,
    /// The file was about to be mended.
    BeforeRepair,
}

impl BackupReason {
    const ALL: [Self; 6] = [
        Self::Closing,
        Self::Asked,
        Self::BeforeUpgrade,
        Self::BeforeDowngrade,
        Self::BeforeRestore,
        Self::BeforeRepair,
    ];

    /// In the name of the file.
    fn slug(self) -> &'static str {
        match self {
            Self::Closing => "closing",
            Self::Asked => "asked",
            Self::BeforeUpgrade => "before-upgrade",
            Self::BeforeDowngrade => "before-downgrade",
            Self::BeforeRestore => "before-restore",
            Self::BeforeRepair => "before-repair",
        }
    }

    /// In a list: "made …".
    pub fn words(self) -> &'static str {
        match self {
            Self::Closing => "on closing",
            Self::Asked => "when asked for",
            Self::BeforeUpgrade => "before an upgrade",
            Self::BeforeDowngrade => "before a downgrade",
            Self::BeforeRestore => "before a restore",
            Self::BeforeRepair => "before a repair",
        }
    }

    /// Whether it is the way back from something that was done to the whole file.
    fn is_a_way_back(self) -> bool {
        !matches!(self, Self::Closing | Self::Asked)
    }
}

/// The name of a backup: what is known of it without opening it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackupName {
    /// Counts up with every backup of a farm file, whatever the clock says.
    pub number: u32,
    /// When it was made, by the clock of then.
    pub made_at: DateTime<Utc>,
    /// Why.
    pub reason: BackupReason,
}

const STAMP: &str = "%Y%m%dT%H%M%SZ";

impl BackupName {
    /// The name of the file, without its extension, for a farm file of this name: "north-00012-20261129T020512Z-closing".
    pub fn file_stem(&self, farm: &str) -> String {
        format!("{farm}-{:05}-{}-{}", self.number, self.made_at.format(STAMP), self.reason.slug())
    }

    /// Reads the name of a file, without its extension; none if it is not the name of a backup.
    pub fn read(stem: &str) -> Option<Self> {
        let (rest, reason) = BackupReason::ALL
            .into_iter()
            .find_map(|reason| Some((stem.strip_suffix(reason.slug())?.strip_suffix('-')?, reason)))?;
        let (rest, stamp) = rest.rsplit_once('-')?;
        let (_, number) = rest.rsplit_once('-')?;
        let made_at = NaiveDateTime::parse_from_str(stamp, STAMP).ok()?.and_utc();
        let is_number = number.len() >= 5 && number.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then_some(())?;
        Some(Self { number: number.parse().ok()?, made_at, reason })
    }
}

/// What a farm file holds, as a list of backups says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct FarmContents {
    /// Its schema.
    pub schema_version: u32,
    /// How many scenarios.
    pub scenarios: u64,
    /// How many runs; before there were runs, scenarios with projections.
    pub runs: u64,
    /// How many batches.
    pub batches: u64,
    /// How many observations of them.
    pub observations: u64,
}

impl FarmContents {
    /// What it holds, in words: "3 scenarios, 4 runs, 6 batches and 12 observations".
    pub fn words(&self) -> String {
        let count = |n: u64, one, many| plural(usize::try_from(n).unwrap_or(usize::MAX), one, many);
        format!(
            "{}, {}, {} and {}",
            count(self.scenarios, "scenario", "scenarios"),
            count(self.runs, "run", "runs"),
            count(self.batches, "batch", "batches"),
            count(self.observations, "observation", "observations"),
        )
    }
}

/// So many of the latest are kept, of those made on the way and of those before something was done to the whole file.
const LATEST: usize = 10;
/// On so many days the last one of the day is kept.
const DAYS: usize = 7;
/// In so many months the last one of the month is kept.
const MONTHS: usize = 12;

/// Which backups are kept, in the order in which they are given.
///
/// The last ten, and the last ten ways back from an upgrade, downgrade, restore or repair; then the last one of each of the
/// last seven days and of the last twelve months on which any was made. Days and months without backups do not count, and
/// "last" goes by number: a clock that was wrong for a while, ahead or behind, cannot make old backups look too old.
pub fn which_to_keep(backups: &[BackupName]) -> Vec<bool> {
    let mut newest_first: Vec<usize> = (0..backups.len()).collect();
    newest_first.sort_by_key(|i| std::cmp::Reverse((backups[*i].number, backups[*i].made_at, *i)));
    let mut keep = vec![false; backups.len()];
    let (mut on_the_way, mut ways_back) = (0, 0);
    let (mut days, mut months) = (BTreeSet::new(), BTreeSet::new());
    for i in newest_first {
        let backup = &backups[i];
        let latest = if backup.reason.is_a_way_back() { &mut ways_back } else { &mut on_the_way };
        *latest += 1;
        let day = backup.made_at.date_naive();
        let is_last_of_day = days.len() < DAYS && days.insert(day);
        let is_last_of_month = months.len() < MONTHS && months.insert((day.year(), day.month()));
        keep[i] = *latest <= LATEST || is_last_of_day || is_last_of_month;
    }
    keep
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{Duration, TimeZone as _};
    use proptest::prelude::*;

    fn at(days: i64, seconds: i64) -> DateTime<Utc> {
        let start = Utc.with_ymd_and_hms(2026, 1, 1, 8, 0, 0).unwrap();
        start + Duration::days(days) + Duration::seconds(seconds)
    }

    fn named(number: u32, made_at: DateTime<Utc>) -> BackupName {
        BackupName { number, made_at, reason: BackupReason::Closing }
    }

    #[test]
    fn a_name_reads_back_whatever_the_farm_is_called() {
        for reason in BackupReason::ALL {
            let name = BackupName { number: 123_456, made_at: at(3, 7), reason };
            for farm in ["north", "north-00001-20260101T000000Z-closing", "a-before", "Vági 2.old"] {
                assert_eq!(BackupName::read(&name.file_stem(farm)).as_ref(), Some(&name));
            }
        }
        for other in
            ["north", "north-closing", "north-1-20260101T000000Z-closing", "north-00001-today-closing"]
        {
            assert_eq!(BackupName::read(other), None, "{other}");
        }
    }

    #[test]
    fn five_backups_a_day_for_a_year_leave_ten_a_day_of_the_week_and_a_month_of_the_year() {
        let all: Vec<BackupName> =
            (0..365 * 5).map(|i| named(i as u32 + 1, at(i / 5, i % 5 * 3600))).collect();
        let mut kept: Vec<BackupName> = Vec::new();
        // As it happens: after each new backup those that are not kept are removed.
        for backup in all {
            kept.push(backup);
            let keep = which_to_keep(&kept);
            kept = kept.into_iter().zip(keep).filter(|(_, keep)| *keep).map(|(name, _)| name).collect();
        }
        let days: BTreeSet<_> = kept.iter().map(|name| name.made_at.date_naive()).collect();
        let months: BTreeSet<_> = days.iter().map(Datelike::month).collect();
        assert_eq!(months.len(), 12, "{kept:?}");
        assert_eq!(days.len(), 7 + 11, "seven days of December, the last day of each other month");
        assert_eq!(kept.len(), 10 + 5 + 11, "the last two days have all five");
    }

    #[test]
    fn a_clock_that_was_a_century_ahead_for_a_day_costs_no_backup_of_the_days_before() {
        let mut all: Vec<BackupName> = (0..5).map(|day| named(day as u32 + 1, at(day, 0))).collect();
        all.push(named(6, at(36_500, 0)));
        all.extend((5..20).map(|second| named(second as u32 + 2, at(5, second))));
        let keep = which_to_keep(&all);
        assert!(keep[..6].iter().all(|keep| *keep), "{keep:?}");
    }

    #[test]
    fn a_way_back_is_not_pushed_out_by_what_is_made_on_the_way() {
        let way_back = BackupName { reason: BackupReason::BeforeUpgrade, ..named(1, at(0, 0)) };
        let mut all = vec![way_back];
        all.extend((1..200).map(|i| named(i as u32 + 1, at(i, 0))));
        assert!(which_to_keep(&all)[0]);
    }

    proptest! {
        #[test]
        fn the_latest_are_always_kept_and_so_are_never_too_many(
            made in prop::collection::vec((0_i64..2000, 0_i64..86_400, 0_usize..6), 0..120),
        ) {
            let all: Vec<BackupName> = made
                .iter()
                .enumerate()
                .map(|(i, (day, second, reason))| BackupName {
                    reason: BackupReason::ALL[*reason],
                    ..named(i as u32 + 1, at(*day, *second))
                })
                .collect();
            let keep = which_to_keep(&all);
            prop_assert!(keep.iter().rev().take(LATEST).all(|keep| *keep), "the last ten, whatever the clock said");
            prop_assert!(keep.iter().filter(|keep| **keep).count() <= 2 * LATEST + DAYS + MONTHS);
            // Sifting twice removes nothing more: what is kept once is kept until something newer comes.
            let kept: Vec<BackupName> =
                all.iter().zip(&keep).filter(|(_, keep)| **keep).map(|(name, _)| name.clone()).collect();
            prop_assert!(which_to_keep(&kept).iter().all(|keep| *keep));
            // The order in which they are given does not matter.
            let mut turned = all.clone();
            turned.reverse();
            let mut kept_turned = which_to_keep(&turned);
            kept_turned.reverse();
            prop_assert_eq!(kept_turned, keep);
        }
    }
}
