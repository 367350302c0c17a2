//! The report as a workbook that a planner goes on working in: typed numbers and dates, formulas where a figure follows
//! from others, charts of Excel's own.
mod blocks;
mod charts;
mod days;
mod formats;
mod names;
mod summary;
mod tables;

use rust_xlsxwriter::{DocProperties, Workbook, XlsxError};

use super::blocks::Block;
use super::contents::Contents;
use super::wishes::{Every, Part};
use formats::Formats;

/// The report as XLSX.
pub(super) fn render(contents: &Contents<'_>) -> Result<Vec<u8>, XlsxError> {
    let formats = Formats::new();
    let sheets = names::of_sheets(contents);
    let mut workbook = Workbook::new();
    let properties = DocProperties::new()
        .set_title(&contents.title)
        .set_author(&contents.about.by)
        .set_comment(format!("Made with {}", contents.about.program))
        .set_creation_datetime(&contents.about.at);
    workbook.set_properties(&properties);
    if contents.batch.is_some() {
        blocks::tables(workbook.add_worksheet(), "Batch", &contents.batch_blocks(), &formats)?;
    }
    if contents.growth.is_some() && contents.wishes.parts.has(Part::Growth) {
        blocks::tables(workbook.add_worksheet(), "Growth", &contents.growth_tables(), &formats)?;
        let days: Vec<Block> = contents.actual_days_block().into_iter().collect();
        blocks::tables(workbook.add_worksheet(), "Actual days", &days, &formats)?;
    }
    summary::write(workbook.add_worksheet(), contents, &formats, &sheets)?;
    let has = |part| contents.wishes.parts.has(part) && !contents.compared.runs.is_empty();
    if has(Part::Figures) {
        tables::differences(workbook.add_worksheet(), contents, &formats)?;
    }
    if has(Part::Recipe) && contents.has_several() {
        tables::parameters(workbook.add_worksheet(), contents, &formats)?;
    }
    if has(Part::Batches) && contents.batch.is_none() {
        blocks::tables(workbook.add_worksheet(), "Batches", &contents.batches_blocks(), &formats)?;
    }
    if has(Part::Table) && contents.wishes.every != Every::Day {
        blocks::steps(workbook.add_worksheet(), contents, &sheets, &formats)?;
    }
    // The charts and the weeks follow from the days.
    for (run, name) in contents.compared.runs.iter().zip(&sheets) {
        days::write(workbook.add_worksheet(), run, name, &formats)?;
    }
    if has(Part::Appendix) {
        let parameters: Vec<Block> = contents.appendix_blocks().into_iter().take(1).collect();
        blocks::tables(workbook.add_worksheet(), "Snapshots", &parameters, &formats)?;
        if !contents.distinct_profiles().is_empty() {
            blocks::profiles(workbook.add_worksheet(), contents, &formats)?;
        }
    }
    workbook.save_to_buffer()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::testing::{compared, gathered};
    use crate::report::wishes::Wishes;
    use calamine::{Data, DataType as _, Range, Reader as _, Xlsx};
    use std::io::Cursor;

    type Book = Xlsx<Cursor<Vec<u8>>>;

    fn open(contents: &Contents<'_>) -> Book {
        Xlsx::new(Cursor::new(render(contents).unwrap())).unwrap()
    }

    fn sheet(book: &mut Book, name: &str) -> Range<Data> {
        book.worksheet_range(name).unwrap()
    }

    #[test]
    fn every_day_is_read_back_as_the_number_and_the_date_it_is() {
        let compared = compared(&[("Plan", |_| {}), ("Shorter", |s| s.duration_days = 90)]);
        let mut book = open(&Contents::of(&gathered(compared.clone()), &Wishes::default()));
        assert_eq!(
            book.sheet_names(),
            [
                "Summary",
                "Differences",
                "Parameters",
                "Batches",
                "Weeks",
                "#1 Plan",
                "#2 Shorter",
                "Snapshots",
                "Profiles"
            ]
        );
        for (run, name) in compared.runs.iter().zip(["#1 Plan", "#2 Shorter"]) {
            let rows = sheet(&mut book, name);
            assert_eq!(rows.height(), run.projection.days.len() + 1);
            for (row, day) in rows.rows().skip(1).zip(&run.projection.days) {
                assert_eq!(row[0].as_f64(), Some(f64::from(day.day_number)));
                let since_1900 =
                    (day.projection_date - chrono::NaiveDate::from_ymd_opt(1899, 12, 30).unwrap()).num_days();
                let Data::DateTime(date) = &row[1] else { panic!("{:?}", row[1]) };
                assert_eq!(date.as_f64(), since_1900 as f64);
                assert_eq!(row[2], Data::String(run.projection.stage_name(day).to_owned()));
                let numbers: Vec<f64> = row[3..9].iter().map(|cell| cell.as_f64().unwrap()).collect();
                let stored = [
                    day.average_weight_g,
                    day.population,
                    day.biomass_kg,
                    day.daily_feed_kg,
                    day.cumulative_feed_kg,
                    day.temperature_c,
                ];
                assert_eq!(numbers, stored, "day {}", day.day_number);
            }
        }
    }

    #[test]
    fn key_figures_and_differences_are_those_of_the_comparison() {
        let compared = compared(&[("a", |_| {}), ("b", |s| s.tgc_model.tgc_value = 3.0), ("c", |_| {})]);
        let mut book = open(&Contents::of(&gathered(compared.clone()), &Wishes::default()));
        let rows = sheet(&mut book, "Differences");
        for (row, figure) in rows.rows().skip(1).zip(&compared.comparison.key_figures) {
            assert_eq!(row[0], Data::String(figure.label.to_owned()));
            let values: Vec<Option<f64>> = row[2..5].iter().map(Data::as_f64).collect();
            assert_eq!(values, figure.values, "{}", figure.label);
            // Behind the values, each other run has its difference, the percentage and what that means.
            let differences: Vec<Option<f64>> = [5, 8].map(|column: usize| row[column].as_f64()).to_vec();
            assert_eq!(differences, figure.differences[1..], "{}", figure.label);
            if let (true, Some(percent)) = (figure.has_share(), figure.differences_percent[1]) {
                assert!((row[6].as_f64().unwrap() * 100.0 - percent).abs() < 1e-9, "{}", figure.label);
            }
        }
        let formulas = book.worksheet_formula("Differences").unwrap();
        assert!(formulas.used_cells().any(|(_, _, formula)| formula == "D2-C2"), "a difference is a formula");
    }

    #[test]
    fn parameters_are_numbers_where_they_are_numbers_and_names_never_formulas() {
        let mut compared = compared(&[("=1+1", |_| {}), ("b", |s| s.tgc_model.tgc_value = 2.95)]);
        compared.runs[0].detail.run.scenario_name = "=HYPERLINK(\"x\")".to_owned();
        let mut book = open(&Contents::of(&gathered(compared.clone()), &Wishes::default()));
        let rows = sheet(&mut book, "Parameters");
        let row = rows.rows().find(|row| row[1] == Data::String("tgc_model.tgc_value".to_owned())).unwrap();
        assert_eq!((row[2].as_f64(), row[3].as_f64()), (Some(2.81), Some(2.95)));
        let summary = sheet(&mut book, "Summary");
        assert!(
            summary.used_cells().any(|(_, _, cell)| *cell == Data::String("=HYPERLINK(\"x\")".to_owned()))
        );
        assert_eq!(book.worksheet_formula("Summary").unwrap().used_cells().count(), 0);
    }

    #[test]
    fn one_day_twenty_years_and_any_label_make_a_workbook() {
        let mut compared = compared(&[
            ("one day", |s| s.duration_days = 1),
            ("twenty years", |s| s.duration_days = 7300),
            ("Σολομός/鲑鱼 [🐟] with a label that is longer than a sheet's name may be", |_| {}),
            ("", |_| {}),
        ]);
        compared.runs[0].detail.run.label = "a\u{0}b".to_owned();
        let mut book = open(&Contents::of(&gathered(compared.clone()), &Wishes::default()));
        let names = book.sheet_names();
        // Summary, Differences, Parameters, Batches, Weeks, the four runs, Snapshots, Profiles.
        assert_eq!(names.len(), 11);
        assert!(names.iter().all(|name| name.encode_utf16().count() <= 31), "{names:?}");
        assert_eq!(sheet(&mut book, &names[6]).height(), 7301);
    }
}
