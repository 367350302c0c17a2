//! Changes of a whole file, as an input of the fuzzer: a database of which every byte is noise is refused at its head, and what
//! is tried is what comes behind.

/// Applies changes to a file: four bytes each, three of which say where and one what stands there then. What is left over at the
/// end cuts the file.
pub fn applied(file: &[u8], edits: &[u8]) -> Vec<u8> {
    let mut file = file.to_vec();
    let (edits, rest) = edits.as_chunks::<4>();
    for [low, middle, high, value] in edits {
        let at = u32::from_le_bytes([*low, *middle, *high, 0]) as usize % file.len();
        file[at] = *value;
    }
    if let [low, middle, high] = rest {
        file.truncate(u32::from_le_bytes([*low, *middle, *high, 0]) as usize % file.len());
    }
    file
}
