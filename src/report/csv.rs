//! All of a report in one table in long form, a number a line with every digit: for spreadsheets and pivot tables.
//!
//! `section` says what a line is about: `report`, `runs`, `look`, `figures`, `differences`, `differences_percent`,
//! `recipe`, `targets`, `stages`, `warnings`, `batches`, `weeks` or `months`, `days`, `parameters`, and of a batch
//! `batch`, `pins`, `variance`, `forecast`, `calibration`, `observations` and `actual_days`.
use ::csv::{Terminator, Writer, WriterBuilder};
use chrono::NaiveDate;
use serde_json::Value;

use super::contents::Contents;
use super::numbers::CsvStyle;
use super::wishes::{Every, Part};
use crate::domain::display;
use crate::domain::measure::Measure;
use crate::domain::run::ProjectionRun;
use crate::engine::comparison::RunInFull;
use crate::engine::parameter_diff::parameters;
use crate::engine::target_words::Reached;

/// The columns.
const HEADS: [&str; 10] =
    ["run_id", "run", "scenario", "section", "item", "day_number", "date", "value", "unit", "text"];

/// The measures of a day by the names of their columns elsewhere.
const MEASURES: [(&str, Measure, &str); 6] = [
    ("average_weight_g", Measure::Weight, "g"),
    ("population", Measure::Population, "fish"),
    ("biomass_kg", Measure::Biomass, "kg"),
    ("daily_feed_kg", Measure::DailyFeed, "kg"),
    ("cumulative_feed_kg", Measure::CumulativeFeed, "kg"),
    ("temperature_c", Measure::Temperature, "°C"),
];

/// The report as CSV: UTF-8, with a line of heads. Where the semicolon separates, a mark tells Excel that it is UTF-8.
pub(super) fn render(contents: &Contents<'_>) -> Result<Vec<u8>, ::csv::Error> {
    let style = contents.wishes.csv();
    let mut begin = Vec::with_capacity(1 << 20);
    if style.separator == ';' {
        begin.extend_from_slice("\u{feff}".as_bytes());
    }
    let mut builder = WriterBuilder::new();
    builder.delimiter(u8::try_from(style.separator).unwrap_or(b',')).terminator(Terminator::CRLF);
    let writer = builder.from_writer(begin);
    let mut lines = Lines { writer, style, run: [String::new(), String::new(), String::new()] };
    lines.writer.write_record(HEADS)?;
    lines.about(contents)?;
    lines.batch(contents)?;
    let has = |part| contents.wishes.parts.has(part);
    if has(Part::Growth) {
        lines.growth(contents)?;
    }
    for (place, run) in contents.compared.runs.iter().enumerate() {
        lines.begin(&run.detail.run);
        lines.run(contents, place, run)?;
        if has(Part::Look) {
            let sentence = contents.runs.get(place).map_or("", |head| head.sentence.as_str());
            lines.text("look", "sentence", sentence)?;
        }
        if has(Part::Figures) {
            lines.figures(contents, place)?;
        }
        if has(Part::Recipe) {
            lines.recipe(contents, place)?;
        }
        if has(Part::Events) {
            lines.events(contents, place, run)?;
        }
        if has(Part::Batches) {
            for batch in contents.pinned.get(place).into_iter().flatten() {
                let site = if batch.site.is_empty() { String::new() } else { format!(", {}", batch.site) };
                lines.text("batches", &batch.batch_number, &format!("{}{site}", batch.stage))?;
            }
        }
        if has(Part::Table) && contents.wishes.every != Every::Day {
            lines.steps(contents, place, run)?;
        }
        if has(Part::Table) || has(Part::Plots) {
            lines.days(run)?;
        }
        if has(Part::Appendix) {
            lines.parameters(run)?;
        }
    }
    lines.writer.into_inner().map_err(|error| error.into_error().into())
}

/// What stands on a line after its run.
#[derive(Default)]
struct Line<'a> {
    section: &'a str,
    item: &'a str,
    day_number: Option<u32>,
    date: Option<NaiveDate>,
    value: Option<f64>,
    unit: &'a str,
    text: &'a str,
}

/// The lines that are written, and the run that they are of.
struct Lines {
    writer: Writer<Vec<u8>>,
    style: CsvStyle,
    run: [String; 3],
}

impl Lines {
    fn begin(&mut self, run: &ProjectionRun) {
        self.run = [run.run_id.to_string(), run.short_name(), harmless(&run.scenario_name)];
    }

    fn put(&mut self, line: &Line<'_>) -> Result<(), ::csv::Error> {
        let [id, name, scenario] = &self.run;
        let day = line.day_number.map(|day| day.to_string()).unwrap_or_default();
        let date = line.date.map(display::date).unwrap_or_default();
        let value = line.value.map(|value| self.style.number(value)).unwrap_or_default();
        self.writer.write_record([
            id.as_str(),
            name,
            scenario,
            line.section,
            &harmless(line.item),
            &day,
            &date,
            &value,
            line.unit,
            &harmless(line.text),
        ])
    }

    fn text(&mut self, section: &str, item: &str, text: &str) -> Result<(), ::csv::Error> {
        self.put(&Line { section, item, text, ..Line::default() })
    }

    fn about(&mut self, contents: &Contents<'_>) -> Result<(), ::csv::Error> {
        let about = contents.about;
        self.text("report", "title", &contents.title)?;
        self.text("report", "farm_file", &about.farm_file)?;
        self.text("report", "made_by", &about.by)?;
        self.text("report", "made_at", &about.at.to_rfc3339())?;
        self.text("report", "program", &about.program)
    }

    /// What became of a batch: variance, forecast, calibration, observations, and its actual days with their sources.
    fn growth(&mut self, contents: &Contents<'_>) -> Result<(), ::csv::Error> {
        let Some(growth) = contents.growth else { return Ok(()) };
        let last = growth.actual.batch.last().map(|day| day.date);
        if let Some(variance) = &growth.variance {
            for (name, figure, unit) in [
                ("weight", &variance.weight_g, "g"),
                ("population", &variance.population, "fish"),
                ("biomass", &variance.biomass_kg, "kg"),
                ("cumulative_feed", &variance.cumulative_feed_kg, "kg"),
            ] {
                let current = &figure.current;
                for (item, value, unit) in [
                    ("actual", Some(current.actual), unit),
                    ("planned", Some(current.planned), unit),
                    ("difference", Some(current.difference()), unit),
                    ("percent", current.percent(), "%"),
                    ("mean_percent", figure.mean_percent, "%"),
                    ("largest_percent", figure.largest.percent(), "%"),
                ] {
                    let item = format!("{name}_{item}");
                    let line =
                        Line { section: "variance", item: &item, date: last, value, unit, ..Line::default() };
                    self.put(&line)?;
                }
            }
        }
        for reached in &growth.dates {
            let item = format!("{} g", reached.weight_g);
            let line = Line { section: "forecast", item: &item, unit: "days", ..Line::default() };
            let value = reached.later_days().map(|days| days as f64);
            self.put(&Line { date: reached.date, value, text: "reached", ..line })?;
            let line = Line { section: "forecast", item: &item, ..Line::default() };
            self.put(&Line { date: reached.planned, text: "planned", ..line })?;
        }
        let fits = &growth.calibration;
        for (name, fit, unit) in [
            ("tgc", fits.tgc, ""),
            ("fcr", fits.fcr, ""),
            ("daily_mortality", fits.daily_mortality_percent, "%"),
        ] {
            let Some(fit) = fit else { continue };
            for (item, value) in [
                ("fitted", Some(fit.value)),
                ("error", fit.error),
                ("planned", Some(fit.planned)),
                ("observations", Some(fit.observations as f64)),
            ] {
                let item = format!("{name}_{item}");
                let unit = if item.ends_with("observations") { "" } else { unit };
                self.put(&Line { section: "calibration", item: &item, value, unit, ..Line::default() })?;
            }
        }
        for seen in super::sections::growth::observed(growth) {
            let text = format!("{} to {}", display::date(seen.first), display::date(seen.last));
            let value = Some(seen.count as f64);
            self.put(&Line {
                section: "observations",
                item: seen.name,
                value,
                text: &text,
                ..Line::default()
            })?;
        }
        for day in &growth.actual.batch {
            for (item, value, unit, text) in [
                ("average_weight_g", day.avg_weight_g, "g", day.weight.source.as_str()),
                ("population", day.population, "fish", ""),
                ("biomass_kg", day.biomass_kg, "kg", ""),
                ("temperature_c", day.temperature_c, "°C", day.temperature.source.as_str()),
                ("deaths", day.deaths, "fish", day.mortality.source.as_str()),
                ("daily_feed_kg", day.feed_kg, "kg", day.feed.source.as_str()),
            ] {
                self.put(&Line {
                    section: "actual_days",
                    item,
                    day_number: Some(day.day_number),
                    date: Some(day.date),
                    value: Some(value),
                    unit,
                    text,
                })?;
            }
        }
        Ok(())
    }

    fn batch(&mut self, contents: &Contents<'_>) -> Result<(), ::csv::Error> {
        let Some(history) = contents.batch else { return Ok(()) };
        let batch = &history.batch;
        self.text("batch", "batch_number", &batch.batch_number)?;
        self.text("batch", "site", &batch.site)?;
        self.text("batch", "pens", &batch.pen_names().join(", "))?;
        self.text("batch", "stage", &batch.stage)?;
        let line = Line { section: "batch", ..Line::default() };
        self.put(&Line { item: "start_date", date: Some(batch.start_date), ..line })?;
        let count = Some(batch.initial_count as f64);
        self.put(&Line {
            section: "batch",
            item: "initial_count",
            value: count,
            unit: "fish",
            ..Line::default()
        })?;
        let weight = Some(batch.initial_weight_g);
        self.put(&Line {
            section: "batch",
            item: "initial_weight_g",
            value: weight,
            unit: "g",
            ..Line::default()
        })?;
        let name = |run: &Option<crate::domain::batch::PinnedRun>| {
            run.as_ref().map_or_else(
                || "no run".to_owned(),
                |run| format!("{} #{} {}", run.scenario_name, run.run_number, run.run_label),
            )
        };
        self.text("batch", "pinned_to", &name(&batch.pinned_projection_run))?;
        for event in &history.events {
            let text = format!(
                "{}: from {} to {}. {}",
                event.changed_by,
                name(&event.from),
                name(&event.to),
                event.reason
            );
            self.text("pins", &event.changed_at.to_rfc3339(), &text)?;
        }
        Ok(())
    }

    /// Who made the run, when, from what, and whether recomputing it gave the same.
    fn run(&mut self, contents: &Contents<'_>, place: usize, run: &RunInFull) -> Result<(), ::csv::Error> {
        let detail = &run.detail;
        self.text("runs", "role", contents.role(place))?;
        self.text("runs", "label", &detail.run.label)?;
        self.text("runs", "made_at", &detail.run.run_date.to_rfc3339())?;
        self.text("runs", "made_by", &detail.created_by_name)?;
        let start = contents.runs.get(place).and_then(|head| head.start);
        self.put(&Line { section: "runs", item: "first_day", date: start, ..Line::default() })?;
        let days = Some(run.projection.days.len() as f64);
        self.put(&Line { section: "runs", item: "days", value: days, unit: "days", ..Line::default() })?;
        self.text("runs", "engine_version", &detail.engine_version)?;
        self.text("runs", "inputs_hash", detail.inputs_hash.as_deref().unwrap_or_default())?;
        let verdict = contents.runs.get(place).and_then(|head| head.verdict);
        let says = verdict.map(|verdict| contents.say(verdict.words())).unwrap_or_default();
        self.text("runs", "verified", &says)?;
        self.text("runs", "notes", &detail.notes)
    }

    fn figures(&mut self, contents: &Contents<'_>, place: usize) -> Result<(), ::csv::Error> {
        let figures = &contents.compared.comparison.key_figures;
        for (figure, words) in figures.iter().zip(&contents.figures) {
            let item = figure.key;
            let value = figure.values.get(place).copied().flatten();
            let unit = figure.quantity.unit();
            self.put(&Line { section: "figures", item, value, unit, text: figure.label, ..Line::default() })?;
            if place == 0 {
                continue;
            }
            let text = match words.get(place).and_then(|words| words.is_better) {
                Some(true) => "better",
                Some(false) => "worse",
                None => "",
            };
            let value = figure.differences.get(place).copied().flatten();
            self.put(&Line { section: "differences", item, value, unit, text, ..Line::default() })?;
            if figure.has_share() {
                let value = figure.differences_percent.get(place).copied().flatten();
                let section = "differences_percent";
                self.put(&Line { section, item, value, unit: "%", text, ..Line::default() })?;
            }
        }
        Ok(())
    }

    fn recipe(&mut self, contents: &Contents<'_>, place: usize) -> Result<(), ::csv::Error> {
        for row in &contents.parameters {
            let Some(cell) = row.cells.get(place) else { continue };
            let text = if cell.profile.is_empty() {
                cell.words.clone()
            } else {
                format!("{}; {}", cell.words, cell.profile)
            };
            let value = cell.value.as_f64();
            self.put(&Line { section: "recipe", item: &row.path, value, text: &text, ..Line::default() })?;
        }
        Ok(())
    }

    fn events(&mut self, contents: &Contents<'_>, place: usize, run: &RunInFull) -> Result<(), ::csv::Error> {
        for target in &contents.targets {
            let item = format!("{} g", self.style.number(target.weight_g));
            let mut line = Line { section: "targets", item: &item, ..Line::default() };
            match target.runs.get(place) {
                Some(Reached::On { day_number, date, later }) => {
                    line.day_number = Some(*day_number);
                    line.date = Some(*date);
                    // So much later than in the baseline.
                    line.value = later.map(|later| later.days as f64);
                    line.unit = if later.is_some() { "days later" } else { "" };
                }
                Some(Reached::FromTheStart) => line.text = "from the start",
                _ => line.text = "not reached",
            }
            self.put(&line)?;
        }
        for change in &run.summary.stage_transitions {
            let text = format!("from {}", change.from);
            self.put(&Line {
                section: "stages",
                item: &change.to,
                day_number: Some(change.day_number),
                date: Some(change.date),
                value: Some(change.weight_g),
                unit: "g",
                text: &text,
            })?;
        }
        run.detail.warnings.iter().try_for_each(|warning| self.text("warnings", "", warning))
    }

    fn steps(&mut self, contents: &Contents<'_>, place: usize, run: &RunInFull) -> Result<(), ::csv::Error> {
        let section = if contents.wishes.every == Every::Month { "months" } else { "weeks" };
        for step in contents.runs.get(place).into_iter().flat_map(|head| &head.steps) {
            let last = &step.last;
            for (item, value, unit) in [
                ("average_weight_g", last.average_weight_g, "g"),
                ("population", last.population, "fish"),
                ("biomass_kg", last.biomass_kg, "kg"),
                ("feed_kg", step.feed_kg, "kg"),
                ("cumulative_feed_kg", last.cumulative_feed_kg, "kg"),
                ("mean_temperature_c", step.mean_temperature_c, "°C"),
            ] {
                self.put(&Line {
                    section,
                    item,
                    day_number: Some(last.day_number),
                    date: Some(last.projection_date),
                    value: Some(value),
                    unit,
                    text: &format!("{} {}", step.name, run.projection.stage_name(last)),
                })?;
            }
        }
        Ok(())
    }

    fn days(&mut self, run: &RunInFull) -> Result<(), ::csv::Error> {
        for day in &run.projection.days {
            for (item, measure, unit) in MEASURES {
                self.put(&Line {
                    section: "days",
                    item,
                    day_number: Some(day.day_number),
                    date: Some(day.projection_date),
                    value: Some(measure.of(day)),
                    unit,
                    text: run.projection.stage_name(day),
                })?;
            }
        }
        Ok(())
    }

    /// The parameter snapshot, with every reading of its temperature profile.
    fn parameters(&mut self, run: &RunInFull) -> Result<(), ::csv::Error> {
        let Some(snapshot) = &run.detail.snapshot else { return Ok(()) };
        for (item, value) in parameters(snapshot) {
            let text = match &value {
                Value::String(text) => text.clone(),
                Value::Bool(true) => "yes".to_owned(),
                Value::Bool(false) => "no".to_owned(),
                Value::Object(_) => crate::domain::parameter::value(&item, &value),
                _ => String::new(),
            };
            self.put(&Line {
                section: "parameters",
                item: &item,
                value: value.as_f64(),
                text: &text,
                ..Line::default()
            })?;
        }
        let inputs = snapshot.inputs();
        let later = inputs.model_changes.iter().filter_map(|change| {
            Some((
                format!("model_changes[day {}].new_tgc_model", change.change_day),
                change.new_tgc_model.as_ref()?,
            ))
        });
        for (path, model) in std::iter::once(("tgc_model".to_owned(), &inputs.tgc_model)).chain(later) {
            let item = format!("{path}.temperature_profile.readings");
            for reading in &model.temperature_profile.readings {
                self.put(&Line {
                    section: "parameters",
                    item: &item,
                    day_number: Some(reading.day_number),
                    value: Some(reading.temperature_c),
                    unit: "°C",
                    ..Line::default()
                })?;
            }
        }
        Ok(())
    }
}

/// A text that no spreadsheet takes for a formula: whoever opens the file must not run what a name says.
fn harmless(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::comparison::RunComparison;
    use crate::report::numbers::NumberStyle;
    use crate::report::testing::{compared, gathered};
    use crate::report::wishes::Wishes;
    use ::csv::{ReaderBuilder, StringRecord};

    fn written(compared: &RunComparison, wishes: &Wishes) -> Vec<u8> {
        render(&Contents::of(&gathered(compared.clone()), wishes)).unwrap()
    }

    fn lines(bytes: &[u8], separator: u8) -> Vec<StringRecord> {
        let mut reader = ReaderBuilder::new().delimiter(separator).from_reader(bytes);
        assert_eq!(reader.headers().unwrap().len(), HEADS.len());
        reader.records().map(Result::unwrap).collect()
    }

    #[test]
    fn every_day_of_every_run_is_there_with_every_digit_in_either_style() {
        let compared = compared(&[("Plain", |_| {}), ("Shorter", |s| s.duration_days = 100)]);
        for numbers in NumberStyle::ALL {
            let wishes = Wishes { numbers, ..Wishes::default() };
            let style = wishes.csv();
            let bytes = written(&compared, &wishes);
            assert_eq!(bytes.starts_with("\u{feff}".as_bytes()), style.separator == ';');
            let lines = lines(&bytes, u8::try_from(style.separator).unwrap());
            let mut days = lines.iter().filter(|line| &line[3] == "days");
            for run in &compared.runs {
                for day in &run.projection.days {
                    for (item, measure, _) in MEASURES {
                        let line = days.next().unwrap();
                        assert_eq!(line[0].parse::<i64>().unwrap(), run.detail.run.run_id.0);
                        assert_eq!(&line[1], run.detail.run.short_name());
                        assert_eq!((&line[4], &line[5]), (item, day.day_number.to_string().as_str()));
                        assert_eq!(line[6].parse::<NaiveDate>().unwrap(), day.projection_date);
                        assert_eq!(line[7].replace(',', ".").parse::<f64>().unwrap(), measure.of(day));
                        assert_eq!(&line[9], run.projection.stage_name(day));
                    }
                }
            }
            assert!(days.next().is_none());
        }
    }

    #[test]
    fn the_other_sections_say_what_the_comparison_says() {
        let compared = compared(&[("Plain", |_| {}), ("Faster", |s| s.tgc_model.tgc_value = 2.95)]);
        let bytes = written(&compared, &Wishes::default());
        let lines = lines(&bytes, b',');
        let find = |run: &str, section: &str, item: &str| -> f64 {
            let line = lines.iter().find(|l| &l[1] == run && &l[3] == section && &l[4] == item).unwrap();
            line[7].parse().unwrap()
        };
        for figure in &compared.comparison.key_figures {
            if let (Some(value), Some(difference)) = (figure.values[1], figure.differences[1]) {
                assert_eq!(find("#2 Faster", "figures", figure.key), value, "{}", figure.key);
                assert_eq!(find("#2 Faster", "differences", figure.key), difference, "{}", figure.key);
            }
        }
        assert_eq!(find("#2 Faster", "recipe", "tgc_model.tgc_value"), 2.95);
        assert_eq!(find("#1 Plain", "parameters", "initial_weight"), 110.0);
        for section in ["report", "runs", "look", "targets", "stages", "batches", "weeks"] {
            assert!(lines.iter().any(|line| &line[3] == section), "{section}");
        }
        let wishes = Wishes { parts: crate::report::wishes::Parts::only(&[Part::Look]), ..Wishes::default() };
        let few = written(&compared, &wishes);
        assert!(few.len() < 4000, "{}", few.len());
    }

    #[test]
    fn a_name_is_never_a_formula_and_keeps_its_letters() {
        for (name, written_as) in [
            ("=1+1", "'=1+1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("Sandoy, \"vár\" Σολομός 鲑鱼 🐟", "Sandoy, \"vár\" Σολομός 鲑鱼 🐟"),
        ] {
            let mut compared = compared(&[("a", |_| {}), ("b", |_| {})]);
            compared.runs[0].detail.run.scenario_name = name.to_owned();
            let bytes = written(&compared, &Wishes::default());
            let lines = lines(&bytes, b',');
            assert_eq!(&lines.iter().find(|line| &line[1] == "#1 a").unwrap()[2], written_as);
        }
    }
}
