//! The report as one page for any browser: no script, nothing from outside, on a screen and on paper.
use std::fmt::{Display, Write as _};

use super::blocks::{Block, Cell, CellValue, Column, ColumnKind, RunLine, Section, Table, Tone};
use super::contents::Contents;
use super::style::sheet;
use super::svg::{caption, plot, swatch};
use super::wishes::PlotOf;
use crate::domain::display;

/// What blocks need beside the common sheet.
const BLOCKS: &str = "\
.below{display:block}\
tbody th .below{overflow-wrap:anywhere}\
th.hash{font-family:inherit;font-size:inherit;overflow-wrap:normal}\
section>div+div{margin-top:20px}\
";

/// The report as HTML.
pub(super) fn render(contents: &Contents<'_>) -> String {
    let sections = contents.sections();
    let mut page = Page { html: String::with_capacity(1 << 18), contents };
    page.head();
    page.header(&sections);
    page.html.push_str("<main>");
    for section in &sections {
        let (id, title) = (section.id, section.title);
        let _ = write!(page.html, "<section aria-labelledby=\"{id}\"><h2 id=\"{id}\">{title}</h2>");
        section.blocks.iter().for_each(|block| page.block(block));
        page.html.push_str("</section>");
    }
    page.html.push_str("</main>");
    page.footer();
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
    if text.is_ascii() { escaped(text) } else { format!("<bdi>{}</bdi>", escaped(text)) }
}

/// A number as it is read, with all its digits for whoever reads the page by a program.
fn number(value: f64, words: &dyn Display) -> String {
    format!("<data value=\"{value}\">{}</data>", escaped(&words.to_string()))
}

struct Page<'a> {
    html: String,
    contents: &'a Contents<'a>,
}

impl Page<'_> {
    fn put(&mut self, text: impl AsRef<str>) {
        self.html.push_str(text.as_ref());
    }

    fn head(&mut self) {
        let (title, program) = (escaped(&self.contents.title), escaped(&self.contents.about.program));
        let paper = self.contents.wishes.paper.name();
        self.put(format!(
            "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title}</title>\
             <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\
             <meta name=\"generator\" content=\"{program}\">\
             <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\
             <style>{}{BLOCKS}@page{{size:{paper}}}</style></head><body>",
            sheet()
        ));
    }

    fn header(&mut self, sections: &[Section]) {
        let about = self.contents.about;
        self.put(format!(
            "<header><h1>{}</h1><p class=\"muted\">From the farm file {}, made by {} on {}</p><nav aria-label=\"Sections\"><ul>",
            named(&self.contents.title),
            named(&about.farm_file),
            named(&about.by),
            display::exact_time(about.at),
        ));
        for section in sections {
            self.put(format!("<li><a href=\"#{}\">{}</a></li>", section.id, section.title));
        }
        self.put("</ul></nav></header>");
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Heading(text) => self.put(format!("<h3>{}</h3>", named(text))),
            Block::Says(text) => self.put(format!("<p>{}</p>", named(text))),
            Block::Note(text) => self.put(format!("<p class=\"muted\">{}</p>", named(text))),
            Block::Items(items) => {
                self.put("<ul class=\"plain\">");
                items.iter().for_each(|item| self.put(format!("<li>{}</li>", named(item))));
                self.put("</ul>");
            }
            Block::Runs(runs) => self.runs(runs),
            Block::Legend => {
                self.put("<ul class=\"legend\" aria-label=\"Runs\">");
                for run in self.contents.places() {
                    self.put(format!("<li>{}{}</li>", swatch(run), named(self.contents.names.name(run))));
                }
                self.put("</ul>");
            }
            Block::Plots(plots) => {
                self.put("<div class=\"plots\">");
                plots.iter().for_each(|plot| self.plot(plot));
                self.put("</div>");
            }
            Block::Table(table) => self.table(table),
        }
    }

    /// What a planner would say of each run first.
    fn runs(&mut self, runs: &[RunLine]) {
        self.put("<ul class=\"runs\">");
        for run in runs {
            let role = if run.role.is_empty() {
                String::new()
            } else {
                format!(" <span class=\"muted\">{}</span>", run.role)
            };
            self.put(format!(
                "<li>{}<div><strong>{}</strong>{role}<br>{}</div></li>",
                swatch(run.place),
                named(&run.name),
                escaped(&run.sentence)
            ));
        }
        self.put("</ul>");
    }

    fn plot(&mut self, of: &PlotOf) {
        let (title, unit) = caption(self.contents, of);
        self.put(format!("<figure><figcaption>{} <span>{unit}</span></figcaption>", named(&title)));
        self.put(plot(self.contents, of));
        self.put("</figure>");
    }

    fn table(&mut self, table: &Table) {
        // What two runs differ by has room beside the value.
        let numbers = table.columns.iter().skip(1).filter(|column| column.kind == ColumnKind::Number).count();
        let has_notes = table.rows.iter().flatten().skip(1).any(|cell| !cell.notes.is_empty());
        let class = if numbers == 2 && has_notes { " class=\"beside\"" } else { "" };
        let caption = escaped(&table.caption);
        self.put(format!(
            "<div{class}><div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"{caption}\"><table>\
             <caption>{caption}</caption><thead><tr>"
        ));
        table.columns.iter().for_each(|column| self.column(column));
        self.put("</tr></thead><tbody>");
        for row in &table.rows {
            self.put("<tr>");
            for (place, (cell, column)) in row.iter().zip(&table.columns).enumerate() {
                self.cell(cell, column.kind, place == 0);
            }
            self.put("</tr>");
        }
        self.put("</tbody></table></div></div>");
    }

    fn column(&mut self, column: &Column) {
        let note = if column.note.is_empty() {
            String::new()
        } else {
            format!("<br><small>{}</small>", column.note)
        };
        self.put(format!("<th scope=\"col\"{}>{}{note}</th>", class_of(column.kind), named(&column.head)));
    }

    fn cell(&mut self, cell: &Cell, kind: ColumnKind, is_head: bool) {
        let (open, close) = if is_head { ("<th scope=\"row\"", "</th>") } else { ("<td", "</td>") };
        self.put(open);
        // The head of a row keeps to the left, whatever stands in it.
        let kind = if is_head && kind == ColumnKind::Number { ColumnKind::Text } else { kind };
        if !(is_head && kind == ColumnKind::Text) {
            self.put(class_of(kind));
        }
        self.put(">");
        match cell.value {
            CellValue::Number(value, _) if cell.is_strong => {
                self.put(format!("<span class=\"other\">{}</span>", number(value, &cell.text)));
            }
            CellValue::Number(value, _) => self.put(number(value, &cell.text)),
            CellValue::None if cell.is_strong => {
                self.put(format!("<span class=\"other\">{}</span>", named(&cell.text)));
            }
            CellValue::None => self.put(named(&cell.text)),
            CellValue::Date(_) => self.put(format!("<time>{}</time>", escaped(&cell.text))),
        }
        self.notes(cell, kind);
        self.put(close);
    }

    /// What belongs together stays on one line.
    fn notes(&mut self, cell: &Cell, kind: ColumnKind) {
        if cell.notes.is_empty() {
            return;
        }
        let class = if kind == ColumnKind::Number { "short" } else { "below" };
        self.put("<small>");
        for (place, note) in cell.notes.iter().enumerate() {
            let tone = match note.tone {
                Tone::Plain => "",
                Tone::Better => " better",
                Tone::Worse => " worse",
            };
            let words = note.value.map_or_else(|| named(&note.text), |value| number(value, &note.text));
            let space = if place > 0 { " " } else { "" };
            self.put(format!("{space}<span class=\"{class}{tone}\">{words}</span>"));
        }
        self.put("</small>");
    }

    fn footer(&mut self) {
        let about = self.contents.about;
        self.put(format!(
            "<footer>{} · {} · {}</footer>",
            escaped(&about.program),
            named(&about.farm_file),
            display::exact_time(about.at)
        ));
    }
}

fn class_of(kind: ColumnKind) -> &'static str {
    match kind {
        ColumnKind::Short => " class=\"short\"",
        ColumnKind::Text => " class=\"wrap\"",
        ColumnKind::Number => " class=\"n\"",
        ColumnKind::Code => " class=\"hash\"",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::display::NO_VALUE;
    use crate::engine::comparison::RunComparison;
    use crate::report::testing::{compared, gathered};
    use crate::report::wishes::Wishes;

    fn page(compared: &RunComparison) -> String {
        render(&Contents::of(&gathered(compared.clone()), &Wishes::default()))
    }

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
            let html = page(&compared);
            assert!(!html.contains("<script") && !html.contains("<b>") && !html.contains('\0'), "{name}");
            assert!(html.contains(&escaped(name)), "{name}");
        }
        assert_eq!(escaped("a\u{1b}[31m <&>\"'"), "a\u{fffd}[31m &lt;&amp;&gt;&quot;&#39;");
        assert_eq!(escaped("Føroyar Σολομός 鲑鱼 🐟"), "Føroyar Σολομός 鲑鱼 🐟");
    }

    #[test]
    fn the_page_needs_nothing_from_outside_and_every_table_has_a_caption() {
        let compared = compared(&[("a", |_| {}), ("b", |s| s.tgc_model.tgc_value = 3.0)]);
        let html = page(&compared);
        for outside in ["src=", "http:", "https:", "url(", "@import", "<script", "<link", "<iframe"] {
            assert!(!html.contains(outside), "{outside}");
        }
        assert_eq!(html.matches("<table>").count(), html.matches("<table><caption>").count());
        assert_eq!(html.matches("role=\"img\" aria-label=\"").count(), 12);
        for (open, close) in
            [("<td", "</td>"), ("<tr>", "</tr>"), ("<section", "</section>"), ("<g ", "</g>")]
        {
            assert_eq!(html.matches(open).count(), html.matches(close).count(), "{open}");
        }
        let ids = [
            "runs", "look", "figures", "plots", "recipe", "targets", "stages", "warnings", "batches",
            "table", "appendix",
        ];
        for id in ids {
            assert_eq!(html.matches(&format!("id=\"{id}\"")).count(), 1, "{id}");
        }
    }

    #[test]
    fn every_key_figure_stands_in_its_cell_with_all_digits() {
        let compared = compared(&[
            ("a", |_| {}),
            ("b", |s| s.tgc_model.tgc_value = 3.0),
            ("c", |s| s.duration_days = 30),
        ]);
        let html = page(&compared);
        for figure in &compared.comparison.key_figures {
            let (_, row) = html.split_once(&format!(">{}</th>", figure.label)).unwrap();
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
        let html = page(&compared);
        assert!(!html.contains("NaN") && !html.contains("inf\""));
        assert!(html.contains("Days count from each run’s own start"));
        assert!(html.len() < 4_000_000, "{}", html.len());
    }
}
