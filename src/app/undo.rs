//! Undo and redo: the commands that take changes back, newest last.
use std::collections::VecDeque;

use super::command::Command;
use crate::domain::fault::FaultKind;

/// Why a deed is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// A user asked for it.
    User,
    /// It takes something back.
    Undo,
    /// It makes something again that was taken back.
    Redo,
}

impl Origin {
    /// What is said of a change that has no news of its own.
    pub fn says(self, name: &str) -> String {
        match self {
            Self::User => String::new(),
            Self::Undo => format!("Undone: {name}"),
            Self::Redo => format!("Done again: {name}"),
        }
    }
}

/// A change that can be taken back (or made again).
#[derive(Debug, Clone, PartialEq)]
struct Step {
    /// "pin of 3 batches".
    name: String,
    /// What takes it back, or makes it again.
    command: Command,
}

/// The changes of this session.
#[derive(Debug, Default)]
pub struct History {
    done: Vec<Step>,
    undone: Vec<Step>,
    /// Steps whose undo or redo is under way, in the order in which the lane answers.
    under_way: VecDeque<Step>,
}

impl History {
    /// Notes a change that a user made, with the command that takes it back.
    pub fn note(&mut self, name: String, inverse: Command) {
        self.undone.clear();
        self.done.push(Step { name, command: inverse });
    }

    /// The command that takes the last change back.
    pub fn undo(&mut self) -> Option<(Command, Origin)> {
        let step = self.done.pop()?;
        self.under_way.push_back(step.clone());
        Some((step.command, Origin::Undo))
    }

    /// The command that makes the change again that was taken back last.
    pub fn redo(&mut self) -> Option<(Command, Origin)> {
        let step = self.undone.pop()?;
        self.under_way.push_back(step.clone());
        Some((step.command, Origin::Redo))
    }

    /// An undo or redo is done, and this takes it back; gives its name. The name stays the user's: taking back an
    /// unpinning pins, yet it is the unpinning that is done again.
    pub fn succeeded(&mut self, origin: Origin, inverse: Option<Command>) -> Option<String> {
        let Step { name, .. } = self.under_way.pop_front()?;
        if let Some(command) = inverse {
            let step = Step { name: name.clone(), command };
            if origin == Origin::Undo { self.undone.push(step) } else { self.done.push(step) }
        }
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
            if origin == Origin::Undo { self.done.push(step) } else { self.undone.push(step) }
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
        history.note("pin of 3 batches".to_owned(), Command::Refresh);
        history
    }

    #[test]
    fn what_is_taken_back_can_be_made_again_under_its_own_name() {
        let mut history = pinned();
        assert_eq!(history.undo(), Some((Command::Refresh, Origin::Undo)));
        assert_eq!(history.succeeded(Origin::Undo, Some(Command::Find)).as_deref(), Some("pin of 3 batches"));
        assert_eq!((history.next_undo(), history.next_redo()), (None, Some("pin of 3 batches")));
        assert_eq!(history.redo(), Some((Command::Find, Origin::Redo)));
        history.succeeded(Origin::Redo, Some(Command::Refresh));
        assert_eq!((history.next_undo(), history.next_redo()), (Some("pin of 3 batches"), None));
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
