//! Parses the arguments and hands over to the window or the command line.
use std::process::ExitCode;

fn main() -> ExitCode {
    salmon_run::cli::run(std::env::args_os(), &salmon_run::app::open_window)
}
