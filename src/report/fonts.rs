//! The fonts of documents that carry them: Inter, and for what it cannot write those that this computer has.
use std::collections::BTreeSet;
use std::sync::Arc;

use resvg::usvg::fontdb::{Database, FaceInfo, Source, Style};
use typst::foundations::Bytes;
use typst::text::{Font, FontInfo};

/// The fonts that the window has too.
const INTER: [&[u8]; 2] = [
    include_bytes!("../../assets/fonts/Inter-Regular.ttf"),
    include_bytes!("../../assets/fonts/Inter-SemiBold.ttf"),
];

/// Fonts that together write a text.
#[derive(Debug)]
pub(super) struct Fonts {
    /// Inter first, then the others, the one that writes most of the rest first.
    pub fonts: Vec<Font>,
    /// What none of them can write, in order.
    pub missing: Vec<char>,
}

impl Fonts {
    /// The fonts for a text. The computer's fonts are only looked through where Inter is not enough.
    pub fn for_text(text: &str) -> Self {
        Self::among(text, || {
            let mut database = Database::new();
            database.load_system_fonts();
            database
        })
    }

    fn among(text: &str, others: impl FnOnce() -> Database) -> Self {
        let mut fonts: Vec<Font> = INTER.iter().filter_map(|data| Font::new(Bytes::new(*data), 0)).collect();
        let mut missing: BTreeSet<char> = text.chars().filter(|letter| is_drawn(*letter)).collect();
        if let Some(inter) = fonts.first() {
            missing.retain(|letter| !writes(inter.info(), *letter));
        }
        if !missing.is_empty() {
            for font in helpers(&others(), &mut missing) {
                fonts.push(font);
            }
        }
        Self { fonts, missing: missing.into_iter().collect() }
    }

    /// Their families in order, each once.
    pub fn families(&self) -> Vec<&str> {
        let mut families: Vec<&str> = Vec::new();
        for font in &self.fonts {
            let family = font.info().family.as_str();
            if !families.contains(&family) {
                families.push(family);
            }
        }
        families
    }

    /// The same fonts for whoever draws pictures.
    pub fn database(&self) -> Database {
        let mut database = Database::new();
        for font in &self.fonts {
            database.load_font_source(Source::Binary(Arc::new(font.data().clone())));
        }
        database
    }
}

/// The fonts that write what is missing, which they take away from it: as few as can be found by taking the one that
/// writes most each time.
fn helpers(database: &Database, missing: &mut BTreeSet<char>) -> Vec<Font> {
    let mut found: Vec<(FaceInfo, FontInfo)> = database
        .faces()
        .filter(|face| face.style == Style::Normal && (300..=500).contains(&face.weight.0))
        .filter_map(|face| {
            let info = database.with_face_data(face.id, FontInfo::new)??;
            missing.iter().any(|letter| writes(&info, *letter)).then(|| (face.clone(), info))
        })
        .collect();
    // Of two that write as much, always the same one: sans serif before others, then by name.
    found.sort_by_key(|(face, info)| {
        let is_sans = info.family.contains("Sans") || info.family.contains("UI");
        (!is_sans, info.family.clone(), face.weight.0.abs_diff(400), face.index)
    });
    let mut fonts = Vec::new();
    while !missing.is_empty() {
        let count = |info: &FontInfo| missing.iter().filter(|letter| writes(info, **letter)).count();
        // The first of those that write most: `max_by_key` would take the last.
        let best = found.iter().rev().max_by_key(|(_, info)| count(info));
        let Some((face, info)) = best.filter(|(_, info)| count(info) > 0) else { break };
        let (id, info) = (face.id, info.clone());
        missing.retain(|letter| !writes(&info, *letter));
        let data = database.with_face_data(id, |data, index| (data.to_vec(), index));
        fonts.extend(data.and_then(|(data, index)| Font::new(Bytes::new(data), index)));
        found.retain(|(face, _)| face.id != id);
    }
    fonts
}

fn writes(info: &FontInfo, letter: char) -> bool {
    info.coverage.contains(letter as u32)
}

/// Whether a letter leaves anything on paper: what only joins, turns or chooses others does not.
fn is_drawn(letter: char) -> bool {
    !letter.is_control()
        && !letter.is_whitespace()
        && !matches!(letter,
            '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}' | '\u{fffd}' | '\u{e0000}'..='\u{e0fff}')
}

/// "… has no font for letters in its names (U+9C91, U+1F41F) …": what a document says where letters could not be had; none where all could.
pub(super) fn note(missing: &[char]) -> Option<String> {
    /// More would not be read.
    const MOST: usize = 12;
    let numbers: Vec<String> =
        missing.iter().take(MOST).map(|letter| format!("U+{:04X}", u32::from(*letter))).collect();
    let more = if missing.len() > MOST { " and others" } else { "" };
    let (what, it) = match missing.len() {
        0 => return None,
        1 => ("a letter", "an empty box stands for it"),
        _ => ("letters", "empty boxes stand for them"),
    };
    Some(format!(
        "The computer that made this report has no font for {what} in its names ({}{more}): {it}. Reports in other formats \
         hold the names whole",
        numbers.join(", ")
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inter_is_enough_for_what_farms_in_europe_write_and_nothing_else_is_looked_for() {
        let looked = || -> Database { panic!("the computer's fonts were looked through") };
        let fonts = Fonts::among("Føroyar ðæýÁ Σολομός Лосось €−≥▲▼·…\u{200d}\u{fe0f}\n", looked);
        assert_eq!(fonts.families(), ["Inter Tabular"]);
        assert!(fonts.missing.is_empty() && fonts.fonts.len() == 2);
    }

    #[test]
    fn what_no_font_can_write_is_told_by_its_number() {
        let fonts = Fonts::among("鲑鱼 🐟", Database::new);
        assert_eq!(fonts.missing, ['鱼', '鲑', '🐟']);
        let note = note(&fonts.missing).unwrap();
        assert!(note.contains("letters in its names (U+9C7C, U+9C91, U+1F41F)"), "{note}");
        assert_eq!(super::note(&[]), None);
    }
}
