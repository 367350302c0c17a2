//! What is fuzzed: every reader of what somebody brings, and the farm file itself.
pub mod arriving;
pub mod edits;
pub mod farm_files;
pub mod readers;
pub mod workbooks;

/// Panics end the program, so that the input is kept; but for those of the reader of workbooks, which the product catches.
pub fn watch_panics() {
    let abort = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !panic.location().is_some_and(|place| place.file().contains("calamine")) {
            abort(panic);
        }
    }));
}

/// What is within a workbook.
pub fn sheet(bytes: &[u8]) {
    let (sheet, strings) = workbooks::parts(bytes);
    readers::tables(&workbooks::workbook(sheet, strings, false));
}

/// Changes of a farm file, which is opened, looked at everywhere and changed: what it holds is shown or told plainly.
pub fn farm_file(bytes: &[u8]) {
    thread_local! {
        static WHOLE: Vec<u8> = farm_files::dense_bytes();
    }
    let folder = farm_files::folder();
    let path = folder.path().join("farm.salmonrun");
    std::fs::write(&path, WHOLE.with(|whole| edits::applied(whole, bytes))).expect("a file");
    for fault in farm_files::do_everything(&path) {
        assert!(farm_files::is_plain(&fault), "{fault:?}");
    }
}

/// A fuzz target: what is done with each input.
#[macro_export]
macro_rules! target {
    ($read:expr) => {
        libfuzzer_sys::fuzz_target!(init: $crate::watch_panics(), |bytes: &[u8]| { $read(bytes); });
    };
}
