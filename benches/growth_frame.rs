//! The promise: a batch of 20 pens over 900 days beside its run, with every kind of observation daily, costs under 4 ms of processor
//! time a frame.
//!
//! Whole egui frames of the Growth view with tessellation, without a GPU: at rest, with a moving cursor, and while panning.
//! `cargo bench --bench growth_frame`
#![allow(clippy::unwrap_used, reason = "a benchmark that cannot be set up has nothing to measure")]
#![allow(missing_docs, reason = "criterion's macros make items without docs")]

use std::collections::HashMap;
use std::hint::black_box;
use std::ops::ControlFlow;
use std::path::PathBuf;

use chrono::{DateTime, Days, Utc};
use criterion::{Criterion, criterion_group, criterion_main};
use egui::{Context, Event, Modifiers, PointerButton, Pos2, RawInput, Rect, pos2, vec2};
use salmon_run::app::command::Commands;
use salmon_run::app::facts::{Care, Facts, FarmData, Library};
use salmon_run::app::theme;
use salmon_run::app::views::growth::GrowthView;
use salmon_run::domain::batch::{BatchDocument, BatchStatus};
use salmon_run::domain::goal_weights::GoalWeights;
use salmon_run::domain::observation::{
    FeedingEvent, GrowthSample, MortalityEvent, Observations, TransferOut, WaterReading,
};
use salmon_run::domain::pen::Pen;
use salmon_run::domain::run::RunFilter;
use salmon_run::domain::scenario::Scenario;
use salmon_run::service::{Farm, RunRequest};

const PENS: u32 = 20;
const DAYS: u64 = 900;

/// The Growth view with its batch, as the app has it.
struct Window {
    ctx: Context,
    view: GrowthView,
    farm: FarmData,
    library: Library,
    frame: u64,
}

impl Window {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut farm = Farm::create(&folder.path().join("bench.salmonrun")).unwrap();
        let mut scenario = Scenario::read(include_str!("../assets/sample/autumn-smolt-2024.json")).unwrap();
        scenario.duration_days = u32::try_from(DAYS).unwrap();
        let start = scenario.start_date;
        let scenario = farm.import_scenarios(&[scenario]).unwrap()[0];
        let request = RunRequest { scenario, label: String::new(), notes: String::new() };
        let run = farm.run_scenario(&request, |_, _| ControlFlow::Continue(())).unwrap().run.run_id;
        let document = BatchDocument {
            batch_number: "B-1".to_owned(),
            start_date: start,
            initial_count: 4_000_000,
            initial_weight_g: 110.0,
            stage: "Post-Smolt".to_owned(),
            site: String::new(),
            pens: (1..=PENS).map(|number| Pen::named(&number.to_string())).collect(),
            scenario: None,
            species: String::new(),
            status: BatchStatus::Active,
            notes: String::new(),
        };
        let batch = farm.import_batches(&[document]).unwrap()[0];
        farm.pin_batches(&[batch], run, "").unwrap();
        let mut seen = Observations::default();
        for day in 0..DAYS - 100 {
            let date = start + Days::new(day);
            for number in 1..=PENS {
                let pen = Some(number.to_string());
                let avg_weight_g = 110.0 * 1.004_f64.powi(i32::try_from(day).unwrap());
                seen.growth_samples.push(GrowthSample {
                    date,
                    pen: pen.clone(),
                    avg_weight_g,
                    sample_size: Some(60),
                    std_deviation_g: Some(avg_weight_g / 5.0),
                    ..GrowthSample::default()
                });
                let dead = MortalityEvent { date, pen: pen.clone(), count: 3, ..MortalityEvent::default() };
                seen.mortality_events.push(dead);
                seen.feeding_events.push(FeedingEvent { date, pen: pen.clone(), amount_kg: avg_weight_g });
                seen.temperature_readings.push(WaterReading { date, pen: pen.clone(), temperature_c: 9.0 });
                let moved = TransferOut { date, pen, transferred_count: 1, ..TransferOut::default() };
                seen.transfers_out.push(moved);
            }
        }
        farm.record(batch, &seen).unwrap();
        let mut library = Library::default();
        library.growths.put((batch, None), farm.growth(batch, None));
        let key = (GoalWeights::default(), DateTime::<Utc>::UNIX_EPOCH.date_naive());
        library.growth_overview.put(key, farm.growth_overview(key.0, key.1));
        let lists = FarmData {
            path: PathBuf::from("bench.salmonrun"),
            runs: farm.runs(RunFilter { scenario: None, archived: true }).unwrap(),
            batches: farm.batches().unwrap(),
            ..FarmData::default()
        };
        let ctx = Context::default();
        theme::install(&ctx);
        let mut view = GrowthView::default();
        view.show_batch(batch);
        let mut window = Self { ctx, view, farm: lists, library, frame: 0 };
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
        let verdicts = HashMap::new();
        let care = Care::default();
        let facts = Facts {
            farm: &self.farm,
            library: &self.library,
            verdicts: &verdicts,
            revision: 1,
            now: DateTime::<Utc>::UNIX_EPOCH,
            today: DateTime::<Utc>::UNIX_EPOCH.date_naive(),
            goals: GoalWeights::default(),
            care: &care,
        };
        let view = &mut self.view;
        let mut commands = Commands::new();
        let mut output = self.ctx.run_ui(input, |ui| view.ui(ui, &facts, &mut commands));
        output.textures_delta.clear();
        black_box(self.ctx.tessellate(output.shapes, output.pixels_per_point));
    }

    /// The pointer at a place in the plots that differs from frame to frame.
    fn pointer(&self) -> Pos2 {
        pos2(900.0 + (self.frame % 400) as f32, 500.0)
    }

    fn move_pointer(&mut self) {
        let at = self.pointer();
        self.draw(vec![Event::PointerMoved(at)]);
    }

    fn button(&mut self, pos: Pos2, button: PointerButton, pressed: bool) {
        self.draw(vec![Event::PointerButton { pos, button, pressed, modifiers: Modifiers::NONE }]);
    }
}

fn frames(c: &mut Criterion) {
    let mut window = Window::new();
    let named = |what: &str| format!("growth of 20 pens over 900 days: {what}");
    c.bench_function(&named("idle"), |b| b.iter(|| window.draw(Vec::new())));
    c.bench_function(&named("moving cursor"), |b| b.iter(|| window.move_pointer()));
    // Zoomed in and dragged to and fro: every plot refits and thins out its curves anew in every frame.
    let (from, to) = (pos2(900.0, 500.0), pos2(1300.0, 500.0));
    window.draw(vec![Event::PointerMoved(from)]);
    window.button(from, PointerButton::Secondary, true);
    window.draw(vec![Event::PointerMoved(to)]);
    window.button(to, PointerButton::Secondary, false);
    let press = window.pointer();
    window.draw(vec![Event::PointerMoved(press)]);
    window.button(press, PointerButton::Primary, true);
    c.bench_function(&named("panning"), |b| b.iter(|| window.move_pointer()));
}

criterion_group!(benches, frames);
criterion_main!(benches);
