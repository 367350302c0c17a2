//! What a farm file of a schema is made of, and what one holds beside that: a view or trigger of somebody else would be code
//! that runs when the file is read or written.
use rusqlite::Connection;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use super::{CURRENT, build_to, newer};
use crate::domain::fault::{Fault, FaultKind, Outcome};

/// A table, index, trigger or view: its kind and its name.
pub(in crate::store) type Key = (String, String);

/// Everything that the schema of a file is made of, each with the SQL that makes it.
pub(in crate::store) type Items = BTreeMap<Key, String>;

/// How the schema of a file differs from what its steps build.
#[derive(Debug, Default)]
pub(in crate::store) struct Differences {
    /// What no step builds.
    pub foreign: Vec<Key>,
    /// What is not as it was built.
    pub changed: Vec<Key>,
    /// What is gone.
    pub missing: Vec<Key>,
}

/// What SQLite itself keeps in a file.
const OF_SQLITE: [&str; 3] = ["sqlite_sequence", "sqlite_stat1", "sqlite_stat4"];

/// Holds the schema of a file against what the steps up to its version build.
pub(in crate::store) fn compare(connection: &Connection, version: u32) -> Outcome<Differences> {
    let expected = expected(version)?;
    let real = items(connection)?;
    let mut found = Differences::default();
    for (key, sql) in &real {
        match expected.get(key) {
            None => found.foreign.push(key.clone()),
            Some(built) if !is_alike(&key.0, built, sql) => found.changed.push(key.clone()),
            Some(_) => {}
        }
    }
    found.missing = expected.keys().filter(|key| !real.contains_key(*key)).cloned().collect();
    Ok(found)
}

/// Refuses a file that holds tables, views or triggers that this program did not make.
pub(in crate::store) fn refuse_foreign(connection: &Connection, version: u32) -> Outcome<()> {
    let found = compare(connection, version)?;
    let Some((kind, name)) = found.foreign.iter().chain(&found.changed).next() else { return Ok(()) };
    let verb = if found.foreign.is_empty() { "has changed" } else { "did not make" };
    let who = if found.foreign.is_empty() { "somebody" } else { "Salmon Run" };
    Err(Fault::new(
        FaultKind::ForeignSchema,
        format!(
            "the farm file holds a {kind} \"{name}\" that {who} {verb}, so it is not opened: it might run code"
        ),
        "Restore a backup, or let `salmon-run check --repair` copy what is Salmon Run's into a clean file",
    ))
}

/// What the steps up to a version build.
pub(in crate::store) fn expected(version: u32) -> Outcome<Items> {
    // It follows from the steps alone, and every file that is opened is held against it.
    static OF_CURRENT: OnceLock<Items> = OnceLock::new();
    if version > CURRENT {
        return Err(newer(version));
    }
    if version == CURRENT
        && let Some(items) = OF_CURRENT.get()
    {
        return Ok(items.clone());
    }
    let mut built = Connection::open_in_memory()?;
    build_to(&mut built, version)?;
    let items = items(&built)?;
    Ok(if version == CURRENT { OF_CURRENT.get_or_init(|| items).clone() } else { items })
}

fn items(connection: &Connection) -> Outcome<Items> {
    // An index that a constraint makes has no SQL of its own.
    let mut statement =
        connection.prepare("SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL")?;
    let mut rows = statement.query([])?;
    let mut items = Items::new();
    while let Some(row) = rows.next()? {
        let (kind, name, sql): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        if !OF_SQLITE.contains(&name.as_str()) {
            items.insert((kind, name), sql);
        }
    }
    Ok(items)
}

/// Whether two ways to write something make the same. A table that went down and up again has its columns in another order.
fn is_alike(kind: &str, a: &str, b: &str) -> bool {
    let (mut a, mut b) = (tokens(a), tokens(b));
    if kind == "table" {
        a.sort_unstable();
        b.sort_unstable();
    }
    a == b
}

/// The words and signs of SQL, without what makes no difference: spaces, comments, quotes of names, capitals of keywords.
fn tokens(sql: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    let mut rest = sql;
    while let Some(first) = rest.chars().next() {
        let length = if first.is_whitespace() {
            first.len_utf8()
        } else if rest.starts_with("--") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if let Some(close) = closing(first) {
            let inner = &rest[first.len_utf8()..];
            let end = inner.find(close).unwrap_or(inner.len());
            let text = &inner[..end];
            tokens.push(if first == '\'' { format!("'{text}") } else { text.to_lowercase() });
            (first.len_utf8() + end + 1).min(rest.len())
        } else if is_of_word(first) {
            let end = rest.find(|c: char| !is_of_word(c)).unwrap_or(rest.len());
            tokens.push(rest[..end].to_lowercase());
            end
        } else {
            tokens.push(first.to_string());
            first.len_utf8()
        };
        rest = &rest[length..];
    }
    tokens
}

fn closing(open: char) -> Option<char> {
    match open {
        '\'' | '"' | '`' => Some(open),
        '[' => Some(']'),
        _ => None,
    }
}

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '.'
}

/// The names of the tables among some items.
pub(in crate::store) fn tables(items: &Items) -> BTreeSet<String> {
    items.keys().filter(|(kind, _)| kind == "table").map(|(_, name)| name.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_makes_no_difference_makes_none_and_a_word_more_does() {
        let built =
            "CREATE TABLE batch (\n  a TEXT NOT NULL, -- why\n  b INTEGER DEFAULT 'x, y' /* and */\n) STRICT";
        let moved = "CREATE TABLE \"batch\" (b INTEGER DEFAULT 'x, y', a TEXT NOT NULL) STRICT";
        assert!(is_alike("table", built, moved));
        assert!(!is_alike("table", built, &moved.replace("'x, y'", "'x'")));
        assert!(!is_alike("table", built, &moved.replace("NULL)", "NULL CHECK (load(a)))")));
        assert!(!is_alike("trigger", built, moved), "in a trigger the order is what it does");
        assert!(!tokens("'not closed").is_empty() && !tokens("/* not closed").iter().any(|t| t == "closed"));
    }
}
