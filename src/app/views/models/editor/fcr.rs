//! The fields of an FCR model: its stages in the order of the lifecycle, each with its bands of weight.
use egui::{RichText, Role, Ui, WidgetInfo};

use super::fcr_strip::{self, Strip};
use super::{Around, two_columns};
use crate::app::facts::Facts;
use crate::app::theme::{palette, semibold, size, space};
use crate::app::widgets::field::{DecimalField, IntegerField, Typed};
use crate::app::widgets::icon::Icon;
use crate::domain::accepted::{self, Range};
use crate::domain::display::{self, exact, plural};
use crate::domain::feed::{self, FcrModel, FcrStage, WeightBandFcr};
use crate::domain::lifecycle::LifecycleStage;
use crate::domain::recipe::RecipePart;

/// The fields take this much of the width, the strips the rest.
const FIELDS_WIDTH: f32 = 560.0;
/// How wide the cells are.
const CELL: f32 = 88.0;
/// What a stage that eats starts with.
const USUAL_FCR: f64 = 1.1;
const USUAL_DURATION_DAYS: i64 = 90;

/// A band of weight, as it was typed.
#[derive(Debug, Clone, PartialEq, Default)]
struct BandForm {
    min_g: Typed<f64>,
    max_g: Typed<f64>,
    fcr: Typed<f64>,
}

impl BandForm {
    fn of(band: &WeightBandFcr) -> Self {
        Self {
            min_g: Typed::of(band.min_weight_g),
            max_g: Typed::of(band.max_weight_g),
            fcr: Typed::of(band.fcr_value),
        }
    }

    /// The band that it means; none while anything is not accepted.
    fn band(&self) -> Option<WeightBandFcr> {
        let weight = |typed: &Typed<f64>| typed.value().filter(|w| accepted::BOUND_WEIGHT_G.holds(*w));
        let (min_weight_g, max_weight_g) = (weight(&self.min_g)?, weight(&self.max_g)?);
        let fcr_value = self.fcr.value().filter(|fcr| accepted::FCR.holds(*fcr))?;
        (min_weight_g <= max_weight_g).then_some(WeightBandFcr { min_weight_g, max_weight_g, fcr_value })
    }
}

/// A stage, as it was typed.
#[derive(Debug, Clone, PartialEq)]
struct StageForm {
    stage: String,
    fcr: Typed<f64>,
    duration_days: Typed<i64>,
    bands: Vec<BandForm>,
}

impl StageForm {
    fn of(stage: &FcrStage) -> Self {
        Self {
            stage: stage.stage.clone(),
            fcr: Typed::of(stage.fcr_value),
            duration_days: Typed::of(i64::from(stage.duration_days)),
            bands: stage.overrides.iter().map(BandForm::of).collect(),
        }
    }

    fn new(stage: &LifecycleStage) -> Self {
        Self {
            stage: stage.name.clone(),
            fcr: Typed::of(if stage.feeds { USUAL_FCR } else { 0.0 }),
            duration_days: Typed::of(USUAL_DURATION_DAYS),
            bands: Vec::new(),
        }
    }

    /// The bands that are accepted as they are.
    fn accepted_bands(&self) -> Vec<WeightBandFcr> {
        self.bands.iter().filter_map(BandForm::band).collect()
    }

    /// Why a band is not accepted.
    fn trouble(&self, place: usize) -> Option<String> {
        let form = self.bands.get(place)?;
        if let (Some(from), Some(to)) = (form.min_g.value(), form.max_g.value())
            && from > to
        {
            return Some(format!("Ends at {} g, before it starts at {} g", exact(to), exact(from)));
        }
        let Some(band) = form.band() else {
            return Some("Two weights in g and an FCR".to_owned());
        };
        let others = self.bands.iter().enumerate().filter(|(other, _)| *other != place);
        let overlapped = others
            .filter_map(|(_, form)| form.band())
            .find(|other| !feed::overlaps(&[band.clone(), other.clone()]).is_empty())?;
        Some(format!("Overlaps {}: a weight has one FCR", overlapped.words()))
    }

    fn stage(&self) -> Option<FcrStage> {
        let days =
            self.duration_days.value().filter(|days| accepted::STAGE_DURATION_DAYS.holds(*days as f64))?;
        Some(FcrStage {
            stage: self.stage.clone(),
            fcr_value: self.fcr.value().filter(|fcr| accepted::FCR.holds(*fcr))?,
            duration_days: u32::try_from(days).ok()?,
            overrides: self.bands.iter().map(BandForm::band).collect::<Option<_>>()?,
        })
    }
}

/// What the fields of an FCR model hold.
#[derive(Debug, Clone, PartialEq)]
pub struct FcrForm {
    stages: Vec<StageForm>,
}

impl FcrForm {
    /// A new model: the stages that eat in the sea.
    pub fn blank(facts: &Facts<'_>) -> Self {
        let in_sea =
            |stage: &&LifecycleStage| stage.feeds && stage.water == crate::domain::lifecycle::Water::Sea;
        Self { stages: facts.farm.stages.iter().filter(in_sea).map(StageForm::new).collect() }
    }

    /// The fields of a stored model.
    pub fn of(model: &FcrModel) -> Self {
        Self { stages: model.stages.iter().map(StageForm::of).collect() }
    }

    /// The fields that hold something that is not accepted, by their labels.
    pub fn wrong(&self, _facts: &Facts<'_>) -> Vec<String> {
        let mut wrong = Vec::new();
        if self.stages.is_empty() {
            wrong.push("at least one stage".to_owned());
        }
        for form in &self.stages {
            if form.fcr.value().is_none_or(|fcr| !accepted::FCR.holds(fcr)) {
                wrong.push(format!("FCR of {}", form.stage));
            }
            let days = form.duration_days.value();
            if days.is_none_or(|days| !accepted::STAGE_DURATION_DAYS.holds(days as f64)) {
                wrong.push(format!("Days of {}", form.stage));
            }
            let bands = (0..form.bands.len()).filter(|place| form.trouble(*place).is_some());
            wrong.extend(bands.map(|place| format!("band {} of {}", place + 1, form.stage)));
        }
        wrong
    }

    /// The model that the fields mean, its stages in the order of the lifecycle, its bands from lighter to heavier.
    pub fn part(&self, name: &str, facts: &Facts<'_>) -> Option<RecipePart> {
        let mut stages: Vec<FcrStage> = self.stages.iter().map(StageForm::stage).collect::<Option<_>>()?;
        stages.sort_by_key(|stage| rank(&stage.stage, facts));
        for stage in &mut stages {
            stage.overrides.sort_by(|a, b| a.min_weight_g.total_cmp(&b.min_weight_g));
        }
        Some(RecipePart::Fcr(FcrModel { name: name.to_owned(), stages }))
    }
}

/// The place of a stage in the lifecycle; unknown ones come last.
fn rank(name: &str, facts: &Facts<'_>) -> usize {
    facts.farm.stages.iter().position(|stage| stage.name == name).unwrap_or(usize::MAX)
}

/// What the editor remembers beside the fields.
#[derive(Debug, Default)]
pub struct FcrLook {}

impl FcrLook {
    /// Draws the fields, and the bands beside them.
    pub fn ui(&mut self, ui: &mut Ui, form: &mut FcrForm, around: &Around<'_>) {
        let facts = around.facts;
        two_columns(ui, form, FIELDS_WIDTH, |ui, form| fields(ui, form, facts), |ui, form| strips(ui, form));
    }
}

fn fields(ui: &mut Ui, form: &mut FcrForm, facts: &Facts<'_>) {
    ui.spacing_mut().item_spacing.y = space::XS;
    muted(ui, "How long each stage lasts says which stage a day belongs to; the last one goes on to the end");
    let mut gone = None;
    for (place, stage) in form.stages.iter_mut().enumerate() {
        let feeds = facts.farm.stages.iter().any(|known| known.name == stage.stage && known.feeds);
        if stage_ui(ui, stage, feeds) {
            gone = Some(place);
        }
    }
    if let Some(place) = gone {
        form.stages.remove(place);
    }
    let missing: Vec<&LifecycleStage> = facts
        .farm
        .stages
        .iter()
        .filter(|stage| form.stages.iter().all(|item| item.stage != stage.name))
        .collect();
    if missing.is_empty() {
        return;
    }
    ui.add_space(space::S);
    let mut added = None;
    ui.horizontal_wrapped(|ui| {
        for stage in missing {
            if ui.button(format!("Add {}", stage.name)).clicked() {
                added = Some(StageForm::new(stage));
            }
        }
    });
    if let Some(stage) = added {
        form.stages.push(stage);
        form.stages.sort_by_key(|stage| rank(&stage.stage, facts));
    }
    ui.add_space(space::M);
}

/// Draws a stage with its bands; says whether it is to be taken out.
fn stage_ui(ui: &mut Ui, form: &mut StageForm, feeds: bool) -> bool {
    let id = ui.scope_id().with(("stage", &form.stage));
    let name = form.stage.clone();
    let mut gone = false;
    ui.add_space(space::S);
    ui.horizontal(|ui| {
        ui.spacing_mut().interact_size.y = size::ROW;
        ui.allocate_ui(egui::vec2(size::FIELD, size::ROW), |ui| {
            ui.set_width(size::FIELD);
            ui.add(egui::Label::new(semibold(&name)).truncate());
        });
        let label = format!("FCR of {name}");
        muted_word(ui, "FCR");
        // What takes no feed has no FCR to be unusual.
        let range = if feeds { accepted::FCR } else { Range { sensible: None, ..accepted::FCR } };
        DecimalField::within(&label, &mut form.fcr, range).cell(ui, id.with("fcr"), CELL);
        let label = format!("Days of {name}");
        IntegerField::within(&label, &mut form.duration_days, accepted::STAGE_DURATION_DAYS).cell(
            ui,
            id.with("days"),
            CELL,
        );
        gone = Icon::Close.button(ui, &format!("Take {name} out")).clicked();
        let add =
            ui.button("Add a band").on_hover_text(format!("Weights of {name} with an FCR of their own"));
        // Named apart for those who hear it.
        let says = format!("Add a band to {name}");
        add.widget_info(|| WidgetInfo::labeled(Role::Button, true, &says));
        if add.clicked() {
            let from = form.accepted_bands().iter().map(|band| band.max_weight_g).fold(0.0, f64::max);
            let band = BandForm { min_g: Typed::of(from), max_g: Typed::default(), fcr: form.fcr.clone() };
            form.bands.push(band);
            let cell = id.with((form.bands.len() - 1, "to"));
            ui.memory_mut(|memory| memory.request_focus(cell));
        }
    });
    bands_ui(ui, form, id);
    gone
}

fn bands_ui(ui: &mut Ui, form: &mut StageForm, id: egui::Id) {
    let mut gone = None;
    for place in 0..form.bands.len() {
        let trouble = form.trouble(place);
        let Some(band) = form.bands.get_mut(place) else { continue };
        let name = format!("band {} of {}", place + 1, form.stage);
        ui.horizontal(|ui| {
            ui.spacing_mut().interact_size.y = size::ROW;
            ui.add_space(space::XL);
            muted_word(ui, "from");
            weight(ui, &format!("From weight, {name}"), &mut band.min_g, id.with((place, "from")));
            muted_word(ui, "to");
            weight(ui, &format!("To weight, {name}"), &mut band.max_g, id.with((place, "to")));
            muted_word(ui, "FCR");
            DecimalField::within(&format!("FCR, {name}"), &mut band.fcr, accepted::FCR).cell(
                ui,
                id.with((place, "fcr")),
                CELL,
            );
            if Icon::Close.button(ui, &format!("Remove {name}")).clicked() {
                gone = Some(place);
            }
        });
        let Some(trouble) = trouble else { continue };
        let colors = palette(ui.visuals());
        let is_begun = band.max_g.text().is_empty();
        ui.horizontal(|ui| {
            ui.add_space(space::XL);
            if is_begun {
                ui.colored_label(colors.text_muted, trouble);
            } else {
                Icon::Warning.show(ui, colors.danger);
                ui.colored_label(colors.danger, trouble);
            }
        });
    }
    if let Some(place) = gone {
        form.bands.remove(place);
    }
}

fn weight(ui: &mut Ui, label: &str, typed: &mut Typed<f64>, id: egui::Id) {
    DecimalField::within(label, typed, accepted::BOUND_WEIGHT_G).cell(ui, id, CELL);
}

/// The stages with bands, each as a strip, and what their bands leave out.
fn strips(ui: &mut Ui, form: &FcrForm) {
    ui.spacing_mut().item_spacing.y = space::XS;
    ui.label(semibold("FCR over weight"));
    let days: i64 = form.stages.iter().filter_map(|stage| stage.duration_days.value()).sum();
    let stages = plural(form.stages.len(), "stage", "stages");
    muted(ui, &format!("{stages} over {}", display::days(days)));
    for stage in &form.stages {
        let Some(of_stage) = stage.fcr.value() else { continue };
        let bands = stage.accepted_bands();
        ui.add_space(space::S);
        fcr_strip::show(ui, &Strip { stage: &stage.stage, fcr: of_stage, bands: &bands });
        for (from, to) in feed::gaps(&bands) {
            let text = format!(
                "No band holds {}–{} g; the stage's FCR {} counts there",
                exact(from),
                exact(to),
                exact(of_stage)
            );
            let warning = palette(ui.visuals()).warning;
            ui.horizontal_top(|ui| {
                ui.spacing_mut().item_spacing.x = space::XS;
                Icon::Warning.show(ui, warning);
                ui.add(egui::Label::new(RichText::new(text).color(warning)).wrap());
            });
        }
    }
}

fn muted_word(ui: &mut Ui, text: &str) {
    let color = palette(ui.visuals()).text_muted;
    ui.colored_label(color, text);
}

fn muted(ui: &mut Ui, text: &str) {
    let color = palette(ui.visuals()).text_muted;
    ui.add(egui::Label::new(RichText::new(text).color(color)).wrap());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn adult(bands: &[(f64, f64)]) -> StageForm {
        let overrides = bands
            .iter()
            .map(|&(min_weight_g, max_weight_g)| WeightBandFcr { min_weight_g, max_weight_g, fcr_value: 1.2 })
            .collect();
        StageForm::of(&FcrStage { stage: "Adult".to_owned(), fcr_value: 1.1, duration_days: 400, overrides })
    }

    #[test]
    fn bands_that_meet_are_accepted_and_those_that_overlap_say_with_which() {
        let form = adult(&[(300.0, 700.0), (700.0, 1000.0)]);
        assert_eq!((form.trouble(0), form.trouble(1)), (None, None));
        let form = adult(&[(300.0, 700.0), (650.0, 1000.0)]);
        assert_eq!(form.trouble(1).as_deref(), Some("Overlaps 300–700 g: a weight has one FCR"));
        assert_eq!(form.trouble(0).as_deref(), Some("Overlaps 650–1,000 g: a weight has one FCR"));
    }

    #[test]
    fn a_band_that_ends_before_it_starts_says_so() {
        let form = adult(&[(700.0, 300.0)]);
        assert_eq!(form.trouble(0).as_deref(), Some("Ends at 300 g, before it starts at 700 g"));
    }
}
