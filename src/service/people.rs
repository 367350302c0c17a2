//! Who may do what in the farm file. `Farm::change` asks before every change; this is where a manager says so.
use super::Farm;
use crate::domain::accepted;
use crate::domain::fault::{Fault, Outcome};
use crate::domain::person::{Access, Person, Right, Role, is_same_name};

impl Farm {
    /// Who acts, and what they may do.
    #[expect(
        clippy::redundant_closure_for_method_calls,
        reason = "the method itself is of one lifetime only"
    )]
    pub fn access(&self) -> Outcome<Access> {
        let people = self.file.read(|tx| tx.people())?;
        Ok(Access::of(&self.user, people))
    }

    /// Gives somebody a role, whether or not they are named already; gives the role that they had. The file keeps a
    /// manager from the moment that it has one.
    pub fn set_role(&mut self, name: &str, role: Role) -> Outcome<Option<Role>> {
        let name = name.trim();
        accepted::check_name("name", name)?;
        self.change(Right::NamePeople, |tx, _| {
            let people = tx.people()?;
            let known = people.iter().find(|person| is_same_name(&person.name, name));
            if let Some(known) = known.filter(|_| role != Role::Manager) {
                check_not_last(known, &people)?;
            }
            tx.set_role(known.map_or(name, |known| known.name.as_str()), role)?;
            Ok(known.map(|known| known.role))
        })
    }

    /// Names somebody no more; gives the role that they had.
    pub fn remove_person(&mut self, name: &str) -> Outcome<Role> {
        let name = name.trim();
        self.change(Right::NamePeople, |tx, _| {
            let people = tx.people()?;
            let known = people.iter().find(|person| is_same_name(&person.name, name)).ok_or_else(|| {
                Fault::not_found(
                    format!("{name} is not named in the farm file"),
                    "`salmon-run people list` shows who is",
                )
            })?;
            check_not_last(known, &people)?;
            tx.remove_person(&known.name)?;
            Ok(known.role)
        })
    }

    /// Names nobody any more, so that everybody may do everything; gives those who were named.
    pub fn open_to_everybody(&mut self) -> Outcome<Vec<Person>> {
        self.change(Right::NamePeople, |tx, _| {
            let people = tx.people()?;
            people.iter().try_for_each(|person| tx.remove_person(&person.name))?;
            Ok(people)
        })
    }
}

/// Without its last manager nobody would be kept from anything, which one must say in so many words.
fn check_not_last(person: &Person, people: &[Person]) -> Outcome<()> {
    let others = people.iter().any(|other| other.role == Role::Manager && other.name != person.name);
    if person.role != Role::Manager || others {
        return Ok(());
    }
    Err(Fault::refused(
        format!("{} is the only manager of the farm file", person.name),
        "Make somebody else a manager first, or open the file to everybody with `salmon-run people open`",
    ))
}
