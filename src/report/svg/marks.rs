//! Where ticks, names and points stand: arithmetic without drawing.
use chrono::{Datelike as _, Days, Months, NaiveDate};

/// Height of a line of text.
pub(super) const LINE: f64 = 13.0;
/// A curve of more points is drawn by the lowest and highest of so many stretches: more could not be seen.
pub(super) const STRETCHES: usize = 400;

/// About what a text takes of a line where letters are 11 high: it is never cut for being wider than was thought.
pub(super) fn text_width(text: &str) -> f64 {
    text.chars().map(letter_width).sum()
}

fn letter_width(letter: char) -> f64 {
    match letter {
        ' ' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | 'i' | 'j' | 'l' | 't' | 'f' | 'r' | '(' | ')' => 4.0,
        'm' | 'w' | 'M' | 'W' | '@' | '%' => 9.8,
        '0'..='9' | '+' | '−' | 'a'..='z' => 6.9,
        // Letters that East Asia writes, and little pictures, are as wide as high.
        '\u{1100}'..='\u{11ff}' | '\u{2600}'..='\u{27bf}' | '\u{2e80}'..='\u{ffef}' | '\u{1f000}'.. => 12.0,
        _ => 7.8,
    }
}

/// A name that takes no more than this of a line. Its end stays: the number there tells runs apart.
pub(super) fn shortened(name: &str, room: f64) -> String {
    if text_width(name) <= room {
        return name.to_owned();
    }
    let number = name.rsplit(' ').next().filter(|end| end.starts_with('#') && text_width(end) < 0.6 * room);
    let end = number.map_or_else(|| "…".to_owned(), |number| format!("… {number}"));
    let mut left = room - text_width(&end);
    let begin: String = name
        .chars()
        .take_while(|letter| {
            left -= letter_width(*letter);
            left >= 0.0
        })
        .collect();
    format!("{}{end}", begin.trim_end())
}

/// Heights that keep a line between them, as near as can be to the given ones, which ascend, and none below the lowest.
pub(super) fn apart(heights: &[f64], lowest: f64) -> Vec<f64> {
    let mut apart = heights.to_vec();
    for place in 1..apart.len() {
        apart[place] = apart[place].max(apart[place - 1] + LINE);
    }
    // What was pushed out below goes up again.
    let mut lowest = lowest;
    for y in apart.iter_mut().rev() {
        *y = y.min(lowest);
        lowest = *y - LINE;
    }
    apart
}

/// The first days of months, as many apart as leaves room for their names.
pub(super) fn month_marks(start: NaiveDate, days: u32) -> Vec<(f64, String)> {
    let step =
        [1, 2, 3, 6, 12, 24, 60, 120].into_iter().find(|step| days / 30 / step <= 7_u32).unwrap_or(240);
    let end = start.checked_add_days(Days::new(u64::from(days)));
    let mut month = start.with_day(1);
    let mut marks = Vec::new();
    while let Some(first) = month.filter(|first| Some(*first) < end) {
        let count = first.year() * 12 + first.month0() as i32;
        if first >= start && count.rem_euclid(step as i32) == 0 {
            let text = first.format(if step >= 12 { "%Y" } else { "%b %Y" }).to_string();
            marks.push(((first - start).num_days() as f64 + 1.0, text));
        }
        month = first.checked_add_months(Months::new(1));
    }
    marks
}

/// The points that are drawn: all of them, or the lowest and highest of each stretch where there are more than can be seen.
pub(super) fn thinned(points: &[(f64, f64)]) -> Vec<(f64, f64)> {
    if points.len() <= 2 * STRETCHES {
        return points.to_vec();
    }
    let by_value = |a: &&(f64, f64), b: &&(f64, f64)| a.1.total_cmp(&b.1);
    let mut thin: Vec<(f64, f64)> = points.first().copied().into_iter().collect();
    for stretch in points.chunks(points.len().div_ceil(STRETCHES)) {
        let mut two: Vec<_> = stretch
            .iter()
            .min_by(by_value)
            .into_iter()
            .chain(stretch.iter().max_by(by_value))
            .copied()
            .collect();
        two.sort_by(|a, b| a.0.total_cmp(&b.0));
        thin.extend(two);
    }
    thin.extend(points.last().copied());
    thin.dedup_by_key(|(day, _)| day.to_bits());
    thin
}
