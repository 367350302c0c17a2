//! Undo and redo: the changes of this session by name, newest last.
use std::collections::VecDeque;
use std::sync::Arc;

use crate::domain::fault::FaultKind;
use crate::service::Changes;

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
struct Step {
    /// "pin of 3 batches".
    name: String,
    /// What it did to the farm file.
    changes: Arc<Changes>,
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

    /// What is to be taken back to undo the last step.
    pub fn undo(&mut self) -> Option<Arc<Changes>> {
        let step = self.done.pop()?;
        self.under_way.push_back(step.clone());
        Some(step.changes)
    }

    /// What is to be taken back to do again what was undone last.
    pub fn redo(&mut self) -> Option<Arc<Changes>> {
        let step = self.undone.pop()?;
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

    /// The name of what would be undone: "pin of 3 batches".
    pub fn next_undo(&self) -> Option<&str> {
        self.done.last().map(|step| step.name.as_str())
    }

    /// The name of what would be done again.
    pub fn next_redo(&self) -> Option<&str> {
        self.undone.last().map(|step| step.name.as_str())
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

    #[test]
    fn what_is_taken_back_can_be_made_again_under_its_own_name() {
        let mut history = pinned();
        assert!(history.undo().is_some());
        let name = history.succeeded(Origin::Undo, Changes::default());
        assert_eq!(name.as_deref(), Some("pin of 3 batches"));
        assert_eq!((history.next_undo(), history.next_redo()), (None, Some("pin of 3 batches")));
        assert!(history.redo().is_some());
        history.succeeded(Origin::Redo, Changes::default());
        assert_eq!((history.next_undo(), history.next_redo()), (Some("pin of 3 batches"), None));
        assert!(history.undo().is_some() && history.undo().is_none(), "what changed nothing is no step");
    }

    #[test]
    fn a_step_that_fails_for_now_can_be_tried_again_and_one_that_never_works_makes_way() {
        let mut history = pinned();
        history.undo();
        let told = history.failed(Origin::Undo, FaultKind::FileLocked);
        assert_eq!(told, Some(("pin of 3 batches".to_owned(), true)));
        assert_eq!(history.next_undo(), Some("pin of 3 batches"));
        history.undo();
        assert_eq!(history.failed(Origin::Undo, FaultKind::NotFound).map(|told| told.1), Some(false));
        assert_eq!(history.next_undo(), None);
    }
}
