//! How a command ends that does not end well: one line on stderr, and the exit status.
use std::io::{self, Write as _};
use std::process::ExitCode;

use crate::domain::fault::{Fault, FaultDocument, FaultKind};

/// What every command gives back.
pub type Done = Result<(), Stop>;

/// Why a command did not end well.
#[derive(Debug)]
pub enum Stop {
    /// Refused or failed: exit 1.
    Fault(Fault),
    /// Wrong usage: exit 2.
    Usage(Fault),
    /// Some of what was asked for failed and was told where it happened: exit 1.
    Told,
    /// Whoever read the output has seen enough (`| head`): exit 0.
    ReaderLeft,
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

/// Commands do no input of their own, so what fails here is the output.
impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::ReaderLeft,
            io::ErrorKind::StorageFull => Self::Fault(Fault::new(
                FaultKind::DiskFull,
                "the output could not be written, for the disk is full",
                "Make room and try again",
            )),
            _ => Self::Fault(Fault::new(
                FaultKind::Io,
                format!("the output could not be written: {error}"),
                "Look where it goes and try again",
            )),
        }
    }
}

impl Stop {
    /// Wrong usage, in clap's words but on one line.
    pub fn usage(error: &clap::Error) -> Self {
        let text = error.render().to_string();
        let mut message = String::new();
        let mut hints = Vec::new();
        for part in text.split("\n\n") {
            let words = one_line(part);
            if let Some(said) = words.strip_prefix("error: ") {
                said.clone_into(&mut message);
            } else if let Some(usage) = words.strip_prefix("Usage: ") {
                hints.push(format!("Usage is `{usage}`"));
            } else if let Some(tip) = words.strip_prefix("tip: ") {
                hints.push(format!("Tip: {tip}"));
            }
        }
        if message.is_empty() {
            "the command is not complete".clone_into(&mut message);
        }
        hints.push("`--help` explains".to_owned());
        Self::Usage(Fault::invalid(message, "", hints.join(". ")))
    }

    /// Wrong usage that clap does not see.
    pub fn misused(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::Usage(Fault::invalid(message, "", hint))
    }

    /// Says it on stderr and gives the exit status.
    pub fn tell(self, json: bool) -> ExitCode {
        match self {
            Self::Fault(fault) => {
                tell(&fault, json);
                ExitCode::FAILURE
            }
            Self::Usage(fault) => {
                tell_as(FaultDocument { code: "usage", ..(&fault).into() }, json);
                ExitCode::from(2)
            }
            Self::Told => ExitCode::FAILURE,
            Self::ReaderLeft => ExitCode::SUCCESS,
        }
    }
}

/// Says on stderr, in one line, what went wrong.
pub fn tell(fault: &Fault, json: bool) {
    tell_as(fault.into(), json);
}

fn tell_as(fault: FaultDocument<'_>, json: bool) {
    let line = if json {
        serde_json::json!({ "error": fault }).to_string()
    } else {
        let place = if fault.place.is_empty() { String::new() } else { format!(" ({})", fault.place) };
        let hint = if fault.hint.is_empty() { String::new() } else { format!(". {}", fault.hint) };
        one_line(&format!("error: {}{place}{hint}", fault.message))
    };
    // Where nobody reads what went wrong, nothing is left to do about it.
    writeln!(io::stderr(), "{line}").ok();
}

/// Text on one line, without the control characters that a value or a name may bring along.
pub fn one_line(text: &str) -> String {
    let words: Vec<&str> = text.split(|c: char| c.is_whitespace() || c.is_control()).collect();
    words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Says a mistake of our own in one line, without the panic's text and trace.
pub fn install_panic_hook(json: bool) {
    std::panic::set_hook(Box::new(move |panic| {
        let place = panic.location().map(|place| format!("{}:{}", place.file(), place.line()));
        let fault = Fault::new(
            FaultKind::Damaged,
            "the program made a mistake of its own and stopped; nothing is half-written",
            "Please report this line, and what you did",
        );
        let fault = fault.at(place.unwrap_or_default());
        tell_as(FaultDocument { code: "internal", ..(&fault).into() }, json);
    }));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_is_one_line_whatever_it_quotes() {
        assert_eq!(one_line("a\nb\r\n  c\u{1b}[31m d"), "a b c [31m d");
    }

    #[test]
    fn a_pipe_that_is_closed_is_not_an_error_and_a_full_disk_is() {
        let stop = |kind: io::ErrorKind| Stop::from(io::Error::from(kind));
        assert!(matches!(stop(io::ErrorKind::BrokenPipe), Stop::ReaderLeft));
        assert!(matches!(stop(io::ErrorKind::StorageFull), Stop::Fault(f) if f.kind == FaultKind::DiskFull));
    }
}
