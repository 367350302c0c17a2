//! The promise: comparing six runs costs well under 4 ms of processor time a frame, so that the cursor follows the hand.
//!
//! Whole egui frames of the Compare view with tessellation, without a GPU: every tab at rest, and the plots with a moving
//! cursor and while panning. The runs are real projections, held in memory.
//! `cargo bench --bench compare_frame`
use std::collections::HashMap;
use std::hint::black_box;
use std::ops::ControlFlow;
use std::path::PathBuf;

use chrono::{DateTime, Utc};
use criterion::{Criterion, criterion_group, criterion_main};
use egui::{Context, Event, Modifiers, PointerButton, Pos2, RawInput, Rect, pos2, vec2};
use salmon_run::app::command::Commands;
use salmon_run::app::facts::{Care, Facts, FarmData, Library};
use salmon_run::app::theme;
use salmon_run::app::views::compare::{CompareView, Tab};
use salmon_run::domain::ids::{RunId, ScenarioId};
use salmon_run::domain::run::{ModelIds, ParametersSnapshot, ProjectionRun, RunDetail, RunOrigin};
use salmon_run::service::{RunComparison, RunInFull, project, sample_scenarios};

const RUNS: u32 = 6;

/// A run of so many days that differs from its neighbours in its TGC.
fn run(number: u32, days: u32) -> RunInFull {
    let mut inputs = sample_scenarios().expect("the sample is readable").remove(0);
    inputs.duration_days = days;
    inputs.tgc_model.tgc_value *= 1.0 + 0.01 * f64::from(number);
    let snapshot = ParametersSnapshot::freeze(inputs).expect("the sample can be run");
    let (projection, summary) =
        project(&snapshot, |_, _| ControlFlow::Continue(())).expect("nothing stops the projection");
    let run = ProjectionRun {
        run_id: RunId(i64::from(number)),
        scenario: ScenarioId(1),
        scenario_name: snapshot.inputs().name.clone(),
        run_number: number,
        label: "Updated TGC".to_owned(),
        run_date: DateTime::<Utc>::UNIX_EPOCH,
        total_projections: days,
        final_weight_g: summary.final_weight_g,
        final_biomass_kg: summary.final_biomass_kg,
        pinned_batch_count: 0,
        archived: false,
        is_latest: false,
    };
    let detail = RunDetail {
        run,
        notes: String::new(),
        created_by_name: String::new(),
        engine_version: String::new(),
        origin: RunOrigin::Computed,
        inputs_hash: Some(snapshot.inputs_hash()),
        snapshot: Some(snapshot),
        models: ModelIds::default(),
        warnings: Vec::new(),
    };
    RunInFull { detail, projection, summary }
}

/// The Compare view with its runs, as the app has it.
struct Window {
    ctx: Context,
    view: CompareView,
    farm: FarmData,
    library: Library,
    frame: u64,
}

impl Window {
    fn new(days: u32) -> Self {
        let runs: Vec<RunInFull> = (1..=RUNS).map(|number| run(number, days)).collect();
        let rows: Vec<ProjectionRun> = runs.iter().map(|run| run.detail.run.clone()).collect();
        let ids: Vec<RunId> = rows.iter().map(|run| run.run_id).collect();
        let mut library = Library::default();
        library.comparisons.put(ids.clone(), Ok(RunComparison::of(runs)));
        let farm = FarmData {
            path: PathBuf::from("bench.salmonrun"),
            read_only: false,
            scenarios: Vec::new(),
            runs: rows,
            batches: Vec::new(),
            tgc_models: Vec::new(),
            fcr_models: Vec::new(),
            mortality_models: Vec::new(),
            ..FarmData::default()
        };
        let ctx = Context::default();
        theme::install(&ctx);
        let mut view = CompareView::default();
        view.show(ids);
        let mut window = Self { ctx, view, farm, library, frame: 0 };
        window.settle();
        window
    }

    fn settle(&mut self) {
        for _ in 0..5 {
            self.draw(Vec::new());
        }
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
            goals: salmon_run::domain::goal_weights::GoalWeights::default(),
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
        pos2(200.0 + (self.frame % 200) as f32, 450.0)
    }

    /// Presses the other button and passes over some days, which zooms into them.
    fn zoom(&mut self) {
        let (from, to) = (pos2(150.0, 450.0), pos2(350.0, 450.0));
        self.draw(vec![Event::PointerMoved(from)]);
        self.button(from, PointerButton::Secondary, true);
        self.draw(vec![Event::PointerMoved(to)]);
        self.button(to, PointerButton::Secondary, false);
    }

    fn button(&mut self, pos: Pos2, button: PointerButton, pressed: bool) {
        self.draw(vec![Event::PointerButton { pos, button, pressed, modifiers: Modifiers::NONE }]);
    }
}

fn frames(c: &mut Criterion) {
    for days in [900, 7300] {
        let named = |what: &str| format!("compare six runs of {days} days: {what}");
        let mut window = Window::new(days);
        c.bench_function(&named("idle"), |b| b.iter(|| window.draw(Vec::new())));
        c.bench_function(&named("moving cursor"), |b| {
            b.iter(|| {
                let at = window.pointer();
                window.draw(vec![Event::PointerMoved(at)]);
            });
        });
        // Zoomed in and dragged to and fro: every plot refits and thins out its curves anew in every frame.
        window.zoom();
        let press = window.pointer();
        window.draw(vec![Event::PointerMoved(press)]);
        window.button(press, PointerButton::Primary, true);
        c.bench_function(&named("panning"), |b| {
            b.iter(|| {
                let at = window.pointer();
                window.draw(vec![Event::PointerMoved(at)]);
            });
        });
    }
    let mut window = Window::new(900);
    for (name, tab) in [
        ("what differs", Tab::Parameters),
        ("key figures", Tab::KeyFigures),
        ("target weights", Tab::Targets),
    ] {
        window.view.open(tab);
        window.settle();
        c.bench_function(&format!("compare six runs: {name}"), |b| b.iter(|| window.draw(Vec::new())));
    }
}

criterion_group!(benches, frames);
criterion_main!(benches);
