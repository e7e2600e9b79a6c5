//! The little TOML that a stored decision is made of, read so strictly that what comes out is
//! certain.

use alloc::{string::String, vec::Vec};

/// A value that stands in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Value<'t> {
    /// A string without escapes.
    Text(&'t str),
    /// An integer or a boolean.
    Other,
    /// A table of its own or one in braces. It is here because no other key may be below it, or
    /// have its name.
    Table,
}

/// Every key with its whole path, such as `telemetry.consent`.
///
/// None for what is no TOML, and for the TOML that nobody needs here: escapes, strings of several
/// lines, quoted keys, other numbers, dates, lists. What is read is read as any reader of TOML
/// reads it.
pub(super) fn entries(text: &str) -> Option<Entries<'_>> {
    let mut entries = Entries { list: Vec::new() };
    let mut table = String::new();
    for line in text.split('\n') {
        let line = line.strip_suffix('\r').unwrap_or(line);
        // What is no UTF-8 arrives as this character.
        if line
            .contains(|letter: char| letter == '\u{fffd}' || letter.is_control() && letter != '\t')
        {
            return None;
        }
        let line = skip(line);
        if is_end(line) {
            continue;
        }
        if let Some(header) = line.strip_prefix('[') {
            let (path, rest) = key(skip(header))?;
            if !is_end(skip(rest.strip_prefix(']')?)) {
                return None;
            }
            entries.add(path.clone(), Value::Table)?;
            table = path + ".";
        } else if !is_end(skip(entries.pair(&table, line)?)) {
            return None;
        }
    }
    Some(entries)
}

/// Keys of a decision's file; real ones have three. Each is compared with all before it.
const MOST: usize = 100;

pub(super) struct Entries<'t> {
    list: Vec<(String, Value<'t>)>,
}

impl<'t> Entries<'t> {
    pub(super) fn get(&self, path: &str) -> Option<Value<'t>> {
        self.list
            .iter()
            .find(|(known, _)| known == path)
            .map(|(_, value)| *value)
    }

    /// Reads `key = value`, and returns what follows.
    fn pair(&mut self, table: &str, text: &'t str) -> Option<&'t str> {
        let (name, rest) = key(text)?;
        let path = [table, &name].concat();
        let rest = skip(rest.strip_prefix('=')?);
        if let Some(braced) = rest.strip_prefix('{') {
            self.add(path.clone(), Value::Table)?;
            return self.pairs(&(path + "."), braced);
        }
        let (value, rest) = scalar(rest)?;
        self.add(path, value)?;
        Some(rest)
    }

    /// Reads the pairs of a table in braces up to its end. It cannot hold another, so that nothing
    /// recurses without end.
    fn pairs(&mut self, table: &str, text: &'t str) -> Option<&'t str> {
        let mut text = text;
        loop {
            let (name, rest) = key(skip(text))?;
            let (value, rest) = scalar(skip(rest.strip_prefix('=')?))?;
            self.add([table, &name].concat(), value)?;
            let rest = skip(rest);
            if let Some(after) = rest.strip_prefix('}') {
                return Some(after);
            }
            text = rest.strip_prefix(',')?;
        }
    }

    /// None when the name is taken, or could be: TOML allows a few more orders of tables than this.
    fn add(&mut self, path: String, value: Value<'t>) -> Option<()> {
        let below = |path: &str, other: &str| {
            path.strip_prefix(other)
                .is_some_and(|rest| rest.starts_with('.'))
        };
        let free = self.list.iter().all(|(known, taken)| {
            let inside = below(&path, known) && *taken != Value::Table;
            known != &path && !below(known, &path) && !inside
        });
        (free && self.list.len() < MOST).then(|| self.list.push((path, value)))
    }
}

/// A bare key, or several with dots between them, and what follows it and the space after it.
fn key(text: &str) -> Option<(String, &str)> {
    let mut path = String::new();
    let mut text = text;
    loop {
        let end = text
            .find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '-' && letter != '_')
            .unwrap_or(text.len());
        let (name, rest) = text.split_at(end);
        if name.is_empty() {
            return None;
        }
        path.push_str(name);
        let rest = skip(rest);
        match rest.strip_prefix('.') {
            Some(further) => text = skip(further),
            None => return Some((path, rest)),
        }
        path.push('.');
    }
}

fn scalar(text: &str) -> Option<(Value<'_>, &str)> {
    for quote in ['"', '\''] {
        if let Some(text) = text.strip_prefix(quote) {
            let (value, rest) = text.split_once(quote)?;
            let plain = quote == '\'' || !value.contains('\\');
            return plain.then_some((Value::Text(value), rest));
        }
    }
    let end = text
        .find(|letter: char| !letter.is_ascii_alphanumeric())
        .unwrap_or(text.len());
    let (word, rest) = text.split_at(end);
    let digits =
        word.bytes().all(|digit| digit.is_ascii_digit()) && (word == "0" || !word.starts_with('0'));
    let known = matches!(word, "true" | "false") || digits && !word.is_empty() && word.len() < 19;
    known.then_some((Value::Other, rest))
}

/// The text with its escapes read wherever they are, and with strings of several lines on one. For
/// finding a no that is spelt in an unusual way: what comes out is not TOML.
pub(super) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        if let Some(after) = rest
            .strip_prefix("\"\"\"")
            .or_else(|| rest.strip_prefix("'''"))
        {
            // The first line end of such a string does not belong to it.
            rest = after
                .strip_prefix("\r\n")
                .or_else(|| after.strip_prefix('\n'))
                .unwrap_or(after);
            continue;
        }
        rest = rest.get(letter.len_utf8()..).unwrap_or_default();
        if letter != '\\' {
            out.push(letter);
            continue;
        }
        let Some(kind) = rest.chars().next() else {
            break;
        };
        let after = rest.get(kind.len_utf8()..).unwrap_or_default();
        let digits = match kind {
            'u' => 4,
            'U' => 8,
            'x' => 2,
            _ => 0,
        };
        let code = after
            .get(..digits)
            .and_then(|digits| u32::from_str_radix(digits, 16).ok())
            .and_then(char::from_u32);
        if let Some(letter) = code.filter(|_| digits > 0) {
            out.push(letter);
            rest = after.get(digits..).unwrap_or_default();
        } else if kind.is_ascii_whitespace() {
            // A line that goes on in the next one.
            rest = rest.trim_start_matches([' ', '\t', '\r', '\n']);
        } else {
            out.push(kind);
            rest = after;
        }
    }
    out
}

#[inline(never)]
fn skip(text: &str) -> &str {
    text.trim_start_matches([' ', '\t'])
}

fn is_end(text: &str) -> bool {
    text.is_empty() || text.starts_with('#')
}

#[cfg(test)]
mod tests {
    use super::{Value, entries};

    #[test]
    fn every_plain_form_is_read() {
        for text in [
            "[a]\nb = \"c\"",
            "[a]\r\nb = \"c\"\r\n",
            " [ a ] # x\n\tb='c'# y\n",
            "a.b = \"c\"",
            "a . b = \"c\"",
            "a = {b = \"c\"}",
            "a = { x = 1, b = 'c', y = true } # z",
            "[other]\nx = false\n\n[a]\nb = \"c\"\nd.e = 0",
        ] {
            let found = entries(text).and_then(|entries| entries.get("a.b"));
            assert_eq!(found, Some(Value::Text("c")), "{text:?}");
        }
    }

    #[test]
    fn what_is_not_certain_is_not_read() {
        for text in [
            "[a]\nb = \"c\"\nb = \"c\"",
            "[a]\nb = \"c\"\n[a]",
            "a.b = \"c\"\n[a]",
            "a = 1\na.b = \"c\"",
            "a = 1\n[a.b]",
            "a = {b = \"c\"}\n[a]",
            "a = {b = \"c\",}",
            "a = {}",
            "[[a]]\nb = \"c\"",
            "[a\nb = \"c\"",
            "[a] b = \"c\"",
            "[a]\nb = \"c\" d",
            "[a]\nb = c",
            "[a]\nb = \"\\u0063\"",
            "[a]\nb = \"\"\"c\"\"\"",
            "[a]\n\"b\" = \"c\"",
            "[a]\nb = 1.0",
            "[a]\nb = 01",
            "[a]\nb =",
            "[a]\nb",
            "[a]\nb = \"c",
            "[a.]\nb = \"c\"",
            "[a]\rb = \"c\"",
            "[a]\nb = \"c\" # \u{fffd}",
            "\u{feff}[a]\nb = \"c\"",
        ] {
            assert!(entries(text).is_none(), "{text:?}");
        }
    }
}
