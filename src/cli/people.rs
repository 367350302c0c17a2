//! `people …`: who may do what in the farm file.
use clap::{Args, Subcommand};
use serde::Serialize;

use super::output::Columns;
use super::session::Session;
use super::stop::{Done, Stop};
use crate::domain::display::plural;
use crate::domain::person::{Access, Person, Role};

/// Who may do what in the farm file
///
/// A viewer reads, compares and exports; a planner edits, runs and pins as well; a manager deletes, cleans up and says who
/// may do what as well. Where no manager is named, everybody may do everything. It guards against mistakes, not against
/// somebody who has the file and means harm.
#[derive(Debug, Subcommand)]
#[command(after_help = "Example:
  salmon-run people set anna manager
  salmon-run people list")]
pub enum People {
    /// The people that the file names, and what you may do
    #[command(after_help = "Example:
  salmon-run people list
  salmon-run people list --user bo")]
    List,
    Set(Set),
    /// Name somebody no more
    #[command(after_help = "Example:
  salmon-run people remove bo")]
    Remove {
        /// The name that they act under
        name: String,
    },
    /// Name nobody any more: everybody may do everything again
    #[command(after_help = "Example:
  salmon-run people open")]
    Open,
}

/// Say what somebody may do
#[derive(Debug, Args)]
#[command(after_help = "Example:
  salmon-run people set anna manager
  salmon-run people set bo planner")]
pub struct Set {
    /// The name that they act under: their name on their computer, or what they give with --user
    name: String,
    /// viewer, planner or manager
    #[arg(value_parser = role)]
    role: Role,
}

fn role(name: &str) -> Result<Role, String> {
    Role::parse(name).map_err(|fault| fault.hint)
}

/// `{"open":false,"user":"bo","role":"planner","people":[{"name","role"}]}`
#[derive(Serialize)]
struct PeopleDocument<'a> {
    open: bool,
    user: &'a str,
    role: Role,
    people: &'a [Person],
}

/// `{"success":true,"open":…,"name":…,"role":…,"role_before":…}`; what does not apply is null.
#[derive(Serialize)]
struct ChangedDocument<'a> {
    success: bool,
    open: bool,
    name: Option<&'a str>,
    role: Option<Role>,
    role_before: Option<Role>,
}

impl People {
    /// Reads or changes the roles.
    pub fn carry_out(self, session: &mut Session<'_>) -> Done {
        let mut farm = session.farm()?;
        match self {
            Self::List => list(session, &farm.access()?),
            Self::Set(Set { name, role }) => {
                let role_before = farm.set_role(&name, role)?;
                let said = format!("{} is a {role}", name.trim());
                tell(session, &farm.access()?, Some((&name, role_before)), Some(role), said)
            }
            Self::Remove { name } => {
                let role_before = farm.remove_person(&name)?;
                let said = format!("{} is not named any more", name.trim());
                tell(session, &farm.access()?, Some((&name, Some(role_before))), None, said)
            }
            Self::Open => {
                let named = farm.open_to_everybody()?;
                let said = match named.len() {
                    0 => "Nobody was named".to_owned(),
                    1 => "1 person is not named any more".to_owned(),
                    n => format!("{} are not named any more", plural(n, "person", "people")),
                };
                tell(session, &farm.access()?, None, None, said)
            }
        }
    }
}

fn list(session: &mut Session<'_>, access: &Access) -> Done {
    let (user, role) = (access.user(), access.role());
    if session.out.is_json() {
        let (open, people) = (access.is_open(), access.people());
        return session.out.json(&PeopleDocument { open, user, role, people });
    }
    if !access.people().is_empty() {
        let mut table = Columns::new(["Name", "Role", "May"]);
        for person in access.people() {
            table.row([person.name.clone(), person.role.to_string(), person.role.may().to_owned()]);
        }
        session.out.table(&table)?;
    }
    session.out.line(if access.is_open() { OPEN.to_owned() } else { format!("You act as {user}, a {role}") })
}

const OPEN: &str = "No manager is named, so everybody may do everything";

fn tell(
    session: &mut Session<'_>,
    access: &Access,
    of: Option<(&str, Option<Role>)>,
    role: Option<Role>,
    said: String,
) -> Result<(), Stop> {
    let open = access.is_open();
    if session.out.is_json() {
        let (name, role_before) = of.map_or((None, None), |(name, before)| (Some(name.trim()), before));
        return session.out.json(&ChangedDocument { success: true, open, name, role, role_before });
    }
    session.out.line(said)?;
    if open { session.out.line(OPEN) } else { Ok(()) }
}
