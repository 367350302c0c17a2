//! The promise: comparing six runs costs well under 4 ms of processor time a frame, so that the cursor follows the hand.
//!
//! Whole egui frames of a six-plot comparison with tessellation, without a GPU: at rest, with a moving cursor and while panning.
//! `cargo bench --bench compare_frame`
use std::hint::black_box;
use std::sync::Arc;

use criterion::{Criterion, criterion_group, criterion_main};
use egui::{Color32, Context, Event, PointerButton, Pos2, RawInput, Rect, pos2, vec2};
use salmon_run::app::widgets::plots::{
    Axis, LineLook, LinkedPlots, PlotSeries, PlotSpec, PlotsLook, StageMark, Target,
};

/// A comparison of six runs in six plots over so many days.
fn comparison(days: usize) -> Vec<PlotSpec> {
    let x: Arc<[f64]> = (0..days).map(|d| 19_967.0 + d as f64).collect();
    let quantities = ["Weight", "Population", "Biomass", "Daily feed", "Cumulative feed", "Temperature"];
    quantities
        .iter()
        .enumerate()
        .map(|(q, title)| {
            let mut spec = PlotSpec::new(*title, *title, "kg");
            spec.stages = ["Smolt", "Post-smolt", "Adult"]
                .iter()
                .enumerate()
                .map(|(i, name)| StageMark { x: 19_967.0 + (i * days / 3) as f64, name: (*name).to_owned() })
                .collect();
            spec.targets = vec![Target { y: 2000.0, label: "Target".to_owned() }];
            spec.series = (0..6)
                .map(|r| PlotSeries {
                    name: format!("#{} Updated TGC", r + 1),
                    short: format!("#{}", r + 1),
                    color: Color32::from_rgb(0, 40 * r as u8, 178),
                    baseline: r == 0,
                    line: LineLook::nth(r),
                    x: Arc::clone(&x),
                    y: (0..days).map(|d| value(q, r, d as f64, days as f64)).collect(),
                })
                .collect();
            spec
        })
        .collect()
}

/// Smooth growth for four quantities, waves for feed and temperature: the jagged ones are the dear ones.
fn value(quantity: usize, run: usize, day: f64, days: f64) -> f64 {
    let t = day / days;
    let growth = 3000.0 * (0.3 + (0.9 + 0.02 * run as f64) * t).powi(3);
    match quantity {
        3 | 5 => growth * (1.0 + 0.1 * (day * 0.9 + run as f64).sin()),
        1 => 3000.0 * (-0.4 * t * (1.0 + 0.1 * run as f64)).exp(),
        _ => growth,
    }
}

struct Window {
    ctx: Context,
    group: LinkedPlots,
    plots: Vec<PlotSpec>,
    frame: u64,
}

impl Window {
    fn new(days: usize) -> Self {
        let mut window = Self {
            ctx: Context::default(),
            group: LinkedPlots::new("bench"),
            plots: comparison(days),
            frame: 0,
        };
        for _ in 0..5 {
            window.draw(Vec::new());
        }
        window
    }

    /// One whole frame, as the app's loop runs it up to the GPU.
    fn draw(&mut self, events: Vec<Event>) {
        self.frame += 1;
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(Pos2::ZERO, vec2(1920.0, 1080.0))),
            time: Some(self.frame as f64 / 60.0),
            events,
            ..RawInput::default()
        };
        let mut output = self.ctx.run_ui(input, |ui| {
            let mut look = PlotsLook::new(ui);
            look.axis = Axis::Dates;
            self.group.show(ui, &self.plots, &look);
        });
        output.textures_delta.clear();
        black_box(self.ctx.tessellate(output.shapes, output.pixels_per_point));
    }

    /// The pointer at a place that differs from frame to frame.
    fn pointer(&self) -> Pos2 {
        pos2(200.0 + (self.frame % 200) as f32, 300.0)
    }
}

fn frames(c: &mut Criterion) {
    for days in [900, 7300] {
        let mut window = Window::new(days);
        c.bench_function(&format!("six plots of six runs, {days} days: idle"), |b| {
            b.iter(|| window.draw(Vec::new()));
        });
        c.bench_function(&format!("six plots of six runs, {days} days: moving cursor"), |b| {
            b.iter(|| {
                let at = window.pointer();
                window.draw(vec![Event::PointerMoved(at)]);
            });
        });
        // Zoomed in and dragged to and fro: every plot refits and thins out its curves anew in every frame.
        let mut window = Window::new(days);
        let start = 19_967.0;
        window.group.set_view(Some((start + 0.2 * days as f64, start + 0.7 * days as f64)));
        let press = window.pointer();
        window.draw(vec![Event::PointerMoved(press)]);
        window.draw(vec![Event::PointerButton {
            pos: press,
            button: PointerButton::Primary,
            pressed: true,
            modifiers: egui::Modifiers::NONE,
        }]);
        c.bench_function(&format!("six plots of six runs, {days} days: panning"), |b| {
            b.iter(|| {
                let at = window.pointer();
                window.draw(vec![Event::PointerMoved(at)]);
            });
        });
    }
}

criterion_group!(benches, frames);
criterion_main!(benches);
