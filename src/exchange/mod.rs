//! Readers and writers of other formats. Text in, typed data out; nothing here opens a farm file.
pub mod batches;
pub mod days;
pub mod scenarios;
pub mod text;
