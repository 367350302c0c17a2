//! Where a batch will be: when it reaches the weights that are waited for, and how it ends with its run.
use chrono::NaiveDate;
use egui::{Grid, ScrollArea, Ui};

use crate::app::command::{Command, Commands};
use crate::app::facts::Facts;
use crate::app::theme::{palette, semibold, space};
use crate::app::widgets::field::{DecimalField, Typed};
use crate::app::widgets::icon::Icon;
use crate::domain::accepted::GOAL_WEIGHT_G;
use crate::domain::display::{self, NO_VALUE, biomass, count, date, days, weight};
use crate::domain::goal_weights::{Goal, GoalWeights};
use crate::service::{Forecast, GoalDate, Growth};

/// What is typed of the weights.
#[derive(Debug, Default)]
pub struct Outlook {
    typed: [Typed<f64>; 2],
    /// The weights that the fields were filled with.
    of: Option<GoalWeights>,
}

impl Outlook {
    /// Draws the weights, when they are reached, and the end of the forecast.
    pub fn ui(
        &mut self,
        ui: &mut Ui,
        growth: &Growth,
        forecast: &Forecast,
        goals: &[GoalDate],
        facts: &Facts<'_>,
        commands: &mut Commands,
    ) {
        ScrollArea::vertical().id_salt("outlook").auto_shrink(false).show(ui, |ui| {
            self.fields(ui, facts, commands);
            ui.add_space(space::M);
            dates(ui, goals, facts.today);
            ui.add_space(space::M);
            for line in sentences(growth, forecast) {
                ui.label(line);
            }
        });
    }

    /// The two weights; what is typed holds when the field is left or Enter is pressed.
    fn fields(&mut self, ui: &mut Ui, facts: &Facts<'_>, commands: &mut Commands) {
        if self.of != Some(facts.goals) {
            self.typed = facts.goals.each().map(|(_, weight_g)| Typed::of(weight_g));
            self.of = Some(facts.goals);
        }
        let mut goals = facts.goals;
        ui.horizontal_top(|ui| {
            for ((goal, _), typed) in facts.goals.each().into_iter().zip(&mut self.typed) {
                let info = match goal {
                    Goal::Transfer => {
                        "The mean weight at which your fish go to sea. It is remembered for all batches"
                    }
                    Goal::Harvest => "The mean weight at which you harvest. It is remembered for all batches",
                };
                let field = DecimalField::within(goal.weight_name(), typed, GOAL_WEIGHT_G).info(info);
                if field.show(ui).lost_focus()
                    && let Some(weight_g) = typed.value()
                {
                    goals = goals.with(goal, weight_g);
                }
                ui.add_space(space::L);
            }
        });
        if goals != facts.goals {
            commands.push(Command::SetGoalWeights(goals));
        }
    }
}

fn dates(ui: &mut Ui, goals: &[GoalDate], today: NaiveDate) {
    let colors = palette(ui.visuals());
    Grid::new("goal dates").num_columns(6).spacing([space::L, space::S]).striped(true).show(ui, |ui| {
        for head in ["", "Weight", "Reached on", "By the run", "Later", ""] {
            ui.colored_label(colors.text_muted, head);
        }
        ui.end_row();
        for goal in goals {
            let of = &goal.date;
            ui.label(semibold(goal.goal.weight_name()));
            ui.label(weight(of.weight_g).to_string());
            let not_within = || "not within the run".to_owned();
            ui.label(of.date.map_or_else(not_within, date));
            ui.label(of.planned.map_or_else(not_within, date));
            let later = of.later_days();
            ui.label(
                later.map_or_else(|| NO_VALUE.to_owned(), |it| display::days_difference(it).to_string()),
            );
            if goal.is_due(today) {
                ui.horizontal(|ui| {
                    Icon::Warning.show(ui, colors.warning);
                    ui.label(
                        semibold(format!("Needs attention: {}", when(goal, today))).color(colors.warning),
                    );
                });
            } else {
                ui.colored_label(colors.text_muted, when(goal, today));
            }
            ui.end_row();
        }
    });
}

/// How long until then, in words.
pub fn when(goal: &GoalDate, today: NaiveDate) -> String {
    match goal.days_left(today) {
        _ if goal.is_reached => "reached".to_owned(),
        None => String::new(),
        Some(0) => "today".to_owned(),
        Some(left @ 1..) => format!("in {}", days(left)),
        Some(left) => format!("was due {} ago", days(-left)),
    }
}

/// How the water is taken to be, and how the batch stands when its run ends.
fn sentences(growth: &Growth, forecast: &Forecast) -> Vec<String> {
    let bias = forecast.bias;
    let water = if bias.days == 0 {
        "No temperature was measured in the last 14 days, so the water is taken to be as in the run's profile"
            .to_owned()
    } else {
        format!(
            "The water is taken to stay {} off the run's profile, as on {} of the last 14 days",
            display::temperature_difference(bias.bias_c),
            bias.days
        )
    };
    let Some(last) = forecast.days.last() else {
        return vec!["The batch has outlived its run, so there is nothing left to forecast".to_owned()];
    };
    let range = if last.low_weight_g < last.high_weight_g {
        let (low, high) = (weight(last.low_weight_g), weight(last.high_weight_g));
        format!(", between {low} and {high} by the error of the TGC that was observed")
    } else {
        String::new()
    };
    let planned = growth.plan.projection.days.last();
    let planned = planned.filter(|day| day.projection_date == last.date).map_or(String::new(), |day| {
        format!("; the run says {}, {}", weight(day.average_weight_g), biomass(day.biomass_kg))
    });
    let end = format!(
        "On {}, the last day of the run: {} fish of {}{range}, {}{planned}",
        date(last.date),
        count(last.population),
        weight(last.avg_weight_g),
        biomass(last.biomass_kg)
    );
    vec![end, water]
}
