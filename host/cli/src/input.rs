//! Reading JSON Lines from files and standard input, in pieces that may cross into the component.

use std::{
    fs::File,
    io::{self, BufRead, BufReader},
};

use anyhow::Context;
use nemo_telemetry::MAX_TEXT;

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
    /// The number of a single line that is too long to cross, and its length; the text is empty then.
    pub(crate) oversized: Option<(usize, usize)>,
}

/// A file of JSON Lines.
pub(crate) struct Lines {
    name: String,
    source: Box<dyn BufRead>,
    number: usize,
    /// A line that did not fit the piece before.
    held: Option<String>,
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
            if line.len() > MAX_TEXT {
                if count > 0 {
                    self.held = Some(line);
                    break;
                }
                self.number += 1;
                piece.oversized = Some((self.number, line.len()));
                return Ok(Some(piece));
            }
            if piece.text.len() + line.len() > MAX_TEXT {
                self.held = Some(line);
                break;
            }
            piece.text.push_str(&line);
            count += 1;
            self.number += 1;
        }
        Ok((count > 0).then_some(piece))
    }

    fn line(&mut self) -> Result<Option<String>, Failure> {
        if let Some(line) = self.held.take() {
            return Ok(Some(line));
        }
        let mut line = String::new();
        let read = self.source.read_line(&mut line);
        let number = self.number + 1;
        let read = read.with_context(|| format!("failed to read line {number} of {}: expected UTF-8 text", self.name));
        Ok((read.map_err(Failure::Usage)? > 0).then_some(line))
    }
}
