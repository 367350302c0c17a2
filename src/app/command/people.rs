//! What a user can do with the people that a farm file names.
use crate::domain::person::Role;

/// One thing a user can do with people. A command whose name starts with `Ask` opens a dialog and changes nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PeopleCommand {
    /// Give somebody a role.
    Set(String, Role),
    /// Name somebody no more.
    Remove(String),
    /// Name nobody any more, so that everybody may do everything.
    Open,
    /// Ask whether to do it although who acts may do less from then on.
    AskToLose(Box<PeopleCommand>),
    /// Ask whether to name nobody any more.
    AskOpen,
}
