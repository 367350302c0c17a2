//! The keyboard: every shortcut, what it does, and the list that F1 shows.
use egui::os::OperatingSystem;
use egui::{Context, Key, KeyboardShortcut, Modifiers};

use super::command::{Command, Commands, FilePurpose, Place};

/// A shortcut that works everywhere.
struct Shortcut {
    keys: KeyboardShortcut,
    says: &'static str,
    command: fn() -> Command,
    /// Keys that a text field uses itself, such as Ctrl+Z, are left to it.
    leave_to_text: bool,
}

const fn ctrl(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::COMMAND, key)
}

const fn everywhere(keys: KeyboardShortcut, says: &'static str, command: fn() -> Command) -> Shortcut {
    Shortcut { keys, says, command, leave_to_text: false }
}

const SHORTCUTS: &[Shortcut] = &[
    everywhere(ctrl(Key::K), "Find anything, run any command", || Command::Find),
    everywhere(ctrl(Key::Num1), "Scenarios", || Command::Show(Place::Scenarios)),
    everywhere(ctrl(Key::Num2), "Runs", || Command::Show(Place::Runs)),
    everywhere(ctrl(Key::Num3), "Compare", || Command::Show(Place::Compare)),
    everywhere(ctrl(Key::Num4), "Batches", || Command::Show(Place::Batches)),
    everywhere(ctrl(Key::Num5), "Growth", || Command::Show(Place::Growth)),
    everywhere(ctrl(Key::Num6), "Models", || Command::Show(Place::Models)),
    everywhere(ctrl(Key::Num7), "Settings", || Command::Show(Place::Settings)),
    everywhere(ctrl(Key::N), "New farm file…", || Command::AskFile(FilePurpose::NewFarm)),
    everywhere(ctrl(Key::O), "Open a farm file…", || Command::AskFile(FilePurpose::OpenFarm)),
    Shortcut { keys: ctrl(Key::Z), says: "Undo", command: || Command::Undo, leave_to_text: true },
    Shortcut {
        keys: KeyboardShortcut::new(Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::Z),
        says: "Redo",
        command: || Command::Redo,
        leave_to_text: true,
    },
    everywhere(KeyboardShortcut::new(Modifiers::NONE, Key::F1), "List the shortcuts", || Command::ShowKeys),
];

/// Keys that views answer to, for the list.
const IN_VIEWS: &[(&str, &str)] = &[
    ("Tab", "Go to the next control, with Shift to the one before"),
    ("↑ ↓", "Move in a list or table"),
    ("Home, End", "Go to the first or last row; Page up, Page down by pages"),
    ("Space", "Select or deselect the row"),
    ("Ctrl+A", "Select all rows"),
    ("Enter", "Open what is selected; confirm in a dialog"),
    ("Esc", "Close a dialog, change nothing"),
    ("Ctrl+R", "Run the selected scenarios"),
    ("Ctrl+S", "Save what is in the editor"),
    ("Ctrl+E", "Export a report of what is on show"),
    ("F2", "Rename the label of a run"),
    ("F2", "In Models, rename"),
    ("Esc", "In the editor of a model, back to the list"),
    ("Delete", "In Scenarios, ask to delete"),
    ("Delete", "In Runs, archive"),
    ("Delete", "In Batches, ask to unpin"),
    ("Delete", "In Compare, take the run out"),
    ("Delete", "In Models, ask to delete"),
    ("P", "In Batches, pin the selected batches"),
    ("← →", "Move the cursor of a plot by a day, with Shift by 7, with Ctrl by 30"),
    ("← → ↑ ↓", "In the curve of a temperature profile, go to a reading, make it warmer or colder"),
    ("Ctrl+V", "In a temperature profile, paste a column from a spreadsheet"),
    ("Tab, Enter", "Where observations are entered, go on by a cell or a row; Ctrl+Enter saves"),
    ("Ctrl+V", "Where observations are entered, paste a block from a spreadsheet"),
    ("Ctrl+Page down", "Where observations are entered, go to the next kind"),
    ("Delete", "In Observations, ask to remove"),
    ("+ −", "Zoom a plot in and out"),
    ("0", "Show all of a plot"),
];

/// Hears the shortcuts that work everywhere.
pub fn hear(ctx: &Context, commands: &mut Commands) {
    // A dialog within a view waits for its answer before anything else is done, as those of the window do.
    if ctx.memory(|memory| memory.top_modal_layer().is_some()) {
        return;
    }
    let typing = ctx.text_edit_focused();
    ctx.input_mut(|input| {
        // The longer combinations first: Ctrl+Shift+Z is also a Ctrl+Z.
        for shortcut in SHORTCUTS.iter().rev() {
            if shortcut.leave_to_text && typing {
                continue;
            }
            if input.consume_shortcut(&shortcut.keys) {
                commands.push((shortcut.command)());
            }
        }
    });
}

/// Whether Ctrl+R was pressed for the view that asks: not while a dialog waits for its answer.
pub fn run_pressed(ctx: &Context) -> bool {
    pressed(ctx, Key::R)
}

/// Whether Ctrl+S was pressed for the view that asks: not while a dialog waits for its answer.
pub fn save_pressed(ctx: &Context) -> bool {
    pressed(ctx, Key::S)
}

/// Whether Ctrl+E was pressed for the view that asks: not while a dialog waits for its answer.
pub fn export_pressed(ctx: &Context) -> bool {
    pressed(ctx, Key::E)
}

fn pressed(ctx: &Context, key: Key) -> bool {
    let waits = ctx.memory(|memory| memory.top_modal_layer().is_some());
    !waits && ctx.input_mut(|input| input.consume_shortcut(&ctrl(key)))
}

/// The keys that do what a command does, if there are any.
pub fn of(ctx: &Context, command: &Command) -> Option<String> {
    let shortcut = SHORTCUTS.iter().find(|shortcut| (shortcut.command)() == *command)?;
    Some(ctx.format_shortcut(&shortcut.keys))
}

/// Groups of shortcuts with what they do, for the list under F1.
pub fn list(ctx: &Context) -> [(&'static str, Vec<(String, &'static str)>); 2] {
    let everywhere = SHORTCUTS.iter().map(|shortcut| (ctx.format_shortcut(&shortcut.keys), shortcut.says));
    let is_mac = matches!(ctx.os(), OperatingSystem::Mac);
    let in_views = IN_VIEWS
        .iter()
        .map(|&(keys, says)| (if is_mac { keys.replace("Ctrl", "Cmd") } else { keys.to_owned() }, says));
    [("Everywhere", everywhere.collect()), ("In lists, plots and dialogs", in_views.collect())]
}
