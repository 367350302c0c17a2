//! What the sheets of runs are called: Excel has its rules.
use crate::report::contents::Contents;

/// Letters a name may have, counted as Excel does: in UTF-16.
const MOST: usize = 31;
/// Names that are taken: our own sheets', and one that Excel keeps for itself.
const TAKEN: [&str; 11] = [
    "summary",
    "key figures",
    "differences",
    "parameters",
    "history",
    "batch",
    "batches",
    "weeks",
    "months",
    "snapshots",
    "profiles",
];

/// The name of each run's sheet, each once.
pub(super) fn of_sheets(contents: &Contents<'_>) -> Vec<String> {
    unique(contents.places().map(|run| contents.names.name(run)))
}

fn unique<'a>(names: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut taken: Vec<String> = TAKEN.iter().map(|name| (*name).to_owned()).collect();
    names
        .map(|name| {
            let name = allowed(name);
            let numbered = (1_u32..).map(|number| match number {
                1 => cut(&name, MOST),
                number => {
                    let end = format!(" ({number})");
                    format!("{}{end}", cut(&name, MOST - end.len()))
                }
            });
            let free = numbered.into_iter().find(|name| !taken.contains(&name.to_lowercase()));
            let free = free.unwrap_or(name);
            taken.push(free.to_lowercase());
            free
        })
        .collect()
}

/// Without the signs that no sheet's name may have.
fn allowed(name: &str) -> String {
    let is_refused = |letter: char| letter.is_control() || "[]:*?/\\".contains(letter);
    let name: String = name.chars().map(|letter| if is_refused(letter) { '-' } else { letter }).collect();
    let name = name.trim().trim_matches('\'').trim();
    if name.is_empty() { "Run".to_owned() } else { name.to_owned() }
}

fn cut(name: &str, most: usize) -> String {
    let mut length = 0;
    let fits = |letter: &char| {
        length += letter.len_utf16();
        length <= most
    };
    let cut: String = name.chars().take_while(fits).collect();
    cut.trim_end().trim_end_matches('\'').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sheets_have_names_that_excel_takes_and_each_its_own() {
        let long = format!("#12 {}", "🐟".repeat(20));
        let names = ["#1 A/B: [new]?", "#1 a/b: [NEW]?", "'quoted'", "Summary", "  ", &long, &long];
        let given = unique(names.into_iter());
        assert_eq!(given[..5], ["#1 A-B- -new--", "#1 a-b- -NEW-- (2)", "quoted", "Summary (2)", "Run"]);
        assert_eq!(given[5], format!("#12 {}", "🐟".repeat(13)));
        assert!(given[6].ends_with(" (2)"));
        assert!(given.iter().all(|name| name.encode_utf16().count() <= MOST));
    }
}
