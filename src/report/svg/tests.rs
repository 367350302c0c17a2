use chrono::NaiveDate;

use super::curves::Curves;
use super::marks::{LINE, STRETCHES, apart, month_marks, shortened, text_width, thinned};
use super::*;
use crate::domain::measure::Measure;
use crate::report::testing::{compared, gathered};
use crate::report::wishes::Wishes;

fn all(contents: &Contents<'_>) -> Vec<PlotOf> {
    contents.plots().into_iter().chain(contents.profile_plots()).collect()
}

#[test]
fn a_long_run_is_drawn_by_its_highs_and_lows_in_order() {
    let gathered = gathered(compared(&[("a", |s| s.duration_days = 7300), ("b", |s| s.duration_days = 1)]));
    let wishes = Wishes::default();
    let contents = Contents::of(&gathered, &wishes);
    let curves = Curves::of(&contents, &PlotOf::Measure(Measure::DailyFeed));
    let points = thinned(&curves.curves[0].points);
    assert!(points.len() <= 2 * STRETCHES + 2, "{}", points.len());
    assert!(points.windows(2).all(|pair| pair[0].0 < pair[1].0));
    let most = curves.curves[0].points.iter().map(|point| point.1).fold(0.0, f64::max);
    assert!(points.iter().any(|(_, value)| *value == most), "the peak is kept");
    assert_eq!((points[0].0, points[points.len() - 1].0), (1.0, 7300.0));
    for of in all(&contents) {
        let svg = plot(&contents, &of);
        assert!(!svg.contains("NaN") && !svg.contains("inf"), "{of:?}");
        let dots = svg.matches("<circle").count() - svg.matches("<circle class=\"hit").count();
        assert_eq!(dots, 1, "one day is a point");
    }
}

#[test]
fn months_stand_below_the_days_only_where_all_runs_have_the_same() {
    let weight = PlotOf::Measure(Measure::Weight);
    let wishes = Wishes::default();
    let same = gathered(compared(&[("a", |_| {}), ("b", |_| {})]));
    assert!(plot(&Contents::of(&same, &wishes), &weight).contains(">Jan 2025</text>"));
    let later = gathered(compared(&[("a", |_| {}), ("b", |s| s.start_date += chrono::TimeDelta::days(9))]));
    assert!(!plot(&Contents::of(&later, &wishes), &weight).contains("2025"));
    let start = NaiveDate::from_ymd_opt(2024, 9, 1).unwrap();
    let years: Vec<_> = month_marks(start, 7300).into_iter().map(|mark| mark.1).collect();
    assert!(years.len() < 9 && years.contains(&"2030".to_owned()), "{years:?}");
}

#[test]
fn names_keep_a_line_between_them_and_stay_inside() {
    let heights = apart(&[100.0, 101.0, 180.0, 224.0, 224.0], 224.0);
    assert!(heights.windows(2).all(|pair| pair[1] - pair[0] >= LINE), "{heights:?}");
    assert!(heights.iter().all(|y| *y <= 224.0), "{heights:?}");
    assert_eq!((heights[0], heights[2]), (100.0, 180.0), "what has room stays");
    for name in ["Spring smolt 2025 #12", "鲑鱼鲑鱼鲑鱼鲑鱼 #3", "x".repeat(10_000).as_str()] {
        assert!(text_width(&shortened(name, 64.0)) <= 64.0, "{name}");
    }
    assert!(shortened("Spring smolt 2025 #12", 64.0).ends_with("#12"));
}

#[test]
fn a_run_has_its_colour_dashes_and_marker_everywhere() {
    let gathered = gathered(compared(&[("a", |_| {}), ("b", |_| {}), ("c", |_| {})]));
    let wishes = Wishes::default();
    let svg = plot(&Contents::of(&gathered, &wishes), &PlotOf::Measure(Measure::Biomass));
    for run in 0..3 {
        let line = format!("<path class=\"{}\" stroke-dasharray=\"{}\"", class(run), dashes(run));
        assert!(svg.contains(&line) && swatch(run).contains(&line), "{line}");
        let marks = svg.matches(&format!("<path class=\"mark {}\"", class(run))).count();
        assert_eq!(marks, if run == 0 { 0 } else { 6 }, "run {run}");
        assert_eq!(swatch(run).contains("class=\"mark"), run > 0);
    }
}

#[test]
fn a_difference_is_what_a_run_has_more_than_the_baseline_on_the_days_of_both() {
    let gathered = gathered(compared(&[("a", |_| {}), ("b", |s| s.duration_days = 100)]));
    let wishes = Wishes::default();
    let contents = Contents::of(&gathered, &wishes);
    let curves = Curves::of(&contents, &PlotOf::Difference(Measure::Weight));
    let [only] = curves.curves.as_slice() else { panic!("the baseline does not differ from itself") };
    assert_eq!((only.run, only.points.len()), (1, 100));
    let days = |run: usize| &gathered.compared.runs[run].projection.days[99];
    assert_eq!(only.on(100), Some(days(1).average_weight_g - days(0).average_weight_g));
    assert_eq!(only.on(101), None);
}

/// Where a curve's points stand, read out of its path.
fn points(svg: &str, run: usize) -> Vec<(f64, f64)> {
    let begin = format!("<path class=\"{}\" stroke-dasharray=\"{}\" d=\"M", class(run), dashes(run));
    let (_, path) = svg.split_once(&begin).unwrap();
    let path = path.split('"').next().unwrap();
    path.split('L')
        .map(|point| {
            let (x, y) = point.split_once(' ').unwrap();
            (x.parse().unwrap(), y.parse().unwrap())
        })
        .collect()
}

/// The height and the value of each line of the grid, read out of the texts beside them.
fn scale(svg: &str) -> Vec<(f64, f64)> {
    let texts = svg.split("<text text-anchor=\"end\" ").skip(1);
    texts
        .filter_map(|text| {
            let y: f64 = text.split_once("y=\"")?.1.split('"').next()?.parse().ok()?;
            let value = text.split_once('>')?.1.split('<').next()?;
            let value = value.replace([',', '+'], "").replace('−', "-").parse().ok()?;
            Some((y - 4.0, value))
        })
        .collect()
}

#[test]
fn the_values_read_off_a_plot_by_its_scale_are_those_of_the_run() {
    let gathered = gathered(compared(&[("a", |_| {}), ("b", |s| s.tgc_model.tgc_value = 3.0)]));
    let wishes = Wishes::default();
    let contents = Contents::of(&gathered, &wishes);
    for of in all(&contents) {
        let svg = on_paper(&contents, &of, 264.0);
        let curves = Curves::of(&contents, &of);
        let scale = scale(&svg);
        let ((low_y, low), (high_y, high)) = (scale[0], scale[scale.len() - 1]);
        for curve in &curves.curves {
            let drawn = points(&svg, curve.run);
            assert_eq!(drawn.len(), curve.points.len());
            for ((_, y), (_, value)) in drawn.iter().zip(&curve.points) {
                let read = low + (y - low_y) / (high_y - low_y) * (high - low);
                // A tenth of a unit of the drawing is what it is drawn to.
                let blur = 0.2 * (high - low) / (low_y - high_y);
                assert!((read - value / curves.scale).abs() <= blur, "{of:?}: {read} is {value}");
            }
        }
    }
}

#[test]
fn a_picture_is_whole_xml_with_all_plots_or_the_wished_one() {
    let mut compared = compared(&[
        ("a", |_| {}),
        ("b", |s| s.tgc_model.temperature_profile.readings[3].temperature_c += 1.0),
    ]);
    compared.runs[1].detail.run.label = "<&\"'>\u{0}\u{1b} 鲑鱼 🐟 ".to_owned() + &"x".repeat(10_000);
    let gathered = gathered(compared);
    let mut wishes = Wishes::default();
    let svg = sheet(&Contents::of(&gathered, &wishes));
    let tree = resvg::usvg::Tree::from_str(&svg, &resvg::usvg::Options::default()).unwrap();
    assert_eq!(tree.size().width(), 1196.0);
    assert_eq!(svg.matches("class=\"caption\"").count(), 13, "six measures, their differences, the profile");
    wishes.plot = Some(PlotOf::Difference(Measure::Weight));
    let svg = sheet(&Contents::of(&gathered, &wishes));
    assert_eq!(svg.matches("class=\"caption\"").count(), 1);
    assert!(svg.contains("Weight, difference to #1"));
}
