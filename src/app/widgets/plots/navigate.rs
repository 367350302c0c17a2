//! Which days are seen. Plain arithmetic on ranges: zoom, pan and the limits of both.

/// The closest look: three days across.
const MIN_SPAN: f64 = 3.0;

/// A range of days, first and last.
pub type Range = (f64, f64);

/// The whole of the data with a little room at both ends; a run of one day gets a day on each side.
#[must_use]
pub fn whole_view(data: Range) -> Range {
    let span = data.1 - data.0;
    if !(span.is_finite() && span > 0.0) {
        let middle = if data.0.is_finite() { data.0 } else { 0.0 };
        return (middle - 1.0, middle + 1.0);
    }
    let room = 0.01 * span;
    (data.0 - room, data.1 + room)
}

/// `view` kept within `whole`: never wider, never beyond its ends, never closer than three days.
#[must_use]
pub fn clamp(view: Range, whole: Range) -> Range {
    let full = whole.1 - whole.0;
    let span = (view.1 - view.0).clamp(MIN_SPAN.min(full), full);
    let middle = 0.5 * (view.0 + view.1);
    // No `f64::clamp`: of a view as wide as the whole, rounding may put the last place to begin before the first.
    let first = (middle - 0.5 * span).min(whole.1 - span).max(whole.0);
    (first, first + span)
}

/// `view` moved by so many days.
#[must_use]
pub fn pan(view: Range, days: f64, whole: Range) -> Range {
    clamp((view.0 + days, view.1 + days), whole)
}

/// `view` magnified by `factor` around a day that stays where it is.
#[must_use]
pub fn zoom(view: Range, factor: f64, about: f64, whole: Range) -> Range {
    if !(factor.is_finite() && factor > 0.0) {
        return view;
    }
    let full = whole.1 - whole.0;
    let span = view.1 - view.0;
    let wished = (span / factor).clamp(MIN_SPAN.min(full), full);
    let share = if span > 0.0 { (about - view.0) / span } else { 0.5 };
    let first = about - share * wished;
    clamp((first, first + wished), whole)
}

/// `view` moved just so far that `day` is seen.
#[must_use]
pub fn reveal(view: Range, day: f64, whole: Range) -> Range {
    let days = if day < view.0 {
        day - view.0
    } else if day > view.1 {
        day - view.1
    } else {
        0.0
    };
    pan(view, days, whole)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_day_has_a_day_on_each_side() {
        assert_eq!(whole_view((5.0, 5.0)), (4.0, 6.0));
        assert_eq!(whole_view((f64::INFINITY, f64::NEG_INFINITY)), (-1.0, 1.0));
    }

    #[test]
    fn a_cursor_beyond_the_edge_pulls_the_view_along() {
        assert_eq!(reveal((10.0, 20.0), 23.0, (0.0, 100.0)), (13.0, 23.0));
        assert_eq!(reveal((10.0, 20.0), 15.0, (0.0, 100.0)), (10.0, 20.0));
    }

    proptest! {
        #[test]
        fn no_gesture_leaves_the_data(
            (first, days) in (-500..20_000i32, 4..2_000i32),
            steps in prop::collection::vec((-500f64..500.0, 0.1f64..10.0, 0f64..1.0), 0..30),
        ) {
            let whole = whole_view((f64::from(first), f64::from(first + days)));
            let mut view = clamp(whole, whole);
            for (days, factor, share) in steps {
                view = pan(view, days, whole);
                view = zoom(view, factor, view.0 + share * (view.1 - view.0), whole);
                prop_assert!(whole.0 - 1e-6 <= view.0 && view.1 <= whole.1 + 1e-6);
                prop_assert!(view.1 - view.0 >= MIN_SPAN - 1e-6);
            }
        }
    }
}
