//! `project`: documents in, results out, no farm file.
use clap::Args;
use std::io;
use std::num::NonZero;
use std::path::PathBuf;

use super::session::Session;
use super::stop::{Done, Stop, tell};
use crate::domain::display::plural;
use crate::domain::fault::{Fault, FaultKind};
use crate::service::{ProjectFailure, ProjectOptions, ProjectTally, open_text, project_documents};

/// Project scenario documents without a farm file: JSON lines in, JSON lines out, in the same order
///
/// Each line of the output is {"summary":…,"days":[…],"warnings":[…]}, or {"error":…} for a document that was refused;
/// the others go on. If any was refused, the exit status is 1 and stderr names it, so that a script that stops at
/// errors does not take a partial result for a whole one.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  salmon-run project scenarios.jsonl > results.jsonl
  salmon-run project --summary-only < scenarios.jsonl")]
pub struct Project {
    /// Scenario documents, one a line (or one document, or a list) [default: stdin]
    file: Option<PathBuf>,
    /// Leave the days out
    #[arg(long)]
    summary_only: bool,
    /// How many documents are computed at the same time [default: as many as the computer has cores]
    #[arg(long, value_name = "N")]
    threads: Option<NonZero<u16>>,
}

impl Project {
    /// Streams: memory stays flat however many documents there are.
    pub fn carry_out(self, session: &mut Session<'_>) -> Done {
        let cores = || std::thread::available_parallelism().map_or(1, NonZero::get);
        let threads = self.threads.map_or_else(cores, |threads| threads.get().into());
        let options = ProjectOptions { summary_only: self.summary_only, threads };
        let out = session.out.raw();
        let done = match &self.file {
            Some(path) => project_documents(open_text(path)?, out, options),
            None => project_documents(io::stdin(), out, options),
        };
        let named = self.file.map(|path| path.display().to_string());
        let within = |fault: Fault| named.iter().fold(fault, |fault, file| fault.within(file));
        let tally = done.map_err(|failure| match failure {
            ProjectFailure::Input(fault) => Stop::Fault(within(fault)),
            ProjectFailure::Output(error) => error.into(),
        })?;
        session.out.flush()?;
        match refusal(&tally) {
            None => Ok(()),
            Some(fault) => {
                tell(&within(fault), session.out.is_json());
                Err(Stop::Told)
            }
        }
    }
}

/// What stderr says of the documents that were refused: the reason of one, the places of several.
fn refusal(tally: &ProjectTally) -> Option<Fault> {
    let first = tally.first_refusals.first()?;
    if tally.refused == 1 {
        let fault = first.fault.clone();
        return Some(if first.document.is_empty() { fault } else { fault.within(&first.document) });
    }
    let mut places: Vec<&str> = tally.first_refusals.iter().map(|one| one.document.as_str()).collect();
    if tally.refused > places.len() {
        places.push("…");
    }
    let of = plural(tally.documents, "document", "documents");
    let fault = Fault::new(
        FaultKind::InvalidInput,
        format!("{} of {of} were refused", tally.refused),
        "The output says why in their places",
    );
    Some(fault.at(places.join(", ")))
}
