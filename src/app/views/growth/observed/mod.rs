//! All that was observed of a batch, one by one, and the history of its corrections.
mod history;
mod list;
#[cfg(test)]
mod tests;

use egui::{ComboBox, Role, Ui, WidgetInfo};

use self::history::History;
use self::list::List;
use crate::app::command::observing::ObservingCommand;
use crate::app::command::{Command, Commands};
use crate::app::facts::{Facts, Loaded};
use crate::app::theme::space;
use crate::app::widgets::combo::ShowList as _;
use crate::app::widgets::{button, empty_state, table};
use crate::domain::batch::Batch;
use crate::domain::display::plural;
use crate::domain::observation::{ObservationKind, Recorded};

/// What is on show of a batch.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Page {
    #[default]
    All,
    Corrections,
}

/// What was observed of a batch.
#[derive(Debug, Default)]
pub struct ObservedView {
    page: Page,
    list: List,
    history: History,
}

impl ObservedView {
    /// The list has the keyboard.
    pub fn take_keyboard(&mut self) {
        self.list.take_keyboard();
    }

    /// Draws it.
    pub fn ui(&mut self, ui: &mut Ui, batch: &Batch, facts: &Facts<'_>, commands: &mut Commands) {
        let id = batch.batch_id;
        let all = match facts.library.observed.get(&id) {
            Loaded::Ready(all) => all,
            Loaded::Loading => {
                table::muted(ui, format!("Reading what was observed of batch {}…", batch.batch_number));
                return;
            }
            Loaded::Failed(fault) => {
                if empty_state::fault(ui, "The observations cannot be read", &fault, "Try again") {
                    commands.push(Command::Refresh);
                }
                return;
            }
        };
        let corrections = match facts.library.corrections.get(&id) {
            Loaded::Ready(corrections) => Some(corrections),
            Loaded::Loading | Loaded::Failed(_) => None,
        };
        let corrected = corrections.as_ref().map_or(0, |corrections| corrections.len());
        if all.is_empty() && corrected == 0 {
            let about = "Samples, deaths, feed, temperatures, moves, treatments and harvests are entered in a grid, or come from a \
                         site's journal";
            let enter = Command::Observing(ObservingCommand::AskEnter(id, ObservationKind::GrowthSample));
            let (step, why_not) = ("Enter the first ones…", facts.why_not(&enter));
            if empty_state::empty_unless(ui, "Nothing was observed yet", about, step, why_not) {
                commands.push(enter);
            }
            return;
        }
        self.pages(ui, corrected);
        ui.add_space(space::XS);
        match self.page {
            Page::All => self.of_all(ui, batch, &all, facts, commands),
            Page::Corrections => match corrections {
                Some(corrections) if corrections.is_empty() => {
                    table::muted(ui, "Nothing was corrected yet");
                }
                Some(corrections) => self.history.ui(ui, &corrections, facts),
                None => {
                    table::muted(ui, "Reading the history of corrections…");
                }
            },
        }
    }

    fn pages(&mut self, ui: &mut Ui, corrected: usize) {
        ui.horizontal(|ui| {
            let corrections =
                if corrected == 0 { "Corrections".to_owned() } else { format!("Corrections ({corrected})") };
            for (page, name) in
                [(Page::All, "All that was observed".to_owned()), (Page::Corrections, corrections)]
            {
                if ui.selectable_label(self.page == page, name).clicked() {
                    self.page = page;
                }
            }
        });
    }

    fn of_all(
        &mut self,
        ui: &mut Ui,
        batch: &Batch,
        all: &std::sync::Arc<Vec<Recorded>>,
        facts: &Facts<'_>,
        commands: &mut Commands,
    ) {
        self.list.follow(all);
        ui.horizontal(|ui| {
            self.filters(ui, batch);
            table::muted(ui, plural(self.list.len(), "observation", "observations"));
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                let chosen = self.list.chosen(all);
                let why_not = facts.why_not_write().or_else(|| {
                    chosen.is_none().then(|| "Select an observation in the list first".to_owned())
                });
                let ask = |ui: &mut Ui, verb: &str, keys: &str| {
                    button::unless(ui, why_not.clone(), |ui| ui.button(verb)).on_hover_text(keys).clicked()
                };
                let removes = ask(ui, "Remove…", "Delete");
                let corrects = ask(ui, "Correct…", "Enter, or a double click");
                if let Some(recorded) = chosen {
                    commands.extend(asked(batch, recorded, corrects, removes));
                }
            });
        });
        ui.add_space(space::XS);
        let done = self.list.ui(ui, all, facts);
        if let Some(recorded) = self.list.chosen(all) {
            commands.extend(asked(batch, recorded, done.opened, done.deleted));
        }
    }

    fn filters(&mut self, ui: &mut Ui, batch: &Batch) {
        let kind = self.list.kind;
        let words = |kind: Option<ObservationKind>| kind.map_or("All kinds", ObservationKind::name);
        let combo = ComboBox::from_id_salt("kind").selected_text(words(kind)).show_list(ui, |ui| {
            for choice in std::iter::once(None).chain(ObservationKind::ALL.map(Some)) {
                ui.selectable_value(&mut self.list.kind, choice, words(choice));
            }
        });
        combo.response.widget_info(|| WidgetInfo::labeled(Role::ComboBox, true, "Kind"));
        if batch.pens.is_empty() {
            return;
        }
        let words = |pen: &Option<String>| match pen.as_deref() {
            None => "All pens".to_owned(),
            Some("") => "Whole batch".to_owned(),
            Some(name) => name.to_owned(),
        };
        let combo = ComboBox::from_id_salt("pen").selected_text(words(&self.list.pen)).show_list(ui, |ui| {
            let pens = batch.pens.iter().map(|pen| Some(pen.name.clone()));
            for choice in [None, Some(String::new())].into_iter().chain(pens) {
                let name = words(&choice);
                ui.selectable_value(&mut self.list.pen, choice, name);
            }
        });
        combo.response.widget_info(|| WidgetInfo::labeled(Role::ComboBox, true, "Pen"));
    }
}

fn asked(batch: &Batch, recorded: &Recorded, corrects: bool, removes: bool) -> Option<Command> {
    let recorded = || Box::new(recorded.clone());
    let command = match (corrects, removes) {
        (true, _) => ObservingCommand::AskCorrect(batch.batch_id, recorded()),
        (false, true) => ObservingCommand::AskRemove(batch.batch_id, recorded()),
        (false, false) => return None,
    };
    Some(Command::Observing(command))
}
