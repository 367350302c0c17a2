//! Old runs: a rule, what it would take, and letting that go.
use egui::{Label, RichText, Ui};

use crate::app::command::{Command, Commands};
use crate::app::facts::{Facts, Loaded};
use crate::app::theme::{palette, size, space};
use crate::app::widgets::field::{IntegerField, Typed};
use crate::app::widgets::table::{self, Column, Table, TableState};
use crate::app::widgets::{badge, button};
use crate::domain::display::{ago, count, date, plural, weight};
use crate::domain::ids::RunId;
use crate::domain::retention::{MOST_DAYS, Retention, Sifted};
use crate::domain::run::ProjectionRun;

/// No wider than what is read at ease.
const WIDTH: f32 = 720.0;
/// More than this of each scenario are all of them.
const MOST_KEPT: i64 = 10_000;
/// So many runs that stay for their batches are named; the rest is counted.
const MOST_NAMED: usize = 4;

const COLUMNS: [Column; 5] = [
    Column::text("Run", 240.0).takes_rest(),
    Column::text("Label", 160.0),
    Column::text("Date", 108.0),
    Column::number("Days", 56.0),
    Column::number("Final weight", 100.0),
];

/// The rule as it is typed.
#[derive(Debug)]
pub(super) struct OldRunsSection {
    older_than_days: Typed<i64>,
    keep_last: Typed<i64>,
    not_archived_too: bool,
    table: TableState<RunId>,
}

impl Default for OldRunsSection {
    fn default() -> Self {
        let Retention { older_than_days, keep_last, not_archived_too } = Retention::default();
        Self {
            older_than_days: Typed::of(i64::from(older_than_days)),
            keep_last: Typed::of(i64::from(keep_last)),
            not_archived_too,
            table: TableState::default(),
        }
    }
}

impl OldRunsSection {
    /// Draws the section.
    pub fn ui(&mut self, ui: &mut Ui, facts: &Facts<'_>, commands: &mut Commands) {
        ui.set_max_width(WIDTH);
        ui.spacing_mut().item_spacing.y = space::S;
        let about = "Runs that were archived long ago can be deleted by a rule. Each scenario keeps its newest ones, and a \
                     run that a batch is pinned to always stays";
        ui.add(Label::new(about).wrap());
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.y = space::XS;
            IntegerField::new("Older than", &mut self.older_than_days, 1..=i64::from(MOST_DAYS))
                .unit("days")
                .show(ui);
            IntegerField::new("Each scenario keeps", &mut self.keep_last, 0..=MOST_KEPT)
                .unit("runs")
                .show(ui);
        });
        ui.checkbox(&mut self.not_archived_too, "Runs that were never archived, too");
        ui.add_space(space::S);
        let Some(rule) = self.rule() else { return };
        let sifted = match facts.library.old_runs.get(&rule) {
            Loaded::Ready(sifted) => sifted,
            Loaded::Loading => {
                table::muted(ui, "Looking for old runs…");
                return;
            }
            Loaded::Failed(fault) => {
                ui.colored_label(palette(ui.visuals()).danger, fault.to_string());
                return;
            }
        };
        self.preview(ui, &sifted, facts);
        let clean = Command::CleanRuns(rule);
        let nothing = sifted.go.is_empty().then(|| "The rule takes no run".to_owned());
        let why_not = facts.why_not(&clean).or(nothing);
        let verb = match sifted.go.len() {
            0 => "Delete old runs".to_owned(),
            n => format!("Delete {}", plural(n, "old run", "old runs")),
        };
        if button::unless(ui, why_not, |ui| button::danger(ui, verb)).clicked() {
            commands.push(clean);
        }
    }

    /// What was typed; none while it is not accepted.
    fn rule(&self) -> Option<Retention> {
        Some(Retention {
            older_than_days: u32::try_from(self.older_than_days.value()?).ok()?,
            keep_last: u32::try_from(self.keep_last.value()?).ok()?,
            not_archived_too: self.not_archived_too,
        })
    }

    /// The runs that go, and how many stay for their batches.
    fn preview(&mut self, ui: &mut Ui, sifted: &Sifted, facts: &Facts<'_>) {
        let Sifted { go, pinned } = sifted;
        if !pinned.is_empty() {
            let names: Vec<String> = pinned.iter().take(MOST_NAMED).map(ProjectionRun::full_name).collect();
            let more = match pinned.len().saturating_sub(MOST_NAMED) {
                0 => String::new(),
                n => format!(" and {}", plural(n, "other", "others")),
            };
            let (stay, them) = (
                plural(pinned.len(), "run stays", "runs stay"),
                if pinned.len() == 1 { "it" } else { "them" },
            );
            let text = format!("{stay}, for batches are pinned to {them}: {}{more}", names.join(", "));
            let color = palette(ui.visuals()).text_muted;
            ui.add(Label::new(RichText::new(text).color(color)).wrap());
        }
        if go.is_empty() {
            ui.label("No run that may go is as old as that");
            return;
        }
        ui.label(plural(go.len(), "run would be deleted", "runs would be deleted"));
        let height = (ui.available_height() - 2.0 * size::ROW).max(size::ROW * 4.0);
        let keys: Vec<RunId> = go.iter().map(|run| run.run_id).collect();
        Table::new("Old runs", &COLUMNS).height(height).show(
            ui,
            &mut self.table,
            &keys,
            |i| go[i].full_name(),
            |ui, i, column| cell(ui, &go[i], column, facts),
        );
    }
}

fn cell(ui: &mut Ui, run: &ProjectionRun, column: usize, facts: &Facts<'_>) {
    match column {
        0 => {
            let name = format!("{} #{}", run.scenario_name, run.run_number);
            table::text(ui, name.as_str()).on_hover_text(name);
        }
        1 if !run.label.is_empty() => {
            badge::label(ui, &run.label);
        }
        1 => {}
        2 => {
            table::text(ui, date(run.run_date.date_naive())).on_hover_text(ago(run.run_date, facts.now));
        }
        3 => {
            table::text(ui, count(f64::from(run.total_projections)));
        }
        _ => {
            table::text(ui, weight(run.final_weight_g).to_string());
        }
    }
}
