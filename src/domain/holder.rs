//! Who has a farm file open in a window.
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Who has a farm file open, on which computer, since when. What was not written down is empty.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Holder {
    /// Who.
    pub user: String,
    /// The computer's name.
    pub computer: String,
    /// Since when.
    pub since: Option<DateTime<Utc>>,
}

/// A name that is longer is cut: what is read may have been written by anybody.
const LONGEST_NAME: usize = 60;

impl Holder {
    /// Reads what was written down; what cannot be read is somebody.
    pub fn read(text: &str) -> Self {
        let mut read: Self = serde_json::from_str(text).unwrap_or_default();
        for name in [&mut read.user, &mut read.computer] {
            *name = name.trim().chars().filter(|letter| !letter.is_control()).take(LONGEST_NAME).collect();
        }
        read
    }

    /// Who it is, in words: "anna on kontoret".
    pub fn words(&self) -> String {
        let who = if self.user.is_empty() { "somebody" } else { &self.user };
        if self.computer.is_empty() { who.to_owned() } else { format!("{who} on {}", self.computer) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_anybody_may_have_written_is_read_with_care() {
        assert_eq!(Holder::read("not written by us").words(), "somebody");
        assert_eq!(Holder::read("{}").words(), "somebody");
        let anna =
            Holder { user: "anna".to_owned(), computer: "kontoret".to_owned(), since: Some(Utc::now()) };
        assert_eq!(Holder::read(&serde_json::to_string(&anna).unwrap()), anna);
        assert_eq!(anna.words(), "anna on kontoret");
        let long = Holder { user: format!("a\n\u{7}{}", "b".repeat(10_000)), ..Holder::default() };
        let read = Holder::read(&serde_json::to_string(&long).unwrap());
        assert_eq!(read.words(), format!("a{}", "b".repeat(LONGEST_NAME - 1)));
    }
}
