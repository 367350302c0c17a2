//! Fewer points for the same picture: what a screen cannot show is not sent to it.
//!
//! Pure arithmetic over slices. First the lowest and highest value of each pixel column are kept, then what lies on a straight
//! line with its neighbours is dropped. A peak survives both.
use egui::Pos2;

/// Indices of the points to keep so that each of `columns` equal parts of `view` keeps its lowest and highest value.
///
/// `x` ascends. One point beyond either end of the view is kept so that a curve runs on to the edge. The first and the last of
/// the kept window are always there, and indices ascend. Values that are not finite are left out.
#[must_use]
pub fn keep_extremes(x: &[f64], y: &[f64], view: (f64, f64), columns: usize) -> Vec<usize> {
    let n = x.len().min(y.len());
    let (x, y) = (&x[..n], &y[..n]);
    let finite = |i: &usize| x[*i].is_finite() && y[*i].is_finite();
    let start = x.partition_point(|&v| v < view.0).saturating_sub(1);
    let end = (x.partition_point(|&v| v <= view.1) + 1).min(n);
    let window = start..end.max(start);
    let columns = columns.max(1);
    if window.len() <= 2 * columns {
        return window.filter(finite).collect();
    }

    let span = (view.1 - view.0).max(f64::MIN_POSITIVE);
    let column =
        |i: usize| ((x[i] - view.0) / span * columns as f64).floor().clamp(-1.0, columns as f64) as i64;
    let mut kept = Vec::with_capacity(2 * columns + 4);
    let mut push = |i: usize| {
        if kept.last() != Some(&i) {
            kept.push(i);
        }
    };
    let (mut first, mut last) = (true, None);
    let mut current: Option<(i64, usize, usize)> = None;
    for i in window.filter(finite) {
        last = Some(i);
        if std::mem::take(&mut first) {
            push(i);
        }
        let c = column(i);
        current = match current {
            Some((at, low, high)) if at == c => {
                Some((at, if y[i] < y[low] { i } else { low }, if y[i] > y[high] { i } else { high }))
            }
            previous => {
                if let Some((_, low, high)) = previous {
                    push(low.min(high));
                    push(low.max(high));
                }
                Some((c, i, i))
            }
        };
    }
    if let Some((_, low, high)) = current {
        push(low.min(high));
        push(low.max(high));
    }
    if let Some(last) = last {
        push(last);
    }
    kept
}

/// Drops points that lie within `tolerance` (vertically) of the line through their kept neighbours.
///
/// Both ends, the lowest and the highest point stay. `points` ascend in x. Runs once over the points: from the last kept point
/// it narrows the cone of slopes that pass all points since, and keeps the previous point when the next one leaves that cone.
pub fn drop_straight(points: &mut Vec<Pos2>, tolerance: f32) {
    if points.len() < 3 {
        return;
    }
    let extreme = |better: fn(f32, f32) -> bool| {
        (1..points.len()).fold(0, |best, i| if better(points[i].y, points[best].y) { i } else { best })
    };
    let (low, high) = (extreme(|a, b| a < b), extreme(|a, b| a > b));

    let mut write = 1;
    let mut anchor = points[0];
    let mut cone = (f32::NEG_INFINITY, f32::INFINITY);
    let mut previous = 0;
    for i in 1..points.len() {
        let (dx, dy) = (points[i].x - anchor.x, points[i].y - anchor.y);
        let slope = dy / dx;
        let fits = dx > 0.0 && cone.0 <= slope && slope <= cone.1 && previous != low && previous != high;
        if !fits && previous != 0 {
            anchor = points[previous];
            points[write] = anchor;
            write += 1;
            cone = (f32::NEG_INFINITY, f32::INFINITY);
        }
        let (dx, dy) = (points[i].x - anchor.x, points[i].y - anchor.y);
        if dx > 0.0 {
            cone = (cone.0.max((dy - tolerance) / dx), cone.1.min((dy + tolerance) / dx));
        }
        previous = i;
    }
    points[write] = points[previous];
    points.truncate(write + 1);
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::pos2;
    use proptest::prelude::*;

    fn days(n: usize) -> Vec<f64> {
        (0..n).map(|i| i as f64).collect()
    }

    #[test]
    fn a_single_spike_in_twenty_years_survives() {
        let x = days(7300);
        let mut y = vec![1.0; 7300];
        y[4321] = 9.0;
        let kept = keep_extremes(&x, &y, (0.0, 7299.0), 300);
        assert!(kept.contains(&4321));
        assert!(kept.len() <= 2 * 300 + 4, "{}", kept.len());
    }

    #[test]
    fn nothing_and_one_day_pass_through() {
        assert!(keep_extremes(&[], &[], (0.0, 1.0), 100).is_empty());
        assert_eq!(keep_extremes(&[5.0], &[1.0], (0.0, 10.0), 100), vec![0]);
        assert_eq!(keep_extremes(&[5.0], &[f64::NAN], (0.0, 10.0), 100), Vec::<usize>::new());
    }

    #[test]
    fn a_zoomed_view_keeps_one_neighbour_on_each_side() {
        let kept = keep_extremes(&days(100), &days(100), (10.5, 12.5), 100);
        assert_eq!(kept, vec![10, 11, 12, 13]);
    }

    #[test]
    fn a_straight_line_needs_two_points() {
        let mut points: Vec<Pos2> = (0..500).map(|i| pos2(i as f32, 3.0 + 0.5 * i as f32)).collect();
        drop_straight(&mut points, 0.05);
        assert!(points.len() <= 3, "{points:?}");
        assert_eq!(points[0], pos2(0.0, 3.0));
        assert_eq!(points.last().copied(), Some(pos2(499.0, 252.5)));
    }

    proptest! {
        #[test]
        fn each_column_keeps_its_lowest_and_highest(
            y in prop::collection::vec(-1e6f64..1e6, 1..2000),
            columns in 1usize..200,
            from in 0.0f64..0.9,
            part in 0.05f64..1.0,
        ) {
            let n = y.len();
            let x = days(n);
            let view = (from * n as f64, from * n as f64 + (part * n as f64).max(1.0));
            let kept = keep_extremes(&x, &y, view, columns);
            prop_assert!(kept.windows(2).all(|w| w[0] < w[1]));
            prop_assert!(kept.len() <= 2 * columns + 4);
            let inside: Vec<usize> = (0..n).filter(|&i| view.0 <= x[i] && x[i] <= view.1).collect();
            let (Some(&first), Some(&last)) = (inside.first(), inside.last()) else { return Ok(()) };
            prop_assert!(kept.first().is_some_and(|&i| i <= first));
            prop_assert!(kept.last().is_some_and(|&i| i >= last));
            let width = (view.1 - view.0) / columns as f64;
            for c in 0..columns {
                let part: Vec<usize> = inside.iter().copied()
                    .filter(|&i| ((x[i] - view.0) / width).floor() as usize == c).collect();
                // Day numbers near a border may round into the next column; the extremes of a column's inner part must be there.
                let inner = |i: &usize| {
                    let f = (x[*i] - view.0) / width - c as f64;
                    (1e-6..=1.0 - 1e-6).contains(&f)
                };
                if part.is_empty() || !part.iter().all(inner) { continue; }
                let low = part.iter().map(|&i| y[i]).fold(f64::INFINITY, f64::min);
                let high = part.iter().map(|&i| y[i]).fold(f64::NEG_INFINITY, f64::max);
                let kept_here: Vec<f64> = kept.iter().filter(|i| part.contains(i)).map(|&i| y[i]).collect();
                prop_assert!(kept_here.contains(&low) && kept_here.contains(&high));
            }
        }

        #[test]
        fn what_is_dropped_lay_on_the_line(ys in prop::collection::vec(0f32..400.0, 1..400), tolerance in 0.05f32..2.0) {
            let all: Vec<Pos2> = ys.iter().enumerate().map(|(i, &y)| pos2(i as f32, y)).collect();
            let mut kept = all.clone();
            drop_straight(&mut kept, tolerance);
            prop_assert_eq!(kept.first(), all.first());
            prop_assert_eq!(kept.last(), all.last());
            prop_assert!(kept.windows(2).all(|w| w[0].x < w[1].x));
            let low = ys.iter().copied().fold(f32::INFINITY, f32::min);
            let high = ys.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            prop_assert!(kept.iter().any(|p| p.y == low) && kept.iter().any(|p| p.y == high));
            for p in &all {
                let right = kept.partition_point(|k| k.x < p.x);
                let (b, a) = (kept[right], kept[right.saturating_sub(1)]);
                let y = if b.x > a.x { a.y + (b.y - a.y) * (p.x - a.x) / (b.x - a.x) } else { b.y };
                prop_assert!((y - p.y).abs() <= tolerance * 1.01 + 1e-3, "{} off at {}", (y - p.y).abs(), p.x);
            }
        }
    }
}
