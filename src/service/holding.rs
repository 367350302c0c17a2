//! Which window has a farm file open, so that another is told and the command line does not change the whole file under it.
use chrono::Utc;
use std::path::Path;

use super::Farm;
use crate::domain::display::exact_time;
use crate::domain::fault::{Fault, FaultKind, Outcome};
use crate::domain::holder::Holder;
use crate::store::holding;

pub use crate::store::holding::{Claim, Hold};

impl Farm {
    /// Claims a farm file for `user`, until the hold that is given is dropped or the process ends.
    pub fn claim(path: &Path, user: &str) -> Claim {
        let computer = whoami::hostname().unwrap_or_default();
        holding::claim(path, &Holder { user: user.to_owned(), computer, since: Some(Utc::now()) })
    }

    /// Claims a farm file for something that is done to the whole of it, which is refused under a window that has it open.
    pub fn claim_whole(path: &Path, user: &str) -> Outcome<Option<Hold>> {
        match Self::claim(path, user) {
            Claim::Held(hold) => Ok(Some(hold)),
            Claim::Unknown => Ok(None),
            Claim::Elsewhere(holder) => {
                let since = holder.since.map_or_else(String::new, |at| format!(" since {}", exact_time(at)));
                let message = format!("{} has the farm file open{since}", holder.words());
                let hint = "Close it there first: this would change the whole file under that window";
                let fault = Fault::new(FaultKind::OpenElsewhere, message, hint);
                Err(fault.at(path.display().to_string()))
            }
        }
    }
}
