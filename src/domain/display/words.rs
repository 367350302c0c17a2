//! Things in words: how many of them, how large, and sentences that begin as sentences do.

use super::digits::{group, number};
use super::{count, weight};
use crate::domain::pen::Pen;

/// What a fault says, as a sentence on its own begins.
#[must_use]
pub fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The pens of a batch with what came into each, where that is known: "1: 50,000 of 112 g, 2".
#[must_use]
pub fn pens(pens: &[Pen]) -> String {
    let words = |pen: &Pen| match (pen.initial_count, pen.initial_weight_g) {
        (Some(fish), Some(weight_g)) => {
            format!("{}: {} of {}", pen.name, count(fish as f64), weight(weight_g))
        }
        (Some(fish), None) => format!("{}: {}", pen.name, count(fish as f64)),
        (None, Some(weight_g)) => format!("{}: {}", pen.name, weight(weight_g)),
        (None, None) => pen.name.clone(),
    };
    pens.iter().map(words).collect::<Vec<_>>().join(", ")
}

/// The size of a file as systems show it: `812 KB`, `14.2 MB`, `1.3 GB`.
#[must_use]
pub fn file_size(bytes: u64) -> String {
    let size = bytes as f64;
    if size < 999_500.0 {
        format!("{} KB", number((size / 1e3).ceil(), 0))
    } else if size < 999.95e6 {
        format!("{} MB", number(size / 1e6, 1))
    } else {
        format!("{} GB", number(size / 1e9, 1))
    }
}

/// A number of things with the right word: `1 batch`, `1,200 batches`.
#[must_use]
pub fn plural(n: usize, one: &str, many: &str) -> String {
    let word = if n == 1 { one } else { many };
    format!("{} {word}", group(&n.to_string()))
}

pub(super) fn plural_of(n: i64, one: &str, many: &str) -> String {
    plural(usize::try_from(n).unwrap_or(0), one, many)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_has_the_unit_that_systems_show_it_in() {
        let sizes = [0, 1, 81_920, 999_400, 14_200_000, 1_300_000_000].map(file_size);
        assert_eq!(sizes, ["0 KB", "1 KB", "82 KB", "1,000 KB", "14.2 MB", "1.3 GB"]);
    }

    #[test]
    fn one_batch_is_not_one_batches() {
        assert_eq!(plural(0, "batch", "batches"), "0 batches");
        assert_eq!(plural(1, "batch", "batches"), "1 batch");
        assert_eq!(plural(1200, "batch", "batches"), "1,200 batches");
    }
}
