//! Names of models: a public name may be sent, a path on somebody's disk never.

use super::trim;

/// The name of a model as it may be sent. `on_disk`: the host found a file of that name.
#[must_use]
pub fn sanitize(name: Option<&str>, on_disk: bool) -> &str {
    let name = trim(name.unwrap_or_default());
    if name.is_empty() {
        "undefined"
    } else if on_disk || !is_repository(name) {
        "local_path"
    } else {
        name
    }
}

/// Whether a name can be a repository of a model hub: `name` or `namespace/name`, each of ASCII
/// letters, digits, `_`, `-` and `.`, at most 96 long, beginning and ending with a letter, a digit
/// or `_`; no `--` or `..` anywhere, not ending in `.git`. Paths fail: they begin with a slash or a
/// dot, hold a backslash or a drive, or have more than one slash.
fn is_repository(name: &str) -> bool {
    let parts = name.split('/').count();
    parts <= 2
        && name.split('/').all(is_part)
        && !name.contains("--")
        && !name.contains("..")
        && !name.ends_with(".git")
}

fn is_part(part: &str) -> bool {
    let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    let bytes = part.as_bytes();
    bytes.len() <= 96
        && bytes.first().is_some_and(is_word)
        && bytes.last().is_some_and(is_word)
        && bytes
            .iter()
            .all(|byte| is_word(byte) || matches!(byte, b'-' | b'.'))
}
