//! The curve of a profile, edited where it is seen: readings are dragged, or moved with the arrow keys.
use egui::{
    CursorIcon, EventFilter, Id, Key, Modifiers, PointerButton, Pos2, Rect, Response, Sense, Shape, Stroke,
    StrokeKind, TextStyle, Ui, pos2, vec2,
};

use super::chart::{self, Look, Scale, Series};
use super::draft::{Draft, Gesture};
use super::words;
use crate::app::theme::{palette, size, space};
use crate::app::widgets::plots::PlotPalette;
use crate::app::widgets::plots::navigate::{self, Range};
use crate::app::widgets::plots::ticks::ValueAxis;
use crate::domain::accepted;

/// A reading is taken hold of where the pointer is pressed this near to it.
const NEAR: f32 = 14.0;
/// How large the mark of the selected reading is.
const SELECTED: f32 = 5.0;
/// What a dragged reading snaps to, in °C.
const DRAG_STEP_C: f64 = 0.1;

/// What an empty profile says.
const HOW_TO_BEGIN: &str =
    "No readings yet\nPaste a column from a spreadsheet, make them from a pattern, or double-click here";

/// What was done to the curve.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Edit {
    /// A reading was chosen, by its day.
    Select(u32),
    /// A day gets this temperature.
    Set {
        /// The day.
        day: u32,
        /// The temperature, in °C.
        temperature_c: f64,
        /// What it belongs to.
        gesture: Gesture,
    },
    /// The reading of this day is taken out.
    Remove(u32),
}

/// A drag that is under way.
#[derive(Debug, Clone, Copy)]
enum Drag {
    /// The reading of this day goes up and down, while the temperatures beside it stay where they are.
    Reading(u32, ValueAxis),
    /// The days go left and right.
    Days,
}

/// The curve, with the days that are seen of it.
#[derive(Debug)]
pub struct Curve {
    id: Id,
    view: Option<Range>,
    drag: Option<Drag>,
    /// Counts drags, so that each is a step of its own.
    drags: u64,
    series: Series,
    revision: Option<u64>,
    scale: Option<Scale>,
    /// The line as it was drawn last, and of what: thousands of readings are not gone through in every frame.
    drawn: Option<(u64, Scale, Look, Vec<Shape>)>,
}

impl Default for Curve {
    fn default() -> Self {
        Self {
            id: Id::unique("temperature curve"),
            view: None,
            drag: None,
            drags: 0,
            series: Series::default(),
            revision: None,
            scale: None,
            drawn: None,
        }
    }
}

impl Curve {
    /// Shows all days.
    pub fn show_all(&mut self) {
        self.view = None;
    }

    /// Whether only some of the days are seen.
    pub fn is_zoomed(&self) -> bool {
        self.view.is_some()
    }

    /// Where a day and a temperature are on the screen, for tests.
    #[cfg(test)]
    pub fn point(&self, day: f64, temperature_c: f64) -> Option<Pos2> {
        self.scale.map(|scale| scale.at(day, temperature_c))
    }

    /// Brings a day into sight.
    pub fn reveal(&mut self, day: u32, draft: &Draft) {
        let whole = whole(draft);
        self.view = self.view.map(|view| navigate::reveal(view, f64::from(day), whole));
    }

    /// Draws the curve in `rect`; gives back what was done to it.
    pub fn ui(
        &mut self,
        ui: &mut Ui,
        rect: Rect,
        draft: &Draft,
        selected: Option<u32>,
        can_edit: bool,
    ) -> Vec<Edit> {
        if self.revision != Some(draft.revision()) {
            self.series = Series::of(draft.readings());
            self.revision = Some(draft.revision());
        }
        let whole = whole(draft);
        // A view of all days is none: days that are added later are seen in it too.
        self.view = self.view.map(|view| navigate::clamp(view, whole)).filter(|view| *view != whole);
        let response = ui.interact(rect, self.id, Sense::click_and_drag());
        let mut edits = Vec::new();
        if let Some(scale) = self.scale {
            self.read_pointer(ui, &response, &scale, draft, whole, can_edit, &mut edits);
        }
        if response.has_focus() {
            self.read_keys(ui, draft, selected, whole, can_edit, &mut edits);
        }
        let view = self.view.unwrap_or(whole);
        let mut scale = Scale::new(rect, view, self.series.range(view));
        if let Some(Drag::Reading(_, values)) = self.drag {
            scale.values = values;
        }
        self.scale = Some(scale);
        if ui.is_rect_visible(rect) {
            self.draw(ui, rect, &scale, draft, selected, &response, can_edit);
        }
        speak(ui, &response, draft, selected);
        edits
    }

    /// Drag moves a reading, or the days where there is none; Ctrl and wheel zooms; a double click adds a reading.
    #[expect(clippy::too_many_arguments, reason = "a gesture is read against all that is drawn")]
    fn read_pointer(
        &mut self,
        ui: &Ui,
        response: &Response,
        scale: &Scale,
        draft: &Draft,
        whole: Range,
        can_edit: bool,
        edits: &mut Vec<Edit>,
    ) {
        let pointer = response.interact_pointer_pos();
        if response.clicked() || response.drag_started() {
            response.request_focus();
        }
        if response.drag_started_by(PointerButton::Primary) {
            let origin = ui.input(|input| input.pointer.press_origin()).or(pointer);
            let near = origin.and_then(|at| nearest(scale, draft, at, NEAR)).filter(|_| can_edit);
            self.drags += 1;
            self.drag = Some(match near {
                Some(day) => {
                    edits.push(Edit::Select(day));
                    Drag::Reading(day, scale.values)
                }
                None => Drag::Days,
            });
        }
        match (self.drag, pointer) {
            (Some(Drag::Reading(day, _)), Some(at)) if response.dragged() => {
                let range = accepted::TEMPERATURE_C;
                let aimed = scale.temperature_at(at.y).clamp(range.min, range.max);
                // Divided rather than multiplied, so that a tenth of a degree is written as one.
                let temperature_c = (aimed / DRAG_STEP_C).round() / DRAG_STEP_C.recip();
                // Held still it asks for nothing, so that nothing is drawn again.
                if draft.temperature(day) != Some(temperature_c) {
                    edits.push(Edit::Set { day, temperature_c, gesture: Gesture::Drag(self.drags) });
                }
            }
            (Some(Drag::Days), _) if response.dragged() => {
                let view = self.view.unwrap_or(whole);
                let a_point = (view.1 - view.0) / f64::from(scale.frame.width().max(1.0));
                self.view = Some(navigate::pan(view, -f64::from(response.drag_delta().x) * a_point, whole));
            }
            _ => {}
        }
        if response.drag_stopped() {
            self.drag = None;
        }
        if response.double_clicked()
            && can_edit
            && let Some(at) = pointer.filter(|at| scale.frame.contains(*at))
        {
            let day = scale.day_at(at.x).round();
            if accepted::READING_DAY.holds(day) && draft.place(day as u32).is_none() {
                let temperature_c = (scale.temperature_at(at.y) / DRAG_STEP_C).round() / DRAG_STEP_C.recip();
                let day = day as u32;
                edits.push(Edit::Set { day, temperature_c, gesture: Gesture::Single });
                edits.push(Edit::Select(day));
            }
        } else if response.clicked()
            && let Some(day) = pointer.and_then(|at| nearest(scale, draft, at, f32::INFINITY))
        {
            edits.push(Edit::Select(day));
        }
        if response.contains_pointer() {
            let (zoom, aside, at) = ui
                .input(|input| (input.zoom_delta(), input.smooth_scroll_delta.x, input.pointer.hover_pos()));
            let view = self.view.unwrap_or(whole);
            if let (true, Some(at)) = (zoom != 1.0, at) {
                self.view = Some(navigate::zoom(view, f64::from(zoom), scale.day_at(at.x), whole));
            } else if aside != 0.0 {
                let a_point = (view.1 - view.0) / f64::from(scale.frame.width().max(1.0));
                self.view = Some(navigate::pan(view, -f64::from(aside) * a_point, whole));
            }
        }
    }

    /// ← and → go to the reading before and after, with Shift by 7, with Ctrl by 30; ↑ and ↓ make it warmer and colder by
    /// 0.1 °C, with Shift by 1; Delete takes it out; + and − zoom, 0 shows all.
    fn read_keys(
        &mut self,
        ui: &Ui,
        draft: &Draft,
        selected: Option<u32>,
        whole: Range,
        can_edit: bool,
        edits: &mut Vec<Edit>,
    ) {
        let filter = EventFilter { horizontal_arrows: true, vertical_arrows: true, ..EventFilter::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(self.id, filter));
        let (steps, degrees, removes, zoom, reset) = ui.input_mut(|input| {
            let (mut steps, mut degrees) = (0_i64, 0.0);
            // The narrowest combination first: a plain arrow would also match with Shift held.
            for (modifiers, by, warmer) in
                [(Modifiers::SHIFT, 7, 1.0), (Modifiers::COMMAND, 30, 1.0), (Modifiers::NONE, 1, DRAG_STEP_C)]
            {
                let mut count = |key| input.count_and_consume_key(modifiers, key) as i64;
                steps += by * (count(Key::ArrowRight) - count(Key::ArrowLeft));
                degrees += warmer * (count(Key::ArrowUp) - count(Key::ArrowDown)) as f64;
            }
            let asked = |input: &egui::InputState, action| {
                input.num_accesskit_action_requests(self.id, action) as f64
            };
            degrees += DRAG_STEP_C * asked(input, egui::accesskit::Action::Increment);
            degrees -= DRAG_STEP_C * asked(input, egui::accesskit::Action::Decrement);
            if input.consume_key(Modifiers::NONE, Key::Home) {
                steps = i64::MIN / 2;
            }
            if input.consume_key(Modifiers::NONE, Key::End) {
                steps = i64::MAX / 2;
            }
            let removes = input.consume_key(Modifiers::NONE, Key::Delete);
            let nearer =
                [Key::Plus, Key::Equals].map(|key| input.count_and_consume_key(Modifiers::NONE, key));
            let further = input.count_and_consume_key(Modifiers::NONE, Key::Minus);
            let reset = input.consume_key(Modifiers::NONE, Key::Num0);
            (steps, degrees, removes, nearer.iter().sum::<usize>() as i32 - further as i32, reset)
        });
        let last = draft.days().len().saturating_sub(1);
        let at = selected.and_then(|day| draft.place(day));
        if steps != 0 {
            let to = at.map_or(0, |at| (at as i64).saturating_add(steps).clamp(0, last as i64) as usize);
            if let Some(day) = draft.days().get(to) {
                edits.push(Edit::Select(*day));
            }
        } else if let (true, Some(day)) = (can_edit, at.and_then(|at| draft.days().get(at)).copied()) {
            if let (true, Some(now)) = (degrees != 0.0, draft.temperature(day)) {
                // To a thousandth: tenths add up with noise behind.
                let temperature_c = ((now + degrees) * 1000.0).round() / 1000.0;
                edits.push(Edit::Set { day, temperature_c, gesture: Gesture::Keys(day) });
            }
            if removes {
                edits.push(Edit::Remove(day));
            }
        }
        if reset {
            self.view = None;
        } else if zoom != 0 {
            let view = self.view.unwrap_or(whole);
            let about = selected.map_or(0.5 * (view.0 + view.1), f64::from);
            self.view = Some(navigate::zoom(view, 1.5_f64.powi(zoom), about, whole));
        }
    }

    fn draw_line(&mut self, ui: &Ui, scale: &Scale, draft: &Draft) {
        let look = Look::main(ui);
        let is_same = |(revision, at, as_it_looked, _): &(u64, Scale, Look, Vec<Shape>)| {
            (*revision, at, *as_it_looked) == (draft.revision(), scale, look)
        };
        if !self.drawn.as_ref().is_some_and(is_same) {
            let shapes = chart::line_shapes(scale, &self.series, draft.gaps(), look);
            self.drawn = Some((draft.revision(), *scale, look, shapes));
        }
        if let Some((.., shapes)) = &self.drawn {
            chart::paint(ui, scale, shapes.clone());
        }
    }

    #[expect(clippy::too_many_arguments, reason = "a picture of all that is known of the curve")]
    fn draw(
        &mut self,
        ui: &Ui,
        rect: Rect,
        scale: &Scale,
        draft: &Draft,
        selected: Option<u32>,
        response: &Response,
        can_edit: bool,
    ) {
        chart::axes(ui, rect, scale, "Temperature", draft.start());
        self.draw_line(ui, scale, draft);
        if draft.readings().is_empty() {
            let said = if can_edit { HOW_TO_BEGIN } else { "No readings" };
            chart::say_in_the_middle(ui, scale, said, ui.visuals().panel_fill);
        }
        let colors = PlotPalette::from(ui.visuals());
        let painter = ui.painter().with_clip_rect(ui.clip_rect().intersect(rect));
        let hovered = response
            .hover_pos()
            .filter(|at| scale.frame.contains(*at))
            .and_then(|at| nearest(scale, draft, at, f32::INFINITY));
        let point = |day: u32| Some(scale.at(f64::from(day), draft.temperature(day)?));
        let inside = |at: &Pos2| scale.frame.expand(SELECTED).contains(*at);
        if let Some(at) = selected.and_then(point).filter(inside) {
            painter.vline(at.x, scale.frame.y_range(), Stroke::new(1.0, colors.cursor));
            painter.circle(at, SELECTED, palette(ui.visuals()).accent, Stroke::new(1.5, colors.background));
        }
        let shown = match self.drag {
            Some(Drag::Reading(day, _)) => Some(day),
            _ => hovered.or(selected.filter(|_| response.has_focus())),
        };
        if let (Some(day), Some(at)) = (shown, shown.and_then(point).filter(inside)) {
            if Some(day) != selected {
                painter.circle(at, SELECTED - 1.0, colors.background, Stroke::new(1.5, colors.text));
            }
            say(ui, scale, at, &words::reading(draft, day));
            let near = response.hover_pos().is_some_and(|pointer| pointer.distance(at) <= NEAR);
            if near && can_edit {
                ui.ctx().set_cursor_icon(CursorIcon::ResizeVertical);
            }
        }
        if response.has_focus() {
            let ring = Stroke::new(size::FOCUS_LINE, palette(ui.visuals()).accent);
            ui.painter().rect_stroke(rect.expand(3.0), size::CORNER, ring, StrokeKind::Inside);
        }
    }
}

/// The days that there are, with a little room.
fn whole(draft: &Draft) -> Range {
    let days = draft.days();
    let data = days.first().zip(days.last()).map(|(first, last)| (f64::from(*first), f64::from(*last)));
    navigate::whole_view(data.unwrap_or((1.0, 365.0)))
}

/// The day of the reading that is nearest to a place on the screen and no further than `most`; sideways only where
/// everything is near enough.
fn nearest(scale: &Scale, draft: &Draft, at: Pos2, most: f32) -> Option<u32> {
    let day = scale.day_at(at.x);
    let days = draft.days();
    if most == f32::INFINITY {
        let right = days.partition_point(|other| f64::from(*other) < day);
        let beside = [right.checked_sub(1), Some(right)].into_iter().flatten();
        let distance = |other: &u32| (f64::from(*other) - day).abs();
        return beside
            .filter_map(|place| days.get(place).copied())
            .min_by(|a, b| distance(a).total_cmp(&distance(b)));
    }
    let (from, to) = (scale.day_at(at.x - most), scale.day_at(at.x + most));
    let from = days.partition_point(|other| f64::from(*other) < from);
    let to = days.partition_point(|other| f64::from(*other) <= to);
    let distance = |day: u32| {
        let temperature_c = draft.temperature(day).unwrap_or(f64::NAN);
        scale.at(f64::from(day), temperature_c).distance(at)
    };
    let near = days.get(from..to)?.iter().map(|day| (*day, distance(*day)));
    near.filter(|(_, distance)| *distance <= most).min_by(|a, b| a.1.total_cmp(&b.1)).map(|(day, _)| day)
}

/// The box beside the point that is meant.
fn say(ui: &Ui, scale: &Scale, at: Pos2, text: &str) {
    let colors = PlotPalette::from(ui.visuals());
    let font = TextStyle::Body.resolve(ui.style());
    let galley = ui.painter().layout_no_wrap(text.to_owned(), font, colors.text);
    let room = galley.size() + vec2(2.0 * space::S, space::S);
    let right = at.x + space::M;
    let x = if right + room.x <= scale.frame.right() { right } else { at.x - space::M - room.x };
    let y = (at.y - room.y - space::S).max(scale.frame.top());
    let rect = Rect::from_min_size(pos2(x.max(scale.frame.left()), y), room);
    let edge = Stroke::new(size::BORDER_LINE, colors.box_edge);
    ui.painter().rect(rect, size::CORNER, colors.box_fill, edge, StrokeKind::Inside);
    ui.painter().galley(rect.min + vec2(space::S, space::XS), galley, colors.text);
}

/// What a screen reader says: the selected reading as the value of a slider, which its keys make warmer and colder.
fn speak(ui: &Ui, response: &Response, draft: &Draft, selected: Option<u32>) {
    ui.ctx().accesskit_node_builder(response.id, |node| {
        use egui::accesskit::{Action, Role};
        node.set_role(Role::Slider);
        node.set_label("Temperature curve");
        let day = selected.filter(|day| draft.place(*day).is_some());
        node.set_value(day.map_or("No reading is selected".to_owned(), |day| words::reading(draft, day)));
        if let Some(temperature_c) = day.and_then(|day| draft.temperature(day)) {
            node.set_numeric_value(temperature_c);
            node.set_numeric_value_step(DRAG_STEP_C);
            node.set_min_numeric_value(accepted::TEMPERATURE_C.min);
            node.set_max_numeric_value(accepted::TEMPERATURE_C.max);
        }
        node.add_action(Action::Increment);
        node.add_action(Action::Decrement);
    });
}
