//! Which runs, or which batch, a report is of.
use crate::domain::batch::{Batch, PinnedRun};
use crate::domain::display::{self, NO_VALUE};
use crate::domain::quantity::Quantity;
use crate::domain::verdict::Verdict;
use crate::engine::comparison::RunInFull;
use crate::engine::parameter_words::NOT_KEPT;
use crate::report::blocks::{Block, Cell, Column, ColumnKind, Note, Table, Tone};
use crate::report::contents::Contents;

impl Contents<'_> {
    /// Who made each run, when, from what, and whether recomputing it gave the same.
    pub(in crate::report) fn runs_blocks(&self) -> Vec<Block> {
        let runs = &self.compared.runs;
        if runs.is_empty() {
            return vec![Block::Says("No run is pinned, so there are no planned figures to show".to_owned())];
        }
        let row = |(place, run): (usize, &RunInFull)| {
            let detail = &run.detail;
            vec![
                Cell::text(self.names.name(place)).note(self.role(place)).note(&detail.run.scenario_name),
                Cell::text(display::exact_time(detail.run.run_date)).note(&detail.created_by_name),
                self.days_cell(run),
                self.verdict_cell(place),
                Cell::text(or_none(&detail.engine_version)),
                Cell::text(detail.inputs_hash.as_deref().unwrap_or(NOT_KEPT)),
            ]
        };
        use ColumnKind::{Code, Number, Text};
        let table = Table {
            name: "Runs".to_owned(),
            caption: "Who made each run, when, and whether its inputs still give the same numbers".to_owned(),
            columns: [
                ("Run", Text),
                ("Made", Text),
                ("Days", Number),
                ("Verified", Text),
                ("Engine", ColumnKind::Short),
                ("Hash of the inputs (SHA-256)", Code),
            ]
            .map(|(head, kind)| Column::new(head, kind))
            .into(),
            rows: runs.iter().enumerate().map(row).collect(),
        };
        let mut blocks = vec![
            Block::Table(table),
            Block::Note(
                "A run never changes. Verified means that it was recomputed from its inputs when this report was made, and that \
                 every number came out the same, bit for bit. Runs of equal inputs have equal hashes"
                    .to_owned(),
            ),
        ];
        for (place, run) in runs.iter().enumerate().filter(|(_, run)| !run.detail.notes.trim().is_empty()) {
            blocks.push(Block::Heading(format!("Notes on {}", self.names.name(place))));
            blocks.push(Block::Items(run.detail.notes.lines().map(str::to_owned).collect()));
        }
        blocks
    }

    /// "480 days", from and to.
    fn days_cell(&self, run: &RunInFull) -> Cell {
        let days = &run.projection.days;
        let (Some(first), Some(last)) = (days.first(), days.last()) else { return Cell::text(NO_VALUE) };
        let count = self.say(display::days(i64::from(last.day_number)));
        Cell::number(f64::from(last.day_number), Some(Quantity::Days), count)
            .note(format!("{} to", display::date(first.projection_date)))
            .note(display::date(last.projection_date))
    }

    fn verdict_cell(&self, place: usize) -> Cell {
        let verdict = self.runs.get(place).and_then(|head| head.verdict);
        let (word, says, tone) = match verdict {
            Some(Verdict::Equal { numbers }) => {
                let numbers = display::plural(*numbers, "number", "numbers");
                ("yes", format!("{numbers} equal"), Tone::Plain)
            }
            Some(Verdict::Differs { numbers, first }) => {
                let numbers = display::plural(*numbers, "number differs", "numbers differ");
                ("no", format!("{numbers}; {first}"), Tone::Worse)
            }
            Some(Verdict::CannotRecompute { why }) => ("cannot be", why.clone(), Tone::Plain),
            None => ("not tried", String::new(), Tone::Plain),
        };
        let mut cell = Cell::text(word);
        if !says.is_empty() {
            cell.notes.push(Note { text: self.say(says), value: None, tone });
        }
        cell
    }

    /// The batch that the report is about, and every change of its pin.
    pub(in crate::report) fn batch_blocks(&self) -> Vec<Block> {
        let Some(history) = self.batch else { return Vec::new() };
        let batch = &history.batch;
        let pinned = batch.pinned_projection_run.as_ref();
        let pens = if batch.pens.is_empty() { NO_VALUE.to_owned() } else { display::pens(&batch.pens) };
        let rows = [
            ("Batch", Cell::text(&batch.batch_number)),
            ("Site", Cell::text(or_none(&batch.site))),
            ("Pens", Cell::text(pens)),
            ("Stage its fish came in", Cell::text(&batch.stage)),
            ("First day", Cell::date(batch.start_date)),
            ("Fish", self.fish_cell(batch)),
            ("Mean weight", self.weight_cell(batch)),
            ("Pinned to", Cell::text(pinned.map_or_else(|| "no run".to_owned(), run_name))),
        ];
        let facts = Table {
            name: "Batch".to_owned(),
            caption: "The batch as it came in, and the run it is measured against".to_owned(),
            columns: vec![Column::new("Detail", ColumnKind::Short), Column::new("Batch", ColumnKind::Text)],
            rows: rows.into_iter().map(|(name, cell)| vec![Cell::text(name), cell]).collect(),
        };
        let mut blocks = vec![Block::Table(facts)];
        if let Some(newer) = batch.newer_run_number {
            blocks.push(Block::Says(format!(
                "Run #{newer} of that scenario is newer; the batch stays pinned to the run above until somebody pins it to another"
            )));
        }
        if history.events.is_empty() {
            blocks.push(Block::Note("The batch has never been pinned to a run".to_owned()));
            return blocks;
        }
        let name = |run: &Option<PinnedRun>| run.as_ref().map_or_else(|| "no run".to_owned(), run_name);
        let event = |event: &crate::domain::batch::PinEvent| {
            vec![
                Cell::text(display::exact_time(event.changed_at)),
                Cell::text(&event.changed_by),
                Cell::text(name(&event.from)),
                Cell::text(name(&event.to)),
                Cell::text(or_none(&event.reason)),
            ]
        };
        blocks.push(Block::Table(Table {
            name: "Changes of the pin".to_owned(),
            caption: "Every change of the pin, the newest first".to_owned(),
            columns: ["When", "By", "From", "To", "Why"]
                .map(|head| {
                    Column::new(head, if head == "When" { ColumnKind::Short } else { ColumnKind::Text })
                })
                .into(),
            rows: history.events.iter().map(event).collect(),
        }));
        blocks
    }

    pub(super) fn batches_title(&self) -> &'static str {
        if self.has_several() { "Batches pinned to these runs" } else { "Batches pinned to this run" }
    }

    /// The batches that are measured against each run.
    pub(in crate::report) fn batches_blocks(&self) -> Vec<Block> {
        let mut rows = Vec::new();
        for (place, batches) in self.pinned.iter().enumerate().take(self.compared.runs.len()) {
            for batch in batches {
                rows.push(vec![
                    Cell::text(self.names.name(place)),
                    Cell::text(&batch.batch_number),
                    Cell::text(or_none(&batch.site)),
                    Cell::text(&batch.stage),
                    Cell::date(batch.start_date),
                    self.fish_cell(batch),
                    self.weight_cell(batch),
                ]);
            }
        }
        if rows.is_empty() {
            return vec![Block::Says("No batch is pinned to any of them".to_owned())];
        }
        use ColumnKind::{Number, Text};
        let mut blocks = vec![Block::Table(Table {
            name: "Pinned batches".to_owned(),
            caption: "The batches that are measured against each run when this report was made".to_owned(),
            columns: [
                ("Run", Text),
                ("Batch", Text),
                ("Site", Text),
                ("Stage", Text),
                ("First day", Number),
                ("Fish", Number),
                ("Weight", Number),
            ]
            .map(|(head, kind)| Column::new(head, kind))
            .into(),
            rows,
        })];
        let without: Vec<&str> = self
            .places()
            .filter(|place| self.pinned.get(*place).is_none_or(Vec::is_empty))
            .map(|place| self.names.name(place))
            .collect();
        if !without.is_empty() {
            blocks.push(Block::Note(format!("No batch is pinned to {}", without.join(", "))));
        }
        blocks
    }

    fn fish_cell(&self, batch: &Batch) -> Cell {
        let count = batch.initial_count as f64;
        Cell::number(count, Some(Quantity::Count), self.say(display::count(count)))
    }

    fn weight_cell(&self, batch: &Batch) -> Cell {
        let weight_g = batch.initial_weight_g;
        Cell::number(weight_g, Some(Quantity::WeightG), self.say(display::weight(weight_g)))
    }
}

fn run_name(run: &PinnedRun) -> String {
    let label = if run.run_label.is_empty() { String::new() } else { format!(" {}", run.run_label) };
    format!("{} #{}{label}", run.scenario_name, run.run_number)
}

fn or_none(text: &str) -> &str {
    if text.trim().is_empty() { NO_VALUE } else { text }
}
