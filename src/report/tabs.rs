//! A table as it is pasted into a spreadsheet: separated by tabs, numbers with every digit and without their units, which
//! stand in a column of their own where the rows have several.
use super::blocks::{Cell, CellValue, Note, Table};
use super::numbers::CsvStyle;

impl Table {
    /// The table as text, a line a row; what a run has more than the baseline stands in a column of its own.
    pub fn in_tabs(&self, style: CsvStyle) -> String {
        let has_units = self.has_units();
        let differs: Vec<bool> = (0..self.columns.len())
            .map(|column| self.rows.iter().any(|row| row.get(column).and_then(difference).is_some()))
            .collect();
        let mut lines = Vec::with_capacity(self.rows.len() + 1);
        let mut heads = Vec::new();
        for (place, column) in self.columns.iter().enumerate() {
            heads.push(field(&column.head));
            if place == 0 && has_units {
                heads.push("Unit".to_owned());
            }
            if differs.get(place) == Some(&true) {
                heads.push(field(&format!("{}, difference", column.head)));
            }
        }
        lines.push(heads.join("\t"));
        for row in &self.rows {
            let mut fields = Vec::new();
            for (place, cell) in row.iter().enumerate() {
                fields.push(content(cell, style));
                if place == 0 && has_units {
                    fields.push(row.iter().skip(1).find_map(unit).unwrap_or_default().to_owned());
                }
                if differs.get(place) == Some(&true) {
                    fields.push(difference(cell).map(|value| style.number(value)).unwrap_or_default());
                }
            }
            lines.push(fields.join("\t"));
        }
        lines.push(String::new());
        lines.join("\n")
    }

    /// Whether a column holds figures of several units, so that no head can say them.
    fn has_units(&self) -> bool {
        (1..self.columns.len()).any(|column| {
            let mut units = self.rows.iter().filter_map(|row| row.get(column).and_then(unit));
            let first = units.next();
            units.any(|unit| Some(unit) != first)
        })
    }
}

fn unit(cell: &Cell) -> Option<&'static str> {
    match cell.value {
        CellValue::Number(_, Some(quantity)) => Some(quantity.unit()),
        _ => None,
    }
}

fn difference(cell: &Cell) -> Option<f64> {
    cell.notes.iter().find_map(|note: &Note| note.value)
}

fn content(cell: &Cell, style: CsvStyle) -> String {
    match cell.value {
        CellValue::Number(value, _) => style.number(value),
        CellValue::Date(_) => cell.text.clone(),
        CellValue::None => field(&cell.text),
    }
}

/// Neither a tab nor the end of a line may stand in a field, nor what a spreadsheet takes for a formula.
fn field(text: &str) -> String {
    let text = text.replace(['\t', '\n', '\r'], " ");
    if text.starts_with(['=', '+', '-', '@']) { format!("'{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use crate::report::blocks::Block;
    use crate::report::contents::Contents;
    use crate::report::numbers::NumberStyle;
    use crate::report::testing::{compared, gathered};
    use crate::report::wishes::{Part, Parts, Wishes};

    #[test]
    fn a_copied_table_has_its_numbers_in_full_and_its_units_beside_the_names() {
        let gathered = gathered(compared(&[("=Plan", |_| {}), ("Faster", |s| s.tgc_model.tgc_value = 2.95)]));
        let parts = Parts::only(&[Part::Figures]);
        let wishes = Wishes { parts, numbers: NumberStyle::Norwegian, ..Wishes::default() };
        let contents = Contents::of(&gathered, &wishes);
        let Block::Table(table) = &contents.sections()[1].blocks[0] else { panic!() };
        let text = table.in_tabs(wishes.csv());
        let mut lines = text.lines();
        assert_eq!(lines.next(), Some("Figure\tUnit\t#1 =Plan\t#2 Faster\t#2 Faster, difference"));
        let figure = &gathered.compared.comparison.key_figures[0];
        let number = |value: f64| value.to_string().replace('.', ",");
        let (base, own) = (figure.values[0].unwrap(), figure.values[1].unwrap());
        let difference = figure.differences[1].unwrap();
        let expected = format!("Final weight\tg\t{}\t{}\t{}", number(base), number(own), number(difference));
        assert_eq!(lines.next(), Some(expected.as_str()));
        assert_eq!(text.lines().count(), 24);
    }
}
