//! Where labels go so that none covers another. Plain numbers in and out; no fonts, no painting.

/// Places labels of one `height` between `top` and `bottom`, each centred as near as may be to where it wishes to be.
///
/// Returns the centres in the order of `wishes`, or `None` if they do not all fit: the caller then shows a legend instead.
/// Labels that would overlap are moved apart as a group, so that their mean displacement is zero, and order follows the wishes.
#[must_use]
pub fn spread(wishes: &[f32], height: f32, top: f32, bottom: f32) -> Option<Vec<f32>> {
    if wishes.len() as f32 * height > bottom - top {
        return None;
    }
    let mut order: Vec<usize> = (0..wishes.len()).collect();
    order.sort_by(|&a, &b| wishes[a].total_cmp(&wishes[b]).then(a.cmp(&b)));

    // Groups of touching labels: (number of labels, sum of the group's wished first centres).
    let mut groups: Vec<(usize, f32)> = Vec::with_capacity(wishes.len());
    let place = |(n, sum): (usize, f32)| {
        let first = sum / n as f32;
        first.clamp(top + 0.5 * height, bottom - (n as f32 - 0.5) * height)
    };
    for &i in &order {
        let mut group = (1, wishes[i]);
        while let Some(&above) = groups.last() {
            if place(above) + above.0 as f32 * height <= place(group) {
                break;
            }
            // A label at place k of a group wishes the group's first centre to be its own wish minus k heights.
            let shifted = group.1 - (above.0 * group.0) as f32 * height;
            group = (above.0 + group.0, above.1 + shifted);
            groups.pop();
        }
        groups.push(group);
    }

    let mut centres = vec![0.0; wishes.len()];
    let mut rank = 0;
    for group in groups {
        let first = place(group);
        for k in 0..group.0 {
            centres[order[rank]] = first + k as f32 * height;
            rank += 1;
        }
    }
    Some(centres)
}

/// Which names of marks fit in a row. Each of `(left, width)` starts at its mark; `right` is the end of the row.
///
/// Names that would run into the next shown one are left out: the later mark wins only if the earlier one still fits before it.
#[must_use]
pub fn fit_row(names: &[(f32, f32)], gap: f32, right: f32) -> Vec<bool> {
    let mut shown = vec![false; names.len()];
    let mut free_from = f32::NEG_INFINITY;
    for (i, &(left, width)) in names.iter().enumerate() {
        if left >= free_from && left + width <= right {
            shown[i] = true;
            free_from = left + width + gap;
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn labels_with_room_stay_where_they_belong() {
        assert_eq!(spread(&[20.0, 60.0], 14.0, 0.0, 100.0), Some(vec![20.0, 60.0]));
    }

    #[test]
    fn two_lines_that_end_together_part_evenly() {
        assert_eq!(spread(&[50.0, 50.0], 14.0, 0.0, 100.0), Some(vec![43.0, 57.0]));
    }

    #[test]
    fn labels_at_the_edge_stay_inside() {
        assert_eq!(spread(&[0.0, 1.0], 10.0, 0.0, 100.0), Some(vec![5.0, 15.0]));
        assert_eq!(spread(&[100.0, 99.0], 10.0, 0.0, 100.0), Some(vec![95.0, 85.0]));
    }

    #[test]
    fn too_many_labels_ask_for_a_legend() {
        assert_eq!(spread(&[0.0; 8], 14.0, 0.0, 100.0), None);
        assert_eq!(spread(&[], 14.0, 0.0, 100.0), Some(vec![]));
    }

    proptest! {
        #[test]
        fn labels_never_overlap_nor_leave(wishes in prop::collection::vec(-50f32..350.0, 0..12), height in 8f32..30.0) {
            let (top, bottom) = (10.0, 290.0);
            let fits = wishes.len() as f32 * height <= bottom - top;
            let placed = spread(&wishes, height, top, bottom);
            prop_assert_eq!(placed.is_some(), fits);
            let Some(placed) = placed else { return Ok(()) };
            for (i, a) in placed.iter().enumerate() {
                prop_assert!(a - height / 2.0 >= top - 0.01 && a + height / 2.0 <= bottom + 0.01);
                for (j, b) in placed.iter().enumerate().skip(i + 1) {
                    prop_assert!((a - b).abs() >= height - 0.01, "{} and {}", a, b);
                    prop_assert!(wishes[i] == wishes[j] || (wishes[i] < wishes[j]) == (a < b));
                }
            }
        }

        #[test]
        fn names_in_a_row_never_touch(marks in prop::collection::vec((0f32..500.0, 10f32..120.0), 0..10)) {
            let mut marks = marks;
            marks.sort_by(|a, b| a.0.total_cmp(&b.0));
            let shown = fit_row(&marks, 4.0, 500.0);
            let visible: Vec<_> = marks.iter().zip(&shown).filter(|(_, s)| **s).map(|(m, _)| *m).collect();
            prop_assert!(visible.windows(2).all(|w| w[0].0 + w[0].1 <= w[1].0));
            prop_assert!(visible.iter().all(|m| m.0 + m.1 <= 500.0));
        }
    }
}
