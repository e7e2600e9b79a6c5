//! For tests of programs that send telemetry: a world without network, in which time stands still
//! until it is told to go on.
//!
//! ```
//! use std::time::Duration;
//! use nemo_telemetry::{Telemetry, testing::World};
//! use serde_json::json;
//!
//! let world = World::new();
//! let telemetry = Telemetry::with_options(r#"{"product": "agent-toolkit"}"#, world.options()).unwrap();
//! telemetry.enqueue("nat_cli_command", &json!({"command": "run", "taskStatus": "success", "pythonVersion": "3.12"}));
//! assert_eq!(telemetry.flush(Duration::from_secs(60)).wait().delivered, 1);
//! assert!(world.requests()[0].body.contains("nat_cli_command"));
//! ```

use std::{
    collections::HashMap,
    fmt,
    path::Path,
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use crate::{
    imports::Clock,
    paths::Paths,
    surroundings::Options,
    transport::{Answer, Outcome, Request, Transport, Waker},
};

/// Where the clocks start: 2026-01-01T00:00:00Z.
const START: Duration = Duration::from_secs(1_767_225_600);

/// A world. Clones are the same one.
#[derive(Clone, Debug)]
pub struct World {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    inner: Mutex<Inner>,
    changed: Condvar,
}

struct Inner {
    elapsed: Duration,
    requests: Vec<Request>,
    notices: Vec<String>,
    server: Server,
}

/// What the server says to a request; none: nothing, until the request's time is over.
type Server = Box<dyn FnMut(&Request) -> Option<Answer> + Send>;

impl fmt::Debug for Inner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inner")
            .field("elapsed", &self.elapsed)
            .field("requests", &self.requests)
            .finish_non_exhaustive()
    }
}

impl Default for World {
    fn default() -> Self {
        Self::new()
    }
}

impl World {
    /// A world with a server that answers 200.
    #[must_use]
    pub fn new() -> Self {
        let server = Box::new(|_: &Request| Some(answered(200)));
        let inner = Inner {
            elapsed: Duration::ZERO,
            requests: Vec::new(),
            notices: Vec::new(),
            server,
        };
        Self {
            shared: Arc::new(Shared {
                inner: Mutex::new(inner),
                changed: Condvar::new(),
            }),
        }
    }

    /// Telemetry that is on in this world, without a home or a variable, and so without an outbox.
    #[must_use]
    pub fn options(&self) -> Options {
        let (clock, transport, notices) = (self.clone(), self.clone(), self.clone());
        Options {
            enabled: Some(true),
            emit_telemetry: None,
            paths: Paths {
                config: None,
                state: None,
                cache: None,
                machine: None,
            },
            variable: Box::new(|_| None),
            host: Box::new(|_| None),
            on_problem: Box::new(move |notice| notices.lock().notices.push(notice.into())),
            component: None,
            thread: Box::new(|| {}),
            clock: Box::new(move || Box::new(clock.clone())),
            transport: Box::new(move || {
                Box::new(Connection {
                    woken: Arc::default(),
                    seen: transport.lock().elapsed,
                    last: 0,
                    flights: HashMap::new(),
                    world: transport.clone(),
                })
            }),
        }
    }

    /// The same, with decisions and an outbox below a folder.
    #[must_use]
    pub fn options_in(&self, home: &Path) -> Options {
        let paths = Paths {
            config: Some(home.join("config")),
            state: Some(home.join("state")),
            cache: None,
            machine: None,
        };
        Options {
            paths,
            ..self.options()
        }
    }

    /// Puts another server in place: what it says to a request, or nothing, until the request's
    /// time is over.
    pub fn serve(&self, server: impl FnMut(&Request) -> Option<Answer> + Send + 'static) {
        self.lock().server = Box::new(server);
    }

    /// Puts a server in place that answers every request with this status.
    pub fn serve_status(&self, status: u32) {
        self.serve(move |_| Some(answered(status)));
    }

    /// Every request so far.
    #[must_use]
    pub fn requests(&self) -> Vec<Request> {
        self.lock().requests.clone()
    }

    /// Every notice so far.
    #[must_use]
    pub fn notices(&self) -> Vec<String> {
        self.lock().notices.clone()
    }

    /// Time goes on.
    pub fn advance(&self, by: Duration) {
        self.lock().elapsed += by;
        self.shared.changed.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.shared
            .inner
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl Clock for World {
    fn wall(&mut self) -> Duration {
        START + self.lock().elapsed
    }

    fn monotonic(&mut self) -> Duration {
        self.lock().elapsed
    }
}

/// A server's answer without `Retry-After`.
#[must_use]
pub fn answered(status: u32) -> Answer {
    Answer {
        outcome: Outcome::Answered,
        status,
        retry_after: String::new(),
        unsure: false,
    }
}

/// A client's way to the server.
struct Connection {
    world: World,
    /// A waker has been called since the last wait. It is set while the world is locked.
    woken: Arc<AtomicBool>,
    /// How late it was when the last wait ended.
    seen: Duration,
    last: u32,
    flights: HashMap<u32, Flight>,
}

struct Flight {
    answer: Option<Answer>,
    deadline: Duration,
}

impl Connection {
    fn is_due(&self, now: Duration) -> bool {
        self.flights
            .values()
            .any(|flight| flight.answer.is_some() || flight.deadline <= now)
    }
}

impl Transport for Connection {
    fn start(&mut self, request: Request) -> u32 {
        let mut inner = self.world.lock();
        let deadline = inner.elapsed + request.timeout;
        let answer = (inner.server)(&request);
        inner.requests.push(request);
        self.last += 1;
        self.flights.insert(self.last, Flight { answer, deadline });
        self.last
    }

    fn poll(&mut self, ticket: u32) -> Option<Answer> {
        let ended = |outcome, unsure| Answer {
            outcome,
            status: 0,
            retry_after: String::new(),
            unsure,
        };
        let now = self.world.lock().elapsed;
        let Some(flight) = self.flights.get_mut(&ticket) else {
            return Some(ended(Outcome::Failed, false));
        };
        let late = (flight.deadline <= now).then(|| ended(Outcome::Timeout, true));
        let answer = flight.answer.take().or(late)?;
        self.flights.remove(&ticket);
        Some(answer)
    }

    fn cancel(&mut self, ticket: u32) -> bool {
        self.flights.remove(&ticket).is_some()
    }

    fn wait(&mut self, timeout: Duration) {
        let mut inner = self.world.lock();
        // The component has read the clock before: time that has gone on since then counts, too.
        while !timeout.is_zero()
            && !self.woken.load(Ordering::Relaxed)
            && inner.elapsed == self.seen
            && !self.is_due(inner.elapsed)
        {
            inner = self
                .world
                .shared
                .changed
                .wait(inner)
                .unwrap_or_else(PoisonError::into_inner);
        }
        self.woken.store(false, Ordering::Relaxed);
        self.seen = inner.elapsed;
    }

    fn waker(&self) -> Waker {
        let (world, woken) = (self.world.clone(), Arc::clone(&self.woken));
        Waker::new(move || {
            let inner = world.lock();
            woken.store(true, Ordering::Relaxed);
            drop(inner);
            world.shared.changed.notify_all();
        })
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::World;

    /// Each of these waits would never end.
    #[test]
    fn a_wait_ends_for_what_came_before_it() {
        const FOREVER: Duration = Duration::MAX;
        let world = World::new();
        let transport = world.options().transport;
        let (mut one, mut other) = (transport(), transport());
        world.advance(Duration::from_secs(1));
        one.wait(FOREVER);
        other.wait(FOREVER);
        let wakers = [one.waker(), other.waker()];
        wakers.iter().for_each(|waker| waker.wake());
        one.wait(FOREVER);
        other.wait(FOREVER);
    }
}
