//! Two models of a kind side by side: what differs, and their curves.
use egui::{RichText, Ui, vec2};
use std::sync::Arc;

use super::curves::curves;
use crate::app::facts::{Facts, Loaded};
use crate::app::theme::{palette, space};
use crate::app::widgets::empty_state;
use crate::app::widgets::plots::{LinkedPlots, PlotSpec, PlotsLook};
use crate::app::widgets::table::{self, Column, Table, TableState};
use crate::domain::display::plural;
use crate::domain::parameter;
use crate::domain::recipe::PartKey;
use crate::service::{PartInFull, ProfileDifference, part_diff, part_parameters};

/// The height of the curves.
const CURVES_HEIGHT: f32 = 240.0;

const COLUMNS: [Column; 3] = [
    Column::text("Parameter", 320.0).unsorted(),
    Column::text("First", 240.0).unsorted(),
    Column::text("Second", 240.0).unsorted().takes_rest(),
];

/// What is shown of two models, and what it was made from.
struct Shown {
    made_from: [Arc<PartInFull>; 2],
    only_differences: bool,
    rows: Vec<[String; 3]>,
    /// Whether a row differs.
    differs: Vec<bool>,
    curves: Vec<PlotSpec>,
}

/// The two models on show, if any.
pub struct CompareTwo {
    open: Option<(PartKey, PartKey)>,
    shows_all: bool,
    shown: Option<Shown>,
    table: TableState<usize>,
    plots: LinkedPlots,
}

impl std::fmt::Debug for CompareTwo {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CompareTwo").field("open", &self.open).finish_non_exhaustive()
    }
}

impl Default for CompareTwo {
    fn default() -> Self {
        Self {
            open: None,
            shows_all: false,
            shown: None,
            table: TableState::default(),
            plots: LinkedPlots::new("two models"),
        }
    }
}

impl CompareTwo {
    /// Whether two models are on show.
    pub fn is_open(&self) -> bool {
        self.open.is_some()
    }

    /// Shows two models.
    pub fn open(&mut self, one: PartKey, other: PartKey) {
        *self = Self { open: Some((one, other)), ..Self::default() };
        self.table.request_focus();
    }

    /// Closes it and says which model was shown first.
    pub fn close(&mut self) -> Option<PartKey> {
        self.shown = None;
        self.open.take().map(|(one, _)| one)
    }

    /// Draws it; says whether it is to be closed.
    pub fn ui(&mut self, ui: &mut Ui, facts: &Facts<'_>) -> bool {
        let Some((one, other)) = self.open else { return true };
        let parts = match (facts.library.parts.get(&one), facts.library.parts.get(&other)) {
            (Loaded::Ready(one), Loaded::Ready(other)) => [one, other],
            (Loaded::Failed(fault), _) | (_, Loaded::Failed(fault)) => {
                return empty_state::fault(ui, "The two cannot be compared", &fault, "Back");
            }
            _ => {
                let what = format!("Comparing two {}", one.kind.nouns());
                return empty_state::loading(ui, &what, "Reading them from the farm file", None);
            }
        };
        self.follow(&parts);
        let mut back = self.title(ui, &parts);
        let Some(shown) = &mut self.shown else { return back };
        ui.add_space(space::S);
        if !shown.curves.is_empty() {
            let colors = [palette(ui.visuals()).series(0), palette(ui.visuals()).series(1)];
            for spec in &mut shown.curves {
                spec.series.iter_mut().zip(colors).for_each(|(series, color)| series.color = color);
            }
            ui.allocate_ui(vec2(ui.available_width(), CURVES_HEIGHT), |ui| {
                ui.set_max_height(CURVES_HEIGHT);
                self.plots.show(ui, &shown.curves, &PlotsLook::new(ui));
            });
            ui.add_space(space::S);
        }
        let rows: Vec<usize> = (0..shown.rows.len()).collect();
        Table::new("Parameters of two models", &COLUMNS).show(
            ui,
            &mut self.table,
            &rows,
            |i| shown.rows[i].join(", "),
            |ui, i, column| {
                let text = shown.rows[i][column].as_str();
                let shown_text = match (column, shown.differs[i]) {
                    (0, _) | (_, false) => RichText::new(text),
                    (_, true) => crate::app::theme::semibold(text),
                };
                table::text(ui, shown_text).on_hover_text(text);
            },
        );
        let escape = ui.input_mut(|input| input.consume_key(egui::Modifiers::NONE, egui::Key::Escape));
        back |= escape;
        back
    }

    fn title(&mut self, ui: &mut Ui, parts: &[Arc<PartInFull>; 2]) -> bool {
        let mut back = false;
        ui.horizontal(|ui| {
            back = ui.button("Back").on_hover_text("To the list (Esc)").clicked();
            let [one, other] = [parts[0].part.name(), parts[1].part.name()];
            ui.add(egui::Label::new(RichText::new(format!("{one} and {other}")).heading()).truncate());
        });
        ui.horizontal(|ui| {
            let differing =
                self.shown.as_ref().map_or(0, |shown| shown.differs.iter().filter(|d| **d).count());
            let text = match differing {
                0 => "Nothing differs".to_owned(),
                1 => "1 parameter differs".to_owned(),
                n => format!("{} differ", plural(n, "parameter", "parameters")),
            };
            ui.colored_label(palette(ui.visuals()).text_muted, text);
            ui.checkbox(&mut self.shows_all, "Show all parameters");
        });
        back
    }

    fn follow(&mut self, parts: &[Arc<PartInFull>; 2]) {
        let is_made = self.shown.as_ref().is_some_and(|shown| {
            shown.only_differences != self.shows_all
                && shown.made_from.iter().zip(parts).all(|(of, part)| Arc::ptr_eq(of, part))
        });
        if !is_made {
            self.shown = Some(shown(parts, !self.shows_all));
        }
    }
}

fn shown(parts: &[Arc<PartInFull>; 2], only_differences: bool) -> Shown {
    let [one, other] = [&parts[0].part, &parts[1].part];
    let differences = part_diff(&[one, other]);
    let mut rows = Vec::new();
    let mut differs = Vec::new();
    let words = |path: &str, values: &[serde_json::Value], profile: Option<&ProfileDifference>| {
        let value =
            |place: usize| values.get(place).map_or(String::new(), |value| parameter::value(path, value));
        let second = match profile {
            Some(profile) => format!("{} · {}", value(1), profile.words()),
            None => value(1),
        };
        [parameter::name(path), value(0), second]
    };
    let mut all: Vec<String> = Vec::new();
    if !only_differences {
        for (path, _) in part_parameters(one).into_iter().chain(part_parameters(other)) {
            if !all.contains(&path) {
                all.push(path);
            }
        }
    } else {
        all.extend(differences.iter().map(|difference| difference.path.clone()));
    }
    let same = part_parameters(one);
    for path in all {
        if let Some(found) = differences.iter().find(|difference| difference.path == path) {
            let profile = found.profile.as_ref().and_then(|profiles| profiles.get(1)?.as_ref());
            rows.push(words(&path, &found.values, profile));
            differs.push(true);
        } else if let Some((_, value)) = same.iter().find(|(known, _)| *known == path) {
            rows.push(words(&path, &[value.clone(), value.clone()], None));
            differs.push(false);
        }
    }
    Shown { made_from: parts.clone(), only_differences, rows, differs, curves: curves(&[one, other]) }
}
