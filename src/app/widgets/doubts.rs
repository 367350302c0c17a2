//! What was observed and cannot well be: listed, and asked about before it is saved.
use egui::{Label, Layout, RichText, Role, Ui, WidgetInfo, vec2};

use super::button;
use super::icon::Icon;
use super::modal::scrolled;
use crate::app::theme::{palette, semibold, size, space};
use crate::domain::actual::Doubt;
use crate::domain::display::plural;

/// More than this are only counted.
const MOST_SHOWN: usize = 100;

/// What was decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// It is as it was entered.
    SaveAllTheSame,
    /// It is looked at again.
    GoBack,
}

/// How many there are, in words.
pub fn heading(doubts: &[Doubt]) -> String {
    format!("{} cannot well be", plural(doubts.len(), "thing", "things"))
}

/// Lists them, a line each, the first of many.
pub fn list(ui: &mut Ui, doubts: &[Doubt]) {
    let warning = palette(ui.visuals()).warning;
    for doubt in doubts.iter().take(MOST_SHOWN) {
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = space::XS;
            Icon::Warning.show(ui, warning);
            ui.add(Label::new(doubt.words()).wrap());
        });
    }
    if doubts.len() > MOST_SHOWN {
        let more = format!("and {} more", doubts.len() - MOST_SHOWN);
        ui.label(RichText::new(more).color(palette(ui.visuals()).text_muted));
    }
}

/// Asks whether they are saved all the same. "Go back" has the keyboard at first.
pub fn question(ui: &mut Ui, doubts: &[Doubt]) -> Option<Answer> {
    ui.label(semibold(heading(doubts)));
    let area = scrolled(size::DIALOG_LIST * 2.0).id_salt("doubts").auto_shrink(true);
    let listed = area.show(ui, |ui| {
        ui.set_min_width(ui.available_width());
        list(ui, doubts);
    });
    let rect = listed.inner_rect;
    let response = ui.interact(rect, ui.scope_id().with("what cannot well be"), egui::Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::List, true, "What cannot well be"));
    let muted = palette(ui.visuals()).text_muted;
    ui.label(
        RichText::new("Saved, it counts as it was entered and stays marked to be looked at twice")
            .color(muted),
    );
    let row = vec2(ui.available_width(), size::ROW);
    ui.allocate_ui_with_layout(row, Layout::right_to_left(egui::Align::Center), |ui| {
        let save = button::primary(ui, "Save all the same").clicked();
        let back = ui.button("Go back");
        if ui.memory(|memory| memory.focused().is_none()) {
            back.request_focus();
        }
        if save { Some(Answer::SaveAllTheSame) } else { back.clicked().then_some(Answer::GoBack) }
    })
    .inner
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::widgets::testing::stage_with;
    use egui_kittest::kittest::Queryable as _;

    #[test]
    fn many_doubts_are_counted_and_the_keyboard_is_on_the_way_back() {
        let doubt = |n: u64| Doubt {
            date: chrono::NaiveDate::default() + chrono::Days::new(n),
            pen: String::new(),
            what: "40 °C is unusual for salmon".to_owned(),
        };
        let doubts: Vec<Doubt> = (0..120).map(doubt).collect();
        let mut stage = stage_with([500.0, 600.0], None, move |ui, answer| {
            *answer = question(ui, &doubts).or(*answer);
        });
        stage.run();
        stage.get_by_label("120 things cannot well be");
        stage.get_by_label("and 20 more");
        assert!(stage.get_by_label("Go back").is_focused());
        stage.key_press(egui::Key::Enter);
        stage.run();
        assert_eq!(*stage.state(), Some(Answer::GoBack));
        stage.get_by_label("Save all the same").click();
        stage.run();
        assert_eq!(*stage.state(), Some(Answer::SaveAllTheSame));
    }
}
