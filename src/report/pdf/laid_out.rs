//! A report as its template takes it: blocks with their words, tables with their widths, plots drawn.
use serde::Serialize;

use crate::domain::display;
use crate::report::blocks::{Block, Cell, Column, ColumnKind, Table, Tone};
use crate::report::contents::Contents;
use crate::report::fonts::{self, Fonts};
use crate::report::svg;
use crate::report::wishes::{Paper, PlotOf};

/// Height of a plot on paper: three stand below each other.
const PLOT_HEIGHT: f64 = 204.0;
/// So many runs have room beside each other on upright paper; more turn it.
const UPRIGHT: usize = 4;
/// So many runs have room beside each other at all; more go into another table, with the baseline again.
const BESIDE: usize = 6;
/// A name in a heading or a table's head is cut after so many letters: it stands whole among the runs.
const NAME: usize = 110;
/// Letters without a place to break that fit into any column.
const UNBROKEN: usize = 16;

/// The report as data for the template.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct LaidOut {
    title: Words,
    plain_title: String,
    author: String,
    paper: &'static str,
    fonts: Vec<String>,
    lead: Words,
    foot: Words,
    /// What is said of letters that no font has; may be empty.
    note: String,
    swatches: Vec<String>,
    names: Vec<Words>,
    groups: Vec<Group>,
}

/// Sections that follow each other on paper that is turned the same way.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Group {
    is_turned: bool,
    sections: Vec<LaidOutSection>,
}

#[derive(Serialize)]
struct LaidOutSection {
    title: &'static str,
    blocks: Vec<LaidOutBlock>,
}

#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum LaidOutBlock {
    Heading {
        text: Words,
    },
    Says {
        text: Words,
    },
    Note {
        text: Words,
        /// Whether it stays on the page of what it explains.
        #[serde(rename = "is-sticky")]
        is_sticky: bool,
    },
    Items {
        items: Vec<Words>,
    },
    Runs {
        runs: Vec<LaidOutRun>,
    },
    Legend,
    Plots {
        plots: Vec<LaidOutPlot>,
    },
    Table(LaidOutTable),
}

#[derive(Serialize)]
struct LaidOutRun {
    place: usize,
    name: Words,
    role: &'static str,
    sentence: Words,
}

#[derive(Serialize)]
struct LaidOutPlot {
    title: Words,
    unit: &'static str,
    alternative: String,
    svg: String,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct LaidOutTable {
    caption: Words,
    /// Share or kind of width of each column, as the template knows them.
    widths: Vec<Width>,
    columns: Vec<Head>,
    rows: Vec<Vec<LaidOutCell>>,
}

#[derive(Clone, Copy, Serialize)]
#[serde(rename_all = "lowercase")]
enum Width {
    /// As wide as what stands in it.
    Natural,
    /// The heads of rows of numbers.
    First,
    /// The heads of rows of words.
    Name,
    /// A share of what is left.
    Share,
    /// Less than a share.
    Half,
    /// More than a share.
    Wide,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Head {
    text: Words,
    note: &'static str,
    kind: &'static str,
    /// Whether the notes of its cells stand beside their values: two runs leave room for it.
    is_beside: bool,
}

/// A cell without anything but its words is just those.
#[derive(Serialize)]
#[serde(untagged)]
enum LaidOutCell {
    Plain(Words),
    Full { text: Words, strong: bool, notes: Vec<LaidOutNote> },
}

#[derive(Serialize)]
struct LaidOutNote {
    text: Words,
    tone: &'static str,
}

/// A text, in pieces between which a line may break where it has no other place to.
#[derive(Serialize)]
#[serde(untagged)]
enum Words {
    Whole(String),
    Pieces(Vec<String>),
}

impl LaidOut {
    pub fn of(contents: &Contents<'_>) -> Self {
        let about = &contents.about;
        let names: Vec<&str> = contents.places().map(|place| contents.names.name(place)).collect();
        let is_turned = names.len() > UPRIGHT;
        let mut groups: Vec<Group> = Vec::new();
        for section in contents.sections() {
            // A table of weeks has many rows of few columns.
            let is_turned = is_turned && section.id != "table";
            let blocks = section.blocks.iter().enumerate().flat_map(|(place, block)| {
                let next = section.blocks.get(place + 1);
                laid_out(contents, block, matches!(next, Some(Block::Plots(_))), &names)
            });
            let blocks = blocks.collect();
            let section = LaidOutSection { title: section.title, blocks };
            match groups.last_mut().filter(|group| group.is_turned == is_turned) {
                Some(group) => group.sections.push(section),
                None => groups.push(Group { is_turned, sections: vec![section] }),
            }
        }
        let lead = format!(
            "From the farm file {}, made by {} on {}",
            about.farm_file,
            about.by,
            display::exact_time(about.at)
        );
        Self {
            title: words(&short(&contents.title)),
            plain_title: clean(&short(&contents.title)),
            author: clean(&about.by),
            paper: match contents.wishes.paper {
                Paper::A4 => "a4",
                Paper::Letter => "us-letter",
            },
            fonts: Vec::new(),
            lead: words(&lead),
            foot: words(&format!("{} · {}", short(&about.farm_file), display::exact_time(about.at))),
            note: String::new(),
            swatches: contents.places().map(svg::swatch_on_paper).collect(),
            names: names.iter().map(|name| words(&short(name))).collect(),
            groups,
        }
    }

    /// The fonts that it is set in, and what is said of letters that none of them has.
    pub fn set_fonts(&mut self, fonts: &Fonts) {
        self.fonts = fonts.families().into_iter().map(str::to_owned).collect();
        self.note = fonts::note(&fonts.missing).unwrap_or_default();
    }

    pub fn to_json(&self) -> Result<String, String> {
        serde_json::to_string(self).map_err(|error| error.to_string())
    }
}

fn laid_out(contents: &Contents<'_>, block: &Block, is_sticky: bool, names: &[&str]) -> Vec<LaidOutBlock> {
    vec![match block {
        Block::Heading(text) => LaidOutBlock::Heading { text: words(&short(text)) },
        Block::Says(text) => LaidOutBlock::Says { text: words(text) },
        Block::Note(text) => LaidOutBlock::Note { text: words(text), is_sticky },
        Block::Items(items) => LaidOutBlock::Items { items: items.iter().map(|item| words(item)).collect() },
        Block::Runs(runs) => LaidOutBlock::Runs {
            runs: runs
                .iter()
                .map(|run| LaidOutRun {
                    place: run.place,
                    name: words(&short(&run.name)),
                    role: run.role,
                    sentence: words(&run.sentence),
                })
                .collect(),
        },
        Block::Legend => LaidOutBlock::Legend,
        Block::Plots(plots) => {
            LaidOutBlock::Plots { plots: plots.iter().map(|of| plot(contents, of)).collect() }
        }
        Block::Table(table) if is_of_runs(table, names) => {
            return parts(names.len())
                .iter()
                .map(|runs| LaidOutBlock::Table(table_of_runs(table, runs)))
                .collect();
        }
        Block::Table(table) => LaidOutBlock::Table(plain_table(table)),
    }]
}

fn plot(contents: &Contents<'_>, of: &PlotOf) -> LaidOutPlot {
    let (title, unit) = svg::caption(contents, of);
    LaidOutPlot {
        title: words(&short(&title)),
        unit,
        alternative: clean(&svg::alternative(contents, of)),
        svg: svg::on_paper(contents, of, PLOT_HEIGHT),
    }
}

/// Whether the columns after the first are the runs.
fn is_of_runs(table: &Table, names: &[&str]) -> bool {
    let heads = table.columns.iter().skip(1).map(|column| column.head.as_str());
    !names.is_empty() && heads.eq(names.iter().copied())
}

/// Which runs stand in one table: the baseline in each, about as many others.
fn parts(runs: usize) -> Vec<Vec<usize>> {
    let others: Vec<usize> = (1..runs).collect();
    let tables = others.len().div_ceil(BESIDE - 1).max(1);
    let most = others.len().div_ceil(tables).max(1);
    let with_baseline = |others: &[usize]| std::iter::once(0).chain(others.iter().copied()).collect();
    if others.is_empty() { vec![vec![0]] } else { others.chunks(most).map(with_baseline).collect() }
}

fn table_of_runs(table: &Table, runs: &[usize]) -> LaidOutTable {
    let is_number = table.columns.get(1).is_some_and(|column| column.kind == ColumnKind::Number);
    let is_wide = is_number && runs.len() <= 2;
    let has_notes =
        |place: usize| table.rows.iter().filter_map(|row| row.get(place)).any(|cell| !cell.notes.is_empty());
    let places: Vec<usize> = runs.iter().map(|run| run + 1).collect();
    let is_beside = |place: usize| place > 0 && is_wide && has_notes(place);
    // What has nothing beside its values needs less room.
    let width = |place: &usize| {
        if is_wide && runs.len() > 1 && !has_notes(*place) { Width::Half } else { Width::Share }
    };
    let first = if is_number { Width::First } else { Width::Name };
    let with_first = || std::iter::once(0).chain(places.iter().copied());
    let cell = |row: &[Cell], place: usize| row.get(place).map_or_else(empty, laid_out_cell);
    LaidOutTable {
        caption: words(&short(&table.caption)),
        widths: std::iter::once(first).chain(places.iter().map(width)).collect(),
        columns: with_first()
            .filter_map(|place| Some(Head { is_beside: is_beside(place), ..head(table.columns.get(place)?) }))
            .collect(),
        rows: table.rows.iter().map(|row| with_first().map(|place| cell(row, place)).collect()).collect(),
    }
}

fn plain_table(table: &Table) -> LaidOutTable {
    let width = |column: &Column| match column.kind {
        ColumnKind::Short | ColumnKind::Number => Width::Natural,
        ColumnKind::Text => Width::Share,
        ColumnKind::Code => Width::Wide,
    };
    LaidOutTable {
        caption: words(&short(&table.caption)),
        widths: table.columns.iter().map(width).collect(),
        columns: table.columns.iter().map(head).collect(),
        rows: table.rows.iter().map(|row| row.iter().map(laid_out_cell).collect()).collect(),
    }
}

fn head(column: &Column) -> Head {
    let kind = match column.kind {
        ColumnKind::Short | ColumnKind::Text => "text",
        ColumnKind::Number => "number",
        ColumnKind::Code => "code",
    };
    Head { text: words(&short(&column.head)), note: column.note, kind, is_beside: false }
}

fn laid_out_cell(cell: &Cell) -> LaidOutCell {
    if cell.notes.is_empty() && !cell.is_strong {
        return LaidOutCell::Plain(words(&cell.text));
    }
    let tone = |tone| match tone {
        Tone::Plain => "plain",
        Tone::Better => "better",
        Tone::Worse => "worse",
    };
    let notes = cell.notes.iter();
    LaidOutCell::Full {
        text: words(&cell.text),
        strong: cell.is_strong,
        notes: notes.map(|note| LaidOutNote { text: words(&note.text), tone: tone(note.tone) }).collect(),
    }
}

fn empty() -> LaidOutCell {
    LaidOutCell::Plain(Words::Whole(String::new()))
}

/// A name that does not fill a page, on one line.
fn short(name: &str) -> String {
    let name = name.replace(['\n', '\r'], " ");
    if name.chars().count() <= NAME {
        return name;
    }
    let begin: String = name.chars().take(NAME).collect();
    format!("{}…", begin.trim_end())
}

/// What no page may hold is replaced.
fn clean(text: &str) -> String {
    let letters = text.chars();
    letters.map(|letter| if letter.is_control() && letter != '\n' { '\u{fffd}' } else { letter }).collect()
}

fn words(text: &str) -> Words {
    let text = clean(text);
    let mut pieces = vec![String::new()];
    let mut unbroken = 0;
    for letter in text.chars() {
        // Most scripts outside of Europe break by themselves, or would be torn apart between letters that join.
        let can_stand_alone =
            letter.is_ascii_alphanumeric() || matches!(letter, '\u{c0}'..='\u{2ff}' | '\u{370}'..='\u{52f}');
        if letter.is_whitespace() {
            unbroken = 0;
        } else if unbroken >= UNBROKEN && (can_stand_alone || unbroken >= 4 * UNBROKEN) {
            pieces.push(String::new());
            unbroken = 1;
        } else {
            unbroken += 1;
        }
        if let Some(piece) = pieces.last_mut() {
            piece.push(letter);
        }
    }
    if pieces.len() > 1 { Words::Pieces(pieces) } else { Words::Whole(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_words_may_break_and_nothing_of_them_is_lost() {
        let pieces = |text: &str| match words(text) {
            Words::Whole(whole) => vec![whole],
            Words::Pieces(pieces) => pieces,
        };
        assert_eq!(pieces("Autumn smolt 2024"), ["Autumn smolt 2024"]);
        assert_eq!(pieces(&"ab".repeat(16)), ["ab".repeat(8), "ab".repeat(8)]);
        let long = "x".repeat(10_000);
        assert!(pieces(&long).iter().all(|piece| piece.len() <= UNBROKEN));
        assert_eq!(pieces(&long).concat(), long);
        assert_eq!(pieces("a\u{0}\u{1b}b\nc"), ["a\u{fffd}\u{fffd}b\nc"]);
    }

    #[test]
    fn many_runs_stand_in_several_tables_each_with_the_baseline() {
        assert_eq!(parts(1), [vec![0]]);
        assert_eq!(parts(6), [vec![0, 1, 2, 3, 4, 5]]);
        assert_eq!(parts(8), [vec![0, 1, 2, 3, 4], vec![0, 5, 6, 7]]);
        let twenty = parts(20);
        assert!(twenty.iter().all(|part| part[0] == 0 && part.len() <= BESIDE));
        assert_eq!(twenty.iter().flatten().filter(|run| **run > 0).count(), 19);
    }
}
