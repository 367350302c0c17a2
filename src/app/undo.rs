//! Undo and redo: the changes of this session by name, newest last.
use std::collections::VecDeque;
use std::sync::Arc;

use crate::domain::fault::FaultKind;
use crate::domain::person::Right;
use crate::service::{Changes, Farm};

/// Why changes are taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// To undo what a user did.
    Undo,
    /// To do again what was undone.
    Redo,
}

impl Origin {
    /// What is said when it is done.
    pub fn says(self, name: &str) -> String {
        format!("{}: {name}", self.reason())
    }

    /// What histories say of it.
    pub fn reason(self) -> &'static str {
        match self {
            Self::Undo => "Undone",
            Self::Redo => "Done again",
        }
    }
}

/// What a user did, or what took it back.
#[derive(Debug, Clone)]
pub struct Step {
    name: String,
    /// What it did to the farm file.
    changes: Arc<Changes>,
}

impl Step {
    /// What it is called: "pin of 3 batches".
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What taking it back takes of who acts, as the service asks for it.
    pub fn takes(&self) -> Right<'static> {
        Farm::right_to_take_back(&self.changes)
    }
}

/// What was done in this session.
#[derive(Debug, Default)]
pub struct History {
    done: Vec<Step>,
    undone: Vec<Step>,
    /// Steps whose undo or redo is under way, in the order in which the lane answers.
    under_way: VecDeque<Step>,
}

impl History {
    /// Notes what a user did, if it has changed something.
    pub fn note(&mut self, name: &str, changes: Option<Changes>) {
        let Some(changes) = changes else { return };
        self.undone.clear();
        // What was not finished has no news and no name of its own.
        let name = if name.is_empty() { "last change" } else { name };
        self.done.push(Step { name: name.to_owned(), changes: Arc::new(changes) });
    }

    /// What is to be taken back to undo the last step, or to do again what was undone last.
    pub fn take(&mut self, origin: Origin) -> Option<Arc<Changes>> {
        let steps = if origin == Origin::Undo { &mut self.done } else { &mut self.undone };
        let step = steps.pop()?;
        self.under_way.push_back(step.clone());
        Some(step.changes)
    }

    /// An undo or redo is done, and has changed this in turn; gives its name. The name stays the user's: taking back an
    /// unpinning pins, yet it is the unpinning that is done again.
    pub fn succeeded(&mut self, origin: Origin, changes: Changes) -> Option<String> {
        let Step { name, .. } = self.under_way.pop_front()?;
        let step = Step { name: name.clone(), changes: Arc::new(changes) };
        let to = if origin == Origin::Undo { &mut self.undone } else { &mut self.done };
        to.push(step);
        Some(name)
    }

    /// An undo or redo failed; gives its name and whether it can be tried again. What it needs may be gone for good:
    /// then the step goes too, so that it does not stand in the way of those before it.
    pub fn failed(&mut self, origin: Origin, why: FaultKind) -> Option<(String, bool)> {
        let step = self.under_way.pop_front()?;
        let name = step.name.clone();
        let may_work_later =
            !matches!(why, FaultKind::NotFound | FaultKind::Refused | FaultKind::InvalidInput);
        if may_work_later {
            let back = if origin == Origin::Undo { &mut self.done } else { &mut self.undone };
            back.push(step);
        }
        Some((name, may_work_later))
    }

    /// What would be undone, or done again.
    pub fn next(&self, origin: Origin) -> Option<&Step> {
        if origin == Origin::Undo { self.done.last() } else { self.undone.last() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pinned() -> History {
        let mut history = History::default();
        history.note("looking around", None);
        history.note("pin of 3 batches", Some(Changes::default()));
        history
    }

    fn names(history: &History) -> (Option<&str>, Option<&str>) {
        let name = |origin| history.next(origin).map(Step::name);
        (name(Origin::Undo), name(Origin::Redo))
    }

    #[test]
    fn what_is_taken_back_can_be_made_again_under_its_own_name() {
        let mut history = pinned();
        assert!(history.take(Origin::Undo).is_some());
        let name = history.succeeded(Origin::Undo, Changes::default());
        assert_eq!(name.as_deref(), Some("pin of 3 batches"));
        assert_eq!(names(&history), (None, Some("pin of 3 batches")));
        assert!(history.take(Origin::Redo).is_some());
        history.succeeded(Origin::Redo, Changes::default());
        assert_eq!(names(&history), (Some("pin of 3 batches"), None));
        assert!(
            history.take(Origin::Undo).is_some() && history.take(Origin::Undo).is_none(),
            "what changed nothing is no step"
        );
    }

    #[test]
    fn a_step_that_fails_for_now_can_be_tried_again_and_one_that_never_works_makes_way() {
        let mut history = pinned();
        history.take(Origin::Undo);
        let told = history.failed(Origin::Undo, FaultKind::FileLocked);
        assert_eq!(told, Some(("pin of 3 batches".to_owned(), true)));
        assert_eq!(names(&history).0, Some("pin of 3 batches"));
        history.take(Origin::Undo);
        assert_eq!(history.failed(Origin::Undo, FaultKind::NotFound).map(|told| told.1), Some(false));
        assert_eq!(names(&history).0, None);
    }
}
