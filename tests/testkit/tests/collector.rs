//! The collector on this machine, spoken to byte by byte.

use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use nemo_telemetry_testkit::collector::{
    BODY_LIMIT, Collector, Content, Options, Page, Respond, Visit,
};

const BODY: &str = r#"{"events":[]}"#;

/// Long enough for any machine; a test that waits for it has failed.
const PATIENCE: Duration = Duration::from_secs(60);

fn any_port() -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], 0))
}

fn collector(options: Options) -> Collector {
    Collector::bind(any_port(), options).unwrap()
}

fn connect(collector: &Collector) -> TcpStream {
    TcpStream::connect(collector.local_addr()).unwrap()
}

fn post(body: &str) -> String {
    let length = body.len();
    let line = "POST /v1.1/events/json HTTP/1.1";
    format!("{line}\r\nHost: localhost\r\nContent-Length: {length}\r\n\r\n{body}")
}

/// All that comes back until the collector closes the connection.
fn exchange(collector: &Collector, text: &str) -> String {
    let mut stream = connect(collector);
    stream.write_all(text.as_bytes()).unwrap();
    stream.shutdown(Shutdown::Write).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

fn status(answer: &str) -> &str {
    answer.split(' ').nth(1).unwrap_or_default()
}

/// Waits for the end of a connection. One that the collector has not accepted yet, or has no place
/// for, may be reset.
fn is_closed(stream: &mut TcpStream) -> bool {
    match stream.read(&mut [0; 1]) {
        Ok(read) => read == 0,
        Err(error) => error.kind() == ErrorKind::ConnectionReset,
    }
}

#[test]
fn a_post_of_events_is_kept_and_answered() {
    let collector = collector(Options::default());
    let answer = exchange(&collector, &post(BODY));
    assert_eq!(
        answer,
        "HTTP/1.1 200 \r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"
    );
    let received = collector.received();
    assert_eq!(received.len(), 1);
    assert_eq!(received[0].method, "POST");
    assert_eq!(received[0].path, "/v1.1/events/json");
    assert_eq!(
        received[0].headers,
        [
            ("Host".to_owned(), "localhost".to_owned()),
            ("Content-Length".to_owned(), "13".to_owned()),
        ]
    );
    assert_eq!(received[0].body, BODY);
    assert_eq!(received[0].status, 200);
}

#[test]
fn a_page_of_this_machine_may_post_after_it_has_asked() {
    let collector = collector(Options::default());
    let question = "OPTIONS /v1.1/events/json HTTP/1.1\r\nHost: localhost\r\nAccess-Control-Request-Method: POST\r\n\r\n";
    let from = |request: &str, origin: &str| {
        request.replacen("\r\n", &format!("\r\nOrigin: {origin}\r\n"), 1)
    };
    let page = "http://localhost:5173";
    let answer = exchange(&collector, &from(question, page));
    assert_eq!(
        answer,
        "HTTP/1.1 204 \r\nAccess-Control-Allow-Origin: http://localhost:5173\r\nVary: Origin\r\n\
         Access-Control-Allow-Methods: POST\r\nAccess-Control-Allow-Headers: content-type\r\n\r\n"
    );
    assert!(collector.received().is_empty(), "a question is no event");
    let answer = exchange(&collector, &from(&post(BODY), page));
    assert!(
        answer
            .starts_with("HTTP/1.1 200 \r\nAccess-Control-Allow-Origin: http://localhost:5173\r\n"),
        "{answer}"
    );
    let refused = exchange(&collector, &from(&post("[]"), page));
    assert!(
        refused
            .starts_with("HTTP/1.1 400 \r\nAccess-Control-Allow-Origin: http://localhost:5173\r\n"),
        "{refused}"
    );
    for request in [question, &post(BODY)] {
        let answer = exchange(&collector, &from(request, "https://example.com"));
        assert!(
            status(&answer) == "403" && !answer.contains("Access-Control"),
            "{answer}"
        );
    }
}

/// A site of one page at `/`, and of a stream at `/events`.
fn with_a_site(events: Vec<&'static str>) -> Collector {
    let site = move |visit: &Visit<'_>| {
        let content = match visit.path {
            "/" => Content::Whole(b"a page".into()),
            "/events" => {
                let (sender, receiver) = channel();
                let seen = visit.last_event_id.map_or(0, |id| id.parse().unwrap());
                for event in &events[seen..] {
                    sender.send((*event).into()).unwrap();
                }
                Content::Stream(receiver)
            }
            _ => return None,
        };
        Some(Page {
            content_type: "text/plain",
            headers: "X-Own: 1\r\n",
            content,
        })
    };
    collector(Options {
        site: Some(Box::new(site)),
        ..Options::default()
    })
}

fn get(path: &str, headers: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n")
}

#[test]
fn a_page_is_served_beside_the_path_for_events() {
    let collector = with_a_site(Vec::new());
    let answer = exchange(&collector, &format!("{}{}", get("/", ""), post(BODY)));
    assert!(
        answer.starts_with("HTTP/1.1 200 \r\nContent-Type: text/plain\r\nX-Own: 1\r\nContent-Length: 6\r\n\r\na pageHTTP/1.1 200 "),
        "{answer}"
    );
    assert_eq!(collector.received().len(), 1, "a page is no request");
    for (request, expected) in [
        (get("/other", ""), "404"),
        (get("/v1.1/events/json", ""), "405"),
        (get("/", "").replace("GET", "POST"), "404"),
        (get("/", "").replace("localhost", "example.com"), "403"),
        (get("/", "Origin: https://example.com\r\n"), "403"),
        (get("/", "Origin: http://localhost:81\r\n"), "404"),
        (get("/", "Sec-Fetch-Site: cross-site\r\n"), "404"),
    ] {
        let answer = exchange(&collector, &request);
        assert_eq!(status(&answer), expected, "{request}");
        assert!(!answer.contains("a page"), "{answer}");
    }
}

#[test]
fn a_stream_goes_on_where_a_page_has_left_it() {
    let collector = with_a_site(vec!["data: 1\n\n", "data: 2\n\n"]);
    for (headers, expected) in [
        ("", "data: 1\n\ndata: 2\n\n"),
        ("Last-Event-ID: 1\r\n", "data: 2\n\n"),
    ] {
        let answer = exchange(&collector, &get("/events", headers));
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        assert!(head.ends_with("Connection: close"), "{head}");
        assert_eq!(body, expected);
    }
}

#[test]
fn other_requests_are_refused_with_a_reason() {
    let collector = collector(Options::default());
    let head = "POST /v1.1/events/json HTTP/1.1\r\nHost: localhost\r\n";
    let long = format!("{head}Content-Length: {}\r\n\r\n", BODY_LIMIT + 1);
    let cases = [
        (post("").replace("POST", "GET"), "405"),
        (post("").replace("POST", "OPTIONS"), "405"),
        (post(BODY).replace("v1.1", "v1"), "404"),
        (post(BODY).replace("localhost", "example.com"), "403"),
        (format!("{head}Origin: https://example.com\r\n\r\n"), "403"),
        (
            format!("{head}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
            "411",
        ),
        (format!("{head}\r\n"), "400"),
        (long, "413"),
        (post("not json"), "400"),
        (post("[]"), "400"),
        (post("{}"), "400"),
        (post(r#"{"events":{}}"#), "400"),
    ];
    for (request, expected) in &cases {
        let answer = exchange(&collector, request);
        assert_eq!(status(&answer), *expected, "{request}");
        assert!(answer.contains("\r\n\r\n{\"error\":\""), "{answer}");
    }
    let received = collector.received();
    let statuses: Vec<_> = received.iter().map(|one| one.status.to_string()).collect();
    assert_eq!(statuses, cases.map(|(_, expected)| expected));
    assert_eq!(received[8].body, "not json");
}

#[test]
fn what_is_not_http_is_refused_and_not_kept() {
    let collector = collector(Options::default());
    assert_eq!(status(&exchange(&collector, "\u{1}\u{2}\r\n\r\n")), "400");
    assert_eq!(status(&exchange(&collector, &"a".repeat(20_000))), "431");
    assert_eq!(exchange(&collector, "POST /v1.1/eve"), "");
    assert_eq!(collector.received(), []);
}

#[test]
fn a_refusal_arrives_though_the_body_is_long() {
    let collector = collector(Options::default());
    let answer = exchange(&collector, &post(&"x".repeat(4 * BODY_LIMIT)));
    assert_eq!(status(&answer), "413");
}

#[test]
fn a_body_of_the_limit_is_accepted() {
    let collector = collector(Options::default());
    let body = format!(r#"{{"events":["{}"]}}"#, "x".repeat(BODY_LIMIT - 15));
    assert_eq!(body.len(), BODY_LIMIT);
    assert_eq!(status(&exchange(&collector, &post(&body))), "200");
}

#[test]
fn a_connection_serves_one_request_after_the_other() {
    let collector = collector(Options::default());
    let answers = exchange(&collector, &post(BODY).repeat(3));
    assert_eq!(answers.matches("HTTP/1.1 200 ").count(), 3);
    assert_eq!(collector.received().len(), 3);
}

#[test]
fn a_client_may_ask_for_the_connection_to_be_closed() {
    let collector = collector(Options::default());
    let last = post(BODY).replace("Host", "Connection: close\r\nHost");
    let answers = exchange(&collector, &format!("{last}{}", post(BODY)));
    assert_eq!(answers.matches("HTTP/1.1 200 ").count(), 1);
    let old = post(BODY).replace("HTTP/1.1", "HTTP/1.0");
    let answers = exchange(&collector, &format!("{old}{}", post(BODY)));
    assert_eq!(answers.matches("HTTP/1.1 200 ").count(), 1);
}

#[test]
fn a_client_that_asks_whether_to_send_the_body_is_told_to() {
    let collector = collector(Options::default());
    let request = post(BODY).replace("Host", "Expect: 100-continue\r\nHost");
    let answer = exchange(&collector, &request);
    assert!(answer.starts_with("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 "));
}

#[test]
fn an_idle_connection_is_closed() {
    let collector = collector(Options {
        idle: Duration::from_millis(50),
        ..Options::default()
    });
    let mut stream = connect(&collector);
    assert_eq!(stream.read(&mut [0; 1]).unwrap(), 0);
}

#[test]
fn a_request_that_drips_is_closed_though_it_is_never_idle() {
    let begin = [
        "POST /v1.1/events/json HTTP/1.1\r\n".to_owned(),
        post(&" ".repeat(100_000)).trim_end().to_owned() + "\r\n\r\n",
    ];
    for begin in begin {
        let collector = collector(Options {
            request: Duration::from_millis(50),
            ..Options::default()
        });
        let mut stream = connect(&collector);
        stream.write_all(begin.as_bytes()).unwrap();
        let mut drip = stream.try_clone().unwrap();
        thread::scope(|scope| {
            scope.spawn(move || {
                // Slower than the bounds on bytes, faster than the one on silence.
                while drip.write_all(b"A: b\r\n").is_ok() {
                    thread::sleep(Duration::from_millis(5));
                }
            });
            assert!(is_closed(&mut stream), "{begin:?}");
            let _ = stream.shutdown(Shutdown::Both);
        });
        assert!(collector.received().is_empty());
    }
}

#[test]
fn answers_follow_the_script_and_then_the_default() {
    let collector = collector(Options {
        script: vec![
            Respond::Status(503, Some("7".into())),
            Respond::Reset,
            Respond::Drip(Duration::ZERO),
            Respond::Status(204, None),
        ],
        respond: Respond::Status(429, None),
        ..Options::default()
    });
    let refused = exchange(&collector, &post("not json"));
    assert_eq!(status(&refused), "400", "a refusal is not scripted");

    let answers = [(); 6].map(|()| exchange(&collector, &post(BODY)));
    assert!(
        answers[0].contains("\r\nRetry-After: 7\r\n"),
        "{}",
        answers[0]
    );
    assert_eq!(answers[3], "HTTP/1.1 204 \r\n\r\n");
    let statuses = answers.each_ref().map(|answer| status(answer));
    assert_eq!(statuses, ["503", "", "200", "204", "429", "429"]);
    let noted: Vec<_> = collector.received().iter().map(|one| one.status).collect();
    assert_eq!(noted, [400, 503, 0, 200, 204, 429, 429]);
}

#[test]
fn silence_ends_when_the_collector_is_dropped() {
    let collector = collector(Options {
        respond: Respond::Silence,
        ..Options::default()
    });
    let mut stream = connect(&collector);
    stream.write_all(post(BODY).as_bytes()).unwrap();
    assert!(collector.wait_for(1, PATIENCE));
    assert_eq!(collector.received()[0].status, 0);
    drop(collector);
    assert_eq!(stream.read(&mut [0; 1]).unwrap(), 0);
}

#[test]
fn nobody_listens_after_the_drop() {
    let collector = collector(Options::default());
    let address = collector.local_addr();
    let mut idle = connect(&collector);
    drop(collector);
    assert!(is_closed(&mut idle));
    let error = TcpStream::connect(address).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConnectionRefused);
}

#[test]
fn only_the_newest_requests_are_kept_and_all_are_counted() {
    let collector = collector(Options {
        keep: 2,
        ..Options::default()
    });
    for event in ["1", "2", "3"] {
        exchange(&collector, &post(&format!(r#"{{"events":[{event}]}}"#)));
    }
    let bodies: Vec<_> = collector
        .received()
        .into_iter()
        .map(|one| one.body)
        .collect();
    assert_eq!(bodies, [r#"{"events":[2]}"#, r#"{"events":[3]}"#]);
    assert!(collector.wait_for(3, Duration::ZERO));
    assert!(!collector.wait_for(4, Duration::ZERO));
}

#[test]
fn a_callback_sees_each_request_before_its_answer() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let sink = Arc::clone(&seen);
    let collector = collector(Options {
        on_request: Some(Box::new(move |request| {
            sink.lock().unwrap().push(request.body.clone());
        })),
        ..Options::default()
    });
    exchange(&collector, &post(BODY));
    assert_eq!(*seen.lock().unwrap(), [BODY]);
}

#[test]
fn connections_beyond_the_limit_are_closed() {
    let collector = collector(Options::default());
    let streams: Vec<_> = (0..128).map(|_| connect(&collector)).collect();
    let mut further = connect(&collector);
    assert!(is_closed(&mut further));
    drop(streams);
}

#[test]
fn an_address_of_the_network_is_refused() {
    for address in ["0.0.0.0:0", "192.0.2.1:0", "[::]:0"] {
        let error = Collector::bind(address.parse().unwrap(), Options::default()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
        assert_eq!(
            error.to_string(),
            format!(
                "expected a loopback address or the hosts by which it may be asked, found {address} alone"
            )
        );
    }
}

#[test]
fn a_host_that_was_allowed_may_ask_beyond_loopback() {
    let options = Options {
        hosts: vec!["collector.test".into()],
        ..Options::default()
    };
    let collector = Collector::bind("0.0.0.0:0".parse().unwrap(), options).unwrap();
    let ask = |host: &str| {
        let mut stream = TcpStream::connect(("127.0.0.1", collector.local_addr().port())).unwrap();
        stream
            .write_all(post(BODY).replace("localhost", host).as_bytes())
            .unwrap();
        stream.shutdown(Shutdown::Write).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        status(&answer).to_owned()
    };
    assert_eq!(
        ["collector.test:8787", "localhost", "other.test"].map(ask),
        ["200", "200", "403"]
    );
}

#[test]
fn the_url_is_the_address_with_the_path() {
    let collector = collector(Options::default());
    let port = collector.local_addr().port();
    let url = format!("http://127.0.0.1:{port}/v1.1/events/json");
    assert_eq!(collector.url(), url);
}
