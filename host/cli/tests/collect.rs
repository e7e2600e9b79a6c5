//! `collect` with bodies that are wrong: what it shows, counts and answers.
#![cfg(unix)]

mod support;

use std::{
    fs,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{Shutdown, TcpStream},
    path::Path,
    process::{Child, Command, Stdio},
};

use serde_json::{Value, json};
use support::{command, run, text};

/// A collector that runs as a command.
struct Collecting {
    child: Child,
    said: BufReader<std::process::ChildStderr>,
    address: String,
}

impl Collecting {
    fn start(arguments: &[&str]) -> Self {
        Self::spawn(&mut command(
            &[&["collect", "--port", "0"], arguments].concat(),
        ))
    }

    fn spawn(command: &mut Command) -> Self {
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut said = BufReader::new(child.stderr.take().unwrap());
        let mut line = String::new();
        said.read_line(&mut line).unwrap();
        let url = line.strip_prefix("listening on http://").unwrap();
        let address = url.split('/').next().unwrap().to_owned();
        Self {
            child,
            said,
            address,
        }
    }

    /// The status and the body of the answer to a body.
    fn post(&self, body: &[u8]) -> (u16, Value) {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let length = body.len();
        write!(
            stream,
            "POST /v1.1/events/json HTTP/1.1\r\nHost: localhost\r\nContent-Length: {length}\r\n\r\n"
        )
        .unwrap();
        stream.write_all(body).unwrap();
        stream.shutdown(Shutdown::Write).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let status = answer.split(' ').nth(1).unwrap().parse().unwrap();
        let (_, body) = answer.split_once("\r\n\r\n").unwrap();
        (status, serde_json::from_str(body).unwrap())
    }

    /// Ctrl-C. Returns what it printed, and what it said at its end.
    fn end(mut self) -> (String, String) {
        let id = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(id, rustix::process::Signal::INT).unwrap();
        let mut printed = String::new();
        let stdout = self.child.stdout.as_mut().unwrap();
        stdout.read_to_string(&mut printed).unwrap();
        let mut said = String::new();
        self.said.read_to_string(&mut said).unwrap();
        self.child.wait().unwrap();
        (printed, said)
    }
}

impl Drop for Collecting {
    /// Where a test has failed.
    fn drop(&mut self) {
        let _ = self.child.kill();
    }
}

impl Collecting {
    /// What the inspector's pages are told: the data of the first `count` events of its stream.
    fn told(&self, count: usize) -> Vec<Value> {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        write!(
            stream,
            "GET /requests HTTP/1.1\r\nHost: {}\r\n\r\n",
            self.address
        )
        .unwrap();
        let lines = BufReader::new(stream).lines().map(Result::unwrap);
        let data = lines.filter_map(|line| Some(line.strip_prefix("data: ")?.to_owned()));
        data.take(count)
            .map(|data| serde_json::from_str(&data).unwrap())
            .collect()
    }
}

/// The body of two events.
fn body() -> String {
    let line = r#"{"event":"nat_cli_command","parameters":{"command":"run","taskStatus":"success","pythonVersion":"3.12"}}"#;
    let mut preview = command(&["preview", "-", "--product", "agent-toolkit"]);
    let output = run(&mut preview, &format!("{line}\n{line}\n"));
    text(&output.stdout).trim_end().to_owned()
}

/// What is wrong in the first event, and would be private.
fn half_wrong() -> String {
    body().replacen(r#""taskStatus":"success""#, r#""taskStatus":"alice""#, 1)
}

#[test]
fn a_strict_collector_answers_with_what_it_refuses() {
    let collecting = Collecting::start(&["--strict"]);
    let right = json!({"accepted": 2, "refused": 0, "problems": []});
    assert_eq!(collecting.post(body().as_bytes()), (200, right));
    let problem = |index: usize, code: &str, field: &str| json!({"index": index, "code": code, "pointer": format!("/events/{index}/parameters{field}")});
    let half = json!({"accepted": 1, "refused": 1, "problems": [problem(0, "not-allowed", "/taskStatus")]});
    assert_eq!(collecting.post(half_wrong().as_bytes()), (200, half));
    let wrong = body().replace(r#""pythonVersion":"3.12""#, r#""python":"alice""#);
    let (status, answer) = collecting.post(wrong.as_bytes());
    assert_eq!((status, &answer["refused"]), (422, &json!(2)));
    assert_eq!(answer["problems"][1], problem(0, "missing-field", ""));
    for (body, code) in [
        (&b"{"[..], "syntax"),
        (b"[]", "wrong-type"),
        (br#"{"events":[]}"#, "missing-field"),
    ] {
        let (status, answer) = collecting.post(body);
        assert_eq!(status, 400);
        let problem = json!({"code": code, "pointer": ""});
        assert_eq!(answer["problems"][0], problem);
    }
    assert_eq!(collecting.post(b"{\"\xff\":1}").0, 400);

    let (printed, said) = collecting.end();
    assert!(
        said.contains("ended after 7 requests; 5 requests wrong; 1 event wrong"),
        "{said}"
    );
    for told in [
        "200 POST",
        "422 POST",
        "    1 event of 2 wrong",
        "    2 events of 2 wrong",
        "    /events/0/parameters/taskStatus: expected one of success, ",
        "the body is no envelope",
    ] {
        assert!(printed.contains(told), "{told} is not in {printed}");
    }
    assert!(!printed.contains("alice"), "{printed}");
}

#[test]
fn another_collector_answers_as_it_is_told_and_shows_what_is_wrong() {
    let collecting = Collecting::start(&["--json"]);
    assert_eq!(collecting.post(half_wrong().as_bytes()).0, 200);
    let (printed, said) = collecting.end();
    assert!(
        said.contains("ended after 1 request; 1 event wrong"),
        "{said}"
    );
    let received: Value = serde_json::from_str(printed.trim_end()).unwrap();
    let verdict = json!({
        "status": 200, "problems": [], "accepted": 1, "refused": 1,
        "rejections": [{"index": 0, "problems": [{"pointer": "/events/0/parameters/taskStatus", "code": "not-allowed"}]}],
    });
    assert_eq!(received["verdict"], verdict);
}

#[test]
fn the_inspector_is_told_of_each_request_and_of_its_sender() {
    // Where the sender has its audit log, and the collector looks for it.
    let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join("inspected");
    let _ = fs::remove_dir_all(&home);
    let mut collect = command(&["collect", "--port", "0", "--open"]);
    let collecting = Collecting::spawn(collect.env("HOME", &home));
    assert_eq!(collecting.post(half_wrong().as_bytes()).0, 200);
    let endpoint = format!("http://{}/v1.1/events/json", collecting.address);
    let line = r#"{"event":"nat_cli_command","parameters":{"command":"run","taskStatus":"success","pythonVersion":"3.12"}}"#;
    let mut send = command(&[
        "send",
        "-",
        "--product",
        "agent-toolkit",
        "--endpoint",
        &endpoint,
    ]);
    assert!(run(send.env("HOME", &home), line).status.success());

    let told = collecting.told(3);
    assert_eq!(told[0]["forgotten"], 0);
    assert_eq!(told[1]["verdict"]["refused"], 1);
    assert_eq!(told[1]["sender"], Value::Null);
    let sender = &told[2]["sender"];
    assert_eq!(
        (&sender["product"], &sender["isOn"]),
        (&json!("agent-toolkit"), &json!(false))
    );
    let audit: Value = serde_json::from_str(sender["audit"].as_str().unwrap()).unwrap();
    assert_eq!(
        (&audit["what"], &audit["sha256"]),
        (&json!("request"), &told[2]["sha256"])
    );

    let (printed, said) = collecting.end();
    assert!(
        said.starts_with("the inspector is at http://127.0.0.1:"),
        "{said}"
    );
    assert!(!printed.contains("GET"), "{printed}");
}

#[test]
fn without_the_option_there_is_no_page() {
    let collecting = Collecting::start(&[]);
    let mut stream = TcpStream::connect(&collecting.address).unwrap();
    write!(stream, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    stream.shutdown(Shutdown::Write).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 404 "), "{answer}");
}
