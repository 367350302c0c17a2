//! A group of plots that share the visible days and one cursor: its state, its gestures and its layout.
use std::collections::BTreeMap;

use egui::{AsIdSalt, Id, Key, Modifiers, PointerButton, Pos2, Rect, Response, Sense, TextStyle, Ui, vec2};

use super::cell::{self, Cell, EndLabels, Shared};
use super::layout::GAP;
use super::navigate::{self, Range};
use super::palette::PlotPalette;
use super::spec::{Axis, PlotSpec};
use super::ticks::ValueAxis;
use super::{layout, overlay, readout};

/// The least height of a plot, unless the view asks for less.
pub const MIN_HEIGHT: f32 = 220.0;
/// No plot is lower than this, whatever the view asks for: below it no curve can be read.
pub const LEAST_HEIGHT: f32 = 160.0;
/// The least size of ticks and names, whatever the theme says: smaller cannot be read in a bright wheelhouse.
const LEAST_TEXT: f32 = 10.5;

/// How plots are laid out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Arrangement {
    /// Two or three beside each other as room allows.
    #[default]
    SideBySide,
    /// One above the other, days under days.
    Stacked,
}

/// How the group looks in this frame.
#[derive(Clone, Copy, Debug)]
pub struct PlotsLook {
    /// What the days are.
    pub axis: Axis,
    /// Beside or above each other.
    pub arrangement: Arrangement,
    /// Colours apart from the curves'.
    pub palette: PlotPalette,
    /// The least height of one plot in points, not below [`LEAST_HEIGHT`]. More is taken where the room has an end.
    pub min_height: f32,
    /// Whether a row tells which line is which run where their names do not fit at the lines' ends. Not needed where the
    /// view shows the runs with their lines itself.
    pub legend: bool,
}

impl PlotsLook {
    /// Days, side by side, in egui's own colours.
    #[must_use]
    pub fn new(ui: &Ui) -> Self {
        Self {
            axis: Axis::Days,
            arrangement: Arrangement::SideBySide,
            palette: PlotPalette::from(ui.visuals()),
            min_height: MIN_HEIGHT,
            legend: true,
        }
    }
}

/// What the group tells its view after a frame.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PlotsOutput {
    /// The day at the cursor, if it is shown.
    pub cursor: Option<f64>,
    /// The visible days.
    pub view: (f64, f64),
    /// Where the plots were drawn.
    pub rect: Rect,
}

/// The state of a group of plots: which days are seen and where the cursor stands. Keep one per view.
pub struct LinkedPlots {
    id: Id,
    /// The days seen, `None` for all.
    view: Option<Range>,
    cursor: Option<f64>,
    /// The day to show while nobody points at one.
    held: Option<f64>,
    /// The plot whose numbers are in the box: under the pointer, else with the keyboard.
    active: Option<String>,
    /// Where the pointer was: only a moved pointer takes the cursor from the keyboard.
    pointer: Option<Pos2>,
    /// The day where a selection began, and where it is now.
    selection: Option<Range>,
    cells: BTreeMap<String, Cell>,
}

impl LinkedPlots {
    /// A group that shows all days. `salt` must be unique in the window.
    #[must_use]
    pub fn new(salt: impl AsIdSalt) -> Self {
        Self {
            id: Id::unique("linked plots").with(salt),
            view: None,
            cursor: None,
            held: None,
            active: None,
            pointer: None,
            selection: None,
            cells: BTreeMap::new(),
        }
    }

    /// The day at the cursor.
    #[must_use]
    pub fn cursor(&self) -> Option<f64> {
        self.cursor
    }

    /// Shows the cursor on this day while neither pointer nor keyboard is on a plot, say the row selected in a table of days.
    pub fn hold_cursor(&mut self, day: Option<f64>) {
        self.held = day;
    }

    /// The visible days if they were zoomed or panned, `None` if all are seen.
    #[must_use]
    pub fn view(&self) -> Option<(f64, f64)> {
        self.view
    }

    /// Shows these days; `None` shows all.
    pub fn set_view(&mut self, view: Option<(f64, f64)>) {
        self.view = view;
    }

    /// The id of a plot's frame, to give it the keyboard.
    #[must_use]
    pub fn widget_id(&self, plot: &str) -> Id {
        self.id.with(plot)
    }

    /// Draws the plots in the width there is, and in the height if it has an end; otherwise as high as is needed.
    pub fn show(&mut self, ui: &mut Ui, plots: &[PlotSpec], look: &PlotsLook) -> PlotsOutput {
        let data = data_range(plots);
        let whole = navigate::whole_view(data);
        self.view = self.view.map(|view| navigate::clamp(view, whole));
        self.cursor = self.cursor.and_then(|day| snap(day, data));
        self.read_input(ui, plots, whole, data);
        let view = self.view.unwrap_or(whole);

        let body = TextStyle::Body.resolve(ui.style());
        let mut small = TextStyle::Small.resolve(ui.style());
        small.size = small.size.max(LEAST_TEXT);
        let columns = layout::columns(look.arrangement, plots.len(), ui.available_width());
        let width = ((ui.available_width() - GAP * (columns - 1) as f32) / columns as f32).floor();
        let (labels, label_width) = layout::end_labels(ui, plots, width, &small);
        if look.legend && labels != EndLabels::Names && layout::runs(plots).len() > 1 {
            layout::legend(ui, plots, &look.palette, &body);
        }

        let rows = plots.len().div_ceil(columns).max(1);
        let height = layout::cell_height(ui, rows, width, look);
        let size = vec2(ui.available_width(), rows as f32 * height + (rows - 1) as f32 * GAP);
        let (rect, _) = ui.allocate_exact_size(size, Sense::hover());

        let stage_height = if plots.iter().all(|p| p.stages.is_empty()) { 0.0 } else { cell::STAGES };
        let is_judged = plots.iter().any(|p| p.certainty().is_some());
        let strip_height = if is_judged { overlay::STRIP + 4.0 } else { 0.0 };
        let frame_height = cell::frame_height(height, stage_height, strip_height);
        let values: Vec<ValueAxis> =
            plots.iter().map(|spec| self.value_axis(spec, view, frame_height)).collect();
        let value_width = layout::value_width(ui, &values, &small);
        let gutter = label_width + if label_width > 0.0 { cell::LEADER + 4.0 } else { 12.0 };
        let frame_width = (width - gutter - value_width).max(40.0);
        let days = layout::day_marks(ui, look.axis, view, frame_width, &small);
        let shared = Shared {
            axis: look.axis,
            view,
            cursor: self.cursor,
            selection: self.selection.map(|(a, b)| (a.min(b), a.max(b))),
            palette: &look.palette,
            small,
            body,
            labels,
            gutter,
            value_width,
            stage_height,
            strip_height,
            days: &days,
        };
        for (i, (spec, values)) in plots.iter().zip(&values).enumerate() {
            let at = vec2((i % columns) as f32 * (width + GAP), (i / columns) as f32 * (height + GAP));
            let cell_rect = Rect::from_min_size(rect.min + at, vec2(width, height));
            let id = self.id.with(&spec.id);
            let cell = self.cells.entry(spec.id.clone()).or_default();
            cell.alive = true;
            if ui.is_rect_visible(cell_rect) {
                cell::show(ui, cell_rect, id, spec, values, cell, &shared);
            } else {
                let response = cell::show_unseen(ui, cell_rect, id, spec, &shared);
                if response.gained_focus() {
                    response.scroll_to_me(None);
                }
            }
        }
        self.cells.retain(|_, cell| std::mem::take(&mut cell.alive));
        self.show_readout(ui, plots, look);
        PlotsOutput { cursor: self.cursor, view, rect }
    }

    /// The axis of a plot's values, fitted to the visible days.
    fn value_axis(&mut self, spec: &PlotSpec, view: Range, height: f32) -> ValueAxis {
        let cell = self.cells.entry(spec.id.clone()).or_default();
        cell.geometry.follow(spec);
        let (low, high) = cell.geometry.values_in(spec, view).unwrap_or((f64::INFINITY, f64::NEG_INFINITY));
        // A mark about every 38 points: close enough to read between, far enough to stay calm.
        ValueAxis::around(low, high, spec.from_zero, ((height / 38.0) as usize).clamp(2, 8))
    }

    fn show_readout(&self, ui: &Ui, plots: &[PlotSpec], look: &PlotsLook) {
        let Some(day) = self.cursor else { return };
        let Some(active) = plots.iter().find(|p| Some(&p.id) == self.active.as_ref()) else { return };
        if active.series.is_empty() && active.observed.is_none() {
            return;
        }
        if let Some(window) = self.cells.get(&active.id).and_then(|cell| cell.window) {
            readout::paint(ui.ctx(), self.id.with("readout"), active, look.axis, day, &window, &look.palette);
        }
    }

    /// Reads gestures and keys before anything is drawn, so that all plots of the group move in the same frame.
    fn read_input(&mut self, ui: &Ui, plots: &[PlotSpec], whole: Range, data: Range) {
        let responses: Vec<(&PlotSpec, Response)> = plots
            .iter()
            .filter_map(|spec| Some((spec, ui.ctx().read_response(self.id.with(&spec.id))?)))
            .filter(|(_, response)| response.enabled())
            .collect();

        let mut moved = false;
        for (spec, response) in &responses {
            if let Some(frame) = self.frame_of(&spec.id) {
                moved |= self.read_gestures(ui, response, frame, whole);
            }
        }

        let focused = responses.iter().find(|(_, r)| ui.memory(|m| m.has_focus(r.id)));
        let hovered = responses.iter().find(|(_, r)| r.contains_pointer());
        self.active = hovered.or(focused).map(|(spec, _)| spec.id.clone());

        let pointer = ui.input(|i| i.pointer.latest_pos());
        moved |= pointer != self.pointer;
        self.pointer = pointer;
        if let (Some((spec, _)), Some(pointer), true) = (hovered, pointer, moved)
            && let Some(frame) = self.frame_of(&spec.id)
        {
            self.cursor = snap(self.day_at(pointer.x, frame, whole), data);
        }
        if let Some((_, response)) = focused {
            self.read_keys(ui, response.id, whole, data);
        } else if hovered.is_none() {
            self.cursor = self.held.and_then(|day| snap(day, data));
        }
    }

    fn frame_of(&self, plot: &str) -> Option<Rect> {
        self.cells.get(plot)?.window.map(|w| w.frame)
    }

    /// The day under a place on the screen.
    fn day_at(&self, x: f32, frame: Rect, whole: Range) -> f64 {
        let view = self.view.unwrap_or(whole);
        view.0 + f64::from((x - frame.left()) / frame.width().max(1.0)) * (view.1 - view.0)
    }

    /// Drag pans, Ctrl and wheel or a pinch zooms, a sideways wheel pans, the other button selects days, a double click resets.
    /// Says whether the days under the pointer have changed.
    fn read_gestures(&mut self, ui: &Ui, response: &Response, frame: Rect, whole: Range) -> bool {
        let view = self.view.unwrap_or(whole);
        let days_per_point = (view.1 - view.0) / f64::from(frame.width().max(1.0));
        let mut next = view;
        if response.clicked() || response.drag_started() {
            response.request_focus();
        }
        if response.dragged_by(PointerButton::Primary) {
            next = navigate::pan(next, -f64::from(response.drag_delta().x) * days_per_point, whole);
        }
        if response.contains_pointer() {
            let (zoom, scroll) = ui.input(|i| (i.zoom_delta(), i.smooth_scroll_delta.x));
            if let (true, Some(pointer)) = (zoom != 1.0, ui.input(|i| i.pointer.hover_pos())) {
                next = navigate::zoom(next, f64::from(zoom), self.day_at(pointer.x, frame, whole), whole);
            }
            if scroll != 0.0 {
                next = navigate::pan(next, -f64::from(scroll) * days_per_point, whole);
                // Taken: an outer area must not scroll sideways as well.
                ui.input_mut(|i| i.smooth_scroll_delta.x = 0.0);
            }
        }
        if next != view {
            self.view = Some(next);
        }
        self.read_selection(ui, response, frame, whole);
        if response.double_clicked() {
            self.view = None;
        }
        self.view.unwrap_or(whole) != view
    }

    /// Dragging with the other button zooms into the days it passes.
    fn read_selection(&mut self, ui: &Ui, response: &Response, frame: Rect, whole: Range) {
        let (origin, now) = ui.input(|i| (i.pointer.press_origin(), i.pointer.latest_pos()));
        if let (true, Some(now)) = (response.dragged_by(PointerButton::Secondary), now) {
            let to = self.day_at(now.x.clamp(frame.left(), frame.right()), frame, whole);
            let from = self.selection.map_or_else(
                || self.day_at(origin.map_or(now.x, |o| o.x), frame, whole),
                |selection| selection.0,
            );
            self.selection = Some((from, to));
        } else if response.drag_stopped()
            && let Some((a, b)) = self.selection.take()
            && (a - b).abs() >= 1.0
        {
            self.view = Some(navigate::clamp((a.min(b), a.max(b)), whole));
        }
    }

    /// Arrows move the cursor a day, with Shift a week, with Ctrl or Page 30 days; + and − zoom; Home and 0 show all days.
    fn read_keys(&mut self, ui: &Ui, id: Id, whole: Range, data: Range) {
        let (days, zoom, reset) = ui.input_mut(|i| {
            let mut days = 0.0;
            // The narrowest combination first: a plain arrow would also match with Shift held.
            for (modifiers, size) in
                [(Modifiers::SHIFT, 7.0), (Modifiers::COMMAND, 30.0), (Modifiers::NONE, 1.0)]
            {
                days += size * i.count_and_consume_key(modifiers, Key::ArrowRight) as f64;
                days -= size * i.count_and_consume_key(modifiers, Key::ArrowLeft) as f64;
            }
            days += 30.0 * i.count_and_consume_key(Modifiers::NONE, Key::PageDown) as f64;
            days -= 30.0 * i.count_and_consume_key(Modifiers::NONE, Key::PageUp) as f64;
            days += i.num_accesskit_action_requests(id, egui::accesskit::Action::Increment) as f64;
            days -= i.num_accesskit_action_requests(id, egui::accesskit::Action::Decrement) as f64;
            let nearer = [Key::Plus, Key::Equals].map(|k| i.count_and_consume_key(Modifiers::NONE, k));
            let further = i.count_and_consume_key(Modifiers::NONE, Key::Minus);
            let zoom = nearer.iter().sum::<usize>() as i32 - further as i32;
            let reset = [Key::Home, Key::Num0].map(|k| i.consume_key(Modifiers::NONE, k));
            (days, zoom, reset.contains(&true))
        });
        if reset {
            self.view = None;
        }
        let view = self.view.unwrap_or(whole);
        let cursor = self.cursor.or_else(|| snap(view.1.floor(), data));
        self.cursor = cursor.and_then(|day| snap(day + days, data));
        let about = self.cursor.unwrap_or(0.5 * (view.0 + view.1));
        if zoom != 0 {
            self.view = Some(navigate::zoom(view, 1.5f64.powi(zoom), about, whole));
        }
        if days != 0.0
            && let Some(view) = self.view
        {
            self.view = Some(navigate::reveal(view, about, whole));
        }
    }
}

/// First and last day of all curves; infinite the wrong way round if there are none.
fn data_range(plots: &[PlotSpec]) -> Range {
    plots
        .iter()
        .map(PlotSpec::days)
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(first, last), days| (first.min(days.0), last.max(days.1)))
}

/// The whole day nearest to `day` that has data, if any has.
fn snap(day: f64, data: Range) -> Option<f64> {
    (data.0 <= data.1).then(|| day.round().clamp(data.0, data.1))
}
