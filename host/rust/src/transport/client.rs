//! One exchange over HTTP/1.1, on the worker thread.

use std::io::{self, Cursor, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::{Duration, Instant};

use ureq::config::{AutoHeaderValue, Config};
use ureq::http::header::{CONTENT_LENGTH, CONTENT_TYPE, RETRY_AFTER};
use ureq::http::{self, Uri};
use ureq::tls::{RootCerts, TlsConfig};
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{
    ConnectProxyConnector, ConnectionDetails, Connector, NextTimeout, RustlsConnector,
    TcpConnector, Transport,
};
use ureq::{Agent, Body, Error, SendBody, Timeout};

use super::proxy::Proxies;
use super::tickets::Tickets;
use super::{Answer, Outcome, url as address};
use crate::limits::{CONNECT_MS, IDLE_MS, SPARE_BODY, SPARE_MS};

const CONNECT: Duration = Duration::from_millis(CONNECT_MS);
const IDLE: Duration = Duration::from_millis(IDLE_MS);
const SPARE_TIME: Duration = Duration::from_millis(SPARE_MS);

/// Bytes before the body of an answer.
const MAX_HEAD: usize = 16 * 1024;

/// The HTTP client with its connections and certificates.
#[derive(Debug)]
pub(super) struct Client {
    agent: Agent,
    proxies: Proxies,
}

impl Client {
    pub(super) fn new(proxies: Proxies) -> Self {
        let tls = TlsConfig::builder().root_certs(RootCerts::PlatformVerifier);
        let config = Config::builder()
            .tls_config(tls.build())
            .proxy(None)
            .accept(AutoHeaderValue::None)
            .accept_encoding(AutoHeaderValue::None)
            .user_agent(concat!("nemo-telemetry/", env!("CARGO_PKG_VERSION")))
            .max_response_header_size(MAX_HEAD)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            .timeout_resolve(Some(CONNECT))
            .timeout_connect(Some(CONNECT))
            .timeout_recv_body(Some(SPARE_TIME))
            .max_idle_connections(1)
            .max_idle_age(IDLE)
            .build();
        let connector = ().chain(ConnectProxyConnector::default());
        let connector = connector.chain(TcpConnector::default());
        let connector = connector.chain(SharedTls::default());
        Self {
            agent: Agent::with_parts(config, connector, Addresses::default()),
            proxies,
        }
    }

    /// Sends a request and leaves its answer in the table.
    pub(super) fn post(
        &self,
        tickets: &Arc<Tickets>,
        ticket: u32,
        url: Uri,
        body: String,
        deadline: Instant,
    ) {
        // The client contains assertions; one that fails must cost this request, not the thread and
        // all those behind it.
        let exchange = catch_unwind(AssertUnwindSafe(|| {
            self.exchange(tickets, ticket, url, body, deadline)
        }));
        let Ok(result) = exchange else {
            let unsure = tickets.is_released(ticket);
            return tickets.answer(ticket, Answer::unanswered(Outcome::Failed, unsure));
        };
        match result {
            Ok(response) => {
                tickets.answer(ticket, answered(&response));
                let _ = catch_unwind(AssertUnwindSafe(|| recycle(response)));
            }
            Err(error) => {
                let released = tickets.is_released(ticket);
                tickets.answer(ticket, unanswered(&error, released));
            }
        }
    }

    fn exchange(
        &self,
        tickets: &Arc<Tickets>,
        ticket: u32,
        url: Uri,
        body: String,
        deadline: Instant,
    ) -> Result<http::Response<Body>, Error> {
        let route = self.proxies.route(&url);
        let proxy = route.or(Err(Error::InvalidProxyUrl))?.cloned();
        let request = http::Request::post(url)
            .header(CONTENT_TYPE, "application/json")
            .header(CONTENT_LENGTH, body.len())
            .body(SendBody::from_owned_reader(HeldBody {
                tickets: Arc::clone(tickets),
                ticket,
                text: Cursor::new(body),
            }))?;
        let left = deadline.saturating_duration_since(Instant::now());
        let request = self.agent.configure_request(request);
        let request = request.proxy(proxy).timeout_global(Some(left));
        self.agent.run(request.build())
    }
}

/// The body, which asks before its first byte leaves.
///
/// The client reads it when the head is sent and not before. So a body that was not asked for has
/// not left, whatever the error, and one whose ticket is cancelled or over time never will.
struct HeldBody {
    tickets: Arc<Tickets>,
    ticket: u32,
    text: Cursor<String>,
}

impl Read for HeldBody {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.text.position() == 0 && !self.tickets.release(self.ticket) {
            return Err(io::Error::other("the ticket was given up"));
        }
        self.text.read(buffer)
    }
}

fn answered(response: &http::Response<Body>) -> Answer {
    let status = response.status().as_u16();
    // 101 begins another protocol, which nobody asked for.
    if !(200..=599).contains(&status) {
        return Answer::unanswered(Outcome::Failed, true);
    }
    let retry_after = response.headers().get(RETRY_AFTER);
    let retry_after = retry_after.and_then(|value| value.to_str().ok());
    Answer {
        outcome: Outcome::Answered,
        status: status.into(),
        retry_after: retry_after.unwrap_or_default().to_owned(),
        unsure: false,
    }
}

fn unanswered(error: &Error, released: bool) -> Answer {
    let outcome = match error {
        Error::Timeout(_) if released => Outcome::Timeout,
        Error::Timeout(Timeout::Global) => Outcome::Timeout,
        _ if released => Outcome::Failed,
        _ => Outcome::Unreachable,
    };
    Answer::unanswered(outcome, released)
}

/// Frees the connection for the next request when that costs nothing; a body that is long, slow or
/// of unknown length closes it.
fn recycle(response: http::Response<Body>) {
    let mut body = response.into_body();
    if body
        .content_length()
        .is_some_and(|length| length <= SPARE_BODY as u64)
    {
        let _ = io::copy(&mut body.as_reader(), &mut io::sink());
    }
}

/// Name resolution that does without the system for addresses and for `localhost`, which must be
/// this machine.
#[derive(Debug, Default)]
struct Addresses(DefaultResolver);

impl Resolver for Addresses {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, Error> {
        let host = uri.host().unwrap_or_default();
        let mut known = address::loopback_addresses(host);
        if known.is_empty() {
            known.extend(address::literal(host));
        }
        if known.is_empty() {
            return self.0.resolve(uri, config, timeout);
        }
        let https = uri.scheme() == Some(&http::uri::Scheme::HTTPS);
        let port = uri.port_u16().unwrap_or(if https { 443 } else { 80 });
        let mut addresses = self.empty();
        for address in known {
            addresses.push((address, port).into());
        }
        Ok(addresses)
    }
}

/// TLS with one configuration for all requests.
///
/// Every request has a time limit of its own, and for such a request the connector would read the
/// system's certificates again.
#[derive(Debug, Default)]
struct SharedTls(RustlsConnector);

impl<In: Transport> Connector<In> for SharedTls {
    type Out = <RustlsConnector as Connector<In>>::Out;

    fn connect(
        &self,
        details: &ConnectionDetails<'_>,
        chained: Option<In>,
    ) -> Result<Option<Self::Out>, Error> {
        if chained.is_none() {
            return Ok(None);
        }
        let shared = ConnectionDetails {
            uri: details.uri,
            addrs: details.resolver.empty(),
            config: details.config,
            request_level: false,
            resolver: details.resolver,
            now: details.now,
            timeout: details.timeout,
            current_time: Arc::clone(&details.current_time),
            run_connector: Arc::clone(&details.run_connector),
            register_shutdown: Arc::clone(&details.register_shutdown),
        };
        self.0.connect(&shared, chained)
    }
}
