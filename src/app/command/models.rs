//! What a user can do with the models of recipes.
use crate::domain::fault::Fault;
use crate::domain::recipe::{PartKey, PartKind, RecipePart};

/// Which draft of an editor is meant: a new part has no number yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct DraftKey {
    /// The kind of the part.
    pub kind: PartKind,
    /// Its number; none for a new one.
    pub id: Option<i64>,
}

impl DraftKey {
    /// The new part of a kind.
    pub const fn new(kind: PartKind) -> Self {
        Self { kind, id: None }
    }

    /// The stored part that is edited.
    pub fn stored(self) -> Option<PartKey> {
        self.id.map(|id| PartKey::new(self.kind, id))
    }
}

impl From<PartKey> for DraftKey {
    fn from(key: PartKey) -> Self {
        Self { kind: key.kind, id: Some(key.id) }
    }
}

/// One thing a user can do with models.
#[derive(Debug, Clone, PartialEq)]
pub enum ModelCommand {
    /// Show the models of a kind.
    ShowKind(PartKind),
    /// Show a model in its list.
    Show(PartKey),
    /// Start a new model in the editor.
    New(PartKind),
    /// Open a model in the editor.
    Edit(PartKey),
    /// See two models of a kind side by side.
    Compare(PartKey, PartKey),
    /// Save what the editor holds.
    Save {
        /// The draft that it comes from.
        draft: DraftKey,
        /// The model that it is written over; none makes a new one.
        over: Option<PartKey>,
        /// What it shall be.
        part: Box<RecipePart>,
    },
    /// Tell the editor how saving went.
    TakeSaved {
        /// The draft that it came from.
        draft: DraftKey,
        /// The model that it is now, or why it is none.
        outcome: Result<PartKey, Fault>,
    },
    /// Give a model another name.
    Rename(PartKey, String),
    /// Make a model like this one, and open it.
    Duplicate(PartKey),
    /// Ask whether to delete a model.
    AskDelete(PartKey),
    /// Delete a model that nothing uses.
    Delete(PartKey),
}

impl ModelCommand {
    /// Whether it only changes what is shown.
    pub fn is_for_the_view(&self) -> bool {
        matches!(
            self,
            Self::ShowKind(_)
                | Self::Show(_)
                | Self::New(_)
                | Self::Edit(_)
                | Self::Compare(..)
                | Self::TakeSaved { .. }
        )
    }
}
