//! The editor of lifecycles: the stages in their order, each with its water, its temperature and its heaviest fish.
use egui::{Align2, Button, Checkbox, Id, RichText, Role, ScrollArea, TextEdit, Ui, WidgetInfo, vec2};

use super::columns;
use super::editor::Around;
use crate::app::facts::Facts;
use crate::app::theme::{palette, size, space};
use crate::app::widgets::field::{DecimalField, Typed};
use crate::app::widgets::icon::Icon;
use crate::domain::accepted;
use crate::domain::lifecycle::{self, LifecycleStage, Water};
use crate::domain::recipe::{NamedLifecycle, RecipePart};

// How wide the columns are.
const NUMBER: f32 = 20.0;
const NAME: f32 = 200.0;
const FEEDS: f32 = 48.0;
const WATER: f32 = 112.0;
const TEMPERATURE: f32 = 120.0;
const WEIGHT: f32 = 120.0;

/// What the fields of one stage hold.
#[derive(Debug, Clone, PartialEq)]
struct StageForm {
    /// Tells it from the others, wherever it moves.
    id: u32,
    /// Its place as it was stored; none for a new one.
    order: Option<u32>,
    name: String,
    feeds: bool,
    water: Water,
    fixed_temperature_c: Typed<f64>,
    weight_cap_g: Typed<f64>,
}

/// What the fields of a lifecycle hold.
#[derive(Debug, Clone, PartialEq)]
pub struct LifecycleForm {
    stages: Vec<StageForm>,
}

impl LifecycleForm {
    /// A new lifecycle: the standard one, to be changed.
    pub fn blank(_facts: &Facts<'_>) -> Self {
        Self::of_stages(&lifecycle::standard())
    }

    /// The fields of a stored lifecycle.
    pub fn of(lifecycle: &NamedLifecycle) -> Self {
        Self::of_stages(&lifecycle.stages)
    }

    fn of_stages(stages: &[LifecycleStage]) -> Self {
        let form = |(id, stage): (u32, &LifecycleStage)| StageForm {
            id,
            order: Some(stage.order),
            name: stage.name.clone(),
            feeds: stage.feeds,
            water: stage.water,
            fixed_temperature_c: Typed::of_optional(stage.fixed_temperature_c),
            weight_cap_g: Typed::of_optional(stage.weight_cap_g),
        };
        Self { stages: (0..).zip(stages).map(form).collect() }
    }

    /// The fields that hold something that is not accepted, by their labels.
    pub fn wrong(&self, _facts: &Facts<'_>) -> Vec<String> {
        if self.stages.is_empty() {
            return vec!["Stages".to_owned()];
        }
        let is_wrong = |(place, stage): &(usize, &StageForm)| {
            self.trouble(*place).is_some()
                || stage.fixed_temperature_c.is_wrong()
                || stage.weight_cap_g.is_wrong()
        };
        self.stages.iter().enumerate().filter(is_wrong).map(|(place, _)| label(place)).collect()
    }

    /// What is wrong with the name of a stage.
    fn trouble(&self, place: usize) -> Option<String> {
        let name = self.stages.get(place)?.name.trim();
        if let Err(fault) = accepted::check_name("", name) {
            return Some(fault.hint);
        }
        let is_twice = self.stages[..place].iter().any(|other| other.name.trim() == name);
        is_twice.then(|| format!("There is a stage {name} already"))
    }

    /// The lifecycle that the fields mean, called `name`; none while anything is not accepted.
    pub fn part(&self, name: &str, _facts: &Facts<'_>) -> Option<RecipePart> {
        let orders: Option<Vec<u32>> = self.stages.iter().map(|stage| stage.order).collect();
        // Numbers that still tell the order stay, so that a lifecycle is written as it was but for what was changed.
        let orders = orders.filter(|orders| orders.is_sorted_by(|a, b| a < b));
        let stages = self.stages.iter().enumerate().map(|(place, stage)| LifecycleStage {
            name: stage.name.trim().to_owned(),
            order: orders.as_ref().map_or(place as u32 + 1, |orders| orders[place]),
            feeds: stage.feeds,
            water: stage.water,
            fixed_temperature_c: stage.fixed_temperature_c.value(),
            weight_cap_g: stage.weight_cap_g.value(),
        });
        let lifecycle = NamedLifecycle { name: name.to_owned(), stages: stages.collect() };
        Some(RecipePart::Lifecycle(lifecycle))
    }

    fn add(&mut self) {
        let water = self.stages.last().map_or(Water::Fresh, |last| last.water);
        let id = self.stages.iter().map(|stage| stage.id).max().map_or(0, |id| id + 1);
        self.stages.push(StageForm {
            id,
            order: None,
            name: String::new(),
            feeds: true,
            water,
            fixed_temperature_c: Typed::default(),
            weight_cap_g: Typed::default(),
        });
    }
}

fn label(place: usize) -> String {
    format!("Stage {}", place + 1)
}

/// What is to be done with a stage.
enum Asked {
    Up(usize),
    Down(usize),
    Remove(usize),
}

/// What the editor remembers beside the fields.
#[derive(Debug, Default)]
pub struct LifecycleLook {
    /// The name of the last stage gets the keyboard when it is drawn next.
    just_added: bool,
}

impl LifecycleLook {
    /// Draws the fields.
    pub fn ui(&mut self, ui: &mut Ui, form: &mut LifecycleForm, around: &Around<'_>) {
        ScrollArea::both().id_salt("lifecycle").auto_shrink(false).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = space::S;
            let muted = palette(ui.visuals()).text_muted;
            let about = "Fish go through the stages from top to bottom. How long each lasts is said by a scenario's FCR model, \
                         which names the stages as they are called here";
            ui.label(RichText::new(about).color(muted));
            if let Some(asked) = self.table(ui, form) {
                match asked {
                    Asked::Up(place) => form.stages.swap(place - 1, place),
                    Asked::Down(place) => form.stages.swap(place, place + 1),
                    Asked::Remove(place) => {
                        form.stages.remove(place);
                    }
                }
                ui.ctx().request_repaint();
            }
            say_what_is_wrong(ui, form);
            let can_add = form.stages.len() < accepted::MOST_STAGES;
            let add = ui.add_enabled(can_add && around.facts.can_write(), Button::new("Add a stage"));
            if add.clicked() {
                form.add();
                self.just_added = true;
                ui.ctx().request_repaint();
            }
        });
    }

    fn table(&mut self, ui: &mut Ui, form: &mut LifecycleForm) -> Option<Asked> {
        let just_added = std::mem::take(&mut self.just_added);
        let mut asked = None;
        let count = form.stages.len();
        let wrong: Vec<bool> = (0..count).map(|place| form.trouble(place).is_some()).collect();
        columns::heads(
            ui,
            &[
                ("", NUMBER),
                ("Stage", NAME),
                ("Feeds", FEEDS),
                ("Water", WATER),
                ("Fixed temperature", TEMPERATURE),
                ("Heaviest weight", WEIGHT),
            ],
        );
        let muted = palette(ui.visuals()).text_muted;
        for (place, stage) in form.stages.iter_mut().enumerate() {
            let row = label(place);
            let id = Id::unique("lifecycle stage").with(stage.id);
            columns::row(ui, |ui| {
                columns::cell(ui, NUMBER, |ui| ui.colored_label(muted, format!("{}", place + 1)));
                let name = columns::cell(ui, NAME, |ui| {
                    name_cell(ui, &row, &mut stage.name, id.with("name"), wrong[place])
                });
                if just_added && place + 1 == count {
                    name.request_focus();
                    name.scroll_to_me(None);
                }
                columns::cell(ui, FEEDS, |ui| {
                    let feeds = ui.add(Checkbox::without_text(&mut stage.feeds));
                    feeds.widget_info(|| {
                        WidgetInfo::selected(Role::CheckBox, true, stage.feeds, format!("{row} feeds"))
                    });
                });
                columns::cell(ui, WATER, |ui| water(ui, &row, &mut stage.water));
                columns::cell(ui, TEMPERATURE, |ui| {
                    let label = format!("{row} fixed temperature");
                    DecimalField::within(&label, &mut stage.fixed_temperature_c, accepted::TEMPERATURE_C)
                        .optional()
                        .cell(ui, id.with("temperature"), TEMPERATURE)
                });
                columns::cell(ui, WEIGHT, |ui| {
                    let label = format!("{row} heaviest weight");
                    DecimalField::within(&label, &mut stage.weight_cap_g, accepted::WEIGHT_CAP_G)
                        .optional()
                        .cell(ui, id.with("cap"), WEIGHT)
                });
                ui.spacing_mut().item_spacing.x = space::XS;
                let called = if stage.name.trim().is_empty() { row.as_str() } else { stage.name.trim() };
                if arrow(ui, "↑", &format!("Move {called} up"), place > 0) {
                    asked = Some(Asked::Up(place));
                }
                if arrow(ui, "↓", &format!("Move {called} down"), place + 1 < count) {
                    asked = Some(Asked::Down(place));
                }
                if Icon::Close.button(ui, &format!("Remove {called}")).clicked() {
                    asked = Some(Asked::Remove(place));
                }
            });
        }
        asked
    }
}

fn name_cell(ui: &mut Ui, label: &str, name: &mut String, id: Id, is_wrong: bool) -> egui::Response {
    let danger = palette(ui.visuals()).danger;
    let response = ui
        .scope(|ui| {
            if is_wrong {
                let widgets = &mut ui.visuals_mut().widgets;
                widgets.inactive.bg_stroke.color = danger;
                widgets.hovered.bg_stroke.color = danger;
            }
            ui.add(TextEdit::singleline(name).id(id).desired_width(NAME).align(Align2::LEFT_CENTER))
        })
        .inner;
    response.widget_info(|| WidgetInfo::labeled(Role::TextInput, true, label));
    response
}

fn water(ui: &mut Ui, row: &str, water: &mut Water) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        for (kind, word) in [(Water::Fresh, "Fresh"), (Water::Sea, "Sea")] {
            let is_chosen = *water == kind;
            let choice = ui.add(Button::selectable(is_chosen, word));
            choice.widget_info(|| {
                WidgetInfo::selected(Role::RadioButton, true, is_chosen, format!("{row} {word}"))
            });
            if choice.clicked() {
                *water = kind;
            }
        }
    });
}

fn arrow(ui: &mut Ui, sign: &str, says: &str, is_possible: bool) -> bool {
    let button = Button::new(sign).min_size(vec2(size::CLICK, size::CLICK));
    let response = ui.add_enabled(is_possible, button);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, is_possible, says));
    response.on_hover_text(says).clicked()
}

/// In a place of its own: what appears there must not take the keyboard from the fields.
fn say_what_is_wrong(ui: &mut Ui, form: &LifecycleForm) {
    ui.scope(|ui| {
        let danger = palette(ui.visuals()).danger;
        let line = |ui: &mut Ui, text: String| {
            ui.horizontal(|ui| {
                Icon::Warning.show(ui, danger);
                ui.colored_label(danger, text);
            });
        };
        if form.stages.is_empty() {
            line(ui, "A lifecycle needs at least one stage".to_owned());
        }
        for place in 0..form.stages.len() {
            // A stage that nobody has named is not a mistake yet: the title says that its name is missing.
            let is_named = !form.stages[place].name.trim().is_empty();
            if let Some(trouble) = form.trouble(place).filter(|_| is_named) {
                line(ui, format!("{}: {trouble}", label(place)));
            }
        }
    });
}
