//! Finding by words: in any order, whatever their case, with or without the accents of the North.

/// A text as it is searched: lower case, without accents; "Havsbrúgv" and "havsbrugv" are the same.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for letter in text.chars().flat_map(char::to_lowercase) {
        fold_letter(letter, &mut folded);
    }
    folded
}

fn fold_letter(letter: char, folded: &mut String) {
    let plain = match letter {
        'á' | 'à' | 'â' | 'ä' | 'ã' | 'å' => "a",
        'æ' => "ae",
        'ç' | 'č' => "c",
        'ð' | 'đ' => "d",
        'é' | 'è' | 'ê' | 'ë' => "e",
        'í' | 'ì' | 'î' | 'ï' => "i",
        'ñ' | 'ŋ' => "n",
        'ó' | 'ò' | 'ô' | 'ö' | 'õ' | 'ø' => "o",
        'œ' => "oe",
        'š' => "s",
        'ß' => "ss",
        'ŧ' => "t",
        'þ' => "th",
        'ú' | 'ù' | 'û' | 'ü' => "u",
        'ý' | 'ÿ' => "y",
        'ž' => "z",
        // An accent that was written behind its letter.
        '\u{300}'..='\u{36f}' => "",
        other => return folded.push(other),
    };
    folded.push_str(plain);
}

/// The words that somebody looks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    folded: Vec<String>,
}

impl Words {
    /// The words of what was typed.
    #[must_use]
    pub fn of(typed: &str) -> Self {
        Self { folded: fold(typed).split_whitespace().map(str::to_owned).collect() }
    }

    /// Whether nothing is looked for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.folded.is_empty()
    }

    /// Whether all of them are in this text, which was folded before.
    #[must_use]
    pub fn are_in(&self, folded: &str) -> bool {
        self.folded.iter().all(|word| folded.contains(word.as_str()))
    }

    /// Whether this text, which was folded before, begins with the first of them.
    #[must_use]
    pub fn begin(&self, folded: &str) -> bool {
        self.folded.first().is_some_and(|word| folded.starts_with(word.as_str()))
    }

    /// Cuts a text into pieces of which each is either found or not, to emphasise what was found.
    #[must_use]
    pub fn pieces<'t>(&self, text: &'t str) -> Vec<(&'t str, bool)> {
        // Where each letter of the folded text comes from.
        let mut folded = String::new();
        let mut letter_of = Vec::new();
        let letters: Vec<(usize, char)> = text.char_indices().collect();
        for (place, (_, letter)) in letters.iter().enumerate() {
            folded.push_str(&fold(letter.encode_utf8(&mut [0; 4])));
            letter_of.resize(folded.len(), place);
        }
        let mut is_found = vec![false; letters.len()];
        for word in &self.folded {
            for (at, _) in folded.match_indices(word.as_str()) {
                for place in &letter_of[at..at + word.len()] {
                    is_found[*place] = true;
                }
            }
        }
        let mut pieces: Vec<(&str, bool)> = Vec::new();
        let mut start = 0;
        for place in 1..=letters.len() {
            if place == letters.len() || is_found[place] != is_found[start] {
                let end = letters.get(place).map_or(text.len(), |(at, _)| *at);
                pieces.push((&text[letters[start].0..end], is_found[start]));
                start = place;
            }
        }
        pieces
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_in_any_order_without_case_and_accents() {
        let text = fold("Havsbrúgv · Sørøya, Run #2 (Updated TGC)");
        for typed in ["havsbrugv", "HAVSBRÚGV tgc", "#2 soroya", ""] {
            assert!(Words::of(typed).are_in(&text), "{typed}");
        }
        assert!(!Words::of("havsbrugv tgd").are_in(&text));
    }

    #[test]
    fn what_was_found_is_told_from_the_rest() {
        let words = Words::of("ÆRO bru");
        assert_eq!(
            words.pieces("Ærøy Havsbrúgv"),
            [("Ærø", true), ("y Havs", false), ("brú", true), ("gv", false)]
        );
        assert_eq!(Words::of("").pieces("Run"), [("Run", false)]);
        assert!(words.pieces("").is_empty());
    }

    proptest::proptest! {
        #[test]
        fn pieces_put_together_are_the_text(typed in ".{0,12}", text in ".{0,40}") {
            let joined: String = Words::of(&typed).pieces(&text).iter().map(|(piece, _)| *piece).collect();
            proptest::prop_assert_eq!(joined, text);
        }
    }
}
