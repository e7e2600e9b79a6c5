//! Reading JSON Lines from files and standard input, in pieces that may cross into the component.

use std::{
    fs::File,
    io::{self, BufRead, BufReader},
};

use anyhow::Context;
use nemo_telemetry::{MAX_TEXT, Problem, Rejection, Report};

use crate::command::Failure;

/// Most lines in a piece: a queue of the default length takes them all.
const LINES: usize = 1000;

/// Lines that follow one another, at most [`MAX_TEXT`] bytes of them.
#[derive(Debug, Default)]
pub(crate) struct Piece {
    /// Number of the first line in its file, from 1.
    pub(crate) first: usize,
    /// The lines, each with its line feed.
    pub(crate) text: String,
    /// The problem of a single line that cannot cross; the text is then as much of the line as is worth showing.
    pub(crate) unusable: Option<Problem>,
}

impl Piece {
    /// The report of a line that cannot cross; none for a piece that can.
    pub(crate) fn refusal(&self) -> Option<Report> {
        let problem = self.unusable.clone()?;
        Some(Report { accepted: 0, ignored: 0, rejected: vec![Rejection { line: 1, problems: vec![problem] }] })
    }
}

/// A file of JSON Lines.
pub(crate) struct Lines {
    name: String,
    source: Box<dyn BufRead>,
    number: usize,
    /// A line that did not fit the piece before.
    held: Option<Vec<u8>>,
}

impl Lines {
    /// Opens a file; `-` is standard input.
    pub(crate) fn open(name: &str) -> Result<Self, Failure> {
        let source: Box<dyn BufRead> = if name == "-" {
            Box::new(io::stdin().lock())
        } else {
            let file = File::open(name).with_context(|| format!("failed to open {name}")).map_err(Failure::Usage)?;
            Box::new(BufReader::new(file))
        };
        let name = if name == "-" { "<stdin>".into() } else { name.into() };
        Ok(Self { name, source, number: 0, held: None })
    }

    /// The file's name for messages.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// The next piece; none at the end.
    pub(crate) fn next(&mut self) -> Result<Option<Piece>, Failure> {
        let mut piece = Piece { first: self.number + 1, ..Piece::default() };
        let mut count = 0;
        while count < LINES {
            let Some(line) = self.line()? else { break };
            match usable(&line) {
                Ok(text) if piece.text.len() + text.len() <= MAX_TEXT => piece.text.push_str(text),
                Err((before, problem)) if count == 0 => {
                    self.number += 1;
                    return Ok(Some(Piece { text: before.into(), unusable: Some(problem), ..piece }));
                }
                _ => {
                    self.held = Some(line);
                    break;
                }
            }
            count += 1;
            self.number += 1;
        }
        Ok((count > 0).then_some(piece))
    }

    fn line(&mut self) -> Result<Option<Vec<u8>>, Failure> {
        if let Some(line) = self.held.take() {
            return Ok(Some(line));
        }
        let mut line = Vec::new();
        let read = self.source.read_until(b'\n', &mut line);
        let read = read.with_context(|| format!("failed to read line {} of {}", self.number + 1, self.name));
        Ok((read.map_err(Failure::Usage)? > 0).then_some(line))
    }
}

/// The line as text that may cross, or the text before what is wrong with it, and the problem.
fn usable(line: &[u8]) -> Result<&str, (&str, Problem)> {
    let problem = |code: &str, message: String, offset: usize| Problem {
        pointer: String::new(),
        code: code.into(),
        message,
        suggestion: None,
        offset: u32::try_from(offset).unwrap_or(u32::MAX),
    };
    if line.len() > MAX_TEXT {
        return Err(("", problem("too-large", format!("expected a line of at most {MAX_TEXT} bytes, found {}", line.len()), 0)));
    }
    str::from_utf8(line).map_err(|error| {
        let valid = error.valid_up_to();
        let before = line.get(..valid).and_then(|before| str::from_utf8(before).ok()).unwrap_or_default();
        (before, problem("syntax", "expected UTF-8, found other bytes".into(), valid))
    })
}
