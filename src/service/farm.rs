//! The open farm file, as the faces know it: who acts on it, the one door of every change, and making, opening and
//! upgrading one.
use chrono::{DateTime, Utc};
use std::cell::RefCell;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use super::check::{Pages, damaged};
use super::kept::KeptBatches;
use crate::domain::fault::{Fault, Outcome};
use crate::domain::person::{Access, Right};
use crate::domain::{constraints, lifecycle};
use crate::store::{Changes, FarmFile, TakingBack, Tx, backup, schema};

/// An open farm file. Each verb of the product is a method of it.
#[derive(Debug)]
pub struct Farm {
    pub(super) file: FarmFile,
    pub(super) clock: Clock,
    pub(super) user: String,
    /// What was worked out for batches, kept from one look to the next.
    pub(super) kept: RefCell<KeptBatches>,
    /// Whether there was time to look over all of its pages when it was opened.
    is_seen_whole: bool,
}

/// Who changes something, and when.
#[derive(Debug, Clone, Copy)]
pub(super) struct Act<'a> {
    /// Who.
    pub by: &'a str,
    /// When.
    pub at: DateTime<Utc>,
}

/// Who acts where nobody said who.
const UNKNOWN: &str = "unknown";

/// So long a file is looked over before it is worked with. A file of some megabytes is seen whole in that.
const FIRST_LOOK: Duration = Duration::from_millis(50);

/// Tells what time it is. The product asks the system's; a test that looks at dates brings its own.
pub type Clock = fn() -> DateTime<Utc>;

impl Farm {
    /// Makes a new farm file with the standard lifecycle and constraints.
    pub fn create(path: &Path) -> Outcome<Self> {
        let file = FarmFile::create(path, |tx| {
            tx.store_lifecycle("Standard", &lifecycle::standard())?;
            tx.store_constraints(&constraints::standard()).map(drop)
        })?;
        Ok(Self::of(file))
    }

    /// Opens a farm file, after a quick look over its pages: a small file is seen whole, of a huge one as much as there is
    /// time for.
    pub fn open(path: &Path) -> Outcome<Self> {
        let mut farm = Self::open_beside(path)?;
        let until = Instant::now() + FIRST_LOOK;
        match farm.file.look_over_pages(false, Some(Box::new(move || Instant::now() > until)))? {
            Pages::Damaged(findings) => Err(damaged(&findings).within(&path.display().to_string())),
            Pages::Sound => Ok(farm),
            Pages::NotAllSeen => Ok(Self { is_seen_whole: false, ..farm }),
        }
    }

    /// Opens a farm file that this program has open already, without looking over it again.
    pub fn open_beside(path: &Path) -> Outcome<Self> {
        Ok(Self::of(FarmFile::open(path)?))
    }

    /// Opens a farm file to be read only, while somebody else may write in it.
    pub fn open_to_read(path: &Path) -> Outcome<Self> {
        Ok(Self::of(FarmFile::open_to_read(path)?))
    }

    pub(super) fn of(file: FarmFile) -> Self {
        Self {
            file,
            clock: Utc::now,
            user: UNKNOWN.to_owned(),
            kept: RefCell::default(),
            is_seen_whole: true,
        }
    }

    /// Whether there was time to look over all pages of the file when it was opened; if not, [`Self::look_over_pages`] does.
    pub fn is_seen_whole(&self) -> bool {
        self.is_seen_whole
    }

    /// Tells, also when the farm file is closed again, whether anything was changed in it through this.
    pub fn change_mark(&self) -> Arc<AtomicBool> {
        self.file.change_mark()
    }

    /// Refuses to somebody what only a manager does to the whole file. A file that cannot be opened as it is, for it is
    /// damaged or of an earlier version, names nobody that could be asked.
    pub(super) fn may_whole_file(path: &Path, user: &str) -> Outcome<()> {
        let Ok(file) = FarmFile::open(path) else { return Ok(()) };
        let access = file.read(|tx| Ok(Access::of(user.trim(), tx.people()?)));
        access.map_or(Ok(()), |access| access.check(Right::WholeFile))
    }

    /// Brings a farm file of an earlier version up to this one, after a backup, and says what it did: pins that could not
    /// be carried over are named.
    pub fn upgrade(path: &Path) -> Outcome<schema::Moved> {
        Self::move_to(path, schema::CURRENT)
    }

    /// Brings a farm file down to an earlier schema, after a backup, and says what only the backup has now.
    pub fn downgrade(path: &Path, to: u32, user: &str) -> Outcome<schema::Moved> {
        Self::may_whole_file(path, user)?;
        let from = Self::schema_of(path)?;
        if from <= schema::CURRENT && to >= from {
            return Err(Fault::refused(
                format!("the farm file has schema {from}, and {to} is not an earlier one"),
                "Name an earlier one; `salmon-run schema` lists them, `salmon-run upgrade` brings a file up",
            )
            .at(path.display().to_string()));
        }
        Self::move_to(path, to)
    }

    fn move_to(path: &Path, to: u32) -> Outcome<schema::Moved> {
        let now = Utc::now();
        let moved = schema::migrate(path, to, now)?;
        backup::sift(path, now)?;
        Ok(moved)
    }

    /// What bringing a farm file to another schema would do. Nothing is changed.
    pub fn preview_move(path: &Path, to: u32) -> Outcome<schema::MovePreview> {
        schema::preview(path, to)
    }

    /// All steps of the schema's history, the first one first.
    pub fn schema_history() -> Vec<schema::StepInfo> {
        schema::history()
    }

    /// The same farm file, changed from now on by somebody else: everything that is made is theirs, and their role says
    /// what they may do.
    #[must_use]
    pub fn acting_as(mut self, name: &str) -> Self {
        name.trim().clone_into(&mut self.user);
        self
    }

    /// The same farm file, noting from now on what is changed, so that it can be taken back.
    #[must_use]
    pub fn remembering(mut self) -> Self {
        self.file.remember();
        self
    }

    /// What was changed through this since it was last asked; none if nothing was, or nothing is remembered.
    pub fn take_changes(&mut self) -> Option<Changes> {
        self.file.take_changes()
    }

    /// Takes changes back, all or none, with this word in the histories of pins and corrections, which are only written. What
    /// takes it back in turn is the next thing that [`Self::take_changes`] gives.
    pub fn take_back(&mut self, changes: &Changes, reason: &str) -> Outcome<()> {
        self.file.remember();
        self.change(Self::right_to_take_back(changes), |tx, Act { by, at }| {
            tx.take_back(changes, TakingBack { by, at, reason })
        })
    }

    /// What taking changes back takes: whoever may say who may do what takes that back, all else is an edit like any other.
    pub fn right_to_take_back(changes: &Changes) -> Right<'static> {
        if changes.name_people() { Right::NamePeople } else { Right::Edit }
    }

    /// The one door of every change: refuses what who acts may not do, and does the rest in one transaction.
    pub(super) fn change<T>(
        &mut self,
        right: Right<'_>,
        f: impl FnOnce(&Tx<'_>, Act<'_>) -> Outcome<T>,
    ) -> Outcome<T> {
        let act = Act { by: &self.user, at: (self.clock)() };
        let done = self.file.write(|tx| {
            Access::of(act.by, tx.people()?).check(right)?;
            f(tx, act)
        })?;
        self.file.settle();
        Ok(done)
    }

    /// The same door for a change that looks at what batches come to by it. Until the change is made, that is.
    pub(super) fn change_with_kept<T>(
        &mut self,
        right: Right<'_>,
        f: impl FnOnce(&Tx<'_>, Act<'_>, &mut KeptBatches) -> Outcome<T>,
    ) -> Outcome<T> {
        let mut kept = self.kept.take();
        let answer = self.change(right, |tx, act| {
            kept.look(tx)?;
            f(tx, act, &mut kept)
        });
        self.kept.replace(kept);
        answer
    }

    /// Looks at batches, with what is kept of them.
    pub(super) fn look<T>(&self, f: impl FnOnce(&Tx<'_>, &mut KeptBatches) -> Outcome<T>) -> Outcome<T> {
        let mut kept = self.kept.borrow_mut();
        self.file.read(|tx| {
            kept.look(tx)?;
            f(tx, &mut kept)
        })
    }

    /// The same farm file, its new runs and pins dated by another clock.
    #[must_use]
    pub fn with_clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// The schema of a farm file, whether or not this program can work with it as it is.
    pub fn schema_of(path: &Path) -> Outcome<u32> {
        schema::version_of(path).map_err(|fault| fault.within(&path.display().to_string()))
    }

    /// Where the file is.
    pub fn path(&self) -> &Path {
        self.file.path()
    }

    /// Whether the file can only be read.
    pub fn is_read_only(&self) -> bool {
        self.file.is_read_only()
    }

    /// A number that changes whenever another program, or another connection of this one, has changed the file.
    pub fn data_version(&self) -> Outcome<i64> {
        self.file.data_version()
    }
}
