//! The tables of AquaMind that this program understands, and why it leaves the others.

/// A table that is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Table {
    /// Its name in the database.
    pub name: &'static str,
    /// Its model's name in a dumpdata, as it is written there.
    pub model: &'static str,
    /// The columns that are read, its primary key first. A dumpdata writes those that end in `_id` without that.
    pub columns: &'static [&'static str],
}

macro_rules! tables {
    ($($constant:ident = $name:literal, $model:literal: $($column:literal)+;)*) => {
        $(#[doc = concat!("`", $name, "`")]
        pub const $constant: Table = Table { name: $name, model: $model, columns: &[$($column),+] };)*
        /// Every table that is read.
        pub const TABLES: &[Table] = &[$($constant),*];
    };
}

tables! {
    PROFILE = "scenario_temperatureprofile", "scenario.temperatureprofile": "profile_id" "name" "created_at";
    READING = "scenario_temperaturereading", "scenario.temperaturereading":
        "reading_id" "temperature" "profile_id" "day_number";
    TGC = "scenario_tgcmodel", "scenario.tgcmodel":
        "model_id" "name" "location" "release_period" "tgc_value" "exponent_n" "exponent_m" "created_at" "profile_id";
    TGC_STAGE = "scenario_tgc_model_stage", "scenario.tgcmodelstage":
        "id" "lifecycle_stage" "tgc_value" "tgc_model_id";
    FCR = "scenario_fcrmodel", "scenario.fcrmodel": "model_id" "name" "created_at";
    FCR_STAGE = "scenario_fcrmodelstage", "scenario.fcrmodelstage":
        "id" "fcr_value" "duration_days" "model_id" "stage_id";
    FCR_BAND = "scenario_fcr_model_stage_override", "scenario.fcrmodelstageoverride":
        "id" "min_weight_g" "max_weight_g" "fcr_value" "fcr_stage_id";
    MORTALITY = "scenario_mortalitymodel", "scenario.mortalitymodel":
        "model_id" "name" "frequency" "rate" "created_at";
    MORTALITY_STAGE = "scenario_mortality_model_stage", "scenario.mortalitymodelstage":
        "id" "lifecycle_stage" "daily_rate_percent" "mortality_model_id";
    CONSTRAINTS = "scenario_biological_constraints", "scenario.biologicalconstraints": "id" "name" "created_at";
    CONSTRAINT = "scenario_stage_constraint", "scenario.stageconstraint":
        "id" "lifecycle_stage" "min_weight_g" "max_weight_g" "min_temperature_c" "max_temperature_c"
        "typical_duration_days" "max_freshwater_weight_g" "constraint_set_id";
    SCENARIO = "scenario", "scenario.scenario":
        "scenario_id" "name" "start_date" "duration_days" "initial_count" "genotype" "supplier" "initial_weight"
        "created_at" "batch_id" "created_by_id" "fcr_model_id" "mortality_model_id" "tgc_model_id"
        "biological_constraints_id";
    CHANGE = "scenario_scenariomodelchange", "scenario.scenariomodelchange":
        "change_id" "change_day" "new_fcr_model_id" "new_mortality_model_id" "new_tgc_model_id" "scenario_id";
    RUN = "scenario_projection_run", "scenario.projectionrun":
        "run_id" "run_date" "run_number" "label" "parameters_snapshot" "notes" "total_projections" "created_at"
        "created_by_id" "scenario_id";
    DAY = "scenario_scenarioprojection", "scenario.scenarioprojection":
        "projection_id" "projection_date" "day_number" "average_weight" "population" "biomass" "daily_feed"
        "cumulative_feed" "temperature" "created_at" "current_stage_id" "scenario_id" "projection_run_id";
    SPECIES = "batch_species", "batch.species": "id" "name";
    STAGE = "batch_lifecyclestage", "batch.lifecyclestage":
        "id" "name" "order" "expected_weight_min_g" "expected_weight_max_g";
    BATCH = "batch_batch", "batch.batch":
        "id" "batch_number" "status" "start_date" "actual_end_date" "notes" "created_at" "lifecycle_stage_id"
        "species_id" "pinned_scenario_id" "pinned_projection_run_id";
    ASSIGNMENT = "batch_batchcontainerassignment", "batch.batchcontainerassignment":
        "id" "population_count" "assignment_date" "batch_id" "container_id" "avg_weight_g" "biomass_kg";
    ASSIGNMENT_HISTORY = "batch_historicalbatchcontainerassignment", "batch.historicalbatchcontainerassignment":
        "history_id" "id" "population_count" "avg_weight_g" "history_date" "history_type";
    SAMPLE = "batch_growthsample", "batch.growthsample":
        "id" "sample_date" "sample_size" "avg_weight_g" "avg_length_cm" "std_deviation_weight" "condition_factor"
        "created_at" "assignment_id";
    DEATHS = "batch_mortalityevent", "batch.mortalityevent":
        "id" "event_date" "count" "cause" "description" "created_at" "batch_id" "assignment_id";
    FEEDING = "inventory_feedingevent", "inventory.feedingevent":
        "id" "feeding_date" "amount_kg" "created_at" "batch_id" "batch_assignment_id" "container_id";
    PARAMETER = "environmental_environmentalparameter", "environmental.environmentalparameter": "id" "name" "unit";
    WATER = "environmental_environmentalreading", "environmental.environmentalreading":
        "id" "value" "reading_time" "created_at" "batch_id" "parameter_id" "batch_container_assignment_id"
        "container_id";
    TRANSFER = "batch_transferaction", "batch.transferaction":
        "id" "transferred_count" "mortality_during_transfer" "status" "actual_execution_date" "created_at"
        "dest_assignment_id" "source_assignment_id" "measured_avg_weight_g" "selection_method";
    CONTAINER = "infrastructure_container", "infrastructure.container": "id" "name" "hall_id" "area_id";
    HALL = "infrastructure_hall", "infrastructure.hall": "id" "name" "freshwater_station_id";
    STATION = "infrastructure_freshwaterstation", "infrastructure.freshwaterstation": "id" "name";
    AREA = "infrastructure_area", "infrastructure.area": "id" "name";
    USER = "auth_user", "auth.user": "id" "username";
}

/// The table of this name, if it is read.
pub fn named(name: &str) -> Option<&'static Table> {
    TABLES.iter().find(|table| table.name == name)
}

/// The table of this model, if it is read.
pub fn of_model(model: &str) -> Option<&'static Table> {
    TABLES.iter().find(|table| table.model.eq_ignore_ascii_case(model))
}

/// A table that is not read, under the name that it has in a database. Dumpdata knows it by its model.
pub fn name_of_model(model: &str) -> String {
    model.replacen('.', "_", 1).to_lowercase()
}

/// Why a table is not read.
pub fn why_left(name: &str) -> &'static str {
    let begins = |begin: &str| name.starts_with(begin);
    let is_one_of = |names: &[&str]| names.contains(&name);
    if begins("django_") || begins("sqlite_") || begins("auth_") || begins("authtoken_") || begins("users_") {
        "the bookkeeping and accounts of AquaMind's own server"
    } else if name.contains("_historical") {
        "what rows were before, inside of AquaMind: the rows come as they are now"
    } else if is_one_of(&[
        "batch_actualdailyassignmentstate",
        "batch_liveforwardprojection",
        "batch_containerforecastsummary",
        "inventory_batchfeedingsummary",
        "inventory_containerfeedingsummary",
    ]) {
        "computed by AquaMind from what comes anyway: this program computes its own"
    } else if name == "batch_batchtransferworkflow" {
        "how a transfer was planned: what was carried out comes with its actions"
    } else if begins("finance") {
        "money: this program keeps none"
    } else if begins("inventory_") {
        "kinds and stocks of feed: this program keeps what was fed, in kg"
    } else if begins("health_") {
        "health records and their lists of words: this program keeps none"
    } else if begins("infrastructure_") {
        "places and equipment: this program keeps the names of sites and pens"
    } else if begins("harvest_") || begins("broodstock_") || begins("planning_") || begins("historian_") {
        "a part of AquaMind that has no counterpart here"
    } else {
        "nothing in this program corresponds to it"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_table_is_read_once_and_has_a_model_of_its_own() {
        for (i, table) in TABLES.iter().enumerate() {
            assert!(TABLES[..i].iter().all(|other| other.name != table.name && other.model != table.model));
            assert_eq!(named(table.name), Some(table));
            assert_eq!(of_model(&table.model.to_uppercase()), Some(table));
        }
    }
}
