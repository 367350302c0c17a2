//! Schedules: values that change from a day of the scenario on.
//!
//! Days are counted from the scenario's first, whichever model is in force and since when: a model that takes over on day
//! 100 is read at day 100 of its schedule.
use super::accepted;
use super::fault::Fault;

/// Refuses a day that no scenario has, and one that has a value already.
pub(super) fn check_day(
    path: &str,
    from_day: u32,
    mut earlier: impl Iterator<Item = u32>,
) -> Result<(), Fault> {
    accepted::CHANGE_DAY.check(path, f64::from(from_day))?;
    if earlier.any(|day| day == from_day) {
        return Err(Fault::invalid(
            format!("day {from_day} has a value already"),
            path,
            "Accepted is one value a day",
        ));
    }
    Ok(())
}
