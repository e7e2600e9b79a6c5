//! Senders that each wait for an answer before they send again.

use std::{
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpStream},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context as _, bail};

use crate::server::Server;

/// How many there are.
pub(crate) const SENDERS: usize = 8;

/// Most requests of a sender in a turn.
const MOST: usize = 1_000_000;

/// What a turn came to.
pub(crate) struct Load {
    pub(crate) seconds: f64,
    /// Processor time of the server, in seconds.
    pub(crate) processor: f64,
    /// How long each answer took, in microseconds.
    pub(crate) answers: Vec<f64>,
}

/// Lets all senders run for that long.
pub(crate) fn run(server: &Server, body: &str, turn: Duration) -> anyhow::Result<Load> {
    let (start, before) = (Instant::now(), server.processor()?);
    let sent: Vec<anyhow::Result<Vec<f64>>> = thread::scope(|scope| {
        let senders: Vec<_> = (0..SENDERS)
            .map(|_| scope.spawn(|| send(server.address, body, turn)))
            .collect();
        let ended = senders.into_iter().map(|sender| sender.join());
        ended
            .map(|sent| sent.unwrap_or_else(|_| bail!("a sender panicked")))
            .collect()
    });
    let seconds = start.elapsed().as_secs_f64();
    let processor = server.processor()? - before;
    let mut answers = Vec::new();
    for sent in sent {
        answers.extend(sent?);
    }
    Ok(Load {
        seconds,
        processor,
        answers,
    })
}

fn send(address: SocketAddr, body: &str, turn: Duration) -> anyhow::Result<Vec<f64>> {
    let mut connection = Connection::open(address)?;
    let request = request(address, body);
    let (start, mut answers) = (Instant::now(), Vec::new());
    while start.elapsed() < turn && answers.len() < MOST {
        let asked = Instant::now();
        let status = connection.exchange(&request)?;
        if status != 200 {
            bail!("{status} under load");
        }
        answers.push(asked.elapsed().as_secs_f64() * 1e6);
    }
    Ok(answers)
}

/// The status that a body has over a connection of its own.
pub(crate) fn once(address: SocketAddr, body: &str) -> anyhow::Result<u16> {
    Connection::open(address)?.exchange(&request(address, body))
}

fn request(address: SocketAddr, body: &str) -> Vec<u8> {
    let length = body.len();
    format!(
        "POST /v1.1/events/json HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
    )
    .into_bytes()
}

/// A connection that is kept open.
struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Connection {
    fn open(address: SocketAddr) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream,
            buffer: vec![0; 16 * 1024],
        })
    }

    /// Sends a request and reads its whole answer. Returns the status.
    fn exchange(&mut self, request: &[u8]) -> anyhow::Result<u16> {
        self.stream.write_all(request)?;
        let mut filled = 0;
        loop {
            let read = self.stream.read(&mut self.buffer[filled..])?;
            if read == 0 {
                bail!("the server hung up");
            }
            filled += read;
            let text = std::str::from_utf8(&self.buffer[..filled])?;
            let Some((head, body)) = text.split_once("\r\n\r\n") else {
                continue;
            };
            let length = head.lines().find_map(|line| {
                let (name, value) = line.split_once(':')?;
                let length = name.eq_ignore_ascii_case("content-length");
                length.then(|| value.trim().parse::<usize>().ok())?
            });
            if body.len() >= length.context("an answer without its length")? {
                let status = head.split(' ').nth(1).context("an answer without status")?;
                return Ok(status.parse()?);
            }
        }
    }
}
