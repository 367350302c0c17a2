//! Undo and redo: the commands that take changes back, newest last.
use super::command::Command;

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

/// A change that can be taken back (or made again): its name and the command that does so.
type Step = (String, Command);

/// The changes of this session.
#[derive(Debug, Default)]
pub struct History {
    done: Vec<Step>,
    undone: Vec<Step>,
}

impl History {
    /// Notes a change with the command that takes it back.
    pub fn note(&mut self, origin: Origin, name: String, inverse: Command) {
        match origin {
            Origin::User => {
                self.undone.clear();
                self.done.push((name, inverse));
            }
            Origin::Undo => self.undone.push((name, inverse)),
            Origin::Redo => self.done.push((name, inverse)),
        }
    }

    /// The command that takes the last change back.
    pub fn undo(&mut self) -> Option<(Command, Origin)> {
        self.done.pop().map(|(_, command)| (command, Origin::Undo))
    }

    /// The command that makes the change again that was taken back last.
    pub fn redo(&mut self) -> Option<(Command, Origin)> {
        self.undone.pop().map(|(_, command)| (command, Origin::Redo))
    }

    /// The name of what would be undone: "pin of 3 batches".
    pub fn next_undo(&self) -> Option<&str> {
        self.done.last().map(|(name, _)| name.as_str())
    }

    /// The name of what would be done again.
    pub fn next_redo(&self) -> Option<&str> {
        self.undone.last().map(|(name, _)| name.as_str())
    }
}
