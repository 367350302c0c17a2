//! A look over the whole farm file: what was found, in plain words, and mending what can be mended.
use egui::{Label, RichText, ScrollArea, Ui};

use super::doing;
use crate::app::command::care::CareCommand;
use crate::app::command::{Command, Commands, Section};
use crate::app::facts::FileFacts;
use crate::app::theme::{palette, semibold, space};
use crate::app::widgets::button;
use crate::app::widgets::icon::Icon;
use crate::domain::check::{Aspect, Finding};
use crate::domain::display::{plural, sentence};
use crate::service::{CheckReport, Mended};

/// More findings of one aspect are counted, not shown.
const MOST_FINDINGS: usize = 50;

/// Draws the section.
pub(super) fn ui(ui: &mut Ui, file: &FileFacts<'_>, commands: &mut Commands) {
    let muted = palette(ui.visuals()).text_muted;
    ui.colored_label(
        muted,
        "Every page is read, days are held against totals and snapshots against their hashes, and every run is computed again",
    );
    ui.add_space(space::S);
    if let Some(now) = &file.care.doing {
        doing(ui, now, commands);
    } else if button::primary(ui, "Check this file").clicked() {
        commands.push(Command::Care(CareCommand::Check));
    }
    ui.add_space(space::M);
    ScrollArea::vertical().id_salt("found").auto_shrink(false).show(ui, |ui| {
        if let Some(mended) = &file.care.mended {
            repaired(ui, mended);
        }
        match &file.care.checked {
            None => {}
            Some(Ok(report)) => found(ui, file, report, commands),
            Some(Err(fault)) => {
                warned(ui, &sentence(&fault.message));
                ui.colored_label(muted, &fault.hint);
            }
        }
    });
}

fn found(ui: &mut Ui, file: &FileFacts<'_>, report: &CheckReport, commands: &mut Commands) {
    let colours = palette(ui.visuals());
    if !report.is_sound() {
        let count = plural(report.findings.len(), "thing is", "things are");
        warned(ui, &format!("{count} not as they should be"));
    } else if report.is_whole {
        done(ui, &semibold("All is as it should be"));
    } else {
        ui.label(semibold("The check was cancelled; nothing was wrong as far as it went"));
    }
    ui.add_space(space::S);
    for aspect in &report.looked_at {
        let of_it: Vec<&Finding> =
            report.findings.iter().filter(|finding| finding.aspect == *aspect).collect();
        if of_it.is_empty() {
            done(ui, &RichText::new(aspect.words()));
            continue;
        }
        warned(ui, aspect.words());
        for finding in of_it.iter().take(MOST_FINDINGS) {
            ui.horizontal_wrapped(|ui| {
                ui.add_space(space::XL);
                ui.label(sentence(&finding.message));
                ui.colored_label(colours.text_muted, &finding.place);
            });
        }
        if of_it.len() > MOST_FINDINGS {
            ui.label(format!("and {} more", of_it.len() - MOST_FINDINGS));
        }
    }
    ui.add_space(space::S);
    of_runs(ui, report);
    if !report.is_sound() {
        ways_out(ui, file, report, commands);
    }
}

/// What computing the runs again said.
fn of_runs(ui: &mut Ui, report: &CheckReport) {
    if !report.looked_at.contains(&Aspect::Runs) {
        return;
    }
    if report.runs_equal > 0 || report.is_sound() {
        let runs = plural(report.runs_equal, "run", "runs");
        ui.label(format!("{runs} computed again, every number equal"));
    }
    if report.runs_not_recomputable > 0 {
        let runs = plural(report.runs_not_recomputable, "run", "runs");
        ui.label(format!("{runs} cannot be computed again; their numbers stand as they are"));
    }
}

fn ways_out(ui: &mut Ui, file: &FileFacts<'_>, report: &CheckReport, commands: &mut Commands) {
    ui.add_space(space::M);
    let can_mend = report.findings.iter().any(|finding| finding.mendable);
    ui.label(if can_mend {
        "A repair mends what can be mended, after a backup. What it cannot mend, a backup from before has"
    } else {
        "No repair mends this. Keep this file, and restore a backup from before"
    });
    ui.horizontal(|ui| {
        if can_mend {
            let repair = Command::Care(CareCommand::AskRepair);
            if button::unless(ui, file.why_not(&repair), |ui| ui.button("Repair…")).clicked() {
                commands.push(repair);
            }
        }
        if ui.button("Show the backups").clicked() {
            commands.push(Command::ShowSettings(Section::Backups));
        }
    });
}

fn repaired(ui: &mut Ui, mended: &Mended) {
    ui.label(semibold(if mended.before.is_some() { "Repaired" } else { "Nothing was to be mended" }));
    for line in &mended.done {
        done(ui, &RichText::new(sentence(line)));
    }
    for line in &mended.lost {
        warned(ui, &format!("Not carried over: {line}"));
    }
    if let Some(before) = &mended.before {
        let muted = palette(ui.visuals()).text_muted;
        let text = format!("As it was, it is kept as {}", before.display());
        ui.add(Label::new(RichText::new(text).color(muted)).truncate());
    }
    ui.add_space(space::L);
}

fn done(ui: &mut Ui, text: &RichText) {
    ui.horizontal(|ui| {
        Icon::Done.show(ui, palette(ui.visuals()).accent);
        ui.label(text.clone());
    });
}

fn warned(ui: &mut Ui, text: &str) {
    ui.horizontal(|ui| {
        Icon::Warning.show(ui, palette(ui.visuals()).warning);
        ui.label(semibold(text));
    });
}
