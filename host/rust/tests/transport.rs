//! The HTTP transport against servers on this machine, well behaved and not.

use std::fs;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use nemo_telemetry::transport::{
    Answer, HttpTransport, Outcome, Refusal, Request, Transport, permitted,
};
use nemo_telemetry_testkit::collector::{Collector, Options, Respond};

const BODY: &str = r#"{"events":[{"name":"déjà vu"}]}"#;

/// Long enough for any machine; a test that waits for it has failed.
const PATIENCE: Duration = Duration::from_secs(60);

/// The time of a request that is meant to run out of it.
const SHORT: Duration = Duration::from_millis(300);

fn transport() -> HttpTransport {
    HttpTransport::with_environment(|_| None)
}

fn request(url: impl Into<String>, timeout: Duration) -> Request {
    Request {
        url: url.into(),
        body: BODY.into(),
        timeout,
    }
}

/// Waits for a ticket as a host does.
fn settle(transport: &mut HttpTransport, ticket: u32) -> Answer {
    loop {
        if let Some(answer) = transport.poll(ticket) {
            return answer;
        }
        transport.wait(PATIENCE);
    }
}

fn post(url: impl Into<String>, timeout: Duration) -> Answer {
    let mut transport = transport();
    let ticket = transport.start(request(url, timeout));
    settle(&mut transport, ticket)
}

fn answered(status: u32) -> Answer {
    Answer {
        outcome: Outcome::Answered,
        status,
        retry_after: String::new(),
        unsure: false,
    }
}

fn ended(outcome: Outcome, unsure: bool) -> Answer {
    Answer {
        outcome,
        status: 0,
        retry_after: String::new(),
        unsure,
    }
}

fn collector(respond: Respond) -> Collector {
    let options = Options {
        respond,
        ..Options::default()
    };
    Collector::bind(any_port(), options).unwrap()
}

fn any_port() -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], 0))
}

/// A listener whose connections are established by the system and never looked at.
fn black_hole() -> (TcpListener, String) {
    let listener = TcpListener::bind(any_port()).unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    (listener, url)
}

/// A server for one connection.
fn serve<T: Send + 'static>(
    script: impl FnOnce(TcpStream) -> T + Send + 'static,
) -> (SocketAddr, JoinHandle<T>) {
    let listener = TcpListener::bind(any_port()).unwrap();
    let address = listener.local_addr().unwrap();
    let thread = thread::spawn(move || script(listener.accept().unwrap().0));
    (address, thread)
}

/// Reads a request and answers it with the given bytes.
fn serve_text(text: &'static str) -> String {
    let (address, _) = serve(move |mut stream| {
        read_request(&mut stream);
        stream.write_all(text.as_bytes()).unwrap();
    });
    format!("http://{address}/")
}

/// The lines of a request's head, and its body.
fn read_request(stream: &mut TcpStream) -> (Vec<String>, String) {
    let mut reader = BufReader::new(stream);
    let lines = reader.by_ref().lines().map(Result::unwrap);
    let head: Vec<_> = lines.take_while(|line| !line.is_empty()).collect();
    let length = head.iter().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        let found = name.eq_ignore_ascii_case("content-length");
        found.then(|| value.trim().parse().unwrap())
    });
    let mut body = vec![0; length.unwrap()];
    reader.read_exact(&mut body).unwrap();
    (head, String::from_utf8(body).unwrap())
}

/// Answers a request with a body that does not end.
fn pour(mut stream: TcpStream) -> io::Result<()> {
    read_request(&mut stream);
    stream.write_all(b"HTTP/1.1 200 \r\nContent-Length: 1000000000000\r\n\r\n")?;
    loop {
        stream.write_all(&[b'x'; 65536])?;
    }
}

fn assert_untouched(listener: &TcpListener) {
    listener.set_nonblocking(true).unwrap();
    let error = listener.accept().unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::WouldBlock);
}

#[test]
fn a_file_takes_a_line_for_each_body() {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("sink.jsonl");
    let _ = fs::remove_file(&path);
    let url = format!("file:{}", path.display());
    assert_eq!(post(url.as_str(), PATIENCE), answered(200));
    assert_eq!(post(url, PATIENCE), answered(200));
    assert_eq!(
        fs::read_to_string(&path).unwrap(),
        format!("{BODY}\n{BODY}\n")
    );
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(
            fs::metadata(&path).unwrap().permissions().mode() & 0o777,
            0o600
        );
    }

    let nowhere = format!("file:{}", path.join("below a file").display());
    assert_eq!(post(nowhere, PATIENCE), ended(Outcome::Failed, false));
    assert_eq!(
        post("file:relative", PATIENCE),
        ended(Outcome::Denied, false)
    );
}

#[cfg(unix)]
#[test]
fn a_pipe_that_nobody_reads_is_not_waited_for() {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("sink.pipe");
    let _ = fs::remove_file(&path);
    let made = std::process::Command::new("mkfifo").arg(&path).status();
    assert!(made.unwrap().success());
    let url = format!("file:{}", path.display());
    assert_eq!(post(url, PATIENCE), ended(Outcome::Failed, false));
}

#[test]
fn every_status_is_an_answer() {
    for status in [200, 202, 204, 304, 400, 401, 404, 413, 422, 500, 503] {
        let collector = collector(Respond::Status(status, None));
        let answer = post(collector.url(), PATIENCE);
        assert_eq!(answer, answered(status.into()));
        assert_eq!(collector.received()[0].body, BODY);
    }
}

#[test]
fn retry_after_is_passed_on_as_received() {
    for value in ["120", "Wed, 21 Oct 2015 07:28:00 GMT", "soon"] {
        let collector = collector(Respond::Status(429, Some(value.into())));
        let answer = post(collector.url(), PATIENCE);
        assert_eq!((answer.status, answer.retry_after.as_str()), (429, value));
    }
}

#[test]
fn exactly_the_allowed_headers_are_sent() {
    let (address, server) = serve(|mut stream| {
        let request = read_request(&mut stream);
        stream.write_all(b"HTTP/1.1 204 \r\n\r\n").unwrap();
        request
    });
    let url = format!("http://{address}/v1.1/events/json?a=b#fragment");
    assert_eq!(post(url, PATIENCE), answered(204));

    let (head, body) = server.join().unwrap();
    assert_eq!(head[0], "POST /v1.1/events/json?a=b HTTP/1.1");
    let mut headers: Vec<_> = head[1..].iter().map(|line| line.to_lowercase()).collect();
    headers.sort();
    assert_eq!(
        headers,
        [
            format!("content-length: {}", BODY.len()),
            "content-type: application/json".into(),
            format!("host: {address}"),
            format!("user-agent: nemo-telemetry/{}", env!("CARGO_PKG_VERSION")),
        ]
    );
    assert_eq!(body, BODY);
}

#[test]
fn a_redirect_is_an_answer_and_not_followed() {
    let target = collector(Respond::Status(200, None));
    for status in [301, 302, 303, 307, 308] {
        let location = target.url();
        let (address, _) = serve(move |mut stream| {
            read_request(&mut stream);
            let head = format!("HTTP/1.1 {status} Elsewhere\r\nLocation: {location}\r\n");
            write!(stream, "{head}Content-Length: 0\r\n\r\n").unwrap();
        });
        let answer = post(format!("http://{address}/"), PATIENCE);
        assert_eq!(answer, answered(status));
    }
    assert_eq!(target.received(), []);
}

#[test]
fn a_redirect_to_nowhere_is_an_answer() {
    let url = serve_text("HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n");
    assert_eq!(post(url, PATIENCE), answered(302));
}

#[test]
fn a_refused_connection_is_unreachable_and_nothing_was_sent() {
    let (listener, url) = black_hole();
    drop(listener);
    assert_eq!(post(url, PATIENCE), ended(Outcome::Unreachable, false));
}

#[test]
fn a_server_that_is_silent_times_out_unsure() {
    let (_listener, url) = black_hole();
    assert_eq!(post(url, SHORT), ended(Outcome::Timeout, true));
}

#[test]
fn a_slow_answer_does_not_extend_the_time() {
    let collector = collector(Respond::Drip(Duration::from_millis(100)));
    assert_eq!(post(collector.url(), SHORT), ended(Outcome::Timeout, true));
    assert_eq!(collector.received().len(), 1);
}

#[test]
fn a_request_without_time_is_not_sent() {
    let (listener, url) = black_hole();
    assert_eq!(post(url, Duration::ZERO), ended(Outcome::Timeout, false));
    assert_untouched(&listener);
}

#[test]
fn a_connection_that_ends_without_an_answer_is_unsure() {
    let collector = collector(Respond::Reset);
    assert_eq!(
        post(collector.url(), PATIENCE),
        ended(Outcome::Failed, true)
    );
    assert_eq!(collector.received()[0].body, BODY);
}

#[test]
fn what_is_not_http_is_a_failure() {
    for text in [
        "220 mail.example.com ESMTP\r\n\r\n",
        "HTTP/1.1 abc OK\r\n\r\n",
        "HTTP/3.0 200 OK\r\n\r\n",
        "HTTP/1.1 999 Huh\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Le",
        "",
    ] {
        let answer = post(serve_text(text), PATIENCE);
        assert_eq!(answer, ended(Outcome::Failed, true), "{text:?}");
    }
}

#[test]
fn an_informational_answer_is_not_the_answer() {
    let url = serve_text("HTTP/1.1 103 \r\nA: b\r\n\r\nHTTP/1.1 429 \r\nRetry-After: 7\r\n\r\n");
    let answer = post(url, PATIENCE);
    assert_eq!((answer.status, answer.retry_after.as_str()), (429, "7"));
}

#[test]
fn a_huge_response_body_is_not_waited_for() {
    let (address, server) = serve(pour);
    let collector = collector(Respond::Status(200, None));
    let mut transport = transport();
    let huge = transport.start(request(format!("http://{address}/"), PATIENCE));
    let next = transport.start(request(collector.url(), PATIENCE));
    assert_eq!(settle(&mut transport, huge), answered(200));
    assert_eq!(settle(&mut transport, next), answered(200));
    assert!(server.join().unwrap().is_err(), "the connection is closed");
}

#[test]
fn a_connection_is_used_again() {
    let (address, server) = serve(|mut stream| {
        for _ in 0..3 {
            read_request(&mut stream);
            let answer = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";
            stream.write_all(answer).unwrap();
        }
    });
    let mut transport = transport();
    for _ in 0..3 {
        let ticket = transport.start(request(format!("http://{address}/"), PATIENCE));
        assert_eq!(settle(&mut transport, ticket), answered(200));
    }
    server.join().unwrap();
}

#[test]
fn a_connection_closed_between_requests_is_replaced() {
    let collector = Collector::bind(
        any_port(),
        Options {
            script: vec![Respond::Status(200, None), Respond::Reset],
            ..Options::default()
        },
    )
    .unwrap();
    let mut transport = transport();
    let outcomes = [(); 3].map(|()| {
        let ticket = transport.start(request(collector.url(), PATIENCE));
        settle(&mut transport, ticket).outcome
    });
    assert_eq!(
        outcomes,
        [Outcome::Answered, Outcome::Failed, Outcome::Answered]
    );
    assert_eq!(collector.received().len(), 3, "nothing is sent twice");
}

#[test]
fn tls_that_is_not_established_is_unreachable_and_nothing_was_sent() {
    let (address, _) = serve(|mut stream| {
        let mut hello = [0; 512];
        let _ = stream.read(&mut hello);
        let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n");
    });
    let answer = post(format!("https://{address}/"), PATIENCE);
    assert_eq!(answer, ended(Outcome::Unreachable, false));

    // The limit for a connection is far below this request's time.
    let (_listener, url) = black_hole();
    let answer = post(url.replace("http:", "https:"), PATIENCE);
    assert_eq!(answer, ended(Outcome::Unreachable, false));
}

#[test]
fn a_url_is_https_or_loopback() {
    for url in [
        "https://example.com/v1.1/events/json",
        "https://10.0.0.1:8443/",
        "HTTPS://EXAMPLE.COM",
        "http://127.0.0.1:1/",
        "http://127.255.255.254/",
        "http://[::1]:8080/",
        "http://localhost/",
        "http://LOCALHOST:8080/x?y",
    ] {
        assert_eq!(permitted(url), Ok(()), "{url}");
    }
    for (url, refusal) in [
        ("", Refusal::NotAbsolute),
        ("/v1.1/events/json", Refusal::NotAbsolute),
        ("localhost", Refusal::NotAbsolute),
        ("localhost:8080", Refusal::NotAbsolute),
        ("//example.com/", Refusal::NotAbsolute),
        ("https:", Refusal::NotAbsolute),
        ("https:///path", Refusal::NotAbsolute),
        ("https://exa mple.com/", Refusal::NotAbsolute),
        (" https://example.com/", Refusal::NotAbsolute),
        ("ftp://localhost/", Refusal::Scheme),
        ("ws://localhost/", Refusal::Scheme),
        ("https://user@example.com/", Refusal::Userinfo),
        ("https://user:secret@example.com/", Refusal::Userinfo),
        ("http://localhost@example.com/", Refusal::Userinfo),
        ("https://example.com:99999/", Refusal::Host),
        ("https://example.com:/", Refusal::Host),
        ("http://example.com/", Refusal::NotLoopback),
        ("http://localhost.example.com/", Refusal::NotLoopback),
        ("http://127.0.0.1.example.com/", Refusal::NotLoopback),
        ("http://127.1/", Refusal::NotLoopback),
        ("http://0.0.0.0/", Refusal::NotLoopback),
        ("http://10.0.0.1/", Refusal::NotLoopback),
        ("http://[::]/", Refusal::NotLoopback),
        ("http://[::ffff:127.0.0.1]/", Refusal::NotLoopback),
    ] {
        assert_eq!(permitted(url), Err(refusal), "{url}");
        assert_eq!(post(url, PATIENCE), ended(Outcome::Denied, false), "{url}");
    }
}

#[test]
fn a_refusal_does_not_repeat_the_url() {
    let refusal = permitted("https://user:secret@example.com/").unwrap_err();
    assert_eq!(
        refusal.to_string(),
        "a URL must not carry a user name or password"
    );
}

#[test]
fn localhost_is_this_machine() {
    for address in ["127.0.0.1:0", "[::1]:0"] {
        // A machine may do without IPv6.
        let Ok(collector) = Collector::bind(address.parse().unwrap(), Options::default()) else {
            continue;
        };
        assert_eq!(post(collector.url(), PATIENCE), answered(200));
        let port = collector.local_addr().port();
        let url = format!("http://localhost:{port}/v1.1/events/json");
        assert_eq!(post(url, PATIENCE), answered(200));
        let host = ("host".to_owned(), format!("localhost:{port}"));
        assert!(collector.received()[1].headers.contains(&host));
    }
}

#[test]
fn loopback_does_not_go_through_a_proxy() {
    let (proxy, url) = black_hole();
    let mut transport = HttpTransport::with_environment(|name| {
        let is_proxy = name.to_lowercase().ends_with("_proxy") && !name.starts_with(['n', 'N']);
        is_proxy.then(|| url.clone())
    });
    let collector = collector(Respond::Status(200, None));
    let ticket = transport.start(request(collector.url(), PATIENCE));
    assert_eq!(settle(&mut transport, ticket), answered(200));
    assert_untouched(&proxy);
}

#[test]
fn other_hosts_go_through_the_proxy() {
    let (proxy, server) = serve(|mut stream| {
        let mut head = String::new();
        BufReader::new(&stream).read_line(&mut head).unwrap();
        stream.write_all(b"HTTP/1.1 403 Forbidden\r\n\r\n").unwrap();
        head
    });
    let mut transport = HttpTransport::with_environment(|name| {
        (name == "HTTPS_PROXY").then(|| format!("http://{proxy}"))
    });
    let ticket = transport.start(request("https://telemetry.invalid/", PATIENCE));
    let answer = settle(&mut transport, ticket);
    assert_eq!(answer, ended(Outcome::Unreachable, false));
    let head = server.join().unwrap();
    assert_eq!(head, "CONNECT telemetry.invalid:443 HTTP/1.1\r\n");
}

#[test]
fn a_proxy_that_cannot_be_used_is_not_passed_by() {
    let mut transport = HttpTransport::with_environment(|name| {
        (name == "ALL_PROXY").then(|| "socks5://127.0.0.1:1080".into())
    });
    let ticket = transport.start(request("https://telemetry.invalid/", PATIENCE));
    let answer = settle(&mut transport, ticket);
    assert_eq!(answer, ended(Outcome::Unreachable, false));
}

#[test]
fn many_tickets_under_way_are_all_answered() {
    let collector = collector(Respond::Status(200, None));
    let mut transport = transport();
    let tickets = [(); 20].map(|()| transport.start(request(collector.url(), PATIENCE)));
    assert!(tickets.is_sorted_by(|a, b| a < b) && tickets[0] > 0);
    for ticket in tickets {
        assert_eq!(settle(&mut transport, ticket), answered(200));
    }
    assert_eq!(collector.received().len(), 20);
}

#[test]
fn unknown_and_spent_tickets_have_failed() {
    let mut transport = transport();
    for ticket in [0, 1, u32::MAX] {
        let answer = transport.poll(ticket);
        assert_eq!(answer, Some(ended(Outcome::Failed, false)));
        transport.cancel(ticket);
    }
    let ticket = transport.start(request("", PATIENCE));
    let answers = [(); 3].map(|()| transport.poll(ticket).unwrap().outcome);
    assert_eq!(answers, [Outcome::Denied, Outcome::Failed, Outcome::Failed]);
}

#[test]
fn waiting_ends_with_an_answer_and_with_a_deadline() {
    let mut transport = transport();
    let denied = transport.start(request("", PATIENCE));
    transport.wait(Duration::MAX);
    assert!(transport.poll(denied).is_some());

    let collector = collector(Respond::Status(200, None));
    let sent = transport.start(request(collector.url(), PATIENCE));
    transport.wait(Duration::MAX);
    assert!(transport.poll(sent).is_some());

    let (_listener, url) = black_hole();
    let silent = transport.start(request(url, SHORT));
    transport.wait(Duration::MAX);
    assert!(transport.poll(silent).is_some());

    transport.wait(Duration::ZERO);
}

#[test]
fn a_request_that_waits_too_long_for_its_turn_is_never_sent() {
    let (_listener, url) = black_hole();
    let collector = collector(Respond::Status(200, None));
    let mut transport = transport();
    let first = transport.start(request(url, 2 * SHORT));
    let second = transport.start(request(collector.url(), SHORT));
    let answer = settle(&mut transport, second);
    assert_eq!(answer, ended(Outcome::Timeout, false));
    let answer = settle(&mut transport, first);
    assert_eq!(answer, ended(Outcome::Timeout, true));

    let third = transport.start(request(collector.url(), PATIENCE));
    assert_eq!(settle(&mut transport, third), answered(200));
    assert_eq!(collector.received().len(), 1);
}

#[test]
fn a_cancelled_request_is_not_sent_when_its_turn_comes() {
    let (_listener, url) = black_hole();
    let collector = collector(Respond::Status(200, None));
    let mut transport = transport();
    transport.start(request(url, SHORT));
    let cancelled = transport.start(request(collector.url(), PATIENCE));
    let last = transport.start(request(collector.url(), PATIENCE));
    transport.cancel(cancelled);
    transport.cancel(cancelled);
    let answer = transport.poll(cancelled);
    assert_eq!(answer, Some(ended(Outcome::Failed, false)));
    assert_eq!(settle(&mut transport, last), answered(200));
    assert_eq!(collector.received().len(), 1);
}

#[test]
fn the_answer_to_a_cancelled_request_is_discarded() {
    let (listener, url) = black_hole();
    let mut transport = transport();
    let ticket = transport.start(request(url, PATIENCE));
    let (mut stream, _) = listener.accept().unwrap();
    read_request(&mut stream);
    transport.cancel(ticket);
    stream.write_all(b"HTTP/1.1 200 \r\n\r\n").unwrap();
    drop(stream);
    let answer = transport.poll(ticket);
    assert_eq!(answer, Some(ended(Outcome::Failed, false)));
}

#[test]
fn dropping_the_transport_does_not_wait_for_its_requests() {
    let (_listener, url) = black_hole();
    let mut transport = transport();
    transport.start(request(url, Duration::from_secs(3600)));
    drop(transport);
}
