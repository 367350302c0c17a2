//! What was typed and is not saved yet, model by model.
use super::forms::Form;
use crate::app::command::Command;
use crate::app::command::models::{DraftKey, ModelCommand};
use crate::app::facts::{Facts, Loaded};
use crate::domain::accepted;
use crate::domain::fault::Fault;
use crate::domain::recipe::{PartKey, RecipePart};
use crate::service::PartInFull;

/// The name and the fields of a model.
type Contents = (String, Form);

/// One model in the editor.
#[derive(Debug)]
pub struct Draft {
    key: DraftKey,
    /// What its name is to be.
    pub name: String,
    /// What the fields hold.
    pub form: Form,
    /// What is stored.
    stored: Contents,
    /// Of which lists that is.
    revision: u64,
    /// What is being saved, and under which name.
    sent: Option<(Contents, String)>,
    /// What could not be saved, and why.
    refused: Option<(Contents, Fault)>,
}

impl Draft {
    fn of(key: DraftKey, contents: Contents, revision: u64) -> Self {
        let (name, form) = contents.clone();
        Self { key, name, form, stored: contents, revision, sent: None, refused: None }
    }

    /// Which model it is.
    pub fn key(&self) -> DraftKey {
        self.key
    }

    /// What stands over it.
    pub fn title(&self) -> String {
        match self.key.id {
            None => format!("New {}", self.key.kind.noun()),
            Some(_) => self.stored.0.clone(),
        }
    }

    /// Whether the fields hold anything that is not stored.
    pub fn is_unsaved(&self) -> bool {
        (&self.name, &self.form) != (&self.stored.0, &self.stored.1)
    }

    /// Goes back to what is stored.
    pub fn discard(&mut self) {
        (self.name, self.form) = self.stored.clone();
        self.refused = None;
    }

    /// The fields that hold something that is not accepted, by their labels.
    pub fn wrong(&self, facts: &Facts<'_>) -> Vec<String> {
        let is_named = accepted::check_name("", &self.name).is_ok();
        let name = (!is_named).then(|| "Name".to_owned());
        name.into_iter().chain(self.form.wrong(facts)).collect()
    }

    fn part(&self, name: &str, facts: &Facts<'_>) -> Option<RecipePart> {
        self.wrong(facts).is_empty().then(|| self.form.part(name.trim(), facts)).flatten()
    }

    /// The command that saves it, over what is stored, if all fields are accepted.
    pub fn save(&mut self, facts: &Facts<'_>) -> Option<Command> {
        let part = self.part(&self.name, facts)?;
        self.send(&self.name.clone());
        // A model that was deleted meanwhile is saved as a new one: what was typed is not lost with it.
        let over = self.key.stored().filter(|key| facts.farm.part(*key).is_some());
        let save = ModelCommand::Save { draft: self.key, over, part: Box::new(part) };
        Some(Command::Models(save))
    }

    /// The command that saves it as a new model of this name, and leaves the stored one as it is.
    pub fn save_as_new(&mut self, name: &str, facts: &Facts<'_>) -> Option<Command> {
        let part = self.part(name, facts)?;
        self.send(name);
        let save = ModelCommand::Save { draft: self.key, over: None, part: Box::new(part) };
        Some(Command::Models(save))
    }

    fn send(&mut self, name: &str) {
        let contents = (self.name.clone(), self.form.clone());
        self.sent = Some((contents, name.trim().to_owned()));
    }

    /// What the farm file refused about what the fields hold.
    pub fn fault(&self) -> Option<Fault> {
        let (contents, fault) = self.refused.as_ref()?;
        ((&self.name, &self.form) == (&contents.0, &contents.1)).then(|| fault.clone())
    }
}

/// All drafts.
#[derive(Debug, Default)]
pub struct Drafts {
    list: Vec<Draft>,
    /// The lists that were seen last.
    revision: u64,
}

impl Drafts {
    /// The draft of this model.
    pub fn get(&mut self, key: DraftKey) -> Option<&mut Draft> {
        self.list.iter_mut().find(|draft| draft.key == key)
    }

    /// The models with changes that are not saved.
    pub fn unsaved(&self) -> impl Iterator<Item = DraftKey> {
        self.list.iter().filter(|draft| draft.is_unsaved()).map(|draft| draft.key)
    }

    /// Forgets what nobody needs: drafts without changes, and those of models that were deleted.
    pub fn follow(&mut self, facts: &Facts<'_>, open: Option<DraftKey>) {
        self.revision = facts.revision;
        self.list.retain(|draft| {
            let is_there = draft.key.stored().is_none_or(|key| facts.farm.part(key).is_some());
            let is_open = open == Some(draft.key);
            is_open || (is_there && (draft.is_unsaved() || draft.sent.is_some()))
        });
    }

    /// What has to be read before this model can be edited, if anything; and anew when the farm file has changed, unless
    /// something was typed meanwhile.
    pub fn wanted(&mut self, key: DraftKey, facts: &Facts<'_>) -> Option<Loaded<PartInFull>> {
        let Some(stored) = key.stored() else {
            if self.get(key).is_none() {
                let blank = (String::new(), Form::blank(key.kind, facts));
                self.list.push(Draft::of(key, blank, facts.revision));
            }
            return None;
        };
        let draft = self.get(key);
        let is_good = draft.as_ref().is_some_and(|d| d.is_unsaved() || d.revision == facts.revision);
        if is_good {
            return None;
        }
        let part: Loaded<PartInFull> = facts.library.parts.get(&stored);
        // What is shown stays until the new is there.
        let is_waiting = draft.is_some() && matches!(part, Loaded::Loading);
        (!is_waiting).then_some(part)
    }

    /// Takes what was read.
    pub fn read(&mut self, key: DraftKey, part: &RecipePart, revision: u64) {
        let contents = (part.name().to_owned(), Form::of(part));
        self.list.retain(|draft| draft.key != key);
        self.list.push(Draft::of(key, contents, revision));
    }

    /// Hears how saving went, and says whether it was waited for. What was typed since it was sent stays, unsaved.
    pub fn take_saved(&mut self, key: DraftKey, outcome: &Result<PartKey, Fault>) -> bool {
        let revision = self.revision;
        let Some(draft) = self.get(key) else { return false };
        let Some((contents, name)) = draft.sent.take() else { return false };
        match outcome {
            Ok(saved) => {
                draft.key = DraftKey::from(*saved);
                if draft.name == contents.0 {
                    draft.name.clone_from(&name);
                }
                draft.stored = (name, contents.1);
                draft.refused = None;
                // It is read again with the next lists.
                draft.revision = revision;
            }
            Err(fault) => draft.refused = Some((contents, fault.clone())),
        }
        true
    }
}
