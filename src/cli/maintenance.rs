//! `new`, `schema`, `upgrade` and `downgrade`: the farm file itself.
use clap::Args;
use serde::Serialize;
use std::path::Path;

use super::output::Columns;
use super::session::{Session, remember};
use super::stop::{Done, Stop};
use crate::domain::display::{self, plural};
use crate::service::{Farm, LostPin, MovePreview, Moved, SCHEMA_VERSION, StepInfo};

/// Make an empty farm file at --file with the standard lifecycle and constraints
#[derive(Debug, Args)]
#[command(after_help = "Example:
  salmon-run --file north.salmonrun new")]
pub struct New {}

/// `{"success":true,"file":…,"schema_version":6}`
#[derive(Serialize)]
struct Made<'a> {
    success: bool,
    file: &'a Path,
    schema_version: u32,
}

impl New {
    /// Makes the file. The last one that was open is never meant here.
    pub fn carry_out(&self, session: &mut Session<'_>) -> Done {
        let Some(path) = session.named_file().cloned() else {
            return Err(Stop::misused(
                "the new farm file has no name",
                "Name it: `salmon-run --file north.salmonrun new`",
            ));
        };
        let farm = Farm::create(&path)?.acting_as(&session.user);
        remember(&farm);
        if session.out.is_json() {
            return session.out.json(&Made { success: true, file: &path, schema_version: SCHEMA_VERSION });
        }
        session.out.line(format!("{} is made", path.display()))
    }
}

/// Say which schema the farm file has, which one this program works with, and the history of both
#[derive(Debug, Args)]
#[command(after_help = "Example:
  salmon-run --file north.salmonrun schema")]
pub struct Schema {}

/// `{"file":…,"schema_version":6,"program_schema_version":11,"history":[{"schema_version":1,"name":…,"says":…,"done":true}…]}`
#[derive(Serialize)]
struct SchemaDocument<'a> {
    file: &'a Path,
    schema_version: u32,
    program_schema_version: u32,
    history: Vec<StepDocument>,
}

#[derive(Serialize)]
struct StepDocument {
    schema_version: u32,
    name: &'static str,
    says: &'static str,
    /// Whether the file has gone this step.
    done: bool,
}

impl StepDocument {
    fn of(step: StepInfo, at: u32) -> Self {
        let StepInfo { schema_version, name, says } = step;
        Self { schema_version, name, says, done: schema_version <= at }
    }
}

impl Schema {
    /// Works on files of any schema.
    pub fn carry_out(&self, session: &mut Session<'_>) -> Done {
        let path = session.farm_file()?;
        let schema_version = Farm::schema_of(&path)?;
        let steps = Farm::schema_history().into_iter().map(|step| StepDocument::of(step, schema_version));
        let history: Vec<StepDocument> = steps.collect();
        if session.out.is_json() {
            let program_schema_version = SCHEMA_VERSION;
            let file = &path;
            return session.out.json(&SchemaDocument {
                file,
                schema_version,
                program_schema_version,
                history,
            });
        }
        session.out.line(format!("{} has schema {schema_version}", path.display()))?;
        session.out.line(match schema_version {
            SCHEMA_VERSION => "It is the one that this program works with".to_owned(),
            0..SCHEMA_VERSION => {
                format!(
                    "This program works with schema {SCHEMA_VERSION}; `salmon-run upgrade` brings it there"
                )
            }
            _ => format!("This program knows schemas up to {SCHEMA_VERSION}; a newer one made the file"),
        })?;
        session.out.line("")?;
        let mut table = Columns::new([">Schema", "", "Brought"]);
        for step in history {
            let done = if step.done { "done" } else { "to come" };
            table.row([step.schema_version.to_string(), done.to_owned(), step.says.to_owned()]);
        }
        session.out.table(&table)
    }
}

/// Bring a farm file of an earlier version up to this one, after a backup
#[derive(Debug, Args)]
#[command(after_help = "Example:
  salmon-run --file north.salmonrun upgrade --preview
  salmon-run --file north.salmonrun upgrade")]
pub struct Upgrade {
    /// Only say what would be gained and lost
    #[arg(long)]
    pub preview: bool,
}

/// Bring the farm file down to an earlier schema, after a backup
///
/// For a program of an earlier version. What that one does not know only the backup has then; `--preview` counts it.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  salmon-run downgrade --to 1 --preview
  salmon-run downgrade --to 1")]
pub struct Downgrade {
    /// The schema
    #[arg(long, value_name = "N")]
    pub to: u32,
    /// Only say what would be lost
    #[arg(long)]
    pub preview: bool,
}

/// `{"success":true,"from":1,"to":6,"backup":…,"lost_pins":[{"batch_number","scenario_name"}],"lost_runs":["…"]}`; `backup` is
/// null if nothing was to be done.
#[derive(Serialize)]
struct MovedDocument<'a> {
    success: bool,
    from: u32,
    to: u32,
    backup: Option<&'a Path>,
    lost_pins: Vec<LostPinDocument<'a>>,
    lost_runs: &'a [String],
}

#[derive(Serialize)]
struct LostPinDocument<'a> {
    batch_number: &'a str,
    scenario_name: &'a str,
}

/// `{"preview":true,"from":11,"to":1,"steps":[{"schema_version","name","says","done"}…],"goes":[{"count":12,"what":"observations"}…],
/// "lost_pins":[…],"lost_runs":[…]}`: `goes` is what only the backup would have.
#[derive(Serialize)]
struct PreviewDocument<'a> {
    preview: bool,
    from: u32,
    to: u32,
    steps: Vec<StepDocument>,
    goes: Vec<GoesDocument>,
    lost_pins: Vec<LostPinDocument<'a>>,
    lost_runs: &'a [String],
}

#[derive(Serialize)]
struct GoesDocument {
    count: u64,
    what: &'static str,
}

impl Upgrade {
    /// Names the pins that could not be carried over.
    pub fn carry_out(&self, session: &mut Session<'_>) -> Done {
        let path = session.farm_file()?;
        if self.preview {
            return show_preview(session, &Farm::preview_move(&path, SCHEMA_VERSION)?);
        }
        let moved = if Farm::schema_of(&path)? < SCHEMA_VERSION {
            let _hold = Farm::claim_whole(&path, &session.user)?;
            Some(Farm::upgrade(&path)?)
        } else {
            None
        };
        // A file of a newer version is refused here, one of this version is left alone.
        remember(&Farm::open(&path)?);
        match moved {
            Some(moved) => show_moved(session, &path, &moved),
            None if session.out.is_json() => session.out.json(&MovedDocument {
                success: true,
                from: SCHEMA_VERSION,
                to: SCHEMA_VERSION,
                backup: None,
                lost_pins: Vec::new(),
                lost_runs: &[],
            }),
            None => session.out.line(format!("{} has schema {SCHEMA_VERSION} already", path.display())),
        }
    }
}

impl Downgrade {
    /// Names the runs that only the backup has then.
    pub fn carry_out(&self, session: &mut Session<'_>) -> Done {
        let path = session.farm_file()?;
        if self.preview {
            return show_preview(session, &Farm::preview_move(&path, self.to)?);
        }
        let _hold = Farm::claim_whole(&path, &session.user)?;
        let moved = Farm::downgrade(&path, self.to, &session.user)?;
        show_moved(session, &path, &moved)
    }
}

fn show_moved(session: &mut Session<'_>, path: &Path, moved: &Moved) -> Done {
    if session.out.is_json() {
        return session.out.json(&MovedDocument {
            success: true,
            from: moved.from,
            to: moved.to,
            backup: Some(&moved.backup),
            lost_pins: pins(&moved.lost_pins),
            lost_runs: &moved.lost_runs,
        });
    }
    session.out.line(format!("{} went from schema {} to {}", path.display(), moved.from, moved.to))?;
    session.out.line(format!("As it was, it is kept as {}", moved.backup.display()))?;
    show_lost(
        session,
        &moved.lost_pins,
        "could not be carried over",
        &moved.lost_runs,
        "is only in the backup now",
    )
}

fn show_preview(session: &mut Session<'_>, preview: &MovePreview) -> Done {
    if session.out.is_json() {
        return session.out.json(&PreviewDocument {
            preview: true,
            from: preview.from,
            to: preview.to,
            steps: preview.steps.iter().map(|step| StepDocument::of(*step, preview.from)).collect(),
            goes: preview
                .goes
                .iter()
                .map(|goes| GoesDocument { count: goes.count, what: goes.what })
                .collect(),
            lost_pins: pins(&preview.lost_pins),
            lost_runs: &preview.lost_runs,
        });
    }
    session.out.line(format!("From schema {} to {}; nothing is changed yet", preview.from, preview.to))?;
    if !preview.steps.is_empty() {
        let heading = if preview.to < preview.from { "Goes" } else { "Comes" };
        session.out.heading(heading)?;
        for step in &preview.steps {
            session.out.line(format!("  {:>2}  {}", step.schema_version, step.says))?;
        }
    }
    if !preview.goes.is_empty() {
        session.out.heading("Of what this file holds, only the backup would have")?;
        for goes in &preview.goes {
            session.out.line(format!("  {} {}", display::count(goes.count as f64), goes.what))?;
        }
    } else if preview.lost_pins.is_empty() && preview.lost_runs.is_empty() {
        session.out.heading("Nothing that this file holds would be lost")?;
    }
    session.out.line("")?;
    show_lost(
        session,
        &preview.lost_pins,
        "cannot be carried over",
        &preview.lost_runs,
        "would only be in the backup",
    )
}

fn show_lost(
    session: &mut Session<'_>,
    pins: &[LostPin],
    of_pins: &str,
    runs: &[String],
    of_runs: &str,
) -> Done {
    if !pins.is_empty() {
        session.out.line(format!("{} {of_pins}:", plural(pins.len(), "pin", "pins")))?;
    }
    for pin in pins {
        let (batch, scenario) = (&pin.batch_number, &pin.scenario_name);
        session.out.line(format!("  batch {batch}: its scenario \"{scenario}\" never ran"))?;
    }
    if !runs.is_empty() {
        let verb = if runs.len() == 1 { of_runs.to_owned() } else { of_runs.replacen("is ", "are ", 1) };
        session.out.line(format!("{} {verb}:", plural(runs.len(), "run", "runs")))?;
    }
    for run in runs {
        session.out.line(format!("  {run}"))?;
    }
    Ok(())
}

fn pins(lost: &[LostPin]) -> Vec<LostPinDocument<'_>> {
    lost.iter()
        .map(|pin| LostPinDocument { batch_number: &pin.batch_number, scenario_name: &pin.scenario_name })
        .collect()
}
