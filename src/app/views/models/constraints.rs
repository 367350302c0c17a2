//! The editor of biological constraints: what fish of each stage may weigh and live in, as a table and as bands.
mod bands;

use egui::{ComboBox, Id, RichText, Role, ScrollArea, Ui, WidgetInfo};

use super::columns;
use super::editor::Around;
use crate::app::facts::Facts;
use crate::app::theme::{palette, semibold, space};
use crate::app::widgets::combo::ShowList as _;
use crate::app::widgets::field::{DecimalField, IntegerField, Typed};
use crate::app::widgets::icon::Icon;
use crate::domain::accepted;
use crate::domain::constraints::{self, BiologicalConstraints, StageConstraint};
use crate::domain::recipe::RecipePart;

// How wide the columns are.
const STAGE: f32 = 130.0;
const WEIGHT: f32 = 110.0;
const TEMPERATURE: f32 = 90.0;
const FRESH: f32 = 132.0;
const DAYS: f32 = 90.0;

/// What the fields of one stage hold.
#[derive(Debug, Clone, PartialEq)]
struct StageForm {
    /// Tells it from the others.
    id: u32,
    stage: String,
    min_weight_g: Typed<f64>,
    max_weight_g: Typed<f64>,
    min_temperature_c: Typed<f64>,
    max_temperature_c: Typed<f64>,
    max_freshwater_weight_g: Typed<f64>,
    typical_duration_days: Typed<i64>,
}

impl StageForm {
    fn of(id: u32, stage: &StageConstraint) -> Self {
        Self {
            id,
            stage: stage.stage.clone(),
            min_weight_g: Typed::of(stage.min_weight_g),
            max_weight_g: Typed::of(stage.max_weight_g),
            min_temperature_c: Typed::of_optional(stage.min_temperature_c),
            max_temperature_c: Typed::of_optional(stage.max_temperature_c),
            max_freshwater_weight_g: Typed::of_optional(stage.max_freshwater_weight_g),
            typical_duration_days: Typed::of_optional(stage.typical_duration_days.map(i64::from)),
        }
    }

    fn is_wrong(&self) -> bool {
        self.min_weight_g.value().is_none()
            || self.max_weight_g.value().is_none()
            || self.min_temperature_c.is_wrong()
            || self.max_temperature_c.is_wrong()
            || self.max_freshwater_weight_g.is_wrong()
            || self.typical_duration_days.is_wrong()
    }

    /// What is wrong with the values together.
    fn trouble(&self) -> Option<&'static str> {
        let upside_down = |low: &Typed<f64>, high: &Typed<f64>| matches!((low.value(), high.value()), (Some(low), Some(high)) if low > high);
        if upside_down(&self.min_weight_g, &self.max_weight_g) {
            return Some("the lightest fish is heavier than the heaviest");
        }
        upside_down(&self.min_temperature_c, &self.max_temperature_c)
            .then_some("the coldest water is warmer than the warmest")
    }

    fn meant(&self) -> Option<StageConstraint> {
        Some(StageConstraint {
            stage: self.stage.clone(),
            min_weight_g: self.min_weight_g.value()?,
            max_weight_g: self.max_weight_g.value()?,
            min_temperature_c: self.min_temperature_c.value(),
            max_temperature_c: self.max_temperature_c.value(),
            max_freshwater_weight_g: self.max_freshwater_weight_g.value(),
            typical_duration_days: self
                .typical_duration_days
                .value()
                .and_then(|days| u32::try_from(days).ok()),
        })
    }
}

/// What the fields of a set of constraints hold.
#[derive(Debug, Clone, PartialEq)]
pub struct ConstraintsForm {
    stages: Vec<StageForm>,
}

impl ConstraintsForm {
    /// A new set: the standard one, to be changed.
    pub fn blank(_facts: &Facts<'_>) -> Self {
        Self::of(&constraints::standard())
    }

    /// The fields of a stored set.
    pub fn of(constraints: &BiologicalConstraints) -> Self {
        let stages = (0..).zip(&constraints.stages).map(|(id, stage)| StageForm::of(id, stage));
        Self { stages: stages.collect() }
    }

    /// The fields that hold something that is not accepted, by their labels.
    pub fn wrong(&self, facts: &Facts<'_>) -> Vec<String> {
        let is_wrong =
            |(place, stage): &(usize, &StageForm)| stage.is_wrong() || self.trouble(*place, facts).is_some();
        self.stages.iter().enumerate().filter(is_wrong).map(|(_, stage)| stage.stage.clone()).collect()
    }

    /// What is wrong with a stage as a whole.
    fn trouble(&self, place: usize, facts: &Facts<'_>) -> Option<String> {
        let stage = self.stages.get(place)?;
        if self.stages[..place].iter().any(|other| other.stage == stage.stage) {
            return Some("it is there already".to_owned());
        }
        if !facts.farm.stages.iter().any(|known| known.name == stage.stage) {
            return Some("no lifecycle has this stage".to_owned());
        }
        stage.trouble().map(str::to_owned)
    }

    /// The set that the fields mean, called `name`; none while anything is not accepted.
    pub fn part(&self, name: &str, _facts: &Facts<'_>) -> Option<RecipePart> {
        let stages: Option<Vec<StageConstraint>> = self.stages.iter().map(StageForm::meant).collect();
        let constraints = BiologicalConstraints { name: name.to_owned(), stages: stages? };
        Some(RecipePart::Constraints(constraints))
    }

    /// Adds a stage that follows the last one, between that one's heaviest weight and the same again.
    fn add(&mut self, stage: &str) {
        let id = self.stages.iter().map(|stage| stage.id).max().map_or(0, |id| id + 1);
        let lightest_g = self.stages.last().and_then(|last| last.max_weight_g.value()).unwrap_or(0.0);
        self.stages.push(StageForm {
            id,
            stage: stage.to_owned(),
            min_weight_g: Typed::of(lightest_g),
            max_weight_g: Typed::default(),
            min_temperature_c: Typed::default(),
            max_temperature_c: Typed::default(),
            max_freshwater_weight_g: Typed::default(),
            typical_duration_days: Typed::default(),
        });
    }

    /// The stages of the farm's lifecycles that it does not speak of.
    fn missing<'a>(&self, facts: &Facts<'a>) -> Vec<&'a str> {
        let is_there = |name: &str| self.stages.iter().any(|stage| stage.stage == name);
        facts.farm.stages.iter().map(|stage| stage.name.as_str()).filter(|name| !is_there(name)).collect()
    }
}

/// What the editor remembers beside the fields.
#[derive(Debug, Default)]
pub struct ConstraintsLook {}

impl ConstraintsLook {
    /// Draws the fields.
    pub fn ui(&mut self, ui: &mut Ui, form: &mut ConstraintsForm, around: &Around<'_>) {
        ScrollArea::both().id_salt("constraints").auto_shrink(false).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = space::S;
            let muted = palette(ui.visuals()).text_muted;
            let about = "A scenario with these constraints is checked against them. With its switch on, each run warns of the days \
                         that leave them; no run is changed by them";
            ui.label(RichText::new(about).color(muted));
            if let Some(gone) = table(ui, form) {
                form.stages.remove(gone);
                ui.ctx().request_repaint();
            }
            say_what_is_wrong(ui, form, around.facts);
            add(ui, form, around.facts);
            ui.add_space(space::S);
            let shown: Vec<StageConstraint> = form.stages.iter().filter_map(StageForm::meant).collect();
            if !shown.is_empty() {
                ui.label(semibold("Weights of the stages"));
                bands::show(ui, &shown);
            }
        });
    }
}

/// The stages with their limits; gives the one that is to be removed.
fn table(ui: &mut Ui, form: &mut ConstraintsForm) -> Option<usize> {
    let mut gone = None;
    columns::heads(
        ui,
        &[
            ("Stage", STAGE),
            ("Lightest", WEIGHT),
            ("Heaviest", WEIGHT),
            ("Coldest", TEMPERATURE),
            ("Warmest", TEMPERATURE),
            ("In fresh water up to", FRESH),
            ("Usual days", DAYS),
        ],
    );
    for (place, row) in form.stages.iter_mut().enumerate() {
        let id = Id::unique("stage constraint").with(row.id);
        let stage = row.stage.clone();
        columns::row(ui, |ui| {
            columns::cell(ui, STAGE, |ui| ui.add(egui::Label::new(stage.as_str()).truncate()));
            let lightest = format!("{stage} lightest");
            weight(ui, &lightest, &mut row.min_weight_g, id.with("lightest"), WEIGHT, false);
            let heaviest = format!("{stage} heaviest");
            weight(ui, &heaviest, &mut row.max_weight_g, id.with("heaviest"), WEIGHT, false);
            temperature(ui, &format!("{stage} coldest"), &mut row.min_temperature_c, id.with("coldest"));
            temperature(ui, &format!("{stage} warmest"), &mut row.max_temperature_c, id.with("warmest"));
            let fresh = format!("{stage} in fresh water up to");
            weight(ui, &fresh, &mut row.max_freshwater_weight_g, id.with("fresh"), FRESH, true);
            columns::cell(ui, DAYS, |ui| {
                let label = format!("{stage} usual days");
                IntegerField::within(&label, &mut row.typical_duration_days, accepted::STAGE_DURATION_DAYS)
                    .unit("")
                    .optional()
                    .cell(ui, id.with("days"), DAYS)
            });
            if Icon::Close.button(ui, &format!("Remove {stage}")).clicked() {
                gone = Some(place);
            }
        });
    }
    gone
}

fn weight(ui: &mut Ui, label: &str, typed: &mut Typed<f64>, id: Id, width: f32, is_optional: bool) {
    let field = DecimalField::within(label, typed, accepted::BOUND_WEIGHT_G);
    let field = if is_optional { field.optional() } else { field };
    columns::cell(ui, width, |ui| field.cell(ui, id, width));
}

fn temperature(ui: &mut Ui, label: &str, typed: &mut Typed<f64>, id: Id) {
    let field = DecimalField::within(label, typed, accepted::TEMPERATURE_C).optional();
    columns::cell(ui, TEMPERATURE, |ui| field.cell(ui, id, TEMPERATURE));
}

/// In a place of its own: what appears there must not take the keyboard from the fields.
fn say_what_is_wrong(ui: &mut Ui, form: &ConstraintsForm, facts: &Facts<'_>) {
    ui.scope(|ui| {
        let danger = palette(ui.visuals()).danger;
        for (place, stage) in form.stages.iter().enumerate() {
            let Some(trouble) = form.trouble(place, facts) else { continue };
            ui.horizontal(|ui| {
                Icon::Warning.show(ui, danger);
                ui.colored_label(danger, format!("{}: {trouble}", stage.stage));
            });
        }
    });
}

fn add(ui: &mut Ui, form: &mut ConstraintsForm, facts: &Facts<'_>) {
    let missing = form.missing(facts);
    if missing.is_empty() {
        let muted = palette(ui.visuals()).text_muted;
        ui.label(RichText::new("Every stage of the farm's lifecycles is there").color(muted));
        return;
    }
    let combo = ComboBox::from_id_salt("add a stage").width(STAGE).selected_text("Add a stage…");
    let combo = combo.show_list(ui, |ui| {
        let mut picked = None;
        for name in missing {
            if ui.selectable_label(false, name).clicked() {
                picked = Some(name);
                ui.close();
            }
        }
        picked
    });
    combo.response.widget_info(|| WidgetInfo::labeled(Role::ComboBox, true, "Add a stage…"));
    if let Some(Some(name)) = combo.inner {
        form.add(name);
        ui.ctx().request_repaint();
    }
}
