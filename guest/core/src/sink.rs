//! Where bodies go.

use crate::address;

/// Where bodies go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sink {
    /// Over the network.
    Http,
    /// The host's standard output, a line a body.
    Stdout,
    /// The host's standard error, a line a body.
    Stderr,
    /// The end of a file, a line a body.
    File,
    /// Nowhere, as asked for: bodies are built and counted.
    Nowhere,
    /// Nowhere, because the address is none that events may go to.
    #[default]
    Denied,
}

impl Sink {
    /// What an address means, and the address as a host takes it.
    ///
    /// What stays on this machine is written in a dry run too, as Agent Toolkit does.
    pub(crate) fn of(address: &str, dry_run: bool) -> (Self, &str) {
        let sink = match address {
            "" => Self::Nowhere,
            "stdout:" => Self::Stdout,
            // Agent Toolkit's word; it has always written to standard error.
            "stdout" | "stderr:" => return (Self::Stderr, "stderr:"),
            _ if is_file(address) => Self::File,
            _ if !address::is_permitted(address) => Self::Denied,
            _ if dry_run => Self::Nowhere,
            _ => Self::Http,
        };
        (sink, address)
    }

    /// The identifier that people read.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Stdout => "stdout",
            Self::Stderr => "stderr",
            Self::File => "file",
            Self::Nowhere => "none",
            Self::Denied => "denied",
        }
    }
}

/// Whether an address is `file:` with an absolute path, `/` or a drive first.
fn is_file(address: &str) -> bool {
    let Some(path) = address.strip_prefix("file:") else {
        return false;
    };
    let drive = || {
        matches!(
            path.as_bytes(),
            [b'a'..=b'z' | b'A'..=b'Z', b':', b'/' | b'\\', _, ..]
        )
    };
    let absolute = path.len() > 1 && path.starts_with('/') || drive();
    absolute && !path.contains(char::is_control)
}

#[cfg(test)]
mod tests {
    use super::Sink;

    #[test]
    fn an_address_has_one_meaning() {
        for (address, dry_run, sink) in [
            ("https://a.b/c", false, Sink::Http),
            ("https://a.b/c", true, Sink::Nowhere),
            ("http://127.0.0.1:1/", false, Sink::Http),
            ("", false, Sink::Nowhere),
            ("stdout:", true, Sink::Stdout),
            ("stderr:", true, Sink::Stderr),
            ("stdout", true, Sink::Stderr),
            ("file:/tmp/events.jsonl", true, Sink::File),
            ("file:C:\\events.jsonl", false, Sink::File),
            ("file:events.jsonl", false, Sink::Denied),
            ("file:/", false, Sink::Denied),
            ("file:", false, Sink::Denied),
            ("file:/a\nb", false, Sink::Denied),
            ("stderr", false, Sink::Denied),
            ("http://a.b", false, Sink::Denied),
            ("http://a.b", true, Sink::Denied),
        ] {
            assert_eq!(Sink::of(address, dry_run).0, sink, "{address}");
        }
    }
}
