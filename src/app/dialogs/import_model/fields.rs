//! What can be said about a file before it is imported: its kind, its name, and how it is read.
use chrono::NaiveDate;
use egui::{ComboBox, RichText, Role, Ui, WidgetInfo};

use crate::app::facts::Facts;
use crate::app::theme::{palette, size, space};
use crate::app::widgets::combo::ShowList as _;
use crate::app::widgets::field::{DateField, TextField, Typed};
use crate::domain::accepted;
use crate::domain::display;
use crate::domain::mortality::Frequency;
use crate::domain::plan::ModelKind;
use crate::service::{DateOrder, ModelImport, ModelPreview, OpenDate, Several, TemperatureWishes};

/// The choices.
#[derive(Debug)]
pub struct Fields {
    /// What it holds; none as long as the file is told by its heads.
    pub kind: Option<ModelKind>,
    /// What it shall be called.
    pub name: String,
    /// Whether the user has named it; a JSON object has a name of its own.
    is_named: bool,
    start: Typed<NaiveDate>,
    /// Whether the user has said which date day 1 is; else it shows what the file says.
    is_own_start: bool,
    order: Option<DateOrder>,
    /// The date that was asked about: it stays in sight with its answer.
    open: Option<OpenDate>,
    several: Several,
    doubled: Several,
    /// Whether days are there more than once: the choice stays when it has rejected them.
    has_doubled: bool,
    fill_gaps: bool,
    profile: Option<i64>,
    rates_are: Option<Frequency>,
}

impl Fields {
    /// Nothing chosen, with this name.
    pub fn named(name: &str) -> Self {
        Self {
            kind: None,
            name: name.to_owned(),
            is_named: false,
            start: Typed::default(),
            is_own_start: false,
            order: None,
            open: None,
            several: Several::Mean,
            doubled: Several::Mean,
            has_doubled: false,
            fill_gaps: false,
            profile: None,
            rates_are: None,
        }
    }

    /// How the file is to be read.
    pub fn asked(&self, skip_bad_lines: bool, name: Option<String>) -> ModelImport {
        ModelImport {
            name,
            wishes: TemperatureWishes {
                name: String::new(),
                start_date: self.start.value().filter(|_| self.is_own_start),
                date_order: self.order,
                several: self.several,
                doubled: self.doubled,
                fill_gaps: self.fill_gaps,
            },
            profile: self.profile.map(|id| id.to_string()),
            rates_are: self.rates_are,
            skip_bad_lines,
        }
    }

    /// Takes over what the file says itself.
    pub fn take(&mut self, preview: &ModelPreview) {
        if let Some(open) = &preview.open_date {
            self.open = Some(open.clone());
        }
        self.has_doubled |= preview.understood.temperatures.as_ref().is_some_and(|it| it.doubled_days > 0);
        let is_json = preview.understood.writing.as_ref().is_some_and(|writing| writing.format == "json");
        if let (Some(document), true, false) = (&preview.document, is_json, self.is_named) {
            document.name().clone_into(&mut self.name);
            self.is_named = true;
        }
    }

    /// Which field keeps it from being imported.
    pub fn what_is_wrong(&self) -> Option<&'static str> {
        let chars = self.name.trim().chars().count();
        if chars == 0 || chars > accepted::NAME_CHARS {
            Some("Give it a name first")
        } else if self.start.is_wrong() {
            Some("The date of day 1 is not accepted")
        } else {
            None
        }
    }

    /// Draws the choices.
    pub fn ui(
        &mut self,
        ui: &mut Ui,
        kind: Option<ModelKind>,
        preview: Option<&ModelPreview>,
        facts: &Facts<'_>,
        is_new: bool,
    ) {
        let kinds = ModelKind::ALL.map(|kind| (kind, words(kind)));
        if let Some(chosen) = choice(ui, "The file holds", kind, &kinds) {
            self.kind = Some(chosen);
        }
        ui.add_space(space::S);
        let name = TextField::new("Name", &mut self.name, accepted::NAME_CHARS).required().show(ui);
        if is_new {
            name.request_focus();
        }
        self.is_named |= name.changed();
        ui.add_space(space::S);
        match kind {
            Some(ModelKind::Temperature) => self.of_temperatures(ui, preview, facts),
            Some(ModelKind::Tgc) => self.of_tgc(ui, preview, facts),
            Some(ModelKind::Mortality) => self.of_mortality(ui, preview),
            Some(ModelKind::Fcr) | None => {}
        }
    }

    fn of_temperatures(&mut self, ui: &mut Ui, preview: Option<&ModelPreview>, facts: &Facts<'_>) {
        let understood = preview.and_then(|preview| preview.understood.temperatures.as_ref());
        self.ask_order(ui);
        let has_dates = understood.is_none_or(|it| it.start_date.is_some());
        if has_dates {
            let (first, last) = accepted::start_dates();
            let about =
                "The date that counts as a scenario's first day. Empty it for the first date of the file";
            let field = DateField::new("Day 1 is", &mut self.start, first..=last, facts.today);
            let response = field.optional().info(about).show(ui);
            self.is_own_start |= response.changed();
            if self.start.text().trim().is_empty() && !response.has_focus() {
                self.is_own_start = false;
            }
            let of_file = understood.and_then(|it| it.start_date);
            if let (false, Some(date)) = (self.is_own_start, of_file)
                && self.start.value() != Some(date)
            {
                self.start.set(date);
                ui.ctx().request_repaint();
            }
            ui.add_space(space::S);
        }
        let Some(understood) = understood else { return };
        if understood.averaged_days > 0 {
            let all = [
                (Several::Mean, "Take their mean"),
                (Several::First, "Take the first"),
                (Several::Last, "Take the last"),
            ];
            if let Some(several) = choice(ui, "Several readings a day", Some(self.several), &all) {
                self.several = several;
            }
            ui.add_space(space::S);
        }
        if self.has_doubled {
            let all = [
                (Several::Mean, "Take their mean"),
                (Several::First, "Take the first"),
                (Several::Last, "Take the last"),
                (Several::Refuse, "Take the first, reject the others"),
            ];
            if let Some(doubled) = choice(ui, "Days that are there twice", Some(self.doubled), &all) {
                self.doubled = doubled;
            }
            ui.add_space(space::S);
        }
        if understood.gaps > 0 {
            let all =
                [(false, "Leave them: projections interpolate"), (true, "Fill them with what lies between")];
            if let Some(fill) = choice(ui, "Gaps", Some(self.fill_gaps), &all) {
                self.fill_gaps = fill;
            }
        }
    }

    /// Asks whether the day or the month comes first, with both readings of a date.
    fn ask_order(&mut self, ui: &mut Ui) {
        let Some(open) = &self.open else { return };
        let colors = palette(ui.visuals());
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = space::XS;
            ui.set_width(size::FIELD_WIDE);
            let color = if self.order.is_none() { colors.warning } else { colors.text_muted };
            let text: String = open.text.chars().take(24).collect();
            ui.label(RichText::new(format!("Which day is {text} in line {}?", open.line)).color(color));
            let date = |date: Option<NaiveDate>| date.map_or("no date".to_owned(), display::date);
            for (order, date, says) in [
                (DateOrder::DayFirst, date(open.day_first), "the day comes first"),
                (DateOrder::MonthFirst, date(open.month_first), "the month comes first"),
            ] {
                if ui.radio(self.order == Some(order), format!("{date}: {says}")).clicked() {
                    self.order = Some(order);
                }
            }
        });
        ui.add_space(space::S);
    }

    fn of_tgc(&mut self, ui: &mut Ui, preview: Option<&ModelPreview>, facts: &Facts<'_>) {
        let needs = preview.is_some_and(|preview| preview.needs_profile);
        let profiles = &facts.farm.temperature_profiles;
        let all: Vec<(i64, &str)> = profiles.iter().map(|row| (row.id, row.name.as_str())).collect();
        if let Some(profile) = choice(ui, "Temperature profile", self.profile, &all) {
            self.profile = Some(profile);
        }
        let muted = palette(ui.visuals()).text_muted;
        let says = if all.is_empty() {
            "There is none yet: import or make a temperature profile first"
        } else if needs {
            "The temperatures that this model reads"
        } else if self.profile.is_none() {
            "The one that the file names, unless another is chosen"
        } else {
            return;
        };
        ui.label(RichText::new(says).color(muted));
    }

    fn of_mortality(&mut self, ui: &mut Ui, preview: Option<&ModelPreview>) {
        let figures = preview.and_then(|preview| preview.understood.figures.as_ref());
        let Some(taken) = figures.and_then(|figures| figures.rates_are) else { return };
        let all = [
            (Frequency::Daily, "Percent a day"),
            (Frequency::Weekly, "Percent a week"),
            (Frequency::Monthly, "Percent a month"),
        ];
        if let Some(rates) =
            choice(ui, "Rates without a word are", Some(self.rates_are.unwrap_or(taken)), &all)
        {
            self.rates_are = Some(rates);
        }
    }
}

fn words(kind: ModelKind) -> &'static str {
    match kind {
        ModelKind::Temperature => "Temperatures",
        ModelKind::Tgc => "TGC model",
        ModelKind::Fcr => "FCR model",
        ModelKind::Mortality => "Mortality model",
    }
}

/// A list to choose from, under its label; gives what was chosen in this frame.
fn choice<T: Copy + PartialEq>(ui: &mut Ui, label: &str, chosen: Option<T>, all: &[(T, &str)]) -> Option<T> {
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = space::XS;
        ui.set_width(size::FIELD_WIDE);
        let muted = palette(ui.visuals()).text_muted;
        // As high as the labels of fields, which may have an explanation beside them.
        ui.horizontal(|ui| {
            ui.spacing_mut().interact_size.y = size::CLICK;
            ui.label(RichText::new(label).color(muted));
        });
        let text = all.iter().find(|(one, _)| Some(*one) == chosen).map_or("Choose one", |(_, text)| *text);
        let combo = ComboBox::from_id_salt(label)
            .width(size::FIELD_WIDE)
            .truncate()
            .selected_text(text)
            .show_list(ui, |ui| {
                let mut picked = None;
                for (one, text) in all {
                    if ui.selectable_label(Some(*one) == chosen, *text).clicked() {
                        picked = Some(*one);
                    }
                }
                picked
            });
        combo.response.widget_info(|| WidgetInfo::labeled(Role::ComboBox, ui.is_enabled(), label));
        ui.ctx().accesskit_node_builder(combo.response.id, |node| node.set_value(text));
        combo.inner.flatten()
    })
    .inner
}
