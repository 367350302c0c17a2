//! The promise: a history of 10,000 runs scrolls and filters as smoothly as one of ten.
//!
//! Whole egui frames of the Runs view with tessellation, without a GPU: at rest, scrolled by the wheel, and with all runs
//! sifted and sorted anew in every frame, as another letter in the filter does.
//! `cargo bench --bench history_frame`
use std::collections::HashMap;
use std::hint::black_box;
use std::path::PathBuf;

use chrono::{DateTime, TimeDelta, Utc};
use criterion::{Criterion, criterion_group, criterion_main};
use egui::{Context, Event, Modifiers, MouseWheelUnit, RawInput, Rect, TouchPhase, pos2, vec2};
use salmon_run::app::command::Commands;
use salmon_run::app::facts::{Care, Facts, FarmData, Library};
use salmon_run::app::theme;
use salmon_run::app::views::runs::RunsView;
use salmon_run::domain::ids::{RunId, ScenarioId};
use salmon_run::domain::run::ProjectionRun;

const RUNS: u32 = 10_000;
const SCENARIOS: u32 = 100;

fn run(number: u32) -> ProjectionRun {
    let scenario = number % SCENARIOS;
    ProjectionRun {
        run_id: RunId(i64::from(number)),
        scenario: ScenarioId(i64::from(scenario)),
        scenario_name: format!("Autumn smolt {scenario}"),
        run_number: number / SCENARIOS + 1,
        label: if number.is_multiple_of(3) { "Updated TGC".to_owned() } else { format!("Plan {number}") },
        run_date: DateTime::<Utc>::UNIX_EPOCH + TimeDelta::hours(i64::from(number)),
        total_projections: 480,
        final_weight_g: 4000.0 + f64::from(number % 997),
        final_biomass_kg: 700_000.0 + f64::from(number % 991),
        pinned_batch_count: number % 5,
        archived: false,
        is_latest: false,
    }
}

/// The Runs view with its runs, as the app has it.
struct Window {
    ctx: Context,
    view: RunsView,
    farm: FarmData,
    library: Library,
    frame: u64,
    revision: u64,
}

impl Window {
    fn new() -> Self {
        let farm = FarmData {
            path: PathBuf::from("bench.salmonrun"),
            read_only: false,
            scenarios: Vec::new(),
            runs: (0..RUNS).rev().map(run).collect(),
            batches: Vec::new(),
            tgc_models: Vec::new(),
            fcr_models: Vec::new(),
            mortality_models: Vec::new(),
            ..FarmData::default()
        };
        let ctx = Context::default();
        theme::install(&ctx);
        let mut window =
            Self { ctx, view: RunsView::default(), farm, library: Library::default(), frame: 0, revision: 1 };
        for _ in 0..5 {
            window.draw(Vec::new());
        }
        window
    }

    /// One whole frame, as the app's loop runs it up to the GPU.
    fn draw(&mut self, events: Vec<Event>) {
        self.frame += 1;
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(pos2(0.0, 0.0), vec2(1920.0, 1080.0))),
            time: Some(self.frame as f64 / 60.0),
            events,
            ..RawInput::default()
        };
        let verdicts = HashMap::new();
        let now = DateTime::<Utc>::UNIX_EPOCH + TimeDelta::days(1000);
        let care = Care::default();
        let facts = Facts {
            farm: &self.farm,
            library: &self.library,
            verdicts: &verdicts,
            revision: self.revision,
            now,
            today: now.date_naive(),
            goals: salmon_run::domain::goal_weights::GoalWeights::default(),
            care: &care,
        };
        let view = &mut self.view;
        let mut commands = Commands::new();
        let mut output = self.ctx.run_ui(input, |ui| view.ui(ui, &facts, &mut commands));
        output.textures_delta.clear();
        black_box(self.ctx.tessellate(output.shapes, output.pixels_per_point));
    }

    /// The wheel over the table: down for a while, then up again.
    fn scroll(&mut self) {
        let down = (self.frame / 500).is_multiple_of(2);
        self.draw(vec![
            Event::PointerMoved(pos2(600.0, 300.0)),
            Event::MouseWheel {
                unit: MouseWheelUnit::Line,
                delta: vec2(0.0, if down { -3.0 } else { 3.0 }),
                phase: TouchPhase::Move,
                source: egui::MouseWheelSource::Wheel,
                modifiers: Modifiers::NONE,
            },
        ]);
    }
}

fn frames(c: &mut Criterion) {
    let mut window = Window::new();
    c.bench_function("history of 10,000 runs: idle", |b| b.iter(|| window.draw(Vec::new())));
    c.bench_function("history of 10,000 runs: scrolling", |b| b.iter(|| window.scroll()));
    c.bench_function("history of 10,000 runs: sifted and sorted anew", |b| {
        b.iter(|| {
            window.revision += 1;
            window.draw(Vec::new());
        });
    });
}

criterion_group!(benches, frames);
criterion_main!(benches);
