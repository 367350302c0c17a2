//! A desk with a farm file on it, and the binary to work with.
use serde_json::Value;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use tempfile::TempDir;

/// A scenario of 40 days.
pub const SHORT: &str = include_str!("../fixtures/short-autumn.json");

/// What a call of the program gave back.
#[derive(Debug)]
pub struct Ran {
    pub status: i32,
    pub out: String,
    pub err: String,
}

impl Ran {
    /// Exit 0 and nothing on stderr; gives stdout.
    pub fn ok(self) -> String {
        assert_eq!((self.status, self.err.as_str()), (0, ""), "{}", self.out);
        self.out
    }

    /// Exit 0 and one line of JSON.
    pub fn json(self) -> Value {
        let out = self.ok();
        assert_eq!(out.trim_end().lines().count(), 1, "{out}");
        serde_json::from_str(&out).unwrap()
    }

    /// Exit 1, nothing on stdout, and one line on stderr, which is given without "error: ".
    pub fn refused(self) -> String {
        assert_eq!((self.status, self.out.as_str()), (1, ""), "{}", self.err);
        self.error_line()
    }

    /// The one line on stderr without "error: ".
    pub fn error_line(&self) -> String {
        let line = self.err.strip_suffix('\n').unwrap_or_else(|| panic!("no line: {:?}", self.err));
        assert!(!line.contains('\n'), "{line}");
        assert!(!line.contains("panicked"), "{line}");
        line.strip_prefix("error: ").unwrap_or_else(|| panic!("{line}")).to_owned()
    }

    /// The error of a call with `--json`.
    pub fn json_error(&self) -> Value {
        let error: Value = serde_json::from_str(&self.err).unwrap_or_else(|_| panic!("{:?}", self.err));
        assert_eq!(self.err.lines().count(), 1);
        let error = error["error"].clone();
        for key in ["code", "message", "where", "hint"] {
            assert!(error[key].is_string(), "{error}");
        }
        error
    }
}

/// A folder of its own, with preferences of its own.
pub struct Desk {
    pub folder: TempDir,
}

impl Desk {
    /// Without any farm file.
    pub fn empty() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    /// With the sample farm: scenarios 1 to 3, runs 1 to 4 (1#2 is run 4), six batches, VES-24-02 pinned to run 4. Nothing was
    /// observed of VES-24-01.
    pub fn with_sample() -> Self {
        /// It is made once for all tests.
        static FILE: OnceLock<Vec<u8>> = OnceLock::new();
        let desk = Self::empty();
        let file = FILE.get_or_init(|| {
            drop(salmon_run::service::make_sample_at(&desk.farm(), "anna").unwrap());
            fs::read(desk.farm()).unwrap()
        });
        fs::write(desk.farm(), file).unwrap();
        desk
    }

    /// With an empty farm file.
    pub fn with_new_farm() -> Self {
        let desk = Self::empty();
        desk.run(&["new"]).ok();
        desk
    }

    pub fn farm(&self) -> PathBuf {
        self.path("farm.salmonrun")
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file and gives its name, which is good in calls, as they are made in the folder.
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        fs::write(self.path(name), content).unwrap();
        name.to_owned()
    }

    /// A call that is not told which file.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_salmon-run"));
        command
            .args(arguments)
            .current_dir(self.folder.path())
            .env("HOME", self.folder.path())
            .env("SALMON_RUN_CONFIG_DIR", self.path("config"))
            .env_remove("DISPLAY")
            .env_remove("WAYLAND_DISPLAY");
        command
    }

    /// A call as it is, without `--file`.
    pub fn plain(&self, arguments: &[&str]) -> Ran {
        self.fed(arguments, b"")
    }

    /// A call on the farm file, by anna.
    pub fn run(&self, arguments: &[&str]) -> Ran {
        let farm = self.farm();
        let mut all = vec!["--file", farm.to_str().unwrap(), "--user", "anna"];
        all.extend(arguments);
        self.plain(&all)
    }

    /// A call on the farm file that answers in JSON.
    pub fn json(&self, arguments: &[&str]) -> Value {
        let mut all = vec!["--json"];
        all.extend(arguments);
        self.run(&all).json()
    }

    /// A call with this on its standard input.
    pub fn fed(&self, arguments: &[&str], input: &[u8]) -> Ran {
        let mut child = self
            .command(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let input = input.to_vec();
        // In a thread, for the program answers while it reads. It need not read all.
        let feeder = std::thread::spawn(move || stdin.write_all(&input).ok());
        let output = child.wait_with_output().unwrap();
        feeder.join().unwrap();
        Ran {
            status: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Everything that stands in the farm file: a call that is refused must leave this as it is.
    pub fn rows(&self) -> String {
        rows(&self.farm())
    }
}

/// Every row of every table, in one text.
pub fn rows(farm: &Path) -> String {
    let connection = rusqlite::Connection::open(farm).unwrap();
    let tables: Vec<String> = connection
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    let mut text = String::new();
    for table in tables {
        let mut statement = connection.prepare(&format!("SELECT * FROM \"{table}\"")).unwrap();
        let columns = statement.column_count();
        let mut rows = statement.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            text.push_str(&table);
            for column in 0..columns {
                text.push_str(&format!("|{:?}", row.get_ref(column).unwrap()));
            }
            text.push('\n');
        }
    }
    text
}

/// A document on one line.
pub fn on_one_line(document: &str) -> String {
    document.lines().map(str::trim).collect()
}

/// The fixture with one thing changed.
pub fn short_but(from: &str, to: &str) -> String {
    assert!(SHORT.contains(from), "{from}");
    SHORT.replacen(from, to, 1)
}
