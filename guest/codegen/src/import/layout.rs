//! JSON laid out as the files of the schema folder are: a member a line, and a list of plain values
//! on one line where it fits.

use crate::json::{Json, quote};

/// Longest line of a list.
const WIDTH: usize = 110;

/// The text of a file.
pub(super) fn laid_out(json: &Json) -> String {
    let mut out = String::new();
    write(&mut out, json, 0);
    out.push('\n');
    out
}

fn write(out: &mut String, json: &Json, depth: usize) {
    match json {
        Json::Object(members) if !members.is_empty() => {
            let members = members.iter().map(|(key, value)| (Some(key), value));
            block(out, ['{', '}'], members, depth);
        }
        Json::List(items) if !items.is_empty() => match on_one_line(items, out) {
            Some(line) => out.push_str(&line),
            None => block(
                out,
                ['[', ']'],
                items.iter().map(|item| (None, item)),
                depth,
            ),
        },
        other => out.push_str(&other.canonical()),
    }
}

fn block<'a>(
    out: &mut String,
    [open, close]: [char; 2],
    entries: impl Iterator<Item = (Option<&'a String>, &'a Json)>,
    depth: usize,
) {
    let indent = "  ".repeat(depth + 1);
    out.push(open);
    for (place, (key, value)) in entries.enumerate() {
        out.push_str(if place == 0 { "\n" } else { ",\n" });
        out.push_str(&indent);
        if let Some(key) = key {
            out.push_str(&quote(key));
            out.push_str(": ");
        }
        write(out, value, depth + 1);
    }
    out.push('\n');
    out.push_str(&"  ".repeat(depth));
    out.push(close);
}

/// The list as the end of the line that has been begun; none where it is too long, or has lists or
/// objects in it.
fn on_one_line(items: &[Json], out: &str) -> Option<String> {
    if items
        .iter()
        .any(|item| matches!(item, Json::List(_) | Json::Object(_)))
    {
        return None;
    }
    let items: Vec<_> = items.iter().map(Json::canonical).collect();
    let line = format!("[{}]", items.join(", "));
    let begun = out.rsplit('\n').next().unwrap_or_default();
    (begun.len() + line.len() < WIDTH).then_some(line)
}

#[cfg(test)]
mod tests {
    use super::laid_out;
    use crate::json::Json;

    #[test]
    fn short_lists_are_on_one_line_and_long_ones_are_not() {
        let word = "a-word-of-twenty-bytes";
        let text = format!(
            "{{\n  \"enum\": [\"one\", \"two\"],\n  \"long\": [\n    \"{word}\",\n    \"{word}\",\n    \"{word}\",\n    \"{word}\",\n    \"{word}\"\n  ],\n  \"none\": {{}},\n  \"objects\": [\n    {{\n      \"a\": 1\n    }}\n  ]\n}}\n"
        );
        let json: Json = serde_json::from_str(&text).expect("JSON");
        assert_eq!(laid_out(&json), text);
    }
}
