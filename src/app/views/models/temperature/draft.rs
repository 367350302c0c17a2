//! A profile as it is edited: its readings, what follows from them, and the edits that can be taken back.
use chrono::NaiveDate;
use std::collections::VecDeque;
use std::sync::Arc;

use crate::app::widgets::field::Typed;
use crate::domain::accepted;
use crate::domain::temperature::TemperatureReading;
use crate::service::profiles::{Gap, ProfileFigures, date_of, gaps, profile_figures};

/// Most edits that can be taken back.
const MOST_STEPS: usize = 100;

/// Edits of one gesture are one step: what is dragged goes back to where it was before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gesture {
    /// An edit for itself.
    Single,
    /// Part of a drag.
    Drag(u64),
    /// One of several strokes of a key on the same day.
    Keys(u32),
}

/// What is edited.
#[derive(Debug, Clone, PartialEq)]
struct State {
    readings: Arc<Vec<TemperatureReading>>,
    start_date: Option<NaiveDate>,
}

/// An edit, with what was before it (or after it, once it is taken back).
#[derive(Debug, Clone)]
struct Step {
    name: String,
    gesture: Gesture,
    other: State,
}

/// A profile as it is edited.
#[derive(Debug)]
pub struct Draft {
    /// The date of day 1, where one is named. It is not part of the profile, which counts days only.
    pub start_date: Typed<NaiveDate>,
    readings: Arc<Vec<TemperatureReading>>,
    days: Vec<u32>,
    gaps: Vec<Gap>,
    figures: Option<ProfileFigures>,
    /// Counts up with every change of the readings.
    revision: u64,
    done: VecDeque<Step>,
    undone: Vec<Step>,
}

impl Draft {
    /// The draft of a profile with these readings.
    pub fn of(readings: Arc<Vec<TemperatureReading>>, start_date: Option<NaiveDate>) -> Self {
        let mut draft = Self {
            start_date: Typed::of_optional(start_date),
            readings: Arc::default(),
            days: Vec::new(),
            gaps: Vec::new(),
            figures: None,
            revision: 0,
            done: VecDeque::new(),
            undone: Vec::new(),
        };
        draft.put(readings);
        draft
    }

    /// The readings, to be shared.
    pub fn shared(&self) -> &Arc<Vec<TemperatureReading>> {
        &self.readings
    }

    /// The readings, in the order of their days.
    pub fn readings(&self) -> &[TemperatureReading] {
        &self.readings
    }

    /// The days of the readings.
    pub fn days(&self) -> &[u32] {
        &self.days
    }

    /// Days without a reading between two that have one.
    pub fn gaps(&self) -> &[Gap] {
        &self.gaps
    }

    /// The profile in a few figures.
    pub fn figures(&self) -> Option<&ProfileFigures> {
        self.figures.as_ref()
    }

    /// Counts up with every change of the readings.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// The date of day 1, where one is named that is accepted.
    pub fn start(&self) -> Option<NaiveDate> {
        self.start_date.value().filter(|date| accepted::check_start_date("", *date).is_ok())
    }

    /// The date of a day, where day 1 has one.
    pub fn date(&self, day: u32) -> Option<NaiveDate> {
        date_of(day, self.start()?)
    }

    /// The place of a day's reading among all.
    pub fn place(&self, day: u32) -> Option<usize> {
        self.days.binary_search(&day).ok()
    }

    /// The temperature of a day that has a reading.
    pub fn temperature(&self, day: u32) -> Option<f64> {
        self.place(day).and_then(|place| self.readings.get(place)).map(|reading| reading.temperature_c)
    }

    /// Gives a day this temperature; a day without a reading gets one.
    pub fn set(&mut self, day: u32, temperature_c: f64, gesture: Gesture) {
        let reading = TemperatureReading { day_number: day, temperature_c };
        if !accepted::TEMPERATURE_C.holds(temperature_c) || !accepted::READING_DAY.holds(f64::from(day)) {
            return;
        }
        let mut readings = self.readings.to_vec();
        match self.days.binary_search(&day) {
            Ok(place) => readings[place] = reading,
            Err(place) => readings.insert(place, reading),
        }
        self.change(format!("edit of day {day}"), readings, None, gesture);
    }

    /// Takes the readings of these days out.
    pub fn remove(&mut self, days: &[u32]) {
        let gone: std::collections::HashSet<u32> = days.iter().copied().collect();
        let mut readings = self.readings.to_vec();
        readings.retain(|reading| !gone.contains(&reading.day_number));
        let count = self.readings.len() - readings.len();
        let name = crate::domain::display::plural(count, "reading", "readings");
        self.change(format!("deletion of {name}"), readings, None, Gesture::Single);
    }

    /// Puts other readings in the place of all, and with them another date of day 1 if there is one. `name` says what was
    /// done: "paste of 365 readings".
    pub fn replace(&mut self, name: String, readings: Vec<TemperatureReading>, start: Option<NaiveDate>) {
        self.change(name, readings, start, Gesture::Single);
    }

    fn change(
        &mut self,
        name: String,
        readings: Vec<TemperatureReading>,
        start: Option<NaiveDate>,
        gesture: Gesture,
    ) {
        let before = self.state();
        let is_new_start = start.is_some() && start != before.start_date;
        if readings == *before.readings && !is_new_start {
            return;
        }
        let continues = gesture != Gesture::Single
            && self.undone.is_empty()
            && self.done.back().is_some_and(|step| step.gesture == gesture);
        if !continues {
            self.done.push_back(Step { name, gesture, other: before });
            if self.done.len() > MOST_STEPS {
                self.done.pop_front();
            }
        }
        self.undone.clear();
        if let (true, Some(start)) = (is_new_start, start) {
            self.start_date.set(start);
        }
        self.put(Arc::new(readings));
    }

    fn state(&self) -> State {
        State { readings: self.readings.clone(), start_date: self.start() }
    }

    fn put(&mut self, readings: Arc<Vec<TemperatureReading>>) {
        self.days = readings.iter().map(|reading| reading.day_number).collect();
        self.gaps = gaps(&readings);
        self.figures = profile_figures(&readings);
        self.readings = readings;
        self.revision += 1;
    }

    /// The name of the edit that would be taken back.
    pub fn next_undo(&self) -> Option<&str> {
        self.done.back().map(|step| step.name.as_str())
    }

    /// The name of the edit that would be made again.
    pub fn next_redo(&self) -> Option<&str> {
        self.undone.last().map(|step| step.name.as_str())
    }

    /// Takes the last edit back; gives its name.
    pub fn undo(&mut self) -> Option<String> {
        let step = self.done.pop_back()?;
        let name = step.name.clone();
        let step = self.swap(step);
        self.undone.push(step);
        Some(name)
    }

    /// Makes the edit again that was taken back last; gives its name.
    pub fn redo(&mut self) -> Option<String> {
        let step = self.undone.pop()?;
        let name = step.name.clone();
        let step = self.swap(step);
        self.done.push_back(step);
        Some(name)
    }

    fn swap(&mut self, step: Step) -> Step {
        let now = self.state();
        if step.other.start_date != now.start_date {
            self.start_date = Typed::of_optional(step.other.start_date);
        }
        self.put(step.other.readings);
        Step { other: now, gesture: Gesture::Single, ..step }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft() -> Draft {
        let reading = |(day_number, temperature_c)| TemperatureReading { day_number, temperature_c };
        let readings = [(1, 8.0), (2, 9.0), (5, 10.0)].map(reading).to_vec();
        Draft::of(Arc::new(readings), None)
    }

    #[test]
    fn an_edit_is_taken_back_and_made_again() {
        let mut draft = draft();
        draft.set(3, 7.5, Gesture::Single);
        draft.remove(&[1, 2]);
        assert_eq!(draft.days(), [3, 5]);
        assert_eq!(draft.undo().as_deref(), Some("deletion of 2 readings"));
        assert_eq!(draft.undo().as_deref(), Some("edit of day 3"));
        assert_eq!((draft.undo(), draft.days()), (None, &[1, 2, 5][..]));
        assert_eq!(draft.redo().as_deref(), Some("edit of day 3"));
        assert_eq!(draft.temperature(3), Some(7.5));
        draft.set(5, 1.0, Gesture::Single);
        assert_eq!(draft.redo(), None, "what is edited anew ends what was taken back");
    }

    #[test]
    fn a_drag_is_one_step_and_what_is_not_accepted_is_not_taken() {
        let mut draft = draft();
        for step in 0..50 {
            draft.set(2, 9.0 + f64::from(step) / 10.0, Gesture::Drag(1));
        }
        draft.set(2, 99.0, Gesture::Drag(1));
        draft.set(2, 5.0, Gesture::Drag(2));
        draft.undo();
        assert_eq!(draft.temperature(2), Some(13.9));
        draft.undo();
        assert_eq!((draft.temperature(2), draft.next_undo()), (Some(9.0), None));
    }

    #[test]
    fn a_start_date_that_came_with_readings_goes_with_them() {
        let mut draft = draft();
        let date = NaiveDate::from_ymd_opt(2024, 9, 1);
        let readings = draft.readings()[..1].to_vec();
        draft.replace("paste of 1 reading".to_owned(), readings, date);
        assert_eq!((draft.start(), draft.date(2)), (date, NaiveDate::from_ymd_opt(2024, 9, 2)));
        draft.undo();
        assert_eq!((draft.start(), draft.days().len()), (None, 3));
    }
}
