//! Words for how often, in the languages of spreadsheets: daily, ukentlig, månedlig, mánaðarliga…
use super::heads::bare;
use crate::domain::mortality::Frequency;

const DAY: [&str; 13] = [
    "daily", "day", "perday", "daglig", "dagligt", "dagliga", "dag", "prdag", "perdag", "døgn", "prdøgn",
    "perdøgn", "dagur",
];
const WEEK: [&str; 15] = [
    "weekly",
    "week",
    "perweek",
    "ukentlig",
    "ukentleg",
    "ugentlig",
    "ugentligt",
    "vikuliga",
    "uke",
    "uge",
    "veke",
    "vika",
    "pruke",
    "prvika",
    "pruge",
];
const MONTH: [&str; 16] = [
    "monthly",
    "month",
    "permonth",
    "månedlig",
    "månedligt",
    "månadleg",
    "mánaðarliga",
    "maanedlig",
    "måned",
    "maaned",
    "månad",
    "mánað",
    "mánaður",
    "prmåned",
    "permåned",
    "mnd",
];

/// The frequency that a word means.
pub fn of_word(word: &str) -> Option<Frequency> {
    let word = bare(word);
    let means = |words: &[&str]| words.contains(&word.as_str());
    if means(&DAY) {
        Some(Frequency::Daily)
    } else if means(&WEEK) {
        Some(Frequency::Weekly)
    } else {
        means(&MONTH).then_some(Frequency::Monthly)
    }
}

/// The frequency that the head of a column of rates speaks of: "Mortality (% per month)".
pub fn of_head(head: &str) -> Option<Frequency> {
    let head: String = head.chars().take(200).flat_map(char::to_lowercase).collect();
    let words: Vec<&str> = head.split(|c: char| !c.is_alphanumeric()).collect();
    let has = |known: &[&str]| words.iter().any(|word| known.contains(word));
    // "Mortality by month in sea" says which month, not per what: only "per" and the adjectives do.
    let speaks = |known: &[&str], adjectives: usize| {
        let per =
            |pair: &[&str]| ["per", "pr", "a", "um", "i"].contains(&pair[0]) && known.contains(&pair[1]);
        has(&known[..adjectives]) || words.windows(2).any(per)
    };
    if speaks(&["monthly", "månedlig", "månedligt", "mánaðarliga", "month", "måned", "mnd", "mánað"], 4)
    {
        Some(Frequency::Monthly)
    } else if speaks(&["weekly", "ukentlig", "ugentlig", "vikuliga", "week", "uke", "uge", "viku"], 4) {
        Some(Frequency::Weekly)
    } else {
        speaks(&["daily", "daglig", "dagligt", "dagliga", "day", "dag", "døgn", "dagin"], 4)
            .then_some(Frequency::Daily)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_the_north_mean_day_week_and_month() {
        for (words, wanted) in [
            (&["daily", "Daglig", "pr. dag", "per døgn", "dagliga"][..], Frequency::Daily),
            (&["Weekly", "ukentlig", "ugentlig", "vikuliga"][..], Frequency::Weekly),
            (&["monthly", "Månedlig", "månedligt", "mánaðarliga", "mnd."][..], Frequency::Monthly),
        ] {
            for word in words {
                assert_eq!(of_word(word), Some(wanted), "{word}");
            }
        }
        assert_eq!(of_word("hourly"), None);
    }

    #[test]
    fn a_head_may_say_per_what_its_rates_are() {
        assert_eq!(of_head("Mortality (% per month)"), Some(Frequency::Monthly));
        assert_eq!(of_head("Månedlig dødelighet"), Some(Frequency::Monthly));
        assert_eq!(of_head("daily_rate_percent"), Some(Frequency::Daily));
        assert_eq!(of_head("Dødelighet % pr uke"), Some(Frequency::Weekly));
        assert_eq!(of_head("Mortality by month in sea"), None);
        assert_eq!(of_head("rate"), None);
    }
}
