//! Who may do what in a farm file: roles, the rights that they give, and how a refusal reads.
use serde::Serialize;
use std::fmt;

use super::display::sentence;
use super::fault::{Fault, FaultKind, Outcome};

/// What somebody may do in a farm file, each role all that the one before may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Reads, compares and exports.
    Viewer,
    /// Edits, runs and pins.
    Planner,
    /// Deletes, cleans up and says who may do what.
    Manager,
}

impl Role {
    /// All of them, the one that may least first.
    pub const ALL: [Self; 3] = [Self::Viewer, Self::Planner, Self::Manager];

    /// Its name, as the file and the command line have it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::Planner => "planner",
            Self::Manager => "manager",
        }
    }

    /// What it may do, for people.
    pub fn may(self) -> &'static str {
        match self {
            Self::Viewer => "reads, compares and exports",
            Self::Planner => "edits, runs and pins as well",
            Self::Manager => "deletes, cleans up and says who may do what as well",
        }
    }

    /// Reads its name.
    pub fn parse(name: &str) -> Outcome<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == name).ok_or_else(|| {
            Fault::invalid(
                format!("\"{name}\" is no role"),
                "role",
                "Accepted are viewer, planner and manager",
            )
        })
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Somebody who is named in a farm file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Person {
    /// The name they act under.
    pub name: String,
    /// What they may do.
    pub role: Role,
}

/// What a change takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Right<'a> {
    /// To change what is planned and observed: recipes, pins, labels, batches, imports.
    Edit,
    /// To run a scenario, which who made it may, and a manager for others.
    Run {
        /// Who made the scenario.
        made_by: &'a str,
    },
    /// To delete runs, scenarios, batches, models and templates, one by one or by a rule.
    Delete,
    /// To do something to the whole file: bring a backup back, go back to an earlier schema, mend it.
    WholeFile,
    /// To say who may do what.
    NamePeople,
}

/// Who acts on a farm file, and who is named in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Access {
    user: String,
    people: Vec<Person>,
}

/// The computer's own names differ in case from system to system, and nobody means two people by it.
pub fn is_same_name(a: &str, b: &str) -> bool {
    a == b || a.to_lowercase() == b.to_lowercase()
}

impl Access {
    /// Somebody's access to a file that names these people.
    pub fn of(user: &str, people: Vec<Person>) -> Self {
        Self { user: user.to_owned(), people }
    }

    /// Who acts.
    pub fn user(&self) -> &str {
        &self.user
    }

    /// The people that the file names, by name.
    pub fn people(&self) -> &[Person] {
        &self.people
    }

    /// Whether everybody may do everything, for no manager is named.
    pub fn is_open(&self) -> bool {
        self.managers().next().is_none()
    }

    /// The same access, were somebody given a role, or named no more.
    #[must_use]
    pub fn with(&self, name: &str, role: Option<Role>) -> Self {
        let others = self.people.iter().filter(|person| !is_same_name(&person.name, name));
        let named = role.map(|role| Person { name: name.to_owned(), role });
        Self::of(&self.user, others.cloned().chain(named).collect())
    }

    /// Whether nobody else is a manager: without this person the file would be open again.
    pub fn is_only_manager(&self, name: &str) -> bool {
        let mut managers = self.managers();
        managers.next().is_some_and(|first| is_same_name(first, name)) && managers.next().is_none()
    }

    /// The role of who acts. Whoever a file with a manager does not name may look at it.
    pub fn role(&self) -> Role {
        if self.is_open() { Role::Manager } else { self.named().unwrap_or(Role::Viewer) }
    }

    /// Refuses what who acts may not do, saying who may.
    pub fn check(&self, right: Right<'_>) -> Outcome<()> {
        let role = self.role();
        let (needed, what) = match right {
            Right::Edit => (Role::Planner, "change anything".to_owned()),
            Right::Run { made_by } if role < Role::Planner || is_same_name(made_by, &self.user) => {
                (Role::Planner, "run projections".to_owned())
            }
            Right::Run { made_by } => (Role::Manager, format!("run what others made, here {made_by}")),
            Right::Delete => (Role::Manager, "delete".to_owned()),
            Right::WholeFile => (Role::Manager, "restore, downgrade or repair the file".to_owned()),
            Right::NamePeople => (Role::Manager, "say who may do what".to_owned()),
        };
        if role >= needed {
            return Ok(());
        }
        let user = &self.user;
        let is = match self.named() {
            Some(role) => format!("{user} is a {role} of this farm file"),
            None => format!("{user} is not named in this farm file"),
        };
        let who = if needed == Role::Manager { "managers" } else { "planners and managers" };
        let managers = self.managers_in_words();
        let hint = match right {
            Right::Run { .. } if role >= Role::Planner => {
                format!("Duplicate it and run the copy, or ask {managers}")
            }
            Right::NamePeople | Right::Delete | Right::WholeFile => format!("Ask {managers}"),
            Right::Edit | Right::Run { .. } => format!("Ask {managers} to make you a planner"),
        };
        Err(Fault::new(FaultKind::NotAllowed, format!("only {who} may {what}, and {is}"), hint))
    }

    /// Why who acts may not do this; none if they may.
    pub fn why_not(&self, right: Right<'_>) -> Option<String> {
        let fault = self.check(right).err()?;
        Some(format!("{}. {}", sentence(&fault.message), fault.hint))
    }

    fn named(&self) -> Option<Role> {
        self.people.iter().find(|person| is_same_name(&person.name, &self.user)).map(|person| person.role)
    }

    /// Who the managers are: "anna, bo or cy".
    pub fn managers_in_words(&self) -> String {
        let mut names: Vec<&str> = self.managers().collect();
        match (names.pop(), names.is_empty()) {
            (Some(last), false) => format!("{} or {last}", names.join(", ")),
            (last, _) => last.unwrap_or_default().to_owned(),
        }
    }

    fn managers(&self) -> impl Iterator<Item = &str> {
        let all = self.people.iter().filter(|person| person.role == Role::Manager);
        all.map(|person| person.name.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn access(user: &str, people: &[(&str, Role)]) -> Access {
        let people = people.iter().map(|(name, role)| Person { name: (*name).to_owned(), role: *role });
        Access::of(user, people.collect())
    }

    const CREW: [(&str, Role); 3] = [("anna", Role::Manager), ("Bo", Role::Planner), ("cy", Role::Viewer)];

    #[test]
    fn where_no_manager_is_named_everybody_may_do_everything() {
        for people in [&CREW[..0], &CREW[1..]] {
            let access = access("dia", people);
            assert!(access.is_open());
            for right in [Right::Edit, Right::Run { made_by: "anna" }, Right::Delete, Right::NamePeople] {
                assert_eq!(access.check(right), Ok(()));
            }
        }
    }

    #[test]
    fn each_role_may_what_the_one_before_may_and_more() {
        let may = |user: &str| {
            let access = access(user, &CREW);
            [Right::Edit, Right::Run { made_by: user }, Right::Delete, Right::NamePeople]
                .map(|right| access.check(right).is_ok())
        };
        assert_eq!(may("anna"), [true; 4]);
        assert_eq!(may("bo"), [true, true, false, false], "names are the same in any case");
        assert_eq!(may("cy"), [false; 4]);
        assert_eq!(may("somebody else"), [false; 4]);
    }

    #[test]
    fn a_scenario_is_run_by_who_made_it_or_a_manager() {
        let run = |user: &str, made_by: &str| access(user, &CREW).why_not(Right::Run { made_by });
        assert_eq!(run("anna", "bo"), None);
        assert_eq!(run("bo", "bo"), None);
        assert_eq!(
            run("bo", "anna").unwrap(),
            "Only managers may run what others made, here anna, and bo is a planner of this farm file. Duplicate it \
             and run the copy, or ask anna"
        );
        // A viewer runs nothing, whoever made it.
        assert!(run("cy", "cy").is_some_and(|why| why.contains("planners and managers may run")));
    }

    #[test]
    fn a_refusal_says_who_may_and_whom_to_ask() {
        let told = access("cy", &CREW).check(Right::Edit).unwrap_err();
        assert_eq!(told.kind, FaultKind::NotAllowed);
        assert_eq!(
            told.to_string(),
            "only planners and managers may change anything, and cy is a viewer of this farm file. Ask anna to \
             make you a planner"
        );
        let told = access("dia", &CREW).check(Right::Delete).unwrap_err();
        assert_eq!(
            told.to_string(),
            "only managers may delete, and dia is not named in this farm file. Ask anna"
        );
    }
}
