//! Values out of another program's database, before anybody knows what they mean.

/// One value of a row.
#[derive(Debug, Clone, PartialEq)]
pub enum ForeignValue {
    /// Nothing stands there.
    Nothing,
    /// A whole number.
    Whole(i64),
    /// Any other number.
    Real(f64),
    /// A text.
    Text(String),
    /// Bytes that are no text.
    Bytes,
}

/// A table of another program's database, and how many rows it has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForeignTable {
    /// Its name.
    pub name: String,
    /// Its rows.
    pub rows: u64,
}
