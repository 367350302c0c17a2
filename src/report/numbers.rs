//! The language of numbers: which marks stand before decimals and between thousands.

/// A space that no line breaks at.
const SPACE: char = '\u{a0}';

/// How numbers are written for people.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum NumberStyle {
    /// 1,234.5, as in English.
    #[default]
    English,
    /// 1 234,5, as in Norwegian.
    Norwegian,
    /// 1.234,5, as in Faroese, Danish and German.
    Faroese,
}

impl NumberStyle {
    /// Every style.
    pub const ALL: [Self; 3] = [Self::English, Self::Norwegian, Self::Faroese];

    /// The word by which a command line names it.
    pub fn word(self) -> &'static str {
        match self {
            Self::English => "english",
            Self::Norwegian => "norwegian",
            Self::Faroese => "faroese",
        }
    }

    /// What people choose it by: a number, as it writes it.
    pub fn example(self) -> &'static str {
        match self {
            Self::English => "1,234.5",
            Self::Norwegian => "1\u{a0}234,5",
            Self::Faroese => "1.234,5",
        }
    }

    /// How CSV is written where people write numbers so: their spreadsheet takes the comma for the decimal mark.
    pub fn csv(self) -> CsvStyle {
        match self {
            Self::English => CsvStyle { separator: ',', decimal: '.' },
            Self::Norwegian | Self::Faroese => CsvStyle { separator: ';', decimal: ',' },
        }
    }

    /// Rewrites the numbers of what the program has written for people in English. Not for what somebody typed.
    pub fn words(self, english: &str) -> String {
        let (thousands, decimal) = match self {
            Self::English => return english.to_owned(),
            Self::Norwegian => (SPACE, ','),
            Self::Faroese => ('.', ','),
        };
        let letters: Vec<char> = english.chars().collect();
        let digits =
            |from: usize| letters.iter().skip(from).take_while(|letter| letter.is_ascii_digit()).count();
        let is_digit = |place: usize| letters.get(place).is_some_and(char::is_ascii_digit);
        let mut words = String::with_capacity(english.len() + 4);
        for (place, letter) in letters.iter().enumerate() {
            let is_between = place > 0 && is_digit(place - 1) && is_digit(place + 1);
            words.push(match letter {
                ',' if is_between && digits(place + 1) == 3 => thousands,
                '.' if is_between => decimal,
                other => *other,
            });
        }
        words
    }
}

/// How CSV is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CsvStyle {
    /// What stands between two fields: `,`, `;` or a tab.
    pub separator: char,
    /// What stands before the decimals: `.` or `,`.
    pub decimal: char,
}

impl CsvStyle {
    /// A number with every digit, nothing between its thousands.
    pub fn number(self, value: f64) -> String {
        let digits = value.to_string();
        if self.decimal == '.' { digits } else { digits.replace('.', &self.decimal.to_string()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_reads_as_its_readers_write_it() {
        for (english, norwegian, faroese) in [
            ("1,234.5 t", "1\u{a0}234,5 t", "1.234,5 t"),
            ("+4.1 %", "+4,1 %", "+4,1 %"),
            ("−12,345,678", "−12\u{a0}345\u{a0}678", "−12.345.678"),
            ("2024-09-01", "2024-09-01", "2024-09-01"),
            (
                "ends 410 g heavier, reaches 5,000 g 23 days earlier, with 4.1 % more feed",
                "ends 410 g heavier, reaches 5\u{a0}000 g 23 days earlier, with 4,1 % more feed",
                "ends 410 g heavier, reaches 5.000 g 23 days earlier, with 4,1 % more feed",
            ),
            ("days 1,2 and so on.", "days 1,2 and so on.", "days 1,2 and so on."),
        ] {
            assert_eq!(NumberStyle::English.words(english), english);
            assert_eq!(NumberStyle::Norwegian.words(english), norwegian);
            assert_eq!(NumberStyle::Faroese.words(english), faroese);
        }
        assert_eq!(NumberStyle::Faroese.csv().number(-1234.5), "-1234,5");
        assert_eq!(NumberStyle::English.csv().number(0.1 + 0.2), "0.30000000000000004");
    }
}
