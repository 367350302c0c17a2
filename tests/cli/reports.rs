//! Reports of a comparison, in every format, held against what is stored.
use super::support::Desk;
use calamine::{DataType as _, Reader as _};
use std::fs;

fn names(desk: &Desk) -> Vec<String> {
    let entries = fs::read_dir(desk.folder.path()).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.filter(|name| name.contains("out")).collect();
    names.sort();
    names
}

#[test]
fn four_formats_hold_the_numbers_that_are_stored() {
    let desk = Desk::with_sample();
    let human = desk
        .run(&[
            "run", "compare", "1#1", "1#2", "--report", "out.html", "out.xlsx", "--report", "out.csv",
            "out.json",
        ])
        .ok();
    assert!(human.contains("Reports\n  out.html\n  out.xlsx\n  out.csv\n  out.json\n"), "{human}");
    assert_eq!(names(&desk), ["out.csv", "out.html", "out.json", "out.xlsx"]);
    // All that the command answers with is in the document, and beside it what the report says of it.
    let answered = desk.run(&["--json", "run", "compare", "1#1", "1#2"]).ok();
    let answer: serde_json::Value = serde_json::from_str(&answered).unwrap();
    let document: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(desk.path("out.json")).unwrap()).unwrap();
    for (key, value) in answer.as_object().unwrap() {
        assert_eq!(&document[key], value, "{key}");
    }
    assert_eq!(document["report"]["runs"][1]["verified"]["status"], "equal");

    let stored = [desk.json(&["run", "days", "1#1"]), desk.json(&["run", "days", "1#2"])];
    let stored: Vec<&serde_json::Value> = stored.iter().flat_map(|days| days.as_array().unwrap()).collect();
    let mut csv = csv::Reader::from_path(desk.path("out.csv")).unwrap();
    let lines: Vec<csv::StringRecord> =
        csv.records().map(Result::unwrap).filter(|line| &line[3] == "days").collect();
    assert_eq!(lines.len(), 6 * stored.len(), "one for each measure of each day");
    let mut book: calamine::Xlsx<_> = calamine::open_workbook(desk.path("out.xlsx")).unwrap();
    let mut rows = Vec::new();
    for sheet in ["#1 Baseline", "#2 Updated TGC"] {
        let range = book.worksheet_range(sheet).unwrap();
        rows.extend(range.rows().skip(1).map(<[_]>::to_vec));
    }
    assert_eq!(rows.len(), stored.len());
    let measures =
        ["average_weight", "population", "biomass", "daily_feed", "cumulative_feed", "temperature"];
    for ((lines, row), day) in lines.chunks(6).zip(&rows).zip(&stored) {
        for (place, measure) in measures.iter().enumerate() {
            let (line, number) = (&lines[place], day[measure].as_f64().unwrap());
            assert!(line[4].starts_with(measure), "{measure}");
            assert_eq!(&line[6], day["projection_date"].as_str().unwrap());
            assert_eq!(line[7].parse::<f64>().unwrap(), number, "{measure}");
            assert_eq!(row[3 + place].as_f64().unwrap(), number, "{measure}");
        }
    }

    let html = fs::read_to_string(desk.path("out.html")).unwrap();
    let compared: serde_json::Value = serde_json::from_str(&answered).unwrap();
    for figure in compared["key_figures"].as_array().unwrap() {
        let head = format!("<th scope=\"row\">{}</th>", figure["label"].as_str().unwrap());
        let row = html.split_once(&head).unwrap().1.split("</tr>").next().unwrap();
        for value in figure["values"].as_array().unwrap() {
            assert!(row.contains(&format!("<data value=\"{}\">", value.as_f64().unwrap())), "{head}: {row}");
        }
    }
    for part in ["VES-24-02", "Updated TGC", "and 4,000 g, which the baseline does not", "TGC model › TGC"]
    {
        assert!(html.contains(part), "{part}");
    }
}

#[test]
fn a_run_and_a_batch_have_reports_with_what_was_chosen() {
    let desk = Desk::with_sample();
    let told = desk
        .run(&[
            "run",
            "report",
            "1#2",
            "out.html",
            "out.csv",
            "--numbers",
            "norwegian",
            "--every",
            "monthly",
            "--sections",
            "figures,table",
        ])
        .ok();
    assert!(told.contains("out.html") && told.contains("out.csv"), "{told}");
    let html = fs::read_to_string(desk.path("out.html")).unwrap();
    assert!(
        html.contains("Month by month")
            && html.contains("2024-09</th>")
            && !html.contains("baseline</small>")
    );
    assert!(html.contains("Verified") && !html.contains("Parameter snapshots"));
    let csv = fs::read_to_string(desk.path("out.csv")).unwrap();
    assert!(csv.starts_with("\u{feff}run_id;run;scenario;section;"), "{}", &csv[..60]);
    let stored = desk.json(&["run", "show", "1#2"])["summary"]["final_weight_g"].as_f64().unwrap();
    let written = stored.to_string().replace('.', ",");
    assert!(csv.contains(&format!("figures;final_weight_g;;;{written};g;")), "{written}");

    let answer = desk.json(&["batch", "report", "VES-24-01", "out-batch.html", "out-batch.json"]);
    assert_eq!(answer["reports"].as_array().unwrap().len(), 2);
    let html = fs::read_to_string(desk.path("out-batch.html")).unwrap();
    assert!(html.contains("Batch VES-24-01") && html.contains("Every change of the pin"));
    let json = fs::read_to_string(desk.path("out-batch.json")).unwrap();
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["report"]["batch"]["batch"]["batch_number"], "VES-24-01");
    assert_eq!(json["runs"].as_array().unwrap().len(), 1);
    // A batch without a pin says so, and has no figures.
    desk.run(&["batch", "report", "HAT-24-01", "out-none.html", "out-none.xlsx", "out-none.json"]).ok();
    assert!(fs::read_to_string(desk.path("out-none.html")).unwrap().contains("No run is pinned"));
    let told = desk.run(&["run", "report", "1#2", "out.html"]).refused();
    assert!(told.contains("there is such a file already"), "{told}");
}

#[test]
fn a_report_that_is_there_stays_unless_force_is_given() {
    let desk = Desk::with_sample();
    desk.write("out.csv", "mine");
    let ask = ["run", "compare", "1", "4", "--report", "out.html", "out.csv"];
    let told = desk.run(&ask).refused();
    assert!(told.starts_with("there is such a file already (out.csv)") && told.contains("--force"), "{told}");
    assert_eq!(names(&desk), ["out.csv"]);
    assert_eq!(fs::read_to_string(desk.path("out.csv")).unwrap(), "mine");
    desk.run(&[ask.as_slice(), &["--force"]].concat()).ok();
    assert!(fs::read_to_string(desk.path("out.csv")).unwrap().starts_with("run_id,run,"));
    assert_eq!(names(&desk), ["out.csv", "out.html"]);
    let ran = desk.run(&["run", "compare", "1", "4", "--force"]);
    assert_eq!(ran.status, 2, "{}", ran.err);
}

#[test]
fn what_cannot_be_written_is_told_before_anything_is() {
    let desk = Desk::with_sample();
    fs::create_dir(desk.path("folder.html")).unwrap();
    desk.write("file", "x");
    for (file, says) in [
        ("missing/out.html", "there is no such folder (missing/out.html). Make the folder first"),
        ("file/out.html", "there is no such folder (file/out.html)"),
        ("folder.html", "this is a folder (folder.html)"),
        ("out.docx", "there are no reports that end in .docx (out.docx). Name a file that ends in .pdf"),
        ("out", "the file's ending does not say which format (out)"),
        ("out.csv", "this file is named twice (out.csv)"),
    ] {
        let told = desk.run(&["run", "compare", "1", "4", "--report", "out.csv", file]).refused();
        assert!(told.starts_with(says), "{told}");
        assert!(names(&desk).is_empty(), "{:?}", names(&desk));
    }
    let told = desk.run(&["run", "compare", "1", "99", "--report", "out.csv"]).refused();
    assert!(told.starts_with("there is no run 99"), "{told}");
    assert!(names(&desk).is_empty());
}

#[test]
fn pages_and_pictures_are_reports_too() {
    let desk = Desk::with_sample();
    desk.run(&["run", "compare", "1", "4", "--report", "out.pdf", "out.png", "out.svg"]).ok();
    let begins = |file: &str| fs::read(desk.path(file)).unwrap()[..5].to_vec();
    assert_eq!(begins("out.pdf"), b"%PDF-");
    assert_eq!(begins("out.png"), b"\x89PNG\r");
    assert_eq!(begins("out.svg"), b"<?xml");
    let told = desk.run(&["run", "compare", "1", "4", "--report", "out.odt"]).refused();
    assert!(told.starts_with("there are no reports that end in .odt (out.odt). Name a file"), "{told}");
}

#[test]
fn names_in_any_script_come_through_in_every_format() {
    let desk = Desk::with_sample();
    let label = "Føroyar <b>\"Σολομός\"</b> & 鲑鱼 🐟";
    desk.run(&["run", "label", "4", label]).ok();
    // Runs of several scenarios, of other starts and lengths.
    let runs = ["run", "compare", "1", "4", "2", "3", "--report", "out.html", "out.xlsx", "out.csv"];
    desk.run(&runs).ok();
    let html = fs::read_to_string(desk.path("out.html")).unwrap();
    assert!(html.contains("Føroyar &lt;b&gt;&quot;Σολομός&quot;&lt;/b&gt; &amp; 鲑鱼 🐟"));
    assert!(!html.contains("<b>"));
    let mut csv = csv::Reader::from_path(desk.path("out.csv")).unwrap();
    let runs: std::collections::BTreeSet<String> =
        csv.records().map(|line| line.unwrap()[1].to_owned()).collect();
    assert!(runs.contains(&format!("#2 {label}")), "{runs:?}");
    let mut book: calamine::Xlsx<_> = calamine::open_workbook(desk.path("out.xlsx")).unwrap();
    let summary = book.worksheet_range("Summary").unwrap();
    assert!(summary.used_cells().any(|(_, _, cell)| cell.as_string().as_deref() == Some(label)));
}
