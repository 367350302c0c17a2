//! Text from files: read whole or line by line, with a limit, and every reason why it cannot be read in plain words.
use std::fs::File;
use std::io::{self, BufRead, Read as _};
use std::path::Path;

use crate::domain::fault::{Fault, FaultKind, Outcome};

/// No document of ours comes near this size; a file beyond it is another kind of file.
pub const MOST_BYTES: u64 = 64_000_000;

/// Reads a whole text file: UTF-8, with or without a byte order mark, not empty, at most [`MOST_BYTES`].
///
/// # Errors
/// The fault's place is the file.
pub fn read(path: &Path) -> Outcome<String> {
    read_within(path, MOST_BYTES).and_then(decode).map_err(|fault| fault.at(path.display().to_string()))
}

/// Reads a whole file of at most [`MOST_BYTES`], whatever is in it.
///
/// # Errors
/// The fault's place is the file.
pub fn read_bytes(path: &Path) -> Outcome<Vec<u8>> {
    read_bytes_up_to(path, MOST_BYTES)
}

/// Reads a whole file of at most so many bytes, whatever is in it.
///
/// # Errors
/// The fault's place is the file.
pub fn read_bytes_up_to(path: &Path, most: u64) -> Outcome<Vec<u8>> {
    read_within(path, most).map_err(|fault| fault.at(path.display().to_string()))
}

/// Opens a file of any size, to be read line by line.
///
/// # Errors
/// The fault's place is the file.
pub fn open(path: &Path) -> Outcome<File> {
    open_within(path).map(|(file, _)| file).map_err(|fault| fault.at(path.display().to_string()))
}

fn open_within(path: &Path) -> Outcome<(File, std::fs::Metadata)> {
    let file = File::open(path).map_err(|error| of_io(&error))?;
    let about = file.metadata().map_err(|error| of_io(&error))?;
    if about.is_dir() {
        return Err(Fault::invalid("this is a folder", "", "Choose a file"));
    }
    Ok((file, about))
}

fn read_within(path: &Path, most: u64) -> Outcome<Vec<u8>> {
    let (mut file, about) = open_within(path)?;
    if about.len() > most {
        let found = about.len() / 1_000_000;
        let most = most / 1_000_000;
        return Err(Fault::invalid(
            format!("the file has {found} MB"),
            "",
            format!("Accepted are documents up to {most} MB; give larger collections in several files"),
        ));
    }
    let mut bytes = Vec::new();
    // A pipe has no size that could be asked for, so the limit is held while reading too.
    file.by_ref().take(most + 1).read_to_end(&mut bytes).map_err(|error| of_io(&error))?;
    Ok(bytes)
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
        return Err(empty());
    }
    Ok(text)
}

/// What a file or a pipe is told that has nothing in it.
pub fn empty() -> Fault {
    Fault::invalid("the file is empty", "", "Choose the file that holds the document")
}

/// What [`read_line`] found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line {
    /// A line, with its end.
    Read,
    /// A line of more than [`MOST_BYTES`]: it was passed over and not kept.
    TooLong {
        /// How long it is.
        bytes: u64,
    },
    /// There is no further line.
    End,
}

/// Reads the next line into `line`; one that is too long never fills the memory.
///
/// # Errors
/// If the input cannot be read.
pub fn read_line(input: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<Line> {
    line.clear();
    let mut bytes = 0;
    loop {
        let chunk = match input.fill_buf() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            other => other?,
        };
        let end = chunk.iter().position(|byte| *byte == b'\n');
        let taken = end.map_or(chunk.len(), |place| place + 1);
        let is_last = end.is_some() || chunk.is_empty();
        bytes += taken as u64;
        if bytes <= MOST_BYTES {
            line.extend_from_slice(&chunk[..taken]);
        } else {
            *line = Vec::new();
        }
        input.consume(taken);
        if is_last {
            return Ok(match bytes {
                0 => Line::End,
                1..=MOST_BYTES => Line::Read,
                _ => Line::TooLong { bytes },
            });
        }
    }
}

/// What a line is told that is too long.
pub fn too_long(bytes: u64) -> Fault {
    let (found, most) = (bytes / 1_000_000, MOST_BYTES / 1_000_000);
    Fault::invalid(
        format!("the line has {found} MB"),
        "",
        format!("Accepted are documents up to {most} MB, one a line"),
    )
}

/// Why something cannot be read, in plain words.
pub fn of_io(error: &io::Error) -> Fault {
    match error.kind() {
        io::ErrorKind::NotFound => {
            Fault::new(FaultKind::FileMissing, "there is no such file", "Look at its name and its folder")
        }
        io::ErrorKind::PermissionDenied => {
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
    fn lines_are_read_one_by_one_and_a_long_one_is_passed_over() {
        let long = io::repeat(b'x').take(MOST_BYTES + 1);
        let mut input = io::BufReader::new(b"one\n\n".chain(long).chain(&b"\nlast"[..]));
        let mut line = Vec::new();
        let mut next = || {
            let found = read_line(&mut input, &mut line).unwrap();
            (found, String::from_utf8(line.clone()).unwrap())
        };
        assert_eq!(next(), (Line::Read, "one\n".to_owned()));
        assert_eq!(next(), (Line::Read, "\n".to_owned()));
        assert_eq!(next(), (Line::TooLong { bytes: MOST_BYTES + 2 }, String::new()));
        assert_eq!(next(), (Line::Read, "last".to_owned()));
        assert_eq!(next(), (Line::End, String::new()));
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
