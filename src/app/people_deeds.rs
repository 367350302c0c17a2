//! What a command about people does in the background, and the questions before who acts may do less, or everybody everything.
use super::command::Command;
use super::command::people::PeopleCommand;
use super::deeds::{Desk, News};
use super::facts::FarmData;
use super::widgets::confirm::Confirm;
use crate::domain::display::sentence;
use crate::domain::fault::Outcome;
use crate::domain::person::{Access, Role};

/// Carries out the part of a command that touches the farm file.
pub fn carry_out(desk: &mut Desk, command: PeopleCommand) -> Outcome<News> {
    let farm = desk.farm()?;
    let news = match command {
        PeopleCommand::Set(name, role) => {
            let name = name.trim();
            farm.set_role(name, role)?;
            News { change: format!("role of {name}"), ..News::saying(format!("{name} is a {role}")) }
        }
        PeopleCommand::Remove(name) => {
            farm.remove_person(&name)?;
            let said = format!("{name} is not named any more");
            News { change: format!("removal of {name}"), next: undo(), ..News::saying(said) }
        }
        PeopleCommand::Open => {
            farm.open_to_everybody()?;
            let change = "opening of the file to everybody".to_owned();
            News { change, next: undo(), ..News::saying("Everybody may do everything") }
        }
        // The window itself asks.
        PeopleCommand::AskToLose(_) | PeopleCommand::AskOpen => News::default(),
    };
    Ok(news)
}

fn undo() -> Vec<(String, Command)> {
    vec![("Undo".to_owned(), Command::Undo)]
}

/// What somebody's access is after a command, were it carried out.
pub fn access_after(access: &Access, command: &PeopleCommand) -> Access {
    match command {
        PeopleCommand::Set(name, role) => access.with(name.trim(), Some(*role)),
        PeopleCommand::Remove(name) => access.with(name, None),
        PeopleCommand::Open => Access::of(access.user(), Vec::new()),
        PeopleCommand::AskToLose(command) => access_after(access, command),
        PeopleCommand::AskOpen => access.clone(),
    }
}

/// The command, or the question before it where who acts may do less from then on and could not take it back.
pub fn asked_first(access: &Access, command: PeopleCommand) -> Command {
    let is_less = access_after(access, &command).role() < Role::Manager;
    Command::People(if is_less { PeopleCommand::AskToLose(Box::new(command)) } else { command })
}

/// Asks whether who acts shall do less from then on, or everybody everything; none where there is nothing to ask.
pub fn ask(command: &PeopleCommand, farm: &FarmData) -> Option<(Confirm, Command)> {
    match command {
        PeopleCommand::AskToLose(command) => {
            let after = access_after(&farm.access, command);
            let role = after.role();
            let confirm = Confirm::new(format!("Be a {role} from now on?"), format!("Be a {role}"))
                .line(format!(
                    "You act as {}. From then on you are a {role}: a {role} {}",
                    after.user(),
                    role.may()
                ))
                .line(format!("Only {} can change that", after.managers_in_words()))
                .danger();
            Some((confirm, Command::People((**command).clone())))
        }
        PeopleCommand::AskOpen => {
            let named = farm.access.people().iter();
            let named =
                named.map(|person| sentence(&format!("{}, a {}", person.name, person.role))).collect();
            let confirm = Confirm::new("Open the farm file to everybody?", "Open to everybody")
                .line("Everybody may do everything from then on: run, change and delete")
                .consequences("These people are not named any more", named)
                .danger();
            Some((confirm, Command::People(PeopleCommand::Open)))
        }
        _ => None,
    }
}
