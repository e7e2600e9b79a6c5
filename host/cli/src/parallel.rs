//! Work on several threads whose results come in the order of the jobs.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{Receiver, SyncSender, sync_channel},
    },
    thread,
};

use anyhow::Context as _;

use crate::command::Failure;

/// Most threads that work. Each may hold an instance of the component and a piece, and a thread that
/// reads cannot feed many more.
const MOST: usize = 4;

/// What a thread does with a job, and keeps between two of them.
pub(crate) type Work<J, R> = Box<dyn FnMut(J) -> R + Send>;

/// What becomes of a job: its result, once there is one, or why there is no job.
type Promise<R> = Receiver<Result<R, Failure>>;

/// A job, and where its result is awaited.
type Task<J, R> = (J, SyncSender<Result<R, Failure>>);

/// Does the jobs on as many threads as this machine has cores, and at most four. Results come in the
/// order of the jobs, each as soon as it and those before it are there; a few jobs are under way at
/// a time, however many there are. An error in place of a job is passed on in its place, and ends
/// the jobs.
///
/// `begin` is called once for each thread, and only when there is a job for it. Where it fails for
/// another than the first, the threads that there are do the work.
pub(crate) fn in_order<J, R>(
    jobs: impl Iterator<Item = Result<J, Failure>> + Send + 'static,
    begin: impl Fn() -> Result<Work<J, R>, Failure> + Send + 'static,
) -> Result<impl Iterator<Item = Result<R, Failure>>, Failure>
where
    J: Send + 'static,
    R: Send + 'static,
{
    let most = thread::available_parallelism().map_or(1, |cores| cores.get().min(MOST));
    with_threads(most, jobs, begin)
}

fn with_threads<J, R>(
    most: usize,
    jobs: impl Iterator<Item = Result<J, Failure>> + Send + 'static,
    begin: impl Fn() -> Result<Work<J, R>, Failure> + Send + 'static,
) -> Result<impl Iterator<Item = Result<R, Failure>>, Failure>
where
    J: Send + 'static,
    R: Send + 'static,
{
    let (promise, promises) = sync_channel(most);
    // Nobody waits for this thread: it may be stuck in a pipe that stays silent.
    start("nemo-telemetry-input", move || {
        hand_out(most, jobs, &begin, &promise)
    })?;
    Ok(promises.into_iter().map(|result: Promise<R>| {
        // A worker that panics has told its story, and breaks its promise.
        let broken = || Failure::Defect(anyhow::anyhow!("a thread of this program has panicked"));
        result.recv().unwrap_or_else(|_| Err(broken()))
    }))
}

fn hand_out<J, R>(
    mut most: usize,
    jobs: impl Iterator<Item = Result<J, Failure>>,
    begin: &impl Fn() -> Result<Work<J, R>, Failure>,
    promises: &SyncSender<Promise<R>>,
) where
    J: Send + 'static,
    R: Send + 'static,
{
    let (task, tasks) = sync_channel::<Task<J, R>>(0);
    let tasks = Arc::new(Mutex::new(tasks));
    let mut working = 0;
    for job in jobs {
        let (result, promise) = sync_channel(1);
        // Nobody takes any more: the command ends.
        if promises.send(promise).is_err() {
            return;
        }
        let mut ready = job;
        if ready.is_ok() && working < most {
            let tasks = Arc::clone(&tasks);
            match begin().and_then(|work| start("nemo-telemetry-work", move || serve(&tasks, work)))
            {
                Ok(()) => working += 1,
                Err(failure) if working == 0 => ready = Err(failure),
                Err(_) => most = working,
            }
        }
        match ready {
            Ok(job) => {
                // Whoever takes the promise hears that it is broken.
                if task.send((job, result)).is_err() {
                    return;
                }
            }
            Err(failure) => {
                let _ = result.send(Err(failure));
                return;
            }
        }
    }
}

/// Does one job after the other until there are no more.
fn serve<J, R>(tasks: &Mutex<Receiver<Task<J, R>>>, mut work: Work<J, R>) {
    loop {
        let task = tasks.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok((job, result)) = task else { return };
        let _ = result.send(Ok(work(job)));
    }
}

fn start(name: &str, run: impl FnOnce() + Send + 'static) -> Result<(), Failure> {
    thread::Builder::new()
        .name(name.into())
        .spawn(run)
        .map(drop)
        .context("failed to start a thread")
        .map_err(Failure::Mistake)
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Barrier,
        atomic::{AtomicUsize, Ordering},
    };

    use super::*;

    fn mistake(text: &'static str) -> Failure {
        Failure::Mistake(anyhow::anyhow!(text))
    }

    /// Each result, or the text of its failure.
    fn told<R>(results: impl Iterator<Item = Result<R, Failure>>) -> Vec<Result<R, String>> {
        results
            .map(|result| {
                result.map_err(|failure| match failure {
                    Failure::Mistake(error) | Failure::Defect(error) => error.to_string(),
                    Failure::ClosedPipe => String::new(),
                })
            })
            .collect()
    }

    #[test]
    fn jobs_are_under_way_together_and_results_come_in_order() {
        let both = Arc::new(Barrier::new(2));
        let begin = move || -> Result<Work<u32, u32>, Failure> {
            let both = Arc::clone(&both);
            Ok(Box::new(move |job| {
                // The first one ends while the second one is under way, or not at all.
                if job < 2 {
                    both.wait();
                }
                job * 10
            }))
        };
        let results = with_threads(2, (0..100).map(Ok), begin).unwrap();
        let expected: Vec<_> = (0..100).map(|job| Ok(job * 10)).collect();
        assert_eq!(told(results), expected);
    }

    #[test]
    fn a_worker_keeps_what_it_has_and_there_are_no_more_than_asked_for() {
        let begun = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&begun);
        let begin = move || -> Result<Work<(), usize>, Failure> {
            counted.fetch_add(1, Ordering::Relaxed);
            let mut done = 0;
            Ok(Box::new(move |()| {
                done += 1;
                done
            }))
        };
        let results = with_threads(3, (0..1000).map(|_| Ok(())), begin).unwrap();
        let most = told(results).into_iter().map(Result::unwrap).max();
        assert!(most >= Some(1000 / 3), "{most:?}");
        assert_eq!(begun.load(Ordering::Relaxed), 3);
    }

    #[test]
    fn one_job_begins_one_worker() {
        let begun = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&begun);
        let begin = move || -> Result<Work<u32, u32>, Failure> {
            counted.fetch_add(1, Ordering::Relaxed);
            Ok(Box::new(|job| job))
        };
        let results = with_threads(4, [7].into_iter().map(Ok), begin).unwrap();
        assert_eq!(told(results), [Ok(7)]);
        assert_eq!(begun.load(Ordering::Relaxed), 1);
    }

    #[test]
    fn those_that_began_do_the_work_of_those_that_could_not() {
        let begun = Arc::new(AtomicUsize::new(0));
        let begin = move || -> Result<Work<u32, u32>, Failure> {
            match begun.fetch_add(1, Ordering::Relaxed) {
                0 => Ok(Box::new(|job| job)),
                _ => Err(mistake("no more")),
            }
        };
        let results = with_threads(4, (0..50).map(Ok), begin).unwrap();
        assert_eq!(told(results), (0..50).map(Ok).collect::<Vec<_>>());
    }

    #[test]
    fn a_failure_stands_in_the_place_of_its_job() {
        let jobs = [Ok(1), Ok(2), Err(mistake("no third")), Ok(4)];
        let begin = || -> Result<Work<u32, u32>, Failure> { Ok(Box::new(|job| job)) };
        let results = with_threads(2, jobs.into_iter(), begin).unwrap();
        assert_eq!(told(results), [Ok(1), Ok(2), Err("no third".into())]);

        let none = || -> Result<Work<u32, u32>, Failure> { Err(mistake("no worker")) };
        let results = with_threads(2, (0..9).map(Ok), none).unwrap();
        assert_eq!(told(results), [Err("no worker".into())]);
    }

    #[test]
    fn few_jobs_are_under_way_however_many_there_are() {
        let (step, steps) = sync_channel::<()>(1000);
        let read = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&read);
        let jobs = (0..1000).map(move |job| {
            counted.fetch_add(1, Ordering::Relaxed);
            let _ = step.send(());
            Ok(job)
        });
        let begin = || -> Result<Work<u32, u32>, Failure> { Ok(Box::new(|job| job)) };
        let mut results = with_threads(2, jobs, begin).unwrap();
        // Nothing is taken yet: as many promises as fit, and the one that waits for room.
        (0..3).for_each(|_| steps.recv().unwrap());
        assert!(read.load(Ordering::Relaxed) <= 3);
        let first = results.next().unwrap();
        assert!(matches!(first, Ok(0)));
        // The command ends early, and the jobs with it.
        drop(results);
        while steps.recv().is_ok() {}
        assert!(read.load(Ordering::Relaxed) < 1000);
    }
}
