//! The report as one page for any browser: no script, nothing from outside, on a screen and on paper.
use std::fmt::{Display, Write as _};

use super::contents::{Contents, NOT_KEPT, Reached};
use super::style::sheet;
use super::svg::{plot, swatch, unit};
use super::weeks::Week;
use crate::domain::display::{self, NO_VALUE};
use crate::domain::measure::Measure;
use crate::domain::quantity::Quantity;
use crate::domain::run::Projection;
use crate::engine::comparison::RunInFull;
use crate::engine::figure_words::FigureWords;

/// The sections, in their order.
const SECTIONS: [(&str, &str); 9] = [
    ("key-figures", "Key figures"),
    ("plots", "Plots"),
    ("targets", "When weights are reached"),
    ("recipe", "What differs in the recipe"),
    ("runs", "The runs and how they were made"),
    ("stages", "Changes of stage"),
    ("warnings", "Worth knowing"),
    ("batches", "Batches pinned to these runs"),
    ("weeks", "Week by week"),
];

/// The report as HTML.
pub(super) fn render(contents: &Contents<'_>) -> String {
    let mut page = Page { html: String::with_capacity(1 << 18) };
    page.head(contents);
    page.header(contents);
    page.html.push_str("<main>");
    page.in_one_look(contents);
    for (id, title) in SECTIONS {
        let _ = write!(page.html, "<section aria-labelledby=\"{id}\"><h2 id=\"{id}\">{title}</h2>");
        match id {
            "key-figures" => page.key_figures(contents),
            "plots" => page.plots(contents),
            "targets" => page.targets(contents),
            "recipe" => page.recipe(contents),
            "runs" => page.runs(contents),
            "stages" => page.stages(contents),
            "warnings" => page.warnings(contents),
            "batches" => page.batches(contents),
            _ => page.weeks(contents),
        }
        page.html.push_str("</section>");
    }
    page.html.push_str("</main>");
    page.footer(contents);
    page.html.push_str("</body></html>\n");
    page.html
}

/// Text that can stand anywhere in a page. What no page may hold is replaced.
pub(super) fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            '\n' | '\t' => safe.push(letter),
            letter if letter.is_control() => safe.push('\u{fffd}'),
            letter => safe.push(letter),
        }
    }
    safe
}

/// A name that somebody gave: whatever direction it is written in, it does not turn what stands around it.
fn named(text: &str) -> String {
    format!("<bdi>{}</bdi>", escaped(text))
}

/// A number as it is read, with all its digits for whoever reads the page by a program.
fn number(value: f64, words: &dyn Display) -> String {
    format!("<data value=\"{value}\">{}</data>", escaped(&words.to_string()))
}

struct Page {
    html: String,
}

impl Page {
    fn put(&mut self, text: impl AsRef<str>) {
        self.html.push_str(text.as_ref());
    }

    fn head(&mut self, contents: &Contents<'_>) {
        let (title, program) = (escaped(&contents.title), escaped(&contents.about.program));
        self.put(format!(
            "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title}</title>\
             <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\
             <meta name=\"generator\" content=\"{program}\">\
             <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\
             <style>{}</style></head><body>",
            sheet()
        ));
    }

    fn header(&mut self, contents: &Contents<'_>) {
        let about = &contents.about;
        self.put(format!(
            "<header><h1>{}</h1><p class=\"muted\">From the farm file {}, made by {} on {}</p><nav aria-label=\"Sections\"><ul>",
            escaped(&contents.title),
            named(&about.farm_file),
            named(&about.by),
            display::exact_time(about.at),
        ));
        for (id, title) in SECTIONS {
            self.put(format!("<li><a href=\"#{id}\">{title}</a></li>"));
        }
        self.put("</ul></nav></header>");
    }

    /// What a planner would say of each run first.
    fn in_one_look(&mut self, contents: &Contents<'_>) {
        self.put("<section aria-labelledby=\"look\"><h2 id=\"look\">In one look</h2><ul class=\"runs\">");
        for (run, head) in contents.runs.iter().enumerate() {
            let role = if run == 0 { " <span class=\"muted\">baseline</span>" } else { "" };
            self.put(format!(
                "<li>{}<div><strong>{}</strong>{role}<br>{}</div></li>",
                swatch(run),
                named(contents.names.name(run)),
                escaped(&display::sentence(&head.sentence))
            ));
        }
        self.put("</ul></section>");
    }

    /// Begins a table whose columns after the first are the runs.
    fn table_of_runs(&mut self, caption: &str, first: &str, contents: &Contents<'_>, class: &str) {
        // What two runs differ by has room beside the value.
        if class == "n" && contents.runs.len() == 2 {
            self.put("<div class=\"beside\">");
        } else {
            self.put("<div>");
        }
        self.begin_table(caption);
        self.put(format!("<th scope=\"col\">{first}</th>"));
        for run in contents.places() {
            let role = if run == 0 { "<br><small>baseline</small>" } else { "" };
            let name = named(contents.names.name(run));
            self.put(format!("<th scope=\"col\" class=\"{class}\">{name}{role}</th>"));
        }
        self.put("</tr></thead><tbody>");
    }

    fn begin_table(&mut self, caption: &str) {
        let caption = escaped(caption);
        self.put(format!(
            "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"{caption}\"><table><caption>{caption}</caption>\
             <thead><tr>"
        ));
    }

    fn end_table_of_runs(&mut self) {
        self.end_table();
        self.put("</div>");
    }

    fn end_table(&mut self) {
        self.put("</tbody></table></div>");
    }

    fn key_figures(&mut self, contents: &Contents<'_>) {
        let caption = "Each run with its difference to the baseline, plain and in percent";
        self.table_of_runs(caption, "Figure", contents, "n");
        let figures = &contents.compared.comparison.key_figures;
        for (figure, words) in figures.iter().zip(&contents.figures) {
            self.put(format!("<tr><th scope=\"row\">{}</th>", figure.label));
            for (place, words) in words.iter().enumerate() {
                let value = figure.values.get(place).copied().flatten();
                let value = value.map_or_else(|| NO_VALUE.to_owned(), |value| number(value, &words.value));
                let difference = figure.differences.get(place).copied().flatten();
                let difference = difference.map_or_else(String::new, |by| difference_cell(by, words));
                self.put(format!("<td class=\"n\">{value}{difference}</td>"));
            }
            self.put("</tr>");
        }
        self.end_table_of_runs();
    }

    fn plots(&mut self, contents: &Contents<'_>) {
        self.put("<ul class=\"legend\" aria-label=\"Runs\">");
        for run in contents.places() {
            self.put(format!("<li>{}{}</li>", swatch(run), named(contents.names.name(run))));
        }
        let days =
            if contents.common_start().is_some() { "" } else { " Days count from each run’s own start." };
        self.put(format!(
            "</ul><p class=\"muted\">Thin upright lines mark where the stages of {} begin; dashed level lines are weights that are \
             aimed at.{days}</p><div class=\"plots\">",
            named(contents.names.short(0))
        ));
        for measure in Measure::ALL {
            let (unit, _) = unit(contents, measure);
            self.put(format!("<figure><figcaption>{} <span>{unit}</span></figcaption>", measure.name()));
            self.put(plot(contents, measure));
            self.put("</figure>");
        }
        self.put("</div>");
    }

    fn targets(&mut self, contents: &Contents<'_>) {
        if contents.targets.is_empty() {
            self.put("<p>No run grows to one of the usual weights</p>");
            return;
        }
        let caption = "The first day on which the mean weight is at least this, and how much later that is than in the baseline";
        self.table_of_runs(caption, "Weight", contents, "n");
        for target in &contents.targets {
            self.put(format!("<tr><th scope=\"row\">{}</th>", display::weight(target.weight_g)));
            for reached in &target.runs {
                let cell = reached_cell(*reached);
                self.put(format!("<td class=\"n\">{cell}</td>"));
            }
            self.put("</tr>");
        }
        self.end_table_of_runs();
    }

    fn recipe(&mut self, contents: &Contents<'_>) {
        if !contents.without_inputs.is_empty() {
            let names: Vec<String> = contents.without_inputs.iter().map(|name| named(name)).collect();
            self.put(format!(
                "<p>The inputs of {} were not kept, as the run is from before runs existed: only its results can be compared</p>",
                names.join(", ")
            ));
        }
        if contents.parameters.is_empty() {
            if contents.without_inputs.len() + 1 < contents.runs.len() {
                self.put("<p>Nothing differs: the runs have the same inputs</p>");
            }
            return;
        }
        self.table_of_runs("Every parameter in which the runs do not agree", "Parameter", contents, "wrap");
        for row in &contents.parameters {
            self.put(format!(
                "<tr><th scope=\"row\">{}<br><span class=\"path\">{}</span></th>",
                escaped(&row.name),
                escaped(&row.path)
            ));
            for cell in &row.cells {
                let words = escaped(&cell.words);
                let words =
                    if cell.is_other { format!("<span class=\"other\">{words}</span>") } else { words };
                let profile = if cell.profile.is_empty() {
                    String::new()
                } else {
                    format!("<br><small>{}</small>", escaped(&cell.profile))
                };
                self.put(format!("<td class=\"wrap\">{words}{profile}</td>"));
            }
            self.put("</tr>");
        }
        self.end_table_of_runs();
    }

    fn runs(&mut self, contents: &Contents<'_>) {
        self.table_of_runs("Who made each run, when, and from which inputs", "Detail", contents, "wrap");
        type Cell = fn(&RunInFull) -> String;
        let rows: [(&str, Cell); 9] = [
            ("Scenario", |run| named(&run.detail.run.scenario_name)),
            ("Run", |run| format!("#{}", run.detail.run.run_number)),
            ("Label", |run| or_none(named, &run.detail.run.label)),
            ("Made", |run| display::exact_time(run.detail.run.run_date)),
            ("Made by", |run| or_none(named, &run.detail.created_by_name)),
            ("Days", |run| days_cell(run)),
            ("Engine version", |run| or_none(escaped, &run.detail.engine_version)),
            ("Notes", |run| or_none(named, &run.detail.notes)),
            ("Hash of the inputs (SHA-256)", |run| {
                run.detail.inputs_hash.as_deref().map_or_else(
                    || NOT_KEPT.to_owned(),
                    |hash| format!("<span class=\"hash\">{}</span>", escaped(hash)),
                )
            }),
        ];
        for (name, cell) in rows {
            self.put(format!("<tr><th scope=\"row\">{name}</th>"));
            for run in &contents.compared.runs {
                let cell = cell(run);
                self.put(format!("<td class=\"wrap\">{cell}</td>"));
            }
            self.put("</tr>");
        }
        self.end_table_of_runs();
        self.put(
            "<p class=\"muted\">A run never changes. Runs of equal inputs have equal hashes, and each can be recomputed from its \
             inputs and compared, number by number.</p>",
        );
    }

    fn stages(&mut self, contents: &Contents<'_>) {
        let runs = &contents.compared.runs;
        if runs.iter().all(|run| run.summary.stage_transitions.is_empty()) {
            self.put("<p>The fish stay in the stage they start in</p>");
            return;
        }
        self.begin_table(
            "The days on which the fish enter another stage, with their mean weight at the start of the day",
        );
        self.put("<th scope=\"col\">Run</th><th scope=\"col\">From</th><th scope=\"col\">To</th>");
        self.put("<th scope=\"col\" class=\"n\">Day</th><th scope=\"col\" class=\"n\">Date</th>");
        self.put("<th scope=\"col\" class=\"n\">Weight</th></tr></thead><tbody>");
        for (place, run) in runs.iter().enumerate() {
            for change in &run.summary.stage_transitions {
                self.put(format!(
                    "<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td>\
                     <td class=\"n\">{}</td></tr>",
                    named(contents.names.name(place)),
                    named(&change.from),
                    named(&change.to),
                    display::count(f64::from(change.day_number)),
                    display::date(change.date),
                    number(change.weight_g, &display::weight(change.weight_g))
                ));
            }
        }
        self.end_table();
    }

    fn warnings(&mut self, contents: &Contents<'_>) {
        for (place, run) in contents.compared.runs.iter().enumerate() {
            self.put(format!("<h3>{}</h3>", named(contents.names.name(place))));
            if run.detail.warnings.is_empty() {
                self.put("<p class=\"muted\">Nothing was noted while it ran</p>");
                continue;
            }
            self.put("<ul class=\"plain\">");
            for warning in &run.detail.warnings {
                self.put(format!("<li>{}</li>", named(warning)));
            }
            self.put("</ul>");
        }
    }

    fn batches(&mut self, contents: &Contents<'_>) {
        self.begin_table("The batches that are measured against each run when this report was made");
        self.put("<th scope=\"col\">Run</th><th scope=\"col\">Batches</th></tr></thead><tbody>");
        for (place, run) in contents.runs.iter().enumerate() {
            let batches: Vec<String> = run.batches.iter().map(|batch| named(batch)).collect();
            let batches = if batches.is_empty() { "none".to_owned() } else { batches.join(", ") };
            self.put(format!(
                "<tr><th scope=\"row\">{}</th><td class=\"wrap\">{batches}</td></tr>",
                named(contents.names.name(place))
            ));
        }
        self.end_table();
    }

    fn weeks(&mut self, contents: &Contents<'_>) {
        for (place, run) in contents.runs.iter().enumerate() {
            let name = contents.names.name(place);
            self.put(format!("<h3>{}</h3>", named(name)));
            self.begin_table(&format!("{name}, each ISO week as it ends"));
            self.put("<th scope=\"col\">Week</th><th scope=\"col\">Stage</th>");
            let heads = [
                "Last day",
                "Day",
                "Weight",
                "Fish",
                "Biomass",
                "Feed of the week",
                "Feed so far",
                "Mean temperature",
            ];
            for head in heads {
                self.put(format!("<th scope=\"col\" class=\"n\">{head}</th>"));
            }
            self.put("</tr></thead><tbody>");
            let Some(full) = contents.compared.runs.get(place) else { continue };
            self.weeks_of(&run.weeks, &full.projection);
            self.end_table();
        }
    }

    /// A column has one unit, so that its numbers can be held against each other.
    fn weeks_of(&mut self, weeks: &[Week], projection: &Projection) {
        type Value = fn(&Week) -> f64;
        let columns: [(Value, Quantity); 6] = [
            (|week| week.last.average_weight_g, Quantity::WeightG),
            (|week| week.last.population, Quantity::Count),
            (|week| week.last.biomass_kg, Quantity::BiomassKg),
            (|week| week.feed_kg, Quantity::FeedKg),
            (|week| week.last.cumulative_feed_kg, Quantity::FeedKg),
            (|week| week.mean_temperature_c, Quantity::TemperatureC),
        ];
        let columns = columns.map(|(value, kind)| {
            let values: Vec<Option<f64>> = weeks.iter().map(|week| Some(value(week))).collect();
            (value, display::quantities(&values, kind))
        });
        for (place, week) in weeks.iter().enumerate() {
            self.put(format!(
                "<tr><th scope=\"row\" class=\"short\">{}</th><td class=\"short\">{}</td><td class=\"n\">{}</td>\
                 <td class=\"n\">{}</td>",
                week.name(),
                named(projection.stage_name(&week.last)),
                display::date(week.last.projection_date),
                display::count(f64::from(week.last.day_number))
            ));
            for (value, words) in &columns {
                let cell = words.get(place).map(|words| number(value(week), words)).unwrap_or_default();
                self.put(format!("<td class=\"n\">{cell}</td>"));
            }
            self.put("</tr>");
        }
    }

    fn footer(&mut self, contents: &Contents<'_>) {
        let about = &contents.about;
        self.put(format!(
            "<footer>{} · {} · {}</footer>",
            escaped(&about.program),
            named(&about.farm_file),
            display::exact_time(about.at)
        ));
    }
}

fn or_none(write: fn(&str) -> String, text: &str) -> String {
    if text.trim().is_empty() { NO_VALUE.to_owned() } else { write(text) }
}

/// "480 days, 2024-09-01 to 2025-12-24".
fn days_cell(run: &RunInFull) -> String {
    let days = &run.projection.days;
    let (Some(first), Some(last)) = (days.first(), days.last()) else { return NO_VALUE.to_owned() };
    let count = display::days(i64::from(last.day_number));
    format!("{count}, {} to {}", display::date(first.projection_date), display::date(last.projection_date))
}

/// The difference below a value: by how much, in percent, and whether that is better.
fn difference_cell(difference: f64, words: &FigureWords) -> String {
    if words.difference.is_empty() {
        return String::new();
    }
    // What belongs together stays on one line.
    let mut cell = format!("<small><span class=\"short\">{}</span>", number(difference, &words.difference));
    if !words.share.is_empty() {
        let _ = write!(cell, " <span class=\"short\">{}</span>", escaped(&words.share));
    }
    match words.is_better {
        Some(true) => cell.push_str(" <span class=\"short better\">▲ better</span>"),
        Some(false) => cell.push_str(" <span class=\"short worse\">▼ worse</span>"),
        None => {}
    }
    cell.push_str("</small>");
    cell
}

fn reached_cell(reached: Reached) -> String {
    match reached {
        Reached::FromTheStart => "from the start<small></small>".to_owned(),
        Reached::Never => "not reached<small></small>".to_owned(),
        Reached::On { day_number, date, later_days } => {
            let later = later_days.map(display::days_difference);
            let later = later.map(|days| format!(" <span class=\"short\">{days}</span>")).unwrap_or_default();
            let day = display::count(f64::from(day_number));
            format!("{}<small><span class=\"short\">day {day}</span>{later}</small>", display::date(date))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::testing::{compared, contents};

    const NASTY: [&str; 5] = [
        "</script><script>alert('1')</script>",
        "\"Sand\" & <b>oy</b>",
        "Føroyar, Σολομός, 鲑鱼, 🐟",
        "\u{202e}turned\u{0}",
        "a 'quoted' one",
    ];

    #[test]
    fn a_name_is_shown_as_it_is_and_never_becomes_part_of_the_page() {
        let mut compared = compared(&[("a", |_| {}), ("b", |_| {})]);
        for name in NASTY {
            let detail = &mut compared.runs[1].detail;
            detail.run.label = name.to_owned();
            detail.run.scenario_name = name.to_owned();
            detail.notes = name.to_owned();
            detail.warnings = vec![name.to_owned()];
            let html = render(&contents(&compared));
            assert!(!html.contains("<script") && !html.contains("<b>") && !html.contains('\0'), "{name}");
            assert!(html.contains(&escaped(name)), "{name}");
        }
        assert_eq!(escaped("a\u{1b}[31m <&>\"'"), "a\u{fffd}[31m &lt;&amp;&gt;&quot;&#39;");
        assert_eq!(escaped("Føroyar Σολομός 鲑鱼 🐟"), "Føroyar Σολομός 鲑鱼 🐟");
    }

    #[test]
    fn the_page_needs_nothing_from_outside_and_every_table_has_a_caption() {
        let compared = compared(&[("a", |_| {}), ("b", |s| s.tgc_model.tgc_value = 3.0)]);
        let html = render(&contents(&compared));
        for outside in ["src=", "http:", "https:", "url(", "@import", "<script", "<link", "<iframe"] {
            assert!(!html.contains(outside), "{outside}");
        }
        assert_eq!(html.matches("<table>").count(), html.matches("<table><caption>").count());
        assert_eq!(html.matches("role=\"img\" aria-label=\"").count(), 6);
        for (open, close) in
            [("<td", "</td>"), ("<tr>", "</tr>"), ("<section", "</section>"), ("<g ", "</g>")]
        {
            assert_eq!(html.matches(open).count(), html.matches(close).count(), "{open}");
        }
        for (id, _) in SECTIONS {
            assert_eq!(html.matches(&format!("id=\"{id}\"")).count(), 1);
        }
    }

    #[test]
    fn every_key_figure_stands_in_its_cell_with_all_digits() {
        let compared = compared(&[
            ("a", |_| {}),
            ("b", |s| s.tgc_model.tgc_value = 3.0),
            ("c", |s| s.duration_days = 30),
        ]);
        let html = render(&contents(&compared));
        for figure in &compared.comparison.key_figures {
            let (_, row) = html.split_once(&format!("<th scope=\"row\">{}</th>", figure.label)).unwrap();
            let row = row.split("</tr>").next().unwrap();
            let cells: Vec<&str> = row.split("<td").skip(1).collect();
            for (place, cell) in cells.iter().enumerate() {
                let found: Vec<f64> = cell
                    .split("<data value=\"")
                    .skip(1)
                    .map(|rest| rest.split('"').next().unwrap().parse().unwrap())
                    .collect();
                let Some(value) = figure.values[place] else {
                    assert!(cell.contains(NO_VALUE));
                    continue;
                };
                assert_eq!(found[0], value, "{}", figure.label);
                if place > 0 {
                    assert_eq!(found.get(1).copied(), figure.differences[place], "{}", figure.label);
                }
            }
            assert_eq!(cells.len(), 3, "{}", figure.label);
        }
    }

    #[test]
    fn one_day_and_twenty_years_are_reported_too() {
        let compared = compared(&[
            ("one day", |s| s.duration_days = 1),
            ("twenty years", |s| s.duration_days = 7300),
            ("later", |s| s.start_date += chrono::TimeDelta::days(400)),
        ]);
        let html = render(&contents(&compared));
        assert!(!html.contains("NaN") && !html.contains("inf\""));
        assert!(html.contains("Days count from each run’s own start"));
        assert!(html.len() < 4_000_000, "{}", html.len());
    }
}
