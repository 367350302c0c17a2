//! What readers of files do with 100,000 files that nobody wrote: no panic, no hang, and no more memory than a small
//! multiple of the file.
//!
//! The files are made from real-looking ones, always the same: cut, doubled, spliced, with separators, marks and numbers
//! put in at random. In a binary of its own, since its allocator counts, and in one test, so that it counts one reader.
use std::fs;
use std::io::{Cursor, Write as _};
use std::path::Path;

use peak_alloc::PeakAlloc;
use salmon_run::domain::run::hash;
use salmon_run::exchange::aquamind::dumpdata;
use salmon_run::exchange::{batches, bundles};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

#[path = "../fuzz/src/readers.rs"]
mod readers;
#[path = "../fuzz/src/workbooks.rs"]
mod workbooks;

use readers::read_table;
use workbooks::workbook;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// How many files each reader meets.
const TABLES: u32 = 30_000;
const SHEETS: u32 = 8_000;
const DOCUMENTS: u32 = 40_000;
const BATCHES: u32 = 14_000;
const DUMPS: u32 = 2_000;
const BUNDLES: u32 = 6_000;

/// A reader may take this much whatever it is given (a bundle is packed again as well)…
const MOST_AT_LEAST: usize = 800_000;
/// …and beyond that so many times what it is given.
const MOST_TIMES: usize = 24;
/// A small bundle may unpack to 8 MB, in a text that grows by doubling.
const BYTES_OF_SMALL_BUNDLES: usize = 2 * 8_000_000 + 100_000;

/// The numbers of SplitMix64 (Steele, Lea and Flood 2014): always the same from the same seed.
struct Dice(u64);

impl Dice {
    fn throw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        if end == 0 { 0 } else { (self.throw() % end as u64) as usize }
    }

    fn one<'a, T: ?Sized>(&mut self, of: &[&'a T]) -> &'a T {
        of[self.below(of.len())]
    }
}

/// The inputs that are kept for the fuzzer: one or two of each way to write something, and whatever broke a reader once.
fn corpus(name: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(name);
    let mut files: Vec<_> =
        fs::read_dir(folder).expect("a corpus").map(|entry| entry.expect("a file").path()).collect();
    files.sort();
    assert!(!files.is_empty(), "{name}");
    files.iter().map(|path| fs::read(path).expect("its bytes")).collect()
}

fn slices(files: &[Vec<u8>]) -> Vec<&[u8]> {
    files.iter().map(Vec::as_slice).collect()
}

const PIECES: [&str; 48] = [
    ",",
    ";",
    "\t",
    "\"",
    "\"\"",
    "\n",
    "\r\n",
    "\r",
    " ",
    ".",
    "-",
    "−",
    "|",
    "# ",
    "#N/A",
    "NaN",
    "-999",
    "1e999",
    "-1e-308",
    "99999999999999999999",
    "0",
    "-0",
    "1,234.5",
    "1.234,5",
    "2024-02-30",
    "31.12.9999",
    "13/13/2024",
    "0001-01-01",
    "1066-10-14T25:61:99Z",
    "date",
    "temp",
    "temperatur",
    "stage",
    "tgc",
    "rate",
    "month",
    "dag",
    "Adult",
    "Kelt",
    "daily",
    "månedlig",
    "°C",
    "%",
    "\u{feff}",
    "\0",
    "ð",
    "😀",
    "\u{202e}",
];

const DOCUMENT_PIECES: [&str; 24] = [
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    "\"",
    "\\",
    "\\u0000",
    "\\ud800",
    "null",
    "true",
    "1e999",
    "-1",
    "0.1",
    "1e-999",
    "\"day_number\":1,",
    "\"readings\":[]",
    "\"rate\":1",
    "\"stages\":",
    "\"tgc_value\":-3",
    "\"schedule\":[{}]",
    "\n",
    "\u{feff}",
];

/// A file like this one, changed in a few places.
fn changed(dice: &mut Dice, like: &[u8], others: &[&[u8]], pieces: &[&str]) -> Vec<u8> {
    let mut file = like.to_vec();
    for _ in 0..1 + dice.below(5) {
        let at = dice.below(file.len() + 1);
        let end = at + dice.below((file.len() - at).min(40) + 1);
        match dice.below(9) {
            0 if at < file.len() => file[at] = dice.throw() as u8,
            1 => drop(file.drain(at..end)),
            2 => {
                let again = file[at..end].repeat(1 + dice.below(4));
                file.splice(at..at, again);
            }
            3..=5 => drop(file.splice(at..end.min(at + 3), dice.one(pieces).bytes())),
            6 => {
                let other = dice.one(others);
                file.truncate(at);
                file.extend_from_slice(&other[dice.below(other.len())..]);
            }
            7 => {
                let (from, to) =
                    (dice.one(&[",", ";", "\t", ".", "\n"]), dice.one(&[",", ";", "\t", "", "\r"]));
                file = String::from_utf8_lossy(&file).replace(from, to).into_bytes();
            }
            _ => file.truncate(at),
        }
    }
    file
}

/// Reads a file and holds the memory that it took against its size.
fn within_memory(name: &str, size: usize, largest: &mut Largest, read: impl FnOnce()) {
    MEMORY.reset_peak_usage();
    let before = MEMORY.current_usage();
    read();
    let taken = MEMORY.peak_usage() - before;
    let most = MOST_AT_LEAST + MOST_TIMES * size;
    assert!(taken <= most, "{name} of {size} bytes took {taken}, more than {most}");
    largest.files += 1;
    largest.taken = largest.taken.max(taken);
    if size > 100_000 {
        largest.times = largest.times.max(taken as f64 / size as f64);
    }
}

/// What was met so far.
#[derive(Default)]
struct Largest {
    files: u32,
    taken: usize,
    /// The most memory as a multiple of the file, of large files.
    times: f64,
}

fn tables_of_people(largest: &mut Largest) {
    let mut dice = Dice(1);
    let files = corpus("tables");
    let all = slices(&files);
    for number in 0..TABLES {
        let file = changed(&mut dice, all[number as usize % all.len()], &all, &PIECES);
        let wish = dice.throw();
        within_memory("a table", file.len(), largest, || read_table(file, wish));
    }
}

fn sheets(largest: &mut Largest) {
    let mut dice = Dice(2);
    let pieces = [
        "<c r=\"XFD1048576\"><v>1</v></c>",
        "<row r=\"0\">",
        "<row r=\"99999999999\">",
        "</row>",
        "<c>",
        "<v>",
        "</v>",
        "t=\"s\"",
        "t=\"b\"",
        "t=\"d\"",
        "t=\"str\"",
        "s=\"9\"",
        "s=\"1\"",
        "&amp;",
        "&#0;",
        "<!--",
        "]]>",
        "<![CDATA[",
        "<f>A1</f>",
        "1e999",
        "-1",
        "45292",
        "999999999",
        "2024-01-01",
        "<is><t>temp</t></is>",
    ];
    let sheet = corpus("workbooks").remove(0);
    let (like, strings) = workbooks::parts(&sheet);
    let others = [like, strings];
    for number in 0..SHEETS {
        let sheet = match number % 3 {
            0 => like.to_vec(),
            _ => changed(&mut dice, like, &others, &pieces),
        };
        let shared = match number % 5 {
            0 => changed(&mut dice, strings, &others, &pieces),
            _ => strings.to_vec(),
        };
        let mut file = workbook(&sheet, &shared, number % 7 == 0);
        if number % 3 == 0 {
            file = changed(&mut dice, &file, &others, &["PK", "\0", "xl/"]);
        }
        let wish = dice.throw();
        within_memory("a sheet", file.len(), largest, || read_table(file, wish));
    }
}

fn documents(largest: &mut Largest) {
    let mut dice = Dice(3);
    let files = corpus("documents");
    let all = slices(&files);
    for number in 0..DOCUMENTS {
        let file = changed(&mut dice, all[number as usize % all.len()], &all, &DOCUMENT_PIECES);
        within_memory("a document", file.len(), largest, || readers::documents(&file));
    }
}

fn batches_of_people(largest: &mut Largest) {
    let mut dice = Dice(4);
    let files = corpus("tables");
    let like = files.iter().find(|file| file.starts_with(b"batch_number")).expect("a table of batches");
    for _ in 0..BATCHES {
        let file = changed(&mut dice, like, &[like], &PIECES);
        within_memory("a table of batches", file.len(), largest, || readers::batch_tables(&file));
    }
}

fn dumpdata_of_aquamind(largest: &mut Largest) {
    let mut dice = Dice(5);
    let like = corpus("dumpdata").remove(0);
    for _ in 0..DUMPS {
        let file = changed(&mut dice, &like, &[&like], &DOCUMENT_PIECES);
        within_memory("a dumpdata", file.len(), largest, || readers::dumpdata(&file));
    }
}

/// A bundle with these contents, under a checksum that is right.
fn bundle_of(contents: &str) -> Vec<u8> {
    let (bytes, sha256) = (contents.len(), hash(contents));
    let manifest =
        format!(r#"{{"format":"salmon-run/bundle","version":1,"bytes":{bytes},"sha256":"{sha256}"}}"#);
    zip_of(&[("manifest.json", manifest.as_bytes()), ("bundle.json", contents.as_bytes())])
}

fn zip_of(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).expect("a part");
        zip.write_all(content).expect("its content");
    }
    zip.finish().expect("a file").into_inner()
}

fn bundles_of_others(largest: &mut Largest) {
    let mut dice = Dice(6);
    let files = corpus("bundles");
    let all = slices(&files);
    for number in 0..BUNDLES {
        let file = changed(&mut dice, all[number as usize % all.len()], &all, &DOCUMENT_PIECES);
        // What was changed is read as a document, as a file of it, and as a file that was changed.
        let file = match String::from_utf8(file) {
            Ok(contents) if number % 2 == 0 => bundle_of(&contents),
            Ok(contents) => contents.into_bytes(),
            Err(packed) => packed.into_bytes(),
        };
        within_memory("a bundle", file.len(), largest, || drop(readers::bundle(&file)));
    }
}

const EMPTY_BUNDLE: &str = r#"{"format":"salmon-run/bundle","version":1,"made_at":"2026-01-01T00:00:00Z","made_by":"","profiles":{},"inputs":{},"models":{},"scenarios":[],"runs":[],"batches":[]}"#;

/// Bundles that are made to be costly.
fn large_bundles(largest: &mut Largest) {
    let mb = 400_000;
    let long = |text: &str| text.repeat(mb / text.len());
    // In the place of an empty list or map.
    let around = |key: &str, value: &str| {
        let (before, after) = EMPTY_BUNDLE.split_once(&format!(r#""{key}":"#)).expect("a key");
        format!(r#"{before}"{key}":{value}{}"#, &after[2..])
    };
    let many = |one: &dyn Fn(usize) -> String, bytes: usize| -> String {
        let all: Vec<String> = (0..mb / bytes).map(one).collect();
        all.join(",")
    };
    let uids = many(&|n| format!(r#""{n}""#), 7);
    let scenario = format!(r#"[{{"uids":[{uids}],"created_by":"","created_at":"2026-01-01T00:00:00Z""#);
    for contents in [
        long("["),
        long("{\"a\":"),
        long(" "),
        around("profiles", &format!(r#"{{{}}}"#, many(&|n| format!(r#""{n}":[]"#), 10))),
        around(
            "profiles",
            &format!(r#"{{"a":[{}]}}"#, many(&|n| format!(r#"{{"day_number":{n},"temperature":1}}"#), 35)),
        ),
        around("scenarios", &scenario),
        around("scenarios", &format!("[{}]", many(&|_| "{}".to_owned(), 3))),
        around("runs", &format!(r#"[{{"uids":[{uids}]"#)),
    ] {
        let file = bundle_of(&contents);
        within_memory("a large bundle", contents.len(), largest, || drop(readers::bundle(&file)));
        within_memory("a large document of a bundle", contents.len(), largest, || {
            drop(readers::bundle(contents.as_bytes()));
        });
    }
    // What unpacks to far more than real ones do is read no further than that.
    let bomb = vec![b' '; 24_000_000];
    for file in [
        bundle_of(std::str::from_utf8(&bomb).expect("text")),
        zip_of(&[("manifest.json", &bomb), ("bundle.json", b"{}")]),
    ] {
        assert!(file.len() < 100_000, "{} bytes", file.len());
        let most = BYTES_OF_SMALL_BUNDLES;
        within_memory("a bundle that swells", most / MOST_TIMES, largest, || {
            assert!(bundles::read(&file).is_err());
        });
    }
    // Parts that nobody asked for.
    let names: Vec<String> = (0..4_000).map(|n| n.to_string()).collect();
    let parts: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), [].as_slice())).collect();
    let file = zip_of(&parts);
    within_memory("a bundle of many parts", file.len(), largest, || assert!(bundles::read(&file).is_err()));
}

type Read = fn(&[u8]);

/// What once broke a reader, or is an input of its own kind, is read for what it is.
fn whatever_is_kept(largest: &mut Largest) {
    let readers: [(&str, Read); 6] = [
        ("documents", readers::documents),
        ("tables", readers::tables),
        ("pasted_text", readers::pasted_text),
        ("workbooks", |bytes| {
            let (sheet, strings) = workbooks::parts(bytes);
            readers::tables(&workbook(sheet, strings, false));
        }),
        ("bundles", |bytes| drop(readers::bundle(bytes))),
        ("dumpdata", readers::dumpdata),
    ];
    for (name, read) in readers {
        for file in corpus(name) {
            within_memory(name, file.len(), largest, || read(&file));
        }
    }
}

/// Files that are made to be costly: wide, long, deep, shared, repeated.
fn large(largest: &mut Largest) {
    let long = |line: &str, bytes: usize| line.repeat(bytes / line.len());
    let mb = 400_000;
    let texts = [
        long("1,1\n", mb),
        format!("day,temp\n{}", long("x,y\n", mb)),
        format!("date,temp\n{}", long("2024-09-01,4.5\n", mb)),
        format!("stage,fcr,days,min_weight_g,max_weight_g\nAdult,1,90,,\n{}", long("Adult,1,,300,700\n", mb)),
        format!("from_day,rate\n{}", (1..80_000).map(|day| format!("{day},1\n")).collect::<String>()),
        long(",", mb),
        long("1,", mb),
        long("\"", mb),
        format!("date,temp\n\"{}", long("2024-09-01,4.5\n", mb)),
        long("\n", mb),
        long("\r", mb),
        long("a", mb),
        format!("{}\n{}", long("temp,", mb / 2), long("1,", mb / 2)),
    ];
    for text in texts {
        let size = text.len();
        within_memory("a large table", size, largest, || read_table(text.clone().into_bytes(), 1));
        within_memory("a large table of batches", size, largest, || drop(batches::read(&text)));
    }
    let documents = [
        format!(
            r#"{{"name":"N","readings":[{}{{"day_number":1,"temperature":4}}]}}"#,
            long(r#"{"day_number":2,"temperature":4},"#, mb)
        ),
        long("[", mb),
        long("{\"a\":", mb),
        format!("[{}]", long("{},", mb)),
        format!(
            r#"{{"batch_number":"B","start_date":"2024-09-01","initial_count":1,"initial_weight":1,"stage":"Adult","pens":[{}""]}}"#,
            long(r#""","#, mb)
        ),
        format!("\"{}", long("\\u0041", mb)),
        long("{}\n", mb),
    ];
    let row = r#"{"model":"scenario.temperaturereading","pk":1,"fields":{"temperature":4,"day_number":1,"profile":1}},"#;
    let one = r#"{"model":"batch.species","pk":1,"fields":{"name":"Salmon"}}"#;
    for text in [
        format!("[{}{one}]", long(row, mb)),
        long("[", mb),
        long("{\"model\":", mb),
        format!("[{}", long("{},", mb)),
    ] {
        within_memory("a large dumpdata", text.len(), largest, || drop(dumpdata::read(text.as_bytes())));
    }
    for text in documents {
        within_memory("a large document", text.len(), largest, || readers::documents(text.as_bytes()));
    }
    // A sheet is as large as what it unpacks to, for that has to be read.
    let string = format!("<si><t>{}</t></si>", long("long ", 400_000));
    let shared = long("<row><c t=\"s\"><v>0</v></c></row>", 100_000);
    let repeated = long("<row><c><v>1</v></c><c><v>1</v></c></row>", mb);
    let far = long("<row><c r=\"XFD1\"><v>1</v></c></row>", mb);
    for (sheet, strings) in [(&shared, &string), (&repeated, &string), (&far, &string)] {
        let file = workbook(sheet.as_bytes(), strings.as_bytes(), true);
        let size = sheet.len() + strings.len();
        within_memory("a large sheet", size, largest, || read_table(file, 1));
    }
}

#[test]
fn a_hundred_thousand_files_cause_no_panic_and_take_no_more_than_a_small_multiple_of_their_size() {
    // The reader of workbooks breaks off over some of these, which is caught: it need not be told, nor traced.
    let tell = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !panic.location().is_some_and(|place| place.file().contains("calamine")) {
            tell(panic);
        }
    }));
    let mut largest = Largest::default();
    whatever_is_kept(&mut largest);
    large(&mut largest);
    large_bundles(&mut largest);
    let by_hand = largest.files;
    tables_of_people(&mut largest);
    sheets(&mut largest);
    documents(&mut largest);
    batches_of_people(&mut largest);
    dumpdata_of_aquamind(&mut largest);
    bundles_of_others(&mut largest);
    let Largest { files, taken, times } = largest;
    println!("{files} files; most memory {taken} bytes; of large files at most {times:.1} times their size");
    assert_eq!(files - by_hand, 100_000);
}
