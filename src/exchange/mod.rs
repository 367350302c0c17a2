//! Readers and writers of other formats. Text in, typed data out; nothing here opens a farm file.
pub mod actual_days;
pub mod aquamind;
pub mod batches;
pub mod block;
pub mod bundles;
pub mod dates;
pub mod days;
pub mod entry;
pub mod export;
pub mod guess;
pub mod heads;
pub mod model_tables;
pub mod models;
pub mod observation_list;
pub mod observations;
pub mod pasted;
pub mod periods;
pub mod rejected;
pub mod scenarios;
pub mod table;
pub mod temperatures;
#[cfg(test)]
mod testing;
pub mod text;
