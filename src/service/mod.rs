//! The verbs of the product: one function for each thing a user can do, one transaction for each that changes something.
//!
//! The only place where domain, engine, store and exchange meet. Window and command line call this and nothing below it.
mod aquamind;
mod backups;
mod batches;
mod bundles;
mod check;
mod comparison;
mod continuing;
mod farm;
mod files;
mod gathering;
mod growth;
mod growth_rows;
mod holding;
mod kept;
mod learning;
mod model_export;
mod model_import;
mod models;
mod observing;
mod people;
mod pins;
mod planning;
mod preferences;
pub mod profiles;
mod projecting;
mod recipe;
mod retention;
mod runs;
mod sample;
mod sample_season;
mod scenarios;
mod templates;
mod verification;

pub use backups::{BackupFile, BackupList, BackupRow, OnProgress, Restored};
pub use batches::PinPreview;
pub use bundles::{
    ArrivedRun, BundleCounts, BundleReport, BundleWishes, ChangedValue, Disagreement, ExportedBundle,
    Settling, Side,
};
pub use check::{CheckReport, Mended, Pages, Stopped};
pub use continuing::FromBatch;
pub use farm::{Clock, Farm};
pub use growth::{Growth, GrowthForecast, Plan, RecordedFile};
pub use growth_rows::GrowthRow;
pub use holding::{Claim, Hold};
pub use learning::{LearnRequest, Learnt, ReplanRequest, Replanned};
pub use model_export::{model_format_of, model_template};
pub use model_import::{ImportedModel, ModelImport, ModelPreview, UnderstoodModel, kind_of_file};
pub use observing::{NamedPen, ObservationImport, ObservationPreview, PenChoice};
pub use pins::{Pinned, PriorPin};
pub use planning::{OtherValues, PlanPreview};
pub use preferences::{Preferences, ReportPreferences, ThemeChoice, preferences_folder};
pub use projecting::{ProjectFailure, ProjectOptions, ProjectTally, Refusal, project_documents};
pub use recipe::{PartInFull, WrittenPart};
pub use runs::{RunReport, RunRequest, project};
pub use sample::{
    Sample, fill_with_sample, free_sample_path, make_sample_at, make_sample_farm, sample_folder,
    sample_scenarios,
};
pub use templates::{ModelChoice, Started, shipped_templates};
pub use verification::Verification;

pub use crate::domain::import_report::ImportReport;
pub use crate::domain::verdict::Verdict;

pub use crate::engine::ENGINE_VERSION;
pub use crate::engine::attention::{Attention, GoalDate, OLD_SAMPLE_DAYS, SOON_DAYS};
pub use crate::engine::calibration::{Calibration, FitVerdict, Fitted, IntervalTgc, Residual};
pub use crate::engine::comparison::{
    AlignedDay, Better, Comparison, DayDelta, KeyFigure, RunComparison, RunInFull, aligned_days,
};
pub use crate::engine::figure_words::FigureWords;
pub use crate::engine::fit_words::{FitWords, fit_words};
pub use crate::engine::forecast::{Forecast, ForecastDate, ForecastDay, TemperatureBias};
pub use crate::engine::gathered::{About, BatchHistory, Gathered, GrowthInFull};
pub use crate::engine::headline::{Headline, headline, headlines};
pub use crate::engine::loss::{EquivalentLoss, equivalent_loss};
pub use crate::engine::measured_water::MeasuredWater;
pub use crate::engine::parameter_diff::{ParameterDifference, ProfileDifference, part_diff, part_parameters};
pub use crate::engine::parameter_words::{ParameterCell, ParameterRow, parameter_rows, without_inputs};
pub use crate::engine::profile_curve::{profile_at, profile_curve};
pub use crate::engine::projection::{GrowthPreview, daily_mortality, growth_preview, tgc_on};
pub use crate::engine::recalibrated::{Learn, recalibrated};
pub use crate::engine::summary::{
    StageTransition, Summary, TargetReached, USUAL_TARGET_WEIGHTS_G, when_reached,
};
pub use crate::engine::target_words::{Later, Reached, ReachedWords, TargetRow};
pub use crate::engine::variance::{Ahead, Deviation, FigureVariance, SIGNIFICANT_PERCENT, Variance};
pub use crate::exchange::actual_days::{ActualDayDocument, write_csv as write_actual_days_csv};
pub use crate::exchange::block::{
    Block, MOST_ROWS as MOST_PASTED_ROWS, NotPasted as BlockNotPasted, Place as BlockPlace,
    read as read_block,
};
pub use crate::exchange::bundles::EXTENSION as BUNDLE_EXTENSION;
pub use crate::exchange::dates::{DateOrder, OpenDate};
pub use crate::exchange::days::write_csv as write_days_csv;
pub use crate::exchange::entry;
pub use crate::exchange::export::{ModelFormat, write_csv as write_model_csv};
pub use crate::exchange::guess::DocumentKind;
pub use crate::exchange::heads::Use as ColumnUse;
pub use crate::exchange::models::ModelDocument;
pub use crate::exchange::observation_list::write_csv as write_observations_csv;
pub use crate::exchange::observations::Wishes as ObservationWishes;
pub use crate::exchange::rejected::RejectedLine;
pub use crate::exchange::temperatures::{
    Gap, Several, Understood as UnderstoodTemperatures, Wishes as TemperatureWishes,
};
pub use crate::exchange::text::open as open_text;
pub use crate::store::Changes;
pub use crate::store::schema::{CURRENT as SCHEMA_VERSION, LostPin, MovePreview, Moved, StepInfo, WhatGoes};
pub use crate::store::{EXTENSION as FARM_FILE_EXTENSION, sqlite_version};
