//! Rows as they are kept outside of the file: alone as values, in large numbers packed.
use rusqlite::types::Value;

/// The values of a row in the order of its table's columns.
pub type Row = Vec<Value>;

/// Many rows of one table, end to end: a day of a run takes about 100 bytes.
#[derive(Debug, Clone, Default)]
pub struct Packed(Vec<u8>);

const NULL: u8 = 0;
const INTEGER: u8 = 1;
const REAL: u8 = 2;
const TEXT: u8 = 3;
const BLOB: u8 = 4;

impl Packed {
    /// Adds a row.
    pub fn push(&mut self, row: &Row) {
        for value in row {
            match value {
                Value::Null => self.0.push(NULL),
                Value::Integer(number) => self.fixed(INTEGER, number.to_le_bytes()),
                Value::Real(number) => self.fixed(REAL, number.to_bits().to_le_bytes()),
                Value::Text(text) => self.long(TEXT, text.as_bytes()),
                Value::Blob(bytes) => self.long(BLOB, bytes),
            }
        }
    }

    fn fixed(&mut self, tag: u8, bytes: [u8; 8]) {
        self.0.push(tag);
        self.0.extend(bytes);
    }

    fn long(&mut self, tag: u8, bytes: &[u8]) {
        self.fixed(tag, (bytes.len() as u64).to_le_bytes());
        self.0.extend(bytes);
    }

    /// The rows again, each of so many columns.
    pub fn rows(&self, columns: usize) -> impl Iterator<Item = Row> {
        let mut rest = self.0.as_slice();
        std::iter::from_fn(move || {
            if rest.is_empty() {
                return None;
            }
            (0..columns).map(|_| take_value(&mut rest)).collect()
        })
    }
}

fn take_value(rest: &mut &[u8]) -> Option<Value> {
    let (tag, after) = rest.split_first()?;
    *rest = after;
    let mut eight = || {
        let (bytes, after) = rest.split_first_chunk::<8>()?;
        *rest = after;
        Some(*bytes)
    };
    Some(match *tag {
        INTEGER => Value::Integer(i64::from_le_bytes(eight()?)),
        REAL => Value::Real(f64::from_bits(u64::from_le_bytes(eight()?))),
        TEXT | BLOB => {
            let length = usize::try_from(u64::from_le_bytes(eight()?)).ok()?;
            let (bytes, after) = rest.split_at_checked(length)?;
            *rest = after;
            if *tag == BLOB {
                Value::Blob(bytes.to_vec())
            } else {
                Value::Text(String::from_utf8_lossy(bytes).into_owned())
            }
        }
        _ => Value::Null,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_come_out_of_the_pack_as_they_went_in() {
        let rows: Vec<Row> = vec![
            vec![
                Value::Integer(-7),
                Value::Real(0.1 + 0.2),
                Value::Text("Høgadiktur".to_owned()),
                Value::Null,
            ],
            vec![
                Value::Integer(i64::MAX),
                Value::Real(-0.0),
                Value::Text(String::new()),
                Value::Blob(vec![0, 255]),
            ],
        ];
        let mut packed = Packed::default();
        rows.iter().for_each(|row| packed.push(row));
        let out: Vec<Row> = packed.rows(4).collect();
        assert_eq!(format!("{out:?}"), format!("{rows:?}"));
    }
}
