//! The backups of the farm file: what there is, making one, copying the file elsewhere, bringing one back.
use chrono::Local;
use egui::{Label, RichText, Ui};

use super::doing;
use crate::app::command::care::CareCommand;
use crate::app::command::{Command, Commands, FilePurpose};
use crate::app::facts::{FileFacts, Loaded};
use crate::app::theme::{palette, space};
use crate::app::widgets::table::{Column, Table, TableState};
use crate::app::widgets::{button, empty_state};
use crate::domain::backup::FarmContents;
use crate::domain::display;
use crate::service::{BackupList, BackupRow, SCHEMA_VERSION};

const MADE: usize = 0;
const AGO: usize = 1;
const WHY: usize = 2;
const SIZE: usize = 3;
const NOTE: usize = 8;

const COLUMNS: [Column; 9] = [
    Column::text("Made", 124.0).unsorted(),
    Column::text("", 100.0).unsorted(),
    Column::text("Why", 124.0).unsorted(),
    Column::number("Size", 72.0).unsorted(),
    Column::number("Scenarios", 76.0).unsorted(),
    Column::number("Runs", 56.0).unsorted(),
    Column::number("Batches", 64.0).unsorted(),
    Column::number("Observations", 92.0).unsorted(),
    Column::text("", 120.0).takes_rest().unsorted(),
];

/// What a user has done in the list: a backup is known by its number and its moment.
#[derive(Debug, Default)]
pub(super) struct BackupsSection {
    table: TableState<(u32, i64)>,
}

fn key(row: &BackupRow) -> (u32, i64) {
    (row.file.name.number, row.file.name.made_at.timestamp())
}

impl BackupsSection {
    /// The list has the keyboard.
    pub fn take_keyboard(&mut self) {
        self.table.request_focus();
    }

    /// Draws the section.
    pub fn ui(&mut self, ui: &mut Ui, file: &FileFacts<'_>, commands: &mut Commands) {
        let list = file.library.backups.get(&file.path.to_owned());
        let chosen = match &list {
            Loaded::Ready(list) => self.follow(list),
            Loaded::Loading | Loaded::Failed(_) => None,
        };
        let restore = chosen.map(|row| Command::Care(CareCommand::AskRestore(row.file.path)));
        ui.horizontal(|ui| {
            if file.farm.is_some() {
                let now = Command::Care(CareCommand::BackUpNow);
                let why_not = file.why_not(&now).or_else(|| only_read(file));
                if button::unless(ui, why_not, |ui| button::primary(ui, "Back up now")).clicked() {
                    commands.push(now);
                }
                if ui.button("Back up to…").on_hover_text("A copy on a stick or another disk").clicked() {
                    commands.push(Command::AskFile(FilePurpose::BackUpTo));
                }
            }
            let why_not = restore
                .as_ref()
                .map_or_else(|| Some("There is no backup yet".to_owned()), |restore| file.why_not(restore));
            if button::unless(ui, why_not, |ui| ui.button("Restore…")).clicked() {
                commands.extend(restore);
            }
            let other = Command::AskFile(FilePurpose::RestoreFrom);
            if button::unless(ui, file.why_not(&other), |ui| ui.button("Restore another copy…")).clicked() {
                commands.push(other);
            }
        });
        ui.add_space(space::S);
        if let Some(now) = &file.care.doing {
            doing(ui, now, commands);
            ui.add_space(space::S);
        }
        match list {
            Loaded::Loading => {
                ui.colored_label(palette(ui.visuals()).text_muted, "Looking through the backups");
            }
            Loaded::Failed(fault) => {
                if empty_state::fault(ui, "The backups cannot be listed", &fault, "Try again") {
                    commands.push(Command::Refresh);
                }
            }
            Loaded::Ready(list) => self.list(ui, file, &list, commands),
        }
    }

    /// The backup that the cursor is on: the newest at first, and when it is gone.
    fn follow(&mut self, list: &BackupList) -> Option<BackupRow> {
        let is_there = |at: (u32, i64)| list.rows.iter().any(|row| key(row) == at);
        self.table.retain(is_there);
        if self.table.cursor().is_none() {
            self.table.set_cursor(list.rows.first().map(key));
        }
        list.rows.iter().find(|row| Some(key(row)) == self.table.cursor()).cloned()
    }

    fn list(&mut self, ui: &mut Ui, file: &FileFacts<'_>, list: &BackupList, commands: &mut Commands) {
        let muted = palette(ui.visuals()).text_muted;
        if list.rows.is_empty() {
            ui.label("No backups yet");
            ui.colored_label(
                muted,
                "One is made when the file is closed after changes, and before all of it is changed: an upgrade, a restore, a repair",
            );
            return;
        }
        ui.add(
            Label::new(RichText::new(format!("They are in {}", list.folder.display())).color(muted))
                .truncate(),
        );
        ui.colored_label(
            muted,
            "The last ten stay, the last one of each of seven days, and of each of twelve months",
        );
        ui.add_space(space::S);
        let keys: Vec<(u32, i64)> = list.rows.iter().map(key).collect();
        let height = ui.available_height();
        let output = Table::new("Backups", &COLUMNS).height(height).show(
            ui,
            &mut self.table,
            &keys,
            |row| name(&list.rows[row]),
            |ui, row, column| cell(ui, file, &list.rows[row], column),
        );
        let opened = list.rows.iter().find(|row| Some(key(row)) == output.opened);
        let restore = opened.map(|row| Command::Care(CareCommand::AskRestore(row.file.path.clone())));
        commands.extend(restore.filter(|restore| file.why_not(restore).is_none()));
    }
}

/// Why no backup is made of a farm file that can only be read.
fn only_read(file: &FileFacts<'_>) -> Option<String> {
    let is_read_only = file.farm.is_some_and(|farm| farm.read_only);
    is_read_only.then(|| "The farm file can only be read; back it up to another place".to_owned())
}

/// A moment on the clock of this computer.
fn moment(row: &BackupRow) -> String {
    row.file.name.made_at.with_timezone(&Local).format("%Y-%m-%d %H:%M").to_string()
}

/// What a screen reader calls a row.
fn name(row: &BackupRow) -> String {
    let held = row.contents.as_ref().map_or_else(|fault| fault.message.clone(), FarmContents::words);
    format!("{} {}, {held}", moment(row), row.file.name.reason.words())
}

fn cell(ui: &mut Ui, file: &FileFacts<'_>, row: &BackupRow, column: usize) {
    let colours = palette(ui.visuals());
    let name = &row.file.name;
    let text = match (column, &row.contents) {
        (MADE, _) => moment(row),
        (AGO, _) => display::ago(name.made_at, file.now),
        (WHY, _) => display::sentence(name.reason.words()),
        (SIZE, _) => display::file_size(row.file.bytes),
        (NOTE, Ok(held)) if held.schema_version < SCHEMA_VERSION => {
            format!("Earlier version ({})", held.schema_version)
        }
        (NOTE, Ok(_)) => String::new(),
        (NOTE, Err(fault)) => display::sentence(&fault.message),
        (_, Ok(held)) => {
            let counts = [held.scenarios, held.runs, held.batches, held.observations];
            counts.get(column - SIZE - 1).map_or_else(String::new, |count| display::count(*count as f64))
        }
        (_, Err(_)) => display::NO_VALUE.to_owned(),
    };
    let colour = match (column, &row.contents) {
        (NOTE, Err(_)) => colours.danger,
        (AGO | NOTE, _) => colours.text_muted,
        _ => colours.text,
    };
    let label = ui.add(Label::new(RichText::new(&text).color(colour)).truncate());
    match (column, &row.contents) {
        (NOTE, Err(_)) => drop(label.on_hover_text(text)),
        (NOTE, Ok(held)) if !text.is_empty() => {
            let schemas =
                format!("It has schema {}; this program works with {SCHEMA_VERSION}", held.schema_version);
            label.on_hover_text(schemas);
        }
        _ => {}
    }
}
