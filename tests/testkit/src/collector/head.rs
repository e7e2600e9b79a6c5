//! The head of a request, and whether it is one that the collector takes.

use super::{BODY_LIMIT, PATH, Visit};
use nemo_telemetry::transport::is_loopback_host;

/// The longest head, in bytes.
pub(super) const HEAD_LIMIT: usize = 16 << 10;

const HEADERS: usize = 64;

/// The head of a request.
#[derive(Debug)]
pub(super) struct Head {
    pub(super) method: String,
    pub(super) path: String,
    pub(super) headers: Vec<(String, String)>,
    /// The client expects the connection to be used again.
    pub(super) keep_alive: bool,
    /// Bytes that the head took.
    pub(super) length: usize,
}

/// A status and what is wrong, for the answer's body.
pub(super) type Refused = (u16, &'static str);

impl Head {
    /// The head at the start of `bytes`; `None` when more bytes are needed.
    pub(super) fn parse(bytes: &[u8]) -> Result<Option<Self>, Refused> {
        let mut headers = [httparse::EMPTY_HEADER; HEADERS];
        let mut request = httparse::Request::new(&mut headers);
        let length = match request.parse(bytes) {
            Ok(httparse::Status::Complete(length)) => length,
            Ok(httparse::Status::Partial) if bytes.len() < HEAD_LIMIT => return Ok(None),
            Ok(httparse::Status::Partial) | Err(httparse::Error::TooManyHeaders) => {
                return Err((431, "the head is too long"));
            }
            Err(_) => return Err((400, "the head is not HTTP/1.1")),
        };
        let headers = request.headers.iter().map(|header| {
            let value = String::from_utf8_lossy(header.value).into_owned();
            (header.name.to_owned(), value)
        });
        let mut head = Self {
            method: request.method.unwrap_or_default().to_owned(),
            path: request.path.unwrap_or_default().to_owned(),
            headers: headers.collect(),
            keep_alive: request.version == Some(1),
            length,
        };
        head.keep_alive &= !head.says("connection", "close");
        Ok(Some(head))
    }

    /// The length of the body, when the request may send one. `hosts` are allowed beside loopback.
    ///
    /// Who is asking comes first: a page of another site learns nothing but that it is refused.
    pub(super) fn check(&self, hosts: &[String]) -> Result<usize, Refused> {
        if !self.is_local(hosts) {
            return Err((
                403,
                "Host and Origin must be loopback or a host that was allowed",
            ));
        }
        if self.path != PATH {
            return Err((404, "events are posted to /v1.1/events/json"));
        }
        if self.method != "POST" {
            return Err((405, "events are sent with POST"));
        }
        if self.values("transfer-encoding").next().is_some() {
            return Err((411, "the body needs a Content-Length"));
        }
        match self.content_length() {
            Some(length) if length <= BODY_LIMIT => Ok(length),
            Some(_) => Err((413, "the body is longer than 1 MiB")),
            None => Err((400, "expected one Content-Length, a number of bytes")),
        }
    }

    /// What it asks for, when it asks for a page and may have it.
    ///
    /// More is refused here than to those who post: what a page shows is for nobody else to read. By
    /// no name but loopback, because another one may mean any machine. From no page of another
    /// origin, not even one of this machine; a person may follow a link from there.
    pub(super) fn visit(&self) -> Option<Visit<'_>> {
        let mut hosts = self.values("host");
        let host = hosts.next().filter(|_| hosts.next().is_none())?;
        let own_origin = format!("http://{host}");
        let is_own = self
            .values("origin")
            .all(|origin| origin.eq_ignore_ascii_case(&own_origin));
        let is_same_site = self
            .values("sec-fetch-site")
            .all(|site| matches!(site, "same-origin" | "none"));
        let is_followed =
            self.says("sec-fetch-mode", "navigate") && self.says("sec-fetch-dest", "document");
        let may = self.method == "GET"
            && self.path != PATH
            && is_allowed(host, &[])
            && is_own
            && (is_same_site || is_followed);
        may.then(|| Visit {
            path: &self.path,
            last_event_id: self.values("last-event-id").next(),
        })
    }

    /// Whether the client wants to hear that the body is welcome before it sends it.
    pub(super) fn expects_continue(&self) -> bool {
        self.says("expect", "100-continue")
    }

    fn content_length(&self) -> Option<usize> {
        let mut values = self.values("content-length");
        let digits = values.next().filter(|_| values.next().is_none())?;
        // `parse` alone would take a sign.
        let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then(|| digits.parse().unwrap_or(usize::MAX))
    }

    /// Guards against pages of other sites, also those whose name was made to resolve to this
    /// machine. The page that asks, where it may read the answer: what a browser wants to hear of a
    /// page on another port of this machine.
    pub(super) fn page(&self, hosts: &[String]) -> Option<&str> {
        self.values("origin")
            .next()
            .filter(|_| self.is_local(hosts))
    }

    /// Whether a browser asks first, whether such a page may post events.
    pub(super) fn is_preflight(&self) -> bool {
        self.method == "OPTIONS"
            && self.path == PATH
            && self.says("access-control-request-method", "POST")
    }

    fn is_local(&self, allowed: &[String]) -> bool {
        let mut hosts = self.values("host");
        let host = hosts.next().filter(|_| hosts.next().is_none());
        host.is_some_and(|host| is_allowed(host, allowed))
            && self.values("origin").all(|origin| {
                let authority = origin.split_once("://").map(|(_, authority)| authority);
                authority.is_some_and(|authority| is_allowed(authority, allowed))
            })
    }

    fn says(&self, name: &str, word: &str) -> bool {
        self.values(name)
            .flat_map(|value| value.split(','))
            .any(|value| value.trim().eq_ignore_ascii_case(word))
    }

    fn values(&self, name: &str) -> impl Iterator<Item = &str> {
        self.headers
            .iter()
            .filter(move |(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }
}

/// Whether `host` or `host:port` can only be this machine, or is one of `allowed`.
fn is_allowed(authority: &str, allowed: &[String]) -> bool {
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => authority,
    };
    is_loopback_host(host) || allowed.iter().any(|name| name.eq_ignore_ascii_case(host))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(lines: &str) -> Result<usize, u16> {
        let text = format!("{}\r\n\r\n", lines.replace('\n', "\r\n"));
        let head = Head::parse(text.as_bytes()).unwrap().unwrap();
        head.check(&["collector.test".to_owned()])
            .map_err(|(status, _)| status)
    }

    fn post(headers: &str) -> Result<usize, u16> {
        check(&format!("POST /v1.1/events/json HTTP/1.1\n{headers}"))
    }

    #[test]
    fn a_host_must_be_loopback_or_allowed() {
        for host in [
            "localhost",
            "LocalHost:80",
            "127.0.0.1:1",
            "127.1.2.3",
            "[::1]",
            "[::1]:80",
            "Collector.test:8787",
        ] {
            assert_eq!(
                post(&format!("Host: {host}\nContent-Length: 1")),
                Ok(1),
                "{host}"
            );
        }
        for host in [
            "example.com",
            "localhost.example.com",
            "127.0.0.1.example.com",
            "10.0.0.1",
            "::1",
            "",
            "x.collector.test",
        ] {
            assert_eq!(
                post(&format!("Host: {host}\nContent-Length: 1")),
                Err(403),
                "{host}"
            );
        }
        assert_eq!(post("Content-Length: 1"), Err(403));
        assert_eq!(
            post("Host: localhost\nHost: example.com\nContent-Length: 1"),
            Err(403)
        );
    }

    #[test]
    fn an_origin_must_be_loopback_or_allowed() {
        for (origin, expected) in [
            ("http://localhost:5173", Ok(1)),
            ("https://127.0.0.1", Ok(1)),
            ("https://collector.test", Ok(1)),
            ("https://example.com", Err(403)),
            ("http://localhost.example.com", Err(403)),
            ("http://localhost@example.com", Err(403)),
            ("null", Err(403)),
        ] {
            let headers = format!("Host: localhost\nOrigin: {origin}\nContent-Length: 1");
            assert_eq!(post(&headers), expected, "{origin}");
        }
    }

    #[test]
    fn a_page_is_for_this_machine_and_for_itself() {
        let visit = |headers: &str| {
            let text = format!(
                "GET /x HTTP/1.1\r\n{}\r\n\r\n",
                headers.replace('\n', "\r\n")
            );
            let head = Head::parse(text.as_bytes()).unwrap().unwrap();
            head.visit().map(|visit| visit.path.to_owned())
        };
        for headers in [
            "Host: localhost:80",
            "Host: 127.0.0.1",
            "Host: [::1]:80\nSec-Fetch-Site: none",
            "Host: localhost:80\nOrigin: http://localhost:80\nSec-Fetch-Site: same-origin",
            "Host: localhost\nSec-Fetch-Site: cross-site\nSec-Fetch-Mode: navigate\nSec-Fetch-Dest: document",
        ] {
            assert_eq!(visit(headers).as_deref(), Some("/x"), "{headers}");
        }
        for headers in [
            "Accept: */*",
            "Host: example.com",
            "Host: collector.test",
            "Host: localhost\nHost: localhost",
            "Host: localhost:80\nOrigin: http://localhost:81",
            "Host: localhost:80\nOrigin: https://localhost:80",
            "Host: localhost\nOrigin: null",
            "Host: localhost\nSec-Fetch-Site: same-site",
            "Host: localhost\nSec-Fetch-Site: cross-site\nSec-Fetch-Mode: no-cors\nSec-Fetch-Dest: script",
            "Host: localhost\nSec-Fetch-Site: cross-site\nSec-Fetch-Mode: navigate\nSec-Fetch-Dest: iframe",
        ] {
            assert_eq!(visit(headers), None, "{headers}");
        }
    }

    #[test]
    fn a_length_is_one_number() {
        for (headers, expected) in [
            ("Content-Length: 7", Ok(7)),
            ("Content-Length: 1048576", Ok(1_048_576)),
            ("Content-Length: 1048577", Err(413)),
            ("Content-Length: 99999999999999999999999", Err(413)),
            ("Content-Length: -1", Err(400)),
            ("Content-Length: +1", Err(400)),
            ("Content-Length: 1, 1", Err(400)),
            ("Content-Length: 1\nContent-Length: 2", Err(400)),
            ("Content-Length:", Err(400)),
            ("Accept: */*", Err(400)),
            ("Transfer-Encoding: chunked", Err(411)),
            ("Transfer-Encoding: chunked\nContent-Length: 1", Err(411)),
        ] {
            assert_eq!(
                post(&format!("Host: localhost\n{headers}")),
                expected,
                "{headers}"
            );
        }
    }

    #[test]
    fn a_head_without_end_is_refused() {
        let endless = vec![b'a'; HEAD_LIMIT];
        assert!(Head::parse(&endless[1..]).unwrap().is_none());
        assert_eq!(Head::parse(&endless).unwrap_err().0, 431);
    }
}
