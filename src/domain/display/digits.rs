//! Numbers as digits: rounding, separators, signs.

/// What stands where there is no number.
pub const NO_VALUE: &str = "–";

/// The real minus sign, as wide as a digit in our typeface; a hyphen is too short to be seen before a figure.
pub(super) const MINUS: char = '\u{2212}';

/// Whether a number that is more than nothing carries a plus.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    OnlyMinus,
    Both,
}

/// Any other number, rounded to the given decimals and separated: `number(1234.56, 1)` is `1,234.6`.
#[must_use]
pub fn number(value: f64, decimals: usize) -> String {
    fixed(value, decimals, Sign::OnlyMinus)
}

/// A number with all its digits, separated, as a person would type it: `1,234.5678`.
#[must_use]
pub fn exact(value: f64) -> String {
    if !value.is_finite() {
        return NO_VALUE.to_owned();
    }
    signed(value < 0.0, false, &group(&value.abs().to_string()), Sign::OnlyMinus)
}

pub(super) fn rounds_below(value: f64, decimals: i32, limit: f64) -> bool {
    let scale = 10_f64.powi(decimals);
    (value.abs() * scale).round() < limit * scale
}

/// Half away from zero, as people round, and by the shortest decimal form of the number: 2.675 was typed as
/// 2.675 and reads "2.68", though its nearest binary fraction lies a hair below.
pub(super) fn fixed(value: f64, decimals: usize, sign: Sign) -> String {
    if !value.is_finite() {
        return NO_VALUE.to_owned();
    }
    let digits = group(&round_half_away(value.abs(), decimals));
    let is_nothing = digits.bytes().all(|b| !b.is_ascii_digit() || b == b'0');
    signed(value < 0.0 && !is_nothing, value > 0.0 && !is_nothing, &digits, sign)
}

pub(super) fn signed(is_less: bool, is_more: bool, digits: &str, sign: Sign) -> String {
    if is_less {
        format!("{MINUS}{digits}")
    } else if is_more && sign == Sign::Both {
        format!("+{digits}")
    } else {
        digits.to_owned()
    }
}

fn round_half_away(magnitude: f64, decimals: usize) -> String {
    // `Display` writes the shortest decimal form that reads back as the same number, never an exponent.
    let shortest = magnitude.to_string();
    let (whole, fraction) = shortest.split_once('.').unwrap_or((&shortest, ""));
    let mut digits: Vec<u8> = whole.bytes().collect();
    digits.extend(fraction.bytes().chain(std::iter::repeat(b'0')).take(decimals));
    if fraction.as_bytes().get(decimals).is_some_and(|&next| next >= b'5') {
        let mut carries = true;
        for digit in digits.iter_mut().rev() {
            if *digit == b'9' {
                *digit = b'0';
            } else {
                *digit += 1;
                carries = false;
                break;
            }
        }
        if carries {
            digits.insert(0, b'1');
        }
    }
    let mut text: String = digits.into_iter().map(char::from).collect();
    if decimals > 0 {
        text.insert(text.len() - decimals, '.');
    }
    text
}

/// Puts a comma between every three digits before the point.
pub(crate) fn group(digits: &str) -> String {
    let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(w, f)| (w, Some(f)));
    let mut text = String::with_capacity(digits.len() + whole.len() / 3);
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if let Some(fraction) = fraction {
        text.push('.');
        text.push_str(fraction);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read_back(text: &str) -> f64 {
        text.replace(',', "").replace(MINUS, "-").replace('+', "").parse().unwrap()
    }

    proptest! {
        #[test]
        fn what_is_read_is_within_half_a_last_digit(value in -1e9..1e9_f64, decimals in 0_usize..4) {
            let text = number(value, decimals);
            let half = 0.5 / 10_f64.powi(decimals as i32);
            prop_assert!((read_back(&text) - value).abs() <= half * 1.000_001, "{} as {}", value, text);
        }
    }
}
