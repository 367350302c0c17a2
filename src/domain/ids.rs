//! Numbers that stand for things, each of its own type so that a run is never taken for a batch.
use serde::{Deserialize, Serialize};
use std::fmt;

macro_rules! id {
    ($(#[$doc:meta] $name:ident)*) => {$(
        #[$doc]
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    )*};
}

id! {
    /// A scenario of a farm file.
    ScenarioId
    /// A projection run of a farm file.
    RunId
    /// A batch of a farm file.
    BatchId
    /// An observation of a batch.
    ObservationId
    /// A temperature profile of a farm file.
    ProfileId
    /// A TGC model of a farm file.
    TgcModelId
    /// An FCR model of a farm file.
    FcrModelId
    /// A mortality model of a farm file.
    MortalityModelId
}
