//! Bundles as files: a ZIP that holds `bundle.json`, and in `manifest.json` how long it is and its SHA-256.
//!
//! A ZIP, so that the file is small and anybody can look into it; a checksum of our own, for that of a ZIP guards against a
//! slip of the disk and not against a file that was put together anew. `assets/schema/bundle.schema.json` describes both.
use serde::{Deserialize, Serialize};
use std::io::{Cursor, Read as _, Write as _};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use crate::domain::bundle::{Bundle, BundleFormat, BundleVersion};
use crate::domain::document::read_json;
use crate::domain::fault::{Fault, FaultKind, Outcome};
use crate::domain::run::hash;

/// The ending of a bundle's file.
pub const EXTENSION: &str = "salmonbundle";

const MANIFEST: &str = "manifest.json";
const CONTENTS: &str = "bundle.json";
/// No manifest of ours comes near this.
const MOST_MANIFEST_BYTES: u64 = 10_000;
/// Most bytes that a bundle may unpack to.
const MOST_BYTES: u64 = 512_000_000;
/// A small bundle may unpack to this much…
const BYTES_AT_LEAST: u64 = 8_000_000;
/// …and a larger one to this many times its size: real ones lie near 12.
const MOST_TIMES: u64 = 100;

/// What stands beside the contents.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Manifest {
    format: BundleFormat,
    version: BundleVersion,
    /// Bytes of `bundle.json`.
    bytes: u64,
    /// Its SHA-256, in hexadecimal.
    sha256: String,
}

/// Writes a bundle as a file. The same bundle gives the same bytes.
pub fn write(bundle: &Bundle) -> Outcome<Vec<u8>> {
    let io = |error: &dyn std::fmt::Display| {
        Fault::new(FaultKind::Io, format!("the bundle could not be made: {error}"), "Nothing was written")
    };
    let contents = serde_json::to_string(bundle).map_err(|error| io(&error))?;
    let manifest = Manifest {
        format: BundleFormat,
        version: BundleVersion,
        bytes: contents.len() as u64,
        sha256: hash(&contents),
    };
    let manifest = serde_json::to_string_pretty(&manifest).map_err(|error| io(&error))?;
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(9));
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in [(MANIFEST, &manifest), (CONTENTS, &contents)] {
        zip.start_file(name, options).map_err(|error| io(&error))?;
        zip.write_all(text.as_bytes()).map_err(|error| io(&error))?;
    }
    Ok(zip.finish().map_err(|error| io(&error))?.into_inner())
}

/// Reads a bundle from a file's bytes; whatever is not as it was written is refused.
pub fn read(bytes: &[u8]) -> Outcome<Bundle> {
    let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| no_bundle())?;
    let manifest = part(&mut zip, MANIFEST, MOST_MANIFEST_BYTES)?;
    let manifest: Manifest = read_json(&manifest).map_err(|fault| fault.within(MANIFEST))?;
    let most = (bytes.len() as u64).saturating_mul(MOST_TIMES).clamp(BYTES_AT_LEAST, MOST_BYTES);
    let contents = part(&mut zip, CONTENTS, most)?;
    if contents.len() as u64 != manifest.bytes || hash(&contents) != manifest.sha256 {
        return Err(damaged("its contents do not have the checksum that was written with them"));
    }
    Bundle::read(&contents).map_err(|fault| fault.within(CONTENTS))
}

/// One part, unpacked; what the file says of its own size may be a lie.
fn part(zip: &mut ZipArchive<Cursor<&[u8]>>, name: &str, most: u64) -> Outcome<String> {
    let file = zip.by_name(name).map_err(|_| no_bundle())?;
    let mut text = String::new();
    let read = file.take(most + 1).read_to_string(&mut text);
    read.map_err(|error| damaged(&format!("{name} cannot be unpacked: {error}")))?;
    if text.len() as u64 > most {
        let most = most / 1_000_000;
        return Err(Fault::invalid(
            format!("the bundle unpacks to more than {most} MB"),
            name,
            "Ask for bundles of fewer scenarios or batches",
        ));
    }
    Ok(text)
}

fn no_bundle() -> Fault {
    Fault::invalid(
        "this is not a bundle of Salmon Run",
        "",
        format!("Choose a file that ends in .{EXTENSION}, or ask for it anew"),
    )
}

fn damaged(why: &str) -> Fault {
    Fault::new(
        FaultKind::Damaged,
        format!("the bundle is damaged: {why}"),
        "Nothing was taken over; ask for the bundle anew",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;

    fn bundle() -> Bundle {
        Bundle::empty(DateTime::UNIX_EPOCH, "anna")
    }

    /// A file with these parts, whatever they are.
    fn file(parts: &[(&str, &str)]) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in parts {
            zip.start_file(*name, SimpleFileOptions::default()).unwrap();
            zip.write_all(text.as_bytes()).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    #[test]
    fn what_is_written_is_read_again_and_always_written_alike() {
        let written = write(&bundle()).unwrap();
        assert_eq!(read(&written).unwrap(), bundle());
        assert_eq!(write(&bundle()).unwrap(), written);
    }

    #[test]
    fn every_file_that_breaks_off_or_has_a_bit_turned_is_refused_or_read_the_same() {
        let written = write(&bundle()).unwrap();
        for end in 0..written.len() {
            assert!(read(&written[..end]).is_err(), "cut at {end}");
        }
        for place in 0..written.len() {
            for bit in 0..8 {
                let mut file = written.clone();
                file[place] ^= 1 << bit;
                // Dates and attributes of a ZIP say nothing of what is in it.
                assert!(read(&file).is_err() || read(&file) == Ok(bundle()), "byte {place}, bit {bit}");
            }
        }
    }

    #[test]
    fn other_files_and_other_contents_are_refused_in_plain_words() {
        let manifest = |sha256: &str| {
            format!(r#"{{"format":"salmon-run/bundle","version":1,"bytes":2,"sha256":"{sha256}"}}"#)
        };
        let good = hash("{}");
        for (file, words) in [
            (b"date,temp\n".to_vec(), "this is not a bundle of Salmon Run"),
            (file(&[("xl/workbook.xml", "<a/>")]), "this is not a bundle of Salmon Run"),
            (
                file(&[(MANIFEST, &manifest("ab")), (CONTENTS, "{}")]),
                "the bundle is damaged: its contents do not have the checksum",
            ),
            (
                file(&[(MANIFEST, &manifest(&good)), (CONTENTS, "{}")]),
                "the key \"format\" is missing (bundle.json, format)",
            ),
            (
                file(&[(MANIFEST, &manifest(&good).replace(":1,", ":2,")), (CONTENTS, "{}")]),
                "2 is not accepted (manifest.json, version). Accepted is 1",
            ),
        ] {
            let told = read(&file).unwrap_err().to_string();
            assert!(told.starts_with(words), "{told}");
        }
    }

    #[test]
    fn a_small_file_that_would_fill_the_memory_is_refused() {
        let zeros = " ".repeat(20_000_000);
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        let packed = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        let manifest = format!(
            r#"{{"format":"salmon-run/bundle","version":1,"bytes":{},"sha256":"{}"}}"#,
            zeros.len(),
            hash(&zeros)
        );
        for (name, text) in [(MANIFEST, &manifest), (CONTENTS, &zeros)] {
            zip.start_file(name, packed).unwrap();
            zip.write_all(text.as_bytes()).unwrap();
        }
        let file = zip.finish().unwrap().into_inner();
        assert!(file.len() < 100_000);
        let told = read(&file).unwrap_err().to_string();
        assert!(told.starts_with("the bundle unpacks to more than 8 MB (bundle.json)"), "{told}");
    }
}
