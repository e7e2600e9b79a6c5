//! A problem with its place in a file, in the forms that people and programs read.

use std::fmt;

use anstyle::{AnsiColor, Style};
use nemo_telemetry::{Problem, Rejection, printable};
use serde_json::json;

use crate::{input::Piece, output};

const ERROR: Style = AnsiColor::Red.on_default().bold();
const PLACE: Style = Style::new().bold();

/// A problem and where it is. As text it is one line, `file:line:column: error[code]: /pointer:
/// message; did you mean …?`. A rejected value is in no form: see `wit/catalog.wit`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Finding<'a> {
    /// The file's name.
    pub(crate) file: &'a str,
    /// Number of the line, from 1.
    pub(crate) line: usize,
    /// The line, or as much of it as is text.
    pub(crate) text: &'a str,
    /// What is wrong.
    pub(crate) problem: &'a Problem,
}

/// Every problem of a piece that was looked at, in the order of its lines.
pub(crate) fn of_piece<'a>(
    piece: &'a Piece,
    rejected: &'a [Rejection],
) -> impl Iterator<Item = Finding<'a>> {
    let lines: Vec<&str> = piece.text.lines().collect();
    rejected.iter().flat_map(move |rejection| {
        let place = rejection.line as usize - 1;
        let text = lines.get(place).copied().unwrap_or_default();
        let line = piece.numbers.get(place).copied().unwrap_or_default();
        rejection.problems.iter().map(move |problem| Finding {
            file: &piece.file,
            line,
            text,
            problem,
        })
    })
}

/// Tells on standard error which lines of a piece are wrong. Returns how many.
pub(crate) fn tell(piece: &Piece, rejected: &[Rejection]) -> u64 {
    of_piece(piece, rejected).for_each(output::draw);
    rejected.len() as u64
}

impl Finding<'_> {
    /// Number of the character where the problem begins, from 1.
    pub(crate) fn column(&self) -> usize {
        self.text
            .get(..self.problem.offset as usize)
            .unwrap_or(self.text)
            .chars()
            .count()
            + 1
    }

    /// A JSON object: where, what, and what was probably meant.
    pub(crate) fn json(&self) -> String {
        let Problem {
            pointer,
            code,
            message,
            suggestion,
            offset,
        } = self.problem;
        let (file, line, column) = (self.file, self.line, self.column());
        json!({"file": file, "line": line, "column": column, "offset": offset, "pointer": pointer, "code": code, "message": message,
            "suggestion": suggestion})
        .to_string()
    }

    /// A command of GitHub Actions that marks the place in a pull request.
    pub(crate) fn github(&self) -> String {
        let (file, code) = (escape(self.file, true), escape(&self.problem.code, true));
        format!(
            "::error file={file},line={},col={},title={code}::{}",
            self.line,
            self.column(),
            escape(&self.what(), false)
        )
    }

    /// `/pointer: message; did you mean …?`
    fn what(&self) -> String {
        let Problem {
            pointer,
            message,
            suggestion,
            ..
        } = self.problem;
        let pointer = if pointer.is_empty() {
            String::new()
        } else {
            format!("{pointer}: ")
        };
        let hint = suggestion
            .as_ref()
            .map(|word| format!("; did you mean `{word}`?"))
            .unwrap_or_default();
        printable(&format!("{pointer}{message}{hint}")).into_owned()
    }
}

impl fmt::Display for Finding<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (file, code) = (printable(self.file), &self.problem.code);
        let (line, column) = (self.line, self.column());
        write!(
            f,
            "{PLACE}{file}:{line}:{column}{PLACE:#}: {ERROR}error[{code}]{ERROR:#}: {}",
            self.what()
        )
    }
}

/// Text inside a command of GitHub Actions; a property ends at more characters than the message.
fn escape(text: &str, property: bool) -> String {
    let text = text
        .replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A");
    if property {
        text.replace(':', "%3A").replace(',', "%2C")
    } else {
        text
    }
}
