//! Background work: a thread with something of its own (a desk), a queue of jobs, progress, cancelling, results.
//!
//! Knows nothing of farms and windows. Whoever waits is woken through a callback.
use std::collections::VecDeque;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, mpsc};
use std::thread::JoinHandle;

/// How far a job is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Progress {
    /// Steps done.
    pub done: u64,
    /// Steps to do; 0 while that is not known.
    pub total: u64,
}

impl Progress {
    /// The share that is done, 0 to 1, where it is known.
    pub fn share(&self) -> Option<f32> {
        (self.total > 0).then(|| (self.done as f64 / self.total as f64).clamp(0.0, 1.0) as f32)
    }
}

/// What a lane tells whoever gave it work.
#[derive(Debug)]
pub enum Event<T> {
    /// A job is done; this is its answer.
    Done(JobId, T),
    /// A job broke off in a way that nobody foresaw. The lane goes on with the next.
    Broken(JobId, String),
}

/// Names a job of a lane.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct JobId(u64);

/// A job that waits or runs, as a status line shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobInfo {
    /// Which job.
    pub id: JobId,
    /// What it does, in words: "Running 12 scenarios".
    pub name: String,
    /// How far it is.
    pub progress: Progress,
    /// Whether it has been asked to stop.
    pub stopping: bool,
}

/// What a job has in hand while it runs.
pub struct Handle<'a> {
    state: &'a Arc<JobState>,
    wake: &'a (dyn Fn() + Send + Sync),
}

impl std::fmt::Debug for Handle<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Handle").field("state", &self.state).finish_non_exhaustive()
    }
}

impl Handle<'_> {
    /// Says how far the job is, and hears whether it is to stop.
    pub fn report(&self, done: u64, total: u64) -> ControlFlow<()> {
        self.state.done.store(done, Ordering::Relaxed);
        self.state.total.store(total, Ordering::Relaxed);
        (self.wake)();
        self.checkpoint()
    }

    /// What tells whether the job is to stop, for whoever must ask while the job itself cannot.
    pub fn stopper(&self) -> impl Fn() -> bool + Send + 'static {
        let state = Arc::clone(self.state);
        move || state.stop.load(Ordering::Relaxed)
    }

    /// Hears whether the job is to stop.
    pub fn checkpoint(&self) -> ControlFlow<()> {
        if self.state.stop.load(Ordering::Relaxed) {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    }
}

#[derive(Debug)]
struct JobState {
    id: JobId,
    name: String,
    done: AtomicU64,
    total: AtomicU64,
    stop: AtomicBool,
}

type Work<D, T> = Box<dyn FnOnce(&mut D, &Handle<'_>) -> T + Send>;

struct Queue<D, T> {
    waiting: VecDeque<(Arc<JobState>, Work<D, T>)>,
    running: Option<Arc<JobState>>,
    closed: bool,
}

struct Shared<D, T> {
    queue: Mutex<Queue<D, T>>,
    changed: Condvar,
}

impl<D, T> Shared<D, T> {
    /// A panic of a job is caught before it could poison this; if one did, the queue itself is still whole.
    fn lock(&self) -> MutexGuard<'_, Queue<D, T>> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A thread that does one job after the other, with a desk `D` that only its jobs touch, and answers `T`.
pub struct Lane<D, T> {
    shared: Arc<Shared<D, T>>,
    events: mpsc::Receiver<Event<T>>,
    thread: Option<JoinHandle<()>>,
    next_id: u64,
}

impl<D, T> std::fmt::Debug for Lane<D, T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Lane").field("next_id", &self.next_id).finish_non_exhaustive()
    }
}

impl<D: Send + 'static, T: Send + 'static> Lane<D, T> {
    /// Starts a lane. `wake` is called, from its thread, whenever there is something new to see.
    ///
    /// # Errors
    /// If the operating system gives no thread.
    pub fn start(name: &str, desk: D, wake: impl Fn() + Send + Sync + 'static) -> std::io::Result<Self> {
        let queue = Queue { waiting: VecDeque::new(), running: None, closed: false };
        let shared = Arc::new(Shared { queue: Mutex::new(queue), changed: Condvar::new() });
        let (sender, events) = mpsc::channel();
        let thread = std::thread::Builder::new().name(name.to_owned()).spawn({
            let shared = Arc::clone(&shared);
            move || work_through(&shared, desk, &sender, &wake)
        })?;
        Ok(Self { shared, events, thread: Some(thread), next_id: 0 })
    }

    /// Puts a job at the end of the queue.
    pub fn add(
        &mut self,
        name: impl Into<String>,
        work: impl FnOnce(&mut D, &Handle<'_>) -> T + Send + 'static,
    ) -> JobId {
        let id = JobId(self.next_id);
        self.next_id += 1;
        let state = JobState {
            id,
            name: name.into(),
            done: AtomicU64::new(0),
            total: AtomicU64::new(0),
            stop: AtomicBool::new(false),
        };
        self.shared.lock().waiting.push_back((Arc::new(state), Box::new(work)));
        self.shared.changed.notify_one();
        id
    }

    /// Asks a job to stop. A waiting one hears it as soon as it starts.
    pub fn stop(&self, id: JobId) {
        let queue = self.shared.lock();
        let waiting = queue.waiting.iter().map(|(state, _)| state);
        for state in queue.running.iter().chain(waiting).filter(|state| state.id == id) {
            state.stop.store(true, Ordering::Relaxed);
        }
    }

    /// The job that runs and those that wait, in order.
    pub fn jobs(&self) -> Vec<JobInfo> {
        let queue = self.shared.lock();
        let waiting = queue.waiting.iter().map(|(state, _)| state);
        queue
            .running
            .iter()
            .chain(waiting)
            .map(|state| JobInfo {
                id: state.id,
                name: state.name.clone(),
                progress: Progress {
                    done: state.done.load(Ordering::Relaxed),
                    total: state.total.load(Ordering::Relaxed),
                },
                stopping: state.stop.load(Ordering::Relaxed),
            })
            .collect()
    }

    /// What happened since this was last asked.
    pub fn events(&self) -> impl Iterator<Item = Event<T>> {
        self.events.try_iter()
    }

    /// How many jobs were ever added.
    pub fn added(&self) -> u64 {
        self.next_id
    }

    /// Whether a job runs or waits.
    pub fn is_busy(&self) -> bool {
        let queue = self.shared.lock();
        queue.running.is_some() || !queue.waiting.is_empty()
    }
}

fn work_through<D, T>(
    shared: &Shared<D, T>,
    mut desk: D,
    events: &mpsc::Sender<Event<T>>,
    wake: &(dyn Fn() + Send + Sync),
) {
    loop {
        let (state, work) = {
            let mut queue = shared.lock();
            loop {
                if queue.closed {
                    return;
                }
                if let Some((state, work)) = queue.waiting.pop_front() {
                    queue.running = Some(Arc::clone(&state));
                    break (state, work);
                }
                queue = shared.changed.wait(queue).unwrap_or_else(PoisonError::into_inner);
            }
        };
        let handle = Handle { state: &state, wake };
        let event = match catch_unwind(AssertUnwindSafe(|| work(&mut desk, &handle))) {
            Ok(answer) => Event::Done(state.id, answer),
            Err(panic) => Event::Broken(state.id, words_of(&*panic)),
        };
        // Sent before the job counts as done, so that whoever sees an idle lane finds every answer.
        let listened_to = events.send(event).is_ok();
        shared.lock().running = None;
        wake();
        if !listened_to {
            return;
        }
    }
}

fn words_of(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "unknown".to_owned())
}

impl<D, T> Drop for Lane<D, T> {
    /// Waiting jobs are dropped, the running one is asked to stop and waited for: what it writes is written whole.
    fn drop(&mut self) {
        {
            let mut queue = self.shared.lock();
            queue.closed = true;
            queue.waiting.clear();
            if let Some(state) = &queue.running {
                state.stop.store(true, Ordering::Relaxed);
            }
        }
        self.shared.changed.notify_all();
        if let Some(thread) = self.thread.take() {
            // A panic of the thread has been told already.
            thread.join().ok();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn wait<T>(lane: &Lane<Vec<u32>, T>) -> Vec<Event<T>>
    where
        T: Send + 'static,
    {
        while lane.is_busy() {
            std::thread::sleep(Duration::from_millis(1));
        }
        lane.events().collect()
    }

    #[test]
    fn jobs_are_done_in_order_at_the_same_desk() {
        let mut lane = Lane::start("test", Vec::new(), || ()).unwrap();
        for n in 0..5 {
            lane.add("note", move |desk: &mut Vec<u32>, _: &Handle<'_>| {
                desk.push(n);
                desk.clone()
            });
        }
        let last = wait(&lane).pop();
        assert!(matches!(last, Some(Event::Done(_, desk)) if desk == [0, 1, 2, 3, 4]));
    }

    #[test]
    fn a_job_that_is_stopped_hears_it_and_the_next_one_is_done() {
        let mut lane = Lane::start("test", Vec::new(), || ()).unwrap();
        let id = lane.add("count", |_: &mut Vec<u32>, handle: &Handle<'_>| {
            let mut n = 0;
            while handle.report(n, 0).is_continue() {
                n += 1;
                std::thread::sleep(Duration::from_millis(1));
            }
            "stopped"
        });
        lane.add("next", |_, _| "next");
        assert_eq!(lane.jobs().len(), 2);
        lane.stop(id);
        let answers: Vec<_> = wait(&lane).into_iter().collect();
        assert!(matches!(answers[..], [Event::Done(_, "stopped"), Event::Done(_, "next")]));
    }

    #[test]
    fn a_job_that_breaks_is_told_and_does_not_end_the_lane() {
        let mut lane = Lane::start("test", Vec::new(), || ()).unwrap();
        lane.add("break", |_: &mut Vec<u32>, _: &Handle<'_>| -> u32 { panic!("no such pen") });
        lane.add("next", |_, _| 7);
        let answers = wait(&lane);
        assert!(matches!(&answers[0], Event::Broken(_, why) if why == "no such pen"));
        assert!(matches!(answers[1], Event::Done(_, 7)));
    }

    #[test]
    fn progress_is_seen_and_wakes_whoever_waits() {
        let woken = Arc::new(AtomicU64::new(0));
        let count = Arc::clone(&woken);
        let mut lane = Lane::start("test", Vec::new(), move || {
            count.fetch_add(1, Ordering::Relaxed);
        })
        .unwrap();
        let (go, gone) = mpsc::channel::<()>();
        lane.add("half", move |_: &mut Vec<u32>, handle: &Handle<'_>| {
            let going_on = handle.report(1, 2).is_continue();
            gone.recv().ok();
            going_on
        });
        while lane.jobs()[0].progress.total == 0 {
            std::thread::sleep(Duration::from_millis(1));
        }
        assert_eq!(lane.jobs()[0].progress.share(), Some(0.5));
        go.send(()).unwrap();
        assert!(matches!(wait(&lane)[..], [Event::Done(_, true)]));
        assert!(woken.load(Ordering::Relaxed) >= 2);
    }
}
