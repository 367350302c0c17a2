//! Parses the arguments and hands over.
fn main() -> anyhow::Result<()> {
    // Until the command line is there: the window on the farm file that is named.
    salmon_run::app::open_window(std::env::args_os().nth(1).map(Into::into), "planner")
}
