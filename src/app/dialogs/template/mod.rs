//! Templates: which one to start from, and what a new one is called.
mod save;
mod start;
#[cfg(test)]
mod tests;

pub use self::save::SaveDialog;
pub use self::start::StartDialog;
