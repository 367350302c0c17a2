//! Looking at farm files from the outside, and what the tests of this folder share. The farm itself is also what is fuzzed.
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::time::Duration;

use rusqlite::Connection;
use tempfile::TempDir;

pub use super::farm_files::{dense_bytes, do_everything, folder, is_plain, make, scenario};
use super::story::everything;

/// Does something that may neither panic nor go on for ever, and gives what it gave.
pub fn in_time<T: Send + 'static>(told: &str, f: impl FnOnce() -> T + Send + 'static) -> T {
    let (send, receive) = mpsc::channel();
    // Small: something that nests without end shall be seen.
    let worker = std::thread::Builder::new().stack_size(2 << 20).spawn(move || send.send(f()).ok()).unwrap();
    match receive.recv_timeout(Duration::from_secs(120)) {
        Ok(answer) => answer,
        Err(mpsc::RecvTimeoutError::Timeout) => panic!("{told}: it goes on for ever"),
        Err(mpsc::RecvTimeoutError::Disconnected) => {
            let why = worker.join().err();
            let words = why.as_ref().and_then(|why| {
                why.downcast_ref::<String>().map(String::as_str).or(why.downcast_ref::<&str>().copied())
            });
            panic!("{told}: it broke off: {}", words.unwrap_or("without a word"));
        }
    }
}

/// Everything that a file holds, but for the moments at which it was written down.
pub fn content(path: &Path) -> Vec<String> {
    let connection = Connection::open(path).unwrap();
    everything(&connection)
}

/// The same without moments: what two tries of the same thing have in common.
pub fn timeless(rows: &[String]) -> Vec<String> {
    let mut rows: Vec<String> =
        rows.iter().map(|row| row.split('|').map(without_moment).collect::<Vec<_>>().join("|")).collect();
    rows.sort();
    rows
}

fn without_moment(cell: &str) -> String {
    let at = cell.len().saturating_sub("2024-09-01T10:00:00.000Z".len());
    let is_moment = cell.get(at..).is_some_and(|end| {
        end.len() == 24 && end.ends_with('Z') && end.as_bytes()[10] == b'T' && end.as_bytes()[19] == b'.'
    });
    if is_moment { format!("{}a moment", &cell[..at]) } else { cell.to_owned() }
}

/// SQLite's own word that a file is whole, and that every row points to one that is there.
pub fn is_whole(path: &Path) -> Result<(), String> {
    let connection = Connection::open(path).map_err(|error| error.to_string())?;
    let said: String = connection
        .query_row("PRAGMA quick_check", [], |row| row.get(0))
        .map_err(|error| error.to_string())?;
    if said != "ok" {
        return Err(said);
    }
    let mut broken = connection.prepare("PRAGMA foreign_key_check").map_err(|error| error.to_string())?;
    if broken.exists([]).map_err(|error| error.to_string())? {
        return Err("rows point to rows that are not there".to_owned());
    }
    Ok(())
}

/// How often something is tried: by default so often, or as the environment says.
pub fn tries(variable: &str, usually: u32) -> u32 {
    std::env::var(variable).ok().and_then(|text| text.parse().ok()).unwrap_or(usually)
}

/// A file in a folder.
pub fn within(folder: &TempDir, name: &str) -> PathBuf {
    folder.path().join(name)
}

/// The numbers of SplitMix64 (Steele, Lea and Flood 2014): always the same from the same seed.
pub struct Dice(pub u64);

impl Dice {
    pub fn throw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below another, which is not 0.
    pub fn below(&mut self, end: usize) -> usize {
        (self.throw() % end as u64) as usize
    }
}
