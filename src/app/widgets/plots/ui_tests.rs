//! What a planner does with the plots, by pointer and by keyboard, in a window without a screen.
use std::sync::Arc;

use egui::accesskit::Role;
use egui::{Color32, Key, Modifiers, Vec2, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

use super::*;

/// The state of a small view that only shows plots.
struct View {
    group: LinkedPlots,
    plots: Vec<PlotSpec>,
    axis: Axis,
    arrangement: Arrangement,
    output: Option<PlotsOutput>,
}

fn colors(dark: bool) -> [Color32; 6] {
    // Okabe and Ito's set; sky blue and yellow are told apart from either background.
    let yellow = if dark { Color32::from_rgb(240, 228, 66) } else { Color32::from_rgb(170, 140, 0) };
    [
        Color32::from_rgb(0, 114, 178),
        Color32::from_rgb(213, 94, 0),
        Color32::from_rgb(0, 158, 115),
        Color32::from_rgb(204, 121, 167),
        Color32::from_rgb(86, 180, 233),
        yellow,
    ]
}

const NAMES: [&str; 6] = ["Baseline", "Updated TGC", "Warm site", "Lower FCR", "Later transfer", "More feed"];

/// A comparison as a planner sees it: weight, population, biomass, feed, temperature.
fn comparison(runs: usize, days: usize, axis: Axis, dark: bool) -> Vec<PlotSpec> {
    let start = if axis == Axis::Dates { 19_967.0 } else { 0.0 };
    let x: Arc<[f64]> = (0..days).map(|d| start + d as f64).collect();
    let plot = |id: &str, title: &str, unit: &str, f: &dyn Fn(usize, f64) -> f64| {
        let mut spec = PlotSpec::new(id, title, unit);
        spec.stages = [(0.0, "Smolt"), (0.18, "Post-smolt"), (0.5, "Adult")]
            .map(|(share, name)| StageMark { x: start + (share * days as f64).round(), name: name.into() })
            .to_vec();
        spec.series = (0..runs)
            .map(|r| PlotSeries {
                name: format!("#{} {}", r + 1, NAMES[r]),
                short: format!("#{}", r + 1),
                color: colors(dark)[r],
                baseline: r == 0,
                line: LineLook::nth(r),
                x: Arc::clone(&x),
                y: (0..days).map(|d| f(r, d as f64)).collect(),
            })
            .collect();
        spec
    };
    let weight = |r: usize, d: f64| (80f64.cbrt() + (0.026 + 0.0007 * r as f64) * d).powi(3);
    let number = |r: usize, d: f64| 180_000.0 * (-(0.0003 + 0.00004 * r as f64) * d).exp();
    let wave = |d: f64| 9.0 + 3.2 * (d / 58.0).sin();
    let mut plots = vec![
        plot("weight", "Weight", "g", &weight),
        plot("population", "Population", "fish", &number),
        plot("biomass", "Biomass", "t", &|r, d| weight(r, d) * number(r, d) / 1000.0),
        plot("feed", "Daily feed", "kg", &|r, d| {
            0.006 * weight(r, d) * number(r, d) / 1000.0 * (1.0 + 0.2 * (d / 9.0).sin())
        }),
        plot("feed_sum", "Cumulative feed", "t", &|r, d| 1.1 * weight(r, d) * number(r, d) / 1000.0),
        plot("temperature", "Temperature", "°C", &|r, d| wave(d) + if r == 2 { 0.8 } else { 0.0 }),
    ];
    plots[0].format = ticks::whole;
    plots[0].targets.push(Target { y: 4500.0, label: "Harvest weight".into() });
    plots[1].format = ticks::whole;
    plots[2].scale = 1000.0;
    plots[4].scale = 1000.0;
    plots[5].from_zero = false;
    plots
}

fn harness(plots: Vec<PlotSpec>, size: Vec2, setup: impl FnOnce(&mut View)) -> Harness<'static, View> {
    let mut view = View {
        group: LinkedPlots::new("test"),
        plots,
        axis: Axis::Days,
        arrangement: Arrangement::SideBySide,
        output: None,
    };
    setup(&mut view);
    let draw = |ui: &mut egui::Ui, view: &mut View| {
        let mut look = PlotsLook::new(ui);
        look.axis = view.axis;
        look.arrangement = view.arrangement;
        view.output = Some(view.group.show(ui, &view.plots, &look));
    };
    Harness::builder()
        .with_size(size)
        .with_theme(egui::Theme::Light)
        // As fast as a screen, so that two clicks are a double click.
        .with_step_dt(1.0 / 60.0)
        .build_ui_state(draw, view)
}

#[test]
fn arrows_move_the_cursor_a_day_a_week_and_a_month() {
    let mut harness = harness(comparison(2, 480, Axis::Days, false), vec2(1000.0, 700.0), |_| {});
    harness.run();
    harness.get_by_label("Weight, g").focus();
    harness.run();
    assert_eq!(harness.state().group.cursor(), Some(479.0), "the cursor begins at the last day");
    harness.key_press(Key::ArrowLeft);
    harness.run();
    assert_eq!(harness.state().group.cursor(), Some(478.0));
    harness.key_press_modifiers(Modifiers::SHIFT, Key::ArrowLeft);
    harness.run();
    assert_eq!(harness.state().group.cursor(), Some(471.0));
    harness.key_press_modifiers(Modifiers::COMMAND, Key::ArrowLeft);
    harness.run();
    assert_eq!(harness.state().group.cursor(), Some(441.0));
    assert!(harness.get_by_label("Weight, g").is_focused(), "arrows keep the keyboard in the plot");
    for _ in 0..20 {
        harness.key_press_modifiers(Modifiers::COMMAND, Key::ArrowRight);
    }
    harness.run();
    assert_eq!(harness.state().group.cursor(), Some(479.0), "and never leave the data");
    let value = harness.get_by_label("Weight, g").value().unwrap();
    assert!(value.starts_with("Day 479, Adult; #1 Baseline "), "{value}");
    assert!(value.contains(" g; #2 Updated TGC ") && value.contains(", +"), "{value}");
}

#[test]
fn plus_zooms_all_plots_and_home_shows_all_days() {
    let mut harness = harness(comparison(2, 480, Axis::Days, false), vec2(1000.0, 700.0), |_| {});
    harness.run();
    let all = harness.state().output.unwrap().view;
    harness.get_by_label("Weight, g").focus();
    harness.run();
    harness.key_press(Key::Plus);
    harness.run();
    let near = harness.state().output.unwrap().view;
    assert!(near.1 - near.0 < 0.7 * (all.1 - all.0), "{near:?}");
    assert!(all.0 <= near.0 && near.1 <= all.1);
    harness.key_press(Key::Home);
    harness.run();
    assert_eq!(harness.state().output.unwrap().view, all);
    assert_eq!(harness.state().group.view(), None);
}

#[test]
fn hovering_one_plot_sets_the_cursor_of_all() {
    let mut harness = harness(comparison(3, 401, Axis::Days, false), vec2(1000.0, 700.0), |_| {});
    harness.run();
    let rect = harness.get_by_label("Biomass, t").rect();
    harness.hover_at(rect.center());
    harness.run();
    assert_eq!(harness.state().group.cursor(), Some(200.0));
    for label in ["Weight, g", "Population, fish", "Temperature, °C"] {
        let value = harness.get_by_label(label).value().unwrap();
        assert!(value.starts_with("Day 200"), "{label} says {value}");
    }
    harness.remove_cursor();
    harness.run();
    assert_eq!(harness.state().group.cursor(), None);
}

#[test]
fn a_held_day_is_shown_until_somebody_points() {
    let mut harness = harness(comparison(2, 401, Axis::Days, false), vec2(1000.0, 700.0), |view| {
        view.group.hold_cursor(Some(42.0));
    });
    harness.run();
    assert_eq!(harness.state().group.cursor(), Some(42.0));
    harness.hover_at(harness.get_by_label("Biomass, t").rect().center());
    harness.run();
    assert_eq!(harness.state().group.cursor(), Some(200.0));
    harness.remove_cursor();
    harness.run();
    assert_eq!(harness.state().group.cursor(), Some(42.0));
}

#[test]
fn dragging_with_the_other_button_zooms_into_those_days() {
    let mut harness = harness(comparison(2, 401, Axis::Days, false), vec2(1000.0, 700.0), |_| {});
    harness.run();
    let rect = harness.get_by_label("Weight, g").rect();
    let button = |pos, pressed| egui::Event::PointerButton {
        pos,
        button: egui::PointerButton::Secondary,
        pressed,
        modifiers: Modifiers::NONE,
    };
    let (from, to) = (rect.center(), rect.center() + vec2(0.25 * rect.width(), 10.0));
    harness.hover_at(from);
    harness.event(button(from, true));
    harness.hover_at(to);
    harness.run();
    harness.event(button(to, false));
    harness.run();
    let view = harness.state().output.unwrap().view;
    assert!((view.0 - 200.0).abs() < 1.0 && (view.1 - 302.0).abs() < 1.5, "{view:?}");
}

#[test]
fn the_wheel_zooms_with_ctrl_around_the_day_under_the_pointer() {
    let mut harness = harness(comparison(2, 401, Axis::Days, false), vec2(1000.0, 700.0), |_| {});
    harness.run();
    harness.hover_at(harness.get_by_label("Weight, g").rect().center());
    harness.run();
    harness.event(egui::Event::Zoom(2.0));
    harness.run();
    let view = harness.state().output.unwrap().view;
    assert!((0.5 * (view.0 + view.1) - 200.0).abs() < 2.0, "{view:?}");
    assert!(view.1 - view.0 < 250.0, "{view:?}");
}

#[test]
fn the_keyboard_keeps_the_cursor_from_a_resting_pointer() {
    let mut harness = harness(comparison(2, 401, Axis::Days, false), vec2(1000.0, 700.0), |_| {});
    harness.run();
    harness.hover_at(harness.get_by_label("Biomass, t").rect().center());
    harness.run();
    harness.get_by_label("Biomass, t").focus();
    harness.run();
    harness.key_press(Key::ArrowRight);
    harness.run();
    assert_eq!(harness.state().group.cursor(), Some(201.0));
}

#[test]
fn dragging_pans_within_the_data_and_a_double_click_resets() {
    let mut harness = harness(comparison(2, 480, Axis::Days, false), vec2(1000.0, 700.0), |_| {});
    harness.run();
    harness.state_mut().group.set_view(Some((100.0, 200.0)));
    harness.run();
    let rect = harness.get_by_label("Weight, g").rect();
    harness.drag_at(rect.center());
    harness.run();
    harness.hover_at(rect.center() - vec2(0.2 * rect.width(), 0.0));
    harness.run();
    let view = harness.state().output.unwrap().view;
    assert!((view.0 - 120.0).abs() < 1.0 && (view.1 - 220.0).abs() < 1.0, "{view:?}");
    harness.drop_at(rect.center() - vec2(0.2 * rect.width(), 0.0));
    harness.run();
    for _ in 0..2 {
        harness.drag_at(rect.center());
        harness.drop_at(rect.center());
    }
    harness.run();
    assert_eq!(harness.state().group.view(), None);
}

#[test]
fn an_idle_window_is_not_drawn_again() {
    let mut harness = harness(comparison(6, 480, Axis::Dates, false), vec2(1000.0, 700.0), |view| {
        view.axis = Axis::Dates;
    });
    let steps = harness.run();
    assert!(steps <= 3, "{steps} frames before rest");
    for viewport in harness.output().viewport_output.values() {
        assert!(viewport.repaint_delay > std::time::Duration::from_secs(1), "{:?}", viewport.repaint_delay);
    }
}

#[test]
fn no_days_one_day_and_a_constant_are_drawn() {
    let mut plots = comparison(3, 1, Axis::Days, false);
    for series in &mut plots[1].series {
        (series.x, series.y) = ([].into(), [].into());
    }
    plots[2].series.clear();
    for series in &mut plots[3].series {
        (series.x, series.y) = ((0..50).map(f64::from).collect(), [0.0; 50].into());
    }
    for series in &mut plots[5].series {
        (series.x, series.y) = ((0..50).map(f64::from).collect(), [8.0; 50].into());
    }
    // A difference to the baseline goes below zero.
    for (i, series) in plots[4].series.iter_mut().enumerate() {
        (series.x, series.y, series.baseline) = (
            (0..50).map(f64::from).collect(),
            (0..50).map(|d| (i as f64 - 1.0) * f64::from(d * d)).collect(),
            false,
        );
    }
    let mut harness = harness(plots, vec2(1000.0, 700.0), |_| {});
    harness.run();
    harness.hover_at(harness.get_by_label("Weight, g").rect().center());
    harness.run();
    let empty = comparison(2, 0, Axis::Days, false);
    harness.state_mut().plots = empty;
    harness.run();
    assert_eq!(harness.state().group.cursor(), None);
    harness.state_mut().plots = Vec::new();
    harness.run();
}

#[test]
fn every_plot_is_a_named_slider() {
    let mut harness = harness(comparison(2, 100, Axis::Days, false), vec2(700.0, 900.0), |view| {
        view.arrangement = Arrangement::Stacked;
    });
    harness.run();
    assert_eq!(harness.get_all_by_role(Role::Slider).count(), 6, "also those below the window's edge");
    harness.get_by_label("Temperature, °C").increment_accesskit();
    harness.run();
}
