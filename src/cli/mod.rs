//! The command line: the same verbs as the window, headless. `cli.md` is its contract.
//!
//! Parsing and dispatch live here; each group of commands has a file. What scripts read is made in `documents`, what
//! people read in `output`. The window is not known here: `main` passes in how one is opened.
mod aquamind;
mod backups;
mod batch;
mod batch_edit;
mod bundle;
mod check;
mod compare;
mod demo;
mod documents;
mod figures;
mod forecast;
mod growth;
mod growth_rows;
mod learning;
mod maintenance;
mod model;
mod model_import;
mod observations;
mod output;
mod people;
mod project;
mod report;
mod run;
mod scenario;
mod session;
mod stop;

use clap::error::ErrorKind;
use clap::{Args, Parser, Subcommand};
use std::ffi::OsString;
use std::io::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::LazyLock;

use crate::service::{ENGINE_VERSION, FARM_FILE_EXTENSION, SCHEMA_VERSION, sqlite_version};
use session::Session;
use stop::{Done, Stop};

/// How a window is opened, on this farm file if one is named, for this user. It returns when the window is closed.
pub type OpenWindow = dyn Fn(Option<&Path>, &str) -> anyhow::Result<()>;

/// Plan salmon farms on projection runs that never change behind your back.
///
/// Without a command it opens the window, on --file or the farm file that was open last.
#[derive(Debug, Parser)]
#[command(name = "salmon-run", version = VERSIONS.as_str(), after_help = "Example:
  salmon-run demo
  salmon-run --file north.salmonrun")]
struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Option<Command>,
}

/// What every command understands.
#[derive(Debug, Args)]
struct Global {
    /// The farm file [default: the one that was open last]
    // An id of its own: several commands have a FILE that is something else.
    #[arg(id = "farm-file", long = "file", global = true, value_name = "FILE")]
    file: Option<PathBuf>,
    /// Write JSON for scripts instead of tables for people
    #[arg(long, global = true)]
    json: bool,
    /// Who acts, as the history shall say [default: your name on this computer]
    #[arg(long, global = true, value_name = "NAME")]
    user: Option<String>,
}

#[derive(Debug, Subcommand)]
enum Command {
    Demo(demo::Demo),
    New(maintenance::New),
    #[command(subcommand, arg_required_else_help = false)]
    Scenario(scenario::Scenario),
    Project(project::Project),
    #[command(subcommand, arg_required_else_help = false)]
    Run(run::Run),
    #[command(subcommand, arg_required_else_help = false)]
    Batch(batch::Batch),
    #[command(subcommand, arg_required_else_help = false)]
    Model(model::Model),
    #[command(subcommand, arg_required_else_help = false)]
    People(people::People),
    #[command(subcommand, arg_required_else_help = false)]
    Aquamind(aquamind::Aquamind),
    #[command(subcommand, arg_required_else_help = false)]
    Bundle(bundle::Bundle),
    Backup(backups::Backup),
    Restore(backups::Restore),
    Check(check::Check),
    Schema(maintenance::Schema),
    Upgrade(maintenance::Upgrade),
    Downgrade(maintenance::Downgrade),
}

impl Command {
    fn carry_out(self, session: &mut Session<'_>) -> Done {
        match self {
            Self::Demo(command) => command.carry_out(session),
            Self::New(command) => command.carry_out(session),
            Self::Scenario(command) => command.carry_out(session),
            Self::Project(command) => command.carry_out(session),
            Self::Run(command) => command.carry_out(session),
            Self::Batch(command) => command.carry_out(session),
            Self::Model(command) => command.carry_out(session),
            Self::People(command) => command.carry_out(session),
            Self::Schema(command) => command.carry_out(session),
            Self::Upgrade(command) => command.carry_out(session),
            Self::Aquamind(command) => command.carry_out(session),
            Self::Bundle(command) => command.carry_out(session),
            Self::Backup(command) => command.carry_out(session),
            Self::Restore(command) => command.carry_out(session),
            Self::Check(command) => command.carry_out(session),
            Self::Downgrade(command) => command.carry_out(session),
        }
    }
}

/// What `--version` says behind the program's name.
static VERSIONS: LazyLock<String> = LazyLock::new(|| {
    format!(
        "{}\nengine {ENGINE_VERSION}\nschema {SCHEMA_VERSION}\nSQLite {}",
        env!("CARGO_PKG_VERSION"),
        sqlite_version()
    )
});

/// Does what the arguments ask for. The first of them is the program's own name.
pub fn run(arguments: impl IntoIterator<Item = OsString>, window: &OpenWindow) -> ExitCode {
    let arguments = with_file_named(arguments.into_iter().collect());
    let json = wants_json(&arguments);
    stop::install_panic_hook(json);
    let done = catch_unwind(AssertUnwindSafe(|| carry_out(&arguments, json, window)));
    match done {
        Ok(Ok(())) => ExitCode::SUCCESS,
        Ok(Err(stop)) => stop.tell(json),
        // The hook has said so.
        Err(_) => ExitCode::FAILURE,
    }
}

fn carry_out(arguments: &[OsString], json: bool, window: &OpenWindow) -> Done {
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => return help_or_refusal(&error, json),
    };
    let mut session = Session::new(cli.global, window)?;
    match cli.command {
        Some(command) => command.carry_out(&mut session)?,
        None => {
            let file = session.window_file();
            session.show_window(file.as_deref())?;
        }
    }
    session.out.flush()
}

/// Help and versions are written as asked for; all else that clap stops at is wrong usage.
fn help_or_refusal(error: &clap::Error, json: bool) -> Done {
    let mut out = std::io::stdout();
    match error.kind() {
        ErrorKind::DisplayVersion if json => {
            let versions = serde_json::json!({
                "version": env!("CARGO_PKG_VERSION"), "engine_version": ENGINE_VERSION,
                "schema_version": SCHEMA_VERSION, "sqlite_version": sqlite_version(),
            });
            writeln!(out, "{versions}")?;
        }
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => write!(out, "{}", error.render())?,
        _ => return Err(Stop::usage(error)),
    }
    Ok(out.flush()?)
}

/// A file manager hands over nothing but the farm file that was double-clicked.
fn with_file_named(mut arguments: Vec<OsString>) -> Vec<OsString> {
    if let [_, only] = arguments.as_slice()
        && PathBuf::from(only).extension().is_some_and(|ending| ending == FARM_FILE_EXTENSION)
    {
        arguments.insert(1, "--file".into());
    }
    arguments
}

/// Whether errors shall be JSON: known before the arguments are understood, for that may be what fails.
fn wants_json(arguments: &[OsString]) -> bool {
    arguments.iter().skip(1).take_while(|argument| *argument != "--").any(|argument| argument == "--json")
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    fn every_command(command: &clap::Command, path: &str, found: &mut Vec<(String, clap::Command)>) {
        found.push((path.to_owned(), command.clone()));
        for sub in command.get_subcommands().filter(|sub| sub.get_name() != "help") {
            every_command(sub, &format!("{path} {}", sub.get_name()), found);
        }
    }

    fn words(line: &str) -> Vec<OsString> {
        let quoted = line.split('"').enumerate();
        quoted
            .flat_map(|(i, part)| match i % 2 {
                0 => part.split_whitespace().map(OsString::from).collect(),
                _ => vec![OsString::from(part)],
            })
            .collect()
    }

    #[test]
    fn every_command_has_an_example_of_itself_that_parses() {
        Cli::command().debug_assert();
        let mut commands = Vec::new();
        every_command(&Cli::command(), "salmon-run", &mut commands);
        assert!(commands.len() > 40, "{}", commands.len());
        for (path, command) in commands {
            let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            let examples: Vec<&str> =
                help.lines().map(str::trim).filter(|line| line.starts_with("salmon-run")).collect();
            assert!(!examples.is_empty(), "{path} has no example");
            assert!(command.get_about().is_some(), "{path} does not say what it does");
            for example in examples {
                let example = example.split(['>', '<', '|']).next().unwrap();
                let own_name = path.trim_start_matches("salmon-run").trim();
                assert!(example.contains(own_name), "{path}: {example}");
                Cli::try_parse_from(words(example)).unwrap_or_else(|error| panic!("{example}: {error}"));
            }
        }
    }

    #[test]
    fn a_farm_file_alone_is_the_one_to_open() {
        let with = |arguments: &[&str]| with_file_named(arguments.iter().map(OsString::from).collect());
        assert_eq!(with(&["salmon-run", "a b.salmonrun"]), ["salmon-run", "--file", "a b.salmonrun"]);
        assert_eq!(with(&["salmon-run", "demo"]), ["salmon-run", "demo"]);
        assert_eq!(with(&["salmon-run"]), ["salmon-run"]);
    }

    #[test]
    fn json_is_asked_for_anywhere_but_behind_two_dashes() {
        let wants =
            |arguments: &[&str]| wants_json(&arguments.iter().map(OsString::from).collect::<Vec<_>>());
        assert!(wants(&["salmon-run", "run", "list", "--json"]));
        assert!(!wants(&["salmon-run", "run", "label", "1", "--", "--json"]));
    }
}
