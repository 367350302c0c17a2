use lopdf::{Dictionary, Document, Object};
use proptest::prelude::*;
use typst::layout::{Frame, FrameItem, Point};

use super::*;
use crate::domain::display;
use crate::report::blocks::{Block, Cell, CellValue};
use crate::report::testing::{Change, compared, gathered};
use crate::report::wishes::{Paper, Part, Parts, Wishes};

/// A report of short runs: typesetting is slow where nothing is optimised.
const SHORT: Change = |s| s.duration_days = 20;
const OTHER: Change = |s| {
    s.duration_days = 20;
    s.tgc_model.tgc_value = 3.0;
};

/// All the text of a PDF, without what is between words.
fn text_of(pdf: &Document) -> String {
    let pages: Vec<u32> = pdf.get_pages().into_keys().collect();
    bare(&pdf.extract_text(&pages).unwrap())
}

fn bare(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_whitespace()).collect()
}

fn words_of(cell: &Cell) -> impl Iterator<Item = &str> {
    std::iter::once(cell.text.as_str()).chain(cell.notes.iter().map(|note| note.text.as_str()))
}

#[test]
fn every_word_and_number_of_the_contents_is_read_back_in_its_order() {
    let gathered = gathered(compared(&[("Plan", SHORT), ("Faster", OTHER)]));
    let wishes = Wishes::default();
    let contents = Contents::of(&gathered, &wishes);
    let pdf = Document::load_mem(&render(&contents).unwrap()).unwrap();
    let text = text_of(&pdf);
    let mut at = 0;
    let mut numbers = 0;
    let mut find = |words: &str| {
        let words = bare(words);
        let found = text[at..].find(&words);
        at += found.unwrap_or_else(|| panic!("{words} is not in {}", &text[at..])) + words.len();
    };
    find(&contents.title);
    for section in contents.sections() {
        find(section.title);
        for block in &section.blocks {
            match block {
                Block::Heading(words) | Block::Says(words) | Block::Note(words) => find(words),
                Block::Items(items) => items.iter().for_each(|item| find(item)),
                Block::Runs(runs) => runs.iter().for_each(|run| find(&run.sentence)),
                Block::Table(table) => {
                    table.columns.iter().for_each(|column| find(&column.head));
                    table.rows.iter().flatten().flat_map(words_of).for_each(&mut find);
                    let is_number = |cell: &&Cell| matches!(cell.value, CellValue::Number(..));
                    numbers += table.rows.iter().flatten().filter(is_number).count();
                }
                Block::Legend | Block::Plots(_) => {}
            }
        }
    }
    assert!(numbers > 150, "{numbers}");
    // The words are those of the run itself.
    let summary = &gathered.compared.runs[1].summary;
    for figure in [display::weight(summary.final_weight_g), display::biomass(summary.final_biomass_kg)] {
        assert!(text.contains(&bare(&figure.to_string())), "{figure}");
    }
}

#[test]
fn pages_are_numbered_bookmarked_of_the_wished_size_and_carry_their_fonts() {
    let gathered = gathered(compared(&[("Plan", SHORT), ("Faster", OTHER)]));
    for (paper, size) in [(Paper::A4, [595.0, 842.0]), (Paper::Letter, [612.0, 792.0])] {
        let wishes = Wishes { paper, ..Wishes::default() };
        let contents = Contents::of(&gathered, &wishes);
        let bytes = render(&contents).unwrap();
        assert_eq!(bytes, render(&contents).unwrap(), "the same contents give the same bytes");
        let pdf = Document::load_mem(&bytes).unwrap();
        let pages = pdf.get_pages();
        for (number, id) in &pages {
            let foot = bare(&pdf.extract_text(&[*number]).unwrap());
            assert!(foot.contains(&format!("{number}/{}", pages.len())), "page {number}");
            let page = pdf.get_dictionary(*id).unwrap();
            let media = page.get(b"MediaBox").unwrap().as_array().unwrap();
            for (side, wanted) in media[2..].iter().zip(size) {
                assert!((side.as_float().unwrap() - wanted).abs() < 1.0, "{media:?}");
            }
        }
        let toc: Vec<String> = pdf.get_toc().unwrap().toc.into_iter().map(|entry| entry.title).collect();
        for section in contents.sections() {
            assert!(toc.iter().any(|title| title == section.title), "{} in {toc:?}", section.title);
        }
        let is_font = |object: &&Dictionary| object.has_type(b"FontDescriptor");
        let fonts: Vec<_> =
            pdf.objects.values().filter_map(|object| object.as_dict().ok()).filter(is_font).collect();
        assert!(!fonts.is_empty());
        assert!(fonts.iter().all(|font| font.has(b"FontFile2") || font.has(b"FontFile3")));
        let info = pdf.trailer.get(b"Info").and_then(Object::as_reference).unwrap();
        let date = pdf.get_dictionary(info).unwrap().get(b"CreationDate").unwrap().as_str().unwrap();
        assert!(String::from_utf8_lossy(date).starts_with("D:20250115100000"), "the report's own time");
    }
}

/// Every text on the pages with its place, and the width of the page.
fn texts(pages: &PagedDocument) -> Vec<(f64, f64, f64, f64, f64, String)> {
    fn walk(frame: &Frame, at: Point, page: (f64, f64), found: &mut Vec<(f64, f64, f64, f64, f64, String)>) {
        for (place, item) in frame.items() {
            let at = at + *place;
            match item {
                FrameItem::Group(group) => walk(&group.frame, at, page, found),
                FrameItem::Text(text) => {
                    let (x, y) = (at.x.to_pt(), at.y.to_pt());
                    found.push((x, x + text.width().to_pt(), y, page.0, page.1, text.text.to_string()));
                }
                _ => {}
            }
        }
    }
    let mut found = Vec::new();
    for page in pages.pages() {
        let size = (page.frame.width().to_pt(), page.frame.height().to_pt());
        walk(&page.frame, Point::zero(), size, &mut found);
    }
    found
}

fn nothing_is_cut_off(contents: &Contents<'_>) {
    // 17 mm of margin on each side; a line may hang over by a hair.
    let margin = 17.0 / 25.4 * 72.0 - 1.0;
    let texts = texts(&typeset(contents).unwrap());
    assert!(texts.len() > 20);
    for (left, right, y, width, height, text) in texts {
        assert!(left >= margin && right <= width - margin, "{text} from {left} to {right} of {width}");
        assert!(y > 20.0 && y < height - 20.0, "{text} at {y} of {height}");
    }
}

#[test]
fn nothing_stands_outside_of_the_paper_however_many_runs_and_however_long_their_names() {
    let long = "Mortality doubled, as after the lice treatments of last autumn in Vestmanna, with a slower start of all";
    let unbroken = "x".repeat(100);
    let runs: Vec<(&str, Change)> = [long, &unbroken, "鲑鱼生产计划鲑鱼生产计划", "d", "e", "f", "g"]
        .into_iter()
        .map(|label| (label, SHORT))
        .collect();
    for count in [1, 2, 4, 7] {
        let gathered = gathered(compared(&runs[..count]));
        for paper in [Paper::A4, Paper::Letter] {
            let wishes = Wishes { paper, ..Wishes::default() };
            nothing_is_cut_off(&Contents::of(&gathered, &wishes));
        }
    }
}

/// A report with a text in every place where somebody may have typed one.
fn with_text(text: &str) -> String {
    let mut compared = compared(&[("Plan", |s| s.duration_days = 2), ("b", |s| s.duration_days = 2)]);
    let detail = &mut compared.runs[1].detail;
    detail.run.label = text.to_owned();
    detail.run.scenario_name = text.to_owned();
    detail.notes = text.to_owned();
    detail.created_by_name = text.to_owned();
    detail.warnings = vec![text.to_owned()];
    let mut gathered = gathered(compared);
    gathered.about.farm_file = text.to_owned();
    gathered.about.by = text.to_owned();
    let parts = Parts::only(&[Part::Look, Part::Figures, Part::Events]);
    let wishes = Wishes { parts, ..Wishes::default() };
    let contents = Contents::of(&gathered, &wishes);
    nothing_is_cut_off(&contents);
    text_of(&Document::load_mem(&render(&contents).unwrap()).unwrap())
}

#[test]
fn what_would_be_markup_elsewhere_is_text() {
    for text in [
        "#import \"x\": * $a^2$ <label> @ref",
        "*bold* _it_ `raw` = Head",
        "\\u{41} // no /* comment */ [x] {y}",
        "\"quotes\" 'single' & < > ; -- ~ ...",
        "https://example.org/ - list\n+ item\n/ term: x",
        "#panic() #read(\"/etc/passwd\")",
    ] {
        let read = with_text(text);
        let found = read.matches(&bare(text)).count();
        assert!(found >= 4, "{text} stands {found} times in {read}");
    }
}

#[test]
fn ten_thousand_letters_and_letters_that_no_page_can_hold_break_nothing() {
    let long = "Laks".repeat(2500);
    // It goes over pages, each with its head and foot: among the runs, in the notes and in the warnings.
    assert!(with_text(&long).matches("Laks").count() > 7_000, "nothing of it is lost");
    with_text("a\u{0}\u{7}\u{1b}[31m\u{202e}turned\u{feff}\u{fffe}");
    with_text("");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, ..ProptestConfig::default() })]

    #[test]
    fn no_text_can_break_the_document(text in "\\PC{0,80}") {
        with_text(&text);
    }
}
