//! Where reports go: each is written beside its place and put there whole, so that nobody ever sees half of one.
use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use super::contents::Contents;
use super::{csv, html, json, pdf, png, svg, xlsx};
use crate::domain::fault::{Fault, FaultKind, Outcome};

/// What the formats are called where one is asked for that there is not.
const ENDINGS: &str = ".pdf, .html, .xlsx, .csv, .json, .png or .svg";

/// What a report is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// Pages for paper.
    Pdf,
    /// A page for any browser.
    Html,
    /// A workbook.
    Xlsx,
    /// The days of all runs in long form.
    Csv,
    /// The comparison as data.
    Json,
    /// Plots as a picture of points.
    Png,
    /// Plots as a drawing.
    Svg,
}

impl Format {
    /// Every format, with its ending.
    pub const ALL: [(Self, &str); 7] = [
        (Self::Pdf, "pdf"),
        (Self::Html, "html"),
        (Self::Xlsx, "xlsx"),
        (Self::Csv, "csv"),
        (Self::Json, "json"),
        (Self::Png, "png"),
        (Self::Svg, "svg"),
    ];

    /// The format that a file's ending asks for.
    ///
    /// # Errors
    /// If there is no such format.
    pub fn of(path: &Path) -> Outcome<Self> {
        let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
        let ending = ending.unwrap_or_default();
        if let Some((format, _)) = Self::ALL.into_iter().find(|(_, known)| *known == ending) {
            return Ok(format);
        }
        let hint = format!("Name a file that ends in {ENDINGS}; nothing was written");
        let fault = match ending.as_str() {
            "" => Fault::new(FaultKind::InvalidInput, "the file's ending does not say which format", hint),
            other => Fault::new(
                FaultKind::InvalidInput,
                format!("there are no reports that end in .{other}"),
                hint,
            ),
        };
        Err(fault.at(path.display().to_string()))
    }

    /// The report in this format, whole.
    ///
    /// # Errors
    /// If it cannot be made, or if the wished plot is one that these runs do not have.
    pub fn render(self, contents: &Contents<'_>) -> Outcome<Vec<u8>> {
        let fault = |error: &dyn std::fmt::Display| {
            Fault::new(FaultKind::Io, format!("the report could not be made: {error}"), "Nothing was written")
        };
        match self {
            Self::Pdf => pdf::render(contents).map_err(|error| fault(&error)),
            Self::Html => Ok(html::render(contents).into_bytes()),
            Self::Xlsx => xlsx::render(contents).map_err(|error| fault(&error)),
            Self::Csv => csv::render(contents).map_err(|error| fault(&error)),
            Self::Json => json::render(contents).map_err(|error| fault(&error)),
            Self::Png | Self::Svg if contents.wishes.plot.as_ref().is_some_and(|of| !of.is_of(contents)) => {
                let message = "these runs have no such plot: there is nothing to hold against each other";
                Err(Fault::new(FaultKind::InvalidInput, message, "Choose another plot; nothing was written"))
            }
            Self::Png => png::render(contents).map_err(|error| fault(&error)),
            Self::Svg => Ok(svg::sheet(contents).into_bytes()),
        }
    }
}

/// The formats that files ask for by their endings: known before anything is read or written.
///
/// # Errors
/// If one of them has no format, or two are the same file.
pub fn formats_of(paths: &[PathBuf]) -> Outcome<Vec<Format>> {
    for (place, path) in paths.iter().enumerate() {
        if paths[..place].contains(path) {
            let fault =
                Fault::new(FaultKind::InvalidInput, "this file is named twice", "Name each file once");
            return Err(fault.at(path.display().to_string()));
        }
    }
    paths.iter().map(|path| Format::of(path)).collect()
}

/// Places for reports in which something can be written. What was begun there leaves with this.
#[derive(Debug)]
pub struct Reserved {
    places: Vec<Reservation>,
}

/// Looks at every place before the first report is written: whether it has a format, is free (or may be overwritten) and
/// can be written in.
///
/// # Errors
/// The fault's place is the file that cannot be written.
pub fn reserve(paths: &[PathBuf], may_overwrite: bool) -> Outcome<Reserved> {
    let formats = formats_of(paths)?;
    let reserve = |(path, format): (&PathBuf, Format)| {
        Reservation::of(path, format, may_overwrite).map_err(|fault| fault.at(path.display().to_string()))
    };
    Ok(Reserved { places: paths.iter().zip(formats).map(reserve).collect::<Outcome<_>>()? })
}

/// Those of the files that are there already.
pub fn taken(paths: &[PathBuf]) -> Vec<PathBuf> {
    paths.iter().filter(|path| is_taken(path)).cloned().collect()
}

/// The same files under the first number that is free for all of them: "Autumn (2).pdf" beside "Autumn.pdf".
pub fn free(paths: &[PathBuf]) -> Vec<PathBuf> {
    let numbered = |number: u32| -> Vec<PathBuf> {
        let name = |path: &PathBuf| {
            let stem = path.file_stem().unwrap_or_default().to_string_lossy();
            let ending = path.extension().map(|ending| format!(".{}", ending.to_string_lossy()));
            path.with_file_name(format!("{stem} ({number}){}", ending.unwrap_or_default()))
        };
        paths.iter().map(name).collect()
    };
    if taken(paths).is_empty() {
        return paths.to_vec();
    }
    (2..10_000).map(numbered).find(|paths| taken(paths).is_empty()).unwrap_or_else(|| paths.to_vec())
}

impl Reserved {
    /// Writes the reports; when all are whole, puts each in its place.
    ///
    /// # Errors
    /// If one of them cannot be written; those that were not in their place yet leave no trace.
    pub fn write(self, contents: &Contents<'_>) -> Outcome<Vec<PathBuf>> {
        self.write_in_steps(contents, |_, _| ControlFlow::Continue(()))
    }

    /// The same; `on_progress` gets files done and files to do, and breaking stops it before any is in its place.
    ///
    /// # Errors
    /// As [`Self::write`], and if it was stopped.
    pub fn write_in_steps(
        mut self,
        contents: &Contents<'_>,
        mut on_progress: impl FnMut(u64, u64) -> ControlFlow<()>,
    ) -> Outcome<Vec<PathBuf>> {
        let all = self.places.len() as u64;
        let mut go_on = |done: u64| match on_progress(done, all) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(Fault::cancelled("the report was cancelled")),
        };
        for (done, place) in (0..).zip(&mut self.places) {
            go_on(done)?;
            let bytes = place.format.render(contents)?;
            place.fill(&bytes).map_err(|error| of_io(&error).at(place.path.display().to_string()))?;
        }
        go_on(all)?;
        let publish = |place: Reservation| {
            let path = place.path.clone();
            place.publish().map_err(|fault| fault.at(path.display().to_string()))?;
            Ok(path)
        };
        self.places.into_iter().map(publish).collect()
    }
}

/// Puts any other file in its place as a whole, as reports are.
///
/// # Errors
/// The fault's place is the file that cannot be written.
pub fn put(path: &Path, bytes: &[u8], may_overwrite: bool) -> Outcome<()> {
    let place = || -> Outcome<()> {
        // The format is that of the bytes, whatever it is.
        let mut place = Reservation::of(path, Format::Csv, may_overwrite)?;
        place.fill(bytes).map_err(|error| of_io(&error))?;
        place.publish()
    };
    place().map_err(|fault| fault.at(path.display().to_string()))
}

/// A place for one report, with the file beside it that will be the report.
#[derive(Debug)]
struct Reservation {
    path: PathBuf,
    format: Format,
    may_overwrite: bool,
    part: Part,
}

impl Reservation {
    fn of(path: &Path, format: Format, may_overwrite: bool) -> Outcome<Self> {
        if path.is_dir() {
            return Err(Fault::new(FaultKind::FileExists, "this is a folder", "Name a file in it"));
        }
        if !may_overwrite && is_taken(path) {
            return Err(exists());
        }
        if is_database(path) {
            let hint = "Name another file; nothing was written";
            return Err(Fault::new(FaultKind::FileExists, "this is a farm file or another database", hint));
        }
        let part = Part::beside(path).map_err(|error| of_io(&error))?;
        Ok(Self { path: path.to_owned(), format, may_overwrite, part })
    }

    fn fill(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.part.file.write_all(bytes)?;
        // On the disk before it gets its name: a crash leaves the old report or the new one.
        self.part.file.sync_all()
    }

    /// Gives the file its name. One that came there meanwhile is not overwritten either.
    fn publish(self) -> Outcome<()> {
        if self.may_overwrite {
            return fs::rename(&self.part.path, &self.path).map_err(|error| of_io(&error));
        }
        match fs::hard_link(&self.part.path, &self.path) {
            Ok(()) => Ok(()),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(exists()),
            // A stick may have a file system without links.
            Err(_) if is_taken(&self.path) => Err(exists()),
            Err(_) => fs::rename(&self.part.path, &self.path).map_err(|error| of_io(&error)),
        }
    }
}

/// A file that is not a report yet; it is gone when this is.
#[derive(Debug)]
struct Part {
    path: PathBuf,
    file: File,
}

impl Part {
    /// In the same folder, so that it only has to be renamed, under a name that nothing has.
    fn beside(path: &Path) -> io::Result<Self> {
        let mut number = 1;
        loop {
            let mut name = OsString::from(".");
            name.push(path.file_name().unwrap_or_default());
            name.push(format!(".{number}.part"));
            let part = path.with_file_name(name);
            match OpenOptions::new().write(true).create_new(true).open(&part) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists && number < 1000 => number += 1,
                other => return other.map(|file| Self { path: part, file }),
            }
        }
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        // After renaming it is gone already.
        fs::remove_file(&self.path).ok();
    }
}

/// Whether something has this name, a link that leads nowhere too.
fn is_taken(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}

/// Whether a farm file, or any other database of SQLite, would be lost: a report never takes its place.
fn is_database(path: &Path) -> bool {
    let mut begin = [0; 15];
    File::open(path).and_then(|mut file| file.read_exact(&mut begin)).is_ok() && begin == *b"SQLite format 3"
}

fn exists() -> Fault {
    Fault::new(
        FaultKind::FileExists,
        "there is such a file already",
        "Name another, or overwrite it with `--force`; nothing was written",
    )
}

/// Why something cannot be written, in plain words.
fn of_io(error: &io::Error) -> Fault {
    match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Fault::new(
            FaultKind::Io,
            "there is no such folder",
            "Make the folder first, or name another; nothing was written",
        ),
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => Fault::new(
            FaultKind::ReadOnly,
            "you may not write here",
            "Name a file in a folder of your own; nothing was written",
        ),
        io::ErrorKind::StorageFull => Fault::new(
            FaultKind::DiskFull,
            "the disk is full",
            "Make room and try again; nothing was written",
        ),
        io::ErrorKind::InvalidFilename => {
            Fault::new(FaultKind::InvalidInput, "no file can have this name", "Name another")
        }
        _ => Fault::new(
            FaultKind::Io,
            format!("the file cannot be written: {error}"),
            "Name another file and try again",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::testing::{compared, gathered};
    use crate::report::wishes::Wishes;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn the_ending_says_which_format() {
        assert_eq!(Format::of(Path::new("a.b/Report.XLSX")).unwrap(), Format::Xlsx);
        let other = Format::of(Path::new("out.odt")).unwrap_err();
        assert_eq!((other.kind, other.place.as_str()), (FaultKind::InvalidInput, "out.odt"));
        for path in ["report", "report.docx", ".html"] {
            assert_eq!(Format::of(Path::new(path)).unwrap_err().kind, FaultKind::InvalidInput, "{path}");
        }
        let twice = formats_of(&["a.csv".into(), "a.csv".into()]).unwrap_err();
        assert_eq!(twice.message, "this file is named twice");
    }

    #[test]
    fn nothing_is_seen_until_all_is_whole_and_nothing_of_it_stays() {
        let folder = tempfile::tempdir().unwrap();
        let compared = compared(&[("a", |s| s.duration_days = 5), ("b", |s| s.duration_days = 5)]);
        let paths = [folder.path().join("a.html"), folder.path().join("a.csv")];
        let reserved = reserve(&paths, false).unwrap();
        assert_eq!(names(folder.path()), [".a.csv.1.part", ".a.html.1.part"]);
        drop(reserved);
        assert!(names(folder.path()).is_empty());
        let written = reserve(&paths, false)
            .unwrap()
            .write(&Contents::of(&gathered(compared.clone()), &Wishes::default()))
            .unwrap();
        assert_eq!(written, paths);
        assert_eq!(names(folder.path()), ["a.csv", "a.html"]);
    }

    #[test]
    fn a_report_that_is_stopped_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let compared = compared(&[("a", |s| s.duration_days = 5), ("b", |s| s.duration_days = 5)]);
        let paths = [folder.path().join("a.html"), folder.path().join("a.csv")];
        let (gathered, wishes) = (gathered(compared), Wishes::default());
        let contents = Contents::of(&gathered, &wishes);
        for stop_at in 0..=2 {
            let stop =
                |done, _| if done == stop_at { ControlFlow::Break(()) } else { ControlFlow::Continue(()) };
            let fault = reserve(&paths, false).unwrap().write_in_steps(&contents, stop).unwrap_err();
            assert_eq!(fault.kind, FaultKind::Cancelled);
            assert!(names(folder.path()).is_empty());
        }
    }

    #[test]
    fn what_is_there_stays_unless_it_may_be_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let compared = compared(&[("a", |s| s.duration_days = 5), ("b", |s| s.duration_days = 5)]);
        let (old, new) = (folder.path().join("old.csv"), folder.path().join("new.csv"));
        fs::write(&old, "mine").unwrap();
        let fault = reserve(&[new.clone(), old.clone()], false).unwrap_err();
        assert_eq!((fault.kind, fault.place), (FaultKind::FileExists, old.display().to_string()));
        assert_eq!(names(folder.path()), ["old.csv"]);
        assert_eq!(fs::read_to_string(&old).unwrap(), "mine");
        // One that comes while the report is being made is left alone as well.
        let reserved = reserve(std::slice::from_ref(&new), false).unwrap();
        fs::write(&new, "theirs").unwrap();
        assert_eq!(
            reserved.write(&Contents::of(&gathered(compared.clone()), &Wishes::default())).unwrap_err().kind,
            FaultKind::FileExists
        );
        assert_eq!(fs::read_to_string(&new).unwrap(), "theirs");
        reserve(std::slice::from_ref(&old), true)
            .unwrap()
            .write(&Contents::of(&gathered(compared.clone()), &Wishes::default()))
            .unwrap();
        assert!(fs::read_to_string(&old).unwrap().starts_with("run_id,"));
        assert_eq!(names(folder.path()), ["new.csv", "old.csv"]);
        // Or the new one goes beside it.
        assert_eq!(
            free(&[old.clone(), folder.path().join("old.html")])[0],
            folder.path().join("old (2).csv")
        );
        assert_eq!(taken(&[old.clone(), folder.path().join("old.html")]), std::slice::from_ref(&old));
        // A farm file is not overwritten even then.
        fs::write(&old, "SQLite format 3\0 and so on").unwrap();
        assert_eq!(reserve(std::slice::from_ref(&old), true).unwrap_err().kind, FaultKind::FileExists);
    }
}
