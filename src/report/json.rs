//! The comparison as data: all that `run compare --json` answers, and beside it who made the report, whether the runs
//! could be verified, and what the other formats say in words. `assets/schema/comparison.schema.json` describes it.
use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use super::contents::{Contents, RunHead};
use super::document::ComparisonDocument;
use super::growth_data::GrowthDocument;
use super::steps::Step;
use crate::domain::batch::{Batch, PinEvent};
use crate::domain::ids::RunId;
use crate::domain::run::Projection;
use crate::domain::verdict::Verdict;
use crate::engine::target_words::{Reached, TargetRow};

/// The `format` of the document.
const FORMAT: &str = "salmon-run/comparison-report";
/// The `version` of the document.
const VERSION: u32 = 1;

/// The report as JSON on one line. Sections are for people: data holds all of it.
pub(super) fn render(contents: &Contents<'_>) -> Result<Vec<u8>, serde_json::Error> {
    let document = Document {
        format: FORMAT,
        version: VERSION,
        report: ReportDocument::of(contents),
        comparison: ComparisonDocument::of(contents.compared),
    };
    let mut json = serde_json::to_vec(&document)?;
    json.push(b'\n');
    Ok(json)
}

#[derive(Serialize)]
struct Document<'a> {
    format: &'static str,
    version: u32,
    report: ReportDocument<'a>,
    #[serde(flatten)]
    comparison: ComparisonDocument<'a>,
}

#[derive(Serialize)]
struct ReportDocument<'a> {
    title: &'a str,
    farm_file: &'a str,
    made_by: &'a str,
    made_at: DateTime<Utc>,
    program: &'a str,
    /// How long a step is: "day", "week" or "month".
    every: &'static str,
    runs: Vec<RunReport<'a>>,
    targets: Vec<TargetDocument>,
    #[serde(skip_serializing_if = "Option::is_none")]
    batch: Option<BatchReport<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    growth: Option<GrowthDocument<'a>>,
}

#[derive(Serialize)]
struct BatchReport<'a> {
    batch: &'a Batch,
    pin_history: &'a [PinEvent],
}

#[derive(Serialize)]
struct RunReport<'a> {
    run_id: RunId,
    name: &'a str,
    is_baseline: bool,
    sentence: &'a str,
    verified: VerifiedDocument,
    batches: Vec<&'a str>,
    steps: Vec<StepDocument<'a>>,
}

/// "equal": recomputed, every number the same; "differs"; "cannot_recompute"; "not_tried".
#[derive(Serialize)]
struct VerifiedDocument {
    status: &'static str,
    says: String,
}

#[derive(Serialize)]
struct StepDocument<'a> {
    name: &'a str,
    days: u32,
    last_day_number: u32,
    last_date: NaiveDate,
    current_stage: &'a str,
    average_weight: f64,
    population: f64,
    biomass: f64,
    feed: f64,
    cumulative_feed: f64,
    mean_temperature: f64,
}

#[derive(Serialize)]
struct TargetDocument {
    weight_g: f64,
    runs: Vec<ReachedDocument>,
}

/// "on_day", "never" or "from_the_start".
#[derive(Serialize)]
struct ReachedDocument {
    reached: &'static str,
    day_number: Option<u32>,
    date: Option<NaiveDate>,
    /// Days of its own later than the baseline.
    days_later: Option<i64>,
}

impl<'a> ReportDocument<'a> {
    fn of(contents: &'a Contents<'_>) -> Self {
        let about = contents.about;
        let run = |(place, head): (usize, &'a RunHead<'_>)| {
            let full = contents.compared.runs.get(place)?;
            let pinned = contents.pinned.get(place).into_iter().flatten();
            Some(RunReport {
                run_id: full.detail.run.run_id,
                name: contents.names.name(place),
                is_baseline: place == 0,
                sentence: &head.sentence,
                verified: VerifiedDocument::of(head.verdict),
                batches: pinned.map(|batch| batch.batch_number.as_str()).collect(),
                steps: head.steps.iter().map(|step| StepDocument::of(step, &full.projection)).collect(),
            })
        };
        Self {
            title: &contents.title,
            farm_file: &about.farm_file,
            made_by: &about.by,
            made_at: about.at,
            program: &about.program,
            every: contents.wishes.every.word(),
            runs: contents.runs.iter().enumerate().filter_map(run).collect(),
            targets: contents.targets.iter().map(TargetDocument::of).collect(),
            batch: contents
                .batch
                .map(|history| BatchReport { batch: &history.batch, pin_history: &history.events }),
            growth: GrowthDocument::of(contents),
        }
    }
}

impl VerifiedDocument {
    fn of(verdict: Option<&Verdict>) -> Self {
        let status = match verdict {
            Some(Verdict::Equal { .. }) => "equal",
            Some(Verdict::Differs { .. }) => "differs",
            Some(Verdict::CannotRecompute { .. }) => "cannot_recompute",
            None => "not_tried",
        };
        Self { status, says: verdict.map(Verdict::words).unwrap_or_default() }
    }
}

impl<'a> StepDocument<'a> {
    fn of(step: &'a Step, projection: &'a Projection) -> Self {
        let last = &step.last;
        Self {
            name: &step.name,
            days: step.days,
            last_day_number: last.day_number,
            last_date: last.projection_date,
            current_stage: projection.stage_name(last),
            average_weight: last.average_weight_g,
            population: last.population,
            biomass: last.biomass_kg,
            feed: step.feed_kg,
            cumulative_feed: last.cumulative_feed_kg,
            mean_temperature: step.mean_temperature_c,
        }
    }
}

impl TargetDocument {
    fn of(row: &TargetRow) -> Self {
        let document = |reached: &Reached| match *reached {
            Reached::On { day_number, date, later } => ReachedDocument {
                reached: "on_day",
                day_number: Some(day_number),
                date: Some(date),
                days_later: later.map(|later| later.days),
            },
            Reached::Never | Reached::FromTheStart => ReachedDocument {
                reached: if *reached == Reached::Never { "never" } else { "from_the_start" },
                day_number: None,
                date: None,
                days_later: None,
            },
        };
        Self { weight_g: row.weight_g, runs: row.runs.iter().map(document).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::gathered::BatchHistory;
    use crate::report::testing::{batch, compared, gathered, grown};
    use crate::report::wishes::{Every, Wishes};
    use serde_json::Value;

    const SCHEMA: &str = include_str!("../../assets/schema/comparison.schema.json");

    #[test]
    fn what_is_written_is_what_the_published_schema_promises() {
        let schema: Value = serde_json::from_str(SCHEMA).unwrap();
        let validator = jsonschema::draft202012::new(&schema).unwrap();
        let mut old = compared(&[("Plan", |_| {}), ("Old", |_| {}), ("Short", |s| s.duration_days = 1)]);
        old.runs[1].detail.snapshot = None;
        old.runs[1].detail.inputs_hash = None;
        let mut single = gathered(compared(&[("Plan", |s| s.duration_days = 40)]));
        let one = batch("VES-24-01", &single.compared.runs[0].detail.run);
        single.growth = Some(Box::new(grown(&single.compared.runs[0])));
        single.batch = Some(BatchHistory { batch: one, events: Vec::new() });
        let changed = compared(&[
            ("Føroyar Σολομός 鲑鱼 🐟", |_| {}),
            ("Warmer", |s| s.tgc_model.temperature_profile.readings[3].temperature_c += 1.0),
        ]);
        for (gathered, every) in
            [(gathered(old), Every::Month), (single, Every::Week), (gathered(changed), Every::Day)]
        {
            let wishes = Wishes { every, ..Wishes::default() };
            let json = render(&Contents::of(&gathered, &wishes)).unwrap();
            let mut document: Value = serde_json::from_slice(&json).unwrap();
            let faults: Vec<String> =
                validator.iter_errors(&document).map(|fault| fault.to_string()).collect();
            assert!(faults.is_empty(), "{faults:?}");
            // The schema refuses what is not so.
            document["days"][0]["runs"][0]["average_weight"] = "heavy".into();
            assert!(!validator.is_valid(&document));
        }
    }

    #[test]
    fn every_number_of_every_day_is_the_stored_one() {
        let compared = compared(&[("a", |_| {}), ("b", |s| s.tgc_model.tgc_value = 3.0)]);
        let gathered = gathered(compared);
        let json = render(&Contents::of(&gathered, &Wishes::default())).unwrap();
        let document: Value = serde_json::from_slice(&json).unwrap();
        for (place, run) in gathered.compared.runs.iter().enumerate() {
            for (day, read) in run.projection.days.iter().zip(document["days"].as_array().unwrap()) {
                let read = &read["runs"][place];
                for (key, stored) in [
                    ("average_weight", day.average_weight_g),
                    ("population", day.population),
                    ("biomass", day.biomass_kg),
                    ("daily_feed", day.daily_feed_kg),
                    ("cumulative_feed", day.cumulative_feed_kg),
                    ("temperature", day.temperature_c),
                ] {
                    assert_eq!(read[key].as_f64(), Some(stored), "{key} on day {}", day.day_number);
                }
            }
        }
        assert_eq!(document["report"]["runs"][0]["verified"]["status"], "equal");
    }
}
