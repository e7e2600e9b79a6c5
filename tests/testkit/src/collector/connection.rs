//! One connection: requests in, answers out, until one side has had enough.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use nemo_telemetry::BodyVerdict;

use super::head::{Head, Refused};
use super::{Content, Page, Received, Respond, Shared, answer, body};

/// What a client may still send, and how long it may pause, after an answer that did not wait for
/// its body. To close at once would take the answer away from a client that is still writing.
const LINGER_BYTES: u64 = 16 << 20;
const LINGER_TIME: Duration = Duration::from_millis(500);

/// How often a stream says that it lives, which is how a client that has gone is found out; and how
/// long one may take nothing.
const BEAT: Duration = Duration::from_secs(5);
const STALLED: Duration = Duration::from_secs(30);

/// Bytes that are read at once.
const CHUNK: usize = 64 << 10;

pub(super) fn serve(stream: TcpStream, shared: &Shared) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut connection = Connection {
        stream,
        buffer: Vec::new(),
        cors: String::new(),
        idle: shared.options.idle,
        request: shared.options.request,
        end: None,
    };
    while let Some(head) = connection.head()? {
        let keep_alive = head.keep_alive;
        if !connection.answer(head, shared)? || !keep_alive {
            break;
        }
    }
    connection.linger()
}

struct Connection {
    stream: TcpStream,
    /// Bytes that were received and not yet used.
    buffer: Vec<u8>,
    /// Header fields of the answer for a page that may read it; else empty.
    cors: String,
    idle: Duration,
    request: Duration,
    /// When the request has to be whole; none: its first byte has not come.
    end: Option<Instant>,
}

impl Connection {
    /// The next head; `None` when the client closed the connection or sent something else.
    fn head(&mut self) -> io::Result<Option<Head>> {
        let has_begun = !self.buffer.is_empty();
        self.end = has_begun.then(|| Instant::now() + self.request);
        loop {
            match Head::parse(&self.buffer) {
                Ok(Some(head)) => {
                    self.buffer.drain(..head.length);
                    return Ok(Some(head));
                }
                Ok(None) if self.fill()? => {}
                Ok(None) => return Ok(None),
                Err((status, problem)) => {
                    self.refuse(status, problem)?;
                    return Ok(None);
                }
            }
        }
    }

    /// Reads and answers the rest of a request; false when the connection cannot be used again.
    fn answer(&mut self, head: Head, shared: &Shared) -> io::Result<bool> {
        let visit = shared.options.site.as_ref().zip(head.visit());
        if let Some(page) = visit.and_then(|(site, visit)| site(&visit)) {
            return self.show(page);
        }
        let page = head.page(&shared.options.hosts);
        self.cors = page.map_or_else(String::new, |page| {
            format!("Access-Control-Allow-Origin: {page}\r\nVary: Origin\r\n")
        });
        if page.is_some() && head.is_preflight() {
            return self.permit().map(|()| true);
        }
        let (body, verdict, reply) = match head.check(&shared.options.hosts) {
            Ok(length) => {
                if head.expects_continue() {
                    self.stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n")?;
                }
                let bytes = self.body(length)?;
                let check = shared.options.check.as_ref();
                let verdict = check.and_then(|check| check(str::from_utf8(&bytes).ok()?));
                let reply = shared.reply(&bytes, verdict.as_ref());
                let body = text(bytes);
                (body, verdict, reply)
            }
            Err(refused) => (String::new(), None, Reply::Refused(refused)),
        };
        let (status, refused) = (reply.status(), reply.refused());
        shared.record(Received {
            method: head.method,
            path: head.path,
            headers: head.headers,
            body,
            status,
            refused,
            verdict,
        });
        match reply {
            Reply::Scripted(respond) => self.respond(&respond),
            Reply::Judged(status, _, body) => {
                let text = format!("{}{}{}", status_line(status), self.cors, with_body(&body));
                self.stream.write_all(text.as_bytes())?;
                Ok(true)
            }
            Reply::Refused((status, problem)) => self.refuse(status, problem).map(|()| false),
        }
    }

    /// Answers with a page; false when the connection cannot be used again.
    fn show(&mut self, page: Page) -> io::Result<bool> {
        let Page {
            content_type,
            headers,
            content,
        } = page;
        let head = format!(
            "{}Content-Type: {content_type}\r\n{headers}",
            status_line(200)
        );
        match content {
            Content::Whole(bytes) => {
                let length = bytes.len();
                write!(self.stream, "{head}Content-Length: {length}\r\n\r\n")?;
                self.stream.write_all(&bytes)?;
                Ok(true)
            }
            Content::Stream(events) => {
                write!(self.stream, "{head}Connection: close\r\n\r\n")?;
                self.stream(&events).map(|()| false)
            }
        }
    }

    fn stream(&mut self, events: &Receiver<Arc<str>>) -> io::Result<()> {
        self.stream.set_write_timeout(Some(STALLED))?;
        loop {
            match events.recv_timeout(BEAT) {
                Ok(event) => self.stream.write_all(event.as_bytes())?,
                Err(RecvTimeoutError::Timeout) => self.stream.write_all(b":\n\n")?,
                Err(RecvTimeoutError::Disconnected) => return Ok(()),
            }
        }
    }

    fn body(&mut self, length: usize) -> io::Result<Vec<u8>> {
        while self.buffer.len() < length {
            if !self.fill()? {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
        let rest = self.buffer.split_off(length);
        Ok(std::mem::replace(&mut self.buffer, rest))
    }

    /// Reads what is there; false at the end of the stream.
    fn fill(&mut self) -> io::Result<bool> {
        let mut chunk = [0; CHUNK];
        let left = self.end.map_or(self.idle, left_until);
        // A timeout of 0 would be none.
        let wait = self.idle.min(left).max(Duration::from_millis(1));
        self.stream.set_read_timeout(Some(wait))?;
        if left.is_zero() {
            return Err(io::ErrorKind::TimedOut.into());
        }
        let read = self.stream.read(&mut chunk)?;
        self.end
            .get_or_insert_with(|| Instant::now() + self.request);
        self.buffer.extend_from_slice(&chunk[..read]);
        Ok(read > 0)
    }

    fn respond(&mut self, respond: &Respond) -> io::Result<bool> {
        match respond {
            Respond::Status(status, retry_after) => {
                let text = response(*status, retry_after.as_deref(), &self.cors);
                self.stream.write_all(text.as_bytes())?;
                Ok(true)
            }
            Respond::Reset => {
                self.stream.shutdown(Shutdown::Both)?;
                Err(io::ErrorKind::ConnectionAborted.into())
            }
            Respond::Drip(interval) => {
                for byte in response(200, None, &self.cors).bytes() {
                    thread::sleep(*interval);
                    self.stream.write_all(&[byte])?;
                }
                Ok(true)
            }
            Respond::Silence => {
                self.stream.set_read_timeout(None)?;
                io::copy(&mut self.stream, &mut io::sink())?;
                Err(io::ErrorKind::ConnectionAborted.into())
            }
        }
    }

    /// Answers a browser that asks whether a page may post events.
    fn permit(&mut self) -> io::Result<()> {
        let may =
            "Access-Control-Allow-Methods: POST\r\nAccess-Control-Allow-Headers: content-type\r\n";
        write!(self.stream, "{}{}{may}\r\n", status_line(204), self.cors)
    }

    fn refuse(&mut self, status: u16, problem: &str) -> io::Result<()> {
        let allow = if status == 405 { "Allow: POST\r\n" } else { "" };
        let body = format!("{{\"error\":\"{problem}\"}}");
        write!(
            self.stream,
            "{}{}{allow}Connection: close\r\n{}",
            status_line(status),
            self.cors,
            with_body(&body)
        )
    }

    /// Closes the connection so that the last answer arrives.
    fn linger(&mut self) -> io::Result<()> {
        self.stream.shutdown(Shutdown::Write)?;
        self.stream.set_read_timeout(Some(LINGER_TIME))?;
        let end = Instant::now() + self.request;
        let mut chunk = [0; 8192];
        let mut rest = (&self.stream).take(LINGER_BYTES);
        while !left_until(end).is_zero() && rest.read(&mut chunk)? > 0 {}
        Ok(())
    }
}

fn left_until(end: Instant) -> Duration {
    end.saturating_duration_since(Instant::now())
}

enum Reply {
    Scripted(Respond),
    /// A status, why everything is refused, and the body of the answer.
    Judged(u16, Option<&'static str>, String),
    Refused(Refused),
}

impl Shared {
    /// The answer to a body that may be sent.
    fn reply(&self, body: &[u8], verdict: Option<&BodyVerdict>) -> Reply {
        let strict = self.options.strict;
        if let Some(verdict) = verdict.filter(|_| strict) {
            return Reply::Judged(
                verdict.status,
                answer::refusal(verdict),
                answer::text(verdict),
            );
        }
        match body::check(body) {
            Err(refused) => Reply::Refused(refused),
            Ok(()) if strict => Reply::Refused((500, "the body cannot be checked")),
            Ok(()) => Reply::Scripted(self.respond()),
        }
    }
}

impl Reply {
    fn status(&self) -> u16 {
        match self {
            Self::Refused((status, _))
            | Self::Judged(status, ..)
            | Self::Scripted(Respond::Status(status, _)) => *status,
            Self::Scripted(Respond::Drip(_)) => 200,
            Self::Scripted(Respond::Reset | Respond::Silence) => 0,
        }
    }

    fn refused(&self) -> Option<&'static str> {
        match self {
            Self::Refused((_, problem)) => Some(problem),
            Self::Judged(_, refused, _) => *refused,
            Self::Scripted(_) => None,
        }
    }
}

/// The body as text, bytes that are not UTF-8 replaced.
fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes)
        .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}

fn response(status: u16, retry_after: Option<&str>, cors: &str) -> String {
    let retry_after =
        retry_after.map_or_else(String::new, |value| format!("Retry-After: {value}\r\n"));
    // A response with one of these has no body, and must not announce one.
    let rest = if matches!(status, 204 | 304) {
        "\r\n".to_owned()
    } else {
        with_body("{}")
    };
    format!("{}{cors}{retry_after}{rest}", status_line(status))
}

/// The reason phrase is left empty, as the standard allows: clients go by the number.
fn status_line(status: u16) -> String {
    format!("HTTP/1.1 {status} \r\n")
}

fn with_body(body: &str) -> String {
    let length = body.len();
    format!("Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}")
}
