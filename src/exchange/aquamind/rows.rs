//! Everything that an AquaMind file holds and this program understands, row by row and typed, whichever way it was written.
use chrono::{DateTime, NaiveDate, Utc};
use std::collections::BTreeMap;

use super::tables::{self, Table};
use super::values::{Fields, Taken};
use crate::domain::foreign::ForeignValue;
use crate::domain::import_report::Ledger;

/// Rows of a table by their primary keys.
pub(super) type Rows<T> = BTreeMap<i64, T>;

/// A row of which only a name is wanted, and what it stands in.
#[derive(Debug, Clone, Default)]
pub(super) struct Named {
    pub name: String,
    pub created: Option<DateTime<Utc>>,
    /// A place within a place.
    pub within: Option<i64>,
    pub or_within: Option<i64>,
}

#[derive(Debug, Clone)]
pub(super) struct Reading {
    pub profile: i64,
    pub day: u32,
    pub temperature_c: f64,
}

#[derive(Debug, Clone)]
pub(super) struct Tgc {
    pub name: String,
    pub location: String,
    pub release_period: String,
    pub tgc_value: f64,
    pub exponent_n: Option<f64>,
    pub exponent_m: Option<f64>,
    pub created: Option<DateTime<Utc>>,
    pub profile: i64,
}

/// A value that one stage has instead of its model's.
#[derive(Debug, Clone)]
pub(super) struct OfStage {
    pub model: i64,
    pub stage: String,
    pub value: f64,
}

#[derive(Debug, Clone)]
pub(super) struct FcrStage {
    pub model: i64,
    pub stage: i64,
    pub fcr: f64,
    pub duration_days: u32,
}

#[derive(Debug, Clone)]
pub(super) struct FcrBand {
    pub fcr_stage: i64,
    pub min_g: f64,
    pub max_g: f64,
    pub fcr: f64,
}

#[derive(Debug, Clone)]
pub(super) struct Mortality {
    pub name: String,
    pub frequency: String,
    pub rate: f64,
    pub created: Option<DateTime<Utc>>,
}

#[derive(Debug, Clone)]
pub(super) struct Constraint {
    pub set: i64,
    pub stage: String,
    pub min_weight_g: f64,
    pub max_weight_g: f64,
    pub min_temperature_c: Option<f64>,
    pub max_temperature_c: Option<f64>,
    pub max_freshwater_weight_g: Option<f64>,
    pub typical_duration_days: Option<i64>,
}

#[derive(Debug, Clone)]
pub(super) struct Scenario {
    pub name: String,
    pub start: NaiveDate,
    pub duration_days: u32,
    pub count: u64,
    pub genotype: String,
    pub supplier: String,
    pub weight_g: Option<f64>,
    pub created: Option<DateTime<Utc>>,
    pub created_by: String,
    pub batch: Option<i64>,
    pub tgc: i64,
    pub fcr: i64,
    pub mortality: i64,
    pub constraints: Option<i64>,
}

#[derive(Debug, Clone)]
pub(super) struct Change {
    pub scenario: i64,
    pub day: u32,
    pub tgc: Option<i64>,
    pub fcr: Option<i64>,
    pub mortality: Option<i64>,
}

#[derive(Debug, Clone)]
pub(super) struct Run {
    pub scenario: i64,
    pub number: u32,
    pub label: String,
    pub notes: String,
    pub date: Option<DateTime<Utc>>,
    pub created_by: String,
    /// What AquaMind kept of its inputs, as it kept it.
    pub snapshot: String,
    pub total: u64,
}

/// A projected day. Whose it is, is its scenario's key before ProjectionRun and its run's since.
#[derive(Debug, Clone)]
pub(super) struct Day {
    pub owner: i64,
    pub day: u32,
    pub date: NaiveDate,
    pub weight_g: f64,
    pub population: f64,
    pub biomass_kg: f64,
    pub feed_kg: f64,
    pub cumulative_feed_kg: f64,
    pub temperature_c: f64,
    pub stage: i64,
    pub created: Option<DateTime<Utc>>,
}

#[derive(Debug, Clone)]
pub(super) struct Stage {
    pub name: String,
    pub order: u32,
    pub min_g: Option<f64>,
    pub max_g: Option<f64>,
}

#[derive(Debug, Clone)]
pub(super) struct Batch {
    pub number: String,
    pub status: String,
    pub start: NaiveDate,
    pub ended: bool,
    pub notes: String,
    pub created: Option<DateTime<Utc>>,
    pub stage: i64,
    pub species: Option<i64>,
    pub pinned_scenario: Option<i64>,
    pub pinned_run: Option<i64>,
}

#[derive(Debug, Clone)]
pub(super) struct Assignment {
    pub batch: i64,
    pub container: i64,
    pub fish: u64,
    pub date: NaiveDate,
    pub weight_g: Option<f64>,
}

/// What an assignment was at some moment.
#[derive(Debug, Clone)]
pub(super) struct AssignmentThen {
    pub assignment: i64,
    pub fish: u64,
    pub weight_g: Option<f64>,
    pub when: Option<DateTime<Utc>>,
    pub is_first: bool,
}

/// Something that was observed of a pen or a batch.
#[derive(Debug, Clone)]
pub(super) struct Seen<T> {
    pub date: NaiveDate,
    pub batch: Option<i64>,
    pub assignment: Option<i64>,
    pub container: Option<i64>,
    pub created: Option<DateTime<Utc>>,
    pub what: T,
}

#[derive(Debug, Clone)]
pub(super) struct Sample {
    pub fish: Option<u32>,
    pub weight_g: f64,
    pub length_cm: Option<f64>,
    pub deviation_g: Option<f64>,
    pub condition: Option<f64>,
}

#[derive(Debug, Clone)]
pub(super) struct Deaths {
    pub fish: u64,
    pub cause: String,
}

#[derive(Debug, Clone)]
pub(super) struct Water {
    pub parameter: i64,
    pub value: f64,
}

#[derive(Debug, Clone)]
pub(super) struct Transfer {
    pub fish: u64,
    pub died: u64,
    pub status: String,
    pub date: Option<NaiveDate>,
    pub created: Option<DateTime<Utc>>,
    pub from: i64,
    pub to: Option<i64>,
    pub weight_g: Option<f64>,
    pub selection: String,
}

/// What an AquaMind file holds.
#[derive(Debug, Clone, Default)]
pub struct Source {
    /// Whether it has projection runs.
    pub(super) has_runs: bool,
    pub(super) ledger: Ledger,
    pub(super) profiles: Rows<Named>,
    pub(super) readings: Rows<Reading>,
    pub(super) tgc: Rows<Tgc>,
    pub(super) tgc_stages: Rows<OfStage>,
    pub(super) fcr: Rows<Named>,
    pub(super) fcr_stages: Rows<FcrStage>,
    pub(super) fcr_bands: Rows<FcrBand>,
    pub(super) mortality: Rows<Mortality>,
    pub(super) mortality_stages: Rows<OfStage>,
    pub(super) constraint_sets: Rows<Named>,
    pub(super) constraints: Rows<Constraint>,
    pub(super) scenarios: Rows<Scenario>,
    pub(super) changes: Rows<Change>,
    pub(super) runs: Rows<Run>,
    pub(super) days: Vec<Day>,
    pub(super) species: Rows<Named>,
    pub(super) stages: Rows<Stage>,
    pub(super) batches: Rows<Batch>,
    pub(super) assignments: Rows<Assignment>,
    pub(super) assignment_history: Rows<AssignmentThen>,
    pub(super) samples: Rows<Seen<Sample>>,
    pub(super) deaths: Rows<Seen<Deaths>>,
    pub(super) feedings: Rows<Seen<f64>>,
    pub(super) parameters: Rows<Named>,
    pub(super) water: Rows<Seen<Water>>,
    pub(super) transfers: Rows<Transfer>,
    pub(super) containers: Rows<Named>,
    pub(super) halls: Rows<Named>,
    pub(super) stations: Rows<Named>,
    pub(super) areas: Rows<Named>,
    pub(super) users: Rows<Named>,
}

impl Source {
    /// Enters rows of a table that is not read, with why.
    pub fn leave(&mut self, table: &str, rows: u64) {
        self.ledger.enter(table, rows);
        self.ledger.leave(table, rows, tables::why_left(table));
    }

    /// Says that the file has projection runs, even if there are none in it.
    pub fn has_tables_of_runs(&mut self) {
        self.has_runs = true;
    }

    /// Whether it holds anything that only AquaMind has.
    pub fn is_of_aquamind(&self) -> bool {
        let known = self.ledger.tables();
        known.iter().any(|name| tables::named(name).is_some())
    }

    /// Takes a row, its values in the order of the table's columns. One that cannot be understood is left, with why.
    pub fn take(&mut self, table: &'static Table, values: &[ForeignValue]) {
        self.ledger.enter(table.name, 1);
        if let Err(reason) = self.understand(table, &Fields::of(table, values)) {
            self.ledger.leave(table.name, 1, reason);
        }
    }

    fn understand(&mut self, table: &'static Table, of: &Fields<'_>) -> Taken<()> {
        let key = of.key()?;
        let named = |column: &str| Ok::<_, String>(Named { name: of.text(column)?, ..Named::default() });
        let born = |column: &str| {
            Ok::<_, String>(Named {
                name: of.text(column)?,
                created: of.moment_or_none("created_at")?,
                ..Named::default()
            })
        };
        match *table {
            tables::PROFILE => put(&mut self.profiles, key, born("name")?),
            tables::READING => put(
                &mut self.readings,
                key,
                Reading {
                    profile: of.whole("profile_id")?,
                    day: of.day("day_number")?,
                    temperature_c: of.real("temperature")?,
                },
            ),
            tables::TGC => put(
                &mut self.tgc,
                key,
                Tgc {
                    name: of.text("name")?,
                    location: of.text("location")?,
                    release_period: of.text("release_period")?,
                    tgc_value: of.real("tgc_value")?,
                    exponent_n: of.real_or_none("exponent_n")?,
                    exponent_m: of.real_or_none("exponent_m")?,
                    created: of.moment_or_none("created_at")?,
                    profile: of.whole("profile_id")?,
                },
            ),
            tables::TGC_STAGE => put(&mut self.tgc_stages, key, of_stage(of, "tgc_model_id", "tgc_value")?),
            tables::FCR => put(&mut self.fcr, key, born("name")?),
            tables::FCR_STAGE => put(
                &mut self.fcr_stages,
                key,
                FcrStage {
                    model: of.whole("model_id")?,
                    stage: of.whole("stage_id")?,
                    fcr: of.real("fcr_value")?,
                    duration_days: of.day("duration_days")?,
                },
            ),
            tables::FCR_BAND => put(
                &mut self.fcr_bands,
                key,
                FcrBand {
                    fcr_stage: of.whole("fcr_stage_id")?,
                    min_g: of.real("min_weight_g")?,
                    max_g: of.real("max_weight_g")?,
                    fcr: of.real("fcr_value")?,
                },
            ),
            tables::MORTALITY => put(
                &mut self.mortality,
                key,
                Mortality {
                    name: of.text("name")?,
                    frequency: of.text("frequency")?,
                    rate: of.real("rate")?,
                    created: of.moment_or_none("created_at")?,
                },
            ),
            tables::MORTALITY_STAGE => {
                let item = of_stage(of, "mortality_model_id", "daily_rate_percent")?;
                put(&mut self.mortality_stages, key, item)
            }
            tables::CONSTRAINTS => put(&mut self.constraint_sets, key, born("name")?),
            tables::CONSTRAINT => put(
                &mut self.constraints,
                key,
                Constraint {
                    set: of.whole("constraint_set_id")?,
                    stage: of.text("lifecycle_stage")?,
                    min_weight_g: of.real("min_weight_g")?,
                    max_weight_g: of.real("max_weight_g")?,
                    min_temperature_c: of.real_or_none("min_temperature_c")?,
                    max_temperature_c: of.real_or_none("max_temperature_c")?,
                    max_freshwater_weight_g: of.real_or_none("max_freshwater_weight_g")?,
                    typical_duration_days: of.whole_or_none("typical_duration_days")?,
                },
            ),
            tables::SCENARIO => put(&mut self.scenarios, key, scenario(of)?),
            tables::CHANGE => put(
                &mut self.changes,
                key,
                Change {
                    scenario: of.whole("scenario_id")?,
                    day: of.day("change_day")?,
                    tgc: of.whole_or_none("new_tgc_model_id")?,
                    fcr: of.whole_or_none("new_fcr_model_id")?,
                    mortality: of.whole_or_none("new_mortality_model_id")?,
                },
            ),
            tables::RUN => {
                self.has_runs = true;
                put(
                    &mut self.runs,
                    key,
                    Run {
                        scenario: of.whole("scenario_id")?,
                        number: of.day("run_number")?,
                        label: of.text("label")?,
                        notes: of.text("notes")?,
                        date: of.moment_or_none("run_date")?.or(of.moment_or_none("created_at")?),
                        created_by: of.text("created_by_id")?,
                        snapshot: of.text("parameters_snapshot")?,
                        total: of.count("total_projections")?,
                    },
                )
            }
            tables::DAY => {
                let day = self.day(of)?;
                self.days.push(day);
                Ok(())
            }
            tables::SPECIES => put(&mut self.species, key, named("name")?),
            tables::STAGE => put(
                &mut self.stages,
                key,
                Stage {
                    name: of.text("name")?,
                    order: of.day("order")?,
                    min_g: of.real_or_none("expected_weight_min_g")?,
                    max_g: of.real_or_none("expected_weight_max_g")?,
                },
            ),
            tables::BATCH => put(&mut self.batches, key, batch(of)?),
            tables::ASSIGNMENT => put(&mut self.assignments, key, assignment(of)?),
            tables::ASSIGNMENT_HISTORY => put(
                &mut self.assignment_history,
                key,
                AssignmentThen {
                    assignment: of.whole("id")?,
                    fish: of.count("population_count")?,
                    weight_g: of.real_or_none("avg_weight_g")?,
                    when: of.moment_or_none("history_date")?,
                    is_first: of.text("history_type")? == "+",
                },
            ),
            tables::SAMPLE => {
                let what = Sample {
                    fish: of.whole_or_none("sample_size")?.and_then(|fish| u32::try_from(fish).ok()),
                    weight_g: of.real("avg_weight_g")?,
                    length_cm: of.real_or_none("avg_length_cm")?,
                    deviation_g: of.real_or_none("std_deviation_weight")?,
                    condition: of.real_or_none("condition_factor")?,
                };
                put(&mut self.samples, key, seen(of, "sample_date", "assignment_id", what)?)
            }
            tables::DEATHS => {
                let (cause, description) = (of.text("cause")?, of.text("description")?);
                let what = Deaths { fish: of.count("count")?, cause: cause_of(&cause, &description) };
                put(&mut self.deaths, key, seen(of, "event_date", "assignment_id", what)?)
            }
            tables::FEEDING => {
                let what = of.real("amount_kg")?;
                put(&mut self.feedings, key, seen(of, "feeding_date", "batch_assignment_id", what)?)
            }
            tables::PARAMETER => put(&mut self.parameters, key, named("name")?),
            tables::WATER => {
                let what = Water { parameter: of.whole("parameter_id")?, value: of.real("value")? };
                put(&mut self.water, key, seen(of, "reading_time", "batch_container_assignment_id", what)?)
            }
            tables::TRANSFER => put(&mut self.transfers, key, transfer(of)?),
            tables::CONTAINER => {
                let place = Named {
                    within: of.whole_or_none("hall_id")?,
                    or_within: of.whole_or_none("area_id")?,
                    ..named("name")?
                };
                put(&mut self.containers, key, place)
            }
            tables::HALL => {
                let place = Named { within: of.whole_or_none("freshwater_station_id")?, ..named("name")? };
                put(&mut self.halls, key, place)
            }
            tables::STATION => put(&mut self.stations, key, named("name")?),
            tables::AREA => put(&mut self.areas, key, named("name")?),
            tables::USER => put(&mut self.users, key, named("username")?),
            _ => Err(tables::why_left(table.name).to_owned()),
        }
    }

    fn day(&mut self, of: &Fields<'_>) -> Taken<Day> {
        let run = of.whole_or_none("projection_run_id")?;
        self.has_runs |= run.is_some();
        let owner = run.or(of.whole_or_none("scenario_id")?).ok_or("it belongs to no run and no scenario")?;
        Ok(Day {
            owner,
            day: of.day("day_number")?,
            date: of.date("projection_date")?,
            weight_g: of.real("average_weight")?,
            population: of.real("population")?,
            biomass_kg: of.real("biomass")?,
            feed_kg: of.real("daily_feed")?,
            cumulative_feed_kg: of.real("cumulative_feed")?,
            temperature_c: of.real("temperature")?,
            stage: of.whole("current_stage_id")?,
            created: of.moment_or_none("created_at")?,
        })
    }

    /// The name of a user that is referred to by key or, in a dumpdata with natural keys, by name.
    pub(super) fn user(&self, reference: &str) -> Option<String> {
        let named = |name: &str| (!name.trim().is_empty()).then(|| name.to_owned());
        match reference.parse::<i64>() {
            Ok(key) => self.users.get(&key).and_then(|user| named(&user.name)),
            Err(_) => named(reference),
        }
    }
}

fn put<T>(rows: &mut Rows<T>, key: i64, row: T) -> Taken<()> {
    if rows.contains_key(&key) {
        return Err("its primary key is there twice: the first one counts".to_owned());
    }
    rows.insert(key, row);
    Ok(())
}

fn of_stage(of: &Fields<'_>, model: &str, value: &str) -> Taken<OfStage> {
    Ok(OfStage { model: of.whole(model)?, stage: of.text("lifecycle_stage")?, value: of.real(value)? })
}

fn scenario(of: &Fields<'_>) -> Taken<Scenario> {
    Ok(Scenario {
        name: of.text("name")?,
        start: of.date("start_date")?,
        duration_days: of.day("duration_days")?,
        count: of.count("initial_count")?,
        genotype: of.text("genotype")?,
        supplier: of.text("supplier")?,
        weight_g: of.real_or_none("initial_weight")?,
        created: of.moment_or_none("created_at")?,
        created_by: of.text("created_by_id")?,
        batch: of.whole_or_none("batch_id")?,
        tgc: of.whole("tgc_model_id")?,
        fcr: of.whole("fcr_model_id")?,
        mortality: of.whole("mortality_model_id")?,
        constraints: of.whole_or_none("biological_constraints_id")?,
    })
}

fn batch(of: &Fields<'_>) -> Taken<Batch> {
    Ok(Batch {
        number: of.text("batch_number")?,
        status: of.text("status")?,
        start: of.date("start_date")?,
        ended: of.date_or_none("actual_end_date")?.is_some(),
        notes: of.text("notes")?,
        created: of.moment_or_none("created_at")?,
        stage: of.whole("lifecycle_stage_id")?,
        species: of.whole_or_none("species_id")?,
        pinned_scenario: of.whole_or_none("pinned_scenario_id")?,
        pinned_run: of.whole_or_none("pinned_projection_run_id")?,
    })
}

fn assignment(of: &Fields<'_>) -> Taken<Assignment> {
    let fish = of.count("population_count")?;
    let own = of.real_or_none("avg_weight_g")?;
    let of_biomass =
        || Ok::<_, String>(of.real_or_none("biomass_kg")?.map(|kg| kg * 1000.0 / fish.max(1) as f64));
    Ok(Assignment {
        batch: of.whole("batch_id")?,
        container: of.whole("container_id")?,
        fish,
        date: of.date("assignment_date")?,
        weight_g: own.map_or_else(of_biomass, |own| Ok(Some(own)))?.filter(|weight_g| *weight_g > 0.0),
    })
}

fn seen<T>(of: &Fields<'_>, date: &str, assignment: &str, what: T) -> Taken<Seen<T>> {
    Ok(Seen {
        date: of.date(date)?,
        batch: of.whole_or_none("batch_id")?,
        assignment: of.whole_or_none(assignment)?,
        container: of.whole_or_none("container_id")?,
        created: of.moment_or_none("created_at")?,
        what,
    })
}

fn transfer(of: &Fields<'_>) -> Taken<Transfer> {
    Ok(Transfer {
        fish: of.count("transferred_count")?,
        died: of
            .whole_or_none("mortality_during_transfer")?
            .map_or(0, |fish| u64::try_from(fish).unwrap_or(0)),
        status: of.text("status")?,
        date: of.date_or_none("actual_execution_date")?,
        created: of.moment_or_none("created_at")?,
        from: of.whole("source_assignment_id")?,
        to: of.whole_or_none("dest_assignment_id")?,
        weight_g: of.real_or_none("measured_avg_weight_g")?,
        selection: of.text("selection_method")?,
    })
}

/// What fish died of, in words; AquaMind's word for not knowing is none.
fn cause_of(cause: &str, description: &str) -> String {
    let cause = if cause == "UNKNOWN" { String::new() } else { cause.replace('_', " ").to_lowercase() };
    match (cause.is_empty(), description.trim()) {
        (_, "") => cause,
        (true, words) => words.to_owned(),
        (false, words) => format!("{cause}: {words}"),
    }
}
