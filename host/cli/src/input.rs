//! Reading JSON Lines from files and standard input, in pieces that may cross into the component.

use std::{
    fs::File,
    io::{self, BufRead, BufReader, Read},
    iter,
    sync::mpsc::{Receiver, sync_channel},
    thread,
};

use anyhow::Context;
use nemo_telemetry::{MAX_TEXT, Problem, Rejection, Report};

use crate::command::Failure;

/// Most lines in a piece: a queue of the default length takes as many.
pub(crate) const LINES: usize = 1000;

/// Most lines in a piece whose events an outbox keeps: five requests of the default size. Around each
/// request the segment is written anew, so longer ones take longer; shorter ones mean more files.
pub(crate) const LINES_TO_KEEP: usize = 250;

/// Lines of one file, at most [`MAX_TEXT`] bytes of them.
#[derive(Debug, Default)]
pub(crate) struct Piece {
    /// The file's name for messages.
    pub(crate) file: String,
    /// The number of each line in its file, from 1.
    pub(crate) numbers: Vec<usize>,
    /// The lines, each with its line feed.
    pub(crate) text: String,
    /// The problem of a single line that cannot cross; the text is then as much of the line as is
    /// worth showing.
    pub(crate) unusable: Option<Problem>,
    /// Bytes that were read for it.
    pub(crate) bytes: u64,
}

impl Piece {
    /// The report of a line that cannot cross; none for a piece that can.
    pub(crate) fn refusal(&self) -> Option<Report> {
        let problem = self.unusable.clone()?;
        Some(Report {
            accepted: 0,
            ignored: 0,
            rejected: vec![Rejection {
                line: 1,
                problems: vec![problem],
            }],
        })
    }

    /// The lines of these rejections, for another attempt.
    pub(crate) fn only(&self, rejections: &[Rejection]) -> Self {
        let mut piece = Self {
            file: self.file.clone(),
            ..Self::default()
        };
        let mut lines = self
            .text
            .split_inclusive('\n')
            .zip(&self.numbers)
            .enumerate();
        for rejection in rejections {
            let Some((_, (line, number))) =
                lines.find(|(place, _)| place + 1 == rejection.line as usize)
            else {
                break;
            };
            piece.text.push_str(line);
            piece.numbers.push(*number);
        }
        piece
    }
}

/// A file of JSON Lines.
pub(crate) struct Lines {
    name: String,
    source: BufReader<Box<dyn Read + Send>>,
    /// Most lines in a piece.
    most: usize,
    number: usize,
    /// A line that did not fit the piece before.
    held: Option<Vec<u8>>,
    /// What follows is not looked at.
    has_ended: bool,
}

impl Lines {
    /// Opens a file; `-` is standard input.
    pub(crate) fn open(name: &str) -> Result<Self, Failure> {
        let (name, source) = open(name)?;
        Ok(Self {
            name,
            source: BufReader::with_capacity(MAX_TEXT, source),
            most: LINES,
            number: 0,
            held: None,
            has_ended: false,
        })
    }

    /// The next piece; none at the end. Waits for a first line, but never for a further one: what
    /// is there goes its way.
    pub(crate) fn next(&mut self) -> Result<Option<Piece>, Failure> {
        let mut piece = Piece {
            file: self.name.clone(),
            ..Piece::default()
        };
        while !self.has_ended
            && piece.numbers.len() < self.most
            && (piece.numbers.is_empty() || self.has_line())
        {
            let Some(line) = self.line()? else { break };
            let first = piece.numbers.is_empty();
            // The lines of such a file would be wrong one by one.
            self.has_ended = self.number == 0 && is_utf_16(&line);
            match usable(&line, self.has_ended) {
                Ok(text) if piece.text.len() + text.len() <= MAX_TEXT => piece.text.push_str(text),
                Err((before, problem)) if first => {
                    (piece.text, piece.unusable) = (before.into(), Some(problem))
                }
                _ => {
                    self.held = Some(line);
                    break;
                }
            }
            self.number += 1;
            piece.numbers.push(self.number);
            piece.bytes += line.len() as u64;
            if piece.unusable.is_some() {
                break;
            }
        }
        Ok((!piece.numbers.is_empty()).then_some(piece))
    }

    fn has_line(&self) -> bool {
        self.held.is_some() || self.source.buffer().contains(&b'\n')
    }

    fn line(&mut self) -> Result<Option<Vec<u8>>, Failure> {
        if let Some(line) = self.held.take() {
            return Ok(Some(line));
        }
        let line = read_line(&mut self.source, MAX_TEXT);
        let line = line
            .with_context(|| format!("failed to read line {} of {}", self.number + 1, self.name));
        let line = line.map_err(Failure::Mistake)?;
        // Some editors begin a file with a byte order mark.
        Ok(line.map(|line| match line.strip_prefix(BYTE_ORDER_MARK) {
            Some(rest) if self.number == 0 => rest.to_vec(),
            _ => line,
        }))
    }
}

/// Opens a file, and says how messages call it; `-` is standard input.
pub(crate) fn open(name: &str) -> Result<(String, Box<dyn Read + Send>), Failure> {
    if name == "-" {
        return Ok(("<stdin>".into(), Box::new(io::stdin())));
    }
    let file = File::open(name)
        .with_context(|| format!("failed to open {name}"))
        .map_err(Failure::Mistake)?;
    Ok((name.into(), Box::new(file)))
}

/// The one of UTF-8.
pub(crate) const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Whether a file that begins like this is UTF-16, with a byte order mark or without, such as
/// PowerShell writes it.
pub(crate) fn is_utf_16(line: &[u8]) -> bool {
    matches!(
        line,
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [_, 0, ..] | [0, _, ..]
    )
}

/// Bytes of a line that are read in the search for its end. A file without one, such as `/dev/zero`,
/// must not keep a command for good.
const WITHOUT_END: u64 = 256 * 1024 * 1024;

/// The next line with its line feed. Of one that is longer than `most` only the beginning, so that
/// no file fills the memory.
///
/// # Errors
/// The source cannot be read, or has no end of a line for too long.
pub(crate) fn read_line(source: &mut impl BufRead, most: usize) -> io::Result<Option<Vec<u8>>> {
    let mut line = Vec::new();
    source
        .by_ref()
        .take(most as u64 + 1)
        .read_until(b'\n', &mut line)?;
    if line.len() > most && !line.ends_with(b"\n") {
        let skipped = source.by_ref().take(WITHOUT_END).skip_until(b'\n')? as u64;
        if skipped == WITHOUT_END {
            return Err(io::Error::new(
                io::ErrorKind::InvalidData,
                "expected JSON Lines, found a line without an end",
            ));
        }
    }
    Ok((!line.is_empty()).then_some(line))
}

/// Reads files one after the other on a thread of its own, one piece of at most so many lines ahead:
/// whoever waits for an answer or for Ctrl-C is not stuck in a pipe.
///
/// # Errors
/// One of the files cannot be opened.
pub(crate) fn read_ahead(
    files: &[String],
    most: usize,
) -> Result<Receiver<Result<Piece, Failure>>, Failure> {
    let files: Vec<Lines> = files
        .iter()
        .map(|file| {
            let lines = Lines::open(file)?;
            Ok(Lines { most, ..lines })
        })
        .collect::<Result<_, Failure>>()?;
    let (sender, pieces) = sync_channel(1);
    let read = move || {
        for mut lines in files {
            while let Some(piece) = lines.next().transpose() {
                // Nobody takes any more: the command ends.
                if sender.send(piece).is_err() {
                    return;
                }
            }
        }
    };
    thread::Builder::new()
        .name("nemo-telemetry-input".into())
        .spawn(read)
        .context("failed to start a thread")?;
    Ok(pieces)
}

/// Reads files one after the other, each opened when it is its turn.
pub(crate) fn read(files: Vec<String>) -> impl Iterator<Item = Result<Piece, Failure>> {
    files.into_iter().flat_map(|file| {
        let (mut lines, failure) = match Lines::open(&file) {
            Ok(lines) => (Some(lines), None),
            Err(failure) => (None, Some(Err(failure))),
        };
        let pieces = iter::from_fn(move || lines.as_mut()?.next().transpose());
        failure.into_iter().chain(pieces)
    })
}

/// The line as text that may cross, or the text before what is wrong with it, and the problem.
fn usable(line: &[u8], is_utf_16: bool) -> Result<&str, (&str, Problem)> {
    if line.len() > MAX_TEXT {
        let message = format!("expected a line of at most {MAX_TEXT} bytes, found a longer one");
        return Err(("", problem("too-large", message, 0)));
    }
    utf_8(line, is_utf_16)
}

fn problem(code: &str, message: String, offset: usize) -> Problem {
    Problem {
        pointer: String::new(),
        code: code.into(),
        message,
        suggestion: None,
        offset: u32::try_from(offset).unwrap_or(u32::MAX),
    }
}

/// The line as text, or the text before what is wrong with it, and the problem.
pub(crate) fn utf_8(line: &[u8], is_utf_16: bool) -> Result<&str, (&str, Problem)> {
    if is_utf_16 {
        let message = "expected UTF-8, found what looks like UTF-16; write the file as UTF-8";
        return Err(("", problem("syntax", message.into(), 0)));
    }
    str::from_utf8(line).map_err(|error| {
        let valid = error.valid_up_to();
        let before = line
            .get(..valid)
            .and_then(|before| str::from_utf8(before).ok())
            .unwrap_or_default();
        (
            before,
            problem("syntax", "expected UTF-8, found other bytes".into(), valid),
        )
    })
}
