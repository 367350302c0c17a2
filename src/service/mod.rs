//! The verbs of the product: one function for each thing a user can do, one transaction for each that changes something.
//!
//! The only place where domain, engine, store and exchange meet. Window and command line call this and nothing below it.
mod batches;
mod comparison;
mod farm;
mod files;
mod gathering;
mod growth;
mod models;
mod pins;
mod planning;
mod preferences;
mod projecting;
mod runs;
mod sample;
mod scenarios;
mod verification;

pub use batches::PinPreview;
pub use farm::{Clock, Farm};
pub use files::kind_of_document;
pub use growth::{Growth, GrowthForecast, Plan, RecordedFile};
pub use models::{ImportedModel, ModelImport, UnderstoodModel};
pub use pins::{Pinned, PriorPin};
pub use planning::{OtherValues, PlanPreview, template_names};
pub use preferences::{Preferences, ReportPreferences, ThemeChoice, preferences_folder};
pub use projecting::{ProjectFailure, ProjectOptions, ProjectTally, Refusal, project_documents};
pub use runs::{RunReport, RunRequest, project};
pub use sample::{
    Sample, fill_with_sample, free_sample_path, make_sample_at, make_sample_farm, sample_folder,
    sample_scenarios,
};
pub use verification::Verification;

pub use crate::domain::verdict::Verdict;

pub use crate::engine::ENGINE_VERSION;
pub use crate::engine::calibration::{Calibration, Fitted, IntervalTgc, Residual};
pub use crate::engine::comparison::{
    AlignedDay, Better, Comparison, DayDelta, KeyFigure, RunComparison, RunInFull, aligned_days,
};
pub use crate::engine::figure_words::FigureWords;
pub use crate::engine::forecast::{Forecast, ForecastDate, ForecastDay, TemperatureBias};
pub use crate::engine::gathered::{About, BatchHistory, Gathered};
pub use crate::engine::headline::{Headline, headline, headlines};
pub use crate::engine::parameter_diff::{ParameterDifference, ProfileDifference};
pub use crate::engine::parameter_words::{ParameterCell, ParameterRow, parameter_rows, without_inputs};
pub use crate::engine::profile_curve::{profile_at, profile_curve};
pub use crate::engine::summary::{
    StageTransition, Summary, TargetReached, USUAL_TARGET_WEIGHTS_G, when_reached,
};
pub use crate::engine::target_words::{Later, Reached, ReachedWords, TargetRow};
pub use crate::engine::variance::{Ahead, Deviation, FigureVariance, SIGNIFICANT_PERCENT, Variance};
pub use crate::exchange::DocumentKind;
pub use crate::exchange::actual_days::{ActualDayDocument, write_csv as write_actual_days_csv};
pub use crate::exchange::dates::DateOrder;
pub use crate::exchange::days::write_csv as write_days_csv;
pub use crate::exchange::models::ModelDocument;
pub use crate::exchange::observations::Wishes as ObservationWishes;
pub use crate::exchange::temperatures::{
    RejectedLine, Understood as UnderstoodTemperatures, Wishes as TemperatureWishes,
};
pub use crate::exchange::text::open as open_text;
pub use crate::store::schema::{CURRENT as SCHEMA_VERSION, LostPin, Moved};
pub use crate::store::{EXTENSION as FARM_FILE_EXTENSION, sqlite_version};
