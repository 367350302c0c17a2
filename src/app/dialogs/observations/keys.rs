//! The keys of the grid, in the order in which they come: what is typed before one goes into the cell that it leaves, and what is
//! typed behind it into the one that it goes to, however much of it comes within one frame.
use egui::{Context, Event, FocusDirection, Key};

/// What a key of the grid does.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// Goes to the cell so many rows and columns away.
    Go(isize, isize),
    /// Goes so many pages down.
    Pages(isize),
    /// Goes on to the next cell.
    Next,
    /// Goes back to the cell before.
    Back,
    /// Goes on to the next row.
    NextRow,
    /// Goes to the first row.
    First,
    /// Goes to the last row.
    Last,
    /// Takes the row out.
    RemoveRow,
    /// From now on the arrows move within the text.
    Edit,
    /// Takes back what was typed, or leaves the dialog where nothing was.
    Escape,
    /// Puts in a block of several cells.
    Paste(String),
    /// Goes to the next kind of observation, or to the one before.
    Turn(isize),
    /// Saves all that is entered.
    Save,
}

/// What was typed and is not heard yet.
#[derive(Debug, Default)]
pub struct Keys {
    waiting: Vec<Event>,
}

impl Keys {
    /// Leaves to this frame what was typed before the first key of the grid, and says what that key does; what is behind it waits
    /// for the next frame.
    pub fn hear(&mut self, ctx: &Context, is_editing: bool) -> Option<Step> {
        let step = ctx.input_mut(|input| {
            self.put_first(&mut input.events);
            let (place, step) = first_step(&input.events, is_editing)?;
            self.waiting = input.events.split_off(place + 1);
            input.events.truncate(place);
            Some(step)
        });
        if step.is_some() {
            ctx.request_repaint();
        }
        step
    }

    /// The cell is to get the keyboard and does not have it yet: all that is typed waits for it, and Tab leads nowhere else.
    pub fn wait(&mut self, ctx: &Context) {
        ctx.input_mut(|input| {
            let events = std::mem::take(&mut input.events);
            let (typed, others): (Vec<Event>, Vec<Event>) = events.into_iter().partition(is_typed);
            input.events = others;
            self.waiting.extend(typed);
        });
        ctx.memory_mut(|memory| memory.move_focus(FocusDirection::None));
        ctx.request_repaint();
    }

    /// Something else has the keyboard: what waited is its.
    pub fn let_go(&mut self, ctx: &Context) {
        if !self.waiting.is_empty() {
            ctx.input_mut(|input| self.put_first(&mut input.events));
        }
    }

    /// What waited for a cell is for none any more.
    pub fn forget(&mut self) {
        self.waiting.clear();
    }

    fn put_first(&mut self, events: &mut Vec<Event>) {
        self.waiting.append(events);
        std::mem::swap(&mut self.waiting, events);
    }
}

fn is_typed(event: &Event) -> bool {
    use Event::{Copy, Cut, Ime, Key, Paste, Text};
    matches!(event, Copy | Cut | Ime(_) | Key { .. } | Paste(_) | Text(_))
}

/// The first event that the grid uses itself, and its place.
fn first_step(events: &[Event], mut is_editing: bool) -> Option<(usize, Step)> {
    for (place, event) in events.iter().enumerate() {
        if let Some(step) = step_of(event, is_editing) {
            return Some((place, step));
        }
        is_editing |= changes_text(event);
    }
    None
}

fn changes_text(event: &Event) -> bool {
    match event {
        Event::Text(_) | Event::Paste(_) | Event::Cut | Event::Ime(_) => true,
        Event::Key { key, pressed, .. } => *pressed && matches!(key, Key::Backspace | Key::Delete),
        _ => false,
    }
}

fn step_of(event: &Event, is_editing: bool) -> Option<Step> {
    let (key, modifiers) = match event {
        Event::Paste(text) if text.trim_end().contains(['\t', '\n']) => {
            return Some(Step::Paste(text.clone()));
        }
        Event::Key { key, pressed: true, modifiers, .. } => (*key, *modifiers),
        _ => return None,
    };
    if modifiers.command {
        return match key {
            Key::Home => Some(Step::First),
            Key::End => Some(Step::Last),
            Key::Delete => Some(Step::RemoveRow),
            Key::PageDown => Some(Step::Turn(1)),
            Key::PageUp => Some(Step::Turn(-1)),
            Key::Enter | Key::S => Some(Step::Save),
            _ => None,
        };
    }
    Some(match (key, modifiers.shift) {
        (Key::Tab, false) => Step::Next,
        (Key::Tab, true) => Step::Back,
        (Key::Enter, false) => Step::NextRow,
        (Key::Enter, true) | (Key::ArrowUp, false) => Step::Go(-1, 0),
        (Key::ArrowDown, false) => Step::Go(1, 0),
        (Key::PageUp, false) => Step::Pages(-1),
        (Key::PageDown, false) => Step::Pages(1),
        (Key::ArrowLeft, false) if !is_editing => Step::Go(0, -1),
        (Key::ArrowRight, false) if !is_editing => Step::Go(0, 1),
        (Key::F2, false) => Step::Edit,
        (Key::Escape, false) => Step::Escape,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::Modifiers;

    fn press(key: Key) -> Event {
        Event::Key { key, physical_key: None, pressed: true, repeat: false, modifiers: Modifiers::NONE }
    }

    /// What each frame of a hurry comes to: what is typed in it, and the key that ends it.
    fn heard(hurry: Vec<Event>) -> Vec<(String, Option<Step>)> {
        let (ctx, mut keys, mut frames) = (Context::default(), Keys::default(), Vec::new());
        ctx.input_mut(|input| input.events = hurry);
        loop {
            let step = keys.hear(&ctx, false);
            let typed = ctx.input_mut(|input| {
                std::mem::take(&mut input.events)
                    .into_iter()
                    .filter_map(|event| match event {
                        Event::Text(text) => Some(text),
                        _ => None,
                    })
                    .collect()
            });
            let is_last = step.is_none();
            frames.push((typed, step));
            if is_last {
                return frames;
            }
        }
    }

    #[test]
    fn what_is_typed_stays_before_and_behind_the_keys_that_it_was_typed_before_and_behind() {
        let text = |text: &str| Event::Text(text.to_owned());
        let hurry = vec![
            text("1"),
            text("2"),
            press(Key::Tab),
            text("13"),
            press(Key::ArrowLeft),
            press(Key::Enter),
            press(Key::ArrowUp),
            text("4"),
        ];
        assert_eq!(
            heard(hurry),
            [
                ("12".to_owned(), Some(Step::Next)),
                ("13".to_owned(), Some(Step::NextRow)),
                (String::new(), Some(Step::Go(-1, 0))),
                ("4".to_owned(), None),
            ],
            "an arrow behind what was typed moves within it"
        );
    }

    #[test]
    fn what_comes_before_the_cell_has_the_keyboard_is_heard_first_once_it_has() {
        let (ctx, mut keys) = (Context::default(), Keys::default());
        ctx.input_mut(|input| {
            input.events = vec![Event::PointerGone, Event::Text("1".to_owned()), press(Key::Tab)];
        });
        keys.wait(&ctx);
        assert_eq!(ctx.input(|input| input.events.clone()), [Event::PointerGone]);
        ctx.input_mut(|input| input.events = vec![Event::Text("2".to_owned())]);
        assert_eq!(keys.hear(&ctx, false), Some(Step::Next));
        assert_eq!(ctx.input(|input| input.events.clone()), [Event::Text("1".to_owned())]);
        ctx.input_mut(|input| input.events.clear());
        assert_eq!(keys.hear(&ctx, false), None);
        assert_eq!(ctx.input(|input| input.events.clone()), [Event::Text("2".to_owned())]);
    }
}
