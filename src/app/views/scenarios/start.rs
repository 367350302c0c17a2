//! What stands where nothing is yet: the templates that one can start from, and the import of documents.
use egui::{Align, Layout, RichText, Ui, vec2};

use crate::app::command::templates::TemplateCommand;
use crate::app::command::{Command, Commands, FilePurpose};
use crate::app::facts::Facts;
use crate::app::offer;
use crate::app::theme::{palette, size, space};

/// A farm file without scenarios.
pub fn no_scenarios(ui: &mut Ui, facts: &Facts<'_>, commands: &mut Commands) {
    let sentence = "A scenario is the recipe that projections are run from. Start from a template, which brings its \
                    models along, or import a scenario document";
    ways(ui, "No scenarios yet", sentence, facts, commands);
}

/// A farm file without models, from which no new scenario can be made by hand.
pub fn no_models(ui: &mut Ui, facts: &Facts<'_>, commands: &mut Commands) {
    let sentence = "A scenario needs a TGC, an FCR and a mortality model, and the farm file has none yet. Templates and \
                    scenario documents bring theirs along";
    ways(ui, "No models yet", sentence, facts, commands);
}

fn ways(ui: &mut Ui, heading: &str, sentence: &str, facts: &Facts<'_>, commands: &mut Commands) {
    let width = size::TOAST.min(ui.available_width());
    let height = ui.available_height();
    ui.vertical_centered(|ui| {
        ui.add_space((height * 0.4 - size::ROW * 5.0).max(space::L));
        ui.allocate_ui_with_layout(vec2(width, 0.0), Layout::top_down(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.y = space::S;
            ui.heading(heading);
            let muted = palette(ui.visuals()).text_muted;
            ui.label(RichText::new(sentence).color(muted));
            ui.add_space(space::S);
            // One under the other, all as wide.
            let column = Layout::top_down_justified(Align::Center);
            ui.allocate_ui_with_layout(vec2(size::FIELD_WIDE, 0.0), column, |ui| {
                let start = Command::Templates(TemplateCommand::AskStart);
                offer::primary_unless(ui, facts, "New from template…", None, start, commands);
                let import = Command::AskFile(FilePurpose::ImportScenarios);
                offer::plain(ui, facts, "Import scenarios…", import, commands);
            });
        });
    });
}
