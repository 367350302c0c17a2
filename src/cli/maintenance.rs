//! `new`, `schema` and `upgrade`: the farm file itself.
use clap::Args;
use serde::Serialize;
use std::path::Path;

use super::session::{Session, remember};
use super::stop::{Done, Stop};
use crate::domain::display::plural;
use crate::service::{Farm, Moved, SCHEMA_VERSION};

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

/// Say which schema the farm file has, and which one this program works with
#[derive(Debug, Args)]
#[command(after_help = "Example:
  salmon-run --file north.salmonrun schema")]
pub struct Schema {}

/// `{"file":…,"schema_version":6,"program_schema_version":6}`
#[derive(Serialize)]
struct SchemaDocument<'a> {
    file: &'a Path,
    schema_version: u32,
    program_schema_version: u32,
}

impl Schema {
    /// Works on files of any schema.
    pub fn carry_out(&self, session: &mut Session<'_>) -> Done {
        let path = session.farm_file()?;
        let schema_version = Farm::schema_of(&path)?;
        if session.out.is_json() {
            let program_schema_version = SCHEMA_VERSION;
            return session.out.json(&SchemaDocument { file: &path, schema_version, program_schema_version });
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
        })
    }
}

/// Bring a farm file of an earlier version up to this one, after a backup beside it
#[derive(Debug, Args)]
#[command(after_help = "Example:
  salmon-run --file north.salmonrun upgrade")]
pub struct Upgrade {}

/// `{"success":true,"from":1,"to":6,"backup":…,"lost_pins":[{"batch_number","scenario_name"}]}`; `backup` is null if
/// nothing was to be done.
#[derive(Serialize)]
struct Upgraded<'a> {
    success: bool,
    from: u32,
    to: u32,
    backup: Option<&'a Path>,
    lost_pins: Vec<LostPinDocument<'a>>,
}

#[derive(Serialize)]
struct LostPinDocument<'a> {
    batch_number: &'a str,
    scenario_name: &'a str,
}

impl Upgrade {
    /// Names the pins that could not be carried over.
    pub fn carry_out(&self, session: &mut Session<'_>) -> Done {
        let path = session.farm_file()?;
        let moved = if Farm::schema_of(&path)? < SCHEMA_VERSION { Some(Farm::upgrade(&path)?) } else { None };
        // A file of a newer version is refused here, one of this version is left alone.
        remember(&Farm::open(&path)?);
        if session.out.is_json() {
            return session.out.json(&upgraded(moved.as_ref()));
        }
        let Some(moved) = moved else {
            return session.out.line(format!("{} has schema {SCHEMA_VERSION} already", path.display()));
        };
        session.out.line(format!("{} went from schema {} to {}", path.display(), moved.from, moved.to))?;
        session.out.line(format!("As it was, it is kept as {}", moved.backup.display()))?;
        if !moved.lost_pins.is_empty() {
            let count = plural(moved.lost_pins.len(), "pin", "pins");
            session.out.line(format!("{count} could not be carried over:"))?;
            for pin in &moved.lost_pins {
                let (batch, scenario) = (&pin.batch_number, &pin.scenario_name);
                session.out.line(format!("  batch {batch}: its scenario \"{scenario}\" never ran"))?;
            }
        }
        Ok(())
    }
}

fn upgraded(moved: Option<&Moved>) -> Upgraded<'_> {
    let lost = moved.map(|moved| moved.lost_pins.as_slice()).unwrap_or_default();
    Upgraded {
        success: true,
        from: moved.map_or(SCHEMA_VERSION, |moved| moved.from),
        to: SCHEMA_VERSION,
        backup: moved.map(|moved| moved.backup.as_path()),
        lost_pins: lost
            .iter()
            .map(|pin| LostPinDocument { batch_number: &pin.batch_number, scenario_name: &pin.scenario_name })
            .collect(),
    }
}
