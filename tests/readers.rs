//! What readers of files do with 100,000 files that nobody wrote: no panic, no hang, and no more memory than a small
//! multiple of the file.
//!
//! The files are made from real-looking ones, always the same: cut, doubled, spliced, with separators, marks and numbers
//! put in at random. In a binary of its own, since its allocator counts, and in one test, so that it counts one reader.
use std::io::{Cursor, Write as _};

use peak_alloc::PeakAlloc;
use salmon_run::domain::lifecycle::standard;
use salmon_run::domain::mortality::Frequency;
use salmon_run::domain::plan::ModelKind;
use salmon_run::domain::temperature::{TemperatureProfile, TemperatureReading};
use salmon_run::exchange::aquamind::{dumpdata, understand};
use salmon_run::exchange::guess::{kind_of, model_of_table};
use salmon_run::exchange::model_tables::{Ask, Look, look_at_fcr, look_at_mortality, look_at_tgc};
use salmon_run::exchange::models::ModelDocument;
use salmon_run::exchange::temperatures::{self, Several, Wishes};
use salmon_run::exchange::{batches, observations, scenarios, table, text};

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// How many files each reader meets.
const TABLES: u32 = 36_000;
const SHEETS: u32 = 8_000;
const DOCUMENTS: u32 = 40_000;
const BATCHES: u32 = 14_000;
const DUMPS: u32 = 2_000;

/// A reader may take this much whatever it is given…
const MOST_AT_LEAST: usize = 400_000;
/// …and beyond that so many times what it is given.
const MOST_TIMES: usize = 24;

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

const TABLES_OF_PEOPLE: [&str; 16] = [
    "date,temperature_c,readings\n2018-02-21,1.462,29\n2018-02-22,1.744,28\n2018-03-02,-0.301,29\n",
    "Dato Tid;Temp (°C);Dybde\n01.09.2024 00:00;4,5;5\n01.09.2024 12:00;4,7;5\n02.09.2024 00:00;-0,25;5\n",
    "Date\tTime\tTemp\n03/04/2024\t12:00\t4.5\n05/04/2024\t12:00\t-999\n13/04/2024\t12:00\t4.4\n",
    "Logger 17, north pen\nSerial,991\n\nDate,Time,Temp\n2024/09/01,12:00,4.5\n2024/09/02,12:00,NA\n",
    "day_number;temperature_c\n1;0,1\n2;-0,30000000000000004\n9;1e-7\n",
    "# remark\n2024-09-01,4.5\n2024-09-02,-0.25\n",
    "Dagfesting;Hiti\n1.9.2024;4,5\n2.9.2024;-0,25\n2.9.2024;0\n",
    "stage;fcr_value;duration_days;min_weight_g;max_weight_g\nPost-Smolt;1,1;90;;\nPost-Smolt;1,05;;300;700\nAdult;1,2;450;;\n",
    "stage,fcr,days\nAdult,1.2,450\n",
    "stage,daily_rate_percent,frequency\n,0.21,weekly\nAdult,0.02,\n",
    "Måned i sjø;Dødelighet (%)\n1;0,771282936\n2;0,473927937\n3;0,321518562\n",
    "rate;0,77\nfrequency;monthly\nAdult;0,02\n",
    "from_day,daily_rate_percent\n1,0.025\n31,0.02\n62,0.011\n",
    "stage,from_day,tgc_value,exponent_n,exponent_m,location,release_period,temperature_profile\n,,2.9,1.1,0.33,\"Faroes, north\",Sept,Shelf\nAdult,,3.1,,,,,\n,100,2.7,,,,,\n",
    "Month in sea,TGC\n1,2.92\n2,3.12\n3,4.39\n4,4.46\n",
    "batch_number,start_date,initial_count,initial_weight,stage,site,pens,scenario\nB-1,2024-09-01,1000,110.5,Post-Smolt,North,1|2,3\n",
];

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

/// All that may be done with the bytes of a table.
fn read_table(bytes: Vec<u8>, wish: u64) {
    let size = bytes.len();
    let Ok(table) = table::read(bytes) else { return };
    let stages = standard();
    let rates_are = Frequency::ALL.get(wish as usize % 4).copied();
    let ask = Ask { name: "N", stages: &stages, rates_are, daily_share: |_, rate| rate / 3000.0 };
    let several = [Several::Mean, Several::First, Several::Last, Several::Refuse][wish as usize % 4];
    let start_date = wish.is_multiple_of(5).then(|| "2024-09-01".parse().expect("a date"));
    let wishes = Wishes { name: "N".to_owned(), start_date, several, doubled: several, ..Wishes::default() };
    if size < 10_000 {
        let wishes = observations::Wishes { skip_bad_lines: true, ..observations::Wishes::default() };
        let _ = observations::read(&table, wishes);
    }
    // What the table is taken for, and one other kind that somebody may say it is.
    let said = ModelKind::ALL[(wish >> 8) as usize % ModelKind::ALL.len()];
    for kind in model_of_table(&table).filter(|kind| *kind != said).into_iter().chain([said]) {
        let look = match kind {
            ModelKind::Temperature => {
                let Ok(look) = temperatures::look(&table, &wishes) else { continue };
                if look.blocked.is_none() {
                    look.profile.check("profile").expect("what is read passes the door");
                }
                continue;
            }
            ModelKind::Tgc => look_at_tgc(&table, ask),
            ModelKind::Fcr => look_at_fcr(&table, ask),
            ModelKind::Mortality => look_at_mortality(&table, ask),
        };
        let Ok(Look { document: Ok(mut document), .. }) = look else { continue };
        if let ModelDocument::Tgc(model) = &mut document {
            let reading = TemperatureReading { day_number: 1, temperature_c: 8.0 };
            model.temperature_profile = TemperatureProfile { name: "P".to_owned(), readings: vec![reading] };
        }
        document.check(&stages).expect("what is read passes the door");
    }
}

/// All that may be done with the bytes of a document.
fn read_document(bytes: &[u8]) {
    let _ = kind_of(bytes.to_vec());
    let Ok(text) = text::decode(bytes.to_vec()) else { return };
    let _ = scenarios::read(&text);
    let _ = scenarios::texts(&text);
    let _ = batches::read(&text);
    for kind in ModelKind::ALL {
        let _ = ModelDocument::read(kind, &text);
    }
}

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const SHEET: &str = r#"<row r="1"><c r="A1" t="inlineStr"><is><t>Dato</t></is></c><c r="B1" t="s"><v>0</v></c></row>
<row r="2"><c r="A2" s="1"><v>45292.25</v></c><c r="B2"><v>4.5</v></c></row>
<row r="3"><c r="A3" s="1"><v>45293</v></c><c r="B3" t="e"><v>#N/A</v></c></row>
<row r="4"><c r="A4" s="1"><v>45295</v></c><c r="B4"><v>-0.25</v></c></row>"#;

/// A workbook whose parts are packed, or stored so that changed bytes reach what is within.
fn workbook(sheet: &[u8], strings: &[u8], packed: bool) -> Vec<u8> {
    let rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let pack = "http://schemas.openxmlformats.org/package/2006";
    let about =
        |name: &str| format!("<Relationship Id=\"r{name}\" Type=\"{rel}/{name}\" Target=\"{name}.xml\"/>");
    let parts: [(&str, Vec<u8>); 7] = [
        ("[Content_Types].xml", format!("<Types xmlns=\"{pack}/content-types\"/>").into_bytes()),
        (
            "_rels/.rels",
            format!("<Relationships xmlns=\"{pack}/relationships\"><Relationship Id=\"r1\" Type=\"{rel}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>").into_bytes(),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                "<Relationships xmlns=\"{pack}/relationships\"><Relationship Id=\"r1\" Type=\"{rel}/worksheet\" Target=\"worksheets/sheet1.xml\"/>{}{}</Relationships>",
                about("styles"),
                about("sharedStrings")
            )
            .into_bytes(),
        ),
        (
            "xl/workbook.xml",
            format!("<workbook xmlns=\"{MAIN}\" xmlns:r=\"{rel}\"><sheets><sheet name=\"Log\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>").into_bytes(),
        ),
        (
            "xl/styles.xml",
            format!("<styleSheet xmlns=\"{MAIN}\"><cellXfs count=\"2\"><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>").into_bytes(),
        ),
        ("xl/sharedStrings.xml", [format!("<sst xmlns=\"{MAIN}\">").as_bytes(), strings, b"</sst>"].concat()),
        (
            "xl/worksheets/sheet1.xml",
            [format!("<worksheet xmlns=\"{MAIN}\"><sheetData>").as_bytes(), sheet, b"</sheetData></worksheet>"].concat(),
        ),
    ];
    let method = if packed { zip::CompressionMethod::Deflated } else { zip::CompressionMethod::Stored };
    let options = zip::write::SimpleFileOptions::default().compression_method(method);
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(name, options).expect("a part");
        zip.write_all(&content).expect("its content");
    }
    zip.finish().expect("a workbook").into_inner()
}

fn tables_of_people(largest: &mut Largest) {
    let mut dice = Dice(1);
    let all: Vec<&[u8]> = TABLES_OF_PEOPLE.iter().map(|text| text.as_bytes()).collect();
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
    let strings = b"<si><t>Temp</t></si><si><r><t>Sea</t></r><r><t>10,5</t></r></si>";
    let others: [&[u8]; 2] = [SHEET.as_bytes(), strings];
    for number in 0..SHEETS {
        let sheet = match number % 3 {
            0 => SHEET.as_bytes().to_vec(),
            _ => changed(&mut dice, SHEET.as_bytes(), &others, &pieces),
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
    let scenario: serde_json::Value =
        serde_json::from_str(include_str!("fixtures/short-autumn.json")).expect("a document");
    let texts: Vec<String> = [
        &scenario,
        &scenario["tgc_model"],
        &scenario["tgc_model"]["temperature_profile"],
        &scenario["fcr_model"],
        &scenario["mortality_model"],
    ]
    .iter()
    .map(ToString::to_string)
    .chain([r#"[{"batch_number":"B-1","start_date":"2024-09-01","initial_count":1000,"initial_weight":110.5,"stage":"Post-Smolt","site":"North","pens":["1","2"],"scenario":3}]"#.to_owned()])
    .collect();
    let all: Vec<&[u8]> = texts.iter().map(String::as_bytes).collect();
    for number in 0..DOCUMENTS {
        let file = changed(&mut dice, all[number as usize % all.len()], &all, &DOCUMENT_PIECES);
        within_memory("a document", file.len(), largest, || read_document(&file));
    }
}

fn batches_of_people(largest: &mut Largest) {
    let mut dice = Dice(4);
    let like = TABLES_OF_PEOPLE[TABLES_OF_PEOPLE.len() - 1].as_bytes();
    for _ in 0..BATCHES {
        let file = changed(&mut dice, like, &[like], &PIECES);
        within_memory("a table of batches", file.len(), largest, || {
            if let Ok(text) = text::decode(file) {
                let _ = batches::read(&text);
            }
        });
    }
}

fn dumpdata_of_aquamind(largest: &mut Largest) {
    let mut dice = Dice(5);
    let whole = include_str!("fixtures/aquamind/dumpdata.json");
    // Rows of many tables, few of each: a large file would only be read more slowly.
    let mut rows: Vec<&str> = Vec::new();
    for line in whole.lines().filter(|line| line.starts_with("{\"model\"")) {
        let model = line.split('"').nth(3).expect("the name of a model");
        if rows.iter().filter(|row| row.contains(model)).count() < 2 {
            rows.push(line.trim_end_matches(','));
        }
    }
    let like = format!("[{}]", rows.join(",\n"));
    for _ in 0..DUMPS {
        let file = changed(&mut dice, like.as_bytes(), &[like.as_bytes()], &DOCUMENT_PIECES);
        within_memory("a dumpdata", file.len(), largest, || {
            if let Ok(source) = dumpdata::read(&file) {
                drop(understand(source, true));
            }
        });
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
        within_memory("a large document", text.len(), largest, || read_document(text.as_bytes()));
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
    large(&mut largest);
    let by_hand = largest.files;
    tables_of_people(&mut largest);
    sheets(&mut largest);
    documents(&mut largest);
    batches_of_people(&mut largest);
    dumpdata_of_aquamind(&mut largest);
    let Largest { files, taken, times } = largest;
    println!("{files} files; most memory {taken} bytes; of large files at most {times:.1} times their size");
    assert_eq!(files - by_hand, 100_000);
}
