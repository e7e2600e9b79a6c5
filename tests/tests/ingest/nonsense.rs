//! Requests that no client should send: halves, lies, garbage, and far too much.

use std::{
    io::{Read as _, Write as _},
    net::{Shutdown, SocketAddr, TcpStream},
};

use crate::BODY;

const JSON: &str = "content-type: application/json\r\n";

/// What is sent over a connection.
#[derive(Debug)]
pub(crate) struct Nonsense {
    bytes: Vec<u8>,
    /// The server has to answer without hearing that nothing follows.
    is_whole: bool,
}

/// What the server did.
#[derive(Debug)]
pub(crate) enum Reaction {
    Answered(u16),
    HungUp,
    /// The client did not wait to see.
    Unseen,
}

/// The same numbers for the same seed.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// SplitMix64.
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % limit as u64).unwrap()
    }

    fn of<T: Copy>(&mut self, words: &[T]) -> T {
        words[self.below(words.len())]
    }

    fn bytes(&mut self, most: usize) -> Vec<u8> {
        (0..self.below(most))
            .map(|_| self.next().to_le_bytes()[0])
            .collect()
    }
}

/// A request that the server takes.
pub(crate) fn good() -> Vec<u8> {
    posted(
        &format!("{JSON}content-length: {}\r\n", BODY.len()),
        BODY.as_bytes(),
    )
}

fn posted(headers: &str, body: &[u8]) -> Vec<u8> {
    let head =
        format!("POST /events/json HTTP/1.1\r\nhost: x\r\nconnection: close\r\n{headers}\r\n");
    [head.as_bytes(), body].concat()
}

impl Nonsense {
    pub(crate) fn new(random: &mut Random) -> Self {
        let whole = |bytes| Self {
            bytes,
            is_whole: true,
        };
        let part = |bytes| Self {
            bytes,
            is_whole: false,
        };
        match random.below(9) {
            0 => part(random.bytes(2048)),
            1 => part(half(random)),
            2 => part(head_too_long(random)),
            3 => part(garbage_after_a_request(random)),
            4 => part(wrong_length(random)),
            5 => part(broken_chunks(random)),
            6 => whole(damaged_body(random)),
            7 => whole(deep_body(random)),
            _ => whole(other_target(random)),
        }
    }

    /// Sends it. Some clients do not wait for an answer.
    pub(crate) fn send(&self, address: SocketAddr, random: &mut Random) -> Reaction {
        let mut stream = TcpStream::connect(address).unwrap();
        // A server that has heard enough may hang up before it has all.
        let _ = stream.write_all(&self.bytes);
        if random.below(4) == 0 {
            return Reaction::Unseen;
        }
        if !self.is_whole {
            let _ = stream.shutdown(Shutdown::Write);
        }
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        if answer.is_empty() {
            return Reaction::HungUp;
        }
        let line = String::from_utf8_lossy(&answer[..answer.len().min(12)]).into_owned();
        let status = line
            .strip_prefix("HTTP/1.1 ")
            .or_else(|| line.strip_prefix("HTTP/1.0 "));
        Reaction::Answered(status.unwrap().parse().unwrap())
    }
}

/// A good request that ends somewhere.
fn half(random: &mut Random) -> Vec<u8> {
    let mut bytes = good();
    bytes.truncate(random.below(bytes.len()));
    bytes
}

fn head_too_long(random: &mut Random) -> Vec<u8> {
    let headers = if random.below(2) == 0 {
        format!("x: {}\r\n", "x".repeat(1 << 19))
    } else {
        "x: y\r\n".repeat(random.below(5000))
    };
    posted(&headers, b"")
}

/// One request is answered, and what follows is none.
fn garbage_after_a_request(random: &mut Random) -> Vec<u8> {
    let mut bytes = b"GET /health HTTP/1.1\r\nhost: x\r\n\r\n".to_vec();
    bytes.extend(random.bytes(4096));
    bytes
}

fn wrong_length(random: &mut Random) -> Vec<u8> {
    let length = random.of(&[
        "0",
        "1",
        "-1",
        "1000000",
        "99999999999999999999",
        "1, 2",
        "x",
    ]);
    let once = format!("content-length: {length}\r\n");
    let headers = once.repeat(1 + random.below(2));
    posted(&format!("{JSON}{headers}"), BODY.as_bytes())
}

fn broken_chunks(random: &mut Random) -> Vec<u8> {
    let size = random.of(&[
        "-1",
        "5",
        "ffffffffffffffff",
        "10000000000000000",
        "g",
        "",
        "80000",
    ]);
    let body = format!("{size}\r\n{BODY}\r\n").repeat(1 + random.below(40));
    let headers = format!("{JSON}transfer-encoding: chunked\r\n");
    posted(&headers, body.as_bytes())
}

/// Of the right length, with some bytes changed.
fn damaged_body(random: &mut Random) -> Vec<u8> {
    let mut body = BODY.as_bytes().to_vec();
    for _ in 0..1 + random.below(8) {
        let place = random.below(body.len());
        body[place] = random.next().to_le_bytes()[0];
    }
    sized(&body)
}

fn deep_body(random: &mut Random) -> Vec<u8> {
    let piece = random.of(&["[", "{\"a\":", "[{\"events\":", "\"\\ud800", "1e"]);
    sized(piece.repeat(random.below(20_000)).as_bytes())
}

fn sized(body: &[u8]) -> Vec<u8> {
    posted(&format!("{JSON}content-length: {}\r\n", body.len()), body)
}

/// Another method, or another path.
fn other_target(random: &mut Random) -> Vec<u8> {
    let method = random.of(&["GET", "PUT", "DELETE", "OPTIONS", "NONSENSE"]);
    let path = random.of(&["/", "/events/json", "/health?x", "/%00", "//events/json/"]);
    format!("{method} {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").into_bytes()
}
