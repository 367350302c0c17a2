//! Many documents, no farm file: projections as a stream, on all cores, in the order of the documents.
use serde::Serialize;
use serde::ser::Serializer;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};

use super::project;
use crate::domain::document::read_json;
use crate::domain::fault::{Fault, FaultDocument, FaultKind, Outcome};
use crate::domain::run::{DayDocument, ParametersSnapshot, Projection};
use crate::engine::summary::Summary;
use crate::exchange::{scenarios, text};

/// Documents in flight for each thread: enough that none waits for the one that writes, few enough that memory stays
/// flat.
const IN_FLIGHT: usize = 4;
/// How many refusals are remembered in full.
const REMEMBERED: usize = 5;

/// How documents are projected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProjectOptions {
    /// Leaves the days out.
    pub summary_only: bool,
    /// How many documents are computed at the same time; at least one.
    pub threads: usize,
}

/// One document that was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Which one: "line 3", or "[2]" in a list; empty for the only one of its file.
    pub document: String,
    /// Why.
    pub fault: Fault,
}

/// What became of the documents.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProjectTally {
    /// How many there were.
    pub documents: usize,
    /// How many of them were refused.
    pub refused: usize,
    /// The first few of those.
    pub first_refusals: Vec<Refusal>,
}

/// Why the stream ended before its end.
#[derive(Debug, thiserror::Error)]
pub enum ProjectFailure {
    /// The documents could not be read.
    #[error("{0}")]
    Input(Fault),
    /// The results could not be written.
    #[error("{0}")]
    Output(#[from] io::Error),
}

/// A document on its way to a thread that computes it.
struct Job {
    document: String,
    text: Outcome<Vec<u8>>,
    answer: Sender<Answer>,
}

/// One line of the output.
struct Answer {
    json: Vec<u8>,
    refusal: Option<Refusal>,
}

/// The answers in the order of their documents, each as soon as it is there; or why no more documents could be read.
type Queue = Outcome<Receiver<Answer>>;

/// Projects every scenario document of `input` and writes one line for each, in the same order: the results, or the
/// reason why that document was refused. Documents stand one a line, or as one list, or as one spread over its lines.
///
/// # Errors
/// If the input cannot be read or is empty, or the output cannot be written. A refused document is no error.
pub fn project_documents(
    input: impl Read + Send + 'static,
    output: &mut impl Write,
    options: ProjectOptions,
) -> Result<ProjectTally, ProjectFailure> {
    let threads = options.threads.max(1);
    let (jobs, to_do) = sync_channel::<Job>(threads * IN_FLIGHT);
    let (queue, answers) = sync_channel::<Queue>(threads * IN_FLIGHT);
    let to_do = Arc::new(Mutex::new(to_do));
    // The threads are not waited for: when the reader of our output has left, one may hang in a pipe that stays open.
    for _ in 0..threads {
        let to_do = Arc::clone(&to_do);
        std::thread::spawn(move || work(&to_do, options.summary_only));
    }
    std::thread::spawn(move || Feeder { jobs, queue }.feed(BufReader::with_capacity(1 << 16, input)));
    let mut tally = ProjectTally::default();
    for answer in answers {
        let answer = answer.map_err(ProjectFailure::Input)?.recv();
        // A thread never drops a document but by a mistake of ours, and even then its line must not be missing.
        let answer = answer.unwrap_or_else(|_| Answer::refused(String::new(), mistake()));
        output.write_all(&answer.json)?;
        tally.documents += 1;
        if let Some(refusal) = answer.refusal {
            tally.refused += 1;
            if tally.first_refusals.len() < REMEMBERED {
                tally.first_refusals.push(refusal);
            }
        }
    }
    output.flush()?;
    if tally.documents == 0 {
        return Err(ProjectFailure::Input(text::empty()));
    }
    Ok(tally)
}

/// Reads documents and hands them to the threads.
struct Feeder {
    jobs: SyncSender<Job>,
    queue: SyncSender<Queue>,
}

/// Nobody takes documents any more.
struct Left;

impl Feeder {
    fn feed(self, input: impl BufRead) {
        // That nobody takes documents any more is how the stream is stopped, not an error.
        let _ = match self.feed_all(input) {
            Ok(left) => left,
            Err(fault) => self.queue.send(Err(fault)).map_err(|_| Left),
        };
    }

    /// An error is one of reading.
    fn feed_all(&self, mut input: impl BufRead) -> Outcome<Result<(), Left>> {
        let mut number = 0;
        let first = next_document(&mut input, &mut number)?;
        let second = next_document(&mut input, &mut number)?;
        if let Some((_, Ok(head))) = &first
            && let Ok(head) = std::str::from_utf8(head)
        {
            let following = match &second {
                Some((_, Ok(line))) => Some(String::from_utf8_lossy(line)),
                Some((_, Err(_))) => Some(String::new().into()),
                None => None,
            };
            if scenarios::is_spread(head, following.as_deref()) {
                return self.feed_spread([first, second], input);
            }
        }
        for (number, text) in [first, second].into_iter().flatten() {
            if self.hand_over(format!("line {number}"), text).is_err() {
                return Ok(Err(Left));
            }
        }
        while let Some((number, text)) = next_document(&mut input, &mut number)? {
            if self.hand_over(format!("line {number}"), text).is_err() {
                return Ok(Err(Left));
            }
        }
        Ok(Ok(()))
    }

    /// A text whose documents are not one a line is read whole, within the limit of all documents.
    fn feed_spread(&self, head: [Option<Numbered>; 2], input: impl BufRead) -> Outcome<Result<(), Left>> {
        let mut bytes = Vec::new();
        for (_, text) in head.into_iter().flatten() {
            bytes.extend(text?);
        }
        let most = text::MOST_BYTES + 1;
        let room = most.saturating_sub(bytes.len() as u64);
        input.take(room).read_to_end(&mut bytes).map_err(|error| text::of_io(&error))?;
        let whole = text::decode(bytes);
        let documents = whole.and_then(|whole| scenarios::texts(&whole));
        Ok(match documents {
            Err(fault) => self.hand_over(String::new(), Err(fault)),
            Ok(mut one) if one.len() == 1 => {
                self.hand_over(String::new(), Ok(one.pop().unwrap_or_default().into_bytes()))
            }
            Ok(many) => many
                .into_iter()
                .enumerate()
                .try_for_each(|(i, text)| self.hand_over(format!("[{i}]"), Ok(text.into_bytes()))),
        })
    }

    fn hand_over(&self, document: String, text: Outcome<Vec<u8>>) -> Result<(), Left> {
        let (answer, coming) = channel();
        self.queue.send(Ok(coming)).map_err(|_| Left)?;
        self.jobs.send(Job { document, text, answer }).map_err(|_| Left)
    }
}

/// A line with its number.
type Numbered = (u64, Outcome<Vec<u8>>);

/// The next line that is not blank.
fn next_document(input: &mut impl BufRead, number: &mut u64) -> Outcome<Option<Numbered>> {
    let mut line = Vec::new();
    loop {
        let found = text::read_line(input, &mut line).map_err(|error| text::of_io(&error))?;
        *number += 1;
        if *number == 1 && line.starts_with(b"\xef\xbb\xbf") {
            line.drain(..3);
        }
        match found {
            text::Line::End => return Ok(None),
            text::Line::TooLong { bytes } => return Ok(Some((*number, Err(text::too_long(bytes))))),
            text::Line::Read if line.trim_ascii().is_empty() => {}
            text::Line::Read => return Ok(Some((*number, Ok(line)))),
        }
    }
}

fn work(to_do: &Mutex<Receiver<Job>>, summary_only: bool) {
    loop {
        let job = to_do.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(Job { document, text, answer }) = job else { return };
        let done = catch_unwind(AssertUnwindSafe(|| text.and_then(|text| one(text, summary_only))));
        let done = match done.unwrap_or_else(|_| Err(mistake())) {
            Ok(json) => Answer { json, refusal: None },
            Err(fault) => Answer::refused(document, fault),
        };
        // If nobody waits for it, the stream was stopped.
        answer.send(done).ok();
    }
}

fn one(document: Vec<u8>, summary_only: bool) -> Outcome<Vec<u8>> {
    let document = text::decode(document)?;
    let snapshot = ParametersSnapshot::freeze(read_json(document.trim())?)?;
    let (projection, summary) = project(&snapshot, |_, _| ControlFlow::Continue(()))?;
    let days = (!summary_only).then_some(Days(&projection));
    line(&Projected { summary: &summary, days, warnings: &projection.warnings })
}

/// A result as it is written: the contract's `{"summary":{…},"days":[…],"warnings":[…]}`.
#[derive(Serialize)]
struct Projected<'a> {
    summary: &'a Summary,
    #[serde(skip_serializing_if = "Option::is_none")]
    days: Option<Days<'a>>,
    warnings: &'a [String],
}

struct Days<'a>(&'a Projection);

impl Serialize for Days<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.days.iter().map(|day| DayDocument::of(self.0, day)))
    }
}

fn line(document: &impl Serialize) -> Outcome<Vec<u8>> {
    let mut json = serde_json::to_vec(document).map_err(|_| mistake())?;
    json.push(b'\n');
    Ok(json)
}

impl Answer {
    fn refused(document: String, fault: Fault) -> Self {
        let told = serde_json::json!({ "error": FaultDocument::from(&fault) });
        Self { json: format!("{told}\n").into_bytes(), refusal: Some(Refusal { document, fault }) }
    }
}

fn mistake() -> Fault {
    Fault::new(
        FaultKind::Damaged,
        "the program made a mistake of its own with this document",
        "Please report it with the document",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = include_str!("../../assets/sample/autumn-smolt-2024.json");

    fn on_one_line() -> String {
        ONE.lines().map(str::trim).collect()
    }

    fn projected(input: &str, threads: usize) -> (Vec<serde_json::Value>, ProjectTally) {
        let mut output = Vec::new();
        let options = ProjectOptions { summary_only: false, threads };
        let input = io::Cursor::new(input.to_owned());
        let tally = project_documents(input, &mut output, options).unwrap();
        let lines = String::from_utf8(output).unwrap();
        (lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect(), tally)
    }

    #[test]
    fn results_come_in_the_order_of_the_documents() {
        let lines: Vec<String> = (1..=60)
            .map(|days| {
                on_one_line().replace("\"duration_days\": 480", &format!("\"duration_days\": {days}"))
            })
            .collect();
        let (results, tally) = projected(&lines.join("\n\n"), 3);
        assert_eq!((tally.documents, tally.refused), (60, 0));
        for (i, result) in results.iter().enumerate() {
            assert_eq!(result["days"].as_array().unwrap().len(), i + 1);
        }
    }

    #[test]
    fn a_broken_line_is_answered_in_its_place_and_the_rest_goes_on() {
        let one = on_one_line();
        let wrong = one.replace("2.81", "-2");
        let (results, tally) = projected(&format!("{{\"broken\n{one}\n{wrong}\n{one}\n"), 2);
        assert_eq!((tally.documents, tally.refused), (4, 2));
        assert!(results[0]["error"]["message"].is_string());
        assert_eq!(results[1], results[3]);
        assert_eq!(results[2]["error"]["where"], "tgc_model.tgc_value");
        let places: Vec<_> = tally.first_refusals.iter().map(|one| one.document.as_str()).collect();
        assert_eq!(places, ["line 1", "line 3"]);
    }

    #[test]
    fn a_spread_document_and_a_list_are_understood() {
        let (one, _) = projected(&on_one_line(), 1);
        assert_eq!(projected(ONE, 1).0, one);
        let (two, tally) = projected(&format!("[{ONE},\n{ONE}]"), 2);
        assert_eq!(two, [one[0].clone(), one[0].clone()]);
        assert_eq!(tally.documents, 2);
    }

    #[test]
    fn nothing_is_refused_as_empty() {
        let options = ProjectOptions { summary_only: true, threads: 1 };
        let failed = project_documents(io::Cursor::new("\n \n"), &mut Vec::new(), options).unwrap_err();
        assert_eq!(failed.to_string().split('.').next(), Some("the file is empty"));
    }
}
