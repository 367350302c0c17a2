//! Numbers as people type them. `1,234.5`, `1.234,5`, `1 234,5` and `1234.5` are the same number; `1,234` and `1.234`
//! alone could be two, and are read as noted at [`decimal`].

/// Reads a number with decimals.
///
/// A lone comma before exactly three digits separates thousands, as that is how we write numbers ourselves, unless
/// a zero stands before it. Any other lone comma, and any lone point, is the decimal sign.
pub(super) fn decimal(text: &str) -> Option<f64> {
    let (is_negative, digits) = unsigned(text)?;
    let commas = digits.matches(',').count();
    let points = digits.matches('.').count();
    let plain = match (commas, points) {
        (0, 0 | 1) => digits,
        (0, _) => without_groups(&digits, '.')?,
        (1, 0) => lone_comma(&digits),
        (_, 0) => without_groups(&digits, ',')?,
        _ if digits.rfind(',') < digits.find('.') && points == 1 => {
            let (whole, fraction) = digits.split_once('.')?;
            format!("{}.{fraction}", without_groups(whole, ',')?)
        }
        _ if digits.rfind('.') < digits.find(',') && commas == 1 => {
            let (whole, fraction) = digits.split_once(',')?;
            format!("{}.{fraction}", without_groups(whole, '.')?)
        }
        _ => return None,
    };
    let magnitude: f64 = plain.parse().ok()?;
    magnitude.is_finite().then_some(if is_negative { -magnitude } else { magnitude })
}

/// Reads a whole number.
pub(super) fn integer(text: &str) -> Option<i64> {
    let (is_negative, digits) = unsigned(text)?;
    let plain = match (digits.contains(','), digits.contains('.')) {
        (false, false) => digits,
        (true, false) => without_groups(&digits, ',')?,
        (false, true) => without_groups(&digits, '.')?,
        (true, true) => return None,
    };
    let magnitude: i64 = plain.parse().ok()?;
    Some(if is_negative { -magnitude } else { magnitude })
}

/// Writes a whole number so that it can be read again.
pub(super) fn write_integer(value: i64) -> String {
    // `days` separates without a detour over `f64`, which would lose the last digits of large numbers.
    crate::domain::display::days(value).number
}

/// Splits off the sign and drops the spaces that some put between thousands; `None` if anything but digits and
/// separators is left.
fn unsigned(text: &str) -> Option<(bool, String)> {
    let text: String = text.chars().filter(|c| !c.is_whitespace() && *c != '\'').collect();
    let (is_negative, digits) = match text.strip_prefix(['-', '\u{2212}']) {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(&text)),
    };
    let is_number = digits.bytes().any(|b| b.is_ascii_digit())
        && digits.chars().all(|c| c.is_ascii_digit() || c == ',' || c == '.');
    is_number.then(|| (is_negative, digits.to_owned()))
}

fn without_groups(digits: &str, separator: char) -> Option<String> {
    let mut groups = digits.split(separator);
    let first = groups.next()?;
    let is_grouped = (1..=3).contains(&first.len()) && groups.all(|group| group.len() == 3);
    (is_grouped || !digits.contains(separator)).then(|| digits.replace(separator, ""))
}

fn lone_comma(digits: &str) -> String {
    let is_thousands = digits.split_once(',').is_some_and(|(whole, rest)| {
        (1..=3).contains(&whole.len()) && !whole.starts_with('0') && rest.len() == 3
    });
    digits.replace(',', if is_thousands { "" } else { "." })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::display;
    use proptest::prelude::*;

    #[test]
    fn both_decimal_signs_and_all_separators_are_read() {
        for text in ["1234.5", "1,234.5", "1.234,5", "1 234,5", "1234,5", " +1\u{202f}234.50 ", "1'234.5"] {
            assert_eq!(decimal(text), Some(1234.5), "{text}");
        }
        assert_eq!(decimal("−2,75"), Some(-2.75));
        assert_eq!(decimal("-.5"), Some(-0.5));
        assert_eq!(decimal("1,234,567"), Some(1_234_567.0));
    }

    #[test]
    fn a_lone_comma_before_three_digits_is_ours() {
        assert_eq!(decimal("1,234"), Some(1234.0));
        assert_eq!(decimal("0,025"), Some(0.025));
        assert_eq!(decimal("2,75"), Some(2.75));
        assert_eq!(decimal("2.750"), Some(2.75));
    }

    #[test]
    fn what_is_no_number_is_not_guessed_at() {
        for text in
            ["", " ", "abc", "12 g", "1e5", "nan", "inf", "1,2,3", "1,23.4", "1.2.3", "--1", ".", "1,2.3,4"]
        {
            assert_eq!(decimal(text), None, "{text}");
        }
        for text in ["12.5", "1,2", "12,34", "1,234.567", "99999999999999999999"] {
            assert_eq!(integer(text), None, "{text}");
        }
        assert_eq!(integer("200,000"), Some(200_000));
        assert_eq!(integer("200.000"), Some(200_000));
        assert_eq!(integer("-5"), Some(-5));
    }

    proptest! {
        #[test]
        fn what_we_write_is_read_as_the_same_number(value in -1e12..1e12_f64, whole in -1_000_000_000_000_i64..1_000_000_000_000) {
            prop_assert_eq!(integer(&write_integer(whole)), Some(whole));
            // A thousandth is where a comma could be mistaken, so it is tried on purpose.
            for value in [value, (value * 1000.0).round() / 1000.0, (value / 1e9 * 1000.0).round() / 1000.0] {
                prop_assert_eq!(decimal(&display::exact(value)), Some(value));
            }
        }

        #[test]
        fn no_text_makes_it_fail(text in "\\PC*") {
            let _ = (decimal(&text), integer(&text));
        }
    }
}
