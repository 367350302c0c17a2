//! Text from files: read whole, with a limit, and every reason why it cannot be read in plain words.
use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use crate::domain::fault::{Fault, FaultKind, Outcome};

/// No document of ours comes near this size; a file beyond it is another kind of file.
pub const MOST_BYTES: u64 = 64 * 1024 * 1024;

/// Reads a whole text file: UTF-8, with or without a byte order mark, not empty, at most [`MOST_BYTES`].
///
/// # Errors
/// The fault's place is the file.
pub fn read(path: &Path) -> Outcome<String> {
    read_within(path).map_err(|fault| fault.at(path.display().to_string()))
}

fn read_within(path: &Path) -> Outcome<String> {
    let mut file = File::open(path).map_err(|error| of_io(&error))?;
    let about = file.metadata().map_err(|error| of_io(&error))?;
    if about.is_dir() {
        return Err(Fault::invalid("this is a folder", "", "Choose a file"));
    }
    if about.len() > MOST_BYTES {
        let found = about.len() / 1_000_000;
        let most = MOST_BYTES / 1_000_000;
        return Err(Fault::invalid(
            format!("the file has {found} MB"),
            "",
            format!("Accepted are documents up to {most} MB; give larger collections in several files"),
        ));
    }
    let mut bytes = Vec::new();
    // A pipe has no size that could be asked for, so the limit is held while reading too.
    file.by_ref().take(MOST_BYTES + 1).read_to_end(&mut bytes).map_err(|error| of_io(&error))?;
    decode(bytes)
}

/// Text out of bytes that were read.
///
/// # Errors
/// If they are empty, too many, or not UTF-8: the message names the first byte that is not.
pub fn decode(bytes: Vec<u8>) -> Outcome<String> {
    if bytes.len() as u64 > MOST_BYTES {
        let most = MOST_BYTES / 1_000_000;
        return Err(Fault::invalid("the text is too long", "", format!("Accepted are up to {most} MB")));
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        Fault::invalid(
            format!("this is not UTF-8 text: byte {} is not", error.utf8_error().valid_up_to() + 1),
            "",
            "Save the file as UTF-8 and try again",
        )
    })?;
    let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
    if text.trim().is_empty() {
        return Err(Fault::invalid("the file is empty", "", "Choose the file that holds the document"));
    }
    Ok(text)
}

fn of_io(error: &std::io::Error) -> Fault {
    match error.kind() {
        std::io::ErrorKind::NotFound => {
            Fault::new(FaultKind::FileMissing, "there is no such file", "Look at its name and its folder")
        }
        std::io::ErrorKind::PermissionDenied => {
            Fault::new(FaultKind::Io, "you may not read this file", "Ask whoever owns it for access")
        }
        _ => Fault::new(
            FaultKind::Io,
            format!("the file cannot be read: {error}"),
            "Look at the disk and try again",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_text_is_refused_with_the_place() {
        assert_eq!(decode(b"\xef\xbb\xbf{}".to_vec()).unwrap(), "{}");
        assert!(decode(b" \n".to_vec()).unwrap_err().message.contains("empty"));
        let fault = decode(vec![b'{', 0xff, b'}']).unwrap_err();
        assert_eq!(fault.message, "this is not UTF-8 text: byte 2 is not");
    }

    #[test]
    fn a_file_of_200_mb_is_refused_before_it_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("huge.json");
        File::create(&path).unwrap().set_len(200_000_000).unwrap();
        let fault = read(&path).unwrap_err();
        assert_eq!(fault.message, "the file has 200 MB");
        assert!(fault.place.ends_with("huge.json"));
        assert_eq!(read(&folder.path().join("none.json")).unwrap_err().kind, FaultKind::FileMissing);
        assert_eq!(read(folder.path()).unwrap_err().message, "this is a folder");
    }
}
