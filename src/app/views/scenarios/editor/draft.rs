//! What was typed and is not saved yet, scenario by scenario.
use super::Key;
use super::form::Form;
use crate::app::command::Command;
use crate::app::facts::{Facts, Loaded, PlanQuestion};
use crate::domain::fault::Fault;
use crate::domain::ids::ScenarioId;
use crate::domain::plan::ScenarioPlan;

/// One scenario in the editor.
#[derive(Debug)]
pub struct Draft {
    key: Key,
    /// What the fields hold.
    pub form: Form,
    /// What is stored.
    stored: Form,
    /// Of which lists that is.
    revision: u64,
    /// What is being saved.
    sent: Option<Form>,
    /// What could not be saved, and why.
    refused: Option<(Form, Fault)>,
}

impl Draft {
    fn of(key: Key, plan: &ScenarioPlan, revision: u64) -> Self {
        let form = Form::of(plan);
        Self { key, stored: form.clone(), form, revision, sent: None, refused: None }
    }

    /// Which scenario it is; none is the new one.
    pub fn key(&self) -> Key {
        self.key
    }

    /// What stands over it.
    pub fn title(&self) -> &str {
        match self.key {
            None => "New scenario",
            Some(_) => &self.stored.name,
        }
    }

    /// Whether the fields hold anything that is not stored.
    pub fn is_unsaved(&self) -> bool {
        self.form != self.stored
    }

    /// Goes back to what is stored.
    pub fn discard(&mut self) {
        self.form = self.stored.clone();
        self.refused = None;
    }

    /// The command that saves it, if all fields are accepted.
    pub fn save(&mut self, facts: &Facts<'_>) -> Option<Command> {
        let question = self.form.question()?;
        self.sent = Some(self.form.clone());
        // A scenario that was deleted meanwhile is saved as a new one: what was typed is not lost with it.
        let id = self.key.filter(|id| facts.farm.scenario(*id).is_some());
        let PlanQuestion { plan, other } = question;
        Some(Command::SaveScenario {
            id,
            plan: Box::new(plan),
            other_tgc: other.tgc,
            other_mortality_percent: other.mortality_percent,
        })
    }

    /// What the farm file refuses about what the fields hold: heard when it was saved, else from the preview.
    pub fn fault(&self, of_preview: Option<&Fault>) -> Option<Fault> {
        let of_saving = self.refused.as_ref().filter(|(form, _)| *form == self.form);
        of_saving.map(|(_, fault)| fault).or(of_preview).cloned()
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
    /// The draft of this scenario.
    pub fn get(&mut self, key: Key) -> Option<&mut Draft> {
        self.list.iter_mut().find(|draft| draft.key == key)
    }

    /// The scenarios with changes that are not saved.
    pub fn unsaved(&self) -> impl Iterator<Item = Key> {
        self.list.iter().filter(|draft| draft.is_unsaved()).map(|draft| draft.key)
    }

    /// Forgets what nobody needs: drafts without changes, and those of scenarios that were deleted.
    pub fn follow(&mut self, facts: &Facts<'_>, open: Key) {
        self.revision = facts.revision;
        self.list.retain(|draft| {
            let is_there = draft.key.is_none_or(|id| facts.farm.scenario(id).is_some());
            let is_open = open.is_some() && draft.key == open;
            is_open || (is_there && (draft.is_unsaved() || draft.sent.is_some()))
        });
    }

    /// What has to be read before this scenario can be edited, if anything; and anew when the farm file has changed,
    /// unless something was typed meanwhile.
    pub fn wanted(&mut self, key: Key, facts: &Facts<'_>) -> Option<Loaded<ScenarioPlan>> {
        let draft = self.get(key);
        let is_good = draft.as_ref().is_some_and(|d| d.is_unsaved() || d.revision == facts.revision);
        if is_good {
            return None;
        }
        let plan = match key {
            None => facts.library.starting_plans.get(&facts.today),
            Some(id) => facts.library.plans.get(&id),
        };
        // What is shown stays until the new is there.
        let is_waiting = draft.is_some() && matches!(plan, Loaded::Loading);
        (!is_waiting).then_some(plan)
    }

    /// Takes what was read.
    pub fn read(&mut self, key: Key, plan: &ScenarioPlan, revision: u64) {
        self.list.retain(|draft| draft.key != key);
        self.list.push(Draft::of(key, plan, revision));
    }

    /// Hears how saving went, and says which draft it was about. What was typed since it was sent stays, unsaved.
    pub fn take_saved(&mut self, key: Key, outcome: &Result<ScenarioId, Fault>) -> Option<Key> {
        // One that was deleted meanwhile was saved as a new one.
        let waits = |draft: &&mut Draft| draft.sent.is_some() && (key.is_none() || draft.key == key);
        let draft = self.list.iter_mut().find(waits)?;
        let sent = draft.sent.take()?;
        let was = draft.key;
        match outcome {
            Ok(saved) => {
                draft.key = Some(*saved);
                draft.stored = sent;
                draft.refused = None;
                // It is read again with the next lists: with values of its own it has other models now.
                draft.revision = self.revision;
            }
            Err(fault) => draft.refused = Some((sent, fault.clone())),
        }
        Some(was)
    }
}
