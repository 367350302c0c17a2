//! Who may do what in the farm file: those it names, and naming others.
use egui::{ComboBox, Grid, Key, Label, RichText, Role as Widget, ScrollArea, Ui, WidgetInfo};

use crate::app::command::people::PeopleCommand;
use crate::app::command::{Command, Commands};
use crate::app::facts::Facts;
use crate::app::people_deeds::asked_first;
use crate::app::theme::{palette, semibold, size, space};
use crate::app::widgets::button;
use crate::app::widgets::combo::ShowList as _;
use crate::app::widgets::field::TextField;
use crate::domain::accepted;
use crate::domain::person::{Access, Person, Right, Role};

/// No wider than what is read at ease.
const WIDTH: f32 = 640.0;

/// Somebody who is about to be named.
#[derive(Debug, Default)]
pub(super) struct PeopleSection {
    name: String,
    /// What was chosen for them; a manager where there is none, else a planner, until then.
    role: Option<Role>,
}

impl PeopleSection {
    /// Draws the section.
    pub fn ui(&mut self, ui: &mut Ui, facts: &Facts<'_>, commands: &mut Commands) {
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| self.contents(ui, facts, commands));
    }

    fn contents(&mut self, ui: &mut Ui, facts: &Facts<'_>, commands: &mut Commands) {
        let access = &facts.farm.access;
        ui.set_max_width(WIDTH);
        ui.spacing_mut().item_spacing.y = space::S;
        say_how_it_is(ui, access);
        if !access.people().is_empty() {
            table(ui, facts, commands);
        }
        ui.add_space(space::S);
        self.name_somebody(ui, facts, commands);
        if !access.people().is_empty() {
            ui.add_space(space::S);
            let why_not = facts.farm.why_not_right(Right::NamePeople);
            let open = button::unless(ui, why_not, |ui| ui.button("Open to everybody…"));
            if open.on_hover_text("Names nobody any more: everybody may do everything").clicked() {
                commands.push(Command::People(PeopleCommand::AskOpen));
            }
        }
        ui.add_space(space::S);
        muted(
            ui,
            "Roles guard against mistakes, not against somebody who has the file and means harm. An encrypted disk keeps \
             others from the file itself",
        );
    }

    fn name_somebody(&mut self, ui: &mut Ui, facts: &Facts<'_>, commands: &mut Commands) {
        let access = &facts.farm.access;
        let why_not = facts.farm.why_not_right(Right::NamePeople);
        ui.label(semibold(if access.is_open() { "Name a manager" } else { "Name somebody" }));
        if access.is_open() {
            muted(
                ui,
                "From then on managers alone delete and say who may do what, planners edit and run, and whoever is not named \
                 looks on. There is always a manager, until somebody opens the file to everybody",
            );
        }
        let usual = if access.is_open() { Role::Manager } else { Role::Planner };
        let mut role = self.role.unwrap_or(usual);
        let is_allowed = why_not.is_none();
        let mut entered = false;
        ui.add_enabled_ui(is_allowed, |ui| {
            ui.horizontal_top(|ui| {
                ui.spacing_mut().item_spacing.y = space::XS;
                let about = "The name that they act under: their name on their computer. You act as the one at the top right";
                let name = TextField::new("Name", &mut self.name, accepted::NAME_CHARS)
                    .hint(if access.is_open() { access.user() } else { "" })
                    .info(about)
                    .show(ui);
                entered = name.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
                ui.vertical(|ui| {
                    ui.horizontal(|ui| {
                        ui.spacing_mut().interact_size.y = size::CLICK;
                        muted(ui, "Role");
                    });
                    pick_role(ui, "Role", &mut role, |_| None);
                });
            });
        });
        if role != self.role.unwrap_or(usual) {
            self.role = Some(role);
        }
        let name = self.name.trim().to_owned();
        let is_short = name.chars().count() <= accepted::NAME_CHARS;
        let missing = match (name.is_empty(), is_short) {
            (true, _) => Some("Enter a name first"),
            (_, false) => Some("The name is too long"),
            _ if access.is_only_manager(&name) && role != Role::Manager => Some(ONLY_MANAGER),
            _ => None,
        };
        let why_not = why_not.or_else(|| missing.map(str::to_owned));
        let can = why_not.is_none();
        let verb = if name.is_empty() { format!("Name a {role}") } else { format!("Name {name} a {role}") };
        let named = button::unless(ui, why_not, |ui| button::primary(ui, verb)).clicked();
        if can && (named || entered) {
            commands.push(asked_first(access, PeopleCommand::Set(name, role)));
            self.name.clear();
            self.role = None;
        }
    }
}

const ONLY_MANAGER: &str = "This is the only manager: name another one first, or open the file to everybody";

/// Whether there are roles, and what who acts may do.
fn say_how_it_is(ui: &mut Ui, access: &Access) {
    let text = if access.is_open() {
        "No manager is named, so everybody may do everything".to_owned()
    } else {
        let (user, role) = (access.user(), access.role());
        format!("You act as {user}, a {role}. Whoever is not named here is a viewer")
    };
    ui.add(Label::new(text).wrap());
}

/// Those who are named, with what each may do.
fn table(ui: &mut Ui, facts: &Facts<'_>, commands: &mut Commands) {
    let access = &facts.farm.access;
    let colors = palette(ui.visuals());
    Grid::new("people").num_columns(4).spacing([space::L, space::XS]).min_row_height(size::ROW).show(
        ui,
        |ui| {
            for head in ["Name", "Role", "May"] {
                ui.colored_label(colors.text_muted, head);
            }
            ui.end_row();
            for person in access.people() {
                one(ui, person, facts, commands);
                ui.end_row();
            }
        },
    );
}

fn one(ui: &mut Ui, person: &Person, facts: &Facts<'_>, commands: &mut Commands) {
    let access = &facts.farm.access;
    let why_not = facts.farm.why_not_right(Right::NamePeople);
    let last = access.is_only_manager(&person.name).then(|| ONLY_MANAGER.to_owned());
    ui.add(Label::new(person.name.as_str()).truncate());
    let mut role = person.role;
    let name = format!("Role of {}", person.name);
    let why = |other: Role| last.clone().filter(|_| other != Role::Manager);
    let picker = ui.add_enabled_ui(why_not.is_none(), |ui| pick_role(ui, &name, &mut role, why));
    if let Some(why) = &why_not {
        picker.response.on_hover_text(why);
    }
    if role != person.role {
        commands.push(asked_first(access, PeopleCommand::Set(person.name.clone(), role)));
    }
    let color = palette(ui.visuals()).text_muted;
    ui.add(Label::new(RichText::new(person.role.may()).color(color)).extend());
    let remove = button::unless(ui, why_not.or(last), |ui| ui.button("Remove"));
    remove.widget_info(|| {
        WidgetInfo::labeled(Widget::Button, remove.enabled(), format!("Remove {}", person.name))
    });
    if remove.clicked() {
        commands.push(asked_first(access, PeopleCommand::Remove(person.name.clone())));
    }
}

/// A list of the roles with what each may do; `why_not` says of a role why it cannot be chosen.
fn pick_role(ui: &mut Ui, name: &str, role: &mut Role, why_not: impl Fn(Role) -> Option<String>) {
    let combo =
        ComboBox::from_id_salt(name).selected_text(role.as_str()).width(size::FIELD).show_list(ui, |ui| {
            for other in Role::ALL {
                let choice = button::unless(ui, why_not(other), |ui| {
                    ui.selectable_label(other == *role, other.as_str())
                });
                if choice.on_hover_text(other.may()).clicked() {
                    *role = other;
                }
            }
        });
    combo.response.widget_info(|| WidgetInfo::labeled(Widget::ComboBox, ui.is_enabled(), name));
    ui.ctx().accesskit_node_builder(combo.response.id, |node| node.set_value(role.as_str()));
}

fn muted(ui: &mut Ui, text: &str) {
    let color = palette(ui.visuals()).text_muted;
    ui.add(Label::new(RichText::new(text).color(color)).wrap());
}
