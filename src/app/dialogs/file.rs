//! Which file: typed or pasted, or chosen in the system's own dialog.
use egui::{Context, Frame, Id, Key, Layout, Modal, Role, TextEdit, vec2};
use std::future::Future;
use std::path::PathBuf;

use crate::app::command::{Command, Commands, FilePurpose};
use crate::app::theme::{palette, size, space};
use crate::app::widgets::button;
use crate::service::FARM_FILE_EXTENSION;

/// Asks for a path.
#[derive(Debug)]
pub struct FileDialog {
    purpose: FilePurpose,
    path: String,
    browse: bool,
    just_opened: bool,
}

impl FileDialog {
    /// Asks for a file of this purpose. The system's dialog opens at once; the line stays for those who type.
    pub fn new(purpose: FilePurpose) -> Self {
        Self { purpose, path: String::new(), browse: false, just_opened: true }
    }

    /// Whether the system's dialog was asked for this frame.
    pub fn take_browse(&mut self) -> Option<FilePurpose> {
        std::mem::take(&mut self.browse).then_some(self.purpose)
    }

    /// Takes what was chosen in the system's dialog.
    pub fn take_paths(&mut self, purpose: FilePurpose, paths: &[PathBuf]) -> bool {
        if purpose != self.purpose {
            return false;
        }
        if !paths.is_empty() {
            let paths: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
            self.path = paths.join("; ");
        }
        true
    }

    /// Draws the dialog; says whether it stays.
    pub fn show(&mut self, ctx: &Context, commands: &mut Commands) -> bool {
        let (title, verb, hint) = words(self.purpose);
        let id = Id::unique("file");
        let area = Modal::default_area(id).role(Role::Dialog).accessible_name(title);
        let modal = Modal::new(id)
            .area(area)
            .backdrop_color(palette(&ctx.global_style().visuals).backdrop)
            .frame(Frame::popup(&ctx.global_style()).inner_margin(space::L))
            .show(ctx, |ui| {
                ui.set_width(size::DIALOG);
                ui.spacing_mut().item_spacing.y = space::S;
                ui.heading(title);
                let label = ui.label("File");
                let mut confirmed = false;
                ui.horizontal(|ui| {
                    let width = ui.available_width() - size::KEY_FIGURE;
                    let field = TextEdit::singleline(&mut self.path).hint_text(hint).desired_width(width);
                    let response = ui.add(field).labelled_by(label.id);
                    if std::mem::take(&mut self.just_opened) {
                        response.request_focus();
                    }
                    confirmed = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
                    self.browse = ui.button("Browse…").clicked();
                });
                let mut cancelled = false;
                ui.allocate_ui_with_layout(
                    vec2(ui.available_width(), size::ROW),
                    Layout::right_to_left(egui::Align::Center),
                    |ui| {
                        let can = !self.path.trim().is_empty();
                        confirmed |= ui.add_enabled_ui(can, |ui| button::primary(ui, verb).clicked()).inner;
                        confirmed &= can;
                        cancelled = ui.button("Cancel").clicked();
                    },
                );
                (confirmed, cancelled)
            });
        let (confirmed, cancelled) = modal.inner;
        if confirmed {
            commands.push(self.command());
        }
        !(confirmed || cancelled || modal.should_close())
    }

    fn command(&self) -> Command {
        let paths: Vec<PathBuf> = self
            .path
            .split(';')
            .map(|path| path.trim().trim_matches('"'))
            .filter(|path| !path.is_empty())
            .map(PathBuf::from)
            .collect();
        let first = || paths.first().cloned().unwrap_or_default();
        match self.purpose {
            FilePurpose::NewFarm => {
                let mut path = first();
                if path.extension().is_none() {
                    path.set_extension(FARM_FILE_EXTENSION);
                }
                Command::NewFarm(path)
            }
            FilePurpose::OpenFarm => Command::OpenFarm(first()),
            FilePurpose::ImportScenarios => Command::ImportScenarios(paths),
            FilePurpose::ImportBatches => Command::ImportBatches(paths),
        }
    }
}

/// Title, verb and hint of each purpose.
fn words(purpose: FilePurpose) -> (&'static str, &'static str, &'static str) {
    match purpose {
        FilePurpose::NewFarm => ("New farm file", "Make farm file", "Where the new farm file shall be"),
        FilePurpose::OpenFarm => ("Open a farm file", "Open", "A file that ends in .salmonrun"),
        FilePurpose::ImportScenarios => {
            ("Import scenarios", "Import", "Scenario documents (JSON); several apart by ;")
        }
        FilePurpose::ImportBatches => {
            ("Import batches", "Import", "Batches (JSON or CSV); several apart by ;")
        }
    }
}

/// The system's dialog for a purpose; it must be made on the window's thread.
pub fn system_dialog(purpose: FilePurpose) -> rfd::AsyncFileDialog {
    let dialog = rfd::AsyncFileDialog::new().set_title(words(purpose).0);
    match purpose {
        FilePurpose::NewFarm | FilePurpose::OpenFarm => {
            dialog.add_filter("Farm file", &[FARM_FILE_EXTENSION])
        }
        FilePurpose::ImportScenarios => dialog.add_filter("Scenario document", &["json", "jsonl"]),
        FilePurpose::ImportBatches => dialog.add_filter("Batches", &["json", "csv"]),
    }
}

/// Waits for what is chosen; nothing if the dialog is cancelled or the system has none.
pub fn pick(
    purpose: FilePurpose,
    dialog: rfd::AsyncFileDialog,
) -> impl Future<Output = Vec<PathBuf>> + Send + 'static {
    type Picked = std::pin::Pin<Box<dyn Future<Output = Vec<rfd::FileHandle>> + Send>>;
    let picked: Picked = match purpose {
        FilePurpose::NewFarm => {
            let chosen = dialog.set_file_name(format!("My farm.{FARM_FILE_EXTENSION}")).save_file();
            Box::pin(async { chosen.await.into_iter().collect() })
        }
        FilePurpose::OpenFarm => {
            let chosen = dialog.pick_file();
            Box::pin(async { chosen.await.into_iter().collect() })
        }
        FilePurpose::ImportScenarios | FilePurpose::ImportBatches => {
            let chosen = dialog.pick_files();
            Box::pin(async { chosen.await.unwrap_or_default() })
        }
    };
    async { picked.await.into_iter().map(|file| file.path().to_owned()).collect() }
}
