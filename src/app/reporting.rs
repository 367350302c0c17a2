//! Reports in the window: asking for one, writing it in the background, opening it, and copying a part of it.
use std::path::{Path, PathBuf};

use super::command::Command;
use super::command::reports::{CopiedTable, Existing, ReportCommand, ReportOrder, ReportSubject};
use super::deeds::{Desk, News};
use super::dialogs::Dialog;
use super::dialogs::report::{self, ReportDialog};
use super::hearing::Answer;
use super::widgets::toast::Toast;
use super::{App, FarmState};
use crate::domain::display::plural;
use crate::domain::fault::{Fault, FaultKind, Outcome};
use crate::jobs::Handle;
use crate::report::blocks::{Block, Table};
use crate::report::{Contents, Every, Format, Part, Parts, PlotOf, Wishes, free, reserve, taken};
use crate::service::Gathered;

/// What a file is worth on the way to a report.
const STEPS: u64 = 1000;

impl App {
    /// Carries out a command of reports.
    pub(super) fn carry_out_report(&mut self, ctx: &egui::Context, command: ReportCommand) {
        match command {
            ReportCommand::Ask(subject) => {
                if let FarmState::Open(data) = &self.farm {
                    let dialog = ReportDialog::new(subject, data, &self.preferences.report);
                    self.dialog = dialog.map(|dialog| Dialog::Report(Box::new(dialog)));
                }
            }
            ReportCommand::Export(order) => self.export_report(order),
            ReportCommand::Write(order) => {
                self.start(Command::Reports(ReportCommand::Write(order)));
            }
            ReportCommand::OpenOutside(path) => self.open_outside(path),
            ReportCommand::CopyTable(subject, of) => self.copy_table(ctx, &subject, of),
            ReportCommand::CopyText(name, text) => self.copy_text(ctx, name, text),
            ReportCommand::CopyPlot(subject, of) => self.copy_plot(ctx, &subject, of),
        }
    }

    /// Looks whether the report can be written where it shall be, before anything is computed for it.
    fn export_report(&mut self, order: Box<ReportOrder>) {
        let dialog = self.asked_report.take();
        if let Some(dialog) = &dialog {
            let chosen = dialog.preferences();
            self.remember(|preferences| preferences.report = chosen);
        }
        self.quick.add("", move |_, _| {
            let looked = places_of(&order);
            Answer::ReportPlaces(order, dialog, looked)
        });
    }

    /// Files that are there already are asked about; what cannot be written is told where it was typed.
    pub(super) fn hear_report_places(
        &mut self,
        order: ReportOrder,
        dialog: Option<Box<ReportDialog>>,
        looked: Outcome<Vec<PathBuf>>,
    ) {
        let dialog = dialog.filter(|_| self.dialog.is_none());
        match (looked, dialog) {
            (Ok(taken), _) if taken.is_empty() => {
                let command = Command::Reports(ReportCommand::Write(Box::new(order)));
                self.start(command);
            }
            (Ok(taken), Some(dialog)) => self.dialog = Some(Dialog::Report(Box::new(dialog.asking(taken)))),
            (Err(fault), Some(dialog)) => self.dialog = Some(Dialog::Report(Box::new(dialog.refused(fault)))),
            (Ok(taken), None) => {
                let names: Vec<String> = taken.iter().map(|path| name_of(path)).collect();
                let fault = Fault::new(FaultKind::FileExists, "there is such a file already", "Name another");
                self.tell(&fault.at(names.join(", ")));
            }
            (Err(fault), None) => self.tell(&fault),
        }
    }

    /// Opens a file or folder with whatever the system has for it; what has nothing is told, with the place.
    fn open_outside(&mut self, path: PathBuf) {
        self.quick.add("", move |_, _| {
            let opened = opener::open(&path).map_err(|_| {
                Fault::new(
                    FaultKind::Io,
                    format!("nothing on this computer opens {}", name_of(&path)),
                    "Open it by hand; it is there",
                )
                .at(path.display().to_string())
            });
            Answer::Done(opened.map(|()| News::default()), None)
        });
    }

    /// What was loaded of a subject for the view that shows it.
    fn loaded(&self, subject: &ReportSubject) -> Option<Gathered> {
        let FarmState::Open(data) = &self.farm else { return None };
        report::gathered(subject, data, &self.library, (self.clock)())
    }

    fn copy_table(&mut self, ctx: &egui::Context, subject: &ReportSubject, of: CopiedTable) {
        let Some(gathered) = self.loaded(subject) else { return };
        let mut wishes = report::wishes_of(&self.preferences.report);
        wishes.parts = Parts::only(&[part_of(of)]);
        wishes.every = if of == CopiedTable::Days { Every::Day } else { Every::Week };
        let contents = Contents::of(&gathered, &wishes);
        let Some(table) = table_of(&contents, of) else {
            self.toasts.add(Toast::warning(format!("{}: there is nothing to copy", of.name())));
            return;
        };
        self.copy_text(ctx, of.name(), table.in_tabs(wishes.csv()));
    }

    fn copy_text(&mut self, ctx: &egui::Context, name: &str, text: String) {
        let rows = plural(text.lines().count().saturating_sub(1), "row", "rows");
        ctx.copy_text(text);
        let says = format!("{name} copied, {rows}");
        self.toasts.add(Toast::success(says).detail("Paste it into a spreadsheet"));
    }

    /// Draws a plot as the report has it and puts the picture on the clipboard.
    fn copy_plot(&mut self, ctx: &egui::Context, subject: &ReportSubject, of: PlotOf) {
        let Some(gathered) = self.loaded(subject) else { return };
        let Some((png, _)) = Format::ALL.into_iter().find(|(_, ending)| *ending == "png") else { return };
        let name = match &of {
            PlotOf::Measure(measure) => measure.name().to_owned(),
            PlotOf::Difference(measure) => format!("{}, difference", measure.name()),
            PlotOf::Profile(_) => "Temperature profiles".to_owned(),
            PlotOf::Growth(measure) => format!("{}, planned and actual", measure.name()),
        };
        let wishes = Wishes { plot: Some(of), ..report::wishes_of(&self.preferences.report) };
        let ctx = ctx.clone();
        self.quick.add("", move |_, _| {
            let drawn = png.render(&Contents::of(&gathered, &wishes)).and_then(|bytes| picture(&bytes));
            let copied = drawn.map(|picture| {
                ctx.copy_image(picture);
                News {
                    detail: "Paste it as a picture".to_owned(),
                    ..News::saying(format!("{name}: plot copied"))
                }
            });
            Answer::Done(copied, None)
        });
    }
}

fn picture(png: &[u8]) -> Outcome<egui::ColorImage> {
    let image = image::load_from_memory(png).map_err(|error| {
        Fault::new(FaultKind::Io, format!("the plot could not be drawn: {error}"), "Export it as PNG instead")
    })?;
    let image = image.into_rgba8();
    let size = [image.width() as usize, image.height() as usize];
    Ok(egui::ColorImage::from_rgba_unmultiplied(size, image.as_raw()))
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

/// Those files that are there and are to be asked about; a fault if one cannot be written at all.
fn places_of(order: &ReportOrder) -> Outcome<Vec<PathBuf>> {
    let taken = if order.existing == Existing::Ask { taken(&order.files) } else { Vec::new() };
    let files = if order.existing == Existing::KeepBoth { free(&order.files) } else { order.files.clone() };
    // What is asked about may be overwritten afterwards, so that its place must be good too.
    let may_overwrite = order.existing == Existing::Replace || !taken.is_empty();
    reserve(&files, may_overwrite)?;
    Ok(taken)
}

/// Gathers and writes a report; each file is in its place when all are whole.
pub(super) fn write(desk: &mut Desk, order: &ReportOrder, handle: &Handle<'_>) -> Outcome<News> {
    match write_files(desk, order, handle) {
        Ok(files) => Ok(news(&files)),
        Err(fault) if fault.kind == FaultKind::Cancelled => Ok(News {
            needs_attention: true,
            detail: "Nothing was written".to_owned(),
            ..News::saying("The report was cancelled")
        }),
        Err(fault) => Err(fault),
    }
}

fn write_files(desk: &mut Desk, order: &ReportOrder, handle: &Handle<'_>) -> Outcome<Vec<PathBuf>> {
    let farm = desk.farm()?;
    // Reading and verifying is worth as much as a file.
    let total = STEPS * (1 + order.files.len() as u64);
    let gathering =
        |done: u32, all: u32| handle.report(STEPS * u64::from(done) / u64::from(all.max(1)), total);
    let gathered = match &order.subject {
        ReportSubject::Runs(ids) => farm.gather_runs(ids, gathering)?,
        ReportSubject::Batch(id) => farm.gather_batch(*id, gathering)?,
    };
    let files = if order.existing == Existing::KeepBoth { free(&order.files) } else { order.files.clone() };
    let reserved = reserve(&files, order.existing == Existing::Replace)?;
    let contents = Contents::of(&gathered, &order.wishes);
    reserved.write_in_steps(&contents, |done, _| handle.report(STEPS * (1 + done), total))
}

fn news(files: &[PathBuf]) -> News {
    let Some(first) = files.first() else { return News::default() };
    let folder = first.parent().map(Path::to_owned).unwrap_or_default();
    let text = match files {
        [one] => format!("{} is written", name_of(one)),
        several => format!("{} are written", plural(several.len(), "report", "reports")),
    };
    News {
        detail: folder.display().to_string(),
        next: vec![
            ("Open".to_owned(), Command::Reports(ReportCommand::OpenOutside(first.clone()))),
            ("Open folder".to_owned(), Command::Reports(ReportCommand::OpenOutside(folder))),
        ],
        ..News::saying(text)
    }
}

fn part_of(of: CopiedTable) -> Part {
    match of {
        CopiedTable::Figures => Part::Figures,
        CopiedTable::Recipe => Part::Recipe,
        CopiedTable::Targets | CopiedTable::Stages => Part::Events,
        CopiedTable::Weeks | CopiedTable::Days => Part::Table,
        CopiedTable::Parameters => Part::Appendix,
    }
}

fn table_of(contents: &Contents<'_>, of: CopiedTable) -> Option<Table> {
    let id = match of {
        CopiedTable::Figures => "figures",
        CopiedTable::Recipe => "recipe",
        CopiedTable::Targets => "targets",
        CopiedTable::Stages => "stages",
        CopiedTable::Weeks | CopiedTable::Days => "table",
        CopiedTable::Parameters => "appendix",
    };
    let section = contents.sections().into_iter().find(|section| section.id == id)?;
    section.blocks.into_iter().find_map(|block| match block {
        Block::Table(table) => Some(table),
        _ => None,
    })
}
