//! One POST at a time, without waiting for it: the host's side of the `http` import.
//!
//! [`HttpTransport`] hands requests to a thread of its own and keeps their answers until somebody
//! asks. The caller is never blocked by a name server, a proxy or a slow collector, and the
//! deadline of a request is kept here, not by the HTTP client: a request that is over time answers
//! [`Outcome::Timeout`] even while the thread is still stuck in it.
//!
//! What leaves the process: a request line and `Content-Type: application/json`, `Content-Length`,
//! `Host`, `User-Agent` and the body, unchanged. https goes anywhere, plain http to loopback only
//! ([`permitted`]). No redirect is followed, nothing is retried, no response body is looked at.
//! `stdout:`, `stderr:` and `file:` with an absolute path are no servers: the body and a line feed
//! are written there.

mod client;
mod proxy;
mod sink;
mod tickets;
mod url;

use std::fmt;
use std::io;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;
use std::time::{Duration, Instant};

pub use url::{Refusal, is_loopback_host, permitted};

use client::Client;
use proxy::Proxies;
use sink::Sink;
use tickets::Tickets;

/// A POST of JSON text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Absolute URL. See [`permitted`] for the ones that are sent to; or a place on this machine.
    pub url: String,
    /// The body. Its bytes are sent unchanged and uncompressed.
    pub body: String,
    /// Total time from [`Transport::start`] to the last byte of the answer's head, at most 49 days.
    /// Time spent behind other requests counts, and a slow answer does not extend it. To connect
    /// takes at most one second of it.
    pub timeout: Duration,
}

/// How a request ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The server answered; [`Answer::status`] holds its status.
    Answered,
    /// The request's time was over first.
    Timeout,
    /// No connection: name not resolved, refused, no route, proxy unusable, TLS not established.
    /// Nothing was sent.
    Unreachable,
    /// The URL is not [`permitted`]. Nothing was sent.
    Denied,
    /// Anything else: the connection broke, the answer was not HTTP, or the ticket is unknown or
    /// spent.
    Failed,
}

/// The end of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// How it ended.
    pub outcome: Outcome,
    /// HTTP status, 100 to 599; 0 unless `outcome` is [`Outcome::Answered`].
    pub status: u32,
    /// The `Retry-After` header as received, seconds or an HTTP date; empty when there was none or
    /// it was not ASCII.
    pub retry_after: String,
    /// Bytes of the body may have reached the server though it did not answer. False only when it
    /// is certain that none did.
    pub unsure: bool,
}

impl Answer {
    /// An end without an answer from the server.
    fn unanswered(outcome: Outcome, unsure: bool) -> Self {
        Self {
            outcome,
            status: 0,
            retry_after: String::new(),
            unsure,
        }
    }
}

/// Sends requests without blocking the caller.
///
/// No method fails or panics: whatever goes wrong is said in an [`Answer`].
pub trait Transport: Send {
    /// Hands a request over and returns its ticket at once. A ticket is never 0 and never reused by
    /// this transport; a request that cannot be sent at all gets one too, and says so in its
    /// answer.
    fn start(&mut self, request: Request) -> u32;

    /// The answer to a ticket, or `None` while it is under way. An answer spends the ticket: from
    /// then on, like every ticket that was never given out, it answers [`Outcome::Failed`].
    fn poll(&mut self, ticket: u32) -> Option<Answer>;

    /// Gives a ticket up; it is spent at once. Best effort: a body that has not begun to leave will
    /// not leave, one that has may arrive, and true says so. Harmless for a ticket that is spent or
    /// unknown.
    fn cancel(&mut self, ticket: u32) -> bool;

    /// Blocks until [`poll`](Self::poll) has an answer for any ticket, or `timeout` has passed.
    /// Returns at once when an answer is already there; without a ticket under way it waits the
    /// whole time.
    fn wait(&mut self, timeout: Duration);

    /// A way for other threads to end a [`wait`](Self::wait).
    fn waker(&self) -> Waker;
}

/// Ends a wait of another thread; the next one, if none is under way.
#[derive(Clone)]
pub struct Waker(Arc<dyn Fn() + Send + Sync>);

impl Waker {
    /// A waker that calls this.
    pub fn new(wake: impl Fn() + Send + Sync + 'static) -> Self {
        Self(Arc::new(wake))
    }

    /// Ends the wait.
    pub fn wake(&self) {
        (self.0)();
    }
}

impl fmt::Debug for Waker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Waker").finish_non_exhaustive()
    }
}

/// The range of `timeout-ms` in the `http` interface; keeps a deadline representable.
const LONGEST: Duration = Duration::from_millis(u32::MAX as u64);

/// A [`Transport`] over HTTP/1.1, with TLS and the system's proxies and certificates.
///
/// Requests are sent one after the other by one thread, started by the first request that may be
/// sent. The thread ends soon after the transport is dropped: it is not joined, so that a request
/// in flight holds up neither the drop nor the process.
///
/// Proxies come from the environment ([`with_environment`](Self::with_environment)), certificates
/// from the system's verifier; on Unix other than macOS `SSL_CERT_FILE` and `SSL_CERT_DIR` replace
/// the system's certificates. They are read at the first https request.
#[derive(Debug)]
pub struct HttpTransport {
    proxies: Proxies,
    tickets: Arc<Tickets>,
    last: u32,
    worker: Option<Sender<Job>>,
}

/// A request on its way to the worker thread. No `Debug`: a body does not belong into a log.
struct Job {
    ticket: u32,
    way: Way,
    body: String,
    deadline: Instant,
}

/// Where a body goes.
enum Way {
    Network(ureq::http::Uri),
    Here(Sink),
}

impl Way {
    fn of(url: &str) -> Result<Self, Refusal> {
        Sink::parse(url).map_or_else(
            || url::parse(url).map(Self::Network),
            |sink| Ok(Self::Here(sink)),
        )
    }
}

impl HttpTransport {
    /// A transport with the proxies of this process's environment.
    #[must_use]
    pub fn new() -> Self {
        Self::with_environment(|name| std::env::var(name).ok())
    }

    /// A transport with the proxies of the given environment, read once, now.
    ///
    /// The first of `https_proxy`, `HTTPS_PROXY`, `all_proxy` and `ALL_PROXY` that is not empty
    /// holds for https. A value that is not the URL of an http or https proxy makes every https
    /// host [`Outcome::Unreachable`], rather than go past the proxy. `no_proxy` or `NO_PROXY` lists
    /// hosts that are reached directly: a name covers its subdomains, `10.0.0.0/8` a network, `*`
    /// every host. Loopback is always reached directly; as plain http goes
    /// nowhere else, `http_proxy` is not read.
    #[must_use]
    pub fn with_environment(variable: impl Fn(&str) -> Option<String>) -> Self {
        Self {
            proxies: Proxies::from_environment(&variable),
            tickets: Arc::default(),
            last: 0,
            worker: None,
        }
    }

    fn worker(&mut self) -> io::Result<&Sender<Job>> {
        let sender = match self.worker.take() {
            Some(sender) => sender,
            None => spawn(Arc::clone(&self.tickets), self.proxies.clone())?,
        };
        Ok(self.worker.insert(sender))
    }

    fn dispatch(&mut self, job: Job) -> Result<(), ()> {
        let worker = self.worker().map_err(drop)?;
        worker.send(job).map_err(drop)
    }
}

impl Default for HttpTransport {
    fn default() -> Self {
        Self::new()
    }
}

impl Transport for HttpTransport {
    fn start(&mut self, request: Request) -> u32 {
        // 2^32 requests are out of reach: one every millisecond for 49 days.
        self.last = self.last.saturating_add(1);
        let ticket = self.last;
        let deadline = Instant::now() + request.timeout.min(LONGEST);
        self.tickets.open(ticket, deadline);
        let Ok(way) = Way::of(&request.url) else {
            let denied = Answer::unanswered(Outcome::Denied, false);
            self.tickets.answer(ticket, denied);
            return ticket;
        };
        let job = Job {
            ticket,
            way,
            body: request.body,
            deadline,
        };
        if self.dispatch(job).is_err() {
            let failed = Answer::unanswered(Outcome::Failed, false);
            self.tickets.answer(ticket, failed);
        }
        ticket
    }

    fn poll(&mut self, ticket: u32) -> Option<Answer> {
        self.tickets.collect(ticket)
    }

    fn cancel(&mut self, ticket: u32) -> bool {
        self.tickets.close(ticket)
    }

    fn wait(&mut self, timeout: Duration) {
        self.tickets.wait(timeout.min(LONGEST));
    }

    fn waker(&self) -> Waker {
        let tickets = Arc::clone(&self.tickets);
        Waker::new(move || tickets.wake())
    }
}

impl Drop for HttpTransport {
    /// Nobody can ask any more: what is queued is not sent.
    fn drop(&mut self) {
        self.tickets.close_all();
    }
}

fn spawn(tickets: Arc<Tickets>, proxies: Proxies) -> io::Result<Sender<Job>> {
    let (sender, jobs) = mpsc::channel();
    thread::Builder::new()
        .name("nemo-telemetry-http".into())
        .spawn(move || work(&tickets, proxies, jobs))?;
    Ok(sender)
}

fn work(tickets: &Arc<Tickets>, proxies: Proxies, jobs: Receiver<Job>) {
    let client = Client::new(proxies);
    for job in jobs {
        if !tickets.is_open(job.ticket) {
            continue;
        }
        match job.way {
            Way::Network(url) => client.post(tickets, job.ticket, url, job.body, job.deadline),
            Way::Here(sink) => tickets.answer(job.ticket, sink.write(&job.body)),
        }
    }
}
