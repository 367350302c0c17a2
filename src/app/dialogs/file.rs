//! Which file: typed or pasted, or chosen in the system's own dialog.
use egui::{Align2, Context, Id, Key, Layout, TextEdit, TextStyle, Ui, vec2};
use std::future::Future;
use std::path::PathBuf;

use crate::app::command::aquamind::AquamindCommand;
use crate::app::command::bundles::BundleCommand;
use crate::app::command::care::CareCommand;
use crate::app::command::exchange::ExchangeCommand;
use crate::app::command::observing::ObservingCommand;
use crate::app::command::profiles::ProfileCommand;
use crate::app::command::templates::TemplateCommand;
use crate::app::command::{Command, Commands, FilePurpose};
use crate::app::theme::{palette, size, space};
use crate::app::widgets::button;
use crate::app::widgets::confirm::Answer;
use crate::app::widgets::modal::{Kind, Shown, modal};
use crate::app::widgets::trouble;
use crate::domain::fault::{Fault, FaultKind};
use crate::service::{BUNDLE_EXTENSION, FARM_FILE_EXTENSION};

/// What opens the system's own dialog.
pub(super) const BROWSE: &str = "Browse…";

/// Asks for a path.
#[derive(Debug)]
pub struct FileDialog {
    purpose: FilePurpose,
    path: String,
    browse: bool,
    is_confirmed: bool,
    /// Why what was typed could not be used.
    trouble: Option<Fault>,
}

impl FileDialog {
    /// Asks for a file of this purpose.
    pub fn new(purpose: FilePurpose) -> Self {
        Self { purpose, path: String::new(), browse: false, is_confirmed: false, trouble: None }
    }

    /// The same dialog, open again with what was typed and why that could not be used.
    #[must_use]
    pub fn refused(self, why: Fault) -> Self {
        Self { is_confirmed: false, trouble: Some(why), ..self }
    }

    /// Whether it was left by its verb.
    pub fn is_confirmed(&self) -> bool {
        self.is_confirmed
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
            self.trouble = None;
        }
        true
    }

    /// Draws the dialog; says whether it stays.
    pub fn show(&mut self, ctx: &Context, commands: &mut Commands) -> bool {
        let (title, ..) = words(self.purpose);
        match modal(ctx, Id::unique("file"), title, Kind::default(), |ui, is_new| self.contents(ui, is_new)) {
            Shown::Stays => true,
            Shown::Answered(Answer::Confirmed) => {
                self.is_confirmed = true;
                commands.push(self.command());
                false
            }
            Shown::Answered(Answer::Cancelled) | Shown::Dismissed => false,
        }
    }

    fn contents(&mut self, ui: &mut Ui, is_new: bool) -> Option<Answer> {
        let (title, verb, hint) = words(self.purpose);
        let verb = if self.is_overwriting() { "Overwrite" } else { verb };
        ui.spacing_mut().item_spacing.y = space::S;
        ui.heading(title);
        let label = ui.label("File");
        let entered = ui
            .horizontal(|ui| {
                let width = ui.available_width() - ui.spacing().item_spacing.x - button_width(ui, BROWSE);
                let field = TextEdit::singleline(&mut self.path)
                    .align(Align2::LEFT_CENTER)
                    .hint_text(hint)
                    .desired_width(width);
                let response = ui.add(field).labelled_by(label.id);
                if is_new {
                    response.request_focus();
                }
                if response.changed() {
                    self.trouble = None;
                }
                self.browse = ui.button(BROWSE).clicked();
                response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter))
            })
            .inner;
        if let Some(fault) = &self.trouble {
            trouble::fault(ui, fault);
        }
        let can = !self.path.trim().is_empty();
        let row = vec2(ui.available_width(), size::ROW);
        let answer = ui.allocate_ui_with_layout(row, Layout::right_to_left(egui::Align::Center), |ui| {
            let confirmed = ui.add_enabled_ui(can, |ui| button::primary(ui, verb).clicked()).inner;
            let cancelled = ui.button("Cancel").clicked();
            if confirmed { Some(Answer::Confirmed) } else { cancelled.then_some(Answer::Cancelled) }
        });
        if entered && can { Some(Answer::Confirmed) } else { answer.inner }
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
            FilePurpose::ImportTemplates => Command::Templates(TemplateCommand::Import(paths)),
            FilePurpose::ExportTemplate(key) => {
                let mut path = first();
                if path.extension().is_none() {
                    path.set_extension("json");
                }
                Command::Templates(TemplateCommand::Export(key, path))
            }
            FilePurpose::RecordObservations(batch) => {
                Command::Observing(ObservingCommand::LookAt(batch, paths))
            }
            FilePurpose::LoggerFiles => Command::Profiles(ProfileCommand::ReadLoggers(paths)),
            FilePurpose::ImportModel => Command::Exchange(ExchangeCommand::LookAt(paths)),
            FilePurpose::ImportBundle => Command::Bundles(BundleCommand::LookAt(first())),
            FilePurpose::ExportBundle(of) => {
                let overwrite = self.is_overwriting();
                let path = with_ending(first(), BUNDLE_EXTENSION);
                Command::Bundles(BundleCommand::Export { of, path, overwrite })
            }
            FilePurpose::ImportAquamind => Command::Aquamind(AquamindCommand::LookAt(first())),
            FilePurpose::ExportModel(kind, id) => {
                let overwrite = self.is_overwriting();
                let path = with_ending(first(), "csv");
                Command::Exchange(ExchangeCommand::Export { kind, id, path, overwrite })
            }
            FilePurpose::SaveTemplate(kind) => {
                let overwrite = self.is_overwriting();
                let path = with_ending(first(), "xlsx");
                Command::Exchange(ExchangeCommand::SaveTemplate { kind, path, overwrite })
            }
            FilePurpose::BackUpTo => {
                Command::Care(CareCommand::BackUpTo(with_ending(first(), FARM_FILE_EXTENSION)))
            }
            FilePurpose::RestoreFrom => Command::Care(CareCommand::AskRestore(first())),
            // Asked for by the dialog of a report, which only has the system's dialog opened.
            FilePurpose::ReportFolder => Command::Refresh,
        }
    }

    /// Whether the file that was named is there already, and it was said so.
    fn is_overwriting(&self) -> bool {
        let is_there = self.trouble.as_ref().is_some_and(|fault| fault.kind == FaultKind::FileExists);
        is_there
            && matches!(
                self.purpose,
                FilePurpose::ExportModel(..) | FilePurpose::SaveTemplate(_) | FilePurpose::ExportBundle(_)
            )
    }
}

/// A path with an ending, where it has none.
fn with_ending(mut path: PathBuf, ending: &str) -> PathBuf {
    if path.extension().is_none() {
        path.set_extension(ending);
    }
    path
}

/// How wide a button with this text is.
pub(super) fn button_width(ui: &Ui, text: &str) -> f32 {
    let font = TextStyle::Button.resolve(ui.style());
    let text = ui.painter().layout_no_wrap(text.to_owned(), font, palette(ui.visuals()).text);
    text.size().x + 2.0 * ui.spacing().button_padding.x
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
        FilePurpose::ImportTemplates => {
            ("Import templates", "Import", "Templates or scenario documents (JSON); several apart by ;")
        }
        FilePurpose::ExportTemplate(_) => {
            ("Export the template", "Export", "A new file for the document (JSON)")
        }
        FilePurpose::RecordObservations(_) => {
            ("Import observations", "Look at it…", "A site's journal (CSV, XLSX or JSON); several apart by ;")
        }
        FilePurpose::LoggerFiles => {
            ("Add logger files", "Add", "Dates and temperatures (CSV or XLSX); several apart by ;")
        }
        FilePurpose::ImportAquamind => {
            ("Import from AquaMind", "Look at it…", "Its SQLite database, or a dumpdata JSON")
        }
        FilePurpose::ImportModel => ("Import model", "Look at it…", "CSV, XLSX or JSON; several apart by ;"),
        FilePurpose::ImportBundle => ("Import bundle", "Look at it…", "A file that ends in .salmonbundle"),
        FilePurpose::ExportBundle(_) => {
            ("Export bundle", "Export", "A file that ends in .salmonbundle, for another laptop")
        }
        FilePurpose::ExportModel(..) => {
            ("Export model", "Export", "A file that ends in .csv, .xlsx or .json")
        }
        FilePurpose::SaveTemplate(_) => {
            ("Save an empty template", "Save template", "A file that ends in .xlsx or .csv")
        }
        FilePurpose::BackUpTo => {
            ("Back up to another place", "Back up", "Where the copy shall be, on a stick or another disk")
        }
        FilePurpose::RestoreFrom => {
            ("Restore another copy", "Look at it…", "A copy of the farm file that ends in .salmonrun")
        }
        FilePurpose::ReportFolder => ("Folder of the report", "Choose", "Where the report shall be"),
    }
}

/// The system's dialog for a purpose; it must be made on the window's thread.
pub fn system_dialog(purpose: FilePurpose) -> rfd::AsyncFileDialog {
    let dialog = rfd::AsyncFileDialog::new().set_title(words(purpose).0);
    match purpose {
        FilePurpose::NewFarm | FilePurpose::OpenFarm | FilePurpose::BackUpTo | FilePurpose::RestoreFrom => {
            dialog.add_filter("Farm file", &[FARM_FILE_EXTENSION])
        }
        FilePurpose::ImportScenarios => dialog.add_filter("Scenario document", &["json", "jsonl"]),
        FilePurpose::ImportBatches => dialog.add_filter("Batches", &["json", "csv"]),
        FilePurpose::ImportTemplates | FilePurpose::ExportTemplate(_) => {
            dialog.add_filter("Template document", &["json"])
        }
        FilePurpose::RecordObservations(_) => {
            dialog.add_filter("Observations", &["csv", "xlsx", "txt", "json"])
        }
        FilePurpose::LoggerFiles => dialog.add_filter("Temperatures", &["csv", "txt", "tsv", "xlsx"]),
        FilePurpose::ImportAquamind => {
            dialog.add_filter("AquaMind", &["sqlite3", "sqlite", "db", "json", "jsonl"])
        }
        FilePurpose::ImportModel => dialog.add_filter("Model", &["csv", "txt", "tsv", "xlsx", "json"]),
        FilePurpose::ImportBundle | FilePurpose::ExportBundle(_) => {
            dialog.add_filter("Bundle", &[BUNDLE_EXTENSION])
        }
        FilePurpose::ExportModel(..) => {
            dialog.add_filter("CSV", &["csv"]).add_filter("XLSX", &["xlsx"]).add_filter("JSON", &["json"])
        }
        FilePurpose::SaveTemplate(_) => dialog.add_filter("XLSX", &["xlsx"]).add_filter("CSV", &["csv"]),
        FilePurpose::ReportFolder => dialog,
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
        FilePurpose::BackUpTo => {
            let chosen = dialog.set_file_name(format!("My farm, copy.{FARM_FILE_EXTENSION}")).save_file();
            Box::pin(async { chosen.await.into_iter().collect() })
        }
        FilePurpose::OpenFarm
        | FilePurpose::ImportBundle
        | FilePurpose::ImportAquamind
        | FilePurpose::RestoreFrom => {
            let chosen = dialog.pick_file();
            Box::pin(async { chosen.await.into_iter().collect() })
        }
        FilePurpose::ExportTemplate(_) => {
            let chosen = dialog.set_file_name("Template.json").save_file();
            Box::pin(async { chosen.await.into_iter().collect() })
        }
        FilePurpose::ImportScenarios
        | FilePurpose::ImportBatches
        | FilePurpose::ImportTemplates
        | FilePurpose::RecordObservations(_)
        | FilePurpose::ImportModel
        | FilePurpose::LoggerFiles => {
            let chosen = dialog.pick_files();
            Box::pin(async { chosen.await.unwrap_or_default() })
        }
        FilePurpose::ReportFolder => {
            let chosen = dialog.pick_folder();
            Box::pin(async { chosen.await.into_iter().collect() })
        }
        FilePurpose::ExportBundle(_) => {
            let chosen = dialog.set_file_name(format!("Bundle.{BUNDLE_EXTENSION}")).save_file();
            Box::pin(async { chosen.await.into_iter().collect() })
        }
        FilePurpose::ExportModel(kind, _) => {
            let chosen = dialog.set_file_name(format!("{}.csv", kind.as_str())).save_file();
            Box::pin(async { chosen.await.into_iter().collect() })
        }
        FilePurpose::SaveTemplate(kind) => {
            let chosen = dialog.set_file_name(format!("{}.xlsx", kind.as_str())).save_file();
            Box::pin(async { chosen.await.into_iter().collect() })
        }
    };
    async { picked.await.into_iter().map(|file| file.path().to_owned()).collect() }
}

#[cfg(test)]
mod tests {
    use crate::app::FarmState;
    use crate::app::command::{Command, FilePurpose};
    use crate::app::testing::Window;
    use egui::{Key, Modifiers, Role};
    use egui_kittest::kittest::{NodeT as _, Queryable as _};

    fn path(window: &Window, name: &str) -> String {
        window.folder.path().join(name).display().to_string()
    }

    #[test]
    fn a_farm_file_is_made_and_another_opened_by_typing_their_paths() {
        let mut window = Window::on_sample();
        window.keys(Modifiers::COMMAND, Key::N);
        window.type_text(&path(&window, "new"));
        window.key(Key::Enter);
        let name = |window: &Window| match window.harness.state().farm() {
            FarmState::Open(farm) => farm.name(),
            other => panic!("{other:?}"),
        };
        assert_eq!(name(&window), "new", "the ending is added");
        window.keys(Modifiers::COMMAND, Key::O);
        window.type_text(&format!("\"{}\"", path(&window, "farm.salmonrun")));
        window.key(Key::Enter);
        assert_eq!(name(&window), "farm");
    }

    #[test]
    fn a_mistyped_path_is_kept_with_the_reason_and_the_open_farm_stays() {
        let mut window = Window::on_sample();
        let (wrong, right) = (path(&window, "farn.salmonrun"), path(&window, "farm.salmonrun"));
        window.keys(Modifiers::COMMAND, Key::O);
        window.type_text(&wrong);
        window.key(Key::Enter);
        let typed = window.harness.get_by_role_and_label(Role::TextInput, "File");
        assert_eq!(typed.accesskit_node().value().as_deref(), Some(wrong.as_str()));
        assert!(typed.is_focused());
        assert!(window.shows_part("here is no"), "the reason is in the dialog");
        let FarmState::Open(farm) = window.harness.state().farm() else { panic!("the farm is closed") };
        assert_eq!(farm.scenarios.len(), 3);
        window.keys(Modifiers::COMMAND, Key::A);
        window.type_text(&right);
        assert!(!window.shows_part("here is no"), "what is typed now is not what was refused");
        window.key(Key::Enter);
        assert!(window.harness.state().dialog().is_none());
    }

    #[test]
    fn batches_that_cannot_be_read_are_told_in_the_dialog_with_place_and_way_out() {
        let mut window = Window::on_sample();
        let file = path(&window, "batches.csv");
        std::fs::write(
            &file,
            "batch_number,start_date,initial_count,initial_weight,stage\nB-1,2024-02-30,1,1,Smolt\n",
        )
        .unwrap();
        window.command(Command::AskFile(FilePurpose::ImportBatches));
        window.type_text(&file);
        window.key(Key::Enter);
        assert!(window.shows("\"2024-02-30\" is not accepted"));
        assert!(window.shows_part("line 2, start_date"));
        std::fs::write(
            &file,
            "batch_number,start_date,initial_count,initial_weight,stage\nB-1,2024-02-28,1,1,Smolt\n",
        )
        .unwrap();
        window.key(Key::Enter);
        assert!(window.shows("1 batch imported"));
        assert_eq!(window.stored().batches().unwrap().len(), 7);
    }

    #[test]
    fn escape_leaves_without_a_trace() {
        let mut window = Window::on_sample();
        window.keys(Modifiers::COMMAND, Key::O);
        assert!(window.shows("Browse…"));
        window.key(Key::Escape);
        assert!(window.harness.state().dialog().is_none());
    }
}
