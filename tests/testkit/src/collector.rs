//! A collector on this machine, for demonstrations, `collect` and tests.
//!
//! [`Collector`] takes the place of the real one: it accepts a POST of `{"events": […], …}` at
//! [`PATH`], remembers it and answers 200 with `{}`. It listens on loopback unless it is told
//! otherwise, is refused to web pages of other sites (`Host` and `Origin` must be loopback or one
//! of [`Options::hosts`]), and can be told to answer badly or not at all ([`Respond`]), or to check
//! what arrives ([`Options::check`]). It may serve pages ([`Options::site`]).
//!
//! It understands the HTTP/1.1 that a telemetry client speaks: a body with `Content-Length`, and
//! connections that are used again. It is no server for anything else.

mod answer;
mod body;
mod connection;
mod head;
mod site;

use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::io;
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use nemo_telemetry::BodyVerdict;

pub use site::{Content, Page, Site, Visit};

/// The path that events are posted to.
pub const PATH: &str = "/v1.1/events/json";

/// The longest body that is accepted, in bytes; a longer one is answered with 413.
pub const BODY_LIMIT: usize = 1 << 20;

/// Connections at once; a further one is closed unanswered.
const CONNECTIONS: usize = 128;

/// A request whose head could be read.
#[derive(Clone, Debug, PartialEq)]
pub struct Received {
    /// The method, `POST` for all that were accepted.
    pub method: String,
    /// The request target, [`PATH`] for all that were accepted.
    pub path: String,
    /// Names and values as received and in that order; bytes that are not UTF-8 are replaced.
    pub headers: Vec<(String, String)>,
    /// The body, bytes that are not UTF-8 replaced; empty when the request was refused for its
    /// head.
    pub body: String,
    /// The status of the answer; 0 when the script says to give none.
    pub status: u16,
    /// Why the request was refused; `None` for one that was acceptable, whatever the answer.
    pub refused: Option<&'static str>,
    /// What [`Options::check`] says of the body; `None` where the head was refused, or there is no
    /// such check.
    pub verdict: Option<BodyVerdict>,
}

/// How an acceptable request is answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Respond {
    /// A status from 200 to 599, and the value of a `Retry-After` header.
    Status(u16, Option<String>),
    /// Close the connection when the body was read.
    Reset,
    /// Answer 200, one byte of the head per interval.
    Drip(Duration),
    /// Read on without a word until the client closes the connection or the collector is dropped.
    Silence,
}

/// What a collector does beside listening.
pub struct Options {
    /// The answers to the first acceptable requests, in turn. Requests that are refused take none.
    pub script: Vec<Respond>,
    /// The answer to all further ones.
    pub respond: Respond,
    /// Requests to remember; the oldest are forgotten first. A collector that runs for long takes 0
    /// and a callback.
    pub keep: usize,
    /// Names and addresses beside loopback by which it may be asked, as they stand in a `Host`
    /// header without the port. With at least one it may listen beyond loopback.
    pub hosts: Vec<String>,
    /// How long a connection may send nothing before it is closed; more than 0.
    pub idle: Duration,
    /// How long a request may take from its first byte to its last, however often a byte comes; more
    /// than 0. Without it a few clients that never end could shut out all others.
    pub request: Duration,
    /// Judges each body that may be sent. The requests that were received have its verdicts.
    pub check: Option<Check>,
    /// Answers as a collector does that takes no wrong event: with the verdict's status, and a JSON
    /// object that says which events are refused. Needs a [`check`](Self::check); `script` and
    /// `respond` then count for nothing.
    pub strict: bool,
    /// Answers a GET of any path but [`PATH`], for clients that ask by a loopback address and are no
    /// page of another origin. Such a request is not among those that were received.
    pub site: Option<Site>,
    /// Called with each request before it is answered, from the thread of its connection. A slow
    /// callback delays the answer.
    pub on_request: Option<OnRequest>,
}

/// A callback for each request. See [`Options::on_request`].
pub type OnRequest = Box<dyn Fn(&Received) + Send + Sync>;

/// What judges bodies. `None`: it cannot.
pub type Check = Box<dyn Fn(&str) -> Option<BodyVerdict> + Send + Sync>;

impl Default for Options {
    /// Always 200; the newest 4096 requests are kept; loopback only; a connection ends after 10 s
    /// of silence, and a request after 10 s.
    fn default() -> Self {
        Self {
            script: Vec::new(),
            respond: Respond::Status(200, None),
            keep: 4096,
            hosts: Vec::new(),
            idle: Duration::from_secs(10),
            request: Duration::from_secs(10),
            check: None,
            strict: false,
            site: None,
            on_request: None,
        }
    }
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("script", &self.script)
            .field("respond", &self.respond)
            .field("keep", &self.keep)
            .field("hosts", &self.hosts)
            .field("idle", &self.idle)
            .field("request", &self.request)
            .field("strict", &self.strict)
            .finish_non_exhaustive()
    }
}

/// A collector that listens until it is dropped.
#[derive(Debug)]
pub struct Collector {
    address: SocketAddr,
    shared: Arc<Shared>,
    listener: Option<JoinHandle<()>>,
}

/// What the listener and its connections have in common.
#[derive(Debug)]
struct Shared {
    options: Options,
    stopping: AtomicBool,
    connections: Mutex<HashMap<u64, TcpStream>>,
    log: Mutex<Log>,
    logged: Condvar,
}

#[derive(Debug, Default)]
struct Log {
    received: VecDeque<Received>,
    count: usize,
    script: VecDeque<Respond>,
}

impl Collector {
    /// Listens on an address; port 0 takes a free one.
    ///
    /// # Errors
    ///
    /// [`io::ErrorKind::InvalidInput`] when the address is not loopback and there are no
    /// [`Options::hosts`], otherwise what the system says, such as [`io::ErrorKind::AddrInUse`].
    pub fn bind(address: SocketAddr, mut options: Options) -> io::Result<Self> {
        if !address.ip().is_loopback() && options.hosts.is_empty() {
            let message = format!(
                "expected a loopback address or the hosts by which it may be asked, found {address} alone"
            );
            return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
        }
        let listener = TcpListener::bind(address)?;
        let address = listener.local_addr()?;
        let log = Log {
            script: std::mem::take(&mut options.script).into(),
            ..Log::default()
        };
        let shared = Arc::new(Shared {
            options,
            stopping: AtomicBool::new(false),
            connections: Mutex::default(),
            log: Mutex::new(log),
            logged: Condvar::new(),
        });
        let accepting = Arc::clone(&shared);
        let thread = thread::Builder::new()
            .name("nemo-telemetry-collector".into())
            .spawn(move || accept(&listener, &accepting))?;
        Ok(Self {
            address,
            shared,
            listener: Some(thread),
        })
    }

    /// The address it listens on.
    #[must_use]
    pub fn local_addr(&self) -> SocketAddr {
        self.address
    }

    /// The URL to post events to, such as `http://127.0.0.1:8123/v1.1/events/json`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}{PATH}", self.address)
    }

    /// The requests received so far that are still kept, oldest first.
    ///
    /// A request is here before its answer leaves.
    #[must_use]
    pub fn received(&self) -> Vec<Received> {
        let log = lock(&self.shared.log);
        log.received.iter().cloned().collect()
    }

    /// Waits until `count` requests were received since the start, kept or not; false when
    /// `timeout` passed first.
    #[must_use]
    pub fn wait_for(&self, count: usize, timeout: Duration) -> bool {
        let start = Instant::now();
        let mut log = lock(&self.shared.log);
        while log.count < count {
            let left = timeout.saturating_sub(start.elapsed());
            if left.is_zero() {
                return false;
            }
            log = self
                .shared
                .logged
                .wait_timeout(log, left)
                .map_or_else(|poisoned| poisoned.into_inner().0, |(log, _)| log);
        }
        true
    }
}

impl Drop for Collector {
    /// Stops listening and closes every connection. A callback that is running is not waited for.
    fn drop(&mut self) {
        self.shared.stopping.store(true, Ordering::SeqCst);
        // The listener wakes up for a connection only. When none can be made it stays behind, and
        // ends with the next one.
        let woken = TcpStream::connect_timeout(&self.address, Duration::from_secs(1)).is_ok();
        if let Some(thread) = self.listener.take().filter(|_| woken) {
            let _ = thread.join();
        }
        for stream in lock(&self.shared.connections).values() {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }
}

impl Shared {
    /// The answer to an acceptable request.
    fn respond(&self) -> Respond {
        let next = lock(&self.log).script.pop_front();
        next.unwrap_or_else(|| self.options.respond.clone())
    }

    fn record(&self, request: Received) {
        if let Some(on_request) = &self.options.on_request {
            on_request(&request);
        }
        let mut log = lock(&self.log);
        log.count += 1;
        log.received.push_back(request);
        while log.received.len() > self.options.keep {
            log.received.pop_front();
        }
        self.logged.notify_all();
    }

    /// Notes a connection, so that it can be closed from outside; false when there are too many.
    fn admit(&self, id: u64, stream: &TcpStream) -> bool {
        let mut connections = lock(&self.connections);
        if connections.len() >= CONNECTIONS {
            return false;
        }
        let Ok(handle) = stream.try_clone() else {
            return false;
        };
        connections.insert(id, handle);
        true
    }
}

/// A connection's place among those admitted; given back when its thread ends, in whatever way.
struct Place {
    id: u64,
    shared: Arc<Shared>,
}

impl Drop for Place {
    fn drop(&mut self) {
        lock(&self.shared.connections).remove(&self.id);
    }
}

fn accept(listener: &TcpListener, shared: &Arc<Shared>) {
    for (id, stream) in (0..).zip(listener.incoming()) {
        if shared.stopping.load(Ordering::SeqCst) {
            return;
        }
        match stream {
            Ok(stream) if shared.admit(id, &stream) => serve(id, stream, shared),
            Ok(_) => {}
            // No descriptors left: those of other connections come free.
            Err(_) => thread::sleep(Duration::from_millis(10)),
        }
    }
}

fn serve(id: u64, stream: TcpStream, shared: &Arc<Shared>) {
    let shared = Arc::clone(shared);
    let place = Place { id, shared };
    // A thread that cannot be started drops its closure, and with it the connection and its place.
    let _ = thread::Builder::new()
        .name("nemo-telemetry-connection".into())
        .spawn(move || {
            // An error is the end of the connection: the client is gone, idle for too long, or shut
            // out.
            let _ = connection::serve(stream, &place.shared);
        });
}

/// Nothing here is left half done by a panic, so a poisoned lock is as good as any.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
