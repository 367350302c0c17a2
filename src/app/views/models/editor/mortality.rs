//! The fields of a mortality model, and what its rates come to.
use egui::{RichText, Ui, vec2};

use super::by_month::{ByMonth, Monthly};
use super::schedule::{ScheduleForm, ScheduleOf};
use super::stage_values::StageValues;
use super::{Around, section, two_columns};
use crate::app::facts::Facts;
use crate::app::theme::{palette, space};
use crate::app::widgets::field::{DecimalField, Typed};
use crate::app::widgets::key_figure::KeyFigure;
use crate::app::widgets::plots::{LineLook, LinkedPlots, PlotSeries, PlotSpec, PlotsLook, ticks};
use crate::domain::accepted;
use crate::domain::display;
use crate::domain::mortality::{Frequency, MortalityFrom, MortalityModel, StageMortality};
use crate::domain::recipe::RecipePart;
use crate::service::{daily_mortality, equivalent_loss};

/// The fields take this much of the width, the curve the rest.
const FIELDS_WIDTH: f32 = 620.0;
/// Percent a day that a new model starts with.
const USUAL_RATE_PERCENT: f64 = 0.02;
/// The curve follows the fish over two years in sea.
const CURVE_DAYS: u32 = 730;
const CURVE_HEIGHT: f32 = 260.0;

const SCHEDULE: ScheduleOf<'static> =
    ScheduleOf { value: "% a day", range: accepted::MORTALITY_PERCENT, beside: in_longer_periods };

/// What the fields of a mortality model hold.
#[derive(Debug, Clone, PartialEq)]
pub struct MortalityForm {
    frequency: Frequency,
    rate: Typed<f64>,
    stages: StageValues,
    schedule: ScheduleForm,
}

impl MortalityForm {
    /// A new model.
    pub fn blank(_facts: &Facts<'_>) -> Self {
        Self {
            frequency: Frequency::Daily,
            rate: Typed::of(USUAL_RATE_PERCENT),
            stages: StageValues::default(),
            schedule: ScheduleForm::default(),
        }
    }

    /// The fields of a stored model.
    pub fn of(model: &MortalityModel) -> Self {
        let stages = model.stage_overrides.iter().map(|item| (item.stage.clone(), item.daily_rate_percent));
        let schedule = model.schedule.iter().map(|item| (item.from_day, item.daily_rate_percent));
        Self {
            frequency: model.frequency,
            rate: Typed::of(model.rate_percent),
            stages: StageValues::of(stages),
            schedule: ScheduleForm::of(schedule),
        }
    }

    /// The fields that hold something that is not accepted, by their labels.
    pub fn wrong(&self, _facts: &Facts<'_>) -> Vec<String> {
        let range = accepted::MORTALITY_PERCENT;
        let rate = self.rate.value().is_none_or(|value| !range.holds(value));
        let rate = rate.then(|| "Mortality rate".to_owned());
        let stages = self.stages.wrong("% a day", range);
        rate.into_iter().chain(stages).chain(self.schedule.wrong(&SCHEDULE)).collect()
    }

    /// The model that the fields mean.
    pub fn part(&self, name: &str, facts: &Facts<'_>) -> Option<RecipePart> {
        self.model(name, facts).map(RecipePart::Mortality)
    }

    fn model(&self, name: &str, facts: &Facts<'_>) -> Option<MortalityModel> {
        let range = accepted::MORTALITY_PERCENT;
        let stages = self.stages.items(range, &facts.farm.stages).into_iter();
        let schedule = self.schedule.items(range).into_iter();
        Some(MortalityModel {
            name: name.to_owned(),
            frequency: self.frequency,
            rate_percent: self.rate.value().filter(|value| range.holds(*value))?,
            stage_overrides: stages
                .map(|(stage, daily_rate_percent)| StageMortality { stage, daily_rate_percent })
                .collect(),
            schedule: schedule
                .map(|(from_day, daily_rate_percent)| MortalityFrom { from_day, daily_rate_percent })
                .collect(),
        })
    }
}

/// What a daily rate comes to: "0.76 % a month, 8.8 % a year".
fn in_longer_periods(daily_percent: f64) -> String {
    let loss = equivalent_loss(Frequency::Daily, daily_percent);
    format!("{} a month, {} a year", share(loss.monthly_percent), share(loss.yearly_percent))
}

/// As many decimals as tell small rates apart.
fn share(percent: f64) -> String {
    let decimals = match percent {
        p if p == 0.0 || p >= 10.0 => 1,
        p if p >= 1.0 => 2,
        p if p >= 0.1 => 3,
        _ => 4,
    };
    display::percent(percent, decimals).to_string()
}

/// What the editor remembers beside the fields.
pub struct MortalityLook {
    by_month: Option<ByMonth>,
    plots: LinkedPlots,
    /// What the curve was made of, and the curve.
    made: Option<(MortalityForm, PlotSpec)>,
}

impl Default for MortalityLook {
    fn default() -> Self {
        Self { by_month: None, plots: LinkedPlots::new("mortality preview"), made: None }
    }
}

impl std::fmt::Debug for MortalityLook {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MortalityLook").finish_non_exhaustive()
    }
}

impl MortalityLook {
    /// Draws the fields, and what is left of the fish beside them.
    pub fn ui(&mut self, ui: &mut Ui, form: &mut MortalityForm, around: &Around<'_>) {
        let mut both = (self, form);
        two_columns(
            ui,
            &mut both,
            FIELDS_WIDTH,
            |ui, (look, form)| look.fields(ui, form, around.facts),
            |ui, (look, form)| look.preview(ui, form, around.facts),
        );
        let (look, form) = both;
        if let Some(items) = ByMonth::show(&mut look.by_month, ui.ctx(), around.facts.today) {
            form.schedule = ScheduleForm::of(items.into_iter());
        }
    }

    fn fields(&mut self, ui: &mut Ui, form: &mut MortalityForm, facts: &Facts<'_>) {
        ui.spacing_mut().item_spacing.y = space::XS;
        ui.horizontal(|ui| {
            muted(ui, "The rate is given for");
            for (frequency, name) in
                [(Frequency::Daily, "a day"), (Frequency::Weekly, "a week"), (Frequency::Monthly, "a month")]
            {
                ui.radio_value(&mut form.frequency, frequency, name);
            }
        });
        ui.horizontal_top(|ui| {
            let unit = match form.frequency {
                Frequency::Daily => "% a day",
                Frequency::Weekly => "% a week",
                Frequency::Monthly => "% a month",
            };
            DecimalField::within("Mortality rate", &mut form.rate, accepted::MORTALITY_PERCENT)
                .unit(unit)
                .info("Percent of the living fish. A month has 365.25/12 days")
                .show(ui);
            ui.add_space(space::L);
            if let Some(rate) = form.rate.value() {
                let loss = equivalent_loss(form.frequency, rate);
                ui.add(KeyFigure::new("A day", display::percent(loss.daily_percent, 4)));
                ui.add(KeyFigure::new("A month", display::percent(loss.monthly_percent, 2)));
                ui.add(KeyFigure::new("A year", display::percent(loss.yearly_percent, 1)));
            }
        });
        section(ui, "Daily rate by day or month in sea");
        muted(ui, "From a day of the scenario on, until the next; a stage's own rate goes before it");
        if form.schedule.ui(ui, &SCHEDULE) {
            let replaces = form.schedule.count();
            self.by_month = Some(ByMonth::new(Monthly::MortalityPercent, facts.today, replaces));
        }
        section(ui, "Daily rate of single stages");
        let range = accepted::MORTALITY_PERCENT;
        form.stages.ui(ui, "% a day", range, &facts.farm.stages, in_longer_periods);
        ui.add_space(space::M);
    }

    fn preview(&mut self, ui: &mut Ui, form: &MortalityForm, facts: &Facts<'_>) {
        let is_new = self.made.as_ref().is_none_or(|(of, _)| of != form);
        let is_old = is_new && !form.wrong(facts).is_empty();
        if let (true, false, Some(model)) = (is_new, is_old, form.model("", facts)) {
            self.made = Some((form.clone(), alive(&model)));
        }
        let Some((_, spec)) = &mut self.made else { return };
        let color = palette(ui.visuals()).series(0);
        spec.series.iter_mut().for_each(|series| series.color = color);
        let text = if is_old {
            "As it was before: the fields hold something that is not accepted"
        } else {
            "By the rate and the days beside, without the stages' own rates"
        };
        muted(ui, text);
        if is_old {
            ui.set_opacity(0.5);
        }
        ui.allocate_ui(vec2(ui.available_width(), CURVE_HEIGHT), |ui| {
            ui.set_max_height(CURVE_HEIGHT);
            self.plots.show(ui, std::slice::from_ref(spec), &PlotsLook::new(ui));
        });
    }
}

/// What is left of a hundred fish, day by day.
fn alive(model: &MortalityModel) -> PlotSpec {
    let mut left = 100.0;
    let after = (1..=CURVE_DAYS).map(|day| {
        left *= 1.0 - daily_mortality(model, "", day);
        left
    });
    let mut spec = PlotSpec::new("alive", "Fish alive", "%");
    spec.format = ticks::tenths;
    spec.series = vec![PlotSeries {
        name: "Fish alive".to_owned(),
        short: String::new(),
        color: egui::Color32::PLACEHOLDER,
        baseline: false,
        line: LineLook::Solid,
        y: after.collect(),
        x: (1..=CURVE_DAYS).map(f64::from).collect(),
    }];
    spec
}

fn muted(ui: &mut Ui, text: &str) {
    let color = palette(ui.visuals()).text_muted;
    ui.add(egui::Label::new(RichText::new(text).color(color)).wrap());
}
